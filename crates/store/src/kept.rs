//! A text as it is kept, which is opened only by who does not know it.

use std::fmt;
use std::sync::Arc;

use uuid::Uuid;

use crate::error::Result;
use crate::seal::{DataKey, Place};

/// A text as it was just read: in a database sealed and packed.
pub struct Kept {
    mark: Mark,
    /// The key that opens it; none where nothing is sealed.
    key: Option<Arc<DataKey>>,
}

/// By what a kept text is known again: the whole of it as it is kept, and where it stands.
///
/// Each sealing makes other bytes, and they open at their place only. So the same bytes at the same
/// place are the same text, and bytes that were altered are never taken for it.
#[derive(Clone, PartialEq, Eq)]
pub struct Mark {
    table: &'static str,
    owner: Uuid,
    version: u64,
    bytes: Vec<u8>,
}

/// A text that was sealed to be written, with the mark by which it is known again once it is read.
pub struct Marked {
    /// The mark.
    pub mark: Mark,
    /// The text.
    pub text: Vec<u8>,
}

impl Mark {
    pub(crate) fn new((table, owner, version): (&'static str, Uuid, u64), bytes: Vec<u8>) -> Self {
        Self {
            table,
            owner,
            version,
            bytes,
        }
    }

    /// The stream or draft whose text it is.
    pub fn owner(&self) -> Uuid {
        self.owner
    }
}

impl Kept {
    pub(crate) fn new(
        place: (&'static str, Uuid, u64),
        bytes: Vec<u8>,
        key: Option<Arc<DataKey>>,
    ) -> Self {
        let mark = Mark::new(place, bytes);
        Self { mark, key }
    }

    /// By what it is known again.
    pub fn mark(&self) -> &Mark {
        &self.mark
    }

    /// By what it is known again, once it need not be opened any more.
    pub fn into_mark(self) -> Mark {
        self.mark
    }

    /// The text.
    pub fn open(&self) -> Result<Vec<u8>> {
        let Mark {
            table,
            owner,
            version,
            bytes,
        } = &self.mark;
        let Some(key) = &self.key else {
            return Ok(bytes.clone());
        };
        let place = Place {
            table,
            owner: *owner,
            numbers: &[*version],
        };
        key.open_text(place, bytes)
    }
}

impl fmt::Debug for Kept {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.mark.fmt(f)
    }
}

impl fmt::Debug for Marked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.mark.fmt(f)
    }
}

impl fmt::Debug for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mark")
            .field("table", &self.table)
            .field("owner", &self.owner)
            .field("version", &self.version)
            .finish_non_exhaustive()
    }
}
