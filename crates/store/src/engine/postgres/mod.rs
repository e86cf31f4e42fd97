//! PostgreSQL: several programs side by side on one database.
//!
//! # Connections
//! The driver is asynchronous and the store is not: its calls are plain ones, made from anywhere,
//! also from within a runtime. So whoever waits for an answer drives the connection meanwhile, as
//! no part of that runtime; a thread of its own is there to make connections.
//!
//! Reads go to a small pool; one that finds its connection broken is read again on a fresh one.
//! Writes go through a few writers ([`desk`]), each with a connection of its own. A URL may name
//! several hosts; the writers take the one that writes (`target_session_attrs=read-write`).
//! With `sslmode=verify-full&sslrootcert=ca.pem` they are encrypted ([`tls`]).
//!
//! # Schemas
//! `tutas` holds the data, `tutas_keys` the data keys, so that a dump can leave them out, and
//! `tutas_nodes` what the running programs know of each other. A URL with
//! `?options=-csearch_path%3Dname` puts them under another name.
//!
//! # What may happen at once
//! A transaction runs as READ COMMITTED, where two may look at the same and both write. What a
//! commit has looked at is therefore held until it is through:
//!
//! | part | looked at | why nobody gets in between |
//! |---|---|---|
//! | `changes` | the head, locked (`FOR UPDATE`) | who comes second waits, and sees the new version. Of two who make the same stream, the second breaks `state`'s primary key |
//! | `reads` | the head, locked (`FOR SHARE`) | it cannot change until this commit is through. A stream that must not exist is made and taken away again, so that nobody else can make it meanwhile |
//! | `claims` | the name, locked | as with heads; who takes a free name second breaks the primary key. A name is given up only by whom it stands for, in the statement itself |
//! | numbers | the number | who gives it second breaks the primary key; numbers are never taken away |
//! | `idempotency` | the key | the same; looked at again, it is a repetition |
//! | `effects_done` | the effect, locked | who comes second waits, and finds it gone |
//! | `drafts`, `uploads_linked` | the row, locked | as with heads. The uploads that go with a draft are locked before their chunks are touched |
//! | parties | under the head of their stream | whoever writes them has changed that stream |
//! | data keys | the key | of two programs that make one for the same owner, the second finds another's key in its place; it takes that one, and its commit is a conflict, since it is sealed with a key that is nobody's |
//!
//! A primary key that breaks rolls back the whole batch; its jobs then run one by one, look again,
//! and see what the other has written: `Conflict`, `Claimed`, `Repeated`, as on SQLite. So do those
//! of a batch that waited too long for a lock, which is also how two batches that wait for each
//! other come apart before PostgreSQL has to choose a victim.
//!
//! Two commits handed over one after the other, without waiting for the first answer, may be made
//! in either order.

pub(crate) mod clock;
mod connection;
mod desk;
pub(crate) mod lease;
mod migrate;
mod readers;
mod tls;

use std::fmt;
use std::pin::{Pin, pin};
use std::str::FromStr as _;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};
use std::time::{Duration, Instant};

use tokio::runtime::{Builder, Handle, Runtime, RuntimeFlavor};
use tokio::task::unconstrained;
use tokio_postgres::config::{Host, SslMode, TargetSessionAttrs};
use tokio_postgres::{Client, Config, NoTls};

pub(crate) use connection::{Connection, Raw, Trouble};
pub(crate) use desk::Desk;
pub(crate) use migrate::{bring_forward, remove, require_current};
pub(crate) use readers::Readers;

use crate::error::{Result, StoreError};

use tls::{Tls, Wish};

/// How a URL of PostgreSQL begins.
const SCHEMES: [&str; 2] = ["postgres://", "postgresql://"];

/// Where a PostgreSQL listens if nobody says otherwise.
const USUAL_PORT: u16 = 5432;

/// How long a host may take to answer, unless the URL says otherwise.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// How long sent bytes may stay unacknowledged before the connection counts as broken.
const SILENCE: Duration = Duration::from_secs(10);

/// A connection on which nothing comes is asked after this time whether the other machine is still
/// there, again and again, and counts as broken when so many questions found no answer: a wait for
/// a machine that lost its power ends in twenty seconds. The system's own answer is two hours.
const STILL_AFTER: Duration = Duration::from_secs(10);
const STILL_AGAIN: Duration = Duration::from_secs(5);
const STILL_TIMES: u32 = 2;

/// How long a read may take, there and on its way. PostgreSQL itself ends it earlier, if it still
/// does anything: what has not come by then does not come.
const READ_AT_MOST: &str = "30s";
const READ_COMES_WITHIN: Duration = Duration::from_secs(35);

/// A PostgreSQL, and the thread that makes connections to it.
pub(crate) struct Server {
    config: Config,
    /// How connections are encrypted, if they are.
    tls: Option<Tls>,
    schema: String,
    runtime: Option<Runtime>,
}

/// What a URL of PostgreSQL says, and how connections are encrypted, if they are.
fn config_of(url: &str) -> Result<(Config, Option<Tls>)> {
    let no_url = || {
        StoreError::NoDatabase(
            "not the URL of a PostgreSQL; write it as postgres://user:password@host:5432/name"
                .to_owned(),
        )
    };
    // The driver would also take `host=… sslmode=…`, where nobody looks for what is encrypted.
    if !SCHEMES.iter().any(|scheme| url.starts_with(scheme)) {
        return Err(no_url());
    }
    let Wish { url, authority } = Wish::of(url)?;
    // The driver's own words repeat parts of the URL, which may be the password.
    let mut config = Config::from_str(&url).map_err(|_| no_url())?;
    let tls = authority.as_deref().map(Tls::of).transpose()?;
    if tls.is_none() && config.get_ssl_mode() == SslMode::Require {
        return Err(StoreError::NoDatabase(
            "the URL of PostgreSQL has sslmode where it is not looked for: write ? in a name \
             or password as %3F, and sslmode with these letters"
                .to_owned(),
        ));
    }
    config.ssl_mode(match tls {
        Some(_) => SslMode::Require,
        None => SslMode::Disable,
    });
    if config.get_connect_timeout().is_none() {
        config.connect_timeout(CONNECT_TIMEOUT);
    }
    if config.get_tcp_user_timeout().is_none() {
        config.tcp_user_timeout(SILENCE);
    }
    // The driver has the two hours of libpq's manual where a URL says nothing.
    if config.get_keepalives_idle() == Config::new().get_keepalives_idle() {
        config.keepalives_idle(STILL_AFTER);
    }
    if config.get_keepalives_interval().is_none() {
        config.keepalives_interval(STILL_AGAIN);
    }
    if config.get_keepalives_retries().is_none() {
        config.keepalives_retries(STILL_TIMES);
    }
    if config.get_application_name().is_none() {
        config.application_name("tutas");
    }
    Ok((config, tls))
}

/// The way to a PostgreSQL that is not this program's own: the same URLs, encrypted by the same rules.
pub struct PostgresLine {
    config: Config,
    tls: Option<Tls>,
}

impl PostgresLine {
    /// The way that a URL names.
    pub fn of(url: &str) -> Result<Self> {
        let (config, tls) = config_of(url)?;
        Ok(Self { config, tls })
    }

    /// Where it leads, without user and password: `host:5432/name`.
    pub fn place(&self) -> String {
        let ports = self.config.get_ports();
        let host = |(number, host): (usize, &Host)| {
            let port = ports.get(number).or(ports.first());
            let port = port.copied().unwrap_or(USUAL_PORT);
            match host {
                Host::Tcp(name) => format!("{name}:{port}"),
                Host::Unix(folder) => format!("{} (port {port})", folder.display()),
            }
        };
        let hosts: Vec<String> = self
            .config
            .get_hosts()
            .iter()
            .enumerate()
            .map(host)
            .collect();
        let name = self.config.get_dbname().or(self.config.get_user());
        format!("{}/{}", hosts.join(","), name.unwrap_or_default())
    }

    /// A new connection, which ends with its client. Needs the runtime of whoever asks.
    pub async fn connect(&self) -> Result<Client> {
        let explain = |error| connection::explain(&error);
        if let Some(tls) = self.tls.clone() {
            let (client, driven) = self.config.connect(tls).await.map_err(explain)?;
            tokio::spawn(driven);
            return Ok(client);
        }
        let (client, driven) = self.config.connect(NoTls).await.map_err(explain)?;
        tokio::spawn(driven);
        Ok(client)
    }
}

/// What a connection is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    Read,
    Write,
}

impl Server {
    /// The server that a URL names.
    pub(crate) fn new(url: &str) -> Result<Self> {
        let (config, tls) = config_of(url)?;
        let schema = schema_in(config.get_options().unwrap_or_default())?;
        let runtime = Builder::new_multi_thread()
            .worker_threads(1)
            .thread_name("tutas-postgres")
            .enable_all()
            .build()
            .map_err(|error| StoreError::Unavailable(error.to_string()))?;
        Ok(Self {
            config,
            tls,
            schema,
            runtime: Some(runtime),
        })
    }

    /// A new connection.
    pub(crate) fn connect(&self, purpose: Purpose) -> Result<Connection> {
        let Some(runtime) = &self.runtime else {
            return Err(StoreError::Unavailable("it is closed".to_owned()));
        };
        let config = self.config_for(purpose);
        let tls = self.tls.clone();
        let patience = match purpose {
            Purpose::Read => Some(READ_COMES_WITHIN),
            Purpose::Write => None,
        };
        let connecting = async move {
            Ok::<_, tokio_postgres::Error>(if let Some(tls) = tls {
                let (client, driven) = config.connect(tls).await?;
                Connection::driven(client, driven, patience)
            } else {
                let (client, driven) = config.connect(NoTls).await?;
                Connection::driven(client, driven, patience)
            })
        };
        let connection = wait_for(unconstrained(runtime.spawn(connecting)), patience)
            .ok_or_else(connection::no_answer)?
            .map_err(|error| StoreError::Unavailable(error.to_string()))?
            .map_err(|error| connection::explain(&error))?;
        if purpose == Purpose::Write {
            // Acknowledged means durable, whatever the server was set to.
            connection.run(
                "SELECT set_config('synchronous_commit', 'on', false) \
                 WHERE current_setting('synchronous_commit') = 'off'",
            )?;
        }
        // What was warned of at the login, such as other collations, concerns no transaction.
        connection.take_warning();
        Ok(connection)
    }

    /// The schema of the data; those of keys and programs are named after it.
    pub(crate) fn schema(&self) -> &str {
        &self.schema
    }

    fn config_for(&self, purpose: Purpose) -> Config {
        let mut config = self.config.clone();
        let schema = &self.schema;
        // Waiting for a standby must never be cut short on a connection that writes: PostgreSQL
        // would acknowledge what is on one machine only. So only reads have a limit.
        let limits = match purpose {
            Purpose::Read => format!("-c statement_timeout={READ_AT_MOST}"),
            Purpose::Write => "-c statement_timeout=0 -c lock_timeout=300ms".to_owned(),
        };
        config.options(format!(
            "{} -c search_path={schema},{schema}_keys,{schema}_nodes -c jit=off \
             -c idle_in_transaction_session_timeout=15s {limits}",
            self.config.get_options().unwrap_or_default()
        ));
        if purpose == Purpose::Write || self.config.get_hosts().len() > 1 {
            config.target_session_attrs(TargetSessionAttrs::ReadWrite);
        }
        config
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            // A runtime that is waited for must not be dropped inside another.
            runtime.shutdown_background();
        }
    }
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The configuration holds the password.
        f.debug_struct("Server")
            .field("schema", &self.schema)
            .finish_non_exhaustive()
    }
}

/// How long a thread of a runtime waits for an answer before it gives its other tasks away: to find
/// another thread for them costs more than most answers take, and each one that is found stays.
const WAITS_ITSELF: Duration = Duration::from_millis(10);

/// Waits for an answer on this thread; if that takes long, so that a runtime it is called from can go
/// on with others. None, if it did not come in time.
pub(crate) fn wait_for<T>(answer: impl Future<Output = T>, most: Option<Duration>) -> Option<T> {
    let mut answer = pin!(answer);
    let began = Instant::now();
    wait_until(answer.as_mut(), Some(began + WAITS_ITSELF))
        .or_else(|| blocking(|| wait_until(answer, most.map(|most| began + most))))
}

fn wait_until<T>(mut answer: Pin<&mut impl Future<Output = T>>, end: Option<Instant>) -> Option<T> {
    let waker = Waker::from(Arc::new(Unpark(thread::current())));
    let mut context = Context::from_waker(&waker);
    loop {
        if let Poll::Ready(answered) = answer.as_mut().poll(&mut context) {
            return Some(answered);
        }
        match end.map(|end| end.saturating_duration_since(Instant::now())) {
            None => thread::park(),
            Some(Duration::ZERO) => return None,
            Some(left) => thread::park_timeout(left),
        }
    }
}

/// Wakes a thread that waits.
struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

/// Runs what waits for the database, so that a runtime it is called from can go on with others.
pub(crate) fn blocking<T>(work: impl FnOnce() -> T) -> T {
    match Handle::try_current() {
        Ok(runtime) if runtime.runtime_flavor() == RuntimeFlavor::MultiThread => {
            tokio::task::block_in_place(work)
        }
        _ => work(),
    }
}

/// The schema of whoever names none.
const USUAL_SCHEMA: &str = "tutas";

/// The schema that the options of a URL name, else the usual one.
fn schema_in(options: &str) -> Result<String> {
    let named = options
        .split("search_path=")
        .nth(1)
        .map(|rest| rest.split([' ', ',']).next().unwrap_or_default());
    let schema = named.unwrap_or(USUAL_SCHEMA);
    let letters = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit();
    let plain = schema.starts_with(|letter: char| letter.is_ascii_lowercase())
        && schema.len() <= 50
        && schema
            .chars()
            .all(|letter| letters(letter) || letter == '_');
    if plain {
        return Ok(schema.to_owned());
    }
    Err(StoreError::NoDatabase(
        "the search_path in the URL of PostgreSQL is not one plain name: small letters, digits \
         and _"
            .to_owned(),
    ))
}

/// Shares a server.
pub(crate) fn server(url: &str) -> Result<Arc<Server>> {
    Server::new(url).map(Arc::new)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_that_is_none_is_refused_and_no_password_is_told() {
        for url in [
            "postgres://u:secret@h:x/d",
            "postgres://u:secret@h/d?secret=1",
            "no",
        ] {
            let error = Server::new(url).unwrap_err().to_string();
            assert!(
                error.contains("not the URL") && !error.contains("secret"),
                "{error}"
            );
        }
        let server = Server::new("postgres://u:secret@h/d").unwrap();
        assert!(!format!("{server:?}").contains("secret"));
    }

    #[test]
    fn who_waits_long_lets_the_others_of_its_runtime_go_on() {
        let runtime = Builder::new_multi_thread()
            .worker_threads(1)
            .build()
            .unwrap();
        let (answer, asked) = tokio::sync::oneshot::channel();
        let answered = runtime.block_on(async {
            let waits = tokio::spawn(async move {
                // It comes from a task that needs the only thread of this runtime.
                let other = tokio::spawn(async move { answer.send(7) });
                let answered = wait_for(asked, Some(Duration::from_secs(30)));
                (answered, other.await.unwrap())
            });
            waits.await.unwrap()
        });
        assert_eq!(answered, (Some(Ok(7)), Ok(())));
    }

    #[test]
    fn an_answer_that_does_not_come_in_time_is_none() {
        let never = std::future::pending::<()>();
        assert_eq!(wait_for(never, Some(Duration::from_millis(20))), None);
    }

    #[test]
    fn who_asks_for_encryption_where_it_is_not_looked_for_gets_no_plain_connection() {
        for asked in [
            "host=h user=u dbname=d sslmode=require",
            "postgres://u:pass?word@h/d?sslmode=require",
            "postgres://u:p@h/d?ssl%6Dode=require",
        ] {
            let refused = Server::new(asked).err();
            assert!(
                matches!(refused, Some(StoreError::NoDatabase(_))),
                "{asked}: {refused:?}"
            );
        }
        assert!(Server::new("postgresql://u:p%3Fw@h/d?sslmode=disable").is_ok());
    }

    #[test]
    fn a_machine_that_went_silent_is_noticed_unless_the_url_wants_it_otherwise() {
        let (usual, _) = config_of("postgres://u@h/d").unwrap();
        assert!(usual.get_keepalives());
        assert_eq!(usual.get_keepalives_idle(), STILL_AFTER);
        assert_eq!(usual.get_keepalives_interval(), Some(STILL_AGAIN));
        assert_eq!(usual.get_keepalives_retries(), Some(STILL_TIMES));
        assert_eq!(usual.get_tcp_user_timeout(), Some(&SILENCE));
        let wish = "keepalives_idle=60&keepalives_interval=7&keepalives_retries=5";
        let (wished, _) = config_of(&format!("postgres://u@h/d?{wish}")).unwrap();
        assert_eq!(wished.get_keepalives_idle(), Duration::from_secs(60));
        assert_eq!(wished.get_keepalives_retries(), Some(5));
    }

    #[test]
    fn where_a_url_leads_is_told_without_its_password() {
        for (url, place) in [
            ("postgres://u:secret@one/name", "one:5432/name"),
            (
                "postgres://u:secret@one,two:6000/name",
                "one:5432,two:6000/name",
            ),
            ("postgres://u:secret@one", "one:5432/u"),
        ] {
            assert_eq!(PostgresLine::of(url).unwrap().place(), place);
        }
    }

    #[test]
    fn the_schema_may_be_named_in_the_url() {
        assert_eq!(schema_in("").unwrap(), "tutas");
        assert_eq!(schema_in("-csearch_path=a_1 -c jit=on").unwrap(), "a_1");
        assert!(schema_in("-csearch_path=\"A b\"").is_err());
    }
}
