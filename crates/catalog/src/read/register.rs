//! `registers/*.yaml`.

use std::collections::BTreeMap;

use tutas_domain::text::Texts;
use tutas_domain::value::ValueType;

use super::offer;
use crate::model::{Field, Own, Register};
use crate::reading::{Fields, Reading};
use crate::suggest;
use crate::yaml::Node;

/// How long an answer may be used where the register does not say.
const DEFAULT_FRESH_MINUTES: u32 = 60;

/// Lists of codes that stand elsewhere in the catalog, by name.
pub(crate) type CodeLists = BTreeMap<&'static str, BTreeMap<String, Texts>>;

/// Reads one register.
pub(crate) fn read(r: &mut Reading<'_>, node: &Node, lists: &CodeLists) -> Register {
    let fields = r.fields(
        node,
        "a register",
        &[
            "id",
            "title",
            "owner",
            "steward",
            "steward_body",
            "own",
            "class",
            "member",
            "subsystem",
            "service_code",
            "keys",
            "fields",
            "law",
            "writable",
            "ended",
            "fresh_minutes",
            "offered",
        ],
    );
    let own = own(r, &fields);
    let (class, member) = (fields.text(r, "class"), fields.text(r, "member"));
    let (subsystem, service_code) = (fields.text(r, "subsystem"), fields.text(r, "service_code"));
    let register = Register {
        id: fields.text(r, "id"),
        title: fields.texts(r, "title"),
        owner: fields.texts(r, "owner"),
        steward: fields.texts(r, "steward"),
        steward_body: fields.optional_text(r, "steward_body"),
        own,
        class,
        member,
        subsystem,
        service_code,
        keys: fields.text_list(r, "keys"),
        fields: register_fields(r, &fields, lists),
        law: fields.law(r),
        writable: fields.truth(r, "writable", false),
        ended: fields.optional_text(r, "ended"),
        fresh_minutes: fields
            .optional_number(r, "fresh_minutes")
            .unwrap_or(DEFAULT_FRESH_MINUTES),
        offered: offer::read(r, &fields),
    };
    check_keys(r, &fields, &register);
    offer::check(r, &fields, &register);
    check_end(r, &fields, &register);
    register
}

/// What a register of this program is made of.
fn own(r: &mut Reading<'_>, fields: &Fields<'_>) -> Option<Own> {
    let node = fields.get("own")?;
    match r
        .one_of(node, "`own`", &["false", "statements", "documents"])
        .as_str()
    {
        "statements" => Some(Own::Statements),
        "documents" => Some(Own::Documents),
        _ => None,
    }
}

fn register_fields(
    r: &mut Reading<'_>,
    fields: &Fields<'_>,
    lists: &CodeLists,
) -> BTreeMap<String, Field> {
    let Some(node) = fields.need(r, "fields") else {
        return BTreeMap::new();
    };
    let mut read = BTreeMap::new();
    for entry in r.named(node, "`fields`") {
        let fields = r.fields(
            &entry.value,
            "a field",
            &[
                "type",
                "digits",
                "title",
                "values",
                "codes",
                "sensitive",
                "fact",
            ],
        );
        let value_type = fields
            .need(r, "type")
            .map_or(ValueType::Text, |node| value_type(r, node));
        let digits = fields.optional_number(r, "digits");
        if digits.is_some() && value_type != ValueType::Text {
            let message = "only text has `digits`: a number has no zeros in front";
            let help = "write `type: text`, or leave `digits` out";
            r.error(fields.value_place("digits"), "wrong-type", message, help);
        }
        let mut values = BTreeMap::new();
        if let Some(node) = fields.get("values") {
            for entry in r.named(node, "`values`") {
                values.insert(entry.key.clone(), r.texts(&entry.value, "the value"));
            }
        }
        let codes = codes(r, &fields, lists);
        let title = fields.texts(r, "title");
        let sensitive = fields.truth(r, "sensitive", false);
        let fact = fields.optional_text(r, "fact");
        read.insert(
            entry.key.clone(),
            Field {
                value_type,
                digits,
                title,
                values,
                codes,
                sensitive,
                fact,
            },
        );
    }
    read
}

/// The list that names the codes of a field.
fn codes(r: &mut Reading<'_>, fields: &Fields<'_>, lists: &CodeLists) -> BTreeMap<String, Texts> {
    let Some(node) = fields.get("codes") else {
        return BTreeMap::new();
    };
    let names: Vec<&str> = lists.keys().copied().collect();
    let list = r.one_of(node, "`codes`", &names);
    lists.get(list.as_str()).cloned().unwrap_or_default()
}

fn value_type(r: &mut Reading<'_>, node: &Node) -> ValueType {
    match r
        .one_of(node, "`type`", &["text", "int", "decimal", "date", "bool"])
        .as_str()
    {
        "int" => ValueType::Int,
        "decimal" => ValueType::Decimal,
        "date" => ValueType::Date,
        "bool" => ValueType::Bool,
        _ => ValueType::Text,
    }
}

fn check_end(r: &mut Reading<'_>, fields: &Fields<'_>, register: &Register) {
    let Some(ended) = &register.ended else { return };
    let field = register.fields.get(ended);
    if field.is_none_or(|field| field.value_type != ValueType::Date) {
        let message = format!("`{ended}` is no date of this register");
        let help = "`ended` names the date from which a record does not hold any more";
        r.error(fields.value_place("ended"), "unknown-field", message, help);
    }
}

fn check_keys(r: &mut Reading<'_>, fields: &Fields<'_>, register: &Register) {
    let Some(keys) = fields.get("keys").and_then(Node::items) else {
        if fields.get("keys").is_none() {
            fields.need(r, "keys");
        }
        return;
    };
    for key in keys {
        let Some(name) = key.scalar() else { continue };
        if register.fields.contains_key(name) {
            continue;
        }
        let help = suggest::help(
            name,
            register.fields.keys().map(String::as_str),
            "a key is one of the register's own fields",
        );
        r.error(
            key.place,
            "unknown-field",
            format!("the register has no field `{name}`"),
            help,
        );
    }
}
