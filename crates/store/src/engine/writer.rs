//! The one writer of SQLite: a thread that takes what is queued and makes it durable in one
//! transaction.
//!
//! A job looks before it writes, so an expected conflict turns down that job and no other. If a
//! transaction fails for any other reason, it is rolled back and its jobs run again, each in a
//! transaction of its own: one that cannot be written takes no other with it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::thread::{self, JoinHandle};

use rusqlite::Connection;

use crate::error::{Result, StoreError};
use crate::keys::Keyring;
use crate::writing::{Reply, Writing};

/// Jobs that may wait.
const QUEUE: usize = 1_024;

/// Jobs of one transaction.
const BATCH: usize = 256;

/// Bytes of uploads that may wait.
const QUEUED_BYTES: usize = 256 << 20;

/// The writer's end in the store.
#[derive(Debug)]
pub(crate) struct Writer {
    jobs: Option<SyncSender<Queued>>,
    thread: Option<JoinHandle<()>>,
    shared: Arc<Shared>,
}

#[derive(Debug, Default)]
struct Shared {
    /// Transactions that became durable.
    version: AtomicU64,
    queued_bytes: AtomicUsize,
}

struct Queued {
    job: Box<dyn Job>,
    bytes: usize,
}

impl Writer {
    /// Starts the thread on connections that may write.
    pub(crate) fn start(db: Connection, key_file: Connection, keys: Arc<Keyring>) -> Result<Self> {
        let (sender, jobs) = sync_channel(QUEUE);
        let shared = Arc::new(Shared::default());
        let mut desk = Desk {
            db,
            key_file,
            keys,
            shared: Arc::clone(&shared),
        };
        let thread = thread::Builder::new()
            .name("tutas-writer".to_owned())
            .spawn(move || desk.work(&jobs))
            .map_err(|error| StoreError::Unavailable(error.to_string()))?;
        Ok(Self {
            jobs: Some(sender),
            thread: Some(thread),
            shared,
        })
    }

    /// Queues a job that holds `bytes` of uploads.
    ///
    /// `work` must bear being run again after a rollback.
    pub(crate) fn submit<T: Send + 'static>(
        &self,
        bytes: usize,
        work: impl FnMut(&Connection) -> Result<T> + Send + 'static,
    ) -> Writing<T> {
        let Some(jobs) = &self.jobs else {
            return Writing::answered(Err(StoreError::Unavailable("it is closed".to_owned())));
        };
        let queued = self.shared.queued_bytes.fetch_add(bytes, Ordering::Relaxed);
        if bytes > 0 && queued + bytes > QUEUED_BYTES {
            self.shared.queued_bytes.fetch_sub(bytes, Ordering::Relaxed);
            return Writing::answered(Err(StoreError::Busy));
        }
        let (reply, writing) = Writing::pair();
        let job = Box::new(Task {
            work,
            made: None,
            reply,
        });
        if let Err(TrySendError::Full(_)) = jobs.try_send(Queued { job, bytes }) {
            self.shared.queued_bytes.fetch_sub(bytes, Ordering::Relaxed);
            return Writing::answered(Err(StoreError::Busy));
        }
        // Where the writer has stopped, the job was dropped, and its reply has said so.
        writing
    }

    /// Counts the transactions that became durable.
    pub(crate) fn version(&self) -> u64 {
        self.shared.version.load(Ordering::Acquire)
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        drop(self.jobs.take());
        if let Some(thread) = self.thread.take() {
            // A writer that panicked has told so on standard error; there is nothing left to save.
            let _ = thread.join();
        }
    }
}

/// The writer's thread.
struct Desk {
    db: Connection,
    key_file: Connection,
    keys: Arc<Keyring>,
    shared: Arc<Shared>,
}

impl Desk {
    fn work(&mut self, jobs: &Receiver<Queued>) {
        while let Ok(first) = jobs.recv() {
            let batch: Vec<Queued> = std::iter::once(first)
                .chain(jobs.try_iter().take(BATCH - 1))
                .collect();
            let bytes = batch.iter().map(|queued| queued.bytes).sum();
            self.write(batch.into_iter().map(|queued| queued.job).collect());
            self.shared.queued_bytes.fetch_sub(bytes, Ordering::Relaxed);
        }
    }

    fn write(&mut self, mut batch: Vec<Box<dyn Job>>) {
        match self.transact(&mut batch) {
            Err(_) if batch.len() > 1 => {
                for job in batch {
                    self.write(vec![job]);
                }
            }
            durable => {
                for job in batch {
                    job.answer(durable.clone());
                }
            }
        }
    }

    fn transact(&mut self, batch: &mut [Box<dyn Job>]) -> Result<()> {
        self.keys.save(&mut self.key_file)?;
        self.db.execute_batch("BEGIN IMMEDIATE")?;
        let done = batch
            .iter_mut()
            .try_for_each(|job| job.run(&self.db))
            .and_then(|()| self.db.execute_batch("COMMIT").map_err(StoreError::from));
        if done.is_ok() {
            self.shared.version.fetch_add(1, Ordering::Release);
        } else if !self.db.is_autocommit() {
            // If this fails too, SQLite rolls back when it next opens the file.
            let _ = self.db.execute_batch("ROLLBACK");
        }
        done
    }
}

/// Something to write, with whom to tell.
trait Job: Send {
    /// Writes. An error means that the transaction must not go on.
    fn run(&mut self, db: &Connection) -> Result<()>;

    /// Tells how it went, once that is durable.
    fn answer(self: Box<Self>, durable: Result<()>);
}

struct Task<T, F> {
    work: F,
    made: Option<Result<T>>,
    reply: Reply<T>,
}

impl<T, F> Job for Task<T, F>
where
    T: Send,
    F: FnMut(&Connection) -> Result<T> + Send,
{
    fn run(&mut self, db: &Connection) -> Result<()> {
        let before = db.total_changes();
        let made = (self.work)(db);
        match &made {
            Err(error) if !error.is_rejection() || db.total_changes() != before => {
                Err(error.clone())
            }
            _ => {
                self.made = Some(made);
                Ok(())
            }
        }
    }

    fn answer(mut self: Box<Self>, durable: Result<()>) {
        let Some(made) = self.made.take() else {
            return self
                .reply
                .send(Err(durable.err().unwrap_or(StoreError::Busy)));
        };
        self.reply.send(durable.and(made));
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use rusqlite::params;
    use zeroize::Zeroizing;

    use super::*;
    use crate::engine::sqlite::{Durability, open_reader, open_writer};
    use crate::engine::{KEY_MIGRATIONS, MIGRATIONS};
    use crate::id::StreamId;
    use crate::keys::Derived;
    use crate::lookup::{self, By};

    /// A writer on an empty database that may grow by `pages` pages.
    fn writer(folder: &tempfile::TempDir, pages: i64) -> Writer {
        let (path, keys) = (folder.path().join("a.db"), folder.path().join("k.db"));
        let db = open_writer(&path, Durability::Full, MIGRATIONS).unwrap();
        let size: i64 = db
            .pragma_query_value(None, "page_count", |row| row.get(0))
            .unwrap();
        db.pragma_update(None, "max_page_count", size + pages)
            .unwrap();
        let key_file = open_writer(&keys, Durability::Full, KEY_MIGRATIONS).unwrap();
        let derived = Derived::from_master(&Zeroizing::new([1; 32]));
        let ring = Keyring::new(derived, &keys, open_reader(&keys).unwrap());
        Writer::start(db, key_file, Arc::new(ring)).unwrap()
    }

    fn put(name: u8, bytes: usize) -> impl FnMut(&Connection) -> Result<u8> + Send + 'static {
        move |db| {
            lookup::insert(db, &[name; 32], By::Once, &[], &vec![name; bytes])?;
            Ok(name)
        }
    }

    /// Keeps the writer busy until the sender is dropped, so that what follows is one batch.
    fn block(writer: &Writer) -> (mpsc::Sender<()>, Writing<()>) {
        let (release, blocked) = mpsc::channel::<()>();
        let (started, start) = mpsc::channel();
        let writing = writer.submit(0, move |_| {
            let _ = started.send(());
            let _ = blocked.recv();
            Ok(())
        });
        start.recv().unwrap();
        (release, writing)
    }

    fn names(folder: &tempfile::TempDir) -> Vec<u8> {
        let db = open_reader(&folder.path().join("a.db")).unwrap();
        let mut found = db.prepare("SELECT hash FROM lookup ORDER BY hash").unwrap();
        let hashes = found
            .query_map([], |row| row.get::<_, [u8; 32]>(0))
            .unwrap();
        hashes.map(|hash| hash.unwrap()[0]).collect()
    }

    #[test]
    fn what_waits_becomes_durable_in_one_transaction() {
        let folder = tempfile::tempdir().unwrap();
        let writer = writer(&folder, 1_000);
        let (release, blocked) = block(&writer);
        let writings: Vec<_> = (1..=100)
            .map(|name| writer.submit(0, put(name, 10)))
            .collect();
        drop(release);
        blocked.wait().unwrap();
        for (writing, name) in writings.into_iter().zip(1..) {
            assert_eq!(writing.wait(), Ok(name));
        }
        assert_eq!(writer.version(), 2);
    }

    #[test]
    fn a_job_that_breaks_takes_no_other_with_it_and_leaves_no_trace() {
        let folder = tempfile::tempdir().unwrap();
        let writer = writer(&folder, 1_000);
        let (release, blocked) = block(&writer);
        let good = writer.submit(0, put(1, 10));
        let twice = writer.submit(0, |db| {
            lookup::insert(db, &[2; 32], By::Once, &[], &[])?;
            lookup::insert(db, &[2; 32], By::Once, &[], &[])
        });
        // A rejection that comes too late, after something was written.
        let stream = StreamId(uuid::Uuid::nil());
        let late = writer.submit(0, move |db| {
            lookup::insert(db, &[3; 32], By::Once, &[], &[])?;
            Err::<(), _>(StoreError::Conflict { stream })
        });
        let also_good = writer.submit(0, put(4, 10));
        drop(release);
        blocked.wait().unwrap();
        assert_eq!((good.wait(), also_good.wait()), (Ok(1), Ok(4)));
        assert!(matches!(twice.wait(), Err(StoreError::Malformed(_))));
        assert_eq!(late.wait(), Err(StoreError::Conflict { stream }));
        assert_eq!(names(&folder), [1, 4]);
    }

    #[test]
    fn a_full_disk_is_told_and_what_still_fits_is_written() {
        let folder = tempfile::tempdir().unwrap();
        let writer = writer(&folder, 10);
        let (release, blocked) = block(&writer);
        let small = writer.submit(0, put(1, 10));
        let large = writer.submit(0, put(2, 1 << 20));
        drop(release);
        blocked.wait().unwrap();
        assert_eq!(small.wait(), Ok(1));
        let error = large.wait().unwrap_err();
        assert!(error.to_string().contains("the disk is full"), "{error}");
        assert_eq!(writer.submit(0, put(3, 10)).wait(), Ok(3));
        assert_eq!(names(&folder), [1, 3]);
    }

    #[test]
    fn a_full_queue_turns_away_and_recovers() {
        let folder = tempfile::tempdir().unwrap();
        let writer = writer(&folder, 1_000);
        let (release, blocked) = block(&writer);
        let nothing = |_: &Connection| Ok(());
        let waiting: Vec<_> = (0..QUEUE).map(|_| writer.submit(0, nothing)).collect();
        assert_eq!(writer.submit(0, nothing).wait(), Err(StoreError::Busy));
        drop(release);
        blocked.wait().unwrap();
        assert!(waiting.into_iter().all(|writing| writing.wait().is_ok()));
        assert_eq!(writer.submit(0, nothing).wait(), Ok(()));
    }

    #[test]
    fn uploads_that_wait_are_bounded_in_bytes() {
        let folder = tempfile::tempdir().unwrap();
        let writer = writer(&folder, 1_000);
        let (release, blocked) = block(&writer);
        let large = writer.submit(QUEUED_BYTES, |_| Ok(()));
        assert_eq!(writer.submit(1, |_| Ok(())).wait(), Err(StoreError::Busy));
        let small = writer.submit(0, |_| Ok(()));
        drop(release);
        blocked.wait().unwrap();
        assert_eq!((large.wait(), small.wait()), (Ok(()), Ok(())));
        while writer.shared.queued_bytes.load(Ordering::Relaxed) > 0 {
            thread::yield_now();
        }
        assert_eq!(writer.submit(1, |_| Ok(())).wait(), Ok(()));
    }

    #[test]
    fn a_database_that_may_only_be_read_is_told() {
        let folder = tempfile::tempdir().unwrap();
        drop(writer(&folder, 10));
        let db = open_reader(&folder.path().join("a.db")).unwrap();
        let refused = db.execute("DELETE FROM lookup", params![]).unwrap_err();
        let error = StoreError::from(refused);
        assert!(error.to_string().contains("may only be read"), "{error}");
    }
}
