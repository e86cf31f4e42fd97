//! Which registers are reached otherwise than through X-Road, and how: the operator's own file.
//!
//! ```json
//! {
//!   "incomes": {"postgres": {"url": "postgres://tutas@db/social?sslrootcert=/etc/tutas/ca.pem",
//!                            "view": "exchange.incomes", "columns": {"iin": "person_iin"}}},
//!   "clinics": {"sqlite": {"file": "/srv/health/exchange.db", "view": "clinics"}},
//!   "residence": {"files": {"folder": "/srv/drops/residence", "dated": "manifest", "at_most": "14h"}}
//! }
//! ```
//!
//! Law, fields and keys are the catalog's. What stands here is an address, what the register calls
//! its columns, how old a copy may be, and whether it may hold nobody.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, bail};
use jiff::SignedDuration;
use serde::Deserialize;
use tutas_catalog::{Catalog, Register};
use tutas_gateway::{
    AsOf, Connect, Connector, Dated, Drops, Expected, Format, PostgresView, SqliteView, Table,
    USUAL_TIMEOUT, View,
};
use tutas_store::PostgresLine;

/// Connectors by register.
pub(crate) type Connectors = BTreeMap<String, Arc<dyn Connector>>;

/// A way to a register.
#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
enum Way {
    /// A view in a PostgreSQL.
    Postgres(PostgresWay),
    /// A view in a file of SQLite.
    Sqlite(SqliteWay),
    /// Files that it drops.
    Files(FilesWay),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PostgresWay {
    url: String,
    view: String,
    #[serde(default)]
    columns: BTreeMap<String, String>,
    timeout: Option<SignedDuration>,
    as_of: Option<AsOfWay>,
    #[serde(default)]
    may_be_empty: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SqliteWay {
    file: PathBuf,
    view: String,
    #[serde(default)]
    columns: BTreeMap<String, String>,
    timeout: Option<SignedDuration>,
    as_of: Option<AsOfWay>,
    #[serde(default)]
    may_be_empty: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AsOfWay {
    view: String,
    column: String,
    at_most: SignedDuration,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FilesWay {
    folder: PathBuf,
    #[serde(default)]
    columns: BTreeMap<String, String>,
    format: Option<FormatWay>,
    dated: DatedWay,
    at_most: SignedDuration,
    #[serde(default)]
    may_be_empty: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
enum FormatWay {
    Csv,
    Parquet,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
enum DatedWay {
    Manifest,
    Modified,
}

/// Reads the operator's file.
pub(crate) fn read(file: &Path, catalog: &Catalog) -> anyhow::Result<Connectors> {
    let named = || format!("{} says how registers are reached", file.display());
    let text = fs::read_to_string(file).with_context(named)?;
    // What is wrong is told by its place: the file may hold passwords.
    let ways: BTreeMap<String, Way> = serde_json::from_str(&text)
        .map_err(|error| anyhow::anyhow!("{}", told(&error)))
        .with_context(named)?;
    let connected = ways
        .into_iter()
        .map(|(id, way)| {
            let connector = connect(&id, way, catalog).with_context(|| format!("`{id}`"));
            Ok((id, connector?))
        })
        .collect::<anyhow::Result<_>>();
    connected.with_context(named)
}

fn told(error: &serde_json::Error) -> String {
    let (line, column) = (error.line(), error.column());
    match error.classify() {
        serde_json::error::Category::Data => {
            format!(
                "line {line}, column {column}: no such way, or something is lacking or unknown \
                 in it; the ways are postgres (url, view), sqlite (file, view) and files (folder, \
                 dated, at_most)"
            )
        }
        _ => format!("line {line}, column {column}: this is no JSON"),
    }
}

fn connect(id: &str, way: Way, catalog: &Catalog) -> anyhow::Result<Arc<dyn Connector>> {
    let Some(register) = catalog.registers.get(id) else {
        bail!("the catalog has no such register");
    };
    if register.is_own() {
        bail!("it is held by this program, and asked nowhere else");
    }
    if register.writable {
        bail!("results are written to it, which only X-Road can: it cannot be reached so");
    }
    Ok(match way {
        Way::Postgres(way) => {
            let line = Arc::new(PostgresLine::of(&way.url)?);
            let connect: Connect = Arc::new(move || {
                let line = Arc::clone(&line);
                Box::pin(async move {
                    let connected = line.connect().await;
                    let why = |error: &_| tracing::warn!(error = %error, "register");
                    connected.inspect_err(why).ok()
                })
            });
            let view = View {
                expected: expected(register, way.may_be_empty),
                ..view(&way.view, way.columns, (way.timeout, way.as_of), register)?
            };
            Arc::new(PostgresView::new(connect, view))
        }
        Way::Sqlite(way) => Arc::new(SqliteView {
            file: way.file,
            view: View {
                expected: expected(register, way.may_be_empty),
                ..view(&way.view, way.columns, (way.timeout, way.as_of), register)?
            },
        }),
        Way::Files(way) => {
            check_columns(&way.columns, register)?;
            check_age(way.at_most, register)?;
            let types = register.fields.iter();
            let types = types.map(|(id, field)| (id.clone(), field.value_type));
            let table = Table {
                keys: register.keys.clone(),
                types: types.collect(),
                columns: way.columns,
                format: way.format.map(|format| match format {
                    FormatWay::Csv => Format::Csv,
                    FormatWay::Parquet => Format::Parquet,
                }),
            };
            let dated = match way.dated {
                DatedWay::Manifest => Dated::Manifest,
                DatedWay::Modified => Dated::Modified,
            };
            let age = (dated, way.at_most);
            let drops = Drops::new(way.folder, table, age);
            Arc::new(drops.expecting(expected(register, way.may_be_empty)))
        }
    })
}

fn view(
    name: &str,
    columns: BTreeMap<String, String>,
    (timeout, as_of): (Option<SignedDuration>, Option<AsOfWay>),
    register: &Register,
) -> anyhow::Result<View> {
    check_columns(&columns, register)?;
    let timeout = timeout.map_or(USUAL_TIMEOUT, SignedDuration::unsigned_abs);
    if timeout < Duration::from_millis(1) {
        bail!("nothing answers in no time: leave `timeout` out, or write 5s");
    }
    if let Some(as_of) = &as_of {
        check_age(as_of.at_most, register)?;
    }
    let as_of = as_of.map(|as_of| AsOf {
        view: View::named(&as_of.view).name,
        column: as_of.column,
        at_most: as_of.at_most,
    });
    Ok(View {
        columns,
        as_of,
        timeout,
        ..View::named(name)
    })
}

/// A copy older than an answer may be used would be used all the same.
fn check_age(at_most: SignedDuration, register: &Register) -> anyhow::Result<()> {
    let minutes = register.fresh_minutes;
    if at_most > SignedDuration::from_mins(minutes.into()) {
        bail!(
            "`at_most` is {at_most:#}, and what this register tells may be used for {minutes} \
             minutes (`fresh_minutes` in the catalog), counted from when the copy was made: write \
             no more than that, and have it copied often enough"
        );
    }
    Ok(())
}

/// What must hold of its rows: the catalog knows how keys are written.
fn expected(register: &Register, may_be_empty: bool) -> Expected {
    let digits = register.keys.iter().filter_map(|key| {
        let digits = register.fields.get(key)?.digits?;
        Some((key.clone(), digits))
    });
    Expected {
        digits: digits.collect(),
        may_be_empty,
    }
}

fn check_columns(columns: &BTreeMap<String, String>, register: &Register) -> anyhow::Result<()> {
    let unknown = columns
        .keys()
        .find(|field| !register.fields.contains_key(*field));
    if let Some(field) = unknown {
        bail!("`columns` names a field `{field}`, and the catalog has none of that name");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog_files::built_in;

    fn read_text(text: &str) -> anyhow::Result<Connectors> {
        let mut name = [0_u8; 8];
        getrandom::fill(&mut name).unwrap();
        let name = format!("tutas-connections-{}.json", u64::from_le_bytes(name));
        let file = std::env::temp_dir().join(name);
        fs::write(&file, text).unwrap();
        let catalog = tutas_catalog::read(&built_in()).catalog.unwrap();
        let connected = read(&file, &catalog);
        fs::remove_file(&file).unwrap();
        connected
    }

    #[test]
    fn a_register_is_reached_by_each_way_that_the_file_knows() {
        let connected = read_text(
            r#"{
                "incomes": {"postgres": {"url": "postgres://a:b@localhost/c", "view": "x.incomes",
                    "columns": {"iin": "person"}, "timeout": "2s",
                    "as_of": {"view": "x.copied", "column": "at", "at_most": "24h"}}},
                "clinics": {"sqlite": {"file": "/nowhere.db", "view": "clinics"}},
                "residence": {"files": {"folder": "/nowhere", "format": "parquet",
                    "dated": "modified", "at_most": "24h", "may_be_empty": true}}
            }"#,
        );
        let connected = connected.unwrap();
        let ids: Vec<&String> = connected.keys().collect();
        assert_eq!(ids, ["clinics", "incomes", "residence"]);
    }

    #[test]
    fn a_copy_may_be_no_older_than_an_answer_may_be_used() {
        // Residence: a day. Conclusions: an hour.
        let files = r#"{"files": {"folder": "/x", "dated": "manifest", "at_most": "AGE"}}"#;
        let sqlite = r#"{"sqlite": {"file": "/x", "view": "v",
            "as_of": {"view": "w", "column": "at", "at_most": "AGE"}}}"#;
        for way in [files, sqlite] {
            let of = |register: &str, age: &str| {
                read_text(&format!("{{\"{register}\": {}}}", way.replace("AGE", age)))
            };
            assert!(of("residence", "24h").is_ok());
            assert!(of("conclusions", "1h").is_ok());
            for (register, age) in [("residence", "24h 1m"), ("conclusions", "61m")] {
                let refused = of(register, age).err().map(|error| format!("{error:#}"));
                assert!(refused.unwrap().contains("`fresh_minutes`"), "{register}");
            }
        }
    }

    #[test]
    fn what_cannot_be_reached_so_is_told_at_the_start_and_no_password_with_it() {
        let refused = |text: &str| match read_text(text) {
            Ok(_) => panic!("{text}"),
            Err(error) => format!("{error:#}"),
        };
        let files = r#"{"files": {"folder": "/x", "dated": "manifest", "at_most": "1h"}}"#;
        let of = |register: &str| format!("{{\"{register}\": {files}}}");
        assert!(refused(&of("weddings")).contains("no such register"));
        assert!(refused(&of("statements")).contains("held by this program"));
        assert!(refused(&of("births")).contains("results are written to it"));
        let field =
            r#"{"residence": {"sqlite": {"file": "/x", "view": "v", "columns": {"height": "h"}}}}"#;
        assert!(refused(field).contains("`height`"));
        let aged = r#"{"residence": {"files": {"folder": "/x", "dated": "manifest"}}}"#;
        assert!(refused(aged).contains("line 1"));
        let secret =
            r#"{"residence": {"postgres": {"url": "postgres://a:Secret7@h/c", "vieww": 1}}}"#;
        assert!(!refused(secret).contains("Secret7"));
        let no_url =
            r#"{"residence": {"postgres": {"url": "mysql://a:Secret7@h/c", "view": "v"}}}"#;
        assert!(!refused(no_url).contains("Secret7"));
    }
}
