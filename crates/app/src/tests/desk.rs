use tutas_catalog::Verb;
use tutas_domain::actor::Actor;
use tutas_domain::case::{Command, Outcome, Phase};

use super::Scene;
use crate::view::{DeskView, NotNow};

async fn desk(scene: &Scene, officer: &str, service: &str) -> DeskView {
    let case = scene.case(service).id.0;
    let view = scene.app.desk_case(officer, case).await.unwrap();
    view.desk.unwrap()
}

#[tokio::test]
async fn a_slip_is_listed_by_the_day_on_which_it_is_to_be_answered_until_it_is_answered() {
    let scene = Scene::after("term-extended").await;
    let app = &scene.app;
    let case = scene.case("birth-registration");
    let officer = format!("{}/1", case.state.body);
    let asked = Command::AskCorrection("…".into());
    app.own_command(&scene.who, case.id.0, asked).await.unwrap();
    let due = || {
        let list = app.worklist(&officer, "mine", None).unwrap();
        let mut rows = list.rows.into_iter();
        let row = rows.find(|row| row.case == case.id.0)?;
        assert!(row.correction_asked && row.days_left >= 0);
        row.due
    };
    let state = app.load_case(case.id.0).unwrap().state;
    let until = state.correction.as_ref().unwrap().ends_at;
    assert!(until > state.term.ends_at);
    assert_eq!(due(), Some(until));
    let stored = app.store().load(case.id).unwrap().unwrap();
    assert_eq!(stored.index.due_at, Some(until), "lists are sorted by it");

    let name = case.state.issued.as_ref().unwrap().record["given_name"].clone();
    let name = name.unwrap().as_text().unwrap().to_owned();
    let correct = |was: &str, reads: &str, answers| Command::Correct {
        was: was.into(),
        reads: reads.into(),
        answers,
    };
    let reads = format!("{name}а");
    let other = correct(&name, &reads, false);
    app.desk_command(&officer, case.id.0, other).await.unwrap();
    assert_eq!(due(), Some(until), "another slip leaves the request open");
    let answer = correct(&reads, "Ән", true);
    app.desk_command(&officer, case.id.0, answer).await.unwrap();
    assert_eq!(due(), None);
}

#[tokio::test]
async fn what_a_grant_would_have_given_is_not_expected_of_a_refused_case() {
    let scene = Scene::after("appeal-dismissed").await;
    assert_eq!(scene.case("birth-allowance").state.phase, Phase::Refused);
    let officer = "social-office-2710/1";
    let refused = desk(&scene, officer, "birth-allowance").await;
    assert_eq!(refused.amount, None);
    let scene = Scene::until("term-extended", |verb| matches!(verb, Verb::Extend { .. })).await;
    let examined = desk(&scene, officer, "birth-allowance").await;
    assert!(examined.amount.is_some());
}

#[tokio::test]
async fn before_an_appeal_goes_up_who_leads_the_body_may_satisfy_it_and_others_are_told_who() {
    let going_up = |verb: &Verb| matches!(verb, Verb::WaitUntil(_));
    let scene = Scene::until("appeal-satisfied", going_up).await;
    let told = NotNow {
        act: "rule",
        why: "rejected-rank-needed",
    };
    let ordinary = desk(&scene, "social-office-2710/2", "appeal").await;
    assert!(ordinary.may_rule.is_empty() && ordinary.not_now.contains(&told));
    let head = desk(&scene, "social-office-2710/head", "appeal").await;
    assert_eq!(head.may_rule, [Outcome::Replaced]);
    assert!(!head.not_now.contains(&told));
}

#[tokio::test]
async fn a_decision_can_be_annulled_and_only_a_silence_be_ordered_to_end() {
    let scene = Scene::until("appeal-satisfied", |verb| matches!(verb, Verb::Rule { .. })).await;
    let above = desk(&scene, "social-office-27/1", "appeal").await;
    assert!(above.may_rule.contains(&Outcome::Annulled));
    assert!(!above.may_rule.contains(&Outcome::Ordered));
    assert_eq!(
        above.may_prepare_ruling,
        [Outcome::Dismissed, Outcome::Left]
    );
}

#[tokio::test]
async fn an_extension_begins_after_the_term_and_on_a_working_day() {
    let scene = Scene::until("term-extended", |verb| matches!(verb, Verb::Extend { .. })).await;
    let case = scene.case("birth-allowance");
    let offered = desk(&scene, "social-office-2710/head", "birth-allowance").await;
    let extension = offered.may_extend.unwrap();
    let calendar = scene.app.calendar_of(&case.state);
    assert!(extension.from > case.state.term.last_day && calendar.is_working(extension.from));
    assert!(extension.until >= extension.from && calendar.is_working(extension.until));
    let day_off = {
        let mut day = extension.from;
        while calendar.is_working(day) {
            day = day.tomorrow().unwrap();
        }
        day
    };
    let working = scene.app.working_day(case.id.0, day_off).unwrap();
    assert!(working > day_off && calendar.is_working(working));
}

#[tokio::test]
async fn what_stands_again_beside_another_case_waits_for_an_officer_without_a_term() {
    let scene = Scene::after("term-extended").await;
    let app = &scene.app;
    let case = scene.case("birth-registration");
    assert_eq!(case.state.phase, Phase::Issued);
    let officer = format!("{}/1", case.state.body);
    let listed = || {
        let list = app.worklist(&officer, "mine", None).unwrap();
        list.rows.into_iter().find(|row| row.case == case.id.0)
    };
    assert!(listed().is_none());
    let by = Some("2710-2026-000124".to_owned());
    let hold = app.command(case.id.0, Command::HoldUp { by }, &Actor::Machine);
    hold.await.unwrap();
    let row = listed().unwrap();
    assert!(row.held_up && row.due.is_none());
}
