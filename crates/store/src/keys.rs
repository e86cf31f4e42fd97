//! Keys: one master key, one data key for each stream, and keyed hashes.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rusqlite::Connection;
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::engine::db::{Db, values};
use crate::engine::postgres::Readers;
use crate::error::{Result, StoreError};
use crate::id::StreamId;
use crate::seal::{DataKey, Place, mac};
use crate::sql;

/// The owner of the key of sessions.
pub(crate) const SERVICE: Uuid = Uuid::nil();

/// Keys kept in memory; beyond that all that are in the file are forgotten and read again.
const CACHED_KEYS: usize = 65_536;

/// What is derived from the master key.
#[derive(Debug)]
pub(crate) struct Derived {
    /// Wraps data keys.
    wrap: DataKey,
    /// Keys the hashes under which things are found.
    hash: Zeroizing<[u8; 32]>,
}

impl Derived {
    pub(crate) fn from_master(master: &Zeroizing<[u8; 32]>) -> Self {
        let wrap = Zeroizing::new(mac(master.as_slice(), &[b"tutas data keys 1"]));
        let hash = Zeroizing::new(mac(master.as_slice(), &[b"tutas keyed hashes 1"]));
        Self {
            wrap: DataKey::from_bytes(wrap),
            hash,
        }
    }

    /// The keyed hash of `text` among things of one sort.
    pub(crate) fn hash(&self, sort: &str, text: &str) -> [u8; 32] {
        mac(
            self.hash.as_slice(),
            &[sort.as_bytes(), &[0], text.as_bytes()],
        )
    }
}

/// The data keys.
///
/// A new key is first only *pending*: good for sealing at once. In SQLite the writer saves all
/// pending keys before it writes any row; in PostgreSQL each write brings the keys it was sealed
/// with into its own transaction ([`NewKeys`]), where it shows if another program was quicker.
#[derive(Debug)]
pub(crate) struct Keyring {
    derived: Derived,
    /// What holds the keys, for the operator.
    place: String,
    shared: Arc<Shared>,
}

/// Where wrapped keys are read.
#[derive(Debug)]
enum Source {
    /// A connection that may be read-only.
    File(Box<Connection>),
    /// PostgreSQL.
    Database(Arc<Readers>),
}

#[derive(Debug)]
struct Shared {
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    source: Source,
    cache: HashMap<Uuid, Arc<DataKey>>,
    pending: BTreeMap<Uuid, Pending>,
}

#[derive(Debug)]
struct Pending {
    key: Arc<DataKey>,
    wrapped: Vec<u8>,
}

impl Keyring {
    /// The keys in a file of their own.
    pub(crate) fn in_file(derived: Derived, path: &Path, file: Connection) -> Self {
        let place = path.display().to_string();
        Self::new(derived, place, Source::File(Box::new(file)))
    }

    /// The keys in a schema beside the data.
    pub(crate) fn beside_data(derived: Derived, readers: Arc<Readers>) -> Self {
        Self::new(
            derived,
            "the data in PostgreSQL".to_owned(),
            Source::Database(readers),
        )
    }

    fn new(derived: Derived, place: String, source: Source) -> Self {
        let state = Mutex::new(State {
            source,
            cache: HashMap::new(),
            pending: BTreeMap::new(),
        });
        Self {
            derived,
            place,
            shared: Arc::new(Shared { state }),
        }
    }

    /// Fails where the file was made with another master key.
    pub(crate) fn check(&self, master: &Path) -> Result<()> {
        match self.key(SERVICE) {
            Err(StoreError::Unsealable { .. }) => Err(StoreError::Folder {
                path: master.to_owned(),
                reason: format!(
                    "this is not the master key that {} was made with; put the right one back \
                     from its backup",
                    self.place
                ),
            }),
            Err(error) => Err(error),
            Ok(_) => Ok(()),
        }
    }

    /// Whether the file holds a key of something that was written: any but the program's own.
    pub(crate) fn has_of_data(&self) -> Result<bool> {
        match &self.shared.lock().source {
            Source::File(file) => {
                // The program's own is the first of all.
                let own = values![SERVICE.as_bytes()];
                let key = Db::Sqlite(file).find(sql::ANY_OTHER_KEY, own, |_| Ok(()))?;
                Ok(key.is_some())
            }
            Source::Database(_) => Ok(false),
        }
    }

    /// Whether the file holds no key at all.
    pub(crate) fn is_new(&self) -> Result<bool> {
        match &self.shared.lock().source {
            Source::File(file) => any(Db::Sqlite(file)).map(|any| !any),
            Source::Database(_) => Ok(false),
        }
    }

    /// The keyed hash of `text` among things of one sort.
    pub(crate) fn hash(&self, sort: &str, text: &str) -> [u8; 32] {
        self.derived.hash(sort, text)
    }

    /// The key of `owner`, to open what was sealed.
    pub(crate) fn key(&self, owner: Uuid) -> Result<Arc<DataKey>> {
        let (_state, key) = self.find(owner)?;
        key.ok_or(StoreError::KeyMissing { owner })
    }

    /// The key of `owner`, to seal with; made where there is none yet.
    pub(crate) fn key_or_new(&self, owner: Uuid) -> Result<Arc<DataKey>> {
        let (mut state, key) = self.find(owner)?;
        if let Some(key) = key {
            return Ok(key);
        }
        let key = Arc::new(DataKey::random()?);
        let wrapped = self.derived.wrap.wrap(place(owner), &key)?;
        state.pending.insert(
            owner,
            Pending {
                key: Arc::clone(&key),
                wrapped,
            },
        );
        Ok(key)
    }

    /// Gives the keys for one write, and notes which of them are new.
    pub(crate) fn for_write(&self) -> WriteKeys<'_> {
        WriteKeys {
            keys: self,
            used: RefCell::default(),
        }
    }

    /// Makes all pending keys durable in `file`, a connection that may write.
    pub(crate) fn save(&self, file: &mut Connection) -> Result<()> {
        let pending: Vec<(Uuid, Vec<u8>)> = {
            let state = self.shared.lock();
            state
                .pending
                .iter()
                .map(|(owner, new)| (*owner, new.wrapped.clone()))
                .collect()
        };
        if pending.is_empty() {
            return Ok(());
        }
        let transaction = file.transaction()?;
        for (owner, wrapped) in &pending {
            let db = Db::Sqlite(&transaction);
            db.execute(sql::INSERT_KEY, values![owner.as_bytes(), wrapped])?;
        }
        transaction.commit()?;
        let mut state = self.shared.lock();
        for (owner, _) in pending {
            state.confirm(owner);
        }
        Ok(())
    }

    fn find(&self, owner: Uuid) -> Result<(MutexGuard<'_, State>, Option<Arc<DataKey>>)> {
        let mut state = self.shared.lock();
        if let Some(key) = state.known(owner) {
            return Ok((state, Some(key)));
        }
        let wrapped = match &state.source {
            Source::File(file) => wrapped(Db::Sqlite(file), owner)?,
            Source::Database(readers) => {
                let readers = Arc::clone(readers);
                // Nobody else waits meanwhile, so the key may be known by then.
                drop(state);
                let wrapped = readers.read(|db| wrapped(db, owner))?;
                state = self.shared.lock();
                if let Some(key) = state.known(owner) {
                    return Ok((state, Some(key)));
                }
                wrapped
            }
        };
        let Some(wrapped) = wrapped else {
            return Ok((state, None));
        };
        let key = Arc::new(self.derived.wrap.unwrap_key(place(owner), &wrapped)?);
        remember(&mut state.cache, owner, Arc::clone(&key));
        Ok((state, Some(key)))
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn known(&self, owner: Uuid) -> Option<Arc<DataKey>> {
        let pending = || self.pending.get(&owner).map(|new| &new.key);
        self.cache.get(&owner).or_else(pending).map(Arc::clone)
    }

    /// Notes that a pending key is durable.
    fn confirm(&mut self, owner: Uuid) {
        if let Some(saved) = self.pending.remove(&owner) {
            remember(&mut self.cache, owner, saved.key);
        }
    }
}

/// Gives the keys for one write.
pub(crate) struct WriteKeys<'a> {
    keys: &'a Keyring,
    used: RefCell<BTreeSet<Uuid>>,
}

impl WriteKeys<'_> {
    /// The key of `owner`; made where there is none yet.
    pub(crate) fn key(&self, owner: Uuid) -> Result<Arc<DataKey>> {
        self.used.borrow_mut().insert(owner);
        self.keys.key_or_new(owner)
    }

    /// The keys that the write has to bring with it.
    pub(crate) fn into_new(self) -> NewKeys {
        let state = self.keys.shared.lock();
        if matches!(state.source, Source::File(_)) {
            return NewKeys::default();
        }
        let new = |owner: Uuid| Some((owner, state.pending.get(&owner)?.wrapped.clone()));
        let wrapped: Vec<_> = self.used.into_inner().into_iter().filter_map(new).collect();
        NewKeys {
            shared: (!wrapped.is_empty()).then(|| Arc::clone(&self.keys.shared)),
            wrapped,
            tried: false,
        }
    }
}

/// Keys that a write was sealed with and that may not be in the database yet.
#[derive(Debug, Default)]
pub(crate) struct NewKeys {
    shared: Option<Arc<Shared>>,
    wrapped: Vec<(Uuid, Vec<u8>)>,
    tried: bool,
}

impl NewKeys {
    /// Puts them into the transaction. Where another program has made a key for the same owner
    /// meanwhile, that one counts from now on, and this write is a conflict.
    pub(crate) fn put(&mut self, db: Db<'_>) -> Result<()> {
        for (owner, ours) in &self.wrapped {
            // At first it is taken for granted that nobody was quicker.
            let there = if self.tried {
                wrapped(db, *owner)?
            } else {
                None
            };
            if there.is_some_and(|there| there != *ours) {
                self.forget(*owner);
                let stream = StreamId(*owner);
                return Err(StoreError::Conflict { stream });
            }
            db.send_one(sql::PUT_KEY, values![owner.as_bytes(), ours])?;
        }
        self.tried = true;
        Ok(())
    }

    /// Puts them into the database by themselves, unless others are there.
    pub(crate) fn put_at_once(self, db: Db<'_>) -> Result<()> {
        for (owner, ours) in &self.wrapped {
            if db.execute(sql::PUT_KEY, values![owner.as_bytes(), ours])? == 0 {
                self.forget(*owner);
            }
        }
        self.confirm();
        Ok(())
    }

    /// Notes that they are durable.
    pub(crate) fn confirm(&self) {
        if let Some(shared) = &self.shared {
            let mut state = shared.lock();
            for (owner, _) in &self.wrapped {
                state.confirm(*owner);
            }
        }
    }

    fn forget(&self, owner: Uuid) {
        if let Some(shared) = &self.shared {
            shared.lock().pending.remove(&owner);
        }
    }
}

/// Whether there is any key.
pub(crate) fn any(db: Db<'_>) -> Result<bool> {
    let any = db.find(sql::ANY_KEY, &[], |_| Ok(()))?;
    Ok(any.is_some())
}

fn wrapped(db: Db<'_>, owner: Uuid) -> Result<Option<Vec<u8>>> {
    db.find(sql::KEY, values![owner.as_bytes()], |row| row.get(0))
}

fn remember(cache: &mut HashMap<Uuid, Arc<DataKey>>, owner: Uuid, key: Arc<DataKey>) {
    if cache.len() >= CACHED_KEYS {
        cache.clear();
    }
    cache.insert(owner, key);
}

fn place(owner: Uuid) -> Place<'static> {
    Place {
        table: "data_key",
        owner,
        numbers: &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_of_different_sorts_or_masters_differ() {
        let one = Derived::from_master(&Zeroizing::new([1; 32]));
        let two = Derived::from_master(&Zeroizing::new([2; 32]));
        assert_ne!(one.hash("person", "iin:1"), one.hash("claim", "iin:1"));
        assert_ne!(one.hash("person", "iin:1"), one.hash("person", "iin:2"));
        assert_ne!(one.hash("person", "iin:1"), two.hash("person", "iin:1"));
        assert_eq!(one.hash("person", "iin:1"), one.hash("person", "iin:1"));
    }
}
