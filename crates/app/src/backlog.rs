//! What is owed and late, and what waits to be done: counted a little at a time, so that whoever
//! asks for it costs no look at the database, however much there is.
//!
//! Bodies answer for what is overdue, the program for what waits. A pass goes through the worklists
//! of all bodies and through all effects that are not done, a page a turn; what it found is told
//! when it is over. It holds counts and times only, under codes of the program itself.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::{SignedDuration, Timestamp};
use tutas_store::{EffectKey, StreamId};

use crate::stream::listed;
use crate::{App, AppError};

/// Lists looked at in one turn, and rows of one list and of the effects.
const LISTS: usize = 200;
const ROWS: usize = 500;

/// Effects tried so often and not done count as failing: it went on for half an hour.
const FAILING_TRIES: u32 = 5;

/// The phases in which a body owes a decision, as lists have them.
const UNDECIDED: [&str; 6] = [
    "gathering",
    "curing",
    "examining",
    "hearing",
    "deemed-refused",
    listed::DELIVERY,
];

/// Things of one kind that are late or wait.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pile {
    /// How many.
    pub count: u64,
    /// Since when the oldest is late, or waits.
    pub oldest: Option<Timestamp>,
}

impl Pile {
    fn add(&mut self, since: Timestamp) {
        self.count += 1;
        self.oldest = Some(self.oldest.map_or(since, |oldest| oldest.min(since)));
    }
}

/// What a pass found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Backlog {
    /// What bodies owe and whose term is over, by what is owed: `decision`, `other` (to take note of
    /// a result, to look at a provisional grant or a slip of the pen), `answer` (to who asks why
    /// their data were looked at), `duplicate`.
    pub overdue: BTreeMap<&'static str, Pile>,
    /// Effects that are not done, by kind: since when they are wanted.
    pub waiting: BTreeMap<String, Pile>,
    /// Those of them that were tried again and again in vain.
    pub failing: BTreeMap<String, Pile>,
    /// When the pass was over.
    pub counted_at: Option<Timestamp>,
}

/// Where a pass is, and what the last one found.
#[derive(Debug, Default)]
pub(crate) struct Backlogs {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    last: Backlog,
    pass: Pass,
}

#[derive(Debug, Default)]
struct Pass {
    found: Backlog,
    /// How many lists are behind it.
    lists: usize,
    /// The row of a long list after which it goes on.
    row: Option<(i64, StreamId)>,
    /// The effect after which it goes on, and when that one is due.
    effect: Option<(Timestamp, EffectKey)>,
}

impl Backlogs {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl App {
    /// What the last pass found; before the first, nothing.
    pub fn backlog(&self) -> Backlog {
        self.backlogs.lock().last.clone()
    }

    /// Counts on: some lists, or some effects. Says whether a pass is over with it. The thread waits
    /// for the database.
    pub fn count_backlog(&self) -> Result<bool, AppError> {
        let now = self.now();
        let mut pass = std::mem::take(&mut self.backlogs.lock().pass);
        // What breaks off begins anew with the next turn.
        let over = if pass.lists < 3 * self.catalog().bodies.len() {
            self.count_lists(&mut pass, now)?;
            false
        } else {
            self.count_effects(&mut pass, now)?
        };
        let mut state = self.backlogs.lock();
        if over {
            pass.found.counted_at = Some(now);
            state.last = pass.found;
        } else {
            state.pass = pass;
        }
        Ok(over)
    }

    fn count_lists(&self, pass: &mut Pass, now: Timestamp) -> Result<(), AppError> {
        let bodies = self.catalog().bodies.keys();
        let lists = bodies.flat_map(|body| {
            [
                (body.clone(), None),
                (listed::of(body, listed::QUESTION), Some("answer")),
                (listed::of(body, listed::DUPLICATE), Some("duplicate")),
            ]
        });
        for (list, owed) in lists.skip(pass.lists).take(LISTS) {
            let rows = self.store().worklist(&list, &[], pass.row, ROWS)?;
            let late = |due: Option<Timestamp>| due.filter(|due| *due <= now);
            for row in &rows {
                let Some(due) = late(row.due_at) else { break };
                let owed = owed.unwrap_or_else(|| owed_in(&row.phase));
                pass.found.overdue.entry(owed).or_default().add(due);
            }
            // The list is in the order of its terms.
            let last = rows
                .last()
                .filter(|row| rows.len() == ROWS && late(row.due_at).is_some());
            pass.row = last.map(tutas_store::WorklistRow::cursor);
            if pass.row.is_some() {
                return Ok(());
            }
            pass.lists += 1;
        }
        Ok(())
    }

    fn count_effects(&self, pass: &mut Pass, now: Timestamp) -> Result<bool, AppError> {
        let page = self.store().undone_effects(pass.effect, ROWS)?;
        for effect in &page {
            // Its stream may be younger than this look.
            let since = effect.wanted_at.unwrap_or(now);
            let Backlog {
                waiting, failing, ..
            } = &mut pass.found;
            waiting.entry(effect.kind.clone()).or_default().add(since);
            if effect.tries >= FAILING_TRIES {
                failing.entry(effect.kind.clone()).or_default().add(since);
            }
        }
        pass.effect = page.last().map(|effect| (effect.due_at, effect.key));
        Ok(page.len() < ROWS)
    }

    /// How long ago something was.
    pub fn age(&self, since: Timestamp) -> SignedDuration {
        self.now().duration_since(since).max(SignedDuration::ZERO)
    }
}

fn owed_in(phase: &str) -> &'static str {
    if UNDECIDED.contains(&phase) {
        "decision"
    } else {
        "other"
    }
}
