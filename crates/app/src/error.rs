//! What can go wrong, as the page tells it.

use thiserror::Error;
use tutas_catalog::privacy::NotLive;
use tutas_domain::case::Rejection;
use tutas_domain::person::IinProblem;
use tutas_store::StoreError;
use uuid::Uuid;

/// Why a use case did not do what was asked. Nothing was changed.
#[derive(Debug, Error)]
pub enum AppError {
    /// There is no such thing, or it is not this person's to see.
    #[error("not found")]
    NotFound,
    /// The actor may not do this; the id of the message that says why.
    #[error("not allowed: {0}")]
    NotAllowed(&'static str),
    /// The law's state machine turned the command down.
    #[error(transparent)]
    Rejected(#[from] Rejection),
    /// An application for this event exists already; the person's own, if it is theirs.
    #[error("already applied for")]
    AlreadyFiled(Option<Uuid>),
    /// Somebody saved something newer meanwhile.
    #[error("stale")]
    Stale,
    /// Too much at once: try again shortly.
    #[error("busy")]
    Busy,
    /// The database is not available. A write that ends so may have happened or not: it is safe to
    /// send the same again.
    #[error("unavailable")]
    Unavailable,
    /// Whoever wants to see this is to be put on record first, and that cannot be done just now.
    #[error("unrecorded")]
    Unrecorded,
    /// The file cannot be taken.
    #[error("file: {0:?}")]
    File(FileProblem),
    /// More than is taken.
    #[error("too many: {0:?}")]
    TooMany(Limit),
    /// The catalog may not go live.
    #[error("the catalog may not go live: {0}")]
    NotLive(#[from] NotLive),
    /// A fault of ours; a code for the log.
    #[error("internal: {0}")]
    Internal(&'static str),
}

/// Of what only so many are taken: officers must be able to look at all of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// Files for one deficiency.
    Files,
    /// Files and words for one deficiency.
    Supplies,
    /// Answers to preliminary decisions in one case.
    Objections,
}

impl Limit {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Files, Self::Supplies, Self::Objections];

    /// How many are taken.
    pub fn most(self) -> usize {
        match self {
            Self::Files => 10,
            Self::Supplies | Self::Objections => 20,
        }
    }

    /// The id of the message that tells a person.
    pub fn code(self) -> &'static str {
        match self {
            Self::Files => "too-many-files",
            Self::Supplies => "too-many-supplies",
            Self::Objections => "too-many-objections",
        }
    }
}

/// Why a file cannot be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileProblem {
    /// Over so many bytes.
    TooLarge {
        /// The limit.
        limit: usize,
    },
    /// Neither PDF, JPEG, PNG nor HEIC by its content.
    WrongType,
    /// It would unpack to something far larger than it is.
    Bomb,
    /// Nothing in it.
    Empty,
}

/// Why someone cannot sign in by number.
#[derive(Debug)]
pub enum SignInProblem {
    /// Not an identification number.
    Malformed(IinProblem),
    /// The persons register has nobody with it.
    Unknown,
    /// The persons register does not answer.
    RegisterDown,
    /// Something else.
    Failed(AppError),
}

impl From<StoreError> for AppError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Conflict { .. } | StoreError::DraftChanged { .. } => Self::Stale,
            StoreError::Busy => Self::Busy,
            StoreError::Unavailable(reason) => {
                tracing::error!(reason, "the database is not available");
                Self::Unavailable
            }
            other => {
                tracing::error!(error = %other, "store");
                Self::Internal("store")
            }
        }
    }
}

impl From<serde_json::Error> for AppError {
    fn from(_: serde_json::Error) -> Self {
        Self::Internal("stored-value")
    }
}
