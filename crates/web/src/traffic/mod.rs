//! How many come at a time, and what became of them: who does not fit is asked to come again in a
//! moment, so that who was let in is served in time.
//!
//! There are two sets of threads. One is the door: it takes connections, reads heads and forms, and
//! lets in or turns away, which is quick. Whoever is let in is served by the others, and has a place
//! from then until the answer is whole: who waits for a thread counts as well, so a crowd cannot
//! hide in a queue that nobody measures. Every answer has a limit, so that a database that takes a
//! write and never answers keeps nobody's place.
//!
//! A form is read before it takes a place, so nobody holds one by sending slowly; what forms keep in
//! memory has a bound of its own ([`reading`]); and who is asked to come again finds on that page what was typed, if it was typed on a page of ours. Files are
//! sent by few at a time.

mod health;
mod measure;
mod metrics;
mod reading;

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;

use axum::body::{Body, HttpBody as _, to_bytes};
use axum::extract::{Request, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::Response;
use tokio::sync::{Mutex, OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;
use tracing::Instrument as _;

use crate::Web;
use crate::form::{FORM_TYPE, Sent};
use crate::problem::Fault;
use crate::{security, visit};

pub(crate) use health::{keep_watch, look_anew, readyz};
pub(crate) use measure::measure;
pub(crate) use metrics::metrics;
pub(crate) use reading::FORM_LIMIT;

/// So many are served at a time, if nobody says otherwise.
pub const USUAL_LIMIT: usize = 512;

/// An answer is made in this time, which is shorter than that after which a connection counts as
/// stalled. With a file it is the other, since the file comes meanwhile.
const ANSWER_WITHIN: Duration = Duration::from_secs(45);
const FILE_WITHIN: Duration = Duration::from_secs(300);

/// So many may look at once at what works, however many others come.
const WONDERING: usize = 16;

/// Who is served now, and counts of who was.
pub(crate) struct Traffic {
    places: Arc<Semaphore>,
    limit: usize,
    /// Places of those who send a file, which may take long.
    files: Arc<Semaphore>,
    /// Places of those who wonder what works.
    wondering: Arc<Semaphore>,
    /// What forms keep in memory.
    memory: reading::Memory,
    shed: AtomicU64,
    classes: measure::Classes,
    pub(crate) connections: AtomicUsize,
    pub(crate) connections_limit: AtomicUsize,
    /// What was last found out of reading and of writing.
    reading: Mutex<Option<health::Found>>,
    writing: Mutex<Option<health::Found>>,
}

impl Traffic {
    /// A house with so many places.
    pub(crate) fn new(limit: usize) -> Self {
        let places = |count| Arc::new(Semaphore::new(count));
        Self {
            places: places(limit),
            limit,
            files: places((limit / 8).max(1)),
            wondering: places(WONDERING),
            memory: reading::Memory::new(),
            shed: AtomicU64::new(0),
            classes: measure::Classes::default(),
            connections: AtomicUsize::new(0),
            connections_limit: AtomicUsize::new(0),
            reading: Mutex::new(None),
            writing: Mutex::new(None),
        }
    }

    /// A place, if there is one.
    pub(crate) fn enter(&self) -> Option<OwnedSemaphorePermit> {
        self.take(&self.places)
    }

    /// A place for somebody who sends a file, if there is one.
    pub(crate) fn enter_with_file(&self) -> Option<OwnedSemaphorePermit> {
        self.take(&self.files)
    }

    fn take(&self, places: &Arc<Semaphore>) -> Option<OwnedSemaphorePermit> {
        let place = Arc::clone(places).try_acquire_owned().ok();
        if place.is_none() {
            self.shed.fetch_add(1, Ordering::Relaxed);
        }
        place
    }
}

/// An answer to somebody who was not let in: it is not timed with the others.
#[derive(Clone, Copy)]
struct Shed;

/// Lets in who fits; the others are told to come again, in their language, with what they sent,
/// and without a look at anything.
pub(crate) async fn admit(State(web): State<Web>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let kind = parts.headers.get(CONTENT_TYPE);
    let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let is_form = kind.to_ascii_lowercase().starts_with(FORM_TYPE);
    // Whatever else somebody has to send is read with a place, and may come as slowly as a file.
    let is_file = !is_form && !body.is_end_stream();
    let asked = parts.clone();
    let mut memory = reading::Held::default();
    let body = if is_form {
        match reading::read(&web.traffic.memory, &parts, body).await {
            Ok((sent, held)) => {
                memory = held;
                // On our page the form of another site would be one of ours: it is not shown.
                if security::is_from_here(&parts.headers, web.is_https()) {
                    parts.extensions.insert(sent.clone());
                }
                sent.into_body()
            }
            Err(fault) => {
                if matches!(fault, Fault::Busy) {
                    web.traffic.shed.fetch_add(1, Ordering::Relaxed);
                }
                return turned_away(&web, &asked, None, fault).await;
            }
        }
    } else {
        body
    };
    let sent = parts.extensions.get::<Sent>().cloned();
    let place = if is_file {
        web.traffic.enter_with_file()
    } else if visit::is_open_to_all(&parts.uri) {
        // Whoever wonders why nothing works is told so all the same.
        web.traffic.take(&web.traffic.wondering)
    } else {
        web.traffic.enter()
    };
    let Some(place) = place else {
        return turned_away(&web, &asked, sent, Fault::Busy).await;
    };
    let within = if is_file { FILE_WITHIN } else { ANSWER_WITHIN };
    let answer = async move {
        let answer = next.run(Request::from_parts(parts, body)).await;
        drop(memory);
        answer
    };
    let fault = match serve(&web, place, within, answer).await {
        Ok(response) => return response,
        Err(Unserved::BrokeOff) => Fault::Internal("broke-off"),
        Err(Unserved::TooLate) if is_file => Fault::TooSlow,
        Err(Unserved::TooLate) => Fault::Unavailable,
    };
    turned_away(&web, &asked, sent, fault).await
}

/// Why there is no answer.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Unserved {
    BrokeOff,
    TooLate,
}

/// Makes an answer whole, on the threads that serve. It is made to its end also for whoever has
/// left: what was begun is done. What is not done by then is let go, with its place: it may have
/// been done all the same, as if the answer had been lost, and whoever sends it again changes
/// nothing twice.
pub(crate) async fn serve(
    web: &Web,
    place: OwnedSemaphorePermit,
    within: Duration,
    answer: impl Future<Output = Response> + Send + 'static,
) -> Result<Response, Unserved> {
    let whole = async move {
        let (parts, body) = answer.await.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.ok()?;
        Some(Response::from_parts(parts, Body::from(bytes)))
    };
    let making = async move {
        let made = timeout(within, whole).await;
        drop(place);
        made
    };
    // The log has it under the request's number there too.
    let made = web.workers().spawn(making.in_current_span());
    // A thread that waits for the database lets go when that wait ends; it is told before.
    match timeout(within, made).await {
        Ok(Ok(Ok(Some(response)))) => Ok(response),
        Ok(Ok(Ok(None)) | Err(_)) => Err(Unserved::BrokeOff),
        Ok(Ok(Err(_))) | Err(_) => Err(Unserved::TooLate),
    }
}

async fn turned_away(web: &Web, asked: &Parts, sent: Option<Sent>, fault: Fault) -> Response {
    let is_shed = matches!(fault, Fault::Busy);
    let mut response = visit::turned_away(web, asked, sent, fault).await;
    if is_shed {
        response.extensions_mut().insert(Shed);
    }
    response
}
