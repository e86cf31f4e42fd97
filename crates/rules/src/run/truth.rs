//! Truth values: true, false, NULL and unknown.
//!
//! AND is false if any side is, else unknown if any side is, else NULL if any side is; OR is its
//! mirror. An unknown may yet turn out to be true, false or NULL, so it comes before NULL: that is
//! why filling it in never changes what was true, false or NULL before.

use arrow_arith::boolean;
use arrow_array::{Array, BooleanArray, Datum};
use arrow_buffer::BooleanBuffer;
use arrow_ord::cmp;
use arrow_schema::ArrowError;
use tutas_domain::value::ValueType;

use crate::column::{Column, Element, Slot, Values};
use crate::tree::Comparison;

pub(super) fn all(columns: &[&Column]) -> Column {
    fold(columns, boolean::and_kleene)
}

pub(super) fn any(columns: &[&Column]) -> Column {
    fold(columns, boolean::or_kleene)
}

pub(super) fn not(column: &Column) -> Column {
    match truths(column).map(boolean::not) {
        Some(Ok(values)) => Column {
            values: Values::Bool(values),
            unknown: column.unknown.clone(),
        },
        _ => Column::unknown(ValueType::Bool, column.len()),
    }
}

pub(super) fn is_null(column: &Column) -> Column {
    bool::build((0..column.len()).map(|row| {
        if column.is_unknown(row) {
            Slot::Unknown
        } else {
            Slot::Some(column.is_none(row))
        }
    }))
}

pub(super) fn is(wanted: bool, column: &Column) -> Column {
    bool::build((0..column.len()).map(|row| match column.slot::<bool>(row) {
        Slot::Unknown => Slot::Unknown,
        Slot::None => Slot::Some(false),
        Slot::Some(truth) => Slot::Some(truth == wanted),
    }))
}

pub(super) fn compare(comparison: Comparison, left: &Column, right: &Column) -> Column {
    type Kernel = fn(&dyn Datum, &dyn Datum) -> Result<BooleanArray, ArrowError>;
    let kernel: Kernel = match comparison {
        Comparison::Equal => cmp::eq,
        Comparison::NotEqual => cmp::neq,
        Comparison::Less => cmp::lt,
        Comparison::AtMost => cmp::lt_eq,
        Comparison::Greater => cmp::gt,
        Comparison::AtLeast => cmp::gt_eq,
    };
    match kernel(&left.array(), &right.array()) {
        Ok(values) => Column {
            values: Values::Bool(values),
            unknown: strictly_unknown(left, right),
        },
        Err(_) => Column::unknown(ValueType::Bool, left.len()),
    }
}

pub(super) fn distinct(left: &Column, right: &Column) -> Column {
    bool::build((0..left.len()).map(|row| {
        if left.is_unknown(row) || right.is_unknown(row) {
            return Slot::Unknown;
        }
        Slot::Some(match (left.is_none(row), right.is_none(row)) {
            (true, true) => false,
            (false, false) => left
                .order(row, right, row)
                .is_none_or(std::cmp::Ordering::is_ne),
            _ => true,
        })
    }))
}

pub(super) fn starts_with(text: &Column, start: &Column) -> Column {
    bool::build((0..text.len()).map(|row| {
        text.slot::<&str>(row)
            .with(start.slot::<&str>(row), |text, start| {
                Some(text.starts_with(start))
            })
    }))
}

pub(super) fn like(text: &Column, pattern: &str) -> Column {
    let pattern: Vec<char> = pattern.chars().collect();
    bool::build(
        (0..text.len()).map(|row| text.slot::<&str>(row).map(|text| matches(text, &pattern))),
    )
}

/// The rows for which a function of two values has none because one is unknown; where the other is
/// none, the result is none whatever the unknown one is.
fn strictly_unknown(left: &Column, right: &Column) -> Option<BooleanBuffer> {
    let mut unknown = match (&left.unknown, &right.unknown) {
        (Some(left), Some(right)) => left | right,
        (Some(one), None) | (None, Some(one)) => one.clone(),
        (None, None) => return None,
    };
    for none in [left.none_mask(), right.none_mask()].into_iter().flatten() {
        unknown = &unknown & &!&none;
    }
    Some(unknown)
}

type Kleene = fn(&BooleanArray, &BooleanArray) -> Result<BooleanArray, ArrowError>;

fn fold(columns: &[&Column], kernel: Kleene) -> Column {
    let rows = columns.first().map_or(0, |column| column.len());
    let mut folded: Option<BooleanArray> = None;
    let mut unknown: Option<BooleanBuffer> = None;
    for column in columns {
        let Some(values) = truths(column) else {
            return Column::unknown(ValueType::Bool, rows);
        };
        folded = match folded {
            None => Some(values.clone()),
            Some(folded) => match kernel(&folded, values) {
                Ok(folded) => Some(folded),
                Err(_) => return Column::unknown(ValueType::Bool, rows),
            },
        };
        unknown = match (unknown, &column.unknown) {
            (Some(left), Some(right)) => Some(&left | right),
            (one, other) => one.or_else(|| other.clone()),
        };
    }
    let Some(values) = folded else {
        return Column::unknown(ValueType::Bool, rows);
    };
    // What the kernel decided stands, also beside an unknown.
    let unknown = match (unknown, values.nulls()) {
        (Some(unknown), Some(nulls)) => Some(&unknown & &!nulls.inner()),
        _ => None,
    };
    Column {
        values: Values::Bool(values),
        unknown,
    }
}

fn truths(column: &Column) -> Option<&BooleanArray> {
    if let Values::Bool(values) = &column.values {
        Some(values)
    } else {
        None
    }
}

/// SQL LIKE: `%` is any run of characters, `_` any one. Takes back only the last `%`, so it is at
/// worst quadratic.
pub(super) fn matches(text: &str, pattern: &[char]) -> bool {
    let text: Vec<char> = text.chars().collect();
    let (mut at, mut next) = (0, 0);
    let mut retry: Option<(usize, usize)> = None;
    while at < text.len() {
        match pattern.get(next) {
            Some('%') => {
                retry = Some((at, next));
                next += 1;
            }
            Some(wanted) if *wanted == '_' || *wanted == text[at] => {
                at += 1;
                next += 1;
            }
            _ => {
                let Some((from, percent)) = retry else {
                    return false;
                };
                retry = Some((from + 1, percent));
                at = from + 1;
                next = percent + 1;
            }
        }
    }
    pattern[next..].iter().all(|rest| *rest == '%')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn like_knows_runs_and_single_characters() {
        let like = |text, pattern: &str| matches(text, &pattern.chars().collect::<Vec<_>>());
        assert!(like("Орал қаласы", "Орал%"));
        assert!(like("Орал", "О_ал"));
        assert!(like("", "%"));
        assert!(like("abcabd", "%ab_"));
        assert!(like("aXbXc", "a%b%c"));
        assert!(!like("Орал", "О_л"));
        assert!(!like("abc", "ab"));
        assert!(!like("", "_"));
    }
}
