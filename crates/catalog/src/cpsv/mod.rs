//! The register of services for other states and their catalogues: CPSV-AP 3.2.0 as JSON-LD.
//!
//! Everything stands in one document, in every language of the country, and every name in it is the
//! document's own address with the place after `#`; so a name leads to what it names. What the
//! vocabulary has no word for (an offer, a cure, what silence means) has terms of our own, which
//! the document itself describes (`terms`).

mod service;
mod terms;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use jiff::civil::Date;
use serde_json::{Value, json};
use tutas_domain::text::{Lang, Law, Mark, Texts};

use crate::model::{Body, Catalog, LifeEvent, Register, Service};

/// Where the document lies below the address of the country's catalog.
pub const PLACE: &str = "/catalog.jsonld";

/// Authority tables of the European Union, which name currencies and languages.
const CURRENCY: &str = "http://publications.europa.eu/resource/authority/currency/";
const LANGUAGE: &str = "http://publications.europa.eu/resource/authority/language/";

impl Catalog {
    /// What is offered on `date`, as CPSV-AP 3.2.0; none if the country does not say at which
    /// `address` its catalog is found, since names would then lead nowhere.
    pub fn cpsv(&self, date: Date) -> Option<Value> {
        let address = self.country.address.as_ref()?;
        let services: Vec<&Service> = self
            .services
            .keys()
            .filter_map(|id| self.service(id, date))
            .collect();
        let events: Vec<&LifeEvent> = self
            .life_events
            .keys()
            .filter_map(|id| self.life_event(id, date))
            .collect();
        let mut graph = Graph::default();
        for service in &services {
            service::add(&mut graph, self, service, &events);
        }
        for event in &events {
            add_event(&mut graph, event, &services);
        }
        for body in self.bodies.values() {
            add_body(&mut graph, self, body);
        }
        for (kato, title) in &self.territories {
            graph.add(place(kato), location(title));
        }
        graph.add(place(""), location(&self.country.title));
        for register in self.registers.values() {
            add_register(&mut graph, register);
        }
        add_tables(&mut graph, self);
        terms::add(&mut graph);
        Some(json!({
            "@context": context(&format!("{address}{PLACE}")),
            "@graph": graph.0.into_values().collect::<Vec<_>>(),
        }))
    }
}

/// Nodes by their names, so that each is described once and the order never changes.
#[derive(Default)]
struct Graph(BTreeMap<String, Value>);

impl Graph {
    /// Describes what `name` names; whatever is described already stays.
    fn add(&mut self, name: String, mut node: Value) {
        if let Some(node) = node.as_object_mut() {
            node.insert("@id".to_owned(), Value::String(name.clone()));
            node.retain(|_, value| !value.is_null() && *value != json!([]));
        }
        self.0.entry(name).or_insert(node);
    }

    /// The law that a citation names, described.
    fn law(&mut self, law: &Law) -> Value {
        let name = match law.articles.as_str() {
            "" => named("law", &[&law.act.en]),
            articles => named("law", &[&law.act.en, articles]),
        };
        let certainty = match law.mark {
            Mark::Certain => "certain",
            Mark::Secondary => "secondary",
            Mark::Assumed => "assumed",
        };
        self.add(
            name.clone(),
            json!({
                "@type": "eli:LegalResource",
                "dct:title": in_languages(&cited(law)),
                "tutas:certainty": certainty,
            }),
        );
        link(&name)
    }
}

fn context(base: &str) -> Value {
    json!({
        "@base": base,
        "cpsv": "http://purl.org/vocab/cpsv#",
        "cv": "http://data.europa.eu/m8g/",
        "dct": "http://purl.org/dc/terms/",
        "eli": "http://data.europa.eu/eli/ontology#",
        "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
        "skos": "http://www.w3.org/2004/02/skos/core#",
        "tutas": format!("{base}#"),
        "xsd": "http://www.w3.org/2001/XMLSchema#",
    })
}

fn add_event(graph: &mut Graph, event: &LifeEvent, services: &[&Service]) {
    let steps = event
        .steps
        .iter()
        .filter(|step| services.iter().any(|service| service.id == step.service))
        .map(|step| link(&named("service", &[&step.service])))
        .collect::<Vec<_>>();
    let law = graph.law(&event.law);
    graph.add(
        named("life-event", &[&event.id]),
        json!({
            "@type": ["cv:LifeEvent", "cv:Event"],
            "dct:identifier": event.id,
            "dct:title": in_languages(&event.title),
            "dct:description": in_languages(&event.summary),
            "cv:hasRelatedService": steps,
            "tutas:legalResource": law,
        }),
    );
}

fn add_body(graph: &mut Graph, catalog: &Catalog, body: &Body) {
    // A body whose territory has no name of its own is of the one around it.
    let known = (0..=body.territory.len())
        .rev()
        .filter_map(|end| body.territory.get(..end))
        .find(|kato| kato.is_empty() || catalog.territories.contains_key(*kato));
    graph.add(
        named("body", &[&body.id]),
        json!({
            "@type": "cv:PublicOrganisation",
            "dct:identifier": body.id,
            "skos:prefLabel": in_languages(&body.title),
            "dct:spatial": link(&place(known.unwrap_or_default())),
        }),
    );
}

/// The kind of evidence that a register gives.
fn add_register(graph: &mut Graph, register: &Register) {
    let law = graph.law(&register.law);
    graph.add(
        named("register", &[&register.id]),
        json!({
            "@type": "cv:EvidenceType",
            "dct:identifier": register.id,
            "skos:prefLabel": in_languages(&register.title),
            "tutas:owner": in_languages(&register.owner),
            "tutas:legalResource": law,
        }),
    );
}

fn add_tables(graph: &mut Graph, catalog: &Catalog) {
    let currency = &catalog.country.currency;
    graph.add(
        format!("{CURRENCY}{currency}"),
        json!({ "@type": "skos:Concept", "skos:notation": currency }),
    );
    for lang in Lang::ALL {
        graph.add(
            language(lang),
            json!({ "@type": "dct:LinguisticSystem", "skos:notation": lang.tag() }),
        );
    }
}

/// The languages, by the names of the European authority table.
fn language(lang: Lang) -> String {
    let code = match lang {
        Lang::Kk => "KAZ",
        Lang::Ru => "RUS",
        Lang::En => "ENG",
    };
    format!("{LANGUAGE}{code}")
}

fn location(title: &Texts) -> Value {
    json!({ "@type": "dct:Location", "skos:prefLabel": in_languages(title) })
}

fn place(kato: &str) -> String {
    match kato {
        "" => named("territory", &["country"]),
        kato => named("territory", &[kato]),
    }
}

/// A name in the document: `#service/birth-allowance`. What no address may hold is a hyphen, or
/// percent-encoded if it is a letter.
fn named(kind: &str, parts: &[&str]) -> String {
    let mut name = format!("#{kind}");
    for part in parts {
        name.push('/');
        for letter in part.chars() {
            match letter {
                letter if letter.is_ascii_alphanumeric() || "-._()".contains(letter) => {
                    name.push(letter.to_ascii_lowercase());
                }
                letter if letter.is_alphanumeric() => {
                    for byte in letter.to_string().bytes() {
                        // Writing to a String cannot fail.
                        let _ = write!(name, "%{byte:02X}");
                    }
                }
                _ if name.ends_with(['-', '/']) => {}
                _ => name.push('-'),
            }
        }
    }
    name
}

fn link(name: &str) -> Value {
    json!({ "@id": name })
}

/// A text as one literal for each language that has it.
fn in_languages(texts: &Texts) -> Value {
    let said = [
        (Lang::Kk, &texts.kk),
        (Lang::Ru, &texts.ru),
        (Lang::En, &texts.en),
    ];
    said.into_iter()
        .filter(|(_, text)| !text.is_empty())
        .map(|(lang, text)| json!({ "@language": lang.tag(), "@value": text.trim_end() }))
        .collect()
}

/// An act with its articles.
fn cited(law: &Law) -> Texts {
    law.act.map(|act| match law.articles.as_str() {
        "" => act.to_owned(),
        articles => format!("{act}, {articles}"),
    })
}
