//! A stream goes with all that belongs to it, so that a long simulation fits into memory.

use uuid::Uuid;

use super::Tables;
use crate::id::{EffectKey, StreamId};

impl Tables {
    pub(super) fn forget(&mut self, stream: StreamId) {
        self.forget_state(stream);
        for key in self.effects_of(stream) {
            self.delete_effect(key);
        }
        let claims = (stream, [0; 32])..=(stream, [0xff; 32]);
        let claims: Vec<_> = self.claims_of.range(claims).copied().collect();
        for claim in claims {
            self.claims_of.remove(&claim);
            self.claims.remove(&claim.1);
        }
        let accesses = (stream, Uuid::nil())..=(stream, Uuid::max());
        let accesses: Vec<_> = self.accesses_for.range(accesses).copied().collect();
        for access in accesses {
            self.accesses_for.remove(&access);
            if let Some(stored) = self.accesses.remove(&access.1) {
                self.accesses_of.remove(&(stored.subject, access.1));
                for facet in stored.facets {
                    self.accesses_by.remove(&(facet, access.1));
                }
            }
        }
        self.delete_uploads_of(stream.0);
    }

    fn forget_state(&mut self, stream: StreamId) {
        self.leave_lists(stream);
        let Some(found) = self.streams.remove(&stream) else {
            return;
        };
        if let Some(at) = found.wake_at {
            self.clocks.remove(&(at, stream));
        }
        for number in &found.numbers {
            self.numbers.remove(number);
        }
        for person in found.parties {
            self.parties.remove(&(person, stream));
        }
        for key in &found.answers {
            let left = self.answers.get_mut(key).map(|answer| {
                answer.streams -= 1;
                answer.streams
            });
            if left == Some(0) {
                self.answers.remove(key);
            }
        }
    }

    fn effects_of(&self, stream: StreamId) -> Vec<EffectKey> {
        let end = |version, ordinal| EffectKey {
            stream,
            version,
            ordinal,
        };
        let ends = end(0, 0)..=end(u64::MAX, u32::MAX);
        self.effects.range(ends).map(|(key, _)| *key).collect()
    }
}
