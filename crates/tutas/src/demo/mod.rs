//! The demonstration: a country made up once, its registers in a process of their own, the portal
//! and the desk.

mod people;
mod registers;
mod shift;

use std::io::{ErrorKind, Write as _};
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};
use std::{process, thread};

use anyhow::{Context as _, anyhow, bail};
use clap::Args;
use jiff::civil::DateTime;
use tokio::net::TcpListener;
use tokio::runtime::Handle;
use tokio::sync::watch;
use tutas_app::{
    App, Bounds, ConnectedRegisters, Parts, Registers, SteadyRegisters, XRoadRegisters,
};
use tutas_catalog::{Catalog, Loaded};
use tutas_gateway::{HashCheck, Limits, XRoad};
use tutas_web::Web;

use crate::connections::{self, Connectors};
use crate::exchange::{Party, Serving, certificates_of, make_certificates};
use crate::log::LogArg;
use crate::provider::provide;
use crate::registers::{can_be_searched, raise};
use crate::staff::{declare_kin, staff};
use crate::wiring::{DatabaseArg, DemoClock, Look, RandomIds, connections_for, give_way, put};
use crate::{Format, catalog_files, parse_date_time};

pub(crate) use registers::{
    CountryArgs, DuplicatesArgs, RegisterProcess, RegistersArgs, find_duplicates, serve_registers,
};

/// How long the worker rests when nothing is due.
const REST: Duration = Duration::from_millis(200);

/// How many things the worker does at a time.
const HANDS: usize = 16;

/// Requests that are being served when the program is told to stop have so long to end.
const FAREWELL: Duration = Duration::from_secs(9);

/// What was served and done is put away in this time after that.
const PARTING: Duration = Duration::from_millis(500);

/// How often the clock of the database is looked at.
const LOOK_EVERY: Duration = Duration::from_secs(5);

/// How often it is counted on what is late and waits: a pass takes some of these.
const COUNT_EVERY: Duration = Duration::from_secs(5);

/// How often what has expired is deleted.
const TIDY_EVERY: Duration = Duration::from_secs(10 * 60);

/// Arguments of `tutas demo`.
#[derive(Args)]
pub(crate) struct DemoArgs {
    /// Folder with all data: made if it is not there, continued if it is.
    #[arg(long, env = "TUTAS_DATA", default_value = "data")]
    data: PathBuf,
    #[command(flatten)]
    database: DatabaseArg,
    #[command(flatten)]
    country: CountryArgs,
    /// Where a new country's clock starts, in its own zone; now, if not given.
    #[arg(long, value_parser = parse_date_time)]
    clock: Option<DateTime>,
    /// Port to listen on; 0 takes any.
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// Folder of the catalog; the one built in, if not given.
    #[arg(long)]
    catalog: Option<PathBuf>,
    /// Where registers listen already, as `https://127.0.0.1:8100` (see `tutas registers serve
    /// --tls`), or in the clear on this machine; registers of its own, if not given. Several programs
    /// on one database share theirs.
    #[arg(long, value_name = "URL")]
    registers: Option<String>,
    /// File that says which registers are reached otherwise: a view of their own in PostgreSQL or
    /// SQLite, or files that they drop. It may hold passwords: let nobody else read it.
    #[arg(long, value_name = "FILE")]
    connections: Option<PathBuf>,
    /// Folder of the certificates by which registers and this program know each other: `tutas.pem`,
    /// `tutas.key` and `authority.pem`; `certificates` in the data folder, if not given.
    #[arg(long, value_name = "FOLDER")]
    certificates: Option<PathBuf>,
    /// Port at which other members of the exchange ask for what is held here, by X-Road; 0 takes any,
    /// which is then in `exchange.address` of the data folder. It takes the certificates as well.
    #[arg(long, default_value_t = 0, value_name = "PORT")]
    exchange_port: u16,
    /// How many requests are served at a time; who comes beyond that is asked to come again.
    #[arg(long, default_value_t = tutas_web::USUAL_LIMIT, value_parser = at_least_one)]
    max_inflight: usize,
    /// How many connections are open at a time; who comes beyond that waits.
    #[arg(long, default_value_t = tutas_web::USUAL_CONNECTIONS, value_parser = at_least_one)]
    max_connections: usize,
    #[command(flatten)]
    log: LogArg,
}

/// Makes or continues the demonstration, and serves it until interrupted.
pub(crate) fn run(args: &DemoArgs) -> anyhow::Result<ExitCode> {
    args.log.start()?;
    let connections = connections_for(args.max_connections)?;
    let runtime = args.database.runtime().build()?;
    // What follows by itself has threads of its own, which give way: it holds up nobody's click.
    let bulk = args
        .database
        .runtime()
        .thread_name("tutas-worker")
        .on_thread_start(give_way)
        .build()?;
    runtime.block_on(serve(args, connections, bulk.handle()))?;
    Ok(ExitCode::SUCCESS)
}

async fn serve(args: &DemoArgs, connections: usize, bulk: &Handle) -> anyhow::Result<()> {
    // Found out before anything is made.
    drop(listen(args.port).await?);
    let store = args.database.open(&args.data)?;
    let Loaded {
        catalog, examples, ..
    } = load_catalog(args.catalog.as_deref())?;
    let catalog = catalog.context("the catalog has errors: run `tutas check catalog`")?;
    let zone = catalog.calendar.zone().clone();
    let start = match args.clock {
        Some(local) => Some(local.to_zoned(zone)?.timestamp()),
        None => None,
    };
    let clock = DemoClock::open(&args.data, start, Look::at(|| store.time())?)?;
    let clock = Arc::new(clock);
    let born = people::founded(&args.data, &*clock, &catalog.calendar)?;
    let examples = shift::to_day(examples, born);
    let (register_process, registers_at) = if let Some(at) = &args.registers {
        (None, at.clone())
    } else {
        args.country
            .make(&args.data, &catalog, &examples, born, &args.log)?;
        let (process, address) = args.start_registers()?;
        (Some(process), address)
    };

    let mut staff = staff(&catalog);
    for (officer, kin) in people::kin(&examples) {
        declare_kin(&mut staff, &officer, kin);
    }
    let demo = people::demo(&catalog, &examples, &staff);
    let greeting = people::greeting(&demo);
    let ids = Arc::new(RandomIds);
    let registers = args.way_to_registers(&registers_at, &catalog, clock.clone(), ids.clone())?;
    let app = App::new(Parts {
        messenger: demo.outbox.clone(),
        registers,
        store,
        catalog: catalog.into(),
        clock: clock.clone(),
        ids,
        staff,
        demo: Some(demo),
    })
    .announcing(&args.data.join("announcements.json"));
    let files = match &args.catalog {
        Some(folder) => catalog_files::of_folder(folder)?,
        None => catalog_files::built_in(),
    };
    let published = app.publish(&files).await;
    published.context("the catalog cannot be put on record; what is in the way is said above")?;
    let following = tokio::spawn(follow(app.clone(), clock));
    let provided = args.provide(app.clone()).await?;
    if register_process.is_some() {
        bulk.spawn(search(app.clone(), registers::registers_file(&args.data)));
    }
    let ended = open(args, connections, app, bulk, &greeting).await;
    following.abort();
    provided.stop().await?;
    drop(register_process);
    ended
}

impl DemoArgs {
    fn start_registers(&self) -> anyhow::Result<(RegisterProcess, String)> {
        let certificates = self.certificates();
        make_certificates(&certificates)?;
        let catalog = self.catalog.as_deref();
        RegisterProcess::start(&self.data, &certificates, catalog, self.log.name())
    }

    /// The way to each register: one of its own where the operator names it, else the exchange.
    fn way_to_registers(
        &self,
        exchange: &str,
        catalog: &Catalog,
        clock: Arc<DemoClock>,
        ids: Arc<RandomIds>,
    ) -> anyhow::Result<Arc<dyn Registers>> {
        let gateway = way_to(exchange, &self.certificates())?;
        let xroad = Arc::new(XRoadRegisters::new(gateway, &catalog.country));
        let connectors = match &self.connections {
            Some(file) => connections::read(file, catalog)?,
            None => Connectors::new(),
        };
        let connected = ConnectedRegisters::new(connectors, xroad, clock.clone());
        let connected = Arc::new(connected);
        let steady = SteadyRegisters::new(connected, clock, ids, Bounds::default());
        Ok(Arc::new(steady))
    }

    /// Opens the door for other members of the exchange.
    async fn provide(&self, app: App) -> anyhow::Result<Serving> {
        let folder = self.certificates();
        // Registers in the clear need none, and the folder may hold none yet.
        make_certificates(&folder)?;
        let own = certificates_of(Party::Tutas, &folder);
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, self.exchange_port));
        let (serving, url) = provide(app, address, Some(&own)).await?;
        put(&self.data.join("exchange.address"), &url)?;
        Ok(serving)
    }

    fn certificates(&self) -> PathBuf {
        let own = || self.data.join("certificates");
        self.certificates.clone().unwrap_or_else(own)
    }
}

/// The way to registers: encrypted with these certificates, or in the clear on this machine.
fn way_to(registers: &str, certificates: &Path) -> anyhow::Result<XRoad> {
    if !registers.starts_with("https:") {
        return Ok(XRoad::new(registers)?);
    }
    let own = certificates_of(Party::Tutas, certificates);
    let (limits, check) = (Limits::default(), HashCheck::Equality);
    Ok(XRoad::over_tls(registers, &own, limits, check)?)
}

/// Opens the pages, and does what is due, until the program is told to stop.
async fn open(
    args: &DemoArgs,
    connections: usize,
    app: App,
    bulk: &Handle,
    greeting: &str,
) -> anyhow::Result<()> {
    let web = Web::new(app.clone(), false)?
        .at_most(args.max_inflight)
        .made_by(Handle::current());
    let router = tutas_web::router(&web)?;
    let listener = listen(args.port).await?;
    let address = listener.local_addr()?;
    let (stop, stopping) = watch::channel(false);
    let counted = app.clone();
    let mut worker = bulk.spawn(work(app, stopping.clone()));
    let watching = tokio::spawn(web.clone().keep_watch());
    let counting = bulk.spawn(count(counted));
    greet(&format!("http://{address}"), greeting);
    tokio::spawn(async move {
        interrupted().await;
        thread::spawn(end_at_last);
        // Whoever has ended already needs not be told.
        let _ = stop.send(true);
    });
    let told = told_to_stop(stopping.clone());
    let pages = tutas_web::serve(&web, router, listener, connections, told);
    let works = async {
        let ended = (&mut worker).await;
        // Pages without the worker would let terms pass in silence: better to end, and be seen.
        let told = *stopping.borrow();
        if !told || ended.is_err() {
            bail!("the worker has stopped; start again, nothing is lost");
        }
        Ok(())
    };
    let serves = async { pages.await.context("the pages cannot be served") };
    tokio::select! {
        done = async { tokio::try_join!(serves, works) } => {
            done?;
        }
        // Who keeps a connection open, or waits for a register, holds nobody up for longer.
        () = at_the_latest(stopping.clone()) => {}
    }
    worker.abort();
    watching.abort();
    counting.abort();
    Ok(())
}

fn load_catalog(folder: Option<&Path>) -> anyhow::Result<Loaded> {
    match folder {
        Some(folder) => catalog_files::load_folder(folder),
        None => Ok(tutas_catalog::read(&catalog_files::built_in())),
    }
}

/// Ends the program if nothing else does: who waits for a database that does not answer would wait
/// for ever, and what leaves would wait for them. Nothing is owed to them: what was acknowledged is
/// durable, and of the rest a next program finds what there is.
fn end_at_last() {
    thread::sleep(FAREWELL + PARTING);
    tracing::warn!("the database does not answer; the program ends without its last answers");
    process::exit(0);
}

/// Does what is due until it is told to stop; then what was begun is done to its end.
async fn work(app: App, stopping: watch::Receiver<bool>) {
    let mut tidied: Option<Instant> = None;
    while !*stopping.borrow() {
        if tidied.is_none_or(|at| at.elapsed() > TIDY_EVERY) {
            tidied = Some(Instant::now());
            if let Err(error) = app.purge().await {
                tracing::warn!(error = %error, "ended sessions are purged later");
            }
        }
        match app.step_with(HANDS).await {
            Ok(progress) if progress.done > 0 => {}
            Ok(_) => tokio::time::sleep(REST).await,
            Err(error) => {
                tracing::error!(error = %error, "worker");
                tokio::time::sleep(REST * 10).await;
            }
        }
    }
    if let Err(error) = app.keep_measures_now(app.now()).await {
        tracing::warn!(%error, "what was last counted of registers is lost");
    }
}

/// Counts what is late and waits, a little at a time, for ever.
async fn count(app: App) {
    loop {
        let counting = app.clone();
        let counted = tokio::task::spawn_blocking(move || counting.count_backlog()).await;
        if let Ok(Err(error)) = counted {
            tracing::warn!(%error, "what is late is counted later");
        }
        tokio::time::sleep(COUNT_EVERY).await;
    }
}

/// Looks who stands twice in the registers of this data folder, for their stewards; once, since they
/// change little.
async fn search(app: App, database: PathBuf) {
    for register in app.catalog().registers.values() {
        if !can_be_searched(register) {
            continue;
        }
        match raise(&app, &database, &register.id).await {
            Ok(opened) => tracing::info!(register = register.id, opened, "looked for duplicates"),
            Err(error) => {
                let register = register.id.as_str();
                tracing::warn!(register, %error, "duplicates are looked for at the next start");
            }
        }
    }
}

/// Follows the clock of the database, if it has one of its own, for ever.
async fn follow(app: App, clock: Arc<DemoClock>) {
    loop {
        tokio::time::sleep(LOOK_EVERY).await;
        match Look::at(|| app.database_time()) {
            Ok(Some(look)) => clock.follow(look),
            Ok(None) => return,
            // The stopwatch goes on.
            Err(error) => tracing::warn!(error = %error, "the database tells no time"),
        }
    }
}

async fn listen(port: u16) -> anyhow::Result<TcpListener> {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    TcpListener::bind(address).await.map_err(|error| {
        let other = port.checked_add(10).unwrap_or(8080);
        match error.kind() {
            ErrorKind::AddrInUse => anyhow!(
                "port {port} is taken: another program listens there, perhaps another Tutas; stop \
                 it, or choose another port, for example `--port {other}`"
            ),
            ErrorKind::PermissionDenied => anyhow!(
                "port {port} may not be opened by this user (those below 1024 are kept): choose \
                 another, for example `--port 8080`, and let a proxy in front of it have {port}"
            ),
            _ => anyhow!(error).context(format!("port {port} cannot be listened at")),
        }
    })
}

/// Ends when the program is told to stop.
async fn told_to_stop(mut stopping: watch::Receiver<bool>) {
    // Who could tell is gone only when the program ends.
    let _ = stopping.wait_for(|stops| *stops).await;
}

/// Ends some time after the program was told to stop.
async fn at_the_latest(stopping: watch::Receiver<bool>) {
    told_to_stop(stopping).await;
    tokio::time::sleep(FAREWELL).await;
}

fn at_least_one(text: &str) -> Result<usize, String> {
    let number: usize = text.parse().map_err(|_| "a number is wanted".to_owned())?;
    if number == 0 {
        return Err("nobody would be served".to_owned());
    }
    Ok(number)
}

async fn interrupted() {
    let ctrl_c = tokio::signal::ctrl_c();
    let terminated = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        _ = ctrl_c => {}
        () = terminated => {}
    }
}

fn greet(address: &str, people: &str) {
    println!("Tutas is ready: {address}");
    println!();
    println!("{people}");
    println!("Stop with ctrl-C; start again and it continues where it was.");
    let _nobody_reads = std::io::stdout().flush();
}

/// Checks every state and leaf.
pub(crate) fn verify(
    data: &Path,
    database: &DatabaseArg,
    format: Format,
) -> anyhow::Result<ExitCode> {
    let store = database.open_read_only(data)?;
    let seen = store.verify(tutas_app::fold)?;
    if format == Format::Json {
        let problems: Vec<String> = seen
            .problems
            .iter()
            .map(|problem| problem.what.clone())
            .collect();
        let value = serde_json::json!({
            "streams": seen.streams, "changes": seen.changes, "problems": problems,
        });
        println!("{value}");
    } else {
        println!(
            "{} streams, {} changes verified",
            seen.streams, seen.changes
        );
        for problem in &seen.problems {
            println!("{}: {}", problem.stream, problem.what);
        }
    }
    Ok(if seen.problems.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
