//! Small values to test with.

use jiff::Timestamp;
use tutas_store::{
    AuditWalk, Change, Commit, CommitOutcome, Index, Result, Store, StreamId, StreamKind,
};
use uuid::Uuid;

/// A text that must not be found in any file.
pub(crate) const CANARY: &str = "Айгерім-900101100014-canary";

/// A walk through all accesses.
pub(crate) const WALK: AuditWalk<'_> = AuditWalk {
    most: 1_000,
    goes_on: &|| true,
};

/// How a test that runs on every engine gets an empty store.
pub(crate) type Open = fn() -> Store;

/// A time-ordered id: the larger `number`, the later.
pub(crate) fn stream(number: u64) -> StreamId {
    StreamId(id(number))
}

/// A time-ordered id: the larger `number`, the later.
pub(crate) fn id(number: u64) -> Uuid {
    Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0000 | (u128::from(number) << 80))
}

/// Some second in November 2026.
pub(crate) fn second(number: i64) -> Timestamp {
    Timestamp::from_second(1_795_000_000 + number).unwrap()
}

/// The change that makes `expected` + 1 of an open case.
pub(crate) fn change(stream: StreamId, expected: u64) -> Change {
    Change {
        stream,
        kind: StreamKind::Case,
        expected,
        events: format!(r#"[{{"n":{},"who":"{CANARY}"}}]"#, expected + 1).into_bytes(),
        state: format!(r#"{{"n":{},"who":"{CANARY}"}}"#, expected + 1).into_bytes(),
        index: Index {
            phase: "gathering".to_owned(),
            open: true,
            ..Index::default()
        },
        parties: Vec::new(),
        recorded_at: second(i64::try_from(expected).unwrap()),
    }
}

/// The fold that belongs to [`change`]: the last event is the state.
pub(crate) fn fold(events: &[u8]) -> Vec<u8> {
    events[1..events.len() - 1].to_vec()
}

/// A commit of one change.
pub(crate) fn commit(change: Change) -> Commit {
    Commit {
        changes: vec![change],
        ..Commit::default()
    }
}

/// Commits one change and waits.
pub(crate) fn put(store: &Store, change: Change) -> Result<CommitOutcome> {
    store.commit_blocking(commit(change))
}

/// The version of a stream; 0 if there is none.
pub(crate) fn version(store: &Store, stream: StreamId) -> u64 {
    store
        .load(stream)
        .unwrap()
        .map_or(0, |loaded| loaded.version)
}
