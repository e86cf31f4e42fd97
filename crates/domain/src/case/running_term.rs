//! The term of a case: it runs, stands still, runs on or begins anew; its end never comes earlier.

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::calendar::Calendar;
use crate::definition::LegalTerm;
use crate::term::TermUnit;

/// A term that runs, or stands still.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunningTerm {
    /// Length and law.
    pub legal: LegalTerm,
    /// When it began.
    pub started_at: Timestamp,
    /// Its last day.
    pub last_day: Date,
    /// The instant it ends.
    pub ends_at: Timestamp,
    /// Standing still since.
    pub paused_at: Option<Timestamp>,
}

impl RunningTerm {
    /// A term that begins at `start`.
    pub fn begin(legal: LegalTerm, start: Timestamp, calendar: &Calendar) -> Self {
        let ends_at = legal.length.ends_at(start, calendar);
        let last_day = match legal.length.unit {
            TermUnit::Minutes => calendar.local(ends_at).date(),
            TermUnit::WorkingDays | TermUnit::CalendarDays | TermUnit::Months => legal
                .length
                .last_day(calendar.local(start).date(), calendar),
        };
        Self {
            legal,
            started_at: start,
            last_day,
            ends_at,
            paused_at: None,
        }
    }

    /// The same term, running again at `now` with what was left when it was paused: as many days
    /// after the day of `now` as there were after the day of the pause. The end never comes
    /// earlier than it stood.
    #[must_use]
    pub fn resumed(&self, now: Timestamp, calendar: &Calendar) -> Self {
        let Some(paused_at) = self.paused_at else {
            return self.clone();
        };
        let mut term = Self {
            paused_at: None,
            ..self.clone()
        };
        let length = self.legal.length;
        if length.unit == TermUnit::Minutes {
            let left = paused_at
                .duration_until(self.ends_at)
                .max(SignedDuration::ZERO);
            term.ends_at = now
                .checked_add(left)
                .unwrap_or(Timestamp::MAX)
                .max(self.ends_at);
            term.last_day = calendar.local(term.ends_at).date();
            return term;
        }
        let stood_from = calendar.local(paused_at).date();
        // A window closes at the first instant of the next day: what is left counts from the day
        // that has just ended.
        let stood_until = calendar.day_ending_at(now);
        term.last_day = length
            .unit
            .moved(self.last_day, stood_from, stood_until, calendar);
        term.ends_at = calendar.end_of(term.last_day);
        term
    }

    /// The same length, begun anew at `now`; never ending earlier than it stood.
    #[must_use]
    pub fn restarted(&self, now: Timestamp, calendar: &Calendar) -> Self {
        let anew = Self::begin(self.legal.clone(), now, calendar);
        if anew.ends_at >= self.ends_at {
            return anew;
        }
        Self {
            last_day: self.last_day,
            ends_at: self.ends_at,
            ..anew
        }
    }
}
