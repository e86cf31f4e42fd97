//! Any sequence of commits does to the store what it does to a handful of maps.

use std::collections::BTreeMap;

use proptest::collection::vec;
use proptest::prelude::*;
use tutas_store::{Claim, Commit, CommitOutcome, Idempotency, Result, Store, StoreError};

use crate::make::{Open, change, fold, stream, version};

/// A commit in small numbers, so that conflicts are frequent.
#[derive(Clone, Debug)]
struct Step {
    /// Stream and how far the expected version is off.
    changes: BTreeMap<u64, u64>,
    read: Option<(u64, u64)>,
    claim: Option<(u8, u64, bool)>,
    key: Option<u8>,
}

fn step() -> impl Strategy<Value = Step> {
    let off = prop_oneof![9 => Just(0_u64), 1 => 1..3_u64];
    (
        proptest::collection::btree_map(0..4_u64, off, 0..4),
        proptest::option::weighted(0.2, (0..4_u64, 0..3_u64)),
        proptest::option::weighted(0.5, (0..3_u8, 0..4_u64, any::<bool>())),
        proptest::option::weighted(0.4, 0..12_u8),
    )
        .prop_map(|(changes, read, claim, key)| Step {
            changes,
            read,
            claim,
            key,
        })
}

#[derive(Debug, Default)]
struct Model {
    versions: BTreeMap<u64, u64>,
    claims: BTreeMap<u8, u64>,
    answers: BTreeMap<u8, Vec<u8>>,
}

impl Model {
    fn version(&self, number: u64) -> u64 {
        self.versions.get(&number).copied().unwrap_or_default()
    }

    fn commit(&mut self, step: &Step, answer: &[u8]) -> Result<CommitOutcome> {
        if let Some(answer) = step.key.and_then(|key| self.answers.get(&key)) {
            return Ok(CommitOutcome::Repeated {
                answer: answer.clone(),
            });
        }
        if let Some((number, _)) = step.changes.iter().find(|(_, off)| **off > 0) {
            return Err(StoreError::Conflict {
                stream: stream(*number),
            });
        }
        if let Some((number, seen)) = step.read
            && self.version(number) != seen
        {
            return Err(StoreError::Conflict {
                stream: stream(number),
            });
        }
        if let Some((name, holder, release)) = step.claim {
            let held = self.claims.get(&name).copied();
            match held {
                Some(other) if !release && other != holder => {
                    return Err(StoreError::Claimed {
                        holder: stream(other),
                    });
                }
                Some(other) if release && other == holder => {
                    self.claims.remove(&name);
                }
                None if !release => {
                    self.claims.insert(name, holder);
                }
                _ => {}
            }
        }
        for number in step.changes.keys() {
            *self.versions.entry(*number).or_default() += 1;
        }
        if let Some(key) = step.key {
            self.answers.insert(key, answer.to_vec());
        }
        Ok(CommitOutcome::Committed)
    }
}

fn commit(model: &Model, store: &Store, step: &Step, answer: &[u8]) -> Commit {
    Commit {
        changes: step
            .changes
            .iter()
            .map(|(number, off)| change(stream(*number), model.version(*number) + off))
            .collect(),
        reads: step
            .read
            .map(|(number, seen)| (stream(number), seen))
            .into_iter()
            .collect(),
        claims: step
            .claim
            .map(|(name, holder, release)| Claim {
                name: store.claim_key("", &name.to_string()),
                holder: stream(holder),
                release,
            })
            .into_iter()
            .collect(),
        idempotency: step.key.map(|key| Idempotency {
            key: [key; 32],
            answer: answer.to_vec(),
        }),
        ..Commit::default()
    }
}

fn the_store_and_the_model_agree(open: Open) {
    let config = ProptestConfig {
        cases: 64,
        ..ProptestConfig::default()
    };
    proptest!(config, |(steps in vec(step(), 1..60))| {
        let store = open();
        let mut model = Model::default();
        for (step, number) in steps.iter().zip(0_u32..) {
            let answer = number.to_be_bytes();
            let sent = commit(&model, &store, step, &answer);
            prop_assert_eq!(store.commit_blocking(sent), model.commit(step, &answer));
        }
        for number in 0..4 {
            prop_assert_eq!(version(&store, stream(number)), model.version(number));
        }
        let seen = store.verify(|_, entries| Ok(fold(&entries.last().unwrap().events))).unwrap();
        prop_assert_eq!(seen.problems, []);
        prop_assert_eq!(seen.changes, model.versions.values().sum::<u64>());
    });
}

on_every_engine! {
    the_store_and_the_model_agree,
}
