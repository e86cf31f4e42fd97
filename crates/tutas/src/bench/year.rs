//! A year of a region: as many cases as its people had services, and what a click costs while they
//! come and when they are all there.

use std::collections::BTreeMap;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, bail, ensure};
use clap::Args;
use serde::Deserialize;
use serde_json::json;

use super::lifecycle::{How, Place, Town};
use super::pages::{Looks, Visitor};
use crate::{Format, say};

/// How many services a region's people were given.
const VOLUMES: &str = include_str!("volumes.json");

/// Families that wait for an officer when the year is over.
const WAITING: usize = 100;

/// Families and officers that look at their pages afterwards.
const VISITS: usize = 500;

/// How often somebody looks at their pages during the year.
const EVERY: Duration = Duration::from_millis(50);

/// What to measure.
#[derive(Args)]
pub(crate) struct YearArgs {
    /// Which region.
    #[arg(long)]
    region: String,
    /// Which part of its year, more than 0 and at most 1.
    #[arg(long, default_value_t = 1.0)]
    part: f64,
    #[command(flatten)]
    how: How,
}

#[derive(Deserialize)]
struct Volume {
    year: u32,
    services: u32,
}

/// Measures, and prints what it saw.
pub(crate) fn run(args: &YearArgs) -> anyhow::Result<ExitCode> {
    let mut volumes: BTreeMap<String, Volume> = serde_json::from_str(VOLUMES)?;
    let Some(volume) = volumes.remove(&args.region) else {
        let known: Vec<&str> = volumes.keys().map(String::as_str).collect();
        bail!(
            "the volume of `{}` is not known; known are: {}",
            args.region,
            known.join(", ")
        );
    };
    ensure!(
        args.part > 0.0 && args.part <= 1.0,
        "the part of a year is more than 0 and at most 1"
    );
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a part of a count of services is a count"
    )]
    let cases = (f64::from(volume.services) * args.part).ceil() as usize;
    let runtime = args.how.database.runtime().build()?;
    runtime.block_on(measure(args, &volume, cases))?;
    Ok(ExitCode::SUCCESS)
}

async fn measure(args: &YearArgs, volume: &Volume, cases: usize) -> anyhow::Result<()> {
    let place = Place::of(&args.how)?;
    let town = Arc::new(Town::found(&args.how, &place, cases).await?);
    let looks = tokio::spawn(look_meanwhile(Arc::clone(&town)));
    let seconds = town.live(args.how.at_once).await?;
    let during = looks.await.context("the visitor broke off")??;
    town.leave_waiting(WAITING).await?;
    let after = look_afterwards(&town).await?;
    let report = town.report(seconds);
    let (mut during, mut after) = (during, after);
    match args.how.format {
        Format::Json => say(&json!({
            "region": args.region,
            "year": volume.year,
            "services": volume.services,
            "part": args.part,
            "lives": report.json(),
            "pages_meanwhile": pages(&mut during),
            "pages_afterwards": pages(&mut after),
        })
        .to_string()),
        Format::Table => say(&format!(
            "{}, {}: {} services, of which {cases}\n{}\npages meanwhile:\n{}\npages afterwards:\n{}",
            args.region,
            volume.year,
            volume.services,
            report.table(),
            lines(&mut during),
            lines(&mut after),
        )),
    }
    Ok(())
}

/// While the year passes, now and then somebody looks at what is theirs.
async fn look_meanwhile(town: Arc<Town>) -> anyhow::Result<Looks> {
    let mut visitor = Visitor::new(town.app())?;
    let mut next = 0_usize;
    while !town.is_over() {
        tokio::time::sleep(EVERY).await;
        let families = town.families();
        // Not always the newest, which are still in memory.
        next = next.wrapping_mul(31).wrapping_add(17);
        if let Some((who, application)) = families.get(next % families.len().max(1)) {
            visitor.person(who, *application).await?;
        }
    }
    Ok(visitor.looks())
}

async fn look_afterwards(town: &Town) -> anyhow::Result<Looks> {
    let mut visitor = Visitor::new(town.app())?;
    let families = town.families();
    for (who, application) in families.iter().take(VISITS) {
        visitor.person(who, *application).await?;
    }
    let officers = town.officers()?;
    ensure!(!officers.is_empty(), "no case waits for an officer");
    for officer in officers.iter().cycle().take(VISITS) {
        visitor.officer(officer).await?;
    }
    Ok(visitor.looks())
}

fn pages(looks: &mut Looks) -> serde_json::Value {
    let told = looks.told().into_iter();
    told.map(|(kind, count, p50, p99, longest)| {
        json!({"page": kind, "count": count, "p50_ms": p50, "p99_ms": p99, "max_ms": longest})
    })
    .collect()
}

fn lines(looks: &mut Looks) -> String {
    let told = looks.told().into_iter();
    let lines: Vec<String> = told
        .map(|(kind, count, p50, p99, longest)| {
            format!("  {kind}: {p50:.1} ms (p50), {p99:.1} ms (p99), {longest:.1} ms (longest) of {count}")
        })
        .collect();
    lines.join("\n")
}
