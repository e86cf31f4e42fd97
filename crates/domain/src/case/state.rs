//! What a case is: the fold of its events.

use jiff::Timestamp;
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::event::Decision;
use super::running_term::RunningTerm;
use crate::actor::OfficerId;
use crate::evidence::{Evidence, Finding, Known, Record, Verdict};
use crate::person::PersonId;
use crate::text::{Lang, Law};

/// Everything fixed when a case is opened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filing {
    /// Number people quote.
    pub number: String,
    /// The application it belongs to.
    pub bundle: Uuid,
    /// The service.
    pub service: String,
    /// Hash of the definition it is filed under.
    pub definition: String,
    /// Who files.
    pub filer: PersonId,
    /// Language of letters.
    pub lang: Lang,
    /// Whom it is about, first: the child of a birth.
    pub subject: Subject,
    /// Answers to the questions.
    pub answers: Record,
    /// The deciding body.
    pub body: String,
    /// Whether the person consented to an automated decision on this.
    pub automated_consent: bool,
    /// Whether it follows an earlier service of the application, so that the person did nothing to
    /// open it just now.
    pub follows: bool,
    /// Received.
    pub received_at: Timestamp,
    /// Registered: the term counts from the next day.
    pub registered_at: Timestamp,
    /// The term.
    pub term: RunningTerm,
}

/// Whom or what a case is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subject {
    /// The identifying value in its register (a child's number), once known.
    pub key: Option<String>,
    /// Which of the application's subjects, from 0.
    pub ordinal: usize,
    /// How many subjects the application has.
    pub of: usize,
    /// What was known of it at filing.
    pub record: Record,
}

/// A file somebody supplied.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Upload {
    /// Its id in the store of files.
    pub id: Uuid,
    /// Its name.
    pub name: String,
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
    /// The officer who asked, with their words.
    pub asked: Option<(OfficerId, String)>,
    /// Where it stands.
    pub state: DeficiencyState,
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
    pub words: Option<String>,
    /// When.
    pub at: Timestamp,
    /// What an officer said: accepted, or turned down and why; none while it waits.
    pub answer: Option<Result<(), String>>,
}

impl Supply {
    /// Whether it is a document that nobody has looked at yet.
    pub fn is_unanswered(&self) -> bool {
        self.upload.is_some() && self.answer.is_none()
    }

    /// Whether it is this document.
    pub(super) fn is(&self, upload: Uuid) -> bool {
        self.upload.as_ref().is_some_and(|file| file.id == upload)
    }
}

/// Where a case stands.
#[expect(
    clippy::large_enum_variant,
    reason = "a case has one phase; a box would save nothing"
)]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "phase", rename_all = "kebab-case")]
pub enum Phase {
    /// Registers are asked.
    Gathering,
    /// Something is lacking.
    Curing,
    /// An officer examines.
    Examining,
    /// A refusal is prepared; where the law requires it, the person is heard.
    Hearing(Preliminary),
    /// Granted; the result is being made.
    Granted,
    /// The result is there.
    Issued,
    /// Refused.
    Refused,
    /// Deemed refused; a decision is still owed.
    DeemedRefused,
    /// Withdrawn.
    Withdrawn,
}

impl Phase {
    /// A stable name.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Gathering => "gathering",
            Self::Curing => "curing",
            Self::Examining => "examining",
            Self::Hearing(_) => "hearing",
            Self::Granted => "granted",
            Self::Issued => "issued",
            Self::Refused => "refused",
            Self::DeemedRefused => "deemed-refused",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// Whether the body still owes a decision.
    pub fn is_undecided(&self) -> bool {
        matches!(
            self,
            Self::Gathering
                | Self::Curing
                | Self::Examining
                | Self::Hearing(_)
                | Self::DeemedRefused
        )
    }

    /// Whether anybody still has to do something.
    pub fn is_open(&self) -> bool {
        self.is_undecided() || matches!(self, Self::Granted)
    }
}

/// A prepared refusal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preliminary {
    /// Requirements that do not hold.
    pub grounds: Vec<Finding>,
    /// Reasons in words.
    pub reasons: String,
    /// Who prepared it.
    pub by: OfficerId,
    /// Given when.
    pub at: Timestamp,
    /// First day on which the act may be adopted; none where no hearing is required.
    pub not_before: Option<Date>,
    /// Read by the person when.
    pub received_at: Option<Timestamp>,
    /// Last day for objections.
    pub objection_until: Option<Date>,
    /// What the person said.
    pub objections: Vec<(Timestamp, String)>,
    /// The law of the hearing or its exception.
    pub law: Law,
}

/// A letter in the person's cabinet: given when it is there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letter {
    /// What it is.
    pub kind: LetterKind,
    /// Given when.
    pub at: Timestamp,
    /// Opened when.
    pub received_at: Option<Timestamp>,
}

/// Kinds of letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LetterKind {
    /// Received.
    Filed,
    /// The next service of the application began.
    Opened,
    /// Something is lacking.
    Deficiency,
    /// It was mended.
    DeficiencyCured,
    /// A document was not accepted.
    DocumentTurnedDown,
    /// Preliminary decision.
    Preliminary,
    /// Granted.
    Granted,
    /// The result is there.
    Issued,
    /// Refused.
    Refused,
    /// Deemed refused.
    DeemedRefused,
    /// Withdrawn.
    Withdrawn,
}

/// The result.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Issue {
    /// Number.
    pub number: String,
    /// Kind of document.
    pub kind: String,
    /// The record as the register holds it.
    pub record: Record,
    /// When.
    pub at: Timestamp,
}

/// A case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Case {
    /// What was fixed at filing.
    pub filing: Filing,
    /// Answers now.
    pub answers: Record,
    /// The term now.
    pub term: RunningTerm,
    /// Evidence.
    pub evidence: Evidence,
    /// Findings.
    pub findings: Vec<Finding>,
    /// The amount a grant gives.
    pub amount: Option<Decimal>,
    /// Whether all that a grant gives can be told: the amount, and what a register would take.
    pub complete: bool,
    /// Deficiencies, in order.
    pub deficiencies: Vec<Deficiency>,
    /// Where it stands.
    pub phase: Phase,
    /// The decision that stands.
    pub decision: Option<(Timestamp, Decision)>,
    /// The result.
    pub issued: Option<Issue>,
    /// Deemed refused when.
    pub deemed_refused_at: Option<Timestamp>,
    /// Letters, oldest first.
    pub letters: Vec<Letter>,
    /// History: when it took effect, and the event's name.
    pub history: Vec<(Timestamp, String)>,
}

impl Case {
    /// The deficiency for a requirement that is not over yet.
    pub fn pending_deficiency(&self, requirement: &str) -> Option<&Deficiency> {
        self.deficiencies
            .iter()
            .find(|deficiency| deficiency.requirement == requirement && deficiency.is_pending())
    }

    /// Whether a deficiency's window is open and waits for the person.
    pub fn waits_for_person(&self) -> bool {
        self.deficiencies
            .iter()
            .any(|deficiency| deficiency.state == DeficiencyState::Open)
    }

    /// Whether registers should be asked (again): some did not answer, or one of them may come to
    /// hold what is lacking.
    pub fn wants_evidence(&self) -> bool {
        match self.phase {
            Phase::Gathering | Phase::Curing => true,
            Phase::Examining | Phase::DeemedRefused => self.has_outage(),
            _ => false,
        }
    }

    /// Whether some register did not answer.
    pub fn has_outage(&self) -> bool {
        self.evidence.0.values().any(Known::is_outage)
    }

    /// The finding on a requirement.
    pub fn finding(&self, requirement: &str) -> Option<&Finding> {
        self.findings
            .iter()
            .find(|finding| finding.requirement == requirement)
    }

    /// The phase that deficiencies, outages and findings call for, while nothing is prepared or
    /// decided.
    pub(super) fn called_for_phase(&self) -> Phase {
        let unknown = |finding: &Finding| finding.verdict == Verdict::Unknown;
        if !matches!(
            self.phase,
            Phase::Gathering | Phase::Curing | Phase::Examining
        ) {
            self.phase.clone()
        } else if self.waits_for_person() {
            Phase::Curing
        } else if self.findings.is_empty()
            || (self.has_outage() && (!self.complete || self.findings.iter().any(unknown)))
        {
            Phase::Gathering
        } else {
            Phase::Examining
        }
    }
}
