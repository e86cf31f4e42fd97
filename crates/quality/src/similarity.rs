//! How alike two names and two numbers are.

use std::fmt;

/// Jaro–Winkler similarity of two comparable forms, in thousandths: 1000 for equal ones, 0 if they
/// have nothing in common or one is empty (Winkler 1990: a common beginning of up to four counts more).
pub fn jaro_winkler(a: &str, b: &str) -> u16 {
    // What is matched first counts, so both ways round must be the same way.
    let (a, b) = (a.min(b).as_bytes(), a.max(b).as_bytes());
    if a.is_empty() || b.is_empty() {
        return 0;
    }
    if a == b {
        return 1000;
    }
    let jaro = jaro(a, b);
    let common = a.iter().zip(b).take(4).take_while(|(a, b)| a == b).count();
    let common = f64::from(u8::try_from(common).unwrap_or(4));
    thousandths(jaro + common * 0.1 * (1.0 - jaro))
}

fn jaro(a: &[u8], b: &[u8]) -> f64 {
    // Names are shorter than 64 letters: what was matched fits into one word of bits.
    let (a, b) = (first_64(a), first_64(b));
    let window = (a.len().max(b.len()) / 2).saturating_sub(1);
    let mut in_b = 0_u64;
    let mut matched = [0_u8; 64];
    let mut count = 0;
    for (at, letter) in a.iter().enumerate() {
        let from = at.saturating_sub(window);
        let until = (at + window + 1).min(b.len());
        let found = (from..until).find(|place| in_b & (1 << place) == 0 && b[*place] == *letter);
        if let Some(place) = found {
            in_b |= 1 << place;
            matched[count] = *letter;
            count += 1;
        }
    }
    if count == 0 {
        return 0.0;
    }
    let others = (0..b.len()).filter(|place| in_b & (1 << place) != 0);
    let moved = others
        .zip(matched)
        .filter(|(place, letter)| b[*place] != *letter)
        .count();
    let number = |count: usize| f64::from(u32::try_from(count).unwrap_or(u32::MAX));
    let (count, moved) = (number(count), number(moved / 2));
    (count / number(a.len()) + count / number(b.len()) + (count - moved) / count) / 3.0
}

fn first_64(name: &[u8]) -> &[u8] {
    name.get(..64).unwrap_or(name)
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a similarity lies between 0 and 1"
)]
fn thousandths(similarity: f64) -> u16 {
    (similarity.clamp(0.0, 1.0) * 1000.0).round() as u16
}

/// Digits in a word, four bits each, the first lowest; unused places hold fifteen.
///
/// An identification number, whole or misspelled: what is no digit is left out, and what follows the
/// fifteenth digit. Personal data: `Debug` hides it, and there is no `Display`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digits(u64);

/// How far two numbers are from one another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Apart {
    /// The same.
    Same,
    /// One digit is wrong, one is missing, or two neighbours are the wrong way round.
    OneSlip,
    /// Two digits are wrong.
    TwoSlips,
    /// More.
    Far,
}

impl Digits {
    /// The digits of a text; `None` if it has none.
    pub fn of(text: &str) -> Option<Self> {
        let mut packed = u64::MAX;
        let digits = text.chars().filter_map(|c| c.to_digit(10)).take(15);
        for (place, digit) in digits.enumerate() {
            let shift = 4 * place;
            packed = packed & !(0xF << shift) | (u64::from(digit) << shift);
        }
        (packed != u64::MAX).then_some(Self(packed))
    }

    /// How many digits.
    pub fn count(self) -> usize {
        (0..16).take_while(|place| self.at(*place) != 0xF).count()
    }

    /// The digits as text.
    pub fn text(self) -> String {
        let digits = (0..self.count()).map(|place| self.at(place));
        digits.map(|digit| digit.to_string()).collect()
    }

    /// The digits of `places`, to bring numbers together by; `None` unless there are twelve in all.
    pub(crate) fn part(self, places: impl Iterator<Item = usize>) -> Option<u64> {
        let part = places.fold(0, |part, place| part << 4 | self.at(place));
        (self.count() == 12).then_some(part)
    }

    /// How far from another number.
    pub fn apart(self, other: Self) -> Apart {
        if self == other {
            return Apart::Same;
        }
        let (long, short) = (self.count(), other.count());
        if long != short {
            let (long, short) = if long > short {
                (self, other)
            } else {
                (other, self)
            };
            let one_missing = long.count() == short.count() + 1;
            return if one_missing && long.lacks_one_to_be(short) {
                Apart::OneSlip
            } else {
                Apart::Far
            };
        }
        let unlike: Vec<usize> = (0..long)
            .filter(|place| self.at(*place) != other.at(*place))
            .take(3)
            .collect();
        match unlike.as_slice() {
            [_] => Apart::OneSlip,
            [a, b] if a + 1 == *b && self.at(*a) == other.at(*b) && self.at(*b) == other.at(*a) => {
                Apart::OneSlip
            }
            [_, _] => Apart::TwoSlips,
            _ => Apart::Far,
        }
    }

    fn lacks_one_to_be(self, shorter: Self) -> bool {
        let same = (0..16)
            .take_while(|place| self.at(*place) == shorter.at(*place))
            .count();
        (same..15).all(|place| self.at(place + 1) == shorter.at(place))
    }

    fn at(self, place: usize) -> u64 {
        self.0 >> (4 * place) & 0xF
    }
}

impl fmt::Debug for Digits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Digits(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_examples_of_jaro_and_winkler_come_out() {
        for (a, b, similarity) in [
            ("martha", "marhta", 961),
            ("dwayne", "duane", 840),
            ("dixon", "dicksonx", 813),
            ("abc", "xyz", 0),
            ("", "", 0),
            ("erlan", "erlan", 1000),
        ] {
            assert_eq!(jaro_winkler(a, b), similarity, "{a} {b}");
            assert_eq!(jaro_winkler(b, a), similarity, "{b} {a}");
        }
    }

    #[test]
    fn numbers_are_one_slip_apart_by_a_wrong_a_missing_or_two_exchanged_digits() {
        let apart = |a: &str, b: &str| {
            let (a, b) = (Digits::of(a).unwrap(), Digits::of(b).unwrap());
            assert_eq!(a.apart(b), b.apart(a));
            a.apart(b)
        };
        let number = "900101100014";
        assert_eq!(apart(number, "900 101 100 014"), Apart::Same);
        for slip in ["900101100019", "901001100014", "90010110014", "00101100014"] {
            assert_eq!(apart(number, slip), Apart::OneSlip, "{slip}");
        }
        assert_eq!(apart(number, "900101100023"), Apart::TwoSlips);
        for far in ["9001011000", "911101100023", "123456789012"] {
            assert_eq!(apart(number, far), Apart::Far, "{far}");
        }
        assert_eq!(Digits::of("none"), None);
        assert_eq!(Digits::of(number).unwrap().text(), number);
        assert_eq!(format!("{:?}", Digits::of(number)), "Some(Digits(…))");
    }

    proptest::proptest! {
        #[test]
        fn similarity_is_the_same_both_ways_and_within_bounds(a in "[a-e]{0,12}", b in "[a-e]{0,12}") {
            let similarity = jaro_winkler(&a, &b);
            proptest::prop_assert!(similarity <= 1000);
            proptest::prop_assert_eq!(similarity == 1000, a == b && !a.is_empty());
        }
    }
}
