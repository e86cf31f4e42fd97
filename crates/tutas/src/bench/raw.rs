//! The measure of the measure: the very rows that the lives of cases left behind, written once more
//! into an empty database of the same shape, in transactions of the same size, by nobody but a loop.

use std::path::Path;
use std::time::Instant;

use anyhow::Context as _;
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};
use tutas_store::{Dialect, MIGRATIONS};
use uuid::Uuid;

/// Tables that grow with the cases.
pub(super) const TABLES: [&str; 6] = [
    "journal",
    "state",
    "lookup",
    "access",
    "access_facet",
    "effect",
];

/// What a database holds, and how fast its rows are written by themselves.
pub(super) struct Raw {
    pub(super) rows: usize,
    pub(super) bytes: u64,
    pub(super) seconds: f64,
}

/// Reads what the database `from` holds, and writes it into a new one at `to`, so many rows a
/// transaction.
pub(super) fn write_again(from: &Path, to: &Path, transactions: u64) -> anyhow::Result<Raw> {
    let source = Connection::open(from).context("the database cannot be read again")?;
    let rows = all_rows(&source)?;
    let a_transaction = rows.len().div_ceil(usize::try_from(transactions)?.max(1));
    let target = Connection::open(to)?;
    target.pragma_update(None, "journal_mode", "WAL")?;
    target.pragma_update(None, "synchronous", "FULL")?;
    target.pragma_update(None, "wal_autocheckpoint", 4_000)?;
    target.pragma_update(None, "cache_size", -65_536)?;
    for migration in MIGRATIONS {
        target.execute_batch(&Dialect::Sqlite.spell(migration))?;
    }
    let mut inserts = Vec::new();
    for table in TABLES {
        let width = width_of(&target, table)?;
        let places: Vec<String> = (1..=width).map(|place| format!("${place}")).collect();
        let text = format!("INSERT INTO {table} VALUES ({})", places.join(", "));
        inserts.push(target.prepare(&text)?);
    }
    let began = Instant::now();
    target.execute_batch("BEGIN IMMEDIATE")?;
    for (index, row) in rows.iter().enumerate() {
        if index > 0 && index % a_transaction == 0 {
            target.execute_batch("COMMIT; BEGIN IMMEDIATE")?;
        }
        if let Some(insert) = inserts.get_mut(row.table) {
            insert.execute(params_from_iter(&row.values))?;
        }
    }
    target.execute_batch("COMMIT")?;
    let seconds = began.elapsed().as_secs_f64();
    let pages: i64 = source.pragma_query_value(None, "page_count", |row| row.get(0))?;
    let size: i64 = source.pragma_query_value(None, "page_size", |row| row.get(0))?;
    Ok(Raw {
        rows: rows.len(),
        bytes: (pages * size).cast_unsigned(),
        seconds,
    })
}

/// A row, and the table it stands in.
struct Row {
    table: usize,
    values: Vec<Value>,
}

/// All rows, in the order in which they came, as far as it can be told: a transaction wrote into all
/// tables, and not the whole of one after the other.
fn all_rows(source: &Connection) -> anyhow::Result<Vec<Row>> {
    let (mut dated, mut undated) = (Vec::new(), Vec::new());
    for (table, name) in TABLES.iter().enumerate() {
        let mut select = source.prepare(&format!("SELECT * FROM {name}"))?;
        let width = select.column_count();
        let mut found = select.query([])?;
        while let Some(row) = found.next()? {
            let values = (0..width).map(|place| row.get(place));
            let values: Vec<Value> = values.collect::<Result<_, _>>()?;
            let at = values.iter().find_map(moment);
            let row = Row { table, values };
            match at {
                Some(at) => dated.push((at, row)),
                None => undated.push(row),
            }
        }
    }
    dated.sort_by_key(|(at, _)| *at);
    // What bears no time is spread evenly among what does.
    let every = (dated.len() / undated.len().max(1)).max(1);
    let mut undated = undated.into_iter();
    let mut rows = Vec::with_capacity(dated.len() + undated.len());
    for (index, (_, row)) in dated.into_iter().enumerate() {
        if index % every == 0 {
            rows.extend(undated.next());
        }
        rows.push(row);
    }
    rows.extend(undated);
    Ok(rows)
}

/// The time in an id that is ordered by time.
fn moment(value: &Value) -> Option<(u64, u32)> {
    let Value::Blob(bytes) = value else {
        return None;
    };
    Some(Uuid::from_slice(bytes).ok()?.get_timestamp()?.to_unix())
}

fn width_of(connection: &Connection, table: &str) -> anyhow::Result<usize> {
    let select = connection.prepare(&format!("SELECT * FROM {table}"))?;
    Ok(select.column_count())
}
