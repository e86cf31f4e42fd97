//! Uploads: they come back whole or not at all.

use std::path::Path;

use rusqlite::{Connection, params};
use tutas_store::{
    Commit, DraftWrite, MAX_UPLOAD_BYTES, NewUpload, Store, StoreError, UploadHome, UploadLink,
};

use crate::make::{CANARY, Open, change, commit, id, second, stream, version};

const CHUNK: usize = 64 * 1024;

type Alteration = fn(&Path);

fn content(length: usize) -> Vec<u8> {
    (0..length)
        .map(|position| u8::try_from(position * 31 % 251).unwrap())
        .collect()
}

fn upload(home: UploadHome, bytes: &[u8]) -> NewUpload<'_> {
    NewUpload {
        id: id(1),
        home,
        name: CANARY,
        media_type: "image/png",
        bytes,
        now: second(3),
    }
}

fn an_upload_of_any_size_comes_back_as_it_was(open: Open) {
    for length in [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 5 * CHUNK + 7] {
        let store = open();
        let bytes = content(length);
        store
            .put_upload(&upload(UploadHome::Stream(stream(1)), &bytes))
            .wait()
            .unwrap();
        let found = store.upload(id(1)).unwrap().unwrap();
        assert_eq!(found.bytes, bytes);
        assert_eq!(
            (found.meta.name.as_str(), found.meta.size),
            (CANARY, length as u64)
        );
        assert_eq!(
            (found.meta.media_type.as_str(), found.meta.uploaded_at),
            ("image/png", second(3))
        );
        assert_eq!(store.upload_meta(id(1)).unwrap(), Some(found.meta));
    }
}

fn an_upload_that_is_too_large_is_turned_down(open: Open) {
    let store = open();
    let bytes = vec![0; MAX_UPLOAD_BYTES + 1];
    let answer = store
        .put_upload(&upload(UploadHome::Stream(stream(1)), &bytes))
        .wait();
    assert_eq!(
        answer,
        Err(StoreError::TooLarge {
            limit: MAX_UPLOAD_BYTES
        })
    );
}

fn an_upload_goes_from_the_draft_to_the_case_and_the_rest_goes_with_the_draft(open: Open) {
    let store = open();
    let owner = store.person_key("iin:1");
    store
        .put_draft(id(9), owner, 0, b"a", second(1))
        .wait()
        .unwrap();
    let home = UploadHome::Draft {
        draft: id(9),
        owner,
    };
    let bytes = content(CHUNK + 1);
    store.put_upload(&upload(home, &bytes)).wait().unwrap();
    store
        .put_upload(&NewUpload {
            id: id(2),
            ..upload(home, &bytes)
        })
        .wait()
        .unwrap();
    let uploads = store.uploads_of(id(9), 9).unwrap();
    assert_eq!(
        uploads.iter().map(|meta| meta.id).collect::<Vec<_>>(),
        [1, 2].map(id)
    );

    let filing = || Commit {
        drafts: vec![DraftWrite::Delete {
            id: id(9),
            expected: Some(1),
        }],
        uploads_linked: vec![UploadLink {
            upload: id(1),
            stream: stream(5),
        }],
        ..commit(change(stream(5), 0))
    };
    store.commit_blocking(filing()).unwrap();
    let found = store.upload(id(1)).unwrap().unwrap();
    assert_eq!((found.bytes, found.meta.home), (bytes, stream(5).0));
    assert_eq!(store.upload(id(2)).unwrap(), None);
    assert_eq!(store.uploads_of(stream(5).0, 9).unwrap().len(), 1);
}

fn an_upload_that_is_not_there_cannot_be_linked(open: Open) {
    let store = open();
    let filing = Commit {
        uploads_linked: vec![UploadLink {
            upload: id(1),
            stream: stream(5),
        }],
        ..commit(change(stream(5), 0))
    };
    assert_eq!(
        store.commit_blocking(filing),
        Err(StoreError::UploadMoved { upload: id(1) })
    );
    assert_eq!(version(&store, stream(5)), 0);
}

#[test]
fn a_deleted_upload_leaves_nothing() {
    let data = tempfile::tempdir().unwrap();
    let store = Store::open(data.path()).unwrap();
    store
        .put_upload(&upload(UploadHome::Stream(stream(1)), &content(9)))
        .wait()
        .unwrap();
    store.delete_upload(id(1)).wait().unwrap();
    assert_eq!(store.upload(id(1)).unwrap(), None);
    let db = Connection::open(data.path().join("tutas.db")).unwrap();
    let left: i64 = db
        .query_row("SELECT COUNT(*) FROM upload_chunk", [], |row| row.get(0))
        .unwrap();
    assert_eq!(left, 0);
}

#[test]
fn whoever_alters_swaps_or_takes_a_chunk_is_found_out() {
    let alterations: [(&str, Alteration); 4] = [
        ("a flipped bit", |file| {
            let db = Connection::open(file).unwrap();
            let read = "SELECT sealed FROM upload_chunk WHERE ordinal = 1";
            let mut chunk: Vec<u8> = db.query_row(read, [], |row| row.get(0)).unwrap();
            chunk[100] ^= 1;
            let write = "UPDATE upload_chunk SET sealed = ?1 WHERE ordinal = 1";
            assert_eq!(db.execute(write, params![chunk]).unwrap(), 1);
        }),
        ("swapped chunks", |file| {
            let db = Connection::open(file).unwrap();
            db.execute_batch(
                "UPDATE upload_chunk SET ordinal = 9 WHERE ordinal = 0;
                 UPDATE upload_chunk SET ordinal = 0 WHERE ordinal = 1;
                 UPDATE upload_chunk SET ordinal = 1 WHERE ordinal = 9;",
            )
            .unwrap();
        }),
        ("a lost chunk", |file| {
            let db = Connection::open(file).unwrap();
            db.execute_batch("DELETE FROM upload_chunk WHERE ordinal = 2")
                .unwrap();
        }),
        ("a lost chunk and a count to match", |file| {
            let db = Connection::open(file).unwrap();
            db.execute_batch("DELETE FROM upload_chunk WHERE ordinal = 2")
                .unwrap();
            db.execute_batch("UPDATE upload SET chunks = 2, size = 131072")
                .unwrap();
        }),
    ];
    for (what, alter) in alterations {
        let data = tempfile::tempdir().unwrap();
        let store = Store::open(data.path()).unwrap();
        let bytes = content(2 * CHUNK + 5);
        store
            .put_upload(&upload(UploadHome::Stream(stream(1)), &bytes))
            .wait()
            .unwrap();
        alter(&data.path().join("tutas.db"));
        let answer = store.upload(id(1));
        assert!(
            matches!(answer, Err(StoreError::Unsealable { .. })),
            "{what}: {answer:?}"
        );
    }
}

on_every_engine! {
    an_upload_of_any_size_comes_back_as_it_was,
    an_upload_that_is_too_large_is_turned_down,
    an_upload_goes_from_the_draft_to_the_case_and_the_rest_goes_with_the_draft,
    an_upload_that_is_not_there_cannot_be_linked,
}
