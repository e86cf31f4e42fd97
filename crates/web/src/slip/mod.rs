//! The slip, to print: proof that the application was received.

use askama::Template;
use axum::extract::State;
use tutas_app::view::{ApplicationView, CaseSummary};
use uuid::Uuid;

use crate::Web;
use crate::application::first_case;
use crate::page::{Answer, Page, render};
use crate::route::{At, Policy, Rooms};
use crate::visit::Who;

/// The routes of this room.
pub(crate) fn rooms() -> Rooms {
    Rooms::new().get(Policy::Person, "/applications/{id}/slip", show)
}

#[derive(Template)]
#[template(path = "slip/page.html")]
struct SlipPage {
    page: Page,
    view: ApplicationView,
}

impl SlipPage {
    fn first_case(&self) -> Option<&CaseSummary> {
        first_case(&self.view)
    }
}

async fn show(State(web): State<Web>, who: Who, At(id): At<Uuid>) -> Answer {
    let view = web.app.application(&who.id, id).await?;
    let title = who
        .visit
        .t
        .a("slip-title", &[("number", (&view.number).into())]);
    let page = who
        .visit
        .page(title)
        .back_to(format!("/applications/{id}"))
        .quiet(view.tone.quiet);
    render(&SlipPage { page, view })
}
