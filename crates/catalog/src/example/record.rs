//! Records of registers in examples.

use std::collections::BTreeMap;

use tutas_domain::evidence::Record;
use tutas_domain::value::{Value, ValueType};

use crate::draft::World;
use crate::model::Register;
use crate::reading::Reading;
use crate::suggest;
use crate::yaml::{Entry, Node};

/// Reads records by register.
pub(super) fn by_register(
    r: &mut Reading<'_>,
    node: &Node,
    world: &World<'_>,
) -> BTreeMap<String, Vec<Record>> {
    let mut records = BTreeMap::new();
    for entry in r.named(node, "records") {
        let items = r.items(&entry.value, "the records of a register");
        let Some(register) = world.registers.get(&entry.key) else {
            unknown_register(r, &entry.key, entry.place, world);
            continue;
        };
        let read = items.iter().map(|item| record(r, item, register)).collect();
        records.insert(entry.key.clone(), read);
    }
    records
}

/// Reports a register that does not exist.
pub(super) fn unknown_register(
    r: &mut Reading<'_>,
    name: &str,
    place: crate::yaml::Place,
    world: &World<'_>,
) {
    let help = suggest::help(
        name,
        world.registers.keys().map(String::as_str),
        "describe it in registers/ first",
    );
    r.error(
        place,
        "unknown-register",
        format!("there is no register `{name}`"),
        help,
    );
}

/// Reads one record; only the fields that it gives.
pub(super) fn record(r: &mut Reading<'_>, node: &Node, register: &Register) -> Record {
    r.named(node, "a record")
        .iter()
        .filter_map(|entry| field(r, entry, register))
        .collect()
}

fn field(
    r: &mut Reading<'_>,
    entry: &Entry,
    register: &Register,
) -> Option<(String, Option<Value>)> {
    let Some(known) = register.fields.get(&entry.key) else {
        let help = suggest::help(&entry.key, register.fields.keys().map(String::as_str), {
            let names: Vec<&str> = register.fields.keys().map(String::as_str).collect();
            format!("its fields are {}", names.join(", "))
        });
        let message = format!(
            "the register `{}` has no field `{}`",
            register.id, entry.key
        );
        r.error(entry.place, "unknown-field", message, help);
        return None;
    };
    if entry.value.is_null() {
        return Some((entry.key.clone(), None));
    }
    let what = format!("`{}`", entry.key);
    let example = match known.value_type {
        ValueType::Bool => "true",
        ValueType::Int => "2",
        ValueType::Decimal => "153550.25",
        ValueType::Date => "2026-03-17",
        ValueType::Text => "a text",
    };
    let value = r.parsed(&entry.value, &what, example, |text| {
        Value::from_plain(known.value_type, text)
    })?;
    if let Value::Text(code) = &value
        && !known.values.is_empty()
        && !known.values.contains_key(code)
    {
        let codes: Vec<&str> = known.values.keys().map(String::as_str).collect();
        let message = format!(
            "{what} has no value `{code}` in the register `{}`",
            register.id
        );
        let help = format!("its values are {}", codes.join(", "));
        r.error(entry.value.place, "wrong-value", message, help);
    }
    Some((entry.key.clone(), Some(value)))
}
