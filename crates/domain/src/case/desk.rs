//! Decisions on commands of officers.

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use super::command::{Command, Context, Rejection};
use super::decide::{all_met, noted, undecided};
use super::event::{Decider, Decision, Event};
use super::state::{Case, Deficiency, DeficiencyState, Phase, Preliminary, Supply};
use crate::actor::{Actor, Officer};
use crate::definition::{CuringMeans, Hearing};
use crate::evidence::{Finding, Verdict};
use crate::term::TermUnit;

pub(super) fn decide(
    case: &Case,
    command: Command,
    context: &Context<'_>,
) -> Result<Vec<Event>, Rejection> {
    let officer = the_officer(case, context)?;
    undecided(case)?;
    match command {
        Command::Grant => grant(case, officer),
        Command::AskForCure { requirement, words } => {
            ask_for_cure(case, officer, &requirement, words, context)
        }
        Command::AcceptDocument { upload, record } => {
            let requirement = &awaiting(case, upload)?.requirement;
            let means = context.procedure.curing_means(requirement);
            let Some(CuringMeans::Document(document)) = means else {
                return Err(Rejection::NoSuchItem);
            };
            let (need, by) = (document.need.clone(), officer.id.clone());
            Ok(vec![Event::DocumentAccepted {
                upload,
                need,
                record,
                by,
            }])
        }
        Command::TurnDownDocument { upload, why } => turn_down(case, officer, upload, why, context),
        Command::PrepareRefusal {
            requirements,
            reasons,
        } => prepare_refusal(case, officer, &requirements, reasons, context),
        Command::ApproveRefusal => approve_refusal(case, officer, context),
        Command::ReturnRefusal { words } => {
            prepared(case)?;
            if words.trim().is_empty() {
                return Err(Rejection::WordsNeeded);
            }
            Ok(vec![Event::RefusalReturned {
                by: officer.id.clone(),
                words,
            }])
        }
        _ => Err(Rejection::WrongPhase),
    }
}

/// The acting officer, if of the case's body and not kin of a party.
fn the_officer<'a>(case: &Case, context: &Context<'a>) -> Result<&'a Officer, Rejection> {
    let Actor::Officer(officer) = context.actor else {
        return Err(Rejection::NotAnOfficer);
    };
    if officer.body != case.filing.body {
        return Err(Rejection::OtherBody);
    }
    let parties = case.parties();
    if officer.family.iter().any(|kin| parties.contains(kin)) {
        return Err(Rejection::BarredKin);
    }
    Ok(officer)
}

fn grant(case: &Case, officer: &Officer) -> Result<Vec<Event>, Rejection> {
    if !all_met(case) {
        return Err(Rejection::RequirementsNotMet);
    }
    if case.waits_for_person() {
        return Err(Rejection::CureOpen);
    }
    if !case.complete {
        return Err(Rejection::ResultNotKnown);
    }
    let by = Decider::Officer(officer.id.clone());
    Ok(vec![Event::Decided(Decision::Granted {
        amount: case.amount,
        by,
    })])
}

fn ask_for_cure(
    case: &Case,
    officer: &Officer,
    requirement: &str,
    words: String,
    context: &Context<'_>,
) -> Result<Vec<Event>, Rejection> {
    if matches!(case.phase, Phase::Hearing(_)) {
        return Err(Rejection::WrongPhase);
    }
    // Only what was looked at and does not hold can be lacking.
    let lacking = case
        .finding(requirement)
        .is_some_and(|finding| finding.verdict != Verdict::Met);
    if context.procedure.requirement(requirement).is_none()
        || !lacking
        || case.pending_deficiency(requirement).is_some()
    {
        return Err(Rejection::NoSuchItem);
    }
    if words.trim().is_empty() {
        return Err(Rejection::WordsNeeded);
    }
    Ok(vec![noted(
        requirement,
        Some((officer.id.clone(), words)),
        context,
    )])
}

/// The deficiency for which this document was supplied and not looked at yet.
fn awaiting(case: &Case, upload: Uuid) -> Result<&Deficiency, Rejection> {
    let holds = |supply: &Supply| supply.is_unanswered() && supply.is(upload);
    case.deficiencies
        .iter()
        .find(|deficiency| deficiency.supplies.iter().any(holds))
        .ok_or(Rejection::NoSuchItem)
}

/// The officer's time is not the person's: the window stood still from the last document on. Who
/// supplied one on the last day has at least one more working day for a better one.
fn turn_down(
    case: &Case,
    officer: &Officer,
    upload: Uuid,
    why: String,
    context: &Context<'_>,
) -> Result<Vec<Event>, Rejection> {
    let deficiency = awaiting(case, upload)?;
    if why.trim().is_empty() {
        return Err(Rejection::WordsNeeded);
    }
    let calendar = context.calendar;
    let unit = context.procedure.cure.window.length.unit;
    let today = calendar.local(context.now).date();
    let supplied_at = deficiency
        .supplies
        .last()
        .map_or(deficiency.noted_at, |supply| supply.at);
    let supplied_on = calendar.local(supplied_at).date();
    let (until, ends_at) = if unit == TermUnit::Minutes {
        let left = supplied_at
            .duration_until(deficiency.ends_at)
            .max(SignedDuration::ZERO);
        let moved = context.now.checked_add(left).unwrap_or(Timestamp::MAX);
        let ends_at = moved.max(deficiency.ends_at);
        (calendar.local(ends_at).date(), ends_at)
    } else {
        let until = unit
            .moved(deficiency.until, supplied_on, today, calendar)
            .max(calendar.add_working(today, 1));
        (until, calendar.end_of(until))
    };
    let by = officer.id.clone();
    Ok(vec![Event::DocumentTurnedDown {
        upload,
        why,
        by,
        until,
        ends_at,
    }])
}

/// A finding on which a refusal may rest: unmet, and where it can be mended, the person was asked
/// and had all the time promised: words or a document brought early cut nothing short.
fn refusable(case: &Case, context: &Context<'_>, name: &str) -> Result<Finding, Rejection> {
    let finding = case.finding(name).ok_or(Rejection::GroundsNotUnmet)?;
    match finding.verdict {
        Verdict::Met => return Err(Rejection::GroundsNotUnmet),
        Verdict::Unknown if case.has_outage() => return Err(Rejection::RegisterDown),
        Verdict::Unknown | Verdict::Unmet => {}
    }
    let curable = context.procedure.curing_means(name).is_some();
    let asked: Vec<&Deficiency> = case
        .deficiencies
        .iter()
        .filter(|deficiency| deficiency.requirement == name)
        .collect();
    let mended = |one: &&Deficiency| one.state == DeficiencyState::Cured;
    let window_is_open = asked
        .iter()
        .any(|one| !mended(one) && context.now < one.ends_at);
    let never_asked = asked.iter().all(mended);
    let to_be_asked = curable || finding.verdict == Verdict::Unknown;
    if window_is_open || (to_be_asked && never_asked) {
        return Err(Rejection::CureOpen);
    }
    Ok(finding.clone())
}

/// Nothing waits for the person, and nothing of the person's waits to be looked at.
fn nothing_to_mend(case: &Case, context: &Context<'_>) -> Result<(), Rejection> {
    // A file that answers nothing an officer could copy out is read, as words are.
    let unread = |deficiency: &Deficiency| {
        let means = context.procedure.curing_means(&deficiency.requirement);
        deficiency.waits_for_officer() && matches!(means, Some(CuringMeans::Document(_)))
    };
    if case.waits_for_person() || case.deficiencies.iter().any(unread) {
        return Err(Rejection::CureOpen);
    }
    Ok(())
}

fn prepare_refusal(
    case: &Case,
    officer: &Officer,
    requirements: &[String],
    reasons: String,
    context: &Context<'_>,
) -> Result<Vec<Event>, Rejection> {
    nothing_to_mend(case, context)?;
    // After the silence a decision is still owed, and it may be a refusal.
    if !matches!(
        case.phase,
        Phase::Examining | Phase::Gathering | Phase::DeemedRefused
    ) {
        return Err(Rejection::WrongPhase);
    }
    if requirements.is_empty() {
        return Err(Rejection::GroundsNotUnmet);
    }
    if reasons.trim().is_empty() {
        return Err(Rejection::WordsNeeded);
    }
    let grounds = requirements
        .iter()
        .map(|name| refusable(case, context, name))
        .collect::<Result<Vec<Finding>, Rejection>>()?;
    let today = context.calendar.local(context.now).date();
    let hearing = &context.procedure.hearing;
    let exception = hearing.exception(&case.term.legal);
    let (hearing_until, law) = match (hearing, exception) {
        (Hearing::Required { notice, .. }, None) => {
            // Notice is given at least so many days before the act: the act may come on the day
            // after them.
            let notice_ends = notice.length.last_day(today, context.calendar);
            (
                Some(context.calendar.add_working(notice_ends, 1)),
                notice.law.clone(),
            )
        }
        (Hearing::Excepted { law }, None) | (_, Some(law)) => (None, law.clone()),
    };
    let by = officer.id.clone();
    Ok(vec![Event::RefusalPrepared {
        grounds,
        reasons,
        by,
        hearing_until,
        law,
    }])
}

fn prepared(case: &Case) -> Result<&Preliminary, Rejection> {
    if let Phase::Hearing(preliminary) = &case.phase {
        Ok(preliminary)
    } else {
        Err(Rejection::WrongPhase)
    }
}

fn approve_refusal(
    case: &Case,
    officer: &Officer,
    context: &Context<'_>,
) -> Result<Vec<Event>, Rejection> {
    let preliminary = prepared(case)?;
    if preliminary.by.id == officer.id.id {
        return Err(Rejection::SamePerson);
    }
    heard(preliminary, context)?;
    // What the person said or supplied, or a register learnt, while the hearing was on counts.
    nothing_to_mend(case, context)?;
    for ground in &preliminary.grounds {
        refusable(case, context, &ground.requirement)?;
    }
    Ok(vec![Event::Decided(Decision::Refused {
        grounds: preliminary.grounds.clone(),
        reasons: preliminary.reasons.clone(),
        prepared_by: preliminary.by.clone(),
        approved_by: officer.id.clone(),
    })])
}

/// Whether the person has been heard, or had the time the law gives.
fn heard(preliminary: &Preliminary, context: &Context<'_>) -> Result<(), Rejection> {
    let Some(not_before) = preliminary.not_before else {
        return Ok(());
    };
    let today = context.calendar.local(context.now).date();
    let Some(objection_until) = preliminary.objection_until else {
        return Err(Rejection::NotReceived);
    };
    let answered = !preliminary.objections.is_empty();
    if today < not_before || (!answered && today <= objection_until) {
        return Err(Rejection::HearingOpen);
    }
    Ok(())
}
