//! One stay of everybody at a running server: they look, settle what is open, and go on.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use super::account::Difference;
use super::http::{Browser, Request};
use super::look::look;
use super::parent::{Parent, Stop};
use super::shim::{Shim, Wish};
use super::small_disk::SmallDisk;

/// So long may all look, or wait.
const LONGEST: Duration = Duration::from_secs(120);

/// After the disk was mended somebody must be served within this time.
const AGAIN: Duration = Duration::from_secs(10);

/// When the server dies.
#[derive(Clone, Copy, Debug)]
pub(super) enum End {
    /// So long after everybody has looked.
    AtWork(Duration),
    /// So long after it listens.
    Early(Duration),
    /// Not at all: everybody looks, settles, and looks again.
    Never,
}

/// What goes wrong with the disk meanwhile.
#[derive(Clone, Copy)]
pub(super) struct Trouble<'a> {
    pub(super) cause: Cause<'a>,
    pub(super) lasts: bool,
    /// Whether it is certain that nothing can be written.
    pub(super) sure: bool,
}

/// Who makes the trouble.
#[derive(Clone, Copy)]
pub(super) enum Cause<'a> {
    Shim(&'a Shim, Wish),
    SmallDisk(&'a SmallDisk),
}

impl Cause<'_> {
    fn begin(self) -> Result<(), String> {
        match self {
            Self::Shim(shim, wish) => shim.wish(wish),
            Self::SmallDisk(disk) => disk.fill(),
        }
    }

    fn end(self) -> Result<(), String> {
        match self {
            Self::Shim(shim, _) => shim.wish(Wish::HEALTHY),
            Self::SmallDisk(disk) => disk.empty(),
        }
    }
}

/// What somebody found.
#[derive(Default)]
pub(super) struct Found {
    pub(super) differences: Vec<Difference>,
    pub(super) faults: Vec<String>,
    pub(super) looks: usize,
}

/// What all know of each other.
#[derive(Default)]
pub(super) struct Stay {
    looked: AtomicUsize,
    /// Who waits for the disk, and who has left.
    waiting: AtomicUsize,
    left: AtomicUsize,
    had_trouble: AtomicBool,
    in_trouble: AtomicBool,
    is_sure: AtomicBool,
    served: AtomicUsize,
}

impl Stay {
    /// Somebody looks at all they have, sends again what was not answered, and goes on.
    pub(super) fn visit(&self, parent: &mut Parent, server: SocketAddr, stays: bool) -> Found {
        let browser = Browser {
            server,
            session: None,
        };
        let mut found = Found::default();
        if parent.session.is_some() {
            compare(parent, &browser, &mut found);
        }
        self.looked.fetch_add(1, Ordering::Relaxed);
        loop {
            let settled = parent.settle(&browser);
            if stays && settled.is_ok() {
                compare(parent, &browser, &mut found);
                break;
            }
            let stop = settled.err();
            let stop = stop.unwrap_or_else(|| parent.live(&browser, &self.served));
            if stop != Stop::Refused || !self.had_trouble.load(Ordering::Relaxed) {
                if stop == Stop::Refused {
                    let text = format!("{} was turned away again and again", parent.name);
                    found.faults.push(text);
                }
                break;
            }
            self.wait(parent, &browser, &mut found);
        }
        self.left.fetch_add(1, Ordering::Relaxed);
        found
    }

    /// While nothing can be written, everybody can read all they have.
    fn wait(&self, parent: &Parent, browser: &Browser, found: &mut Found) {
        if self.in_trouble.load(Ordering::Relaxed) && !compare(parent, browser, found) {
            let text = format!("{} cannot read while nothing can be written", parent.name);
            found.faults.push(text);
        }
        let sure = self.is_sure.load(Ordering::Relaxed);
        if let (true, Ok(wrong)) = (
            self.in_trouble.load(Ordering::Relaxed),
            parent.unlike_promised(browser, sure),
        ) {
            found.faults.extend(wrong);
        }
        self.waiting.fetch_add(1, Ordering::Relaxed);
        let began = Instant::now();
        while self.in_trouble.load(Ordering::Relaxed) && began.elapsed() < LONGEST {
            thread::sleep(Duration::from_millis(2));
        }
        self.waiting.fetch_sub(1, Ordering::Relaxed);
    }

    /// How many forms were answered.
    pub(super) fn served(&self) -> usize {
        self.served.load(Ordering::Relaxed)
    }

    /// Lets time pass until the server is to die; says what was wrong meanwhile.
    pub(super) fn pass(
        &self,
        end: End,
        trouble: Option<Trouble<'_>>,
        (server, all): (SocketAddr, usize),
    ) -> Result<Vec<String>, String> {
        let later = match end {
            End::Never => return Ok(Vec::new()),
            End::Early(later) => {
                thread::sleep(later);
                return Ok(Vec::new());
            }
            End::AtWork(later) => later,
        };
        until(LONGEST, || self.looked.load(Ordering::Relaxed) >= all);
        let Some(trouble) = trouble else {
            thread::sleep(later);
            return Ok(Vec::new());
        };
        thread::sleep(later / 2);
        let mut faults = Vec::new();
        self.had_trouble.store(true, Ordering::Relaxed);
        self.is_sure.store(trouble.sure, Ordering::Relaxed);
        self.in_trouble.store(trouble.lasts, Ordering::Relaxed);
        trouble.cause.begin()?;
        if trouble.lasts {
            let standing =
                || self.waiting.load(Ordering::Relaxed) + self.left.load(Ordering::Relaxed) >= all;
            let some = || self.waiting.load(Ordering::Relaxed) > 0;
            if until(LONGEST, standing) && some() {
                faults.extend(not_told(server));
            }
            trouble.cause.end()?;
            let before = self.served.load(Ordering::Relaxed);
            let waited = some();
            self.in_trouble.store(false, Ordering::Relaxed);
            let again = || self.served.load(Ordering::Relaxed) > before;
            if waited && !until(AGAIN, again) {
                faults.push("nobody is served again after the disk was mended".to_owned());
            }
        }
        thread::sleep(later);
        if !trouble.lasts {
            trouble.cause.end()?;
        }
        Ok(faults)
    }
}

/// Compares what somebody was told with what they see; says whether they could look.
fn compare(parent: &Parent, browser: &Browser, found: &mut Found) -> bool {
    let Ok(seen) = look(parent, browser) else {
        return false;
    };
    let of = |what: String| format!("{what} of {}", parent.name);
    let differences = parent.account.compare(&seen).into_iter();
    found.differences.extend(differences.map(|one| match one {
        Difference::Lost(what) => Difference::Lost(of(what)),
        Difference::Doubled(what) => Difference::Doubled(of(what)),
    }));
    found.looks += 1;
    true
}

/// Whether the server says itself that nothing can be written.
fn not_told(server: SocketAddr) -> Option<String> {
    let mut browser = Browser {
        server,
        session: None,
    };
    let asked = |browser: &mut Browser, path| browser.send(&Request::page(path));
    let all = asked(&mut browser, "/readyz").ok()?;
    let reading = asked(&mut browser, "/readyz?for=reading").ok()?;
    // And people are told in words.
    let people = asked(&mut browser, "/en/status").ok()?;
    let said = all.text();
    let told = all.status == 503 && said.contains("written") && reading.status == 200;
    let told_people = people.status == 200 && people.text().contains("Nothing can be saved now");
    (!told || !told_people).then(|| {
        format!(
            "/readyz says {} {said:?}, for reading {}; people are told so: {told_people}",
            all.status, reading.status
        )
    })
}

/// Waits until something is so; says whether it came to be.
fn until(within: Duration, so: impl Fn() -> bool) -> bool {
    let began = Instant::now();
    while !so() {
        if began.elapsed() > within {
            return false;
        }
        thread::sleep(Duration::from_millis(1));
    }
    true
}
