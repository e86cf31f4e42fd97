//! What an officer does with a case. The domain decides whether it may be done; a rejection comes
//! back as a problem on the same page, with everything typed still there.

use axum::extract::State;
use tutas_app::AppError;
use tutas_app::view::Question;
use uuid::Uuid;

use super::show::{DeskPage, again, load};
use crate::Web;
use crate::case::Tried;
use crate::form::Fields;
use crate::page::{Answer, render_unaccepted, see_done};
use crate::problem::Fault;
use crate::route::At;
use crate::visit::Officer;

pub(super) async fn grant(State(web): State<Web>, officer: Officer, At(id): At<Uuid>) -> Answer {
    let done = web.app.grant(&officer.id, id).await;
    finish(
        &web,
        &officer,
        id,
        done,
        Done::new("done-desk-granted", "decide"),
    )
    .await
}

pub(super) async fn ask_cure(
    State(web): State<Web>,
    officer: Officer,
    At(id): At<Uuid>,
    fields: Fields,
) -> Answer {
    let requirement = fields.value("requirement").unwrap_or_default();
    let words = fields.value("words").unwrap_or_default().trim();
    let at = if requirement.is_empty() {
        Some(("desk-ask-requirement", "desk-problem-requirement"))
    } else if words.is_empty() {
        Some(("desk-ask-words", "desk-problem-words"))
    } else {
        None
    };
    let keep = |tried: Tried| {
        tried
            .keeping("desk-ask-requirement", requirement)
            .keeping("desk-ask-words", words)
    };
    if let Some((field, problem)) = at {
        let tried = keep(Tried::at(field, officer.visit.t.m(problem)));
        return again(&web, &officer, id, tried).await;
    }
    let done = web
        .app
        .ask_cure(&officer.id, id, requirement, words.to_owned())
        .await;
    let outcome = Done {
        keep: Box::new(keep),
        ..Done::new("done-desk-asked", "desk-ask-words")
    };
    finish(&web, &officer, id, done, outcome).await
}

pub(super) async fn prepare_refusal(
    State(web): State<Web>,
    officer: Officer,
    At(id): At<Uuid>,
    fields: Fields,
) -> Answer {
    let requirements: Vec<String> = fields.values("requirement").into_iter().collect();
    let reasons = fields.value("reasons").unwrap_or_default().trim();
    let at = if requirements.is_empty() {
        Some(("desk-grounds", "desk-problem-grounds"))
    } else if reasons.is_empty() {
        Some(("desk-reasons", "desk-problem-reasons"))
    } else {
        None
    };
    let keep = |tried: Tried| {
        let kept = tried.keeping("desk-reasons", reasons);
        requirements
            .iter()
            .fold(kept, |kept, name| kept.keeping("desk-grounds", name))
    };
    if let Some((field, problem)) = at {
        let tried = keep(Tried::at(field, officer.visit.t.m(problem)));
        return again(&web, &officer, id, tried).await;
    }
    let done = web
        .app
        .prepare_refusal(&officer.id, id, &requirements, reasons.to_owned())
        .await;
    let outcome = Done {
        keep: Box::new(keep),
        ..Done::new("done-desk-prepared", "desk-reasons")
    };
    finish(&web, &officer, id, done, outcome).await
}

pub(super) async fn approve(
    State(web): State<Web>,
    officer: Officer,
    At(id): At<Uuid>,
    fields: Fields,
) -> Answer {
    if !fields.is_ticked("confirm") {
        let problem = officer.visit.t.m("desk-problem-confirm");
        return again(&web, &officer, id, Tried::at("desk-confirm", problem)).await;
    }
    let done = web.app.approve_refusal(&officer.id, id).await;
    finish(
        &web,
        &officer,
        id,
        done,
        Done::new("done-desk-approved", "decide"),
    )
    .await
}

pub(super) async fn send_back(
    State(web): State<Web>,
    officer: Officer,
    At(id): At<Uuid>,
    fields: Fields,
) -> Answer {
    let words = fields.value("words").unwrap_or_default().trim();
    let keep = |tried: Tried| tried.keeping("desk-return", words);
    if words.is_empty() {
        let problem = officer.visit.t.m("desk-problem-words");
        return again(&web, &officer, id, Tried::at("desk-return", problem)).await;
    }
    let done = web
        .app
        .return_refusal(&officer.id, id, words.to_owned())
        .await;
    let outcome = Done {
        keep: Box::new(keep),
        ..Done::new("done-desk-returned", "desk-return")
    };
    finish(&web, &officer, id, done, outcome).await
}

pub(super) async fn accept(
    State(web): State<Web>,
    officer: Officer,
    At(id): At<Uuid>,
    fields: Fields,
) -> Answer {
    let upload = upload(&fields)?;
    let form = fields.to_map();
    match web
        .app
        .accept_document(&officer.id, id, upload, &form)
        .await
    {
        Ok(Err(questions)) => with_problems(&web, &officer, id, upload, questions).await,
        Ok(Ok(())) => see_done(&page(&officer, id), "done-desk-accepted"),
        Err(error) => {
            finish(
                &web,
                &officer,
                id,
                Err(error),
                Done::new("done-desk-accepted", "examine"),
            )
            .await
        }
    }
}

pub(super) async fn turn_down(
    State(web): State<Web>,
    officer: Officer,
    At(id): At<Uuid>,
    fields: Fields,
) -> Answer {
    let upload = upload(&fields)?;
    let why = fields.value("why").unwrap_or_default().trim();
    let (_, desk) = load(&web, &officer, id).await?;
    let place = desk
        .to_examine
        .iter()
        .position(|examine| examine.upload.id == upload);
    let field = format!("desk-turn-down-{}", place.unwrap_or_default() + 1);
    if why.is_empty() {
        let problem = officer.visit.t.m("desk-problem-words");
        return again(&web, &officer, id, Tried::at(field, problem)).await;
    }
    let done = web
        .app
        .turn_down_document(&officer.id, id, upload, why.to_owned())
        .await;
    let keep = |tried: Tried| tried.keeping(field.as_str(), why);
    let outcome = Done {
        keep: Box::new(keep),
        ..Done::new("done-desk-turned-down", &field)
    };
    finish(&web, &officer, id, done, outcome).await
}

/// What follows an act: the message when it was done, else the field its problem stands at and
/// what was typed.
struct Done<'a> {
    message: &'static str,
    field: &'a str,
    keep: Box<dyn Fn(Tried) -> Tried + Send + Sync + 'a>,
}

impl<'a> Done<'a> {
    fn new(message: &'static str, field: &'a str) -> Self {
        Self {
            message,
            field,
            keep: Box::new(|tried| tried),
        }
    }
}

async fn finish(
    web: &Web,
    officer: &Officer,
    id: Uuid,
    done: Result<(), AppError>,
    outcome: Done<'_>,
) -> Answer {
    match done {
        Ok(()) => see_done(&page(officer, id), outcome.message),
        Err(AppError::Rejected(rejection)) => {
            let problem = officer.visit.t.m(rejection.code());
            let tried = (outcome.keep)(Tried::at(outcome.field, problem));
            again(web, officer, id, tried).await
        }
        Err(error) => Err(error.into()),
    }
}

/// The page with the problems of what was copied out of a document.
async fn with_problems(
    web: &Web,
    officer: &Officer,
    id: Uuid,
    upload: Uuid,
    questions: Vec<Question>,
) -> Answer {
    let (case, mut desk) = load(web, officer, id).await?;
    if let Some(examine) = desk
        .to_examine
        .iter_mut()
        .find(|one| one.upload.id == upload)
    {
        examine.fields = questions;
    }
    render_unaccepted(&DeskPage::new(&officer.visit, case, desk, Tried::default()))
}

fn upload(fields: &Fields) -> Result<Uuid, Fault> {
    fields
        .value("upload")
        .and_then(|id| id.parse().ok())
        .ok_or(Fault::BadForm)
}

fn page(officer: &Officer, id: Uuid) -> String {
    officer.visit.link(&format!("/desk/cases/{id}"))
}
