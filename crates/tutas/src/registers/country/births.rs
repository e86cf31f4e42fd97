//! Births: what the clinic sends, and the acts that follow.

use jiff::ToSpan as _;
use jiff::civil::Date;
use tutas_domain::evidence::Record;
use tutas_domain::person::Sex;
use tutas_domain::value::Value;

use super::household::Home;
use super::names::{self, Origin};
use super::{Gap, Person, World, later, sex_code};
use crate::registers::row::{date, int, maybe, record, text};

/// What is known of a father.
pub(super) enum Father<'a> {
    /// He stands in the act.
    Known(&'a Person),
    /// The mother told a name.
    Told(&'static str),
    /// Nothing was told.
    Blank,
}

/// One child of a delivery, as the clinic knows it.
pub(super) struct Birth {
    /// The number; a stillborn child gets none.
    pub(super) iin: Option<String>,
    pub(super) born_on: Date,
    sex: Sex,
    delivery_no: String,
    certificate_no: String,
}

/// Since when clinics report electronically.
const REPORTED_YEARS: i64 = 3;

impl World<'_> {
    /// Children of one mother and father, born after `since`, registered, and still at home.
    pub(super) fn children(
        &mut self,
        home: &Home,
        mother: &Person,
        father: &Father<'_>,
        since: Date,
        wanted: usize,
    ) -> Vec<Person> {
        let mut children: Vec<Person> = Vec::new();
        let mut grown = 0;
        let mut born_on = later(since, self.chance.between(270, 900));
        let last = later(self.today, -35).min(mother.born_on.saturating_add(44.years()));
        let at_home = self.today.saturating_sub(24.years());
        while children.len() + grown < wanted && born_on <= last {
            if born_on < at_home {
                grown += 1;
            } else {
                for birth in self.delivery(home, mother, born_on) {
                    children.extend(self.register(home, mother, father, &birth));
                }
            }
            born_on = later(born_on, self.chance.between(420, 1500));
        }
        children
    }

    /// A delivery of the last two weeks that nobody has registered yet, unless the mother's last
    /// child is too young for it.
    pub(super) fn newborn(
        &mut self,
        home: &Home,
        mother: &Person,
        last: Option<Date>,
    ) -> Vec<Birth> {
        if last.is_some_and(|last| last > later(self.today, -340)) {
            return Vec::new();
        }
        let born_on = later(self.today, -self.chance.between(0, 13));
        self.delivery(home, mother, born_on)
    }

    /// One delivery: mostly one child, sometimes two.
    fn delivery(&mut self, home: &Home, mother: &Person, born_on: Date) -> Vec<Birth> {
        let count = if self.chance.permille(15) { 2 } else { 1 };
        let delivery_no = self.number(&format!("D-{}", born_on.year()));
        let is_reported = born_on >= self.today.saturating_sub(REPORTED_YEARS.years());
        let place = self.delivery_place(home, mother, born_on);
        let mut births = Vec::new();
        let mut live = 0;
        for order in 1..=count {
            let is_stillborn = is_reported && self.chance.permille(6);
            let sex = if self.chance.permille(512) {
                Sex::Male
            } else {
                Sex::Female
            };
            let birth = Birth {
                iin: (!is_stillborn).then(|| self.new_iin(born_on, sex)),
                born_on,
                sex,
                delivery_no: delivery_no.clone(),
                certificate_no: self.number(&format!("MC-{}", born_on.year())),
            };
            live += i64::from(!is_stillborn);
            if is_reported {
                let mut entry = place.clone();
                entry.extend(medical(&birth, order, live));
                self.add("medical-births", entry);
            }
            births.push(birth);
        }
        births
    }

    /// Where a delivery was, and the mother as the clinic wrote her down.
    fn delivery_place(&mut self, home: &Home, mother: &Person, born_on: Date) -> Record {
        let place = &self.ground.places[home.place];
        let surname = if self.gap(Gap::TwoSurnames) {
            names::surname(&mut self.chance, home.origin).female
        } else {
            mother.surname.clone()
        };
        let kind =
            ["hospital", "home", "transport"][self.chance.weighted([980_u32, 15, 5].into_iter())];
        let came_on = (kind != "hospital").then(|| {
            // Nearly all come within the five days in which the clinic still certifies.
            let days = if self.chance.permille(900) { 4 } else { 9 };
            later(born_on, self.chance.between(0, days)).min(self.today)
        });
        let issued_on = later(born_on, self.chance.between(0, 2)).min(self.today);
        record([
            ("mother_iin", mother.iin()),
            ("mother_document", mother.document()),
            ("mother_surname", text(surname)),
            ("mother_given_name", text(&mother.given)),
            ("place_kind", text(kind)),
            ("place", text(&place.title)),
            ("kato", text(&place.kato)),
            ("clinic", text(format!("Перзентхана: {}", place.title))),
            ("certificate_issued_on", date(came_on.unwrap_or(issued_on))),
            ("mother_came_on", came_on.map(Value::Date)),
        ])
    }

    /// The act of one birth; the child, if it lives, enters the register of persons.
    fn register(
        &mut self,
        home: &Home,
        mother: &Person,
        father: &Father<'_>,
        birth: &Birth,
    ) -> Option<Person> {
        let child = self.named(home, mother, father, birth);
        let registrar = &self.ground.places[home.place].registrar;
        let registered_on = later(birth.born_on, self.chance.between(1, 20)).min(self.today);
        let act_no = self.number(&format!("{}-{}", registrar.territory, registered_on.year()));
        let born_on = if self.gap(Gap::TwoBirthDates) {
            later(birth.born_on, -1)
        } else {
            birth.born_on
        };
        let language = if home.origin == Origin::Kazakh {
            "kk"
        } else {
            "ru"
        };
        let (father_iin, father_name) = match father {
            Father::Known(father) => (father.iin(), None),
            Father::Told(name) => (None, Some(*name)),
            Father::Blank => (None, None),
        };
        let applicant_iin = mother.iin().or_else(|| father_iin.clone());
        let entry = record([
            ("act_no", text(act_no)),
            ("registered_on", date(registered_on)),
            (
                "kind",
                text(if birth.iin.is_some() {
                    "birth"
                } else {
                    "stillbirth"
                }),
            ),
            ("child_iin", maybe(birth.iin.as_deref())),
            ("surname", text(&child.surname)),
            (
                "given_name",
                maybe(birth.iin.as_ref().map(|_| child.given.as_str())),
            ),
            (
                "patronymic",
                maybe(child.patronymic.as_deref()).filter(|_| birth.iin.is_some()),
            ),
            ("sex", text(sex_code(birth.sex))),
            ("born_on", date(born_on)),
            ("delivery_no", text(&birth.delivery_no)),
            ("mother_iin", mother.iin()),
            ("mother_document", mother.document()),
            ("father_iin", father_iin),
            ("father_name", maybe(father_name)),
            ("registrar", text(&registrar.id)),
            ("language", text(language)),
            ("certificate_no", text(&birth.certificate_no)),
            ("applicant_iin", applicant_iin),
        ]);
        self.add("births", entry);
        birth.iin.is_some().then(|| {
            self.enter(&child);
            self.residence(home, &child);
            self.attachment(home, &child);
            self.kindergarten(home, &child);
            child
        })
    }

    fn named(
        &mut self,
        home: &Home,
        mother: &Person,
        father: &Father<'_>,
        birth: &Birth,
    ) -> Person {
        let given = names::given(&mut self.chance, home.origin, birth.sex);
        let (surname, fathers_name) = match father {
            Father::Known(father) => (
                home.surname.of(birth.sex).to_owned(),
                Some(father.given.as_str()),
            ),
            // The mother's surname, in the form the household has for this sex.
            Father::Told(name) => (home.surname.of(birth.sex).to_owned(), Some(*name)),
            Father::Blank => (mother_form(home, mother, birth.sex), None),
        };
        let patronymic =
            fathers_name.map(|name| names::patronymic(name, birth.sex, home.patronymics));
        Person {
            iin: birth.iin.clone(),
            document: None,
            surname,
            given: given.to_owned(),
            patronymic,
            sex: birth.sex,
            born_on: birth.born_on,
            citizenship: "KAZ",
            status: "citizen",
            alive: true,
        }
    }
}

/// The clinic's word on one child, `order` in its delivery and `live` among those born alive.
fn medical(birth: &Birth, order: i64, live: i64) -> Record {
    let is_live = birth.iin.is_some();
    record([
        ("certificate_no", text(&birth.certificate_no)),
        ("child_iin", maybe(birth.iin.as_deref())),
        ("delivery_no", text(&birth.delivery_no)),
        ("born_on", date(birth.born_on)),
        ("sex", text(sex_code(birth.sex))),
        ("outcome", text(if is_live { "live" } else { "stillborn" })),
        ("birth_order", int(order)),
        ("live_order", int(live).filter(|_| is_live)),
    ])
}

/// A child without a father bears the mother's surname.
fn mother_form(home: &Home, mother: &Person, sex: Sex) -> String {
    if home.surname.female == mother.surname {
        home.surname.of(sex).to_owned()
    } else {
        mother.surname.clone()
    }
}
