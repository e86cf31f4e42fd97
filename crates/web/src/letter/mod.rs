//! Letters: given when they are in the person's cabinet, received when they are opened there.

mod later;
mod short;
mod told;
mod words;

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, Method};
use tutas_app::view::{DeciderView, DeficiencyView, FindingView, LetterKind, LetterView};
use tutas_domain::text::Law;
use uuid::Uuid;

pub use self::short::{segments, short_message, told};
pub(crate) use self::told::end_said;

use self::told::Told;
use self::words::Words;
use crate::Web;
use crate::i18n::T;
use crate::page::{Answer, Page, render, see};
use crate::route::{At, Policy, Rooms};
use crate::security::is_own_act;
use crate::visit::Who;

/// The routes of this room.
pub(crate) fn rooms() -> Rooms {
    Rooms::new()
        .get(Policy::Person, "/cases/{id}/letters/{index}", show)
        .post(Policy::Person, "/cases/{id}/letters/{index}", open)
}

#[derive(Template)]
#[template(path = "letter/page.html")]
struct LetterPage {
    page: Page,
    letter: LetterView,
    words: Words,
}

impl LetterPage {
    fn lacks(&self) -> Vec<&DeficiencyView> {
        words::lacks(&self.letter)
    }

    fn told(&self) -> Told<'_> {
        Told(&self.letter.told)
    }

    /// Requirements that do not hold, as the letter's event names them.
    fn grounds(&self) -> Vec<&FindingView> {
        match self.letter.line.kind {
            LetterKind::Preliminary | LetterKind::Refused | LetterKind::NotAccepted => {
                self.told().findings()
            }
            _ => Vec::new(),
        }
    }

    /// An officer's reasons, in the officer's words.
    fn reasons(&self) -> Option<&str> {
        // A document's own reasons stand beside the document.
        let kind = self.letter.line.kind;
        self.told()
            .reasons()
            .filter(|_| kind != LetterKind::DocumentTurnedDown)
    }

    /// What was put down of a hearing.
    fn protocol(&self) -> Option<&str> {
        self.told().protocol()
    }

    /// Who granted; a letter of refusal says it with what has happened.
    fn decided_by(&self) -> Option<&DeciderView> {
        let granted = matches!(
            self.letter.line.kind,
            LetterKind::Granted | LetterKind::Issued
        );
        let decision = self.letter.case.decision.as_ref();
        decision.filter(|_| granted).map(|decision| &decision.by)
    }

    /// The law the letter as a whole rests on.
    fn law(&self) -> Option<&Law> {
        let case = &self.letter.case;
        let of_decision = || case.decision.as_ref().map(|decision| &decision.law);
        match self.letter.line.kind {
            LetterKind::Filed | LetterKind::Opened | LetterKind::Issued => Some(&case.law),
            LetterKind::Granted | LetterKind::Refused | LetterKind::PostChecked => of_decision(),
            LetterKind::NotAccepted
            | LetterKind::Redirected
            | LetterKind::Extended
            | LetterKind::DeemedRefused
            | LetterKind::DeemedGranted
            | LetterKind::Revoked => self.told().law(),
            _ => None,
        }
    }
}

impl T {
    /// What a letter is about.
    pub fn subject(&self, kind: &LetterKind) -> String {
        self.m(&format!("letter-{}-subject", kind.name()))
    }
}

/// A letter that waits to be opened: terms of law run from its receipt, so that looking at its
/// address is not enough unless the person's own hand led there.
#[derive(Template)]
#[template(path = "letter/closed.html")]
struct ClosedPage {
    page: Page,
}

async fn show(
    State(web): State<Web>,
    who: Who,
    At((id, index)): At<(Uuid, usize)>,
    method: Method,
    headers: HeaderMap,
) -> Answer {
    let letter = if is_own_act(&method, &headers, web.is_https()) {
        web.app.letter(&who.id, id, index).await?
    } else if let Some(letter) = web.app.opened_letter(&who.id, id, index).await? {
        letter
    } else {
        return closed(&web, &who, id).await;
    };
    let zone = &letter.case.summary.zone;
    let t = who.visit.t.in_zone(zone);
    let page = who
        .visit
        .page(t.subject_in(&letter.line.of, &letter.line.kind))
        .in_zone(zone)
        .back_to(format!("/cases/{id}"))
        .quiet(letter.case.tone.quiet);
    let words = Words::of(t, &letter);
    render(&LetterPage {
        page,
        letter,
        words,
    })
}

/// Opens a letter, and leads to it.
async fn open(State(web): State<Web>, who: Who, At((id, index)): At<(Uuid, usize)>) -> Answer {
    web.app.letter(&who.id, id, index).await?;
    see(&who.visit.link(&format!("/cases/{id}/letters/{index}")))
}

async fn closed(web: &Web, who: &Who, id: Uuid) -> Answer {
    let case = web.app.case(&who.id, id).await?;
    let page = who
        .visit
        .page(who.visit.t.m("letter-closed-title"))
        .back_to(format!("/cases/{id}"))
        .quiet(case.tone.quiet);
    render(&ClosedPage { page })
}

#[cfg(test)]
pub(crate) mod tests;
