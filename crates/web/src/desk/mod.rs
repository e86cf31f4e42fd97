//! The officers' desk: a worklist by due date, a case with evidence and findings, and what an
//! officer may do with it.

mod act;
mod choices;
mod show;

use askama::Template;
use axum::extract::State;
use serde::Deserialize;
use tutas_app::view::{WorkRow, Worklist};

use crate::Web;
use crate::page::{Answer, Page, render};
use crate::route::{Asked, Policy, Rooms};
use crate::visit::{Officer, encoded};

/// The routes of this room.
pub(crate) fn rooms() -> Rooms {
    let officer = Policy::Officer;
    act::rooms()
        .get(officer, "/desk", list)
        .get(officer, "/desk/cases/{id}", show::case)
}

#[derive(Deserialize)]
struct Wanted {
    show: Option<String>,
    after: Option<String>,
}

#[derive(Template)]
#[template(path = "desk/list.html")]
struct ListPage {
    page: Page,
    list: Worklist,
    is_later: bool,
}

impl ListPage {
    /// Working days left, in words.
    fn left(&self, row: &WorkRow) -> String {
        let t = self.page.t;
        match row.days_left {
            0 => t.m("desk-left-today"),
            past if past < 0 => t.a("desk-left-past", &[("days", past.saturating_neg().into())]),
            days => t.a("desk-left-days", &[("days", days.into())]),
        }
    }

    fn next(&self) -> Option<String> {
        self.list.next.as_deref().map(encoded)
    }
}

/// The mark of a row that is late or due.
fn urgency(row: &WorkRow) -> &'static str {
    match row.days_left {
        _ if row.due.is_none() => "",
        left if left < 0 => "t-worklist__late",
        0 | 1 => "t-worklist__soon",
        _ => "",
    }
}

async fn list(State(web): State<Web>, officer: Officer, Asked(wanted): Asked<Wanted>) -> Answer {
    let filter = if wanted.show.as_deref() == Some("all") {
        "all"
    } else {
        "mine"
    };
    let list = web
        .app
        .worklist(&officer.id, filter, wanted.after.as_deref())?;
    let page = officer.visit.page(officer.visit.t.m("desk-title"));
    render(&ListPage {
        page,
        list,
        is_later: wanted.after.is_some(),
    })
}

#[cfg(test)]
mod tests;
