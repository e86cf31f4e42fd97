//! Names: values that stand by themselves, and fields of relations.

use sqlparser::ast::{Expr, Ident};
use sqlparser::tokenizer::Location;
use tutas_domain::value::ValueType;

use super::{Lowering, Term};
use crate::parse::fault;
use crate::schema::{Fault, RESERVED_FIELD, RESERVED_RELATIONS, Relation};
use crate::suggest::nearest;
use crate::tree::{Fold, Level, Name, Node};

impl Lowering<'_> {
    pub(super) fn named(&mut self, name: &Ident) -> Option<Term> {
        let Some(value_type) = self.schema.named.get(&name.value) else {
            let fault = self.no_such_value(name);
            return self.refuse(fault);
        };
        let node = Node::Named(Name::from(name.value.as_str()));
        Some(Term::Node(self.add(node, *value_type), *value_type))
    }

    pub(super) fn field(&mut self, path: &[Ident]) -> Option<Term> {
        let (relation, field, value_type) = self.declared(path)?;
        let is_many = self
            .schema
            .relations
            .get(&*relation)
            .is_some_and(|found| found.many);
        let at = path[0].span.start;
        if !is_many {
            let node = Node::Field(relation, field);
            return Some(Term::Node(self.add(node, value_type), value_type));
        }
        if self.level == Level::Records(relation.clone()) {
            let node = Node::Cell(relation, field);
            return Some(Term::Node(self.add(node, value_type), value_type));
        }
        let message =
            format!("`{relation}` can have many records, so its fields need an aggregate");
        self.refuse(fault(at, message).hint(format!(
            "write MIN({relation}.{field}), MAX, SUM or COUNT, or \
             EXISTS({relation}) FILTER (WHERE …)"
        )))
    }

    /// Looks up `relation.field`.
    pub(super) fn declared(&mut self, path: &[Ident]) -> Option<(Name, Name, ValueType)> {
        let [relation, field] = path else {
            let at = path
                .first()
                .map_or(Location { line: 1, column: 1 }, |name| name.span.start);
            return self.refuse(
                fault(at, "a path has two parts")
                    .hint("write need.field, for example child.born_on"),
            );
        };
        let declared = self.relation(relation)?;
        if field.value == RESERVED_FIELD {
            return self.refuse(reserved(field));
        }
        let Some(value_type) = declared.fields.get(&field.value) else {
            let fields = declared.fields.keys().map(String::as_str);
            let problem = fault(
                field.span.start,
                format!("`{}` has no field `{}`", relation.value, field.value),
            );
            let hint = match nearest(&field.value, fields.clone()) {
                Some(near) => format!("did you mean `{}.{near}`?", relation.value),
                None => format!("its fields are {}", listed(fields)),
            };
            return self.refuse(problem.hint(hint));
        };
        let (relation, field) = (relation.value.as_str(), field.value.as_str());
        Some((Name::from(relation), Name::from(field), *value_type))
    }

    /// Looks up a relation.
    pub(super) fn relation(&mut self, name: &Ident) -> Option<Relation> {
        if RESERVED_RELATIONS.contains(&name.value.as_str()) {
            return self.refuse(reserved(name));
        }
        if let Some(relation) = self.schema.relations.get(&name.value) {
            return Some(relation.clone());
        }
        let relations = self.schema.relations.keys().map(String::as_str);
        let hint = match nearest(&name.value, relations.clone()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("there are {}", listed(relations)),
        };
        let message = format!("there is no subject or need `{}`", name.value);
        self.refuse(fault(name.span.start, message).hint(hint))
    }

    /// Whether a relation has a record, if `expr` names one and no value.
    pub(super) fn presence(&mut self, expr: &Expr) -> Option<Term> {
        let mut inner = expr;
        while let Expr::Nested(nested) = inner {
            inner = nested;
        }
        let Expr::Identifier(name) = inner else {
            return None;
        };
        let is_reserved = RESERVED_RELATIONS.contains(&name.value.as_str());
        if is_reserved || self.schema.named.contains_key(&name.value) {
            return None;
        }
        let is_many = self.schema.relations.get(&name.value)?.many;
        let relation = Name::from(name.value.as_str());
        if is_many && self.level != Level::Case {
            return None;
        }
        Some(self.bool(if is_many {
            Node::Aggregate {
                fold: Fold::Exists,
                relation,
                field: None,
                filter: None,
            }
        } else {
            Node::Present(relation)
        }))
    }

    fn no_such_value(&self, name: &Ident) -> Fault {
        let at = name.span.start;
        let written = name.value.as_str();
        if RESERVED_RELATIONS.contains(&written) {
            return reserved(name);
        }
        if self.schema.relations.contains_key(written) {
            return fault(at, format!("`{written}` is a relation, not a value")).hint(format!(
                "write one of its fields, `{written} IS NOT NULL`, or COUNT({written})"
            ));
        }
        let problem = fault(at, format!("there is no value `{written}`"));
        if name.quote_style.is_some() {
            return problem.hint(format!("texts stand in single quotes: '{written}'"));
        }
        let holders: Vec<&str> = self
            .schema
            .relations
            .iter()
            .filter(|(_, relation)| relation.fields.contains_key(written))
            .map(|(holder, _)| holder.as_str())
            .collect();
        if let [holder] = holders[..] {
            return problem.hint(format!("did you mean `{holder}.{written}`?"));
        }
        let named = self.schema.named.keys().map(String::as_str);
        let relations = self.schema.relations.keys().map(String::as_str);
        match nearest(written, named.clone().chain(relations)) {
            Some(near) => problem.hint(format!("did you mean `{near}`?")),
            None => problem.hint(format!("there are {}", listed(named))),
        }
    }
}

/// A name that the SQL printed from an expression uses for something else.
fn reserved(name: &Ident) -> Fault {
    let message = format!("the name `{}` is reserved", name.value);
    fault(name.span.start, message).hint("call it something else where it is declared")
}

fn listed<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let names: Vec<String> = names.map(|name| format!("`{name}`")).collect();
    if names.is_empty() {
        "none".to_owned()
    } else {
        names.join(", ")
    }
}
