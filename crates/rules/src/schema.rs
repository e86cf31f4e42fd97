//! What an expression may name, and what is said when it names something else.

use std::collections::BTreeMap;

use tutas_domain::value::ValueType;

/// The longest expression that is accepted, in bytes.
pub const MAX_LENGTH: usize = 4096;

/// How deep brackets and operators may nest.
pub const MAX_DEPTH: usize = 64;

/// How many operations one expression may spell out to once `IN`, `BETWEEN` and `CASE x WHEN` are
/// written in full.
pub const MAX_SIZE: u32 = 8192;

/// A set of records an expression can name: the subject, or a need.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relation {
    /// Whether there can be many records: then its fields are read through aggregates only.
    pub many: bool,
    /// The declared fields.
    pub fields: BTreeMap<String, ValueType>,
}

/// Everything an expression can name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Schema {
    /// The subject and the needs.
    pub relations: BTreeMap<String, Relation>,
    /// Values that stand by themselves: `filed_on`, `event_on`, and the units of the country.
    pub named: BTreeMap<String, ValueType>,
}

/// One expression to compile.
#[derive(Clone, Copy, Debug)]
pub struct Expression<'a> {
    /// The name its outcome bears; each one once.
    pub name: &'a str,
    /// The text.
    pub sql: &'a str,
    /// What it must yield: `Bool` for a requirement. `Decimal` also takes whole numbers.
    pub expects: ValueType,
}

/// Why an expression does not compile, and what to write instead.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{expression}, line {line}, column {column}: {message}")]
pub struct Problem {
    /// The expression's name.
    pub expression: String,
    /// The line within its text, from 1.
    pub line: usize,
    /// The column within that line, in characters from 1.
    pub column: usize,
    /// What is wrong.
    pub message: String,
    /// What can be written instead.
    pub hint: Option<String>,
}

/// A problem before it is known to which expression it belongs.
#[derive(Clone, Debug)]
pub(crate) struct Fault {
    pub(crate) line: usize,
    pub(crate) column: usize,
    pub(crate) message: String,
    pub(crate) hint: Option<String>,
}

impl Fault {
    pub(crate) fn of(self, expression: &str) -> Problem {
        Problem {
            expression: expression.to_owned(),
            line: self.line,
            column: self.column,
            message: self.message,
            hint: self.hint,
        }
    }
}

/// Tables of [`crate::Program::query`] that are no relations.
pub(crate) const RESERVED_RELATIONS: [&str; 3] = ["cases", "calendar_days", "given"];

/// The column that ties every table of [`crate::Program::query`] to its case.
pub(crate) const RESERVED_FIELD: &str = "case_id";

/// The English name of a type, with its article.
pub(crate) fn type_name(value_type: ValueType) -> &'static str {
    match value_type {
        ValueType::Bool => "true or false",
        ValueType::Int => "a whole number",
        ValueType::Decimal => "a decimal number",
        ValueType::Date => "a date",
        ValueType::Text => "a text",
    }
}
