//! The ways, each with a hand at its other end.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use sha2::{Digest as _, Sha256};
use tokio::runtime::Handle;
use tokio::task::block_in_place;
use tutas_app::{
    ConnectedRegisters, Read, ReadAnswer, ReadFailure, Registers, Reply, XRoadRegisters,
};
use tutas_app::{Write, WriteAnswer};
use tutas_domain::evidence::Record;
use tutas_domain::value::Value;
use tutas_gateway::{
    AsOf, Connect, Connector, Dated, Drops, Expected, Format, PostgresView, SqliteView, Table,
    View, plain_record,
};
use tutas_store::PostgresLine;

use crate::parquet;
use crate::process::Process;
use crate::{ALL, Noon, REGISTER, Spoil, Way, catalog, register};

/// How old a copy may be.
const AT_MOST: SignedDuration = SignedDuration::from_hours(26);

/// What the operator and the catalog say of the copies whose keys are numbers.
pub(crate) fn numbers() -> Expected {
    Expected {
        digits: BTreeMap::from([("iin".to_owned(), 12)]),
        may_be_empty: false,
    }
}

/// More than anybody reads.
const HUGE: usize = 501;

/// What the register calls the fields that it calls otherwise.
fn columns() -> BTreeMap<String, String> {
    [("iin", "Person \"no\""), ("address", "where")]
        .map(|(field, column)| (field.to_owned(), column.to_owned()))
        .into()
}

pub(crate) fn column(field: &str) -> String {
    let column = columns().get(field).cloned();
    column.unwrap_or_else(|| field.to_owned())
}

/// The column as SQL takes it.
fn quoted(field: &str) -> String {
    format!("\"{}\"", column(field).replace('"', "\"\""))
}

fn long_ago() -> Timestamp {
    Noon::at() - SignedDuration::from_hours(27)
}

/// A folder of one test, removed at its end.
pub(crate) struct Folder(pub(crate) PathBuf);

impl Folder {
    pub(crate) fn new(name: &str) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("tutas-{name}-{}-{count}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _gone = fs::remove_dir_all(&self.0);
    }
}

/// There is no way but the connector's.
struct Nowhere;

impl Registers for Nowhere {
    fn read<'a>(&'a self, _: Read<'a>) -> Reply<'a, Result<ReadAnswer, ReadFailure>> {
        Box::pin(async { panic!("the connector is asked") })
    }

    fn write<'a>(&'a self, _: Write<'a>) -> Reply<'a, Result<WriteAnswer, ReadFailure>> {
        Box::pin(async { panic!("the connector is asked") })
    }
}

pub(crate) fn connected(connector: Arc<dyn Connector>) -> ConnectedRegisters {
    let own = BTreeMap::from([(REGISTER.to_owned(), connector)]);
    ConnectedRegisters::new(own, Arc::new(Nowhere), Arc::new(Noon))
}

pub(crate) fn many(record: &Record, count: usize) -> Vec<Record> {
    vec![record.clone(); count]
}

/// X-Road, to registers in a process of their own.
pub(crate) struct XRoad {
    process: Process,
    registers: XRoadRegisters,
}

impl XRoad {
    pub(crate) fn new() -> Self {
        let process = Process::start("connectors");
        let registers = XRoadRegisters::new(process.way(), &catalog().country);
        Self { process, registers }
    }
}

impl Way for XRoad {
    fn registers(&self) -> &dyn Registers {
        &self.registers
    }

    fn hold(&mut self, records: &[Record]) {
        self.process.fault(REGISTER, None);
        self.process.forget();
        for record in records {
            let wish = json!({"register": REGISTER, "record": plain_record(record)});
            let wish = wish.to_string();
            self.process.wish("POST", "/admin/records", &wish);
        }
    }

    fn spoil(&mut self, how: Spoil) {
        let fault = match how {
            Spoil::WrongSubject => "wrong-subject",
            Spoil::Stale => "stale",
            Spoil::Down => "down",
            Spoil::Huge => "huge",
            Spoil::WrongType => "malformed",
        };
        self.process.fault(REGISTER, Some(fault));
    }
}

/// The view of both databases.
fn view(name: &str, state: &str, expected: Expected) -> View {
    View {
        expected,
        columns: columns(),
        as_of: Some(AsOf {
            view: View::named(state).name,
            column: "at".to_owned(),
            at_most: AT_MOST,
        }),
        timeout: Duration::from_secs(2),
        ..View::named(name)
    }
}

/// A view in a file of SQLite.
pub(crate) struct Sqlite {
    folder: Folder,
    held: Vec<Record>,
    registers: ConnectedRegisters,
}

impl Sqlite {
    pub(crate) fn new(expected: Expected) -> Self {
        let folder = Folder::new("sqlite");
        let connector = SqliteView {
            file: folder.0.join("exchange.db"),
            view: view("residence", "state", expected),
        };
        let registers = connected(Arc::new(connector));
        Self {
            folder,
            held: Vec::new(),
            registers,
        }
    }

    fn make(&self, records: &[Record], copied: Timestamp, collation: &str, since: &str) {
        let file = self.folder.0.join("exchange.db");
        let _first = fs::remove_file(&file);
        let db = rusqlite::Connection::open(file).unwrap();
        let [iin, address] = ["iin", "address"].map(quoted);
        db.execute_batch(&format!(
            "CREATE TABLE places ({iin} TEXT {collation}, kato TEXT, {address} TEXT, \
             registered_on {since}, permanent INTEGER, secret TEXT);
             CREATE VIEW residence AS SELECT * FROM places;
             CREATE TABLE copies (at TEXT); CREATE VIEW state AS SELECT * FROM copies;
             INSERT INTO copies VALUES ('2025-01-01T00:00:00Z'), ('{copied}');"
        ))
        .unwrap();
        for record in records {
            let values = ALL.map(|field| match &record[field] {
                None => rusqlite::types::Value::Null,
                Some(Value::Bool(truth)) => i64::from(*truth).into(),
                Some(Value::Date(_)) if since == "INTEGER" => 20_190_901_i64.into(),
                Some(value) => value.to_plain().into(),
            });
            db.execute("INSERT INTO places VALUES (?, ?, ?, ?, ?, 's')", values)
                .unwrap();
        }
    }
}

impl Way for Sqlite {
    fn registers(&self) -> &dyn Registers {
        &self.registers
    }

    fn hold(&mut self, records: &[Record]) {
        self.held = records.to_vec();
        self.make(records, Noon::at(), "", "TEXT");
    }

    fn spoil(&mut self, how: Spoil) {
        let held = self.held.clone();
        match how {
            Spoil::WrongSubject => self.make(&held, Noon::at(), "COLLATE NOCASE", "TEXT"),
            Spoil::Stale => self.make(&held, long_ago(), "", "TEXT"),
            Spoil::Down => fs::remove_file(self.folder.0.join("exchange.db")).unwrap(),
            Spoil::Huge => self.make(&many(&held[0], HUGE), Noon::at(), "", "TEXT"),
            Spoil::WrongType => self.make(&held, Noon::at(), "", "INTEGER"),
        }
    }
}

/// A view in a PostgreSQL, in a schema of its own.
pub(crate) struct Postgres {
    schema: String,
    hand: tokio_postgres::Client,
    /// Where the connector looks for the database.
    url: Arc<Mutex<String>>,
    held: Vec<Record>,
    registers: ConnectedRegisters,
}

pub(crate) fn postgres_url() -> String {
    std::env::var("TUTAS_PG_URL")
        .expect("run through ./check, which starts PostgreSQL, or set TUTAS_PG_URL")
}

/// The same for a connector whose connections are to be cut.
fn its_url() -> String {
    let url = postgres_url();
    let sign = if url.contains('?') { '&' } else { '?' };
    format!("{url}{sign}application_name=connectors")
}

/// A connector to this view, wherever the URL leads when it connects.
pub(crate) fn postgres(url: &Arc<Mutex<String>>, view: View) -> PostgresView {
    let url = Arc::clone(url);
    let connect: Connect = Arc::new(move || {
        let line = PostgresLine::of(&url.lock().unwrap()).unwrap();
        Box::pin(async move { line.connect().await.ok() })
    });
    PostgresView::new(connect, view)
}

impl Postgres {
    pub(crate) async fn new(expected: Expected) -> Self {
        let url = postgres_url();
        let hand = PostgresLine::of(&url).unwrap().connect().await.unwrap();
        let schema = format!("connectors_{}", std::process::id());
        let url = Arc::new(Mutex::new(its_url()));
        let (name, state) = (format!("{schema}.residence"), format!("{schema}.state"));
        let view = view(&name, &state, expected);
        let registers = connected(Arc::new(postgres(&url, view)));
        Self {
            schema,
            hand,
            url,
            held: Vec::new(),
            registers,
        }
    }

    fn run(&self, sql: &str) {
        let run = self.hand.batch_execute(sql);
        block_in_place(|| Handle::current().block_on(run)).unwrap();
    }

    fn make(&self, records: &[Record], copied: Timestamp, collation: &str, since: &str) {
        let schema = &self.schema;
        let [iin, address] = ["iin", "address"].map(quoted);
        let rows = records.iter().map(|record| {
            let values = ALL.map(|field| match &record[field] {
                None => "NULL".to_owned(),
                Some(value) => format!("'{}'", value.to_plain().replace('\'', "''")),
            });
            format!("INSERT INTO places VALUES ({}, 's');", values.join(", "))
        });
        self.run(&format!(
            "DROP SCHEMA IF EXISTS {schema} CASCADE; CREATE SCHEMA {schema};
             SET search_path = {schema};
             CREATE COLLATION loose (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
             CREATE TABLE places ({iin} varchar(20) {collation}, kato char(4), {address} text, \
             registered_on {since}, permanent boolean, secret text);
             CREATE VIEW residence AS SELECT * FROM places;
             CREATE TABLE copies (at timestamptz); CREATE VIEW state AS SELECT * FROM copies;
             INSERT INTO copies VALUES ('2025-01-01T00:00:00Z'), ('{copied}');
             {}",
            rows.collect::<String>()
        ));
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            self.run(&format!("DROP SCHEMA {} CASCADE", self.schema));
        }
    }
}

impl Way for Postgres {
    fn registers(&self) -> &dyn Registers {
        &self.registers
    }

    fn hold(&mut self, records: &[Record]) {
        *self.url.lock().unwrap() = its_url();
        self.held = records.to_vec();
        self.make(records, Noon::at(), "", "date");
    }

    fn spoil(&mut self, how: Spoil) {
        let held = self.held.clone();
        match how {
            Spoil::WrongSubject => self.make(&held, Noon::at(), "COLLATE loose", "date"),
            Spoil::Stale => self.make(&held, long_ago(), "", "date"),
            Spoil::Down => {
                // A port at which nobody listens any more; what is connected is cut.
                let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
                let port = free.local_addr().unwrap().port();
                *self.url.lock().unwrap() = format!("postgres://a@127.0.0.1:{port}/b");
                self.run(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
                     WHERE application_name = 'connectors'",
                );
            }
            Spoil::Huge => self.make(&many(&held[0], HUGE), Noon::at(), "", "date"),
            Spoil::WrongType => self.make(&held, Noon::at(), "", "text"),
        }
    }
}

/// Files that are dropped in a folder.
pub(crate) struct Files {
    pub(crate) folder: Folder,
    pub(crate) registers: ConnectedRegisters,
    format: Format,
    held: Vec<Record>,
    count: u32,
}

impl Files {
    pub(crate) fn new(format: Format) -> Self {
        Self::expecting(format, Expected::default())
    }

    pub(crate) fn expecting(format: Format, expected: Expected) -> Self {
        let folder = Folder::new("drops");
        let types = register().fields.iter();
        let types = types.map(|(id, field)| (id.clone(), field.value_type));
        let table = Table {
            keys: register().keys.clone(),
            types: types.collect(),
            columns: columns(),
            format: None,
        };
        let place = folder.0.join("drops");
        let drops = Drops::new(place, table, (Dated::Manifest, AT_MOST)).expecting(expected);
        Self {
            folder,
            registers: connected(Arc::new(drops)),
            format,
            held: Vec::new(),
            count: 0,
        }
    }

    pub(crate) fn place(&self) -> PathBuf {
        self.folder.0.join("drops")
    }

    /// The records as a table of this format.
    pub(crate) fn table(&self, records: &[Record]) -> Vec<u8> {
        match self.format {
            Format::Csv => table(records).into_bytes(),
            Format::Parquet => parquet::table(records),
        }
    }

    /// Drops a table; the manifest comes last.
    pub(crate) fn drop_table(
        &mut self,
        table: impl AsRef<[u8]>,
        rows: usize,
        made_at: Timestamp,
    ) -> PathBuf {
        self.count += 1;
        let ends = match self.format {
            Format::Csv => "csv",
            Format::Parquet => "parquet",
        };
        let name = format!("residence-{}.{ends}", self.count);
        fs::create_dir_all(self.place()).unwrap();
        let file = self.place().join(&name);
        fs::write(&file, &table).unwrap();
        write_manifest(&self.place(), &name, rows, table, made_at);
        file
    }

    /// The drop says that a row is about `X-1`; then somebody writes into what is read of it, and
    /// makes it look as if nobody had.
    fn mislead(&mut self, held: &[Record]) {
        let mut wanted = held.to_vec();
        for record in &mut wanted {
            if record["iin"] == Some(super::text("x-1")) {
                record.insert("iin".to_owned(), Some(super::text("X-1")));
            }
        }
        let table = self.table(&wanted);
        let file = self.drop_table(table, wanted.len(), Noon::at());
        let seen = super::ask(self, &[("iin", "X-1")], &ALL);
        let seen = block_in_place(|| Handle::current().block_on(seen));
        assert_eq!(seen.unwrap().len(), 1);
        let file = match self.format {
            Format::Csv => file,
            Format::Parquet => parquet::nameless(&self.place()).remove(0),
        };
        let before = fs::metadata(&file).unwrap().modified().unwrap();
        let text = fs::read_to_string(&file).unwrap();
        fs::write(&file, text.replace("X-1", "x-1")).unwrap();
        let file = fs::File::options().write(true).open(file).unwrap();
        file.set_modified(before).unwrap();
    }
}

pub(crate) fn write_manifest(
    place: &Path,
    name: &str,
    rows: usize,
    table: impl AsRef<[u8]>,
    at: Timestamp,
) {
    let digest = Sha256::digest(table);
    let sha256 = digest.iter().fold(String::new(), |mut hex, byte| {
        write!(hex, "{byte:02X}").unwrap();
        hex
    });
    let manifest = json!({"file": name, "rows": rows, "sha256": sha256, "made_at": at});
    let unfinished = place.join("manifest.unfinished");
    fs::write(&unfinished, manifest.to_string()).unwrap();
    fs::rename(unfinished, place.join("manifest.json")).unwrap();
}

/// A table as CSV has it, with a column more than anybody knows.
pub(crate) fn table(records: &[Record]) -> String {
    let cell = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    let mut lines = vec![];
    let names = ALL.map(|field| cell(&column(field)));
    lines.push(format!("{},secret\r\n", names.join(",")));
    for record in records {
        let cells = ALL.map(|field| match &record[field] {
            None => String::new(),
            Some(value) => cell(&value.to_plain()),
        });
        lines.push(format!("{},s\r\n", cells.join(",")));
    }
    lines.concat()
}

impl Way for Files {
    fn registers(&self) -> &dyn Registers {
        &self.registers
    }

    fn hold(&mut self, records: &[Record]) {
        self.held = records.to_vec();
        self.drop_table(self.table(records), records.len(), Noon::at());
    }

    fn spoil(&mut self, how: Spoil) {
        let held = self.held.clone();
        match how {
            Spoil::WrongSubject => self.mislead(&held),
            Spoil::Stale => {
                self.drop_table(self.table(&held), held.len(), long_ago());
            }
            Spoil::Down => fs::remove_dir_all(self.place()).unwrap(),
            Spoil::Huge => {
                let huge = self.table(&many(&held[0], HUGE));
                self.drop_table(huge, HUGE, Noon::at());
            }
            Spoil::WrongType => {
                let wrong = match self.format {
                    Format::Csv => table(&held)
                        .replace("2019-09-01", "1 Sept. 19")
                        .into_bytes(),
                    Format::Parquet => parquet::table_with_days_as_text(&held),
                };
                self.drop_table(wrong, held.len(), Noon::at());
            }
        }
    }
}
