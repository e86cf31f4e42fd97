//! What people said and what registers know of them is told to them and to those who decide, and is
//! nowhere else: in no log, metric, address, page of an error, and no column that is not sealed.
//!
//! Every example of the catalog is played over real registers, with everything written to the log,
//! and then all pages are opened that lead on from one another. The canaries are the texts of the
//! examples: names, numbers, accounts, addresses, words of applicants and officers.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[path = "../faults/process.rs"]
mod process;
mod site;

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags};
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;
use tutas_app::rehearsal::{Aftermath, Playable, Rehearsal};
use tutas_app::{App, OfficerProfile, Staff};
use tutas_catalog::{Catalog, Example, ExampleStep as Step, Verb};
use tutas_domain::actor::Rank;
use tutas_domain::text::Texts;

use self::process::{Far, Process};
use self::site::Site;

/// What a packed text begins with: were it not sealed too, its words would not be found by looking.
const PACKED: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];

/// The only packed texts of a database that are not sealed: definitions, which are public.
const PUBLIC: &str = "definitions";

#[tokio::test]
async fn what_people_say_is_told_to_nobody_else() {
    let log = Log::start();
    let (catalog, examples) = country();
    let canaries = canaries();
    assert!(canaries.len() > 200, "only {}", canaries.len());
    let process = Arc::new(Process::start("canary"));
    let (mut seen, mut public) = (BTreeSet::new(), BTreeSet::new());
    for (example, fault) in plays(&examples) {
        let Some(after) = play(&catalog, &example, &process, fault).await else {
            assert!(fault.is_some(), "{} is not played", example.id);
            continue;
        };
        let mut site = Site::of(&after, &canaries, &mut public).await;
        site.is_looked_at().await;
        seen.append(&mut site.seen);
        assert_eq!(site.told, Vec::<String>::new(), "{}", example.id);
        assert_eq!(columns(&after.app, &canaries), Vec::<String>::new());
    }
    // What is looked for is there, and is shown where it should be.
    assert!(seen.len() > 150, "only {} were shown", seen.len());
    let written = log.text();
    assert!(
        written.lines().count() > 20,
        "nothing was logged: {written}"
    );
    assert_eq!(found(&written, &canaries), Vec::<&str>::new());
}

/// Every example as it is; those in which a register fails also with each way to answer wrongly.
fn plays(examples: &[Example]) -> Vec<(Example, Option<&'static str>)> {
    let whole = examples.iter().map(|example| (example.clone(), None));
    let fails = |step: &Step| matches!(step.verb, Verb::Down(_));
    let failing = examples
        .iter()
        .filter(|example| example.script.iter().any(fails));
    let wrong = ["malformed", "wrong-subject"];
    let failing = failing.flat_map(|example| wrong.map(|fault| (example.clone(), Some(fault))));
    whole.chain(failing).collect()
}

/// What an example leaves behind; nothing, if it came out otherwise.
async fn play(
    catalog: &Arc<Catalog>,
    example: &Example,
    process: &Arc<Process>,
    fault: Option<&'static str>,
) -> Option<Aftermath> {
    let fault = fault.or(Some("down"));
    let registers = |clock, ids| -> Arc<dyn Playable> {
        Arc::new(Far::new(process, catalog, fault, clock, ids))
    };
    let rehearsal = Rehearsal::of(catalog, example, &staff(catalog), &registers);
    rehearsal.ok()?.to_the_end().await.ok()
}

/// Which of the canaries stand in a text.
fn found<'a>(text: &str, canaries: &'a BTreeSet<String>) -> Vec<&'a str> {
    let all = canaries.iter().map(String::as_str);
    all.filter(|canary| text.contains(canary)).collect()
}

/// What can be read in the files of a store by whoever has no key.
fn columns(app: &App, canaries: &BTreeSet<String>) -> Vec<String> {
    let mut told = Vec::new();
    for entry in fs::read_dir(app.probe().store().folder().unwrap()).unwrap() {
        let path = entry.unwrap().path();
        let bytes = fs::read(&path).unwrap();
        for canary in found(&String::from_utf8_lossy(&bytes), canaries) {
            told.push(format!("{canary} in {}", path.display()));
        }
        if path.extension().is_some_and(|end| end == "db") {
            told.extend(packed(&path));
        }
    }
    told
}

/// Columns with a text that is packed and not sealed.
fn packed(file: &Path) -> Vec<String> {
    let db = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
    let mut tables = db
        .prepare("SELECT name FROM sqlite_master WHERE type = 'table'")
        .unwrap();
    let tables = tables.query_map([], |row| row.get(0)).unwrap();
    let tables: Vec<String> = tables.map(Result::unwrap).collect();
    assert!(!tables.is_empty());
    let mut told = Vec::new();
    for table in tables.iter().filter(|table| *table != PUBLIC) {
        let mut rows = db.prepare(&format!("SELECT * FROM \"{table}\"")).unwrap();
        let columns = rows.column_count();
        let mut rows = rows.query([]).unwrap();
        while let Some(row) = rows.next().unwrap() {
            for column in 0..columns {
                if let ValueRef::Blob(bytes) = row.get_ref(column).unwrap()
                    && bytes.starts_with(&PACKED)
                {
                    told.push(format!("column {column} of {table} is not sealed"));
                }
            }
        }
    }
    told
}

/// All that is written to the log, at its most talkative.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    fn start() -> Self {
        let log = Self::default();
        let writer = log.clone();
        let lines = tracing_subscriber::fmt::layer()
            .with_ansi(false)
            .with_writer(move || writer.clone());
        let targets = Targets::new()
            .with_default(LevelFilter::WARN)
            .with_target("tutas", LevelFilter::TRACE);
        tracing_subscriber::registry()
            .with(lines)
            .with(targets)
            .init();
        log
    }

    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn country() -> (Arc<Catalog>, Vec<Example>) {
    let loaded = tutas_catalog::load(&repository().join("catalog")).unwrap();
    (Arc::new(loaded.catalog.unwrap()), loaded.examples)
}

/// Texts of the examples that stand neither in the rest of the catalog nor in the interface.
fn canaries() -> BTreeSet<String> {
    let examples = texts(&repository().join("catalog/examples"));
    let mut public = texts(&repository().join("locales"));
    for entry in fs::read_dir(repository().join("catalog")).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() && !path.ends_with("examples") {
            public.push_str(&texts(&path));
        } else if path.is_file() {
            public.push_str(&fs::read_to_string(path).unwrap());
        }
    }
    let is_text = |line: &&str| {
        let key = line.trim_start().split(':').next().unwrap_or_default();
        !["kk", "ru", "en"].contains(&key)
    };
    let lines = examples.lines().filter(is_text);
    // Every second part between quotation marks stands within them.
    let quoted = lines.flat_map(|line| line.split('"').skip(1).step_by(2));
    let is_known = |text: &str| public.contains(text) || text.starts_with("application/");
    quoted
        .filter(|text| text.chars().count() >= 6 && !is_known(text))
        .map(str::to_owned)
        .collect()
}

/// All files of a folder and the folders in it.
fn texts(folder: &Path) -> String {
    let mut all = String::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            all.push_str(&texts(&path));
        } else {
            all.push_str(&fs::read_to_string(path).unwrap());
        }
    }
    all
}

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn staff(catalog: &Catalog) -> Staff {
    let mut staff = Staff::default();
    for body in catalog.bodies.keys() {
        for (desk, rank) in [
            ("1", Rank::Officer),
            ("2", Rank::Officer),
            ("deputy", Rank::Deputy),
            ("head", Rank::Head),
            ("appeal", Rank::Officer),
        ] {
            let profile = OfficerProfile {
                name: desk.to_owned(),
                post: Texts::default(),
                body: body.clone(),
                rank,
                family: Vec::new(),
                audits: false,
            };
            staff.0.insert(format!("{body}/{desk}"), profile);
        }
    }
    staff
}
