//! Streams: state and journal.

use std::fmt;
use std::sync::Arc;

use jiff::Timestamp;

use crate::commit::Index;
use crate::engine::Engine;
use crate::engine::database::Database;
use crate::engine::db::{Db, Row, values};
use crate::error::Result;
use crate::id::{StreamId, StreamKind};
use crate::kept::Kept;
use crate::list::MAX_CASES;
use crate::seal::{DataKey, Place};
use crate::{Store, row, sql};

/// The table of states.
pub(crate) const STATE: &str = "state";

/// A stream as it stands.
#[derive(Clone, PartialEq, Eq)]
pub struct Loaded {
    /// The version, which is the number of changes.
    pub version: u64,
    /// Its kind.
    pub kind: StreamKind,
    /// The folded state: plaintext, or its [`digest`](crate::digest).
    pub state: Vec<u8>,
    /// What lists show of it.
    pub index: Index,
}

/// A stream as it stands, its state not yet opened.
#[derive(Debug)]
pub struct KeptState {
    /// The stream.
    pub stream: StreamId,
    /// The version, which is the number of changes.
    pub version: u64,
    /// Its kind.
    pub kind: StreamKind,
    /// The folded state, or its [`digest`](crate::digest).
    pub state: Kept,
}

/// One change of a stream.
#[derive(Clone, PartialEq, Eq)]
pub struct JournalEntry {
    /// The version it made.
    pub version: u64,
    /// When it was recorded, to the microsecond.
    pub recorded_at: Timestamp,
    /// Its events: canonical plaintext, a JSON array.
    pub events: Vec<u8>,
    /// The leaf that commits to the events.
    pub leaf: [u8; 32],
    /// Whether the leaf is that of the events and their salt.
    pub leaf_ok: bool,
}

impl Store {
    /// The stream as it stands, or `None` if there is none.
    pub fn load(&self, stream: StreamId) -> Result<Option<Loaded>> {
        let database = match &self.engine {
            Engine::Database(database) => database,
            Engine::Memory(memory) => return Ok(memory.read(|tables| tables.load(stream))),
        };
        let Some(sealed) = database.read(|db| load(db, stream))? else {
            return Ok(None);
        };
        sealed
            .open(&*database.keys.key(stream.0)?, stream)
            .map(Some)
    }

    /// The stream as it stands, for whoever may know its state already and need not open it.
    pub fn load_kept(&self, stream: StreamId) -> Result<Option<KeptState>> {
        let database = match &self.engine {
            Engine::Database(database) => database,
            Engine::Memory(memory) => {
                let loaded = memory.read(|tables| tables.load(stream));
                return Ok(loaded.map(|loaded| KeptState::plain(stream, loaded)));
            }
        };
        let values = values![stream.0.as_bytes()];
        let found = database.read(|db| db.find(sql::KEPT, values, stored))?;
        found.map(|found| found.with_key(database)).transpose()
    }

    /// The same of the cases of a bundle, in the order of their ids.
    pub fn kept_of_bundle(&self, bundle: StreamId) -> Result<Vec<KeptState>> {
        let database = match &self.engine {
            Engine::Database(database) => database,
            Engine::Memory(memory) => {
                let kept = |stream| {
                    Some(KeptState::plain(
                        stream,
                        memory.read(|tables| tables.load(stream))?,
                    ))
                };
                return Ok(self
                    .cases_of_bundle(bundle)?
                    .into_iter()
                    .filter_map(kept)
                    .collect());
            }
        };
        let values = values![bundle.0.as_bytes(), row::page(MAX_CASES)];
        let found = database.read(|db| db.query(sql::KEPT_OF_BUNDLE, values, stored))?;
        found
            .into_iter()
            .map(|found| found.with_key(database))
            .collect()
    }

    /// All changes of a stream in their order.
    pub fn journal(&self, stream: StreamId) -> Result<Vec<JournalEntry>> {
        let database = match &self.engine {
            Engine::Database(database) => database,
            Engine::Memory(memory) => return Ok(memory.read(|tables| tables.journal(stream))),
        };
        let entries = database.read(|db| journal(db, stream))?;
        if entries.is_empty() {
            return Ok(Vec::new());
        }
        let key = database.keys.key(stream.0)?;
        entries
            .into_iter()
            .map(|entry| entry.open(&key, stream))
            .collect()
    }

    /// All streams in the order of their ids, a page at a time.
    pub fn streams(&self, after: Option<StreamId>, limit: usize) -> Result<Vec<StreamId>> {
        match &self.engine {
            Engine::Database(database) => database.read(|db| page(db, sql::STREAMS, after, limit)),
            Engine::Memory(memory) => Ok(memory.read(|tables| tables.streams(after, limit))),
        }
    }
}

impl KeptState {
    fn new(stored: Stored, key: Option<Arc<DataKey>>) -> Self {
        let place = (STATE, stored.stream.0, stored.version);
        Self {
            stream: stored.stream,
            version: stored.version,
            kind: stored.kind,
            state: Kept::new(place, stored.state, key),
        }
    }

    /// Of what is kept as it is.
    fn plain(stream: StreamId, loaded: Loaded) -> Self {
        let Loaded {
            version,
            kind,
            state,
            ..
        } = loaded;
        let stored = Stored {
            stream,
            version,
            kind,
            state,
        };
        Self::new(stored, None)
    }
}

/// A stream's state as it is stored.
struct Stored {
    stream: StreamId,
    version: u64,
    kind: StreamKind,
    state: Vec<u8>,
}

impl Stored {
    fn with_key(self, database: &Database) -> Result<KeptState> {
        let key = database.keys.key(self.stream.0)?;
        Ok(KeptState::new(self, Some(key)))
    }
}

fn stored(found: Row<'_>) -> Result<Stored> {
    Ok(Stored {
        stream: row::stream(found, 0)?,
        version: row::version(found, 1)?,
        kind: row::kind(found, 2)?,
        state: found.get(3)?,
    })
}

/// A stream as it is stored.
pub(crate) struct SealedState {
    version: u64,
    kind: StreamKind,
    sealed: Vec<u8>,
    index: Index,
}

impl SealedState {
    pub(crate) fn open(self, key: &DataKey, stream: StreamId) -> Result<Loaded> {
        let state = key.open_text(state_place(stream, &[self.version]), &self.sealed)?;
        Ok(Loaded {
            version: self.version,
            kind: self.kind,
            state,
            index: self.index,
        })
    }
}

/// A change as it is stored.
pub(crate) struct SealedEntry {
    version: u64,
    recorded_at: Timestamp,
    sealed: Vec<u8>,
    leaf: [u8; 32],
}

impl SealedEntry {
    pub(crate) fn open(self, key: &DataKey, stream: StreamId) -> Result<JournalEntry> {
        let (events, leaf) =
            key.open_salted(journal_place(stream, &[self.version]), &self.sealed)?;
        Ok(JournalEntry {
            version: self.version,
            recorded_at: self.recorded_at,
            events,
            leaf: self.leaf,
            leaf_ok: leaf == self.leaf,
        })
    }
}

/// Where a state is sealed.
pub(crate) fn state_place(stream: StreamId, version: &[u64; 1]) -> Place<'_> {
    Place {
        table: STATE,
        owner: stream.0,
        numbers: version,
    }
}

/// Where a change is sealed.
pub(crate) fn journal_place(stream: StreamId, version: &[u64; 1]) -> Place<'_> {
    Place {
        table: "journal",
        owner: stream.0,
        numbers: version,
    }
}

/// The stored state of a stream.
pub(crate) fn load(db: Db<'_>, stream: StreamId) -> Result<Option<SealedState>> {
    db.find(sql::LOAD, values![stream.0.as_bytes()], |found| {
        Ok(SealedState {
            version: row::version(found, 0)?,
            kind: row::kind(found, 1)?,
            sealed: found.get(2)?,
            index: row::index(found, 3)?,
        })
    })
}

/// The stored changes of a stream.
pub(crate) fn journal(db: Db<'_>, stream: StreamId) -> Result<Vec<SealedEntry>> {
    db.query(sql::JOURNAL, values![stream.0.as_bytes()], |found| {
        Ok(SealedEntry {
            version: row::version(found, 0)?,
            recorded_at: row::at(found, 1)?,
            sealed: found.get(2)?,
            leaf: found.get(3)?,
        })
    })
}

/// A page of streams by a statement that takes the last page's end and a bound.
pub(crate) fn page(
    db: Db<'_>,
    text: &'static str,
    after: Option<StreamId>,
    limit: usize,
) -> Result<Vec<StreamId>> {
    let after: &[u8] = after.as_ref().map_or(&[], |stream| stream.0.as_bytes());
    db.query(text, values![after, row::page(limit)], |found| {
        row::stream(found, 0)
    })
}

impl fmt::Debug for Loaded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Loaded")
            .field("version", &self.version)
            .field("kind", &self.kind)
            .field("index", &self.index)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for JournalEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JournalEntry")
            .field("version", &self.version)
            .field("recorded_at", &self.recorded_at)
            .field("leaf_ok", &self.leaf_ok)
            .finish_non_exhaustive()
    }
}
