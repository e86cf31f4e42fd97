//! The way back from a backup: nothing is put into place before all of it has been verified.
//!
//! Everything happens in a folder inside the new data folder. Files get their places only at the
//! end, the database first and the master key last: whoever opens a folder in which that was cut
//! short is told that something is missing, and never begins an empty database beside old keys.

use std::fs;
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use crate::backup::{Backup, FILES, beside};
use crate::engine::sqlite::{bring_forward, open_reader};
use crate::engine::{KEY_MIGRATIONS, MIGRATIONS};
use crate::error::{Result, StoreError};
use crate::folder::{
    DATABASE, Folder, Hold, KEYS, LOCK, MASTER_KEY, create_folder, create_private, read_master_key,
    refuse, sync_folder, write_master_key,
};
use crate::id::StreamKind;
use crate::keys::{Derived, Keyring};
use crate::stream::JournalEntry;
use crate::{Store, Verification};

/// The folder in which a restore works.
const WORKPLACE: &str = "restore.unfinished";

/// Problems told of in one error.
const TOLD: usize = 5;

impl Store {
    /// Puts the backup in the folder `from` into the data folder `data`, which must not hold a
    /// database, with the master key in the file `master_key`.
    ///
    /// First every file is compared with the manifest; then the copy is opened, and every leaf and
    /// state in it computed again, with `fold` as in [`Store::verify`]; then what was found is
    /// counted and compared with the manifest. Only if all that holds, the files get their places.
    /// Where it does not, `data` is left as it was.
    pub fn restore(
        from: &Path,
        data: &Path,
        master_key: &Path,
        fold: impl FnMut(StreamKind, &[JournalEntry]) -> Result<Vec<u8>, String>,
    ) -> Result<Backup> {
        let key = wanted_key(master_key)?;
        require_vacant(data, &key)?;
        let backup = Backup::read(from)?;
        backup.check_files(from)?;

        let workplace = Workplace::new(data)?;
        // Another program may have been quicker to begin here.
        require_vacant(data, &key)?;
        workplace.fill(from, &backup, &key, master_key)?;
        let store = Self::open_read_only(&workplace.path)?;
        let seen = store.verify(fold)?;
        drop(store);
        compare(from, &backup, &seen)?;
        workplace.finish()?;
        Ok(backup)
    }
}

/// Where a restore works. Unless it finishes, it leaves the data folder as it was.
struct Workplace {
    data: PathBuf,
    path: PathBuf,
    made_data: bool,
    /// Keeps every writer out.
    _held: Folder,
}

impl Workplace {
    fn new(data: &Path) -> Result<Self> {
        let made_data = !data.exists();
        let held = Folder::open(data, Hold::Write)?;
        let path = data.join(WORKPLACE);
        if path.exists() {
            // A restore was cut short here; all it has are copies.
            fs::remove_dir_all(&path).map_err(|error| refuse(&path, &error))?;
        }
        let workplace = Self {
            data: data.to_owned(),
            path,
            made_data,
            _held: held,
        };
        create_folder(&workplace.path).map_err(|error| refuse(&workplace.path, &error))?;
        Ok(workplace)
    }

    /// Copies everything; the keys first, since a wrong master key shows in them.
    fn fill(
        &self,
        from: &Path,
        backup: &Backup,
        key: &Zeroizing<[u8; 32]>,
        key_file: &Path,
    ) -> Result<()> {
        for file in backup.files.iter().rev() {
            let path = self.path.join(&file.name);
            let mut copy = create_private(&path).map_err(|error| refuse(&path, &error))?;
            file.copy_to(from, &mut copy)?;
            copy.sync_all().map_err(|error| refuse(&path, &error))?;
            let migrations = if file.name == KEYS {
                KEY_MIGRATIONS
            } else {
                MIGRATIONS
            };
            bring_forward(&path, migrations).map_err(|error| match error {
                // The copy is gone when this is read.
                StoreError::Folder { reason, .. } => StoreError::Folder {
                    path: from.join(&file.name),
                    reason,
                },
                other => other,
            })?;
            if file.name == KEYS {
                require_its_key(&path, from, key, key_file)?;
            }
        }
        let path = self.path.join(MASTER_KEY);
        write_master_key(&path, key).map_err(|error| refuse(&path, &error))
    }

    /// Gives the files their places.
    fn finish(mut self) -> Result<()> {
        for name in [DATABASE, KEYS, MASTER_KEY] {
            let place = self.data.join(name);
            fs::rename(self.path.join(name), &place).map_err(|error| refuse(&place, &error))?;
            // From now on there is something that must not be taken away again.
            self.made_data = false;
            sync_folder(&self.data).map_err(|error| refuse(&self.data, &error))?;
        }
        match self.data.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => {
                sync_folder(parent).map_err(|error| refuse(parent, &error))
            }
            _ => Ok(()),
        }
    }
}

impl Drop for Workplace {
    fn drop(&mut self) {
        // What cannot be deleted is deleted by the next restore.
        let _ = fs::remove_dir_all(&self.path);
        if self.made_data {
            let _ = fs::remove_file(self.data.join(LOCK));
            let _ = fs::remove_dir(&self.data);
        }
    }
}

fn wanted_key(path: &Path) -> Result<Zeroizing<[u8; 32]>> {
    if path.exists() {
        return read_master_key(path);
    }
    Err(StoreError::Folder {
        path: path.to_owned(),
        reason: "there is no such file. The master key is in no backup: it was beside the data as \
                 master.key, and is kept apart. Without it nothing in a backup can be read; name \
                 its file with --master-key"
            .to_owned(),
    })
}

/// Fails where there is anything that the restored files would replace, or that SQLite would take
/// for a part of them.
fn require_vacant(data: &Path, key: &Zeroizing<[u8; 32]>) -> Result<()> {
    for name in FILES {
        for end in ["", "-wal", "-shm", "-journal"] {
            let path = beside(&data.join(name), end);
            if path.exists() {
                return Err(StoreError::Folder {
                    path,
                    reason: "there is a database in this folder already, and a restore never \
                             overwrites one. Nothing was written; name a new folder with --data"
                        .to_owned(),
                });
            }
        }
    }
    let path = data.join(MASTER_KEY);
    if path.exists() && read_master_key(&path)? != *key {
        return Err(StoreError::Folder {
            path,
            reason: "there is another master key in this folder already. Nothing was written; \
                     name a new folder with --data"
                .to_owned(),
        });
    }
    Ok(())
}

fn require_its_key(
    copy: &Path,
    from: &Path,
    key: &Zeroizing<[u8; 32]>,
    key_file: &Path,
) -> Result<()> {
    let keys = Keyring::in_file(Derived::from_master(key), copy, open_reader(copy)?);
    keys.check(key_file).map_err(|error| match error {
        StoreError::Folder { path, .. } => StoreError::Folder {
            path,
            reason: format!(
                "this is not the master key that the data in {} was sealed with, so nothing in \
                 that backup can be read. Nothing was restored; look for the master.key that was \
                 beside the data when the backup was made, and name it with --master-key",
                from.display()
            ),
        },
        other => other,
    })
}

fn compare(from: &Path, backup: &Backup, seen: &Verification) -> Result<()> {
    let refused = |what: String| StoreError::Folder {
        path: from.to_owned(),
        reason: format!(
            "{what}. The files are as they were when the backup was made, so the damage is older \
             than it. Nothing was restored; take an earlier backup. To look at this one all the \
             same, copy its files and the master key into a new folder and run `tutas verify`"
        ),
    };
    if !seen.problems.is_empty() {
        let told: Vec<String> = seen
            .problems
            .iter()
            .take(TOLD)
            .map(|problem| format!("{}: {}", problem.stream, problem.what))
            .collect();
        return Err(refused(format!(
            "{} of {} streams do not verify ({})",
            seen.problems.len(),
            seen.streams,
            told.join("; ")
        )));
    }
    if (seen.streams, seen.changes) != (backup.streams, backup.changes) {
        return Err(refused(format!(
            "there are {} streams and {} changes in it, where {} and {} were counted",
            seen.streams, seen.changes, backup.streams, backup.changes
        )));
    }
    Ok(())
}
