//! One year of a district: what happens when, to whom, and what is looked at after each step.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan as _};
use tokio::runtime::Runtime;
use tutas_app::{App, AppError, Clock as _};
use tutas_domain::actor::Actor;
use tutas_gateway::XRoad;
use tutas_store::{CommitFault, StreamId};
use uuid::Uuid;

use super::carrier::Carrier;
use super::country::{District, Lands};
use super::family::{Family, Papers};
use super::fault::Fault;
use super::ground::{Declared, Paired};
use super::node::{EngineKind, Home, unless_it_dies};
use super::registers::WorldRegisters;
use super::stage::{Agenda, NodeClock, SeededIds, after, minutes};
use super::watch::{Doing, Watch};
use crate::registers::Chance;
use crate::staff::staff;

/// What one world is to be.
#[derive(Clone)]
pub(super) struct Plan {
    pub(super) seed: u64,
    /// Which of the years.
    pub(super) index: u32,
    pub(super) families: usize,
    pub(super) engine: EngineKind,
    /// Where the PostgreSQL is.
    pub(super) database: Option<Arc<str>>,
    /// Faults that are left out.
    pub(super) without: BTreeSet<Fault>,
    /// Only this family lives, if one is named.
    pub(super) only: Option<usize>,
    /// Stops after this step.
    pub(super) until: Option<u64>,
    /// Whether the story is told.
    pub(super) tells: bool,
    /// When the world stops before its time.
    pub(super) stops: Stops,
}

/// At what a world stops.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stops {
    /// At the first thing that does not hold.
    AtAny,
    /// At the first thing that does not hold of this invariant.
    #[cfg(feature = "plant")]
    At(u8),
    /// At nothing.
    Never,
}

impl Plan {
    /// The seed of this very year.
    pub(super) fn own_seed(&self) -> u64 {
        let mut chance = Chance::new(self.seed.wrapping_add(u64::from(self.index) << 20));
        chance.number()
    }

    /// The first day: six years by turns, so that every kind of year comes.
    pub(super) fn first_day(&self) -> Date {
        let year = 2026 + i16::try_from(self.index % 6).unwrap_or(0);
        jiff::civil::date(year, 1, 5)
    }
}

/// A year's births, and time for all that follows them.
const YEARS_TO_THE_END: i64 = 3;

/// What happens.
#[derive(Clone, Debug)]
pub(super) enum What {
    /// A clinic sends the record of a birth.
    Record(usize),
    /// A family applies.
    Apply(usize),
    /// A node's workers do what is due.
    Work,
    /// Somebody at the body looks at a case.
    Officer(Uuid),
    /// The person looks at a case.
    Person(Uuid),
    /// Something goes wrong, or right again.
    Fault(Fault, bool),
}

/// Visits that are planned for a case.
#[derive(Default)]
pub(super) struct Visits {
    pub(super) officer: bool,
    pub(super) person: bool,
    pub(super) officers: u32,
    pub(super) persons: u32,
    /// Nobody at the body ever comes.
    pub(super) never: bool,
}

/// A world.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a fact about the world of its own, and all of them meet"
)]
pub(super) struct World {
    pub(super) plan: Plan,
    pub(super) lands: Arc<Lands>,
    pub(super) district: District,
    pub(super) clock: Arc<NodeClock>,
    pub(super) registers: Arc<WorldRegisters>,
    pub(super) carrier: Arc<Carrier>,
    pub(super) ids: Arc<SeededIds>,
    pub(super) app: Option<App>,
    pub(super) home: Option<Home>,
    runtime: Arc<Runtime>,
    pub(super) agenda: Agenda<What>,
    pub(super) families: Vec<Family>,
    late_records: BTreeMap<usize, Papers>,
    pub(super) visits: BTreeMap<Uuid, Visits>,
    /// To which family a bundle or case belongs.
    pub(super) owner: BTreeMap<Uuid, usize>,
    pub(super) watch: Watch,
    /// For what goes wrong: what people do has chances of its own.
    pub(super) chance: Chance,
    pub(super) changed_law: bool,
    pub(super) decreed: bool,
    pub(super) calm: bool,
    pub(super) step: u64,
    /// What waits then for something that never comes waits on.
    ends_at: Timestamp,
    pub(super) faults: BTreeMap<String, u64>,
    pub(super) rejections: BTreeMap<String, u64>,
    pub(super) failures: BTreeMap<String, u64>,
    pub(super) story: Vec<String>,
    work_at: Option<Timestamp>,
    /// Whether a commit of this step is planned to fail.
    /// The commit over which a node is to come to grief, and how many go well before it.
    pub(super) crash: Option<(&'static str, Vec<Option<CommitFault>>)>,
    pub(super) declared: Declared,
    pub(super) paired: Paired,
    /// A decree: any open case may be counted anew.
    pub(super) recounts: bool,
}

impl World {
    pub(super) fn new(
        plan: Plan,
        lands: Arc<Lands>,
        gateway: XRoad,
        runtime: Arc<Runtime>,
    ) -> anyhow::Result<Self> {
        let seed = plan.own_seed();
        let clock = Arc::new(NodeClock::default());
        let catalog = lands.land(false, false);
        let start = catalog.calendar.start_of(plan.first_day());
        clock.set(start);
        let registers = Arc::new(WorldRegisters::new(
            &catalog,
            Arc::clone(&clock),
            gateway,
            seed ^ 1,
        ));
        let mut world = Self {
            district: District::of(&catalog)?,
            ids: Arc::new(SeededIds::new(seed ^ 2)),
            carrier: Arc::new(Carrier::new(seed ^ 3)),
            chance: Chance::new(seed ^ 4),
            home: None,
            app: None,
            agenda: Agenda::new(),
            families: Vec::new(),
            late_records: BTreeMap::new(),
            visits: BTreeMap::new(),
            owner: BTreeMap::new(),
            watch: Watch::default(),
            changed_law: false,
            decreed: false,
            calm: false,
            step: 0,
            ends_at: after(start, YEARS_TO_THE_END * 365 * 24),
            faults: BTreeMap::new(),
            rejections: BTreeMap::new(),
            failures: BTreeMap::new(),
            story: Vec::new(),
            work_at: None,
            crash: None,
            recounts: false,
            declared: Declared::of(&catalog),
            paired: Paired::new(),
            plan,
            lands,
            clock,
            registers,
            runtime,
        };
        let store = world.first_store()?;
        world.start(store, staff(&catalog));
        world.settle_the_district();
        world.plan_births(start, seed);
        world.plan_faults(start);
        Ok(world)
    }

    fn settle_the_district(&self) {
        for (register, record) in self.district.public() {
            self.registers.add(register, record);
        }
    }

    fn plan_births(&mut self, start: Timestamp, seed: u64) {
        let year = 365 * 24 * 60;
        for number in 0..self.plan.families {
            let mut chance =
                Chance::new(seed ^ (number as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15));
            let born_at = minutes(start, chance.between(0, year));
            let zone = self.lands.land(false, false).calendar.zone().clone();
            let mut born_on = born_at.to_zoned(zone).date();
            let peek = Family::make(seed, number, born_on, &self.district).0;
            if peek.is_late() {
                born_on = born_on.saturating_sub(400.days());
            }
            let (mut family, papers, births) = Family::make(seed, number, born_on, &self.district);
            let lives = self.plan.only.is_none_or(|only| only == number);
            if lives {
                for (register, record) in papers {
                    self.registers.add(register, record);
                }
                let applies = family.applies_at(born_at);
                let delay = if family.clinic_is_late() {
                    family.chance.between(2, 30) * 24 * 60
                } else {
                    0
                };
                self.agenda
                    .put(minutes(born_at, delay), What::Record(number));
                self.agenda.put(minutes(applies, 1), What::Apply(number));
            }
            self.late_records.insert(number, births);
            self.families.push(family);
        }
    }

    /// Runs the year, and then until nothing is left to do but to wait.
    pub(super) fn run(&mut self) -> anyhow::Result<()> {
        let runtime = Arc::clone(&self.runtime);
        let published = {
            let app = self.app()?.clone();
            let files = Arc::clone(&self.lands);
            runtime.block_on(async move { app.publish(&files.files).await })
        };
        published.map_err(|error| anyhow::anyhow!("the catalog cannot be published: {error}"))?;
        while let Some((at, what)) = self.agenda.take() {
            if at > self.ends_at {
                break;
            }
            self.clock.set(at);
            self.step += 1;
            runtime.block_on(self.happen(what))?;
            if self.is_broken() || self.plan.until.is_some_and(|until| self.step >= until) {
                return Ok(());
            }
        }
        runtime.block_on(self.drain())?;
        Ok(())
    }

    /// Whether something did not hold at which this world stops.
    pub(super) fn is_broken(&self) -> bool {
        match self.plan.stops {
            Stops::AtAny => !self.watch.found.is_empty(),
            #[cfg(feature = "plant")]
            Stops::At(number) => self.watch.found.iter().any(|one| one.invariant == number),
            Stops::Never => false,
        }
    }

    async fn happen(&mut self, what: What) -> anyhow::Result<()> {
        let family = match &what {
            What::Apply(family) => *family,
            What::Officer(case) | What::Person(case) => {
                self.owner.get(case).copied().unwrap_or_default()
            }
            _ => 0,
        };
        Box::pin(self.one(what)).await?;
        self.look_at_reads(family)?;
        self.plan_work()
    }

    async fn one(&mut self, what: What) -> anyhow::Result<()> {
        match what {
            What::Record(family) => {
                for (register, record) in self.late_records.remove(&family).unwrap_or_default() {
                    self.registers.add(register, record);
                }
            }
            What::Apply(family) => self.apply(family).await?,
            What::Work => {
                self.work_at = None;
                self.work().await?;
            }
            What::Officer(case) => Box::pin(self.officer(case)).await?,
            What::Person(case) => Box::pin(self.person(case)).await?,
            What::Fault(fault, begins) => self.fault(fault, begins)?,
        }
        Ok(())
    }

    /// A worker comes when there is something to do, not always at once.
    fn plan_work(&mut self) -> anyhow::Result<()> {
        let Some(next) = self.app()?.probe().store().next_wake()? else {
            return Ok(());
        };
        let now = self.clock.truth();
        let late = if self.calm {
            0
        } else {
            self.chance.between(0, 9)
        };
        let at = minutes(next, late).max(minutes(now, 1));
        if self.work_at.is_none_or(|planned| at < planned) {
            self.work_at = Some(at);
            self.agenda.put(at, What::Work);
        }
        Ok(())
    }

    /// Workers step until nothing is due; after each step every case they touched is looked at.
    pub(super) async fn work(&mut self) -> anyhow::Result<()> {
        let mut from = self.clock.now();
        let mut hurt = false;
        for _ in 0..64 {
            let app = self.app()?.clone();
            from = self.clock.now();
            let store = app.probe().store();
            // Letters of the next minute are told of already when nothing else is to be done.
            let soon = minutes(from, 1);
            let due: BTreeSet<usize> = store
                .due_streams(from, 64)?
                .into_iter()
                .chain(
                    store
                        .due_effects(soon, 256)?
                        .into_iter()
                        .map(|due| due.key.stream),
                )
                .filter_map(|stream| self.owner.get(&stream.0).copied())
                .collect();
            self.commits_may_fail(&app);
            let progress = unless_it_dies(&app, app.step()).await;
            let failed = self.commits_are_well(&app);
            drop(app);
            for family in due {
                self.look(family, &[Actor::Machine], from)?;
            }
            if self.recounts {
                self.look_at_all(from)?;
            }
            match progress {
                Ok(progress) if progress.done > 0 => {}
                Ok(_) if failed => {}
                Ok(_) => {
                    self.recounts = false;
                    break;
                }
                Err(error) => self.failed("work", &error),
            }
            if failed {
                self.kill()?;
            }
            hurt = failed;
        }
        if !hurt {
            let left = self.app()?.probe().store().due_streams(from, 1)?;
            let fired = left.is_empty();
            self.watch
                .checks
                .check(20, fired, "a clock that was due has not fired");
            self.watch.note_at(0, "work");
        }
        Ok(())
    }

    /// Terms are worked out again in any open case after a decree.
    fn look_at_all(&mut self, from: Timestamp) -> anyhow::Result<()> {
        for family in 0..self.families.len() {
            if !self.families[family].cases.is_empty() {
                self.look(family, &[Actor::Machine], from)?;
            }
        }
        Ok(())
    }

    /// Looks at every case of a family, and plans who comes to see what is new.
    pub(super) fn look(
        &mut self,
        family: usize,
        actors: &[Actor],
        from: Timestamp,
    ) -> anyhow::Result<()> {
        let app = self.app()?.clone();
        let probe = app.probe();
        let doing = Doing {
            actors,
            from,
            until: self.clock.now().max(from),
            family,
        };
        let Some(home) = self.families.get_mut(family) else {
            return Ok(());
        };
        for application in &home.applications {
            for stream in probe.store().cases_of_bundle(StreamId(*application))? {
                if !home.cases.contains(&stream.0) {
                    home.cases.push(stream.0);
                }
            }
        }
        let cases = home.cases.clone();
        for case in cases {
            self.owner.insert(case, family);
            let news = self
                .watch
                .follow(probe, app.catalog(), &self.registers, case, &doing);
            match news {
                Ok(true) => self.plan_visits(case, family),
                Ok(false) => {}
                Err(error) => self.failed("look", &error),
            }
        }
        Ok(())
    }

    /// Something did not work that should have.
    pub(super) fn failed(&mut self, what: &str, error: &AppError) {
        match error {
            AppError::Rejected(rejection) => {
                *self
                    .rejections
                    .entry(rejection.code().to_owned())
                    .or_default() += 1;
            }
            error => *self.failures.entry(format!("{what}: {error}")).or_default() += 1,
        }
    }

    pub(super) fn count_fault(&mut self, name: &str) {
        *self.faults.entry(name.to_owned()).or_default() += 1;
    }

    /// Puts a line into the story.
    pub(super) fn tell(&mut self, line: impl FnOnce(&Self) -> String) {
        if self.plan.tells {
            let line = line(self);
            let now = self.clock.now();
            self.story.push(format!("{:>6}  {now}  {line}", self.step));
        }
    }

    /// Faults stop; every clock that is due must fire, and every effect be done.
    async fn drain(&mut self) -> anyhow::Result<()> {
        self.all_is_well().await?;
        let last = minutes(self.clock.truth(), 150 * 24 * 60);
        loop {
            let next = self.app()?.probe().store().next_wake()?;
            let Some(next) = next.filter(|next| *next <= last) else {
                break;
            };
            self.clock.set(next.max(minutes(self.clock.truth(), 1)));
            self.work().await?;
            self.look_at_reads(0)?;
            if self.is_broken() {
                return Ok(());
            }
        }
        self.look_at_the_end()
    }
}

impl Drop for World {
    fn drop(&mut self) {
        self.app = None;
        if let Some(home) = &self.home {
            home.remove();
        }
    }
}
