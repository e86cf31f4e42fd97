//! Steps about appeals, complaints, terms and hearings. An appeal is named as a case of the
//! definition of appeals: `rule: {case: appeal, …}`.

use super::verb::case_in;
use super::{CaseRef, Verb};
use crate::draft::World;
use crate::reading::Reading;
use crate::yaml::Node;

/// What a ruling can do.
const OUTCOMES: &[&str] = &[
    "annulled",
    "replaced",
    "ordered",
    "remanded",
    "left",
    "dismissed",
    "upheld",
];

/// A person appeals.
pub(super) fn appeal(r: &mut Reading<'_>, node: &Node, world: &World<'_>) -> Option<Verb> {
    let (case, text) = with_words(r, node, "`appeal`", "text", world)?;
    Some(Verb::Appeal { case, text })
}

/// A person complains.
pub(super) fn complain(r: &mut Reading<'_>, node: &Node, world: &World<'_>) -> Option<Verb> {
    let fields = r.fields(node, "`complain`", &["case", "child", "to", "text"]);
    let case = case_in(r, &fields, world)?;
    let to = fields.need(r, "to")?;
    Some(Verb::Complain {
        case,
        to_authority: r.one_of(to, "`to`", &["provider", "authority"]) == "authority",
        text: fields.text(r, "text"),
    })
}

/// An officer extends the term.
pub(super) fn extend(r: &mut Reading<'_>, node: &Node, world: &World<'_>) -> Option<Verb> {
    let fields = r.fields(node, "`extend`", &["case", "child", "until", "reasons"]);
    Some(Verb::Extend {
        case: case_in(r, &fields, world)?,
        until: fields.date(r, "until"),
        reasons: fields.text(r, "reasons"),
    })
}

/// An officer sends an appeal on.
pub(super) fn forward(r: &mut Reading<'_>, node: &Node, world: &World<'_>) -> Option<Verb> {
    let (case, reasons) = with_words(r, node, "`forward`", "reasons", world)?;
    Some(Verb::Forward { case, reasons })
}

/// An officer rules, or prepares to dismiss.
pub(super) fn rule(r: &mut Reading<'_>, node: &Node, world: &World<'_>) -> Option<Verb> {
    let known = ["case", "child", "outcome", "reasons", "overruled"];
    let fields = r.fields(node, "`rule`", &known);
    let case = case_in(r, &fields, world)?;
    let outcome = fields.need(r, "outcome")?;
    Some(Verb::Rule {
        case,
        outcome: r.one_of(outcome, "`outcome`", OUTCOMES),
        reasons: fields.text(r, "reasons"),
        overruled: fields
            .get("overruled")
            .map(|_| fields.text_list(r, "overruled"))
            .unwrap_or_default(),
    })
}

/// An officer gives the protocol of a hearing.
pub(super) fn hold_hearing(r: &mut Reading<'_>, node: &Node, world: &World<'_>) -> Option<Verb> {
    let (case, protocol) = with_words(r, node, "`hold_hearing`", "protocol", world)?;
    Some(Verb::HoldHearing { case, protocol })
}

fn with_words(
    r: &mut Reading<'_>,
    node: &Node,
    what: &'static str,
    key: &str,
    world: &World<'_>,
) -> Option<(CaseRef, String)> {
    let fields = r.fields(node, what, &["case", "child", key]);
    let case = case_in(r, &fields, world)?;
    Some((case, fields.text(r, key)))
}

/// What was ruled, as an example expects it.
pub(super) fn outcome(r: &mut Reading<'_>, node: &Node) -> String {
    r.one_of(node, "`outcome`", OUTCOMES)
}
