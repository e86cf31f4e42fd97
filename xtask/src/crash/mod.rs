//! Kills the real server at random instants while people use it, and compares what they were told
//! with what is there afterwards: nothing acknowledged is lost, nothing is doubled.
//!
//! A run has several *countries*, each in a new data folder, and kills each of them some times:
//! while it is made, while it starts, while everybody looks at what they have, and while parents
//! and officers work. After each kill every fold and leaf is verified, everybody looks, and whoever
//! got no answer sends the same form again.
//!
//! ```text
//! cargo run -p xtask -- crash --kills 300 --seed 1 [--people N] [--bin PATH]
//!   --unsynced     with each kill the power is cut: what was not synced is lost, or torn
//!   --fail WHAT    any, write:N, fsync:N, writes, fsyncs, full or read-only
//!   --small-disk   on a small disk in memory, which runs full (else the shim's)
//!   --lying        a disk that loses what it said was synced: it must be found out
//!   --database D   the data is in PostgreSQL: a URL; or `own`, a server that is killed as well
//!   --standby      a primary with a synchronous standby: the primary is killed, the standby takes
//!                  over, and the program goes on; at times the standby died before it, and came
//!                  back to find it dead; with `--lying`, a primary that did not wait for it
//!   --nodes N      so many servers on one database, of which one after the other is killed and
//!                  started again; the clock of one is five minutes wrong
//! ```
//!
//! What one does is an [`Act`](parent) with the name of what it brings about; to add one, say in
//! `parent.rs` what is sent, in `parent/outcome.rs` what its answer means, and in [`look`] where it
//! is seen. The plan comes from the seed; when threads meet does not.

mod account;
mod cluster;
mod database;
mod failover;
mod look;
mod nodes;
mod options;
mod parent;
mod power;
mod shim;
mod small_disk;
mod trouble;
mod visit;

use std::fmt::{self, Write as _};
use std::fs;
use std::path::PathBuf;
use std::thread;
use std::time::{Duration, Instant};

use self::account::Difference;
use self::chance::Chance;
use self::database::Database;
use self::http::Door;
pub(crate) use self::options::Options;
use self::options::{Place, Troubles};
use self::parent::{PARENTS, Parent};
use self::server::{Recipe, beside};
use self::shim::{Shim, Wish};
use self::small_disk::SmallDisk;
use self::visit::{Cause, End, Found, Stay, Trouble};
use crate::site::{chance, html, http, server};

/// So long may a start take.
const START: Duration = Duration::from_secs(60);

/// So many differences are told, and so many faults.
const TOLD: usize = 20;

/// What a run came to.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    kills: usize,
    sudden: usize,
    /// Kills with which the server of the database was killed too, a moment before.
    database_kills: usize,
    /// From the death of the primary to the first form that was answered after it.
    outages: Vec<Duration>,
    /// The same where the standby had died before it, and had to start first.
    double_outages: Vec<Duration>,
    /// How long the nodes took to do what was due when people had gone.
    caught_up: Vec<Duration>,
    differences: Vec<Difference>,
    /// What is wrong beside that: folds, leaves, answers that are none.
    faults: Vec<String>,
    /// How many of these `verify` found.
    unsound: usize,
    /// Forms that were answered, and what stood in the accounts at the end.
    served: usize,
    acknowledged: usize,
    /// Parents who looked at all they have.
    looks: usize,
    /// Changes that a power cut took away.
    unsynced: usize,
    /// Writes and syncs that failed, and forms that were asked to come again.
    failures: u64,
    refused: usize,
}

impl Outcome {
    /// Whether nothing was lost, doubled or wrong.
    pub(crate) fn is_good(&self) -> bool {
        self.differences.is_empty() && self.faults.is_empty()
    }

    /// Whether the run came out as it must: a disk that lies is found out, by what is lost or by
    /// what `verify` says, and not by some other fault.
    pub(crate) fn is_expected(&self, options: &Options) -> bool {
        let is_lost = |one: &Difference| matches!(one, Difference::Lost(_));
        let found_out = self.unsound > 0 || self.differences.iter().any(is_lost);
        if options.lying {
            found_out
        } else {
            self.is_good()
        }
    }

    /// What was done, for the line before the last.
    fn told(&self, seed: u64, countries: u64, took: Duration) -> String {
        let mut told = format!(
            "seed {seed}: {countries} countries, {} kills, {} of them while starting, {} with the \
             database; {} forms answered, {} asked to come again; {} looks at {} things and states; \
             {} unsynced changes undone, {} writes or syncs failed; {} s",
            self.kills,
            self.sudden,
            self.database_kills,
            self.served,
            self.refused,
            self.looks,
            self.acknowledged,
            self.unsynced,
            self.failures,
            took.as_secs()
        );
        for (what, outages) in [
            ("the standby took over", &self.outages),
            ("it had died before", &self.double_outages),
        ] {
            told.push_str(&spread(what, outages));
        }
        if let Some(longest) = self.caught_up.iter().max() {
            let seconds = longest.as_secs();
            let _ = write!(told, "; all that was due was done within {seconds} s");
        }
        told
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
        database: Database::of(&options.place, &folder)?,
        folder: folder.clone(),
    };
    let mut country = 0;
    while run.outcome.kills < options.kills && run.outcome.is_good() {
        country += 1;
        run.country(country)?;
    }
    let (outcome, database) = (run.outcome, run.database);
    println!("{}", outcome.told(options.seed, country, began.elapsed()));
    tell(&outcome.differences);
    tell(&outcome.faults);
    drop(database);
    if outcome.is_expected(options) {
        fs::remove_dir_all(&folder).map_err(|error| error.to_string())?;
    } else {
        println!("see {} (seed {})", folder.display(), options.seed);
    }
    Ok(outcome)
}

/// A country: how it is started, and the shim before its disk.
struct Country {
    number: u64,
    recipe: Recipe,
    shim: Option<Shim>,
    /// The small disk that it lives on.
    disk: Option<SmallDisk>,
}

struct Run<'a> {
    chance: Chance,
    options: &'a Options,
    outcome: Outcome,
    /// Where the data of all countries is, if not in their folders.
    database: Option<Database>,
    folder: PathBuf,
}

impl Run<'_> {
    /// One country from its making to its last look.
    fn country(&mut self, number: u64) -> Result<(), String> {
        let mut country = self.found(number)?;
        let seed = self.chance.next();
        let mut parents: Vec<Parent> = (0..PARENTS.len()).map(|at| Parent::new(at, seed)).collect();
        let kills = usize::try_from(self.chance.within(4..15)).unwrap_or(4);
        let kills = kills.min(self.options.kills - self.outcome.kills);
        if self.options.place == Place::Pair {
            self.fail_over(&country, &mut parents, kills)?;
        } else if self.options.nodes > 1 {
            self.live_on_nodes(&mut country, &mut parents, kills)?;
        } else {
            self.kill_again_and_again(&country, &mut parents, kills)?;
        }
        if !self.outcome.is_good() {
            return Ok(());
        }
        self.verify(&country.recipe);
        for parent in &parents {
            self.outcome.acknowledged += parent.account.len();
        }
        if self.outcome.is_good() {
            let removed = fs::remove_dir_all(&country.recipe.data);
            removed.map_err(|error| error.to_string())?;
            if let Some(database) = &self.database {
                database.remove(number)?;
            }
        }
        Ok(())
    }

    /// Kills the server, and lets everybody look and go on, so many times.
    fn kill_again_and_again(
        &mut self,
        country: &Country,
        parents: &mut [Parent],
        kills: usize,
    ) -> Result<(), String> {
        let (mut has_started, mut sudden) = (false, false);
        for _ in 0..kills {
            // Never twice in a row: a short run too must come to work.
            sudden = !sudden && self.chance.once_in(if has_started { 6 } else { 2 });
            if sudden {
                self.kill_while_starting(&country.recipe)?;
            } else {
                let end = if self.chance.once_in(6) {
                    End::Early(self.chance.millis(0..400))
                } else {
                    End::AtWork(self.chance.millis(0..1_500))
                };
                self.visit(country, parents, end)?;
                has_started = true;
            }
            self.outcome.kills += 1;
            self.after_kill(country, !sudden)?;
            if has_started {
                self.verify(&country.recipe);
            }
            if !self.outcome.is_good() {
                return Ok(());
            }
        }
        self.visit(country, parents, End::Never)
    }

    /// A country without anything in it yet.
    fn found(&mut self, number: u64) -> Result<Country, String> {
        let place = self.folder.join(format!("country-{number}"));
        let disk = if self.options.small_disk {
            SmallDisk::mount(&place)
        } else {
            None
        };
        if self.options.small_disk && disk.is_none() {
            println!("no small disk can be mounted here: the shim says when it is full");
        }
        let data = place.join("data");
        fs::create_dir_all(&data).map_err(|error| error.to_string())?;
        let shim = if self.options.needs_shim() && disk.is_none() {
            Some(Shim::new(&data, &beside(&data, "side"))?)
        } else {
            None
        };
        Ok(Country {
            number,
            recipe: Recipe {
                environment: shim.as_ref().map(Shim::environment).unwrap_or_default(),
                program: self.options.program.clone(),
                // Not on the disk that runs full.
                log: beside(&place, "log"),
                data,
                database: self.database.as_ref().map(|database| database.url(number)),
                registers: None,
                people: self.options.people,
                seed: self.options.seed.wrapping_add(number),
                options: Vec::new(),
            },
            shim,
            disk,
        })
    }

    /// Undoes what no sync made durable, if the power is cut.
    fn after_kill(&mut self, country: &Country, followed: bool) -> Result<(), String> {
        let Some(shim) = &country.shim else {
            return Ok(());
        };
        self.outcome.failures += shim.take_failures();
        let cut = if self.options.unsynced || self.options.lying {
            let torn = (!self.chance.once_in(3)).then_some(&mut self.chance);
            power::cut(&country.recipe.data, &shim.side, torn)
        } else {
            power::leave(&shim.side)
        };
        let undone = cut.map_err(|error| format!("the power cut fails: {error}"))?;
        if followed && undone.processes < 2 {
            return Err(format!("the shim is not loaded: {undone:?}"));
        }
        self.outcome.unsynced += undone.unsynced;
        let wish = Wish {
            lies: self.options.lying && followed,
            ..Wish::HEALTHY
        };
        shim.wish(wish)
    }

    fn kill_while_starting(&mut self, recipe: &Recipe) -> Result<(), String> {
        let mut server = recipe.start()?;
        thread::sleep(self.chance.millis(0..900));
        self.outcome.sudden += 1;
        let with_it = self.database.as_ref().and_then(Database::cluster);
        if let Some(cluster) = with_it.filter(|_| self.chance.once_in(2)) {
            self.outcome.database_kills += 1;
            cluster.kill()?;
            cluster.start()?;
        }
        server.kill()
    }

    /// Starts the server and lets everybody in, until it dies.
    fn visit(&mut self, country: &Country, parents: &mut [Parent], end: End) -> Result<(), String> {
        let recipe = &country.recipe;
        let mut server = recipe.start()?;
        let Some(address) = server.address(START) else {
            self.outcome.faults.push(did_not_start(recipe));
            return server.kill();
        };
        let door = Door::of(address);
        // What holds the database is wanted beside the outcome.
        let database = self.database.take();
        let works = matches!(end, End::AtWork(_));
        let trouble = works.then(|| self.trouble(country, database.as_ref()));
        let trouble = trouble.flatten();
        let (stay, all) = (Stay::default(), parents.len());
        let stays = matches!(end, End::Never);
        let passed = thread::scope(|scope| {
            let visitors: Vec<_> = parents
                .iter_mut()
                .map(|parent| scope.spawn(|| stay.visit(parent, &door, stays)))
                .collect();
            let passed = stay.pass(end, trouble, (&door, all));
            if !stays {
                server.kill()?;
            }
            for visitor in visitors {
                let found = visitor.join();
                self.take(found.map_err(|_| "a visitor broke off: a mistake of this program")?);
            }
            passed
        });
        self.database = database;
        self.take_in(&stay, parents);
        self.outcome.faults.extend(passed?);
        server.kill()
    }

    /// Puts down what somebody found.
    fn take(&mut self, found: Found) {
        self.outcome.looks += found.looks;
        self.outcome.differences.extend(found.differences);
        self.outcome.faults.extend(found.faults);
    }

    /// Puts down what came of a stay.
    fn take_in(&mut self, stay: &Stay, parents: &mut [Parent]) {
        self.outcome.served += stay.served();
        for parent in parents {
            self.outcome.faults.append(&mut parent.surprises);
            self.outcome.refused += std::mem::take(&mut parent.refused);
        }
    }

    /// What goes wrong with the disk or the database this time.
    fn trouble<'a>(
        &mut self,
        country: &'a Country,
        database: Option<&'a Database>,
    ) -> Option<Trouble<'a>> {
        if let Some(cluster) = database.and_then(Database::cluster) {
            let away = self.chance.millis(0..1_500);
            return self.chance.once_in(2).then(|| {
                self.outcome.database_kills += 1;
                Trouble {
                    cause: Cause::Database(cluster, away),
                    lasts: false,
                    sure: false,
                }
            });
        }
        if let Some(disk) = &country.disk {
            return Some(Trouble {
                cause: Cause::SmallDisk(disk),
                lasts: true,
                sure: false,
            });
        }
        let kind = match self.options.trouble {
            Troubles::None => return None,
            Troubles::Any => trouble::Trouble::any(&mut self.chance),
            Troubles::Only(kind) => kind,
        };
        let wish = kind.wish(&mut self.chance);
        Some(Trouble {
            cause: Cause::Shim(country.shim.as_ref()?, wish),
            lasts: kind.lasts(),
            sure: kind != trouble::Trouble::Full,
        })
    }

    fn verify(&mut self, recipe: &Recipe) {
        if let Err(problem) = recipe.verify() {
            let text = format!("verify after kill {}: {problem}", self.outcome.kills);
            self.outcome.faults.push(text);
            self.outcome.unsound += 1;
        }
    }
}

/// Tells the first of many.
fn tell(all: &[impl fmt::Display]) {
    for one in all.iter().take(TOLD) {
        println!("{one}");
    }
    if all.len() > TOLD {
        println!("and {} more", all.len() - TOLD);
    }
}

/// How long nobody was served, if anything is known of it.
fn spread(what: &str, outages: &[Duration]) -> String {
    let mut outages = outages.to_vec();
    outages.sort_unstable();
    let Some(longest) = outages.last() else {
        return String::new();
    };
    // The smallest that so many of a hundred do not exceed.
    let within = |hundredths: usize| {
        let at = (outages.len() * hundredths).div_ceil(100).saturating_sub(1);
        outages.get(at).unwrap_or(longest).as_millis()
    };
    format!(
        "; {} times {what}, and nobody was served for {} ms (p50), {} ms (p95), {} ms (the longest)",
        outages.len(),
        within(50),
        within(95),
        longest.as_millis()
    )
}

fn did_not_start(recipe: &Recipe) -> String {
    let log = fs::read_to_string(&recipe.log).unwrap_or_default();
    let last: Vec<&str> = log.lines().rev().take(5).collect();
    let last: Vec<&str> = last.into_iter().rev().collect();
    format!("the server does not start: {}", last.join(" / "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_outage_is_told_by_its_middle_and_its_end() {
        let outages: Vec<Duration> = (1..=40).rev().map(Duration::from_millis).collect();
        assert!(spread("a", &outages).contains("20 ms (p50), 38 ms (p95), 40 ms"));
        assert!(spread("a", &outages[..1]).contains("40 ms (p50), 40 ms (p95), 40 ms"));
        assert_eq!(spread("a", &[]), "");
    }

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

    #[test]
    fn a_disk_that_lies_is_found_out_by_what_is_lost_and_by_nothing_else() {
        let lying = Options::of(&["--lying"]).unwrap();
        let honest = Options::of(&[]).unwrap();
        let mut outcome = Outcome::default();
        assert!(!outcome.is_expected(&lying) && outcome.is_expected(&honest));
        outcome.faults.push("the server does not start".to_owned());
        outcome
            .differences
            .push(Difference::Doubled("a".to_owned()));
        assert!(!outcome.is_expected(&lying) && !outcome.is_expected(&honest));
        let lost = Difference::Lost("a".to_owned());
        outcome.differences.push(lost);
        assert!(outcome.is_expected(&lying));
        outcome.differences.clear();
        outcome.unsound = 1;
        assert!(outcome.is_expected(&lying));
    }
}
