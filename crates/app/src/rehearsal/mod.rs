//! Rehearsal: the catalog's examples, played through the same use cases as pages call.
//!
//! Each example has a world of its own: an empty database, registers that hold its records, a clock
//! that stands still until the script moves it, and ids that come out the same each time. After
//! each step the workers do what is due. At the end every state must equal the fold of its events.
//!
//! To add a verb: read it in `tutas_catalog`'s examples, and play it in `acts.rs`
//! (appeals, complaints, terms and hearings: `reviews.rs`). To add
//! something to expect: compare it in `expectation.rs`.

mod acts;
mod application;
mod expectation;
mod player;
mod registers;
mod report;
mod reviews;
mod stage;

use std::sync::Arc;

use tutas_catalog::{Catalog, Example, Verb};
use tutas_domain::person::PersonId;
use uuid::Uuid;

use crate::{App, Clock, Ids, Staff};
use player::{Halt, Player};
use registers::ExampleRegisters;
pub use registers::Playable;
pub use report::{Failure, Report};

/// Plays every example and says which of them came out otherwise than they say.
///
/// Starts a runtime of its own, so it must not be called from within one.
pub fn run(catalog: &Arc<Catalog>, examples: &[Example], staff: &Staff) -> Report {
    let runtime = match tokio::runtime::Builder::new_current_thread().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            let nothing = |example| Failure::of(example, 1, format!("no runtime: {error}"));
            return Report::new(examples.len(), examples.iter().map(nothing).collect());
        }
    };
    let mut failures = Vec::new();
    for example in examples {
        failures.extend(runtime.block_on(play(catalog, example, staff)));
    }
    Report::new(examples.len(), failures)
}

/// What an example leaves behind when its script is over.
pub struct Aftermath {
    /// The use cases, on the example's own database.
    pub app: App,
    /// Applications filed, with who filed them.
    pub applications: Vec<(PersonId, Uuid)>,
}

/// Plays one example and gives what it leaves behind, for whoever wants to look around there.
pub async fn aftermath(
    catalog: &Arc<Catalog>,
    example: &Example,
    staff: &Staff,
) -> Result<Aftermath, Vec<Failure>> {
    let mut rehearsal = Rehearsal::of(catalog, example, staff, &in_memory(catalog))?;
    rehearsal.player.play().await;
    rehearsal.end()
}

/// An example being played, step by step, on registers of one's own.
pub struct Rehearsal<'a> {
    player: Player<'a>,
}

impl<'a> Rehearsal<'a> {
    /// Puts the example's records into registers that share its clock and its chance.
    pub fn of(
        catalog: &Arc<Catalog>,
        example: &'a Example,
        staff: &Staff,
        making: &dyn Fn(Arc<dyn Clock>, Arc<dyn Ids>) -> Arc<dyn Playable>,
    ) -> Result<Self, Vec<Failure>> {
        let stopped = |Halt(message)| vec![Failure::of(example, 1, message)];
        let player = Player::new(catalog, example, staff, making).map_err(stopped)?;
        Ok(Self { player })
    }

    /// Plays up to a step, which is the next one then.
    pub async fn until(&mut self, stop: fn(&Verb) -> bool) {
        self.player.play_until(stop).await;
    }

    /// The use cases, on the example's own database.
    pub fn app(&self) -> &App {
        &self.player.app
    }

    /// Applications filed so far, with who filed them.
    pub fn applications(&self) -> &[(PersonId, Uuid)] {
        &self.player.applications
    }

    /// Plays the rest; what it leaves behind, if all came as the example says.
    pub async fn to_the_end(mut self) -> Result<Aftermath, Vec<Failure>> {
        self.player.play().await;
        self.end()
    }

    fn end(mut self) -> Result<Aftermath, Vec<Failure>> {
        let failures = self.player.take_failures();
        if !failures.is_empty() {
            return Err(failures);
        }
        Ok(Aftermath {
            app: self.player.app,
            applications: self.player.applications,
        })
    }
}

async fn play(catalog: &Arc<Catalog>, example: &Example, staff: &Staff) -> Vec<Failure> {
    match Player::new(catalog, example, staff, &in_memory(catalog)) {
        Ok(mut player) => {
            player.play().await;
            player.take_failures()
        }
        Err(halt) => vec![Failure::of(example, 1, halt.0)],
    }
}

/// Registers that hold an example's records and need neither clock nor chance.
fn in_memory(catalog: &Catalog) -> impl Fn(Arc<dyn Clock>, Arc<dyn Ids>) -> Arc<dyn Playable> {
    move |_, _| Arc::new(ExampleRegisters::new(catalog))
}
