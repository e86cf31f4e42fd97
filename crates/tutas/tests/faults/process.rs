//! `tutas registers serve` as a process of its own, over TLS, and the use cases' way to it.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::json;
use tutas_app::rehearsal::Playable;
use tutas_app::{
    Bounds, Clock, Ids, Read, ReadAnswer, ReadFailure, Registers, Reply, SteadyRegisters, Write,
    WriteAnswer, XRoadRegisters,
};
use tutas_catalog::Catalog;
use tutas_domain::evidence::Record;
use tutas_gateway::{Certificates, HashCheck, Limits, XRoad, plain_record};

/// The registers' process; it ends with this value, and its folder goes.
pub(crate) struct Process {
    child: Child,
    folder: PathBuf,
    /// Where registers are asked.
    asked: String,
    /// Where faults and records are wished for.
    admin: String,
}

/// Registers in the process, with the way there that the program itself has.
pub(crate) struct Far {
    steady: SteadyRegisters,
    process: Arc<Process>,
    fault: Mutex<Option<&'static str>>,
}

impl Process {
    /// Starts registers without records.
    pub(crate) fn start(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("tutas-{name}-{}", std::process::id()));
        let mut child = Command::new(env!("CARGO_BIN_EXE_tutas"))
            .args([
                "registers",
                "serve",
                "--tls",
                "--with-parent",
                "--people",
                "50",
                "--data",
            ])
            .arg(&folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut line = || lines.next().unwrap().unwrap();
        let (asked, admin) = (line(), line());
        assert!(asked.starts_with("https://"), "{asked}");
        let admin = admin.strip_prefix("http://").unwrap().to_owned();
        let process = Self {
            child,
            folder,
            asked,
            admin,
        };
        process.forget();
        process
    }

    /// All records go.
    pub(crate) fn forget(&self) {
        self.wish("DELETE", "/admin/records", "");
    }

    pub(crate) fn fault(&self, register: &str, fault: Option<&str>) {
        let wish = json!({ "register": register, "fault": fault });
        self.wish("POST", "/admin/faults", &wish.to_string());
    }

    pub(crate) fn wish(&self, method: &str, path: &str, body: &str) {
        let mut stream = TcpStream::connect(&self.admin).unwrap();
        let request = format!(
            "{method} {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\
             content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        );
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 20"), "{path} {body}: {answer}");
    }

    pub(crate) fn way(&self) -> XRoad {
        let file = |name| self.folder.join("certificates").join(name);
        let certificates = Certificates {
            certificate: file("tutas.pem"),
            key: file("tutas.key"),
            authority: file("authority.pem"),
        };
        let limits = Limits {
            timeout: Duration::from_millis(400),
            ..Limits::default()
        };
        XRoad::over_tls(&self.asked, &certificates, limits, HashCheck::Equality).unwrap()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ended = self.child.kill();
        let _status = self.child.wait();
        let _gone = std::fs::remove_dir_all(&self.folder);
    }
}

impl Far {
    /// Registers that fail so when a story says that they are down; not at all, if no fault is named.
    pub(crate) fn new(
        process: &Arc<Process>,
        catalog: &Catalog,
        fault: Option<&'static str>,
        clock: Arc<dyn Clock>,
        ids: Arc<dyn Ids>,
    ) -> Self {
        process.forget();
        for register in catalog
            .registers
            .values()
            .filter(|register| !register.is_own())
        {
            process.fault(&register.id, None);
        }
        let xroad = Arc::new(XRoadRegisters::new(process.way(), &catalog.country));
        let bounds = Bounds {
            pause: Duration::from_millis(2),
            patience: Duration::from_millis(200),
            ..Bounds::default()
        };
        Self {
            steady: SteadyRegisters::new(xroad, clock, ids, bounds),
            process: Arc::clone(process),
            fault: Mutex::new(fault),
        }
    }
}

impl Registers for Far {
    fn read<'a>(&'a self, read: Read<'a>) -> Reply<'a, Result<ReadAnswer, ReadFailure>> {
        self.steady.read(read)
    }

    fn write<'a>(&'a self, write: Write<'a>) -> Reply<'a, Result<WriteAnswer, ReadFailure>> {
        self.steady.write(write)
    }
}

impl Playable for Far {
    fn add(&self, records: &BTreeMap<String, Vec<Record>>) {
        for (register, records) in records {
            for record in records {
                let wish = json!({ "register": register, "record": plain_record(record) });
                self.process
                    .wish("POST", "/admin/records", &wish.to_string());
            }
        }
    }

    fn set_down(&self, registers: &[String], down: bool) {
        let fault = self.fault.lock().unwrap().filter(|_| down);
        for register in registers {
            self.process.fault(register, fault);
        }
    }
}
