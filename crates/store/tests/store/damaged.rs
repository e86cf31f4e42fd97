//! Files that were damaged, emptied or may not be used: said before anything is made worse.

use std::fs;
use std::path::Path;

use tempfile::TempDir;
use tutas_store::Store;

use crate::make::{change, fold, put, second, stream};

/// A data folder whose files hold all that was written: a restored one has no logs beside them.
fn whole() -> TempDir {
    let place = tempfile::tempdir().unwrap();
    let written = place.path().join("written");
    let store = Store::open(&written).unwrap();
    for number in 1..=40 {
        put(&store, change(stream(number), 0)).unwrap();
    }
    drop(store);
    let backup = place.path().join("backup");
    Store::back_up(&written, &backup, second(0)).unwrap();
    let to = place.path().join("data");
    let last = |_, entries: &[tutas_store::JournalEntry]| {
        entries
            .last()
            .map(|entry| fold(&entry.events))
            .ok_or_else(String::new)
    };
    Store::restore(&backup, &to, &written.join("master.key"), last).unwrap();
    place
}

fn overwrite(path: &Path, from: usize, bytes: usize) {
    let mut content = fs::read(path).unwrap();
    let end = content.len().min(from + bytes);
    for byte in &mut content[from..end] {
        *byte ^= 0xa5;
    }
    fs::write(path, content).unwrap();
}

fn verified(data: &Path) -> Result<u64, String> {
    let store = Store::open_read_only(data).map_err(|error| error.to_string())?;
    let seen = store.verify(|_, entries| {
        let last = entries.last().map(|entry| fold(&entry.events));
        last.ok_or_else(String::new)
    });
    seen.map(|seen| seen.streams)
        .map_err(|error| error.to_string())
}

#[test]
fn a_database_that_was_emptied_beside_its_keys_is_not_begun_anew() {
    for lost in [true, false] {
        let place = whole();
        let data = place.path().join("data");
        if lost {
            fs::remove_file(data.join("tutas.db")).unwrap();
        } else {
            fs::write(data.join("tutas.db"), "").unwrap();
        }
        let error = Store::open(&data).unwrap_err().to_string();
        assert!(
            error.contains("tutas.db: there is nothing in it"),
            "{error}"
        );
        assert!(error.contains("tutas restore"), "{error}");
        let made = fs::metadata(data.join("tutas.db")).map_or(0, |file| file.len());
        assert_eq!(made, 0, "lost: {lost}");
    }
}

#[test]
fn a_damaged_file_is_said_to_be_one_with_what_to_do() {
    // The header of each file, and pages in its middle.
    for (name, from, bytes) in [
        ("tutas.db", 0, 100),
        ("keys.db", 0, 100),
        ("tutas.db", 4_096, 40_960),
    ] {
        let place = whole();
        let data = place.path().join("data");
        overwrite(&data.join(name), from, bytes);
        for error in [
            verified(&data).unwrap_err(),
            Store::open(&data).unwrap_err().to_string(),
        ] {
            for words in [name, "is damaged", "as it is", "tutas restore"] {
                assert!(error.contains(words), "{name} lacks {words}: {error}");
            }
        }
    }
}

#[test]
fn pages_that_no_change_lies_on_are_looked_at_too() {
    let place = whole();
    let data = place.path().join("data");
    assert_eq!(verified(&data), Ok(40));
    let length = usize::try_from(fs::metadata(data.join("tutas.db")).unwrap().len()).unwrap();
    // Page by page: whatever lies on it, the damage is found.
    for page in [length / 4_096 / 2, length / 4_096 - 1] {
        let whole = fs::read(data.join("tutas.db")).unwrap();
        overwrite(&data.join("tutas.db"), page * 4_096, 4_096);
        let told = verified(&data);
        assert!(told.is_err(), "page {page}: {told:?}");
        fs::write(data.join("tutas.db"), whole).unwrap();
    }
}

#[test]
fn who_stops_the_program_and_copies_the_files_without_their_logs_has_all_of_it() {
    let place = tempfile::tempdir().unwrap();
    let data = place.path().join("data");
    let store = Store::open(&data).unwrap();
    for number in 1..=40 {
        put(&store, change(stream(number), 0)).unwrap();
    }
    assert_eq!(store.streams(None, 99).unwrap().len(), 40);
    drop(store);
    let copy = place.path().join("copy");
    fs::create_dir(&copy).unwrap();
    for name in ["tutas.db", "keys.db", "master.key"] {
        fs::copy(data.join(name), copy.join(name)).unwrap();
    }
    assert_eq!(verified(&copy), Ok(40));
    let store = Store::open(&copy).unwrap();
    assert_eq!(store.streams(None, 99).unwrap().len(), 40);
}

#[test]
fn a_file_where_a_folder_is_wanted_is_said_to_be_one() {
    let place = tempfile::tempdir().unwrap();
    let file = place.path().join("data");
    fs::write(&file, "").unwrap();
    let error = Store::open(&file).unwrap_err().to_string();
    assert!(error.contains("this is a file"), "{error}");
}

#[test]
fn a_data_folder_that_is_made_is_open_to_its_owner_only() {
    use std::os::unix::fs::PermissionsExt as _;
    let place = tempfile::tempdir().unwrap();
    let data = place.path().join("data");
    drop(Store::open(&data).unwrap());
    let mode = fs::metadata(&data).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o700);
}

#[test]
fn a_reader_of_a_folder_without_data_is_told_that_there_is_none() {
    let place = tempfile::tempdir().unwrap();
    for folder in [place.path().to_owned(), place.path().join("nowhere")] {
        let error = Store::open_read_only(&folder).unwrap_err().to_string();
        assert!(error.contains("no data in this folder"), "{error}");
        assert!(error.contains("--data"), "{error}");
    }
}
