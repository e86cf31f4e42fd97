//! What waits to be written: in two lanes, so that work done in the background never stands before
//! a person.

use std::collections::VecDeque;
use std::future::Future;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// Jobs that may wait in a lane.
pub(crate) const QUEUE: usize = 1_024;

/// Jobs of one transaction.
const BATCH: usize = 256;

/// Jobs of the background in one transaction: whoever comes while it is written waits for no more.
const BACKGROUND: usize = 64;

tokio::task_local! {
    static IN_BACKGROUND: ();
}

/// Does something for which nobody waits: what it writes goes after what people write. It is not
/// starved: there is room for some of it in every transaction.
pub async fn in_background<F: Future>(work: F) -> F::Output {
    IN_BACKGROUND.scope((), work).await
}

/// Who waits for a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lane {
    People,
    Background,
}

impl Lane {
    /// The lane of whoever is at work.
    pub(crate) fn here() -> Self {
        match IN_BACKGROUND.try_with(|()| ()) {
            Ok(()) => Self::Background,
            Err(_) => Self::People,
        }
    }
}

/// Two bounded lanes, emptied together.
#[derive(Debug)]
pub(crate) struct Queue<T> {
    lanes: Mutex<Lanes<T>>,
    arrived: Condvar,
}

#[derive(Debug)]
struct Lanes<T> {
    people: VecDeque<T>,
    background: VecDeque<T>,
    closed: bool,
}

impl<T> Queue<T> {
    pub(crate) fn new() -> Self {
        let lanes = Lanes {
            people: VecDeque::new(),
            background: VecDeque::new(),
            closed: false,
        };
        Self {
            lanes: Mutex::new(lanes),
            arrived: Condvar::new(),
        }
    }

    /// Queues a job; gives it back where its lane is full. One that comes when the queue is closed
    /// is dropped.
    pub(crate) fn push(&self, lane: Lane, job: T) -> Result<(), T> {
        let mut lanes = self.lock();
        if lanes.closed {
            return Ok(());
        }
        let lane = match lane {
            Lane::People => &mut lanes.people,
            Lane::Background => &mut lanes.background,
        };
        if lane.len() >= QUEUE {
            return Err(job);
        }
        lane.push_back(job);
        drop(lanes);
        self.arrived.notify_one();
        Ok(())
    }

    /// What is to be written together, once there is anything: people first. `None` when the queue
    /// is closed and empty.
    pub(crate) fn next_batch(&self) -> Option<Vec<T>> {
        let mut lanes = self.lock();
        while lanes.people.is_empty() && lanes.background.is_empty() {
            if lanes.closed {
                return None;
            }
            lanes = self
                .arrived
                .wait(lanes)
                .unwrap_or_else(PoisonError::into_inner);
        }
        let some = lanes.background.len().min(BACKGROUND);
        let people = lanes.people.len().min(BATCH - some);
        let mut batch: Vec<T> = lanes.people.drain(..people).collect();
        batch.extend(lanes.background.drain(..some));
        if !(lanes.people.is_empty() && lanes.background.is_empty()) {
            // Another writer, if there is one, need not wait for the next arrival.
            self.arrived.notify_one();
        }
        Some(batch)
    }

    /// Lets nothing come any more; what waits is still written.
    pub(crate) fn close(&self) {
        self.lock().closed = true;
        self.arrived.notify_all();
    }

    /// Drops what waits: there is nobody left to write it.
    pub(crate) fn abandon(&self) {
        self.close();
        let mut lanes = self.lock();
        let dropped = (
            std::mem::take(&mut lanes.people),
            std::mem::take(&mut lanes.background),
        );
        drop(lanes);
        drop(dropped);
    }

    /// How many jobs wait, of people and in the background.
    pub(crate) fn waiting(&self) -> (usize, usize) {
        let lanes = self.lock();
        (lanes.people.len(), lanes.background.len())
    }

    fn lock(&self) -> MutexGuard<'_, Lanes<T>> {
        self.lanes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn filled(people: usize, background: usize) -> Queue<(Lane, usize)> {
        let queue = Queue::new();
        for (lane, count) in [(Lane::Background, background), (Lane::People, people)] {
            for number in 0..count {
                queue.push(lane, (lane, number)).unwrap();
            }
        }
        queue
    }

    proptest! {
        #[test]
        fn who_comes_last_waits_for_people_before_and_for_a_bounded_part_of_the_background(
            people in 0..QUEUE,
            background in 0..QUEUE,
        ) {
            let queue = filled(people, background);
            queue.push(Lane::People, (Lane::People, people)).unwrap();
            let (mut transactions, mut of_background) = (0, 0);
            loop {
                let batch = queue.next_batch().unwrap();
                prop_assert!(batch.len() <= BATCH);
                transactions += 1;
                of_background += batch.iter().filter(|(lane, _)| *lane == Lane::Background).count();
                if batch.contains(&(Lane::People, people)) {
                    break;
                }
            }
            prop_assert!(transactions <= people / (BATCH - BACKGROUND) + 1);
            prop_assert!(of_background <= transactions * BACKGROUND);
        }

        #[test]
        fn nothing_is_lost_overtaken_in_its_lane_or_starved(
            people in 0..QUEUE,
            background in 0..QUEUE,
        ) {
            let queue = filled(people, background);
            queue.close();
            let (mut seen_people, mut seen_background) = (0, 0);
            while let Some(batch) = queue.next_batch() {
                let waits = seen_background < background;
                let before = seen_background;
                for (lane, number) in batch {
                    let seen = match lane {
                        Lane::People => &mut seen_people,
                        Lane::Background => &mut seen_background,
                    };
                    prop_assert_eq!(number, *seen);
                    *seen += 1;
                }
                prop_assert!(!waits || seen_background > before);
            }
            prop_assert_eq!((seen_people, seen_background), (people, background));
        }
    }

    #[test]
    fn a_background_that_is_full_turns_nobody_else_away() {
        let queue = filled(0, QUEUE);
        assert!(queue.push(Lane::Background, (Lane::Background, 0)).is_err());
        assert!(queue.push(Lane::People, (Lane::People, 0)).is_ok());
    }

    #[tokio::test]
    async fn what_is_done_in_the_background_is_known_as_such_and_nothing_else_is() {
        assert_eq!(Lane::here(), Lane::People);
        let inside = in_background(async {
            tokio::task::yield_now().await;
            Lane::here()
        });
        assert_eq!(inside.await, Lane::Background);
        assert_eq!(Lane::here(), Lane::People);
    }
}
