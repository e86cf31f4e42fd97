//! After the decision: provisional grants, revocation, how letters are received, the appeal.

use std::collections::BTreeSet;

use tutas_domain::definition::{AppealRoute, Channel, Provisional, Revocation, RevocationGround};
use tutas_domain::text::Texts;

use super::is_none;
use super::time::once;
use crate::read::procedure::{legal_term, optional_term, term_over};
use crate::reading::{Fields, Reading, list};
use crate::yaml::Node;

/// As `RevocationGround::ALL`.
const GROUNDS: &[&str] = &[
    "unconstitutional",
    "knowingly-false",
    "offence",
    "public-interest",
    "law-and-act-allow",
    "condition-broken",
    "unlawful-burden",
    "lawful-burden",
];
const CHANNELS: &[&str] = &["cabinet", "message", "registered-letter", "counter"];
/// How many instances there are before the court, if nothing is said.
const INSTANCES: u8 = 2;

/// `{law, later, condition, check_in}`.
pub(super) fn provisional(r: &mut Reading<'_>, node: &Node) -> Provisional {
    let known = ["law", "later", "condition", "check_in"];
    let fields = r.fields(node, "`provisional`", &known);
    Provisional {
        law: fields.law(r),
        later: fields.text_list(r, "later"),
        condition: fields.texts(r, "condition"),
        check_in: legal_term(r, &fields, "check_in"),
    }
}

/// `[{ground, law, compensated?}]`.
pub(super) fn revocation(r: &mut Reading<'_>, node: &Node) -> Vec<Revocation> {
    let mut seen: BTreeSet<RevocationGround> = BTreeSet::new();
    let mut found = Vec::new();
    for item in r.items(node, "`revocation`") {
        let known = ["ground", "law", "compensated"];
        let fields = r.fields(item, "a ground of revocation", &known);
        let ground: Option<RevocationGround> = fields
            .need(r, "ground")
            .and_then(|node| r.coded(node, "`ground`", GROUNDS));
        let (law, compensated) = (fields.law(r), fields.truth(r, "compensated", false));
        if let Some(ground) = ground {
            once(r, &mut seen, ground, item);
            found.push(Revocation {
                ground,
                law,
                compensated,
            });
        }
    }
    found
}

/// `{channels, law}`.
pub(super) fn receipt(r: &mut Reading<'_>, node: &Node) -> Vec<Channel> {
    let fields = r.fields(node, "`receipt`", &["channels", "law"]);
    fields.law(r);
    let Some(node) = fields.need(r, "channels") else {
        return Vec::new();
    };
    let channels: Vec<Channel> = r
        .items(node, "`channels`")
        .iter()
        .filter_map(|item| r.coded(item, "a channel", CHANNELS))
        .collect();
    if channels.is_empty() && node.items().is_some() {
        let help = format!("write one or more of {}", list(CHANNELS));
        let message = "nothing proves that a letter was received";
        r.error(node.place, "missing-field", message, help);
    }
    channels
}

/// `{to, within, within_if_not_told?, decided_in, instances?, remand_in?, suspends?,
/// court?}`.
pub(super) fn appeal(
    r: &mut Reading<'_>,
    node: &Node,
    general: Option<&AppealRoute>,
) -> AppealRoute {
    let known = [
        "to",
        "within",
        "within_if_not_told",
        "decided_in",
        "instances",
        "remand_in",
        "suspends",
        "court",
    ];
    let fields = r.fields(node, "`appeal`", &known);
    let to = match (fields.get("to"), general) {
        (None, Some(general)) => general.to.clone(),
        _ => fields.texts(r, "to"),
    };
    route(r, &fields, to, general)
}

fn route(
    r: &mut Reading<'_>,
    fields: &Fields<'_>,
    to: Texts,
    general: Option<&AppealRoute>,
) -> AppealRoute {
    AppealRoute {
        to,
        within: term_over(r, fields, "within", general.map(|general| &general.within)),
        decided_in: term_over(
            r,
            fields,
            "decided_in",
            general.map(|general| &general.decided_in),
        ),
        within_if_not_told: optional_term(r, fields, "within_if_not_told")
            .or_else(|| general.and_then(|general| general.within_if_not_told.clone())),
        instances: match fields.get("instances") {
            Some(node) => instances(r, node),
            None => general.map_or(INSTANCES, |general| general.instances),
        },
        remand_in: optional_term(r, fields, "remand_in")
            .or_else(|| general.and_then(|general| general.remand_in.clone())),
        suspends: match fields.get("suspends") {
            Some(node) if is_none(node) => None,
            Some(node) => Some(r.law_or_wrapped(node)),
            None => general.and_then(|general| general.suspends.clone()),
        },
        court: optional_term(r, fields, "court")
            .or_else(|| general.and_then(|general| general.court.clone())),
    }
}

/// `{count, law}`.
fn instances(r: &mut Reading<'_>, node: &Node) -> u8 {
    let fields = r.fields(node, "`instances`", &["count", "law"]);
    fields.law(r);
    let count = fields.count(r, "count");
    u8::try_from(count).unwrap_or_else(|_| {
        let place = fields.value_place("count");
        let message = "that many instances would never come to an end";
        r.error(place, "wrong-value", message, "write `count: 2`");
        INSTANCES
    })
}
