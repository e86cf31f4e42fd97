//! What holds of every way to a register, whichever it is: X-Road to registers in a process of their
//! own over TLS, a view in PostgreSQL or SQLite, files that are dropped.
//!
//! To add a way, implement [`Way`] for it in `ways.rs`, and let it keep the seam below.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on fails"
)]

mod files;
mod parquet;
#[path = "../faults/process.rs"]
#[allow(dead_code, reason = "the matrix of faults uses more of it")]
mod process;
mod sql;
mod ways;

use std::sync::{Arc, OnceLock};

use jiff::Timestamp;
use jiff::civil::{Date, date};
use tutas_app::{Clock, Read, ReadFailure, Registers};
use tutas_catalog::Register;
use tutas_domain::consent::Ground;
use tutas_domain::evidence::Record;
use tutas_domain::text::Law;
use tutas_domain::value::Value;
use tutas_gateway::{Expected, Format};
use uuid::Uuid;

use ways::{Files, Postgres, Sqlite, XRoad, numbers};

/// The register that all ways lead to.
const REGISTER: &str = "residence";

/// All its fields.
const ALL: [&str; 5] = ["iin", "kato", "address", "registered_on", "permanent"];

/// How a way or what lies at its end is spoilt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Spoil {
    /// Who is asked for `X-1` answers about `x-1`.
    WrongSubject,
    /// It answers as it would have long ago.
    Stale,
    /// Nobody is there.
    Down,
    /// It answers with more than anybody reads.
    Huge,
    /// A date is no date.
    WrongType,
}

/// A way to the register, and a hand at its other end.
trait Way {
    /// The seam.
    fn registers(&self) -> &dyn Registers;
    /// The register holds these records and no others.
    fn hold(&mut self, records: &[Record]);
    /// From now on it is spoilt.
    fn spoil(&mut self, how: Spoil);
}

/// The program's time in these tests.
struct Noon;

impl Noon {
    fn at() -> Timestamp {
        "2026-03-20T07:00:00Z".parse().unwrap()
    }
}

impl Clock for Noon {
    fn now(&self) -> Timestamp {
        Self::at()
    }

    fn advance_to(&self, _: Timestamp) -> bool {
        false
    }
}

fn catalog() -> &'static Arc<tutas_catalog::Catalog> {
    static CATALOG: OnceLock<Arc<tutas_catalog::Catalog>> = OnceLock::new();
    CATALOG.get_or_init(|| {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../catalog");
        let catalog = tutas_catalog::load(&folder).unwrap().catalog.unwrap();
        Arc::new(catalog)
    })
}

fn register() -> &'static Register {
    &catalog().registers[REGISTER]
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

/// Somebody lives somewhere since a day.
fn lives(iin: &str, address: Option<&str>, since: Date) -> Record {
    [
        ("iin", Some(text(iin))),
        ("kato", Some(text("2710"))),
        ("address", address.map(text)),
        ("registered_on", Some(Value::Date(since))),
        ("permanent", Some(Value::Bool(true))),
    ]
    .map(|(field, value)| (field.to_owned(), value))
    .into()
}

/// Text that somebody might write, and that means something to those who read files and queries.
const ODD: &str = "Өтеғали к., \"5\", 3; 'x' -- \nқабат 2";

fn since() -> Date {
    date(2019, 9, 1)
}

async fn ask(
    way: &dyn Way,
    keys: &[(&str, &str)],
    fields: &[&str],
) -> Result<Vec<Record>, ReadFailure> {
    let keys: Vec<_> = keys
        .iter()
        .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
        .collect();
    let fields: Vec<_> = fields.iter().map(|&field| field.to_owned()).collect();
    let ground = Ground::law(Law::default());
    let read = Read {
        register: register(),
        keys: &keys,
        fields: &fields,
        ground: &ground,
        issue: "2026-000001",
        id: Uuid::from_u128(1),
    };
    way.registers()
        .read(read)
        .await
        .map(|answer| answer.records)
}

fn unusable(code: &str) -> Result<Vec<Record>, ReadFailure> {
    Err(ReadFailure::Unusable(format!("unusable:{code}")))
}

/// All that every way must do.
async fn keeps_the_seam(way: &mut dyn Way) {
    let one = lives("990101300014", Some(ODD), since());
    let none_said = lives("990101300025", None, since());
    way.hold(&[one.clone(), none_said.clone()]);

    // Found, whole and in parts; what is not said is none.
    let by = [("iin", "990101300014")];
    assert!(ask(way, &by, &ALL).await.unwrap() == [one.clone()]);
    let found = ask(way, &by, &["permanent"]).await.unwrap();
    let fields: Vec<&String> = found[0].keys().collect();
    assert_eq!(fields, ["permanent"], "nothing but what was asked for");
    let found = ask(way, &[("iin", "990101300025")], &["address"]).await;
    assert_eq!(found.unwrap()[0]["address"], None);

    // None.
    for nobody in ["990101300036", "x' OR '1'='1", "99010130001%"] {
        let found = ask(way, &[("iin", nobody)], &ALL).await;
        assert!(found.unwrap().is_empty(), "{nobody}");
    }

    // What is no look-up of this register.
    for (key, field) in [("height", "iin"), ("iin", "height")] {
        let asked = ask(way, &[(key, "990101300014")], &[field]).await;
        assert!(
            matches!(asked, Err(ReadFailure::Unusable(_))),
            "{key} {field}"
        );
    }
    assert!(ask(way, &[("iin", "")], &ALL).await.is_err());
    assert!(ask(way, &[], &ALL).await.is_err());
    assert!(ask(way, &by, &[]).await.is_err());

    // Many.
    let many = [
        one.clone(),
        lives("990101300014", Some("2"), date(2020, 1, 1)),
        lives("990101300014", Some("3"), date(2021, 1, 1)),
    ];
    way.hold(&many);
    let found = ask(way, &by, &ALL).await.unwrap();
    assert_eq!(found.len(), 3);
    assert!(many.iter().all(|record| found.contains(record)));

    // Spoilt, and mended.
    for (how, expected) in [
        (Spoil::WrongSubject, unusable("wrong-subject")),
        (Spoil::Huge, unusable("too-large")),
        (Spoil::WrongType, unusable("malformed")),
        (Spoil::Down, Err(ReadFailure::Down)),
    ] {
        way.hold(&[one.clone(), lives("x-1", Some("1"), since())]);
        way.spoil(how);
        let by = [(
            "iin",
            if how == Spoil::WrongSubject {
                "X-1"
            } else {
                by[0].1
            },
        )];
        assert_eq!(
            ask(way, &by, &ALL).await.map(drop),
            expected.map(drop),
            "{how:?}"
        );
    }
    way.hold(std::slice::from_ref(&one));
    way.spoil(Spoil::Stale);
    let stale = ask(way, &by, &ALL).await;
    assert!(matches!(stale, Err(ReadFailure::Unusable(_))));
    // Somebody who is in an old copy of nothing is not known to be nowhere.
    let nobody = ask(way, &[("iin", "990101300036")], &ALL).await;
    assert!(matches!(nobody, Err(ReadFailure::Unusable(_))));
    way.hold(std::slice::from_ref(&one));
    assert!(ask(way, &by, &ALL).await.unwrap() == [one]);
}

/// What every way must do whose keys are numbers of twelve digits, and that must not be empty.
async fn says_none_only_of_what_is_whole(way: &mut dyn Way) {
    let by = |iin| [("iin", iin)];
    // Emptied and not filled again yet, or filled by somebody who lost the keys.
    let mut keyless = lives("", Some("1"), since());
    keyless.insert("iin".to_owned(), None);
    for nobody in [vec![], vec![keyless.clone()]] {
        way.hold(&nobody);
        let asked = ask(way, &by("990101300036"), &ALL).await;
        assert_eq!(asked.map(drop), unusable("empty").map(drop));
    }
    // Filled from what took numbers for amounts: zeros in front are lost, or all but the first digits.
    let whole = lives("990101300014", Some("1"), since());
    for lost in ["10101500014", "9.90101E+11", "990101300014 "] {
        way.hold(&[lives(lost, Some("2"), since()), whole.clone()]);
        let asked = ask(way, &by("990101300036"), &ALL).await;
        assert!(matches!(asked, Err(ReadFailure::Unusable(_))), "{lost}");
    }
    // A view is not read through for each question, but who lost their own zeros is not nobody.
    way.hold(&[whole.clone(), lives("10101500014", Some("2"), since())]);
    let asked = ask(way, &by("010101500014"), &ALL).await;
    assert!(matches!(asked, Err(ReadFailure::Unusable(_))));
    way.hold(&[whole, keyless]);
    let found = ask(way, &by("990101300014"), &ALL).await;
    assert_eq!(found.unwrap().len(), 1);
    for nobody in ["990101300036", "010101500014", "000000000000"] {
        let found = ask(way, &by(nobody), &ALL).await;
        assert!(found.unwrap().is_empty(), "{nobody}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn x_road_keeps_the_seam() {
    keeps_the_seam(&mut XRoad::new()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_view_in_sqlite_keeps_the_seam() {
    keeps_the_seam(&mut Sqlite::new(Expected::default())).await;
    says_none_only_of_what_is_whole(&mut Sqlite::new(numbers())).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_view_in_postgresql_keeps_the_seam() {
    keeps_the_seam(&mut Postgres::new(Expected::default()).await).await;
    says_none_only_of_what_is_whole(&mut Postgres::new(numbers()).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn dropped_files_keep_the_seam() {
    keeps_the_seam(&mut Files::new(Format::Csv)).await;
    says_none_only_of_what_is_whole(&mut Files::expecting(Format::Csv, numbers())).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn dropped_parquet_keeps_the_seam() {
    keeps_the_seam(&mut Files::new(Format::Parquet)).await;
    says_none_only_of_what_is_whole(&mut Files::expecting(Format::Parquet, numbers())).await;
}
