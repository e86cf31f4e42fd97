//! The procedure, as stories of one case.

mod asked;
mod cure;
mod grant;
mod invariants;
mod kin;
mod outage;
mod properties;
mod refusal;
mod silence;
mod story;
