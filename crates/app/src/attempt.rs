//! What was tried and turned down: out of state, by the wrong actor, twice, from past or future.
//! The state is unchanged; whoever filed the case can read who tried what, and why it was not done.

use tutas_domain::actor::Actor;
use tutas_domain::case::{Command, Rejection};
use tutas_store::Commit;
use uuid::Uuid;

use crate::access::{Attempt, Details, Look};
use crate::{App, AppError};

impl App {
    /// Puts a command that was turned down on record. That it cannot be recorded just now changes
    /// nothing about the answer.
    pub(crate) async fn note_attempt(
        &self,
        case: Uuid,
        command: &Command,
        actor: &Actor,
        rejection: Rejection,
    ) {
        self.note_tried(case, name(command), actor, rejection).await;
    }

    /// The same for what is no command to this case itself.
    pub(crate) async fn note_tried(
        &self,
        case: Uuid,
        command: &'static str,
        actor: &Actor,
        rejection: Rejection,
    ) {
        let noted = self.put_attempt(case, command, actor, rejection).await;
        if let Err(error) = noted {
            tracing::warn!(error = %error, "an attempt is not on record");
        }
    }

    async fn put_attempt(
        &self,
        case: Uuid,
        command: &'static str,
        actor: &Actor,
        rejection: Rejection,
    ) -> Result<(), AppError> {
        let (by, officer) = match actor {
            Actor::Person(_) => (String::new(), None),
            Actor::Clerk { clerk: officer, .. } | Actor::Officer(officer) => {
                (officer.id.name.clone(), Some(officer.id.clone()))
            }
            Actor::Machine => return Ok(()),
        };
        let now = self.now();
        // What nobody has, nobody is told of.
        let at = match self.load_case(case) {
            Err(AppError::NotFound) => return Ok(()),
            at => at?,
        };
        let stranger = matches!(actor, Actor::Person(who) if *who != at.state.filing.filer);
        let service = self.definition_of(&at.state)?;
        let details = Details {
            officer_of: officer.as_ref().map(|officer| officer.body.clone()),
            officer: officer.map(|officer| officer.id),
            looks: vec![Look::at_a_case(service, &at.state.filing.number)],
            attempt: Some(Attempt {
                command: command.to_owned(),
                by,
                code: rejection.code().to_owned(),
                stranger,
            }),
            ..Details::default()
        };
        let filer = &at.state.filing.filer;
        let commit = Commit {
            accesses: vec![self.access_row(now, filer, Some(case), &details)?],
            ..Commit::default()
        };
        self.commit(commit).await?;
        Ok(())
    }
}

/// A stable name of a command.
pub(crate) fn name(command: &Command) -> &'static str {
    match command {
        Command::File(_) => "file",
        Command::Advance => "advance",
        Command::RecordEvidence(_) => "record-evidence",
        Command::Assess { .. } => "assess",
        Command::Supply { .. } => "supply",
        Command::Answer { .. } => "answer",
        Command::ReadLetter(_) => "read-letter",
        Command::Object(_) => "object",
        Command::Withdraw => "withdraw",
        Command::Grant => "grant",
        Command::AskForCure { .. } => "ask-for-cure",
        Command::AcceptDocument { .. } => "accept-document",
        Command::TurnDownDocument { .. } => "turn-down-document",
        Command::PrepareRefusal { .. } => "prepare-refusal",
        Command::Approve => "approve",
        Command::Return { .. } => "return",
        Command::RefuseAcceptance { .. } => "refuse-acceptance",
        Command::Redirect { .. } => "redirect",
        Command::Extend { .. } => "extend",
        Command::Pause { .. } => "pause",
        Command::Resume => "resume",
        Command::Recount => "recount",
        Command::RecordReceipt { .. } => "record-receipt",
        Command::WaiveHearing => "waive-hearing",
        Command::AskOralHearing => "ask-oral-hearing",
        Command::HoldHearing { .. } => "hold-hearing",
        Command::Remark(_) => "remark",
        Command::GrantProvisionally => "grant-provisionally",
        Command::PassPostCheck => "pass-post-check",
        Command::PrepareRevocation { .. } => "prepare-revocation",
        Command::RevokeBurden { .. } => "revoke-burden",
        Command::AskCorrection(_) => "ask-correction",
        Command::Correct { .. } => "correct",
        Command::DeclineCorrection { .. } => "decline-correction",
        Command::Rule { .. } => "rule",
        Command::PrepareRuling { .. } => "prepare-ruling",
        Command::Lodge { .. } => "lodge",
        Command::ApplyRuling(_) => "apply-ruling",
        Command::ConfirmDefect { .. } => "confirm-defect",
        Command::Dispute { .. } => "dispute",
        Command::SettleDispute { .. } => "settle-dispute",
        Command::NoteCourt(_) => "note-court",
        Command::HoldUp { .. } => "hold-up",
        Command::DropSteps(_) => "drop-steps",
        Command::ConfirmIssue { .. } => "confirm-issue",
    }
}
