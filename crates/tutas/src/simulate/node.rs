//! The nodes of a world: on which store they run, and how they die and begin again.

use std::future::{Future, poll_fn};
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::atomic::{AtomicU32, Ordering};
use std::task::Poll;

use anyhow::{Context as _, bail};
use serde::{Deserialize, Serialize};
use tutas_app::{App, AppError, Parts, Staff};
use tutas_store::{CommitFault, Store};

use super::fault::Fault;
use super::world::World;

/// Which store a world runs on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum EngineKind {
    /// Maps.
    #[default]
    Memory,
    /// SQLite in a temporary folder.
    Sqlite,
    /// A PostgreSQL that `--database` names, each year in schemas of its own.
    #[value(skip)]
    Postgres,
}

impl EngineKind {
    /// Its name, as the command line has it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Memory => "memory",
            Self::Sqlite => "sqlite",
            Self::Postgres => "postgres",
        }
    }
}

/// How a node comes to grief over a commit.
pub(super) const CRASHES: [(&str, CommitFault); 4] = [
    ("commit-lost", CommitFault::Lost),
    ("commit-unacknowledged", CommitFault::Unacknowledged),
    ("died-before-commit", CommitFault::DiedBefore),
    ("died-after-commit", CommitFault::DiedAfter),
];

/// Where a world's data is, if it is not in memory.
pub(super) struct Home {
    /// All of it, or the master key.
    folder: PathBuf,
    /// The PostgreSQL with the rest.
    url: Option<String>,
}

impl World {
    pub(super) fn first_store(&mut self) -> anyhow::Result<Store> {
        match self.plan.engine {
            EngineKind::Memory => Ok(Store::in_memory()),
            EngineKind::Sqlite | EngineKind::Postgres => {
                static WORLDS: AtomicU32 = AtomicU32::new(0);
                let number = WORLDS.fetch_add(1, Ordering::Relaxed);
                let name = format!("tutas_simulation_{}_{number}", std::process::id());
                let folder = std::env::temp_dir().join(&name);
                std::fs::create_dir_all(&folder).context("no temporary folder")?;
                let url = self.plan.database.as_ref().map(|url| {
                    let sign = if url.contains('?') { '&' } else { '?' };
                    format!("{url}{sign}options=-csearch_path%3D{name}")
                });
                if self.plan.engine == EngineKind::Postgres && url.is_none() {
                    bail!(
                        "on which PostgreSQL? Name it: --database postgres://user:password@host/name"
                    );
                }
                let home = Home { folder, url };
                let store = home.open()?;
                self.home = Some(home);
                Ok(store)
            }
        }
    }

    /// A node begins to run over a store.
    pub(super) fn start(&mut self, store: Store, staff: Staff) {
        let catalog = self.lands.land(self.changed_law, self.decreed);
        self.app = Some(App::new(Parts {
            store,
            catalog,
            registers: self.registers.clone(),
            clock: self.clock.clone(),
            ids: self.ids.clone(),
            messenger: self.carrier.clone(),
            staff,
            demo: None,
        }));
    }

    /// The node dies, whatever it was about; another one starts over what it left in the store.
    pub(super) fn kill(&mut self) -> anyhow::Result<()> {
        let app = self.app.take().context("no node runs")?;
        let parts = app.into_parts().context("a node is still held")?;
        let Parts { store, staff, .. } = parts;
        let store = match &self.home {
            Some(home) => {
                drop(store);
                home.open()?
            }
            None => store,
        };
        self.start(store, staff);
        Ok(())
    }

    pub(super) fn app(&self) -> anyhow::Result<&App> {
        self.app.as_ref().context("no node runs")
    }

    /// Something begins over which a node may come to grief. What is planned waits for its commit,
    /// however many steps go by that need none.
    pub(super) fn commits_may_fail(&mut self, app: &App) {
        if self.calm {
            self.crash = None;
            return;
        }
        let may = !self.plan.without.contains(&Fault::Crash);
        if may && self.crash.is_none() && self.chance.permille(20) {
            let (name, fault) = *self.chance.of(&CRASHES);
            let before = usize::try_from(self.chance.below(4)).unwrap_or(0);
            let plan = std::iter::repeat_n(None, before).chain([Some(fault)]);
            self.crash = Some((name, plan.collect()));
        }
        if let Some((_, plan)) = &self.crash {
            app.probe().store().fail_commits(plan.iter().copied());
        }
    }

    /// It is over. Says whether a commit failed: then the node died with it, or dies soon after.
    pub(super) fn commits_are_well(&mut self, app: &App) -> bool {
        let left = app.probe().store().fail_commits([]);
        match self.crash.take() {
            Some((name, _)) if left.is_empty() => {
                self.count_fault(name);
                true
            }
            Some((name, _)) => {
                self.crash = Some((name, left));
                false
            }
            None => false,
        }
    }
}

impl Home {
    fn open(&self) -> anyhow::Result<Store> {
        Ok(match &self.url {
            Some(url) => Store::open_postgres(url, &self.folder)?,
            None => Store::open(&self.folder)?,
        })
    }

    /// Nothing of a world is kept.
    pub(super) fn remove(&self) {
        // What cannot be removed is in the folder for what is temporary.
        let _ = std::fs::remove_dir_all(&self.folder);
        let left = self.url.as_deref().map(Store::remove_postgres);
        if let Some(Err(error)) = left {
            eprintln!("tutas: the schemas of a simulated year stay behind: {error}");
        }
    }
}

/// What a node does, unless it dies over it: then it is let go of where it stands, between two steps
/// or between a commit and what follows from it, and does nothing more.
pub(super) fn unless_it_dies<'a, T: 'a>(
    app: &'a App,
    work: impl Future<Output = Result<T, AppError>> + 'a,
) -> Working<'a, T> {
    let mut work = Box::pin(work);
    Box::pin(poll_fn(move |context| match work.as_mut().poll(context) {
        Poll::Pending if app.probe().store().has_died() => Poll::Ready(Err(AppError::Unavailable)),
        polled => polled,
    }))
}

/// What a node does.
pub(super) type Working<'a, T> = Pin<Box<dyn Future<Output = Result<T, AppError>> + 'a>>;
