//! Cases of which nothing runs any more, as they are kept.

use tutas_domain::case::{Case, Command};
use tutas_store::{JournalEntry, is_digest};

use super::Scene;
use crate::AppError;
use crate::recent::Recent;
use crate::stream::folded;

/// Whether the case of a service is kept as its journal only.
fn rests(scene: &Scene, service: &str) -> bool {
    let id = scene.case(service).id;
    is_digest(&scene.app.store().load(id).unwrap().unwrap().state)
}

#[tokio::test]
async fn a_case_at_rest_is_its_journal_and_reads_as_it_did() {
    let scene = Scene::after("married-parents").await;
    let service = "birth-registration";
    assert!(rests(&scene, service));
    let known = scene.case(service);
    // Nothing is known any more, as after a start.
    let scene = scene.with(|_| ());
    let read = scene.case(service);
    assert_eq!((read.version, &read.state), (known.version, &known.state));
    assert_eq!(scene.app.verify().unwrap().problems, []);
}

#[tokio::test]
async fn what_is_asked_of_a_case_at_rest_wakes_it_and_it_comes_to_rest_again() {
    let scene = Scene::after("married-parents").await;
    let service = "birth-registration";
    let case = scene.case(service);
    let name = case.state.issued.as_ref().unwrap().record["given_name"].clone();
    let was = name.unwrap().as_text().unwrap().to_owned();
    let asked = Command::AskCorrection("…".into());
    let (app, who) = (&scene.app, &scene.who);
    app.own_command(who, case.id.0, asked).await.unwrap();
    assert!(!rests(&scene, service));
    let answer = Command::Correct {
        was: was.as_str().into(),
        reads: "Ән".into(),
        answers: true,
    };
    let officer = "registrar-2710/1";
    app.desk_command(officer, case.id.0, answer).await.unwrap();
    app.settle().await.unwrap();
    assert!(rests(&scene, service));
    assert_eq!(app.verify().unwrap().problems, []);
}

#[tokio::test]
async fn a_case_that_comes_to_rest_is_known_again_without_being_folded() {
    let scene = Scene::after("married-parents").await;
    let case = scene.case("birth-registration");
    let kept = scene.app.store().load_kept(case.id).unwrap().unwrap();
    let recent = Recent::default();
    let text = kept.state.open().unwrap();
    recent.keep(case.id.0, &text, case.state.clone());
    let fold = |_: &[u8]| -> Result<Case, AppError> { unreachable!("it is known") };
    let read = recent.decode(case.id.0, kept.state, fold);
    assert_eq!(*read.unwrap(), *case.state);
}

#[tokio::test]
async fn a_case_whose_journal_lacks_a_change_is_not_shown_as_another() {
    let scene = Scene::after("married-parents").await;
    let case = scene.case("birth-registration");
    let journal = scene.app.store().journal(case.id).unwrap();
    assert!(journal.len() > 2);
    let read = |journal: &[JournalEntry]| folded(journal, case.version).unwrap();
    assert_eq!(read(&journal).as_ref(), Some(&*case.state));
    for lacking in 0..journal.len() {
        let mut journal = journal.clone();
        journal.remove(lacking);
        assert_eq!(read(&journal), None, "without change {}", lacking + 1);
    }
    // A change that came meanwhile is not in it yet.
    let before = journal.len() as u64 - 1;
    assert!(folded(&journal, before).unwrap().is_some());
}
