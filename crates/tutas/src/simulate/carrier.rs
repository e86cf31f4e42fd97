//! The carrier of short messages: it loses some, and takes some without saying so.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use tutas_app::{Message, Messenger, NotSent, Reply};

use crate::registers::Chance;

/// The carrier of a world.
pub(super) struct Carrier(Mutex<State>);

struct State {
    chance: Chance,
    /// Of a thousand messages, so many are lost.
    lost: u32,
    /// Of a thousand messages, so many are taken without an answer, and so come again.
    unanswered: u32,
    /// How often each message came.
    times: BTreeMap<String, u64>,
    faults: BTreeMap<&'static str, u64>,
}

impl Carrier {
    pub(super) fn new(seed: u64) -> Self {
        Self(Mutex::new(State {
            chance: Chance::new(seed),
            lost: 0,
            unanswered: 0,
            times: BTreeMap::new(),
            faults: BTreeMap::new(),
        }))
    }

    /// Sets how many of a thousand are lost, and taken without an answer.
    pub(super) fn fail(&self, lost: u32, unanswered: u32) {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        (state.lost, state.unanswered) = (lost, unanswered);
    }

    /// Faults so far.
    pub(super) fn faults(&self) -> BTreeMap<&'static str, u64> {
        let state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        state.faults.clone()
    }
}

impl Messenger for Carrier {
    fn send<'a>(&'a self, message: &'a Message) -> Reply<'a, Result<(), NotSent>> {
        Box::pin(async move {
            let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            let (lost, unanswered) = (state.lost, state.unanswered);
            if lost > 0 && state.chance.permille(lost) {
                *state.faults.entry("message-lost").or_default() += 1;
                return Err(NotSent);
            }
            *state.times.entry(message.key.clone()).or_default() += 1;
            if unanswered > 0 && state.chance.permille(unanswered) {
                *state.faults.entry("message-twice").or_default() += 1;
                return Err(NotSent);
            }
            Ok(())
        })
    }
}
