use tutas_domain::person::PersonId;
use tutas_domain::text::Lang;
use uuid::Uuid;

use super::{Scene, is_grant};
use crate::view::{AccessBy, AccessEntry, Seen};
use crate::{AppError, News};

const LATE: &str = "silence-then-late-grant";
const OFFICER: &str = "registrar-2710/1";
const COLLEAGUE: &str = "registrar-2710/2";

impl Scene {
    /// All accesses on record, newest first.
    fn entries(&self, who: &PersonId) -> Vec<AccessEntry> {
        let (mut all, mut from) = (Vec::new(), None);
        loop {
            let (entries, next) = self.app.accesses(who, from).unwrap();
            all.extend(entries);
            from = next;
            if from.is_none() {
                return all;
            }
        }
    }

    /// The newest access that is as wanted.
    fn entry(&self, wanted: impl Fn(&AccessEntry) -> bool) -> AccessEntry {
        let mut entries = self.entries(&self.who).into_iter();
        entries.find(wanted).unwrap()
    }

    async fn ask(&self, access: Uuid, words: &str) -> Result<(), AppError> {
        let asked = self.app.ask_why(&self.who, Lang::Kk, access, words.into());
        asked.await
    }
}

fn by_officer(entry: &AccessEntry) -> bool {
    let by = |line: &crate::view::AccessLine| matches!(line.by, AccessBy::Officer(_));
    entry.lines.iter().any(by)
}

#[tokio::test]
async fn whoever_asks_why_is_answered_by_the_body_that_looked_and_told_so() {
    let scene = Scene::until(LATE, is_grant).await;
    let app = &scene.app;
    let case = scene.case("birth-registration").id.0;
    app.desk_case(OFFICER, case).await.unwrap();
    let looked = scene.entry(by_officer);
    assert!(looked.may_ask && looked.why.is_none());
    scene.ask(looked.id, "Неге?").await.unwrap();

    let list = app.questions_asked(COLLEAGUE, None).unwrap();
    assert_eq!(list.rows.len(), 1);
    assert_eq!(list.rows[0].id, looked.id);
    assert_eq!(list.rows[0].days_left, 3);
    let other = app.questions_asked("clinic-2710-1/1", None).unwrap();
    assert!(other.rows.is_empty());
    let hidden = app.desk_question("clinic-2710-1/1", looked.id).await;
    assert!(matches!(hidden, Err(AppError::NotFound)));

    let shown = app.desk_question(OFFICER, looked.id).await.unwrap();
    assert_eq!(shown.may_answer, Err("inquiry-own-look"));
    let own = app.answer_why(OFFICER, looked.id, "Іс бойынша.".into());
    assert!(matches!(
        own.await,
        Err(AppError::NotAllowed("inquiry-own-look"))
    ));
    let shown = app.desk_question(COLLEAGUE, looked.id).await.unwrap();
    assert_eq!(shown.may_answer, Ok(()));
    assert_eq!(shown.entry.why.unwrap().words, "Неге?");
    let opened = scene.entry(by_officer);
    assert_eq!(
        opened.lines[0].seen,
        Seen::Question,
        "opening it is on record"
    );

    let told = app.outbox(&scene.who).unwrap().len();
    let nothing = app.answer_why(COLLEAGUE, looked.id, " ".into()).await;
    assert!(matches!(
        nothing,
        Err(AppError::NotAllowed("inquiry-no-words"))
    ));
    app.answer_why(COLLEAGUE, looked.id, "Іс бойынша шешім үшін.".into())
        .await
        .unwrap();
    app.settle().await.unwrap();
    let why = scene.entry(|entry| entry.id == looked.id).why.unwrap();
    let answer = why.answer.unwrap();
    assert_eq!(answer.words, "Іс бойынша шешім үшін.");
    assert_eq!(answer.body, app.body_title("registrar-2710"));
    let sent = app.outbox(&scene.who).unwrap();
    assert_eq!(sent.len(), told + 1);
    assert_eq!(sent[0].message.news, News::AccessAnswered);
    assert!(app.questions_asked(OFFICER, None).unwrap().rows.is_empty());
    let twice = app.answer_why(COLLEAGUE, looked.id, "Тағы".into()).await;
    assert!(matches!(
        twice,
        Err(AppError::NotAllowed("inquiry-already-answered"))
    ));
    assert_eq!(app.verify().unwrap().problems, []);
}

#[tokio::test]
async fn asking_twice_is_the_same_question_and_nobody_asks_about_anothers_data() {
    let scene = Scene::until(LATE, is_grant).await;
    let read = scene.entry(|entry| entry.may_ask);
    scene.ask(read.id, "").await.unwrap();
    scene.wait(60).await;
    scene.ask(read.id, "Тағы").await.unwrap();
    let why = scene.entry(|entry| entry.id == read.id).why.unwrap();
    assert_eq!(why.words, "");
    let stranger = PersonId::Document("UZB:AB1234567".into());
    let asked = scene.app.ask_why(&stranger, Lang::Kk, read.id, "".into());
    assert!(matches!(asked.await, Err(AppError::NotFound)));
    let nothing = scene.ask(Uuid::from_u128(7), "").await;
    assert!(matches!(nothing, Err(AppError::NotFound)));
}

#[tokio::test]
async fn what_the_program_read_is_answered_for_by_who_decides_and_before_that_by_who_runs_it() {
    let scene = Scene::after("married-parents").await;
    let program = |entry: &AccessEntry| !by_officer(entry) && entry.may_ask;
    let number = |entry: &AccessEntry| entry.lines[0].number.clone();
    let of_draft = scene.entry(|entry| program(entry) && number(entry).is_none());
    let of_case = scene.entry(|entry| program(entry) && number(entry).is_some());
    let case = scene.app.store().find_by_number(&number(&of_case).unwrap());
    let case = scene.app.load_case(case.unwrap().unwrap().0).unwrap();
    for (access, body) in [
        (of_draft.id, "state-corporation"),
        (of_case.id, &case.state.body),
    ] {
        scene.ask(access, "").await.unwrap();
        let officer = format!("{body}/1");
        let list = scene.app.questions_asked(&officer, None).unwrap();
        assert!(list.rows.iter().any(|row| row.id == access), "{body}");
    }
}

#[tokio::test]
async fn a_question_nobody_answers_stays_on_the_desk_and_is_overdue() {
    let scene = Scene::until(LATE, is_grant).await;
    let app = &scene.app;
    app.desk_case(OFFICER, scene.case("birth-registration").id.0)
        .await
        .unwrap();
    let looked = scene.entry(by_officer);
    scene.ask(looked.id, "").await.unwrap();
    assert!(
        !scene
            .entry(|entry| entry.id == looked.id)
            .why
            .unwrap()
            .overdue
    );
    scene.wait(30 * 24 * 60).await;
    let row = &app.questions_asked(OFFICER, None).unwrap().rows[0];
    assert!(row.id == looked.id && row.days_left < 0);
    assert!(
        scene
            .entry(|entry| entry.id == looked.id)
            .why
            .unwrap()
            .overdue
    );
    let all = app.worklist(OFFICER, "all", None).unwrap();
    assert!(
        all.rows.iter().all(|row| row.case != looked.id),
        "it is no case"
    );
}

#[tokio::test]
async fn nobody_answers_for_what_the_person_tried_themselves() {
    let scene = Scene::after(LATE).await;
    let case = scene.case("birth-registration").id.0;
    let words = tutas_domain::case::Command::Object("…".into());
    assert!(
        scene
            .app
            .own_command(&scene.who, case, words)
            .await
            .is_err()
    );
    let own = scene.entry(|entry| entry.lines[0].attempt.is_some());
    assert!(!own.may_ask);
    assert!(matches!(
        scene.ask(own.id, "").await,
        Err(AppError::NotFound)
    ));
}

#[tokio::test]
async fn what_another_person_signed_is_not_looked_up_off_the_record() {
    let scene = Scene::after("unmarried-joint").await;
    let case = scene.case("birth-registration");
    let Some(father) = crate::statement::named_in(&case.state.answers).next() else {
        panic!("the father is named");
    };
    let register = &scene.app.catalog().registers["statements"].title;
    for who in [&scene.who, &father] {
        let lines = scene.looks(who);
        let read = lines.iter().find(|line| line.register == *register);
        assert!(read.is_some(), "the signed statement");
    }
}
