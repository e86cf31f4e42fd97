//! The type-checked tree, hash-consed: an operation written twice is one node.

use std::collections::HashMap;
use std::sync::Arc;

use tutas_domain::value::ValueType;

/// A name of the schema.
pub(crate) type Name = Arc<str>;

/// The address of a node. A node's operands always have smaller addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct NodeId(pub(crate) usize);

/// What one row of a node's column is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Level {
    /// A row a case.
    Case,
    /// A row a record of this relation.
    Records(Name),
}

/// A literal. Decimals are counted in millionths, dates in days since 1970.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Constant {
    Bool(bool),
    Int(i64),
    Decimal(i128),
    Date(i32),
    Text(String),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Comparison {
    Equal,
    NotEqual,
    Less,
    AtMost,
    Greater,
    AtLeast,
}

impl Comparison {
    pub(crate) fn symbol(self) -> &'static str {
        match self {
            Self::Equal => "=",
            Self::NotEqual => "<>",
            Self::Less => "<",
            Self::AtMost => "<=",
            Self::Greater => ">",
            Self::AtLeast => ">=",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Arithmetic {
    Add,
    Subtract,
    Multiply,
    Divide,
}

impl Arithmetic {
    pub(crate) fn symbol(self) -> &'static str {
        match self {
            Self::Add => "+",
            Self::Subtract => "-",
            Self::Multiply => "*",
            Self::Divide => "/",
        }
    }
}

/// What lies between two dates is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Unit {
    Years,
    Months,
    Days,
    WorkingDays,
}

impl Unit {
    pub(crate) fn function(self) -> &'static str {
        match self {
            Self::Years => "years_between",
            Self::Months => "months_between",
            Self::Days => "days_between",
            Self::WorkingDays => "working_days_between",
        }
    }
}

/// The end of a list that is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Extreme {
    Least,
    Greatest,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Fold {
    Exists,
    Count,
    Sum,
    Min,
    Max,
}

impl Fold {
    pub(crate) fn function(self) -> &'static str {
        match self {
            Self::Exists => "EXISTS",
            Self::Count => "COUNT",
            Self::Sum => "SUM",
            Self::Min => "MIN",
            Self::Max => "MAX",
        }
    }
}

/// One operation.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Node {
    Constant(Constant),
    Null(ValueType),
    Named(Name),
    /// A field of a relation with at most one record.
    Field(Name, Name),
    /// A field of the record at hand of a relation with many; only at that relation's level.
    Cell(Name, Name),
    /// Whether a relation with at most one record has it: never NULL.
    Present(Name),
    ToDecimal(NodeId),
    Negate(NodeId),
    Not(NodeId),
    IsNull(NodeId),
    Is(bool, NodeId),
    And(Vec<NodeId>),
    Or(Vec<NodeId>),
    Compare(Comparison, NodeId, NodeId),
    Distinct(NodeId, NodeId),
    Arithmetic(Arithmetic, NodeId, NodeId),
    /// A date and a number of days to add.
    Later(NodeId, NodeId),
    /// A date and a number of days to take off.
    Earlier(NodeId, NodeId),
    Between(Unit, NodeId, NodeId),
    StartsWith(NodeId, NodeId),
    Like(NodeId, String),
    Case {
        arms: Vec<(NodeId, NodeId)>,
        otherwise: NodeId,
    },
    Coalesce(Vec<NodeId>),
    Extreme(Extreme, Vec<NodeId>),
    Aggregate {
        fold: Fold,
        relation: Name,
        field: Option<NodeId>,
        filter: Option<NodeId>,
    },
}

impl Node {
    /// The operands, in the order they are written.
    pub(crate) fn operands(&self) -> Vec<NodeId> {
        match self {
            Self::Constant(_)
            | Self::Null(_)
            | Self::Named(_)
            | Self::Field(..)
            | Self::Cell(..)
            | Self::Present(_) => Vec::new(),
            Self::ToDecimal(one)
            | Self::Negate(one)
            | Self::Not(one)
            | Self::IsNull(one)
            | Self::Is(_, one)
            | Self::Like(one, _) => vec![*one],
            Self::Compare(_, left, right)
            | Self::Distinct(left, right)
            | Self::Arithmetic(_, left, right)
            | Self::Later(left, right)
            | Self::Earlier(left, right)
            | Self::Between(_, left, right)
            | Self::StartsWith(left, right) => vec![*left, *right],
            Self::And(all) | Self::Or(all) | Self::Coalesce(all) | Self::Extreme(_, all) => {
                all.clone()
            }
            Self::Case { arms, otherwise } => arms
                .iter()
                .flat_map(|(condition, value)| [*condition, *value])
                .chain([*otherwise])
                .collect(),
            Self::Aggregate { field, filter, .. } => field.iter().chain(filter).copied().collect(),
        }
    }
}

/// A node with what is known of it.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) node: Node,
    pub(crate) level: Level,
    pub(crate) value_type: ValueType,
    /// How many operations it spells out to, at most [`u32::MAX`].
    pub(crate) size: u32,
}

/// All nodes of a program.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tree {
    entries: Vec<Entry>,
    index: HashMap<(Level, Node), NodeId>,
}

impl Tree {
    /// The address of `node`; a new one only if it is new.
    pub(crate) fn add(&mut self, level: &Level, node: Node, value_type: ValueType) -> NodeId {
        let key = (level.clone(), node);
        if let Some(id) = self.index.get(&key) {
            return *id;
        }
        let size = key.1.operands().into_iter().fold(1_u32, |size, operand| {
            size.saturating_add(self.entry(operand).size)
        });
        let id = NodeId(self.entries.len());
        let (level, node) = key.clone();
        self.entries.push(Entry {
            node,
            level,
            value_type,
            size,
        });
        self.index.insert(key, id);
        id
    }

    pub(crate) fn find(&self, level: &Level, node: &Node) -> Option<NodeId> {
        self.index.get(&(level.clone(), node.clone())).copied()
    }

    pub(crate) fn entry(&self, id: NodeId) -> &Entry {
        &self.entries[id.0]
    }

    pub(crate) fn node(&self, id: NodeId) -> &Node {
        &self.entry(id).node
    }

    pub(crate) fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Every node under `root`, itself included, each once, in the order of the text.
    pub(crate) fn walk(&self, root: NodeId) -> Vec<NodeId> {
        let mut seen = vec![false; self.entries.len()];
        let mut order = Vec::new();
        let mut todo = vec![root];
        while let Some(id) = todo.pop() {
            if std::mem::replace(&mut seen[id.0], true) {
                continue;
            }
            order.push(id);
            todo.extend(self.node(id).operands().into_iter().rev());
        }
        order
    }
}
