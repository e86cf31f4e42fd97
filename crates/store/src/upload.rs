//! Uploads, sealed in chunks.

use std::fmt;

use jiff::Timestamp;
use rusqlite::{Connection, Row, params};
use uuid::Uuid;

use crate::commit::UploadLink;
use crate::engine::Engine;
use crate::engine::sqlite::Sqlite;
use crate::error::{Result, StoreError};
use crate::id::{PersonKey, StreamId};
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
        let sqlite = match &self.engine {
            Engine::Sqlite(sqlite) => sqlite,
            Engine::Memory(memory) => return memory.write(|tables| tables.put_upload(upload)),
        };
        match SealedUpload::new(sqlite, upload) {
            Err(error) => Writing::answered(Err(error)),
            Ok(sealed) => sqlite.write(upload.bytes.len(), move |db| sealed.write(db)),
        }
    }

    /// An upload with its content.
    pub fn upload(&self, id: Uuid) -> Result<Option<Upload>> {
        let sqlite = match &self.engine {
            Engine::Sqlite(sqlite) => sqlite,
            Engine::Memory(memory) => {
                return Ok(memory.read(|tables| tables.uploads.get(&id).cloned()));
            }
        };
        let found = sqlite.read(|db| {
            let Some(head) = find(db, id)? else {
                return Ok(None);
            };
            let mut statement = db.prepare_cached(sql::CHUNKS)?;
            let chunks = statement
                .query_and_then(params![id.as_bytes()], |found| Ok(found.get(0)?))?
                .collect::<Result<Vec<Vec<u8>>>>()?;
            Ok(Some((head, chunks)))
        })?;
        let Some((head, chunks)) = found else {
            return Ok(None);
        };
        let key = head.content_key(sqlite)?;
        let bytes = head.open_chunks(&key, &chunks)?;
        Ok(Some(Upload {
            meta: head.open_meta(&key)?,
            bytes,
        }))
    }

    /// What is known of an upload.
    pub fn upload_meta(&self, id: Uuid) -> Result<Option<UploadMeta>> {
        let sqlite = match &self.engine {
            Engine::Sqlite(sqlite) => sqlite,
            Engine::Memory(memory) => {
                let meta = |upload: &Upload| upload.meta.clone();
                return Ok(memory.read(|tables| tables.uploads.get(&id).map(meta)));
            }
        };
        let Some(head) = sqlite.read(|db| find(db, id))? else {
            return Ok(None);
        };
        head.open_meta(&head.content_key(sqlite)?).map(Some)
    }

    /// The uploads of a stream or a draft, in the order of their ids.
    pub fn uploads_of(&self, home: Uuid, limit: usize) -> Result<Vec<UploadMeta>> {
        let sqlite = match &self.engine {
            Engine::Sqlite(sqlite) => sqlite,
            Engine::Memory(memory) => {
                return Ok(memory.read(|tables| tables.uploads_of(home, limit)));
            }
        };
        let heads = sqlite.read(|db| {
            let mut statement = db.prepare_cached(sql::UPLOADS_OF)?;
            let rows =
                statement.query_and_then(params![home.as_bytes(), row::page(limit)], head)?;
            rows.collect::<Result<Vec<_>>>()
        })?;
        heads
            .iter()
            .map(|head| head.open_meta(&head.content_key(sqlite)?))
            .collect()
    }

    /// Deletes an upload.
    pub fn delete_upload(&self, id: Uuid) -> Writing<()> {
        match &self.engine {
            Engine::Sqlite(sqlite) => sqlite.write(0, move |db| {
                db.prepare_cached(sql::DELETE_CHUNKS)?
                    .execute(params![id.as_bytes()])?;
                db.prepare_cached(sql::DELETE_UPLOAD)?
                    .execute(params![id.as_bytes()])?;
                Ok(())
            }),
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
pub(crate) fn delete_all_of(db: &Connection, draft: Uuid) -> Result<()> {
    db.prepare_cached(sql::DELETE_CHUNKS_OF)?
        .execute(params![draft.as_bytes()])?;
    db.prepare_cached(sql::DELETE_UPLOADS_OF)?
        .execute(params![draft.as_bytes()])?;
    Ok(())
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
    pub(crate) fn new(sqlite: &Sqlite, link: &UploadLink) -> Result<Self> {
        let UploadLink { upload, stream } = *link;
        let head = sqlite
            .read(|db| find(db, upload))?
            .ok_or(StoreError::UploadMoved { upload })?;
        let key = head.content_key(sqlite)?;
        let content_key = sqlite
            .keys
            .key_or_new(stream.0)?
            .wrap(key_place(upload), &key)?;
        Ok(Self {
            upload,
            from: head.home,
            to: stream,
            content_key,
        })
    }

    pub(crate) fn check(&self, db: &Connection) -> Result<()> {
        let mut statement = db.prepare_cached(sql::UPLOAD_HOME)?;
        let mut rows = statement.query(params![self.upload.as_bytes()])?;
        let home = rows.next()?.map(|found| row::id(found, 0)).transpose()?;
        if home == Some(self.from) {
            return Ok(());
        }
        Err(StoreError::UploadMoved {
            upload: self.upload,
        })
    }

    pub(crate) fn write(&self, db: &Connection) -> Result<()> {
        let to = self.to.0.as_bytes();
        db.prepare_cached(sql::MOVE_UPLOAD)?.execute(params![
            to,
            to,
            self.content_key,
            self.upload.as_bytes()
        ])?;
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
    fn new(sqlite: &Sqlite, upload: &NewUpload<'_>) -> Result<Self> {
        upload.check()?;
        let home = upload.home.id();
        let owner = match upload.home {
            UploadHome::Stream(stream) => stream.0,
            UploadHome::Draft { owner, .. } => person_stream(&owner),
        };
        let id = upload.id;
        let key = DataKey::random()?;
        let content_key = sqlite.keys.key_or_new(owner)?.wrap(key_place(id), &key)?;
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

    fn write(&self, db: &Connection) -> Result<()> {
        db.prepare_cached(sql::INSERT_UPLOAD)?.execute(params![
            self.id.as_bytes(),
            self.home.as_bytes(),
            self.owner.as_bytes(),
            self.uploaded_at,
            self.media_type,
            self.size,
            (self.chunks.len() as u64).cast_signed(),
            self.content_key,
            self.name
        ])?;
        let mut insert = db.prepare_cached(sql::INSERT_CHUNK)?;
        for (chunk, ordinal) in self.chunks.iter().zip(0_i64..) {
            insert.execute(params![self.id.as_bytes(), ordinal, chunk])?;
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
    fn content_key(&self, sqlite: &Sqlite) -> Result<DataKey> {
        sqlite
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

fn find(db: &Connection, id: Uuid) -> Result<Option<Head>> {
    let mut statement = db.prepare_cached(sql::UPLOAD)?;
    let mut rows = statement.query(params![id.as_bytes()])?;
    rows.next()?.map(head).transpose()
}

fn head(found: &Row<'_>) -> Result<Head> {
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
