//! Pairs as registers have them, and what is said of each.

use jiff::civil::date;
use tutas_domain::person::{Iin, Sex};

use super::*;
use crate::sample::spelling;

/// A man of the year 1985 among a thousand others, so that names have their frequencies.
fn verdict(one: &Entry<'_>, other: &Entry<'_>) -> Verdict {
    let weights = Weights::built_in().unwrap();
    let mut index = Index::new(spelling());
    index.add(one);
    index.add(other);
    let surnames = [
        "Ахметов",
        "Оспанов",
        "Иванов",
        "Смағұлов",
        "Тілеуов",
        "Серікбаев",
    ];
    let given_names = [
        "Нұрлан",
        "Ерлан",
        "Асхат",
        "Данияр",
        "Иван",
        "Айгүл",
        "Мадина",
    ];
    for number in 0_u16..1000 {
        let surname = surnames[usize::from(number) % surnames.len()];
        let given_name = given_names[usize::from(number) % given_names.len()];
        let born_on = Some(date(1950 + i16::try_from(number % 60).unwrap(), 6, 15));
        let others = Entry {
            surname,
            given_name,
            born_on,
            ..Entry::default()
        };
        index.add(&others);
    }
    let mut strongest = Verdict::Different;
    for pass in Pass::ALL {
        index.links(pass, &weights, |link| {
            if (link.a, link.b) == (0, 1) {
                strongest = strongest.max(weights.verdict(link.bits));
            }
        });
    }
    strongest
}

fn number(eleven: &str) -> String {
    Iin::complete(eleven).unwrap().as_str().to_owned()
}

fn man(iin: &str) -> Entry<'_> {
    Entry {
        iin,
        document: "",
        surname: "Смағұлов",
        given_name: "Ерлан",
        patronymic: "Болатұлы",
        sex: Some(Sex::Male),
        born_on: Some(date(1985, 3, 7)),
    }
}

#[test]
fn one_person_is_found_behind_spellings_slips_and_a_married_name() {
    let iin = number("85030750123");
    let slip = iin.replace("123", "132");
    let man = man(&iin);
    let alike = [
        Entry {
            surname: "Smagulov",
            given_name: "Yerlan",
            patronymic: "Bolatovich",
            ..man
        },
        Entry { iin: &slip, ..man },
        Entry {
            iin: &slip,
            patronymic: "",
            ..man
        },
        Entry {
            born_on: Some(date(1985, 7, 3)),
            iin: &slip,
            ..man
        },
        Entry {
            surname: "Ерлан",
            given_name: "Смағұлов",
            ..man
        },
        Entry {
            iin: &slip,
            surname: "Смағулов",
            given_name: "Ерлн",
            ..man
        },
    ];
    for other in &alike {
        assert!(verdict(&man, other) >= Verdict::Review);
    }
    let woman = Entry {
        given_name: "Айгүл",
        sex: Some(Sex::Female),
        surname: "Смағұлова",
        ..man
    };
    let married = Entry {
        surname: "Ахметова",
        iin: &slip,
        ..woman
    };
    assert!(verdict(&woman, &married) >= Verdict::Review);
}

#[test]
fn a_wrong_eleventh_digit_passes_the_check_and_sets_twins_apart() {
    let (iin, next) = (number("85030750123"), number("85030750124"));
    let digits = |iin: &str| Digits::of(iin).unwrap();
    assert_eq!(digits(&iin).apart(digits(&next)), Apart::OneSlip);
    let man = man(&iin);
    let brother = Entry {
        iin: &next,
        given_name: "Марат",
        ..man
    };
    assert_eq!(verdict(&man, &brother), Verdict::Different);
}

#[test]
fn twins_and_namesakes_are_left_alone() {
    let (iin, next) = (number("85030750123"), number("85030750124"));
    let man = man(&iin);
    let twin = Entry {
        iin: &next,
        given_name: "Нұрлан",
        ..man
    };
    assert_eq!(verdict(&man, &twin), Verdict::Different);
    let sister = Entry {
        sex: Some(Sex::Female),
        surname: "Смағұлова",
        patronymic: "Болатқызы",
        ..twin
    };
    assert_eq!(verdict(&man, &sister), Verdict::Different);
    let far = number("85030756710");
    let namesake = Entry {
        iin: &far,
        surname: "Оспанов",
        patronymic: "Маратұлы",
        ..man
    };
    let other = Entry {
        surname: "Оспанов",
        ..man
    };
    assert_eq!(verdict(&namesake, &other), Verdict::Different);
}

#[test]
fn whoever_has_two_well_formed_numbers_is_looked_at_and_not_taken_for_certain() {
    let (iin, far) = (number("85030750123"), number("85030756710"));
    let man = man(&iin);
    assert_eq!(verdict(&man, &Entry { iin: &far, ..man }), Verdict::Review);
}

#[test]
fn a_number_given_to_two_people_is_looked_at_and_not_taken_for_one_person() {
    let iin = number("85030750123");
    let man = man(&iin);
    let other = Entry {
        surname: "Қалиева",
        given_name: "Мөлдір",
        patronymic: "Асқарқызы",
        sex: Some(Sex::Female),
        ..man
    };
    assert_eq!(verdict(&man, &other), Verdict::Review);
}

#[test]
fn what_is_not_known_speaks_neither_for_nor_against() {
    let nothing = Entry::default();
    let weights = Weights::built_in().unwrap();
    let mut index = Index::new(spelling());
    index.add(&nothing);
    index.add(&nothing);
    assert_eq!(index.bits(0, 1, &weights).to_bits(), 0.0_f32.to_bits());
    let mut told = 0;
    for pass in Pass::ALL {
        assert_eq!(index.links(pass, &weights, |_| told += 1), 0);
    }
    assert_eq!(told, 0);
}

#[test]
fn the_more_agree_on_one_thing_the_fewer_of_them_each_is_compared_with() {
    let weights = Weights::built_in().unwrap();
    let mut index = Index::new(spelling());
    let entries = MOST_TOGETHER * 10;
    for _ in 0..entries {
        index.add(&Entry {
            surname: "Ким",
            born_on: Some(date(1985, 3, 7)),
            ..Entry::default()
        });
    }
    let compared = index.links(Pass::BirthAndSurname, &weights, |_| ());
    let bound = u64::try_from(entries * NEIGHBOURS).unwrap();
    assert!(compared > 0 && compared <= bound, "{compared}");
}

#[test]
fn the_reasons_of_a_pair_are_told_and_come_to_what_it_weighs() {
    let iin = number("85030750123");
    let slip = iin.replace("123", "132");
    let weights = Weights::built_in().unwrap();
    let mut index = Index::new(spelling());
    index.add(&man(&iin));
    index.add(&Entry {
        iin: &slip,
        surname: "Smagulov",
        ..man(&iin)
    });
    let reasons = index.reasons(0, 1, &weights);
    let told: Vec<What> = reasons.iter().map(|reason| reason.what).collect();
    let all = [
        What::NumberOneSlip,
        What::SameBirth,
        What::AlikeNames,
        What::SameSex,
    ];
    assert_eq!(told, all);
    let sum: f32 = reasons.iter().map(|reason| reason.bits).sum();
    assert!((sum - index.bits(0, 1, &weights)).abs() < 0.01);
    assert!(index.reasons(0, 9, &weights).is_empty());
}
