//! What no register holds.

use askama::Template;
use axum::extract::State;
use tutas_app::Answered;
use tutas_app::view::{AnswerProblem, QuestionPage};
use uuid::Uuid;

use super::place;
use crate::Web;
use crate::form::{self, Fields};
use crate::page::{Answer, Page, Wrong, render, render_as, render_unaccepted, see, see_done};
use crate::problem::Fault;
use crate::route::At;
use crate::visit::Who;

#[derive(Template)]
#[template(path = "apply/questions.html")]
pub(super) struct QuestionsPage {
    pub(super) page: Page,
    pub(super) view: QuestionPage,
    pub(super) wrong: Vec<Wrong>,
    pub(super) stale: bool,
}

impl QuestionsPage {
    fn new(who: &Who, view: QuestionPage, stale: bool) -> Self {
        let t = who.visit.t;
        let wrong = form::wrong(t, &view.questions);
        let back = match view.index {
            0 => format!("/apply/{}/preview", view.draft),
            index => format!("/apply/{}/questions/{}", view.draft, index - 1),
        };
        let title = match &view.child {
            Some(child) if child.of > 1 => {
                t.a("questions-title-child", &[("child", t.child(child).into())])
            }
            _ => t.m("questions-title"),
        };
        let page = who
            .visit
            .page(title)
            .quiet(view.tone.quiet)
            .erroneous(stale || !wrong.is_empty())
            .back_to(back);
        Self {
            page,
            view,
            wrong,
            stale,
        }
    }
}

pub(super) async fn show(
    State(web): State<Web>,
    who: Who,
    At((draft, index)): At<(Uuid, usize)>,
) -> Answer {
    match web.app.questions(&who.id, draft, index)? {
        Some(view) => render(&QuestionsPage::new(&who, view, false)),
        None => see(&place(&who, draft, "check")),
    }
}

pub(super) async fn answer(
    State(web): State<Web>,
    who: Who,
    At((draft, index)): At<(Uuid, usize)>,
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
        Answered::Saved { next: Some(next) } => {
            see(&place(&who, draft, &format!("questions/{next}")))
        }
        Answered::Saved { next: None } => see(&place(&who, draft, "check")),
        Answered::Problems(view) => render_unaccepted(&QuestionsPage::new(&who, view, false)),
        Answered::Stale(view) => {
            render_as(Fault::Stale.status(), &QuestionsPage::new(&who, view, true))
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
