//! Where a case stands.

use serde::{Deserialize, Serialize};

use super::act::Preliminary;

/// Where a case stands.
#[expect(
    clippy::large_enum_variant,
    reason = "a case has one phase; a box would save nothing"
)]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "phase", rename_all = "kebab-case")]
pub enum Phase {
    /// Registers are asked.
    Gathering,
    /// Something is lacking.
    Curing,
    /// An officer examines.
    Examining,
    /// An act against the person is prepared; where the law requires it, the person is heard.
    Hearing(Preliminary),
    /// Granted; the result is being made.
    Granted,
    /// The result is there; what it was granted without is still looked at.
    PostCheck,
    /// The result is there.
    Issued,
    /// Refused.
    Refused,
    /// Not accepted: a special law commands it.
    NotAccepted,
    /// Deemed refused; a decision is still owed.
    DeemedRefused,
    /// What was given was taken back.
    Revoked,
    /// An appeal or a complaint, decided.
    Ruled,
    /// Withdrawn.
    Withdrawn,
}

impl Phase {
    /// A stable name.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Gathering => "gathering",
            Self::Curing => "curing",
            Self::Examining => "examining",
            Self::Hearing(_) => "hearing",
            Self::Granted => "granted",
            Self::PostCheck => "post-check",
            Self::Issued => "issued",
            Self::Refused => "refused",
            Self::NotAccepted => "not-accepted",
            Self::DeemedRefused => "deemed-refused",
            Self::Revoked => "revoked",
            Self::Ruled => "ruled",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// Whether the body still owes a decision.
    pub fn is_undecided(&self) -> bool {
        match self {
            Self::Gathering | Self::Curing | Self::Examining | Self::DeemedRefused => true,
            Self::Hearing(preliminary) => !preliminary.act.is_revocation(),
            _ => false,
        }
    }

    /// Whether anybody still has to do something.
    pub fn is_open(&self) -> bool {
        self.is_undecided() || matches!(self, Self::Granted | Self::PostCheck | Self::Hearing(_))
    }

    /// Whether it came to an end without giving what was asked, so that it may be asked again.
    pub fn ended_without(&self) -> bool {
        matches!(
            self,
            Self::Refused | Self::NotAccepted | Self::Revoked | Self::Withdrawn
        )
    }
}
