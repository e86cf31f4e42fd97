//! Figures in words.

use jiff::SignedDuration;
use rust_decimal::Decimal;
use tutas_app::view::Within;
use tutas_app::{Outcome, Uptime};

use super::{Card, PERCENTS};
use crate::i18n::T;

/// A share in percent with two digits, rounded down: all of it is said only where it is all.
pub(super) fn share(t: T, part: u64, of: u64) -> String {
    let parts = u128::from(part) * 10_000 / u128::from(of.max(1));
    let percent = Decimal::new(i64::try_from(parts).unwrap_or(i64::MAX), 2);
    format!("{}\u{a0}%", t.number(percent))
}

fn whole(t: T, number: u64) -> String {
    t.number(Decimal::from(number))
}

impl Card<'_> {
    /// How long of the time it answered, outside maintenance.
    pub(super) fn uptime(&self, t: &T) -> String {
        let outside = self.figures.outside;
        if outside.known == 0 {
            return t.m("registers-not-measured");
        }
        stood(*t, outside)
    }

    /// The same within announced maintenance.
    pub(super) fn maintenance(&self, t: &T) -> String {
        let within = self.figures.within;
        if within.known == 0 {
            return t.m("registers-no-maintenance");
        }
        stood(*t, within)
    }

    /// Calls that brought no answer which may be used.
    pub(super) fn errors(&self, t: &T) -> String {
        let (failed, made) = self.figures.errors();
        if made == 0 {
            return t.m("registers-not-measured");
        }
        let args = [
            ("share", share(*t, failed, made).into()),
            ("calls", whole(*t, made).into()),
            ("down", whole(*t, self.figures.of(Outcome::Down)).into()),
            (
                "unusable",
                whole(*t, self.figures.of(Outcome::Unusable)).into(),
            ),
        ];
        t.a("registers-errors-text", &args)
    }

    /// How soon it answered, a line for each share of attempts.
    pub(super) fn times(&self, t: &T) -> Vec<String> {
        let line = |percent: &u64| {
            let within = self.figures.within_time(*percent)?;
            let (id, time) = match within {
                Within::Milliseconds(most) => ("registers-time-line", most),
                Within::Longer => ("registers-time-longer", 0),
            };
            let args = [
                ("percent", (*percent).into()),
                ("time", milliseconds(*t, time).into()),
            ];
            Some(t.a(id, &args))
        };
        PERCENTS.iter().filter_map(line).collect()
    }

    /// How long an answer may be used.
    pub(super) fn declared(&self, t: &T) -> String {
        minutes(*t, i64::from(self.register.fresh_minutes))
    }

    /// How many answers were used within the declared time.
    pub(super) fn freshness(&self, t: &T) -> String {
        let uses = self.figures.uses;
        let all = uses.fresh + uses.stale;
        if all == 0 {
            return t.m("registers-not-measured");
        }
        let args = [
            ("share", share(*t, uses.fresh, all).into()),
            ("uses", whole(*t, all).into()),
        ];
        t.a("registers-freshness-text", &args)
    }

    /// How many answers said that there is no record.
    pub(super) fn none(&self, t: &T) -> String {
        let figures = &self.figures;
        if figures.answers == 0 {
            return t.m("registers-not-measured");
        }
        let args = [
            ("share", share(*t, figures.none, figures.answers).into()),
            ("answers", whole(*t, figures.answers).into()),
        ];
        t.a("registers-none-text", &args)
    }

    /// What became of what people said is wrong in it.
    pub(super) fn defects(&self, t: &T) -> String {
        let defects = self.figures.defects;
        if defects.open + defects.mended + defects.dismissed == 0 {
            return t.m("registers-defects-none");
        }
        let args = [
            ("open", defects.open.into()),
            ("mended", defects.mended.into()),
            ("dismissed", defects.dismissed.into()),
        ];
        let said = t.a("registers-defects-text", &args);
        of_last(*t, said, defects.of_last)
    }

    /// Whether people stand in it by name, so that somebody may stand in it twice.
    pub(super) fn names_people(&self) -> bool {
        let fields = &self.register.fields;
        fields.contains_key("surname") && fields.contains_key("iin")
    }

    /// Who stands in it twice: the last search, and what became of all that were found.
    pub(super) fn duplicates(&self, t: &T) -> Vec<String> {
        let found = self.figures.duplicates;
        let Some(last) = found.last else {
            return vec![t.m("registers-duplicates-never")];
        };
        let search = [
            ("at", t.date_time(last.at).into()),
            ("records", last.records.into()),
            ("groups", last.groups.into()),
        ];
        let came = [
            ("open", found.open.into()),
            ("same", found.same.into()),
            ("different", found.different.into()),
        ];
        vec![
            t.a("registers-duplicates-last", &search),
            of_last(*t, t.a("registers-duplicates-text", &came), found.of_last),
        ]
    }

    /// How long a correction took.
    pub(super) fn mending(&self, t: &T) -> Option<String> {
        let time = self.figures.defects.time_to_mend?;
        let time = minutes(*t, minutes_of(time));
        Some(t.a("registers-mending", &[("time", time.into())]))
    }
}

/// Figures, and of how many they are where they are not of all.
fn of_last(t: T, said: String, last: Option<usize>) -> String {
    match last {
        Some(count) => {
            let count = t.a("registers-of-last", &[("count", count.into())]);
            format!("{said} {count}")
        }
        None => said,
    }
}

fn stood(t: T, uptime: Uptime) -> String {
    let known = minutes(t, i64::try_from(uptime.known).unwrap_or(i64::MAX));
    let args = [
        ("share", share(t, uptime.up, uptime.known).into()),
        ("known", known.into()),
    ];
    t.a("registers-uptime-text", &args)
}

fn minutes_of(time: SignedDuration) -> i64 {
    // What took less than a minute took one.
    time.as_mins().max(1)
}

/// A length in the largest unit that says it roughly: minutes, hours, days.
fn minutes(t: T, count: i64) -> String {
    let (id, count) = match count {
        0..120 => ("registers-minutes", count),
        120..2_880 => ("registers-hours", count / 60),
        _ => ("registers-days", count / 1_440),
    };
    t.a(id, &[("count", count.into())])
}

fn milliseconds(t: T, count: u64) -> String {
    if count < 1_000 {
        t.a("registers-milliseconds", &[("count", count.into())])
    } else {
        t.a("registers-seconds", &[("count", (count / 1_000).into())])
    }
}
