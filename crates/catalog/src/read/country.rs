//! `country.yaml`.

use std::collections::BTreeMap;

use tutas_domain::person::{DroppableEnding, NameRules, SexedEnding};
use tutas_domain::text::Texts;

use crate::model::{Accountability, Country, Unit, UnitValue, XRoadClient};
use crate::read::procedure::legal_term;
use crate::reading::{Fields, Reading, parse_kato};
use crate::yaml::Node;

/// The country and its territories.
pub(crate) struct Read {
    /// The country.
    pub(crate) country: Country,
    /// Territories by KATO code.
    pub(crate) territories: BTreeMap<String, Texts>,
}

/// The names of acts, which every other citation refers to.
pub(crate) fn acts(file: &str, node: &Node) -> BTreeMap<String, Texts> {
    let no_acts = BTreeMap::new();
    let mut r = Reading::new(file, &no_acts);
    let Some(acts) = node.get("acts") else {
        return BTreeMap::new();
    };
    r.named(acts, "`acts`")
        .iter()
        .map(|entry| (entry.key.clone(), r.texts(&entry.value, "the act")))
        .collect()
}

/// Reads the country.
pub(crate) fn read(r: &mut Reading<'_>, node: &Node) -> Read {
    let fields = r.fields(
        node,
        "the country",
        &[
            "code",
            "title",
            "address",
            "time_zone",
            "time_zones",
            "currency",
            "currency_sign",
            "acts",
            "units",
            "words",
            "names",
            "xroad",
            "accountability",
            "territories",
        ],
    );
    if let Some(acts) = fields.need(r, "acts") {
        for entry in r.named(acts, "`acts`") {
            r.texts(&entry.value, "the act");
        }
    }
    let territories = territories(r, &fields);
    let country = Country {
        code: fields.text(r, "code"),
        title: fields.texts(r, "title"),
        address: address(r, &fields),
        time_zone: fields
            .need(r, "time_zone")
            .map_or_else(String::new, |node| time_zone(r, node)),
        time_zones: time_zones(r, &fields, &territories),
        currency: fields.text(r, "currency"),
        currency_sign: fields.text(r, "currency_sign"),
        units: units(r, &fields),
        words: words(r, &fields),
        names: names(r, &fields),
        xroad: xroad(r, &fields),
        accountability: accountability(r, &fields),
    };
    Read {
        country,
        territories,
    }
}

/// The name of a time zone that is known.
pub(crate) fn time_zone(r: &mut Reading<'_>, node: &Node) -> String {
    let name = r.text(node, "the time zone");
    if !name.is_empty() && jiff::tz::TimeZone::get(&name).is_err() {
        r.error(
            node.place,
            "wrong-value",
            format!("`{name}` is no time zone"),
            "write an IANA name, such as `Asia/Almaty`",
        );
    }
    name
}

fn time_zones(
    r: &mut Reading<'_>,
    fields: &Fields<'_>,
    territories: &BTreeMap<String, Texts>,
) -> BTreeMap<String, String> {
    let Some(node) = fields.get("time_zones") else {
        return BTreeMap::new();
    };
    let mut zones = BTreeMap::new();
    for entry in r.named(node, "`time_zones`") {
        if !territories.contains_key(&entry.key) {
            r.error(
                entry.place,
                "unknown-territory",
                format!("there is no territory `{}`", entry.key),
                "write the code in quotes as `territories:` has it, or add it there",
            );
        }
        zones.insert(entry.key.clone(), time_zone(r, &entry.value));
    }
    zones
}

/// The address under which names of the catalog are known.
fn address(r: &mut Reading<'_>, fields: &Fields<'_>) -> Option<String> {
    let node = fields.get("address")?;
    r.parsed(node, "`address`", "https://services.example", |text| {
        let rest = text.strip_prefix("https://")?;
        let plain = |c: char| c.is_ascii_alphanumeric() || "-.:/_".contains(c);
        let good = !rest.is_empty() && !rest.ends_with('/') && rest.chars().all(plain);
        good.then(|| text.to_owned())
    })
}

fn words(r: &mut Reading<'_>, fields: &Fields<'_>) -> BTreeMap<String, Texts> {
    let Some(node) = fields.get("words") else {
        return BTreeMap::new();
    };
    r.named(node, "`words`")
        .iter()
        .map(|entry| (entry.key.clone(), r.texts(&entry.value, "the word")))
        .collect()
}

fn units(r: &mut Reading<'_>, fields: &Fields<'_>) -> BTreeMap<String, Unit> {
    let Some(node) = fields.need(r, "units") else {
        return BTreeMap::new();
    };
    let mut units = BTreeMap::new();
    for entry in r.named(node, "`units`") {
        let fields = r.fields(&entry.value, "a unit", &["title", "values"]);
        let title = fields.texts(r, "title");
        let mut values: Vec<UnitValue> = Vec::new();
        if let Some(node) = fields.need(r, "values") {
            for item in r.items(node, "`values`") {
                let fields = r.fields(item, "a value", &["from", "value", "law"]);
                let from = fields.date(r, "from");
                if values.last().is_some_and(|last| last.from >= from) {
                    r.error(
                        fields.value_place("from"),
                        "order",
                        "this value begins before the one above it ends",
                        "write the values oldest first, each with a later `from`",
                    );
                }
                let value = fields.decimal(r, "value");
                values.push(UnitValue {
                    from,
                    value,
                    law: fields.law(r),
                });
            }
        }
        units.insert(entry.key.clone(), Unit { title, values });
    }
    units
}

fn names(r: &mut Reading<'_>, fields: &Fields<'_>) -> NameRules {
    let Some(node) = fields.need(r, "names") else {
        return NameRules::default();
    };
    let fields = r.fields(
        node,
        "the rules on names",
        &[
            "max_given_names",
            "max_length",
            "forbidden_surname_endings",
            "kinship_endings",
            "droppable_surname_endings",
            "surname_pairs",
            "patronymic_endings",
            "letters",
            "law",
        ],
    );
    NameRules {
        max_given_names: fields.number(r, "max_given_names"),
        max_length: fields.number(r, "max_length"),
        forbidden_surname_endings: fields.text_list(r, "forbidden_surname_endings"),
        kinship_endings: endings(r, &fields, "kinship_endings"),
        droppable_surname_endings: droppable(r, &fields),
        surname_pairs: endings(r, &fields, "surname_pairs"),
        patronymic_endings: endings(r, &fields, "patronymic_endings"),
        letters: fields.text(r, "letters"),
        law: fields.law(r),
    }
}

fn endings(r: &mut Reading<'_>, fields: &Fields<'_>, name: &str) -> Vec<SexedEnding> {
    let Some(node) = fields.need(r, name) else {
        return Vec::new();
    };
    r.items(node, &format!("`{name}`"))
        .iter()
        .map(|item| {
            let fields = r.fields(item, "an ending", &["male", "female"]);
            ending(r, &fields)
        })
        .collect()
}

fn droppable(r: &mut Reading<'_>, fields: &Fields<'_>) -> Vec<DroppableEnding> {
    let Some(node) = fields.need(r, "droppable_surname_endings") else {
        return Vec::new();
    };
    r.items(node, "`droppable_surname_endings`")
        .iter()
        .map(|item| {
            let fields = r.fields(item, "an ending", &["male", "female", "leaves"]);
            DroppableEnding {
                ending: ending(r, &fields),
                leaves: fields.optional_text(r, "leaves").unwrap_or_default(),
            }
        })
        .collect()
}

fn ending(r: &mut Reading<'_>, fields: &Fields<'_>) -> SexedEnding {
    SexedEnding {
        // A masculine form may add nothing to the stem, so it may be empty.
        male: fields.optional_text(r, "male").unwrap_or_default(),
        female: fields.text(r, "female"),
    }
}

fn xroad(r: &mut Reading<'_>, fields: &Fields<'_>) -> XRoadClient {
    let empty = XRoadClient {
        instance: String::new(),
        class: String::new(),
        member: String::new(),
        subsystem: String::new(),
    };
    let Some(node) = fields.need(r, "xroad") else {
        return empty;
    };
    let fields = r.fields(
        node,
        "the X-Road client",
        &["instance", "class", "member", "subsystem"],
    );
    XRoadClient {
        instance: fields.text(r, "instance"),
        class: fields.text(r, "class"),
        member: fields.text(r, "member"),
        subsystem: fields.text(r, "subsystem"),
    }
}

fn accountability(r: &mut Reading<'_>, fields: &Fields<'_>) -> Option<Accountability> {
    let node = fields.get("accountability")?;
    let fields = r.fields(node, "the accountability", &["answer", "operator", "audit"]);
    Some(Accountability {
        answer: legal_term(r, &fields, "answer"),
        operator: fields.text(r, "operator"),
        audit: fields
            .need(r, "audit")
            .map(|node| r.law(node))
            .unwrap_or_default(),
    })
}

fn territories(r: &mut Reading<'_>, fields: &Fields<'_>) -> BTreeMap<String, Texts> {
    let Some(node) = fields.need(r, "territories") else {
        return BTreeMap::new();
    };
    let mut territories = BTreeMap::new();
    for entry in r.named(node, "`territories`") {
        if parse_kato(&entry.key).is_none() {
            r.error(
                entry.place,
                "wrong-value",
                format!("`{}` is no KATO code", entry.key),
                "write two digits for a region, four for a district or city, in quotes",
            );
        }
        territories.insert(entry.key.clone(), r.texts(&entry.value, "the territory"));
    }
    territories
}
