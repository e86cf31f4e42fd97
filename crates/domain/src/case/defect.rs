//! What a register has wrong: the person says so, its steward looks into it and corrects it, and the
//! cases that rest on it are looked at again.
//!
//! It is a case of its own, of the register's steward; the case in which the value was seen goes on
//! where that can only be good for the person: it may be granted, but neither by the machine nor
//! refused before the steward has answered.

use std::fmt;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::acceptance::the_machine;
use super::command::{Command, Context, Rejection};
use super::decide::undecided;
use super::event::Event;
use super::letter::LetterKind;
use super::phase::Phase;
use super::review::{Matter, Outcome};
use super::state::Case;
use crate::actor::{Officer, Rank};
use crate::definition::Kind;
use crate::evidence::{Known, Record, Source};
use crate::text::{Law, Words};

/// What a person says is wrong.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Defect {
    /// The case in which it was seen.
    pub about: Uuid,
    /// That case's number.
    pub number: String,
    /// The register.
    pub register: String,
    /// The need of that case which the register answered.
    pub need: String,
    /// What it answered.
    pub shown: Vec<Record>,
    /// What the person says of it.
    pub words: Words,
}

/// What a person said of a register's answer before there was a case: that it is wrong. It is disputed
/// as soon as a case rests on that answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaidWrong {
    /// The need that the register answered.
    pub need: String,
    /// What is wrong about it.
    pub words: Words,
}

/// What was shown is somebody's data.
impl fmt::Debug for Defect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Defect")
            .field("about", &self.about)
            .field("register", &self.register)
            .field("need", &self.need)
            .finish_non_exhaustive()
    }
}

/// What its steward found to be wrong, and owes to correct.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mending {
    /// Last day.
    pub until: Date,
    /// The instant that time is over.
    pub ends_at: Timestamp,
    /// Its law.
    pub law: Law,
    /// What the steward found.
    pub reasons: Words,
    /// Whether that time passed and nothing was corrected.
    #[serde(default)]
    pub overdue: bool,
}

/// On a case: the person says that something it rests on is wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dispute {
    /// The case of the register's steward.
    pub defect: Uuid,
    /// Its number.
    pub number: String,
    /// The register.
    pub register: String,
    /// The need it answered.
    pub need: String,
    /// Said when.
    pub at: Timestamp,
    /// Settled when, and whether the register was corrected; none while the steward owes an answer.
    pub settled: Option<(Timestamp, bool)>,
}

/// The steward finds that the register is wrong: from now on it owes the correction, in a time of
/// its own that the case outlasts.
pub(super) fn confirm(
    case: &Case,
    officer: &Officer,
    reasons: Words,
    context: &Context<'_>,
) -> Result<Vec<Event>, Rejection> {
    if case.kind() != Kind::DataDefect {
        return Err(Rejection::WrongKind);
    }
    undecided(case)?;
    if matches!(case.phase, Phase::Hearing(_)) {
        return Err(Rejection::WrongPhase);
    }
    if case.mending.is_some() {
        return Err(Rejection::OnlyOnce);
    }
    let within = context.procedure.mending.as_ref();
    let within = within.ok_or(Rejection::NoSuchStep)?;
    if reasons.is_blank() {
        return Err(Rejection::WordsNeeded);
    }
    let calendar = context.calendar;
    let until = within
        .length
        .last_day(calendar.local(context.now).date(), calendar);
    let ends_at = within.length.ends_at(context.now, calendar);
    let runs = case.deemed_refused_at.is_none() && case.term.paused_at.is_none();
    let term = (runs && case.term.ends_at < ends_at).then(|| {
        let legal = within.clone();
        case.term.followed_by(legal, context.now, calendar)
    });
    Ok(vec![Event::DefectConfirmed {
        until,
        ends_at,
        law: within.law.clone(),
        reasons,
        by: officer.id.clone(),
        term,
    }])
}

/// Whether this may be ruled: corrected is what was confirmed before, and what was confirmed is not
/// dismissed any more.
pub(super) fn may_rule(case: &Case, outcome: Outcome) -> Result<(), Rejection> {
    let is_corrected = outcome == Outcome::Corrected;
    match (&case.filing.matter, &case.mending) {
        (Matter::DataDefect(_), None) if is_corrected => Err(Rejection::NotConfirmed),
        (Matter::DataDefect(_), Some(_)) if !is_corrected => Err(Rejection::WrongPhase),
        _ => Ok(()),
    }
}

/// What the program notes on a case that rests on a register.
pub(super) fn decide(
    case: &Case,
    command: Command,
    context: &Context<'_>,
) -> Result<Vec<Event>, Rejection> {
    match command {
        Command::Dispute {
            defect,
            number,
            need,
        } => dispute(case, defect, number, need, context),
        Command::SettleDispute {
            defect,
            register,
            corrected,
        } => settle(case, defect, &register, corrected, context),
        _ => Err(Rejection::WrongKind),
    }
}

/// The program notes on a case that something it rests on is said to be wrong.
fn dispute(
    case: &Case,
    defect: Uuid,
    number: String,
    need: String,
    context: &Context<'_>,
) -> Result<Vec<Event>, Rejection> {
    the_machine(context)?;
    if case.kind() != Kind::Service || case.phase == Phase::Withdrawn {
        return Err(Rejection::WrongPhase);
    }
    let Known::Records {
        source: Source::Register { register, .. },
        ..
    } = case.evidence.known(&need)
    else {
        return Err(Rejection::NoSuchItem);
    };
    if case.disputes.iter().any(|known| known.defect == defect) {
        return Ok(Vec::new());
    }
    // One answer of a register is looked into once at a time.
    let waits = |known: &Dispute| known.need == need && known.settled.is_none();
    if case.disputes.iter().any(waits) {
        return Err(Rejection::OnlyOnce);
    }
    Ok(vec![Event::Disputed {
        defect,
        number,
        register: register.clone(),
        need,
    }])
}

/// The program carries out what became of a defect, on any case that rests on that register: what
/// was corrected is read anew.
fn settle(
    case: &Case,
    defect: Uuid,
    register: &str,
    corrected: bool,
    context: &Context<'_>,
) -> Result<Vec<Event>, Rejection> {
    the_machine(context)?;
    let own = case.disputes.iter().find(|known| known.defect == defect);
    let was_settled = own.is_some_and(|known| known.settled.is_some());
    if was_settled || case.asked_anew_for.contains(&defect) {
        return Ok(Vec::new());
    }
    let learns = case.phase.is_undecided() || case.phase == Phase::PostCheck;
    let anew = corrected && learns && case.rests_on(register);
    Ok(if own.is_some() || anew {
        vec![Event::DisputeSettled {
            defect,
            corrected,
            anew,
        }]
    } else {
        Vec::new()
    })
}

impl Case {
    /// Whether the person said of something the case rests on that it is wrong, and the register's
    /// steward has not answered yet.
    pub fn is_disputed(&self) -> bool {
        self.disputes.iter().any(|known| known.settled.is_none())
    }

    /// What the person said before there was a case of answers that it rests on now, and what is not
    /// yet disputed.
    pub fn said_and_not_disputed(&self) -> impl Iterator<Item = &SaidWrong> {
        let is_disputed = |need: &str| self.disputes.iter().any(|known| known.need == need);
        let is_answered = |need: &str| {
            matches!(
                self.evidence.known(need),
                Known::Records {
                    source: Source::Register { .. },
                    ..
                }
            )
        };
        let said = self.filing.said_wrong.iter();
        said.filter(move |one| is_answered(&one.need) && !is_disputed(&one.need))
    }

    /// Whether a register answered something of it.
    pub fn rests_on(&self, register: &str) -> bool {
        let of_register = |known: &Known| {
            matches!(
                known,
                Known::Records { source: Source::Register { register: own, .. }, .. }
                    if own == register
            )
        };
        self.evidence.0.values().any(of_register)
    }

    /// Whether any register answered something of it.
    pub fn rests_on_registers(&self) -> bool {
        let is_answer = |known: &Known| {
            matches!(
                known,
                Known::Records {
                    source: Source::Register { .. },
                    ..
                }
            )
        };
        self.evidence.0.values().any(is_answer)
    }

    pub(super) fn apply_to_defects(&mut self, event: &Event, at: Timestamp) {
        match event {
            Event::DefectConfirmed {
                until,
                ends_at,
                law,
                reasons,
                term,
                ..
            } => {
                self.mending = Some(Mending {
                    until: *until,
                    ends_at: *ends_at,
                    law: law.clone(),
                    reasons: reasons.clone(),
                    overdue: false,
                });
                if let Some(term) = term {
                    self.term = term.clone();
                }
                self.write_letter(LetterKind::DefectConfirmed, at);
            }
            Event::MendingOverdue => {
                self.escalated = self.escalated.max(Some(Rank::Head));
                if let Some(mending) = &mut self.mending {
                    mending.overdue = true;
                }
                self.write_letter(LetterKind::MendingOverdue, at);
            }
            Event::Disputed {
                defect,
                number,
                register,
                need,
            } => self.disputes.push(Dispute {
                defect: *defect,
                number: number.clone(),
                register: register.clone(),
                need: need.clone(),
                at,
                settled: None,
            }),
            Event::DisputeSettled {
                defect,
                corrected,
                anew,
            } => {
                let mut disputes = self.disputes.iter_mut();
                match disputes.find(|dispute| dispute.defect == *defect) {
                    Some(dispute) => dispute.settled = Some((at, *corrected)),
                    None => self.asked_anew_for.push(*defect),
                }
                if *anew {
                    self.forget_answers(at);
                }
                if *corrected {
                    self.write_letter(LetterKind::RegisterCorrected, at);
                }
            }
            _ => {}
        }
    }

    /// What registers answered is asked anew, all of it: by a wrong value other things were looked
    /// up. Documents that an officer copied out stay.
    fn forget_answers(&mut self, at: Timestamp) {
        let is_document = |known: &Known| {
            matches!(
                known,
                Known::Records {
                    source: Source::Document { .. },
                    ..
                }
            )
        };
        self.evidence.0.retain(|_, known| is_document(known));
        self.findings.clear();
        self.amount = None;
        self.complete = false;
        // Nobody is refused on what was found before.
        self.take_act_back(at);
        self.settle_phase();
    }
}
