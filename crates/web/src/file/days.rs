//! A term day by day, as rows that anyone can count along.

use jiff::civil::{Date, Weekday};
use tutas_app::view::CountedTerm;
use tutas_domain::term::{Counting, DayOf, TermDay, TermUnit};

use crate::i18n::T;
use crate::letter::end_said;

/// One row: a day, or a stretch of days of which the same is to be said.
pub(crate) struct DayRow {
    /// The day, or the first and the last.
    pub(crate) day: String,
    /// Its weekday; empty for a stretch.
    pub(crate) weekday: String,
    /// Its number, if it counts.
    pub(crate) number: Option<u32>,
    /// What is to be said of it.
    pub(crate) said: String,
    /// Whether it is the last day.
    pub(crate) is_last: bool,
}

/// The rows of a term. Days in a row in which it stands still are told as one stretch, and so are
/// ordinary days of a term in months, which nobody counts one by one.
pub(crate) fn rows(t: T, term: &CountedTerm) -> Vec<DayRow> {
    let months = term.length.unit == TermUnit::Months;
    let joins = |day: &TermDay| {
        let plain = matches!(day.day, DayOf::Work | DayOf::Weekend);
        match day.counting {
            Counting::StandsStill => true,
            Counting::Counted(_) => months && plain,
            Counting::Extended => plain,
            Counting::Start | Counting::NotWorked | Counting::Later => false,
        }
    };
    let same = |a: &TermDay, b: &TermDay| {
        let kind = std::mem::discriminant(&a.counting) == std::mem::discriminant(&b.counting);
        kind && joins(a) && joins(b) && !b.is_last
    };
    let mut rows = Vec::new();
    for stretch in term.days.chunk_by(same) {
        match stretch {
            [first, .., last] if stretch.len() > 2 => rows.push(long(t, first, last)),
            few => rows.extend(few.iter().map(|day| short(t, term, day))),
        }
    }
    rows
}

fn long(t: T, first: &TermDay, last: &TermDay) -> DayRow {
    let args = [
        ("from", t.date(first.date).into()),
        ("until", t.date(last.date).into()),
    ];
    DayRow {
        day: t.a("file-day-stretch", &args),
        weekday: String::new(),
        number: None,
        said: match (first.counting, last.counting) {
            (Counting::Counted(from), Counting::Counted(until)) => {
                let args = [("from", from.into()), ("until", until.into())];
                t.a("file-day-counted-stretch", &args)
            }
            _ => counting(t, first.counting),
        },
        is_last: false,
    }
}

fn short(t: T, term: &CountedTerm, day: &TermDay) -> DayRow {
    let number = match day.counting {
        Counting::Counted(number) => Some(number),
        _ => None,
    };
    let name = of(t, &day.day);
    let mut said: Vec<String> = Vec::new();
    match (day.counting, name) {
        (Counting::NotWorked, name) => said.extend(name),
        (Counting::Counted(_), name) => {
            // A Saturday is no surprise in a term of calendar days; a holiday is worth its name.
            let known = day.day == DayOf::Weekend && term.length.unit != TermUnit::WorkingDays;
            said.extend(name.filter(|_| !known));
        }
        (other, name) => {
            said.push(counting(t, other));
            said.extend(name);
        }
    }
    if day.is_last {
        said.push(t.m("file-day-last"));
    }
    DayRow {
        day: t.date(day.date),
        weekday: weekday(t, day.date),
        number,
        said: said.join(" "),
        is_last: day.is_last,
    }
}

fn counting(t: T, counting: Counting) -> String {
    match counting {
        Counting::Start => t.m("file-day-start"),
        Counting::Counted(_) => String::new(),
        Counting::NotWorked => t.m("file-day-weekend"),
        Counting::StandsStill => t.m("file-day-still"),
        Counting::Extended => t.m("file-day-extended"),
        Counting::Later => t.m("file-day-later"),
    }
}

/// What the calendar says of a day that is not like any other.
fn of(t: T, day: &DayOf) -> Option<String> {
    match day {
        DayOf::Work => None,
        DayOf::WorkByDecree => Some(t.m("file-day-work-decree")),
        DayOf::Weekend => Some(t.m("file-day-weekend")),
        DayOf::Holiday(title) => Some(t.a("file-day-holiday", &[("holiday", t.x(title).into())])),
        DayOf::Transferred(title) => {
            Some(t.a("file-day-transferred", &[("holiday", t.x(title).into())]))
        }
        DayOf::FreeByDecree => Some(t.m("file-day-free-decree")),
    }
}

fn weekday(t: T, date: Date) -> String {
    t.m(match date.weekday() {
        Weekday::Monday => "weekday-monday",
        Weekday::Tuesday => "weekday-tuesday",
        Weekday::Wednesday => "weekday-wednesday",
        Weekday::Thursday => "weekday-thursday",
        Weekday::Friday => "weekday-friday",
        Weekday::Saturday => "weekday-saturday",
        Weekday::Sunday => "weekday-sunday",
    })
}

/// When a term began and how it ends, in a sentence or two.
pub(crate) fn summary(t: T, term: &CountedTerm) -> String {
    let mut said = vec![t.a(
        "file-term-began",
        &[("date", t.date_time(term.started_at).into())],
    )];
    let replaced = term.replaced_on;
    match (term.paused_since, replaced) {
        (_, Some(day)) => said.push(t.a("file-term-replaced", &[("date", t.date(day).into())])),
        (Some(since), None) => {
            said.push(t.a("file-term-paused", &[("date", t.day(since).into())]));
        }
        (None, None) => {
            let [day, instant] = ["file-term-ends", "file-term-ends-instant"];
            said.push(end_said(t, &term.end, day, instant));
        }
    }
    if let Some(until) = term.extended_to {
        said.push(t.a("file-term-extended", &[("date", t.date(until).into())]));
    }
    said.join(" ")
}
