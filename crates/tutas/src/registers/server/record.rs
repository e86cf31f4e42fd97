//! Reading and writing records, once the envelope is known to be right.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use jiff::civil::Date;
use rusqlite::{Connection, OptionalExtension as _, TransactionBehavior, params};
use serde::Deserialize;
use serde_json::{Map, Value as Json, json};
use tutas_domain::evidence::Record;
use tutas_domain::value::Value;
use tutas_gateway::{plain_record, typed_record};

use super::Registers;
use super::exchange::{blocking, broken, storage_failed};
use crate::exchange::Failure;
use crate::registers::definition::{Definition, Definitions};
use crate::registers::storage;

/// A look-up as it was understood.
pub(super) struct Lookup {
    keys: Vec<(String, Value)>,
    fields: Vec<String>,
}

/// A record to write.
pub(super) struct Entry {
    record: Record,
    /// The message whose record it changes.
    amends: Option<String>,
    /// By what a repeated message is known to be the same.
    fingerprint: String,
}

/// A record that appears in a register by other ways than ours.
#[derive(Deserialize)]
pub(super) struct Appearing {
    register: String,
    record: Map<String, Json>,
}

/// Puts a record into a register, also into one that is read-only for clients: what a clinic or
/// another office would do.
pub(super) async fn appear(
    State(state): State<Arc<Registers>>,
    axum::Json(appearing): axum::Json<Appearing>,
) -> StatusCode {
    let Some(definition) = state.definitions.registers.get(&appearing.register) else {
        return StatusCode::NOT_FOUND;
    };
    let Ok(record) = typed_record(&appearing.record, &definition.fields) else {
        return StatusCode::BAD_REQUEST;
    };
    let definition = definition.clone();
    let inserted = blocking(&state, move |state| {
        let db = state.db.lock().map_err(|_| broken())?;
        storage::insert(&db, &appearing.register, &definition, &record)
            .map_err(|error| storage_failed(&error))?;
        Ok(Json::Null)
    });
    if inserted.await.is_ok() {
        StatusCode::CREATED
    } else {
        StatusCode::INTERNAL_SERVER_ERROR
    }
}

/// What a register has wrong and its steward puts right: fields of the records found by `of`.
#[derive(Deserialize)]
pub(super) struct Correcting {
    register: String,
    of: Map<String, Json>,
    record: Map<String, Json>,
}

/// Corrects records, as the register's steward would.
pub(super) async fn correct(
    State(state): State<Arc<Registers>>,
    axum::Json(correcting): axum::Json<Correcting>,
) -> StatusCode {
    let Some(definition) = state.definitions.registers.get(&correcting.register) else {
        return StatusCode::NOT_FOUND;
    };
    let typed = |plain| typed_record(plain, &definition.fields);
    let (Ok(of), Ok(record)) = (typed(&correcting.of), typed(&correcting.record)) else {
        return StatusCode::BAD_REQUEST;
    };
    if of.is_empty() || record.is_empty() {
        return StatusCode::BAD_REQUEST;
    }
    let corrected = blocking(&state, move |state| {
        let db = state.db.lock().map_err(|_| broken())?;
        let corrected = storage::update(&db, &correcting.register, &of, &record);
        Ok(corrected.map_err(|error| storage_failed(&error))?.into())
    });
    match corrected.await.map(|corrected| corrected.as_u64()) {
        Ok(Some(0)) => StatusCode::NOT_FOUND,
        Ok(_) => StatusCode::NO_CONTENT,
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// Empties all registers: another story begins.
pub(super) async fn vanish(State(state): State<Arc<Registers>>) -> StatusCode {
    let emptied = blocking(&state, |state| {
        let mut db = state.db.lock().map_err(|_| broken())?;
        let emptied = storage::empty(&mut db, state.definitions.registers.keys());
        emptied.map_err(|error| storage_failed(&error))?;
        Ok(Json::Null)
    });
    if emptied.await.is_ok() {
        StatusCode::NO_CONTENT
    } else {
        StatusCode::INTERNAL_SERVER_ERROR
    }
}

/// Understands the query of a read.
pub(super) fn lookup(
    definition: &Definition,
    pairs: Vec<(String, String)>,
) -> Result<Lookup, Failure> {
    let wrong = Failure::LOOKUP;
    let mut keys: Vec<(String, Value)> = Vec::new();
    let mut fields: Vec<String> = Vec::new();
    for (name, plain) in pairs {
        if name == "fields" {
            fields.extend(plain.split(',').map(str::to_owned));
            continue;
        }
        let known = definition.keys.contains(&name) && keys.iter().all(|(key, _)| *key != name);
        let value_type = definition
            .fields
            .get(&name)
            .filter(|_| known)
            .ok_or(wrong)?;
        let value = Value::from_plain(*value_type, &plain).ok_or(wrong)?;
        keys.push((name, value));
    }
    let all_known = fields
        .iter()
        .all(|field| definition.fields.contains_key(field));
    if keys.is_empty() || fields.is_empty() || !all_known {
        return Err(wrong);
    }
    Ok(Lookup { keys, fields })
}

/// Answers a read.
pub(super) fn read(
    db: &Connection,
    register: &str,
    definition: &Definition,
    lookup: &Lookup,
) -> Result<Json, Failure> {
    let records = storage::find(db, register, definition, &lookup.keys, &lookup.fields)
        .map_err(|error| storage_failed(&error))?
        .ok_or(Failure::Provider(
            StatusCode::BAD_REQUEST,
            "too-many-records",
        ))?;
    let subject: Map<String, Json> = lookup
        .keys
        .iter()
        .map(|(key, value)| (key.clone(), value.to_plain().into()))
        .collect();
    Ok(json!({ "subject": subject, "records": records }))
}

/// Understands the body of a write.
pub(super) fn entry(
    definition: &Definition,
    body: &[u8],
    fingerprint: String,
) -> Result<Entry, Failure> {
    let wrong = Failure::Provider(StatusCode::BAD_REQUEST, "record");
    if !definition.writable {
        return Err(Failure::Provider(
            StatusCode::METHOD_NOT_ALLOWED,
            "read-only",
        ));
    }
    let body: Json = serde_json::from_slice(body).map_err(|_| wrong)?;
    let record = body.get("record").and_then(Json::as_object).ok_or(wrong)?;
    let record = typed_record(record, &definition.fields).map_err(|_| wrong)?;
    let amends = body.get("amends").and_then(Json::as_str).map(str::to_owned);
    if record.is_empty() {
        Err(wrong)
    } else {
        Ok(Entry {
            record,
            amends,
            fingerprint,
        })
    }
}

/// Writes or changes a record once for each message id, and repeats the answer for a repeated
/// message.
pub(super) fn write(
    db: &mut Connection,
    register: &str,
    definitions: &Definitions,
    id: &str,
    entry: Entry,
) -> Result<Json, Failure> {
    let Some(definition) = definitions.registers.get(register) else {
        return Err(Failure::Provider(StatusCode::NOT_FOUND, "register"));
    };
    let answered = write_once(db, register, definition, &definitions.bodies, id, entry);
    answered
        .map_err(|error| storage_failed(&error))?
        .ok_or(Failure::Provider(
            StatusCode::CONFLICT,
            "same-id-other-record",
        ))
}

fn write_once(
    db: &mut Connection,
    register: &str,
    definition: &Definition,
    bodies: &BTreeMap<String, String>,
    id: &str,
    entry: Entry,
) -> rusqlite::Result<Option<Json>> {
    let transaction = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let before: Option<(String, String)> = transaction
        .query_row(
            "SELECT request, answer FROM _answers WHERE id = ?",
            [id],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .optional()?;
    if let Some((request, answer)) = before {
        let same = request == entry.fingerprint;
        return Ok(same.then(|| serde_json::from_str(&answer).unwrap_or(Json::Null)));
    }
    let Entry {
        mut record,
        amends,
        fingerprint,
    } = entry;
    if let Some(amended) = amends {
        let answer = amend(&transaction, register, definition, &amended, &record)?;
        remember(&transaction, id, &fingerprint, &answer)?;
        transaction.commit()?;
        return Ok(Some(answer));
    }
    for field in definition.fields.keys() {
        record.entry(field.clone()).or_insert(None);
    }
    if let Some(field) = &definition.number_field
        && record.get(field).is_some_and(Option::is_none)
    {
        let prefix = prefix(&record, bodies);
        let number = storage::next_number(&transaction, register, field, &prefix)?;
        record.insert(field.clone(), Some(Value::Text(number)));
    }
    storage::insert(&transaction, register, definition, &record)?;
    let answer = json!({ "record": plain_record(&record) });
    remember(&transaction, id, &fingerprint, &answer)?;
    transaction.commit()?;
    Ok(Some(answer))
}

/// Changes what another message wrote. If that one never came, it is not taken any more: its id is
/// used up by a request that it cannot equal.
fn amend(
    db: &Connection,
    register: &str,
    definition: &Definition,
    amended: &str,
    changes: &Record,
) -> rusqlite::Result<Json> {
    let written: Option<String> = db
        .query_row(
            "SELECT answer FROM _answers WHERE id = ?",
            [amended],
            |row| row.get(0),
        )
        .optional()?;
    let changes = plain_record(changes);
    let Some(written) = written else {
        let answer = json!({ "record": changes });
        remember(db, amended, "", &answer)?;
        return Ok(answer);
    };
    let written: Json = serde_json::from_str(&written).unwrap_or(Json::Null);
    let mut record = written["record"].as_object().cloned().unwrap_or_default();
    if let Some(field) = &definition.number_field
        && let Some(number) = record.get(field).and_then(Json::as_str)
        && let Ok(typed) = typed_record(&changes, &definition.fields)
    {
        let number = Some(Value::Text(number.to_owned()));
        storage::update(
            db,
            register,
            &Record::from([(field.clone(), number)]),
            &typed,
        )?;
    }
    record.extend(changes);
    Ok(json!({ "record": record }))
}

fn remember(db: &Connection, id: &str, request: &str, answer: &Json) -> rusqlite::Result<()> {
    db.execute(
        "INSERT INTO _answers (id, request, answer) VALUES (?, ?, ?)",
        params![id, request, answer.to_string()],
    )
    .map(drop)
}

/// What numbers of a record begin with: the territory of the body it names, if it names one, and
/// the year of its latest date.
fn prefix(record: &Record, bodies: &BTreeMap<String, String>) -> String {
    let values = || record.values().flatten();
    let territory = values()
        .filter_map(Value::as_text)
        .find_map(|text| bodies.get(text));
    let year = values().filter_map(Value::as_date).map(Date::year).max();
    let parts: Vec<String> = territory
        .cloned()
        .into_iter()
        .chain(year.map(|year| year.to_string()))
        .collect();
    if parts.is_empty() {
        "0".to_owned()
    } else {
        parts.join("-")
    }
}
