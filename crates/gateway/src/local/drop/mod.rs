//! A register that drops files: a table as CSV (RFC 4180, UTF-8, the first line names the columns)
//! or Parquet, and beside it `manifest.json`, put in place last, which says what the drop is.
//!
//! ```json
//! {"file": "incomes-2026-11-23.csv", "rows": 120000, "sha256": "9f86d0…", "made_at": "2026-11-23T02:00:00Z"}
//! ```
//!
//! A drop is read once to check and to index it, and again when another comes. What is not as its
//! manifest says is half a drop: it is unusable, as is one that is too old.
//!
//! Rows of CSV are read where they lie. Parquet holds columns and not rows, so its rows are written
//! out once, as CSV, into a file without a name in the same folder: what is in it lies there
//! anyway, for whoever may read the folder, and the system frees it as soon as the next drop
//! is read or the program ends, however it ends.

mod footer;
mod parquet;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs::{self, File, Metadata};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::io::{self, ErrorKind, Read};
use std::os::unix::fs::{FileExt as _, MetadataExt as _};
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use csv::{Reader, ReaderBuilder, StringRecord};
use jiff::{SignedDuration, Timestamp};
use serde_json::Value as Json;
use sha2::{Digest as _, Sha256};
use tokio::task::spawn_blocking;
use tutas_domain::evidence::Record;
use tutas_domain::value::{Value, ValueType};

use super::{Connector, Expected, Found, Lookup, MOST_RECORDS, check_age, typed};
use crate::error::{ExchangeError, Flaw};

/// The file that says what a drop is.
const MANIFEST: &str = "manifest.json";

/// The longest manifest that is read.
const LONGEST_MANIFEST: u64 = 64 * 1024;

/// Of when a drop is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dated {
    /// As its manifest says (`made_at`).
    Manifest,
    /// When its file was last changed.
    Modified,
}

/// How a table is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Lines with commas.
    Csv,
    /// Columns, with types of their own.
    Parquet,
}

/// What is known of the tables that are dropped.
#[derive(Clone, Debug)]
pub struct Table {
    /// Fields that they are looked up by.
    pub keys: Vec<String>,
    /// All fields, with their types.
    pub types: BTreeMap<String, ValueType>,
    /// Columns of fields; a field that is not named has a column of its own name.
    pub columns: BTreeMap<String, String>,
    /// How they are written; if it is not said, a file whose name ends in `.parquet` is Parquet and
    /// any other CSV.
    pub format: Option<Format>,
}

impl Table {
    /// The column of a field.
    fn column<'a>(&'a self, field: &'a str) -> &'a str {
        self.columns.get(field).map_or(field, String::as_str)
    }

    fn format_of(&self, file: &str) -> Format {
        let ends = Path::new(file).extension();
        let is_parquet = ends.is_some_and(|ends| ends.eq_ignore_ascii_case("parquet"));
        let by_name = if is_parquet {
            Format::Parquet
        } else {
            Format::Csv
        };
        self.format.unwrap_or(by_name)
    }
}

/// A folder in which a register drops what it holds.
#[derive(Clone, Debug)]
pub struct Drops {
    at: Arc<Place>,
    /// The drop that was looked at last.
    last: Arc<Mutex<Option<Last>>>,
}

/// What became of the drop that was looked at last.
#[derive(Debug)]
enum Last {
    Indexed(Arc<Index>),
    /// It cannot be used, and is not read again until it is another.
    Unusable(Manifest, State, ExchangeError),
}

#[derive(Clone, Debug)]
struct Place {
    folder: PathBuf,
    table: Table,
    dated: Dated,
    at_most: SignedDuration,
    expected: Expected,
}

impl Drops {
    /// The drops in a folder, none older than `at_most`.
    pub fn new(folder: PathBuf, table: Table, (dated, at_most): (Dated, SignedDuration)) -> Self {
        let at = Place {
            folder,
            table,
            dated,
            at_most,
            expected: Expected::default(),
        };
        Self {
            at: Arc::new(at),
            last: Arc::default(),
        }
    }

    /// The same, of which this is known.
    #[must_use]
    pub fn expecting(mut self, expected: Expected) -> Self {
        Arc::make_mut(&mut self.at).expected = expected;
        self
    }

    fn read(
        &self,
        keys: &[(String, Value)],
        columns: &[(String, ValueType)],
        now: Timestamp,
    ) -> Result<(Vec<Record>, Option<Timestamp>), ExchangeError> {
        let index = self.current()?;
        check_age(index.dated, self.at.at_most, now)?;
        Ok((index.find(&self.at, keys, columns)?, Some(index.dated)))
    }

    /// The index of the drop that lies there now. While one is made the others wait for it.
    fn current(&self) -> Result<Arc<Index>, ExchangeError> {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let manifest = manifest(&self.at.folder)?;
        match &*last {
            Some(Last::Indexed(index))
                if index.manifest == manifest && index.is_as_it_was(&self.at.folder) =>
            {
                return Ok(Arc::clone(index));
            }
            Some(Last::Unusable(of, state, error))
                if *of == manifest && state_of(&self.at.folder, of).as_ref() == Some(state) =>
            {
                return Err(error.clone());
            }
            _ => {}
        }
        *last = None;
        let state = state_of(&self.at.folder, &manifest);
        match Index::of(&self.at, manifest.clone()) {
            Ok(index) => {
                let index = Arc::new(index);
                *last = Some(Last::Indexed(Arc::clone(&index)));
                Ok(index)
            }
            Err(error) => {
                // What the disk would not give may be there the next time.
                if let (Some(state), ExchangeError::Unusable(_)) = (state, &error) {
                    *last = Some(Last::Unusable(manifest, state, error.clone()));
                }
                Err(error)
            }
        }
    }
}

impl Connector for Drops {
    fn look_up<'a>(&'a self, lookup: Lookup<'a>) -> Found<'a> {
        Box::pin(async move {
            let keys = lookup.typed_keys()?;
            let columns: Vec<(String, ValueType)> = lookup
                .columns()
                .into_iter()
                .map(|field| (field.to_owned(), lookup.type_of(field)))
                .collect();
            let (this, now) = (self.clone(), lookup.now);
            let read = spawn_blocking(move || this.read(&keys, &columns, now)).await;
            lookup.judge(read.map_err(|_| BROKEN)??)
        })
    }
}

const BROKEN: ExchangeError = ExchangeError::Unavailable { code: "broken" };

/// What a drop says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Manifest {
    file: String,
    rows: u64,
    sha256: String,
    made_at: Timestamp,
}

fn manifest(folder: &Path) -> Result<Manifest, ExchangeError> {
    let file = File::open(folder.join(MANIFEST)).map_err(|error| failed(&error))?;
    let mut text = String::new();
    let read = file.take(LONGEST_MANIFEST).read_to_string(&mut text);
    read.map_err(|error| failed(&error))?;
    let told: Json = serde_json::from_str(&text).map_err(|_| Flaw::Malformed)?;
    let text = |name: &str| told.get(name).and_then(Json::as_str).ok_or(Flaw::Malformed);
    let file = text("file")?;
    // A name in this folder, and no way out of it.
    let mut parts = Path::new(file).components();
    if !matches!(
        (parts.next(), parts.next()),
        (Some(Component::Normal(_)), None)
    ) {
        return Err(Flaw::Malformed.into());
    }
    Ok(Manifest {
        file: file.to_owned(),
        rows: told
            .get("rows")
            .and_then(Json::as_u64)
            .ok_or(Flaw::Malformed)?,
        sha256: text("sha256")?.to_ascii_lowercase(),
        made_at: text("made_at")?.parse().map_err(|_| Flaw::Malformed)?,
    })
}

/// A drop that was checked, and where its rows are.
#[derive(Debug)]
struct Index {
    manifest: Manifest,
    state: State,
    dated: Timestamp,
    written: Written,
    /// For each key, by the hash of its value: where rows begin.
    rows: BTreeMap<String, Vec<(u64, u64)>>,
}

/// Rows as CSV, wherever they lie.
#[derive(Debug)]
struct Written {
    file: File,
    /// Where the first row begins.
    from: u64,
    /// The columns, in their order.
    columns: Vec<String>,
    /// The format that they were dropped in.
    dropped: Format,
}

/// By what the file of a drop is known to be as it was, if it is there.
fn state_of(folder: &Path, manifest: &Manifest) -> Option<State> {
    let found = fs::metadata(folder.join(&manifest.file)).ok()?;
    Some(State::of(&found))
}

/// By what a file is known to be as it was.
#[derive(Debug, PartialEq, Eq)]
struct State {
    file: (u64, u64),
    length: u64,
    modified: (i64, i64),
}

impl State {
    fn of(file: &Metadata) -> Self {
        Self {
            file: (file.dev(), file.ino()),
            length: file.len(),
            modified: (file.mtime(), file.mtime_nsec()),
        }
    }
}

impl Index {
    fn of(place: &Place, manifest: Manifest) -> Result<Self, ExchangeError> {
        let path = place.folder.join(&manifest.file);
        let file = File::open(path).map_err(|error| failed(&error))?;
        let found = file.metadata().map_err(|error| failed(&error))?;
        let dated = match place.dated {
            Dated::Manifest => manifest.made_at,
            Dated::Modified => Timestamp::new(found.mtime(), 0).map_err(|_| Flaw::Malformed)?,
        };
        if hash_of(&file)? != manifest.sha256 {
            return Err(Flaw::Incomplete.into());
        }
        let written = match place.table.format_of(&manifest.file) {
            Format::Csv => Written::dropped(file)?,
            Format::Parquet => {
                let (copy, columns) =
                    parquet::rows(&file, &place.folder, &place.table, manifest.rows)?;
                Written {
                    file: copy,
                    from: 0,
                    columns,
                    dropped: Format::Parquet,
                }
            }
        };
        let mut index = Self {
            manifest,
            state: State::of(&found),
            dated,
            written,
            rows: BTreeMap::new(),
        };
        index.fill(place)?;
        Ok(index)
    }

    fn fill(&mut self, place: &Place) -> Result<(), ExchangeError> {
        let table = &place.table;
        let from = self.written.from;
        let mut reader = reader(&self.written.file, from);
        let keys = table.keys.iter().filter_map(|key| {
            let value_type = table.types.get(key)?;
            Some((key.clone(), *value_type, self.written.column(table, key)?))
        });
        let keys: Vec<(String, ValueType, usize)> = keys.collect();
        let mut rows: Vec<Vec<(u64, u64)>> = vec![Vec::new(); keys.len()];
        let (mut row, mut count) = (StringRecord::new(), 0);
        loop {
            let begins = from + reader.position().byte();
            let read = reader.read_record(&mut row);
            if !read.map_err(|error| unreadable(&error))? {
                break;
            }
            if row.len() != self.written.columns.len() {
                return Err(Flaw::Malformed.into());
            }
            count += 1;
            for ((key, value_type, column), rows) in keys.iter().zip(&mut rows) {
                if let Some(told) = self.written.told(&row, *column) {
                    let value = typed(*value_type, told).ok_or(Flaw::Malformed)?;
                    if !place.expected.has_form(key, &value) {
                        // The line of names is row 1, where there is one.
                        let row = count + u64::from(from > 0);
                        return Err(Flaw::KeyForm { row }.into());
                    }
                    rows.push((hashed(&value), begins));
                }
            }
        }
        if count != self.manifest.rows {
            return Err(Flaw::Incomplete.into());
        }
        for ((key, ..), mut rows) in keys.into_iter().zip(rows) {
            rows.sort_unstable();
            rows.shrink_to_fit();
            self.rows.insert(key, rows);
        }
        Ok(())
    }

    /// Whether nobody wrote into the file since it was checked, and it is the one that lies there.
    fn is_as_it_was(&self, folder: &Path) -> bool {
        state_of(folder, &self.manifest).as_ref() == Some(&self.state)
    }

    fn find(
        &self,
        place: &Place,
        keys: &[(String, Value)],
        columns: &[(String, ValueType)],
    ) -> Result<Vec<Record>, ExchangeError> {
        let places = columns.iter().map(|(field, value_type)| {
            let column = self
                .written
                .column(&place.table, field)
                .ok_or(Flaw::MissingField)?;
            Ok((field, *value_type, column))
        });
        let places: Vec<_> = places.collect::<Result<_, ExchangeError>>()?;
        let (first, value) = keys.first().ok_or(Flaw::Malformed)?;
        let rows = self.rows.get(first).ok_or(Flaw::MissingField)?;
        let wanted = hashed(value);
        let from = rows.partition_point(|(hash, _)| *hash < wanted);
        let rows = rows
            .iter()
            .skip(from)
            .take_while(|(hash, _)| *hash == wanted);
        let mut found = Vec::new();
        for (_, begins) in rows {
            let row = self.written.row(*begins)?;
            let values = places.iter().map(|(field, value_type, column)| {
                let told = self.written.told(&row, *column);
                let value = told.map(|told| typed(*value_type, told).ok_or(Flaw::Malformed));
                Ok(((*field).clone(), value.transpose()?))
            });
            let record: Record = values.collect::<Result<_, ExchangeError>>()?;
            // What the index found is about the first key, or it is judged to be of another
            // subject; the other keys only choose among such records.
            let mut others = keys.iter().skip(1);
            if others.all(|(key, value)| record.get(key).and_then(Option::as_ref) == Some(value)) {
                found.push(record);
            }
            if found.len() > MOST_RECORDS {
                break;
            }
        }
        let is_empty = |(key, _): &(String, _)| self.rows.get(key).is_some_and(Vec::is_empty);
        if found.is_empty() && !place.expected.may_be_empty && keys.iter().any(is_empty) {
            return Err(Flaw::Empty.into());
        }
        Ok(found)
    }
}

impl Written {
    /// A file that was dropped as CSV.
    fn dropped(file: File) -> Result<Self, ExchangeError> {
        let mut names = reader(&file, 0);
        let mut columns = StringRecord::new();
        let read = names.read_record(&mut columns);
        read.map_err(|error| unreadable(&error))?;
        let from = names.position().byte();
        // Spreadsheets put a mark before the first name.
        let columns = columns
            .iter()
            .map(|name| name.trim_start_matches('\u{feff}').to_owned())
            .collect();
        Ok(Self {
            file,
            from,
            columns,
            dropped: Format::Csv,
        })
    }

    fn column(&self, table: &Table, field: &str) -> Option<usize> {
        let name = table.column(field);
        self.columns.iter().position(|column| column == name)
    }

    /// What a row says in a column; nothing is none.
    fn told<'a>(&self, row: &'a StringRecord, column: usize) -> Option<&'a str> {
        let told = row.get(column)?;
        match self.dropped {
            Format::Csv => Some(told).filter(|told| !told.is_empty()),
            Format::Parquet => told.strip_prefix(parquet::SAID),
        }
    }

    fn row(&self, begins: u64) -> Result<StringRecord, ExchangeError> {
        let mut reader = reader(&self.file, begins);
        let mut row = StringRecord::new();
        match reader.read_record(&mut row) {
            Ok(true) if row.len() == self.columns.len() => Ok(row),
            Ok(_) => Err(Flaw::Incomplete.into()),
            Err(error) => Err(unreadable(&error)),
        }
    }
}

/// A file as it is read from a place on, whoever else reads it meanwhile.
struct From<'a> {
    file: &'a File,
    place: u64,
}

impl Read for From<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read_at(into, self.place)?;
        self.place += u64::try_from(read).unwrap_or_default();
        Ok(read)
    }
}

fn reader(file: &File, place: u64) -> Reader<From<'_>> {
    let mut how = ReaderBuilder::new();
    // Lengths are compared with the first line wherever reading begins.
    how.has_headers(false).flexible(true);
    how.from_reader(From { file, place })
}

fn hash_of(file: &File) -> Result<String, ExchangeError> {
    let mut file = From { file, place: 0 };
    let (mut digest, mut piece) = (Sha256::new(), vec![0; 128 * 1024]);
    loop {
        match file.read(&mut piece).map_err(|error| failed(&error))? {
            0 => break,
            read => digest.update(piece.get(..read).unwrap_or_default()),
        }
    }
    let mut hex = String::with_capacity(64);
    for byte in digest.finalize() {
        let _infallible = write!(hex, "{byte:02x}");
    }
    Ok(hex)
}

fn hashed(value: &Value) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.to_plain().hash(&mut hasher);
    hasher.finish()
}

fn unreadable(error: &csv::Error) -> ExchangeError {
    match error.kind() {
        csv::ErrorKind::Io(error) => failed(error),
        _ => Flaw::Malformed.into(),
    }
}

/// Only the kind of failure.
fn failed(error: &io::Error) -> ExchangeError {
    match error.kind() {
        // Nothing was dropped yet, or the folder of another machine is not there just now.
        ErrorKind::NotFound | ErrorKind::NotADirectory => {
            ExchangeError::Unavailable { code: "connect" }
        }
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => ExchangeError::Refused {
            kind: "AccessDenied".to_owned(),
        },
        ErrorKind::InvalidData => Flaw::Malformed.into(),
        _ => BROKEN,
    }
}
