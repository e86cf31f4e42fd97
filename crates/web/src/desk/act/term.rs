//! What is done to the term, and to whom owes the case.

use axum::extract::State;
use tutas_app::AppError;
use tutas_domain::case::Command;
use uuid::Uuid;

use super::super::show::again;
use super::{Done, carry_out, press};
use crate::Web;
use crate::case::Reading;
use crate::form::Fields;
use crate::page::{Answer, see_done};
use crate::route::At;
use crate::visit::Officer;

pub(in crate::desk) async fn extend(
    State(web): State<Web>,
    officer: Officer,
    At(id): At<Uuid>,
    fields: Fields,
) -> Answer {
    let mut form = Reading::new(officer.visit.t, &fields);
    let until = form.date("desk-extend-until", "until", "desk-problem-date");
    let reasons = form.words("desk-extend-reasons", "reasons", "desk-problem-reasons");
    let command = until.map(|until| Command::Extend { until, reasons });
    let done = Done("desk-extend-until", "done-desk-extended");
    carry_out(&web, &officer, id, form, command, done).await
}

pub(in crate::desk) async fn pause(
    State(web): State<Web>,
    officer: Officer,
    At(id): At<Uuid>,
    fields: Fields,
) -> Answer {
    let mut form = Reading::new(officer.visit.t, &fields);
    let ground = form.line("desk-pause-ground", "ground", "desk-problem-ground");
    let reasons = form.words("desk-pause-reasons", "reasons", "desk-problem-reasons");
    let command = Some(Command::Pause { ground, reasons });
    let done = Done("desk-pause-ground", "done-desk-paused");
    carry_out(&web, &officer, id, form, command, done).await
}

pub(in crate::desk) async fn resume(
    State(web): State<Web>,
    officer: Officer,
    At(id): At<Uuid>,
) -> Answer {
    let done = Done("decide", "done-desk-resumed");
    press(&web, &officer, id, Command::Resume, done).await
}

pub(in crate::desk) async fn redirect(
    State(web): State<Web>,
    officer: Officer,
    At(id): At<Uuid>,
    fields: Fields,
) -> Answer {
    let t = officer.visit.t;
    let mut form = Reading::new(t, &fields);
    let to = form.line("desk-redirect-to", "to", "desk-problem-body");
    let reasons = form.words("desk-redirect-reasons", "reasons", "desk-problem-reasons");
    if !form.is_right() {
        return again(&web, &officer, id, form.tried()).await;
    }
    let reasons = reasons.into_string();
    match web.app.redirect(&officer.id, id, &to, reasons).await {
        // The case is the other body's now: this officer has no more business with it.
        Ok(()) => see_done(&officer.visit.link("/desk"), "done-desk-redirected"),
        Err(AppError::Rejected(rejection)) => {
            let tried = form.turned_down("desk-redirect-to", t.m(rejection.code()));
            again(&web, &officer, id, tried).await
        }
        Err(error) => Err(error.into()),
    }
}
