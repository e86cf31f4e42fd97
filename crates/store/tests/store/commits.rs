//! What a commit does and what it turns down.

use std::sync::Arc;
use std::thread;

use tutas_store::{
    AccessRow, Change, Claim, ClockRow, Commit, CommitOutcome, EffectKey, EffectRow, Idempotency,
    Index, MAX_CHANGES, Party, Store, StoreError, StreamKind, digest,
};

use crate::make::{Open, change, commit, fold, id, put, second, stream, version};

fn a_committed_change_is_loaded_with_its_state_index_and_journal(open: Open) {
    let store = open();
    let index = Index {
        body: Some("registrar-uralsk".to_owned()),
        phase: "examining".to_owned(),
        due_at: Some(second(9)),
        open: true,
        service: Some("birth-registration".to_owned()),
        bundle: Some(stream(7)),
        number: Some("2026-000001".to_owned()),
    };
    put(
        &store,
        Change {
            index: index.clone(),
            ..change(stream(1), 0)
        },
    )
    .unwrap();
    put(
        &store,
        Change {
            index: index.clone(),
            ..change(stream(1), 1)
        },
    )
    .unwrap();

    let loaded = store.load(stream(1)).unwrap().unwrap();
    assert_eq!(
        (loaded.version, loaded.kind, loaded.index),
        (2, StreamKind::Case, index)
    );
    assert_eq!(loaded.state, change(stream(1), 1).state);
    let journal = store.journal(stream(1)).unwrap();
    assert_eq!(journal.len(), 2);
    for (entry, expected) in journal.iter().zip(0..) {
        let made = change(stream(1), expected);
        assert_eq!((entry.version, &entry.events), (expected + 1, &made.events));
        assert_eq!(entry.recorded_at, made.recorded_at);
        assert!(entry.leaf_ok);
    }
    assert_eq!(store.load(stream(2)).unwrap(), None);
    assert!(store.journal(stream(2)).unwrap().is_empty());
}

fn a_change_decided_on_another_version_is_a_conflict_and_writes_nothing(open: Open) {
    let store = open();
    put(&store, change(stream(1), 0)).unwrap();
    for expected in [0, 2] {
        let both = Commit {
            changes: vec![change(stream(2), 0), change(stream(1), expected)],
            ..Commit::default()
        };
        let conflict = StoreError::Conflict { stream: stream(1) };
        assert_eq!(store.commit_blocking(both), Err(conflict));
        assert_eq!(
            (version(&store, stream(1)), version(&store, stream(2))),
            (1, 0)
        );
    }
}

fn a_stream_that_was_only_read_must_not_have_moved(open: Open) {
    let store = open();
    put(&store, change(stream(1), 0)).unwrap();
    let after_reading = |read, seen| Commit {
        reads: vec![(stream(read), seen)],
        ..commit(change(stream(5), 0))
    };
    for (read, seen) in [(1, 0), (1, 2), (2, 1)] {
        let conflict = StoreError::Conflict {
            stream: stream(read),
        };
        assert_eq!(
            store.commit_blocking(after_reading(read, seen)),
            Err(conflict)
        );
    }
    let unmoved = Commit {
        reads: vec![(stream(1), 1), (stream(2), 0)],
        ..commit(change(stream(5), 0))
    };
    assert_eq!(store.commit_blocking(unmoved), Ok(CommitOutcome::Committed));
}

fn a_repetition_changes_nothing_and_gives_the_first_answer(open: Open) {
    let store = open();
    let filing = |expected, answer: &[u8]| Commit {
        idempotency: Some(Idempotency {
            key: [7; 32],
            answer: answer.to_vec(),
        }),
        ..commit(change(stream(1), expected))
    };
    assert_eq!(
        store.commit_blocking(filing(0, b"first")),
        Ok(CommitOutcome::Committed)
    );
    for expected in [0, 1] {
        let repeated = CommitOutcome::Repeated {
            answer: b"first".to_vec(),
        };
        assert_eq!(
            store.commit_blocking(filing(expected, b"second")),
            Ok(repeated)
        );
    }
    assert_eq!(version(&store, stream(1)), 1);
    assert_eq!(
        store.find_answer(&[7; 32]).unwrap().as_deref(),
        Some(&b"first"[..])
    );
    assert_eq!(store.find_answer(&[8; 32]).unwrap(), None);
}

fn a_commit_that_was_turned_down_may_come_again_under_its_key(open: Open) {
    let store = open();
    let filing = |expected| Commit {
        idempotency: Some(Idempotency {
            key: [7; 32],
            answer: Vec::new(),
        }),
        ..commit(change(stream(1), expected))
    };
    assert!(store.commit_blocking(filing(4)).is_err());
    assert_eq!(
        store.commit_blocking(filing(0)),
        Ok(CommitOutcome::Committed)
    );
}

fn a_name_is_held_by_one_stream_until_it_is_given_up(open: Open) {
    let store = open();
    let name = store.claim_key("2026-1", "birth:2026-1");
    let claim = |holder, release| Claim {
        name,
        holder: stream(holder),
        release,
    };
    let with = |holder, expected, claims: &[Claim]| Commit {
        claims: claims.to_vec(),
        ..commit(change(stream(holder), expected))
    };
    store
        .commit_blocking(with(1, 0, &[claim(1, false)]))
        .unwrap();
    store
        .commit_blocking(with(1, 1, &[claim(1, false)]))
        .unwrap();
    let claimed = Err(StoreError::Claimed { holder: stream(1) });
    assert_eq!(
        store.commit_blocking(with(2, 0, &[claim(2, false)])),
        claimed
    );
    // Another's giving up does not count, the holder's does, also within one commit.
    store
        .commit_blocking(with(3, 0, &[claim(3, true)]))
        .unwrap();
    assert_eq!(
        store.commit_blocking(with(2, 0, &[claim(2, false)])),
        claimed
    );
    store
        .commit_blocking(with(2, 0, &[claim(1, true), claim(2, false)]))
        .unwrap();
    assert_eq!(store.find_claim(&name).unwrap(), Some(stream(2)));
    assert_eq!(
        store
            .find_claim(&store.claim_key("2026-1", "another"))
            .unwrap(),
        None
    );
    let claimed = Err(StoreError::Claimed { holder: stream(2) });
    assert_eq!(
        store.commit_blocking(with(1, 2, &[claim(1, false)])),
        claimed
    );
}

fn a_name_is_free_when_it_was_given_up_beside_its_taking(open: Open) {
    let store = open();
    let holders: Vec<u64> = (1..=40).collect();
    let name = |of: u64| store.claim_key("", &format!("birth:{of}"));
    let claim = |of, release| Claim {
        name: name(of),
        holder: stream(of),
        release,
    };
    for of in &holders {
        put(&store, change(stream(*of), 0)).unwrap();
    }
    // Handed over together, so that some of each pair are made in one transaction.
    let handed_over: Vec<_> = holders
        .iter()
        .map(|of| {
            let taken = Commit {
                claims: vec![claim(*of, false)],
                reads: vec![(stream(*of), 1)],
                ..Commit::default()
            };
            let given_up = Commit {
                claims: vec![claim(*of, true)],
                ..commit(change(stream(*of), 1))
            };
            (store.commit(taken), store.commit(given_up))
        })
        .collect();
    for (of, (taken, given_up)) in holders.iter().zip(handed_over) {
        // Taken first and given up, or found that it is too late: free in either case.
        let _either = taken.wait();
        given_up.wait().unwrap();
        assert_eq!(store.find_claim(&name(*of)).unwrap(), None);
    }
}

fn what_comes_twice_at_once_is_made_once_and_answered_twice(open: Open) {
    let store = open();
    let streams: Vec<u64> = (1..=40).collect();
    for of in &streams {
        put(&store, change(stream(*of), 0)).unwrap();
    }
    let once = |of: u64| Commit {
        idempotency: Some(Idempotency {
            key: [u8::try_from(of).unwrap(); 32],
            answer: of.to_be_bytes().to_vec(),
        }),
        ..commit(change(stream(of), 1))
    };
    let handed_over: Vec<_> = streams
        .iter()
        .map(|of| [store.commit(once(*of)), store.commit(once(*of))])
        .collect();
    for (of, both) in streams.iter().zip(handed_over) {
        let mut answers = both.map(tutas_store::Writing::wait);
        answers.sort_by_key(|answer| *answer != Ok(CommitOutcome::Committed));
        let answer = of.to_be_bytes().to_vec();
        let expected = [
            Ok(CommitOutcome::Committed),
            Ok(CommitOutcome::Repeated { answer }),
        ];
        assert_eq!(answers, expected);
    }
}

fn a_number_belongs_to_one_stream_and_finds_it(open: Open) {
    let store = open();
    let numbered = |of, expected, number: Option<&str>| {
        let plain = change(stream(of), expected);
        let index = Index {
            number: number.map(str::to_owned),
            ..plain.index
        };
        Change { index, ..plain }
    };
    put(&store, numbered(1, 0, None)).unwrap();
    put(&store, numbered(1, 1, Some("Б-1"))).unwrap();
    put(&store, numbered(1, 2, Some("Б-1"))).unwrap();
    assert_eq!(store.find_by_number("Б-1").unwrap(), Some(stream(1)));
    assert_eq!(store.find_by_number("Б-2").unwrap(), None);
    let claimed = Err(StoreError::Claimed { holder: stream(1) });
    assert_eq!(put(&store, numbered(2, 0, Some("Б-1"))), claimed);
    put(&store, numbered(2, 0, Some("Б-2"))).unwrap();
    assert_eq!(store.find_by_number("Б-2").unwrap(), Some(stream(2)));
}

fn an_effect_waits_until_its_outcome_is_committed_and_counts_once(open: Open) {
    let store = open();
    let effect = |ordinal, due| EffectRow {
        stream: stream(1),
        ordinal,
        kind: "notify".to_owned(),
        due_at: second(due),
        payload: b"to whom".to_vec(),
    };
    let asking = Commit {
        effects: vec![effect(0, 5), effect(1, 3)],
        ..commit(change(stream(1), 0))
    };
    store.commit_blocking(asking).unwrap();
    assert!(store.due_effects(second(2), 9).unwrap().is_empty());
    let due = store.due_effects(second(5), 9).unwrap();
    assert_eq!(
        due.iter()
            .map(|effect| effect.key.ordinal)
            .collect::<Vec<_>>(),
        [1, 0]
    );
    assert_eq!(
        (due[0].payload.as_slice(), due[0].tries, due[0].key.version),
        (&b"to whom"[..], 0, 1)
    );

    store
        .postpone_effect(due[0].key, second(60), 1)
        .wait()
        .unwrap();
    let key = EffectKey {
        stream: stream(1),
        version: 1,
        ordinal: 0,
    };
    let done = |expected| Commit {
        effects_done: vec![key],
        ..commit(change(stream(1), expected))
    };
    store.commit_blocking(done(1)).unwrap();
    assert_eq!(
        store.commit_blocking(done(2)),
        Err(StoreError::EffectGone { key })
    );
    let due = store.due_effects(second(60), 9).unwrap();
    assert_eq!(
        due.iter()
            .map(|effect| (effect.key.ordinal, effect.tries))
            .collect::<Vec<_>>(),
        [(1, 1)]
    );
    assert_eq!(store.next_wake().unwrap(), Some(second(60)));
}

fn a_clock_stays_until_it_is_moved(open: Open) {
    let store = open();
    let clock = |of, at: Option<i64>| ClockRow {
        stream: stream(of),
        at: at.map(second),
    };
    let with = |of, expected, clocks: &[ClockRow]| Commit {
        clocks: clocks.to_vec(),
        ..commit(change(stream(of), expected))
    };
    store
        .commit_blocking(with(1, 0, &[clock(1, Some(20))]))
        .unwrap();
    store
        .commit_blocking(with(2, 0, &[clock(2, Some(10))]))
        .unwrap();
    store.commit_blocking(with(3, 0, &[])).unwrap();
    store.commit_blocking(with(1, 1, &[])).unwrap();
    assert_eq!(store.next_wake().unwrap(), Some(second(10)));
    assert_eq!(store.due_streams(second(19), 9).unwrap(), [stream(2)]);
    assert_eq!(
        store.due_streams(second(20), 9).unwrap(),
        [stream(2), stream(1)]
    );
    assert_eq!(store.due_streams(second(20), 1).unwrap(), [stream(2)]);
    // A clock moves with its own stream's change, another's change, or none.
    store
        .commit_blocking(with(1, 2, &[clock(1, None), clock(2, Some(30))]))
        .unwrap();
    assert_eq!(store.next_wake().unwrap(), Some(second(30)));
    let alone = Commit {
        clocks: vec![clock(2, None)],
        ..Commit::default()
    };
    store.commit_blocking(alone).unwrap();
    assert_eq!(store.next_wake().unwrap(), None);
}

fn a_commit_that_makes_no_sense_is_told_so(open: Open) {
    let store = open();
    let many = (0..=MAX_CHANGES as u64)
        .map(|number| change(stream(number), 0))
        .collect();
    let effect = EffectRow {
        stream: stream(2),
        ordinal: 0,
        kind: "notify".to_owned(),
        due_at: second(0),
        payload: Vec::new(),
    };
    let access = || AccessRow {
        id: id(1),
        at: second(0),
        subject: store.person_key("iin:1"),
        stream: None,
        details: Vec::new(),
        facets: Vec::new(),
    };
    for senseless in [
        Commit {
            changes: many,
            ..Commit::default()
        },
        Commit {
            changes: vec![change(stream(1), 0), change(stream(1), 1)],
            ..Commit::default()
        },
        commit(Change {
            events: Vec::new(),
            ..change(stream(1), 0)
        }),
        commit(Change {
            expected: u64::MAX,
            ..change(stream(1), 0)
        }),
        commit(Change {
            parties: vec![Party {
                person: store.person_key("iin:1"),
                role: "a,b".to_owned(),
            }],
            ..change(stream(1), 0)
        }),
        Commit {
            effects: vec![effect],
            ..commit(change(stream(1), 0))
        },
        // Two accesses of one id: found by the database.
        Commit {
            accesses: vec![access(), access()],
            ..commit(change(stream(1), 0))
        },
    ] {
        let answer = store.commit_blocking(senseless);
        assert!(
            matches!(answer, Err(StoreError::Malformed(_))),
            "{answer:?}"
        );
        assert_eq!(version(&store, stream(1)), 0);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_many_commits_at_once_one_conflict_turns_down_one_and_all_share_few_transactions() {
    let data = tempfile::tempdir().unwrap();
    let store = Arc::new(Store::open(data.path()).unwrap());
    store.commit(commit(change(stream(0), 0))).await.unwrap();
    let before = store.write_version();
    let tasks: Vec<_> = (0..200)
        .map(|number| {
            let store = Arc::clone(&store);
            tokio::spawn(async move { store.commit(commit(change(stream(number), 0))).await })
        })
        .collect();
    for (task, number) in tasks.into_iter().zip(0..) {
        let answer = task.await.unwrap();
        if number == 0 {
            assert_eq!(answer, Err(StoreError::Conflict { stream: stream(0) }));
        } else {
            assert_eq!(answer, Ok(CommitOutcome::Committed));
        }
    }
    let transactions = store.write_version() - before;
    assert!(
        transactions < 100,
        "{transactions} transactions for 200 commits"
    );
    assert_eq!(store.streams(None, 1_000).unwrap().len(), 200);
}

fn a_digest_stands_for_a_state_and_is_held_to_the_fold(open: Open) {
    for (kept, is_right) in [(change(stream(1), 0).state, true), (b"{}".to_vec(), false)] {
        let store = open();
        let state = digest(&kept);
        let first = Change {
            state,
            ..change(stream(1), 0)
        };
        put(&store, first).unwrap();
        let seen = store.verify(|_, entries| Ok(fold(&entries.last().unwrap().events)));
        assert_eq!(seen.unwrap().problems.is_empty(), is_right);
        // The next change has its state again.
        put(&store, change(stream(1), 1)).unwrap();
        let found = store.load(stream(1)).unwrap().unwrap();
        assert_eq!(found.state, change(stream(1), 1).state);
    }
}

fn of_commits_that_race_for_one_version_one_wins(open: Open) {
    let store = open();
    for expected in 0..20 {
        let won = thread::scope(|scope| {
            let racing = || put(&store, change(stream(1), expected)).is_ok();
            let racers: Vec<_> = (0..8).map(|_| scope.spawn(racing)).collect();
            let won = racers.into_iter().map(|racer| racer.join().unwrap());
            won.filter(|won| *won).count()
        });
        assert_eq!(won, 1, "at version {expected}");
    }
    let seen = store
        .verify(|_, entries| Ok(fold(&entries.last().unwrap().events)))
        .unwrap();
    assert_eq!(
        (seen.streams, seen.changes, seen.problems),
        (1, 20, Vec::new())
    );
}

fn effects_that_are_not_done_are_gone_through_page_by_page_with_when_they_were_wanted(open: Open) {
    let store = open();
    let effect = |number, due| EffectRow {
        stream: stream(number),
        ordinal: 0,
        kind: "notify".to_owned(),
        due_at: second(due),
        payload: Vec::new(),
    };
    for (number, due) in [(1, 9), (2, 5), (3, 5)] {
        let change = Change {
            recorded_at: second(i64::try_from(number).unwrap()),
            ..change(stream(number), 0)
        };
        let asking = Commit {
            effects: vec![effect(number, due)],
            ..commit(change)
        };
        store.commit_blocking(asking).unwrap();
    }
    let mut seen = Vec::new();
    let mut after = None;
    loop {
        let page = store.undone_effects(after, 2).unwrap();
        let Some(last) = page.last() else { break };
        after = Some((last.due_at, last.key));
        seen.extend(page);
    }
    let told = seen
        .iter()
        .map(|one| (one.key.stream, one.due_at, one.tries, one.wanted_at))
        .collect::<Vec<_>>();
    let expected = [(2, 5), (3, 5), (1, 9)].map(|(number, due)| {
        let wanted_at = Some(second(i64::try_from(number).unwrap()));
        (stream(number), second(due), 0, wanted_at)
    });
    assert_eq!(told, expected);
    // Nobody has taken them by this.
    assert_eq!(store.due_effects(second(9), 9).unwrap().len(), 3);
    store
        .postpone_effect(seen[0].key, second(99), 4)
        .wait()
        .unwrap();
    let last = store.undone_effects(None, 9).unwrap().pop().unwrap();
    assert_eq!((last.key, last.tries), (seen[0].key, 4));
}

on_every_engine! {
    a_committed_change_is_loaded_with_its_state_index_and_journal,
    a_change_decided_on_another_version_is_a_conflict_and_writes_nothing,
    a_stream_that_was_only_read_must_not_have_moved,
    a_repetition_changes_nothing_and_gives_the_first_answer,
    a_commit_that_was_turned_down_may_come_again_under_its_key,
    a_name_is_held_by_one_stream_until_it_is_given_up,
    a_name_is_free_when_it_was_given_up_beside_its_taking,
    what_comes_twice_at_once_is_made_once_and_answered_twice,
    a_number_belongs_to_one_stream_and_finds_it,
    an_effect_waits_until_its_outcome_is_committed_and_counts_once,
    effects_that_are_not_done_are_gone_through_page_by_page_with_when_they_were_wanted,
    a_clock_stays_until_it_is_moved,
    a_commit_that_makes_no_sense_is_told_so,
    of_commits_that_race_for_one_version_one_wins,
    a_digest_stands_for_a_state_and_is_held_to_the_fold,
}
