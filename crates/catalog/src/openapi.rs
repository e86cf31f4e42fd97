//! What a register answers, as OpenAPI 3: for whoever builds the other side.

use serde_json::{Map, Value, json};
use tutas_domain::text::Lang;
use tutas_domain::value::ValueType;

use crate::model::{Field, Register};

/// The description of a register's service, worked out from its fields and keys.
pub fn openapi(register: &Register) -> Value {
    let title = |lang: Lang| register.title.get(lang);
    let description = Lang::ALL.map(title).join(" / ");
    let properties: Map<String, Value> = register
        .fields
        .iter()
        .map(|(name, field)| (name.clone(), answered(field)))
        .collect();
    json!({
        "openapi": "3.0.3",
        "info": {
            "title": register.title.en,
            "version": "v1",
            "description": description,
        },
        "servers": [{"url": format!("/{}", register.service_code)}],
        "paths": {"/v1/records": {"get": {
            "operationId": "records",
            "summary": "Records by one or more keys, with the fields asked for",
            "parameters": parameters(register),
            "responses": {
                "200": {
                    "description": "The records; none means that there are none",
                    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Answer"}}},
                },
                "400": {"description": "The look-up cannot be understood"},
                "500": {
                    "description": "Not answered; with `X-Road-Error` it is the exchange that says why",
                    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Fault"}}},
                },
            },
        }}},
        "components": {"schemas": {
            "Answer": {
                "type": "object",
                "required": ["subject", "records"],
                "properties": {
                    "subject": {
                        "type": "object",
                        "description": "The look-up as it was understood",
                        "additionalProperties": {"type": "string"},
                    },
                    "records": {"type": "array", "items": {"$ref": "#/components/schemas/Record"}},
                },
            },
            "Record": {
                "type": "object",
                "description": "Exactly the fields asked for; null is the register's word that there is none",
                "properties": properties,
            },
            "Fault": {
                "type": "object",
                "required": ["type", "message"],
                "properties": {
                    "type": {"type": "string"},
                    "message": {"type": "string"},
                    "detail": {"type": "string", "nullable": true},
                },
            },
        }},
    })
}

fn parameters(register: &Register) -> Vec<Value> {
    let keys = register.keys.iter().filter_map(|key| {
        let field = register.fields.get(key)?;
        Some(json!({
            "name": key, "in": "query", "required": false,
            "description": field.title.en, "schema": plain(field.value_type),
        }))
    });
    let names: Vec<&String> = register.fields.keys().collect();
    let fields = json!({
        "name": "fields", "in": "query", "required": true, "style": "form", "explode": false,
        "schema": {"type": "array", "minItems": 1, "items": {"type": "string", "enum": names}},
    });
    let header = |name: &str, required: bool, description: &str| {
        json!({
            "name": name, "in": "header", "required": required, "description": description,
            "schema": {"type": "string"},
        })
    };
    let headers = [
        header("X-Road-Client", true, "Who asks"),
        header("X-Road-Id", false, "The id of the message"),
        header(
            "X-Road-Issue",
            false,
            "The case for which it is asked; the person is told",
        ),
        header("X-Road-UserId", false, "The officer who asks"),
    ];
    keys.chain([fields]).chain(headers).collect()
}

/// A value as it is answered.
fn answered(field: &Field) -> Value {
    let mut schema = plain(field.value_type);
    schema["nullable"] = true.into();
    schema["description"] = field.title.en.as_str().into();
    if !field.values.is_empty() {
        let codes = field.values.keys().map(|code| Value::from(code.as_str()));
        schema["enum"] = codes.chain([Value::Null]).collect();
    }
    schema
}

fn plain(value_type: ValueType) -> Value {
    match value_type {
        ValueType::Bool => json!({"type": "boolean"}),
        ValueType::Int => json!({"type": "integer", "format": "int64"}),
        // A number may lose its last digits on the way.
        ValueType::Decimal => json!({"type": "string", "pattern": "^-?[0-9]+(\\.[0-9]+)?$"}),
        ValueType::Date => json!({"type": "string", "format": "date"}),
        ValueType::Text => json!({"type": "string"}),
    }
}
