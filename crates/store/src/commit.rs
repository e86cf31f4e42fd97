//! The one value through which data changes.

use std::fmt;

use jiff::Timestamp;
use uuid::Uuid;

use crate::draft::DraftWrite;
use crate::error::{Result, StoreError};
use crate::id::{EffectKey, PersonKey, StreamId, StreamKind};

/// The most changes one commit may hold.
pub const MAX_CHANGES: usize = 8;

/// The most of any other part that one commit may hold.
pub const MAX_PARTS: usize = 256;

/// All that one command changes: it happens whole or not at all.
///
/// `..Commit::default()` fills in what a command does not need.
#[derive(Debug, Default)]
pub struct Commit {
    /// The streams that change; at most [`MAX_CHANGES`], each at most once.
    pub changes: Vec<Change>,
    /// Streams that were read for the decision, with their versions; they must not have moved.
    pub reads: Vec<(StreamId, u64)>,
    /// Names that only one stream may hold.
    pub claims: Vec<Claim>,
    /// The key under which a repetition of this commit is recognised.
    pub idempotency: Option<Idempotency>,
    /// Reads of persons' data.
    pub accesses: Vec<AccessRow>,
    /// Work for the workers that follows from the changes.
    pub effects: Vec<EffectRow>,
    /// When streams want to be looked at again.
    pub clocks: Vec<ClockRow>,
    /// Effects whose outcome this commit records.
    pub effects_done: Vec<EffectKey>,
    /// Drafts that are saved or, once filed, deleted.
    pub drafts: Vec<DraftWrite>,
    /// Uploads that from now on belong to a stream.
    pub uploads_linked: Vec<UploadLink>,
}

/// The events of one stream, and what they amount to.
pub struct Change {
    /// The stream.
    pub stream: StreamId,
    /// Its kind.
    pub kind: StreamKind,
    /// The version the events were decided on; 0 means that the stream must not exist.
    pub expected: u64,
    /// The events: canonical plaintext, a JSON array.
    pub events: Vec<u8>,
    /// The state after them, as plaintext; its [`digest`](crate::digest) where it is seldom read.
    pub state: Vec<u8>,
    /// What lists show of it.
    pub index: Index,
    /// Persons who are party to the stream from now on.
    pub parties: Vec<Party>,
    /// When it was recorded (the law's dates are inside the events).
    pub recorded_at: Timestamp,
}

/// What lists need of a stream, unsealed: no personal data.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Index {
    /// The body that owes the work.
    pub body: Option<String>,
    /// The phase of the state machine.
    pub phase: String,
    /// The end of the term that runs now.
    pub due_at: Option<Timestamp>,
    /// Whether anything is still owed.
    pub open: bool,
    /// The service.
    pub service: Option<String>,
    /// The bundle it belongs to.
    pub bundle: Option<StreamId>,
    /// The number on the slip; unique over all streams.
    pub number: Option<String>,
}

/// A link between a stream and a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Party {
    /// The person.
    pub person: PersonKey,
    /// What they are in the stream; a word without a comma.
    pub role: String,
}

/// A name that at most one stream may hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// The keyed hash of the name, from [`crate::Store::claim_key`].
    pub name: [u8; 32],
    /// Who holds it, or gives it up.
    pub holder: StreamId,
    /// Whether the holder gives it up.
    pub release: bool,
}

/// The key of a commit and what to answer if it comes again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Idempotency {
    /// The key: a hash of who asks and what they sent.
    pub key: [u8; 32],
    /// The answer to a repetition, stored unsealed: ids, no personal data.
    pub answer: Vec<u8>,
}

/// A read of a person's data, or of a stream.
pub struct AccessRow {
    /// Its id, time-ordered (version 7).
    pub id: Uuid,
    /// When.
    pub at: Timestamp,
    /// Whose data it was.
    pub subject: PersonKey,
    /// For which stream, if for one.
    pub stream: Option<StreamId>,
    /// Who, what and why: plaintext, sealed with the subject's key.
    pub details: Vec<u8>,
    /// By what auditors find it, unsealed: codes of a body, an officer, a register, a service.
    /// No personal data.
    pub facets: Vec<String>,
}

/// Work that follows from a change, done at least once and counted once.
pub struct EffectRow {
    /// The stream; it must be among the commit's changes.
    pub stream: StreamId,
    /// Which of the effects of this stream and version.
    pub ordinal: u32,
    /// What is to be done.
    pub kind: String,
    /// When.
    pub due_at: Timestamp,
    /// With what: plaintext, sealed with the stream's key.
    pub payload: Vec<u8>,
}

/// When a stream wants to be looked at again: a hint, since every command first advances the case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClockRow {
    /// The stream.
    pub stream: StreamId,
    /// When; `None` means never.
    pub at: Option<Timestamp>,
}

/// An upload that from now on belongs to a stream and is sealed with its key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UploadLink {
    /// The upload.
    pub upload: Uuid,
    /// The stream.
    pub stream: StreamId,
}

/// How a commit ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CommitOutcome {
    /// It is durable.
    Committed,
    /// A commit with the same idempotency key was durable already; this one changed nothing.
    Repeated {
        /// The answer stored with the first.
        answer: Vec<u8>,
    },
}

impl Commit {
    /// Checks what can be told without the database.
    pub(crate) fn check(&self) -> Result<()> {
        let malformed = |what: &str| Err(StoreError::Malformed(what.to_owned()));
        if self.changes.len() > MAX_CHANGES {
            return malformed("more changes than one commit may hold");
        }
        if self.longest_part() > MAX_PARTS {
            return malformed("more rows than one commit may hold");
        }
        for (position, change) in self.changes.iter().enumerate() {
            if change.expected >= i64::MAX.cast_unsigned() {
                return malformed("a version that no stream can have");
            }
            if change.events.is_empty() {
                return malformed("a change without events");
            }
            if self
                .changes
                .iter()
                .take(position)
                .any(|other| other.stream == change.stream)
            {
                return malformed("a stream that changes twice");
            }
            if change.parties.iter().any(|party| party.role.contains(',')) {
                return malformed("a role with a comma");
            }
        }
        let mut facets = self.accesses.iter().flat_map(|access| &access.facets);
        if facets.any(|facet| facet.contains('\n')) {
            return malformed("a facet of two lines");
        }
        let changes = |stream| self.changes.iter().any(|change| change.stream == stream);
        if !self.effects.iter().all(|effect| changes(effect.stream)) {
            return malformed("an effect of a stream that does not change");
        }
        Ok(())
    }

    fn longest_part(&self) -> usize {
        let parties = self
            .changes
            .iter()
            .map(|change| change.parties.len())
            .max()
            .unwrap_or(0);
        [
            parties,
            self.reads.len(),
            self.claims.len(),
            self.accesses.len(),
            self.effects.len(),
            self.clocks.len(),
            self.effects_done.len(),
            self.drafts.len(),
            self.uploads_linked.len(),
        ]
        .into_iter()
        .fold(0, usize::max)
    }
}

// Plaintext is personal data: these show ids and versions only.

impl fmt::Debug for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Change")
            .field("stream", &self.stream)
            .field("kind", &self.kind)
            .field("expected", &self.expected)
            .field("index", &self.index)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for AccessRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AccessRow")
            .field("id", &self.id)
            .field("subject", &self.subject)
            .field("stream", &self.stream)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for EffectRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EffectRow")
            .field("stream", &self.stream)
            .field("ordinal", &self.ordinal)
            .field("kind", &self.kind)
            .field("due_at", &self.due_at)
            .finish_non_exhaustive()
    }
}
