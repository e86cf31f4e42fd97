//! Running a program: one column a node, each computed once; for one case, its values one by one.

mod aggregate;
mod choice;
mod one;
mod truth;
mod value;

pub(crate) use one::OneRun;
use tutas_domain::value::ValueType;

use crate::batch::Batch;
use crate::column::{Column, Pick};
use crate::program::{Plan, WorkingDays};
use crate::tree::{Entry, Level, Node, NodeId, Tree};

/// One run over one batch.
pub(crate) struct Run<'a> {
    tree: &'a Tree,
    batch: &'a Batch,
    calendar: &'a dyn WorkingDays,
    columns: Vec<Column>,
}

impl<'a> Run<'a> {
    pub(crate) fn new(tree: &'a Tree, batch: &'a Batch, calendar: &'a dyn WorkingDays) -> Self {
        Self {
            tree,
            batch,
            calendar,
            columns: Vec::with_capacity(tree.entries().len()),
        }
    }

    /// Computes every node that is needed; a column that the plan releases is let go at once.
    pub(crate) fn all(mut self, plan: &Plan) -> Vec<Column> {
        let nothing = Column::none(ValueType::Bool, 0);
        for (at, entry) in self.tree.entries().iter().enumerate() {
            let column = if plan.needed[at] {
                self.node(entry)
            } else {
                nothing.clone()
            };
            self.columns.push(column);
            for released in plan.releases.get(at).into_iter().flatten() {
                self.columns[released.0] = nothing.clone();
            }
        }
        self.columns
    }

    fn node(&self, entry: &Entry) -> Column {
        let rows = self.rows(&entry.level);
        match &entry.node {
            Node::Constant(constant) => value::constant(constant, rows),
            Node::Null(value_type) => Column::none(*value_type, rows),
            Node::Named(_) | Node::Field(..) | Node::Present(_) => self.leaf(entry),
            Node::Cell(relation, field) => self
                .batch
                .table(relation)
                .and_then(|table| table.fields.get(field))
                .cloned()
                .unwrap_or_else(|| Column::unknown(entry.value_type, rows)),
            Node::ToDecimal(one) => value::to_decimal(self.column(*one)),
            Node::Negate(one) => value::negate(self.column(*one)),
            Node::Not(one) => truth::not(self.column(*one)),
            Node::IsNull(one) => truth::is_null(self.column(*one)),
            Node::Is(wanted, one) => truth::is(*wanted, self.column(*one)),
            Node::And(all) => truth::all(&self.columns(all)),
            Node::Or(any) => truth::any(&self.columns(any)),
            Node::Compare(comparison, left, right) => {
                truth::compare(*comparison, self.column(*left), self.column(*right))
            }
            Node::Distinct(left, right) => truth::distinct(self.column(*left), self.column(*right)),
            Node::Arithmetic(operation, left, right) => {
                value::arithmetic(*operation, self.column(*left), self.column(*right))
            }
            Node::Later(date, days) => value::shift(self.column(*date), self.column(*days), 1),
            Node::Earlier(date, days) => value::shift(self.column(*date), self.column(*days), -1),
            Node::Between(unit, from, until) => value::between(
                *unit,
                self.column(*from),
                self.column(*until),
                self.calendar,
            ),
            Node::StartsWith(text, start) => {
                truth::starts_with(self.column(*text), self.column(*start))
            }
            Node::Like(text, pattern) => truth::like(self.column(*text), pattern),
            Node::Case { arms, otherwise } => {
                let arms: Vec<_> = arms
                    .iter()
                    .map(|(condition, value)| (self.column(*condition), self.column(*value)))
                    .collect();
                choice::case(entry.value_type, &arms, self.column(*otherwise))
            }
            Node::Coalesce(all) => choice::coalesce(entry.value_type, &self.columns(all)),
            Node::Extreme(extreme, all) => {
                choice::extreme(entry.value_type, *extreme, &self.columns(all))
            }
            Node::Aggregate {
                fold,
                relation,
                field,
                filter,
            } => {
                let Some(table) = self.batch.table(relation) else {
                    return Column::unknown(entry.value_type, rows);
                };
                let field = field.map(|id| self.column(id));
                let filter = filter.map(|id| self.column(id));
                aggregate::aggregate(*fold, table, field, filter, entry.value_type)
            }
        }
    }

    /// A leaf with one value a case; at the level of records each record has that of its case.
    fn leaf(&self, entry: &Entry) -> Column {
        let column = match &entry.node {
            Node::Named(name) => self.batch.named(name),
            Node::Field(relation, field) => self
                .batch
                .table(relation)
                .and_then(|table| table.fields.get(field)),
            Node::Present(relation) => self
                .batch
                .table(relation)
                .and_then(|table| table.present.as_ref()),
            _ => None,
        };
        let Some(column) = column else {
            return Column::unknown(entry.value_type, self.rows(&entry.level));
        };
        match &entry.level {
            Level::Case => column.clone(),
            Level::Records(relation) => {
                let cases = self
                    .batch
                    .table(relation)
                    .map_or(&[][..], |table| &table.cases);
                Column::pick(
                    entry.value_type,
                    cases.iter().map(|case| Pick::From(column, *case)),
                )
            }
        }
    }

    fn rows(&self, level: &Level) -> usize {
        match level {
            Level::Case => self.batch.len(),
            Level::Records(relation) => self
                .batch
                .table(relation)
                .map_or(0, |table| table.cases.len()),
        }
    }

    fn column(&self, id: NodeId) -> &Column {
        &self.columns[id.0]
    }

    fn columns(&self, ids: &[NodeId]) -> Vec<&Column> {
        ids.iter().map(|id| self.column(*id)).collect()
    }
}
