//! Whom a case names: nobody acts in a case of their own or of close kin.

use super::state::Case;
use crate::evidence::{Known, Record};
use crate::person::{Iin, PersonId};
use crate::value::Value;

impl Case {
    /// Everyone whose kin may not act: who filed, and whoever is named by a number or a document
    /// in the answers, in what the case is about, or in the evidence. Who was named at filing
    /// stays a party when the answer is changed.
    pub fn parties(&self) -> Vec<PersonId> {
        let evidence = self
            .evidence
            .0
            .values()
            .filter_map(Known::records)
            .flatten();
        let stated = [
            &self.answers,
            &self.filing.answers,
            &self.filing.subject.record,
        ];
        let mut parties = vec![self.filing.filer.clone()];
        for (field, value) in evidence.chain(stated).flatten() {
            if let Some(person) = value.as_ref().and_then(|value| named(field, value))
                && !parties.contains(&person)
            {
                parties.push(person);
            }
        }
        parties
    }

    /// The parties as answers of a case about this one: whose kin may not act here may not act on the
    /// appeal or the complaint either.
    pub fn parties_as_answers(&self) -> Record {
        let named = |(at, person): (usize, PersonId)| {
            let (field, text) = match person {
                PersonId::Iin(iin) => ("iin", iin.as_str().to_owned()),
                PersonId::Document(document) => ("document", document),
            };
            (format!("party-{at}-{field}"), Some(Value::Text(text)))
        };
        self.parties().into_iter().enumerate().map(named).collect()
    }
}

/// The person whom a field names, if it is one that names somebody.
fn named(field: &str, value: &Value) -> Option<PersonId> {
    let text = value.as_text()?.trim();
    if field.ends_with("iin") {
        Iin::parse(text).ok().map(PersonId::Iin)
    } else if field.ends_with("document") && !text.is_empty() {
        Some(PersonId::Document(text.to_owned()))
    } else {
        None
    }
}
