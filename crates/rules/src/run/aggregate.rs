//! One value a case from its records.
//!
//! A record counts if the filter is true for it. One for which the filter is unknown may or may
//! not count, so it makes the result unknown unless it cannot matter: EXISTS that has another
//! record, or a field that is known to be none.

use std::ops::Range;

use tutas_domain::value::ValueType;

use super::choice::surpasses;
use crate::batch::Table;
use crate::column::{Column, Element, Pick, Slot};
use crate::number;
use crate::tree::{Extreme, Fold};

pub(super) fn aggregate(
    fold: Fold,
    table: &Table,
    field: Option<&Column>,
    filter: Option<&Column>,
    value_type: ValueType,
) -> Column {
    let records = Records {
        table,
        field,
        filter,
    };
    let cases = 0..table.unknown.len();
    match fold {
        Fold::Exists => bool::build(cases.map(|case| records.exists(case))),
        Fold::Count => i64::build(cases.map(|case| records.count(case))),
        Fold::Sum if value_type == ValueType::Int => i64::build(cases.map(|case| {
            records.sum(
                case,
                |column, row| column.slot::<i64>(row).map(i128::from),
                |sum| i64::try_from(sum).ok(),
            )
        })),
        Fold::Sum => i128::build(cases.map(|case| records.sum(case, Column::slot, number::fits))),
        Fold::Min => Column::pick(
            value_type,
            cases.map(|case| records.best(case, Extreme::Least)),
        ),
        Fold::Max => Column::pick(
            value_type,
            cases.map(|case| records.best(case, Extreme::Greatest)),
        ),
    }
}

/// The values of the records that count and have one; nothing if that cannot be told.
pub(super) fn counted<R: Copy, T>(
    records: impl Iterator<Item = R>,
    counts: impl Fn(R) -> Slot<bool>,
    of: impl Fn(R) -> Slot<T>,
) -> Option<Vec<T>> {
    let mut counted = Vec::new();
    for record in records {
        let value = of(record);
        if matches!(value, Slot::None) {
            continue;
        }
        match (counts(record), value) {
            (Slot::Unknown, _) | (Slot::Some(true), Slot::Unknown) => return None,
            (Slot::Some(true), Slot::Some(value)) => counted.push(value),
            _ => {}
        }
    }
    Some(counted)
}

/// Whether any record counts.
pub(super) fn exists<R>(
    records: impl Iterator<Item = R>,
    counts: impl Fn(R) -> Slot<bool>,
) -> Slot<bool> {
    let mut exists = Slot::Some(false);
    for record in records {
        match counts(record) {
            Slot::Some(true) => return Slot::Some(true),
            Slot::Unknown => exists = Slot::Unknown,
            Slot::None | Slot::Some(false) => {}
        }
    }
    exists
}

struct Records<'a> {
    table: &'a Table,
    field: Option<&'a Column>,
    filter: Option<&'a Column>,
}

impl<'a> Records<'a> {
    /// The records of a case, if they are known.
    fn of(&self, case: usize) -> Option<Range<usize>> {
        if self.table.unknown[case] {
            return None;
        }
        Some(self.table.offsets[case]..self.table.offsets[case + 1])
    }

    fn counts(&self, record: usize) -> Slot<bool> {
        self.filter
            .map_or(Slot::Some(true), |filter| filter.slot(record))
    }

    /// The records of a case that count and have a value; nothing if that cannot be told.
    fn counted(&self, case: usize) -> Option<Vec<usize>> {
        let of = |record| match self.field {
            Some(field) if field.is_none(record) => Slot::None,
            Some(field) if field.is_unknown(record) => Slot::Unknown,
            _ => Slot::Some(record),
        };
        counted(self.of(case)?, |record| self.counts(record), of)
    }

    fn exists(&self, case: usize) -> Slot<bool> {
        self.of(case).map_or(Slot::Unknown, |records| {
            exists(records, |record| self.counts(record))
        })
    }

    fn count(&self, case: usize) -> Slot<i64> {
        self.counted(case)
            .and_then(|counted| i64::try_from(counted.len()).ok())
            .map_or(Slot::Unknown, Slot::Some)
    }

    fn sum<T>(
        &self,
        case: usize,
        read: impl Fn(&'a Column, usize) -> Slot<i128>,
        fit: impl Fn(i128) -> Option<T>,
    ) -> Slot<T> {
        let (Some(counted), Some(field)) = (self.counted(case), self.field) else {
            return Slot::Unknown;
        };
        if counted.is_empty() {
            return Slot::None;
        }
        let sum = counted
            .into_iter()
            .try_fold(0_i128, |sum, record| match read(field, record) {
                Slot::Some(value) => sum.checked_add(value),
                Slot::None | Slot::Unknown => None,
            });
        sum.and_then(fit).map_or(Slot::Unknown, Slot::Some)
    }

    fn best(&self, case: usize, extreme: Extreme) -> Pick<'a> {
        let (Some(counted), Some(field)) = (self.counted(case), self.field) else {
            return Pick::Unknown;
        };
        counted
            .into_iter()
            .reduce(|best, next| {
                if surpasses(extreme, field.order(next, field, best)) {
                    next
                } else {
                    best
                }
            })
            .map_or(Pick::None, |record| Pick::From(field, record))
    }
}
