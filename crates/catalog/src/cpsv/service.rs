//! A service: who gives it, on what conditions, from what evidence, at what cost, by which law.

use serde_json::{Value, json};
use tutas_domain::definition::{
    AutomatedGrant, CuringMeans, LegalTerm, Requirement, Silence, TermEffect, WindowFrom,
};
use tutas_domain::term::{TermLength, TermUnit};
use tutas_domain::text::{Lang, Texts};

use super::{CURRENCY, Graph, cited, in_languages, language, link, named};
use crate::model::{Catalog, LifeEvent, Service};

/// Describes a service and all that only it has.
pub(super) fn add(graph: &mut Graph, catalog: &Catalog, service: &Service, events: &[&LifeEvent]) {
    let id = service.id.as_str();
    let bodies = catalog
        .bodies
        .values()
        .filter(|body| body.kind == service.decider.kind);
    let steps = || {
        let of = |event: &&LifeEvent| event.steps.iter().any(|step| step.service == id);
        events.iter().copied().filter(of)
    };
    let before = steps()
        .flat_map(|event| &event.steps)
        .filter(|step| step.service == id)
        .flat_map(|step| &step.after);
    let requirements = &service.procedure.requirements;
    let node = json!({
        "@type": "cpsv:PublicService",
        "dct:identifier": id,
        "dct:title": in_languages(&service.procedure.title),
        "dct:description": in_languages(&service.summary),
        "dct:language": links(Lang::ALL.into_iter().map(language)),
        "dct:requires": links(before.map(|id| named("service", &[id]))),
        "cv:hasCompetentAuthority": links(bodies.map(|body| named("body", &[&body.id]))),
        "cv:isGroupedBy": links(steps().map(|event| named("life-event", &[&event.id]))),
        "cv:processingTime": duration(service.term.length),
        "cv:hasChannel": channels(graph, catalog, service),
        "cv:hasCost": cost(graph, catalog, service),
        "cv:hasLegalResource": graph.law(&service.law),
        "cv:holdsRequirement": links(requirements.iter().map(|one| named("requirement", &[id, &one.name]))),
        "cpsv:follows": links(requirements.iter().map(|one| named("rule", &[id, &one.name]))),
        "cpsv:hasInput": links(service.needs.iter().map(|need| named("evidence", &[id, &need.name]))),
        "cv:hasInputType": links(service.needs.iter().map(|need| named("register", &[&need.register]))),
        "cpsv:produces": outputs(graph, catalog, service),
        "tutas:definition": service.hash,
        "tutas:term": term(graph, &service.term),
        "tutas:proactive": steps().map(offer).collect::<Vec<_>>(),
        "tutas:cure": cure(graph, service),
        "tutas:silence": silence(graph, service),
        "tutas:automatedGrant": automated(graph, service),
    });
    graph.add(named("service", &[id]), node);
    for requirement in requirements {
        add_requirement(graph, service, requirement);
    }
    for need in &service.needs {
        let register = catalog.registers.get(&need.register);
        let supports = requirements
            .iter()
            .filter(|one| reads(service, &one.name).contains(&need.name));
        let node = json!({
            "@type": "cv:Evidence",
            "dct:identifier": format!("{id}/{}", need.name),
            "dct:title": register.map(|register| in_languages(&register.title)),
            "dct:conformsTo": link(&named("register", &[&need.register])),
            "cv:supportsRequirement":
                links(supports.map(|one| named("requirement", &[id, &one.name]))),
        });
        graph.add(named("evidence", &[id, &need.name]), node);
    }
}

/// A requirement, the rule it fulfils, and the evidence that shows it.
fn add_requirement(graph: &mut Graph, service: &Service, requirement: &Requirement) {
    let (id, name) = (service.id.as_str(), requirement.name.as_str());
    let identifier = format!("{id}/{name}");
    let mut evidence: Vec<String> = reads(service, name)
        .iter()
        .map(|need| named("evidence", &[id, need]))
        .collect();
    if let Some(CuringMeans::Document(document)) = &requirement.cured_by {
        let paper = named("evidence", &[id, name, "document"]);
        let node = json!({
            "@type": "cv:Evidence",
            "dct:identifier": format!("{identifier}/document"),
            "dct:title": in_languages(&document.title),
            "cv:supportsRequirement": link(&named("requirement", &[id, name])),
        });
        graph.add(paper.clone(), node);
        evidence.push(paper);
    }
    let node = json!({
        "@type": "cv:Requirement",
        "dct:identifier": identifier,
        "dct:title": in_languages(&requirement.title),
        "dct:description": in_languages(&requirement.otherwise),
        "cv:fulfils": link(&named("rule", &[id, name])),
        "cv:hasSupportingEvidence": links(evidence),
        "tutas:curable": requirement.cured_by.is_some(),
    });
    graph.add(named("requirement", &[id, name]), node);
    let law = graph.law(&requirement.law);
    let (title, cited) = (&requirement.title, cited(&requirement.law));
    let described = Texts {
        kk: format!("{} ({})", title.kk, cited.kk),
        ru: format!("{} ({})", title.ru, cited.ru),
        en: format!("{} ({})", title.en, cited.en),
    };
    let node = json!({
        "@type": "cpsv:Rule",
        "dct:identifier": format!("{identifier}/rule"),
        "dct:title": in_languages(title),
        "dct:description": in_languages(&described),
        "cpsv:implements": law,
    });
    graph.add(named("rule", &[id, name]), node);
}

/// The needs that a requirement is judged by.
fn reads(service: &Service, requirement: &str) -> Vec<String> {
    let mut needs = Vec::new();
    for (relation, _) in service.program.reads(requirement) {
        if service.needs.iter().any(|need| need.name == relation) && !needs.contains(&relation) {
            needs.push(relation);
        }
    }
    needs
}

fn channels(graph: &mut Graph, catalog: &Catalog, service: &Service) -> Value {
    let mut channels = Vec::new();
    for channel in &service.channels {
        let (kind, own) = (
            named("channel", &[channel]),
            named("channel", &[&service.id, channel]),
        );
        let word = catalog.country.word("channel", channel);
        let node = json!({ "@type": "skos:Concept", "skos:prefLabel": in_languages(&word) });
        graph.add(kind.clone(), node);
        let node = json!({
            "@type": "cv:Channel",
            "dct:identifier": format!("{}/{channel}", service.id),
            "dct:type": link(&kind),
            "cv:processingTime": duration(service.term.length),
        });
        graph.add(own.clone(), node);
        channels.push(own);
    }
    links(channels)
}

fn cost(graph: &mut Graph, catalog: &Catalog, service: &Service) -> Value {
    let name = named("cost", &[&service.id]);
    let law = graph.law(&service.fee.law);
    let node = json!({
        "@type": "cv:Cost",
        "dct:identifier": service.id,
        "cv:hasValue": typed("double", &service.fee.amount.to_string()),
        "cv:currency": link(&format!("{CURRENCY}{}", catalog.country.currency)),
        "tutas:legalResource": law,
    });
    graph.add(name.clone(), node);
    link(&name)
}

/// The papers a grant gives, and the entry it makes in a register.
fn outputs(graph: &mut Graph, catalog: &Catalog, service: &Service) -> Value {
    let mut outputs = Vec::new();
    let mut output = |kind: &str, title: &Texts| {
        let name = named("output", &[&service.id, kind]);
        let node = json!({
            "@type": "cv:Output",
            "dct:identifier": format!("{}/{kind}", service.id),
            "dct:title": in_languages(title),
        });
        graph.add(name.clone(), node);
        if !outputs.contains(&name) {
            outputs.push(name);
        }
    };
    for document in &service.gives.documents {
        output(&document.kind, &document.title);
    }
    let written = service.gives.write.as_ref();
    if let Some(register) = written.and_then(|write| catalog.registers.get(&write.register)) {
        output(&format!("{}-entry", register.id), &register.title);
    }
    links(outputs)
}

/// That the state offers the service by itself where registers show the event.
fn offer(event: &LifeEvent) -> Value {
    let shown_by = event
        .needs
        .iter()
        .filter(|need| event.subjects.contains(&need.name))
        .map(|need| named("register", &[&need.register]));
    json!({
        "tutas:event": link(&named("life-event", &[&event.id])),
        "tutas:shownBy": links(shown_by),
    })
}

fn cure(graph: &mut Graph, service: &Service) -> Value {
    let cure = &service.procedure.cure;
    json!({
        "tutas:window": term(graph, &cure.window),
        "tutas:effect": match cure.effect {
            TermEffect::Restart => "restart",
            TermEffect::Pause => "pause",
            TermEffect::None => "none",
        },
        "tutas:countedFrom": match cure.from {
            WindowFrom::Notice => "notice",
            WindowFrom::Receipt => "receipt",
        },
    })
}

fn silence(graph: &mut Graph, service: &Service) -> Value {
    let (means, law) = match &service.procedure.silence {
        Silence::Refusal { law } => ("deemed-refusal", law),
        Silence::Consent { law } => ("deemed-consent", law),
    };
    json!({ "tutas:means": means, "tutas:legalResource": graph.law(law) })
}

fn automated(graph: &mut Graph, service: &Service) -> Value {
    let (basis, law) = match &service.procedure.automated {
        None => return Value::Null,
        Some(AutomatedGrant::Law { law }) => ("law", law),
        Some(AutomatedGrant::Consent { law }) => ("consent", law),
    };
    json!({ "tutas:basis": basis, "tutas:legalResource": graph.law(law) })
}

/// A term with what no duration tells: whether days are working days, and by which law.
fn term(graph: &mut Graph, term: &LegalTerm) -> Value {
    json!({
        "tutas:length": duration(term.length),
        "tutas:countedIn": match term.length.unit {
            TermUnit::WorkingDays => "working-days",
            TermUnit::CalendarDays => "calendar-days",
            TermUnit::Months => "months",
            TermUnit::Minutes => "minutes",
        },
        "tutas:legalResource": graph.law(&term.law),
    })
}

fn duration(length: TermLength) -> Value {
    let count = length.count;
    let text = match length.unit {
        TermUnit::WorkingDays | TermUnit::CalendarDays => format!("P{count}D"),
        TermUnit::Months => format!("P{count}M"),
        TermUnit::Minutes => format!("PT{count}M"),
    };
    typed("duration", &text)
}

fn typed(kind: &str, value: &str) -> Value {
    json!({ "@type": format!("xsd:{kind}"), "@value": value })
}

/// Links to what the names name, each once.
fn links(names: impl IntoIterator<Item = String>) -> Value {
    let mut links: Vec<Value> = Vec::new();
    for name in names {
        let one = link(&name);
        if !links.contains(&one) {
            links.push(one);
        }
    }
    Value::Array(links)
}
