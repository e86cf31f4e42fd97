//! Numbers of people and accounts that look real and can belong to nobody.

use std::collections::HashSet;

use jiff::civil::Date;
use tutas_domain::person::{Iin, Sex};

use super::chance::Chance;

/// Nobody here is born earlier: 1926 would become 2026 by the rule of [`iin`], and such people
/// live.
pub(super) const FIRST_YEAR: i16 = 1935;

/// An unused identification number that no living person can have: the seventh digit says a
/// century too late for people born before 2000 (1985 becomes 2085), and two centuries too early
/// for the others (2015 becomes 1815).
pub(super) fn iin(
    chance: &mut Chance,
    used: &mut HashSet<String>,
    born_on: Date,
    sex: Sex,
) -> String {
    let century_and_sex = match (born_on.year() < 2000, sex) {
        (true, Sex::Male) => 5,
        (true, Sex::Female) => 6,
        (false, Sex::Male) => 1,
        (false, Sex::Female) => 2,
    };
    let day = born_on.strftime("%y%m%d");
    loop {
        let eleven = format!("{day}{century_and_sex}{:04}", chance.below(10_000));
        // One number in eleven is never issued for want of a check digit.
        if let Some(iin) = Iin::complete(&eleven)
            && used.insert(iin.as_str().to_owned())
        {
            return iin.as_str().to_owned();
        }
    }
}

/// An account number of a bank that does not exist: code 990 to 993, check digits by ISO 13616.
pub(super) fn iban(chance: &mut Chance, bank: u32) -> String {
    let account = format!(
        "99{bank}{:04}{:09}",
        chance.below(10_000),
        chance.below(1_000_000_000)
    );
    // K is 20, Z is 35; the check digits make the whole leave 1 when divided by 97.
    let rest = remainder_97(&format!("{account}203500"));
    format!("KZ{:02}{account}", 98 - rest)
}

/// A number as long as one likes, modulo 97.
pub(super) fn remainder_97(digits: &str) -> u32 {
    digits
        .chars()
        .filter_map(|c| c.to_digit(10))
        .fold(0, |rest, digit| (rest * 10 + digit) % 97)
}
