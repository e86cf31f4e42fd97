//! The term of a case: it runs, stands still, runs on, begins anew, is extended or recounted. It is
//! a small exact value: from its length, its start and the stretches in which it stood still its end
//! can be worked out again, and its end never comes earlier than it was ever said to be.

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
    /// The stretches in which it stood still since it began, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stood: Vec<Stood>,
    /// The day to which it was extended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extended_to: Option<Date>,
}

/// A stretch in which a term stood still.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stood {
    /// From.
    pub from: Timestamp,
    /// Until.
    pub until: Timestamp,
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
            stood: Vec::new(),
            extended_to: None,
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
        let stretch = Stood {
            from: paused_at,
            until: now,
        };
        let mut term = Self {
            paused_at: None,
            ..self.clone()
        };
        #[cfg(feature = "plant")]
        if crate::plant::is(4) {
            return term;
        }
        term.stand(stretch, calendar);
        term
    }

    /// Moves the end by a stretch in which the term stood still.
    fn stand(&mut self, stretch: Stood, calendar: &Calendar) {
        self.stood.push(stretch);
        let Stood { from, until } = stretch;
        let unit = self.legal.length.unit;
        if unit == TermUnit::Minutes {
            let left = from.duration_until(self.ends_at).max(SignedDuration::ZERO);
            self.ends_at = until
                .checked_add(left)
                .unwrap_or(Timestamp::MAX)
                .max(self.ends_at);
            self.last_day = calendar.local(self.ends_at).date();
            return;
        }
        let stood_from = calendar.local(from).date();
        // A window closes at the first instant of the next day: what is left counts from the day
        // that has just ended.
        let stood_until = calendar.day_ending_at(until);
        self.last_day = unit.moved(self.last_day, stood_from, stood_until, calendar);
        self.ends_at = calendar.end_of(self.last_day);
    }

    /// The same length, begun anew at `now`; never ending earlier than it stood.
    #[must_use]
    pub fn restarted(&self, now: Timestamp, calendar: &Calendar) -> Self {
        #[cfg(feature = "plant")]
        if crate::plant::is(22) {
            let last_day = calendar.local(self.started_at).date();
            let ends_at = calendar.end_of(last_day);
            return Self {
                last_day,
                ends_at,
                paused_at: None,
                ..self.clone()
            };
        }
        Self::begin(self.legal.clone(), now, calendar).not_before(self)
    }

    /// Another length, begun at `now`; never ending earlier than this.
    #[must_use]
    pub fn followed_by(&self, legal: LegalTerm, now: Timestamp, calendar: &Calendar) -> Self {
        Self::begin(legal, now, calendar).not_before(self)
    }

    /// The same term, its last day put off.
    #[must_use]
    pub fn extended(&self, until: Date, calendar: &Calendar) -> Self {
        let last_day = calendar.next_working(until).max(self.last_day);
        Self {
            last_day,
            ends_at: calendar.end_of(last_day).max(self.ends_at),
            extended_to: Some(last_day),
            ..self.clone()
        }
    }

    /// The same term worked out again with today's calendar: a day made free after the slip was
    /// given moves the end, and nothing ever brings it forward.
    #[must_use]
    pub fn recounted(&self, calendar: &Calendar) -> Self {
        let mut anew = Self::begin(self.legal.clone(), self.started_at, calendar);
        for stretch in &self.stood {
            anew.stand(*stretch, calendar);
        }
        if let Some(until) = self.extended_to {
            anew = anew.extended(until, calendar);
        }
        anew.paused_at = self.paused_at;
        anew.extended_to = self.extended_to;
        anew.not_before(self)
    }

    fn not_before(self, earlier: &Self) -> Self {
        if self.ends_at >= earlier.ends_at {
            return self;
        }
        Self {
            last_day: earlier.last_day.max(self.last_day),
            ends_at: earlier.ends_at,
            ..self
        }
    }
}
