//! A consent given ahead: to the published text of a service or life event, before any application
//! asks for it. It is used by every application of this person for that purpose, which then does not
//! ask again, until its time is over or the person takes it back.

use std::sync::Arc;

use tutas_catalog::agreement::Revision;
use tutas_domain::consent::{Agreement, Event, Whom};
use tutas_domain::definition::Kind;
use tutas_domain::person::PersonId;
use tutas_domain::text::Texts;
use tutas_store::{Commit, StreamKind};

use super::mine::reads;
use crate::view::{AheadView, CaseAfterWithdrawal};
use crate::{App, AppError};

/// Among how many of a person's last cases those are looked for that rest on a consent.
const CASES: usize = 100;

impl App {
    /// What this person may agree to ahead: texts in force that read with consent, which they did not
    /// agree to ahead as they stand.
    pub fn may_agree_ahead(&self, who: &PersonId) -> Result<Vec<AheadView>, AppError> {
        let person = self.load_person(who)?.state;
        let now = self.now();
        let mut may = Vec::new();
        for (title, definition) in self.purposes() {
            let Some(revision) = self.revision_of(definition)? else {
                continue;
            };
            let (terms, wanted) = (&revision.terms, &revision.reads);
            let given = person.agreements.iter().filter(|one| one.ahead);
            let given = given.filter(|one| one.stands(now));
            let is_given = |one: &Agreement| one.includes_all(one.application, terms, wanted);
            // What reads of another adult too is asked for each application: they agree for themselves.
            let of_adults = wanted
                .iter()
                .any(|read| read.whose.is_none_or(|whose| whose == Whom::Adult));
            if wanted.is_empty() || of_adults || given.into_iter().any(is_given) {
                continue;
            }
            may.push(AheadView {
                purpose: terms.purpose.clone(),
                title: title.clone(),
                revision: revision.hash.clone(),
                reads: reads(self, wanted),
                law: revision.law.clone(),
                until: self.consent_until(now),
            });
        }
        Ok(may)
    }

    /// Agrees ahead to the text with this hash, which must be the one in force: what was shown is what
    /// is agreed to.
    pub async fn agree_ahead(
        &self,
        who: &PersonId,
        purpose: &str,
        hash: &str,
    ) -> Result<(), AppError> {
        let revision = self.revision_for(purpose)?;
        if revision.hash != hash {
            return Err(AppError::Stale);
        }
        let may = self.may_agree_ahead(who)?;
        if !may.iter().any(|one| one.purpose == purpose) {
            // A second click finds it given.
            return Ok(());
        }
        let now = self.now();
        let person = self.load_person(who)?;
        let given = Event::ConsentGiven(Agreement {
            application: self.new_id(now),
            ahead: true,
            revision: Some(revision.hash.clone()),
            terms: Some(revision.terms.clone()),
            reads: revision.reads.clone(),
            // That a program may decide is agreed to for each application by itself.
            automated: false,
            law: revision.law.clone(),
            operator: self.catalog().country.xroad.member.clone(),
            given_at: now,
            until: self.consent_until(now),
            withdrawn_at: None,
        });
        let mut commit = Commit::default();
        self.add_person_change(&mut commit, &person, &[given], now)?;
        self.store().commit(commit).await?;
        Ok(())
    }

    /// Cases that rest on a consent given ahead, and what follows for each if it is withdrawn.
    pub(super) fn cases_on(
        &self,
        who: &PersonId,
        agreement: &Agreement,
    ) -> Result<Vec<CaseAfterWithdrawal>, AppError> {
        let person = self.load_person(who)?.state;
        let key = self.person_key(who);
        let rows = self
            .store()
            .streams_of(key, StreamKind::Case, None, CASES)?;
        let mut cases = Vec::new();
        for row in rows.into_iter().filter(|row| row.index.open) {
            let case = self.load_case(row.stream.0)?.state;
            let filing = &case.filing;
            let Some(revision) = self.revision_of(&filing.definition)? else {
                continue;
            };
            let (terms, wanted) = (&revision.terms, &revision.reads);
            let given = person.given_ahead(filing.bundle, terms, wanted, self.now());
            if filing.filer == *who && given == Some(agreement) {
                cases.extend(self.after_withdrawal(row.stream.0, &case, agreement)?);
            }
        }
        Ok(cases)
    }

    /// The revision in force for a service or life event.
    fn revision_for(&self, purpose: &str) -> Result<Arc<Revision>, AppError> {
        for (_, definition) in self.purposes() {
            if let Some(revision) = self.revision_of(definition)?
                && revision.terms.purpose == purpose
            {
                return Ok(revision);
            }
        }
        Err(AppError::NotFound)
    }

    /// Life events in force and services that can be applied for with one, with the hashes of their
    /// definitions.
    fn purposes(&self) -> impl Iterator<Item = (&Texts, &str)> {
        let catalog = self.catalog();
        let today = catalog.calendar.local(self.now()).date();
        let events = catalog.life_events.keys();
        let events = events.filter_map(move |id| catalog.life_event(id, today));
        let events = events.map(|event| (&event.title, &*event.hash));
        let services = catalog.services.keys();
        let services = services.filter_map(move |id| catalog.service(id, today));
        let applied_for = move |service: &str| {
            let mut events = catalog.life_events.keys();
            events.any(|id| {
                let event = catalog.life_event(id, today);
                event.is_some_and(|event| event.steps.iter().any(|step| step.service == service))
            })
        };
        let services = services.filter(move |service| {
            service.procedure.kind == Kind::Service && applied_for(&service.id)
        });
        let services = services.map(|service| (&service.procedure.title, &*service.hash));
        events.chain(services)
    }
}
