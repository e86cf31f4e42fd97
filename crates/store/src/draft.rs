//! Drafts: forms that nobody filed yet.

use std::fmt;

use jiff::Timestamp;
use uuid::Uuid;

use crate::engine::Engine;
use crate::engine::database::Database;
use crate::engine::db::{Db, Lock, Row, values};
use crate::error::{Result, StoreError};
use crate::id::PersonKey;
use crate::kept::{Kept, Mark, Marked};
use crate::keys::WriteKeys;
use crate::lookup::{self, By};
use crate::row::{self, micros};
use crate::seal::Place;
use crate::{Store, Writing, person_stream, sql, upload};

/// The table of drafts.
const DRAFT: &str = "draft";

/// A draft as it was last saved.
#[derive(Clone, PartialEq, Eq)]
pub struct Draft {
    /// Its id, time-ordered (version 7).
    pub id: Uuid,
    /// Whose it is.
    pub owner: PersonKey,
    /// How often it was saved.
    pub version: u64,
    /// When it was last saved.
    pub saved_at: Timestamp,
    /// What it says: plaintext.
    pub plaintext: Vec<u8>,
}

/// A draft as it was last saved, not yet opened.
#[derive(Debug)]
pub struct KeptDraft {
    /// Whose it is.
    pub owner: PersonKey,
    /// How often it was saved.
    pub version: u64,
    /// What it says.
    pub text: Kept,
}

/// What a commit does to a draft.
#[derive(Clone, PartialEq, Eq)]
pub enum DraftWrite {
    /// Saves it.
    Put {
        /// Its id, time-ordered (version 7).
        id: Uuid,
        /// Whose it is.
        owner: PersonKey,
        /// The version it was written on; 0 for a new one.
        expected: u64,
        /// What it says: plaintext, sealed with the owner's key.
        plaintext: Vec<u8>,
        /// When.
        now: Timestamp,
    },
    /// Deletes it, with the uploads that still belong to it.
    Delete {
        /// Its id.
        id: Uuid,
        /// The version that must stand; `None` deletes any, or none.
        expected: Option<u64>,
    },
}

impl Store {
    /// Saves a draft and gives its new version.
    ///
    /// A draft at another version than `expected` (0: new) is left alone: `DraftChanged`.
    pub fn put_draft(
        &self,
        id: Uuid,
        owner: PersonKey,
        expected: u64,
        plaintext: &[u8],
        now: Timestamp,
    ) -> Writing<u64> {
        let put = DraftWrite::Put {
            id,
            owner,
            expected,
            plaintext: plaintext.to_vec(),
            now,
        };
        let database = match &self.engine {
            Engine::Database(database) => database,
            Engine::Memory(memory) => {
                return memory.write(|tables| {
                    tables.save_draft(put)?;
                    Ok(expected + 1)
                });
            }
        };
        let keys = database.keys.for_write();
        match SealedDraft::new(&keys, &put) {
            Err(error) => Writing::answered(Err(error)),
            Ok(sealed) => {
                let save = move |db: Db<'_>| {
                    sealed.check(db)?;
                    sealed.write(db)?;
                    Ok(expected + 1)
                };
                database.write_sealed(0, keys.into_new(), save, |_| ())
            }
        }
    }

    /// The draft, if there is one.
    pub fn draft(&self, id: Uuid) -> Result<Option<Draft>> {
        let database = match &self.engine {
            Engine::Database(database) => database,
            Engine::Memory(memory) => {
                return Ok(memory.read(|tables| tables.drafts.get(&id).cloned()));
            }
        };
        let sealed =
            database.read(|db| db.find(sql::DRAFT, values![id.as_bytes()], sealed_draft))?;
        sealed.map(|draft| open(database, draft)).transpose()
    }

    /// The draft, if there is one, for whoever may know what it says and need not open it.
    pub fn draft_kept(&self, id: Uuid) -> Result<Option<KeptDraft>> {
        let (draft, key) = match &self.engine {
            Engine::Database(database) => {
                let found = database
                    .read(|db| db.find(sql::DRAFT, values![id.as_bytes()], sealed_draft))?;
                let Some(draft) = found else {
                    return Ok(None);
                };
                let key = database.keys.key(person_stream(&draft.owner))?;
                (draft, Some(key))
            }
            Engine::Memory(memory) => {
                let Some(draft) = memory.read(|tables| tables.drafts.get(&id).cloned()) else {
                    return Ok(None);
                };
                (draft, None)
            }
        };
        Ok(Some(KeptDraft {
            owner: draft.owner,
            version: draft.version,
            text: Kept::new((DRAFT, id, draft.version), draft.plaintext, key),
        }))
    }

    /// A person's drafts, newest first.
    pub fn drafts_of(&self, owner: PersonKey, limit: usize) -> Result<Vec<Draft>> {
        let database = match &self.engine {
            Engine::Database(database) => database,
            Engine::Memory(memory) => {
                return Ok(memory.read(|tables| tables.drafts_of(owner, limit)));
            }
        };
        let sealed = database.read(|db| {
            db.query(
                sql::DRAFTS_OF,
                values![&owner.0, row::page(limit)],
                sealed_draft,
            )
        })?;
        sealed
            .into_iter()
            .map(|draft| open(database, draft))
            .collect()
    }

    /// Deletes a draft with its uploads.
    pub fn delete_draft(&self, id: Uuid) -> Writing<()> {
        match &self.engine {
            Engine::Database(database) => {
                let delete = SealedDraft::Delete { id, expected: None };
                database.write(move |db| delete.write(db))
            }
            Engine::Memory(memory) => memory.write(|tables| {
                tables.write_draft(DraftWrite::Delete { id, expected: None });
                Ok(())
            }),
        }
    }
}

impl DraftWrite {
    /// Checks what can be told without the database.
    pub(crate) fn check(&self) -> Result<()> {
        match self {
            Self::Put { expected, .. } if *expected >= i64::MAX.cast_unsigned() => Err(
                StoreError::Malformed("a version that no draft can have".to_owned()),
            ),
            _ => Ok(()),
        }
    }
}

/// What is to be done to a draft, sealed.
#[derive(Debug)]
pub(crate) enum SealedDraft {
    Put {
        id: Uuid,
        owner: PersonKey,
        expected: u64,
        saved_at: i64,
        sealed: Vec<u8>,
    },
    Delete {
        id: Uuid,
        expected: Option<u64>,
    },
}

impl SealedDraft {
    pub(crate) fn new(keys: &WriteKeys<'_>, draft: &DraftWrite) -> Result<Self> {
        draft.check()?;
        Ok(match draft {
            DraftWrite::Delete { id, expected } => Self::Delete {
                id: *id,
                expected: *expected,
            },
            DraftWrite::Put {
                id,
                owner,
                expected,
                plaintext,
                now,
            } => {
                let key = keys.key(person_stream(owner))?;
                let sealed = key.seal_text(place(*id, &[expected + 1]), plaintext)?;
                let (id, owner, expected) = (*id, *owner, *expected);
                Self::Put {
                    id,
                    owner,
                    expected,
                    saved_at: micros(*now),
                    sealed,
                }
            }
        })
    }

    /// By what a draft that was sealed is known again.
    pub(crate) fn mark(&self, draft: DraftWrite) -> Option<Marked> {
        let (
            Self::Put {
                id,
                expected,
                sealed,
                ..
            },
            DraftWrite::Put { plaintext, .. },
        ) = (self, draft)
        else {
            return None;
        };
        Some(Marked {
            mark: Mark::new((DRAFT, *id, expected + 1), sealed.clone()),
            text: plaintext,
        })
    }

    pub(crate) fn check(&self, db: Db<'_>) -> Result<()> {
        let (id, expected) = match self {
            Self::Delete { expected: None, .. } => return Ok(()),
            Self::Delete {
                id,
                expected: Some(expected),
            }
            | Self::Put { id, expected, .. } => (*id, *expected),
        };
        let head = head(db, id)?;
        let version = head.map_or(0, |(_, version)| version);
        let foreign = match (self, head) {
            (Self::Put { owner, .. }, Some((other, _))) => *owner != other,
            _ => false,
        };
        if version != expected || foreign {
            return Err(StoreError::DraftChanged { draft: id, version });
        }
        Ok(())
    }

    pub(crate) fn write(&self, db: Db<'_>) -> Result<()> {
        match self {
            Self::Put {
                id,
                owner,
                expected: 0,
                saved_at,
                sealed,
            } => {
                db.send(
                    sql::INSERT_DRAFT,
                    values![id.as_bytes(), &owner.0, 1_i64, *saved_at, sealed],
                )?;
                lookup::insert(db, &owner.0, By::Draft, id.as_bytes(), &[])
            }
            Self::Put {
                id,
                expected,
                saved_at,
                sealed,
                ..
            } => {
                let version = (expected + 1).cast_signed();
                db.send(
                    sql::UPDATE_DRAFT,
                    values![version, *saved_at, sealed, id.as_bytes()],
                )?;
                Ok(())
            }
            Self::Delete { id, .. } => {
                let Some((owner, _)) = head(db, *id)? else {
                    return Ok(());
                };
                upload::delete_all_of(db, *id)?;
                lookup::delete(db, &owner.0, By::Draft, id.as_bytes())?;
                db.send(sql::DELETE_DRAFT, values![id.as_bytes()])?;
                Ok(())
            }
        }
    }
}

fn open(database: &Database, mut draft: Draft) -> Result<Draft> {
    let key = database.keys.key(person_stream(&draft.owner))?;
    draft.plaintext = key.open_text(place(draft.id, &[draft.version]), &draft.plaintext)?;
    Ok(draft)
}

fn place(id: Uuid, version: &[u64; 1]) -> Place<'_> {
    Place {
        table: DRAFT,
        owner: id,
        numbers: version,
    }
}

fn head(db: Db<'_>, id: Uuid) -> Result<Option<(PersonKey, u64)>> {
    db.find_and_lock(
        sql::DRAFT_HEAD,
        Lock::Update,
        values![id.as_bytes()],
        |found| Ok((PersonKey(found.get(0)?), row::version(found, 1)?)),
    )
}

/// A draft whose text is still sealed.
fn sealed_draft(found: Row<'_>) -> Result<Draft> {
    Ok(Draft {
        id: row::id(found, 0)?,
        owner: PersonKey(found.get(1)?),
        version: row::version(found, 2)?,
        saved_at: row::at(found, 3)?,
        plaintext: found.get(4)?,
    })
}

impl fmt::Debug for Draft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Draft")
            .field("id", &self.id)
            .field("version", &self.version)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for DraftWrite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Put { id, expected, .. } => f
                .debug_struct("Put")
                .field("id", id)
                .field("expected", expected)
                .finish_non_exhaustive(),
            Self::Delete { id, expected } => f
                .debug_struct("Delete")
                .field("id", id)
                .field("expected", expected)
                .finish(),
        }
    }
}
