//! The registers' database: one SQLite table for each register, made from its definition.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use rusqlite::types::Value as Sql;
use rusqlite::{Connection, params_from_iter};
use serde_json::{Map, Value as Json};
use tutas_catalog::Catalog;
use tutas_domain::evidence::Record;
use tutas_domain::value::{Value, ValueType};

use super::country::Population;
use super::definition::{Definition, Definitions};
use crate::wiring::put_in_place;

/// Table of the answers to writes, by `X-Road-Id`. No register's id begins with an underscore.
const ANSWERS: &str = "CREATE TABLE _answers
    (id TEXT PRIMARY KEY, request TEXT NOT NULL, answer TEXT NOT NULL) WITHOUT ROWID";

/// A look-up that finds more is refused: it was no look-up of a person's data.
pub(super) const MOST_RECORDS: usize = 500;

/// A database being filled. It stands under its name only when it is [finished](Self::finish).
pub(crate) struct Loading {
    db: Connection,
    definitions: Definitions,
    unfinished: PathBuf,
    path: PathBuf,
}

/// Begins a database for the registers of `catalog` at `path`; a database that stands there is
/// replaced when the new one is finished.
pub(crate) fn create(path: &Path, catalog: &Catalog) -> Result<Loading> {
    create_for(path, Definitions::of(catalog))
}

pub(super) fn create_for(path: &Path, definitions: Definitions) -> Result<Loading> {
    let unfinished = path.with_extension("unfinished");
    if unfinished.exists() {
        fs::remove_file(&unfinished).context("an unfinished database of registers stays")?;
    }
    let db = Connection::open(&unfinished).context("the registers' database cannot be made")?;
    // Nothing is lost if this is cut short: the file has no name yet, and is made again.
    db.execute_batch("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; BEGIN")?;
    db.execute_batch(ANSWERS)?;
    for (id, definition) in &definitions.registers {
        db.execute_batch(&table(id, definition))?;
    }
    Ok(Loading {
        db,
        definitions,
        unfinished,
        path: path.to_owned(),
    })
}

impl Loading {
    /// Adds records to a register, in the order in which they came about. A register that the
    /// catalog does not define, an unknown field or a value of another type is an error.
    pub(crate) fn load_records(
        &mut self,
        register: &str,
        records: impl IntoIterator<Item = Record>,
    ) -> Result<()> {
        let Some(definition) = self.definitions.registers.get(register) else {
            bail!("the catalog has no register `{register}` to load records into");
        };
        let mut insert = self.db.prepare(&insert_sql(register, definition))?;
        for record in records {
            check(register, definition, &record)?;
            insert.execute(params_from_iter(row(definition, &record)))?;
        }
        Ok(())
    }

    /// Adds a whole population.
    pub(crate) fn load(&mut self, population: Population) -> Result<()> {
        for (register, records) in population.records {
            self.load_records(register, records)?;
        }
        Ok(())
    }

    /// Makes the indices and gives the database its name.
    pub(crate) fn finish(self) -> Result<()> {
        for (id, definition) in &self.definitions.registers {
            for field in definition.keys.iter().chain(&definition.number_field) {
                self.db.execute_batch(&index(id, field))?;
            }
        }
        self.db.execute_batch("COMMIT")?;
        self.db.close().map_err(|(_, error)| error)?;
        put_in_place(&self.unfinished, &self.path)
            .context("the registers' database cannot be put in its place")
    }
}

/// Opens a finished database for serving.
pub(super) fn open(path: &Path) -> Result<Connection> {
    if !path.exists() {
        bail!("there is no database of registers yet");
    }
    let db = Connection::open(path).context("the registers' database cannot be opened")?;
    db.execute_batch("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL")?;
    Ok(db)
}

/// Records found by `keys`, as JSON objects of `fields`; `None` if there are too many. The latest
/// come first, by the latest date in each; equal ones in the order in which they came about.
pub(super) fn find(
    db: &Connection,
    register: &str,
    definition: &Definition,
    keys: &[(String, Value)],
    fields: &[String],
) -> rusqlite::Result<Option<Vec<Map<String, Json>>>> {
    let columns: Vec<String> = fields.iter().map(|field| quoted(field)).collect();
    let conditions: Vec<String> = keys
        .iter()
        .map(|(key, _)| format!("{} = ?", quoted(key)))
        .collect();
    let sql = format!(
        "SELECT {} FROM {} WHERE {} ORDER BY {} DESC, rowid LIMIT {}",
        columns.join(", "),
        quoted(register),
        conditions.join(" AND "),
        latest_date(definition),
        MOST_RECORDS + 1,
    );
    let mut select = db.prepare_cached(&sql)?;
    let mut rows = select.query(params_from_iter(
        keys.iter().map(|(_, value)| sql_value(value)),
    ))?;
    let mut records = Vec::new();
    while let Some(row) = rows.next()? {
        let mut record = Map::new();
        for (at, field) in fields.iter().enumerate() {
            let value_type = definition
                .fields
                .get(field)
                .copied()
                .unwrap_or(ValueType::Text);
            record.insert(field.clone(), json(row.get(at)?, value_type));
        }
        records.push(record);
    }
    Ok((records.len() <= MOST_RECORDS).then_some(records))
}

/// Adds one record.
pub(super) fn insert(
    db: &Connection,
    register: &str,
    definition: &Definition,
    record: &Record,
) -> rusqlite::Result<()> {
    let mut insert = db.prepare_cached(&insert_sql(register, definition))?;
    insert
        .execute(params_from_iter(row(definition, record)))
        .map(drop)
}

/// Changes fields of the records found by `keys`, and says how many there were.
pub(super) fn update(
    db: &Connection,
    register: &str,
    keys: &Record,
    changes: &Record,
) -> rusqlite::Result<usize> {
    let equal = |record: &Record, between: &str| {
        let all = record.keys().map(|name| format!("{} = ?", quoted(name)));
        all.collect::<Vec<_>>().join(between)
    };
    let sql = format!(
        "UPDATE {} SET {} WHERE {}",
        quoted(register),
        equal(changes, ", "),
        equal(keys, " AND "),
    );
    let values = changes.values().chain(keys.values());
    let values = values.map(|value| value.as_ref().map_or(Sql::Null, sql_value));
    db.prepare_cached(&sql)?.execute(params_from_iter(values))
}

/// Deletes all records, and what was answered to those who wrote them.
pub(super) fn empty<'a>(
    db: &mut Connection,
    registers: impl Iterator<Item = &'a String>,
) -> rusqlite::Result<()> {
    let all = db.transaction()?;
    for register in registers {
        all.execute(&format!("DELETE FROM {}", quoted(register)), [])?;
    }
    all.execute("DELETE FROM _answers", [])?;
    all.commit()
}

/// The number that follows the last one with this prefix: `2710-2026-000123`.
pub(super) fn next_number(
    db: &Connection,
    register: &str,
    field: &str,
    prefix: &str,
) -> rusqlite::Result<String> {
    let column = quoted(field);
    // The colon is the character after nine: the range holds all numbers with the prefix.
    let sql = format!(
        "SELECT MAX({column}) FROM {} WHERE {column} >= ? AND {column} < ?",
        quoted(register)
    );
    let range = [format!("{prefix}-0"), format!("{prefix}-:")];
    let last: Option<String> = db.query_row(&sql, params_from_iter(range), |row| row.get(0))?;
    let last: u64 = last
        .and_then(|last| last.rsplit('-').next().and_then(|tail| tail.parse().ok()))
        .unwrap_or(0);
    Ok(format!("{prefix}-{:06}", last + 1))
}

fn table(id: &str, definition: &Definition) -> String {
    let columns: Vec<String> = definition
        .fields
        .iter()
        .map(|(field, value_type)| {
            let affinity = match value_type {
                ValueType::Bool | ValueType::Int => "INTEGER",
                ValueType::Decimal | ValueType::Date | ValueType::Text => "TEXT",
            };
            format!("{} {affinity}", quoted(field))
        })
        .collect();
    format!("CREATE TABLE {} ({})", quoted(id), columns.join(", "))
}

fn index(id: &str, field: &str) -> String {
    let name = quoted(&format!("{id}.{field}"));
    format!(
        "CREATE INDEX IF NOT EXISTS {name} ON {} ({})",
        quoted(id),
        quoted(field)
    )
}

fn insert_sql(id: &str, definition: &Definition) -> String {
    let columns: Vec<String> = definition
        .fields
        .keys()
        .map(|field| quoted(field))
        .collect();
    let places = vec!["?"; columns.len()].join(", ");
    format!(
        "INSERT INTO {} ({}) VALUES ({places})",
        quoted(id),
        columns.join(", ")
    )
}

/// The latest date of a record as an SQL expression; registers without dates have none.
fn latest_date(definition: &Definition) -> String {
    let dates: Vec<String> = definition
        .fields
        .iter()
        .filter(|(_, value_type)| **value_type == ValueType::Date)
        .map(|(field, _)| format!("COALESCE({}, '')", quoted(field)))
        .collect();
    match dates.as_slice() {
        [] => "''".to_owned(),
        [only] => only.clone(),
        several => format!("MAX({})", several.join(", ")),
    }
}

fn check(register: &str, definition: &Definition, record: &Record) -> Result<()> {
    for (field, value) in record {
        match (definition.fields.get(field), value) {
            (None, _) => bail!("the register `{register}` has no field `{field}`"),
            (Some(expected), Some(value)) if value.value_type() != *expected => {
                let found = value.value_type();
                bail!("`{register}.{field}` is {expected:?}, and a record has {found:?} there");
            }
            (Some(_), _) => {}
        }
    }
    Ok(())
}

fn row<'a>(
    definition: &'a Definition,
    record: &'a BTreeMap<String, Option<Value>>,
) -> impl Iterator<Item = Sql> + 'a {
    let value = |field: &String| record.get(field).and_then(Option::as_ref);
    definition
        .fields
        .keys()
        .map(move |field| value(field).map_or(Sql::Null, sql_value))
}

fn sql_value(value: &Value) -> Sql {
    match value {
        Value::Bool(truth) => Sql::Integer(i64::from(*truth)),
        Value::Int(int) => Sql::Integer(*int),
        Value::Decimal(_) | Value::Date(_) | Value::Text(_) => Sql::Text(value.to_plain()),
    }
}

fn json(value: Sql, value_type: ValueType) -> Json {
    match value {
        Sql::Integer(int) if value_type == ValueType::Bool => Json::from(int != 0),
        Sql::Integer(int) => Json::from(int),
        Sql::Text(text) => Json::from(text),
        Sql::Null | Sql::Real(_) | Sql::Blob(_) => Json::Null,
    }
}

/// A name as SQL takes it, whatever the catalog calls its registers and fields.
fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
