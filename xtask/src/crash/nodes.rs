//! Several nodes on one database: one after the other is killed and started again while people
//! work, and the clock of one of them is wrong.

use std::fs;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use super::database::schema;
use super::parent::Parent;
use super::shim::wrong_clock;
use super::visit::{End, Stay};
use super::{Country, Run, START, did_not_start};
use crate::site::http::Door;
use crate::site::server::{Recipe, Server, beside};

/// What a node needs of the first one's folder: the key to the data, and the country's time.
const SHARED: [&str; 3] = ["master.key", "clock", "founded"];

/// How wrong the clock of one node is.
const AHEAD: i64 = 300;

/// The node whose clock is wrong, and how it says so.
const WRONG: usize = 1;
const SAYS: &str = "the clock of this machine is not that of the database";

/// Nobody's time may be further from that of the database than a commit takes at the very worst,
/// which is far less than a clock is wrong.
const WITHIN: i64 = 60;

/// What is due must be done by then, also what a node had taken that died: its lease ends after a
/// minute.
const DONE_WITHIN: Duration = Duration::from_secs(180);

impl Run<'_> {
    /// Lets a country live on several nodes.
    pub(super) fn live_on_nodes(
        &mut self,
        country: &mut Country,
        parents: &mut [Parent],
        kills: usize,
    ) -> Result<(), String> {
        // The first node makes the country, with registers of its own; then all share them.
        let mut first = country.recipe.start()?;
        if first.address(START).is_none() {
            self.outcome.faults.push(did_not_start(&country.recipe));
            return first.kill();
        }
        first.kill()?;
        let mut registers = country.recipe.start_registers()?;
        let at = registers.address(START);
        let at = at.ok_or("the registers do not start")?;
        country.recipe.registers = Some(format!("http://{at}"));
        let nodes = self.nodes(&country.recipe)?;
        let door = Door::default();
        let mut house: Vec<_> = nodes.iter().map(|_| None).collect();
        for (node, place) in nodes.iter().zip(&mut house) {
            *place = Some(move_in(node, &door)?);
        }
        let stay = Stay::at_a_house_that_stands();
        let all = parents.len();
        self.at_work(&stay, parents, &door, |run| {
            for _ in 0..kills {
                thread::sleep(run.chance.millis(1_000..3_000));
                if stay.all_left(all) {
                    break;
                }
                let at = run.chance.within(0..nodes.len() as u64);
                let at = usize::try_from(at).unwrap_or(0);
                let Some((node, place)) = nodes.get(at).zip(house.get_mut(at)) else {
                    continue;
                };
                if let Some((mut server, address)) = place.take() {
                    server.kill()?;
                    door.shut(address);
                }
                run.outcome.kills += 1;
                thread::sleep(run.chance.millis(0..1_500));
                *place = Some(move_in(node, &door)?);
            }
            thread::sleep(run.chance.millis(500..1_500));
            Ok(())
        })?;
        self.all_is_done(country)?;
        self.one_time(country)?;
        self.outcome.faults.extend(not_wrong(&nodes));
        drop(house);
        self.visit(country, parents, End::Never)?;
        registers.kill()
    }

    /// A recipe for each node; the clock of the second is wrong.
    fn nodes(&mut self, first: &Recipe) -> Result<Vec<Recipe>, String> {
        let ahead = if self.chance.once_in(2) {
            AHEAD
        } else {
            -AHEAD
        };
        (0..self.options.nodes)
            .map(|number| {
                let mut node = first.clone();
                if number > 0 {
                    node.data = beside(&first.data, &format!("node-{}", number + 1));
                    node.log = beside(&first.data, &format!("node-{}.log", number + 1));
                    share(&first.data, &node.data).map_err(|error| error.to_string())?;
                }
                if number == WRONG {
                    node.environment = wrong_clock(&beside(&first.data, "so"), ahead)?;
                }
                Ok(node)
            })
            .collect()
    }

    /// Waits until the nodes have done all that is due.
    fn all_is_done(&mut self, country: &Country) -> Result<(), String> {
        let now = now_of(country)?;
        // Counted from now on, so that what becomes due meanwhile is not waited for.
        let now = self.ask(&format!("SELECT {now}"))?;
        let due = format!(
            "SELECT (SELECT count(*) FROM {0}.effect WHERE due_at <= {now}) \
             + (SELECT count(*) FROM {0}.state WHERE wake_at <= {now})",
            schema(country.number)
        );
        let began = Instant::now();
        loop {
            let left = self.ask(&due)?;
            if left == "0" {
                self.outcome.caught_up.push(began.elapsed());
                return Ok(());
            }
            if began.elapsed() > DONE_WITHIN {
                let fault = format!("{left} things that are due are not done by any node");
                self.outcome.faults.push(fault);
                return Ok(());
            }
            thread::sleep(Duration::from_millis(200));
        }
    }

    /// Whatever is on record bears the time of the database, whichever node wrote it.
    fn one_time(&mut self, country: &Country) -> Result<(), String> {
        let offset = offset_of(country)?;
        let wrong = format!(
            "SELECT count(*), coalesce(max(abs(apart)), 0)::int FROM (SELECT recorded_at / 1e6 \
             - {offset} / 1e3 - EXTRACT(EPOCH FROM pg_xact_commit_timestamp(xmin)) AS apart \
             FROM {}.journal) AS times WHERE abs(apart) > {WITHIN}",
            schema(country.number)
        );
        let told = self.ask(&wrong)?;
        if told != "0|0" {
            let fault = format!("changes and seconds that are not the database's: {told}");
            self.outcome.faults.push(fault);
        }
        Ok(())
    }

    fn ask(&self, statement: &str) -> Result<String, String> {
        let database = self.database.as_ref().ok_or("there is no database")?;
        database.query(statement)
    }
}

/// Whether the node with the wrong clock did not find it wrong, or another did: then nothing was
/// shown of clocks.
fn not_wrong(nodes: &[Recipe]) -> Option<String> {
    let says = |node: &Recipe| {
        let log = fs::read_to_string(&node.log);
        log.is_ok_and(|log| log.contains(SAYS))
    };
    let wrong: Vec<usize> = (0..nodes.len())
        .filter(|at| nodes.get(*at).is_some_and(says))
        .collect();
    (wrong != [WRONG]).then(|| {
        let wrong: Vec<usize> = wrong.into_iter().map(|at| at + 1).collect();
        format!(
            "the clock of node {} is wrong, and so it is said by {wrong:?}",
            WRONG + 1
        )
    })
}

/// Starts a node, and lets people in.
fn move_in(node: &Recipe, door: &Door) -> Result<(Server, std::net::SocketAddr), String> {
    let server = node.start()?;
    let address = server.address(START).ok_or_else(|| did_not_start(node))?;
    door.open(address);
    Ok((server, address))
}

fn share(first: &Path, node: &Path) -> std::io::Result<()> {
    fs::create_dir_all(node)?;
    for file in SHARED {
        fs::copy(first.join(file), node.join(file))?;
    }
    Ok(())
}

/// How far the country's time is from the database's, in milliseconds.
fn offset_of(country: &Country) -> Result<i64, String> {
    let kept = fs::read_to_string(country.recipe.data.join("clock"));
    let kept = kept.map_err(|error| error.to_string())?;
    kept.trim()
        .parse()
        .map_err(|_| format!("no offset: {kept}"))
}

/// The country's time in microseconds, as the database works it out.
fn now_of(country: &Country) -> Result<String, String> {
    let offset = offset_of(country)?;
    Ok(format!(
        "(EXTRACT(EPOCH FROM clock_timestamp()) * 1000000)::bigint + {offset} * 1000"
    ))
}
