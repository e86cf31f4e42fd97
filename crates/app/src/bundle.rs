//! How one service of an application follows another.

use jiff::Timestamp;
use tutas_domain::bundle::{Bundle, Event, Standing};
use tutas_domain::case::{Case, Phase};
use tutas_store::{Commit, EffectKey, MAX_CHANGES, StoreError};
use uuid::Uuid;

use crate::filing::Opening;
use crate::gather::{Answers, Purpose};
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
        let ended = self.load_case(case)?.state;
        let id = ended.filing.bundle;
        let mut bundle = self.load_bundle(id)?;
        let mut commit = Commit::default();
        let mut events = Vec::new();
        if let Some(step) = bundle.state.step_of(case) {
            for event in bundle.state.note(step, standing(&ended), now) {
                note(&mut bundle, &mut events, event);
            }
        }
        while let Some(step) = bundle.state.hopeless().first().copied() {
            note(
                &mut bundle,
                &mut events,
                Event::StepDropped { step, at: now },
            );
        }
        // What does not fit into this commit is opened by the next one.
        let room = MAX_CHANGES - 1;
        let ready = bundle.state.ready();
        for step in ready.iter().copied().take(room) {
            let claimed = self
                .open_step(&mut commit, &bundle.state, id, step, now)
                .await?;
            let event = match claimed {
                Some(case) => Event::StepOpened {
                    step,
                    case,
                    at: now,
                },
                None => Event::StepDropped { step, at: now },
            };
            note(&mut bundle, &mut events, event);
        }
        if ready.len() <= room {
            commit.effects_done.push(effect);
        }
        if !events.is_empty() {
            self.add_bundle_change(&mut commit, &bundle, &events, now)?;
        }
        match self.store().commit(commit).await {
            Ok(_) => Ok(()),
            Err(StoreError::Conflict { .. }) => Err(AppError::Stale),
            // Another case for the same was opened just now: looked at again later, not at once.
            Err(error) => Err(error.into()),
        }
    }

    /// Opens a step's case with fresh evidence; none if another case for the same is open.
    async fn open_step(
        &self,
        commit: &mut Commit,
        bundle: &Bundle,
        id: Uuid,
        step: usize,
        now: Timestamp,
    ) -> Result<Option<Uuid>, AppError> {
        let opening = Opening {
            follows: true,
            ..self.opening(bundle, id, step, now)?
        };
        let name = service_claim(&opening.service.id, &opening.filer, &opening.subject);
        let claim = self.store().claim_key(&name);
        if self.store().find_claim(&claim)?.is_some() {
            return Ok(None);
        }
        let purpose = Purpose {
            application: id,
            stream: None,
            number: &opening.number,
            title: &opening.service.procedure.title,
            filer: &opening.filer,
            subject: &opening.subject.record,
            answers: &opening.answers,
        };
        let mut evidence = tutas_domain::evidence::Evidence::default();
        let mut answers = Answers::new();
        let needs = &opening.service.needs;
        let gathered = self
            .gather(&purpose, needs, &evidence, &mut answers, now)
            .await?;
        evidence.0.extend(gathered);
        self.open(commit, opening, evidence, now).map(Some)
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
    if let Some(after) = Bundle::apply(Some(bundle.state.clone()), &event) {
        bundle.state = after;
        events.push(event);
    }
}
