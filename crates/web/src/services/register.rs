//! The register of services for programs: CPSV-AP as JSON-LD, at an address that never changes.

use std::sync::{Arc, Mutex, PoisonError};

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use jiff::civil::Date;
use tutas_catalog::hash_of;

use crate::Web;

/// Other catalogues may keep it so long before they ask whether it has changed.
const KEEP: HeaderValue = HeaderValue::from_static("public, max-age=300");

/// The document as it stands on a day: written once, however many ask.
#[derive(Clone, Default)]
pub(crate) struct Written(Arc<Mutex<Option<(Date, Document)>>>);

#[derive(Clone)]
struct Document {
    text: Bytes,
    tag: HeaderValue,
}

impl Written {
    fn on(&self, day: Date, write: impl FnOnce() -> Option<String>) -> Option<Document> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((written, document)) = &*known
            && *written == day
        {
            return Some(document.clone());
        }
        let text = write()?;
        let document = Document {
            tag: HeaderValue::from_str(&format!("\"{}\"", hash_of(&text))).ok()?,
            text: text.into(),
        };
        *known = Some((day, document.clone()));
        Some(document)
    }
}

/// What is offered today. Who has it already learns only that it has not changed.
pub(crate) async fn jsonld(State(web): State<Web>, headers: HeaderMap) -> Response {
    let today = web.today();
    let write = || Some(web.app.catalog().cpsv(today)?.to_string());
    let Some(document) = web.register.on(today, write) else {
        let why = "this country does not say at which address its catalog is found\n";
        return (StatusCode::NOT_FOUND, why).into_response();
    };
    let kind = HeaderValue::from_static("application/ld+json");
    let said = [
        (header::ETAG, document.tag.clone()),
        (header::CACHE_CONTROL, KEEP),
        // It is for everyone: a page of another site may read it as well.
        (
            header::ACCESS_CONTROL_ALLOW_ORIGIN,
            HeaderValue::from_static("*"),
        ),
    ];
    if is_known(&headers, &document.tag) {
        return (StatusCode::NOT_MODIFIED, said).into_response();
    }
    (
        said,
        [(header::CONTENT_TYPE, kind)],
        Body::from(document.text),
    )
        .into_response()
}

/// Whether the reader has what bears this tag (RFC 9110, section 13.1.2: weakly compared).
fn is_known(headers: &HeaderMap, tag: &HeaderValue) -> bool {
    let tag = tag.to_str().unwrap_or_default();
    headers
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(str::trim)
        .any(|known| known == "*" || known.strip_prefix("W/").unwrap_or(known) == tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_has_the_document_is_known_by_its_tag() {
        let tag = HeaderValue::from_static("\"abc\"");
        let asks = |value: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::IF_NONE_MATCH, HeaderValue::from_static(value));
            is_known(&headers, &tag)
        };
        assert!(asks("\"abc\"") && asks("W/\"abc\"") && asks("\"x\", \"abc\"") && asks("*"));
        assert!(!asks("\"abcd\"") && !asks("abc"));
        assert!(!is_known(&HeaderMap::new(), &tag));
    }

    #[test]
    fn the_document_is_written_once_a_day() {
        let written = Written::default();
        let on = |day, text: &'static str| written.on(day, || Some(text.to_owned()));
        let first = Date::constant(2026, 3, 18);
        assert_eq!(on(first, "a").unwrap().text, "a");
        assert_eq!(on(first, "b").unwrap().text, "a");
        assert_eq!(on(first.tomorrow().unwrap(), "b").unwrap().text, "b");
    }
}
