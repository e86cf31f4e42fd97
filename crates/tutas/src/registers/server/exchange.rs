//! One exchange: who is asked, who asks, and what comes of it, with the fault that was wished for.

use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::{Query, State};
use axum::http::{HeaderMap, Method, Response, StatusCode, Uri};
use serde_json::Value as Json;
use tutas_gateway::request_hash;

use super::Registers;
use super::fault::{self, Fault};
use super::record;
use crate::exchange::{Failure, Message, RECORDS};

/// A failing database: its own words may hold values, so only the kind goes to the log.
pub(super) fn storage_failed(error: &rusqlite::Error) -> Failure {
    tracing::error!(code = ?error.sqlite_error_code(), "the registers' database failed");
    Failure::Provider(StatusCode::INTERNAL_SERVER_ERROR, "storage")
}

/// One exchange over X-Road.
pub(super) async fn exchange(
    State(state): State<Arc<Registers>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response<Body> {
    let message = Message::new((method, uri, headers, body), None);
    let register = register_of(&state, &message).cloned();
    let fault = register.as_ref().and_then(|register| {
        state
            .faults
            .lock()
            .ok()
            .and_then(|faults| faults.get(register).copied())
    });
    let answered = match (register, fault) {
        (None, _) => Err(Failure::UNKNOWN_SERVICE),
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
    let reply = match answered {
        Ok((status, body)) => message.reply(status, fault::spoil(fault, body), None),
        Err(failure) => message.failed(failure),
    };
    fault::distort(fault, reply).await
}

/// The register whose records a message is about.
fn register_of<'a>(state: &'a Registers, message: &Message) -> Option<&'a String> {
    let service = message.service().filter(|_| message.rest() == RECORDS)?;
    state.services.get(service)
}

async fn answer(
    state: &Arc<Registers>,
    message: &Message,
    register: String,
) -> Result<(StatusCode, Json), Failure> {
    if message.client()? != state.definitions.client.to_string() {
        return Err(Failure::ACCESS_DENIED);
    }
    let Some(definition) = state.definitions.registers.get(&register) else {
        return Err(Failure::UNKNOWN_SERVICE);
    };
    if message.method == Method::GET {
        let pairs = Query::<Vec<(String, String)>>::try_from_uri(&message.uri)
            .map_err(|_| Failure::LOOKUP)?;
        let lookup = record::lookup(definition, pairs.0)?;
        let definition = definition.clone();
        let body = blocking(state, move |state| {
            let db = state.db.lock().map_err(|_| broken())?;
            record::read(&db, &register, &definition, &lookup)
        })
        .await?;
        Ok((StatusCode::OK, body))
    } else if message.method == Method::POST {
        let id = message.header("x-road-id");
        let id = id.ok_or(Failure::MISSING_HEADER)?.to_owned();
        let fingerprint = request_hash("POST", &register, |_| None, Some(&message.body));
        let entry = record::entry(definition, &message.body, fingerprint)?;
        let body = blocking(state, move |state| {
            let mut db = state.db.lock().map_err(|_| broken())?;
            record::write(&mut db, &register, &state.definitions, &id, entry)
        })
        .await?;
        Ok((StatusCode::CREATED, body))
    } else {
        Err(Failure::METHOD)
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
