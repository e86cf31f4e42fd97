//! The database that was named, the clock and the source of ids: the only places that ask the machine for time and chance.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};
use clap::Args;
use jiff::{SignedDuration, Timestamp};
use rustix::process::{Resource, Rlimit, getrlimit, nice, setrlimit};
use tokio::runtime::Builder;
use tutas_app::{Clock, Ids};
use tutas_store::{PostgresLine, Store, StoreError};
use uuid::Uuid;

/// How much less of the processor the worker gets than people who wait: about a third.
const GIVES_WAY: i32 = 5;

/// Threads of a runtime that wait for PostgreSQL, each for an answer of its own.
const WAIT_FOR_A_SERVER: usize = 16;

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
    /// A runtime whose threads ask the database: while one waits for the answer of a server it does
    /// nothing else, so there are more of them than cores.
    pub(crate) fn runtime(&self) -> Builder {
        let mut runtime = Builder::new_multi_thread();
        if self.database.is_some() {
            runtime.worker_threads(WAIT_FOR_A_SERVER);
        }
        runtime.enable_all();
        runtime
    }

    /// Opens the store to write.
    pub(crate) fn open(&self, data: &Path) -> anyhow::Result<Store> {
        Ok(match &self.database {
            Some(url) => Store::open_postgres(url, data).map_err(|error| elsewhere(url, error))?,
            None => Store::open(data)?,
        })
    }

    /// Opens the store to read.
    pub(crate) fn open_read_only(&self, data: &Path) -> anyhow::Result<Store> {
        Ok(match &self.database {
            Some(url) => {
                let opened = Store::open_postgres_read_only(url, data);
                opened.map_err(|error| elsewhere(url, error))?
            }
            None => Store::open_read_only(data)?,
        })
    }
}

/// Says where it is that the data cannot be reached, and what to look at.
fn elsewhere(url: &str, error: StoreError) -> anyhow::Error {
    let named = "--database (or TUTAS_DATABASE)";
    match error {
        StoreError::NoDatabase(_) => anyhow::Error::new(error).context(named),
        StoreError::Unavailable(reason) => {
            let place = PostgresLine::of(url).map(|line| line.place());
            let place = place.unwrap_or_default();
            anyhow::anyhow!(
                "{named}, {place}: {reason}. Nothing was changed. See whether that server runs, is \
                 reached from here (`pg_isready`) and lets this user in; then start again"
            )
        }
        other => other.into(),
    }
}

/// The clock that counts for the law, moved by an offset that a demonstration can change and keeps.
///
/// On a database that several programs share it is the clock of the database, looked at now and
/// then and carried on by a stopwatch in between: so all of them have one time, whatever the clock
/// of a machine shows. Else it is the machine's.
pub(crate) struct DemoClock {
    offset_ms: AtomicI64,
    file: PathBuf,
    followed: Mutex<Option<Followed>>,
}

/// A look at the clock of the database.
#[derive(Clone, Copy)]
pub(crate) struct Look {
    /// What it showed.
    shown: Timestamp,
    /// When the question was sent, and when the answer was there.
    asked: Instant,
    answered: Instant,
}

/// A clock that is followed: what it shows when the stopwatch shows zero.
#[derive(Clone, Copy)]
struct Followed {
    start: Timestamp,
    watch: Instant,
    /// Whether it was told that the machine's clock is wrong.
    told: bool,
}

/// A look that took longer says too little.
const LOOK_AT_MOST: Duration = Duration::from_secs(1);

/// An operator is told when a machine's clock is further from that of the database.
const WRONG_BY: SignedDuration = SignedDuration::from_secs(5);

impl DemoClock {
    /// The clock of a data folder, which follows that of the database if there is one. A new
    /// folder's clock starts at `start`, or now.
    pub(crate) fn open(
        data: &Path,
        start: Option<Timestamp>,
        database: Option<Look>,
    ) -> anyhow::Result<Self> {
        let file = data.join("clock");
        let kept = fs::read_to_string(&file)
            .ok()
            .and_then(|text| text.trim().parse().ok());
        let clock = Self {
            offset_ms: AtomicI64::new(0),
            file,
            followed: Mutex::new(None),
        };
        if let Some(look) = database {
            clock.follow(look);
        }
        let offset = match (kept, start) {
            (Some(offset), _) => offset,
            (None, Some(start)) => start.as_millisecond() - clock.unmoved().as_millisecond(),
            (None, None) => 0,
        };
        clock.offset_ms.store(offset, Ordering::Relaxed);
        clock
            .keep(offset)
            .context("the demonstration's clock cannot be kept")?;
        Ok(clock)
    }

    /// Follows the clock of the database. What was carried on stays as it is while it may be right,
    /// so that the time does not tremble.
    pub(crate) fn follow(&self, look: Look) {
        let took = look.answered.duration_since(look.asked);
        let mut followed = self.followed.lock().unwrap_or_else(PoisonError::into_inner);
        if followed.is_some() && took > LOOK_AT_MOST {
            return;
        }
        let earliest = look.shown;
        let latest = after(earliest, took);
        let may_be = |one: &Followed| {
            let shown = after(one.start, look.answered.duration_since(one.watch));
            earliest <= shown && shown <= latest
        };
        let told = followed.is_some_and(|one| one.told);
        let wrong = machine_now().duration_since(latest);
        let is_wrong = wrong.abs() > WRONG_BY;
        if is_wrong && !told {
            tracing::warn!(
                seconds_ahead = wrong.as_secs(),
                "the clock of this machine is not that of the database, whose time counts: \
                 nothing goes wrong here, but set it right (chrony, ntpd), or that of the database"
            );
        }
        let right = followed.filter(may_be).unwrap_or(Followed {
            start: after(earliest, took / 2),
            watch: look.answered,
            told,
        });
        *followed = Some(Followed {
            told: is_wrong,
            ..right
        });
    }

    /// The time without the demonstration's offset.
    fn unmoved(&self) -> Timestamp {
        let followed = *self.followed.lock().unwrap_or_else(PoisonError::into_inner);
        followed.map_or_else(machine_now, |one| after(one.start, one.watch.elapsed()))
    }

    fn keep(&self, offset: i64) -> std::io::Result<()> {
        put(&self.file, &offset.to_string())
    }
}

impl Look {
    /// Looks at the clock of a database, if it has one of its own.
    pub(crate) fn at(
        time: impl FnOnce() -> Result<Option<Timestamp>, StoreError>,
    ) -> Result<Option<Self>, StoreError> {
        let asked = Instant::now();
        let shown = time()?;
        Ok(shown.map(|shown| Self {
            shown,
            asked,
            answered: Instant::now(),
        }))
    }
}

fn after(at: Timestamp, passed: Duration) -> Timestamp {
    at.saturating_add(passed).unwrap_or(Timestamp::MAX)
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
        let ms = self.unmoved().as_millisecond() + self.offset_ms.load(Ordering::Relaxed);
        Timestamp::from_millisecond(ms).unwrap_or(Timestamp::MAX)
    }

    fn advance_to(&self, to: Timestamp) -> bool {
        let offset = to.as_millisecond() - self.unmoved().as_millisecond();
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

/// Files that are open beside the connections of people: databases and their logs, registers, and
/// what is read for a moment.
const OTHER_FILES: usize = 192;

/// With fewer connections it is better not to begin.
const FEWEST_CONNECTIONS: usize = 16;

/// Lets the program have as many files and connections open as the machine allows, and says how
/// many connections of those that are wanted that is.
pub(crate) fn connections_for(wanted: usize) -> anyhow::Result<usize> {
    let limit = getrlimit(Resource::Nofile);
    let most = Rlimit {
        current: limit.maximum,
        ..limit
    };
    let allowed = match setrlimit(Resource::Nofile, most) {
        Ok(()) => limit.maximum,
        Err(_) => limit.current,
    };
    let allowed = allowed.map_or(usize::MAX, |files| {
        usize::try_from(files).unwrap_or(usize::MAX)
    });
    let fit = fitting(wanted, allowed);
    if fit < wanted.min(FEWEST_CONNECTIONS) {
        bail!(
            "this program may open only {allowed} files, and needs {OTHER_FILES} besides the \
             connections of people: raise the limit (`ulimit -n 8192`, or LimitNOFILE=8192 of the \
             systemd unit) and start again"
        );
    }
    if fit < wanted {
        tracing::warn!(
            allowed,
            connections = fit,
            "this program may open fewer files than --max-connections wants: so many connections \
             are open at a time; to have more, raise the limit (ulimit -n, LimitNOFILE=)"
        );
    }
    Ok(fit)
}

/// So many of the connections wanted fit among the files allowed.
fn fitting(wanted: usize, allowed: usize) -> usize {
    wanted.min(allowed.saturating_sub(OTHER_FILES))
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

#[cfg(test)]
mod tests {
    use super::*;

    fn noon() -> Timestamp {
        "2026-03-18T07:00:00Z".parse().unwrap()
    }

    fn seconds(count: i64) -> SignedDuration {
        SignedDuration::from_secs(count)
    }

    /// A look at a clock that shows so many seconds after noon, and how long it took.
    fn look(shown: i64, asked: Instant, took: u64) -> Look {
        Look {
            shown: noon() + seconds(shown),
            asked,
            answered: asked + Duration::from_millis(took),
        }
    }

    #[test]
    fn the_clock_of_the_database_counts_whatever_the_machine_shows() {
        let folder = std::env::temp_dir().join(format!("tutas-clock-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let began = Instant::now();
        let clock = DemoClock::open(&folder, None, Some(look(0, began, 0))).unwrap();
        let ahead = |clock: &DemoClock| clock.now().duration_since(noon());
        // Years from what this machine shows.
        let before = ahead(&clock);
        assert!(
            before >= seconds(0) && before <= SignedDuration::try_from(began.elapsed()).unwrap()
        );
        // The database is another one now, an hour ahead: after a slow look as before, then as told.
        clock.follow(look(3_600, began, 5_000));
        assert!(ahead(&clock) < seconds(3_000));
        clock.follow(look(3_600, began, 0));
        assert!(ahead(&clock) >= seconds(3_600));
        // A demonstration that was moved keeps its distance.
        assert!(clock.advance_to(noon() + seconds(9_000)));
        assert!(!clock.advance_to(noon()));
        assert!(ahead(&clock) >= seconds(9_000));
        let again = DemoClock::open(&folder, None, Some(look(3_600, began, 0))).unwrap();
        assert!(ahead(&again) >= seconds(9_000));
        fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn connections_leave_files_for_everything_else() {
        assert_eq!(fitting(4_096, usize::MAX), 4_096);
        assert_eq!(fitting(4_096, 1_024), 1_024 - OTHER_FILES);
        assert_eq!(fitting(4_096, 40), 0);
        assert_eq!(fitting(8, 1_024), 8);
    }

    #[test]
    fn the_time_does_not_tremble_with_each_look() {
        let folder = std::env::temp_dir().join(format!("tutas-tremble-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let began = Instant::now();
        let clock = DemoClock::open(&folder, None, Some(look(0, began, 0))).unwrap();
        let start = |clock: &DemoClock| clock.followed.lock().unwrap().unwrap().start;
        let first = start(&clock);
        clock.follow(look(0, began, 1_000));
        assert_eq!(start(&clock), first);
        clock.follow(look(-2, began, 1_000));
        assert!(start(&clock) < first);
        fs::remove_dir_all(&folder).unwrap();
    }
}
