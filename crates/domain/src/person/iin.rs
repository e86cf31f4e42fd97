//! The individual identification number (IIN, ЖСН, ИИН) of Kazakhstan.
//!
//! The rules in force (Interior Minister's order 521 of 29.06.2023) speak only of a unique
//! combination of twelve digits with a check digit; the link to the date of birth was dropped in
//! 2013. So a wrong check digit is an error, a strange date or sex only a remark.
//!
//! ```
//! use tutas_domain::person::Iin;
//! assert!(Iin::parse("900101100014").is_ok());
//! assert!(Iin::parse("900101100015").is_err());
//! ```

use std::fmt;

use jiff::civil::Date;
use serde::{Deserialize, Deserializer, Serialize};
use thiserror::Error;

/// A well-formed number. Personal data: `Debug` hides it, and there is no `Display`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Iin(String);

/// Why a text is not an identification number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum IinProblem {
    /// Not twelve characters.
    #[error("an IIN has 12 digits; this has {0} characters")]
    Length(usize),
    /// Something other than digits.
    #[error("an IIN has digits only")]
    NotDigits,
    /// The check digit does not match.
    #[error("the check digit is wrong: the last digit does not fit the other eleven")]
    CheckDigit,
    /// The first eleven digits can have no check digit; such a number is never issued.
    #[error("a number with these first eleven digits is never issued")]
    NeverIssued,
}

/// Sex as the seventh digit has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Sex {
    /// Male.
    Male,
    /// Female.
    Female,
}

/// What a number's digits suggest. Never a ground to reject: the register has the truth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IinReport {
    /// The date of birth, if the digits make a date.
    pub born_on: Option<Date>,
    /// The sex, if the seventh digit says one.
    pub sex: Option<Sex>,
}

const ROW_1: [u32; 11] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];
const ROW_2: [u32; 11] = [3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2];

impl Iin {
    /// Parses twelve digits with a right check digit; blanks around and inside are ignored.
    pub fn parse(text: &str) -> Result<Self, IinProblem> {
        let compact: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        let length = compact.chars().count();
        if length != 12 {
            return Err(IinProblem::Length(length));
        }
        let digits: Vec<u32> = compact.chars().filter_map(|c| c.to_digit(10)).collect();
        let [first @ .., last] = digits.as_slice() else {
            return Err(IinProblem::NotDigits);
        };
        if digits.len() != 12 {
            return Err(IinProblem::NotDigits);
        }
        match check_digit(first) {
            None => Err(IinProblem::NeverIssued),
            Some(check) if check == *last => Ok(Self(compact)),
            Some(_) => Err(IinProblem::CheckDigit),
        }
    }

    /// Completes eleven digits with their check digit; `None` if no number may begin so.
    pub fn complete(eleven: &str) -> Option<Self> {
        let digits: Vec<u32> = eleven.chars().filter_map(|c| c.to_digit(10)).collect();
        if digits.len() != 11 || eleven.len() != 11 {
            return None;
        }
        check_digit(&digits).map(|check| Self(format!("{eleven}{check}")))
    }

    /// The digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What the digits suggest.
    pub fn report(&self) -> IinReport {
        let number = |from: usize, to: usize| self.0.get(from..to).and_then(|s| s.parse().ok());
        let century_and_sex: u8 = number(6, 7).unwrap_or(0).try_into().unwrap_or(0);
        let sex = match century_and_sex {
            1 | 3 | 5 => Some(Sex::Male),
            2 | 4 | 6 => Some(Sex::Female),
            _ => None,
        };
        let century: Option<i16> = match century_and_sex {
            1 | 2 => Some(1800),
            3 | 4 => Some(1900),
            5 | 6 => Some(2000),
            _ => None,
        };
        let born_on = century.and_then(|century| {
            let (year, month, day) = (number(0, 2)?, number(2, 4)?, number(4, 6)?);
            Date::new(
                century + year,
                i8::try_from(month).ok()?,
                i8::try_from(day).ok()?,
            )
            .ok()
        });
        IinReport { born_on, sex }
    }
}

impl fmt::Debug for Iin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Iin(…)")
    }
}

impl<'de> Deserialize<'de> for Iin {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

fn check_digit(eleven: &[u32]) -> Option<u32> {
    let weigh = |row: &[u32; 11]| eleven.iter().zip(row).map(|(d, w)| d * w).sum::<u32>() % 11;
    match weigh(&ROW_1) {
        10 => Some(weigh(&ROW_2)).filter(|check| *check != 10),
        check => Some(check),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn the_published_vectors_hold() {
        for valid in [
            "900101100014",
            "991231600052",
            "960229600122",
            "040229100038",
            "900101100500",
            "900101600703",
            "900101200010",
            "851231100429",
            "000229200079",
        ] {
            assert!(Iin::parse(valid).is_ok(), "{valid}");
        }
        assert_eq!(Iin::parse("900101100015"), Err(IinProblem::CheckDigit));
        for never in ["90010110055", "90010160079"] {
            assert_eq!(Iin::complete(never), None);
            for last in 0..10 {
                assert_eq!(
                    Iin::parse(&format!("{never}{last}")),
                    Err(IinProblem::NeverIssued)
                );
            }
        }
        assert_eq!(Iin::parse("9001011"), Err(IinProblem::Length(7)));
        assert_eq!(Iin::parse("90010110001x"), Err(IinProblem::NotDigits));
    }

    #[test]
    fn digits_suggest_a_birth_date_and_sex_but_do_not_prove_them() {
        let report = |iin: &str| Iin::parse(iin).unwrap().report();
        assert_eq!(report("991231600052").born_on, Some(date(2099, 12, 31)));
        assert_eq!(report("991231600052").sex, Some(Sex::Female));
        assert_eq!(
            report("000229200079").born_on,
            None,
            "1800 was no leap year"
        );
        assert_eq!(report("960229600122").born_on, Some(date(2096, 2, 29)));
    }

    #[test]
    fn the_seventh_digit_tells_century_and_sex_or_nothing() {
        let report = |digit: u8| {
            let number = |serial| Iin::complete(&format!("900101{digit}{serial:04}"));
            (0..100).find_map(number).unwrap().report()
        };
        for (digit, year, sex) in [
            (1, 1890, Sex::Male),
            (2, 1890, Sex::Female),
            (3, 1990, Sex::Male),
            (4, 1990, Sex::Female),
            (5, 2090, Sex::Male),
            (6, 2090, Sex::Female),
        ] {
            assert_eq!(report(digit).born_on, Some(date(year, 1, 1)));
            assert_eq!(report(digit).sex, Some(sex));
        }
        for digit in [0, 7] {
            assert_eq!((report(digit).born_on, report(digit).sex), (None, None));
        }
    }

    #[test]
    fn only_eleven_digits_and_nothing_else_are_completed() {
        for text in ["9001011000", "900101100011", "9001011000x", "90010110001x"] {
            assert_eq!(Iin::complete(text), None, "{text}");
        }
    }

    #[test]
    fn debug_output_never_shows_the_number() {
        assert_eq!(
            format!("{:?}", Iin::parse("900101100014").unwrap()),
            "Iin(…)"
        );
    }

    proptest::proptest! {
        #[test]
        fn every_completed_number_parses_and_every_other_last_digit_does_not(
            eleven in "[0-9]{11}", other in 0_u32..10
        ) {
            if let Some(iin) = Iin::complete(&eleven) {
                proptest::prop_assert!(Iin::parse(iin.as_str()).is_ok());
                let changed = format!("{eleven}{other}");
                proptest::prop_assert_eq!(Iin::parse(&changed).is_ok(), changed == iin.as_str());
            }
        }

        #[test]
        fn any_text_is_answered_without_a_panic(text in ".{0,40}") {
            let _ = Iin::parse(&text);
        }
    }
}
