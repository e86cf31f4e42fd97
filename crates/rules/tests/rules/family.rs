//! One family, for tests to ask about.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::date;
use tutas_domain::evidence::{Evidence, Known, Record, Source, Unknown, Verdict};
use tutas_domain::value::{Value, ValueType};
use tutas_rules::{Case, Expression, Outcome, Problem, Program, Relation, Schema, Tri, compile};

use crate::generator::CALENDAR;

/// A child, its mother and father, its siblings and payments.
pub(crate) fn schema() -> Schema {
    use ValueType::{Bool, Date, Decimal, Int, Text};
    let relation = |many, fields: &[(&str, ValueType)]| Relation {
        many,
        fields: fields
            .iter()
            .map(|(name, of)| ((*name).to_owned(), *of))
            .collect(),
    };
    let person = [
        ("iin", Text),
        ("residence", Text),
        ("income", Decimal),
        ("insured", Bool),
    ];
    let relations = [
        (
            "child",
            relation(false, &[("born_on", Date), ("order", Int), ("alive", Bool)]),
        ),
        ("mother", relation(false, &person)),
        ("father", relation(false, &person)),
        (
            "siblings",
            relation(true, &[("born_on", Date), ("alive", Bool), ("rank", Int)]),
        ),
        (
            "payments",
            relation(
                true,
                &[("amount", Decimal), ("paid_on", Date), ("kind", Text)],
            ),
        ),
    ];
    let named = [("filed_on", Date), ("mci", Decimal)];
    Schema {
        relations: relations
            .into_iter()
            .map(|(name, it)| (name.to_owned(), it))
            .collect(),
        named: named
            .into_iter()
            .map(|(name, of)| (name.to_owned(), of))
            .collect(),
    }
}

/// The mother is known but has no residence; there is no father; payments are unknown.
pub(crate) fn evidence() -> Evidence {
    let day = |year, month, day| Some(Value::Date(date(year, month, day)));
    let child = record(&[
        ("born_on", day(2026, 1, 31)),
        ("order", Some(Value::Int(3))),
        ("alive", Some(Value::Bool(true))),
    ]);
    let mother = record(&[
        ("iin", Some(Value::Text("900101400018".to_owned()))),
        ("residence", None),
        ("income", Some(Value::Decimal("250000.50".parse().unwrap()))),
    ]);
    let sibling = |born_on, alive, rank: Option<i64>| {
        record(&[
            ("born_on", born_on),
            ("alive", alive),
            ("rank", rank.map(Value::Int)),
        ])
    };
    let yes = Some(Value::Bool(true));
    let siblings = vec![
        sibling(day(2020, 5, 1), yes.clone(), Some(1)),
        sibling(day(2022, 2, 28), yes, None),
        sibling(day(2024, 2, 29), None, Some(4)),
    ];
    Evidence(BTreeMap::from([
        ("child".to_owned(), records(vec![child])),
        ("mother".to_owned(), records(vec![mother])),
        ("father".to_owned(), records(Vec::new())),
        ("siblings".to_owned(), records(siblings)),
        ("payments".to_owned(), Known::Unknown(Unknown::NotAsked)),
    ]))
}

pub(crate) fn named() -> BTreeMap<String, Value> {
    BTreeMap::from([
        ("filed_on".to_owned(), Value::Date(date(2026, 11, 20))),
        ("mci".to_owned(), Value::Int(4325)),
    ])
}

pub(crate) fn records(records: Vec<Record>) -> Known {
    let at = Timestamp::UNIX_EPOCH;
    let source = Source::Register {
        register: "births".to_owned(),
        request: "1".to_owned(),
        at,
    };
    Known::Records {
        records: records.into(),
        source,
    }
}

pub(crate) fn record(fields: &[(&str, Option<Value>)]) -> Record {
    fields
        .iter()
        .map(|(name, value)| ((*name).to_owned(), value.clone()))
        .collect()
}

pub(crate) fn compiled(sql: &str, expects: ValueType) -> Program {
    let expression = Expression {
        name: "it",
        sql,
        expects,
    };
    compile(&schema(), &[expression]).unwrap_or_else(|problems| panic!("{sql}: {problems:?}"))
}

pub(crate) fn outcome(sql: &str, expects: ValueType) -> Outcome {
    let program = compiled(sql, expects);
    program
        .evaluate_case(Case::of(&evidence(), &named()), &*CALENDAR)
        .remove(0)
}

/// What the predicate comes to: `true`, `false`, `null` or `unknown`.
pub(crate) fn truth(sql: &str) -> &'static str {
    match outcome(sql, ValueType::Bool).result {
        Tri::Known(Some(Value::Bool(true))) => "true",
        Tri::Known(Some(_)) => "false",
        Tri::Known(None) => "null",
        Tri::Unknown => "unknown",
    }
}

pub(crate) fn verdict(sql: &str) -> Verdict {
    outcome(sql, ValueType::Bool).verdict()
}

/// The value in its plain form, or `null` or `unknown`.
pub(crate) fn plain(sql: &str, expects: ValueType) -> String {
    match outcome(sql, expects).result {
        Tri::Known(Some(value)) => value.to_plain(),
        Tri::Known(None) => "null".to_owned(),
        Tri::Unknown => "unknown".to_owned(),
    }
}

pub(crate) fn problems(sql: &str, expects: ValueType) -> Vec<Problem> {
    compile(
        &schema(),
        &[Expression {
            name: "it",
            sql,
            expects,
        }],
    )
    .err()
    .unwrap_or_else(|| panic!("`{sql}` should not compile"))
}
