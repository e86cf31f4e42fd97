//! Tables as Parquet, and what only they can do wrong.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::civil::date;
use parquet::basic::{Compression, LogicalType, Repetition, Type as Stored};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, Int32Type};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::types::Type;
use tutas_app::ReadFailure;
use tutas_domain::evidence::Record;
use tutas_domain::value::Value;
use tutas_gateway::Format;

use crate::files::{IIN, address};
use crate::ways::{Files, column, write_manifest};
use crate::{ALL, Noon, ask, lives, since, unusable};

/// The records, with a column more than anybody knows, in as many parts as there are pairs of rows.
pub(crate) fn table(records: &[Record]) -> Vec<u8> {
    written(records, false)
}

/// The same, with the days told as text.
pub(crate) fn table_with_days_as_text(records: &[Record]) -> Vec<u8> {
    written(records, true)
}

fn written(records: &[Record], days_as_text: bool) -> Vec<u8> {
    let of = |name: &str, stored, logical| {
        let column = Type::primitive_type_builder(name, stored)
            .with_repetition(Repetition::OPTIONAL)
            .with_logical_type(logical);
        Arc::new(column.build().unwrap())
    };
    let mut columns: Vec<_> = ALL
        .into_iter()
        .map(|field| match field {
            "permanent" => of(&column(field), Stored::BOOLEAN, None),
            "registered_on" if !days_as_text => {
                of(&column(field), Stored::INT32, Some(LogicalType::Date))
            }
            _ => of(
                &column(field),
                Stored::BYTE_ARRAY,
                Some(LogicalType::String),
            ),
        })
        .collect();
    columns.insert(
        0,
        of("secret", Stored::BYTE_ARRAY, Some(LogicalType::String)),
    );
    let schema = Type::group_type_builder("residence").with_fields(columns);
    let properties = WriterProperties::builder().set_compression(Compression::SNAPPY);
    let schema = Arc::new(schema.build().unwrap());
    let mut writer =
        SerializedFileWriter::new(Vec::new(), schema, Arc::new(properties.build())).unwrap();
    for part in records.chunks(2) {
        let mut group = writer.next_row_group().unwrap();
        write_texts(&mut group, part.iter().map(|_| Some("s".to_owned())));
        for field in ALL {
            let values = part.iter().map(|record| record[field].as_ref());
            match field {
                "permanent" => write_truths(&mut group, values),
                "registered_on" if !days_as_text => write_days(&mut group, values),
                _ => write_texts(&mut group, values.map(|value| Some(value?.to_plain()))),
            }
        }
        group.close().unwrap();
    }
    writer.into_inner().unwrap()
}

fn write_texts(
    group: &mut SerializedRowGroupWriter<'_, Vec<u8>>,
    values: impl Iterator<Item = Option<String>>,
) {
    let values: Vec<Option<String>> = values.collect();
    let levels: Vec<i16> = values.iter().map(|value| value.is_some().into()).collect();
    let values = values.iter().flatten();
    let values: Vec<ByteArray> = values.map(|text| text.as_str().into()).collect();
    let mut column = group.next_column().unwrap().unwrap();
    let typed = column.typed::<ByteArrayType>();
    typed.write_batch(&values, Some(&levels), None).unwrap();
    column.close().unwrap();
}

fn write_truths<'a>(
    group: &mut SerializedRowGroupWriter<'_, Vec<u8>>,
    values: impl Iterator<Item = Option<&'a Value>>,
) {
    let values: Vec<bool> = values
        .map(|value| value == Some(&Value::Bool(true)))
        .collect();
    let levels = vec![1; values.len()];
    let mut column = group.next_column().unwrap().unwrap();
    let typed = column.typed::<BoolType>();
    typed.write_batch(&values, Some(&levels), None).unwrap();
    column.close().unwrap();
}

fn write_days<'a>(
    group: &mut SerializedRowGroupWriter<'_, Vec<u8>>,
    values: impl Iterator<Item = Option<&'a Value>>,
) {
    let days = values.map(|value| match value {
        Some(Value::Date(day)) => (*day - date(1970, 1, 1)).get_days(),
        _ => panic!("everybody lives there since a day"),
    });
    let days: Vec<i32> = days.collect();
    let levels = vec![1; days.len()];
    let mut column = group.next_column().unwrap().unwrap();
    let typed = column.typed::<Int32Type>();
    typed.write_batch(&days, Some(&levels), None).unwrap();
    column.close().unwrap();
}

/// The files in a folder that this process has open and that have no name.
pub(crate) fn nameless(folder: &Path) -> Vec<PathBuf> {
    let open = fs::read_dir("/proc/self/fd").unwrap();
    let open = open.map(|entry| entry.unwrap().path());
    open.filter(|place| {
        let leads = fs::read_link(place).unwrap_or_default();
        leads.starts_with(folder) && leads.to_string_lossy().ends_with(" (deleted)")
    })
    .collect()
}

fn at(address: &str) -> Vec<u8> {
    table(&[lives(IIN, Some(address), since())])
}

#[tokio::test]
async fn nothing_stays_on_the_disk_of_what_was_written_out_of_a_drop() {
    let mut files = Files::new(Format::Parquet);
    files.drop_table(at("first"), 1, Noon::at());
    assert_eq!(address(&files).await.unwrap(), "first");
    let [copy] = nameless(&files.place()).try_into().unwrap();
    let held = fs::read_to_string(&copy).unwrap();
    assert!(held.contains("first") && held.contains(IIN));
    assert!(
        !held.contains("secret") && !held.ends_with(",=s\n"),
        "only the register's fields"
    );
    let file = files.drop_table(at("second"), 1, Noon::at());
    assert_eq!(address(&files).await.unwrap(), "second");
    // The first copy is gone with the first drop, and neither has a name.
    let [copy] = nameless(&files.place()).try_into().unwrap();
    assert!(!fs::read_to_string(&copy).unwrap().contains("first"));
    let mut names: Vec<_> = fs::read_dir(files.place())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(
        names,
        [
            "manifest.json",
            "residence-1.parquet",
            "residence-2.parquet"
        ]
    );
    fs::remove_file(file).unwrap();
    assert_eq!(address(&files).await, Err(ReadFailure::Down));
    assert!(nameless(&files.place()).is_empty());
}

#[tokio::test]
async fn half_a_drop_is_unusable_and_never_none() {
    let mut files = Files::new(Format::Parquet);
    let whole = at("whole");
    let malformed = || unusable("malformed").map(drop);
    let incomplete = || unusable("incomplete").map(drop);
    // Rows that are not there, other bytes.
    files.drop_table(&whole, 2, Noon::at());
    assert_eq!(address(&files).await.map(drop), incomplete());
    let file = files.drop_table(&whole, 1, Noon::at());
    assert_eq!(address(&files).await.unwrap(), "whole");
    fs::write(&file, &whole[..whole.len() - 8]).unwrap();
    assert_eq!(address(&files).await.map(drop), incomplete());
    // A file that breaks off, and a manifest that was made of it so; another kind of file.
    files.drop_table(&whole[..whole.len() - 8], 1, Noon::at());
    assert_eq!(address(&files).await.map(drop), malformed());
    files.drop_table("", 0, Noon::at());
    assert_eq!(address(&files).await.map(drop), malformed());
    files.drop_table("Person \"no\",where\r\n", 0, Noon::at());
    assert_eq!(address(&files).await.map(drop), malformed());
    // The next one is being written: nobody reads it before its manifest is there.
    files.drop_table(&whole, 1, Noon::at());
    fs::write(files.place().join("next.parquet"), &at("next")[..30]).unwrap();
    assert_eq!(address(&files).await.unwrap(), "whole");
    fs::write(files.place().join("next.parquet"), at("next")).unwrap();
    write_manifest(&files.place(), "next.parquet", 1, at("next"), Noon::at());
    assert_eq!(address(&files).await.unwrap(), "next");
    // A drop without anybody in it is no word about anybody.
    files.drop_table(table(&[]), 0, Noon::at());
    assert_eq!(address(&files).await.map(drop), unusable("empty").map(drop));
}

#[tokio::test]
async fn a_text_of_no_letters_is_said_and_what_is_not_said_is_none() {
    let mut files = Files::new(Format::Parquet);
    let records = [
        lives(IIN, Some(""), since()),
        lives("990101300025", None, since()),
        lives("990101300036", Some("="), since()),
    ];
    files.drop_table(table(&records), 3, Noon::at());
    for record in records {
        let iin = record["iin"].as_ref().unwrap().to_plain();
        let found = ask(&files, &[("iin", &iin)], &ALL).await.unwrap();
        assert!(found == [record], "{iin}");
    }
}
