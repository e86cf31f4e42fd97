//! From the JSON of the wire to the values of the domain, and back.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json};
use tutas_domain::evidence::Record;
use tutas_domain::value::{Value, ValueType};

use crate::answer::Answer;
use crate::error::{ExchangeError, Flaw};

/// The records of an answer as domain values. `fields` are the register's fields and their types;
/// a field outside them, or a value of another type, makes the whole answer unusable.
pub fn typed_records(
    answer: &Answer,
    fields: &BTreeMap<String, ValueType>,
) -> Result<Vec<Record>, ExchangeError> {
    answer
        .records
        .iter()
        .map(|record| typed_record(record, fields))
        .collect()
}

/// One record as domain values; see [`typed_records`].
pub fn typed_record(
    record: &Map<String, Json>,
    fields: &BTreeMap<String, ValueType>,
) -> Result<Record, ExchangeError> {
    let typed = record.iter().map(|(field, json)| {
        let value_type = fields.get(field).ok_or(Flaw::Malformed)?;
        Ok((field.clone(), typed_value(json, *value_type)?))
    });
    typed.collect()
}

/// A record as it travels: dates as `2026-03-17`, decimals as strings, `null` for none.
pub fn plain_record(record: &Record) -> Map<String, Json> {
    let plain = |value: &Value| match value {
        Value::Bool(truth) => Json::from(*truth),
        Value::Int(int) => Json::from(*int),
        Value::Decimal(_) | Value::Date(_) | Value::Text(_) => Json::from(value.to_plain()),
    };
    record
        .iter()
        .map(|(field, value)| (field.clone(), value.as_ref().map_or(Json::Null, plain)))
        .collect()
}

fn typed_value(json: &Json, value_type: ValueType) -> Result<Option<Value>, Flaw> {
    let value = match (value_type, json) {
        (_, Json::Null) => return Ok(None),
        (ValueType::Bool, Json::Bool(truth)) => Some(Value::Bool(*truth)),
        (ValueType::Int, Json::Number(number)) => number.as_i64().map(Value::Int),
        // Decimals come as strings: a JSON number may already have lost its last digits.
        (ValueType::Decimal, Json::String(text)) => Value::from_plain(value_type, text),
        // Exactly a date: the parser would also take a date and time.
        (ValueType::Date, Json::String(text)) if text.len() == "2026-03-17".len() => {
            Value::from_plain(value_type, text)
        }
        (ValueType::Text, Json::String(text)) => Some(Value::Text(text.clone())),
        _ => None,
    };
    value.map(Some).ok_or(Flaw::Malformed)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn answer(record: Json) -> Answer {
        let Json::Object(record) = record else {
            panic!("an object")
        };
        Answer {
            records: vec![record],
            request_id: "r".to_owned(),
            request_hash: "h".to_owned(),
            dropped_fields: 0,
        }
    }

    fn fields() -> BTreeMap<String, ValueType> {
        [
            ("alive", ValueType::Bool),
            ("order", ValueType::Int),
            ("average", ValueType::Decimal),
            ("born_on", ValueType::Date),
            ("iin", ValueType::Text),
        ]
        .map(|(name, value_type)| (name.to_owned(), value_type))
        .into()
    }

    #[test]
    fn every_type_travels_there_and_back() {
        let sent = json!({
            "alive": true, "order": 2, "average": "164350.50", "born_on": "2026-03-17", "iin": null
        });
        let records = typed_records(&answer(sent.clone()), &fields()).unwrap();
        assert_eq!(records[0]["iin"], None);
        assert_eq!(records[0]["order"], Some(Value::Int(2)));
        assert_eq!(Json::Object(plain_record(&records[0])), sent);
    }

    #[test]
    fn a_value_of_another_type_makes_the_answer_unusable() {
        for wrong in [
            json!({"alive": "true"}),
            json!({"order": 1.5}),
            json!({"order": "1"}),
            json!({"average": 0.1}),
            json!({"born_on": "2026-02-30"}),
            json!({"born_on": "2026-03-17T10:00"}),
            json!({"born_on": 20_260_317}),
            json!({"iin": 900_101_100_014_u64}),
            json!({"iin": ["900101100014"]}),
            json!({"unheard_of": "x"}),
        ] {
            let error = typed_records(&answer(wrong.clone()), &fields()).unwrap_err();
            assert_eq!(error, ExchangeError::Unusable(Flaw::Malformed), "{wrong}");
        }
    }
}
