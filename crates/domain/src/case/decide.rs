//! Decisions on commands: who may give them, and what follows.

use std::borrow::Cow;
use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::acceptance::the_machine;
use super::advance::{Closed, advance, push, term_after};
use super::command::{Command, Context, Rejection};
use super::deficiency::{self, Deficiency, DeficiencyState};
use super::event::{Decider, Decision, Event, Recorded};
use super::phase::Phase;
use super::state::{Case, Filing};
use super::{after, defect, desk, hearing, letter, review, time};
use crate::actor::{Actor, Author};
use crate::definition::{AutomatedGrant, Kind};
use crate::evidence::{Finding, Known, Record, Source, Unknown, Verdict};

/// More than this follows from no command by itself: a bound against going on for ever.
const CONSEQUENCES: usize = 100;

/// Decides on a command: the events it makes, or why not. The case is first advanced to now, and
/// its now never runs backwards: a clock that was set back says nothing about the law.
pub fn decide(
    case: Option<&Case>,
    command: Command,
    context: &Context<'_>,
) -> Result<Vec<Recorded>, Rejection> {
    let Some(case) = case else {
        let Command::File(filing) = command else {
            return Err(Rejection::NoSuchCase);
        };
        if filing.received_at > context.now {
            return Err(Rejection::NotThen);
        }
        // Nobody files for another; the program only goes on with what a person filed.
        let by_person = context.actor.person() == Some(&filing.filer);
        if !by_person && (*context.actor != Actor::Machine || !filing.follows) {
            return Err(Rejection::NotTheFiler);
        }
        return Ok(file(filing, context));
    };
    decide_and_fold(case, command, context).map(|(events, _)| events)
}

/// Whether a command to a case would be turned down, without what would follow from it.
pub fn may(case: &Case, command: Command, context: &Context<'_>) -> Result<(), Rejection> {
    let context = &context.not_before(case);
    let mut case = Cow::Borrowed(case);
    advance(&mut case, &mut Vec::new(), context);
    consequences_of(&case, command, context).map(|_| ())
}

/// Decides on a command to a case as [`decide`] does, and gives the case after the events too, if
/// there are any.
pub fn decide_and_fold(
    case: &Case,
    command: Command,
    context: &Context<'_>,
) -> Result<(Vec<Recorded>, Option<Case>), Rejection> {
    let context = &context.not_before(case);
    let mut case = Cow::Borrowed(case);
    let mut events = Vec::new();
    advance(&mut case, &mut events, context);
    let consequences = consequences_of(&case, command, context)?;
    if consequences.is_empty() && events.is_empty() {
        return Ok((events, None));
    }
    let asked: Vec<DeficiencyState> = case.deficiencies.iter().map(|one| one.state).collect();
    let author = context.actor.author();
    for event in consequences {
        push(&mut case, &mut events, event, context.now, &author, context);
    }
    let closed = how_closed(&asked, &case.deficiencies);
    for _ in 0..CONSEQUENCES {
        let Some(event) = follow_up(&case, closed, context) else {
            break;
        };
        let by = &Author::Machine;
        push(&mut case, &mut events, event, context.now, by, context);
    }
    // What was put down just now may already be due: the receipt of a letter months ago.
    advance(&mut case, &mut events, context);
    let after = match case {
        Cow::Owned(after) => Some(after),
        Cow::Borrowed(_) => None,
    };
    Ok((events, after))
}

/// The case is opened; papers that were long on their way may find its term over.
fn file(filing: Box<Filing>, context: &Context<'_>) -> Vec<Recorded> {
    let filed = Recorded {
        effective_at: filing.received_at,
        recorded_at: context.now,
        by: context.actor.author(),
        event: Event::Filed(filing),
    };
    let opened = Case::apply(None, &filed);
    let mut events = vec![filed];
    if let Some(case) = opened {
        advance(&mut Cow::Owned(case), &mut events, context);
    }
    events
}

fn consequences_of(
    case: &Case,
    command: Command,
    context: &Context<'_>,
) -> Result<Vec<Event>, Rejection> {
    match command {
        Command::File(_) => Err(Rejection::NoSuchCase),
        Command::Advance => Ok(Vec::new()),
        Command::RecordEvidence(needs) => record_evidence(case, needs, context),
        Command::Assess {
            findings,
            amount,
            complete,
        } => assess(case, &findings, amount, complete, context),
        Command::Supply {
            requirement,
            upload,
            words,
        } => deficiency::supply(case, requirement, upload, words, context),
        Command::Answer {
            requirement,
            ask,
            value,
        } => deficiency::answer(case, &requirement, ask, value, context),
        Command::ReadLetter(letter) => letter::read(case, letter, context),
        Command::Object(words) => hearing::object(case, words, context),
        Command::WaiveHearing => hearing::waive(case, context),
        Command::AskOralHearing => hearing::ask_oral(case, context),
        Command::Remark(words) => hearing::remark(case, words, context),
        Command::AskCorrection(words) => after::ask_correction(case, words, context),
        Command::Withdraw => {
            the_person(case, context)?;
            // What gives nothing, because another case gives it, can be given up; what holds on until
            // more is given cannot.
            if case.phase != Phase::Granted || case.held_up.is_none() {
                undecided(case)?;
            }
            if case.result_holds().is_some() {
                return Err(Rejection::AlreadyDecided);
            }
            Ok(vec![Event::Withdrawn])
        }
        Command::Dispute { .. } | Command::SettleDispute { .. } => {
            defect::decide(case, command, context)
        }
        Command::NoteCourt(words) => review::note_court(case, words, context),
        Command::Lodge {
            appeal,
            number,
            replaced,
        } => review::lodge(case, appeal, number, replaced, context),
        Command::ApplyRuling(given) => review::apply(case, &given, context),
        Command::Recount => time::recount(case, context),
        Command::ConfirmIssue {
            number,
            kind,
            record,
        } => confirm_issue(case, (number, kind, record), context),
        Command::HoldUp { by } => hold_up(case, by, context),
        Command::DropSteps(steps) => {
            the_machine(context)?;
            Ok(vec![Event::StepsDropped { steps }])
        }
        command => desk::decide(case, command, context),
    }
}

/// The register has the result. A repeated reply of it changes nothing.
fn confirm_issue(
    case: &Case,
    (number, kind, record): (String, String, Record),
    context: &Context<'_>,
) -> Result<Vec<Event>, Rejection> {
    the_machine(context)?;
    may_be_issued(case)?;
    let repeated = case.issued.is_some();
    #[cfg(feature = "plant")]
    let repeated = repeated && !crate::plant::is(18);
    Ok(if repeated {
        Vec::new()
    } else {
        vec![Event::Issued {
            number,
            kind,
            record,
        }]
    })
}

/// What was granted is not issued, or what stands again does not hold, because another case gives
/// the same; or none does any more.
fn hold_up(
    case: &Case,
    by: Option<String>,
    context: &Context<'_>,
) -> Result<Vec<Event>, Rejection> {
    the_machine(context)?;
    if !matches!(
        case.phase,
        Phase::Granted | Phase::Issued | Phase::PostCheck
    ) {
        return Err(Rejection::WrongPhase);
    }
    let known = case.held_up.as_ref().map(|(_, known)| known) == by.as_ref();
    Ok(if known {
        Vec::new()
    } else {
        vec![Event::HeldUp { by }]
    })
}

/// A granted case, whose result is being made; a revocation may be under way meanwhile.
fn may_be_issued(case: &Case) -> Result<(), Rejection> {
    match &case.phase {
        Phase::Granted | Phase::Issued | Phase::PostCheck => Ok(()),
        Phase::Hearing(preliminary) if preliminary.act.is_revocation() => Ok(()),
        _ => Err(Rejection::WrongPhase),
    }
}

/// What follows by itself from the state: the term stands still or runs, the machine grants, the
/// check of a provisional grant begins or passes.
fn follow_up(case: &Case, closed: Closed, context: &Context<'_>) -> Option<Event> {
    #[cfg(feature = "plant")]
    if let (true, Some(event)) = (crate::plant::is(21), machine_refusal(case)) {
        return Some(event);
    }
    term_after(case, closed, context.now, context)
        .or_else(|| machine_grant(case, context))
        .or_else(|| after::post_check_begins(case, context))
        .or_else(|| after::post_check_passes(case))
}

/// How the deficiencies that waited for the person before, and wait no more, were closed.
fn how_closed(before: &[DeficiencyState], after: &[Deficiency]) -> Closed {
    let asked_before = |at: usize| {
        let same = |one: &Deficiency| !one.former && one.requirement == after[at].requirement;
        after[..at].iter().any(same)
    };
    let mut closed = before
        .iter()
        .zip(after)
        .enumerate()
        .filter(|(_, (was, is))| {
            **was == DeficiencyState::Open && is.state != DeficiencyState::Open
        });
    if closed.any(|(at, _)| !asked_before(at)) {
        Closed::Answered
    } else {
        Closed::AnsweredAgain
    }
}

/// Planted: what no machine may do.
#[cfg(feature = "plant")]
fn machine_refusal(case: &Case) -> Option<Event> {
    let unmet = |finding: &&Finding| finding.verdict == Verdict::Unmet;
    let grounds: Vec<Finding> = case.findings.iter().filter(unmet).cloned().collect();
    let refuses = case.phase == Phase::Examining && !grounds.is_empty();
    let nobody = crate::actor::OfficerId {
        id: String::new(),
        name: String::new(),
        body: String::new(),
    };
    refuses.then(|| {
        Event::Decided(Decision::Refused {
            grounds,
            reasons: "…".into(),
            prepared_by: nobody.clone(),
            approved_by: nobody,
        })
    })
}

fn machine_grant(case: &Case, context: &Context<'_>) -> Option<Event> {
    let law = match context.procedure.automated.as_ref()? {
        AutomatedGrant::Law { law } => law,
        AutomatedGrant::Consent { law } => case.filing.automated_consent.then_some(law)?,
    };
    let by_document = |known: &Known| {
        matches!(
            known,
            Known::Records {
                source: Source::Document { .. },
                ..
            }
        )
    };
    let only_registers = !case.evidence.0.values().any(by_document);
    let plain = case.phase == Phase::Examining
        && case.kind() == Kind::Service
        && case.deficiencies.is_empty()
        && case.overruled.is_empty()
        && !case.is_disputed();
    // What was annulled on the person's appeal is not given again as it was without an officer.
    let gives_more = case
        .floor
        .as_ref()
        .is_none_or(|floor| case.amount > floor.amount);
    (plain && only_registers && all_hold(case) && case.complete && gives_more).then(|| {
        Event::Decided(Decision::Granted {
            amount: case.amount,
            by: Decider::Machine { law: law.clone() },
            provisional: false,
        })
    })
}

/// Whether a requirement was found to hold, or a higher instance says it does.
pub(super) fn holds(case: &Case, finding: &Finding) -> bool {
    finding.verdict == Verdict::Met || case.is_overruled(&finding.requirement)
}

/// Whether every requirement holds.
pub(super) fn all_hold(case: &Case) -> bool {
    !case.findings.is_empty() && case.findings.iter().all(|finding| holds(case, finding))
}

/// Whether a grant gives no less than what the person appealed against.
pub(super) fn is_no_worse(case: &Case) -> bool {
    case.floor
        .as_ref()
        .is_none_or(|floor| case.amount >= floor.amount)
}

/// The person who filed, by themselves or at a counter, or a rejection.
pub(super) fn the_person(case: &Case, context: &Context<'_>) -> Result<(), Rejection> {
    if context.actor.person() == Some(&case.filing.filer) {
        Ok(())
    } else {
        Err(Rejection::NotTheFiler)
    }
}

/// A case on which a decision is still owed, or a rejection.
pub(super) fn undecided(case: &Case) -> Result<(), Rejection> {
    #[cfg(feature = "plant")]
    if crate::plant::is(5) || (crate::plant::is(6) && case.deemed_granted_at.is_some()) {
        return Ok(());
    }
    if case.phase.is_undecided() {
        Ok(())
    } else if matches!(case.phase, Phase::Withdrawn) {
        Err(Rejection::WrongPhase)
    } else {
        Err(Rejection::AlreadyDecided)
    }
}

/// A case about which more may be learnt: undecided, or granted with a check afterwards.
fn learns(case: &Case) -> Result<(), Rejection> {
    if case.phase == Phase::PostCheck {
        Ok(())
    } else {
        undecided(case)
    }
}

fn record_evidence(
    case: &Case,
    needs: BTreeMap<String, Known>,
    context: &Context<'_>,
) -> Result<Vec<Event>, Rejection> {
    the_machine(context)?;
    learns(case)?;
    let needs: BTreeMap<String, Known> = needs
        .into_iter()
        .filter(|(need, known)| is_news(case.evidence.known(need), known))
        .collect();
    Ok(if needs.is_empty() {
        Vec::new()
    } else {
        vec![Event::EvidenceRecorded { needs }]
    })
}

/// Whether an answer adds to what is known. What a register said is never lost to a later silence, an
/// outage keeps the time it began, and an accepted document gives way to a record only.
fn is_news(before: &Known, now: &Known) -> bool {
    use Known::{Records, Unknown as Nothing};
    match (before, now) {
        // That there was nothing to ask by is no answer: it says nothing once there is.
        (
            Records {
                source: Source::Derived { .. },
                ..
            },
            Nothing(Unknown::Unavailable { .. } | Unknown::Unusable { .. }),
        ) => true,
        (Records { .. }, Nothing(_))
        | (Nothing(Unknown::Unavailable { .. }), Nothing(Unknown::Unavailable { .. }))
        | (Nothing(Unknown::Unusable { .. }), Nothing(Unknown::Unusable { .. })) => false,
        (
            Records {
                source: Source::Document { .. },
                ..
            },
            Records { records, .. },
        ) => !records.is_empty(),
        (Records { records: old, .. }, Records { records: new, .. }) => old != new,
        (before, now) => before != now,
    }
}

fn assess(
    case: &Case,
    findings: &[Finding],
    amount: Option<Decimal>,
    complete: bool,
    context: &Context<'_>,
) -> Result<Vec<Event>, Rejection> {
    the_machine(context)?;
    learns(case)?;
    let mut events = Vec::new();
    // The same findings can mean another phase: the register that was down may have answered.
    let before = (&*case.findings, case.amount, case.complete);
    let changed = (findings, amount, complete) != before;
    if changed || case.called_for_phase() != case.phase {
        events.push(Event::Assessed {
            findings: findings.to_vec(),
            amount,
            complete,
        });
    }
    if case.phase.is_undecided() {
        events.extend(
            findings
                .iter()
                .filter_map(|finding| deficiency::consequence_of(case, finding, context)),
        );
    }
    Ok(events)
}
