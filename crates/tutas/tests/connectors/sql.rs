//! What only databases can do wrong.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use tutas_app::{ConnectedRegisters, ReadFailure, Registers};
use tutas_domain::evidence::Record;
use tutas_gateway::{SqliteView, View};
use tutas_store::PostgresLine;

use crate::ways::{Folder, connected, postgres, postgres_url};
use crate::{ALL, Spoil, Way, ask, unusable};

/// Registers that somebody else made.
struct Made(ConnectedRegisters);

impl Way for Made {
    fn registers(&self) -> &dyn Registers {
        &self.0
    }

    fn hold(&mut self, _: &[Record]) {}

    fn spoil(&mut self, _: Spoil) {}
}

const BY: [(&str, &str); 1] = [("iin", "990101300014")];

fn patient(milliseconds: u64, name: &str) -> View {
    View {
        timeout: Duration::from_millis(milliseconds),
        ..View::named(name)
    }
}

fn sqlite(sql: &str) -> (Folder, Made) {
    let folder = Folder::new("sql");
    let file = folder.0.join("exchange.db");
    let db = rusqlite::Connection::open(&file).unwrap();
    db.execute_batch(sql).unwrap();
    let view = patient(200, "residence");
    let connector = SqliteView { file, view };
    (folder, Made(connected(Arc::new(connector))))
}

#[tokio::test]
async fn a_view_in_sqlite_that_takes_too_long_is_down() {
    let (_folder, made) = sqlite(
        "CREATE VIEW residence AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) \
         SELECT CAST(i AS text) AS iin, '' AS kato, '' AS address, '' AS registered_on, \
         1 AS permanent FROM n WHERE i < 0",
    );
    assert_eq!(
        ask(&made, &BY, &ALL).await.map(drop),
        Err(ReadFailure::Down)
    );
}

#[tokio::test]
async fn a_number_that_sqlite_keeps_as_a_number_is_not_nobody() {
    // A column without a type compares a text with a number, and finds nothing.
    let (_folder, made) =
        sqlite("CREATE VIEW residence AS SELECT 990101300014 AS iin, 'x' AS kato");
    let asked = ask(&made, &BY, &["kato"]).await;
    assert_eq!(asked.map(drop), unusable("malformed").map(drop));
    // Nor where others are kept as they should be.
    let (_folder, made) = sqlite(
        "CREATE VIEW residence AS SELECT '990101300025' AS iin, 'x' AS kato \
         UNION ALL SELECT 990101300014, 'y'",
    );
    let asked = ask(&made, &BY, &["kato"]).await;
    assert_eq!(asked.map(drop), unusable("malformed").map(drop));
    let (_folder, made) = sqlite("CREATE TABLE other (iin TEXT)");
    let asked = ask(&made, &BY, &["kato"]).await;
    assert_eq!(asked.map(drop), unusable("malformed").map(drop));
}

#[tokio::test]
async fn a_view_in_postgresql_that_takes_too_long_is_down_and_asked_again_it_answers() {
    let hand = PostgresLine::of(&postgres_url())
        .unwrap()
        .connect()
        .await
        .unwrap();
    let schema = format!("slow_{}", std::process::id());
    hand.batch_execute(&format!(
        "CREATE SCHEMA {schema}; CREATE TABLE {schema}.wait (seconds int); \
         INSERT INTO {schema}.wait VALUES (30);
         CREATE VIEW {schema}.residence AS SELECT '990101300014'::text AS iin, \
         CASE WHEN (SELECT pg_sleep(max(seconds)) FROM {schema}.wait) IS NULL THEN 'x' ELSE 'x' \
         END::text AS kato"
    ))
    .await
    .unwrap();
    let url = Arc::new(Mutex::new(postgres_url()));
    let view = patient(200, &format!("{schema}.residence"));
    let made = Made(connected(Arc::new(postgres(&url, view))));
    let asked = ask(&made, &BY, &["kato"]).await;
    assert_eq!(asked.map(drop), Err(ReadFailure::Down));
    hand.batch_execute(&format!("UPDATE {schema}.wait SET seconds = 0"))
        .await
        .unwrap();
    assert_eq!(ask(&made, &BY, &["kato"]).await.unwrap().len(), 1);
    hand.batch_execute(&format!("DROP SCHEMA {schema} CASCADE"))
        .await
        .unwrap();
}

#[tokio::test]
async fn what_a_view_in_postgresql_would_write_it_does_not_and_who_may_not_read_it_is_told_so() {
    let hand = PostgresLine::of(&postgres_url())
        .unwrap()
        .connect()
        .await
        .unwrap();
    let schema = format!("writes_{}", std::process::id());
    hand.batch_execute(&format!(
        "CREATE SCHEMA {schema}; CREATE SEQUENCE {schema}.reads; \
         CREATE VIEW {schema}.residence AS SELECT '990101300014'::text AS iin, \
         nextval('{schema}.reads')::text AS kato; \
         CREATE ROLE {schema} LOGIN PASSWORD 'p'; GRANT USAGE ON SCHEMA {schema} TO {schema}"
    ))
    .await
    .unwrap();
    let name = format!("{schema}.residence");
    let url = Arc::new(Mutex::new(postgres_url()));
    let made = Made(connected(Arc::new(postgres(&url, patient(2_000, &name)))));
    let asked = ask(&made, &BY, &["kato"]).await;
    assert!(asked.is_err(), "a transaction that only reads");
    let url_of_hand = postgres_url();
    let (_, host) = url_of_hand.split_once('@').unwrap();
    *url.lock().unwrap() = format!("postgres://{schema}:p@{host}");
    let made = Made(connected(Arc::new(postgres(&url, patient(2_000, &name)))));
    let asked = ask(&made, &BY, &["iin"]).await;
    let denied = ReadFailure::Unusable("refused:AccessDenied".to_owned());
    assert_eq!(asked.map(drop), Err(denied));
    hand.batch_execute(&format!("DROP SCHEMA {schema} CASCADE; DROP ROLE {schema}"))
        .await
        .unwrap();
}
