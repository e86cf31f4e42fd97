//! Whole lives of cases through the production path, as many at a time as are wanted.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::Context as _;
use clap::Args;
use jiff::Timestamp;
use tokio::task::JoinSet;
use tutas_app::view::Consents;
use tutas_app::{App, AppError, Clock, Parts};
use tutas_domain::bundle::StepState;
use tutas_domain::case::Phase;
use tutas_domain::text::Lang;
use tutas_store::Store;
use uuid::Uuid;

use super::people::{Bells, Memory, next_family};
use super::raw::{Raw, write_again};
use crate::simulate::EngineKind;
use crate::simulate::country::{District, files};
use crate::simulate::family::Family;
use crate::simulate::form::Form;
use crate::staff::staff;
use crate::wiring::{DatabaseArg, RandomIds, machine_now};
use crate::{Format, say};

/// What to measure.
#[derive(Args)]
pub(crate) struct LifecycleArgs {
    /// How many cases.
    #[arg(long, default_value_t = 20_000)]
    cases: usize,
    /// On which store.
    #[arg(long, value_enum, default_value_t = EngineKind::Sqlite)]
    engine: EngineKind,
    #[command(flatten)]
    database: DatabaseArg,
    /// A new folder for the data, kept afterwards; one that goes away, if none is given.
    #[arg(long)]
    data: Option<PathBuf>,
    /// How many families are at it at a time.
    #[arg(long, default_value_t = 128)]
    at_once: usize,
    /// How many hands the worker has.
    #[arg(long, default_value_t = 32)]
    hands: usize,
    /// The seed: the same families for the same one.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How to print.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// The longest that a family waits before it looks again whether there is news.
const LOOK_AGAIN: Duration = Duration::from_millis(100);

/// How long the worker rests when nothing is due.
const REST: Duration = Duration::from_millis(5);

/// A Monday morning, on which the time runs as it does outside.
struct Morning {
    began: Instant,
    from: Timestamp,
}

impl Clock for Morning {
    fn now(&self) -> Timestamp {
        let passed = self.began.elapsed();
        self.from.saturating_add(passed).unwrap_or(self.from)
    }

    fn advance_to(&self, _: Timestamp) -> bool {
        false
    }
}

/// What all families have in common.
struct Town {
    app: App,
    registers: Arc<Memory>,
    bells: Arc<Bells>,
    district: District,
    seed: u64,
    today: jiff::civil::Date,
    number: AtomicU64,
    hands: usize,
    wanted: usize,
    done: AtomicUsize,
    is_over: AtomicBool,
    began: Instant,
    /// When a tenth of the cases after the other was done.
    tenths: Mutex<Vec<Duration>>,
    /// How long each application took to be taken.
    filings: Mutex<Vec<Duration>>,
    /// From filing to the last result of an application.
    lives: Mutex<Vec<Duration>>,
}

/// Measures, and prints what it saw.
pub(crate) fn run(args: &LifecycleArgs) -> anyhow::Result<ExitCode> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    let report = runtime.block_on(measure(args))?;
    say(&match args.format {
        Format::Json => report.json().to_string(),
        Format::Table => report.table(),
    });
    Ok(ExitCode::SUCCESS)
}

async fn measure(args: &LifecycleArgs) -> anyhow::Result<Report> {
    let temporary = std::env::temp_dir().join(format!("tutas-bench-{}", std::process::id()));
    let folder = args.data.clone().unwrap_or_else(|| temporary.clone());
    let in_files = args.engine == EngineKind::Sqlite || args.database.database.is_some();
    let store = if in_files {
        std::fs::create_dir_all(&folder).context("the folder cannot be made")?;
        args.database.open(&folder)?
    } else {
        Store::in_memory()
    };
    let town = Arc::new(found(args, store).await?);
    let families = families(&town, args.at_once).await;
    let seconds = town.began.elapsed().as_secs_f64();
    let town = Arc::into_inner(town).context("somebody is still at it")?;
    families?;
    let mut report = town.report(seconds);
    let transactions = town.app.probe().store().write_version();
    drop(town);
    if in_files && args.database.database.is_none() {
        let (from, to) = (folder.join("tutas.db"), folder.join("raw.db"));
        report.raw = Some(write_again(&from, &to, transactions)?);
    }
    if args.data.is_none() && in_files {
        std::fs::remove_dir_all(&temporary)?;
    }
    Ok(report)
}

async fn found(args: &LifecycleArgs, store: Store) -> anyhow::Result<Town> {
    let files = files()?;
    let catalog = tutas_catalog::read(&files).catalog;
    let catalog = Arc::new(catalog.context("the catalog has errors: run `tutas check catalog`")?);
    let today = catalog.calendar.local(machine_now()).date();
    let today = catalog.calendar.next_working(today);
    let morning = catalog.calendar.start_of(today);
    let from = morning.saturating_add(jiff::SignedDuration::from_hours(9))?;
    let district = District::of(&catalog)?;
    let registers = Arc::new(Memory::new(&catalog, &district));
    let bells = Arc::new(Bells::default());
    let began = Instant::now();
    let app = App::new(Parts {
        store,
        registers: registers.clone(),
        clock: Arc::new(Morning { began, from }),
        ids: Arc::new(RandomIds),
        messenger: bells.clone(),
        staff: staff(&catalog),
        catalog,
        demo: None,
    });
    app.publish(&files).await?;
    Ok(Town {
        app,
        registers,
        bells,
        district,
        seed: args.seed,
        today,
        number: AtomicU64::new(0),
        hands: args.hands,
        wanted: args.cases,
        done: AtomicUsize::new(0),
        is_over: AtomicBool::new(false),
        began: Instant::now(),
        tenths: Mutex::default(),
        filings: Mutex::default(),
        lives: Mutex::default(),
    })
}

/// Families come until enough cases are done; the workers go on until nothing is left to do.
async fn families(town: &Arc<Town>, at_once: usize) -> anyhow::Result<()> {
    let worker = tokio::spawn(work(Arc::clone(town)));
    let mut all = JoinSet::new();
    for _ in 0..at_once.max(1) {
        let town = Arc::clone(town);
        all.spawn(async move {
            while town.done.load(Ordering::Relaxed) < town.wanted {
                town.family().await?;
            }
            anyhow::Ok(())
        });
    }
    let mut outcome = Ok(());
    while let Some(ended) = all.join_next().await {
        outcome = outcome.and(ended.context("a family broke off").and_then(|ended| ended));
    }
    town.is_over.store(true, Ordering::Relaxed);
    worker.await.context("the worker broke off")?;
    outcome
}

async fn work(town: Arc<Town>) {
    loop {
        match town.app.step_with(town.hands).await {
            Ok(progress) if progress.done > 0 => {}
            Ok(_) if town.is_over.load(Ordering::Relaxed) => return,
            Ok(_) => tokio::time::sleep(REST).await,
            Err(error) => tracing::error!(error = %error, "worker"),
        }
    }
}

impl Town {
    /// One family: from the first page to the last result.
    async fn family(&self) -> anyhow::Result<()> {
        let (family, papers) = next_family(self.seed, &self.number, self.today, &self.district);
        let entry = self.registers.learn(papers);
        let bell = self.bells.wait_for(&family.filer);
        let application = self.apply(&family).await?;
        let filed = Instant::now();
        loop {
            if self.look_after(application).await? {
                break;
            }
            let _news_or_not = tokio::time::timeout(LOOK_AGAIN, bell.notified()).await;
        }
        keep(&self.lives, filed.elapsed());
        self.bells.leave(&family.filer);
        self.registers.forget(entry);
        Ok(())
    }

    async fn apply(&self, family: &Family) -> Result<Uuid, AppError> {
        let draft = self.app.begin(&family.filer, "birth", Lang::Kk).await?;
        let form = Form {
            app: &self.app,
            family,
            district: &self.district,
            who: &family.filer,
            draft,
        };
        let consents = Consents {
            registers: true,
            automated: true,
        };
        let version = form.fill(consents, &BTreeSet::new()).await?;
        let begun = Instant::now();
        self.app.file(&family.filer, draft, version).await?;
        keep(&self.filings, begun.elapsed());
        Ok(draft)
    }

    /// Officers do what waits for them; says whether all cases of an application have come to their
    /// end.
    async fn look_after(&self, application: Uuid) -> Result<bool, AppError> {
        let probe = self.app.probe();
        let bundle = probe.bundle(application)?;
        let mut cases = 0;
        for step in &bundle.application.steps {
            let case = match step.state {
                StepState::Waiting => return Ok(false),
                StepState::Opened { case } | StepState::Silent { case } => case,
                _ => {
                    cases += 1;
                    continue;
                }
            };
            let (_, state) = probe.case(case)?;
            if state.phase == Phase::Examining {
                let officer = format!("{}/1", state.body);
                self.app.desk_case(&officer, case).await?;
                self.app.grant(&officer, case).await?;
            }
            if state.phase.is_open() {
                return Ok(false);
            }
            cases += 1;
        }
        self.count(cases);
        Ok(true)
    }

    fn count(&self, cases: usize) {
        let before = self.done.fetch_add(cases, Ordering::Relaxed);
        let tenth = |done: usize| done * 10 / self.wanted.max(1);
        for _ in tenth(before)..tenth(before + cases).min(10) {
            keep(&self.tenths, self.began.elapsed());
        }
    }

    fn report(&self, seconds: f64) -> Report {
        let tenths = self.tenths.lock().unwrap_or_else(PoisonError::into_inner);
        let last = tenths.len().saturating_sub(1);
        let tenth = |from: Option<&Duration>, until: Option<&Duration>| {
            let from = from.map_or(0.0, Duration::as_secs_f64);
            let until = until.map_or(seconds, Duration::as_secs_f64);
            count_of(self.wanted) / 10.0 / (until - from).max(1e-9)
        };
        Report {
            cases: self.done.load(Ordering::Relaxed),
            seconds,
            messages: self.bells.sent(),
            raw: None,
            filing: Spread::of(&self.filings),
            life: Spread::of(&self.lives),
            first_tenth: tenth(None, tenths.first()),
            last_tenth: tenth(
                last.checked_sub(1).and_then(|at| tenths.get(at)),
                tenths.last(),
            ),
        }
    }
}

/// The most memory the program had, where the system says.
fn peak_mb() -> Option<f64> {
    let told = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = told.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: f64 = line.trim().trim_end_matches("kB").trim().parse().ok()?;
    Some(kilobytes / 1_000.0)
}

/// A count as what is divided by a time.
fn count_of(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

fn keep(all: &Mutex<Vec<Duration>>, one: Duration) {
    all.lock().unwrap_or_else(PoisonError::into_inner).push(one);
}

/// The middle and the edge of many durations, in milliseconds.
struct Spread {
    p50: f64,
    p99: f64,
}

impl Spread {
    fn of(all: &Mutex<Vec<Duration>>) -> Self {
        let mut all = all.lock().unwrap_or_else(PoisonError::into_inner);
        all.sort_unstable();
        let at = |hundredth: usize| {
            let place = (all.len() * hundredth / 100).min(all.len().saturating_sub(1));
            all.get(place)
                .map_or(0.0, |one| one.as_secs_f64() * 1_000.0)
        };
        Self {
            p50: at(50),
            p99: at(99),
        }
    }
}

struct Report {
    cases: usize,
    seconds: f64,
    messages: u64,
    /// The same rows by themselves, where they are in files of our own.
    raw: Option<Raw>,
    filing: Spread,
    life: Spread,
    first_tenth: f64,
    last_tenth: f64,
}

impl Report {
    fn per_second(&self) -> f64 {
        count_of(self.cases) / self.seconds
    }

    /// Cases a second if only their rows were to be written, rows a case, bytes a case.
    fn beside(&self) -> Option<(f64, f64, f64)> {
        let raw = self.raw.as_ref()?;
        let cases = count_of(self.cases);
        let bytes = count_of(usize::try_from(raw.bytes).ok()?);
        Some((
            cases / raw.seconds,
            count_of(raw.rows) / cases,
            bytes / cases,
        ))
    }

    fn json(&self) -> serde_json::Value {
        let beside = self.beside();
        serde_json::json!({
            "cases": self.cases,
            "seconds": self.seconds,
            "per_second": self.per_second(),
            "raw_per_second": beside.map(|(raw, _, _)| raw),
            "ratio": beside.map(|(raw, _, _)| self.per_second() / raw),
            "rows_per_case": beside.map(|(_, rows, _)| rows),
            "bytes_per_case": beside.map(|(_, _, bytes)| bytes),
            "peak_mb": peak_mb(),
            "p50_ms": self.filing.p50,
            "p99_ms": self.filing.p99,
            "life_p50_ms": self.life.p50,
            "life_p99_ms": self.life.p99,
            "first_tenth_per_second": self.first_tenth,
            "last_tenth_per_second": self.last_tenth,
            "messages": self.messages,
        })
    }

    fn table(&self) -> String {
        let beside = self.beside().map_or_else(String::new, |(raw, rows, bytes)| {
            format!(
                "\nthe same rows by themselves: {raw:.0} cases a second, ratio {:.2}; {rows:.0} rows and {bytes:.0} bytes a case",
                self.per_second() / raw
            )
        });
        let all = format!(
            "{} cases in {:.1} s: {:.0} a second (first tenth {:.0}, last tenth {:.0})\n\
             filing taken in {:.1} ms (p50), {:.1} ms (p99); last result after {:.0} ms (p50), {:.0} ms (p99)\n\
             {} messages",
            self.cases,
            self.seconds,
            self.per_second(),
            self.first_tenth,
            self.last_tenth,
            self.filing.p50,
            self.filing.p99,
            self.life.p50,
            self.life.p99,
            self.messages,
        );
        all + &beside
    }
}
