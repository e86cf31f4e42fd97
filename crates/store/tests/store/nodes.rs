//! Several programs on one PostgreSQL, and connections that break.

use std::sync::Barrier;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, ScopedJoinHandle};
use std::time::Duration;

use jiff::Timestamp;
use tutas_store::{
    AccessRow, Change, Claim, ClockRow, Commit, CommitOutcome, EffectKey, EffectRow, Idempotency,
    Index, Result, Store, StoreError, Writing,
};

use crate::cut::{Cut, Proxy};
use crate::make::{change, commit, fold, id, put, second, stream, version};
use crate::postgres::Schema;

const ROUNDS: u64 = 12;

/// What two programs that do something at the same moment are answered.
fn at_once<T: Send>(
    nodes: [&Store; 2],
    work: impl Fn(&Store, u64) -> Result<T> + Sync,
) -> [Result<T>; 2] {
    let start = Barrier::new(2);
    thread::scope(|scope| {
        let (start, work) = (&start, &work);
        let begin = |number: u64| {
            let node = nodes[usize::try_from(number).unwrap()];
            scope.spawn(move || {
                start.wait();
                work(node, number)
            })
        };
        [begin(0), begin(1)].map(|thread| thread.join().unwrap())
    })
}

/// The answer to the one who came too late; the other must have come through.
fn loser(answers: [Result<CommitOutcome>; 2]) -> (usize, Result<CommitOutcome>) {
    let committed = Ok(CommitOutcome::Committed);
    match answers {
        [won, lost] if won == committed && lost != committed => (1, lost),
        [lost, won] if won == committed && lost != committed => (0, lost),
        other => panic!("not one of two came through: {other:?}"),
    }
}

fn verified(store: &Store) -> u64 {
    let seen = store
        .verify(|_, entries| Ok(fold(&entries.last().unwrap().events)))
        .unwrap();
    assert_eq!(seen.problems, []);
    seen.changes
}

#[test]
fn what_one_program_has_acknowledged_another_reads() {
    let schema = Schema::new();
    let (one, two) = (schema.open(), schema.open());
    put(&one, change(stream(1), 0)).unwrap();
    put(&two, change(stream(1), 1)).unwrap();
    assert_eq!(version(&one, stream(1)), 2);
    assert_eq!(version(&schema.open_read_only(), stream(1)), 2);
}

#[test]
fn a_program_with_another_master_key_is_refused() {
    let schema = Schema::new();
    let _first = schema.open();
    let empty = tempfile::tempdir().unwrap();
    let error = Store::open_postgres(&schema.url(), empty.path()).unwrap_err();
    assert!(
        error.to_string().contains("copy it from the folder"),
        "{error}"
    );
    let other = Schema::new();
    let _other = other.open();
    let foreign = other.folder();
    let error = Store::open_postgres(&schema.url(), foreign.path()).unwrap_err();
    assert!(error.to_string().contains("not the master key"), "{error}");
}

#[test]
fn of_two_programs_one_makes_a_version() {
    let schema = Schema::new();
    let (one, two) = (schema.open(), schema.open());
    for expected in 0..ROUNDS {
        let answers = at_once([&one, &two], |node, _| {
            put(node, change(stream(1), expected))
        });
        let conflict = StoreError::Conflict { stream: stream(1) };
        assert_eq!(loser(answers).1, Err(conflict));
    }
    assert_eq!(verified(&two), ROUNDS);
}

#[test]
fn of_two_programs_one_has_a_name_and_one_a_number() {
    let schema = Schema::new();
    let (one, two) = (schema.open(), schema.open());
    for round in 0..ROUNDS {
        let holder = |number| stream(10 * round + number);
        let named = at_once([&one, &two], |node, number| {
            node.commit_blocking(Commit {
                claims: vec![Claim {
                    name: node.claim_key("", &format!("birth:{round}")),
                    holder: holder(number),
                    release: false,
                }],
                ..commit(change(holder(number), 0))
            })
        });
        let (lost, answer) = loser(named);
        let holder_is = holder(1 - lost as u64);
        assert_eq!(answer, Err(StoreError::Claimed { holder: holder_is }));

        let holder = |number| stream(10 * round + 5 + number);
        let numbered = at_once([&one, &two], |node, number| {
            let plain = change(holder(number), 0);
            let index = Index {
                number: Some(format!("№ {round}")),
                ..plain.index
            };
            put(node, Change { index, ..plain })
        });
        let (lost, answer) = loser(numbered);
        let holder_is = holder(1 - lost as u64);
        assert_eq!(answer, Err(StoreError::Claimed { holder: holder_is }));
    }
}

#[test]
fn a_name_that_changed_hands_is_not_given_up_by_who_had_it() {
    let schema = Schema::new();
    let (one, two) = (schema.open(), schema.open());
    for round in 0..ROUNDS {
        let name = one.claim_key("", &format!("birth:{round}"));
        let (before, after) = (stream(10 * round), stream(10 * round + 1));
        let claim = |holder, release| Claim {
            name,
            holder,
            release,
        };
        let with = |claims: &[Claim]| Commit {
            claims: claims.to_vec(),
            ..Commit::default()
        };
        one.commit_blocking(with(&[claim(before, false)])).unwrap();
        let answers = at_once([&one, &two], |node, number| {
            let claims = [claim(before, true), claim(after, false)];
            let given_up = if number == 0 { 2 } else { 1 };
            node.commit_blocking(with(&claims[..given_up]))
        });
        assert!(answers.iter().all(Result::is_ok), "{answers:?}");
        assert_eq!(two.find_claim(&name).unwrap(), Some(after));
    }
}

#[test]
fn of_two_programs_one_commits_under_a_key_and_the_other_repeats_it() {
    let schema = Schema::new();
    let (one, two) = (schema.open(), schema.open());
    for round in 0..ROUNDS {
        let answers = at_once([&one, &two], |node, number| {
            node.commit_blocking(Commit {
                idempotency: Some(Idempotency {
                    key: [u8::try_from(round).unwrap(); 32],
                    answer: number.to_be_bytes().to_vec(),
                }),
                ..commit(change(stream(10 * round + number), 0))
            })
        });
        let (lost, answer) = loser(answers);
        let first = (1 - lost as u64).to_be_bytes().to_vec();
        assert_eq!(answer, Ok(CommitOutcome::Repeated { answer: first }));
        assert_eq!(version(&one, stream(10 * round + lost as u64)), 0);
    }
}

#[test]
fn an_effect_counts_once_whoever_performed_it() {
    let schema = Schema::new();
    let (one, two) = (schema.open(), schema.open());
    for round in 0..ROUNDS {
        let of = stream(10 * round);
        let asking = Commit {
            effects: vec![EffectRow {
                stream: of,
                ordinal: 0,
                kind: "notify".to_owned(),
                due_at: second(0),
                payload: Vec::new(),
            }],
            ..commit(change(of, 0))
        };
        one.commit_blocking(asking).unwrap();
        let key = EffectKey {
            stream: of,
            version: 1,
            ordinal: 0,
        };
        let answers = at_once([&one, &two], |node, number| {
            node.commit_blocking(Commit {
                effects_done: vec![key],
                ..commit(change(stream(10 * round + 1 + number), 0))
            })
        });
        assert_eq!(loser(answers).1, Err(StoreError::EffectGone { key }));
    }
}

#[test]
fn a_draft_is_saved_on_the_version_that_stands() {
    let schema = Schema::new();
    let (one, two) = (schema.open(), schema.open());
    let owner = one.person_key("iin:1");
    for expected in 0..ROUNDS {
        let answers = at_once([&one, &two], |node, number| {
            let text = number.to_be_bytes();
            node.put_draft(id(1), owner, expected, &text, second(0))
                .wait()
                .map(|_| CommitOutcome::Committed)
        });
        let changed = StoreError::DraftChanged {
            draft: id(1),
            version: expected + 1,
        };
        // Beside the very first the key of its owner is made, of which there must be one.
        let first = StoreError::Conflict {
            stream: one.person_stream(&owner),
        };
        let answer = loser(answers).1;
        assert!(
            answer == Err(changed) || expected == 0 && answer == Err(first),
            "{answer:?}"
        );
    }
}

#[test]
fn of_two_who_read_what_the_other_changes_one_has_to_decide_anew() {
    let schema = Schema::new();
    let (one, two) = (schema.open(), schema.open());
    for round in 0..ROUNDS {
        // In every other round neither of the two is there yet.
        let at = round % 2;
        let both = [stream(10 * round), stream(10 * round + 1)];
        if at == 1 {
            for stream in both {
                put(&one, change(stream, 0)).unwrap();
            }
        }
        let answers = at_once([&one, &two], |node, number| {
            let mine = both[usize::try_from(number).unwrap()];
            let other = both[usize::try_from(1 - number).unwrap()];
            node.commit_blocking(Commit {
                reads: vec![(other, at)],
                ..commit(change(mine, at))
            })
        });
        let (lost, answer) = loser(answers);
        assert!(
            matches!(answer, Err(StoreError::Conflict { .. })),
            "{answer:?}"
        );
        assert_eq!(version(&two, both[lost]), at);
    }
}

#[test]
fn two_programs_that_make_a_key_for_the_same_person_end_up_with_one() {
    let schema = Schema::new();
    let (one, two) = (schema.open(), schema.open());
    for round in 0..ROUNDS {
        let subject = one.person_key(&format!("iin:{round}"));
        let read = |node: &Store, number: u64| {
            node.commit_blocking(Commit {
                accesses: vec![AccessRow {
                    id: id(10 * round + number),
                    at: second(0),
                    subject,
                    stream: None,
                    details: b"who and why".to_vec(),
                    facets: Vec::new(),
                }],
                ..Commit::default()
            })
        };
        let answers = at_once([&one, &two], read);
        for (answer, number) in answers.into_iter().zip(0..) {
            if answer.is_err() {
                let stream = one.person_stream(&subject);
                assert_eq!(answer, Err(StoreError::Conflict { stream }));
                read([&one, &two][usize::try_from(number).unwrap()], number).unwrap();
            }
        }
        for node in [&one, &two] {
            let accesses = node.accesses_of(subject, None, 9).unwrap();
            assert_eq!(accesses.len(), 2);
            assert!(accesses.iter().all(|access| access.leaf_ok));
        }
    }
}

#[test]
fn batches_that_hold_up_each_other_all_come_through() {
    let schema = Schema::new();
    let (one, two) = (schema.open(), schema.open());
    let streams = 40;
    for number in 0..streams {
        put(&one, change(stream(number), 0)).unwrap();
    }
    // The same streams in opposite orders: one batch waits for what the other holds.
    let answers = at_once([&one, &two], |node, number| {
        let order: Vec<u64> = if number == 0 {
            (0..streams).collect()
        } else {
            (0..streams).rev().collect()
        };
        let writings: Vec<_> = order
            .into_iter()
            .map(|number| node.commit(commit(change(stream(number), 1))))
            .collect();
        Ok(writings.into_iter().map(Writing::wait).collect::<Vec<_>>())
    });
    let mut committed = 0;
    for answer in answers.into_iter().flat_map(Result::unwrap) {
        match answer {
            Ok(CommitOutcome::Committed) => committed += 1,
            Err(StoreError::Conflict { .. }) => {}
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(committed, streams);
    assert_eq!(verified(&one), 2 * streams);
}

#[test]
fn connections_that_break_lose_nothing_and_double_nothing() {
    let schema = Schema::new();
    let nodes = [schema.open(), schema.open()];
    let done = AtomicBool::new(false);
    let (each, streams) = (60, 4);
    let broken = thread::scope(|scope| {
        let breaking = scope.spawn(|| {
            let mut broken = 0;
            while !done.load(Ordering::Relaxed) {
                broken += schema.break_connections();
                thread::sleep(Duration::from_millis(30));
            }
            broken
        });
        let writers: Vec<_> = (0..streams)
            .map(|number| {
                let node = &nodes[usize::try_from(number % 2).unwrap()];
                scope.spawn(move || {
                    for expected in 0..each {
                        // Anything else than this would be untrue: nobody else writes here.
                        let answer = put(node, change(stream(number), expected));
                        assert_eq!(answer, Ok(CommitOutcome::Committed), "{expected}");
                    }
                })
            })
            .collect();
        let ended: Vec<_> = writers.into_iter().map(ScopedJoinHandle::join).collect();
        done.store(true, Ordering::Relaxed);
        assert!(ended.iter().all(Result::is_ok));
        breaking.join().unwrap()
    });
    assert!(broken > 20, "only {broken} connections were broken");
    assert_eq!(verified(&schema.open()), each * streams);
}

#[test]
fn a_commit_whose_answer_is_lost_is_told_as_it_ended() {
    let schema = Schema::new();
    let _first = schema.open();
    let proxy = Proxy::new();
    let store = schema.open_at(&proxy.url(&schema.url()));
    for (cut, expected) in [Cut::AfterCommit, Cut::BeforeCommit]
        .into_iter()
        .cycle()
        .zip(0..10)
    {
        proxy.plan(cut);
        let answer = put(&store, change(stream(1), expected));
        assert_eq!(answer, Ok(CommitOutcome::Committed), "{cut:?}");
        assert!(proxy.has_cut(), "{cut:?}");
        assert_eq!(version(&store, stream(1)), expected + 1);
    }
    assert_eq!(verified(&store), 10);
}

#[test]
fn a_commit_that_is_answered_with_a_warning_is_looked_up() {
    // As PostgreSQL answers whose wait for a standby was cancelled.
    const OBJECT: &str = "CREATE FUNCTION object() RETURNS trigger LANGUAGE plpgsql AS \
        'BEGIN RAISE WARNING ''canceling wait''; RETURN NULL; END'";
    const AT_COMMIT: &str = "CREATE CONSTRAINT TRIGGER objects AFTER INSERT ON journal \
        DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION object()";
    let schema = Schema::new();
    let store = schema.open();
    let asked = || {
        let rows = schema.query("SELECT sum(asked)::bigint FROM desk");
        rows[0].get::<_, i64>(0)
    };
    put(&store, change(stream(1), 0)).unwrap();
    assert_eq!(asked(), 0);
    schema.query(OBJECT);
    schema.query(AT_COMMIT);
    let answer = put(&store, change(stream(1), 1));
    assert_eq!(answer, Ok(CommitOutcome::Committed));
    assert_eq!(asked(), 1);
    assert_eq!(verified(&store), 2);
}

#[test]
fn what_one_program_works_on_no_other_is_handed_until_that_one_ends_or_is_too_slow() {
    let schema = Schema::new();
    let (one, two) = (schema.open(), schema.open());
    for number in 1..=3 {
        let asking = Commit {
            effects: vec![EffectRow {
                stream: stream(number),
                ordinal: 0,
                kind: "notify".to_owned(),
                due_at: second(0),
                payload: b"to whom".to_vec(),
            }],
            clocks: vec![ClockRow {
                stream: stream(number + 10),
                at: Some(second(0)),
            }],
            changes: vec![change(stream(number), 0), change(stream(number + 10), 0)],
            ..Commit::default()
        };
        one.commit_blocking(asking).unwrap();
    }
    let effects = |store: &Store, limit| {
        let due = store.due_effects(second(1), limit).unwrap();
        assert!(due.iter().all(|effect| effect.payload == b"to whom"));
        due.iter()
            .map(|effect| effect.key.stream)
            .collect::<Vec<_>>()
    };
    let clocks = |store: &Store, limit| store.due_streams(second(1), limit).unwrap();
    assert_eq!(effects(&one, 2), [stream(1), stream(2)]);
    assert_eq!(effects(&two, 2), [stream(3)]);
    assert_eq!(effects(&one, 9), [stream(1), stream(2)]);
    assert_eq!(clocks(&two, 1), [stream(11)]);
    assert_eq!(clocks(&one, 9), [stream(12), stream(13)]);

    // Too slow: the minute of the first is over.
    schema.query("UPDATE lease SET until = 0 WHERE stream IN (SELECT stream FROM effect)");
    assert_eq!(effects(&two, 9), [stream(1), stream(2), stream(3)]);
    assert_eq!(effects(&one, 9), []);
    // Ended: what it had is free at once.
    drop(two);
    assert_eq!(effects(&one, 9), [stream(1), stream(2), stream(3)]);
    assert_eq!(clocks(&one, 9), [stream(11), stream(12), stream(13)]);
}

#[test]
fn programs_on_one_database_have_its_clock_and_a_program_alone_its_own() {
    let schema = Schema::new();
    let shown = || {
        let text = "SELECT (EXTRACT(EPOCH FROM clock_timestamp()) * 1000000)::bigint";
        Timestamp::from_microsecond(schema.query(text)[0].get(0)).unwrap()
    };
    let store = schema.open();
    let before = shown();
    let time = store.time().unwrap().unwrap();
    assert!(before <= time && time <= shown());
    assert_eq!(Store::open_in_memory().unwrap().time(), Ok(None));
}

#[test]
fn schemas_of_ones_own_can_be_deleted_and_no_others() {
    let schema = Schema::new();
    put(&schema.open(), change(stream(1), 0)).unwrap();
    let url = schema.url();
    let unnamed = url.split("options=").next().unwrap();
    assert!(Store::remove_postgres(unnamed).is_err());
    assert_eq!(schema.query("SELECT version FROM state").len(), 1);
    Store::remove_postgres(&url).unwrap();
    let left = schema.query("SELECT to_regclass('state') IS NULL");
    assert!(left[0].get::<_, bool>(0));
}

#[test]
fn programs_that_end_leave_no_row_behind() {
    let schema = Schema::new();
    let store = schema.open();
    put(&store, change(stream(1), 0)).unwrap();
    store.due_streams(second(0), 1).unwrap();
    let writers = || schema.query("SELECT id FROM desk").len();
    assert!(writers() > 0);
    drop(store);
    assert_eq!(writers(), 0);
    assert_eq!(schema.query("SELECT stream FROM lease").len(), 0);
}
