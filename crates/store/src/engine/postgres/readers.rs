//! The pool of connections that read.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::{Connection, Purpose, Server, Trouble, WAITS_ITSELF, blocking};
use crate::engine::db::Db;
use crate::error::{Result, StoreError};

/// Connections that read at the same time; who comes beyond that waits.
const READERS: usize = 12;

/// How many new connections may break under one read.
const TRIES: usize = 4;

/// How long a read waits for a connection.
const PATIENCE: Duration = Duration::from_secs(5);

/// A bounded pool of connections.
#[derive(Debug)]
pub(crate) struct Readers {
    server: Arc<Server>,
    pool: Mutex<Pool>,
    returned: Condvar,
}

#[derive(Debug, Default)]
struct Pool {
    idle: Vec<Connection>,
    lent: usize,
}

impl Readers {
    pub(crate) fn new(server: Arc<Server>) -> Self {
        Self {
            server,
            pool: Mutex::default(),
            returned: Condvar::new(),
        }
    }

    /// Reads, or writes what stands for itself. A statement is its own transaction.
    pub(crate) fn read<T>(&self, read: impl Fn(Db<'_>) -> Result<T>) -> Result<T> {
        self.lend(&read)
    }

    /// Reads; all that `read` sees is from one moment.
    pub(crate) fn read_as_of_one_moment<T>(&self, read: impl Fn(Db<'_>) -> Result<T>) -> Result<T> {
        self.lend(&|db| {
            let Db::Postgres(connection) = db else {
                return read(db);
            };
            connection.send_text("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY")?;
            let answer = read(db)?;
            connection.send_text("COMMIT")?;
            connection.settle().map(|()| answer)
        })
    }

    /// Lends a connection. One that turns out to be broken, as all are after a fail-over, is
    /// replaced by a new one.
    fn lend<T>(&self, read: &impl Fn(Db<'_>) -> Result<T>) -> Result<T> {
        let _place = self.place()?;
        let idle = self.lock().idle.pop();
        if let Some(connection) = idle {
            match self.try_on(connection, read) {
                Err((_, Some(Trouble::Broken))) => self.lock().idle.clear(),
                answer => return answer.map_err(|(error, _)| error),
            }
        }
        let mut tries = 0;
        loop {
            let connection = self.server.connect(Purpose::Read)?;
            tries += 1;
            match self.try_on(connection, read) {
                Err((_, Some(Trouble::Broken))) if tries < TRIES => {}
                answer => return answer.map_err(|(error, _)| error),
            }
        }
    }

    fn try_on<T>(
        &self,
        connection: Connection,
        read: &impl Fn(Db<'_>) -> Result<T>,
    ) -> Result<T, (StoreError, Option<Trouble>)> {
        match read(Db::Postgres(&connection)) {
            Ok(answer) => {
                self.lock().idle.push(connection);
                Ok(answer)
            }
            // The connection may be the reason, or in the middle of something: it is not used again.
            Err(error) => Err((error, connection.take_trouble())),
        }
    }

    fn place(&self) -> Result<Place<'_>> {
        let mut pool = self.room_within(WAITS_ITSELF);
        if pool.lent >= READERS {
            drop(pool);
            pool = blocking(|| self.room_within(PATIENCE));
        }
        if pool.lent >= READERS {
            return Err(StoreError::Busy);
        }
        pool.lent += 1;
        Ok(Place(self))
    }

    /// The pool, with room in it if that came in time.
    fn room_within(&self, patience: Duration) -> MutexGuard<'_, Pool> {
        let full = |pool: &mut Pool| pool.lent >= READERS;
        let waited = self
            .returned
            .wait_timeout_while(self.lock(), patience, full);
        waited.unwrap_or_else(PoisonError::into_inner).0
    }

    fn lock(&self) -> MutexGuard<'_, Pool> {
        self.pool.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One of the places among those that read.
struct Place<'a>(&'a Readers);

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.0.lock().lent -= 1;
        self.0.returned.notify_one();
    }
}
