//! What goes wrong with the disk while people work.

use super::chance::Chance;
use super::shim::{FAILED, FULL, READ_ONLY, Wish};

/// A kind of trouble.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// One write fails; the one after so many others, or by chance.
    Write(Option<u64>),
    /// One sync fails.
    Sync(Option<u64>),
    /// All writes, or all syncs, fail from then on.
    Writes,
    Syncs,
    /// There is space for a little more only.
    Full,
    /// Nothing may be written any more.
    ReadOnly,
}

impl Trouble {
    const ALL: [Self; 6] = [
        Self::Write(None),
        Self::Sync(None),
        Self::Writes,
        Self::Syncs,
        Self::Full,
        Self::ReadOnly,
    ];

    /// Reads `write:7`, `fsync`, `writes`, `fsyncs`, `full` or `read-only`.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let (name, number) = match text.split_once(':') {
            Some((name, number)) => (name, Some(number.parse().ok()?)),
            None => (text, None),
        };
        match (name, number) {
            ("write", number) => Some(Self::Write(number)),
            ("fsync", number) => Some(Self::Sync(number)),
            ("writes", None) => Some(Self::Writes),
            ("fsyncs", None) => Some(Self::Syncs),
            ("full", None) => Some(Self::Full),
            ("read-only", None) => Some(Self::ReadOnly),
            _ => None,
        }
    }

    /// Any kind.
    pub(crate) fn any(chance: &mut Chance) -> Self {
        let at = chance.within(0..Self::ALL.len() as u64);
        Self::ALL[usize::try_from(at).unwrap_or(0)]
    }

    /// Whether it lasts until the disk is mended.
    pub(crate) fn lasts(self) -> bool {
        !matches!(self, Self::Write(_) | Self::Sync(_))
    }

    /// What the shim is told.
    pub(crate) fn wish(self, chance: &mut Chance) -> Wish {
        let mut soon = |number: Option<u64>| {
            let number = number.unwrap_or_else(|| chance.within(0..40));
            i64::try_from(number).ok()
        };
        let healthy = Wish::HEALTHY;
        match self {
            Self::Write(number) => Wish {
                write_in: soon(number),
                error: FAILED,
                ..healthy
            },
            Self::Sync(number) => Wish {
                sync_in: soon(number),
                error: FAILED,
                ..healthy
            },
            Self::Writes => Wish {
                write_in: soon(None),
                lasting: true,
                error: FAILED,
                ..healthy
            },
            Self::Syncs => Wish {
                sync_in: soon(None),
                lasting: true,
                error: FAILED,
                ..healthy
            },
            Self::Full => Wish {
                space: soon(None).map(|pages| pages * 4_096),
                error: FULL,
                ..healthy
            },
            Self::ReadOnly => Wish {
                write_in: Some(0),
                lasting: true,
                error: READ_ONLY,
                ..healthy
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn troubles_are_read_by_their_names() {
        assert_eq!(Trouble::read("write:7"), Some(Trouble::Write(Some(7))));
        assert_eq!(Trouble::read("fsync"), Some(Trouble::Sync(None)));
        assert_eq!(Trouble::read("full"), Some(Trouble::Full));
        assert_eq!(Trouble::read("full:7"), None);
        assert_eq!(Trouble::read("write:x"), None);
        assert_eq!(Trouble::read(""), None);
    }
}
