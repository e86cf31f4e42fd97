//! What is found by a keyed hash: the one table that is keyed at random.

use rusqlite::{Connection, OptionalExtension as _, params};
use uuid::Uuid;

use crate::error::Result;
use crate::id::StreamId;
use crate::sql;

/// By what something is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum By {
    Party,
    Draft,
    Access,
    Claim,
    Number,
    Once,
}

impl By {
    fn as_str(self) -> &'static str {
        match self {
            Self::Party => "party",
            Self::Draft => "draft",
            Self::Access => "access",
            Self::Claim => "claim",
            Self::Number => "number",
            Self::Once => "once",
        }
    }
}

/// What stands under a hash.
pub(crate) fn find(
    db: &Connection,
    hash: &[u8; 32],
    by: By,
    slot: &[u8],
) -> Result<Option<Vec<u8>>> {
    Ok(db
        .prepare_cached(sql::FIND)?
        .query_row(params![hash, by.as_str(), slot], |row| row.get(0))
        .optional()?)
}

/// The stream that stands under a hash of its own.
pub(crate) fn find_stream(db: &Connection, hash: &[u8; 32], by: By) -> Result<Option<StreamId>> {
    let note = find(db, hash, by, &[])?;
    Ok(note
        .and_then(|note| Uuid::from_slice(&note).ok())
        .map(StreamId))
}

/// Puts something under a hash.
pub(crate) fn insert(
    db: &Connection,
    hash: &[u8; 32],
    by: By,
    slot: &[u8],
    note: &[u8],
) -> Result<()> {
    db.prepare_cached(sql::INSERT_LOOKUP)?
        .execute(params![hash, by.as_str(), slot, note])?;
    Ok(())
}

/// Changes what stands under a hash.
pub(crate) fn update(
    db: &Connection,
    hash: &[u8; 32],
    by: By,
    slot: &[u8],
    note: &[u8],
) -> Result<()> {
    db.prepare_cached(sql::UPDATE_LOOKUP)?
        .execute(params![note, hash, by.as_str(), slot])?;
    Ok(())
}

/// Takes something away from under a hash.
pub(crate) fn delete(db: &Connection, hash: &[u8; 32], by: By, slot: &[u8]) -> Result<()> {
    db.prepare_cached(sql::DELETE_LOOKUP)?
        .execute(params![hash, by.as_str(), slot])?;
    Ok(())
}
