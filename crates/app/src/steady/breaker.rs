//! A circuit breaker: who fails again and again is left alone for a while, then tried with one call.

use jiff::{SignedDuration, Timestamp};

use super::{Bounds, Way};

/// What is known of a register.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Breaker {
    /// It is called; so many calls in a row have failed.
    Closed(u32),
    /// It is left alone until then, for so long.
    Open(Timestamp, SignedDuration),
    /// One call tries it, since then.
    Trial(Timestamp, SignedDuration),
}

impl Default for Breaker {
    fn default() -> Self {
        Self::Closed(0)
    }
}

impl Breaker {
    /// Whether it may be called now, and if so, whether that call is the trial.
    pub(super) fn admit(&mut self, now: Timestamp) -> Option<bool> {
        match *self {
            Self::Closed(_) => Some(false),
            Self::Open(until, rest) if now >= until => {
                *self = Self::Trial(now, rest);
                Some(true)
            }
            Self::Open(..) | Self::Trial(..) => None,
        }
    }

    /// What came of a call.
    pub(super) fn saw(&mut self, works: bool, is_trial: bool, now: Timestamp, bounds: &Bounds) {
        *self = match (*self, works) {
            // An answer is an answer, also to a call from before it was left alone.
            (_, true) => Self::Closed(0),
            (Self::Closed(failed), false) if failed + 1 < bounds.failures => {
                Self::Closed(failed + 1)
            }
            (Self::Closed(_), false) => Self::open(now, bounds.rest),
            (Self::Trial(_, rest), false) if is_trial => {
                Self::open(now, (rest * 2).min(bounds.longest_rest))
            }
            (alone, false) => alone,
        };
    }

    /// The trial was called off: the next call is one.
    pub(super) fn trial_is_off(&mut self) {
        if let Self::Trial(since, rest) = *self {
            *self = Self::Open(since, rest);
        }
    }

    /// How it stands.
    pub(super) fn way(&self, now: Timestamp) -> Way {
        match *self {
            Self::Closed(_) => Way::Open,
            Self::Open(until, _) if now < until => Way::Shut,
            Self::Open(..) | Self::Trial(..) => Way::OnTrial,
        }
    }

    fn open(now: Timestamp, rest: SignedDuration) -> Self {
        Self::Open(now.saturating_add(rest).unwrap_or(now), rest)
    }
}
