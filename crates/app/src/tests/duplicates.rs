//! Records that may be one person's: raised once, decided by the steward, remembered.

use tutas_domain::duplicate::{Answer, Outcome, Pair, Reason};
use tutas_domain::evidence::Record;
use tutas_domain::person::PersonId;
use tutas_domain::value::Value;
use uuid::Uuid;

use super::Scene;
use super::defects::{need, student};
use crate::stream::listed;
use crate::view::{AccessBy, AccessLine};
use crate::{App, AppError, Group};

const STEWARD: &str = "ministry-interior/1";
const ANOTHER: &str = "ministry-interior/2";

/// The person of the scene, and the same with another given name.
fn record(who: &PersonId, given_name: &str) -> Record {
    let iin = match who {
        PersonId::Iin(iin) => iin.as_str().to_owned(),
        PersonId::Document(document) => document.clone(),
    };
    let text = |text: &str| Some(Value::Text(text.to_owned()));
    Record::from([
        ("iin".to_owned(), text(&iin)),
        ("given_name".to_owned(), text(given_name)),
        ("surname".to_owned(), text("Оспан")),
    ])
}

pub(super) fn group(who: &PersonId, names: &[&str]) -> Group {
    let pair = |b| Pair {
        a: 0,
        b,
        is_certain: true,
        reasons: vec![Reason {
            code: "same-number".to_owned(),
            speaks_for: true,
        }],
    };
    Group {
        records: names.iter().map(|name| record(who, name)).collect(),
        pairs: (1..names.len()).map(pair).collect(),
    }
}

/// The only group that waits for the steward.
fn waiting(app: &App) -> Uuid {
    let list = app.duplicates(STEWARD, None).unwrap();
    let [row] = list.rows.as_slice() else {
        panic!("one group: {}", list.rows.len());
    };
    row.id
}

async fn raise(scene: &Scene, names: &[&str]) -> usize {
    let groups = vec![group(&scene.who, names)];
    scene
        .app
        .raise_duplicates("persons", 9, groups)
        .await
        .unwrap()
}

async fn says(app: &App, officer: &str, id: Uuid, answer: Answer) -> Result<(), AppError> {
    app.answer_duplicate(officer, id, answer, "I asked both.".into())
        .await
}

#[tokio::test]
async fn records_are_raised_once_and_not_again_when_they_are_found_different() {
    let scene = Scene::after("married-parents").await;
    let (app, who) = (&scene.app, &scene.who);
    assert_eq!(raise(&scene, &["Әсел", "Асель"]).await, 1);
    assert_eq!(raise(&scene, &["Асель", "Әсел"]).await, 0, "it is open");
    let id = waiting(app);
    says(app, STEWARD, id, Answer::Different).await.unwrap();
    assert!(app.duplicates(STEWARD, None).unwrap().rows.is_empty());
    assert_eq!(raise(&scene, &["Әсел", "Асель"]).await, 0, "it is decided");
    let (a, b) = (record(who, "Асель"), record(who, "Әсел"));
    assert!(app.is_raised("persons", &a, &b).unwrap());
    let changed = record(who, "Асем");
    assert!(!app.is_raised("persons", &changed, &b).unwrap());
    let figures = app.register_figures("persons").unwrap().duplicates;
    assert_eq!((figures.open, figures.same, figures.different), (0, 0, 1));
    let last = figures.last.unwrap();
    assert_eq!((last.records, last.groups), (9, 1));
    let late = says(app, ANOTHER, id, Answer::Same).await;
    assert!(matches!(
        late,
        Err(AppError::NotAllowed("duplicate-decided"))
    ));
    assert!(app.verify().unwrap().problems.is_empty());
}

#[tokio::test]
async fn two_officers_of_the_steward_find_that_they_are_one_and_who_looks_is_on_record() {
    let scene = Scene::after("married-parents").await;
    let (app, who) = (&scene.app, &scene.who);
    raise(&scene, &["Әсел", "Асель"]).await;
    let id = waiting(app);
    let by_steward = |line: &AccessLine| match &line.by {
        AccessBy::Officer(body) => body.en == "Ministry of Internal Affairs",
        AccessBy::Program | AccessBy::Member(_) => false,
    };
    assert!(!scene.looks(who).iter().any(by_steward));
    let view = app.desk_duplicate(STEWARD, id).await.unwrap();
    assert!(scene.looks(who).iter().any(by_steward));
    let differ: Vec<bool> = view.lines.iter().map(|line| line.differs).collect();
    assert_eq!(differ, [true, false, false], "given name, number, surname");

    says(app, STEWARD, id, Answer::Same).await.unwrap();
    let alone = says(app, STEWARD, id, Answer::Same).await;
    assert!(matches!(
        alone,
        Err(AppError::NotAllowed("duplicate-same-officer"))
    ));
    says(app, ANOTHER, id, Answer::Same).await.unwrap();
    let view = app.desk_duplicate(STEWARD, id).await.unwrap();
    assert!(matches!(view.decision, Some((Outcome::Same, _))));
    assert!(view.may_answer.is_err());
}

#[tokio::test]
async fn nobody_else_sees_them_and_they_are_no_case_on_a_worklist() {
    let scene = Scene::after("married-parents").await;
    let app = &scene.app;
    raise(&scene, &["Әсел", "Асель"]).await;
    let id = waiting(app);
    let other = app.desk_duplicate("ministry-health/1", id).await;
    assert!(matches!(other, Err(AppError::NotFound)));
    assert!(
        app.duplicates("ministry-health/1", None)
            .unwrap()
            .rows
            .is_empty()
    );
    assert!(app.worklist(STEWARD, "all", None).unwrap().rows.is_empty());
}

#[tokio::test]
async fn however_many_wait_no_list_of_the_desk_walks_past_them() {
    let (scene, _) = student().await;
    let app = &scene.app;
    let groups = (0..60).map(|one| group(&scene.who, &["Әсел", &format!("Асель {one}")]));
    let raised = app.raise_duplicates("persons", 120, groups.collect()).await;
    assert_eq!(raised.unwrap(), 60);
    scene.wait(3 * 24 * 60).await;
    let case = scene.case("birth-allowance").id.0;
    let disputed = need(&scene);
    let defect = app.file_defect(&scene.who, case, &disputed, "I am a kandas.".into());
    let defect = defect.await.unwrap();

    for filter in ["all", "mine"] {
        let list = app.worklist(STEWARD, filter, None).unwrap();
        let cases: Vec<Uuid> = list.rows.iter().map(|row| row.case).collect();
        assert_eq!((cases, list.next), (vec![defect], None), "{filter}");
    }
    let first = app.duplicates(STEWARD, None).unwrap();
    assert_eq!(first.rows.len(), 50, "a full page");
    let rest = app.duplicates(STEWARD, first.next.as_deref()).unwrap();
    assert_eq!((rest.rows.len(), rest.next), (10, None));
    // What a list looks at is what is on it: each is one body's in the store.
    let steward = app.staff().profile(STEWARD).unwrap().body.clone();
    let looked_at = |body: &str| app.store().worklist(body, &[], None, 100).unwrap().len();
    assert_eq!(looked_at(&steward), 1);
    assert_eq!(looked_at(&listed::of(&steward, listed::DUPLICATE)), 60);
    assert_eq!(looked_at(&listed::of(&steward, listed::QUESTION)), 0);
}

#[tokio::test]
async fn a_group_that_names_more_people_than_one_commit_holds_is_opened_and_decided() {
    let scene = Scene::after("married-parents").await;
    let app = &scene.app;
    let mut large = group(&scene.who, &["Әсел", "Асель"]);
    for one in 0..300 {
        let who = PersonId::Document(format!("N{one:08}"));
        let mut one = record(&who, "Асел");
        one.insert("document".to_owned(), one["iin"].clone());
        large.records.push(one);
    }
    let raised = app.raise_duplicates("persons", 302, vec![large]).await;
    assert_eq!(raised.unwrap(), 1);
    let id = waiting(app);
    let view = app.desk_duplicate(STEWARD, id).await.unwrap();
    assert_eq!(view.records, 302);
    for one in [0, 299] {
        let who = PersonId::Document(format!("N{one:08}"));
        assert_eq!(scene.looks(&who).len(), 1, "who looked at N{one:08}");
    }
    says(app, STEWARD, id, Answer::Different).await.unwrap();
    assert!(app.duplicates(STEWARD, None).unwrap().rows.is_empty());
}
