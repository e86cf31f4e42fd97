//! A register's view in a file of SQLite.

use std::path::PathBuf;
use std::time::Instant;

use jiff::Timestamp;
use rusqlite::types::{Value as Sql, ValueRef};
use rusqlite::{Connection, Error, ErrorCode, OpenFlags, params_from_iter};
use tokio::task::spawn_blocking;
use tutas_domain::evidence::Record;
use tutas_domain::value::{Value, ValueType};

use super::statement::{AsOf, View, dotted, quoted};
use super::{Connector, Found, Lookup, check_age, typed};
use crate::error::{ExchangeError, Flaw};

/// How many steps of a statement pass between two looks at the time.
const STEPS: i32 = 1_000;

/// A view in a file, opened to read for each look-up: a file that was replaced is seen at once.
#[derive(Clone, Debug)]
pub struct SqliteView {
    /// The file.
    pub file: PathBuf,
    /// The view in it.
    pub view: View,
}

impl Connector for SqliteView {
    fn look_up<'a>(&'a self, lookup: Lookup<'a>) -> Found<'a> {
        Box::pin(async move {
            let keys = lookup.typed_keys()?;
            let columns: Vec<(String, ValueType)> = lookup
                .columns()
                .into_iter()
                .map(|field| (field.to_owned(), lookup.type_of(field)))
                .collect();
            let select = self.view.select(&lookup, str::to_owned, |column, _, at| {
                format!("{column} = ?{at}")
            });
            let (this, now) = (self.clone(), lookup.now);
            let asked = spawn_blocking(move || this.ask(&select, &keys, &columns, now));
            lookup.judge(asked.await.map_err(|_| BROKEN)??)
        })
    }
}

const BROKEN: ExchangeError = ExchangeError::Unavailable { code: "broken" };

impl SqliteView {
    fn ask(
        &self,
        select: &str,
        keys: &[(String, Value)],
        columns: &[(String, ValueType)],
        now: Timestamp,
    ) -> Result<(Vec<Record>, Option<Timestamp>), ExchangeError> {
        let db = self.open().map_err(|error| failed(&error))?;
        // One moment for all that is read.
        db.execute_batch("BEGIN").map_err(|error| failed(&error))?;
        let mut told = None;
        if let Some(as_of) = &self.view.as_of {
            let dated = dated(&db, as_of)?;
            check_age(dated, as_of.at_most, now)?;
            told = Some(dated);
        }
        let records = rows(&db, select, keys, columns)?;
        if records.is_empty() {
            self.check_keys(&db, keys)?;
        }
        Ok((records, told))
    }

    fn open(&self) -> rusqlite::Result<Connection> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut db = Connection::open_with_flags(&self.file, flags)?;
        db.busy_timeout(self.view.timeout)?;
        let (began, at_most) = (Instant::now(), self.view.timeout);
        db.progress_handler(STEPS, Some(move || began.elapsed() > at_most))?;
        Ok(db)
    }

    /// A column of another type finds nothing, and is not for that empty: its first row tells. Where
    /// columns have no type, the one wanted may stand there as a number all the same.
    fn check_keys(&self, db: &Connection, keys: &[(String, Value)]) -> Result<(), ExchangeError> {
        for (key, value) in keys {
            let column = self.view.column(key);
            let view = dotted(&self.view.name);
            let sql = format!("SELECT {column} FROM {view} WHERE {column} IS NOT NULL LIMIT 1");
            let first = rows(db, &sql, &[], &[(key.clone(), value.value_type())])?;
            let first = first.first().and_then(|row| row.get(key)?.as_ref());
            let expected = &self.view.expected;
            expected.check_first(key, first)?;
            if !matches!(value, Value::Text(_)) {
                continue;
            }
            let sql = format!(
                "SELECT EXISTS (SELECT 1 FROM {view} WHERE {column} = ?1), \
                 EXISTS (SELECT 1 FROM {view} WHERE typeof({column}) <> 'text' AND {column} = ?2)"
            );
            let cut = expected.without_zeros(key, value);
            let number = value.to_plain().parse::<i64>().ok();
            let is_there: [bool; 2] = db
                .query_row(&sql, (cut, number), |row| Ok([row.get(0)?, row.get(1)?]))
                .map_err(|error| failed(&error))?;
            if is_there.contains(&true) {
                return Err(Flaw::Malformed.into());
            }
        }
        Ok(())
    }
}

fn rows(
    db: &Connection,
    sql: &str,
    keys: &[(String, Value)],
    columns: &[(String, ValueType)],
) -> Result<Vec<Record>, ExchangeError> {
    let failed = |error| failed(&error);
    let mut select = db.prepare(sql).map_err(failed)?;
    let keys = keys.iter().map(|(_, value)| bound(value));
    let mut rows = select.query(params_from_iter(keys)).map_err(failed)?;
    let mut records = Vec::new();
    while let Some(row) = rows.next().map_err(failed)? {
        let values = columns.iter().enumerate().map(|(at, (field, value_type))| {
            let value = row.get_ref(at).map_err(failed)?;
            Ok((field.clone(), read(value, *value_type)?))
        });
        records.push(values.collect::<Result<Record, ExchangeError>>()?);
    }
    Ok(records)
}

/// A value, if it is stored as one of its type is.
fn read(value: ValueRef<'_>, value_type: ValueType) -> Result<Option<Value>, Flaw> {
    let read = match (value, value_type) {
        (ValueRef::Null, _) => return Ok(None),
        (ValueRef::Integer(int @ (0 | 1)), ValueType::Bool) => Some(Value::Bool(int == 1)),
        (ValueRef::Integer(int), ValueType::Int) => Some(Value::Int(int)),
        (ValueRef::Integer(int), ValueType::Decimal) => Some(Value::Decimal(int.into())),
        (ValueRef::Text(text), ValueType::Text | ValueType::Date | ValueType::Decimal) => {
            std::str::from_utf8(text)
                .ok()
                .and_then(|text| typed(value_type, text))
        }
        // A number with a floating point has lost its last digits.
        _ => None,
    };
    read.map(Some).ok_or(Flaw::Malformed)
}

fn bound(value: &Value) -> Sql {
    match value {
        Value::Bool(truth) => Sql::Integer(i64::from(*truth)),
        Value::Int(int) => Sql::Integer(*int),
        Value::Decimal(_) | Value::Date(_) | Value::Text(_) => Sql::Text(value.to_plain()),
    }
}

/// Of when a copy is.
fn dated(db: &Connection, as_of: &AsOf) -> Result<Timestamp, ExchangeError> {
    let (column, view) = (quoted(&as_of.column), dotted(&as_of.view));
    let sql = format!("SELECT MAX({column}) FROM {view}");
    let told: Option<String> = db
        .query_row(&sql, [], |row| row.get(0))
        .map_err(|error| failed(&error))?;
    let dated = told.and_then(|told| told.parse().ok());
    Ok(dated.ok_or(Flaw::Stale)?)
}

/// Only the kind of failure: the database's own words may hold values.
fn failed(error: &Error) -> ExchangeError {
    let Error::SqliteFailure(failure, _) = error else {
        return Flaw::Malformed.into();
    };
    match failure.code {
        ErrorCode::OperationInterrupted | ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => {
            ExchangeError::Unavailable { code: "timeout" }
        }
        ErrorCode::CannotOpen | ErrorCode::NotFound => {
            ExchangeError::Unavailable { code: "connect" }
        }
        ErrorCode::SystemIoFailure | ErrorCode::OutOfMemory => BROKEN,
        // A view that is not there, a column, a file that is no database.
        _ => Flaw::Malformed.into(),
    }
}
