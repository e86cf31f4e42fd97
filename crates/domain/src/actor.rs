//! Who acts: an argument of every decision.

use serde::{Deserialize, Serialize};

use crate::person::PersonId;

/// Who gives a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    /// A person for themselves.
    Person(PersonId),
    /// An officer at the desk.
    Officer(Officer),
    /// The program: it may gather, grant where a law lets it, and wake clocks; never refuse.
    Machine,
}

/// An officer with the attributes on which powers depend.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Officer {
    /// Post: stable id of the officer.
    pub id: OfficerId,
    /// The body the officer acts for.
    pub body: String,
    /// The officer as a person, and close kin: nobody decides in their own family's case.
    pub family: Vec<PersonId>,
}

/// Who an officer is, as records keep it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct OfficerId {
    /// Id, e.g. `registrar-2710/1`.
    pub id: String,
    /// Surname and initials, as an act of law must show (article 80).
    pub name: String,
}
