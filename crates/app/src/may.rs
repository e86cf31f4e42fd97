//! What a person may do with a case just now: worked out by trying it on the law's state machine.

use tutas_domain::actor::Actor;
use tutas_domain::case::{Case, Command, Level};
use tutas_domain::definition::Kind;
use tutas_domain::text::Words;

use crate::case_after::has_execution;
use crate::stream::At;
use crate::view::{May, MayAppeal, MayComplain};
use crate::{App, AppError};

impl App {
    /// What else the person who filed may do.
    pub(crate) fn may(&self, at: &At<Case>) -> Result<May, AppError> {
        let actor = Actor::Person(at.state.filing.filer.clone());
        let may = |command| Ok::<bool, AppError>(self.attempt(at, command, &actor)?.is_ok());
        let words = || Words::from("…");
        let procedure = &self.definition_of(&at.state)?.procedure;
        let hearing = &at.state.phase;
        let asked_already = matches!(
            hearing,
            tutas_domain::case::Phase::Hearing(preliminary) if preliminary.oral.is_some()
        );
        Ok(May {
            appeal: self.may_appeal(at)?,
            complain: self.may_complain(at)?,
            waive: at.state.waived_at.is_none() && may(Command::WaiveHearing)?,
            ask_oral: !asked_already && may(Command::AskOralHearing)?,
            remark: may(Command::Remark(words()))?,
            ask_correction: procedure.correction.is_some() && may(Command::AskCorrection(words()))?,
            note_court: may(Command::NoteCourt(words()))?,
            dispute: self.may_dispute(at)?,
        })
    }

    fn may_appeal(&self, at: &At<Case>) -> Result<Option<MayAppeal>, AppError> {
        let now = self.now();
        if self.review_service(Kind::Appeal, None, now).is_err() {
            return Ok(None);
        }
        let challenge = match self.challenge(at) {
            Ok(challenge) => challenge,
            Err(AppError::Rejected(_) | AppError::NotAllowed(_)) => return Ok(None),
            Err(error) => return Err(error),
        };
        let route = &self.definition_of(&at.state)?.procedure.appeal;
        let today = self.calendar_of(&at.state).local(now).date();
        Ok(Some(MayAppeal {
            instance: challenge.instance,
            filed_with: self.body_title(&challenge.body),
            decided_by: challenge
                .superior
                .as_ref()
                .map(|body| self.body_title(body)),
            late: challenge.is_late(today),
            last_day: challenge.last_day,
            suspends: route.suspends.is_some() && has_execution(&at.state),
            law: route.within.law.clone(),
        }))
    }

    /// Complaints that may be made: one on each level at a time.
    fn may_complain(&self, at: &At<Case>) -> Result<Vec<MayComplain>, AppError> {
        if at.state.kind() != Kind::Service {
            return Ok(Vec::new());
        }
        let now = self.now();
        let reviews = self.reviews_of(at)?;
        let mut may = Vec::new();
        for level in [Level::Provider, Level::Authority] {
            let pending = reviews.iter().any(|review| {
                level_of(&review.state) == Some(level) && review.state.phase.is_undecided()
            });
            let Ok(service) = self.review_service(Kind::Complaint, Some(level), now) else {
                continue;
            };
            let Ok(body) = self.complaint_body(&at.state, level, now) else {
                continue;
            };
            if !pending {
                may.push(MayComplain {
                    level,
                    to: self.body_title(&body),
                    answered_in: service.term.length,
                    law: service.term.law.clone(),
                });
            }
        }
        Ok(may)
    }
}

/// The level of a complaint.
pub(crate) fn level_of(case: &Case) -> Option<Level> {
    match &case.filing.matter {
        tutas_domain::case::Matter::Complaint(complaint) => Some(complaint.level),
        _ => None,
    }
}
