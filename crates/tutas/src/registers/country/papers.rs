//! What else registers hold about a person: home, clinic, account, income, benefits, family.

use jiff::ToSpan as _;
use jiff::civil::Date;
use rust_decimal::Decimal;

use super::household::Home;
use super::{Gap, Person, World, identity, later};
use crate::registers::row::{date, money, record, text, truth};

/// What benefits depend on.
pub(super) struct Papers {
    iban: Option<String>,
    insured: bool,
}

/// Banks of the demonstration; their codes 990 to 993 belong to no bank.
const BANKS: [&str; 4] = ["Үлгі Банк", "Дала Банк", "Жайық Банк", "Сарыарқа Банк"];

impl World<'_> {
    /// Enters an adult in all registers that know adults.
    pub(super) fn settle(&mut self, home: &Home, person: &Person) -> Papers {
        self.enter(person);
        self.residence(home, person);
        self.attachment(home, person);
        let iban = self.accounts(person);
        let is_of_working_age = person.born_on > self.today.saturating_sub(63.years());
        let insured = is_of_working_age && self.chance.permille(620);
        let monthly = Decimal::new(self.chance.between(9_000_000, 60_000_000), 2);
        let entry = record([
            ("iin", person.iin()),
            ("insured", truth(insured)),
            ("average_24_months", money(monthly).filter(|_| insured)),
        ]);
        self.add("incomes", entry);
        Papers { iban, insured }
    }

    pub(super) fn residence(&mut self, home: &Home, person: &Person) {
        if self.gap(Gap::NoResidence) {
            return;
        }
        let place = &self.ground.places[home.place];
        let age = (self.today - person.born_on).get_days();
        let registered_on = later(
            self.today,
            -self.chance.between(0, i64::from(age.min(7000))),
        );
        let entry = record([
            ("iin", person.iin()),
            ("kato", text(&place.kato)),
            ("address", text(&home.address)),
            ("registered_on", date(registered_on)),
            ("permanent", truth(!self.chance.permille(40))),
        ]);
        self.add("residence", entry);
    }

    pub(super) fn attachment(&mut self, home: &Home, person: &Person) {
        let kato = self.ground.places[home.place].kato.as_str();
        let near: Vec<&str> = self
            .ground
            .clinics
            .iter()
            .filter(|clinic| clinic.kato == kato)
            .map(|clinic| clinic.number.as_str())
            .collect();
        if near.is_empty() || self.chance.permille(150) {
            return;
        }
        let clinic_no = *self.chance.of(&near);
        let attached_on = self.some_day_since(person.born_on, 3000);
        let number = self.number(&attached_on.year().to_string());
        let entry = record([
            ("number", text(number)),
            ("iin", person.iin()),
            ("clinic_no", text(clinic_no)),
            ("attached_on", date(attached_on)),
        ]);
        self.add("clinic-attachments", entry);
    }

    /// A place in the queue, for about half of the children under six.
    pub(super) fn kindergarten(&mut self, home: &Home, child: &Person) {
        let is_small = child.born_on > self.today.saturating_sub(6.years());
        if !is_small || self.chance.permille(500) {
            return;
        }
        let kato = self.ground.places[home.place].kato.as_str();
        let order = self.chance.between(1, 3);
        let queued_on = self.some_day_since(child.born_on, 1500);
        let number = self.number(&format!("Q-{}", queued_on.year()));
        let entry = record([
            ("number", text(number)),
            ("child_iin", child.iin()),
            (
                "kindergarten_no",
                text(format!("kindergarten-{kato}-{order}")),
            ),
            ("queued_on", date(queued_on)),
        ]);
        self.add("kindergarten-queue", entry);
    }

    /// Benefits that were granted for these children: at birth, for care, for a large family.
    pub(super) fn benefits(&mut self, mother: &Person, papers: &Papers, children: &[Person]) {
        const CARE: [i64; 4] = [576, 681, 785, 890];
        const LARGE: [i64; 4] = [1603, 2004, 2405, 2806];
        for (index, child) in children.iter().enumerate() {
            if child.born_on < self.today.saturating_sub(18.months()) {
                continue;
            }
            let granted_on = later(child.born_on, self.chance.between(22, 60)).min(self.today);
            if self.chance.permille(900) {
                let hundredths = if index < 3 { 3800 } else { 6300 };
                self.benefit(mother, Some(child), "birth", hundredths, granted_on, papers);
            }
            if !papers.insured && self.chance.permille(850) {
                let hundredths = CARE[index.min(3)];
                self.benefit(mother, Some(child), "care", hundredths, granted_on, papers);
            }
        }
        let minors: Vec<&Person> = children
            .iter()
            .filter(|child| child.born_on > self.today.saturating_sub(18.years()))
            .collect();
        if let [_, _, _, fourth, ..] = minors.as_slice()
            && self.chance.permille(800)
        {
            let granted_on = later(fourth.born_on, 60).min(self.today);
            let hundredths = LARGE[(minors.len() - 4).min(3)];
            self.benefit(mother, None, "large-family", hundredths, granted_on, papers);
        }
    }

    fn benefit(
        &mut self,
        mother: &Person,
        child: Option<&Person>,
        kind: &'static str,
        hundredths: i64,
        granted_on: Date,
        papers: &Papers,
    ) {
        let (Some(iban), Some(mci)) = (&papers.iban, self.ground.mci_on(granted_on)) else {
            return;
        };
        let decision_no = self.number(&format!("B-{}", granted_on.year()));
        let entry = record([
            ("decision_no", text(decision_no)),
            ("iin", mother.iin()),
            ("child_iin", child.and_then(Person::iin)),
            ("kind", text(kind)),
            (
                "amount",
                money((Decimal::new(hundredths, 2) * mci).normalize()),
            ),
            ("monthly", truth(kind != "birth")),
            ("granted_on", date(granted_on)),
            ("iban", text(iban)),
        ]);
        self.add("benefits", entry);
    }

    /// The family's list: parents and children.
    pub(super) fn family(
        &mut self,
        mother: Option<&Person>,
        father: Option<&Person>,
        children: &[Person],
    ) {
        if children.is_empty() {
            return;
        }
        let family_no = self.number("F");
        let parents = [("mother", mother), ("father", father)];
        let parents = parents
            .into_iter()
            .filter_map(|(role, person)| Some((role, person?)));
        for (role, person) in parents.chain(children.iter().map(|child| ("child", child))) {
            if role == "child" && self.gap(Gap::NotInFamily) {
                continue;
            }
            let is_of_age = person.born_on < self.today.saturating_sub(18.years());
            let student = role == "child" && is_of_age && self.chance.permille(600);
            let entry = record([
                ("family_no", text(&family_no)),
                ("member_iin", person.iin()),
                ("role", text(role)),
                ("born_on", date(person.born_on)),
                ("student", truth(student)),
                ("guardian_iin", None),
                ("decision_no", None),
                ("decision_on", None),
            ]);
            self.add("families", entry);
        }
    }

    /// One account, a second one, or none. The account for benefits.
    fn accounts(&mut self, person: &Person) -> Option<String> {
        if self.gap(Gap::NoAccount) {
            return None;
        }
        let count = if self.chance.permille(180) { 2 } else { 1 };
        let mut for_benefits = None;
        for _ in 0..count {
            let bank = self.chance.below(4);
            let iban = identity::iban(&mut self.chance, bank);
            let is_first = for_benefits.is_none();
            let entry = record([
                ("iin", person.iin()),
                ("iban", text(&iban)),
                ("bank", text(BANKS[usize::try_from(bank).unwrap_or(0)])),
                ("for_benefits", truth(is_first)),
            ]);
            self.add("accounts", entry);
            for_benefits.get_or_insert(iban);
        }
        for_benefits
    }

    /// A day of the last `days`, but not before `first`.
    fn some_day_since(&mut self, first: Date, days: i64) -> Date {
        later(self.today, -self.chance.between(0, days)).max(first)
    }
}
