//! Supplying what is lacking: a file, words or another answer.

use std::collections::BTreeMap;

use axum::extract::multipart::{Field, MultipartError, MultipartRejection};
use axum::extract::{Multipart, State};
use axum::http::StatusCode;
use tutas_app::view::{AnswerProblem, CaseView, DeficiencyView, MeansView};
use tutas_app::{AppError, FileProblem, Limit, Supplied, UploadFile};
use uuid::Uuid;

use super::{CasePage, Tried};
use crate::Web;
use crate::form;
use crate::i18n::T;
use crate::page::{Answer, render_unaccepted, see_done};
use crate::problem::Fault;
use crate::route::At;
use crate::visit::Who;

/// The largest file taken, in bytes.
pub(super) const FILE_LIMIT: usize = 10 * 1024 * 1024;

/// The longest text of one field that is read at all, in bytes, and the most fields of a form.
const TEXT_LIMIT: usize = 224 * 1024;
const MOST_FIELDS: usize = 32;

/// A form with its file. Personal data: no `Debug`.
#[derive(Default)]
struct Sent {
    fields: BTreeMap<String, String>,
    file: Option<UploadFile>,
    problem: Option<FileProblem>,
}

pub(super) async fn supply(
    State(web): State<Web>,
    who: Who,
    At(id): At<Uuid>,
    multipart: Result<Multipart, MultipartRejection>,
) -> Answer {
    let multipart = multipart.map_err(|_| Fault::BadForm)?;
    // Nothing is kept in memory for a case that waits for nothing, or is somebody else's.
    if let Err(error) = web.app.awaits_supply(&who.id, id).await {
        pass_over(multipart).await;
        return Err(error.into());
    }
    let mut sent = read(multipart).await?;
    let case = web.app.case(&who.id, id).await?;
    let requirement = sent.fields.get("requirement").cloned().unwrap_or_default();
    let form = Form::of(who.visit.t, &case, &requirement).ok_or(Fault::BadForm)?;
    let trouble = if let Some(trouble) = form.lacks(&sent) {
        trouble
    } else {
        let file = sent.file.take();
        match give(&web, &who, id, &form, &sent, file).await? {
            Some(trouble) => trouble,
            None => return see_done(&who.visit.link(&format!("/cases/{id}")), "done-supplied"),
        }
    };
    let answer = form.answer(&sent).unwrap_or_default();
    let field = form.field("text");
    // Read anew: an officer or a register may have moved the case while the file was on its way.
    let mut case = web.app.case(&who.id, id).await?;
    let tried = match trouble {
        Trouble::Tried(tried) => {
            tried.keeping(field, sent.fields.remove("text").unwrap_or_default())
        }
        Trouble::Answer(problem) => {
            put_problem(&mut case, &requirement, problem, answer);
            Tried::default()
        }
    };
    render_unaccepted(&CasePage::new(&who.visit, case, tried))
}

/// Gives what was sent to the case; says what was not accepted.
async fn give(
    web: &Web,
    who: &Who,
    id: Uuid,
    form: &Form<'_>,
    sent: &Sent,
    file: Option<UploadFile>,
) -> Result<Option<Trouble>, Fault> {
    let text = sent.fields.get("text").cloned();
    let answer = form.answer(sent);
    let supplied = Supplied { text, file, answer };
    let requirement = &form.lack.requirement;
    Ok(
        match web.app.supply(&who.id, id, requirement, supplied).await {
            Ok(Ok(())) => None,
            Ok(Err(problem)) => Some(Trouble::Answer(problem)),
            Err(AppError::File(problem)) => Some(form.bad_file(problem)),
            Err(AppError::Rejected(rejection)) => {
                let problem = form.t.m(rejection.code());
                Some(Trouble::Tried(Tried::at(form.first(), problem)))
            }
            Err(AppError::TooMany(limit)) => {
                let field = match limit {
                    Limit::Files => form.field("file"),
                    Limit::Supplies | Limit::Objections => form.first(),
                };
                Some(Trouble::Tried(Tried::at(field, form.t.too_many(limit))))
            }
            Err(error) => return Err(error.into()),
        },
    )
}

/// Why a form was not accepted.
enum Trouble {
    /// A problem at a field of the form.
    Tried(Tried),
    /// The answer to its question.
    Answer(AnswerProblem),
}

/// Puts the problem and the answer typed into the question of the case that is shown again.
fn put_problem(case: &mut CaseView, requirement: &str, problem: AnswerProblem, answer: String) {
    let lack = case
        .deficiencies
        .iter_mut()
        .find(|lack| lack.requirement == requirement);
    if let Some(DeficiencyView {
        means: MeansView::Answer(question),
        ..
    }) = lack
    {
        question.problem = Some(problem);
        question.value = answer;
    }
}

/// The form of one deficiency: its fields carry its number on the page.
struct Form<'a> {
    t: T,
    lack: &'a DeficiencyView,
    number: usize,
}

impl<'a> Form<'a> {
    fn of(t: T, case: &'a CaseView, requirement: &str) -> Option<Self> {
        let named = |lack: &DeficiencyView| lack.requirement == requirement;
        let place = case.deficiencies.iter().position(named)?;
        Some(Self {
            t,
            lack: case.deficiencies.get(place)?,
            number: place + 1,
        })
    }

    fn field(&self, name: &str) -> String {
        format!("{name}-{}", self.number)
    }

    /// The field that a problem with the whole form stands at.
    fn first(&self) -> String {
        match &self.lack.means {
            MeansView::Answer(question) => question.key.clone(),
            MeansView::Words => self.field("text"),
            MeansView::Document(_) | MeansView::Statement => self.field("file"),
        }
    }

    /// What is missing or wrong before anything is given to the app.
    fn lacks(&self, sent: &Sent) -> Option<Trouble> {
        if let Some(problem) = sent.problem {
            return Some(self.bad_file(problem));
        }
        let words = sent.fields.get("text").map_or("", |text| text.trim());
        let has_words = !words.is_empty();
        if let Some(problem) = form::too_long(self.t, words, form::LONGEST_WORDS) {
            return Some(Trouble::Tried(Tried::at(self.field("text"), problem)));
        }
        let id = match &self.lack.means {
            MeansView::Document(_) if sent.file.is_none() => "case-problem-file-missing",
            MeansView::Words if !has_words => "case-problem-words-missing",
            MeansView::Answer(_) if self.answer(sent).is_none() => {
                return Some(Trouble::Answer(AnswerProblem::Missing));
            }
            MeansView::Document(_)
            | MeansView::Statement
            | MeansView::Answer(_)
            | MeansView::Words => return None,
        };
        Some(Trouble::Tried(Tried::at(self.first(), self.t.m(id))))
    }

    fn bad_file(&self, problem: FileProblem) -> Trouble {
        Trouble::Tried(Tried::at(self.field("file"), file_problem(self.t, problem)))
    }

    /// The answer to the question of this deficiency; a date is put together from its parts.
    fn answer(&self, sent: &Sent) -> Option<String> {
        let MeansView::Answer(question) = &self.lack.means else {
            return None;
        };
        let key = &question.key;
        let part = |name: &str| {
            sent.fields
                .get(&format!("{key}-{name}"))
                .map(|part| part.trim())
        };
        let whole = sent.fields.get(key).map(|value| value.trim().to_owned());
        let dated = || {
            let (day, month, year) = (part("day")?, part("month")?, part("year")?);
            Some(format!("{year}-{month:0>2}-{day:0>2}"))
        };
        whole.or_else(dated).filter(|answer| !answer.is_empty())
    }
}

/// What is wrong with a file, in words.
fn file_problem(t: T, problem: FileProblem) -> String {
    match problem {
        FileProblem::TooLarge { limit } => {
            t.a("upload-too-large", &[("limit", (limit / 1_000_000).into())])
        }
        FileProblem::WrongType => t.m("upload-wrong-type"),
        FileProblem::Bomb => t.m("upload-bomb"),
        FileProblem::Empty => t.m("upload-empty"),
    }
}

async fn read(mut multipart: Multipart) -> Result<Sent, Fault> {
    let mut sent = Sent::default();
    for _ in 0..MOST_FIELDS {
        let Some(mut field) = multipart
            .next_field()
            .await
            .map_err(|error| fault(&error))?
        else {
            return Ok(sent);
        };
        let name = field.name().unwrap_or_default().to_owned();
        if name == "file" {
            read_file(&mut field, &mut sent).await?;
        } else {
            let bytes = read_up_to(&mut field, TEXT_LIMIT)
                .await?
                .ok_or(Fault::TooLarge)?;
            let text = String::from_utf8(bytes).map_err(|_| Fault::BadForm)?;
            sent.fields.insert(name, text);
        }
    }
    Err(Fault::BadForm)
}

/// Reads to the end what is not taken, and drops it, so that the browser gets to see the answer.
async fn pass_over(mut multipart: Multipart) {
    while let Ok(Some(mut field)) = multipart.next_field().await {
        while let Ok(Some(_)) = field.chunk().await {}
    }
}

/// A browser sends a field without a name for the file when none was chosen.
async fn read_file(field: &mut Field<'_>, sent: &mut Sent) -> Result<(), Fault> {
    let name = field.file_name().unwrap_or_default().to_owned();
    let Some(bytes) = read_up_to(field, FILE_LIMIT).await? else {
        sent.problem = Some(FileProblem::TooLarge { limit: FILE_LIMIT });
        return Ok(());
    };
    if bytes.is_empty() && name.is_empty() {
        return Ok(());
    }
    if bytes.is_empty() {
        sent.problem = Some(FileProblem::Empty);
    }
    sent.file = Some(UploadFile { name, bytes });
    Ok(())
}

/// The field's bytes; none if there are more than `limit`, which are read and dropped so that the
/// browser gets to see the answer. The whole body has its own limit.
async fn read_up_to(field: &mut Field<'_>, limit: usize) -> Result<Option<Vec<u8>>, Fault> {
    let mut bytes = Vec::new();
    let mut fits = true;
    while let Some(chunk) = field.chunk().await.map_err(|error| fault(&error))? {
        fits = fits && bytes.len() + chunk.len() <= limit;
        if fits {
            bytes.extend_from_slice(&chunk);
        } else {
            bytes = Vec::new();
        }
    }
    Ok(fits.then_some(bytes))
}

fn fault(error: &MultipartError) -> Fault {
    match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Fault::FileTooLarge(FILE_LIMIT),
        _ => Fault::BadForm,
    }
}

#[cfg(test)]
mod tests {
    use tutas_app::view::PhaseView;
    use tutas_domain::text::Lang;

    use super::*;
    use crate::case::sample::{case, page};

    #[test]
    fn an_explanation_that_is_too_long_is_turned_down_at_its_field() {
        let view = case(PhaseView::Curing);
        let filled = Form::of(page(Lang::Kk).t, &view, "words").unwrap();
        let problem = |letters: usize| {
            let text = ("text".to_owned(), "ғ".repeat(letters));
            let sent = Sent {
                fields: BTreeMap::from([text]),
                ..Sent::default()
            };
            match filled.lacks(&sent) {
                Some(Trouble::Tried(tried)) => {
                    tried.problem(&filled.field("text")).map(str::to_owned)
                }
                _ => None,
            }
        };
        assert_eq!(problem(form::LONGEST_WORDS), None);
        let told = problem(form::LONGEST_WORDS + 1).unwrap();
        assert!(told.contains("5001"), "{told}");
    }
}
