//! Counts for whoever watches over the program, in the text format of Prometheus: numbers only,
//! nothing of anybody.

use std::fmt::{Display, Write as _};
use std::sync::atomic::{AtomicU64, Ordering};

use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use jiff::Timestamp;
use tutas_app::{App, BOUNDS_MS, Measures, Outcome, Part, Way};

use super::Traffic;
use super::health::{answered, look};
use super::measure::{BOUNDS, Class};
use super::reading::FORMS_AT_MOST;
use crate::Web;

/// Answers with all counts.
pub(crate) async fn metrics(State(web): State<Web>) -> Response {
    let workers = web.workers();
    answered(workers.spawn(async move { counts(&web).await })).await
}

async fn counts(web: &Web) -> Response {
    let (reads, writes) = look(web).await;
    let mut text = Exposition::default();
    text.readiness(reads, writes);
    text.traffic(&web.traffic);
    text.work(web);
    text.backlog(&web.app);
    text.registers(web);
    text.process();
    let kind = HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8");
    ([(header::CONTENT_TYPE, kind)], text.0).into_response()
}

/// A count of a register: its name, what it says, and where it is read.
type Counter = (&'static str, &'static str, fn(&Measures) -> u64);

/// A text that grows line by line.
#[derive(Default)]
struct Exposition(String);

impl Exposition {
    fn family(&mut self, kind: &str, name: &str, help: &str) {
        // Writing to a String does not fail.
        let _ = writeln!(self.0, "# HELP {name} {help}\n# TYPE {name} {kind}");
    }

    fn line(&mut self, name: &str, labels: &str, value: impl Display) {
        let _ = writeln!(self.0, "{name}{labels} {value}");
    }

    fn one(&mut self, kind: &str, name: &str, help: &str, value: impl Display) {
        self.family(kind, name, help);
        self.line(name, "", value);
    }

    fn readiness(&mut self, reads: bool, writes: bool) {
        let mut told = |name, help, so: bool| self.one("gauge", name, help, u8::from(so));
        told("tutas_ready", "Whether all can be done", reads && writes);
        told("tutas_readable", "Whether the database answers", reads);
        told("tutas_writable", "Whether it takes what is written", writes);
    }

    fn traffic(&mut self, traffic: &Traffic) {
        let limit = traffic.limit;
        let served = limit.saturating_sub(traffic.places.available_permits());
        let mut gauge = |name, help, value| self.one("gauge", name, help, value);
        gauge("tutas_requests_limit", "Requests served at a time", limit);
        gauge("tutas_requests_in_flight", "Requests being served", served);
        gauge(
            "tutas_connections",
            "Open connections",
            traffic.connections.load(Ordering::Relaxed),
        );
        gauge(
            "tutas_connections_limit",
            "Connections open at a time",
            traffic.connections_limit.load(Ordering::Relaxed),
        );
        let mut gauge = |name, help, value| self.one("gauge", name, help, value);
        let taken = traffic.memory.taken();
        gauge("tutas_form_bytes", "Memory of large forms", taken);
        let most = FORMS_AT_MOST;
        gauge("tutas_form_bytes_limit", "The most of it", most);
        self.one(
            "counter",
            "tutas_requests_shed_total",
            "Requests asked to come again",
            read(&traffic.shed),
        );
        let answers = || Class::ALL.iter().zip(&traffic.classes.0);
        let name = "tutas_requests_total";
        self.family("counter", name, "Requests answered, by class of page");
        for (class, answers) in answers() {
            for (digit, count) in answers.by_status.iter().enumerate() {
                let status = digit + 1;
                let labels = format!("{{class=\"{}\",status=\"{status}xx\"}}", class.name());
                self.line(name, &labels, read(count));
            }
        }
        let name = "tutas_request_seconds";
        self.family("histogram", name, "From the request to the last byte made");
        let bounds: Vec<String> = BOUNDS.iter().map(|bound| seconds(*bound)).collect();
        for (class, answers) in answers() {
            let class = class.name();
            let mut sum = 0;
            let ends = bounds.iter().map(String::as_str).chain(["+Inf"]);
            for (end, count) in ends.zip(&answers.times) {
                sum += read(count);
                let labels = format!("{{class=\"{class}\",le=\"{end}\"}}");
                self.line("tutas_request_seconds_bucket", &labels, sum);
            }
            let labels = format!("{{class=\"{class}\"}}");
            let total = seconds(read(&answers.micros));
            self.line("tutas_request_seconds_sum", &labels, total);
            self.line("tutas_request_seconds_count", &labels, sum);
        }
    }

    fn work(&mut self, web: &Web) {
        let writes = web.app.write_activity();
        let name = "tutas_write_queue";
        self.family("gauge", name, "Writes that wait");
        let (people, background) = writes.waiting;
        for (lane, waiting) in [("people", people), ("background", background)] {
            self.line(name, &format!("{{lane=\"{lane}\"}}"), waiting);
        }
        let name = "tutas_write_queue_limit";
        self.one(
            "gauge",
            name,
            "Writes of a lane that may wait",
            writes.places,
        );
        let mut counter = |name, help, value| self.one("counter", name, help, value);
        counter(
            "tutas_writes_total",
            "Writes that a transaction took",
            writes.writes,
        );
        counter(
            "tutas_transactions_total",
            "Transactions that became durable",
            writes.transactions,
        );
        counter(
            "tutas_transactions_refused_total",
            "Transactions that the database did not keep",
            writes.refused,
        );
        let name = "tutas_write_wait_seconds";
        self.family("summary", name, "Time that writes waited for a transaction");
        let waited = u64::try_from(writes.waited.as_micros()).unwrap_or(u64::MAX);
        self.line("tutas_write_wait_seconds_sum", "", seconds(waited));
        self.line("tutas_write_wait_seconds_count", "", writes.writes);
        if let Some(lag) = web.app.lag() {
            let name = "tutas_worker_lag_seconds";
            self.one(
                "gauge",
                name,
                "Age of the oldest work due",
                lag.as_secs_f64(),
            );
        }
        let standings = web.app.standings();
        let name = "tutas_register_up";
        self.family("gauge", name, "Whether a register answered when last asked");
        for (part, standing) in &standings {
            if let Part::Register(register) = part {
                let labels = format!("{{register=\"{register}\"}}");
                self.line(name, &labels, u8::from(standing.works));
            }
        }
        if let Some(standing) = standings.get(&Part::Messages) {
            let name = "tutas_messages_up";
            let help = "Whether the last message was taken by its carrier";
            self.one("gauge", name, help, u8::from(standing.works));
        }
    }

    /// What is late and waits, as it was last counted.
    fn backlog(&mut self, app: &App) {
        let backlog = app.backlog();
        let Some(counted_at) = backlog.counted_at else {
            return;
        };
        let told = |since: Option<Timestamp>| {
            let age = since.map(|since| app.age(since)).unwrap_or_default();
            age.as_secs()
        };
        let name = "tutas_backlog_counted_seconds";
        let help = "Age of what is told of what is overdue and waits";
        self.one("gauge", name, help, told(Some(counted_at)));
        let owed = ["decision", "other", "answer", "duplicate"];
        let overdue = owed.map(|owed| (owed, backlog.overdue.get(owed).copied()));
        let name = "tutas_overdue";
        self.family("gauge", name, "What bodies owe and whose term is over");
        for (owed, pile) in overdue {
            let count = pile.unwrap_or_default().count;
            self.line(name, &format!("{{owed=\"{owed}\"}}"), count);
        }
        let name = "tutas_overdue_oldest_seconds";
        self.family("gauge", name, "Since when the oldest of it is overdue");
        for (owed, pile) in overdue {
            let oldest = told(pile.unwrap_or_default().oldest);
            self.line(name, &format!("{{owed=\"{owed}\"}}"), oldest);
        }
        for (what, help, piles) in [
            ("waiting", "Effects that are not done", &backlog.waiting),
            (
                "failing",
                "Those that were tried five times or more in vain",
                &backlog.failing,
            ),
        ] {
            let name = format!("tutas_effects_{what}");
            self.family("gauge", &name, help);
            for (kind, pile) in piles {
                self.line(&name, &format!("{{effect=\"{kind}\"}}"), pile.count);
            }
            let name = format!("tutas_effects_{what}_oldest_seconds");
            self.family("gauge", &name, "Since when the oldest of them is wanted");
            for (kind, pile) in piles {
                let labels = format!("{{effect=\"{kind}\"}}");
                self.line(&name, &labels, told(pile.oldest));
            }
        }
    }

    /// How calls to registers go: by their names, nothing of what is asked.
    fn registers(&mut self, web: &Web) {
        let all = web.app.register_measures();
        let name = "tutas_register_left_alone";
        self.family(
            "gauge",
            name,
            "Whether a register is not called, having failed",
        );
        for (register, measures) in &all {
            let labels = format!("{{register=\"{register}\"}}");
            self.line(name, &labels, u8::from(measures.way == Way::Shut));
        }
        let name = "tutas_register_calls_in_flight";
        self.family("gauge", name, "Calls under way");
        for (register, measures) in &all {
            let labels = format!("{{register=\"{register}\"}}");
            self.line(name, &labels, measures.in_flight);
        }
        let name = "tutas_register_calls_total";
        self.family("counter", name, "Calls, by what became of them");
        for (register, measures) in &all {
            for outcome in Outcome::ALL {
                let outcome_name = outcome.name();
                let labels = format!("{{register=\"{register}\",outcome=\"{outcome_name}\"}}");
                self.line(name, &labels, measures.of(outcome));
            }
        }
        let counters: [Counter; 2] = [
            ("repeated", "Attempts after the first", |one| one.repeated),
            ("shared", "Questions that another's answer served", |one| {
                one.shared
            }),
        ];
        for (what, help, count) in counters {
            let name = format!("tutas_register_{what}_total");
            self.family("counter", &name, help);
            for (register, measures) in &all {
                let labels = format!("{{register=\"{register}\"}}");
                self.line(&name, &labels, count(measures));
            }
        }
        let name = "tutas_register_seconds";
        self.family("histogram", name, "How long single attempts took");
        for (register, measures) in &all {
            self.times(register, measures);
        }
    }

    fn times(&mut self, register: &str, measures: &Measures) {
        let mut sum = 0;
        let bounds = BOUNDS_MS.iter().map(|bound| seconds(bound * 1_000));
        for (end, count) in bounds.chain(["+Inf".to_owned()]).zip(measures.times) {
            sum += count;
            let labels = format!("{{register=\"{register}\",le=\"{end}\"}}");
            self.line("tutas_register_seconds_bucket", &labels, sum);
        }
        let labels = format!("{{register=\"{register}\"}}");
        let micros = u64::try_from(measures.total.as_micros()).unwrap_or(u64::MAX);
        self.line("tutas_register_seconds_sum", &labels, seconds(micros));
        self.line("tutas_register_seconds_count", &labels, sum);
    }

    /// What the machine counts of this program, where it tells.
    fn process(&mut self) {
        let told = |file: &str| std::fs::read_to_string(file).unwrap_or_default();
        let status = told("/proc/self/status");
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kilobytes = line.and_then(|rest| rest.trim().strip_suffix("kB")?.trim().parse().ok());
        if let Some(kilobytes) = kilobytes {
            let bytes: u64 = kilobytes;
            let name = "process_resident_memory_bytes";
            self.one("gauge", name, "Memory in use", bytes * 1024);
        }
        // After the name in brackets, which may have blanks in it: the times of the program and of
        // the machine for it are the twelfth and thirteenth field, in hundredths of a second.
        let stat = told("/proc/self/stat");
        let fields = stat.rsplit_once(')').map_or("", |(_, fields)| fields);
        let ticks: u64 = fields
            .split_whitespace()
            .skip(11)
            .take(2)
            .filter_map(|ticks| ticks.parse::<u64>().ok())
            .sum();
        let name = "process_cpu_seconds_total";
        self.one(
            "counter",
            name,
            "Processor time used",
            seconds(ticks * 10_000),
        );
    }
}

fn read(count: &AtomicU64) -> u64 {
    count.load(Ordering::Relaxed)
}

fn seconds(micros: u64) -> String {
    format!("{}.{:06}", micros / 1_000_000, micros % 1_000_000)
}
