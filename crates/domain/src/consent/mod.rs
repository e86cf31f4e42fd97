//! A person's own stream: consents given, and statements asked of them.
//!
//! Consent is state, not text: a read needs a [`Ground`], and only [`Person::ground`] and the law
//! make one.

use std::fmt;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::person::PersonId;
use crate::text::{Law, Words};

/// An agreement to read one's data for one application.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agreement {
    /// The application it is given for: it covers nothing else.
    pub application: Uuid,
    /// Registers and fields it covers.
    pub reads: Vec<AgreedRead>,
    /// Whether it also covers automated decisions.
    pub automated: bool,
    /// The law under which it is given.
    pub law: Law,
    /// The operator that reads, as the law wants it named.
    pub operator: String,
    /// Given when.
    pub given_at: Timestamp,
    /// Withdrawn when.
    pub withdrawn_at: Option<Timestamp>,
}

impl Agreement {
    /// Whether it was given by `now` and not withdrawn.
    pub fn is_valid(&self, now: Timestamp) -> bool {
        self.given_at <= now && self.withdrawn_at.is_none_or(|withdrawn| now < withdrawn)
    }
}

/// A register and its fields.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgreedRead {
    /// The register.
    pub register: String,
    /// Its fields.
    pub fields: Vec<String>,
}

/// Somebody asks this person to sign a statement. `Debug` tells neither names nor dates of birth.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatementRequest {
    /// The application: one statement for all its subjects.
    pub application: Uuid,
    /// Its number.
    pub number: String,
    /// The need that reads the statement.
    pub need: String,
    /// The service that needs it.
    pub service: String,
    /// Who asks.
    pub asked_by: PersonId,
    /// Their name as the register has it.
    pub asked_by_name: Words,
    /// The subjects' dates of birth.
    pub born_on: Vec<Date>,
    /// Asked when.
    pub at: Timestamp,
    /// Until when it can be signed.
    pub until: Timestamp,
    /// Signed (true) or declined, and when.
    pub answer: Option<(bool, Timestamp)>,
}

impl fmt::Debug for StatementRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StatementRequest")
            .field("application", &self.application)
            .field("need", &self.need)
            .field("service", &self.service)
            .field("asked_by_name", &self.asked_by_name)
            .field("at", &self.at)
            .field("until", &self.until)
            .field("answer", &self.answer)
            .finish_non_exhaustive()
    }
}

/// What can happen in a person's stream.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum Event {
    /// Consent was given.
    ConsentGiven(Agreement),
    /// All consents for an application were withdrawn.
    ConsentWithdrawn {
        /// The application.
        application: Uuid,
        /// When.
        at: Timestamp,
    },
    /// A statement was asked for.
    StatementRequested(StatementRequest),
    /// It was signed or declined.
    StatementAnswered {
        /// The application.
        application: Uuid,
        /// Signed?
        signed: bool,
        /// When.
        at: Timestamp,
    },
}

/// Why a read is allowed. It can be made only from a law or from a consent valid now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ground {
    law: Law,
    by_consent: bool,
}

impl Ground {
    /// A law names the read.
    pub fn law(law: Law) -> Self {
        Self {
            law,
            by_consent: false,
        }
    }

    /// The law.
    pub fn cited(&self) -> &Law {
        &self.law
    }

    /// Whether it rests on consent.
    pub fn is_consent(&self) -> bool {
        self.by_consent
    }
}

/// A person, as this program knows them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Agreements, oldest first.
    pub agreements: Vec<Agreement>,
    /// Statements asked of them, oldest first.
    pub requests: Vec<StatementRequest>,
}

impl Person {
    /// Folds a journal.
    pub fn fold<'a>(events: impl IntoIterator<Item = &'a Event>) -> Self {
        events.into_iter().fold(Self::default(), Self::apply)
    }

    /// The person after one more event.
    #[must_use]
    pub fn apply(mut self, event: &Event) -> Self {
        match event {
            Event::ConsentGiven(agreement) => self.agreements.push(agreement.clone()),
            Event::ConsentWithdrawn { application, at } => {
                for agreement in &mut self.agreements {
                    if agreement.application == *application {
                        agreement.withdrawn_at.get_or_insert(*at);
                    }
                }
            }
            Event::StatementRequested(request) => {
                if self.request(request.application).is_none() {
                    self.requests.push(request.clone());
                }
            }
            Event::StatementAnswered {
                application,
                signed,
                at,
            } => {
                let asked = self
                    .requests
                    .iter_mut()
                    .find(|request| request.application == *application);
                if let Some(request) = asked {
                    request.answer = Some((*signed, *at));
                }
            }
        }
        self
    }

    /// The ground that this person's consent gives for a read, if one valid `now` covers it.
    pub fn ground(
        &self,
        application: Uuid,
        register: &str,
        fields: &[String],
        now: Timestamp,
    ) -> Option<Ground> {
        self.agreements
            .iter()
            .filter(|agreement| agreement.application == application && agreement.is_valid(now))
            .find(|agreement| {
                let mut reads = agreement
                    .reads
                    .iter()
                    .filter(|read| read.register == register);
                let covered =
                    |field: &String| reads.clone().any(|read| read.fields.contains(field));
                fields.iter().all(covered) && reads.next().is_some()
            })
            .map(|agreement| Ground {
                law: agreement.law.clone(),
                by_consent: true,
            })
    }

    /// Whether a consent to automated decisions for an application is valid `now`.
    pub fn consents_to_automation(&self, application: Uuid, now: Timestamp) -> bool {
        self.agreements.iter().any(|agreement| {
            agreement.application == application && agreement.automated && agreement.is_valid(now)
        })
    }

    /// The statement asked for an application.
    pub fn request(&self, application: Uuid) -> Option<&StatementRequest> {
        self.requests
            .iter()
            .find(|request| request.application == application)
    }
}

#[cfg(test)]
mod tests;
