//! How far an agreement goes, and whether a read goes no further.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Agreement;

/// Whose data is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Whom {
    /// The person who files.
    Filer,
    /// A minor for whom that person acts.
    Child,
    /// Another adult, who alone can agree to it.
    Adult,
}

/// A register and its fields.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgreedRead {
    /// The register.
    pub register: String,
    /// About whom, if the text said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub whose: Option<Whom>,
    /// Its fields.
    pub fields: Vec<String>,
}

/// For what data are read, who gets them, and how long they are kept.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    /// The service or life event, by id.
    pub purpose: String,
    /// Kinds of bodies that decide on them, and registers they are entered in.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub recipients: BTreeSet<String>,
    /// For how many years after the case has ended; none, if the text does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kept_years: Option<u32>,
}

impl Terms {
    /// Whether what these allow includes all that `wanted` takes: the same purpose, nobody else who
    /// gets the data, and no longer.
    pub fn cover(&self, wanted: &Self) -> bool {
        self.purpose == wanted.purpose
            && wanted.recipients.is_subset(&self.recipients)
            && match (self.kept_years, wanted.kept_years) {
                (Some(agreed), Some(wanted)) => wanted <= agreed,
                (None, None) => true,
                _ => false,
            }
    }
}

/// A read that needs a ground.
#[derive(Clone, Copy, Debug)]
pub struct WantedRead<'a> {
    /// For which application.
    pub application: Uuid,
    /// On which terms, by the definition that wants it.
    pub terms: &'a Terms,
    /// From which register.
    pub register: &'a str,
    /// About whom.
    pub whose: Whom,
    /// Which fields.
    pub fields: &'a [String],
    /// All that its definition reads with consent.
    pub all: &'a [AgreedRead],
}

impl Agreement {
    /// Whether what was agreed to includes a read: for this application, or ahead for any that is begun
    /// later, and for this purpose, from this register, about this person, and not a field, a recipient
    /// or a year more. A later text that takes less is covered; one that takes more wants a consent of
    /// its own.
    pub fn covers(&self, wanted: &WantedRead<'_>) -> bool {
        let on_terms = |terms: &Terms| terms.cover(wanted.terms);
        let includes = |read: &AgreedRead| {
            read.register == wanted.register
                && read.whose.is_none_or(|whose| whose == wanted.whose)
                && wanted
                    .fields
                    .iter()
                    .all(|field| read.fields.contains(field))
        };
        // Ahead nobody knows for which adults it would be, and each agrees for themselves.
        let is_ahead = self.ahead
            && self.terms.is_some()
            && wanted.whose != Whom::Adult
            && begun_at(wanted.application) >= self.given_at.as_millisecond();
        (self.application == wanted.application || is_ahead)
            && self.terms.as_ref().is_none_or(on_terms)
            && self.reads.iter().any(includes)
    }

    /// Whether it includes all of these reads.
    pub fn includes_all(&self, application: Uuid, terms: &Terms, reads: &[AgreedRead]) -> bool {
        reads.iter().all(|read| {
            self.covers(&WantedRead {
                application,
                terms,
                register: &read.register,
                whose: read.whose.unwrap_or(Whom::Adult),
                fields: &read.fields,
                all: reads,
            })
        })
    }
}

/// The millisecond in which an application was begun: its id begins with it (RFC 9562, version 7).
fn begun_at(application: Uuid) -> i64 {
    i64::try_from(application.as_u128() >> 80).unwrap_or(i64::MAX)
}
