//! Drafts, sessions, definitions, accesses.

use tutas_store::{
    AccessFilter, AccessRow, AuditWalk, AuditedAccess, Commit, Definition, DraftWrite, HourCounts,
    StoreError,
};
use uuid::Uuid;

use crate::make::{Open, WALK, change, commit, id, second, stream, version};

fn a_draft_is_saved_on_the_version_it_was_written_on(open: Open) {
    let store = open();
    let owner = store.person_key("iin:1");
    assert_eq!(
        store.put_draft(id(1), owner, 0, b"a", second(1)).wait(),
        Ok(1)
    );
    assert_eq!(
        store.put_draft(id(1), owner, 1, b"b", second(2)).wait(),
        Ok(2)
    );
    for stale in [0, 1, 3] {
        let changed = Err(StoreError::DraftChanged {
            draft: id(1),
            version: 2,
        });
        assert_eq!(
            store.put_draft(id(1), owner, stale, b"c", second(3)).wait(),
            changed
        );
    }
    let lost = Err(StoreError::DraftChanged {
        draft: id(2),
        version: 0,
    });
    assert_eq!(
        store.put_draft(id(2), owner, 1, b"c", second(3)).wait(),
        lost
    );
    let draft = store.draft(id(1)).unwrap().unwrap();
    assert_eq!((draft.version, draft.plaintext.as_slice()), (2, &b"b"[..]));
    assert_eq!((draft.owner, draft.saved_at), (owner, second(2)));
}

fn nobody_saves_over_anothers_draft(open: Open) {
    let store = open();
    let owner = store.person_key("iin:1");
    store
        .put_draft(id(1), owner, 0, b"mine", second(1))
        .wait()
        .unwrap();
    let other = store.person_key("iin:2");
    let changed = Err(StoreError::DraftChanged {
        draft: id(1),
        version: 1,
    });
    assert_eq!(
        store
            .put_draft(id(1), other, 1, b"theirs", second(2))
            .wait(),
        changed
    );
    assert_eq!(store.draft(id(1)).unwrap().unwrap().plaintext, b"mine");
    assert!(store.drafts_of(other, 9).unwrap().is_empty());
}

fn a_person_finds_their_drafts_newest_first_and_a_deleted_one_is_gone(open: Open) {
    let store = open();
    let owner = store.person_key("iin:1");
    for number in [2, 3, 1] {
        store
            .put_draft(id(number), owner, 0, b"a", second(1))
            .wait()
            .unwrap();
    }
    let ids = || {
        store
            .drafts_of(owner, 9)
            .unwrap()
            .iter()
            .map(|draft| draft.id)
            .collect::<Vec<_>>()
    };
    assert_eq!(ids(), [3, 2, 1].map(id));
    store.delete_draft(id(2)).wait().unwrap();
    store.delete_draft(id(2)).wait().unwrap();
    assert_eq!(ids(), [3, 1].map(id));
    assert_eq!(store.draft(id(2)).unwrap(), None);
}

fn filing_takes_the_draft_away_or_fails_with_it(open: Open) {
    let store = open();
    let owner = store.person_key("iin:1");
    store
        .put_draft(id(1), owner, 0, b"a", second(1))
        .wait()
        .unwrap();
    let filing = |expected| Commit {
        drafts: vec![DraftWrite::Delete {
            id: id(1),
            expected: Some(expected),
        }],
        ..commit(change(stream(5), 0))
    };
    let changed = Err(StoreError::DraftChanged {
        draft: id(1),
        version: 1,
    });
    assert_eq!(store.commit_blocking(filing(2)), changed);
    assert_eq!(version(&store, stream(5)), 0);
    store.commit_blocking(filing(1)).unwrap();
    assert_eq!(
        (version(&store, stream(5)), store.draft(id(1)).unwrap()),
        (1, None)
    );
}

fn a_session_lives_until_it_expires_or_ends(open: Open) {
    let store = open();
    for (token, expires) in [([1; 32], 10), ([2; 32], 20), ([3; 32], 30)] {
        store
            .put_session(token, b"who", second(expires))
            .wait()
            .unwrap();
    }
    assert_eq!(
        store.session([1; 32], second(9)).unwrap().as_deref(),
        Some(&b"who"[..])
    );
    assert_eq!(store.session([1; 32], second(10)).unwrap(), None);
    assert_eq!(store.session([9; 32], second(9)).unwrap(), None);
    store
        .put_session([1; 32], b"longer", second(15))
        .wait()
        .unwrap();
    assert_eq!(
        store.session([1; 32], second(14)).unwrap().as_deref(),
        Some(&b"longer"[..])
    );
    store.delete_session([3; 32]).wait().unwrap();
    assert_eq!(store.session([3; 32], second(9)).unwrap(), None);
    assert_eq!(store.purge_sessions(second(15)).wait(), Ok(1));
    assert!(store.session([2; 32], second(15)).unwrap().is_some());
}

fn a_definition_never_changes(open: Open) {
    let store = open();
    store
        .put_definition([1; 32], "service", "birth-allowance: …")
        .wait()
        .unwrap();
    store
        .put_definition([1; 32], "service", "something else")
        .wait()
        .unwrap();
    let stored = Definition {
        kind: "service".to_owned(),
        text: "birth-allowance: …".to_owned(),
    };
    assert_eq!(store.definition([1; 32]).unwrap(), Some(stored));
    assert_eq!(store.definition([2; 32]).unwrap(), None);
}

fn counts_are_replaced_by_their_own_program_only_and_listed_by_the_hour(open: Open) {
    let store = open();
    let row = |name: &str, hour, node: u128, counted: &str| HourCounts {
        name: name.to_owned(),
        hour,
        node: Uuid::from_u128(node),
        counted: counted.to_owned(),
    };
    let put = |rows| store.put_counts(rows).wait().unwrap();
    put(vec![row("births", 9, 2, "a"), row("births", 8, 2, "b")]);
    put(vec![row("births", 9, 1, "c"), row("persons", 9, 1, "d")]);
    put(vec![row("births", 9, 2, "e"), row("births-2", 9, 1, "f")]);
    let (before, after) = (row("births", 8, 2, "b"), row("births", 9, 2, "e"));
    let of_two = row("births", 9, 1, "c");
    let all = [before, of_two.clone(), after.clone()];
    assert_eq!(store.counts("births", 0).unwrap(), all);
    assert_eq!(store.counts("births", 9).unwrap(), all[1..]);
    assert_eq!(store.forget_counts("births", 9).wait(), Ok(1));
    assert_eq!(store.counts("births", 0).unwrap(), [of_two, after]);
    let others = store.counts("persons", 0).unwrap();
    assert_eq!(others, [row("persons", 9, 1, "d")]);
}

fn each_read_of_a_persons_data_is_listed_newest_first_with_a_leaf_that_holds(open: Open) {
    let store = open();
    let subject = store.person_key("iin:1");
    let access = |number, subject| AccessRow {
        id: id(number),
        at: second(1),
        subject,
        stream: (number % 2 == 0).then(|| stream(number)),
        details: format!("read {number}").into_bytes(),
        facets: Vec::new(),
    };
    for number in 1..=5 {
        let accesses = vec![
            access(number, subject),
            access(number + 10, store.person_key("iin:2")),
        ];
        store
            .commit_blocking(Commit {
                accesses,
                ..Commit::default()
            })
            .unwrap();
    }
    let mut seen = Vec::new();
    let mut before = None;
    loop {
        let page = store.accesses_of(subject, before, 2).unwrap();
        let Some(last) = page.last() else { break };
        before = Some(last.id);
        seen.extend(page);
    }
    assert_eq!(
        seen.iter().map(|access| access.id).collect::<Vec<_>>(),
        [5, 4, 3, 2, 1].map(id)
    );
    assert!(seen.iter().all(|access| access.leaf_ok));
    assert_eq!(
        (seen[1].stream, seen[1].details.as_slice()),
        (Some(stream(4)), &b"read 4"[..])
    );
    assert_eq!(seen[0].stream, None);
}

fn an_auditor_finds_accesses_by_what_they_have_and_not_by_whose_they_are(open: Open) {
    let store = open();
    let subject = store.person_key("iin:1");
    let accesses = (1..=30).map(|number: u64| AccessRow {
        id: id(number),
        at: second(1),
        subject,
        stream: None,
        details: vec![u8::try_from(number).unwrap()],
        facets: [(2, "body:a"), (3, "register:b"), (30, "by:auditor")]
            .into_iter()
            .filter(|(every, _)| number.is_multiple_of(*every))
            .map(|(_, facet)| facet.to_owned())
            .collect(),
    });
    let commit = Commit {
        accesses: accesses.collect(),
        ..Commit::default()
    };
    store.commit_blocking(commit).unwrap();
    let filter = |facets: &[&str]| AccessFilter {
        facets: facets.iter().map(ToString::to_string).collect(),
        without: Some("by:auditor".to_owned()),
        ..AccessFilter::default()
    };
    let ids = |rows: &[AuditedAccess]| rows.iter().map(|row| row.access.id).collect::<Vec<_>>();
    let first = store.audited(&filter(&["body:a", "register:b"]), None, 2);
    let first = first.unwrap();
    assert_eq!(ids(&first.rows), [24, 18].map(id));
    assert_eq!(first.rows[0].access.details, [24]);
    assert_eq!(first.rows[0].subject, subject);
    let next = store.audited(&filter(&["body:a", "register:b"]), first.next, 9);
    let next = next.unwrap();
    assert_eq!((ids(&next.rows), next.next), ([12, 6].map(id).into(), None));
    assert_eq!(
        store.audited(&filter(&[]), None, 99).unwrap().rows.len(),
        29
    );
    let nobody = store.audited(&filter(&["body:c"]), None, 9).unwrap();
    assert_eq!((nobody.rows.len(), nobody.next), (0, None));

    let draw = |seed| {
        let drawn = store.audit_sample(&filter(&["body:a"]), (seed, 5), WALK);
        drawn.unwrap().unwrap()
    };
    assert_eq!(draw(7), draw(7), "the same seed draws the same");
    assert_ne!(ids(&draw(7).rows), ids(&draw(8).rows));
    assert_eq!((draw(7).among, draw(7).rows.len()), (14, 5));

    let all = |facets: &[&str], found, walk| {
        let all = store.all_audited(&filter(facets), found, walk);
        all.unwrap().map(|rows| ids(&rows))
    };
    let both = ["body:a", "register:b"];
    assert_eq!(all(&both, 4, WALK), Some([24, 18, 12, 6].map(id).into()));
    assert_eq!(all(&both, 3, WALK), None, "more are found");
    // Few are found, but fifteen have the first facet, among thirty of these seconds.
    let most = |most| AuditWalk { most, ..WALK };
    assert!(all(&both, 4, most(30)).is_some() && all(&both, 4, most(14)).is_none());
    let drawn = |walk| store.audit_sample(&filter(&both), (7, 5), walk).unwrap();
    assert!(drawn(most(30)).is_some() && drawn(most(14)).is_none());
    let nobody_waits = AuditWalk {
        goes_on: &|| false,
        ..WALK
    };
    assert!(all(&both, 4, nobody_waits).is_none() && drawn(nobody_waits).is_none());
}

fn an_auditor_finds_the_accesses_of_a_period(open: Open) {
    let store = open();
    let at = |day: i64| second(day * 86_400);
    let by_time = |day: i64| {
        let millis = u128::try_from(at(day).as_millisecond()).unwrap();
        Uuid::from_u128((millis << 80) | (0x7 << 76) | (0x8 << 60) | 5)
    };
    let accesses = (0..9).map(|day| AccessRow {
        id: by_time(day),
        at: at(day),
        subject: store.person_key("iin:1"),
        stream: None,
        details: Vec::new(),
        facets: vec!["body:a".to_owned()],
    });
    let commit = Commit {
        accesses: accesses.collect(),
        ..Commit::default()
    };
    store.commit_blocking(commit).unwrap();
    for facets in [vec![], vec!["body:a".to_owned()]] {
        let filter = AccessFilter {
            facets,
            from: Some(at(2)),
            until: Some(at(5)),
            without: None,
        };
        let found = store.audited(&filter, None, 9).unwrap();
        let found: Vec<_> = found.rows.iter().map(|row| row.access.at).collect();
        assert_eq!(found, [at(4), at(3), at(2)]);
    }
}

on_every_engine! {
    an_auditor_finds_accesses_by_what_they_have_and_not_by_whose_they_are,
    an_auditor_finds_the_accesses_of_a_period,
    a_draft_is_saved_on_the_version_it_was_written_on,
    nobody_saves_over_anothers_draft,
    a_person_finds_their_drafts_newest_first_and_a_deleted_one_is_gone,
    filing_takes_the_draft_away_or_fails_with_it,
    a_session_lives_until_it_expires_or_ends,
    a_definition_never_changes,
    counts_are_replaced_by_their_own_program_only_and_listed_by_the_hour,
    each_read_of_a_persons_data_is_listed_newest_first_with_a_leaf_that_holds,
}
