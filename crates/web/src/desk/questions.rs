//! Questions why somebody looked at a person's data: the body that looked owes an answer.

use askama::Template;
use axum::extract::State;
use serde::Deserialize;
use tutas_app::AppError;
use tutas_app::view::{DeskQuestion, Questions};
use uuid::Uuid;

use crate::Web;
use crate::case::{Reading, Tried};
use crate::form::Fields;
use crate::page::{Answer, Page, Wrong, render, render_unaccepted, see_done};
use crate::route::{Asked, At, Policy, Rooms};
use crate::visit::{Officer, Visit, encoded};

pub(super) fn rooms() -> Rooms {
    let at = Policy::Officer;
    Rooms::new()
        .get(at, "/desk/questions", list)
        .get(at, "/desk/questions/{id}", show)
        .post(at, "/desk/questions/{id}", answer)
}

#[derive(Deserialize)]
struct Place {
    after: Option<String>,
}

#[derive(Template)]
#[template(path = "desk/questions.html")]
struct ListPage {
    page: Page,
    list: Questions,
    is_later: bool,
}

impl ListPage {
    fn next(&self) -> Option<String> {
        self.list.next.as_deref().map(encoded)
    }
}

#[derive(Template)]
#[template(path = "desk/question.html")]
struct QuestionPage {
    page: Page,
    question: DeskQuestion,
    tried: Tried,
    wrong: Vec<Wrong>,
}

impl QuestionPage {
    fn new(visit: &Visit, question: DeskQuestion, tried: Tried) -> Self {
        let wrong = tried.wrong();
        let page = visit
            .page(visit.t.m("question-title"))
            .back_to("/desk/questions")
            .erroneous(!wrong.is_empty());
        Self {
            page,
            question,
            tried,
            wrong,
        }
    }

    /// In which language the person reads, in words.
    fn reads(&self) -> String {
        let lang = self.page.t.lang_name(self.question.reads);
        self.page.t.a("question-reads", &[("lang", lang.into())])
    }
}

async fn list(State(web): State<Web>, officer: Officer, Asked(place): Asked<Place>) -> Answer {
    let list = web
        .app
        .questions_asked(&officer.id, place.after.as_deref())?;
    let title = officer.visit.t.m("asked-title");
    render(&ListPage {
        page: officer.visit.page(title).back_to("/desk"),
        list,
        is_later: place.after.is_some(),
    })
}

async fn show(State(web): State<Web>, officer: Officer, At(id): At<Uuid>) -> Answer {
    let question = web.app.desk_question(&officer.id, id).await?;
    render(&QuestionPage::new(
        &officer.visit,
        question,
        Tried::default(),
    ))
}

async fn answer(
    State(web): State<Web>,
    officer: Officer,
    At(id): At<Uuid>,
    fields: Fields,
) -> Answer {
    let t = officer.visit.t;
    let mut form = Reading::new(t, &fields);
    let words = form.words("words", "words", "inquiry-no-words");
    let tried = if form.is_right() {
        match web.app.answer_why(&officer.id, id, words).await {
            Err(AppError::NotAllowed(code)) => form.turned_down("words", t.m(code)),
            done => {
                done?;
                return see_done(&officer.visit.link("/desk/questions"), "done-answered-why");
            }
        }
    } else {
        form.tried()
    };
    let question = web.app.desk_question(&officer.id, id).await?;
    render_unaccepted(&QuestionPage::new(&officer.visit, question, tried))
}
