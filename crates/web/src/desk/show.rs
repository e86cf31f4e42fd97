//! One case at the desk.

use askama::Template;
use axum::extract::State;
use tutas_app::view::{CaseView, DeskView, LetterKind, PhaseView, UnreceivedLetter};
use tutas_domain::text::{Lang, uncapitalised};
use uuid::Uuid;

use crate::Web;
use crate::case::Tried;
use crate::file::{Delay, delays};
use crate::form;
use crate::page::{Answer, Page, Wrong, render, render_unaccepted, see};
use crate::problem::Fault;
use crate::route::At;
use crate::visit::{Officer, Visit};

#[derive(Template)]
#[template(path = "desk/case.html")]
pub(super) struct DeskPage {
    pub(super) page: Page,
    case: CaseView,
    pub(super) desk: DeskView,
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

    /// What cannot be done now and why, in words.
    fn reasons_not(&self) -> Vec<String> {
        let t = self.page.t;
        let known = self.desk.not_now.iter().filter(|one| t.has(one.why));
        known
            .map(|one| {
                let why = uncapitalised(&t.m(one.why));
                t.a(&format!("desk-not-{}", one.act), &[("why", why.into())])
            })
            .collect()
    }

    /// A hint at a field whose words the person reads: also in which language they read.
    fn to_person(&self, hint: &str) -> String {
        let t = self.page.t;
        let reads = match self.desk.reads {
            Some(Lang::Kk) => "desk-reads-kk",
            Some(Lang::Ru) => "desk-reads-ru",
            Some(Lang::En) => "desk-reads-en",
            None => return t.m(hint),
        };
        format!("{} {}", t.m(hint), t.m(reads))
    }

    /// What is said of a case that is held up: it was given already, or not yet.
    fn held_up(&self) -> &'static str {
        match self.case.summary.phase {
            PhaseView::Issued | PhaseView::PostCheck => "desk-held-up-issued-text",
            _ => "desk-held-up-text",
        }
    }

    /// Nothing can be done here, and nothing says why.
    fn is_idle(&self) -> bool {
        let nothing_first = !self.has_main() && self.desk.not_now.is_empty();
        nothing_first
            && !(self.has_otherwise() || self.has_term() || self.has_after())
            && self.unreceived().is_empty()
            && self.case.preliminary.is_none()
    }

    /// Something is there that this officer should do first.
    fn has_main(&self) -> bool {
        let desk = &self.desk;
        desk.may_grant
            || desk.may_approve
            || desk.may_return
            || desk.may_hold_hearing
            || desk.may_pass_post_check
            || !desk.to_examine.is_empty()
            || desk.may_confirm_defect
            || !desk.may_rule.is_empty()
    }

    /// Something may be decided otherwise than by a grant.
    fn has_otherwise(&self) -> bool {
        let desk = &self.desk;
        desk.may_grant_provisionally.is_some()
            || !desk.may_ask_cure.is_empty()
            || !desk.may_prepare_refusal.is_empty()
            || !desk.may_refuse_acceptance.is_empty()
            || !desk.may_prepare_ruling.is_empty()
    }

    /// Something may be done to the term or to whom owes the case.
    fn has_term(&self) -> bool {
        let desk = &self.desk;
        desk.may_extend.is_some()
            || desk.may_resume
            || !desk.may_pause.is_empty()
            || !desk.may_redirect.is_empty()
    }

    /// Something may be done after the decision.
    fn has_after(&self) -> bool {
        let desk = &self.desk;
        desk.may_correct
            || desk.may_decline_correction
            || desk.may_note_court
            || !desk.may_prepare_revocation.is_empty()
            || !desk.may_revoke_burden.is_empty()
    }

    /// Letters that are owed by another channel come first. Nothing runs from the receipt of the
    /// slip.
    fn unreceived(&self) -> Vec<&UnreceivedLetter> {
        let letters = self.desk.may_record_receipt.iter();
        let mut letters: Vec<_> = letters
            .filter(|letter| letter.kind != LetterKind::Filed)
            .collect();
        letters.sort_by_key(|letter| letter.owed_since.is_none());
        letters
    }

    fn delivery_owed(&self) -> bool {
        let mut letters = self.desk.may_record_receipt.iter();
        letters.any(|letter| letter.owed_since.is_some())
    }

    fn delays(&self) -> Vec<Delay> {
        delays(self.page.t, &self.case)
    }

    /// Whether the form whose fields begin so was not accepted: it stays open.
    fn is_open(&self, form: &str) -> bool {
        self.tried.is_in(form)
    }
}

pub(super) async fn case(State(web): State<Web>, officer: Officer, At(id): At<Uuid>) -> Answer {
    let (case, desk) = load(&web, &officer, id).await?;
    render(&DeskPage::new(&officer.visit, case, desk, Tried::default()))
}

/// A form's address asked for as a page.
pub(super) async fn back(officer: Officer, At(id): At<Uuid>) -> Answer {
    see(&address(&officer, id))
}

/// Where the case stands, in the officer's language.
pub(super) fn address(officer: &Officer, id: Uuid) -> String {
    officer.visit.link(&format!("/desk/cases/{id}"))
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
