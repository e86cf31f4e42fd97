//! PostgreSQL as oracle: random predicates over random rows must come out the same.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod generator;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use generator::{CALENDAR, Calendar, Dice, Writer, case, schema};
use postgres::{Client, NoTls, SimpleQueryMessage};
use rust_decimal::Decimal;
use tutas_domain::evidence::{Evidence, Record};
use tutas_domain::value::{Value, ValueType};
use tutas_rules::{Batch, Case, Expression, Tri, compile};

const ROWS: usize = 120;
const EXPRESSIONS_A_BATCH: usize = 25;
const DEPTH: usize = 4;

type Cases = Vec<(Evidence, BTreeMap<String, Value>)>;

#[derive(Default)]
struct Count {
    expressions: usize,
    compared: usize,
    true_or_value: usize,
    null: usize,
    not_computable: usize,
}

impl Count {
    fn add(&mut self, other: &Self) {
        self.expressions += other.expressions;
        self.compared += other.compared;
        self.true_or_value += other.true_or_value;
        self.null += other.null;
        self.not_computable += other.not_computable;
    }
}

#[test]
fn random_predicates_over_random_rows_agree_with_postgres() {
    let url = std::env::var("TUTAS_PG_URL")
        .expect("run through ./check, which starts PostgreSQL, or set TUTAS_PG_URL");
    let wanted = std::env::var("TUTAS_ORACLE_PREDICATES").map_or(2000, |text| {
        text.parse().expect("TUTAS_ORACLE_PREDICATES is a number")
    });
    let seed = std::env::var("TUTAS_ORACLE_SEED").map_or(1, |text| {
        text.parse().expect("TUTAS_ORACLE_SEED is a number")
    });
    let mut client = Client::connect(&url, NoTls).expect("PostgreSQL answers at TUTAS_PG_URL");
    create_calendar(&mut client);
    let mut dice = Dice::new(seed);
    let mut count = Count::default();
    while count.expressions < wanted {
        let cases: Cases = (0..ROWS).map(|_| case(&mut dice, 0)).collect();
        create_cases(&mut client, &cases);
        let size = EXPRESSIONS_A_BATCH.min(wanted - count.expressions);
        count.add(&compare(&mut client, &mut dice, &cases, size));
    }
    println!(
        "{} predicates x {ROWS} rows compared: {} results, {} of them true or a value, {} NULL, \
         {} not computable; seed {seed}",
        count.expressions, count.compared, count.true_or_value, count.null, count.not_computable
    );
    let all = count.expressions * ROWS;
    assert!(
        count.compared * 100 > all * 85,
        "too few results could be compared"
    );
    assert!(
        count.null * 100 > all,
        "too few results were NULL to show anything"
    );
    assert!(
        count.true_or_value * 100 > all * 20,
        "too few results were true or a value"
    );
}

fn compare(client: &mut Client, dice: &mut Dice, cases: &Cases, size: usize) -> Count {
    let mut count = Count {
        expressions: size,
        ..Count::default()
    };
    let mut writer = Writer::new(dice);
    let texts: Vec<(String, String, ValueType)> = (0..size)
        .map(|index| {
            let of = if index % 4 == 3 {
                writer.any_type()
            } else {
                ValueType::Bool
            };
            (format!("e{index}"), writer.expression(of, DEPTH), of)
        })
        .collect();
    let expressions: Vec<Expression<'_>> = texts
        .iter()
        .map(|(name, sql, of)| Expression {
            name,
            sql,
            expects: *of,
        })
        .collect();
    let program = compile(&schema(), &expressions).expect("the generator writes the language");
    let views: Vec<Case<'_>> = cases
        .iter()
        .map(|(evidence, named)| Case::of(evidence, named))
        .collect();
    let outcomes = program.evaluate(&Batch::new(&program, &views), &*CALENDAR);
    let names: Vec<&str> = program.expressions().collect();
    let query = program.query(&names);
    let rows = client
        .simple_query(&query)
        .unwrap_or_else(|error| panic!("{error}\n{query}"));
    let mut seen = 0;
    for message in &rows {
        let SimpleQueryMessage::Row(row) = message else {
            continue;
        };
        for (column, outcome) in outcomes.iter().enumerate() {
            let Tri::Known(ours) = outcome.result(seen) else {
                count.not_computable += 1;
                continue;
            };
            let (name, sql, of) = &texts[column];
            let theirs = row.get(column).map(|text| parsed(*of, text));
            assert_eq!(
                ours.as_ref().map(Value::to_plain),
                theirs.as_ref().map(Value::to_plain),
                "row {seen} of\n{sql}\n{}",
                program.sql(name)
            );
            count.compared += 1;
            match ours {
                None => count.null += 1,
                Some(Value::Bool(false)) => {}
                Some(_) => count.true_or_value += 1,
            }
        }
        seen += 1;
    }
    assert_eq!(seen, ROWS, "PostgreSQL answers one row a case");
    count
}

/// A result as PostgreSQL writes it.
fn parsed(of: ValueType, text: &str) -> Value {
    match of {
        ValueType::Bool => Value::Bool(text == "t"),
        ValueType::Int => {
            let number: Decimal = text.parse().expect("a number");
            Value::from_plain(of, &number.normalize().to_string()).expect("a whole number")
        }
        ValueType::Decimal => {
            Value::Decimal(text.parse::<Decimal>().expect("a number").normalize())
        }
        ValueType::Date | ValueType::Text => Value::from_plain(of, text).expect("a value"),
    }
}

fn create_calendar(client: &mut Client) {
    let mut sql =
        "CREATE TEMPORARY TABLE calendar_days (day date PRIMARY KEY, working boolean);".to_owned();
    sql.push_str("INSERT INTO calendar_days VALUES ");
    let days: Vec<String> = Calendar::days()
        .map(|(day, working)| format!("('{day}', {working})"))
        .collect();
    sql.push_str(&days.join(", "));
    // Unanalysed temporary tables look large, and compiling the queries would take minutes.
    sql.push_str("; SET jit = off; ANALYZE calendar_days");
    client.batch_execute(&sql).expect("the calendar is created");
}

fn create_cases(client: &mut Client, cases: &Cases) {
    let schema = schema();
    let mut sql = String::new();
    let named: Vec<(&String, &ValueType)> = schema.named.iter().collect();
    let columns: Vec<(&str, ValueType)> = named
        .iter()
        .map(|(name, of)| (name.as_str(), **of))
        .collect();
    create_table(&mut sql, "cases", &columns);
    for (id, (_, values)) in cases.iter().enumerate() {
        let values: Record = values
            .iter()
            .map(|(name, value)| (name.clone(), Some(value.clone())))
            .collect();
        insert(&mut sql, "cases", id, &columns, &values);
    }
    for (name, relation) in &schema.relations {
        let columns: Vec<(&str, ValueType)> = relation
            .fields
            .iter()
            .map(|(field, of)| (field.as_str(), *of))
            .collect();
        create_table(&mut sql, name, &columns);
        for (id, (evidence, _)) in cases.iter().enumerate() {
            for record in evidence.records(name).expect("the oracle knows everything") {
                insert(&mut sql, name, id, &columns, record);
            }
        }
    }
    client.batch_execute(&sql).expect("the cases are created");
}

fn create_table(sql: &mut String, name: &str, columns: &[(&str, ValueType)]) {
    let columns: Vec<String> = columns
        .iter()
        .map(|(name, of)| format!(", \"{name}\" {}", type_of(*of)))
        .collect();
    let columns = columns.concat();
    writeln!(sql, "DROP TABLE IF EXISTS \"{name}\";").unwrap();
    writeln!(
        sql,
        "CREATE TEMPORARY TABLE \"{name}\" (case_id integer{columns});"
    )
    .unwrap();
}

fn insert(
    sql: &mut String,
    table: &str,
    id: usize,
    columns: &[(&str, ValueType)],
    record: &Record,
) {
    let values: String = columns
        .iter()
        .map(|(name, _)| match &record[*name] {
            None => ", NULL".to_owned(),
            Some(value) => format!(", '{}'", value.to_plain().replace('\'', "''")),
        })
        .collect();
    writeln!(sql, "INSERT INTO \"{table}\" VALUES ({id}{values});").unwrap();
}

fn type_of(of: ValueType) -> &'static str {
    match of {
        ValueType::Bool => "boolean",
        ValueType::Int => "bigint",
        ValueType::Decimal => "numeric",
        ValueType::Date => "date",
        ValueType::Text => "text",
    }
}
