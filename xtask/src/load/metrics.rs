//! What the server says of itself at `/metrics`.

use std::collections::BTreeMap;
use std::net::SocketAddr;

use crate::site::http::{Browser, Door, Request};

/// All values at one moment, by name and labels.
#[derive(Clone, Debug, Default)]
pub(super) struct Metrics(BTreeMap<String, f64>);

/// The times of one class of pages: how many took up to so long.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Times(Vec<(f64, f64)>);

impl Metrics {
    /// Asks the server.
    pub(super) fn of(server: SocketAddr) -> Result<Self, String> {
        let mut browser = Browser {
            door: Door::of(server),
            session: None,
        };
        let answer = browser.send(&Request::page("/metrics"));
        let answer = answer.map_err(|broken| format!("/metrics: {broken:?}"))?;
        if answer.status != 200 {
            return Err(format!("/metrics: {}", answer.status));
        }
        Ok(Self::read(&answer.text()))
    }

    fn read(text: &str) -> Self {
        let lines = text.lines().filter(|line| !line.starts_with('#'));
        Self(
            lines
                .filter_map(|line| {
                    let (name, value) = line.rsplit_once(' ')?;
                    Some((name.to_owned(), value.parse().ok()?))
                })
                .collect(),
        )
    }

    /// A value; 0 if it is not told.
    pub(super) fn value(&self, name: &str) -> f64 {
        self.0.get(name).copied().unwrap_or(0.0)
    }

    /// How much a value grew.
    pub(super) fn grown(&self, name: &str, before: &Self) -> f64 {
        self.value(name) - before.value(name)
    }

    /// The times of a class since an earlier moment.
    pub(super) fn times(&self, class: &str, before: &Self) -> Times {
        let start = format!("tutas_request_seconds_bucket{{class=\"{class}\",le=\"");
        let mut times: Vec<(f64, f64)> = self
            .0
            .iter()
            .filter_map(|(name, count)| {
                let bound = name.strip_prefix(&start)?.strip_suffix("\"}")?;
                // "+Inf" is read as what it is.
                Some((bound.parse().ok()?, count - before.value(name)))
            })
            .collect();
        times.sort_by(|one, other| one.0.total_cmp(&other.0));
        Times(times)
    }
}

impl Times {
    /// These and others.
    pub(super) fn and(&self, other: &Self) -> Self {
        if self.0.is_empty() {
            return other.clone();
        }
        let pairs = self.0.iter().zip(&other.0);
        Self(pairs.map(|((bound, a), (_, b))| (*bound, a + b)).collect())
    }

    pub(super) fn count(&self) -> f64 {
        self.0.last().map_or(0.0, |(_, count)| *count)
    }

    /// The time in milliseconds within which this share was answered, straight between two bounds.
    pub(super) fn quantile(&self, share: f64) -> f64 {
        let wanted = share * self.count();
        let mut last = (0.0, 0.0);
        for &(bound, count) in &self.0 {
            if count >= wanted {
                if bound.is_infinite() {
                    break;
                }
                let (from, before) = last;
                let part = if count > before {
                    (wanted - before) / (count - before)
                } else {
                    1.0
                };
                return 1_000.0 * (from + (bound - from) * part);
            }
            last = (bound, count);
        }
        1_000.0 * last.0
    }

    /// The share that was answered within this time, which must be a bound.
    pub(super) fn within(&self, seconds: f64) -> f64 {
        let found = self
            .0
            .iter()
            .find(|(bound, _)| (bound - seconds).abs() < 1e-9);
        let count = found.map_or(0.0, |(_, count)| *count);
        count / self.count().max(1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "# TYPE tutas_request_seconds histogram\n\
        tutas_request_seconds_bucket{class=\"desk\",le=\"0.010000\"} 90\n\
        tutas_request_seconds_bucket{class=\"desk\",le=\"0.020000\"} 100\n\
        tutas_request_seconds_bucket{class=\"desk\",le=\"+Inf\"} 110\n\
        tutas_requests_shed_total 7\n";

    #[test]
    fn times_since_an_earlier_moment_are_told_apart_from_those_before() {
        let before = Metrics::read("tutas_request_seconds_bucket{class=\"desk\",le=\"+Inf\"} 10");
        let now = Metrics::read(TEXT);
        let is = |value: f64, expected: f64| (value - expected).abs() < 1e-9;
        assert!(is(now.grown("tutas_requests_shed_total", &before), 7.0));
        let times = now.times("desk", &before);
        assert!(is(times.count(), 100.0) && is(times.and(&times).count(), 200.0));
        assert!(is(times.quantile(0.45), 5.0) && is(times.quantile(0.95), 15.0));
        assert!(is(times.within(0.02), 1.0));
        assert_eq!(Times::default().and(&times), times);
    }
}
