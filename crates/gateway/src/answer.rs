//! What came back, and whether it may be believed.

use std::fmt;

use serde_json::{Map, Value as Json};

use crate::error::{ExchangeError, Flaw};

/// Records that a register answered, only with the fields asked for. Personal data: `Debug`
/// shows counts only.
#[derive(Clone, PartialEq)]
pub struct Answer {
    /// The records; none means that the register has none.
    pub records: Vec<Map<String, Json>>,
    /// `X-Road-Request-Id` of the exchange.
    pub request_id: String,
    /// `X-Road-Request-Hash` of the exchange.
    pub request_hash: String,
    /// How many fields came that nobody asked for. They were dropped unread; the operator should
    /// tell the register's owner.
    pub dropped_fields: usize,
}

impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answer")
            .field("records", &self.records.len())
            .field("request_id", &self.request_id)
            .field("dropped_fields", &self.dropped_fields)
            .finish_non_exhaustive()
    }
}

/// Records of a read, checked against what was asked.
#[derive(Debug)]
pub(crate) struct Checked {
    pub(crate) records: Vec<Map<String, Json>>,
    pub(crate) dropped_fields: usize,
}

/// Parses the body of a read and checks its subject, its records and their fields.
pub(crate) fn parse_read(
    body: &[u8],
    keys: &[(String, String)],
    fields: &[String],
) -> Result<Checked, ExchangeError> {
    let mut body = object(body)?;
    let Some(Json::Object(subject)) = body.get("subject") else {
        return Err(Flaw::Malformed.into());
    };
    if !is_about(subject, keys) {
        return Err(Flaw::WrongSubject.into());
    }
    let Some(Json::Array(records)) = body.remove("records") else {
        return Err(Flaw::Malformed.into());
    };
    let mut checked = Checked {
        records: Vec::with_capacity(records.len()),
        dropped_fields: 0,
    };
    for record in records {
        let Json::Object(mut record) = record else {
            return Err(Flaw::Malformed.into());
        };
        // A record that shows its key must show ours, even if the envelope's subject is right.
        let belongs = |(key, wanted): &(String, String)| {
            record
                .get(key)
                .is_none_or(|found| plain(found).as_deref() == Some(wanted))
        };
        if !keys.iter().all(belongs) {
            return Err(Flaw::WrongSubject.into());
        }
        if !fields.iter().all(|field| record.contains_key(field)) {
            return Err(Flaw::MissingField.into());
        }
        let all = record.len();
        record.retain(|field, _| fields.contains(field));
        checked.dropped_fields += all - record.len();
        checked.records.push(record);
    }
    Ok(checked)
}

/// Parses the body of a write: the record as the register took it. Every value that was written
/// must stand in it unchanged.
pub(crate) fn parse_written(
    body: &[u8],
    sent: &Map<String, Json>,
) -> Result<Map<String, Json>, ExchangeError> {
    let Some(Json::Object(record)) = object(body)?.remove("record") else {
        return Err(Flaw::Malformed.into());
    };
    let kept = sent
        .iter()
        .filter(|(_, value)| !value.is_null())
        .all(|(field, value)| record.get(field) == Some(value));
    if kept {
        Ok(record)
    } else {
        Err(Flaw::WrongSubject.into())
    }
}

/// The type of an X-Road fault, if the body tells one. The text of the other side is not
/// trusted: only letters and dots of it, at most 80, are kept.
pub(crate) fn fault_kind(body: &[u8]) -> String {
    let told = object(body).ok().and_then(|fault| match fault.get("type") {
        Some(Json::String(kind)) => Some(
            kind.chars()
                .filter(|c| c.is_ascii_alphabetic() || *c == '.')
                .take(80)
                .collect(),
        ),
        _ => None,
    });
    told.filter(|kind: &String| !kind.is_empty())
        .unwrap_or_else(|| "Unnamed".to_owned())
}

fn object(body: &[u8]) -> Result<Map<String, Json>, ExchangeError> {
    serde_json::from_slice(body).map_err(|_| Flaw::Malformed.into())
}

fn is_about(subject: &Map<String, Json>, keys: &[(String, String)]) -> bool {
    subject.len() == keys.len()
        && keys.iter().all(|(key, wanted)| {
            subject
                .get(key)
                .and_then(Json::as_str)
                .is_some_and(|understood| understood == wanted)
        })
}

/// A scalar as a query carries it.
fn plain(value: &Json) -> Option<String> {
    match value {
        Json::Bool(truth) => Some(truth.to_string()),
        Json::Number(number) => Some(number.to_string()),
        Json::String(text) => Some(text.clone()),
        Json::Null | Json::Array(_) | Json::Object(_) => None,
    }
}
