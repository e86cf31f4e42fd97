//! A place of one's own in the PostgreSQL that the tests are given.

use std::fs;
use std::path::PathBuf;
use std::sync::Once;
use std::sync::atomic::{AtomicU32, Ordering};

use tokio_postgres::{Client, NoTls, Row};
use tutas_store::Store;

/// What the schemas of this program's tests begin with.
const PREFIX: &str = "tutas_test_";

/// Schemas of one database, deleted by the next run of the tests.
pub(crate) struct Schema {
    name: String,
    master_key: tempfile::TempDir,
}

impl Schema {
    pub(crate) fn new() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        static TIDY: Once = Once::new();
        TIDY.call_once(tidy);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        Self {
            name: format!("{PREFIX}{}_{number}", std::process::id()),
            master_key: tempfile::tempdir().unwrap(),
        }
    }

    /// One program's store; there may be several.
    pub(crate) fn open(&self) -> Store {
        self.open_at(&self.url())
    }

    /// The same through another address.
    pub(crate) fn open_at(&self, url: &str) -> Store {
        let folder = self.folder();
        let store = Store::open_postgres(url, folder.path()).unwrap();
        // Whoever came first made the key.
        if !self.kept_key().exists() {
            fs::copy(folder.path().join("master.key"), self.kept_key()).unwrap();
        }
        store
    }

    pub(crate) fn open_read_only(&self) -> Store {
        Store::open_postgres_read_only(&self.url(), self.folder().path()).unwrap()
    }

    /// A folder as each program has one.
    pub(crate) fn folder(&self) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        if self.kept_key().exists() {
            fs::copy(self.kept_key(), folder.path().join("master.key")).unwrap();
        }
        folder
    }

    pub(crate) fn url(&self) -> String {
        let url = given_url();
        let separator = if url.contains('?') { '&' } else { '?' };
        let name = &self.name;
        format!("{url}{separator}options=-csearch_path%3D{name}&application_name={name}")
    }

    /// Runs a statement beside the stores, with the schemas of this place.
    pub(crate) fn query(&self, text: &str) -> Vec<Row> {
        let name = &self.name;
        let text = text.to_owned();
        let path = format!("SET search_path = {name}, {name}_keys, {name}_nodes");
        on_a_connection(async move |client: &Client| {
            client.batch_execute(&path).await.unwrap();
            client.query(&text, &[]).await.unwrap()
        })
    }

    /// Breaks the connections of the stores, and says how many there were.
    pub(crate) fn break_connections(&self) -> usize {
        let name = &self.name;
        self.query(&format!(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
             WHERE application_name = '{name}'"
        ))
        .len()
    }

    fn kept_key(&self) -> PathBuf {
        self.master_key.path().join("master.key")
    }
}

fn given_url() -> String {
    std::env::var("TUTAS_PG_URL")
        .expect("run through ./check, which starts PostgreSQL, or set TUTAS_PG_URL")
}

/// Deletes what earlier runs left.
fn tidy() {
    on_a_connection(async |client: &Client| {
        let mine = format!("{PREFIX}{}_%", std::process::id());
        let old = "SELECT nspname::text FROM pg_namespace WHERE nspname::text LIKE $1 AND nspname::text NOT LIKE $2";
        let all = format!("{PREFIX}%");
        for row in client.query(old, &[&all, &mine]).await.unwrap() {
            let name: String = row.get(0);
            let _in_use = client
                .batch_execute(&format!("DROP SCHEMA {name} CASCADE"))
                .await;
        }
    });
}

fn on_a_connection<T>(work: impl AsyncFnOnce(&Client) -> T) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let (client, connection) = tokio_postgres::connect(&given_url(), NoTls)
            .await
            .expect("PostgreSQL does not answer at TUTAS_PG_URL");
        tokio::spawn(connection);
        work(&client).await
    })
}
