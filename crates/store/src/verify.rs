//! Does the store still say what was committed?

use std::collections::BTreeSet;

use crate::engine::Engine;
use crate::error::{Result, StoreError};
use crate::id::{StreamId, StreamKind};
use crate::rest::is_of;
use crate::stream::{self, JournalEntry, Loaded};
use crate::{Store, sql};

/// Streams looked at in one go.
const PAGE: usize = 500;

/// Problems told of; a broken database has as many as it has streams.
const MAX_PROBLEMS: usize = 1_000;

/// What a verification saw.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verification {
    /// Streams looked at.
    pub streams: u64,
    /// Changes whose leaf was computed again.
    pub changes: u64,
    /// What is wrong; at most 1,000.
    pub problems: Vec<Problem>,
}

/// Something that does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The stream.
    pub stream: StreamId,
    /// What is wrong with it, for the operator: no personal data.
    pub what: String,
}

impl Store {
    /// Computes each leaf again, and each state with `fold`, which is given the kind of a stream
    /// and all its changes, and gives the state as canonical plaintext.
    ///
    /// Before that it looks through the files of SQLite, page by page: one that is damaged, also
    /// where no change lies, is an error.
    ///
    /// What `fold` says when it fails becomes a [`Problem`], so it must not hold personal data.
    pub fn verify(
        &self,
        mut fold: impl FnMut(StreamKind, &[JournalEntry]) -> Result<Vec<u8>, String>,
    ) -> Result<Verification> {
        if let Engine::Database(database) = &self.engine {
            database.check_files()?;
        }
        let mut seen = Verification::default();
        let mut after = None;
        loop {
            let (streams, last) = self.page_to_verify(after)?;
            for stream in streams {
                self.verify_stream(stream, &mut fold, &mut seen)?;
            }
            match last {
                Some(last) => after = Some(last),
                None => return Ok(seen),
            }
        }
    }

    /// The next streams that have a state or a journal, and where the page after them starts.
    fn page_to_verify(
        &self,
        after: Option<StreamId>,
    ) -> Result<(BTreeSet<StreamId>, Option<StreamId>)> {
        let (states, journals) = match &self.engine {
            Engine::Database(database) => database.read_as_of_one_moment(|db| {
                Ok((
                    stream::page(db, sql::STREAMS, after, PAGE)?,
                    stream::page(db, sql::JOURNALED, after, PAGE)?,
                ))
            })?,
            // There a stream has its journal, so that one cannot be without the other.
            Engine::Memory(memory) => (
                memory.read(|tables| tables.streams(after, PAGE)),
                Vec::new(),
            ),
        };
        // Beyond the end of a full page the other list may know of streams that this one does not.
        let ends = [&states, &journals]
            .into_iter()
            .filter(|page| page.len() == PAGE);
        let end = ends.filter_map(|page| page.last().copied()).min();
        let streams = states
            .into_iter()
            .chain(journals)
            .filter(|stream| end.is_none_or(|end| *stream <= end))
            .collect();
        Ok((streams, end))
    }

    fn verify_stream(
        &self,
        stream: StreamId,
        fold: &mut impl FnMut(StreamKind, &[JournalEntry]) -> Result<Vec<u8>, String>,
        seen: &mut Verification,
    ) -> Result<()> {
        seen.streams += 1;
        let problem = match self.whole_stream(stream) {
            Ok((state, entries)) => {
                seen.changes += entries.len() as u64;
                wrong_with(state, &entries, fold)
            }
            Err(error @ (StoreError::Unsealable { .. } | StoreError::KeyMissing { .. })) => {
                Some(error.to_string())
            }
            Err(error) => return Err(error),
        };
        if let Some(what) = problem
            && seen.problems.len() < MAX_PROBLEMS
        {
            seen.problems.push(Problem { stream, what });
        }
        Ok(())
    }

    /// State and journal as of one moment.
    fn whole_stream(&self, id: StreamId) -> Result<(Option<Loaded>, Vec<JournalEntry>)> {
        let database = match &self.engine {
            Engine::Database(database) => database,
            Engine::Memory(memory) => {
                return Ok(memory.read(|tables| (tables.load(id), tables.journal(id))));
            }
        };
        let (state, entries) = database
            .read_as_of_one_moment(|db| Ok((stream::load(db, id)?, stream::journal(db, id)?)))?;
        let key = database.keys.key(id.0)?;
        let state = state.map(|state| state.open(&key, id)).transpose()?;
        let entries = entries
            .into_iter()
            .map(|entry| entry.open(&key, id))
            .collect::<Result<_>>()?;
        Ok((state, entries))
    }
}

fn wrong_with(
    state: Option<Loaded>,
    entries: &[JournalEntry],
    fold: &mut impl FnMut(StreamKind, &[JournalEntry]) -> Result<Vec<u8>, String>,
) -> Option<String> {
    let Some(state) = state else {
        return Some("there are changes but no state".to_owned());
    };
    let gap = entries
        .iter()
        .zip(1_u64..)
        .find(|(entry, version)| entry.version != *version);
    if let Some((_, version)) = gap {
        return Some(format!("change {version} is missing"));
    }
    if state.version != entries.len() as u64 {
        let changes = entries.len();
        return Some(format!(
            "the state is at version {}, the journal at {changes}",
            state.version
        ));
    }
    if let Some(entry) = entries.iter().find(|entry| !entry.leaf_ok) {
        return Some(format!(
            "the leaf of change {} is not that of its events",
            entry.version
        ));
    }
    match fold(state.kind, entries) {
        Ok(folded) if is_of(&state.state, &folded) => None,
        Ok(_) => Some("the state is not the fold of the changes".to_owned()),
        Err(reason) => Some(format!("the changes cannot be folded: {reason}")),
    }
}
