//! Where the state remembers: SQLite or PostgreSQL through one [`Commit`] value, sealed at rest.
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
//! All writes wait in one bounded queue and go through a thread that makes many of them durable in
//! one transaction (group commit); a [`Writing`] is answered only then. A conflict turns down one
//! commit and no other. SQLite has one such thread, PostgreSQL a few. What is done
//! [`in_background`] goes after what people wait for, a bounded part of it in each transaction.
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
//! key derived from `master.key`, and are durable before the first row that needs them; in
//! PostgreSQL they are in a schema of their own, and durable with that row. Persons,
//! claims and numbers are found by keyed hashes. Sizes, times, phases, bodies and services are
//! not secret.
//!
//! # Copies
//! [`Store::back_up`] copies the two databases beside a program that writes; [`Store::restore`]
//! puts such a copy into a new folder once everything in it has been verified.
//!
//! # PostgreSQL
//! [`Store::open_postgres`] opens a database that several programs may share. What they may do at
//! once, and why nobody gets in between, stands in `engine/postgres/mod.rs`; how the outcome of a
//! commit is found out whose answer was lost, in `engine/postgres/desk.rs`; who of them does the
//! work that is due, in `engine/postgres/lease.rs`; and whose clock counts, in
//! `engine/postgres/clock.rs`. Copies are made with PostgreSQL's own means.
//!
//! # In memory
//! [`Store::in_memory`] is another engine behind the same calls, for the simulation of the law:
//! maps behind one lock, without files, threads, sealing or chance. There a stream can be forgotten
//! ([`Store::forget`]). Every test of the store that is not about files runs on all engines, and one
//! gives them the same random calls. On every engine a simulation can make a commit fail, or the
//! program die with it ([`Store::fail_commits`]).
//!
//! # Adding to it
//! A new capability is a table in a new migration, its statements in [`sql`], a map beside the
//! others in `engine/memory/`, and a file with its types and its `impl Store`, which asks the one
//! engine or the other. If it changes data, it is a part of [`Commit`] that `apply.rs` (in memory:
//! `engine/memory/apply.rs`) checks first and writes then.
#![forbid(unsafe_code)]

mod access;
mod apply;
mod audit;
mod backup;
mod commit;
mod counts;
mod definition;
mod draft;
mod effect;
mod engine;
mod error;
mod fault;
mod folder;
mod id;
mod kept;
mod keys;
mod list;
mod lookup;
mod pack;
mod rest;
mod restore;
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

use jiff::Timestamp;
use uuid::{Builder, Uuid};

pub use access::Access;
pub use audit::{
    AccessFilter, AuditPage, AuditSample, AuditWalk, AuditedAccess, EXAMINED, MAX_FACETS,
};
pub use backup::{Backup, BackupFile};
pub use commit::{
    AccessRow, Change, Claim, ClockRow, Commit, CommitOutcome, EffectRow, Idempotency, Index,
    MAX_CHANGES, MAX_PARTS, Party, UploadLink,
};
pub use counts::HourCounts;
pub use definition::Definition;
pub use draft::{Draft, DraftWrite, KeptDraft};
pub use effect::{DueEffect, UndoneEffect};
pub use engine::postgres::PostgresLine;
pub use engine::queue::in_background;
pub use engine::writer::WriteActivity;
pub use engine::{Dialect, KEY_MIGRATIONS, MIGRATIONS};
pub use error::{Result, StoreError};
pub use fault::CommitFault;
pub use id::{EffectKey, PersonKey, StreamId, StreamKind};
pub use kept::{Kept, Mark, Marked};
pub use list::{MAX_PHASES, PartyRow, WorklistRow};
pub use rest::{digest, is_digest};
pub use session::TokenHash;
pub use stream::{JournalEntry, KeptState, Loaded};
pub use upload::{MAX_UPLOAD_BYTES, NewUpload, Upload, UploadHome, UploadMeta};
pub use verify::{Problem, Verification};
pub use writing::Writing;

use engine::Engine;
use engine::database::Database;
use engine::memory::{self, Memory};
use engine::sqlite::Durability;
use fault::Faults;
use folder::{Folder, Hold};

/// The database of one Tutas.
///
/// Dropping it waits for the writes that are queued.
#[derive(Debug)]
pub struct Store {
    engine: Engine,
    faults: Faults,
}

impl Store {
    /// Opens the database in the folder `data`, creating what is not there: `tutas.db`, `keys.db`
    /// with the data keys, and `master.key`, which only its owner may read.
    ///
    /// One program writes in a folder at a time; a second one is refused.
    pub fn open(data: &Path) -> Result<Self> {
        Database::open(Folder::open(data, Hold::Write)?, Durability::Full).map(Self::on)
    }

    /// Opens the database for reading, also beside a program that writes it. Every write is
    /// refused.
    pub fn open_read_only(data: &Path) -> Result<Self> {
        Database::open_read_only(Folder::open(data, Hold::Read)?).map(Self::on)
    }

    /// Opens the PostgreSQL that `url` names, creating what is not there. The folder `data` holds
    /// `master.key` only; all programs on one database must have the same.
    ///
    /// The URL is one of libpq's (`postgres://user:password@host,host2/name`), and may name several
    /// hosts of which one writes. With `sslmode=verify-full&sslrootcert=ca.pem` connections are
    /// encrypted, and the server is believed whose certificate that authority signed for its host.
    pub fn open_postgres(url: &str, data: &Path) -> Result<Self> {
        Database::connect(url, Folder::open(data, Hold::Write)?).map(Self::on)
    }

    /// Opens the PostgreSQL that `url` names for reading. Every write is refused.
    pub fn open_postgres_read_only(url: &str, data: &Path) -> Result<Self> {
        Database::connect_read_only(url, Folder::open(data, Hold::Read)?).map(Self::on)
    }

    /// Deletes all that is in the schemas which a URL names with `?options=-csearch_path%3Dname`,
    /// for simulations that leave nothing behind. A URL that names none is refused.
    pub fn remove_postgres(url: &str) -> Result<()> {
        engine::postgres::remove(url)
    }

    /// Opens an empty database that goes away with this value, in a temporary folder: sealed like
    /// any other, for tests and examples of the whole.
    ///
    /// [`Store::in_memory`] has no files at all.
    pub fn open_in_memory() -> Result<Self> {
        Database::open(Folder::temporary()?, Durability::None).map(Self::on)
    }

    /// An empty store of plain maps that goes away with this value, for the simulation of the law.
    ///
    /// It answers every call as SQLite does, at once and in the calling thread. What it leaves out
    /// is what the simulation does not ask about: nothing is sealed, durable, or kept from whoever
    /// can read this program's memory; keyed hashes are hashes, the same in every such store; and
    /// leaves are made when a change or an access is read, with a salt of zeros, so that none ever
    /// fails. Nothing in it is drawn at random: the same calls give the same answers.
    pub fn in_memory() -> Self {
        Self {
            engine: Engine::Memory(Box::default()),
            faults: Faults::default(),
        }
    }

    /// Where its files are, if it has any: with PostgreSQL the master key only.
    pub fn folder(&self) -> Option<&Path> {
        match &self.engine {
            Engine::Database(database) => Some(database.folder()),
            Engine::Memory(_) => None,
        }
    }

    /// Commits: all of it or nothing.
    ///
    /// Repeating a commit with the same idempotency key changes nothing and gives the first
    /// answer.
    pub fn commit(&self, commit: Commit) -> Writing<CommitOutcome> {
        self.commit_marked(commit).0
    }

    /// The same, and tells by which marks the states and drafts of the commit are known again if it
    /// happens, where they are sealed at all.
    pub fn commit_marked(&self, commit: Commit) -> (Writing<CommitOutcome>, Vec<Marked>) {
        self.commit_as_planned(commit)
    }

    fn commit_now(&self, commit: Commit) -> (Writing<CommitOutcome>, Vec<Marked>) {
        let database = match &self.engine {
            Engine::Database(database) => database,
            Engine::Memory(memory) => {
                return (Writing::answered(memory.commit(commit)), Vec::new());
            }
        };
        let keys = database.keys.for_write();
        match apply::prepare(database, &keys, commit) {
            Ok((prepared, marked)) => {
                let new = keys.into_new();
                let (noted, facets) = (Arc::clone(&database.noted), prepared.facets());
                let learn = move |outcome: &CommitOutcome| {
                    if *outcome == CommitOutcome::Committed {
                        noted.learn(&facets);
                    }
                };
                let writing = database.write_sealed(0, new, move |db| prepared.apply(db), learn);
                (writing, marked)
            }
            Err(error) => (Writing::answered(Err(error)), Vec::new()),
        }
    }

    /// Commits and waits for the outcome, where there is nothing to await it.
    pub fn commit_blocking(&self, commit: Commit) -> Result<CommitOutcome> {
        self.commit(commit).wait()
    }

    /// The key of a person: the keyed hash of what identifies them, such as `iin:…`.
    pub fn person_key(&self, identifier: &str) -> PersonKey {
        PersonKey(self.hash("person", identifier))
    }

    /// The key of a name that a stream may claim, such as `birth:…`, beside others that are about the
    /// same.
    pub fn claim_key(&self, about: &str, name: &str) -> [u8; 32] {
        lookup::beside(|sort, text| self.hash(sort, text), about, ("claim", name))
    }

    /// The stream of a person: half of their key, marked as a custom id (RFC 9562, version 8).
    pub fn person_stream(&self, person: &PersonKey) -> StreamId {
        StreamId(person_stream(person))
    }

    /// Counts the transactions that became durable since the start: a cheap way for a worker to
    /// see that there may be something new.
    pub fn write_version(&self) -> u64 {
        match &self.engine {
            Engine::Database(database) => database.version(),
            Engine::Memory(memory) => memory.version(),
        }
    }

    /// How many writes wait now: of people, and of what is done [`in_background`].
    pub fn writes_waiting(&self) -> (usize, usize) {
        self.write_activity().waiting
    }

    /// What the writers do: how much waits, and how long it did.
    pub fn write_activity(&self) -> WriteActivity {
        match &self.engine {
            Engine::Database(database) => database.activity(),
            Engine::Memory(_) => WriteActivity::default(),
        }
    }

    /// What the clock of the database shows, where it has one of its own: the clock of all programs
    /// on it. Where this is none, the machine's counts.
    pub fn time(&self) -> Result<Option<Timestamp>> {
        match &self.engine {
            Engine::Database(database) => database.time(),
            Engine::Memory(_) => Ok(None),
        }
    }

    /// Whether the database answers.
    pub fn check_ready(&self) -> Result<()> {
        match &self.engine {
            Engine::Database(database) => database.read(|db| {
                db.find(sql::PING, &[], |_| Ok(()))?;
                Ok(())
            }),
            Engine::Memory(_) => Ok(()),
        }
    }

    /// Forgets a stream as if it had never been: its state, journal, clock, effects, claims,
    /// numbers, parties and uploads, the reads recorded for it, and the idempotency keys of commits
    /// that changed nothing which is left. A person's stream takes with it the reads of that person
    /// which were for no stream. For simulations longer than memory is large.
    ///
    /// Only [`Store::in_memory`] can do this; any other store answers `OnlyInMemory`.
    pub fn forget(&self, stream: StreamId) -> Result<()> {
        self.only_memory()?.forget(stream);
        Ok(())
    }

    fn on(database: Database) -> Self {
        Self {
            engine: Engine::Database(Box::new(database)),
            faults: Faults::default(),
        }
    }

    fn only_memory(&self) -> Result<&Memory> {
        match &self.engine {
            Engine::Database(_) => Err(StoreError::OnlyInMemory),
            Engine::Memory(memory) => Ok(memory),
        }
    }

    fn hash(&self, sort: &str, text: &str) -> [u8; 32] {
        match &self.engine {
            Engine::Database(database) => database.keys.hash(sort, text),
            Engine::Memory(_) => memory::hash(sort, text),
        }
    }
}

/// Half of a person's key as the id of their stream.
fn person_stream(person: &PersonKey) -> Uuid {
    let half = person.0.first_chunk::<16>().copied().unwrap_or_default();
    Builder::from_custom_bytes(half).into_uuid()
}
