//! Running a program over one case: value by value, without columns.
//!
//! For one row a column costs far more than the value in it. What an operation means is the same
//! as in columns: arithmetic, dates and what counts in an aggregate are the same functions, and
//! `tests/rules/properties.rs` holds the rest together.

use std::cmp::Ordering;

use tutas_domain::evidence::{Known, Record};
use tutas_domain::value::{Value, ValueType};

use super::aggregate::{counted, exists};
use super::choice::surpasses;
use super::truth::matches;
use crate::batch::{Case, cell};
use crate::column::{Slot, as_millionths};
use crate::date;
use crate::number;
use crate::outcome::Tri;
use crate::program::WorkingDays;
use crate::tree::{Comparison, Constant, Entry, Extreme, Fold, Name, Node, NodeId, Tree};

/// One run over one case.
#[derive(Clone, Copy)]
pub(crate) struct OneRun<'a> {
    tree: &'a Tree,
    case: Case<'a>,
    calendar: &'a dyn WorkingDays,
}

/// A value of one of the types, in the form that it is reckoned with.
#[derive(Clone, Copy, Debug)]
enum Datum<'a> {
    Bool(bool),
    Int(i64),
    Decimal(i128),
    Date(i32),
    Text(&'a str),
}

impl<'a> OneRun<'a> {
    pub(crate) fn new(tree: &'a Tree, case: Case<'a>, calendar: &'a dyn WorkingDays) -> Self {
        Self {
            tree,
            case,
            calendar,
        }
    }

    /// What a node comes to, as a value of the domain.
    pub(crate) fn value(&self, id: NodeId) -> Tri<Option<Value>> {
        match self.at(id, None).then(Datum::to_value) {
            Slot::Unknown => Tri::Unknown,
            Slot::None => Tri::Known(None),
            Slot::Some(value) => Tri::Known(Some(value)),
        }
    }

    /// What a node comes to; inside an aggregate, for one of its records.
    fn at(&self, id: NodeId, record: Option<&'a Record>) -> Slot<Datum<'a>> {
        let entry = self.tree.entry(id);
        let it = |id: &NodeId| self.at(*id, record);
        let date = |id: &NodeId| it(id).then(Datum::date);
        match &entry.node {
            Node::Constant(constant) => Slot::Some(Datum::constant(constant)),
            Node::Null(_) => Slot::None,
            Node::Named(_) | Node::Field(..) | Node::Present(_) | Node::Cell(..) => {
                self.leaf(entry, record)
            }
            Node::ToDecimal(one) => it(one)
                .then(Datum::int)
                .map(|int| Datum::Decimal(number::from_int(int))),
            Node::Negate(one) => it(one).then(Datum::negated),
            Node::Not(one) => it(one).then(Datum::bool).map(|truth| Datum::Bool(!truth)),
            Node::IsNull(one) => match it(one) {
                Slot::Unknown => Slot::Unknown,
                known => Slot::Some(Datum::Bool(matches!(known, Slot::None))),
            },
            Node::Is(wanted, one) => match it(one).then(Datum::bool) {
                Slot::Unknown => Slot::Unknown,
                known => Slot::Some(Datum::Bool(known == Slot::Some(*wanted))),
            },
            Node::And(all) => fold(all.iter().map(it), false),
            Node::Or(any) => fold(any.iter().map(it), true),
            Node::Compare(comparison, left, right) => it(left).with(it(right), |left, right| {
                Some(Datum::Bool(comparison.holds(left.order(right)?)))
            }),
            Node::Distinct(left, right) => distinct(it(left), it(right)),
            Node::Arithmetic(operation, left, right) => {
                it(left).with(it(right), |left, right| match (left, right) {
                    (Datum::Int(left), Datum::Int(right)) => {
                        number::int(*operation, left, right).map(Datum::Int)
                    }
                    (Datum::Decimal(left), Datum::Decimal(right)) => {
                        number::decimal(*operation, left, right).map(Datum::Decimal)
                    }
                    _ => None,
                })
            }
            Node::Later(from, days) => shift(date(from), it(days), 1),
            Node::Earlier(from, days) => shift(date(from), it(days), -1),
            Node::Between(unit, from, until) => date(from).with(date(until), |from, until| {
                date::between(*unit, from, until, self.calendar).map(Datum::Int)
            }),
            Node::StartsWith(text, start) => it(text).with(it(start), |text, start| {
                Some(Datum::Bool(text.text()?.starts_with(start.text()?)))
            }),
            Node::Like(text, pattern) => it(text).then(Datum::text).map(|text| {
                let pattern: Vec<char> = pattern.chars().collect();
                Datum::Bool(matches(text, &pattern))
            }),
            Node::Case { arms, otherwise } => self.choose(arms, *otherwise, record),
            Node::Coalesce(all) => all
                .iter()
                .map(it)
                .find(|slot| !matches!(slot, Slot::None))
                .unwrap_or(Slot::None),
            Node::Extreme(extreme, all) => best_of(*extreme, all.iter().map(it)),
            Node::Aggregate {
                fold,
                relation,
                field,
                filter,
            } => self.aggregate(*fold, relation, (*field, *filter), entry.value_type),
        }
    }

    fn leaf(&self, entry: &'a Entry, record: Option<&'a Record>) -> Slot<Datum<'a>> {
        let value = match &entry.node {
            Node::Named(name) => (self.case.named.get(&**name)).map_or(Slot::Unknown, Slot::Some),
            Node::Field(relation, field) => match self.case.known(relation) {
                Known::Unknown(_) => Slot::Unknown,
                Known::Records { records, .. } => records
                    .first()
                    .map_or(Slot::None, |record| cell(record, field)),
            },
            Node::Cell(_, field) => record.map_or(Slot::Unknown, |record| cell(record, field)),
            Node::Present(relation) => {
                return match self.case.known(relation) {
                    Known::Unknown(_) => Slot::Unknown,
                    Known::Records { records, .. } => Slot::Some(Datum::Bool(!records.is_empty())),
                };
            }
            _ => Slot::Unknown,
        };
        value.then(|value| Datum::read(entry.value_type, value))
    }

    fn choose(
        &self,
        arms: &[(NodeId, NodeId)],
        otherwise: NodeId,
        record: Option<&'a Record>,
    ) -> Slot<Datum<'a>> {
        for (condition, value) in arms {
            match self.at(*condition, record).then(Datum::bool) {
                Slot::Unknown => return Slot::Unknown,
                Slot::Some(true) => return self.at(*value, record),
                Slot::None | Slot::Some(false) => {}
            }
        }
        self.at(otherwise, record)
    }

    fn aggregate(
        &self,
        fold: Fold,
        relation: &Name,
        (field, filter): (Option<NodeId>, Option<NodeId>),
        value_type: ValueType,
    ) -> Slot<Datum<'a>> {
        let Some(records) = self.case.records(relation) else {
            return Slot::Unknown;
        };
        let counts = |record: &'a Record| match filter {
            None => Slot::Some(true),
            Some(filter) => self.at(filter, Some(record)).then(Datum::bool),
        };
        if fold == Fold::Exists {
            return exists(records.iter(), counts).map(Datum::Bool);
        }
        let of = |record: &'a Record| match field {
            None => Slot::Some(Datum::Bool(true)),
            Some(field) => self.at(field, Some(record)),
        };
        let Some(counted) = counted(records.iter(), counts, of) else {
            return Slot::Unknown;
        };
        match fold {
            Fold::Exists | Fold::Count => i64::try_from(counted.len())
                .map_or(Slot::Unknown, |count| Slot::Some(Datum::Int(count))),
            Fold::Min => best_of(Extreme::Least, counted.into_iter().map(Slot::Some)),
            Fold::Max => best_of(Extreme::Greatest, counted.into_iter().map(Slot::Some)),
            Fold::Sum if counted.is_empty() => Slot::None,
            Fold::Sum => sum(&counted, value_type).map_or(Slot::Unknown, Slot::Some),
        }
    }
}

impl<'a> Datum<'a> {
    fn constant(constant: &'a Constant) -> Self {
        match constant {
            Constant::Bool(truth) => Self::Bool(*truth),
            Constant::Int(int) => Self::Int(*int),
            Constant::Decimal(decimal) => Self::Decimal(*decimal),
            Constant::Date(date) => Self::Date(*date),
            Constant::Text(text) => Self::Text(text),
        }
    }

    /// A register's value; nothing if it is of another type than declared.
    fn read(value_type: ValueType, value: &'a Value) -> Option<Self> {
        match value_type {
            ValueType::Bool => value.as_bool().map(Self::Bool),
            ValueType::Int => value.as_int().map(Self::Int),
            ValueType::Decimal => as_millionths(value).map(Self::Decimal),
            ValueType::Date => value.as_date().and_then(date::to_days).map(Self::Date),
            ValueType::Text => value.as_text().map(Self::Text),
        }
    }

    fn to_value(self) -> Option<Value> {
        match self {
            Self::Bool(truth) => Some(Value::Bool(truth)),
            Self::Int(int) => Some(Value::Int(int)),
            Self::Decimal(decimal) => number::to_decimal(decimal).map(Value::Decimal),
            Self::Date(days) => date::from_days(days).map(Value::Date),
            Self::Text(text) => Some(Value::Text(text.to_owned())),
        }
    }

    fn bool(self) -> Option<bool> {
        if let Self::Bool(truth) = self {
            Some(truth)
        } else {
            None
        }
    }

    fn int(self) -> Option<i64> {
        if let Self::Int(int) = self {
            Some(int)
        } else {
            None
        }
    }

    fn date(self) -> Option<i32> {
        if let Self::Date(days) = self {
            Some(days)
        } else {
            None
        }
    }

    fn text(self) -> Option<&'a str> {
        if let Self::Text(text) = self {
            Some(text)
        } else {
            None
        }
    }

    fn negated(self) -> Option<Self> {
        match self {
            Self::Int(int) => int.checked_neg().map(Self::Int),
            Self::Decimal(decimal) => Some(Self::Decimal(-decimal)),
            Self::Bool(_) | Self::Date(_) | Self::Text(_) => None,
        }
    }

    /// How two values of one type stand to each other.
    fn order(self, other: Self) -> Option<Ordering> {
        match (self, other) {
            (Self::Bool(left), Self::Bool(right)) => Some(left.cmp(&right)),
            (Self::Int(left), Self::Int(right)) => Some(left.cmp(&right)),
            (Self::Decimal(left), Self::Decimal(right)) => Some(left.cmp(&right)),
            (Self::Date(left), Self::Date(right)) => Some(left.cmp(&right)),
            (Self::Text(left), Self::Text(right)) => Some(left.cmp(right)),
            _ => None,
        }
    }
}

impl Comparison {
    fn holds(self, order: Ordering) -> bool {
        match self {
            Self::Equal => order.is_eq(),
            Self::NotEqual => order.is_ne(),
            Self::Less => order.is_lt(),
            Self::AtMost => order.is_le(),
            Self::Greater => order.is_gt(),
            Self::AtLeast => order.is_ge(),
        }
    }
}

/// AND, which `false` decides, or OR, which `true` does; then unknown comes before NULL.
fn fold<'a>(slots: impl Iterator<Item = Slot<Datum<'a>>>, decides: bool) -> Slot<Datum<'a>> {
    let mut folded = Slot::Some(Datum::Bool(!decides));
    for slot in slots {
        match slot.then(Datum::bool) {
            Slot::Some(truth) if truth == decides => return Slot::Some(Datum::Bool(decides)),
            Slot::Some(_) => {}
            Slot::Unknown => folded = Slot::Unknown,
            Slot::None if matches!(folded, Slot::Unknown) => {}
            Slot::None => folded = Slot::None,
        }
    }
    folded
}

fn distinct<'a>(left: Slot<Datum<'_>>, right: Slot<Datum<'_>>) -> Slot<Datum<'a>> {
    match (left, right) {
        (Slot::Unknown, _) | (_, Slot::Unknown) => Slot::Unknown,
        (Slot::None, Slot::None) => Slot::Some(Datum::Bool(false)),
        (Slot::Some(left), Slot::Some(right)) => {
            let differ = left.order(right).is_none_or(Ordering::is_ne);
            Slot::Some(Datum::Bool(differ))
        }
        _ => Slot::Some(Datum::Bool(true)),
    }
}

fn shift<'a>(from: Slot<i32>, days: Slot<Datum<'_>>, direction: i64) -> Slot<Datum<'a>> {
    from.with(days, |from, days| {
        date::later(from, days.int()?.checked_mul(direction)?).map(Datum::Date)
    })
}

/// The least or greatest value; none is passed over.
fn best_of<'a>(extreme: Extreme, slots: impl Iterator<Item = Slot<Datum<'a>>>) -> Slot<Datum<'a>> {
    let mut best = Slot::None;
    for slot in slots {
        best = match (best, slot) {
            (_, Slot::Unknown) => return Slot::Unknown,
            (best, Slot::None) => best,
            (Slot::Some(best), Slot::Some(next)) if !surpasses(extreme, next.order(best)) => {
                Slot::Some(best)
            }
            (_, next) => next,
        };
    }
    best
}

fn sum<'a>(counted: &[Datum<'_>], value_type: ValueType) -> Option<Datum<'a>> {
    let sum = counted.iter().try_fold(0_i128, |sum, datum| match datum {
        Datum::Int(int) => sum.checked_add(i128::from(*int)),
        Datum::Decimal(decimal) => sum.checked_add(*decimal),
        Datum::Bool(_) | Datum::Date(_) | Datum::Text(_) => None,
    })?;
    if value_type == ValueType::Int {
        return i64::try_from(sum).ok().map(Datum::Int);
    }
    number::fits(sum).map(Datum::Decimal)
}
