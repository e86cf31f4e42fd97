//! The language of rules itself, every bracket written.

use sqlparser::keywords::ALL_KEYWORDS;

use super::{date, decimal, quoted};
use crate::tree::{Constant, Extreme, Node, NodeId, Tree};

/// The node as an expression of the language.
pub(crate) fn text(tree: &Tree, id: NodeId) -> String {
    match tree.node(id) {
        Node::Constant(constant) => literal(constant),
        Node::Null(_) => "NULL".to_owned(),
        Node::Named(name) => identifier(name),
        Node::Present(relation) => format!("({} IS NOT NULL)", identifier(relation)),
        Node::Field(relation, field) | Node::Cell(relation, field) => {
            format!("{}.{}", identifier(relation), identifier(field))
        }
        Node::ToDecimal(one) => text(tree, *one),
        Node::Negate(one) => format!("(- {})", text(tree, *one)),
        Node::Not(one) => format!("(NOT {})", text(tree, *one)),
        Node::IsNull(one) => format!("({} IS NULL)", text(tree, *one)),
        Node::Is(true, one) => format!("({} IS TRUE)", text(tree, *one)),
        Node::Is(false, one) => format!("({} IS FALSE)", text(tree, *one)),
        Node::And(all) => format!("({})", joined(tree, all, " AND ")),
        Node::Or(any) => format!("({})", joined(tree, any, " OR ")),
        Node::Compare(comparison, left, right) => infix(tree, *left, comparison.symbol(), *right),
        Node::Distinct(left, right) => infix(tree, *left, "IS DISTINCT FROM", *right),
        Node::Arithmetic(operation, left, right) => infix(tree, *left, operation.symbol(), *right),
        Node::Later(date, days) => infix(tree, *date, "+", *days),
        Node::Earlier(date, days) => infix(tree, *date, "-", *days),
        Node::Between(unit, from, until) => {
            format!(
                "{}({})",
                unit.function(),
                joined(tree, &[*from, *until], ", ")
            )
        }
        Node::StartsWith(one, start) => {
            format!("starts_with({})", joined(tree, &[*one, *start], ", "))
        }
        Node::Like(one, pattern) => format!("({} LIKE {})", text(tree, *one), quoted(pattern)),
        Node::Case { arms, otherwise } => {
            let arms: Vec<String> = arms
                .iter()
                .map(|(condition, value)| {
                    format!(
                        "WHEN {} THEN {}",
                        text(tree, *condition),
                        text(tree, *value)
                    )
                })
                .collect();
            format!(
                "CASE {} ELSE {} END",
                arms.join(" "),
                text(tree, *otherwise)
            )
        }
        Node::Coalesce(all) => format!("COALESCE({})", joined(tree, all, ", ")),
        Node::Extreme(Extreme::Least, all) => format!("LEAST({})", joined(tree, all, ", ")),
        Node::Extreme(Extreme::Greatest, all) => format!("GREATEST({})", joined(tree, all, ", ")),
        Node::Aggregate {
            fold,
            relation,
            field,
            filter,
        } => {
            let over = field.map_or_else(|| identifier(relation), |field| text(tree, field));
            let filter = filter.map_or_else(String::new, |filter| {
                format!(" FILTER (WHERE {})", bare(&text(tree, filter)))
            });
            format!("{}({over}){filter}", fold.function())
        }
    }
}

fn literal(constant: &Constant) -> String {
    match constant {
        Constant::Bool(true) => "TRUE".to_owned(),
        Constant::Bool(false) => "FALSE".to_owned(),
        Constant::Int(int) => int.to_string(),
        Constant::Decimal(millionths) => decimal(*millionths),
        Constant::Date(days) => date(*days),
        Constant::Text(text) => quoted(text),
    }
}

fn infix(tree: &Tree, left: NodeId, operator: &str, right: NodeId) -> String {
    format!("({} {operator} {})", text(tree, left), text(tree, right))
}

fn joined(tree: &Tree, all: &[NodeId], separator: &str) -> String {
    all.iter()
        .map(|id| text(tree, *id))
        .collect::<Vec<_>>()
        .join(separator)
}

/// A name, in quotes if it would not be read as one.
fn identifier(name: &str) -> String {
    let is_plain = name.starts_with(|char: char| char.is_ascii_lowercase() || char == '_')
        && name
            .chars()
            .all(|char| char.is_ascii_lowercase() || char.is_ascii_digit() || char == '_')
        && ALL_KEYWORDS
            .binary_search(&name.to_uppercase().as_str())
            .is_err();
    if is_plain {
        name.to_owned()
    } else {
        format!("\"{}\"", name.replace('"', "\"\""))
    }
}

/// Without the outermost pair of brackets, if one pair encloses everything.
fn bare(text: &str) -> &str {
    let Some(inner) = text
        .strip_prefix('(')
        .and_then(|text| text.strip_suffix(')'))
    else {
        return text;
    };
    let mut depth = 0_i32;
    let mut in_quotes = false;
    for char in inner.chars() {
        match char {
            '\'' => in_quotes = !in_quotes,
            '(' if !in_quotes => depth += 1,
            ')' if !in_quotes => depth -= 1,
            _ => {}
        }
        if depth < 0 {
            return text;
        }
    }
    inner
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_brackets_around_everything_are_taken_off() {
        assert_eq!(bare("(a = b)"), "a = b");
        assert_eq!(bare("(a) = (b)"), "(a) = (b)");
        assert_eq!(bare("(a = ')(')"), "a = ')('");
        assert_eq!(bare("a"), "a");
    }

    #[test]
    fn a_keyword_as_a_name_is_quoted() {
        assert_eq!(identifier("born_on"), "born_on");
        assert_eq!(identifier("order"), "\"order\"");
        assert_eq!(identifier("Бала"), "\"Бала\"");
    }
}
