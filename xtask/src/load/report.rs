//! What came of a load, by kind of page.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::metrics::{Metrics, Times};
use super::options::{Format, Options};
use super::tsung::{Kind, Shot};

/// The aim, in seconds, for ninety-nine of a hundred.
const AIM: f64 = 0.020;

/// Figures of one kind, or of all.
struct Line {
    name: &'static str,
    offered: usize,
    /// By status; 0 for no answer.
    by_status: BTreeMap<u16, usize>,
    /// As the client saw it, in milliseconds.
    client: [f64; 2],
    /// As the server says, in milliseconds, and the share within the aim.
    server: [f64; 2],
    within: f64,
}

/// What came of it.
pub(super) struct Report {
    asked: u64,
    seconds: f64,
    lines: Vec<Line>,
    shed: f64,
    cpu_seconds: f64,
    memory: f64,
    lag: f64,
    writes: f64,
    transactions: f64,
    write_wait: f64,
    /// By page, if that was asked for: how many, and their times as the client saw them.
    pages: Vec<(String, usize, [f64; 2])>,
}

impl Report {
    pub(super) fn of(options: &Options, shots: &[Shot], before: &Metrics, after: &Metrics) -> Self {
        let mut lines: Vec<Line> = Kind::ALL
            .into_iter()
            .map(|kind| {
                let of_kind: Vec<&Shot> = shots.iter().filter(|shot| shot.kind == kind).collect();
                Line::of(kind.name(), &of_kind, &after.times(kind.name(), before))
            })
            .collect();
        let all = Kind::ALL.into_iter().fold(Times::default(), |all, kind| {
            all.and(&after.times(kind.name(), before))
        });
        lines.push(Line::of("all", &shots.iter().collect::<Vec<_>>(), &all));
        let times = shots.iter().map(|shot| shot.at);
        let first = times.clone().fold(f64::INFINITY, f64::min);
        let last = times.fold(f64::NEG_INFINITY, f64::max);
        let grown = |name| after.grown(name, before);
        let waits = grown("tutas_write_wait_seconds_count").max(1.0);
        Self {
            asked: options.rate,
            seconds: last - first,
            lines,
            shed: grown("tutas_requests_shed_total"),
            cpu_seconds: grown("process_cpu_seconds_total"),
            memory: after.value("process_resident_memory_bytes"),
            lag: after.value("tutas_worker_lag_seconds"),
            writes: grown("tutas_writes_total"),
            transactions: grown("tutas_transactions_total"),
            write_wait: 1_000.0 * grown("tutas_write_wait_seconds_sum") / waits,
            pages: if options.format == Format::Pages {
                by_page(shots)
            } else {
                Vec::new()
            },
        }
    }

    /// Whether everybody was answered, and nobody by a mistake of the server.
    pub(super) fn is_good(&self) -> bool {
        let bad = |status: &u16| !matches!(*status, 200..=399 | 503);
        let lines = self.lines.iter();
        lines
            .flat_map(|line| line.by_status.keys())
            .all(|status| !bad(status))
    }

    pub(super) fn print(&self, format: Format) {
        let text = match format {
            Format::Json => self.json(),
            Format::Table | Format::Pages => self.table(),
        };
        println!("{text}");
    }

    #[expect(clippy::cast_precision_loss, reason = "counts of requests")]
    fn rate(&self, count: usize) -> f64 {
        count as f64 / self.seconds.max(1.0)
    }

    fn table(&self) -> String {
        let mut text = String::new();
        for (page, count, [half, most]) in &self.pages {
            let _ = writeln!(text, "{count:>8} {half:>8.1} {most:>8.1}  {page}");
        }
        let _ = writeln!(
            text,
            "{:8} {:>8} {:>8}  {:>17}  {:>17} {:>8}  answers",
            "kind", "offered", "a second", "client p50/p99 ms", "server p50/p99 ms", "≤ 20 ms"
        );
        for line in &self.lines {
            let mut answers = String::new();
            for (status, count) in &line.by_status {
                let _ = match status {
                    0 => write!(answers, "none: {count} "),
                    status => write!(answers, "{status}: {count} "),
                };
            }
            let _ = writeln!(
                text,
                "{:8} {:>8} {:>8.1}  {:>8.1} {:>8.1}  {:>8.1} {:>8.1} {:>7.2}%  {}",
                line.name,
                line.offered,
                self.rate(line.offered),
                line.client[0],
                line.client[1],
                line.server[0],
                line.server[1],
                100.0 * line.within,
                answers.trim_end()
            );
        }
        let offered = self.lines.last().map_or(0, |line| line.offered);
        let _ = write!(
            text,
            "asked for {} a second, offered {:.0} in {:.0} s; {} asked to come again; {:.0} writes in \
             {:.0} transactions, each waited {:.1} ms; worker {:.1} s behind; {:.2} ms of processor \
             time a request; {:.0} MB",
            self.asked,
            self.rate(offered),
            self.seconds,
            self.shed,
            self.writes,
            self.transactions,
            self.write_wait,
            self.lag,
            self.cpu_a_request(offered),
            self.memory / 1e6,
        );
        text
    }

    #[expect(clippy::cast_precision_loss, reason = "a count of requests")]
    fn cpu_a_request(&self, offered: usize) -> f64 {
        1_000.0 * self.cpu_seconds / (offered as f64).max(1.0)
    }

    fn json(&self) -> String {
        let mut kinds = Vec::new();
        for line in &self.lines {
            let statuses = line.by_status.iter();
            let statuses: Vec<String> = statuses
                .map(|(status, count)| format!("\"{status}\":{count}"))
                .collect();
            kinds.push(format!(
                "\"{}\":{{\"offered\":{},\"answers\":{{{}}},\"client_p50_ms\":{:.2},\
                 \"client_p99_ms\":{:.2},\"server_p50_ms\":{:.2},\"server_p99_ms\":{:.2},\
                 \"server_within_20_ms\":{:.4}}}",
                line.name,
                line.offered,
                statuses.join(","),
                line.client[0],
                line.client[1],
                line.server[0],
                line.server[1],
                line.within
            ));
        }
        let offered = self.lines.last().map_or(0, |line| line.offered);
        format!(
            "{{\"asked_per_second\":{},\"offered_per_second\":{:.1},\"seconds\":{:.1},\"shed\":{},\
             \"worker_lag_s\":{:.1},\"write_wait_ms\":{:.2},\"cpu_ms_per_request\":{:.3},\
             \"memory_mb\":{:.0},\"kinds\":{{{}}}}}",
            self.asked,
            self.rate(offered),
            self.seconds,
            self.shed,
            self.lag,
            self.write_wait,
            self.cpu_a_request(offered),
            self.memory / 1e6,
            kinds.join(",")
        )
    }
}

impl Line {
    fn of(name: &'static str, shots: &[&Shot], times: &Times) -> Self {
        let mut by_status = BTreeMap::new();
        for shot in shots {
            *by_status.entry(shot.status.unwrap_or(0)).or_insert(0) += 1;
        }
        let answered = shots.iter().filter(|shot| shot.status.is_some());
        let mut millis: Vec<f64> = answered.map(|shot| shot.millis).collect();
        millis.sort_by(f64::total_cmp);
        Self {
            name,
            offered: shots.len(),
            by_status,
            client: [quantile(&millis, 50), quantile(&millis, 99)],
            server: [times.quantile(0.50), times.quantile(0.99)],
            within: times.within(AIM),
        }
    }
}

fn by_page(shots: &[Shot]) -> Vec<(String, usize, [f64; 2])> {
    let mut pages: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
    for shot in shots {
        pages.entry(&shot.page).or_default().push(shot.millis);
    }
    let figures = |(page, mut millis): (&str, Vec<f64>)| {
        millis.sort_by(f64::total_cmp);
        let times = [quantile(&millis, 50), quantile(&millis, 99)];
        (page.to_owned(), millis.len(), times)
    };
    pages.into_iter().map(figures).collect()
}

/// The value below which so many of a hundred are; of sorted values.
pub(super) fn quantile(sorted: &[f64], percent: usize) -> f64 {
    let last = sorted.len().saturating_sub(1);
    sorted.get(last * percent / 100).copied().unwrap_or(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ninety_ninth_of_a_hundred_is_found() {
        let values: Vec<f64> = (0..=100).map(f64::from).collect();
        assert!((quantile(&values, 99) - 99.0).abs() < 1e-9);
        assert!(quantile(&[], 99).abs() < 1e-9);
    }
}
