//! What does not compile says where, why, and what to write instead.

use tutas_domain::value::ValueType;
use tutas_rules::{Expression, MAX_DEPTH, MAX_LENGTH, Schema, compile};

use crate::family::{problems, schema};

/// The only problem, as `line:column message / hint`.
fn problem(sql: &str) -> String {
    let found = problems(sql, ValueType::Bool);
    assert_eq!(found.len(), 1, "{sql}: {found:?}");
    let first = &found[0];
    let hint = first.hint.as_deref().unwrap_or("no hint");
    format!("{}:{} {} / {hint}", first.line, first.column, first.message)
}

#[test]
fn an_unknown_name_is_answered_with_the_nearest_one() {
    for (sql, expected) in [
        (
            "child.bron_on < filed_on",
            "1:7 `child` has no field `bron_on` / did you mean `child.born_on`?",
        ),
        (
            "child.weight > 1",
            "1:7 `child` has no field `weight` / its fields are `alive`, `born_on`, `order`",
        ),
        (
            "chlid.alive",
            "1:1 there is no subject or need `chlid` / did you mean `child`?",
        ),
        (
            "mother.insured AND\n  born_on < field_on",
            "2:3 there is no value `born_on` / there are `filed_on`, `mci`",
        ),
        (
            "residence = 'KZ'",
            "1:1 there is no value `residence` / there are `filed_on`, `mci`",
        ),
        (
            "rank = 1",
            "1:1 there is no value `rank` / did you mean `siblings.rank`?",
        ),
        (
            "mother.iin = \"KZ\"",
            "1:14 there is no value `KZ` / texts stand in single quotes: 'KZ'",
        ),
        (
            "mother",
            "1:1 `mother` is a relation, not a value / write one of its fields, \
             `mother IS NOT NULL`, or COUNT(mother)",
        ),
        (
            "month_between(child.born_on, filed_on) < 1",
            "1:1 there is no function `month_between` / did you mean `months_between`?",
        ),
        (
            "a.b.c = 1",
            "1:1 a path has two parts / write need.field, for example child.born_on",
        ),
    ] {
        if sql.contains('\n') {
            let found = problems(sql, ValueType::Bool);
            assert_eq!(found.len(), 2, "both names are wrong");
            assert_eq!((found[0].line, found[0].column), (2, 3));
            assert_eq!(found[1].hint.as_deref(), Some("did you mean `filed_on`?"));
            continue;
        }
        assert_eq!(problem(sql), expected);
    }
}

#[test]
fn types_that_do_not_go_together_are_refused() {
    for (sql, expected) in [
        (
            "child.born_on > '2026-01-01'",
            "1:1 a date and a text do not go together / write a date as DATE '2026-01-31'",
        ),
        (
            "child.order",
            "1:1 the expression must be true or false, not a whole number / compare it with something",
        ),
        (
            "child.alive > TRUE",
            "1:1 true and false have no order / write = or <>",
        ),
        (
            "filed_on - child.born_on > 3",
            "1:1 dates are not subtracted / write days_between(from, until), months_between or years_between",
        ),
        (
            "filed_on + 1.5 > filed_on",
            "1:1 `+` does not go with a date here / a whole number of days can be added to a date or taken off it",
        ),
        (
            "mother.iin + 1 > 2",
            "1:1 `+` needs numbers on both sides / no hint",
        ),
        (
            "NOT child.order",
            "1:5 what NOT turns round must be true or false, not a whole number / compare it with something",
        ),
        (
            "child.alive AND 1",
            "1:17 each side of AND must be true or false, not a whole number / compare it with something",
        ),
        (
            "COALESCE(NULL, NULL)",
            "1:1 here everything is NULL, so it has no type / no hint",
        ),
        (
            "CASE WHEN child.alive THEN 1 ELSE 'a' END = 1",
            "1:1 a whole number and a text do not go together / no hint",
        ),
        (
            "-mother.iin = '1'",
            "1:2 only a number can have a sign / no hint",
        ),
    ] {
        assert_eq!(problem(sql), expected);
    }
}

#[test]
fn a_comparison_with_null_is_answered_with_is_null() {
    let expected = "1:1 a comparison with NULL is never true / write IS NULL or IS NOT NULL";
    assert_eq!(problem("mother.residence = NULL"), expected);
    assert_eq!(problem("mother.residence <> NULL"), expected);
    assert!(problem("child.order IN (1, NULL)").contains("never matches"));
}

#[test]
fn many_records_need_an_aggregate_and_one_record_needs_none() {
    assert_eq!(
        problem("siblings.alive"),
        "1:1 `siblings` can have many records, so its fields need an aggregate / write \
         MIN(siblings.alive), MAX, SUM or COUNT, or EXISTS(siblings) FILTER (WHERE …)"
    );
    assert_eq!(
        problem("COUNT(mother) = 1"),
        "1:1 `mother` has at most one record / write EXISTS(mother)"
    );
    assert_eq!(
        problem("MAX(mother.income) = 1"),
        "1:1 `mother` has at most one record / write mother.income"
    );
    assert!(problem("COUNT(*) = 1").contains("write COUNT(need)"));
    assert!(problem("SUM(siblings) = 1").contains("SUM needs a field"));
    assert!(problem("SUM(siblings.born_on) = 1").contains("only numbers can be summed"));
    assert!(problem("COUNT(DISTINCT siblings.rank) = 1").contains("leave out DISTINCT"));
    assert!(problem("COUNT(siblings) OVER () = 1").contains("leave out OVER"));
    let nested = "COUNT(siblings) FILTER (WHERE siblings.rank < COUNT(siblings)) = 1";
    assert!(problem(nested).contains("inside another one's filter"));
    let foreign = "EXISTS(siblings) FILTER (WHERE payments.kind = 'a')";
    assert!(problem(foreign).contains("`payments` can have many records"));
}

#[test]
fn what_the_language_has_not_is_answered_with_what_it_has() {
    for (sql, part) in [
        ("child.born_on < now()", "write `filed_on`"),
        ("child.born_on < CURRENT_DATE", "write `filed_on`"),
        (
            "child.born_on < filed_on - INTERVAL '1 year'",
            "add days as a number",
        ),
        (
            "EXTRACT(YEAR FROM child.born_on) = 2026",
            "write years_between",
        ),
        (
            "CAST(child.order AS text) = '1'",
            "types are those of the registers",
        ),
        ("mother.iin ILIKE '9%'", "write LIKE 'start%'"),
        ("child.alive IS UNKNOWN", "write IS NULL"),
        ("mother.iin || 'a' = 'b'", "texts are compared, not joined"),
        ("child.order % 2 = 1", "there are + - * and /"),
        (
            "child.order IN (SELECT 1)",
            "declare what is needed under `needs`",
        ),
        ("lower(mother.iin) = 'a'", "compare with IN"),
        ("child.order = $1", "name the value"),
        ("(child.order, 1) IS NULL", "compare the fields one by one"),
        ("months_between(child.born_on) = 1", "with two dates"),
        ("child.born_on = DATE '2026-02-30'", "year, month and day"),
        (
            "mother.income > 1.1234567",
            "at most 6 digits after the point",
        ),
        (
            "child.order > 9223372036854775808",
            "at most 9223372036854775807",
        ),
    ] {
        let found = problem(sql);
        assert!(found.contains(part), "{sql}: {found}");
    }
}

#[test]
fn a_slip_of_syntax_is_placed() {
    assert_eq!(problem(""), "1:1 the expression is empty / no hint");
    assert_eq!(problem(" \n "), "1:1 the expression is empty / no hint");
    assert_eq!(
        problem("child.alive child.alive"),
        "1:13 `child` cannot follow here / join conditions with AND or OR"
    );

    assert_eq!(
        problem("child.alive AND\n child.order >\n"),
        "2:15 the expression ends where an expression is expected / no hint"
    );
    assert_eq!(
        problem("(child.alive"),
        "1:13 the expression ends where ) is expected / no hint"
    );
    assert_eq!(
        problem("child.order BETWEEN 1 OR 2"),
        "1:23 `OR` stands where AND is expected / no hint"
    );
    assert!(problem("mother.iin = 'a").contains("Unterminated"));
    assert!(problem("child.alive; child.alive").starts_with("1:12 an expression is one predicate"));
}

#[test]
fn all_problems_are_told_at_once() {
    let expression = |name, sql| Expression {
        name,
        sql,
        expects: ValueType::Bool,
    };
    let found = compile(
        &schema(),
        &[
            expression("one", "child.oder = 1 AND mother.in = 'a'"),
            expression("two", "child.alive"),
            expression("three", "mother.iin = 1"),
            expression("two", "child.alive"),
        ],
    )
    .unwrap_err();
    let names: Vec<&str> = found
        .iter()
        .map(|problem| problem.expression.as_str())
        .collect();
    assert_eq!(names, ["one", "one", "three", "two"]);
    assert!(found[0].to_string().starts_with("one, line 1, column 7: "));
}

#[test]
fn nothing_overflows_the_stack() {
    let cases = [
        format!("{}child.alive{}", "(".repeat(1900), ")".repeat(1900)),
        format!("{}child.alive", "NOT ".repeat(1000)),
        format!("{}child.order = 1", "- ".repeat(2000)),
        format!("child.order{} > 1", " + 1".repeat(1000)),
        format!("child.order{}", "=1".repeat(2000)),
        format!("{}1{}", "COALESCE(".repeat(400), ")".repeat(400)),
        format!(
            "{}1{} = 1",
            "CASE WHEN TRUE THEN ".repeat(150),
            " END".repeat(150)
        ),
        format!("child.alive{}", " IS NULL".repeat(500)),
        "(".repeat(4000),
    ];
    for sql in cases {
        assert!(sql.len() <= MAX_LENGTH, "{}", sql.len());
        let found = problems(&sql, ValueType::Bool);
        let start: String = sql.chars().take(20).collect();
        assert!(
            found[0].message.contains("deeper than"),
            "{start}: {:?}",
            found[0]
        );
    }
    let long = format!("child.alive{}", " ".repeat(MAX_LENGTH));
    assert!(problem(&long).contains("longer than"));
}

#[test]
fn long_rows_of_conditions_are_no_depth() {
    let sql = format!("child.alive{}", " AND child.alive".repeat(250));
    let expression = Expression {
        name: "it",
        sql: &sql,
        expects: ValueType::Bool,
    };
    assert!(compile(&schema(), &[expression]).is_ok());
    let deep = MAX_DEPTH - 3;
    let sql = format!("{}child.alive{}", "(".repeat(deep), ")".repeat(deep));
    let expression = Expression {
        name: "it",
        sql: &sql,
        expects: ValueType::Bool,
    };
    assert!(compile(&schema(), &[expression]).is_ok());
}

#[test]
fn an_expression_that_would_spell_out_too_long_is_refused() {
    let mut sql = "child.order".to_owned();
    for _ in 0..20 {
        sql = format!("CASE {sql} WHEN 1 THEN 2 WHEN 2 THEN 3 WHEN 3 THEN 4 END");
    }
    assert!(problem(&format!("{sql} = 1")).contains("too large"));
}

#[test]
fn names_that_the_printed_sql_needs_itself_are_reserved() {
    let mut schema: Schema = schema();
    let child = schema.relations["child"].clone();
    schema.relations.insert("cases".to_owned(), child);
    for sql in ["cases.alive", "cases IS NULL", "EXISTS(cases)"] {
        let expression = Expression {
            name: "it",
            sql,
            expects: ValueType::Bool,
        };
        let found = compile(&schema, &[expression]).unwrap_err();
        assert!(
            found[0].message.contains("the name `cases` is reserved"),
            "{sql}: {found:?}"
        );
    }
}
