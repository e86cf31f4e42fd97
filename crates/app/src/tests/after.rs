use std::sync::Arc;

use tutas_catalog::{Catalog, Verb};
use tutas_domain::bundle::StepState;
use tutas_domain::case::{
    Command, Decider, Decision, Ended, Former, LetterKind, Outcome, Phase, Rights, Ruling,
};
use tutas_domain::consent::Ground;
use tutas_domain::definition::{RevocationGround, Silence};
use tutas_domain::evidence::Record;
use tutas_domain::text::Law;
use tutas_domain::value::Value;
use uuid::Uuid;

use super::{Scene, loaded};
use crate::Read;
use crate::results::{register_differs, write_id};

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
    let letters = &scene.case("birth-allowance").state.letters;
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

/// What a register holds under a number.
async fn held(scene: &Scene, register: &str, key: (&str, &Value)) -> Vec<Record> {
    let register = &scene.app.catalog().registers[register];
    let fields: Vec<String> = register.fields.keys().cloned().collect();
    let read = Read {
        register,
        keys: &[(key.0.to_owned(), key.1.to_plain())],
        fields: &fields,
        ground: &Ground::law(Law::default()),
        issue: "",
        id: Uuid::from_u128(1),
    };
    let Ok(answer) = scene.app.registers().read(read).await else {
        panic!("the register answers");
    };
    answer.records
}

/// The day on which the only benefit of the child's ended in its register.
async fn benefit_ended(scene: &Scene) -> Option<Value> {
    let case = scene.case("birth-allowance").state;
    let former = case.former.first().and_then(|one| one.issued.as_ref());
    let issue = case.issued.as_ref().or(former).unwrap();
    let child = issue.record["child_iin"].as_ref().unwrap();
    let held = held(scene, "benefits", ("child_iin", child)).await;
    let of_birth =
        |record: &&Record| record["kind"].as_ref().and_then(Value::as_text) == Some("birth");
    let benefits: Vec<&Record> = held.iter().filter(of_birth).collect();
    assert_eq!(benefits.len(), 1);
    benefits[0]["ended_on"].clone()
}

fn revoked_on(scene: &Scene) -> jiff::civil::Date {
    let case = scene.case("birth-allowance").state;
    let calendar = &scene.app.catalog().calendar;
    calendar.local(case.former.last().unwrap().ended_at).date()
}

fn step_of_allowance(scene: &Scene) -> StepState {
    let bundle = scene.app.load_bundle(scene.bundle).unwrap().state;
    let mut steps = bundle.application.steps.iter();
    steps
        .find(|step| step.service == "birth-allowance")
        .unwrap()
        .state
}

#[tokio::test]
async fn what_is_taken_back_is_shown_so_and_stands_again_when_that_is_annulled() {
    let (scene, case) = Box::pin(revoked()).await;
    let (app, who) = (&scene.app, &scene.who);
    let view = app.case(who, case).await.unwrap();
    assert!(view.after.revoked.is_some() && view.documents.is_empty());
    let document = app.document(who, case, 0).await.unwrap();
    assert!(
        document.revoked_at.is_some(),
        "the page says it does not hold"
    );
    assert_eq!(step_of_allowance(&scene), StepState::Ended { case });

    let ended = benefit_ended(&scene).await;
    assert_eq!(ended, Some(Value::Date(revoked_on(&scene))));

    let appeal = app.file_appeal(who, case, "…".into()).await.unwrap();
    let suspended = app.document(who, case, 0).await.unwrap();
    assert_eq!(
        suspended.revoked_at, None,
        "an appeal suspends the revocation"
    );
    app.settle().await.unwrap();
    assert_eq!(benefit_ended(&scene).await, None, "in the register too");
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
    assert_eq!(app.document(who, case, 0).await.unwrap().revoked_at, None);
    assert_eq!(step_of_allowance(&scene), StepState::Fulfilled { case });
}

#[tokio::test]
async fn what_was_taken_back_may_be_applied_for_again() {
    let (scene, case) = Box::pin(revoked()).await;
    let filing = &scene.case("birth-allowance").state.filing;
    let claim = crate::claim::claim_name(filing);
    let claim = scene.app.claim_key(&claim);
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

#[tokio::test]
async fn what_is_taken_back_is_nobodys_evidence_any_more() {
    let (scene, case) = Box::pin(revoked()).await;
    let case = scene.app.load_case(case).unwrap();
    let service = scene.app.definition_of(&case.state).unwrap();
    let given = service
        .needs
        .iter()
        .find(|need| need.register == "benefits");
    let given = given.unwrap();
    assert!(given.without.contains(&"ended_on".to_owned()));
    let mut again = case.clone();
    let state = Arc::make_mut(&mut again.state);
    state.phase = Phase::Gathering;
    state.evidence.0.remove(&given.name);
    let now = scene.app.now();
    let mut events = Vec::new();
    scene
        .app
        .refresh(&mut again, &mut events, now)
        .await
        .unwrap();
    let known = again.state.evidence.records(&given.name).unwrap();
    assert!(known.is_empty(), "a benefit that ended was not given");
}

#[tokio::test]
async fn a_slip_put_right_is_put_right_in_the_register_too() {
    let scene = Scene::after("term-extended").await;
    let case = scene.case("birth-registration");
    let record = case.state.issued.clone().unwrap().record;
    let name = record["given_name"].clone().unwrap();
    let was = name.as_text().unwrap().to_owned();
    let reads = format!("{was}а");
    let correct = Command::Correct {
        was: was.into(),
        reads: reads.clone().into(),
        answers: false,
    };
    let officer = format!("{}/1", case.state.body);
    let corrected = scene.app.desk_command(&officer, case.id.0, correct).await;
    corrected.unwrap();
    scene.app.settle().await.unwrap();
    let key = ("act_no", record["act_no"].as_ref().unwrap());
    let held = held(&scene, "births", key).await;
    assert_eq!(held.len(), 1);
    assert_eq!(held[0]["given_name"], Some(Value::Text(reads)));
}

#[tokio::test]
async fn what_may_have_been_written_before_its_grant_was_taken_back_is_ended_too() {
    let scene = Scene::after("term-extended").await;
    let case = scene.case("birth-allowance");
    let mut granted = (*case.state).clone();
    granted.issued = None;
    granted.phase = Phase::Granted;
    let mut annulled = granted.clone();
    annulled.former.push(Former {
        decision: annulled.decision.take(),
        deemed_at: None,
        issued: None,
        ended_at: scene.app.now(),
        ended: Ended::Annulled {
            appeal: Uuid::from_u128(1),
        },
    });
    assert!(register_differs(&granted, &annulled, case.id.0));
    assert!(!register_differs(&annulled, &annulled, case.id.0));
    let ids = [&granted, &annulled].map(|state| write_id(state, case.id.0));
    assert_ne!(ids[0], ids[1], "what is granted then is another result");
}

#[tokio::test]
async fn what_does_not_apply_is_not_called_met_and_a_child_is_called_the_same_on_every_page() {
    let scene = Scene::after("term-extended").await;
    let registration = scene.case("birth-registration").id.0;
    let view = scene.app.case(&scene.who, registration).await.unwrap();
    let applies = |name: &str| {
        let mut findings = view.findings.iter();
        findings
            .find(|finding| finding.requirement == name)
            .unwrap()
            .applies
    };
    assert!(!applies("conclusion"), "the child is not a year old");
    assert!(applies("mother"));
    let file = scene.app.case_file(&scene.who, registration).await.unwrap();
    let mut points = file.entries.iter().flat_map(|entry| &entry.points);
    let told = points.find_map(|point| match point {
        crate::view::Point::Finding(found) if found.requirement == "conclusion" => Some(found),
        _ => None,
    });
    assert!(!told.unwrap().applies, "the file says the same");
    let allowance = scene.case("birth-allowance").id.0;
    let allowance = scene.app.case(&scene.who, allowance).await.unwrap();
    assert!(view.child.sex.is_some());
    assert_eq!(allowance.child.sex, view.child.sex);
}
