//! Tutas: a whole service state in one program.

mod backup;
mod bench;
mod catalog_files;
mod catalog_tools;
mod connections;
mod demo;
mod exchange;
mod field_tools;
mod log;
mod papers;
mod provider;
mod registers;
mod simulate;
mod staff;
mod wiring;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand, ValueEnum};
use jiff::civil::Date;

/// Cases are many small pieces, made by one thread and let go by another: the system's allocator
/// takes a quarter of all time for them.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// A whole service state in one program.
#[derive(Parser)]
#[command(name = "tutas", version, about, arg_required_else_help = true)]
#[command(
    after_help = "Examples:\n  tutas demo\n  tutas check catalog\n  tutas test catalog --format json\n  tutas term --received 2026-03-19 --days 15\n  tutas iin 900101100014"
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Makes a demonstration country and serves it.
    #[command(
        after_help = "Examples:\n  tutas demo\n  tutas demo --data /tmp/country --people 2000 --port 8090\n  tutas demo --database postgres://tutas@127.0.0.1/tutas\n  tutas demo --clock 2026-03-18T10:00"
    )]
    Demo(demo::DemoArgs),
    /// The demonstration's registers, as a process of their own.
    #[command(subcommand)]
    Registers(RegistersCommand),
    /// Checks a catalog, as a compiler checks a program.
    #[command(
        after_help = "Examples:\n  tutas check catalog\n  tutas check catalog my/catalog --format json"
    )]
    Check(CatalogArgs),
    /// Plays the examples of a catalog.
    #[command(after_help = "Examples:\n  tutas test catalog\n  tutas test catalog --format json")]
    Test(CatalogArgs),
    /// Prints what is generated from a catalog for others.
    #[command(subcommand)]
    Print(papers::PrintCommand),
    /// Begins a definition from a paper of the state.
    #[command(subcommand)]
    Import(papers::ImportCommand),
    /// Simulates years of a district in which everything goes wrong that can.
    #[command(
        after_help = "Examples:\n  tutas simulate --years 2 --seed 1\n  tutas simulate --years 10 --engine sqlite --format json\n  tutas simulate --years 2 --cases-a-year 20 --database postgres://tutas@127.0.0.1/tutas\n  tutas simulate --seed 7 --year 3 --family 12"
    )]
    Simulate(simulate::SimulateArgs),
    /// Measures the program on its own production path.
    #[command(subcommand)]
    Bench(bench::BenchCommand),
    /// Works out a term: when something received is registered and when it is due.
    #[command(
        after_help = "Examples:\n  tutas term --received 2026-03-19 --days 15\n  tutas term --received 2026-10-25T11:00 --days 2 --format json\n  tutas term --received 2026-05-06 --days 30 --kind calendar"
    )]
    Term(field_tools::TermArgs),
    /// Looks at an individual identification number.
    #[command(
        after_help = "Examples:\n  tutas iin 900101100014\n  tutas iin 900101100014 --format json"
    )]
    Iin(field_tools::IinArgs),
    /// Checks that every state is the fold of its events, and every leaf its hash.
    #[command(
        after_help = "Examples:\n  tutas verify\n  tutas verify --data /tmp/country --format json\n  tutas verify --database postgres://tutas@127.0.0.1/tutas"
    )]
    Verify(DataArgs),
    /// Copies the data folder, also beside a program that writes in it; the master key stays out.
    #[command(
        after_help = "Examples:\n  tutas backup --to /mnt/backup/2026-11-22\n  tutas backup --data /tmp/country --to /mnt/backup/monday --format json"
    )]
    Backup(backup::BackupArgs),
    /// Puts a backup into a new data folder, once everything in it has been verified.
    #[command(
        after_help = "Examples:\n  tutas restore --from /mnt/backup/2026-11-22 --data data-restored --master-key /mnt/safe/master.key"
    )]
    Restore(backup::RestoreArgs),
}

#[derive(Subcommand)]
enum RegistersCommand {
    /// Serves the registers of a data folder; makes a country for them if it has none.
    #[command(
        after_help = "Examples:\n  tutas registers serve --data ./data --port 8100\n  tutas registers serve --data /tmp/registers --people 2000 --tls\n  tutas registers serve --fault births=slow:3s,persons=down"
    )]
    Serve(demo::RegistersArgs),
    /// Looks for people who stand in a register of a data folder twice.
    #[command(
        after_help = "Examples:\n  tutas registers duplicates --data ./data\n  tutas registers duplicates --data ./data --register births --format json"
    )]
    Duplicates(demo::DuplicatesArgs),
}

#[derive(Args)]
struct CatalogArgs {
    /// What to look at: always `catalog`.
    #[arg(value_parser = ["catalog"])]
    what: String,
    /// Folder of the catalog; the one built in, if none is given and there is no ./catalog.
    folder: Option<PathBuf>,
    /// How to print.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

#[derive(Args)]
struct DataArgs {
    /// Folder with all data.
    #[arg(long, env = "TUTAS_DATA", default_value = "data")]
    data: PathBuf,
    #[command(flatten)]
    database: wiring::DatabaseArg,
    /// How to print.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// How a command prints.
#[derive(Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people.
    #[default]
    Table,
    /// For programs.
    Json,
}

fn main() -> ExitCode {
    match run(Cli::parse().command) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("tutas: {error:#}");
            ExitCode::from(2)
        }
    }
}

fn run(command: Command) -> anyhow::Result<ExitCode> {
    match command {
        Command::Demo(args) => demo::run(&args),
        Command::Registers(RegistersCommand::Serve(args)) => demo::serve_registers(&args),
        Command::Registers(RegistersCommand::Duplicates(args)) => demo::find_duplicates(&args),
        Command::Check(args) => catalog_tools::check(args.folder.as_deref(), args.format),
        Command::Test(args) => catalog_tools::test(args.folder.as_deref(), args.format),
        Command::Print(command) => papers::print(&command),
        Command::Import(command) => papers::import(&command),
        Command::Bench(command) => bench::run(&command),
        Command::Simulate(args) => simulate::run(&args),
        Command::Term(args) => field_tools::term(&args),
        Command::Iin(args) => Ok(field_tools::iin(&args)),
        Command::Verify(args) => demo::verify(&args.data, &args.database, args.format),
        Command::Backup(args) => backup::back_up(&args),
        Command::Restore(args) => backup::restore(&args),
    }
}

/// Prints what a command found. A reader that has seen enough (`| head`) is no error.
fn say(text: &str) {
    use std::io::Write as _;
    let _reader_left = writeln!(std::io::stdout(), "{}", text.trim_end());
}

/// A date or a date and time as a person types it.
fn parse_date_time(text: &str) -> Result<jiff::civil::DateTime, String> {
    text.parse().or_else(|_| {
        text.parse::<Date>()
            .map(|date| date.at(12, 0, 0, 0))
            .map_err(|_| format!("`{text}` is not a date: write 2026-03-19 or 2026-03-19T11:00"))
    })
}
