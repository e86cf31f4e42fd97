//! What is found by a keyed hash: the one table that is keyed at random.

use uuid::Uuid;

use crate::engine::db::{Db, Lock, Value, values};
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
pub(crate) fn find(db: Db<'_>, hash: &[u8; 32], by: By, slot: &[u8]) -> Result<Option<Vec<u8>>> {
    db.find(sql::FIND, values![hash, by.as_str(), slot], |row| {
        row.get(0)
    })
}

/// The streams that stand under hashes of their own, and stay there until the transaction ends.
pub(crate) fn hold_streams<'a>(
    db: Db<'_>,
    hashes: impl Iterator<Item = &'a [u8; 32]>,
    by: By,
) -> Result<Vec<Option<StreamId>>> {
    let slot: &[u8] = &[];
    let (kind, slot) = (Value::from(by.as_str()), Value::from(slot));
    let each: Vec<_> = hashes.map(|hash| [Value::from(hash), kind, slot]).collect();
    let notes = db.find_each_and_lock(sql::FIND, Lock::Update, &each, |found| {
        found.get::<Vec<u8>>(0)
    })?;
    let streams = notes
        .into_iter()
        .map(|note| note.as_deref().and_then(to_stream));
    Ok(streams.collect())
}

/// The stream that stands under a hash of its own.
pub(crate) fn find_stream(db: Db<'_>, hash: &[u8; 32], by: By) -> Result<Option<StreamId>> {
    let note = find(db, hash, by, &[])?;
    Ok(note.as_deref().and_then(to_stream))
}

/// Puts something under a hash.
pub(crate) fn insert(db: Db<'_>, hash: &[u8; 32], by: By, slot: &[u8], note: &[u8]) -> Result<()> {
    db.send(sql::INSERT_LOOKUP, values![hash, by.as_str(), slot, note])
}

/// The same at the end of a batch, of what this transaction neither changes nor takes away again.
pub(crate) fn append(db: Db<'_>, hash: &[u8; 32], by: By, slot: &[u8], note: &[u8]) -> Result<()> {
    db.append(sql::INSERT_LOOKUP, values![hash, by.as_str(), slot, note])
}

/// Changes what stands under a hash.
pub(crate) fn update(db: Db<'_>, hash: &[u8; 32], by: By, slot: &[u8], note: &[u8]) -> Result<()> {
    db.send(sql::UPDATE_LOOKUP, values![note, hash, by.as_str(), slot])?;
    Ok(())
}

/// Takes something away from under a hash.
pub(crate) fn delete(db: Db<'_>, hash: &[u8; 32], by: By, slot: &[u8]) -> Result<()> {
    db.send(sql::DELETE_LOOKUP, values![hash, by.as_str(), slot])?;
    Ok(())
}

/// Takes away what stands under a hash of its own, if it is this stream.
pub(crate) fn release(db: Db<'_>, hash: &[u8; 32], by: By, stream: StreamId) -> Result<()> {
    let slot: &[u8] = &[];
    let values = values![hash, by.as_str(), slot, stream.0.as_bytes()];
    db.send(sql::RELEASE, values)
}

fn to_stream(note: &[u8]) -> Option<StreamId> {
    Uuid::from_slice(note).ok().map(StreamId)
}
