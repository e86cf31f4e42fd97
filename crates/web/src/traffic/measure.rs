//! How long answers take, by the kind of page: from the request's head to the last byte made, with
//! the time that it waited for a thread.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use axum::extract::{Request, State};
use axum::http::{Method, StatusCode, Uri};
use axum::middleware::Next;
use axum::response::Response;
use tutas_domain::text::Lang;

use super::Shed;
use crate::Web;

/// Upper bounds of the times that are counted, in microseconds; close together about the aim of 20
/// milliseconds.
pub(super) const BOUNDS: [u64; 24] = [
    500, 1_000, 2_000, 3_000, 5_000, 7_500, 10_000, 12_500, 15_000, 17_500, 20_000, 22_500, 25_000,
    30_000, 40_000, 50_000, 75_000, 100_000, 200_000, 500_000, 1_000_000, 2_000_000, 5_000_000,
    10_000_000,
];

/// What people come for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    /// Pages that anybody may see.
    Browse,
    /// An application being written and filed.
    File,
    /// What one has: cabinet, cases, letters.
    Track,
    /// The officers' pages.
    Desk,
    /// Coming and going.
    SignIn,
}

impl Class {
    pub(super) const ALL: [Self; 5] = [
        Self::Browse,
        Self::File,
        Self::Track,
        Self::Desk,
        Self::SignIn,
    ];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Browse => "browse",
            Self::File => "file",
            Self::Track => "track",
            Self::Desk => "desk",
            Self::SignIn => "sign-in",
        }
    }

    /// The class of a page; none for what no person asks for.
    fn of(method: &Method, uri: &Uri) -> Option<Self> {
        let mut parts = uri.path().split('/').skip(1);
        let lang = parts.next().unwrap_or_default();
        if lang.is_empty() {
            return Some(Self::Browse);
        }
        lang.parse::<Lang>().ok()?;
        Some(match parts.next().unwrap_or_default() {
            "desk" => Self::Desk,
            "apply" => Self::File,
            "life-events" if method == Method::POST => Self::File,
            "sign-in" | "sign-out" => Self::SignIn,
            "" | "services" | "registers" | "life-events" | "accessibility" | "privacy"
            | "status" => Self::Browse,
            _ => Self::Track,
        })
    }
}

/// The answers of one class.
#[derive(Default)]
pub(super) struct Answers {
    /// By the first digit of their status, from 1.
    pub(super) by_status: [AtomicU64; 5],
    /// By their time, one more for those beyond every bound.
    pub(super) times: [AtomicU64; BOUNDS.len() + 1],
    pub(super) micros: AtomicU64,
}

/// The answers of all classes, in the order of [`Class::ALL`].
#[derive(Default)]
pub(super) struct Classes(pub(super) [Answers; Class::ALL.len()]);

impl Classes {
    fn count(&self, class: Class, status: StatusCode, took: Duration) {
        let Some(answers) = self.0.get(class as usize) else {
            return;
        };
        let digit = usize::from(status.as_u16() / 100).saturating_sub(1);
        if let Some(count) = answers.by_status.get(digit) {
            count.fetch_add(1, Ordering::Relaxed);
        }
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        let bound = BOUNDS.partition_point(|bound| *bound < micros);
        if let Some(count) = answers.times.get(bound) {
            count.fetch_add(1, Ordering::Relaxed);
        }
        answers.micros.fetch_add(micros, Ordering::Relaxed);
    }
}

/// Times every page that was let in, and puts it down in the log by its class: neither address nor
/// query is written, since somebody may have typed into them.
pub(crate) async fn measure(State(web): State<Web>, request: Request, next: Next) -> Response {
    let Some(class) = Class::of(request.method(), request.uri()) else {
        return next.run(request).await;
    };
    let began = Instant::now();
    let mut response = next.run(request).await;
    if response.extensions_mut().remove::<Shed>().is_some() {
        return response;
    }
    let (status, took) = (response.status(), began.elapsed());
    web.traffic.classes.count(class, status, took);
    let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
    tracing::info!(
        class = class.name(),
        status = status.as_u16(),
        micros,
        "answered"
    );
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_told_apart_by_what_people_come_for() {
        let of = |method: Method, path: &str| Class::of(&method, &path.parse().unwrap());
        for (path, class) in [
            ("/", Some(Class::Browse)),
            ("/kk", Some(Class::Browse)),
            ("/ru/services/birth-allowance", Some(Class::Browse)),
            ("/en/status", Some(Class::Browse)),
            ("/en/life-events/birth", Some(Class::Browse)),
            ("/en/apply/1/check", Some(Class::File)),
            ("/en/cabinet", Some(Class::Track)),
            ("/en/cases/1/letters/0", Some(Class::Track)),
            ("/en/desk?show=all", Some(Class::Desk)),
            ("/en/sign-in", Some(Class::SignIn)),
            ("/healthz", None),
            ("/assets/1/app.css", None),
        ] {
            assert_eq!(of(Method::GET, path), class, "{path}");
        }
        let begun = of(Method::POST, "/en/life-events/birth");
        assert_eq!(begun, Some(Class::File));
    }

    #[test]
    fn a_time_is_counted_at_the_first_bound_that_it_does_not_exceed() {
        let classes = Classes::default();
        let count = |micros| {
            classes.count(Class::Desk, StatusCode::OK, Duration::from_micros(micros));
        };
        for micros in [0, 500, 501, 20_000, 99_000_000] {
            count(micros);
        }
        let answers = &classes.0[Class::Desk as usize];
        let times = answers
            .times
            .each_ref()
            .map(|count| count.load(Ordering::Relaxed));
        let at = |bound| BOUNDS.iter().position(|one| *one == bound).unwrap();
        assert_eq!((times[at(500)], times[at(1_000)]), (2, 1));
        assert_eq!((times[at(20_000)], times[BOUNDS.len()]), (1, 1));
        assert_eq!(answers.by_status[1].load(Ordering::Relaxed), 5);
    }
}
