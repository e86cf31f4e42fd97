//! The same measure on PostgreSQL: the rows once more, many at a time with `UNNEST`, into a schema of
//! their own on the same server.

use std::time::Instant;

use anyhow::{Context as _, bail};
use tokio_postgres::types::{ToSql, Type};
use tokio_postgres::{Client, NoTls, Row};
use tutas_store::{Dialect, MIGRATIONS};

use super::raw::{Raw, TABLES};

/// A table's rows, column by column.
struct Table {
    name: &'static str,
    rows: usize,
    columns: Vec<Column>,
}

/// One column, by the three types that tables are made of.
enum Column {
    Bytes(Vec<Option<Vec<u8>>>),
    Int(Vec<Option<i64>>),
    Text(Vec<Option<String>>),
}

/// Reads what the database at `url` holds of cases, and writes it into a new schema beside it, so
/// many rows a transaction. The schema goes away again.
pub(super) async fn write_again(url: &str, transactions: u64) -> anyhow::Result<Raw> {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await.context(
        "the rows by themselves are written without TLS, and the server was not reached",
    )?;
    let driven = tokio::spawn(connection);
    let mut tables = Vec::new();
    for name in TABLES {
        tables.push(all_rows(&client, name).await?);
    }
    let size = "SELECT SUM(pg_total_relation_size(name::regclass))::BIGINT \
        FROM UNNEST($1::TEXT[]) AS name";
    let names: &[&str] = &TABLES;
    let bytes: i64 = client.query_one(size, &[&names]).await?.get(0);
    let schema = format!("tutas_rows_{}", std::process::id());
    client
        .batch_execute(&format!(
            "CREATE SCHEMA {schema}; SET search_path TO {schema}"
        ))
        .await?;
    let written = write(&client, &tables, transactions).await;
    client
        .batch_execute(&format!("DROP SCHEMA {schema} CASCADE"))
        .await?;
    drop(client);
    driven.await?.context("the connection broke off")?;
    Ok(Raw {
        rows: tables.iter().map(|table| table.rows).sum(),
        bytes: bytes.cast_unsigned(),
        seconds: written?,
    })
}

/// Writes all rows, and gives the seconds that took.
async fn write(client: &Client, tables: &[Table], transactions: u64) -> anyhow::Result<f64> {
    for migration in MIGRATIONS {
        client
            .batch_execute(&Dialect::PostgreSql.spell(migration))
            .await?;
    }
    let rows: usize = tables.iter().map(|table| table.rows).sum();
    let a_transaction = rows.div_ceil(usize::try_from(transactions)?.max(1)).max(1);
    let began = Instant::now();
    for table in tables {
        let kinds = table.columns.iter().map(Column::kind).enumerate();
        let places: Vec<String> = kinds
            .map(|(place, kind)| format!("${}::{kind}[]", place + 1))
            .collect();
        let name = table.name;
        let places = places.join(", ");
        let text = format!("INSERT INTO {name} SELECT * FROM UNNEST({places})");
        let insert = client.prepare(&text).await?;
        for from in (0..table.rows).step_by(a_transaction) {
            let until = table.rows.min(from + a_transaction);
            let columns = table.columns.iter();
            let parts: Vec<_> = columns.map(|column| column.part(from, until)).collect();
            let mut values: Vec<&(dyn ToSql + Sync)> = Vec::new();
            for part in &parts {
                values.push(&**part);
            }
            // A statement by itself is a transaction of its own.
            client.execute(&insert, &values).await?;
        }
    }
    Ok(began.elapsed().as_secs_f64())
}

async fn all_rows(client: &Client, name: &'static str) -> anyhow::Result<Table> {
    let select = client.prepare(&format!("SELECT * FROM {name}")).await?;
    let rows = client.query(&select, &[]).await?;
    let mut columns = Vec::new();
    for (place, column) in select.columns().iter().enumerate() {
        columns.push(Column::read(column.type_(), &rows, place)?);
    }
    Ok(Table {
        name,
        rows: rows.len(),
        columns,
    })
}

impl Column {
    fn read(of: &Type, rows: &[Row], place: usize) -> anyhow::Result<Self> {
        Ok(match *of {
            Type::BYTEA => Self::Bytes(values(rows, place)?),
            Type::INT8 => Self::Int(values(rows, place)?),
            Type::TEXT => Self::Text(values(rows, place)?),
            _ => bail!("a column of the type {of} is not known here"),
        })
    }

    fn kind(&self) -> &'static str {
        match self {
            Self::Bytes(_) => "BYTEA",
            Self::Int(_) => "BIGINT",
            Self::Text(_) => "TEXT",
        }
    }

    fn part(&self, from: usize, until: usize) -> Box<dyn ToSql + Sync + '_> {
        match self {
            Self::Bytes(all) => Box::new(all.get(from..until).unwrap_or_default()),
            Self::Int(all) => Box::new(all.get(from..until).unwrap_or_default()),
            Self::Text(all) => Box::new(all.get(from..until).unwrap_or_default()),
        }
    }
}

fn values<'a, T: tokio_postgres::types::FromSql<'a>>(
    rows: &'a [Row],
    place: usize,
) -> anyhow::Result<Vec<T>> {
    let all = rows.iter().map(|row| row.try_get(place));
    Ok(all.collect::<Result<_, _>>()?)
}
