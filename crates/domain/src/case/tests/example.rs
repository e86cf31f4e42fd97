//! A small service and its law, an appeal and a complaint, and the calendar.
//!
//! The service has three requirements: `record` is mended by a document, `choice` by an answer, and
//! `first award` by nothing. 16 December is a holiday.

use jiff::tz::{Offset, TimeZone};
use uuid::Uuid;

use super::super::*;
use super::story::{AWARD, CHOICE, RECORD, at, officer_id};
use crate::actor::Rank;
use crate::calendar::{Calendar, Holiday, HolidayDays, Swap};
use crate::definition::{
    Acceptance, AppealRoute, AutomatedGrant, Channel, Cure, CuringDocument, CuringMeans,
    Escalation, ExceptionGround, Extension, ExtensionFrom, Hearing, HearingException, Kind,
    LegalTerm, OralHearing, PauseGround, Procedure, Provisional, Redirection, Requirement,
    Revocation, RevocationGround, Silence, TermEffect, WindowFrom,
};
use crate::term::{TermLength, TermUnit};
use crate::text::{Law, Texts};

pub(super) fn calendar() -> Calendar {
    calendar_with(&[])
}

/// The calendar after decrees that make these days free.
pub(super) fn calendar_with(free: &[&str]) -> Calendar {
    let decrees: Vec<Swap> = free
        .iter()
        .map(|day| Swap {
            off: day.parse().unwrap(),
            worked: None,
            law: law("decree"),
        })
        .collect();
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
        &decrees,
        2024..=2030,
        TimeZone::fixed(Offset::constant(5)),
    )
}

pub(super) fn procedure() -> Procedure {
    Procedure {
        service: "birth-allowance".into(),
        kind: Kind::Service,
        hash: "hash".into(),
        title: Texts::default(),
        acceptance: Acceptance::Register,
        redirection: Some(Redirection {
            within: legal(3),
            by_itself: false,
        }),
        cure: Cure {
            window: legal(10),
            effect: TermEffect::Restart,
            from: WindowFrom::Notice,
        },
        hearing: hearing(),
        extension: Some(extension()),
        pauses: vec![PauseGround {
            name: "expertise".into(),
            title: Texts::default(),
            at_most: legal(20),
        }],
        escalation: Vec::new(),
        provisional: Some(Provisional {
            law: law("provisional"),
            later: vec![AWARD.into()],
            condition: Texts::default(),
            check_in: legal(10),
        }),
        revocation: RevocationGround::ALL
            .map(|ground| Revocation {
                ground,
                law: law("84"),
                compensated: ground == RevocationGround::PublicInterest,
            })
            .to_vec(),
        correction: Some(legal(3)),
        correctable: vec!["name".into()],
        receipt: vec![
            Channel::Cabinet,
            Channel::RegisteredLetter,
            Channel::Counter,
        ],
        silence: Silence::Refusal { law: law("91(2)") },
        automated: None,
        appeal: appeal_route(),
        requirements: requirements(),
        mending: None,
        issues: true,
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
    let document = CuringDocument {
        title: Texts::default(),
        need: "child".into(),
    };
    vec![
        requirement(RECORD, Some(CuringMeans::Document(document))),
        requirement(
            CHOICE,
            Some(CuringMeans::Answer {
                ask: "kindergarten".into(),
            }),
        ),
        requirement(AWARD, None),
    ]
}

fn hearing() -> Hearing {
    Hearing::Required {
        notice: legal(3),
        objection: legal(2),
        unless_shorter: None,
        exceptions: [
            (ExceptionGround::Urgent, "73(2)4)"),
            (ExceptionGround::Petition, "73(2)5)"),
        ]
        .map(|(ground, articles)| HearingException {
            ground,
            law: law(articles),
        })
        .to_vec(),
        oral: Some(Box::new(OralHearing {
            protocol: legal(2),
            remarks: legal(3),
        })),
    }
}

fn extension() -> Extension {
    Extension {
        at_most: LegalTerm {
            length: TermLength {
                count: 2,
                unit: TermUnit::Months,
            },
            law: law("76(3)"),
        },
        counted_from: ExtensionFrom::Decision,
        by: Rank::Deputy,
        told_in: legal(3),
    }
}

fn appeal_route() -> AppealRoute {
    AppealRoute {
        to: Texts::default(),
        within: LegalTerm {
            length: TermLength {
                count: 3,
                unit: TermUnit::Months,
            },
            law: Law::default(),
        },
        decided_in: legal(20),
        within_if_not_told: None,
        instances: 2,
        remand_in: Some(legal(5)),
        suspends: Some(law("96")),
        court: None,
    }
}

pub(super) fn with_effect(effect: TermEffect) -> Procedure {
    let mut procedure = procedure();
    procedure.cure.effect = effect;
    procedure
}

/// The case goes up to the head on the day before the last, and to the body above at the end.
pub(super) fn escalating() -> Procedure {
    Procedure {
        escalation: vec![
            Escalation {
                to: Rank::Head,
                before_end: Some(TermLength::working_days(1)),
                law: law("design"),
            },
            Escalation {
                to: Rank::LastResort,
                before_end: None,
                law: law("design"),
            },
        ],
        ..procedure()
    }
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

/// Windows run from receipt, as the law has it by default.
pub(super) fn from_receipt() -> Procedure {
    let mut procedure = procedure();
    procedure.cure.from = WindowFrom::Receipt;
    procedure
}

pub(super) fn consent_by_silence() -> Procedure {
    Procedure {
        silence: Silence::Consent { law: law("91-1") },
        ..procedure()
    }
}

/// A special law commands not to accept incomplete papers, within two working days.
pub(super) fn refusing_at_the_door() -> Procedure {
    Procedure {
        acceptance: Acceptance::Refuse {
            law: law("19"),
            within: legal(2),
        },
        ..procedure()
    }
}

pub(super) fn legal(working_days: u32) -> LegalTerm {
    LegalTerm {
        length: TermLength::working_days(working_days),
        law: Law::default(),
    }
}

/// The law of an appeal: it goes on by itself, and silence on it is a refusal.
pub(super) fn appeal_procedure() -> Procedure {
    Procedure {
        service: "appeal".into(),
        kind: Kind::Appeal,
        redirection: Some(Redirection {
            within: legal(3),
            by_itself: true,
        }),
        extension: None,
        pauses: Vec::new(),
        provisional: None,
        revocation: Vec::new(),
        requirements: Vec::new(),
        issues: false,
        ..procedure()
    }
}

/// The law of a complaint: five working days, at most ten more.
pub(super) fn complaint_procedure() -> Procedure {
    Procedure {
        service: "complaint".into(),
        kind: Kind::Complaint,
        redirection: None,
        hearing: Hearing::Excepted {
            law: law("73(2)3)"),
        },
        extension: Some(Extension {
            at_most: legal(10),
            counted_from: ExtensionFrom::End,
            by: Rank::Deputy,
            told_in: legal(3),
        }),
        ..appeal_procedure()
    }
}

/// An appeal against the refusal of a case in which posts 1 and 2 acted: it goes on by itself on
/// Thursday 26 November at midnight.
pub(super) fn appealed(late: bool) -> Matter {
    Matter::Appeal(Box::new(Appeal {
        against: Uuid::from_u128(7),
        number: "2026-000007".into(),
        instance: 1,
        act_at: at("2026-11-20 12:00"),
        silence: false,
        last_day: None,
        late,
        above: None,
        forward_until: "2026-11-26".parse().unwrap(),
        forward_at: at("2026-11-27 00:00"),
        acted: vec![officer_id(1), officer_id(2)],
        words: "It is my first award.".into(),
    }))
}

/// A complaint to the provider about a case in which posts 1 and 2 acted.
pub(super) fn complained() -> Matter {
    Matter::Complaint(Box::new(Complaint {
        about: Uuid::from_u128(7),
        number: "2026-000007".into(),
        level: Level::Provider,
        earlier: None,
        acted: vec![officer_id(1), officer_id(2)],
        words: "Nobody answers.".into(),
    }))
}
