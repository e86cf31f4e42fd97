//! A power cut: what no sync made durable is undone, all of it or in a torn way, by the log that
//! the shim keeps of every change (see `shim/fault.c`).

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io;
use std::ops::Range;
use std::os::unix::fs::FileExt as _;
use std::path::{Path, PathBuf};

use super::chance::Chance;

/// What a disk writes at once, and what the system marks clean or dirty.
const SECTOR: u64 = 512;
const PAGE: u64 = 4_096;

/// What was found and undone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Undone {
    /// Processes that had the shim.
    pub(crate) processes: usize,
    /// Changes that were followed, and of them those no sync made durable.
    pub(crate) changes: usize,
    pub(crate) unsynced: usize,
}

/// Undoes what no sync made durable: in a torn way by the chance, or all of it. Empties the folder
/// of the shim.
pub(crate) fn cut(data: &Path, side: &Path, torn: Option<&mut Chance>) -> io::Result<Undone> {
    let mut undone = Undone::default();
    let mut names = Vec::new();
    let mut files: BTreeMap<u64, Pending> = BTreeMap::new();
    for log in logs(side)? {
        let entries = read(&fs::read(&log)?);
        let changes = |entry: &&Entry| matches!(entry.kind, Kind::Write | Kind::Truncate);
        undone.changes += entries.iter().filter(changes).count();
        undone.processes += usize::from(!entries.is_empty());
        follow(entries, &mut files, &mut names);
    }
    let mut torn = torn;
    for (file, pending) in files {
        let path = side.join(format!("file.{file}"));
        let changes = pending.undurable();
        undone.unsynced += changes.len();
        if !changes.is_empty() {
            take_back(&path, &changes, torn.as_deref_mut())?;
        }
    }
    let kept = torn.map_or(0, |chance| chance.within(0..names.len() as u64 + 1));
    let kept = usize::try_from(kept).unwrap_or(0);
    for entry in names.iter().skip(kept).rev() {
        take_back_name(data, side, entry)?;
    }
    clear(side)?;
    Ok(undone)
}

/// Counts what was followed, and takes all that is there now for durable.
pub(crate) fn leave(side: &Path) -> io::Result<Undone> {
    let processes = logs(side)?.len();
    clear(side)?;
    Ok(Undone {
        processes,
        ..Undone::default()
    })
}

fn clear(side: &Path) -> io::Result<()> {
    for entry in fs::read_dir(side)? {
        let path = entry?.path();
        if path.file_name().is_some_and(|name| name != "control") {
            fs::remove_file(path)?;
        }
    }
    Ok(())
}

fn logs(side: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(side)? {
        let path = entry?.path();
        let name = path.file_name().and_then(|name| name.to_str());
        if name.is_some_and(|name| name.starts_with("log.")) {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Start,
    Write,
    Truncate,
    Sync,
    FailedSync,
    Create,
    Unlink,
    Rename,
    FolderSync,
}

/// One entry of the log.
#[derive(Clone, Debug)]
struct Entry {
    kind: Kind,
    file: u64,
    offset: u64,
    /// The size of the file before.
    size: u64,
    /// How much was written from there on, or cut off.
    extent: u64,
    /// What stood there before, or a name.
    bytes: Vec<u8>,
}

/// The entries of a log; one that was cut short never came to its change.
fn read(mut log: &[u8]) -> Vec<Entry> {
    const HEAD: usize = 40;
    let mut entries = Vec::new();
    while let Some((head, rest)) = log.split_at_checked(HEAD) {
        let word = |at: usize| {
            let bytes = head.get(at..at + 8).and_then(|bytes| bytes.try_into().ok());
            u64::from_le_bytes(bytes.unwrap_or_default())
        };
        let (kind, length) = (word(0) & 0xFFFF_FFFF, word(0) >> 32);
        let length = usize::try_from(length).unwrap_or(usize::MAX);
        let (Some(kind), Some((bytes, rest))) = (kind_of(kind), rest.split_at_checked(length))
        else {
            break;
        };
        entries.push(Entry {
            kind,
            file: word(8),
            offset: word(16),
            size: word(24),
            extent: word(32),
            bytes: bytes.to_vec(),
        });
        log = rest;
    }
    entries
}

fn kind_of(number: u64) -> Option<Kind> {
    let kinds = [
        Kind::Start,
        Kind::Write,
        Kind::Truncate,
        Kind::Sync,
        Kind::FailedSync,
        Kind::Create,
        Kind::Unlink,
        Kind::Rename,
        Kind::FolderSync,
    ];
    let at = usize::try_from(number.checked_sub(1)?).ok()?;
    kinds.get(at).copied()
}

/// The changes of one file that are not durable.
#[derive(Default)]
struct Pending {
    changes: Vec<Entry>,
    /// Those that a failed sync marked clean: only what is written to the same page again brings
    /// them to the disk.
    doomed: Vec<Entry>,
}

impl Pending {
    fn synced(&mut self) {
        let pages: BTreeSet<u64> = self.changes.drain(..).flat_map(|one| pages(&one)).collect();
        self.doomed.retain(|one| !pages_all_in(one, &pages));
    }

    fn undurable(mut self) -> Vec<Entry> {
        self.doomed.append(&mut self.changes);
        self.doomed
    }
}

fn pages(entry: &Entry) -> Vec<u64> {
    let end = entry.offset + entry.extent.max(1);
    (entry.offset / PAGE..end.div_ceil(PAGE)).collect()
}

fn pages_all_in(entry: &Entry, written: &BTreeSet<u64>) -> bool {
    pages(entry).iter().all(|page| written.contains(page))
}

fn follow(entries: Vec<Entry>, files: &mut BTreeMap<u64, Pending>, names: &mut Vec<Entry>) {
    for entry in entries {
        match entry.kind {
            Kind::Start => {}
            Kind::Write | Kind::Truncate => {
                files.entry(entry.file).or_default().changes.push(entry);
            }
            Kind::Sync => files.entry(entry.file).or_default().synced(),
            Kind::FailedSync => {
                let pending = files.entry(entry.file).or_default();
                pending.doomed.append(&mut pending.changes);
            }
            Kind::Create | Kind::Unlink | Kind::Rename => names.push(entry),
            Kind::FolderSync => names.retain(|name| !is_in(name, &entry.bytes)),
        }
    }
}

/// Whether an entry is about a name in this folder, `""` being that of the data.
fn is_in(name: &Entry, folder: &[u8]) -> bool {
    let mut path = name.bytes.rsplit(|byte| *byte == 0);
    let path = path.next().unwrap_or_default();
    let last = path.iter().rposition(|byte| *byte == b'/');
    path.get(..last.unwrap_or(0)) == Some(folder)
}

/// Takes changes back, the last first. Torn: each sector goes back to what it was at some moment
/// since the last sync.
fn take_back(path: &Path, changes: &[Entry], mut torn: Option<&mut Chance>) -> io::Result<()> {
    let file = File::options().read(true).write(true).open(path)?;
    let now = file.metadata()?.len();
    let mut settled: BTreeSet<u64> = BTreeSet::new();
    let mut kept_to = 0;
    for change in changes.iter().rev() {
        let end = change.offset + change.extent;
        let mut at = change.offset;
        while at < end {
            let (sector, next) = (at / SECTOR, ((at / SECTOR + 1) * SECTOR).min(end));
            let stays =
                change.kind == Kind::Write && torn.as_mut().is_some_and(|chance| chance.once_in(2));
            if settled.contains(&sector) || stays {
                settled.insert(sector);
                kept_to = kept_to.max(next);
            } else {
                file.write_all_at(&before(change, at..next), at)?;
            }
            at = next;
        }
    }
    let size = changes.first().map_or(now, |first| first.size);
    file.set_len(size.max(kept_to.min(now)))
}

/// What stood there before a change; nothing beyond the old end.
fn before(change: &Entry, range: Range<u64>) -> Vec<u8> {
    let inside = |at: u64| usize::try_from(at - change.offset).unwrap_or(usize::MAX);
    let there = change.bytes.get(inside(range.start)..).unwrap_or_default();
    let length = usize::try_from(range.end - range.start).unwrap_or(0);
    let mut old = there[..there.len().min(length)].to_vec();
    old.resize(length, 0);
    old
}

fn take_back_name(data: &Path, side: &Path, entry: &Entry) -> io::Result<()> {
    let text = String::from_utf8_lossy(&entry.bytes).into_owned();
    let kept = |file: u64| side.join(format!("file.{file}"));
    match entry.kind {
        Kind::Create => match fs::remove_file(data.join(&text)) {
            // It was renamed or deleted since, and that was taken back in part.
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        },
        Kind::Unlink => fs::hard_link(kept(entry.file), data.join(&text)),
        Kind::Rename => {
            let (from, to) = text.split_once('\0').unwrap_or_default();
            fs::rename(data.join(to), data.join(from))?;
            // The number of what was replaced stands where other entries have their place.
            if entry.offset == 0 {
                return Ok(());
            }
            fs::hard_link(kept(entry.offset), data.join(to))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests;
