//! The engine of the simulation: maps behind one lock.
//!
//! It gives the answers that the statements of [`crate::sql`] give, down to their order and to the
//! microsecond of an instant; `tests/store/engines.rs` holds it to that. It seals nothing, and
//! nothing in it waits, draws at random or asks for the time.

mod apply;
mod forget;
mod read;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::access::Access;
use crate::commit::{Commit, CommitOutcome, Index};
use crate::definition::Definition;
use crate::draft::Draft;
use crate::error::Result;
use crate::id::{EffectKey, PersonKey, StreamId, StreamKind};
use crate::session::TokenHash;
use crate::upload::Upload;
use crate::writing::Writing;

/// A store of maps.
#[derive(Default)]
pub(crate) struct Memory {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    tables: Tables,
    /// Writes that were not turned down.
    version: u64,
}

/// What the tables of the database are elsewhere. The sets stand for its indices.
#[derive(Default)]
pub(crate) struct Tables {
    streams: BTreeMap<StreamId, Stream>,
    /// When to look at which stream.
    pub(crate) clocks: BTreeSet<(i64, StreamId)>,
    /// The open streams of each body by due date.
    worklists: HashMap<String, BTreeSet<(i64, StreamId)>>,
    bundles: BTreeSet<(StreamId, StreamId)>,
    pub(crate) numbers: HashMap<String, StreamId>,
    pub(crate) claims: HashMap<[u8; 32], StreamId>,
    claims_of: BTreeSet<(StreamId, [u8; 32])>,
    answers: HashMap<[u8; 32], Answer>,
    /// What a person is in a stream.
    pub(crate) parties: BTreeMap<(PersonKey, StreamId), Vec<String>>,
    effects: BTreeMap<EffectKey, Effect>,
    /// When which effect is due.
    pub(crate) due: BTreeSet<(i64, EffectKey)>,
    accesses: BTreeMap<Uuid, StoredAccess>,
    /// The accesses that have a facet.
    accesses_by: BTreeSet<(String, Uuid)>,
    accesses_of: BTreeSet<(PersonKey, Uuid)>,
    /// The accesses that go with a stream.
    accesses_for: BTreeSet<(StreamId, Uuid)>,
    pub(crate) drafts: HashMap<Uuid, Draft>,
    drafts_of: BTreeSet<(PersonKey, Uuid)>,
    pub(crate) uploads: HashMap<Uuid, Upload>,
    uploads_of: BTreeSet<(Uuid, Uuid)>,
    pub(crate) sessions: HashMap<TokenHash, (i64, Vec<u8>)>,
    pub(crate) definitions: HashMap<[u8; 32], Definition>,
    pub(crate) counts: BTreeMap<(String, i64, Uuid), String>,
}

struct Stream {
    kind: StreamKind,
    state: Vec<u8>,
    index: Index,
    wake_at: Option<i64>,
    /// One entry a version.
    journal: Vec<Entry>,
    // What else goes with the stream when it is forgotten.
    numbers: Vec<String>,
    parties: Vec<PersonKey>,
    answers: Vec<[u8; 32]>,
}

struct Entry {
    recorded_at: Timestamp,
    events: Vec<u8>,
}

struct Answer {
    bytes: Vec<u8>,
    /// Of the streams that its commit changed, those that are not forgotten.
    streams: usize,
}

struct Effect {
    kind: String,
    due_at: Timestamp,
    tries: u32,
    payload: Vec<u8>,
}

struct StoredAccess {
    subject: PersonKey,
    facets: Vec<String>,
    access: Access,
}

impl Memory {
    /// Commits.
    pub(crate) fn commit(&self, commit: Commit) -> Result<CommitOutcome> {
        commit.check()?;
        let mut state = self.lock();
        let outcome = state.tables.commit(commit);
        state.version += u64::from(outcome.is_ok());
        outcome
    }

    /// Reads; all that `read` sees is from one moment.
    pub(crate) fn read<T>(&self, read: impl FnOnce(&Tables) -> T) -> T {
        read(&self.lock().tables)
    }

    /// Writes; `work` changes nothing where it fails.
    pub(crate) fn write<T>(&self, work: impl FnOnce(&mut Tables) -> Result<T>) -> Writing<T> {
        let mut state = self.lock();
        let made = work(&mut state.tables);
        state.version += u64::from(made.is_ok());
        Writing::answered(made)
    }

    /// Forgets a stream with all that belongs to it.
    pub(crate) fn forget(&self, stream: StreamId) {
        self.lock().tables.forget(stream);
    }

    /// Counts the writes.
    pub(crate) fn version(&self) -> u64 {
        self.lock().version
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Memory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // All else is what persons said.
        f.debug_struct("Memory").finish_non_exhaustive()
    }
}

/// The hash of `text` among things of one sort. It has no key: whoever reads this memory needs
/// none to find a person in it, and one simulation is to be like another.
pub(crate) fn hash(sort: &str, text: &str) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(sort);
    hash.update([0]);
    hash.update(text);
    hash.finalize().into()
}
