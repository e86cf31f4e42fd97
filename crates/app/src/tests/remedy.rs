use jiff::civil::{Date, date};
use tutas_catalog::Verb;
use tutas_domain::case::{Command, LetterKind, Level, Outcome, Phase, Rights, Ruling};
use uuid::Uuid;

use super::Scene;
use crate::AppError;
use crate::view::AppealView;

/// Days in minutes.
const DAY: i64 = 24 * 60;

const MINISTRY: &str = "ministry-labour/appeal";
const MINISTER: &str = "ministry-labour/head";

fn dismissed() -> Command {
    Command::PrepareRuling {
        ruling: Ruling {
            outcome: Outcome::Dismissed,
            rights: Rights::NotViolated,
            overruled: Vec::new(),
            lateness: None,
        },
        reasons: "…".into(),
        without: None,
    }
}

/// What one is told: whether the court is next, until when, and by which article.
fn told(view: &AppealView) -> (bool, Option<Date>, &str) {
    (view.court, view.until, view.law.articles.as_str())
}

/// Reads the newest letter of a kind, and says what stands in it on how to go on.
async fn read(scene: &Scene, case: Uuid, kind: LetterKind) -> (bool, Option<Date>, String) {
    let letters = &scene.app.load_case(case).unwrap().state.letters;
    let index = letters.iter().rposition(|one| one.kind == kind).unwrap();
    let letter = scene.app.letter(&scene.who, case, index).await.unwrap();
    let (court, until, law) = told(&letter.case.appeal);
    (court, until, law.to_owned())
}

/// A refusal of which the second appeal was dismissed by the ministry on 2 June 2026, and not read yet.
async fn at_an_end() -> (Scene, Uuid, Uuid) {
    let scene = Scene::until("appeal-dismissed", |verb| {
        matches!(verb, Verb::Complain { .. })
    })
    .await;
    let refused = scene.case("birth-allowance").id.0;
    let (app, who) = (&scene.app, &scene.who);
    let last = app.file_appeal(who, refused, "…".into()).await.unwrap();
    scene.wait(7 * DAY).await;
    let state = app.load_case(last).unwrap().state;
    assert_eq!(state.body, "ministry-labour", "it went up by itself");
    app.desk_command(MINISTRY, last, dismissed()).await.unwrap();
    read(&scene, last, LetterKind::Preliminary).await;
    scene.wait(8 * DAY).await;
    app.approve(MINISTER, last).await.unwrap();
    app.settle().await.unwrap();
    assert_eq!(app.load_case(last).unwrap().state.phase, Phase::Ruled);
    (scene, refused, last)
}

#[tokio::test]
async fn after_the_last_appeal_the_day_named_is_that_of_the_suit() {
    let (scene, refused, last) = Box::pin(at_an_end()).await;
    let (app, who) = (&scene.app, &scene.who);
    let unread = app.case(who, refused).await.unwrap();
    assert_eq!(told(&unread.appeal), (true, None, "136"));
    assert_eq!(unread.appeal.within.map(|term| term.count), Some(1));

    let read_on = app.catalog().calendar.local(app.now()).date();
    assert_eq!(read_on, date(2026, 6, 2));
    // A month later is a Thursday.
    let court = (true, Some(date(2026, 7, 2)), "136".to_owned());
    assert_eq!(read(&scene, last, LetterKind::Ruled).await, court);
    // A letter that was given before says what it said then.
    let (in_court, _, law) = read(&scene, refused, LetterKind::Refused).await;
    assert_eq!((in_court, law.as_str()), (false, "92"));
    let applied = read(&scene, refused, LetterKind::RulingApplied).await;
    assert_eq!(applied, court);

    for case in [refused, last] {
        let view = app.case(who, case).await.unwrap();
        assert_eq!(told(&view.appeal), (true, court.1, "136"));
        assert!(view.appeal.to.is_none() && view.may.appeal.is_none());
        let file = app.case_file(who, case).await.unwrap();
        assert_eq!(told(&file.case.appeal), (true, court.1, "136"));
    }
    assert!(matches!(
        app.file_appeal(who, refused, "…".into()).await,
        Err(AppError::NotAllowed("not-allowed-court-is-next"))
    ));
}

#[tokio::test]
async fn while_an_instance_is_left_the_day_named_is_that_of_the_appeal() {
    let scene = Scene::until("appeal-dismissed", |verb| {
        matches!(verb, Verb::Complain { .. })
    })
    .await;
    let (app, who) = (&scene.app, &scene.who);
    let refused = scene.case("birth-allowance").id.0;
    let first = scene.case("appeal").id.0;
    let (court, until, law) = read(&scene, first, LetterKind::Ruled).await;
    assert_eq!((court, law.as_str()), (false, "92"));
    assert!(until.is_some());
    let view = app.case(who, refused).await.unwrap();
    let may = view.may.appeal.as_ref().unwrap();
    assert_eq!((may.last_day, view.appeal.until), (until, until));
    assert!(!view.appeal.court && view.appeal.to.is_some());

    // Once the last appeal is filed, what comes after it is the court.
    let last = app.file_appeal(who, refused, "…".into()).await.unwrap();
    for case in [refused, last] {
        let view = app.case(who, case).await.unwrap();
        assert_eq!(told(&view.appeal), (true, None, "136"));
    }
}

#[tokio::test]
async fn silence_on_the_last_appeal_opens_the_court_too() {
    let scene = Scene::until("appeal-dismissed", |verb| {
        matches!(verb, Verb::Complain { .. })
    })
    .await;
    let (app, who) = (&scene.app, &scene.who);
    let refused = scene.case("birth-allowance").id.0;
    let last = app.file_appeal(who, refused, "…".into()).await.unwrap();
    scene.wait(60 * DAY).await;
    let state = app.load_case(last).unwrap().state;
    assert_eq!(state.phase, Phase::DeemedRefused);
    let silent = read(&scene, last, LetterKind::DeemedRefused).await;
    assert!(silent.0 && silent.1.is_some());
    let view = app.case(who, refused).await.unwrap();
    assert_eq!(told(&view.appeal), (true, silent.1, "136"));
}

#[tokio::test]
async fn a_complaint_ends_with_the_authority_or_the_court() {
    let scene = Scene::until("appeal-dismissed", |verb| {
        matches!(verb, Verb::Complain { .. })
    })
    .await;
    let (app, who) = (&scene.app, &scene.who);
    let about = scene.case("birth-allowance").id.0;
    for (level, to) in [
        (
            Level::Provider,
            "To the authority for the quality of services, or to the court",
        ),
        (Level::Authority, "To the court"),
    ] {
        let complaint = app.file_complaint(who, about, level, "…".into());
        let complaint = complaint.await.unwrap();
        let view = app.case(who, complaint).await.unwrap().appeal;
        assert_eq!(told(&view), (true, None, "136"));
        assert_eq!(view.within.map(|term| term.count), Some(1));
        assert_eq!(view.to.map(|to| to.en).as_deref(), Some(to));
    }
}
