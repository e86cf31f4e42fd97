//! What no register holds.

use askama::Template;
use axum::extract::State;
use tutas_app::Answered;
use tutas_app::view::{AnswerProblem, Question, QuestionPage};
use uuid::Uuid;

use super::{Came, place};
use crate::Web;
use crate::form::{self, Fields};
use crate::i18n::T;
use crate::page::{Answer, Page, Wrong, render, render_as, render_unaccepted, see, see_done};
use crate::problem::Fault;
use crate::route::{Asked, At};
use crate::visit::Who;

#[derive(Template)]
#[template(path = "apply/questions.html")]
pub(super) struct QuestionsPage {
    pub(super) page: Page,
    pub(super) view: QuestionPage,
    pub(super) wrong: Vec<Wrong>,
    pub(super) stale: bool,
    /// What the address of the form ends with.
    pub(super) query: &'static str,
}

impl QuestionsPage {
    fn new(who: &Who, came: &Came, view: QuestionPage, stale: bool) -> Self {
        let t = who.visit.t;
        let wrong = form::wrong(t, &view.questions);
        let back = match view.index {
            _ if came.is_from_check() => format!("/apply/{}/check", view.draft),
            0 => format!("/apply/{}/preview", view.draft),
            index => format!("/apply/{}/questions/{}", view.draft, index - 1),
        };
        let page = who
            .visit
            .page(title(t, &view))
            .quiet(view.tone.quiet)
            .erroneous(stale || !wrong.is_empty())
            .back_to(back);
        Self {
            page,
            view,
            wrong,
            stale,
            query: came.query(),
        }
    }

    /// Whether a register has the answer to some of the questions, and only to some.
    fn is_partly_held(&self) -> bool {
        (1..self.view.questions.len()).contains(&held(&self.view))
    }
}

/// What is asked only of the person, or, where a register has all of it, looked at only.
pub(super) fn title(t: T, view: &QuestionPage) -> String {
    match &view.child {
        Some(child) if child.of > 1 => {
            t.a("questions-title-child", &[("child", t.child(child).into())])
        }
        _ if held(view) == view.questions.len() => t.m("questions-title-held"),
        _ => t.m("questions-title"),
    }
}

/// Of how many of the questions of a page a register has the answer.
fn held(view: &QuestionPage) -> usize {
    let held = |question: &&Question| question.from_register.is_some();
    view.questions.iter().filter(held).count()
}

pub(super) async fn show(
    State(web): State<Web>,
    who: Who,
    At((draft, index)): At<(Uuid, usize)>,
    Asked(came): Asked<Came>,
) -> Answer {
    match web.app.questions(&who.id, draft, index)? {
        Some(view) => render(&QuestionsPage::new(&who, &came, view, false)),
        None => see(&place(&who, draft, "check")),
    }
}

pub(super) async fn answer(
    State(web): State<Web>,
    who: Who,
    At((draft, index)): At<(Uuid, usize)>,
    Asked(came): Asked<Came>,
    fields: Fields,
) -> Answer {
    let version = fields.number("version").ok_or(Fault::BadForm)?;
    let leaves = fields.value("then") == Some("leave");
    let cabinet = who.visit.link("/cabinet");
    match web
        .app
        .answer(&who.id, draft, index, version, &fields.to_map())
        .await?
    {
        Answered::Saved { .. } if leaves => see_done(&cabinet, "done-saved"),
        // What was answered is saved; what was not yet can wait.
        Answered::Problems(view) if leaves && lacks_only(&view) => see_done(&cabinet, "done-saved"),
        // An answer that raises a further question here is changed once that is answered too.
        Answered::Saved { next: Some(next) } if !came.is_from_check() || next == index => {
            let query = came.query();
            see(&place(&who, draft, &format!("questions/{next}{query}")))
        }
        Answered::Saved { .. } => see(&place(&who, draft, "check")),
        Answered::Problems(view) => {
            render_unaccepted(&QuestionsPage::new(&who, &came, view, false))
        }
        Answered::Stale(view) => {
            let page = QuestionsPage::new(&who, &came, view, true);
            render_as(Fault::Stale.status(), &page)
        }
    }
}

/// Whether nothing is wrong with a page but that some of it is not answered yet.
fn lacks_only(view: &QuestionPage) -> bool {
    let mut problems = view
        .questions
        .iter()
        .filter_map(|question| question.problem.as_ref());
    problems.all(|problem| *problem == AnswerProblem::Missing)
}
