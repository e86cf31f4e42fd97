//! The officers' desk: a worklist by due date, a case with evidence and findings, and what an
//! officer may do with it.

mod act;
mod choices;
mod duplicates;
mod questions;
mod show;

use askama::Template;
use axum::extract::State;
use serde::Deserialize;
use tutas_app::view::{DuplicateRow, QuestionRow, WorkRow, Worklist};

use crate::Web;
use crate::i18n::T;
use crate::page::{Answer, Page, render};
use crate::route::{Asked, Policy, Rooms};
use crate::visit::{Officer, encoded};

/// The routes of this room.
pub(crate) fn rooms() -> Rooms {
    let officer = Policy::Officer;
    act::rooms()
        .get(officer, "/desk", list)
        .get(officer, "/desk/cases/{id}", show::case)
        .and(questions::rooms())
        .and(duplicates::rooms())
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
    /// Questions why somebody looked that are owed an answer, the first due first.
    asked: Vec<QuestionRow>,
    /// Records that may be one person's, the first due first.
    twice: Vec<DuplicateRow>,
    is_later: bool,
}

impl ListPage {
    /// Working days left, in words.
    fn left(&self, row: &WorkRow) -> String {
        self.page.t.days_left(&row.days_left)
    }

    fn next(&self) -> Option<String> {
        self.list.next.as_deref().map(encoded)
    }
}

impl T {
    /// Working days left, in words.
    #[expect(
        clippy::trivially_copy_pass_by_ref,
        reason = "templates hand over references"
    )]
    pub(crate) fn days_left(&self, days: &i64) -> String {
        match *days {
            0 => self.m("desk-left-today"),
            past if past < 0 => self.a("desk-left-past", &[("days", past.saturating_neg().into())]),
            days => self.a("desk-left-days", &[("days", days.into())]),
        }
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
    let asked = web.app.questions_asked(&officer.id, None)?.rows;
    let twice = web.app.duplicates(&officer.id, None)?.rows;
    render(&ListPage {
        page,
        list,
        asked,
        twice,
        is_later: wanted.after.is_some(),
    })
}

#[cfg(test)]
mod tests;
