//! Evidence: what registers answered, and what was found in it.
//!
//! Two kinds of nothing are kept apart. *None*: the register answers that there is none (a record
//! with a null field, or no record at all): a known fact. *Unknown*: not retrieved.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::value::Value;

/// One record of a register: field name to value; `None` means the register says there is none.
pub type Record = BTreeMap<String, Option<Value>>;

/// Where a piece of evidence comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "from", rename_all = "kebab-case")]
pub enum Source {
    /// A register's answer.
    Register {
        /// The register's id in the catalog.
        register: String,
        /// `X-Road-Request-Id` of the exchange.
        request: String,
        /// When it answered.
        at: Timestamp,
    },
    /// Nothing to ask: what it is looked up by does not exist, so it is known to be none.
    Derived {
        /// When that was concluded.
        at: Timestamp,
    },
    /// A document the person supplied and an officer accepted and copied out.
    Document {
        /// The upload.
        upload: Uuid,
        /// When the officer accepted it.
        at: Timestamp,
    },
}

/// Why a need is not known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "why", rename_all = "kebab-case")]
pub enum Unknown {
    /// Not asked yet.
    NotAsked,
    /// What it is looked up by is not known yet.
    NoKey,
    /// The person whose data it is has not consented.
    NoConsent,
    /// The register does not answer.
    Unavailable {
        /// Since when.
        since: Timestamp,
        /// When it will be asked again.
        next_try: Timestamp,
    },
    /// The register's answer was about somebody else, malformed, stale or not ours to use.
    Unusable {
        /// A code for the operator's log, never personal data.
        code: String,
        /// When it will be asked again.
        next_try: Timestamp,
    },
}

/// What is known about one need.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "kebab-case")]
pub enum Known {
    /// Nothing yet, and why.
    Unknown(Unknown),
    /// The register (or an accepted document) answered; no records means *none*.
    Records {
        /// The records, only with declared fields. Shared: what is known goes from hand to hand, and
        /// is never changed.
        #[serde(with = "shared")]
        records: Arc<[Record]>,
        /// Provenance.
        source: Source,
    },
}

/// Shared records are kept as any other list.
mod shared {
    use std::sync::Arc;

    use serde::{Deserialize as _, Deserializer, Serialize as _, Serializer};

    use super::Record;

    pub(super) fn serialize<S: Serializer>(
        records: &Arc<[Record]>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        records.as_ref().serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Arc<[Record]>, D::Error> {
        Vec::deserialize(deserializer).map(Arc::from)
    }
}

impl Known {
    /// The records, if known.
    pub fn records(&self) -> Option<&[Record]> {
        if let Self::Records { records, .. } = self {
            Some(records)
        } else {
            None
        }
    }

    /// Whether a register is down or unusable just now.
    pub fn is_outage(&self) -> bool {
        matches!(
            self,
            Self::Unknown(Unknown::Unavailable { .. } | Unknown::Unusable { .. })
        )
    }
}

/// All evidence of a case or a draft, by the name of the need.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Evidence(pub BTreeMap<String, Known>);

impl Evidence {
    /// What is known of `need`; not asked if it was never touched.
    pub fn known(&self, need: &str) -> &Known {
        const NOT_ASKED: &Known = &Known::Unknown(Unknown::NotAsked);
        self.0.get(need).unwrap_or(NOT_ASKED)
    }

    /// The records of `need`, if known.
    pub fn records(&self, need: &str) -> Option<&[Record]> {
        self.known(need).records()
    }

    /// The only or first record's field, if known and not none.
    pub fn value(&self, need: &str, field: &str) -> Option<&Value> {
        self.records(need)?.first()?.get(field)?.as_ref()
    }
}

/// The truth of a requirement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// The requirement holds.
    Met,
    /// It does not hold.
    Unmet,
    /// It cannot be told from what is known.
    Unknown,
}

/// A value a finding rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    /// The path as the definition writes it: `child.born_on`, `COUNT(siblings)`.
    pub path: String,
    /// What was there.
    pub value: SeenValue,
}

/// What stood at a path.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", content = "v", rename_all = "lowercase")]
pub enum SeenValue {
    /// A value.
    Value(Value),
    /// The register says there is none.
    None,
    /// Not retrieved.
    Unknown,
}

/// The verdict on one requirement with the values it rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// The requirement's name in the definition.
    pub requirement: String,
    /// Its truth.
    pub verdict: Verdict,
    /// The values it saw.
    pub seen: Vec<Seen>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at() -> Timestamp {
        Timestamp::from_second(1_795_000_000).unwrap()
    }

    fn answered(records: Vec<Record>) -> Known {
        let source = Source::Derived { at: at() };
        Known::Records {
            records: records.into(),
            source,
        }
    }

    #[test]
    fn none_and_unknown_are_kept_apart() {
        let born = Value::Text("2026-03-15".into());
        let child = Record::from([
            ("born_on".to_owned(), Some(born.clone())),
            ("died_on".to_owned(), None),
        ]);
        let evidence = Evidence(BTreeMap::from([
            ("child".to_owned(), answered(vec![child.clone()])),
            ("siblings".to_owned(), answered(Vec::new())),
        ]));
        assert_eq!(evidence.value("child", "born_on"), Some(&born));
        assert_eq!(evidence.value("child", "died_on"), None);
        assert_eq!(evidence.value("child", "name"), None);
        assert_eq!(evidence.records("child"), Some(&[child][..]));
        assert_eq!(evidence.records("siblings"), Some(&[][..]), "known: none");
        assert_eq!(evidence.value("siblings", "born_on"), None);
        assert_eq!(evidence.records("mother"), None, "never asked");
        assert_eq!(*evidence.known("mother"), Known::Unknown(Unknown::NotAsked));
    }

    #[test]
    fn only_a_register_that_is_down_or_answers_wrongly_is_an_outage() {
        let (since, next_try) = (at(), at());
        let code = "subject".to_owned();
        for outage in [
            Unknown::Unavailable { since, next_try },
            Unknown::Unusable { code, next_try },
        ] {
            assert!(Known::Unknown(outage).is_outage());
        }
        for other in [Unknown::NotAsked, Unknown::NoKey, Unknown::NoConsent] {
            assert!(!Known::Unknown(other).is_outage());
        }
        assert!(!answered(Vec::new()).is_outage());
    }
}
