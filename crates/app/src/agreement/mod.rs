//! Agreements: the text of every definition, kept by its hash; consents given to exactly that text.
//!
//! What stands for a signature is said plainly. On the person's side it is an event of their own
//! stream, made in a session in which they were signed in, with its time and the hash of the text;
//! the stream's ledger leaf commits to it. There is no digital signature yet. On the body's side it is
//! publication: a text is on record under its hash before anybody can agree to it.

mod ahead;
mod mine;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;
use tutas_catalog::Catalog;
use tutas_catalog::agreement::{Revision, Text};
use tutas_domain::consent::Agreement;
use tutas_domain::definition::AutomatedGrant;

use crate::draft::Loaded;
use crate::published::unhex;
use crate::view::Consents;
use crate::{App, AppError};

pub(crate) use mine::forget_what_was_read;

/// The kind under which a text is kept.
const KIND: &str = "agreement";

/// Revisions by the hash of their definition, worked out once; none for a definition that has no
/// agreement.
#[derive(Default)]
pub(crate) struct Revisions(Mutex<BTreeMap<String, Option<Arc<Revision>>>>);

impl App {
    /// The revision of a definition's agreement. What appeals and complaints are defined by has none:
    /// they read nothing.
    pub(crate) fn revision_of(&self, definition: &str) -> Result<Option<Arc<Revision>>, AppError> {
        if let Some(known) = self
            .revisions
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get(definition)
        {
            return Ok(known.clone());
        }
        let mut found = revisions_in(self.catalog());
        let mut ours = self.catalog().definitions();
        if !found.contains_key(definition) && !ours.any(|one| one.hash == definition) {
            let former = self.former(definition)?;
            found.extend(revisions_in(former));
        }
        let mut known = self
            .revisions
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        for (definition, revision) in found {
            known.entry(definition).or_insert(Some(revision));
        }
        Ok(known.entry(definition.to_owned()).or_default().clone())
    }

    /// Puts the texts of the catalog's agreements on record, each under its hash.
    pub(crate) async fn publish_agreements(&self) -> Result<(), AppError> {
        for (_, revision) in self.catalog().agreements() {
            let hash = unhex(&revision.hash).ok_or(AppError::Internal("agreement-hash"))?;
            if self.store().definition(hash)?.is_none() {
                self.store()
                    .put_definition(hash, KIND, &revision.serialized)
                    .await?;
            }
        }
        Ok(())
    }

    /// The revision of the agreement of a definition that is published.
    pub fn agreement_of(&self, definition: &str) -> Result<Option<Arc<Revision>>, AppError> {
        self.revision_of(definition)
    }

    /// The text with this hash, as it was agreed to.
    pub fn agreement_text(&self, hash: &str) -> Result<Text, AppError> {
        let kept = unhex(hash)
            .map(|hash| self.store().definition(hash))
            .transpose()?;
        let kept = kept
            .flatten()
            .filter(|one| one.kind == KIND)
            .map(|one| one.text);
        // A rehearsal publishes nothing.
        let ours = || {
            let all = self.catalog().agreements().into_iter();
            let mut ours = all.map(|(_, revision)| revision);
            ours.find(|one| one.hash == hash).map(|one| one.serialized)
        };
        let serialized = kept.or_else(ours).ok_or(AppError::NotFound)?;
        Text::parse(&serialized).ok_or(AppError::Internal("agreement-text"))
    }

    /// What a person agrees to on the page that asks for it: the revision of each definition the
    /// draft may come to, so that each can be withdrawn by itself. Not what they agreed to ahead.
    pub(crate) fn agreements_for(
        &self,
        draft: &Loaded,
        consents: Consents,
        now: Timestamp,
    ) -> Result<Vec<Agreement>, AppError> {
        let person = self.load_person(&draft.state.filer)?.state;
        let event = self.life_event(&draft.state)?;
        let offered = self.offered(&draft.state, now)?;
        let services = offered.iter().map(|offer| offer.service);
        let by_consent = |automated: &Option<AutomatedGrant>| {
            matches!(automated, Some(AutomatedGrant::Consent { .. }))
        };
        let definitions =
            services.map(|service| (&service.hash, by_consent(&service.procedure.automated)));
        let mut agreements = Vec::new();
        for (definition, may_automate) in std::iter::once((&event.hash, false)).chain(definitions) {
            let Some(revision) = self.revision_of(definition)? else {
                continue;
            };
            let automated = consents.automated && may_automate;
            let (terms, reads) = (&revision.terms, &revision.reads);
            let ahead = person.given_ahead(draft.id, terms, reads, now);
            let reads = if consents.registers && ahead.is_none() {
                reads.clone()
            } else {
                Vec::new()
            };
            if reads.is_empty() && !automated {
                continue;
            }
            agreements.push(Agreement {
                application: draft.id,
                ahead: false,
                revision: Some(revision.hash.clone()),
                terms: Some(revision.terms.clone()),
                reads,
                automated,
                law: revision.law.clone(),
                operator: self.catalog().country.xroad.member.clone(),
                given_at: now,
                until: self.consent_until(now),
                withdrawn_at: None,
            });
        }
        Ok(agreements)
    }

    /// Until when a consent given now holds, if the country says so.
    pub(crate) fn consent_until(&self, now: Timestamp) -> Option<Timestamp> {
        let contents = self.catalog().privacy.as_ref()?.contents.as_ref()?;
        Some(contents.lasts.length.ends_at(now, &self.catalog().calendar))
    }
}

fn revisions_in(catalog: &Catalog) -> BTreeMap<String, Arc<Revision>> {
    let all = catalog.agreements().into_iter();
    all.map(|(definition, revision)| (definition, Arc::new(revision)))
        .collect()
}
