//! Decisions on commands of persons and of the program.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::advance::{Closed, advance, push, term_after};
use super::command::{Command, Context, Rejection};
use super::desk;
use super::event::{Decider, Decision, Event, Recorded};
use super::state::{Case, Deficiency, DeficiencyState, LetterKind, Phase, Upload};
use crate::actor::Actor;
use crate::definition::{AutomatedGrant, CuringMeans, Hearing};
use crate::evidence::{Finding, Known, Source, Unknown, Verdict};

/// Decides on a command: the events it makes, or why not. The case is first advanced to now.
pub fn decide(
    case: Option<&Case>,
    command: Command,
    context: &Context<'_>,
) -> Result<Vec<Recorded>, Rejection> {
    let Some(case) = case else {
        let Command::File(filing) = command else {
            return Err(Rejection::NoSuchCase);
        };
        let (effective_at, recorded_at) = (filing.received_at, context.now);
        return Ok(vec![Recorded {
            effective_at,
            recorded_at,
            event: Event::Filed(filing),
        }]);
    };
    let (mut case, mut events) = advance(case.clone(), context);
    let before = case.clone();
    for event in consequences_of(&before, command, context)? {
        case = push(case, &mut events, event, context.now, context);
    }
    let closed = how_closed(&before, &case);
    while let Some(event) = follow_up(&case, closed, context) {
        case = push(case, &mut events, event, context.now, context);
    }
    Ok(events)
}

fn consequences_of(
    case: &Case,
    command: Command,
    context: &Context<'_>,
) -> Result<Vec<Event>, Rejection> {
    match command {
        Command::File(_) => Err(Rejection::NoSuchCase),
        Command::Advance => Ok(Vec::new()),
        Command::RecordEvidence(needs) => record_evidence(case, needs),
        Command::Assess {
            findings,
            amount,
            complete,
        } => assess(case, &findings, amount, complete, context),
        Command::Supply {
            requirement,
            upload,
            words,
        } => supply(case, requirement, upload, words, context),
        Command::Answer {
            requirement,
            ask,
            value,
        } => {
            the_filer(case, context)?;
            waiting(case, &requirement)?;
            match context.procedure.curing_means(&requirement) {
                Some(CuringMeans::Answer { ask: mends }) if *mends == ask => {
                    Ok(vec![Event::Answered { ask, value }])
                }
                _ => Err(Rejection::NoSuchItem),
            }
        }
        Command::ReadLetter(letter) => read_letter(case, letter, context),
        Command::Object(words) => object(case, words, context),
        Command::Withdraw => {
            the_filer(case, context)?;
            undecided(case)?;
            Ok(vec![Event::Withdrawn])
        }
        Command::ConfirmIssue {
            number,
            kind,
            record,
        } => match case.phase {
            Phase::Granted => Ok(vec![Event::Issued {
                number,
                kind,
                record,
            }]),
            // A repeated reply of the register changes nothing.
            Phase::Issued => Ok(Vec::new()),
            _ => Err(Rejection::WrongPhase),
        },
        Command::Grant
        | Command::AskForCure { .. }
        | Command::AcceptDocument { .. }
        | Command::TurnDownDocument { .. }
        | Command::PrepareRefusal { .. }
        | Command::ApproveRefusal
        | Command::ReturnRefusal { .. } => desk::decide(case, command, context),
    }
}

/// What follows by itself from the state: the term stands still or runs, the machine grants.
fn follow_up(case: &Case, closed: Closed, context: &Context<'_>) -> Option<Event> {
    term_after(case, closed, context.now, context).or_else(|| machine_grant(case, context))
}

/// How the deficiencies that waited for the person before, and wait no more, were closed.
fn how_closed(before: &Case, after: &Case) -> Closed {
    let earlier = &before.deficiencies;
    let asked_before = |at: usize| {
        let same = |one: &Deficiency| one.requirement == earlier[at].requirement;
        earlier[..at].iter().any(same)
    };
    let mut closed =
        earlier
            .iter()
            .zip(&after.deficiencies)
            .enumerate()
            .filter(|(_, (was, is))| {
                was.state == DeficiencyState::Open && is.state != DeficiencyState::Open
            });
    if closed.any(|(at, _)| !asked_before(at)) {
        Closed::Answered
    } else {
        Closed::AnsweredAgain
    }
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
    let plain = case.phase == Phase::Examining && case.deficiencies.is_empty();
    (plain && only_registers && all_met(case) && case.complete).then(|| {
        Event::Decided(Decision::Granted {
            amount: case.amount,
            by: Decider::Machine { law: law.clone() },
        })
    })
}

/// Whether every requirement was found to hold.
pub(super) fn all_met(case: &Case) -> bool {
    !case.findings.is_empty()
        && case
            .findings
            .iter()
            .all(|finding| finding.verdict == Verdict::Met)
}

/// The person who filed, or a rejection.
pub(super) fn the_filer(case: &Case, context: &Context<'_>) -> Result<(), Rejection> {
    match context.actor {
        Actor::Person(person) if *person == case.filing.filer => Ok(()),
        _ => Err(Rejection::NotTheFiler),
    }
}

/// A case on which a decision is still owed, or a rejection.
pub(super) fn undecided(case: &Case) -> Result<(), Rejection> {
    if case.phase.is_undecided() {
        Ok(())
    } else if matches!(case.phase, Phase::Withdrawn) {
        Err(Rejection::WrongPhase)
    } else {
        Err(Rejection::AlreadyDecided)
    }
}

fn supply(
    case: &Case,
    requirement: String,
    upload: Option<Upload>,
    words: Option<String>,
    context: &Context<'_>,
) -> Result<Vec<Event>, Rejection> {
    the_filer(case, context)?;
    waiting(case, &requirement)?;
    if upload.is_none() && words.as_deref().is_none_or(|words| words.trim().is_empty()) {
        return Err(Rejection::WordsNeeded);
    }
    // The same file sent twice is one file.
    let mut supplies = case
        .deficiencies
        .iter()
        .flat_map(|deficiency| &deficiency.supplies);
    if upload
        .as_ref()
        .is_some_and(|file| supplies.any(|earlier| earlier.is(file.id)))
    {
        return Ok(Vec::new());
    }
    Ok(vec![Event::Supplied {
        requirement,
        upload,
        words,
    }])
}

fn waiting(case: &Case, requirement: &str) -> Result<(), Rejection> {
    undecided(case)?;
    if case.pending_deficiency(requirement).is_some() {
        return Ok(());
    }
    let known = case
        .deficiencies
        .iter()
        .any(|deficiency| deficiency.requirement == requirement);
    Err(if known {
        Rejection::WindowClosed
    } else {
        Rejection::NoSuchItem
    })
}

fn record_evidence(case: &Case, needs: BTreeMap<String, Known>) -> Result<Vec<Event>, Rejection> {
    undecided(case)?;
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

/// Whether an answer adds to what is known. What is known is never lost to a later silence, an
/// outage keeps the time it began, and an accepted document gives way to a record only.
fn is_news(before: &Known, now: &Known) -> bool {
    use Known::{Records, Unknown as Nothing};
    match (before, now) {
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
    undecided(case)?;
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
    events.extend(
        findings
            .iter()
            .filter_map(|finding| consequence_of(case, finding, context)),
    );
    Ok(events)
}

/// What a finding does to the deficiency of its requirement.
fn consequence_of(case: &Case, finding: &Finding, context: &Context<'_>) -> Option<Event> {
    let requirement = &finding.requirement;
    if finding.verdict == Verdict::Met {
        let pending = case.pending_deficiency(requirement)?;
        let means = context.procedure.curing_means(requirement);
        return settled(pending, means).then(|| Event::DeficiencyCured {
            requirement: requirement.clone(),
        });
    }
    let curable = context.procedure.curing_means(requirement).is_some();
    let excused = finding.verdict == Verdict::Unknown && case.has_outage();
    let noted_before = case
        .deficiencies
        .iter()
        .any(|deficiency| deficiency.requirement == *requirement);
    let frozen = matches!(case.phase, Phase::Hearing(_) | Phase::DeemedRefused);
    (curable && !excused && !noted_before && !frozen).then(|| noted(requirement, None, context))
}

/// Whether a requirement that is met settles its deficiency. What an officer asked for is settled
/// by the officer, not by a register; but an answer and a statement are looked at by nobody: asked
/// about while it was not met, the requirement is met now because the person mended it.
fn settled(deficiency: &Deficiency, means: Option<&CuringMeans>) -> bool {
    let accepted = || {
        deficiency
            .supplies
            .last()
            .is_some_and(|last| last.answer == Some(Ok(())))
    };
    let by_itself = matches!(
        means,
        Some(CuringMeans::Answer { .. } | CuringMeans::Statement { .. })
    );
    deficiency.asked.is_none() || by_itself || accepted()
}

/// A deficiency noted now, with its window.
pub(super) fn noted(
    requirement: &str,
    asked: Option<(crate::actor::OfficerId, String)>,
    context: &Context<'_>,
) -> Event {
    let window = context.procedure.cure.window.length;
    let today = context.calendar.local(context.now).date();
    Event::DeficiencyNoted {
        requirement: requirement.to_owned(),
        until: window.last_day(today, context.calendar),
        ends_at: window.ends_at(context.now, context.calendar),
        asked,
    }
}

fn read_letter(case: &Case, letter: usize, context: &Context<'_>) -> Result<Vec<Event>, Rejection> {
    the_filer(case, context)?;
    let opened = case.letters.get(letter).ok_or(Rejection::NoSuchItem)?;
    if opened.received_at.is_some() {
        return Ok(Vec::new());
    }
    let today = context.calendar.local(context.now).date();
    let objection_until = match (&case.phase, &context.procedure.hearing, opened.kind) {
        (
            Phase::Hearing(preliminary),
            Hearing::Required { objection, .. },
            LetterKind::Preliminary,
        ) if preliminary.at == opened.at => {
            Some(objection.length.last_day(today, context.calendar))
        }
        _ => None,
    };
    Ok(vec![Event::LetterReceived {
        letter,
        objection_until,
    }])
}

fn object(case: &Case, words: String, context: &Context<'_>) -> Result<Vec<Event>, Rejection> {
    the_filer(case, context)?;
    let preliminary = match &case.phase {
        Phase::Hearing(preliminary) if preliminary.not_before.is_some() => preliminary,
        _ => return Err(Rejection::WrongPhase),
    };
    if words.trim().is_empty() {
        return Err(Rejection::WordsNeeded);
    }
    // Who answers the preliminary decision has received it, whichever page it was read on.
    let unread = case
        .letters
        .iter()
        .rposition(|letter| letter.kind == LetterKind::Preliminary && letter.at == preliminary.at);
    let mut events = match unread {
        Some(letter) if preliminary.received_at.is_none() => read_letter(case, letter, context)?,
        _ => Vec::new(),
    };
    events.push(Event::Objected { words });
    Ok(events)
}
