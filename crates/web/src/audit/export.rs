//! Accesses for other programs: CSV (RFC 4180) or a JSON object a line.

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::IntoResponse as _;
use tutas_app::view::AuditRecord;

use super::Wanted;
use crate::Web;
use crate::page::Answer;
use crate::problem::Fault;
use crate::route::Asked;
use crate::visit::Auditor;

/// The names of the columns, which are those of a JSON object.
const COLUMNS: [&str; 16] = [
    "access",
    "at",
    "by",
    "body",
    "officer",
    "member",
    "registers",
    "fields",
    "services",
    "numbers",
    "laws",
    "by_consent",
    "turned_down",
    "asked",
    "answered",
    "verdict",
];

pub(super) async fn give(
    State(web): State<Web>,
    auditor: Auditor,
    Asked(pairs): Asked<Vec<(String, String)>>,
) -> Answer {
    let format = pairs.iter().find(|(name, _)| name == "format");
    let as_csv = format.is_some_and(|(_, format)| format == "csv");
    let asked = Wanted::read(&web.app, auditor.visit.t, pairs);
    if !asked.is_right() {
        return Err(Fault::BadForm);
    }
    let records = web.app.audit_export(&auditor.id, &asked.query, asked.of);
    let records = records.await?;
    let (text, kind, name) = if as_csv {
        let kind = "text/csv; charset=utf-8; header=present";
        (
            csv(&records)?,
            kind,
            "attachment; filename=\"accesses.csv\"",
        )
    } else {
        let name = "attachment; filename=\"accesses.jsonl\"";
        (json_lines(&records)?, "application/jsonl", name)
    };
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
        (header::CONTENT_DISPOSITION, HeaderValue::from_static(name)),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    Ok((headers, Body::from(text)).into_response())
}

pub(super) fn json_lines(records: &[AuditRecord]) -> Result<String, Fault> {
    let mut text = String::new();
    for record in records {
        let line = serde_json::to_string(record).map_err(|_| Fault::Internal("export"))?;
        text.push_str(&line);
        text.push('\n');
    }
    Ok(text)
}

pub(super) fn csv(records: &[AuditRecord]) -> Result<String, Fault> {
    let mut text = COLUMNS.join(",");
    text.push_str("\r\n");
    for record in records {
        let record = serde_json::to_value(record).map_err(|_| Fault::Internal("export"))?;
        let cells = COLUMNS.map(|column| cell(&plain(&record[column])));
        text.push_str(&cells.join(","));
        text.push_str("\r\n");
    }
    Ok(text)
}

/// A value of a record in one cell; of several, each after a space and a semicolon.
fn plain(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::Null => String::new(),
        serde_json::Value::String(text) => text.clone(),
        serde_json::Value::Array(all) => all.iter().map(plain).collect::<Vec<_>>().join("; "),
        other => other.to_string(),
    }
}

/// A cell, in quotes where it must be. What a spreadsheet would take for a formula is text.
fn cell(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let text = if formula {
        format!("'{text}")
    } else {
        text.to_owned()
    };
    if text.contains(['"', ',', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text
    }
}
