//! Needs: one look-up in a register each.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use tutas_domain::text::Law;
use tutas_domain::value::{Value, ValueType};

use crate::model::{Basis, FilerKey, KeySource, Need, Register, Whose};
use crate::reading::{Fields, Reading};
use crate::suggest;
use crate::yaml::{Entry, Node};

/// The registers that needs refer to.
pub(crate) type Registers = BTreeMap<String, Register>;

/// Reads the needs of a service or a life event, in the order of the file.
pub(crate) fn read(r: &mut Reading<'_>, node: &Node, registers: &Registers) -> Vec<Need> {
    let entries = r.named(node, "`needs`");
    for entry in entries {
        if matches!(entry.key.as_str(), "answers" | "filer" | "subject") {
            r.error(
                entry.place,
                "reserved-name",
                format!("`{}` already means something in rules", entry.key),
                "give the need another name",
            );
        }
    }
    entries
        .iter()
        .map(|entry| need(r, entry, registers))
        .collect()
}

fn need(r: &mut Reading<'_>, entry: &Entry, registers: &Registers) -> Need {
    let node = &entry.value;
    let fields = r.fields(
        node,
        "a need",
        &["register", "by", "fields", "many", "without", "of", "basis"],
    );
    let register_id = fields.text(r, "register");
    let register = registers.get(&register_id);
    if register.is_none() && !register_id.is_empty() {
        let help = suggest::help(
            &register_id,
            registers.keys().map(String::as_str),
            "describe it in registers/ first",
        );
        let place = fields.value_place("register");
        r.error(
            place,
            "unknown-register",
            format!("there is no register `{register_id}`"),
            help,
        );
    }
    let of = fields
        .need(r, "of")
        .map_or(Whose::Filer, |node| whose(r, node));
    let basis = basis(r, &fields, &of, register);
    let by = fields
        .need(r, "by")
        .map(|node| alternatives(r, node, register))
        .unwrap_or_default();
    let mut read = fields.text_list(r, "fields");
    if read.is_empty() {
        fields.need(r, "fields");
    }
    if let (Some(register), Some(items)) = (register, fields.get("fields").and_then(Node::items)) {
        check_fields(r, register, items);
    }
    let mut without = fields.text_list(r, "without");
    // What ended does not hold, unless the need asks for it by name.
    if let Some(ended) = register.and_then(|register| register.ended.as_ref())
        && !read.contains(ended)
    {
        read.push(ended.clone());
        without.push(ended.clone());
    }
    Need {
        name: entry.key.clone(),
        register: register_id,
        by,
        fields: read,
        many: fields.truth(r, "many", false),
        without,
        of,
        basis,
    }
}

fn check_fields(r: &mut Reading<'_>, register: &Register, items: &[Node]) {
    for item in items {
        let Some(name) = item.scalar() else { continue };
        if !register.fields.contains_key(name) {
            unknown_field(r, item, name, register);
        }
    }
}

fn unknown_field(r: &mut Reading<'_>, node: &Node, name: &str, register: &Register) {
    let help = suggest::help(name, register.fields.keys().map(String::as_str), {
        let names: Vec<&str> = register.fields.keys().map(String::as_str).collect();
        format!("its fields are {}", names.join(", "))
    });
    let message = format!("the register `{}` has no field `{name}`", register.id);
    r.error(node.place, "unknown-field", message, help);
}

fn whose(r: &mut Reading<'_>, node: &Node) -> Whose {
    if let Some([only]) = node.entries()
        && only.key == "adult"
    {
        return Whose::Adult(r.texts(&only.value, "the role"));
    }
    match node.scalar() {
        Some("filer") => return Whose::Filer,
        Some("child") => return Whose::Child,
        Some("public") => return Whose::Public,
        Some(role) => r.error(
            node.place,
            "missing-role",
            format!("`{role}` does not say in words whose data it is"),
            "write filer, child or public; for another adult `of: {adult: {kk: …, ru: …, en: …}}` \
             with the role as people read it",
        ),
        None => r.error(
            node.place,
            "wrong-type",
            "`of` says whose data is read",
            "write filer, child, public or `{adult: {kk: …, ru: …, en: …}}`",
        ),
    }
    Whose::Filer
}

fn basis(
    r: &mut Reading<'_>,
    fields: &Fields<'_>,
    of: &Whose,
    register: Option<&Register>,
) -> Basis {
    let node = match fields.get("basis") {
        Some(node) => node,
        // Nobody's data need no basis but the law that publishes the register.
        None if *of == Whose::Public => {
            return Basis::Law(
                register
                    .map(|register| register.law.clone())
                    .unwrap_or_default(),
            );
        }
        None => {
            fields.need(r, "basis");
            return Basis::Law(Law::default());
        }
    };
    match node.entries() {
        Some([only]) if only.key == "law" => Basis::Law(r.law(&only.value)),
        Some([only]) if only.key == "consent" => {
            if matches!(of, Whose::Adult(_)) {
                r.error(
                    node.place,
                    "consent-of-another",
                    "nobody consents for another adult, and that adult is not asked",
                    "rest the read on a law, or on a statement that this adult signs",
                );
            }
            Basis::Consent {
                law: r.law_or_wrapped(&only.value),
            }
        }
        _ => {
            r.error(
                node.place,
                "missing-basis",
                "`basis` says on what ground the register may be read",
                "write `basis: {law: {act: …}}` or `basis: {consent: {act: …}}`",
            );
            Basis::Law(Law::default())
        }
    }
}

fn alternatives(
    r: &mut Reading<'_>,
    node: &Node,
    register: Option<&Register>,
) -> Vec<BTreeMap<String, KeySource>> {
    let items = r.items(node, "`by`");
    if items.is_empty() && node.items().is_some() {
        r.error(
            node.place,
            "missing-field",
            "`by` is empty",
            "write `by: [{iin: filer.iin}]`",
        );
    }
    items
        .iter()
        .map(|item| {
            let entries = r.named(item, "one way to look up");
            entries
                .iter()
                .map(|entry| (entry.key.clone(), key_source(r, entry, register)))
                .collect()
        })
        .collect()
}

fn key_source(r: &mut Reading<'_>, entry: &Entry, register: Option<&Register>) -> KeySource {
    if let Some(register) = register
        && !register.keys.contains(&entry.key)
    {
        let help = suggest::help(
            &entry.key,
            register.keys.iter().map(String::as_str),
            format!("it can be looked up by {}", register.keys.join(", ")),
        );
        r.error(
            entry.place,
            "not-a-key",
            format!(
                "the register `{}` cannot be looked up by `{}`",
                register.id, entry.key
            ),
            help,
        );
    }
    let text = r.text(&entry.value, "a key's source");
    let value_type = register
        .and_then(|register| register.fields.get(&entry.key))
        .map_or(ValueType::Text, |field| field.value_type);
    parse_source(&text, value_type).unwrap_or_else(|| {
        if !text.is_empty() {
            r.error(
                entry.value.place,
                "wrong-value",
                format!("`{text}` does not say where the key comes from"),
                "write need.field, answers.name, filer.iin, filer.document, subject.field, or a \
                 constant in single quotes inside double ones: \"'birth'\"",
            );
        }
        KeySource::Literal(Value::Text(String::new()))
    })
}

fn parse_source(text: &str, value_type: ValueType) -> Option<KeySource> {
    if let Some(literal) = text
        .strip_prefix('\'')
        .and_then(|rest| rest.strip_suffix('\''))
    {
        return Value::from_plain(value_type, literal).map(KeySource::Literal);
    }
    if text.parse::<Decimal>().is_ok() || matches!(text, "true" | "false") {
        return Value::from_plain(value_type, text).map(KeySource::Literal);
    }
    let (relation, field) = text.split_once('.')?;
    let is_name = |name: &str| {
        !name.is_empty()
            && name
                .chars()
                .all(|c| c.is_alphanumeric() || matches!(c, '_' | '-'))
    };
    if !is_name(relation) || !is_name(field) {
        return None;
    }
    Some(match (relation, field) {
        ("filer", "iin") => KeySource::Filer(FilerKey::Iin),
        ("filer", "document") => KeySource::Filer(FilerKey::Document),
        ("filer", _) => return None,
        ("answers", name) => KeySource::Answer(name.to_owned()),
        ("subject", name) => KeySource::Subject(name.to_owned()),
        (need, field) => KeySource::Need {
            need: need.to_owned(),
            field: field.to_owned(),
        },
    })
}
