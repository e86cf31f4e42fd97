use tutas_domain::bundle::{Event, OnSilence, Step, StepState};
use tutas_domain::case::{Letter, LetterKind};
use tutas_store::StreamId;

use super::{Scene, is_grant};
use crate::bundle::told_of;
use crate::view::Point;

#[tokio::test]
async fn what_waits_for_a_silent_step_goes_on_after_a_late_grant() {
    let scene = Scene::until("silence-then-late-grant", is_grant).await;
    let steps = |scene: &Scene| scene.app.load_bundle(scene.bundle).unwrap().state;
    let silent = steps(&scene).application.steps.clone();
    assert_eq!(silent[0].on_silence, OnSilence::Wait);
    assert!(matches!(silent[0].state, StepState::Silent { .. }));
    assert_eq!(silent[1].state, StepState::Waiting);
    let case = scene.case("birth-registration").id.0;
    scene.app.grant("registrar-2710/1", case).await.unwrap();
    scene.app.settle().await.unwrap();
    let granted = steps(&scene).application.steps.clone();
    assert!(matches!(granted[0].state, StepState::Fulfilled { .. }));
    assert!(matches!(granted[1].state, StepState::Fulfilled { .. }));
}

#[tokio::test]
async fn a_refusal_overturned_on_appeal_fulfils_its_step_after_all() {
    let scene = Scene::after("appeal-satisfied").await;
    let application = &scene
        .app
        .load_bundle(scene.bundle)
        .unwrap()
        .state
        .application;
    let allowance = application
        .steps
        .iter()
        .find(|step| step.service == "birth-allowance");
    assert!(matches!(
        allowance.map(|step| step.state),
        Some(StepState::Fulfilled { .. })
    ));
}

#[tokio::test]
async fn who_waits_for_a_service_that_will_not_follow_is_told_once() {
    let scene = Scene::until("appeal-satisfied", is_grant).await;
    let case = scene.case("birth-registration").id.0;
    scene.app.withdraw(&scene.who, case).await.unwrap();
    scene.app.settle().await.unwrap();
    let letters = &scene.case("birth-registration").state.letters;
    let told = |letter: &&Letter| letter.kind == LetterKind::StepsDropped;
    assert_eq!(letters.iter().filter(told).count(), 1);
    let index = letters.len() - 1;
    let letter = scene.app.letter(&scene.who, case, index).await.unwrap();
    let says = |point: &Point| matches!(point, Point::Dropped(_, false));
    assert!(letter.told.iter().any(says), "it says which");
}

#[tokio::test]
async fn services_that_come_to_their_end_together_are_noted_at_once() {
    let scene = Scene::until("married-parents", is_grant).await;
    let case = scene.case("birth-registration").id.0;
    scene.app.grant("registrar-2710/1", case).await.unwrap();
    scene.app.settle().await.unwrap();
    let journal = scene.app.store().journal(StreamId(scene.bundle)).unwrap();
    let noted: Vec<usize> = journal
        .iter()
        .map(|entry| {
            let events: Vec<Event> = serde_json::from_slice(&entry.events).unwrap();
            let is_end = |event: &&Event| matches!(event, Event::StepEnded { .. });
            events.iter().filter(is_end).count()
        })
        .collect();
    let bundle = scene.app.load_bundle(scene.bundle).unwrap().state;
    let steps = &bundle.application.steps;
    let fulfilled = |step: &&Step| matches!(step.state, StepState::Fulfilled { .. });
    let fulfilled = steps.iter().filter(fulfilled).count();
    assert_eq!(noted.iter().sum::<usize>(), fulfilled, "each once");
    assert!(noted.iter().any(|count| *count > 1), "{noted:?}");
}

#[tokio::test]
async fn what_does_not_follow_for_one_twin_is_told_with_that_twins_case() {
    let scene = Scene::after("twins").await;
    let bundle = scene.app.load_bundle(scene.bundle).unwrap().state;
    let steps = &bundle.application.steps;
    let case_of = |subject| {
        let of = |step: &&Step| step.subject == subject && step.after.is_empty();
        let case = steps.iter().find(of).unwrap().state.case().unwrap();
        scene.app.load_case(case).unwrap()
    };
    let cases = [case_of(0), case_of(1)];
    let follows = |(_, step): &(usize, &Step)| !step.after.is_empty();
    for (index, step) in steps.iter().enumerate().filter(follows) {
        assert_eq!(told_of(&bundle, index, &cases), step.subject);
    }
}
