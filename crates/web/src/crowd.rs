//! Many who send large forms slowly, over real connections to the real door.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::thread;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::runtime::{Handle, Runtime};
use tokio::sync::oneshot;

use crate::tests::Site;
use crate::{USUAL_CONNECTIONS, Web, router, serve};

/// What a slow sender announces, and what comes of it before it falls silent.
const ANNOUNCED: usize = 500_000;
const SENT: usize = 450_000;

/// They would keep twice as much as there is.
const CROWD: usize = 150;

#[test]
fn a_crowd_that_sends_large_forms_slowly_has_a_bound_and_keeps_nobody_else_out() {
    let runtime = Runtime::new().unwrap();
    let (at, stop) = runtime.block_on(open());
    let mut shed = 0;
    let large = vec![b'a'; SENT];
    let mut silent = Vec::new();
    for _ in 0..CROWD {
        let mut sender = connect(at);
        begin(&mut sender, ANNOUNCED);
        // Who is turned away may be told so while this is still being sent.
        let _ = sender.write_all(&large);
        silent.push(sender);
    }
    let limit = number(at, "tutas_form_bytes_limit");
    wait_until(|| number(at, "tutas_requests_shed_total") >= CROWD as u64 - limit / 400_000);
    let taken = number(at, "tutas_form_bytes");
    assert!(taken <= limit, "{taken}");
    assert!(taken > limit / 2, "the crowd is one: {taken}");
    // An ordinary form is served among them: nobody is signed in, so it leads to signing in.
    let (head, _) = ask(at, b"words=1");
    assert!(head.starts_with("HTTP/1.1 303"), "{head}");
    // A large one is asked to come again in a moment.
    let (head, page) = ask(at, &large);
    assert!(head.starts_with("HTTP/1.1 503"), "{head}");
    assert!(head.contains("retry-after: 2"), "{head}");
    assert!(page.contains("<h1"), "{page}");
    // They go, and all of it is there again.
    for sender in silent.drain(..) {
        shed += u64::from(was_told(sender));
    }
    assert!(shed >= CROWD as u64 / 3, "{shed} were told");
    wait_until(|| number(at, "tutas_form_bytes") == 0);
    let (head, _) = ask(at, &large);
    assert!(head.starts_with("HTTP/1.1 303"), "{head}");
    stop.send(()).unwrap();
}

async fn open() -> (SocketAddr, oneshot::Sender<()>) {
    let site = Site::after("married-parents").await;
    let web = Web::new(site.app, false).unwrap();
    let web = web.made_by(Handle::current());
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let at = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel();
    tokio::spawn(async move {
        let router = router(&web).unwrap();
        let told = async {
            let _ = stopped.await;
        };
        serve(&web, router, listener, USUAL_CONNECTIONS, told)
            .await
            .unwrap();
    });
    (at, stop)
}

fn connect(at: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect(at).unwrap();
    let long = Some(Duration::from_secs(60));
    stream.set_read_timeout(long).unwrap();
    stream.set_write_timeout(long).unwrap();
    stream
}

/// The head of a form of this site.
fn begin(stream: &mut TcpStream, length: usize) {
    let head = format!(
        "POST /en/cases/1/complain HTTP/1.1\r\nhost: 127.0.0.1\r\nsec-fetch-site: same-origin\r\n\
         content-type: application/x-www-form-urlencoded\r\ncontent-length: {length}\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).unwrap();
}

/// Sends a form whole; gives the head of the answer and the rest.
fn ask(at: SocketAddr, form: &[u8]) -> (String, String) {
    let mut stream = connect(at);
    begin(&mut stream, form.len());
    let _ = stream.write_all(form);
    answer(stream)
}

fn answer(stream: TcpStream) -> (String, String) {
    let mut reader = BufReader::new(stream);
    let mut head = String::new();
    let mut length = 0;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).unwrap();
        let line = line.to_ascii_lowercase();
        if let Some(told) = line.strip_prefix("content-length:") {
            length = told.trim().parse().unwrap();
        }
        if line.trim().is_empty() {
            break;
        }
        head.push_str(&line.replacen("http", "HTTP", 1));
    }
    let mut page = vec![0; length];
    reader.read_exact(&mut page).unwrap();
    (head, String::from_utf8_lossy(&page).into_owned())
}

/// Whether a silent sender was told to come again.
fn was_told(mut stream: TcpStream) -> bool {
    stream
        .set_read_timeout(Some(Duration::from_millis(1)))
        .unwrap();
    let mut told = [0; 12];
    stream.read_exact(&mut told).is_ok() && told == *b"HTTP/1.1 503"
}

fn number(at: SocketAddr, name: &str) -> u64 {
    let mut stream = connect(at);
    stream
        .write_all(b"GET /metrics HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n\r\n")
        .unwrap();
    let (_, text) = answer(stream);
    let line = text
        .lines()
        .find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
    line.unwrap().parse().unwrap()
}

/// What never comes is given up by whoever runs the tests.
fn wait_until(so: impl Fn() -> bool) {
    while !so() {
        thread::sleep(Duration::from_millis(20));
    }
}
