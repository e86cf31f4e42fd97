//! The store as its callers see it, and as a thief of its files would.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

mod capabilities;
mod commits;
mod crashes;
mod lists;
mod make;
mod model;
mod sealing;
mod uploads;
