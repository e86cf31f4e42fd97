//! Exact decimals: a whole number of millionths, below ten to the twenty-second.
//!
//! Products and quotients are rounded to a millionth, halves away from zero, which is what
//! PostgreSQL's `ROUND(numeric, 6)` does. What does not fit has no value.

use rust_decimal::Decimal;

use crate::tree::Arithmetic;

/// Digits after the point.
pub(crate) const SCALE: u32 = 6;

/// One, in millionths.
pub(crate) const ONE: i128 = 1_000_000;

/// Millionths stay below this on either side of zero.
const LIMIT: u128 = 10_u128.pow(28);

/// The decimal in millionths, if it is one exactly and fits.
pub(crate) fn from_decimal(decimal: Decimal) -> Option<i128> {
    let mantissa = decimal.mantissa();
    if decimal.scale() <= SCALE {
        return fits(mantissa.checked_mul(10_i128.pow(SCALE - decimal.scale()))?);
    }
    let excess = 10_i128.pow(decimal.scale() - SCALE);
    if mantissa % excess == 0 {
        fits(mantissa / excess)
    } else {
        None
    }
}

/// The plain decimal, without trailing zeros.
pub(crate) fn to_decimal(millionths: i128) -> Option<Decimal> {
    Decimal::try_from_i128_with_scale(millionths, SCALE)
        .ok()
        .map(|decimal| decimal.normalize())
}

/// A whole number in millionths; every one fits.
pub(crate) fn from_int(int: i64) -> i128 {
    i128::from(int) * ONE
}

pub(crate) fn fits(millionths: i128) -> Option<i128> {
    (millionths.unsigned_abs() < LIMIT).then_some(millionths)
}

/// Decimal arithmetic; nothing if the result does not fit or the divisor is zero.
pub(crate) fn decimal(operation: Arithmetic, left: i128, right: i128) -> Option<i128> {
    fits(match operation {
        Arithmetic::Add => left.checked_add(right)?,
        Arithmetic::Subtract => left.checked_sub(right)?,
        // A product that fits is below ten to the thirty-fourth before the point is put back.
        Arithmetic::Multiply => rounded(left.checked_mul(right)?, ONE)?,
        Arithmetic::Divide => rounded(left.checked_mul(ONE)?, right)?,
    })
}

/// Whole-number arithmetic. Division is decimal and never comes here.
pub(crate) fn int(operation: Arithmetic, left: i64, right: i64) -> Option<i64> {
    match operation {
        Arithmetic::Add => left.checked_add(right),
        Arithmetic::Subtract => left.checked_sub(right),
        Arithmetic::Multiply => left.checked_mul(right),
        Arithmetic::Divide => None,
    }
}

fn rounded(dividend: i128, divisor: i128) -> Option<i128> {
    let quotient = dividend.checked_div(divisor)?;
    let carry = carry(dividend.checked_rem(divisor)?, divisor);
    quotient.checked_add(carry)
}

/// What is added to a quotient that was cut off: one away from zero if half or more was lost.
fn carry(remainder: i128, divisor: i128) -> i128 {
    let is_half = remainder.unsigned_abs().saturating_mul(2) >= divisor.unsigned_abs();
    if is_half {
        remainder.signum() * divisor.signum()
    } else {
        0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_of_a_millionth_are_rounded_away_from_zero() {
        assert_eq!(decimal(Arithmetic::Multiply, 1, ONE / 2), Some(1));
        assert_eq!(decimal(Arithmetic::Multiply, -1, ONE / 2), Some(-1));
        assert_eq!(decimal(Arithmetic::Multiply, 1, ONE / 2 - 1), Some(0));
        assert_eq!(decimal(Arithmetic::Divide, 2 * ONE, 3 * ONE), Some(666_667));
        assert_eq!(
            decimal(Arithmetic::Divide, -2 * ONE, 3 * ONE),
            Some(-666_667)
        );
        assert_eq!(
            decimal(Arithmetic::Divide, 2 * ONE, -3 * ONE),
            Some(-666_667)
        );
    }

    #[test]
    fn a_large_product_is_exact_and_a_larger_one_has_no_value() {
        let large = 10_i128.pow(27) + 7;
        assert_eq!(decimal(Arithmetic::Multiply, large, ONE), Some(large));
        assert_eq!(decimal(Arithmetic::Multiply, large, 10 * ONE), None);
        assert_eq!(decimal(Arithmetic::Multiply, large, large), None);
    }

    #[test]
    fn what_does_not_fit_has_no_value() {
        let largest = 10_i128.pow(28) - 1;
        assert_eq!(decimal(Arithmetic::Add, largest, 0), Some(largest));
        assert_eq!(decimal(Arithmetic::Add, largest, 1), None);
        assert_eq!(decimal(Arithmetic::Divide, ONE, 0), None);
        assert_eq!(int(Arithmetic::Multiply, i64::MAX, 2), None);
    }

    #[test]
    fn a_decimal_with_more_than_six_digits_is_not_rounded_in_silence() {
        assert_eq!(from_decimal(Decimal::new(15, 1)), Some(1_500_000));
        assert_eq!(from_decimal(Decimal::new(10, 7)), Some(1));
        assert_eq!(from_decimal(Decimal::new(1, 7)), None);
        assert_eq!(from_decimal(Decimal::MAX), None);
        assert_eq!(
            to_decimal(164_350 * ONE)
                .map(|sum| sum.to_string())
                .as_deref(),
            Some("164350")
        );
    }
}
