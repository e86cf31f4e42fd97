//! Agreements on data: the texts, for everybody; and what a person agreed to, to look at and to
//! withdraw.

#[cfg(test)]
mod tests;

use std::borrow::Borrow;

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::IntoResponse as _;
use serde::Deserialize;
use tutas_app::view::{AgreementView, Agreements, AheadView, Follows, WithdrawalView};
use tutas_catalog::agreement::{ReadText, Recipient, Text, data_agreements};
use tutas_catalog::privacy::Level;
use tutas_domain::consent::Whom;
use uuid::Uuid;

use crate::Web;
use crate::form::Fields;
use crate::i18n::T;
use crate::page::{Answer, Page, render, see, see_done};
use crate::problem::Fault;
use crate::route::{Asked, At, Policy, Rooms};
use crate::services::{body_kind, level};
use crate::visit::{Visit, Who, encoded, is_ours, without_lang};

/// In an address: everything agreed to for an application, of whatever purpose.
const ALL: &str = "all";

/// The routes of this room.
pub(crate) fn rooms() -> Rooms {
    Rooms::new()
        .get(Policy::Person, "/agreements", mine)
        .get(
            Policy::Person,
            "/agreements/given/{application}/{purpose}",
            before,
        )
        .post(
            Policy::Person,
            "/agreements/given/{application}/{purpose}",
            withdraw,
        )
        .get(Policy::Person, "/agreements/ahead/{purpose}", ahead)
        .post(Policy::Person, "/agreements/ahead/{purpose}", agree_ahead)
        .get(Policy::Public, "/agreements/text/{hash}", text)
        .get(Policy::Public, "/services/{id}/agreement.json", of_service)
        .get(Policy::Public, "/life-events/{id}/agreement.json", of_event)
}

#[derive(Template)]
#[template(path = "agreement/mine.html")]
struct MinePage {
    page: Page,
    mine: Agreements,
    ahead: Vec<AheadView>,
}

#[derive(Template)]
#[template(path = "agreement/ahead.html")]
struct AheadPage {
    page: Page,
    one: AheadView,
}

#[derive(Template)]
#[template(path = "agreement/withdraw.html")]
struct WithdrawPage {
    page: Page,
    view: WithdrawalView,
    action: String,
}

#[derive(Template)]
#[template(path = "agreement/text.html")]
struct TextPage {
    page: Page,
    text: Text,
    hash: String,
}

impl T {
    /// Whose data, as a text of an agreement names them.
    pub(crate) fn whom(&self, whose: impl Borrow<Option<Whom>>) -> String {
        self.m(match whose.borrow() {
            Some(Whom::Filer) | None => "agreement-whose-own",
            Some(Whom::Child) => "whose-child",
            Some(Whom::Adult) => "agreement-whose-adult",
        })
    }
}

impl MinePage {
    /// The address at which one is withdrawn.
    fn withdrawing(&self, one: &AgreementView) -> String {
        self.page.link(&given(one))
    }
}

impl TextPage {
    fn whose(&self, read: &ReadText) -> String {
        let t = self.page.t;
        match (&read.whose, &read.role) {
            (Some(Whom::Filer), _) => t.m("agreement-whose-filer"),
            (Some(Whom::Adult), Some(role)) => t.a("whose-adult", &[("role", t.x(role).into())]),
            (None, _) => t.m("whose-public"),
            (whose, _) => t.whom(*whose),
        }
    }

    fn level(&self, of: impl Borrow<Level>) -> String {
        level(self.page.t, of)
    }

    fn body(&self, kind: &str) -> String {
        body_kind(kind, self.page.t)
    }

    fn yes(&self, is: impl Borrow<bool>) -> String {
        self.page.t.m(if *is.borrow() { "yes" } else { "no" })
    }

    /// Whether anything of it is read with consent, or decided with it.
    fn asks_consent(&self) -> bool {
        self.text.consent_law().is_some()
    }
}

fn given(one: &AgreementView) -> String {
    let purpose = one.purpose.as_deref().unwrap_or(ALL);
    format!("/agreements/given/{}/{purpose}", one.application)
}

/// The purpose in an address, if one is named.
fn named(purpose: &str) -> Option<&str> {
    (purpose != ALL).then_some(purpose)
}

async fn mine(State(web): State<Web>, who: Who) -> Answer {
    let mine = web.app.agreements(&who.id)?;
    let ahead = web.app.may_agree_ahead(&who.id)?;
    let page = who.visit.page(who.visit.t.m("agreements-title"));
    let page = page.back_to("/cabinet");
    render(&MinePage { page, mine, ahead })
}

async fn ahead(State(web): State<Web>, who: Who, At(purpose): At<String>) -> Answer {
    let may = web.app.may_agree_ahead(&who.id)?;
    let one = may.into_iter().find(|one| one.purpose == purpose);
    let Some(one) = one else {
        return see(&who.visit.link("/agreements"));
    };
    let page = who.visit.page(who.visit.t.m("ahead-title"));
    let page = page.back_to("/agreements");
    render(&AheadPage { page, one })
}

async fn agree_ahead(
    State(web): State<Web>,
    who: Who,
    At(purpose): At<String>,
    fields: Fields,
) -> Answer {
    let text = fields.value("text").ok_or(Fault::BadForm)?;
    web.app.agree_ahead(&who.id, &purpose, text).await?;
    see_done(&who.visit.link("/agreements"), "done-ahead")
}

async fn before(
    State(web): State<Web>,
    who: Who,
    At((application, purpose)): At<(Uuid, String)>,
) -> Answer {
    let view = web.app.withdrawal(&who.id, application, named(&purpose))?;
    let page = who.visit.page(who.visit.t.m("withdraw-consent-title"));
    let page = page.back_to("/agreements");
    let action = page.link(&given(&view.agreement));
    render(&WithdrawPage { page, view, action })
}

async fn withdraw(
    State(web): State<Web>,
    who: Who,
    At((application, purpose)): At<(Uuid, String)>,
) -> Answer {
    let purpose = named(&purpose);
    web.app
        .withdraw_consent(&who.id, application, purpose)
        .await?;
    see_done(&who.visit.link("/agreements"), "done-consent-withdrawn")
}

/// From where a text was opened.
#[derive(Deserialize)]
struct Opened {
    back: Option<String>,
}

/// A text is linked from many pages: the way back is to the one it was opened from, also after it was
/// read in another language.
async fn text(
    State(web): State<Web>,
    visit: Visit,
    At(hash): At<String>,
    Asked(from): Asked<Opened>,
) -> Answer {
    let text = web.app.agreement_text(&hash)?;
    let kept = from.back.as_deref().filter(|back| is_ours(back));
    let back = kept.and_then(without_lang).or(visit.led_from());
    let back = back.unwrap_or("/services").to_owned();
    let mut page = visit.page(visit.t.m("agreement-title"));
    page.path = format!(
        "/agreements/text/{hash}?back={}",
        encoded(&visit.link(&back))
    );
    let page = page.back_to(back);
    render(&TextPage { page, text, hash })
}

async fn of_service(State(web): State<Web>, At(id): At<String>) -> Answer {
    let notice = web.app.catalog().notice(&id, web.today());
    let notice = notice.ok_or(Fault::NotFound)?;
    told(&web, notice.definition, &notice.from.to_string())
}

async fn of_event(State(web): State<Web>, At(id): At<String>) -> Answer {
    let notice = web.app.catalog().event_notice(&id, web.today());
    let notice = notice.ok_or(Fault::NotFound)?;
    told(&web, notice.definition, &notice.from.to_string())
}

fn told(web: &Web, definition: &str, from: &str) -> Answer {
    let revision = web.app.agreement_of(definition)?.ok_or(Fault::NotFound)?;
    let text = data_agreements(&revision, from).to_string();
    let kind = HeaderValue::from_static("application/json");
    Ok(([(header::CONTENT_TYPE, kind)], text).into_response())
}
