//! One case with its journal, a small service, and the people around it.
//!
//! The service has three requirements: `record` is mended by a document, `choice` by an answer, and
//! `first award` by nothing. The case is filed on Monday 23 November 2026 at 10:00; its term is
//! seven working days, to Wednesday 2 December. 16 December is a holiday.

use std::collections::BTreeMap;

use jiff::civil::DateTime;
use jiff::tz::{Offset, TimeZone};

use super::super::*;
use super::invariants;
use crate::actor::{Actor, Officer, OfficerId};
use crate::calendar::{Calendar, Holiday, HolidayDays};
use crate::definition::{
    AppealRoute, AutomatedGrant, Cure, CuringDocument, CuringMeans, Hearing, LegalTerm, Procedure,
    Requirement, Silence, TermEffect,
};
use crate::evidence::{Finding, Known, Record, Source, Unknown, Verdict};
use crate::person::{Iin, PersonId};
use crate::term::{TermLength, TermUnit};
use crate::text::{Lang, Law, Texts};
use crate::value::Value;
use jiff::Timestamp;
use uuid::Uuid;

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
        let calendar = calendar();
        let received_at = at("2026-11-23 10:00");
        let filing = Filing {
            number: "2026-000001".into(),
            bundle: Uuid::from_u128(1),
            service: procedure.service.clone(),
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
            body: "registrar-2710".into(),
            automated_consent,
            follows: false,
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
        let events = decide(Some(&self.case), command, &context)?;
        for event in &events {
            let after = Case::apply(Some(self.case.clone()), event).unwrap();
            invariants::hold_over(&self.case, event, &after, &context);
            self.case = after;
        }
        self.journal.extend(events.iter().cloned());
        invariants::hold(&self.case, &self.journal, &context);
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

    pub(super) fn last_day(&self) -> String {
        self.case.term.last_day.to_string()
    }

    pub(super) fn phase(&self) -> &'static str {
        self.case.phase.name()
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

pub(super) fn calendar() -> Calendar {
    let independence = Holiday {
        title: Texts::default(),
        days: HolidayDays::Yearly {
            month: 12,
            day: 16,
            from: 1992,
            until: None,
        },
        transferred: true,
        law: Law::default(),
    };
    Calendar::build(
        &[independence],
        &[],
        2024..=2030,
        TimeZone::fixed(Offset::constant(5)),
    )
}

pub(super) fn procedure() -> Procedure {
    let term = |count| LegalTerm {
        length: TermLength::working_days(count),
        law: Law::default(),
    };
    let requirement = |name: &str, cured_by| Requirement {
        name: name.into(),
        title: Texts::default(),
        otherwise: Texts::default(),
        law: Law::default(),
        cured_by,
    };
    let document = CuringDocument {
        title: Texts::default(),
        need: "child".into(),
    };
    Procedure {
        service: "birth-allowance".into(),
        hash: "hash".into(),
        title: Texts::default(),
        cure: Cure {
            window: term(10),
            effect: TermEffect::Restart,
        },
        hearing: Hearing::Required {
            notice: term(3),
            objection: term(2),
            unless_shorter: None,
        },
        silence: Silence::Refusal { law: law("91(2)") },
        automated: None,
        appeal: AppealRoute {
            to: Texts::default(),
            within: LegalTerm {
                length: TermLength {
                    count: 3,
                    unit: TermUnit::Months,
                },
                law: Law::default(),
            },
            decided_in: term(20),
        },
        requirements: vec![
            requirement(RECORD, Some(CuringMeans::Document(document))),
            requirement(
                CHOICE,
                Some(CuringMeans::Answer {
                    ask: "kindergarten".into(),
                }),
            ),
            requirement(AWARD, None),
        ],
        issues: true,
    }
}

pub(super) fn with_effect(effect: TermEffect) -> Procedure {
    let mut procedure = procedure();
    procedure.cure.effect = effect;
    procedure
}

pub(super) fn without_hearing() -> Procedure {
    Procedure {
        hearing: Hearing::Excepted { law: law("73(2)") },
        ..procedure()
    }
}

pub(super) fn granted_by_law() -> Procedure {
    Procedure {
        automated: Some(AutomatedGrant::Law { law: law("36") }),
        ..procedure()
    }
}

pub(super) fn granted_by_consent() -> Procedure {
    Procedure {
        automated: Some(AutomatedGrant::Consent { law: law("36") }),
        ..procedure()
    }
}

pub(super) fn law(articles: &str) -> Law {
    Law {
        articles: articles.into(),
        ..Law::default()
    }
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
    }
}

/// An officer of the case's body, no kin of anybody in it.
pub(super) fn officer(post: u8) -> Actor {
    officer_with(post, "registrar-2710", Vec::new())
}

pub(super) fn officer_with(post: u8, body: &str, family: Vec<PersonId>) -> Actor {
    Actor::Officer(Officer {
        id: officer_id(post),
        body: body.into(),
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
        records: vec![Record::from([("father_iin".to_owned(), iin)])],
        source: Source::Register {
            register: "medical-births".into(),
            request: "r-1".into(),
            at: now,
        },
    }
}
