//! What was seen of one register within an hour, by one program or several; and added up.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::registers::{Read, ReadAnswer};
use crate::steady::{BOUNDS_MS, Measures, Outcome};

/// How long, in minutes, a register is taken to stand as it was last seen to. Cases that wait for it
/// ask within an hour; of longer nobody knows.
const SEEN_FOR: i64 = 120;

/// Minutes of an hour, each a bit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Minutes(u64);

impl Minutes {
    pub(crate) fn put(&mut self, minute: i64) {
        self.0 |= 1 << minute.rem_euclid(60);
    }

    fn has(self, minute: i64) -> bool {
        self.0 >> minute.rem_euclid(60) & 1 == 1
    }
}

/// How often a field was asked for and how often the record had nothing in it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gap {
    /// In how many records it was asked for.
    pub asked: u64,
    /// In how many of them it was empty.
    pub empty: u64,
}

/// How answers that cases kept were used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Uses {
    /// Within the time declared.
    pub fresh: u64,
    /// Older: they were asked for anew.
    pub stale: u64,
}

/// What was seen of a register within an hour. Numbers only.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Tally {
    /// Calls by what became of them, in the order of [`Outcome::ALL`].
    pub(crate) calls: [u64; Outcome::ALL.len()],
    /// Single attempts by how long they took, as in [`Measures::times`].
    pub(crate) times: [u64; BOUNDS_MS.len() + 1],
    /// When it answered, in whatever way.
    pub(crate) answered: Minutes,
    /// When it did not.
    pub(crate) silent: Minutes,
    /// When maintenance of it was announced.
    pub(crate) announced: Minutes,
    /// Reads that were answered.
    pub(crate) answers: u64,
    /// Those that said there is no record.
    pub(crate) none: u64,
    /// What was empty, by field.
    pub(crate) gaps: BTreeMap<String, Gap>,
    /// How answers were used.
    pub(crate) uses: Uses,
}

impl Tally {
    /// A read was answered.
    pub(super) fn answered(&mut self, read: &Read<'_>, answer: &ReadAnswer) {
        self.answers += 1;
        self.none += u64::from(answer.records.is_empty());
        for record in &answer.records {
            for field in read.fields {
                let gap = self.gaps.entry(field.clone()).or_default();
                gap.asked += 1;
                gap.empty += u64::from(!matches!(record.get(field), Some(Some(_))));
            }
        }
    }

    /// Calls were made since they were last looked at.
    pub(super) fn called(&mut self, before: Option<&Measures>, now: &Measures) {
        let none = ([0; Outcome::ALL.len()], [0; BOUNDS_MS.len() + 1]);
        let before = before.map_or(none, |known| (known.calls, known.times));
        add_risen(&mut self.calls, &before.0, &now.calls);
        add_risen(&mut self.times, &before.1, &now.times);
    }

    /// The same together with what another saw in the same hour.
    pub(crate) fn add(&mut self, other: &Self) {
        add_risen(&mut self.calls, &[0; Outcome::ALL.len()], &other.calls);
        add_risen(&mut self.times, &[0; BOUNDS_MS.len() + 1], &other.times);
        self.answered.0 |= other.answered.0;
        self.silent.0 |= other.silent.0;
        self.announced.0 |= other.announced.0;
        self.answers += other.answers;
        self.none += other.none;
        self.uses.fresh += other.uses.fresh;
        self.uses.stale += other.uses.stale;
        for (field, more) in &other.gaps {
            let gap = self.gaps.entry(field.clone()).or_default();
            gap.asked += more.asked;
            gap.empty += more.empty;
        }
    }
}

fn add_risen(sums: &mut [u64], before: &[u64], now: &[u64]) {
    for ((sum, before), now) in sums.iter_mut().zip(before).zip(now) {
        *sum += now.saturating_sub(*before);
    }
}

/// Minutes in which it was known how a register stood, and those in which it answered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Uptime {
    /// Of which it is known.
    pub known: u64,
    /// In which it answered.
    pub up: u64,
}

/// How a register stood, minute by minute, up to `now` (minutes since 1970): outside announced
/// maintenance and within it. It stands as it was last seen to, for a while.
pub(crate) fn uptime(hours: &BTreeMap<i64, Tally>, now: i64) -> (Uptime, Uptime) {
    let (mut outside, mut within) = (Uptime::default(), Uptime::default());
    let (Some((first, _)), Some((last, _))) = (hours.first_key_value(), hours.last_key_value())
    else {
        return (outside, within);
    };
    let nothing = Tally::default();
    let mut seen: Option<(i64, bool)> = None;
    for hour in *first..=*last {
        let tally = hours.get(&hour).unwrap_or(&nothing);
        for minute in hour * 60..(hour * 60 + 60).min(now + 1) {
            if tally.answered.has(minute) {
                seen = Some((minute, true));
            } else if tally.silent.has(minute) {
                seen = Some((minute, false));
            }
            let Some((at, up)) = seen.filter(|(at, _)| minute - at <= SEEN_FOR) else {
                continue;
            };
            debug_assert!(at <= minute);
            let sum = if tally.announced.has(minute) {
                &mut within
            } else {
                &mut outside
            };
            sum.known += 1;
            sum.up += u64::from(up);
        }
    }
    (outside, within)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(answered: &[i64], silent: &[i64], announced: &[i64]) -> Tally {
        let mut tally = Tally::default();
        let put = |minutes: &mut Minutes, of: &[i64]| of.iter().for_each(|one| minutes.put(*one));
        put(&mut tally.answered, answered);
        put(&mut tally.silent, silent);
        put(&mut tally.announced, announced);
        tally
    }

    fn minutes(known: u64, up: u64) -> Uptime {
        Uptime { known, up }
    }

    #[test]
    fn a_register_stands_as_it_was_last_seen_to_and_longer_ago_than_two_hours_is_not_known() {
        let hours = BTreeMap::from([(10, seen(&[0, 30], &[10], &[]))]);
        // 0–9 up, 10–29 down, 30 up until now.
        assert_eq!(uptime(&hours, 659).0, minutes(60, 40));
        assert_eq!(uptime(&hours, 619).0, minutes(20, 10));
        let hours = BTreeMap::from([(10, seen(&[59], &[], &[])), (20, seen(&[], &[0], &[]))]);
        assert_eq!(uptime(&hours, 20 * 60).0, minutes(1 + 120 + 1, 121));
        assert_eq!(uptime(&BTreeMap::new(), 0), <(Uptime, Uptime)>::default());
    }

    #[test]
    fn what_was_announced_is_counted_apart_and_who_was_answered_has_seen_it_answer() {
        let mut one = seen(&[], &[0, 1, 2], &[1, 2]);
        let hours = BTreeMap::from([(0, one.clone())]);
        assert_eq!(uptime(&hours, 3), (minutes(2, 0), minutes(2, 0)));
        one.add(&seen(&[0, 3], &[], &[]));
        let hours = BTreeMap::from([(0, one)]);
        assert_eq!(uptime(&hours, 3), (minutes(2, 2), minutes(2, 0)));
    }

    #[test]
    fn counts_of_several_programs_are_added_up_and_kept_as_text() {
        let mut one = seen(&[5], &[], &[]);
        one.calls[0] = 3;
        one.times[2] = 4;
        one.gaps
            .insert("sex".to_owned(), Gap { asked: 2, empty: 1 });
        let text = serde_json::to_string(&one).unwrap();
        let mut sum: Tally = serde_json::from_str(&text).unwrap();
        assert_eq!(sum, one);
        sum.add(&one);
        assert_eq!((sum.calls[0], sum.times[2]), (6, 8));
        assert_eq!(sum.gaps["sex"], Gap { asked: 4, empty: 2 });
        assert_eq!(sum.answered, one.answered);
    }
}
