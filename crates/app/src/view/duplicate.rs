//! Records that may be one person's, as an officer of the steward sees them.

use jiff::Timestamp;
use jiff::civil::Date;
use tutas_domain::duplicate::{Outcome, Reason};
use tutas_domain::text::{Law, Texts};
use uuid::Uuid;

use super::Shown;
use crate::duplicate::Search;

/// What a body has to look into.
pub struct Duplicates {
    /// The body.
    pub body: Texts,
    /// By the end of the term.
    pub rows: Vec<DuplicateRow>,
    /// Where the next page begins.
    pub next: Option<String>,
}

/// Records to look into.
pub struct DuplicateRow {
    /// Their id.
    pub id: Uuid,
    /// The register.
    pub register: Texts,
    /// How many records.
    pub records: usize,
    /// Found when.
    pub found_at: Timestamp,
    /// Whether an officer proposes that they are one person's.
    pub is_proposed: bool,
    /// The last day.
    pub until: Date,
    /// Working days left.
    pub days_left: i64,
}

/// Records side by side.
pub struct DeskDuplicate {
    /// Their id.
    pub id: Uuid,
    /// The register.
    pub register: Texts,
    /// Found when.
    pub found_at: Timestamp,
    /// The last day.
    pub until: Date,
    /// Whether it is over.
    pub overdue: bool,
    /// The law of the term.
    pub law: Law,
    /// A line a field.
    pub lines: Vec<SideBySide>,
    /// How many records.
    pub records: usize,
    /// Why they were put together.
    pub pairs: Vec<PairView>,
    /// What must be known first, oldest first.
    pub notes: Vec<NoteView>,
    /// Who proposes that they are one person's.
    pub proposal: Option<NoteView>,
    /// What was decided.
    pub decision: Option<(Outcome, NoteView)>,
    /// Whether the officer may say what they are; else the id of the message that says why not.
    pub may_answer: Result<(), &'static str>,
}

/// A field of all records.
pub struct SideBySide {
    /// The field.
    pub label: Texts,
    /// What each record says.
    pub values: Vec<Shown>,
    /// Whether they do not all say the same.
    pub differs: bool,
}

/// Why two records were put together.
pub struct PairView {
    /// The number of the one, from 1.
    pub a: usize,
    /// That of the other.
    pub b: usize,
    /// Whether they are as good as certainly one person's.
    pub is_certain: bool,
    /// What speaks for and against it.
    pub reasons: Vec<Reason>,
}

/// What an officer wrote.
pub struct NoteView {
    /// Who.
    pub by: String,
    /// In words.
    pub words: String,
    /// When.
    pub at: Timestamp,
}

/// What searches in a register found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DuplicateFigures {
    /// The last search.
    pub last: Option<Search>,
    /// Groups that are looked into.
    pub open: usize,
    /// Found to be one person's each.
    pub same: usize,
    /// Found to be different people's.
    pub different: usize,
    /// Of how many groups this is, the last ones, where there are more.
    pub of_last: Option<usize>,
}
