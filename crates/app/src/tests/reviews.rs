use tutas_catalog::Verb;
use tutas_domain::case::{Command, Level, Outcome, Phase, Rejection, Rights, Ruling};
use tutas_store::{Claim, Commit};

use super::Scene;
use crate::AppError;
use crate::claim::claim_name;

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
    assert!(view.may.appeal.is_none());
    assert!(!view.after.suspended, "a refusal is not carried out");

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

#[tokio::test]
async fn what_is_satisfied_in_full_is_given_with_the_ruling_and_its_grounds_fall() {
    let scene = Scene::until("appeal-satisfied", |verb| matches!(verb, Verb::Rule { .. })).await;
    let app = &scene.app;
    let appeal = scene.case("appeal").id.0;
    let before = app.load_case(appeal).unwrap();
    let rule = |rights| Command::Rule {
        ruling: Ruling {
            outcome: Outcome::Replaced,
            rights,
            overruled: Vec::new(),
            lateness: None,
        },
        reasons: "…".into(),
    };
    let contradicting = rule(Rights::NotViolated);
    let told = app.desk_command("social-office-27/1", appeal, contradicting);
    assert!(matches!(
        told.await,
        Err(AppError::Rejected(Rejection::RightsContradict))
    ));
    assert_eq!(app.load_case(appeal).unwrap().version, before.version);
    let lines = scene.looks(&scene.who);
    assert_eq!(lines[0].attempt.as_ref().unwrap().command, "rule");
    app.desk_command("social-office-27/1", appeal, rule(Rights::Restored))
        .await
        .unwrap();
    app.settle().await.unwrap();
    let case = scene.case("birth-allowance");
    assert_eq!(case.state.phase, Phase::Issued);
    let document = app.document(&scene.who, case.id.0, 0).await.unwrap();
    assert_eq!(document.officer, "1");
    assert_eq!(document.body, app.body_title("social-office-27"));
}

#[tokio::test]
async fn what_is_granted_while_another_case_has_the_claim_is_seen_and_goes_on_by_itself() {
    let scene = Scene::until("term-extended", |verb| matches!(verb, Verb::Extend { .. })).await;
    let app = &scene.app;
    let case = scene.case("birth-allowance");
    let name = app.claim_key(&claim_name(&case.state.filing));
    let holder = scene.case("birth-registration").id;
    let give_over = |from, to| {
        let claim = |holder, release| Claim {
            name,
            holder,
            release,
        };
        Commit {
            claims: vec![claim(from, true), claim(to, false)],
            ..Commit::default()
        }
    };
    app.store()
        .commit(give_over(case.id, holder))
        .await
        .unwrap();
    let officer = "social-office-2710/1";
    app.grant(officer, case.id.0).await.unwrap();
    app.settle().await.unwrap();
    let held = app.load_case(case.id.0).unwrap().state;
    assert_eq!(held.phase, Phase::Granted);
    let number = &scene.case("birth-registration").state.filing.number;
    let view = app.case(&scene.who, case.id.0).await.unwrap();
    assert_eq!(view.after.held_up.as_ref(), Some(number));
    let list = app.worklist(officer, "mine", None).unwrap();
    let row = list.rows.iter().find(|row| row.case == case.id.0);
    assert!(row.unwrap().held_up, "an officer sees it");
    app.store()
        .commit(give_over(holder, case.id))
        .await
        .unwrap();
    scene.wait(20).await;
    let issued = app.load_case(case.id.0).unwrap().state;
    assert_eq!((&issued.phase, &issued.held_up), (&Phase::Issued, &None));
}

#[tokio::test]
async fn a_letter_on_an_appeal_is_addressed_though_the_appeal_reads_no_register() {
    let scene = Scene::after("appeal-dismissed").await;
    let (app, who) = (&scene.app, &scene.who);
    let appeal = scene.case("appeal");
    assert!(crate::statement::name_in(&appeal.state, who).is_empty());
    let letter = app.letter(who, appeal.id.0, 0).await.unwrap();
    assert!(!letter.to.is_empty());
}

#[tokio::test]
async fn the_cabinet_shows_an_appeal_and_calls_a_refused_step_not_finished() {
    let scene = Scene::until("appeal-satisfied", |verb| matches!(verb, Verb::Rule { .. })).await;
    let cabinet = scene.app.cabinet(&scene.who).unwrap();
    let line = &cabinet.applications[0];
    assert_eq!(line.reviews.len(), 1);
    assert!(line.ended > 0 && line.fulfilled < line.total);
    let steps = line.open + line.fulfilled + line.ended + line.dropped;
    assert_eq!(steps, line.total);
}
