//! One access, and what an auditor finds of it.

use askama::Template;
use axum::extract::State;
use tutas_app::AppError;
use tutas_app::view::{AuditRow, Verdict};
use uuid::Uuid;

use crate::Web;
use crate::case::{Reading, Tried};
use crate::form::Fields;
use crate::page::{Answer, Choice, Page, Wrong, render, render_unaccepted, see_done};
use crate::route::At;
use crate::visit::{Auditor, Visit};

#[derive(Template)]
#[template(path = "audit/mark.html")]
pub(super) struct MarkPage {
    page: Page,
    row: AuditRow,
    tried: Tried,
    wrong: Vec<Wrong>,
}

impl MarkPage {
    pub(super) fn new(visit: &Visit, row: AuditRow, tried: Tried) -> Self {
        let title = visit.t.m("audit-mark-title");
        Self::framed(visit.page(title).back_to("/desk/audit"), row, tried)
    }

    pub(super) fn framed(page: Page, row: AuditRow, tried: Tried) -> Self {
        let wrong = tried.wrong();
        Self {
            page: page.erroneous(!wrong.is_empty()),
            row,
            tried,
            wrong,
        }
    }

    fn verdicts(&self) -> [Choice; 2] {
        let t = self.page.t;
        [
            Choice::new("well-founded", t.m("audit-well-founded")),
            Choice::new("doubtful", t.m("audit-doubtful")),
        ]
    }
}

fn verdict(code: &str) -> Option<Verdict> {
    match code {
        "well-founded" => Some(Verdict::WellFounded),
        "doubtful" => Some(Verdict::Doubtful),
        _ => None,
    }
}

pub(super) async fn show(State(web): State<Web>, auditor: Auditor, At(id): At<Uuid>) -> Answer {
    let row = web.app.audited(&auditor.id, id).await?;
    render(&MarkPage::new(&auditor.visit, row, Tried::default()))
}

pub(super) async fn mark(
    State(web): State<Web>,
    auditor: Auditor,
    At(id): At<Uuid>,
    fields: Fields,
) -> Answer {
    let t = auditor.visit.t;
    let mut form = Reading::new(t, &fields);
    let found = form.choice("verdict", "verdict", "audit-problem-verdict", verdict);
    let words = form.optional_words("words", "words");
    let tried = if let (Some(found), true) = (found, form.is_right()) {
        match web.app.mark_access(&auditor.id, id, found, words).await {
            Err(AppError::NotAllowed(code)) => form.turned_down("words", t.m(code)),
            done => {
                done?;
                let back = format!("/desk/audit/accesses/{id}");
                return see_done(&auditor.visit.link(&back), "done-marked");
            }
        }
    } else {
        form.tried()
    };
    let row = web.app.audited(&auditor.id, id).await?;
    render_unaccepted(&MarkPage::new(&auditor.visit, row, tried))
}
