//! SQL for PostgreSQL.
//!
//! Written so that PostgreSQL never raises an error for a row: whole numbers are computed as
//! `numeric`, divisors are guarded by NULLIF, dates are kept in range. Where an operand is needed
//! twice it is bound once by a one-row VALUES, so that the text stays as long as the tree.

use tutas_domain::value::ValueType;

use super::{date, decimal, quoted};
use crate::tree::{Arithmetic, Constant, Extreme, Fold, Node, NodeId, Tree, Unit};

/// More digits than any quotient needs to be rounded to a millionth in one step.
const QUOTIENT_DIGITS: u32 = 60;

/// No two dates of the years 1 to 9999 are further apart than this many days.
const ALL_DAYS: i64 = 4_000_000;

/// The node as SQL over the tables that [`query`] joins.
pub(crate) fn postgres(tree: &Tree, id: NodeId) -> String {
    let sql = |id: &NodeId| postgres(tree, *id);
    match tree.node(id) {
        Node::Constant(constant) => literal(constant),
        Node::Null(value_type) => format!("CAST(NULL AS {})", type_of(*value_type)),
        Node::Named(name) => format!("\"cases\".{}", identifier(name)),
        Node::Present(relation) => format!("({}.\"case_id\" IS NOT NULL)", identifier(relation)),
        Node::Field(relation, field) | Node::Cell(relation, field) => {
            format!("{}.{}", identifier(relation), identifier(field))
        }
        Node::ToDecimal(one) => number(tree, *one),
        Node::Negate(one) => format!("(- {})", number(tree, *one)),
        Node::Not(one) => format!("(NOT {})", sql(one)),
        Node::IsNull(one) => format!("({} IS NULL)", sql(one)),
        Node::Is(true, one) => format!("({} IS TRUE)", sql(one)),
        Node::Is(false, one) => format!("({} IS FALSE)", sql(one)),
        Node::And(all) => format!("({})", joined(tree, all, " AND ")),
        Node::Or(any) => format!("({})", joined(tree, any, " OR ")),
        Node::Compare(comparison, left, right) => {
            format!(
                "({} {} {})",
                ordered(tree, *left),
                comparison.symbol(),
                sql(right)
            )
        }
        Node::Distinct(left, right) => {
            format!("({} IS DISTINCT FROM {})", ordered(tree, *left), sql(right))
        }
        Node::Arithmetic(operation, left, right) => {
            let is_int = tree.entry(id).value_type == ValueType::Int;
            arithmetic(
                *operation,
                is_int,
                &number(tree, *left),
                &number(tree, *right),
            )
        }
        Node::Later(date, days) => shift(&sql(date), &number(tree, *days)),
        Node::Earlier(date, days) => shift(&sql(date), &format!("(- {})", number(tree, *days))),
        Node::Between(unit, from, until) => between(*unit, &sql(from), &sql(until)),
        Node::StartsWith(text, start) => format!("(POSITION({} IN {}) = 1)", sql(start), sql(text)),
        Node::Like(text, pattern) => format!("({} LIKE {})", sql(text), quoted(pattern)),
        Node::Case { arms, otherwise } => {
            let arms: Vec<String> = arms
                .iter()
                .map(|(condition, value)| format!("WHEN {} THEN {}", sql(condition), sql(value)))
                .collect();
            format!("CASE {} ELSE {} END", arms.join(" "), sql(otherwise))
        }
        Node::Coalesce(all) => format!("COALESCE({})", joined(tree, all, ", ")),
        Node::Extreme(extreme, all) => {
            let name = if *extreme == Extreme::Least {
                "LEAST"
            } else {
                "GREATEST"
            };
            let all: Vec<String> = all.iter().map(|id| ordered(tree, *id)).collect();
            format!("{name}({})", all.join(", "))
        }
        Node::Aggregate {
            fold,
            relation,
            field,
            filter,
        } => aggregate(tree, *fold, relation, *field, *filter),
    }
}

/// The query that answers `roots` for every case.
pub(crate) fn query(tree: &Tree, roots: &[(&str, NodeId)]) -> String {
    let mut relations: Vec<String> = Vec::new();
    for (_, root) in roots {
        for id in tree.walk(*root) {
            if let Node::Field(relation, _) | Node::Present(relation) = tree.node(id) {
                relations.push(identifier(relation));
            }
        }
    }
    relations.sort();
    relations.dedup();
    let columns: Vec<String> = roots
        .iter()
        .map(|(name, root)| format!("{} AS {}", postgres(tree, *root), identifier(name)))
        .collect();
    let joins: Vec<String> = relations
        .iter()
        .map(|name| format!("\nLEFT JOIN {name} ON {name}.\"case_id\" = \"cases\".\"case_id\""))
        .collect();
    let joins = joins.concat();
    format!(
        "SELECT {}\nFROM \"cases\"{joins}\nORDER BY \"cases\".\"case_id\"",
        columns.join(",\n")
    )
}

fn aggregate(
    tree: &Tree,
    fold: Fold,
    relation: &str,
    field: Option<NodeId>,
    filter: Option<NodeId>,
) -> String {
    let over = match (fold, field) {
        (Fold::Exists, _) => "1".to_owned(),
        (Fold::Count, None) => "COUNT(*)".to_owned(),
        (_, Some(field)) => format!("{}({})", fold.function(), ordered(tree, field)),
        (_, None) => "NULL".to_owned(),
    };
    let filter = filter.map_or_else(String::new, |filter| {
        format!(" AND {}", postgres(tree, filter))
    });
    let relation = identifier(relation);
    let query = format!(
        "(SELECT {over} FROM {relation} WHERE {relation}.\"case_id\" = \"cases\".\"case_id\"{filter})"
    );
    if fold == Fold::Exists {
        format!("EXISTS {query}")
    } else {
        query
    }
}

fn arithmetic(operation: Arithmetic, is_int: bool, left: &str, right: &str) -> String {
    match operation {
        Arithmetic::Multiply if !is_int => format!("ROUND({left} * {right}, 6)"),
        Arithmetic::Divide => {
            format!("ROUND(ROUND({left}, {QUOTIENT_DIGITS}) / NULLIF({right}, 0), 6)")
        }
        _ => format!("({left} {} {right})", operation.symbol()),
    }
}

/// A date moved by days, NULL outside the years 1 to 9999.
fn shift(date: &str, days: &str) -> String {
    let (first, last) = ("DATE '0001-01-01'", "DATE '9999-12-31'");
    let (from, count) = ("\"given\".\"a\"", "\"given\".\"b\"");
    // PostgreSQL may compute the sum before it looks at the condition.
    let within = format!("CAST(LEAST(GREATEST({count}, -{ALL_DAYS}), {ALL_DAYS}) AS integer)");
    given(
        date,
        days,
        &format!(
            "CASE WHEN {count} BETWEEN {first} - {from} AND {last} - {from} \
             THEN {from} + {within} END"
        ),
    )
}

fn between(unit: Unit, from: &str, until: &str) -> String {
    let (a, b) = ("\"given\".\"a\"", "\"given\".\"b\"");
    match unit {
        Unit::Days => format!("({until} - {from})"),
        Unit::Months => given(
            from,
            until,
            &format!(
                "CASE WHEN {a} <= {b} THEN {} WHEN {a} > {b} THEN - {} END",
                full_months(a, b),
                full_months(b, a)
            ),
        ),
        Unit::Years => format!("TRUNC({} / 12)", between(Unit::Months, from, until)),
        Unit::WorkingDays => given(
            from,
            until,
            &format!(
                "CASE WHEN {b} <= {a} THEN 0 \
                 WHEN {a} >= (SELECT MIN(\"day\") - 1 FROM \"calendar_days\") \
                 AND {b} <= (SELECT MAX(\"day\") FROM \"calendar_days\") \
                 THEN (SELECT COUNT(*) FROM \"calendar_days\" \
                 WHERE \"working\" AND \"day\" > {a} AND \"day\" <= {b}) END"
            ),
        ),
    }
}

/// Full months from an earlier date to a later one; the last day of a month completes it.
fn full_months(first: &str, last: &str) -> String {
    format!(
        "((EXTRACT(YEAR FROM {last}) - EXTRACT(YEAR FROM {first})) * 12 \
         + EXTRACT(MONTH FROM {last}) - EXTRACT(MONTH FROM {first}) \
         - CASE WHEN EXTRACT(DAY FROM {last}) < EXTRACT(DAY FROM {first}) \
         AND EXTRACT(DAY FROM {last} + 1) <> 1 THEN 1 ELSE 0 END)"
    )
}

/// Binds two operands as `"given"."a"` and `"given"."b"` and computes `body` of them.
fn given(a: &str, b: &str, body: &str) -> String {
    format!("(SELECT {body} FROM (VALUES ({a}, {b})) AS \"given\" (\"a\", \"b\"))")
}

/// A number that cannot overflow.
fn number(tree: &Tree, id: NodeId) -> String {
    let sql = postgres(tree, id);
    if tree.entry(id).value_type == ValueType::Int {
        format!("CAST({sql} AS numeric)")
    } else {
        sql
    }
}

/// A value in its order; texts by code point, whatever the database's collation.
fn ordered(tree: &Tree, id: NodeId) -> String {
    let sql = postgres(tree, id);
    if tree.entry(id).value_type == ValueType::Text {
        format!("({sql} COLLATE \"C\")")
    } else {
        sql
    }
}

fn literal(constant: &Constant) -> String {
    match constant {
        Constant::Bool(true) => "TRUE".to_owned(),
        Constant::Bool(false) => "FALSE".to_owned(),
        Constant::Int(int) if *int < 0 => format!("({int})"),
        Constant::Int(int) => int.to_string(),
        Constant::Decimal(millionths) if *millionths < 0 => format!("({})", decimal(*millionths)),
        Constant::Decimal(millionths) => decimal(*millionths),
        Constant::Date(days) => date(*days),
        Constant::Text(text) => format!("CAST({} AS text)", quoted(text)),
    }
}

fn type_of(value_type: ValueType) -> &'static str {
    match value_type {
        ValueType::Bool => "boolean",
        ValueType::Int | ValueType::Decimal => "numeric",
        ValueType::Date => "date",
        ValueType::Text => "text",
    }
}

fn joined(tree: &Tree, all: &[NodeId], separator: &str) -> String {
    all.iter()
        .map(|id| postgres(tree, *id))
        .collect::<Vec<_>>()
        .join(separator)
}

fn identifier(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
