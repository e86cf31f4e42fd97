//! How one service of an application follows another.

use std::collections::BTreeSet;

use jiff::Timestamp;
use tutas_domain::actor::Actor;
use tutas_domain::bundle::{Bundle, Event, Standing};
use tutas_domain::case::{Case, Command, DroppedStep, Phase};
use tutas_domain::evidence::Evidence;
use tutas_store::{Commit, DueEffect, MAX_CHANGES, StreamId};
use uuid::Uuid;

use crate::claim::service_claim;
use crate::filing::Opening;
use crate::gather::{Answers, Purpose, Wanted};
use crate::stream::At;
use crate::worker::settled;
use crate::{App, AppError};

/// The most cases that are noted at once: a commit has room for what each is told and for what
/// follows from them.
pub(crate) const NOTED_AT_ONCE: usize = 4;

impl App {
    /// Cases came to stand otherwise for their application: notes it in its bundle, opens what can
    /// follow and gives up what cannot, for all of them at once. Safe to repeat.
    pub(crate) async fn advance_bundle(
        &self,
        all: &[DueEffect],
        now: Timestamp,
    ) -> Result<(), AppError> {
        let streams: BTreeSet<StreamId> = all.iter().map(|due| due.key.stream).collect();
        let cases = streams.into_iter().map(|stream| self.load_case(stream.0));
        let mut cases: Vec<At<Case>> = cases.collect::<Result<_, _>>()?;
        let Some(id) = cases.last().map(|case| case.state.filing.bundle) else {
            return Ok(());
        };
        let mut bundle = self.load_bundle(id)?;
        let mut commit = Commit::default();
        let mut events = Vec::new();
        // What each of them is told.
        let mut dropped: Vec<Vec<DroppedStep>> = vec![Vec::new(); cases.len()];
        for (case, told) in cases.iter().zip(&mut dropped) {
            if let Some(step) = bundle.state.step_of(case.id.0) {
                for event in bundle.state.note(step, standing(&case.state), now) {
                    note(&mut bundle, &mut events, event);
                }
            }
            while let Some(step) = bundle.state.hopeless().first().copied() {
                told.push(dropped_step(&bundle.state, step, false));
                let event = Event::StepDropped { step, at: now };
                note(&mut bundle, &mut events, event);
            }
        }
        // What does not fit into this commit is opened by the next one.
        let room = MAX_CHANGES - 1 - cases.len();
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
                let told = told_of(&bundle.state, step, &cases);
                if let Some(told) = dropped.get_mut(told) {
                    told.push(dropped_step(&bundle.state, step, true));
                }
                Event::StepDropped { step, at: now }
            };
            note(&mut bundle, &mut events, event);
        }
        if ready.len() <= room {
            commit.effects_done.extend(all.iter().map(|due| due.key));
        }
        if !events.is_empty() {
            self.add_bundle_change(&mut commit, &bundle, &events, now)?;
        }
        for (case, told) in cases.iter_mut().zip(dropped) {
            self.tell_dropped(&mut commit, case, told, now)?;
        }
        // Where another case for the same was opened just now, it is looked at again later.
        settled(self.commit(commit).await.map(|_| ())).map(|_| ())
    }

    /// Told where it was decided: nobody waits for what does not come.
    fn tell_dropped(
        &self,
        commit: &mut Commit,
        case: &mut At<Case>,
        dropped: Vec<DroppedStep>,
        now: Timestamp,
    ) -> Result<(), AppError> {
        if dropped.is_empty() {
            return Ok(());
        }
        let before = case.state.clone();
        let command = Command::DropSteps(dropped);
        let mut told = Vec::new();
        self.decide(case, &mut told, command, &Actor::Machine, now)?;
        self.add_case_change(commit, Some(&before), case, &told, now)
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
            let claim = self.claim_key(&name);
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

/// Which of the cases is told that a step is given up: the one that it comes after; else the last one
/// that is a step itself.
pub(crate) fn told_of(bundle: &Bundle, step: usize, cases: &[At<Case>]) -> usize {
    let steps = &bundle.application.steps;
    let of = |case: &At<Case>| bundle.step_of(case.id.0).and_then(|of| steps.get(of));
    let follows = |case: &At<Case>| {
        let (Some(of), Some(step)) = (of(case), steps.get(step)) else {
            return false;
        };
        of.subject == step.subject && step.after.contains(&of.service)
    };
    let told = cases.iter().position(follows);
    let told = told.or_else(|| cases.iter().rposition(|case| of(case).is_some()));
    told.unwrap_or(0)
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
