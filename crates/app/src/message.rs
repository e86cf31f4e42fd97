//! Told once: letters of one application that come together are one short message.
//!
//! Letters themselves are in the cabinet, given in the commit of what they tell. A message only says
//! that there is something to read. It is made first, with what it tells of, and then sent; sending
//! is repeated until the carrier has it, always under the same key, so that it counts once. No message
//! fails a decision, and none is lost.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use thiserror::Error;
use tutas_domain::bundle::Event;
use tutas_domain::case::{Letter, LetterKind};
use tutas_domain::person::PersonId;
use tutas_domain::text::Lang;
use tutas_store::{Commit, DueEffect, EffectRow};
use uuid::Uuid;

use crate::effect::{self, application_of};
use crate::registers::Reply;
use crate::stream::At;
use crate::worker::settled;
use crate::{App, AppError};

/// How many messages a demonstration's outbox keeps.
const KEPT: usize = 10_000;

/// A short message: that there is something to read. The carrier puts it into words.
#[derive(Clone)]
pub struct Message {
    /// The same for every try: a carrier that has it already takes it for sent.
    pub key: String,
    /// To whom; the carrier knows where they are reached.
    pub to: PersonId,
    /// In which language.
    pub lang: Lang,
    /// What it tells of. It names nobody and nothing else: anybody may read it over a shoulder.
    pub news: News,
    /// When it was made.
    pub at: Timestamp,
}

/// What a message tells of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum News {
    /// Letters of one application, in their order: the short form names them, or their number.
    Letters(Vec<LetterKind>),
    /// A question why somebody looked at the person's data was answered.
    AccessAnswered,
}

/// The carrier did not take a message. It is tried again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the message was not taken")]
pub struct NotSent;

/// Whoever carries short messages to people.
pub trait Messenger: Send + Sync {
    /// Hands a message over. Repeating it with the same key sends nothing twice.
    fn send<'a>(&'a self, message: &'a Message) -> Reply<'a, Result<(), NotSent>>;
}

/// A message that was handed over.
#[derive(Clone)]
pub struct Sent {
    /// The message.
    pub message: Message,
    /// How often it was handed over; it counts once.
    pub times: usize,
}

/// A demonstration's carrier: it keeps what it is given, to be looked at.
#[derive(Default)]
pub struct Outbox(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    by_key: BTreeMap<String, Sent>,
    order: VecDeque<String>,
}

impl Outbox {
    /// Messages to a person, newest first.
    pub fn of(&self, who: &PersonId) -> Vec<Sent> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let sent = kept.order.iter().rev();
        sent.filter_map(|key| kept.by_key.get(key))
            .filter(|sent| sent.message.to == *who)
            .cloned()
            .collect()
    }

    fn keep(&self, message: &Message) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(sent) = kept.by_key.get_mut(&message.key) {
            sent.times += 1;
            return;
        }
        let sent = Sent {
            message: message.clone(),
            times: 1,
        };
        kept.by_key.insert(message.key.clone(), sent);
        kept.order.push_back(message.key.clone());
        if kept.order.len() > KEPT
            && let Some(oldest) = kept.order.pop_front()
        {
            kept.by_key.remove(&oldest);
        }
    }
}

impl Messenger for Outbox {
    fn send<'a>(&'a self, message: &'a Message) -> Reply<'a, Result<(), NotSent>> {
        Box::pin(async move {
            self.keep(message);
            Ok(())
        })
    }
}

impl App {
    /// Messages a demonstration sent to a person, newest first.
    pub fn outbox(&self, who: &PersonId) -> Result<Vec<Sent>, AppError> {
        let demo = self.demo().ok_or(AppError::NotFound)?;
        Ok(demo.outbox.of(who))
    }

    /// Letters of a case were given: makes one message of all those of its application that the
    /// person was not told of. Safe to repeat.
    pub(crate) async fn notify(
        &self,
        case: Uuid,
        all: &[DueEffect],
        now: Timestamp,
    ) -> Result<(), AppError> {
        let named = all.first().map(application_of).filter(|id| *id != case);
        let id = match named {
            Some(id) => id,
            None => self.load_case(case)?.state.filing.bundle,
        };
        let mut bundle = self.load_bundle(id)?;
        let mut letters = BTreeMap::new();
        let mut kinds: Vec<(Timestamp, LetterKind)> = Vec::new();
        for At {
            id, state: case, ..
        } in self.cases_of(id)?
        {
            let told = bundle.state.told.get(&id.0).copied().unwrap_or(0);
            let news = |letter: &&Letter| case.is_news(letter);
            let fresh = case.letters.iter().skip(told).filter(news);
            let before = kinds.len();
            kinds.extend(fresh.map(|letter| (letter.at, letter.kind)));
            if kinds.len() > before {
                letters.insert(id.0, case.letters.len());
            }
        }
        // In one order, whoever does them: two programs would wait for each other crosswise.
        let mut effects_done: Vec<_> = all.iter().map(|due| due.key).collect();
        effects_done.sort_unstable();
        let mut commit = Commit {
            effects_done,
            ..Commit::default()
        };
        if !kinds.is_empty() {
            kinds.sort_by_key(|(at, _)| *at);
            let event = Event::Told { letters, at: now };
            bundle.fold_on(&event)?;
            self.add_bundle_change(&mut commit, &bundle, &[event], now)?;
            let made = Made {
                letters: kinds.into_iter().map(|(_, kind)| kind).collect(),
                number: bundle.state.messages,
                at: now,
            };
            commit.effects.push(EffectRow {
                stream: bundle.id,
                ordinal: 0,
                kind: effect::SEND.to_owned(),
                due_at: now,
                payload: serde_json::to_vec(&made)?,
            });
        }
        settled(self.commit(commit).await.map(|_| ())).map(|_| ())
    }

    /// Sends a message that was made.
    pub(crate) async fn send(&self, bundle: Uuid, due: &DueEffect) -> Result<(), AppError> {
        let told = self.load_bundle(bundle)?.state;
        let application = &told.application;
        let made: Made = serde_json::from_slice(&due.payload)?;
        let message = Message {
            key: format!("{bundle}:{}", made.number),
            to: application.filer.clone(),
            lang: application.lang,
            news: News::Letters(made.letters),
            at: made.at,
        };
        self.hand_over(&message).await?;
        let commit = Commit {
            effects_done: vec![due.key],
            ..Commit::default()
        };
        settled(self.commit(commit).await.map(|_| ())).map(|_| ())
    }
}

impl App {
    /// Hands a message to the carrier.
    pub(crate) async fn hand_over(&self, message: &Message) -> Result<(), AppError> {
        let sent = self.messenger().send(message).await;
        sent.map_err(|NotSent| AppError::Internal("message-not-taken"))
    }
}

/// A message as its effect keeps it.
#[derive(Serialize, Deserialize)]
struct Made {
    letters: Vec<LetterKind>,
    /// Which of the application's messages.
    number: usize,
    at: Timestamp,
}
