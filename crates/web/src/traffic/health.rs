//! Whether requests can be served, for whoever spreads them and for the status page.

use std::time::{Duration, Instant};

use axum::extract::State;
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse as _, Response};
use tutas_app::Readiness;

use crate::Web;

/// What was found out about readiness holds so long: who asks often costs no write each time.
const KNOWN_FOR: Duration = Duration::from_secs(1);

/// A write that takes longer than this is as good as none.
const WRITE_AT_MOST: Duration = Duration::from_secs(5);

/// So long does a person wait for what is to be found out.
const A_MOMENT: Duration = Duration::from_millis(500);

/// How often it is looked if nobody asks, so that it is known since when something does not work.
const WATCH_EVERY: Duration = Duration::from_secs(15);

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

/// Looks from time to time how it is, for ever.
pub(crate) async fn keep_watch(web: Web) {
    loop {
        readiness(&web).await;
        tokio::time::sleep(WATCH_EVERY).await;
    }
}

/// Finds out how it is, if nobody does just now, and waits a moment for it: what is found out later
/// is put down all the same.
pub(crate) async fn look_anew(web: &Web) {
    if web.traffic.readiness.try_lock().is_ok() {
        let web = web.clone();
        let found = tokio::spawn(async move {
            readiness(&web).await;
        });
        // Whoever asks for the page sees what is known by then.
        let _ = tokio::time::timeout(A_MOMENT, found).await;
    }
}

/// What was found out about readiness.
pub(super) struct Found {
    at: Instant,
    readiness: Readiness,
    /// So many transactions had been refused before.
    refused: u64,
}

impl Found {
    /// Whether it still holds: not for long, and not if all was well and a transaction was refused
    /// since, for somebody has learnt then that it is not.
    fn holds(&self, now: Instant, refused: u64) -> bool {
        let was_well = self.readiness.writing.is_ok();
        let overtaken = was_well && refused != self.refused;
        now.duration_since(self.at) < KNOWN_FOR && !overtaken
    }
}

/// Whether all can be done, as it was found out lately.
pub(crate) async fn readiness(web: &Web) -> Readiness {
    // Who asks meanwhile waits for the same answer.
    let mut known = web.traffic.readiness.lock().await;
    let refused = web.app.write_activity().refused;
    if let Some(found) = &*known
        && found.holds(Instant::now(), refused)
    {
        return found.readiness.clone();
    }
    let readiness = match tokio::time::timeout(WRITE_AT_MOST, web.app.readiness()).await {
        Ok(readiness) => readiness,
        Err(_) => web.app.stuck("a write does not come to its end"),
    };
    *known = Some(Found {
        at: Instant::now(),
        readiness: readiness.clone(),
        refused,
    });
    readiness
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_found_holds_a_moment_and_wellness_only_until_a_transaction_is_refused() {
        let at = Instant::now();
        let found = |writing| Found {
            at,
            readiness: Readiness {
                reading: Ok(()),
                writing,
            },
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
