use tutas_domain::case::{Command, Rejection};
use tutas_domain::person::PersonId;

use super::{Scene, is_grant};
use crate::AppError;

const LATE: &str = "silence-then-late-grant";

#[tokio::test]
async fn what_is_tried_twice_changes_nothing_and_is_on_record() {
    let scene = Scene::until(LATE, is_grant).await;
    let app = &scene.app;
    let case = scene.case("birth-registration").id.0;
    app.grant("registrar-2710/1", case).await.unwrap();
    app.settle().await.unwrap();
    let before = scene.case("birth-registration");
    let again = app.grant("registrar-2710/2", case).await;
    assert!(matches!(
        again,
        Err(AppError::Rejected(Rejection::AlreadyDecided))
    ));
    let after = scene.case("birth-registration");
    assert_eq!(
        (after.version, after.state),
        (before.version, before.state),
        "the state is unchanged"
    );
    let lines = scene.looks(&scene.who);
    let attempt = lines[0].attempt.as_ref().unwrap();
    assert_eq!(
        (&*attempt.command, &*attempt.by, &*attempt.code),
        ("grant", "2", "rejected-already-decided")
    );
}

#[tokio::test]
async fn what_the_wrong_body_or_the_person_tries_out_of_state_is_on_record() {
    let scene = Scene::until(LATE, is_grant).await;
    let app = &scene.app;
    let case = scene.case("birth-registration").id.0;
    let strangers = app.grant("clinic-2710-1/1", case).await;
    assert!(matches!(
        strangers,
        Err(AppError::Rejected(Rejection::OtherBody))
    ));
    let words = Command::Object("…".into());
    assert!(app.own_command(&scene.who, case, words).await.is_err());
    let lines = scene.looks(&scene.who);
    let tried: Vec<(&str, &str)> = lines
        .iter()
        .filter_map(|line| line.attempt.as_ref())
        .map(|attempt| (&*attempt.command, &*attempt.by))
        .collect();
    assert_eq!(tried, [("object", ""), ("grant", "1")]);
}

#[tokio::test]
async fn who_is_turned_away_at_the_door_is_on_record_too() {
    let scene = Scene::until(LATE, is_grant).await;
    let app = &scene.app;
    let case = scene.case("birth-registration").id.0;
    let other = app.desk_case("clinic-2710-1/1", case).await;
    assert!(matches!(other, Err(AppError::NotFound)));
    let stranger = PersonId::Document("UZB:AB1234567".into());
    assert!(matches!(
        app.case(&stranger, case).await,
        Err(AppError::NotFound)
    ));
    let withdrawn = app.withdraw(&stranger, case).await;
    assert!(matches!(withdrawn, Err(AppError::NotFound)));
    let lines = scene.looks(&scene.who);
    let tried: Vec<(&str, bool, &str)> = lines
        .iter()
        .filter_map(|line| line.attempt.as_ref())
        .map(|attempt| (&*attempt.command, attempt.stranger, &*attempt.code))
        .collect();
    assert_eq!(
        tried,
        [
            ("withdraw", true, "rejected-not-the-filer"),
            ("open", true, "rejected-not-the-filer"),
            ("open", false, "rejected-other-body"),
        ]
    );
    let nobodys = app.case(&stranger, uuid::Uuid::from_u128(9)).await;
    assert!(matches!(nobodys, Err(AppError::NotFound)));
}
