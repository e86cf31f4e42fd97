//! Compiling expressions into one program, and running it.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use tutas_domain::evidence::{Seen, SeenValue};
use tutas_domain::value::{Value, ValueType};

use crate::batch::{Batch, Case};
use crate::column::Column;
use crate::lower;
use crate::outcome::{Outcome, OutcomeColumn, Tri};
use crate::print;
use crate::run::{OneRun, Run};
use crate::schema::{Expression, Problem, Schema};
use crate::tree::{Level, Node, NodeId, Tree};

/// The calendar of the country, as far as rules need it.
pub trait WorkingDays {
    /// How many working days `d` there are with `after < d <= until`.
    ///
    /// Nothing if the calendar does not reach that far: then it is unknown.
    fn working_days_between(&self, after: Date, until: Date) -> Option<i64>;
}

/// Compiled expressions: one hash-consed tree, and the root of each.
#[derive(Clone, Debug)]
pub struct Program {
    tree: Tree,
    expressions: Vec<Compiled>,
    /// The place of each expression by its name.
    index: BTreeMap<String, usize>,
    plan: Plan,
    /// Every relation with every field that any expression reads.
    reads: BTreeSet<Reading>,
    /// Every named value that any expression reads.
    named: BTreeSet<String>,
}

/// A relation that is read, with its field, if not only whether it has a record.
type Reading = (String, Option<String>);

/// Which nodes a run computes, and how long it keeps them.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    /// Nodes that an expression stands on; a literal that was folded into another is not.
    pub(crate) needed: Vec<bool>,
    /// For each node the nodes that nobody needs after it.
    pub(crate) releases: Vec<Vec<NodeId>>,
}

#[derive(Clone, Debug)]
struct Compiled {
    name: String,
    root: NodeId,
    /// What the expression reads: the path as it is written, and the node that holds the value.
    leaves: Vec<(String, NodeId)>,
    /// All nodes that the expression and its leaves stand on.
    nodes: Vec<NodeId>,
}

/// Compiles all expressions into one program, or says everything that is wrong with them.
pub fn compile(schema: &Schema, expressions: &[Expression<'_>]) -> Result<Program, Vec<Problem>> {
    let mut tree = Tree::default();
    let mut compiled: Vec<Compiled> = Vec::new();
    let mut index = BTreeMap::new();
    let mut problems = Vec::new();
    for expression in expressions {
        if index.contains_key(expression.name) {
            problems.push(twice(expression.name));
            continue;
        }
        match lower::lower(schema, &mut tree, expression) {
            Ok(root) => {
                let leaves = leaves(&tree, root);
                index.insert(expression.name.to_owned(), compiled.len());
                let kept = leaves.iter().map(|(_, node)| *node).chain([root]);
                compiled.push(Compiled {
                    name: expression.name.to_owned(),
                    root,
                    nodes: kept.flat_map(|node| tree.walk(node)).collect(),
                    leaves,
                });
            }
            Err(faults) => {
                problems.extend(faults.into_iter().map(|fault| fault.of(expression.name)));
            }
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let plan = plan(&tree, &compiled);
    let mut program = Program {
        tree,
        expressions: compiled,
        index,
        plan,
        reads: BTreeSet::new(),
        named: BTreeSet::new(),
    };
    let all = || program.expressions();
    let reads: BTreeSet<Reading> = all().flat_map(|name| program.reads(name)).collect();
    let named: BTreeSet<String> = all().flat_map(|name| program.named(name)).collect();
    (program.reads, program.named) = (reads, named);
    Ok(program)
}

impl Program {
    /// Runs all expressions over one case; outcomes in the order of the expressions.
    pub fn evaluate_case(&self, case: Case<'_>, calendar: &dyn WorkingDays) -> Vec<Outcome> {
        self.expressions
            .iter()
            .map(|expression| self.outcome_of(expression, case, calendar))
            .collect()
    }

    /// Runs one expression over one case, and computes nothing else; nothing for a name that was
    /// not compiled.
    pub fn outcome(
        &self,
        expression: &str,
        case: Case<'_>,
        calendar: &dyn WorkingDays,
    ) -> Option<Outcome> {
        let found = self.find(expression)?;
        Some(self.outcome_of(found, case, calendar))
    }

    /// What one expression comes to in one case, without the values it rests on; nothing for a name
    /// that was not compiled.
    pub fn result(
        &self,
        expression: &str,
        case: Case<'_>,
        calendar: &dyn WorkingDays,
    ) -> Option<Tri<Option<Value>>> {
        let found = self.find(expression)?;
        Some(OneRun::new(&self.tree, case, calendar).value(found.root))
    }

    /// Runs all expressions over many cases; columns in the order of the expressions.
    pub fn evaluate(&self, batch: &Batch, calendar: &dyn WorkingDays) -> Vec<OutcomeColumn> {
        let columns = self.run(batch, calendar);
        self.expressions
            .iter()
            .map(|expression| OutcomeColumn {
                name: expression.name.clone(),
                column: columns[expression.root.0].clone(),
            })
            .collect()
    }

    /// The expression as SQL for PostgreSQL, printed from the typed tree; empty for a name that
    /// was not compiled. [`Self::query`] says which tables it reads.
    pub fn sql(&self, expression: &str) -> String {
        self.find(expression)
            .map_or_else(String::new, |found| print::postgres(&self.tree, found.root))
    }

    /// A query that answers `expressions`, one column each, one row a case, in the order of cases.
    ///
    /// It reads a table `cases` with `case_id` and the named values as columns, a table for each
    /// relation with the `case_id` and its fields (at most one row a case where there is one
    /// record), and for working days `calendar_days` with `day` and `working`. What is unknown
    /// here because it cannot be computed, such as a quotient by zero, is NULL there.
    pub fn query(&self, expressions: &[&str]) -> String {
        let roots: Vec<(&str, NodeId)> = expressions
            .iter()
            .filter_map(|name| self.find(name).map(|found| (*name, found.root)))
            .collect();
        print::query(&self.tree, &roots)
    }

    /// The expression in the language of rules, every bracket written; empty for a name that was
    /// not compiled. Compiling it again gives the same tree.
    pub fn text(&self, expression: &str) -> String {
        self.find(expression)
            .map_or_else(String::new, |found| print::text(&self.tree, found.root))
    }

    /// The relations and fields that `expression` reads, each once, in the order of the text.
    /// Without a field: it only asks whether there is a record, or how many.
    pub fn reads(&self, expression: &str) -> Vec<(String, Option<String>)> {
        let mut reads = Vec::new();
        for node in self.nodes(expression) {
            let read = match node {
                Node::Field(relation, field) | Node::Cell(relation, field) => {
                    (relation.to_string(), Some(field.to_string()))
                }
                Node::Present(relation)
                | Node::Aggregate {
                    relation,
                    field: None,
                    ..
                } => (relation.to_string(), None),
                _ => continue,
            };
            if !reads.contains(&read) {
                reads.push(read);
            }
        }
        reads
    }

    /// The named values that `expression` reads, each once, in the order of the text.
    pub fn named(&self, expression: &str) -> Vec<String> {
        let mut names = Vec::new();
        for node in self.nodes(expression) {
            if let Node::Named(name) = node
                && !names.iter().any(|known: &String| **known == **name)
            {
                names.push(name.to_string());
            }
        }
        names
    }

    /// The relations and fields that any expression reads.
    pub fn all_reads(&self) -> impl Iterator<Item = (&str, Option<&str>)> {
        self.reads
            .iter()
            .map(|(relation, field)| (relation.as_str(), field.as_deref()))
    }

    /// Whether any expression reads this named value.
    pub fn names(&self, named: &str) -> bool {
        self.named.contains(named)
    }

    /// Whether `expression` reads this named value.
    pub fn names_in(&self, expression: &str, named: &str) -> bool {
        let nodes = self.find(expression).map(|found| &found.nodes);
        let mut nodes = nodes.into_iter().flatten();
        nodes.any(|id| matches!(self.tree.node(*id), Node::Named(name) if &**name == named))
    }

    /// The named values that any expression reads.
    pub fn all_named(&self) -> impl Iterator<Item = &str> {
        self.named.iter().map(String::as_str)
    }

    /// The names of all expressions, in order.
    pub fn expressions(&self) -> impl Iterator<Item = &str> {
        self.expressions
            .iter()
            .map(|expression| expression.name.as_str())
    }

    /// What `expression` yields.
    pub fn value_type(&self, expression: &str) -> Option<ValueType> {
        self.find(expression)
            .map(|found| self.tree.entry(found.root).value_type)
    }

    /// How many operations the whole program consists of, each counted once.
    pub fn size(&self) -> usize {
        self.plan.needed.iter().filter(|needed| **needed).count()
    }

    pub(crate) fn tree(&self) -> &Tree {
        &self.tree
    }

    fn run(&self, batch: &Batch, calendar: &dyn WorkingDays) -> Vec<Column> {
        Run::new(&self.tree, batch, calendar).all(&self.plan)
    }

    fn find(&self, name: &str) -> Option<&Compiled> {
        self.expressions.get(*self.index.get(name)?)
    }

    fn nodes(&self, expression: &str) -> impl Iterator<Item = &Node> {
        let order = self
            .find(expression)
            .map_or_else(Vec::new, |found| self.tree.walk(found.root));
        order.into_iter().map(|id| self.tree.node(id))
    }

    fn outcome_of(
        &self,
        expression: &Compiled,
        case: Case<'_>,
        calendar: &dyn WorkingDays,
    ) -> Outcome {
        let run = OneRun::new(&self.tree, case, calendar);
        Outcome {
            name: expression.name.clone(),
            result: run.value(expression.root),
            seen: expression
                .leaves
                .iter()
                .map(|(path, node)| self.seen(path, *node, run.value(*node)))
                .collect(),
        }
    }

    fn seen(&self, path: &str, node: NodeId, value: Tri<Option<Value>>) -> Seen {
        let is_presence = matches!(self.tree.node(node), Node::Present(_));
        let value = match value {
            Tri::Unknown => SeenValue::Unknown,
            Tri::Known(None) => SeenValue::None,
            Tri::Known(Some(Value::Bool(false))) if is_presence => SeenValue::None,
            Tri::Known(Some(value)) => SeenValue::Value(value),
        };
        Seen {
            path: path.to_owned(),
            value,
        }
    }
}

fn twice(name: &str) -> Problem {
    Problem {
        expression: name.to_owned(),
        line: 1,
        column: 1,
        message: "the name stands twice".to_owned(),
        hint: Some("give each expression a name of its own".to_owned()),
    }
}

/// What an expression reads. Fields of single records inside an aggregate belong to it too; what
/// the aggregate makes of its own records stands in its value.
fn leaves(tree: &Tree, root: NodeId) -> Vec<(String, NodeId)> {
    let mut leaves: Vec<(String, NodeId)> = Vec::new();
    for id in tree.walk(root) {
        let node = tree.node(id);
        let path = match node {
            Node::Named(name) => name.to_string(),
            Node::Field(relation, field) => format!("{relation}.{field}"),
            Node::Present(relation) => relation.to_string(),
            Node::Aggregate { .. } => print::text(tree, id),
            _ => continue,
        };
        let Some(leaf) = tree.find(&Level::Case, node) else {
            continue;
        };
        if !leaves.iter().any(|(_, known)| *known == leaf) {
            leaves.push((path, leaf));
        }
    }
    leaves
}

fn plan(tree: &Tree, expressions: &[Compiled]) -> Plan {
    let count = tree.entries().len();
    let mut needed = vec![false; count];
    let mut last_use: Vec<Option<usize>> = vec![None; count];
    for expression in expressions {
        for id in &expression.nodes {
            needed[id.0] = true;
        }
    }
    for (at, entry) in tree
        .entries()
        .iter()
        .enumerate()
        .filter(|(at, _)| needed[*at])
    {
        for operand in entry.node.operands() {
            last_use[operand.0] = Some(at);
        }
    }
    for expression in expressions {
        for kept in expression
            .leaves
            .iter()
            .map(|(_, node)| *node)
            .chain([expression.root])
        {
            last_use[kept.0] = None;
        }
    }
    let mut releases = vec![Vec::new(); count];
    for (node, last) in last_use.into_iter().enumerate() {
        if let Some(at) = last {
            releases[at].push(NodeId(node));
        }
    }
    Plan { needed, releases }
}
