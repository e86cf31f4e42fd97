//! How commits end badly in a simulation: as they do when the database is lost for a moment, or
//! when the program dies.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::error::StoreError;
use crate::kept::Marked;
use crate::writing::Writing;
use crate::{Commit, CommitOutcome, Store};

/// How a commit ends badly; see [`Store::fail_commits`].
///
/// Of what is lost and what is unacknowledged the caller gets [`StoreError::Unavailable`] and cannot
/// tell which it was. A program that died gets no answer at all: see [`Store::has_died`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CommitFault {
    /// It is lost before it takes effect: nothing was looked at, nothing changed.
    Lost,
    /// It goes its way, and the answer is lost: what it changed stays changed, and what turned it
    /// down is not told.
    Unacknowledged,
    /// The program dies before it is written.
    DiedBefore,
    /// The program dies once it is durable, before anything is done that follows from it.
    DiedAfter,
}

/// What is planned.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    plan: Mutex<VecDeque<Option<CommitFault>>>,
    died: AtomicBool,
}

impl Faults {
    /// How the next commit ends.
    fn next(&self) -> Option<CommitFault> {
        self.plan().pop_front().flatten()
    }

    fn plan(&self) -> MutexGuard<'_, VecDeque<Option<CommitFault>>> {
        self.plan.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Store {
    /// Plans how the next commits end, one entry a commit, in place of what was planned before:
    /// what a simulation needs to let a node die between two steps. Empty: all goes well again, also
    /// after it died.
    ///
    /// Each commit uses up one entry, also one that is a repetition or turned down. Gives what was
    /// left of the last plan.
    ///
    /// ```
    /// use tutas_store::{Commit, CommitFault, CommitOutcome, Store, StoreError};
    ///
    /// let store = Store::open_in_memory()?;
    /// store.fail_commits([None, Some(CommitFault::Lost)]); // the second from now
    /// let commit = || store.commit_blocking(Commit::default());
    /// assert_eq!(commit(), Ok(CommitOutcome::Committed));
    /// assert!(matches!(commit(), Err(StoreError::Unavailable(_))));
    /// assert_eq!(commit(), Ok(CommitOutcome::Committed));
    /// # Ok::<(), StoreError>(())
    /// ```
    pub fn fail_commits(
        &self,
        plan: impl IntoIterator<Item = Option<CommitFault>>,
    ) -> Vec<Option<CommitFault>> {
        // Collected first: the caller's iterator may ask this store something.
        let plan = plan.into_iter().collect();
        self.faults.died.store(false, Ordering::Relaxed);
        std::mem::replace(&mut *self.faults.plan(), plan).into()
    }

    /// Whether a commit was planned with which the program dies, and came: no commit of this store
    /// is answered any more. Whoever sees this lets go of what was under way and of the store, as a
    /// killed program does, and opens it anew.
    pub fn has_died(&self) -> bool {
        self.faults.died.load(Ordering::Relaxed)
    }

    /// Commits as planned.
    pub(crate) fn commit_as_planned(
        &self,
        commit: Commit,
    ) -> (Writing<CommitOutcome>, Vec<Marked>) {
        if self.has_died() {
            return (Writing::never(), Vec::new());
        }
        let lost = || Writing::answered(Err(StoreError::Unavailable("a planned fault".to_owned())));
        let writing = match self.faults.next() {
            None => return self.commit_now(commit),
            Some(CommitFault::Lost) => lost(),
            Some(CommitFault::Unacknowledged) => {
                let _lost = self.commit_now(commit).0.wait();
                lost()
            }
            Some(CommitFault::DiedBefore) => self.die(),
            Some(CommitFault::DiedAfter) => {
                let _nobody_learns = self.commit_now(commit).0.wait();
                self.die()
            }
        };
        (writing, Vec::new())
    }

    fn die(&self) -> Writing<CommitOutcome> {
        self.faults.died.store(true, Ordering::Relaxed);
        Writing::never()
    }
}
