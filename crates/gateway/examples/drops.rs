//! How long it takes until a drop can be looked up in, and how many look-ups a second follow.
//!
//! `cargo run --release -p tutas-gateway --example drops -- 1000000`

use std::collections::BTreeMap;
use std::error::Error;
use std::fs::{self, File};
use std::io::{BufWriter, Write as _};
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use jiff::{SignedDuration, Timestamp};
use parquet::basic::{Compression, LogicalType, Repetition, Type as Stored};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, Int32Type};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::Type;
use sha2::{Digest as _, Sha256};
use tutas_domain::value::ValueType;
use tutas_gateway::{Connector as _, Dated, Drops, Lookup, Table};

/// How many rows a part of a Parquet file has.
const PART: u32 = 100_000;

/// How many look-ups are made.
const LOOKUPS: u32 = 20_000;

type Outcome<T> = Result<T, Box<dyn Error>>;

fn main() -> Outcome<()> {
    let rows = std::env::args()
        .nth(1)
        .map_or(Ok(1_000_000), |rows| rows.parse())?;
    let folder = tempfile::tempdir()?;
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    let csv = folder.path().join("people.csv");
    write_csv(&csv, rows)?;
    runtime.block_on(measure(&csv, rows))?;
    let parquet = folder.path().join("people.parquet");
    write_parquet(&parquet, rows)?;
    runtime.block_on(measure(&parquet, rows))
}

fn iin(row: u32) -> String {
    format!("{row:012}")
}

fn address(row: u32) -> String {
    format!("Орал қ., Құрманғазы к-сі, {}, {}", row % 977, row % 89)
}

fn write_csv(file: &Path, rows: u32) -> Outcome<()> {
    let mut to = BufWriter::new(File::create(file)?);
    writeln!(to, "iin,address,since,permanent")?;
    for row in 0..rows {
        writeln!(to, "{},\"{}\",2019-09-01,true", iin(row), address(row))?;
    }
    Ok(to.flush()?)
}

fn write_parquet(file: &Path, rows: u32) -> Outcome<()> {
    let of = |name: &str, stored, logical| {
        let column = Type::primitive_type_builder(name, stored)
            .with_repetition(Repetition::REQUIRED)
            .with_logical_type(logical);
        column.build().map(Arc::new)
    };
    let columns = vec![
        of("iin", Stored::BYTE_ARRAY, Some(LogicalType::String))?,
        of("address", Stored::BYTE_ARRAY, Some(LogicalType::String))?,
        of("since", Stored::INT32, Some(LogicalType::Date))?,
        of("permanent", Stored::BOOLEAN, None)?,
    ];
    let schema = Type::group_type_builder("people").with_fields(columns);
    let schema = Arc::new(schema.build()?);
    let how = WriterProperties::builder().set_compression(Compression::SNAPPY);
    let mut writer = SerializedFileWriter::new(File::create(file)?, schema, Arc::new(how.build()))?;
    let mut from = 0;
    while from < rows {
        let part = from..rows.min(from + PART);
        from = part.end;
        let mut group = writer.next_row_group()?;
        for told in [iin, address] {
            let texts: Vec<ByteArray> = part
                .clone()
                .map(|row| told(row).into_bytes().into())
                .collect();
            let mut column = group.next_column()?.ok_or("no column")?;
            column
                .typed::<ByteArrayType>()
                .write_batch(&texts, None, None)?;
            column.close()?;
        }
        let mut column = group.next_column()?.ok_or("no column")?;
        let days = vec![18_140; part.len()];
        column.typed::<Int32Type>().write_batch(&days, None, None)?;
        column.close()?;
        let mut column = group.next_column()?.ok_or("no column")?;
        let truths = vec![true; part.len()];
        column
            .typed::<BoolType>()
            .write_batch(&truths, None, None)?;
        column.close()?;
        group.close()?;
    }
    writer.close()?;
    Ok(())
}

async fn measure(file: &Path, rows: u32) -> Outcome<()> {
    let folder = file.parent().ok_or("no folder")?;
    let name = file
        .file_name()
        .and_then(|name| name.to_str())
        .ok_or("no name")?;
    let bytes = fs::read(file)?;
    let digest = Sha256::digest(&bytes);
    let digits = digest.iter().map(|byte| format!("{byte:02x}"));
    let now = Timestamp::UNIX_EPOCH;
    let manifest = serde_json::json!({
        "file": name, "rows": rows, "sha256": digits.collect::<String>(), "made_at": now,
    });
    fs::write(folder.join("manifest.json"), manifest.to_string())?;
    let types = [
        ("iin", ValueType::Text),
        ("address", ValueType::Text),
        ("since", ValueType::Date),
        ("permanent", ValueType::Bool),
    ];
    let types: BTreeMap<String, ValueType> = types
        .map(|(field, value_type)| (field.to_owned(), value_type))
        .into();
    let table = Table {
        keys: vec!["iin".to_owned()],
        types: types.clone(),
        columns: BTreeMap::new(),
        format: None,
    };
    let age = (Dated::Manifest, SignedDuration::from_hours(1));
    let drops = Drops::new(folder.to_owned(), table, age);
    let fields: Vec<String> = types.keys().cloned().collect();
    let mut began = Instant::now();
    for asked in 0..=LOOKUPS {
        let row = asked.wrapping_mul(2_654_435_761) % rows;
        let keys = [("iin".to_owned(), iin(row))];
        let lookup = Lookup {
            keys: &keys,
            fields: &fields,
            types: &types,
            now,
        };
        if drops.look_up(lookup).await?.records.len() != 1 {
            return Err("somebody was not found".into());
        }
        if asked == 0 {
            let (took, length) = (began.elapsed().as_secs_f64(), bytes.len());
            println!("{name}: {length} bytes, {rows} rows checked and indexed in {took:.2} s");
            began = Instant::now();
        }
    }
    let each = f64::from(LOOKUPS) / began.elapsed().as_secs_f64();
    println!("{name}: {each:.0} look-ups a second, one after the other");
    Ok(())
}
