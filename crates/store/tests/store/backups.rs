//! Backups made beside a writer, and what a restore puts back or refuses.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;

use tempfile::TempDir;
use tutas_store::{Backup, JournalEntry, Result, Store, StreamKind};

use crate::make::{CANARY, change, fold, put, second, stream, version};

/// A folder with a store of three streams in `data`, and its backup in `backup`.
fn backed_up() -> TempDir {
    let place = tempfile::tempdir().unwrap();
    let data = place.path().join("data");
    let store = Store::open(&data).unwrap();
    for number in 1..=3 {
        put(&store, change(stream(number), 0)).unwrap();
    }
    put(&store, change(stream(3), 1)).unwrap();
    let backup = Store::back_up(&data, &place.path().join("backup"), second(0)).unwrap();
    assert_eq!((backup.streams, backup.changes), (3, 4));
    place
}

#[expect(clippy::unnecessary_wraps, reason = "a fold may fail")]
fn last_event(_: StreamKind, entries: &[JournalEntry]) -> Result<Vec<u8>, String> {
    Ok(fold(&entries.last().unwrap().events))
}

fn restore(place: &Path, to: &str) -> Result<Backup> {
    Store::restore(
        &place.join("backup"),
        &place.join(to),
        &place.join("data/master.key"),
        last_event,
    )
}

/// Stops the writer also where the test fails, which would wait for it else.
struct Stop<'a>(&'a AtomicBool);

impl Drop for Stop<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::SeqCst);
    }
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

fn flip(path: &Path, position: usize) {
    let mut content = fs::read(path).unwrap();
    content[position] ^= 1;
    fs::write(path, content).unwrap();
}

#[test]
fn what_was_acknowledged_before_a_backup_began_is_in_it_while_another_thread_writes_on() {
    let place = tempfile::tempdir().unwrap();
    let data = place.path().join("data");
    let store = Store::open(&data).unwrap();
    let (acknowledged, stop) = (AtomicU64::new(0), AtomicBool::new(false));
    let written_meanwhile = thread::scope(|scope| {
        let _stop_at_the_end = Stop(&stop);
        let writer = scope.spawn(|| {
            // Two changes a stream, and each stream needs a new key.
            for number in 1.. {
                put(&store, change(stream(number), 0)).unwrap();
                put(&store, change(stream(number), 1)).unwrap();
                acknowledged.store(number, Ordering::SeqCst);
                if stop.load(Ordering::SeqCst) {
                    break;
                }
            }
        });
        let mut written_meanwhile = 0;
        for round in 0..8 {
            while acknowledged.load(Ordering::SeqCst) < 20 * (round + 1) {
                assert!(!writer.is_finished(), "the writer fell over");
                thread::yield_now();
            }
            let before = acknowledged.load(Ordering::SeqCst);
            let to = place.path().join(format!("backup-{round}"));
            let backup = Store::back_up(&data, &to, second(0)).unwrap();
            written_meanwhile += acknowledged.load(Ordering::SeqCst) - before;

            let new = place.path().join(format!("new-{round}"));
            let proof = Store::restore(&to, &new, &data.join("master.key"), last_event);
            assert_eq!(proof.as_ref(), Ok(&backup));
            assert!(backup.streams >= before, "{before} {backup:?}");
            let restored = Store::open_read_only(&new).unwrap();
            for number in 1..=before {
                assert_eq!(
                    version(&restored, stream(number)),
                    2,
                    "{number} of {before}"
                );
            }
        }
        written_meanwhile
    });
    assert!(written_meanwhile > 0, "no backup was made beside a writer");
}

#[test]
fn a_restored_folder_is_one_to_go_on_in() {
    let place = backed_up();
    restore(place.path(), "new").unwrap();
    let new = place.path().join("new");
    assert_eq!(names(&new), ["keys.db", "lock", "master.key", "tutas.db"]);
    let old = Store::open_read_only(&place.path().join("data")).unwrap();
    let store = Store::open(&new).unwrap();
    assert_eq!(store.person_key(CANARY), old.person_key(CANARY));
    put(&store, change(stream(3), 2)).unwrap();
    put(&store, change(stream(4), 0)).unwrap();
    let seen = store.verify(last_event).unwrap();
    assert_eq!((seen.streams, seen.changes), (4, 6));
    assert!(seen.problems.is_empty(), "{seen:?}");
}

#[test]
fn a_backup_holds_no_master_key_and_only_its_owner_may_read_it() {
    let place = backed_up();
    let backup = place.path().join("backup");
    assert_eq!(names(&backup), ["backup.json", "keys.db", "tutas.db"]);
    for folder in [&backup, &{
        restore(place.path(), "new").unwrap();
        place.path().join("new")
    }] {
        for name in names(folder).iter().filter(|name| *name != "lock") {
            let path = folder.join(name);
            let content = fs::read(&path).unwrap();
            let canary = CANARY.as_bytes();
            assert!(!content.windows(canary.len()).any(|part| part == canary));
            #[cfg(unix)]
            {
                use std::os::unix::fs::PermissionsExt as _;
                let mode = fs::metadata(&path).unwrap().permissions().mode();
                assert_eq!(mode & 0o777, 0o600, "{name}");
            }
        }
    }
}

#[test]
fn a_flipped_byte_of_a_database_is_refused_and_nothing_is_written() {
    let place = backed_up();
    for name in ["tutas.db", "keys.db"] {
        let path = place.path().join("backup").join(name);
        let last = usize::try_from(fs::metadata(&path).unwrap().len()).unwrap() - 1;
        for position in [0, 60, last / 2, last] {
            flip(&path, position);
            let error = restore(place.path(), "new").unwrap_err().to_string();
            assert!(error.contains(name) && error.contains("SHA-256"), "{error}");
            assert!(!place.path().join("new").exists());
            flip(&path, position);
        }
        let whole = fs::read(&path).unwrap();
        fs::write(&path, &whole[..last]).unwrap();
        let error = restore(place.path(), "new").unwrap_err().to_string();
        assert!(error.contains("bytes instead of"), "{error}");
        fs::write(&path, whole).unwrap();
    }
    restore(place.path(), "new").unwrap();
}

#[test]
fn whichever_byte_of_the_manifest_is_flipped_it_is_refused() {
    let place = backed_up();
    let path = place.path().join("backup/backup.json");
    let length = fs::read(&path).unwrap().len();
    for position in 0..length {
        flip(&path, position);
        let error = restore(place.path(), "new").unwrap_err().to_string();
        assert!(error.contains("backup.json"), "{position}: {error}");
        assert!(!place.path().join("new").exists());
        flip(&path, position);
    }
    restore(place.path(), "new").unwrap();
}

#[test]
fn a_wrong_master_key_is_refused_and_nothing_is_written() {
    let place = backed_up();
    let other = place.path().join("other");
    drop(Store::open(&other).unwrap());
    let new = place.path().join("new");
    let refusal = |key: PathBuf| {
        let from = place.path().join("backup");
        let error = Store::restore(&from, &new, &key, last_event).unwrap_err();
        assert!(!new.exists());
        error.to_string()
    };
    let error = refusal(other.join("master.key"));
    assert!(error.contains("not the master key"), "{error}");
    let error = refusal(place.path().join("nowhere"));
    assert!(error.contains("in no backup"), "{error}");
    let error = refusal(place.path().join("backup/keys.db"));
    assert!(error.contains("keys.db: not a master key"), "{error}");
}

#[test]
fn a_second_backup_into_the_same_folder_is_refused_and_the_first_stays_whole() {
    let place = backed_up();
    let (data, to) = (place.path().join("data"), place.path().join("backup"));
    let error = Store::back_up(&data, &to, second(1)).unwrap_err();
    assert!(error.to_string().contains("not empty"), "{error}");
    assert_eq!(restore(place.path(), "new").unwrap().made_at, second(0));
    let error = Store::back_up(&data, &data, second(1)).unwrap_err();
    assert!(error.to_string().contains("not empty"), "{error}");
    let empty = place.path().join("empty");
    fs::create_dir(&empty).unwrap();
    Store::back_up(&data, &empty, second(1)).unwrap();
}

#[test]
fn a_restore_overwrites_nothing() {
    let place = backed_up();
    let error = restore(place.path(), "data").unwrap_err().to_string();
    assert!(error.contains("never overwrites"), "{error}");

    // A log that was left behind would be taken for a part of the restored database.
    let new = place.path().join("new");
    fs::create_dir(&new).unwrap();
    fs::write(new.join("tutas.db-wal"), "").unwrap();
    let error = restore(place.path(), "new").unwrap_err().to_string();
    assert!(error.contains("tutas.db-wal"), "{error}");
    fs::remove_file(new.join("tutas.db-wal")).unwrap();

    drop(Store::open(&place.path().join("other")).unwrap());
    fs::copy(
        place.path().join("other/master.key"),
        new.join("master.key"),
    )
    .unwrap();
    let error = restore(place.path(), "new").unwrap_err().to_string();
    assert!(error.contains("another master key"), "{error}");
    assert_eq!(names(&new), ["master.key"]);

    // Its own key, and what a restore that was cut short has left, are in nobody's way.
    fs::copy(place.path().join("data/master.key"), new.join("master.key")).unwrap();
    fs::create_dir(new.join("restore.unfinished")).unwrap();
    fs::write(new.join("restore.unfinished/tutas.db"), "half").unwrap();
    restore(place.path(), "new").unwrap();
    assert_eq!(names(&new), ["keys.db", "lock", "master.key", "tutas.db"]);
}

#[test]
fn a_backup_that_was_cut_short_is_refused() {
    let place = backed_up();
    fs::remove_file(place.path().join("backup/backup.json")).unwrap();
    let error = restore(place.path(), "new").unwrap_err().to_string();
    assert!(error.contains("cut short"), "{error}");
    assert!(!place.path().join("new").exists());
}

#[test]
fn what_does_not_verify_is_not_put_into_place() {
    let place = backed_up();
    let new = place.path().join("new");
    let refusal = || {
        let fold = |_: StreamKind, _: &[JournalEntry]| Ok(b"something else".to_vec());
        let (from, key) = (
            place.path().join("backup"),
            place.path().join("data/master.key"),
        );
        let error = Store::restore(&from, &new, &key, fold).unwrap_err();
        error.to_string()
    };
    let error = refusal();
    assert!(error.contains("3 of 3 streams do not verify"), "{error}");
    assert!(error.contains("not the fold"), "{error}");
    assert!(!new.exists());
    fs::create_dir(&new).unwrap();
    refusal();
    assert_eq!(names(&new), ["lock"]);
}

#[test]
fn a_damaged_database_gives_no_backup_and_leaves_nothing_behind() {
    let place = backed_up();
    let data = place.path().join("data");
    let to = place.path().join("second");
    let keys = fs::read(data.join("keys.db")).unwrap();
    fs::write(data.join("keys.db"), vec![b'x'; keys.len()]).unwrap();
    // What is in the log as well would be read from there.
    fs::write(data.join("keys.db-wal"), "").unwrap();
    let error = Store::back_up(&data, &to, second(0))
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("keys.db") && error.contains("damaged"),
        "{error}"
    );
    assert!(!to.exists());
    fs::remove_file(data.join("keys.db")).unwrap();
    let error = Store::back_up(&data, &to, second(0))
        .unwrap_err()
        .to_string();
    assert!(error.contains("nothing whole to back up"), "{error}");
    assert!(!to.exists());
}
