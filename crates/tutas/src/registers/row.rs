//! Short ways to write a record down.
#![expect(
    clippy::unnecessary_wraps,
    reason = "a field holds an option: `None` is the register's word that there is none"
)]

use jiff::civil::Date;
use rust_decimal::Decimal;
use tutas_domain::evidence::Record;
use tutas_domain::value::Value;

/// A record of these fields.
pub(super) fn record<const N: usize>(fields: [(&str, Option<Value>); N]) -> Record {
    fields
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}

/// A text.
pub(super) fn text(text: impl Into<String>) -> Option<Value> {
    Some(Value::Text(text.into()))
}

/// A text, if there is one.
pub(super) fn maybe(text: Option<&str>) -> Option<Value> {
    text.map(|text| Value::Text(text.to_owned()))
}

/// A date.
pub(super) fn date(date: Date) -> Option<Value> {
    Some(Value::Date(date))
}

/// A whole number.
pub(super) fn int(int: impl Into<i64>) -> Option<Value> {
    Some(Value::Int(int.into()))
}

/// A truth value.
pub(super) fn truth(truth: bool) -> Option<Value> {
    Some(Value::Bool(truth))
}

/// An amount.
pub(super) fn money(amount: Decimal) -> Option<Value> {
    Some(Value::Decimal(amount))
}
