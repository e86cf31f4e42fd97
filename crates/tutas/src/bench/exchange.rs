//! Evidence a second over mutual TLS, beside a client that does nothing but the same calls.

use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail, ensure};
use clap::Args;
use jiff::Timestamp;
use reqwest::Client;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use rusqlite::Connection;
use serde_json::json;
use tokio::task::JoinSet;
use tutas_app::{Bounds, Clock, Ids as _, Read, Registers as _, SteadyRegisters, XRoadRegisters};
use tutas_catalog::{Catalog, Register};
use tutas_domain::consent::Ground;
use tutas_gateway::{HashCheck, Limits, Request, XRoad, XRoadAddress};

use super::report::{Spread, count_of};
use crate::catalog_files;
use crate::demo::{CountryArgs, RegisterProcess};
use crate::exchange::{Party, certificates_of, make_certificates};
use crate::log::LogArg;
use crate::wiring::{RandomIds, machine_now};
use crate::{Format, say};

/// What to measure.
#[derive(Args)]
pub(crate) struct ExchangeArgs {
    /// How many pieces of evidence are read each way.
    #[arg(long, default_value_t = 20_000)]
    reads: usize,
    /// How many are read at a time.
    #[arg(long, default_value_t = 16)]
    at_once: usize,
    /// In how many turns, the one way and the other.
    #[arg(long, default_value_t = 10)]
    turns: usize,
    /// Which register is asked, by its first key.
    #[arg(long, default_value = "persons")]
    register: String,
    #[command(flatten)]
    country: CountryArgs,
    /// How to print.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    #[command(flatten)]
    log: LogArg,
}

/// A folder that goes away.
struct Folder(PathBuf);

struct MachineClock;

/// One way to read.
#[derive(Default)]
struct Way {
    took: Duration,
    times: Mutex<Vec<Duration>>,
}

/// What every call needs.
struct Asking {
    catalog: Catalog,
    register: String,
    keys: Vec<String>,
    steady: SteadyRegisters,
    xroad: XRoad,
    bare: Client,
    base: String,
    ground: Ground,
}

impl Drop for Folder {
    fn drop(&mut self) {
        // It is in the folder of what is temporary: what stays there goes some day.
        let _stays = fs::remove_dir_all(&self.0);
    }
}

impl Clock for MachineClock {
    fn now(&self) -> Timestamp {
        machine_now()
    }

    fn advance_to(&self, _: Timestamp) -> bool {
        false
    }
}

/// Measures, and prints what it saw.
pub(crate) fn run(args: &ExchangeArgs) -> anyhow::Result<ExitCode> {
    ensure!(args.turns > 0 && args.at_once > 0, "nothing would be read");
    args.log.start()?;
    let folder =
        Folder(std::env::temp_dir().join(format!("tutas-exchange-{}", std::process::id())));
    fs::create_dir_all(&folder.0)?;
    let loaded = tutas_catalog::read(&catalog_files::built_in());
    let catalog = loaded.catalog.context("the catalog has errors")?;
    let today = catalog.calendar.local(machine_now()).date();
    args.country
        .make(&folder.0, &catalog, &[], today, &args.log)?;
    let certificates = folder.0.join("certificates");
    make_certificates(&certificates)?;
    let (registers, base) =
        RegisterProcess::start(&folder.0, &certificates, None, args.log.name())?;
    let keys = keys(&folder.0.join("registers.db"), &catalog, &args.register)?;
    let own = certificates_of(Party::Tutas, &certificates);
    let (limits, check) = (Limits::default(), HashCheck::Equality);
    let xroad = XRoad::over_tls(&base, &own, limits, check)?;
    let far = Arc::new(XRoadRegisters::new(xroad.clone(), &catalog.country));
    let (clock, ids) = (Arc::new(MachineClock), Arc::new(RandomIds));
    let plain = Client::builder()
        .tls_backend_preconfigured(own.to_call()?)
        .http1_only()
        .no_proxy()
        .build()?;
    let law = catalog.registers[&args.register].law.clone();
    let asking = Asking {
        register: args.register.clone(),
        keys,
        steady: SteadyRegisters::new(far, clock, ids, Bounds::default()),
        xroad,
        bare: plain,
        base,
        ground: Ground::law(law),
        catalog,
    };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    let (ours, theirs) = runtime.block_on(measure(args, Arc::new(asking)))?;
    drop(registers);
    tell(args, &ours, &theirs);
    Ok(ExitCode::SUCCESS)
}

/// By what the register is asked: the keys it holds.
fn keys(file: &std::path::Path, catalog: &Catalog, register: &str) -> anyhow::Result<Vec<String>> {
    let known = catalog.registers.get(register).filter(|one| !one.is_own());
    let Some(key) = known.and_then(|register| register.keys.first()) else {
        bail!("the catalog has no register `{register}` that others hold");
    };
    let db = Connection::open(file)?;
    let mut select = db.prepare(&format!(
        "SELECT DISTINCT \"{key}\" FROM \"{register}\" WHERE \"{key}\" IS NOT NULL"
    ))?;
    let keys: Vec<String> = select
        .query_map([], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    ensure!(!keys.is_empty(), "the register `{register}` is empty");
    Ok(keys)
}

/// Reads by turns one way and the other, after a turn of each that does not count.
async fn measure(args: &ExchangeArgs, asking: Arc<Asking>) -> anyhow::Result<(Way, Way)> {
    let (mut ours, mut bare) = (Way::default(), Way::default());
    let part = args.reads.div_ceil(args.turns);
    for turn in 0..=args.turns {
        let first = turn * part;
        let (took, times) = all(&asking, first, part, args.at_once, true).await?;
        let (bare_took, bare_times) = all(&asking, first, part, args.at_once, false).await?;
        if turn > 0 {
            ours.add(took, times);
            bare.add(bare_took, bare_times);
        }
    }
    Ok((ours, bare))
}

async fn all(
    asking: &Arc<Asking>,
    first: usize,
    count: usize,
    at_once: usize,
    ours: bool,
) -> anyhow::Result<(Duration, Vec<Duration>)> {
    let next = Arc::new(AtomicUsize::new(first));
    let began = Instant::now();
    let mut hands = JoinSet::new();
    for _ in 0..at_once {
        let (asking, next) = (Arc::clone(asking), Arc::clone(&next));
        hands.spawn(async move {
            let mut times = Vec::new();
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                if number >= first + count {
                    return anyhow::Ok(times);
                }
                let asked = Instant::now();
                if ours {
                    asking.read(number).await?;
                } else {
                    asking.read_barely(number).await?;
                }
                times.push(asked.elapsed());
            }
        });
    }
    let mut times = Vec::new();
    while let Some(done) = hands.join_next().await {
        times.extend(done??);
    }
    Ok((began.elapsed(), times))
}

impl Way {
    fn add(&mut self, took: Duration, times: Vec<Duration>) {
        self.took += took;
        if let Ok(all) = self.times.get_mut() {
            all.extend(times);
        }
    }

    fn per_second(&self) -> f64 {
        let count = self.times.lock().map_or(0, |times| times.len());
        count_of(count) / self.took.as_secs_f64()
    }
}

impl Asking {
    fn key(&self, number: usize) -> (String, String) {
        let register = self.register();
        let key = register.keys.first().cloned().unwrap_or_default();
        let value = self.keys.get(number % self.keys.len().max(1));
        (key, value.cloned().unwrap_or_default())
    }

    fn register(&self) -> &Register {
        &self.catalog.registers[&self.register]
    }

    fn fields(&self) -> Vec<String> {
        self.register().fields.keys().cloned().collect()
    }

    /// As the program reads evidence: what comes is checked, typed and counted.
    async fn read(&self, number: usize) -> anyhow::Result<()> {
        let (keys, fields) = ([self.key(number)], self.fields());
        let issue = format!("2026-{number:06}");
        let read = Read {
            register: self.register(),
            keys: &keys,
            fields: &fields,
            ground: &self.ground,
            issue: &issue,
            id: RandomIds.id(machine_now()),
        };
        let answer = self.steady.read(read).await;
        let Ok(answer) = answer else {
            bail!("a register on the same machine did not answer");
        };
        ensure!(
            !answer.records.is_empty(),
            "somebody is not in the register"
        );
        Ok(())
    }

    /// The same bytes sent, and what comes taken as it is.
    async fn read_barely(&self, number: usize) -> anyhow::Result<()> {
        let register = self.register();
        let own = &self.catalog.country.xroad;
        let client = XRoadAddress::client(&own.instance, &own.class, &own.member, &own.subsystem);
        let provider = XRoadAddress::service(
            &own.instance,
            &register.class,
            &register.member,
            &register.subsystem,
            &register.service_code,
        );
        let wire = self.xroad.wire(&Request {
            client: &client,
            provider: &provider,
            keys: vec![self.key(number)],
            fields: self.fields(),
            issue: format!("2026-{number:06}"),
            user_id: None,
            id: RandomIds.id(machine_now()),
        })?;
        let mut headers = HeaderMap::new();
        for (name, value) in wire.headers {
            headers.insert(HeaderName::try_from(name)?, HeaderValue::try_from(value)?);
        }
        let url = format!("{}{}", self.base, wire.target);
        let answer = self.bare.get(url).headers(headers).send().await?;
        ensure!(answer.status().is_success(), "a bare call failed");
        let body = answer.bytes().await?;
        ensure!(!body.is_empty(), "a bare call brought nothing");
        Ok(())
    }
}

fn tell(args: &ExchangeArgs, ours: &Way, bare: &Way) {
    let ratio = ours.per_second() / bare.per_second();
    let (mine, theirs) = (Spread::of(&ours.times), Spread::of(&bare.times));
    if args.format == Format::Json {
        let way = |way: &Way, spread: &Spread| {
            json!({
                "per_second": way.per_second(), "p50_ms": spread.p50, "p99_ms": spread.p99,
            })
        };
        let told = json!({
            "reads": args.reads, "at_once": args.at_once, "ratio": ratio,
            "exchange": way(ours, &mine), "bare": way(bare, &theirs),
        });
        return say(&told.to_string());
    }
    say(&format!(
        "{} pieces of evidence over TLS, {} at a time: {:.0} a second, {:.1} ms (p50), {:.1} ms (p99)\n\
         the same calls and nothing else: {:.0} a second, {:.1} ms (p50), {:.1} ms (p99); ratio {ratio:.2}",
        args.reads,
        args.at_once,
        ours.per_second(),
        mine.p50,
        mine.p99,
        bare.per_second(),
        theirs.p50,
        theirs.p99,
    ));
}
