//! A register's view in a PostgreSQL.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use tokio::time::timeout;
use tokio_postgres::error::SqlState;
use tokio_postgres::types::{ToSql, Type};
use tokio_postgres::{Client, Error, Row};
use tutas_domain::evidence::Record;
use tutas_domain::value::{Value, ValueType};

use super::statement::{AsOf, View, dotted, quoted};
use super::{Connector, Found, Lookup, check_age, typed};
use crate::error::{ExchangeError, Flaw};

/// An answer may be so much later than the database gives up.
const GRACE: Duration = Duration::from_secs(1);

/// So many connections are kept while nobody needs them.
const KEPT: usize = 4;

/// A connection that is being made; none if nobody answers.
pub type Connecting = Pin<Box<dyn Future<Output = Option<Client>> + Send>>;

/// How connections are made: whose URL it is knows how they are encrypted.
pub type Connect = Arc<dyn Fn() -> Connecting + Send + Sync>;

/// A view in a database, asked over connections that are kept.
pub struct PostgresView {
    connect: Connect,
    view: View,
    kept: Mutex<Vec<Client>>,
}

impl PostgresView {
    /// A view, and how its database is reached.
    pub fn new(connect: Connect, view: View) -> Self {
        Self {
            connect,
            view,
            kept: Mutex::default(),
        }
    }

    async fn client(&self) -> Result<Client, ExchangeError> {
        loop {
            let kept = self.lock().pop();
            match kept {
                Some(client) if client.is_closed() => {}
                Some(client) => return Ok(client),
                None => {
                    let connected = (self.connect)().await;
                    return connected.ok_or(ExchangeError::Unavailable { code: "connect" });
                }
            }
        }
    }

    /// Keeps a connection on which nothing is under way.
    fn keep(&self, client: Client) {
        let mut kept = self.lock();
        if kept.len() < KEPT {
            kept.push(client);
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<Client>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// One transaction that changes nothing and sees one moment.
    async fn ask(
        &self,
        client: &Client,
        lookup: &Lookup<'_>,
    ) -> Result<(Vec<Record>, Option<Timestamp>), ExchangeError> {
        let begin = format!(
            "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; \
             SET LOCAL statement_timeout = {}; SET LOCAL DateStyle = 'ISO, YMD'; \
             SET LOCAL TimeZone = 'UTC'",
            self.view.timeout.as_millis(),
        );
        client
            .batch_execute(&begin)
            .await
            .map_err(|error| failed(&error))?;
        let asked = self.told(client, lookup).await;
        // What nobody changed needs no commit; a connection on which this fails is not kept.
        client
            .batch_execute("ROLLBACK")
            .await
            .map_err(|error| failed(&error))?;
        asked
    }

    async fn told(
        &self,
        client: &Client,
        lookup: &Lookup<'_>,
    ) -> Result<(Vec<Record>, Option<Timestamp>), ExchangeError> {
        let mut told = None;
        if let Some(as_of) = &self.view.as_of {
            let dated = self.dated(client, as_of).await?;
            check_age(dated, as_of.at_most, lookup.now)?;
            told = Some(dated);
        }
        Ok((self.records(client, lookup).await?, told))
    }

    async fn records(
        &self,
        client: &Client,
        lookup: &Lookup<'_>,
    ) -> Result<Vec<Record>, ExchangeError> {
        let fields = lookup.columns();
        // A value of another type could be written just as one of ours is: the columns tell.
        let raw = self.view.select(lookup, str::to_owned, equals(lookup));
        let raw = client.prepare(&raw).await.map_err(|error| failed(&error))?;
        let types = raw.columns().iter().map(tokio_postgres::Column::type_);
        let mut both = fields.iter().zip(types);
        if !both.all(|(field, found)| is_of(lookup.type_of(field), found)) {
            return Err(Flaw::Malformed.into());
        }
        let text = |column: &str| format!("CAST({column} AS text)");
        let select = self.view.select(lookup, text, equals(lookup));
        let typed_keys = lookup.typed_keys()?;
        let keys: Vec<String> = typed_keys.iter().map(|(_, key)| key.to_plain()).collect();
        let keys: Vec<&(dyn ToSql + Sync)> = keys.iter().map(|key| key as _).collect();
        let rows = client
            .query(&select, &keys)
            .await
            .map_err(|error| failed(&error))?;
        if rows.is_empty() {
            self.check_keys(client, lookup, &typed_keys).await?;
        }
        let record = |row: &Row| record(row, &fields, lookup);
        rows.iter().map(record).collect()
    }

    /// Before *none* is said: whether somebody stands there at all, and the one wanted not under a
    /// number that lost its zeros.
    async fn check_keys(
        &self,
        client: &Client,
        lookup: &Lookup<'_>,
        keys: &[(String, Value)],
    ) -> Result<(), ExchangeError> {
        let equals = equals(lookup);
        for (key, value) in keys {
            let (column, view) = (self.view.column(key), dotted(&self.view.name));
            let sql = format!(
                "SELECT (SELECT CAST({column} AS text) FROM {view} WHERE {column} IS NOT NULL \
                 LIMIT 1), EXISTS (SELECT 1 FROM {view} WHERE {})",
                equals(&column, key, 1),
            );
            let cut = self.view.expected.without_zeros(key, value);
            let row = client.query_one(&sql, &[&cut]).await;
            let row = row.map_err(|error| failed(&error))?;
            let first: Option<&str> = row.try_get(0).map_err(|_| Flaw::Malformed)?;
            let first = first.map(|first| typed(value.value_type(), first).ok_or(Flaw::Malformed));
            let first = first.transpose()?;
            self.view.expected.check_first(key, first.as_ref())?;
            if row.try_get(1).map_err(|_| Flaw::Malformed)? {
                return Err(Flaw::Malformed.into());
            }
        }
        Ok(())
    }

    async fn dated(&self, client: &Client, as_of: &AsOf) -> Result<Timestamp, ExchangeError> {
        let sql = format!(
            "SELECT to_char(CAST(MAX({}) AS timestamptz), 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"') FROM {}",
            quoted(&as_of.column),
            dotted(&as_of.view),
        );
        let row = client.query_one(&sql, &[]).await;
        let row = row.map_err(|error| failed(&error))?;
        let told: Option<String> = row.try_get(0).map_err(|_| Flaw::Malformed)?;
        let dated = told.and_then(|told| told.parse().ok());
        Ok(dated.ok_or(Flaw::Stale)?)
    }
}

impl Connector for PostgresView {
    fn look_up<'a>(&'a self, lookup: Lookup<'a>) -> Found<'a> {
        Box::pin(async move {
            lookup.typed_keys()?;
            let client = self.client().await?;
            let asked = timeout(self.view.timeout + GRACE, self.ask(&client, &lookup)).await;
            let asked = asked.unwrap_or(Err(ExchangeError::Unavailable { code: "timeout" }));
            // On what broke or was left waiting, something may still be under way.
            if !matches!(asked, Err(ExchangeError::Unavailable { .. })) {
                self.keep(client);
            }
            lookup.judge(asked?)
        })
    }
}

/// A key as its type is written: so an index on the column is used, and a column of another type is
/// an error instead of nothing found.
fn equals<'a>(lookup: &'a Lookup<'_>) -> impl Fn(&str, &str, usize) -> String + 'a {
    |column, key, at| {
        let value_type = match lookup.type_of(key) {
            ValueType::Bool => "boolean",
            ValueType::Int => "bigint",
            ValueType::Decimal => "numeric",
            ValueType::Date => "date",
            ValueType::Text => "text",
        };
        format!("{column} = CAST(CAST(${at} AS text) AS {value_type})")
    }
}

/// Whether a column holds values of this type.
fn is_of(value_type: ValueType, found: &Type) -> bool {
    let fitting: &[Type] = match value_type {
        ValueType::Bool => &[Type::BOOL],
        ValueType::Int => &[Type::INT2, Type::INT4, Type::INT8],
        ValueType::Decimal => &[Type::NUMERIC, Type::INT2, Type::INT4, Type::INT8],
        ValueType::Date => &[Type::DATE],
        ValueType::Text => &[Type::TEXT, Type::VARCHAR, Type::BPCHAR],
    };
    fitting.contains(found)
}

fn record(row: &Row, fields: &[&str], lookup: &Lookup<'_>) -> Result<Record, ExchangeError> {
    let values = fields.iter().enumerate().map(|(at, field)| {
        let told: Option<&str> = row.try_get(at).map_err(|_| Flaw::Malformed)?;
        let value = told.map(|told| typed(lookup.type_of(field), told).ok_or(Flaw::Malformed));
        Ok(((*field).to_owned(), value.transpose()?))
    });
    values.collect()
}

/// Only the kind of failure: the database's own words may hold values.
fn failed(error: &Error) -> ExchangeError {
    let Some(code) = error.code() else {
        return ExchangeError::Unavailable { code: "broken" };
    };
    if *code == SqlState::QUERY_CANCELED {
        return ExchangeError::Unavailable { code: "timeout" };
    }
    if *code == SqlState::INSUFFICIENT_PRIVILEGE {
        let kind = "AccessDenied".to_owned();
        return ExchangeError::Refused { kind };
    }
    // Connection, resources, locks, an operator who shuts it down, its own failure.
    let passes = ["08", "40", "53", "55", "57", "58", "XX"];
    if passes.iter().any(|class| code.code().starts_with(class)) {
        return ExchangeError::Unavailable { code: "broken" };
    }
    // A view that is not there, a column, a type.
    Flaw::Malformed.into()
}

impl fmt::Debug for PostgresView {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PostgresView")
            .field("view", &self.view)
            .finish_non_exhaustive()
    }
}
