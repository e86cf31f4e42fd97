//! The measure of the measure: the very rows that the lives of cases left behind, written once more
//! into an empty database of the same shape, in transactions of the same size, by nobody but a loop.

use std::path::Path;
use std::time::Instant;

use anyhow::Context as _;
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};
use tutas_store::{Dialect, MIGRATIONS};

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
    let mut tables = Vec::new();
    for table in TABLES {
        tables.push((table, all_rows(&source, table)?));
    }
    let rows: usize = tables.iter().map(|(_, rows)| rows.len()).sum();
    let a_transaction = rows.div_ceil(usize::try_from(transactions)?.max(1));
    let target = Connection::open(to)?;
    target.pragma_update(None, "journal_mode", "WAL")?;
    target.pragma_update(None, "synchronous", "FULL")?;
    target.pragma_update(None, "wal_autocheckpoint", 4_000)?;
    target.pragma_update(None, "cache_size", -65_536)?;
    for migration in MIGRATIONS {
        target.execute_batch(&Dialect::Sqlite.spell(migration))?;
    }
    let began = Instant::now();
    let mut written = 0;
    target.execute_batch("BEGIN IMMEDIATE")?;
    for (table, rows) in &tables {
        let width = rows.first().map_or(0, Vec::len);
        let places: Vec<String> = (1..=width).map(|place| format!("${place}")).collect();
        let text = format!("INSERT INTO {table} VALUES ({})", places.join(", "));
        if rows.is_empty() {
            continue;
        }
        let mut insert = target.prepare(&text)?;
        for row in rows {
            insert.execute(params_from_iter(row))?;
            written += 1;
            if written % a_transaction == 0 {
                target.execute_batch("COMMIT; BEGIN IMMEDIATE")?;
            }
        }
    }
    target.execute_batch("COMMIT")?;
    let seconds = began.elapsed().as_secs_f64();
    let pages: i64 = source.pragma_query_value(None, "page_count", |row| row.get(0))?;
    let size: i64 = source.pragma_query_value(None, "page_size", |row| row.get(0))?;
    Ok(Raw {
        rows,
        bytes: (pages * size).cast_unsigned(),
        seconds,
    })
}

/// The rows of a table as they came.
fn all_rows(source: &Connection, table: &str) -> anyhow::Result<Vec<Vec<Value>>> {
    let mut select = source.prepare(&format!("SELECT * FROM {table}"))?;
    let width = select.column_count();
    let rows = select.query_map([], |row| (0..width).map(|place| row.get(place)).collect())?;
    Ok(rows.collect::<Result<_, _>>()?)
}
