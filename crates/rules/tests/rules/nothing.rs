//! None is a known fact; unknown is not.

use tutas_domain::evidence::Verdict;
use tutas_domain::value::ValueType;

use crate::family::{plain, truth, verdict};

/// For each truth an expression that has it.
const TRUTHS: [(&str, &str); 4] = [
    ("true", "child.alive"),
    ("false", "(NOT child.alive)"),
    ("null", "father.insured"),
    ("unknown", "mother.insured"),
];

#[test]
fn a_field_that_was_not_retrieved_is_unknown_and_one_without_a_value_is_none() {
    for (expected, sql) in TRUTHS {
        assert_eq!(truth(sql), expected);
    }
    assert_eq!(truth("mother.residence = 'KZ'"), "null");
    assert_eq!(truth("mother.residence IS NULL"), "true");
    assert_eq!(truth("father.iin IS NULL"), "true");
    assert_eq!(truth("mother.insured IS NULL"), "unknown");
    assert_eq!(truth("mother.insured IS NOT NULL"), "unknown");
}

#[test]
fn and_is_decided_by_false_and_an_unknown_comes_before_null() {
    let expected = [
        ["true", "false", "null", "unknown"],
        ["false", "false", "false", "false"],
        ["null", "false", "null", "unknown"],
        ["unknown", "false", "unknown", "unknown"],
    ];
    for (row, (_, left)) in TRUTHS.iter().enumerate() {
        for (column, (_, right)) in TRUTHS.iter().enumerate() {
            assert_eq!(truth(&format!("{left} AND {right}")), expected[row][column]);
        }
    }
}

#[test]
fn or_is_decided_by_true_and_an_unknown_comes_before_null() {
    let expected = [
        ["true", "true", "true", "true"],
        ["true", "false", "null", "unknown"],
        ["true", "null", "null", "unknown"],
        ["true", "unknown", "unknown", "unknown"],
    ];
    for (row, (_, left)) in TRUTHS.iter().enumerate() {
        for (column, (_, right)) in TRUTHS.iter().enumerate() {
            assert_eq!(truth(&format!("{left} OR {right}")), expected[row][column]);
        }
    }
}

#[test]
fn a_comparison_with_none_is_null_even_beside_an_unknown() {
    assert_eq!(truth("father.insured = mother.insured"), "null");
    assert_eq!(truth("child.alive = mother.insured"), "unknown");
    assert_eq!(
        truth("father.insured IS DISTINCT FROM mother.insured"),
        "unknown"
    );
    assert_eq!(truth("father.insured IS DISTINCT FROM child.alive"), "true");
    assert_eq!(
        truth("father.insured IS NOT DISTINCT FROM father.insured"),
        "true"
    );
}

#[test]
fn a_test_for_true_or_false_turns_null_into_false_and_leaves_unknown() {
    assert_eq!(truth("father.insured IS TRUE"), "false");
    assert_eq!(truth("father.insured IS NOT TRUE"), "true");
    assert_eq!(truth("father.insured IS FALSE"), "false");
    assert_eq!(truth("child.alive IS NOT FALSE"), "true");
    assert_eq!(truth("mother.insured IS TRUE"), "unknown");
}

#[test]
fn a_relation_is_null_when_the_register_has_no_record() {
    assert_eq!(truth("father IS NULL"), "true");
    assert_eq!(truth("mother IS NOT NULL"), "true");
    assert_eq!(truth("EXISTS(father)"), "false");
    assert_eq!(truth("siblings IS NOT NULL"), "true");
    assert_eq!(truth("payments IS NULL"), "unknown");
    assert_eq!(
        truth("EXISTS(mother) FILTER (WHERE mother.income > 1)"),
        "true"
    );
    assert_eq!(
        truth("EXISTS(mother) FILTER (WHERE mother.residence = 'KZ')"),
        "false"
    );
}

#[test]
fn coalesce_passes_over_none_and_stops_at_an_unknown() {
    assert_eq!(
        plain("COALESCE(mother.residence, 'none')", ValueType::Text),
        "none"
    );
    assert_eq!(truth("COALESCE(mother.insured, TRUE)"), "unknown");
    assert_eq!(truth("COALESCE(child.alive, mother.insured)"), "true");
    assert_eq!(truth("COALESCE(NULL, father.insured)"), "null");
}

#[test]
fn case_follows_the_first_true_arm_and_an_unknown_condition_decides_nothing() {
    let case = |condition: &str| {
        plain(
            &format!("CASE WHEN {condition} THEN 1 ELSE 2 END"),
            ValueType::Int,
        )
    };
    assert_eq!(case("child.alive"), "1");
    assert_eq!(case("father.insured"), "2");
    assert_eq!(case("mother.insured"), "unknown");
    assert_eq!(
        plain("CASE WHEN NOT child.alive THEN 1 END", ValueType::Int),
        "null"
    );
    let short = "CASE child.order WHEN 1 THEN 'first' WHEN 3 THEN 'third' ELSE 'other' END";
    assert_eq!(plain(short, ValueType::Text), "third");
    let guarded = "CASE WHEN child.alive THEN TRUE ELSE 1 / (child.order - 3) > 1 END";
    assert_eq!(truth(guarded), "true");
}

#[test]
fn lists_and_ranges_are_comparisons() {
    assert_eq!(truth("child.order IN (1, 2, 3)"), "true");
    assert_eq!(truth("child.order NOT IN (1, 2)"), "true");
    assert_eq!(truth("mother.residence IN ('KZ', 'RU')"), "null");
    assert_eq!(truth("child.order BETWEEN 1 AND 3"), "true");
    assert_eq!(truth("child.order NOT BETWEEN 1 AND 2"), "true");
    assert_eq!(truth("mother.income BETWEEN 1 AND 2.5"), "false");
}

#[test]
fn a_requirement_that_is_null_is_unmet() {
    assert_eq!(verdict("mother.residence = 'KZ'"), Verdict::Unmet);
    assert_eq!(verdict("child.alive"), Verdict::Met);
    assert_eq!(verdict("NOT child.alive"), Verdict::Unmet);
    assert_eq!(verdict("mother.insured"), Verdict::Unknown);
}

#[test]
fn texts_are_compared_by_code_point_and_matched_by_their_start() {
    assert_eq!(truth("'Z' < 'a'"), "true");
    assert_eq!(truth("starts_with(mother.iin, '9001')"), "true");
    assert_eq!(truth("mother.iin LIKE '__01%8'"), "true");
    assert_eq!(truth("mother.iin NOT LIKE '9%'"), "false");
    assert_eq!(truth("starts_with(mother.residence, 'KZ')"), "null");
}
