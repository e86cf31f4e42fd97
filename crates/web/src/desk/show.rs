//! One case at the desk.

use askama::Template;
use axum::extract::State;
use tutas_app::view::{CaseView, DeskView};
use uuid::Uuid;

use crate::Web;
use crate::case::Tried;
use crate::form;
use crate::page::{Answer, Page, Wrong, render, render_unaccepted, see};
use crate::problem::Fault;
use crate::route::At;
use crate::visit::{Officer, Visit};

#[derive(Template)]
#[template(path = "desk/case.html")]
pub(super) struct DeskPage {
    page: Page,
    case: CaseView,
    desk: DeskView,
    wrong: Vec<Wrong>,
    tried: Tried,
}

impl DeskPage {
    /// The page of a case; problems with fields to copy out stand beside the tried form's own.
    pub(super) fn new(visit: &Visit, case: CaseView, desk: DeskView, tried: Tried) -> Self {
        let title = format!("{}, {}", case.summary.number, visit.t.x(&case.title));
        Self::framed(visit.page(title), case, desk, tried)
    }

    fn framed(page: Page, case: CaseView, desk: DeskView, tried: Tried) -> Self {
        let mut wrong = tried.wrong();
        for examine in desk.to_examine.iter().take(1) {
            wrong.extend(form::wrong(page.t, &examine.fields));
        }
        let page = page.back_to("/desk").erroneous(!wrong.is_empty());
        Self {
            page,
            case,
            desk,
            wrong,
            tried,
        }
    }

    /// Why something cannot be done now, in words.
    fn reasons_not(&self) -> Vec<String> {
        let t = self.page.t;
        let known = self.desk.why_not.iter().filter(|id| t.has(id));
        known.map(|id| t.m(id)).collect()
    }

    /// Nothing can be done here, and nothing says why.
    fn is_idle(&self) -> bool {
        let desk = &self.desk;
        let may = desk.may_grant || desk.may_approve || desk.may_return;
        let lists_empty = desk.may_ask_cure.is_empty()
            && desk.may_prepare_refusal.is_empty()
            && desk.to_examine.is_empty()
            && desk.why_not.is_empty();
        !may && lists_empty && self.case.preliminary.is_none()
    }

    fn problem(&self, field: &str) -> Option<&str> {
        self.tried.problem(field)
    }

    fn typed(&self, field: &str) -> &str {
        self.tried.typed(field)
    }

    fn tried_ask(&self) -> bool {
        ["desk-ask-requirement", "desk-ask-words"]
            .iter()
            .any(|at| self.problem(at).is_some())
    }

    fn tried_prepare(&self) -> bool {
        ["desk-grounds", "desk-reasons"]
            .iter()
            .any(|at| self.problem(at).is_some())
    }
}

pub(super) async fn case(State(web): State<Web>, officer: Officer, At(id): At<Uuid>) -> Answer {
    let (case, desk) = load(&web, &officer, id).await?;
    render(&DeskPage::new(&officer.visit, case, desk, Tried::default()))
}

/// A form's address asked for as a page.
pub(super) async fn back(officer: Officer, At(id): At<Uuid>) -> Answer {
    see(&officer.visit.link(&format!("/desk/cases/{id}")))
}

/// The case and what this officer may do with it.
pub(super) async fn load(
    web: &Web,
    officer: &Officer,
    id: Uuid,
) -> Result<(CaseView, DeskView), Fault> {
    let mut case = web.app.desk_case(&officer.id, id).await?;
    let desk = case.desk.take().unwrap_or_default();
    Ok((case, desk))
}

/// The page once more, with what is wrong.
pub(super) async fn again(web: &Web, officer: &Officer, id: Uuid, tried: Tried) -> Answer {
    let (case, desk) = load(web, officer, id).await?;
    render_unaccepted(&DeskPage::new(&officer.visit, case, desk, tried))
}

#[cfg(test)]
pub(super) fn html(page: Page, case: CaseView, desk: DeskView, tried: Tried) -> String {
    DeskPage::framed(page, case, desk, tried)
        .render()
        .unwrap_or_default()
}
