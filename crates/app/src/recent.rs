//! What was read or written lately, decoded: what is read again and did not change is neither opened
//! nor decoded again. It comes from the database with every read, and must be the same to the last
//! byte as it is kept there, so a node never believes its own memory.

use std::any::Any;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use serde::de::DeserializeOwned;
use tutas_store::{Kept, Mark};
use uuid::Uuid;

use crate::AppError;

/// So many are kept in a generation, and there are two: what was not asked for in a whole
/// generation goes.
const GENERATION: usize = 2_048;

/// A value, with what it is decoded from.
#[derive(Clone)]
struct Decoded {
    origin: Origin,
    value: Arc<dyn Any + Send + Sync>,
}

/// What a value is decoded from.
#[derive(Clone)]
enum Origin {
    /// A text that was about to be written. How it is kept is seen when it is read first.
    Text(Arc<[u8]>),
    /// What was read.
    Kept(Arc<Mark>),
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
    /// What a kept text is decoded.
    pub(crate) fn decode<T>(&self, id: Uuid, kept: Kept) -> Result<Arc<T>, AppError>
    where
        T: DeserializeOwned + Send + Sync + 'static,
    {
        let known = self.get(id);
        if let Some(Decoded {
            origin: Origin::Kept(mark),
            value,
        }) = &known
            && **mark == *kept.mark()
            && let Ok(value) = Arc::clone(value).downcast()
        {
            return Ok(value);
        }
        let text = kept.open()?;
        let written = known.filter(|known| match &known.origin {
            Origin::Text(written) => **written == *text,
            Origin::Kept(_) => false,
        });
        let value = match written.and_then(|known| known.value.downcast().ok()) {
            Some(value) => value,
            None => Arc::new(serde_json::from_slice(&text)?),
        };
        let origin = Origin::Kept(Arc::new(kept.into_mark()));
        self.put(id, origin, Arc::clone(&value));
        Ok(value)
    }

    /// Remembers what a text is decoded. It may be about to be written, and may never be.
    pub(crate) fn keep<T: Send + Sync + 'static>(&self, id: Uuid, text: &[u8], value: Arc<T>) {
        self.put(id, Origin::Text(text.into()), value);
    }

    fn put<T: Send + Sync + 'static>(&self, id: Uuid, origin: Origin, value: Arc<T>) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.keep(id, Decoded { origin, value });
    }

    fn get(&self, id: Uuid) -> Option<Decoded> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = known.young.get(&id) {
            return Some(found.clone());
        }
        let found = known.old.remove(&id)?;
        known.keep(id, found.clone());
        Some(found)
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
