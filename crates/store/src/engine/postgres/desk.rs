//! A writer of PostgreSQL: takes a batch of jobs into one transaction, and knows how it ended.
//!
//! # The answer that was lost
//! A connection may break after COMMIT was sent and before it was answered. Each writer therefore
//! has a row in `desk`, and each of its transactions writes its own number there. On a new
//! connection that number tells whether the transaction was committed: the row is locked as long as
//! the old transaction is under way, and after a fail-over it is as old or new as the data beside
//! it. (`pg_xact_status` would tell something else: the number of a transaction that a crash
//! swallowed is given to another one.) Looking writes too, so that with a synchronous standby the
//! standby has what is then said to be committed.
//!
//! A COMMIT that is answered with a warning is looked up in the same way: the wait for the standby
//! was cancelled, and nobody knows yet whether the standby has it.

use std::sync::Arc;
use std::thread;
use std::time::Duration;

use super::{Connection, Purpose, Server, Trouble};
use crate::audit::Noted;
use crate::engine::db::{Db, values};
use crate::engine::writer::{Batch, Verdict};
use crate::error::{Result, StoreError};
use crate::seal::random;

/// How often a transaction that others were in the way of is tried, alone.
const CONTENTIONS: u32 = 8;

/// How often a writer that has lost its connection tries to go on before it tells those who wait,
/// and how long it rests in between: a fail-over takes seconds.
const TRIES: u32 = 60;
const REST: Duration = Duration::from_millis(250);

const ENTER: &str = "INSERT INTO desk (id, batch, asked) VALUES ($1, 0, 0) \
    ON CONFLICT (id) DO NOTHING";
const LEAVE: &str = "DELETE FROM desk WHERE id = $1";
const MARK: &str = "UPDATE desk SET batch = $1 WHERE id = $2";
const LAST: &str = "UPDATE desk SET asked = asked + 1 WHERE id = $1 RETURNING batch";

/// One writer.
#[derive(Debug)]
pub(crate) struct Desk {
    server: Arc<Server>,
    /// What is known to be durable there.
    noted: Arc<Noted>,
    connection: Option<Connection>,
    id: [u8; 16],
    /// Numbers the transactions of this writer.
    batch: i64,
    /// Whether the database was last seen to be away.
    away: bool,
}

/// How one try ended.
enum Tried {
    Durable,
    /// Rolled back: something was wrong with one of the jobs.
    Refused(StoreError),
    /// Rolled back: others were in the way.
    Overtaken(StoreError),
    /// The connection broke before COMMIT, so nothing was written.
    Broken(StoreError),
    /// The connection broke after COMMIT was sent, or the standby was not waited for.
    Unknown,
}

impl Desk {
    pub(crate) fn new(server: Arc<Server>, noted: Arc<Noted>) -> Result<Self> {
        Ok(Self {
            server,
            noted,
            connection: None,
            id: random()?,
            batch: 0,
            away: false,
        })
    }

    /// Makes a batch durable.
    pub(crate) fn transact(&mut self, batch: &mut Batch) -> Verdict {
        let (mut contentions, mut tries) = (0, 0);
        loop {
            let error = match self.attempt(batch) {
                Tried::Durable => return Verdict::Durable,
                Tried::Refused(_) | Tried::Overtaken(_) if batch.len() > 1 => {
                    return Verdict::OneByOne;
                }
                Tried::Refused(error) => return Verdict::Refused(error),
                Tried::Overtaken(error) => {
                    contentions += 1;
                    if contentions == CONTENTIONS {
                        return Verdict::Refused(error);
                    }
                    continue;
                }
                Tried::Broken(error) => {
                    self.connection = None;
                    error
                }
                Tried::Unknown => match self.was_committed() {
                    Ok(true) => return Verdict::Durable,
                    Ok(false) => lost("it broke while a transaction was being committed"),
                    Err(error) => return Verdict::Refused(error),
                },
            };
            tries += 1;
            if self.away || tries == TRIES {
                // Who comes next is told at once, until the database is back.
                self.away = true;
                return Verdict::Refused(error);
            }
            // A broken connection is replaced at once, a server that is away is given time.
            thread::sleep(REST.min(Duration::from_millis(10) * (tries - 1)));
        }
    }

    fn attempt(&mut self, batch: &mut Batch) -> Tried {
        if let Err(error) = self.connected() {
            return Tried::Broken(error);
        }
        let Some(connection) = &self.connection else {
            return Tried::Broken(lost("there is no connection"));
        };
        self.batch += 1;
        if let Err(error) = write(connection, batch, self.batch, &self.id) {
            let trouble = connection.take_trouble();
            return match give_up(connection, trouble) {
                Trouble::Final => Tried::Refused(error),
                Trouble::Contention => Tried::Overtaken(error),
                Trouble::Broken => Tried::Broken(error),
            };
        }
        match connection.commit() {
            Ok(true) => Tried::Durable,
            Ok(false) => Tried::Unknown,
            Err(_) if connection.take_trouble() == Some(Trouble::Broken) => Tried::Unknown,
            Err(error) => {
                self.connection = None;
                Tried::Refused(error)
            }
        }
    }

    /// Another connection may be to another machine, which need not have what was durable on the
    /// last one.
    fn connect(&self) -> Result<Connection> {
        let connection = self.server.connect(Purpose::Write)?;
        self.noted.forget();
        Ok(connection)
    }

    fn connected(&mut self) -> Result<()> {
        if self.connection.is_none() {
            let connection = self.connect()?;
            Db::Postgres(&connection).execute(ENTER, values![&self.id])?;
            if connection.take_warning() {
                return Err(lost("its standby was not waited for"));
            }
            self.connection = Some(connection);
            self.away = false;
        }
        Ok(())
    }

    /// Whether the transaction whose COMMIT was not answered was committed.
    fn was_committed(&mut self) -> Result<bool> {
        self.connection = None;
        for _ in 0..TRIES {
            if let Ok(batch) = self.last_batch() {
                // Where the row itself did not arrive, nothing did that was written after it.
                return Ok(batch == Some(self.batch));
            }
            thread::sleep(REST);
        }
        self.away = true;
        Err(StoreError::Unavailable(
            "PostgreSQL was lost while a transaction was being committed and does not answer \
             since, so nobody knows whether it was; repeat it under the same idempotency key"
                .to_owned(),
        ))
    }

    fn last_batch(&mut self) -> Result<Option<i64>> {
        // Not through `connected`, which would make a row that is missing.
        let connection = self.connect()?;
        let rows = connection.query(LAST, crate::engine::db::Lock::None, values![&self.id])?;
        let batch = rows
            .first()
            .map(|row| crate::engine::db::Row::Postgres(row).get(0))
            .transpose()?;
        if connection.take_warning() {
            return Err(lost("its standby was not waited for"));
        }
        self.connection = batch.map(|_| connection);
        Ok(batch)
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        if let Some(connection) = &self.connection {
            // A row that stays tells an operator that a program died; it does no harm.
            let _ = Db::Postgres(connection).execute(LEAVE, values![&self.id]);
        }
    }
}

/// Nothing was written.
fn lost(reason: &str) -> StoreError {
    StoreError::Unavailable(format!("the connection to PostgreSQL: {reason}"))
}

/// Runs the jobs, and waits until the database has taken all they wrote.
fn write(connection: &Connection, jobs: &mut Batch, number: i64, id: &[u8; 16]) -> Result<()> {
    // A batch waits for others only shortly: alone, each of its jobs can wait without holding up
    // the rest.
    connection.send_text(if jobs.len() > 1 {
        "BEGIN"
    } else {
        "BEGIN; SET LOCAL lock_timeout = '10s'"
    })?;
    let db = Db::Postgres(connection);
    let done = jobs.iter_mut().try_for_each(|job| job.run(db));
    let done = done.and_then(|()| connection.send_appended());
    let done = done.and_then(|()| db.send_one(MARK, values![number, id]));
    // What was sent earlier failed earlier: it is the reason for what failed later.
    connection.settle().and(done)
}

/// Rolls back, and says what was the matter.
fn give_up(connection: &Connection, trouble: Option<Trouble>) -> Trouble {
    connection.forget();
    match trouble {
        Some(Trouble::Broken) => Trouble::Broken,
        _ if connection.run("ROLLBACK").is_err() => Trouble::Broken,
        Some(trouble) => trouble,
        None => Trouble::Final,
    }
}
