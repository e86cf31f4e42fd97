//! What was read or written lately, decoded: what is read again and did not change is neither opened
//! nor decoded again. It comes from the database with every read, and must be the same to the last
//! byte as it is kept there, so a node never believes its own memory.

use std::any::Any;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tutas_store::{Commit, CommitOutcome, Kept, Mark, Marked, StoreError};
use uuid::Uuid;

use crate::{App, AppError};

/// So many are kept in a generation, and there are two: what was not asked for in a whole
/// generation goes.
const GENERATION: usize = 2_048;

/// A value of any kind.
type Value = Arc<dyn Any + Send + Sync>;

/// What is known of one id: as it was read last, and as it is about to be written.
///
/// Who reads while another writes finds what was there before, and must not make forget what comes.
#[derive(Clone, Default)]
struct Decoded {
    read: Option<(Arc<Mark>, Value)>,
    next: Option<(Next, Value)>,
}

/// By what a value that is about to be written will be known again.
#[derive(Clone)]
enum Next {
    /// Its text: how it is kept is not known yet, or it is kept as it is.
    Text(Arc<[u8]>),
    /// Its mark.
    Sealed(Arc<Mark>),
}

impl Next {
    fn is_text(&self, other: &[u8]) -> bool {
        matches!(self, Self::Text(text) if **text == *other)
    }
}

type Known = HashMap<Uuid, Decoded>;

/// Cases, applications, persons and drafts read or written lately, by their ids.
#[derive(Default)]
pub(crate) struct Recent(Mutex<Generations>);

#[derive(Default)]
struct Generations {
    young: Known,
    old: Known,
}

impl Recent {
    /// What a kept text is decoded.
    pub(crate) fn decode<T: Send + Sync + 'static>(
        &self,
        id: Uuid,
        kept: Kept,
        decode: impl FnOnce(&[u8]) -> Result<T, AppError>,
    ) -> Result<Arc<T>, AppError> {
        let known = self.lock().get(id).cloned().unwrap_or_default();
        if let Some((mark, value)) = known.read
            && *mark == *kept.mark()
            && let Ok(value) = value.downcast()
        {
            return Ok(value);
        }
        let marked = match &known.next {
            Some((Next::Sealed(mark), value)) if **mark == *kept.mark() => Some(value),
            _ => None,
        };
        let marked = marked.and_then(|value| Arc::clone(value).downcast().ok());
        let (value, is_next) = if let Some(value) = marked {
            (value, true)
        } else {
            let text = kept.open()?;
            let same = known.next.filter(|(next, _)| next.is_text(&text));
            match same.and_then(|(_, value)| value.downcast().ok()) {
                Some(value) => (value, true),
                None => (Arc::new(decode(&text)?), false),
            }
        };
        let read = (Arc::new(kept.into_mark()), Arc::clone(&value) as Value);
        // What goes is given back by those who hold nobody up.
        let _gone = self.of(id, |known| {
            let next = is_next.then(|| known.next.take());
            (known.read.replace(read), next)
        });
        Ok(value)
    }

    /// Remembers what a text is decoded. It may be about to be written, and may never be.
    pub(crate) fn keep<T: Send + Sync + 'static>(&self, id: Uuid, text: &[u8], value: Arc<T>) {
        let next = (Next::Text(text.into()), value as Value);
        let _gone = self.of(id, |known| known.next.replace(next));
    }

    /// By what texts that are being written will be known again.
    pub(crate) fn mark(&self, marked: Vec<Marked>) {
        let mut known = self.lock();
        for one in marked {
            if let Some(known) = known.get(one.mark.owner())
                && let Some((next, _)) = &mut known.next
                && next.is_text(&one.text)
            {
                *next = Next::Sealed(Arc::new(one.mark));
            }
        }
    }

    /// Changes what is known of an id, which is young from now on.
    fn of<T>(&self, id: Uuid, change: impl FnOnce(&mut Decoded) -> T) -> T {
        let (changed, _gone) = {
            let mut known = self.lock();
            let gone = known.make_room(id);
            (change(known.entry(id)), gone)
        };
        changed
    }

    fn lock(&self) -> MutexGuard<'_, Generations> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl App {
    /// Commits, and remembers by what its states and drafts will be known again.
    pub(crate) async fn commit(&self, commit: Commit) -> Result<CommitOutcome, StoreError> {
        let (writing, marked) = self.store().commit_marked(commit);
        self.recent.mark(marked);
        writing.await
    }
}

impl Generations {
    fn get(&mut self, id: Uuid) -> Option<&mut Decoded> {
        if self.young.len() < GENERATION
            && let Some(known) = self.old.remove(&id)
        {
            self.young.insert(id, known);
        }
        self.young.get_mut(&id).or_else(|| self.old.get_mut(&id))
    }

    /// What has to go for an id that is to become young.
    fn make_room(&mut self, id: Uuid) -> Option<Known> {
        let is_full = self.young.len() >= GENERATION && !self.young.contains_key(&id);
        is_full.then(|| {
            let young = std::mem::take(&mut self.young);
            std::mem::replace(&mut self.old, young)
        })
    }

    /// What is known of an id, which is young from now on.
    fn entry(&mut self, id: Uuid) -> &mut Decoded {
        let old = &mut self.old;
        let young = self.young.entry(id);
        young.or_insert_with(|| old.remove(&id).unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use tutas_store::{Change, Commit, Index, Store, StreamId, StreamKind};

    use super::*;

    const ID: Uuid = Uuid::from_u128(7);

    fn change(expected: u64, text: &[u8]) -> Commit {
        let change = Change {
            stream: StreamId(ID),
            kind: StreamKind::Case,
            expected,
            events: b"[]".to_vec(),
            state: text.to_vec(),
            index: Index::default(),
            parties: Vec::new(),
            recorded_at: Timestamp::UNIX_EPOCH,
        };
        Commit {
            changes: vec![change],
            ..Commit::default()
        }
    }

    fn read(recent: &Recent, store: &Store) -> Arc<String> {
        let kept = store.load_kept(StreamId(ID)).unwrap().unwrap().state;
        let decode = |text: &[u8]| Ok(serde_json::from_slice(text)?);
        recent.decode(ID, kept, decode).unwrap()
    }

    fn keep(recent: &Recent, text: &str) -> (Arc<String>, Vec<u8>) {
        let (value, text) = (Arc::new(text.to_owned()), serde_json::to_vec(text).unwrap());
        recent.keep(ID, &text, Arc::clone(&value));
        (value, text)
    }

    #[test]
    fn who_reads_while_another_writes_makes_nobody_decode_anew() {
        for store in [Store::in_memory(), Store::open_in_memory().unwrap()] {
            let recent = Recent::default();
            let (first, text) = keep(&recent, "first");
            let (writing, marked) = store.commit_marked(change(0, &text));
            recent.mark(marked);
            writing.wait().unwrap();
            assert!(Arc::ptr_eq(&read(&recent, &store), &first));

            let (second, text) = keep(&recent, "second");
            assert!(Arc::ptr_eq(&read(&recent, &store), &first));
            let (writing, marked) = store.commit_marked(change(1, &text));
            recent.mark(marked);
            writing.wait().unwrap();
            assert!(Arc::ptr_eq(&read(&recent, &store), &second));
            assert!(Arc::ptr_eq(&read(&recent, &store), &second));
        }
    }

    #[test]
    fn what_was_kept_and_never_written_is_never_told() {
        for store in [Store::in_memory(), Store::open_in_memory().unwrap()] {
            let recent = Recent::default();
            let (_, text) = keep(&recent, "first");
            let (writing, marked) = store.commit_marked(change(0, &text));
            recent.mark(marked);
            writing.wait().unwrap();
            let (_, text) = keep(&recent, "overtaken");
            let (writing, marked) = store.commit_marked(change(0, &text));
            recent.mark(marked);
            writing.wait().unwrap_err();
            assert_eq!(*read(&recent, &store), "first");
            let (_, text) = keep(&recent, "lost before it was sealed");
            assert_eq!(*read(&recent, &store), "first");
            drop(text);
        }
    }

    #[test]
    fn two_generations_are_kept_and_no_more() {
        let recent = Recent::default();
        for number in 0..u128::try_from(GENERATION * 3).unwrap() {
            recent.keep(Uuid::from_u128(number), b"0", Arc::new(0_u8));
        }
        let known = recent.lock();
        assert_eq!(
            (known.young.len(), known.old.len()),
            (GENERATION, GENERATION)
        );
    }
}
