//! Numbers and dates, row by row: what does not fit is unknown in that row alone.

use crate::column::{Column, Element, Slot, Values};
use crate::date;
use crate::number;
use crate::program::WorkingDays;
use crate::tree::{Arithmetic, Constant, Unit};

pub(super) fn constant(constant: &Constant, rows: usize) -> Column {
    match constant {
        Constant::Bool(truth) => bool::build((0..rows).map(|_| Slot::Some(*truth))),
        Constant::Int(int) => i64::build((0..rows).map(|_| Slot::Some(*int))),
        Constant::Decimal(decimal) => i128::build((0..rows).map(|_| Slot::Some(*decimal))),
        Constant::Date(date) => i32::build((0..rows).map(|_| Slot::Some(*date))),
        Constant::Text(text) => <&str>::build((0..rows).map(|_| Slot::Some(text.as_str()))),
    }
}

pub(super) fn to_decimal(column: &Column) -> Column {
    i128::build((0..column.len()).map(|row| column.slot::<i64>(row).map(number::from_int)))
}

pub(super) fn negate(column: &Column) -> Column {
    if matches!(column.values, Values::Int(_)) {
        return i64::build(
            (0..column.len())
                .map(|row| Slot::Some(0_i64).with(column.slot::<i64>(row), i64::checked_sub)),
        );
    }
    i128::build((0..column.len()).map(|row| column.slot::<i128>(row).map(|value| -value)))
}

pub(super) fn arithmetic(operation: Arithmetic, left: &Column, right: &Column) -> Column {
    let rows = 0..left.len();
    if matches!(left.values, Values::Int(_)) {
        return i64::build(rows.map(|row| {
            left.slot::<i64>(row)
                .with(right.slot::<i64>(row), |left, right| {
                    number::int(operation, left, right)
                })
        }));
    }
    i128::build(rows.map(|row| {
        left.slot::<i128>(row)
            .with(right.slot::<i128>(row), |left, right| {
                number::decimal(operation, left, right)
            })
    }))
}

/// Dates moved by days; `direction` is 1 for later and -1 for earlier.
pub(super) fn shift(dates: &Column, days: &Column, direction: i64) -> Column {
    i32::build((0..dates.len()).map(|row| {
        dates
            .slot::<i32>(row)
            .with(days.slot::<i64>(row), |date, days| {
                date::later(date, days.checked_mul(direction)?)
            })
    }))
}

pub(super) fn between(
    unit: Unit,
    from: &Column,
    until: &Column,
    calendar: &dyn WorkingDays,
) -> Column {
    i64::build((0..from.len()).map(|row| {
        from.slot::<i32>(row)
            .with(until.slot::<i32>(row), |from, until| {
                date::between(unit, from, until, calendar)
            })
    }))
}
