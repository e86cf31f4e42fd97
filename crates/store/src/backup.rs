//! Copies of the data folder, made beside a program that writes.
//!
//! A backup is a folder with `tutas.db`, `keys.db` and a manifest, `backup.json`, which is written
//! last: without it a backup is not whole. The master key is never in it, so that who finds a
//! backup can read nothing.
//!
//! The database is copied first and the keys after it. The writer makes a key durable before the
//! first row that needs it, so the later copy of the keys has every key that the earlier copy of
//! the database needs; some it may have too many.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use rusqlite::{Connection, ErrorCode};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::Store;
use crate::engine::sqlite::{copy_into, open_reader};
use crate::error::{Result, StoreError};
use crate::folder::{DATABASE, KEYS, create_folder, create_private, refuse, sync_folder};

/// The files of a backup, in the order in which they are copied.
pub(crate) const FILES: [&str; 2] = [DATABASE, KEYS];

/// What says that a backup is whole, and what is in it.
const MANIFEST: &str = "backup.json";

/// What this program writes and reads.
const FORMAT: u32 = 1;

/// A manifest is a few hundred bytes.
const MANIFEST_BYTES_MAX: u64 = 64 << 10;

/// Counts all streams, which no list ever does.
const COUNT_STREAMS: &str =
    "SELECT COUNT(*) FROM (SELECT stream FROM state UNION SELECT stream FROM journal)";

/// Counts all changes.
const COUNT_CHANGES: &str = "SELECT COUNT(*) FROM journal";

/// What is in a backup.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Backup {
    /// When it was begun: all that was acknowledged by then is in it.
    pub made_at: Timestamp,
    /// Its files.
    pub files: Vec<BackupFile>,
    /// Streams in it.
    pub streams: u64,
    /// Changes in it.
    pub changes: u64,
}

/// A file of a backup.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BackupFile {
    /// Its name in the folder.
    pub name: String,
    /// Its length in bytes.
    pub bytes: u64,
    /// SHA-256 of its content, in hexadecimal.
    pub sha256: String,
}

impl Store {
    /// Copies the databases of the folder `data` into the folder `to`, which must be new or empty,
    /// also while another program writes in `data`. `made_at` is the time now.
    ///
    /// All that was acknowledged before the call is in the copy. The master key is not, and is not
    /// needed to make one. Where this fails, nothing is left in `to`.
    pub fn back_up(data: &Path, to: &Path, made_at: Timestamp) -> Result<Backup> {
        for name in FILES {
            require_database(&data.join(name))?;
        }
        let mut copy = Unfinished::new(to)?;
        let files = FILES
            .into_iter()
            .map(|name| copy.add_database(data, name))
            .collect::<Result<_>>()?;
        let database = open_reader(&unfinished(to, DATABASE))?;
        let backup = Backup {
            made_at,
            files,
            streams: count(&database, COUNT_STREAMS)?,
            changes: count(&database, COUNT_CHANGES)?,
        };
        drop(database);
        copy.finish(&backup)?;
        Ok(backup)
    }
}

impl Backup {
    /// The manifest of the backup in a folder.
    pub(crate) fn read(from: &Path) -> Result<Self> {
        let path = from.join(MANIFEST);
        let text = read_manifest(&path)?;
        let Some(manifest) = Manifest::parse(&text) else {
            return Err(damaged(&path, "it is not as `tutas backup` wrote it"));
        };
        if manifest.format != FORMAT {
            let format = manifest.format;
            return Err(StoreError::Folder {
                path,
                reason: format!(
                    "this backup was made by a newer Tutas (format {format}, this one knows \
                     {FORMAT}); restore it with that one. Nothing was written"
                ),
            });
        }
        manifest
            .into_backup()
            .ok_or_else(|| damaged(&path, "it is not as `tutas backup` wrote it"))
    }

    /// Fails unless every file is as it was when the backup was made.
    pub(crate) fn check_files(&self, from: &Path) -> Result<()> {
        for file in &self.files {
            file.copy_to(from, &mut io::sink())?;
        }
        Ok(())
    }
}

impl BackupFile {
    /// Copies the file out of the backup; fails if it is not as it was when the backup was made.
    pub(crate) fn copy_to(&self, from: &Path, to: &mut impl Write) -> Result<()> {
        let path = from.join(&self.name);
        let mut file = File::open(&path).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => damaged(&path, "it is missing"),
            _ => refuse(&path, &error),
        })?;
        let copied = copy_and_hash(&mut file, to).map_err(|error| match error.kind() {
            io::ErrorKind::StorageFull => StoreError::Folder {
                path: path.clone(),
                reason: "it could not be copied: the disk of the new data folder is full. Nothing \
                         was restored; free some space, or name a folder on another disk with \
                         --data"
                    .to_owned(),
            },
            _ => refuse(&path, &error),
        });
        let (bytes, sha256) = copied?;
        if bytes != self.bytes {
            let expected = self.bytes;
            return Err(damaged(
                &path,
                &format!("it has {bytes} bytes instead of {expected}"),
            ));
        }
        if sha256 != self.sha256 {
            return Err(damaged(&path, "its SHA-256 is not the one that was noted"));
        }
        Ok(())
    }
}

/// `backup.json`, in which no byte can change unseen.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Manifest {
    format: u32,
    made_at: String,
    files: Vec<BackupFile>,
    streams: u64,
    changes: u64,
    /// SHA-256 of all the above.
    sha256: String,
}

impl Manifest {
    fn of(backup: &Backup) -> serde_json::Result<Self> {
        let mut manifest = Self {
            format: FORMAT,
            made_at: backup.made_at.to_string(),
            files: backup.files.clone(),
            streams: backup.streams,
            changes: backup.changes,
            sha256: String::new(),
        };
        manifest.sha256 = manifest.hash()?;
        Ok(manifest)
    }

    /// The manifest in a text, unless the text was changed. Of a newer format nothing counts but
    /// that it is one.
    fn parse(text: &[u8]) -> Option<Self> {
        let value: serde_json::Value = serde_json::from_slice(text).ok()?;
        let format = value.get("format")?.as_u64()?;
        if format > u64::from(FORMAT) {
            return Some(Self {
                format: u32::try_from(format).ok()?,
                made_at: String::new(),
                files: Vec::new(),
                streams: 0,
                changes: 0,
                sha256: String::new(),
            });
        }
        // From the text and not from the value, which keeps only the last of two equal names.
        let manifest: Self = serde_json::from_slice(text).ok()?;
        let whole = manifest.hash().ok()? == manifest.sha256;
        whole.then_some(manifest)
    }

    fn hash(&self) -> serde_json::Result<String> {
        let content = (
            self.format,
            &self.made_at,
            &self.files,
            self.streams,
            self.changes,
        );
        Ok(hex(&Sha256::digest(serde_json::to_vec(&content)?)))
    }

    fn into_backup(self) -> Option<Backup> {
        let names = self.files.iter().map(|file| file.name.as_str());
        // Names are opened in the backup and made in the data folder, so no other will do.
        if !names.eq(FILES) {
            return None;
        }
        Some(Backup {
            made_at: self.made_at.parse().ok()?,
            files: self.files,
            streams: self.streams,
            changes: self.changes,
        })
    }
}

/// A backup in the making. Unless it is finished, it takes away what it wrote.
struct Unfinished {
    to: PathBuf,
    made_folder: bool,
    written: Vec<PathBuf>,
}

impl Unfinished {
    fn new(to: &Path) -> Result<Self> {
        let made_folder = !to.exists();
        create_folder(to).map_err(|error| refuse(to, &error))?;
        let mut entries = fs::read_dir(to).map_err(|error| refuse(to, &error))?;
        if entries.next().is_some() {
            return Err(StoreError::Folder {
                path: to.to_owned(),
                reason: "this folder is not empty, and a backup never overwrites anything; name a \
                         new folder with --to. If a backup was cut short here, delete the folder: \
                         a whole one has a backup.json"
                    .to_owned(),
            });
        }
        Ok(Self {
            to: to.to_owned(),
            made_folder,
            written: Vec::new(),
        })
    }

    /// Copies a database of the folder `data`, under a name that says it is not whole yet.
    fn add_database(&mut self, data: &Path, name: &str) -> Result<BackupFile> {
        let source = data.join(name);
        let path = unfinished(&self.to, name);
        let Some(text) = path.to_str() else {
            return Err(StoreError::Folder {
                path,
                reason: "SQLite takes paths in UTF-8 only; choose another folder with --to".into(),
            });
        };
        // Made beforehand, so that it is never readable by others.
        self.create(&path)?;
        copy_into(&open_reader(&source)?, text)
            .map_err(|error| not_copied(&source, &self.to, &error))?;
        let (bytes, sha256) = File::open(&path)
            .and_then(|mut file| {
                file.sync_all()?;
                copy_and_hash(&mut file, &mut io::sink())
            })
            .map_err(|error| refuse(&path, &error))?;
        Ok(BackupFile {
            name: name.to_owned(),
            bytes,
            sha256,
        })
    }

    /// Gives everything its name, the manifest last.
    fn finish(mut self, backup: &Backup) -> Result<()> {
        let manifest = Manifest::of(backup).and_then(|manifest| {
            let mut text = serde_json::to_vec_pretty(&manifest)?;
            text.push(b'\n');
            Ok(text)
        });
        let manifest = manifest.map_err(|error| StoreError::Malformed(error.to_string()))?;
        let path = unfinished(&self.to, MANIFEST);
        let mut file = self.create(&path)?;
        file.write_all(&manifest)
            .and_then(|()| file.sync_all())
            .map_err(|error| refuse(&path, &error))?;
        for name in FILES {
            self.rename(name)?;
        }
        self.sync()?;
        self.rename(MANIFEST)?;
        self.sync()?;
        self.written.clear();
        self.made_folder = false;
        Ok(())
    }

    fn create(&mut self, path: &Path) -> Result<File> {
        let file = create_private(path).map_err(|error| refuse(path, &error))?;
        self.written.push(path.to_owned());
        Ok(file)
    }

    fn rename(&mut self, name: &str) -> Result<()> {
        let path = self.to.join(name);
        fs::rename(unfinished(&self.to, name), &path).map_err(|error| refuse(&path, &error))?;
        self.written.push(path);
        Ok(())
    }

    /// Makes the names durable, and that of the folder too if it is new.
    fn sync(&self) -> Result<()> {
        sync_folder(&self.to).map_err(|error| refuse(&self.to, &error))?;
        match self.to.parent() {
            Some(parent) if self.made_folder && !parent.as_os_str().is_empty() => {
                sync_folder(parent).map_err(|error| refuse(parent, &error))
            }
            _ => Ok(()),
        }
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        // What cannot be deleted stays under a name that says it is not whole.
        for path in &self.written {
            let _ = fs::remove_file(path);
            let _ = fs::remove_file(beside(path, "-journal"));
        }
        if self.made_folder {
            let _ = fs::remove_dir(&self.to);
        }
    }
}

/// The path with something added to its name.
pub(crate) fn beside(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(end);
    PathBuf::from(name)
}

fn unfinished(folder: &Path, name: &str) -> PathBuf {
    folder.join(format!("{name}.unfinished"))
}

fn require_database(path: &Path) -> Result<()> {
    if path.is_file() {
        return Ok(());
    }
    Err(StoreError::Folder {
        path: path.to_owned(),
        reason: "there is no such file, so there is nothing whole to back up; name the data \
                 folder with --data"
            .to_owned(),
    })
}

fn read_manifest(path: &Path) -> Result<Vec<u8>> {
    let mut text = Vec::new();
    let read =
        File::open(path).and_then(|file| file.take(MANIFEST_BYTES_MAX).read_to_end(&mut text));
    match read {
        Ok(_) => Ok(text),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Err(StoreError::Folder {
            path: path.to_owned(),
            reason: "there is no such file, so this is no backup, or one that was cut short \
                     before it was whole. Nothing was written; name another backup with --from"
                .to_owned(),
        }),
        Err(error) => Err(refuse(path, &error)),
    }
}

fn damaged(path: &Path, what: &str) -> StoreError {
    StoreError::Folder {
        path: path.to_owned(),
        reason: format!(
            "{what}: this backup was damaged or changed after it was made. Nothing was restored; \
             take another copy of this backup, or an earlier one"
        ),
    }
}

fn not_copied(source: &Path, to: &Path, error: &rusqlite::Error) -> StoreError {
    let (path, reason) = match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => (
            to,
            "the disk is full, so no backup was made, and what there was of it is deleted. The \
             data is untouched; free some space, or name a folder on another disk with --to"
                .to_owned(),
        ),
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => (
            source,
            format!(
                "this file is damaged ({error}), so no backup was made. Keep this folder as it \
                 is, and restore the last good backup into a new one with `tutas restore`"
            ),
        ),
        _ => (
            source,
            format!(
                "it could not be copied to {} ({error}), so no backup was made. The data is \
                 untouched; look whether both disks are there and may be written, and try again",
                to.display()
            ),
        ),
    };
    StoreError::Folder {
        path: path.to_owned(),
        reason,
    }
}

fn count(db: &Connection, text: &str) -> Result<u64> {
    let count: i64 = db.query_row(text, [], |row| row.get(0))?;
    Ok(u64::try_from(count).unwrap_or_default())
}

/// Copies to the end; gives length and SHA-256.
fn copy_and_hash(from: &mut impl Read, to: &mut impl Write) -> io::Result<(u64, String)> {
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 1 << 20];
    let mut bytes = 0;
    loop {
        let read = match from.read(&mut buffer) {
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        let Some(part) = buffer.get(..read).filter(|part| !part.is_empty()) else {
            return Ok((bytes, hex(&hash.finalize())));
        };
        hash.update(part);
        to.write_all(part)?;
        bytes += part.len() as u64;
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a string never fails.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
