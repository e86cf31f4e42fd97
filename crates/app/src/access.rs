//! Accesses: each read of a person's data, on record and shown to that person.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use tutas_catalog::Service;
use tutas_domain::person::PersonId;
use tutas_domain::text::{Law, Texts};
use tutas_store::{AccessRow, Commit, MAX_PARTS, PersonKey, StoreError, StreamId};
use uuid::Uuid;

use crate::view::{AccessBy, AccessEntry, AccessLine, AttemptView, Seen};
use crate::{App, AppError};

/// The facet of what auditors looked at.
pub(crate) const AUDITED: &str = "by:auditor";

/// The most accesses of one page; each may be several lines.
const PAGE: usize = 10;

/// What an access says.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(from = "Stored")]
pub(crate) struct Details {
    /// The officer's body, when an officer looked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) officer_of: Option<String>,
    /// Which officer, by id: the person is told the body, an auditor the officer too.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) officer: Option<String>,
    /// The member of the exchange that was answered, if it was neither an officer nor the program.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) asked_by: Option<Asker>,
    /// All that was looked at, or tried, at one moment.
    pub(crate) looks: Vec<Look>,
    /// Something that was tried and turned down.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) attempt: Option<Attempt>,
}

/// Another member of the exchange, with the name under which it was answered.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Asker {
    /// Its address.
    pub(crate) member: String,
    pub(crate) title: Texts,
    /// Its officer, as it names them; an auditor is told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) user: Option<String>,
}

/// One thing that was looked at, and why.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Look {
    /// The register; none when an officer opened a case file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) register: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) fields: Vec<String>,
    /// The service, by id; none for a life event and what is no application.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) service: Option<String>,
    /// Service or life event.
    pub(crate) purpose: Texts,
    /// Case or application; empty before one is filed.
    pub(crate) number: String,
    pub(crate) law: Law,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) by_consent: bool,
    /// The hash of the agreement that tells of it: with consent, of the text that was agreed to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) agreement: Option<String>,
    /// What it was, if neither a register nor a case file.
    #[serde(default, skip_serializing_if = "Seen::is_data")]
    pub(crate) seen: Seen,
}

impl Details {
    /// The same, for each look by itself.
    pub(crate) fn one_by_one(&self) -> impl Iterator<Item = Self> {
        self.looks.iter().map(|look| Self {
            looks: vec![look.clone()],
            ..self.clone()
        })
    }

    /// By what auditors find it.
    fn facets(&self) -> Vec<String> {
        let named = |facet: &str, code: &Option<String>| {
            code.as_ref().map(|code| format!("{facet}:{code}"))
        };
        let looks = self.looks.iter();
        let of_looks = looks.flat_map(|look| {
            let audit = look.is_audit().then(|| AUDITED.to_owned());
            [
                named("register", &look.register),
                named("service", &look.service),
                audit,
            ]
        });
        let by = [
            named("body", &self.officer_of),
            named("officer", &self.officer),
            self.asked_by
                .as_ref()
                .map(|asker| format!("member:{}", asker.member)),
        ];
        let facets: BTreeSet<String> = by.into_iter().chain(of_looks).flatten().collect();
        facets.into_iter().collect()
    }

    /// The register, of a look by itself.
    pub(crate) fn register(&self) -> Option<&str> {
        self.looks.first()?.register.as_deref()
    }
}

impl Look {
    /// At the file of a case.
    pub(crate) fn at_a_case(service: &Service, number: &str) -> Self {
        Self {
            service: Some(service.id.clone()),
            purpose: service.procedure.title.clone(),
            law: service.decider.law.clone(),
            ..Self::at_nothing(number.to_owned())
        }
    }

    /// At nothing yet, on account of a number.
    pub(crate) fn at_nothing(number: String) -> Self {
        Self {
            register: None,
            fields: Vec::new(),
            service: None,
            purpose: Texts::default(),
            number,
            law: Law::default(),
            by_consent: false,
            agreement: None,
            seen: Seen::Data,
        }
    }

    /// Whether an auditor looked at a record of another access.
    pub(crate) fn is_audit(&self) -> bool {
        matches!(self.seen, Seen::Record | Seen::Export)
    }

    /// At the question somebody asked about this look.
    pub(crate) fn asked_about(&self) -> Self {
        Self {
            register: None,
            fields: Vec::new(),
            seen: Seen::Question,
            ..self.clone()
        }
    }
}

/// What may stand in the store: at first, each look was an access of its own.
#[derive(Deserialize)]
struct Stored {
    #[serde(default)]
    officer_of: Option<String>,
    #[serde(default)]
    officer: Option<String>,
    #[serde(default)]
    asked_by: Option<Asker>,
    #[serde(default)]
    looks: Vec<Look>,
    #[serde(flatten)]
    only: Option<Look>,
    #[serde(default)]
    attempt: Option<Attempt>,
}

impl From<Stored> for Details {
    fn from(stored: Stored) -> Self {
        let mut looks = stored.looks;
        looks.extend(stored.only);
        Self {
            officer_of: stored.officer_of,
            officer: stored.officer,
            asked_by: stored.asked_by,
            looks,
            attempt: stored.attempt,
        }
    }
}

/// A command that was turned down.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Attempt {
    pub(crate) command: String,
    /// The officer's name; empty for the person.
    pub(crate) by: String,
    pub(crate) code: String,
    /// Another person than the one whose case it is.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) stranger: bool,
}

impl App {
    /// Who has looked at this person's data, newest first, and where the next page starts.
    pub fn accesses(
        &self,
        who: &PersonId,
        before: Option<Uuid>,
    ) -> Result<(Vec<AccessEntry>, Option<Uuid>), AppError> {
        let found = self
            .store()
            .accesses_of(self.person_key(who), before, PAGE)?;
        let next = (found.len() == PAGE)
            .then(|| found.last().map(|row| row.id))
            .flatten();
        let entries = found.iter().map(|row| self.access_entry(row));
        Ok((entries.collect::<Result<_, _>>()?, next))
    }

    /// A line for each look of an access.
    pub(crate) fn access_lines(
        &self,
        at: Timestamp,
        details: &Details,
    ) -> impl Iterator<Item = AccessLine> {
        let looks = details.looks.iter();
        looks.map(move |look| self.access_line(at, details, look))
    }

    fn access_line(&self, at: Timestamp, details: &Details, look: &Look) -> AccessLine {
        let register = look.register.as_ref();
        let register = register.and_then(|id| self.catalog().registers.get(id));
        let fields = look
            .fields
            .iter()
            .filter_map(|name| Some(register?.fields.get(name)?.title.clone()))
            .collect();
        let by = match (&details.officer_of, &details.asked_by) {
            (Some(body), _) => AccessBy::Officer(self.body_title(body)),
            (None, Some(asker)) => AccessBy::Member(asker.title.clone()),
            (None, None) => AccessBy::Program,
        };
        // For no service the program reads for an event, whose definition tells of it, and when
        // somebody signs in, of which none does.
        let of_definition = look.service.is_none() && look.agreement.is_some();
        let finds_event = of_definition && matches!(by, AccessBy::Program);
        AccessLine {
            at,
            finds_event,
            register: register.map_or_else(Texts::default, |register| register.title.clone()),
            fields,
            by,
            purpose: look.purpose.clone(),
            number: Some(look.number.clone()).filter(|number| !number.is_empty()),
            law: look.law.clone(),
            by_consent: look.by_consent,
            agreement: look.agreement.clone(),
            seen: look.seen,
            attempt: details.attempt.clone().map(|attempt| AttemptView {
                command: attempt.command,
                by: attempt.by,
                code: attempt.code,
                stranger: attempt.stranger,
            }),
        }
    }

    /// The record of one access.
    pub(crate) fn access_row(
        &self,
        at: Timestamp,
        subject: &PersonId,
        stream: Option<Uuid>,
        details: &Details,
    ) -> Result<AccessRow, AppError> {
        self.access_row_for(at, self.person_key(subject), stream, details)
    }

    /// The same, where the person is known by key only.
    pub(crate) fn access_row_for(
        &self,
        at: Timestamp,
        subject: PersonKey,
        stream: Option<Uuid>,
        details: &Details,
    ) -> Result<AccessRow, AppError> {
        Ok(AccessRow {
            id: self.new_id(at),
            at,
            subject,
            stream: stream.map(StreamId),
            details: serde_json::to_vec(details)?,
            facets: details.facets(),
        })
    }

    /// Puts accesses on record before anything is shown: nobody looks at another person's data off
    /// the record. However many they are: nothing is shown unless all are.
    pub(crate) async fn put_on_record(&self, mut accesses: Vec<AccessRow>) -> Result<(), AppError> {
        while !accesses.is_empty() {
            let rest = accesses.split_off(accesses.len().min(MAX_PARTS));
            let commit = Commit {
                accesses,
                ..Commit::default()
            };
            match self.commit(commit).await {
                Ok(_) => accesses = rest,
                Err(StoreError::Unavailable(_) | StoreError::Busy) => {
                    return Err(AppError::Unrecorded);
                }
                Err(error) => return Err(error.into()),
            }
        }
        Ok(())
    }

    /// A body's name, or its id.
    pub(crate) fn body_title(&self, id: &str) -> Texts {
        self.catalog().bodies.get(id).map_or_else(
            || Texts {
                kk: id.into(),
                ru: id.into(),
                en: id.into(),
            },
            |body| body.title.clone(),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_recorded_when_each_look_was_an_access_of_its_own_is_still_told() {
        let stored = r#"{"register":"persons","fields":["surname"],"officer_of":null,
            "purpose":{"kk":"a","ru":"b","en":"c"},"number":"2026-7K3M-Q9TF/1",
            "law":{"act":{"kk":"","ru":"","en":""},"articles":"8(1)","mark":"certain"},
            "by_consent":true}"#;
        let details: Details = serde_json::from_str(stored).unwrap();
        assert_eq!(details.register(), Some("persons"));
        let [look] = details.looks.as_slice() else {
            panic!("one look");
        };
        assert_eq!(
            (look.number.as_str(), look.by_consent),
            ("2026-7K3M-Q9TF/1", true)
        );
        let again: Details =
            serde_json::from_slice(&serde_json::to_vec(&details).unwrap()).unwrap();
        assert_eq!(again.looks.len(), 1);
    }
}
