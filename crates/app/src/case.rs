//! What persons do with their cases.

use jiff::Timestamp;
use tutas_domain::actor::Actor;
use tutas_domain::case::{Case, Command, Recorded, Upload};
use tutas_domain::definition::CuringMeans;
use tutas_domain::person::PersonId;
use tutas_store::{Commit, NewUpload, StoreError, StreamId, UploadHome};
use uuid::Uuid;

use crate::stream::At;
use crate::upload::sniff;
use crate::view::{AnswerProblem, Question};
use crate::{App, AppError};

/// How often a command is decided anew when somebody else was quicker.
const ATTEMPTS: usize = 4;

/// Something supplied for a deficiency.
#[derive(Default)]
pub struct Supplied {
    /// Words.
    pub text: Option<String>,
    /// A file.
    pub file: Option<UploadFile>,
    /// Another answer.
    pub answer: Option<String>,
}

/// A file as it came.
pub struct UploadFile {
    /// Its name.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl App {
    /// Supplies a document, words or an answer for a deficiency.
    pub async fn supply(
        &self,
        who: &PersonId,
        case: Uuid,
        requirement: &str,
        supplied: Supplied,
    ) -> Result<Result<(), AnswerProblem>, AppError> {
        let loaded = self.own_case(who, case)?;
        let actor = Actor::Person(who.clone());
        if let Some(text) = &supplied.answer {
            return self
                .supply_answer(who, &loaded.state, case, requirement, text)
                .await;
        }
        let upload = match supplied.file {
            Some(file) => Some(self.keep_file(case, file).await?),
            None => None,
        };
        let command = Command::Supply {
            requirement: requirement.to_owned(),
            upload,
            words: supplied.text.filter(|words| !words.trim().is_empty()),
        };
        self.command(case, command, &actor).await?;
        Ok(Ok(()))
    }

    async fn supply_answer(
        &self,
        who: &PersonId,
        case: &Case,
        id: Uuid,
        requirement: &str,
        text: &str,
    ) -> Result<Result<(), AnswerProblem>, AppError> {
        let (name, question) = self
            .curing_question(case, requirement)
            .ok_or(AppError::NotFound)?;
        let service = self.definition_of(case)?;
        let ask = service
            .asks
            .iter()
            .find(|ask| ask.name == name)
            .ok_or(AppError::NotFound)?;
        let question = Question {
            value: text.to_owned(),
            ..question
        };
        let value = match self.parse(ask, &question, who, self.now()) {
            Ok(Some(value)) => value,
            Ok(None) => return Ok(Err(AnswerProblem::Missing)),
            Err(problem) => return Ok(Err(problem)),
        };
        let requirement = requirement.to_owned();
        let command = Command::Answer {
            requirement,
            ask: name,
            value,
        };
        self.command(id, command, &Actor::Person(who.clone()))
            .await?;
        Ok(Ok(()))
    }

    /// The question whose better answer mends a requirement.
    pub(crate) fn curing_question(
        &self,
        case: &Case,
        requirement: &str,
    ) -> Option<(String, Question)> {
        let service = self.definition_of(case).ok()?;
        let means = service
            .procedure
            .requirement(requirement)?
            .cured_by
            .as_ref()?;
        let CuringMeans::Answer { ask: name } = means else {
            return None;
        };
        let ask = service.asks.iter().find(|ask| ask.name == *name)?;
        let kind = match &ask.kind {
            tutas_catalog::AskKind::Iban => crate::view::QuestionKind::Iban,
            tutas_catalog::AskKind::Iin => crate::view::QuestionKind::Iin,
            tutas_catalog::AskKind::Date => crate::view::QuestionKind::Date,
            tutas_catalog::AskKind::Choice { options } => {
                crate::view::QuestionKind::Choice(options.clone())
            }
            _ => crate::view::QuestionKind::Text,
        };
        Some((
            name.clone(),
            Question {
                key: name.clone(),
                title: ask.title.clone(),
                hint: ask.hint.clone(),
                required: true,
                kind,
                value: String::new(),
                problem: None,
                from_register: None,
                only_if: None,
            },
        ))
    }

    async fn keep_file(&self, case: Uuid, file: UploadFile) -> Result<Upload, AppError> {
        let media_type = sniff(&file.bytes).map_err(AppError::File)?;
        let now = self.now();
        let upload = Upload {
            id: self.new_id(now),
            name: tidy_name(&file.name),
        };
        let kept = NewUpload {
            id: upload.id,
            home: UploadHome::Stream(StreamId(case)),
            name: &upload.name,
            media_type,
            bytes: &file.bytes,
            now,
        };
        self.store().put_upload(&kept).await?;
        Ok(upload)
    }

    /// Says something to a preliminary decision.
    pub async fn object(&self, who: &PersonId, case: Uuid, words: String) -> Result<(), AppError> {
        self.own_case(who, case)?;
        self.command(case, Command::Object(words), &Actor::Person(who.clone()))
            .await
    }

    /// Withdraws a case.
    pub async fn withdraw(&self, who: &PersonId, case: Uuid) -> Result<(), AppError> {
        self.own_case(who, case)?;
        self.command(case, Command::Withdraw, &Actor::Person(who.clone()))
            .await
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

    /// Decides on a command, looks at the case anew where it may matter, and commits.
    pub(crate) async fn command(
        &self,
        id: Uuid,
        command: Command,
        actor: &Actor,
    ) -> Result<(), AppError> {
        for _ in 0..ATTEMPTS {
            let now = self.now();
            let mut case = self.load_case(id)?;
            let before = case.state.clone();
            let mut events: Vec<Recorded> = Vec::new();
            self.decide(&mut case, &mut events, command.clone(), actor, now)?;
            let changes_facts = matches!(
                command,
                Command::Answer { .. } | Command::AcceptDocument { .. }
            );
            if changes_facts {
                // What was none for want of a key may be found now.
                self.refresh(&mut case, &mut events, now).await?;
            }
            if events.is_empty() {
                return Ok(());
            }
            match self.commit_case(&before, &case, &events, now).await {
                Err(AppError::Stale) => {}
                done => return done,
            }
        }
        Err(AppError::Stale)
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
        match self.store().commit(commit).await {
            Ok(_) => Ok(()),
            Err(StoreError::Conflict { .. }) => Err(AppError::Stale),
            Err(error) => Err(error.into()),
        }
    }
}

/// A file name without folders and control characters, of sensible length.
fn tidy_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let clean: String = last
        .chars()
        .filter(|c| !c.is_control() && !"\"<>|:*?".contains(*c))
        .take(120)
        .collect();
    if clean.trim().is_empty() {
        "document".to_owned()
    } else {
        clean
    }
}
