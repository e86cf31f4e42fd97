//! What the language of rules promises.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

#[path = "../generator/mod.rs"]
mod generator;

mod aggregates;
mod dates;
mod family;
mod nothing;
mod numbers;
mod problems;
mod properties;
mod seen;
