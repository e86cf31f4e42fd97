//! `tutas bench`: what the program does in a second, measured on its own production path.

mod lifecycle;
mod people;
mod raw;

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
}

/// Measures.
pub(crate) fn run(command: &BenchCommand) -> anyhow::Result<ExitCode> {
    match command {
        BenchCommand::Lifecycle(args) => lifecycle::run(args),
    }
}
