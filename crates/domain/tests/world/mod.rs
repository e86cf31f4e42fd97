//! A small service with its law and the people around it, for models and measurements.
//!
//! Filed on Monday 23 November 2026 at 10:00. `record` is mended by a document within two working
//! days from receipt; `award` is mended by nothing.

use jiff::civil::DateTime;
use jiff::tz::{Offset, TimeZone};
use jiff::{SignedDuration, Timestamp};
use tutas_domain::actor::{Actor, Officer, OfficerId, Rank};
use tutas_domain::calendar::Calendar;
use tutas_domain::case::{Case, Command, Context, Filing, Matter, Recorded, RunningTerm, Subject};
use tutas_domain::definition::{
    Acceptance, AppealRoute, Channel, Cure, CuringDocument, CuringMeans, Escalation, Extension,
    ExtensionFrom, Hearing, Kind, LegalTerm, PauseGround, Procedure, Redirection, Requirement,
    Revocation, RevocationGround, Silence, TermEffect, WindowFrom,
};
use tutas_domain::evidence::{Finding, Record, Verdict};
use tutas_domain::person::PersonId;
use tutas_domain::term::{TermLength, TermUnit};
use tutas_domain::text::{Lang, Law, Texts};
use uuid::Uuid;

pub(crate) const RECORD: &str = "record";
pub(crate) const AWARD: &str = "award";

/// A local time of the country.
pub(crate) fn at(text: &str) -> Timestamp {
    let local: DateTime = text.parse().unwrap();
    local
        .to_zoned(TimeZone::fixed(Offset::constant(5)))
        .unwrap()
        .timestamp()
}

/// The last nanosecond before an instant.
pub(crate) fn before(instant: Timestamp) -> Timestamp {
    instant.checked_sub(SignedDuration::from_nanos(1)).unwrap()
}

pub(crate) fn calendar() -> Calendar {
    Calendar::build(&[], &[], 2024..=2030, TimeZone::fixed(Offset::constant(5)))
}

pub(crate) fn working_days(count: u32) -> LegalTerm {
    LegalTerm {
        length: TermLength::working_days(count),
        law: Law::default(),
    }
}

fn requirements() -> Vec<Requirement> {
    let requirement = |name: &str, cured_by| Requirement {
        name: name.into(),
        title: Texts::default(),
        otherwise: Texts::default(),
        law: Law::default(),
        cured_by,
    };
    let document = CuringMeans::Document(CuringDocument {
        title: Texts::default(),
        need: "child".into(),
    });
    vec![
        requirement(RECORD, Some(document)),
        requirement(AWARD, None),
    ]
}

pub(crate) fn procedure() -> Procedure {
    Procedure {
        service: "birth-allowance".into(),
        kind: Kind::Service,
        hash: "hash".into(),
        title: Texts::default(),
        acceptance: Acceptance::Register,
        redirection: None,
        cure: Cure {
            window: working_days(2),
            effect: TermEffect::Pause,
            from: WindowFrom::Receipt,
        },
        hearing: Hearing::Required {
            notice: working_days(1),
            objection: working_days(1),
            unless_shorter: None,
            exceptions: Vec::new(),
            oral: None,
        },
        extension: Some(Extension {
            at_most: LegalTerm {
                length: TermLength {
                    count: 1,
                    unit: TermUnit::Months,
                },
                law: Law::default(),
            },
            counted_from: ExtensionFrom::Decision,
            by: Rank::Head,
            told_in: working_days(3),
        }),
        pauses: vec![PauseGround {
            name: "expertise".into(),
            title: Texts::default(),
            at_most: working_days(2),
        }],
        escalation: vec![Escalation {
            to: Rank::LastResort,
            before_end: None,
            law: Law::default(),
        }],
        silence: Silence::Refusal {
            law: Law::default(),
        },
        provisional: None,
        revocation: vec![Revocation {
            ground: RevocationGround::KnowinglyFalse,
            law: Law::default(),
            compensated: false,
        }],
        correction: Some(working_days(3)),
        correctable: Vec::new(),
        receipt: vec![Channel::Cabinet, Channel::RegisteredLetter],
        automated: None,
        appeal: AppealRoute {
            to: Texts::default(),
            within: working_days(60),
            decided_in: working_days(20),
            within_if_not_told: None,
            instances: 2,
            remand_in: Some(working_days(5)),
            suspends: Some(Law::default()),
            court: None,
        },
        requirements: requirements(),
        mending: None,
        issues: true,
    }
}

pub(crate) fn appeal_procedure() -> Procedure {
    Procedure {
        service: "appeal".into(),
        kind: Kind::Appeal,
        redirection: Some(Redirection {
            within: working_days(3),
            by_itself: true,
        }),
        requirements: Vec::new(),
        revocation: Vec::new(),
        extension: None,
        pauses: Vec::new(),
        ..procedure()
    }
}

pub(crate) fn mother() -> PersonId {
    PersonId::Document("KAZ:N0000001".into())
}

pub(crate) fn filer() -> Actor {
    Actor::Person(mother())
}

pub(crate) fn officer_id(post: u8) -> OfficerId {
    OfficerId {
        id: format!("officer/{post}"),
        name: format!("Officer {post}"),
        body: "registrar".into(),
    }
}

pub(crate) fn officer_of(post: u8, body: &str, rank: Rank) -> Actor {
    Actor::Officer(Officer {
        id: OfficerId {
            body: body.into(),
            ..officer_id(post)
        },
        rank,
        family: Vec::new(),
    })
}

pub(crate) fn officer(post: u8) -> Actor {
    officer_of(post, "registrar", Rank::Officer)
}

pub(crate) fn assessed(record: Verdict, award: Verdict) -> Command {
    let finding = |name: &str, verdict| Finding {
        requirement: name.into(),
        verdict,
        seen: Vec::new(),
    };
    Command::Assess {
        findings: vec![finding(RECORD, record), finding(AWARD, award)],
        amount: Some(164_350.into()),
        complete: true,
    }
}

/// The journal of a case that was just filed.
pub(crate) fn filed(
    matter: Matter,
    term: LegalTerm,
    procedure: &Procedure,
) -> (Case, Vec<Recorded>) {
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
        body: "registrar".into(),
        superior: Some("ministry".into()),
        automated_consent: false,
        follows: false,
        earlier: None,
        received_at,
        registered_at: received_at,
        term: RunningTerm::begin(term, received_at, &calendar),
    };
    let context = Context {
        now: received_at,
        actor: &filer(),
        calendar: &calendar,
        procedure,
    };
    let command = Command::File(Box::new(filing));
    let journal = tutas_domain::case::decide(None, command, &context).unwrap();
    let case = Case::fold(&journal).unwrap();
    (case, journal)
}
