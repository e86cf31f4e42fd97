//! What an officer does with a case. The domain decides whether it may be done; a rejection comes
//! back as a problem on the same page, with everything typed still there.
//!
//! An act whose form says all that its command is made of is an entry of [`plain::ACTS`].

mod plain;
mod ruling;
mod special;

#[cfg(test)]
pub(super) use special::no_extension;

use axum::extract::{FromRequest, FromRequestParts, Request};
use tutas_app::AppError;
use tutas_app::view::{CaseView, DeskView};
use tutas_domain::case::{Command, Rejection, WithoutHearing};
use uuid::Uuid;

use super::show::{self, back};
use crate::Web;
use crate::case::{Reading, Tried};
use crate::form::{Fields, coded};
use crate::page::{Answer, see_done};
use crate::problem::Fault;
use crate::route::{At, Policy, Rooms};
use crate::visit::Officer;

/// Where the forms of a case's page are sent to.
pub(super) fn rooms() -> Rooms {
    let at = Policy::Officer;
    let special = Rooms::new()
        .form(at, "/desk/cases/{id}/accept", special::accept, back)
        .form(at, "/desk/cases/{id}/turn-down", special::turn_down, back)
        .form(at, "/desk/cases/{id}/extend", special::extend, back)
        .form(at, "/desk/cases/{id}/redirect", special::redirect, back)
        .form(at, "/desk/cases/{id}/receipt", special::receipt, back)
        .form(at, "/desk/cases/{id}/rule", ruling::rule, back)
        .form(
            at,
            "/desk/cases/{id}/prepare-ruling",
            ruling::prepare_ruling,
            back,
        );
    plain::ACTS.into_iter().fold(special, |rooms, act| {
        rooms.form(at, act.path, move |sent: Sent| act.take(sent), back)
    })
}

/// An act whose form says all that its command is made of.
#[derive(Clone, Copy)]
struct Act {
    path: &'static str,
    /// The command, unless something that it is made of is wrong.
    read: fn(&mut Reading<'_>) -> Option<Command>,
    done: Done<'static>,
}

impl Act {
    async fn take(self, sent: Sent) -> Answer {
        let mut form = sent.form();
        let command = (self.read)(&mut form);
        sent.carry_out(form, command, self.done).await
    }
}

/// The field at which a rejection stands, and what is said when it is done.
#[derive(Clone, Copy)]
struct Done<'a>(&'a str, &'static str);

/// A form of a case's page, as an officer sent it.
struct Sent {
    web: Web,
    officer: Officer,
    id: Uuid,
    fields: Fields,
}

impl FromRequest<Web> for Sent {
    type Rejection = Fault;

    async fn from_request(request: Request, web: &Web) -> Result<Self, Fault> {
        let (mut parts, body) = request.into_parts();
        let officer = Officer::from_request_parts(&mut parts, web).await?;
        let At(id) = At::from_request_parts(&mut parts, web).await?;
        let fields = Fields::from_request(Request::from_parts(parts, body), web).await?;
        let web = web.clone();
        Ok(Self {
            web,
            officer,
            id,
            fields,
        })
    }
}

impl Sent {
    fn form(&self) -> Reading<'_> {
        Reading::new(self.officer.visit.t, &self.fields)
    }

    /// The document that the form is about.
    fn upload(&self) -> Result<Uuid, Fault> {
        let upload = self.fields.value("upload").and_then(|id| id.parse().ok());
        upload.ok_or(Fault::BadForm)
    }

    async fn load(&self) -> Result<(CaseView, DeskView), Fault> {
        show::load(&self.web, &self.officer, self.id).await
    }

    async fn again(&self, tried: Tried) -> Answer {
        show::again(&self.web, &self.officer, self.id, tried).await
    }

    /// Does what the form asks; else its page once more, with what is wrong and all that was typed.
    async fn carry_out(
        &self,
        form: Reading<'_>,
        command: Option<Command>,
        done: Done<'_>,
    ) -> Answer {
        if !form.is_right() {
            return self.again(form.tried()).await;
        }
        let command = command.ok_or(Fault::BadForm)?;
        let app = &self.web.app;
        let outcome = app.desk_command(&self.officer.id, self.id, command).await;
        self.finish(form, outcome, done).await
    }

    async fn finish(
        &self,
        form: Reading<'_>,
        outcome: Result<(), AppError>,
        done: Done<'_>,
    ) -> Answer {
        let Done(field, said) = done;
        match outcome {
            Ok(()) => see_done(&show::address(&self.officer, self.id), said),
            Err(error) => self.turned_down(form, error, field).await,
        }
    }

    /// The page with a rejection as the problem of a field.
    async fn turned_down(&self, form: Reading<'_>, error: AppError, field: &str) -> Answer {
        let AppError::Rejected(rejection) = error else {
            return Err(error.into());
        };
        let (field, said) = said(field, rejection);
        let problem = self.officer.visit.t.m(said);
        self.again(form.turned_down(field, problem)).await
    }
}

/// The field at which a rejection stands, and the message that says it: a form often knows better
/// what is wrong than the law's own words.
fn said(field: &str, rejection: Rejection) -> (&str, &'static str) {
    match (field, rejection) {
        ("desk-correct-was", Rejection::NoSuchItem) => (field, "desk-problem-not-there"),
        ("desk-rule-outcome", Rejection::RightsContradict) => {
            ("desk-rule-rights", rejection.code())
        }
        ("desk-dismiss-reasons", Rejection::RightsContradict) => {
            ("desk-dismiss-rights", rejection.code())
        }
        (field, Rejection::NotThen) if field.starts_with("desk-receipt-") => {
            (field, "desk-problem-receipt-day")
        }
        _ => (field, rejection.code()),
    }
}

/// The exception by which an act is prepared without a hearing, if the officer chose one.
fn without(form: &mut Reading<'_>, prefix: &str) -> Option<WithoutHearing> {
    let chosen = form.any(&format!("{prefix}-without"), "without");
    let ground = coded(chosen.first()?)?;
    let field = format!("{prefix}-without-why");
    let why = form.words(&field, "without-why", "desk-problem-without-why");
    Some(WithoutHearing { ground, why })
}
