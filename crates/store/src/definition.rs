//! Published definitions: immutable, found by their hash.

use rusqlite::{OptionalExtension as _, params};

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
        self.write(0, move |db| {
            db.prepare_cached(sql::PUT_DEFINITION)?
                .execute(params![hash, kind, text])?;
            Ok(())
        })
    }

    /// The definition with this hash.
    pub fn definition(&self, hash: [u8; 32]) -> Result<Option<Definition>> {
        self.read(|db| {
            Ok(db
                .prepare_cached(sql::DEFINITION)?
                .query_row(params![hash], |found| {
                    Ok(Definition {
                        kind: found.get(0)?,
                        text: found.get(1)?,
                    })
                })
                .optional()?)
        })
    }
}
