//! What holds for every expression and every case.

use std::collections::BTreeMap;

use proptest::prelude::*;
use tutas_domain::evidence::{Evidence, Known, Record, SeenValue};
use tutas_domain::value::{Value, ValueType};
use tutas_rules::{Batch, Case, Expression, Program, Relation, Tri, compile};

use crate::generator::{CALENDAR, Dice, Writer, case, known, schema, value};

const DEPTH: usize = 4;

/// Random expressions: their text and type.
fn written(dice: &mut Dice, count: usize) -> Vec<(String, ValueType)> {
    let mut writer = Writer::new(dice);
    (0..count)
        .map(|_| {
            let of = writer.any_type();
            (writer.expression(of, DEPTH), of)
        })
        .collect()
}

fn program(texts: &[(String, ValueType)]) -> Program {
    let names: Vec<String> = (0..texts.len()).map(|index| format!("e{index}")).collect();
    let expressions: Vec<Expression<'_>> = names
        .iter()
        .zip(texts)
        .map(|(name, (sql, of))| Expression {
            name,
            sql,
            expects: *of,
        })
        .collect();
    compile(&schema(), &expressions).expect("the generator writes the language")
}

/// A program of a path alone that an expression reads; none for a relation that is only asked for
/// its presence.
fn alone(path: &str) -> Option<Program> {
    use ValueType::{Bool, Date, Decimal, Int, Text};
    // A whole number would pass for a decimal.
    [Bool, Date, Int, Decimal, Text]
        .into_iter()
        .find_map(|expects| {
            let expression = Expression {
                name: "e0",
                sql: path,
                expects,
            };
            let program = compile(&schema(), &[expression]).ok()?;
            (program.text("e0") == path).then_some(program)
        })
}

/// The same case with some, or all, of what is unknown filled in at random.
fn filled(
    dice: &mut Dice,
    evidence: &Evidence,
    named: &BTreeMap<String, Value>,
    percent: usize,
) -> (Evidence, BTreeMap<String, Value>) {
    let (mut evidence, mut named) = (evidence.clone(), named.clone());
    for (name, relation) in &schema().relations {
        match evidence.0.get_mut(name) {
            Some(Known::Records { records, .. }) => {
                let mut filled = records.to_vec();
                for record in &mut filled {
                    fill(dice, relation, record, percent);
                }
                *records = filled.into();
            }
            Some(unknown @ Known::Unknown(_)) if dice.chance(percent) => {
                *unknown = known(dice, relation, 100 - percent);
            }
            _ => {}
        }
    }
    for (name, of) in &schema().named {
        if !named.contains_key(name) && dice.chance(percent) {
            named.insert(name.clone(), value(dice, *of));
        }
    }
    (evidence, named)
}

fn fill(dice: &mut Dice, relation: &Relation, record: &mut Record, percent: usize) {
    for (field, of) in &relation.fields {
        if !record.contains_key(field) && dice.chance(percent) {
            let none = dice.chance(25);
            record.insert(
                field.clone(),
                if none { None } else { Some(value(dice, *of)) },
            );
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn filling_in_an_unknown_never_changes_what_was_known(seed: u64) {
        let mut dice = Dice::new(seed);
        let texts = written(&mut dice, 12);
        let program = program(&texts);
        let (evidence, named) = case(&mut dice, 35);
        let before = program.evaluate_case(Case::of(&evidence, &named), &*CALENDAR);
        for percent in [30, 100] {
            let (evidence, named) = filled(&mut dice, &evidence, &named, percent);
            let after = program.evaluate_case(Case::of(&evidence, &named), &*CALENDAR);
            for (index, outcome) in before.iter().enumerate() {
                if outcome.result == Tri::Unknown {
                    continue;
                }
                prop_assert!(outcome.result == after[index].result, "{}", texts[index].0);
                prop_assert_eq!(outcome.verdict(), after[index].verdict());
            }
        }
    }

    #[test]
    fn what_is_printed_is_read_as_the_same_tree(seed: u64) {
        let mut dice = Dice::new(seed);
        let written = written(&mut dice, 1);
        let program = program(&written);
        let text = program.text("e0");
        let expression = |name, sql| Expression { name, sql, expects: written[0].1 };
        let both = [expression("e0", &written[0].0), expression("e1", &text)];
        if text.len() <= tutas_rules::MAX_LENGTH {
            let both = compile(&schema(), &both).expect("what is printed is the language");
            prop_assert_eq!(both.size(), program.size(), "{}\n{}", written[0].0, text);
            prop_assert_eq!(both.text("e1"), text);
            prop_assert_eq!(both.sql("e1"), program.sql("e0"));
        }
    }

    #[test]
    fn a_batch_comes_to_what_its_cases_come_to_one_by_one(seed: u64) {
        let mut dice = Dice::new(seed);
        let program = program(&written(&mut dice, 8));
        let cases: Vec<_> = (0..7).map(|_| case(&mut dice, 20)).collect();
        let views: Vec<Case<'_>> =
            cases.iter().map(|(evidence, named)| Case::of(evidence, named)).collect();
        let columns = program.evaluate(&Batch::new(&program, &views), &*CALENDAR);
        for (row, (evidence, named)) in cases.iter().enumerate() {
            let alone = program.evaluate_case(Case::of(evidence, named), &*CALENDAR);
            for (outcome, column) in alone.iter().zip(&columns) {
                prop_assert!(outcome.result == column.result(row));
                prop_assert_eq!(outcome.verdict(), column.verdict(row));
            }
        }
    }

    #[test]
    fn what_an_expression_of_one_case_rests_on_is_what_the_columns_hold(seed: u64) {
        let mut dice = Dice::new(seed);
        let program = program(&written(&mut dice, 8));
        let cases: Vec<_> = (0..5).map(|_| case(&mut dice, 20)).collect();
        let views: Vec<Case<'_>> =
            cases.iter().map(|(evidence, named)| Case::of(evidence, named)).collect();
        for (row, view) in views.iter().enumerate() {
            for seen in program.evaluate_case(*view, &*CALENDAR).iter().flat_map(|it| &it.seen) {
                let Some(alone) = alone(&seen.path) else { continue };
                let columns = alone.evaluate(&Batch::new(&alone, &views), &*CALENDAR);
                let held = match columns[0].result(row) {
                    Tri::Unknown => SeenValue::Unknown,
                    Tri::Known(None) => SeenValue::None,
                    Tri::Known(Some(value)) => SeenValue::Value(value),
                };
                prop_assert!(seen.value == held, "{}", seen.path);
            }
        }
    }

    #[test]
    fn one_expression_comes_to_what_it_comes_to_among_all(seed: u64) {
        let mut dice = Dice::new(seed);
        let program = program(&written(&mut dice, 8));
        let (evidence, named) = case(&mut dice, 20);
        let view = Case::of(&evidence, &named);
        for outcome in program.evaluate_case(view, &*CALENDAR) {
            let result = program.result(&outcome.name, view, &*CALENDAR);
            prop_assert!(result.as_ref() == Some(&outcome.result));
            prop_assert!(program.outcome(&outcome.name, view, &*CALENDAR) == Some(outcome));
        }
    }

    #[test]
    fn what_stands_before_the_evidence_hides_what_has_its_name(seed: u64) {
        let mut dice = Dice::new(seed);
        let program = program(&written(&mut dice, 8));
        let (evidence, named) = case(&mut dice, 20);
        let (mut before, _) = case(&mut dice, 20);
        let names: Vec<String> = before.0.keys().cloned().collect();
        for name in names.iter().step_by(2) {
            before.0.remove(name);
        }
        let mut both = evidence.clone();
        both.0.extend(before.0.clone());
        let layered = Case { before: Some(&before), ..Case::of(&evidence, &named) };
        let layered = program.evaluate_case(layered, &*CALENDAR);
        prop_assert!(layered == program.evaluate_case(Case::of(&both, &named), &*CALENDAR));
    }

    #[test]
    fn no_text_makes_the_compiler_panic(text in "[a-z.() '=<>*+,0-9-]{0,80}") {
        let expression = Expression { name: "it", sql: &text, expects: ValueType::Bool };
        let _ = compile(&schema(), &[expression]);
    }

    #[test]
    fn no_row_of_words_makes_the_compiler_panic(
        words in prop::collection::vec(prop::sample::select(WORDS.to_vec()), 0..40),
    ) {
        let text = words.join(" ");
        let expression = Expression { name: "it", sql: &text, expects: ValueType::Bool };
        let _ = compile(&schema(), &[expression]);
    }
}

const WORDS: [&str; 34] = [
    "child.born_on",
    "siblings",
    "siblings.rank",
    "filed_on",
    "mci",
    "AND",
    "OR",
    "NOT",
    "(",
    ")",
    "COUNT(",
    "EXISTS(",
    "FILTER (WHERE",
    "CASE",
    "WHEN",
    "THEN",
    "ELSE",
    "END",
    "IS",
    "NULL",
    "IN (",
    ",",
    "BETWEEN",
    "LIKE",
    "'a%'",
    "DATE '2026-01-01'",
    "1",
    "1.5",
    "+",
    "/",
    "=",
    "<",
    "months_between(",
    "DISTINCT FROM",
];

#[test]
fn an_empty_batch_has_no_outcomes() {
    let mut dice = Dice::new(1);
    let program = program(&written(&mut dice, 5));
    let columns = program.evaluate(&Batch::new(&program, &[]), &*CALENDAR);
    assert_eq!(columns.len(), 5);
    assert!(columns.iter().all(tutas_rules::OutcomeColumn::is_empty));
}

#[test]
fn a_batch_made_for_another_program_is_unknown() {
    let dates = program(&[("filed_on > child.born_on".to_owned(), ValueType::Bool)]);
    let texts = program(&[("COUNT(siblings) > 1 OR urban".to_owned(), ValueType::Bool)]);
    let (evidence, named) = case(&mut Dice::new(1), 0);
    let batch = Batch::new(&dates, &[Case::of(&evidence, &named)]);
    let columns = texts.evaluate(&batch, &*CALENDAR);
    assert_eq!(columns[0].tally().unknown, 1);
}

#[test]
fn a_program_can_be_shared_between_threads() {
    fn is_shared<T: Send + Sync>() {}
    is_shared::<Program>();
    is_shared::<Batch>();
}
