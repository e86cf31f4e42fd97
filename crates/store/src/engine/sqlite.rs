//! SQLite: what is open, connections, migrations, readers.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, params};

use super::writer::Writer;
use super::{Dialect, KEY_MIGRATIONS, MIGRATIONS};
use crate::error::{Result, StoreError};
use crate::folder::{Folder, Hold};
use crate::keys::{Derived, Keyring, SERVICE};
use crate::sql;
use crate::writing::Writing;

/// Read-only connections kept open.
const IDLE_READERS: usize = 8;

/// Statements that a connection keeps prepared: more than there are.
const PREPARED: usize = 96;

/// The database in a folder, with its keys.
#[derive(Debug)]
pub(crate) struct Sqlite {
    // Dropped from the top: the writer finishes before its folder is let go.
    writer: Option<Writer>,
    readers: Readers,
    pub(crate) keys: Arc<Keyring>,
    _folder: Folder,
}

impl Sqlite {
    /// Opens for writing, creating what is not there.
    pub(crate) fn open(folder: Folder, durability: Durability) -> Result<Self> {
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

    /// Opens for reading, also beside a program that writes.
    pub(crate) fn open_read_only(folder: Folder) -> Result<Self> {
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

    /// Reads; all that `read` sees is from one moment.
    pub(crate) fn read<T>(&self, read: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        self.readers.read(read)
    }

    /// Queues a write that holds `bytes` of uploads.
    ///
    /// `work` must bear being run again after a rollback.
    pub(crate) fn write<T: Send + 'static>(
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

    /// Counts the transactions that became durable.
    pub(crate) fn version(&self) -> u64 {
        self.writer.as_ref().map_or(0, Writer::version)
    }
}

/// How durable a commit is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Durability {
    /// It outlives a power cut.
    Full,
    /// It outlives nothing: for databases that go away with the program.
    None,
}

/// Opens a database for writing, and applies the migrations that are new to it.
pub(crate) fn open_writer(
    path: &Path,
    durability: Durability,
    migrations: &[&str],
) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_CREATE
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let prepare = || {
        let mut db = Connection::open_with_flags(path, flags)?;
        set_up(&db)?;
        db.pragma_update(None, "journal_mode", "WAL")?;
        let synchronous = if durability == Durability::Full {
            "FULL"
        } else {
            "OFF"
        };
        db.pragma_update(None, "synchronous", synchronous)?;
        // Deleted keys and sealed rows are overwritten, not only unlinked.
        db.pragma_update(None, "secure_delete", "ON")?;
        db.pragma_update(None, "wal_autocheckpoint", 4_000)?;
        db.pragma_update(None, "journal_size_limit", 64 << 20)?;
        db.pragma_update(None, "cache_size", -65_536)?;
        migrate(&mut db, path, migrations)?;
        Ok(db)
    };
    prepare().map_err(|error| locate(path, error))
}

/// Opens a database for reading.
pub(crate) fn open_reader(path: &Path) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let prepare = || {
        let db = Connection::open_with_flags(path, flags)?;
        set_up(&db)?;
        Ok(db)
    };
    prepare().map_err(|error| locate(path, error))
}

/// Writes all that the database holds at one moment into the empty file `to`, also beside a writer,
/// and without what was deleted.
///
/// The writer goes on; only its log is not folded back into the database meanwhile.
pub(crate) fn copy_into(db: &Connection, to: &str) -> rusqlite::Result<()> {
    db.execute("VACUUM INTO $1", params![to]).map(|_| ())
}

/// Applies the migrations that are new to a database which nobody else has open.
pub(crate) fn bring_forward(path: &Path, migrations: &[&str]) -> Result<()> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let prepare = || {
        let mut db = Connection::open_with_flags(path, flags)?;
        set_up(&db)?;
        migrate(&mut db, path, migrations)
    };
    prepare().map_err(|error| locate(path, error))
}

/// A pool of read-only connections.
#[derive(Debug)]
pub(crate) struct Readers {
    path: PathBuf,
    idle: Mutex<Vec<Connection>>,
}

impl Readers {
    pub(crate) fn new(path: PathBuf) -> Self {
        Self {
            path,
            idle: Mutex::new(Vec::new()),
        }
    }

    /// Reads; all that `read` sees is from one moment.
    pub(crate) fn read<T>(&self, read: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        let idle = self.lock().pop();
        let db = idle.map_or_else(|| open_reader(&self.path), Ok)?;
        let answer = {
            let _moment = db.unchecked_transaction()?;
            read(&db)
        };
        // A connection that failed may be the reason: the next read starts with a fresh one.
        if answer.is_ok() {
            let mut idle = self.lock();
            if idle.len() < IDLE_READERS {
                idle.push(db);
            }
        }
        answer
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<Connection>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn set_up(db: &Connection) -> Result<()> {
    db.set_prepared_statement_cache_capacity(PREPARED);
    db.busy_timeout(Duration::from_secs(10))?;
    db.pragma_update(None, "trusted_schema", "OFF")?;
    db.pragma_update(None, "temp_store", "MEMORY")?;
    Ok(())
}

fn migrate(db: &mut Connection, path: &Path, migrations: &[&str]) -> Result<()> {
    let transaction = db.transaction()?;
    transaction.execute_batch(Dialect::Sqlite.migration_table())?;
    let version: i64 = transaction.query_row(sql::SCHEMA_VERSION, [], |row| row.get(0))?;
    let known = i64::try_from(migrations.len()).unwrap_or(i64::MAX);
    if version > known {
        return Err(StoreError::Folder {
            path: path.to_owned(),
            reason: format!(
                "it was written by a newer Tutas (migration {version}, this one knows {known}); \
                 run that one"
            ),
        });
    }
    for (migration, number) in migrations.iter().zip(1_i64..) {
        if number > version {
            transaction.execute_batch(&Dialect::Sqlite.spell(migration))?;
            transaction.execute(sql::MIGRATED, params![number])?;
        }
    }
    transaction.commit()?;
    Ok(())
}

/// Says which file could not be opened.
fn locate(path: &Path, error: StoreError) -> StoreError {
    match error {
        StoreError::Unavailable(reason) | StoreError::Malformed(reason) => StoreError::Folder {
            path: path.to_owned(),
            reason,
        },
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn migrations_are_applied_once() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        for _ in 0..2 {
            let db = open_writer(&path, Durability::Full, MIGRATIONS).unwrap();
            let count: i64 = db
                .query_row("SELECT COUNT(*) FROM migration", [], |row| row.get(0))
                .unwrap();
            assert_eq!(count, i64::try_from(MIGRATIONS.len()).unwrap());
        }
    }

    #[test]
    fn a_database_of_a_newer_program_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        let db = open_writer(&path, Durability::Full, MIGRATIONS).unwrap();
        db.execute(sql::MIGRATED, params![99]).unwrap();
        drop(db);
        let error = open_writer(&path, Durability::Full, MIGRATIONS).unwrap_err();
        assert!(
            error.to_string().contains("a newer Tutas (migration 99"),
            "{error}"
        );
    }

    #[test]
    fn a_copy_through_a_reader_keeps_what_the_header_says_and_not_what_was_deleted() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        let writer = open_writer(&path, Durability::Full, MIGRATIONS).unwrap();
        writer.pragma_update(None, "user_version", 7).unwrap();
        writer.pragma_update(None, "application_id", 11).unwrap();
        writer.execute(sql::MIGRATED, params![98]).unwrap();
        writer
            .execute("DELETE FROM migration WHERE version = 98", [])
            .unwrap();
        let to = folder.path().join("b.db");
        copy_into(&open_reader(&path).unwrap(), to.to_str().unwrap()).unwrap();
        let copy = open_reader(&to).unwrap();
        let header = |name| copy.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
        assert_eq!(header("user_version").unwrap(), 7);
        assert_eq!(header("application_id").unwrap(), 11);
        assert_eq!(header("freelist_count").unwrap(), 0);
        let version: i64 = copy
            .query_row(sql::SCHEMA_VERSION, [], |row| row.get(0))
            .unwrap();
        assert_eq!(version, i64::try_from(MIGRATIONS.len()).unwrap());
        // A second copy into the same file would mix two moments.
        copy_into(&open_reader(&path).unwrap(), to.to_str().unwrap()).unwrap_err();
    }

    #[test]
    fn a_commit_is_durable_when_it_returns() {
        let folder = tempfile::tempdir().unwrap();
        let db = open_writer(&folder.path().join("a.db"), Durability::Full, MIGRATIONS).unwrap();
        let mode: String = db
            .pragma_query_value(None, "journal_mode", |row| row.get(0))
            .unwrap();
        let full: i64 = db
            .pragma_query_value(None, "synchronous", |row| row.get(0))
            .unwrap();
        assert_eq!((mode.as_str(), full), ("wal", 2));
    }
}
