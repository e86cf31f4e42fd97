//! What an auditor sees of accesses: who looked at what and why, not whose data it was.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
pub use tutas_domain::inquiry::Verdict;
use uuid::Uuid;

use super::AccessLine;

/// Which accesses an auditor wants. An empty code asks for all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuditQuery {
    /// The body that looked.
    pub body: String,
    /// The officer who looked, by id.
    pub officer: String,
    /// A register that was read.
    pub register: String,
    /// The service for which.
    pub service: String,
    /// The member of the exchange that asked from outside, by its address.
    pub member: String,
    /// From this day on.
    pub from: Date,
    /// Until this day.
    pub until: Date,
    /// Also what auditors looked at.
    pub auditors: bool,
}

/// What sample is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SampleOf {
    /// The same seed draws the same.
    pub seed: u64,
    /// How many.
    pub size: usize,
}

/// Accesses for an auditor.
pub struct AuditList {
    /// Newest first.
    pub rows: Vec<AuditRow>,
    /// Where the next page begins.
    pub next: Option<Uuid>,
    /// Of a sample: from how many it was drawn.
    pub among: Option<usize>,
}

/// One of them.
pub struct AuditRow {
    /// Its id.
    pub id: Uuid,
    /// When.
    pub at: Timestamp,
    /// The officer: id and name.
    pub officer: Option<(String, String)>,
    /// What was looked at, what for and by which law.
    pub lines: Vec<AccessLine>,
    /// Whether the person asked why.
    pub asked: bool,
    /// Whether that was answered.
    pub answered: bool,
    /// What auditors found, oldest first.
    pub findings: Vec<FindingLine>,
}

/// What an auditor found.
pub struct FindingLine {
    /// The auditor's name.
    pub by: String,
    /// Well founded or doubtful.
    pub verdict: Verdict,
    /// In words.
    pub words: String,
    /// When.
    pub at: Timestamp,
}

/// An access as a record for other programs: codes and ids only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AuditRecord {
    /// Its id.
    pub access: Uuid,
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: AuditedBy,
    /// The body.
    pub body: Option<String>,
    /// The officer; of another member, as it names them.
    pub officer: Option<String>,
    /// The member of the exchange.
    pub member: Option<String>,
    /// The registers that were read.
    pub registers: Vec<String>,
    /// Their fields: `register.field`.
    pub fields: Vec<String>,
    /// The services for which.
    pub services: Vec<String>,
    /// Numbers of cases and applications.
    pub numbers: Vec<String>,
    /// The laws.
    pub laws: Vec<String>,
    /// Whether anything rested on consent.
    pub by_consent: bool,
    /// What was tried and turned down: the code of the reason.
    pub turned_down: Option<String>,
    /// Whether the person asked why.
    pub asked: bool,
    /// Whether that was answered.
    pub answered: bool,
    /// What auditors found last.
    pub verdict: Option<Verdict>,
}

/// Who looked or tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum AuditedBy {
    /// The program, for a case or an application.
    Program,
    /// An officer.
    Officer,
    /// An auditor.
    Auditor,
    /// A person, who was turned down.
    Person,
    /// Another member of the exchange.
    Member,
}
