//! Why the store turned something down.

use std::path::PathBuf;

use thiserror::Error;
use uuid::Uuid;

use crate::id::{EffectKey, StreamId};

/// What a call to the store gives.
pub type Result<T, E = StoreError> = std::result::Result<T, E>;

/// Why the store turned something down. The texts are for the operator and carry ids only.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum StoreError {
    /// A stream is not at the version that the commit was decided on. Load, decide, try again.
    #[error("stream {stream} has changed meanwhile")]
    Conflict {
        /// The stream.
        stream: StreamId,
    },
    /// Another stream holds a name that the commit claims, or has the number it gives.
    #[error("already claimed by stream {holder}")]
    Claimed {
        /// The stream that holds it.
        holder: StreamId,
    },
    /// The effect was done before; what it brought back counts once.
    #[error(
        "effect {} of version {} of stream {} was done before",
        key.ordinal, key.version, key.stream
    )]
    EffectGone {
        /// The effect.
        key: EffectKey,
    },
    /// The draft was saved or filed meanwhile, perhaps in another window.
    #[error("draft {draft} is at version {version}, not at the one this was written on")]
    DraftChanged {
        /// The draft.
        draft: Uuid,
        /// Where it is now; 0 if there is none.
        version: u64,
    },
    /// The upload to link is not there, or was linked elsewhere meanwhile.
    #[error("upload {upload} is not where it was")]
    UploadMoved {
        /// The upload.
        upload: Uuid,
    },
    /// The upload is larger than [`crate::MAX_UPLOAD_BYTES`].
    #[error("an upload may have at most {limit} bytes")]
    TooLarge {
        /// The bound in bytes.
        limit: usize,
    },
    /// The queue of the writer is full. Nothing was written; try again shortly.
    #[error("too many writes are waiting; try again shortly")]
    Busy,
    /// The database cannot be read or written: a full disk, a lost file, a stopped writer.
    ///
    /// A write that ends so may have happened or not. Repeat it under the same idempotency key.
    #[error("the database is not available: {0}")]
    Unavailable(String),
    /// What is named as a database is none: a slip of whoever typed it.
    #[error("{0}")]
    NoDatabase(String),
    /// What was asked for breaks the store's rules: a bug of the caller.
    #[error("not a well-formed write: {0}")]
    Malformed(String),
    /// A sealed value does not open: it was altered, or it is not what it stands as.
    #[error("{what} of {owner} does not open: altered, damaged, or sealed with another key")]
    Unsealable {
        /// The table.
        what: &'static str,
        /// The stream or thing it belongs to.
        owner: Uuid,
    },
    /// The data key is gone, so what it sealed is erased.
    #[error(
        "the data key of {owner} does not exist: its data is erased, or keys.db is not the one that belongs to this database"
    )]
    KeyMissing {
        /// The owner of the key.
        owner: Uuid,
    },
    /// What was asked for exists for simulations only, and would do harm to real data.
    #[error("only a store in memory can do this")]
    OnlyInMemory,
    /// A file of the data folder stands in the way of opening the store.
    #[error("{}: {reason}", path.display())]
    Folder {
        /// The file.
        path: PathBuf,
        /// What is wrong with it, and what to do.
        reason: String,
    },
}

impl StoreError {
    /// Whether this is an answer to the one write, found by looking before anything was written.
    pub(crate) fn is_rejection(&self) -> bool {
        matches!(
            self,
            Self::Conflict { .. }
                | Self::Claimed { .. }
                | Self::EffectGone { .. }
                | Self::DraftChanged { .. }
                | Self::UploadMoved { .. }
                | Self::TooLarge { .. }
        )
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(rusqlite::ErrorCode::ConstraintViolation) => Self::Malformed(error.to_string()),
            Some(rusqlite::ErrorCode::DiskFull) => {
                Self::Unavailable("the disk is full; free some space, nothing else is wrong".into())
            }
            Some(rusqlite::ErrorCode::ReadOnly) => Self::Unavailable(
                "the database file may only be read; give this program the right to write it"
                    .into(),
            ),
            Some(rusqlite::ErrorCode::DatabaseCorrupt | rusqlite::ErrorCode::NotADatabase) => {
                Self::Unavailable(damaged(&error.to_string()))
            }
            Some(rusqlite::ErrorCode::SystemIoFailure) => Self::Unavailable(format!(
                "the disk fails, or the system lets nothing be written on it any more ({error}); \
                 look at the system's log"
            )),
            _ => Self::Unavailable(error.to_string()),
        }
    }
}

/// What to say of a file that does not hold what SQLite wrote.
pub(crate) fn damaged(how: &str) -> String {
    format!(
        "the database file is damaged ({how}): stop the program, keep the folder as it is, and \
         restore the last good backup into a new one with `tutas restore`"
    )
}
