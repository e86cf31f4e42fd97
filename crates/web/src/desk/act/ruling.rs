//! What is ruled on an appeal or a complaint.

use tutas_domain::case::{Command, Lateness, Outcome, Rejection, Ruling};

use super::{Done, Sent, without};
use crate::case::Reading;
use crate::form::coded;
use crate::page::Answer;

/// Rules in the person's favour, or sends back: one officer may.
pub(super) async fn rule(sent: Sent) -> Answer {
    let (_, desk) = sent.load().await?;
    let mut form = sent.form();
    let outcome = form.choice(
        "desk-rule-outcome",
        "outcome",
        "desk-problem-outcome",
        coded,
    );
    let ruling = ruling(&mut form, "desk-rule", outcome, desk.judges_lateness);
    let reasons = form.words("desk-rule-reasons", "reasons", "desk-problem-reasons");
    let command = ruling.map(|ruling| Command::Rule { ruling, reasons });
    let done = Done("desk-rule-outcome", "done-desk-ruled");
    sent.carry_out(form, command, done).await
}

/// Prepares to dismiss or to leave without examination: the person is heard, and another officer
/// adopts it.
pub(super) async fn prepare_ruling(sent: Sent) -> Answer {
    let (_, desk) = sent.load().await?;
    let mut form = sent.form();
    let field = "desk-dismiss-outcome";
    let outcome = form.choice(field, "outcome", "desk-problem-outcome", coded);
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
    sent.carry_out(form, command, done).await
}

fn ruling(
    form: &mut Reading<'_>,
    prefix: &str,
    outcome: Option<Outcome>,
    judges_lateness: bool,
) -> Option<Ruling> {
    let [at_rights, lateness, overruled] =
        ["rights", "lateness", "overruled"].map(|field| format!("{prefix}-{field}"));
    let rights = form.choice(&at_rights, "rights", "desk-problem-rights", coded);
    if let (Some(outcome), Some(rights)) = (outcome, rights)
        && !Outcome::agrees_with(outcome, rights)
    {
        form.lacks(&at_rights, Rejection::RightsContradict.code());
    }
    let lateness: Option<Lateness> = judges_lateness
        .then(|| form.choice(&lateness, "lateness", "desk-problem-lateness", coded))
        .flatten();
    let overruled = form.any(&overruled, "overruled");
    Some(Ruling {
        outcome: outcome?,
        rights: rights?,
        overruled,
        lateness,
    })
}
