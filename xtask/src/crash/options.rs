//! What `xtask crash` is asked for.

use std::path::{Path, PathBuf};

use super::trouble::Trouble;
use crate::site::{build, number};

/// How the run goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Options {
    pub(crate) kills: usize,
    pub(crate) seed: u64,
    /// How many people a country has.
    pub(crate) people: u64,
    /// The power is cut with each kill: what was not synced is lost.
    pub(crate) unsynced: bool,
    /// The disk lies: it says that something is synced, and it is not. All must then be seen to be
    /// lost.
    pub(crate) lying: bool,
    /// What goes wrong with the disk while people work.
    pub(crate) trouble: Troubles,
    /// Countries live on small disks, which run full while people work.
    pub(crate) small_disk: bool,
    /// Where the data is.
    pub(crate) place: Place,
    /// How many nodes there are on one database.
    pub(crate) nodes: usize,
    /// The server.
    pub(crate) program: PathBuf,
}

impl Options {
    /// Reads the arguments; builds the server of this repository if none is named.
    pub(crate) fn read(arguments: &[&str], root: &Path) -> Result<Self, String> {
        let mut options = Self::of(arguments)?;
        if options.program.as_os_str().is_empty() {
            options.program = build(root)?;
        }
        Ok(options)
    }

    pub(super) fn of(arguments: &[&str]) -> Result<Self, String> {
        let mut options = Self {
            kills: 8,
            seed: 1,
            people: 60,
            unsynced: false,
            lying: false,
            small_disk: false,
            place: Place::Folder,
            nodes: 1,
            trouble: Troubles::None,
            program: PathBuf::new(),
        };
        let mut rest = arguments.iter();
        while let Some(name) = rest.next() {
            let mut value = || rest.next().ok_or(format!("{name} lacks its value"));
            match *name {
                "--kills" => options.kills = number(name, value()?)?,
                "--seed" => options.seed = number(name, value()?)?,
                "--people" => options.people = number(name, value()?)?,
                "--unsynced" => options.unsynced = true,
                "--lying" => options.lying = true,
                "--small-disk" => {
                    options.small_disk = true;
                    options.trouble = Troubles::Only(Trouble::Full);
                }
                "--database" => options.place = Place::read(value()?),
                "--standby" => options.place = Place::Pair,
                "--nodes" => options.nodes = number(name, value()?)?,
                "--fail" => options.trouble = Troubles::read(value()?)?,
                "--bin" => options.program = PathBuf::from(value()?),
                other => return Err(format!("no option {other}")),
            }
        }
        options.agree()
    }

    /// What can be had together.
    fn agree(mut self) -> Result<Self, String> {
        if self.nodes > 1 && self.place == Place::Folder {
            self.place = Place::Own;
        }
        let disk = self.unsynced || self.trouble != Troubles::None || self.small_disk;
        let disk = disk || (self.lying && self.place != Place::Pair);
        match self.place {
            Place::Folder => Ok(self),
            _ if disk => Err(
                "--unsynced, --fail and --small-disk are about the disk of the data folder, \
                 --lying about it or a standby: leave out --database, --standby and --nodes"
                    .to_owned(),
            ),
            Place::Own => Ok(self),
            _ if self.nodes > 1 => Err(
                "--nodes makes a database of its own: leave out --database URL and --standby"
                    .to_owned(),
            ),
            _ => Ok(self),
        }
    }
}

/// Where the data is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Place {
    /// In the data folder.
    Folder,
    /// In a PostgreSQL that is there.
    Url(String),
    /// In a PostgreSQL of our own, which is killed too.
    Own,
    /// In a primary of our own with a synchronous standby, which takes over.
    Pair,
}

impl Place {
    fn read(text: &str) -> Self {
        match text {
            "own" => Self::Own,
            url => Self::Url(url.to_owned()),
        }
    }
}

/// Which troubles a run has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Troubles {
    None,
    /// Another one with each kill.
    Any,
    Only(Trouble),
}

impl Troubles {
    fn read(text: &str) -> Result<Self, String> {
        let only = || Trouble::read(text).map(Self::Only);
        let read = (text == "any").then_some(Self::Any).or_else(only);
        read.ok_or_else(|| {
            format!(
                "--fail takes any, write:N, fsync:N, writes, fsyncs, full or read-only, not {text}"
            )
        })
    }
}

impl Options {
    /// Whether the server needs the shim.
    pub(crate) fn needs_shim(&self) -> bool {
        let disk_lies = self.lying && self.place == Place::Folder;
        self.unsynced || disk_lies || self.trouble != Troubles::None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_read_and_what_is_wrong_is_said() {
        let read = Options::of;
        let options = read(&["--kills", "300", "--seed", "7", "--bin", "other"]).unwrap();
        assert_eq!((options.kills, options.seed), (300, 7));
        assert_eq!(options.program, PathBuf::from("other"));
        let full = Troubles::Only(Trouble::Full);
        assert_eq!(read(&["--fail", "full"]).unwrap().trouble, full);
        assert_eq!(read(&["--database", "own"]).unwrap().place, Place::Own);
        assert_eq!(read(&["--nodes", "3"]).unwrap().place, Place::Own);
        let mixed = read(&["--standby", "--unsynced"]).unwrap_err();
        assert!(mixed.contains("leave out"), "{mixed}");
        assert!(read(&["--fail", "what"]).is_err());
        assert!(read(&["--kills"]).unwrap_err().contains("lacks"));
        assert!(read(&["--kills", "x"]).unwrap_err().contains("a number"));
        assert!(read(&["--what"]).unwrap_err().contains("--what"));
    }
}
