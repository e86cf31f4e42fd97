//! One case with its journal, a small service, and the people around it.
//!
//! The service has three requirements: `record` is mended by a document, `choice` by an answer, and
//! `first award` by nothing. The case is filed on Monday 23 November 2026 at 10:00; its term is
//! seven working days, to Wednesday 2 December. 16 December is a holiday.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::{Offset, TimeZone};
use uuid::Uuid;

use super::super::*;
pub(super) use super::example::*;
use crate::actor::{Actor, Officer, OfficerId, Rank};
use crate::calendar::Calendar;
use crate::definition::{LegalTerm, Procedure, RevocationGround};
use crate::evidence::{Finding, Known, Record, Source, Unknown, Verdict};
use crate::invariant::{self, Checks};
use crate::person::{Iin, PersonId};
use crate::term::TermLength;
use crate::text::{Lang, Law};
use crate::value::Value;

pub(super) const RECORD: &str = "record";
pub(super) const CHOICE: &str = "choice";
pub(super) const AWARD: &str = "first award";
pub(super) const REQUIREMENTS: [&str; 3] = [RECORD, CHOICE, AWARD];

/// A story of one case: what was decided so far, and by which procedure.
pub(super) struct Story {
    pub(super) procedure: Procedure,
    pub(super) calendar: Calendar,
    pub(super) case: Case,
    pub(super) journal: Vec<Recorded>,
    pub(super) checks: Checks,
}

impl Story {
    /// Filed on Monday 23 November 2026 at 10:00, for seven working days.
    pub(super) fn filed(procedure: Procedure) -> Self {
        Self::filed_for(procedure, TermLength::working_days(7))
    }

    pub(super) fn filed_for(procedure: Procedure, length: TermLength) -> Self {
        Self::filed_by(procedure, length, true)
    }

    pub(super) fn filed_by(
        procedure: Procedure,
        length: TermLength,
        automated_consent: bool,
    ) -> Self {
        Self::filed_about(Matter::Service, procedure, length, automated_consent)
    }

    pub(super) fn filed_about(
        matter: Matter,
        procedure: Procedure,
        length: TermLength,
        automated_consent: bool,
    ) -> Self {
        let calendar = calendar();
        let received_at = at("2026-11-23 10:00");
        let filing = Filing {
            number: "2026-000001".into(),
            bundle: Uuid::from_u128(1),
            service: procedure.service.clone(),
            matter,
            definition: procedure.hash.clone(),
            filer: mother(),
            lang: Lang::Kk,
            subject: Subject {
                key: None,
                ordinal: 0,
                of: 1,
                record: Record::new(),
            },
            answers: Record::new(),
            said_wrong: Vec::new(),
            body: "registrar-2710".into(),
            superior: Some("ministry".into()),
            automated_consent,
            follows: false,
            earlier: None,
            received_at,
            registered_at: received_at,
            term: RunningTerm::begin(
                LegalTerm {
                    length,
                    law: Law::default(),
                },
                received_at,
                &calendar,
            ),
        };
        let context = Context {
            now: received_at,
            actor: &Actor::Person(mother()),
            calendar: &calendar,
            procedure: &procedure,
        };
        let journal = decide(None, Command::File(Box::new(filing)), &context).unwrap();
        let case = Case::fold(&journal).unwrap();
        Self {
            procedure,
            calendar,
            case,
            journal,
            checks: Checks::default(),
        }
    }

    /// Gives a command; on success checks every invariant and returns the names of what happened.
    pub(super) fn tell(
        &mut self,
        now: &str,
        actor: &Actor,
        command: Command,
    ) -> Result<Vec<&'static str>, Rejection> {
        self.tell_at(at(now), actor, command)
    }

    #[expect(
        clippy::needless_pass_by_value,
        reason = "a command is given, and told again if something is wrong"
    )]
    pub(super) fn tell_at(
        &mut self,
        now: Timestamp,
        actor: &Actor,
        command: Command,
    ) -> Result<Vec<&'static str>, Rejection> {
        let context = Context {
            now,
            actor,
            calendar: &self.calendar,
            procedure: &self.procedure,
        };
        let decided = decide_and_fold(&self.case, command.clone(), &context);
        let turned_down = decided.as_ref().map(|_| ()).map_err(|rejection| *rejection);
        assert_eq!(may(&self.case, command.clone(), &context), turned_down);
        let (events, after) = decided?;
        let checks = &mut self.checks;
        for event in &events {
            let before = self.case.clone();
            self.case = Case::apply(Some(before.clone()), event).unwrap();
            invariant::after_event(Some(&before), event, &self.case, &context, checks);
        }
        assert!(after.is_none_or(|after| after == self.case));
        self.journal.extend(events.iter().cloned());
        invariant::of_case(&self.case, &self.journal, &context, checks);
        invariant::repeats(&self.case, command.clone(), &context, checks);
        assert_eq!(checks.violations(), [], "{actor:?}: {command:?} at {now}");
        Ok(events
            .iter()
            .map(|recorded| recorded.event.name())
            .collect())
    }

    /// The machine puts down findings on the three requirements.
    pub(super) fn assess(&mut self, now: &str, verdicts: [Verdict; 3]) -> Vec<&'static str> {
        self.tell(now, &Actor::Machine, assessed(verdicts)).unwrap()
    }

    pub(super) fn wake(&mut self, now: &str) -> Vec<&'static str> {
        self.tell(now, &Actor::Machine, Command::Advance).unwrap()
    }

    /// The mother brings a document for the record.
    pub(super) fn bring(&mut self, now: &str, upload: u128) -> Vec<&'static str> {
        self.tell(now, &filer(), supplied(RECORD, upload)).unwrap()
    }

    pub(super) fn next_wake(&self) -> Option<Timestamp> {
        next_wake(&self.case, &self.procedure, &self.calendar)
    }

    pub(super) fn last_day(&self) -> String {
        self.case.term.last_day.to_string()
    }

    /// A decree changes the calendar, and terms are worked out again.
    pub(super) fn decree(&mut self, now: &str, free: &[&str]) -> Vec<&'static str> {
        self.calendar = calendar_with(free);
        self.tell(now, &Actor::Machine, Command::Recount).unwrap()
    }

    /// The place of the last letter of a kind.
    pub(super) fn letter(&self, kind: LetterKind) -> usize {
        let letters = &self.case.letters;
        letters.iter().rposition(|one| one.kind == kind).unwrap()
    }

    /// The person opens the last letter of a kind.
    pub(super) fn read(&mut self, now: &str, kind: LetterKind) -> Vec<&'static str> {
        let letter = Command::ReadLetter(self.letter(kind));
        self.tell(now, &filer(), letter).unwrap()
    }

    /// Turned down for this reason, and nothing changed.
    pub(super) fn rejects(&mut self, now: &str, actor: &Actor, command: Command, why: Rejection) {
        let before = self.case.clone();
        assert_eq!(self.tell(now, actor, command), Err(why));
        assert_eq!(self.case, before);
    }

    pub(super) fn phase(&self) -> &'static str {
        self.case.phase.name()
    }
}

/// Granted 164,350 on Monday 23 November.
pub(super) fn granted() -> Story {
    let mut story = Story::filed(procedure());
    story.assess("2026-11-23 10:01", [Verdict::Met; 3]);
    story
        .tell("2026-11-23 11:00", &officer(1), Command::Grant)
        .unwrap();
    story
}

/// The same, and issued.
pub(super) fn given() -> Story {
    let mut story = granted();
    story
        .tell("2026-11-23 11:01", &Actor::Machine, issue_confirmed("1"))
        .unwrap();
    story
}

pub(super) fn take_back(ground: RevocationGround) -> Command {
    Command::PrepareRevocation {
        ground,
        reasons: "The paper was forged.".into(),
        without: None,
    }
}

/// A local time of the country, `2026-11-23 10:00`.
pub(super) fn at(text: &str) -> Timestamp {
    let local: DateTime = text.parse().unwrap();
    local
        .to_zoned(TimeZone::fixed(Offset::constant(5)))
        .unwrap()
        .timestamp()
}

pub(super) fn mother() -> PersonId {
    PersonId::Iin(Iin::parse("900101200010").unwrap())
}

pub(super) fn father() -> PersonId {
    PersonId::Iin(Iin::parse("900101100014").unwrap())
}

pub(super) fn filer() -> Actor {
    Actor::Person(mother())
}

pub(super) fn stranger() -> Actor {
    Actor::Person(PersonId::Document("UZB:AB1234567".into()))
}

pub(super) fn officer_id(post: u8) -> OfficerId {
    OfficerId {
        id: format!("registrar-2710/{post}"),
        name: format!("Officer {post}"),
        body: "registrar-2710".into(),
    }
}

/// What is said of the person's rights where this is ruled.
pub(super) fn rights_after(outcome: Outcome) -> Rights {
    match outcome {
        Outcome::Dismissed | Outcome::Unchanged => Rights::NotViolated,
        _ => Rights::Restored,
    }
}

/// The same, of the body above.
pub(super) fn superior_id(post: u8) -> OfficerId {
    OfficerId {
        body: "ministry".into(),
        ..officer_id(post)
    }
}

/// An officer of the case's body, no kin of anybody in it.
pub(super) fn officer(post: u8) -> Actor {
    officer_with(post, "registrar-2710", Vec::new())
}

/// An officer of the body of a higher post.
pub(super) fn ranked(post: u8, rank: Rank) -> Actor {
    Actor::Officer(Officer {
        id: officer_id(post),
        rank,
        family: Vec::new(),
    })
}

/// An officer of the body above.
pub(super) fn superior(post: u8) -> Actor {
    officer_with(post, "ministry", Vec::new())
}

/// A clerk at a counter, with the mother before them.
pub(super) fn clerk() -> Actor {
    let Actor::Officer(clerk) = officer_with(9, "service-hall", Vec::new()) else {
        unreachable!()
    };
    let person = mother();
    Actor::Clerk { clerk, person }
}

pub(super) fn officer_with(post: u8, body: &str, family: Vec<PersonId>) -> Actor {
    Actor::Officer(Officer {
        id: OfficerId {
            body: body.into(),
            ..officer_id(post)
        },
        rank: Rank::Officer,
        family,
    })
}

pub(super) fn findings(verdicts: [Verdict; 3]) -> Vec<Finding> {
    REQUIREMENTS
        .into_iter()
        .zip(verdicts)
        .map(|(name, verdict)| Finding {
            requirement: name.into(),
            verdict,
            seen: Vec::new(),
        })
        .collect()
}

pub(super) fn assessed(verdicts: [Verdict; 3]) -> Command {
    Command::Assess {
        findings: findings(verdicts),
        amount: Some(164_350.into()),
        complete: true,
    }
}

pub(super) fn file(id: u128) -> Upload {
    Upload {
        id: Uuid::from_u128(id),
        name: "document.pdf".into(),
    }
}

pub(super) fn supplied(requirement: &str, upload: u128) -> Command {
    Command::Supply {
        requirement: requirement.into(),
        upload: Some(file(upload)),
        words: None,
    }
}

pub(super) fn accepted(upload: u128) -> Command {
    Command::AcceptDocument {
        upload: Uuid::from_u128(upload),
        record: Record::new(),
    }
}

pub(super) fn turned_down(upload: u128) -> Command {
    Command::TurnDownDocument {
        upload: Uuid::from_u128(upload),
        why: "It is unreadable.".into(),
    }
}

pub(super) fn cure_asked(requirement: &str) -> Command {
    Command::AskForCure {
        requirement: requirement.into(),
        words: "Please explain.".into(),
    }
}

pub(super) fn refusal_of(requirements: &[&str]) -> Command {
    Command::PrepareRefusal {
        requirements: requirements.iter().map(ToString::to_string).collect(),
        reasons: "It was awarded before.".into(),
        without: None,
    }
}

pub(super) fn issue_confirmed(number: &str) -> Command {
    Command::ConfirmIssue {
        number: number.into(),
        kind: "certificate".into(),
        record: Record::new(),
    }
}

/// What the registers say of the need `child`.
pub(super) fn answered(known: Known) -> Command {
    Command::RecordEvidence(BTreeMap::from([("child".to_owned(), known)]))
}

pub(super) fn down(since: Timestamp) -> Known {
    Known::Unknown(Unknown::Unavailable {
        since,
        next_try: since,
    })
}

pub(super) fn child_of(parent: &PersonId, now: Timestamp) -> Known {
    let iin = parent.iin().map(|iin| Value::Text(iin.as_str().into()));
    Known::Records {
        records: [Record::from([("father_iin".to_owned(), iin)])].into(),
        source: Source::Register {
            register: "medical-births".into(),
            request: "r-1".into(),
            at: now,
        },
    }
}
