//! The procedure, as stories of one case.

mod cure;
mod grant;
mod invariants;
mod outage;
mod properties;
mod refusal;
mod silence;
mod story;
