//! The notice of one version: what is read, why, on what law, and what may come of it.

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde_json::{Value, json};
use tutas_domain::definition::{AutomatedGrant, LegalTerm};
use tutas_domain::text::{Law, Mark, Texts};

use super::uses::{Definition, Purpose, Uses};
use super::{Assessment, Fact, Facts, Opinion, Privacy, Refused, Unsigned};
use crate::model::{
    Ask, Basis, Catalog, Decider, Field, LifeEvent, Need, Register, Retention, Service, Whose,
};

/// What everyone may know about a version of a service or life event and people's data.
pub struct Notice<'a> {
    /// The service or life event.
    pub id: &'a str,
    /// Its name.
    pub title: &'a Texts,
    /// Its version.
    pub from: Date,
    /// The hash of the definition.
    pub definition: &'a str,
    /// The hash of its data part: what an opinion is about.
    pub data: &'a str,
    /// What is read.
    pub reads: Vec<Read<'a>>,
    /// What is asked.
    pub asks: &'a [Ask],
    /// What is entered in a register.
    pub entry: Option<Entry<'a>>,
    /// Who decides; nobody decides a life event.
    pub decider: Option<&'a Decider>,
    /// Whether a machine may grant.
    pub automated: Option<&'a AutomatedGrant>,
    /// How long it is kept; for a life event its services say it.
    pub retention: Option<&'a Retention>,
    /// The services that one application for a life event can open.
    pub steps: Vec<&'a Service>,
    /// The facts that risks hang on.
    pub facts: Facts,
    /// The rights and the model of the country, if it has one.
    pub privacy: Option<&'a Privacy>,
    /// The risks, if the country has a model of them.
    pub assessment: Option<Assessment<'a>>,
    /// The last opinion on it, whatever data it is about.
    pub opinion: Option<&'a Opinion>,
}

/// What is read about one person in one register on one basis.
pub struct Read<'a> {
    /// The register.
    pub register: &'a Register,
    /// About whom.
    pub whose: &'a Whose,
    /// On what basis.
    pub basis: &'a Basis,
    /// The fields.
    pub fields: Vec<FieldRead<'a>>,
}

/// A field that is read.
pub struct FieldRead<'a> {
    /// Its name.
    pub name: &'a str,
    /// What the register says of it.
    pub field: &'a Field,
    /// What it is for.
    pub purposes: Vec<Purpose<'a>>,
}

/// What a grant enters in a register.
pub struct Entry<'a> {
    /// The register.
    pub register: &'a Register,
    /// The fields.
    pub fields: Vec<&'a Field>,
}

impl<'a> Notice<'a> {
    pub(super) fn of_service(catalog: &'a Catalog, service: &'a Service) -> Self {
        let definition = Definition::of_service(service);
        let (reads, mut facts) = read(catalog, &definition);
        let written = service.gives.write.as_ref();
        let entry = written.and_then(|write| {
            let register = catalog.registers.get(&write.register)?;
            let fields = write
                .fields
                .keys()
                .filter_map(|name| register.fields.get(name));
            Some(Entry {
                register,
                fields: fields.collect(),
            })
        });
        let passed_on = entry
            .as_ref()
            .map_or(0, |entry| counted(entry.fields.len()));
        facts.0.insert(Fact::FieldsPassedOn, passed_on);
        let automated = service.procedure.automated.as_ref();
        facts
            .0
            .insert(Fact::AutomatedGrants, automated.is_some().into());
        Self {
            asks: &service.asks,
            entry,
            decider: Some(&service.decider),
            automated,
            retention: Some(&service.retention),
            ..Self::of(
                catalog,
                (&service.id, &service.procedure.title, service.from),
                (&service.hash, &service.data),
                reads,
                facts,
            )
        }
    }

    pub(super) fn of_event(catalog: &'a Catalog, event: &'a LifeEvent) -> Self {
        let steps: Vec<&Service> = event
            .steps
            .iter()
            .filter_map(|step| {
                let versions = catalog.services.get(&step.service)?;
                // One that begins later than the event is not there yet.
                let known = versions.iter().rev().find(|one| one.from <= event.from);
                known.or(versions.first())
            })
            .collect();
        let definition = Definition::of_event(event, &steps);
        let (reads, facts) = read(catalog, &definition);
        Self {
            asks: &event.subject_asks,
            steps,
            ..Self::of(
                catalog,
                (&event.id, &event.title, event.from),
                (&event.hash, &event.data),
                reads,
                facts,
            )
        }
    }

    /// What both have; an assessment of these facts.
    fn of(
        catalog: &'a Catalog,
        (id, title, from): (&'a str, &'a Texts, Date),
        (definition, data): (&'a str, &'a str),
        reads: Vec<Read<'a>>,
        mut facts: Facts,
    ) -> Self {
        let privacy = catalog.privacy.as_ref();
        let people = privacy.and_then(|privacy| privacy.people_a_year.get(id));
        if let Some(people) = people {
            facts.0.insert(Fact::PeopleAYear, *people);
        }
        let opinions = catalog.opinions.iter().filter(|opinion| opinion.of == id);
        // The one on this very data, if there is one; else the last.
        let opinion = opinions.max_by_key(|opinion| (opinion.data == data, opinion.on));
        Self {
            id,
            title,
            from,
            definition,
            data,
            reads,
            asks: &[],
            entry: None,
            decider: None,
            automated: None,
            retention: None,
            steps: Vec::new(),
            assessment: privacy.map(|privacy| privacy.assess(&facts)),
            facts,
            privacy,
            opinion,
        }
    }

    /// The opinion by which it may go live, if one does.
    pub fn signed(&self) -> Option<&'a Opinion> {
        let counts = |opinion: &&Opinion| opinion.data == self.data && opinion.approved;
        self.opinion.filter(counts)
    }

    /// Whether it reads anything that nothing uses.
    pub fn unused(&self) -> impl Iterator<Item = (&Register, &FieldRead<'a>)> {
        self.reads.iter().flat_map(|read| {
            let unused = read.fields.iter().filter(|field| field.purposes.is_empty());
            unused.map(|field| (read.register, field))
        })
    }

    pub(super) fn unsigned(&self) -> Option<Unsigned> {
        let assessment = self.assessment.as_ref()?;
        if !assessment.needs_opinion || self.signed().is_some() {
            return None;
        }
        Some(Unsigned {
            id: self.id.to_owned(),
            from: self.from,
            data: self.data.to_owned(),
            points: assessment.before,
            last: self.opinion.map(|opinion| {
                let why = if opinion.data == self.data {
                    Refused::NotApproved
                } else {
                    Refused::OtherData
                };
                (opinion.on, why)
            }),
        })
    }

    /// The notice for programs.
    pub fn to_json(&self) -> Value {
        json!({
            "id": self.id,
            "title": self.title,
            "from": self.from,
            "definition": self.definition,
            "data": self.data,
            "reads": self.reads.iter().map(read_json).collect::<Vec<_>>(),
            "asks": self.asks.iter().map(|ask| json!({
                "name": ask.name, "title": ask.title, "required": ask.required,
            })).collect::<Vec<_>>(),
            "entry": self.entry.as_ref().map(|entry| json!({
                "register": entry.register.id,
                "title": entry.register.title,
                "owner": entry.register.owner,
                "fields": entry.fields.iter().map(|field| &field.title).collect::<Vec<_>>(),
            })),
            "decided_by": self.decider.map(|decider| json!({
                "body": decider.kind, "law": law_json(&decider.law),
            })),
            "automated_grant": self.automated.map(automated_json),
            "automated_refusal": false,
            "retention": self.retention.map(|kept| json!({
                "years": kept.years, "law": law_json(&kept.law),
            })),
            "steps": self.steps.iter().map(|step| &step.id).collect::<Vec<_>>(),
            "rights": self.privacy.map(rights_json),
            "facts": self.facts,
            "assessment": self.assessment.as_ref().map(assessment_json),
            "opinion": self.opinion.map(|opinion| json!({
                "by": opinion.by,
                "post": opinion.post,
                "on": opinion.on,
                "data": opinion.data,
                "approved": opinion.approved,
                "text": opinion.text,
                "valid": self.signed().is_some(),
            })),
        })
    }
}

/// What a definition reads, put together by register, person and basis; and what is counted in it.
fn read<'a>(catalog: &'a Catalog, definition: &Definition<'a>) -> (Vec<Read<'a>>, Facts) {
    let uses = definition.uses(&catalog.registers);
    let mut reads: Vec<Read<'a>> = Vec::new();
    for need in definition.needs {
        let Some(register) = catalog.registers.get(&need.register) else {
            continue;
        };
        let same = |read: &&mut Read<'_>| {
            read.register.id == register.id && *read.whose == need.of && *read.basis == need.basis
        };
        if let Some(read) = reads.iter_mut().find(same) {
            add_fields(read, need, &uses);
            continue;
        }
        let mut read = Read {
            register,
            whose: &need.of,
            basis: &need.basis,
            fields: Vec::new(),
        };
        add_fields(&mut read, need, &uses);
        reads.push(read);
    }
    let facts = count(&reads);
    (reads, facts)
}

fn add_fields<'a>(read: &mut Read<'a>, need: &'a Need, uses: &Uses<'a>) {
    for name in &need.fields {
        let Some(field) = read.register.fields.get(name) else {
            continue;
        };
        let purposes = uses.get(&(need.name.as_str(), name.as_str()));
        let purposes = purposes.cloned().unwrap_or_default();
        match read.fields.iter_mut().find(|known| known.name == name) {
            Some(known) => {
                let new = purposes.into_iter();
                let new: Vec<_> = new.filter(|one| !known.purposes.contains(one)).collect();
                known.purposes.extend(new);
            }
            None => read.fields.push(FieldRead {
                name,
                field,
                purposes,
            }),
        }
    }
}

fn count(reads: &[Read<'_>]) -> Facts {
    let personal = || reads.iter().filter(|read| *read.whose != Whose::Public);
    let fields = |of: &dyn Fn(&Read<'_>, &FieldRead<'_>) -> bool| {
        let all = personal().flat_map(|read| read.fields.iter().map(move |field| (read, field)));
        counted(all.filter(|(read, field)| of(read, field)).count())
    };
    let registers: BTreeSet<&str> = personal().map(|read| read.register.id.as_str()).collect();
    Facts(
        [
            (Fact::SensitiveFields, fields(&|_, one| one.field.sensitive)),
            (
                Fact::ChildFields,
                fields(&|read, _| *read.whose == Whose::Child),
            ),
            (
                Fact::OtherAdultFields,
                fields(&|read, _| matches!(read.whose, Whose::Adult(_))),
            ),
            (Fact::Fields, fields(&|_, _| true)),
            (Fact::Registers, counted(registers.len())),
            (
                Fact::FieldsWithoutConsent,
                fields(&|read, _| matches!(read.basis, Basis::Law(_))),
            ),
            (
                Fact::UnusedFields,
                fields(&|_, field| field.purposes.is_empty()),
            ),
        ]
        .into(),
    )
}

fn counted(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

fn read_json(read: &Read<'_>) -> Value {
    let (basis, law) = match read.basis {
        Basis::Law(law) => ("law", law),
        Basis::Consent { law } => ("consent", law),
    };
    let (whose, role) = match read.whose {
        Whose::Filer => ("filer", None),
        Whose::Child => ("child", None),
        Whose::Adult(role) => ("adult", Some(role)),
        Whose::Public => ("public", None),
    };
    json!({
        "register": read.register.id,
        "title": read.register.title,
        "owner": read.register.owner,
        "whose": whose,
        "role": role,
        "basis": basis,
        "law": law_json(law),
        "fields": read.fields.iter().map(|field| json!({
            "name": field.name,
            "title": field.field.title,
            "sensitive": field.field.sensitive,
            "purposes": field.purposes,
        })).collect::<Vec<_>>(),
    })
}

fn automated_json(automated: &AutomatedGrant) -> Value {
    match automated {
        AutomatedGrant::Law { law } => json!({ "basis": "law", "law": law_json(law) }),
        AutomatedGrant::Consent { law } => json!({ "basis": "consent", "law": law_json(law) }),
    }
}

fn rights_json(privacy: &Privacy) -> Value {
    let term = |term: &LegalTerm| json!({ "within": term.length, "law": law_json(&term.law) });
    json!({
        "objection": term(&privacy.objection),
        "withdrawal": term(&privacy.withdrawal),
        "correction": term(&privacy.correction),
        "place": { "text": privacy.place.text, "law": law_json(&privacy.place.law) },
    })
}

fn assessment_json(assessment: &Assessment<'_>) -> Value {
    json!({
        "before": { "points": assessment.before, "level": assessment.level_before },
        "after": { "points": assessment.after, "level": assessment.level_after },
        "needs_opinion": assessment.needs_opinion,
        "risks": assessment.risks.iter().map(|found| json!({
            "id": found.risk.id,
            "title": found.risk.title,
            "before": found.risk.points,
            "after": found.after,
            "measures": found.measures.iter().map(|one| &one.id).collect::<Vec<_>>(),
        })).collect::<Vec<_>>(),
        "measures": assessment.measures.iter().map(|one| json!({
            "id": one.id, "title": one.title, "text": one.text,
        })).collect::<Vec<_>>(),
    })
}

fn law_json(law: &Law) -> Value {
    let certainty = match law.mark {
        Mark::Certain => "certain",
        Mark::Secondary => "secondary",
        Mark::Assumed => "assumed",
    };
    json!({ "act": law.act, "articles": law.articles, "certainty": certainty })
}
