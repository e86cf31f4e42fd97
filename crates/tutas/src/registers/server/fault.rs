//! Faults on demand, so that people and tests can see what a failing register does to a case.

use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::Value;

use super::Registers;

/// How a register fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Fault {
    /// The exchange layer reports that the register cannot be reached.
    Down,
    /// It does what it is asked, and answers only after everybody has given up.
    Slow,
    /// It answers with an error of its own.
    Error,
    /// It answers about somebody else.
    WrongSubject,
    /// It answers with half of its answer.
    Malformed,
}

/// How long a slow register takes: longer than any client waits.
pub(super) const SLOW: Duration = Duration::from_secs(8);

/// A wish for a fault.
#[derive(Deserialize)]
pub(super) struct Wish {
    register: String,
    /// None mends the register.
    fault: Option<Fault>,
}

/// Sets or mends a register's fault.
pub(super) async fn set(State(state): State<Arc<Registers>>, Json(wish): Json<Wish>) -> StatusCode {
    if !state.definitions.registers.contains_key(&wish.register) {
        return StatusCode::NOT_FOUND;
    }
    let Ok(mut faults) = state.faults.lock() else {
        return StatusCode::INTERNAL_SERVER_ERROR;
    };
    match wish.fault {
        Some(fault) => drop(faults.insert(wish.register, fault)),
        None => drop(faults.remove(&wish.register)),
    }
    StatusCode::NO_CONTENT
}

/// The body of an answer as a register with this fault would send it.
pub(super) fn spoil(fault: Option<Fault>, mut body: Value) -> String {
    match fault {
        Some(Fault::WrongSubject) => {
            for part in ["subject", "record"] {
                let texts = body.get_mut(part).and_then(Value::as_object_mut);
                for value in texts.into_iter().flat_map(|texts| texts.values_mut()) {
                    if value.is_string() {
                        *value = Value::from("somebody else");
                    }
                }
            }
            body.to_string()
        }
        Some(Fault::Malformed) => {
            let text = body.to_string();
            text.chars().take(text.chars().count() / 2).collect()
        }
        Some(Fault::Down | Fault::Slow | Fault::Error) | None => body.to_string(),
    }
}
