//! The desk: an officer's worklist, and what an officer does with a case.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use tutas_domain::actor::Actor;
use tutas_domain::case::{Case, Command, Context, DeficiencyState, Phase, Rejection, decide};
use tutas_domain::definition::{CuringMeans, Hearing};
use tutas_domain::evidence::{Record, Verdict};
use tutas_domain::person::PersonId;
use tutas_domain::value::ValueType;
use tutas_store::{Commit, StreamId, WorklistRow};
use uuid::Uuid;

use crate::access::Details;
use crate::case_view::phase_named;
use crate::stream::At;
use crate::view::{
    AnswerProblem, CaseView, DeskView, Examine, Question, QuestionKind, UploadLine, WorkRow,
    Worklist,
};
use crate::{App, AppError};

/// Rows of one page.
const PAGE: usize = 50;

/// Phases in which the next move is an officer's.
const FOR_OFFICERS: [&str; 3] = ["examining", "hearing", "deemed-refused"];

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
        let calendar = &self.catalog().calendar;
        let today = calendar.local(self.now()).date();
        let rows = found
            .into_iter()
            .map(|row| {
                let case = self.load_case(row.stream.0)?.state;
                let title = self.definition_of(&case)?.procedure.title.clone();
                Ok(WorkRow {
                    case: row.stream.0,
                    number: row.number.unwrap_or_default(),
                    title,
                    phase: phase_named(&row.phase),
                    due: row.due_at,
                    days_left: days_left(self, today, case.term.last_day),
                    document_waits: document_waits(&case),
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
        let found = self.load_case(case)?;
        if found.state.filing.body != profile.body {
            return Err(AppError::NotFound);
        }
        self.up_to_date(case).await?;
        let at = self.load_case(case)?;
        let actor = self.staff().actor(officer)?;
        if self.attempt(&at, Command::Grant, &actor)? == Err(Rejection::BarredKin) {
            return Err(AppError::Rejected(Rejection::BarredKin));
        }
        self.note_access(&at, &profile.body).await?;
        let mut view = self.case_view(&at)?;
        view.desk = Some(self.desk_view(&at, &actor)?);
        Ok(view)
    }

    async fn note_access(&self, at: &At<Case>, body: &str) -> Result<(), AppError> {
        let now = self.now();
        let service = self.definition_of(&at.state)?;
        let details = Details {
            register: None,
            fields: Vec::new(),
            officer_of: Some(body.to_owned()),
            purpose: service.procedure.title.clone(),
            number: at.state.filing.number.clone(),
            law: service.decider.law.clone(),
            by_consent: false,
        };
        // Everybody whose data the officer sees, each told once.
        let parties: BTreeSet<PersonId> = at.state.parties().into_iter().collect();
        let accesses = parties
            .iter()
            .map(|person| self.access_row(now, person, Some(at.id.0), &details))
            .collect::<Result<Vec<_>, AppError>>()?;
        let commit = Commit {
            accesses,
            ..Commit::default()
        };
        self.store().commit(commit).await?;
        Ok(())
    }

    /// What the law's state machine would say to a command.
    fn attempt(
        &self,
        at: &At<Case>,
        command: Command,
        actor: &Actor,
    ) -> Result<Result<(), Rejection>, AppError> {
        let procedure = &self.definition_of(&at.state)?.procedure;
        let calendar = &self.catalog().calendar;
        let context = Context {
            now: self.now(),
            actor,
            calendar,
            procedure,
        };
        Ok(decide(Some(&at.state), command, &context).map(|_| ()))
    }

    fn desk_view(&self, at: &At<Case>, actor: &Actor) -> Result<DeskView, AppError> {
        let case = &at.state;
        let service = self.definition_of(case)?;
        let words = || "…".to_owned();
        let mut desk = DeskView {
            amount: case.amount,
            ..DeskView::default()
        };
        if !case.phase.is_undecided() {
            return Ok(desk);
        }
        let mut why = |attempt: Result<(), Rejection>| match attempt {
            Ok(()) => true,
            Err(rejection) => {
                let code = rejection.code();
                let speaks = !matches!(
                    rejection,
                    Rejection::WrongPhase | Rejection::NoSuchItem | Rejection::GroundsNotUnmet
                );
                if speaks && !desk.why_not.contains(&code) {
                    desk.why_not.push(code);
                }
                false
            }
        };
        let may_grant = why(self.attempt(at, Command::Grant, actor)?);
        let may_approve = why(self.attempt(at, Command::ApproveRefusal, actor)?);
        let back = Command::ReturnRefusal { words: words() };
        let may_return = self.attempt(at, back, actor)?.is_ok();
        for requirement in &service.procedure.requirements {
            let name = requirement.name.clone();
            let entry = (name.clone(), requirement.title.clone());
            let ask = Command::AskForCure {
                requirement: name.clone(),
                words: words(),
            };
            if self.attempt(at, ask, actor)?.is_ok() {
                desk.may_ask_cure.push(entry.clone());
            }
            let unmet = case
                .finding(&name)
                .is_some_and(|known| known.verdict != Verdict::Met);
            let prepare = Command::PrepareRefusal {
                requirements: vec![name],
                reasons: words(),
            };
            if unmet && why(self.attempt(at, prepare, actor)?) {
                desk.may_prepare_refusal.push(entry);
            }
        }
        (desk.may_grant, desk.may_approve, desk.may_return) = (may_grant, may_approve, may_return);
        desk.to_examine = self.to_examine(case)?;
        desk.last_day_for_preliminary = self.last_day_for_preliminary(case)?;
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
        let calendar = &self.catalog().calendar;
        let needed = notice.length.count.max(objection.length.count) + 1;
        let mut day = case.term.last_day;
        let mut left = needed;
        while left > 0 {
            day = day.saturating_sub(jiff::ToSpan::days(1));
            left -= u32::from(calendar.is_working(day));
        }
        Ok(Some(day))
    }

    fn to_examine(&self, case: &Case) -> Result<Vec<Examine>, AppError> {
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
                        name: file.name.clone(),
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
                hint: tutas_domain::text::Texts::default(),
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

    /// Grants.
    pub async fn grant(&self, officer: &str, case: Uuid) -> Result<(), AppError> {
        self.officers_command(officer, case, Command::Grant).await
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
        self.officers_command(officer, case, Command::AskForCure { requirement, words })
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
            reasons,
        };
        self.officers_command(officer, case, command).await
    }

    /// Approves a refusal another officer prepared.
    pub async fn approve_refusal(&self, officer: &str, case: Uuid) -> Result<(), AppError> {
        self.officers_command(officer, case, Command::ApproveRefusal)
            .await
    }

    /// Sends a prepared refusal back.
    pub async fn return_refusal(
        &self,
        officer: &str,
        case: Uuid,
        words: String,
    ) -> Result<(), AppError> {
        self.officers_command(officer, case, Command::ReturnRefusal { words })
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
        self.officers_command(officer, case, Command::AcceptDocument { upload, record })
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
        self.officers_command(officer, case, Command::TurnDownDocument { upload, why })
            .await
    }

    async fn officers_command(
        &self,
        officer: &str,
        case: Uuid,
        command: Command,
    ) -> Result<(), AppError> {
        let actor = self.staff().actor(officer)?;
        self.command(case, command, &actor).await
    }
}

fn days_left(app: &App, today: Date, last_day: Date) -> i64 {
    let calendar = &app.catalog().calendar;
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

fn parse_cursor(text: &str) -> Option<(i64, StreamId)> {
    let (due, stream) = text.split_once('.')?;
    Some((due.parse().ok()?, StreamId(stream.parse().ok()?)))
}
