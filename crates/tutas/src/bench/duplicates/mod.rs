//! Duplicates found in a generated register, of which it is known who is in it twice.

mod register;
mod slips;

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use anyhow::{Context as _, anyhow, ensure};
use clap::Args;
use serde_json::json;
use tutas_quality::{Index, Spelling, Weights, clusters};

use self::register::Register;
use super::report::{count_of, peak_mb, processor_seconds};
use crate::catalog_files::load;
use crate::registers::compare;
use crate::{Format, say};

/// What to measure.
#[derive(Args)]
pub(crate) struct DuplicatesArgs {
    /// How many records the register has.
    #[arg(long, default_value_t = 1_000_000)]
    records: u32,
    /// The seed: the same register for the same one. The weights were chosen on seed 1.
    #[arg(long, default_value_t = 2)]
    seed: u64,
    /// How many threads compare.
    #[arg(long, default_value_t = 2)]
    threads: usize,
    /// A file with other weights, in the form of crates/quality/src/data/weights.json.
    #[arg(long)]
    weights: Option<PathBuf>,
    /// How to print.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// Thresholds beside those in force.
const OTHER_THRESHOLDS: [f32; 5] = [26.0, 28.0, 30.0, 34.0, 44.0];

/// What a threshold finds.
struct Found {
    bits: f32,
    right: usize,
    wrong: usize,
    missed: usize,
}

impl Found {
    fn precision(&self) -> f64 {
        share(self.right, self.right + self.wrong)
    }

    fn recall(&self) -> f64 {
        share(self.right, self.right + self.missed)
    }

    fn json(&self) -> serde_json::Value {
        json!({
            "bits": self.bits,
            "right": self.right,
            "wrong": self.wrong,
            "missed": self.missed,
            "precision": self.precision(),
            "recall": self.recall(),
        })
    }
}

fn share(part: usize, whole: usize) -> f64 {
    count_of(part) / count_of(whole.max(1))
}

/// Measures, and prints what it saw.
pub(crate) fn run(args: &DuplicatesArgs) -> anyhow::Result<ExitCode> {
    ensure!(
        args.threads > 0,
        "somebody must compare: give --threads 1 or more"
    );
    let catalog = load(None)?.catalog;
    let catalog = catalog.context("the catalog has errors: see `tutas check catalog`")?;
    let spelling = Spelling::of(&catalog.country.names).map_err(|error| anyhow!(error))?;
    let weights = match &args.weights {
        None => Weights::built_in(),
        Some(file) => {
            let text = std::fs::read_to_string(file).context("the weights cannot be read")?;
            Weights::read(&text)
        }
    };
    let weights = weights.map_err(|error| anyhow!(error))?;
    let mut register = Register::new(args.seed);
    let making = Instant::now();
    let records = register.take(args.records);
    let making = making.elapsed();
    let (begun, spent, memory) = (Instant::now(), processor_seconds(), peak_mb());
    let mut index = Index::new(&spelling);
    for record in &records {
        index.add(&register::entry(record));
    }
    let indexed = begun.elapsed();
    let (links, compared) = compare(&index, &weights, args.threads);
    let clusters = clusters(&links);
    let took = begun.elapsed();
    let lowest = weights.review();
    let told = [lowest, weights.certain()];
    let mut thresholds: Vec<f32> = OTHER_THRESHOLDS
        .into_iter()
        .filter(|one| *one > lowest)
        .collect();
    thresholds.extend(told);
    thresholds.sort_by(f32::total_cmp);
    let found: Vec<Found> = thresholds
        .iter()
        .map(|bits| register.found(&links, *bits))
        .collect();
    let value = json!({
        "records": index.len(),
        "seed": args.seed,
        "threads": args.threads,
        "twice": register.pairs(),
        "twins": register.twins,
        "namesakes": register.namesakes,
        "making_seconds": making.as_secs_f64(),
        "index_seconds": indexed.as_secs_f64(),
        "seconds": took.as_secs_f64(),
        "processor_seconds": processor_seconds().zip(spent).map(|(now, then)| now - then),
        "register_mb": memory,
        "peak_mb": peak_mb(),
        "compared": compared,
        "clusters": clusters.len(),
        "largest_cluster": clusters.iter().map(|one| one.members.len()).max(),
        "review": lowest,
        "certain": weights.certain(),
        "thresholds": found.iter().map(Found::json).collect::<Vec<_>>(),
    });
    say(&match args.format {
        Format::Json => serde_json::to_string_pretty(&value)?,
        Format::Table => table(&value, &found),
    });
    Ok(ExitCode::SUCCESS)
}

fn table(value: &serde_json::Value, found: &[Found]) -> String {
    let number = |name: &str| value[name].as_f64().unwrap_or(0.0);
    let mut lines = vec![
        format!(
            "{} records (seed {}): {} pairs of one person, {} pairs of twins, {} planted namesakes",
            value["records"], value["seed"], value["twice"], value["twins"], value["namesakes"]
        ),
        format!(
            "{:.1} s on {} threads ({:.1} s of the processor; {:.1} s to make comparable), {} pairs compared",
            number("seconds"),
            value["threads"],
            number("processor_seconds"),
            number("index_seconds"),
            value["compared"]
        ),
        format!(
            "{:.0} MB at most, {:.0} MB of them the generated register; {} clusters, the largest of {}",
            number("peak_mb"),
            number("register_mb"),
            value["clusters"],
            value["largest_cluster"]
        ),
        "threshold  precision  recall    right   wrong  missed".to_owned(),
    ];
    for one in found {
        let name = mark(value, one.bits);
        lines.push(format!(
            "{:9.1}  {:9.4}  {:.4}  {:7} {:7} {:7}{name}",
            one.bits,
            one.precision(),
            one.recall(),
            one.right,
            one.wrong,
            one.missed
        ));
    }
    lines.join("\n")
}

/// What a threshold is for.
fn mark(value: &serde_json::Value, bits: f32) -> &'static str {
    let is = |name: &str| value[name].as_f64() == Some(f64::from(bits));
    if is("review") {
        "  a person looks from here on"
    } else if is("certain") {
        "  certain from here on"
    } else {
        ""
    }
}
