//! What only files that are dropped can do wrong.

use std::fs;

use jiff::SignedDuration;
use tutas_app::ReadFailure;
use tutas_gateway::{Expected, Format};

use crate::ways::{Files, numbers, table, write_manifest};
use crate::{ALL, Noon, Way, ask, lives, since, unusable};

pub(crate) const IIN: &str = "990101300014";

pub(crate) async fn address(files: &Files) -> Result<String, ReadFailure> {
    let found = ask(files, &[("iin", IIN)], &["address"]).await?;
    let [record] = found.as_slice() else {
        return Ok("none".to_owned());
    };
    Ok(record["address"].as_ref().unwrap().to_plain())
}

fn at(address: &str) -> String {
    table(&[lives(IIN, Some(address), since())])
}

#[tokio::test]
async fn a_new_drop_is_read_once_it_is_whole_and_the_old_one_until_then() {
    let mut files = Files::new(Format::Csv);
    assert_eq!(
        address(&files).await,
        Err(ReadFailure::Down),
        "nothing was dropped yet"
    );
    files.drop_table(at("first"), 1, Noon::at());
    assert_eq!(address(&files).await.unwrap(), "first");
    // The next one is being written: nobody reads it before its manifest is there.
    fs::write(files.place().join("next.csv"), &at("second")[..30]).unwrap();
    assert_eq!(address(&files).await.unwrap(), "first");
    fs::write(files.place().join("next.csv"), at("second")).unwrap();
    write_manifest(&files.place(), "next.csv", 1, at("second"), Noon::at());
    assert_eq!(address(&files).await.unwrap(), "second");
    // One with somebody in it who is somebody else: that is none.
    let other = table(&[lives("990101300025", None, since())]);
    files.drop_table(&other, 1, Noon::at());
    assert_eq!(address(&files).await.unwrap(), "none");
}

#[tokio::test]
async fn half_a_drop_is_unusable_and_never_none() {
    let mut files = Files::new(Format::Csv);
    let whole = at("whole");
    // Fewer rows, other bytes, a row that breaks off, a file that is not there.
    files.drop_table(&whole, 2, Noon::at());
    assert_eq!(
        address(&files).await.map(drop),
        unusable("incomplete").map(drop)
    );
    let file = files.drop_table(&whole, 1, Noon::at());
    assert_eq!(address(&files).await.unwrap(), "whole");
    fs::write(&file, &whole[..whole.len() - 8]).unwrap();
    assert_eq!(
        address(&files).await.map(drop),
        unusable("incomplete").map(drop)
    );
    let broken = format!("{whole}\"990101300025\",\"2710\"\r\n");
    files.drop_table(&broken, 2, Noon::at());
    assert_eq!(
        address(&files).await.map(drop),
        unusable("malformed").map(drop)
    );
    let file = files.drop_table(&whole, 1, Noon::at());
    fs::remove_file(file).unwrap();
    assert_eq!(address(&files).await, Err(ReadFailure::Down));
    // A manifest that says nothing, or leads out of the folder.
    for manifest in [
        "",
        "{}",
        r#"{"file": "../x.csv", "rows": 1, "sha256": "", "made_at": "2026-03-20T07:00:00Z"}"#,
    ] {
        fs::write(files.place().join("manifest.json"), manifest).unwrap();
        assert_eq!(
            address(&files).await.map(drop),
            unusable("malformed").map(drop)
        );
    }
    files.drop_table(&whole, 1, Noon::at());
    assert_eq!(address(&files).await.unwrap(), "whole");
}

#[tokio::test]
async fn a_drop_without_a_column_that_is_asked_for_is_unusable_and_the_rest_of_it_is_not() {
    let mut files = Files::new(Format::Csv);
    let table = at("here").replace("kato", "district");
    files.drop_table(&table, 1, Noon::at());
    assert_eq!(address(&files).await.unwrap(), "here");
    let all = ask(&files, &[("iin", IIN)], &ALL).await;
    assert_eq!(all.map(drop), unusable("missing-field").map(drop));
    files.drop_table(at("here").replace("Person", "Number"), 1, Noon::at());
    assert_eq!(
        address(&files).await.map(drop),
        unusable("missing-field").map(drop)
    );
}

#[tokio::test]
async fn a_drop_of_a_day_to_come_would_never_grow_old_and_is_not_read() {
    let mut files = Files::new(Format::Csv);
    for ahead in [SignedDuration::from_mins(6), SignedDuration::from_hours(25)] {
        files.drop_table(at("tomorrow"), 1, Noon::at() + ahead);
        assert_eq!(address(&files).await.map(drop), unusable("stale").map(drop));
    }
    // Clocks differ a little.
    let soon = Noon::at() + SignedDuration::from_mins(4);
    files.drop_table(at("soon"), 1, soon);
    assert_eq!(address(&files).await.unwrap(), "soon");
    let by_spreadsheet = format!("\u{feff}{}", at("here"));
    files.drop_table(&by_spreadsheet, 1, Noon::at());
    assert_eq!(address(&files).await.unwrap(), "here");
    let _way: &dyn Way = &files;
}

#[tokio::test]
async fn a_key_that_lost_its_zeros_is_told_by_its_row_and_not_by_its_value() {
    let mut files = Files::expecting(Format::Csv, numbers());
    let rows = [IIN, "990101300025", "10101500014"].map(|iin| lives(iin, None, since()));
    files.drop_table(table(&rows), 3, Noon::at());
    // Nobody is told anything: somebody else may have lost theirs.
    assert_eq!(
        address(&files).await.map(drop),
        unusable("key-form:row-4").map(drop)
    );
}

#[tokio::test]
async fn a_drop_with_nobody_in_it_is_none_where_the_operator_says_that_it_may_be() {
    let mut files = Files::expecting(
        Format::Csv,
        Expected {
            may_be_empty: true,
            ..numbers()
        },
    );
    files.drop_table(table(&[]), 0, Noon::at());
    assert_eq!(address(&files).await.unwrap(), "none");
}
