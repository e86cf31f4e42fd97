//! Which days are worked: holidays by rule, transfers, swaps by decree, and the zone of the bodies.
//!
//! ```
//! use jiff::civil::date;
//! use jiff::tz::TimeZone;
//! use tutas_domain::calendar::{Calendar, Holiday, HolidayDays};
//! use tutas_domain::text::{Law, Texts};
//!
//! let new_year = Holiday {
//!     title: Texts::default(),
//!     days: HolidayDays::Yearly { month: 1, day: 1, from: 1992, until: None },
//!     transferred: true,
//!     law: Law::default(),
//! };
//! let calendar = Calendar::build(&[new_year], &[], 2028..=2028, TimeZone::UTC);
//! assert!(!calendar.is_working(date(2028, 1, 1)));
//! // 1 January 2028 is a Saturday: the next working day is off instead.
//! assert!(!calendar.is_working(date(2028, 1, 3)));
//! assert!(calendar.is_working(date(2028, 1, 4)));
//! ```

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan, Zoned};

use crate::text::{Law, Texts};

/// A holiday as the law names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holiday {
    /// Its name.
    pub title: Texts,
    /// When it is.
    pub days: HolidayDays,
    /// Whether one that falls on a day off moves to the next working day.
    pub transferred: bool,
    /// The law.
    pub law: Law,
}

/// The days of a holiday.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HolidayDays {
    /// The same date each year.
    Yearly {
        /// Month, 1 to 12.
        month: i8,
        /// Day of the month.
        day: i8,
        /// First year.
        from: i16,
        /// Last year.
        until: Option<i16>,
    },
    /// Dates fixed one by one (feasts of the lunar year).
    Dates(Vec<Date>),
}

/// A swap by decree: a day made free, a day made a working day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Swap {
    /// The day that becomes free.
    pub off: Date,
    /// The day worked instead.
    pub worked: Option<Date>,
    /// The decree.
    pub law: Law,
}

/// Why a day is not like an ordinary day of its weekday.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Special {
    /// The holiday itself.
    Holiday(Texts),
    /// Off, because the holiday fell on a day off.
    Transferred(Texts),
    /// Off by decree.
    SwappedOff,
    /// Worked by decree.
    SwappedOn,
}

/// The calendar of a country's bodies for a span of years.
#[derive(Clone, Debug, PartialEq)]
pub struct Calendar {
    special: BTreeMap<Date, Special>,
    years: RangeInclusive<i16>,
    zone: TimeZone,
}

impl Calendar {
    /// Works out every special day of `years`.
    pub fn build(
        holidays: &[Holiday],
        swaps: &[Swap],
        years: RangeInclusive<i16>,
        zone: TimeZone,
    ) -> Self {
        let mut calendar = Self {
            special: BTreeMap::new(),
            years: years.clone(),
            zone,
        };
        let mut moving: Vec<(Date, Texts)> = Vec::new();
        for holiday in holidays {
            for date in holiday.dates(&years) {
                let title = holiday.title.clone();
                if holiday.transferred && is_weekend(date) {
                    moving.push((date, title.clone()));
                }
                calendar.special.insert(date, Special::Holiday(title));
            }
        }
        for swap in swaps {
            calendar.special.insert(swap.off, Special::SwappedOff);
            if let Some(worked) = swap.worked {
                calendar.special.insert(worked, Special::SwappedOn);
            }
        }
        moving.sort_by_key(|(date, _)| *date);
        for (date, title) in moving {
            let free = calendar.next_working(next_day(date));
            calendar.special.insert(free, Special::Transferred(title));
        }
        calendar
    }

    /// The same calendar after a further decree: days of it become free, others are worked instead.
    #[must_use]
    pub fn decreed(&self, swaps: &[Swap]) -> Self {
        let mut calendar = self.clone();
        for swap in swaps {
            calendar.special.insert(swap.off, Special::SwappedOff);
            if let Some(worked) = swap.worked {
                calendar.special.insert(worked, Special::SwappedOn);
            }
        }
        calendar
    }

    /// The same days, told in another zone.
    #[must_use]
    pub fn in_zone(&self, zone: TimeZone) -> Self {
        Self {
            zone,
            ..self.clone()
        }
    }

    /// The zone of the bodies that keep this calendar, with its history.
    pub fn zone(&self) -> &TimeZone {
        &self.zone
    }

    /// Whether the calendar's data reaches `date`.
    pub fn covers(&self, date: Date) -> bool {
        self.years.contains(&date.year())
    }

    /// Whether bodies work on `date`. Beyond the calendar's years only weekends are free.
    pub fn is_working(&self, date: Date) -> bool {
        match self.special.get(&date) {
            Some(Special::SwappedOn) => true,
            Some(_) => false,
            None => !is_weekend(date),
        }
    }

    /// What is special about `date`.
    pub fn special(&self, date: Date) -> Option<&Special> {
        self.special.get(&date)
    }

    /// `date` itself if worked, else the next day that is.
    pub fn next_working(&self, date: Date) -> Date {
        let mut day = date;
        while !self.is_working(day) {
            day = next_day(day);
        }
        day
    }

    /// The `count`th working day after `date`.
    pub fn add_working(&self, date: Date, count: u32) -> Date {
        let mut day = date;
        for _ in 0..count {
            day = self.next_working(next_day(day));
        }
        day
    }

    /// How many days `d` with `after < d <= until` are worked; negative spans count as zero.
    pub fn working_days_between(&self, after: Date, until: Date) -> Option<i64> {
        if !self.covers(after) || !self.covers(until) {
            return None;
        }
        let mut count = 0;
        let mut day = after;
        while day < until {
            day = next_day(day);
            count += i64::from(self.is_working(day));
        }
        Some(count)
    }

    /// The local date and time of an instant.
    pub fn local(&self, instant: Timestamp) -> Zoned {
        instant.to_zoned(self.zone.clone())
    }

    /// The local date of the moment just before an instant: a term that ends as a day ends belongs
    /// to that day.
    pub fn day_ending_at(&self, instant: Timestamp) -> Date {
        let before = instant
            .checked_sub(SignedDuration::from_nanos(1))
            .unwrap_or(instant);
        self.local(before).date()
    }

    /// The first instant of a local date.
    pub fn start_of(&self, date: Date) -> Timestamp {
        date.to_zoned(self.zone.clone())
            .map_or(Timestamp::MAX, |zoned| zoned.timestamp())
    }

    /// The first instant after a local date: the end of a term whose last day it is.
    pub fn end_of(&self, date: Date) -> Timestamp {
        self.start_of(next_day(date))
    }
}

impl Holiday {
    fn dates(&self, years: &RangeInclusive<i16>) -> Vec<Date> {
        match &self.days {
            HolidayDays::Dates(dates) => dates
                .iter()
                .copied()
                .filter(|date| years.contains(&date.year()))
                .collect(),
            HolidayDays::Yearly {
                month,
                day,
                from,
                until,
            } => years
                .clone()
                .filter(|year| year >= from && until.is_none_or(|last| *year <= last))
                .filter_map(|year| Date::new(year, *month, *day).ok())
                .collect(),
        }
    }
}

fn is_weekend(date: Date) -> bool {
    matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday)
}

fn next_day(date: Date) -> Date {
    date.saturating_add(1.day())
}
