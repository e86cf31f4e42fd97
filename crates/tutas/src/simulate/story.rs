//! A failure told as shortly as it can be: fewer families, fewer faults, no step too many.

use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use anyhow::Context as _;
use serde::Deserialize;

use super::fault::Fault;
use super::node::EngineKind;
use super::report::{Failure, Report};
use super::watch::Found;
use super::world::{Plan, World};
use super::{Common, Sum, runtime};

/// Shrinks a failure: the family alone, if that shows it; without every fault it does not need;
/// up to the step at which it shows.
pub(super) fn shrink(common: &Common, plan: &Plan, found: &Found) -> anyhow::Result<Failure> {
    let runtime = Arc::new(runtime()?);
    let shows = |plan: &Plan| -> anyhow::Result<Option<World>> {
        let world = common.year(plan.clone(), &runtime)?;
        let same = world
            .watch
            .found
            .iter()
            .any(|one| one.invariant == found.invariant);
        Ok(same.then_some(world))
    };
    let alone = Plan {
        only: Some(found.family),
        ..plan.clone()
    };
    let mut least = match shows(&alone)? {
        Some(_) => alone,
        None => plan.clone(),
    };
    if least.only.is_some() {
        for fault in Fault::ALL {
            let mut fewer = least.clone();
            fewer.without.insert(fault);
            if shows(&fewer)?.is_some() {
                least = fewer;
            }
        }
    }
    least.tells = true;
    let world = shows(&least)?
        .context("a failure did not show again: the simulation is not deterministic")?;
    let first = world.watch.found.first().unwrap_or(found);
    let needed = Fault::ALL
        .iter()
        .filter(|fault| !least.without.contains(fault));
    let without: Vec<&str> = least.without.iter().map(|fault| fault.name()).collect();
    let mut replay = format!(
        "tutas simulate --seed {} --year {} --cases-a-year {} --until {}",
        least.seed,
        least.index,
        least.families * super::CASES_A_FAMILY,
        world.step
    );
    if let Some(family) = least.only {
        let _ = write!(replay, " --family {family}");
    }
    if !without.is_empty() {
        let _ = write!(replay, " --without {}", without.join(","));
    }
    replay.push_str(match least.engine {
        EngineKind::Memory => "",
        EngineKind::Sqlite => " --engine sqlite",
        // Not the URL itself: it may hold a password.
        EngineKind::Postgres => " --database URL",
    });
    let told = world.story.len().saturating_sub(400);
    Ok(Failure {
        invariant: first.invariant,
        text: first.text.clone(),
        place: first.place.clone(),
        seed: least.seed,
        year: least.index,
        family: first.family,
        families: least.families,
        engine: least.engine,
        alone: least.only.is_some(),
        faults: needed.map(|fault| fault.name().to_owned()).collect(),
        until: world.step,
        replay,
        story: world.story[told..].to_vec(),
    })
}

/// A failure as it was written down.
#[derive(Deserialize)]
struct Written {
    failure: Played,
}

#[derive(Deserialize)]
struct Played {
    seed: u64,
    year: u32,
    family: usize,
    alone: bool,
    faults: Vec<Fault>,
    until: u64,
    families: usize,
    engine: EngineKind,
}

/// Plays a failure again from the report it stands in.
pub(super) fn replay(file: &Path, database: Option<&str>) -> anyhow::Result<Report> {
    let text = std::fs::read_to_string(file)
        .with_context(|| format!("{} cannot be read", file.display()))?;
    let written: Written = serde_json::from_str(&text).with_context(|| {
        format!(
            "{} is no report of a simulation that failed",
            file.display()
        )
    })?;
    let played = written.failure;
    let without = Fault::ALL
        .into_iter()
        .filter(|fault| !played.faults.contains(fault));
    let plan = Plan {
        seed: played.seed,
        index: played.year,
        families: played.families,
        engine: played.engine,
        database: database.map(Arc::from),
        without: without.collect(),
        only: played.alone.then_some(played.family),
        until: Some(played.until),
        tells: true,
        ..Plan::of_year(played.year)
    };
    let common = Common::read()?;
    let begun = Instant::now();
    let world = common.year(plan.clone(), &Arc::new(runtime()?))?;
    let mut sum = Sum::default();
    sum.add(&world);
    let found = sum.found.clone();
    let mut report = sum.report(played.seed, played.engine, begun.elapsed().as_secs_f64());
    if let Some((_, found)) = found {
        report.failure = Some(shrink(&common, &plan, &found)?);
    }
    Ok(report)
}
