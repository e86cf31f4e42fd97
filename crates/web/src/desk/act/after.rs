//! A provisional grant and its check, taking a decision back, slips of the pen, the court.

use axum::extract::State;
use tutas_domain::case::Command;
use uuid::Uuid;

use super::{Done, carry_out, press, without};
use crate::Web;
use crate::case::Reading;
use crate::form::{self, Fields};
use crate::page::Answer;
use crate::route::At;
use crate::visit::Officer;

pub(in crate::desk) async fn grant_provisionally(
    State(web): State<Web>,
    officer: Officer,
    At(id): At<Uuid>,
) -> Answer {
    let done = Done("decide", "done-desk-granted");
    press(&web, &officer, id, Command::GrantProvisionally, done).await
}

pub(in crate::desk) async fn pass_post_check(
    State(web): State<Web>,
    officer: Officer,
    At(id): At<Uuid>,
) -> Answer {
    let done = Done("decide", "done-desk-post-check");
    press(&web, &officer, id, Command::PassPostCheck, done).await
}

pub(in crate::desk) async fn prepare_revocation(
    State(web): State<Web>,
    officer: Officer,
    At(id): At<Uuid>,
    fields: Fields,
) -> Answer {
    let mut form = Reading::new(officer.visit.t, &fields);
    let ground = form.choice(
        "desk-revocation-ground",
        "ground",
        "desk-problem-ground",
        form::coded,
    );
    let reasons = form.words("desk-revocation-reasons", "reasons", "desk-problem-reasons");
    let without = without(&mut form, "desk-revocation");
    let command = ground.map(|ground| Command::PrepareRevocation {
        ground,
        reasons,
        without,
    });
    let done = Done("desk-revocation-ground", "done-desk-prepared");
    carry_out(&web, &officer, id, form, command, done).await
}

pub(in crate::desk) async fn revoke_burden(
    State(web): State<Web>,
    officer: Officer,
    At(id): At<Uuid>,
    fields: Fields,
) -> Answer {
    let mut form = Reading::new(officer.visit.t, &fields);
    let ground = form.choice(
        "desk-burden-ground",
        "ground",
        "desk-problem-ground",
        form::coded,
    );
    let reasons = form.words("desk-burden-reasons", "reasons", "desk-problem-reasons");
    let command = ground.map(|ground| Command::RevokeBurden { ground, reasons });
    let done = Done("desk-burden-ground", "done-desk-taken-back");
    carry_out(&web, &officer, id, form, command, done).await
}

pub(in crate::desk) async fn correct(
    State(web): State<Web>,
    officer: Officer,
    At(id): At<Uuid>,
    fields: Fields,
) -> Answer {
    let mut form = Reading::new(officer.visit.t, &fields);
    let was = form.line("desk-correct-was", "was", "desk-problem-words");
    let reads = form.line("desk-correct-reads", "reads", "desk-problem-words");
    let command = Some(Command::Correct {
        was: was.into(),
        reads: reads.into(),
    });
    let done = Done("desk-correct-was", "done-desk-corrected");
    carry_out(&web, &officer, id, form, command, done).await
}

pub(in crate::desk) async fn decline_correction(
    State(web): State<Web>,
    officer: Officer,
    At(id): At<Uuid>,
    fields: Fields,
) -> Answer {
    let mut form = Reading::new(officer.visit.t, &fields);
    let why = form.words("desk-decline-why", "why", "desk-problem-reasons");
    let command = Some(Command::DeclineCorrection { why });
    let done = Done("desk-decline-why", "done-desk-declined");
    carry_out(&web, &officer, id, form, command, done).await
}

pub(in crate::desk) async fn note_court(
    State(web): State<Web>,
    officer: Officer,
    At(id): At<Uuid>,
    fields: Fields,
) -> Answer {
    let mut form = Reading::new(officer.visit.t, &fields);
    let words = form.words("desk-court-words", "words", "desk-problem-words");
    let command = Some(Command::NoteCourt(words));
    let done = Done("desk-court-words", "done-desk-court");
    carry_out(&web, &officer, id, form, command, done).await
}
