//! Terms: exact, dated, counted as the law counts.
//!
//! A term counts from the day after registration; a last day that is not worked rolls forward
//! (Administrative Procedural and Process-related Code, article 76).

mod days;

use jiff::civil::{Date, Time};
use jiff::{SignedDuration, Timestamp, ToSpan};
use serde::{Deserialize, Serialize};

use crate::calendar::Calendar;

pub use days::{Counting, DayOf, TermDay, days};

/// What a term is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TermUnit {
    /// Days on which bodies work.
    WorkingDays,
    /// Days of the calendar.
    CalendarDays,
    /// Months, to the same day of the month.
    Months,
    /// Minutes from registration.
    Minutes,
}

impl TermUnit {
    /// The last day of a term in this unit that stood still from one day to another: as many days
    /// are left after the second as were after the first. It never comes earlier, and is worked.
    pub fn moved(
        self,
        last_day: Date,
        stood_from: Date,
        stood_until: Date,
        calendar: &Calendar,
    ) -> Date {
        let moved = match self {
            Self::WorkingDays => {
                let left = calendar
                    .working_days_between(stood_from, last_day)
                    .unwrap_or(0);
                calendar.next_working(
                    calendar.add_working(stood_until, u32::try_from(left).unwrap_or(0)),
                )
            }
            Self::CalendarDays | Self::Months => {
                let left = stood_from
                    .duration_until(last_day)
                    .max(SignedDuration::ZERO);
                calendar.next_working(stood_until.saturating_add(left))
            }
            Self::Minutes => last_day,
        };
        moved.max(last_day)
    }
}

/// A length of time as law states it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TermLength {
    /// How many.
    pub count: u32,
    /// Of what.
    pub unit: TermUnit,
}

impl TermLength {
    /// So many working days.
    pub fn working_days(count: u32) -> Self {
        Self {
            count,
            unit: TermUnit::WorkingDays,
        }
    }

    /// Whether this is surely shorter: fewer of the same unit, or minutes against days.
    pub fn is_shorter_than(self, other: Self) -> bool {
        match (self.unit, other.unit) {
            (own, others) if own == others => self.count < other.count,
            (TermUnit::Minutes, _) => true,
            _ => false,
        }
    }

    /// The last day of a term that begins on `start` (which itself is not counted).
    pub fn last_day(self, start: Date, calendar: &Calendar) -> Date {
        match self.unit {
            TermUnit::WorkingDays => calendar.add_working(start, self.count),
            TermUnit::CalendarDays => {
                calendar.next_working(start.saturating_add(i64::from(self.count).days()))
            }
            TermUnit::Months => {
                calendar.next_working(start.saturating_add(i64::from(self.count).months()))
            }
            TermUnit::Minutes => start,
        }
    }

    /// The instant at which a term that begins at `start` is over.
    pub fn ends_at(self, start: Timestamp, calendar: &Calendar) -> Timestamp {
        match self.unit {
            TermUnit::Minutes => start
                .checked_add(SignedDuration::from_mins(i64::from(self.count)))
                .unwrap_or(Timestamp::MAX),
            TermUnit::WorkingDays | TermUnit::CalendarDays | TermUnit::Months => {
                calendar.end_of(self.last_day(calendar.local(start).date(), calendar))
            }
        }
    }
}

/// When something received counts as registered: the same instant in office hours, else the
/// opening of the next working day (article 64(3)).
///
/// Before opening on a working day it is registered that same day, at opening.
pub fn registered_at(
    received: Timestamp,
    opens: Time,
    closes: Time,
    calendar: &Calendar,
) -> Timestamp {
    let local = calendar.local(received);
    let (date, time) = (local.date(), local.time());
    if calendar.is_working(date) && time < closes {
        return if time >= opens {
            received
        } else {
            opening(date, opens, calendar)
        };
    }
    let next = calendar.next_working(date.saturating_add(1.day()));
    opening(next, opens, calendar)
}

fn opening(date: Date, opens: Time, calendar: &Calendar) -> Timestamp {
    date.to_datetime(opens)
        .to_zoned(calendar.zone().clone())
        .map_or_else(|_| calendar.start_of(date), |zoned| zoned.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_length_is_surely_shorter_only_in_the_same_unit_or_as_minutes() {
        let minutes = |count| TermLength {
            count,
            unit: TermUnit::Minutes,
        };
        let months = |count| TermLength {
            count,
            unit: TermUnit::Months,
        };
        let days = TermLength::working_days;
        assert!(days(5).is_shorter_than(days(6)));
        assert!(!days(6).is_shorter_than(days(6)));
        assert!(!days(7).is_shorter_than(days(6)));
        assert!(minutes(600).is_shorter_than(days(1)));
        assert!(minutes(20).is_shorter_than(minutes(30)));
        assert!(!minutes(30).is_shorter_than(minutes(20)));
        assert!(!days(5).is_shorter_than(months(6)), "nobody can be sure");
        assert!(!days(1).is_shorter_than(minutes(600)));
    }
}
