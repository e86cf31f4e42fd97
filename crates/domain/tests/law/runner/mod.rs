//! Reads scenarios and carries them out.

mod actions;
mod country;
mod doubt;
mod filing;
mod givens;
mod outcomes;
mod pattern;
mod reading;
mod sentence;
mod words;
mod world;

pub(crate) use doubt::doubts;
pub(crate) use reading::{Scenario, read};
pub(crate) use sentence::{is_of, patterns, run};
