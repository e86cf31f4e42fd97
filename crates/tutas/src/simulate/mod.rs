//! `tutas simulate`: years of a district in which everything goes wrong that can, and the law holds.
//!
//! A year is a world of its own, made from the seed and its number: families to whom a child is
//! born, bodies with their officers, registers, a carrier of messages, nodes over one store. The
//! world has a clock and an agenda of its own and runs the production code of `domain` and `app`; after
//! each step every case that changed is held against the invariants. Years do not depend on one
//! another, so they run on all cores, and one that fails runs alone again.
//!
//! To add a behaviour, give it a wish in `officer.rs` or `person.rs`; a fault, a line in `fault.rs`; an
//! invariant, a check in `tutas_domain::invariant` if it is of one case, else in `watch.rs`.

mod act;
mod carrier;
pub(crate) mod country;
pub(crate) mod family;
mod fault;
pub(crate) mod form;
mod ground;
mod node;
mod officer;
mod person;
#[cfg(feature = "plant")]
mod plant;
mod registers;
mod report;
mod stage;
mod story;
mod watch;
mod world;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use anyhow::Context as _;
use clap::Args;
use jiff::ToSpan as _;
use tokio::runtime::Runtime;
use tutas_gateway::XRoad;

use country::Lands;
use fault::Fault;
pub(crate) use node::EngineKind;
use report::{Report, Sum};
use world::{Plan, Stops, World};

use crate::{Format, say};

/// What to simulate.
#[derive(Args)]
pub(crate) struct SimulateArgs {
    /// How many years.
    #[arg(long, default_value_t = 1)]
    years: u32,
    /// The seed: the same one gives the same years.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// On which store.
    #[arg(long, value_enum, default_value_t)]
    engine: EngineKind,
    /// URL of a PostgreSQL on which to simulate instead, in schemas of its own that go away.
    #[arg(
        long,
        env = "TUTAS_DATABASE",
        hide_env_values = true,
        value_name = "URL"
    )]
    database: Option<String>,
    /// How to print.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// About how many cases a year.
    #[arg(long, default_value_t = 4000)]
    cases_a_year: usize,
    /// On how many threads; as many as there are cores if none is given.
    #[arg(long)]
    jobs: Option<usize>,
    /// Only this year, with its story.
    #[arg(long)]
    year: Option<u32>,
    /// Only this family.
    #[arg(long, requires = "year")]
    family: Option<usize>,
    /// Faults to leave out.
    #[arg(long, value_enum, value_delimiter = ',')]
    without: Vec<Fault>,
    /// Stop after this step.
    #[arg(long, requires = "year")]
    until: Option<u64>,
    /// Plants one bug an invariant, one after the other, and says which are caught.
    #[cfg(feature = "plant")]
    #[arg(long)]
    plant: bool,
    /// Go on after what did not hold, and tell all of it.
    #[arg(long)]
    keep_going: bool,
    /// A failure to play again, as `--format json` prints it.
    #[arg(long)]
    replay: Option<PathBuf>,
}

/// So many years follow one another, by turns.
const YEARS: u32 = 6;

/// About how many cases a family brings.
const CASES_A_FAMILY: usize = 5;

/// What all years have in common.
struct Common {
    files: country::Files,
    /// The catalogs of each of the six kinds of years, read when first needed.
    lands: Mutex<BTreeMap<u32, Arc<Lands>>>,
    gateway: XRoad,
}

/// Runs a simulation.
pub(crate) fn run(args: &SimulateArgs) -> anyhow::Result<ExitCode> {
    #[cfg(feature = "plant")]
    if args.plant {
        return plant::run(args);
    }
    let report = match &args.replay {
        Some(file) => story::replay(file, args.database.as_deref())?,
        None => simulate(args)?,
    };
    let text = match args.format {
        Format::Table => report.text(),
        Format::Json => report.json(),
    };
    say(&text);
    Ok(if report.is_success() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn simulate(args: &SimulateArgs) -> anyhow::Result<Report> {
    let common = Common::read()?;
    let engine = match args.database {
        Some(_) => EngineKind::Postgres,
        None => args.engine,
    };
    let plan = Plan {
        seed: args.seed,
        index: 0,
        families: args.cases_a_year.div_ceil(CASES_A_FAMILY).max(2),
        engine,
        database: args.database.as_deref().map(Arc::from),
        without: args.without.iter().copied().collect(),
        only: args.family,
        until: args.until,
        tells: args.year.is_some(),
        stops: if args.keep_going {
            Stops::Never
        } else {
            Stops::AtAny
        },
    };
    let begun = Instant::now();
    let years: Vec<u32> = match args.year {
        Some(year) => vec![year],
        None => (0..args.years).collect(),
    };
    let sum = all_years(&common, &plan, &years, args.jobs.unwrap_or_else(cores))?;
    let found = sum.found.clone();
    let mut report = sum.report(args.seed, engine, begun.elapsed().as_secs_f64());
    if let Some((year, found)) = found
        && !args.keep_going
    {
        let plan = Plan {
            index: year,
            ..plan
        };
        report.failure = Some(story::shrink(&common, &plan, &found)?);
    }
    Ok(report)
}

/// Runs the years on so many threads; stops at the first that fails.
fn all_years(common: &Common, plan: &Plan, years: &[u32], jobs: usize) -> anyhow::Result<Sum> {
    let next = AtomicU32::new(0);
    let work = || -> anyhow::Result<Sum> {
        let runtime = Arc::new(runtime()?);
        let mut sum = Sum::default();
        loop {
            let place = next.fetch_add(1, Ordering::Relaxed);
            let Some(year) = usize::try_from(place)
                .ok()
                .and_then(|place| years.get(place))
            else {
                return Ok(sum);
            };
            let world = common.year(
                Plan {
                    index: *year,
                    ..plan.clone()
                },
                &runtime,
            )?;
            sum.add(&world);
            if world.is_broken() {
                next.store(u32::MAX / 2, Ordering::Relaxed);
                return Ok(sum);
            }
        }
    };
    let sums: Vec<anyhow::Result<Sum>> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..jobs.max(1)).map(|_| scope.spawn(work)).collect();
        threads
            .into_iter()
            .map(|thread| {
                thread
                    .join()
                    .unwrap_or_else(|_| Err(anyhow::anyhow!("a year broke off in a panic")))
            })
            .collect()
    });
    let mut all = Sum::default();
    for sum in sums {
        all.merge(sum?);
    }
    Ok(all)
}

fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
}

fn runtime() -> anyhow::Result<Runtime> {
    tokio::runtime::Builder::new_current_thread()
        .build()
        .context("no runtime")
}

impl Common {
    fn read() -> anyhow::Result<Self> {
        Ok(Self {
            files: country::files()?,
            lands: Mutex::default(),
            gateway: XRoad::new("http://127.0.0.1:9")
                .map_err(|error| anyhow::anyhow!("{error}"))?,
        })
    }

    fn lands(&self, index: u32) -> anyhow::Result<Arc<Lands>> {
        let mut lands = self.lands.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(read) = lands.get(&(index % YEARS)) {
            return Ok(Arc::clone(read));
        }
        let first = Plan::of_year(index).first_day();
        let decreed = [150, 151, 190, 212].map(|days: i64| first.saturating_add(days.days()));
        let changes = first.saturating_add(183.days());
        let read = Arc::new(Lands::read(self.files.clone(), changes, &decreed)?);
        lands.insert(index % YEARS, Arc::clone(&read));
        Ok(read)
    }

    /// Runs one year to its end, or to what did not hold.
    fn year(&self, plan: Plan, runtime: &Arc<Runtime>) -> anyhow::Result<World> {
        let lands = self.lands(plan.index)?;
        let mut world = World::new(plan, lands, self.gateway.clone(), Arc::clone(runtime))?;
        world.run()?;
        Ok(world)
    }
}

impl Plan {
    fn of_year(index: u32) -> Self {
        Self {
            seed: 0,
            index,
            families: 0,
            engine: EngineKind::Memory,
            database: None,
            without: BTreeSet::new(),
            only: None,
            until: None,
            tells: false,
            stops: Stops::AtAny,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A short year of a few families.
    fn short(seed: u64, index: u32) -> Plan {
        Plan {
            seed,
            families: 8,
            ..Plan::of_year(index)
        }
    }

    fn told(world: &World) -> (u64, u64, BTreeMap<&'static str, u64>) {
        (world.step, world.watch.events, world.watch.by_name.clone())
    }

    #[test]
    fn the_law_holds_in_short_years_of_two_seeds_and_the_same_seed_gives_the_same_year() {
        let common = Common::read().unwrap();
        let runtime = Arc::new(runtime().unwrap());
        let mut years = Vec::new();
        for seed in [1, 2, 1] {
            let world = common.year(short(seed, 0), &runtime).unwrap();
            assert_eq!(world.watch.found, [], "seed {seed}");
            assert!(world.watch.cases.len() > 10, "seed {seed}");
            assert!(world.watch.checks.count(13) > 100, "seed {seed}");
            years.push(told(&world));
        }
        assert_eq!(years[0], years[2]);
        assert_ne!(years[0], years[1]);
    }

    #[test]
    fn a_short_year_holds_on_sqlite_too_with_nodes_killed() {
        a_year_with_nodes_killed(EngineKind::Sqlite, None);
    }

    #[test]
    fn a_short_year_holds_on_postgresql_too_with_nodes_killed() {
        let url = std::env::var("TUTAS_PG_URL")
            .expect("run through ./check, which starts PostgreSQL, or set TUTAS_PG_URL");
        a_year_with_nodes_killed(EngineKind::Postgres, Some(url.into()));
    }

    fn a_year_with_nodes_killed(engine: EngineKind, database: Option<Arc<str>>) {
        let common = Common::read().unwrap();
        let runtime = Arc::new(runtime().unwrap());
        let plan = Plan {
            engine,
            database,
            families: 3,
            ..short(3, 1)
        };
        let world = common.year(plan, &runtime).unwrap();
        assert_eq!(world.watch.found, []);
        assert!(world.faults["node-killed"] > 10);
        let over_commits = node::CRASHES.map(|(name, _)| world.faults.get(name));
        let over_commits: u64 = over_commits.into_iter().flatten().sum();
        assert!(over_commits > 2, "{:?}", world.faults);
    }

    /// Those that a year of few cases shows; `tutas simulate --plant` takes all of them.
    #[cfg(feature = "plant")]
    #[test]
    fn bugs_that_were_planted_are_caught() {
        const QUICK: [u8; 16] = [2, 3, 4, 5, 7, 8, 108, 9, 13, 16, 18, 19, 20, 21, 22, 28];
        let harvest = plant::plant_all(&Common::read().unwrap(), 1, &QUICK).unwrap();
        assert_eq!((harvest.planted, harvest.missed), (QUICK.len(), Vec::new()));
        a_failure_is_shrunk_and_plays_again();
    }

    /// Called by the test above: a bug is planted for the whole process, so one test at a time.
    #[cfg(feature = "plant")]
    fn a_failure_is_shrunk_and_plays_again() {
        tutas_domain::plant::select(22);
        let report = simulate(&SimulateArgs {
            years: 1,
            seed: 5,
            engine: EngineKind::Memory,
            database: None,
            format: Format::Json,
            cases_a_year: 60,
            jobs: Some(1),
            year: None,
            family: None,
            without: Vec::new(),
            until: None,
            plant: false,
            keep_going: false,
            replay: None,
        });
        let report = report.unwrap();
        let failure = report.failure.as_ref().unwrap();
        assert_eq!((failure.invariant, failure.alone), (22, true));
        assert!(failure.faults.len() < Fault::ALL.len());
        assert!(!failure.story.is_empty() && !report.is_success());

        let file = std::env::temp_dir().join(format!("tutas-failure-{}.json", std::process::id()));
        std::fs::write(&file, report.json()).unwrap();
        let again = story::replay(&file, None).unwrap().failure.unwrap();
        std::fs::remove_file(&file).unwrap();
        tutas_domain::plant::select(0);
        assert_eq!((again.invariant, again.until), (22, failure.until));
        assert_eq!(again.story, failure.story);
    }
}
