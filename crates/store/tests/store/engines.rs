//! All engines, given the same random calls, give the same answers and hold the same.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;

use jiff::Timestamp;
use proptest::collection::{btree_map, vec};
use proptest::option::weighted;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use tutas_store::{
    AccessFilter, AccessRow, AuditedAccess, Change, Claim, ClockRow, Commit, DraftWrite, EffectKey,
    EffectRow, HourCounts, Idempotency, Index, NewUpload, Party, PersonKey, Result, Store,
    StoreError, StreamId, StreamKind, UploadHome, UploadLink, WorklistRow,
};

use crate::make::{Open, WALK, change, id, second, stream, version};
use crate::postgres::Schema;

/// One call in small numbers, so that calls often meet.
#[derive(Clone, Debug)]
enum Step {
    Commit(Box<Parts>),
    Postpone(u64, u64, i64, u32),
    PutDraft(Draft),
    DeleteDraft(u64),
    PutUpload { id: u64, home: u64, draft: bool },
    DeleteUpload(u64),
    PutSession(u8, i64),
    DeleteSession(u8),
    PurgeSessions(i64),
    PutDefinition(u8, bool),
    PutCounts(u8, i64, u8),
    ForgetCounts(u8, i64),
}

#[derive(Clone, Debug)]
struct Parts {
    changes: BTreeMap<u64, Changed>,
    read: Option<(u64, u64)>,
    claims: Vec<(u8, u64, bool)>,
    key: Option<u8>,
    accesses: Vec<(u64, u8, Option<u64>)>,
    /// Effects are named by stream and by how many versions ago they were asked for.
    done: Option<(u64, u64)>,
    clock: Option<(u64, Option<i64>)>,
    drafts: Vec<(Draft, bool)>,
    linked: Option<(u64, u64)>,
}

#[derive(Clone, Debug)]
struct Changed {
    off: u64,
    kind: StreamKind,
    place: (Option<u8>, u8, Option<i64>, bool),
    bundle: Option<u64>,
    number: Option<u8>,
    parties: Vec<(u8, u8)>,
    effects: Vec<(u32, i64)>,
}

#[derive(Clone, Debug)]
struct Draft {
    id: u64,
    owner: u8,
    off: u64,
}

/// Nearly always nothing; else by how much the expected version is off.
fn off() -> impl Strategy<Value = u64> {
    prop_oneof![12 => Just(0_u64), 1 => 1..3_u64]
}

fn changed() -> impl Strategy<Value = Changed> {
    let kind = prop_oneof![
        8 => Just(StreamKind::Case),
        1 => Just(StreamKind::Bundle),
        1 => Just(StreamKind::Person),
        1 => Just(StreamKind::Inquiry),
        1 => Just(StreamKind::Duplicate)
    ];
    let place = (
        weighted(0.8, 0..2_u8),
        0..3_u8,
        weighted(0.7, -4..9_i64),
        any::<bool>(),
    );
    (
        (off(), kind, place),
        weighted(0.3, 0..3_u64),
        weighted(0.3, 0..12_u8),
        vec((0..2_u8, 0..3_u8), 0..3),
        vec((0..9_u32, 0..9_i64), 0..3),
    )
        .prop_map(
            |((off, kind, place), bundle, number, parties, effects)| Changed {
                off,
                kind,
                place,
                bundle,
                number,
                parties,
                effects,
            },
        )
}

fn draft() -> impl Strategy<Value = Draft> {
    let owner = prop_oneof![9 => Just(0_u8), 1 => Just(1)];
    (0..3_u64, owner, off()).prop_map(|(id, owner, off)| Draft { id, owner, off })
}

fn parts() -> impl Strategy<Value = Parts> {
    (
        btree_map(0..5_u64, changed(), 0..4),
        weighted(0.1, (0..5_u64, off())),
        vec((0..4_u8, 0..5_u64, any::<bool>()), 0..3),
        weighted(0.3, 0..20_u8),
        vec((0..400_u64, 0..2_u8, weighted(0.5, 0..5_u64)), 0..3),
        weighted(0.2, (0..5_u64, 0..3_u64)),
        weighted(0.5, (0..6_u64, weighted(0.7, 0..9_i64))),
        vec((draft(), any::<bool>()), 0..4),
        weighted(0.1, (0..4_u64, 0..5_u64)),
    )
        .prop_map(
            |(changes, read, claims, key, accesses, done, clock, drafts, linked)| Parts {
                changes,
                read,
                claims,
                key,
                accesses,
                done,
                clock,
                drafts,
                linked,
            },
        )
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        20 => parts().prop_map(|parts| Step::Commit(Box::new(parts))),
        2 => (0..5_u64, 0..3_u64, 0..9_i64, 0..3_u32).prop_map(|(of, ago, due, tries)| {
            Step::Postpone(of, ago, due, tries)
        }),
        2 => draft().prop_map(Step::PutDraft),
        1 => (0..3_u64).prop_map(Step::DeleteDraft),
        3 => (0..4_u64, 0..4_u64, any::<bool>())
            .prop_map(|(id, home, draft)| Step::PutUpload { id, home, draft }),
        1 => (0..4_u64).prop_map(Step::DeleteUpload),
        1 => (0..3_u8, 0..9_i64).prop_map(|(token, until)| Step::PutSession(token, until)),
        1 => (0..3_u8).prop_map(Step::DeleteSession),
        1 => (0..9_i64).prop_map(Step::PurgeSessions),
        1 => (0..2_u8, any::<bool>()).prop_map(|(hash, other)| Step::PutDefinition(hash, other)),
        1 => (0..2_u8, 0..3_i64, 0..2_u8)
            .prop_map(|(name, hour, node)| Step::PutCounts(name, hour, node)),
        1 => (0..2_u8, 0..3_i64).prop_map(|(name, before)| Step::ForgetCounts(name, before)),
    ]
}

/// An instant that is no whole number of microseconds.
fn at(number: i64) -> Timestamp {
    second(number) + jiff::SignedDuration::from_nanos(1_999)
}

fn person(store: &Store, number: u8) -> PersonKey {
    store.person_key(&format!("iin:{number}"))
}

fn draft_version(store: &Store, number: u64) -> u64 {
    let draft = store.draft(id(number)).unwrap();
    draft.map_or(0, |draft| draft.version)
}

/// The effect that a stream asked for so many versions ago.
fn effect(store: &Store, of: u64, ago: u64) -> EffectKey {
    EffectKey {
        stream: stream(of),
        version: version(store, stream(of)).saturating_sub(ago),
        ordinal: 0,
    }
}

fn put_draft(store: &Store, draft: &Draft) -> DraftWrite {
    DraftWrite::Put {
        id: id(draft.id),
        owner: person(store, draft.owner),
        expected: draft_version(store, draft.id) + draft.off,
        plaintext: vec![draft.owner],
        now: at(1),
    }
}

fn make_change(store: &Store, number: u64, changed: &Changed) -> Change {
    let (body, phase, due, open) = changed.place;
    let stream_id = stream(number);
    let index = Index {
        body: body.map(|body| format!("body {body}")),
        phase: format!("phase {phase}"),
        due_at: due.map(at),
        open,
        service: body.map(|body| format!("service {body}")),
        bundle: changed.bundle.map(stream),
        number: changed.number.map(|number| format!("№ {number}")),
    };
    let party = |(who, role): &(u8, u8)| Party {
        person: person(store, *who),
        role: format!("role {role}"),
    };
    Change {
        kind: changed.kind,
        index,
        parties: changed.parties.iter().map(party).collect(),
        recorded_at: at(number.cast_signed()),
        ..change(stream_id, version(store, stream_id) + changed.off)
    }
}

fn make_effects(number: u64, changed: &Changed) -> impl Iterator<Item = EffectRow> {
    changed.effects.iter().map(move |(ordinal, due)| EffectRow {
        stream: stream(number),
        ordinal: *ordinal / 3,
        kind: format!("kind {ordinal}"),
        due_at: at(*due),
        payload: ordinal.to_be_bytes().to_vec(),
    })
}

fn make_access(
    store: &Store,
    (number, subject, of): &(u64, u8, Option<u64>),
    answer: u32,
) -> AccessRow {
    AccessRow {
        id: id(*number),
        at: at(2),
        subject: person(store, *subject),
        stream: of.map(stream),
        details: answer.to_be_bytes().to_vec(),
        facets: vec![
            format!("body:{subject}"),
            format!("register:{}", number % 3),
        ],
    }
}

fn make_commit(store: &Store, parts: &Parts, answer: u32) -> Commit {
    let draft = |(draft, delete): &(Draft, bool)| match put_draft(store, draft) {
        DraftWrite::Put { id, expected, .. } if *delete => DraftWrite::Delete {
            id,
            expected: (draft.owner == 0).then_some(expected),
        },
        put => put,
    };
    let changes = || parts.changes.iter();
    Commit {
        // Not in the order in which the store looks at them.
        changes: changes()
            .rev()
            .map(|(number, changed)| make_change(store, *number, changed))
            .collect(),
        reads: parts
            .read
            .iter()
            .map(|(of, off)| (stream(*of), version(store, stream(*of)) + off))
            .collect(),
        claims: parts
            .claims
            .iter()
            .map(|(name, holder, release)| Claim {
                name: store.claim_key("", &name.to_string()),
                holder: stream(*holder),
                release: *release,
            })
            .collect(),
        idempotency: parts.key.map(|key| Idempotency {
            key: [key; 32],
            answer: answer.to_be_bytes().to_vec(),
        }),
        accesses: parts
            .accesses
            .iter()
            .map(|access| make_access(store, access, answer))
            .collect(),
        effects: changes()
            .flat_map(|(number, changed)| make_effects(*number, changed))
            .collect(),
        clocks: parts
            .clock
            .iter()
            .map(|(of, when)| ClockRow {
                stream: stream(*of),
                at: when.map(at),
            })
            .collect(),
        effects_done: parts
            .done
            .iter()
            .map(|(of, ago)| effect(store, *of, *ago))
            .collect(),
        drafts: parts.drafts.iter().map(draft).collect(),
        uploads_linked: parts
            .linked
            .iter()
            .map(|(upload, to)| UploadLink {
                upload: id(*upload),
                stream: stream(*to),
            })
            .collect(),
    }
}

/// What a call gave, in words. Each engine has words of its own for what is malformed.
fn told<T: Debug>(answer: Result<T>) -> String {
    match answer {
        Err(StoreError::Malformed(_)) => "Malformed".to_owned(),
        other => format!("{other:?}"),
    }
}

fn take(store: &Store, step: &Step, number: u32) -> String {
    match step {
        Step::Commit(parts) => told(store.commit_blocking(make_commit(store, parts, number))),
        Step::Postpone(of, ago, due, tries) => {
            let key = effect(store, *of, *ago);
            told(store.postpone_effect(key, at(*due), *tries).wait())
        }
        Step::PutDraft(draft) => {
            let expected = draft_version(store, draft.id) + draft.off;
            let owner = person(store, draft.owner);
            let text = number.to_be_bytes();
            told(
                store
                    .put_draft(id(draft.id), owner, expected, &text, at(3))
                    .wait(),
            )
        }
        Step::DeleteDraft(draft) => told(store.delete_draft(id(*draft)).wait()),
        Step::PutUpload {
            id: number,
            home,
            draft,
        } => {
            let owner = person(store, 0);
            let home = if *draft {
                let draft = id(*home);
                UploadHome::Draft { draft, owner }
            } else {
                UploadHome::Stream(stream(*home))
            };
            let upload = NewUpload {
                id: id(*number),
                home,
                name: "a name",
                media_type: "image/png",
                bytes: &number.to_be_bytes(),
                now: at(4),
            };
            told(store.put_upload(&upload).wait())
        }
        Step::DeleteUpload(upload) => told(store.delete_upload(id(*upload)).wait()),
        Step::PutSession(token, until) => {
            let text = number.to_be_bytes();
            told(store.put_session([*token; 32], &text, at(*until)).wait())
        }
        Step::DeleteSession(token) => told(store.delete_session([*token; 32]).wait()),
        Step::PurgeSessions(now) => told(store.purge_sessions(at(*now)).wait()),
        Step::PutDefinition(hash, other) => {
            let text = if *other { "another" } else { "one" };
            told(store.put_definition([*hash; 32], "service", text).wait())
        }
        Step::PutCounts(name, hour, node) => {
            let row = HourCounts {
                name: name.to_string(),
                hour: *hour,
                node: id(u64::from(*node)),
                counted: number.to_string(),
            };
            told(store.put_counts(vec![row]).wait())
        }
        Step::ForgetCounts(name, before) => {
            told(store.forget_counts(&name.to_string(), *before).wait())
        }
    }
}

/// All pages of a list, one after the other, two rows a page.
fn pages<T: Debug, C>(page: impl Fn(Option<C>) -> Vec<T>, cursor: impl Fn(&T) -> C) -> String {
    let mut told = String::new();
    let mut from = None;
    loop {
        let rows = page(from);
        told = format!("{told} {rows:?}");
        match rows.last() {
            Some(last) => from = Some(cursor(last)),
            None => return told,
        }
        assert!(told.len() < 1 << 20, "a list that does not end: {told}");
    }
}

fn of_streams(store: &Store) -> Vec<String> {
    let mut held = vec![pages(
        |after| store.streams(after, 2).unwrap(),
        |stream| *stream,
    )];
    for number in 0..6 {
        let journal = store.journal(stream(number)).unwrap();
        held.extend(journal.iter().map(|entry| {
            let when = entry.recorded_at;
            format!(
                "{} {when:?} {:?} {}",
                entry.version, entry.events, entry.leaf_ok
            )
        }));
        let loaded = store.load(stream(number)).unwrap();
        held.push(format!(
            "{loaded:?} {:?}",
            loaded.as_ref().map(|loaded| &loaded.state)
        ));
        held.push(told(store.cases_of_bundle(stream(number))));
        held.push(told(store.uploads_of(stream(number).0, 9)));
        for who in 0..2 {
            held.push(told(store.roles_in(person(store, who), stream(number))));
        }
    }
    for number in 0..20_u8 {
        held.push(told(store.find_by_number(&format!("№ {number}"))));
        held.push(told(
            store.find_claim(&store.claim_key("", &number.to_string())),
        ));
        held.push(told(store.find_answer(&[number; 32])));
    }
    held
}

fn of_bodies_and_workers(store: &Store) -> Vec<String> {
    let mut held = vec![told(store.next_wake())];
    let all: &[&[&str]] = &[&[], &["phase 1"], &["phase 0", "phase 2"], &["none"]];
    for phases in all {
        for body in ["body 0", "body 1", "no body"] {
            let page = |after| store.worklist(body, phases, after, 2).unwrap();
            held.push(pages(page, WorklistRow::cursor));
        }
    }
    for now in [-1, 3, 6, 20] {
        for limit in [0, 2, 50] {
            held.push(told(store.due_streams(second(now), limit)));
            let due = store.due_effects(at(now), limit).unwrap();
            let payloads: Vec<_> = due.iter().map(|effect| &effect.payload).collect();
            held.push(format!("{due:?} {payloads:?}"));
        }
    }
    held
}

/// What auditors find by no facet, by one and by two, with and without another.
fn of_audits(store: &Store) -> Vec<String> {
    let (own, register) = ("body:0".to_owned(), "register:1".to_owned());
    let mut held = Vec::new();
    for facets in [vec![], vec![own.clone()], vec![own, register.clone()]] {
        for without in [None, Some(register.clone())] {
            let filter = AccessFilter {
                facets: facets.clone(),
                without,
                ..AccessFilter::default()
            };
            let told = |rows: Vec<AuditedAccess>| {
                let told = rows.into_iter().map(|row| {
                    let access = row.access;
                    assert!(access.leaf_ok);
                    format!("{} {} {:?}", access.id, access.at, access.details)
                });
                told.collect::<Vec<_>>()
            };
            let mut before = None;
            let all = store.all_audited(&filter, 999, WALK).unwrap().unwrap();
            held.extend(told(all));
            loop {
                let page = store.audited(&filter, before, 2).unwrap();
                held.extend(told(page.rows));
                before = page.next;
                if before.is_none() {
                    break;
                }
            }
            let sample = store.audit_sample(&filter, (7, 3), WALK).unwrap().unwrap();
            held.push(format!("{} {:?}", sample.among, told(sample.rows)));
        }
    }
    held
}

fn of_persons(store: &Store) -> Vec<String> {
    let mut held = of_audits(store);
    for who in (0..2).map(|who| person(store, who)) {
        for kind in [
            StreamKind::Case,
            StreamKind::Bundle,
            StreamKind::Person,
            StreamKind::Inquiry,
            StreamKind::Duplicate,
        ] {
            let page = |before: Option<StreamId>| store.streams_of(who, kind, before, 2).unwrap();
            held.push(pages(page, |row| row.stream));
        }
        let access = |before| {
            let rows = store.accesses_of(who, before, 2).unwrap();
            let rows = rows.into_iter();
            rows.map(|row| (row.id, row.at, row.stream, row.details, row.leaf_ok))
                .collect()
        };
        held.push(pages(access, |row| row.0));

        let drafts = store.drafts_of(who, 9).unwrap();
        held.extend(drafts.iter().map(|draft| format!("{draft:?}")));
    }
    for number in 0..5 {
        let draft = store.draft(id(number)).unwrap();
        held.push(format!(
            "{:?}",
            draft.map(|draft| (draft.saved_at, draft.plaintext))
        ));
        let upload = store.upload(id(number)).unwrap();
        let parts = upload.map(|upload| {
            let meta = upload.meta;
            (
                meta.home,
                meta.name,
                meta.media_type,
                meta.size,
                meta.uploaded_at,
                upload.bytes,
            )
        });
        held.push(format!(
            "{parts:?} {:?}",
            store.upload_meta(id(number)).unwrap()
        ));
        held.push(told(store.uploads_of(id(number), 9)));
    }
    for number in 0..3 {
        held.push(told(store.session([number; 32], at(3))));
        held.push(told(store.definition([number; 32])));
        held.push(told(store.counts(&number.to_string(), 0)));
    }
    held
}

#[test]
fn sqlite_and_memory_answer_and_hold_the_same() {
    let seen = answer_and_hold_the_same(96, || Store::open_in_memory().unwrap());
    // So many stories have every answer in them.
    for kind in [
        "Ok Committed",
        "Ok Repeated",
        "Err Conflict",
        "Err Claimed",
        "Err EffectGone",
        "Err DraftChanged",
        "Err UploadMoved",
        "Malformed",
    ] {
        assert!(
            seen.iter().any(|seen| seen.starts_with(kind)),
            "no call was answered {kind}: {seen:?}"
        );
    }
}

#[test]
fn postgres_and_memory_answer_and_hold_the_same() {
    answer_and_hold_the_same(24, || Schema::new().open());
}

fn answer_and_hold_the_same(cases: u32, open: Open) -> BTreeSet<String> {
    let seen = RefCell::new(BTreeSet::new());
    let mut runner = TestRunner::new(ProptestConfig {
        cases,
        ..ProptestConfig::default()
    });
    let outcome = runner.run(&vec(step(), 1..60), |steps| {
        let (database, memory) = (open(), Store::in_memory());
        for (step, number) in steps.iter().zip(0..) {
            let answer = take(&database, step, number);
            prop_assert_eq!(&take(&memory, step, number), &answer, "step {}", number);
            let kind = answer.split([' ', '{', '(']).take(2).collect::<Vec<_>>();
            seen.borrow_mut().insert(kind.join(" "));
        }
        for holds in [of_streams, of_bodies_and_workers, of_persons] {
            prop_assert_eq!(holds(&memory), holds(&database));
        }
        Ok(())
    });
    outcome.unwrap();
    seen.into_inner()
}
