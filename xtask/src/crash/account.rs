//! What was acknowledged, against what is there.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// What one visitor was told, and may have brought about without being told.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Account {
    /// Things that are there once, by name: whether that is known, or only may be so.
    things: BTreeMap<String, Told>,
    /// What has one of several states, by name: the one that was acknowledged.
    states: BTreeMap<String, String>,
    /// The state that something may have got, by name, since no answer came.
    tried: BTreeMap<String, String>,
    /// Papers may have come about whose names nobody learned: so many at most.
    unnamed: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Told {
    Done,
    Unknown,
    TurnedDown,
}

/// What a visitor sees.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Seen {
    /// Each thing as often as it was seen.
    pub(crate) things: Vec<String>,
    /// States by name.
    pub(crate) states: BTreeMap<String, String>,
    /// Names of papers, known or not.
    pub(crate) papers: BTreeSet<String>,
}

/// One difference between what was acknowledged and what is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Difference {
    /// It was acknowledged, and is not there.
    Lost(String),
    /// It is there more often than it was done, or though it was turned down.
    Doubled(String),
}

impl fmt::Display for Difference {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Lost(what) => write!(out, "lost: {what}"),
            Self::Doubled(what) => write!(out, "doubled: {what}"),
        }
    }
}

impl Account {
    /// Something is being tried whose outcome nobody knows yet.
    pub(crate) fn trying(&mut self, thing: &str) {
        self.things.insert(thing.to_owned(), Told::Unknown);
    }

    /// It was acknowledged.
    pub(crate) fn done(&mut self, thing: &str) {
        self.things.insert(thing.to_owned(), Told::Done);
    }

    /// It was turned down: it must not be there.
    pub(crate) fn turned_down(&mut self, thing: &str) {
        self.things.insert(thing.to_owned(), Told::TurnedDown);
    }

    /// Something is about to change its state, and nobody knows yet whether it did.
    pub(crate) fn trying_state(&mut self, name: &str, state: &str) {
        self.tried.insert(name.to_owned(), state.to_owned());
    }

    /// A state was acknowledged.
    pub(crate) fn is_in(&mut self, name: &str, state: &str) {
        self.tried.remove(name);
        self.states.insert(name.to_owned(), state.to_owned());
    }

    /// A change of state was turned down.
    pub(crate) fn stays(&mut self, name: &str) {
        self.tried.remove(name);
    }

    /// A paper may have come about, or not; or its name is known now.
    pub(crate) fn may_have_unnamed(&mut self, papers: usize) {
        self.unnamed = papers;
    }

    /// How much is acknowledged.
    pub(crate) fn len(&self) -> usize {
        let done = self.things.values().filter(|told| **told == Told::Done);
        done.count() + self.states.len()
    }

    /// The acknowledged state of something.
    pub(crate) fn state(&self, name: &str) -> Option<&str> {
        self.states.get(name).map(String::as_str)
    }

    /// What is lost, and what is doubled.
    pub(crate) fn compare(&self, seen: &Seen) -> Vec<Difference> {
        let mut found: BTreeMap<&str, usize> = BTreeMap::new();
        for thing in &seen.things {
            *found.entry(thing).or_default() += 1;
        }
        let mut differences = Vec::new();
        for (thing, told) in &self.things {
            let times = found.remove(thing.as_str()).unwrap_or(0);
            let most = usize::from(*told != Told::TurnedDown);
            if times == 0 && *told == Told::Done {
                differences.push(Difference::Lost(thing.clone()));
            } else if times > most {
                let text = format!("{thing}, {times} times there, at most {most} done");
                differences.push(Difference::Doubled(text));
            }
        }
        let strange = found.keys();
        differences.extend(strange.map(|thing| Difference::Doubled(format!("{thing}, unasked"))));
        differences.extend(self.compare_states(seen));
        differences
    }

    fn compare_states(&self, seen: &Seen) -> Vec<Difference> {
        let mut differences = Vec::new();
        for (name, state) in &self.states {
            let is = seen.states.get(name);
            let tried = self.tried.get(name);
            if is != Some(state) && (is.is_none() || is != tried) {
                let is = is.map_or("not there", String::as_str);
                let text = match tried {
                    Some(tried) => format!("{name}: {state} or {tried}, is {is}"),
                    None => format!("{name}: {state}, is {is}"),
                };
                differences.push(Difference::Lost(text));
            }
        }
        let known = |paper: &&String| !self.states.contains_key(*paper);
        let unknown: Vec<&String> = seen.papers.iter().filter(known).collect();
        for paper in unknown.iter().skip(self.unnamed) {
            differences.push(Difference::Doubled(format!("{paper}, unasked")));
        }
        differences
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account() -> Account {
        let mut account = Account::default();
        account.done("complaint 1");
        account.trying("complaint 2");
        account.turned_down("complaint 3");
        account.is_in("paper a", "draft");
        account.trying_state("paper a", "application");
        account
    }

    fn seen(things: &[&str], state: &str) -> Seen {
        Seen {
            things: things.iter().map(|&thing| thing.to_owned()).collect(),
            states: [("paper a".to_owned(), state.to_owned())].into(),
            papers: ["paper a".to_owned()].into(),
        }
    }

    #[test]
    fn what_was_acknowledged_is_there_once_and_what_is_not_known_at_most_once() {
        for (things, state) in [
            (&["complaint 1"][..], "draft"),
            (&["complaint 2", "complaint 1"], "application"),
        ] {
            assert_eq!(account().compare(&seen(things, state)), []);
        }
    }

    #[test]
    fn a_lost_item_is_said_to_be_lost() {
        let differences = account().compare(&seen(&["complaint 2"], "draft"));
        assert_eq!(differences, [Difference::Lost("complaint 1".to_owned())]);
        let differences = account().compare(&seen(&["complaint 1"], "gone"));
        let text = "paper a: draft or application, is gone".to_owned();
        assert_eq!(differences, [Difference::Lost(text)]);
        let mut nothing = seen(&["complaint 1"], "");
        nothing.states.clear();
        assert_eq!(account().compare(&nothing).len(), 1);
    }

    #[test]
    fn a_doubled_item_is_said_to_be_doubled() {
        for doubled in ["complaint 1", "complaint 2"] {
            let seen = seen(&["complaint 1", doubled, doubled], "draft");
            let differences = account().compare(&seen);
            assert!(
                matches!(&differences[..], [Difference::Doubled(_)]),
                "{differences:?}"
            );
        }
        for strange in ["complaint 3", "complaint 4"] {
            let differences = account().compare(&seen(&["complaint 1", strange], "draft"));
            assert!(
                matches!(&differences[..], [Difference::Doubled(_)]),
                "{differences:?}"
            );
        }
    }

    #[test]
    fn a_change_that_was_acknowledged_is_not_taken_for_one_that_may_have_been() {
        let mut account = account();
        account.is_in("paper a", "application");
        assert_eq!(account.compare(&seen(&["complaint 1"], "draft")).len(), 1);
        account.trying_state("paper a", "gone");
        account.stays("paper a");
        assert_eq!(account.compare(&seen(&["complaint 1"], "gone")).len(), 1);
    }

    #[test]
    fn papers_nobody_asked_for_are_doubled_unless_one_may_have_come_about() {
        let mut account = account();
        let mut seen = seen(&["complaint 1"], "draft");
        seen.papers.insert("paper b".to_owned());
        assert_eq!(account.compare(&seen).len(), 1);
        account.may_have_unnamed(1);
        assert_eq!(account.compare(&seen), []);
        seen.papers.insert("paper c".to_owned());
        assert_eq!(account.compare(&seen).len(), 1);
    }
}
