//! One value from many records.

use std::collections::BTreeMap;

use tutas_domain::evidence::Evidence;
use tutas_domain::value::{Value, ValueType};
use tutas_rules::{Case, Tri};

use crate::family::{compiled, named, plain, record, records, truth};
use crate::generator::CALENDAR;

#[test]
fn records_and_values_are_counted() {
    assert_eq!(plain("COUNT(siblings)", ValueType::Int), "3");
    assert_eq!(plain("COUNT(siblings.rank)", ValueType::Int), "2");
    assert_eq!(
        plain(
            "count(siblings) filter (where siblings.alive)",
            ValueType::Int
        ),
        "2"
    );
    assert_eq!(plain("COUNT(payments)", ValueType::Int), "unknown");
}

#[test]
fn sums_and_extremes_pass_over_none_and_are_none_of_nothing() {
    assert_eq!(plain("SUM(siblings.rank)", ValueType::Int), "5");
    assert_eq!(
        plain("MIN(siblings.born_on)", ValueType::Date),
        "2020-05-01"
    );
    assert_eq!(
        plain("MAX(siblings.born_on)", ValueType::Date),
        "2024-02-29"
    );
    let nobody = "FILTER (WHERE siblings.born_on > filed_on)";
    assert_eq!(
        plain(&format!("SUM(siblings.rank) {nobody}"), ValueType::Int),
        "null"
    );
    assert_eq!(
        plain(&format!("MAX(siblings.rank) {nobody}"), ValueType::Int),
        "null"
    );
    assert_eq!(
        plain(&format!("COUNT(siblings) {nobody}"), ValueType::Int),
        "0"
    );
}

#[test]
fn a_filter_reads_each_record_beside_the_values_of_the_case() {
    let elder = "COUNT(siblings) FILTER (WHERE siblings.born_on + 700 < child.born_on)";
    assert_eq!(plain(elder, ValueType::Int), "3");
    let minor = "COUNT(siblings) FILTER (WHERE years_between(siblings.born_on, filed_on) < 3)";
    assert_eq!(plain(minor, ValueType::Int), "1");
    assert_eq!(
        truth("EXISTS(siblings) FILTER (WHERE siblings.rank = child.order + 1)"),
        "true"
    );
    assert_eq!(
        truth("EXISTS(siblings) FILTER (WHERE siblings.rank = child.order)"),
        "false"
    );
}

#[test]
fn an_unknown_in_one_record_matters_only_where_it_could_count() {
    let alive = |value| ("alive", Some(Value::Bool(value)));
    let rank = |value| ("rank", Some(Value::Int(value)));
    let siblings = vec![
        record(&[alive(true), rank(2)]),
        record(&[alive(false)]),
        record(&[rank(5)]),
    ];
    let evidence = Evidence(BTreeMap::from([("siblings".to_owned(), records(siblings))]));
    let of = |sql: &str, expects| {
        let program = compiled(sql, expects);
        program
            .evaluate_case(Case::of(&evidence, &named()), &*CALENDAR)
            .remove(0)
            .result
    };
    let known = |value| Tri::Known(Some(value));
    assert_eq!(of("COUNT(siblings)", ValueType::Int), known(Value::Int(3)));
    assert_eq!(of("SUM(siblings.rank)", ValueType::Int), Tri::Unknown);
    assert_eq!(of("COUNT(siblings.alive)", ValueType::Int), Tri::Unknown);
    let exists = |filter| format!("EXISTS(siblings) FILTER (WHERE {filter})");
    assert_eq!(
        of(&exists("siblings.alive"), ValueType::Bool),
        known(Value::Bool(true))
    );
    assert_eq!(
        of(&exists("siblings.rank = 9"), ValueType::Bool),
        Tri::Unknown
    );
    let sum = "SUM(siblings.rank) FILTER (WHERE siblings.alive AND siblings.rank < 3)";
    // The third record's rank fails the filter, alive or not; the second one is not alive.
    assert_eq!(of(sum, ValueType::Int), known(Value::Int(2)));
}
