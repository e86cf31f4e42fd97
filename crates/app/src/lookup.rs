//! By what a need is looked up: pure.

use std::collections::BTreeMap;

use tutas_catalog::{FilerKey, KeySource, Need};
use tutas_domain::evidence::{Evidence, Record};
use tutas_domain::person::PersonId;

/// The most look-ups one need may fan out to.
const MAX_LOOKUPS: usize = 16;

/// Look-up pairs of one read.
pub(crate) type Keys = Vec<(String, String)>;

/// What is known before a look-up.
pub(crate) struct Sources<'a> {
    pub(crate) filer: &'a PersonId,
    pub(crate) subject: &'a Record,
    pub(crate) answers: &'a Record,
    pub(crate) evidence: &'a Evidence,
}

/// By what a need can be looked up now.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Lookup {
    /// Ask by these.
    By(Vec<Keys>),
    /// What it is looked up by does not exist: the answer is none.
    Nothing,
    /// What it is looked up by is not known yet.
    NotYet,
}

/// The first alternative whose sources exist. One whose sources are not known yet is waited for:
/// to go past it could read somebody else's record. Nothing is read without a key, not even a public
/// list: the answer would be the whole register.
pub(crate) fn lookup(need: &Need, sources: &Sources<'_>) -> Lookup {
    for alternative in &need.by {
        match keys(alternative, sources) {
            Lookup::Nothing => {}
            decided => return decided,
        }
    }
    Lookup::Nothing
}

fn keys(alternative: &BTreeMap<String, KeySource>, sources: &Sources<'_>) -> Lookup {
    if alternative.is_empty() {
        return Lookup::Nothing;
    }
    let mut lookups: Vec<Keys> = vec![Vec::new()];
    for (field, source) in alternative {
        let Some(values) = sources.values(source) else {
            return Lookup::NotYet;
        };
        lookups = lookups
            .iter()
            .flat_map(|keys| {
                values.iter().map(|value| {
                    let mut keys = keys.clone();
                    keys.push((field.clone(), value.clone()));
                    keys
                })
            })
            .take(MAX_LOOKUPS)
            .collect();
    }
    if lookups.is_empty() {
        Lookup::Nothing
    } else {
        Lookup::By(lookups)
    }
}

impl Sources<'_> {
    /// The values of a source; `None` if not known yet, empty if known to be none.
    fn values(&self, source: &KeySource) -> Option<Vec<String>> {
        let one = |text: Option<String>| Some(text.into_iter().collect());
        match source {
            KeySource::Literal(value) => one(Some(value.to_plain())),
            KeySource::Filer(FilerKey::Iin) => {
                one(self.filer.iin().map(|iin| iin.as_str().to_owned()))
            }
            KeySource::Filer(FilerKey::Document) => one(self.filer.document().map(str::to_owned)),
            KeySource::Subject(field) => one(plain(self.subject, field)),
            KeySource::Answer(ask) => one(plain(self.answers, ask)),
            KeySource::Need { need, field } => {
                let records = self.evidence.records(need)?;
                let mut values: Vec<String> = Vec::new();
                for value in records.iter().filter_map(|record| plain(record, field)) {
                    if !values.contains(&value) {
                        values.push(value);
                    }
                }
                Some(values)
            }
        }
    }
}

fn plain(record: &Record, field: &str) -> Option<String> {
    record
        .get(field)?
        .as_ref()
        .map(tutas_domain::value::Value::to_plain)
}

#[cfg(test)]
mod tests {
    use tutas_catalog::{Basis, Whose};
    use tutas_domain::text::Law;
    use tutas_domain::value::Value;

    use super::*;

    fn need(by: Vec<BTreeMap<String, KeySource>>) -> Need {
        Need {
            name: "kindergartens".into(),
            register: "kindergartens".into(),
            by,
            fields: vec!["title".into()],
            many: true,
            without: Vec::new(),
            of: Whose::Public,
            basis: Basis::Law(Law::default()),
        }
    }

    fn asked(by: Vec<BTreeMap<String, KeySource>>) -> Lookup {
        let sources = Sources {
            filer: &PersonId::Document("UZB:AB1234567".into()),
            subject: &Record::new(),
            answers: &Record::from([("kato".into(), Some(Value::Text("2710".into())))]),
            evidence: &Evidence::default(),
        };
        lookup(&need(by), &sources)
    }

    #[test]
    fn no_register_is_asked_without_a_key() {
        assert_eq!(asked(Vec::new()), Lookup::Nothing);
        assert_eq!(asked(vec![BTreeMap::new()]), Lookup::Nothing);
        let by_place = BTreeMap::from([("kato".to_owned(), KeySource::Answer("kato".into()))]);
        let pair = ("kato".to_owned(), "2710".to_owned());
        assert_eq!(asked(vec![by_place]), Lookup::By(vec![vec![pair]]));
    }
}
