//! Dates, times, money and lengths, as each language writes them.

use jiff::Timestamp;
use jiff::civil::Date;
use rust_decimal::Decimal;
use tutas_domain::term::{TermLength, TermUnit};
use tutas_domain::text::Lang;

use super::T;

const KAZAKH_MONTHS: [&str; 12] = [
    "қаңтар",
    "ақпан",
    "наурыз",
    "сәуір",
    "мамыр",
    "маусым",
    "шілде",
    "тамыз",
    "қыркүйек",
    "қазан",
    "қараша",
    "желтоқсан",
];
const RUSSIAN_MONTHS: [&str; 12] = [
    "января",
    "февраля",
    "марта",
    "апреля",
    "мая",
    "июня",
    "июля",
    "августа",
    "сентября",
    "октября",
    "ноября",
    "декабря",
];
const ENGLISH_MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// A value or a reference to it: templates hand over either.
pub trait Plain<V> {
    /// The value.
    fn plain(self) -> V;
}

macro_rules! plain {
    ($($value:ty),*) => {$(
        impl Plain<$value> for $value {
            fn plain(self) -> $value {
                self
            }
        }

        impl Plain<$value> for &$value {
            fn plain(self) -> $value {
                *self
            }
        }

        impl Plain<$value> for &&$value {
            fn plain(self) -> $value {
                **self
            }
        }
    )*};
}

plain!(Date, Timestamp, Decimal);

impl T {
    /// A day: `2026 жылғы 20 наурыз`, `20 марта 2026 г.`, `20 March 2026`.
    pub fn date(&self, date: impl Plain<Date>) -> String {
        let date = date.plain();
        let (year, day) = (date.year(), date.day());
        let month = usize::from(date.month().unsigned_abs().saturating_sub(1)) % 12;
        match self.lang {
            Lang::Kk => format!("{year}\u{a0}жылғы {day}\u{a0}{}", KAZAKH_MONTHS[month]),
            Lang::Ru => format!("{day}\u{a0}{} {year}\u{a0}г.", RUSSIAN_MONTHS[month]),
            Lang::En => format!("{day}\u{a0}{} {year}", ENGLISH_MONTHS[month]),
        }
    }

    /// The day of an instant in the country.
    pub fn day(&self, at: impl Plain<Timestamp>) -> String {
        self.date(self.local(at.plain()).date())
    }

    /// A day and the time of day in the country.
    pub fn date_time(&self, at: impl Plain<Timestamp>) -> String {
        let at = at.plain();
        format!("{}, {}", self.day(at), self.time(at))
    }

    /// The time of day in the country: `09:05`.
    pub fn time(&self, at: impl Plain<Timestamp>) -> String {
        let time = self.local(at.plain()).time();
        format!("{:02}:{:02}", time.hour(), time.minute())
    }

    /// An instant for the `datetime` attribute.
    pub fn machine_time(&self, at: impl Plain<Timestamp>) -> String {
        at.plain().to_string()
    }

    /// Money: `164 350 ₸`, with spaces that do not break.
    pub fn money(&self, amount: impl Plain<Decimal>) -> String {
        format!("{}\u{a0}{}", self.number(amount.plain()), self.country.sign)
    }

    /// A number with groups of three; an amount with a fraction keeps at least two digits of it.
    pub fn number(&self, number: impl Plain<Decimal>) -> String {
        let plain = number.plain().normalize().to_string();
        let (sign, digits) = plain
            .strip_prefix('-')
            .map_or(("", &*plain), |rest| ("−", rest));
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let point = if self.lang == Lang::En { "." } else { "," };
        let fraction = match fraction.len() {
            0 => String::new(),
            1 => format!("{point}{fraction}0"),
            _ => format!("{point}{fraction}"),
        };
        format!("{sign}{}{fraction}", grouped(whole))
    }

    /// A length: `2 working days`.
    pub fn term(&self, length: &TermLength) -> String {
        let id = match length.unit {
            TermUnit::WorkingDays => "term-working-days",
            TermUnit::CalendarDays => "term-calendar-days",
            TermUnit::Months => "term-months",
            TermUnit::Minutes => "term-minutes",
        };
        self.a(id, &[("count", length.count.into())])
    }

    fn local(&self, at: Timestamp) -> jiff::civil::DateTime {
        at.to_zoned(self.country.zone.clone()).datetime()
    }
}

fn grouped(digits: &str) -> String {
    let mut shown = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            shown.push('\u{a0}');
        }
        shown.push(digit);
    }
    shown
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::super::tests::words;
    use super::*;

    fn spaced(text: &str) -> String {
        text.replace('\u{a0}', " ")
    }

    #[test]
    fn a_date_is_written_as_each_language_writes_it() {
        let day = date(2026, 3, 20);
        assert_eq!(spaced(&words(Lang::Kk).date(day)), "2026 жылғы 20 наурыз");
        assert_eq!(spaced(&words(Lang::Ru).date(day)), "20 марта 2026 г.");
        assert_eq!(spaced(&words(Lang::En).date(day)), "20 March 2026");
    }

    #[test]
    fn an_instant_is_told_in_the_zone_of_the_country() {
        let at: Timestamp = "2026-03-18T20:30:00Z".parse().unwrap();
        assert_eq!(
            spaced(&words(Lang::En).date_time(at)),
            "19 March 2026, 01:30"
        );
    }

    #[test]
    fn an_instant_of_a_case_is_told_in_the_zone_of_its_body_with_its_history() {
        let oral = words(Lang::En).in_zone("Asia/Oral");
        let told = |at: &str| spaced(&oral.date_time(at.parse::<Timestamp>().unwrap()));
        assert_eq!(told("2024-02-01T18:30:00Z"), "1 February 2024, 23:30");
        assert_eq!(told("2024-03-01T18:30:00Z"), "1 March 2024, 23:30");
        let here = words(Lang::En).in_zone("Asia/Almaty");
        let told = |at: &str| spaced(&here.date_time(at.parse::<Timestamp>().unwrap()));
        assert_eq!(told("2024-02-01T18:30:00Z"), "2 February 2024, 00:30");
        assert_eq!(told("2024-03-01T18:30:00Z"), "1 March 2024, 23:30");
    }

    #[test]
    fn money_has_groups_of_three_that_do_not_break() {
        assert_eq!(
            words(Lang::Kk).money(Decimal::from(164_350)),
            "164\u{a0}350\u{a0}₸"
        );
        assert_eq!(
            spaced(&words(Lang::Ru).money(Decimal::new(2_945_325, 2))),
            "29 453,25 ₸"
        );
        assert_eq!(
            spaced(&words(Lang::En).money(Decimal::new(385, 1))),
            "38.50 ₸"
        );
        assert_eq!(spaced(&words(Lang::En).number(Decimal::from(-999))), "−999");
    }

    #[test]
    fn a_term_takes_the_plural_of_its_language() {
        let shown = |lang, count| spaced(&words(lang).term(&TermLength::working_days(count)));
        assert_eq!(shown(Lang::Kk, 2), "2 жұмыс күні");
        assert_eq!(shown(Lang::Ru, 1), "1 рабочий день");
        assert_eq!(shown(Lang::Ru, 2), "2 рабочих дня");
        assert_eq!(shown(Lang::Ru, 7), "7 рабочих дней");
        assert_eq!(shown(Lang::En, 1), "1 working day");
        assert_eq!(shown(Lang::En, 7), "7 working days");
    }
}
