//! Letters: a decision is given when it is in the person's cabinet. What runs from receipt starts
//! when receipt is proven, by whichever channel.

use std::fmt;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::act::Preliminary;
use super::command::{Context, Rejection};
use super::decide::the_person;
use super::deficiency::DeficiencyState;
use super::event::Event;
use super::phase::Phase;
use super::state::Case;
use crate::actor::{Actor, Author, Officer, OfficerId};
use crate::definition::{Channel, Hearing, WindowFrom};

/// A letter in the person's cabinet: given when it is there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letter {
    /// What it is.
    pub kind: LetterKind,
    /// Given when.
    pub at: Timestamp,
    /// The body it comes from.
    #[serde(default)]
    pub from: String,
    /// The requirement it is about, if one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<String>,
    /// Received when.
    pub received_at: Option<Timestamp>,
    /// What proves it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proof: Option<Proof>,
    /// The officer who put that down, where it is not the person's own act.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub put_down_by: Option<OfficerId>,
}

/// What proves that a letter was received.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "by", rename_all = "kebab-case")]
pub enum Proof {
    /// The person opened it in the cabinet, or answered it.
    Cabinet,
    /// The operator confirms that the message reached the phone.
    Message {
        /// The operator's id of the message.
        id: String,
    },
    /// The notice of delivery of a registered letter.
    RegisteredLetter {
        /// Its number.
        number: String,
    },
    /// Handed over at a counter.
    Counter {
        /// By whom.
        clerk: OfficerId,
        /// Whether the person signed; a refusal to take it is noted instead.
        signed: bool,
    },
}

/// Numbers of letters and messages lead to whom they were sent to: the channel is told, no more.
impl fmt::Debug for Proof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Proof({:?})", self.channel())
    }
}

impl Proof {
    /// The channel it belongs to.
    pub fn channel(&self) -> Channel {
        match self {
            Self::Cabinet => Channel::Cabinet,
            Self::Message { .. } => Channel::Message,
            Self::RegisteredLetter { .. } => Channel::RegisteredLetter,
            Self::Counter { .. } => Channel::Counter,
        }
    }
}

/// Kinds of letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LetterKind {
    /// Received.
    Filed,
    /// The next service of the application began.
    Opened,
    /// Papers were not accepted, by a special law.
    NotAccepted,
    /// Sent on to the competent body.
    Redirected,
    /// Something is lacking.
    Deficiency,
    /// It was mended.
    DeficiencyCured,
    /// A document was not accepted.
    DocumentTurnedDown,
    /// The term was extended: the reason of the delay.
    Extended,
    /// The term stands still: the reason of the delay.
    StoodStill,
    /// The term's end was worked out again after a change of the calendar.
    Recounted,
    /// Preliminary decision.
    Preliminary,
    /// The preliminary decision was sent back: it is none any more.
    PreliminaryWithdrawn,
    /// The protocol of the hearing.
    Protocol,
    /// Granted.
    Granted,
    /// Granted, but another case has the same claim: the result waits.
    HeldUp,
    /// The result is there.
    Issued,
    /// What was granted without was looked at: it stands.
    PostChecked,
    /// Refused.
    Refused,
    /// Deemed refused.
    DeemedRefused,
    /// Deemed granted.
    DeemedGranted,
    /// A decision was taken back.
    Revoked,
    /// A slip of the pen was put right.
    Corrected,
    /// What the person took for a slip is none.
    CorrectionDeclined,
    /// Nobody looked in time at what the person took for a slip.
    CorrectionOverdue,
    /// The register's steward found that it is wrong.
    DefectConfirmed,
    /// It was not corrected in time.
    MendingOverdue,
    /// A register that the case rests on was corrected.
    RegisterCorrected,
    /// An appeal or complaint was decided.
    Ruled,
    /// What a decision on an appeal does to this case.
    RulingApplied,
    /// What was to follow in the application does not.
    StepsDropped,
    /// Receipt of a letter was put down by the body.
    ReceiptRecorded,
    /// Withdrawn.
    Withdrawn,
}

impl LetterKind {
    /// Its name: in messages, in examples, and as it is stored.
    pub fn name(self) -> &'static str {
        match self {
            Self::Filed => "filed",
            Self::Opened => "opened",
            Self::NotAccepted => "not-accepted",
            Self::Redirected => "redirected",
            Self::Deficiency => "deficiency",
            Self::DeficiencyCured => "deficiency-cured",
            Self::DocumentTurnedDown => "document-turned-down",
            Self::Extended => "extended",
            Self::StoodStill => "stood-still",
            Self::Recounted => "recounted",
            Self::Preliminary => "preliminary",
            Self::PreliminaryWithdrawn => "preliminary-withdrawn",
            Self::Protocol => "protocol",
            Self::Granted => "granted",
            Self::HeldUp => "held-up",
            Self::Issued => "issued",
            Self::PostChecked => "post-checked",
            Self::Refused => "refused",
            Self::DeemedRefused => "deemed-refused",
            Self::DeemedGranted => "deemed-granted",
            Self::Revoked => "revoked",
            Self::Corrected => "corrected",
            Self::CorrectionDeclined => "correction-declined",
            Self::CorrectionOverdue => "correction-overdue",
            Self::DefectConfirmed => "defect-confirmed",
            Self::MendingOverdue => "mending-overdue",
            Self::RegisterCorrected => "register-corrected",
            Self::Ruled => "ruled",
            Self::RulingApplied => "ruling-applied",
            Self::StepsDropped => "steps-dropped",
            Self::ReceiptRecorded => "receipt-recorded",
            Self::Withdrawn => "withdrawn",
        }
    }
}

/// A window that runs from receipt, as it stands after it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Window {
    /// The requirement whose deficiency it is.
    pub requirement: String,
    /// Its last day.
    pub until: Date,
    /// The instant it closes.
    pub ends_at: Timestamp,
}

/// The person opens a letter.
pub(super) fn read(
    case: &Case,
    letter: usize,
    context: &Context<'_>,
) -> Result<Vec<Event>, Rejection> {
    the_person(case, context)?;
    let proof = match context.actor {
        Actor::Clerk { clerk, .. } => Proof::Counter {
            clerk: clerk.id.clone(),
            signed: true,
        },
        _ => Proof::Cabinet,
    };
    received(case, letter, proof, context.now, context)
}

/// The body puts down that a letter was received by another channel.
pub(super) fn record_receipt(
    case: &Case,
    officer: &Officer,
    letter: usize,
    proof: Proof,
    on: Timestamp,
    context: &Context<'_>,
) -> Result<Vec<Event>, Rejection> {
    let given_at = case.letters.get(letter).ok_or(Rejection::NoSuchItem)?.at;
    if on > context.now || on < given_at {
        return Err(Rejection::NotThen);
    }
    if !context.procedure.receipt.contains(&proof.channel()) {
        return Err(Rejection::NoSuchStep);
    }
    let blank = match &proof {
        Proof::RegisteredLetter { number } => number.trim().is_empty(),
        Proof::Message { id } => id.trim().is_empty(),
        Proof::Cabinet | Proof::Counter { .. } => false,
    };
    if blank {
        return Err(Rejection::WordsNeeded);
    }
    if matches!(&proof, Proof::Counter { clerk, .. } if clerk.id != officer.id.id) {
        return Err(Rejection::NotCompetent);
    }
    received(case, letter, proof, on, context)
}

/// Nobody adopts what follows from a receipt that they themselves put down: of the preliminary
/// decision, or of a notice on which a ground of it rests.
pub(super) fn not_own_receipt(
    case: &Case,
    preliminary: &Preliminary,
    officer: &Officer,
) -> Result<(), Rejection> {
    let grounds = preliminary.grounds();
    let rests_on = |letter: &&Letter| match letter.kind {
        LetterKind::Preliminary => letter.at == preliminary.at,
        LetterKind::Deficiency => grounds
            .iter()
            .any(|ground| letter.about.as_ref() == Some(&ground.requirement)),
        _ => false,
    };
    let own = |letter: &Letter| {
        let by = letter.put_down_by.as_ref();
        by.is_some_and(|by| by.id == officer.id.id)
    };
    if case.letters.iter().filter(rests_on).any(own) {
        return Err(Rejection::OwnReceipt);
    }
    Ok(())
}

/// Whoever answers a letter has received it.
pub(super) fn answered(
    case: &Case,
    is: impl Fn(&Letter) -> bool,
    context: &Context<'_>,
) -> Result<Vec<Event>, Rejection> {
    match case.letters.iter().rposition(is) {
        Some(letter) => received(case, letter, Proof::Cabinet, context.now, context),
        None => Ok(Vec::new()),
    }
}

fn received(
    case: &Case,
    letter: usize,
    proof: Proof,
    on: Timestamp,
    context: &Context<'_>,
) -> Result<Vec<Event>, Rejection> {
    let opened = case.letters.get(letter).ok_or(Rejection::NoSuchItem)?;
    if opened.received_at.is_some() {
        return Ok(Vec::new());
    }
    let calendar = context.calendar;
    let day = calendar.local(on).date();
    let objection_until = match (&case.phase, &context.procedure.hearing, opened.kind) {
        (
            Phase::Hearing(preliminary),
            Hearing::Required { objection, .. },
            LetterKind::Preliminary,
        ) if preliminary.at == opened.at => Some(objection.length.last_day(day, calendar)),
        _ => None,
    };
    let cure = &context.procedure.cure;
    let windows = case
        .deficiencies
        .iter()
        .filter(|deficiency| {
            cure.from == WindowFrom::Receipt
                && opened.kind == LetterKind::Deficiency
                && deficiency.state == DeficiencyState::Open
                && deficiency.noted_at == opened.at
                && opened.about.as_ref() == Some(&deficiency.requirement)
        })
        .map(|deficiency| Window {
            requirement: deficiency.requirement.clone(),
            until: deficiency
                .until
                .max(cure.window.length.last_day(day, calendar)),
            ends_at: deficiency
                .ends_at
                .max(cure.window.length.ends_at(on, calendar)),
        })
        .collect();
    Ok(vec![Event::LetterReceived {
        letter,
        on,
        proof,
        objection_until,
        windows,
    }])
}

impl Case {
    /// Whether the person is told that there is this letter. What they filed themselves its slip
    /// tells; what the program opened on their behalf has none.
    pub fn is_news(&self, letter: &Letter) -> bool {
        letter.kind != LetterKind::Filed || self.filing.follows
    }

    pub(super) fn write_letter(&mut self, kind: LetterKind, at: Timestamp) {
        self.write_letter_about(kind, None, at);
    }

    pub(super) fn write_letter_about(
        &mut self,
        kind: LetterKind,
        about: Option<&str>,
        at: Timestamp,
    ) {
        self.letters.push(Letter {
            kind,
            at,
            from: String::new(),
            about: about.map(str::to_owned),
            received_at: None,
            proof: None,
            put_down_by: None,
        });
    }

    pub(super) fn apply_receipt(&mut self, event: &Event, by: &Author, at: Timestamp) {
        let Event::LetterReceived {
            letter,
            on,
            proof,
            objection_until,
            windows,
        } = event
        else {
            return;
        };
        if let Some(letter) = self.letters.get_mut(*letter)
            && letter.received_at.is_none()
        {
            letter.received_at = Some(*on);
            letter.proof = Some(proof.clone());
            let officer = match by {
                Author::Officer { officer } if *proof != Proof::Cabinet => Some(officer.clone()),
                _ => None,
            };
            letter.put_down_by = officer;
            let is_told = letter.put_down_by.is_some();
            if letter.kind == LetterKind::Deficiency {
                let (about, given) = (letter.about.clone(), letter.at);
                for deficiency in &mut self.deficiencies {
                    if deficiency.noted_at == given
                        && about.as_ref() == Some(&deficiency.requirement)
                    {
                        deficiency.received = true;
                    }
                }
            }
            // Who did not receive it learns that somebody says so.
            if is_told {
                self.write_letter(LetterKind::ReceiptRecorded, at);
            }
        }
        if let (Phase::Hearing(preliminary), Some(until)) = (&mut self.phase, objection_until) {
            preliminary.received_at = Some(*on);
            preliminary.objection_until = Some(*until);
        }
        for window in windows {
            if let Some(deficiency) = self.pending_mut(&window.requirement) {
                deficiency.until = window.until;
                deficiency.ends_at = window.ends_at;
            }
        }
    }
}
