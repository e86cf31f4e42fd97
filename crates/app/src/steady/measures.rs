//! Counts of what became of calls, by register: names and numbers only.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// Upper bounds of the times that are counted, in milliseconds; the last place is for longer ones.
pub const BOUNDS_MS: [u64; 13] = [
    1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000,
];

/// Whether a register is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// It is.
    Open,
    /// The next call tries it, or one is trying it.
    OnTrial,
    /// It is left alone.
    Shut,
}

/// What became of a call, its repetitions included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It was answered.
    Answered,
    /// It was answered, and the answer must not be used.
    Unusable,
    /// Nobody answered.
    Down,
    /// It was not made, since the register is left alone.
    Spared,
    /// It was not made, since the register had as many calls as it may.
    Busy,
}

/// How calls to a register went since the start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Measures {
    /// Whether it is called now.
    pub way: Way,
    /// Calls under way.
    pub in_flight: usize,
    /// Calls by what became of them, in the order of [`Outcome::ALL`].
    pub calls: [u64; 5],
    /// How often something was asked again.
    pub repeated: u64,
    /// How often an answer served somebody else who asked the same.
    pub shared: u64,
    /// How many single attempts took so long, by the bounds of [`BOUNDS_MS`]; each is in one place.
    pub times: [u64; BOUNDS_MS.len() + 1],
    /// How long they took together.
    pub total: Duration,
}

#[derive(Default)]
pub(super) struct Counts {
    calls: [AtomicU64; 5],
    repeated: AtomicU64,
    shared: AtomicU64,
    times: [AtomicU64; BOUNDS_MS.len() + 1],
    micros: AtomicU64,
}

impl Outcome {
    /// All.
    pub const ALL: [Self; 5] = [
        Self::Answered,
        Self::Unusable,
        Self::Down,
        Self::Spared,
        Self::Busy,
    ];

    /// A stable name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Answered => "answered",
            Self::Unusable => "unusable",
            Self::Down => "down",
            Self::Spared => "spared",
            Self::Busy => "busy",
        }
    }
}

impl Measures {
    /// How many calls had this outcome.
    pub fn of(&self, outcome: Outcome) -> u64 {
        let mut calls = Outcome::ALL.iter().zip(self.calls);
        calls
            .find_map(|(one, count)| (*one == outcome).then_some(count))
            .unwrap_or(0)
    }
}

impl Counts {
    pub(super) fn count(&self, outcome: Outcome) {
        let mut calls = Outcome::ALL.iter().zip(&self.calls);
        if let Some((_, count)) = calls.find(|(one, _)| **one == outcome) {
            count.fetch_add(1, Ordering::Relaxed);
        }
    }

    pub(super) fn repeated(&self) {
        self.repeated.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn shared(&self) {
        self.shared.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn took(&self, time: Duration) {
        let place = BOUNDS_MS.partition_point(|bound| Duration::from_millis(*bound) < time);
        if let Some(count) = self.times.get(place) {
            count.fetch_add(1, Ordering::Relaxed);
        }
        let micros = u64::try_from(time.as_micros()).unwrap_or(u64::MAX);
        self.micros.fetch_add(micros, Ordering::Relaxed);
    }

    pub(super) fn measures(&self, way: Way, in_flight: usize) -> Measures {
        Measures {
            way,
            in_flight,
            calls: self.calls.each_ref().map(read),
            repeated: read(&self.repeated),
            shared: read(&self.shared),
            times: self.times.each_ref().map(read),
            total: Duration::from_micros(read(&self.micros)),
        }
    }
}

fn read(count: &AtomicU64) -> u64 {
    count.load(Ordering::Relaxed)
}
