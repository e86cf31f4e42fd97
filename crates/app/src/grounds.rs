//! Grounds of reads: the law, or a consent that stands.
//!
//! A consent is looked up, the read is put on record, and only then is it made. A person may withdraw
//! in between, on another page or another machine. So the record's commit names the versions at which
//! consents were looked up ([`Consents::versions`]): whoever withdrew first turns it down, and no read
//! is put on record after a withdrawal. What is on record is asked, without another look: who withdraws
//! within the few seconds in which it waits for a place, or is repeated since nobody answered, does
//! not keep the question from going out. Whatever is answered after a withdrawal is not taken.

use std::collections::{BTreeMap, BTreeSet};

use tutas_catalog::agreement::whom;
use tutas_catalog::{Basis, Need};
use tutas_domain::consent::{Ground, Person, WantedRead};
use tutas_domain::person::PersonId;
use tutas_domain::text::Law;
use tutas_store::StreamId;

use crate::gather::{Purpose, Reading};
use crate::stream::At;
use crate::{App, AppError};

/// Consents as they stand, each person's looked up once.
#[derive(Default)]
pub(crate) struct Consents {
    people: BTreeMap<PersonId, At<Person>>,
    rests_on: BTreeSet<PersonId>,
}

impl Consents {
    /// Something is read on this person's consent.
    pub(crate) fn rest_on(&mut self, person: Option<&PersonId>) {
        self.rests_on.extend(person.cloned());
    }

    /// The streams on which reads rest, and their versions.
    pub(crate) fn versions(&self) -> Vec<(StreamId, u64)> {
        let people = self.rests_on.iter();
        people
            .filter_map(|person| self.people.get(person))
            .map(|at| (at.id, at.version))
            .collect()
    }

    fn of(&mut self, app: &App, person: &PersonId) -> Result<&Person, AppError> {
        if !self.people.contains_key(person) {
            let at = app.load_person(person)?;
            self.people.insert(person.clone(), at);
        }
        let found = self.people.get(person);
        Ok(&found.ok_or(AppError::Internal("person"))?.state)
    }
}

impl App {
    /// Why a read is allowed now, if it is.
    pub(crate) fn ground(
        &self,
        consents: &mut Consents,
        purpose: &Purpose<'_>,
        need: &Need,
        owner: Option<&PersonId>,
    ) -> Result<Option<Ground>, AppError> {
        let revision = self.revision_of(purpose.definition)?;
        let by_law = |law: &Law| match &revision {
            Some(revision) => Ground::law_told_in(law.clone(), revision.hash.clone()),
            None => Ground::law(law.clone()),
        };
        let law = match &need.basis {
            Basis::Law(law) => return Ok(Some(by_law(law))),
            Basis::Consent { law } => law,
        };
        let Some(whose) = whom(&need.of) else {
            return Ok(Some(by_law(law)));
        };
        // A definition without an agreement has nothing that could be consented to.
        let (Some(owner), Some(revision)) = (owner, &revision) else {
            return Ok(None);
        };
        let wanted = WantedRead {
            application: purpose.application,
            terms: &revision.terms,
            register: &need.register,
            whose,
            fields: &need.fields,
            all: &revision.reads,
        };
        let person = consents.of(self, owner)?;
        Ok(person.ground(&wanted, self.now()))
    }

    /// Whether a case was told something on a need before: a bug is planted for that.
    #[cfg(feature = "plant")]
    pub(crate) fn was_asked(&self, purpose: &Purpose<'_>, need: &str) -> bool {
        let case = purpose.stream.and_then(|id| self.load_case(id).ok());
        case.is_some_and(|case| case.state.evidence.0.contains_key(need))
    }

    /// Whether what was asked may be taken now that it is answered.
    pub(crate) fn still_grounded(
        &self,
        consents: &mut Consents,
        readings: &[Reading<'_>],
    ) -> Result<bool, AppError> {
        for reading in readings.iter().filter(|one| one.ground.is_consent()) {
            let (purpose, owner) = (reading.purpose, reading.owner.as_ref());
            if self
                .ground(consents, purpose, reading.need, owner)?
                .is_none()
            {
                return Ok(false);
            }
        }
        Ok(true)
    }
}
