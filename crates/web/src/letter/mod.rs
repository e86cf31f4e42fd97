//! Letters: given when they are in the person's cabinet, received when they are opened there.

mod words;

use askama::Template;
use axum::extract::State;
use tutas_app::view::{DeciderView, DeficiencyView, FindingView, LetterKind, LetterView};
use tutas_domain::text::Law;
use uuid::Uuid;

use self::words::Words;
use crate::Web;
use crate::page::{Answer, Page, render};
use crate::route::{At, Policy, Rooms};
use crate::visit::Who;

/// The routes of this room.
pub(crate) fn rooms() -> Rooms {
    Rooms::new().get(Policy::Person, "/cases/{id}/letters/{index}", show)
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

async fn show(State(web): State<Web>, who: Who, At((id, index)): At<(Uuid, usize)>) -> Answer {
    let letter = web.app.letter(&who.id, id, index).await?;
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

#[cfg(test)]
mod tests;
