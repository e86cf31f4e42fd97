//! A connection that breaks just when it matters: between the store and PostgreSQL.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use tokio_postgres::Config;
use tokio_postgres::config::Host;

/// Where the next COMMIT is cut off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cut {
    /// PostgreSQL never sees it.
    BeforeCommit,
    /// PostgreSQL does it, and nobody hears.
    AfterCommit,
}

/// Passes everything on until it is told to cut.
pub(crate) struct Proxy {
    port: u16,
    plan: Arc<AtomicU8>,
}

impl Proxy {
    pub(crate) fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let plan = Arc::new(AtomicU8::new(0));
        let planned = Arc::clone(&plan);
        thread::spawn(move || {
            for client in listener.incoming() {
                let (client, server) = (client.unwrap(), TcpStream::connect(target()).unwrap());
                pass(client, server, &planned);
            }
        });
        Self { port, plan }
    }

    /// The URL that leads through here.
    pub(crate) fn url(&self, url: &str) -> String {
        let there = format!("@{}:{}/", target().0, target().1);
        assert!(url.contains(&there), "TUTAS_PG_URL has a host and a port");
        url.replace(&there, &format!("@127.0.0.1:{}/", self.port))
    }

    pub(crate) fn plan(&self, cut: Cut) {
        let plan = if cut == Cut::BeforeCommit { 1 } else { 2 };
        self.plan.store(plan, Ordering::SeqCst);
    }

    /// Whether what was planned has happened.
    pub(crate) fn has_cut(&self) -> bool {
        self.plan.load(Ordering::SeqCst) == 0
    }
}

fn target() -> (String, u16) {
    let url = std::env::var("TUTAS_PG_URL").expect("TUTAS_PG_URL is set");
    let config: Config = url.parse().unwrap();
    match &config.get_hosts()[0] {
        Host::Tcp(host) => (
            host.clone(),
            config.get_ports().first().copied().unwrap_or(5432),
        ),
        Host::Unix(_) => panic!("TUTAS_PG_URL leads to a socket"),
    }
}

fn pass(client: TcpStream, server: TcpStream, plan: &Arc<AtomicU8>) {
    let deaf = Arc::new(Mutex::new(false));
    let (mut from, mut to) = (server.try_clone().unwrap(), client.try_clone().unwrap());
    let heard = Arc::clone(&deaf);
    thread::spawn(move || {
        copy(&mut from, |part| {
            !*heard.lock().unwrap() && to.write_all(part).is_ok()
        });
        let _ = to.shutdown(Shutdown::Both);
    });
    let (mut from, mut to, plan) = (client, server, Arc::clone(plan));
    thread::spawn(move || {
        copy(&mut from, |part| {
            let planned = if part.ends_with(b"COMMIT\0") {
                plan.swap(0, Ordering::SeqCst)
            } else {
                0
            };
            if planned == 2 {
                *deaf.lock().unwrap() = true;
                to.write_all(part).unwrap();
                thread::sleep(Duration::from_millis(30));
            }
            planned == 0 && to.write_all(part).is_ok()
        });
        let _ = from.shutdown(Shutdown::Both);
        let _ = to.shutdown(Shutdown::Both);
    });
}

fn copy(from: &mut TcpStream, mut pass: impl FnMut(&[u8]) -> bool) {
    let mut part = vec![0; 1 << 16];
    while let Ok(read @ 1..) = from.read(&mut part) {
        if !pass(&part[..read]) {
            return;
        }
    }
}
