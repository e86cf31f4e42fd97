//! Accesses as auditors find them: by who looked and at what, in a period, without knowing the
//! person first.

use std::collections::BTreeSet;

use jiff::Timestamp;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::access::{Access, place};
use crate::engine::Engine;
use crate::engine::db::values;
use crate::error::{Result, StoreError};
use crate::id::PersonKey;
use crate::row::{self, AFTER_ALL};
use crate::{Store, person_stream, sql};

/// The most facets by which accesses are found at once.
pub const MAX_FACETS: usize = 4;

/// The most accesses that are looked at for one page, and at a time for a sample.
pub const EXAMINED: usize = 1_000;

/// How far a walk through accesses goes.
#[derive(Clone, Copy)]
pub struct AuditWalk<'a> {
    /// The most accesses that are looked at, whether or not they are wanted.
    pub most: usize,
    /// Whether somebody still waits for it; asked before each [`EXAMINED`] that are looked at.
    pub goes_on: &'a dyn Fn() -> bool,
}

/// Which accesses are wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AccessFilter {
    /// Facets that an access must have, all of them; the one that is likely to be rarest first.
    pub facets: Vec<String>,
    /// A facet that it must not have.
    pub without: Option<String>,
    /// From when on.
    pub from: Option<Timestamp>,
    /// Until before when.
    pub until: Option<Timestamp>,
}

/// An access with the person it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditedAccess {
    /// The access.
    pub access: Access,
    /// Whose data it was.
    pub subject: PersonKey,
}

/// A page of accesses.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuditPage {
    /// Newest first.
    pub rows: Vec<AuditedAccess>,
    /// Where to go on, if there may be more. A page can have few rows and still not be the last.
    pub next: Option<Uuid>,
}

/// A random sample.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuditSample {
    /// Newest first.
    pub rows: Vec<AuditedAccess>,
    /// From how many it was drawn.
    pub among: usize,
}

impl Store {
    /// Accesses as wanted, newest first. The next page starts before its `next`.
    ///
    /// At most [`EXAMINED`] are looked at: where several facets seldom meet, a page is short.
    pub fn audited(
        &self,
        filter: &AccessFilter,
        before: Option<Uuid>,
        limit: usize,
    ) -> Result<AuditPage> {
        let examined = self.examined(filter, before)?;
        let full = examined.len() == EXAMINED;
        let end = examined.last().map(|(id, _)| *id).filter(|_| full);
        let mut wanted = examined.into_iter().filter(|(_, wanted)| *wanted);
        let ids: Vec<Uuid> = wanted.by_ref().take(limit).map(|(id, _)| id).collect();
        let next = if wanted.next().is_some() {
            ids.last().copied()
        } else {
            end
        };
        let rows = ids.into_iter().map(|id| self.audited_one(id));
        Ok(AuditPage {
            rows: rows.filter_map(Result::transpose).collect::<Result<_>>()?,
            next,
        })
    }

    /// A random sample of so many accesses, the same for the same seed as long as the same accesses
    /// are there: those whose hashes with the seed are smallest. None where the walk ends before all
    /// were looked at.
    pub fn audit_sample(
        &self,
        filter: &AccessFilter,
        (seed, size): (u64, usize),
        walk: AuditWalk<'_>,
    ) -> Result<Option<AuditSample>> {
        let mut drawn: BTreeSet<([u8; 32], Uuid)> = BTreeSet::new();
        let mut among = 0;
        let is_whole = self.walk_audited(filter, walk, |id| {
            among += 1;
            drawn.insert((lot(seed, id), id));
            if drawn.len() > size {
                drawn.pop_last();
            }
            true
        })?;
        if !is_whole {
            return Ok(None);
        }
        let mut ids: Vec<Uuid> = drawn.into_iter().map(|(_, id)| id).collect();
        ids.sort_unstable_by(|one, other| other.cmp(one));
        let rows = ids.into_iter().map(|id| self.audited_one(id));
        Ok(Some(AuditSample {
            rows: rows.filter_map(Result::transpose).collect::<Result<_>>()?,
            among,
        }))
    }

    /// All accesses as wanted, newest first. None where there are more than `found` of them, or where
    /// the walk ends before all were looked at.
    pub fn all_audited(
        &self,
        filter: &AccessFilter,
        found: usize,
        walk: AuditWalk<'_>,
    ) -> Result<Option<Vec<AuditedAccess>>> {
        let mut ids = Vec::new();
        let is_whole = self.walk_audited(filter, walk, |id| {
            ids.push(id);
            ids.len() <= found
        })?;
        if !is_whole {
            return Ok(None);
        }
        let rows = ids.into_iter().map(|id| self.audited_one(id));
        let rows = rows.filter_map(Result::transpose);
        rows.collect::<Result<_>>().map(Some)
    }

    /// Goes through the accesses that are wanted, newest first, and says whether it came to the end.
    fn walk_audited(
        &self,
        filter: &AccessFilter,
        walk: AuditWalk<'_>,
        mut each: impl FnMut(Uuid) -> bool,
    ) -> Result<bool> {
        let (mut before, mut total) = (None, 0);
        while (walk.goes_on)() {
            let examined = self.examined(filter, before)?;
            total += examined.len();
            if total > walk.most {
                return Ok(false);
            }
            before = examined.last().map(|(id, _)| *id);
            let full = examined.len() == EXAMINED;
            let mut wanted = examined.into_iter().filter(|(_, wanted)| *wanted);
            if !wanted.all(|(id, _)| each(id)) {
                return Ok(false);
            }
            if !full {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// One access, if it is known whose data it was.
    pub fn audited_one(&self, id: Uuid) -> Result<Option<AuditedAccess>> {
        let database = match &self.engine {
            Engine::Database(database) => database,
            Engine::Memory(memory) => return Ok(memory.read(|tables| tables.audited(id))),
        };
        let found = database.read(|db| {
            db.find(sql::ACCESS, values![id.as_bytes()], |found| {
                let subject = found.get::<Option<[u8; 32]>>(4)?.map(PersonKey);
                let access = Access {
                    id,
                    at: row::at(found, 0)?,
                    stream: row::some_stream(found, 1)?,
                    details: found.get(2)?,
                    leaf: found.get(3)?,
                    leaf_ok: false,
                };
                Ok((access, subject))
            })
        })?;
        let Some((access, Some(subject))) = found else {
            return Ok(None);
        };
        let key = database.keys.key(person_stream(&subject))?;
        let (details, leaf) = key.open_salted(place(id), &access.details)?;
        let access = Access {
            details,
            leaf_ok: leaf == access.leaf,
            ..access
        };
        Ok(Some(AuditedAccess { access, subject }))
    }

    /// The next accesses of the first facet, or of all, and whether each is wanted.
    fn examined(&self, filter: &AccessFilter, before: Option<Uuid>) -> Result<Vec<(Uuid, bool)>> {
        if filter.facets.len() > MAX_FACETS {
            return Err(StoreError::Malformed(format!(
                "more than {MAX_FACETS} facets"
            )));
        }
        let first = filter.from.map_or(Uuid::nil(), first_of);
        let end = [before, filter.until.map(first_of)];
        let end = end.into_iter().flatten().min();
        let database = match &self.engine {
            Engine::Database(database) => database,
            Engine::Memory(memory) => {
                return Ok(memory.read(|tables| tables.examined(filter, first, end, EXAMINED)));
            }
        };
        let end: &[u8] = end.as_ref().map_or(&AFTER_ALL, |id| id.as_bytes());
        let facet = |place: usize| filter.facets.get(place).map_or("", String::as_str);
        let without = filter.without.as_deref().unwrap_or_default();
        let all = values![without, end, first.as_bytes(), row::page(EXAMINED)];
        let by_facet = values![
            facet(1),
            facet(2),
            facet(3),
            without,
            facet(0),
            end,
            first.as_bytes(),
            row::page(EXAMINED)
        ];
        database.read(|db| {
            let (text, values): (_, &[_]) = if filter.facets.is_empty() {
                (sql::EXAMINE_ALL, all)
            } else {
                (sql::EXAMINE, by_facet)
            };
            db.query(text, values, |found| {
                Ok((row::id(found, 0)?, found.get::<i64>(1)? == 1))
            })
        })
    }
}

/// The smallest id that a program makes at this instant or after it: such ids begin with their
/// millisecond (RFC 9562, version 7).
fn first_of(at: Timestamp) -> Uuid {
    let millis = u128::try_from(at.as_millisecond()).unwrap_or(0);
    Uuid::from_u128(millis << 80)
}

/// An access's lot in a drawing.
fn lot(seed: u64, id: Uuid) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(seed.to_be_bytes());
    hash.update(id.as_bytes());
    hash.finalize().into()
}
