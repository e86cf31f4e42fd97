//! Who lives together, and how they came to.

use jiff::ToSpan as _;
use jiff::civil::Date;
use tutas_domain::person::Sex;

use super::births::Father;
use super::names::{self, Origin, Patronymics, Surname};
use super::{Gap, Person, World, identity, later, places};
use crate::registers::row::{date, maybe, record, text, truth};

/// One household has at most this many people.
const LARGEST: u32 = 9;

/// Where a household lives.
pub(super) struct Home {
    pub(super) place: usize,
    pub(super) address: String,
    pub(super) origin: Origin,
    pub(super) surname: Surname,
    pub(super) patronymics: Patronymics,
}

impl World<'_> {
    /// One household of at most `room` people.
    pub(super) fn household(&mut self, room: u32) {
        if room < LARGEST {
            return self.alone();
        }
        // Shares of a thousand households, roughly as people live.
        let shares = [530_u32, 120, 50, 60, 120, 95, 10, 15];
        match self.chance.weighted(shares.into_iter()) {
            0 => self.couple(),
            1 => self.divorced(),
            2 => self.unmarried_couple(),
            3 => self.mother_alone(),
            4 => self.alone(),
            5 => self.old_couple(),
            6 => self.guardian(),
            _ => self.foreign_wife(),
        }
    }

    fn home(&mut self) -> Home {
        let origin = names::origin(&mut self.chance);
        let surname = names::surname(&mut self.chance, origin);
        self.home_of(origin, surname)
    }

    fn home_of(&mut self, origin: Origin, surname: Surname) -> Home {
        let place = self.ground.place(&mut self.chance);
        let address = places::address(&mut self.chance, &self.ground.places[place]);
        let patronymics = names::patronymics(&mut self.chance);
        Home {
            place,
            address,
            origin,
            surname,
            patronymics,
        }
    }

    /// A married couple and their children.
    fn couple(&mut self) {
        let home = self.home();
        let age = self.chance.between(20, 62);
        let wife = self.wife(&home, age);
        let husband_age = (age + self.chance.between(-2, 7)).max(19);
        let husband = self.adult(&home, Sex::Male, husband_age);
        let married_on = self.wedding(&husband, &wife);
        self.marriage(&husband, &wife, married_on, None);
        let wanted = self.wanted_children();
        let father = Father::Known(&husband);
        let children = self.children(&home, &wife, &father, married_on, wanted);
        let newborn = age <= 42 && self.chance.permille(45);
        if newborn {
            self.newborn(&home, &wife, children.last().map(|child| child.born_on));
        }
        let papers = self.settle(&home, &wife);
        self.settle(&home, &husband);
        self.benefits(&wife, &papers, &children);
        self.family(Some(&wife), Some(&husband), &children);
    }

    /// A divorced or widowed mother with her children; the former husband lives elsewhere.
    fn divorced(&mut self) {
        let home = self.home();
        let age = self.chance.between(22, 60);
        let wife = self.wife(&home, age);
        let husband_age = (age + self.chance.between(-2, 7)).max(20);
        let mut husband = self.adult(&home, Sex::Male, husband_age);
        let widow = self.chance.permille(150);
        husband.alive = !widow;
        let married_on = self.wedding(&husband, &wife);
        // Some ended so recently that a child born now is the former husband's by law.
        let recent = age <= 42 && self.chance.permille(60);
        let ended_on = if recent {
            later(self.today, -self.chance.between(20, 200)).max(married_on)
        } else {
            later(married_on, self.chance.between(400, 5000)).min(later(self.today, -300))
        };
        let ended_on = ended_on.max(married_on);
        let ended_by = if widow { "death" } else { "divorce" };
        self.marriage(&husband, &wife, married_on, Some((ended_on, ended_by)));
        let wanted = self.wanted_children().min(3);
        let father = Father::Known(&husband);
        let born: Vec<Person> = self.children(&home, &wife, &father, married_on, wanted);
        if recent {
            self.newborn(&home, &wife, born.last().map(|child| child.born_on));
        }
        let papers = self.settle(&home, &wife);
        self.benefits(&wife, &papers, &born);
        if husband.alive {
            let elsewhere = self.home_of(home.origin, home.surname.clone());
            self.settle(&elsewhere, &husband);
        } else {
            self.enter(&husband);
        }
        self.family(Some(&wife), None, &born);
    }

    /// A couple without a marriage; the father acknowledged their children.
    fn unmarried_couple(&mut self) {
        let home = self.home();
        let age = self.chance.between(19, 45);
        let mother = self.adult_with_own_surname(&home, Sex::Female, age);
        let man_age = (age + self.chance.between(-2, 7)).max(19);
        let man = self.adult(&home, Sex::Male, man_age);
        let since = self.grown_up(&mother, &man);
        let father = Father::Known(&man);
        let wanted = self.wanted_children().min(3);
        let children = self.children(&home, &mother, &father, since, wanted);
        if self.chance.permille(70) {
            self.newborn(&home, &mother, children.last().map(|child| child.born_on));
        }
        let papers = self.settle(&home, &mother);
        self.settle(&home, &man);
        self.benefits(&mother, &papers, &children);
        self.family(Some(&mother), Some(&man), &children);
    }

    /// A mother without a husband; the father stands in the act by her words or not at all.
    fn mother_alone(&mut self) {
        let home = self.home();
        let age = self.chance.between(18, 48);
        let mother = self.adult(&home, Sex::Female, age);
        let since = later(mother.born_on, 18 * 366);
        let told = names::given(&mut self.chance, home.origin, Sex::Male);
        let father = if self.chance.permille(500) {
            Father::Told(told)
        } else {
            Father::Blank
        };
        let wanted = self.wanted_children().min(2);
        let children = self.children(&home, &mother, &father, since, wanted);
        if age <= 42 && self.chance.permille(80) {
            self.newborn(&home, &mother, children.last().map(|child| child.born_on));
        }
        let papers = self.settle(&home, &mother);
        self.benefits(&mother, &papers, &children);
        self.family(Some(&mother), None, &children);
    }

    fn alone(&mut self) {
        let home = self.home();
        let sex = if self.chance.permille(500) {
            Sex::Male
        } else {
            Sex::Female
        };
        let age = self.chance.between(18, 80);
        let person = self.adult(&home, sex, age);
        self.settle(&home, &person);
    }

    fn old_couple(&mut self) {
        let home = self.home();
        let age = self.chance.between(63, 82);
        let wife = self.wife(&home, age);
        let husband_age = age + self.chance.between(-2, 6);
        let husband = self.adult(&home, Sex::Male, husband_age);
        let married_on = self.wedding(&husband, &wife);
        self.marriage(&husband, &wife, married_on, None);
        self.settle(&home, &wife);
        self.settle(&home, &husband);
    }

    /// A guardian and a ward who has lost both parents.
    fn guardian(&mut self) {
        let home = self.home();
        let age = self.chance.between(35, 60);
        let guardian = self.adult(&home, Sex::Female, age);
        self.settle(&home, &guardian);
        let family_no = self.number("F");
        let (ward, ward_born_on, orphaned_on) = self.orphan(&home);
        let decision_on = later(orphaned_on, self.chance.between(1, 40)).min(self.today);
        let decision_no = self.number(&format!("G-{}", decision_on.year()));
        let members = [
            ("guardian", guardian.iin.clone(), guardian.born_on),
            ("ward", ward, ward_born_on),
        ];
        for (role, member_iin, born_on) in members {
            let is_ward = role == "ward";
            let entry = record([
                ("family_no", text(&family_no)),
                ("member_iin", maybe(member_iin.as_deref())),
                ("role", text(role)),
                ("born_on", date(born_on)),
                ("student", truth(false)),
                ("guardian_iin", guardian.iin().filter(|_| is_ward)),
                (
                    "decision_no",
                    maybe(is_ward.then_some(decision_no.as_str())),
                ),
                ("decision_on", date(decision_on).filter(|_| is_ward)),
            ]);
            self.add("families", entry);
        }
    }

    /// A citizen and his wife from abroad, who has a foreign document and no number.
    fn foreign_wife(&mut self) {
        let home = self.home();
        let age = self.chance.between(20, 42);
        let (country, status) = *self.chance.of(&[
            ("UZB", "permanent"),
            ("UZB", "temporary"),
            ("KGZ", "permanent"),
            ("RUS", "permanent"),
            ("CHN", "none"),
            ("MNG", "kandas"),
        ]);
        let born_on = self.birthday(age);
        let given = names::given(&mut self.chance, home.origin, Sex::Female);
        let number = self.chance.between(1_000_000, 9_999_999);
        let wife = Person {
            iin: None,
            document: Some(format!("{country}:FA{number}")),
            surname: names::surname(&mut self.chance, home.origin).female,
            given: given.to_owned(),
            patronymic: None,
            sex: Sex::Female,
            born_on,
            citizenship: country,
            status,
            alive: true,
        };
        let husband_age = (age + self.chance.between(0, 8)).max(20);
        let husband = self.adult(&home, Sex::Male, husband_age);
        let married_on = self.wedding(&husband, &wife);
        self.enter(&wife);
        self.marriage(&husband, &wife, married_on, None);
        self.settle(&home, &husband);
        let father = Father::Known(&husband);
        let wanted = self.wanted_children().min(2);
        let children = self.children(&home, &wife, &father, married_on, wanted);
        if self.chance.permille(120) {
            self.newborn(&home, &wife, children.last().map(|child| child.born_on));
        }
        self.family(None, Some(&husband), &children);
    }

    fn marriage(
        &mut self,
        husband: &Person,
        wife: &Person,
        married_on: Date,
        ended: Option<(Date, &'static str)>,
    ) {
        let undated = ended.is_some() && self.gap(Gap::EndWithoutDate);
        let act_no = self.number(&format!("M-{}", married_on.year()));
        let entry = record([
            ("act_no", text(act_no)),
            ("husband_iin", husband.iin()),
            ("wife_iin", wife.iin()),
            ("husband_document", husband.document()),
            ("wife_document", wife.document()),
            ("married_on", date(married_on)),
            (
                "ended_on",
                ended.filter(|_| !undated).and_then(|(on, _)| date(on)),
            ),
            ("ended_by", maybe(ended.map(|(_, by)| by))),
        ]);
        self.add("marriages", entry);
    }

    fn birthday(&mut self, age: i64) -> Date {
        let born_on = later(
            self.today.saturating_sub(age.years()),
            -self.chance.between(0, 360),
        );
        let first = jiff::civil::date(identity::FIRST_YEAR, 1, 1);
        born_on.max(first)
    }

    fn adult(&mut self, home: &Home, sex: Sex, age: i64) -> Person {
        let born_on = self.birthday(age);
        let surname = home.surname.of(sex).to_owned();
        self.person(home.origin, surname, sex, born_on)
    }

    /// A woman of the household who lives in marriage: in most families with her husband's
    /// surname, in the others with her own.
    fn wife(&mut self, home: &Home, age: i64) -> Person {
        if self.chance.permille(600) {
            self.adult(home, Sex::Female, age)
        } else {
            self.adult_with_own_surname(home, Sex::Female, age)
        }
    }

    fn adult_with_own_surname(&mut self, home: &Home, sex: Sex, age: i64) -> Person {
        let born_on = self.birthday(age);
        let surname = names::surname(&mut self.chance, home.origin)
            .of(sex)
            .to_owned();
        self.person(home.origin, surname, sex, born_on)
    }

    fn person(&mut self, origin: Origin, surname: String, sex: Sex, born_on: Date) -> Person {
        let given = names::given(&mut self.chance, origin, sex);
        let father = names::given(&mut self.chance, origin, Sex::Male);
        let patronymic = names::patronymic(father, sex, names::patronymics(&mut self.chance));
        Person {
            iin: Some(self.new_iin(born_on, sex)),
            document: None,
            surname,
            given: given.to_owned(),
            patronymic: Some(patronymic).filter(|_| !self.chance.permille(30)),
            sex,
            born_on,
            citizenship: "KAZ",
            status: "citizen",
            alive: true,
        }
    }

    /// The day both have come of age.
    fn grown_up(&self, one: &Person, other: &Person) -> Date {
        let younger = one.born_on.max(other.born_on);
        younger.saturating_add(18.years()).min(self.today)
    }

    fn wedding(&mut self, husband: &Person, wife: &Person) -> Date {
        let since = self.grown_up(husband, wife);
        let latest = later(self.today, -60);
        later(since, self.chance.between(30, 9 * 365))
            .min(latest)
            .max(since)
    }

    fn wanted_children(&mut self) -> usize {
        self.chance
            .weighted([80_u32, 220, 330, 220, 90, 40, 20].into_iter())
    }

    /// A child whose parents are dead: in the registers, or just born and known to the clinic
    /// only. Its number, its birth date, and when it lost them.
    fn orphan(&mut self, home: &Home) -> (Option<String>, Date, Date) {
        let age = self.chance.between(22, 38);
        let mut mother = self.wife(home, age);
        let mut father = self.adult(home, Sex::Male, age + 3);
        mother.alive = false;
        father.alive = false;
        let married_on = self.wedding(&father, &mother);
        self.enter(&mother);
        self.enter(&father);
        let children = self.children(home, &mother, &Father::Known(&father), married_on, 1);
        let (iin, born_on) = if let Some(child) = children.first() {
            (child.iin.clone(), child.born_on)
        } else {
            let births = self.newborn(home, &mother, None);
            let live = births.into_iter().find(|birth| birth.iin.is_some());
            live.map_or((None, self.today), |birth| (birth.iin, birth.born_on))
        };
        let since = (self.today - born_on).get_days();
        let orphaned_on = later(born_on, self.chance.between(0, i64::from(since)));
        let ended = Some((orphaned_on.max(married_on), "death"));
        self.marriage(&father, &mother, married_on, ended);
        (iin, born_on, orphaned_on)
    }
}
