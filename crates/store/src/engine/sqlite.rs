//! SQLite: connections, migrations, readers and the one writer.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, params};

use super::Dialect;
use super::db::Db;
use super::writer::{Batch, Verdict};
use crate::error::{Result, StoreError, damaged};
use crate::keys::Keyring;
use crate::sql;

/// Read-only connections kept open.
const IDLE_READERS: usize = 8;

/// Pages that a connection keeps which only reads. It forgets them all whenever somebody has written,
/// and to forget many takes longer than to fetch the few that the next read needs.
const READERS_PAGES: i64 = 200;

/// Statements that a connection keeps prepared: more than there are.
const PREPARED: usize = 96;

/// The one writer of a file.
#[derive(Debug)]
pub(crate) struct Desk {
    db: Connection,
    key_file: Connection,
    keys: Arc<Keyring>,
}

impl Desk {
    /// The writer on connections that may write.
    pub(crate) fn new(db: Connection, key_file: Connection, keys: Arc<Keyring>) -> Self {
        Self { db, key_file, keys }
    }

    /// Makes a batch durable.
    pub(crate) fn transact(&mut self, batch: &mut Batch) -> Verdict {
        match self.write(batch) {
            Ok(()) => Verdict::Durable,
            Err(_) if batch.len() > 1 => Verdict::OneByOne,
            Err(error) => Verdict::Refused(error),
        }
    }

    fn write(&mut self, batch: &mut Batch) -> Result<()> {
        self.keys.save(&mut self.key_file)?;
        self.db.execute_batch("BEGIN IMMEDIATE")?;
        let done = batch
            .iter_mut()
            .try_for_each(|job| job.run(Db::Sqlite(&self.db)))
            .and_then(|()| self.db.execute_batch("COMMIT").map_err(StoreError::from));
        if done.is_err() && !self.db.is_autocommit() {
            // If this fails too, SQLite rolls back when it next opens the file.
            let _ = self.db.execute_batch("ROLLBACK");
        }
        done
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        // Readers that only read are the last to close a file and cannot fold its log into it: whoever
        // copied the files of a stopped program without their logs would have lost what is in these.
        // It waits for nobody; what it leaves, or fails to do, is in the log as before.
        for file in [&self.key_file, &self.db] {
            let _ = file.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()));
        }
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
        db.pragma_update(None, "cache_size", READERS_PAGES)?;
        Ok(db)
    };
    prepare().map_err(|error| locate(path, error))
}

/// Looks at every page of a database file, and says if it is damaged.
pub(crate) fn check_whole(path: &Path) -> Result<()> {
    let look = || {
        let db = open_reader(path)?;
        let told: String = db.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
        if told == "ok" {
            return Ok(());
        }
        Err(StoreError::Unavailable(damaged(&told.replace('\n', " "))))
    };
    look().map_err(|error| locate(path, error))
}

/// Whether a database has nothing in it, not even its tables: it is new, or what it held is lost.
pub(crate) fn is_empty(path: &Path) -> Result<bool> {
    if !path.exists() {
        return Ok(true);
    }
    let look = || {
        let tables = "SELECT COUNT(*) FROM sqlite_schema";
        let count: i64 = open_reader(path)?.query_row(tables, [], |row| row.get(0))?;
        Ok(count == 0)
    };
    look().map_err(|error| locate(path, error))
}

/// Fails unless the database is as this program knows it.
pub(crate) fn require_current(path: &Path, migrations: &[&str]) -> Result<()> {
    let look = || {
        let version: i64 =
            open_reader(path)?.query_row(sql::SCHEMA_VERSION, [], |row| row.get(0))?;
        Ok(version)
    };
    let version = look().map_err(|error| locate(path, error))?;
    let known = known(migrations);
    if version == known {
        return Ok(());
    }
    let reason = if version > known {
        newer(version, known)
    } else {
        format!(
            "it was written by an older Tutas (migration {version}, this one knows {known}); open \
             it for writing once, which brings it forward"
        )
    };
    Err(StoreError::Folder {
        path: path.to_owned(),
        reason,
    })
}

fn known(migrations: &[&str]) -> i64 {
    i64::try_from(migrations.len()).unwrap_or(i64::MAX)
}

fn newer(version: i64, known: i64) -> String {
    format!(
        "it was written by a newer Tutas (migration {version}, this one knows {known}); run that \
         one"
    )
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

    /// Reads with several statements; all that `read` sees is from one moment.
    pub(crate) fn read_as_of_one_moment<T>(
        &self,
        read: impl FnOnce(Db<'_>) -> Result<T>,
    ) -> Result<T> {
        self.on_a_connection(|db| {
            let _moment = db.unchecked_transaction()?;
            read(Db::Sqlite(db))
        })
    }

    /// Reads with one statement, which is a moment of its own.
    pub(crate) fn read<T>(&self, read: impl FnOnce(Db<'_>) -> Result<T>) -> Result<T> {
        self.on_a_connection(|db| read(Db::Sqlite(db)))
    }

    fn on_a_connection<T>(&self, read: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        let idle = self.lock().pop();
        let db = idle.map_or_else(|| open_reader(&self.path), Ok)?;
        let answer = read(&db);
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
    // Else a statement with `LIMIT $n` is planned anew each time that another number is bound.
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    db.busy_timeout(Duration::from_secs(10))?;
    db.pragma_update(None, "trusted_schema", "OFF")?;
    db.pragma_update(None, "temp_store", "MEMORY")?;
    Ok(())
}

fn migrate(db: &mut Connection, path: &Path, migrations: &[&str]) -> Result<()> {
    let transaction = db.transaction()?;
    transaction.execute_batch(Dialect::Sqlite.migration_table())?;
    let version: i64 = transaction.query_row(sql::SCHEMA_VERSION, [], |row| row.get(0))?;
    let known = known(migrations);
    if version > known {
        return Err(StoreError::Folder {
            path: path.to_owned(),
            reason: newer(version, known),
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
pub(crate) fn locate(path: &Path, error: StoreError) -> StoreError {
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
    use crate::engine::MIGRATIONS;

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
