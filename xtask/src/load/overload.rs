//! Three times as many come at once as are served at a time. The server must turn the others away
//! politely, serve whom it let in, go on telling how it is, and be itself again afterwards. Last it
//! is told to end while somebody waits for an answer.

use std::net::{SocketAddr, TcpStream};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use super::metrics::Metrics;
use super::people::{CANARY, Mother};
use super::report::quantile;
use super::walk::{self, Filed};
use super::{House, Options, at_once, log, settle};
use crate::site::http::{Answer, Browser, Door, Request};

/// So many are served at a time if nobody says otherwise.
const USUAL: usize = 64;

/// How many times as many come.
const TIMES: usize = 3;

/// Whoever comes afterwards is served as usual within this time.
const AGAIN: Duration = Duration::from_secs(5);

/// What a machine that does much else may take in its place, and for an end.
const PATIENCE: Duration = Duration::from_secs(60);

/// The program ends within this time when it is told to.
const FAREWELL: Duration = Duration::from_secs(10);

const LANGS: [&str; 3] = ["kk", "ru", "en"];

/// Proves it; says whether it holds.
pub(super) fn run(options: &Options) -> Result<bool, String> {
    let limit = options.max_inflight.unwrap_or(USUAL);
    let options = Options {
        max_inflight: Some(limit),
        ..options.clone()
    };
    let log = ["--log", "json"];
    let mut house = House::start(&options, &log, &[("TUTAS_LOG", "trace")])?;
    let (server, registers) = (house.address, house.registers()?);
    let mothers: Vec<Mother> = (0..60).filter_map(Mother::of).take(24).collect();
    let people = at_once(&mothers, |mother| {
        walk::file(server, &walk::enter(server, registers, mother)?)
    })?;
    settle(server)?;
    let before = Metrics::of(server)?;
    let crowd = Crowd::default();
    let over_at = crowd.press(server, &people, limit, Duration::from_secs(options.seconds));
    let after = Metrics::of(server)?;
    let again = served_again(server, &people, over_at);
    let farewell = farewell(&mut house, registers, &mothers)?;
    house.recipe.verify()?;
    let mut faults = crowd.faults();
    faults.extend(log::faults(&house.recipe.log, &secrets(&mothers, &people))?);
    faults.extend(farewell.fault);
    let slow = |took: Duration, most| !options.untimed && took > most;
    match &again {
        Ok(took) if slow(*took, AGAIN) => faults.push("served as usual too late".to_owned()),
        Ok(_) => {}
        Err(fault) => faults.push(fault.clone()),
    }
    if slow(farewell.took, FAREWELL) {
        faults.push("it ends too late".to_owned());
    }
    println!(
        "{} came at once where {limit} are served, for {} s: {}; served as usual {} ms after, ended \
         {} ms after it was told to",
        limit * TIMES,
        options.seconds,
        crowd.told(&before, &after),
        again.map_or(0, |took| took.as_millis()),
        farewell.took.as_millis(),
    );
    for fault in faults.iter().take(20) {
        println!("{fault}");
    }
    let [inside, outside] = crowd.counts();
    let wrong = faults.len();
    println!("{inside} served, {outside} turned away, {wrong} wrong");
    Ok(faults.is_empty())
}

/// What no log may have.
fn secrets(mothers: &[Mother], people: &[Filed]) -> Vec<String> {
    let mut secrets: Vec<String> = people.iter().map(|filed| filed.session.clone()).collect();
    secrets.extend(mothers.iter().map(|mother| mother.iin.clone()));
    secrets.extend([CANARY.to_owned(), "KZ0672".to_owned()]);
    secrets
}

/// Everybody who comes at once.
#[derive(Default)]
struct Crowd {
    is_over: AtomicBool,
    /// How long whoever was served, and whoever was turned away, waited for that.
    millis: Mutex<Vec<f64>>,
    shed_millis: Mutex<Vec<f64>>,
    faults: Mutex<Vec<String>>,
}

/// What somebody asks, and how an answer to it looks.
struct Wish {
    request: Request,
    lang: &'static str,
    statuses: &'static [u16],
    /// What stands on the page that is wanted.
    shows: String,
    /// What stands on the page that asks to come again.
    keeps: String,
}

impl Wish {
    fn of(filed: &Filed, number: usize, turn: usize) -> Self {
        let lang = LANGS[(number + turn) % LANGS.len()];
        let page = |path: String, shows: &str| Self {
            request: Request::page(path),
            lang,
            statuses: &[200],
            shows: shows.to_owned(),
            keeps: String::new(),
        };
        let Filed {
            application, case, ..
        } = filed;
        match turn % 4 {
            0 => page(format!("/{lang}/cabinet"), application),
            1 => page(format!("/{lang}/applications/{application}"), case),
            2 => page(format!("/{lang}/cases/{case}"), "</html>"),
            _ => {
                let words = format!("{CANARY} {number} {turn}");
                let fields = [("level", "provider"), ("words", words.as_str())];
                let path = format!("/{lang}/cases/{case}/complain");
                Self {
                    request: Request::form(path, &fields),
                    lang,
                    // One complaint at a time is taken.
                    statuses: &[303, 409],
                    shows: String::new(),
                    keeps: format!("value=\"{words}\""),
                }
            }
        }
    }

    /// What is wrong with an answer.
    fn fault(&self, answer: &Answer) -> Option<String> {
        let text = answer.text();
        let wrong = match answer.status {
            503 => {
                let told = answer.comes_again && text.contains(&self.keeps);
                !told || !text.contains(&format!("<html lang=\"{}\"", self.lang))
            }
            status => !self.statuses.contains(&status) || !text.contains(&self.shows),
        };
        let path = &self.request.path;
        wrong.then(|| format!("{path} is answered wrongly: {} {text}", answer.status))
    }
}

impl Crowd {
    /// Comes for so long; says when it is over.
    fn press(
        &self,
        server: SocketAddr,
        people: &[Filed],
        limit: usize,
        lasts: Duration,
    ) -> Instant {
        thread::scope(|scope| {
            for number in 0..limit * TIMES {
                scope.spawn(move || self.come(server, people, number));
            }
            scope.spawn(|| self.watch(server, limit));
            thread::sleep(lasts);
            self.is_over.store(true, Ordering::Relaxed);
            Instant::now()
        })
    }

    /// What was wrong; also if nobody was turned away.
    fn faults(&self) -> Vec<String> {
        let mut faults = taken(&self.faults);
        if taken(&self.shed_millis).is_empty() {
            faults.push("nobody was turned away".to_owned());
        }
        faults
    }

    /// How many were served, and turned away.
    fn counts(&self) -> [usize; 2] {
        [&self.millis, &self.shed_millis].map(|millis| taken(millis).len())
    }

    fn told(&self, before: &Metrics, after: &Metrics) -> String {
        let figures = |millis: &Mutex<Vec<f64>>| {
            let mut millis = taken(millis);
            millis.sort_by(f64::total_cmp);
            let (half, most) = (quantile(&millis, 50), quantile(&millis, 99));
            format!("p50 {half:.0} ms, p99 {most:.0} ms")
        };
        let server = after.times("track", before);
        format!(
            "served in {} (the server says {:.0} and {:.0} ms), turned away in {}",
            figures(&self.millis),
            server.quantile(0.50),
            server.quantile(0.99),
            figures(&self.shed_millis)
        )
    }

    fn come(&self, server: SocketAddr, people: &[Filed], number: usize) {
        let filed = &people[number % people.len()];
        let mut browser = Browser {
            door: Door::of(server),
            session: Some(filed.session.clone()),
        };
        let mut turn = number;
        while !self.is_over.load(Ordering::Relaxed) {
            let wish = Wish::of(filed, number, turn);
            let began = Instant::now();
            match browser.send(&wish.request) {
                Ok(answer) => {
                    let took = 1_000.0 * began.elapsed().as_secs_f64();
                    if answer.status == 503 {
                        note(&self.shed_millis, took);
                    } else {
                        note(&self.millis, took);
                    }
                    if let Some(fault) = wish.fault(&answer) {
                        note(&self.faults, fault);
                    }
                }
                Err(broken) => {
                    let fault = format!("{} has no answer: {broken:?}", wish.request.path);
                    note(&self.faults, fault);
                }
            }
            turn += 1;
        }
    }

    /// Whoever watches over the server is answered all the time.
    fn watch(&self, server: SocketAddr, limit: usize) {
        let mut browser = Browser {
            door: Door::of(server),
            session: None,
        };
        while !self.is_over.load(Ordering::Relaxed) {
            for path in ["/healthz", "/readyz?for=reading", "/en/status"] {
                let status = browser
                    .send(&Request::page(path))
                    .map(|answer| answer.status);
                if status != Ok(200) {
                    note(&self.faults, format!("{path} is answered {status:?}"));
                }
            }
            match Metrics::of(server) {
                Ok(now) => {
                    let inside = now.value("tutas_requests_in_flight");
                    #[expect(clippy::cast_precision_loss, reason = "a small number")]
                    if inside > limit as f64 {
                        note(&self.faults, format!("{inside} are inside"));
                    }
                }
                Err(fault) => note(&self.faults, fault),
            }
            thread::sleep(Duration::from_millis(50));
        }
    }
}

fn note<T>(all: &Mutex<Vec<T>>, one: T) {
    if let Ok(mut all) = all.lock() {
        all.push(one);
    }
}

fn taken<T: Clone>(all: &Mutex<Vec<T>>) -> Vec<T> {
    all.lock().map(|all| all.clone()).unwrap_or_default()
}

/// How long after the crowd somebody is served as usual, ten times in a row.
fn served_again(server: SocketAddr, people: &[Filed], after: Instant) -> Result<Duration, String> {
    let filed = people.first().ok_or("nobody was prepared")?;
    let session = Some(filed.session.clone());
    let mut browser = Browser {
        door: Door::of(server),
        session,
    };
    let mut in_a_row = 0;
    while after.elapsed() < PATIENCE {
        let wish = Wish::of(filed, 0, in_a_row % 3);
        let answer = browser.send(&wish.request);
        let is_served =
            answer.is_ok_and(|answer| answer.status == 200 && wish.fault(&answer).is_none());
        in_a_row = if is_served { in_a_row + 1 } else { 0 };
        if in_a_row == 10 {
            return Ok(after.elapsed());
        }
    }
    Err("nobody is served as usual after the crowd".to_owned())
}

/// How an end went.
struct Farewell {
    took: Duration,
    fault: Option<String>,
}

/// Tells the server to end while somebody waits for a register that is slow: they are answered,
/// nobody else is let in, and it ends well.
fn farewell(
    house: &mut House,
    registers: SocketAddr,
    mothers: &[Mother],
) -> Result<Farewell, String> {
    let server = house.address;
    let stranger = |server| Browser {
        door: Door::of(server),
        session: None,
    };
    let slow = Request::json("/admin/faults", r#"{"register":"persons","fault":"slow"}"#);
    let set = stranger(registers).send(&slow).map(|answer| answer.status);
    if set != Ok(204) {
        return Err(format!("the registers take no fault: {set:?}"));
    }
    let iin = mothers.first().map_or("", |mother| &mother.iin);
    let inside = || Metrics::of(server).map(|now| now.value("tutas_requests_in_flight"));
    let (answer, ended, took) = thread::scope(|scope| {
        let form = Request::form("/en/sign-in", &[("iin", iin)]);
        let waits = scope.spawn(move || stranger(server).send(&form));
        let began = Instant::now();
        while inside().is_ok_and(|inside| inside < 1.0) && began.elapsed() < PATIENCE {
            thread::sleep(Duration::from_millis(5));
        }
        let told_at = Instant::now();
        let ended = house.server.stop(PATIENCE);
        (waits.join(), ended, told_at.elapsed())
    });
    let answer = answer.map_err(|_| "a visitor broke off: a mistake of this program")?;
    let status = answer.map(|answer| answer.status);
    let fault = if !matches!(status, Ok(200..=499)) {
        Some(format!("who waited when it was told to end got {status:?}"))
    } else if !ended? {
        Some("the server did not end well".to_owned())
    } else if TcpStream::connect(server).is_ok() {
        Some("somebody is let in after the end".to_owned())
    } else {
        None
    };
    Ok(Farewell { took, fault })
}
