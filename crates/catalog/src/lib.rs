//! The catalog: what a ministry writes, read, versioned by date, pinned by hash, and checked.
//!
//! ```
//! let files = [("country.yaml".to_owned(), "code: KZ\nzodiac: ram\n".to_owned())];
//! let loaded = tutas_catalog::read(&files);
//! assert!(loaded.catalog.is_none());
//! let unknown = loaded.problems.iter().find(|problem| problem.code == "unknown-field").unwrap();
//! assert_eq!((unknown.line, unknown.column), (2, 1));
//! assert_eq!(unknown.message, "the country has no field `zodiac`");
//! ```
//!
//! Nothing is read but YAML without its surprises (see `yaml`), every mistake is a [`Problem`] at
//! its line and column, and one run reports all of them. A catalog with errors is no catalog:
//! [`Loaded::catalog`] is then `None`.
//!
//! To add a field to a service: name it in `read/service.rs` (`VERSION_FIELDS`), read it into the
//! draft, carry it to [`Service`] in `assemble.rs`, and describe it in the crate's README. A part of
//! the procedure that the general law can say as well goes into `read/parts` and its list `SHARED`,
//! which also makes it a part of the hash. To add a check: an error goes into `check/`, beside its kin; a principle of service design into
//! `principles/`, with a code that stays the same. Then write the test that fails without it, in
//! `tests/`.
#![forbid(unsafe_code)]

pub mod agreement;
pub mod annex;
mod assemble;
mod check;
pub mod cpsv;
mod draft;
mod example;
mod files;
mod hash;
mod lookup;
pub mod model;
mod openapi;
mod principles;
pub mod privacy;
mod problem;
mod read;
mod reading;
mod report;
mod suggest;
mod yaml;

use std::collections::BTreeMap;
use std::path::Path;

pub use example::{
    Accept, Actor, Answers, Begin, CaseRef, Due, Example, ExamplePerson, Expectation, ExpectedCase,
    LETTERS, PHASES, PrepareRefusal, Step as ExampleStep, Supply, Verb,
};
pub use hash::hash_of;
pub use model::*;
pub use openapi::openapi;
pub use report::{report_json, report_table};

/// What came of reading a catalog.
pub struct Loaded {
    /// The catalog, if it has no errors.
    pub catalog: Option<Catalog>,
    /// Errors and warnings, by file and line.
    pub problems: Vec<Problem>,
    /// How much there is.
    pub counts: Counts,
    /// The examples, with what could be read of them.
    pub examples: Vec<Example>,
    /// The text of each file that has a problem, for reports.
    pub sources: BTreeMap<String, String>,
}

/// How much a catalog holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Services, whatever the number of their versions.
    pub services: usize,
    /// Life events.
    pub life_events: usize,
    /// Registers.
    pub registers: usize,
    /// Bodies.
    pub bodies: usize,
    /// Examples.
    pub examples: usize,
    /// Errors.
    pub errors: usize,
    /// Warnings.
    pub warnings: usize,
    /// Citations by certainty; what is not marked counts as assumed.
    pub marks: MarkCounts,
}

/// Reads the catalog in a folder.
///
/// Fails only if the folder or a file in it cannot be read at all; whatever is wrong inside the
/// files is a problem in the result.
pub fn load(folder: &Path) -> Result<Loaded, std::io::Error> {
    let (files, problems) = files::collect(folder)?;
    Ok(assemble::assemble(&files, problems))
}

/// Reads a catalog from the paths (relative to the catalog, with `/`) and texts of its files.
pub fn read(files: &[(String, String)]) -> Loaded {
    assemble::assemble(files, Vec::new())
}
