//! The second engine is never far: PostgreSQL takes every migration and prepares every statement.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on stops"
)]

use rusqlite::Connection;
use tokio_postgres::{Client, NoTls};
use tutas_store::{Dialect, KEY_MIGRATIONS, MIGRATIONS, sql};

/// A connection to PostgreSQL in an empty schema of this test's own.
async fn connect() -> Client {
    let url = std::env::var("TUTAS_PG_URL")
        .expect("run through ./check, which starts PostgreSQL, or set TUTAS_PG_URL");
    let (client, connection) = tokio_postgres::connect(&url, NoTls)
        .await
        .unwrap_or_else(|error| panic!("PostgreSQL does not answer at TUTAS_PG_URL: {error}"));
    tokio::spawn(connection);
    let schema = format!("tutas_prepares_{}", std::process::id());
    let fresh = format!(
        "DROP SCHEMA IF EXISTS {schema} CASCADE; CREATE SCHEMA {schema}; SET search_path = {schema}"
    );
    client.batch_execute(&fresh).await.unwrap();
    client
}

async fn migrate(client: &Client) {
    client
        .batch_execute(Dialect::PostgreSql.migration_table())
        .await
        .unwrap();
    for migration in MIGRATIONS.iter().chain(KEY_MIGRATIONS) {
        client
            .batch_execute(&Dialect::PostgreSql.spell(migration))
            .await
            .unwrap();
    }
}

fn migrated_sqlite() -> Connection {
    let db = Connection::open_in_memory().unwrap();
    db.execute_batch(Dialect::Sqlite.migration_table()).unwrap();
    for migration in MIGRATIONS.iter().chain(KEY_MIGRATIONS) {
        db.execute_batch(&Dialect::Sqlite.spell(migration)).unwrap();
    }
    db
}

async fn drop_schema(client: &Client) {
    let schema = format!("tutas_prepares_{}", std::process::id());
    client
        .batch_execute(&format!("DROP SCHEMA {schema} CASCADE"))
        .await
        .unwrap();
}

#[tokio::test]
async fn both_engines_prepare_every_statement_with_the_same_parameters_and_columns() {
    let client = connect().await;
    migrate(&client).await;
    let sqlite = migrated_sqlite();
    let mut wrong = Vec::new();
    for (name, text) in sql::ALL {
        let here = sqlite
            .prepare(text)
            .map(|statement| (statement.parameter_count(), statement.column_count()));
        let there = client
            .prepare(text)
            .await
            .map(|statement| (statement.params().len(), statement.columns().len()));
        match (here, there) {
            (Ok(here), Ok(there)) if here == there => {}
            (here, there) => wrong.push(format!("{name}: SQLite {here:?}, PostgreSQL {there:?}")),
        }
    }
    drop_schema(&client).await;
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(sql::ALL.len() > 40, "all statements are in the list");
}
