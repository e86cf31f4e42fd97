//! Cases read or written lately, decoded: what is read again and did not change is not decoded again.
//! The bytes come from the database with every read and must be the same, so a node never believes
//! its own memory.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tutas_domain::case::Case;
use tutas_store::StreamId;

/// So many are kept in a generation, and there are two: what was not asked for in a whole
/// generation goes.
const GENERATION: usize = 512;

/// A case, with what it is decoded from.
#[derive(Clone)]
struct Decoded {
    bytes: Arc<[u8]>,
    case: Arc<Case>,
}

type Known = HashMap<StreamId, Decoded>;

/// Cases read or written lately.
#[derive(Default)]
pub(crate) struct Recent(Mutex<Generations>);

#[derive(Default)]
struct Generations {
    young: Known,
    old: Known,
}

impl Recent {
    /// What these bytes are decoded, if that is known.
    pub(crate) fn get(&self, id: StreamId, bytes: &[u8]) -> Option<Arc<Case>> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let found = match known.young.get(&id) {
            Some(found) => found.clone(),
            None => known.old.remove(&id)?,
        };
        known.keep(id, found.clone());
        drop(known);
        (*found.bytes == *bytes).then_some(found.case)
    }

    /// Remembers what these bytes are decoded. They may be about to be written, and may never be.
    pub(crate) fn keep(&self, id: StreamId, bytes: &[u8], case: Arc<Case>) {
        let decoded = Decoded {
            bytes: bytes.into(),
            case,
        };
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.keep(id, decoded);
    }
}

impl Generations {
    fn keep(&mut self, id: StreamId, decoded: Decoded) {
        self.young.insert(id, decoded);
        if self.young.len() >= GENERATION {
            self.old = std::mem::take(&mut self.young);
        }
    }
}
