//! Beginning an application: a new draft, unless one was just begun.

use std::collections::BTreeSet;
use std::sync::Arc;

use tutas_domain::evidence::{Evidence, Record};
use tutas_domain::person::PersonId;
use tutas_domain::text::Lang;
use uuid::Uuid;

use crate::draft::DraftState;
use crate::{App, AppError};

/// The newest drafts of a person that are looked at when they begin another.
const LOOKED_AT: usize = 5;

impl App {
    /// Begins an application for a life event.
    pub async fn begin(
        &self,
        who: &PersonId,
        life_event: &str,
        lang: Lang,
    ) -> Result<Uuid, AppError> {
        let now = self.now();
        let today = self.catalog().calendar.local(now).date();
        let event = self
            .catalog()
            .life_event(life_event, today)
            .ok_or(AppError::NotFound)?;
        if let Some(begun) = self.begun_before(who, &event.hash, lang)? {
            return Ok(begun);
        }
        let state = DraftState {
            life_event: event.id.clone(),
            definition: event.hash.clone(),
            lang,
            filer: who.clone(),
            consents: None,
            evidence: Evidence::default(),
            subjects: Vec::new(),
            chosen: None,
            left_out: BTreeSet::new(),
            answers: Record::new(),
        };
        let id = self.new_id(now);
        let plaintext = serde_json::to_vec(&state)?;
        self.recent.keep(id, &plaintext, Arc::new(state));
        self.store()
            .put_draft(id, self.person_key(who), 0, &plaintext, now)
            .await?;
        Ok(id)
    }

    /// A draft for the same in which nothing was said yet: whoever begins again, since the line
    /// broke off or they pressed twice, goes on with it instead of having two.
    fn begun_before(
        &self,
        who: &PersonId,
        definition: &str,
        lang: Lang,
    ) -> Result<Option<Uuid>, AppError> {
        for draft in self.store().drafts_of(self.person_key(who), LOOKED_AT)? {
            let state: DraftState = serde_json::from_slice(&draft.plaintext)?;
            let same = state.definition == definition && state.lang == lang;
            if same && draft.version == 1 && state.consents.is_none() {
                return Ok(Some(draft.id));
            }
        }
        Ok(None)
    }
}
