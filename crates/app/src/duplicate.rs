//! Records of a register that may be one person's: raised once, looked into by the register's
//! steward, side by side.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use tutas_catalog::{Register, Service};
use tutas_domain::actor::{Actor, Officer};
use tutas_domain::definition::Kind;
use tutas_domain::duplicate::{Answer, Duplicate, Event, Found, Note, Outcome, Pair, Rejection};
use tutas_domain::evidence::Record;
use tutas_domain::text::Words;
use tutas_store::{
    Change, Claim, Commit, HourCounts, Index, Party, StoreError, StreamId, StreamKind,
};
use uuid::Uuid;

use crate::access::{Details, Look};
use crate::claim;
use crate::desk::{days_left, parse_cursor};
use crate::measured::minute_of;
use crate::showing::shown;
use crate::stream::{At, listed};
use crate::view::{
    DeskDuplicate, DuplicateFigures, DuplicateRow, Duplicates, NoteView, PairView, SideBySide,
};
use crate::worker::settled;
use crate::{App, AppError};

/// Rows of one page.
const PAGE: usize = 50;

/// So many pairs are raised together; what is beyond that is raised by the next search.
const MOST_PAIRS: usize = 200;

/// Searches are kept and told of for so many days.
pub(crate) const SEARCH_DAYS: i64 = 400;

/// Records that may be one person's, as a search found them.
#[derive(Clone, Debug)]
pub struct Group {
    /// What the register says.
    pub records: Vec<Record>,
    /// Which of them were put together, the strongest first.
    pub pairs: Vec<Pair>,
}

/// What is kept of a search: numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Search {
    /// How many records were compared.
    pub records: usize,
    /// How many groups were found that nobody had looked into before.
    pub groups: usize,
    /// When.
    pub at: Timestamp,
}

impl App {
    /// Whether two records were put together before: whatever was found of them, they are not raised
    /// again as long as neither of them changes.
    pub fn is_raised(&self, register: &str, a: &Record, b: &Record) -> Result<bool, AppError> {
        let name = self.claim_key(&pair_name(register, a, b)?);
        Ok(self.store().find_claim(&name)?.is_some())
    }

    /// Opens a case of the steward for each group, and puts down the search. Says how many were
    /// opened; what somebody else raised meanwhile is not opened again.
    pub async fn raise_duplicates(
        &self,
        register: &str,
        records: usize,
        groups: Vec<Group>,
    ) -> Result<usize, AppError> {
        let now = self.now();
        let known = self.register(register)?;
        let body = known.steward_body.clone();
        let body = body.ok_or(AppError::NotAllowed("not-allowed-no-steward"))?;
        let search = Search {
            records,
            groups: groups.len(),
            at: now,
        };
        let mut opened = 0;
        for group in groups {
            opened += usize::from(self.raise(known, &body, group, now).await?);
        }
        let row = HourCounts {
            name: searches_of(register),
            hour: minute_of(now) / 60,
            node: self.new_id(now),
            counted: serde_json::to_string(&search)?,
        };
        self.store().put_counts(vec![row]).await?;
        Ok(opened)
    }

    async fn raise(
        &self,
        register: &Register,
        body: &str,
        mut group: Group,
        now: Timestamp,
    ) -> Result<bool, AppError> {
        group.pairs.truncate(MOST_PAIRS);
        let term = &self.review_service(Kind::DataDefect, None, now)?.term;
        let calendar = self.catalog().calendar_of(body);
        let ends_at = term.length.ends_at(now, calendar);
        let id = StreamId(self.new_id(now));
        let mut commit = Commit::default();
        for pair in &group.pairs {
            let (Some(a), Some(b)) = (group.records.get(pair.a), group.records.get(pair.b)) else {
                return Err(AppError::Internal("pair-without-its-records"));
            };
            commit.claims.push(Claim {
                name: self.claim_key(&pair_name(&register.id, a, b)?),
                holder: id,
                release: false,
            });
        }
        // Two records that say the same are one claim.
        commit.claims.sort_by_key(|claim| claim.name);
        commit.claims.dedup_by_key(|claim| claim.name);
        let found = Found {
            register: register.id.clone(),
            body: body.to_owned(),
            records: group.records,
            pairs: group.pairs,
            at: now,
            until: calendar.day_ending_at(ends_at),
            ends_at,
            law: term.law.clone(),
        };
        let mut at = At::new(id, 0, Duplicate::default());
        self.add_duplicate_change(&mut commit, &mut at, Event::Found(found), now)?;
        match self.commit(commit).await {
            Ok(_) => Ok(true),
            Err(StoreError::Claimed { .. }) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// What an officer's body has to look into, by the end of the term.
    pub fn duplicates(&self, officer: &str, after: Option<&str>) -> Result<Duplicates, AppError> {
        let profile = self.staff().profile(officer)?;
        let cursor = after.and_then(parse_cursor);
        let list = listed::of(&profile.body, listed::DUPLICATE);
        let found = self.store().worklist(&list, &[], cursor, PAGE)?;
        let next = (found.len() == PAGE)
            .then(|| found.last().map(tutas_store::WorklistRow::cursor))
            .flatten();
        let calendar = self.catalog().calendar_of(&profile.body);
        let today = calendar.local(self.now()).date();
        let mut rows = Vec::new();
        for row in found {
            let state = self.load_duplicate(row.stream.0)?.state;
            if let Some(found) = &state.found {
                rows.push(DuplicateRow {
                    id: row.stream.0,
                    register: self.register(&found.register)?.title.clone(),
                    records: found.records.len(),
                    found_at: found.at,
                    is_proposed: state.proposal.is_some(),
                    until: found.until,
                    days_left: days_left(calendar, today, found.until),
                });
            }
        }
        Ok(Duplicates {
            body: self.body_title(&profile.body),
            rows,
            next: next.map(|(due, stream)| format!("{due}.{}", stream.0)),
        })
    }

    /// Records side by side, for an officer of the steward. Looking is an access on record for each
    /// person whom they name.
    pub async fn desk_duplicate(&self, officer: &str, id: Uuid) -> Result<DeskDuplicate, AppError> {
        let (actor, at, found) = self.duplicate_for(officer, id)?;
        let register = self.register(&found.register)?;
        let now = self.now();
        let looked = Details {
            officer_of: Some(actor.id.body.clone()),
            officer: Some(actor.id.id.clone()),
            asked_by: None,
            looks: vec![self.look_at(register, &found, now)?],
            attempt: None,
        };
        let people = found.people().into_iter();
        let rows = people.map(|one| self.access_row(now, &one, Some(id), &looked));
        self.put_on_record(rows.collect::<Result<_, _>>()?).await?;
        let state = &at.state;
        Ok(DeskDuplicate {
            id,
            register: register.title.clone(),
            found_at: found.at,
            until: found.until,
            overdue: state.decision.is_none() && now >= found.ends_at,
            law: found.law.clone(),
            lines: side_by_side(register, &found),
            records: found.records.len(),
            pairs: found.pairs.iter().map(pair_view).collect(),
            notes: state.notes.iter().map(note_view).collect(),
            proposal: state.proposal.as_ref().map(note_view),
            decision: state
                .decision
                .as_ref()
                .map(|(outcome, by)| (*outcome, note_view(by))),
            may_answer: state
                .may_answer(&actor)
                .map(|_| ())
                .map_err(Rejection::code),
        })
    }

    /// An officer of the steward says what the records are.
    pub async fn answer_duplicate(
        &self,
        officer: &str,
        id: Uuid,
        answer: Answer,
        words: Words,
    ) -> Result<(), AppError> {
        let (actor, mut at, _) = self.duplicate_for(officer, id)?;
        let now = self.now();
        let event = at
            .state
            .answer(&actor, answer, words, now)
            .map_err(|rejection| AppError::NotAllowed(rejection.code()))?;
        let mut commit = Commit::default();
        self.add_duplicate_change(&mut commit, &mut at, event, now)?;
        settled(self.commit(commit).await.map(|_| ())).map(|_| ())
    }

    /// What searches in a register found, and what became of it.
    pub(crate) fn duplicate_figures(
        &self,
        register: &str,
        now: Timestamp,
    ) -> Result<DuplicateFigures, AppError> {
        let from = minute_of(now) / 60 - SEARCH_DAYS * 24;
        let mut last: Option<Search> = None;
        for row in self.store().counts(&searches_of(register), from)? {
            let search: Search = serde_json::from_str(&row.counted)?;
            last = last.filter(|known| known.at > search.at).or(Some(search));
        }
        let (rows, of_last) = self.last_of(self.twice_key(register), StreamKind::Duplicate)?;
        let mut figures = DuplicateFigures {
            last,
            of_last,
            ..DuplicateFigures::default()
        };
        for row in rows {
            match row.index.phase.as_str() {
                SAME => figures.same += 1,
                DIFFERENT => figures.different += 1,
                _ => figures.open += 1,
            }
        }
        Ok(figures)
    }

    fn look_at(
        &self,
        register: &Register,
        found: &Found,
        now: Timestamp,
    ) -> Result<Look, AppError> {
        let service: &Service = self.review_service(Kind::DataDefect, None, now)?;
        let fields: BTreeSet<&String> = found.records.iter().flat_map(|one| one.keys()).collect();
        Ok(Look {
            register: Some(register.id.clone()),
            fields: fields.into_iter().cloned().collect(),
            purpose: service.procedure.title.clone(),
            law: register.law.clone(),
            ..Look::at_nothing(String::new())
        })
    }

    /// What the officer's body looks into; another body's is nothing.
    fn duplicate_for(
        &self,
        officer: &str,
        id: Uuid,
    ) -> Result<(Officer, At<Duplicate>, Found), AppError> {
        let Actor::Officer(actor) = self.staff().actor(officer)? else {
            return Err(AppError::NotFound);
        };
        let at = self.load_duplicate(id)?;
        let found = at.state.found.as_ref();
        let found = found.filter(|found| found.body == actor.body());
        let found = found.ok_or(AppError::NotFound)?.clone();
        if at.state.may_answer(&actor) == Err(Rejection::Kin) {
            return Err(AppError::NotAllowed(Rejection::Kin.code()));
        }
        Ok((actor, at, found))
    }

    fn add_duplicate_change(
        &self,
        commit: &mut Commit,
        at: &mut At<Duplicate>,
        event: Event,
        now: Timestamp,
    ) -> Result<(), AppError> {
        let after = (*at.state).clone().apply(&event);
        let found = after.found.as_ref();
        let found = found.ok_or(AppError::Internal("duplicate-without-records"))?;
        let parties = at.state.found.is_none().then(|| Party {
            person: self.twice_key(&found.register),
            role: "register".into(),
        });
        let phase = match &after.decision {
            None => listed::DUPLICATE,
            Some((Outcome::Same, _)) => SAME,
            Some((Outcome::Different, _)) => DIFFERENT,
        };
        commit.changes.push(Change {
            stream: at.id,
            kind: StreamKind::Duplicate,
            expected: at.version,
            events: serde_json::to_vec(&[event])?,
            state: serde_json::to_vec(&after)?,
            index: Index {
                body: Some(listed::of(&found.body, listed::DUPLICATE)),
                phase: phase.to_owned(),
                due_at: Some(found.ends_at),
                open: after.decision.is_none(),
                ..Index::default()
            },
            parties: parties.into_iter().collect(),
            recorded_at: now,
        });
        at.state = Arc::new(after);
        Ok(())
    }

    fn load_duplicate(&self, id: Uuid) -> Result<At<Duplicate>, AppError> {
        let found = self.load(StreamId(id), StreamKind::Duplicate)?;
        found.ok_or(AppError::NotFound)
    }
}

/// How lists call what was decided.
const SAME: &str = "same-person";
const DIFFERENT: &str = "different-people";

/// Under what searches in a register are counted.
pub(crate) fn searches_of(register: &str) -> String {
    format!("duplicates:{register}")
}

/// By what two records are known again, in whatever order: by what they say.
fn pair_name(register: &str, a: &Record, b: &Record) -> Result<claim::Name, AppError> {
    let (a, b) = (serde_json::to_string(a)?, serde_json::to_string(b)?);
    let (first, second) = if a <= b { (a, b) } else { (b, a) };
    let name = format!("duplicate:{register}:{first}:{second}");
    Ok(claim::Name { about: first, name })
}

/// The fields of all records, in the order of the register, each with whether they differ.
fn side_by_side(register: &Register, found: &Found) -> Vec<SideBySide> {
    let known = |name: &&String| found.records.iter().any(|one| one.contains_key(*name));
    let line = |name: &String| {
        let field = register.fields.get(name);
        let values = found
            .records
            .iter()
            .map(|one| one.get(name).cloned().flatten());
        let values: Vec<_> = values.collect();
        SideBySide {
            label: field.map(|field| field.title.clone()).unwrap_or_default(),
            differs: values.iter().any(|one| Some(one) != values.first()),
            values: values
                .iter()
                .map(|one| shown(field, one.as_ref()))
                .collect(),
        }
    };
    register.fields.keys().filter(known).map(line).collect()
}

fn pair_view(pair: &Pair) -> PairView {
    PairView {
        a: pair.a + 1,
        b: pair.b + 1,
        is_certain: pair.is_certain,
        reasons: pair.reasons.clone(),
    }
}

fn note_view(note: &Note) -> NoteView {
    NoteView {
        by: note.by.name.clone(),
        words: note.words.as_str().to_owned(),
        at: note.at,
    }
}
