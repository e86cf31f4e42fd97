//! A case: where it is, who holds it, until when, by which law, what may happen next, what is
//! lacking and how to supply it, how to complain.

mod after;
mod asks;
#[cfg(test)]
pub(crate) mod sample;
mod say;
mod supply;
mod tried;

use askama::Template;
use axum::extract::State;
use jiff::civil::Date;
use tutas_app::AppError;
use tutas_app::view::{
    ActView, CaseLink, CaseView, DeficiencyView, Kind, Level, MeansView, PhaseView,
    PreliminaryView, ReviewLine,
};
use uuid::Uuid;

pub(crate) use say::{is_open, is_sent};
pub(crate) use tried::{Reading, Tried};

use crate::Web;
use crate::file::{Delay, delays};
use crate::form::{self, Fields};
use crate::page::{Answer, Page, Wrong, render, render_unaccepted, see_done};
use crate::route::{At, Policy, Rooms};
use crate::visit::{Visit, Who};

/// A file with its form: the file's own limit and room for the fields around it.
const UPLOAD_LIMIT: usize = supply::FILE_LIMIT + 256 * 1024;

/// The routes of this room.
pub(crate) fn rooms() -> Rooms {
    let at = Policy::Person;
    Rooms::new()
        .get(at, "/cases/{id}", show)
        .post_file(at, "/cases/{id}/supply", UPLOAD_LIMIT, supply::supply)
        .get(at, "/cases/{id}/supply", back)
        .form(at, "/cases/{id}/object", object, back)
        .form(at, "/cases/{id}/withdraw", withdraw, back)
        .form(at, "/cases/{id}/waive", asks::waive, back)
        .form(at, "/cases/{id}/ask-oral", asks::ask_oral, back)
        .form(at, "/cases/{id}/remark", asks::remark, back)
        .form(at, "/cases/{id}/ask-correction", asks::ask_correction, back)
        .form(at, "/cases/{id}/note-court", asks::note_court, back)
}

#[derive(Template)]
#[template(path = "case/page.html")]
struct CasePage {
    page: Page,
    case: CaseView,
    wrong: Vec<Wrong>,
    tried: Tried,
}

impl CasePage {
    fn new(visit: &Visit, case: CaseView, tried: Tried) -> Self {
        let mut wrong = tried.wrong();
        for lack in &case.deficiencies {
            if let MeansView::Answer(question) = &lack.means {
                wrong.extend(form::wrong(
                    visit.t,
                    std::slice::from_ref(question.as_ref()),
                ));
            }
        }
        let page = visit
            .page(visit.t.x(&case.title))
            .in_zone(&case.summary.zone)
            .back_to(format!("/applications/{}", case.application))
            .quiet(case.tone.quiet)
            .erroneous(!wrong.is_empty());
        Self {
            page,
            case,
            wrong,
            tried,
        }
    }

    fn is_open(&self) -> bool {
        is_open(&self.case.summary.phase)
    }

    /// The body works and the person need do nothing.
    fn needs_nothing(&self) -> bool {
        self.is_open() && !self.case.summary.waits_for_you
    }

    /// The earliest day on which a window closes that the person can use.
    fn lacking_until(&self) -> Option<Date> {
        self.open_lacks()
            .filter(|lack| !matches!(lack.means, MeansView::Statement))
            .map(|lack| lack.until)
            .min()
    }

    /// The last day to sign, where nothing is lacking but somebody else's signature.
    fn other_signs_until(&self) -> Option<Date> {
        if self.lacking_until().is_some() {
            return None;
        }
        self.open_lacks().map(|lack| lack.until).min()
    }

    fn open_lacks(&self) -> impl Iterator<Item = &DeficiencyView> {
        let lacks = self.case.deficiencies.iter();
        lacks.filter(|lack| !lack.cured && !lack.lapsed)
    }

    /// What may happen next: as the law's state machine has it, and what follows from the file.
    fn next(&self) -> Vec<String> {
        let t = self.page.t;
        say::next_ids(&self.case)
            .into_iter()
            .filter_map(|id| t.next(id))
            .collect()
    }

    /// Where the case is, in a sentence that fits the act that is prepared.
    fn standing(&self) -> String {
        let t = self.page.t;
        match self.hearing().map(|preliminary| &preliminary.act) {
            Some(ActView::Revocation { .. }) => t.m("where-hearing-revocation"),
            Some(ActView::Ruling(_)) => t.m("where-hearing-ruling"),
            Some(ActView::Refusal) | None => {
                let is = t.where_is(&self.case.summary.phase);
                match self.remedy() {
                    Some(remedy) => format!("{is} {}", t.m(remedy)),
                    None => is,
                }
            }
        }
    }

    /// What the person can do, or did, against what stands; a silence names it itself.
    fn remedy(&self) -> Option<&'static str> {
        let against = matches!(
            self.case.summary.phase,
            PhaseView::Refused | PhaseView::NotAccepted | PhaseView::Revoked
        );
        if self.pending_appeal().is_some() {
            return Some("where-appealed");
        }
        (against && self.case.may.appeal.is_some()).then_some("where-may-appeal")
    }

    /// An appeal that is being examined.
    fn pending_appeal(&self) -> Option<&ReviewLine> {
        let appeals = self.case.reviews.appeals.iter();
        appeals.rev().find(|appeal| is_open(&appeal.phase))
    }

    /// The case about which one may complain to the authority, after the body itself answered.
    fn may_go_to_authority(&self) -> Option<&CaseLink> {
        let own = self.case.reviews.own.as_ref()?;
        let answered = own.level == Some(Level::Provider) && !self.is_open();
        self.case.reviews.against.as_ref().filter(|_| answered)
    }

    /// Nothing more comes of this application: the person may file another.
    fn may_apply_again(&self) -> bool {
        self.case.kind == Kind::Service
            && matches!(
                self.case.summary.phase,
                PhaseView::Withdrawn | PhaseView::Refused | PhaseView::NotAccepted
            )
    }

    /// The preliminary decision on which the person is heard. What is prepared without a hearing is
    /// the body's own affair until it is adopted.
    fn hearing(&self) -> Option<&PreliminaryView> {
        let preliminary = self.case.preliminary.as_ref()?;
        (self.case.summary.phase == PhaseView::Hearing).then_some(preliminary)
    }

    /// What the person can say to it, and until when.
    fn you_are_heard(&self, preliminary: &PreliminaryView) -> String {
        let t = self.page.t;
        let ids = match &preliminary.act {
            ActView::Refusal => ["case-you-view", "case-you-view-open"],
            ActView::Revocation { .. } => ["case-you-revocation", "case-you-revocation-open"],
            ActView::Ruling(_) => ["case-you-ruling", "case-you-ruling-open"],
        };
        match preliminary.objection_until {
            Some(until) => t.a(ids[0], &[("date", t.date(until).into())]),
            None => t.m(ids[1]),
        }
    }

    /// Why it takes longer.
    fn delays(&self) -> Vec<Delay> {
        delays(self.page.t, &self.case)
    }

    /// Something is there that the person may ask for.
    fn may_ask(&self) -> bool {
        let may = &self.case.may;
        may.waive || may.ask_correction || may.note_court
    }

    fn problem(&self, field: &str) -> Option<&str> {
        self.tried.problem(field)
    }

    fn withdraw_tried(&self) -> bool {
        self.problem("confirm").is_some()
    }
}

async fn show(State(web): State<Web>, who: Who, At(id): At<Uuid>) -> Answer {
    let case = web.app.case(&who.id, id).await?;
    render(&CasePage::new(&who.visit, case, Tried::default()))
}

/// A form's address asked for as a page.
async fn back(who: Who, At(id): At<Uuid>) -> Answer {
    crate::page::see(&who.visit.link(&format!("/cases/{id}")))
}

async fn object(State(web): State<Web>, who: Who, At(id): At<Uuid>, fields: Fields) -> Answer {
    let mut form = Reading::new(who.visit.t, &fields);
    let words = form.words("text", "text", "case-problem-view-missing");
    if !form.is_right() {
        return again(&web, &who, id, form.tried()).await;
    }
    let problem = match web.app.object(&who.id, id, words.into_string()).await {
        Err(AppError::Rejected(rejection)) => who.visit.t.m(rejection.code()),
        Err(AppError::TooMany(limit)) => who.visit.t.too_many(limit),
        done => {
            done?;
            return see_done(&who.visit.link(&format!("/cases/{id}")), "done-objected");
        }
    };
    again(&web, &who, id, form.turned_down("text", problem)).await
}

async fn withdraw(State(web): State<Web>, who: Who, At(id): At<Uuid>, fields: Fields) -> Answer {
    if !fields.is_ticked("confirm") {
        let problem = who.visit.t.m("case-problem-confirm-missing");
        return again(&web, &who, id, Tried::at("confirm", problem)).await;
    }
    web.app.withdraw(&who.id, id).await?;
    see_done(&who.visit.link(&format!("/cases/{id}")), "done-withdrawn")
}

/// The page of the case once more, with what is wrong.
async fn again(web: &Web, who: &Who, id: Uuid, tried: Tried) -> Answer {
    let case = web.app.case(&who.id, id).await?;
    render_unaccepted(&CasePage::new(&who.visit, case, tried))
}

#[cfg(test)]
mod tests;
