//! Lists: their order, and that paging neither skips nor repeats.

use tutas_store::{
    Change, Commit, DueEffect, EffectKey, EffectRow, Index, MAX_PHASES, Party, Store, StoreError,
    StreamId, StreamKind,
};

use crate::make::{Open, change, commit, put, second, stream};

fn on_worklist(of: u64, body: &str, phase: &str, due: Option<i64>, open: bool) -> Change {
    let index = Index {
        body: Some(body.to_owned()),
        phase: phase.to_owned(),
        due_at: due.map(second),
        open,
        service: Some("birth-allowance".to_owned()),
        bundle: None,
        number: Some(format!("№ {of}")),
    };
    Change {
        index,
        ..change(stream(of), 0)
    }
}

fn all_pages(store: &Store, body: &str, phases: &[&str], limit: usize) -> Vec<StreamId> {
    let mut streams = Vec::new();
    let mut after = None;
    loop {
        let page = store.worklist(body, phases, after, limit).unwrap();
        assert!(page.len() <= limit);
        let Some(last) = page.last() else {
            return streams;
        };
        after = Some(last.cursor());
        streams.extend(page.iter().map(|row| row.stream));
    }
}

fn a_worklist_has_the_bodys_open_streams_by_due_date_whatever_the_page(open: Open) {
    let store = open();
    for row in [
        on_worklist(1, "uralsk", "examining", Some(30), true),
        on_worklist(2, "uralsk", "examining", None, true),
        on_worklist(3, "uralsk", "hearing", Some(10), true),
        on_worklist(4, "uralsk", "decided", Some(5), false),
        on_worklist(5, "aksai", "examining", Some(1), true),
        on_worklist(6, "uralsk", "curing", Some(10), true),
        on_worklist(7, "uralsk", "examining", Some(-40), true),
    ] {
        put(&store, row).unwrap();
    }
    for limit in [1, 2, 3, 50] {
        let streams = all_pages(&store, "uralsk", &[], limit);
        assert_eq!(streams, [7, 3, 6, 1, 2].map(stream), "{limit} a page");
        let streams = all_pages(&store, "uralsk", &["examining", "hearing"], limit);
        assert_eq!(streams, [7, 3, 1, 2].map(stream), "{limit} a page");
        assert_eq!(
            all_pages(&store, "aksai", &["examining"], limit),
            [stream(5)]
        );
        assert!(all_pages(&store, "aksai", &["hearing"], limit).is_empty());
    }
    let row = &store.worklist("uralsk", &[], None, 1).unwrap()[0];
    assert_eq!(row.due_at, Some(second(-40)));
    assert_eq!(
        (row.phase.as_str(), row.number.as_deref()),
        ("examining", Some("№ 7"))
    );
    assert_eq!(row.service.as_deref(), Some("birth-allowance"));
    let too_many = store.worklist("uralsk", &["a"; MAX_PHASES + 1], None, 1);
    assert!(matches!(too_many, Err(StoreError::Malformed(_))));
}

fn a_stream_leaves_the_worklist_when_nothing_is_owed(open: Open) {
    let store = open();
    put(
        &store,
        on_worklist(1, "uralsk", "examining", Some(30), true),
    )
    .unwrap();
    let closed = on_worklist(1, "uralsk", "closed", None, false);
    put(
        &store,
        Change {
            expected: 1,
            ..closed
        },
    )
    .unwrap();
    assert!(store.worklist("uralsk", &[], None, 9).unwrap().is_empty());
}

fn a_person_sees_what_they_are_party_to_newest_first_with_all_their_roles(open: Open) {
    let store = open();
    let mother = store.person_key("iin:1");
    let father = store.person_key("iin:2");
    let party = |person, role: &str| Party {
        person,
        role: role.to_owned(),
    };
    for number in 1..=5 {
        let parties = vec![party(mother, "applicant"), party(mother, "mother")];
        put(
            &store,
            Change {
                parties,
                ..change(stream(number), 0)
            },
        )
        .unwrap();
    }
    let parties = vec![
        party(mother, "mother"),
        party(father, "father"),
        party(mother, "payee"),
    ];
    put(
        &store,
        Change {
            parties,
            ..change(stream(3), 1)
        },
    )
    .unwrap();
    let bundle = Change {
        kind: StreamKind::Bundle,
        parties: vec![party(mother, "applicant")],
        ..change(stream(9), 0)
    };
    put(&store, bundle).unwrap();

    let mut seen = Vec::new();
    let mut before = None;
    loop {
        let page = store
            .streams_of(mother, StreamKind::Case, before, 2)
            .unwrap();
        let Some(last) = page.last() else { break };
        before = Some(last.stream);
        seen.extend(page.into_iter().map(|row| row.stream));
    }
    assert_eq!(seen, [5, 4, 3, 2, 1].map(stream));
    let bundles = store
        .streams_of(mother, StreamKind::Bundle, None, 9)
        .unwrap();
    assert_eq!(
        bundles.iter().map(|row| row.stream).collect::<Vec<_>>(),
        [stream(9)]
    );
    let fathers = store.streams_of(father, StreamKind::Case, None, 9).unwrap();
    assert_eq!(
        (fathers[0].stream, fathers[0].index.phase.as_str()),
        (stream(3), "gathering")
    );
    assert_eq!(
        store.roles_in(mother, stream(3)).unwrap(),
        ["applicant", "mother", "payee"]
    );
    assert_eq!(store.roles_in(father, stream(3)).unwrap(), ["father"]);
    assert!(store.roles_in(father, stream(4)).unwrap().is_empty());
}

fn a_bundle_has_its_cases(open: Open) {
    let store = open();
    for (number, bundle) in [(1, None), (2, Some(8)), (3, Some(9)), (4, Some(8))] {
        let index = Index {
            bundle: bundle.map(stream),
            ..Index::default()
        };
        put(
            &store,
            Change {
                index,
                ..change(stream(number), 0)
            },
        )
        .unwrap();
    }
    assert_eq!(
        store.cases_of_bundle(stream(8)).unwrap(),
        [2, 4].map(stream)
    );
    assert_eq!(store.cases_of_bundle(stream(7)).unwrap(), []);
}

fn what_waits_for_the_cases_of_a_bundle_is_found_whenever_it_is_due(open: Open) {
    let store = open();
    for of in 1..=3_u64 {
        let plain = change(stream(of), 0);
        let index = Index {
            // The third belongs to another.
            bundle: Some(stream(if of < 3 { 90 } else { 91 })),
            ..plain.index
        };
        let effect = |ordinal, due| EffectRow {
            stream: stream(of),
            ordinal,
            kind: "notify".to_owned(),
            due_at: second(due),
            payload: of.to_be_bytes().to_vec(),
        };
        let asking = Commit {
            effects: vec![effect(0, 5), effect(1, 500)],
            ..commit(Change { index, ..plain })
        };
        store.commit_blocking(asking).unwrap();
    }
    let found = |bundle| {
        let waiting = store.effects_of_bundle(stream(bundle)).unwrap();
        let told = |one: &DueEffect| (one.key, one.due_at, one.payload.clone());
        let mut told: Vec<_> = waiting.iter().map(told).collect();
        told.sort();
        told
    };
    let key = |of, ordinal| EffectKey {
        stream: stream(of),
        version: 1,
        ordinal,
    };
    let one = |of: u64, ordinal, due| (key(of, ordinal), second(due), of.to_be_bytes().to_vec());
    let all = [one(1, 0, 5), one(1, 1, 500), one(2, 0, 5), one(2, 1, 500)];
    assert_eq!(found(90), all);
    let done = Commit {
        effects_done: vec![key(1, 0), key(2, 1)],
        ..Commit::default()
    };
    store.commit_blocking(done).unwrap();
    assert_eq!(found(90), [all[1].clone(), all[2].clone()]);
    assert_eq!(found(92), []);
}

fn all_streams_are_listed_in_pages(open: Open) {
    let store = open();
    for number in [3, 1, 2] {
        put(&store, change(stream(number), 0)).unwrap();
    }
    assert_eq!(store.streams(None, 2).unwrap(), [1, 2].map(stream));
    assert_eq!(store.streams(Some(stream(2)), 2).unwrap(), [stream(3)]);
    assert_eq!(store.streams(Some(stream(3)), 2).unwrap(), []);
}

on_every_engine! {
    a_worklist_has_the_bodys_open_streams_by_due_date_whatever_the_page,
    a_stream_leaves_the_worklist_when_nothing_is_owed,
    a_person_sees_what_they_are_party_to_newest_first_with_all_their_roles,
    a_bundle_has_its_cases,
    what_waits_for_the_cases_of_a_bundle_is_found_whenever_it_is_due,
    all_streams_are_listed_in_pages,
}
