//! Clocks: what falls due by itself, in the order of the law.

use jiff::Timestamp;

use super::command::Context;
use super::event::{Event, Recorded};
use super::state::{Case, DeficiencyState};
use crate::definition::{Silence, TermEffect};

/// When the case next needs to be looked at by itself: a cure window closes, or the term ends.
pub fn next_wake(case: &Case) -> Option<Timestamp> {
    due(case).map(|(at, _)| at)
}

enum Due {
    Lapse(String),
    TermEnd,
}

fn due(case: &Case) -> Option<(Timestamp, Due)> {
    if !case.phase.is_undecided() {
        return None;
    }
    let lapse = case
        .deficiencies
        .iter()
        .filter(|deficiency| deficiency.state == DeficiencyState::Open)
        .min_by_key(|deficiency| deficiency.ends_at)
        .map(|deficiency| {
            (
                deficiency.ends_at,
                Due::Lapse(deficiency.requirement.clone()),
            )
        });
    let term_runs = case.term.paused_at.is_none() && case.deemed_refused_at.is_none();
    let term = term_runs.then_some((case.term.ends_at, Due::TermEnd));
    // A window that closes at the very instant the term ends closes first.
    [lapse, term]
        .into_iter()
        .flatten()
        .min_by_key(|(at, _)| *at)
}

/// Fires every clock due by `now`; returns the advanced case and what happened.
pub(super) fn advance(case: Case, context: &Context<'_>) -> (Case, Vec<Recorded>) {
    let mut case = case;
    let mut fired = Vec::new();
    while let Some((at, what)) = due(&case).filter(|(at, _)| *at <= context.now) {
        let event = match what {
            Due::Lapse(requirement) => Event::DeficiencyLapsed { requirement },
            Due::TermEnd => {
                let Silence::Refusal { law } = &context.procedure.silence;
                Event::DeemedRefused { law: law.clone() }
            }
        };
        case = push(case, &mut fired, event, at, context);
        if let Some(event) = term_after(&case, Closed::Lapsed, at, context) {
            case = push(case, &mut fired, event, at, context);
        }
    }
    (case, fired)
}

/// Applies one more event and remembers it.
pub(super) fn push(
    case: Case,
    events: &mut Vec<Recorded>,
    event: Event,
    effective_at: Timestamp,
    context: &Context<'_>,
) -> Case {
    let recorded = Recorded {
        effective_at,
        recorded_at: context.now,
        event,
    };
    let before = case.clone();
    let after = Case::apply(Some(case), &recorded).unwrap_or(before);
    events.push(recorded);
    after
}

/// How the last deficiency that waited for the person came to wait no more.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Closed {
    /// Something was done about what the person was asked for the first time.
    Answered,
    /// Something was done, but the person had been asked about the same before: asking again and
    /// again gives the body no new term each time.
    AnsweredAgain,
    /// Its window passed.
    Lapsed,
}

/// What the term must do now that deficiencies stand as they do: pause while one waits for the
/// person, run on or anew when none does any more. A window that passed unused never makes the
/// term begin anew.
pub(super) fn term_after(
    case: &Case,
    closed: Closed,
    at: Timestamp,
    context: &Context<'_>,
) -> Option<Event> {
    if !case.phase.is_undecided() || case.deemed_refused_at.is_some() {
        return None;
    }
    let effect = context.procedure.cure.effect;
    match (effect, case.waits_for_person(), case.term.paused_at) {
        (TermEffect::None, _, _) | (_, true, Some(_)) | (_, false, None) => None,
        (_, true, None) => Some(Event::TermPaused),
        (_, false, Some(_)) => {
            let term = if effect == TermEffect::Restart && closed == Closed::Answered {
                case.term.restarted(at, context.calendar)
            } else {
                case.term.resumed(at, context.calendar)
            };
            Some(Event::TermRuns { term })
        }
    }
}
