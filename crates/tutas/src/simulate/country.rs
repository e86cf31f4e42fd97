//! The country of a simulation: the catalog with the whole procedure on every service, its later
//! versions, and the district in which people live.
//!
//! What a service of the catalog leaves out, the simulation fills in, so that every step of the law
//! is reached: pauses, an extension, escalation, provisional grants, revocation, corrections. Terms
//! and requirements stay as the catalog has them.

use std::collections::BTreeMap;
use std::sync::Arc;

use anyhow::Context as _;
use jiff::ToSpan as _;
use jiff::civil::Date;
use tutas_catalog::{Catalog, Service};
use tutas_domain::actor::Rank;
use tutas_domain::calendar::Swap;
use tutas_domain::definition::{
    Acceptance, Channel, Escalation, ExceptionGround, Extension, ExtensionFrom, Hearing,
    HearingException, Kind, LegalTerm, OralHearing, PauseGround, Procedure, Provisional,
    Redirection, Revocation, RevocationGround, Silence, TermEffect,
};
use tutas_domain::evidence::Record;
use tutas_domain::term::{TermLength, TermUnit};
use tutas_domain::text::{Law, Texts};
use tutas_domain::value::Value;

use crate::catalog_files;

/// Files of the catalog: path and text.
pub(crate) type Files = Vec<(String, String)>;

/// The catalogs of one year: as it begins, after the law changed, and each with a holiday decreed
/// late.
pub(super) struct Lands {
    plain: [Arc<Catalog>; 2],
    decreed: [Arc<Catalog>; 2],
    /// The files, as they are published.
    pub(super) files: Files,
}

impl Lands {
    /// Reads the catalog for a year. `decreed` are the days that become free by a late decree.
    pub(super) fn read(files: Files, changes_on: Date, decreed: &[Date]) -> anyhow::Result<Self> {
        let land = |changed: bool, free: &[Date]| -> anyhow::Result<Arc<Catalog>> {
            let mut catalog = one(&files)?;
            if changed {
                let later = one(&files)?;
                change_law(&mut catalog, later, changes_on);
            }
            let services = catalog.services.values_mut();
            for service in services.chain(catalog.matters.values_mut()).flatten() {
                fill_in(service);
            }
            if !free.is_empty() {
                catalog.decree(&decree(free));
            }
            Ok(Arc::new(catalog))
        };
        Ok(Self {
            plain: [land(false, &[])?, land(true, &[])?],
            decreed: [land(false, decreed)?, land(true, decreed)?],
            files,
        })
    }

    /// The catalog in force.
    pub(super) fn land(&self, changed: bool, decreed: bool) -> Arc<Catalog> {
        let lands = if decreed { &self.decreed } else { &self.plain };
        Arc::clone(&lands[usize::from(changed)])
    }
}

fn one(files: &Files) -> anyhow::Result<Catalog> {
    tutas_catalog::read(files)
        .catalog
        .context("the catalog has errors: run `tutas check catalog`")
}

/// The catalog's files: those of the folder here, or those built in.
pub(crate) fn files() -> anyhow::Result<Files> {
    let here = std::path::Path::new("catalog");
    if here.join("country.yaml").exists() {
        catalog_files::of_folder(here)
    } else {
        Ok(catalog_files::built_in())
    }
}

/// From a day on a second version of every service holds, with a longer term and another window;
/// cases filed before keep theirs.
fn change_law(catalog: &mut Catalog, later: Catalog, from: Date) {
    for (id, versions) in later.services {
        let Some(mut version) = versions.into_iter().next_back() else {
            continue;
        };
        version.from = from.max(version.from.saturating_add(1.day()));
        version.hash = turned(&version.hash);
        version.procedure.hash.clone_from(&version.hash);
        if version.term.length.unit != TermUnit::Minutes {
            version.term.length.count += 2;
        }
        version.procedure.cure.effect = match version.procedure.cure.effect {
            TermEffect::Restart => TermEffect::Pause,
            TermEffect::Pause | TermEffect::None => TermEffect::Restart,
        };
        if let Some(own) = catalog.services.get_mut(&id) {
            own.push(version);
        }
    }
}

/// Another hash of the same length: the second version's.
fn turned(hash: &str) -> String {
    hash.chars().rev().collect()
}

/// More days off, and a Saturday worked for the first of them.
fn decree(free: &[Date]) -> Vec<Swap> {
    free.iter()
        .enumerate()
        .map(|(index, off)| Swap {
            off: *off,
            worked: (index == 0).then(|| {
                let days = 6 - i64::from(off.weekday().to_monday_zero_offset());
                off.saturating_add((days + 6).days())
            }),
            law: law(),
        })
        .collect()
}

fn working(count: u32) -> LegalTerm {
    term(count, TermUnit::WorkingDays)
}

fn term(count: u32, unit: TermUnit) -> LegalTerm {
    LegalTerm {
        length: TermLength { count, unit },
        law: law(),
    }
}

fn law() -> Law {
    Law::default()
}

fn fill_in(service: &mut Service) {
    let id = service.id.clone();
    let procedure = &mut service.procedure;
    at_the_door(procedure, &id);
    the_term(procedure, &id);
    the_hearing(procedure);
    afterwards(procedure, &id);
}

fn at_the_door(procedure: &mut Procedure, id: &str) {
    if id == "care-allowance" && procedure.acceptance == Acceptance::Register {
        procedure.acceptance = Acceptance::Refuse {
            law: law(),
            within: working(3),
        };
    }
    if procedure.kind == Kind::Service {
        procedure.redirection.get_or_insert(Redirection {
            within: working(3),
            by_itself: false,
        });
    }
    if id == "clinic-attachment" {
        procedure.silence = Silence::Consent { law: law() };
    }
}

fn the_term(procedure: &mut Procedure, id: &str) {
    procedure.extension.get_or_insert_with(|| Extension {
        at_most: term(2, TermUnit::Months),
        counted_from: ExtensionFrom::End,
        by: Rank::Deputy,
        told_in: working(3),
    });
    if procedure.pauses.is_empty() && id != "kindergarten-queue" {
        procedure.pauses = vec![
            PauseGround {
                name: "expertise".into(),
                title: Texts::default(),
                at_most: working(10),
            },
            PauseGround {
                name: "court".into(),
                title: Texts::default(),
                at_most: term(20, TermUnit::CalendarDays),
            },
        ];
    }
    if procedure.escalation.is_empty() {
        let step = |to, before: Option<u32>| Escalation {
            to,
            before_end: before.map(TermLength::working_days),
            law: law(),
        };
        procedure.escalation = vec![step(Rank::Head, Some(1)), step(Rank::LastResort, None)];
    }
    if id == "birth-allowance" {
        procedure.cure.effect = TermEffect::Pause;
    }
}

fn the_hearing(procedure: &mut Procedure) {
    if let Hearing::Required {
        exceptions, oral, ..
    } = &mut procedure.hearing
    {
        if exceptions.is_empty() {
            *exceptions = [ExceptionGround::Urgent, ExceptionGround::Petition]
                .map(|ground| HearingException { ground, law: law() })
                .to_vec();
        }
        oral.get_or_insert_with(|| {
            Box::new(OralHearing {
                protocol: working(3),
                remarks: working(3),
            })
        });
    }
    for channel in [
        Channel::Message,
        Channel::RegisteredLetter,
        Channel::Counter,
    ] {
        if !procedure.receipt.contains(&channel) {
            procedure.receipt.push(channel);
        }
    }
}

fn afterwards(procedure: &mut Procedure, id: &str) {
    if procedure.kind != Kind::Service {
        return;
    }
    if id.ends_with("allowance") {
        procedure.provisional.get_or_insert_with(|| Provisional {
            law: law(),
            later: vec![
                "residence shown".into(),
                "lives here".into(),
                "registered".into(),
            ],
            condition: Texts::default(),
            check_in: term(1, TermUnit::Months),
        });
    }
    if procedure.revocation.is_empty() {
        procedure.revocation = RevocationGround::ALL
            .into_iter()
            .map(|ground| Revocation {
                ground,
                law: law(),
                compensated: ground == RevocationGround::PublicInterest,
            })
            .collect();
    }
    // One ground that is not listed, so that officers try it in vain.
    let listed = |one: &Revocation| one.ground != RevocationGround::Offence;
    procedure.revocation.retain(listed);
    procedure.correction.get_or_insert_with(|| working(3));
    procedure.appeal.suspends.get_or_insert_with(law);
}

/// Where people of the simulation live: districts of one region with their bodies.
pub(crate) struct District {
    /// KATO codes.
    pub(super) katos: Vec<String>,
    registrars: BTreeMap<String, String>,
    clinics: BTreeMap<String, String>,
}

impl District {
    /// The districts of the catalog that have a clinic of their own.
    pub(crate) fn of(catalog: &Catalog) -> anyhow::Result<Self> {
        let mut clinics = BTreeMap::new();
        for body in catalog.bodies.values().filter(|body| body.kind == "clinic") {
            clinics
                .entry(body.territory.clone())
                .or_insert_with(|| body.id.clone());
        }
        let registrars: BTreeMap<String, String> = clinics
            .keys()
            .filter_map(|kato| {
                let body = catalog.body_for("registrar", kato)?;
                Some((kato.clone(), body.id.clone()))
            })
            .collect();
        let katos: Vec<String> = registrars.keys().cloned().collect();
        anyhow::ensure!(
            !katos.is_empty(),
            "the catalog has no district with a clinic"
        );
        Ok(Self {
            katos,
            registrars,
            clinics,
        })
    }

    pub(super) fn registrar(&self, kato: &str) -> String {
        self.registrars.get(kato).cloned().unwrap_or_default()
    }

    pub(super) fn clinic(&self, kato: &str) -> String {
        self.clinics.get(kato).cloned().unwrap_or_default()
    }

    /// What is public: kindergartens and clinics.
    pub(crate) fn public(&self) -> Vec<(&'static str, Record)> {
        let text = |text: &str| Some(Value::Text(text.to_owned()));
        let mut all = Vec::new();
        for (kato, clinic) in &self.clinics {
            let fields = [
                ("clinic_no", text(clinic)),
                ("title", text(clinic)),
                ("kato", text(kato)),
                ("accepts", Some(Value::Bool(true))),
            ];
            all.push(("clinics", fields));
            let number = kindergarten(kato);
            let fields = [
                ("kindergarten_no", text(&number)),
                ("title", text(&number)),
                ("kato", text(kato)),
                ("places_free", Some(Value::Int(3))),
            ];
            all.push(("kindergartens", fields));
        }
        all.into_iter()
            .map(|(register, fields)| {
                let fields = fields.map(|(name, value)| (name.to_owned(), value));
                (register, fields.into_iter().collect())
            })
            .collect()
    }

    /// Another body of the same kind.
    pub(super) fn other_registrar(&self, than: &str) -> Option<String> {
        let mut others = self.registrars.values();
        others.find(|body| *body != than).cloned()
    }
}

/// The number of a district's kindergarten.
pub(super) fn kindergarten(kato: &str) -> String {
    format!("KG-{kato}-001")
}
