//! Operators. `IN`, `BETWEEN` and the short form of `CASE` are spelled out.

use sqlparser::ast::{BinaryOperator, CaseWhen, Expr, UnaryOperator, Value, ValueWithSpan};
use tutas_domain::value::ValueType;

use super::{Lowering, Term};
use crate::parse::{fault, place};
use crate::tree::{Arithmetic, Comparison, Constant, Node, NodeId};

impl Lowering<'_> {
    pub(super) fn unary(&mut self, op: UnaryOperator, inner: &Expr) -> Option<Term> {
        match op {
            UnaryOperator::Not => {
                let id = self.wanted(inner, ValueType::Bool, "what NOT turns round")?;
                Some(self.bool(Node::Not(id)))
            }
            UnaryOperator::Minus | UnaryOperator::Plus => {
                let term = self.term(inner)?;
                let Term::Node(id, value_type @ (ValueType::Int | ValueType::Decimal)) = term
                else {
                    return self.refuse(fault(place(inner), "only a number can have a sign"));
                };
                if op == UnaryOperator::Plus {
                    return Some(term);
                }
                let node = match self.tree.node(id) {
                    Node::Constant(Constant::Int(int)) => {
                        Node::Constant(Constant::Int(int.saturating_neg()))
                    }
                    Node::Constant(Constant::Decimal(decimal)) => {
                        Node::Constant(Constant::Decimal(-decimal))
                    }
                    _ => Node::Negate(id),
                };
                Some(Term::Node(self.add(node, value_type), value_type))
            }
            _ => self.refuse(no_operator(inner, &op.to_string())),
        }
    }

    pub(super) fn binary(
        &mut self,
        whole: &Expr,
        left: &Expr,
        op: &BinaryOperator,
        right: &Expr,
    ) -> Option<Term> {
        match op {
            BinaryOperator::And | BinaryOperator::Or => self.chain(whole, op),
            BinaryOperator::Eq => self.compare(Comparison::Equal, left, right),
            BinaryOperator::NotEq => self.compare(Comparison::NotEqual, left, right),
            BinaryOperator::Lt => self.compare(Comparison::Less, left, right),
            BinaryOperator::LtEq => self.compare(Comparison::AtMost, left, right),
            BinaryOperator::Gt => self.compare(Comparison::Greater, left, right),
            BinaryOperator::GtEq => self.compare(Comparison::AtLeast, left, right),
            BinaryOperator::Plus => self.arithmetic(Arithmetic::Add, left, right),
            BinaryOperator::Minus => self.arithmetic(Arithmetic::Subtract, left, right),
            BinaryOperator::Multiply => self.arithmetic(Arithmetic::Multiply, left, right),
            BinaryOperator::Divide => self.arithmetic(Arithmetic::Divide, left, right),
            _ => self.refuse(no_operator(whole, &op.to_string())),
        }
    }

    /// A row of ANDs or of ORs is one node, however long.
    fn chain(&mut self, whole: &Expr, op: &BinaryOperator) -> Option<Term> {
        let mut parts = Vec::new();
        let mut rest = whole;
        while let Expr::BinaryOp {
            left,
            op: found,
            right,
        } = rest
            && found == op
        {
            parts.push(&**right);
            rest = left;
        }
        parts.push(rest);
        let what = format!("each side of {op}");
        let ids: Vec<Option<NodeId>> = parts
            .into_iter()
            .rev()
            .map(|part| self.wanted(part, ValueType::Bool, &what))
            .collect();
        let ids: Vec<NodeId> = ids.into_iter().collect::<Option<_>>()?;
        Some(self.bool(if *op == BinaryOperator::And {
            Node::And(ids)
        } else {
            Node::Or(ids)
        }))
    }

    fn compare(&mut self, comparison: Comparison, left: &Expr, right: &Expr) -> Option<Term> {
        if is_null_literal(left) || is_null_literal(right) {
            return self.refuse(
                fault(place(left), "a comparison with NULL is never true")
                    .hint("write IS NULL or IS NOT NULL"),
            );
        }
        let terms = self.terms(&[left, right])?;
        self.compare_terms(comparison, terms[0], terms[1], left)
    }

    fn compare_terms(
        &mut self,
        comparison: Comparison,
        left: Term,
        right: Term,
        whole: &Expr,
    ) -> Option<Term> {
        let (ids, common) = self.unify(place(whole), &[left, right])?;
        let is_order = !matches!(comparison, Comparison::Equal | Comparison::NotEqual);
        if common == ValueType::Bool && is_order {
            return self
                .refuse(fault(place(whole), "true and false have no order").hint("write = or <>"));
        }
        Some(self.bool(Node::Compare(comparison, ids[0], ids[1])))
    }

    fn arithmetic(&mut self, op: Arithmetic, left: &Expr, right: &Expr) -> Option<Term> {
        use ValueType::{Date, Decimal, Int};
        let terms = self.terms(&[left, right])?;
        let (Term::Node(one, one_type), Term::Node(other, other_type)) = (terms[0], terms[1])
        else {
            return self.refuse(
                fault(place(left), "arithmetic with NULL is always NULL").hint("leave it out"),
            );
        };
        let (node, value_type) = match (op, one_type, other_type) {
            (Arithmetic::Add, Date, Int) => (Node::Later(one, other), Date),
            (Arithmetic::Add, Int, Date) => (Node::Later(other, one), Date),
            (Arithmetic::Subtract, Date, Int) => (Node::Earlier(one, other), Date),
            (Arithmetic::Divide, Int | Decimal, Int | Decimal) => {
                let (one, other) = (self.dividend(terms[0])?, self.dividend(terms[1])?);
                (Node::Arithmetic(op, one, other), Decimal)
            }
            (_, Int | Decimal, Int | Decimal) => {
                let (ids, common) = self.unify(place(left), &terms)?;
                (Node::Arithmetic(op, ids[0], ids[1]), common)
            }
            (Arithmetic::Subtract, Date, Date) => {
                let hint = "write days_between(from, until), months_between or years_between";
                return self.refuse(fault(place(left), "dates are not subtracted").hint(hint));
            }
            (_, Date, _) | (_, _, Date) => {
                let hint = "a whole number of days can be added to a date or taken off it";
                let message = format!("`{}` does not go with a date here", op.symbol());
                return self.refuse(fault(place(left), message).hint(hint));
            }
            _ => {
                let message = format!("`{}` needs numbers on both sides", op.symbol());
                return self.refuse(fault(place(left), message));
            }
        };
        Some(Term::Node(self.add(node, value_type), value_type))
    }

    fn dividend(&mut self, term: Term) -> Option<NodeId> {
        match term {
            Term::Node(id, ValueType::Int) => Some(self.decimal_of(id)),
            Term::Node(id, _) => Some(id),
            Term::Null => None,
        }
    }

    pub(super) fn is_null(&mut self, inner: &Expr, negated: bool) -> Option<Term> {
        if let Some(presence) = self.presence(inner) {
            return Some(self.negated(!negated, presence));
        }
        let term = match self.term(inner)? {
            Term::Null => self.bool(Node::Constant(Constant::Bool(true))),
            Term::Node(id, _) => self.bool(Node::IsNull(id)),
        };
        Some(self.negated(negated, term))
    }

    pub(super) fn is(&mut self, wanted: bool, negated: bool, inner: &Expr) -> Option<Term> {
        let id = self.wanted(
            inner,
            ValueType::Bool,
            "what IS TRUE and IS FALSE ask about",
        )?;
        let term = self.bool(Node::Is(wanted, id));
        Some(self.negated(negated, term))
    }

    pub(super) fn distinct(&mut self, negated: bool, left: &Expr, right: &Expr) -> Option<Term> {
        let terms = self.terms(&[left, right])?;
        let (ids, _) = self.unify(place(left), &terms)?;
        let term = self.bool(Node::Distinct(ids[0], ids[1]));
        Some(self.negated(negated, term))
    }

    pub(super) fn in_list(&mut self, subject: &Expr, list: &[Expr], negated: bool) -> Option<Term> {
        if let Some(null) = list.iter().find(|item| is_null_literal(item)) {
            return self.refuse(
                fault(place(null), "NULL in a list never matches")
                    .hint("take it out, and add OR … IS NULL if that is meant"),
            );
        }
        let found = self.term(subject);
        let items: Vec<Option<Term>> = list.iter().map(|item| self.term(item)).collect();
        let found = found?;
        let mut equals = Vec::new();
        for (item, expr) in items.into_iter().zip(list) {
            let Term::Node(id, _) = self.compare_terms(Comparison::Equal, found, item?, expr)?
            else {
                return None;
            };
            equals.push(id);
        }
        let term = match equals[..] {
            [] => return self.refuse(fault(place(subject), "the list is empty")),
            [only] => Term::Node(only, ValueType::Bool),
            _ => self.bool(Node::Or(equals)),
        };
        Some(self.negated(negated, term))
    }

    pub(super) fn between(
        &mut self,
        subject: &Expr,
        low: &Expr,
        high: &Expr,
        negated: bool,
    ) -> Option<Term> {
        if [subject, low, high].into_iter().any(is_null_literal) {
            return self.refuse(
                fault(place(subject), "a comparison with NULL is never true")
                    .hint("give both bounds, or write >= or <="),
            );
        }
        let terms = self.terms(&[subject, low, high])?;
        let at_least = self.compare_terms(Comparison::AtLeast, terms[0], terms[1], subject)?;
        let at_most = self.compare_terms(Comparison::AtMost, terms[0], terms[2], subject)?;
        let (Term::Node(at_least, _), Term::Node(at_most, _)) = (at_least, at_most) else {
            return None;
        };
        let term = self.bool(Node::And(vec![at_least, at_most]));
        Some(self.negated(negated, term))
    }

    pub(super) fn like(&mut self, subject: &Expr, pattern: &Expr, negated: bool) -> Option<Term> {
        let text = self.wanted(subject, ValueType::Text, "what LIKE matches");
        let pattern = match pattern {
            Expr::Value(ValueWithSpan {
                value: Value::SingleQuotedString(pattern),
                ..
            }) if !pattern.contains('\\') => pattern.clone(),
            other => {
                return self.refuse(
                    fault(
                        place(other),
                        "LIKE takes a text in quotes, without backslashes",
                    )
                    .hint("write LIKE 'start%', or starts_with(text, start)"),
                );
            }
        };
        let term = self.bool(Node::Like(text?, pattern));
        Some(self.negated(negated, term))
    }

    pub(super) fn case(
        &mut self,
        whole: &Expr,
        operand: Option<&Expr>,
        arms: &[CaseWhen],
        otherwise: Option<&Expr>,
    ) -> Option<Term> {
        let subject = match operand {
            Some(operand) => Some(self.term(operand)?),
            None => None,
        };
        let mut conditions = Vec::new();
        let mut values = Vec::new();
        for arm in arms {
            conditions.push(self.condition(subject, &arm.condition));
            values.push(self.term(&arm.result));
        }
        values.push(match otherwise {
            Some(otherwise) => self.term(otherwise),
            None => Some(Term::Null),
        });
        let conditions: Vec<NodeId> = conditions.into_iter().collect::<Option<_>>()?;
        let values: Vec<Term> = values.into_iter().collect::<Option<_>>()?;
        let (mut values, common) = self.unify(place(whole), &values)?;
        let otherwise = values.pop()?;
        let arms = conditions.into_iter().zip(values).collect();
        Some(Term::Node(
            self.add(Node::Case { arms, otherwise }, common),
            common,
        ))
    }

    fn condition(&mut self, subject: Option<Term>, condition: &Expr) -> Option<NodeId> {
        let Some(subject) = subject else {
            return self.wanted(condition, ValueType::Bool, "a condition after WHEN");
        };
        if is_null_literal(condition) {
            return self.refuse(
                fault(place(condition), "a comparison with NULL is never true")
                    .hint("write CASE WHEN … IS NULL THEN …"),
            );
        }
        let term = self.term(condition)?;
        match self.compare_terms(Comparison::Equal, subject, term, condition)? {
            Term::Node(id, _) => Some(id),
            Term::Null => None,
        }
    }
}

fn is_null_literal(expr: &Expr) -> bool {
    match expr {
        Expr::Value(value) => value.value == Value::Null,
        Expr::Nested(inner) => is_null_literal(inner),
        _ => false,
    }
}

fn no_operator(whole: &Expr, operator: &str) -> crate::schema::Fault {
    let problem = fault(place(whole), format!("there is no operator `{operator}`"));
    match operator {
        "||" => problem.hint("texts are compared, not joined; compare each of them"),
        "%" => problem.hint("there are + - * and /"),
        "~" | "~*" | "~~" | "~~*" => problem.hint("write LIKE 'start%' or starts_with"),
        _ => problem.hint("there are = <> < <= > >= AND OR NOT + - * /"),
    }
}
