//! The provider's side of the X-Road message protocol for REST: the envelope of questions and
//! answers, whoever answers them.

use axum::body::{Body, Bytes};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Response, StatusCode, Uri};
use serde_json::{Value as Json, json};
use tutas_gateway::request_hash;
use uuid::Uuid;

/// The place of a service's records below its address.
pub(crate) const RECORDS: &str = "v1/records";

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Failure {
    /// The exchange layer's fault, by its type.
    Exchange(StatusCode, &'static str),
    /// The provider's own error.
    Provider(StatusCode, &'static str),
}

impl Failure {
    /// Who asks has no right to it.
    pub(crate) const ACCESS_DENIED: Self = Self::Exchange(
        StatusCode::INTERNAL_SERVER_ERROR,
        "Server.ServerProxy.AccessDenied",
    );
    /// There is no such service.
    pub(crate) const UNKNOWN_SERVICE: Self = Self::Exchange(
        StatusCode::INTERNAL_SERVER_ERROR,
        "Server.ServerProxy.UnknownService",
    );
    /// A header without which nothing is answered.
    pub(crate) const MISSING_HEADER: Self =
        Self::Exchange(StatusCode::BAD_REQUEST, "Client.MissingHeader");
    /// What is asked cannot be understood as a look-up.
    pub(crate) const LOOKUP: Self = Self::Provider(StatusCode::BAD_REQUEST, "lookup");
    /// The method is none of the service's.
    pub(crate) const METHOD: Self = Self::Provider(StatusCode::METHOD_NOT_ALLOWED, "method");
}

/// A request as it came. Personal data: it has no `Debug`.
pub(crate) struct Message {
    /// Its method.
    pub(crate) method: Method,
    /// Path and query.
    pub(crate) uri: Uri,
    /// Headers.
    pub(crate) headers: HeaderMap,
    /// The body.
    pub(crate) body: Bytes,
    /// Who is asked, in the canonical form `INST/CLASS/MEMBER/SUBSYSTEM/SERVICE`.
    service: Option<String>,
    /// The path below the service.
    rest: String,
}

impl Message {
    /// Takes a request apart. A security server hands on the path below the service's own base only;
    /// it is then asked of the subsystem `own`.
    pub(crate) fn new(
        (method, uri, headers, body): (Method, Uri, HeaderMap, Bytes),
        own: Option<&str>,
    ) -> Self {
        let (service, rest) = parts(uri.path(), own).unzip();
        Self {
            method,
            uri,
            headers,
            body,
            service,
            rest: rest.unwrap_or_default(),
        }
    }

    /// A header that can be read.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// Who asks.
    pub(crate) fn client(&self) -> Result<&str, Failure> {
        self.header("x-road-client").ok_or(Failure::MISSING_HEADER)
    }

    /// The service's address, if the path is one.
    pub(crate) fn service(&self) -> Option<&str> {
        self.service.as_deref()
    }

    /// The path below the service, without a slash before it.
    pub(crate) fn rest(&self) -> &str {
        &self.rest
    }

    fn hash(&self) -> String {
        let target = self
            .uri
            .path_and_query()
            .map_or("/", |target| target.as_str());
        let body = (self.method != Method::GET).then_some(&self.body[..]);
        request_hash(self.method.as_str(), target, |name| self.header(name), body)
    }

    /// An answer, or why there is none.
    pub(crate) fn answer(&self, answered: Result<(StatusCode, Json), Failure>) -> Response<Body> {
        match answered {
            Ok((status, body)) => self.reply(status, body.to_string().into_bytes(), None),
            Err(failure) => self.failed(failure),
        }
    }

    /// The word that there is no answer, and why.
    pub(crate) fn failed(&self, failure: Failure) -> Response<Body> {
        match failure {
            Failure::Exchange(status, kind) => {
                let detail = self.header("x-road-id");
                let body = json!({ "type": kind, "message": kind, "detail": detail });
                self.reply(status, body.to_string().into_bytes(), Some(kind))
            }
            Failure::Provider(status, code) => {
                let body = json!({ "error": code });
                self.reply(status, body.to_string().into_bytes(), None)
            }
        }
    }

    /// An answer with the headers that X-Road adds; `fault` is the type of the exchange layer's.
    pub(crate) fn reply(
        &self,
        status: StatusCode,
        body: Vec<u8>,
        fault: Option<&str>,
    ) -> Response<Body> {
        let echoed = ["x-road-client", "x-road-id"].map(|name| (name, self.header(name)));
        let request_id = request_id();
        let hash = self.hash();
        let added = [
            ("x-road-service", self.service()),
            ("x-road-request-id", Some(request_id.as_str())),
            ("x-road-request-hash", Some(hash.as_str())),
            ("x-road-error", fault),
        ];
        let mut response = Response::new(Body::from(body));
        *response.status_mut() = status;
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        for (name, value) in echoed.into_iter().chain(added) {
            if let Some(value) = value.and_then(|value| HeaderValue::from_str(value).ok()) {
                headers.insert(HeaderName::from_static(name), value);
            }
        }
        tracing::debug!(
            id = self.header("x-road-id"),
            status = status.as_u16(),
            "exchange"
        );
        response
    }
}

/// A path as a service's address and what lies below it.
fn parts(path: &str, own: Option<&str>) -> Option<(String, String)> {
    let (address, below, after) = match (path.strip_prefix("/r1/"), own) {
        (Some(path), _) => (String::new(), path, 5),
        (None, Some(own)) => (format!("{own}/"), path.strip_prefix('/')?, 1),
        (None, None) => return None,
    };
    let mut ends = below.match_indices('/').map(|(at, _)| at);
    let (service, rest) = match ends.nth(after - 1) {
        Some(end) => (&below[..end], &below[end + 1..]),
        None => (below, ""),
    };
    let is_whole = service.split('/').count() == after && !service.split('/').any(str::is_empty);
    is_whole.then(|| (format!("{address}{service}"), rest.to_owned()))
}

/// A new id for an exchange.
fn request_id() -> String {
    let mut bytes = [0_u8; 16];
    match getrandom::fill(&mut bytes) {
        Ok(()) => uuid::Builder::from_random_bytes(bytes)
            .into_uuid()
            .to_string(),
        Err(_) => Uuid::nil().to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_service_is_asked_by_its_whole_address_or_by_what_a_security_server_leaves_of_it() {
        let told = |path, own| parts(path, own).unwrap();
        let whole = told("/r1/KZ/GOV/TUTAS/services/documents/v1/records", None);
        assert_eq!(whole.0, "KZ/GOV/TUTAS/services/documents");
        assert_eq!(whole.1, RECORDS);
        let left = told("/documents/v1/records", Some("KZ/GOV/TUTAS/services"));
        assert_eq!(left, whole);
        let methods = told("/r1/KZ/GOV/TUTAS/services/listMethods", None);
        assert_eq!(methods.0, "KZ/GOV/TUTAS/services/listMethods");
        assert_eq!(methods.1, "");
        assert!(parts("/documents/v1/records", None).is_none());
        assert!(parts("/r1/KZ/GOV/TUTAS", None).is_none());
        assert!(parts("/", Some("KZ/GOV/TUTAS/services")).is_none());
        assert!(parts("/r1/KZ//TUTAS/services/documents", None).is_none());
    }
}
