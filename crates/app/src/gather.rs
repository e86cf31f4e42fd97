//! Evidence: first the ground, then the look-up, then the read, and every read on record.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};
use tutas_catalog::{Basis, Need, Register, Whose};
use tutas_domain::consent::Ground;
use tutas_domain::evidence::{Evidence, Known, Record, Source, Unknown};
use tutas_domain::person::{Iin, PersonId};
use tutas_domain::text::Texts;
use tutas_store::Commit;
use uuid::Uuid;

use crate::access::Details;
use crate::lookup::{Keys, Lookup, Sources, lookup};
use crate::registers::{Read, ReadFailure};
use crate::{App, AppError};

/// When a register that did not answer is asked again.
const RETRY: SignedDuration = SignedDuration::from_mins(1);

/// For whom and what evidence is gathered.
pub(crate) struct Purpose<'a> {
    /// The application: consents are given for it alone.
    pub(crate) application: Uuid,
    /// Stream on whose account accesses are recorded.
    pub(crate) stream: Option<Uuid>,
    /// Number shown to the person and sent as `X-Road-Issue`.
    pub(crate) number: &'a str,
    /// Service or life event.
    pub(crate) title: &'a Texts,
    pub(crate) filer: &'a PersonId,
    pub(crate) subject: &'a Record,
    pub(crate) answers: &'a Record,
}

/// Answers already had in this run, by register, keys and fields: asked once, used by all.
pub(crate) type Answers = BTreeMap<(String, Keys, Vec<String>), Known>;

impl App {
    /// Reads what `needs` lack in `evidence`, in order.
    pub(crate) async fn gather(
        &self,
        purpose: &Purpose<'_>,
        needs: &[&Need],
        evidence: &Evidence,
        answers: &mut Answers,
        now: Timestamp,
    ) -> Result<BTreeMap<String, Known>, AppError> {
        let mut known = evidence.clone();
        let mut news_by_need = BTreeMap::new();
        for need in needs {
            let register = self.register(&need.register)?;
            if is_fresh(known.known(&need.name), register, now) {
                continue;
            }
            let sources = Sources {
                filer: purpose.filer,
                subject: purpose.subject,
                answers: purpose.answers,
                evidence: &known,
            };
            let news = match lookup(need, &sources) {
                Lookup::NotYet => Known::Unknown(Unknown::NoKey),
                Lookup::Nothing => Known::Records {
                    records: Vec::new(),
                    source: Source::Derived { at: now },
                },
                Lookup::By(lookups) => {
                    let reading = Reading {
                        purpose,
                        need,
                        register,
                        now,
                    };
                    self.read_all(&reading, lookups, answers).await?
                }
            };
            known.0.insert(need.name.clone(), news.clone());
            news_by_need.insert(need.name.clone(), news);
        }
        Ok(news_by_need)
    }

    async fn read_all(
        &self,
        reading: &Reading<'_>,
        lookups: Vec<Keys>,
        answers: &mut Answers,
    ) -> Result<Known, AppError> {
        let mut union: Option<(Vec<Record>, Source)> = None;
        for keys in lookups {
            let wanted = (
                reading.register.id.clone(),
                keys,
                reading.need.fields.clone(),
            );
            let known = match answers.get(&wanted) {
                Some(known) => known.clone(),
                None => self.read_one(reading, &wanted.1).await?,
            };
            if known.records().is_some() {
                answers.insert(wanted, known.clone());
            }
            match known {
                Known::Unknown(_) => return Ok(known),
                Known::Records { records, source } => {
                    let (all, _) = union.get_or_insert((Vec::new(), source));
                    for record in records {
                        if !all.contains(&record) {
                            all.push(record);
                        }
                    }
                }
            }
        }
        let derived = || (Vec::new(), Source::Derived { at: reading.now });
        let (mut records, source) = union.unwrap_or_else(derived);
        let has = |record: &Record, field: &String| record.get(field).is_some_and(Option::is_some);
        let without = &reading.need.without;
        records.retain(|record| !without.iter().any(|field| has(record, field)));
        for record in &mut records {
            record.retain(|field, _| !without.contains(field));
        }
        if !reading.need.many {
            records.truncate(1);
        }
        Ok(Known::Records { records, source })
    }

    async fn read_one(&self, reading: &Reading<'_>, keys: &Keys) -> Result<Known, AppError> {
        let Reading {
            purpose,
            need,
            register,
            now,
        } = *reading;
        let owner = owner(need, purpose.filer, keys);
        let Some(ground) = self.ground(reading, owner.as_ref())? else {
            return Ok(Known::Unknown(Unknown::NoConsent));
        };
        if register.own {
            let records = self.own_records(purpose, &need.fields)?;
            let source = Source::Register {
                register: register.id.clone(),
                request: purpose.application.to_string(),
                at: now,
            };
            return Ok(Known::Records { records, source });
        }
        let fields = &need.fields;
        #[cfg(feature = "plant")]
        let all: Vec<String> = register.fields.keys().cloned().collect();
        #[cfg(feature = "plant")]
        let fields = if tutas_domain::plant::is(9) {
            &all
        } else {
            fields
        };
        let read = Read {
            register,
            keys,
            fields,
            ground: &ground,
            issue: purpose.number,
            id: self.new_id(now),
        };
        self.note_read(reading, keys, owner, &ground).await?;
        let answer = self.registers().read(read).await;
        let next_try = now.saturating_add(RETRY).unwrap_or(now);
        Ok(match answer {
            Ok(answer) => {
                let source = Source::Register {
                    register: register.id.clone(),
                    request: answer.request,
                    at: now,
                };
                Known::Records {
                    records: only(answer.records, &need.fields),
                    source,
                }
            }
            Err(ReadFailure::Down) => Known::Unknown(Unknown::Unavailable {
                since: now,
                next_try,
            }),
            Err(ReadFailure::Unusable(code)) => {
                Known::Unknown(Unknown::Unusable { code, next_try })
            }
        })
    }

    /// Puts a read on record before it is made, so that none is without its record: for whoever
    /// answers for the data, and for everybody it is looked up by.
    async fn note_read(
        &self,
        reading: &Reading<'_>,
        keys: &Keys,
        owner: Option<PersonId>,
        ground: &Ground,
    ) -> Result<(), AppError> {
        #[cfg(feature = "plant")]
        if tutas_domain::plant::is(8) {
            return Ok(());
        }
        let Some(owner) = owner else { return Ok(()) };
        let Reading { purpose, need, .. } = *reading;
        let details = Details {
            register: Some(need.register.clone()),
            fields: need.fields.clone(),
            officer_of: None,
            purpose: purpose.title.clone(),
            number: purpose.number.to_owned(),
            law: ground.cited().clone(),
            by_consent: ground.is_consent(),
            attempt: None,
        };
        let mut subjects: BTreeSet<PersonId> = named(keys).collect();
        subjects.insert(owner);
        let accesses = subjects
            .iter()
            .map(|subject| self.access_row(reading.now, subject, purpose.stream, &details))
            .collect::<Result<Vec<_>, AppError>>()?;
        let commit = Commit {
            accesses,
            ..Commit::default()
        };
        self.store().commit(commit).await?;
        Ok(())
    }

    /// Why a read is allowed now, if it is.
    fn ground(
        &self,
        reading: &Reading<'_>,
        owner: Option<&PersonId>,
    ) -> Result<Option<Ground>, AppError> {
        let need = reading.need;
        let law = match &need.basis {
            Basis::Law(law) => return Ok(Some(Ground::law(law.clone()))),
            Basis::Consent { law } => law,
        };
        if need.of == Whose::Public {
            return Ok(Some(Ground::law(law.clone())));
        }
        let Some(owner) = owner else { return Ok(None) };
        let person = self.load_person(owner)?.state;
        let application = reading.purpose.application;
        Ok(person.ground(application, &need.register, &need.fields, reading.now))
    }

    pub(crate) fn register(&self, id: &str) -> Result<&Register, AppError> {
        self.catalog()
            .registers
            .get(id)
            .ok_or(AppError::Internal("register-not-in-catalog"))
    }
}

#[derive(Clone, Copy)]
struct Reading<'a> {
    purpose: &'a Purpose<'a>,
    need: &'a Need,
    register: &'a Register,
    now: Timestamp,
}

/// Whose data a read is: they consent to it, and it is shown to them. A child's data is answered
/// for by the parent or guardian who files.
fn owner(need: &Need, filer: &PersonId, keys: &Keys) -> Option<PersonId> {
    match need.of {
        Whose::Public => None,
        Whose::Filer | Whose::Child => Some(filer.clone()),
        Whose::Adult(_) => named(keys).next(),
    }
}

/// The persons that look-up pairs name by number or document.
fn named(keys: &Keys) -> impl Iterator<Item = PersonId> {
    keys.iter().filter_map(|(field, value)| {
        if field.ends_with("document") {
            return Some(PersonId::Document(value.clone()));
        }
        let is_number = field.ends_with("iin");
        is_number.then(|| Iin::parse(value).ok().map(PersonId::Iin))?
    })
}

/// Records with the declared fields only: what was not asked for is not kept.
fn only(records: Vec<Record>, fields: &[String]) -> Vec<Record> {
    records
        .into_iter()
        .map(|record| {
            record
                .into_iter()
                .filter(|(field, _)| fields.contains(field))
                .collect()
        })
        .collect()
}

/// Whether what is known may still be used, so that nobody is asked again.
fn is_fresh(known: &Known, register: &Register, now: Timestamp) -> bool {
    let Known::Records { records, source } = known else {
        return false;
    };
    match source {
        Source::Document { .. } => true,
        Source::Derived { .. } => false,
        Source::Register { .. } => !records.is_empty() && !is_stale(known, register, now),
    }
}

/// Whether a register's answer is older than it may be used.
pub(crate) fn is_stale(known: &Known, register: &Register, now: Timestamp) -> bool {
    let Known::Records {
        source: Source::Register { at, .. },
        ..
    } = known
    else {
        return false;
    };
    at.duration_until(now) > SignedDuration::from_mins(i64::from(register.fresh_minutes))
}
