//! What works and what does not, and since when: what the status page and the metrics tell.
//!
//! It is learnt from what is done all the same (a register is read, a message handed over) and
//! holds nothing of anybody: names of parts and times only.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::{SignedDuration, Timestamp};
use tutas_store::{StoreError, WriteActivity};

use crate::App;
use crate::message::{Message, NotSent};
use crate::registers::{Read, ReadAnswer, ReadFailure, Write, WriteAnswer};
use crate::steady::Measures;

/// Something that works or does not.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// What there is can be read.
    Reading,
    /// What is filed or done can be kept.
    Writing,
    /// A register, by its id.
    Register(String),
    /// Messages are taken by whoever carries them.
    Messages,
}

/// How a part stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Whether it worked when it was last tried.
    pub works: bool,
    /// Since when that is so, as far as this program saw.
    pub since: Timestamp,
    /// When it was last tried.
    pub tried: Timestamp,
}

/// What is known of all parts that were tried since the start.
#[derive(Debug, Default)]
pub(crate) struct Health {
    parts: Mutex<BTreeMap<Part, Standing>>,
    /// How long the oldest work that is due had waited when it was last looked at.
    lag: Mutex<Option<SignedDuration>>,
}

impl Health {
    /// Puts down that a part was tried.
    pub(crate) fn saw(&self, part: Part, works: bool, now: Timestamp) {
        let standing = Standing {
            works,
            since: now,
            tried: now,
        };
        let mut parts = lock(&self.parts);
        let known = parts.entry(part).or_insert(standing);
        if known.works != works {
            *known = standing;
        }
        known.tried = now;
    }
}

fn lock<T>(known: &Mutex<T>) -> MutexGuard<'_, T> {
    known.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The registers, with an eye on whether they answer.
#[derive(Clone, Copy)]
pub(crate) struct Watched<'a>(pub(crate) &'a App);

impl Watched<'_> {
    /// Reads records.
    pub(crate) async fn read(self, read: Read<'_>) -> Result<ReadAnswer, ReadFailure> {
        let register = read.register.id.clone();
        let answer = self.0.parts.registers.read(read).await;
        self.saw(register, answer.as_ref().err());
        if let Ok(answer) = &answer {
            self.0.measured.answered(&read, answer, self.0.now());
        }
        answer
    }

    /// Writes a record.
    pub(crate) async fn write(self, write: Write<'_>) -> Result<WriteAnswer, ReadFailure> {
        let register = write.register.id.clone();
        let answer = self.0.parts.registers.write(write).await;
        self.saw(register, answer.as_ref().err());
        answer
    }

    /// Hands a message over.
    pub(crate) async fn send(self, message: &Message) -> Result<(), NotSent> {
        let taken = self.0.parts.messenger.send(message).await;
        let now = self.0.now();
        self.0.health.saw(Part::Messages, taken.is_ok(), now);
        taken
    }

    fn saw(self, register: String, failure: Option<&ReadFailure>) {
        // Who was not asked has shown nothing.
        if failure == Some(&ReadFailure::Busy) {
            return;
        }
        // What is answered wrongly is answered: the case says that it cannot be used.
        let works = failure != Some(&ReadFailure::Down);
        let now = self.0.now();
        self.0.measured.stood(&register, works, now);
        self.0.health.saw(Part::Register(register), works, now);
    }
}

impl App {
    /// How everything stands that was tried since the start.
    pub fn standings(&self) -> BTreeMap<Part, Standing> {
        lock(&self.health.parts).clone()
    }

    /// How long the oldest work that is due had waited when reading was last tried: none waits if
    /// the worker keeps up. None if that is not known.
    pub fn lag(&self) -> Option<SignedDuration> {
        *lock(&self.health.lag)
    }

    /// How calls to registers went since the start.
    pub fn register_measures(&self) -> BTreeMap<String, Measures> {
        self.parts.registers.measures()
    }

    /// Tries whether the database answers, and looks at what is due; if it does not, says why. The
    /// thread waits for it.
    pub fn try_reading(&self) -> Result<(), String> {
        let answers = self.store().check_ready();
        let next = answers.clone().and_then(|()| self.store().next_wake());
        let now = self.now();
        *lock(&self.health.lag) = next.ok().map(|due| {
            let waited = due.map(|due| now.duration_since(due));
            waited.unwrap_or_default().max(SignedDuration::ZERO)
        });
        self.health.saw(Part::Reading, answers.is_ok(), now);
        answers.map_err(|error: StoreError| error.to_string())
    }

    /// Tries whether the database takes what is written; if it does not, says why.
    pub async fn try_writing(&self) -> Result<(), String> {
        // A session that nobody has and that has ended: the next tidying deletes it.
        let probe = self.store().put_session([0; 32], b"probe", self.now());
        let written = probe.await;
        self.health.saw(Part::Writing, written.is_ok(), self.now());
        written.map_err(|error: StoreError| error.to_string())
    }

    /// Puts down that a part was tried and gave no answer.
    pub fn saw_silent(&self, part: Part) {
        if part == Part::Reading {
            *lock(&self.health.lag) = None;
        }
        self.health.saw(part, false, self.now());
    }

    /// What the writers of the database do.
    pub fn write_activity(&self) -> WriteActivity {
        self.store().write_activity()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_stands_as_it_does_since_it_changed_and_not_since_it_was_last_tried() {
        let health = Health::default();
        let at = |minute: i64| Timestamp::from_second(minute * 60).unwrap();
        let tried = |works, minute| {
            health.saw(Part::Writing, works, at(minute));
            lock(&health.parts)[&Part::Writing]
        };
        let standing = |works, since, tried| Standing {
            works,
            since: at(since),
            tried: at(tried),
        };
        assert_eq!(tried(true, 1), standing(true, 1, 1));
        assert_eq!(tried(true, 2), standing(true, 1, 2));
        assert_eq!(tried(false, 3), standing(false, 3, 3));
        assert_eq!(tried(false, 4), standing(false, 3, 4));
        assert_eq!(tried(true, 5), standing(true, 5, 5));
        assert!(!lock(&health.parts).contains_key(&Part::Messages));
    }
}
