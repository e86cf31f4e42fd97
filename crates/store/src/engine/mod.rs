//! The engines, and what differs between them.
//!
//! A database is either files of SQLite or a PostgreSQL. All that reads and writes it is written
//! once, over [`db::Db`]; what differs is how connections are kept and batches made durable. The
//! engine in memory keeps plain maps for the simulation of the law. One suite of tests runs on all
//! three.

pub(crate) mod database;
pub(crate) mod db;
pub(crate) mod memory;
pub(crate) mod postgres;
pub(crate) mod queue;
pub(crate) mod sqlite;
pub(crate) mod writer;

/// The migrations of the database, in their order.
pub const MIGRATIONS: &[&str] = &[
    include_str!("../../migrations/0001.sql"),
    include_str!("../../migrations/0002.sql"),
    include_str!("../../migrations/0003.sql"),
    include_str!("../../migrations/0004.sql"),
    include_str!("../../migrations/0005.sql"),
    include_str!("../../migrations/0006.sql"),
];

/// The migrations of the data keys, in their order.
pub const KEY_MIGRATIONS: &[&str] = &[include_str!("../../migrations/keys/0001.sql")];

/// What a store is made of.
#[derive(Debug)]
pub(crate) enum Engine {
    /// SQLite or PostgreSQL.
    Database(Box<database::Database>),
    /// Maps that go away with the program.
    Memory(Box<memory::Memory>),
}

/// An engine's way to spell a migration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// SQLite.
    Sqlite,
    /// PostgreSQL.
    PostgreSql,
}

impl Dialect {
    /// The text of a migration as this engine reads it: without comments, `BYTES` and `CLUSTERED`
    /// replaced.
    pub fn spell(self, migration: &str) -> String {
        let (bytes, clustered) = match self {
            Self::Sqlite => (" BLOB", " WITHOUT ROWID"),
            Self::PostgreSql => (" BYTEA", ""),
        };
        let mut text = String::with_capacity(migration.len());
        for line in migration.lines() {
            let code = line.split("--").next().unwrap_or_default();
            text.push_str(
                &code
                    .replace(" BYTES", bytes)
                    .replace(" CLUSTERED", clustered),
            );
            text.push('\n');
        }
        text
    }

    /// The table in which the migrations that were applied are noted.
    pub fn migration_table(self) -> &'static str {
        "CREATE TABLE IF NOT EXISTS migration (version BIGINT NOT NULL PRIMARY KEY)"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_engine_reads_its_own_spelling() {
        let text = "-- BYTES\nCREATE TABLE a (b BYTES) CLUSTERED;";
        assert_eq!(
            Dialect::Sqlite.spell(text),
            "\nCREATE TABLE a (b BLOB) WITHOUT ROWID;\n"
        );
        assert_eq!(
            Dialect::PostgreSql.spell(text),
            "\nCREATE TABLE a (b BYTEA);\n"
        );
    }
}
