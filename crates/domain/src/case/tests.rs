//! The procedure, as stories of one case.

mod appealed;
mod appeals;
mod asked;
mod clocks;
mod complaints;
mod cure;
mod deeds;
mod door;
mod escalation;
mod example;
mod grant;
mod heard;
mod kin;
mod later;
mod outage;
mod properties;
mod receipt;
mod refusal;
mod revocation;
mod silence;
mod states;
mod story;
mod watched;
