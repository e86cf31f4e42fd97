//! Records of a register that may be about one person, and what its steward finds.
//!
//! That they are about different people takes nothing from anybody, and one officer may find it. That
//! they are about one person leads to a merger, which may take something away: one officer proposes
//! it, another one of the same body finds it. Nothing is merged here; the register's keeper does that.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::actor::{Officer, OfficerId};
use crate::evidence::Record;
use crate::person::{Iin, PersonId};
use crate::text::{Law, Words};
use crate::value::Value;

/// What speaks for or against one person behind two records: a code, and whether it speaks for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// What agrees or differs.
    pub code: String,
    /// Whether it speaks for one person.
    pub speaks_for: bool,
}

/// Two of the records, by their places, and why they were put together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pair {
    /// The one.
    pub a: usize,
    /// The other.
    pub b: usize,
    /// Whether they are as good as certainly one person's.
    pub is_certain: bool,
    /// What speaks for and against it.
    pub reasons: Vec<Reason>,
}

/// Records that were found to be possibly one person's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// The register.
    pub register: String,
    /// Its steward, who looks into it.
    pub body: String,
    /// What the register says.
    pub records: Vec<Record>,
    /// Which of them were put together.
    pub pairs: Vec<Pair>,
    /// When.
    pub at: Timestamp,
    /// The last day to look into it.
    pub until: Date,
    /// When that day is over.
    pub ends_at: Timestamp,
    /// The law of the term.
    pub law: Law,
}

/// What an officer wrote.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// Who.
    pub by: OfficerId,
    /// In words.
    pub words: Words,
    /// When.
    pub at: Timestamp,
}

/// What the records are found to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// About one person.
    Same,
    /// About different people.
    Different,
}

/// What an officer says of the records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// They are one person's: a proposal, or, from another officer, the finding.
    Same,
    /// They are different people's.
    Different,
    /// More must be known first.
    More,
}

/// What can happen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum Event {
    /// They were found.
    Found(Found),
    /// An officer put down what must be known first.
    MoreNeeded(Note),
    /// An officer proposes that they are one person's.
    Proposed(Note),
    /// It was found what they are.
    Decided {
        /// What.
        outcome: Outcome,
        /// By whom, and why.
        note: Note,
    },
}

/// Why an answer is not taken. Nothing was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rejection {
    /// Another body is the steward.
    OtherBody,
    /// The officer or their kin stand in the records.
    Kin,
    /// It was decided.
    Decided,
    /// Whoever proposed it does not find it.
    SameOfficer,
    /// Without words why.
    NoWords,
}

impl Rejection {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::OtherBody,
        Self::Kin,
        Self::Decided,
        Self::SameOfficer,
        Self::NoWords,
    ];

    /// The id of the message that says so.
    pub fn code(self) -> &'static str {
        match self {
            Self::OtherBody => "duplicate-other-body",
            Self::Kin => "duplicate-kin",
            Self::Decided => "duplicate-decided",
            Self::SameOfficer => "duplicate-same-officer",
            Self::NoWords => "duplicate-no-words",
        }
    }
}

/// Records that may be one person's, with what was found of them so far.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Duplicate {
    /// What was found.
    pub found: Option<Found>,
    /// What must be known first, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<Note>,
    /// Who proposes that they are one person's.
    pub proposal: Option<Note>,
    /// What was decided.
    pub decision: Option<(Outcome, Note)>,
}

impl Duplicate {
    /// Folds a journal.
    pub fn fold<'a>(events: impl IntoIterator<Item = &'a Event>) -> Self {
        events.into_iter().fold(Self::default(), Self::apply)
    }

    /// The state after one more event.
    #[must_use]
    pub fn apply(mut self, event: &Event) -> Self {
        match event {
            Event::Found(found) => {
                self.found.get_or_insert_with(|| found.clone());
            }
            Event::MoreNeeded(note) => {
                // Who proposed it did so without what must be known.
                self.proposal = None;
                self.notes.push(note.clone());
            }
            Event::Proposed(note) => self.proposal = Some(note.clone()),
            Event::Decided { outcome, note } => {
                self.decision
                    .get_or_insert_with(|| (*outcome, note.clone()));
            }
        }
        self
    }

    /// Takes an officer's answer. The same said twice is said once.
    pub fn answer(
        &self,
        officer: &Officer,
        answer: Answer,
        words: Words,
        now: Timestamp,
    ) -> Result<Event, Rejection> {
        let found = self.may_answer(officer)?;
        if words.is_blank() {
            return Err(Rejection::NoWords);
        }
        let note = Note {
            by: officer.id.clone(),
            words,
            at: now.max(found.at),
        };
        Ok(match (answer, &self.proposal) {
            (Answer::More, _) => Event::MoreNeeded(note),
            (Answer::Different, _) => Event::Decided {
                outcome: Outcome::Different,
                note,
            },
            (Answer::Same, None) => Event::Proposed(note),
            (Answer::Same, Some(proposal)) if proposal.by.id == officer.id.id => {
                return Err(Rejection::SameOfficer);
            }
            (Answer::Same, Some(_)) => Event::Decided {
                outcome: Outcome::Same,
                note,
            },
        })
    }

    /// What this officer may look into now.
    pub fn may_answer(&self, officer: &Officer) -> Result<&Found, Rejection> {
        let found = self.found.as_ref().ok_or(Rejection::OtherBody)?;
        if found.body != officer.body() {
            return Err(Rejection::OtherBody);
        }
        if found
            .people()
            .iter()
            .any(|one| officer.family.contains(one))
        {
            return Err(Rejection::Kin);
        }
        if self.decision.is_some() {
            return Err(Rejection::Decided);
        }
        Ok(found)
    }
}

impl Found {
    /// Whom the records name, each once. A number that cannot be one names nobody.
    pub fn people(&self) -> Vec<PersonId> {
        let mut people = Vec::new();
        for record in &self.records {
            let text = |field: &str| record.get(field)?.as_ref().and_then(Value::as_text);
            let iin = text("iin").and_then(|iin| Iin::parse(iin).ok());
            let document = || text("document").filter(|text| !text.is_empty());
            let person = match iin {
                Some(iin) => Some(PersonId::Iin(iin)),
                None => document().map(|text| PersonId::Document(text.to_owned())),
            };
            if let Some(person) = person.filter(|person| !people.contains(person)) {
                people.push(person);
            }
        }
        people
    }
}

#[cfg(test)]
mod tests;
