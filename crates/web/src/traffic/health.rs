//! Whether requests can be served, for whoever spreads them and for the status page.

use std::future::Future;
use std::time::{Duration, Instant};

use axum::extract::State;
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse as _, Response};
use tokio::sync::Mutex;
use tokio::task::JoinHandle;
use tutas_app::Part;

use super::Traffic;
use crate::Web;

/// What was found out holds so long: who asks often costs no write each time.
const KNOWN_FOR: Duration = Duration::from_secs(1);

/// A look that takes longer than this is as good as none.
const LOOK_AT_MOST: Duration = Duration::from_secs(5);

/// So long does a person wait for what is to be found out.
const A_MOMENT: Duration = Duration::from_millis(500);

/// How often it is looked if nobody asks, so that it is known since when something does not work.
const WATCH_EVERY: Duration = Duration::from_secs(15);

/// Whether requests can be served: the database answers, and takes what is written. While nothing
/// can be written people can still read, so whoever only spreads the load asks `?for=reading`, and
/// does not wait for a write.
pub(crate) async fn readyz(State(web): State<Web>, address: Uri) -> Response {
    let only_reading = address.query() == Some("for=reading");
    let workers = web.workers();
    answered(workers.spawn(async move { ready(&web, only_reading).await })).await
}

/// What was answered away from the door, which waits for nothing; also whoever leaves before has
/// looked.
pub(super) async fn answered(answer: JoinHandle<Response>) -> Response {
    let broke_off = StatusCode::INTERNAL_SERVER_ERROR;
    answer.await.unwrap_or_else(|_| broke_off.into_response())
}

async fn ready(web: &Web, only_reading: bool) -> Response {
    let problem = match reading(web).await {
        Err(why) => Some(format!("nothing can be read: {why}")),
        Ok(()) if only_reading => None,
        Ok(()) => writing(web)
            .await
            .err()
            .map(|why| format!("nothing can be written, and what there is can be read: {why}")),
    };
    let Some(problem) = problem else {
        return "ready\n".into_response();
    };
    let status = StatusCode::SERVICE_UNAVAILABLE;
    let next = "what to do now: docs/operating.md, \"Not ready\"";
    (status, format!("not ready: {problem}\n{next}\n")).into_response()
}

/// Looks from time to time how it is, for ever.
pub(crate) async fn keep_watch(web: Web) {
    loop {
        look(&web).await;
        tokio::time::sleep(WATCH_EVERY).await;
    }
}

/// Finds out how it is, if nobody does just now, and waits a moment for it: what is found out later
/// is put down all the same.
pub(crate) async fn look_anew(web: &Web) {
    let Traffic {
        reading, writing, ..
    } = &*web.traffic;
    if reading.try_lock().is_ok() && writing.try_lock().is_ok() {
        let (looks, at) = (web.workers(), web.clone());
        let found = looks.spawn(async move { look(&at).await });
        // Whoever asks for the page sees what is known by then.
        let _ = tokio::time::timeout(A_MOMENT, found).await;
    }
}

/// Whether people can read what there is, and whether what they do can be kept.
pub(super) async fn look(web: &Web) -> (bool, bool) {
    let (reads, writes) = tokio::join!(reading(web), writing(web));
    (reads.is_ok(), writes.is_ok())
}

async fn reading(web: &Web) -> Result<(), String> {
    let app = web.app.clone();
    let look = async move { app.try_reading() };
    lately(web, &web.traffic.reading, Part::Reading, look).await
}

async fn writing(web: &Web) -> Result<(), String> {
    let app = web.app.clone();
    let look = async move { app.try_writing().await };
    lately(web, &web.traffic.writing, Part::Writing, look).await
}

/// What was found out of a part.
pub(super) struct Found {
    at: Instant,
    answer: Result<(), String>,
    /// So many transactions had been refused before.
    refused: u64,
}

impl Found {
    /// Whether it still holds: not for long, and not if all was well and a transaction was refused
    /// since, for somebody has learnt then that it is not.
    fn holds(&self, now: Instant, refused: u64) -> bool {
        let overtaken = self.answer.is_ok() && refused != self.refused;
        now.duration_since(self.at) < KNOWN_FOR && !overtaken
    }
}

/// What was found out of a part lately, else by this look. A look may keep the thread it is on
/// waiting for the database, so it has one of those that make pages.
async fn lately(
    web: &Web,
    known: &Mutex<Option<Found>>,
    part: Part,
    look: impl Future<Output = Result<(), String>> + Send + 'static,
) -> Result<(), String> {
    // Who asks meanwhile waits for the same answer.
    let mut known = known.lock().await;
    let refused = web.app.write_activity().refused;
    if let Some(found) = &*known
        && found.holds(Instant::now(), refused)
    {
        return found.answer.clone();
    }
    let mut looking = web.workers().spawn(look);
    let answer = if let Ok(Ok(answer)) = tokio::time::timeout(LOOK_AT_MOST, &mut looking).await {
        answer
    } else {
        looking.abort();
        web.app.saw_silent(part.clone());
        Err("the database does not answer".to_owned())
    };
    let before = known.as_ref().map(|found| &found.answer);
    if let Some(change) = Change::between(before, &answer) {
        change.tell(&part);
    }
    *known = Some(Found {
        at: Instant::now(),
        answer: answer.clone(),
        refused,
    });
    answer
}

/// What whoever reads the log has to know of: how it has become, once, and not each time that
/// somebody asks.
#[derive(Debug, PartialEq, Eq)]
enum Change<'a> {
    Ill(&'a str),
    WellAgain,
}

impl<'a> Change<'a> {
    fn between(before: Option<&Result<(), String>>, now: &'a Result<(), String>) -> Option<Self> {
        match (before, now) {
            (Some(Err(before)), Err(why)) if before == why => None,
            (_, Err(why)) => Some(Self::Ill(why)),
            (Some(Err(_)), Ok(())) => Some(Self::WellAgain),
            (None | Some(Ok(())), Ok(())) => None,
        }
    }

    fn tell(&self, part: &Part) {
        let is_reading = *part == Part::Reading;
        let what = if is_reading { "reading" } else { "writing" };
        match self {
            Self::Ill(problem) => tracing::error!(part = what, problem, "not ready"),
            // As loud as the log usually is: whoever was told that it is ill is waiting for this.
            Self::WellAgain => tracing::warn!(part = what, "ready again"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_log_tells_once_how_it_has_become_and_that_all_is_well_again() {
        let ill = |why: &str| Err(why.to_owned());
        let (full, gone) = (ill("full"), ill("gone"));
        for (before, now, told) in [
            (None, &Ok(()), None),
            (None, &full, Some(Change::Ill("full"))),
            (Some(&Ok(())), &full, Some(Change::Ill("full"))),
            (Some(&full), &full, None),
            (Some(&full), &gone, Some(Change::Ill("gone"))),
            (Some(&gone), &Ok(()), Some(Change::WellAgain)),
            (Some(&Ok(())), &Ok(()), None),
        ] {
            assert_eq!(Change::between(before, now), told);
        }
    }

    #[test]
    fn what_was_found_holds_a_moment_and_wellness_only_until_a_transaction_is_refused() {
        let at = Instant::now();
        let found = |answer| Found {
            at,
            answer,
            refused: 3,
        };
        let well = found(Ok(()));
        assert!(well.holds(at, 3));
        assert!(!well.holds(at, 4));
        assert!(!well.holds(at + KNOWN_FOR, 3));
        let ill = found(Err("the disk is full".to_owned()));
        assert!(ill.holds(at, 3));
        assert!(ill.holds(at, 4));
        assert!(!ill.holds(at + KNOWN_FOR, 4));
    }
}
