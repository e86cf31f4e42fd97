//! The real server as a process of its own, with that of its registers, and its sudden end.

use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

/// How to start the server.
#[derive(Clone, Debug)]
pub(crate) struct Recipe {
    pub(crate) program: PathBuf,
    /// The data folder, and where standard error goes.
    pub(crate) data: PathBuf,
    pub(crate) log: PathBuf,
    /// The URL of the PostgreSQL that holds the data, if not the folder.
    pub(crate) database: Option<String>,
    /// Where registers listen that the server is not to start itself.
    pub(crate) registers: Option<String>,
    pub(crate) people: u64,
    pub(crate) seed: u64,
    /// More of the environment: what preloads a shim.
    pub(crate) environment: Vec<(String, String)>,
    /// More options of `tutas demo`.
    pub(crate) options: Vec<String>,
}

/// A running server. It is killed with this value.
pub(crate) struct Server {
    child: Child,
    address: Receiver<SocketAddr>,
}

impl Recipe {
    /// Starts the server; what it says on standard error goes into the log beside the data.
    pub(crate) fn start(&self) -> Result<Server, String> {
        let mut command = Command::new(&self.program);
        command.arg("demo").arg("--data").arg(&self.data);
        command.args(["--port", "0", "--clock", "2026-03-18T10:00"]);
        command.args(["--people", &self.people.to_string()]);
        command.args(["--seed", &self.seed.to_string()]);
        command.args(&self.options);
        if let Some(registers) = &self.registers {
            command.args(["--registers", registers]);
        }
        self.name_the_database(&mut command);
        self.start_as(command)
    }

    /// Starts the registers of the data folder by themselves, for several servers.
    pub(crate) fn start_registers(&self) -> Result<Server, String> {
        let mut command = Command::new(&self.program);
        command.args(["registers", "serve", "--port", "0", "--data"]);
        command.arg(&self.data);
        self.start_as(command)
    }

    fn start_as(&self, mut command: Command) -> Result<Server, String> {
        let log = File::options()
            .create(true)
            .append(true)
            .open(&self.log)
            .map_err(|error| format!("no log: {error}"))?;
        command.envs(self.environment.iter().cloned());
        // A group of its own, so that the registers' process dies in the same instant.
        command.process_group(0);
        command.stdin(Stdio::null()).stdout(Stdio::piped());
        let mut child = command
            .stderr(log)
            .spawn()
            .map_err(|error| format!("{} does not start: {error}", self.program.display()))?;
        let output = child.stdout.take().ok_or("the server has no output")?;
        let (sender, address) = channel();
        thread::spawn(move || {
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                let at = line
                    .split_once("http://")
                    .and_then(|(_, at)| at.parse().ok());
                if let Some(at) = at {
                    // Nobody may wait for it any more.
                    let _ = sender.send(at);
                }
            }
        });
        Ok(Server { child, address })
    }

    /// Checks every fold and leaf of the data folder; says what is wrong.
    pub(crate) fn verify(&self) -> Result<(), String> {
        let mut command = Command::new(&self.program);
        command.arg("verify").arg("--data").arg(&self.data);
        self.name_the_database(&mut command);
        let output = command.output().map_err(|error| error.to_string())?;
        if output.status.success() {
            return Ok(());
        }
        let said =
            [output.stdout, output.stderr].map(|said| String::from_utf8_lossy(&said).into_owned());
        Err(said.concat())
    }

    /// In the environment: the URL holds a password, and whoever lists processes sees arguments.
    fn name_the_database(&self, command: &mut Command) {
        match &self.database {
            Some(url) => command.env("TUTAS_DATABASE", url),
            None => command.env_remove("TUTAS_DATABASE"),
        };
    }
}

impl Server {
    /// Where it listens, once it does; none if it does not within this time.
    pub(crate) fn address(&self, within: Duration) -> Option<SocketAddr> {
        self.address.recv_timeout(within).ok()
    }

    /// Kills it and its registers, and waits until both are gone.
    pub(crate) fn kill(&mut self) -> Result<(), String> {
        let group = format!("-{}", self.child.id());
        let signal = |which: &str| {
            let mut kill = Command::new("kill");
            kill.args([which, "--", &group]).stderr(Stdio::null());
            kill.status().map_err(|error| format!("no `kill`: {error}"))
        };
        signal("-KILL")?;
        self.child.wait().map_err(|error| error.to_string())?;
        let began = Instant::now();
        while signal("-0")?.success() {
            if began.elapsed() > Duration::from_secs(10) {
                return Err("the registers' process does not end".to_owned());
            }
            thread::sleep(Duration::from_millis(2));
        }
        Ok(())
    }

    /// Asks it to end, and waits until it has; says whether it ended well and in this time.
    pub(crate) fn stop(&mut self, within: Duration) -> Result<bool, String> {
        let mut kill = Command::new("kill");
        kill.args(["-TERM", &self.child.id().to_string()]);
        kill.status()
            .map_err(|error| format!("no `kill`: {error}"))?;
        let began = Instant::now();
        while began.elapsed() < within {
            match self.child.try_wait() {
                Ok(Some(status)) => return Ok(status.success()),
                Ok(None) => thread::sleep(Duration::from_millis(5)),
                Err(error) => return Err(error.to_string()),
            }
        }
        Ok(false)
    }

    /// Whether it ended by itself.
    pub(crate) fn has_ended(&mut self) -> bool {
        !matches!(self.child.try_wait(), Ok(None))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Whoever killed it before has waited for it too.
        if !self.has_ended() {
            let _ = self.kill();
        }
    }
}

/// A path beside the data folder, of the same name with another end.
pub(crate) fn beside(data: &Path, end: &str) -> PathBuf {
    data.with_extension(end)
}
