//! `privacy.yaml` and `opinions/*.yaml`.

use std::collections::BTreeMap;

use tutas_domain::text::{Law, Texts};

use super::procedure::legal_term;
use crate::agreement::Contents;
use crate::privacy::{Fact, Level, Measure, Opinion, PlainRule, Privacy, Risk};
use crate::reading::{Fields, Reading};
use crate::suggest;
use crate::yaml::{Entry, Node};

const LEVELS: [&str; 3] = ["low", "medium", "high"];
const FACTS: [&str; 10] = [
    "sensitive_fields",
    "child_fields",
    "other_adult_fields",
    "fields",
    "registers",
    "fields_without_consent",
    "unused_fields",
    "fields_passed_on",
    "automated_grants",
    "people_a_year",
];

/// Reads the rights and the model of risks.
pub(crate) fn read(r: &mut Reading<'_>, node: &Node) -> Privacy {
    let fields = r.fields(
        node,
        "the model of risks",
        &[
            "objection",
            "withdrawal",
            "correction",
            "place",
            "agreement",
            "levels",
            "sign_off",
            "risks",
            "measures",
            "people_a_year",
        ],
    );
    let risks = risks(r, &fields);
    Privacy {
        objection: legal_term(r, &fields, "objection"),
        withdrawal: legal_term(r, &fields, "withdrawal"),
        correction: legal_term(r, &fields, "correction"),
        place: plain_rule(r, &fields, "`place`"),
        contents: contents(r, &fields),
        levels: levels(r, &fields),
        sign_off: fields
            .need(r, "sign_off")
            .and_then(|node| r.coded(node, "`sign_off`", &LEVELS))
            .unwrap_or(Level::High),
        measures: measures(r, &fields, &risks),
        risks,
        people_a_year: fields
            .get("people_a_year")
            .map(|node| counts(r, node, "`people_a_year`"))
            .unwrap_or_default(),
    }
}

/// Reads the opinions on one service or life event.
pub(crate) fn opinions(r: &mut Reading<'_>, node: &Node) -> Vec<Opinion> {
    let fields = r.fields(node, "the opinions", &["of", "signed"]);
    let of = fields.text(r, "of");
    let Some(node) = fields.need(r, "signed") else {
        return Vec::new();
    };
    let items = r.items(node, "`signed`").iter();
    items
        .map(|item| {
            let fields = r.fields(
                item,
                "an opinion",
                &["by", "post", "on", "data", "approved", "text"],
            );
            fields.need(r, "approved");
            let data = fields.need(r, "data").and_then(|node| {
                r.parsed(node, "`data`", &"0".repeat(64), |text| {
                    let is_hash = text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit());
                    is_hash.then(|| text.to_ascii_lowercase())
                })
            });
            Opinion {
                of: of.clone(),
                by: fields.texts(r, "by"),
                post: fields.texts(r, "post"),
                on: fields.date(r, "on"),
                data: data.unwrap_or_default(),
                approved: fields.truth(r, "approved", false),
                text: fields.texts(r, "text"),
            }
        })
        .collect()
}

fn plain_rule(r: &mut Reading<'_>, fields: &Fields<'_>, what: &'static str) -> PlainRule {
    let Some(node) = fields.need(r, what.trim_matches('`')) else {
        return PlainRule {
            text: Texts::default(),
            law: Law::default(),
        };
    };
    let fields = r.fields(node, what, &["text", "law"]);
    PlainRule {
        text: fields.texts(r, "text"),
        law: fields.law(r),
    }
}

fn contents(r: &mut Reading<'_>, fields: &Fields<'_>) -> Option<Contents> {
    let node = fields.get("agreement")?;
    let known = [
        "operator_number",
        "lasts",
        "cross_border",
        "publication",
        "withdrawal",
        "representatives",
    ];
    let fields = r.fields(node, "`agreement`", &known);
    fields.need(r, "cross_border");
    fields.need(r, "publication");
    Some(Contents {
        operator_number: fields.text(r, "operator_number"),
        lasts: legal_term(r, &fields, "lasts"),
        cross_border: fields.truth(r, "cross_border", true),
        publication: fields.truth(r, "publication", true),
        withdrawal: plain_rule(r, &fields, "`withdrawal`"),
        representatives: plain_rule(r, &fields, "`representatives`"),
    })
}

fn levels(r: &mut Reading<'_>, fields: &Fields<'_>) -> Vec<(Level, u32)> {
    let Some(node) = fields.need(r, "levels") else {
        return Vec::new();
    };
    let fields = r.fields(node, "`levels`", &["medium", "high"]);
    vec![
        (Level::Medium, fields.count(r, "medium")),
        (Level::High, fields.count(r, "high")),
    ]
}

fn risks(r: &mut Reading<'_>, fields: &Fields<'_>) -> Vec<Risk> {
    let Some(node) = fields.need(r, "risks") else {
        return Vec::new();
    };
    let mut risks = Vec::new();
    for Entry { key, value, .. } in r.named(node, "`risks`") {
        let fields = r.fields(value, "a risk", &["title", "text", "when", "points"]);
        risks.push(Risk {
            id: key.clone(),
            title: fields.texts(r, "title"),
            text: fields.texts(r, "text"),
            when: facts(r, &fields, "when"),
            points: fields.count(r, "points"),
        });
    }
    risks
}

fn measures(r: &mut Reading<'_>, fields: &Fields<'_>, risks: &[Risk]) -> Vec<Measure> {
    let Some(node) = fields.need(r, "measures") else {
        return Vec::new();
    };
    let mut measures = Vec::new();
    for Entry { key, value, .. } in r.named(node, "`measures`") {
        let names = ["title", "text", "when", "unless", "against"];
        let fields = r.fields(value, "a measure", &names);
        let against = match fields.need(r, "against") {
            Some(node) => {
                let names: Vec<&str> = risks.iter().map(|risk| risk.id.as_str()).collect();
                known(r, node, &names, "risk");
                counts(r, node, "`against`")
            }
            None => BTreeMap::new(),
        };
        measures.push(Measure {
            id: key.clone(),
            title: fields.texts(r, "title"),
            text: fields.texts(r, "text"),
            when: facts(r, &fields, "when"),
            unless: facts(r, &fields, "unless"),
            against,
        });
    }
    measures
}

/// Facts with the least that counts.
fn facts(r: &mut Reading<'_>, fields: &Fields<'_>, name: &str) -> BTreeMap<Fact, u32> {
    let Some(node) = fields.get(name) else {
        return BTreeMap::new();
    };
    known(r, node, &FACTS, "fact");
    let counts = counts(r, node, &format!("`{name}`")).into_iter();
    counts
        .filter_map(|(name, least)| {
            let fact = serde_json::from_value(serde_json::Value::String(name)).ok()?;
            Some((fact, least))
        })
        .collect()
}

/// Reports keys that are none of the known.
fn known(r: &mut Reading<'_>, node: &Node, known: &[&str], what: &str) {
    for entry in node.entries().unwrap_or_default() {
        if !known.contains(&entry.key.as_str()) {
            let names = known.iter().copied();
            let help = suggest::help(&entry.key, names, "write one that there is");
            let message = format!("there is no {what} `{}`", entry.key);
            r.error(entry.place, "unknown-name", message, help);
        }
    }
}

fn counts(r: &mut Reading<'_>, node: &Node, what: &str) -> BTreeMap<String, u32> {
    let mut counts = BTreeMap::new();
    for entry in r.named(node, what) {
        let count = r.parsed(&entry.value, what, "3", |text| text.parse().ok());
        counts.insert(entry.key.clone(), count.unwrap_or_default());
    }
    counts
}
