//! Who works on what: of several programs, one takes a stream's clocks and effects at a time.
//!
//! A lease is only there to save work. It ends by itself, by the clock of the database, so that a
//! program which died holds nothing up for long; and if two programs do the same all the same, an
//! effect counts once and a clock fires once, by the versions of the streams. So a lease need not
//! be durable, and takes no lock that a commit could wait for: it is a row of its own.

use crate::effect::{self, DueEffect};
use crate::engine::db::{Db, values};
use crate::error::Result;
use crate::id::StreamId;
use crate::row;

/// How long a program may take for what it was handed, in microseconds: as long as the registers it
/// asks may take to answer, and short enough that nobody notices when it dies.
const LEASE_US: i64 = 60_000_000;

/// The most that a program is handed at once: what it cannot do in that time others do again.
const AT_ONCE: usize = 64;

macro_rules! leasing {
    ($due:literal, $columns:literal, $order:literal) => {
        concat!(
            "WITH clock AS (SELECT (EXTRACT(EPOCH FROM clock_timestamp()) * 1000000)::bigint AS now), \
             due AS (", $due, " AND NOT EXISTS (SELECT 1 FROM lease, clock \
                WHERE lease.stream = work.stream AND lease.holder <> $3 \
                AND lease.until > clock.now) \
                ORDER BY ", $order, " LIMIT $2), \
             mine AS (INSERT INTO lease (stream, holder, until) \
                SELECT DISTINCT due.stream, $3::bytea, clock.now + $4 FROM due, clock \
                ORDER BY due.stream \
                ON CONFLICT (stream) DO UPDATE SET holder = excluded.holder, \
                    until = excluded.until \
                WHERE lease.holder = excluded.holder OR lease.until <= excluded.until - $4 \
                RETURNING stream) \
             SELECT ", $columns, " FROM due AS work JOIN mine ON mine.stream = work.stream \
             ORDER BY ", $order
        )
    };
}

const EFFECTS: &str = leasing!(
    "SELECT work.* FROM effect AS work WHERE work.due_at <= $1",
    "work.stream, version, ordinal, kind, due_at, tries, sealed",
    "work.due_at, work.stream, work.version, work.ordinal"
);

const STREAMS: &str = leasing!(
    "SELECT work.stream, work.wake_at FROM state AS work WHERE work.wake_at <= $1",
    "work.stream",
    "work.wake_at, work.stream"
);

/// What nobody needs any more. Rows that somebody takes up just now are passed over.
const TIDY: &str = "DELETE FROM lease WHERE stream IN (SELECT stream FROM lease \
    WHERE until <= (EXTRACT(EPOCH FROM clock_timestamp()) * 1000000)::bigint \
    ORDER BY until LIMIT 200 FOR UPDATE SKIP LOCKED)";

const RELEASE: &str = "DELETE FROM lease WHERE holder = $1";

/// The effects that are due and that no other program works on; their payloads are sealed.
pub(crate) fn take_effects(
    db: Db<'_>,
    holder: &[u8; 16],
    now: i64,
    limit: usize,
) -> Result<Vec<DueEffect>> {
    db.execute(TIDY, &[])?;
    let values = values![now, row::page(limit.min(AT_ONCE)), holder, LEASE_US];
    db.query(EFFECTS, values, effect::sealed)
}

/// The streams whose clock is due and that no other program works on.
pub(crate) fn take_streams(
    db: Db<'_>,
    holder: &[u8; 16],
    now: i64,
    limit: usize,
) -> Result<Vec<StreamId>> {
    let values = values![now, row::page(limit.min(AT_ONCE)), holder, LEASE_US];
    db.query(STREAMS, values, |found| row::stream(found, 0))
}

/// Gives up all that a program holds.
pub(crate) fn release(db: Db<'_>, holder: &[u8; 16]) -> Result<()> {
    db.execute(RELEASE, values![holder]).map(|_| ())
}
