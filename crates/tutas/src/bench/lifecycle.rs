//! Whole lives of cases through the production path, as many at a time as are wanted.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
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
use tutas_domain::person::PersonId;
use tutas_domain::text::Lang;
use tutas_store::{Store, is_digest};
use uuid::Uuid;

use super::people::{Bells, Memory, next_family};
use super::raw::write_again;
use super::raw_postgres;
use super::report::{Report, Spread, Tenth, count_of, peak_mb, processor_seconds};
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
    #[command(flatten)]
    how: How,
    /// A folder for all texts that were written, one a file: the dictionary they are packed with is
    /// made from such.
    #[arg(long)]
    texts: Option<PathBuf>,
}

/// On what to measure, and with how much at a time.
#[derive(Args)]
pub(super) struct How {
    /// On which store.
    #[arg(long, value_enum, default_value_t = EngineKind::Sqlite)]
    engine: EngineKind,
    #[command(flatten)]
    pub(super) database: DatabaseArg,
    /// A folder for the data, kept afterwards; one that goes away, if none is given.
    #[arg(long)]
    data: Option<PathBuf>,
    /// How many families are at it at a time.
    #[arg(long, default_value_t = 128)]
    pub(super) at_once: usize,
    /// How many hands the worker has.
    #[arg(long, default_value_t = 32)]
    hands: usize,
    /// The seed: the same families for the same one.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// The number of the first family: on a folder that has families already, beyond theirs.
    #[arg(long, default_value_t = 0)]
    from: u64,
    /// How to print.
    #[arg(long, value_enum, default_value_t)]
    pub(super) format: Format,
}

/// The longest that a family waits before it looks again whether there is news.
const LOOK_AGAIN: Duration = Duration::from_millis(100);

/// Cases that one application comes to.
const CASES_A_FAMILY: usize = 5;

/// About so many families are kept in mind.
const REMEMBERED: usize = 2_000;

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
pub(super) struct Town {
    app: App,
    registers: Arc<Memory>,
    bells: Arc<Bells>,
    district: District,
    seed: u64,
    today: jiff::civil::Date,
    from: u64,
    number: AtomicU64,
    hands: usize,
    wanted: usize,
    done: AtomicUsize,
    is_over: AtomicBool,
    began: Instant,
    /// What the program had taken of the processor by then.
    processor: Option<f64>,
    /// One tenth of the cases after the other, as it was done.
    tenths: Mutex<Vec<Tenth>>,
    /// How long each application took to be taken.
    filings: Mutex<Vec<Duration>>,
    /// From filing to the last result of an application.
    lives: Mutex<Vec<Duration>>,
    known: Mutex<Known>,
}

/// Families to come back to.
#[derive(Default)]
struct Known {
    come: usize,
    families: Vec<(PersonId, Uuid)>,
    /// Applications that no officer decided on.
    waiting: Vec<Uuid>,
}

/// Measures, and prints what it saw.
pub(crate) fn run(args: &LifecycleArgs) -> anyhow::Result<ExitCode> {
    let runtime = args.how.database.runtime().build()?;
    let report = runtime.block_on(measure(args))?;
    say(&match args.how.format {
        Format::Json => report.json().to_string(),
        Format::Table => report.table(),
    });
    Ok(ExitCode::SUCCESS)
}

async fn measure(args: &LifecycleArgs) -> anyhow::Result<Report> {
    let place = Place::of(&args.how)?;
    let town = Town::found(&args.how, &place, args.cases).await?;
    let town = Arc::new(town);
    let seconds = town.live(args.how.at_once).await?;
    let town = Arc::into_inner(town).context("somebody is still at it")?;
    let mut report = town.report(seconds);
    let transactions = town.app.probe().store().write_version();
    if let Some(folder) = &args.texts {
        town.write_texts(folder)?;
    }
    drop(town);
    if let Some(url) = &args.how.database.database {
        report.raw = Some(raw_postgres::write_again(url, transactions).await?);
    } else if place.in_files {
        let (from, to) = (place.folder.join("tutas.db"), place.folder.join("raw.db"));
        report.raw = Some(write_again(&from, &to, transactions)?);
    }
    Ok(report)
}

/// Where the data is, while it is measured.
pub(super) struct Place {
    folder: PathBuf,
    in_files: bool,
    goes_away: bool,
}

impl Place {
    pub(super) fn of(how: &How) -> anyhow::Result<Self> {
        let in_files = how.engine == EngineKind::Sqlite || how.database.database.is_some();
        let temporary = || std::env::temp_dir().join(format!("tutas-bench-{}", std::process::id()));
        let folder = how.data.clone().unwrap_or_else(temporary);
        if in_files {
            std::fs::create_dir_all(&folder).context("the folder cannot be made")?;
        }
        Ok(Self {
            folder,
            in_files,
            goes_away: how.data.is_none() && in_files,
        })
    }

    fn open(&self, how: &How) -> anyhow::Result<Store> {
        if self.in_files {
            how.database.open(&self.folder)
        } else {
            Ok(Store::in_memory())
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if self.goes_away {
            // It is in the folder for what is temporary.
            let _ = std::fs::remove_dir_all(&self.folder);
        }
    }
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
    pub(super) async fn found(how: &How, place: &Place, cases: usize) -> anyhow::Result<Self> {
        let store = place.open(how)?;
        let files = files()?;
        let catalog = tutas_catalog::read(&files).catalog;
        let catalog =
            Arc::new(catalog.context("the catalog has errors: run `tutas check catalog`")?);
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
        Ok(Self {
            app,
            registers,
            bells,
            district,
            seed: how.seed,
            today,
            from: how.from,
            number: AtomicU64::new(how.from),
            hands: how.hands,
            wanted: cases,
            done: AtomicUsize::new(0),
            is_over: AtomicBool::new(false),
            began: Instant::now(),
            processor: processor_seconds(),
            tenths: Mutex::default(),
            filings: Mutex::default(),
            lives: Mutex::default(),
            known: Mutex::default(),
        })
    }

    /// Families come until enough cases are done, and the workers go on until nothing is left to do;
    /// gives the seconds that took.
    pub(super) async fn live(self: &Arc<Self>, at_once: usize) -> anyhow::Result<f64> {
        let worker = tokio::spawn(work(Arc::clone(self)));
        let mut all = JoinSet::new();
        for _ in 0..at_once.max(1) {
            let town = Arc::clone(self);
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
        self.is_over.store(true, Ordering::Relaxed);
        worker.await.context("the worker broke off")?;
        outcome.map(|()| self.began.elapsed().as_secs_f64())
    }

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
        self.remember(family.filer.clone(), application);
        self.bells.leave(&family.filer);
        self.registers.forget(entry);
        Ok(())
    }

    /// Keeps some of the families in mind, spread over the whole time.
    fn remember(&self, filer: PersonId, application: Uuid) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.come += 1;
        let every = (self.wanted / CASES_A_FAMILY / REMEMBERED).max(1);
        if known.come.is_multiple_of(every) {
            known.families.push((filer, application));
        }
    }

    /// Families that were here, with their applications.
    pub(super) fn families(&self) -> Vec<(PersonId, Uuid)> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.families.clone()
    }

    /// Whether the last family has gone.
    pub(super) fn is_over(&self) -> bool {
        self.is_over.load(Ordering::Relaxed)
    }

    /// The use cases.
    pub(super) fn app(&self) -> &App {
        &self.app
    }

    /// So many families apply, and no officer decides for them: cases wait at the desks.
    pub(super) async fn leave_waiting(&self, families: usize) -> anyhow::Result<()> {
        for _ in 0..families {
            let (family, papers) = next_family(self.seed, &self.number, self.today, &self.district);
            let entry = self.registers.learn(papers);
            let application = self.apply(&family).await?;
            while self.app.step_with(self.hands).await?.done > 0 {}
            self.registers.forget(entry);
            let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
            known.waiting.push(application);
        }
        Ok(())
    }

    /// Officers at whose desks cases wait.
    pub(super) fn officers(&self) -> anyhow::Result<BTreeSet<String>> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let mut officers = BTreeSet::new();
        for application in &known.waiting {
            for step in &self.app.probe().bundle(*application)?.application.steps {
                if let StepState::Opened { case } = step.state {
                    let (_, state) = self.app.probe().case(case)?;
                    officers.insert(format!("{}/1", state.body));
                }
            }
        }
        Ok(officers)
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

    /// Writes every change, state and access into a file of its own.
    fn write_texts(&self, folder: &Path) -> anyhow::Result<()> {
        std::fs::create_dir_all(folder).context("the folder for texts cannot be made")?;
        let probe = self.app.probe();
        let (store, mut count) = (probe.store(), 0_usize);
        let mut write = |text: &[u8]| {
            count += 1;
            std::fs::write(folder.join(format!("{count}.json")), text)
        };
        let mut last = None;
        loop {
            let page = store.streams(last, 500)?;
            let Some(end) = page.last() else { break };
            last = Some(*end);
            for stream in page {
                for entry in store.journal(stream)? {
                    write(&entry.events)?;
                }
                if let Some(found) = store.load(stream)?
                    && !is_digest(&found.state)
                {
                    write(&found.state)?;
                }
            }
        }
        let number = AtomicU64::new(self.from);
        while number.load(Ordering::Relaxed) < self.number.load(Ordering::Relaxed) {
            let (family, _) = next_family(self.seed, &number, self.today, &self.district);
            for access in store.accesses_of(probe.person_key(&family.filer), None, 500)? {
                write(&access.details)?;
            }
        }
        Ok(())
    }

    fn count(&self, cases: usize) {
        let before = self.done.fetch_add(cases, Ordering::Relaxed);
        let tenth = |done: usize| done * 10 / self.wanted.max(1);
        for _ in tenth(before)..tenth(before + cases).min(10) {
            let tenth = Tenth {
                at: self.began.elapsed(),
                processor: processor_seconds()
                    .zip(self.processor)
                    .map(|(now, then)| now - then),
            };
            keep(&self.tenths, tenth);
        }
    }

    pub(super) fn report(&self, seconds: f64) -> Report {
        let mut tenths = self.tenths.lock().unwrap_or_else(PoisonError::into_inner);
        // Some of the last one may have been done when the count was reached.
        tenths.truncate(10);
        let tenth = |number: usize| {
            let before = number.checked_sub(1).and_then(|at| tenths.get(at)).copied();
            let (before, until) = (before.unwrap_or_default(), *tenths.get(number)?);
            Some(until.since(before, count_of(self.wanted) / 10.0))
        };
        let activity = self.app.probe().store().write_activity();
        Report {
            peak_mb: peak_mb(),
            cases: self.done.load(Ordering::Relaxed),
            seconds,
            messages: self.bells.sent(),
            commits: activity.writes,
            transactions: activity.transactions,
            processor: processor_seconds()
                .zip(self.processor)
                .map(|(now, then)| now - then),
            raw: None,
            filing: Spread::of(&self.filings),
            life: Spread::of(&self.lives),
            first_tenth: tenth(0),
            last_tenth: tenth(tenths.len().saturating_sub(1)),
        }
    }
}

fn keep<T>(all: &Mutex<Vec<T>>, one: T) {
    all.lock().unwrap_or_else(PoisonError::into_inner).push(one);
}
