//! Offers the real server more and more, and measures what becomes of it.
//!
//! ```text
//! cargo run --release -p xtask -- load [--rate 1000] [--seconds 30] [--format json]
//! cargo run --release -p xtask -- load --overload [--max-inflight 64] [--seconds 10] [--untimed]
//! ```
//!
//! The first starts `tutas demo` with a data folder of its own, prepares parents and cases, and lets
//! [`tsung`] offer a mix of pages at a constant rate: users arrive whether or not those before them
//! were served. It tells, by kind, what was offered, answered and how fast, as the client saw it and
//! as the server says at `/metrics`; with `--format pages` also by page. `--url` and `--data` take a server that runs already,
//! `--max-inflight` and `--bin` are for the one that is started.
//!
//! The second ([`overload`]) lets three times as many come as are served at a time.

mod log;
mod metrics;
mod options;
mod overload;
mod people;
mod report;
mod tsung;
mod walk;

use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

pub(crate) use self::options::Options;

use self::metrics::Metrics;
use self::people::Mother;
use self::report::Report;
use self::tsung::Cast;
use self::walk::{Filed, OFFICE, Person};
use crate::site::server::{Recipe, Server};

/// So long may a start take.
const START: Duration = Duration::from_secs(60);

/// The longest that is waited for the worker to be done with what was prepared.
const SETTLED_WITHIN: Duration = Duration::from_secs(300);

/// Applications whose owners look where they are.
const TRACKING: usize = 40;

/// Who prepares at a time.
const HANDS: usize = 4;

/// Does what the options say; says whether it came out well.
pub(crate) fn run(options: &Options) -> Result<bool, String> {
    if options.overload {
        overload::run(options)
    } else {
        measure(options)
    }
}

/// A server with the folder of the run; the folder goes with it.
struct House {
    folder: PathBuf,
    recipe: Recipe,
    server: Server,
    address: SocketAddr,
}

impl House {
    fn start(
        options: &Options,
        more: &[&str],
        environment: &[(&str, &str)],
    ) -> Result<Self, String> {
        let folder = std::env::temp_dir().join(format!("tutas-load-{}", std::process::id()));
        let data = folder.join("data");
        fs::create_dir_all(&data).map_err(|error| error.to_string())?;
        let mut arguments: Vec<String> = more.iter().map(|one| (*one).to_owned()).collect();
        if let Some(most) = options.max_inflight {
            arguments.extend(["--max-inflight".to_owned(), most.to_string()]);
        }
        let pair = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        let recipe = Recipe {
            program: options.program.clone(),
            data,
            log: folder.join("log"),
            database: None,
            registers: None,
            people: 60,
            seed: options.seed,
            environment: environment.iter().map(pair).collect(),
            options: arguments,
        };
        let server = recipe.start()?;
        let address = server.address(START).ok_or_else(|| {
            let log = fs::read_to_string(&recipe.log).unwrap_or_default();
            format!("the server does not start: {log}")
        })?;
        Ok(Self {
            folder,
            recipe,
            server,
            address,
        })
    }

    fn registers(&self) -> Result<SocketAddr, String> {
        people::registers_of(&self.recipe.data)
    }
}

impl Drop for House {
    fn drop(&mut self) {
        // It may have ended already; and what stays in a temporary folder harms nobody.
        let _ = self.server.kill();
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// Measures how a server does at a rate.
fn measure(options: &Options) -> Result<bool, String> {
    if let (Some(server), Some(data)) = (options.server, &options.data) {
        let folder = std::env::temp_dir().join(format!("tutas-load-{}", std::process::id()));
        fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
        let registers = people::registers_of(data)?;
        let report = offer(options, &folder, server, registers);
        fs::remove_dir_all(&folder).map_err(|error| error.to_string())?;
        report?.print(options.format);
        return Ok(true);
    }
    let mut house = House::start(options, &[], &[])?;
    let report = offer(options, &house.folder, house.address, house.registers()?)?;
    report.print(options.format);
    let ended = house.server.stop(START)?;
    if !ended {
        println!("the server did not end when it was asked to");
    }
    house.recipe.verify()?;
    Ok(ended && report.is_good())
}

fn offer(
    options: &Options,
    folder: &Path,
    server: SocketAddr,
    registers: SocketAddr,
) -> Result<Report, String> {
    let [filing, waiting] = tsung::needed(options.rate, options.seconds);
    let began = Instant::now();
    let cast = prepare(server, registers, [filing, waiting])?;
    settle(server)?;
    eprintln!(
        "prepared: {} applications filed, {filing} people signed in, in {} s",
        waiting + TRACKING,
        began.elapsed().as_secs()
    );
    let script = tsung::script(folder, server, (options.rate, options.seconds), &cast)?;
    let before = Metrics::of(server)?;
    let shots = tsung::offer(folder, &script)?;
    let after = Metrics::of(server)?;
    Ok(Report::of(options, &shots, &before, &after))
}

/// Prepares who comes.
fn prepare(
    server: SocketAddr,
    registers: SocketAddr,
    [filing, waiting]: [usize; 2],
) -> Result<Cast, String> {
    let mothers = (0..).map_while(|number| (number < 250_000).then_some(number));
    let mut mothers = mothers.filter_map(Mother::of);
    let mut some = |count| -> Vec<Mother> { mothers.by_ref().take(count).collect() };
    let filing = at_once(&some(filing), |mother| {
        walk::enter(server, registers, mother)
    })?;
    let file = |mother: &Mother| -> Result<Filed, String> {
        let person: Person = walk::enter(server, registers, mother)?;
        walk::file(server, &person)
    };
    let tracking = at_once(&some(TRACKING), file)?;
    let waiting = at_once(&some(waiting), file)?;
    Ok(Cast {
        filing,
        tracking,
        waiting: waiting.into_iter().map(|filed| filed.case).collect(),
        officer: walk::sign_in(server, ("officer", &format!("{OFFICE}/1")))?,
    })
}

/// Does the same for all, a few at a time, in their order.
fn at_once<T: Sync, R: Send>(
    all: &[T],
    work: impl Fn(&T) -> Result<R, String> + Sync,
) -> Result<Vec<R>, String> {
    let next = AtomicUsize::new(0);
    let hand = || {
        let mut done = Vec::new();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(one) = all.get(at) else {
                return Ok(done);
            };
            done.push((at, work(one)?));
        }
    };
    let parts: Vec<Result<Vec<(usize, R)>, String>> = thread::scope(|scope| {
        let hands: Vec<_> = (0..HANDS).map(|_| scope.spawn(hand)).collect();
        let broke = |_| Err("a hand broke off: a mistake of this program".to_owned());
        let hands = hands.into_iter();
        hands
            .map(|hand| hand.join().unwrap_or_else(broke))
            .collect()
    });
    let mut done = Vec::new();
    for part in parts {
        done.extend(part?);
    }
    done.sort_by_key(|(at, _)| *at);
    Ok(done.into_iter().map(|(_, made)| made).collect())
}

/// Waits until the worker has nothing to do.
fn settle(server: SocketAddr) -> Result<(), String> {
    let began = Instant::now();
    let mut last = Metrics::of(server)?;
    loop {
        thread::sleep(Duration::from_secs(2));
        let now = Metrics::of(server)?;
        // Being asked whether it takes writes is one itself.
        if now.grown("tutas_writes_total", &last) <= 3.0 {
            return Ok(());
        }
        if began.elapsed() > SETTLED_WITHIN {
            return Err("the worker is not done with what was prepared".to_owned());
        }
        last = now;
    }
}
