//! Kills the real server at random instants while people use it, and compares what they were told
//! with what is there afterwards: nothing acknowledged is lost, nothing is doubled.
//!
//! A run has several *countries*, each in a new data folder, and kills each of them some times:
//! while it is made, while it starts, while everybody looks at what they have, and while parents
//! and officers work. After each kill every fold and leaf is verified, everybody looks, and whoever
//! got no answer sends the same form again.

mod account;
mod chance;
mod html;
mod http;
mod look;
mod options;
mod parent;
mod power;
mod server;
mod shim;

use std::fs;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use self::account::Difference;
use self::chance::Chance;
use self::http::Browser;
use self::look::look;
pub(crate) use self::options::Options;
use self::parent::{PARENTS, Parent, Stop};
use self::server::{Recipe, beside};
use self::shim::Shim;

/// So long may a start take, and so long may all look.
const START: Duration = Duration::from_secs(60);
const LOOK: Duration = Duration::from_secs(120);

/// What a run came to.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    kills: usize,
    sudden: usize,
    differences: Vec<Difference>,
    /// What is wrong beside that: folds, leaves, answers that are none.
    faults: Vec<String>,
    acknowledged: usize,
    /// Parents who looked at all they have.
    looks: usize,
    /// Changes that a power cut took away.
    unsynced: usize,
}

impl Outcome {
    /// Whether all is well.
    pub(crate) fn is_good(&self) -> bool {
        self.differences.is_empty() && self.faults.is_empty()
    }

    /// The last line.
    pub(crate) fn verdict(&self) -> String {
        let lost = |difference: &&Difference| matches!(difference, Difference::Lost(_));
        let lost = self.differences.iter().filter(lost).count();
        let doubled = self.differences.len() - lost;
        format!("{} kills, {lost} lost, {doubled} duplicated", self.kills)
    }
}

/// Kills as often as the options say; the folder stays if something is wrong.
pub(crate) fn run(options: &Options) -> Result<Outcome, String> {
    let began = Instant::now();
    let folder = std::env::temp_dir().join(format!("tutas-crash-{}", std::process::id()));
    let mut run = Run {
        chance: Chance::new(options.seed, 0),
        options,
        outcome: Outcome::default(),
        folder: folder.clone(),
    };
    let mut country = 0;
    while run.outcome.kills < options.kills && run.outcome.is_good() {
        country += 1;
        run.country(country)?;
    }
    let outcome = run.outcome;
    println!(
        "seed {}: {country} countries, {} kills of them {} while starting, {} times looked at all, \
         {} acknowledged, {} unsynced changes undone, {} s",
        options.seed,
        outcome.kills,
        outcome.sudden,
        outcome.looks,
        outcome.acknowledged,
        outcome.unsynced,
        began.elapsed().as_secs()
    );
    for difference in &outcome.differences {
        println!("{difference}");
    }
    for fault in &outcome.faults {
        println!("{fault}");
    }
    if outcome.is_good() {
        fs::remove_dir_all(&folder).map_err(|error| error.to_string())?;
    } else {
        println!("see {} (seed {})", folder.display(), options.seed);
    }
    Ok(outcome)
}

struct Run<'a> {
    chance: Chance,
    options: &'a Options,
    outcome: Outcome,
    folder: PathBuf,
}

/// When the server dies.
#[derive(Clone, Copy)]
enum End {
    /// So long after everybody has looked.
    AtWork(Duration),
    /// So long after it listens.
    Early(Duration),
    /// Not at all: everybody looks, settles, and looks again.
    Never,
}

impl Run<'_> {
    /// One country from its making to its last look.
    fn country(&mut self, number: u64) -> Result<(), String> {
        let data = self.folder.join(format!("country-{number}"));
        fs::create_dir_all(&data).map_err(|error| error.to_string())?;
        let shim = match self.options.unsynced {
            true => Some(Shim::new(&data, &beside(&data, "side"))?),
            false => None,
        };
        let recipe = Recipe {
            environment: shim.as_ref().map(Shim::environment).unwrap_or_default(),
            program: self.options.program.clone(),
            data,
            people: self.options.people,
            seed: self.options.seed.wrapping_add(number),
        };
        let seed = self.chance.next();
        let mut parents: Vec<Parent> = (0..PARENTS.len()).map(|at| Parent::new(at, seed)).collect();
        let kills = usize::try_from(self.chance.within(4..15)).unwrap_or(4);
        let left = self.options.kills - self.outcome.kills;
        let mut has_started = false;
        for _ in 0..kills.min(left) {
            let sudden = self.chance.once_in(if has_started { 6 } else { 2 });
            if sudden {
                self.kill_while_starting(&recipe)?;
            } else {
                let end = if self.chance.once_in(6) {
                    End::Early(self.chance.millis(0..400))
                } else {
                    End::AtWork(self.chance.millis(0..1_500))
                };
                self.visit(&recipe, &mut parents, end)?;
                has_started = true;
            }
            self.outcome.kills += 1;
            if let Some(shim) = &shim {
                self.cut_power(&recipe, shim, !sudden)?;
            }
            if has_started {
                self.verify(&recipe);
            }
            if !self.outcome.is_good() {
                return Ok(());
            }
        }
        self.visit(&recipe, &mut parents, End::Never)?;
        self.verify(&recipe);
        for parent in &parents {
            self.outcome.acknowledged += parent.account.len();
        }
        if self.outcome.is_good() {
            let removed = fs::remove_dir_all(&recipe.data);
            removed.map_err(|error| error.to_string())?;
        }
        Ok(())
    }

    /// Undoes what no sync made durable.
    fn cut_power(&mut self, recipe: &Recipe, shim: &Shim, followed: bool) -> Result<(), String> {
        let torn = (!self.chance.once_in(3)).then_some(&mut self.chance);
        let undone = power::cut(&recipe.data, &shim.side, torn);
        let undone = undone.map_err(|error| format!("the power cut fails: {error}"))?;
        if followed && undone.processes < 2 {
            return Err(format!("the shim is not loaded: {undone:?}"));
        }
        self.outcome.unsynced += undone.unsynced;
        Ok(())
    }

    fn kill_while_starting(&mut self, recipe: &Recipe) -> Result<(), String> {
        let mut server = recipe.start()?;
        thread::sleep(self.chance.millis(0..900));
        self.outcome.sudden += 1;
        server.kill()
    }

    /// Starts the server and lets everybody in, until it dies.
    fn visit(&mut self, recipe: &Recipe, parents: &mut [Parent], end: End) -> Result<(), String> {
        let mut server = recipe.start()?;
        let Some(address) = server.address(START) else {
            self.outcome.faults.push(did_not_start(recipe));
            return server.kill();
        };
        let looked = AtomicUsize::new(0);
        let all = parents.len();
        let stays = matches!(end, End::Never);
        let results: Vec<Visit> = thread::scope(|scope| {
            let visitors: Vec<_> = parents
                .iter_mut()
                .map(|parent| scope.spawn(|| visit(parent, address, &looked, stays)))
                .collect();
            match end {
                End::AtWork(later) => {
                    let began = Instant::now();
                    while looked.load(Ordering::Relaxed) < all && began.elapsed() < LOOK {
                        thread::sleep(Duration::from_millis(1));
                    }
                    thread::sleep(later);
                    self.outcome.faults.extend(server.kill().err());
                }
                End::Early(later) => {
                    thread::sleep(later);
                    self.outcome.faults.extend(server.kill().err());
                }
                End::Never => {}
            }
            let ended = visitors.into_iter().map(thread::ScopedJoinHandle::join);
            ended.filter_map(Result::ok).collect()
        });
        if results.len() < all {
            return Err("a visitor broke off: a mistake of this program".to_owned());
        }
        for result in results {
            self.outcome.looks += result.looks;
            self.outcome.differences.extend(result.differences);
        }
        for parent in parents {
            self.outcome.faults.append(&mut parent.surprises);
        }
        server.kill()
    }

    fn verify(&mut self, recipe: &Recipe) {
        if let Err(problem) = recipe.verify() {
            let text = format!("verify after kill {}: {problem}", self.outcome.kills);
            self.outcome.faults.push(text);
        }
    }
}

#[derive(Default)]
struct Visit {
    differences: Vec<Difference>,
    looks: usize,
}

/// Looks at all one has, sends again what was not answered, and goes on.
fn visit(parent: &mut Parent, address: SocketAddr, looked: &AtomicUsize, stays: bool) -> Visit {
    let browser = Browser {
        server: address,
        session: None,
    };
    let mut visit = Visit::default();
    let compare = |parent: &Parent, visit: &mut Visit| {
        if let Ok(seen) = look(parent, &browser) {
            let found = parent.account.compare(&seen);
            let named = |difference| match difference {
                Difference::Lost(what) => Difference::Lost(format!("{} of {}", what, parent.name)),
                Difference::Doubled(what) => {
                    Difference::Doubled(format!("{} of {}", what, parent.name))
                }
            };
            visit.differences.extend(found.into_iter().map(named));
            visit.looks += 1;
        }
    };
    if parent.session.is_some() {
        compare(parent, &mut visit);
    }
    looked.fetch_add(1, Ordering::Relaxed);
    let settled = parent.settle(&browser);
    if stays {
        compare(parent, &mut visit);
    } else if settled.is_ok() && parent.live(&browser) == Stop::Refused {
        let text = format!("{} was turned away again and again", parent.name);
        parent.surprises.push(text);
    }
    visit
}

fn did_not_start(recipe: &Recipe) -> String {
    let log = fs::read_to_string(recipe.log()).unwrap_or_default();
    let last: Vec<&str> = log.lines().rev().take(5).collect();
    let last: Vec<&str> = last.into_iter().rev().collect();
    format!("the server does not start: {}", last.join(" / "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_lost_and_what_is_doubled_stand_in_the_last_line() {
        let mut outcome = Outcome {
            kills: 8,
            ..Outcome::default()
        };
        assert!(outcome.is_good());
        assert_eq!(outcome.verdict(), "8 kills, 0 lost, 0 duplicated");
        let lost = Difference::Lost("a".to_owned());
        outcome.differences = vec![lost.clone(), Difference::Doubled("b".to_owned()), lost];
        assert!(!outcome.is_good());
        assert_eq!(outcome.verdict(), "8 kills, 2 lost, 1 duplicated");
    }
}
