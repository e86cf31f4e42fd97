use tutas_domain::bundle::{OnSilence, StepState};

use super::{Scene, is_grant};

#[tokio::test]
async fn what_waits_for_a_silent_step_goes_on_after_a_late_grant() {
    let scene = Scene::until("silence-then-late-grant", is_grant).await;
    let steps = |scene: &Scene| scene.app.load_bundle(scene.bundle).unwrap().state;
    let silent = steps(&scene).application.steps;
    assert_eq!(silent[0].on_silence, OnSilence::Wait);
    assert!(matches!(silent[0].state, StepState::Silent { .. }));
    assert_eq!(silent[1].state, StepState::Waiting);
    let case = scene.case("birth-registration").id.0;
    scene.app.grant("registrar-2710/1", case).await.unwrap();
    scene.app.settle().await.unwrap();
    let granted = steps(&scene).application.steps;
    assert!(matches!(granted[0].state, StepState::Fulfilled { .. }));
    assert!(matches!(granted[1].state, StepState::Fulfilled { .. }));
}

#[tokio::test]
async fn a_refusal_overturned_on_appeal_fulfils_its_step_after_all() {
    let scene = Scene::after("appeal-satisfied").await;
    let application = scene
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
