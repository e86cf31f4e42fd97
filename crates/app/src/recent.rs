//! What was read or written lately, decoded: what is read again and did not change is not decoded
//! again. The bytes come from the database with every read and must be the same, so a node never
//! believes its own memory.

use std::any::Any;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use serde::de::DeserializeOwned;
use uuid::Uuid;

use crate::AppError;

/// So many are kept in a generation, and there are two: what was not asked for in a whole
/// generation goes.
const GENERATION: usize = 2_048;

/// A value, with what it is decoded from.
#[derive(Clone)]
struct Decoded {
    bytes: Arc<[u8]>,
    value: Arc<dyn Any + Send + Sync>,
}

type Known = HashMap<Uuid, Decoded>;

/// Cases, applications, persons and drafts read or written lately, by their ids.
#[derive(Default)]
pub(crate) struct Recent(Mutex<Generations>);

#[derive(Default)]
struct Generations {
    young: Known,
    old: Known,
}

impl Recent {
    /// What these bytes are decoded.
    pub(crate) fn decode<T>(&self, id: Uuid, bytes: &[u8]) -> Result<Arc<T>, AppError>
    where
        T: DeserializeOwned + Send + Sync + 'static,
    {
        if let Some(known) = self.get(id, bytes) {
            return Ok(known);
        }
        let read: Arc<T> = Arc::new(serde_json::from_slice(bytes)?);
        self.keep(id, bytes, Arc::clone(&read));
        Ok(read)
    }

    /// Remembers what these bytes are decoded. They may be about to be written, and may never be.
    pub(crate) fn keep<T: Send + Sync + 'static>(&self, id: Uuid, bytes: &[u8], value: Arc<T>) {
        let decoded = Decoded {
            bytes: bytes.into(),
            value,
        };
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.keep(id, decoded);
    }

    fn get<T: Send + Sync + 'static>(&self, id: Uuid, bytes: &[u8]) -> Option<Arc<T>> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let found = match known.young.get(&id) {
            Some(found) => found.clone(),
            None => known.old.remove(&id)?,
        };
        known.keep(id, found.clone());
        drop(known);
        let same = (*found.bytes == *bytes).then_some(found.value);
        same.and_then(|value| value.downcast().ok())
    }
}

impl Generations {
    fn keep(&mut self, id: Uuid, decoded: Decoded) {
        self.young.insert(id, decoded);
        if self.young.len() >= GENERATION {
            self.old = std::mem::take(&mut self.young);
        }
    }
}
