//! The clock and the ids of a rehearsal: nothing comes from outside.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use jiff::Timestamp;
use uuid::{Builder, Uuid};

use crate::{Clock, Ids};

/// A clock that stands still until it is moved.
pub(super) struct StageClock(Mutex<Timestamp>);

impl StageClock {
    pub(super) fn at(start: Timestamp) -> Self {
        Self(Mutex::new(start))
    }
}

impl Clock for StageClock {
    fn now(&self) -> Timestamp {
        self.0.lock().map_or(Timestamp::MAX, |now| *now)
    }

    fn advance_to(&self, to: Timestamp) -> bool {
        let Ok(mut now) = self.0.lock() else {
            return false;
        };
        if to < *now {
            return false;
        }
        *now = to;
        true
    }
}

/// Ids in version 7's form, counted instead of drawn.
#[derive(Default)]
pub(super) struct CountedIds(AtomicU64);

impl CountedIds {
    fn next(&self) -> u64 {
        self.0.fetch_add(1, Ordering::Relaxed) + 1
    }
}

impl Ids for CountedIds {
    fn id(&self, now: Timestamp) -> Uuid {
        let millis = u64::try_from(now.as_millisecond()).unwrap_or(0);
        let mut tail = [0_u8; 10];
        tail[2..].copy_from_slice(&self.next().to_be_bytes());
        Builder::from_unix_timestamp_millis(millis, &tail).into_uuid()
    }

    fn secret(&self) -> [u8; 32] {
        let mut secret = [0_u8; 32];
        secret[24..].copy_from_slice(&self.next().to_be_bytes());
        secret
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clock_never_goes_back() {
        let clock = StageClock::at(Timestamp::UNIX_EPOCH);
        let later: Timestamp = "2026-03-18T05:00:00Z".parse().unwrap();
        assert!(clock.advance_to(later));
        assert!(!clock.advance_to(Timestamp::UNIX_EPOCH));
        assert_eq!(clock.now(), later);
    }

    #[test]
    fn ids_are_in_order_and_never_the_same() {
        let ids = CountedIds::default();
        let now: Timestamp = "2026-03-18T05:00:00Z".parse().unwrap();
        let (first, second) = (ids.id(now), ids.id(now));
        assert!(first < second);
        assert_eq!(first.get_version_num(), 7);
        assert_ne!(ids.secret(), ids.secret());
    }
}
