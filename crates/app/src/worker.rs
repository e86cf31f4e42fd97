//! Workers: one step at a time, told when it is; no sleeping. A step may use many hands.
//!
//! An effect is performed at least once and counts once: its outcome is a command, and the commit
//! that records it also marks the effect done.

use jiff::{SignedDuration, Timestamp};
use tokio::task::JoinSet;
use tutas_domain::actor::Actor;
use tutas_domain::case::{Case, Command, Phase, Recorded, next_wake};
use tutas_domain::evidence::Record;
use tutas_domain::value::Value;
use tutas_store::{Claim, ClockRow, Commit, DueEffect, StoreError, StreamId, in_background};
use uuid::Uuid;

use crate::bundle::NOTED_AT_ONCE;
use crate::claim::claim_name;
use crate::effect::{self, application_of};
use crate::gather::{Answers, Purpose, Wanted};
use crate::lacking::lacking;
use crate::registers::Write;
use crate::results::write_id;
use crate::stream::At;
use crate::{App, AppError};

/// The most work of one step.
const BATCH: usize = 256;

/// The longest wait before a register that is down, or other failed work, is tried again: nobody
/// waits longer for the next try than for all those before it.
const LONGEST_WAIT_MINUTES: i64 = 60;

/// The longest wait before registers are asked whether they have come to hold what a person could
/// not be found to have: each time is a read of the person's data, on record.
const LONGEST_LOOK_MINUTES: i64 = 120;

/// After so many looks, about three days, what did not come is looked for once a day only.
const FREQUENT_LOOKS: u32 = 40;
const LATER_LOOK_MINUTES: i64 = 24 * 60;

/// How long letters may wait to be told of together.
pub(crate) const LONGEST_COLLECTING: SignedDuration = SignedDuration::from_mins(1);

/// What a step did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Effects performed and clocks fired.
    pub done: usize,
    /// When there is work again, as far as is known.
    pub next: Option<Timestamp>,
}

/// Something to be done by one hand.
enum Task {
    /// A case's clock.
    Clock(StreamId),
    /// The effects of one application, in their order.
    Effects(Vec<DueEffect>),
}

impl App {
    /// Does what is due, one after the other, and says when to come again.
    pub async fn step(&self) -> Result<Progress, AppError> {
        self.step_with(1).await
    }

    /// The same with so many hands at a time: what waits for a disk or a register holds up nobody
    /// else. What belongs to one application is done in its order, by one of them: two would
    /// overtake each other.
    pub async fn step_with(&self, hands: usize) -> Result<Progress, AppError> {
        let now = self.now();
        let clocks = self.store().due_streams(now, BATCH)?;
        let clocks = clocks.into_iter().map(Task::Clock).collect();
        let mut done = self.share_out(clocks, hands, now).await;
        let mut effects: Vec<(Uuid, Vec<DueEffect>)> = Vec::new();
        for due in self.effects_for_now(now)? {
            let application = application_of(&due);
            match effects.iter_mut().find(|(other, _)| *other == application) {
                Some((_, all)) => all.push(due),
                None => effects.push((application, vec![due])),
            }
        }
        let effects = effects.into_iter().map(|(_, all)| Task::Effects(all));
        done += self.share_out(effects.collect(), hands, now).await;
        done += self.recount_some().await?;
        self.keep_measures(now).await;
        Ok(Progress {
            done,
            next: self.store().next_wake()?,
        })
    }

    /// What of the effects is done now. Letters are told of when nothing else is to be done just now,
    /// so that those which come together are one message; but nobody waits long for it.
    fn effects_for_now(&self, now: Timestamp) -> Result<Vec<DueEffect>, AppError> {
        let due = self.store().due_effects(now, BATCH)?;
        if !due.is_empty() {
            return Ok(due);
        }
        let soon = now.saturating_add(LONGEST_COLLECTING).unwrap_or(now);
        let mut waiting = self.store().due_effects(soon, BATCH)?;
        waiting.retain(may_be_told);
        Ok(waiting)
    }

    /// Does all tasks, `hands` at a time; counts what was done.
    async fn share_out(&self, tasks: Vec<Task>, hands: usize, now: Timestamp) -> usize {
        let mut done = 0;
        if hands <= 1 {
            for task in tasks {
                done += self.do_task(task, now).await;
            }
            return done;
        }
        let mut at_it = JoinSet::new();
        let mut tasks = tasks.into_iter();
        loop {
            while at_it.len() < hands
                && let Some(task) = tasks.next()
            {
                let app = self.clone();
                at_it.spawn(async move { app.do_task(task, now).await });
            }
            match at_it.join_next().await {
                None => return done,
                Some(Ok(one)) => done += one,
                // It stays due, and is tried again with the next step.
                Some(Err(error)) => tracing::error!(error = %error, "a task broke off"),
            }
        }
    }

    /// Nobody waits for it at a page: people's writes go first.
    async fn do_task(&self, task: Task, now: Timestamp) -> usize {
        in_background(self.do_at_once(task, now)).await
    }

    async fn do_at_once(&self, task: Task, now: Timestamp) -> usize {
        match task {
            Task::Clock(stream) => match self.fire_clocks(stream, now).await {
                Ok(fired) => usize::from(fired),
                Err(AppError::Stale) => 1,
                // One case that cannot be advanced must not stop the law for the others.
                Err(error) => {
                    tracing::error!(stream = %stream.0, error = %error, "clock put off");
                    self.put_off_clock(stream, now).await;
                    0
                }
            },
            Task::Effects(effects) => {
                let mut done = 0;
                let went_on = effects
                    .iter()
                    .find(|due| due.kind == effect::ADVANCE_BUNDLE)
                    .map(application_of);
                for group in together(effects) {
                    if let Some(first) = group.first() {
                        done += usize::from(self.perform(first, &group, now).await);
                    }
                }
                if let Some(application) = went_on {
                    done += self.tell_if_over(application, now).await;
                }
                done
            }
        }
    }

    /// When an application has come to its end and nothing else is to be done for it, no letter is to
    /// be waited for: it is told of now, while it is still known.
    async fn tell_if_over(&self, application: Uuid, now: Timestamp) -> usize {
        let letters = match self.letters_if_over(application) {
            Ok(letters) => letters,
            Err(error) => {
                // They are told of when their own time has come.
                tracing::warn!(error = %error, "letters not told of at once");
                return 0;
            }
        };
        let Some(first) = letters.first() else {
            return 0;
        };
        usize::from(self.perform(first, &letters, now).await)
    }

    fn letters_if_over(&self, application: Uuid) -> Result<Vec<DueEffect>, AppError> {
        if self.load_bundle(application)?.state.is_open() {
            return Ok(Vec::new());
        }
        let waiting = self.store().effects_of_bundle(StreamId(application))?;
        Ok(if waiting.iter().all(may_be_told) {
            waiting
        } else {
            Vec::new()
        })
    }

    /// Steps until nothing is due now. For tests, examples and the demonstration.
    pub async fn settle(&self) -> Result<usize, AppError> {
        let mut total = 0;
        for _ in 0..BATCH {
            let progress = self.step().await?;
            total += progress.done;
            if progress.done == 0 {
                break;
            }
        }
        Ok(total)
    }

    async fn fire_clocks(&self, stream: StreamId, now: Timestamp) -> Result<bool, AppError> {
        let mut case = match self.load_case(stream.0) {
            Ok(case) => case,
            Err(AppError::NotFound) => return Ok(false),
            Err(error) => return Err(error),
        };
        let before = case.state.clone();
        let mut events: Vec<Recorded> = Vec::new();
        self.decide(
            &mut case,
            &mut events,
            Command::Advance,
            &Actor::Machine,
            now,
        )?;
        let mut commit = Commit::default();
        if events.is_empty() {
            // The hint was early: put it right.
            let procedure = &self.definition_of(&case.state)?.procedure;
            let at = next_wake(&case.state, procedure, self.calendar_of(&case.state));
            commit.clocks.push(ClockRow { stream, at });
            commit.reads.push((stream, case.version));
        } else {
            self.add_case_change(&mut commit, Some(&before), &case, &events, now)?;
        }
        settled(self.commit(commit).await.map(|_| ()))
    }

    /// Performs one effect, and with it all that are done by the same; what fails is tried again
    /// later, never dropped.
    async fn perform(&self, due: &DueEffect, all: &[DueEffect], now: Timestamp) -> bool {
        let case = due.key.stream.0;
        let outcome = match due.kind.as_str() {
            effect::GATHER => self.gather_case(case, due, now).await,
            effect::ISSUE => self.issue(case, due, now).await,
            effect::AMEND_RESULTS => self.amend_results(case, due.key).await.map(|()| true),
            effect::ADVANCE_BUNDLE => self.advance_bundle(all, now).await.map(|()| true),
            effect::REQUEST_STATEMENT => self
                .request_statement(case, due.key, now)
                .await
                .map(|()| true),
            effect::APPLY_RULING => self.apply_ruling(case, due.key, now).await.map(|()| true),
            effect::OPEN_DEFECTS => self.open_defects(case, due.key, now).await.map(|()| true),
            effect::SETTLE_DEFECT => self.settle_defect(case, due.key, now).await.map(|()| true),
            effect::NOTIFY => self.notify(case, all, now).await.map(|()| true),
            effect::SEND => self.send(case, due).await.map(|()| true),
            effect::TELL_ANSWER => self.tell_answer(case, due).await.map(|()| true),
            other => {
                tracing::error!(kind = other, "unknown effect");
                Err(AppError::Internal("unknown-effect"))
            }
        };
        match outcome {
            Ok(done) => done,
            Err(AppError::Stale) => true,
            // Nothing waits for what only another cannot do.
            Err(_) if all.len() > 1 => {
                let mut done = false;
                for one in all {
                    let alone = self.perform(one, std::slice::from_ref(one), now);
                    done |= Box::pin(alone).await;
                }
                done
            }
            Err(error) => {
                tracing::warn!(kind = due.kind, error = %error, "effect put off");
                self.put_off(due, LONGEST_WAIT_MINUTES, now).await;
                false
            }
        }
    }

    /// Puts a clock off for the longest wait.
    async fn put_off_clock(&self, stream: StreamId, now: Timestamp) {
        let at = now
            .saturating_add(SignedDuration::from_mins(LONGEST_WAIT_MINUTES))
            .ok();
        let commit = Commit {
            clocks: vec![ClockRow { stream, at }],
            ..Commit::default()
        };
        if let Err(error) = self.commit(commit).await {
            tracing::warn!(error = %error, "clock not put off");
        }
    }

    /// Puts an effect off: each time twice as long, up to a longest wait.
    async fn put_off(&self, due: &DueEffect, longest_minutes: i64, now: Timestamp) {
        let minutes = (1_i64 << due.tries.min(16)).min(longest_minutes);
        let at = now
            .saturating_add(SignedDuration::from_mins(minutes))
            .unwrap_or(now);
        if let Err(error) = self
            .store()
            .postpone_effect(due.key, at, due.tries + 1)
            .await
        {
            tracing::warn!(error = %error, "effect not put off");
        }
    }

    /// Asks registers what a case lacks, and looks at it anew.
    async fn gather_case(
        &self,
        id: Uuid,
        due: &DueEffect,
        now: Timestamp,
    ) -> Result<bool, AppError> {
        let mut case = self.load_case(id)?;
        let before = case.state.clone();
        let mut commit = Commit::default();
        let mut events: Vec<Recorded> = Vec::new();
        if before.wants_evidence() {
            self.refresh(&mut case, &mut events, now).await?;
        }
        let satisfied = !case.state.wants_evidence();
        if satisfied {
            commit.effects_done.push(due.key);
        }
        if events.is_empty() {
            commit.reads.push((case.id, case.version));
        } else {
            self.add_case_change(&mut commit, Some(&before), &case, &events, now)?;
        }
        let done = settled(self.commit(commit).await.map(|_| ()))?;
        if !satisfied && done {
            let down = case.state.has_outage();
            let longest = match due.tries {
                _ if down => LONGEST_WAIT_MINUTES,
                0..FREQUENT_LOOKS => LONGEST_LOOK_MINUTES,
                _ => LATER_LOOK_MINUTES,
            };
            self.put_off(due, longest, now).await;
        }
        Ok(done && satisfied)
    }

    /// Gathers for a loaded case and assesses it.
    pub(crate) async fn refresh(
        &self,
        case: &mut At<Case>,
        events: &mut Vec<Recorded>,
        now: Timestamp,
    ) -> Result<(), AppError> {
        let service = self.definition_of(&case.state)?;
        let mut answers = Answers::new();
        let mut wanted = lacking(&case.state, service);
        loop {
            let filing = &case.state.filing;
            let purpose = Purpose {
                application: filing.bundle,
                stream: Some(case.id.0),
                number: &filing.number,
                title: &service.procedure.title,
                service: Some(&service.id),
                definition: &service.hash,
                filer: &filing.filer,
                subject: &filing.subject.record,
                answers: &case.state.answers,
            };
            let wanted_now = Wanted {
                purpose,
                needs: wanted.clone(),
                evidence: &case.state.evidence,
            };
            let gathered = self.gather(&[wanted_now], &mut answers, now).await?;
            let before = events.len();
            let command = Command::RecordEvidence(gathered.into_iter().flatten().collect());
            self.decide(case, events, command, &Actor::Machine, now)?;
            // Once what was lacking has come, the rest is read anew where it is too old to decide on.
            if events.len() == before || wanted.len() == service.needs.len() {
                break;
            }
            wanted = service.needs.iter().collect();
        }
        self.dispute_what_was_said(case, events, now)?;
        if case.state.phase.is_undecided() || case.state.phase == Phase::PostCheck {
            self.look(case, events, now)?;
        }
        Ok(())
    }

    /// Writes a granted case's result to its register, and confirms it.
    async fn issue(&self, id: Uuid, due: &DueEffect, now: Timestamp) -> Result<bool, AppError> {
        let mut case = self.load_case(id)?;
        let before = case.state.clone();
        let mut commit = Commit {
            effects_done: vec![due.key],
            ..Commit::default()
        };
        let mut events: Vec<Recorded> = Vec::new();
        if before.phase == Phase::Granted || before.held_up.is_some() {
            let holder = self.may_issue(&case).await?;
            if holder.is_some() {
                let command = Command::HoldUp { by: holder };
                self.decide(&mut case, &mut events, command, &Actor::Machine, now)?;
                let mut commit = Commit::default();
                self.add_case_change(&mut commit, Some(&before), &case, &events, now)?;
                settled(self.commit(commit).await.map(|_| ()))?;
                self.put_off(due, LATER_LOOK_MINUTES, now).await;
                return Ok(false);
            }
            let command = if before.issued.is_some() {
                Command::HoldUp { by: None }
            } else {
                // No register holds two results of one case at a time.
                self.tell_register(&case, due.key).await?;
                self.result_of(&before, id).await?
            };
            self.decide(&mut case, &mut events, command, &Actor::Machine, now)?;
            self.add_case_change(&mut commit, Some(&before), &case, &events, now)?;
        }
        settled(self.commit(commit).await.map(|_| ()))
    }

    /// Nothing is issued while another live case for the same holds the claim: what was asked would be
    /// given twice. Gives that case's number; the person and an officer are told, and it is looked at
    /// again: when the other one ends without giving it, this one takes the claim.
    async fn may_issue(&self, case: &At<Case>) -> Result<Option<String>, AppError> {
        let name = self.claim_key(&claim_name(&case.state.filing));
        if self.store().find_claim(&name)?.is_some() {
            return self.taken_by(case);
        }
        let claim = Claim {
            name,
            holder: case.id,
            release: false,
        };
        let commit = Commit {
            claims: vec![claim],
            reads: vec![(case.id, case.version)],
            ..Commit::default()
        };
        settled(self.commit(commit).await.map(|_| ()))?;
        Ok(None)
    }

    /// The number of another live case for the same, if there is one.
    pub(crate) fn taken_by(&self, case: &At<Case>) -> Result<Option<String>, AppError> {
        let name = self.claim_key(&claim_name(&case.state.filing));
        match self.store().find_claim(&name)? {
            Some(holder) if holder != case.id => {
                let holder = self.load_case(holder.0)?.state;
                Ok(Some(holder.filing.number.clone()))
            }
            _ => Ok(None),
        }
    }

    async fn result_of(&self, case: &Case, id: Uuid) -> Result<Command, AppError> {
        let service = self.definition_of(case)?;
        let about = self.about_case(case)?;
        let variant = service
            .gives
            .documents
            .iter()
            .enumerate()
            .find(|(index, variant)| {
                variant.when.is_none() || about.holds(&format!("document:{index}")) == Some(true)
            });
        let kind = variant.map_or_else(String::new, |(_, variant)| variant.kind.clone());
        let Some(write) = &service.gives.write else {
            let (number, record) = (case.filing.number.clone(), Record::new());
            return Ok(Command::ConfirmIssue {
                number,
                kind,
                record,
            });
        };
        let record: Record = write
            .fields
            .keys()
            .map(|field| {
                let value = about.value(&format!("write:{field}"));
                (field.clone(), value)
            })
            .collect();
        #[cfg(feature = "plant")]
        if tutas_domain::plant::is(7) || tutas_domain::plant::is(16) {
            // Numbered by nobody, and all alike.
            let number = if tutas_domain::plant::is(16) {
                "1".to_owned()
            } else {
                case.filing.number.clone()
            };
            return Ok(Command::ConfirmIssue {
                number,
                kind,
                record,
            });
        }
        let register = self.register(&write.register)?;
        let request = Write {
            register,
            record: &record,
            issue: &case.filing.number,
            // One result a decision: the case's own id makes the write repeatable.
            id: write_id(case, id),
            amends: None,
        };
        let answer = self
            .registers()
            .write(request)
            .await
            .map_err(|_| AppError::Internal("register-does-not-take-the-result"))?;
        let number = answer
            .record
            .get(&write.number_field)
            .and_then(Option::as_ref)
            .map(Value::to_plain)
            .ok_or(AppError::Internal("register-gave-no-number"))?;
        Ok(Command::ConfirmIssue {
            number,
            kind,
            record: answer.record,
        })
    }
}

/// The effects of one application, as they are performed: each by itself, but what came of several
/// of its cases is noted at once, and one message tells of all letters there are.
fn together(effects: Vec<DueEffect>) -> impl Iterator<Item = Vec<DueEffect>> {
    let kind = |kind: &'static str| move |due: &DueEffect| due.kind == kind;
    let (letters, others): (Vec<_>, Vec<_>) = effects.into_iter().partition(kind(effect::NOTIFY));
    let (noted, others): (Vec<_>, Vec<_>) =
        others.into_iter().partition(kind(effect::ADVANCE_BUNDLE));
    let noted: Vec<_> = noted.chunks(NOTED_AT_ONCE).map(<[_]>::to_vec).collect();
    let others = others.into_iter().map(|due| vec![due]);
    let letters = Some(letters).filter(|letters| !letters.is_empty());
    others.chain(noted).chain(letters)
}

/// Whether it is of letters that may be told of before their time: what failed waits for its own.
fn may_be_told(due: &DueEffect) -> bool {
    due.kind == effect::NOTIFY && due.tries == 0
}

/// Whether a commit went through; one that somebody else overtook is simply tried again.
pub(crate) fn settled(outcome: Result<(), StoreError>) -> Result<bool, AppError> {
    match outcome {
        Ok(()) => Ok(true),
        // Somebody else was quicker with this stream, or with one of these effects.
        Err(StoreError::Conflict { .. } | StoreError::EffectGone { .. }) => Err(AppError::Stale),
        Err(error) => Err(error.into()),
    }
}
