//! What auditors find by, as it is kept.

use std::path::Path;

use rusqlite::{Connection, params};
use tutas_store::{AccessFilter, AccessRow, Commit, Store};
use uuid::Uuid;

use crate::make::second;

/// An id that a program makes so many milliseconds after the beginning of time.
fn id(millis: u64) -> Uuid {
    Uuid::from_u128((u128::from(millis) << 80) | (0x7 << 76) | (0x8 << 60) | 5)
}

fn put(store: &Store, ids: impl IntoIterator<Item = (u64, Vec<&'static str>)>) {
    let accesses = ids.into_iter().map(|(millis, facets)| AccessRow {
        id: id(millis),
        at: second(1),
        subject: store.person_key("iin:1"),
        stream: None,
        details: b"read".to_vec(),
        facets: facets.into_iter().map(str::to_owned).collect(),
    });
    let commit = Commit {
        accesses: accesses.collect(),
        ..Commit::default()
    };
    store.commit_blocking(commit).unwrap();
}

fn rows(folder: &Path) -> Vec<(String, Uuid)> {
    let db = Connection::open(folder.join("tutas.db")).unwrap();
    let mut rows = db
        .prepare("SELECT facet, access FROM access_facet")
        .unwrap();
    let rows = rows
        .query_map([], |row| {
            Ok((row.get(0)?, Uuid::from_bytes(row.get::<_, [u8; 16]>(1)?)))
        })
        .unwrap();
    rows.map(Result::unwrap).collect()
}

/// All that is found, a page at a time.
fn found(store: &Store, filter: &AccessFilter) -> Vec<Uuid> {
    let (mut ids, mut before) = (Vec::new(), None);
    loop {
        let page = store.audited(filter, before, 1).unwrap();
        ids.extend(page.rows.iter().map(|row| row.access.id));
        before = page.next;
        if before.is_none() {
            return ids;
        }
    }
}

fn with(facets: &[&str]) -> AccessFilter {
    AccessFilter {
        facets: facets.iter().map(ToString::to_string).collect(),
        ..AccessFilter::default()
    }
}

#[test]
fn a_facet_is_kept_once_for_all_accesses_of_sixteen_seconds() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).unwrap();
    let span = 1 << 14;
    put(&store, (0..100).map(|at| (span + at, vec!["body:a"])));
    put(&store, [(span * 2 - 1, vec!["body:a", "register:b"])]);
    put(&store, [(span * 2, vec!["body:a"])]);
    let of = |facet: &str| {
        rows(folder.path())
            .iter()
            .filter(|row| row.0 == facet)
            .count()
    };
    assert_eq!((of("body:a"), of("register:b")), (2, 1));
    assert_eq!(found(&store, &with(&["body:a"])).len(), 102);
    assert_eq!(found(&store, &with(&["register:b"])), [id(span * 2 - 1)]);
}

#[test]
fn what_an_earlier_program_put_on_record_is_found_in_its_place_among_the_rest() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).unwrap();
    let facets_at = |at| match at % 3 {
        0 => vec!["body:a", "register:b"],
        1 => vec!["body:a"],
        _ => vec!["register:b"],
    };
    put(&store, (1..=9).map(|at| (at, facets_at(at))));
    let filters = [with(&["body:a"]), with(&["body:a", "register:b"]), {
        let without = Some("register:b".to_owned());
        AccessFilter {
            without,
            ..with(&["body:a"])
        }
    }];
    let told = filters.each_ref().map(|filter| found(&store, filter));
    assert_eq!(told[0], [9, 7, 6, 4, 3, 1].map(id));
    assert_eq!(told[1], [9, 6, 3].map(id));
    assert_eq!(told[2], [7, 4, 1].map(id));
    // As earlier ones kept them: a row an access and facet, and nothing with the access; then a line
    // each.
    let db = Connection::open(folder.path().join("tutas.db")).unwrap();
    let set = |at, facets: Option<String>| {
        let set = "UPDATE access SET facets = $1 WHERE id = $2";
        let changed = db.execute(set, params![facets, id(at).as_bytes()]);
        assert_eq!(changed.unwrap(), 1);
    };
    for at in [2, 3, 4, 6] {
        for facet in facets_at(at) {
            db.execute(
                "INSERT INTO access_facet (facet, access) VALUES ($1, $2)",
                params![facet, id(at).as_bytes()],
            )
            .unwrap();
        }
        set(at, None);
    }
    for at in [1, 5, 9] {
        set(at, Some(facets_at(at).join("\n")));
    }
    assert_eq!(filters.each_ref().map(|filter| found(&store, filter)), told);
}
