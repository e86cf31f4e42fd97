//! Sessions of people who are signed in.

use jiff::Timestamp;
use rusqlite::{OptionalExtension as _, params};
use uuid::Uuid;

use crate::engine::Engine;
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
        let sqlite = match &self.engine {
            Engine::Sqlite(sqlite) => sqlite,
            Engine::Memory(memory) => {
                return memory.write(|tables| {
                    let session = (micros(expires), plaintext.to_vec());
                    tables.sessions.insert(token, session);
                    Ok(())
                });
            }
        };
        let sealed = sqlite
            .keys
            .key(SERVICE)
            .and_then(|key| key.seal(place(&token, &tail(&token)), plaintext));
        match sealed {
            Err(error) => Writing::answered(Err(error)),
            Ok(sealed) => sqlite.write(0, move |db| {
                db.prepare_cached(sql::PUT_SESSION)?.execute(params![
                    token,
                    micros(expires),
                    sealed
                ])?;
                Ok(())
            }),
        }
    }

    /// What a session says, unless it has expired.
    pub fn session(&self, token: TokenHash, now: Timestamp) -> Result<Option<Vec<u8>>> {
        let sqlite = match &self.engine {
            Engine::Sqlite(sqlite) => sqlite,
            Engine::Memory(memory) => {
                return Ok(memory.read(|tables| {
                    let (expires, plaintext) = tables.sessions.get(&token)?;
                    (*expires > micros(now)).then(|| plaintext.clone())
                }));
            }
        };
        let sealed: Option<Vec<u8>> = sqlite.read(|db| {
            Ok(db
                .prepare_cached(sql::SESSION)?
                .query_row(params![token, micros(now)], |found| found.get(0))
                .optional()?)
        })?;
        let Some(sealed) = sealed else {
            return Ok(None);
        };
        sqlite
            .keys
            .key(SERVICE)?
            .open(place(&token, &tail(&token)), &sealed)
            .map(Some)
    }

    /// Ends a session.
    pub fn delete_session(&self, token: TokenHash) -> Writing<()> {
        match &self.engine {
            Engine::Sqlite(sqlite) => sqlite.write(0, move |db| {
                db.prepare_cached(sql::DELETE_SESSION)?
                    .execute(params![token])?;
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
            Engine::Sqlite(sqlite) => sqlite.write(0, move |db| {
                Ok(db
                    .prepare_cached(sql::PURGE_SESSIONS)?
                    .execute(params![micros(now)])?)
            }),
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
