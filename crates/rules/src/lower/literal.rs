//! Numbers, texts, truth values and dates as they are written.

use rust_decimal::Decimal;
use sqlparser::ast::{DataType, TypedString, Value, ValueWithSpan};
use tutas_domain::value::ValueType;

use super::{Lowering, Term};
use crate::date;
use crate::number;
use crate::parse::fault;
use crate::tree::{Constant, Node};

impl Lowering<'_> {
    pub(super) fn literal(&mut self, literal: &ValueWithSpan) -> Option<Term> {
        let at = literal.span.start;
        match &literal.value {
            Value::Null => Some(Term::Null),
            Value::Boolean(truth) => Some(self.constant(Constant::Bool(*truth), ValueType::Bool)),
            Value::SingleQuotedString(text) => {
                Some(self.constant(Constant::Text(text.clone()), ValueType::Text))
            }
            Value::Number(digits, false) => match number_literal(digits) {
                Ok((constant, value_type)) => Some(self.constant(constant, value_type)),
                Err(message) => self.refuse(fault(at, message)),
            },
            Value::Placeholder(_) => self.refuse(
                fault(at, "there are no placeholders").hint("name the value: `filed_on`, `mci`"),
            ),
            _ => self.refuse(
                fault(
                    at,
                    "this kind of literal is not part of the language of rules",
                )
                .hint("write texts in single quotes, numbers plainly, dates as DATE '2026-01-31'"),
            ),
        }
    }

    pub(super) fn typed_literal(&mut self, typed: &TypedString) -> Option<Term> {
        let at = typed.value.span.start;
        if typed.data_type != DataType::Date {
            return self.refuse(
                fault(at, format!("there are no {} literals", typed.data_type))
                    .hint("write a date as DATE '2026-01-31'"),
            );
        }
        let days = match &typed.value.value {
            Value::SingleQuotedString(text) if text.len() == "2026-01-31".len() => {
                text.parse().ok().and_then(date::to_days)
            }
            _ => None,
        };
        match days {
            Some(days) => Some(self.constant(Constant::Date(days), ValueType::Date)),
            None => self.refuse(
                fault(at, "this is not a date of the calendar")
                    .hint("write year, month and day: DATE '2026-01-31'"),
            ),
        }
    }

    fn constant(&mut self, constant: Constant, value_type: ValueType) -> Term {
        Term::Node(self.add(Node::Constant(constant), value_type), value_type)
    }
}

fn number_literal(digits: &str) -> Result<(Constant, ValueType), String> {
    let is_plain = digits
        .chars()
        .all(|char| char.is_ascii_digit() || char == '.');
    if !is_plain {
        return Err("write numbers with digits and one point only".to_owned());
    }
    if !digits.contains('.') {
        return match digits.parse() {
            Ok(int) => Ok((Constant::Int(int), ValueType::Int)),
            Err(_) => Err(format!("a whole number is at most {}", i64::MAX)),
        };
    }
    let decimal = digits
        .parse::<Decimal>()
        .ok()
        .and_then(number::from_decimal);
    match decimal {
        Some(decimal) => Ok((Constant::Decimal(decimal), ValueType::Decimal)),
        None => Err(format!(
            "a decimal has at most {} digits after the point and 22 before it",
            number::SCALE
        )),
    }
}
