//! What must be known of a Parquet file before its reader sees it.
//!
//! The reader builds what a file's headers say as deep and as large as they say it, and a program
//! that has no memory left does not go on. So the schema and the headers of pages are read here
//! first, as Thrift's compact protocol writes them, and whatever is deeper or larger than a table
//! has to be is refused.

/// The most columns of a table.
const MOST_COLUMNS: usize = 1024;

/// The largest page, packed or not.
pub(super) const MOST_PAGE: usize = 32 * 1024 * 1024;

/// The most words of a dictionary.
const MOST_WORDS: i64 = 1024 * 1024;

/// How values may be written: as they are (0), as numbers of words in a dictionary (2, 8), in runs
/// (3), whole numbers by their differences (5). Bytes written by their differences would tell the
/// reader in the page itself how much memory to take.
const ENCODINGS: [i64; 5] = [0, 2, 3, 5, 8];

/// How deep structures lie in one another.
const DEEPEST: u8 = 16;

/// A column as the schema tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Column {
    pub(super) name: String,
    pub(super) stored: Stored,
    pub(super) meaning: Meaning,
    /// Of a value of fixed length, else -1.
    pub(super) length: i32,
    pub(super) repetition: Repetition,
}

/// How values are stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stored {
    Bool,
    Int32,
    Int64,
    Int96,
    Float,
    Double,
    Bytes,
    FixedBytes,
}

/// What the stored values mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// Nothing more.
    Plain,
    Text,
    Signed,
    Unsigned,
    /// With so many digits after the point.
    Decimal(i64),
    Date,
    /// A time, a list, anything else.
    Other,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Repetition {
    Required,
    Optional,
    Repeated,
}

/// The columns of a file's metadata, if they are a flat table's.
pub(super) fn columns(metadata: &[u8]) -> Option<Vec<Column>> {
    let mut columns = None;
    let mut thrift = Thrift(metadata);
    thrift.structure(|thrift, field, kind| match (field, kind) {
        (2, LIST) if columns.is_none() => {
            columns = Some(schema(thrift)?);
            Some(())
        }
        (2, _) => None,
        _ => thrift.skip(kind, DEEPEST),
    })?;
    columns
}

/// The root with as many children as there are, and no child with children of its own.
fn schema(thrift: &mut Thrift<'_>) -> Option<Vec<Column>> {
    let (count, kind) = thrift.list()?;
    if kind != STRUCT || count == 0 || count > MOST_COLUMNS + 1 {
        return None;
    }
    let root = Element::read(thrift)?;
    if usize::try_from(root.children?).ok()? != count - 1 {
        return None;
    }
    let columns = (1..count).map(|_| Element::read(thrift)?.column());
    columns.collect()
}

/// Whether the page that this header is of may be unpacked.
pub(super) fn is_bearable(header: &[u8]) -> bool {
    let (mut unpacked, mut packed) = (None, None);
    let is_known = |encoding: i64| ENCODINGS.contains(&encoding);
    let read = Thrift(header).structure(|thrift, field, kind| {
        match (field, kind) {
            (2, I32) => unpacked = Some(thrift.int()?),
            (3, I32) => packed = Some(thrift.int()?),
            (1 | 4, I32) => drop(thrift.int()?),
            // A page of data tells its encoding, a dictionary how many words it has.
            (5, STRUCT) => thrift.numbers(4, 2, is_known)?,
            (7, STRUCT) => thrift.numbers(2, 1, |words| (0..=MOST_WORDS).contains(&words))?,
            (8, STRUCT) => thrift.numbers(6, 4, is_known)?,
            _ => return None,
        }
        Some(())
    });
    let fits = |size: Option<i64>| {
        let size = size.and_then(|size| usize::try_from(size).ok());
        size.is_some_and(|size| size <= MOST_PAGE)
    };
    read.is_some() && fits(unpacked) && fits(packed)
}

/// An element of the schema.
#[derive(Default)]
struct Element {
    stored: Option<i64>,
    length: Option<i64>,
    repetition: Option<i64>,
    name: Option<String>,
    children: Option<i64>,
    converted: Option<i64>,
    scale: Option<i64>,
    logical: Option<Meaning>,
}

impl Element {
    fn read(thrift: &mut Thrift<'_>) -> Option<Self> {
        let mut read = Self::default();
        thrift.structure(|thrift, field, kind| {
            match (field, kind) {
                (1, I32) => read.stored = Some(thrift.int()?),
                (2, I32) => read.length = Some(thrift.int()?),
                (3, I32) => read.repetition = Some(thrift.int()?),
                (4, BINARY) => {
                    read.name = Some(std::str::from_utf8(thrift.bytes()?).ok()?.to_owned());
                }
                (5, I32) => read.children = Some(thrift.int()?),
                (6, I32) => read.converted = Some(thrift.int()?),
                (7, I32) => read.scale = Some(thrift.int()?),
                (10, STRUCT) => read.logical = Some(logical(thrift)?),
                (1..=7 | 10, _) => return None,
                _ => thrift.skip(kind, DEEPEST)?,
            }
            Some(())
        })?;
        Some(read)
    }

    fn column(self) -> Option<Column> {
        if self.children.is_some_and(|children| children != 0) {
            return None;
        }
        let stored = match self.stored? {
            0 => Stored::Bool,
            1 => Stored::Int32,
            2 => Stored::Int64,
            3 => Stored::Int96,
            4 => Stored::Float,
            5 => Stored::Double,
            6 => Stored::Bytes,
            7 => Stored::FixedBytes,
            _ => return None,
        };
        let repetition = match self.repetition? {
            0 => Repetition::Required,
            1 => Repetition::Optional,
            2 => Repetition::Repeated,
            _ => return None,
        };
        let converted = self.converted.map(|converted| match converted {
            0 => Meaning::Text,
            5 => Meaning::Decimal(self.scale.unwrap_or_default()),
            6 => Meaning::Date,
            11..=14 => Meaning::Unsigned,
            15..=18 => Meaning::Signed,
            _ => Meaning::Other,
        });
        Some(Column {
            name: self.name?,
            stored,
            meaning: self.logical.or(converted).unwrap_or(Meaning::Plain),
            length: self.length.map_or(Some(-1), |told| told.try_into().ok())?,
            repetition,
        })
    }
}

/// The newer way to tell what values mean: one of many structures.
fn logical(thrift: &mut Thrift<'_>) -> Option<Meaning> {
    let mut meaning = None;
    thrift.structure(|thrift, field, kind| {
        if kind != STRUCT || meaning.is_some() {
            return None;
        }
        let (mut scale, mut signed) = (None, None);
        thrift.structure(|thrift, inner, kind| {
            match (field, inner, kind) {
                (5, 1, I32) => scale = Some(thrift.int()?),
                (10, 2, TRUE | FALSE) => signed = Some(kind == TRUE),
                _ => thrift.skip(kind, DEEPEST)?,
            }
            Some(())
        })?;
        meaning = Some(match (field, signed) {
            (1, _) => Meaning::Text,
            (5, _) => Meaning::Decimal(scale?),
            (6, _) => Meaning::Date,
            (10, Some(true)) => Meaning::Signed,
            (10, Some(false)) => Meaning::Unsigned,
            _ => Meaning::Other,
        });
        Some(())
    })?;
    meaning
}

const TRUE: u8 = 1;
const FALSE: u8 = 2;
const I32: u8 = 5;
const BINARY: u8 = 8;
const LIST: u8 = 9;
const STRUCT: u8 = 12;

/// Thrift's compact protocol, read from its beginning.
struct Thrift<'a>(&'a [u8]);

impl<'a> Thrift<'a> {
    fn byte(&mut self) -> Option<u8> {
        self.take(1)?.first().copied()
    }

    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    fn length(&mut self) -> Option<u64> {
        let mut read = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            read |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Some(read);
            }
        }
        None
    }

    fn int(&mut self) -> Option<i64> {
        let read = self.length()?;
        Some((read >> 1).cast_signed() ^ -(read & 1).cast_signed())
    }

    fn bytes(&mut self) -> Option<&'a [u8]> {
        let length = self.length()?;
        self.take(usize::try_from(length).ok()?)
    }

    /// The count of a list and what it is of.
    fn list(&mut self) -> Option<(usize, u8)> {
        let head = self.byte()?;
        let count = match head >> 4 {
            15 => usize::try_from(self.length()?).ok()?,
            count => count.into(),
        };
        // Each takes a byte at least.
        (count <= self.0.len()).then_some((count, head & 0x0f))
    }

    /// Gives each field with its number and kind to `read`, which must read or skip it.
    fn structure(&mut self, mut read: impl FnMut(&mut Self, i16, u8) -> Option<()>) -> Option<()> {
        let mut field: i16 = 0;
        loop {
            let head = self.byte()?;
            if head == 0 {
                return Some(());
            }
            field = match head >> 4 {
                0 => i16::try_from(self.int()?).ok()?,
                on => field.checked_add(on.into())?,
            };
            read(self, field, head & 0x0f)?;
        }
    }

    fn skip(&mut self, kind: u8, depth: u8) -> Option<()> {
        let deeper = depth.checked_sub(1)?;
        match kind {
            TRUE | FALSE => {}
            3 => drop(self.byte()?),
            4 | I32 | 6 => drop(self.length()?),
            7 => drop(self.take(8)?),
            BINARY => drop(self.bytes()?),
            LIST | 10 => {
                let (count, kind) = self.list()?;
                for _ in 0..count {
                    self.skip_in_list(kind, deeper)?;
                }
            }
            11 => {
                let count = self.length()?;
                let kinds = if count == 0 { 0 } else { self.byte()? };
                for _ in 0..count {
                    self.skip_in_list(kinds >> 4, deeper)?;
                    self.skip_in_list(kinds & 0x0f, deeper)?;
                }
            }
            STRUCT => self.structure(|thrift, _, kind| thrift.skip(kind, deeper))?,
            _ => return None,
        }
        Some(())
    }

    /// In a list even truth values take a byte.
    fn skip_in_list(&mut self, kind: u8, depth: u8) -> Option<()> {
        match kind {
            TRUE | FALSE => self.byte().map(drop),
            _ => self.skip(kind, depth),
        }
    }

    /// A structure whose first so many fields are numbers, of which this one's must hold good.
    fn numbers(&mut self, count: i16, field: i16, holds: impl Fn(i64) -> bool) -> Option<()> {
        self.structure(|thrift, found, kind| match kind {
            I32 => {
                let number = thrift.int()?;
                (found != field || holds(number)).then_some(())
            }
            _ if found <= count => None,
            _ => thrift.skip(kind, DEEPEST),
        })
    }
}
