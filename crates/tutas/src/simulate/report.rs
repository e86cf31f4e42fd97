//! What a simulation found, for people and for programs.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::Serialize;
use tutas_domain::invariant::{ALL, Checks};

use super::node::EngineKind;
use super::watch::Found;
use super::world::World;

/// Invariants that are looked at by the simulation itself, beside those of a case alone.
const OWN: [(u8, &str); 4] = [
    (7, "each effect happens at least once and counts once"),
    (
        8,
        "no register read without a ground valid then, and none that is not on record",
    ),
    (
        9,
        "fields requested are declared; fields stored were requested",
    ),
    (
        10,
        "an answer is used only if subject, request and freshness match",
    ),
];

/// What came of a simulation.
#[derive(Serialize)]
pub(crate) struct Report {
    seed: u64,
    years: u32,
    engine: EngineKind,
    cases: u64,
    events: u64,
    pub(super) faults: BTreeMap<String, u64>,
    pub(super) invariants: Vec<Line>,
    seconds: f64,
    rejections: BTreeMap<String, u64>,
    /// What broke off, with its reason: outages and crashes, and faults of ours if there are any.
    failures: BTreeMap<String, u64>,
    event_names: BTreeMap<String, u64>,
    equal_treatment: Treatment,
    /// What did not hold, and how often.
    violations: BTreeMap<String, u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) failure: Option<Failure>,
}

/// One invariant.
#[derive(Serialize)]
pub(super) struct Line {
    pub(super) id: u8,
    pub(super) checks: u64,
    pub(super) violations: u64,
    title: &'static str,
}

/// The first thing that did not hold, as a story that replays.
#[derive(Clone, Serialize)]
pub(crate) struct Failure {
    pub(super) invariant: u8,
    pub(super) text: String,
    pub(super) place: String,
    pub(super) seed: u64,
    /// The year, and the family in it.
    pub(super) year: u32,
    pub(super) family: usize,
    /// Of so many families.
    pub(super) families: usize,
    pub(super) engine: EngineKind,
    /// Whether that family alone shows it.
    pub(super) alone: bool,
    /// Faults it needs.
    pub(super) faults: Vec<String>,
    /// Ends at this step.
    pub(super) until: u64,
    pub(super) replay: String,
    pub(super) story: Vec<String>,
}

/// Hours from receipt to decision, by what must not matter.
#[derive(Default, Serialize)]
pub(super) struct Treatment {
    region: BTreeMap<String, Mean>,
    age: BTreeMap<String, Mean>,
    sex: BTreeMap<String, Mean>,
    channel: BTreeMap<String, Mean>,
}

#[derive(Default, Serialize)]
struct Mean {
    decisions: u64,
    mean_hours: f64,
}

impl Mean {
    fn add(&mut self, decisions: u64, hours: f64) {
        if decisions == 0 {
            return;
        }
        #[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
        let (own, other) = (self.decisions as f64, decisions as f64);
        self.mean_hours = (self.mean_hours * own + hours * other) / (own + other);
        self.decisions += decisions;
    }
}

/// What is counted while years go by.
#[derive(Default)]
pub(super) struct Sum {
    pub(super) years: u32,
    cases: u64,
    events: u64,
    faults: BTreeMap<String, u64>,
    checks: Checks,
    rejections: BTreeMap<String, u64>,
    failures: BTreeMap<String, u64>,
    names: BTreeMap<String, u64>,
    treatment: Treatment,
    violations: BTreeMap<String, u64>,
    /// The year of what did not hold first, and what it was.
    pub(super) found: Option<(u32, Found)>,
}

impl Sum {
    /// Adds a year.
    pub(super) fn add(&mut self, world: &World) {
        self.years += 1;
        self.cases += world.watch.cases.len() as u64;
        self.events += world.watch.events;
        self.checks.merge(&world.watch.checks);
        let add = |into: &mut BTreeMap<String, u64>, name: &str, count: u64| {
            *into.entry(name.to_owned()).or_default() += count;
        };
        for (name, count) in &world.faults {
            add(&mut self.faults, name, *count);
        }
        for (name, count) in world
            .registers
            .faults()
            .into_iter()
            .chain(world.carrier.faults())
        {
            add(&mut self.faults, name, count);
        }
        for (name, count) in &world.rejections {
            add(&mut self.rejections, name, *count);
        }
        for (name, count) in &world.failures {
            add(&mut self.failures, name, *count);
        }
        for (name, count) in &world.watch.by_name {
            add(&mut self.names, name, *count);
        }
        for found in &world.watch.found {
            let what = format!("{}: {} ({})", found.invariant, found.text, found.place);
            add(&mut self.violations, &what, 1);
        }
        self.treat(world);
        if self.found.is_none() {
            let first = world.watch.found.first().cloned();
            self.found = first.map(|found| (world.plan.index, found));
        }
    }

    /// Adds what another thread counted.
    pub(super) fn merge(&mut self, other: Self) {
        self.years += other.years;
        self.cases += other.cases;
        self.events += other.events;
        self.checks.merge(&other.checks);
        for (own, others) in [
            (&mut self.faults, other.faults),
            (&mut self.rejections, other.rejections),
            (&mut self.failures, other.failures),
            (&mut self.names, other.names),
            (&mut self.violations, other.violations),
        ] {
            for (name, count) in others {
                *own.entry(name).or_default() += count;
            }
        }
        for (own, others) in [
            (&mut self.treatment.region, other.treatment.region),
            (&mut self.treatment.age, other.treatment.age),
            (&mut self.treatment.sex, other.treatment.sex),
            (&mut self.treatment.channel, other.treatment.channel),
        ] {
            for (name, mean) in others {
                own.entry(name)
                    .or_default()
                    .add(mean.decisions, mean.mean_hours);
            }
        }
        let earlier = match (&self.found, &other.found) {
            (Some((own, _)), Some((others, _))) => others < own,
            (own, _) => own.is_none(),
        };
        if earlier {
            self.found = other.found;
        }
    }

    fn treat(&mut self, world: &World) {
        for decided in &world.watch.decided {
            let Some(family) = world.families.get(decided.family) else {
                continue;
            };
            #[expect(clippy::cast_precision_loss, reason = "hours of a year")]
            let hours = decided.hours as f64;
            let age = format!(
                "{}-{}",
                family.filer_age / 10 * 10,
                family.filer_age / 10 * 10 + 9
            );
            let channel = if family.at_counter {
                "counter"
            } else {
                "portal"
            };
            let sex = super::family::sex_code(family.filer_sex);
            let treatment = &mut self.treatment;
            for (map, name) in [
                (&mut treatment.region, family.kato.as_str()),
                (&mut treatment.age, age.as_str()),
                (&mut treatment.sex, sex),
                (&mut treatment.channel, channel),
            ] {
                map.entry(name.to_owned()).or_default().add(1, hours);
            }
        }
    }

    /// How often an invariant did not hold.
    #[cfg(feature = "plant")]
    pub(super) fn count_of(&self, invariant: u8) -> usize {
        let violations = self.checks.violations().iter();
        violations.filter(|one| one.invariant == invariant).count()
    }

    pub(super) fn report(self, seed: u64, engine: EngineKind, seconds: f64) -> Report {
        let titles = ALL.iter().map(|one| (one.number, one.title)).chain(OWN);
        let titles: BTreeMap<u8, &str> = titles.collect();
        let invariants = titles
            .into_iter()
            .map(|(id, title)| Line {
                id,
                checks: self.checks.count(id),
                violations: self
                    .checks
                    .violations()
                    .iter()
                    .filter(|violation| violation.invariant == id)
                    .count() as u64,
                title,
            })
            .collect();
        Report {
            seed,
            years: self.years,
            engine,
            cases: self.cases,
            events: self.events,
            faults: self.faults,
            invariants,
            seconds,
            rejections: self.rejections,
            failures: self.failures,
            event_names: self.names,
            equal_treatment: self.treatment,
            violations: self.violations,
            failure: None,
        }
    }
}

impl Report {
    /// Whether everything held and nothing was left unlooked at.
    pub(super) fn is_success(&self) -> bool {
        self.invariants
            .iter()
            .all(|line| line.violations == 0 && line.checks > 0)
    }

    /// For programs: one line.
    pub(super) fn json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// For people.
    pub(super) fn text(&self) -> String {
        let mut text = String::new();
        // Writing to a string does not fail.
        let _ = writeln!(
            text,
            "{} years of a district from seed {}: {} cases, {} events, {:.1} s ({})",
            self.years,
            self.seed,
            self.cases,
            self.events,
            self.seconds,
            self.engine.name()
        );
        let _ = writeln!(text, "\n    checks  violations  invariant");
        for line in &self.invariants {
            let _ = writeln!(
                text,
                "{:>10}  {:>10}  {:>2} {}",
                line.checks, line.violations, line.id, line.title
            );
        }
        let _ = writeln!(text, "\nfaults");
        for (name, count) in &self.faults {
            let _ = writeln!(text, "{count:>10}  {name}");
        }
        let _ = writeln!(text, "\nwhat broke off");
        for (name, count) in &self.failures {
            let _ = writeln!(text, "{count:>10}  {name}");
        }
        let _ = writeln!(text, "\ncommands turned down");
        for (name, count) in &self.rejections {
            let _ = writeln!(text, "{count:>10}  {name}");
        }
        let _ = writeln!(text, "\nhours from receipt to decision (mean, decisions)");
        let treatment = &self.equal_treatment;
        for (by, map) in [
            ("region", &treatment.region),
            ("age", &treatment.age),
            ("sex", &treatment.sex),
            ("channel", &treatment.channel),
        ] {
            for (name, mean) in map {
                let _ = writeln!(
                    text,
                    "{:>10.1}  {:>8}  {by} {name}",
                    mean.mean_hours, mean.decisions
                );
            }
        }
        self.tell_failure(&mut text);
        text
    }

    fn tell_failure(&self, text: &mut String) {
        for line in self.invariants.iter().filter(|line| line.checks == 0) {
            let _ = writeln!(text, "\ninvariant {} was never looked at", line.id);
        }
        for (what, count) in &self.violations {
            let _ = writeln!(text, "{count:>10}  {what}");
        }
        let Some(failure) = &self.failure else { return };
        let _ = writeln!(
            text,
            "\ninvariant {} did not hold: {} ({})\nyear {}, family {}; replay: {}\n",
            failure.invariant,
            failure.text,
            failure.place,
            failure.year,
            failure.family,
            failure.replay
        );
        for line in &failure.story {
            let _ = writeln!(text, "{line}");
        }
    }
}
