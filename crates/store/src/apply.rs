//! A commit on its way into the database: sealed by the caller, applied by the writer.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

use uuid::Uuid;

use crate::audit::Noted;

use crate::commit::{AccessRow, Change, Claim, Commit, CommitOutcome, EffectRow, Idempotency};
use crate::draft::SealedDraft;
use crate::engine::database::Database;
use crate::engine::db::{Db, Lock, Row, Value, values};
use crate::error::{Result, StoreError};
use crate::id::{EffectKey, PersonKey, StreamId};
use crate::kept::{Mark, Marked};
use crate::keys::WriteKeys;
use crate::lookup::{self, By, Keyed};
use crate::row::{due, micros};
use crate::seal::Place;
use crate::upload::Move;
use crate::{access, audit, effect, person_stream, sql, stream};

/// A commit with all that is personal sealed.
#[derive(Debug)]
pub(crate) struct Prepared {
    changes: Vec<SealedChange>,
    reads: Vec<(StreamId, u64)>,
    claims: Vec<Claim>,
    keyed: Keyed,
    idempotency: Option<Idempotency>,
    accesses: Vec<SealedAccess>,
    /// Facets of the accesses, each with the seconds that have it.
    facets: Arc<BTreeSet<(String, Uuid)>>,
    /// Which facets need not be noted: looked at when they are written, since a batch that was broken
    /// off may be written again somewhere else.
    noted: Arc<Noted>,
    effects: Vec<SealedEffect>,
    clocks: Vec<(StreamId, Option<i64>)>,
    effects_done: Vec<EffectKey>,
    drafts: Vec<SealedDraft>,
    moves: Vec<Move>,
}

#[derive(Debug)]
struct SealedChange {
    change: Change,
    version: u64,
    journal: Vec<u8>,
    leaf: [u8; 32],
    state: Vec<u8>,
    number: Option<[u8; 32]>,
    clock: Clock,
}

/// What a change does to its stream's clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Clock {
    Keep,
    Set(Option<i64>),
}

impl Clock {
    fn at(self) -> Option<i64> {
        match self {
            Self::Keep => None,
            Self::Set(at) => at,
        }
    }
}

#[derive(Debug)]
struct SealedAccess {
    id: Uuid,
    at: i64,
    subject: PersonKey,
    stream: Option<StreamId>,
    sealed: Vec<u8>,
    leaf: [u8; 32],
    facets: String,
}

#[derive(Debug)]
struct SealedEffect {
    key: EffectKey,
    kind: String,
    due_at: i64,
    sealed: Vec<u8>,
}

/// Checks and seals a commit, and gives the marks of states and drafts. New data keys are pending
/// after this: the writer saves them first.
pub(crate) fn prepare(
    database: &Database,
    keys: &WriteKeys<'_>,
    commit: Commit,
) -> Result<(Prepared, Vec<Marked>)> {
    commit.check()?;
    let mut marked = Vec::new();
    let mut clocks: Vec<(StreamId, Option<i64>)> = commit
        .clocks
        .iter()
        .map(|clock| (clock.stream, clock.at.map(micros)))
        .collect();
    let mut changes = commit
        .changes
        .into_iter()
        .map(|change| {
            let clock = clocks
                .iter()
                .rev()
                .find(|(stream, _)| *stream == change.stream)
                .map(|(_, at)| *at);
            let clock = clock.map_or(Clock::Keep, Clock::Set);
            seal_change(database, keys, change, clock, &mut marked)
        })
        .collect::<Result<Vec<_>>>()?;
    // Heads are always taken in the order of the streams, so that two commits never wait for each
    // other on an engine that locks rows.
    changes.sort_by_key(|sealed| sealed.change.stream);
    clocks.retain(|(stream, _)| !changes.iter().any(|sealed| sealed.change.stream == *stream));
    let effects = commit
        .effects
        .into_iter()
        .map(|effect| seal_effect(keys, effect, &changes))
        .collect::<Result<_>>()?;
    let facets = audit::facets_of(&commit.accesses);
    let accesses = commit
        .accesses
        .iter()
        .map(|access| seal_access(keys, access))
        .collect::<Result<_>>()?;
    let drafts = commit
        .drafts
        .into_iter()
        .map(|draft| {
            let sealed = SealedDraft::new(keys, &draft)?;
            marked.extend(sealed.mark(draft));
            Ok(sealed)
        })
        .collect::<Result<_>>()?;
    let moves = commit
        .uploads_linked
        .iter()
        .map(|link| Move::new(database, keys, link))
        .collect::<Result<_>>()?;
    let prepared = Prepared {
        changes,
        reads: commit.reads,
        claims: commit.claims,
        keyed: database.keyed,
        idempotency: commit.idempotency,
        accesses,
        facets: Arc::new(facets),
        noted: Arc::clone(&database.noted),
        effects,
        clocks,
        effects_done: commit.effects_done,
        drafts,
        moves,
    };
    Ok((prepared, marked))
}

impl Prepared {
    /// What accesses are found by from the moment that the commit is durable.
    pub(crate) fn facets(&self) -> Arc<BTreeSet<(String, Uuid)>> {
        Arc::clone(&self.facets)
    }

    /// Looks at all that must hold, and only then writes.
    pub(crate) fn apply(&self, db: Db<'_>) -> Result<CommitOutcome> {
        if let Some(repeated) = self.repeated(db)? {
            return Ok(repeated);
        }
        let names = match self.check(db) {
            Ok(names) => names,
            // Whoever was waited for may have written under the same key.
            Err(error) if error.is_rejection() => return self.repeated(db)?.ok_or(error),
            Err(error) => return Err(error),
        };
        self.write(db)?;
        for claim in self.claims.iter().filter(|claim| claim.release) {
            lookup::release(db, self.keyed, &claim.name, By::Claim, claim.holder)?;
        }
        for Name { hash, by, stream } in names {
            lookup::insert(db, hash, by, &[], stream.0.as_bytes())?;
        }
        Ok(CommitOutcome::Committed)
    }

    /// The answer to a commit that was made before.
    fn repeated(&self, db: Db<'_>) -> Result<Option<CommitOutcome>> {
        let Some(once) = &self.idempotency else {
            return Ok(None);
        };
        let answer = lookup::find(db, &once.key, By::Once, &[])?;
        Ok(answer.map(|answer| CommitOutcome::Repeated { answer }))
    }

    /// Gives the names that are new.
    fn check(&self, db: Db<'_>) -> Result<Vec<Name<'_>>> {
        let mut names = self.check_changes(db)?;
        for (stream, version) in &self.reads {
            if self.version_of(db, *stream)? != *version {
                return Err(StoreError::Conflict { stream: *stream });
            }
        }
        names.extend(self.check_claims(db)?);
        if let Some(gone) = effect::gone(db, &self.effects_done)? {
            return Err(StoreError::EffectGone { key: gone });
        }
        for draft in &self.drafts {
            draft.check(db)?;
        }
        for moved in &self.moves {
            moved.check(db)?;
        }
        Ok(names)
    }

    /// Gives the numbers that are new.
    fn check_changes(&self, db: Db<'_>) -> Result<Vec<Name<'_>>> {
        let streams = self.changes.iter().map(|sealed| &sealed.change.stream);
        let each: Vec<_> = streams
            .map(|stream| [Value::from(stream.0.as_bytes())])
            .collect();
        let heads = db.find_each_and_lock(sql::HEAD, Lock::Update, &each, to_head)?;
        let mut numbers = Vec::new();
        for (sealed, head) in self.changes.iter().zip(heads) {
            numbers.extend(sealed.check(head)?);
        }
        let hashes = numbers.iter().map(|number| number.hash);
        let holders = lookup::hold_streams(db, self.keyed, hashes, By::Number)?;
        let mut new = Vec::new();
        for (number, holder) in numbers.into_iter().zip(holders) {
            match holder {
                None => new.push(number),
                Some(holder) if holder == number.stream => {}
                Some(holder) => return Err(StoreError::Claimed { holder }),
            }
        }
        Ok(new)
    }

    /// Gives the claims that are new.
    fn check_claims(&self, db: Db<'_>) -> Result<Vec<Name<'_>>> {
        let claims: Vec<&Claim> = self.claims.iter().filter(|claim| !claim.release).collect();
        let names = claims.iter().map(|claim| &claim.name);
        let holders = lookup::hold_streams(db, self.keyed, names, By::Claim)?;
        let mut new: Vec<Name<'_>> = Vec::new();
        for (claim, holder) in claims.into_iter().zip(holders) {
            let given_up = |other: &Claim| {
                other.release && other.name == claim.name && Some(other.holder) == holder
            };
            let held = holder.filter(|_| !self.claims.iter().any(given_up));
            let name = Name {
                hash: &claim.name,
                by: By::Claim,
                stream: claim.holder,
            };
            match held {
                None if new.contains(&name) => {}
                None => new.push(name),
                Some(holder) if holder == claim.holder => {}
                Some(holder) => return Err(StoreError::Claimed { holder }),
            }
        }
        Ok(new)
    }

    /// The version of a stream that this commit was decided on without changing it.
    fn version_of(&self, db: Db<'_>, stream: StreamId) -> Result<u64> {
        // Two that both share a row and then both want to change it would wait for each other.
        let lock = if self.clocks.iter().any(|(other, _)| *other == stream) {
            Lock::Update
        } else {
            Lock::Share
        };
        match head(db, stream, lock)? {
            Some(head) => Ok(head.version),
            None => Ok(0),
        }
    }

    fn write(&self, db: Db<'_>) -> Result<()> {
        for (stream, _) in self.reads.iter().filter(|(_, version)| *version == 0) {
            hold_absent(db, *stream)?;
        }
        for sealed in &self.changes {
            sealed.write(db)?;
        }
        if let Some(once) = &self.idempotency {
            lookup::insert(db, &once.key, By::Once, &[], &once.answer)?;
        }
        for access in &self.accesses {
            access.write(db)?;
        }
        for one in self.facets.iter().filter(|one| !self.noted.has(one)) {
            let (facet, seconds) = one;
            db.append(sql::INSERT_FACET, values![facet, seconds.as_bytes()])?;
        }
        for effect in &self.effects {
            effect.write(db)?;
        }
        for (stream, at) in &self.clocks {
            db.send(sql::SET_CLOCK, values![*at, stream.0.as_bytes()])?;
        }
        for key in &self.effects_done {
            effect::delete(db, *key)?;
        }
        // Uploads move before their draft goes, which takes the rest of its uploads with it.
        for moved in &self.moves {
            moved.write(db)?;
        }
        for draft in &self.drafts {
            draft.write(db)?;
        }
        Ok(())
    }
}

impl SealedChange {
    /// Gives the stream's number, if it is another than before.
    fn check(&self, head: Option<Head>) -> Result<Option<Name<'_>>> {
        let stream = self.change.stream;
        if head.as_ref().map_or(0, |head| head.version) != self.change.expected {
            return Err(StoreError::Conflict { stream });
        }
        if head.is_some_and(|head| head.number == self.change.index.number) {
            return Ok(None);
        }
        Ok(self.number.as_ref().map(|hash| Name {
            hash,
            by: By::Number,
            stream,
        }))
    }

    fn write(&self, db: Db<'_>) -> Result<()> {
        let stream = self.change.stream;
        db.append(
            sql::INSERT_JOURNAL,
            values![
                stream.0.as_bytes(),
                self.version.cast_signed(),
                micros(self.change.recorded_at),
                &self.journal,
                &self.leaf
            ],
        )?;
        if self.change.expected == 0 {
            self.insert_state(db)?;
        } else {
            self.update_state(db)?;
        }
        let mut parties: BTreeMap<&PersonKey, Vec<&str>> = BTreeMap::new();
        for party in &self.change.parties {
            let roles = parties.entry(&party.person).or_default();
            if !roles.contains(&party.role.as_str()) {
                roles.push(&party.role);
            }
        }
        for (person, roles) in parties {
            self.link(db, person, &roles)?;
        }
        Ok(())
    }

    /// Links a person to the stream, where they may have other roles already, unless it is new.
    fn link(&self, db: Db<'_>, person: &PersonKey, roles: &[&str]) -> Result<()> {
        let slot = self.change.stream.0.as_bytes();
        let note = match self.change.expected {
            0 => None,
            _ => lookup::find(db, &person.0, By::Party, slot)?,
        };
        let Some(note) = note else {
            let roles = roles.join(",");
            return lookup::append(db, &person.0, By::Party, slot, roles.as_bytes());
        };
        let known: HashSet<&[u8]> = note.split(|byte| *byte == b',').collect();
        let mut more = note.clone();
        for role in roles.iter().filter(|role| !known.contains(role.as_bytes())) {
            more.push(b',');
            more.extend(role.as_bytes());
        }
        if more == note {
            return Ok(());
        }
        lookup::update(db, &person.0, By::Party, slot, &more)
    }

    fn insert_state(&self, db: Db<'_>) -> Result<()> {
        let index = &self.change.index;
        db.send(
            sql::INSERT_STATE,
            values![
                self.change.stream.0.as_bytes(),
                self.change.kind.as_str(),
                self.version.cast_signed(),
                &self.state,
                &index.body,
                &index.phase,
                due(index.due_at),
                i64::from(index.open),
                &index.service,
                index.bundle.as_ref().map(|bundle| bundle.0.as_bytes()),
                &index.number,
                self.clock.at()
            ],
        )?;
        Ok(())
    }

    fn update_state(&self, db: Db<'_>) -> Result<()> {
        let index = &self.change.index;
        // The head was looked at and is locked, so there is one row at this version.
        db.send_one(
            sql::UPDATE_STATE,
            values![
                self.version.cast_signed(),
                &self.state,
                &index.body,
                &index.phase,
                due(index.due_at),
                i64::from(index.open),
                &index.service,
                index.bundle.as_ref().map(|bundle| bundle.0.as_bytes()),
                &index.number,
                i64::from(self.clock != Clock::Keep),
                self.clock.at(),
                self.change.stream.0.as_bytes(),
                self.change.expected.cast_signed()
            ],
        )
    }
}

impl SealedAccess {
    fn write(&self, db: Db<'_>) -> Result<()> {
        db.append(
            sql::INSERT_ACCESS,
            values![
                self.id.as_bytes(),
                self.at,
                self.stream.as_ref().map(|stream| stream.0.as_bytes()),
                &self.sealed,
                &self.leaf,
                &self.subject.0,
                &self.facets
            ],
        )?;
        lookup::append(db, &self.subject.0, By::Access, self.id.as_bytes(), &[])
    }
}

impl SealedEffect {
    fn write(&self, db: Db<'_>) -> Result<()> {
        db.append(
            sql::INSERT_EFFECT,
            values![
                self.key.stream.0.as_bytes(),
                self.key.version.cast_signed(),
                self.key.ordinal,
                &self.kind,
                self.due_at,
                0_i64,
                &self.sealed
            ],
        )?;
        Ok(())
    }
}

struct Head {
    version: u64,
    number: Option<String>,
}

/// A name that a stream gets: its number, or a claim.
#[derive(PartialEq, Eq)]
struct Name<'a> {
    hash: &'a [u8; 32],
    by: By,
    stream: StreamId,
}

/// Keeps others from making a stream that this commit takes for granted is not there. There is no
/// row to lock, so it is made and taken away again: who makes it meanwhile waits for its key.
fn hold_absent(db: Db<'_>, stream: StreamId) -> Result<()> {
    if let Db::Sqlite(_) = db {
        return Ok(());
    }
    let (id, none): (_, Option<&str>) = (stream.0.as_bytes(), None);
    let sealed: &[u8] = &[];
    db.send(
        sql::INSERT_STATE,
        values![
            id, "", 0_i64, sealed, none, "", 0_i64, 0_i64, none, none, none, none
        ],
    )?;
    db.send_one(sql::DELETE_STATE, values![id])
}

/// Version and number of a stream.
fn head(db: Db<'_>, stream: StreamId, lock: Lock) -> Result<Option<Head>> {
    let values = values![stream.0.as_bytes()];
    db.find_and_lock(sql::HEAD, lock, values, to_head)
}

fn to_head(found: Row<'_>) -> Result<Head> {
    Ok(Head {
        version: found.get::<i64>(0)?.cast_unsigned(),
        number: found.get(1)?,
    })
}

fn seal_change(
    database: &Database,
    keys: &WriteKeys<'_>,
    change: Change,
    clock: Clock,
    marked: &mut Vec<Marked>,
) -> Result<SealedChange> {
    let key = keys.key(change.stream.0)?;
    let version = change.expected + 1;
    let numbers = [version];
    let (journal, leaf) = key.seal_salted(
        stream::journal_place(change.stream, &numbers),
        &change.events,
    )?;
    let state = key.seal_text(stream::state_place(change.stream, &numbers), &change.state)?;
    let number = change
        .index
        .number
        .as_deref()
        .map(|number| lookup::number_key(|sort, text| database.keys.hash(sort, text), number));
    // The plaintext is sealed now and has no business in the queue.
    let mut change = Change {
        events: Vec::new(),
        ..change
    };
    marked.push(Marked {
        mark: Mark::new((stream::STATE, change.stream.0, version), state.clone()),
        text: std::mem::take(&mut change.state),
    });
    Ok(SealedChange {
        change,
        version,
        journal,
        leaf,
        state,
        number,
        clock,
    })
}

fn seal_effect(
    keys: &WriteKeys<'_>,
    effect: EffectRow,
    changes: &[SealedChange],
) -> Result<SealedEffect> {
    let version = changes
        .iter()
        .find(|sealed| sealed.change.stream == effect.stream)
        .map_or(0, |sealed| sealed.version);
    let key = EffectKey {
        stream: effect.stream,
        version,
        ordinal: effect.ordinal,
    };
    let numbers = effect::numbers(key);
    let sealed = keys
        .key(effect.stream.0)?
        .seal_text(effect::place(key, &numbers), &effect.payload)?;
    Ok(SealedEffect {
        key,
        kind: effect.kind,
        due_at: micros(effect.due_at),
        sealed,
    })
}

fn seal_access(keys: &WriteKeys<'_>, access: &AccessRow) -> Result<SealedAccess> {
    let key = keys.key(person_stream(&access.subject))?;
    let place: Place<'_> = access::place(access.id);
    let (sealed, leaf) = key.seal_salted(place, &access.details)?;
    Ok(SealedAccess {
        id: access.id,
        at: micros(access.at),
        subject: access.subject,
        stream: access.stream,
        sealed,
        leaf,
        facets: audit::marks_of(&access.facets),
    })
}
