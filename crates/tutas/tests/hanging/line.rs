//! A line to a server that can be stopped: what was sent stays on it, and no connection breaks.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;

/// The line.
pub(crate) struct Line {
    address: SocketAddr,
    gate: Arc<Gate>,
}

#[derive(Default)]
struct Gate {
    is_shut: Mutex<bool>,
    moved: Condvar,
}

impl Line {
    /// A line to a host and its port.
    pub(crate) fn to(there: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let gate = Arc::new(Gate::default());
        let (held, there) = (Arc::clone(&gate), there.to_owned());
        thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                if let Ok(server) = TcpStream::connect(&there) {
                    pass(
                        client.try_clone().unwrap(),
                        server.try_clone().unwrap(),
                        &held,
                    );
                    pass(server, client, &held);
                }
            }
        });
        Self { address, gate }
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    pub(crate) fn stop(&self) {
        *self.gate.is_shut.lock().unwrap() = true;
    }

    pub(crate) fn go_on(&self) {
        *self.gate.is_shut.lock().unwrap() = false;
        self.gate.moved.notify_all();
    }
}

fn pass(mut from: TcpStream, mut to: TcpStream, gate: &Arc<Gate>) {
    let gate = Arc::clone(gate);
    thread::spawn(move || {
        let mut part = vec![0; 1 << 16];
        while let Ok(read @ 1..) = from.read(&mut part) {
            let shut = gate.is_shut.lock().unwrap();
            drop(gate.moved.wait_while(shut, |shut| *shut).unwrap());
            if to.write_all(&part[..read]).is_err() {
                break;
            }
        }
        let _ = from.shutdown(Shutdown::Both);
        let _ = to.shutdown(Shutdown::Both);
    });
}
