//! After a change of the calendar: terms of open cases are worked out again, some cases in each step
//! of the worker. Nothing ever comes earlier; whose term moves is told.
//!
//! The calendar by which the terms of all open cases were last worked out is a claim held by its
//! hash. It is given over only after the last case, so a pass that broke off begins anew; a case
//! whose term has been moved is not moved again.

use jiff::civil::{Date, date};
use jiff::{SignedDuration, Timestamp, ToSpan as _};
use sha2::{Digest as _, Sha256};
use tutas_catalog::Catalog;
use tutas_domain::actor::Actor;
use tutas_domain::case::Command;
use tutas_store::{Claim, Commit, StreamId, is_digest};
use uuid::Uuid;

use crate::{App, AppError};

/// Streams looked at in one step.
const BATCH: usize = 64;

/// After how long a pass in which a case failed is done again.
const AGAIN_AFTER: SignedDuration = SignedDuration::from_mins(15);

/// The name of the claim.
const NAME: &str = "calendar";

/// How far the work is.
#[derive(Clone, Copy, Default)]
pub(crate) enum Recounting {
    /// It was not looked whether the calendar changed.
    #[default]
    NotLooked,
    /// Everything up to this stream was looked at.
    After {
        /// The last one.
        stream: Option<StreamId>,
        /// Whether a case could not be worked out.
        failed: bool,
    },
    /// Some case could not be worked out: all are looked at again from then on.
    Again(Timestamp),
    /// All is.
    Done,
}

impl App {
    /// Works out the terms of some more cases, if the calendar changed since it was last done. Says
    /// how many streams were looked at.
    pub(crate) async fn recount_some(&self) -> Result<usize, AppError> {
        let recounting = self.recounting();
        if matches!(recounting, Recounting::Done) {
            // Every step comes here: the calendar's days are gone through only when they must be.
            return Ok(0);
        }
        let claim = self.store().claim_key(NAME, NAME);
        let this = hash(self.catalog());
        let (after, mut failed) = match recounting {
            Recounting::Done => return Ok(0),
            Recounting::Again(at) if self.now() < at => return Ok(0),
            Recounting::After { stream, failed } => (stream, failed),
            Recounting::NotLooked | Recounting::Again(_) => {
                if self.store().find_claim(&claim)? == Some(this) {
                    self.set_recounting(Recounting::Done);
                    return Ok(0);
                }
                (None, false)
            }
        };
        let page = self.store().streams(after, BATCH)?;
        for stream in &page {
            failed |= !self.recount_case(stream.0).await;
        }
        if page.len() == BATCH {
            let stream = page.last().copied();
            self.set_recounting(Recounting::After { stream, failed });
            return Ok(page.len());
        }
        if failed {
            // The claim must not say that this calendar is done.
            let at = self.now().saturating_add(AGAIN_AFTER);
            self.set_recounting(at.map_or(Recounting::NotLooked, Recounting::Again));
            return Ok(0);
        }
        let given_over = |holder, release| Claim {
            name: claim,
            holder,
            release,
        };
        let former = self.store().find_claim(&claim)?;
        let mut claims: Vec<Claim> = former
            .map(|former| given_over(former, true))
            .into_iter()
            .collect();
        claims.push(given_over(this, false));
        let commit = Commit {
            claims,
            ..Commit::default()
        };
        self.commit(commit).await?;
        self.set_recounting(Recounting::Done);
        Ok(page.len())
    }

    /// One case that cannot be worked out must not stop the others. Says whether it is done with.
    async fn recount_case(&self, id: Uuid) -> bool {
        // Of a case at rest nothing runs that could end on another day.
        let kept = self.store().load_kept(StreamId(id)).ok().flatten();
        let kept = kept.and_then(|kept| kept.state.open().ok());
        if kept.is_some_and(|kept| is_digest(&kept)) {
            return true;
        }
        match self.command(id, Command::Recount, &Actor::Machine).await {
            // No case, or one whose term is over.
            Ok(()) | Err(AppError::NotFound | AppError::Rejected(_)) => true,
            Err(error) => {
                tracing::error!(stream = %id, error = %error, "term not recounted");
                false
            }
        }
    }
}

/// What the calendar says of each day on which a term can end, and by whose clock the day ends.
fn hash(catalog: &Catalog) -> StreamId {
    const FROM: Date = date(2020, 1, 1);
    const UNTIL: Date = date(2050, 1, 1);
    let calendar = &catalog.calendar;
    let mut digest = Sha256::new();
    let days = FROM.series(1.day()).take_while(|day| *day < UNTIL);
    let days: Vec<u8> = days.map(|day| calendar.is_working(day).into()).collect();
    digest.update(&days);
    let zone = calendar.zone().iana_name().unwrap_or_default();
    digest.update(zone.as_bytes());
    for body in catalog.bodies.values() {
        if body.time_zone != catalog.country.time_zone {
            digest.update(format!("{}={};", body.id, body.time_zone));
        }
    }
    let bytes: [u8; 32] = digest.finalize().into();
    let mut short = [0_u8; 16];
    short.copy_from_slice(&bytes[..16]);
    StreamId(Uuid::from_bytes(short))
}
