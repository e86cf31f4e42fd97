//! Data that earlier programs wrote: this one reads it and goes on.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;

use jiff::civil::date;
use jiff::tz::TimeZone;
use tutas_domain::case::Command;
use tutas_store::{Store, StreamKind};

use super::Scene;

/// One application with its five cases, of invented people, as `tutas bench lifecycle --data` left
/// it when texts were not packed and each read was an access of its own.
const BEFORE_PACKING: [(&str, &[u8]); 2] = [
    ("tutas.db", include_bytes!("earlier/1-tutas.db.zst")),
    ("keys.db", include_bytes!("earlier/1-keys.db.zst")),
];

const ITS_KEY: &[u8] = include_bytes!("earlier/1-master.key");

#[tokio::test]
async fn what_was_written_before_texts_were_packed_is_read_verified_and_gone_on_with() {
    let folder = tempfile::tempdir().unwrap();
    for (name, packed) in BEFORE_PACKING {
        fs::write(folder.path().join(name), zstd::decode_all(packed).unwrap()).unwrap();
    }
    let key = folder.path().join("master.key");
    fs::write(&key, ITS_KEY).unwrap();
    fs::set_permissions(&key, Permissions::from_mode(0o600)).unwrap();
    let store = Store::open(folder.path()).unwrap();
    let scene = Scene::after("term-extended").await;
    let scene = scene.with(|parts| parts.store = store);
    let app = &scene.app;
    let later = date(2026, 12, 1).at(10, 0, 0, 0).to_zoned(TimeZone::UTC);
    app.parts.clock.advance_to(later.unwrap().timestamp());

    let before = app.verify().unwrap();
    assert_eq!((before.streams, before.problems.len()), (7, 0));
    let streams = app.store().streams(None, 100).unwrap();
    let kind = |stream| app.store().load(stream).unwrap().unwrap().kind;
    let mut cases = streams
        .into_iter()
        .filter(|one| kind(*one) == StreamKind::Case);
    let case = cases
        .find(|id| app.load_case(id.0).unwrap().state.filing.service == "birth-registration")
        .unwrap();
    let who = app.load_case(case.0).unwrap().state.filing.filer.clone();
    let reads = scene.looks(&who);
    assert!(reads.len() > 30, "{}", reads.len());
    assert!(reads.iter().all(|line| !line.purpose.en.is_empty()));

    let asked = Command::AskCorrection("…".into());
    app.own_command(&who, case.0, asked).await.unwrap();
    app.settle().await.unwrap();
    let officer = format!("{}/1", app.load_case(case.0).unwrap().state.body);
    app.desk_case(&officer, case.0).await.unwrap();
    assert_eq!(scene.looks(&who).len(), reads.len() + 1);
    let after = app.verify().unwrap();
    assert_eq!(
        (after.changes, after.problems.len()),
        (before.changes + 1, 0)
    );
}
