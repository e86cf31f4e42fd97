//! The clock and the ids of a simulated world, and what is to happen in it when.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use jiff::{SignedDuration, Timestamp};
use tutas_app::{Clock, Ids};
use uuid::{Builder, Uuid};

use crate::registers::Chance;

/// The clock of the nodes: the world's time, and how far their clock is from it.
#[derive(Default)]
pub(super) struct NodeClock {
    true_ms: AtomicI64,
    skew_ms: AtomicI64,
}

impl NodeClock {
    /// Sets the world's time; it never runs backwards.
    pub(super) fn set(&self, now: Timestamp) {
        self.true_ms
            .fetch_max(now.as_millisecond(), Ordering::Relaxed);
    }

    /// The world's time.
    pub(super) fn truth(&self) -> Timestamp {
        Timestamp::from_millisecond(self.true_ms.load(Ordering::Relaxed)).unwrap_or(Timestamp::MAX)
    }

    /// The nodes' clock goes wrong by so much; by nothing, it is right again.
    pub(super) fn jump(&self, by: SignedDuration) {
        let ms = i64::try_from(by.as_millis()).unwrap_or(0);
        self.skew_ms.store(ms, Ordering::Relaxed);
    }

    /// Time passes while somebody waits for an answer.
    pub(super) fn wait(&self, time: SignedDuration) {
        let ms = i64::try_from(time.as_millis()).unwrap_or(0);
        self.true_ms.fetch_add(ms, Ordering::Relaxed);
    }
}

impl Clock for NodeClock {
    fn now(&self) -> Timestamp {
        let ms = self.true_ms.load(Ordering::Relaxed) + self.skew_ms.load(Ordering::Relaxed);
        Timestamp::from_millisecond(ms).unwrap_or(Timestamp::MAX)
    }

    fn advance_to(&self, _: Timestamp) -> bool {
        false
    }
}

/// Ids in version 7's form, their random part drawn from the seed and counted.
pub(super) struct SeededIds {
    chance: Mutex<Chance>,
    count: AtomicU64,
}

impl SeededIds {
    pub(super) fn new(seed: u64) -> Self {
        Self {
            chance: Mutex::new(Chance::new(seed)),
            count: AtomicU64::new(0),
        }
    }

    fn next(&self) -> (u64, u64) {
        let drawn = self.chance.lock().map_or(0, |mut chance| chance.number());
        (drawn, self.count.fetch_add(1, Ordering::Relaxed) + 1)
    }
}

impl Ids for SeededIds {
    fn id(&self, now: Timestamp) -> Uuid {
        let millis = u64::try_from(now.as_millisecond()).unwrap_or(0);
        let (drawn, count) = self.next();
        let mut tail = [0_u8; 10];
        // The count first, so that ids of one instant stay in order; then what looks random.
        tail[..5].copy_from_slice(&count.to_be_bytes()[3..]);
        tail[5..].copy_from_slice(&drawn.to_be_bytes()[..5]);
        Builder::from_unix_timestamp_millis(millis, &tail).into_uuid()
    }

    fn secret(&self) -> [u8; 32] {
        let (drawn, count) = self.next();
        let mut secret = [0_u8; 32];
        secret[..8].copy_from_slice(&drawn.to_be_bytes());
        secret[24..].copy_from_slice(&count.to_be_bytes());
        secret
    }
}

/// What is to happen, the earliest first; at the same instant, what was put down first.
pub(super) struct Agenda<T> {
    heap: BinaryHeap<Reverse<Entry<T>>>,
    count: u64,
}

struct Entry<T> {
    at: Timestamp,
    order: u64,
    what: T,
}

impl<T> Agenda<T> {
    pub(super) fn new() -> Self {
        Self {
            heap: BinaryHeap::new(),
            count: 0,
        }
    }

    pub(super) fn put(&mut self, at: Timestamp, what: T) {
        self.count += 1;
        let order = self.count;
        self.heap.push(Reverse(Entry { at, order, what }));
    }

    pub(super) fn take(&mut self) -> Option<(Timestamp, T)> {
        self.heap.pop().map(|Reverse(entry)| (entry.at, entry.what))
    }
}

impl<T> PartialEq for Entry<T> {
    fn eq(&self, other: &Self) -> bool {
        (self.at, self.order) == (other.at, other.order)
    }
}

impl<T> Eq for Entry<T> {}

impl<T> PartialOrd for Entry<T> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl<T> Ord for Entry<T> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (self.at, self.order).cmp(&(other.at, other.order))
    }
}

/// Time enough for everybody who is still to come.
pub(super) fn after(now: Timestamp, hours: i64) -> Timestamp {
    now.saturating_add(SignedDuration::from_hours(hours))
        .unwrap_or(now)
}

/// `at` and so many minutes.
pub(super) fn minutes(at: Timestamp, count: i64) -> Timestamp {
    at.saturating_add(SignedDuration::from_mins(count))
        .unwrap_or(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_earlier_happens_first_and_what_was_put_first_before_its_equal() {
        let at = |minute| minutes(Timestamp::UNIX_EPOCH, minute);
        let mut agenda = Agenda::new();
        agenda.put(at(5), "c");
        agenda.put(at(1), "a");
        agenda.put(at(5), "d");
        agenda.put(at(2), "b");
        let order: Vec<&str> = std::iter::from_fn(|| agenda.take().map(|(_, what)| what)).collect();
        assert_eq!(order, ["a", "b", "c", "d"]);
    }

    #[test]
    fn a_clock_that_jumped_comes_right_again() {
        let clock = NodeClock::default();
        let noon = minutes(Timestamp::UNIX_EPOCH, 720);
        clock.set(noon);
        clock.jump(SignedDuration::from_hours(24));
        assert_eq!(clock.now(), minutes(noon, 24 * 60));
        clock.jump(SignedDuration::ZERO);
        assert_eq!((clock.now(), clock.truth()), (noon, noon));
    }
}
