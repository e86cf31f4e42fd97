//! Where people live, and what stands there.

use std::collections::{BTreeMap, HashSet};

use jiff::civil::Date;
use rust_decimal::Decimal;
use tutas_catalog::{Catalog, Example, Verb};
use tutas_domain::evidence::Record;
use tutas_domain::person::Iin;
use tutas_domain::text::Texts;
use tutas_domain::value::Value;

use super::chance::Chance;

/// What the population is settled on.
#[derive(Clone, Debug)]
pub(crate) struct Ground {
    pub(super) places: Vec<Place>,
    pub(super) clinics: Vec<Clinic>,
    /// Monthly calculation index by the day it holds from, oldest first.
    pub(super) mci: Vec<(Date, Decimal)>,
    /// Identification numbers already taken, e.g. by people of the catalog's examples.
    pub(super) taken: HashSet<String>,
}

/// A district or a city.
#[derive(Clone, Debug)]
pub(super) struct Place {
    /// KATO code, four digits.
    pub(super) kato: String,
    /// Its name in the state language.
    pub(super) title: String,
    /// How many live there, in any unit.
    pub(super) weight: u32,
    /// The body that registers births there, and its territory.
    pub(super) registrar: Registrar,
}

/// A body that registers births.
#[derive(Clone, Debug)]
pub(super) struct Registrar {
    pub(super) id: String,
    pub(super) territory: String,
}

/// A clinic.
#[derive(Clone, Debug)]
pub(super) struct Clinic {
    pub(super) number: String,
    pub(super) title: String,
    pub(super) kato: String,
}

/// Roughly how many thousands live in a region by its KATO code; a region that is not listed
/// counts as 700. West Kazakhstan is made heavier on purpose: the demonstration is at home there.
const THOUSANDS: [(&str, u32); 20] = [
    ("10", 600),
    ("11", 790),
    ("15", 950),
    ("19", 1550),
    ("23", 710),
    ("27", 8000),
    ("31", 1220),
    ("33", 700),
    ("35", 1130),
    ("39", 830),
    ("43", 840),
    ("47", 800),
    ("55", 750),
    ("59", 520),
    ("61", 2140),
    ("62", 220),
    ("63", 720),
    ("71", 1500),
    ("75", 2250),
    ("79", 1250),
];

const STREETS: [&str; 20] = [
    "Абай даңғылы",
    "Достық даңғылы",
    "Назарбаев даңғылы",
    "Құрманғазы көшесі",
    "Жәңгір хан көшесі",
    "Махамбет көшесі",
    "Сырым Датұлы көшесі",
    "Шевцова көшесі",
    "Жамбыл көшесі",
    "Әуезов көшесі",
    "Қонаев көшесі",
    "Сәтбаев көшесі",
    "Ықсанов көшесі",
    "Дина Нұрпейісова көшесі",
    "Тәуелсіздік көшесі",
    "Бейбітшілік көшесі",
    "Жеңіс көшесі",
    "Мәметова көшесі",
    "Молдағұлова көшесі",
    "Желтоқсан көшесі",
];

impl Ground {
    /// The ground of a catalog's country. The people of its examples live in the same registers,
    /// so their numbers are taken.
    pub(crate) fn of(catalog: &Catalog, examples: &[Example]) -> Self {
        let registrar = |kato: &str| {
            let body = catalog.body_for("registrar", kato);
            Registrar {
                id: body.map_or_else(|| format!("registrar-{kato}"), |body| body.id.clone()),
                territory: body.map_or_else(|| kato.to_owned(), |body| body.territory.clone()),
            }
        };
        let clinics = catalog.bodies.values().filter(|body| body.kind == "clinic");
        let mci = catalog.country.units.get("mci");
        Self {
            places: places(&catalog.territories, registrar),
            clinics: clinics
                .map(|body| Clinic {
                    number: body.id.clone(),
                    title: body.title.kk.clone(),
                    kato: body.territory.clone(),
                })
                .collect(),
            mci: mci
                .map(|unit| {
                    unit.values
                        .iter()
                        .map(|value| (value.from, value.value))
                        .collect()
                })
                .unwrap_or_default(),
            taken: examples.iter().flat_map(numbers).collect(),
        }
    }

    pub(super) fn place(&self, chance: &mut Chance) -> usize {
        chance.weighted(self.places.iter().map(|place| place.weight))
    }

    pub(super) fn mci_on(&self, day: Date) -> Option<Decimal> {
        self.mci
            .iter()
            .rev()
            .find(|(from, _)| *from <= day)
            .map(|(_, value)| *value)
    }
}

/// Identification numbers in an example's records, also in those that appear later.
fn numbers(example: &Example) -> HashSet<String> {
    let later = example.script.iter().filter_map(|step| match &step.verb {
        Verb::Register(records) => Some(records),
        _ => None,
    });
    let records = std::iter::once(&example.records)
        .chain(later)
        .flat_map(BTreeMap::values);
    let values = records.flatten().flat_map(Record::values).flatten();
    values
        .filter_map(Value::as_text)
        .filter(|text| Iin::parse(text).is_ok())
        .map(str::to_owned)
        .collect()
}

/// Districts and cities with their shares. A region whose districts the catalog does not list has
/// one place, its centre; of a region with districts, half live in the first, its centre.
pub(super) fn places(
    territories: &BTreeMap<String, Texts>,
    registrar: impl Fn(&str) -> Registrar,
) -> Vec<Place> {
    let mut places = Vec::new();
    for (region, title) in territories.iter().filter(|(code, _)| code.len() == 2) {
        let listed = THOUSANDS.iter().find(|(code, _)| code == region);
        let thousands = listed.map_or(700, |(_, thousands)| *thousands);
        let parts: Vec<_> = territories
            .iter()
            .filter(|(code, _)| code.len() == 4 && code.starts_with(region.as_str()))
            .collect();
        if parts.is_empty() {
            let kato = format!("{region}10");
            let registrar = registrar(&kato);
            places.push(Place {
                kato,
                title: title.kk.clone(),
                weight: thousands,
                registrar,
            });
        }
        let others = u32::try_from(parts.len().saturating_sub(1))
            .unwrap_or(1)
            .max(1);
        for (index, (kato, title)) in parts.iter().enumerate() {
            let weight = if index == 0 {
                thousands / 2
            } else {
                thousands / 2 / others
            };
            places.push(Place {
                kato: (*kato).clone(),
                title: title.kk.clone(),
                weight,
                registrar: registrar(kato),
            });
        }
    }
    places
}

/// An address as it stands in the register.
pub(super) fn address(chance: &mut Chance, place: &Place) -> String {
    let street = *chance.of(&STREETS);
    let house = chance.between(1, 180);
    if chance.permille(600) {
        format!(
            "{}, {street}, {house}-үй, {}-пәтер",
            place.title,
            chance.between(1, 90)
        )
    } else {
        format!("{}, {street}, {house}-үй", place.title)
    }
}
