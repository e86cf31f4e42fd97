//! Encrypted connections to the PostgreSQL that the tests are given.

use std::path::PathBuf;

use tutas_store::{Store, StoreError};

use crate::make::{change, put, stream};
use crate::postgres::Schema;

/// The folder in which `ca.pem` signed the server's certificate, which is for `localhost`, and
/// `other.pem` did not.
fn certificates() -> PathBuf {
    let folder = std::env::var_os("TUTAS_PG_CERTIFICATES");
    folder
        .expect(
            "run through ./check, which makes certificates, or set TUTAS_PG_CERTIFICATES to a \
             folder with ca.pem, of the authority of your PostgreSQL at localhost, and other.pem",
        )
        .into()
}

fn url(schema: &Schema, host: &str, mode: &str, authority: &str) -> String {
    let authority = certificates().join(authority);
    let url = schema.url().replace("127.0.0.1", host);
    format!("{url}&sslmode={mode}&sslrootcert={}", authority.display())
}

fn refusal(schema: &Schema, url: &str) -> String {
    match Store::open_postgres(url, schema.folder().path()) {
        Err(StoreError::Unavailable(why)) => why,
        other => panic!("{other:?}"),
    }
}

#[test]
fn who_names_the_authority_and_the_host_is_encrypted() {
    for mode in ["require", "verify-full"] {
        let schema = Schema::new();
        let store = schema.open_at(&url(&schema, "localhost", mode, "ca.pem"));
        put(&store, change(stream(1), 0)).unwrap();
        let name = schema.url();
        let name = name.rsplit('=').next().unwrap();
        let lines = schema.query(&format!(
            "SELECT ssl FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) \
             WHERE application_name = '{name}'"
        ));
        assert!(!lines.is_empty());
        assert!(lines.iter().all(|line| line.get(0)));
    }
}

#[test]
fn a_server_of_another_authority_or_name_is_refused() {
    let schema = Schema::new();
    for mode in ["require", "verify-full"] {
        let why = refusal(&schema, &url(&schema, "localhost", mode, "other.pem"));
        assert!(why.contains("not from the authority"), "{why}");
        let why = refusal(&schema, &url(&schema, "127.0.0.1", mode, "ca.pem"));
        assert!(why.contains("is for another name"), "{why}");
    }
}
