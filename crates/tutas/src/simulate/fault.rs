//! What goes wrong in a world, and when.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::stage::minutes;
use super::world::{What, World};

/// A kind of fault.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, clap::ValueEnum,
)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Fault {
    /// Registers do not answer.
    Down,
    /// They answer too late.
    Slow,
    /// Their answers are wrong, forged, late or too long.
    Spoiled,
    /// They take a result without saying so.
    Unanswered,
    /// Messages to people are lost, or come twice.
    Messages,
    /// The nodes' clock is an hour ahead.
    ClockHour,
    /// It is a day ahead.
    ClockDay,
    /// It was set back.
    ClockBack,
    /// A node dies between two steps.
    Kill,
    /// A node dies within a step: a commit is lost, or nobody learns that it was made; or it does
    /// nothing more before a commit, or after it.
    Crash,
    /// Two nodes at once.
    Race,
    /// A holiday is decreed late.
    Decree,
    /// The law changes while cases are open.
    Law,
    /// Officers who never come.
    Never,
    /// What nobody may do.
    Misuse,
}

impl Fault {
    /// Every kind.
    pub(super) const ALL: [Self; 15] = [
        Self::Down,
        Self::Slow,
        Self::Spoiled,
        Self::Unanswered,
        Self::Messages,
        Self::ClockHour,
        Self::ClockDay,
        Self::ClockBack,
        Self::Kill,
        Self::Crash,
        Self::Race,
        Self::Decree,
        Self::Law,
        Self::Never,
        Self::Misuse,
    ];

    /// Its name, as the command line has it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Down => "down",
            Self::Slow => "slow",
            Self::Spoiled => "spoiled",
            Self::Unanswered => "unanswered",
            Self::Messages => "messages",
            Self::ClockHour => "clock-hour",
            Self::ClockDay => "clock-day",
            Self::ClockBack => "clock-back",
            Self::Kill => "kill",
            Self::Crash => "crash",
            Self::Race => "race",
            Self::Decree => "decree",
            Self::Law => "law",
            Self::Never => "never",
            Self::Misuse => "misuse",
        }
    }

    /// How often a year, and how many hours at most it lasts.
    fn in_a_year(self) -> (u32, i64) {
        match self {
            Self::Down => (14, 48),
            Self::Slow | Self::Unanswered => (8, 24),
            Self::Spoiled => (10, 24),
            Self::Messages => (10, 48),
            Self::ClockHour => (8, 3),
            Self::ClockDay => (4, 8),
            Self::ClockBack => (6, 6),
            Self::Kill => (60, 0),
            Self::Decree | Self::Law => (1, 0),
            Self::Crash | Self::Race | Self::Never | Self::Misuse => (0, 0),
        }
    }
}

/// Minutes of a year.
const YEAR: i64 = 365 * 24 * 60;

impl World {
    /// Plans the faults of a year. What is left out is planned all the same, and then left out.
    pub(super) fn plan_faults(&mut self, start: Timestamp) {
        for fault in Fault::ALL {
            let (times, hours) = fault.in_a_year();
            for _ in 0..times {
                let at = match fault {
                    Fault::Decree => self.chance.between(YEAR / 6, YEAR / 2),
                    Fault::Law => self.chance.between(YEAR / 4, YEAR / 2),
                    _ => self.chance.between(0, YEAR),
                };
                let lasts = self.chance.between(30, (hours * 60).max(30));
                if self.plan.without.contains(&fault) {
                    continue;
                }
                self.agenda
                    .put(minutes(start, at), What::Fault(fault, true));
                if hours > 0 {
                    let end = minutes(start, at + lasts);
                    self.agenda.put(end, What::Fault(fault, false));
                }
            }
        }
    }

    /// Something goes wrong, or right again.
    pub(super) fn fault(&mut self, fault: Fault, begins: bool) -> anyhow::Result<()> {
        self.tell(|_| {
            format!(
                "{} {}",
                fault.name(),
                if begins { "begins" } else { "ends" }
            )
        });
        let share = if begins { 120 } else { 0 };
        match fault {
            Fault::Down if begins => {
                let all: Vec<String> = self
                    .lands
                    .land(false, false)
                    .registers
                    .keys()
                    .cloned()
                    .collect();
                let some: Vec<String> = (0..3).map(|_| self.chance.of(&all).clone()).collect();
                self.registers.weather(|weather| weather.down.extend(some));
            }
            Fault::Down => self.registers.weather(|weather| weather.down.clear()),
            Fault::Slow => self.registers.weather(|weather| weather.slow = share * 3),
            Fault::Spoiled => self
                .registers
                .weather(|weather| weather.spoiled = share * 4),
            Fault::Unanswered => self
                .registers
                .weather(|weather| weather.unanswered = share * 3),
            Fault::Messages => self.carrier.fail(share * 3, share * 2),
            Fault::ClockHour => self.clock_goes_wrong(begins, 1),
            Fault::ClockDay => self.clock_goes_wrong(begins, 24),
            Fault::ClockBack => {
                let back = if self.chance.permille(500) { -1 } else { -24 };
                self.clock_goes_wrong(begins, back);
            }
            Fault::Kill => {
                self.kill()?;
                self.count_fault("node-killed");
            }
            Fault::Decree => {
                self.decreed = true;
                self.recounts = true;
                self.kill()?;
                self.count_fault("holiday-decreed");
            }
            Fault::Law => {
                self.changed_law = true;
                self.kill()?;
                self.count_fault("law-changed");
            }
            Fault::Crash | Fault::Race | Fault::Never | Fault::Misuse => {}
        }
        Ok(())
    }

    fn clock_goes_wrong(&mut self, begins: bool, hours: i64) {
        let by = if begins {
            SignedDuration::from_hours(hours)
        } else {
            SignedDuration::ZERO
        };
        self.clock.jump(by);
        if begins {
            self.count_fault(if hours < 0 {
                "clock-back"
            } else {
                "clock-ahead"
            });
        }
    }
}
