//! Acts against a person: prepared by one, heard where the law requires it, adopted by another.
//! A refusal, a revocation and the dismissal of an appeal all go this way.

use jiff::Timestamp;
use jiff::civil::Date;

use super::act::{Act, Held, Oral, Preliminary, WithoutHearing};
use super::command::{Context, Rejection};
use super::decide::{the_person, undecided};
use super::deficiency::{Deficiency, DeficiencyState};
use super::event::{Decision, Event};
use super::letter::{self, LetterKind};
use super::phase::Phase;
use super::review;
use super::state::Case;
use super::time;
use crate::actor::Officer;
use crate::definition::{CuringMeans, ExceptionGround, Hearing};
use crate::evidence::{Finding, Verdict};
use crate::text::{Law, Words};

/// A finding on which a refusal may rest: unmet, and where it can be mended, the person was asked
/// and had all the time promised: words or a document brought early cut nothing short.
fn refusable(case: &Case, context: &Context<'_>, name: &str) -> Result<Finding, Rejection> {
    let finding = case.finding(name).ok_or(Rejection::GroundsNotUnmet)?;
    let overruled = case.is_overruled(name);
    #[cfg(feature = "plant")]
    let overruled = overruled && !crate::plant::is(23);
    if overruled {
        return Err(Rejection::Worsening);
    }
    match finding.verdict {
        Verdict::Met => return Err(Rejection::GroundsNotUnmet),
        Verdict::Unknown if case.has_outage() => return Err(Rejection::RegisterDown),
        Verdict::Unknown | Verdict::Unmet => {}
    }
    #[cfg(feature = "plant")]
    if crate::plant::is(1) {
        return Ok(finding.clone());
    }
    let curable = context.procedure.curing_means(name).is_some();
    let asked: Vec<&Deficiency> = case
        .deficiencies
        .iter()
        .filter(|deficiency| !deficiency.former && deficiency.requirement == name)
        .collect();
    let mended = |one: &&Deficiency| one.state == DeficiencyState::Cured;
    let window_is_open = asked
        .iter()
        .any(|one| !mended(one) && (context.now < one.ends_at || !one.received));
    let never_asked = asked.iter().all(mended);
    let to_be_asked = curable || finding.verdict == Verdict::Unknown;
    if window_is_open || (to_be_asked && never_asked) {
        return Err(Rejection::CureOpen);
    }
    Ok(finding.clone())
}

/// Nothing waits for the person, and nothing of the person's waits to be looked at.
fn nothing_to_mend(case: &Case, context: &Context<'_>) -> Result<(), Rejection> {
    let disputed = case.is_disputed();
    #[cfg(feature = "plant")]
    let disputed = disputed && !crate::plant::is(28);
    if disputed {
        return Err(Rejection::Disputed);
    }
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

/// An officer prepares a refusal.
pub(super) fn prepare_refusal(
    case: &Case,
    officer: &Officer,
    requirements: &[String],
    reasons: Words,
    without: Option<WithoutHearing>,
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
    if case.floor.is_some() {
        return Err(Rejection::Worsening);
    }
    if requirements.is_empty() {
        return Err(Rejection::GroundsNotUnmet);
    }
    let grounds = requirements
        .iter()
        .map(|name| refusable(case, context, name))
        .collect::<Result<Vec<Finding>, Rejection>>()?;
    prepare(
        case,
        officer,
        Act::Refusal { grounds },
        reasons,
        without,
        context,
    )
}

/// An officer prepares an act against the person.
pub(super) fn prepare(
    case: &Case,
    officer: &Officer,
    act: Act,
    reasons: Words,
    without: Option<WithoutHearing>,
    context: &Context<'_>,
) -> Result<Vec<Event>, Rejection> {
    if reasons.is_blank() {
        return Err(Rejection::WordsNeeded);
    }
    let (hearing_until, law, without) = hearing_of(case, &act, without, context)?;
    let by = officer.id.clone();
    Ok(vec![Event::ActPrepared {
        act,
        reasons,
        by,
        hearing_until,
        law,
        without,
    }])
}

type HearingOf = (Option<Date>, Law, Option<(ExceptionGround, Words)>);

/// The first day on which the act may be adopted, or the exception with its law and reason.
fn hearing_of(
    case: &Case,
    act: &Act,
    without: Option<WithoutHearing>,
    context: &Context<'_>,
) -> Result<HearingOf, Rejection> {
    let hearing = &context.procedure.hearing;
    // That the term is short excuses a decision in it, not taking back what was given long ago.
    let short = hearing.exception(&case.term.legal);
    let short = short.filter(|_| !act.is_revocation());
    let notice = match (hearing, short) {
        (Hearing::Required { notice, .. }, None) => notice,
        (Hearing::Excepted { law }, None) | (_, Some(law)) => return Ok((None, law.clone(), None)),
    };
    if let Some(WithoutHearing { ground, why }) = without {
        let law = hearing
            .chosen_exception(ground)
            .ok_or(Rejection::NoSuchStep)?;
        if ground == ExceptionGround::Petition && case.waived_at.is_none() {
            return Err(Rejection::NotAskedFor);
        }
        if why.is_blank() {
            return Err(Rejection::WordsNeeded);
        }
        return Ok((None, law.clone(), Some((ground, why))));
    }
    // Notice is given at least so many days before the act: the act may come on the day after them.
    let today = context.calendar.local(context.now).date();
    let notice_ends = notice.length.last_day(today, context.calendar);
    let first_day = context.calendar.add_working(notice_ends, 1);
    Ok((Some(first_day), notice.law.clone(), None))
}

fn prepared(case: &Case) -> Result<&Preliminary, Rejection> {
    if let Phase::Hearing(preliminary) = &case.phase {
        Ok(preliminary)
    } else {
        undecided(case)?;
        Err(Rejection::WrongPhase)
    }
}

/// A prepared act is sent back.
pub(super) fn send_back(
    case: &Case,
    officer: &Officer,
    words: Words,
) -> Result<Vec<Event>, Rejection> {
    prepared(case)?;
    if words.is_blank() {
        return Err(Rejection::WordsNeeded);
    }
    Ok(vec![Event::ActReturned {
        by: officer.id.clone(),
        words,
    }])
}

/// A second officer adopts a prepared act.
pub(super) fn approve(
    case: &Case,
    officer: &Officer,
    context: &Context<'_>,
) -> Result<Vec<Event>, Rejection> {
    let preliminary = prepared(case)?;
    if preliminary.by.id == officer.id.id {
        return Err(Rejection::SamePerson);
    }
    letter::not_own_receipt(case, preliminary, officer)?;
    heard(case, preliminary, context)?;
    let approved_by = officer.id.clone();
    let event = match &preliminary.act {
        Act::Refusal { grounds } => {
            // What the person said or supplied, or a register learnt, while the hearing was on
            // counts.
            nothing_to_mend(case, context)?;
            for ground in grounds {
                refusable(case, context, &ground.requirement)?;
            }
            Event::Decided(Decision::Refused {
                grounds: grounds.clone(),
                reasons: preliminary.reasons.clone(),
                prepared_by: preliminary.by.clone(),
                approved_by,
            })
        }
        Act::Revocation {
            ground,
            law,
            compensated,
        } => Event::DecisionRevoked {
            ground: *ground,
            law: law.clone(),
            compensated: *compensated,
            reasons: preliminary.reasons.clone(),
            prepared_by: preliminary.by.clone(),
            approved_by: Some(approved_by),
            term: None,
        },
        Act::Ruling { ruling } => {
            review::may_rule(case, officer, ruling)?;
            Event::Decided(Decision::Ruled {
                ruling: ruling.clone(),
                reasons: preliminary.reasons.clone(),
                prepared_by: preliminary.by.clone(),
                approved_by: Some(approved_by),
            })
        }
    };
    Ok(vec![event])
}

/// Whether the person has been heard, or had the time the law gives.
fn heard(case: &Case, preliminary: &Preliminary, context: &Context<'_>) -> Result<(), Rejection> {
    let (Some(not_before), objection_until) = time::hearing_dates(preliminary, context) else {
        return Ok(());
    };
    #[cfg(feature = "plant")]
    if crate::plant::is(27) {
        return Ok(());
    }
    // Who asked for a decision without a hearing is taken at their word.
    if case.waived_at.is_some() {
        return Ok(());
    }
    let today = context.calendar.local(context.now).date();
    let Some(objection_until) = objection_until else {
        return Err(Rejection::NotReceived);
    };
    match &preliminary.oral {
        Some(Oral { held: None, .. }) => return Err(Rejection::OralHearingOwed),
        Some(Oral {
            held: Some(held), ..
        }) if today <= held.remarks_until => {
            return Err(Rejection::HearingOpen);
        }
        _ => {}
    }
    // The first word does not end the time for another.
    if today < not_before || today <= objection_until {
        return Err(Rejection::HearingOpen);
    }
    Ok(())
}

/// The hearing that is on, for the person.
fn hearing_on(case: &Case) -> Result<&Preliminary, Rejection> {
    match &case.phase {
        Phase::Hearing(preliminary) if preliminary.not_before.is_some() => Ok(preliminary),
        _ => Err(Rejection::WrongPhase),
    }
}

/// Who answers the preliminary decision has received it, whichever page it was read on.
fn preliminary_received(
    case: &Case,
    preliminary: &Preliminary,
    context: &Context<'_>,
) -> Result<Vec<Event>, Rejection> {
    letter::answered(
        case,
        |letter| letter.kind == LetterKind::Preliminary && letter.at == preliminary.at,
        context,
    )
}

/// The person objects.
pub(super) fn object(
    case: &Case,
    words: Words,
    context: &Context<'_>,
) -> Result<Vec<Event>, Rejection> {
    the_person(case, context)?;
    let preliminary = hearing_on(case)?;
    if words.is_blank() {
        return Err(Rejection::WordsNeeded);
    }
    let mut events = preliminary_received(case, preliminary, context)?;
    if preliminary
        .objections
        .iter()
        .all(|(_, said)| *said != words)
    {
        events.push(Event::Objected { words });
    }
    Ok(events)
}

/// The person asks to be heard by word of mouth, in the time for objections.
pub(super) fn ask_oral(case: &Case, context: &Context<'_>) -> Result<Vec<Event>, Rejection> {
    the_person(case, context)?;
    let preliminary = hearing_on(case)?;
    let Hearing::Required { oral: Some(_), .. } = &context.procedure.hearing else {
        return Err(Rejection::NoSuchStep);
    };
    if preliminary.oral.is_some() {
        return Ok(Vec::new());
    }
    let today = context.calendar.local(context.now).date();
    let (_, objection_until) = time::hearing_dates(preliminary, context);
    if objection_until.is_some_and(|until| today > until) {
        return Err(Rejection::WindowClosed);
    }
    let mut events = preliminary_received(case, preliminary, context)?;
    events.push(Event::OralHearingAsked);
    Ok(events)
}

/// An officer held the hearing and gives its protocol.
pub(super) fn hold(
    case: &Case,
    officer: &Officer,
    protocol: Words,
    context: &Context<'_>,
) -> Result<Vec<Event>, Rejection> {
    let preliminary = hearing_on(case)?;
    let Hearing::Required {
        oral: Some(oral), ..
    } = &context.procedure.hearing
    else {
        return Err(Rejection::NoSuchStep);
    };
    match &preliminary.oral {
        None => return Err(Rejection::NotAskedFor),
        Some(asked) if asked.held.is_some() => return Ok(Vec::new()),
        Some(_) => {}
    }
    if protocol.is_blank() {
        return Err(Rejection::WordsNeeded);
    }
    let today = context.calendar.local(context.now).date();
    Ok(vec![Event::OralHearingHeld {
        by: officer.id.clone(),
        protocol,
        remarks_until: oral.remarks.length.last_day(today, context.calendar),
    }])
}

/// The person remarks on the protocol.
pub(super) fn remark(
    case: &Case,
    words: Words,
    context: &Context<'_>,
) -> Result<Vec<Event>, Rejection> {
    the_person(case, context)?;
    let held = hearing_on(case)?
        .oral
        .as_ref()
        .and_then(|oral| oral.held.as_ref())
        .ok_or(Rejection::WrongPhase)?;
    if context.calendar.local(context.now).date() > held.remarks_until {
        return Err(Rejection::WindowClosed);
    }
    if words.is_blank() {
        return Err(Rejection::WordsNeeded);
    }
    let said = held.remarks.iter().any(|(_, said)| *said == words);
    Ok(if said {
        Vec::new()
    } else {
        vec![Event::ProtocolRemarked { words }]
    })
}

/// The person asks for a decision without a hearing.
pub(super) fn waive(case: &Case, context: &Context<'_>) -> Result<Vec<Event>, Rejection> {
    the_person(case, context)?;
    if !matches!(case.phase, Phase::Hearing(_)) {
        undecided(case)?;
    }
    let hearing = &context.procedure.hearing;
    if hearing
        .chosen_exception(ExceptionGround::Petition)
        .is_none()
    {
        return Err(Rejection::NoSuchStep);
    }
    Ok(if case.waived_at.is_some() {
        Vec::new()
    } else {
        vec![Event::HearingWaived]
    })
}

impl Case {
    pub(super) fn apply_to_hearing(&mut self, event: &Event, at: Timestamp) {
        match event {
            Event::ActPrepared {
                act,
                reasons,
                by,
                hearing_until,
                law,
                without,
            } => {
                let from = Box::new(self.phase.clone());
                self.phase = Phase::Hearing(Preliminary {
                    act: act.clone(),
                    reasons: reasons.clone(),
                    by: by.clone(),
                    at,
                    not_before: *hearing_until,
                    received_at: None,
                    objection_until: None,
                    objections: Vec::new(),
                    oral: None,
                    law: law.clone(),
                    without: without.clone(),
                    from,
                });
                if hearing_until.is_some() {
                    self.write_letter(LetterKind::Preliminary, at);
                }
            }
            Event::ActReturned { .. } => self.take_act_back(at),
            Event::HearingWaived => self.waived_at = Some(at),
            _ => self.apply_to_preliminary(event, at),
        }
    }

    pub(super) fn take_act_back(&mut self, at: Timestamp) {
        let Phase::Hearing(preliminary) = &self.phase else {
            return;
        };
        // Whoever gave the hearing up did so for this act, not for another.
        self.waived_at = None;
        let was_told = preliminary.not_before.is_some();
        if preliminary.act.is_revocation() {
            self.phase = (*preliminary.from).clone();
        } else if self.deemed_refused_at.is_some() {
            self.phase = Phase::DeemedRefused;
        } else {
            self.phase = Phase::Examining;
            self.settle_phase();
        }
        // Who is preparing an answer learns that none is needed.
        if was_told {
            self.write_letter(LetterKind::PreliminaryWithdrawn, at);
        }
    }

    fn apply_to_preliminary(&mut self, event: &Event, at: Timestamp) {
        let Phase::Hearing(preliminary) = &mut self.phase else {
            return;
        };
        match event {
            Event::Objected { words } => preliminary.objections.push((at, words.clone())),
            Event::OralHearingAsked => {
                preliminary.oral = Some(Oral {
                    asked_at: at,
                    held: None,
                });
            }
            Event::OralHearingHeld {
                by,
                protocol,
                remarks_until,
            } => {
                if let Some(oral) = &mut preliminary.oral {
                    oral.held = Some(Held {
                        at,
                        by: by.clone(),
                        protocol: protocol.clone(),
                        remarks_until: *remarks_until,
                        remarks: Vec::new(),
                    });
                }
                self.write_letter(LetterKind::Protocol, at);
            }
            Event::ProtocolRemarked { words } => {
                if let Some(held) = preliminary
                    .oral
                    .as_mut()
                    .and_then(|oral| oral.held.as_mut())
                {
                    held.remarks.push((at, words.clone()));
                }
            }
            _ => {}
        }
    }
}
