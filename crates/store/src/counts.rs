//! Counts of what was seen, by name and hour: kept when the program ends, added up over several.
//!
//! Each program writes rows of its own and replaces them whole, so that writing one twice counts
//! once. What is counted, the store does not know; nothing about anybody may be among it, for it is
//! not sealed.

use uuid::Uuid;

use crate::engine::Engine;
use crate::engine::db::values;
use crate::error::Result;
use crate::{Store, Writing, sql};

/// What one program counted under a name within an hour.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HourCounts {
    /// Of what.
    pub name: String,
    /// Hours since 1970.
    pub hour: i64,
    /// The program that counted.
    pub node: Uuid,
    /// What it counted, as text.
    pub counted: String,
}

impl Store {
    /// Puts counts down; those of the same name, hour and program are replaced.
    pub fn put_counts(&self, rows: Vec<HourCounts>) -> Writing<()> {
        match &self.engine {
            Engine::Database(database) => database.write(move |db| {
                for row in &rows {
                    let node = row.node.as_bytes();
                    let values = values![&row.name, row.hour, node, &row.counted];
                    db.send(sql::PUT_COUNTS, values)?;
                }
                Ok(())
            }),
            Engine::Memory(memory) => memory.write(|tables| {
                for row in rows {
                    let key = (row.name, row.hour, row.node);
                    tables.counts.insert(key, row.counted);
                }
                Ok(())
            }),
        }
    }

    /// What all programs counted under a name from an hour on, the oldest first.
    pub fn counts(&self, name: &str, from: i64) -> Result<Vec<HourCounts>> {
        let row = |hour, node, counted| HourCounts {
            name: name.to_owned(),
            hour,
            node,
            counted,
        };
        match &self.engine {
            Engine::Database(database) => database.read(|db| {
                db.query(sql::COUNTS, values![name, from], |found| {
                    let node: [u8; 16] = found.get(1)?;
                    Ok(row(found.get(0)?, Uuid::from_bytes(node), found.get(2)?))
                })
            }),
            Engine::Memory(memory) => Ok(memory.read(|tables| {
                let first = (name.to_owned(), from, Uuid::nil());
                let of_name = tables.counts.range(first..);
                of_name
                    .take_while(|((known, ..), _)| known == name)
                    .map(|((_, hour, node), counted)| row(*hour, *node, counted.clone()))
                    .collect()
            })),
        }
    }

    /// Deletes what was counted under a name before an hour, and says how many rows that were.
    pub fn forget_counts(&self, name: &str, before: i64) -> Writing<usize> {
        let name = name.to_owned();
        match &self.engine {
            Engine::Database(database) => {
                database.write(move |db| db.execute(sql::FORGET_COUNTS, values![&name, before]))
            }
            Engine::Memory(memory) => memory.write(|tables| {
                let all = tables.counts.len();
                tables
                    .counts
                    .retain(|(known, hour, _), _| *known != name || *hour >= before);
                Ok(all - tables.counts.len())
            }),
        }
    }
}
