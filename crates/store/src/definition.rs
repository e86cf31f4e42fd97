//! Published definitions: immutable, found by their hash.

use crate::engine::Engine;
use crate::engine::db::values;
use crate::error::Result;
use crate::{Store, Writing, sql};

/// A published definition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Definition {
    /// What it defines: `service`, `life-event`, `calendar`, …
    pub kind: String,
    /// Its text.
    pub text: String,
}

impl Store {
    /// Stores a definition under its hash. Once stored it never changes; the same again is no change.
    pub fn put_definition(&self, hash: [u8; 32], kind: &str, text: &str) -> Writing<()> {
        let (kind, text) = (kind.to_owned(), text.to_owned());
        match &self.engine {
            Engine::Database(database) => database.write(move |db| {
                db.send(sql::PUT_DEFINITION, values![&hash, &kind, &text])?;
                Ok(())
            }),
            Engine::Memory(memory) => memory.write(|tables| {
                let new = Definition { kind, text };
                tables.definitions.entry(hash).or_insert(new);
                Ok(())
            }),
        }
    }

    /// The definition with this hash.
    pub fn definition(&self, hash: [u8; 32]) -> Result<Option<Definition>> {
        match &self.engine {
            Engine::Database(database) => database.read(|db| {
                db.find(sql::DEFINITION, values![&hash], |found| {
                    Ok(Definition {
                        kind: found.get(0)?,
                        text: found.get(1)?,
                    })
                })
            }),
            Engine::Memory(memory) => {
                Ok(memory.read(|tables| tables.definitions.get(&hash).cloned()))
            }
        }
    }
}
