//! Many cases as columns: relations with one record a case beside child tables for the rest.

use std::collections::BTreeMap;

use tutas_domain::evidence::{Evidence, Known, Record};
use tutas_domain::value::{Value, ValueType};

use crate::column::{Column, Slot};
use crate::program::Program;
use crate::tree::{Name, Node};

/// One case: what is known of it, and the values that stand by themselves.
#[derive(Clone, Copy, Debug)]
pub struct Case<'a> {
    /// The evidence, by the name of the subject or need.
    pub evidence: &'a Evidence,
    /// What stands before the evidence where both have a name: answers, and what stands in for a read.
    pub before: Option<&'a Evidence>,
    /// `filed_on`, `event_on`, the units of the country on that day. One that is missing is unknown.
    pub named: &'a BTreeMap<String, Value>,
}

impl<'a> Case<'a> {
    /// A case of which nothing is known but its evidence.
    pub fn of(evidence: &'a Evidence, named: &'a BTreeMap<String, Value>) -> Self {
        Self {
            evidence,
            before: None,
            named,
        }
    }

    pub(crate) fn known(&self, relation: &str) -> &'a Known {
        let before = self.before.and_then(|before| before.0.get(relation));
        before.unwrap_or_else(|| self.evidence.known(relation))
    }

    pub(crate) fn records(&self, relation: &str) -> Option<&'a [Record]> {
        self.known(relation).records()
    }
}

/// Many cases, with the columns that one program reads.
#[derive(Clone, Debug)]
pub struct Batch {
    rows: usize,
    named: BTreeMap<Name, Column>,
    tables: BTreeMap<Name, Table>,
}

/// The records of one relation.
#[derive(Clone, Debug, Default)]
pub(crate) struct Table {
    /// For each case whether the relation is known and has a record; for relations with one.
    pub(crate) present: Option<Column>,
    /// A value a case, or a record where there can be many.
    pub(crate) fields: BTreeMap<Name, Column>,
    /// Where there can be many: the records of case `n` are `offsets[n]..offsets[n + 1]`.
    pub(crate) offsets: Vec<usize>,
    /// Where there can be many: the case of each record.
    pub(crate) cases: Vec<usize>,
    /// Where there can be many: the cases for which the relation is unknown.
    pub(crate) unknown: Vec<bool>,
}

impl Batch {
    /// Lays out `cases` for `program`: only what it reads is copied.
    pub fn new(program: &Program, cases: &[Case<'_>]) -> Self {
        let mut batch = Self {
            rows: cases.len(),
            named: BTreeMap::new(),
            tables: BTreeMap::new(),
        };
        for entry in program.tree().entries() {
            let value_type = entry.value_type;
            match &entry.node {
                Node::Named(name) => batch.add_named(name, value_type, cases),
                Node::Present(relation) => batch.add_presence(relation, cases),
                Node::Field(relation, field) => {
                    batch.add_field(relation, field, value_type, cases);
                }
                Node::Cell(relation, field) => {
                    batch.add_records(relation, cases);
                    batch.add_cells(relation, field, value_type, cases);
                }
                Node::Aggregate { relation, .. } => batch.add_records(relation, cases),
                _ => {}
            }
        }
        batch
    }

    /// The number of cases.
    pub fn len(&self) -> usize {
        self.rows
    }

    /// Whether there is no case.
    pub fn is_empty(&self) -> bool {
        self.rows == 0
    }

    pub(crate) fn named(&self, name: &str) -> Option<&Column> {
        self.named.get(name)
    }

    pub(crate) fn table(&self, relation: &str) -> Option<&Table> {
        self.tables.get(relation)
    }

    fn add_named(&mut self, name: &Name, value_type: ValueType, cases: &[Case<'_>]) {
        self.named.entry(name.clone()).or_insert_with(|| {
            let values = cases
                .iter()
                .map(|case| case.named.get(&**name).map_or(Slot::Unknown, Slot::Some));
            Column::read(value_type, values)
        });
    }

    fn add_presence(&mut self, relation: &Name, cases: &[Case<'_>]) {
        const YES: Value = Value::Bool(true);
        const NO: Value = Value::Bool(false);
        self.tables
            .entry(relation.clone())
            .or_default()
            .present
            .get_or_insert_with(|| {
                let values = cases.iter().map(|case| match case.known(relation) {
                    Known::Unknown(_) => Slot::Unknown,
                    Known::Records { records, .. } if records.is_empty() => Slot::Some(&NO),
                    Known::Records { .. } => Slot::Some(&YES),
                });
                Column::read(ValueType::Bool, values)
            });
    }

    fn add_field(
        &mut self,
        relation: &Name,
        field: &Name,
        value_type: ValueType,
        cases: &[Case<'_>],
    ) {
        let table = self.tables.entry(relation.clone()).or_default();
        table.fields.entry(field.clone()).or_insert_with(|| {
            let values = cases.iter().map(|case| match case.known(relation) {
                Known::Unknown(_) => Slot::Unknown,
                Known::Records { records, .. } => records
                    .first()
                    .map_or(Slot::None, |record| cell(record, field)),
            });
            Column::read(value_type, values)
        });
    }

    fn add_records(&mut self, relation: &Name, cases: &[Case<'_>]) {
        let table = self.tables.entry(relation.clone()).or_default();
        if !table.offsets.is_empty() {
            return;
        }
        table.offsets.push(0);
        for (row, case) in cases.iter().enumerate() {
            let records = case.records(relation);
            table.unknown.push(records.is_none());
            table
                .cases
                .extend(records.unwrap_or_default().iter().map(|_| row));
            table.offsets.push(table.cases.len());
        }
    }

    fn add_cells(
        &mut self,
        relation: &Name,
        field: &Name,
        value_type: ValueType,
        cases: &[Case<'_>],
    ) {
        let table = self.tables.entry(relation.clone()).or_default();
        table.fields.entry(field.clone()).or_insert_with(|| {
            let records = cases
                .iter()
                .flat_map(|case| case.records(relation).unwrap_or_default());
            Column::read(value_type, records.map(|record| cell(record, field)))
        });
    }
}

/// A field that the record does not have was not retrieved; one that is null is known to be none.
pub(crate) fn cell<'a>(record: &'a Record, field: &str) -> Slot<&'a Value> {
    match record.get(field) {
        None => Slot::Unknown,
        Some(None) => Slot::None,
        Some(Some(value)) => Slot::Some(value),
    }
}
