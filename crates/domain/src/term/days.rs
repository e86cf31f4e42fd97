//! A term day by day: which days count, which do not and why, so that anyone can count along.
//!
//! The end of a running term is never worked out here: it is what the term says. What is shown is
//! how the days lead to it.

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

use super::TermUnit;
use crate::calendar::{Calendar, Special};
use crate::case::RunningTerm;
use crate::text::Texts;

/// One day of a term.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TermDay {
    /// The day.
    pub date: Date,
    /// Whether and how it counts.
    pub counting: Counting,
    /// What the calendar says of it.
    pub day: DayOf,
    /// Whether it is the last day of the term.
    pub is_last: bool,
}

/// Whether and how a day counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counting {
    /// The day on which the term begins: it is not counted (article 76).
    Start,
    /// The day counts, as the one with this number.
    Counted(u32),
    /// It is not worked, and the term counts working days.
    NotWorked,
    /// The term stands still.
    StandsStill,
    /// All days are counted; the term was extended to later.
    Extended,
    /// All days are counted, but the last one was not worked, or a later end had been said already:
    /// an end never comes earlier than it was said to be.
    Later,
}

/// What the calendar says of a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DayOf {
    /// Worked, as its weekday is.
    Work,
    /// Worked by decree.
    WorkByDecree,
    /// A Saturday or a Sunday.
    Weekend,
    /// A holiday, by its name.
    Holiday(Texts),
    /// Free, because the holiday of this name fell on a day that was free.
    Transferred(Texts),
    /// Free by decree.
    FreeByDecree,
}

impl DayOf {
    /// What the calendar says of `date`.
    pub fn of(date: Date, calendar: &Calendar) -> Self {
        match calendar.special(date) {
            Some(Special::Holiday(title)) => Self::Holiday(title.clone()),
            Some(Special::Transferred(title)) => Self::Transferred(title.clone()),
            Some(Special::SwappedOff) => Self::FreeByDecree,
            Some(Special::SwappedOn) => Self::WorkByDecree,
            None if matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday) => Self::Weekend,
            None => Self::Work,
        }
    }
}

/// The days of a term, from the day it begins to its last. While it stands still, the days end with
/// the one on which that began: nobody can say yet which will follow. A term in minutes has one day.
pub fn days(term: &RunningTerm, calendar: &Calendar) -> Vec<TermDay> {
    let start = calendar.local(term.started_at).date();
    let paused = term.paused_at.map(|since| calendar.local(since).date());
    let end = paused.unwrap_or(term.last_day).max(start);
    let unit = term.legal.length.unit;
    let owed = owed(term, start);
    let stood = stood(term, calendar);
    let mut counted = 0;
    let mut found = Vec::new();
    let mut date = start;
    loop {
        let day = DayOf::of(date, calendar);
        let counts = unit != TermUnit::WorkingDays || calendar.is_working(date);
        let counting = if date == start {
            Counting::Start
        } else if stood
            .iter()
            .any(|(from, until)| *from < date && date <= *until)
        {
            Counting::StandsStill
        } else if counted < owed && counts {
            counted += 1;
            Counting::Counted(counted)
        } else if counted < owed {
            Counting::NotWorked
        } else if term.extended_to.is_some() {
            Counting::Extended
        } else {
            Counting::Later
        };
        found.push(TermDay {
            date,
            counting,
            day,
            is_last: paused.is_none() && date == end,
        });
        if date >= end {
            return found;
        }
        date = date.saturating_add(1.day());
    }
}

/// How many days the term counts in all.
fn owed(term: &RunningTerm, start: Date) -> u32 {
    let length = term.legal.length;
    match length.unit {
        TermUnit::WorkingDays | TermUnit::CalendarDays => length.count,
        TermUnit::Months => {
            let end = start.saturating_add(i64::from(length.count).months());
            u32::try_from(start.duration_until(end).as_hours() / 24).unwrap_or(0)
        }
        TermUnit::Minutes => 0,
    }
}

/// The stretches in which it stood still: after the day of the first until the day of the second.
fn stood(term: &RunningTerm, calendar: &Calendar) -> Vec<(Date, Date)> {
    term.stood
        .iter()
        .map(|stretch| {
            let from = calendar.local(stretch.from).date();
            (from, calendar.day_ending_at(stretch.until))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use jiff::civil::date;
    use jiff::tz::{Offset, TimeZone};
    use proptest::prelude::*;

    use super::*;
    use crate::calendar::{Holiday, HolidayDays, Swap};
    use crate::definition::LegalTerm;
    use crate::term::TermLength;
    use crate::text::Law;

    fn holiday(name: &str, month: i8, day: i8) -> Holiday {
        Holiday {
            title: Texts {
                en: name.to_owned(),
                ..Texts::default()
            },
            days: HolidayDays::Yearly {
                month,
                day,
                from: 1992,
                until: None,
            },
            transferred: true,
            law: Law::default(),
        }
    }

    fn calendar() -> Calendar {
        let mut holidays = vec![
            holiday("New Year", 1, 1),
            holiday("New Year", 1, 2),
            holiday("Women’s Day", 3, 8),
            holiday("Nauryz", 3, 21),
            holiday("Nauryz", 3, 22),
            holiday("Nauryz", 3, 23),
            holiday("Unity Day", 5, 1),
            holiday("Defender’s Day", 5, 7),
            holiday("Victory Day", 5, 9),
            holiday("Capital Day", 7, 6),
            holiday("Republic Day", 10, 25),
            holiday("Independence Day", 12, 16),
        ];
        for (days, name) in [
            (date(2027, 3, 15), "Constitution Day"),
            (date(2026, 5, 27), "Ait"),
        ] {
            holidays.push(Holiday {
                days: HolidayDays::Dates(vec![days]),
                ..holiday(name, 1, 1)
            });
        }
        let swap = Swap {
            off: date(2024, 5, 8),
            worked: Some(date(2024, 5, 4)),
            law: Law::default(),
        };
        let zone = TimeZone::fixed(Offset::constant(5));
        Calendar::build(&holidays, &[swap], 2023..=2031, zone)
    }

    fn noon(day: Date) -> Timestamp {
        let noon = day.at(12, 0, 0, 0);
        Offset::constant(5).to_timestamp(noon).unwrap()
    }

    fn term(unit: TermUnit, count: u32, start: Date) -> RunningTerm {
        let legal = LegalTerm {
            length: TermLength { count, unit },
            law: Law::default(),
        };
        RunningTerm::begin(legal, noon(start), &calendar())
    }

    fn numbers(days: &[TermDay]) -> Vec<u32> {
        days.iter()
            .filter_map(|day| match day.counting {
                Counting::Counted(number) => Some(number),
                _ => None,
            })
            .collect()
    }

    #[test]
    fn the_days_lead_to_the_dates_of_the_published_vectors() {
        let vectors = [
            (date(2026, 3, 19), [(3, 26), (3, 31), (4, 14), (4, 21)]),
            (date(2026, 5, 6), [(5, 12), (5, 15), (6, 1), (6, 8)]),
            (date(2026, 10, 27), [(10, 29), (11, 3), (11, 17), (11, 24)]),
            (date(2027, 3, 5), [(3, 10), (3, 16), (4, 2), (4, 9)]),
        ];
        for (start, ends) in vectors {
            for (count, (month, day)) in [2, 5, 15, 20].into_iter().zip(ends) {
                let term = term(TermUnit::WorkingDays, count, start);
                let days = days(&term, &calendar());
                let last = days.last().unwrap();
                assert_eq!(
                    last.date,
                    date(start.year(), month, day),
                    "{start} + {count}"
                );
                assert_eq!(last.counting, Counting::Counted(count));
                assert!(last.is_last);
                assert_eq!(days[0].date, start);
                assert_eq!(days[0].counting, Counting::Start);
            }
        }
    }

    #[test]
    fn a_day_that_does_not_count_says_which_holiday_it_is() {
        // Thursday 19 March 2026 + 2: a Friday, four free days, two more, then Thursday.
        let found = days(
            &term(TermUnit::WorkingDays, 2, date(2026, 3, 19)),
            &calendar(),
        );
        let nauryz = || Texts {
            en: "Nauryz".to_owned(),
            ..Texts::default()
        };
        let told: Vec<_> = found
            .iter()
            .map(|day| (day.counting, day.day.clone()))
            .collect();
        assert_eq!(
            told,
            vec![
                (Counting::Start, DayOf::Work),
                (Counting::Counted(1), DayOf::Work),
                (Counting::NotWorked, DayOf::Holiday(nauryz())),
                (Counting::NotWorked, DayOf::Holiday(nauryz())),
                (Counting::NotWorked, DayOf::Holiday(nauryz())),
                (Counting::NotWorked, DayOf::Transferred(nauryz())),
                (Counting::NotWorked, DayOf::Transferred(nauryz())),
                (Counting::Counted(2), DayOf::Work),
            ]
        );
    }

    #[test]
    fn a_swapped_day_is_named_on_both_sides() {
        let found = days(
            &term(TermUnit::WorkingDays, 5, date(2024, 5, 2)),
            &calendar(),
        );
        let at = |day| {
            found
                .iter()
                .find(|one| one.date == date(2024, 5, day))
                .unwrap()
        };
        assert_eq!(at(4).day, DayOf::WorkByDecree);
        assert_eq!(at(4).counting, Counting::Counted(2));
        assert_eq!(at(8).day, DayOf::FreeByDecree);
        assert_eq!(at(8).counting, Counting::NotWorked);
    }

    #[test]
    fn a_weekend_is_named_and_the_friday_before_it_is_worked() {
        let found = days(
            &term(TermUnit::WorkingDays, 2, date(2026, 11, 5)),
            &calendar(),
        );
        let told: Vec<_> = found.into_iter().map(|one| one.day).collect();
        let (work, weekend) = (DayOf::Work, DayOf::Weekend);
        let expected = [&work, &work, &weekend, &weekend, &work];
        assert_eq!(told.iter().collect::<Vec<_>>(), expected);
    }

    #[test]
    fn calendar_days_count_on_days_off_and_the_last_moves_to_a_working_day() {
        // 10 days from Wednesday 4 November 2026 end on Saturday the 14th.
        let found = days(
            &term(TermUnit::CalendarDays, 10, date(2026, 11, 4)),
            &calendar(),
        );
        assert_eq!(numbers(&found), (1..=10).collect::<Vec<_>>());
        let after: Vec<_> = found
            .iter()
            .skip(11)
            .map(|day| (day.date, day.counting))
            .collect();
        assert_eq!(
            after,
            vec![
                (date(2026, 11, 15), Counting::Later),
                (date(2026, 11, 16), Counting::Later)
            ]
        );
        assert!(found.last().unwrap().is_last);
    }

    #[test]
    fn a_month_counts_its_days_and_minutes_have_one() {
        let month = days(&term(TermUnit::Months, 1, date(2026, 6, 8)), &calendar());
        assert_eq!(numbers(&month).len(), 30);
        assert_eq!(month.last().unwrap().date, date(2026, 7, 8));
        let minutes = days(&term(TermUnit::Minutes, 30, date(2026, 6, 8)), &calendar());
        assert_eq!(minutes.len(), 1);
        assert!(minutes[0].is_last && minutes[0].counting == Counting::Start);
    }

    #[test]
    fn days_in_which_the_term_stood_still_do_not_count() {
        let calendar = calendar();
        let running = term(TermUnit::WorkingDays, 5, date(2026, 11, 2));
        let paused = RunningTerm {
            paused_at: Some(noon(date(2026, 11, 4))),
            ..running
        };
        let so_far = days(&paused, &calendar);
        assert_eq!(numbers(&so_far), vec![1, 2]);
        assert!(so_far.iter().all(|day| !day.is_last));

        let resumed = paused.resumed(noon(date(2026, 11, 11)), &calendar);
        let found = days(&resumed, &calendar);
        let still: Vec<_> = found
            .iter()
            .filter(|day| day.counting == Counting::StandsStill)
            .map(|day| day.date.day())
            .collect();
        assert_eq!(still, vec![5, 6, 7, 8, 9, 10, 11]);
        assert_eq!(numbers(&found), vec![1, 2, 3, 4, 5]);
        assert_eq!(found.last().unwrap().date, date(2026, 11, 16));
    }

    #[test]
    fn days_of_an_extension_are_told_apart() {
        let calendar = calendar();
        let running = term(TermUnit::WorkingDays, 2, date(2026, 11, 2));
        let extended = running.extended(date(2026, 11, 9), &calendar);
        let found = days(&extended, &calendar);
        assert_eq!(numbers(&found), vec![1, 2]);
        let put_off = found
            .iter()
            .filter(|day| day.counting == Counting::Extended);
        assert_eq!(put_off.count(), 5);
        assert_eq!(found.last().unwrap().date, date(2026, 11, 9));
    }

    fn start() -> impl Strategy<Value = Date> {
        (0..2_000_i64).prop_map(|days| date(2024, 1, 1).saturating_add(days.days()))
    }

    fn unit() -> impl Strategy<Value = TermUnit> {
        prop_oneof![
            Just(TermUnit::WorkingDays),
            Just(TermUnit::CalendarDays),
            Just(TermUnit::Months),
        ]
    }

    proptest! {
        #[test]
        fn the_last_day_listed_is_the_last_day_of_the_term(
            start in start(), unit in unit(), count in 1..40_u32,
        ) {
            let count = if unit == TermUnit::Months { count % 6 + 1 } else { count };
            let term = term(unit, count, start);
            let days = days(&term, &calendar());
            prop_assert_eq!(days.last().unwrap().date, term.last_day);
            prop_assert!(days.iter().filter(|day| day.is_last).count() == 1);
            prop_assert!(days.windows(2).all(|two| two[0].date < two[1].date));
            let numbers = numbers(&days);
            prop_assert_eq!(&numbers, &(1..=u32::try_from(numbers.len()).unwrap()).collect::<Vec<_>>());
            if unit != TermUnit::Months {
                prop_assert_eq!(numbers.len(), count as usize);
            }
            if unit == TermUnit::WorkingDays {
                prop_assert_eq!(days.last().unwrap().counting, Counting::Counted(count));
            }
        }

        #[test]
        fn whatever_it_stood_still_the_same_number_of_days_is_counted(
            start in start(),
            count in 2..20_u32,
            stretches in prop::collection::vec((0..6_i64, 0..20_i64), 0..4),
        ) {
            let calendar = calendar();
            let mut running = term(TermUnit::WorkingDays, count, start);
            let mut now = start;
            for (run, still) in stretches {
                now = now.saturating_add(run.days());
                if now >= running.last_day {
                    break;
                }
                let paused = RunningTerm { paused_at: Some(noon(now)), ..running };
                now = now.saturating_add(still.days());
                running = paused.resumed(noon(now), &calendar);
            }
            let days = days(&running, &calendar);
            prop_assert_eq!(days.last().unwrap().date, running.last_day);
            prop_assert_eq!(numbers(&days).len(), count as usize);
            let last = days.last().unwrap();
            prop_assert!(matches!(last.counting, Counting::Counted(_)));
        }
    }
}
