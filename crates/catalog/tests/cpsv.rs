//! The register of services as CPSV-AP 3.2.0: the repository's catalog keeps the vocabulary's shapes,
//! and a damaged document is found out.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use jiff::civil::{Date, date};
use serde_json::{Value, json};
use tutas_catalog::Catalog;

const TODAY: Date = date(2026, 3, 18);
const BASE: &str = "https://tutas.example/catalog.jsonld";

/// What an object of a property must be.
#[derive(Clone, Copy)]
enum Is {
    /// A literal in a language.
    InLanguage,
    /// A literal without language.
    Plain,
    /// A literal of this type, whose text is good.
    Typed(&'static str, fn(&str) -> bool),
    /// Something described as one of this class.
    A(&'static str),
}

/// The shapes of CPSV-AP 3.2.0 for the classes of the document, from the vocabulary's own SHACL: class,
/// property, how many at least and at most, and what. `tutas:` is our own.
const SHAPES: &str = "
    cpsv:PublicService dct:identifier 1 1 plain
    cpsv:PublicService dct:title 1 * in-language
    cpsv:PublicService dct:description 1 * in-language
    cpsv:PublicService cv:hasCompetentAuthority 1 * cv:PublicOrganisation
    cpsv:PublicService cv:hasChannel 0 * cv:Channel
    cpsv:PublicService cv:hasCost 0 * cv:Cost
    cpsv:PublicService cv:processingTime 0 1 xsd:duration
    cpsv:PublicService cv:holdsRequirement 0 * cv:Requirement
    cpsv:PublicService cv:hasInputType 0 * cv:EvidenceType
    cpsv:PublicService cpsv:hasInput 0 * cv:Evidence
    cpsv:PublicService cpsv:produces 0 * cv:Output
    cpsv:PublicService cpsv:follows 0 * cpsv:Rule
    cpsv:PublicService cv:hasLegalResource 0 * eli:LegalResource
    cpsv:PublicService cv:isGroupedBy 0 * cv:Event
    cpsv:PublicService dct:requires 0 * cpsv:PublicService
    cpsv:PublicService dct:language 0 * dct:LinguisticSystem
    cv:PublicOrganisation skos:prefLabel 1 * in-language
    cv:PublicOrganisation dct:spatial 1 * dct:Location
    cv:Event dct:identifier 1 1 plain
    cv:Event dct:title 1 * in-language
    cv:Event dct:description 0 * in-language
    cv:Event cv:hasRelatedService 0 * cpsv:PublicService
    cv:LifeEvent dct:type 0 * skos:Concept
    cv:LifeEvent dct:identifier 1 1 plain
    cv:Requirement dct:identifier 1 1 plain
    cv:Requirement dct:title 1 * in-language
    cv:Requirement cv:fulfils 0 * cpsv:Rule
    cv:Requirement cv:hasSupportingEvidence 0 * cv:Evidence
    cpsv:Rule dct:identifier 1 1 plain
    cpsv:Rule dct:title 1 * in-language
    cpsv:Rule dct:description 1 * in-language
    cpsv:Rule cpsv:implements 0 * eli:LegalResource
    cv:Evidence dct:identifier 1 1 plain
    cv:Evidence dct:title 1 * in-language
    cv:Evidence dct:conformsTo 0 * cv:EvidenceType
    cv:Evidence cv:supportsRequirement 0 * cv:Requirement
    cv:EvidenceType dct:identifier 1 1 plain
    cv:Output dct:identifier 1 1 plain
    cv:Output dct:title 1 * in-language
    cv:Channel dct:identifier 1 1 plain
    cv:Channel dct:type 0 1 skos:Concept
    cv:Channel cv:processingTime 0 1 xsd:duration
    cv:Cost dct:identifier 1 1 plain
    cv:Cost cv:hasValue 0 1 xsd:double
    cv:Cost cv:currency 0 1 skos:Concept
    cpsv:PublicService tutas:definition 1 1 plain
    cpsv:PublicService tutas:cure 1 1 anything
    cpsv:PublicService tutas:silence 1 1 anything
    cpsv:PublicService tutas:proactive 0 * anything
    cpsv:PublicService tutas:term 1 1 anything
    cv:Requirement tutas:curable 1 1 xsd:boolean
    eli:LegalResource dct:title 1 * in-language
    eli:LegalResource tutas:certainty 1 1 plain
    dct:Location skos:prefLabel 1 * in-language
    rdf:Property rdfs:label 1 * in-language
    rdf:Property rdfs:comment 1 * in-language
";

/// Class, property, how many at least and at most, and what.
fn shapes() -> impl Iterator<Item = (&'static str, &'static str, usize, usize, Is)> {
    let lines = SHAPES.lines().filter(|line| !line.trim().is_empty());
    lines.map(|line| {
        let parts: Vec<&str> = line.split_whitespace().collect();
        let [class, property, least, most, what] = parts[..] else {
            unreachable!("{line}");
        };
        let most = match most {
            "*" => usize::MAX,
            count => count.parse().expect("it is there"),
        };
        let is = match what {
            "plain" => Is::Plain,
            "in-language" => Is::InLanguage,
            "anything" => Is::A(""),
            "xsd:duration" => Is::Typed(what, is_duration),
            "xsd:double" => Is::Typed(what, is_double),
            "xsd:boolean" => Is::Typed(what, is_boolean),
            class => Is::A(class),
        };
        (
            class,
            property,
            least.parse().expect("it is there"),
            most,
            is,
        )
    })
}

#[test]
fn the_catalog_of_the_repository_keeps_the_shapes_of_the_vocabulary() {
    let document = document();
    assert_eq!(faults(&document), Vec::<String>::new());
    let triples = Triples::of(&document);
    let count = |class: &str| triples.of_class(class).len();
    let catalog = catalog();
    assert_eq!(count("cpsv:PublicService"), catalog.services.len());
    assert_eq!(count("cv:LifeEvent"), catalog.life_events.len());
    assert_eq!(count("cv:PublicOrganisation"), catalog.bodies.len());
    assert_eq!(count("cv:EvidenceType"), catalog.registers.len());
    assert!(count("cv:Requirement") > 20 && count("cv:Output") > 3);
    // The vocabulary's own example spells it the other way.
    assert_eq!(count("cv:PublicOrganization"), 0);
}

#[test]
fn a_service_says_what_it_says_in_the_catalog() {
    let document = document();
    let triples = Triples::of(&document);
    let service = format!("{BASE}#service/birth-allowance");
    let one = |property: &str| triples.objects(&service, property);
    assert_eq!(
        one("cv:processingTime"),
        [Object::Literal {
            value: "P7D".to_owned(),
            language: String::new(),
            kind: full("xsd:duration"),
        }]
    );
    let titles = one("dct:title");
    assert!(titles.contains(&Object::Literal {
        value: "Birth allowance".to_owned(),
        language: "en".to_owned(),
        kind: full("rdf:langString"),
    }));
    assert_eq!(titles.len(), 3);
    let required = Object::Name(format!("{BASE}#service/birth-registration"));
    assert_eq!(one("dct:requires"), [required]);
    let silence = name_of(&one("tutas:silence"));
    assert_eq!(
        triples.objects(silence.as_str(), "tutas:means")[0].text(),
        "deemed-refusal"
    );
    let offer = name_of(&one("tutas:proactive"));
    let event = Object::Name(format!("{BASE}#life-event/birth"));
    assert_eq!(triples.objects(offer.as_str(), "tutas:event"), [event]);
}

/// The one name among objects.
fn name_of(objects: &[Object]) -> String {
    match objects {
        [Object::Name(name)] => name.clone(),
        other => unreachable!("{other:?} is not one name"),
    }
}

#[test]
fn every_title_stands_in_kazakh_russian_and_english() {
    let document = document();
    let triples = Triples::of(&document);
    for ((subject, property), objects) in &triples.0 {
        let mut languages = BTreeSet::new();
        for object in objects {
            if let Object::Literal { language, .. } = object
                && !language.is_empty()
            {
                languages.insert(language.as_str());
            }
        }
        let whole = languages.is_empty() || languages == BTreeSet::from(["en", "kk", "ru"]);
        assert!(whole, "{subject} {property} is in {languages:?}");
    }
}

#[test]
fn every_name_leads_to_its_description_and_every_own_term_is_explained() {
    let document = document();
    let triples = Triples::of(&document);
    let subjects: BTreeSet<&str> = triples
        .0
        .keys()
        .map(|(subject, _)| subject.as_str())
        .collect();
    for ((subject, property), objects) in &triples.0 {
        if property.starts_with(BASE) {
            assert!(
                subjects.contains(property.as_str()),
                "{property} is explained"
            );
        }
        for object in objects {
            let Object::Name(name) = object else { continue };
            let ours = name.starts_with(&format!("{BASE}#"));
            assert!(
                !ours || subjects.contains(name.as_str()),
                "{subject} leads to {name}"
            );
        }
    }
}

#[test]
fn the_names_stay_the_same_from_day_to_day() {
    let of = |date| catalog().cpsv(date).expect("it has an address").to_string();
    assert_eq!(of(TODAY), of(TODAY));
    assert_eq!(of(TODAY), of(date(2026, 3, 19)));
}

/// Breaks one node of the document.
type Damage = fn(&mut Value);

#[test]
fn a_damaged_document_is_found_out() {
    let damages: [(&str, Damage, &str); 9] = [
        (
            "#service/birth-allowance",
            |it| drop_key(it, "dct:title"),
            "dct:title",
        ),
        (
            "#service/birth-allowance",
            |it| drop_key(it, "cv:hasCompetentAuthority"),
            "cv:hasCompetentAuthority",
        ),
        (
            "#service/birth-allowance",
            |it| it["dct:identifier"] = json!(["a", "b"]),
            "dct:identifier",
        ),
        (
            "#service/birth-allowance",
            |it| it["dct:title"] = json!("Allowance"),
            "dct:title",
        ),
        (
            "#service/birth-allowance",
            |it| it["cv:processingTime"]["@value"] = json!("7 days"),
            "cv:processingTime",
        ),
        (
            "#service/birth-allowance",
            |it| it["cv:processingTime"] = json!("P7D"),
            "cv:processingTime",
        ),
        (
            "#body/registrar-10",
            |it| it["@type"] = json!("cv:PublicOrganization"),
            "cv:hasCompetentAuthority",
        ),
        (
            "#body/registrar-10",
            |it| drop_key(it, "dct:spatial"),
            "dct:spatial",
        ),
        (
            "#cost/birth-allowance",
            |it| it["cv:hasValue"]["@value"] = json!("free"),
            "cv:hasValue",
        ),
    ];
    for (name, damage, property) in damages {
        let mut document = document();
        let graph = document["@graph"].as_array_mut().expect("it is there");
        let node = graph.iter_mut().find(|node| node["@id"] == name);
        damage(node.unwrap_or_else(|| panic!("{name} is in the document")));
        let faults = faults(&document);
        assert!(
            faults.iter().any(|fault| fault.contains(property)),
            "{property} of {name}: {faults:?}"
        );
    }
}

fn drop_key(node: &mut Value, key: &str) {
    node.as_object_mut().expect("it is there").remove(key);
}

fn catalog() -> Catalog {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../catalog");
    let loaded = tutas_catalog::load(&folder).expect("the folder can be read");
    loaded.catalog.expect("a catalog without errors")
}

fn document() -> Value {
    catalog().cpsv(TODAY).expect("it has an address")
}

/// Every place where a document leaves its shapes.
fn faults(document: &Value) -> Vec<String> {
    let triples = Triples::of(document);
    let mut faults = Vec::new();
    for (class, property, least, most, is) in shapes() {
        for subject in triples.of_class(class) {
            let objects = triples.objects(subject, property);
            let (count, is_named) = (objects.len(), format!("{subject} {property}"));
            if count < least || count > most {
                faults.push(format!("{is_named} stands {count} times"));
            }
            for object in &objects {
                if !triples.fits(object, is) {
                    faults.push(format!("{is_named} is {object:?}"));
                }
            }
        }
    }
    faults
}

#[derive(Clone, Debug, PartialEq)]
enum Object {
    Name(String),
    Literal {
        value: String,
        language: String,
        kind: String,
    },
}

impl Object {
    fn text(&self) -> &str {
        match self {
            Self::Name(text) | Self::Literal { value: text, .. } => text,
        }
    }
}

/// A document as triples: by subject and property, with every name written out.
struct Triples(BTreeMap<(String, String), Vec<Object>>);

impl Triples {
    fn of(document: &Value) -> Self {
        let mut triples = Self(BTreeMap::new());
        for (name, meaning) in document["@context"].as_object().expect("it is there") {
            let known = PREFIXES.iter().find(|(prefix, _)| prefix == name);
            let known = known.expect("a known prefix");
            assert_eq!(meaning, known.1, "{name}");
        }
        for node in document["@graph"].as_array().expect("it is there") {
            triples.node(node);
        }
        triples
    }

    /// Adds a node; its name.
    fn node(&mut self, node: &Value) -> String {
        let node = node.as_object().expect("it is there");
        let unnamed = format!("_:{}", self.0.len());
        let name = node.get("@id").map_or(unnamed, |id| {
            let id = id.as_str().expect("it is there");
            match id.strip_prefix('#') {
                Some(_) => format!("{BASE}{id}"),
                None if id.is_empty() => BASE.to_owned(),
                None => id.to_owned(),
            }
        });
        for (key, value) in node {
            let property = match key.as_str() {
                "@id" => continue,
                "@type" => full("rdf:type"),
                key => full(key),
            };
            let values = match value {
                Value::Array(values) => values.iter().collect(),
                one => vec![one],
            };
            for value in values {
                let object = self.object(key == "@type", value);
                let place = (name.clone(), property.clone());
                self.0.entry(place).or_default().push(object);
            }
        }
        name
    }

    fn object(&mut self, is_class: bool, value: &Value) -> Object {
        let literal = |value: &str, language: &str, kind: &str| Object::Literal {
            value: value.to_owned(),
            language: language.to_owned(),
            kind: full(kind),
        };
        match value {
            Value::String(class) if is_class => Object::Name(full(class)),
            Value::String(text) => literal(text, "", "xsd:string"),
            Value::Bool(truth) => literal(&truth.to_string(), "", "xsd:boolean"),
            Value::Object(object) => {
                let part = |name: &str| object.get(name).and_then(Value::as_str);
                match (part("@value"), part("@language"), part("@type")) {
                    (Some(value), Some(language), None) => {
                        literal(value, language, "rdf:langString")
                    }
                    (Some(value), None, Some(kind)) => literal(value, "", kind),
                    _ => Object::Name(self.node(value)),
                }
            }
            other => unreachable!("{other} is no object"),
        }
    }

    fn objects(&self, subject: &str, property: &str) -> Vec<Object> {
        let place = (subject.to_owned(), full(property));
        self.0.get(&place).cloned().unwrap_or_default()
    }

    fn of_class(&self, class: &str) -> Vec<&str> {
        let (is, class) = (full("rdf:type"), Object::Name(full(class)));
        let of_it = |((_, property), objects): &(&(String, String), &Vec<Object>)| {
            *property == is && objects.contains(&class)
        };
        self.0
            .iter()
            .filter(of_it)
            .map(|((subject, _), _)| subject.as_str())
            .collect()
    }

    fn fits(&self, object: &Object, is: Is) -> bool {
        match (is, object) {
            (Is::A(""), Object::Name(name)) => self.0.keys().any(|(subject, _)| subject == name),
            (Is::A(class), Object::Name(name)) => self.of_class(class).contains(&name.as_str()),
            (
                Is::InLanguage,
                Object::Literal {
                    language, value, ..
                },
            ) => !language.is_empty() && !value.trim().is_empty(),
            (Is::Plain, Object::Literal { kind, value, .. }) => {
                *kind == full("xsd:string") && !value.is_empty()
            }
            (Is::Typed(wanted, is_good), Object::Literal { kind, value, .. }) => {
                *kind == full(wanted) && is_good(value)
            }
            _ => false,
        }
    }
}

const PREFIXES: [(&str, &str); 10] = [
    ("@base", BASE),
    ("cpsv", "http://purl.org/vocab/cpsv#"),
    ("cv", "http://data.europa.eu/m8g/"),
    ("dct", "http://purl.org/dc/terms/"),
    ("eli", "http://data.europa.eu/eli/ontology#"),
    ("rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"),
    ("rdfs", "http://www.w3.org/2000/01/rdf-schema#"),
    ("skos", "http://www.w3.org/2004/02/skos/core#"),
    ("tutas", "https://tutas.example/catalog.jsonld#"),
    ("xsd", "http://www.w3.org/2001/XMLSchema#"),
];

/// A name with its prefix written out.
fn full(name: &str) -> String {
    let (prefix, rest) = name.split_once(':').expect("a prefix");
    let known = PREFIXES.iter().find(|(known, _)| *known == prefix);
    let meaning = known.expect("a known prefix").1;
    format!("{meaning}{rest}")
}

/// XML Schema 1.1, part 2, section 3.3.6.
fn is_duration(text: &str) -> bool {
    let Some(rest) = text.strip_prefix('P') else {
        return false;
    };
    let (days, time) = rest
        .split_once('T')
        .map_or((rest, None), |(days, time)| (days, Some(time)));
    let parts = |text: &str, units: &str| {
        let mut units = units.chars();
        let mut number = false;
        text.chars().all(|sign| {
            let digit = sign.is_ascii_digit();
            let good = digit || (number && units.any(|unit| unit == sign));
            number = digit;
            good
        }) && !number
    };
    !(rest.is_empty() || time.is_some_and(str::is_empty))
        && parts(days, "YMD")
        && parts(time.unwrap_or_default(), "HMS")
}

fn is_double(text: &str) -> bool {
    text.parse::<f64>().is_ok()
}

fn is_boolean(text: &str) -> bool {
    ["true", "false"].contains(&text)
}

#[test]
fn a_duration_is_one_of_xml_schema() {
    for good in ["P7D", "PT30M", "P3M", "P1Y2M3DT4H5M6S"] {
        assert!(is_duration(good), "{good}");
    }
    for bad in ["7 days", "P", "PT", "P7", "7D", "P7D1M", "PT7D", "PD"] {
        assert!(!is_duration(bad), "{bad}");
    }
}
