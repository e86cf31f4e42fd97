//! Accesses: each read of a person's data, on record.

use std::fmt;

use jiff::Timestamp;
use uuid::Uuid;

use crate::engine::Engine;
use crate::engine::db::values;
use crate::error::Result;
use crate::id::{PersonKey, StreamId};
use crate::row::{self, AFTER_ALL};
use crate::seal::Place;
use crate::{Store, person_stream, sql};

/// A read of a person's data, as recorded.
#[derive(Clone, PartialEq, Eq)]
pub struct Access {
    /// Its id.
    pub id: Uuid,
    /// When.
    pub at: Timestamp,
    /// For which stream, if for one.
    pub stream: Option<StreamId>,
    /// Who, what and why: plaintext.
    pub details: Vec<u8>,
    /// The leaf that commits to the details.
    pub leaf: [u8; 32],
    /// Whether the leaf is that of the details and their salt.
    pub leaf_ok: bool,
}

impl Store {
    /// The reads of a person's data, newest first. The next page starts before the last row's id.
    pub fn accesses_of(
        &self,
        subject: PersonKey,
        before: Option<Uuid>,
        limit: usize,
    ) -> Result<Vec<Access>> {
        let database = match &self.engine {
            Engine::Database(database) => database,
            Engine::Memory(memory) => {
                return Ok(memory.read(|tables| tables.accesses_of(subject, before, limit)));
            }
        };
        let before: &[u8] = before.as_ref().map_or(&AFTER_ALL, |id| id.as_bytes());
        let found = database.read(|db| {
            db.query(
                sql::ACCESSES_OF,
                values![&subject.0, before, row::page(limit)],
                |found| {
                    Ok(Access {
                        id: row::id(found, 0)?,
                        at: row::at(found, 1)?,
                        stream: row::some_stream(found, 2)?,
                        details: found.get(3)?,
                        leaf: found.get(4)?,
                        leaf_ok: false,
                    })
                },
            )
        })?;
        if found.is_empty() {
            return Ok(found);
        }
        let key = database.keys.key(person_stream(&subject))?;
        found
            .into_iter()
            .map(|access| {
                let (details, leaf) = key.open_salted(place(access.id), &access.details)?;
                Ok(Access {
                    details,
                    leaf_ok: leaf == access.leaf,
                    ..access
                })
            })
            .collect()
    }
}

/// Where an access is sealed.
pub(crate) fn place(id: Uuid) -> Place<'static> {
    Place {
        table: "access",
        owner: id,
        numbers: &[],
    }
}

impl fmt::Debug for Access {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Access")
            .field("id", &self.id)
            .field("stream", &self.stream)
            .finish_non_exhaustive()
    }
}
