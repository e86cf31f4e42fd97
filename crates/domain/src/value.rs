//! Values that registers hold and rules compare.

use std::fmt;

use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// The type of a register field, an answer or an expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ValueType {
    /// True or false.
    Bool,
    /// A whole number.
    Int,
    /// Money and other exact fractions.
    Decimal,
    /// A calendar date.
    Date,
    /// Text, codes and identifiers.
    Text,
}

/// One value. Personal data: `Debug` shows the type only, and there is no `Display`.
///
/// Serialised untagged in the journal as `{"t":"text","v":"…"}`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "t", content = "v", rename_all = "lowercase")]
pub enum Value {
    /// True or false.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// Money and other exact fractions.
    Decimal(Decimal),
    /// A calendar date.
    Date(Date),
    /// Text, codes and identifiers.
    Text(String),
}

impl Value {
    /// The type of this value.
    pub fn value_type(&self) -> ValueType {
        match self {
            Self::Bool(_) => ValueType::Bool,
            Self::Int(_) => ValueType::Int,
            Self::Decimal(_) => ValueType::Decimal,
            Self::Date(_) => ValueType::Date,
            Self::Text(_) => ValueType::Text,
        }
    }

    /// The text, if it is one.
    pub fn as_text(&self) -> Option<&str> {
        if let Self::Text(text) = self {
            Some(text)
        } else {
            None
        }
    }

    /// The date, if it is one.
    pub fn as_date(&self) -> Option<Date> {
        if let Self::Date(date) = self {
            Some(*date)
        } else {
            None
        }
    }

    /// The whole number, if it is one.
    pub fn as_int(&self) -> Option<i64> {
        if let Self::Int(int) = self {
            Some(*int)
        } else {
            None
        }
    }

    /// The truth value, if it is one.
    pub fn as_bool(&self) -> Option<bool> {
        if let Self::Bool(truth) = self {
            Some(*truth)
        } else {
            None
        }
    }

    /// The value as a form field or a query parameter carries it (dates as `2026-11-20`).
    pub fn to_plain(&self) -> String {
        match self {
            Self::Bool(truth) => truth.to_string(),
            Self::Int(int) => int.to_string(),
            Self::Decimal(decimal) => decimal.to_string(),
            Self::Date(date) => date.to_string(),
            Self::Text(text) => text.clone(),
        }
    }

    /// Parses the plain form as `value_type`.
    pub fn from_plain(value_type: ValueType, plain: &str) -> Option<Self> {
        Some(match value_type {
            ValueType::Bool => Self::Bool(plain.parse().ok()?),
            ValueType::Int => Self::Int(plain.parse().ok()?),
            ValueType::Decimal => Self::Decimal(plain.parse().ok()?),
            ValueType::Date => Self::Date(plain.parse().ok()?),
            ValueType::Text => Self::Text(plain.to_owned()),
        })
    }
}

impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}(…)", self.value_type())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One value of each type, with its plain form.
    fn values() -> [(Value, ValueType, &'static str); 5] {
        [
            (Value::Bool(true), ValueType::Bool, "true"),
            (Value::Int(-4_325), ValueType::Int, "-4325"),
            (
                Value::Decimal(Decimal::new(16_435_050, 2)),
                ValueType::Decimal,
                "164350.50",
            ),
            (
                Value::Date(jiff::civil::date(2026, 11, 20)),
                ValueType::Date,
                "2026-11-20",
            ),
            (Value::Text("KZ75".into()), ValueType::Text, "KZ75"),
        ]
    }

    #[test]
    fn a_value_goes_to_its_plain_form_and_back_as_its_own_type() {
        for (value, value_type, plain) in values() {
            assert_eq!(value.value_type(), value_type);
            assert_eq!(value.to_plain(), plain);
            assert_eq!(Value::from_plain(value_type, plain), Some(value));
        }
        for value_type in [
            ValueType::Bool,
            ValueType::Int,
            ValueType::Decimal,
            ValueType::Date,
        ] {
            assert_eq!(Value::from_plain(value_type, "soon"), None);
        }
    }

    #[test]
    fn a_value_is_taken_as_what_it_is_and_nothing_else() {
        let values = values().map(|(value, ..)| value);
        let texts: Vec<&str> = values.iter().filter_map(Value::as_text).collect();
        assert_eq!(texts, ["KZ75"]);
        let dates: Vec<Date> = values.iter().filter_map(Value::as_date).collect();
        assert_eq!(dates, [jiff::civil::date(2026, 11, 20)]);
        let numbers: Vec<i64> = values.iter().filter_map(Value::as_int).collect();
        assert_eq!(numbers, [-4_325]);
        let truths = [Value::Bool(true), Value::Bool(false), Value::Int(1)];
        assert_eq!(
            truths.map(|value| value.as_bool()),
            [Some(true), Some(false), None]
        );
    }

    #[test]
    fn a_value_that_is_debugged_tells_its_type_only() {
        assert_eq!(format!("{:?}", Value::Text("KZ75".into())), "Text(…)");
        assert_eq!(format!("{:?}", Value::Int(75)), "Int(…)");
    }
}
