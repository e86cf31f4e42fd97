//! What is asked about one access to a person's data, and what is answered.
//!
//! Each access is on record; whoever's data it was may ask why. There is one inquiry for an access:
//! who asks twice has asked the same question. The body that looked owes the answer, in words.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::actor::{Officer, OfficerId};
use crate::calendar::Calendar;
use crate::definition::LegalTerm;
use crate::person::PersonId;
use crate::text::{Lang, Law, Words};

/// A person asks why somebody looked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// Whose data it was: nobody else asks.
    pub by: PersonId,
    /// The language in which they read.
    pub lang: Lang,
    /// What they add in their own words; it may be nothing.
    pub words: Words,
    /// The body that looked, or that answers for the program: it owes the answer.
    pub body: String,
    /// The officer who looked, who does not answer for it; none where the program did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub looked: Option<String>,
    /// The number of the case or application; empty where there was none yet.
    pub number: String,
    /// Asked when.
    pub at: Timestamp,
    /// The last day to answer.
    pub until: Date,
    /// When that day is over.
    pub ends_at: Timestamp,
    /// The law that gives the right and the term.
    pub law: Law,
}

impl Question {
    /// A question with the term in which it is owed an answer, counted by the body's calendar.
    pub fn new(
        (by, lang): (PersonId, Lang),
        words: Words,
        (body, number): (String, String),
        term: &LegalTerm,
        (now, calendar): (Timestamp, &Calendar),
    ) -> Self {
        let ends_at = term.length.ends_at(now, calendar);
        Self {
            by,
            lang,
            words,
            body,
            looked: None,
            number,
            at: now,
            until: calendar.day_ending_at(ends_at),
            ends_at,
            law: term.law.clone(),
        }
    }

    /// The question about a look of this officer.
    #[must_use]
    pub fn looked_at_by(self, looked: Option<String>) -> Self {
        Self { looked, ..self }
    }
}

/// What an officer answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// Who answers, and for which body.
    pub by: OfficerId,
    /// In words.
    pub words: Words,
    /// When.
    pub at: Timestamp,
}

/// What an auditor finds of an access.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// It was needed for what it was done for.
    WellFounded,
    /// It may not have been.
    Doubtful,
}

/// An auditor's verdict, in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// Who found it.
    pub by: OfficerId,
    /// What.
    pub verdict: Verdict,
    /// Why; whoever doubts says so.
    pub words: Words,
    /// When.
    pub at: Timestamp,
}

/// What can happen in an inquiry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum Event {
    /// The person asked.
    Asked(Question),
    /// The body answered.
    Answered(Answer),
    /// An auditor marked the access.
    Found(Finding),
}

/// Why an answer is not taken. Nothing was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rejection {
    /// Nobody asked.
    NothingAsked,
    /// It was answered.
    AlreadyAnswered,
    /// Another body owes the answer.
    OtherBody,
    /// The officer is kin of whoever asks.
    Kin,
    /// Who looked does not say whether it was right.
    OwnLook,
    /// An answer without words is none.
    NoWords,
    /// Whoever doubts says why.
    DoubtWithoutWords,
}

impl Rejection {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::NothingAsked,
        Self::AlreadyAnswered,
        Self::OtherBody,
        Self::Kin,
        Self::OwnLook,
        Self::NoWords,
        Self::DoubtWithoutWords,
    ];

    /// The id of the message that says so.
    pub fn code(self) -> &'static str {
        match self {
            Self::NothingAsked => "inquiry-nothing-asked",
            Self::AlreadyAnswered => "inquiry-already-answered",
            Self::OtherBody => "inquiry-other-body",
            Self::Kin => "inquiry-kin",
            Self::OwnLook => "inquiry-own-look",
            Self::NoWords => "inquiry-no-words",
            Self::DoubtWithoutWords => "inquiry-doubt-without-words",
        }
    }
}

/// What was asked about an access, and answered.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inquiry {
    /// What the person asks.
    pub question: Option<Question>,
    /// What they were answered.
    pub answer: Option<Answer>,
    /// What auditors found, oldest first: nothing that was found is taken away.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<Finding>,
}

impl Inquiry {
    /// Folds a journal.
    pub fn fold<'a>(events: impl IntoIterator<Item = &'a Event>) -> Self {
        events.into_iter().fold(Self::default(), Self::apply)
    }

    /// The inquiry after one more event.
    #[must_use]
    pub fn apply(mut self, event: &Event) -> Self {
        match event {
            Event::Asked(question) => {
                self.question.get_or_insert_with(|| question.clone());
            }
            Event::Answered(answer) => {
                self.answer.get_or_insert_with(|| answer.clone());
            }
            Event::Found(finding) => self.findings.push(finding.clone()),
        }
        self
    }

    /// Takes a question, unless it was asked: then nothing happens.
    pub fn ask(&self, question: Question) -> Option<Event> {
        self.question.is_none().then_some(Event::Asked(question))
    }

    /// Takes an officer's answer.
    pub fn answer(
        &self,
        officer: &Officer,
        words: Words,
        now: Timestamp,
    ) -> Result<Event, Rejection> {
        let question = self.may_answer(officer)?;
        if words.is_blank() {
            return Err(Rejection::NoWords);
        }
        Ok(Event::Answered(Answer {
            by: officer.id.clone(),
            words,
            at: now.max(question.at),
        }))
    }

    /// Takes an auditor's finding. The same said twice by the same auditor is said once.
    pub fn find(&self, finding: Finding) -> Result<Option<Event>, Rejection> {
        if finding.verdict == Verdict::Doubtful && finding.words.is_blank() {
            return Err(Rejection::DoubtWithoutWords);
        }
        let said = self.findings.last().is_some_and(|last| {
            (&last.by, last.verdict, &last.words) == (&finding.by, finding.verdict, &finding.words)
        });
        Ok((!said).then_some(Event::Found(finding)))
    }

    /// The question that this officer may answer now.
    pub fn may_answer(&self, officer: &Officer) -> Result<&Question, Rejection> {
        let question = self.question.as_ref().ok_or(Rejection::NothingAsked)?;
        if question.body != officer.body() {
            return Err(Rejection::OtherBody);
        }
        if officer.family.contains(&question.by) {
            return Err(Rejection::Kin);
        }
        if question.looked.as_ref() == Some(&officer.id.id) {
            return Err(Rejection::OwnLook);
        }
        if self.answer.is_some() {
            return Err(Rejection::AlreadyAnswered);
        }
        Ok(question)
    }

    /// The question that is owed an answer.
    pub fn owed(&self) -> Option<&Question> {
        self.question.as_ref().filter(|_| self.answer.is_none())
    }
}

#[cfg(test)]
mod tests;
