//! `tutas bench`: what the program does in a second, measured on its own production path.

mod duplicates;
mod exchange;
mod lifecycle;
mod pages;
mod people;
mod raw;
mod raw_postgres;
mod report;
mod year;

use std::process::ExitCode;

use clap::Subcommand;

/// What to measure.
#[derive(Subcommand)]
pub(crate) enum BenchCommand {
    /// Whole lives of cases: filed, evidence read, decided, issued, told.
    #[command(
        after_help = "Examples:\n  tutas bench lifecycle --cases 20000\n  tutas bench lifecycle --cases 400000 --format json\n  tutas bench lifecycle --database postgres://tutas:secret@db.example/tutas"
    )]
    Lifecycle(lifecycle::LifecycleArgs),
    /// Duplicates found in a generated register of persons: how many, how surely, how fast.
    #[command(
        after_help = "Examples:\n  tutas bench duplicates --records 1000000\n  tutas bench duplicates --records 100000 --seed 3 --format json"
    )]
    Duplicates(duplicates::DuplicatesArgs),
    /// What a region's people asked for in a year, and what a click costs meanwhile and afterwards.
    #[command(
        after_help = "Examples:\n  tutas bench year --region west-kazakhstan\n  tutas bench year --region west-kazakhstan --part 0.01 --format json"
    )]
    Year(year::YearArgs),
    /// Evidence read from registers over mutual TLS, beside the same calls and nothing else.
    #[command(
        after_help = "Examples:\n  tutas bench exchange\n  tutas bench exchange --reads 50000 --at-once 64 --format json"
    )]
    Exchange(exchange::ExchangeArgs),
}

/// Measures.
pub(crate) fn run(command: &BenchCommand) -> anyhow::Result<ExitCode> {
    match command {
        BenchCommand::Lifecycle(args) => lifecycle::run(args),
        BenchCommand::Duplicates(args) => duplicates::run(args),
        BenchCommand::Year(args) => year::run(args),
        BenchCommand::Exchange(args) => exchange::run(args),
    }
}
