//! A PostgreSQL of this program's own, on the loopback: made, started, killed, copied to a standby
//! and promoted.

use std::fs::{self, File, OpenOptions};
use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::fs::{PermissionsExt as _, chown};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// So long may a server take to end, to catch up, or to be promoted.
const PATIENCE: Duration = Duration::from_secs(60);

/// Who runs as root makes PostgreSQL run as one of these, since it refuses to run as root.
const OWNERS: [&str; 2] = ["postgres", "nobody"];

/// Where the programs of PostgreSQL are, and as whom they run.
#[derive(Clone, Debug)]
pub(crate) struct Programs {
    folder: PathBuf,
    /// User and group, if this program is not to run them itself.
    owner: Option<(u32, u32)>,
}

/// A server with its data; it is killed with this value.
#[derive(Debug)]
pub(crate) struct Cluster {
    programs: Programs,
    folder: PathBuf,
    port: u16,
    password: String,
}

impl Programs {
    /// Those of this machine.
    pub(crate) fn find() -> Result<Self, String> {
        let folder = candidates()
            .into_iter()
            .find(|folder| folder.join("initdb").is_file() && folder.join("postgres").is_file());
        let folder =
            folder.ok_or("there is no PostgreSQL. Type: sudo apt-get install postgresql")?;
        Ok(Self {
            folder,
            owner: owner()?,
        })
    }

    /// Runs one of them and gives back what it says.
    fn run(&self, program: &str, with: impl FnOnce(&mut Command)) -> Result<String, String> {
        let mut command = Command::new(self.folder.join(program));
        command.current_dir("/").stdin(Stdio::null());
        if let Some((user, group)) = self.owner {
            command.uid(user).gid(group);
        }
        with(&mut command);
        // A server that is started keeps its output open: it goes to a file, not to a pipe.
        let said = tempfile()?;
        let copy = || said.1.try_clone().map_err(|error| error.to_string());
        command.stdout(copy()?).stderr(copy()?);
        let status = command.status();
        let text = fs::read_to_string(&said.0).unwrap_or_default();
        // What stays behind is in the folder for what is temporary.
        let _ = fs::remove_file(&said.0);
        match status {
            Ok(status) if status.success() => Ok(text.trim().to_owned()),
            Ok(_) => Err(format!("{program}: {}", text.trim())),
            Err(error) => Err(format!("{program}: {error}")),
        }
    }

    /// Gives a folder to whoever runs them, and lets nobody else in.
    fn give(&self, folder: &Path) -> Result<(), String> {
        let given = || -> std::io::Result<()> {
            fs::create_dir_all(folder)?;
            if let Some((user, group)) = self.owner {
                chown(folder, Some(user), Some(group))?;
            }
            fs::set_permissions(folder, fs::Permissions::from_mode(0o700))
        };
        given().map_err(|error| format!("{}: {error}", folder.display()))
    }
}

impl Cluster {
    /// A new server that runs.
    pub(crate) fn make(programs: &Programs, folder: &Path) -> Result<Self, String> {
        let cluster = Self {
            programs: programs.clone(),
            folder: folder.to_owned(),
            port: free_port()?,
            password: password()?,
        };
        programs.give(folder)?;
        let secret = folder.join("password");
        fs::write(&secret, &cluster.password).map_err(|error| error.to_string())?;
        fs::set_permissions(&secret, fs::Permissions::from_mode(0o644))
            .map_err(|error| error.to_string())?;
        programs.run("initdb", |initdb| {
            initdb.arg("--pgdata").arg(cluster.data());
            initdb.args(["--username", "tutas", "--auth", "scram-sha-256"]);
            initdb.args(["--encoding", "UTF8", "--no-locale", "--no-sync"]);
            initdb.arg("--pwfile").arg(&secret);
        })?;
        cluster.start()?;
        Ok(cluster)
    }

    /// A copy of this one that follows it, not started yet.
    pub(crate) fn copy(&self, folder: &Path) -> Result<Self, String> {
        let copy = Self {
            programs: self.programs.clone(),
            folder: folder.to_owned(),
            port: free_port()?,
            password: self.password.clone(),
        };
        self.programs.give(folder)?;
        copy.follow(self)?;
        Ok(copy)
    }

    /// Becomes a standby of `primary`, made anew from it, and starts.
    pub(crate) fn follow(&self, primary: &Self) -> Result<(), String> {
        if self.data().exists() {
            fs::remove_dir_all(self.data()).map_err(|error| error.to_string())?;
        }
        self.programs.run("pg_basebackup", |backup| {
            backup.arg("--pgdata").arg(self.data());
            backup.args(["--checkpoint=fast", "--wal-method=stream", "--no-sync"]);
            backup.args(["--write-recovery-conf", "--no-password", "--dbname"]);
            backup.arg(primary.link());
        })?;
        // Whoever is promoted serves alone until it has a standby of its own.
        let own = "synchronous_standby_names = ''\n";
        let mut settings = OpenOptions::new()
            .append(true)
            .open(self.data().join("postgresql.auto.conf"))
            .map_err(|error| error.to_string())?;
        settings
            .write_all(own.as_bytes())
            .map_err(|error| error.to_string())?;
        self.start()
    }

    /// From now on acknowledges what its standby has, and nothing else; waits until it does.
    pub(crate) fn wait_for_standby(&self) -> Result<(), String> {
        self.query("ALTER SYSTEM SET synchronous_standby_names = '*'")?;
        self.query("SELECT pg_reload_conf()")?;
        let at = self.query("SELECT pg_current_wal_insert_lsn()")?;
        let has_it = format!(
            "SELECT count(*) FROM pg_stat_replication \
             WHERE sync_state = 'sync' AND flush_lsn >= '{at}'"
        );
        let began = Instant::now();
        while self.query(&has_it)? != "1" {
            if began.elapsed() > PATIENCE {
                return Err("the standby does not catch up".to_owned());
            }
            thread::sleep(Duration::from_millis(20));
        }
        Ok(())
    }

    /// From now on acknowledges what nobody else has.
    pub(crate) fn stop_waiting(&self) -> Result<(), String> {
        self.query("ALTER SYSTEM SET synchronous_standby_names = ''")?;
        self.query("SELECT pg_reload_conf()").map(|_| ())
    }

    /// The standby becomes the primary.
    pub(crate) fn promote(&self) -> Result<(), String> {
        let promoted = self.programs.run("pg_ctl", |control| {
            control.args(["promote", "--wait", "--silent", "--pgdata"]);
            control.arg(self.data());
        });
        promoted.map(|_| ())
    }

    /// Starts the server, also after it was killed.
    pub(crate) fn start(&self) -> Result<(), String> {
        let options = format!(
            "-c listen_addresses=127.0.0.1 -c port={} -c unix_socket_directories='' \
             -c wal_keep_size=256MB -c track_commit_timestamp=on -c max_connections=200",
            self.port
        );
        let started = self.programs.run("pg_ctl", |control| {
            control.args(["start", "--wait", "--silent", "--options", &options]);
            control.arg("--log").arg(self.folder.join("log"));
            control.arg("--pgdata").arg(self.data());
        });
        started.map(|_| ())
    }

    /// Kills the server and all its processes at once, and waits until they are gone.
    pub(crate) fn kill(&self) -> Result<(), String> {
        let began = Instant::now();
        loop {
            let processes = self.processes();
            if processes.is_empty() {
                // It names a process that may not be buried yet, or, later, somebody else's.
                let _ = fs::remove_file(self.data().join("postmaster.pid"));
                return Ok(());
            }
            if began.elapsed() > PATIENCE {
                return Err("PostgreSQL does not end".to_owned());
            }
            let mut kill = Command::new("kill");
            kill.arg("-KILL").args(&processes).stderr(Stdio::null());
            kill.status()
                .map_err(|error| format!("no `kill`: {error}"))?;
            thread::sleep(Duration::from_millis(1));
        }
    }

    /// Its processes, which all work in its data folder; the first one first.
    fn processes(&self) -> Vec<String> {
        let Ok(home) = self.data().canonicalize() else {
            return Vec::new();
        };
        let all = fs::read_dir("/proc").into_iter().flatten().flatten();
        let mut found: Vec<u32> = all
            .filter(|entry| fs::read_link(entry.path().join("cwd")).is_ok_and(|at| at == home))
            .filter_map(|entry| entry.file_name().to_str()?.parse().ok())
            .collect();
        found.sort_unstable();
        found.iter().map(ToString::to_string).collect()
    }

    /// What a statement answers, in plain text.
    pub(crate) fn query(&self, statement: &str) -> Result<String, String> {
        self.programs.query(&self.link(), statement)
    }

    /// Where it listens.
    pub(crate) fn host(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// The URL of these servers, of which one writes.
    pub(crate) fn url(servers: &[&Self]) -> String {
        let hosts: Vec<String> = servers.iter().map(|server| server.host()).collect();
        let password = servers.first().map_or("", |server| &server.password);
        let only = if servers.len() > 1 {
            "?target_session_attrs=read-write"
        } else {
            ""
        };
        format!(
            "postgres://tutas:{password}@{}/postgres{only}",
            hosts.join(",")
        )
    }

    fn link(&self) -> String {
        Self::url(&[self])
    }

    fn data(&self) -> PathBuf {
        self.folder.join("data")
    }
}

impl Programs {
    /// What a statement answers at this URL.
    pub(crate) fn query(&self, url: &str, statement: &str) -> Result<String, String> {
        self.run("psql", |psql| {
            psql.args(["--no-psqlrc", "--no-align", "--tuples-only", "--quiet"]);
            psql.args(["--no-password", "--set", "ON_ERROR_STOP=1"]);
            psql.args(["--command", statement, "--dbname", url]);
        })
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        // Nothing it holds is of use any more.
        let _ = self.kill();
    }
}

fn candidates() -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = ["/usr/lib/postgresql", "/usr"]
        .iter()
        .flat_map(|place| fs::read_dir(place).into_iter().flatten().flatten())
        .map(|entry| entry.path())
        .filter(|path| {
            let name = path.file_name().and_then(|name| name.to_str());
            let version = name.map(|name| name.trim_start_matches("pgsql-"));
            version.is_some_and(|version| version.starts_with(|c: char| c.is_ascii_digit()))
        })
        .map(|path| path.join("bin"))
        .collect();
    found.sort();
    found.reverse();
    let path = std::env::var_os("PATH").unwrap_or_default();
    found.extend(std::env::split_paths(&path));
    found
}

/// As whom PostgreSQL runs: as ourselves, but for root.
fn owner() -> Result<Option<(u32, u32)>, String> {
    let about = fs::metadata("/proc/self").map_err(|error| error.to_string())?;
    if std::os::unix::fs::MetadataExt::uid(&about) != 0 {
        return Ok(None);
    }
    let users = fs::read_to_string("/etc/passwd").map_err(|error| error.to_string())?;
    let found = OWNERS.iter().find_map(|owner| {
        let mut fields = users
            .lines()
            .map(|line| line.split(':'))
            .find_map(|mut fields| (fields.next() == Some(owner)).then_some(fields))?;
        let user = fields.nth(1)?.parse().ok()?;
        Some((user, fields.next()?.parse().ok()?))
    });
    found.map(Some).ok_or_else(|| {
        "PostgreSQL does not run as root, and there is no user postgres. Type: useradd -r postgres"
            .to_owned()
    })
}

fn free_port() -> Result<u16, String> {
    let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).and_then(|taken| taken.local_addr());
    taken
        .map(|address| address.port())
        .map_err(|error| error.to_string())
}

fn password() -> Result<String, String> {
    let mut bytes = [0; 16];
    let read = File::open("/dev/urandom").and_then(|mut chance| chance.read_exact(&mut bytes));
    read.map_err(|error| error.to_string())?;
    Ok(bytes.map(|byte| format!("{byte:02x}")).concat())
}

fn tempfile() -> Result<(PathBuf, File), String> {
    let path = std::env::temp_dir().join(format!("tutas-said-{}", password()?));
    let file = File::create(&path).map_err(|error| error.to_string())?;
    Ok((path, file))
}
