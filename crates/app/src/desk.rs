//! The desk: an officer's worklist, and what an officer does with a case. What an officer may do is
//! in `desk_view.rs`.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;
use tutas_domain::actor::Actor;
use tutas_domain::calendar::Calendar;
use tutas_domain::case::{
    Case, Command, Competent, DeficiencyState, Matter, Outcome, Phase, Proof, Rejection, Ruling,
};
use tutas_domain::definition::{CuringMeans, Kind};
use tutas_domain::evidence::Record;
use tutas_domain::person::PersonId;
use tutas_store::{StreamId, WorklistRow};
use uuid::Uuid;

use crate::access::{Details, Look};
use crate::case_view::phase_view;
use crate::stream::{At, listed};
use crate::view::{AnswerProblem, CaseView, Question, WorkRow, Worklist};
use crate::{App, AppError};

/// Rows of one page.
const PAGE: usize = 50;

/// Phases in which the next move is an officer's.
const FOR_OFFICERS: [&str; 7] = [
    "examining",
    "hearing",
    "deemed-refused",
    "post-check",
    listed::DELIVERY,
    listed::CORRECTION,
    listed::HELD_UP,
];

impl App {
    /// The open cases of an officer's body by due date; `mine` are those that wait for an officer.
    pub fn worklist(
        &self,
        officer: &str,
        filter: &str,
        after: Option<&str>,
    ) -> Result<Worklist, AppError> {
        let profile = self.staff().profile(officer)?;
        let mine = filter != "all";
        let phases: &[&str] = if mine { &FOR_OFFICERS } else { &[] };
        let cursor = after.and_then(parse_cursor);
        let found = self.store().worklist(&profile.body, phases, cursor, PAGE)?;
        let next = (found.len() == PAGE)
            .then(|| found.last().map(WorklistRow::cursor))
            .flatten();
        let calendar = self.catalog().calendar_of(&profile.body);
        let today = calendar.local(self.now()).date();
        let rows = found
            .into_iter()
            .map(|row| {
                let case = self.load_case(row.stream.0)?.state;
                let title = self.definition_of(&case)?.procedure.title.clone();
                let owed = owed(&case);
                Ok(WorkRow {
                    case: row.stream.0,
                    number: row.number.unwrap_or_default(),
                    title,
                    phase: phase_view(&case.phase),
                    due: owed.map(|(due, _)| due),
                    days_left: owed.map_or(0, |(_, last)| days_left(calendar, today, last)),
                    document_waits: document_waits(&case),
                    delivery_owed: row.phase == listed::DELIVERY,
                    correction_asked: case.correction.is_some(),
                    held_up: row.phase == listed::HELD_UP,
                    escalated: case.escalated,
                    kind: case.kind(),
                })
            })
            .collect::<Result<Vec<WorkRow>, AppError>>()?;
        Ok(Worklist {
            body: self.body_title(&profile.body),
            rows,
            next: next.map(|(due, stream)| format!("{due}.{}", stream.0)),
            filter: if mine { "mine" } else { "all" },
        })
    }

    /// A case with evidence, findings and what this officer may do. Opening it is an access on
    /// record.
    pub async fn desk_case(&self, officer: &str, case: Uuid) -> Result<CaseView, AppError> {
        let profile = self.staff().profile(officer)?;
        let actor = self.staff().actor(officer)?;
        if !self.is_for_desk(&self.load_case(case)?, &profile.body)? {
            let other = Rejection::OtherBody;
            self.note_tried(case, "open", &actor, other).await;
            return Err(AppError::NotFound);
        }
        self.up_to_date(case).await?;
        let at = self.load_case(case)?;
        let parties = at.state.parties();
        if profile.family.iter().any(|kin| parties.contains(kin)) {
            let barred = Rejection::BarredKin;
            self.note_tried(case, "open", &actor, barred).await;
            return Err(barred.into());
        }
        self.note_access(&at, &at, (officer, &profile.body)).await?;
        if let Some(against) = at.state.filing.matter.against() {
            // The page names requirements of the case it is about.
            let challenged = self.load_case(against)?;
            self.note_access(&challenged, &at, (officer, &profile.body))
                .await?;
        }
        let mut view = self.case_view(&at)?;
        view.desk = Some(self.desk_view(&at, &actor)?);
        Ok(view)
    }

    /// Whether a body has to do with a case: it owes it, or stands above who owes it and it went up,
    /// or decides on an appeal or a complaint about it. The steward of a register of which somebody
    /// says that it is wrong sees what that register answered, and nothing else of the case.
    pub(crate) fn is_for_desk(&self, at: &At<Case>, body: &str) -> Result<bool, AppError> {
        let case = &at.state;
        if case.body == body || case.owing_body() == body {
            return Ok(true);
        }
        let reviews = self.reviews_of(at)?;
        Ok(reviews.iter().any(|review| {
            let review = &review.state;
            !matches!(review.filing.matter, Matter::DataDefect(_))
                && review.phase.is_undecided()
                && (review.body == body || review.owing_body() == body)
        }))
    }

    /// Puts on record that an officer of a body looked at a case or at a file of it,
    /// on account of this or another case.
    pub(crate) async fn note_access(
        &self,
        at: &At<Case>,
        account: &At<Case>,
        (officer, body): (&str, &str),
    ) -> Result<(), AppError> {
        let now = self.now();
        let service = self.definition_of(&account.state)?;
        let details = Details {
            officer_of: Some(body.to_owned()),
            officer: Some(officer.to_owned()),
            looks: vec![Look::at_a_case(service, &at.state.filing.number)],
            ..Details::default()
        };
        // Everybody whose data the officer sees, each told once.
        let parties: BTreeSet<PersonId> = at.state.parties().into_iter().collect();
        let accesses = parties
            .iter()
            .map(|person| self.access_row(now, person, Some(at.id.0), &details))
            .collect::<Result<Vec<_>, AppError>>()?;
        self.put_on_record(accesses).await
    }

    /// Grants.
    pub async fn grant(&self, officer: &str, case: Uuid) -> Result<(), AppError> {
        self.desk_command(officer, case, Command::Grant).await
    }

    /// Asks the person to mend something.
    pub async fn ask_cure(
        &self,
        officer: &str,
        case: Uuid,
        requirement: &str,
        words: String,
    ) -> Result<(), AppError> {
        let requirement = requirement.to_owned();
        let words = words.into();
        self.desk_command(officer, case, Command::AskForCure { requirement, words })
            .await
    }

    /// Prepares a refusal.
    pub async fn prepare_refusal(
        &self,
        officer: &str,
        case: Uuid,
        requirements: &[String],
        reasons: String,
    ) -> Result<(), AppError> {
        let requirements = requirements.to_vec();
        let command = Command::PrepareRefusal {
            requirements,
            reasons: reasons.into(),
            without: None,
        };
        self.desk_command(officer, case, command).await
    }

    /// Adopts an act against the person that another officer prepared.
    pub async fn approve(&self, officer: &str, case: Uuid) -> Result<(), AppError> {
        self.desk_command(officer, case, Command::Approve).await
    }

    /// Sends a prepared act back.
    pub async fn send_back(
        &self,
        officer: &str,
        case: Uuid,
        words: String,
    ) -> Result<(), AppError> {
        let words = words.into();
        self.desk_command(officer, case, Command::Return { words })
            .await
    }

    /// Copies out a document and accepts it; or says which fields are wrong.
    pub async fn accept_document(
        &self,
        officer: &str,
        case: Uuid,
        upload: Uuid,
        form: &BTreeMap<String, String>,
    ) -> Result<Result<(), Vec<Question>>, AppError> {
        let loaded = self.load_case(case)?.state;
        let examined = self.to_examine(&loaded)?;
        let examined = examined
            .into_iter()
            .find(|examined| examined.upload.id == upload)
            .ok_or(AppError::NotFound)?;
        let mut questions = examined.fields;
        let mut record = Record::new();
        for question in &mut questions {
            question.value = crate::answering::typed(question, form);
            match self.copied(&loaded, &examined.requirement, question) {
                Ok(value) => {
                    record.insert(question.key.clone(), value);
                }
                Err(problem) => question.problem = Some(problem),
            }
        }
        let blank = record.values().all(Option::is_none);
        if let (true, Some(first)) = (blank, questions.first_mut()) {
            first.problem.get_or_insert(AnswerProblem::Missing);
        }
        if questions.iter().any(|question| question.problem.is_some()) {
            return Ok(Err(questions));
        }
        self.desk_command(officer, case, Command::AcceptDocument { upload, record })
            .await?;
        Ok(Ok(()))
    }

    fn copied(
        &self,
        case: &Case,
        requirement: &str,
        question: &Question,
    ) -> Result<Option<tutas_domain::value::Value>, AnswerProblem> {
        let text = question.value.trim();
        if text.is_empty() {
            return Ok(None);
        }
        let value_type = (|| {
            let service = self.definition_of(case).ok()?;
            let means = service
                .procedure
                .requirement(requirement)?
                .cured_by
                .as_ref()?;
            let CuringMeans::Document(document) = means else {
                return None;
            };
            let need = crate::assess::need(&service.needs, &document.need)?;
            let field = self
                .register(&need.register)
                .ok()?
                .fields
                .get(&question.key)?;
            Some(field.value_type)
        })();
        let value_type = value_type.ok_or(AnswerProblem::NotAChoice)?;
        if question.key.ends_with("iin") {
            tutas_domain::person::Iin::parse(text).map_err(|_| AnswerProblem::IinCheck)?;
        }
        tutas_domain::value::Value::from_plain(value_type, text)
            .map(Some)
            .ok_or(AnswerProblem::NotADate)
    }

    /// Does not accept a document, and says why.
    pub async fn turn_down_document(
        &self,
        officer: &str,
        case: Uuid,
        upload: Uuid,
        why: String,
    ) -> Result<(), AppError> {
        let why = why.into();
        self.desk_command(officer, case, Command::TurnDownDocument { upload, why })
            .await
    }

    /// Sends a case on to another body.
    pub async fn redirect(
        &self,
        officer: &str,
        case: Uuid,
        to: &str,
        reasons: String,
    ) -> Result<(), AppError> {
        let at = self.load_case(case)?;
        let body = self.catalog().bodies.get(to).ok_or(AppError::NotFound)?;
        if !self.may_go_to(&at.state, body) {
            let (actor, rejection) = (self.staff().actor(officer)?, Rejection::NoSuchItem);
            self.note_tried(case, "redirect", &actor, rejection).await;
            return Err(rejection.into());
        }
        let to = Competent {
            body: body.id.clone(),
            superior: body.superior.clone(),
        };
        let reasons = reasons.into();
        self.desk_command(officer, case, Command::Redirect { to, reasons })
            .await
    }

    /// The first working day from a day on, by the calendar of the body that owes the case.
    pub fn working_day(&self, case: Uuid, day: Date) -> Result<Date, AppError> {
        let case = self.load_case(case)?.state;
        Ok(self.calendar_of(&case).next_working(day))
    }

    /// Puts down that a letter was received by another channel on this day.
    pub async fn record_receipt(
        &self,
        officer: &str,
        case: Uuid,
        letter: usize,
        received: Received,
        on: Date,
    ) -> Result<(), AppError> {
        let Actor::Officer(clerk) = self.staff().actor(officer)? else {
            return Err(AppError::NotFound);
        };
        let proof = match received {
            Received::Message { id } => Proof::Message { id },
            Received::RegisteredLetter { number } => Proof::RegisteredLetter { number },
            Received::Counter { signed } => Proof::Counter {
                clerk: clerk.id,
                signed,
            },
        };
        let state = self.load_case(case)?.state;
        let given_at = state.letters.get(letter).ok_or(AppError::NotFound)?.at;
        let calendar = self.calendar_of(&state);
        let now = self.now();
        let morning = calendar.start_of(on);
        // The day is what is known; the instant is within it, after the letter and not to come.
        let on = if calendar.local(given_at).date() == on {
            given_at
        } else if calendar.local(now).date() == on {
            now
        } else {
            morning
        };
        let command = Command::RecordReceipt { letter, proof, on };
        self.desk_command(officer, case, command).await
    }

    /// What an officer asks of a case.
    pub async fn desk_command(
        &self,
        officer: &str,
        case: Uuid,
        command: Command,
    ) -> Result<(), AppError> {
        let actor = self.staff().actor(officer)?;
        if let Command::Rule { ruling, .. } = &command
            && !self.can_be_carried_out(&self.load_case(case)?.state, ruling)?
        {
            let (tried, why) = (
                crate::attempt::name(&command),
                Rejection::RequirementsNotMet,
            );
            self.note_tried(case, tried, &actor, why).await;
            return Err(why.into());
        }
        if matches!(command, Command::PrepareRefusal { .. } | Command::Approve) {
            Box::pin(self.before_refusal(case, &command, &actor)).await?;
        }
        self.command(case, command, &actor).await
    }

    /// Nobody is refused on what registers said before: what is lacking may have come since, so they
    /// are asked once more, if the officer may do this at all.
    async fn before_refusal(
        &self,
        id: Uuid,
        command: &Command,
        actor: &Actor,
    ) -> Result<(), AppError> {
        let now = self.now();
        let case = self.load_case(id)?;
        let refuses = case.state.kind() == Kind::Service && case.state.phase.is_undecided();
        let (mut tried, mut events) = (case.clone(), Vec::new());
        let may = self.decide(&mut tried, &mut events, command.clone(), actor, now);
        if refuses && may.is_ok() {
            self.ask_anew(case, now).await?;
        }
        Ok(())
    }

    /// Whether a ruling does to the challenged case what it says: what was asked is given with it only
    /// if all of that is known and holds.
    pub(crate) fn can_be_carried_out(
        &self,
        review: &Case,
        ruling: &Ruling,
    ) -> Result<bool, AppError> {
        match review.filing.matter.against() {
            Some(against) if ruling.outcome == Outcome::Replaced => {
                let challenged = self.load_case(against)?.state;
                Ok(challenged.can_be_given(&ruling.overruled))
            }
            _ => Ok(true),
        }
    }
}

/// How a letter was received, where not in the cabinet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Received {
    /// The operator confirms that the message reached the phone.
    Message {
        /// The operator's id of the message.
        id: String,
    },
    /// By registered letter.
    RegisteredLetter {
        /// The number of its notice of delivery.
        number: String,
    },
    /// Handed over by this officer.
    Counter {
        /// Whether the person signed.
        signed: bool,
    },
}

/// Until when an officer owes what comes next in a case, and on which day that is: the answer to a
/// slip that was pointed out, the check of a provisional grant, the decision. What is decided and
/// waits for something else runs no time.
pub(crate) fn owed(case: &Case) -> Option<(Timestamp, Date)> {
    let term = || (case.term.ends_at, case.term.last_day);
    let check = case.post_check.as_ref();
    match (&case.correction, &case.phase) {
        (Some(asked), phase) if !phase.is_open() => Some((asked.ends_at, asked.until)),
        (_, Phase::PostCheck) => Some(check.map_or_else(term, |one| (one.ends_at, one.until))),
        (_, phase) => phase.is_undecided().then(term),
    }
}

pub(crate) fn days_left(calendar: &Calendar, today: Date, last_day: Date) -> i64 {
    if last_day >= today {
        calendar.working_days_between(today, last_day).unwrap_or(0)
    } else {
        -calendar.working_days_between(last_day, today).unwrap_or(0)
    }
}

fn document_waits(case: &Case) -> bool {
    case.deficiencies
        .iter()
        .any(|deficiency| deficiency.state == DeficiencyState::Supplied)
}

pub(crate) fn parse_cursor(text: &str) -> Option<(i64, StreamId)> {
    let (due, stream) = text.split_once('.')?;
    Some((due.parse().ok()?, StreamId(stream.parse().ok()?)))
}
