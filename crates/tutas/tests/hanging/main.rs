//! A database that hangs, as one does whose machine is stuck or whose standby is gone: what is sent
//! to it is taken, and nothing is answered. The program says so on its pages, serves whatever needs
//! no database, gives nobody's place away for good, and ends when it is told to.
//!
//! The program is the real one, on a real PostgreSQL, with a line in between that can be stopped.
//! Nothing here is judged by its time: what never ends is given up after [`LONG`].
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on stops"
)]

mod line;

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use line::Line;
use tutas_store::Store;

/// What has not come by then does not come.
const LONG: Duration = Duration::from_secs(150);

/// So many requests are served at a time.
const PLACES: usize = 4;

#[test]
fn a_database_that_hangs_stops_neither_the_door_nor_the_pages_nor_the_end() {
    let mut program = Program::start();
    let ready = program.get("/readyz");
    assert_eq!(ready.status, 200, "{}", ready.text);
    let cookie = program.sign_in().cookie;
    let cabinet = program.get_as("/en/cabinet", &cookie);
    assert!(cabinet.text.contains("Sign out"));

    program.line.stop();
    the_door_stays_open(&program);
    everybody_is_told(&program, &cookie);
    places_come_back(&program);

    program.line.go_on();
    program.wait_for("/readyz", 200);
    assert_eq!(program.sign_in().status, 303);

    program.line.stop();
    thread::scope(|scope| {
        scope.spawn(|| program.try_sign_in());
        program.wait_until(|metrics| metrics.contains("tutas_requests_in_flight 1\n"));
        program.tell_to_stop();
    });
    let ended = program.has_ended();
    assert!(ended.is_some_and(|status| status.success()), "{ended:?}");
}

fn the_door_stays_open(program: &Program) {
    // What was found out before holds a moment.
    thread::sleep(Duration::from_secs(2));
    thread::scope(|scope| {
        let asked = ["/readyz", "/readyz?for=reading", "/metrics"];
        let asked = asked.map(|path| scope.spawn(move || program.get(path)));
        for _ in 0..20 {
            assert_eq!(program.get("/healthz").status, 200);
            thread::sleep(Duration::from_millis(50));
        }
        let [all, reading, metrics] = asked.map(|asked| asked.join().unwrap());
        assert_eq!(all.status, 503, "{}", all.text);
        assert_eq!(reading.status, 503, "{}", reading.text);
        for told in ["tutas_readable 0", "tutas_writable 0"] {
            assert!(metrics.text.contains(told), "{}", metrics.text);
        }
    });
}

/// More look at what works than there are places for them, with a session that nobody can look up.
fn everybody_is_told(program: &Program, cookie: &str) {
    for _ in 0..20 {
        let status = program.get_as("/en/status", cookie);
        assert_eq!(status.status, 200);
        let told = status.text.contains("Nothing can be saved now");
        assert!(told, "{}", status.text);
    }
}

/// Whoever writes while nothing is written is told so, and gives the place back.
fn places_come_back(program: &Program) {
    thread::scope(|scope| {
        let writes = [(); PLACES].map(|()| scope.spawn(|| program.sign_in()));
        for write in writes {
            let told = write.join().unwrap();
            assert_eq!((told.status, told.retry_after.as_str()), (503, "30"));
            let kept = told.text.contains("name=\"person\" value=\"0\"");
            assert!(kept, "{}", told.text);
        }
    });
    assert_eq!(program.get("/en").status, 200);
    let metrics = program.get("/metrics").text;
    assert!(metrics.contains("tutas_requests_in_flight 0\n"));
}

/// The program, on a schema of its own.
struct Program {
    child: Child,
    at: String,
    line: Line,
    url: String,
    data: PathBuf,
}

/// What was answered.
#[derive(Debug)]
struct Answer {
    status: u16,
    cookie: String,
    retry_after: String,
    text: String,
}

impl Program {
    fn start() -> Self {
        let url = std::env::var("TUTAS_PG_URL")
            .expect("run through ./check, which starts PostgreSQL, or set TUTAS_PG_URL");
        let (before, rest) = url.rsplit_once('@').expect("a URL with a user");
        let (there, name) = rest.split_once('/').expect("a URL with a name");
        let line = Line::to(there);
        let schema = format!(
            "options=-csearch_path%3Dtutas_hanging_{}",
            std::process::id()
        );
        let through = format!("{before}@{}/{name}?{schema}", line.address());
        let data = std::env::temp_dir().join(format!("tutas-hanging-{}", std::process::id()));
        let mut child = Command::new(env!("CARGO_BIN_EXE_tutas"))
            .args([
                "demo",
                "--port",
                "0",
                "--people",
                "200",
                "--clock",
                "2026-03-18T10:00",
            ])
            .args(["--max-inflight", &PLACES.to_string(), "--data"])
            .arg(&data)
            .env("TUTAS_DATABASE", through)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program starts");
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let at = lines.find_map(|line| {
            let line = line.ok()?;
            line.split_once("http://")
                .map(|(_, at)| at.trim().to_owned())
        });
        let at = at.expect("the program says where it is");
        // Nobody reads the rest, and it must not stop at a full pipe.
        thread::spawn(move || lines.for_each(drop));
        Self {
            child,
            at,
            line,
            url: format!("{url}?{schema}"),
            data,
        }
    }

    fn get(&self, path: &str) -> Answer {
        self.get_as(path, "")
    }

    fn get_as(&self, path: &str, cookie: &str) -> Answer {
        let answer = self.asks(&format!("GET {path}"), &format!("cookie: {cookie}\r\n"), "");
        answer.unwrap_or_else(|| panic!("no answer to {path}"))
    }

    fn sign_in(&self) -> Answer {
        self.try_sign_in().expect("no answer to a form")
    }

    fn try_sign_in(&self) -> Option<Answer> {
        let form = "content-type: application/x-www-form-urlencoded\r\n\
                    sec-fetch-site: same-origin\r\n";
        self.asks("POST /en/sign-in", form, "person=0")
    }

    /// Asks on a connection of its own; none if nothing whole comes back.
    fn asks(&self, what: &str, more: &str, body: &str) -> Option<Answer> {
        let mut stream = TcpStream::connect(&self.at).ok()?;
        stream.set_read_timeout(Some(LONG)).ok()?;
        let (at, length) = (&self.at, body.len());
        write!(
            stream,
            "{what} HTTP/1.1\r\nhost: {at}\r\nconnection: close\r\ncontent-length: {length}\r\n\
             {more}\r\n{body}"
        )
        .ok()?;
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).ok()?;
        let answer = String::from_utf8_lossy(&bytes);
        let (head, text) = answer.split_once("\r\n\r\n")?;
        let header = |name: &str| {
            let value = head.lines().find_map(|line| line.strip_prefix(name));
            value.unwrap_or_default().trim().to_owned()
        };
        let cookie = header("set-cookie:");
        Some(Answer {
            status: head.split(' ').nth(1)?.parse().ok()?,
            cookie: cookie.split(';').next().unwrap_or_default().to_owned(),
            retry_after: header("retry-after:"),
            text: text.to_owned(),
        })
    }

    fn wait_for(&self, path: &str, status: u16) {
        let began = Instant::now();
        while self.get(path).status != status {
            assert!(began.elapsed() < LONG, "{path} never answers {status}");
            thread::sleep(Duration::from_millis(200));
        }
    }

    fn wait_until(&self, so: impl Fn(&str) -> bool) {
        let began = Instant::now();
        while !so(&self.get("/metrics").text) {
            assert!(began.elapsed() < LONG, "it never comes to be so");
            thread::sleep(Duration::from_millis(50));
        }
    }

    fn tell_to_stop(&self) {
        let id = self.child.id().to_string();
        let told = Command::new("kill").args(["-TERM", &id]).status();
        assert!(told.is_ok_and(|status| status.success()));
    }

    /// How it ended; none if it does not.
    fn has_ended(&mut self) -> Option<ExitStatus> {
        let began = Instant::now();
        while began.elapsed() < LONG {
            if let Some(status) = self.child.try_wait().unwrap() {
                return Some(status);
            }
            thread::sleep(Duration::from_millis(50));
        }
        None
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // What is gone already needs none of it. The registers end with their parent.
        let _ = self.child.kill();
        let _ = self.child.wait();
        self.line.go_on();
        let _ = Store::remove_postgres(&self.url);
        let _ = std::fs::remove_dir_all(&self.data);
    }
}
