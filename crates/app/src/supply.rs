//! Supplying what is lacking: a document, words or another answer.
//!
//! A file is stored only for a command that would be accepted, and belongs to the person until the
//! commit gives it to the case: what no commit took is deleted.

use jiff::{SignedDuration, Timestamp};
use tutas_domain::actor::Actor;
use tutas_domain::case::{Case, Command, Deficiency, Rejection, Upload};
use tutas_domain::definition::CuringMeans;
use tutas_domain::person::PersonId;
use tutas_store::{NewUpload, UploadHome};
use uuid::Uuid;

use crate::case::ATTEMPTS;
use crate::stream::At;
use crate::upload::sniff;
use crate::view::{AnswerProblem, Question};
use crate::{App, AppError, Limit};

/// How long a file may be on its way to its case. One that is older was left behind when the program
/// or the line broke off.
const ON_THE_WAY: SignedDuration = SignedDuration::from_hours(1);

/// The most files that can be on their way for one person; more wait for the next look.
const PAGE: usize = 100;

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
    /// Whether a case of this person waits for anything: asked before a form with a file is read.
    pub async fn awaits_supply(&self, who: &PersonId, case: Uuid) -> Result<(), AppError> {
        let loaded = self.own_case_for(who, case, "supply").await?;
        let actor = Actor::Person(who.clone());
        let mut problem = Rejection::NoSuchItem;
        for deficiency in &loaded.state.deficiencies {
            let command = Command::Supply {
                requirement: deficiency.requirement.clone(),
                upload: None,
                words: Some("…".into()),
            };
            match self.would_take(&loaded, command, &actor) {
                Err(AppError::Rejected(rejection)) => problem = rejection,
                told => return told,
            }
        }
        Err(problem.into())
    }

    /// Supplies a document, words or an answer for a deficiency.
    pub async fn supply(
        &self,
        who: &PersonId,
        case: Uuid,
        requirement: &str,
        supplied: Supplied,
    ) -> Result<Result<(), AnswerProblem>, AppError> {
        let loaded = self.own_case_for(who, case, "supply").await?;
        if let Some(text) = &supplied.answer {
            return self
                .supply_answer(who, &loaded.state, case, requirement, text)
                .await;
        }
        let mut kept = None;
        let given = self.give(who, case, requirement, supplied, &mut kept).await;
        if let Some(upload) = kept {
            self.let_go(case, upload).await;
        }
        given.map(Ok)
    }

    /// Decides, stores the file, commits; and all of it anew if somebody else was quicker, but for
    /// the file, which is stored once.
    async fn give(
        &self,
        who: &PersonId,
        case: Uuid,
        requirement: &str,
        supplied: Supplied,
        kept: &mut Option<Uuid>,
    ) -> Result<(), AppError> {
        let Supplied { text, file, .. } = supplied;
        let words = text.filter(|words| !words.trim().is_empty());
        let file = match &file {
            Some(file) => Some((file, sniff(&file.bytes).map_err(AppError::File)?)),
            None => None,
        };
        let actor = Actor::Person(who.clone());
        for _ in 0..ATTEMPTS {
            let now = self.now();
            let loaded = self.own_case(who, case)?;
            let pending = loaded.state.pending_deficiency(requirement);
            // The same file sent twice is one file; words that came with it are still said.
            let mut new = file;
            if let (Some(pending), Some((file, _))) = (pending, file)
                && self.has_file(pending, &file.bytes)?
            {
                let said = |words: &String| {
                    let earlier = pending.supplies.iter();
                    let mut earlier = earlier.filter_map(|supply| supply.words.as_ref());
                    earlier.any(|said| said.as_str() == words)
                };
                if words.as_ref().is_none_or(said) {
                    return Ok(());
                }
                new = None;
            }
            let upload = new.map(|(file, _)| Upload {
                id: kept.unwrap_or_else(|| self.new_id(now)),
                name: tidy_name(&file.name).into(),
            });
            check_limits(pending, upload.is_some())?;
            let command = Command::Supply {
                requirement: requirement.to_owned(),
                upload: upload.clone(),
                words: words.clone().map(Into::into),
            };
            let done = match self.would_take(&loaded, command.clone(), &actor) {
                Ok(()) => {
                    if let (Some(upload), Some((file, media_type)), None) = (&upload, new, *kept) {
                        self.keep_file(who, upload, file, media_type, now).await?;
                        *kept = Some(upload.id);
                    }
                    Box::pin(self.command_at(loaded, command.clone(), &actor)).await
                }
                turned_down => turned_down,
            };
            match done {
                Err(AppError::Stale) => {}
                Err(AppError::Rejected(rejection)) => {
                    self.note_attempt(case, &command, &actor, rejection).await;
                    return Err(rejection.into());
                }
                done => return done,
            }
        }
        Err(AppError::Stale)
    }

    /// Whether the case as it was loaded would take a command; nothing is changed.
    fn would_take(&self, case: &At<Case>, command: Command, actor: &Actor) -> Result<(), AppError> {
        self.decide(
            &mut case.clone(),
            &mut Vec::new(),
            command,
            actor,
            self.now(),
        )
    }

    /// Stores a file with the person; the commit that supplies it gives it to the case.
    async fn keep_file(
        &self,
        who: &PersonId,
        upload: &Upload,
        file: &UploadFile,
        media_type: &str,
        now: Timestamp,
    ) -> Result<(), AppError> {
        let owner = self.person_key(who);
        let home = self.store().person_stream(&owner).0;
        for left in self.store().uploads_of(home, PAGE)? {
            if left.uploaded_at.duration_until(now) > ON_THE_WAY {
                self.store().delete_upload(left.id).await?;
            }
        }
        let kept = NewUpload {
            id: upload.id,
            home: UploadHome::Draft { draft: home, owner },
            name: upload.name.as_str(),
            media_type,
            bytes: &file.bytes,
            now,
        };
        Ok(self.store().put_upload(&kept).await?)
    }

    /// Deletes a file that the case did not take. Where that cannot be told just now it stays with
    /// the person, and goes when they next send one.
    async fn let_go(&self, case: Uuid, upload: Uuid) {
        let deleted = match self.store().upload_meta(upload) {
            Ok(Some(file)) if file.home != case => self.store().delete_upload(upload).await,
            Ok(_) => Ok(()),
            Err(error) => Err(error),
        };
        if let Err(error) = deleted {
            tracing::warn!(%upload, error = %error, "a file that no case took is deleted later");
        }
    }

    /// Whether a file with these bytes was sent for a deficiency, and not turned down: that one may
    /// be sent again.
    fn has_file(&self, deficiency: &Deficiency, bytes: &[u8]) -> Result<bool, AppError> {
        let earlier = deficiency
            .supplies
            .iter()
            .filter(|supply| !matches!(supply.answer, Some(Err(_))))
            .filter_map(|supply| supply.upload.as_ref());
        for file in earlier {
            let size = self.store().upload_meta(file.id)?.map(|meta| meta.size);
            if size == Some(bytes.len() as u64)
                && let Some(stored) = self.store().upload(file.id)?
                && stored.bytes == bytes
            {
                return Ok(true);
            }
        }
        Ok(false)
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
            tutas_catalog::AskKind::Date { .. } => crate::view::QuestionKind::Date,
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
}

/// How much is taken for one deficiency: an officer has to look at all of it.
fn check_limits(deficiency: Option<&Deficiency>, with_file: bool) -> Result<(), AppError> {
    let Some(deficiency) = deficiency else {
        return Ok(());
    };
    let supplies = &deficiency.supplies;
    let files = supplies.iter().filter(|supply| supply.upload.is_some());
    if with_file && files.count() >= Limit::Files.most() {
        return Err(AppError::TooMany(Limit::Files));
    }
    if supplies.len() >= Limit::Supplies.most() {
        return Err(AppError::TooMany(Limit::Supplies));
    }
    Ok(())
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

#[cfg(test)]
mod tests;
