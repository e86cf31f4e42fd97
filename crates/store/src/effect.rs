//! Effects that wait to be done.

use std::fmt;

use jiff::Timestamp;

use crate::engine::Engine;
use crate::engine::database::Database;
use crate::engine::db::{Db, Lock, Row, Value, values};
use crate::engine::postgres::lease;
use crate::error::Result;
use crate::id::{EffectKey, StreamId};
use crate::list::MAX_CASES;
use crate::row::{self, micros};
use crate::seal::Place;
use crate::{Store, Writing, sql};

/// An effect that is due.
#[derive(Clone, PartialEq, Eq)]
pub struct DueEffect {
    /// Its key, for [`crate::Commit::effects_done`].
    pub key: EffectKey,
    /// What is to be done.
    pub kind: String,
    /// Since when it is due.
    pub due_at: Timestamp,
    /// How often it was tried.
    pub tries: u32,
    /// With what: plaintext.
    pub payload: Vec<u8>,
}

/// An effect that is not done, as whoever watches over the program sees it: not with what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UndoneEffect {
    /// Its key.
    pub key: EffectKey,
    /// What is to be done.
    pub kind: String,
    /// When it is due; put off, later than it was.
    pub due_at: Timestamp,
    /// How often it was tried.
    pub tries: u32,
    /// When the change that wants it was recorded.
    pub wanted_at: Option<Timestamp>,
}

impl Store {
    /// Effects that are not done, in the order in which they are due, after the one at `after`.
    /// Nobody takes them by this.
    pub fn undone_effects(
        &self,
        after: Option<(Timestamp, EffectKey)>,
        limit: usize,
    ) -> Result<Vec<UndoneEffect>> {
        let database = match &self.engine {
            Engine::Database(database) => database,
            Engine::Memory(memory) => {
                return Ok(memory.read(|tables| tables.undone_effects(after, limit)));
            }
        };
        let (due, key) = after.map_or((i64::MIN, None), |(at, key)| (micros(at), Some(key)));
        let stream: &[u8] = key.as_ref().map_or(&[], |key| key.stream.0.as_bytes());
        let version = key.map_or(0, |key| key.version.cast_signed());
        let ordinal = key.map_or(0, |key| key.ordinal);
        let place = values![due, stream, version, ordinal, row::page(limit)];
        database.read(|db| {
            db.query(sql::UNDONE_EFFECTS, place, |found| {
                Ok(UndoneEffect {
                    key: EffectKey {
                        stream: row::stream(found, 0)?,
                        version: row::version(found, 1)?,
                        ordinal: found.get(2)?,
                    },
                    kind: found.get(3)?,
                    due_at: row::at(found, 4)?,
                    tries: found.get(5)?,
                    wanted_at: found.get::<Option<i64>>(6)?.map(row::instant).transpose()?,
                })
            })
        })
    }

    /// The effects that are due, the longest due first.
    ///
    /// Of several programs on one PostgreSQL, who is handed an effect has its stream for a minute;
    /// another is handed it only after that.
    pub fn due_effects(&self, now: Timestamp, limit: usize) -> Result<Vec<DueEffect>> {
        let database = match &self.engine {
            Engine::Database(database) => database,
            Engine::Memory(memory) => {
                return Ok(memory.read(|tables| tables.due_effects(now, limit)));
            }
        };
        let due = values![micros(now), row::page(limit)];
        let waiting = database.read(|db| match database.holder() {
            Some(holder) => lease::take_effects(db, holder, micros(now), limit),
            None => db.query(sql::DUE_EFFECTS, due, sealed),
        })?;
        Ok(opened(database, waiting))
    }

    /// The effects that wait for the cases of a bundle, whenever they are due, in no order. Nobody
    /// takes them by this: whoever does one that another has taken finds it gone.
    pub fn effects_of_bundle(&self, bundle: StreamId) -> Result<Vec<DueEffect>> {
        let database = match &self.engine {
            Engine::Database(database) => database,
            Engine::Memory(memory) => {
                return Ok(memory.read(|tables| tables.effects_of_bundle(bundle, MAX_CASES)));
            }
        };
        let of_bundle = values![bundle.0.as_bytes(), row::page(MAX_CASES)];
        let waiting = database.read(|db| db.query(sql::EFFECTS_OF_BUNDLE, of_bundle, sealed))?;
        Ok(opened(database, waiting))
    }

    /// Puts an effect off after a try that failed. An effect done meanwhile stays done.
    pub fn postpone_effect(&self, key: EffectKey, due_at: Timestamp, tries: u32) -> Writing<()> {
        let database = match &self.engine {
            Engine::Database(database) => database,
            Engine::Memory(memory) => {
                return memory.write(|tables| {
                    tables.postpone_effect(key, due_at, tries);
                    Ok(())
                });
            }
        };
        let EffectKey {
            stream,
            version,
            ordinal,
        } = key;
        database.write(move |db| {
            db.send(
                sql::POSTPONE_EFFECT,
                values![
                    micros(due_at),
                    tries,
                    stream.0.as_bytes(),
                    version.cast_signed(),
                    ordinal
                ],
            )?;
            Ok(())
        })
    }
}

fn opened(database: &Database, mut effects: Vec<DueEffect>) -> Vec<DueEffect> {
    let open = |effect: &DueEffect| {
        let numbers = numbers(effect.key);
        let key = database.keys.key(effect.key.stream.0)?;
        key.open_text(place(effect.key, &numbers), &effect.payload)
    };
    for effect in &mut effects {
        // One that does not open is handed out all the same, without its payload: it must not hold
        // up the others, and whoever performs it finds out why.
        effect.payload = open(effect).unwrap_or_default();
    }
    effects
}

/// Where an effect's payload is sealed.
pub(crate) fn place(key: EffectKey, numbers: &[u64; 2]) -> Place<'_> {
    Place {
        table: "effect",
        owner: key.stream.0,
        numbers,
    }
}

/// Tells an effect from others of its stream.
pub(crate) fn numbers(key: EffectKey) -> [u64; 2] {
    [key.version, u64::from(key.ordinal)]
}

/// The first effect that does not wait any more, if there is one; nobody else does the others until
/// the transaction ends.
pub(crate) fn gone(db: Db<'_>, keys: &[EffectKey]) -> Result<Option<EffectKey>> {
    let each: Vec<_> = keys.iter().map(place_of).collect();
    let found = db.find_each_and_lock(sql::EFFECT, Lock::Update, &each, |_| Ok(()))?;
    let mut waiting = keys.iter().zip(found);
    Ok(waiting.find_map(|(key, found)| found.is_none().then_some(*key)))
}

/// Takes away an effect that is done.
pub(crate) fn delete(db: Db<'_>, key: EffectKey) -> Result<()> {
    db.send(sql::DELETE_EFFECT, &place_of(&key))
}

/// The columns that tell an effect from all others.
fn place_of(key: &EffectKey) -> [Value<'_>; 3] {
    [
        Value::from(key.stream.0.as_bytes()),
        Value::from(key.version.cast_signed()),
        Value::from(key.ordinal),
    ]
}

/// An effect whose payload is still sealed.
pub(crate) fn sealed(found: Row<'_>) -> Result<DueEffect> {
    Ok(DueEffect {
        key: EffectKey {
            stream: row::stream(found, 0)?,
            version: row::version(found, 1)?,
            ordinal: found.get(2)?,
        },
        kind: found.get(3)?,
        due_at: row::at(found, 4)?,
        tries: found.get(5)?,
        payload: found.get(6)?,
    })
}

impl fmt::Debug for DueEffect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DueEffect")
            .field("key", &self.key)
            .field("kind", &self.kind)
            .field("due_at", &self.due_at)
            .field("tries", &self.tries)
            .finish_non_exhaustive()
    }
}
