//! The rows of a table that was dropped as Parquet, written out as CSV.
//!
//! Columns are read side by side, a few rows at a time, and only those of the register's fields,
//! each of which must be stored as one of its type is. The reader's own rows are not used: they
//! would tell a column that ends early as none.

use std::fs::File;
use std::io::{BufWriter, Cursor};
use std::os::unix::fs::FileExt as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;

use bytes::Bytes;
use csv::Writer;
use jiff::{Span, civil::date};
use parquet::basic::{Repetition as ItsRepetition, Type as ItsStored};
use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::DataType;
use parquet::errors::ParquetError;
use parquet::file::reader::{ChunkReader, FileReader, Length};
use parquet::file::serialized_reader::{ReadOptionsBuilder, SerializedFileReader};
use parquet::schema::types::{SchemaDescriptor, Type};
use tutas_domain::value::ValueType;

use super::footer::{self, Column, MOST_PAGE, Meaning, Repetition, Stored};
use super::{Table, failed, typed, unreadable};
use crate::error::{ExchangeError, Flaw};

/// Stands before each value, so that a text of no letters is not taken for none.
pub(super) const SAID: char = '=';

/// The longest metadata that is read.
const LONGEST_METADATA: u64 = 8 * 1024 * 1024;

/// The longest header of a page that is read.
const LONGEST_HEADER: usize = 64 * 1024;

/// The longest value.
const LONGEST_VALUE: usize = 256 * 1024;

/// How many rows are held at a time.
const AT_A_TIME: usize = 64;

/// The most that is written out of one drop.
const MOST_WRITTEN: usize = 32 * 1024 * 1024 * 1024;

/// A file's last bytes: how long its metadata is, and `PAR1`.
const TAIL: u64 = 8;

/// A column that is wanted: where it stands, its field's type, and what its values mean.
#[derive(Clone, Copy)]
struct Wanted {
    place: usize,
    value_type: ValueType,
    meaning: Meaning,
}

/// The rows of a file, in one that has no name, and the columns that they have.
pub(super) fn rows(
    file: &File,
    folder: &Path,
    table: &Table,
    rows: u64,
) -> Result<(File, Vec<String>), ExchangeError> {
    let file = Checked::of(file).map_err(|error| failed(&error))?;
    let schema = file.columns()?;
    let (wanted, names) = wanted(&schema, table)?;
    if wanted.is_empty() {
        return Err(Flaw::MissingField.into());
    }
    let copy = tempfile::tempfile_in(folder).map_err(|error| failed(&error))?;
    // The reader stops at some of what is wrong in a file by a panic.
    let read = catch_unwind(AssertUnwindSafe(|| {
        let reader = opened(file, &schema)?;
        copy_out(&reader, &wanted, rows, &copy)
    }));
    read.unwrap_or(Err(Flaw::Malformed.into()))?;
    Ok((copy, names))
}

/// The columns of the register's fields that the file has.
fn wanted(schema: &[Column], table: &Table) -> Result<(Vec<Wanted>, Vec<String>), Flaw> {
    let (mut wanted, mut names) = (Vec::new(), Vec::new());
    for (field, value_type) in &table.types {
        let name = table.column(field);
        let found = schema.iter().enumerate();
        let Some((place, column)) = found.into_iter().find(|(_, column)| column.name == name)
        else {
            continue;
        };
        if !is_of(*value_type, column) {
            return Err(Flaw::Malformed);
        }
        names.push(name.to_owned());
        wanted.push(Wanted {
            place,
            value_type: *value_type,
            meaning: column.meaning,
        });
    }
    Ok((wanted, names))
}

/// Whether a column holds values of this type.
fn is_of(value_type: ValueType, column: &Column) -> bool {
    let is_whole = matches!(
        column.meaning,
        Meaning::Plain | Meaning::Signed | Meaning::Unsigned
    );
    let is_decimal = matches!(column.meaning, Meaning::Decimal(_));
    let fits = match (value_type, column.stored) {
        (ValueType::Bool, Stored::Bool) => column.meaning == Meaning::Plain,
        (ValueType::Int, Stored::Int32 | Stored::Int64) => is_whole,
        (ValueType::Decimal, Stored::Int32 | Stored::Int64) => is_whole || is_decimal,
        (ValueType::Decimal, Stored::Bytes | Stored::FixedBytes) => is_decimal,
        (ValueType::Date, Stored::Int32) => column.meaning == Meaning::Date,
        (ValueType::Text, Stored::Bytes) => column.meaning == Meaning::Text,
        // A number with a floating point has lost its last digits.
        _ => false,
    };
    fits && column.repetition != Repetition::Repeated
}

fn opened(
    file: Checked,
    schema: &[Column],
) -> Result<SerializedFileReader<Checked>, ExchangeError> {
    let columns = schema.iter().map(|column| {
        let stored = match column.stored {
            Stored::Bool => ItsStored::BOOLEAN,
            Stored::Int32 => ItsStored::INT32,
            Stored::Int64 => ItsStored::INT64,
            Stored::Int96 => ItsStored::INT96,
            Stored::Float => ItsStored::FLOAT,
            Stored::Double => ItsStored::DOUBLE,
            Stored::Bytes => ItsStored::BYTE_ARRAY,
            Stored::FixedBytes => ItsStored::FIXED_LEN_BYTE_ARRAY,
        };
        let repetition = match column.repetition {
            Repetition::Required => ItsRepetition::REQUIRED,
            Repetition::Optional => ItsRepetition::OPTIONAL,
            Repetition::Repeated => ItsRepetition::REPEATED,
        };
        let column = Type::primitive_type_builder(&column.name, stored)
            .with_repetition(repetition)
            .with_length(column.length);
        column.build().map(Arc::new)
    });
    let columns = columns.collect::<Result<_, _>>().map_err(malformed)?;
    let table = Type::group_type_builder("table").with_fields(columns);
    let table = Arc::new(table.build().map_err(malformed)?);
    // What was checked is what is read: the reader does not look at the file's schema again.
    let schema = Arc::new(SchemaDescriptor::new(table));
    let how = ReadOptionsBuilder::new().with_parquet_schema(schema);
    Ok(SerializedFileReader::new_with_options(file, how.build()).map_err(malformed)?)
}

fn copy_out(
    reader: &SerializedFileReader<Checked>,
    wanted: &[Wanted],
    rows: u64,
    copy: &File,
) -> Result<(), ExchangeError> {
    let groups = reader.metadata().row_groups().iter();
    let counts = groups.map(|group| usize::try_from(group.num_rows()).map_err(|_| Flaw::Malformed));
    let counts: Vec<usize> = counts.collect::<Result<_, _>>()?;
    let sum = counts.iter().try_fold(0_u64, |sum, count| {
        sum.checked_add(u64::try_from(*count).ok()?)
    });
    if sum != Some(rows) {
        return Err(Flaw::Incomplete.into());
    }
    let mut out = Out {
        to: Writer::from_writer(BufWriter::new(copy)),
        written: 0,
    };
    for (group, count) in counts.into_iter().enumerate() {
        let group = reader.get_row_group(group).map_err(malformed)?;
        let open = |column: &Wanted| group.get_column_reader(column.place).map_err(malformed);
        let mut columns: Vec<ColumnReader> = wanted.iter().map(open).collect::<Result<_, _>>()?;
        let mut left = count;
        while left > 0 {
            let now = left.min(AT_A_TIME);
            let both = columns.iter_mut().zip(wanted);
            let cells = both.map(|(column, wanted)| cells(column, *wanted, now));
            out.write(&cells.collect::<Result<Vec<_>, Flaw>>()?, now)?;
            left -= now;
        }
        for (column, wanted) in columns.iter_mut().zip(wanted) {
            // Of a column that goes on nobody knows which row a value belongs to.
            if cells(column, *wanted, 1) != Err(Flaw::Incomplete) {
                return Err(Flaw::Malformed.into());
            }
        }
    }
    out.to.flush().map_err(|error| failed(&error))
}

/// Where rows go.
struct Out<'a> {
    to: Writer<BufWriter<&'a File>>,
    written: usize,
}

impl Out<'_> {
    /// Writes so many rows, given as columns.
    fn write(&mut self, columns: &[Vec<Option<String>>], rows: usize) -> Result<(), ExchangeError> {
        for row in 0..rows {
            let cells = columns.iter().map(|column| {
                let cell = column.get(row).and_then(Option::as_deref);
                cell.unwrap_or_default()
            });
            self.written += cells.clone().map(|cell| cell.len() + 1).sum::<usize>();
            if self.written > MOST_WRITTEN {
                return Err(Flaw::TooLarge.into());
            }
            let written = self.to.write_record(cells);
            written.map_err(|error| unreadable(&error))?;
        }
        Ok(())
    }
}

/// The next values of a column as they are written out.
fn cells(
    column: &mut ColumnReader,
    wanted: Wanted,
    rows: usize,
) -> Result<Vec<Option<String>>, Flaw> {
    match column {
        ColumnReader::BoolColumnReader(column) => {
            values(column, wanted, rows, |value| Some(value.to_string()))
        }
        ColumnReader::Int32ColumnReader(column) => values(column, wanted, rows, |value| {
            let unsigned = value.cast_unsigned();
            wanted.number((*value).into(), unsigned.into())
        }),
        ColumnReader::Int64ColumnReader(column) => values(column, wanted, rows, |value| {
            let unsigned = value.cast_unsigned();
            wanted.number((*value).into(), unsigned.into())
        }),
        ColumnReader::ByteArrayColumnReader(column) => {
            values(column, wanted, rows, |value| wanted.bytes(value.data()))
        }
        ColumnReader::FixedLenByteArrayColumnReader(column) => {
            values(column, wanted, rows, |value| wanted.bytes(value.data()))
        }
        _ => Err(Flaw::Malformed),
    }
}

fn values<T: DataType>(
    column: &mut ColumnReaderImpl<T>,
    wanted: Wanted,
    rows: usize,
    plain: impl Fn(&T::T) -> Option<String>,
) -> Result<Vec<Option<String>>, Flaw> {
    let (mut levels, mut values) = (Vec::new(), Vec::new());
    let read = column.read_records(rows, Some(&mut levels), None, &mut values);
    let (count, ..) = read.map_err(malformed)?;
    if count != rows {
        return Err(Flaw::Incomplete);
    }
    let mut values = values.iter();
    // A column in which each row has a value has no levels.
    levels.resize(rows, 1);
    let cells = levels.into_iter().map(|level| {
        if level == 0 {
            return Ok(None);
        }
        let value = values.next().and_then(&plain).filter(|plain| {
            let is_exact = plain.len() <= LONGEST_VALUE;
            is_exact && typed(wanted.value_type, plain).is_some()
        });
        let mut cell = String::from(SAID);
        cell.push_str(&value.ok_or(Flaw::Malformed)?);
        Ok(Some(cell))
    });
    cells.collect()
}

impl Wanted {
    /// A whole number as its column means it.
    fn number(self, signed: i128, unsigned: i128) -> Option<String> {
        match self.meaning {
            Meaning::Plain | Meaning::Signed => Some(signed.to_string()),
            Meaning::Unsigned => Some(unsigned.to_string()),
            Meaning::Decimal(scale) => decimal(signed, scale),
            Meaning::Date => {
                let days = Span::new().try_days(i64::try_from(signed).ok()?).ok()?;
                Some(date(1970, 1, 1).checked_add(days).ok()?.to_string())
            }
            Meaning::Text | Meaning::Other => None,
        }
    }

    fn bytes(self, bytes: &[u8]) -> Option<String> {
        let Meaning::Decimal(scale) = self.meaning else {
            return std::str::from_utf8(bytes).ok().map(str::to_owned);
        };
        // The highest byte comes first and has the sign.
        let is_negative = *bytes.first()? & 0x80 != 0;
        let mut whole = [if is_negative { 0xff } else { 0 }; 16];
        let from = whole.len().checked_sub(bytes.len())?;
        whole.get_mut(from..)?.copy_from_slice(bytes);
        decimal(i128::from_be_bytes(whole), scale)
    }
}

/// A number with so many of its digits after the point, if it is kept to the last digit.
fn decimal(number: i128, scale: i64) -> Option<String> {
    let after = usize::try_from(scale).ok().filter(|after| *after <= 28)?;
    if number.unsigned_abs() >= 1 << 96 {
        return None;
    }
    let sign = if number < 0 { "-" } else { "" };
    let digits = format!("{:0>1$}", number.unsigned_abs(), after + 1);
    let (before, after) = digits.split_at(digits.len() - after);
    let point = if after.is_empty() { "" } else { "." };
    Some(format!("{sign}{before}{point}{after}"))
}

/// Only the kind of failure: the reader's own words may hold values.
fn malformed(_: ParquetError) -> Flaw {
    Flaw::Malformed
}

/// A file whose headers are looked at before they are read.
struct Checked {
    file: File,
    length: u64,
}

impl Checked {
    fn of(file: &File) -> std::io::Result<Self> {
        Ok(Self {
            file: file.try_clone()?,
            length: file.metadata()?.len(),
        })
    }

    fn columns(&self) -> Result<Vec<Column>, Flaw> {
        let tail = self.length.checked_sub(TAIL).ok_or(Flaw::Malformed)?;
        let told = self.bytes(tail, 8).ok_or(Flaw::Malformed)?;
        let Some(([a, b, c, d], b"PAR1")) = told.split_first_chunk() else {
            return Err(Flaw::Malformed);
        };
        let length = u64::from(u32::from_le_bytes([*a, *b, *c, *d]));
        if length > LONGEST_METADATA {
            return Err(Flaw::TooLarge);
        }
        let from = tail.checked_sub(length).ok_or(Flaw::Malformed)?;
        let metadata = usize::try_from(length).ok();
        let metadata = metadata.and_then(|length| self.bytes(from, length));
        footer::columns(&metadata.ok_or(Flaw::Malformed)?).ok_or(Flaw::Malformed)
    }

    /// So many bytes from a place on, if there are.
    fn bytes(&self, from: u64, count: usize) -> Option<Vec<u8>> {
        let end = from.checked_add(u64::try_from(count).ok()?)?;
        if end > self.length || count > MOST_PAGE {
            return None;
        }
        let mut bytes = vec![0; count];
        self.file.read_exact_at(&mut bytes, from).ok()?;
        Some(bytes)
    }
}

impl Length for Checked {
    fn len(&self) -> u64 {
        self.length
    }
}

impl ChunkReader for Checked {
    type T = Cursor<Vec<u8>>;

    /// A header, and never more than one: the file's last bytes, or that of a page.
    fn get_read(&self, start: u64) -> Result<Self::T, ParquetError> {
        let left = self.length.checked_sub(start).ok_or_else(refused)?;
        let count = usize::try_from(left).map_or(LONGEST_HEADER, |left| left.min(LONGEST_HEADER));
        let header = self.bytes(start, count).ok_or_else(refused)?;
        if left == TAIL || footer::is_bearable(&header) {
            return Ok(Cursor::new(header));
        }
        Err(refused())
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes, ParquetError> {
        let bytes = self.bytes(start, length).ok_or_else(refused)?;
        Ok(Bytes::from(bytes))
    }
}

fn refused() -> ParquetError {
    ParquetError::General("it is larger than is read, or not there".to_owned())
}
