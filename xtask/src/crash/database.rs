//! Where the data of all countries is, if not in their folders: each has a schema of its own.

use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use super::cluster::{Cluster, Programs};
use super::options::Place;

/// A PostgreSQL for all countries of a run.
pub(super) enum Database {
    /// One that is there.
    Given { programs: Programs, url: String },
    /// One of our own.
    Own(Cluster),
    /// A primary of our own and its standby.
    Pair(Pair),
}

/// Two servers, of which one writes and the other has all that is acknowledged.
pub(super) struct Pair {
    pub(super) primary: Cluster,
    pub(super) standby: Cluster,
}

impl Database {
    /// What the options ask for; none if the data is in folders.
    pub(super) fn of(place: &Place, folder: &Path) -> Result<Option<Self>, String> {
        let own = || {
            let programs = Programs::find()?;
            Cluster::make(&programs, &folder.join("postgres-1"))
        };
        Ok(match place {
            Place::Folder => None,
            Place::Url(url) => Some(Self::Given {
                programs: Programs::find()?,
                url: url.clone(),
            }),
            Place::Own => Some(Self::Own(own()?)),
            Place::Pair => {
                let primary = own()?;
                let standby = primary.copy(&folder.join("postgres-2"))?;
                primary.wait_for_standby()?;
                Some(Self::Pair(Pair { primary, standby }))
            }
        })
    }

    /// The server of our own that can be killed and started again.
    pub(super) fn cluster(&self) -> Option<&Cluster> {
        match self {
            Self::Own(cluster) => Some(cluster),
            Self::Given { .. } | Self::Pair(_) => None,
        }
    }

    /// The primary and its standby.
    pub(super) fn pair(&mut self) -> Option<&mut Pair> {
        match self {
            Self::Pair(pair) => Some(pair),
            Self::Given { .. } | Self::Own(_) => None,
        }
    }

    /// The URL of a country.
    pub(super) fn url(&self, country: u64) -> String {
        let url = match self {
            Self::Given { url, .. } => url.clone(),
            Self::Own(cluster) => Cluster::url(&[cluster]),
            Self::Pair(pair) => Cluster::url(&[&pair.primary, &pair.standby]),
        };
        let sign = if url.contains('?') { '&' } else { '?' };
        format!("{url}{sign}options=-csearch_path%3D{}", schema(country))
    }

    /// What a statement answers.
    pub(super) fn query(&self, statement: &str) -> Result<String, String> {
        match self {
            Self::Given { programs, url } => programs.query(url, statement),
            Self::Own(cluster) => cluster.query(statement),
            Self::Pair(pair) => pair.primary.query(statement),
        }
    }

    /// Takes a country away.
    pub(super) fn remove(&self, country: u64) -> Result<(), String> {
        for end in ["", "_keys", "_nodes"] {
            let name = schema(country);
            self.query(&format!("DROP SCHEMA IF EXISTS {name}{end} CASCADE"))?;
        }
        Ok(())
    }
}

impl Pair {
    /// The standby dies, and the primary goes on for a while. It acknowledges nothing, though an
    /// impatient operator cancels whatever waits: then it is on the primary only. A primary that
    /// lies acknowledges what its standby has not.
    pub(super) fn part(&self, lying: bool, alone: Duration) -> Result<(), String> {
        if lying {
            self.primary.stop_waiting()?;
        }
        self.standby.kill()?;
        let began = Instant::now();
        while began.elapsed() < alone {
            thread::sleep(Duration::from_millis(20));
            self.primary.query(
                "SELECT count(pg_cancel_backend(pid)) FROM pg_stat_activity \
                 WHERE wait_event = 'SyncRep'",
            )?;
        }
        Ok(())
    }

    /// The primary is gone: the standby takes its place.
    pub(super) fn promote(&mut self) -> Result<(), String> {
        self.standby.promote()?;
        std::mem::swap(&mut self.primary, &mut self.standby);
        Ok(())
    }

    /// What was the primary follows the new one, made anew from it.
    pub(super) fn mend(&self) -> Result<(), String> {
        self.standby.follow(&self.primary)?;
        self.primary.wait_for_standby()
    }
}

/// The schema of a country; those of keys and programs are named after it.
pub(super) fn schema(country: u64) -> String {
    format!("tutas_crash_{}_{country}", std::process::id())
}
