//! Planted bugs: one an invariant, in the production code, and each must be caught.

use std::process::ExitCode;
use std::time::Instant;

use serde::Serialize;
use tutas_domain::plant;

use super::world::Stops;
use super::{Common, Plan, SimulateArgs, all_years, cores};
use crate::{Format, say};

/// So many years are tried for each bug before it counts as missed.
const YEARS: u32 = 24;

/// Cases of one of them.
const CASES: usize = 250;

/// What was planted and what was caught.
#[derive(Serialize)]
pub(super) struct Harvest {
    pub(super) planted: usize,
    pub(super) caught: usize,
    pub(super) missed: Vec<u8>,
}

/// Plants every bug and reports.
pub(super) fn run(args: &SimulateArgs) -> anyhow::Result<ExitCode> {
    let harvest = plant_all(&Common::read()?, args.seed, &plant::ALL)?;
    say(&match args.format {
        Format::Json => serde_json::to_string(&harvest)?,
        Format::Table => {
            let missed: Vec<String> = harvest.missed.iter().map(u8::to_string).collect();
            let missed = if missed.is_empty() {
                "none".to_owned()
            } else {
                missed.join(", ")
            };
            format!(
                "{} bugs planted, {} caught; missed: {missed}",
                harvest.planted, harvest.caught
            )
        }
    });
    Ok(if harvest.missed.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// Plants these bugs one after the other.
pub(super) fn plant_all(common: &Common, seed: u64, bugs: &[u8]) -> anyhow::Result<Harvest> {
    let mut missed = Vec::new();
    for bug in bugs {
        let plan = Plan {
            seed,
            families: CASES.div_ceil(super::CASES_A_FAMILY),
            stops: Stops::At(plant::invariant_of(*bug)),
            ..Plan::of_year(0)
        };
        let begun = Instant::now();
        plant::select(*bug);
        let years: Vec<u32> = (0..YEARS).collect();
        let sum = all_years(common, &plan, &years, cores());
        plant::select(0);
        let sum = sum?;
        let caught = sum.count_of(plant::invariant_of(*bug)) > 0;
        // One line a bug, as it goes: all of them take a while.
        eprintln!(
            "bug {bug}: {} in {} years, {:.1} s",
            if caught { "caught" } else { "missed" },
            sum.years,
            begun.elapsed().as_secs_f64()
        );
        if !caught {
            missed.push(*bug);
        }
    }
    Ok(Harvest {
        planted: bugs.len(),
        caught: bugs.len() - missed.len(),
        missed,
    })
}
