//! The hash by which a published version is known.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::yaml::{Kind, Node};

/// SHA-256, in hexadecimal, of a version and of the parts of its document that stand above it.
///
/// What is hashed is JSON with sorted keys in which every scalar is a text: comments, indentation,
/// quoting and the order of keys change nothing, and any word that is read changes it.
pub(crate) fn of_version(document: &Node, version: &Node) -> String {
    let mut parts: BTreeMap<String, Value> = BTreeMap::new();
    for entry in document.entries().unwrap_or_default() {
        if entry.key != "versions" {
            parts.insert(entry.key.clone(), canonical(&entry.value));
        }
    }
    parts.insert("version".to_owned(), canonical(version));
    let text = Value::Object(parts.into_iter().collect()).to_string();
    Sha256::digest(text.as_bytes())
        .iter()
        .fold(String::new(), |mut hex, byte| {
            // Writing to a String cannot fail.
            let _ = write!(hex, "{byte:02x}");
            hex
        })
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
