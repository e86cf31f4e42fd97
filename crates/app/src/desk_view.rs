//! What an officer may do with a case just now: worked out by trying each command on the law's state
//! machine, so that a page offers nothing it would turn down.

use jiff::civil::Date;
use tutas_catalog::{Body, Service};
use tutas_domain::actor::{Actor, Officer};
use tutas_domain::case::{
    Case, Command, Competent, Context, Lateness, Letter, LetterKind, Matter, Outcome, Phase, Proof,
    Rejection, Rights, Ruling, may,
};
use tutas_domain::definition::{
    Channel, CuringMeans, ExceptionGround, ExtensionFrom, Hearing, Kind, Revocation,
    RevocationGround,
};
use tutas_domain::evidence::Verdict;
use tutas_domain::text::{Texts, Words};
use tutas_domain::value::ValueType;

use crate::stream::At;
use crate::view::{
    DeskView, Examine, ExtensionView, NotNow, PauseView, Question, QuestionKind, RevocationView,
    UnreceivedLetter, UploadLine,
};
use crate::{App, AppError};

/// Outcomes that one officer rules alone.
const ALONE: [Outcome; 6] = [
    Outcome::Annulled,
    Outcome::Replaced,
    Outcome::Ordered,
    Outcome::Remanded,
    Outcome::Upheld,
    Outcome::Corrected,
];

/// Outcomes against the person: prepared by one, adopted by another.
const BY_TWO: [Outcome; 3] = [Outcome::Dismissed, Outcome::Unchanged, Outcome::Left];

/// An officer before a case.
struct Desk<'a> {
    app: &'a App,
    at: &'a At<Case>,
    actor: &'a Actor,
    officer: &'a Officer,
    service: &'a Service,
}

impl Desk<'_> {
    fn attempt(&self, command: Command) -> Result<Result<(), Rejection>, AppError> {
        self.app.attempt(self.at, command, self.actor)
    }

    fn may(&self, command: Command) -> Result<bool, AppError> {
        Ok(self.attempt(command)?.is_ok())
    }

    /// What is done with the requirements.
    fn requirements(&self, desk: &mut DeskView) -> Result<(), AppError> {
        let case = &self.at.state;
        let mut not_now = Vec::new();
        let mut why = |act, attempt| told(&mut not_now, act, attempt);
        desk.may_grant = why("grant", self.attempt(Command::Grant)?);
        desk.may_approve = why("approve", self.attempt(Command::Approve)?);
        desk.may_return = self.may(Command::Return { words: words() })?;
        for requirement in &self.service.procedure.requirements {
            let name = requirement.name.clone();
            let entry = (name.clone(), requirement.title.clone());
            let ask = Command::AskForCure {
                requirement: name.clone(),
                words: words(),
            };
            if self.may(ask)? {
                desk.may_ask_cure.push(entry.clone());
            }
            let unmet = case
                .finding(&name)
                .is_some_and(|known| known.verdict != Verdict::Met);
            let refuse_acceptance = Command::RefuseAcceptance {
                requirements: vec![name.clone()],
                reasons: words(),
            };
            if unmet && self.may(refuse_acceptance)? {
                desk.may_refuse_acceptance.push(entry.clone());
            }
            let prepare = Command::PrepareRefusal {
                requirements: vec![name],
                reasons: words(),
                without: None,
            };
            if unmet && why("prepare-refusal", self.attempt(prepare)?) {
                desk.may_prepare_refusal.push(entry);
            }
        }
        desk.not_now = not_now;
        Ok(())
    }

    /// What is done to the term and to whom owes it.
    fn term(&self, desk: &mut DeskView) -> Result<(), AppError> {
        let case = &self.at.state;
        let procedure = &self.service.procedure;
        let calendar = self.app.calendar_of(case);
        if let Some(extension) = &procedure.extension {
            let counted_from = match extension.counted_from {
                ExtensionFrom::Decision => calendar.local(self.app.now()).date(),
                ExtensionFrom::End => case.term.last_day,
            };
            let until = extension.at_most.length.last_day(counted_from, calendar);
            let extend = Command::Extend {
                until,
                reasons: words(),
            };
            let attempt = self.attempt(extend)?;
            // Who may is worth saying; anything else the page shows by itself.
            if attempt == Err(Rejection::RankNeeded) {
                told(&mut desk.not_now, "extend", attempt);
            } else if attempt.is_ok() {
                let next = case.term.last_day.saturating_add(jiff::ToSpan::days(1));
                desk.may_extend = Some(ExtensionView {
                    from: calendar.next_working(next),
                    until,
                    law: extension.at_most.law.clone(),
                });
            }
        }
        for ground in &procedure.pauses {
            let pause = Command::Pause {
                ground: ground.name.clone(),
                reasons: words(),
            };
            if self.may(pause)? {
                desk.may_pause.push(PauseView {
                    name: ground.name.clone(),
                    title: ground.title.clone(),
                    at_most: ground.at_most.length,
                    law: ground.at_most.law.clone(),
                });
            }
        }
        desk.may_resume = self.may(Command::Resume)?;
        for (id, title) in self.bodies() {
            let superior = self.app.superior(&id);
            let redirect = Command::Redirect {
                to: Competent {
                    body: id.clone(),
                    superior,
                },
                reasons: words(),
            };
            // What is turned down for one body is for another too.
            if !self.may(redirect)? {
                break;
            }
            desk.may_redirect.push((id, title));
        }
        Ok(())
    }

    /// Bodies that might be competent instead.
    fn bodies(&self) -> Vec<(String, Texts)> {
        let case = &self.at.state;
        let all = self.app.catalog().bodies.values();
        all.filter(|body| self.app.may_go_to(case, body))
            .map(|body| (body.id.clone(), body.title.clone()))
            .collect()
    }

    /// Letters whose receipt by another channel may be put down.
    fn receipts(&self, desk: &mut DeskView) -> Result<(), AppError> {
        let case = &self.at.state;
        let procedure = &self.service.procedure;
        let unread = |(_, letter): &(usize, &Letter)| letter.received_at.is_none();
        for (index, letter) in case.letters.iter().enumerate().filter(unread) {
            let mut channels = Vec::new();
            for channel in &procedure.receipt {
                let Some(proof) = self.proof(*channel) else {
                    continue;
                };
                let record = Command::RecordReceipt {
                    letter: index,
                    proof,
                    on: self.app.now().max(letter.at),
                };
                if self.may(record)? {
                    channels.push(*channel);
                }
            }
            if channels.is_empty() {
                continue;
            }
            let about = letter.about.as_ref();
            let owed_since = case
                .deficiencies
                .iter()
                .filter(|_| letter.kind == LetterKind::Deficiency)
                .find(|one| Some(&one.requirement) == about && one.noted_at == letter.at)
                .and_then(|one| one.delivery_owed_at);
            desk.may_record_receipt.push(UnreceivedLetter {
                index,
                kind: letter.kind,
                at: letter.at,
                about: about
                    .and_then(|name| procedure.requirement(name))
                    .map(|requirement| requirement.title.clone()),
                owed_since,
                channels,
            });
        }
        Ok(())
    }

    fn proof(&self, channel: Channel) -> Option<Proof> {
        match channel {
            Channel::Cabinet => None,
            Channel::Message => Some(Proof::Message { id: "…".into() }),
            Channel::RegisteredLetter => Some(Proof::RegisteredLetter {
                number: "…".into()
            }),
            Channel::Counter => Some(Proof::Counter {
                clerk: self.officer.id.clone(),
                signed: true,
            }),
        }
    }

    /// What is done about acts against the person, and after a decision.
    fn acts(&self, desk: &mut DeskView) -> Result<(), AppError> {
        let case = &self.at.state;
        let procedure = &self.service.procedure;
        let protocol = words();
        desk.may_hold_hearing = self.may(Command::HoldHearing { protocol })?;
        if let Some(provisional) = &procedure.provisional
            && !desk.may_grant
            && self.may(Command::GrantProvisionally)?
        {
            let law = provisional.law.clone();
            desk.may_grant_provisionally = Some((provisional.condition.clone(), law));
        }
        desk.may_pass_post_check = self.may(Command::PassPostCheck)?;
        for listed in &procedure.revocation {
            let ground = listed.ground;
            if ground.is_of_favourable() {
                let prepare = Command::PrepareRevocation {
                    ground,
                    reasons: words(),
                    without: None,
                };
                if self.may(prepare)? {
                    desk.may_prepare_revocation.push(revocation(ground, listed));
                }
            } else if self.may(Command::RevokeBurden {
                ground,
                reasons: words(),
            })? {
                desk.may_revoke_burden.push(revocation(ground, listed));
            }
        }
        // Words that no act says: only that is then wrong with the correction.
        let correct = Command::Correct {
            was: "\u{fffd}".into(),
            reads: "\u{fffe}".into(),
            answers: false,
        };
        desk.may_correct = matches!(self.attempt(correct)?, Ok(()) | Err(Rejection::NoSuchItem));
        desk.may_decline_correction = self.may(Command::DeclineCorrection { why: words() })?;
        desk.may_note_court = self.may(Command::NoteCourt(words()))?;
        if let Hearing::Required { exceptions, .. } = &procedure.hearing {
            let may = exceptions.iter().filter(|exception| {
                exception.ground != ExceptionGround::Petition || case.waived_at.is_some()
            });
            desk.without_hearing = may
                .map(|exception| (exception.ground, exception.law.clone()))
                .collect();
        }
        Ok(())
    }

    /// What is ruled on an appeal or a complaint.
    fn rulings(&self, desk: &mut DeskView) -> Result<(), AppError> {
        let case = &self.at.state;
        let Some(against) = case.filing.matter.against() else {
            return Ok(());
        };
        desk.judges_lateness = match &case.filing.matter {
            Matter::Appeal(appeal) => appeal.late && case.redirected_at.is_some(),
            Matter::Service | Matter::Complaint(_) | Matter::DataDefect(_) => false,
        };
        let challenged = self.app.load_case(against)?.state;
        let doubtful: Vec<&str> = challenged
            .findings
            .iter()
            .filter(|finding| finding.verdict != Verdict::Met)
            .map(|finding| finding.requirement.as_str())
            .collect();
        let every: Vec<String> = doubtful.iter().map(|name| (*name).to_owned()).collect();
        let lateness = desk.judges_lateness.then_some(Lateness::Excused);
        let ruling = |outcome: Outcome| Ruling {
            outcome,
            rights: agreeing(outcome),
            // Nothing else is given by a ruling than with all of it held to be met.
            overruled: match outcome {
                Outcome::Replaced => every.clone(),
                _ => Vec::new(),
            },
            lateness,
        };
        desk.may_confirm_defect = self.may(Command::ConfirmDefect { reasons: words() })?;
        let mut alone = Vec::new();
        for outcome in ALONE {
            if outcome == Outcome::Replaced && !challenged.can_be_given(&every) {
                continue;
            }
            let rule = Command::Rule {
                ruling: ruling(outcome),
                reasons: words(),
            };
            let attempt = self.attempt(rule)?;
            if attempt.is_ok() {
                alone.push(outcome);
            } else if attempt == Err(Rejection::RankNeeded) {
                told(&mut desk.not_now, "rule", attempt);
            }
        }
        let mut by_two = Vec::new();
        for outcome in BY_TWO {
            let prepare = Command::PrepareRuling {
                ruling: ruling(outcome),
                reasons: words(),
                without: None,
            };
            if self.may(prepare)? {
                by_two.push(outcome);
            }
        }
        (desk.may_rule, desk.may_prepare_ruling) = (alone, by_two);
        let service = self.app.definition_of(&challenged)?;
        desk.may_overrule = doubtful
            .into_iter()
            .filter_map(|name| service.procedure.requirement(name))
            .map(|requirement| (requirement.name.clone(), requirement.title.clone()))
            .collect();
        Ok(())
    }
}

impl App {
    /// Whether a case may be sent on to a body: an appeal only upwards, everything else to another body
    /// of the same kind.
    pub(crate) fn may_go_to(&self, case: &Case, body: &Body) -> bool {
        match case.kind() {
            Kind::Appeal => case.superior.as_ref() == Some(&body.id),
            // A register has one steward.
            Kind::DataDefect => false,
            Kind::Service | Kind::Complaint => {
                let own = self.catalog().bodies.get(&case.body);
                body.id != case.body && own.is_some_and(|own| own.kind == body.kind)
            }
        }
    }
}

fn revocation(ground: RevocationGround, listed: &Revocation) -> RevocationView {
    RevocationView {
        ground,
        law: listed.law.clone(),
        compensated: listed.compensated,
    }
}

fn words() -> Words {
    "…".into()
}

/// What is said of rights where nothing but the outcome is in question.
fn agreeing(outcome: Outcome) -> Rights {
    if outcome.agrees_with(Rights::NotViolated) {
        Rights::NotViolated
    } else {
        Rights::Restored
    }
}

/// Whether an act can be done; if not, the reason is kept beside it.
fn told(not_now: &mut Vec<NotNow>, act: &'static str, attempt: Result<(), Rejection>) -> bool {
    if let Err(rejection) = attempt {
        let why = rejection.code();
        let reason = NotNow { act, why };
        if speaks(rejection) && !not_now.contains(&reason) {
            not_now.push(reason);
        }
    }
    attempt.is_ok()
}

/// Whether a rejection tells the officer something the page does not show by itself.
fn speaks(rejection: Rejection) -> bool {
    !matches!(
        rejection,
        Rejection::WrongPhase
            | Rejection::WrongKind
            | Rejection::AlreadyDecided
            | Rejection::NoSuchItem
            | Rejection::GroundsNotUnmet
    )
}

impl App {
    /// What the law's state machine would say to a command.
    pub(crate) fn attempt(
        &self,
        at: &At<Case>,
        command: Command,
        actor: &Actor,
    ) -> Result<Result<(), Rejection>, AppError> {
        let procedure = &self.definition_of(&at.state)?.procedure;
        let calendar = self.calendar_of(&at.state);
        let context = Context {
            now: self.now(),
            actor,
            calendar,
            procedure,
        };
        Ok(may(&at.state, command, &context))
    }

    /// What this officer may do.
    pub(crate) fn desk_view(&self, at: &At<Case>, actor: &Actor) -> Result<DeskView, AppError> {
        let Actor::Officer(officer) = actor else {
            return Err(AppError::NotFound);
        };
        let case = &at.state;
        let trying = Desk {
            app: self,
            at,
            actor,
            officer,
            service: self.definition_of(case)?,
        };
        let mut desk = DeskView {
            amount: case.amount.filter(|_| case.phase.is_undecided()),
            reads: Some(case.filing.lang),
            ..DeskView::default()
        };
        trying.requirements(&mut desk)?;
        trying.term(&mut desk)?;
        trying.receipts(&mut desk)?;
        trying.acts(&mut desk)?;
        trying.rulings(&mut desk)?;
        if case.phase.is_undecided() {
            desk.to_examine = self.to_examine(case)?;
            desk.last_day_for_preliminary = self.last_day_for_preliminary(case)?;
        }
        Ok(desk)
    }

    /// The last day on which a preliminary decision leaves room for the hearing within the term.
    fn last_day_for_preliminary(&self, case: &Case) -> Result<Option<Date>, AppError> {
        let procedure = &self.definition_of(case)?.procedure;
        let Hearing::Required {
            notice, objection, ..
        } = &procedure.hearing
        else {
            return Ok(None);
        };
        if procedure.hearing.exception(&case.term.legal).is_some() {
            return Ok(None);
        }
        // A term that is over or stands still has no such day.
        let runs = case.term.paused_at.is_none() && case.deemed_refused_at.is_none();
        if matches!(case.phase, Phase::Hearing(_)) || !runs {
            return Ok(None);
        }
        let calendar = self.calendar_of(case);
        let needed = notice.length.count.max(objection.length.count) + 1;
        let mut day = case.term.last_day;
        let mut left = needed;
        while left > 0 {
            day = day.saturating_sub(jiff::ToSpan::days(1));
            left -= u32::from(calendar.is_working(day));
        }
        Ok(Some(day))
    }

    /// Documents that wait to be looked at.
    pub(crate) fn to_examine(&self, case: &Case) -> Result<Vec<Examine>, AppError> {
        let service = self.definition_of(case)?;
        let mut waiting = Vec::new();
        for deficiency in &case.deficiencies {
            let requirement = service.procedure.requirement(&deficiency.requirement);
            let Some(CuringMeans::Document(document)) =
                requirement.and_then(|known| known.cured_by.as_ref())
            else {
                continue;
            };
            for supply in deficiency
                .supplies
                .iter()
                .filter(|supply| supply.answer.is_none())
            {
                let Some(file) = &supply.upload else { continue };
                waiting.push(Examine {
                    upload: UploadLine {
                        id: file.id,
                        name: file.name.as_str().to_owned(),
                        at: supply.at,
                        turned_down: None,
                        accepted: false,
                    },
                    requirement: deficiency.requirement.clone(),
                    title: document.title.clone(),
                    fields: self.fields_of(case, &document.need)?,
                });
            }
        }
        Ok(waiting)
    }

    /// The fields of a need as questions to an officer who copies a document.
    fn fields_of(&self, case: &Case, need: &str) -> Result<Vec<Question>, AppError> {
        let service = self.definition_of(case)?;
        let need = crate::assess::need(&service.needs, need).ok_or(AppError::NotFound)?;
        let register = self.register(&need.register)?;
        let fields = need.fields.iter().filter_map(|name| {
            let field = register.fields.get(name)?;
            let kind = match field.value_type {
                ValueType::Date => QuestionKind::Date,
                ValueType::Bool => QuestionKind::Bool,
                _ if field.values.is_empty() => QuestionKind::Text,
                _ => QuestionKind::Choice(
                    field
                        .values
                        .iter()
                        .map(|(code, title)| (code.clone(), title.clone()))
                        .collect(),
                ),
            };
            let stated = case
                .filing
                .subject
                .record
                .get(name)
                .and_then(Option::as_ref);
            Some(Question {
                key: name.clone(),
                title: field.title.clone(),
                hint: Texts::default(),
                required: false,
                kind,
                value: crate::case_view::plain(stated),
                problem: None,
                from_register: None,
                only_if: None,
            })
        });
        Ok(fields.collect())
    }
}
