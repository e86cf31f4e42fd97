//! What this program's own registers tell others: to whom the catalog says, what it says, and each
//! answer on record before it is given.

use std::collections::{BTreeMap, BTreeSet};

use tutas_catalog::{Offer, Own, Register};
use tutas_domain::evidence::Record;
use tutas_domain::person::{Iin, PersonId};
use tutas_domain::text::Texts;
use tutas_domain::value::Value;
use tutas_gateway::XRoadAddress;
use tutas_store::StreamKind;
use uuid::Uuid;

use crate::access::{Asker, Details, Look};
use crate::results::documents;
use crate::statement::{named_in, signed};
use crate::{App, AppError};

/// Applications of a person that are looked through at a time.
const PAGE: usize = 50;

/// The longest number of another system's case that is shown to people.
const LONGEST_ISSUE: usize = 64;

/// A question of another member of the exchange. Personal data: it has no `Debug`.
#[derive(Clone, Copy)]
pub struct Asked<'a> {
    /// Who asks, as `X-Road-Client` has it.
    pub client: &'a str,
    /// The service's address without its service code is ours; this is its code.
    pub service: &'a str,
    /// Look-up pairs.
    pub keys: &'a [(String, String)],
    /// Fields wanted.
    pub fields: &'a [String],
    /// The other side's case (`X-Road-Issue`).
    pub issue: Option<&'a str>,
    /// The other side's officer (`X-Road-UserId`).
    pub user: Option<&'a str>,
    /// On whose behalf it is asked, if not the client's own (`X-Road-Represented-Party`).
    pub represented: Option<&'a str>,
}

/// Why a question is not answered.
#[derive(Debug)]
pub enum Unanswered {
    /// Nothing of that name is offered to anybody.
    UnknownService,
    /// It is not offered to this one, not by these keys, or not these fields.
    NotAgreed,
    /// It cannot be understood.
    NotUnderstood,
    /// The program cannot answer just now.
    Failed(AppError),
}

impl From<AppError> for Unanswered {
    fn from(error: AppError) -> Self {
        Self::Failed(error)
    }
}

impl App {
    /// Answers another member of the exchange, once the answer is on record for all it is about.
    pub async fn answer_member(&self, asked: Asked<'_>) -> Result<Vec<Record>, Unanswered> {
        let own = self.catalog().registers.values();
        let mut own = own.filter(|register| register.service_code == asked.service);
        let (register, own) = own
            .find_map(|register| Some((register, register.own?)))
            .filter(|(register, _)| !register.offered.is_empty())
            .ok_or(Unanswered::UnknownService)?;
        let offer = self.agreed(register, asked).ok_or(Unanswered::NotAgreed)?;
        let keys = understood(own, asked.keys).ok_or(Unanswered::NotUnderstood)?;
        if asked.fields.is_empty() {
            return Err(Unanswered::NotUnderstood);
        }
        let mut found = match own {
            Own::Statements => self.statements_by(&keys)?,
            Own::Documents => self.documents_by(&keys).await?,
        };
        found.retain(|(record, _)| keys.iter().all(|(key, value)| told(record, key) == *value));
        let mut about: BTreeSet<PersonId> = found.iter().flat_map(|(_, who)| who.clone()).collect();
        about.extend(keys.values().filter_map(|value| person(value)));
        self.put_answer_on_record(register, offer, asked, about)
            .await?;
        let only = |record: &Record| {
            let field = |name: &String| (name.clone(), record.get(name).cloned().flatten());
            asked.fields.iter().map(field).collect()
        };
        Ok(found.iter().map(|(record, _)| only(record)).collect())
    }

    /// The agreement that covers a question, if there is one today. It is with whoever asks for
    /// themselves.
    fn agreed<'a>(&self, register: &'a Register, asked: Asked<'_>) -> Option<&'a Offer> {
        let today = self.catalog().calendar.local(self.now()).date();
        let covers = |offer: &&Offer| {
            self.member(offer) == asked.client
                && offer.until.is_none_or(|until| today <= until)
                && asked.keys.iter().all(|(key, _)| offer.by.contains(key))
                && asked.fields.iter().all(|one| offer.fields.contains(one))
        };
        let of_its_own = asked.represented.is_none();
        register.offered.iter().find(covers).filter(|_| of_its_own)
    }

    /// The address of who is answered.
    /// Members of the exchange to whom something is offered: address and name, each once.
    pub fn members(&self) -> BTreeMap<String, Texts> {
        let registers = self.catalog().registers.values();
        let offers = registers.flat_map(|register| &register.offered);
        offers
            .map(|offer| (self.member(offer), offer.title.clone()))
            .collect()
    }

    fn member(&self, offer: &Offer) -> String {
        let instance = &self.catalog().country.xroad.instance;
        XRoadAddress::client(instance, &offer.class, &offer.member, &offer.subsystem).to_string()
    }

    /// Which of this program's services a member may ask for.
    pub fn offered_to(&self, client: &str) -> Vec<&Register> {
        let own = self.catalog().registers.values();
        let is_offered = |register: &&Register| {
            let mut offers = register.offered.iter();
            register.is_own() && offers.any(|offer| self.member(offer) == client)
        };
        own.filter(is_offered).collect()
    }

    /// Statements that were signed here, and who they are about.
    fn statements_by(&self, keys: &Keys) -> Result<Vec<Found>, AppError> {
        let mut applications: BTreeSet<Uuid> = BTreeSet::new();
        let mut signers: BTreeSet<PersonId> = BTreeSet::new();
        if let Some(number) = keys.get("application_no") {
            applications.extend(self.store().find_by_number(number)?.map(|found| found.0));
        } else if let Some(mother) = keys.get("mother_iin").and_then(|iin| person(iin)) {
            applications.extend(self.applications_of(&mother)?);
        } else {
            signers.extend(keys.get("father_iin").and_then(|iin| person(iin)));
        }
        for application in &applications {
            for case in self.cases_of(*application)? {
                signers.extend(named_in(&case.state.answers));
            }
        }
        let mut found = Vec::new();
        for signer in signers {
            let person = self.load_person(&signer)?.state;
            for request in &person.requests {
                let wanted = applications.is_empty() || applications.contains(&request.application);
                if let (true, Some(record)) = (wanted, signed(self.catalog(), &signer, request)) {
                    found.push((record, vec![signer.clone(), request.asked_by.clone()]));
                }
            }
        }
        Ok(found)
    }

    fn applications_of(&self, person: &PersonId) -> Result<Vec<Uuid>, AppError> {
        let key = self.person_key(person);
        let (mut all, mut before) = (Vec::new(), None);
        loop {
            let page = self
                .store()
                .streams_of(key, StreamKind::Bundle, before, PAGE)?;
            all.extend(page.iter().map(|row| row.stream.0));
            before = page.last().map(|row| row.stream);
            if page.len() < PAGE {
                return Ok(all);
            }
        }
    }

    /// Documents of a case, and who they are about.
    async fn documents_by(&self, keys: &Keys) -> Result<Vec<Found>, AppError> {
        let Some(number) = keys.get("case_no") else {
            return Ok(Vec::new());
        };
        let Some(stream) = self.store().find_by_number(number)? else {
            return Ok(Vec::new());
        };
        // The number of an application is not that of a case.
        match self.load_case(stream.0) {
            Err(AppError::NotFound) => return Ok(Vec::new()),
            other => drop(other?),
        }
        self.up_to_date(stream.0).await?;
        let case = self.load_case(stream.0)?.state;
        let day = |at| Value::Date(self.calendar_of(&case).local(at).date());
        let text = |text: &str| Some(Value::Text(text.to_owned()));
        let told = documents(&case, stream.0).into_iter().map(|document| {
            let issue = document.issue;
            let record = Record::from([
                ("case_no".into(), text(&case.filing.number)),
                ("document_no".into(), text(&issue.number)),
                ("kind".into(), text(&issue.kind)),
                ("service".into(), text(&case.filing.service)),
                ("issued_by".into(), text(document.body)),
                ("issued_on".into(), Some(day(issue.at))),
                ("holds".into(), Some(Value::Bool(document.ended.is_none()))),
                ("ended_on".into(), document.ended.map(day)),
            ]);
            let about = named_in(&issue.record).chain([case.filing.filer.clone()]);
            (record, about.collect())
        });
        Ok(told.collect())
    }

    /// Puts down, for each person an answer is about, who gets it, what and why.
    async fn put_answer_on_record(
        &self,
        register: &Register,
        offer: &Offer,
        asked: Asked<'_>,
        about: BTreeSet<PersonId>,
    ) -> Result<(), AppError> {
        let now = self.now();
        let is_plain = |issue: &&str| {
            issue.len() <= LONGEST_ISSUE && issue.chars().all(|c| c.is_ascii_graphic())
        };
        let number = asked.issue.filter(is_plain).unwrap_or_default();
        let look = Look {
            register: Some(register.id.clone()),
            fields: asked.fields.to_vec(),
            purpose: offer.purpose.clone(),
            law: offer.law.clone(),
            ..Look::at_nothing(number.to_owned())
        };
        let details = Details {
            asked_by: Some(Asker {
                member: self.member(offer),
                title: offer.title.clone(),
                user: asked.user.map(str::to_owned),
            }),
            looks: vec![look],
            ..Details::default()
        };
        let rows = about
            .iter()
            .map(|who| self.access_row(now, who, None, &details));
        let rows: Vec<_> = rows.collect::<Result<_, AppError>>()?;
        if rows.is_empty() {
            return Ok(());
        }
        self.put_on_record(rows).await
    }
}

/// By what is looked up.
type Keys = BTreeMap<String, String>;

/// A record, and whose data it is.
type Found = (Record, Vec<PersonId>);

/// The look-up pairs, if they can be understood and something can be found by them.
fn understood(own: Own, pairs: &[(String, String)]) -> Option<Keys> {
    let keys: Keys = pairs.iter().cloned().collect();
    let once = keys.len() == pairs.len();
    let findable = own.keys().iter().any(|key| keys.contains_key(*key));
    (once && findable).then_some(keys)
}

fn told(record: &Record, field: &str) -> String {
    let value = record.get(field).and_then(Option::as_ref);
    value.map_or_else(String::new, Value::to_plain)
}

fn person(text: &str) -> Option<PersonId> {
    Iin::parse(text).ok().map(PersonId::Iin)
}
