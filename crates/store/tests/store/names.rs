//! Names that were keyed by their own hash alone, before migration 6, are found like those of today.

use rusqlite::Connection;
use tutas_store::{Change, Claim, Commit, Index, Store, StoreError};

use crate::make::{change, commit, stream};
use crate::postgres::Schema;

/// What a database of before migration 6 has: half of a name's key was the first half of its own hash.
/// The other half is of no account.
fn back(of_hash: &str) -> [String; 3] {
    [
        format!("UPDATE lookup SET hash = {of_hash} WHERE kind IN ('claim', 'number')"),
        "DROP TABLE keyed_alone".to_owned(),
        "DELETE FROM migration WHERE version = 6".to_owned(),
    ]
}

#[test]
fn names_of_before_are_held_and_given_up_on_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    names_of_before_are_held_and_given_up(
        || Store::open(folder.path()).unwrap(),
        || {
            let db = Connection::open(folder.path().join("tutas.db")).unwrap();
            let twice = "CAST(substr(hash, 17, 16) || substr(hash, 17, 16) AS BLOB)";
            for statement in back(twice) {
                db.execute(&statement, []).unwrap();
            }
        },
    );
}

#[test]
fn names_of_before_are_held_and_given_up_on_postgres() {
    let schema = Schema::new();
    names_of_before_are_held_and_given_up(
        || schema.open(),
        || {
            for statement in back("substr(hash, 17, 16) || substr(hash, 17, 16)") {
                schema.query(&statement);
            }
        },
    );
}

fn names_of_before_are_held_and_given_up(open: impl Fn() -> Store, back: impl Fn()) {
    let store = open();
    let key = |name: &str| store.claim_key("2026-1", name);
    let (birth, place, later) = (key("birth"), key("place"), key("later"));
    let with = |of, expected, number: &str, claims: &[([u8; 32], u64, bool)]| {
        let plain = change(stream(of), expected);
        let index = Index {
            number: Some(number.to_owned()),
            ..plain.index
        };
        let claims = claims.iter().map(|&(name, holder, release)| Claim {
            name,
            holder: stream(holder),
            release,
        });
        Commit {
            claims: claims.collect(),
            ..commit(Change { index, ..plain })
        }
    };
    let both = [(birth, 1, false), (place, 1, false)];
    store
        .commit_blocking(with(1, 0, "2026-1/1", &both))
        .unwrap();
    drop(store);
    back();

    let store = open();
    assert_eq!(store.find_claim(&birth).unwrap(), Some(stream(1)));
    assert_eq!(store.find_by_number("2026-1/1").unwrap(), Some(stream(1)));
    let put = |commit| store.commit_blocking(commit).map(|_| ());
    let taken = Err(StoreError::Claimed { holder: stream(1) });
    // What is held and what is new, in one commit.
    let also = [(later, 2, false), (birth, 2, false)];
    assert_eq!(put(with(2, 0, "2026-1/2", &also)), taken);
    assert_eq!(put(with(2, 0, "2026-1/1", &[])), taken);
    assert_eq!(store.find_claim(&later).unwrap(), None);
    // The holder may say again what it holds, and go on under its number.
    put(with(1, 1, "2026-1/1", &both)).unwrap();
    put(with(3, 0, "2026-1/3", &[(birth, 3, true)])).unwrap();
    assert_eq!(store.find_claim(&birth).unwrap(), Some(stream(1)));
    put(with(1, 2, "2026-1/1", &[(birth, 1, true)])).unwrap();
    assert_eq!(store.find_claim(&birth).unwrap(), None);
    assert_eq!(store.find_claim(&place).unwrap(), Some(stream(1)));
    // From one to the other in one commit, and back to what was given up.
    let over = [(place, 1, true), (place, 2, false), (birth, 2, false)];
    put(with(2, 0, "2026-1/2", &over)).unwrap();
    assert_eq!(store.find_claim(&place).unwrap(), Some(stream(2)));
    assert_eq!(store.find_claim(&birth).unwrap(), Some(stream(2)));
    assert_eq!(store.find_by_number("2026-1/2").unwrap(), Some(stream(2)));
}

#[test]
fn programs_of_before_are_kept_out_of_a_database_with_names_of_today() {
    let schema = Schema::new();
    let _store = schema.open();
    // Where they note each transaction before they commit it.
    let there = schema.query("SELECT to_regclass('writer') IS NOT NULL");
    assert!(!there[0].get::<_, bool>(0));
}

#[test]
fn who_only_reads_is_told_that_the_data_is_of_another_program() {
    let folder = tempfile::tempdir().unwrap();
    drop(Store::open(folder.path()).unwrap());
    let db = Connection::open(folder.path().join("tutas.db")).unwrap();
    db.execute_batch("DROP TABLE keyed_alone; DELETE FROM migration WHERE version = 6")
        .unwrap();
    let told = Store::open_read_only(folder.path())
        .unwrap_err()
        .to_string();
    assert!(told.contains("an older Tutas (migration 5"), "{told}");
    drop(Store::open(folder.path()).unwrap());
    Store::open_read_only(folder.path()).unwrap();
    db.execute_batch("INSERT INTO migration VALUES (99)")
        .unwrap();
    let told = Store::open_read_only(folder.path())
        .unwrap_err()
        .to_string();
    assert!(told.contains("a newer Tutas (migration 99"), "{told}");
}
