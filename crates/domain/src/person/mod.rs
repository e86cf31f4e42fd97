//! People: how they are identified, and what their identifiers say.

mod iin;
mod names;

use std::fmt;

use serde::{Deserialize, Serialize};

pub use iin::{Iin, IinProblem, IinReport, Sex};
pub use names::{DroppableEnding, NameProblem, NameRules, SexedEnding, patronymics, surnames};

/// Who a person is to the state. Personal data: `Debug` shows the kind only.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(tag = "by", content = "id", rename_all = "lowercase")]
pub enum PersonId {
    /// By individual identification number.
    Iin(Iin),
    /// By a foreign document: issuing country and number, e.g. `UZB:AB1234567`.
    Document(String),
}

impl PersonId {
    /// A stable text to derive keyed hashes from; never shown or logged.
    pub fn key_text(&self) -> String {
        match self {
            Self::Iin(iin) => format!("iin:{}", iin.as_str()),
            Self::Document(document) => format!("doc:{document}"),
        }
    }

    /// The identification number, if the person is known by one.
    pub fn iin(&self) -> Option<&Iin> {
        if let Self::Iin(iin) = self {
            Some(iin)
        } else {
            None
        }
    }

    /// The document number, if the person is known by one.
    pub fn document(&self) -> Option<&str> {
        if let Self::Document(document) = self {
            Some(document)
        } else {
            None
        }
    }
}

impl fmt::Debug for PersonId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Iin(_) => "PersonId::Iin(…)",
            Self::Document(_) => "PersonId::Document(…)",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_is_known_by_a_number_or_by_a_document_and_debugged_by_neither() {
        let iin = Iin::parse("900101100014").unwrap();
        let citizen = PersonId::Iin(iin.clone());
        let guest = PersonId::Document("UZB:AB1234567".into());
        assert_eq!((citizen.iin(), citizen.document()), (Some(&iin), None));
        assert_eq!(
            (guest.iin(), guest.document()),
            (None, Some("UZB:AB1234567"))
        );
        assert_eq!(citizen.key_text(), "iin:900101100014");
        assert_eq!(guest.key_text(), "doc:UZB:AB1234567");
        assert_eq!(format!("{citizen:?}"), "PersonId::Iin(…)");
        assert_eq!(format!("{guest:?}"), "PersonId::Document(…)");
    }
}
