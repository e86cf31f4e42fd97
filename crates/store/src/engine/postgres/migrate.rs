//! Migrations, applied by one program at a time.

use super::{Connection, Purpose, Server, USUAL_SCHEMA};
use crate::engine::db::{Db, Lock, values};
use crate::engine::{Dialect, KEY_MIGRATIONS, MIGRATIONS};
use crate::error::{Result, StoreError};
use crate::sql;

/// The migrations of what running programs know of each other.
const NODE_MIGRATIONS: &[&str] = &[
    include_str!("../../../migrations/nodes/0001.sql"),
    include_str!("../../../migrations/nodes/0002.sql"),
];

/// Held by whoever migrates: "tutas" in hexadecimal.
const LOCK: &str = "SELECT pg_advisory_xact_lock(500203740531)";

const SCHEMA: &str = "SELECT oid::bigint FROM pg_namespace WHERE nspname::text = $1";

/// Applies the migrations that are new to the database, also while other programs use it.
pub(crate) fn bring_forward(server: &Server, connection: &Connection) -> Result<()> {
    let migrations = [
        ("_nodes", NODE_MIGRATIONS),
        ("_keys", KEY_MIGRATIONS),
        ("", MIGRATIONS),
    ];
    for (end, migrations) in migrations {
        let schema = format!("{}{end}", server.schema());
        connection.run("BEGIN; SET LOCAL lock_timeout = '60s'")?;
        connection.query(LOCK, Lock::None, &[])?;
        apply(connection, &schema, migrations)?;
        connection.run("COMMIT")?;
    }
    Ok(())
}

/// Deletes the schemas that a URL names.
pub(crate) fn remove(url: &str) -> Result<()> {
    let server = Server::new(url)?;
    let schema = server.schema();
    if schema == USUAL_SCHEMA {
        return Err(StoreError::Malformed(
            "the URL names no schema of its own, so nothing is deleted".to_owned(),
        ));
    }
    let connection = server.connect(Purpose::Write)?;
    // One after the other: each table that goes needs a lock, of which there are only so many.
    for end in ["_nodes", "", "_keys"] {
        connection.run(&format!("DROP SCHEMA IF EXISTS {schema}{end} CASCADE"))?;
    }
    Ok(())
}

/// Fails unless the database is as this program knows it.
pub(crate) fn require_current(server: &Server, db: Db<'_>) -> Result<()> {
    let schema = server.schema();
    if db
        .find(SCHEMA, values![schema], |row| row.get::<i64>(0))?
        .is_none()
    {
        return Err(StoreError::Unavailable(format!(
            "there is no schema {schema} in this database, so nothing to read"
        )));
    }
    let version = version(db)?;
    if version == known(MIGRATIONS) {
        return Ok(());
    }
    Err(other_version(schema, version, MIGRATIONS))
}

fn apply(connection: &Connection, schema: &str, migrations: &[&str]) -> Result<()> {
    let db = Db::Postgres(connection);
    let there = db.find(SCHEMA, values![schema], |row| row.get::<i64>(0))?;
    if there.is_none() {
        connection.run(&format!("CREATE SCHEMA {schema}"))?;
    }
    // Names are made and looked up in this schema, and statements prepared here are not kept.
    connection.run(&format!(
        "SET LOCAL search_path = {schema}; {}",
        Dialect::PostgreSql.migration_table()
    ))?;
    let version = version(db)?;
    if version > known(migrations) {
        return Err(other_version(schema, version, migrations));
    }
    for (migration, number) in migrations.iter().zip(1_i64..) {
        if number > version {
            connection.run(&Dialect::PostgreSql.spell(migration))?;
            connection.run(&format!(
                "INSERT INTO migration (version) VALUES ({number})"
            ))?;
        }
    }
    Ok(())
}

fn version(db: Db<'_>) -> Result<i64> {
    let version = db.find(sql::SCHEMA_VERSION, &[], |row| row.get(0))?;
    Ok(version.unwrap_or_default())
}

fn known(migrations: &[&str]) -> i64 {
    i64::try_from(migrations.len()).unwrap_or(i64::MAX)
}

fn other_version(schema: &str, version: i64, migrations: &[&str]) -> StoreError {
    let known = known(migrations);
    let run = if version > known {
        "it was written by a newer Tutas; run that one"
    } else {
        "it was written by an older Tutas; open it for writing once, which brings it forward"
    };
    StoreError::Unavailable(format!(
        "the schema {schema} is at migration {version}, this program at {known}: {run}"
    ))
}
