//! A made-up population: households with their papers in every register.
//!
//! Everything follows from the number of people, the seed and the day. Real registers have gaps
//! and contradict one another, so these do too: each [`Gap`] is planted in a small known share.

mod births;
mod chance;
mod crowd;
mod household;
mod identity;
mod names;
mod papers;
mod places;
#[cfg(test)]
pub(super) mod tests;
mod twice;

use std::collections::{BTreeMap, HashSet};

use jiff::ToSpan as _;
use jiff::civil::Date;
use tutas_domain::evidence::Record;
use tutas_domain::person::Sex;
use tutas_domain::value::Value;

pub(crate) use self::chance::Chance;
pub(crate) use self::crowd::{Crowd, Face};
pub(crate) use self::places::Ground;
use super::row::{date, int, maybe, record, text, truth};

/// Everything that the registers hold about a population, by register.
pub(crate) struct Population {
    /// Records by register, in the order in which they came about.
    pub(crate) records: BTreeMap<&'static str, Vec<Record>>,
    /// How often each gap was planted, and in how many places it could have been.
    pub(crate) planted: BTreeMap<Gap, Planted>,
}

/// A gap or contradiction as real registers have them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Gap {
    /// An adult or child without a place of residence.
    NoResidence,
    /// An adult without an account.
    NoAccount,
    /// A marriage that ended, nobody wrote down when.
    EndWithoutDate,
    /// The clinic wrote down another surname of the mother than the register of persons.
    TwoSurnames,
    /// The act of birth has another date than the register of persons.
    TwoBirthDates,
    /// A number whose digits say another birth date than the register.
    NumberAgainstBirthDate,
    /// A child that is missing from its family's list.
    NotInFamily,
}

/// How often something was planted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Planted {
    /// How often.
    pub(crate) times: u32,
    /// Of how many.
    pub(crate) of: u32,
}

impl Gap {
    /// How many of a thousand.
    pub(crate) fn permille(self) -> u32 {
        match self {
            Self::NoResidence => 15,
            Self::NoAccount => 80,
            Self::EndWithoutDate => 50,
            Self::TwoSurnames => 20,
            Self::TwoBirthDates => 5,
            Self::NumberAgainstBirthDate => 3,
            Self::NotInFamily => 10,
        }
    }
}

/// Makes a population of exactly `people` persons, and newborns of the last days besides, whom
/// only the clinics know yet. The same arguments make the same population.
pub(crate) fn generate(people: u32, seed: u64, today: Date, ground: &Ground) -> Population {
    let mut world = World {
        chance: Chance::new(seed),
        ground,
        today,
        people: 0,
        used: ground.taken.clone(),
        numbers: BTreeMap::new(),
        population: Population {
            records: BTreeMap::new(),
            planted: BTreeMap::new(),
        },
    };
    world.public_places();
    while !ground.places.is_empty() && world.people < people {
        world.household(people - world.people);
    }
    world.population
}

/// A population in the making.
struct World<'a> {
    chance: Chance,
    ground: &'a Ground,
    today: Date,
    people: u32,
    /// Identification numbers taken; only ever asked, never walked through.
    used: HashSet<String>,
    /// Last number given by prefix.
    numbers: BTreeMap<String, u32>,
    population: Population,
}

/// One person.
#[derive(Clone)]
struct Person {
    iin: Option<String>,
    document: Option<String>,
    surname: String,
    given: String,
    patronymic: Option<String>,
    sex: Sex,
    born_on: Date,
    citizenship: &'static str,
    status: &'static str,
    alive: bool,
}

impl Person {
    fn iin(&self) -> Option<Value> {
        maybe(self.iin.as_deref())
    }

    fn document(&self) -> Option<Value> {
        maybe(self.document.as_deref())
    }
}

impl World<'_> {
    fn add(&mut self, register: &'static str, record: Record) {
        self.population
            .records
            .entry(register)
            .or_default()
            .push(record);
    }

    /// Whether to plant this gap here.
    fn gap(&mut self, gap: Gap) -> bool {
        let planted = self.chance.permille(gap.permille());
        let count = self.population.planted.entry(gap).or_default();
        count.of += 1;
        count.times += u32::from(planted);
        planted
    }

    /// The next number with this prefix: `2710-2026-000001`.
    fn number(&mut self, prefix: &str) -> String {
        let last = self.numbers.entry(prefix.to_owned()).or_default();
        *last += 1;
        format!("{prefix}-{last:06}")
    }

    fn new_iin(&mut self, born_on: Date, sex: Sex) -> String {
        let told = if self.gap(Gap::NumberAgainstBirthDate) {
            // Another day of the same year, so that the number stays one nobody can have.
            let day = i16::try_from(self.chance.between(1, 28)).unwrap_or(1);
            let other = born_on
                .first_of_year()
                .saturating_add(i64::from(day).days());
            if other == born_on {
                other.saturating_add(1.day())
            } else {
                other
            }
        } else {
            born_on
        };
        identity::iin(&mut self.chance, &mut self.used, told, sex)
    }

    /// Enters a person in the register of persons.
    fn enter(&mut self, person: &Person) {
        self.people += 1;
        let entry = record([
            ("iin", person.iin()),
            ("document", person.document()),
            ("surname", text(&person.surname)),
            ("given_name", text(&person.given)),
            ("patronymic", maybe(person.patronymic.as_deref())),
            ("sex", text(sex_code(person.sex))),
            ("born_on", date(person.born_on)),
            ("citizenship", text(person.citizenship)),
            ("status", text(person.status)),
            ("alive", truth(person.alive)),
        ]);
        self.add("persons", entry);
    }

    /// Clinics and kindergartens.
    fn public_places(&mut self) {
        for clinic in &self.ground.clinics {
            let accepts = self.chance.permille(900);
            let entry = record([
                ("clinic_no", text(&clinic.number)),
                ("title", text(&clinic.title)),
                ("kato", text(&clinic.kato)),
                ("accepts", truth(accepts)),
            ]);
            self.add("clinics", entry);
        }
        for place in &self.ground.places {
            for order in 1..=self.chance.between(3, 8) {
                let name = *self.chance.of(&KINDERGARTENS);
                let language = *self.chance.of(&["kk", "kk", "ru", "mixed"]);
                let free = if self.chance.permille(300) {
                    0
                } else {
                    self.chance.between(1, 25)
                };
                let entry = record([
                    (
                        "kindergarten_no",
                        text(format!("kindergarten-{}-{order}", place.kato)),
                    ),
                    (
                        "title",
                        text(format!("№ {order} «{name}» балабақшасы, {}", place.title)),
                    ),
                    ("kato", text(&place.kato)),
                    ("language", text(language)),
                    ("places_free", int(free)),
                ]);
                self.add("kindergartens", entry);
            }
        }
    }
}

const KINDERGARTENS: [&str; 16] = [
    "Балбөбек",
    "Айгөлек",
    "Ақбота",
    "Балдырған",
    "Еркемай",
    "Нұршуақ",
    "Қарлығаш",
    "Күншуақ",
    "Арай",
    "Болашақ",
    "Таңшолпан",
    "Ертөстік",
    "Бәйтерек",
    "Көгершін",
    "Алтын бесік",
    "Қызғалдақ",
];

fn sex_code(sex: Sex) -> &'static str {
    match sex {
        Sex::Male => "male",
        Sex::Female => "female",
    }
}

/// So many days later, or earlier if negative.
fn later(day: Date, days: i64) -> Date {
    day.saturating_add(days.days())
}
