//! The law, as pure functions over plain values.
//!
//! No I/O, no clock, no randomness: time, chance and actor are arguments. A command goes in,
//! events or a rejection come out, and state is the fold of events.
#![forbid(unsafe_code)]

pub mod actor;
pub mod bundle;
pub mod calendar;
pub mod case;
pub mod consent;
pub mod definition;
pub mod duplicate;
pub mod evidence;
pub mod inquiry;
pub mod invariant;
pub mod person;
#[cfg(feature = "plant")]
pub mod plant;
pub mod term;
pub mod text;
pub mod value;
