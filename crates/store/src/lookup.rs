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

/// The key of something beside others that are about the same: half of the hash of what it is about,
/// which a person has whom it is about, and half of its own.
pub(crate) fn beside(
    hash: impl Fn(&str, &str) -> [u8; 32],
    about: &str,
    (sort, name): (&str, &str),
) -> [u8; 32] {
    let (about, own) = (hash("person", about), hash(sort, name));
    let mut key = [0; 32];
    for (place, byte) in key.iter_mut().zip(about[..16].iter().chain(&own[..16])) {
        *place = *byte;
    }
    key
}

/// The key of a stream's number: beside those that are the same up to a slash, which are given out
/// together.
pub(crate) fn number_key(hash: impl Fn(&str, &str) -> [u8; 32], number: &str) -> [u8; 32] {
    let about = number.split('/').next().unwrap_or(number);
    beside(hash, about, ("number", number))
}

/// What stands under a hash.
pub(crate) fn find(db: Db<'_>, hash: &[u8; 32], by: By, slot: &[u8]) -> Result<Option<Vec<u8>>> {
    db.find(sql::FIND, values![hash, by.as_str(), slot], |row| {
        row.get(0)
    })
}

/// How the names that streams hold are keyed in a database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Keyed {
    /// All of them beside others that are about the same.
    Beside,
    /// Those of before migration 6 by their own hash alone.
    AloneBefore,
}

impl Keyed {
    /// How they are in this database.
    pub(crate) fn in_database(db: Db<'_>) -> Result<Self> {
        let alone = db.find(sql::KEYED_ALONE, &[], |row| row.get::<String>(0))?;
        Ok(if alone.is_some() {
            Self::AloneBefore
        } else {
            Self::Beside
        })
    }
}

/// Where a name was keyed by its own hash alone: of that hash a key has half, at its end.
fn alone(key: &[u8; 32]) -> [[u8; 32]; 2] {
    let (mut from, mut to) = ([0; 32], [0xff; 32]);
    from[..16].copy_from_slice(&key[16..]);
    to[..16].copy_from_slice(&key[16..]);
    [from, to]
}

/// The streams that hold names, and hold them until the transaction ends.
pub(crate) fn hold_streams<'a>(
    db: Db<'_>,
    keyed: Keyed,
    keys: impl Iterator<Item = &'a [u8; 32]> + Clone,
    by: By,
) -> Result<Vec<Option<StreamId>>> {
    let slot: &[u8] = &[];
    let (kind, slot) = (Value::from(by.as_str()), Value::from(slot));
    let beside: Vec<_> = keys
        .clone()
        .map(|key| [Value::from(key), kind, slot])
        .collect();
    let mut streams = hold(db, sql::FIND, &beside)?;
    if keyed == Keyed::AloneBefore {
        let ranges: Vec<_> = keys.map(alone).collect();
        let before: Vec<_> = ranges
            .iter()
            .map(|[from, to]| [Value::from(from), Value::from(to), kind, slot])
            .collect();
        let before = hold(db, sql::FIND_ALONE, &before)?;
        for (stream, before) in streams.iter_mut().zip(before) {
            *stream = stream.or(before);
        }
    }
    Ok(streams)
}

fn hold<const N: usize>(
    db: Db<'_>,
    text: &'static str,
    each: &[[Value<'_>; N]],
) -> Result<Vec<Option<StreamId>>> {
    let notes = db.find_each_and_lock(text, Lock::Update, each, |found| found.get::<Vec<u8>>(0))?;
    let streams = notes
        .into_iter()
        .map(|note| note.as_deref().and_then(to_stream));
    Ok(streams.collect())
}

/// The stream that holds a name.
pub(crate) fn find_stream(
    db: Db<'_>,
    keyed: Keyed,
    key: &[u8; 32],
    by: By,
) -> Result<Option<StreamId>> {
    let mut note = find(db, key, by, &[])?;
    if note.is_none() && keyed == Keyed::AloneBefore {
        let slot: &[u8] = &[];
        let [from, to] = alone(key);
        let values = values![&from, &to, by.as_str(), slot];
        note = db.find(sql::FIND_ALONE, values, |row| row.get(0))?;
    }
    Ok(note.as_deref().and_then(to_stream))
}

/// Puts something under a hash.
pub(crate) fn insert(db: Db<'_>, hash: &[u8; 32], by: By, slot: &[u8], note: &[u8]) -> Result<()> {
    db.send(sql::INSERT_LOOKUP, values![hash, by.as_str(), slot, note])
}

/// The same at the end of a batch, of what no commit of the batch looks for or takes away: parties
/// and accesses, but no name and no key, of which the next commit must see that they are taken.
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

/// Gives up a name, if it is this stream that holds it.
pub(crate) fn release(
    db: Db<'_>,
    keyed: Keyed,
    key: &[u8; 32],
    by: By,
    stream: StreamId,
) -> Result<()> {
    let slot: &[u8] = &[];
    let (kind, holder) = (by.as_str(), stream.0.as_bytes());
    if keyed == Keyed::AloneBefore {
        let [from, to] = alone(key);
        db.send(sql::RELEASE_ALONE, values![&from, &to, kind, slot, holder])?;
    }
    db.send(sql::RELEASE, values![key, kind, slot, holder])
}

fn to_stream(note: &[u8]) -> Option<StreamId> {
    Uuid::from_slice(note).ok().map(StreamId)
}
