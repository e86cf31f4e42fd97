//! The registers of a demonstration: made once, and served by a process of their own.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::{Child, ExitCode, Stdio};
use std::{env, fs, thread};

use anyhow::{Context as _, bail};
use clap::Args;
use jiff::civil::{Date, DateTime};
use tutas_catalog::{Catalog, Example};

use super::{interrupted, load_catalog, shift};
use crate::exchange::{Party, certificates_of, make_certificates};
use crate::log::LogArg;
use crate::registers::{self, Fault, Faults, Ground, parse_fault};
use crate::wiring::machine_now;
use crate::{Format, parse_date_time};

/// What country is made up, if there is none.
#[derive(Args)]
pub(crate) struct CountryArgs {
    /// How many people the country has.
    #[arg(long, default_value_t = 20_000, value_parser = clap::value_parser!(u32).range(1..=2_000_000))]
    people: u32,
    /// The seed of its chance: the same seed makes the same country.
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

/// Arguments of `tutas registers serve`.
#[derive(Args)]
pub(crate) struct RegistersArgs {
    /// Folder with all data: made if it is not there.
    #[arg(long, env = "TUTAS_DATA", default_value = "data")]
    data: PathBuf,
    #[command(flatten)]
    country: CountryArgs,
    /// The day on which a country that is made now is made; today, if not given.
    #[arg(long, value_parser = parse_date_time)]
    clock: Option<DateTime>,
    /// Port to listen on; 0 takes any.
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// Encrypted: only who shows a certificate of the same authority is answered. What is wished
    /// for under /admin then has another port of the loopback, which is printed second.
    #[arg(long)]
    tls: bool,
    /// Folder of the certificates: `registers.pem`, `registers.key` and `authority.pem`;
    /// `certificates` in the data folder, where they are made, if not given.
    #[arg(long, value_name = "FOLDER", requires = "tls")]
    certificates: Option<PathBuf>,
    /// Faults from the start: down, error, slow, slow:3s, wrong-subject, stale, malformed,
    /// forged-hash, huge, redirect, half, garbage, packed.
    #[arg(long, value_name = "REGISTER=FAULT", value_delimiter = ',', value_parser = parse_fault)]
    fault: Vec<(String, Fault)>,
    /// Folder of the catalog; the one built in, if not given.
    #[arg(long)]
    catalog: Option<PathBuf>,
    /// End when standard input closes: the parent process is gone.
    #[arg(long, hide = true)]
    with_parent: bool,
    #[command(flatten)]
    log: LogArg,
}

impl CountryArgs {
    /// Fills the registers of a data folder that has none.
    pub(crate) fn make(
        &self,
        data: &Path,
        catalog: &Catalog,
        examples: &[Example],
        today: Date,
        log: &LogArg,
    ) -> anyhow::Result<()> {
        let path = registers_file(data);
        if path.exists() {
            return Ok(());
        }
        let people = self.people;
        log.tell(&format!("Making a country of {people} people …"));
        let ground = Ground::of(catalog, examples);
        let mut loading = registers::create(&path, catalog)?;
        for example in examples {
            for (register, records) in &example.records {
                loading.load_records(register, records.iter().cloned())?;
            }
        }
        let mut population = registers::generate(people, self.seed, today, &ground);
        population.enter_some_twice();
        loading.load(population)?;
        loading.finish()
    }
}

pub(super) fn registers_file(data: &Path) -> PathBuf {
    data.join("registers.db")
}

/// The registers' process; it ends with this value.
pub(crate) struct RegisterProcess(Child);

impl Drop for RegisterProcess {
    fn drop(&mut self) {
        // It ends by itself when its input closes; killing only makes sure.
        let _already_gone = self.0.kill();
        let _status = self.0.wait();
    }
}

impl RegisterProcess {
    /// Starts the registers of a data folder, which show a certificate of this folder; they are
    /// reached at the address that comes with them.
    pub(crate) fn start(
        data: &Path,
        certificates: &Path,
        catalog: Option<&Path>,
        log: &str,
    ) -> anyhow::Result<(Self, String)> {
        let program = env::current_exe().context("this program cannot find itself")?;
        let mut command = std::process::Command::new(program);
        command
            .args(["registers", "serve", "--with-parent", "--tls"])
            .arg("--certificates")
            .arg(certificates)
            .arg("--data")
            .arg(data)
            .args(["--log", log])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped());
        if let Some(catalog) = catalog {
            command.arg("--catalog").arg(catalog);
        }
        let mut child = command
            .spawn()
            .context("the registers' process cannot be started")?;
        let output = child
            .stdout
            .take()
            .context("the registers' process says nothing")?;
        let process = Self(child);
        let mut lines = BufReader::new(output).lines();
        let mut line = || lines.next().transpose();
        let (Some(asked), Some(admin)) = (line()?, line()?) else {
            bail!("the registers' process did not start");
        };
        // For whoever wants a fault or a new record in them (see the registers' admin routes).
        fs::write(data.join("registers.address"), admin)?;
        Ok((process, asked))
    }
}

/// Serves the registers of a data folder.
pub(crate) fn serve_registers(args: &RegistersArgs) -> anyhow::Result<ExitCode> {
    args.log.start()?;
    let loaded = load_catalog(args.catalog.as_deref())?;
    let catalog = loaded
        .catalog
        .context("the catalog has errors: run `tutas check catalog`")?;
    fs::create_dir_all(&args.data)
        .with_context(|| format!("the folder {} cannot be made", args.data.display()))?;
    let today = args.clock.map_or_else(
        || catalog.calendar.local(machine_now()).date(),
        DateTime::date,
    );
    let examples = shift::to_day(loaded.examples, today);
    args.country
        .make(&args.data, &catalog, &examples, today, &args.log)?;
    let certificates = args.tls.then(|| {
        let own = || args.data.join("certificates");
        args.certificates.clone().unwrap_or_else(own)
    });
    if let (Some(folder), None) = (&certificates, &args.certificates) {
        make_certificates(folder)?;
    }
    let certificates = certificates.map(|folder| certificates_of(Party::Registers, &folder));
    let faults: Faults = args.fault.iter().cloned().collect();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    let with_parent = args.with_parent;
    runtime.block_on(async {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, args.port));
        let file = registers_file(&args.data);
        let serving =
            registers::serve(&file, &catalog, address, certificates.as_ref(), faults).await?;
        println!("{}", serving.url);
        if args.tls {
            println!("http://{}", serving.admin);
        }
        std::io::stdout().flush()?;
        if with_parent {
            parent_gone().await;
        } else {
            interrupted().await;
        }
        serving.stop().await
    })?;
    Ok(ExitCode::SUCCESS)
}

/// Ends when standard input does.
async fn parent_gone() {
    let (gone, wait) = tokio::sync::oneshot::channel::<()>();
    thread::spawn(move || {
        let mut byte = [0_u8; 64];
        while matches!(std::io::stdin().read(&mut byte), Ok(read) if read > 0) {}
        let _nobody_waits = gone.send(());
    });
    let _gone = wait.await;
}

/// In which register to look for duplicates.
#[derive(Args)]
pub(crate) struct DuplicatesArgs {
    /// Folder with all data.
    #[arg(long, env = "TUTAS_DATA", default_value = "data")]
    data: PathBuf,
    /// The register, by its id in the catalog.
    #[arg(long, default_value = "persons")]
    register: String,
    /// Folder of the catalog; the one built in, if not given.
    #[arg(long)]
    catalog: Option<PathBuf>,
    /// How to print.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// Looks for people who stand in a register of a data folder twice.
pub(crate) fn find_duplicates(args: &DuplicatesArgs) -> anyhow::Result<ExitCode> {
    let loaded = load_catalog(args.catalog.as_deref())?;
    let catalog = loaded
        .catalog
        .context("the catalog has errors: run `tutas check catalog`")?;
    let database = registers_file(&args.data);
    registers::duplicates(&database, &catalog, &args.register, args.format)
}
