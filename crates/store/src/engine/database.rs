//! A database that is written for good: what is open, on either engine.

use std::path::Path;
use std::sync::Arc;

use super::db::Db;
use super::postgres::{self, Purpose, clock, lease};
use super::sqlite::{self, Durability};
use super::writer::{Desk, WriteActivity, Writer};
use super::{KEY_MIGRATIONS, MIGRATIONS};
use jiff::Timestamp;

use crate::audit::Noted;
use crate::error::{Result, StoreError};
use crate::folder::{Folder, Hold};
use crate::keys::{Derived, Keyring, NewKeys, SERVICE};
use crate::lookup::Keyed;
use crate::seal::random;
use crate::writing::Writing;

/// Connections that write to PostgreSQL at the same time.
const WRITERS: usize = 4;

/// A database with its keys.
#[derive(Debug)]
pub(crate) struct Database {
    // Dropped from the top: the writers finish before the folder is let go.
    writer: Option<Writer>,
    work: Option<Leases>,
    readers: Readers,
    pub(crate) keys: Arc<Keyring>,
    pub(crate) noted: Arc<Noted>,
    pub(crate) keyed: Keyed,
    folder: Folder,
}

/// What this program has taken to work on, among others on one database. Dropped, it is given up.
#[derive(Debug)]
struct Leases {
    readers: Arc<postgres::Readers>,
    holder: [u8; 16],
}

impl Drop for Leases {
    fn drop(&mut self) {
        // If that fails, they end by themselves.
        let _ = self.readers.read(|db| lease::release(db, &self.holder));
    }
}

/// Where reads go.
#[derive(Debug)]
enum Readers {
    Sqlite(sqlite::Readers),
    Postgres(Arc<postgres::Readers>),
}

impl Database {
    /// Opens the files in a folder for writing, creating what is not there.
    pub(crate) fn open(folder: Folder, durability: Durability) -> Result<Self> {
        let derived = Derived::from_master(&folder.master_key(Hold::Write)?);
        // The keys come first: a crash in between leaves keys without data, never the reverse.
        let mut key_file = sqlite::open_writer(&folder.keys(), durability, KEY_MIGRATIONS)?;
        let reader = sqlite::open_reader(&folder.keys())?;
        let keys = Keyring::in_file(derived, &folder.keys(), reader);
        let in_keys = |error| sqlite::locate(&folder.keys(), error);
        if keys.is_new().map_err(in_keys)? {
            keys.key_or_new(SERVICE)?;
            keys.save(&mut key_file)?;
        }
        keys.check(&folder.master_key_path()).map_err(in_keys)?;
        let keys = Arc::new(keys);
        if sqlite::is_empty(&folder.database())? && keys.has_of_data()? {
            return Err(StoreError::Folder {
                path: folder.database(),
                reason: "there is nothing in it, and keys.db beside it has the keys of what was: \
                         the file was lost, emptied, or copied without its -wal. Look for that \
                         first; if it is gone, restore the last good backup into a new folder \
                         with `tutas restore`"
                    .to_owned(),
            });
        }
        let db = sqlite::open_writer(&folder.database(), durability, MIGRATIONS)?;
        let keyed = Keyed::in_database(Db::Sqlite(&db))?;
        let desk = sqlite::Desk::new(db, key_file, Arc::clone(&keys));
        Ok(Self {
            writer: Some(Writer::start(vec![Desk::Sqlite(desk)])?),
            work: None,
            readers: Readers::Sqlite(sqlite::Readers::new(folder.database())),
            keys,
            noted: Arc::default(),
            keyed,
            folder,
        })
    }

    /// Where its files are.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Opens the files in a folder for reading, also beside a program that writes.
    pub(crate) fn open_read_only(folder: Folder) -> Result<Self> {
        let derived = Derived::from_master(&folder.master_key(Hold::Read)?);
        let reader = sqlite::open_reader(&folder.keys())?;
        let keys = Keyring::in_file(derived, &folder.keys(), reader);
        let in_keys = |error| sqlite::locate(&folder.keys(), error);
        keys.check(&folder.master_key_path()).map_err(in_keys)?;
        sqlite::require_current(&folder.database(), MIGRATIONS)?;
        let readers = sqlite::Readers::new(folder.database());
        let keyed = readers.read(Keyed::in_database);
        let keyed = keyed.map_err(|error| sqlite::locate(&folder.database(), error))?;
        Ok(Self {
            writer: None,
            work: None,
            readers: Readers::Sqlite(readers),
            keys: Arc::new(keys),
            noted: Arc::default(),
            keyed,
            folder,
        })
    }

    /// Opens a PostgreSQL for writing, creating what is not there. The master key is in `folder`.
    pub(crate) fn connect(url: &str, folder: Folder) -> Result<Self> {
        let server = postgres::server(url)?;
        let connection = server.connect(Purpose::Write)?;
        postgres::bring_forward(&server, &connection)?;
        let readers = Arc::new(postgres::Readers::new(Arc::clone(&server)));
        let has_keys = readers.read(crate::keys::any)?;
        let master = folder.master_key_beside(has_keys, Hold::Write)?;
        let keys = Keyring::beside_data(Derived::from_master(&master), Arc::clone(&readers));
        if !has_keys {
            let new = keys.for_write();
            new.key(SERVICE)?;
            // Of two programs that do this at once, one makes the key.
            new.into_new().put_at_once(Db::Postgres(&connection))?;
        }
        keys.check(&folder.master_key_path())?;
        let keyed = readers.read(Keyed::in_database)?;
        drop(connection);
        let noted = Arc::<Noted>::default();
        let desk = |_| postgres::Desk::new(Arc::clone(&server), Arc::clone(&noted));
        let desks = (0..WRITERS)
            .map(|number| desk(number).map(Desk::Postgres))
            .collect::<Result<_>>()?;
        Ok(Self {
            writer: Some(Writer::start(desks)?),
            work: Some(Leases {
                readers: Arc::clone(&readers),
                holder: random()?,
            }),
            readers: Readers::Postgres(readers),
            keys: Arc::new(keys),
            noted,
            keyed,
            folder,
        })
    }

    /// Opens a PostgreSQL for reading.
    pub(crate) fn connect_read_only(url: &str, folder: Folder) -> Result<Self> {
        let server = postgres::server(url)?;
        let readers = Arc::new(postgres::Readers::new(Arc::clone(&server)));
        readers.read(|db| postgres::require_current(&server, db))?;
        let has_keys = readers.read(crate::keys::any)?;
        let master = folder.master_key_beside(has_keys, Hold::Read)?;
        let keys = Keyring::beside_data(Derived::from_master(&master), Arc::clone(&readers));
        keys.check(&folder.master_key_path())?;
        let keyed = readers.read(Keyed::in_database)?;
        Ok(Self {
            writer: None,
            work: None,
            readers: Readers::Postgres(readers),
            keys: Arc::new(keys),
            noted: Arc::default(),
            keyed,
            folder,
        })
    }

    /// Looks through the files themselves, where there are any.
    pub(crate) fn check_files(&self) -> Result<()> {
        match &self.readers {
            Readers::Sqlite(_) => {
                sqlite::check_whole(&self.folder.keys())?;
                sqlite::check_whole(&self.folder.database())
            }
            Readers::Postgres(_) => Ok(()),
        }
    }

    /// Reads with one statement.
    pub(crate) fn read<T>(&self, read: impl Fn(Db<'_>) -> Result<T>) -> Result<T> {
        match &self.readers {
            Readers::Sqlite(readers) => readers.read(read),
            Readers::Postgres(readers) => readers.read(read),
        }
    }

    /// Reads with several statements; all that `read` sees is from one moment.
    pub(crate) fn read_as_of_one_moment<T>(&self, read: impl Fn(Db<'_>) -> Result<T>) -> Result<T> {
        match &self.readers {
            Readers::Sqlite(readers) => readers.read_as_of_one_moment(read),
            Readers::Postgres(readers) => readers.read_as_of_one_moment(read),
        }
    }

    /// Queues a write that is sealed with no new key.
    ///
    /// `work` must bear being run again after a rollback.
    pub(crate) fn write<T: Send + 'static>(
        &self,
        work: impl FnMut(Db<'_>) -> Result<T> + Send + 'static,
    ) -> Writing<T> {
        self.write_sealed(0, NewKeys::default(), work, |_| ())
    }

    /// Queues a write that holds `bytes` of uploads and was sealed with `keys`. What it made is told to
    /// `learn` once it is durable.
    ///
    /// `work` must bear being run again after a rollback.
    pub(crate) fn write_sealed<T: Send + 'static>(
        &self,
        bytes: usize,
        keys: NewKeys,
        work: impl FnMut(Db<'_>) -> Result<T> + Send + 'static,
        learn: impl FnOnce(&T) + Send + 'static,
    ) -> Writing<T> {
        match &self.writer {
            Some(writer) => writer.submit(bytes, keys, work, learn),
            None => Writing::answered(Err(StoreError::Unavailable(
                "it was opened for reading only".to_owned(),
            ))),
        }
    }

    /// What the clock of the database shows, where it has one of its own.
    pub(crate) fn time(&self) -> Result<Option<Timestamp>> {
        match &self.readers {
            Readers::Sqlite(_) => Ok(None),
            Readers::Postgres(readers) => readers.read(clock::now).map(Some),
        }
    }

    /// Under what name this program takes work, where there are others that could.
    pub(crate) fn holder(&self) -> Option<&[u8; 16]> {
        self.work.as_ref().map(|leases| &leases.holder)
    }

    /// Counts the transactions that became durable.
    pub(crate) fn version(&self) -> u64 {
        self.writer.as_ref().map_or(0, Writer::version)
    }

    /// What the writers do.
    pub(crate) fn activity(&self) -> WriteActivity {
        let activity = self.writer.as_ref().map(Writer::activity);
        activity.unwrap_or_default()
    }
}
