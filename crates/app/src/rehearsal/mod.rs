//! Rehearsal: the catalog's examples, played through the same use cases as pages call.
//!
//! Each example has a world of its own: an empty database, registers that hold its records, a clock
//! that stands still until the script moves it, and ids that come out the same each time. After
//! each step the workers do what is due. At the end every state must equal the fold of its events.
//!
//! To add a verb: read it in `tutas_catalog`'s examples, and play it in `acts.rs`. To add
//! something to expect: compare it in `expectation.rs`.

mod acts;
mod application;
mod expectation;
mod player;
mod registers;
mod report;
mod stage;

use std::sync::Arc;

use tutas_catalog::{Catalog, Example};

use crate::Staff;
use player::Player;
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

async fn play(catalog: &Arc<Catalog>, example: &Example, staff: &Staff) -> Vec<Failure> {
    match Player::new(catalog, example, staff) {
        Ok(player) => player.play().await,
        Err(halt) => vec![Failure::of(example, 1, halt.0)],
    }
}
