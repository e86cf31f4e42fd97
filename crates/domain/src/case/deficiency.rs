//! Deficiencies: what is lacking, until when it can be mended, and what was brought.

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::command::{Context, Rejection};
use super::decide::{the_person, undecided};
use super::event::Event;
use super::letter::{self, LetterKind};
use super::phase::Phase;
use super::state::Case;
use crate::actor::{Officer, OfficerId};
use crate::definition::{CuringMeans, WindowFrom};
use crate::evidence::{Finding, Record, Verdict};
use crate::term::TermUnit;
use crate::text::Words;
use crate::value::Value;

/// A file somebody supplied.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Upload {
    /// Its id in the store of files.
    pub id: Uuid,
    /// Its name, as the person chose it.
    pub name: Words,
}

/// A deficiency and its window.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deficiency {
    /// The requirement.
    pub requirement: String,
    /// Noted when.
    pub noted_at: Timestamp,
    /// Last day to mend it.
    pub until: Date,
    /// The instant the window closes.
    pub ends_at: Timestamp,
    /// Whether the window runs: its notice was received, or it does not wait for that.
    #[serde(default)]
    pub received: bool,
    /// Since when another channel is owed, because the notice was not received in time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delivery_owed_at: Option<Timestamp>,
    /// The officer who asked, with their words.
    pub asked: Option<(OfficerId, Words)>,
    /// Where it stands.
    pub state: DeficiencyState,
    /// Whether it was asked for an act that does not stand any more.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub former: bool,
    /// What was supplied.
    pub supplies: Vec<Supply>,
}

impl Deficiency {
    /// Whether it is neither mended nor over.
    pub fn is_pending(&self) -> bool {
        matches!(
            self.state,
            DeficiencyState::Open | DeficiencyState::Supplied
        )
    }

    /// Whether a document supplied for it still waits to be looked at.
    pub fn waits_for_officer(&self) -> bool {
        self.is_pending() && self.supplies.iter().any(Supply::is_unanswered)
    }
}

/// Where a deficiency stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DeficiencyState {
    /// It waits for the person.
    Open,
    /// The person supplied something; it waits for an officer.
    Supplied,
    /// Mended.
    Cured,
    /// The window closed.
    Lapsed,
}

/// Something supplied for a deficiency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Supply {
    /// The file, if one.
    pub upload: Option<Upload>,
    /// Words, if any.
    pub words: Option<Words>,
    /// When.
    pub at: Timestamp,
    /// What an officer said: accepted, or turned down and why; none while it waits.
    pub answer: Option<Result<(), Words>>,
}

impl Supply {
    /// Whether it is a document that nobody has looked at yet.
    pub fn is_unanswered(&self) -> bool {
        self.upload.is_some() && self.answer.is_none()
    }

    /// Whether it is this document.
    fn is(&self, upload: Uuid) -> bool {
        self.upload.as_ref().is_some_and(|file| file.id == upload)
    }
}

/// The person supplies a document or words.
pub(super) fn supply(
    case: &Case,
    requirement: String,
    upload: Option<Upload>,
    words: Option<Words>,
    context: &Context<'_>,
) -> Result<Vec<Event>, Rejection> {
    the_person(case, context)?;
    waiting(case, &requirement)?;
    if upload.is_none() && words.as_ref().is_none_or(Words::is_blank) {
        return Err(Rejection::WordsNeeded);
    }
    // The same file sent twice is one file; the same words said twice are said once.
    let mut supplies = case
        .deficiencies
        .iter()
        .flat_map(|deficiency| &deficiency.supplies);
    let repeated = match &upload {
        Some(file) => supplies.any(|earlier| earlier.is(file.id)),
        None => case
            .pending_deficiency(&requirement)
            .and_then(|deficiency| deficiency.supplies.last())
            .is_some_and(|last| last.upload.is_none() && last.words == words),
    };
    if repeated {
        return Ok(Vec::new());
    }
    let mut events = notice_received(case, &requirement, context)?;
    events.push(Event::Supplied {
        requirement,
        upload,
        words,
    });
    Ok(events)
}

/// The person gives a better answer.
pub(super) fn answer(
    case: &Case,
    requirement: &str,
    ask: String,
    value: Value,
    context: &Context<'_>,
) -> Result<Vec<Event>, Rejection> {
    the_person(case, context)?;
    waiting(case, requirement)?;
    match context.procedure.curing_means(requirement) {
        Some(CuringMeans::Answer { ask: mends }) if *mends == ask => {
            let mut events = notice_received(case, requirement, context)?;
            if case.answers.get(&ask).and_then(Option::as_ref) != Some(&value) {
                events.push(Event::Answered { ask, value });
            }
            Ok(events)
        }
        _ => Err(Rejection::NoSuchItem),
    }
}

/// Who mends what a notice asked for has received it.
fn notice_received(
    case: &Case,
    requirement: &str,
    context: &Context<'_>,
) -> Result<Vec<Event>, Rejection> {
    letter::answered(
        case,
        |letter| {
            letter.kind == LetterKind::Deficiency && letter.about.as_deref() == Some(requirement)
        },
        context,
    )
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

/// What a finding does to the deficiency of its requirement.
pub(super) fn consequence_of(
    case: &Case,
    finding: &Finding,
    context: &Context<'_>,
) -> Option<Event> {
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
    #[cfg(feature = "plant")]
    let excused = excused && !crate::plant::is(11);
    let noted_before = case
        .deficiencies
        .iter()
        .any(|deficiency| !deficiency.former && deficiency.requirement == *requirement);
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
fn noted(requirement: &str, asked: Option<(OfficerId, Words)>, context: &Context<'_>) -> Event {
    let cure = &context.procedure.cure;
    let window = cure.window.length;
    let today = context.calendar.local(context.now).date();
    Event::DeficiencyNoted {
        requirement: requirement.to_owned(),
        until: window.last_day(today, context.calendar),
        ends_at: window.ends_at(context.now, context.calendar),
        from: cure.from,
        asked,
    }
}

/// An officer asks for something that is lacking.
pub(super) fn ask_for_cure(
    case: &Case,
    officer: &Officer,
    requirement: &str,
    words: Words,
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
    if words.is_blank() {
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

/// An officer copies out a document.
pub(super) fn accept(
    case: &Case,
    officer: &Officer,
    upload: Uuid,
    record: Record,
    context: &Context<'_>,
) -> Result<Vec<Event>, Rejection> {
    let requirement = &awaiting(case, upload)?.requirement;
    let means = context.procedure.curing_means(requirement);
    let Some(CuringMeans::Document(document)) = means else {
        return Err(Rejection::NoSuchItem);
    };
    Ok(vec![Event::DocumentAccepted {
        upload,
        need: document.need.clone(),
        record,
        by: officer.id.clone(),
    }])
}

/// The officer's time is not the person's: the window stood still from the last document on. Who
/// supplied one on the last day has at least one more working day for a better one.
pub(super) fn turn_down(
    case: &Case,
    officer: &Officer,
    upload: Uuid,
    why: Words,
    context: &Context<'_>,
) -> Result<Vec<Event>, Rejection> {
    let deficiency = awaiting(case, upload)?;
    if why.is_blank() {
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

impl Case {
    /// Whether the term may stand still for what is lacking: it waits for a person who knows, or may
    /// still learn in time, and who is asked about it for the first time. A body that owes a delivery
    /// gains no time by it, nor one that asks for the same again and again.
    pub(super) fn waits_in_term(&self) -> bool {
        let mut asked: Vec<&str> = Vec::new();
        self.deficiencies
            .iter()
            .filter(|one| !one.former)
            .any(|one| {
                let again = asked.contains(&one.requirement.as_str());
                asked.push(&one.requirement);
                let may_learn = one.received || one.delivery_owed_at.is_none();
                !again && one.state == DeficiencyState::Open && may_learn
            })
    }

    pub(super) fn apply_to_deficiencies(&mut self, event: &Event, at: Timestamp) {
        match event {
            Event::DeficiencyNoted {
                requirement,
                until,
                ends_at,
                from,
                asked,
            } => {
                self.deficiencies.push(Deficiency {
                    requirement: requirement.clone(),
                    noted_at: at,
                    until: *until,
                    ends_at: *ends_at,
                    received: *from == WindowFrom::Notice,
                    delivery_owed_at: None,
                    asked: asked.clone(),
                    state: DeficiencyState::Open,
                    former: false,
                    supplies: Vec::new(),
                });
                self.write_letter_about(LetterKind::Deficiency, Some(requirement), at);
            }
            Event::DeficiencyCured { requirement } => {
                self.set_deficiency(requirement, DeficiencyState::Cured);
                self.write_letter_about(LetterKind::DeficiencyCured, Some(requirement), at);
            }
            Event::DeficiencyLapsed { requirement } => {
                self.set_deficiency(requirement, DeficiencyState::Lapsed);
            }
            Event::DeliveryOwed { requirement } => {
                if let Some(deficiency) = self.pending_mut(requirement) {
                    deficiency.delivery_owed_at = Some(at);
                }
            }
            _ => {}
        }
    }

    pub(super) fn apply_supply(&mut self, event: &Event, at: Timestamp) {
        match event {
            Event::Supplied {
                requirement,
                upload,
                words,
            } => {
                let supply = Supply {
                    upload: upload.clone(),
                    words: words.clone(),
                    at,
                    answer: None,
                };
                if let Some(deficiency) = self.pending_mut(requirement) {
                    deficiency.supplies.push(supply);
                    deficiency.state = DeficiencyState::Supplied;
                }
            }
            Event::DocumentAccepted {
                upload,
                need,
                record,
                ..
            } => {
                self.answer_supply(*upload, Ok(()));
                self.take_document(*upload, need, record, at);
            }
            Event::DocumentTurnedDown {
                upload,
                why,
                until,
                ends_at,
                ..
            } => {
                // What was mended otherwise stays mended, and the person is not asked again while
                // another document of theirs still waits to be looked at.
                let answered = self.answer_supply(*upload, Err(why.clone()));
                let about = answered.map(|deficiency| {
                    if deficiency.state == DeficiencyState::Supplied
                        && !deficiency.waits_for_officer()
                    {
                        deficiency.state = DeficiencyState::Open;
                        deficiency.until = *until;
                        deficiency.ends_at = *ends_at;
                    }
                    deficiency.requirement.clone()
                });
                self.write_letter_about(LetterKind::DocumentTurnedDown, about.as_deref(), at);
            }
            _ => {}
        }
    }

    pub(super) fn pending_mut(&mut self, requirement: &str) -> Option<&mut Deficiency> {
        self.deficiencies
            .iter_mut()
            .find(|deficiency| deficiency.requirement == requirement && deficiency.is_pending())
    }

    fn set_deficiency(&mut self, requirement: &str, state: DeficiencyState) {
        if let Some(deficiency) = self.pending_mut(requirement) {
            deficiency.state = state;
        }
    }

    fn answer_supply(
        &mut self,
        upload: Uuid,
        answer: Result<(), Words>,
    ) -> Option<&mut Deficiency> {
        let deficiency = self
            .deficiencies
            .iter_mut()
            .find(|deficiency| deficiency.supplies.iter().any(|supply| supply.is(upload)))?;
        if let Some(supply) = deficiency
            .supplies
            .iter_mut()
            .find(|supply| supply.is(upload))
        {
            supply.answer = Some(answer);
        }
        Some(deficiency)
    }
}
