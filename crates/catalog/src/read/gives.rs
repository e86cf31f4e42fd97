//! What a grant gives: money, a document, a record.

use std::collections::BTreeMap;

use crate::model::{Amount, DocumentVariant, Gives, Write};
use crate::reading::{Fields, Reading};
use crate::yaml::Node;

/// Reads `gives`.
pub(crate) fn read(r: &mut Reading<'_>, fields: &Fields<'_>) -> Gives {
    let Some(node) = fields.need(r, "gives") else {
        return Gives {
            amount: None,
            documents: Vec::new(),
            write: None,
        };
    };
    let fields = r.fields(node, "`gives`", &["amount", "documents", "write"]);
    let gives = Gives {
        amount: fields.get("amount").map(|node| amount(r, node)),
        documents: documents(r, &fields),
        write: fields.get("write").map(|node| write(r, node)),
    };
    if gives.amount.is_none() && gives.documents.is_empty() && gives.write.is_none() {
        r.error(
            node.place,
            "gives-nothing",
            "a grant gives nothing: no amount, no document, no record",
            "say what the person has afterwards",
        );
    }
    gives
}

fn amount(r: &mut Reading<'_>, node: &Node) -> Amount {
    let fields = r.fields(node, "`amount`", &["sql", "monthly", "law"]);
    Amount {
        sql: fields.text(r, "sql"),
        monthly: fields.truth(r, "monthly", false),
        law: fields.law(r),
    }
}

fn documents(r: &mut Reading<'_>, fields: &Fields<'_>) -> Vec<DocumentVariant> {
    let Some(node) = fields.get("documents") else {
        return Vec::new();
    };
    r.items(node, "`documents`")
        .iter()
        .map(|item| {
            let fields = r.fields(
                item,
                "a document",
                &["when", "kind", "title", "language_ask", "shows"],
            );
            DocumentVariant {
                when: fields.optional_text(r, "when"),
                kind: fields.text(r, "kind"),
                title: fields.texts(r, "title"),
                language_ask: fields.optional_text(r, "language_ask"),
                shows: fields.text_list(r, "shows"),
            }
        })
        .collect()
}

fn write(r: &mut Reading<'_>, node: &Node) -> Write {
    let fields = r.fields(node, "`write`", &["register", "number_field", "fields"]);
    let mut written = BTreeMap::new();
    if let Some(node) = fields.need(r, "fields") {
        for entry in r.named(node, "`fields`") {
            written.insert(
                entry.key.clone(),
                r.text(&entry.value, "a field's expression"),
            );
        }
    }
    Write {
        register: fields.text(r, "register"),
        fields: written,
        number_field: fields.text(r, "number_field"),
    }
}
