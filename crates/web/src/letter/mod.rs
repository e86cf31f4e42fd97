//! Letters: given when they are in the person's cabinet, received when they are opened there.

mod words;

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, Method};
use tutas_app::view::{DeciderView, DeficiencyView, FindingView, LetterKind, LetterView};
use tutas_domain::text::Law;
use uuid::Uuid;

use self::words::Words;
use crate::Web;
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

    /// Requirements that do not hold: those of the preliminary decision while it stands, then those
    /// of the decision.
    fn grounds(&self) -> &[FindingView] {
        let case = &self.letter.case;
        let decided = case
            .decision
            .as_ref()
            .map(|decision| decision.grounds.as_slice());
        match (self.letter.line.kind, &case.preliminary) {
            (LetterKind::Preliminary, Some(preliminary)) => &preliminary.grounds,
            (LetterKind::Preliminary | LetterKind::Refused, _) => decided.unwrap_or_default(),
            _ => &[],
        }
    }

    /// An officer's reasons for these.
    fn reasons(&self) -> Option<&str> {
        let case = &self.letter.case;
        let decided = case
            .decision
            .as_ref()
            .and_then(|decision| decision.reasons.as_deref());
        match (self.letter.line.kind, &case.preliminary) {
            (LetterKind::Preliminary, Some(preliminary)) => Some(&preliminary.reasons),
            (LetterKind::Preliminary | LetterKind::Refused, _) => decided,
            _ => None,
        }
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
        match self.letter.line.kind {
            LetterKind::Filed | LetterKind::Opened | LetterKind::Issued => Some(&case.law),
            LetterKind::Granted | LetterKind::Refused => {
                case.decision.as_ref().map(|decision| &decision.law)
            }
            LetterKind::Deficiency
            | LetterKind::DeficiencyCured
            | LetterKind::DocumentTurnedDown
            | LetterKind::Preliminary
            | LetterKind::DeemedRefused
            | LetterKind::Withdrawn => None,
        }
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
    let t = who.visit.t;
    let page = who
        .visit
        .page(t.subject(&letter.line.kind))
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
mod tests;
