//! `annex.yaml`.

use std::collections::BTreeMap;

use serde_json::Value;
use tutas_domain::text::Texts;

use crate::annex::{AnnexForm, Row};
use crate::reading::{Fields, Reading};
use crate::yaml::Node;

const ROWS: [&str; 12] = [
    "name",
    "subtypes",
    "provider",
    "channels",
    "term",
    "form",
    "result",
    "fee",
    "hours",
    "documents",
    "refusals",
    "other",
];
const WORDS: [&str; 15] = [
    "working_days",
    "calendar_days",
    "months",
    "minutes",
    "special_term",
    "form_portal",
    "form_counter",
    "form_phone",
    "form_automated",
    "form_one_application",
    "free",
    "fee",
    "hours",
    "cure",
    "appeal",
];

/// Reads the form of the list of basic requirements.
pub(crate) fn read(r: &mut Reading<'_>, node: &Node) -> AnnexForm {
    let fields = r.fields(
        node,
        "the form of the list",
        &["title", "law", "rows", "words"],
    );
    let rows = named(r, &fields, "rows", &ROWS).into_iter();
    AnnexForm {
        title: fields.texts(r, "title"),
        law: fields.law(r),
        rows: rows
            .filter_map(|(name, texts)| {
                let row: Row = serde_json::from_value(Value::String(name)).ok()?;
                Some((row, texts))
            })
            .collect(),
        words: named(r, &fields, "words", &WORDS),
    }
}

/// A text for each of these names, all of which must be there.
fn named(
    r: &mut Reading<'_>,
    fields: &Fields<'_>,
    name: &str,
    known: &'static [&'static str],
) -> BTreeMap<String, Texts> {
    let Some(node) = fields.need(r, name) else {
        return BTreeMap::new();
    };
    let fields = r.fields(node, "this list of names", known);
    let texts = known
        .iter()
        .map(|name| ((*name).to_owned(), fields.texts(r, name)));
    texts.collect()
}
