//! What happened to a case. Events carry computed dates and amounts, so folding reads no catalog.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::running_term::RunningTerm;
use super::state::{Filing, Upload};
use crate::actor::OfficerId;
use crate::evidence::{Finding, Known, Record};
use crate::text::Law;
use crate::value::Value;

/// An event with the two times that matter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recorded {
    /// When it takes effect by law.
    pub effective_at: Timestamp,
    /// When it was written down.
    pub recorded_at: Timestamp,
    /// What happened.
    #[serde(flatten)]
    pub event: Event,
}

/// What can happen to a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum Event {
    /// The case was opened; its term is fixed.
    Filed(Box<Filing>),
    /// Registers answered, or did not.
    EvidenceRecorded {
        /// What is now known, by need.
        needs: BTreeMap<String, Known>,
    },
    /// The requirements were looked at.
    Assessed {
        /// Findings, in the definition's order.
        findings: Vec<Finding>,
        /// The amount a grant would give.
        amount: Option<Decimal>,
        /// Whether all that a grant would give can be told.
        complete: bool,
    },
    /// Something is lacking that can be mended.
    DeficiencyNoted {
        /// The requirement.
        requirement: String,
        /// Last day to mend it.
        until: Date,
        /// The instant the window closes.
        ends_at: Timestamp,
        /// The officer who asked, with their words; none if the findings themselves show it.
        asked: Option<(OfficerId, String)>,
    },
    /// It was mended.
    DeficiencyCured {
        /// The requirement.
        requirement: String,
    },
    /// The window closed.
    DeficiencyLapsed {
        /// The requirement.
        requirement: String,
    },
    /// The term stands still.
    TermPaused,
    /// The term runs on, or anew.
    TermRuns {
        /// Its new end; never earlier than before.
        term: RunningTerm,
    },
    /// The person supplied a document or words.
    Supplied {
        /// The requirement.
        requirement: String,
        /// The file, if one.
        upload: Option<Upload>,
        /// The words, if any.
        words: Option<String>,
    },
    /// The person gave another answer.
    Answered {
        /// The question.
        ask: String,
        /// The answer.
        value: Value,
    },
    /// An officer copied a document's contents.
    DocumentAccepted {
        /// The file.
        upload: Uuid,
        /// The need it answers.
        need: String,
        /// What it says.
        record: Record,
        /// Who looked.
        by: OfficerId,
    },
    /// An officer did not accept a document.
    DocumentTurnedDown {
        /// The file.
        upload: Uuid,
        /// Why.
        why: String,
        /// Who looked.
        by: OfficerId,
        /// Last day to mend the deficiency now: the window stood still while the document waited.
        until: Date,
        /// The instant that window closes.
        ends_at: Timestamp,
    },
    /// A refusal was prepared: the preliminary decision.
    RefusalPrepared {
        /// Requirements that do not hold, with the values seen.
        grounds: Vec<Finding>,
        /// Reasons in words.
        reasons: String,
        /// Who prepared it.
        by: OfficerId,
        /// The hearing: the first day on which the act may be adopted; none where excepted.
        hearing_until: Option<Date>,
        /// The law of the hearing or of its exception.
        law: Law,
    },
    /// A prepared refusal was sent back.
    RefusalReturned {
        /// Who.
        by: OfficerId,
        /// Why.
        words: String,
    },
    /// The person opened a letter: proven receipt.
    LetterReceived {
        /// Which.
        letter: usize,
        /// The last day for objections, if it is the preliminary decision.
        objection_until: Option<Date>,
    },
    /// The person objected.
    Objected {
        /// In their words.
        words: String,
    },
    /// A decision.
    Decided(Decision),
    /// The result was made: written to the register and numbered.
    Issued {
        /// Number of the document.
        number: String,
        /// Kind of document.
        kind: String,
        /// The record as the register holds it.
        record: Record,
    },
    /// The term ended without a decision: deemed a refusal, which opens the appeal.
    DeemedRefused {
        /// The law.
        law: Law,
    },
    /// The person withdrew it.
    Withdrawn,
}

/// A decision with who made it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "kebab-case")]
pub enum Decision {
    /// What was asked is given.
    Granted {
        /// The amount, if one.
        amount: Option<Decimal>,
        /// Who decided.
        by: Decider,
    },
    /// It is refused, by two people.
    Refused {
        /// Requirements that do not hold, with the values seen.
        grounds: Vec<Finding>,
        /// Reasons in words.
        reasons: String,
        /// Who prepared it.
        prepared_by: OfficerId,
        /// Who approved it: another.
        approved_by: OfficerId,
    },
}

/// Who granted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "who", rename_all = "kebab-case")]
pub enum Decider {
    /// An officer.
    Officer(OfficerId),
    /// The program, by this law.
    Machine {
        /// The law, or the law that lets the person's consent suffice.
        law: Law,
    },
}

impl Event {
    /// A stable name, for the history a person reads.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Filed(_) => "filed",
            Self::EvidenceRecorded { .. } => "evidence-recorded",
            Self::Assessed { .. } => "assessed",
            Self::DeficiencyNoted { .. } => "deficiency-noted",
            Self::DeficiencyCured { .. } => "deficiency-cured",
            Self::DeficiencyLapsed { .. } => "deficiency-lapsed",
            Self::TermPaused => "term-paused",
            Self::TermRuns { .. } => "term-runs",
            Self::Supplied { .. } => "supplied",
            Self::Answered { .. } => "answered",
            Self::DocumentAccepted { .. } => "document-accepted",
            Self::DocumentTurnedDown { .. } => "document-turned-down",
            Self::RefusalPrepared { .. } => "refusal-prepared",
            Self::RefusalReturned { .. } => "refusal-returned",
            Self::LetterReceived { .. } => "letter-received",
            Self::Objected { .. } => "objected",
            Self::Decided(Decision::Granted { .. }) => "granted",
            Self::Decided(Decision::Refused { .. }) => "refused",
            Self::Issued { .. } => "issued",
            Self::DeemedRefused { .. } => "deemed-refused",
            Self::Withdrawn => "withdrawn",
        }
    }
}
