//! Keys: one master key, one data key for each stream, and keyed hashes.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use hmac::{Hmac, KeyInit as _, Mac as _};
use rusqlite::{Connection, OptionalExtension as _, params};
use sha2::Sha256;
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::error::{Result, StoreError};
use crate::seal::{DataKey, Place};
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
/// A new key is first only *pending*: good for sealing at once, since the writer saves all pending
/// keys before it writes any row.
#[derive(Debug)]
pub(crate) struct Keyring {
    derived: Derived,
    path: PathBuf,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    file: Connection,
    cache: HashMap<Uuid, Arc<DataKey>>,
    pending: BTreeMap<Uuid, Pending>,
}

#[derive(Debug)]
struct Pending {
    key: Arc<DataKey>,
    wrapped: Vec<u8>,
}

impl Keyring {
    /// The keys in `file`, a connection that may be read-only.
    pub(crate) fn new(derived: Derived, path: &Path, file: Connection) -> Self {
        let state = State {
            file,
            cache: HashMap::new(),
            pending: BTreeMap::new(),
        };
        Self {
            derived,
            path: path.to_owned(),
            state: Mutex::new(state),
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
                    self.path.display()
                ),
            }),
            Err(error) => Err(error),
            Ok(_) => Ok(()),
        }
    }

    /// Whether the file holds no key at all.
    pub(crate) fn is_new(&self) -> Result<bool> {
        let any = self.lock().file.prepare_cached(sql::ANY_KEY)?.exists([])?;
        Ok(!any)
    }

    /// The keyed hash of `text` among things of one sort.
    pub(crate) fn hash(&self, sort: &str, text: &str) -> [u8; 32] {
        self.derived.hash(sort, text)
    }

    /// The key of `owner`, to open what was sealed.
    pub(crate) fn key(&self, owner: Uuid) -> Result<Arc<DataKey>> {
        self.find(&mut self.lock(), owner)?
            .ok_or(StoreError::KeyMissing { owner })
    }

    /// The key of `owner`, to seal with; made where there is none yet.
    pub(crate) fn key_or_new(&self, owner: Uuid) -> Result<Arc<DataKey>> {
        let mut state = self.lock();
        if let Some(key) = self.find(&mut state, owner)? {
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

    /// Makes all pending keys durable in `file`, a connection that may write.
    pub(crate) fn save(&self, file: &mut Connection) -> Result<()> {
        let pending: Vec<(Uuid, Vec<u8>)> = {
            let state = self.lock();
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
        {
            let mut insert = transaction.prepare_cached(sql::INSERT_KEY)?;
            for (owner, wrapped) in &pending {
                insert.execute(params![owner.as_bytes(), wrapped])?;
            }
        }
        transaction.commit()?;
        let mut state = self.lock();
        for (owner, _) in pending {
            if let Some(saved) = state.pending.remove(&owner) {
                remember(&mut state.cache, owner, saved.key);
            }
        }
        Ok(())
    }

    fn find(&self, state: &mut State, owner: Uuid) -> Result<Option<Arc<DataKey>>> {
        if let Some(key) = state.cache.get(&owner) {
            return Ok(Some(Arc::clone(key)));
        }
        if let Some(new) = state.pending.get(&owner) {
            return Ok(Some(Arc::clone(&new.key)));
        }
        let wrapped: Option<Vec<u8>> = state
            .file
            .prepare_cached(sql::KEY)?
            .query_row(params![owner.as_bytes()], |row| row.get(0))
            .optional()?;
        let Some(wrapped) = wrapped else {
            return Ok(None);
        };
        let key = Arc::new(self.derived.wrap.unwrap_key(place(owner), &wrapped)?);
        remember(&mut state.cache, owner, Arc::clone(&key));
        Ok(Some(key))
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
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

/// HMAC-SHA-256 (RFC 2104) over the parts, one after the other.
fn mac(key: &[u8], parts: &[&[u8]]) -> [u8; 32] {
    // 32 bytes are shorter than a block, so the key is used as it is and its length never fails.
    let mut padded = [0; 64];
    for (byte, value) in padded.iter_mut().zip(key) {
        *byte = *value;
    }
    let mut mac = Hmac::<Sha256>::new(&padded.into());
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_keyed_hash_is_hmac_sha_256() {
        // RFC 4231, test case 2: the key "Jefe".
        let expected = [0x5b, 0xdc, 0xc1, 0x46, 0xbf, 0x60, 0x75, 0x4e];
        assert_eq!(
            mac(b"Jefe", &[b"what do ya want ", b"for nothing?"])[..8],
            expected
        );
    }

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
