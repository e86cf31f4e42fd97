//! Use cases: load, decide, commit. Pages call these; workers too.
//!
//! [`App`] owns the store, the catalog and the seams to the outside: [`Registers`], [`Clock`] and
//! [`Ids`]. A use case loads the streams it needs, asks `tutas_domain` what a command makes of
//! them, and commits the answer whole. Nothing here decides about rights: the domain does.
//!
//! To add a use case, give it a file named after its noun, a typed command in the domain, and a
//! view in [`view`] if a page shows it.
#![forbid(unsafe_code)]

mod access;
mod agreement;
mod announced;
mod answering;
mod assess;
mod attempt;
mod audit;
mod backlog;
mod begin;
mod bundle;
mod cabinet;
mod card;
mod case;
mod case_after;
mod case_view;
mod claim;
mod connected;
mod defect;
mod desk;
mod desk_view;
mod document;
mod draft;
mod duplicate;
mod effect;
mod error;
mod file;
mod filing;
mod gather;
mod grounds;
mod health;
mod identity;
mod inquiry;
mod lacking;
mod lookup;
mod may;
mod measured;
mod message;
mod offer;
mod plan;
mod preview;
mod probe;
mod published;
mod questions;
mod recent;
mod recount;
mod registers;
pub mod rehearsal;
mod remedy;
mod reply;
mod results;
mod review;
mod showing;
mod statement;
mod steady;
mod stream;
mod supply;
mod upload;
mod verify;
pub mod view;
mod worker;

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use backlog::Backlogs;
use card::Cards;
use health::{Health, Watched};
use jiff::Timestamp;
use measured::Measured;
use recent::Recent;
use recount::Recounting;
use tutas_catalog::Catalog;
use tutas_store::{Store, StoreError};
use uuid::Uuid;

pub use announced::Announced;
pub use answering::Answered;
pub use backlog::{Backlog, Pile};
pub use connected::ConnectedRegisters;
pub use desk::Received;
pub use duplicate::{Group, Search};
pub use error::{AppError, FileProblem, Limit, SignInProblem};
pub use health::{Part, Standing};
pub use identity::{Demo, DemoOfficer, DemoPerson, Identity, OfficerProfile, Session, Staff};
pub use measured::{Gap, Uptime, Uses};
pub use message::{Message, Messenger, News, NotSent, Outbox, Sent};
pub use offer::{Asked, Unanswered};
pub use probe::Probe;
pub use registers::{
    Read, ReadAnswer, ReadFailure, Registers, Reply, Write, WriteAnswer, XRoadRegisters,
};
pub use steady::{BOUNDS_MS, Bounds, Measures, Outcome, SteadyRegisters, Way};
pub use supply::{Supplied, UploadFile};
pub use tutas_domain as domain;
pub use tutas_store::WriteActivity;
pub use upload::LARGEST as LARGEST_FILE;
pub use verify::fold;
pub use worker::Progress;

/// The clock of the program: the only one it has.
pub trait Clock: Send + Sync {
    /// Now.
    fn now(&self) -> Timestamp;

    /// Moves a demonstration's clock forward to `to`; a real clock does not move.
    fn advance_to(&self, to: Timestamp) -> bool;
}

/// Where new ids and secrets come from.
pub trait Ids: Send + Sync {
    /// A new id, ordered by `now` (version 7).
    fn id(&self, now: Timestamp) -> Uuid;

    /// 32 random bytes.
    fn secret(&self) -> [u8; 32];
}

/// What the program is made of.
pub struct Parts {
    /// The database.
    pub store: Store,
    /// The catalog.
    pub catalog: Arc<Catalog>,
    /// The registers.
    pub registers: Arc<dyn Registers>,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// Ids.
    pub ids: Arc<dyn Ids>,
    /// Who carries short messages to people.
    pub messenger: Arc<dyn Messenger>,
    /// Officers.
    pub staff: Staff,
    /// The demonstration's people, if it is one.
    pub demo: Option<Demo>,
}

/// The program's use cases. Cheap to clone.
#[derive(Clone)]
pub struct App {
    parts: Arc<Parts>,
    former: Arc<published::Former>,
    revisions: Arc<agreement::Revisions>,
    recent: Arc<Recent>,
    health: Arc<Health>,
    measured: Arc<Measured>,
    cards: Arc<Cards>,
    announcements: Option<Arc<Path>>,
    recounting: Arc<Mutex<Recounting>>,
    backlogs: Arc<Backlogs>,
}

impl App {
    /// Puts the parts together.
    pub fn new(parts: Parts) -> Self {
        Self {
            parts: Arc::new(parts),
            former: Arc::default(),
            revisions: Arc::default(),
            recent: Arc::default(),
            health: Arc::default(),
            measured: Arc::default(),
            cards: Arc::default(),
            announcements: None,
            recounting: Arc::default(),
            backlogs: Arc::default(),
        }
    }

    /// The same with a file in which the operator announces maintenance.
    #[must_use]
    pub fn announcing(self, file: &Path) -> Self {
        Self {
            announcements: Some(file.into()),
            ..self
        }
    }

    /// Now, by the program's own clock.
    pub fn now(&self) -> Timestamp {
        self.parts.clock.now()
    }

    /// What the clock of the database shows, where it has one of its own.
    pub fn database_time(&self) -> Result<Option<Timestamp>, StoreError> {
        self.store().time()
    }

    /// The catalog.
    pub fn catalog(&self) -> &Catalog {
        &self.parts.catalog
    }

    /// The demonstration's people, if it is one.
    pub fn demo(&self) -> Option<&Demo> {
        self.parts.demo.as_ref()
    }

    /// Moves the demonstration's clock to nine in the morning of the next working day.
    pub fn advance_demo_clock(&self) -> Result<Timestamp, AppError> {
        if self.demo().is_none() {
            return Err(AppError::NotFound);
        }
        let calendar = &self.catalog().calendar;
        let tomorrow = calendar
            .local(self.now())
            .date()
            .saturating_add(jiff::ToSpan::days(1));
        let morning = jiff::SignedDuration::from_hours(9);
        let to = calendar
            .start_of(calendar.next_working(tomorrow))
            .saturating_add(morning);
        let to = to.map_err(|_| AppError::Internal("clock"))?;
        if self.parts.clock.advance_to(to) {
            Ok(to)
        } else {
            Err(AppError::NotFound)
        }
    }

    pub(crate) fn store(&self) -> &Store {
        &self.parts.store
    }

    pub(crate) fn registers(&self) -> Watched<'_> {
        Watched(self)
    }

    pub(crate) fn staff(&self) -> &Staff {
        &self.parts.staff
    }

    pub(crate) fn messenger(&self) -> Watched<'_> {
        Watched(self)
    }

    pub(crate) fn recounting(&self) -> Recounting {
        *self
            .recounting
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn set_recounting(&self, recounting: Recounting) {
        *self
            .recounting
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = recounting;
    }

    /// A new id for something that is not kept.
    pub fn fresh_id(&self) -> Uuid {
        self.new_id(self.now())
    }

    pub(crate) fn new_id(&self, now: Timestamp) -> Uuid {
        self.parts.ids.id(now)
    }

    /// A seed for a drawing, short enough to be copied by hand.
    pub fn seed(&self) -> u64 {
        let [first, second, third, fourth, ..] = self.new_secret();
        u32::from_be_bytes([first, second, third, fourth]).into()
    }

    pub(crate) fn new_secret(&self) -> [u8; 32] {
        self.parts.ids.secret()
    }
}

#[cfg(test)]
mod tests;
