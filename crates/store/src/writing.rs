//! The answer to a write, to be awaited or waited for.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

use crate::error::{Result, StoreError};

/// A write on its way.
///
/// It was handed over when this value was made, so dropping the value does not call it back.
/// `.await` it in asynchronous code, [`Writing::wait`] for it elsewhere.
#[must_use = "whether a write is durable is known only from its answer"]
#[derive(Debug)]
pub struct Writing<T>(Arc<Slot<T>>);

impl<T> Writing<T> {
    /// Blocks this thread until the write is durable or turned down.
    pub fn wait(self) -> Result<T> {
        let mut state = self.0.lock();
        loop {
            if let Some(answer) = state.answer.take() {
                return answer;
            }
            state = self
                .0
                .arrived
                .wait(state)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// A pair of ends.
    pub(crate) fn pair() -> (Reply<T>, Self) {
        let slot = Arc::new(Slot {
            state: Mutex::new(State {
                answer: None,
                waker: None,
            }),
            arrived: Condvar::new(),
        });
        (
            Reply {
                slot: Some(Arc::clone(&slot)),
            },
            Self(slot),
        )
    }

    /// A write that nobody will ever hear of.
    pub(crate) fn never() -> Self {
        let (mut reply, writing) = Self::pair();
        reply.slot = None;
        writing
    }

    /// A write that is answered before it began.
    pub(crate) fn answered(answer: Result<T>) -> Self {
        let (reply, writing) = Self::pair();
        reply.send(answer);
        writing
    }
}

impl<T> Future for Writing<T> {
    type Output = Result<T>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let mut state = self.0.lock();
        if let Some(answer) = state.answer.take() {
            return Poll::Ready(answer);
        }
        state.waker = Some(context.waker().clone());
        Poll::Pending
    }
}

/// The writer's end. Dropped unused, it answers that the writer has stopped.
#[derive(Debug)]
pub(crate) struct Reply<T> {
    slot: Option<Arc<Slot<T>>>,
}

impl<T> Reply<T> {
    pub(crate) fn send(mut self, answer: Result<T>) {
        if let Some(slot) = self.slot.take() {
            slot.put(answer);
        }
    }
}

impl<T> Drop for Reply<T> {
    fn drop(&mut self) {
        if let Some(slot) = self.slot.take() {
            slot.put(Err(StoreError::Unavailable(
                "the writer has stopped".to_owned(),
            )));
        }
    }
}

#[derive(Debug)]
struct Slot<T> {
    state: Mutex<State<T>>,
    arrived: Condvar,
}

#[derive(Debug)]
struct State<T> {
    answer: Option<Result<T>>,
    waker: Option<Waker>,
}

impl<T> Slot<T> {
    fn lock(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn put(&self, answer: Result<T>) {
        let waker = {
            let mut state = self.lock();
            state.answer = Some(answer);
            state.waker.take()
        };
        self.arrived.notify_one();
        if let Some(waker) = waker {
            waker.wake();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn an_answer_arrives_in_async_code() {
        let (reply, writing) = Writing::pair();
        let task = tokio::spawn(writing);
        tokio::task::yield_now().await;
        reply.send(Ok(7));
        assert_eq!(task.await.unwrap(), Ok(7));
    }

    #[test]
    fn an_answer_arrives_in_a_plain_thread() {
        let (reply, writing) = Writing::pair();
        let thread = std::thread::spawn(|| writing.wait());
        reply.send(Ok(7));
        assert_eq!(thread.join().unwrap(), Ok(7));
    }

    #[test]
    fn a_writer_that_goes_away_leaves_nobody_waiting() {
        let (reply, writing) = Writing::<()>::pair();
        drop(reply);
        assert!(matches!(writing.wait(), Err(StoreError::Unavailable(_))));
    }
}
