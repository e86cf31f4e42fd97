//! The calendar of Kazakhstan and the terms of its Administrative Procedural and Process-related
//! Code, against published days off and worked-out dates.

use jiff::civil::{Date, Time, date, time};
use jiff::tz::{Offset, TimeZone};
use jiff::{Timestamp, ToSpan};
use proptest::prelude::*;
use tutas_domain::calendar::{Calendar, Holiday, HolidayDays, Special, Swap};
use tutas_domain::term::{TermLength, TermUnit, registered_at};
use tutas_domain::text::{Law, Texts};

const OPENS: Time = time(9, 0, 0, 0);
const CLOSES: Time = time(18, 30, 0, 0);

fn yearly(month: i8, day: i8, from: i16, until: Option<i16>, transferred: bool) -> Holiday {
    Holiday {
        title: Texts::default(),
        days: HolidayDays::Yearly {
            month,
            day,
            from,
            until,
        },
        transferred,
        law: Law::default(),
    }
}

fn kazakhstan() -> Calendar {
    let fixed = [
        (1, 1),
        (1, 2),
        (3, 8),
        (3, 21),
        (3, 22),
        (3, 23),
        (5, 1),
        (5, 7),
        (5, 9),
        (7, 6),
    ];
    let mut holidays: Vec<Holiday> = fixed
        .into_iter()
        .map(|(month, day)| yearly(month, day, 1992, None, true))
        .collect();
    holidays.extend([
        yearly(1, 7, 2006, None, false),
        yearly(10, 25, 2022, None, true),
        yearly(12, 16, 1992, None, true),
        yearly(8, 30, 1996, Some(2025), true),
        yearly(3, 15, 2027, None, true),
        Holiday {
            title: Texts::default(),
            days: HolidayDays::Dates(vec![
                date(2024, 6, 16),
                date(2025, 6, 6),
                date(2026, 5, 27),
                date(2027, 5, 16),
                date(2028, 5, 5),
            ]),
            transferred: false,
            law: Law::default(),
        },
    ]);
    let swap = |off, worked| Swap {
        off,
        worked: Some(worked),
        law: Law::default(),
    };
    let swaps = [
        swap(date(2024, 5, 8), date(2024, 5, 4)),
        swap(date(2025, 1, 3), date(2025, 1, 5)),
    ];
    Calendar::build(
        &holidays,
        &swaps,
        2023..=2031,
        TimeZone::fixed(Offset::constant(5)),
    )
}

fn days_of(year: i16) -> impl Iterator<Item = Date> {
    date(year, 1, 1)
        .series(1.day())
        .take_while(move |day| day.year() == year)
}

fn instant(day: Date, at: Time) -> Timestamp {
    Offset::constant(5)
        .to_timestamp(day.to_datetime(at))
        .unwrap_or(Timestamp::MAX)
}

#[test]
fn every_published_transferred_day_is_off_and_no_other() {
    let calendar = kazakhstan();
    let transferred = |year| -> Vec<Date> {
        days_of(year)
            .filter(|day| matches!(calendar.special(*day), Some(Special::Transferred(_))))
            .collect()
    };
    let on = |year, days: &[(i8, i8)]| -> Vec<Date> {
        days.iter()
            .map(|(month, day)| date(year, *month, *day))
            .collect()
    };
    assert_eq!(
        transferred(2025),
        on(2025, &[(3, 10), (3, 24), (3, 25), (7, 7), (9, 1), (10, 27)])
    );
    assert_eq!(
        transferred(2026),
        on(2026, &[(3, 9), (3, 24), (3, 25), (5, 11), (10, 26)])
    );
    assert_eq!(
        transferred(2027),
        on(2027, &[(1, 4), (3, 24), (5, 3), (5, 10)])
    );
    assert_eq!(
        transferred(2028),
        on(2028, &[(1, 3), (1, 4), (5, 8), (12, 18)])
    );
    for year in 2025..=2028 {
        for day in transferred(year) {
            assert!(!calendar.is_working(day), "{day}");
        }
    }
}

#[test]
fn the_years_have_their_published_numbers_of_working_days() {
    let calendar = kazakhstan();
    let worked = |year| {
        days_of(year)
            .filter(|day| calendar.is_working(*day))
            .count()
    };
    assert_eq!([2025, 2026, 2027, 2028].map(worked), [246, 247, 247, 245]);
    assert_eq!(
        calendar.working_days_between(date(2025, 12, 31), date(2026, 12, 31)),
        Some(247)
    );
}

#[test]
fn christmas_and_kurban_ait_on_a_day_off_are_not_transferred() {
    let calendar = kazakhstan();
    // 7 January 2028 is a Friday, 7 January 2029 a Sunday; Kurban Ait of 2024 was a Sunday.
    assert!(!calendar.is_working(date(2028, 1, 7)));
    assert!(calendar.is_working(date(2029, 1, 8)));
    assert!(!calendar.is_working(date(2024, 6, 16)));
    assert!(calendar.is_working(date(2024, 6, 17)));
    assert!(!calendar.is_working(date(2026, 5, 27)));
}

#[test]
fn the_swaps_of_2024_and_2025_hold() {
    let calendar = kazakhstan();
    for (off, worked) in [
        (date(2024, 5, 8), date(2024, 5, 4)),
        (date(2025, 1, 3), date(2025, 1, 5)),
    ] {
        assert!(!calendar.is_working(off), "{off}");
        assert_eq!(calendar.special(off), Some(&Special::SwappedOff));
        assert!(calendar.is_working(worked), "{worked}");
        assert_eq!(calendar.special(worked), Some(&Special::SwappedOn));
    }
    // From Friday 3 May 2024 the next working day is the Saturday that was worked.
    assert_eq!(calendar.add_working(date(2024, 5, 3), 1), date(2024, 5, 4));
    assert_eq!(calendar.add_working(date(2024, 5, 3), 3), date(2024, 5, 10));
}

#[test]
fn constitution_day_was_in_august_is_absent_in_2026_and_moves_to_march() {
    let calendar = kazakhstan();
    let is_holiday = |day| matches!(calendar.special(day), Some(Special::Holiday(_)));
    assert!(is_holiday(date(2024, 8, 30)));
    // 30 August 2025 was a Saturday: Monday 1 September was off instead.
    assert!(is_holiday(date(2025, 8, 30)));
    assert!(!calendar.is_working(date(2025, 9, 1)));
    assert!(!is_holiday(date(2026, 8, 30)));
    assert!(calendar.is_working(date(2026, 8, 31)));
    assert!(!is_holiday(date(2026, 3, 15)));
    assert!(is_holiday(date(2027, 3, 15)));
    assert!(!calendar.is_working(date(2027, 3, 15)));
    assert!(!is_holiday(date(2027, 8, 30)));
}

#[test]
fn the_table_of_terms_comes_out_exactly() {
    let calendar = kazakhstan();
    let table = [
        (
            date(2026, 3, 19),
            date(2026, 3, 19),
            [
                date(2026, 3, 26),
                date(2026, 3, 31),
                date(2026, 4, 14),
                date(2026, 4, 21),
            ],
        ),
        (
            date(2026, 5, 6),
            date(2026, 5, 6),
            [
                date(2026, 5, 12),
                date(2026, 5, 15),
                date(2026, 6, 1),
                date(2026, 6, 8),
            ],
        ),
        (
            date(2026, 10, 25),
            date(2026, 10, 27),
            [
                date(2026, 10, 29),
                date(2026, 11, 3),
                date(2026, 11, 17),
                date(2026, 11, 24),
            ],
        ),
        (
            date(2027, 3, 5),
            date(2027, 3, 5),
            [
                date(2027, 3, 10),
                date(2027, 3, 16),
                date(2027, 4, 2),
                date(2027, 4, 9),
            ],
        ),
    ];
    for (received, registered, due) in table {
        let start = registered_at(
            instant(received, time(12, 0, 0, 0)),
            OPENS,
            CLOSES,
            &calendar,
        );
        let start = calendar.local(start).date();
        assert_eq!(start, registered, "registration of {received}");
        let terms =
            [2, 5, 15, 20].map(|count| TermLength::working_days(count).last_day(start, &calendar));
        assert_eq!(terms, due, "terms of {received}");
    }
}

#[test]
fn what_comes_in_office_hours_is_registered_at_once() {
    let calendar = kazakhstan();
    for at in [OPENS, time(12, 30, 0, 0), time(18, 29, 59, 0)] {
        let received = instant(date(2026, 11, 23), at);
        assert_eq!(registered_at(received, OPENS, CLOSES, &calendar), received);
    }
}

#[test]
fn what_comes_before_opening_is_registered_at_opening_that_day() {
    let calendar = kazakhstan();
    let received = instant(date(2026, 11, 23), time(0, 0, 0, 0));
    assert_eq!(
        registered_at(received, OPENS, CLOSES, &calendar),
        instant(date(2026, 11, 23), OPENS)
    );
}

#[test]
fn what_comes_after_hours_is_registered_at_the_opening_of_the_next_working_day() {
    let calendar = kazakhstan();
    let registered = |day, at| registered_at(instant(day, at), OPENS, CLOSES, &calendar);
    assert_eq!(
        registered(date(2026, 11, 23), CLOSES),
        instant(date(2026, 11, 24), OPENS)
    );
    assert_eq!(
        registered(date(2026, 11, 20), time(23, 59, 59, 0)),
        instant(date(2026, 11, 23), OPENS)
    );
    // Sunday 25 October 2026 is Republic Day, and Monday is off for it.
    assert_eq!(
        registered(date(2026, 10, 25), time(10, 0, 0, 0)),
        instant(date(2026, 10, 27), OPENS)
    );
}

#[test]
fn a_term_ends_at_the_first_instant_after_its_last_day() {
    let calendar = kazakhstan();
    let start = instant(date(2026, 11, 23), time(10, 0, 0, 0));
    assert_eq!(
        TermLength::working_days(2).ends_at(start, &calendar),
        instant(date(2026, 11, 26), time(0, 0, 0, 0))
    );
    let minutes = TermLength {
        count: 30,
        unit: TermUnit::Minutes,
    };
    assert_eq!(minutes.ends_at(start, &calendar), start + 30.minutes());
}

#[test]
fn months_end_on_the_same_day_or_the_months_last_and_roll_forward() {
    let calendar = kazakhstan();
    let months = |count, start| {
        TermLength {
            count,
            unit: TermUnit::Months,
        }
        .last_day(start, &calendar)
    };
    assert_eq!(months(3, date(2026, 11, 24)), date(2027, 2, 24));
    assert_eq!(
        months(3, date(2026, 11, 30)),
        date(2027, 3, 1),
        "28 February 2027 is a Sunday"
    );
    assert_eq!(months(1, date(2026, 5, 31)), date(2026, 6, 30));
}

#[test]
fn a_swapped_day_without_a_worked_one_is_simply_off() {
    let swap = Swap {
        off: date(2026, 11, 24),
        worked: None,
        law: Law::default(),
    };
    let calendar = Calendar::build(&[], &[swap], 2026..=2026, TimeZone::UTC);
    assert!(!calendar.is_working(date(2026, 11, 24)));
    assert_eq!(
        calendar.next_working(date(2026, 11, 24)),
        date(2026, 11, 25)
    );
}

#[test]
fn the_calendar_says_where_its_data_ends() {
    let calendar = kazakhstan();
    assert!(calendar.covers(date(2031, 12, 31)));
    assert!(!calendar.covers(date(2032, 1, 1)));
    assert_eq!(
        calendar.working_days_between(date(2031, 12, 1), date(2032, 1, 5)),
        None
    );
}

fn any_day() -> impl Strategy<Value = Date> {
    (0_i64..2557).prop_map(|days| date(2024, 1, 1) + days.days())
}

fn any_unit() -> impl Strategy<Value = TermUnit> {
    prop_oneof![
        Just(TermUnit::WorkingDays),
        Just(TermUnit::CalendarDays),
        Just(TermUnit::Months)
    ]
}

proptest! {
    #[test]
    fn the_next_working_day_is_worked_and_nothing_between_is(day in any_day()) {
        let calendar = kazakhstan();
        let next = calendar.next_working(day);
        prop_assert!(calendar.is_working(next));
        prop_assert!(next >= day);
        let mut between = day.series(1.day()).take_while(|earlier| *earlier < next);
        prop_assert!(between.all(|earlier| !calendar.is_working(earlier)));
    }

    #[test]
    fn more_working_days_always_end_later(day in any_day(), count in 0_u32..90) {
        let calendar = kazakhstan();
        let end = calendar.add_working(day, count);
        prop_assert!(calendar.add_working(day, count + 1) > end);
        prop_assert!(calendar.add_working(day + 1.day(), count) >= end);
    }

    #[test]
    fn counting_back_gives_what_was_added(day in any_day(), count in 0_u32..200) {
        let calendar = kazakhstan();
        let end = calendar.add_working(day, count);
        prop_assert_eq!(calendar.working_days_between(day, end), Some(i64::from(count)));
    }

    #[test]
    fn no_term_of_days_ends_on_a_day_off(day in any_day(), count in 1_u32..200, unit in any_unit()) {
        let calendar = kazakhstan();
        // Ten months at most, to stay within the calendar.
        let count = if unit == TermUnit::Months { count % 10 + 1 } else { count };
        let last = TermLength { count, unit }.last_day(day, &calendar);
        prop_assert!(calendar.is_working(last));
        prop_assert!(last > day);
    }

    #[test]
    fn registration_is_never_before_receipt_and_always_in_office_hours(
        day in any_day(), hour in 0_i8..24, minute in 0_i8..60
    ) {
        let calendar = kazakhstan();
        let received = instant(day, time(hour, minute, 0, 0));
        let registered = registered_at(received, OPENS, CLOSES, &calendar);
        let local = calendar.local(registered);
        prop_assert!(registered >= received);
        prop_assert!(calendar.is_working(local.date()));
        prop_assert!(local.time() >= OPENS && local.time() < CLOSES);
    }

    #[test]
    fn a_term_that_stood_still_has_as_many_working_days_left_as_before(
        day in any_day(), count in 1_u32..60, ran in 0_i64..40, stood in 0_i64..40
    ) {
        let calendar = kazakhstan();
        let last = calendar.add_working(day, count);
        let stood_from = (day + ran.days()).min(last);
        let stood_until = stood_from + stood.days();
        let moved = TermUnit::WorkingDays.moved(last, stood_from, stood_until, &calendar);
        prop_assert!(moved >= last);
        prop_assert!(calendar.is_working(moved));
        if stood_from < last {
            let left = |from, until| calendar.working_days_between(from, until);
            prop_assert_eq!(left(stood_until, moved), left(stood_from, last));
        }
    }
}
