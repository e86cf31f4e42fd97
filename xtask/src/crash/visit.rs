//! One stay of everybody at a running server: they look, settle what is open, and go on.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use super::account::Difference;
use super::cluster::Cluster;
use super::http::{Browser, Door, Request};
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

/// What goes wrong with the disk, or with the database, meanwhile.
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
    /// The server of the database is killed, and started again after so long.
    Database(&'a Cluster, Duration),
}

impl Cause<'_> {
    fn begin(self) -> Result<(), String> {
        match self {
            Self::Shim(shim, wish) => shim.wish(wish),
            Self::SmallDisk(disk) => disk.fill(),
            Self::Database(cluster, away) => {
                cluster.kill()?;
                thread::sleep(away);
                cluster.start()
            }
        }
    }

    fn end(self) -> Result<(), String> {
        match self {
            Self::Shim(shim, _) => shim.wish(Wish::HEALTHY),
            Self::SmallDisk(disk) => disk.empty(),
            Self::Database(..) => Ok(()),
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
    /// What falls is not the whole house: whoever got no answer asks again.
    stands: AtomicBool,
    is_over: AtomicBool,
}

impl Stay {
    /// A stay at a house of which only a part falls at a time: a node, or the database.
    pub(super) fn at_a_house_that_stands() -> Self {
        let stay = Self::default();
        stay.had_trouble.store(true, Ordering::Relaxed);
        stay.stands.store(true, Ordering::Relaxed);
        stay
    }

    /// A form was answered.
    pub(super) fn serve(&self) {
        self.served.fetch_add(1, Ordering::Relaxed);
    }

    /// Everybody settles what is open, looks, and goes.
    pub(super) fn close(&self) {
        self.is_over.store(true, Ordering::Relaxed);
    }

    /// Whether it is time to go.
    pub(super) fn is_over(&self) -> bool {
        self.is_over.load(Ordering::Relaxed)
    }

    /// Whether everybody has done all that one can do in a country.
    pub(super) fn all_left(&self, all: usize) -> bool {
        self.left.load(Ordering::Relaxed) >= all
    }

    /// Waits until everybody has looked at what they have; says whether they did.
    pub(super) fn all_looked(&self, all: usize) -> bool {
        until(LONGEST, || self.looked.load(Ordering::Relaxed) >= all)
    }

    /// Somebody looks at all they have, sends again what was not answered, and goes on.
    pub(super) fn visit(&self, parent: &mut Parent, door: &Door, stays: bool) -> Found {
        let browser = Browser {
            door: door.clone(),
            session: None,
        };
        let mut found = Found::default();
        if parent.session.is_some() {
            compare(parent, &browser, &mut found);
        }
        self.looked.fetch_add(1, Ordering::Relaxed);
        let mut served = Instant::now();
        let mut unseen = None;
        loop {
            let settled = parent.settle(&browser);
            if settled.is_ok() {
                served = Instant::now();
            }
            let stop = match settled {
                Err(stop) => stop,
                Ok(()) if stays || self.is_over() => {
                    if compare(parent, &browser, &mut found) {
                        break;
                    }
                    // What falls while others stand comes back. What stays and shows nothing is
                    // just what is looked for: it would answer forms, and hide what it has lost.
                    let since = *unseen.get_or_insert_with(Instant::now);
                    if stays || since.elapsed() > LONGEST {
                        let text = format!("{} is not shown what there is at the end", parent.name);
                        found.faults.push(text);
                        break;
                    }
                    Stop::Gone
                }
                Ok(()) => parent.live(&browser, self),
            };
            if !self.goes_on(parent, stop, served, &mut found) {
                break;
            }
            if stop == Stop::Refused {
                self.wait(parent, &browser, &mut found);
            }
        }
        self.left.fetch_add(1, Ordering::Relaxed);
        found
    }

    /// Whether somebody who stopped goes on.
    fn goes_on(&self, parent: &Parent, stop: Stop, served: Instant, found: &mut Found) -> bool {
        let stands = self.stands.load(Ordering::Relaxed);
        let patient = served.elapsed() < LONGEST;
        let goes_on = match stop {
            Stop::Over => true,
            Stop::Enough => return false,
            Stop::Gone if !stands => return false,
            Stop::Gone => patient,
            Stop::Refused => patient && self.had_trouble.load(Ordering::Relaxed),
        };
        if goes_on {
            thread::sleep(Duration::from_millis(2));
        } else {
            let text = format!("{} was turned away again and again", parent.name);
            found.faults.push(text);
        }
        goes_on
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
        (door, all): (&Door, usize),
    ) -> Result<Vec<String>, String> {
        let later = match end {
            End::Never => return Ok(Vec::new()),
            End::Early(later) => {
                thread::sleep(later);
                return Ok(Vec::new());
            }
            End::AtWork(later) => later,
        };
        self.all_looked(all);
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
                faults.extend(not_told(door));
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
fn not_told(door: &Door) -> Option<String> {
    let mut browser = Browser {
        door: door.clone(),
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
pub(super) fn until(within: Duration, so: impl Fn() -> bool) -> bool {
    let began = Instant::now();
    while !so() {
        if began.elapsed() > within {
            return false;
        }
        thread::sleep(Duration::from_millis(1));
    }
    true
}

#[cfg(test)]
mod tests {
    use std::io::{Read as _, Write as _};
    use std::net::TcpListener;

    use super::*;

    #[test]
    fn a_house_that_shows_nothing_at_the_end_is_at_fault() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let door = Door::of(listener.local_addr().unwrap());
        thread::spawn(move || {
            for mut line in listener.incoming().map_while(Result::ok) {
                let _ = line.read(&mut [0; 1 << 12]);
                let _ = line
                    .write_all(b"HTTP/1.1 500 Internal Server Error\r\ncontent-length: 0\r\n\r\n");
            }
        });
        let mut parent = Parent::new(0, 1);
        parent.session = Some("sid=a".to_owned());
        let found = Stay::default().visit(&mut parent, &door, true);
        assert_eq!((found.looks, found.faults.len()), (0, 1));
    }
}
