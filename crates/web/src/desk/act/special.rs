//! Acts that are more than a command: on a document or a letter of the case, or to another body.

use jiff::civil::Date;
use tutas_app::Received;
use tutas_app::view::ExtensionView;
use tutas_domain::case::Command;

use super::super::show::{DeskPage, address};
use super::{Done, Sent};
use crate::case::Tried;
use crate::i18n::T;
use crate::page::{Answer, render_unaccepted, see_done};
use crate::problem::Fault;

/// Copies out a document and accepts it.
pub(super) async fn accept(sent: Sent) -> Answer {
    let upload = sent.upload()?;
    let (officer, fields) = (&sent.officer, sent.fields.to_map());
    let app = &sent.web.app;
    match app
        .accept_document(&officer.id, sent.id, upload, &fields)
        .await
    {
        Ok(Ok(())) => see_done(&address(officer, sent.id), "done-desk-accepted"),
        Ok(Err(questions)) => {
            let (case, mut desk) = sent.load().await?;
            let mut examined = desk.to_examine.iter_mut();
            if let Some(examine) = examined.find(|one| one.upload.id == upload) {
                examine.fields = questions;
            }
            let page = DeskPage::new(&officer.visit, case, desk, Tried::default());
            render_unaccepted(&page)
        }
        Err(error) => sent.turned_down(sent.form(), error, "examine").await,
    }
}

pub(super) async fn turn_down(sent: Sent) -> Answer {
    let upload = sent.upload()?;
    let (_, desk) = sent.load().await?;
    let mut examined = desk.to_examine.iter();
    let place = examined.position(|examine| examine.upload.id == upload);
    let field = format!("desk-turn-down-{}", place.unwrap_or_default() + 1);
    let mut form = sent.form();
    let why = form.words(&field, "why", "desk-problem-words");
    let command = Some(Command::TurnDownDocument { upload, why });
    let done = Done(&field, "done-desk-turned-down");
    sent.carry_out(form, command, done).await
}

/// Puts the end of the term off, to a working day within what the law allows.
pub(super) async fn extend(sent: Sent) -> Answer {
    let (_, desk) = sent.load().await?;
    let field = "desk-extend-until";
    let mut form = sent.form();
    let until = form.date(field, "until", "desk-problem-date");
    let reasons = form.words("desk-extend-reasons", "reasons", "desk-problem-reasons");
    if let (Some(until), Some(extension)) = (until, &desk.may_extend) {
        let working = sent.web.app.working_day(sent.id, until)?;
        let t = sent.officer.visit.t;
        if let Some(problem) = no_extension(t, extension, until, working) {
            form.mark(field, problem);
        }
    }
    let command = until.map(|until| Command::Extend { until, reasons });
    let done = Done(field, "done-desk-extended");
    sent.carry_out(form, command, done).await
}

/// Why the term cannot end on this day; `working` is the first working day from it on. A term that
/// ended on a day off would end later than the officer wrote, and nobody would know why.
pub(in crate::desk) fn no_extension(
    t: T,
    extension: &ExtensionView,
    until: Date,
    working: Date,
) -> Option<String> {
    let day = |date: Date| t.date(date).into();
    if until < extension.from || until > extension.until {
        let days = [
            ("from", day(extension.from)),
            ("until", day(extension.until)),
        ];
        return Some(t.a("desk-problem-extend-days", &days));
    }
    let days = [("day", day(until)), ("next", day(working))];
    (until != working).then(|| t.a("desk-problem-day-off", &days))
}

pub(super) async fn redirect(sent: Sent) -> Answer {
    let mut form = sent.form();
    let to = form.line("desk-redirect-to", "to", "desk-problem-body");
    let reasons = form.words("desk-redirect-reasons", "reasons", "desk-problem-reasons");
    if !form.is_right() {
        return sent.again(form.tried()).await;
    }
    let (app, officer, reasons) = (&sent.web.app, &sent.officer, reasons.into_string());
    match app.redirect(&officer.id, sent.id, &to, reasons).await {
        // The case is the other body's now: this officer has no more business with it.
        Ok(()) => see_done(&officer.visit.link("/desk"), "done-desk-redirected"),
        Err(error) => sent.turned_down(form, error, "desk-redirect-to").await,
    }
}

/// Puts down that a letter was received by another channel.
pub(super) async fn receipt(sent: Sent) -> Answer {
    let letter = sent.fields.number("letter").ok_or(Fault::BadForm)?;
    let letter = usize::try_from(letter).map_err(|_| Fault::BadForm)?;
    let [channel, number, day] =
        ["channel", "number", "on"].map(|field| format!("desk-receipt-{letter}-{field}"));
    let mut form = sent.form();
    let how = form.choice(&channel, "channel", "desk-problem-channel", how);
    let mut number = || form.line(&number, "number", "desk-problem-number");
    let received = how.map(|how| match how {
        How::Message => Received::Message { id: number() },
        How::RegisteredLetter => Received::RegisteredLetter { number: number() },
        How::Signed => Received::Counter { signed: true },
        How::NotTaken => Received::Counter { signed: false },
    });
    let on = form.date(&day, "on", "desk-problem-date");
    if !form.is_right() {
        return sent.again(form.tried()).await;
    }
    let (Some(received), Some(on)) = (received, on) else {
        return Err(Fault::BadForm);
    };
    let (app, officer) = (&sent.web.app, &sent.officer.id);
    let recorded = app
        .record_receipt(officer, sent.id, letter, received, on)
        .await;
    let done = Done(&day, "done-desk-receipt");
    sent.finish(form, recorded, done).await
}

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
