//! A connection: statements kept prepared, and sent ahead where nobody waits for the answer.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, HashMap, VecDeque};
use std::error::Error as _;
use std::fmt;
use std::future::{Future, poll_fn, ready};
use std::io;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use bytes::BytesMut;
use futures_util::future::try_join_all;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::task::unconstrained;
use tokio_postgres::error::{DbError, Severity, SqlState};
use tokio_postgres::types::{FromSql, IsNull, ToSql, Type, to_sql_checked};
use tokio_postgres::{AsyncMessage, Client, Error, Row, Statement};

use super::wait_for;
use crate::engine::db::{Lock, Value, not_one_row};
use crate::error::{Result, StoreError};

/// Answers that may be outstanding: what was sent waits in memory until it is answered.
const SENT_MAX: usize = 4_096;

/// An open connection, used by one thread at a time.
pub(crate) struct Connection {
    client: Arc<Client>,
    statements: RefCell<HashMap<(&'static str, Lock), Statement>>,
    for_many: RefCell<HashMap<&'static str, Statement>>,
    sent: RefCell<VecDeque<Sent>>,
    /// Rows to be added at the end of the batch, by the statement for one of them: column by column.
    appended: RefCell<BTreeMap<&'static str, Vec<Vec<Owned>>>>,
    /// What was first wrong with something that was sent.
    failed: RefCell<Option<StoreError>>,
    writes: Cell<u64>,
    /// The server had something to object to what it did all the same.
    warned: Cell<bool>,
    /// What moves bytes between this and the server, until the connection ends.
    driver: RefCell<Option<Driver>>,
    trouble: Cell<Option<Trouble>>,
    /// How long an answer is waited for; none where it is for ever.
    patience: Option<Duration>,
}

/// The driver's other half: gives what the server says to nobody in particular.
type Driver = Box<dyn FnMut(&mut Context<'_>) -> Poll<Option<Result<AsyncMessage, Error>>> + Send>;

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
    /// A connection that is driven by whoever waits for an answer on it: what was sent before goes out
    /// in one piece then, and no other thread has to be woken for it. What breaks it meanwhile is found
    /// out by who uses it next.
    pub(super) fn driven<S, T>(
        client: Client,
        mut driven: tokio_postgres::Connection<S, T>,
        patience: Option<Duration>,
    ) -> Self
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
        T: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        Self {
            client: Arc::new(client),
            statements: RefCell::default(),
            for_many: RefCell::default(),
            sent: RefCell::default(),
            appended: RefCell::default(),
            failed: RefCell::default(),
            writes: Cell::new(0),
            warned: Cell::new(false),
            driver: RefCell::new(Some(Box::new(move |context| driven.poll_message(context)))),
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

    /// The rows that a statement finds for each of several parameters, all asked for at once.
    pub(crate) fn query_each<const N: usize>(
        &self,
        text: &'static str,
        lock: Lock,
        each: &[[Value<'_>; N]],
    ) -> Result<Vec<Vec<Row>>> {
        let statement = self.statement(text, lock)?;
        let asked = each.iter().map(|values| {
            let values: Vec<&(dyn ToSql + Sync)> = values.iter().map(|value| value as _).collect();
            let statement = &statement;
            async move { self.client.query(statement, &values).await }
        });
        self.told_of(self.wait(try_join_all(asked)))
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

    /// Keeps a row that is to be added by this statement, until [`Connection::send_appended`].
    pub(crate) fn append(&self, text: &'static str, values: &[Value<'_>]) -> Result<()> {
        // For the types of its parameters; and an outbreak of many is stopped here.
        self.statement(text, Lock::None)?;
        let mut appended = self.appended.borrow_mut();
        let columns = appended
            .entry(text)
            .or_insert_with(|| values.iter().map(|_| Vec::new()).collect());
        for (column, value) in columns.iter_mut().zip(values) {
            column.push(Owned::from(value));
        }
        self.writes.set(self.writes.get() + 1);
        Ok(())
    }

    /// Sends all rows that were kept, those of a table with one statement.
    pub(super) fn send_appended(&self) -> Result<()> {
        for (text, columns) in self.appended.take() {
            let statement = self.statement_for_many(text)?;
            let client = Arc::clone(&self.client);
            let answer = async move { client.execute_raw(&statement, columns).await };
            self.start(Box::pin(answer), None)?;
        }
        Ok(())
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
        self.warned.take()
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
        self.appended.take();
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
            self.drive(context);
            let _outstanding = self.take_up(context);
            let answered = answer.as_mut().poll(context);
            if answered.is_pending() {
                // The question may be on its way only now.
                self.drive(context);
            }
            answered
        });
        // Whoever waits goes on with nothing else, so there is nobody to give way to.
        let answer = unconstrained(answer);
        wait_for(answer, self.patience).ok_or_else(|| {
            // Tried again, it would wait as long again.
            self.trouble.set(Some(Trouble::Final));
            no_answer()
        })
    }

    /// Sends what waits to be sent, and takes in what has come.
    fn drive(&self, context: &mut Context<'_>) {
        let mut driver = self.driver.borrow_mut();
        while let Some(half) = driver.as_mut() {
            match half(context) {
                Poll::Pending => return,
                // It comes before the answer that it is about.
                Poll::Ready(Some(Ok(AsyncMessage::Notice(notice)))) if is_warning(&notice) => {
                    self.warned.set(true);
                }
                Poll::Ready(Some(Ok(_))) => {}
                // Without it, all that is waited for is told that the connection is gone.
                Poll::Ready(_) => *driver = None,
            }
        }
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

    /// The statement that adds many rows where `text` adds one.
    fn statement_for_many(&self, text: &'static str) -> Result<Statement> {
        if let Some(statement) = self.for_many.borrow().get(text) {
            return Ok(statement.clone());
        }
        let one = self.statement(text, Lock::None)?;
        let spelled = for_many(text, one.params());
        let statement = self.told_of(self.wait(self.client.prepare(&spelled)))?;
        self.for_many.borrow_mut().insert(text, statement.clone());
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

/// What was asked is not answered in time.
pub(super) fn no_answer() -> StoreError {
    StoreError::Unavailable("PostgreSQL takes what it is asked, and does not answer".to_owned())
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

/// `INSERT INTO … VALUES ($1, …)` for many rows: each parameter is an array, a column. They are added in
/// the order of their keys, so that two who add the same rows do not wait for each other.
fn for_many(text: &str, types: &[Type]) -> String {
    let (into, rest) = text.split_once("VALUES (").unwrap_or((text, ")"));
    let (_, then) = rest.split_once(')').unwrap_or_default();
    let columns: Vec<String> = types
        .iter()
        .zip(1..)
        .map(|(column, number)| format!("${number}::{}[]", column.name()))
        .collect();
    format!(
        "{into}SELECT * FROM UNNEST({}) ORDER BY 1, 2{then}",
        columns.join(", ")
    )
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statement_for_one_row_is_spelled_for_many() {
        let one = "INSERT INTO a (b, c) VALUES ($1, $2) ON CONFLICT (b) DO NOTHING";
        assert_eq!(
            for_many(one, &[Type::TEXT, Type::BYTEA]),
            "INSERT INTO a (b, c) SELECT * FROM UNNEST($1::text[], $2::bytea[]) ORDER BY 1, 2 \
             ON CONFLICT (b) DO NOTHING"
        );
    }
}
