//! Cases read lately, decoded: what is read again and did not change is not decoded again. The
//! version comes from the database with every read, so a node never believes its own memory.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tutas_domain::case::Case;
use tutas_store::StreamId;

/// So many are kept in a generation, and there are two: what was not asked for in a whole
/// generation goes.
const GENERATION: usize = 512;

type Known = HashMap<StreamId, (u64, Arc<Case>)>;

/// Cases read lately.
#[derive(Default)]
pub(crate) struct Recent(Mutex<Generations>);

#[derive(Default)]
struct Generations {
    young: Known,
    old: Known,
}

impl Recent {
    /// The case at this version, if it was read lately.
    pub(crate) fn get(&self, id: StreamId, version: u64) -> Option<Arc<Case>> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (read_at, case) = match known.young.get(&id) {
            Some(found) => found.clone(),
            None => known.old.remove(&id)?,
        };
        known.keep(id, read_at, Arc::clone(&case));
        (read_at == version).then_some(case)
    }

    /// Remembers a case as it was read.
    pub(crate) fn keep(&self, id: StreamId, version: u64, case: Arc<Case>) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.keep(id, version, case);
    }
}

impl Generations {
    fn keep(&mut self, id: StreamId, version: u64, case: Arc<Case>) {
        self.young.insert(id, (version, case));
        if self.young.len() >= GENERATION {
            self.old = std::mem::take(&mut self.young);
        }
    }
}
