//! A person's own stream: consents given, and statements asked of them.
//!
//! Consent is state, not text: a read needs a [`Ground`], and only [`Person::ground`] and the law
//! make one. What is consented to is one *revision* of an agreement, known by its hash: it covers
//! what that text said, and nothing that a later text says beyond it ([`Agreement::covers`]).

mod scope;

use std::fmt;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::person::PersonId;
use crate::text::{Law, Words};

pub use scope::{AgreedRead, Terms, WantedRead, Whom};

/// An agreement to read one's data for one purpose of one application.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agreement {
    /// The application it is given for: it covers nothing else. One that is given ahead bears an id
    /// of its own here.
    pub application: Uuid,
    /// Whether it is given ahead: for whatever this person applies for under its terms.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub ahead: bool,
    /// The hash of the text that was agreed to, hex. Before agreements had revisions there was none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revision: Option<String>,
    /// For what, for whose eyes and how long, by that text. Before agreements had revisions one was
    /// for whatever the application was for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub terms: Option<Terms>,
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
    /// Until when, if not withdrawn before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
    /// Withdrawn when.
    pub withdrawn_at: Option<Timestamp>,
}

impl Agreement {
    /// Whether it held at an instant: given by then, not over, and not withdrawn.
    pub fn was_valid(&self, at: Timestamp) -> bool {
        self.given_at <= at
            && self.until.is_none_or(|until| at < until)
            && self.withdrawn_at.is_none_or(|withdrawn| at < withdrawn)
    }

    /// Whether it stands: one that is withdrawn does not, whatever the clock of whoever asks shows.
    pub fn stands(&self, now: Timestamp) -> bool {
        #[cfg(feature = "plant")]
        if crate::plant::is(208) {
            return self.given_at <= now && self.until.is_none_or(|until| now < until);
        }
        self.withdrawn_at.is_none() && self.was_valid(now)
    }

    /// What it is for, if its text said.
    pub fn purpose(&self) -> Option<&str> {
        self.terms.as_ref().map(|terms| &*terms.purpose)
    }

    /// Whether it is about an application, and about this purpose if one is named.
    fn is_about(&self, application: Uuid, purpose: Option<&str>) -> bool {
        let same = |purpose| self.purpose().is_none_or(|own| own == purpose);
        self.application == application && purpose.is_none_or(same)
    }
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
    /// Consents for an application were withdrawn.
    ConsentWithdrawn {
        /// The application.
        application: Uuid,
        /// Those for this purpose; all, if none is named.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        purpose: Option<String>,
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
    agreement: Option<String>,
}

impl Ground {
    /// A law names the read.
    pub fn law(law: Law) -> Self {
        Self {
            law,
            by_consent: false,
            agreement: None,
        }
    }

    /// A law names the read, and so does the agreement with this hash, which everybody can look up.
    pub fn law_told_in(law: Law, agreement: String) -> Self {
        Self {
            agreement: Some(agreement),
            ..Self::law(law)
        }
    }

    /// The hash of the agreement in which the read is told.
    pub fn agreement(&self) -> Option<&str> {
        self.agreement.as_deref()
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
            Event::ConsentWithdrawn {
                application,
                purpose,
                at,
            } => {
                for agreement in &mut self.agreements {
                    if agreement.is_about(*application, purpose.as_deref()) {
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

    /// The ground that this person's consent gives for a read, if one that stands covers it. It
    /// cites the revision that was agreed to, whatever the text says today. What was said of this
    /// application goes before what was said ahead: a consent that was taken back for it is not made
    /// good by another one. One given ahead is used for all that a definition reads or for none of it:
    /// where it does not cover all, the person is asked, and may decline.
    pub fn ground(&self, wanted: &WantedRead<'_>, now: Timestamp) -> Option<Ground> {
        let speaks = self.speaks_of(wanted.application, &wanted.terms.purpose);
        self.agreements
            .iter()
            .filter(|one| {
                let all = || one.includes_all(wanted.application, wanted.terms, wanted.all);
                !one.ahead || !speaks && all()
            })
            .find(|agreement| agreement.stands(now) && agreement.covers(wanted))
            .map(|agreement| Ground {
                law: agreement.law.clone(),
                by_consent: true,
                agreement: agreement.revision.clone(),
            })
    }

    /// The consent given ahead that covers all of this for an application, if one stands and nothing
    /// was said of that application itself.
    pub fn given_ahead(
        &self,
        application: Uuid,
        terms: &Terms,
        reads: &[AgreedRead],
        now: Timestamp,
    ) -> Option<&Agreement> {
        let mut ahead = self.agreements.iter().filter(|one| one.ahead);
        let found =
            ahead.find(|one| one.stands(now) && one.includes_all(application, terms, reads));
        found.filter(|_| !self.speaks_of(application, &terms.purpose))
    }

    /// Whether anything was agreed to for this very application and purpose, withdrawn or not.
    fn speaks_of(&self, application: Uuid, purpose: &str) -> bool {
        let mut agreements = self.agreements.iter();
        agreements.any(|one| {
            !one.ahead && !one.reads.is_empty() && one.is_about(application, Some(purpose))
        })
    }

    /// Whether a consent to automated decisions stands, for a purpose of an application.
    pub fn consents_to_automation(&self, application: Uuid, purpose: &str, now: Timestamp) -> bool {
        self.agreements.iter().any(|agreement| {
            agreement.automated
                && agreement.is_about(application, Some(purpose))
                && agreement.stands(now)
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
