//! Commits that end badly as planned, on every engine.

use std::future::Future as _;
use std::pin::pin;
use std::task::{Context, Waker};

use tutas_store::{Commit, CommitFault, CommitOutcome, Idempotency, StoreError};

use crate::make::{Open, change, commit, put, stream, version};

on_every_engine!(
    a_lost_commit_changed_nothing_and_may_come_again,
    an_unacknowledged_commit_took_effect_and_is_known_by_its_key,
    a_plan_takes_the_place_of_the_last_and_a_rejection_uses_up_an_entry,
    a_program_that_died_hears_nothing_any_more,
);

fn lost(answer: &Result<CommitOutcome, StoreError>) -> bool {
    matches!(answer, Err(StoreError::Unavailable(_)))
}

fn a_lost_commit_changed_nothing_and_may_come_again(open: Open) {
    let store = open();
    store.fail_commits([None, Some(CommitFault::Lost), None]);
    put(&store, change(stream(1), 0)).unwrap();
    assert!(lost(&put(&store, change(stream(1), 1))));
    assert_eq!(version(&store, stream(1)), 1);
    put(&store, change(stream(1), 1)).unwrap();
    assert_eq!(version(&store, stream(1)), 2);
}

fn an_unacknowledged_commit_took_effect_and_is_known_by_its_key(open: Open) {
    let store = open();
    let filing = || Commit {
        idempotency: Some(Idempotency {
            key: [7; 32],
            answer: b"slip".to_vec(),
        }),
        ..commit(change(stream(1), 0))
    };
    store.fail_commits([Some(CommitFault::Unacknowledged)]);
    assert!(lost(&store.commit_blocking(filing())));
    assert_eq!(version(&store, stream(1)), 1);
    let repeated = CommitOutcome::Repeated {
        answer: b"slip".to_vec(),
    };
    assert_eq!(store.commit_blocking(filing()), Ok(repeated));
}

fn a_plan_takes_the_place_of_the_last_and_a_rejection_uses_up_an_entry(open: Open) {
    let store = open();
    let plan = [CommitFault::Lost; 5].map(Some);
    store.fail_commits(plan);
    store.fail_commits([
        None,
        Some(CommitFault::Unacknowledged),
        Some(CommitFault::Lost),
    ]);
    let conflict = StoreError::Conflict { stream: stream(1) };
    let stale = || put(&store, change(stream(1), 4));
    assert_eq!(stale(), Err(conflict));
    assert!(lost(&stale()), "why it was turned down is not told");
    assert!(lost(&put(&store, change(stream(1), 0))));
    put(&store, change(stream(1), 0)).unwrap();
    store.fail_commits([Some(CommitFault::Lost)]);
    store.fail_commits([]);
    put(&store, change(stream(1), 1)).unwrap();
}

fn a_program_that_died_hears_nothing_any_more(open: Open) {
    for (fault, written) in [(CommitFault::DiedBefore, 1), (CommitFault::DiedAfter, 2)] {
        let store = open();
        store.fail_commits([None, Some(fault)]);
        put(&store, change(stream(1), 0)).unwrap();
        assert!(!store.has_died());
        for _ in 0..2 {
            let writing = pin!(store.commit(commit(change(stream(1), 1))));
            assert!(
                writing
                    .poll(&mut Context::from_waker(Waker::noop()))
                    .is_pending()
            );
            assert!(store.has_died());
        }
        assert_eq!(version(&store, stream(1)), written, "{fault:?}");
    }
}
