//! What a service does with people's data, and what may come of it: for everyone, and for programs.

use std::borrow::Borrow;

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::IntoResponse as _;
use tutas_catalog::privacy::{FieldRead, Level, Notice, Purpose, Use};
use tutas_catalog::{Basis, DeciderBy, Whose};
use tutas_domain::text::Law;

use crate::Web;
use crate::i18n::T;
use crate::page::{Answer, Page, render};
use crate::problem::Fault;
use crate::route::At;
use crate::visit::Visit;

#[derive(Template)]
#[template(path = "services/data.html")]
struct DataPage<'a> {
    page: Page,
    notice: Notice<'a>,
    /// The same for programs.
    json: String,
    body_kind: String,
}

impl DataPage<'_> {
    /// What a field is for, in one sentence.
    fn purposes(&self, field: &FieldRead<'_>) -> String {
        let said = field.purposes.iter();
        let said: Vec<String> = said.map(|one| purpose(self.page.t, one)).collect();
        said.join("; ")
    }

    fn whose(&self, whose: &Whose) -> String {
        super::whose(whose, self.page.t)
    }

    fn level(&self, of: impl Borrow<Level>) -> String {
        level(self.page.t, of)
    }

    /// The colour of a level's tag; the word says the same.
    fn colour(level: impl Borrow<Level>) -> &'static str {
        match level.borrow() {
            Level::Low => "green",
            Level::Medium => "yellow",
            Level::High => "red",
        }
    }

    /// The law or consent on which something is read, and whether it is consent.
    fn basis(basis: &Basis) -> (&Law, bool) {
        match basis {
            Basis::Law(law) => (law, false),
            Basis::Consent { law } => (law, true),
        }
    }

    /// Whether anything is read with consent, which can be withdrawn.
    fn asks_consent(&self) -> bool {
        let mut reads = self.notice.reads.iter();
        reads.any(|read| matches!(read.basis, Basis::Consent { .. }))
    }

    fn is_office_chosen(&self) -> bool {
        let by = self.notice.decider.map(|decider| &decider.by);
        matches!(by, Some(DeciderBy::Ask(_)))
    }
}

/// How high a risk is, in a word.
pub(crate) fn level(t: T, level: impl Borrow<Level>) -> String {
    t.m(match level.borrow() {
        Level::Low => "level-low",
        Level::Medium => "level-medium",
        Level::High => "level-high",
    })
}

fn purpose(t: T, purpose: &Purpose<'_>) -> String {
    let id = match purpose.of {
        Use::Requirement => "use-requirement",
        Use::Term => "use-term",
        Use::Question => "use-question",
        Use::Amount => "use-amount",
        Use::Document => "use-document",
        Use::Entry => "use-entry",
        Use::LookUp => "use-look-up",
        Use::Identity => "use-identity",
        Use::Decider => "use-decider",
        Use::LeftOut => "use-left-out",
        Use::Subject => "use-subject",
        Use::Step => "use-step",
        Use::Tone => "use-tone",
    };
    let what = purpose.title.map_or("", |title| t.x(title));
    t.a(id, &[("what", what.into())])
}

pub(super) async fn of_service(State(web): State<Web>, visit: Visit, At(id): At<String>) -> Answer {
    let notice = web.app.catalog().notice(&id, web.today());
    shown(&visit, notice, &format!("/services/{id}"))
}

pub(super) async fn of_event(State(web): State<Web>, visit: Visit, At(id): At<String>) -> Answer {
    let notice = web.app.catalog().event_notice(&id, web.today());
    shown(&visit, notice, &format!("/life-events/{id}"))
}

pub(super) async fn of_service_json(State(web): State<Web>, At(id): At<String>) -> Answer {
    told(web.app.catalog().notice(&id, web.today()))
}

pub(super) async fn of_event_json(State(web): State<Web>, At(id): At<String>) -> Answer {
    told(web.app.catalog().event_notice(&id, web.today()))
}

fn shown(visit: &Visit, notice: Option<Notice<'_>>, back: &str) -> Answer {
    let notice = notice.ok_or(Fault::NotFound)?;
    let t = visit.t;
    let kind = notice.decider.map(|decider| decider.kind.as_str());
    render(&DataPage {
        page: visit.page(t.m("notice-title")).back_to(back),
        json: visit.link(&format!("{back}/data.json")),
        body_kind: kind.map_or_else(String::new, |kind| super::body_kind(kind, t)),
        notice,
    })
}

fn told(notice: Option<Notice<'_>>) -> Answer {
    let text = notice.ok_or(Fault::NotFound)?.to_json().to_string();
    let kind = HeaderValue::from_static("application/json");
    Ok(([(header::CONTENT_TYPE, kind)], text).into_response())
}
