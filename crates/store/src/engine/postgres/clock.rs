//! The one clock of several programs: that of the database.

use jiff::Timestamp;

use crate::engine::db::Db;
use crate::error::{Result, StoreError};

const NOW: &str = "SELECT (EXTRACT(EPOCH FROM clock_timestamp()) * 1000000)::bigint";

/// What the clock of the database shows.
pub(crate) fn now(db: Db<'_>) -> Result<Timestamp> {
    let micros = db.find(NOW, &[], |row| row.get::<i64>(0))?;
    micros
        .and_then(|micros| Timestamp::from_microsecond(micros).ok())
        .ok_or_else(|| StoreError::Unavailable("PostgreSQL tells no time".to_owned()))
}
