use std::sync::Arc;

use tutas_catalog::{Catalog, Verb};
use tutas_domain::bundle::StepState;
use tutas_domain::case::{Command, Decider, Decision, LetterKind, Outcome, Phase, Rights, Ruling};
use tutas_domain::definition::{RevocationGround, Silence};
use tutas_domain::text::Law;
use uuid::Uuid;

use super::{Scene, loaded};

/// Days in minutes.
const DAY: i64 = 24 * 60;

const OFFICER: &str = "social-office-2710/1";
const HEAD: &str = "social-office-2710/head";

/// An allowance that was given and taken back.
async fn revoked() -> (Scene, Uuid) {
    let scene = Scene::after("term-extended").await;
    let case = scene.case("birth-allowance").id.0;
    let desk = scene.app.desk_case(OFFICER, case).await.unwrap();
    let offered = desk.desk.unwrap().may_prepare_revocation;
    let ground = RevocationGround::KnowinglyFalse;
    assert!(offered.iter().any(|one| one.ground == ground));
    let prepare = Command::PrepareRevocation {
        ground,
        reasons: "…".into(),
        without: None,
    };
    scene
        .app
        .desk_command(OFFICER, case, prepare)
        .await
        .unwrap();
    let letters = scene.case("birth-allowance").state.letters;
    let preliminary = letters
        .iter()
        .rposition(|one| one.kind == LetterKind::Preliminary);
    let read = scene.app.letter(&scene.who, case, preliminary.unwrap());
    read.await.unwrap();
    scene.wait(10 * DAY).await;
    scene.app.approve(HEAD, case).await.unwrap();
    scene.app.settle().await.unwrap();
    (scene, case)
}

fn step_of_allowance(scene: &Scene) -> StepState {
    let bundle = scene.app.load_bundle(scene.bundle).unwrap().state;
    let mut steps = bundle.application.steps.into_iter();
    steps
        .find(|step| step.service == "birth-allowance")
        .unwrap()
        .state
}

#[tokio::test]
async fn what_is_taken_back_is_shown_so_and_stands_again_when_that_is_annulled() {
    let (scene, case) = revoked().await;
    let (app, who) = (&scene.app, &scene.who);
    let view = app.case(who, case).await.unwrap();
    assert!(view.after.revoked.is_some() && view.documents.is_empty());
    let document = app.document(who, case, 0).unwrap();
    assert!(
        document.revoked_at.is_some(),
        "the page says it does not hold"
    );
    assert_eq!(step_of_allowance(&scene), StepState::Ended { case });

    let appeal = app.file_appeal(who, case, "…".into()).await.unwrap();
    let suspended = app.document(who, case, 0).unwrap();
    assert_eq!(
        suspended.revoked_at, None,
        "an appeal suspends the revocation"
    );
    let rule = Command::Rule {
        ruling: Ruling {
            outcome: Outcome::Annulled,
            rights: Rights::Restored,
            overruled: Vec::new(),
            lateness: None,
        },
        reasons: "…".into(),
    };
    app.redirect(
        "social-office-2710/2",
        appeal,
        "social-office-27",
        "…".into(),
    )
    .await
    .unwrap();
    app.desk_command("social-office-27/1", appeal, rule)
        .await
        .unwrap();
    app.settle().await.unwrap();
    assert_eq!(scene.case("birth-allowance").state.phase, Phase::Issued);
    assert_eq!(app.document(who, case, 0).unwrap().revoked_at, None);
    assert_eq!(step_of_allowance(&scene), StepState::Fulfilled { case });
}

#[tokio::test]
async fn what_was_taken_back_may_be_applied_for_again() {
    let (scene, case) = revoked().await;
    let filing = scene.case("birth-allowance").state.filing;
    let claim = crate::stream::claim_name(&filing);
    let claim = scene.app.store().claim_key(&claim);
    assert_eq!(scene.app.store().find_claim(&claim).unwrap(), None);
    let bundle = scene.app.load_bundle(scene.bundle).unwrap().state;
    let now = scene.app.now();
    let step = bundle.step_of(case).unwrap();
    let opening = scene
        .app
        .opening(&bundle, Uuid::from_u128(9), step, now)
        .unwrap();
    assert_eq!(scene.app.earlier(&opening).unwrap(), Some(case));
}

#[tokio::test]
async fn a_silence_that_is_consent_gives_the_result_too() {
    let scene = Scene::until("silence-then-late-grant", |verb| {
        matches!(verb, Verb::WaitUntil(_))
    })
    .await;
    let consenting = || -> Catalog {
        let (mut catalog, _) = loaded();
        let versions = catalog.services.get_mut("birth-registration").unwrap();
        for version in versions {
            version.procedure.silence = Silence::Consent {
                law: Law::default(),
            };
        }
        catalog
    };
    let scene = scene.with(|parts| parts.catalog = Arc::new(consenting()));
    scene.wait(4 * DAY).await;
    let case = scene.case("birth-registration").state;
    assert_eq!(case.phase, Phase::Issued);
    assert!(matches!(
        case.decision,
        Some((
            _,
            Decision::Granted {
                by: Decider::Silence { .. },
                ..
            }
        ))
    ));
}
