//! What is ruled on an appeal or a complaint.

use axum::extract::State;
use tutas_domain::case::{Command, Lateness, Outcome, Ruling};
use uuid::Uuid;

use super::super::show::load;
use super::{Done, carry_out, without};
use crate::Web;
use crate::case::Reading;
use crate::form::{self, Fields};
use crate::page::Answer;
use crate::route::At;
use crate::visit::Officer;

/// Rules in the person's favour, or sends back: one officer may.
pub(in crate::desk) async fn rule(
    State(web): State<Web>,
    officer: Officer,
    At(id): At<Uuid>,
    fields: Fields,
) -> Answer {
    let (_, desk) = load(&web, &officer, id).await?;
    let mut form = Reading::new(officer.visit.t, &fields);
    let outcome = form.choice(
        "desk-rule-outcome",
        "outcome",
        "desk-problem-outcome",
        form::coded,
    );
    let ruling = ruling(&mut form, "desk-rule", outcome, desk.judges_lateness);
    let reasons = form.words("desk-rule-reasons", "reasons", "desk-problem-reasons");
    let command = ruling.map(|ruling| Command::Rule { ruling, reasons });
    let done = Done("desk-rule-outcome", "done-desk-ruled");
    carry_out(&web, &officer, id, form, command, done).await
}

/// Prepares to dismiss or to leave without examination: the person is heard, and another officer
/// adopts it.
pub(in crate::desk) async fn prepare_ruling(
    State(web): State<Web>,
    officer: Officer,
    At(id): At<Uuid>,
    fields: Fields,
) -> Answer {
    let (_, desk) = load(&web, &officer, id).await?;
    let mut form = Reading::new(officer.visit.t, &fields);
    let outcome = form.choice(
        "desk-dismiss-outcome",
        "outcome",
        "desk-problem-outcome",
        form::coded,
    );
    // What is left without examination judges nothing, and so no lateness either.
    let judges = desk.judges_lateness && outcome != Some(Outcome::Left);
    let ruling = ruling(&mut form, "desk-dismiss", outcome, judges);
    let reasons = form.words("desk-dismiss-reasons", "reasons", "desk-problem-reasons");
    let without = without(&mut form, "desk-dismiss");
    let command = ruling.map(|ruling| Command::PrepareRuling {
        ruling,
        reasons,
        without,
    });
    let done = Done("desk-dismiss-reasons", "done-desk-prepared");
    carry_out(&web, &officer, id, form, command, done).await
}

fn ruling(
    form: &mut Reading<'_>,
    prefix: &str,
    outcome: Option<Outcome>,
    judges_lateness: bool,
) -> Option<Ruling> {
    let [rights, lateness, overruled] =
        ["rights", "lateness", "overruled"].map(|field| format!("{prefix}-{field}"));
    let rights = form.choice(&rights, "rights", "desk-problem-rights", form::coded);
    let lateness: Option<Lateness> = judges_lateness
        .then(|| form.choice(&lateness, "lateness", "desk-problem-lateness", form::coded))
        .flatten();
    let overruled = form.any(&overruled, "overruled");
    Some(Ruling {
        outcome: outcome?,
        rights: rights?,
        overruled,
        lateness,
    })
}
