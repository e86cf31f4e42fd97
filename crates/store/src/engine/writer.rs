//! The writers: threads that take what is queued and make it durable, many jobs in one transaction.
//!
//! SQLite has one, PostgreSQL a few. A job looks before it writes, so an expected conflict turns
//! down that job and no other. If a transaction fails for any other reason, it is rolled back and
//! its jobs run again, each in a transaction of its own: one that cannot be written takes no other
//! with it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use crate::engine::db::Db;
use crate::engine::queue::{Lane, QUEUE, Queue};
use crate::engine::{postgres, sqlite};
use crate::error::{Result, StoreError};
use crate::keys::NewKeys;
use crate::writing::{Reply, Writing};

/// Bytes of uploads that may wait.
const QUEUED_BYTES: usize = 256 << 20;

/// The jobs of one transaction.
pub(crate) type Batch = [Box<dyn Job>];

/// The queue's end in the store.
#[derive(Debug)]
pub(crate) struct Writer {
    threads: Vec<JoinHandle<()>>,
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    queue: Queue<Queued>,
    /// Writers at work.
    writers: AtomicUsize,
    /// Transactions that became durable.
    version: AtomicU64,
    queued_bytes: AtomicUsize,
    taken: AtomicU64,
    refused: AtomicU64,
    waited_micros: AtomicU64,
}

impl Shared {
    fn took(&self, queued: &Queued) {
        self.taken.fetch_add(1, Ordering::Relaxed);
        let waited = u64::try_from(queued.since.elapsed().as_micros()).unwrap_or(u64::MAX);
        self.waited_micros.fetch_add(waited, Ordering::Relaxed);
    }
}

/// What the writers do, for the operator.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WriteActivity {
    /// Writes of people that wait for a transaction, and those done in the background.
    pub waiting: (usize, usize),
    /// So many of each may wait; who comes beyond that is told to come again.
    pub places: usize,
    /// Writes that a transaction took, since the start.
    pub writes: u64,
    /// Transactions that became durable, since the start.
    pub transactions: u64,
    /// Transactions of which nothing was kept, or nobody knows, since the start.
    pub refused: u64,
    /// How long all those writes waited for their transaction together.
    pub waited: Duration,
}

/// A job with the bytes of uploads it holds.
struct Queued {
    job: Box<dyn Job>,
    bytes: usize,
    since: Instant,
}

/// Where a batch is written.
#[derive(Debug)]
pub(crate) enum Desk {
    Sqlite(sqlite::Desk),
    Postgres(postgres::Desk),
}

/// How it went with a batch.
pub(crate) enum Verdict {
    /// It is durable.
    Durable,
    /// Nothing of it was written; its jobs are to be run one by one.
    OneByOne,
    /// Nothing of it was written, or nobody knows: every job is told.
    Refused(StoreError),
}

impl Writer {
    /// Starts a thread for each desk.
    pub(crate) fn start(desks: Vec<Desk>) -> Result<Self> {
        let shared = Shared {
            queue: Queue::new(),
            writers: AtomicUsize::new(desks.len()),
            version: AtomicU64::new(0),
            queued_bytes: AtomicUsize::new(0),
            taken: AtomicU64::new(0),
            refused: AtomicU64::new(0),
            waited_micros: AtomicU64::new(0),
        };
        let mut writer = Self {
            threads: Vec::new(),
            shared: Arc::new(shared),
        };
        for desk in desks {
            let shared = Arc::clone(&writer.shared);
            let thread = thread::Builder::new()
                .name("tutas-writer".to_owned())
                .spawn(move || work(desk, &shared))
                .map_err(|error| StoreError::Unavailable(error.to_string()))?;
            writer.threads.push(thread);
        }
        Ok(writer)
    }

    /// Queues a job that holds `bytes` of uploads and is sealed with `keys` among others. What it made
    /// is told to `learn` once it is durable.
    ///
    /// `work` must bear being run again after a rollback.
    pub(crate) fn submit<T: Send + 'static>(
        &self,
        bytes: usize,
        keys: NewKeys,
        work: impl FnMut(Db<'_>) -> Result<T> + Send + 'static,
        learn: impl FnOnce(&T) + Send + 'static,
    ) -> Writing<T> {
        let queued = self.shared.queued_bytes.fetch_add(bytes, Ordering::Relaxed);
        if bytes > 0 && queued + bytes > QUEUED_BYTES {
            self.shared.queued_bytes.fetch_sub(bytes, Ordering::Relaxed);
            return Writing::answered(Err(StoreError::Busy));
        }
        let (reply, writing) = Writing::pair();
        let job = Box::new(Task {
            keys,
            work,
            learn,
            made: None,
            reply,
        });
        let since = Instant::now();
        let queued = Queued { job, bytes, since };
        if self.shared.queue.push(Lane::here(), queued).is_err() {
            self.shared.queued_bytes.fetch_sub(bytes, Ordering::Relaxed);
            return Writing::answered(Err(StoreError::Busy));
        }
        writing
    }

    /// How many jobs wait, of people and in the background.
    pub(crate) fn waiting(&self) -> (usize, usize) {
        self.shared.queue.waiting()
    }

    /// Counts the transactions that became durable.
    pub(crate) fn version(&self) -> u64 {
        self.shared.version.load(Ordering::Acquire)
    }

    /// What the writers do.
    pub(crate) fn activity(&self) -> WriteActivity {
        let read = |count: &AtomicU64| count.load(Ordering::Relaxed);
        WriteActivity {
            waiting: self.waiting(),
            places: QUEUE,
            writes: read(&self.shared.taken),
            transactions: self.version(),
            refused: read(&self.shared.refused),
            waited: Duration::from_micros(read(&self.shared.waited_micros)),
        }
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.shared.queue.close();
        for thread in self.threads.drain(..) {
            // A writer that panicked has told so on standard error; there is nothing left to save.
            let _ = thread.join();
        }
    }
}

/// Tells who waits when the last writer has stopped, also by a panic.
struct AtWork<'a>(&'a Shared);

impl Drop for AtWork<'_> {
    fn drop(&mut self) {
        if self.0.writers.fetch_sub(1, Ordering::AcqRel) == 1 {
            self.0.queue.abandon();
        }
    }
}

/// A writer's thread.
fn work(mut desk: Desk, shared: &Shared) {
    let _at_work = AtWork(shared);
    while let Some(batch) = shared.queue.next_batch() {
        let bytes = batch.iter().map(|queued| queued.bytes).sum();
        for queued in &batch {
            shared.took(queued);
        }
        write(
            &mut desk,
            batch.into_iter().map(|queued| queued.job).collect(),
            shared,
        );
        shared.queued_bytes.fetch_sub(bytes, Ordering::Relaxed);
    }
}

fn write(desk: &mut Desk, mut batch: Vec<Box<dyn Job>>, shared: &Shared) {
    let verdict = match desk {
        Desk::Sqlite(desk) => desk.transact(&mut batch),
        Desk::Postgres(desk) => desk.transact(&mut batch),
    };
    let durable = match verdict {
        Verdict::OneByOne => {
            for job in batch {
                write(desk, vec![job], shared);
            }
            return;
        }
        Verdict::Durable => {
            shared.version.fetch_add(1, Ordering::Release);
            Ok(())
        }
        Verdict::Refused(error) => {
            shared.refused.fetch_add(1, Ordering::Relaxed);
            Err(error)
        }
    };
    for job in batch {
        job.answer(durable.clone());
    }
}

impl std::fmt::Debug for Queued {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Queued")
            .field("bytes", &self.bytes)
            .finish_non_exhaustive()
    }
}

/// Something to write, with whom to tell.
pub(crate) trait Job: Send {
    /// Writes. An error means that the transaction must not go on.
    fn run(&mut self, db: Db<'_>) -> Result<()>;

    /// Tells how it went, once that is durable.
    fn answer(self: Box<Self>, durable: Result<()>);
}

struct Task<T, F, L> {
    keys: NewKeys,
    work: F,
    learn: L,
    made: Option<Result<T>>,
    reply: Reply<T>,
}

impl<T, F, L> Job for Task<T, F, L>
where
    T: Send,
    F: FnMut(Db<'_>) -> Result<T> + Send,
    L: FnOnce(&T) + Send,
{
    fn run(&mut self, db: Db<'_>) -> Result<()> {
        let kept = self.keys.put(db);
        let before = db.writes();
        let made = kept.and_then(|()| (self.work)(db));
        match &made {
            Err(error) if !error.is_rejection() || db.writes() != before => Err(error.clone()),
            _ => {
                self.made = Some(made);
                Ok(())
            }
        }
    }

    fn answer(mut self: Box<Self>, durable: Result<()>) {
        if durable.is_ok() {
            self.keys.confirm();
        }
        let Some(made) = self.made.take() else {
            return self
                .reply
                .send(Err(durable.err().unwrap_or(StoreError::Busy)));
        };
        let made = durable.and(made);
        if let Ok(made) = &made {
            (self.learn)(made);
        }
        self.reply.send(made);
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
    use crate::keys::{Derived, Keyring};
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
        let ring = Keyring::in_file(derived, &keys, open_reader(&keys).unwrap());
        let desk = sqlite::Desk::new(db, key_file, Arc::new(ring));
        Writer::start(vec![Desk::Sqlite(desk)]).unwrap()
    }

    fn submit<T: Send + 'static>(
        writer: &Writer,
        bytes: usize,
        work: impl FnMut(Db<'_>) -> Result<T> + Send + 'static,
    ) -> Writing<T> {
        writer.submit(bytes, NewKeys::default(), work, |_| ())
    }

    fn put(name: u8, bytes: usize) -> impl FnMut(Db<'_>) -> Result<u8> + Send + 'static {
        move |db| {
            let note = vec![name; bytes];
            lookup::insert(db, &[name; 32], By::Once, &[], &note)?;
            Ok(name)
        }
    }

    /// Keeps the writer busy until the sender is dropped, so that what follows is one batch.
    fn block(writer: &Writer) -> (mpsc::Sender<()>, Writing<()>) {
        let (release, blocked) = mpsc::channel::<()>();
        let (started, start) = mpsc::channel();
        let writing = submit(writer, 0, move |_| {
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
            .map(|name| submit(&writer, 0, put(name, 10)))
            .collect();
        assert_eq!(writer.activity().waiting, (100, 0));
        drop(release);
        blocked.wait().unwrap();
        for (writing, name) in writings.into_iter().zip(1..) {
            assert_eq!(writing.wait(), Ok(name));
        }
        let activity = writer.activity();
        let counted = (activity.waiting, activity.writes, activity.transactions);
        assert_eq!(counted, ((0, 0), 101, 2));
    }

    #[test]
    fn a_job_that_breaks_takes_no_other_with_it_and_leaves_no_trace() {
        let folder = tempfile::tempdir().unwrap();
        let writer = writer(&folder, 1_000);
        let (release, blocked) = block(&writer);
        let good = submit(&writer, 0, put(1, 10));
        let twice = submit(&writer, 0, |db| {
            lookup::insert(db, &[2; 32], By::Once, &[], &[])?;
            lookup::insert(db, &[2; 32], By::Once, &[], &[])
        });
        // A rejection that comes too late, after something was written.
        let stream = StreamId(uuid::Uuid::nil());
        let late = submit(&writer, 0, move |db| {
            lookup::insert(db, &[3; 32], By::Once, &[], &[])?;
            Err::<(), _>(StoreError::Conflict { stream })
        });
        let also_good = submit(&writer, 0, put(4, 10));
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
        let small = submit(&writer, 0, put(1, 10));
        let large = submit(&writer, 0, put(2, 1 << 20));
        drop(release);
        blocked.wait().unwrap();
        assert_eq!(small.wait(), Ok(1));
        let error = large.wait().unwrap_err();
        assert!(error.to_string().contains("the disk is full"), "{error}");
        assert_eq!(submit(&writer, 0, put(3, 10)).wait(), Ok(3));
        assert_eq!(names(&folder), [1, 3]);
        assert_eq!(writer.activity().refused, 1);
    }

    #[test]
    fn a_writer_that_breaks_down_keeps_nobody_waiting() {
        let folder = tempfile::tempdir().unwrap();
        let writer = writer(&folder, 1_000);
        let (release, blocked) = block(&writer);
        let breaks = submit(&writer, 0, |_: Db<'_>| -> Result<()> { panic!("planted") });
        let after = submit(&writer, 0, put(1, 10));
        drop(release);
        blocked.wait().unwrap();
        assert!(matches!(breaks.wait(), Err(StoreError::Unavailable(_))));
        assert!(matches!(after.wait(), Err(StoreError::Unavailable(_))));
        let late = submit(&writer, 0, put(2, 10));
        assert!(matches!(late.wait(), Err(StoreError::Unavailable(_))));
    }

    #[test]
    fn a_full_queue_turns_away_and_recovers() {
        let folder = tempfile::tempdir().unwrap();
        let writer = writer(&folder, 1_000);
        let (release, blocked) = block(&writer);
        let nothing = |_: Db<'_>| Ok(());
        let waiting: Vec<_> = (0..QUEUE).map(|_| submit(&writer, 0, nothing)).collect();
        assert_eq!(submit(&writer, 0, nothing).wait(), Err(StoreError::Busy));
        drop(release);
        blocked.wait().unwrap();
        assert!(waiting.into_iter().all(|writing| writing.wait().is_ok()));
        assert_eq!(submit(&writer, 0, nothing).wait(), Ok(()));
    }

    #[test]
    fn uploads_that_wait_are_bounded_in_bytes() {
        let folder = tempfile::tempdir().unwrap();
        let writer = writer(&folder, 1_000);
        let (release, blocked) = block(&writer);
        let large = submit(&writer, QUEUED_BYTES, |_| Ok(()));
        assert_eq!(submit(&writer, 1, |_| Ok(())).wait(), Err(StoreError::Busy));
        let small = submit(&writer, 0, |_| Ok(()));
        drop(release);
        blocked.wait().unwrap();
        assert_eq!((large.wait(), small.wait()), (Ok(()), Ok(())));
        while writer.shared.queued_bytes.load(Ordering::Relaxed) > 0 {
            thread::yield_now();
        }
        assert_eq!(submit(&writer, 1, |_| Ok(())).wait(), Ok(()));
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
