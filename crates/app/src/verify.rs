//! Does every state equal the fold of its events?

use tutas_domain::bundle::{self, Bundle};
use tutas_domain::case::{Case, Recorded};
use tutas_domain::consent::{self, Person};
use tutas_domain::duplicate::{self, Duplicate};
use tutas_domain::inquiry::{self, Inquiry};
use tutas_store::{JournalEntry, StreamKind, Verification};

use crate::{App, AppError};

impl App {
    /// Folds every journal anew, and computes every leaf.
    pub fn verify(&self) -> Result<Verification, AppError> {
        Ok(self.store().verify(fold)?)
    }
}

/// The state that a stream's changes amount to, as canonical plaintext.
pub fn fold(kind: StreamKind, entries: &[JournalEntry]) -> Result<Vec<u8>, String> {
    fn events<T: serde::de::DeserializeOwned>(entries: &[JournalEntry]) -> Result<Vec<T>, String> {
        let mut all = Vec::new();
        for entry in entries {
            let some: Vec<T> = serde_json::from_slice(&entry.events)
                .map_err(|_| "a change that cannot be read".to_owned())?;
            all.extend(some);
        }
        Ok(all)
    }
    let no_beginning = || "a journal without a beginning".to_owned();
    let written = match kind {
        StreamKind::Case => {
            let events: Vec<Recorded> = events(entries)?;
            serde_json::to_vec(&Case::fold(&events).ok_or_else(no_beginning)?)
        }
        StreamKind::Bundle => {
            let events: Vec<bundle::Event> = events(entries)?;
            serde_json::to_vec(&Bundle::fold(&events).ok_or_else(no_beginning)?)
        }
        StreamKind::Person => {
            let events: Vec<consent::Event> = events(entries)?;
            serde_json::to_vec(&Person::fold(&events))
        }
        StreamKind::Inquiry => {
            let events: Vec<inquiry::Event> = events(entries)?;
            serde_json::to_vec(&Inquiry::fold(&events))
        }
        StreamKind::Duplicate => {
            let events: Vec<duplicate::Event> = events(entries)?;
            serde_json::to_vec(&Duplicate::fold(&events))
        }
    };
    written.map_err(|_| "a state that cannot be written".to_owned())
}
