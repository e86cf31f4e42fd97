//! Published definitions: a case keeps the one it was filed under, whatever the catalog says now.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use sha2::{Digest as _, Sha256};
use tutas_catalog::{Catalog, LifeEvent, Service};
use tutas_domain::bundle::Bundle;
use tutas_domain::case::Case;

use crate::{App, AppError};

/// A catalog's files: path and text.
type Files = Vec<(String, String)>;

/// Catalogs of former days that open cases still rest on, read back when first needed. They are
/// few, and kept for the life of the program.
#[derive(Default)]
pub(crate) struct Former(Mutex<BTreeMap<[u8; 32], &'static Catalog>>);

impl App {
    /// Puts the catalog's files on record, whole and for good, under the hash of every definition
    /// in them. Publishing the same again changes nothing. A catalog in which something risky lacks
    /// the opinion of a data protection officer is not published.
    pub async fn publish(&self, files: &Files) -> Result<(), AppError> {
        let text = serde_json::to_string(files)?;
        let whole: [u8; 32] = Sha256::digest(text.as_bytes()).into();
        if self.store().definition(whole)?.is_some() {
            return self.publish_agreements().await;
        }
        let catalog = self.catalog();
        // What went live before goes on, whatever is asked of catalogs since.
        catalog.may_go_live()?;
        self.publish_agreements().await?;
        let whole_hex = hex(&whole);
        let services = catalog.definitions().map(|service| service.hash.as_str());
        let events = catalog
            .life_events
            .values()
            .flatten()
            .map(|event| event.hash.as_str());
        for hash in services.chain(events) {
            let hash = unhex(hash).ok_or(AppError::Internal("definition-hash"))?;
            if self.store().definition(hash)?.is_none() {
                self.store()
                    .put_definition(hash, "definition", &whole_hex)
                    .await?;
            }
        }
        Ok(self.store().put_definition(whole, "catalog", &text).await?)
    }

    /// The definition a case pins.
    pub(crate) fn definition_of(&self, case: &Case) -> Result<&Service, AppError> {
        let (id, hash) = (&case.filing.service, &case.filing.definition);
        if let Some(service) = self.catalog().service_by_hash(id, hash) {
            return Ok(service);
        }
        self.former(hash)?
            .service_by_hash(id, hash)
            .ok_or(AppError::Internal("definition-not-published"))
    }

    /// The life event a bundle pins.
    pub(crate) fn life_event_of(&self, bundle: &Bundle) -> Result<&LifeEvent, AppError> {
        self.pinned_life_event(
            &bundle.application.life_event,
            &bundle.application.definition,
        )
    }

    /// The version of a life event with this hash.
    pub(crate) fn pinned_life_event(&self, id: &str, hash: &str) -> Result<&LifeEvent, AppError> {
        if let Some(event) = self.catalog().life_event_by_hash(id, hash) {
            return Ok(event);
        }
        self.former(hash)?
            .life_event_by_hash(id, hash)
            .ok_or(AppError::Internal("definition-not-published"))
    }

    /// The catalog in which a definition was first published.
    pub(crate) fn former(&self, hash: &str) -> Result<&'static Catalog, AppError> {
        const LOST: AppError = AppError::Internal("definition-not-published");
        let published = unhex(hash)
            .map(|hash| self.store().definition(hash))
            .transpose()?
            .flatten()
            .ok_or(LOST)?;
        let whole = unhex(&published.text).ok_or(LOST)?;
        let mut known = self.former.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(catalog) = known.get(&whole) {
            return Ok(catalog);
        }
        let text = self.store().definition(whole)?.ok_or(LOST)?.text;
        let files: Files = serde_json::from_str(&text)?;
        let catalog: &'static Catalog =
            Box::leak(Box::new(tutas_catalog::read(&files).catalog.ok_or(LOST)?));
        known.insert(whole, catalog);
        Ok(catalog)
    }
}

fn hex(bytes: &[u8; 32]) -> String {
    use std::fmt::Write as _;
    bytes
        .iter()
        .fold(String::with_capacity(64), |mut text, byte| {
            let _infallible = write!(text, "{byte:02x}");
            text
        })
}

pub(crate) fn unhex(text: &str) -> Option<[u8; 32]> {
    let mut bytes = [0_u8; 32];
    if text.len() != 64 || !text.is_ascii() {
        return None;
    }
    for (place, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(2 * place..2 * place + 2)?, 16).ok()?;
    }
    Some(bytes)
}
