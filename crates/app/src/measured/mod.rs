//! What is seen of registers, kept: counts by register and hour, which outlive the program and are
//! added up over all programs on one database.
//!
//! It is counted in memory where a register is asked anyway, and written by the worker's step at most
//! once a minute, after what people wait for. A program that is killed loses what it counted since.
//! Numbers and names of registers and fields only: nothing of anybody.

mod tally;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::{SignedDuration, Timestamp};
use tutas_store::{HourCounts, in_background};
use uuid::Uuid;

pub use self::tally::{Gap, Uptime, Uses};
pub(crate) use self::tally::{Tally, uptime};
use crate::duplicate::{SEARCH_DAYS, searches_of};
use crate::registers::{Read, ReadAnswer};
use crate::steady::Measures;
use crate::{App, AppError};

/// How often counts are written.
const KEEP_EVERY: SignedDuration = SignedDuration::from_mins(1);

/// How long they are kept.
const KEPT_DAYS: i64 = 90;

const HOURS_A_DAY: i64 = 24;

/// What this program counted and still writes.
#[derive(Default)]
pub(crate) struct Measured(Mutex<Seen>);

#[derive(Default)]
struct Seen {
    /// Under what this program counts: another one after each start.
    node: Option<Uuid>,
    /// By hour and register.
    hours: BTreeMap<(i64, String), Tally>,
    /// Those that were not written since they changed.
    changed: BTreeSet<(i64, String)>,
    /// What was called until it was last looked at.
    calls: BTreeMap<String, Measures>,
    /// When counts were last written, or were to be.
    kept: Option<Timestamp>,
    /// The day on which what is old was last deleted.
    tidied: Option<i64>,
}

impl Measured {
    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A register answered, or did not.
    pub(crate) fn stood(&self, register: &str, answers: bool, now: Timestamp) {
        let minute = minute_of(now);
        let mut seen = self.seen();
        let tally = seen.tally(minute / 60, register);
        if answers {
            tally.answered.put(minute);
        } else {
            tally.silent.put(minute);
        }
    }

    /// A read was answered.
    pub(crate) fn answered(&self, read: &Read<'_>, answer: &ReadAnswer, now: Timestamp) {
        let mut seen = self.seen();
        let tally = seen.tally(minute_of(now) / 60, &read.register.id);
        tally.answered(read, answer);
    }

    /// These were written, or are with the next time. What is over is not counted in any more.
    fn wrote(&self, written: Vec<(i64, String)>, is_written: bool, hour: i64) {
        let mut seen = self.seen();
        if !is_written {
            seen.changed.extend(written);
        }
        let Seen { hours, changed, .. } = &mut *seen;
        hours.retain(|key, _| key.0 >= hour || changed.contains(key));
    }

    /// An answer that a case kept was looked at again.
    pub(crate) fn used(&self, register: &str, is_fresh: bool, now: Timestamp) {
        let mut seen = self.seen();
        let uses = &mut seen.tally(minute_of(now) / 60, register).uses;
        if is_fresh {
            uses.fresh += 1;
        } else {
            uses.stale += 1;
        }
    }
}

impl Seen {
    fn tally(&mut self, hour: i64, register: &str) -> &mut Tally {
        let key = (hour, register.to_owned());
        self.changed.insert(key.clone());
        self.hours.entry(key).or_default()
    }

    /// Takes over what was called since it was last looked at.
    fn note_calls(&mut self, measures: BTreeMap<String, Measures>, hour: i64) {
        for (register, now) in &measures {
            let before = self.calls.get(register);
            if before.is_none_or(|known| (known.calls, known.times) != (now.calls, now.times)) {
                let before = before.cloned();
                self.tally(hour, register).called(before.as_ref(), now);
            }
        }
        self.calls = measures;
    }

    /// What changed, as rows.
    fn rows(&self, node: Uuid) -> Result<Vec<HourCounts>, AppError> {
        let row = |(hour, name): &(i64, String)| {
            let tally = self.hours.get(&(*hour, name.clone()));
            Ok(HourCounts {
                name: counted_as(name),
                hour: *hour,
                node,
                counted: serde_json::to_string(&tally)?,
            })
        };
        self.changed.iter().map(row).collect()
    }
}

impl App {
    /// Writes what was counted of registers, if it is time. Whatever is not written now is with the
    /// next time.
    pub(crate) async fn keep_measures(&self, now: Timestamp) {
        let is_early = |kept: Timestamp| now >= kept && now.duration_since(kept) < KEEP_EVERY;
        if self.measured.seen().kept.is_some_and(is_early) {
            return;
        }
        if let Err(error) = self.keep_measures_now(now).await {
            tracing::warn!(%error, "what was counted of registers is written later");
        }
    }

    /// Writes what was counted of registers, as before the program ends.
    pub async fn keep_measures_now(&self, now: Timestamp) -> Result<(), AppError> {
        let (minute, since) = (minute_of(now), self.measured.seen().kept.replace(now));
        self.note_announced(since.map_or(minute - 1, minute_of), minute, now);
        let rows = {
            let mut seen = self.measured.seen();
            seen.note_calls(self.parts.registers.measures(), minute / 60);
            if seen.changed.is_empty() {
                return Ok(());
            }
            let node = *seen.node.get_or_insert_with(|| self.new_id(now));
            let rows = seen.rows(node)?;
            seen.changed.clear();
            rows
        };
        let written = rows.iter().map(|row| (row.hour, own_name(&row.name)));
        let written: Vec<_> = written.collect();
        let done = in_background(async { self.store().put_counts(rows).await }).await;
        self.measured.wrote(written, done.is_ok(), minute / 60);
        done?;
        self.forget_old_counts(minute / 60).await
    }

    /// Puts down for which registers maintenance was announced in the minutes that passed. What is
    /// announced only afterwards excuses nothing.
    fn note_announced(&self, since: i64, until: i64, now: Timestamp) {
        let announced = self.all_announced(now);
        let mut seen = self.measured.seen();
        for one in announced {
            let (from, to) = (minute_of(one.from), minute_of(one.until));
            let minutes = from.max(since + 1).max(until - 60)..=until.min(to);
            for (minute, register) in
                minutes.flat_map(|at| one.registers.iter().map(move |r| (at, r)))
            {
                if self.catalog().registers.contains_key(register) {
                    seen.tally(minute / 60, register).announced.put(minute);
                }
            }
        }
    }

    async fn forget_old_counts(&self, hour: i64) -> Result<(), AppError> {
        let today = hour / HOURS_A_DAY;
        if self.measured.seen().tidied.replace(today) == Some(today) {
            return Ok(());
        }
        for register in self.catalog().registers.keys() {
            for (name, days) in [
                (counted_as(register), KEPT_DAYS),
                (searches_of(register), SEARCH_DAYS),
            ] {
                let before = hour - days * HOURS_A_DAY;
                in_background(async { self.store().forget_counts(&name, before).await }).await?;
            }
        }
        Ok(())
    }

    /// What all programs counted of a register from an hour on, and this one since it last wrote.
    pub(crate) fn tallies(
        &self,
        register: &str,
        from: i64,
    ) -> Result<BTreeMap<i64, Tally>, AppError> {
        let mut hours: BTreeMap<i64, Tally> = BTreeMap::new();
        for row in self.store().counts(&counted_as(register), from)? {
            let tally: Tally = serde_json::from_str(&row.counted)?;
            hours.entry(row.hour).or_default().add(&tally);
        }
        Ok(hours)
    }
}

/// Minutes since 1970.
pub(crate) fn minute_of(at: Timestamp) -> i64 {
    at.as_second().div_euclid(60)
}

const PREFIX: &str = "register:";

fn counted_as(register: &str) -> String {
    format!("{PREFIX}{register}")
}

fn own_name(counted: &str) -> String {
    counted.strip_prefix(PREFIX).unwrap_or(counted).to_owned()
}
