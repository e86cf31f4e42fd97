//! Asks: questions to the person.

use tutas_domain::text::Texts;

use crate::model::{Ask, AskKind};
use crate::reading::{Fields, Reading};
use crate::yaml::{Entry, Node};

const KINDS: &[&str] = &[
    "text",
    "given_name",
    "surname",
    "patronymic",
    "choice",
    "date",
    "bool",
    "iin",
    "iban",
    "body",
    "record",
];
/// Longest free text unless the ask says otherwise.
const DEFAULT_MAX_TEXT: usize = 200;

/// Reads the asks, in the order of the file.
pub(crate) fn read(r: &mut Reading<'_>, node: &Node) -> Vec<Ask> {
    r.named(node, "`asks`")
        .iter()
        .map(|entry| ask(r, entry))
        .collect()
}

fn ask(r: &mut Reading<'_>, entry: &Entry) -> Ask {
    let fields = r.fields(
        &entry.value,
        "an ask",
        &[
            "kind",
            "title",
            "hint",
            "required",
            "each",
            "when",
            "when_known",
            "confirm_from",
            "max",
            "years",
            "options",
            "body",
            "need",
            "value",
            "label",
        ],
    );
    if !is_sql_name(&entry.key) {
        r.error(
            entry.place,
            "wrong-value",
            format!(
                "`{}` cannot be read in rules as `answers.{}`",
                entry.key, entry.key
            ),
            "write small letters, digits and `_` only",
        );
    }
    let kind = fields
        .need(r, "kind")
        .map_or(AskKind::Bool, |node| kind(r, &fields, node));
    Ask {
        name: entry.key.clone(),
        kind,
        title: fields.texts(r, "title"),
        hint: fields
            .get("hint")
            .map_or_else(Texts::default, |node| r.texts(node, "the hint")),
        required: fields.truth(r, "required", true),
        each: fields.truth(r, "each", false),
        when: match fields.optional_text(r, "when_known") {
            Some(sql) => Some(sql),
            None => fields.optional_text(r, "when"),
        },
        only_known: fields.get("when_known").is_some(),
        confirm_from: fields.get("confirm_from").and_then(|node| path(r, node)),
    }
}

fn kind(r: &mut Reading<'_>, fields: &Fields<'_>, node: &Node) -> AskKind {
    let kind = r.one_of(node, "`kind`", KINDS);
    let own: &[&str] = match kind.as_str() {
        "text" => &["max"],
        "date" => &["years"],
        "choice" => &["options"],
        "body" => &["body"],
        "record" => &["need", "value", "label"],
        _ => &[],
    };
    for name in ["max", "years", "options", "body", "need", "value", "label"] {
        if fields.get(name).is_some() && !own.contains(&name) {
            let place = fields.node.place_of(&[name]);
            let message = format!("an ask of kind `{kind}` has no field `{name}`");
            r.error(
                place,
                "unknown-field",
                message,
                "leave it out, or choose another kind",
            );
        }
    }
    match kind.as_str() {
        "text" => AskKind::Text {
            max: fields.optional_number(r, "max").unwrap_or(DEFAULT_MAX_TEXT),
        },
        "given_name" => AskKind::GivenName,
        "surname" => AskKind::Surname,
        "patronymic" => AskKind::Patronymic,
        "choice" => AskKind::Choice {
            options: options(r, fields),
        },
        "date" => AskKind::Date {
            years: fields.optional_number(r, "years"),
        },
        "iin" => AskKind::Iin,
        "iban" => AskKind::Iban,
        "body" => AskKind::Body {
            kind: fields.text(r, "body"),
        },
        "record" => AskKind::Record {
            need: fields.text(r, "need"),
            value: fields.text(r, "value"),
            label: fields.text(r, "label"),
        },
        _ => AskKind::Bool,
    }
}

fn options(r: &mut Reading<'_>, fields: &Fields<'_>) -> Vec<(String, Texts)> {
    let Some(node) = fields.need(r, "options") else {
        return Vec::new();
    };
    let entries = r.named(node, "`options`");
    if entries.len() < 2 && node.entries().is_some() {
        r.error(
            node.place,
            "wrong-value",
            "a choice needs at least two options",
            "write `options: {yes: {kk: …}, no: {kk: …}}`",
        );
    }
    entries
        .iter()
        .map(|entry| (entry.key.clone(), r.texts(&entry.value, "the option")))
        .collect()
}

fn path(r: &mut Reading<'_>, node: &Node) -> Option<(String, String)> {
    r.parsed(node, "`confirm_from`", "account.iban", |text| {
        let (need, field) = text.split_once('.')?;
        Some((need.to_owned(), field.to_owned()))
    })
}

fn is_sql_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_lowercase())
        && name
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}
