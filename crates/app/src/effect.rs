//! Effects: what follows from a change and is done after it, by kind.

use std::collections::BTreeSet;

use jiff::Timestamp;
use tutas_domain::case::{Case, Event, Phase, Recorded};
use tutas_domain::definition::{CuringMeans, Kind};
use tutas_store::{Commit, DueEffect, EffectRow};
use uuid::Uuid;

use crate::bundle::standing;
use crate::results::register_differs;
use crate::stream::At;
use crate::worker::LONGEST_COLLECTING;
use crate::{App, AppError};

/// Ask registers for a case, and look at what they say.
pub(crate) const GATHER: &str = "gather";
/// Write a granted case's result to its register.
pub(crate) const ISSUE: &str = "issue";
/// What a register holds of a case's earlier results is not so any more: tell it.
pub(crate) const AMEND_RESULTS: &str = "amend-results";
/// A case came to its end: let its bundle go on.
pub(crate) const ADVANCE_BUNDLE: &str = "advance-bundle";
/// Ask another person for the statement a case lacks.
pub(crate) const REQUEST_STATEMENT: &str = "request-statement";
/// An appeal was ruled on, withdrawn or met with silence: carry that out on the case it is against.
pub(crate) const APPLY_RULING: &str = "apply-ruling";
/// What a person said is wrong before there was a case is disputed now: tell the stewards.
pub(crate) const OPEN_DEFECTS: &str = "open-defects";
/// A register's steward answered: carry that out on the cases that rest on the register.
pub(crate) const SETTLE_DEFECT: &str = "settle-defect";
/// There are letters the person was not told of: put them into one message.
pub(crate) const NOTIFY: &str = "notify";
/// Send a message that was made.
pub(crate) const SEND: &str = "send";
/// Tell a person that their question about an access was answered.
pub(crate) const TELL_ANSWER: &str = "tell-answer";

/// When an effect that follows now is to be done: letters wait a little for others that come with
/// them.
fn due(kind: &str, now: Timestamp) -> Timestamp {
    if kind == NOTIFY {
        return now.saturating_add(LONGEST_COLLECTING).unwrap_or(now);
    }
    now
}

/// Effects of cases bear the application, so that what belongs to one is done by one hand.
fn application_payload(application: Uuid) -> Vec<u8> {
    application.as_bytes().to_vec()
}

/// The application that an effect belongs to; one of no case, or of a case filed by an earlier
/// program, stands for itself.
pub(crate) fn application_of(due: &DueEffect) -> Uuid {
    Uuid::from_slice(&due.payload).unwrap_or(due.key.stream.0)
}

impl App {
    /// Adds what follows from a case's change.
    pub(crate) fn add_effects(
        &self,
        commit: &mut Commit,
        before: Option<&Case>,
        after: &At<Case>,
        events: &[Recorded],
        now: Timestamp,
    ) -> Result<(), AppError> {
        let case = &after.state;
        let mut kinds = self.effects_of(before, case, events)?;
        let differs = |before: &Case| register_differs(before, case, after.id.0);
        let gives = &self.definition_of(case)?.gives;
        if gives.write.is_some() && before.is_some_and(differs) {
            kinds.insert(AMEND_RESULTS);
        }
        let effects = kinds.into_iter().zip(0..).map(|(kind, ordinal)| EffectRow {
            stream: after.id,
            ordinal,
            kind: kind.to_owned(),
            due_at: due(kind, now),
            payload: application_payload(case.filing.bundle),
        });
        commit.effects.extend(effects);
        Ok(())
    }

    fn effects_of(
        &self,
        before: Option<&Case>,
        after: &Case,
        events: &[Recorded],
    ) -> Result<BTreeSet<&'static str>, AppError> {
        let mut kinds = BTreeSet::new();
        if after.wants_evidence() && !before.is_some_and(Case::wants_evidence) {
            kinds.insert(GATHER);
        }
        let was = before.map(|case| &case.phase);
        // Also where silence gave it, or what was taken back stands again.
        let held_up = after.held_up.is_some() && before.is_none_or(|case| case.held_up.is_none());
        if (after.phase == Phase::Granted && was != Some(&Phase::Granted))
            || (held_up && after.issued.is_some())
        {
            kinds.insert(ISSUE);
        }
        if before.is_some_and(|before| standing(before) != standing(after)) {
            kinds.insert(ADVANCE_BUNDLE);
        }
        // Silence on an appeal ends what the appeal held back; a ruling after it still counts.
        let ended = matches!(
            after.phase,
            Phase::Ruled | Phase::Withdrawn | Phase::DeemedRefused
        );
        if after.kind() == Kind::Appeal && ended && was != Some(&after.phase) {
            kinds.insert(APPLY_RULING);
        }
        // The silence of a steward settles nothing.
        let answered = matches!(after.phase, Phase::Ruled | Phase::Withdrawn);
        if after.kind() == Kind::DataDefect && answered && was != Some(&after.phase) {
            kinds.insert(SETTLE_DEFECT);
        }
        let told = before.map_or(0, |case| case.letters.len());
        let mut fresh = after.letters.iter().skip(told);
        if fresh.any(|letter| after.is_news(letter)) {
            kinds.insert(NOTIFY);
        }
        for recorded in events {
            match &recorded.event {
                // Another person may be named now: ask that one, if a statement is still lacking.
                Event::Answered { .. } if !after.deficiencies.is_empty() => {
                    kinds.insert(REQUEST_STATEMENT);
                }
                Event::Disputed { need, .. } if said_before(after, need) => {
                    kinds.insert(OPEN_DEFECTS);
                }
                Event::DeficiencyNoted { requirement, .. } => {
                    let procedure = &self.definition_of(after)?.procedure;
                    let means = procedure
                        .requirement(requirement)
                        .and_then(|requirement| requirement.cured_by.as_ref());
                    if matches!(means, Some(CuringMeans::Statement { .. })) {
                        kinds.insert(REQUEST_STATEMENT);
                    }
                }
                _ => {}
            }
        }
        Ok(kinds)
    }
}

/// Whether the person said it before there was a case. If they say it once more in the case, the
/// effect finds that case of the steward there and does nothing.
fn said_before(case: &Case, need: &str) -> bool {
    case.filing.said_wrong.iter().any(|said| said.need == need)
}
