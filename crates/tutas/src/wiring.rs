//! The clock and the source of ids: the only places that ask the machine for time and chance.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicI64, Ordering};

use anyhow::Context as _;
use clap::Args;
use jiff::Timestamp;
use rustix::process::{Resource, Rlimit, getrlimit, nice, setrlimit};
use tutas_app::{Clock, Ids};
use tutas_store::Store;
use uuid::Uuid;

/// How much less of the processor the worker gets than people who wait: about a third.
const GIVES_WAY: i32 = 5;

/// Where the data is, if not in the data folder.
#[derive(Args)]
pub(crate) struct DatabaseArg {
    /// URL of the PostgreSQL that holds the data, as `postgres://user:password@host/name`; if none is
    /// given, the data folder holds it. The master key stays in the data folder.
    #[arg(
        long,
        env = "TUTAS_DATABASE",
        hide_env_values = true,
        value_name = "URL"
    )]
    pub(crate) database: Option<String>,
}

impl DatabaseArg {
    /// Opens the store to write.
    pub(crate) fn open(&self, data: &Path) -> anyhow::Result<Store> {
        Ok(match &self.database {
            Some(url) => Store::open_postgres(url, data)?,
            None => Store::open(data)?,
        })
    }

    /// Opens the store to read.
    pub(crate) fn open_read_only(&self, data: &Path) -> anyhow::Result<Store> {
        Ok(match &self.database {
            Some(url) => Store::open_postgres_read_only(url, data)?,
            None => Store::open_read_only(data)?,
        })
    }
}

/// The machine's clock, moved by an offset that a demonstration can change and keeps.
pub(crate) struct DemoClock {
    offset_ms: AtomicI64,
    file: PathBuf,
}

impl DemoClock {
    /// The clock of a data folder. A new folder's clock starts at `start`, or now.
    pub(crate) fn open(data: &Path, start: Option<Timestamp>) -> anyhow::Result<Self> {
        let file = data.join("clock");
        let kept = fs::read_to_string(&file)
            .ok()
            .and_then(|text| text.trim().parse().ok());
        let offset = match (kept, start) {
            (Some(offset), _) => offset,
            (None, Some(start)) => start.as_millisecond() - machine_now().as_millisecond(),
            (None, None) => 0,
        };
        let clock = Self {
            offset_ms: AtomicI64::new(offset),
            file,
        };
        clock
            .keep(offset)
            .context("the demonstration's clock cannot be kept")?;
        Ok(clock)
    }

    fn keep(&self, offset: i64) -> std::io::Result<()> {
        put(&self.file, &offset.to_string())
    }
}

/// Gives a file this text: it is there whole or not at all, also after a power cut.
pub(crate) fn put(path: &Path, text: &str) -> std::io::Result<()> {
    let unfinished = path.with_extension("unfinished");
    fs::write(&unfinished, text)?;
    put_in_place(&unfinished, path)
}

/// Gives a finished file its name once its content is durable.
pub(crate) fn put_in_place(unfinished: &Path, path: &Path) -> std::io::Result<()> {
    fs::File::open(unfinished)?.sync_all()?;
    fs::rename(unfinished, path)?;
    path.parent()
        .map_or(Ok(()), |folder| fs::File::open(folder)?.sync_all())
}

impl Clock for DemoClock {
    fn now(&self) -> Timestamp {
        let ms = machine_now().as_millisecond() + self.offset_ms.load(Ordering::Relaxed);
        Timestamp::from_millisecond(ms).unwrap_or(Timestamp::MAX)
    }

    fn advance_to(&self, to: Timestamp) -> bool {
        let offset = to.as_millisecond() - machine_now().as_millisecond();
        if offset < self.offset_ms.load(Ordering::Relaxed) || self.keep(offset).is_err() {
            return false;
        }
        self.offset_ms.store(offset, Ordering::Relaxed);
        true
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the wiring is where the program reads the clock"
)]
pub(crate) fn machine_now() -> Timestamp {
    Timestamp::now()
}

/// Lets the program have as many files and connections open as the machine allows.
pub(crate) fn raise_file_limit() {
    let limit = getrlimit(Resource::Nofile);
    let most = Rlimit {
        current: limit.maximum,
        ..limit
    };
    if setrlimit(Resource::Nofile, most).is_err() {
        tracing::warn!("the limit of open files stays as it is");
    }
}

/// Lets this thread wait for others that want the processor.
pub(crate) fn give_way() {
    if nice(GIVES_WAY).is_err() {
        tracing::warn!("the worker is as urgent as everybody else");
    }
}

/// Ids and secrets from the machine's generator.
pub(crate) struct RandomIds;

impl Ids for RandomIds {
    fn id(&self, now: Timestamp) -> Uuid {
        let mut random = [0_u8; 10];
        fill(&mut random);
        let ms = u64::try_from(now.as_millisecond()).unwrap_or(0);
        uuid::Builder::from_unix_timestamp_millis(ms, &random).into_uuid()
    }

    fn secret(&self) -> [u8; 32] {
        let mut secret = [0_u8; 32];
        fill(&mut secret);
        secret
    }
}

/// A machine without randomness cannot keep anyone's session apart: it must not go on.
#[expect(
    clippy::expect_used,
    reason = "no safe way to go on without randomness"
)]
fn fill(bytes: &mut [u8]) {
    getrandom::fill(bytes).expect("the machine has no source of randomness");
}
