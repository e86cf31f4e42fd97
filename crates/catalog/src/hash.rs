//! The hash by which a published version is known.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::read::parts::{MERGED, SHARED};
use crate::yaml::{Kind, Node};

/// SHA-256, in hexadecimal, of a version and of the parts of its document that stand above it.
///
/// What is hashed is JSON with sorted keys in which every scalar is a text: comments, indentation,
/// quoting and the order of keys change nothing, and any word that is read changes it. What the
/// `general` procedure says in place of the version is read, and so is part of it.
pub(crate) fn of_version(document: &Node, version: &Node, general: Option<&Node>) -> String {
    let mut parts: BTreeMap<String, Value> = BTreeMap::new();
    for entry in document.entries().unwrap_or_default() {
        if entry.key != "versions" {
            parts.insert(entry.key.clone(), canonical(&entry.value));
        }
    }
    let whole = match general {
        Some(general) => resolved(version, general),
        None => canonical(version),
    };
    parts.insert("version".to_owned(), whole);
    hash_of(&Value::Object(parts.into_iter().collect()).to_string())
}

/// SHA-256 of a text, in hexadecimal.
pub fn hash_of(text: &str) -> String {
    Sha256::digest(text.as_bytes())
        .iter()
        .fold(String::new(), |mut hex, byte| {
            // Writing to a String cannot fail.
            let _ = write!(hex, "{byte:02x}");
            hex
        })
}

/// A version with what the general procedure says where it says nothing itself.
fn resolved(version: &Node, general: &Node) -> Value {
    let mut whole: BTreeMap<String, Value> = BTreeMap::new();
    for entry in version.entries().unwrap_or_default() {
        whole.insert(entry.key.clone(), canonical(&entry.value));
    }
    let shared = general.entries().unwrap_or_default().iter();
    for entry in shared.filter(|entry| SHARED.contains(&entry.key.as_str())) {
        let said = canonical(&entry.value);
        match (whole.get_mut(&entry.key), said) {
            (None | Some(Value::Null), said) => {
                whole.insert(entry.key.clone(), said);
            }
            (Some(Value::Object(own)), Value::Object(said))
                if MERGED.contains(&entry.key.as_str()) && !own.contains_key("excepted") =>
            {
                let own = std::mem::take(own).into_iter();
                // Sorted, and what the version says last, so that it holds.
                let merged: BTreeMap<String, Value> = said
                    .into_iter()
                    .chain(own.filter(|(_, value)| !value.is_null()))
                    .collect();
                whole.insert(
                    entry.key.clone(),
                    Value::Object(merged.into_iter().collect()),
                );
            }
            _ => {}
        }
    }
    Value::Object(whole.into_iter().collect())
}

/// Keys of a version that are about people's data. Of questions only the names and kinds are, so that
/// plainer words need no new opinion.
const ABOUT_DATA: [&str; 6] = [
    "needs",
    "automated",
    "retention",
    "subjects",
    "subject_key",
    "group_by",
];

/// SHA-256, in hexadecimal, of what of a version is about people's data: what is read, about whom, on
/// what basis, asked, entered in a register, decided by a machine, kept; and which of the fields read
/// are `sensitive`.
pub(crate) fn of_data(id: &str, version: &Node, sensitive: &[String]) -> String {
    let mut parts: BTreeMap<&str, Value> = BTreeMap::new();
    parts.insert("id", id.into());
    parts.insert("sensitive", sensitive.into());
    for key in ABOUT_DATA {
        if let Some(node) = version.get(key) {
            parts.insert(key, canonical(node));
        }
    }
    if let Some(write) = version.find(&["gives", "write"]) {
        parts.insert("write", canonical(write));
    }
    for key in ["asks", "subject_asks"] {
        let asks = version.get(key).and_then(Node::entries).unwrap_or_default();
        let kind = |ask: &Node| ask.get("kind").map_or(Value::Null, canonical);
        let named = asks.iter().map(|ask| (ask.key.clone(), kind(&ask.value)));
        let sorted: BTreeMap<String, Value> = named.collect();
        parts.insert(key, Value::Object(sorted.into_iter().collect()));
    }
    let parts = parts
        .into_iter()
        .map(|(key, value)| (key.to_owned(), value));
    hash_of(&Value::Object(parts.collect()).to_string())
}

fn canonical(node: &Node) -> Value {
    match &node.kind {
        _ if node.is_null() => Value::Null,
        Kind::Scalar { text, .. } => Value::String(text.trim_end().to_owned()),
        Kind::List(items) => Value::Array(items.iter().map(canonical).collect()),
        // Sorted before it is collected, so that the order does not hang on how serde_json's map
        // is compiled.
        Kind::Map(entries) => {
            let sorted: BTreeMap<String, Value> = entries
                .iter()
                .map(|entry| (entry.key.clone(), canonical(&entry.value)))
                .collect();
            Value::Object(sorted.into_iter().collect())
        }
    }
}
