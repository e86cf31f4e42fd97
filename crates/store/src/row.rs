//! Between rows and values.

use jiff::Timestamp;
use uuid::Uuid;

use crate::commit::Index;
use crate::engine::db::Row;
use crate::error::{Result, StoreError};
use crate::id::{StreamId, StreamKind};

/// The most rows of one page.
const MAX_PAGE: usize = 1_000;

/// Stands for "no term" and comes after every instant.
const NEVER: i64 = i64::MAX;

/// Comes after every id.
pub(crate) const AFTER_ALL: [u8; 17] = [0xff; 17];

/// The bound of a page, for a statement.
pub(crate) fn page(limit: usize) -> i64 {
    i64::try_from(rows(limit)).unwrap_or(i64::MAX)
}

/// The bound of a page.
pub(crate) fn rows(limit: usize) -> usize {
    limit.min(MAX_PAGE)
}

/// An instant as it is stored: microseconds since 1970.
pub(crate) fn micros(at: Timestamp) -> i64 {
    at.as_microsecond()
}

/// A stored instant.
pub(crate) fn instant(micros: i64) -> Result<Timestamp> {
    Timestamp::from_microsecond(micros)
        .map_err(|_| StoreError::Unavailable(format!("{micros} is no instant")))
}

/// An instant as it comes back from where it is stored: to the microsecond.
pub(crate) fn rounded(at: Timestamp) -> Timestamp {
    Timestamp::from_microsecond(micros(at)).unwrap_or(at)
}

/// The end of a term as it is stored.
pub(crate) fn due(at: Option<Timestamp>) -> i64 {
    at.map_or(NEVER, micros)
}

/// A stored end of a term.
pub(crate) fn due_at(micros: i64) -> Result<Option<Timestamp>> {
    if micros == NEVER {
        Ok(None)
    } else {
        instant(micros).map(Some)
    }
}

/// The id in a column.
pub(crate) fn id(row: Row<'_>, column: usize) -> Result<Uuid> {
    Ok(Uuid::from_bytes(row.get::<[u8; 16]>(column)?))
}

/// The stream in a column.
pub(crate) fn stream(row: Row<'_>, column: usize) -> Result<StreamId> {
    id(row, column).map(StreamId)
}

/// The stream in a column, if there is one.
pub(crate) fn some_stream(row: Row<'_>, column: usize) -> Result<Option<StreamId>> {
    Ok(row
        .get::<Option<[u8; 16]>>(column)?
        .map(|id| StreamId(Uuid::from_bytes(id))))
}

/// The instant in a column.
pub(crate) fn at(row: Row<'_>, column: usize) -> Result<Timestamp> {
    instant(row.get(column)?)
}

/// The version in a column.
pub(crate) fn version(row: Row<'_>, column: usize) -> Result<u64> {
    Ok(row.get::<i64>(column)?.cast_unsigned())
}

/// The kind of stream in a column.
pub(crate) fn kind(row: Row<'_>, column: usize) -> Result<StreamKind> {
    let name: String = row.get(column)?;
    StreamKind::parse(&name)
        .ok_or_else(|| StoreError::Unavailable(format!("{name} is no kind of stream")))
}

/// The index in the columns from `first`: body, phase, due, open, service, bundle, number.
pub(crate) fn index(row: Row<'_>, first: usize) -> Result<Index> {
    Ok(Index {
        body: row.get(first)?,
        phase: row.get(first + 1)?,
        due_at: due_at(row.get(first + 2)?)?,
        open: row.get::<i64>(first + 3)? == 1,
        service: row.get(first + 4)?,
        bundle: some_stream(row, first + 5)?,
        number: row.get(first + 6)?,
    })
}
