//! Accesses as auditors find them: by who looked and at what, in a period, without knowing the
//! person first.

use std::collections::{BTreeSet, HashSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::access::{Access, place};
use crate::commit::AccessRow;
use crate::engine::Engine;
use crate::engine::db::{Db, values};
use crate::error::{Result, StoreError};
use crate::id::PersonKey;
use crate::rest::bits_of;
use crate::row::{self, AFTER_ALL};
use crate::{Store, person_stream, sql};

/// The most facets by which accesses are found at once.
pub const MAX_FACETS: usize = 5;

/// The most accesses that are looked at for one page, and at a time for a sample.
pub const EXAMINED: usize = 1_000;

/// The most accesses that are gone through for that, with whatever facets they have.
const GONE_THROUGH: usize = 20_000;

/// How far a walk through accesses goes.
#[derive(Clone, Copy)]
pub struct AuditWalk<'a> {
    /// The most accesses that are gone through, whether or not they are wanted.
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
    /// At most [`EXAMINED`] that have the first facet are looked at, and a bounded number is gone
    /// through for them: where facets are rare or seldom meet, a page is short.
    pub fn audited(
        &self,
        filter: &AccessFilter,
        before: Option<Uuid>,
        limit: usize,
    ) -> Result<AuditPage> {
        let Examined { found, next, .. } = self.examined(filter, before)?;
        let mut wanted = found.into_iter().filter(|(_, wanted)| *wanted);
        let ids: Vec<Uuid> = wanted.by_ref().take(limit).map(|(id, _)| id).collect();
        let next = if wanted.next().is_some() {
            ids.last().copied()
        } else {
            next
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
            total += examined.gone_through;
            if total > walk.most {
                return Ok(false);
            }
            before = examined.next;
            let mut wanted = examined.found.into_iter().filter(|(_, wanted)| *wanted);
            if !wanted.all(|(id, _)| each(id)) {
                return Ok(false);
            }
            if before.is_none() {
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
    fn examined(&self, filter: &AccessFilter, before: Option<Uuid>) -> Result<Examined> {
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
                let found = memory.read(|tables| tables.examined(filter, first, end, EXAMINED));
                let last = found.last().map(|(id, _)| *id);
                return Ok(Examined {
                    gone_through: found.len(),
                    next: last.filter(|_| found.len() == EXAMINED),
                    found,
                });
            }
        };
        database.read_as_of_one_moment(|db| {
            let mut walk = Walk {
                db,
                filter,
                examined: Examined::default(),
            };
            let end = end.as_ref().map_or(&AFTER_ALL[..], |id| id.as_bytes());
            match filter.facets.first() {
                None => walk.period(end, first)?,
                Some(facet) => walk.facet(facet, end, first)?,
            }
            Ok(walk.examined)
        })
    }
}

/// A part of the accesses, newest first.
#[derive(Default)]
struct Examined {
    /// Those that have the first facet, and whether each is wanted.
    found: Vec<(Uuid, bool)>,
    /// How many were gone through for that.
    gone_through: usize,
    /// Where to go on, if there may be more.
    next: Option<Uuid>,
}

/// A walk through accesses, newest first, until enough were looked at.
struct Walk<'a> {
    db: Db<'a>,
    filter: &'a AccessFilter,
    examined: Examined,
}

impl Walk<'_> {
    /// Goes through the seconds that have a facet, from before `end` back to `first`.
    fn facet(&mut self, facet: &str, end: &[u8], first: Uuid) -> Result<()> {
        let (mut before, oldest) = (end.to_vec(), seconds_of(first));
        while self.examined.next.is_none() {
            let values = values![facet, &before, oldest.as_bytes()];
            let last = self
                .db
                .find(sql::LAST_OF_FACET, values, |found| row::id(found, 0))?;
            let Some(last) = last else {
                return Ok(());
            };
            let seconds = seconds_of(last);
            let next = Uuid::from_u128(seconds.as_u128().saturating_add(SECONDS));
            self.period(end.min(next.as_bytes()), first.max(seconds))?;
            before = seconds.as_bytes().to_vec();
        }
        Ok(())
    }

    /// Goes through all accesses from before `end` back to `first`.
    fn period(&mut self, end: &[u8], first: Uuid) -> Result<()> {
        let mut before = end.to_vec();
        loop {
            let values = values![&before, first.as_bytes(), row::page(EXAMINED)];
            let rows = self.db.query(sql::EXAMINE, values, |found| {
                Ok((row::id(found, 0)?, found.get::<Option<String>>(1)?))
            })?;
            let is_last = rows.len() < EXAMINED;
            for (id, facets) in rows {
                self.look_at(id, facets.as_deref())?;
                let gone = &mut self.examined;
                gone.gone_through += 1;
                if gone.found.len() >= EXAMINED || gone.gone_through >= GONE_THROUGH {
                    gone.next = Some(id);
                    return Ok(());
                }
                before = id.as_bytes().to_vec();
            }
            if is_last {
                return Ok(());
            }
        }
    }

    fn look_at(&mut self, id: Uuid, facets: Option<&str>) -> Result<()> {
        let has = |facet: &String| -> Result<bool> {
            if let Some(facets) = facets {
                return Ok(stands_in(facet, facets));
            }
            let values = values![facet, id.as_bytes()];
            let found = self.db.find(sql::HAS_FACET, values, |_| Ok(()))?;
            Ok(found.is_some())
        };
        let mut others = self.filter.facets.iter();
        if !others.next().map_or(Ok(true), has)? {
            return Ok(());
        }
        let mut wanted = true;
        for facet in others {
            wanted = wanted && has(facet)?;
        }
        if let Some(without) = &self.filter.without {
            wanted = wanted && !has(without)?;
        }
        self.examined.found.push((id, wanted));
        Ok(())
    }
}

/// What the facets that stand with an access begin with, where they stand as marks.
const MARKED: char = '~';

/// The letters of a mark: 48 bits of the facet's hash. That two of a country's hundred thousand facets
/// share one, and their accesses are taken for each other's, is a chance of two in a hundred thousand.
const MARK: usize = 8;

/// Facets as they stand with an access: a mark each.
pub(crate) fn marks_of(facets: &[String]) -> String {
    let mut marks = String::with_capacity(1 + MARK * facets.len());
    marks.push(MARKED);
    for facet in facets {
        marks.push_str(&mark_of(facet));
    }
    marks
}

fn mark_of(facet: &str) -> String {
    const LETTERS: &[u8; 64] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_";
    let bits = bits_of(facet.as_bytes());
    (0..MARK)
        .map(|place| char::from(LETTERS[(bits >> (6 * place) & 63) as usize]))
        .collect()
}

/// Whether a facet stands among those of an access: as marks, or a line each, as they did before.
fn stands_in(facet: &str, facets: &str) -> bool {
    let Some(marks) = facets.strip_prefix(MARKED) else {
        return facets.lines().any(|line| line == facet);
    };
    let mark = mark_of(facet);
    marks
        .as_bytes()
        .chunks(MARK)
        .any(|one| one == mark.as_bytes())
}

/// The accesses of two to the power of so many milliseconds, 16 seconds, share their facets' rows:
/// the fewer, the more rows; the more, the more accesses are gone through to find a rare facet.
const SHARED_MILLIS: u32 = 14;

/// The ids of the accesses that share their facets' rows.
const SECONDS: u128 = 1 << (80 + SHARED_MILLIS);

/// Facets that are known to stand with the last seconds that have any: they need not be noted again.
#[derive(Debug, Default)]
pub(crate) struct Noted(Mutex<(Uuid, HashSet<String>)>);

impl Noted {
    /// Whether it is durable that these seconds have this facet. If not, it may be all the same.
    pub(crate) fn has(&self, (facet, seconds): &(String, Uuid)) -> bool {
        let (last, facets) = &*self.lock();
        last == seconds && facets.contains(facet)
    }

    /// What was durable need not be any more.
    pub(crate) fn forget(&self) {
        *self.lock() = <(Uuid, HashSet<String>)>::default();
    }

    /// These are durable now.
    pub(crate) fn learn(&self, noted: &BTreeSet<(String, Uuid)>) {
        let (last, facets) = &mut *self.lock();
        for (facet, seconds) in noted {
            if seconds > last {
                *last = *seconds;
                facets.clear();
            }
            if seconds == last && !facets.contains(facet) {
                facets.insert(facet.clone());
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, (Uuid, HashSet<String>)> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The first id of the seconds in which an id was made. No access has it: theirs tell their version.
pub(crate) fn seconds_of(id: Uuid) -> Uuid {
    Uuid::from_u128(id.as_u128() & !(SECONDS - 1))
}

/// What accesses are found by, each with the seconds that have it.
pub(crate) fn facets_of(accesses: &[AccessRow]) -> BTreeSet<(String, Uuid)> {
    let of_one = |access: &AccessRow| {
        let seconds = seconds_of(access.id);
        let facets = access.facets.clone().into_iter();
        facets.map(move |facet| (facet, seconds))
    };
    accesses.iter().flat_map(of_one).collect()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_durable_for_the_last_seconds_is_known_and_nothing_else() {
        let noted = Noted::default();
        let in_seconds = |number: u128| Uuid::from_u128(number * SECONDS);
        let facet = |name: &str, number| (name.to_owned(), in_seconds(number));
        assert!(!noted.has(&facet("body:a", 1)));
        noted.learn(&BTreeSet::from([facet("body:a", 1)]));
        assert!(noted.has(&facet("body:a", 1)));
        assert!(!noted.has(&facet("body:b", 1)));
        // The next seconds begin anew, and late news of earlier ones does no harm.
        noted.learn(&BTreeSet::from([facet("body:b", 2)]));
        noted.learn(&BTreeSet::from([facet("body:c", 1)]));
        assert!(!noted.has(&facet("body:a", 2)));
        assert!(noted.has(&facet("body:b", 2)));
        assert!(!noted.has(&facet("body:c", 1)) && !noted.has(&facet("body:c", 2)));
        noted.forget();
        assert!(!noted.has(&facet("body:b", 2)));
    }
}
