//! Dates as days since 1970, and what lies between two of them.

use jiff::civil::Date;

use crate::program::WorkingDays;
use crate::tree::Unit;

const EPOCH: Date = Date::constant(1970, 1, 1);
const SECONDS_A_DAY: i64 = 86_400;

/// Days since 1970, for the years 1 to 9999.
pub(crate) fn to_days(date: Date) -> Option<i32> {
    if date.year() < 1 {
        return None;
    }
    i32::try_from(date.duration_since(EPOCH).as_secs() / SECONDS_A_DAY).ok()
}

/// The date of a day, if it lies in the years 1 to 9999.
pub(crate) fn from_days(days: i32) -> Option<Date> {
    let since = jiff::SignedDuration::from_secs(i64::from(days) * SECONDS_A_DAY);
    EPOCH
        .checked_add(since)
        .ok()
        .filter(|date| date.year() >= 1)
}

/// The day `count` days after `day`, if it lies in the years 1 to 9999.
pub(crate) fn later(day: i32, count: i64) -> Option<i32> {
    let day = i32::try_from(i64::from(day).checked_add(count)?).ok()?;
    from_days(day).map(|_| day)
}

/// Counts from one date until another, negative if the other comes first.
///
/// A month is full on the day of the same number or, where the month has none, on its last day:
/// from 31 January to 28 February is one month. A year is twelve full months.
pub(crate) fn between(
    unit: Unit,
    from: i32,
    until: i32,
    calendar: &dyn WorkingDays,
) -> Option<i64> {
    match unit {
        Unit::Days => Some(i64::from(until) - i64::from(from)),
        Unit::Months => months(from, until),
        Unit::Years => months(from, until).map(|months| months / 12),
        Unit::WorkingDays if until <= from => Some(0),
        Unit::WorkingDays => calendar.working_days_between(from_days(from)?, from_days(until)?),
    }
}

fn months(from: i32, until: i32) -> Option<i64> {
    if from > until {
        return full_months(until, from).map(|months| -months);
    }
    full_months(from, until)
}

fn full_months(first: i32, last: i32) -> Option<i64> {
    let (first, last) = (from_days(first)?, from_days(last)?);
    let years = i64::from(last.year()) - i64::from(first.year());
    let months = years * 12 + i64::from(last.month()) - i64::from(first.month());
    let is_short = last.day() < first.day() && last.day() != last.days_in_month();
    Some(months - i64::from(is_short))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(unit: Unit, from: Date, until: Date) -> Option<i64> {
        struct NoCalendar;
        impl WorkingDays for NoCalendar {
            fn working_days_between(&self, _: Date, _: Date) -> Option<i64> {
                None
            }
        }
        between(unit, to_days(from)?, to_days(until)?, &NoCalendar)
    }

    fn date(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn a_month_is_full_on_the_same_day_or_on_the_last_one() {
        for (from, until, months) in [
            ("2026-01-15", "2026-02-14", 0),
            ("2026-01-15", "2026-02-15", 1),
            ("2026-01-31", "2026-02-27", 0),
            ("2026-01-31", "2026-02-28", 1),
            ("2026-01-31", "2026-03-01", 1),
            ("2026-01-31", "2026-03-30", 1),
            ("2026-01-31", "2026-03-31", 2),
            ("2024-01-31", "2024-02-28", 0),
            ("2024-01-31", "2024-02-29", 1),
            ("2025-11-20", "2026-11-20", 12),
            ("2026-02-15", "2026-01-15", -1),
            ("2026-02-14", "2026-01-15", 0),
        ] {
            let found = count(Unit::Months, date(from), date(until));
            assert_eq!(found, Some(months), "{from} to {until}");
        }
    }

    #[test]
    fn a_year_is_twelve_full_months() {
        for (from, until, years) in [
            ("2008-02-29", "2026-02-28", 18),
            ("2008-02-29", "2028-02-28", 19),
            ("2008-03-01", "2026-02-28", 17),
            ("2026-02-28", "2008-03-01", -17),
        ] {
            let found = count(Unit::Years, date(from), date(until));
            assert_eq!(found, Some(years), "{from} to {until}");
        }
    }

    #[test]
    fn days_count_both_ways_and_stay_within_four_digit_years() {
        assert_eq!(
            count(Unit::Days, date("2026-03-01"), date("2026-02-27")),
            Some(-2)
        );
        assert_eq!(to_days(date("1970-01-02")), Some(1));
        assert_eq!(to_days(date("-000001-01-01")), None);
        let last = to_days(date("9999-12-31")).unwrap();
        assert_eq!(from_days(last), Some(date("9999-12-31")));
        assert_eq!(later(last, 1), None);
        assert_eq!(later(last, i64::MAX), None);
        let first = to_days(date("0001-01-01")).unwrap();
        assert_eq!(later(first, -1), None);
    }

    #[test]
    fn backwards_there_are_no_working_days_and_forwards_the_calendar_decides() {
        let day = date("2026-03-02");
        assert_eq!(count(Unit::WorkingDays, day, day), Some(0));
        assert_eq!(count(Unit::WorkingDays, day, date("2026-03-03")), None);
    }
}
