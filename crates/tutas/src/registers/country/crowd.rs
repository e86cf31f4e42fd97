//! A crowd: families by their persons' records alone, as many as one likes, one family at a time.

use std::collections::HashSet;

use jiff::ToSpan as _;
use jiff::civil::Date;
use tutas_domain::person::{Iin, Sex};

use super::chance::Chance;
use super::identity;
use super::names::{self, Origin, Patronymics, Surname};

/// One person of a crowd.
#[derive(Clone)]
pub(crate) struct Face {
    pub(crate) iin: String,
    pub(crate) surname: String,
    pub(crate) given_name: String,
    pub(crate) patronymic: Option<String>,
    pub(crate) sex: Sex,
    pub(crate) born_on: Date,
}

/// Births of two, of a thousand.
const TWINS: u32 = 20;

/// Makes families. The same seed makes the same.
pub(crate) struct Crowd {
    pub(crate) chance: Chance,
    used: HashSet<String>,
    today: Date,
}

/// What a family hands on.
struct Line {
    origin: Origin,
    surname: Surname,
    patronymics: Patronymics,
}

impl Crowd {
    pub(crate) fn new(seed: u64, today: Date) -> Self {
        Self {
            chance: Chance::new(seed),
            used: HashSet::new(),
            today,
        }
    }

    /// Parents and their children; twins bear numbers that follow one another.
    pub(crate) fn family(&mut self) -> Vec<Face> {
        let line = self.line();
        let age = self.chance.between(19, 85);
        let father = self.grown_up(&line, Sex::Male, age);
        let mut mother = self.grown_up(&line, Sex::Female, age);
        if self.chance.permille(250) {
            // Many keep the surname they were born with.
            mother.surname = self.line().surname.female;
        }
        let mut family = Vec::new();
        for _ in 0..self.chance.weighted([2, 3, 4, 2, 1].into_iter()) {
            let days = self.chance.between(0, (age - 18) * 365);
            let born_on = self.today.saturating_sub(days.days());
            let child = self.child(&line, &father, born_on);
            if self.chance.permille(TWINS) {
                let mut twin = self.child(&line, &father, born_on);
                if let Some(next) = self.next_number(&child.iin, twin.sex) {
                    twin.iin = next;
                }
                if twin.given_name != child.given_name {
                    family.push(twin);
                }
            }
            family.push(child);
        }
        family.extend([father, mother]);
        family
    }

    /// Somebody else of the same name and day of birth, with a father and a number of their own.
    pub(crate) fn namesake(&mut self, of: &Face) -> Face {
        let line = self.line();
        let father = names::given(&mut self.chance, line.origin, Sex::Male);
        let patronymic = names::patronymic(father, of.sex, line.patronymics);
        Face {
            iin: self.number(of.born_on, of.sex),
            patronymic: Some(patronymic),
            ..of.clone()
        }
    }

    /// A number nobody else has.
    pub(crate) fn number(&mut self, born_on: Date, sex: Sex) -> String {
        identity::iin(&mut self.chance, &mut self.used, born_on, sex)
    }

    /// The surname of another family.
    pub(crate) fn other_surname(&mut self, sex: Sex) -> String {
        self.line().surname.of(sex).to_owned()
    }

    fn line(&mut self) -> Line {
        let origin = names::origin(&mut self.chance);
        Line {
            origin,
            surname: names::surname(&mut self.chance, origin),
            patronymics: names::patronymics(&mut self.chance),
        }
    }

    fn grown_up(&mut self, line: &Line, sex: Sex, age: i64) -> Face {
        let days = age * 365 + self.chance.between(0, 1500);
        let first = jiff::civil::date(identity::FIRST_YEAR, 1, 1);
        let born_on = self.today.saturating_sub(days.days()).max(first);
        let father = names::given(&mut self.chance, line.origin, Sex::Male);
        self.face(line, father, sex, born_on)
    }

    fn child(&mut self, line: &Line, father: &Face, born_on: Date) -> Face {
        let sex = if self.chance.permille(515) {
            Sex::Male
        } else {
            Sex::Female
        };
        self.face(line, &father.given_name, sex, born_on)
    }

    fn face(&mut self, line: &Line, father: &str, sex: Sex, born_on: Date) -> Face {
        Face {
            iin: self.number(born_on, sex),
            surname: line.surname.of(sex).to_owned(),
            given_name: names::given(&mut self.chance, line.origin, sex).to_owned(),
            patronymic: Some(names::patronymic(father, sex, line.patronymics)),
            sex,
            born_on,
        }
    }

    /// The number that is given out after this one.
    fn next_number(&mut self, iin: &str, sex: Sex) -> Option<String> {
        let number = |from: usize, to: usize| iin.get(from..to)?.parse::<u32>().ok();
        let day = iin.get(..6)?;
        let century = (number(6, 7)? - 1) / 2 * 2 + if sex == Sex::Male { 1 } else { 2 };
        let serial = number(7, 11)?;
        (serial + 1..10_000).find_map(|serial| {
            let next = Iin::complete(&format!("{day}{century}{serial:04}"))?;
            let next = next.as_str().to_owned();
            self.used.insert(next.clone()).then_some(next)
        })
    }
}
