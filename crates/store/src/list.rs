//! Lists of streams, paged by key.

use jiff::Timestamp;

use crate::commit::Index;
use crate::engine::Engine;
use crate::engine::db::{Db, Row, values};
use crate::engine::postgres::lease;
use crate::error::{Result, StoreError};
use crate::id::{PersonKey, StreamId, StreamKind};
use crate::lookup::{self, By};
use crate::row::{self, AFTER_ALL, micros};
use crate::{Store, sql};

/// The most phases that a worklist may be narrowed to.
pub const MAX_PHASES: usize = 8;

/// The most cases of a bundle.
pub(crate) const MAX_CASES: usize = 1_000;

/// A stream that a person is party to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartyRow {
    /// The stream.
    pub stream: StreamId,
    /// What the person is in it.
    pub roles: Vec<String>,
    /// What lists show of it.
    pub index: Index,
}

/// An open stream on a body's worklist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorklistRow {
    /// The stream.
    pub stream: StreamId,
    /// The service.
    pub service: Option<String>,
    /// The phase.
    pub phase: String,
    /// The end of the term that runs now.
    pub due_at: Option<Timestamp>,
    /// The number on the slip.
    pub number: Option<String>,
}

impl WorklistRow {
    /// The place of the row in its list: what the next page starts after.
    pub fn cursor(&self) -> (i64, StreamId) {
        (row::due(self.due_at), self.stream)
    }
}

impl Store {
    /// The streams of one kind that a person is party to, newest first.
    ///
    /// The next page starts before the last row's stream.
    pub fn streams_of(
        &self,
        person: PersonKey,
        kind: StreamKind,
        before: Option<StreamId>,
        limit: usize,
    ) -> Result<Vec<PartyRow>> {
        let database = match &self.engine {
            Engine::Database(database) => database,
            Engine::Memory(memory) => {
                return Ok(memory.read(|tables| tables.streams_of(person, kind, before, limit)));
            }
        };
        let before: &[u8] = before
            .as_ref()
            .map_or(&AFTER_ALL, |stream| stream.0.as_bytes());
        database.read(|db| {
            db.query(
                sql::STREAMS_OF,
                values![&person.0, before, kind.as_str(), row::page(limit)],
                |found| {
                    Ok(PartyRow {
                        stream: row::stream(found, 0)?,
                        roles: roles(&found.get::<Vec<u8>>(1)?),
                        index: row::index(found, 2)?,
                    })
                },
            )
        })
    }

    /// What a person is in a stream; empty if they are no party to it.
    pub fn roles_in(&self, person: PersonKey, stream: StreamId) -> Result<Vec<String>> {
        match &self.engine {
            Engine::Database(database) => {
                let slot = stream.0.as_bytes();
                let note = database.read(|db| lookup::find(db, &person.0, By::Party, slot))?;
                Ok(note.as_deref().map(roles).unwrap_or_default())
            }
            Engine::Memory(memory) => Ok(memory.read(|tables| {
                let roles = tables.parties.get(&(person, stream));
                roles.cloned().unwrap_or_default()
            })),
        }
    }

    /// The cases of a bundle, in the order of their ids.
    pub fn cases_of_bundle(&self, bundle: StreamId) -> Result<Vec<StreamId>> {
        let database = match &self.engine {
            Engine::Database(database) => database,
            Engine::Memory(memory) => {
                return Ok(memory.read(|tables| tables.cases_of_bundle(bundle, MAX_CASES)));
            }
        };
        database.read(|db| {
            db.query(
                sql::CASES_OF_BUNDLE,
                values![bundle.0.as_bytes(), row::page(MAX_CASES)],
                |found| row::stream(found, 0),
            )
        })
    }

    /// The stream with this number.
    pub fn find_by_number(&self, number: &str) -> Result<Option<StreamId>> {
        match &self.engine {
            Engine::Database(database) => {
                let key = lookup::number_key(|sort, text| database.keys.hash(sort, text), number);
                database.read(|db| lookup::find_stream(db, database.keyed, &key, By::Number))
            }
            Engine::Memory(memory) => Ok(memory.read(|tables| tables.numbers.get(number).copied())),
        }
    }

    /// The stream that holds a name.
    pub fn find_claim(&self, name: &[u8; 32]) -> Result<Option<StreamId>> {
        match &self.engine {
            Engine::Database(database) => {
                database.read(|db| lookup::find_stream(db, database.keyed, name, By::Claim))
            }
            Engine::Memory(memory) => Ok(memory.read(|tables| tables.claims.get(name).copied())),
        }
    }

    /// The answer stored under an idempotency key: whoever finds one need not decide again.
    pub fn find_answer(&self, key: &[u8; 32]) -> Result<Option<Vec<u8>>> {
        match &self.engine {
            Engine::Database(database) => database.read(|db| lookup::find(db, key, By::Once, &[])),
            Engine::Memory(memory) => Ok(memory.read(|tables| tables.answer(key))),
        }
    }

    /// The open streams of a body in the given phases (none given: in any), by due date.
    ///
    /// The next page starts after the last row's [`WorklistRow::cursor`].
    pub fn worklist(
        &self,
        body: &str,
        phases: &[&str],
        after: Option<(i64, StreamId)>,
        limit: usize,
    ) -> Result<Vec<WorklistRow>> {
        if phases.len() > MAX_PHASES {
            return Err(StoreError::Malformed(format!(
                "more than {MAX_PHASES} phases"
            )));
        }
        let database = match &self.engine {
            Engine::Database(database) => database,
            Engine::Memory(memory) => {
                return Ok(memory.read(|tables| tables.worklist(body, phases, after, limit)));
            }
        };
        // The statement has a place for each phase that may be asked for.
        let phase = |place: usize| {
            phases
                .get(place)
                .or(phases.last())
                .copied()
                .unwrap_or_default()
        };
        let (due, stream) = after.map_or((i64::MIN, None), |(due, stream)| (due, Some(stream)));
        let stream: &[u8] = stream.as_ref().map_or(&[], |stream| stream.0.as_bytes());
        let narrowed = i64::from(!phases.is_empty());
        database.read(|db| {
            db.query(
                sql::WORKLIST,
                values![
                    body,
                    due,
                    stream,
                    narrowed,
                    phase(0),
                    phase(1),
                    phase(2),
                    phase(3),
                    phase(4),
                    phase(5),
                    phase(6),
                    phase(7),
                    row::page(limit)
                ],
                worklist_row,
            )
        })
    }

    /// The streams whose clock is due, the longest due first; of several programs, for one, as with
    /// [`Store::due_effects`].
    pub fn due_streams(&self, now: Timestamp, limit: usize) -> Result<Vec<StreamId>> {
        let database = match &self.engine {
            Engine::Database(database) => database,
            Engine::Memory(memory) => {
                return Ok(memory.read(|tables| tables.due_streams(now, limit)));
            }
        };
        let due = values![micros(now), row::page(limit)];
        database.read(|db| match database.holder() {
            Some(holder) => lease::take_streams(db, holder, micros(now), limit),
            None => db.query(sql::DUE_STREAMS, due, |found| row::stream(found, 0)),
        })
    }

    /// The next instant at which a clock or an effect is due.
    pub fn next_wake(&self) -> Result<Option<Timestamp>> {
        let (clock, effect) = match &self.engine {
            Engine::Database(database) => database.read_as_of_one_moment(|db| {
                Ok((
                    earliest(db, sql::NEXT_CLOCK)?,
                    earliest(db, sql::NEXT_EFFECT)?,
                ))
            })?,
            Engine::Memory(memory) => memory.read(|tables| {
                let clock = tables.clocks.first().map(|(at, _)| *at);
                (clock, tables.due.first().map(|(at, _)| *at))
            }),
        };
        let next = clock.into_iter().chain(effect).min();
        next.map(row::instant).transpose()
    }
}

fn worklist_row(found: Row<'_>) -> Result<WorklistRow> {
    Ok(WorklistRow {
        stream: row::stream(found, 0)?,
        service: found.get(1)?,
        phase: found.get(2)?,
        due_at: row::due_at(found.get(3)?)?,
        number: found.get(4)?,
    })
}

fn earliest(db: Db<'_>, text: &'static str) -> Result<Option<i64>> {
    let found = db.find(text, &[], |found| found.get::<Option<i64>>(0))?;
    Ok(found.flatten())
}

fn roles(note: &[u8]) -> Vec<String> {
    String::from_utf8_lossy(note)
        .split(',')
        .map(str::to_owned)
        .collect()
}
