//! What a statement is run on: SQLite or PostgreSQL, behind one way to ask.
//!
//! Everything above this file is written once. A statement is one text for both ([`crate::sql`]),
//! its parameters are [`Value`]s and what comes back is a [`Row`].

use crate::engine::postgres;
use crate::error::{Result, StoreError};

/// An open connection of either engine.
#[derive(Clone, Copy)]
pub(crate) enum Db<'a> {
    Sqlite(&'a rusqlite::Connection),
    Postgres(&'a postgres::Connection),
}

/// What a look keeps others from doing until the transaction ends.
///
/// SQLite has one writer, which nobody overtakes; there a lock is nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Lock {
    /// Nothing: others may change the row.
    None,
    /// Changing the row; others may hold it so too.
    Share,
    /// Changing the row, or holding it.
    Update,
}

impl Db<'_> {
    /// The rows a statement finds.
    pub(crate) fn query<T>(
        self,
        text: &'static str,
        values: &[Value<'_>],
        read: impl Fn(Row<'_>) -> Result<T>,
    ) -> Result<Vec<T>> {
        self.query_and_lock(text, Lock::None, values, read)
    }

    /// The rows a statement finds, which stay as they are until the transaction ends.
    pub(crate) fn query_and_lock<T>(
        self,
        text: &'static str,
        lock: Lock,
        values: &[Value<'_>],
        read: impl Fn(Row<'_>) -> Result<T>,
    ) -> Result<Vec<T>> {
        match self {
            Self::Sqlite(db) => {
                let mut statement = db.prepare_cached(text)?;
                let mut rows = statement.query(rusqlite::params_from_iter(values))?;
                let mut found = Vec::new();
                while let Some(row) = rows.next()? {
                    found.push(read(Row::Sqlite(row))?);
                }
                Ok(found)
            }
            Self::Postgres(db) => {
                let rows = db.query(text, lock, values)?;
                rows.iter().map(|row| read(Row::Postgres(row))).collect()
            }
        }
    }

    /// The one row a statement finds, if it finds one.
    pub(crate) fn find<T>(
        self,
        text: &'static str,
        values: &[Value<'_>],
        read: impl Fn(Row<'_>) -> Result<T>,
    ) -> Result<Option<T>> {
        self.find_and_lock(text, Lock::None, values, read)
    }

    /// The one row a statement finds, if it finds one; it stays as it is until the transaction
    /// ends, as far as `lock` says. A row that is not there cannot be locked.
    pub(crate) fn find_and_lock<T>(
        self,
        text: &'static str,
        lock: Lock,
        values: &[Value<'_>],
        read: impl Fn(Row<'_>) -> Result<T>,
    ) -> Result<Option<T>> {
        match self {
            Self::Sqlite(db) => {
                let mut statement = db.prepare_cached(text)?;
                let mut rows = statement.query(rusqlite::params_from_iter(values))?;
                rows.next()?.map(|row| read(Row::Sqlite(row))).transpose()
            }
            Self::Postgres(db) => {
                let rows = db.query(text, lock, values)?;
                rows.first().map(|row| read(Row::Postgres(row))).transpose()
            }
        }
    }

    /// The one row, if there is one, that a statement finds for each of several parameters; they stay
    /// as they are until the transaction ends. PostgreSQL is asked for all of them at once.
    pub(crate) fn find_each_and_lock<T, const N: usize>(
        self,
        text: &'static str,
        lock: Lock,
        each: &[[Value<'_>; N]],
        read: impl Fn(Row<'_>) -> Result<T>,
    ) -> Result<Vec<Option<T>>> {
        match self {
            Self::Sqlite(_) => {
                let found = each
                    .iter()
                    .map(|values| self.find_and_lock(text, lock, values, &read));
                found.collect()
            }
            Self::Postgres(db) => {
                let found = db.query_each(text, lock, each)?;
                let first =
                    |rows: &Vec<_>| rows.first().map(|row| read(Row::Postgres(row))).transpose();
                found.iter().map(first).collect()
            }
        }
    }

    /// Writes, and says how many rows that changed.
    pub(crate) fn execute(self, text: &'static str, values: &[Value<'_>]) -> Result<usize> {
        match self {
            Self::Sqlite(db) => Ok(db
                .prepare_cached(text)?
                .execute(rusqlite::params_from_iter(values))?),
            Self::Postgres(db) => db.execute(text, values),
        }
    }

    /// Writes what need not be waited for: PostgreSQL is sent the statement, and what is wrong with
    /// it shows before the transaction is committed.
    pub(crate) fn send(self, text: &'static str, values: &[Value<'_>]) -> Result<()> {
        match self {
            Self::Sqlite(_) => self.execute(text, values).map(|_| ()),
            Self::Postgres(db) => db.send(text, values, None),
        }
    }

    /// Adds a row that nothing in this transaction looks for, by an `INSERT` of plain parameters:
    /// PostgreSQL is sent all such rows of a batch together, at its end. One that is there already
    /// breaks the batch all the same.
    pub(crate) fn append(self, text: &'static str, values: &[Value<'_>]) -> Result<()> {
        match self {
            Self::Sqlite(_) => self.execute(text, values).map(|_| ()),
            Self::Postgres(db) => db.append(text, values),
        }
    }

    /// Writes what must change one row, which was looked at before and is locked.
    pub(crate) fn send_one(self, text: &'static str, values: &[Value<'_>]) -> Result<()> {
        match self {
            Self::Sqlite(_) => match self.execute(text, values)? {
                1 => Ok(()),
                changed => Err(not_one_row(changed)),
            },
            Self::Postgres(db) => db.send(text, values, Some(1)),
        }
    }

    /// Counts what was written on this connection.
    pub(crate) fn writes(self) -> u64 {
        match self {
            Self::Sqlite(db) => db.total_changes(),
            Self::Postgres(db) => db.writes(),
        }
    }
}

/// A row that was there a moment ago has changed though it was locked: nothing must be written.
pub(crate) fn not_one_row(changed: usize) -> StoreError {
    StoreError::Unavailable(format!(
        "a statement that changes one row changed {changed}; nothing was written"
    ))
}

/// A parameter of a statement.
#[derive(Clone, Copy)]
pub(crate) enum Value<'a> {
    Null,
    Int(i64),
    Text(&'a str),
    Bytes(&'a [u8]),
}

/// The parameters of a statement.
macro_rules! values {
    ($($value:expr),* $(,)?) => { &[$($crate::engine::db::Value::from($value)),*] };
}
pub(crate) use values;

impl From<i64> for Value<'_> {
    fn from(number: i64) -> Self {
        Self::Int(number)
    }
}

impl From<u32> for Value<'_> {
    fn from(number: u32) -> Self {
        Self::Int(number.into())
    }
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(text)
    }
}

impl<'a> From<&'a String> for Value<'a> {
    fn from(text: &'a String) -> Self {
        Self::Text(text)
    }
}

impl<'a> From<&'a [u8]> for Value<'a> {
    fn from(bytes: &'a [u8]) -> Self {
        Self::Bytes(bytes)
    }
}

impl<'a> From<&'a Vec<u8>> for Value<'a> {
    fn from(bytes: &'a Vec<u8>) -> Self {
        Self::Bytes(bytes)
    }
}

impl<'a, const N: usize> From<&'a [u8; N]> for Value<'a> {
    fn from(bytes: &'a [u8; N]) -> Self {
        Self::Bytes(bytes)
    }
}

impl<'a> From<&'a Option<String>> for Value<'a> {
    fn from(text: &'a Option<String>) -> Self {
        text.as_deref().map_or(Self::Null, Self::Text)
    }
}

impl<T> From<Option<T>> for Value<'_>
where
    Self: From<T>,
{
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Self::from)
    }
}

impl rusqlite::ToSql for Value<'_> {
    fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
        use rusqlite::types::ValueRef;
        let value = match *self {
            Self::Null => ValueRef::Null,
            Self::Int(number) => ValueRef::Integer(number),
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
            Self::Bytes(bytes) => ValueRef::Blob(bytes),
        };
        Ok(rusqlite::types::ToSqlOutput::Borrowed(value))
    }
}

/// A row that a statement found.
#[derive(Clone, Copy)]
pub(crate) enum Row<'a> {
    Sqlite(&'a rusqlite::Row<'a>),
    Postgres(&'a tokio_postgres::Row),
}

impl Row<'_> {
    /// What stands in a column.
    pub(crate) fn get<T: Column>(self, column: usize) -> Result<T> {
        match self {
            Self::Sqlite(row) => Ok(row.get(column)?),
            Self::Postgres(row) => {
                let raw: Option<postgres::Raw<'_>> =
                    row.try_get(column).map_err(|_| unreadable(column))?;
                let value = match raw {
                    None => T::absent(),
                    Some(raw) => T::parse(raw.0),
                };
                value.ok_or_else(|| unreadable(column))
            }
        }
    }
}

fn unreadable(column: usize) -> StoreError {
    StoreError::Unavailable(format!("column {column} does not hold what it should"))
}

/// What a column may hold.
pub(crate) trait Column: rusqlite::types::FromSql {
    /// The value, in PostgreSQL's binary form.
    fn parse(raw: &[u8]) -> Option<Self>;

    /// What NULL stands for.
    fn absent() -> Option<Self> {
        None
    }
}

impl Column for i64 {
    fn parse(raw: &[u8]) -> Option<Self> {
        raw.try_into().ok().map(Self::from_be_bytes)
    }
}

impl Column for u32 {
    fn parse(raw: &[u8]) -> Option<Self> {
        i64::parse(raw).and_then(|number| number.try_into().ok())
    }
}

impl Column for String {
    fn parse(raw: &[u8]) -> Option<Self> {
        std::str::from_utf8(raw).ok().map(str::to_owned)
    }
}

impl Column for Vec<u8> {
    fn parse(raw: &[u8]) -> Option<Self> {
        Some(raw.to_vec())
    }
}

impl Column for [u8; 16] {
    fn parse(raw: &[u8]) -> Option<Self> {
        raw.try_into().ok()
    }
}

impl Column for [u8; 32] {
    fn parse(raw: &[u8]) -> Option<Self> {
        raw.try_into().ok()
    }
}

impl<T: Column> Column for Option<T> {
    fn parse(raw: &[u8]) -> Option<Self> {
        T::parse(raw).map(Some)
    }

    fn absent() -> Option<Self> {
        Some(None)
    }
}
