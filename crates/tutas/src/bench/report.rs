//! What a bench saw, as a table or as JSON.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use super::raw::Raw;

/// The most memory the program had, where the system says.
pub(super) fn peak_mb() -> Option<f64> {
    let told = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = told.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: f64 = line.trim().trim_end_matches("kB").trim().parse().ok()?;
    Some(kilobytes / 1_000.0)
}

/// The processor time the program has taken, where the system says.
pub(super) fn processor_seconds() -> Option<f64> {
    // After the name in brackets, the twelfth and thirteenth fields are hundredths of seconds.
    let told = std::fs::read_to_string("/proc/self/stat").ok()?;
    let fields = told.rsplit_once(')')?.1.split_whitespace().skip(11).take(2);
    let hundredths: f64 = fields.filter_map(|field| field.parse::<f64>().ok()).sum();
    Some(hundredths / 100.0)
}

/// A count as what is divided by a time.
pub(super) fn count_of(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

/// The middle and the edge of many durations, in milliseconds.
pub(super) struct Spread {
    pub(super) p50: f64,
    pub(super) p99: f64,
}

impl Spread {
    pub(super) fn of(all: &Mutex<Vec<Duration>>) -> Self {
        let mut all = all.lock().unwrap_or_else(PoisonError::into_inner);
        all.sort_unstable();
        let at = |hundredth: usize| {
            let place = (all.len() * hundredth / 100).min(all.len().saturating_sub(1));
            all.get(place)
                .map_or(0.0, |one| one.as_secs_f64() * 1_000.0)
        };
        Self {
            p50: at(50),
            p99: at(99),
        }
    }
}

/// When a tenth of the cases was done, and what it all had taken of the processor by then.
#[derive(Clone, Copy, Default)]
pub(super) struct Tenth {
    pub(super) at: Duration,
    pub(super) processor: Option<f64>,
}

/// How fast a tenth of the cases was done, and what each took of the processor.
#[derive(Clone, Copy, Default)]
pub(super) struct Pace {
    pub(super) per_second: f64,
    pub(super) processor_ms: Option<f64>,
}

impl Tenth {
    /// The pace of so many cases since an earlier one.
    pub(super) fn since(self, before: Self, cases: f64) -> Pace {
        let seconds = self.at.saturating_sub(before.at).as_secs_f64().max(1e-9);
        let spent = self
            .processor
            .map(|now| now - before.processor.unwrap_or(0.0));
        Pace {
            per_second: cases / seconds,
            processor_ms: spent.map(|spent| spent * 1_000.0 / cases),
        }
    }
}

pub(super) struct Report {
    /// The most memory it had, before the raw rows were written.
    pub(super) peak_mb: Option<f64>,
    pub(super) cases: usize,
    pub(super) seconds: f64,
    pub(super) messages: u64,
    /// The same rows by themselves, where the engine keeps rows.
    pub(super) raw: Option<Raw>,
    pub(super) filing: Spread,
    pub(super) life: Spread,
    /// None where so few cases were asked for that no tenth was seen.
    pub(super) first_tenth: Option<Pace>,
    pub(super) last_tenth: Option<Pace>,
    /// Commits, and the transactions they were made durable in; none in memory.
    pub(super) commits: u64,
    pub(super) transactions: u64,
    /// What the cases took of the processor, where the system says.
    pub(super) processor: Option<f64>,
}

impl Report {
    fn per_second(&self) -> f64 {
        count_of(self.cases) / self.seconds
    }

    /// Cases a second if only their rows were to be written, rows a case, bytes a case.
    fn beside(&self) -> Option<(f64, f64, f64)> {
        let raw = self.raw.as_ref()?;
        let cases = count_of(self.cases);
        let bytes = count_of(usize::try_from(raw.bytes).ok()?);
        Some((
            cases / raw.seconds,
            count_of(raw.rows) / cases,
            bytes / cases,
        ))
    }

    pub(super) fn json(&self) -> serde_json::Value {
        let beside = self.beside();
        serde_json::json!({
            "cases": self.cases,
            "seconds": self.seconds,
            "per_second": self.per_second(),
            "raw_per_second": beside.map(|(raw, _, _)| raw),
            "ratio": beside.map(|(raw, _, _)| self.per_second() / raw),
            "rows_per_case": beside.map(|(_, rows, _)| rows),
            "bytes_per_case": beside.map(|(_, _, bytes)| bytes),
            "peak_mb": self.peak_mb,
            "p50_ms": self.filing.p50,
            "p99_ms": self.filing.p99,
            "life_p50_ms": self.life.p50,
            "life_p99_ms": self.life.p99,
            "first_tenth_per_second": self.first_tenth.map(|tenth| tenth.per_second),
            "last_tenth_per_second": self.last_tenth.map(|tenth| tenth.per_second),
            "first_tenth_processor_ms_per_case": self.first_tenth.and_then(|tenth| tenth.processor_ms),
            "last_tenth_processor_ms_per_case": self.last_tenth.and_then(|tenth| tenth.processor_ms),
            "messages": self.messages,
            "commits": self.commits,
            "transactions": self.transactions,
            "processor_ms_per_case": self.processor.map(|spent| spent * 1_000.0 / count_of(self.cases)),
        })
    }

    pub(super) fn table(&self) -> String {
        let beside = self.beside().map_or_else(String::new, |(raw, rows, bytes)| {
            format!(
                "\nthe same rows by themselves: {raw:.0} cases a second, ratio {:.2}; {rows:.0} rows and {bytes:.0} bytes a case",
                self.per_second() / raw
            )
        });
        let all = format!(
            "{} cases in {:.1} s: {:.0} a second (first tenth {:.0}, last tenth {:.0})\n\
             filing taken in {:.1} ms (p50), {:.1} ms (p99); last result after {:.0} ms (p50), {:.0} ms (p99)\n\
             {} messages",
            self.cases,
            self.seconds,
            self.per_second(),
            self.first_tenth.unwrap_or_default().per_second,
            self.last_tenth.unwrap_or_default().per_second,
            self.filing.p50,
            self.filing.p99,
            self.life.p50,
            self.life.p99,
            self.messages,
        );
        all + &beside
    }
}
