//! What names things in the store: streams, persons, claims, effects.

use std::fmt;

use uuid::Uuid;

/// The name of a stream.
///
/// Cases and bundles have time-ordered ids (version 7), so that new rows land at the end of every
/// index. A person's stream has the id that [`crate::Store::person_stream`] derives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct StreamId(pub Uuid);

impl fmt::Display for StreamId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// What a stream tells the history of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum StreamKind {
    /// A unit of owed work.
    Case,
    /// One application with its cases.
    Bundle,
    /// A person's consents, contacts and offers.
    Person,
    /// What is asked about one access to a person's data; the stream has the access's id.
    Inquiry,
    /// Records of a register that may be one person's, and what was found of them.
    Duplicate,
}

impl StreamKind {
    /// The name in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Case => "case",
            Self::Bundle => "bundle",
            Self::Person => "person",
            Self::Inquiry => "inquiry",
            Self::Duplicate => "duplicate",
        }
    }

    pub(crate) fn parse(name: &str) -> Option<Self> {
        let all = [
            Self::Case,
            Self::Bundle,
            Self::Person,
            Self::Inquiry,
            Self::Duplicate,
        ];
        all.into_iter().find(|kind| kind.as_str() == name)
    }
}

/// A person, as the store knows them: the keyed hash that [`crate::Store::person_key`] makes.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PersonKey(pub [u8; 32]);

impl fmt::Debug for PersonKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [first, second, third, ..] = self.0;
        write!(f, "PersonKey({first:02x}{second:02x}{third:02x}…)")
    }
}

/// The name of an effect; it counts once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EffectKey {
    /// The stream that asked for it.
    pub stream: StreamId,
    /// The version of the stream that asked for it.
    pub version: u64,
    /// Which of that version's effects.
    pub ordinal: u32,
}
