//! What pages show: plain values, already allowed for the person who looks.
//!
//! Texts come in all languages; dates, money and codes are formatted by the page.

mod after;
mod agreement;
mod audit;
mod before;
mod card;
mod case;
mod desk;
mod duplicate;
mod file;

use jiff::civil::Date;
use rust_decimal::Decimal;
use tutas_domain::text::Texts;

pub use after::*;
pub use agreement::*;
pub use audit::*;
pub use before::*;
pub use card::*;
pub use case::*;
pub use desk::*;
pub use duplicate::*;
pub use file::*;

/// A value as shown.
#[derive(Clone, PartialEq)]
pub enum Shown {
    /// Plain text.
    Text(String),
    /// A coded value with its name.
    Coded(Texts),
    /// A date.
    Date(Date),
    /// A whole number.
    Int(i64),
    /// Another number.
    Number(Decimal),
    /// Money in the country's currency.
    Money(Decimal),
    /// Yes or no.
    Bool(bool),
    /// The register says there is none.
    None,
    /// Not known.
    Unknown,
}

/// A labelled value.
#[derive(Clone)]
pub struct Fact {
    /// What it is.
    pub label: Texts,
    /// The value.
    pub value: Shown,
}

/// Whose data a row is about.
#[derive(Clone, PartialEq, Eq)]
pub enum WhoseView {
    /// The person who looks.
    You,
    /// The child.
    Child,
    /// Another adult, by role.
    Adult(Texts),
    /// Public data.
    Public,
}
