//! Faults on demand, so that people and tests can see what a failing register does to a case.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::body::{Body, to_bytes};
use axum::extract::State;
use axum::http::header::{CONTENT_ENCODING, CONTENT_LENGTH, LOCATION};
use axum::http::{HeaderName, HeaderValue, Response, StatusCode};
use serde::Deserialize;
use serde_json::Value;

use super::Registers;

/// How a register fails. All but the first two do what they are asked, and spoil the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub(crate) enum Fault {
    /// `down`: the exchange layer reports that the register cannot be reached.
    Down,
    /// `error`: it answers with an error of its own.
    Error,
    /// `slow`, `slow:3s`: it answers so much later.
    Slow(Duration),
    /// `wrong-subject`: it answers about somebody else.
    WrongSubject,
    /// `stale`: it repeats the answer to an earlier message.
    Stale,
    /// `malformed`: it sends half of its answer as if that were all.
    Malformed,
    /// `forged-hash`: it answers to another request, by its hash.
    ForgedHash,
    /// `huge`: it answers with more than anybody reads.
    Huge,
    /// `redirect`: it sends whoever asks somewhere else.
    Redirect,
    /// `half`: the connection breaks in the middle of the answer.
    Half,
    /// `garbage`: its letters are not those it says they are.
    Garbage,
    /// `packed`: it packs its answer, which nobody asked for.
    Packed,
}

/// A slow register takes so long, if nothing else is said: longer than any client waits.
const SLOW: Duration = Duration::from_secs(8);

/// So many bytes a huge answer has: more than clients read.
const HUGE: usize = 3 * 1024 * 1024;

/// Words for faults that are no more than a word.
const WORDS: [(&str, Fault); 12] = [
    ("down", Fault::Down),
    ("error", Fault::Error),
    ("slow", Fault::Slow(SLOW)),
    ("wrong-subject", Fault::WrongSubject),
    ("stale", Fault::Stale),
    ("malformed", Fault::Malformed),
    ("forged-hash", Fault::ForgedHash),
    ("huge", Fault::Huge),
    ("redirect", Fault::Redirect),
    ("half", Fault::Half),
    ("garbage", Fault::Garbage),
    ("packed", Fault::Packed),
];

/// Faults by register.
pub(crate) type Faults = BTreeMap<String, Fault>;

/// Reads `births=slow:3s`.
pub(crate) fn parse_fault(text: &str) -> Result<(String, Fault), String> {
    let (register, fault) = text
        .split_once('=')
        .ok_or("write a register and its fault, for example births=slow:3s")?;
    Ok((register.to_owned(), fault.to_owned().try_into()?))
}

impl TryFrom<String> for Fault {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        if let Some((_, fault)) = WORDS.iter().find(|(word, _)| *word == text) {
            return Ok(*fault);
        }
        if let Some(time) = text.strip_prefix("slow:") {
            let time: jiff::SignedDuration = time
                .parse()
                .map_err(|_| format!("`{time}` is no time: write slow:3s or slow:250ms"))?;
            return Ok(Self::Slow(time.unsigned_abs()));
        }
        let words: Vec<&str> = WORDS.iter().map(|(word, _)| *word).collect();
        Err(format!(
            "`{text}` is no fault: write {}, or slow:3s",
            words.join(", ")
        ))
    }
}

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

/// The content of an answer as a register with this fault would give it.
pub(super) fn spoil(fault: Option<Fault>, mut body: Value) -> Vec<u8> {
    let bytes = |body: &Value| body.to_string().into_bytes();
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
            bytes(&body)
        }
        Some(Fault::Malformed) => {
            let mut all = bytes(&body);
            all.truncate(all.len() / 2);
            all
        }
        Some(Fault::Huge) => {
            // Blanks may stand between any two signs of JSON: nothing but the length is wrong.
            let mut all = bytes(&body);
            all.resize(all.len().max(HUGE), b' ');
            all
        }
        Some(Fault::Garbage) => {
            let units = body.to_string();
            units.encode_utf16().flat_map(u16::to_le_bytes).collect()
        }
        _ => bytes(&body),
    }
}

/// The answer on its way, as a register with this fault would send it.
pub(super) async fn distort(fault: Option<Fault>, mut answer: Response<Body>) -> Response<Body> {
    const OTHER_HASH: &str =
        "z4PhNX7vuL3xVChQ1m2AB9Yg5AULVxXcg/SpIdNs6c5H0NE8XYXysP+DGNKHfuwvY7kxvUdBeoGlODJ6+SfaPg==";
    const OTHER_ID: &str = "00000000-0000-4000-8000-000000000000";
    let headers = answer.headers_mut();
    let mut say = |name: HeaderName, value| {
        headers.insert(name, HeaderValue::from_static(value));
    };
    match fault {
        Some(Fault::Stale) => {
            say(HeaderName::from_static("x-road-id"), OTHER_ID);
            say(HeaderName::from_static("x-road-request-hash"), OTHER_HASH);
        }
        Some(Fault::ForgedHash) => {
            say(HeaderName::from_static("x-road-request-hash"), OTHER_HASH);
        }
        Some(Fault::Packed) => say(CONTENT_ENCODING, "gzip"),
        Some(Fault::Redirect) => {
            say(LOCATION, "http://127.0.0.1:9/elsewhere");
            *answer.status_mut() = StatusCode::FOUND;
        }
        Some(Fault::Half) => return half(answer).await,
        _ => {}
    }
    answer
}

/// Says how long it is, and ends before.
async fn half(answer: Response<Body>) -> Response<Body> {
    let (mut parts, body) = answer.into_parts();
    let Ok(all) = to_bytes(body, HUGE).await else {
        return Response::from_parts(parts, Body::empty());
    };
    let length = HeaderValue::from(all.len());
    parts.headers.insert(CONTENT_LENGTH, length);
    let half = all.slice(..all.len() / 2);
    let broken = std::io::Error::from(std::io::ErrorKind::ConnectionReset);
    let pieces = futures_util::stream::iter([Ok(half), Err(broken)]);
    Response::from_parts(parts, Body::from_stream(pieces))
}
