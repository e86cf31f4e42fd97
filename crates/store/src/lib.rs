//! Where the state remembers: SQLite through one [`Commit`] value, sealed at rest.
//!
//! ```
//! use jiff::Timestamp;
//! use tutas_store::{Change, Commit, CommitOutcome, Index, Store, StreamId, StreamKind};
//! use uuid::Uuid;
//!
//! let store = Store::open_in_memory()?;
//! let case = StreamId(Uuid::from_u128(1));
//! let filed = Change {
//!     stream: case,
//!     kind: StreamKind::Case,
//!     expected: 0, // it must not exist yet
//!     events: br#"[{"type":"ApplicationFiled"}]"#.to_vec(),
//!     state: br#"{"phase":"gathering"}"#.to_vec(),
//!     index: Index { phase: "gathering".into(), open: true, ..Index::default() },
//!     parties: Vec::new(),
//!     recorded_at: Timestamp::UNIX_EPOCH,
//! };
//! let outcome = store.commit_blocking(Commit { changes: vec![filed], ..Commit::default() })?;
//! assert_eq!(outcome, CommitOutcome::Committed);
//! assert_eq!(store.load(case)?.expect("it was just filed").version, 1);
//! # Ok::<(), tutas_store::StoreError>(())
//! ```
//!
//! # Writing
//! All writes go through one thread that makes many of them durable in one transaction (group
//! commit); a [`Writing`] is answered only then. A conflict turns down one commit and no other.
//! The driver is `rusqlite`, not `sqlx`: row by row, `sqlx` wrote 353 lifecycles of a case a
//! second where `rusqlite` wrote 8,600, since each of its calls crosses a channel to a thread of
//! its own. So this crate has that thread itself, and gives it whole commits instead of rows.
//!
//! # Reading
//! Reads are plain calls on a small pool of read-only connections. They take microseconds; an
//! [`Store::upload`] takes longer and is better called where blocking is allowed.
//!
//! # Sealing
//! What persons said and registers answered is sealed with XChaCha20-Poly1305, bound to table,
//! stream and version. Each stream has a data key of its own; drafts and accesses use the key of
//! the person's stream, sessions that of the service. Data keys live in `keys.db`, wrapped with a
//! key derived from `master.key`, and are durable before the first row that needs them. Persons,
//! claims and numbers are found by keyed hashes. Sizes, times, phases, bodies and services are
//! not secret.
//!
//! # Adding to it
//! A new capability is a table in a new migration, its statements in [`sql`], and a file with its
//! types and its `impl Store`. If it changes data, it is a part of [`Commit`] that
//! `apply.rs` checks first and writes then.
#![forbid(unsafe_code)]

mod access;
mod apply;
mod commit;
mod definition;
mod draft;
mod effect;
mod engine;
mod error;
mod folder;
mod id;
mod keys;
mod list;
mod lookup;
mod row;
mod seal;
mod session;
pub mod sql;
mod stream;
mod upload;
mod verify;
mod writing;

use std::path::Path;
use std::sync::Arc;

use rusqlite::Connection;
use uuid::{Builder, Uuid};

pub use access::Access;
pub use commit::{
    AccessRow, Change, Claim, ClockRow, Commit, CommitOutcome, EffectRow, Idempotency, Index,
    MAX_CHANGES, MAX_PARTS, Party, UploadLink,
};
pub use definition::Definition;
pub use draft::{Draft, DraftWrite};
pub use effect::DueEffect;
pub use engine::{Dialect, KEY_MIGRATIONS, MIGRATIONS};
pub use error::{Result, StoreError};
pub use id::{EffectKey, PersonKey, StreamId, StreamKind};
pub use list::{MAX_PHASES, PartyRow, WorklistRow};
pub use session::TokenHash;
pub use stream::{JournalEntry, Loaded};
pub use upload::{MAX_UPLOAD_BYTES, NewUpload, Upload, UploadHome, UploadMeta};
pub use verify::{Problem, Verification};
pub use writing::Writing;

use engine::sqlite::{Durability, Readers, open_reader, open_writer};
use engine::writer::Writer;
use folder::{Folder, Hold};
use keys::{Derived, Keyring, SERVICE};

/// The database of one Tutas.
///
/// Dropping it waits for the writes that are queued.
#[derive(Debug)]
pub struct Store {
    // Dropped from the top: the writer finishes before its folder is let go.
    writer: Option<Writer>,
    readers: Readers,
    keys: Arc<Keyring>,
    _folder: Folder,
}

impl Store {
    /// Opens the database in the folder `data`, creating what is not there: `tutas.db`, `keys.db`
    /// with the data keys, and `master.key`, which only its owner may read.
    ///
    /// One program writes in a folder at a time; a second one is refused.
    pub fn open(data: &Path) -> Result<Self> {
        Self::write_in(Folder::open(data, Hold::Write)?, Durability::Full)
    }

    /// Opens the database for reading, also beside a program that writes it. Every write is
    /// refused.
    pub fn open_read_only(data: &Path) -> Result<Self> {
        let folder = Folder::open(data, Hold::Read)?;
        let derived = Derived::from_master(&folder.master_key(Hold::Read)?);
        let keys = Keyring::new(derived, &folder.keys(), open_reader(&folder.keys())?);
        keys.check(&folder.master_key_path())?;
        let readers = Readers::new(folder.database());
        Ok(Self {
            writer: None,
            readers,
            keys: Arc::new(keys),
            _folder: folder,
        })
    }

    /// Opens an empty database that goes away with this value: for tests and examples.
    pub fn open_in_memory() -> Result<Self> {
        Self::write_in(Folder::temporary()?, Durability::None)
    }

    /// Commits: all of it or nothing.
    ///
    /// Repeating a commit with the same idempotency key changes nothing and gives the first
    /// answer.
    pub fn commit(&self, commit: Commit) -> Writing<CommitOutcome> {
        match apply::prepare(self, commit) {
            Ok(prepared) => self.write(0, move |db| prepared.apply(db)),
            Err(error) => Writing::answered(Err(error)),
        }
    }

    /// Commits and waits for the outcome, where there is nothing to await it.
    pub fn commit_blocking(&self, commit: Commit) -> Result<CommitOutcome> {
        self.commit(commit).wait()
    }

    /// The key of a person: the keyed hash of what identifies them, such as `iin:…`.
    pub fn person_key(&self, identifier: &str) -> PersonKey {
        PersonKey(self.keys.hash("person", identifier))
    }

    /// The keyed hash of a name that a stream may claim, such as `birth:…`.
    pub fn claim_key(&self, name: &str) -> [u8; 32] {
        self.keys.hash("claim", name)
    }

    /// The stream of a person: half of their key, marked as a custom id (RFC 9562, version 8).
    pub fn person_stream(&self, person: &PersonKey) -> StreamId {
        StreamId(person_stream(person))
    }

    /// Counts the transactions that became durable since the start: a cheap way for a worker to
    /// see that there may be something new.
    pub fn write_version(&self) -> u64 {
        self.writer.as_ref().map_or(0, Writer::version)
    }

    /// Whether the database answers.
    pub fn check_ready(&self) -> Result<()> {
        self.read(|db| {
            db.query_row(sql::PING, [], |_| Ok(()))?;
            Ok(())
        })
    }

    fn write_in(folder: Folder, durability: Durability) -> Result<Self> {
        let derived = Derived::from_master(&folder.master_key(Hold::Write)?);
        // The keys come first: a crash in between leaves keys without data, never the reverse.
        let mut key_file = open_writer(&folder.keys(), durability, KEY_MIGRATIONS)?;
        let keys = Keyring::new(derived, &folder.keys(), open_reader(&folder.keys())?);
        if keys.is_new()? {
            keys.key_or_new(SERVICE)?;
            keys.save(&mut key_file)?;
        }
        keys.check(&folder.master_key_path())?;
        let keys = Arc::new(keys);
        let db = open_writer(&folder.database(), durability, MIGRATIONS)?;
        let writer = Writer::start(db, key_file, Arc::clone(&keys))?;
        let readers = Readers::new(folder.database());
        Ok(Self {
            writer: Some(writer),
            readers,
            keys,
            _folder: folder,
        })
    }

    fn read<T>(&self, read: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        self.readers.read(read)
    }

    fn write<T: Send + 'static>(
        &self,
        bytes: usize,
        work: impl FnMut(&Connection) -> Result<T> + Send + 'static,
    ) -> Writing<T> {
        match &self.writer {
            Some(writer) => writer.submit(bytes, work),
            None => Writing::answered(Err(StoreError::Unavailable(
                "it was opened for reading only".to_owned(),
            ))),
        }
    }
}

/// Half of a person's key as the id of their stream.
fn person_stream(person: &PersonKey) -> Uuid {
    let half = person.0.first_chunk::<16>().copied().unwrap_or_default();
    Builder::from_custom_bytes(half).into_uuid()
}
