//! Sessions of people who are signed in.

use jiff::Timestamp;
use uuid::Uuid;

use crate::engine::Engine;
use crate::engine::db::values;
use crate::error::Result;
use crate::keys::SERVICE;
use crate::row::micros;
use crate::seal::Place;
use crate::{Store, Writing, sql};

/// The hash of the opaque token that a browser holds. The token itself is never stored.
pub type TokenHash = [u8; 32];

impl Store {
    /// Saves a session until `expires`.
    pub fn put_session(
        &self,
        token: TokenHash,
        plaintext: &[u8],
        expires: Timestamp,
    ) -> Writing<()> {
        let database = match &self.engine {
            Engine::Database(database) => database,
            Engine::Memory(memory) => {
                return memory.write(|tables| {
                    let session = (micros(expires), plaintext.to_vec());
                    tables.sessions.insert(token, session);
                    Ok(())
                });
            }
        };
        let sealed = database
            .keys
            .key(SERVICE)
            .and_then(|key| key.seal(place(&token, &tail(&token)), plaintext));
        match sealed {
            Err(error) => Writing::answered(Err(error)),
            Ok(sealed) => database.write(move |db| {
                db.send(sql::PUT_SESSION, values![&token, micros(expires), &sealed])?;
                Ok(())
            }),
        }
    }

    /// What a session says, unless it has expired.
    pub fn session(&self, token: TokenHash, now: Timestamp) -> Result<Option<Vec<u8>>> {
        let database = match &self.engine {
            Engine::Database(database) => database,
            Engine::Memory(memory) => {
                return Ok(memory.read(|tables| {
                    let (expires, plaintext) = tables.sessions.get(&token)?;
                    (*expires > micros(now)).then(|| plaintext.clone())
                }));
            }
        };
        let sealed: Option<Vec<u8>> = database.read(|db| {
            let values = values![&token, micros(now)];
            db.find(sql::SESSION, values, |found| found.get(0))
        })?;
        let Some(sealed) = sealed else {
            return Ok(None);
        };
        database
            .keys
            .key(SERVICE)?
            .open(place(&token, &tail(&token)), &sealed)
            .map(Some)
    }

    /// Ends a session.
    pub fn delete_session(&self, token: TokenHash) -> Writing<()> {
        match &self.engine {
            Engine::Database(database) => database.write(move |db| {
                db.send(sql::DELETE_SESSION, values![&token])?;
                Ok(())
            }),
            Engine::Memory(memory) => memory.write(|tables| {
                tables.sessions.remove(&token);
                Ok(())
            }),
        }
    }

    /// Deletes the sessions that have expired and says how many.
    pub fn purge_sessions(&self, now: Timestamp) -> Writing<usize> {
        match &self.engine {
            Engine::Database(database) => {
                database.write(move |db| db.execute(sql::PURGE_SESSIONS, values![micros(now)]))
            }
            Engine::Memory(memory) => memory.write(|tables| {
                let before = tables.sessions.len();
                tables
                    .sessions
                    .retain(|_, (expires, _)| *expires > micros(now));
                Ok(before - tables.sessions.len())
            }),
        }
    }
}

/// A session is sealed to its whole token: the first half as the owner, the second as numbers.
fn place<'a>(token: &TokenHash, tail: &'a [u64; 2]) -> Place<'a> {
    let half = token.first_chunk::<16>().copied().unwrap_or_default();
    Place {
        table: "session",
        owner: Uuid::from_bytes(half),
        numbers: tail,
    }
}

fn tail(token: &TokenHash) -> [u64; 2] {
    let half = token.last_chunk::<16>().copied().unwrap_or_default();
    let (high, low) = Uuid::from_bytes(half).as_u64_pair();
    [high, low]
}
