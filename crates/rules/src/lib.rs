//! Requirements of law as SQL predicates over evidence.
//!
//! ```
//! use std::collections::BTreeMap;
//!
//! use jiff::civil::{Date, date};
//! use tutas_domain::evidence::{Evidence, Known, Unknown, Verdict};
//! use tutas_domain::value::{Value, ValueType};
//! use tutas_rules::{Case, Expression, Relation, Schema, WorkingDays, compile};
//!
//! struct EveryDay;
//! impl WorkingDays for EveryDay {
//!     fn working_days_between(&self, after: Date, until: Date) -> Option<i64> {
//!         Some(until.duration_since(after).as_hours() / 24)
//!     }
//! }
//!
//! let child = Relation {
//!     many: false,
//!     fields: BTreeMap::from([("born_on".to_owned(), ValueType::Date)]),
//! };
//! let schema = Schema {
//!     relations: BTreeMap::from([("child".to_owned(), child)]),
//!     named: BTreeMap::from([("filed_on".to_owned(), ValueType::Date)]),
//! };
//! let in_time = Expression {
//!     name: "in time",
//!     sql: "months_between(child.born_on, filed_on) < 12",
//!     expects: ValueType::Bool,
//! };
//! let program = compile(&schema, &[in_time]).expect("it is a predicate of the schema");
//!
//! let named = BTreeMap::from([("filed_on".to_owned(), Value::Date(date(2026, 11, 20)))]);
//! let not_asked = Known::Unknown(Unknown::NotAsked);
//! let evidence = Evidence(BTreeMap::from([("child".to_owned(), not_asked)]));
//! let outcomes = program.evaluate_case(Case::of(&evidence, &named), &EveryDay);
//! assert_eq!(outcomes[0].verdict(), Verdict::Unknown);
//! assert_eq!(outcomes[0].seen[0].path, "child.born_on");
//!
//! let slip = Expression { sql: "child.bron_on < filed_on", ..in_time };
//! let problems = compile(&schema, &[slip]).expect_err("there is no such field");
//! assert_eq!((problems[0].line, problems[0].column), (1, 7));
//! assert_eq!(problems[0].hint.as_deref(), Some("did you mean `child.born_on`?"));
//! ```
//!
//! # The language
//! Fields of a relation with at most one record (`child.born_on`), named values (`filed_on`,
//! `mci`), literals (`38`, `1.5`, `'KZ'`, `TRUE`, `NULL`, `DATE '2026-01-31'`); `= <> < <= > >=`,
//! `AND OR NOT`, `+ - * /`, `BETWEEN`, `IN`, `IS [NOT] NULL | TRUE | FALSE | DISTINCT FROM`, `CASE`,
//! `COALESCE`, `LEAST`, `GREATEST`, `LIKE 'start%'`, `starts_with`; `date + days`, and
//! `days_between`, `months_between`, `years_between`, `working_days_between(from, until)`.
//! Relations with many records stand in `COUNT(siblings)`, `COUNT SUM MIN MAX(siblings.field)` and
//! `EXISTS(siblings)`, each with an optional `FILTER (WHERE …)` in which the relation's fields are
//! those of one record. `child IS NULL` asks whether the register has no record.
//!
//! # Two kinds of nothing
//! *None* is SQL NULL: the register answers that there is none. *Unknown* is not retrieved, or not
//! computable. AND and OR give unknown precedence over NULL, since an unknown may still decide
//! them; operators and functions give NULL precedence, since it decides them. So filling in an
//! unknown never changes what was known before. A requirement that is NULL is unmet.
//!
//! # Numbers and dates
//! Whole numbers have 64 bits. Decimals are whole millionths of less than 10²² units; products and
//! quotients are rounded to a millionth, halves away from zero; `/` always gives a decimal. What
//! overflows, a quotient by zero, and a date outside the years 1 to 9999 are unknown. A month is
//! full on the day of the same number or, where the month has none, on its last day. Texts are
//! ordered by code point.
//!
//! # How it works
//! The parser's tree is checked against the [`Schema`] and lowered to a typed, hash-consed tree: an
//! operation that two requirements share is computed once. A [`Program`] runs over a [`Batch`] of
//! Arrow columns, as many cases as a nation has, each with a second bitmap of unknown rows; over
//! one [`Case`] it runs value by value, which must come to the same and costs far less for one row
//! (`tests/rules/properties.rs` compares the two). The same tree prints as SQL, and PostgreSQL is the oracle: `tests/postgres_oracle.rs` compares random
//! predicates over random rows.
//!
//! # Adding a function
//! 1. Add a variant to `Node` in `tree.rs`, and its operands.
//! 2. Look up its name and check its arguments in `lower/function.rs`; add it to `FUNCTIONS`.
//! 3. Compute it in `run/`, in columns and in `run/one.rs`: NULL in gives NULL out, unknown in gives unknown out, and a row that
//!    cannot be computed is unknown in that row alone.
//! 4. Print it in `print/text.rs` and `print/postgres.rs`.
//! 5. Let `tests/generator/mod.rs` write it; the properties and the oracle then test it.
#![forbid(unsafe_code)]

mod batch;
mod column;
mod date;
mod lower;
mod number;
mod outcome;
mod parse;
mod print;
mod program;
mod run;
mod schema;
mod suggest;
mod tree;

pub use batch::{Batch, Case};
pub use outcome::{Outcome, OutcomeColumn, Tally, Tri};
pub use program::{Program, WorkingDays, compile};
pub use schema::{Expression, MAX_DEPTH, MAX_LENGTH, MAX_SIZE, Problem, Relation, Schema};
