//! The primary is killed while people work, and its standby takes over; the program goes on.

use std::thread;
use std::time::{Duration, Instant};

use super::parent::Parent;
use super::visit::{End, Stay, until};
use super::{Country, Run, START, did_not_start};
use crate::site::http::Door;

/// Somebody must be served again within this time.
const AGAIN: Duration = Duration::from_secs(60);

/// What is still under way when the primary dies has arrived by then: who is served later is served
/// by the new one.
const ARRIVED: Duration = Duration::from_millis(50);

/// So long does a primary go on whose standby died before it.
const ALONE: Duration = Duration::from_millis(600);

impl Run<'_> {
    /// Lets a country live through some losses of its primary; the server is never killed.
    pub(super) fn fail_over(
        &mut self,
        country: &Country,
        parents: &mut [Parent],
        kills: usize,
    ) -> Result<(), String> {
        let mut server = country.recipe.start()?;
        let Some(address) = server.address(START) else {
            self.outcome.faults.push(did_not_start(&country.recipe));
            return server.kill();
        };
        let door = Door::of(address);
        for _ in 0..kills {
            let stay = Stay::at_a_house_that_stands();
            let all = parents.len();
            let before = self.outcome.kills;
            self.at_work(&stay, parents, &door, |run| {
                run.lose_the_primary(&stay, all)
            })?;
            self.verify(&country.recipe);
            if !self.outcome.is_good() {
                return server.kill();
            }
            if self.outcome.kills == before {
                break;
            }
        }
        server.kill()?;
        self.visit(country, parents, End::Never)
    }

    /// Everybody works while something is done to the house; then they settle what is open, look at
    /// all they have, and go.
    pub(super) fn at_work(
        &mut self,
        stay: &Stay,
        parents: &mut [Parent],
        door: &Door,
        happens: impl FnOnce(&mut Self) -> Result<(), String>,
    ) -> Result<(), String> {
        let all = parents.len();
        let happened = thread::scope(|scope| {
            let visitors: Vec<_> = parents
                .iter_mut()
                .map(|parent| scope.spawn(|| stay.visit(parent, door, false)))
                .collect();
            stay.all_looked(all);
            let happened = happens(self);
            stay.close();
            for visitor in visitors {
                let found = visitor.join();
                self.take(found.map_err(|_| "a visitor broke off: a mistake of this program")?);
            }
            happened
        });
        self.take_in(stay, parents);
        happened
    }

    fn lose_the_primary(&mut self, stay: &Stay, all: usize) -> Result<(), String> {
        thread::sleep(self.chance.millis(100..1_500));
        if stay.all_left(all) {
            return Ok(());
        }
        self.outcome.kills += 1;
        let (calm, later) = (self.chance.millis(100..600), self.chance.millis(100..600));
        let (lying, both) = (self.options.lying, self.chance.once_in(3));
        let Some(pair) = self.database.as_mut().and_then(super::Database::pair) else {
            return Err("there is no standby".to_owned());
        };
        if lying || both {
            pair.part(lying, ALONE)?;
        }
        let killed = Instant::now();
        pair.primary.kill()?;
        if lying || both {
            pair.standby.start()?;
        }
        thread::sleep(ARRIVED);
        let before = stay.served();
        let (promoted, outage) = thread::scope(|scope| {
            let again = scope.spawn(|| {
                until(AGAIN, || stay.served() > before || stay.all_left(all));
                (stay.served() > before).then(|| killed.elapsed())
            });
            (pair.promote(), again.join().ok().flatten())
        });
        promoted?;
        let outages = if lying || both {
            &mut self.outcome.double_outages
        } else {
            &mut self.outcome.outages
        };
        outages.extend(outage);
        if outage.is_none() && !stay.all_left(all) {
            let fault = "nobody is served again after the standby took over";
            self.outcome.faults.push(fault.to_owned());
        }
        // Alone for a while, then with a standby again, while people work.
        thread::sleep(calm);
        pair.mend()?;
        thread::sleep(later);
        Ok(())
    }
}
