//! The envelope: headers, addresses, access and faults of the exchange layer.

use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::{Query, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Response, StatusCode, Uri};
use serde_json::{Value as Json, json};
use tutas_gateway::request_hash;
use uuid::Uuid;

use super::Registers;
use super::fault::{self, Fault};
use super::record;

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Failure {
    /// The exchange layer's fault, by its type.
    Exchange(StatusCode, &'static str),
    /// The register's own error.
    Provider(StatusCode, &'static str),
}

impl Failure {
    /// A failing database: its own words may hold values, so only the kind goes to the log.
    pub(super) fn storage(error: &rusqlite::Error) -> Self {
        tracing::error!(code = ?error.sqlite_error_code(), "the registers' database failed");
        Self::Provider(StatusCode::INTERNAL_SERVER_ERROR, "storage")
    }
}

/// One exchange over X-Road.
pub(super) async fn exchange(
    State(state): State<Arc<Registers>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response<Body> {
    let message = Message {
        method,
        uri,
        headers,
        body,
    };
    let register = message.register(&state).cloned();
    let fault = register.as_ref().and_then(|register| {
        state
            .faults
            .lock()
            .ok()
            .and_then(|faults| faults.get(register).copied())
    });
    let answered = match (register, fault) {
        (None, _) => Err(Failure::Exchange(
            StatusCode::BAD_REQUEST,
            "Client.UnknownService",
        )),
        (Some(_), Some(Fault::Down)) => Err(Failure::Exchange(
            StatusCode::INTERNAL_SERVER_ERROR,
            "Server.ServerProxy.NetworkError",
        )),
        (Some(_), Some(Fault::Error)) => Err(Failure::Provider(
            StatusCode::INTERNAL_SERVER_ERROR,
            "on-demand",
        )),
        (Some(register), _) => answer(&state, &message, register).await,
    };
    if let Some(Fault::Slow(time)) = fault {
        tokio::time::sleep(time).await;
    }
    let (status, body, is_fault) = match answered {
        Ok((status, body)) => (status, fault::spoil(fault, body), false),
        Err(Failure::Exchange(status, kind)) => {
            let body = json!({ "type": kind, "message": kind, "detail": null });
            (status, body.to_string().into_bytes(), true)
        }
        Err(Failure::Provider(status, code)) => {
            let body = json!({ "error": code });
            (status, body.to_string().into_bytes(), false)
        }
    };
    tracing::debug!(
        id = message.header("x-road-id"),
        status = status.as_u16(),
        "exchange"
    );
    fault::distort(fault, message.reply(status, body, is_fault)).await
}

async fn answer(
    state: &Arc<Registers>,
    message: &Message,
    register: String,
) -> Result<(StatusCode, Json), Failure> {
    let client = message.header("x-road-client");
    let client = client.ok_or(Failure::Exchange(
        StatusCode::BAD_REQUEST,
        "Client.MissingHeader",
    ))?;
    if client != state.definitions.client.to_string() {
        return Err(Failure::Exchange(
            StatusCode::INTERNAL_SERVER_ERROR,
            "Client.ServerProxy.AccessDenied",
        ));
    }
    let Some(definition) = state.definitions.registers.get(&register) else {
        return Err(Failure::Exchange(
            StatusCode::BAD_REQUEST,
            "Client.UnknownService",
        ));
    };
    if message.method == Method::GET {
        let pairs = Query::<Vec<(String, String)>>::try_from_uri(&message.uri)
            .map_err(|_| Failure::Provider(StatusCode::BAD_REQUEST, "lookup"))?;
        let lookup = record::lookup(definition, pairs.0)?;
        let definition = definition.clone();
        let body = blocking(state, move |state| {
            let db = state.db.lock().map_err(|_| broken())?;
            record::read(&db, &register, &definition, &lookup)
        })
        .await?;
        Ok((StatusCode::OK, body))
    } else if message.method == Method::POST {
        let missing = Failure::Exchange(StatusCode::BAD_REQUEST, "Client.MissingHeader");
        let id = message.header("x-road-id").ok_or(missing)?.to_owned();
        let fingerprint = request_hash("POST", &register, |_| None, Some(&message.body));
        let entry = record::entry(definition, &message.body, fingerprint)?;
        let body = blocking(state, move |state| {
            let mut db = state.db.lock().map_err(|_| broken())?;
            record::write(&mut db, &register, &state.definitions, &id, entry)
        })
        .await?;
        Ok((StatusCode::CREATED, body))
    } else {
        Err(Failure::Provider(StatusCode::METHOD_NOT_ALLOWED, "method"))
    }
}

/// Runs database work off the threads that serve connections.
pub(super) async fn blocking(
    state: &Arc<Registers>,
    work: impl FnOnce(&Registers) -> Result<Json, Failure> + Send + 'static,
) -> Result<Json, Failure> {
    let state = Arc::clone(state);
    tokio::task::spawn_blocking(move || work(&state))
        .await
        .unwrap_or_else(|_| Err(broken()))
}

/// What must not happen happened: a thread that held the database panicked.
pub(super) fn broken() -> Failure {
    Failure::Provider(StatusCode::INTERNAL_SERVER_ERROR, "broken")
}

/// A request as it came.
struct Message {
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
}

impl Message {
    fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// The service's address in its canonical form, `INST/CLASS/MEMBER/SUBSYSTEM/SERVICE`.
    fn service(&self) -> Option<&str> {
        self.uri
            .path()
            .strip_prefix("/r1/")?
            .strip_suffix("/v1/records")
    }

    fn register<'a>(&self, state: &'a Registers) -> Option<&'a String> {
        state.services.get(self.service()?)
    }

    fn hash(&self) -> String {
        let target = self
            .uri
            .path_and_query()
            .map_or("/", |target| target.as_str());
        let body = (self.method != Method::GET).then_some(&self.body[..]);
        request_hash(self.method.as_str(), target, |name| self.header(name), body)
    }

    /// An answer with the headers that X-Road adds.
    fn reply(&self, status: StatusCode, body: Vec<u8>, is_fault: bool) -> Response<Body> {
        let echoed = ["x-road-client", "x-road-id"].map(|name| (name, self.header(name)));
        let request_id = request_id();
        let hash = self.hash();
        let added = [
            ("x-road-service", self.service()),
            ("x-road-request-id", Some(request_id.as_str())),
            ("x-road-request-hash", Some(hash.as_str())),
            ("x-road-error", is_fault.then_some("fault")),
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
        response
    }
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
