//! Aggregates: one value a case from the records of a relation.

use sqlparser::ast::{Expr, FunctionArg};
use sqlparser::tokenizer::Location;
use tutas_domain::value::ValueType;

use super::function::{first_place, plain};
use super::{Lowering, Term};
use crate::parse::{fault, place};
use crate::tree::{Fold, Level, Name, Node, NodeId};

/// What an aggregate is taken over.
struct Over {
    relation: Name,
    field: Option<(Name, ValueType)>,
    is_many: bool,
}

impl Lowering<'_> {
    pub(super) fn aggregate(
        &mut self,
        at: Location,
        fold: Fold,
        arguments: &[&FunctionArg],
        filter: Option<&Expr>,
    ) -> Option<Term> {
        if self.level != Level::Case {
            return self.refuse(
                fault(at, "an aggregate cannot stand inside another one's filter")
                    .hint("compare with it outside, joined by AND"),
            );
        }
        let over = self.over(at, fold, arguments)?;
        if !over.is_many && fold != Fold::Exists {
            let relation = &over.relation;
            let hint = match &over.field {
                Some((field, _)) => format!("write {relation}.{field}"),
                None => format!("write EXISTS({relation})"),
            };
            let message = format!("`{relation}` has at most one record");
            return self.refuse(fault(at, message).hint(hint));
        }
        if !over.is_many {
            return self.exists_single(over.relation, filter);
        }
        self.level = Level::Records(over.relation.clone());
        let filter = match filter {
            None => Some(None),
            Some(filter) => self.wanted(filter, ValueType::Bool, "the filter").map(Some),
        };
        let field = over.field.map(|(field, value_type)| {
            let cell = Node::Cell(over.relation.clone(), field);
            (self.add(cell, value_type), value_type)
        });
        self.level = Level::Case;
        let value_type = self.folded(at, fold, field)?;
        let field = field.map(|(id, _)| id);
        let node = Node::Aggregate {
            fold,
            relation: over.relation,
            field,
            filter: filter?,
        };
        Some(Term::Node(self.add(node, value_type), value_type))
    }

    /// What `fold` yields of such a field.
    fn folded(
        &mut self,
        at: Location,
        fold: Fold,
        field: Option<(NodeId, ValueType)>,
    ) -> Option<ValueType> {
        match (fold, field.map(|(_, value_type)| value_type)) {
            (Fold::Exists, _) => Some(ValueType::Bool),
            (Fold::Count, _) => Some(ValueType::Int),
            (Fold::Sum, Some(number @ (ValueType::Int | ValueType::Decimal))) => Some(number),
            (Fold::Sum, Some(_)) => self.refuse(
                fault(at, "only numbers can be summed").hint("write COUNT(need) to count records"),
            ),
            (Fold::Min | Fold::Max, Some(ValueType::Bool)) => self.refuse(
                fault(at, "true and false have no order")
                    .hint("write EXISTS(need) FILTER (WHERE need.field)"),
            ),
            (Fold::Min | Fold::Max, Some(ordered)) => Some(ordered),
            (Fold::Sum | Fold::Min | Fold::Max, None) => {
                let name = fold.function();
                let message = format!("{name} needs a field");
                self.refuse(fault(at, message).hint(format!("write {name}(need.field)")))
            }
        }
    }

    /// Whether a relation with at most one record has one for which the filter is true.
    fn exists_single(&mut self, relation: Name, filter: Option<&Expr>) -> Option<Term> {
        let present = self.add(Node::Present(relation), ValueType::Bool);
        let Some(filter) = filter else {
            return Some(Term::Node(present, ValueType::Bool));
        };
        let filter = self.wanted(filter, ValueType::Bool, "the filter")?;
        let holds = self.add(Node::Is(true, filter), ValueType::Bool);
        Some(self.bool(Node::And(vec![present, holds])))
    }

    fn over(&mut self, at: Location, fold: Fold, arguments: &[&FunctionArg]) -> Option<Over> {
        let name = fold.function();
        let Some(arguments) = plain(arguments) else {
            let message = format!("{name} takes a need, not `*`");
            return self.refuse(fault(at, message).hint(format!("write {name}(need)")));
        };
        match arguments[..] {
            [Expr::Identifier(ident)] => {
                let relation = self.relation(ident)?;
                let is_many = relation.many;
                Some(Over {
                    relation: Name::from(ident.value.as_str()),
                    field: None,
                    is_many,
                })
            }
            [Expr::CompoundIdentifier(path)] if fold != Fold::Exists => {
                let (relation, field, value_type) = self.declared(path)?;
                let is_many = self
                    .schema
                    .relations
                    .get(&*relation)
                    .is_some_and(|it| it.many);
                Some(Over {
                    relation,
                    field: Some((field, value_type)),
                    is_many,
                })
            }
            [Expr::CompoundIdentifier(path)] => {
                let message = "EXISTS takes a need, not a field";
                let relation = path.first().map_or("need", |name| name.value.as_str());
                let hint = format!("write EXISTS({relation}) FILTER (WHERE … IS NOT NULL)");
                self.refuse(fault(place(arguments[0]), message).hint(hint))
            }
            _ => {
                let message = format!("{name} takes one need, or one field of it");
                let hint = format!("write {name}(need.field) FILTER (WHERE …)");
                self.refuse(fault(first_place(&arguments, at), message).hint(hint))
            }
        }
    }
}
