//! `bodies/*.yaml`.

use std::collections::BTreeMap;

use tutas_domain::text::{Law, Texts};

use super::country::time_zone;
use crate::model::{Body, Country};
use crate::reading::Reading;
use crate::yaml::{Node, Place};

/// Reads one file of bodies; each comes with the place of its id.
pub(crate) fn read(
    r: &mut Reading<'_>,
    node: &Node,
    territories: &BTreeMap<String, Texts>,
    country: Option<&Country>,
) -> Vec<(Body, Place, Place)> {
    let fields = r.fields(node, "a file of bodies", &["subordination", "bodies"]);
    let Some(list) = fields.need(r, "bodies") else {
        return Vec::new();
    };
    let subordination = fields.get("subordination").map(|node| r.law(node));
    let placed: Vec<(Body, Place, Place)> = r
        .items(list, "`bodies`")
        .iter()
        .map(|item| {
            let mut placed = body(r, item, territories, subordination.as_ref());
            if let (true, Some(country)) = (placed.0.time_zone.is_empty(), country) {
                placed.0.time_zone = country.zone_in(&placed.0.territory).to_owned();
            }
            placed
        })
        .collect();
    let first_below = placed.iter().find(|(body, ..)| body.superior.is_some());
    if let (None, Some((_, _, place))) = (&subordination, first_below) {
        r.error(
            *place,
            "missing-law",
            "no law says that this body stands under another",
            "add `subordination: {act: …, articles: …, mark: …}` above `bodies`: appeals go the way \
             it says",
        );
    }
    placed
}

fn body(
    r: &mut Reading<'_>,
    node: &Node,
    territories: &BTreeMap<String, Texts>,
    subordination: Option<&Law>,
) -> (Body, Place, Place) {
    let fields = r.fields(
        node,
        "a body",
        &[
            "id",
            "kind",
            "title",
            "territory",
            "superior",
            "time_zone",
            "opens",
            "closes",
        ],
    );
    let body = Body {
        id: fields.text(r, "id"),
        kind: fields.text(r, "kind"),
        title: fields.texts(r, "title"),
        territory: fields.optional_text(r, "territory").unwrap_or_default(),
        superior: fields.optional_text(r, "superior"),
        subordination: fields.get("superior").and(subordination).cloned(),
        time_zone: fields
            .get("time_zone")
            .map_or_else(String::new, |node| time_zone(r, node)),
        opens: fields.time(r, "opens"),
        closes: fields.time(r, "closes"),
    };
    if !body.territory.is_empty() && !territories.contains_key(&body.territory) {
        r.error(
            fields.value_place("territory"),
            "unknown-territory",
            format!("country.yaml has no territory `{}`", body.territory),
            "write the code in quotes as `territories:` has it, or add it there",
        );
    }
    if body.opens >= body.closes && fields.get("closes").is_some() {
        r.error(
            fields.value_place("closes"),
            "wrong-value",
            "the body closes before it opens",
            "write both in the 24-hour form, `opens: \"09:00\"`, `closes: \"18:30\"`",
        );
    }
    (
        body,
        fields.value_place("id"),
        fields.value_place("superior"),
    )
}
