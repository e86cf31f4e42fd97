//! Numbers are exact, and what cannot be computed is unknown.

use tutas_domain::value::ValueType::{Decimal, Int};

use crate::family::{plain, truth};

#[test]
fn the_birth_allowance_of_2026_is_exact() {
    assert_eq!(plain("38 * mci", Decimal), "164350");
    let amount = "CASE WHEN COUNT(siblings) < 3 THEN 38 ELSE 63 END * mci";
    assert_eq!(plain(amount, Decimal), "272475");
}

#[test]
fn whole_numbers_serve_as_decimals_and_compare_with_them() {
    assert_eq!(plain("child.order", Decimal), "3");
    assert_eq!(truth("child.order < 3.000001"), "true");
    assert_eq!(truth("mother.income = 250000.5"), "true");
    assert_eq!(truth("mother.income / 2 = 125000.25"), "true");
}

#[test]
fn a_quotient_is_rounded_to_a_millionth_with_halves_away_from_zero() {
    assert_eq!(plain("2 / 3", Decimal), "0.666667");
    assert_eq!(plain("-2 / 3", Decimal), "-0.666667");
    assert_eq!(plain("1 / 2000000", Decimal), "0.000001");
    assert_eq!(plain("-1 / 2000000", Decimal), "-0.000001");
    assert_eq!(plain("0.000001 * 0.499999", Decimal), "0");
}

#[test]
fn a_quotient_by_zero_is_unknown_and_by_none_is_none() {
    assert_eq!(truth("1 / (child.order - 3) > 0"), "unknown");
    assert_eq!(truth("NOT child.alive AND 1 / 0 > 0"), "false");
    assert_eq!(truth("1 / father.income > 0"), "null");
    assert_eq!(truth("father.income / 0 > 0"), "null");
}

#[test]
fn what_overflows_is_unknown() {
    assert_eq!(plain("9223372036854775807 + child.order", Int), "unknown");
    assert_eq!(
        plain("9223372036854775807 - child.order", Int),
        "9223372036854775804"
    );
    assert_eq!(
        plain("(-9223372036854775807 - 1) * child.order", Int),
        "unknown"
    );
    assert_eq!(plain("- (-9223372036854775807 - 1)", Int), "unknown");
    assert_eq!(plain("9999999999999999999999.0 * mci", Decimal), "unknown");
    assert_eq!(truth("child.alive OR 9223372036854775807 * 2 > 1"), "true");
}

#[test]
fn least_and_greatest_pass_over_none() {
    assert_eq!(plain("LEAST(child.order, 7, 5)", Int), "3");
    assert_eq!(plain("GREATEST(father.income, 1, 2.5)", Decimal), "2.5");
    assert_eq!(plain("LEAST(father.income)", Decimal), "null");
}

#[test]
fn arithmetic_with_none_is_none_even_beside_an_unknown() {
    assert_eq!(
        plain("father.income + SUM(payments.amount)", Decimal),
        "null"
    );
    assert_eq!(
        plain("SUM(payments.amount) * father.income", Decimal),
        "null"
    );
    assert_eq!(
        plain("mother.income + SUM(payments.amount)", Decimal),
        "unknown"
    );
}
