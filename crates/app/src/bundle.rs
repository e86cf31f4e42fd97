//! How one service of an application follows another.

use jiff::Timestamp;
use tutas_domain::actor::Actor;
use tutas_domain::bundle::{Bundle, Event, Standing};
use tutas_domain::case::{Case, Command, DroppedStep, Phase};
use tutas_domain::evidence::Evidence;
use tutas_store::{Commit, EffectKey, MAX_CHANGES, StoreError};
use uuid::Uuid;

use crate::filing::Opening;
use crate::gather::{Answers, Purpose, Wanted};
use crate::stream::{At, service_claim};
use crate::{App, AppError};

impl App {
    /// A case came to stand otherwise for its application: notes it in its bundle, opens what can
    /// follow and gives up what cannot. Safe to repeat.
    pub(crate) async fn advance_bundle(
        &self,
        case: Uuid,
        effect: EffectKey,
        now: Timestamp,
    ) -> Result<(), AppError> {
        let mut ended = self.load_case(case)?;
        let before = ended.state.clone();
        let id = before.filing.bundle;
        let mut bundle = self.load_bundle(id)?;
        let mut commit = Commit::default();
        let mut events = Vec::new();
        let mut dropped = Vec::new();
        if let Some(step) = bundle.state.step_of(case) {
            for event in bundle.state.note(step, standing(&before), now) {
                note(&mut bundle, &mut events, event);
            }
        }
        while let Some(step) = bundle.state.hopeless().first().copied() {
            dropped.push(dropped_step(&bundle.state, step, false));
            note(
                &mut bundle,
                &mut events,
                Event::StepDropped { step, at: now },
            );
        }
        // What does not fit into this commit is opened by the next one.
        let room = MAX_CHANGES - 2;
        let ready = bundle.state.ready();
        let steps = ready.iter().copied().take(room);
        for (step, opened) in self
            .open_steps(&mut commit, &bundle.state, id, steps, now)
            .await?
        {
            let event = if let Some(case) = opened {
                Event::StepOpened {
                    step,
                    case,
                    at: now,
                }
            } else {
                dropped.push(dropped_step(&bundle.state, step, true));
                Event::StepDropped { step, at: now }
            };
            note(&mut bundle, &mut events, event);
        }
        if ready.len() <= room {
            commit.effects_done.push(effect);
        }
        if !events.is_empty() {
            self.add_bundle_change(&mut commit, &bundle, &events, now)?;
        }
        if !dropped.is_empty() {
            // Told where it was decided: nobody waits for what does not come.
            let command = Command::DropSteps(dropped);
            let mut told = Vec::new();
            self.decide(&mut ended, &mut told, command, &Actor::Machine, now)?;
            self.add_case_change(&mut commit, Some(&before), &ended, &told, now)?;
        }
        match self.commit(commit).await {
            Ok(_) => Ok(()),
            Err(StoreError::Conflict { .. }) => Err(AppError::Stale),
            // Another case for the same was opened just now: looked at again later, not at once.
            Err(error) => Err(error.into()),
        }
    }

    /// Opens the cases of steps with fresh evidence, gathered for all of them together; none for a
    /// step if another case for the same is open.
    async fn open_steps(
        &self,
        commit: &mut Commit,
        bundle: &Bundle,
        id: Uuid,
        steps: impl Iterator<Item = usize>,
        now: Timestamp,
    ) -> Result<Vec<(usize, Option<Uuid>)>, AppError> {
        let mut opened = Vec::new();
        let mut openings = Vec::new();
        for step in steps {
            let opening = Opening {
                follows: true,
                ..self.opening(bundle, id, step, now)?
            };
            let name = service_claim(&opening.service.id, &opening.filer, &opening.subject);
            let claim = self.store().claim_key(&name);
            if self.store().find_claim(&claim)?.is_some() {
                opened.push((step, None));
            } else {
                openings.push((step, opening));
            }
        }
        let none = Evidence::default();
        let wanted: Vec<_> = openings
            .iter()
            .map(|(_, opening)| Wanted {
                purpose: Purpose {
                    application: id,
                    stream: None,
                    number: &opening.number,
                    title: &opening.service.procedure.title,
                    service: Some(&opening.service.id),
                    definition: &opening.service.hash,
                    filer: &opening.filer,
                    subject: &opening.subject.record,
                    answers: &opening.answers,
                },
                needs: opening.service.needs.iter().collect(),
                evidence: &none,
            })
            .collect();
        let gathered = self.gather(&wanted, &mut Answers::new(), now).await?;
        drop(wanted);
        for ((step, opening), news) in openings.into_iter().zip(gathered) {
            opened.push((step, Some(self.open(commit, opening, Evidence(news), now)?)));
        }
        Ok(opened)
    }
}

fn dropped_step(bundle: &Bundle, step: usize, taken: bool) -> DroppedStep {
    let service = bundle.application.steps.get(step);
    DroppedStep {
        service: service.map_or_else(String::new, |step| step.service.clone()),
        taken,
    }
}

/// Where a case stands for its application.
pub(crate) fn standing(case: &Case) -> Standing {
    let silent = case.deemed_refused_at.is_some();
    match &case.phase {
        Phase::Issued | Phase::PostCheck => Standing::Fulfilled,
        Phase::Hearing(act) if act.act.is_revocation() && case.issued.is_some() => {
            Standing::Fulfilled
        }
        Phase::Refused | Phase::NotAccepted | Phase::Revoked | Phase::Withdrawn | Phase::Ruled => {
            Standing::Ended
        }
        phase if phase.is_undecided() && silent => Standing::Silent,
        _ => Standing::Open,
    }
}

fn note(bundle: &mut At<Bundle>, events: &mut Vec<Event>, event: Event) {
    if bundle.fold_on(&event).is_ok() {
        events.push(event);
    }
}
