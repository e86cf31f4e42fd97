//! Who acts: an argument of every decision.

use serde::{Deserialize, Serialize};

use crate::person::PersonId;

/// Who gives a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    /// A person for themselves.
    Person(PersonId),
    /// A clerk at a counter, for the person who stands there: both are on record.
    Clerk {
        /// The clerk.
        clerk: Officer,
        /// The person.
        person: PersonId,
    },
    /// An officer at the desk.
    Officer(Officer),
    /// The program: it may gather, grant where a law lets it, and wake clocks; never refuse.
    Machine,
}

impl Actor {
    /// The person who speaks, by themselves or through a clerk.
    pub fn person(&self) -> Option<&PersonId> {
        match self {
            Self::Person(person) | Self::Clerk { person, .. } => Some(person),
            Self::Officer(_) | Self::Machine => None,
        }
    }

    /// Who it was, as the journal keeps it.
    pub fn author(&self) -> Author {
        #[cfg(feature = "plant")]
        if let (true, Self::Clerk { person, .. }) = (crate::plant::is(19), self) {
            return Author::Person {
                person: person.clone(),
            };
        }
        match self {
            Self::Person(person) => Author::Person {
                person: person.clone(),
            },
            Self::Clerk { clerk, person } => Author::Clerk {
                clerk: clerk.id.clone(),
                person: person.clone(),
            },
            Self::Officer(officer) => Author::Officer {
                officer: officer.id.clone(),
            },
            Self::Machine => Author::Machine,
        }
    }
}

/// An officer with the attributes on which powers depend.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Officer {
    /// Post, name and body.
    pub id: OfficerId,
    /// How high the post is.
    pub rank: Rank,
    /// The officer as a person, and close kin: nobody decides in their own family's case.
    pub family: Vec<PersonId>,
}

impl Officer {
    /// The body the officer acts for.
    pub fn body(&self) -> &str {
        &self.id.body
    }
}

/// How high a post is: a case that is not decided in time goes up.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Rank {
    /// Whoever handles cases.
    #[default]
    Officer,
    /// The head's deputy.
    Deputy,
    /// The head of the body.
    Head,
    /// Who answers for a case when the head did not: an officer of the superior body.
    LastResort,
}

/// Who an officer is, as records keep it: what an act of law must show (article 80), the body
/// included.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct OfficerId {
    /// Id, e.g. `registrar-2710/1`.
    pub id: String,
    /// Surname and initials.
    pub name: String,
    /// The body the officer acted for.
    pub body: String,
}

/// Who brought an event about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "who", rename_all = "kebab-case")]
pub enum Author {
    /// A person.
    Person {
        /// Who.
        person: PersonId,
    },
    /// A clerk for a person.
    Clerk {
        /// The clerk.
        clerk: OfficerId,
        /// For whom.
        person: PersonId,
    },
    /// An officer.
    Officer {
        /// Who.
        officer: OfficerId,
    },
    /// The program: a clock, a register's answer, what follows by itself.
    Machine,
}
