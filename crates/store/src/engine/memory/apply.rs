//! What a commit does to the maps. It looks at all that must hold, and only then writes: nothing
//! is rolled back here, so after [`Tables::check`] nothing may fail.

use std::collections::HashSet;

use jiff::Timestamp;
use uuid::Uuid;

use super::{Answer, Effect, Entry, StoredAccess, Stream, Tables};
use crate::access::Access;
use crate::commit::{
    AccessRow, Change, Claim, ClockRow, Commit, CommitOutcome, EffectRow, Idempotency, Index, Party,
};
use crate::draft::{Draft, DraftWrite};
use crate::error::{Result, StoreError};
use crate::id::{EffectKey, StreamId};
use crate::person_stream;
use crate::row::{micros, rounded};
use crate::upload::{NewUpload, Upload, UploadMeta};

impl Tables {
    pub(super) fn commit(&mut self, mut commit: Commit) -> Result<CommitOutcome> {
        commit.drafts.iter().try_for_each(DraftWrite::check)?;
        for link in &commit.uploads_linked {
            if !self.uploads.contains_key(&link.upload) {
                let upload = link.upload;
                return Err(StoreError::UploadMoved { upload });
            }
        }
        if let Some(once) = &commit.idempotency
            && let Some(answer) = self.answer(&once.key)
        {
            return Ok(CommitOutcome::Repeated { answer });
        }
        commit.changes.sort_by_key(|change| change.stream);
        self.check(&commit)?;
        self.check_unique(&commit)?;
        self.write(commit);
        Ok(CommitOutcome::Committed)
    }

    /// Saves a draft by itself.
    pub(crate) fn save_draft(&mut self, draft: DraftWrite) -> Result<()> {
        draft.check()?;
        self.check_draft(&draft)?;
        self.write_draft(draft);
        Ok(())
    }

    pub(crate) fn write_draft(&mut self, draft: DraftWrite) {
        match draft {
            DraftWrite::Put {
                id,
                owner,
                expected: 0,
                plaintext,
                now,
            } => {
                let draft = Draft {
                    id,
                    owner,
                    version: 1,
                    saved_at: rounded(now),
                    plaintext,
                };
                self.drafts.insert(id, draft);
                self.drafts_of.insert((owner, id));
            }
            DraftWrite::Put {
                id,
                expected,
                plaintext,
                now,
                ..
            } => {
                if let Some(draft) = self.drafts.get_mut(&id) {
                    draft.version = expected + 1;
                    draft.saved_at = rounded(now);
                    draft.plaintext = plaintext;
                }
            }
            DraftWrite::Delete { id, .. } => {
                if let Some(draft) = self.drafts.remove(&id) {
                    self.drafts_of.remove(&(draft.owner, id));
                    self.delete_uploads_of(id);
                }
            }
        }
    }

    pub(crate) fn put_upload(&mut self, upload: &NewUpload<'_>) -> Result<()> {
        upload.check()?;
        if self.uploads.contains_key(&upload.id) {
            return Err(twice("an upload"));
        }
        let meta = UploadMeta {
            id: upload.id,
            home: upload.home.id(),
            name: upload.name.to_owned(),
            media_type: upload.media_type.to_owned(),
            size: upload.bytes.len() as u64,
            uploaded_at: rounded(upload.now),
        };
        self.uploads_of.insert((meta.home, meta.id));
        let bytes = upload.bytes.to_vec();
        self.uploads.insert(meta.id, Upload { meta, bytes });
        Ok(())
    }

    pub(crate) fn delete_upload(&mut self, id: Uuid) {
        if let Some(upload) = self.uploads.remove(&id) {
            self.uploads_of.remove(&(upload.meta.home, id));
        }
    }

    pub(crate) fn postpone_effect(&mut self, key: EffectKey, due_at: Timestamp, tries: u32) {
        if let Some(effect) = self.effects.get_mut(&key) {
            self.due.remove(&(micros(effect.due_at), key));
            effect.due_at = rounded(due_at);
            effect.tries = tries;
            self.due.insert((micros(due_at), key));
        }
    }

    pub(super) fn delete_effect(&mut self, key: EffectKey) {
        if let Some(effect) = self.effects.remove(&key) {
            self.due.remove(&(micros(effect.due_at), key));
        }
    }

    pub(super) fn delete_uploads_of(&mut self, home: Uuid) {
        let uploads: Vec<_> = self
            .uploads_of
            .range((home, Uuid::nil())..=(home, Uuid::max()))
            .map(|(_, id)| *id)
            .collect();
        for id in uploads {
            self.delete_upload(id);
        }
    }

    /// Takes a stream off the lists that its index put it on.
    pub(super) fn leave_lists(&mut self, stream: StreamId) {
        let Some(found) = self.streams.get(&stream) else {
            return;
        };
        if let Some((body, place)) = found.on_worklist(stream)
            && let Some(list) = self.worklists.get_mut(body)
        {
            list.remove(&place);
        }
        if let Some(bundle) = found.index.bundle {
            self.bundles.remove(&(bundle, stream));
        }
    }
}

/// What must hold, looked at in the same order as in a database.
impl Tables {
    fn check(&self, commit: &Commit) -> Result<()> {
        for change in &commit.changes {
            self.check_version(change.stream, change.expected)?;
        }
        for change in &commit.changes {
            if let Some(number) = &change.index.number
                && let Some(holder) = self.numbers.get(number)
                && *holder != change.stream
            {
                return Err(StoreError::Claimed { holder: *holder });
            }
        }
        for (stream, version) in &commit.reads {
            self.check_version(*stream, *version)?;
        }
        for claim in commit.claims.iter().filter(|claim| !claim.release) {
            self.check_claim(claim, &commit.claims)?;
        }
        for key in &commit.effects_done {
            if !self.effects.contains_key(key) {
                return Err(StoreError::EffectGone { key: *key });
            }
        }
        commit
            .drafts
            .iter()
            .try_for_each(|draft| self.check_draft(draft))
    }

    fn check_version(&self, stream: StreamId, expected: u64) -> Result<()> {
        if self.streams.get(&stream).map_or(0, Stream::version) == expected {
            Ok(())
        } else {
            Err(StoreError::Conflict { stream })
        }
    }

    fn check_claim(&self, claim: &Claim, all: &[Claim]) -> Result<()> {
        let Some(holder) = self.claims.get(&claim.name).copied() else {
            return Ok(());
        };
        let given_up =
            |other: &Claim| other.release && other.name == claim.name && other.holder == holder;
        if holder == claim.holder || all.iter().any(given_up) {
            return Ok(());
        }
        Err(StoreError::Claimed { holder })
    }

    fn check_draft(&self, draft: &DraftWrite) -> Result<()> {
        let (id, expected, writer) = match draft {
            DraftWrite::Delete { expected: None, .. } => return Ok(()),
            DraftWrite::Delete {
                id,
                expected: Some(expected),
            } => (*id, *expected, None),
            DraftWrite::Put {
                id,
                owner,
                expected,
                ..
            } => (*id, *expected, Some(*owner)),
        };
        let head = self.drafts.get(&id);
        let version = head.map_or(0, |head| head.version);
        let foreign = head.is_some_and(|head| writer.is_some_and(|writer| writer != head.owner));
        if version != expected || foreign {
            return Err(StoreError::DraftChanged { draft: id, version });
        }
        Ok(())
    }

    /// What the database finds by the keys of its tables: the same thing twice in one commit, or
    /// an access that is there.
    fn check_unique(&self, commit: &Commit) -> Result<()> {
        let mut accesses = HashSet::new();
        for access in &commit.accesses {
            if self.accesses.contains_key(&access.id) || !accesses.insert(access.id) {
                return Err(twice("an access"));
            }
        }
        let mut effects = HashSet::new();
        for effect in &commit.effects {
            if !effects.insert((effect.stream, effect.ordinal)) {
                return Err(twice("an effect"));
            }
        }
        let mut numbers = HashSet::new();
        for change in &commit.changes {
            if let Some(number) = &change.index.number
                && !numbers.insert(number)
            {
                return Err(twice("a number"));
            }
        }
        let claimed = commit.claims.iter().filter(|claim| !claim.release);
        for (position, claim) in claimed.clone().enumerate() {
            let other = |other: &&Claim| other.name == claim.name && other.holder != claim.holder;
            if claimed.clone().take(position).any(|claim| other(&claim)) {
                return Err(twice("a claim"));
            }
        }
        let mut drafts = HashSet::new();
        for draft in &commit.drafts {
            match draft {
                DraftWrite::Put {
                    id, expected: 0, ..
                } if !drafts.insert(id) => return Err(twice("a draft")),
                DraftWrite::Put { .. } => {}
                DraftWrite::Delete { id, .. } => {
                    drafts.remove(id);
                }
            }
        }
        Ok(())
    }
}

/// What a commit writes, once all holds.
impl Tables {
    fn write(&mut self, commit: Commit) {
        let streams: Vec<StreamId> = commit.changes.iter().map(|change| change.stream).collect();
        for change in commit.changes {
            self.write_change(change);
        }
        self.write_claims(&commit.claims);
        if let Some(once) = commit.idempotency {
            self.write_answer(once, &streams);
        }
        for access in commit.accesses {
            self.write_access(access);
        }
        for effect in commit.effects {
            self.write_effect(effect);
        }
        for ClockRow { stream, at } in &commit.clocks {
            self.set_clock(*stream, at.map(micros));
        }
        for key in commit.effects_done {
            self.delete_effect(key);
        }
        // Uploads move before their draft goes, which takes the rest of its uploads with it.
        for link in &commit.uploads_linked {
            if let Some(upload) = self.uploads.get_mut(&link.upload) {
                self.uploads_of.remove(&(upload.meta.home, link.upload));
                upload.meta.home = link.stream.0;
                self.uploads_of.insert((link.stream.0, link.upload));
            }
        }
        for draft in commit.drafts {
            self.write_draft(draft);
        }
    }

    fn write_change(&mut self, change: Change) {
        let stream = change.stream;
        self.leave_lists(stream);
        let found = self.streams.entry(stream).or_insert_with(|| Stream {
            kind: change.kind,
            state: Vec::new(),
            index: Index::default(),
            wake_at: None,
            journal: Vec::new(),
            numbers: Vec::new(),
            parties: Vec::new(),
            answers: Vec::new(),
        });
        found.journal.push(Entry {
            recorded_at: rounded(change.recorded_at),
            events: change.events,
        });
        found.state = change.state;
        found.index = Index {
            due_at: change.index.due_at.map(rounded),
            ..change.index
        };
        if let Some((body, place)) = found.on_worklist(stream) {
            if let Some(list) = self.worklists.get_mut(body) {
                list.insert(place);
            } else {
                self.worklists.insert(body.to_owned(), [place].into());
            }
        }
        if let Some(bundle) = found.index.bundle {
            self.bundles.insert((bundle, stream));
        }
        if let Some(number) = &found.index.number
            && !self.numbers.contains_key(number)
        {
            self.numbers.insert(number.clone(), stream);
            found.numbers.push(number.clone());
        }
        for Party { person, role } in change.parties {
            let roles = self.parties.entry((person, stream)).or_default();
            if roles.is_empty() {
                found.parties.push(person);
            }
            if !roles.contains(&role) {
                roles.push(role);
            }
        }
    }

    fn write_claims(&mut self, claims: &[Claim]) {
        for claim in claims.iter().filter(|claim| claim.release) {
            if self.claims.get(&claim.name) == Some(&claim.holder) {
                self.claims.remove(&claim.name);
                self.claims_of.remove(&(claim.holder, claim.name));
            }
        }
        for claim in claims.iter().filter(|claim| !claim.release) {
            self.claims.insert(claim.name, claim.holder);
            self.claims_of.insert((claim.holder, claim.name));
        }
    }

    fn write_answer(&mut self, once: Idempotency, streams: &[StreamId]) {
        for stream in streams {
            if let Some(found) = self.streams.get_mut(stream) {
                found.answers.push(once.key);
            }
        }
        let answer = Answer {
            bytes: once.answer,
            streams: streams.len(),
        };
        self.answers.insert(once.key, answer);
    }

    fn write_access(&mut self, access: AccessRow) {
        let AccessRow {
            id,
            at,
            subject,
            stream,
            details,
            facets,
        } = access;
        let home = stream.unwrap_or_else(|| StreamId(person_stream(&subject)));
        self.accesses_of.insert((subject, id));
        self.accesses_for.insert((home, id));
        let access = Access {
            id,
            at: rounded(at),
            stream,
            details,
            leaf: [0; 32], // made when it is read
            leaf_ok: true,
        };
        let by = facets.iter().cloned().map(|facet| (facet, id));
        self.accesses_by.extend(by);
        let stored = StoredAccess {
            subject,
            facets,
            access,
        };
        self.accesses.insert(id, stored);
    }

    fn write_effect(&mut self, effect: EffectRow) {
        let EffectRow {
            stream,
            ordinal,
            kind,
            due_at,
            payload,
        } = effect;
        let key = EffectKey {
            stream,
            version: self.streams.get(&stream).map_or(0, Stream::version),
            ordinal,
        };
        let effect = Effect {
            kind,
            due_at: rounded(due_at),
            tries: 0,
            payload,
        };
        self.due.insert((micros(due_at), key));
        self.effects.insert(key, effect);
    }

    fn set_clock(&mut self, stream: StreamId, at: Option<i64>) {
        let Some(found) = self.streams.get_mut(&stream) else {
            return;
        };
        if let Some(before) = found.wake_at {
            self.clocks.remove(&(before, stream));
        }
        found.wake_at = at;
        if let Some(at) = at {
            self.clocks.insert((at, stream));
        }
    }
}

/// What SQLite says of a row that is there.
fn twice(what: &str) -> StoreError {
    StoreError::Malformed(format!("{what} that is there already"))
}
