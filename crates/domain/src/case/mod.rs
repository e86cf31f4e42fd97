//! A case: a unit of owed work with a term, from filing to its result.
//!
//! [`decide`] turns a command into events or a [`Rejection`]; [`Case::apply`] folds events. Before
//! each command the case is advanced to `now`: clocks that are due fire in their legal order.
//!
//! Each capability has a file of its own, with its types, its decisions and its part of the fold:
//! [`deficiency`](Deficiency) and its cure, [`hearing`](Preliminary) before an act against the
//! person, [`letter`](Letter) and its receipt, the [`review`](Matter) by appeal and complaint,
//! the [`defect`](Defect) of a register.

mod acceptance;
mod act;
mod advance;
mod after;
mod command;
mod decide;
mod defect;
mod deficiency;
mod desk;
mod event;
mod fold;
mod hearing;
mod letter;
mod parties;
mod phase;
mod review;
mod running_term;
mod state;
mod time;

pub use acceptance::Competent;
pub use act::{Act, Held, Oral, Preliminary, WithoutHearing};
pub use advance::next_wake;
pub use after::{CorrectionAsked, PostCheck};
pub use command::{Command, Context, Rejection};
pub use decide::{decide, decide_and_fold, may};
pub use defect::{Defect, Dispute, Mending, SaidWrong};
pub use deficiency::{Deficiency, DeficiencyState, Supply, Upload};
pub use event::{Decider, Decision, Event, Recorded};
pub use letter::{Letter, LetterKind, Proof, Window};
pub use phase::Phase;
pub use review::{
    Appeal, Complaint, Lateness, Level, Matter, Outcome, Rights, Ruling, RulingGiven,
};
pub use running_term::{RunningTerm, Stood};
pub use state::{Case, DroppedStep, Ended, Filing, Floor, Former, Issue, Lodged, Subject};
pub use time::Standstill;

#[cfg(test)]
mod tests;
