//! A joint statement that somebody asks this person to sign. Each adult signs only for themselves.

use askama::Template;
use axum::extract::State;
use tutas_app::view::StatementRequestView;
use uuid::Uuid;

use crate::Web;
use crate::form::Fields;
use crate::page::{Answer, Page, Wrong, render, render_unaccepted, see_done};
use crate::route::{At, Policy, Rooms};
use crate::visit::{Visit, Who};

/// The routes of this room.
pub(crate) fn rooms() -> Rooms {
    Rooms::new()
        .get(Policy::Person, "/statements/{id}", show)
        .post(Policy::Person, "/statements/{id}", answer)
}

#[derive(Template)]
#[template(path = "statement/page.html")]
struct StatementPage {
    page: Page,
    request: StatementRequestView,
    wrong: Vec<Wrong>,
}

impl StatementPage {
    fn new(visit: &Visit, request: StatementRequestView, wrong: Vec<Wrong>) -> Self {
        let page = visit
            .page(visit.t.m("statement-title"))
            .back_to("/cabinet")
            .erroneous(!wrong.is_empty());
        Self {
            page,
            request,
            wrong,
        }
    }
}

async fn show(State(web): State<Web>, who: Who, At(id): At<Uuid>) -> Answer {
    let request = web.app.statement(&who.id, id)?;
    render(&StatementPage::new(&who.visit, request, Vec::new()))
}

async fn answer(State(web): State<Web>, who: Who, At(id): At<Uuid>, fields: Fields) -> Answer {
    let agree = match fields.value("agree") {
        Some("yes") => true,
        Some("no") => false,
        _ => {
            let request = web.app.statement(&who.id, id)?;
            let text = who.visit.t.m("statement-problem-choose");
            let wrong = vec![Wrong {
                field: "agree".to_owned(),
                text,
            }];
            return render_unaccepted(&StatementPage::new(&who.visit, request, wrong));
        }
    };
    web.app.sign_statement(&who.id, id, agree).await?;
    see_done(
        &who.visit.link(&format!("/statements/{id}")),
        "done-statement",
    )
}
