//! What an expression reads, and how it shows what it saw.

use tutas_domain::evidence::{Seen, SeenValue, Verdict};
use tutas_domain::value::{Value, ValueType};
use tutas_rules::{Case, Expression, compile};

use crate::family::{compiled, evidence, named, outcome, schema};
use crate::generator::CALENDAR;

fn shown(seen: &[Seen]) -> Vec<String> {
    seen.iter()
        .map(|Seen { path, value }| match value {
            SeenValue::Value(value) => format!("{path}: {}", value.to_plain()),
            SeenValue::None => format!("{path}: none"),
            SeenValue::Unknown => format!("{path}: unknown"),
        })
        .collect()
}

#[test]
fn every_path_is_shown_once_in_the_order_of_the_text() {
    let sql = "mother.residence IS NOT NULL AND months_between(child.born_on, filed_on) < 12 \
               AND (mother.insured OR child.born_on < filed_on)";
    let finding = outcome(sql, ValueType::Bool).finding();
    assert_eq!(finding.verdict, Verdict::Unmet);
    assert_eq!(finding.requirement, "it");
    assert_eq!(
        shown(&finding.seen),
        [
            "mother.residence: none",
            "child.born_on: 2026-01-31",
            "filed_on: 2026-11-20",
            "mother.insured: unknown",
        ]
    );
}

#[test]
fn an_aggregate_is_shown_as_a_whole_with_what_its_filter_takes_from_the_case() {
    let sql = "COUNT(siblings) > 1 AND COUNT(siblings) FILTER \
               (WHERE siblings.alive AND siblings.born_on < child.born_on) > 1";
    assert_eq!(
        shown(&outcome(sql, ValueType::Bool).seen),
        [
            "COUNT(siblings): 3",
            "COUNT(siblings) FILTER (WHERE siblings.alive AND \
             (siblings.born_on < child.born_on)): 2",
            "child.born_on: 2026-01-31",
        ]
    );
}

#[test]
fn a_presence_is_shown_as_true_or_none() {
    let sql = "mother IS NOT NULL AND father IS NULL AND payments IS NULL";
    let seen = shown(&outcome(sql, ValueType::Bool).seen);
    assert_eq!(
        seen,
        ["mother: true", "father: none", "EXISTS(payments): unknown"]
    );
}

#[test]
fn what_an_expression_reads_is_listed() {
    let program = compiled(
        "38 * mci > 1 AND EXISTS(siblings) FILTER (WHERE siblings.alive) AND father IS NULL \
         AND child.born_on < filed_on AND filed_on > child.born_on",
        ValueType::Bool,
    );
    let reads: Vec<String> = program
        .reads("it")
        .into_iter()
        .map(|(relation, field)| format!("{relation}.{}", field.unwrap_or("*".to_owned())))
        .collect();
    assert_eq!(
        reads,
        ["siblings.*", "siblings.alive", "father.*", "child.born_on"]
    );
    assert_eq!(program.named("it"), ["mci", "filed_on"]);
    assert_eq!(program.value_type("it"), Some(ValueType::Bool));
    assert!(program.reads("another").is_empty());
    assert!(program.sql("another").is_empty());
}

#[test]
fn outcomes_come_in_the_order_of_the_expressions_and_share_their_work() {
    let expression = |name, sql, expects| Expression { name, sql, expects };
    let late = "months_between(child.born_on, filed_on) >= 12";
    let one = [expression("late", late, ValueType::Bool)];
    let alone = compile(&schema(), &one).unwrap().size();
    let both = [
        expression(
            "not late",
            "NOT months_between(child.born_on, filed_on) >= 12",
            ValueType::Bool,
        ),
        expression("late", late, ValueType::Bool),
        expression("due", "child.born_on + 3", ValueType::Date),
    ];
    let program = compile(&schema(), &both).unwrap();
    assert_eq!(
        program.size(),
        alone + 3,
        "NOT, 3 and the sum are all that is new"
    );
    let outcomes = program.evaluate_case(Case::of(&evidence(), &named()), &*CALENDAR);
    let names: Vec<&str> = outcomes
        .iter()
        .map(|outcome| outcome.name.as_str())
        .collect();
    assert_eq!(names, ["not late", "late", "due"]);
    assert_eq!(outcomes[0].verdict(), Verdict::Met);
    assert_eq!(outcomes[1].verdict(), Verdict::Unmet);
    assert_eq!(
        outcomes[2].verdict(),
        Verdict::Unmet,
        "a date is no truth value"
    );
}

#[test]
fn a_value_of_another_type_than_declared_is_unknown() {
    let mut named = named();
    named.insert("filed_on".to_owned(), Value::Text("2026-11-20".to_owned()));
    let program = compiled("filed_on > child.born_on", ValueType::Bool);
    let outcomes = program.evaluate_case(Case::of(&evidence(), &named), &*CALENDAR);
    assert_eq!(outcomes[0].verdict(), Verdict::Unknown);
}

#[test]
fn sql_is_printed_with_every_bracket() {
    let program = compiled("child.order + 1 > 2 AND NOT child.alive", ValueType::Bool);
    assert_eq!(
        program.sql("it"),
        "(((CAST(\"child\".\"order\" AS numeric) + CAST(1 AS numeric)) > 2) \
         AND (NOT \"child\".\"alive\"))"
    );
    assert_eq!(
        program.text("it"),
        "(((child.\"order\" + 1) > 2) AND (NOT child.alive))"
    );
}
