//! Accesses: each read of a person's data, on record and shown to that person.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use tutas_domain::person::PersonId;
use tutas_domain::text::{Law, Texts};
use tutas_store::{AccessRow, StreamId};
use uuid::Uuid;

use crate::view::{AccessBy, AccessLine, AttemptView};
use crate::{App, AppError};

/// The most lines of one page.
const PAGE: usize = 50;

/// What an access says.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Details {
    /// The register; none when an officer opened a case file.
    pub(crate) register: Option<String>,
    pub(crate) fields: Vec<String>,
    /// The officer's body, when an officer looked.
    pub(crate) officer_of: Option<String>,
    /// Service or life event.
    pub(crate) purpose: Texts,
    pub(crate) number: String,
    pub(crate) law: Law,
    pub(crate) by_consent: bool,
    /// Something that was tried and turned down.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) attempt: Option<Attempt>,
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
    ) -> Result<(Vec<AccessLine>, Option<Uuid>), AppError> {
        let found = self
            .store()
            .accesses_of(self.person_key(who), before, PAGE)?;
        let next = (found.len() == PAGE)
            .then(|| found.last().map(|row| row.id))
            .flatten();
        let lines = found
            .into_iter()
            .map(|row| {
                let details: Details = serde_json::from_slice(&row.details)?;
                Ok(self.access_line(row.at, details))
            })
            .collect::<Result<Vec<AccessLine>, AppError>>()?;
        Ok((lines, next))
    }

    pub(crate) fn access_line(&self, at: Timestamp, details: Details) -> AccessLine {
        let register = details
            .register
            .and_then(|id| self.catalog().registers.get(&id));
        let fields = details
            .fields
            .iter()
            .filter_map(|name| Some(register?.fields.get(name)?.title.clone()))
            .collect();
        let by = match details.officer_of {
            Some(body) => AccessBy::Officer(self.body_title(&body)),
            None => AccessBy::Program,
        };
        AccessLine {
            at,
            register: register.map_or_else(Texts::default, |register| register.title.clone()),
            fields,
            by,
            purpose: details.purpose,
            number: Some(details.number).filter(|number| !number.is_empty()),
            law: details.law,
            by_consent: details.by_consent,
            attempt: details.attempt.map(|attempt| AttemptView {
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
        Ok(AccessRow {
            id: self.new_id(at),
            at,
            subject: self.person_key(subject),
            stream: stream.map(StreamId),
            details: serde_json::to_vec(details)?,
        })
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
