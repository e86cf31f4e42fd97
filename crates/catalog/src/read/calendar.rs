//! `calendar.yaml`.

use std::ops::RangeInclusive;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use tutas_domain::calendar::{Calendar, Holiday, HolidayDays, Swap};

use crate::reading::{Fields, Reading};
use crate::yaml::Node;

/// The longest calendar that is worked out; its years must each be looked up in the law.
const MAX_YEARS: i16 = 100;

/// Reads the calendar.
pub(crate) fn read(r: &mut Reading<'_>, node: &Node, zone: TimeZone) -> Calendar {
    let fields = r.fields(node, "the calendar", &["years", "holidays", "swaps"]);
    let years = years(r, &fields);
    let holidays: Vec<Holiday> = fields
        .need(r, "holidays")
        .map(|node| {
            r.items(node, "`holidays`")
                .iter()
                .map(|item| holiday(r, item))
                .collect()
        })
        .unwrap_or_default();
    let swaps: Vec<Swap> = fields
        .get("swaps")
        .map(|node| {
            r.items(node, "`swaps`")
                .iter()
                .map(|item| swap(r, item))
                .collect()
        })
        .unwrap_or_default();
    Calendar::build(&holidays, &swaps, years, zone)
}

fn years(r: &mut Reading<'_>, fields: &Fields<'_>) -> RangeInclusive<i16> {
    let Some(node) = fields.need(r, "years") else {
        return 2020..=2020;
    };
    let items = r.items(node, "`years`");
    let numbers: Vec<i16> = items
        .iter()
        .filter_map(|item| r.parsed(item, "a year", "2026", |text| text.parse().ok()))
        .collect();
    match numbers.as_slice() {
        [first, last] if first <= last && last.saturating_sub(*first) <= MAX_YEARS => {
            *first..=*last
        }
        _ => {
            r.error(
                node.place,
                "wrong-value",
                "`years` must be the first and the last year of the calendar",
                "write `years: [2020, 2035]`",
            );
            2020..=2020
        }
    }
}

fn holiday(r: &mut Reading<'_>, node: &Node) -> Holiday {
    let fields = r.fields(
        node,
        "a holiday",
        &["title", "yearly", "dates", "transferred", "law"],
    );
    let days = match (fields.get("yearly"), fields.get("dates")) {
        (Some(node), None) => yearly(r, node),
        (None, Some(node)) => {
            let items = r.items(node, "`dates`");
            HolidayDays::Dates(items.iter().map(|item| r.date(item, "a date")).collect())
        }
        _ => {
            r.error(
                node.place,
                "missing-field",
                "a holiday needs either `yearly` or `dates`",
                "write `yearly: {month: 3, day: 8, from: 1992}` or `dates: [2026-05-27]`",
            );
            HolidayDays::Dates(Vec::new())
        }
    };
    Holiday {
        title: fields.texts(r, "title"),
        days,
        transferred: fields.truth(r, "transferred", false),
        law: fields.law(r),
    }
}

fn yearly(r: &mut Reading<'_>, node: &Node) -> HolidayDays {
    let fields = r.fields(node, "a yearly day", &["month", "day", "from", "until"]);
    let (month, day) = (fields.number(r, "month"), fields.number(r, "day"));
    if month != 0 && day != 0 && Date::new(2024, month, day).is_err() {
        r.error(
            node.place,
            "wrong-value",
            format!("there is no day {day} in month {month}"),
            "write the month as 1 to 12 and a day that it has",
        );
    }
    HolidayDays::Yearly {
        month,
        day,
        from: fields.number(r, "from"),
        until: fields.optional_number(r, "until"),
    }
}

fn swap(r: &mut Reading<'_>, node: &Node) -> Swap {
    let fields = r.fields(node, "a swap", &["off", "worked", "law"]);
    Swap {
        off: fields.date(r, "off"),
        worked: fields.get("worked").map(|node| r.date(node, "`worked`")),
        law: fields.law(r),
    }
}
