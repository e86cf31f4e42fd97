//! Registers that hold an example's records, in memory.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;

use jiff::civil::Date;
use tutas_catalog::Catalog;
use tutas_domain::evidence::Record;
use tutas_domain::value::Value;
use uuid::Uuid;

use crate::{Read, ReadAnswer, ReadFailure, Registers, Reply, Write, WriteAnswer};

/// Registers that an example can be played on.
pub trait Playable: Registers {
    /// Records come to be in a register.
    fn add(&self, records: &BTreeMap<String, Vec<Record>>);

    /// Registers stop answering, or answer again.
    fn set_down(&self, registers: &[String], down: bool);
}

/// Registers of one example.
pub(super) struct ExampleRegisters {
    state: Mutex<State>,
    /// The field that numbers what is written, by register.
    number_fields: BTreeMap<String, String>,
}

#[derive(Default)]
struct State {
    records: BTreeMap<String, Vec<Record>>,
    down: BTreeSet<String>,
    written: BTreeMap<Uuid, Record>,
}

impl State {
    fn amend(&mut self, register: &str, amended: Uuid, write: &Write<'_>) -> Record {
        let Some(taken) = self.written.get(&amended).cloned() else {
            // It is not taken any more, should it still come.
            self.written.insert(amended, write.record.clone());
            return write.record.clone();
        };
        let mut changed = taken.clone();
        changed.extend(write.record.clone());
        let held = self.records.get_mut(register).into_iter().flatten();
        for record in held.filter(|record| **record == taken) {
            *record = changed.clone();
        }
        self.written.insert(amended, changed.clone());
        self.written.insert(write.id, changed.clone());
        changed
    }
}

impl ExampleRegisters {
    pub(super) fn new(catalog: &Catalog) -> Self {
        let writes = catalog
            .services
            .values()
            .flatten()
            .filter_map(|service| service.gives.write.as_ref());
        let number_fields = writes
            .map(|write| (write.register.clone(), write.number_field.clone()))
            .collect();
        Self {
            state: Mutex::default(),
            number_fields,
        }
    }

    fn find(&self, read: &Read<'_>) -> Result<Vec<Record>, ReadFailure> {
        let state = self.state.lock().map_err(|_| ReadFailure::Down)?;
        if state.down.contains(&read.register.id) {
            return Err(ReadFailure::Down);
        }
        let held = state.records.get(&read.register.id);
        let mut found: Vec<&Record> = held
            .into_iter()
            .flatten()
            .filter(|record| read.keys.iter().all(|key| holds(record, key)))
            .collect();
        // The latest first, as the registers of the demonstration answer.
        found.sort_by_key(|record| std::cmp::Reverse(latest_date(record)));
        let wanted = |record: &Record| {
            let field = |name: &String| (name.clone(), record.get(name).cloned().flatten());
            read.fields.iter().map(field).collect()
        };
        Ok(found.into_iter().map(wanted).collect())
    }

    fn add_written(&self, write: &Write<'_>) -> Result<Record, ReadFailure> {
        let mut state = self.state.lock().map_err(|_| ReadFailure::Down)?;
        let register = &write.register.id;
        if state.down.contains(register) {
            return Err(ReadFailure::Down);
        }
        if let Some(before) = state.written.get(&write.id) {
            return Ok(before.clone());
        }
        if let Some(amended) = write.amends {
            return Ok(state.amend(register, amended, write));
        }
        if !write.register.writable {
            return Err(ReadFailure::Unusable("not-writable".into()));
        }
        let mut record = write.record.clone();
        let held = state.records.entry(register.clone()).or_default();
        if let Some(field) = self.number_fields.get(register) {
            let number = format!("EX-{:06}", held.len() + 1);
            record.insert(field.clone(), Some(Value::Text(number)));
        }
        held.push(record.clone());
        state.written.insert(write.id, record.clone());
        Ok(record)
    }
}

impl Playable for ExampleRegisters {
    fn add(&self, records: &BTreeMap<String, Vec<Record>>) {
        let Ok(mut state) = self.state.lock() else {
            return;
        };
        for (register, records) in records {
            let known = state.records.entry(register.clone()).or_default();
            known.extend(records.iter().cloned());
        }
    }

    fn set_down(&self, registers: &[String], down: bool) {
        let Ok(mut state) = self.state.lock() else {
            return;
        };
        for register in registers {
            if down {
                state.down.insert(register.clone());
            } else {
                state.down.remove(register);
            }
        }
    }
}

impl Registers for ExampleRegisters {
    fn read<'a>(&'a self, read: Read<'a>) -> Reply<'a, Result<ReadAnswer, ReadFailure>> {
        Box::pin(async move {
            let request = read.id.to_string();
            Ok(ReadAnswer {
                records: self.find(&read)?,
                request,
                dated: None,
            })
        })
    }

    fn write<'a>(&'a self, write: Write<'a>) -> Reply<'a, Result<WriteAnswer, ReadFailure>> {
        Box::pin(async move {
            Ok(WriteAnswer {
                record: self.add_written(&write)?,
            })
        })
    }
}

fn holds(record: &Record, (field, wanted): &(String, String)) -> bool {
    let held = record.get(field).and_then(Option::as_ref);
    held.is_some_and(|value| value.to_plain() == *wanted)
}

fn latest_date(record: &Record) -> Option<Date> {
    record.values().flatten().filter_map(Value::as_date).max()
}
