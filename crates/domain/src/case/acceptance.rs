//! At the door: a special law may command not to accept what is incomplete; and what came to the
//! wrong body is sent on to the competent one.

use super::command::{Context, Rejection};
use super::decide::undecided;
use super::deficiency::Deficiency;
use super::event::{Decision, Event};
use super::letter::LetterKind;
use super::phase::Phase;
use super::review::Matter;
use super::state::Case;
use crate::actor::{Actor, Officer};
use crate::definition::{Acceptance, CuringMeans};
use crate::evidence::{Finding, Verdict};
use crate::text::Words;

/// A body that takes a case over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Competent {
    /// The body.
    pub body: String,
    /// The body above it.
    pub superior: Option<String>,
}

/// An officer does not accept incomplete papers, because a special law commands it.
pub(super) fn refuse(
    case: &Case,
    officer: &Officer,
    requirements: &[String],
    reasons: Words,
    context: &Context<'_>,
) -> Result<Vec<Event>, Rejection> {
    undecided(case)?;
    let Acceptance::Refuse { law, within } = &context.procedure.acceptance else {
        return Err(Rejection::MustAccept);
    };
    if matches!(case.phase, Phase::Hearing(_) | Phase::DeemedRefused) {
        return Err(Rejection::WrongPhase);
    }
    let registered_at = case.filing.registered_at;
    if context.now >= within.length.ends_at(registered_at, context.calendar) {
        return Err(Rejection::TooLate);
    }
    if requirements.is_empty() {
        return Err(Rejection::GroundsNotUnmet);
    }
    if reasons.is_blank() {
        return Err(Rejection::WordsNeeded);
    }
    if case.floor.is_some() {
        return Err(Rejection::Worsening);
    }
    if case.is_disputed() {
        return Err(Rejection::Disputed);
    }
    // A document that was brought is looked at first.
    if case.deficiencies.iter().any(Deficiency::waits_for_officer) {
        return Err(Rejection::CureOpen);
    }
    let grounds = requirements
        .iter()
        .map(|name| incomplete(case, name, context))
        .collect::<Result<Vec<Finding>, Rejection>>()?;
    Ok(vec![Event::Decided(Decision::NotAccepted {
        grounds,
        reasons,
        by: officer.id.clone(),
        law: law.clone(),
    })])
}

/// A paper that is lacking: never a fact that stands against the person, nor a silent register.
fn incomplete(case: &Case, name: &str, context: &Context<'_>) -> Result<Finding, Rejection> {
    let finding = case.finding(name).ok_or(Rejection::GroundsNotUnmet)?;
    if case.is_overruled(name) {
        return Err(Rejection::Worsening);
    }
    let by_document = matches!(
        context.procedure.curing_means(name),
        Some(CuringMeans::Document(_))
    );
    match finding.verdict {
        Verdict::Unknown if case.has_outage() => Err(Rejection::RegisterDown),
        Verdict::Unmet | Verdict::Unknown if by_document => Ok(finding.clone()),
        _ => Err(Rejection::GroundsNotUnmet),
    }
}

/// An officer sends the case on to the competent body. In the time the law gives, and the first time
/// only, the term counts anew from arrival; a body that found out late gains nothing for itself.
pub(super) fn redirect(
    case: &Case,
    to: Competent,
    reasons: Words,
    context: &Context<'_>,
) -> Result<Vec<Event>, Rejection> {
    undecided(case)?;
    let redirection = context
        .procedure
        .redirection
        .as_ref()
        .ok_or(Rejection::NoSuchStep)?;
    // An appeal goes up once; all else is sent on by whoever is not competent, and back.
    let again = case.redirected_at.is_some();
    if again && matches!(case.filing.matter, Matter::Appeal(_)) {
        return Err(Rejection::OnlyOnce);
    }
    if matches!(case.phase, Phase::Hearing(_)) {
        return Err(Rejection::WrongPhase);
    }
    if to.body == case.body {
        return Err(Rejection::NotCompetent);
    }
    // An appeal goes up, nowhere else.
    if matches!(case.filing.matter, Matter::Appeal(_)) && case.superior.as_ref() != Some(&to.body) {
        return Err(Rejection::NotCompetent);
    }
    if reasons.is_blank() {
        return Err(Rejection::WordsNeeded);
    }
    let registered_at = case.filing.registered_at;
    let in_time = context.now
        < redirection
            .within
            .length
            .ends_at(registered_at, context.calendar);
    let runs = case.term.paused_at.is_none() && case.deemed_refused_at.is_none();
    Ok(vec![redirected(
        case,
        to,
        Some(reasons),
        in_time && runs && !again,
        context.now,
        context,
    )])
}

/// The event of sending on.
pub(super) fn redirected(
    case: &Case,
    to: Competent,
    reasons: Option<Words>,
    anew: bool,
    at: jiff::Timestamp,
    context: &Context<'_>,
) -> Event {
    // What arrives on a day off is registered on the next working day.
    let calendar = context.calendar;
    let day = calendar.next_working(calendar.local(at).date());
    let arrives_at = at.max(calendar.start_of(day));
    Event::Redirected {
        from: case.body.clone(),
        to: to.body,
        superior: to.superior,
        reasons,
        term: anew.then(|| case.term.restarted(arrives_at, calendar)),
    }
}

impl Case {
    /// The new body has the whole escalation before it where the term counts anew.
    pub(super) fn apply_redirection(&mut self, event: &Event, at: jiff::Timestamp) {
        let Event::Redirected {
            to, superior, term, ..
        } = event
        else {
            return;
        };
        self.redirected_at = Some(at);
        self.body.clone_from(to);
        self.superior.clone_from(superior);
        if let Some(term) = term {
            self.term = term.clone();
            self.escalated = None;
        }
        self.write_letter(LetterKind::Redirected, at);
    }
}

/// Only the program does this.
pub(super) fn the_machine(context: &Context<'_>) -> Result<(), Rejection> {
    match context.actor {
        Actor::Machine => Ok(()),
        _ => Err(Rejection::OnlyTheProgram),
    }
}
