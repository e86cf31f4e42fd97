use tutas_catalog::Verb;
use tutas_domain::case::{Command, Level, Phase, Rejection};

use super::Scene;
use crate::AppError;

#[tokio::test]
async fn the_same_act_is_appealed_once_in_an_instance_unless_the_appeal_is_withdrawn() {
    let scene = Scene::until("appeal-satisfied", |verb| matches!(verb, Verb::Rule { .. })).await;
    let (app, who) = (&scene.app, &scene.who);
    let refused = scene.case("birth-allowance").id.0;
    let again = app.file_appeal(who, refused, "…".into()).await;
    assert!(matches!(
        again,
        Err(AppError::Rejected(Rejection::OnlyOnce))
    ));
    let view = app.case(who, refused).await.unwrap();
    assert!(view.may.appeal.is_none() && view.after.suspended);

    let first = scene.case("appeal").id.0;
    app.withdraw(who, first).await.unwrap();
    app.settle().await.unwrap();
    let view = app.case(who, refused).await.unwrap();
    assert!(!view.after.suspended, "a withdrawn appeal suspends nothing");
    assert_eq!(view.may.appeal.map(|may| may.instance), Some(1));
    let second = app.file_appeal(who, refused, "…".into()).await.unwrap();
    assert_ne!(first, second);
}

#[tokio::test]
async fn after_a_dismissal_there_is_a_second_instance_and_then_the_court() {
    let scene = Scene::after("appeal-dismissed").await;
    let (app, who) = (&scene.app, &scene.who);
    let refused = scene.case("birth-allowance").id.0;
    let may = app.case(who, refused).await.unwrap().may;
    assert_eq!(may.appeal.map(|may| may.instance), Some(2));
    let second = app.file_appeal(who, refused, "…".into()).await.unwrap();
    let appeal = app.load_case(second).unwrap().state;
    assert_eq!(appeal.body, "social-office-27");
    assert_eq!(appeal.superior.as_deref(), Some("ministry-labour"));
    app.withdraw(who, second).await.unwrap();
    app.settle().await.unwrap();
    let words = Command::NoteCourt("СМАС, 2026-06-01".into());
    app.own_command(who, refused, words).await.unwrap();
    assert!(app.case(who, refused).await.unwrap().after.court.is_some());
}

#[tokio::test]
async fn a_complaint_goes_to_the_body_or_to_the_authority_one_at_a_time() {
    let scene = Scene::until("appeal-dismissed", |verb| {
        matches!(verb, Verb::Complain { .. })
    })
    .await;
    let (app, who) = (&scene.app, &scene.who);
    let about = scene.case("birth-allowance").id.0;
    let complain = |level| app.file_complaint(who, about, level, "…".into());
    let provider = complain(Level::Provider).await.unwrap();
    assert!(matches!(
        complain(Level::Provider).await,
        Err(AppError::Rejected(Rejection::OnlyOnce))
    ));
    let authority = complain(Level::Authority).await.unwrap();
    let [provider, authority] = [provider, authority].map(|id| app.load_case(id).unwrap().state);
    assert_eq!(provider.body, "social-office-2710");
    assert_eq!(provider.term.legal.length.count, 5);
    assert_eq!(authority.body, "quality-authority");
    assert_eq!(authority.term.legal.length.count, 15);
    let reviews = app.case(who, about).await.unwrap().reviews;
    assert_eq!((reviews.appeals.len(), reviews.complaints.len()), (1, 2));
}

#[tokio::test]
async fn words_are_needed_and_nothing_undecided_is_appealed() {
    let scene = Scene::until("term-extended", |verb| matches!(verb, Verb::Extend { .. })).await;
    let (app, who) = (&scene.app, &scene.who);
    let examined = scene.case("birth-allowance").id.0;
    let blank = app.file_appeal(who, examined, " ".into()).await;
    assert!(matches!(
        blank,
        Err(AppError::Rejected(Rejection::WordsNeeded))
    ));
    let early = app.file_appeal(who, examined, "…".into()).await;
    assert!(matches!(
        early,
        Err(AppError::Rejected(Rejection::WrongPhase))
    ));
}

#[tokio::test]
async fn who_acted_does_not_rule_and_who_is_above_sees_the_case() {
    let scene = Scene::until("appeal-satisfied", |verb| matches!(verb, Verb::Rule { .. })).await;
    let app = &scene.app;
    let appeal = scene.case("appeal").id.0;
    let refused = scene.case("birth-allowance").id.0;
    assert!(app.desk_case("social-office-27/1", refused).await.is_ok());
    assert!(app.desk_case("clinic-2710-1/1", refused).await.is_err());
    let desk = app.desk_case("social-office-27/1", appeal).await.unwrap();
    let desk = desk.desk.unwrap();
    assert!(!desk.may_rule.is_empty() && !desk.may_prepare_ruling.is_empty());
    let overrulable: Vec<String> = desk
        .may_overrule
        .into_iter()
        .map(|(name, _)| name)
        .collect();
    assert_eq!(overrulable, ["status", "lives here"]);
    assert_eq!(scene.case("birth-allowance").state.phase, Phase::Refused);
}
