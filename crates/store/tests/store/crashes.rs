//! What is left after a crash, and who may open the folder.

use std::fs::{self, OpenOptions};
use std::path::Path;

use tutas_store::{Store, StoreError};

use crate::make::{change, commit, fold, put, stream, version};

/// Copies the folder as a crash at this moment would leave it, but for the lock of the living.
fn leave_as_after_a_crash(from: &Path, to: &Path) {
    for file in fs::read_dir(from).unwrap() {
        let file = file.unwrap();
        // The shared memory beside the log is rebuilt from it.
        if !file.path().to_string_lossy().ends_with("-shm") {
            fs::copy(file.path(), to.join(file.file_name())).unwrap();
        }
    }
}

#[test]
fn what_was_acknowledged_outlives_a_restart() {
    let data = tempfile::tempdir().unwrap();
    for expected in 0..3 {
        let store = Store::open(data.path()).unwrap();
        assert_eq!(version(&store, stream(1)), expected);
        put(&store, change(stream(1), expected)).unwrap();
    }
}

#[test]
fn what_was_acknowledged_outlives_a_crash() {
    let data = tempfile::tempdir().unwrap();
    let store = Store::open(data.path()).unwrap();
    for number in 1..=20 {
        put(&store, change(stream(number), 0)).unwrap();
        let copy = tempfile::tempdir().unwrap();
        leave_as_after_a_crash(data.path(), copy.path());
        let survivor = Store::open(copy.path()).unwrap();
        assert_eq!(survivor.streams(None, 100).unwrap().len() as u64, number);
        assert_eq!(version(&survivor, stream(number)), 1);
    }
}

#[test]
fn wherever_the_log_is_cut_a_whole_beginning_is_left_and_can_be_read() {
    let data = tempfile::tempdir().unwrap();
    let store = Store::open(data.path()).unwrap();
    let total = 12;
    for number in 1..=total {
        let both = tutas_store::Commit {
            changes: vec![change(stream(number), 0), change(stream(number + 100), 0)],
            ..tutas_store::Commit::default()
        };
        store.commit_blocking(both).unwrap();
    }
    let log = fs::metadata(data.path().join("tutas.db-wal"))
        .unwrap()
        .len();
    let mut lengths = Vec::new();
    for part in 0..=40 {
        let copy = tempfile::tempdir().unwrap();
        leave_as_after_a_crash(data.path(), copy.path());
        let cut = OpenOptions::new()
            .write(true)
            .open(copy.path().join("tutas.db-wal"))
            .unwrap();
        cut.set_len(log * part / 40).unwrap();
        let survivor = match Store::open(copy.path()) {
            Ok(survivor) => survivor,
            // Not even the tables are left, and they were durable before anything was written: this
            // is a file that was lost, and no beginning.
            Err(error) => {
                assert!(lengths.is_empty(), "cut at {part}/40: {error}");
                assert!(
                    error.to_string().contains("there is nothing in it"),
                    "{error}"
                );
                continue;
            }
        };
        let streams = survivor.streams(None, 1_000).unwrap();
        let length = streams.len() as u64 / 2;
        let whole: Vec<_> = (1..=length).chain(101..=100 + length).map(stream).collect();
        assert_eq!(streams, whole, "cut at {part}/40");
        let seen = survivor
            .verify(|_, entries| Ok(fold(&entries[0].events)))
            .unwrap();
        assert_eq!((seen.streams, seen.problems), (2 * length, Vec::new()));
        lengths.push(length);
    }
    assert!(lengths.is_sorted());
    assert_eq!(lengths.last(), Some(&total));
    assert!(
        lengths.contains(&(total / 2)),
        "the cuts are worth something: {lengths:?}"
    );
}

#[test]
fn queued_writes_are_written_before_the_store_closes() {
    let data = tempfile::tempdir().unwrap();
    let store = Store::open(data.path()).unwrap();
    let writings: Vec<_> = (0..100)
        .map(|number| store.commit(commit(change(stream(number), 0))))
        .collect();
    drop(store);
    for writing in writings {
        writing.wait().unwrap();
    }
    assert_eq!(
        Store::open(data.path())
            .unwrap()
            .streams(None, 1_000)
            .unwrap()
            .len(),
        100
    );
}

#[test]
fn a_folder_has_one_writer_and_any_number_of_readers() {
    let data = tempfile::tempdir().unwrap();
    let store = Store::open(data.path()).unwrap();
    put(&store, change(stream(1), 0)).unwrap();
    let error = Store::open(data.path()).unwrap_err().to_string();
    assert!(error.contains("another Tutas is writing"), "{error}");
    let reader = Store::open_read_only(data.path()).unwrap();
    assert_eq!(version(&reader, stream(1)), 1);
    put(&store, change(stream(2), 0)).unwrap();
    assert_eq!(version(&reader, stream(2)), 1);
    let answer = put(&reader, change(stream(3), 0));
    assert!(
        matches!(answer, Err(StoreError::Unavailable(_))),
        "{answer:?}"
    );
    reader.check_ready().unwrap();
    drop((store, reader));
    assert_eq!(
        version(&Store::open_read_only(data.path()).unwrap(), stream(2)),
        1
    );
}
