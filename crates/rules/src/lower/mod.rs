//! From the parser's tree to the typed one: names are looked up, types checked, and everything
//! that is not part of the language is refused with what to write instead.

mod aggregate;
mod function;
mod literal;
mod name;
mod operator;

use sqlparser::ast::Expr;
use sqlparser::tokenizer::Location;
use tutas_domain::value::ValueType;

use crate::number;
use crate::parse::{fault, parse, place, too_deep};
use crate::schema::{Expression, Fault, MAX_DEPTH, MAX_SIZE, Schema, type_name};
use crate::tree::{Constant, Level, Node, NodeId, Tree};

/// Lowers one expression to the address of its root, or says everything that is wrong with it.
pub(crate) fn lower(
    schema: &Schema,
    tree: &mut Tree,
    expression: &Expression<'_>,
) -> Result<NodeId, Vec<Fault>> {
    let expr = parse(expression.sql).map_err(|fault| vec![fault])?;
    let mut lowering = Lowering {
        schema,
        tree,
        level: Level::Case,
        depth: 0,
        faults: Vec::new(),
    };
    let root = lowering.root(&expr, expression.expects);
    let faults = lowering.faults;
    match root {
        Some(root) if faults.is_empty() => Ok(root),
        _ => Err(faults),
    }
}

/// What an expression was lowered to. A bare NULL takes the type of its surroundings.
#[derive(Clone, Copy, Debug)]
enum Term {
    Null,
    Node(NodeId, ValueType),
}

struct Lowering<'a> {
    schema: &'a Schema,
    tree: &'a mut Tree,
    level: Level,
    depth: usize,
    faults: Vec<Fault>,
}

impl Lowering<'_> {
    fn root(&mut self, expr: &Expr, expects: ValueType) -> Option<NodeId> {
        let term = self.term(expr)?;
        let root = self.coerce(term, expects, expr, "the expression")?;
        if self.tree.entry(root).size > MAX_SIZE {
            return self.refuse(fault(place(expr), "the expression is too large").hint(
                "written in full, IN, BETWEEN and CASE repeat their subject; split it into several \
                 requirements",
            ));
        }
        Some(root)
    }

    /// Lowers one expression; nothing if a fault was noted.
    fn term(&mut self, expr: &Expr) -> Option<Term> {
        if self.depth >= MAX_DEPTH {
            return self.refuse(too_deep(place(expr)));
        }
        self.depth += 1;
        let term = self.any(expr);
        self.depth -= 1;
        term
    }

    fn any(&mut self, expr: &Expr) -> Option<Term> {
        match expr {
            Expr::Nested(inner) => self.term(inner),
            Expr::Value(value) => self.literal(value),
            Expr::TypedString(typed) => self.typed_literal(typed),
            Expr::Identifier(name) => self.named(name),
            Expr::CompoundIdentifier(path) => self.field(path),
            Expr::UnaryOp { op, expr: inner } => self.unary(*op, inner),
            Expr::BinaryOp { left, op, right } => self.binary(expr, left, op, right),
            Expr::IsNull(inner) => self.is_null(inner, false),
            Expr::IsNotNull(inner) => self.is_null(inner, true),
            Expr::IsTrue(inner) => self.is(true, false, inner),
            Expr::IsNotTrue(inner) => self.is(true, true, inner),
            Expr::IsFalse(inner) => self.is(false, false, inner),
            Expr::IsNotFalse(inner) => self.is(false, true, inner),
            Expr::IsDistinctFrom(left, right) => self.distinct(false, left, right),
            Expr::IsNotDistinctFrom(left, right) => self.distinct(true, left, right),
            Expr::InList {
                expr: subject,
                list,
                negated,
            } => self.in_list(subject, list, *negated),
            Expr::Between {
                expr: subject,
                negated,
                low,
                high,
            } => self.between(subject, low, high, *negated),
            Expr::Like {
                negated,
                any: false,
                expr: subject,
                pattern,
                escape_char: None,
            } => self.like(subject, pattern, *negated),
            Expr::Case {
                operand,
                conditions,
                else_result,
                ..
            } => self.case(expr, operand.as_deref(), conditions, else_result.as_deref()),
            Expr::Function(function) => self.function(function),
            other => self.foreign(other),
        }
    }

    /// Something SQL has and this language has not.
    fn foreign<T>(&mut self, expr: &Expr) -> Option<T> {
        let (what, hint) = match expr {
            Expr::IsUnknown(_) | Expr::IsNotUnknown(_) => (
                "IS UNKNOWN",
                "write IS NULL; whether something was retrieved cannot be asked",
            ),
            Expr::Cast { .. } | Expr::Convert { .. } => (
                "a cast",
                "types are those of the registers; declare the field with the right one",
            ),
            Expr::Extract { .. } => (
                "EXTRACT",
                "write years_between, months_between or days_between(from, until)",
            ),
            Expr::Like { .. } | Expr::ILike { .. } | Expr::SimilarTo { .. } => (
                "this kind of matching",
                "write LIKE 'start%' or starts_with(text, 'start')",
            ),
            Expr::Interval(_) => (
                "an interval",
                "add days as a number, or write months_between",
            ),
            Expr::Ceil { .. } | Expr::Floor { .. } => (
                "rounding",
                "quotients have six digits; compare with the exact bound instead",
            ),
            Expr::Tuple(_) => (
                "a row of values",
                "compare the fields one by one, joined by AND",
            ),
            Expr::Collate { .. } => ("COLLATE", "texts are compared by their code points"),
            Expr::Subquery(_) | Expr::Exists { .. } | Expr::InSubquery { .. } => (
                "a query",
                "declare it as a need, and write EXISTS(need) FILTER (WHERE …)",
            ),
            _ => (
                "this",
                "there are comparisons, AND, OR, NOT, + - * /, BETWEEN, IN, IS NULL, CASE, \
                 COALESCE, LIKE, dates, and functions",
            ),
        };
        let message = format!("{what} is not part of the language of rules");
        self.refuse(fault(place(expr), message).hint(hint))
    }

    /// The term as `wanted`; whole numbers also serve as decimals.
    fn coerce(&mut self, term: Term, wanted: ValueType, expr: &Expr, what: &str) -> Option<NodeId> {
        match term {
            Term::Null => Some(self.add(Node::Null(wanted), wanted)),
            Term::Node(id, found) if found == wanted => Some(id),
            Term::Node(id, ValueType::Int) if wanted == ValueType::Decimal => {
                Some(self.decimal_of(id))
            }
            Term::Node(_, found) => {
                let message = format!(
                    "{what} must be {}, not {}",
                    type_name(wanted),
                    type_name(found)
                );
                let problem = fault(place(expr), message);
                self.refuse(match wanted {
                    ValueType::Bool => problem.hint("compare it with something"),
                    ValueType::Date if found == ValueType::Text => {
                        problem.hint("write a date as DATE '2026-01-31'")
                    }
                    _ => problem,
                })
            }
        }
    }

    /// Lowers `expr` and coerces it.
    fn wanted(&mut self, expr: &Expr, wanted: ValueType, what: &str) -> Option<NodeId> {
        let term = self.term(expr)?;
        self.coerce(term, wanted, expr, what)
    }

    /// Lowers all of `exprs`, so that all their faults are noted.
    fn terms(&mut self, exprs: &[&Expr]) -> Option<Vec<Term>> {
        let terms: Vec<Option<Term>> = exprs.iter().map(|expr| self.term(expr)).collect();
        terms.into_iter().collect()
    }

    /// Brings values that stand side by side to one type.
    fn unify(&mut self, at: Location, terms: &[Term]) -> Option<(Vec<NodeId>, ValueType)> {
        let mut common: Option<ValueType> = None;
        for term in terms {
            let Term::Node(_, found) = term else { continue };
            common = match (common, *found) {
                (None, found) => Some(found),
                (Some(common), found) if common == found => Some(found),
                (
                    Some(ValueType::Int | ValueType::Decimal),
                    ValueType::Int | ValueType::Decimal,
                ) => Some(ValueType::Decimal),
                (Some(common), found) => {
                    let (one, other) = (type_name(common), type_name(found));
                    let problem = fault(at, format!("{one} and {other} do not go together"));
                    let is_date = [common, found].contains(&ValueType::Date);
                    return self.refuse(if is_date && [common, found].contains(&ValueType::Text) {
                        problem.hint("write a date as DATE '2026-01-31'")
                    } else {
                        problem
                    });
                }
            };
        }
        let Some(common) = common else {
            return self.refuse(fault(at, "here everything is NULL, so it has no type"));
        };
        let ids = terms.iter().map(|term| match term {
            Term::Null => self.add(Node::Null(common), common),
            Term::Node(id, ValueType::Int) if common == ValueType::Decimal => self.decimal_of(*id),
            Term::Node(id, _) => *id,
        });
        Some((ids.collect(), common))
    }

    fn decimal_of(&mut self, id: NodeId) -> NodeId {
        let node = match self.tree.node(id) {
            Node::Constant(Constant::Int(int)) => {
                Node::Constant(Constant::Decimal(number::from_int(*int)))
            }
            Node::Null(_) => Node::Null(ValueType::Decimal),
            _ => Node::ToDecimal(id),
        };
        self.add(node, ValueType::Decimal)
    }

    fn add(&mut self, node: Node, value_type: ValueType) -> NodeId {
        let is_leaf = matches!(node, Node::Named(_) | Node::Field(..) | Node::Present(_));
        if is_leaf && self.level != Level::Case {
            // What a filter reads of the case is shown as read, so the case's own value is kept.
            self.tree.add(&Level::Case, node.clone(), value_type);
        }
        self.tree.add(&self.level, node, value_type)
    }

    fn bool(&mut self, node: Node) -> Term {
        Term::Node(self.add(node, ValueType::Bool), ValueType::Bool)
    }

    /// NOT, if it is to be negated.
    fn negated(&mut self, negated: bool, term: Term) -> Term {
        match term {
            Term::Node(id, ValueType::Bool) if negated => self.bool(Node::Not(id)),
            other => other,
        }
    }

    fn refuse<T>(&mut self, fault: Fault) -> Option<T> {
        self.faults.push(fault);
        None
    }
}
