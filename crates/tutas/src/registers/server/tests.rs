//! The registers' server over real HTTP, asked by the program's own client.

mod way;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use jiff::civil::date as day;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tutas_domain::evidence::Record;
use tutas_domain::value::{Value, ValueType};
use tutas_gateway::{
    Answer, ExchangeError, Flaw, HashCheck, Limits, Request, WriteRequest, Written, XRoad,
    XRoadAddress, typed_records,
};
use uuid::Uuid;

use super::*;
use crate::registers::country::{self, Population, generate};
use crate::registers::definition::Definition;
use crate::registers::row::{date, int, record, text};
use crate::registers::storage::create_for;

/// A database of one test, removed at its end.
struct File(PathBuf);

impl File {
    fn new() -> Self {
        let mut name = [0_u8; 16];
        getrandom::fill(&mut name).unwrap();
        let name = format!("tutas-registers-{}.db", Uuid::from_bytes(name));
        Self(std::env::temp_dir().join(name))
    }
}

impl Drop for File {
    fn drop(&mut self) {
        for extension in ["db", "db-wal", "db-shm"] {
            // Not every test leaves every file.
            let _absent = std::fs::remove_file(self.0.with_extension(extension));
        }
    }
}

struct Country {
    serving: Serving,
    definitions: Definitions,
    _file: File,
}

const HUSBAND: &str = "850101500011";

fn definition(id: &str, keys: &[&str], fields: &[(&str, ValueType)], number: &str) -> Definition {
    Definition {
        address: XRoadAddress::service("KZ-DEMO", "GOV", "justice", "acts", id),
        keys: keys.iter().map(|&key| key.to_owned()).collect(),
        fields: fields
            .iter()
            .map(|(name, kind)| ((*name).to_owned(), *kind))
            .collect(),
        writable: !number.is_empty(),
        number_field: Some(number.to_owned()).filter(|number| !number.is_empty()),
    }
}

fn definitions() -> Definitions {
    use ValueType::{Bool, Date, Decimal, Int, Text};
    let marriages = [
        ("act_no", Text),
        ("husband_iin", Text),
        ("married_on", Date),
        ("ended_on", Date),
    ];
    let acts = [
        ("act_no", Text),
        ("child_iin", Text),
        ("surname", Text),
        ("born_on", Date),
        ("registered_on", Date),
        ("registrar", Text),
        ("order", Int),
        ("fee", Decimal),
        ("late", Bool),
    ];
    let marriages = definition("marriages", &["husband_iin"], &marriages, "");
    let births = definition(
        "births",
        &["act_no", "child_iin", "born_on"],
        &acts,
        "act_no",
    );
    Definitions {
        client: XRoadAddress::client("KZ-DEMO", "GOV", "TUTAS", "services"),
        registers: [("marriages", marriages), ("births", births)]
            .map(|(id, definition)| (id.to_owned(), definition))
            .into(),
        bodies: BTreeMap::from([("registrar-2710".to_owned(), "2710".to_owned())]),
    }
}

async fn country() -> Country {
    country_behind(None).await
}

async fn country_behind(certificates: Option<&Certificates>) -> Country {
    let (file, definitions) = (File::new(), definitions());
    let mut loading = create_for(&file.0, definitions.clone()).unwrap();
    let marriage = |act_no: &str, married_on, ended_on: Option<_>| {
        record([
            ("act_no", text(act_no)),
            ("husband_iin", text(HUSBAND)),
            ("married_on", date(married_on)),
            ("ended_on", ended_on.map(Value::Date)),
        ])
    };
    let marriages = [
        marriage("M-1", day(2010, 5, 1), Some(day(2015, 3, 2))),
        marriage("M-3", day(2020, 1, 9), None),
        marriage("M-2", day(2016, 7, 1), Some(day(2018, 3, 2))),
    ];
    loading.load_records("marriages", marriages).unwrap();
    loading
        .load_records("births", [act("000101100011", Some("2710-2026-000122"))])
        .unwrap();
    loading.finish().unwrap();
    let address = SocketAddr::from(([127, 0, 0, 1], 0));
    let serving = serve_for(
        &file.0,
        definitions.clone(),
        address,
        certificates,
        Faults::new(),
    )
    .await
    .unwrap();
    Country {
        serving,
        definitions,
        _file: file,
    }
}

fn act(child_iin: &str, act_no: Option<&str>) -> Record {
    record([
        ("act_no", act_no.and_then(text)),
        ("child_iin", text(child_iin)),
        ("surname", text("Өтеғали & ұлдары=1")),
        ("born_on", date(day(2026, 3, 17))),
        ("registered_on", date(day(2026, 3, 20))),
        ("registrar", text("registrar-2710")),
        ("order", int(2)),
        ("fee", Value::from_plain(ValueType::Decimal, "164350.50")),
        ("late", Some(Value::Bool(false))),
    ])
}

impl Country {
    fn client(&self, timeout: Duration) -> XRoad {
        let limits = Limits {
            timeout,
            ..Limits::default()
        };
        XRoad::with(&self.serving.url, limits, HashCheck::Equality).unwrap()
    }

    async fn read(
        &self,
        register: &str,
        key: (&str, &str),
        fields: &[&str],
    ) -> Result<Answer, ExchangeError> {
        let request = Request {
            client: &self.definitions.client,
            provider: &self.definitions.registers[register].address,
            keys: vec![(key.0.to_owned(), key.1.to_owned())],
            fields: fields.iter().map(|&field| field.to_owned()).collect(),
            issue: "2026-000001".to_owned(),
            user_id: Some(format!("KZ{HUSBAND}")),
            id: Uuid::from_u128(1),
        };
        self.client(Duration::from_millis(700)).read(request).await
    }

    async fn write(&self, record: &Record, id: u128) -> Result<Written, ExchangeError> {
        self.amend(record, id, None).await
    }

    async fn amend(
        &self,
        record: &Record,
        id: u128,
        amends: Option<u128>,
    ) -> Result<Written, ExchangeError> {
        let amends = amends.map(Uuid::from_u128);
        let request = WriteRequest {
            client: &self.definitions.client,
            provider: &self.definitions.registers["births"].address,
            record,
            issue: "2026-000001".to_owned(),
            user_id: None,
            id: Uuid::from_u128(id),
            amends,
        };
        self.client(Duration::from_millis(700)).write(request).await
    }

    /// Asks for a fault and returns the status.
    async fn wish(&self, body: &str) -> u16 {
        self.post("/admin/faults", body).await
    }

    async fn post(&self, path: &str, body: &str) -> u16 {
        self.send("POST", path, body).await
    }

    async fn send(&self, method: &str, path: &str, body: &str) -> u16 {
        let mut stream = TcpStream::connect(self.serving.admin).await.unwrap();
        let request = format!(
            "{method} {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\
             content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        );
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        answer.split(' ').nth(1).unwrap().parse().unwrap()
    }
}

#[tokio::test]
async fn a_record_travels_through_the_client_unchanged() {
    let country = country().await;
    let fields: Vec<&str> = vec![
        "act_no",
        "child_iin",
        "surname",
        "born_on",
        "order",
        "fee",
        "late",
    ];
    let answer = country
        .read("births", ("child_iin", "000101100011"), &fields)
        .await
        .unwrap();
    let types = &country.definitions.registers["births"].fields;
    let records = typed_records(&answer, types).unwrap();
    let mut expected = act("000101100011", Some("2710-2026-000122"));
    expected.retain(|field, _| fields.contains(&field.as_str()));
    assert!(records == [expected]);
    assert_eq!(answer.dropped_fields, 0);
    assert!(Uuid::parse_str(&answer.request_id).is_ok());
    country.serving.stop().await.unwrap();
}

#[tokio::test]
async fn the_latest_record_comes_first_and_nobody_has_none() {
    let country = country().await;
    let answer = country
        .read("marriages", ("husband_iin", HUSBAND), &["act_no"])
        .await
        .unwrap();
    let numbers: Vec<_> = answer
        .records
        .iter()
        .map(|record| record["act_no"].clone())
        .collect();
    assert_eq!(numbers, ["M-3", "M-2", "M-1"]);
    let none = country
        .read("marriages", ("husband_iin", "x' OR '1'='1"), &["act_no"])
        .await;
    assert!(none.unwrap().records.is_empty());
}

#[tokio::test]
async fn what_is_no_look_up_of_this_register_is_refused() {
    let country = country().await;
    for (key, field) in [
        (("surname", "x"), "act_no"),
        (("born_on", "2026-02-30"), "act_no"),
        (("unheard_of", "x"), "act_no"),
        (("child_iin", "000101100011"), "unheard_of"),
        (("child_iin", "000101100011"), ""),
    ] {
        let error = country.read("births", key, &[field]).await.unwrap_err();
        assert_eq!(
            error,
            ExchangeError::ProviderError { status: 400 },
            "{key:?} {field}"
        );
    }
}

#[tokio::test]
async fn strangers_and_unknown_services_are_turned_away_by_the_exchange_layer() {
    let country = country().await;
    let stranger = XRoadAddress::client("KZ-DEMO", "COM", "SHOP", "ads");
    let nowhere = XRoadAddress::service("KZ-DEMO", "GOV", "justice", "acts", "divorces");
    let births = &country.definitions.registers["births"].address;
    for (client, provider, code) in [
        (&stranger, births, "refused:Server.ServerProxy.AccessDenied"),
        (
            &country.definitions.client,
            &nowhere,
            "refused:Server.ServerProxy.UnknownService",
        ),
    ] {
        let request = Request {
            client,
            provider,
            keys: vec![("child_iin".to_owned(), "000101100011".to_owned())],
            fields: vec!["surname".to_owned()],
            issue: String::new(),
            user_id: None,
            id: Uuid::from_u128(1),
        };
        let error = country
            .client(Duration::from_secs(5))
            .read(request)
            .await
            .unwrap_err();
        assert_eq!(error.code(), code);
    }
}

#[tokio::test]
async fn a_write_is_numbered_and_counts_once_for_each_message() {
    let country = country().await;
    let record = act("000102100017", None);
    let first = country.write(&record, 1).await.unwrap();
    assert_eq!(first.record["act_no"], "2710-2026-000123");
    let again = country.write(&record, 1).await.unwrap();
    assert_eq!(again.record, first.record);
    let other = country
        .write(&act("000103100012", None), 1)
        .await
        .unwrap_err();
    assert_eq!(other, ExchangeError::ProviderError { status: 409 });
    let next = country.write(&act("000103100012", None), 2).await.unwrap();
    assert_eq!(next.record["act_no"], "2710-2026-000124");
    let found = country
        .read("births", ("born_on", "2026-03-17"), &["child_iin"])
        .await
        .unwrap();
    assert_eq!(found.records.len(), 3);
}

#[tokio::test]
async fn what_was_written_is_changed_under_its_messages_id() {
    let country = country().await;
    let written = country.write(&act("000103100012", None), 2).await.unwrap();
    let other = record([("surname", text("Ахметова")), ("late", None)]);
    let changed = country.amend(&other, 3, Some(2)).await.unwrap();
    assert_eq!(changed.record["act_no"], written.record["act_no"]);
    country.amend(&other, 3, Some(2)).await.unwrap();
    let key = ("child_iin", "000103100012");
    let found = country.read("births", key, &["surname", "born_on", "late"]);
    let found = found.await.unwrap().records;
    assert_eq!(found.len(), 1);
    assert_eq!(found[0]["surname"], "Ахметова");
    assert_eq!(found[0]["born_on"], "2026-03-17");
    assert!(found[0]["late"].is_null());
}

#[tokio::test]
async fn what_was_taken_back_before_it_came_is_not_taken() {
    let country = country().await;
    let ended = record([("late", Some(Value::Bool(true)))]);
    country.amend(&ended, 3, Some(2)).await.unwrap();
    let late = country.write(&act("000103100012", None), 2).await;
    assert_eq!(
        late.unwrap_err(),
        ExchangeError::ProviderError { status: 409 }
    );
    let key = ("child_iin", "000103100012");
    let found = country.read("births", key, &["surname"]).await.unwrap();
    assert!(found.records.is_empty());
}

#[tokio::test]
async fn a_register_that_is_read_only_takes_no_record() {
    let country = country().await;
    let record = record([("husband_iin", text(HUSBAND))]);
    let request = WriteRequest {
        client: &country.definitions.client,
        provider: &country.definitions.registers["marriages"].address,
        record: &record,
        issue: String::new(),
        user_id: None,
        id: Uuid::from_u128(3),
        amends: None,
    };
    let error = country
        .client(Duration::from_secs(5))
        .write(request)
        .await
        .unwrap_err();
    assert_eq!(error, ExchangeError::ProviderError { status: 405 });
}

#[tokio::test]
async fn a_write_whose_answer_was_lost_is_not_written_twice() {
    let country = country().await;
    let record = act("000102100017", None);
    country
        .wish(r#"{"register":"births","fault":"slow"}"#)
        .await;
    let lost = country.write(&record, 8).await.unwrap_err();
    assert_eq!(lost, ExchangeError::Unavailable { code: "timeout" });
    country
        .wish(r#"{"register":"births","fault":"wrong-subject"}"#)
        .await;
    assert_eq!(
        country.write(&record, 8).await.unwrap_err(),
        Flaw::WrongSubject.into()
    );
    country.wish(r#"{"register":"births","fault":null}"#).await;
    let written = country.write(&record, 8).await.unwrap();
    assert_eq!(written.record["act_no"], "2710-2026-000123");
    let found = country
        .read("births", ("child_iin", "000102100017"), &["act_no"])
        .await
        .unwrap();
    assert_eq!(found.records.len(), 1);
}

#[tokio::test]
async fn a_record_can_appear_in_a_register_that_is_read_only_for_clients() {
    let country = country().await;
    let read = || country.read("marriages", ("husband_iin", "870101500015"), &["act_no"]);
    assert!(read().await.unwrap().records.is_empty());
    let body = r#"{"register":"marriages","record":
        {"act_no":"M-4","husband_iin":"870101500015","married_on":"2026-01-02"}}"#;
    assert_eq!(country.post("/admin/records", body).await, 201);
    assert_eq!(read().await.unwrap().records[0]["act_no"], "M-4");
    let wrong = body.replace("2026-01-02", "yesterday");
    assert_eq!(country.post("/admin/records", &wrong).await, 400);
    let nowhere = body.replace("marriages", "weddings");
    assert_eq!(country.post("/admin/records", &nowhere).await, 404);
}

#[tokio::test]
async fn a_steward_corrects_a_record() {
    let country = country().await;
    let body = r#"{"register":"marriages","record":
        {"act_no":"M-4","husband_iin":"870101500015","married_on":"2026-01-02"}}"#;
    assert_eq!(country.post("/admin/records", body).await, 201);
    let right = r#"{"register":"marriages","of":{"act_no":"M-4"},
        "record":{"married_on":"2026-01-03"}}"#;
    assert_eq!(country.send("PATCH", "/admin/records", right).await, 204);
    let read = country.read(
        "marriages",
        ("husband_iin", "870101500015"),
        &["married_on"],
    );
    assert_eq!(read.await.unwrap().records[0]["married_on"], "2026-01-03");
    for (wrong, status) in [
        (right.replace("M-4", "M-5"), 404),
        (right.replace("marriages", "weddings"), 404),
        (right.replace("2026-01-03", "yesterday"), 400),
        (right.replace(r#""act_no":"M-4""#, ""), 400),
    ] {
        assert_eq!(
            country.send("PATCH", "/admin/records", &wrong).await,
            status
        );
    }
}

#[tokio::test]
async fn the_server_stays_on_loopback_and_needs_a_finished_database() {
    let file = File::new();
    let here = SocketAddr::from(([127, 0, 0, 1], 0));
    let everywhere = SocketAddr::from(([0, 0, 0, 0], 0));
    let serve = |at, faults| serve_for(&file.0, definitions(), at, None, faults);
    assert!(serve(here, Faults::new()).await.is_err(), "no database");
    create_for(&file.0, definitions())
        .unwrap()
        .finish()
        .unwrap();
    assert!(serve(everywhere, Faults::new()).await.is_err());
    assert!(serve(here, Faults::new()).await.is_ok());
    let unknown = Faults::from([("weddings".to_owned(), Fault::Down)]);
    assert!(serve(here, unknown).await.is_err());
}

#[test]
fn records_that_do_not_fit_the_catalog_are_an_error_and_not_dropped() {
    let file = File::new();
    let mut loading = create_for(&file.0, definitions()).unwrap();
    for (register, wrong) in [
        ("divorces", record([("act_no", text("1"))])),
        ("births", record([("colour", text("red"))])),
        ("births", record([("born_on", text("2026-03-17"))])),
    ] {
        assert!(
            loading.load_records(register, [wrong]).is_err(),
            "{register}"
        );
    }
    drop(loading);
    let left = file.0.with_extension("unfinished");
    assert!(
        left.exists() && !file.0.exists(),
        "an unfinished database has no name"
    );
    std::fs::remove_file(left).unwrap();
}

/// The types that a population's records have, for registers that no catalog describes here.
fn inferred(population: &Population) -> Definitions {
    let mut definitions = definitions();
    definitions.registers.clear();
    for (register, records) in &population.records {
        let mut fields: BTreeMap<String, ValueType> = BTreeMap::new();
        for (field, value) in records.iter().flatten() {
            let inferred = fields.entry(field.clone()).or_insert(ValueType::Text);
            if let Some(value) = value {
                *inferred = value.value_type();
            }
        }
        let keys: Vec<&str> = fields
            .keys()
            .map(String::as_str)
            .filter(|field| field.ends_with("iin"))
            .collect();
        let mut definition = definition(register, &keys, &[], "");
        definition.fields = fields;
        definitions
            .registers
            .insert((*register).to_owned(), definition);
    }
    definitions
}

#[tokio::test]
async fn a_whole_population_answers_over_http() {
    let ground = country::tests::ground();
    let population = generate(2000, 1, day(2026, 11, 22), &ground);
    let definitions = inferred(&population);
    let births: Vec<Record> = population.records["births"]
        .iter()
        .take(20)
        .cloned()
        .collect();
    let file = File::new();
    let mut loading = create_for(&file.0, definitions.clone()).unwrap();
    loading.load(population).unwrap();
    loading.finish().unwrap();
    let address = SocketAddr::from(([127, 0, 0, 1], 0));
    let serving = serve_for(&file.0, definitions.clone(), address, None, Faults::new())
        .await
        .unwrap();
    let country = Country {
        serving,
        definitions,
        _file: file,
    };
    let fields = [
        "child_iin",
        "surname",
        "given_name",
        "born_on",
        "mother_iin",
    ];
    for act in births.iter().filter(|act| act["child_iin"].is_some()) {
        let iin = act["child_iin"].as_ref().map(Value::to_plain).unwrap();
        let answer = country
            .read("births", ("child_iin", &iin), &fields)
            .await
            .unwrap();
        let types = &country.definitions.registers["births"].fields;
        let found = typed_records(&answer, types).unwrap();
        assert_eq!(found.len(), 1);
        assert!(found[0].iter().all(|(field, value)| act[field] == *value));
    }
}

#[test]
fn twenty_thousand_people_are_made_and_loaded_within_two_seconds() {
    let begun = std::time::Instant::now();
    let ground = country::tests::ground();
    let population = generate(20_000, 1, day(2026, 11, 22), &ground);
    let generated = begun.elapsed();
    let records: usize = population.records.values().map(Vec::len).sum();
    let file = File::new();
    let mut loading = create_for(&file.0, inferred(&population)).unwrap();
    loading.load(population).unwrap();
    loading.finish().unwrap();
    let all = begun.elapsed();
    println!("{records} records: generated in {generated:?}, with loading in {all:?}");
    // Without optimisation the same takes many times as long.
    let allowed = if cfg!(debug_assertions) { 60 } else { 2 };
    assert!(all < Duration::from_secs(allowed), "{all:?}");
}
