//! Clocks: what happens to a case because time passes, in the order of the law. A clock takes effect
//! when the law says, however late the program finds it.

use std::borrow::Cow;

use jiff::{Timestamp, ToSpan};

use super::acceptance::{Competent, redirected};
use super::command::Context;
use super::deficiency::DeficiencyState;
use super::event::{Event, Recorded};
use super::phase::Phase;
use super::review::Matter;
use super::state::Case;
use super::time;
use crate::actor::{Author, Rank};
use crate::calendar::Calendar;
use crate::definition::{Escalation, Procedure, Silence, TermEffect};
use crate::term::{TermLength, TermUnit};
use crate::text::Law;

/// When the case next needs to be looked at by itself.
pub fn next_wake(case: &Case, procedure: &Procedure, calendar: &Calendar) -> Option<Timestamp> {
    due(case, procedure, calendar).map(|(at, _)| at)
}

/// What falls due by itself. At the same instant what stands first comes first: a window that closes
/// as the term ends closes before it.
enum Due {
    Lapse(String),
    Undelivered(String),
    StandstillEnd,
    Forward,
    TermEnd,
    GoUp(Rank, Law),
    PostCheckEnd,
    CorrectionOverdue,
    MendingOverdue,
}

impl Due {
    /// Whether something the person or the body counts on ends with it.
    fn ends_something(&self) -> bool {
        matches!(self, Self::Lapse(_) | Self::Undelivered(_) | Self::TermEnd)
    }

    /// When it takes effect. Windows and terms end when the law says, even if that is learnt later;
    /// what waited for something else follows it: a case goes up after its term runs on, not before.
    fn takes_effect(&self, due_at: Timestamp, case: &Case) -> Timestamp {
        match self {
            Self::GoUp(..) | Self::PostCheckEnd => case
                .history
                .last()
                .map_or(due_at, |(latest, _)| due_at.max(*latest)),
            _ => due_at,
        }
    }
}

fn due(case: &Case, procedure: &Procedure, calendar: &Calendar) -> Option<(Timestamp, Due)> {
    let mut all: Vec<(Timestamp, Due)> = Vec::new();
    if case.phase.is_undecided() {
        due_while_undecided(case, procedure, calendar, &mut all);
    }
    if let (Phase::PostCheck, Some(check)) = (&case.phase, &case.post_check) {
        all.push((check.ends_at, Due::PostCheckEnd));
    }
    if let Some(correction) = case.correction.as_ref().filter(|asked| !asked.overdue) {
        all.push((correction.ends_at, Due::CorrectionOverdue));
    }
    let mending = case.mending.as_ref().filter(|owed| !owed.overdue);
    if let Some(mending) = mending.filter(|_| case.phase.is_undecided()) {
        all.push((mending.ends_at, Due::MendingOverdue));
    }
    // The sort is stable: the order of the list is the order of the law.
    all.into_iter().min_by_key(|(at, _)| *at)
}

fn due_while_undecided(
    case: &Case,
    procedure: &Procedure,
    calendar: &Calendar,
    all: &mut Vec<(Timestamp, Due)>,
) {
    for deficiency in &case.deficiencies {
        let requirement = deficiency.requirement.clone();
        if deficiency.state != DeficiencyState::Open {
        } else if deficiency.received {
            all.push((deficiency.ends_at, Due::Lapse(requirement)));
        } else if deficiency.delivery_owed_at.is_none() {
            all.push((deficiency.ends_at, Due::Undelivered(requirement)));
        }
    }
    if let Some(standstill) = &case.standstill {
        all.push((standstill.ends_at, Due::StandstillEnd));
    }
    if let (Matter::Appeal(appeal), None) = (&case.filing.matter, case.redirected_at)
        && goes_on_by_itself(case, procedure)
    {
        all.push((appeal.forward_at, Due::Forward));
    }
    let runs = case.term.paused_at.is_none() && case.deemed_refused_at.is_none();
    if runs {
        all.push((case.term.ends_at, Due::TermEnd));
    }
    #[cfg(feature = "plant")]
    if runs && crate::plant::is(2) {
        let early = jiff::SignedDuration::from_hours(24);
        let at = case.term.ends_at.saturating_sub(early);
        all.push((at.unwrap_or(case.term.ends_at), Due::TermEnd));
    }
    let higher = procedure
        .escalation
        .iter()
        .filter(|step| case.escalated < Some(step.to));
    for step in higher {
        // What goes up before the end waits while the term stands still.
        let waits = case.term.paused_at.is_some() && case.deemed_refused_at.is_none();
        if let Some(at) = goes_up_at(case, step, calendar).filter(|_| !waits) {
            all.push((at, Due::GoUp(step.to, step.law.clone())));
        }
    }
}

fn goes_on_by_itself(case: &Case, procedure: &Procedure) -> bool {
    case.superior.is_some()
        && procedure
            .redirection
            .as_ref()
            .is_some_and(|redirection| redirection.by_itself)
}

/// When a case goes up: so many days before the end of its term, or at its end.
fn goes_up_at(case: &Case, step: &Escalation, calendar: &Calendar) -> Option<Timestamp> {
    let Some(before) = step.before_end else {
        return Some(case.deemed_refused_at.unwrap_or(case.term.ends_at));
    };
    if case.term.legal.length.unit == TermUnit::Minutes {
        return None;
    }
    let day = days_before(case.term.last_day, before, calendar);
    Some(calendar.start_of(day).max(case.term.started_at))
}

fn days_before(
    last_day: jiff::civil::Date,
    before: TermLength,
    calendar: &Calendar,
) -> jiff::civil::Date {
    let mut day = last_day;
    let mut left = before.count;
    while left > 0 {
        day = day.saturating_sub(1.day());
        let counts = before.unit != TermUnit::WorkingDays || calendar.is_working(day);
        left -= u32::from(counts);
    }
    day
}

/// More clocks than this are due at once in no case: a bound against going on for ever.
const CLOCKS: usize = 1_000;

/// Fires every clock due by `now`, and adds what happened.
pub(super) fn advance(case: &mut Cow<'_, Case>, fired: &mut Vec<Recorded>, context: &Context<'_>) {
    #[cfg(feature = "plant")]
    if crate::plant::is(20) {
        return;
    }
    for _ in 0..CLOCKS {
        let next = due(case, context.procedure, context.calendar);
        let Some((due_at, what)) = next.filter(|(at, _)| *at <= context.now) else {
            break;
        };
        // A day made free since the slip was given counts before anything ends by the old count.
        if what.ends_something()
            && let Some(event) = time::recounted(case, context)
        {
            push(case, fired, event, due_at, &Author::Machine, context);
            continue;
        }
        let at = what.takes_effect(due_at, case);
        #[cfg(feature = "plant")]
        let at = if crate::plant::is(3) { context.now } else { at };
        let event = fired_event(case, what, at, context);
        push(case, fired, event, at, &Author::Machine, context);
        if let Some(event) = term_after(case, Closed::Lapsed, at, context) {
            push(case, fired, event, at, &Author::Machine, context);
        }
    }
}

fn fired_event(case: &Case, what: Due, at: Timestamp, context: &Context<'_>) -> Event {
    match what {
        Due::Lapse(requirement) => Event::DeficiencyLapsed { requirement },
        Due::Undelivered(requirement) => Event::DeliveryOwed { requirement },
        Due::StandstillEnd => Event::StandstillEnded,
        Due::Forward => {
            let above = match &case.filing.matter {
                Matter::Appeal(appeal) => appeal.above.clone(),
                Matter::Service | Matter::Complaint(_) | Matter::DataDefect(_) => None,
            };
            let to = Competent {
                body: case.superior.clone().unwrap_or_default(),
                superior: above,
            };
            redirected(case, to, None, true, at, context)
        }
        Due::TermEnd => match &context.procedure.silence {
            Silence::Refusal { law } => Event::DeemedRefused { law: law.clone() },
            Silence::Consent { law } => Event::DeemedGranted { law: law.clone() },
        },
        Due::GoUp(to, law) => Event::Escalated { to, law },
        Due::PostCheckEnd => Event::PostCheckEnded { looked_at: false },
        Due::CorrectionOverdue => Event::CorrectionOverdue,
        Due::MendingOverdue => Event::MendingOverdue,
    }
}

/// Applies one more event and remembers it.
pub(super) fn push(
    case: &mut Cow<'_, Case>,
    events: &mut Vec<Recorded>,
    event: Event,
    effective_at: Timestamp,
    by: &Author,
    context: &Context<'_>,
) {
    let recorded = Recorded {
        effective_at,
        recorded_at: context.now,
        by: by.clone(),
        event,
    };
    case.to_mut().fold_on(&recorded);
    events.push(recorded);
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

/// What the term must do now: stand still while a deficiency that lets it waits for the person, or
/// an officer let it; run on or anew when nothing holds it any more. A window that passed unused
/// never makes the term begin anew.
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
    let waits = effect != TermEffect::None && case.waits_in_term();
    let stands_still = waits || case.standstill.is_some();
    match (stands_still, case.term.paused_at) {
        (true, Some(_)) | (false, None) => None,
        (true, None) => Some(Event::TermPaused),
        (false, Some(_)) => {
            let term = if effect == TermEffect::Restart && closed == Closed::Answered {
                case.term.restarted(at, context.calendar)
            } else {
                case.term.resumed(at, context.calendar)
            };
            Some(Event::TermRuns { term })
        }
    }
}
