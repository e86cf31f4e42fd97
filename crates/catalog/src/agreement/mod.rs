//! Data agreements: what a definition says of people's data, as one text that people agree to.
//!
//! Each published version of a service or life event has one, worked out from it and never written by
//! hand: for what, whose data, from which registers, which fields, by which law or with whose
//! consent, who gets them, how long they are kept, what the assessment of risks says, how consent is
//! withdrawn. Its serialisation is canonical, so that one text has one hash; a version whose text is
//! another than that of the version before names the hash of that one: a chain of [`Revision`]s.

mod exchange;
mod text;

use std::collections::BTreeMap;

use tutas_domain::consent::{AgreedRead, Terms, Whom};
use tutas_domain::definition::LegalTerm;
use tutas_domain::text::Law;

pub use exchange::data_agreements;
pub use text::{ConsentText, Ground, ReadText, Recipient, Risks, Text};

use crate::hash::hash_of;
use crate::model::{Basis, Catalog, Need, Whose};
use crate::privacy::{Notice, PlainRule};

/// What the law wants every agreement to say, and a definition cannot.
pub struct Contents {
    /// The operator's number (BIN), as the law wants it named.
    pub operator_number: String,
    /// How long a consent holds that nobody withdraws.
    pub lasts: LegalTerm,
    /// Whether data leave the country.
    pub cross_border: bool,
    /// Whether data are published.
    pub publication: bool,
    /// How consent is withdrawn, and what follows.
    pub withdrawal: PlainRule,
    /// Who consents for a child, and that nobody does for another adult.
    pub representatives: PlainRule,
}

/// One text, known by its hash.
pub struct Revision {
    /// The service or life event.
    pub of: String,
    /// The hash of the first definition whose text it is.
    pub definition: String,
    /// SHA-256 of the text, hex.
    pub hash: String,
    /// The canonical serialisation.
    pub serialized: String,
    /// How far a consent to it goes.
    pub terms: Terms,
    /// The law by which consent is asked for; none if it is not.
    pub law: Law,
    /// What it reads with consent of the person who files: their own data, and their child's.
    pub reads: Vec<AgreedRead>,
}

impl Catalog {
    /// The agreements of every version that is published, each with the hash of its definition; those
    /// of one service or life event in the order of their versions.
    pub fn agreements(&self) -> Vec<(String, Revision)> {
        let mut last: BTreeMap<String, (String, Text)> = BTreeMap::new();
        let mut revisions = Vec::new();
        for notice in self.notices() {
            let mut text = Text::of(self, &notice);
            if let Some((hash, before)) = last.get(notice.id) {
                // The same text again is the same revision.
                text.predecessor.clone_from(&before.predecessor);
                if text != *before {
                    text.predecessor = Some(hash.clone());
                }
            }
            let revision = Revision::of(self, &notice, &text);
            last.insert(notice.id.to_owned(), (revision.hash.clone(), text));
            revisions.push((notice.definition.to_owned(), revision));
        }
        revisions
    }
}

impl Revision {
    fn of(catalog: &Catalog, notice: &Notice<'_>, text: &Text) -> Self {
        let serialized = text.serialized();
        Self {
            of: notice.id.to_owned(),
            definition: notice.definition.to_owned(),
            hash: hash_of(&serialized),
            terms: Terms {
                purpose: notice.id.to_owned(),
                recipients: text.recipients.iter().map(Recipient::code).collect(),
                kept_years: text.kept.as_ref().map(|(years, _)| *years),
            },
            law: text.consent_law().cloned().unwrap_or_default(),
            reads: agreed_reads(catalog, notice),
            serialized,
        }
    }
}

/// What the person who files can consent to: nobody consents for another adult.
fn agreed_reads(catalog: &Catalog, notice: &Notice<'_>) -> Vec<AgreedRead> {
    let by_consent = catalog
        .needs_of(notice.id, notice.definition)
        .iter()
        .filter(|need| {
            matches!(need.basis, Basis::Consent { .. })
                && matches!(need.of, Whose::Filer | Whose::Child)
        });
    let mut reads: Vec<AgreedRead> = Vec::new();
    for need in by_consent {
        let read = AgreedRead {
            register: need.register.clone(),
            whose: whom(&need.of),
            fields: need.fields.clone(),
        };
        if !reads.contains(&read) {
            reads.push(read);
        }
    }
    reads
}

/// Whose data, as a consent knows it; public data are nobody's.
pub fn whom(whose: &Whose) -> Option<Whom> {
    match whose {
        Whose::Filer => Some(Whom::Filer),
        Whose::Child => Some(Whom::Child),
        Whose::Adult(_) => Some(Whom::Adult),
        Whose::Public => None,
    }
}

impl Catalog {
    /// The needs of the version of a service or life event with this hash.
    fn needs_of(&self, id: &str, definition: &str) -> &[Need] {
        let service = || self.service_by_hash(id, definition);
        self.life_event_by_hash(id, definition)
            .map(|event| event.needs.as_slice())
            .or_else(|| service().map(|service| service.needs.as_slice()))
            .unwrap_or_default()
    }
}
