//! What officers and decrees do to the term: it is extended, stands still, or is worked out again.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::acceptance::the_machine;
use super::act::Preliminary;
use super::command::{Context, Rejection};
use super::decide::undecided;
use super::deficiency::DeficiencyState;
use super::event::Event;
use super::letter::{LetterKind, Window};
use super::state::Case;
use crate::actor::{Officer, OfficerId};
use crate::definition::{ExtensionFrom, Hearing, WindowFrom};
use crate::term::{TermLength, TermUnit};
use crate::text::{Law, Words};

/// A term that stands still by an officer's decision, on a ground the law lists.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standstill {
    /// The ground's name in the definition.
    pub ground: String,
    /// Why, in words.
    pub reasons: Words,
    /// Who decided.
    pub by: OfficerId,
    /// Since.
    pub at: Timestamp,
    /// At the latest until.
    pub until: Date,
    /// The instant at which it ends by itself.
    pub ends_at: Timestamp,
    /// Its law.
    pub law: Law,
}

/// A term is running, to be changed.
fn running(case: &Case) -> Result<(), Rejection> {
    undecided(case)?;
    if case.deemed_refused_at.is_some() {
        return Err(Rejection::TermOver);
    }
    Ok(())
}

/// A head or deputy extends the term: once, with a reason that is sent.
pub(super) fn extend(
    case: &Case,
    officer: &Officer,
    until: Date,
    reasons: Words,
    context: &Context<'_>,
) -> Result<Vec<Event>, Rejection> {
    running(case)?;
    let extension = context
        .procedure
        .extension
        .as_ref()
        .ok_or(Rejection::NoSuchStep)?;
    if officer.rank < extension.by {
        return Err(Rejection::RankNeeded);
    }
    if case.extended.is_some() {
        return Err(Rejection::OnlyOnce);
    }
    if case.term.paused_at.is_some() || case.term.legal.length.unit == TermUnit::Minutes {
        return Err(Rejection::TermStandsStill);
    }
    if reasons.is_blank() {
        return Err(Rejection::WordsNeeded);
    }
    let calendar = context.calendar;
    let counted_from = match extension.counted_from {
        ExtensionFrom::Decision => calendar.local(context.now).date(),
        ExtensionFrom::End => case.term.last_day,
    };
    let latest = extension.at_most.length.last_day(counted_from, calendar);
    #[cfg(feature = "plant")]
    let latest = if crate::plant::is(26) { until } else { latest };
    if until > latest {
        return Err(Rejection::TooLong);
    }
    let term = case.term.extended(until, calendar);
    if until <= case.term.last_day || term.ends_at <= case.term.ends_at {
        return Err(Rejection::NotThen);
    }
    Ok(vec![Event::TermExtended {
        term,
        reasons,
        by: officer.id.clone(),
        law: extension.at_most.law.clone(),
    }])
}

/// An officer lets the term stand still, on a ground the law lists.
pub(super) fn pause(
    case: &Case,
    officer: &Officer,
    ground: &str,
    reasons: Words,
    context: &Context<'_>,
) -> Result<Vec<Event>, Rejection> {
    running(case)?;
    let listed = context
        .procedure
        .pause(ground)
        .ok_or(Rejection::NoSuchStep)?;
    if case.standstill.is_some() {
        return Err(Rejection::TermStandsStill);
    }
    // On each ground once: a term that could be stopped again and again would be none.
    if case.stood_on.iter().any(|name| name == ground) {
        return Err(Rejection::OnlyOnce);
    }
    if reasons.is_blank() {
        return Err(Rejection::WordsNeeded);
    }
    let calendar = context.calendar;
    let today = calendar.local(context.now).date();
    let length = listed.at_most.length;
    Ok(vec![Event::StoodStill {
        ground: ground.to_owned(),
        reasons,
        by: officer.id.clone(),
        until: length.last_day(today, calendar),
        ends_at: length.ends_at(context.now, calendar),
        law: listed.at_most.law.clone(),
    }])
}

/// An officer lets it run on.
pub(super) fn resume(case: &Case) -> Result<Vec<Event>, Rejection> {
    match &case.standstill {
        Some(_) => Ok(vec![Event::StandstillEnded]),
        None => Err(Rejection::WrongPhase),
    }
}

/// From which day a prepared act may be adopted, and until when objections are taken, as days count
/// now: one that was made free since is none of those the person was given. Nothing comes earlier.
pub(super) fn hearing_dates(
    preliminary: &Preliminary,
    context: &Context<'_>,
) -> (Option<Date>, Option<Date>) {
    let (not_before, objection_until) = (preliminary.not_before, preliminary.objection_until);
    let Hearing::Required {
        notice, objection, ..
    } = &context.procedure.hearing
    else {
        return (not_before, objection_until);
    };
    let calendar = context.calendar;
    let last_day = |length: TermLength, from: Timestamp| {
        length.last_day(calendar.local(from).date(), calendar)
    };
    let first = calendar.add_working(last_day(notice.length, preliminary.at), 1);
    let received_at = preliminary.received_at;
    let last = received_at.map(|received_at| last_day(objection.length, received_at));
    (
        not_before.map(|day| day.max(first)),
        objection_until.max(last),
    )
}

/// The program works terms out again after a change of the calendar. Nothing comes earlier.
pub(super) fn recount(case: &Case, context: &Context<'_>) -> Result<Vec<Event>, Rejection> {
    the_machine(context)?;
    Ok(recounted(case, context).into_iter().collect())
}

/// What changes if terms are worked out again, if anything does. Clocks ask too: none fires by a
/// calendar that is not that of today any more.
pub(super) fn recounted(case: &Case, context: &Context<'_>) -> Option<Event> {
    if !case.phase.is_undecided() {
        return None;
    }
    let calendar = context.calendar;
    // After the silence the term is over; the windows are not.
    let term = match case.deemed_refused_at {
        None => case.term.recounted(calendar),
        Some(_) => case.term.clone(),
    };
    let window = context.procedure.cure.window.length;
    let windows: Vec<Window> = case
        .deficiencies
        .iter()
        .filter(|deficiency| deficiency.state == DeficiencyState::Open)
        .filter_map(|deficiency| {
            let received = case.letters.iter().find(|letter| {
                letter.kind == LetterKind::Deficiency
                    && letter.at == deficiency.noted_at
                    && letter.about.as_ref() == Some(&deficiency.requirement)
            });
            let from = match context.procedure.cure.from {
                WindowFrom::Receipt => received.and_then(|letter| letter.received_at),
                WindowFrom::Notice => None,
            };
            let from = from.unwrap_or(deficiency.noted_at);
            let until = window.last_day(calendar.local(from).date(), calendar);
            let ends_at = window.ends_at(from, calendar);
            (ends_at > deficiency.ends_at).then(|| Window {
                requirement: deficiency.requirement.clone(),
                until: until.max(deficiency.until),
                ends_at,
            })
        })
        .collect();
    let later = term.ends_at > case.term.ends_at || !windows.is_empty();
    later.then_some(Event::TermRecounted { term, windows })
}

impl Case {
    pub(super) fn apply_to_term(&mut self, event: &Event, at: Timestamp) {
        match event {
            Event::TermPaused => self.term.paused_at = Some(at),
            Event::TermRuns { term } => self.term = term.clone(),
            Event::TermExtended {
                term, reasons, by, ..
            } => {
                self.term = term.clone();
                self.extended = Some((at, by.clone(), reasons.clone()));
                self.write_letter(LetterKind::Extended, at);
            }
            Event::TermRecounted { term, windows } => {
                self.term = term.clone();
                for window in windows {
                    if let Some(deficiency) = self.pending_mut(&window.requirement) {
                        deficiency.until = window.until;
                        deficiency.ends_at = window.ends_at;
                    }
                }
                self.write_letter(LetterKind::Recounted, at);
            }
            Event::StoodStill {
                ground,
                reasons,
                by,
                until,
                ends_at,
                law,
            } => {
                self.standstill = Some(Standstill {
                    ground: ground.clone(),
                    reasons: reasons.clone(),
                    by: by.clone(),
                    at,
                    until: *until,
                    ends_at: *ends_at,
                    law: law.clone(),
                });
                self.stood_on.push(ground.clone());
                self.write_letter(LetterKind::StoodStill, at);
            }
            Event::StandstillEnded => self.standstill = None,
            Event::Escalated { to, .. } => {
                self.escalated = self.escalated.max(Some(*to));
            }
            _ => {}
        }
    }
}
