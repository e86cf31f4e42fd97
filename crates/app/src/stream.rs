//! Streams as the use cases see them: load with a version, change with events.

use std::sync::Arc;

use jiff::Timestamp;
use serde::de::DeserializeOwned;
use tutas_catalog::Service;
use tutas_domain::actor::Actor;
use tutas_domain::bundle::{self, Bundle};
use tutas_domain::calendar::Calendar;
use tutas_domain::case::{self, Case, Command, Context, Event, Filing, Matter, Phase, Recorded};
use tutas_domain::consent::{self, Person};
use tutas_domain::definition::{AutomatedGrant, Kind};
use tutas_domain::person::PersonId;
use tutas_store::{
    Change, ClockRow, Commit, Index, JournalEntry, KeptState, Party, PersonKey, StreamId,
    StreamKind, UploadLink, digest, is_digest,
};
use uuid::Uuid;

use crate::desk::owed;
use crate::{App, AppError};

/// A stream's state with the version it was read at.
#[derive(Clone)]
pub(crate) struct At<T> {
    pub(crate) id: StreamId,
    pub(crate) version: u64,
    pub(crate) state: Arc<T>,
}

impl<T> At<T> {
    /// A stream that is not yet written, or stands so.
    pub(crate) fn new(id: StreamId, version: u64, state: T) -> Self {
        Self {
            id,
            version,
            state: Arc::new(state),
        }
    }
}

impl At<Bundle> {
    /// Goes on by an event.
    pub(crate) fn fold_on(&mut self, event: &bundle::Event) -> Result<(), AppError> {
        let after = Bundle::apply(Some((*self.state).clone()), event);
        self.state = Arc::new(after.ok_or(AppError::Internal("fold"))?);
        Ok(())
    }
}

impl App {
    pub(crate) fn person_key(&self, person: &PersonId) -> PersonKey {
        self.store().person_key(&person.key_text())
    }

    pub(crate) fn load_case(&self, id: Uuid) -> Result<At<Case>, AppError> {
        let id = StreamId(id);
        let decode = |version, text: &[u8]| self.case_of(id, version, text);
        self.load_with(id, StreamKind::Case, decode)?
            .ok_or(AppError::NotFound)
    }

    /// The cases of an application, with the appeals and complaints about them, in the order in which
    /// they came.
    pub(crate) fn cases_of(&self, application: Uuid) -> Result<Vec<At<Case>>, AppError> {
        let kept = self.store().kept_of_bundle(StreamId(application))?;
        let case = |kept: KeptState| {
            let id = kept.stream;
            self.known(kept, |version, text| self.case_of(id, version, text))
        };
        kept.into_iter().map(case).collect()
    }

    /// A case as it is kept: its state, or, where nothing of it runs any more, a digest of that. Then
    /// its changes are folded.
    pub(crate) fn case_of(
        &self,
        id: StreamId,
        version: u64,
        kept: &[u8],
    ) -> Result<Case, AppError> {
        if !is_digest(kept) {
            return Ok(serde_json::from_slice(kept)?);
        }
        let whole = folded(&self.store().journal(id)?, version)?;
        whole.ok_or(AppError::Internal("a-journal-that-lacks-a-change"))
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
            state: Arc::default(),
        }))
    }

    pub(crate) fn load<T>(&self, id: StreamId, kind: StreamKind) -> Result<Option<At<T>>, AppError>
    where
        T: DeserializeOwned + Send + Sync + 'static,
    {
        self.load_with(id, kind, |_, text| Ok(serde_json::from_slice(text)?))
    }

    fn load_with<T: Send + Sync + 'static>(
        &self,
        id: StreamId,
        kind: StreamKind,
        decode: impl FnOnce(u64, &[u8]) -> Result<T, AppError>,
    ) -> Result<Option<At<T>>, AppError> {
        let kept = self.store().load_kept(id)?;
        let kept = kept.filter(|kept| kept.kind == kind);
        kept.map(|kept| self.known(kept, decode)).transpose()
    }

    /// A stream as it was read, decoded unless that was done before.
    fn known<T: Send + Sync + 'static>(
        &self,
        kept: KeptState,
        decode: impl FnOnce(u64, &[u8]) -> Result<T, AppError>,
    ) -> Result<At<T>, AppError> {
        let (id, version) = (kept.stream, kept.version);
        let decode = |text: &[u8]| decode(version, text);
        Ok(At {
            id,
            version,
            state: self.recent.decode(id.0, kept.state, decode)?,
        })
    }

    /// The calendar by which a case is counted: that of the body that owes it. That the case goes up
    /// to the last resort moves none of its days.
    pub(crate) fn calendar_of(&self, case: &Case) -> &Calendar {
        self.catalog().calendar_of(&case.body)
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
            calendar: self.calendar_of(&case.state),
            procedure: &service.procedure,
        };
        let (mut events, mut after) = case::decide_and_fold(&case.state, command, &context)?;
        // Who consented at filing may have withdrawn since: then an officer decides. All that comes
        // after a grant follows from it.
        let grant = events.iter().position(|one| granted_by_machine(&one.event));
        if let Some(grant) = grant
            && !self.may_automate(&case.state, service)?.0
        {
            events.truncate(grant);
            let mut before = (*case.state).clone();
            for event in &events {
                before.fold_on(event);
            }
            after = Some(before);
        }
        if let Some(after) = after {
            case.state = Arc::new(after);
        }
        pending.append(&mut events);
        Ok(())
    }

    /// By whom a case is found: whoever filed it, and the register that is said to be wrong.
    fn parties_filed(&self, filing: &Filing) -> Vec<Party> {
        let mut parties = vec![Party {
            person: self.person_key(&filing.filer),
            role: "filer".into(),
        }];
        if let Matter::DataDefect(defect) = &filing.matter {
            parties.push(Party {
                person: self.register_key(&defect.register),
                role: "register".into(),
            });
        }
        parties
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
        let parties = match before {
            None => self.parties_filed(filing),
            Some(_) => Vec::new(),
        };
        let state: &Case = case;
        #[cfg(feature = "plant")]
        let state = match before {
            Some(before) if tutas_domain::plant::is(13) => before,
            _ => state,
        };
        let service = self.definition_of(case)?;
        let open = case.phase.is_open() || case.correction.is_some() || case.held_up.is_some();
        let wake = case::next_wake(case, &service.procedure, self.calendar_of(case));
        // Appeals, complaints and what stewards correct are read with what they are about.
        let is_at_rest = !open && wake.is_none() && case.kind() == Kind::Service;
        let bytes = kept(state, is_at_rest)?;
        self.recent
            .keep(after.id.0, &bytes, Arc::clone(&after.state));
        commit.changes.push(Change {
            stream: after.id,
            kind: StreamKind::Case,
            expected: after.version,
            events: serde_json::to_vec(events)?,
            state: bytes,
            index: Index {
                body: Some(case.owing_body().to_owned()),
                phase: listed_phase(case).to_owned(),
                due_at: Some(owed(case).map_or(case.term.ends_at, |(due, _)| due)),
                open,
                service: Some(filing.service.clone()),
                bundle: Some(StreamId(filing.bundle)),
                number: Some(filing.number.clone()),
            },
            parties,
            recorded_at: now,
        });
        self.add_effects(commit, before, after, events, now)?;
        commit.clocks.push(ClockRow {
            stream: after.id,
            at: wake,
        });
        // A file becomes the case's in the commit that supplies it.
        let supplied = events.iter().filter_map(|recorded| match &recorded.event {
            Event::Supplied { upload, .. } => upload.as_ref(),
            _ => None,
        });
        commit
            .uploads_linked
            .extend(supplied.map(|file| UploadLink {
                upload: file.id,
                stream: after.id,
            }));
        self.add_automation(commit, case, events, service)?;
        self.add_claim(commit, before, after)
    }

    /// A grant by a machine rests on a consent: whoever withdraws it meanwhile turns the grant down,
    /// and the case is looked at again.
    fn add_automation(
        &self,
        commit: &mut Commit,
        case: &Case,
        events: &[Recorded],
        service: &Service,
    ) -> Result<(), AppError> {
        if !events.iter().any(|one| granted_by_machine(&one.event)) {
            return Ok(());
        }
        let (stands, person) = self.may_automate(case, service)?;
        if !stands {
            return Err(AppError::Stale);
        }
        let read = person.filter(|one| !commit.reads.contains(one));
        commit.reads.extend(read);
        Ok(())
    }

    /// Whether a machine may grant just now: by a law, or by the consent of who filed, which is then
    /// given with the stream and version in which it stands.
    fn may_automate(
        &self,
        case: &Case,
        service: &Service,
    ) -> Result<(bool, Option<(StreamId, u64)>), AppError> {
        if !matches!(
            service.procedure.automated,
            Some(AutomatedGrant::Consent { .. })
        ) {
            return Ok((true, None));
        }
        let filing = &case.filing;
        let person = self.load_person(&filing.filer)?;
        let (application, now) = (filing.bundle, self.now());
        let state = &person.state;
        let stands = state.consents_to_automation(application, &filing.service, now);
        Ok((stands, Some((person.id, person.version))))
    }

    /// Adds a change of a person's own stream.
    pub(crate) fn add_person_change(
        &self,
        commit: &mut Commit,
        person: &At<Person>,
        events: &[consent::Event],
        now: Timestamp,
    ) -> Result<(), AppError> {
        let before = (*person.state).clone();
        let after = events.iter().fold(before, Person::apply);
        let bytes = serde_json::to_vec(&after)?;
        self.recent.keep(person.id.0, &bytes, Arc::new(after));
        commit.changes.push(Change {
            stream: person.id,
            kind: StreamKind::Person,
            expected: person.version,
            events: serde_json::to_vec(events)?,
            state: bytes,
            index: Index {
                phase: "person".into(),
                ..Index::default()
            },
            parties: Vec::new(),
            recorded_at: now,
        });
        Ok(())
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
        let open = after.state.is_open();
        let parties = if after.version == 0 {
            vec![Party {
                person: self.person_key(&application.filer),
                role: "filer".into(),
            }]
        } else {
            Vec::new()
        };
        let bytes = serde_json::to_vec(&*after.state)?;
        self.recent
            .keep(after.id.0, &bytes, Arc::clone(&after.state));
        commit.changes.push(Change {
            stream: after.id,
            kind: StreamKind::Bundle,
            expected: after.version,
            events: serde_json::to_vec(events)?,
            state: bytes,
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

fn granted_by_machine(event: &Event) -> bool {
    use tutas_domain::case::{Decider, Decision};
    matches!(
        event,
        Event::Decided(Decision::Granted {
            by: Decider::Machine { .. },
            ..
        })
    )
}

/// The case that a journal amounts to at a version. What lacks a change is another case, and is
/// nobody's to see.
pub(crate) fn folded(journal: &[JournalEntry], version: u64) -> Result<Option<Case>, AppError> {
    let mut case = None;
    let mut at = 0;
    for change in journal.iter().filter(|change| change.version <= version) {
        if change.version != at + 1 {
            return Ok(None);
        }
        let events: Vec<Recorded> = serde_json::from_slice(&change.events)?;
        case = events.iter().fold(case, Case::apply);
        at = change.version;
    }
    Ok(case.filter(|_| at == version))
}

/// What is kept of a case: its state; of one at rest a digest of it, since its journal tells all of it,
/// and it is seldom read again.
fn kept(case: &Case, is_at_rest: bool) -> Result<Vec<u8>, AppError> {
    let state = serde_json::to_vec(case)?;
    Ok(if is_at_rest { digest(&state) } else { state })
}

/// The phase as lists have it, and what an officer owes beside it.
fn listed_phase(case: &Case) -> &'static str {
    let undelivered = case
        .deficiencies
        .iter()
        .any(|one| one.is_pending() && one.delivery_owed_at.is_some() && !one.received);
    if case.correction.is_some() && !case.phase.is_open() {
        listed::CORRECTION
    } else if case.phase == Phase::Curing && undelivered {
        listed::DELIVERY
    } else if case.held_up.is_some() {
        listed::HELD_UP
    } else {
        case.phase.name()
    }
}

/// What lists know beside the phases.
pub(crate) mod listed {
    /// Under what the store lists what a body has to do beside its cases. Such a list is its own:
    /// nobody reads past what is on the others, however much that is.
    pub(crate) fn of(body: &str, what: &str) -> String {
        // No body of a catalog has this sign in its id.
        format!("{body}#{what}")
    }

    /// No case: a person asks why somebody looked at their data.
    pub(crate) const QUESTION: &str = "question";
    /// No case: records of a register that may be one person's.
    pub(crate) const DUPLICATE: &str = "duplicate";
    /// A notice was not received in time: another channel is owed.
    pub(crate) const DELIVERY: &str = "delivery-owed";
    /// Granted, but another case has the same claim: an officer must see which of the two goes on.
    pub(crate) const HELD_UP: &str = "held-up";
    /// The person took something for a slip of the pen.
    pub(crate) const CORRECTION: &str = "correction-asked";
}
