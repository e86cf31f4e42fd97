//! What a person asks in a case beside supplying, objecting and withdrawing.

use axum::extract::State;
use tutas_app::AppError;
use tutas_domain::case::Command;
use uuid::Uuid;

use super::{Reading, Tried, again};
use crate::Web;
use crate::form::Fields;
use crate::page::{Answer, see_done};
use crate::route::At;
use crate::visit::Who;

/// Asks for a decision without a hearing: the person gives something up, and so ticks a box.
pub(super) async fn waive(
    State(web): State<Web>,
    who: Who,
    At(id): At<Uuid>,
    fields: Fields,
) -> Answer {
    let mut form = Reading::new(who.visit.t, &fields);
    form.confirmed("waive-confirm", "confirm", "ask-problem-waive");
    let done = ("waive-confirm", "done-waived");
    ask(&web, &who, id, form, Command::WaiveHearing, done).await
}

pub(super) async fn ask_oral(State(web): State<Web>, who: Who, At(id): At<Uuid>) -> Answer {
    let fields = Fields::default();
    let form = Reading::new(who.visit.t, &fields);
    let done = ("view-title", "done-asked-oral");
    ask(&web, &who, id, form, Command::AskOralHearing, done).await
}

pub(super) async fn remark(
    State(web): State<Web>,
    who: Who,
    At(id): At<Uuid>,
    fields: Fields,
) -> Answer {
    let mut form = Reading::new(who.visit.t, &fields);
    let words = form.words("remark", "remark", "ask-problem-words");
    let command = Command::Remark(words);
    ask(&web, &who, id, form, command, ("remark", "done-remarked")).await
}

pub(super) async fn ask_correction(
    State(web): State<Web>,
    who: Who,
    At(id): At<Uuid>,
    fields: Fields,
) -> Answer {
    let mut form = Reading::new(who.visit.t, &fields);
    let words = form.words("correction-words", "words", "ask-problem-words");
    let command = Command::AskCorrection(words);
    let done = ("correction-words", "done-asked-correction");
    ask(&web, &who, id, form, command, done).await
}

pub(super) async fn note_court(
    State(web): State<Web>,
    who: Who,
    At(id): At<Uuid>,
    fields: Fields,
) -> Answer {
    let mut form = Reading::new(who.visit.t, &fields);
    let words = form.words("court-words", "words", "ask-problem-words");
    let command = Command::NoteCourt(words);
    let done = ("court-words", "done-court-noted");
    ask(&web, &who, id, form, command, done).await
}

/// Does what a form asks; else the page once more, with what is wrong at `done.0`.
async fn ask(
    web: &Web,
    who: &Who,
    id: Uuid,
    form: Reading<'_>,
    command: Command,
    done: (&str, &'static str),
) -> Answer {
    if !form.is_right() {
        return again(web, who, id, form.tried()).await;
    }
    let t = who.visit.t;
    let tried: Tried = match web.app.own_command(&who.id, id, command).await {
        Err(AppError::Rejected(rejection)) => form.turned_down(done.0, t.m(rejection.code())),
        Err(AppError::TooMany(limit)) => form.turned_down(done.0, t.too_many(limit)),
        asked => {
            asked?;
            return see_done(&who.visit.link(&format!("/cases/{id}")), done.1);
        }
    };
    again(web, who, id, tried).await
}
