//! Registers that fail are borne here, in one place behind the seam: whoever asks gets an answer or
//! the word that there is none, within a bounded time, and a register that is ill is left alone.
//!
//! | what | where |
//! |---|---|
//! | the same question of the same case is asked once at a time | [`flight`] |
//! | a register that failed several times in a row is left alone, then tried with one call | [`breaker`] |
//! | a register gets so many calls at a time, and nobody waits long for a place | [`SteadyRegisters::call`] |
//! | what failed quickly is asked again, after a pause that is drawn by lot | [`SteadyRegisters::call`] |
//! | what became of all this | [`measures`] |
//!
//! Repeating is safe: a read changes nothing, and a write carries the id under which it counts once.

mod breaker;
mod flight;
mod measures;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::SignedDuration;
use tokio::sync::Semaphore;
use tokio::time::{Instant, sleep, timeout};

use self::breaker::Breaker;
use self::flight::Flights;
use self::measures::Counts;
pub use self::measures::{BOUNDS_MS, Measures, Outcome, Way};
use crate::registers::{Read, ReadAnswer, ReadFailure, Registers, Reply, Write, WriteAnswer};
use crate::{Clock, Ids};

/// How much is borne. The defaults suit a person who waits for a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// How often something is asked at most, the first time included.
    pub attempts: u32,
    /// The longest pause before it is asked a second time; it doubles with each.
    pub pause: Duration,
    /// Nothing is asked again later than this after it was first asked.
    pub patience: Duration,
    /// Longer than this nobody waits for one answer, whatever the way to the register allows.
    pub answer: Duration,
    /// How many calls in a row may fail before the register is left alone.
    pub failures: u32,
    /// How long it is left alone at first, by the program's clock; it doubles with each call that
    /// was to try it and failed.
    pub rest: SignedDuration,
    /// How long it is left alone at most.
    pub longest_rest: SignedDuration,
    /// How many calls a register gets at a time.
    pub places: usize,
    /// How long a call waits for a place.
    pub queue: Duration,
}

impl Default for Bounds {
    fn default() -> Self {
        Self {
            attempts: 3,
            pause: Duration::from_millis(100),
            patience: Duration::from_secs(3),
            answer: Duration::from_secs(8),
            failures: 5,
            rest: SignedDuration::from_secs(5),
            longest_rest: SignedDuration::from_secs(60),
            places: 32,
            queue: Duration::from_secs(1),
        }
    }
}

/// Registers that may fail.
pub struct SteadyRegisters {
    inner: Arc<dyn Registers>,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn Ids>,
    bounds: Bounds,
    lines: Mutex<BTreeMap<String, Arc<Line>>>,
    flights: Flights,
}

/// The line to one register.
struct Line {
    breaker: Mutex<Breaker>,
    places: Semaphore,
    counts: Counts,
}

impl SteadyRegisters {
    /// Bears the failures of `inner`. The clock says how long a register is left alone, the ids are
    /// the source of the pauses' chance.
    pub fn new(
        inner: Arc<dyn Registers>,
        clock: Arc<dyn Clock>,
        ids: Arc<dyn Ids>,
        bounds: Bounds,
    ) -> Self {
        Self {
            inner,
            clock,
            ids,
            bounds,
            lines: Mutex::default(),
            flights: Flights::default(),
        }
    }

    /// One call with all that is borne.
    async fn call<'a, T>(
        &self,
        line: &Line,
        ask: impl Fn() -> Reply<'a, Result<T, ReadFailure>>,
    ) -> Result<T, ReadFailure> {
        let Some(pass) = Pass::of(self, line) else {
            line.counts.count(Outcome::Spared);
            return Err(ReadFailure::Down);
        };
        let place = timeout(self.bounds.queue, line.places.acquire()).await;
        let Ok(Ok(_place)) = place else {
            line.counts.count(Outcome::Busy);
            return Err(ReadFailure::Busy);
        };
        let began = Instant::now();
        for attempt in 1.. {
            let asked = Instant::now();
            let answer = timeout(self.bounds.answer, ask()).await;
            let answer = answer.unwrap_or(Err(ReadFailure::Down));
            line.counts.took(asked.elapsed());
            if answer.as_ref().err() != Some(&ReadFailure::Down) {
                line.counts.count(match answer {
                    Ok(_) => Outcome::Answered,
                    Err(_) => Outcome::Unusable,
                });
                pass.end(true);
                return answer;
            }
            let pause = self.pause(attempt);
            let late = began.elapsed() + pause > self.bounds.patience;
            if attempt >= self.bounds.attempts || late || pass.is_trial {
                break;
            }
            line.counts.repeated();
            sleep(pause).await;
        }
        line.counts.count(Outcome::Down);
        pass.end(false);
        Err(ReadFailure::Down)
    }

    /// The pause after so many attempts: any length up to the longest, so that those who failed
    /// together do not come again together.
    fn pause(&self, attempt: u32) -> Duration {
        let longest = self.bounds.pause * 2_u32.pow(attempt.saturating_sub(1).min(8));
        let [first, second, ..] = self.ids.secret();
        longest * u32::from(u16::from_le_bytes([first, second])) / u32::from(u16::MAX)
    }

    fn line(&self, register: &str) -> Arc<Line> {
        let mut lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(line) = lines.get(register) {
            return Arc::clone(line);
        }
        let line = Arc::new(Line {
            breaker: Mutex::default(),
            places: Semaphore::new(self.bounds.places),
            counts: Counts::default(),
        });
        lines.insert(register.to_owned(), Arc::clone(&line));
        line
    }
}

impl Registers for SteadyRegisters {
    fn read<'a>(&'a self, read: Read<'a>) -> Reply<'a, Result<ReadAnswer, ReadFailure>> {
        Box::pin(async move {
            let line = self.line(&read.register.id);
            let alone = || self.call(&line, || self.inner.read(read));
            self.flights.ask(&read, &line.counts, alone).await
        })
    }

    fn write<'a>(&'a self, write: Write<'a>) -> Reply<'a, Result<WriteAnswer, ReadFailure>> {
        Box::pin(async move {
            let line = self.line(&write.register.id);
            self.call(&line, || self.inner.write(write)).await
        })
    }

    fn measures(&self) -> BTreeMap<String, Measures> {
        let now = self.clock.now();
        let lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        let measure = |line: &Line| {
            let way = line.breaker().way(now);
            let busy = self.bounds.places - line.places.available_permits();
            line.counts.measures(way, busy)
        };
        lines
            .iter()
            .map(|(register, line)| (register.clone(), measure(line)))
            .collect()
    }
}

impl Line {
    fn breaker(&self) -> std::sync::MutexGuard<'_, Breaker> {
        self.breaker.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Leave to call a register. If the call is dropped before its end, as when a person who waited has
/// gone, nothing is learnt from it, and another may try.
struct Pass<'a> {
    of: &'a SteadyRegisters,
    line: &'a Line,
    /// Whether it is the one call that tries a register that was left alone.
    is_trial: bool,
    ended: bool,
}

impl<'a> Pass<'a> {
    fn of(of: &'a SteadyRegisters, line: &'a Line) -> Option<Self> {
        let is_trial = line.breaker().admit(of.clock.now())?;
        Some(Self {
            of,
            line,
            is_trial,
            ended: false,
        })
    }

    fn end(mut self, works: bool) {
        self.ended = true;
        let (now, bounds) = (self.of.clock.now(), &self.of.bounds);
        self.line.breaker().saw(works, self.is_trial, now, bounds);
    }
}

impl Drop for Pass<'_> {
    fn drop(&mut self) {
        if self.is_trial && !self.ended {
            self.line.breaker().trial_is_off();
        }
    }
}
