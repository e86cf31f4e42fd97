//! Watching every case: each event as it is written down, held against the invariants.
//!
//! What is of one case alone is looked at by [`tutas_domain::invariant`]; what needs the registers,
//! the store or other cases is looked at here.

use std::collections::{BTreeMap, HashMap};

use jiff::Timestamp;
use tutas_app::Probe;
use tutas_catalog::{Catalog, Service};
use tutas_domain::actor::{Actor, Author};
use tutas_domain::case::{Case, Command, Context, Decision, Event, Recorded, decide};
use tutas_domain::evidence::{Known, Record, Source};
use tutas_domain::invariant::{self, Checks};
use tutas_store::{StreamId, digest};
use uuid::Uuid;

use super::registers::WorldRegisters;

/// What is known of a case that is watched.
pub(super) struct Followed {
    pub(super) family: usize,
    pub(super) version: u64,
    pub(super) case: Case,
    grants: usize,
    issues: usize,
    /// A register was corrected, and the case does not yet know what it says now.
    pub(super) owes_a_look: bool,
}

/// An invariant that did not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) invariant: u8,
    pub(super) text: String,
    pub(super) family: usize,
    /// The case's service and event, for the story.
    pub(super) place: String,
}

/// A decision on a service, for equal treatment.
pub(super) struct Decided {
    pub(super) family: usize,
    pub(super) hours: i64,
}

/// Who acted in a step, and when it began.
pub(super) struct Doing<'a> {
    pub(super) actors: &'a [Actor],
    pub(super) from: Timestamp,
    pub(super) until: Timestamp,
    pub(super) family: usize,
}

/// The watch over a world.
#[derive(Default)]
pub(super) struct Watch {
    pub(super) checks: Checks,
    pub(super) cases: BTreeMap<Uuid, Followed>,
    /// Documents by number: the case and which of its decisions they belong to.
    documents: HashMap<String, (Uuid, usize)>,
    pub(super) decided: Vec<Decided>,
    /// Whose a case is, by its number.
    pub(super) numbers: HashMap<String, usize>,
    pub(super) events: u64,
    pub(super) by_name: BTreeMap<&'static str, u64>,
    pub(super) found: Vec<Found>,
    told: usize,
}

impl Watch {
    /// Looks at what is new in a case. Says whether anything is.
    pub(super) fn follow(
        &mut self,
        probe: Probe<'_>,
        catalog: &Catalog,
        registers: &WorldRegisters,
        id: Uuid,
        doing: &Doing<'_>,
    ) -> Result<bool, tutas_app::AppError> {
        let stream = StreamId(id);
        let Some(loaded) = probe.store().load(stream)? else {
            return Ok(false);
        };
        let seen = self.cases.get(&id).map_or(0, |followed| followed.version);
        if loaded.version == seen {
            return Ok(false);
        }
        let mut state = self.cases.remove(&id);
        for entry in probe.store().journal(stream)? {
            if entry.version <= seen {
                continue;
            }
            let events: Vec<Recorded> = serde_json::from_slice(&entry.events).unwrap_or_default();
            self.checks
                .check(13, !events.is_empty(), "a change without events");
            for recorded in &events {
                state = self.event(probe, catalog, registers, (id, state), recorded, doing)?;
            }
            if let Some(followed) = &mut state {
                followed.version = entry.version;
                self.state(probe, catalog, followed, events.last(), doing)?;
            }
        }
        if let Some(followed) = state {
            let folded = serde_json::to_vec(&followed.case).unwrap_or_default();
            let same = [digest(&folded), folded].contains(&loaded.state);
            self.checks
                .check(13, same, "the stored state is not the fold of the events");
            self.note(&followed, "state");
            self.cases.insert(id, followed);
        }
        Ok(true)
    }

    fn event(
        &mut self,
        probe: Probe<'_>,
        catalog: &Catalog,
        registers: &WorldRegisters,
        (id, state): (Uuid, Option<Followed>),
        recorded: &Recorded,
        doing: &Doing<'_>,
    ) -> Result<Option<Followed>, tutas_app::AppError> {
        let before = state.as_ref().map(|followed| followed.case.clone());
        let Some(after) = Case::apply(before.clone(), recorded) else {
            self.checks
                .check(13, false, "an event that cannot be folded");
            return Ok(state);
        };
        self.events += 1;
        *self.by_name.entry(recorded.event.name()).or_default() += 1;
        let service = probe.service(&after)?;
        let actor = actor_of(recorded, doing);
        let context = Context {
            now: now_of(recorded, doing),
            actor: &actor,
            calendar: catalog.calendar_of(&before.as_ref().unwrap_or(&after).body),
            procedure: &service.procedure,
        };
        invariant::after_event(
            before.as_ref(),
            recorded,
            &after,
            &context,
            &mut self.checks,
        );
        self.counter(recorded, doing);
        let mut followed = Followed {
            family: doing.family,
            version: state.as_ref().map_or(0, |followed| followed.version),
            grants: state.as_ref().map_or(0, |followed| followed.grants),
            issues: state.as_ref().map_or(0, |followed| followed.issues),
            owes_a_look: match &recorded.event {
                Event::DisputeSettled { anew: true, .. } => true,
                Event::EvidenceRecorded { .. } => false,
                _ => state.as_ref().is_some_and(|followed| followed.owes_a_look),
            },
            case: after,
        };
        self.results(id, &mut followed, recorded, service, registers);
        if before.is_none() {
            let number = followed.case.filing.number.clone();
            self.numbers.insert(number, doing.family);
        }
        if let Event::EvidenceRecorded { needs } = &recorded.event {
            for (need, known) in needs {
                self.evidence(service, need, known, catalog, registers, recorded);
            }
            if let Some(before) = &before {
                self.reordered(before, needs, &context);
            }
        }
        self.note(&followed, recorded.event.name());
        Ok(Some(followed))
    }

    /// After a whole change.
    fn state(
        &mut self,
        probe: Probe<'_>,
        catalog: &Catalog,
        followed: &Followed,
        last: Option<&Recorded>,
        doing: &Doing<'_>,
    ) -> Result<(), tutas_app::AppError> {
        let Some(last) = last else { return Ok(()) };
        let service = probe.service(&followed.case)?;
        let context = Context {
            now: now_of(last, doing),
            actor: &Actor::Machine,
            calendar: catalog.calendar_of(&followed.case.body),
            procedure: &service.procedure,
        };
        invariant::of_state(&followed.case, &context, &mut self.checks);
        if let Event::Issued {
            number,
            kind,
            record,
        } = &last.event
        {
            let again = Command::ConfirmIssue {
                number: number.clone(),
                kind: kind.clone(),
                record: record.clone(),
            };
            invariant::repeats(&followed.case, again, &context, &mut self.checks);
        }
        invariant::repeats(&followed.case, Command::Advance, &context, &mut self.checks);
        self.note(followed, last.event.name());
        Ok(())
    }

    /// 19: what a clerk did bears both names, whatever the actor the check above was given.
    fn counter(&mut self, recorded: &Recorded, doing: &Doing<'_>) {
        for actor in doing.actors {
            let Actor::Clerk { clerk, person } = actor else {
                continue;
            };
            let holds = match &recorded.by {
                Author::Clerk {
                    clerk: by,
                    person: for_whom,
                } => *by == clerk.id && for_whom == person,
                Author::Machine => true,
                Author::Person { .. } | Author::Officer { .. } => doing.actors.len() > 1,
            };
            self.checks
                .check(19, holds, "clerk or person is missing from the record");
        }
    }

    /// 7 and 16: one result a decision, in the register once, and no number twice.
    fn results(
        &mut self,
        id: Uuid,
        followed: &mut Followed,
        recorded: &Recorded,
        service: &Service,
        registers: &WorldRegisters,
    ) {
        match &recorded.event {
            Event::Decided(decision) => {
                if matches!(decision, Decision::Granted { .. }) {
                    followed.grants += 1;
                }
                let hours = followed
                    .case
                    .filing
                    .received_at
                    .duration_until(recorded.effective_at)
                    .as_hours();
                let family = followed.family;
                self.decided.push(Decided { family, hours });
            }
            Event::DeemedGranted { .. } => followed.grants += 1,
            Event::Issued { number, .. } => {
                followed.issues += 1;
                self.checks.check(
                    7,
                    followed.issues <= followed.grants,
                    "a result counted more often than there were grants",
                );
                let own = (id, followed.grants);
                let holder = *self.documents.entry(number.clone()).or_insert(own);
                self.checks
                    .check(16, holder == own, "one document for two decisions");
                if let Some(write) = &service.gives.write {
                    let times = registers.numbered(&write.register, &write.number_field, number);
                    self.checks
                        .check(7, times == 1, "a result is not in its register once");
                }
            }
            Event::DecisionRevoked { .. } => {
                let shows = followed.case.result_holds().is_none() || followed.case.is_suspended();
                self.checks
                    .check(16, shows, "a document that was taken back still holds");
            }
            _ => {}
        }
    }

    /// 9 and 10: what is believed is what a register truly said to this request, fresh, and no field
    /// of it that was not declared.
    fn evidence(
        &mut self,
        service: &Service,
        need: &str,
        known: &Known,
        catalog: &Catalog,
        registers: &WorldRegisters,
        recorded: &Recorded,
    ) {
        let Some(need) = service.needs.iter().find(|one| one.name == need) else {
            self.checks.check(9, false, "evidence for no declared need");
            return;
        };
        let Known::Records {
            records,
            source: Source::Register {
                register, request, ..
            },
        } = known
        else {
            return;
        };
        let declared = records
            .iter()
            .all(|record| record.keys().all(|field| need.fields.contains(field)));
        self.checks
            .check(9, declared, "a field is kept that was not asked for");
        let Some(own) = catalog.registers.get(register) else {
            return;
        };
        if own.is_own() {
            return;
        }
        registers.exchange(request, |exchange| {
            let Some(exchange) = exchange else {
                self.checks.check(10, false, "evidence from no exchange");
                return;
            };
            let asked = records
                .iter()
                .all(|record| record.keys().all(|field| exchange.fields.contains(field)));
            self.checks
                .check(9, asked, "a field is kept that was not asked for");
            let said = exchange.records.as_ref();
            // What was asked for only to tell records apart is not kept.
            let is_said = |one: &Record| {
                let holds = |told: &Record| {
                    let mut fields = one.iter();
                    fields.all(|(field, value)| told.get(field) == Some(value))
                };
                said.is_some_and(|said| said.iter().any(holds))
            };
            let true_to = records.iter().all(is_said);
            self.checks.check(
                10,
                (true_to || (need.many && said.is_some())) && exchange.register == *register,
                "an answer was used that is not the register's to this request",
            );
            let age = exchange.at.duration_until(recorded.recorded_at);
            let fresh = age.as_mins() <= i64::from(own.fresh_minutes) + 24 * 60 + 60;
            self.checks.check(10, fresh, "a stale answer was used");
        });
    }

    /// 18: answers that come in another order, or twice, make the same state.
    fn reordered(&mut self, before: &Case, needs: &BTreeMap<String, Known>, context: &Context<'_>) {
        let play = |order: &[(&String, &Known)]| {
            let mut case = before.clone();
            for (need, known) in order {
                let one = BTreeMap::from([((*need).clone(), (*known).clone())]);
                let context = Context {
                    actor: &Actor::Machine,
                    ..*context
                };
                let events =
                    decide(Some(&case), Command::RecordEvidence(one), &context).unwrap_or_default();
                for event in events {
                    case = Case::apply(Some(case.clone()), &event).unwrap_or(case);
                }
            }
            (case.evidence, case.term, case.phase, case.deficiencies)
        };
        let forwards: Vec<_> = needs.iter().collect();
        let mut backwards = forwards.clone();
        backwards.reverse();
        backwards.extend(forwards.first().copied());
        self.checks.check(
            18,
            play(&forwards) == play(&backwards),
            "answers in another order made another state",
        );
    }

    /// Notes what did not hold since the last time.
    fn note(&mut self, followed: &Followed, event: &str) {
        let place = format!("{} {event}", followed.case.filing.service);
        self.note_at(followed.family, &place);
    }

    /// The same, for what is of no case.
    pub(super) fn note_at(&mut self, family: usize, place: &str) {
        let all = self.checks.violations();
        for violation in &all[self.told.min(all.len())..] {
            self.found.push(Found {
                invariant: violation.invariant,
                text: violation.text.to_owned(),
                family,
                place: place.to_owned(),
            });
        }
        self.told = all.len();
    }
}

/// Who is held to have brought an event about: of those who acted, the one whose name it bears.
fn actor_of(recorded: &Recorded, doing: &Doing<'_>) -> Actor {
    let mut acting = doing.actors.iter();
    let named = acting.find(|actor| actor.author() == recorded.by);
    match (named, &recorded.by) {
        (Some(actor), _) => actor.clone(),
        (None, Author::Machine) => Actor::Machine,
        (None, _) => doing.actors.first().cloned().unwrap_or(Actor::Machine),
    }
}

/// The time at which it was decided: as the record says, if that is within the step.
fn now_of(recorded: &Recorded, doing: &Doing<'_>) -> Timestamp {
    let within = doing.from <= recorded.recorded_at && recorded.recorded_at <= doing.until;
    if within {
        recorded.recorded_at
    } else {
        doing.from
    }
}
