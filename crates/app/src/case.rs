//! What persons do with their cases, and how a command comes to be committed.

use jiff::{SignedDuration, Timestamp};
use tutas_domain::actor::Actor;
use tutas_domain::case::{Case, Command, Event, Recorded, Rejection};
use tutas_domain::person::PersonId;
use tutas_store::{Commit, StoreError};
use uuid::Uuid;

use crate::stream::At;
use crate::{App, AppError, Limit};

/// How often a command is decided anew when somebody else was quicker.
pub(crate) const ATTEMPTS: usize = 4;

/// Who got no answer sends a form again within this time; later the same words are said anew.
const SENT_AGAIN: SignedDuration = SignedDuration::from_hours(1);

impl App {
    /// What a person asks of their own case.
    pub async fn own_command(
        &self,
        who: &PersonId,
        case: Uuid,
        command: Command,
    ) -> Result<(), AppError> {
        let tried = crate::attempt::name(&command);
        let said = self.own_case_for(who, case, tried).await?.state;
        // Officers must be able to read all of it.
        let again = match &command {
            Command::Object(_) => "objected",
            Command::Remark(_) => "protocol-remarked",
            Command::AskCorrection(_) => "correction-asked",
            Command::NoteCourt(_) => "court-claim-noted",
            _ => "",
        };
        let earlier = said.history.iter().filter(|(_, what)| what == again);
        if earlier.count() >= Limit::Objections.most() {
            return Err(AppError::TooMany(Limit::Objections));
        }
        self.command(case, command, &Actor::Person(who.clone()))
            .await
    }

    /// Says something to a preliminary decision.
    pub async fn object(&self, who: &PersonId, case: Uuid, words: String) -> Result<(), AppError> {
        self.own_command(who, case, Command::Object(words.into()))
            .await
    }

    /// Withdraws a case.
    pub async fn withdraw(&self, who: &PersonId, case: Uuid) -> Result<(), AppError> {
        self.own_command(who, case, Command::Withdraw).await
    }

    /// The person's own case; another person's is not there for them.
    pub(crate) fn own_case(&self, who: &PersonId, case: Uuid) -> Result<At<Case>, AppError> {
        let loaded = self.load_case(case)?;
        if loaded.state.filing.filer == *who {
            Ok(loaded)
        } else {
            Err(AppError::NotFound)
        }
    }

    /// The same for what is put on record if it is turned away: whoever filed the case can read that
    /// somebody else tried.
    pub(crate) async fn own_case_for(
        &self,
        who: &PersonId,
        case: Uuid,
        what: &'static str,
    ) -> Result<At<Case>, AppError> {
        let own = self.own_case(who, case);
        if matches!(own, Err(AppError::NotFound)) {
            let actor = Actor::Person(who.clone());
            self.note_tried(case, what, &actor, Rejection::NotTheFiler)
                .await;
        }
        own
    }

    /// Decides on a command, looks at the case anew where it may matter, and commits. What is turned
    /// down changes nothing, and is put on record as tried.
    pub(crate) async fn command(
        &self,
        id: Uuid,
        command: Command,
        actor: &Actor,
    ) -> Result<(), AppError> {
        for _ in 0..ATTEMPTS {
            let case = self.load_case(id)?;
            // On the heap: a case is large, and every use case waits for this.
            match Box::pin(self.command_at(case, command.clone(), actor)).await {
                Err(AppError::Stale) => {}
                Err(AppError::Rejected(rejection)) => {
                    self.note_attempt(id, &command, actor, rejection).await;
                    return Err(rejection.into());
                }
                done => return done,
            }
        }
        Err(AppError::Stale)
    }

    /// The same, once, for the case as it was loaded; stale if somebody else was quicker.
    pub(crate) async fn command_at(
        &self,
        mut case: At<Case>,
        command: Command,
        actor: &Actor,
    ) -> Result<(), AppError> {
        let now = self.now();
        let before = case.state.clone();
        let mut events: Vec<Recorded> = Vec::new();
        let changes_facts = matches!(
            command,
            Command::Answer { .. } | Command::AcceptDocument { .. }
        );
        self.decide(&mut case, &mut events, command, actor, now)?;
        if changes_facts {
            // What was none for want of a key may be found now.
            self.refresh(&mut case, &mut events, now).await?;
        }
        if events.is_empty() || self.was_said_before(&case, &events, now)? {
            return Ok(());
        }
        self.commit_case(&before, &case, &events, now).await
    }

    /// Whether a person has just said the same: who got no answer sends the form again, and what
    /// counted counts once. What else is asked for twice, the state of the case turns down.
    fn was_said_before(
        &self,
        case: &At<Case>,
        events: &[Recorded],
        now: Timestamp,
    ) -> Result<bool, AppError> {
        let is_said = |event: &Event| {
            matches!(
                event,
                Event::Objected { .. }
                    | Event::ProtocolRemarked { .. }
                    | Event::CourtClaimNoted { .. }
                    | Event::Supplied { upload: None, .. }
            )
        };
        let Some(said) = events.iter().find(|one| is_said(&one.event)) else {
            return Ok(false);
        };
        let mut before = false;
        self.walk(case.id, |_, _, earlier| {
            let same = earlier.event == said.event && earlier.by == said.by;
            before |= same && earlier.recorded_at.duration_until(now) < SENT_AGAIN;
        })?;
        Ok(before)
    }

    async fn commit_case(
        &self,
        before: &Case,
        after: &At<Case>,
        events: &[Recorded],
        now: Timestamp,
    ) -> Result<(), AppError> {
        let mut commit = Commit::default();
        self.add_case_change(&mut commit, Some(before), after, events, now)?;
        match self.commit(commit).await {
            Ok(_) => Ok(()),
            Err(StoreError::Conflict { .. }) => Err(AppError::Stale),
            Err(error) => Err(error.into()),
        }
    }
}
