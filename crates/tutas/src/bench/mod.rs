//! `tutas bench`: what the program does in a second, measured on its own production path.

mod lifecycle;
mod people;

use std::process::ExitCode;

use clap::Subcommand;

/// What to measure.
#[derive(Subcommand)]
pub(crate) enum BenchCommand {
    /// Whole lives of cases: filed, evidence read, decided, issued, told.
    #[command(
        after_help = "Examples:\n  tutas bench lifecycle --cases 20000\n  tutas bench lifecycle --cases 400000 --format json"
    )]
    Lifecycle(lifecycle::LifecycleArgs),
}

/// Measures.
pub(crate) fn run(command: &BenchCommand) -> anyhow::Result<ExitCode> {
    match command {
        BenchCommand::Lifecycle(args) => lifecycle::run(args),
    }
}
