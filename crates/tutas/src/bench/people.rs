//! The people of a bench, and the registers that know them: in memory, and only while they are at it.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::ToSpan as _;
use jiff::civil::Date;
use tokio::sync::Notify;
use tutas_app::{
    Message, Messenger, NotSent, Read, ReadAnswer, ReadFailure, Registers, Reply, Write,
    WriteAnswer,
};
use tutas_catalog::Catalog;
use tutas_domain::evidence::Record;
use tutas_domain::person::PersonId;
use tutas_domain::value::Value;

use crate::simulate::country::District;
use crate::simulate::family::Family;

/// So many families may be born on one day without two people getting one number.
const FAMILIES_A_DAY: usize = 3_000;

/// The next family whose lifecycles end without anybody else: the other sorts wait for a signature,
/// a late record or a year that passes.
pub(super) fn next_family(
    seed: u64,
    number: &AtomicU64,
    today: Date,
    district: &District,
) -> (Family, Vec<(&'static str, Record)>) {
    loop {
        let number = usize::try_from(number.fetch_add(1, Ordering::Relaxed)).unwrap_or(0);
        let days = i64::try_from(number / FAMILIES_A_DAY % 300).unwrap_or(0);
        let born_on = today.saturating_sub((days + 2).days());
        let (family, mut papers, births) = Family::make(seed, number, born_on, district);
        if family.needs_nobody_else() {
            papers.extend(births);
            return (family, papers);
        }
    }
}

/// Registers that answer at once, from memory.
pub(super) struct Memory {
    held: Mutex<Held>,
    number_fields: HashMap<String, String>,
    count: AtomicU64,
}

/// A field that is a key, with its value.
type Key = (String, String);

#[derive(Default)]
struct Held {
    /// Who is known by a key.
    by_key: HashMap<Key, Vec<u64>>,
    /// What is held of somebody, by register.
    of: HashMap<u64, Vec<(String, Record)>>,
    next: u64,
}

/// What registers hold of one family; it goes with [`Memory::forget`].
#[derive(Clone, Copy)]
pub(super) struct Entry(u64);

impl Memory {
    pub(super) fn new(catalog: &Catalog, district: &District) -> Self {
        let services = catalog.services.values().flatten();
        let writes = services.filter_map(|service| service.gives.write.as_ref());
        let memory = Self {
            held: Mutex::default(),
            number_fields: writes
                .map(|write| (write.register.clone(), write.number_field.clone()))
                .collect(),
            count: AtomicU64::new(0),
        };
        memory.learn(district.public());
        memory
    }

    pub(super) fn learn(&self, papers: Vec<(&'static str, Record)>) -> Entry {
        let mut held = self.lock();
        held.next += 1;
        let entry = Entry(held.next);
        for (register, record) in papers {
            held.add(entry, register, record);
        }
        entry
    }

    pub(super) fn forget(&self, entry: Entry) {
        let mut held = self.lock();
        for (_, record) in held.of.remove(&entry.0).unwrap_or_default() {
            for key in keys(&record) {
                if let Some(entries) = held.by_key.get_mut(&key) {
                    entries.retain(|one| *one != entry.0);
                    if entries.is_empty() {
                        held.by_key.remove(&key);
                    }
                }
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn number(&self) -> u64 {
        self.count.fetch_add(1, Ordering::Relaxed)
    }
}

impl Held {
    fn add(&mut self, entry: Entry, register: &str, record: Record) {
        for key in keys(&record) {
            let entries = self.by_key.entry(key).or_default();
            if !entries.contains(&entry.0) {
                entries.push(entry.0);
            }
        }
        let all = self.of.entry(entry.0).or_default();
        all.push((register.to_owned(), record));
    }

    fn find(&self, register: &str, wanted: &[Key]) -> Vec<Record> {
        let entries = wanted.iter().filter_map(|key| self.by_key.get(key));
        let Some(fewest) = entries.min_by_key(|entries| entries.len()) else {
            return Vec::new();
        };
        let all = fewest.iter().filter_map(|entry| self.of.get(entry));
        all.flatten()
            .filter(|(name, record)| {
                let holds = |(field, value): &Key| {
                    let known = record.get(field).and_then(Option::as_ref);
                    known.is_some_and(|known| known.to_plain() == *value)
                };
                name == register && wanted.iter().all(holds)
            })
            .map(|(_, record)| record.clone())
            .collect()
    }

    fn owner(&self, record: &Record) -> Option<Entry> {
        let known = keys(record).find_map(|key| self.by_key.get(&key)?.first().copied());
        known.map(Entry)
    }
}

/// By what a record may be looked up.
fn keys(record: &Record) -> impl Iterator<Item = Key> {
    record.iter().filter_map(|(field, value)| {
        let is_key = field.ends_with("iin")
            || field.ends_with("_no")
            || field.ends_with("document")
            || field == "kato";
        let value = value.as_ref().filter(|_| is_key)?;
        Some((field.clone(), value.to_plain()))
    })
}

impl Registers for Memory {
    fn read<'a>(&'a self, read: Read<'a>) -> Reply<'a, Result<ReadAnswer, ReadFailure>> {
        Box::pin(async move {
            // What a register does not hold of somebody it says to be none.
            let told = |record: Record| {
                let fields = read.fields.iter();
                fields
                    .map(|field| (field.clone(), record.get(field).cloned().flatten()))
                    .collect()
            };
            let found = self.lock().find(&read.register.id, read.keys);
            Ok(ReadAnswer {
                records: found.into_iter().map(told).collect(),
                request: format!("bench-{}", self.number()),
                dated: None,
            })
        })
    }

    fn write<'a>(&'a self, write: Write<'a>) -> Reply<'a, Result<WriteAnswer, ReadFailure>> {
        Box::pin(async move {
            let mut record = write.record.clone();
            if let Some(field) = self.number_fields.get(&write.register.id) {
                let number = format!("B-{:010}", self.number());
                record.insert(field.clone(), Some(Value::Text(number)));
            }
            let mut held = self.lock();
            if let Some(owner) = held.owner(&record) {
                held.add(owner, &write.register.id, record.clone());
            }
            Ok(WriteAnswer { record })
        })
    }
}

/// A carrier that wakes whoever waits for news.
#[derive(Default)]
pub(super) struct Bells {
    waiting: Mutex<HashMap<PersonId, Arc<Notify>>>,
    sent: AtomicU64,
}

impl Bells {
    pub(super) fn wait_for(&self, who: &PersonId) -> Arc<Notify> {
        let bell = Arc::new(Notify::new());
        self.lock().insert(who.clone(), Arc::clone(&bell));
        bell
    }

    pub(super) fn leave(&self, who: &PersonId) {
        self.lock().remove(who);
    }

    pub(super) fn sent(&self) -> u64 {
        self.sent.load(Ordering::Relaxed)
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<PersonId, Arc<Notify>>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Messenger for Bells {
    fn send<'a>(&'a self, message: &'a Message) -> Reply<'a, Result<(), NotSent>> {
        self.sent.fetch_add(1, Ordering::Relaxed);
        if let Some(bell) = self.lock().get(&message.to) {
            bell.notify_one();
        }
        Box::pin(async { Ok(()) })
    }
}
