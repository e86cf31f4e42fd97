//! The desk of officers, and who looked at a person's data.

use jiff::Timestamp;
use jiff::civil::Date;
use rust_decimal::Decimal;
use tutas_domain::text::{Law, Texts};
use uuid::Uuid;

use super::{PhaseView, Question, UploadLine};

/// An officer's worklist.
pub struct Worklist {
    /// The officer's body.
    pub body: Texts,
    /// Rows by due date.
    pub rows: Vec<WorkRow>,
    /// Key of the next page.
    pub next: Option<String>,
    /// The shown filter: `mine` (waits for an officer) or `all` (open ones).
    pub filter: &'static str,
}

/// One row.
pub struct WorkRow {
    /// The case.
    pub case: Uuid,
    /// Its number.
    pub number: String,
    /// The service.
    pub title: Texts,
    /// Phase.
    pub phase: PhaseView,
    /// Due: end of the term.
    pub due: Option<Timestamp>,
    /// Working days left; negative when past.
    pub days_left: i64,
    /// A document waits to be looked at.
    pub document_waits: bool,
}

/// What an officer may do with a case just now.
#[derive(Default)]
pub struct DeskView {
    /// May grant.
    pub may_grant: bool,
    /// Requirements the officer can ask the person to mend.
    pub may_ask_cure: Vec<(String, Texts)>,
    /// Unmet requirements on which a refusal can be prepared.
    pub may_prepare_refusal: Vec<(String, Texts)>,
    /// May approve a prepared refusal.
    pub may_approve: bool,
    /// May send a prepared refusal back.
    pub may_return: bool,
    /// Why not: message ids (`barred-kin`, `same-person`, `hearing-open`, `not-received`,
    /// `cure-open`, `register-down`, `other-body`).
    pub why_not: Vec<&'static str>,
    /// Documents to look at: the upload, its requirement, fields to copy out of it.
    pub to_examine: Vec<Examine>,
    /// Last day on which a preliminary decision can still be given within the term.
    pub last_day_for_preliminary: Option<Date>,
    /// Expected amount.
    pub amount: Option<Decimal>,
}

/// A document an officer looks at.
pub struct Examine {
    /// The upload.
    pub upload: UploadLine,
    /// The requirement it would cure.
    pub requirement: String,
    /// Its name.
    pub title: Texts,
    /// Fields to copy out: form key, label, kind, prefilled value.
    pub fields: Vec<Question>,
}

/// One access to a person's data.
pub struct AccessLine {
    /// When.
    pub at: Timestamp,
    /// Which register.
    pub register: Texts,
    /// Which fields.
    pub fields: Vec<Texts>,
    /// Who looked: the person, an officer of a body, the program for a case.
    pub by: AccessBy,
    /// For which service or event.
    pub purpose: Texts,
    /// Case or application number.
    pub number: Option<String>,
    /// On what law.
    pub law: Law,
    /// By consent.
    pub by_consent: bool,
}

/// Who looked.
pub enum AccessBy {
    /// The person themselves.
    Yourself,
    /// The program, for an application of this person or of another (a parent's).
    Program,
    /// An officer of this body.
    Officer(Texts),
}
