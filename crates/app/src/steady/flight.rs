//! The same question of the same case, asked by several at a time, goes to the register once. Each
//! of them has put the read on record before it got here, with a ground of its own.

use std::collections::BTreeMap;
use std::future::Future;
use std::sync::{Mutex, PoisonError};

use tokio::sync::watch;

use super::measures::Counts;
use crate::registers::{Read, ReadAnswer, ReadFailure};

/// By what a question is known again: register, case, look-up pairs and fields.
type Question = (String, String, Vec<(String, String)>, Vec<String>);

type Answer = Result<ReadAnswer, ReadFailure>;

/// Questions on their way.
#[derive(Default)]
pub(super) struct Flights(Mutex<BTreeMap<Question, watch::Receiver<Option<Answer>>>>);

/// Takes a question off the list, also when whoever asked it has gone.
struct Landing<'a> {
    flights: &'a Flights,
    question: Question,
}

impl Flights {
    /// Asks alone, or waits for whoever asks the same already.
    pub(super) async fn ask<F>(
        &self,
        read: &Read<'_>,
        counts: &Counts,
        alone: impl Fn() -> F,
    ) -> Answer
    where
        F: Future<Output = Answer>,
    {
        let question: Question = (
            read.register.id.clone(),
            read.issue.to_owned(),
            read.keys.to_vec(),
            read.fields.to_vec(),
        );
        loop {
            let (landed, on_its_way) = {
                let mut flights = self.0.lock().unwrap_or_else(PoisonError::into_inner);
                if let Some(known) = flights.get(&question) {
                    (None, known.clone())
                } else {
                    let (landed, on_its_way) = watch::channel(None);
                    flights.insert(question.clone(), on_its_way.clone());
                    (Some(landed), on_its_way)
                }
            };
            let Some(landed) = landed else {
                if let Some(answer) = wait(on_its_way).await {
                    counts.shared();
                    return answer;
                }
                // Whoever asked has gone: the next one asks.
                continue;
            };
            let landing = Landing {
                flights: self,
                question,
            };
            let answer = alone().await;
            drop(landing);
            landed.send_replace(Some(answer.clone()));
            return answer;
        }
    }
}

async fn wait(mut on_its_way: watch::Receiver<Option<Answer>>) -> Option<Answer> {
    let answer = on_its_way.wait_for(Option::is_some).await.ok()?;
    answer.clone()
}

impl Drop for Landing<'_> {
    fn drop(&mut self) {
        let mut flights = self
            .flights
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        flights.remove(&self.question);
    }
}
