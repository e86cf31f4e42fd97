//! Families to whom a child is born, and what registers hold about them.

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan as _};
use tutas_domain::evidence::Record;
use tutas_domain::person::{Iin, PersonId, Sex};
use tutas_domain::value::Value;
use uuid::Uuid;

use super::country::{District, kindergarten};
use crate::registers::Chance;

/// How a family is made up; each has its own way through the law.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sort {
    /// Married parents, all papers in order.
    Married,
    /// Not married: the father is left blank.
    Blank,
    /// Not married: the father in the mother's words.
    ByWords,
    /// Not married: both sign.
    Joint,
    /// The clinic is late with its record.
    ClinicLate,
    /// No place of residence on record.
    NoResidence,
    /// A foreigner without the status the allowances need.
    NoRight,
    /// A stillborn child.
    Stillborn,
    /// Registered after more than a year.
    AfterAYear,
    /// A mother who is insured, so that one allowance is not hers.
    Insured,
}

const SORTS: [(Sort, u32); 10] = [
    (Sort::Married, 560),
    (Sort::Blank, 80),
    (Sort::ByWords, 60),
    (Sort::Joint, 50),
    (Sort::ClinicLate, 50),
    (Sort::NoResidence, 60),
    (Sort::NoRight, 50),
    (Sort::Stillborn, 8),
    (Sort::AfterAYear, 32),
    (Sort::Insured, 50),
];

const SURNAMES: [(&str, &str); 8] = [
    ("Сағынов", "Сағынова"),
    ("Төлегенов", "Төлегенова"),
    ("Ахметов", "Ахметова"),
    ("Мұқанов", "Мұқанова"),
    ("Оспанов", "Оспанова"),
    ("Иванов", "Иванова"),
    ("Бекетов", "Бекетова"),
    ("Сейітов", "Сейітова"),
];
const GIRLS: [&str; 6] = ["Айлин", "Камила", "Дана", "Аружан", "Мадина", "Зере"];
const BOYS: [&str; 6] = ["Дархан", "Мансұр", "Алан", "Нұртілек", "Әлихан", "Тимур"];
const WOMEN: [&str; 5] = ["Рахила", "Гүлнұр", "Айгерім", "Әсел", "Динара"];
const MEN: [&str; 5] = ["Берік", "Асхат", "Қуаныш", "Ерлан", "Дәурен"];

/// A family.
pub(crate) struct Family {
    pub(super) sort: Sort,
    pub(super) mother: PersonId,
    pub(super) father: PersonId,
    /// Who files.
    pub(crate) filer: PersonId,
    pub(super) filer_sex: Sex,
    pub(super) filer_age: i16,
    pub(super) kato: String,
    pub(super) born_on: Date,
    pub(super) child_sex: Sex,
    surname: (&'static str, &'static str),
    child_name: &'static str,
    /// Its own chance: what it does depends on nobody else's doings.
    pub(super) chance: Chance,
    /// Whether they go to a counter rather than use the portal.
    pub(super) at_counter: bool,
    /// Drafts begun, and applications filed.
    pub(super) applications: Vec<Uuid>,
    /// Cases, in order.
    pub(super) cases: Vec<Uuid>,
    /// How often they tried to apply.
    pub(super) attempts: u32,
    iban: String,
    certificate_no: String,
    child_iin: Option<String>,
    delivery_no: String,
}

/// Records by register.
pub(crate) type Papers = Vec<(&'static str, Record)>;

impl Family {
    /// The family with this number in a world, with what the registers hold about it, and what the
    /// clinic sends.
    pub(crate) fn make(
        seed: u64,
        number: usize,
        born_on: Date,
        district: &District,
    ) -> (Self, Papers, Papers) {
        let mut chance =
            Chance::new(seed ^ (number as u64 + 1).wrapping_mul(0xA076_1D64_78BD_642F));
        chance.number();
        let sort = SORTS[chance.weighted(SORTS.iter().map(|(_, share)| *share))].0;
        let surname = *chance.of(&SURNAMES);
        let age = i16::try_from(chance.between(19, 42)).unwrap_or(30);
        let mother_born = born_on.saturating_sub((i32::from(age) * 365 + 100).days());
        let father_born = mother_born.saturating_sub(chance.between(-300, 2000).days());
        let mother = iin(mother_born, '6', number * 3);
        let father = iin(father_born, '5', number * 3 + 1);
        let child_sex = if chance.permille(512) {
            Sex::Male
        } else {
            Sex::Female
        };
        let digit = if child_sex == Sex::Male { '1' } else { '2' };
        let stillborn = sort == Sort::Stillborn;
        let child_iin = (!stillborn).then(|| iin(born_on, digit, number * 3 + 2));
        let kato = chance.of(&district.katos).clone();
        let father_files = sort == Sort::Married && chance.permille(300);
        let (filer, filer_sex) = if father_files {
            (person(&father), Sex::Male)
        } else {
            (person(&mother), Sex::Female)
        };
        let name = if child_sex == Sex::Male {
            *chance.of(&BOYS)
        } else {
            *chance.of(&GIRLS)
        };
        let family = Self {
            sort,
            filer,
            filer_sex,
            filer_age: age,
            kato,
            born_on,
            child_sex,
            surname,
            child_name: name,
            at_counter: chance.permille(200),
            applications: Vec::new(),
            cases: Vec::new(),
            attempts: 0,
            iban: iban(number),
            certificate_no: format!("MC-{number:06}"),
            delivery_no: format!("D-{number:06}"),
            child_iin: child_iin.as_ref().map(|iin| iin.as_str().to_owned()),
            mother: person(&mother),
            father: person(&father),
            chance,
        };
        let papers = family.papers(mother_born, father_born, number);
        let births = vec![("medical-births", family.medical())];
        (family, papers, births)
    }

    fn papers(&self, mother_born: Date, father_born: Date, number: usize) -> Papers {
        let (mother, father) = (key(&self.mother), key(&self.father));
        let status = if self.sort == Sort::NoRight {
            ("UZB", "none")
        } else {
            ("KAZ", "citizen")
        };
        let adult = |iin: &str, surname: &str, given: &str, sex: &str, born: Date| {
            record(&[
                ("iin", text(iin)),
                ("document", None),
                ("surname", text(surname)),
                ("given_name", text(given)),
                ("patronymic", None),
                ("sex", text(sex)),
                ("born_on", Some(Value::Date(born))),
                ("citizenship", text(status.0)),
                ("status", text(status.1)),
                ("alive", Some(Value::Bool(true))),
            ])
        };
        let (male, female) = self.surname;
        let mut all = vec![
            (
                "persons",
                adult(&mother, female, WOMEN[number % 5], "female", mother_born),
            ),
            (
                "persons",
                adult(&father, male, MEN[number % 5], "male", father_born),
            ),
            (
                "accounts",
                record(&[
                    ("iin", text(&key(&self.filer))),
                    ("iban", text(&self.iban)),
                    ("bank", text("Kaspi Bank")),
                    ("for_benefits", Some(Value::Bool(true))),
                ]),
            ),
            (
                "incomes",
                record(&[
                    ("iin", text(&key(&self.filer))),
                    ("insured", Some(Value::Bool(self.sort == Sort::Insured))),
                    ("average_24_months", None),
                ]),
            ),
        ];
        if self.sort != Sort::NoResidence {
            all.push(("residence", self.residence()));
        }
        let unmarried = [Sort::Blank, Sort::ByWords, Sort::Joint];
        if !unmarried.contains(&self.sort) {
            let married_on = self.born_on.saturating_sub(700.days());
            all.push((
                "marriages",
                record(&[
                    ("act_no", text(&format!("M-{number:06}"))),
                    ("husband_iin", text(&father)),
                    ("wife_iin", text(&mother)),
                    ("married_on", Some(Value::Date(married_on))),
                ]),
            ));
        }
        all
    }

    fn residence(&self) -> Record {
        record(&[
            ("iin", text(&key(&self.filer))),
            ("kato", text(&self.kato)),
            ("address", text("Абай көшесі, 1")),
            (
                "registered_on",
                Some(Value::Date(self.born_on.saturating_sub(900.days()))),
            ),
            ("permanent", Some(Value::Bool(true))),
        ])
    }

    fn medical(&self) -> Record {
        let stillborn = self.sort == Sort::Stillborn;
        record(&[
            ("certificate_no", text(&self.certificate_no)),
            ("child_iin", self.child_iin.as_deref().and_then(text)),
            ("delivery_no", text(&self.delivery_no)),
            ("mother_iin", text(&key(&self.mother))),
            ("mother_document", None),
            ("mother_surname", text(self.surname.1)),
            ("mother_given_name", text("Айгерім")),
            ("born_on", Some(Value::Date(self.born_on))),
            ("sex", text(sex_code(self.child_sex))),
            (
                "outcome",
                text(if stillborn { "stillborn" } else { "live" }),
            ),
            ("birth_order", Some(Value::Int(1))),
            ("live_order", Some(Value::Int(i64::from(!stillborn)))),
            ("place_kind", text("hospital")),
            ("place", text("Орал қаласы")),
            ("kato", text(&self.kato)),
            ("clinic", text("Перинаталдық орталық")),
            ("certificate_issued_on", Some(Value::Date(self.born_on))),
            ("mother_came_on", None),
        ])
    }

    /// What a paper says that the family brings for a need, field by field.
    pub(super) fn paper(&self, need: &str, fields: &[String], today: Date) -> Record {
        let whole = match need {
            "residence" => self.residence(),
            "child" => self.medical(),
            "conclusion" => record(&[
                ("conclusion_no", text("Q-1")),
                ("certificate_no", text(&self.certificate_no)),
                ("concluded_on", Some(Value::Date(today))),
            ]),
            "act" => record(&[
                ("act_no", text(&self.certificate_no)),
                ("kind", text("birth")),
                ("child_iin", self.child_iin.as_deref().and_then(text)),
                ("certificate_no", text(&self.certificate_no)),
                ("born_on", Some(Value::Date(self.born_on))),
                ("delivery_no", text(&self.delivery_no)),
                ("mother_iin", text(&key(&self.mother))),
                ("registered_on", Some(Value::Date(today))),
            ]),
            _ => Record::new(),
        };
        fields
            .iter()
            .map(|field| (field.clone(), whole.get(field).cloned().flatten()))
            .collect()
    }

    /// What the family answers to a question; none, if it takes what is filled in.
    pub(super) fn answer(&self, question: &str, district: &District) -> Option<String> {
        let male = self.child_sex == Sex::Male;
        Some(match question {
            "given_name" => self.child_name.to_owned(),
            "surname" if male => self.surname.0.to_owned(),
            "surname" => self.surname.1.to_owned(),
            "patronymic" => String::new(),
            "father" => match self.sort {
                Sort::Joint => "joint",
                Sort::ByWords => "by_words",
                _ => "blank",
            }
            .to_owned(),
            "father_iin" => key(&self.father),
            "father_name" => "Берік".to_owned(),
            "language" => "kk".to_owned(),
            "registrar" => district.registrar(&self.kato),
            "kindergarten" => kindergarten(&self.kato),
            "clinic_no" => district.clinic(&self.kato),
            "iban" => self.iban.clone(),
            "together" => "true".to_owned(),
            "born_on" => self.born_on.to_string(),
            "sex" => sex_code(self.child_sex).to_owned(),
            _ => return None,
        })
    }

    /// Whether its cases end without a signature, a late record or a refusal.
    pub(crate) fn needs_nobody_else(&self) -> bool {
        matches!(self.sort, Sort::Married | Sort::Blank | Sort::ByWords)
    }

    /// Whether the child was born more than a year before.
    pub(super) fn is_late(&self) -> bool {
        self.sort == Sort::AfterAYear
    }

    /// Whether the clinic sends its record late.
    pub(super) fn clinic_is_late(&self) -> bool {
        self.sort == Sort::ClinicLate
    }

    /// When they apply: mostly within days, some late, some very late.
    pub(super) fn applies_at(&mut self, born_at: Timestamp) -> Timestamp {
        let days = match self.sort {
            Sort::AfterAYear => 1,
            _ if self.chance.permille(800) => self.chance.between(1, 6),
            _ => self.chance.between(7, 60),
        };
        super::stage::minutes(born_at, days * 24 * 60 + self.chance.between(0, 1439))
    }
}

/// A sex as registers write it.
pub(super) fn sex_code(sex: Sex) -> &'static str {
    match sex {
        Sex::Male => "male",
        Sex::Female => "female",
    }
}

/// The digits by which a person is known; a document else.
pub(super) fn key(person: &PersonId) -> String {
    match person {
        PersonId::Iin(iin) => iin.as_str().to_owned(),
        PersonId::Document(document) => document.clone(),
    }
}

fn person(iin: &Iin) -> PersonId {
    PersonId::Iin(iin.clone())
}

/// A number never given before: the serial goes on until there is a check digit.
fn iin(born_on: Date, digit: char, serial: usize) -> Iin {
    let (year, month, day) = (
        born_on.year().rem_euclid(100),
        born_on.month(),
        born_on.day(),
    );
    let mut serial = serial;
    loop {
        let eleven = format!("{year:02}{month:02}{day:02}{digit}{:04}", serial % 10_000);
        if let Some(iin) = Iin::complete(&eleven) {
            return iin;
        }
        serial += 5_003;
    }
}

/// An account number with right check digits (ISO 13616).
fn iban(number: usize) -> String {
    let account = format!("722S{number:012}");
    let mut remainder = 0_u64;
    for sign in format!("{account}KZ00").chars() {
        let value = u64::from(sign.to_digit(36).unwrap_or(0));
        let shift = if value >= 10 { 100 } else { 10 };
        remainder = (remainder * shift + value) % 97;
    }
    format!("KZ{:02}{account}", 98 - remainder)
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "a field holds an option: `None` is the register's word that there is none"
)]
fn text(text: &str) -> Option<Value> {
    Some(Value::Text(text.to_owned()))
}

fn record(fields: &[(&str, Option<Value>)]) -> Record {
    fields
        .iter()
        .map(|(name, value)| ((*name).to_owned(), value.clone()))
        .collect()
}
