//! The data folder: who holds it, and the master key in it.

use std::fmt::Write as _;
use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use crate::error::{Result, StoreError};
use crate::seal::random;

/// The file of the database.
pub(crate) const DATABASE: &str = "tutas.db";

/// The file of the data keys.
pub(crate) const KEYS: &str = "keys.db";

/// The file of the master key.
pub(crate) const MASTER_KEY: &str = "master.key";

/// The file that the one writer locks.
pub(crate) const LOCK: &str = "lock";

/// The data folder, held as long as this value lives.
#[derive(Debug)]
pub(crate) struct Folder {
    path: PathBuf,
    temporary: bool,
    /// Locked while a program writes here; two writers would not know of each other's keys.
    _lock: Option<File>,
}

/// How to hold the folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hold {
    /// As its only writer.
    Write,
    /// Beside a writer.
    Read,
}

impl Folder {
    pub(crate) fn open(path: &Path, hold: Hold) -> Result<Self> {
        let lock = match hold {
            Hold::Read => None,
            Hold::Write => {
                create_folder(path).map_err(|error| refuse(path, &error))?;
                Some(lock(&path.join(LOCK))?)
            }
        };
        Ok(Self {
            path: path.to_owned(),
            temporary: false,
            _lock: lock,
        })
    }

    /// A new folder that is deleted with this value.
    pub(crate) fn temporary() -> Result<Self> {
        let name = random::<16>()?.map(|byte| format!("{byte:02x}")).concat();
        let path = std::env::temp_dir().join(format!("tutas-{name}"));
        create_folder(&path).map_err(|error| refuse(&path, &error))?;
        Ok(Self {
            path,
            temporary: true,
            _lock: None,
        })
    }

    /// Where it is.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// The database.
    pub(crate) fn database(&self) -> PathBuf {
        self.path.join(DATABASE)
    }

    /// The data keys.
    pub(crate) fn keys(&self) -> PathBuf {
        self.path.join(KEYS)
    }

    /// The file of the master key.
    pub(crate) fn master_key_path(&self) -> PathBuf {
        self.path.join(MASTER_KEY)
    }

    /// The master key; created where the folder is new.
    pub(crate) fn master_key(&self, hold: Hold) -> Result<Zeroizing<[u8; 32]>> {
        let path = self.master_key_path();
        let is_there = |file: PathBuf| file.exists();
        if hold == Hold::Read && ![self.keys(), self.database()].into_iter().any(is_there) {
            return Err(StoreError::Folder {
                path: self.path.clone(),
                reason: "there is no data in this folder; name the data folder with --data"
                    .to_owned(),
            });
        }
        if !path.exists() && (self.keys().exists() || hold == Hold::Read) {
            return Err(StoreError::Folder {
                path,
                reason: "there is no such file, and without it nothing in keys.db can be read; \
                         put it back from its backup"
                    .to_owned(),
            });
        }
        if !self.keys().exists() && self.database().exists() {
            return Err(StoreError::Folder {
                path: self.keys(),
                reason: "there is no such file, and without it nothing in tutas.db can be read; \
                         put it back from its backup"
                    .to_owned(),
            });
        }
        read_or_create_master_key(&path)
    }

    /// The master key of a database elsewhere; created where that is new, which it is not if it
    /// `has_keys`.
    pub(crate) fn master_key_beside(
        &self,
        has_keys: bool,
        hold: Hold,
    ) -> Result<Zeroizing<[u8; 32]>> {
        let path = self.master_key_path();
        if !path.exists() && (has_keys || hold == Hold::Read) {
            return Err(StoreError::Folder {
                path,
                reason: "there is no such file, and without it nothing in PostgreSQL can be read; \
                         copy it from the folder of the program that first opened this database, \
                         or from its backup"
                    .to_owned(),
            });
        }
        read_or_create_master_key(&path)
    }
}

fn read_or_create_master_key(path: &Path) -> Result<Zeroizing<[u8; 32]>> {
    if !path.exists() {
        create_master_key(path).map_err(|error| refuse(path, &error))?;
    }
    check_private(path)?;
    read_master_key(path)
}

impl Drop for Folder {
    fn drop(&mut self) {
        if self.temporary {
            // What cannot be deleted is left to the system's own care for its temporary files.
            let _ = fs::remove_dir_all(&self.path);
        }
    }
}

/// Says which file or folder the system refused, and what may help.
pub(crate) fn refuse(path: &Path, error: &io::Error) -> StoreError {
    use io::ErrorKind as Kind;
    let next = match error.kind() {
        Kind::StorageFull | Kind::QuotaExceeded => "; free some space, nothing else is wrong",
        Kind::ReadOnlyFilesystem => {
            "; the disk may only be read: mount it for writing (if the system did that by itself, \
             its log says why), or name a folder elsewhere"
        }
        Kind::PermissionDenied => {
            "; give the user that runs this program the right to it, or name another one"
        }
        Kind::AlreadyExists | Kind::NotADirectory => {
            "; this is a file, or leads through one, where a folder is wanted: name another one"
        }
        _ => "",
    };
    StoreError::Folder {
        path: path.to_owned(),
        reason: format!("{error}{next}"),
    }
}

/// Creates a folder that only its owner may enter, if it is not there.
pub(crate) fn create_folder(path: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

fn lock(path: &Path) -> Result<File> {
    let file = OpenOptions::new()
        .create(true)
        .append(true)
        .open(path)
        .map_err(|error| refuse(path, &error))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(StoreError::Folder {
            path: path.to_owned(),
            reason: "another Tutas is writing in this folder; stop it first, or choose another \
                     folder with --data"
                .to_owned(),
        }),
        Err(TryLockError::Error(error)) => Err(refuse(path, &error)),
    }
}

/// Creates a file that only its owner may read.
pub(crate) fn create_private(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Makes the names of the files in a folder durable.
pub(crate) fn sync_folder(path: &Path) -> io::Result<()> {
    File::open(path)?.sync_all()
}

/// Creates a file with this master key. It gets its name when it is whole: a program that was killed
/// in between leaves none, rather than one that is no key.
pub(crate) fn write_master_key(path: &Path, key: &Zeroizing<[u8; 32]>) -> io::Result<()> {
    let mut text = Zeroizing::new(String::with_capacity(65));
    for byte in key.iter() {
        // Writing to a string never fails.
        let _ = write!(text, "{byte:02x}");
    }
    text.push('\n');
    let unfinished = path.with_extension("unfinished");
    match fs::remove_file(&unfinished) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut file = create_private(&unfinished)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    if path.exists() {
        return Err(io::ErrorKind::AlreadyExists.into());
    }
    fs::rename(&unfinished, path)?;
    // The name of the file must be as durable as the file: keys.db is worthless without it.
    path.parent().map_or(Ok(()), sync_folder)
}

fn create_master_key(path: &Path) -> io::Result<()> {
    let key = Zeroizing::new(random::<32>().map_err(io::Error::other)?);
    write_master_key(path, &key)
}

fn check_private(path: &Path) -> Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = fs::metadata(path)
            .map_err(|error| refuse(path, &error))?
            .permissions()
            .mode();
        if mode & 0o077 != 0 {
            return Err(StoreError::Folder {
                path: path.to_owned(),
                reason: "others may read the master key; run `chmod 600` on it".to_owned(),
            });
        }
    }
    Ok(())
}

/// The master key in a file.
pub(crate) fn read_master_key(path: &Path) -> Result<Zeroizing<[u8; 32]>> {
    let mut text = Zeroizing::new(String::new());
    match File::open(path).and_then(|file| file.take(1024).read_to_string(&mut text)) {
        // What is no text is no key either, as is said below.
        Err(error) if error.kind() != io::ErrorKind::InvalidData => {
            return Err(refuse(path, &error));
        }
        _ => {}
    }
    let digits = text.trim();
    let mut key = Zeroizing::new([0; 32]);
    let whole = digits.len() == 64
        && digits.is_ascii()
        && key.iter_mut().enumerate().all(|(position, byte)| {
            digits
                .get(2 * position..2 * position + 2)
                .and_then(|pair| u8::from_str_radix(pair, 16).ok())
                .is_some_and(|value| {
                    *byte = value;
                    true
                })
        });
    if whole {
        Ok(key)
    } else {
        Err(StoreError::Folder {
            path: path.to_owned(),
            reason: "not a master key: 64 hexadecimal digits are expected; put the file back from \
                     its backup"
                .to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_master_key_is_created_once_and_only_its_owner_may_read_it() {
        let data = tempfile::tempdir().unwrap();
        let folder = Folder::open(data.path(), Hold::Write).unwrap();
        let key = folder.master_key(Hold::Write).unwrap();
        assert_eq!(folder.master_key(Hold::Write).unwrap(), key);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let path = folder.master_key_path();
            let mode = fs::metadata(&path).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
            fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
            let error = folder.master_key(Hold::Write).unwrap_err();
            assert!(error.to_string().contains("chmod 600"), "{error}");
        }
    }

    #[test]
    fn a_damaged_master_key_is_said_to_be_one() {
        let data = tempfile::tempdir().unwrap();
        let folder = Folder::open(data.path(), Hold::Write).unwrap();
        folder.master_key(Hold::Write).unwrap();
        let whole = fs::read_to_string(folder.master_key_path()).unwrap();
        for text in [
            "",
            "zz",
            &whole[1..],
            &whole.replace(&whole[..1], "ж"),
            &whole.repeat(2),
        ] {
            fs::write(folder.master_key_path(), text).unwrap();
            let error = folder.master_key(Hold::Write).unwrap_err();
            assert!(
                error.to_string().contains("master.key: not a master key"),
                "{error}"
            );
        }
    }

    #[test]
    fn a_folder_has_one_writer() {
        let data = tempfile::tempdir().unwrap();
        let first = Folder::open(data.path(), Hold::Write).unwrap();
        let error = Folder::open(data.path(), Hold::Write).unwrap_err();
        assert!(error.to_string().contains("another Tutas"), "{error}");
        drop(first);
        Folder::open(data.path(), Hold::Write).unwrap();
    }

    #[test]
    fn a_temporary_folder_goes_away() {
        let folder = Folder::temporary().unwrap();
        let path = folder.path.clone();
        assert!(path.is_dir());
        drop(folder);
        assert!(!path.exists());
    }
}
