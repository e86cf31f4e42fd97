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
    // A form's address, asked for as a page: after signing in anew, or from the browser's history.
    ACTS.into_iter()
        .fold(acts(), |rooms, path| rooms.get(officer, path, show::back))
        .get(officer, "/desk", list)
        .get(officer, "/desk/cases/{id}", show::case)
}

fn acts() -> Rooms {
    let at = Policy::Officer;
    Rooms::new()
        .post(at, "/desk/cases/{id}/grant", act::grant)
        .post(at, "/desk/cases/{id}/ask-cure", act::ask_cure)
        .post(at, "/desk/cases/{id}/prepare-refusal", act::prepare_refusal)
        .post(at, "/desk/cases/{id}/approve", act::approve)
        .post(at, "/desk/cases/{id}/return", act::send_back)
        .post(at, "/desk/cases/{id}/accept", act::accept)
        .post(at, "/desk/cases/{id}/turn-down", act::turn_down)
        .post(at, "/desk/cases/{id}/extend", act::extend)
        .post(at, "/desk/cases/{id}/pause", act::pause)
        .post(at, "/desk/cases/{id}/resume", act::resume)
        .post(at, "/desk/cases/{id}/redirect", act::redirect)
        .post(at, "/desk/cases/{id}/receipt", act::receipt)
        .post(at, "/desk/cases/{id}/hold-hearing", act::hold_hearing)
        .post(
            at,
            "/desk/cases/{id}/refuse-acceptance",
            act::refuse_acceptance,
        )
        .post(
            at,
            "/desk/cases/{id}/grant-provisionally",
            act::grant_provisionally,
        )
        .post(at, "/desk/cases/{id}/pass-post-check", act::pass_post_check)
        .post(
            at,
            "/desk/cases/{id}/prepare-revocation",
            act::prepare_revocation,
        )
        .post(at, "/desk/cases/{id}/revoke-burden", act::revoke_burden)
        .post(at, "/desk/cases/{id}/correct", act::correct)
        .post(
            at,
            "/desk/cases/{id}/decline-correction",
            act::decline_correction,
        )
        .post(at, "/desk/cases/{id}/note-court", act::note_court)
        .post(at, "/desk/cases/{id}/rule", act::rule)
        .post(at, "/desk/cases/{id}/prepare-ruling", act::prepare_ruling)
}

/// Where the forms of a case's page are sent to.
const ACTS: [&str; 23] = [
    "/desk/cases/{id}/grant",
    "/desk/cases/{id}/ask-cure",
    "/desk/cases/{id}/prepare-refusal",
    "/desk/cases/{id}/approve",
    "/desk/cases/{id}/return",
    "/desk/cases/{id}/accept",
    "/desk/cases/{id}/turn-down",
    "/desk/cases/{id}/extend",
    "/desk/cases/{id}/pause",
    "/desk/cases/{id}/resume",
    "/desk/cases/{id}/redirect",
    "/desk/cases/{id}/receipt",
    "/desk/cases/{id}/hold-hearing",
    "/desk/cases/{id}/refuse-acceptance",
    "/desk/cases/{id}/grant-provisionally",
    "/desk/cases/{id}/pass-post-check",
    "/desk/cases/{id}/prepare-revocation",
    "/desk/cases/{id}/revoke-burden",
    "/desk/cases/{id}/correct",
    "/desk/cases/{id}/decline-correction",
    "/desk/cases/{id}/note-court",
    "/desk/cases/{id}/rule",
    "/desk/cases/{id}/prepare-ruling",
];

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
