//! An act against a person as it stands between preparation and adoption.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::phase::Phase;
use super::review::Ruling;
use crate::actor::OfficerId;
use crate::definition::{ExceptionGround, RevocationGround};
use crate::evidence::Finding;
use crate::text::{Law, Words};

/// An act against the person, prepared.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preliminary {
    /// Which act.
    pub act: Act,
    /// Reasons in words.
    pub reasons: Words,
    /// Who prepared it.
    pub by: OfficerId,
    /// Given when.
    pub at: Timestamp,
    /// First day on which the act may be adopted; none where no hearing is required.
    pub not_before: Option<Date>,
    /// Read by the person when.
    pub received_at: Option<Timestamp>,
    /// Last day for objections.
    pub objection_until: Option<Date>,
    /// What the person said.
    pub objections: Vec<(Timestamp, Words)>,
    /// The hearing by word of mouth.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub oral: Option<Oral>,
    /// The law of the hearing or its exception.
    pub law: Law,
    /// Why there is no hearing, where an officer chose an exception.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub without: Option<(ExceptionGround, Words)>,
    /// The phase to go back to if it is sent back.
    pub from: Box<Phase>,
}

impl Preliminary {
    /// Requirements that do not hold, if it is a refusal.
    pub fn grounds(&self) -> &[Finding] {
        match &self.act {
            Act::Refusal { grounds } => grounds,
            Act::Revocation { .. } | Act::Ruling { .. } => &[],
        }
    }
}

/// Acts that need two people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "kebab-case")]
pub enum Act {
    /// A refusal.
    Refusal {
        /// Requirements that do not hold, with the values seen.
        grounds: Vec<Finding>,
    },
    /// What was given is taken back.
    Revocation {
        /// On which listed ground.
        ground: RevocationGround,
        /// Its law.
        law: Law,
        /// Whether the damage is paid.
        compensated: bool,
    },
    /// An appeal or a complaint is not granted.
    Ruling {
        /// The ruling.
        ruling: Ruling,
    },
}

impl Act {
    /// Whether it takes back a decision, rather than making the one that is owed.
    pub fn is_revocation(&self) -> bool {
        matches!(self, Self::Revocation { .. })
    }
}

/// A hearing by word of mouth.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Oral {
    /// Asked for when.
    pub asked_at: Timestamp,
    /// Held.
    pub held: Option<Held>,
}

/// A hearing that was held.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// When.
    pub at: Timestamp,
    /// Who held it.
    pub by: OfficerId,
    /// What was said.
    pub protocol: Words,
    /// Last day for remarks on the protocol.
    pub remarks_until: Date,
    /// Remarks.
    pub remarks: Vec<(Timestamp, Words)>,
}

/// Doing without a hearing by an exception an officer names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WithoutHearing {
    /// Which exception.
    pub ground: ExceptionGround,
    /// Why it applies: the act says it.
    pub why: Words,
}
