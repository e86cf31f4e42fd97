//! Commands to a case, and why one is turned down.

use std::collections::BTreeMap;

use jiff::Timestamp;
use rust_decimal::Decimal;
use thiserror::Error;
use uuid::Uuid;

use super::state::{Filing, Upload};
use crate::actor::Actor;
use crate::calendar::Calendar;
use crate::definition::Procedure;
use crate::evidence::{Finding, Known, Record};
use crate::value::Value;

/// What a decision depends on beside the case: time, actor, calendar, definition.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// Now.
    pub now: Timestamp,
    /// Who acts.
    pub actor: &'a Actor,
    /// The calendar.
    pub calendar: &'a Calendar,
    /// The definition pinned by the case.
    pub procedure: &'a Procedure,
}

/// What someone asks of a case.
#[derive(Clone, Debug)]
pub enum Command {
    /// Open it.
    File(Box<Filing>),
    /// Let clocks fire, nothing else.
    Advance,
    /// Put down what registers answered.
    RecordEvidence(BTreeMap<String, Known>),
    /// Put down findings, and what follows from them.
    Assess {
        /// Findings, in the definition's order.
        findings: Vec<Finding>,
        /// The amount a grant would give.
        amount: Option<Decimal>,
        /// Whether all that a grant would give can be told.
        complete: bool,
    },
    /// Supply something for a deficiency.
    Supply {
        /// The requirement.
        requirement: String,
        /// A file.
        upload: Option<Upload>,
        /// Words.
        words: Option<String>,
    },
    /// Give another answer.
    Answer {
        /// The requirement it mends.
        requirement: String,
        /// The question.
        ask: String,
        /// The answer.
        value: Value,
    },
    /// Open a letter.
    ReadLetter(usize),
    /// Say something to a preliminary decision.
    Object(String),
    /// Withdraw the application.
    Withdraw,
    /// Grant.
    Grant,
    /// Ask the person to mend something.
    AskForCure {
        /// The requirement.
        requirement: String,
        /// In the officer's words.
        words: String,
    },
    /// Copy out a document and accept it.
    AcceptDocument {
        /// The file.
        upload: Uuid,
        /// What it says.
        record: Record,
    },
    /// Do not accept a document.
    TurnDownDocument {
        /// The file.
        upload: Uuid,
        /// Why.
        why: String,
    },
    /// Prepare a refusal.
    PrepareRefusal {
        /// Requirements that do not hold.
        requirements: Vec<String>,
        /// Reasons.
        reasons: String,
    },
    /// Approve a prepared refusal.
    ApproveRefusal,
    /// Send a prepared refusal back.
    ReturnRefusal {
        /// Why.
        words: String,
    },
    /// The register has the result.
    ConfirmIssue {
        /// Number.
        number: String,
        /// Kind of document.
        kind: String,
        /// The record.
        record: Record,
    },
}

/// Why the core turns a command down. The state is unchanged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Rejection {
    /// There is no such case yet, or there is one already.
    #[error("the case does not exist, or exists already")]
    NoSuchCase,
    /// Not in this phase.
    #[error("this cannot be done with a case in this phase")]
    WrongPhase,
    /// It is decided already.
    #[error("the case is decided already")]
    AlreadyDecided,
    /// Only the person who filed may do this.
    #[error("only the person who filed may do this")]
    NotTheFiler,
    /// Only an officer may do this.
    #[error("only an officer may do this")]
    NotAnOfficer,
    /// The case belongs to another body.
    #[error("the case belongs to another body")]
    OtherBody,
    /// The officer or close kin is a party.
    #[error("nobody decides in a case of their own or of close kin")]
    BarredKin,
    /// Who prepared a refusal may not approve it.
    #[error("a refusal is approved by another person than the one who prepared it")]
    SamePerson,
    /// Requirements do not hold or are unknown.
    #[error("it can be granted only when every requirement is met")]
    RequirementsNotMet,
    /// A named requirement is not one that fails.
    #[error("a refusal names requirements that do not hold")]
    GroundsNotUnmet,
    /// The person can still mend something, or was never asked to.
    #[error("no refusal while the person can still mend a deficiency")]
    CureOpen,
    /// A register does not answer; that alone refuses nobody.
    #[error("a register does not answer; that alone is no ground to refuse")]
    RegisterDown,
    /// What it would give cannot be told from what is known.
    #[error("it can be granted only when all that it gives can be told")]
    ResultNotKnown,
    /// Reasons or words are missing.
    #[error("words are needed")]
    WordsNeeded,
    /// The hearing is still on.
    #[error("the hearing is still open")]
    HearingOpen,
    /// The person has not been shown to have received the preliminary decision.
    #[error("the person has not received the preliminary decision yet")]
    NotReceived,
    /// There is no such deficiency, letter or document.
    #[error("there is no such deficiency, letter or document in the case")]
    NoSuchItem,
    /// The window is over.
    #[error("the time to mend this is over")]
    WindowClosed,
}

impl Rejection {
    /// The id of the message that tells a person.
    pub fn code(self) -> &'static str {
        match self {
            Self::NoSuchCase => "rejected-no-such-case",
            Self::WrongPhase => "rejected-wrong-phase",
            Self::AlreadyDecided => "rejected-already-decided",
            Self::NotTheFiler => "rejected-not-the-filer",
            Self::NotAnOfficer => "rejected-not-an-officer",
            Self::OtherBody => "rejected-other-body",
            Self::BarredKin => "rejected-barred-kin",
            Self::SamePerson => "rejected-same-person",
            Self::RequirementsNotMet => "rejected-requirements-not-met",
            Self::GroundsNotUnmet => "rejected-grounds-not-unmet",
            Self::CureOpen => "rejected-cure-open",
            Self::RegisterDown => "rejected-register-down",
            Self::ResultNotKnown => "rejected-result-not-known",
            Self::WordsNeeded => "rejected-words-needed",
            Self::HearingOpen => "rejected-hearing-open",
            Self::NotReceived => "rejected-not-received",
            Self::NoSuchItem => "rejected-no-such-item",
            Self::WindowClosed => "rejected-window-closed",
        }
    }
}
