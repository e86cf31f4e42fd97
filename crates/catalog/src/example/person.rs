//! People of examples.

use tutas_domain::person::{Iin, PersonId};

use super::ExamplePerson;
use crate::reading::Reading;
use crate::yaml::Node;

/// Reads the people, in the order of the file.
pub(super) fn read(r: &mut Reading<'_>, node: &Node) -> Vec<(String, ExamplePerson)> {
    let mut people = Vec::new();
    for entry in r.named(node, "`people`") {
        let fields = r.fields(&entry.value, "a person", &["sign_in", "name", "says"]);
        let sign_in = fields.need(r, "sign_in").and_then(|node| sign_in(r, node));
        let name = fields.text(r, "name");
        let says = fields.texts(r, "says");
        if let Some(sign_in) = sign_in {
            people.push((
                entry.key.clone(),
                ExamplePerson {
                    sign_in,
                    name,
                    says,
                },
            ));
        }
    }
    people
}

fn sign_in(r: &mut Reading<'_>, node: &Node) -> Option<PersonId> {
    let fields = r.fields(node, "`sign_in`", &["iin", "document"]);
    match (fields.get("iin"), fields.get("document")) {
        (Some(node), None) => {
            let text = r.text(node, "`iin`");
            match Iin::parse(&text) {
                Ok(iin) => Some(PersonId::Iin(iin)),
                Err(problem) => {
                    r.error(
                        node.place,
                        "iin",
                        format!("this is no identification number: {problem}"),
                        "twelve digits in quotes, with the right check digit",
                    );
                    None
                }
            }
        }
        (None, Some(node)) => Some(PersonId::Document(r.text(node, "`document`"))),
        _ => {
            r.error(
                node.place,
                "missing-field",
                "a person signs in by `iin` or by `document`",
                "write `sign_in: {iin: \"…\"}` or `sign_in: {document: \"UZB:AB1234567\"}`",
            );
            None
        }
    }
}
