//! A column of values with two kinds of nothing: SQL NULL, which is known, and unknown.

use arrow_array::{Array, BooleanArray, Date32Array, Decimal128Array, Int64Array, StringArray};
use arrow_buffer::{BooleanBuffer, NullBuffer};
use arrow_schema::DataType;
use tutas_domain::value::{Value, ValueType};

use crate::date;
use crate::number;
use crate::outcome::Tri;

/// What one row of a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Slot<T> {
    /// Not retrieved, or not computable.
    Unknown,
    /// SQL NULL: known that there is none.
    None,
    Some(T),
}

impl<T> Slot<T> {
    /// A function of two values. None stays none whatever the other may turn out to be.
    pub(crate) fn with<U, V>(self, other: Slot<U>, f: impl FnOnce(T, U) -> Option<V>) -> Slot<V> {
        match (self, other) {
            (Self::None, _) | (_, Slot::None) => Slot::None,
            (Self::Some(left), Slot::Some(right)) => {
                f(left, right).map_or(Slot::Unknown, Slot::Some)
            }
            (Self::Unknown, _) | (_, Slot::Unknown) => Slot::Unknown,
        }
    }

    /// A function that may have no value: then it is unknown.
    pub(crate) fn then<V>(self, f: impl FnOnce(T) -> Option<V>) -> Slot<V> {
        match self {
            Self::Unknown => Slot::Unknown,
            Self::None => Slot::None,
            Self::Some(value) => f(value).map_or(Slot::Unknown, Slot::Some),
        }
    }

    pub(crate) fn map<V>(self, f: impl FnOnce(T) -> V) -> Slot<V> {
        match self {
            Self::Unknown => Slot::Unknown,
            Self::None => Slot::None,
            Self::Some(value) => Slot::Some(f(value)),
        }
    }
}

/// The values, one Arrow array a type.
#[derive(Clone, Debug)]
pub(crate) enum Values {
    Bool(BooleanArray),
    Int(Int64Array),
    Decimal(Decimal128Array),
    Date(Date32Array),
    Text(StringArray),
}

/// Values, their validity, and which rows are unknown. An unknown row is never valid.
#[derive(Clone, Debug)]
pub(crate) struct Column {
    pub(crate) values: Values,
    pub(crate) unknown: Option<BooleanBuffer>,
}

/// A Rust type that a column can be read and built as.
pub(crate) trait Element<'a>: Sized {
    fn read(values: &'a Values, row: usize) -> Option<Self>;
    fn build(slots: impl Iterator<Item = Slot<Self>>) -> Column;
}

/// Where a row of a new column comes from.
pub(crate) enum Pick<'a> {
    From(&'a Column, usize),
    None,
    Unknown,
}

impl<'a> Pick<'a> {
    fn slot<T: Element<'a>>(self) -> Slot<T> {
        match self {
            Self::From(column, row) => column.slot(row),
            Self::None => Slot::None,
            Self::Unknown => Slot::Unknown,
        }
    }
}

impl Column {
    /// A column of one type, each row taken from somewhere.
    pub(crate) fn pick<'a>(value_type: ValueType, picks: impl Iterator<Item = Pick<'a>>) -> Self {
        match value_type {
            ValueType::Bool => bool::build(picks.map(Pick::slot)),
            ValueType::Int => i64::build(picks.map(Pick::slot)),
            ValueType::Decimal => i128::build(picks.map(Pick::slot)),
            ValueType::Date => i32::build(picks.map(Pick::slot)),
            ValueType::Text => <&str>::build(picks.map(Pick::slot)),
        }
    }

    /// A column of register values; a value of another type than declared is unknown.
    pub(crate) fn read<'a>(
        value_type: ValueType,
        values: impl Iterator<Item = Slot<&'a Value>>,
    ) -> Self {
        match value_type {
            ValueType::Bool => bool::build(values.map(|slot| slot.then(Value::as_bool))),
            ValueType::Int => i64::build(values.map(|slot| slot.then(Value::as_int))),
            ValueType::Decimal => i128::build(values.map(|slot| slot.then(as_millionths))),
            ValueType::Date => i32::build(
                values.map(|slot| slot.then(|value| value.as_date().and_then(date::to_days))),
            ),
            ValueType::Text => <&str>::build(values.map(|slot| slot.then(Value::as_text))),
        }
    }

    pub(crate) fn unknown(value_type: ValueType, rows: usize) -> Self {
        Self::pick(value_type, (0..rows).map(|_| Pick::Unknown))
    }

    pub(crate) fn none(value_type: ValueType, rows: usize) -> Self {
        Self::pick(value_type, (0..rows).map(|_| Pick::None))
    }

    pub(crate) fn array(&self) -> &dyn Array {
        match &self.values {
            Values::Bool(array) => array,
            Values::Int(array) => array,
            Values::Decimal(array) => array,
            Values::Date(array) => array,
            Values::Text(array) => array,
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.array().len()
    }

    pub(crate) fn is_unknown(&self, row: usize) -> bool {
        self.unknown
            .as_ref()
            .is_some_and(|unknown| unknown.value(row))
    }

    pub(crate) fn is_none(&self, row: usize) -> bool {
        self.array().is_null(row) && !self.is_unknown(row)
    }

    pub(crate) fn slot<'a, T: Element<'a>>(&'a self, row: usize) -> Slot<T> {
        if self.is_unknown(row) {
            return Slot::Unknown;
        }
        if self.array().is_null(row) {
            return Slot::None;
        }
        T::read(&self.values, row).map_or(Slot::Unknown, Slot::Some)
    }

    /// The rows that are known to be none.
    pub(crate) fn none_mask(&self) -> Option<BooleanBuffer> {
        let nulls = self.array().nulls()?;
        let invalid = !nulls.inner();
        Some(match &self.unknown {
            Some(unknown) => &invalid & &!unknown,
            None => invalid,
        })
    }

    /// How two known values of one type stand to each other.
    pub(crate) fn order(
        &self,
        row: usize,
        other: &Self,
        other_row: usize,
    ) -> Option<std::cmp::Ordering> {
        match (&self.values, &other.values) {
            (Values::Bool(left), Values::Bool(right)) => {
                Some(left.value(row).cmp(&right.value(other_row)))
            }
            (Values::Int(left), Values::Int(right)) => {
                Some(left.value(row).cmp(&right.value(other_row)))
            }
            (Values::Decimal(left), Values::Decimal(right)) => {
                Some(left.value(row).cmp(&right.value(other_row)))
            }
            (Values::Date(left), Values::Date(right)) => {
                Some(left.value(row).cmp(&right.value(other_row)))
            }
            (Values::Text(left), Values::Text(right)) => {
                Some(left.value(row).cmp(right.value(other_row)))
            }
            _ => None,
        }
    }

    /// What stands in a row, as a value of the domain.
    pub(crate) fn value(&self, row: usize) -> Tri<Option<Value>> {
        if self.is_unknown(row) {
            return Tri::Unknown;
        }
        if self.array().is_null(row) {
            return Tri::Known(None);
        }
        let value = match &self.values {
            Values::Bool(array) => Some(Value::Bool(array.value(row))),
            Values::Int(array) => Some(Value::Int(array.value(row))),
            Values::Decimal(array) => number::to_decimal(array.value(row)).map(Value::Decimal),
            Values::Date(array) => date::from_days(array.value(row)).map(Value::Date),
            Values::Text(array) => Some(Value::Text(array.value(row).to_owned())),
        };
        value.map_or(Tri::Unknown, |value| Tri::Known(Some(value)))
    }
}

impl<'a> Element<'a> for bool {
    fn read(values: &'a Values, row: usize) -> Option<Self> {
        if let Values::Bool(array) = values {
            Some(array.value(row))
        } else {
            None
        }
    }

    fn build(slots: impl Iterator<Item = Slot<Self>>) -> Column {
        let (values, nulls, unknown) = parts(slots);
        let values = BooleanArray::new(BooleanBuffer::from(values), nulls);
        Column {
            values: Values::Bool(values),
            unknown,
        }
    }
}

impl<'a> Element<'a> for i64 {
    fn read(values: &'a Values, row: usize) -> Option<Self> {
        if let Values::Int(array) = values {
            Some(array.value(row))
        } else {
            None
        }
    }

    fn build(slots: impl Iterator<Item = Slot<Self>>) -> Column {
        let (values, nulls, unknown) = parts(slots);
        Column {
            values: Values::Int(Int64Array::new(values.into(), nulls)),
            unknown,
        }
    }
}

impl<'a> Element<'a> for i128 {
    fn read(values: &'a Values, row: usize) -> Option<Self> {
        if let Values::Decimal(array) = values {
            Some(array.value(row))
        } else {
            None
        }
    }

    fn build(slots: impl Iterator<Item = Slot<Self>>) -> Column {
        let (values, nulls, unknown) = parts(slots);
        // All decimals share one precision and scale, so that Arrow compares them as they are.
        let values =
            Decimal128Array::new(values.into(), nulls).with_data_type(DataType::Decimal128(38, 6));
        Column {
            values: Values::Decimal(values),
            unknown,
        }
    }
}

impl<'a> Element<'a> for i32 {
    fn read(values: &'a Values, row: usize) -> Option<Self> {
        if let Values::Date(array) = values {
            Some(array.value(row))
        } else {
            None
        }
    }

    fn build(slots: impl Iterator<Item = Slot<Self>>) -> Column {
        let (values, nulls, unknown) = parts(slots);
        Column {
            values: Values::Date(Date32Array::new(values.into(), nulls)),
            unknown,
        }
    }
}

impl<'a> Element<'a> for &'a str {
    fn read(values: &'a Values, row: usize) -> Option<Self> {
        if let Values::Text(array) = values {
            Some(array.value(row))
        } else {
            None
        }
    }

    fn build(slots: impl Iterator<Item = Slot<Self>>) -> Column {
        let (values, nulls, unknown) = parts(slots);
        let valid = |row: usize| nulls.as_ref().is_none_or(|nulls| nulls.is_valid(row));
        let values: StringArray = values
            .into_iter()
            .enumerate()
            .map(|(row, text)| valid(row).then_some(text))
            .collect();
        Column {
            values: Values::Text(values),
            unknown,
        }
    }
}

type Parts<T> = (Vec<T>, Option<NullBuffer>, Option<BooleanBuffer>);

fn parts<T: Default>(slots: impl Iterator<Item = Slot<T>>) -> Parts<T> {
    let mut values = Vec::with_capacity(slots.size_hint().0);
    let (mut valid, mut unknown) = (Vec::new(), Vec::new());
    let (mut any_null, mut any_unknown) = (false, false);
    for slot in slots {
        any_null |= !matches!(slot, Slot::Some(_));
        any_unknown |= matches!(slot, Slot::Unknown);
        valid.push(matches!(slot, Slot::Some(_)));
        unknown.push(matches!(slot, Slot::Unknown));
        values.push(if let Slot::Some(value) = slot {
            value
        } else {
            T::default()
        });
    }
    (
        values,
        any_null.then(|| NullBuffer::from(valid)),
        any_unknown.then(|| BooleanBuffer::from(unknown)),
    )
}

/// Millionths of a register's number.
pub(crate) fn as_millionths(value: &Value) -> Option<i128> {
    match value {
        Value::Int(int) => Some(number::from_int(*int)),
        Value::Decimal(decimal) => number::from_decimal(*decimal),
        Value::Bool(_) | Value::Date(_) | Value::Text(_) => None,
    }
}
