//! The whole program as a provider: `tutas demo` in a process of its own, asked by another member of
//! the exchange over TLS.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::fs;
use std::io::{BufRead as _, BufReader, Lines};
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Command, Stdio};

use tutas_gateway::{
    Answer, Certificates, ExchangeError, HashCheck, Limits, Request, XRoad, XRoadAddress,
};
use uuid::Uuid;

/// The program; it ends with this value, and its folder goes.
struct Program {
    child: Child,
    folder: PathBuf,
    /// It goes on talking, and somebody must listen.
    _says: Lines<BufReader<ChildStdout>>,
}

impl Program {
    fn start() -> Self {
        let folder = std::env::temp_dir().join(format!("tutas-provider-{}", std::process::id()));
        let mut child = Command::new(env!("CARGO_BIN_EXE_tutas"))
            .args(["demo", "--people", "50", "--port", "0", "--data"])
            .arg(&folder)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let is_ready = |line: std::io::Result<String>| line.unwrap().contains("Tutas is ready");
        assert!(lines.any(is_ready), "it ended before it was ready");
        Self {
            child,
            folder,
            _says: lines,
        }
    }

    async fn ask(&self, client: XRoadAddress) -> Result<Answer, ExchangeError> {
        let url = fs::read_to_string(self.folder.join("exchange.address")).unwrap();
        let file = |name| self.folder.join("certificates").join(name);
        // Of the other side of the exchange: of the same authority.
        let certificates = Certificates {
            certificate: file("registers.pem"),
            key: file("registers.key"),
            authority: file("authority.pem"),
        };
        let (limits, check) = (Limits::default(), HashCheck::Equality);
        let xroad = XRoad::over_tls(&url, &certificates, limits, check).unwrap();
        let request = Request {
            client: &client,
            provider: &XRoadAddress::service("KZ-DEMO", "GOV", "TUTAS", "services", "documents"),
            keys: vec![("case_no".to_owned(), "2026-0000-0000/1".to_owned())],
            fields: vec!["holds".to_owned()],
            issue: "1".to_owned(),
            user_id: None,
            id: Uuid::from_u128(3),
        };
        xroad.read(request).await
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ended = self.child.kill();
        let _status = self.child.wait();
        let _gone = fs::remove_dir_all(&self.folder);
    }
}

#[tokio::test]
async fn the_program_answers_whom_the_catalog_names_at_a_port_of_its_own() {
    let program = Program::start();
    let schools = XRoadAddress::client("KZ-DEMO", "GOV", "EDU", "places");
    assert!(program.ask(schools).await.unwrap().records.is_empty());
    let stranger = XRoadAddress::client("KZ-DEMO", "COM", "SHOP", "ads");
    let denied = program.ask(stranger).await.unwrap_err();
    assert_eq!(denied.code(), "refused:Server.ServerProxy.AccessDenied");
}
