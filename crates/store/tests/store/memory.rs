//! What only the store in memory can do: forget.

use tutas_store::{
    AccessRow, Change, Claim, ClockRow, Commit, EffectRow, Idempotency, Index, NewUpload, Party,
    Store, StoreError, StreamKind, UploadHome,
};

use crate::make::{change, id, put, second, stream, version};

/// A commit that leaves something in every list: for stream `of`, with `other` beside it.
fn everything(store: &Store, of: u64, other: u64) -> Commit {
    let person = store.person_key("iin:1");
    let name = |number| store.claim_key("", &format!("name {number}"));
    let numbered = |number| Change {
        index: Index {
            body: Some("uralsk".to_owned()),
            due_at: Some(second(5)),
            open: true,
            bundle: Some(stream(90)),
            number: Some(format!("№ {number}")),
            ..Index::default()
        },
        parties: vec![Party {
            person,
            role: "applicant".to_owned(),
        }],
        ..change(stream(number), 0)
    };
    let each = [of, other];
    Commit {
        changes: each.map(numbered).into(),
        claims: each
            .map(|number| Claim {
                name: name(number),
                holder: stream(number),
                release: false,
            })
            .into(),
        idempotency: Some(Idempotency {
            key: [1; 32],
            answer: b"both".to_vec(),
        }),
        accesses: each
            .map(|number| AccessRow {
                id: id(number),
                at: second(0),
                subject: person,
                stream: Some(stream(number)),
                details: Vec::new(),
                facets: Vec::new(),
            })
            .into(),
        effects: each
            .map(|number| EffectRow {
                stream: stream(number),
                ordinal: 0,
                kind: "notify".to_owned(),
                due_at: second(3),
                payload: Vec::new(),
            })
            .into(),
        clocks: each
            .map(|number| ClockRow {
                stream: stream(number),
                at: Some(second(4)),
            })
            .into(),
        ..Commit::default()
    }
}

/// What each list has of the streams with these numbers.
fn listed(store: &Store, numbers: &[u64]) -> Vec<Vec<u64>> {
    let person = store.person_key("iin:1");
    let cases = store.streams_of(person, StreamKind::Case, None, 9).unwrap();
    let worklist = store.worklist("uralsk", &[], None, 9).unwrap();
    let effects = store.due_effects(second(9), 9).unwrap();
    let accesses = store.accesses_of(person, None, 9).unwrap();
    let name = |number: &u64| store.claim_key("", &format!("name {number}"));
    let among = |found: Vec<_>| {
        let found = move |number: &u64| found.contains(&stream(*number));
        numbers
            .iter()
            .copied()
            .filter(|number| found(number))
            .collect()
    };
    let one_by_one = |finds: &dyn Fn(&u64) -> bool| {
        let numbers = numbers.iter().copied();
        numbers.filter(|number| finds(number)).collect()
    };
    vec![
        among(store.streams(None, 9).unwrap()),
        among(cases.iter().map(|row| row.stream).collect()),
        among(worklist.iter().map(|row| row.stream).collect()),
        among(effects.iter().map(|effect| effect.key.stream).collect()),
        among(accesses.iter().filter_map(|access| access.stream).collect()),
        among(store.cases_of_bundle(stream(90)).unwrap()),
        among(store.due_streams(second(9), 9).unwrap()),
        one_by_one(&|number| version(store, stream(*number)) > 0),
        one_by_one(&|number| !store.journal(stream(*number)).unwrap().is_empty()),
        one_by_one(&|number| !store.roles_in(person, stream(*number)).unwrap().is_empty()),
        one_by_one(&|number| store.find_claim(&name(number)).unwrap().is_some()),
        one_by_one(&|number| {
            store
                .find_by_number(&format!("№ {number}"))
                .unwrap()
                .is_some()
        }),
        one_by_one(&|number| store.upload(id(*number)).unwrap().is_some()),
    ]
}

#[test]
fn a_forgotten_stream_leaves_nothing_and_takes_nothing_of_another() {
    let store = Store::in_memory();
    store.commit_blocking(everything(&store, 1, 2)).unwrap();
    for number in [1, 2] {
        let upload = NewUpload {
            id: id(number),
            home: UploadHome::Stream(stream(number)),
            name: "a",
            media_type: "image/png",
            bytes: b"a",
            now: second(0),
        };
        store.put_upload(&upload).wait().unwrap();
    }
    assert!(listed(&store, &[1, 2]).iter().all(|found| *found == [1, 2]));
    store.forget(stream(1)).unwrap();
    let left = listed(&store, &[1, 2]);
    assert!(left.iter().all(|found| *found == [2]), "{left:?}");
    // The key of the commit goes with the last of its streams.
    assert!(store.find_answer(&[1; 32]).unwrap().is_some());
    store.forget(stream(2)).unwrap();
    let left = listed(&store, &[1, 2]);
    assert!(left.iter().all(Vec::is_empty), "{left:?}");
    assert_eq!(store.find_answer(&[1; 32]).unwrap(), None);
    assert_eq!(store.next_wake().unwrap(), None);
    // What is forgotten never was, so all of it can happen anew; what never was can be forgotten.
    store.commit_blocking(everything(&store, 1, 2)).unwrap();
    store.forget(stream(77)).unwrap();
    assert!(
        listed(&store, &[1, 2])[..12]
            .iter()
            .all(|found| *found == [1, 2])
    );
}

#[test]
fn a_persons_stream_takes_the_reads_that_were_for_no_stream() {
    let store = Store::in_memory();
    let subject = store.person_key("iin:1");
    let access = |number, stream| AccessRow {
        id: id(number),
        at: second(0),
        subject,
        stream,
        details: Vec::new(),
        facets: Vec::new(),
    };
    let accesses = vec![access(1, None), access(2, Some(stream(5)))];
    store
        .commit_blocking(Commit {
            accesses,
            ..Commit::default()
        })
        .unwrap();
    store.forget(store.person_stream(&subject)).unwrap();
    let left = store.accesses_of(subject, None, 9).unwrap();
    assert_eq!(
        left.iter().map(|access| access.id).collect::<Vec<_>>(),
        [id(2)]
    );
}

#[test]
fn a_database_does_not_forget() {
    let store = Store::open_in_memory().unwrap();
    put(&store, change(stream(1), 0)).unwrap();
    assert_eq!(store.forget(stream(1)), Err(StoreError::OnlyInMemory));
    put(&store, change(stream(1), 1)).unwrap();
}
