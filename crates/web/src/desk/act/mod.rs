//! What an officer does with a case. The domain decides whether it may be done; a rejection comes
//! back as a problem on the same page, with everything typed still there.

mod after;
mod door;
mod ruling;
mod term;

pub(super) use after::*;
pub(super) use door::*;
pub(super) use ruling::*;
pub(super) use term::*;

use axum::extract::State;
use tutas_app::AppError;
use tutas_app::view::Question;
use tutas_domain::case::{Command, WithoutHearing};
use uuid::Uuid;

use super::show::{DeskPage, again, load};
use crate::Web;
use crate::case::{Reading, Tried};
use crate::form::{self, Fields};
use crate::page::{Answer, render_unaccepted, see_done};
use crate::problem::Fault;
use crate::route::At;
use crate::visit::Officer;

/// Without fields: grants.
pub(super) async fn grant(State(web): State<Web>, officer: Officer, At(id): At<Uuid>) -> Answer {
    press(
        &web,
        &officer,
        id,
        Command::Grant,
        Done("decide", "done-desk-granted"),
    )
    .await
}

pub(super) async fn ask_cure(
    State(web): State<Web>,
    officer: Officer,
    At(id): At<Uuid>,
    fields: Fields,
) -> Answer {
    let mut form = Reading::new(officer.visit.t, &fields);
    let requirement = form.line(
        "desk-ask-requirement",
        "requirement",
        "desk-problem-requirement",
    );
    let words = form.words("desk-ask-words", "words", "desk-problem-words");
    let command = Command::AskForCure { requirement, words };
    let done = Done("desk-ask-words", "done-desk-asked");
    carry_out(&web, &officer, id, form, Some(command), done).await
}

pub(super) async fn prepare_refusal(
    State(web): State<Web>,
    officer: Officer,
    At(id): At<Uuid>,
    fields: Fields,
) -> Answer {
    let mut form = Reading::new(officer.visit.t, &fields);
    let requirements = form.some(
        "desk-refusal-grounds",
        "requirement",
        "desk-problem-grounds",
    );
    let reasons = form.words("desk-refusal-reasons", "reasons", "desk-problem-reasons");
    let without = without(&mut form, "desk-refusal");
    let command = Command::PrepareRefusal {
        requirements,
        reasons,
        without,
    };
    let done = Done("desk-refusal-reasons", "done-desk-prepared");
    carry_out(&web, &officer, id, form, Some(command), done).await
}

pub(super) async fn approve(
    State(web): State<Web>,
    officer: Officer,
    At(id): At<Uuid>,
    fields: Fields,
) -> Answer {
    let mut form = Reading::new(officer.visit.t, &fields);
    form.confirmed("desk-confirm", "confirm", "desk-problem-confirm");
    let done = Done("decide", "done-desk-approved");
    carry_out(&web, &officer, id, form, Some(Command::Approve), done).await
}

pub(super) async fn send_back(
    State(web): State<Web>,
    officer: Officer,
    At(id): At<Uuid>,
    fields: Fields,
) -> Answer {
    let mut form = Reading::new(officer.visit.t, &fields);
    let words = form.words("desk-return", "words", "desk-problem-words");
    let done = Done("desk-return", "done-desk-returned");
    let command = Some(Command::Return { words });
    carry_out(&web, &officer, id, form, command, done).await
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
        Err(AppError::Rejected(rejection)) => {
            let tried = Tried::at("examine", officer.visit.t.m(rejection.code()));
            again(&web, &officer, id, tried).await
        }
        Err(error) => Err(error.into()),
    }
}

pub(super) async fn turn_down(
    State(web): State<Web>,
    officer: Officer,
    At(id): At<Uuid>,
    fields: Fields,
) -> Answer {
    let upload = upload(&fields)?;
    let (_, desk) = load(&web, &officer, id).await?;
    let place = desk
        .to_examine
        .iter()
        .position(|examine| examine.upload.id == upload);
    let field = format!("desk-turn-down-{}", place.unwrap_or_default() + 1);
    let mut form = Reading::new(officer.visit.t, &fields);
    let why = form.words(&field, "why", "desk-problem-words");
    let command = Some(Command::TurnDownDocument { upload, why });
    let done = Done(&field, "done-desk-turned-down");
    carry_out(&web, &officer, id, form, command, done).await
}

/// The field at which a rejection stands, and what is said when it is done.
pub(super) struct Done<'a>(pub(super) &'a str, pub(super) &'static str);

/// Does what a button without fields asks.
async fn press(web: &Web, officer: &Officer, id: Uuid, command: Command, done: Done<'_>) -> Answer {
    let fields = Fields::default();
    let form = Reading::new(officer.visit.t, &fields);
    carry_out(web, officer, id, form, Some(command), done).await
}

/// Does what a form asks; else its page once more, with what is wrong and all that was typed.
async fn carry_out(
    web: &Web,
    officer: &Officer,
    id: Uuid,
    form: Reading<'_>,
    command: Option<Command>,
    done: Done<'_>,
) -> Answer {
    if !form.is_right() {
        return again(web, officer, id, form.tried()).await;
    }
    let command = command.ok_or(Fault::BadForm)?;
    let outcome = web.app.desk_command(&officer.id, id, command).await;
    finish(web, officer, id, form, outcome, done).await
}

async fn finish(
    web: &Web,
    officer: &Officer,
    id: Uuid,
    form: Reading<'_>,
    outcome: Result<(), AppError>,
    done: Done<'_>,
) -> Answer {
    match outcome {
        Ok(()) => see_done(&page(officer, id), done.1),
        Err(AppError::Rejected(rejection)) => {
            let problem = officer.visit.t.m(rejection.code());
            again(web, officer, id, form.turned_down(done.0, problem)).await
        }
        Err(error) => Err(error.into()),
    }
}

/// The exception by which an act is prepared without a hearing, if the officer chose one.
fn without(form: &mut Reading<'_>, prefix: &str) -> Option<WithoutHearing> {
    let chosen = form.any(&format!("{prefix}-without"), "without");
    let ground = form::coded(chosen.first()?)?;
    let field = format!("{prefix}-without-why");
    let why = form.words(&field, "without-why", "desk-problem-without-why");
    Some(WithoutHearing { ground, why })
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
