//! Uploads, sealed in chunks.

use std::fmt;

use jiff::Timestamp;
use uuid::Uuid;

use crate::commit::UploadLink;
use crate::engine::Engine;
use crate::engine::database::Database;
use crate::engine::db::{Db, Lock, Row, values};
use crate::error::{Result, StoreError};
use crate::id::{PersonKey, StreamId};
use crate::keys::WriteKeys;
use crate::row::{self, micros};
use crate::seal::{DataKey, Place};
use crate::{Store, Writing, person_stream, sql};

/// The largest upload in bytes; pages may allow less.
pub const MAX_UPLOAD_BYTES: usize = 20 * 1024 * 1024;

/// Plaintext bytes of a chunk; the last may be shorter.
const CHUNK_BYTES: usize = 64 * 1024;

/// What an upload belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UploadHome {
    /// A stream; its key seals the upload.
    Stream(StreamId),
    /// A draft; its owner's key seals the upload.
    Draft {
        /// The draft.
        draft: Uuid,
        /// Its owner.
        owner: PersonKey,
    },
}

/// An upload to store.
#[derive(Clone, Copy)]
pub struct NewUpload<'a> {
    /// Its id, time-ordered (version 7).
    pub id: Uuid,
    /// What it belongs to.
    pub home: UploadHome,
    /// The file name as the person gave it.
    pub name: &'a str,
    /// The media type as it was sniffed.
    pub media_type: &'a str,
    /// The content.
    pub bytes: &'a [u8],
    /// When.
    pub now: Timestamp,
}

/// What is known of an upload without its content.
#[derive(Clone, PartialEq, Eq)]
pub struct UploadMeta {
    /// Its id.
    pub id: Uuid,
    /// The stream or draft it belongs to.
    pub home: Uuid,
    /// The file name as the person gave it.
    pub name: String,
    /// The media type as it was sniffed.
    pub media_type: String,
    /// The size in bytes.
    pub size: u64,
    /// When it was uploaded.
    pub uploaded_at: Timestamp,
}

/// An upload with its content.
#[derive(Clone, PartialEq, Eq)]
pub struct Upload {
    /// What is known of it.
    pub meta: UploadMeta,
    /// The content.
    pub bytes: Vec<u8>,
}

impl Store {
    /// Stores an upload. The same id twice is an error.
    pub fn put_upload(&self, upload: &NewUpload<'_>) -> Writing<()> {
        let database = match &self.engine {
            Engine::Database(database) => database,
            Engine::Memory(memory) => return memory.write(|tables| tables.put_upload(upload)),
        };
        let keys = database.keys.for_write();
        match SealedUpload::new(&keys, upload) {
            Err(error) => Writing::answered(Err(error)),
            Ok(sealed) => {
                let bytes = upload.bytes.len();
                database.write_sealed(bytes, keys.into_new(), move |db| sealed.write(db), |()| ())
            }
        }
    }

    /// An upload with its content.
    pub fn upload(&self, id: Uuid) -> Result<Option<Upload>> {
        let database = match &self.engine {
            Engine::Database(database) => database,
            Engine::Memory(memory) => {
                return Ok(memory.read(|tables| tables.uploads.get(&id).cloned()));
            }
        };
        let found = database.read_as_of_one_moment(|db| {
            let Some(head) = find(db, id)? else {
                return Ok(None);
            };
            let chunks = db.query(sql::CHUNKS, values![id.as_bytes()], |found| {
                found.get::<Vec<u8>>(0)
            })?;
            Ok(Some((head, chunks)))
        })?;
        let Some((head, chunks)) = found else {
            return Ok(None);
        };
        let key = head.content_key(database)?;
        let bytes = head.open_chunks(&key, &chunks)?;
        Ok(Some(Upload {
            meta: head.open_meta(&key)?,
            bytes,
        }))
    }

    /// What is known of an upload.
    pub fn upload_meta(&self, id: Uuid) -> Result<Option<UploadMeta>> {
        let database = match &self.engine {
            Engine::Database(database) => database,
            Engine::Memory(memory) => {
                let meta = |upload: &Upload| upload.meta.clone();
                return Ok(memory.read(|tables| tables.uploads.get(&id).map(meta)));
            }
        };
        let Some(head) = database.read(|db| find(db, id))? else {
            return Ok(None);
        };
        head.open_meta(&head.content_key(database)?).map(Some)
    }

    /// The uploads of a stream or a draft, in the order of their ids.
    pub fn uploads_of(&self, home: Uuid, limit: usize) -> Result<Vec<UploadMeta>> {
        let database = match &self.engine {
            Engine::Database(database) => database,
            Engine::Memory(memory) => {
                return Ok(memory.read(|tables| tables.uploads_of(home, limit)));
            }
        };
        let heads = database.read(|db| {
            db.query(
                sql::UPLOADS_OF,
                values![home.as_bytes(), row::page(limit)],
                head,
            )
        })?;
        heads
            .iter()
            .map(|head| head.open_meta(&head.content_key(database)?))
            .collect()
    }

    /// Deletes an upload.
    pub fn delete_upload(&self, id: Uuid) -> Writing<()> {
        match &self.engine {
            Engine::Database(database) => database.write(move |db| delete(db, id)),
            Engine::Memory(memory) => memory.write(|tables| {
                tables.delete_upload(id);
                Ok(())
            }),
        }
    }
}

impl UploadHome {
    /// The id of the stream or draft.
    pub(crate) fn id(self) -> Uuid {
        match self {
            Self::Stream(stream) => stream.0,
            Self::Draft { draft, .. } => draft,
        }
    }
}

impl NewUpload<'_> {
    /// Checks what can be told without the database.
    pub(crate) fn check(&self) -> Result<()> {
        if self.bytes.len() > MAX_UPLOAD_BYTES {
            return Err(StoreError::TooLarge {
                limit: MAX_UPLOAD_BYTES,
            });
        }
        Ok(())
    }
}

/// Deletes the uploads of a draft that goes.
pub(crate) fn delete_all_of(db: Db<'_>, draft: Uuid) -> Result<()> {
    // Locked, so that none of them moves to a case while its chunks are deleted.
    let values = values![draft.as_bytes()];
    let uploads = db.query_and_lock(sql::UPLOADS_HELD, Lock::Update, values, |found| {
        row::id(found, 0)
    })?;
    uploads
        .into_iter()
        .try_for_each(|upload| delete(db, upload))
}

fn delete(db: Db<'_>, id: Uuid) -> Result<()> {
    db.send(sql::DELETE_CHUNKS, values![id.as_bytes()])?;
    db.send(sql::DELETE_UPLOAD, values![id.as_bytes()])
}

/// An upload on its way to another home, its content key wrapped for it.
#[derive(Debug)]
pub(crate) struct Move {
    upload: Uuid,
    from: Uuid,
    to: StreamId,
    content_key: Vec<u8>,
}

impl Move {
    pub(crate) fn new(
        database: &Database,
        keys: &WriteKeys<'_>,
        link: &UploadLink,
    ) -> Result<Self> {
        let UploadLink { upload, stream } = *link;
        let head = database
            .read(|db| find(db, upload))?
            .ok_or(StoreError::UploadMoved { upload })?;
        let key = head.content_key(database)?;
        let content_key = keys.key(stream.0)?.wrap(key_place(upload), &key)?;
        Ok(Self {
            upload,
            from: head.home,
            to: stream,
            content_key,
        })
    }

    pub(crate) fn check(&self, db: Db<'_>) -> Result<()> {
        let values = values![self.upload.as_bytes()];
        let home = db.find_and_lock(sql::UPLOAD_HOME, Lock::Update, values, |found| {
            row::id(found, 0)
        })?;
        if home == Some(self.from) {
            return Ok(());
        }
        Err(StoreError::UploadMoved {
            upload: self.upload,
        })
    }

    pub(crate) fn write(&self, db: Db<'_>) -> Result<()> {
        let to = self.to.0.as_bytes();
        db.send(
            sql::MOVE_UPLOAD,
            values![to, to, &self.content_key, self.upload.as_bytes()],
        )?;
        Ok(())
    }
}

/// An upload on its way into the database.
struct SealedUpload {
    id: Uuid,
    home: Uuid,
    owner: Uuid,
    uploaded_at: i64,
    media_type: String,
    size: i64,
    content_key: Vec<u8>,
    name: Vec<u8>,
    chunks: Vec<Vec<u8>>,
}

impl SealedUpload {
    fn new(keys: &WriteKeys<'_>, upload: &NewUpload<'_>) -> Result<Self> {
        upload.check()?;
        let home = upload.home.id();
        let owner = match upload.home {
            UploadHome::Stream(stream) => stream.0,
            UploadHome::Draft { owner, .. } => person_stream(&owner),
        };
        let id = upload.id;
        let key = DataKey::random()?;
        let content_key = keys.key(owner)?.wrap(key_place(id), &key)?;
        let name = key.seal(name_place(id), upload.name.as_bytes())?;
        let count = upload.bytes.len().div_ceil(CHUNK_BYTES) as u64;
        let chunks = upload
            .bytes
            .chunks(CHUNK_BYTES)
            .zip(0_u64..)
            .map(|(chunk, ordinal)| key.seal(chunk_place(id, &[ordinal, count]), chunk))
            .collect::<Result<_>>()?;
        Ok(Self {
            id,
            home,
            owner,
            uploaded_at: micros(upload.now),
            media_type: upload.media_type.to_owned(),
            size: (upload.bytes.len() as u64).cast_signed(),
            content_key,
            name,
            chunks,
        })
    }

    fn write(&self, db: Db<'_>) -> Result<()> {
        db.send(
            sql::INSERT_UPLOAD,
            values![
                self.id.as_bytes(),
                self.home.as_bytes(),
                self.owner.as_bytes(),
                self.uploaded_at,
                &self.media_type,
                self.size,
                (self.chunks.len() as u64).cast_signed(),
                &self.content_key,
                &self.name
            ],
        )?;
        for (chunk, ordinal) in self.chunks.iter().zip(0_i64..) {
            let values = values![self.id.as_bytes(), ordinal, chunk];
            db.send(sql::INSERT_CHUNK, values)?;
        }
        Ok(())
    }
}

/// An upload's row.
struct Head {
    id: Uuid,
    home: Uuid,
    owner: Uuid,
    uploaded_at: Timestamp,
    media_type: String,
    size: u64,
    chunks: u64,
    content_key: Vec<u8>,
    name: Vec<u8>,
}

impl Head {
    fn content_key(&self, database: &Database) -> Result<DataKey> {
        database
            .keys
            .key(self.owner)?
            .unwrap_key(key_place(self.id), &self.content_key)
    }

    fn open_meta(&self, key: &DataKey) -> Result<UploadMeta> {
        let name = key.open(name_place(self.id), &self.name)?;
        Ok(UploadMeta {
            id: self.id,
            home: self.home,
            name: String::from_utf8_lossy(&name).into_owned(),
            media_type: self.media_type.clone(),
            size: self.size,
            uploaded_at: self.uploaded_at,
        })
    }

    fn open_chunks(&self, key: &DataKey, chunks: &[Vec<u8>]) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        for (chunk, ordinal) in chunks.iter().zip(0_u64..) {
            bytes.extend(key.open(chunk_place(self.id, &[ordinal, self.chunks]), chunk)?);
        }
        // A chunk that is gone altogether breaks no seal, so the length is looked at too.
        if chunks.len() as u64 == self.chunks && bytes.len() as u64 == self.size {
            return Ok(bytes);
        }
        Err(StoreError::Unsealable {
            what: "upload",
            owner: self.id,
        })
    }
}

fn key_place(id: Uuid) -> Place<'static> {
    Place {
        table: "upload.content_key",
        owner: id,
        numbers: &[],
    }
}

fn name_place(id: Uuid) -> Place<'static> {
    Place {
        table: "upload.name",
        owner: id,
        numbers: &[],
    }
}

fn chunk_place(id: Uuid, ordinal_and_count: &[u64; 2]) -> Place<'_> {
    Place {
        table: "upload_chunk",
        owner: id,
        numbers: ordinal_and_count,
    }
}

fn find(db: Db<'_>, id: Uuid) -> Result<Option<Head>> {
    db.find(sql::UPLOAD, values![id.as_bytes()], head)
}

fn head(found: Row<'_>) -> Result<Head> {
    Ok(Head {
        id: row::id(found, 0)?,
        home: row::id(found, 1)?,
        owner: row::id(found, 2)?,
        uploaded_at: row::at(found, 3)?,
        media_type: found.get(4)?,
        size: row::version(found, 5)?,
        chunks: row::version(found, 6)?,
        content_key: found.get(7)?,
        name: found.get(8)?,
    })
}

impl fmt::Debug for NewUpload<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewUpload")
            .field("id", &self.id)
            .field("home", &self.home)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Upload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Upload")
            .field("meta", &self.meta)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for UploadMeta {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UploadMeta")
            .field("id", &self.id)
            .field("size", &self.size)
            .finish_non_exhaustive()
    }
}
