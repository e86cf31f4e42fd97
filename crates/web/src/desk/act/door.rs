//! At the door and on the way: letters received by another channel, the hearing by word of mouth,
//! papers that a special law turns away.

use axum::extract::State;
use tutas_app::Received;
use tutas_domain::case::Command;
use uuid::Uuid;

use super::super::show::again;
use super::{Done, carry_out, finish};
use crate::Web;
use crate::case::Reading;
use crate::form::Fields;
use crate::page::Answer;
use crate::problem::Fault;
use crate::route::At;
use crate::visit::Officer;

/// How a letter was received, as the form names it.
#[derive(Clone, Copy)]
enum How {
    Message,
    RegisteredLetter,
    Signed,
    NotTaken,
}

fn how(name: &str) -> Option<How> {
    Some(match name {
        "message" => How::Message,
        "registered-letter" => How::RegisteredLetter,
        "counter" => How::Signed,
        "counter-refused" => How::NotTaken,
        _ => return None,
    })
}

pub(in crate::desk) async fn receipt(
    State(web): State<Web>,
    officer: Officer,
    At(id): At<Uuid>,
    fields: Fields,
) -> Answer {
    let letter = fields.number("letter").ok_or(Fault::BadForm)?;
    let letter = usize::try_from(letter).map_err(|_| Fault::BadForm)?;
    let [channel, number, day] =
        ["channel", "number", "on"].map(|field| format!("desk-receipt-{letter}-{field}"));
    let mut form = Reading::new(officer.visit.t, &fields);
    let how = form.choice(&channel, "channel", "desk-problem-channel", how);
    let received = match how {
        Some(How::Message) => Some(Received::Message {
            id: form.line(&number, "number", "desk-problem-number"),
        }),
        Some(How::RegisteredLetter) => Some(Received::RegisteredLetter {
            number: form.line(&number, "number", "desk-problem-number"),
        }),
        Some(How::Signed) => Some(Received::Counter { signed: true }),
        Some(How::NotTaken) => Some(Received::Counter { signed: false }),
        None => None,
    };
    let on = form.date(&day, "on", "desk-problem-date");
    if !form.is_right() {
        return again(&web, &officer, id, form.tried()).await;
    }
    let (Some(received), Some(on)) = (received, on) else {
        return Err(Fault::BadForm);
    };
    let recorded = web
        .app
        .record_receipt(&officer.id, id, letter, received, on)
        .await;
    let done = Done(&day, "done-desk-receipt");
    finish(&web, &officer, id, form, recorded, done).await
}

pub(in crate::desk) async fn hold_hearing(
    State(web): State<Web>,
    officer: Officer,
    At(id): At<Uuid>,
    fields: Fields,
) -> Answer {
    let mut form = Reading::new(officer.visit.t, &fields);
    let protocol = form.words("desk-protocol", "protocol", "desk-problem-protocol");
    let command = Some(Command::HoldHearing { protocol });
    let done = Done("desk-protocol", "done-desk-heard");
    carry_out(&web, &officer, id, form, command, done).await
}

pub(in crate::desk) async fn refuse_acceptance(
    State(web): State<Web>,
    officer: Officer,
    At(id): At<Uuid>,
    fields: Fields,
) -> Answer {
    let mut form = Reading::new(officer.visit.t, &fields);
    let requirements = form.some("desk-door-papers", "requirement", "desk-problem-grounds");
    let reasons = form.words("desk-door-reasons", "reasons", "desk-problem-reasons");
    let command = Some(Command::RefuseAcceptance {
        requirements,
        reasons,
    });
    let done = Done("desk-door-reasons", "done-desk-not-accepted");
    carry_out(&web, &officer, id, form, command, done).await
}
