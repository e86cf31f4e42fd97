//! What the statements that read give, from maps.

use std::ops::Bound;

use jiff::Timestamp;
use tutas_ledger::{Salt, leaf};
use uuid::Uuid;

use super::{Effect, Stream, Tables};
use crate::access::Access;
use crate::audit::{AccessFilter, AuditedAccess};
use crate::draft::Draft;
use crate::effect::{DueEffect, UndoneEffect};
use crate::id::{EffectKey, PersonKey, StreamId, StreamKind};
use crate::list::{PartyRow, WorklistRow};
use crate::row::{due, micros, rows};
use crate::stream::{JournalEntry, Loaded};
use crate::upload::UploadMeta;

/// Nothing is sealed here, so a leaf hides nothing.
const NO_SALT: Salt = Salt([0; 32]);

impl Tables {
    pub(crate) fn load(&self, stream: StreamId) -> Option<Loaded> {
        self.streams.get(&stream).map(|found| Loaded {
            version: found.version(),
            kind: found.kind,
            state: found.state.clone(),
            index: found.index.clone(),
        })
    }

    pub(crate) fn journal(&self, stream: StreamId) -> Vec<JournalEntry> {
        let journal = self.streams.get(&stream).map(|found| &found.journal);
        journal
            .into_iter()
            .flatten()
            .zip(1_u64..)
            .map(|(entry, version)| JournalEntry {
                version,
                recorded_at: entry.recorded_at,
                events: entry.events.clone(),
                leaf: leaf(&NO_SALT, &entry.events),
                leaf_ok: true,
            })
            .collect()
    }

    pub(crate) fn streams(&self, after: Option<StreamId>, limit: usize) -> Vec<StreamId> {
        let after = after.map_or(Bound::Unbounded, Bound::Excluded);
        self.streams
            .range((after, Bound::Unbounded))
            .map(|(stream, _)| *stream)
            .take(rows(limit))
            .collect()
    }

    pub(crate) fn answer(&self, key: &[u8; 32]) -> Option<Vec<u8>> {
        self.answers.get(key).map(|answer| answer.bytes.clone())
    }

    pub(crate) fn streams_of(
        &self,
        person: PersonKey,
        kind: StreamKind,
        before: Option<StreamId>,
        limit: usize,
    ) -> Vec<PartyRow> {
        let first = Bound::Included((person, StreamId(Uuid::nil())));
        let end = before.map_or(Bound::Included((person, StreamId(Uuid::max()))), |before| {
            Bound::Excluded((person, before))
        });
        self.parties
            .range((first, end))
            .rev()
            .filter_map(|((_, stream), roles)| Some((stream, roles, self.streams.get(stream)?)))
            .filter(|(_, _, found)| found.kind == kind)
            .take(rows(limit))
            .map(|(stream, roles, found)| PartyRow {
                stream: *stream,
                roles: roles.clone(),
                index: found.index.clone(),
            })
            .collect()
    }

    pub(crate) fn cases_of_bundle(&self, bundle: StreamId, limit: usize) -> Vec<StreamId> {
        let ends = (bundle, StreamId(Uuid::nil()))..=(bundle, StreamId(Uuid::max()));
        self.bundles
            .range(ends)
            .take(rows(limit))
            .map(|(_, case)| *case)
            .collect()
    }

    pub(crate) fn worklist(
        &self,
        body: &str,
        phases: &[&str],
        after: Option<(i64, StreamId)>,
        limit: usize,
    ) -> Vec<WorklistRow> {
        let Some(list) = self.worklists.get(body) else {
            return Vec::new();
        };
        let after = after.map_or(Bound::Unbounded, Bound::Excluded);
        list.range((after, Bound::Unbounded))
            .filter_map(|(_, stream)| Some((stream, &self.streams.get(stream)?.index)))
            .filter(|(_, index)| phases.is_empty() || phases.contains(&index.phase.as_str()))
            .take(rows(limit))
            .map(|(stream, index)| WorklistRow {
                stream: *stream,
                service: index.service.clone(),
                phase: index.phase.clone(),
                due_at: index.due_at,
                number: index.number.clone(),
            })
            .collect()
    }

    pub(crate) fn due_streams(&self, now: Timestamp, limit: usize) -> Vec<StreamId> {
        self.clocks
            .iter()
            .take_while(|(at, _)| *at <= micros(now))
            .take(rows(limit))
            .map(|(_, stream)| *stream)
            .collect()
    }

    pub(crate) fn due_effects(&self, now: Timestamp, limit: usize) -> Vec<DueEffect> {
        self.due
            .iter()
            .take_while(|(at, _)| *at <= micros(now))
            .take(rows(limit))
            .filter_map(|(_, key)| Some((key, self.effects.get(key)?)))
            .map(due_effect)
            .collect()
    }

    pub(crate) fn effects_of_bundle(&self, bundle: StreamId, limit: usize) -> Vec<DueEffect> {
        let key = |stream, version, ordinal| EffectKey {
            stream,
            version,
            ordinal,
        };
        self.cases_of_bundle(bundle, limit)
            .into_iter()
            .flat_map(|case| {
                let of_case = key(case, 0, 0)..=key(case, u64::MAX, u32::MAX);
                self.effects.range(of_case)
            })
            .take(rows(limit))
            .map(due_effect)
            .collect()
    }

    pub(crate) fn undone_effects(
        &self,
        after: Option<(Timestamp, EffectKey)>,
        limit: usize,
    ) -> Vec<UndoneEffect> {
        let after = after.map(|(at, key)| (micros(at), key));
        let after = after.map_or(Bound::Unbounded, Bound::Excluded);
        self.due
            .range((after, Bound::Unbounded))
            .take(rows(limit))
            .filter_map(|(_, key)| Some((key, self.effects.get(key)?)))
            .map(|(key, effect)| UndoneEffect {
                key: *key,
                kind: effect.kind.clone(),
                due_at: effect.due_at,
                tries: effect.tries,
                wanted_at: self.recorded_at(*key),
            })
            .collect()
    }

    /// When the change that wants an effect was recorded.
    fn recorded_at(&self, key: EffectKey) -> Option<Timestamp> {
        let journal = &self.streams.get(&key.stream)?.journal;
        let place = usize::try_from(key.version.checked_sub(1)?).ok()?;
        Some(journal.get(place)?.recorded_at)
    }

    pub(crate) fn accesses_of(
        &self,
        subject: PersonKey,
        before: Option<Uuid>,
        limit: usize,
    ) -> Vec<Access> {
        let first = Bound::Included((subject, Uuid::nil()));
        let end = before.map_or(Bound::Included((subject, Uuid::max())), |before| {
            Bound::Excluded((subject, before))
        });
        self.accesses_of
            .range((first, end))
            .rev()
            .filter_map(|(_, id)| self.accesses.get(id))
            .take(rows(limit))
            .map(|stored| Access {
                leaf: leaf(&NO_SALT, &stored.access.details),
                ..stored.access.clone()
            })
            .collect()
    }

    pub(crate) fn audited(&self, id: Uuid) -> Option<AuditedAccess> {
        let stored = self.accesses.get(&id)?;
        let access = Access {
            leaf: leaf(&NO_SALT, &stored.access.details),
            ..stored.access.clone()
        };
        let subject = stored.subject;
        Some(AuditedAccess { access, subject })
    }

    pub(crate) fn examined(
        &self,
        filter: &AccessFilter,
        first: Uuid,
        end: Option<Uuid>,
        limit: usize,
    ) -> Vec<(Uuid, bool)> {
        let end = end.map_or(Bound::Included(Uuid::max()), Bound::Excluded);
        if end == Bound::Excluded(first) {
            return Vec::new();
        }
        let has = |facet: &String, id: Uuid| self.accesses_by.contains(&(facet.clone(), id));
        let mut others = filter.facets.iter();
        let mut found: Vec<Uuid> = match others.next() {
            None => {
                let range = self.accesses.range((Bound::Included(first), end));
                range.rev().take(rows(limit)).map(|(id, _)| *id).collect()
            }
            Some(facet) => {
                let at = |id: Uuid| (facet.clone(), id);
                let range = (Bound::Included(at(first)), end.map(at));
                let range = self.accesses_by.range(range).rev();
                range.take(rows(limit)).map(|(_, id)| *id).collect()
            }
        };
        let wanted = |id: Uuid| {
            let without = filter.without.as_ref();
            others.clone().all(|facet| has(facet, id)) && !without.is_some_and(|out| has(out, id))
        };
        found.drain(..).map(|id| (id, wanted(id))).collect()
    }

    pub(crate) fn drafts_of(&self, owner: PersonKey, limit: usize) -> Vec<Draft> {
        self.drafts_of
            .range((owner, Uuid::nil())..=(owner, Uuid::max()))
            .rev()
            .filter_map(|(_, id)| self.drafts.get(id))
            .take(rows(limit))
            .cloned()
            .collect()
    }

    pub(crate) fn uploads_of(&self, home: Uuid, limit: usize) -> Vec<UploadMeta> {
        self.uploads_of
            .range((home, Uuid::nil())..=(home, Uuid::max()))
            .filter_map(|(_, id)| self.uploads.get(id))
            .take(rows(limit))
            .map(|upload| upload.meta.clone())
            .collect()
    }
}

impl Stream {
    pub(super) fn version(&self) -> u64 {
        self.journal.len() as u64
    }

    /// The stream's place on its body's worklist, if it is on one.
    pub(super) fn on_worklist(&self, stream: StreamId) -> Option<(&str, (i64, StreamId))> {
        let body = self.index.body.as_deref().filter(|_| self.index.open)?;
        Some((body, (due(self.index.due_at), stream)))
    }
}

fn due_effect((key, effect): (&EffectKey, &Effect)) -> DueEffect {
    DueEffect {
        key: *key,
        kind: effect.kind.clone(),
        due_at: effect.due_at,
        tries: effect.tries,
        payload: effect.payload.clone(),
    }
}
