//! What this program's own registers offer to others, and that they hold what they say.

use crate::model::{Offer, Own, Register};
use crate::reading::{Fields, Reading, list};
use crate::yaml::Node;

/// Reads who is answered about a register.
pub(crate) fn read(r: &mut Reading<'_>, register: &Fields<'_>) -> Vec<Offer> {
    let Some(node) = register.get("offered") else {
        return Vec::new();
    };
    let items = r.items(node, "`offered`");
    items.iter().map(|node| offer(r, node)).collect()
}

fn offer(r: &mut Reading<'_>, node: &Node) -> Offer {
    let known = ["to", "title", "by", "fields", "purpose", "law", "until"];
    let fields = r.fields(node, "an offer", &known);
    let mut to = |name: &str| {
        let node = fields.need(r, "to")?;
        let member = r.fields(node, "a member", &["class", "member", "subsystem"]);
        Some(member.text(r, name))
    };
    let (class, member) = (to("class"), to("member"));
    let subsystem = to("subsystem");
    Offer {
        class: class.unwrap_or_default(),
        member: member.unwrap_or_default(),
        subsystem: subsystem.unwrap_or_default(),
        title: fields.texts(r, "title"),
        by: fields.text_list(r, "by"),
        fields: fields.text_list(r, "fields"),
        purpose: fields.texts(r, "purpose"),
        law: fields.law(r),
        until: fields.get("until").map(|node| r.date(node, "`until`")),
    }
}

/// Finds what a register says of itself and this program cannot keep.
pub(crate) fn check(r: &mut Reading<'_>, fields: &Fields<'_>, register: &Register) {
    let Some(own) = register.own else {
        if !register.offered.is_empty() {
            let help = "say what it is made of (`own: statements`, `own: documents`), or leave \
                        `offered` out: its owner offers it";
            let message = format!(
                "`{}` is not held here, so it is not ours to offer",
                register.id
            );
            r.error(fields.value_place("offered"), "not-ours", message, help);
        }
        return;
    };
    check_fields(r, fields, register, own);
    let items = fields.get("offered").and_then(Node::items).unwrap_or(&[]);
    for (offer, node) in register.offered.iter().zip(items) {
        check_offer(r, node, register, own, offer);
    }
}

fn check_fields(r: &mut Reading<'_>, fields: &Fields<'_>, register: &Register, own: Own) {
    let known: Vec<&str> = own.fields().iter().map(|(name, _)| *name).collect();
    for (name, field) in &register.fields {
        let told = own.fields().iter().find(|(told, _)| told == name);
        if told.is_none_or(|(_, value_type)| *value_type != field.value_type) {
            let message = format!("nothing here tells `{name}` as {:?}", field.value_type);
            let help = format!("what can be told is {}", list(&known));
            r.error(fields.value_place("fields"), "unknown-field", message, help);
        }
    }
    let keys = fields.value_place("keys");
    if !register
        .keys
        .iter()
        .any(|key| own.keys().contains(&key.as_str()))
    {
        let message = format!("`{}` cannot be looked up", register.id);
        let help = format!("its keys include one of {}", list(own.keys()));
        r.error(keys, "wrong-value", message, help);
    }
}

fn check_offer(r: &mut Reading<'_>, node: &Node, register: &Register, own: Own, offer: &Offer) {
    let unknown_key = offer.by.iter().find(|key| !register.keys.contains(key));
    if let Some(key) = unknown_key {
        let keys: Vec<&str> = register.keys.iter().map(String::as_str).collect();
        let help = format!("the keys are {}", list(&keys));
        let message = format!("`{key}` is no key of `{}`", register.id);
        r.error(node.place_of(&["by"]), "unknown-field", message, help);
    } else if !offer
        .by
        .iter()
        .any(|key| own.keys().contains(&key.as_str()))
    {
        let help = format!("name one of {}", list(own.keys()));
        let message = "nothing can be found by these keys".to_owned();
        r.error(node.place_of(&["by"]), "wrong-value", message, help);
    }
    let unknown = offer
        .fields
        .iter()
        .find(|field| !register.fields.contains_key(*field));
    if let Some(field) = unknown {
        let fields: Vec<&str> = register.fields.keys().map(String::as_str).collect();
        let help = format!("its fields are {}", list(&fields));
        let message = format!("`{}` has no field `{field}`", register.id);
        r.error(node.place_of(&["fields"]), "unknown-field", message, help);
    }
    if offer.fields.is_empty() {
        let message = "an offer of nothing".to_owned();
        let help = "name the `fields` that are told";
        r.error(node.place, "missing-field", message, help);
    }
}
