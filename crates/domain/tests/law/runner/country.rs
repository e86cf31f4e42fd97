//! The country of the scenarios: the calendar of Kazakhstan, and the general procedure of its
//! administrative code, from which each scenario may vary.

use jiff::civil::date;
use jiff::tz::{Offset, TimeZone};
use tutas_domain::actor::Rank;
use tutas_domain::calendar::{Calendar, Holiday, HolidayDays, Swap};
use tutas_domain::definition::{
    Acceptance, AppealRoute, Channel, Cure, CuringDocument, CuringMeans, Escalation, Extension,
    ExtensionFrom, Hearing, Kind, LegalTerm, OralHearing, Procedure, Redirection, Requirement,
    Revocation, RevocationGround, Silence, TermEffect, WindowFrom,
};
use tutas_domain::term::{TermLength, TermUnit};
use tutas_domain::text::{Law, Mark, Texts};

/// Mended by a document.
pub(crate) const RECORD: &str = "birth record";
/// Mended by an answer to the question of the same name.
pub(crate) const ACCOUNT: &str = "account";
/// Mended by another person's signed statement.
pub(crate) const STATEMENT: &str = "statement";
/// A fact: nothing mends it.
pub(crate) const AWARD: &str = "first award";
/// Every requirement of the general service, in order.
pub(crate) const REQUIREMENTS: [&str; 4] = [RECORD, ACCOUNT, STATEMENT, AWARD];

/// A law, by its articles, read in its text.
pub(crate) fn law(articles: &str) -> Law {
    Law {
        articles: articles.into(),
        mark: Mark::Certain,
        ..Law::default()
    }
}

/// So many working days by these articles.
pub(crate) fn working_days(count: u32, articles: &str) -> LegalTerm {
    LegalTerm {
        length: TermLength::working_days(count),
        law: law(articles),
    }
}

fn months(count: u32, articles: &str) -> LegalTerm {
    LegalTerm {
        length: TermLength {
            count,
            unit: TermUnit::Months,
        },
        law: law(articles),
    }
}

/// The calendar of Kazakhstan for 2024 to 2028, with further swaps by decree.
pub(crate) fn calendar(decreed: &[Swap]) -> Calendar {
    let off = |days, transferred| Holiday {
        title: Texts::default(),
        days,
        transferred,
        law: Law::default(),
    };
    let yearly = |month, day, from, until| HolidayDays::Yearly {
        month,
        day,
        from,
        until,
    };
    let mut holidays: Vec<Holiday> = [
        (1, 1),
        (1, 2),
        (3, 8),
        (3, 21),
        (3, 22),
        (3, 23),
        (5, 1),
        (5, 7),
        (5, 9),
        (7, 6),
        (10, 25),
        (12, 16),
    ]
    .into_iter()
    .map(|(month, day)| off(yearly(month, day, 2022, None), true))
    .collect();
    holidays.push(off(yearly(8, 30, 1996, Some(2025)), true));
    holidays.push(off(yearly(3, 15, 2027, None), true));
    // Orthodox Christmas and Kurban Ait are not moved.
    holidays.push(off(yearly(1, 7, 2006, None), false));
    let kurban_ait = [
        date(2024, 6, 16),
        date(2025, 6, 6),
        date(2026, 5, 27),
        date(2027, 5, 16),
        date(2028, 5, 5),
    ];
    holidays.push(off(HolidayDays::Dates(kurban_ait.to_vec()), false));
    let mut swaps = vec![
        swap(date(2024, 5, 8), Some(date(2024, 5, 4))),
        swap(date(2025, 1, 3), Some(date(2025, 1, 5))),
    ];
    swaps.extend_from_slice(decreed);
    let zone = TimeZone::fixed(Offset::constant(5));
    Calendar::build(&holidays, &swaps, 2024..=2028, zone)
}

/// A day made free by decree, and the day worked instead.
pub(crate) fn swap(off: jiff::civil::Date, worked: Option<jiff::civil::Date>) -> Swap {
    Swap {
        off,
        worked,
        law: Law::default(),
    }
}

/// The general procedure of a service: what holds where a scenario says nothing else.
pub(crate) fn service() -> Procedure {
    Procedure {
        service: "service".into(),
        kind: Kind::Service,
        hash: "service".into(),
        title: Texts::default(),
        acceptance: Acceptance::Register,
        redirection: Some(Redirection {
            within: working_days(3, "65"),
            by_itself: false,
        }),
        cure: Cure {
            window: working_days(10, "64(6)"),
            effect: TermEffect::Restart,
            from: WindowFrom::Receipt,
        },
        hearing: hearing(),
        extension: Some(Extension {
            at_most: months(2, "76(3)"),
            counted_from: ExtensionFrom::Decision,
            by: Rank::Deputy,
            told_in: working_days(3, "76(3)"),
        }),
        pauses: Vec::new(),
        escalation: escalation(),
        silence: Silence::Refusal { law: law("91(2)") },
        provisional: None,
        revocation: revocation(),
        correction: Some(working_days(3, "82")),
        correctable: vec!["name".into()],
        receipt: vec![
            Channel::Cabinet,
            Channel::RegisteredLetter,
            Channel::Counter,
        ],
        automated: None,
        appeal: route(),
        requirements: requirements(),
        mending: None,
        issues: true,
    }
}

/// The procedure of an appeal: sent on in three working days, decided in twenty, never extended.
pub(crate) fn appeal() -> Procedure {
    Procedure {
        service: "appeal".into(),
        kind: Kind::Appeal,
        hash: "appeal".into(),
        redirection: Some(Redirection {
            within: working_days(3, "91(4)"),
            by_itself: true,
        }),
        extension: None,
        silence: Silence::Refusal { law: law("100(5)") },
        revocation: Vec::new(),
        requirements: Vec::new(),
        issues: false,
        ..service()
    }
}

/// The procedure of a complaint about how a service is given.
pub(crate) fn complaint() -> Procedure {
    Procedure {
        service: "complaint".into(),
        kind: Kind::Complaint,
        hash: "complaint".into(),
        redirection: None,
        extension: Some(Extension {
            at_most: working_days(10, "88-V, 25"),
            counted_from: ExtensionFrom::End,
            by: Rank::Deputy,
            told_in: working_days(3, "88-V, 25"),
        }),
        revocation: Vec::new(),
        requirements: Vec::new(),
        issues: false,
        ..service()
    }
}

/// The hearing of article 73: no hearing where the term is shorter than five working days.
fn hearing() -> Hearing {
    Hearing::Required {
        notice: working_days(3, "73(1)"),
        objection: working_days(2, "73(3)"),
        unless_shorter: Some(Box::new(working_days(5, "73(2)3)"))),
        exceptions: Vec::new(),
        oral: Some(Box::new(OralHearing {
            protocol: working_days(2, "74"),
            remarks: working_days(3, "74"),
        })),
    }
}

fn escalation() -> Vec<Escalation> {
    let step = |to, before_end| Escalation {
        to,
        before_end,
        law: law("rule of the body"),
    };
    vec![
        step(Rank::Head, Some(TermLength::working_days(1))),
        step(Rank::LastResort, None),
    ]
}

/// The grounds of articles 84 and 85 that need nothing more than those articles.
fn revocation() -> Vec<Revocation> {
    [
        (RevocationGround::Unconstitutional, "84-85", true),
        (RevocationGround::KnowinglyFalse, "84-85", false),
        (RevocationGround::Offence, "84-85", false),
        (RevocationGround::PublicInterest, "84-85", true),
        (RevocationGround::UnlawfulBurden, "84-85", false),
        (RevocationGround::LawfulBurden, "84-85", false),
    ]
    .into_iter()
    .map(|(ground, articles, compensated)| Revocation {
        ground,
        law: law(articles),
        compensated,
    })
    .collect()
}

fn route() -> AppealRoute {
    AppealRoute {
        to: Texts::default(),
        within: months(3, "92"),
        decided_in: working_days(20, "99"),
        within_if_not_told: Some(months(6, "92")),
        instances: 2,
        remand_in: Some(working_days(5, "100")),
        suspends: Some(law("96")),
        court: Some(months(1, "136")),
    }
}

fn requirements() -> Vec<Requirement> {
    let means = |name: &str| match name {
        RECORD => Some(CuringMeans::Document(CuringDocument {
            title: Texts::default(),
            need: RECORD.into(),
        })),
        ACCOUNT => Some(CuringMeans::Answer {
            ask: ACCOUNT.into(),
        }),
        STATEMENT => Some(CuringMeans::Statement {
            need: STATEMENT.into(),
        }),
        _ => None,
    };
    REQUIREMENTS
        .into_iter()
        .map(|name| Requirement {
            name: name.into(),
            title: Texts::default(),
            otherwise: Texts::default(),
            law: law("88-V, 19-1(2)"),
            cured_by: means(name),
        })
        .collect()
}
