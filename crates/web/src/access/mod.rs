//! Who has looked at a person's data, shown to that person.

use askama::Template;
use axum::extract::State;
use serde::Deserialize;
use tutas_app::view::AccessLine;
use uuid::Uuid;

use crate::Web;
use crate::page::{Answer, Page, render};
use crate::route::{Asked, Policy, Rooms};
use crate::visit::Who;

/// The routes of this room.
pub(crate) fn rooms() -> Rooms {
    Rooms::new().get(Policy::Person, "/access", show)
}

#[derive(Deserialize)]
struct Place {
    before: Option<String>,
}

#[derive(Template)]
#[template(path = "access/page.html")]
struct AccessPage {
    page: Page,
    lines: Vec<AccessLine>,
    before: Option<Uuid>,
    is_later: bool,
}

async fn show(State(web): State<Web>, who: Who, Asked(place): Asked<Place>) -> Answer {
    // A place that cannot be read is no place: the list begins at its start.
    let from = place.before.and_then(|before| before.parse().ok());
    let (lines, before) = web.app.accesses(&who.id, from)?;
    let page = who
        .visit
        .page(who.visit.t.m("access-title"))
        .back_to("/cabinet");
    render(&AccessPage {
        page,
        lines,
        before,
        is_later: from.is_some(),
    })
}
