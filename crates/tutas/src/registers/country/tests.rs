//! What holds for every made-up population.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::LazyLock;

use jiff::civil::date as day;
use tutas_domain::person::Iin;
use tutas_domain::text::Texts;

use super::places::{Clinic, Registrar};
use super::*;
use crate::registers::create;

const TODAY: Date = day(2026, 11, 22);

pub(in crate::registers) fn ground() -> Ground {
    let territories: BTreeMap<String, Texts> = ["15", "27", "2710", "2732", "2736", "71", "75"]
        .map(|code| {
            (
                code.to_owned(),
                Texts {
                    kk: format!("Аумақ {code}"),
                    ..Texts::default()
                },
            )
        })
        .into();
    let registrar = |kato: &str| Registrar {
        id: format!("registrar-{kato}"),
        territory: kato.to_owned(),
    };
    let clinic = |number: u8| Clinic {
        number: format!("clinic-2710-{number}"),
        title: format!("№ {number} емхана"),
        kato: "2710".to_owned(),
    };
    Ground {
        places: places::places(&territories, registrar),
        clinics: vec![clinic(1), clinic(2)],
        mci: vec![
            (day(2025, 1, 1), 3932.into()),
            (day(2026, 1, 1), 4325.into()),
        ],
        taken: HashSet::new(),
    }
}

/// As many people as the demonstration has, made once for all tests.
static NATION: LazyLock<Population> = LazyLock::new(|| population(20_000, 1));

fn population(people: u32, seed: u64) -> Population {
    generate(people, seed, TODAY, &ground())
}

fn texts<'a>(population: &'a Population, register: &str, field: &str) -> Vec<Option<&'a str>> {
    population.records[register]
        .iter()
        .map(|record| record[field].as_ref().and_then(Value::as_text))
        .collect()
}

fn known<'a>(population: &'a Population, register: &str, field: &str) -> Vec<&'a str> {
    texts(population, register, field)
        .into_iter()
        .flatten()
        .collect()
}

fn of(record: &Record, field: &str) -> Option<String> {
    record[field].as_ref().map(Value::to_plain)
}

/// The repository's own catalog.
fn catalog() -> tutas_catalog::Loaded {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../catalog");
    tutas_catalog::load(&folder).expect("the catalog's folder")
}

#[test]
fn the_population_and_the_examples_fit_the_registers_of_the_catalog() {
    let loaded = catalog();
    let problems: Vec<String> = loaded
        .problems
        .iter()
        .map(|problem| format!("{problem:?}"))
        .collect();
    let catalog = loaded
        .catalog
        .unwrap_or_else(|| panic!("{}", problems.join("\n")));
    let ground = Ground::of(&catalog, &loaded.examples);
    assert!(
        ground.places.len() > 30 && !ground.mci.is_empty(),
        "{} places",
        ground.places.len()
    );
    let population = generate(3000, 1, TODAY, &ground);
    let persons: BTreeSet<&str> = known(&population, "persons", "iin").into_iter().collect();
    assert!(!ground.taken.is_empty(), "the examples have people");
    assert!(
        ground
            .taken
            .iter()
            .all(|iin| !persons.contains(iin.as_str()))
    );
    let path = std::env::temp_dir().join(format!("tutas-fit-{}.db", std::process::id()));
    let mut loading = create(&path, &catalog).unwrap();
    loading.load(population).unwrap();
    for example in &loaded.examples {
        for (register, records) in &example.records {
            if !catalog.registers[register].is_own() {
                loading
                    .load_records(register, records.iter().cloned())
                    .unwrap();
            }
        }
    }
    loading.finish().unwrap();
    std::fs::remove_file(path).unwrap();
}

#[test]
fn the_same_seed_makes_the_same_people_and_another_seed_others() {
    let (one, again, other) = (population(500, 1), population(500, 1), population(500, 2));
    assert!(one.records == again.records);
    assert!(one.records["persons"] != other.records["persons"]);
}

#[test]
fn there_are_exactly_as_many_people_as_asked_for() {
    for people in [0, 1, 8, 9, 100, 3000] {
        let population = population(people, 7);
        let count = population.records.get("persons").map_or(0, Vec::len);
        assert_eq!(count, usize::try_from(people).unwrap());
    }
}

#[test]
fn every_number_is_valid_unique_and_impossible_for_the_living() {
    let population = population(5000, 3);
    let persons = known(&population, "persons", "iin");
    let born = known(&population, "medical-births", "child_iin");
    let unique: BTreeSet<&str> = persons.iter().copied().collect();
    assert_eq!(unique.len(), persons.len());
    for iin in persons.iter().chain(&born) {
        let report = Iin::parse(iin).expect("a valid number").report();
        // Some say 29 February of a year that had none: nobody was born then either.
        let impossible = report
            .born_on
            .is_none_or(|born| born > TODAY || born < day(1900, 1, 1));
        assert!(impossible, "{iin} could be somebody's");
    }
}

#[test]
fn numbers_that_are_taken_are_not_given_again() {
    let mut ground = ground();
    let first = generate(300, 5, TODAY, &ground);
    ground.taken = known(&first, "persons", "iin")
        .into_iter()
        .map(str::to_owned)
        .collect();
    let second = generate(300, 5, TODAY, &ground);
    assert!(
        known(&second, "persons", "iin")
            .iter()
            .all(|iin| !ground.taken.contains(*iin))
    );
}

#[test]
fn every_account_number_has_its_check_digits_and_a_bank_that_does_not_exist() {
    let population = population(1000, 3);
    let ibans = known(&population, "accounts", "iban");
    assert!(ibans.len() > 500);
    for iban in ibans {
        assert_eq!(iban.len(), 20);
        assert_eq!(&iban[4..6], "99");
        let moved = format!("{}2035{}", &iban[4..], &iban[2..4]);
        assert_eq!(identity::remainder_97(&moved), 1, "{iban}");
    }
}

#[test]
fn gaps_are_planted_in_their_shares() {
    let population = &*NATION;
    for gap in [
        Gap::NoResidence,
        Gap::NoAccount,
        Gap::EndWithoutDate,
        Gap::TwoSurnames,
        Gap::TwoBirthDates,
        Gap::NumberAgainstBirthDate,
        Gap::NotInFamily,
    ] {
        let Planted { times, of } = population.planted[&gap];
        let (share, of) = (f64::from(gap.permille()) / 1000.0, f64::from(of));
        let deviation = (of * share * (1.0 - share)).sqrt();
        assert!(times > 0, "{gap:?} was never planted");
        assert!(
            (f64::from(times) - of * share).abs() < 4.5 * deviation,
            "{gap:?}: {times} of {of}"
        );
    }
}

#[test]
fn planted_gaps_can_be_seen_in_the_registers() {
    let population = &*NATION;
    let seen = |gap: Gap| usize::try_from(population.planted[&gap].times).unwrap();
    let ended = &population.records["marriages"];
    let undated = ended
        .iter()
        .filter(|m| m["ended_by"].is_some() && m["ended_on"].is_none());
    assert_eq!(undated.count(), seen(Gap::EndWithoutDate));
    let surnames: BTreeMap<&str, &str> = known(population, "persons", "iin")
        .into_iter()
        .zip(
            population.records["persons"]
                .iter()
                .filter(|p| p["iin"].is_some())
                .map(|p| p["surname"].as_ref().and_then(Value::as_text).unwrap()),
        )
        .collect();
    let contradicting = population.records["medical-births"].iter().filter(|birth| {
        let mother = birth["mother_iin"].as_ref().and_then(Value::as_text);
        let surname = birth["mother_surname"]
            .as_ref()
            .and_then(Value::as_text)
            .unwrap();
        mother.is_some_and(|mother| surnames[mother] != surname)
    });
    assert!(contradicting.count() > 3);
    let settled: BTreeSet<&str> = known(population, "residence", "iin").into_iter().collect();
    let homeless = surnames
        .keys()
        .filter(|iin| !settled.contains(*iin))
        .count();
    assert!(
        homeless >= seen(Gap::NoResidence),
        "the dead have no residence either"
    );
}

#[test]
fn newborns_of_the_last_days_are_known_to_the_clinics_only() {
    let population = &*NATION;
    let acts: BTreeSet<String> = population.records["births"]
        .iter()
        .filter_map(|act| of(act, "certificate_no"))
        .collect();
    let persons: BTreeSet<&str> = known(population, "persons", "iin").into_iter().collect();
    let waiting: Vec<&Record> = population.records["medical-births"]
        .iter()
        .filter(|birth| !acts.contains(&of(birth, "certificate_no").unwrap()))
        .collect();
    assert!(
        (50..300).contains(&waiting.len()),
        "{} newborns",
        waiting.len()
    );
    for birth in waiting {
        let born_on = birth["born_on"].as_ref().and_then(Value::as_date).unwrap();
        assert!(born_on <= TODAY && born_on > later(TODAY, -14));
        assert!(of(birth, "child_iin").is_none_or(|iin| !persons.contains(iin.as_str())));
    }
}

#[test]
fn stillborn_children_have_no_number_and_twins_their_order() {
    let population = &*NATION;
    let mut deliveries: BTreeMap<String, Vec<&Record>> = BTreeMap::new();
    for birth in &population.records["medical-births"] {
        deliveries
            .entry(of(birth, "delivery_no").unwrap())
            .or_default()
            .push(birth);
    }
    let (mut twins, mut stillborn) = (0, 0);
    for births in deliveries.values() {
        let mut live = 0;
        for (index, birth) in births.iter().enumerate() {
            assert_eq!(of(birth, "birth_order"), Some((index + 1).to_string()));
            if of(birth, "outcome").as_deref() == Some("stillborn") {
                stillborn += 1;
                assert_eq!(
                    (of(birth, "child_iin"), of(birth, "live_order")),
                    (None, None)
                );
            } else {
                live += 1;
                assert_eq!(of(birth, "live_order"), Some(live.to_string()));
                assert!(of(birth, "child_iin").is_some());
            }
        }
        twins += usize::from(births.len() == 2);
    }
    assert!(
        twins > 0 && stillborn > 0,
        "{twins} twins, {stillborn} stillborn"
    );
}

#[test]
fn families_hang_together() {
    let population = population(5000, 9);
    let persons: BTreeMap<String, &Record> = population.records["persons"]
        .iter()
        .filter_map(|person| Some((of(person, "iin")?, person)))
        .collect();
    let born = |iin: &str| {
        persons[iin]["born_on"]
            .as_ref()
            .and_then(Value::as_date)
            .unwrap()
    };
    for act in &population.records["births"] {
        let (Some(child), Some(mother)) = (of(act, "child_iin"), of(act, "mother_iin")) else {
            continue;
        };
        let years = i32::from(born(&child).year() - born(&mother).year());
        assert!((18..=45).contains(&years), "a mother at {years}");
        assert_eq!(of(persons[&mother], "sex").as_deref(), Some("female"));
        assert!(of(act, "father_iin").is_none_or(|father| persons.contains_key(&father)));
    }
    for marriage in &population.records["marriages"] {
        let married = marriage["married_on"]
            .as_ref()
            .and_then(Value::as_date)
            .unwrap();
        let husband = of(marriage, "husband_iin").unwrap();
        assert!(married.saturating_sub(18.years()) >= born(&husband));
        let ended = marriage["ended_on"].as_ref().and_then(Value::as_date);
        assert!(married <= TODAY && ended.is_none_or(|ended| married <= ended && ended <= TODAY));
    }
}

#[test]
fn everybody_lives_in_a_territory_and_half_of_the_heavy_region_in_its_centre() {
    let population = population(5000, 2);
    let lives = known(&population, "residence", "kato");
    let share = |kato: &str| lives.iter().filter(|lived| **lived == kato).count();
    assert_eq!(
        lives.len(),
        ["1510", "2710", "2732", "2736", "7110", "7510"]
            .map(share)
            .iter()
            .sum::<usize>()
    );
    assert!(share("2710") > share("2732") + share("2736") / 2);
    assert!(share("7110") > 0 && share("7510") > 0);
}
