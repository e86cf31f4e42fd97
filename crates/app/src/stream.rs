//! Streams as the use cases see them: load with a version, change with events.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::Serialize;
use tutas_domain::actor::Actor;
use tutas_domain::bundle::{self, Bundle};
use tutas_domain::case::{self, Case, Command, Context, Event, Phase, Recorded};
use tutas_domain::consent::{self, Person};
use tutas_domain::definition::CuringMeans;
use tutas_domain::person::PersonId;
use tutas_store::{
    Change, Claim, ClockRow, Commit, EffectRow, Index, Party, PersonKey, StreamId, StreamKind,
};
use uuid::Uuid;

use crate::{App, AppError};

/// Effects by kind.
pub(crate) mod effect {
    /// Ask registers for a case, and look at what they say.
    pub(crate) const GATHER: &str = "gather";
    /// Write a granted case's result to its register.
    pub(crate) const ISSUE: &str = "issue";
    /// A case came to its end: let its bundle go on.
    pub(crate) const ADVANCE_BUNDLE: &str = "advance-bundle";
    /// Ask another person for the statement a case lacks.
    pub(crate) const REQUEST_STATEMENT: &str = "request-statement";
}

/// A stream's state with the version it was read at.
#[derive(Clone)]
pub(crate) struct At<T> {
    pub(crate) id: StreamId,
    pub(crate) version: u64,
    pub(crate) state: T,
}

impl App {
    pub(crate) fn person_key(&self, person: &PersonId) -> PersonKey {
        self.store().person_key(&person.key_text())
    }

    pub(crate) fn load_case(&self, id: Uuid) -> Result<At<Case>, AppError> {
        self.load(StreamId(id), StreamKind::Case)?
            .ok_or(AppError::NotFound)
    }

    pub(crate) fn load_bundle(&self, id: Uuid) -> Result<At<Bundle>, AppError> {
        self.load(StreamId(id), StreamKind::Bundle)?
            .ok_or(AppError::NotFound)
    }

    pub(crate) fn load_person(&self, person: &PersonId) -> Result<At<Person>, AppError> {
        let id = self.store().person_stream(&self.person_key(person));
        let found = self.load(id, StreamKind::Person)?;
        Ok(found.unwrap_or(At {
            id,
            version: 0,
            state: Person::default(),
        }))
    }

    fn load<T: serde::de::DeserializeOwned>(
        &self,
        id: StreamId,
        kind: StreamKind,
    ) -> Result<Option<At<T>>, AppError> {
        let Some(loaded) = self.store().load(id)? else {
            return Ok(None);
        };
        if loaded.kind != kind {
            return Ok(None);
        }
        let state = serde_json::from_slice(&loaded.state)?;
        Ok(Some(At {
            id,
            version: loaded.version,
            state,
        }))
    }

    /// Decides on a command for a loaded case, and puts the change into a commit. Says whether
    /// anything happened.
    pub(crate) fn decide(
        &self,
        case: &mut At<Case>,
        pending: &mut Vec<Recorded>,
        command: Command,
        actor: &Actor,
        now: Timestamp,
    ) -> Result<(), AppError> {
        let service = self.definition_of(&case.state)?;
        let context = Context {
            now,
            actor,
            calendar: &self.catalog().calendar,
            procedure: &service.procedure,
        };
        let events = case::decide(Some(&case.state), command, &context)?;
        for event in events {
            let folded = Case::apply(Some(case.state.clone()), &event);
            case.state = folded.ok_or(AppError::Internal("fold"))?;
            pending.push(event);
        }
        Ok(())
    }

    /// Adds a case's change, with the effects, clock, parties and claims that follow from it.
    pub(crate) fn add_case_change(
        &self,
        commit: &mut Commit,
        before: Option<&Case>,
        after: &At<Case>,
        events: &[Recorded],
        now: Timestamp,
    ) -> Result<(), AppError> {
        if events.is_empty() {
            return Ok(());
        }
        let case = &after.state;
        let filing = &case.filing;
        let parties = if before.is_none() {
            vec![Party {
                person: self.person_key(&filing.filer),
                role: "filer".into(),
            }]
        } else {
            Vec::new()
        };
        commit.changes.push(Change {
            stream: after.id,
            kind: StreamKind::Case,
            expected: after.version,
            events: serde_json::to_vec(events)?,
            state: serde_json::to_vec(case)?,
            index: Index {
                body: Some(filing.body.clone()),
                phase: case.phase.name().to_owned(),
                due_at: Some(case.term.ends_at),
                open: case.phase.is_open(),
                service: Some(filing.service.clone()),
                bundle: Some(StreamId(filing.bundle)),
                number: Some(filing.number.clone()),
            },
            parties,
            recorded_at: now,
        });
        let kinds = self.effects_of(before, case, events)?;
        let effects = kinds.into_iter().zip(0..).map(|(kind, ordinal)| EffectRow {
            stream: after.id,
            ordinal,
            kind: kind.to_owned(),
            due_at: now,
            payload: Vec::new(),
        });
        commit.effects.extend(effects);
        commit.clocks.push(ClockRow {
            stream: after.id,
            at: case::next_wake(case),
        });
        let ended_without = matches!(case.phase, Phase::Refused | Phase::Withdrawn);
        if before.is_none() || ended_without {
            commit.claims.push(Claim {
                name: self.store().claim_key(&claim_name(case)),
                holder: after.id,
                release: ended_without,
            });
        }
        Ok(())
    }

    fn effects_of(
        &self,
        before: Option<&Case>,
        after: &Case,
        events: &[Recorded],
    ) -> Result<BTreeSet<&'static str>, AppError> {
        let mut kinds = BTreeSet::new();
        if after.wants_evidence() && !before.is_some_and(Case::wants_evidence) {
            kinds.insert(effect::GATHER);
        }
        for recorded in events {
            match &recorded.event {
                Event::Decided(case::Decision::Granted { .. }) => {
                    kinds.insert(effect::ISSUE);
                }
                Event::Decided(_) | Event::Withdrawn | Event::Issued { .. } => {
                    kinds.insert(effect::ADVANCE_BUNDLE);
                }
                // Another person may be named now: ask that one, if a statement is still lacking.
                Event::Answered { .. } if !after.deficiencies.is_empty() => {
                    kinds.insert(effect::REQUEST_STATEMENT);
                }
                Event::DeficiencyNoted { requirement, .. } => {
                    let procedure = &self.definition_of(after)?.procedure;
                    let means = procedure
                        .requirement(requirement)
                        .and_then(|requirement| requirement.cured_by.as_ref());
                    if matches!(means, Some(CuringMeans::Statement { .. })) {
                        kinds.insert(effect::REQUEST_STATEMENT);
                    }
                }
                _ => {}
            }
        }
        Ok(kinds)
    }

    /// Adds a bundle's change.
    pub(crate) fn add_bundle_change(
        &self,
        commit: &mut Commit,
        after: &At<Bundle>,
        events: &[bundle::Event],
        now: Timestamp,
    ) -> Result<(), AppError> {
        let application = &after.state.application;
        let open = application.steps.iter().any(|step| {
            matches!(
                step.state,
                bundle::StepState::Waiting | bundle::StepState::Opened { .. }
            )
        });
        let parties = if after.version == 0 {
            vec![Party {
                person: self.person_key(&application.filer),
                role: "filer".into(),
            }]
        } else {
            Vec::new()
        };
        commit.changes.push(Change {
            stream: after.id,
            kind: StreamKind::Bundle,
            expected: after.version,
            events: serde_json::to_vec(events)?,
            state: serde_json::to_vec(&after.state)?,
            index: Index {
                phase: if open { "open" } else { "ended" }.to_owned(),
                open,
                number: Some(application.number.clone()),
                ..Index::default()
            },
            parties,
            recorded_at: now,
        });
        Ok(())
    }
}

/// Adds a change of a person's own stream.
pub(crate) fn add_person_change(
    commit: &mut Commit,
    person: &At<Person>,
    events: &[consent::Event],
    now: Timestamp,
) -> Result<Person, AppError> {
    let after = events.iter().fold(person.state.clone(), Person::apply);
    commit
        .changes
        .push(person_change(person, &after, events, now)?);
    Ok(after)
}

fn person_change<E: Serialize>(
    before: &At<Person>,
    after: &Person,
    events: &[E],
    now: Timestamp,
) -> Result<Change, AppError> {
    Ok(Change {
        stream: before.id,
        kind: StreamKind::Person,
        expected: before.version,
        events: serde_json::to_vec(events)?,
        state: serde_json::to_vec(after)?,
        index: Index {
            phase: "person".into(),
            ..Index::default()
        },
        parties: Vec::new(),
        recorded_at: now,
    })
}

/// What only one live case may hold: this service for this subject.
fn claim_name(case: &Case) -> String {
    let filing = &case.filing;
    let subject = filing.subject.key.as_ref().map_or_else(
        || {
            let stated = filing.subject.record.iter().filter_map(|(field, value)| {
                Some(format!("{field}={}", value.as_ref()?.to_plain()))
            });
            let stated: Vec<String> = stated.collect();
            format!(
                "{}:{}:{}",
                filing.filer.key_text(),
                stated.join(","),
                filing.subject.ordinal
            )
        },
        Clone::clone,
    );
    format!("{}:{subject}", filing.service)
}
