//! The hearing before an act against the person.

use std::collections::BTreeSet;

use tutas_domain::definition::{
    ExceptionGround, Hearing, HearingException, LegalTerm, OralHearing,
};

use super::time::once;
use crate::read::procedure::{legal_term, optional_term, term_over};
use crate::reading::{Fields, Reading};
use crate::yaml::Node;

const HELD: &[&str] = &[
    "notice",
    "objection",
    "unless_shorter",
    "exceptions",
    "oral",
];
const GROUNDS: &[&str] = &[
    "urgent",
    "petition",
    "enforcement",
    "simplified",
    "court-ban",
    "reception",
    "ended",
];

/// The general law's hearing, taken apart.
#[derive(Default)]
struct General<'g> {
    notice: Option<&'g LegalTerm>,
    objection: Option<&'g LegalTerm>,
    unless_shorter: Option<&'g LegalTerm>,
    exceptions: &'g [HearingException],
    oral: Option<&'g OralHearing>,
}

/// `{notice, objection, unless_shorter?, exceptions?, oral?}` or `{excepted}`.
pub(super) fn read(r: &mut Reading<'_>, node: &Node, general: Option<&Hearing>) -> Hearing {
    let known: Vec<&str> = HELD.iter().copied().chain(["excepted"]).collect();
    let fields = r.fields(node, "`hearing`", &known);
    if let Some(excepted) = fields.get("excepted") {
        for name in HELD {
            if fields.get(name).is_some() {
                r.error(
                    node.place_of(&[name]),
                    "contradiction",
                    "a hearing cannot be excepted and held at once",
                    "keep either `excepted` or `notice` and `objection`",
                );
            }
        }
        return Hearing::Excepted {
            law: r.law_or_wrapped(excepted),
        };
    }
    let general = general.map(parts).unwrap_or_default();
    Hearing::Required {
        notice: term_over(r, &fields, "notice", general.notice),
        objection: term_over(r, &fields, "objection", general.objection),
        unless_shorter: optional_term(r, &fields, "unless_shorter")
            .or_else(|| general.unless_shorter.cloned())
            .map(Box::new),
        exceptions: match fields.get("exceptions") {
            Some(list) => exceptions(r, list),
            None => general.exceptions.to_vec(),
        },
        oral: oral(r, &fields)
            .or_else(|| general.oral.cloned())
            .map(Box::new),
    }
}

fn parts(general: &Hearing) -> General<'_> {
    match general {
        Hearing::Excepted { .. } => General::default(),
        Hearing::Required {
            notice,
            objection,
            unless_shorter,
            exceptions,
            oral,
        } => General {
            notice: Some(notice),
            objection: Some(objection),
            unless_shorter: unless_shorter.as_deref(),
            exceptions,
            oral: oral.as_deref(),
        },
    }
}

fn exceptions(r: &mut Reading<'_>, list: &Node) -> Vec<HearingException> {
    let mut seen: BTreeSet<ExceptionGround> = BTreeSet::new();
    let mut found = Vec::new();
    for item in r.items(list, "`exceptions`") {
        let fields = r.fields(item, "an exception", &["ground", "law"]);
        let ground: Option<ExceptionGround> = fields
            .need(r, "ground")
            .and_then(|node| r.coded(node, "`ground`", GROUNDS));
        let law = fields.law(r);
        if let Some(ground) = ground {
            once(r, &mut seen, ground, item);
            found.push(HearingException { ground, law });
        }
    }
    found
}

fn oral(r: &mut Reading<'_>, fields: &Fields<'_>) -> Option<OralHearing> {
    let node = fields.get("oral")?;
    let fields = r.fields(node, "`oral`", &["protocol", "remarks"]);
    Some(OralHearing {
        protocol: legal_term(r, &fields, "protocol"),
        remarks: legal_term(r, &fields, "remarks"),
    })
}
