//! The card of a register.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};

use super::DuplicateFigures;
use crate::measured::{Gap, Uptime, Uses};
use crate::steady::{BOUNDS_MS, Outcome};

/// How a register did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RegisterFigures {
    /// Since when anything was measured within the period; none if nothing was.
    pub since: Option<Timestamp>,
    /// Calls by what became of them, in the order of [`Outcome::ALL`].
    pub calls: [u64; Outcome::ALL.len()],
    /// Single attempts by how long they took, in the places of [`BOUNDS_MS`].
    pub times: [u64; BOUNDS_MS.len() + 1],
    /// How it stood outside announced maintenance.
    pub outside: Uptime,
    /// How it stood within it.
    pub within: Uptime,
    /// Reads that were answered.
    pub answers: u64,
    /// Those that said there is no record.
    pub none: u64,
    /// What was empty, by field.
    pub gaps: BTreeMap<String, Gap>,
    /// How old answers were when they were used.
    pub uses: Uses,
    /// What was said to be wrong in it.
    pub defects: DefectFigures,
    /// Who stands in it twice.
    pub duplicates: DuplicateFigures,
}

/// What became of what people said is wrong in a register.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DefectFigures {
    /// Being looked into.
    pub open: usize,
    /// Corrected.
    pub mended: usize,
    /// Found to be right as it is.
    pub dismissed: usize,
    /// From what was said to the correction: the middle of all.
    pub time_to_mend: Option<SignedDuration>,
    /// Of how many this is, the last ones, where there are more.
    pub of_last: Option<usize>,
}

/// How many registers that count have somebody who answers for them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stewardship {
    /// The registers that a service in force reads.
    pub critical: BTreeSet<String>,
    /// How many of them have a steward.
    pub with_steward: usize,
}

/// Within what time some share of attempts ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Within {
    /// So many milliseconds at most.
    Milliseconds(u64),
    /// Longer than the longest time that is told apart.
    Longer,
}

impl RegisterFigures {
    /// How many calls had this outcome.
    pub fn of(&self, outcome: Outcome) -> u64 {
        let mut calls = Outcome::ALL.iter().zip(self.calls);
        let found = calls.find(|(one, _)| **one == outcome);
        found.map_or(0, |(_, count)| count)
    }

    /// Calls that were made, and those of them that brought no answer that may be used. What was not
    /// asked, since the register was left alone, is in neither.
    pub fn errors(&self) -> (u64, u64) {
        let failed = self.of(Outcome::Unusable) + self.of(Outcome::Down);
        (failed, failed + self.of(Outcome::Answered))
    }

    /// The time within which so many of a hundred attempts ended; none if there was no attempt.
    pub fn within_time(&self, percent: u64) -> Option<Within> {
        let all: u64 = self.times.iter().sum();
        let wanted = (all * percent).div_ceil(100).max(1);
        let mut seen = 0;
        let place = self.times.iter().position(|count| {
            seen += count;
            seen >= wanted
        })?;
        Some(match BOUNDS_MS.get(place) {
            Some(bound) => Within::Milliseconds(*bound),
            None => Within::Longer,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_hundred_attempts_the_slowest_decides_how_long_so_many_of_them_took() {
        let mut figures = RegisterFigures::default();
        assert_eq!(figures.within_time(50), None);
        // 98 within 5 ms, one within 200 ms, one beyond all bounds.
        (figures.times[2], figures.times[7], figures.times[13]) = (98, 1, 1);
        assert_eq!(figures.within_time(50), Some(Within::Milliseconds(5)));
        assert_eq!(figures.within_time(98), Some(Within::Milliseconds(5)));
        assert_eq!(figures.within_time(99), Some(Within::Milliseconds(200)));
        assert_eq!(figures.within_time(100), Some(Within::Longer));
    }

    #[test]
    fn what_was_not_asked_is_no_error() {
        let figures = RegisterFigures {
            calls: [90, 4, 6, 1_000, 7],
            ..RegisterFigures::default()
        };
        assert_eq!(figures.errors(), (10, 100));
    }
}
