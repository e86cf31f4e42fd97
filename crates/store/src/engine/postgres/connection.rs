//! A connection: statements kept prepared, and sent ahead where nobody waits for the answer.

use std::cell::{Cell, RefCell};
use std::collections::{HashMap, VecDeque};
use std::error::Error as _;
use std::fmt;
use std::future::{Future, poll_fn, ready};
use std::io;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use bytes::BytesMut;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::runtime::Handle;
use tokio::time::timeout;
use tokio_postgres::error::{DbError, Severity, SqlState};
use tokio_postgres::types::{FromSql, IsNull, ToSql, Type, to_sql_checked};
use tokio_postgres::{AsyncMessage, Client, Error, Row, Statement};

use crate::engine::db::{Lock, Value, not_one_row};
use crate::error::{Result, StoreError};

/// Answers that may be outstanding: what was sent waits in memory until it is answered.
const SENT_MAX: usize = 4_096;

/// An open connection, used by one thread at a time.
pub(crate) struct Connection {
    client: Arc<Client>,
    statements: RefCell<HashMap<(&'static str, Lock), Statement>>,
    sent: RefCell<VecDeque<Sent>>,
    /// What was first wrong with something that was sent.
    failed: RefCell<Option<StoreError>>,
    writes: Cell<u64>,
    /// The server had something to object to what it did all the same.
    warned: Arc<AtomicBool>,
    trouble: Cell<Option<Trouble>>,
    patience: Patience,
}

/// How long an answer is waited for, and whose clock tells; none where it is for ever.
pub(super) type Patience = Option<(Duration, Handle)>;

/// A statement on its way.
struct Sent {
    answer: Pin<Box<dyn Future<Output = Result<u64, Error>> + Send>>,
    /// How many rows it must change.
    rows: Option<u64>,
}

/// What kind of thing went wrong, in the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// Another transaction was in the way: this one may well succeed if it is run again.
    Contention,
    /// The connection is gone, or leads to a server that no longer writes.
    Broken,
    /// Anything else: it would happen again.
    Final,
}

impl Connection {
    /// A connection, with a task that drives it: it ends with the connection, and what breaks it is
    /// told to whoever waits for an answer.
    pub(super) fn driven<S, T>(
        client: Client,
        mut driven: tokio_postgres::Connection<S, T>,
        patience: Patience,
    ) -> Self
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
        T: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let warned = Arc::new(AtomicBool::new(false));
        let warning = Arc::clone(&warned);
        tokio::spawn(async move {
            while let Some(Ok(message)) = poll_fn(|context| driven.poll_message(context)).await {
                // It comes before the answer that it is about.
                if matches!(&message, AsyncMessage::Notice(notice) if is_warning(notice)) {
                    warning.store(true, Ordering::Release);
                }
            }
        });
        Self {
            client: Arc::new(client),
            statements: RefCell::default(),
            sent: RefCell::default(),
            failed: RefCell::default(),
            writes: Cell::new(0),
            warned,
            trouble: Cell::new(None),
            patience,
        }
    }

    /// The rows that a statement finds, locked as far as `lock` says.
    pub(crate) fn query(
        &self,
        text: &'static str,
        lock: Lock,
        values: &[Value<'_>],
    ) -> Result<Vec<Row>> {
        let statement = self.statement(text, lock)?;
        let values: Vec<&(dyn ToSql + Sync)> = values.iter().map(|value| value as _).collect();
        self.told_of(self.wait(self.client.query(&statement, &values)))
    }

    /// Writes, and says how many rows that changed.
    pub(crate) fn execute(&self, text: &'static str, values: &[Value<'_>]) -> Result<usize> {
        let statement = self.statement(text, Lock::None)?;
        let values: Vec<&(dyn ToSql + Sync)> = values.iter().map(|value| value as _).collect();
        self.writes.set(self.writes.get() + 1);
        let changed = self.told_of(self.wait(self.client.execute(&statement, &values)))?;
        Ok(usize::try_from(changed).unwrap_or(usize::MAX))
    }

    /// Sends a statement without waiting for its answer, which [`Connection::settle`] looks at.
    pub(crate) fn send(
        &self,
        text: &'static str,
        values: &[Value<'_>],
        rows: Option<u64>,
    ) -> Result<()> {
        let statement = self.statement(text, Lock::None)?;
        let values: Vec<Owned> = values.iter().map(Owned::from).collect();
        let client = Arc::clone(&self.client);
        self.writes.set(self.writes.get() + 1);
        self.start(
            Box::pin(async move { client.execute_raw(&statement, values).await }),
            rows,
        )
    }

    /// Sends plain SQL without waiting for its answer.
    pub(super) fn send_text(&self, text: &'static str) -> Result<()> {
        let client = Arc::clone(&self.client);
        let answer = async move { client.batch_execute(text).await.map(|()| 0) };
        self.start(Box::pin(answer), None)
    }

    /// Runs plain SQL.
    pub(super) fn run(&self, text: &str) -> Result<()> {
        self.told_of(self.wait(self.client.batch_execute(text)))
    }

    /// Commits; says whether the server did it without objection. Whoever cancels the wait for a
    /// standby gets COMMIT answered as if nothing were amiss, with a warning before it: what was
    /// written is on this machine only.
    pub(super) fn commit(&self) -> Result<bool> {
        self.take_warning();
        self.run("COMMIT")?;
        Ok(!self.take_warning())
    }

    /// Whether the server warned of something since this was last asked.
    pub(super) fn take_warning(&self) -> bool {
        self.warned.swap(false, Ordering::AcqRel)
    }

    /// Waits for everything that was sent, and says what was first wrong with it.
    pub(super) fn settle(&self) -> Result<()> {
        self.wait(poll_fn(|context| self.take_up(context)))
            .inspect_err(|_| self.forget())?;
        self.failed.take().map_or(Ok(()), Err)
    }

    /// Forgets what was sent: the transaction is given up.
    pub(super) fn forget(&self) {
        self.sent.borrow_mut().clear();
        self.failed.take();
    }

    /// What went wrong since this was last asked.
    pub(super) fn take_trouble(&self) -> Option<Trouble> {
        if self.client.is_closed() {
            return Some(Trouble::Broken);
        }
        self.trouble.take()
    }

    /// Counts the statements that write.
    pub(crate) fn writes(&self) -> u64 {
        self.writes.get()
    }

    fn start(
        &self,
        mut answer: Pin<Box<dyn Future<Output = Result<u64, Error>> + Send>>,
        rows: Option<u64>,
    ) -> Result<()> {
        if self.sent.borrow().len() >= SENT_MAX {
            self.settle()?;
        }
        // Polled once, it is on its way; its answer is taken up when all are.
        let mut nobody = Context::from_waker(Waker::noop());
        if let Poll::Ready(done) = answer.as_mut().poll(&mut nobody) {
            answer = Box::pin(ready(done));
        }
        self.sent.borrow_mut().push_back(Sent { answer, rows });
        Ok(())
    }

    /// Waits for an answer. Those to what was sent before come first, and the driver reads on only
    /// while they are taken up.
    fn wait<T>(&self, answer: impl Future<Output = T>) -> Result<T> {
        let mut answer = pin!(answer);
        let answer = poll_fn(|context| {
            let _outstanding = self.take_up(context);
            answer.as_mut().poll(context)
        });
        let _clock = self.patience.as_ref().map(|(_, runtime)| runtime.enter());
        pollster::block_on(in_time(self.patience.clone(), answer)).inspect_err(|_| {
            // Tried again, it would wait as long again.
            self.trouble.set(Some(Trouble::Final));
        })
    }

    /// Takes up the answers that have come to what was sent; ready when all have.
    fn take_up(&self, context: &mut Context<'_>) -> Poll<()> {
        let mut sent = self.sent.borrow_mut();
        while let Some(first) = sent.front_mut() {
            let Poll::Ready(answer) = first.answer.as_mut().poll(context) else {
                return Poll::Pending;
            };
            let rows = first.rows;
            sent.pop_front();
            let failed = match self.told(answer) {
                Ok(changed) if rows.is_none_or(|rows| rows == changed) => continue,
                Ok(changed) => {
                    self.trouble.set(Some(Trouble::Contention));
                    not_one_row(usize::try_from(changed).unwrap_or(usize::MAX))
                }
                Err(error) => error,
            };
            self.failed.borrow_mut().get_or_insert(failed);
        }
        Poll::Ready(())
    }

    fn statement(&self, text: &'static str, lock: Lock) -> Result<Statement> {
        if let Some(statement) = self.statements.borrow().get(&(text, lock)) {
            return Ok(statement.clone());
        }
        let spelled = match lock {
            Lock::None => text.to_owned(),
            Lock::Share => format!("{text} FOR SHARE"),
            Lock::Update => format!("{text} FOR UPDATE"),
        };
        let statement = self.told_of(self.wait(self.client.prepare(&spelled)))?;
        let mut statements = self.statements.borrow_mut();
        statements.insert((text, lock), statement.clone());
        Ok(statement)
    }

    fn told_of<T>(&self, answer: Result<Result<T, Error>>) -> Result<T> {
        answer.and_then(|answer| self.told(answer))
    }

    fn told<T>(&self, answer: Result<T, Error>) -> Result<T> {
        answer.map_err(|error| {
            // What follows a failed statement fails because of it, and says nothing of its own.
            let follows = error.code() == Some(&SqlState::IN_FAILED_SQL_TRANSACTION);
            if !follows && self.trouble.get().is_none() {
                self.trouble.set(Some(trouble(&error)));
            }
            explain(&error)
        })
    }
}

impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connection").finish_non_exhaustive()
    }
}

/// What comes of it, if it comes in time.
pub(super) async fn in_time<T>(patience: Patience, answer: impl Future<Output = T>) -> Result<T> {
    let Some((most, _)) = patience else {
        return Ok(answer.await);
    };
    timeout(most, answer).await.map_err(|_| {
        StoreError::Unavailable("PostgreSQL takes what it is asked, and does not answer".to_owned())
    })
}

/// Says what went wrong, without the values that it went wrong with.
pub(super) fn explain(error: &Error) -> StoreError {
    let Some(told) = error.as_db_error() else {
        let reason = error
            .source()
            .map_or_else(|| error.to_string(), ToString::to_string);
        return StoreError::Unavailable(format!("PostgreSQL does not answer: {reason}"));
    };
    let message = told.message();
    let code = told.code();
    if code.code().starts_with("22") || code.code().starts_with("23") {
        StoreError::Malformed(message.to_owned())
    } else if *code == SqlState::DISK_FULL {
        StoreError::Unavailable(
            "the disk of PostgreSQL is full; free some space there, nothing else is wrong".into(),
        )
    } else if *code == SqlState::READ_ONLY_SQL_TRANSACTION {
        StoreError::Unavailable(
            "PostgreSQL may only be read: this is a standby, or it was set so".into(),
        )
    } else {
        StoreError::Unavailable(format!("PostgreSQL: {message}"))
    }
}

fn is_warning(notice: &DbError) -> bool {
    notice.parsed_severity() == Some(Severity::Warning)
}

fn trouble(error: &Error) -> Trouble {
    let Some(told) = error.as_db_error() else {
        let broken = error.is_closed()
            || error
                .source()
                .is_some_and(<dyn std::error::Error>::is::<io::Error>);
        return if broken {
            Trouble::Broken
        } else {
            Trouble::Final
        };
    };
    let code = told.code();
    let contention = [
        SqlState::T_R_SERIALIZATION_FAILURE,
        SqlState::T_R_DEADLOCK_DETECTED,
        SqlState::LOCK_NOT_AVAILABLE,
        SqlState::UNIQUE_VIOLATION,
    ];
    let broken = told.parsed_severity() == Some(Severity::Fatal)
        || *code == SqlState::READ_ONLY_SQL_TRANSACTION
        || code.code().starts_with("57P")
        || code.code().starts_with("08");
    if contention.contains(code) {
        Trouble::Contention
    } else if broken {
        Trouble::Broken
    } else {
        Trouble::Final
    }
}

/// A column's bytes as they came.
pub(crate) struct Raw<'a>(pub(crate) &'a [u8]);

impl<'a> FromSql<'a> for Raw<'a> {
    fn from_sql(_: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn std::error::Error + Sync + Send>> {
        Ok(Self(raw))
    }

    fn accepts(ty: &Type) -> bool {
        takes(ty)
    }
}

/// A parameter that outlives the call.
enum Owned {
    Null,
    Int(i64),
    Bytes(Vec<u8>),
}

impl From<&Value<'_>> for Owned {
    fn from(value: &Value<'_>) -> Self {
        match *value {
            Value::Null => Self::Null,
            Value::Int(number) => Self::Int(number),
            Value::Text(text) => Self::Bytes(text.as_bytes().to_vec()),
            Value::Bytes(bytes) => Self::Bytes(bytes.to_vec()),
        }
    }
}

impl ToSql for Value<'_> {
    fn to_sql(
        &self,
        ty: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match *self {
            Self::Null => Ok(IsNull::Yes),
            Self::Int(number) => put_number(number, ty, out),
            Self::Text(text) => Ok(put_bytes(text.as_bytes(), out)),
            Self::Bytes(bytes) => Ok(put_bytes(bytes, out)),
        }
    }

    fn accepts(ty: &Type) -> bool {
        takes(ty)
    }

    to_sql_checked!();
}

impl ToSql for Owned {
    fn to_sql(
        &self,
        ty: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match self {
            Self::Null => Ok(IsNull::Yes),
            Self::Int(number) => put_number(*number, ty, out),
            Self::Bytes(bytes) => Ok(put_bytes(bytes, out)),
        }
    }

    fn accepts(ty: &Type) -> bool {
        takes(ty)
    }

    to_sql_checked!();
}

// Values are personal or sealed: the driver's log must not tell them.

impl fmt::Debug for Value<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Value(…)")
    }
}

impl fmt::Debug for Owned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Owned(…)")
    }
}

/// The types that the schema has, and the one that PostgreSQL takes a small literal for.
fn takes(ty: &Type) -> bool {
    [Type::INT8, Type::INT4, Type::TEXT, Type::BYTEA].contains(ty)
}

fn put_number(
    number: i64,
    ty: &Type,
    out: &mut BytesMut,
) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
    if *ty == Type::INT4 {
        out.extend_from_slice(&i32::try_from(number)?.to_be_bytes());
    } else {
        out.extend_from_slice(&number.to_be_bytes());
    }
    Ok(IsNull::No)
}

fn put_bytes(bytes: &[u8], out: &mut BytesMut) -> IsNull {
    out.extend_from_slice(bytes);
    IsNull::No
}
