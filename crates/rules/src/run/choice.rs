//! Choosing one of several values in each row.

use std::cmp::Ordering;

use tutas_domain::value::ValueType;

use crate::column::{Column, Pick, Slot};
use crate::tree::Extreme;

/// The value of the first arm whose condition is true. A condition that is unknown makes the
/// result unknown, for it could be this arm or a later one.
pub(super) fn case(
    value_type: ValueType,
    arms: &[(&Column, &Column)],
    otherwise: &Column,
) -> Column {
    Column::pick(
        value_type,
        (0..otherwise.len()).map(|row| {
            for (condition, value) in arms {
                match condition.slot::<bool>(row) {
                    Slot::Unknown => return Pick::Unknown,
                    Slot::Some(true) => return Pick::From(value, row),
                    Slot::None | Slot::Some(false) => {}
                }
            }
            Pick::From(otherwise, row)
        }),
    )
}

/// The first value that is not none.
pub(super) fn coalesce(value_type: ValueType, columns: &[&Column]) -> Column {
    let rows = columns.first().map_or(0, |column| column.len());
    Column::pick(
        value_type,
        (0..rows).map(|row| {
            columns
                .iter()
                .find(|column| !column.is_none(row))
                .map_or(Pick::None, |column| Pick::From(column, row))
        }),
    )
}

/// The least or greatest value; none is passed over, as in PostgreSQL.
pub(super) fn extreme(value_type: ValueType, extreme: Extreme, columns: &[&Column]) -> Column {
    let rows = columns.first().map_or(0, |column| column.len());
    Column::pick(
        value_type,
        (0..rows).map(|row| {
            if columns.iter().any(|column| column.is_unknown(row)) {
                return Pick::Unknown;
            }
            columns
                .iter()
                .filter(|column| !column.is_none(row))
                .copied()
                .reduce(|best, next| {
                    if surpasses(extreme, next.order(row, best, row)) {
                        next
                    } else {
                        best
                    }
                })
                .map_or(Pick::None, |column| Pick::From(column, row))
        }),
    )
}

/// Whether a value that stands so to the best one so far takes its place.
pub(super) fn surpasses(extreme: Extreme, order: Option<Ordering>) -> bool {
    order
        == Some(match extreme {
            Extreme::Least => Ordering::Less,
            Extreme::Greatest => Ordering::Greater,
        })
}
