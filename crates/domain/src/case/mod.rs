//! A case: a unit of owed work with a term, from filing to its result.
//!
//! [`decide`] turns a command into events or a [`Rejection`]; [`Case::apply`] folds events. Before
//! each command the case is advanced to `now`: clocks that are due fire in their legal order.

mod advance;
mod command;
mod decide;
mod desk;
mod event;
mod fold;
mod parties;
mod running_term;
mod state;

pub use advance::next_wake;
pub use command::{Command, Context, Rejection};
pub use decide::decide;
pub use event::{Decider, Decision, Event, Recorded};
pub use running_term::RunningTerm;
pub use state::{
    Case, Deficiency, DeficiencyState, Filing, Issue, Letter, LetterKind, Phase, Preliminary,
    Subject, Supply, Upload,
};

#[cfg(test)]
mod tests;
