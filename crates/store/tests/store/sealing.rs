//! What a thief of the files sees, and what the store says of files that were tampered with.

use std::fs;
use std::path::Path;

use rusqlite::Connection;
use tutas_store::{
    AccessRow, Change, Commit, EffectRow, NewUpload, Party, Store, StoreError, UploadHome,
};

use crate::make::{CANARY, Open, change, commit, fold, id, put, second, stream};

fn folded(store: &Store) -> Vec<String> {
    let seen = store
        .verify(|_, entries| Ok(fold(&entries.last().unwrap().events)))
        .unwrap();
    seen.problems
        .into_iter()
        .map(|problem| problem.what)
        .collect()
}

/// Writes something of everything, with the canary in all that is personal.
fn fill(store: &Store) {
    let person = store.person_key(CANARY);
    let whole = Commit {
        accesses: vec![AccessRow {
            id: id(3),
            at: second(0),
            subject: person,
            stream: Some(stream(1)),
            details: CANARY.into(),
            facets: Vec::new(),
        }],
        effects: vec![EffectRow {
            stream: stream(1),
            ordinal: 0,
            kind: "notify".to_owned(),
            due_at: second(0),
            payload: CANARY.into(),
        }],
        ..commit(Change {
            parties: vec![Party {
                person,
                role: "applicant".to_owned(),
            }],
            ..change(stream(1), 0)
        })
    };
    store.commit_blocking(whole).unwrap();
    store
        .put_draft(id(4), person, 0, CANARY.as_bytes(), second(0))
        .wait()
        .unwrap();
    store
        .put_session([1; 32], CANARY.as_bytes(), second(0))
        .wait()
        .unwrap();
    let upload = NewUpload {
        id: id(5),
        home: UploadHome::Stream(stream(1)),
        name: CANARY,
        media_type: "text/plain",
        bytes: CANARY.as_bytes(),
        now: second(0),
    };
    store.put_upload(&upload).wait().unwrap();
}

fn holds(folder: &Path, needle: &[u8]) -> bool {
    fs::read_dir(folder).unwrap().any(|file| {
        let bytes = fs::read(file.unwrap().path()).unwrap();
        bytes.windows(needle.len()).any(|window| window == needle)
    })
}

#[test]
fn no_file_holds_a_word_of_what_a_person_said() {
    let data = tempfile::tempdir().unwrap();
    let store = Store::open(data.path()).unwrap();
    fill(&store);
    assert!(
        holds(data.path(), b"gathering"),
        "the search finds what is not sealed"
    );
    assert!(!holds(data.path(), CANARY.as_bytes()));
    drop(store);
    assert!(holds(data.path(), b"gathering"));
    assert!(!holds(data.path(), CANARY.as_bytes()));
    assert!(!holds(data.path(), b"900101100014"));
}

fn nothing_that_is_debugged_tells_what_a_person_said(open: Open) {
    let store = open();
    fill(&store);
    let person = store.person_key(CANARY);
    let shown = format!(
        "{:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?}",
        change(stream(1), 0),
        store,
        store.load(stream(1)).unwrap(),
        store.load_kept(stream(1)).unwrap(),
        store.journal(stream(1)).unwrap(),
        store.due_effects(second(9), 9).unwrap(),
        store.accesses_of(person, None, 9).unwrap(),
        store.drafts_of(person, 9).unwrap(),
        store.upload(id(5)).unwrap(),
    );
    assert!(shown.contains("Loaded"));
    let bytes = format!("{:?}", CANARY.as_bytes());
    assert!(
        !shown.contains(CANARY) && !shown.contains(bytes.trim_matches(['[', ']'])),
        "{shown}"
    );
}

#[test]
fn another_master_key_is_told_apart_from_damage() {
    let data = tempfile::tempdir().unwrap();
    fill(&Store::open(data.path()).unwrap());
    let file = data.path().join("master.key");
    let right = fs::read_to_string(&file).unwrap();
    fs::write(&file, "00".repeat(32)).unwrap();
    for answer in [Store::open(data.path()), Store::open_read_only(data.path())] {
        let error = answer.unwrap_err().to_string();
        assert!(
            error.contains("master.key: this is not the master key"),
            "{error}"
        );
    }
    fs::write(&file, right).unwrap();
    assert!(folded(&Store::open(data.path()).unwrap()).is_empty());
}

#[test]
fn a_lost_key_file_is_named_and_never_replaced_by_an_empty_one() {
    for lost in ["master.key", "keys.db"] {
        let data = tempfile::tempdir().unwrap();
        fill(&Store::open(data.path()).unwrap());
        let file = data.path().join(lost);
        let kept = fs::read(&file).unwrap();
        fs::remove_file(&file).unwrap();
        let error = Store::open(data.path()).unwrap_err().to_string();
        assert!(
            error.contains(lost) && error.contains("put it back"),
            "{error}"
        );
        assert!(!file.exists());
        fs::write(&file, kept).unwrap();
        let private = std::os::unix::fs::PermissionsExt::from_mode(0o600);
        fs::set_permissions(&file, private).unwrap();
        assert!(folded(&Store::open(data.path()).unwrap()).is_empty());
    }
}

#[test]
fn a_file_that_is_no_database_is_named() {
    let data = tempfile::tempdir().unwrap();
    fill(&Store::open(data.path()).unwrap());
    fs::write(
        data.path().join("tutas.db"),
        "бұл дерекқор емес ".repeat(500),
    )
    .unwrap();
    let error = Store::open(data.path()).unwrap_err();
    assert!(matches!(error, StoreError::Folder { .. }), "{error:?}");
    assert!(error.to_string().contains("tutas.db: "), "{error}");
}

#[test]
fn rows_that_were_altered_exchanged_or_taken_are_found() {
    let cases = [
        (
            "UPDATE journal SET sealed = zeroblob(90) WHERE stream = ?1",
            "journal of",
        ),
        (
            "UPDATE state SET sealed = (SELECT sealed FROM journal LIMIT 1) WHERE stream = ?1",
            "state of",
        ),
        (
            "UPDATE state SET sealed = (SELECT sealed FROM state WHERE stream <> ?1) WHERE stream = ?1",
            "state of",
        ),
        (
            "UPDATE journal SET leaf = zeroblob(32) WHERE stream = ?1 AND version = 2",
            "the leaf of change 2",
        ),
        (
            "DELETE FROM journal WHERE stream = ?1 AND version = 1",
            "change 1 is missing",
        ),
        (
            "DELETE FROM journal WHERE stream = ?1 AND version = 2",
            "at version 2, the journal at 1",
        ),
        ("DELETE FROM state WHERE stream = ?1", "no state"),
        (
            "DELETE FROM journal WHERE stream = ?1",
            "at version 2, the journal at 0",
        ),
    ];
    for (alteration, told) in cases {
        let data = tempfile::tempdir().unwrap();
        let store = Store::open(data.path()).unwrap();
        for number in [1, 2] {
            put(&store, change(stream(number), 0)).unwrap();
            put(&store, change(stream(number), 1)).unwrap();
        }
        assert!(folded(&store).is_empty());
        let db = Connection::open(data.path().join("tutas.db")).unwrap();
        assert!(db.execute(alteration, [stream(1).0.as_bytes()]).unwrap() > 0);
        let problems = folded(&store);
        assert_eq!(problems.len(), 1, "{alteration}: {problems:?}");
        assert!(problems[0].contains(told), "{alteration}: {problems:?}");
    }
}

fn a_state_that_is_not_the_fold_of_its_changes_is_found(open: Open) {
    let store = open();
    put(&store, change(stream(1), 0)).unwrap();
    put(
        &store,
        Change {
            state: b"{}".to_vec(),
            ..change(stream(2), 0)
        },
    )
    .unwrap();
    assert_eq!(folded(&store), ["the state is not the fold of the changes"]);
}

fn what_is_kept_opens_to_what_stands_and_is_known_again_until_it_changes(open: Open) {
    let store = open();
    fill(&store);
    let kept = || store.load_kept(stream(1)).unwrap().unwrap();
    let before = kept();
    assert_eq!(
        before.state.open().unwrap(),
        store.load(stream(1)).unwrap().unwrap().state
    );
    assert!(before.state.mark() == kept().state.mark());
    put(&store, change(stream(1), before.version)).unwrap();
    assert!(
        before.state.mark() != kept().state.mark(),
        "it was sealed anew"
    );
    let person = store.person_key(CANARY);
    let draft = store.drafts_of(person, 1).unwrap().remove(0);
    let kept = store.draft_kept(draft.id).unwrap().unwrap();
    assert_eq!((kept.owner, kept.version), (person, draft.version));
    assert_eq!(kept.text.open().unwrap(), draft.plaintext);
}

#[test]
fn what_was_altered_or_stands_elsewhere_is_not_known_again() {
    let data = tempfile::tempdir().unwrap();
    let store = Store::open(data.path()).unwrap();
    fill(&store);
    let before = store.load_kept(stream(1)).unwrap().unwrap();
    let file = Connection::open(data.path().join("tutas.db")).unwrap();
    let write = |version: i64, sealed: &[u8]| {
        let text = "UPDATE state SET version = ?1, sealed = ?2 WHERE stream = ?3";
        file.execute(text, (version, sealed, stream(1).0.as_bytes()))
            .unwrap();
        let after = store.load_kept(stream(1)).unwrap().unwrap().state;
        (before.state.mark() == after.mark(), after.open().is_ok())
    };
    let text = "SELECT sealed FROM state WHERE stream = ?1";
    let sealed: Vec<u8> = file
        .query_row(text, [stream(1).0.as_bytes()], |row| row.get(0))
        .unwrap();
    let mut altered = sealed.clone();
    altered[30] ^= 1;
    assert_eq!(write(1, &altered), (false, false));
    assert_eq!(
        write(2, &sealed),
        (false, false),
        "a row of another version"
    );
    assert_eq!(write(1, &sealed), (true, true));
}

#[test]
fn what_a_destroyed_key_sealed_is_gone() {
    let data = tempfile::tempdir().unwrap();
    fill(&Store::open(data.path()).unwrap());
    let keys = Connection::open(data.path().join("keys.db")).unwrap();
    let destroyed = keys
        .execute(
            "DELETE FROM data_key WHERE owner = ?1",
            [stream(1).0.as_bytes()],
        )
        .unwrap();
    assert_eq!(destroyed, 1);
    let store = Store::open(data.path()).unwrap();
    let missing = StoreError::KeyMissing { owner: stream(1).0 };
    assert_eq!(store.load(stream(1)), Err(missing.clone()));
    assert_eq!(store.load_kept(stream(1)).unwrap_err(), missing);
    assert_eq!(store.upload(id(5)), Err(missing));
}

on_every_engine! {
    what_is_kept_opens_to_what_stands_and_is_known_again_until_it_changes,
    nothing_that_is_debugged_tells_what_a_person_said,
    a_state_that_is_not_the_fold_of_its_changes_is_found,
}
