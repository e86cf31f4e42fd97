//! How many come at a time, and what became of them: who does not fit is asked to come again in a
//! moment, so that who was let in is served in time.

use std::fmt::Write as _;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};
use tokio::sync::{Mutex, Semaphore, SemaphorePermit};
use tutas_app::Readiness;
use tutas_domain::text::Lang;

use crate::Web;

/// So many are served at a time, if nobody says otherwise.
pub const USUAL_LIMIT: usize = 512;

/// Seconds after which somebody who did not fit may come again.
const COME_AGAIN_SECONDS: u16 = 2;

/// Upper bounds of the times that are counted, in milliseconds.
const BOUNDS_MS: [u64; 9] = [1, 2, 5, 10, 20, 50, 100, 500, 2_000];

/// What was found out about readiness holds so long: who asks often costs no write each time.
const KNOWN_FOR: Duration = Duration::from_secs(1);

/// A write that takes longer than this is as good as none.
const WRITE_AT_MOST: Duration = Duration::from_secs(5);

/// Who is served now, and counts of who was.
pub(crate) struct Traffic {
    places: Semaphore,
    limit: usize,
    shed: AtomicU64,
    /// Answers by the first digit of their status, from 1.
    answers: [AtomicU64; 5],
    /// Answers by their time, one more for those beyond every bound.
    times: [AtomicU64; BOUNDS_MS.len() + 1],
    micros: AtomicU64,
    readiness: Mutex<Option<(Instant, Readiness)>>,
}

impl Traffic {
    /// A house with so many places.
    pub(crate) fn new(limit: usize) -> Self {
        Self {
            places: Semaphore::new(limit),
            limit,
            shed: AtomicU64::new(0),
            answers: Default::default(),
            times: Default::default(),
            micros: AtomicU64::new(0),
            readiness: Mutex::new(None),
        }
    }

    /// A place, if there is one.
    pub(crate) fn enter(&self) -> Option<SemaphorePermit<'_>> {
        let place = self.places.try_acquire().ok();
        if place.is_none() {
            self.shed.fetch_add(1, Ordering::Relaxed);
        }
        place
    }

    fn count(&self, status: StatusCode, took: Duration) {
        let class = usize::from(status.as_u16() / 100).saturating_sub(1);
        if let Some(answers) = self.answers.get(class) {
            answers.fetch_add(1, Ordering::Relaxed);
        }
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        let bound = BOUNDS_MS.iter().position(|ms| micros <= ms * 1_000);
        if let Some(times) = self.times.get(bound.unwrap_or(BOUNDS_MS.len())) {
            times.fetch_add(1, Ordering::Relaxed);
        }
        self.micros.fetch_add(micros, Ordering::Relaxed);
    }

    /// The counts in the text format of Prometheus: numbers only, nothing of anybody.
    fn told(&self, readiness: &Readiness) -> String {
        let read = |count: &AtomicU64| count.load(Ordering::Relaxed);
        let mut text = String::new();
        let mut tell = |kind: &str, name: &str, lines: Vec<(String, String)>| {
            let _ = writeln!(text, "# TYPE {name} {kind}");
            for (suffix, value) in lines {
                let _ = writeln!(text, "{name}{suffix} {value}");
            }
        };
        let one = |value: u64| vec![(String::new(), value.to_string())];
        let reading = readiness.reading.is_ok();
        let writing = readiness.writing.is_ok();
        tell("gauge", "tutas_ready", one((reading && writing).into()));
        tell("gauge", "tutas_readable", one(reading.into()));
        tell("gauge", "tutas_writable", one(writing.into()));
        tell("gauge", "tutas_requests_limit", one(self.limit as u64));
        let served = self.limit.saturating_sub(self.places.available_permits());
        tell("gauge", "tutas_requests_in_flight", one(served as u64));
        tell(
            "counter",
            "tutas_requests_shed_total",
            one(read(&self.shed)),
        );
        let by_class = self.answers.iter().enumerate().map(|(class, answers)| {
            let label = format!("{{class=\"{}xx\"}}", class + 1);
            (label, read(answers).to_string())
        });
        tell("counter", "tutas_requests_total", by_class.collect());
        let mut sum = 0;
        let mut lines: Vec<(String, String)> = Vec::new();
        let bounds = BOUNDS_MS.iter().map(|ms| seconds(ms * 1_000));
        for (bound, times) in bounds.chain(["+Inf".to_owned()]).zip(&self.times) {
            sum += read(times);
            lines.push((format!("_bucket{{le=\"{bound}\"}}"), sum.to_string()));
        }
        lines.push(("_sum".to_owned(), seconds(read(&self.micros))));
        lines.push(("_count".to_owned(), sum.to_string()));
        tell("histogram", "tutas_request_seconds", lines);
        text
    }
}

fn seconds(micros: u64) -> String {
    format!("{}.{:06}", micros / 1_000_000, micros % 1_000_000)
}

/// Lets in who fits; the others are told to come again, without a look at anything.
pub(crate) async fn admit(State(web): State<Web>, request: Request, next: Next) -> Response {
    let Some(_place) = web.traffic.enter() else {
        return come_again(&web);
    };
    let began = Instant::now();
    let response = next.run(request).await;
    web.traffic.count(response.status(), began.elapsed());
    response
}

/// Said in every language: whose it is was not looked at.
fn come_again(web: &Web) -> Response {
    let mut said = String::new();
    for lang in Lang::ALL {
        let t = web.words(lang);
        let [title, text, next] =
            ["title", "text", "next"].map(|part| t.m(&format!("fault-busy-{part}")));
        let _ = write!(
            said,
            "<section lang=\"{lang}\"><h1>{title}</h1><p>{text} {next}</p></section>"
        );
    }
    let page = format!(
        "<!doctype html><html lang=\"kk\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\"><title>503</title></head>\
         <body><main>{said}</main></body></html>"
    );
    let mut response = (StatusCode::SERVICE_UNAVAILABLE, Html(page)).into_response();
    let seconds = HeaderValue::from(COME_AGAIN_SECONDS);
    response.headers_mut().insert(header::RETRY_AFTER, seconds);
    response
}

/// Whether requests can be served: the database answers, and takes what is written. While nothing
/// can be written people can still read, so whoever only spreads the load asks `?for=reading`.
pub(crate) async fn readyz(State(web): State<Web>, address: Uri) -> Response {
    let Readiness { reading, writing } = readiness(&web).await;
    let only_reading = address.query() == Some("for=reading");
    let problem = match (reading, writing) {
        (Err(why), _) => format!("nothing can be read: {why}"),
        (Ok(()), Err(why)) if !only_reading => {
            format!("nothing can be written, and what there is can be read: {why}")
        }
        _ => return "ready\n".into_response(),
    };
    tracing::error!(problem, "not ready");
    let status = StatusCode::SERVICE_UNAVAILABLE;
    (status, format!("not ready: {problem}\n")).into_response()
}

/// Counts for whoever watches over the program.
pub(crate) async fn metrics(State(web): State<Web>) -> Response {
    let text = web.traffic.told(&readiness(&web).await);
    let kind = HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8");
    ([(header::CONTENT_TYPE, kind)], text).into_response()
}

async fn readiness(web: &Web) -> Readiness {
    // Who asks meanwhile waits for the same answer.
    let mut known = web.traffic.readiness.lock().await;
    if let Some((at, readiness)) = &*known
        && at.elapsed() < KNOWN_FOR
    {
        return readiness.clone();
    }
    let slow = || Readiness {
        reading: web.app.is_readable(),
        writing: Err("a write does not come to its end".to_owned()),
    };
    let probed = tokio::time::timeout(WRITE_AT_MOST, web.app.readiness()).await;
    let readiness = probed.unwrap_or_else(|_| slow());
    *known = Some((Instant::now(), readiness.clone()));
    readiness
}
