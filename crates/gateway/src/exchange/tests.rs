//! The client before a real server on loopback, with each fault the other side can have.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Query, Request as HttpRequest};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Response as HttpResponse};
use serde_json::{Value as Json, json};
use tutas_domain::value::Value;

use super::*;

/// How the server spoils its answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Spoilt {
    Nothing,
    Echo,
    Status(u16),
    Fault(&'static str),
    Header(&'static str, Option<&'static str>),
    Body(&'static str),
    Long(usize),
    Slow,
    Cut,
}

fn client() -> XRoadAddress {
    XRoadAddress::client("KZ-DEMO", "GOV", "tutas", "portal")
}

fn provider() -> XRoadAddress {
    XRoadAddress::service("KZ-DEMO", "GOV", "justice", "civil-acts", "births")
}

fn request<'a>(client: &'a XRoadAddress, provider: &'a XRoadAddress) -> Request<'a> {
    Request {
        client,
        provider,
        keys: vec![("child_iin".to_owned(), "900101100014".to_owned())],
        fields: vec!["child_iin".to_owned(), "surname".to_owned()],
        issue: "2026-000001".to_owned(),
        user_id: None,
        id: Uuid::from_u128(7),
    }
}

const GOOD: &str = r#"{"subject":{"child_iin":"900101100014"},
    "records":[{"child_iin":"900101100014","surname":"Ахметов"}]}"#;

/// A register that answers rightly, but for `spoilt`.
async fn respond(spoilt: Spoilt, request: HttpRequest) -> HttpResponse<Body> {
    let (parts, body) = request.into_parts();
    let sent: Bytes = to_bytes(body, 1 << 20).await.unwrap();
    let is_write = parts.method == Method::POST;
    let echo = |name: &str| {
        parts
            .headers
            .get(name)
            .and_then(|value| value.to_str().ok())
    };
    let target = parts.uri.path_and_query().unwrap().as_str();
    let hash = request_hash(
        parts.method.as_str(),
        target,
        echo,
        is_write.then_some(&sent[..]),
    );
    let service = parts.uri.path().strip_prefix("/r1/").unwrap();
    let service = service.strip_suffix("/v1/records").unwrap();
    let mut headers = HeaderMap::new();
    for (name, value) in [
        ("x-road-client", echo("x-road-client").unwrap()),
        ("x-road-id", echo("x-road-id").unwrap()),
        ("x-road-service", service),
        ("x-road-request-id", "b0a1c2d3-0000-4000-8000-000000000001"),
        ("x-road-request-hash", hash.as_str()),
        ("content-type", "application/json; charset=utf-8"),
    ] {
        headers.insert(
            HeaderName::from_static(name),
            HeaderValue::from_str(value).unwrap(),
        );
    }
    let mut status = if is_write { 201 } else { 200 };
    let mut body = if is_write {
        let mut sent: Json = serde_json::from_slice(&sent).unwrap();
        sent["record"]["act_no"] = json!("2710-2026-000123");
        Body::from(sent.to_string())
    } else {
        Body::from(GOOD)
    };
    match spoilt {
        Spoilt::Nothing => {}
        Spoilt::Echo => {
            let Query(mut pairs) =
                Query::<BTreeMap<String, String>>::try_from_uri(&parts.uri).unwrap();
            pairs.remove("fields");
            body = Body::from(json!({"subject": pairs, "records": []}).to_string());
        }
        Spoilt::Status(other) => status = other,
        Spoilt::Fault(kind) => {
            status = 500;
            headers.insert("x-road-error", HeaderValue::from_static("fault"));
            body = Body::from(json!({"type": kind, "message": "about 900101100014"}).to_string());
        }
        Spoilt::Header(name, None) => drop(headers.remove(name)),
        Spoilt::Header(name, Some(value)) => {
            drop(headers.insert(name, HeaderValue::from_static(value)));
        }
        Spoilt::Body(text) => body = Body::from(text),
        Spoilt::Long(bytes) => body = Body::from(" ".repeat(bytes)),
        Spoilt::Slow => tokio::time::sleep(Duration::from_secs(3)).await,
        Spoilt::Cut => drop(headers.insert("content-length", HeaderValue::from_static("90000"))),
    }
    let mut response = HttpResponse::new(body);
    *response.status_mut() = StatusCode::from_u16(status).unwrap();
    *response.headers_mut() = headers;
    response
}

async fn server(spoilt: Spoilt) -> SocketAddr {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let app = Router::new().fallback(move |request: HttpRequest| respond(spoilt, request));
    tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
    address
}

async fn read(spoilt: Spoilt) -> Result<Answer, ExchangeError> {
    let limits = Limits {
        timeout: Duration::from_millis(500),
        bytes: 100_000,
    };
    let base = format!("http://{}", server(spoilt).await);
    let xroad = XRoad::with(&base, limits, HashCheck::Equality).unwrap();
    xroad.read(request(&client(), &provider())).await
}

#[tokio::test]
async fn a_right_answer_brings_its_records_and_the_exchange() {
    let answer = read(Spoilt::Nothing).await.unwrap();
    assert_eq!(answer.records.len(), 1);
    assert_eq!(answer.records[0]["surname"], "Ахметов");
    assert_eq!(answer.request_id, "b0a1c2d3-0000-4000-8000-000000000001");
    assert_eq!(answer.dropped_fields, 0);
}

#[tokio::test]
async fn no_record_is_an_answer_and_not_an_error() {
    let none = r#"{"subject":{"child_iin":"900101100014"},"records":[]}"#;
    assert!(read(Spoilt::Body(none)).await.unwrap().records.is_empty());
}

#[tokio::test]
async fn fields_nobody_asked_for_are_dropped_and_counted() {
    let more = r#"{"subject":{"child_iin":"900101100014"},"records":
        [{"child_iin":"900101100014","surname":"Ахметов","diagnosis":"x","address":"y"}]}"#;
    let answer = read(Spoilt::Body(more)).await.unwrap();
    assert_eq!(answer.dropped_fields, 2);
    assert!(!answer.records[0].contains_key("diagnosis"));
}

#[tokio::test]
async fn an_answer_about_somebody_else_is_not_used() {
    for body in [
        // Another person, no person, a person more.
        r#"{"subject":{"child_iin":"900101200010"},"records":[]}"#,
        r#"{"subject":{},"records":[]}"#,
        r#"{"subject":{"child_iin":"900101100014","iin":"900101100014"},"records":[]}"#,
        // The envelope is right, the record is not.
        r#"{"subject":{"child_iin":"900101100014"},
            "records":[{"child_iin":"900101200010","surname":"Ахметов"}]}"#,
        r#"{"subject":{"child_iin":"900101100014"},
            "records":[{"child_iin":null,"surname":"Ахметов"}]}"#,
    ] {
        let error = read(Spoilt::Body(body)).await.unwrap_err();
        assert_eq!(error, Flaw::WrongSubject.into(), "{body}");
    }
}

#[tokio::test]
async fn an_answer_that_is_not_the_protocol_is_not_used() {
    for body in [
        "",
        "<html>",
        "[]",
        r#"{"records":[]}"#,
        r#"{"subject":{"child_iin":"900101100014"}}"#,
        r#"{"subject":{"child_iin":"900101100014"},"records":{}}"#,
        r#"{"subject":{"child_iin":"900101100014"},"records":[null]}"#,
        r#"{"subject":{"child_iin":"900101100014"},"records":["#,
    ] {
        let error = read(Spoilt::Body(body)).await.unwrap_err();
        assert_eq!(error, Flaw::Malformed.into(), "{body}");
    }
}

#[tokio::test]
async fn a_field_left_out_is_not_taken_for_none() {
    let lacking = r#"{"subject":{"child_iin":"900101100014"},
        "records":[{"child_iin":"900101100014"}]}"#;
    assert_eq!(
        read(Spoilt::Body(lacking)).await.unwrap_err(),
        Flaw::MissingField.into()
    );
}

#[tokio::test]
async fn an_answer_to_another_message_is_not_used() {
    for (name, value) in [
        ("x-road-client", Some("KZ-DEMO/GOV/other/portal")),
        ("x-road-client", None),
        (
            "x-road-service",
            Some("KZ-DEMO/GOV/justice/civil-acts/marriages"),
        ),
        ("x-road-service", None),
        ("x-road-id", Some("00000000-0000-0000-0000-000000000008")),
        ("x-road-id", None),
        ("x-road-request-id", Some("two words")),
        ("x-road-request-id", None),
    ] {
        let error = read(Spoilt::Header(name, value)).await.unwrap_err();
        assert_eq!(error, Flaw::WrongExchange.into(), "{name}");
    }
}

#[tokio::test]
async fn a_wrong_or_missing_request_hash_is_noticed() {
    const OTHER: &str =
        "z4PhNX7vuL3xVChQ1m2AB9Yg5AULVxXcg/SpIdNs6c5H0NE8XYXysP+DGNKHfuwvY7kxvUdBeoGlODJ6+SfaPg==";
    for value in [Some(OTHER), Some("c2hvcnQ="), None] {
        let error = read(Spoilt::Header("x-road-request-hash", value))
            .await
            .unwrap_err();
        assert_eq!(error, Flaw::WrongHash.into());
    }
    let base = format!(
        "http://{}",
        server(Spoilt::Header("x-road-request-hash", Some(OTHER))).await
    );
    let lenient = XRoad::with(&base, Limits::default(), HashCheck::Presence).unwrap();
    assert_eq!(
        lenient
            .read(request(&client(), &provider()))
            .await
            .unwrap()
            .request_hash,
        OTHER
    );
}

#[tokio::test]
async fn faults_errors_and_refusals_are_told_apart_and_carry_codes_only() {
    let fault = read(Spoilt::Fault("Server.ServerProxy.ServiceFailed"))
        .await
        .unwrap_err();
    assert_eq!(fault.code(), "fault:Server.ServerProxy.ServiceFailed");
    assert!(fault.is_outage());
    let refused = read(Spoilt::Fault("Client.Access 900101100014 Denied"))
        .await
        .unwrap_err();
    assert_eq!(refused.code(), "refused:Client.AccessDenied");
    assert!(!refused.is_outage());
    // What the other side's server turns down is there: asking again would change nothing.
    for kind in [
        "Server.ServerProxy.AccessDenied",
        "Server.ServerProxy.UnknownService",
    ] {
        let denied = read(Spoilt::Fault(kind)).await.unwrap_err();
        assert_eq!(denied.code(), format!("refused:{kind}"));
        assert!(!denied.is_outage());
    }
    let own = read(Spoilt::Status(503)).await.unwrap_err();
    assert_eq!(own, ExchangeError::ProviderError { status: 503 });
    assert!(own.is_outage());
    assert!(!read(Spoilt::Status(404)).await.unwrap_err().is_outage());
    assert_eq!(
        read(Spoilt::Status(302)).await.unwrap_err(),
        Flaw::Redirect.into()
    );
    assert_eq!(
        read(Spoilt::Status(202)).await.unwrap_err(),
        Flaw::Status.into()
    );
    let html = Spoilt::Header("content-type", Some("text/html"));
    assert_eq!(read(html).await.unwrap_err(), Flaw::ContentType.into());
}

#[tokio::test]
async fn a_register_that_is_slow_gone_endless_or_cut_off_does_not_hold_us() {
    let slow = read(Spoilt::Slow).await.unwrap_err();
    assert_eq!(slow, ExchangeError::Unavailable { code: "timeout" });
    assert_eq!(
        read(Spoilt::Long(100_001)).await.unwrap_err(),
        Flaw::TooLarge.into()
    );
    assert_eq!(
        read(Spoilt::Long(100_000)).await.unwrap_err(),
        Flaw::Malformed.into()
    );
    assert!(read(Spoilt::Cut).await.unwrap_err().is_outage());
    let gone = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .unwrap()
        .local_addr()
        .unwrap();
    let xroad = XRoad::new(&format!("http://{gone}")).unwrap();
    let error = xroad
        .read(request(&client(), &provider()))
        .await
        .unwrap_err();
    assert_eq!(error, ExchangeError::Unavailable { code: "connect" });
}

#[tokio::test]
async fn what_cannot_be_asked_is_not_sent() {
    let xroad = XRoad::new("http://127.0.0.1:1").unwrap();
    let (client, provider) = (client(), provider());
    let mut no_key = request(&client, &provider);
    no_key.keys.clear();
    let error = xroad.read(no_key).await.unwrap_err();
    assert_eq!(error, ExchangeError::Unsendable { code: "key" });
    let mut empty_value = request(&client, &provider);
    empty_value.keys[0].1.clear();
    assert_eq!(
        xroad.read(empty_value).await.unwrap_err().code(),
        "unsendable:key"
    );
    let nowhere = XRoadAddress::service("KZ-DEMO", "GOV", "..", "civil-acts", "births");
    let error = xroad.read(request(&client, &nowhere)).await.unwrap_err();
    assert_eq!(error, ExchangeError::Unsendable { code: "address" });
}

#[test]
fn an_address_is_that_of_a_host_and_nothing_goes_in_the_clear_but_on_this_machine() {
    for base in ["127.0.0.1:80", "ftp://x", "http://u:p@x", "http://x/y", ""] {
        assert_eq!(XRoad::new(base).err(), Some(BadBase::Address), "{base}");
    }
    for base in ["http://127.0.0.1:80", "http://[::1]:80", "http://localhost"] {
        assert!(XRoad::new(base).is_ok(), "{base}");
    }
    for base in [
        "http://10.0.0.1",
        "http://localhost.example",
        "http://127.0.0.1.example",
        "http://[::2]",
    ] {
        assert_eq!(XRoad::new(base).err(), Some(BadBase::InTheClear), "{base}");
    }
    let https = "https://security-server:8443";
    assert_eq!(XRoad::new(https).err(), Some(BadBase::NoCertificates));
    let nowhere = Certificates {
        certificate: "/nowhere/own.pem".into(),
        key: "/nowhere/own.key".into(),
        authority: "/nowhere/authority.pem".into(),
    };
    let over_tls =
        |base| XRoad::over_tls(base, &nowhere, Limits::default(), HashCheck::Equality).err();
    assert_eq!(over_tls("http://127.0.0.1:80"), Some(BadBase::InTheClear));
    assert!(matches!(over_tls(https), Some(BadBase::Certificates(_))));
}

#[tokio::test]
async fn a_body_that_is_packed_or_in_other_letters_is_not_used() {
    for (name, value) in [
        ("content-encoding", "gzip"),
        ("content-type", "application/json; charset=windows-1251"),
        ("content-type", "application/json; charset=\"utf-16\""),
    ] {
        let error = read(Spoilt::Header(name, Some(value))).await.unwrap_err();
        assert_eq!(error, Flaw::ContentType.into(), "{value}");
    }
}

#[tokio::test]
async fn letters_of_any_alphabet_reach_the_register_as_they_are() {
    let base = format!("http://{}", server(Spoilt::Echo).await);
    let (client, provider) = (client(), provider());
    let mut odd = request(&client, &provider);
    odd.keys[0].1 = "Өскемен & Ұлытау=100%+/?#".to_owned();
    odd.issue = "іс № 7".to_owned();
    odd.user_id = Some("KZ900101100014".to_owned());
    assert!(
        XRoad::new(&base)
            .unwrap()
            .read(odd)
            .await
            .unwrap()
            .records
            .is_empty()
    );
}

fn act() -> Record {
    BTreeMap::from([
        ("act_no".to_owned(), None),
        (
            "surname".to_owned(),
            Some(Value::Text("Ахметов".to_owned())),
        ),
        (
            "born_on".to_owned(),
            Value::from_plain(tutas_domain::value::ValueType::Date, "2026-03-17"),
        ),
    ])
}

async fn write(spoilt: Spoilt) -> Result<Written, ExchangeError> {
    let base = format!("http://{}", server(spoilt).await);
    let (client, provider, record) = (client(), provider(), act());
    let request = WriteRequest {
        client: &client,
        provider: &provider,
        record: &record,
        issue: "2026-000001".to_owned(),
        user_id: None,
        id: Uuid::from_u128(9),
        amends: None,
    };
    XRoad::new(&base).unwrap().write(request).await
}

#[tokio::test]
async fn a_written_record_comes_back_with_its_number() {
    let written = write(Spoilt::Nothing).await.unwrap();
    assert_eq!(written.record["act_no"], "2710-2026-000123");
    assert_eq!(written.record["born_on"], "2026-03-17");
}

#[tokio::test]
async fn a_write_counts_only_if_the_register_took_what_was_sent() {
    let other = r#"{"record":{"act_no":"1","surname":"Ахметова","born_on":"2026-03-17"}}"#;
    assert_eq!(
        write(Spoilt::Body(other)).await.unwrap_err(),
        Flaw::WrongSubject.into()
    );
    assert_eq!(
        write(Spoilt::Body("{}")).await.unwrap_err(),
        Flaw::Malformed.into()
    );
    assert_eq!(
        write(Spoilt::Status(200)).await.unwrap_err(),
        Flaw::Status.into()
    );
    assert_eq!(
        write(Spoilt::Status(409)).await.unwrap_err().code(),
        "provider:409"
    );
}

#[tokio::test]
async fn debug_output_shows_no_personal_data() {
    let (client, provider, record) = (client(), provider(), act());
    let shown = format!(
        "{:?} {:?} {:?} {:?}",
        request(&client, &provider),
        read(Spoilt::Nothing).await.unwrap(),
        write(Spoilt::Nothing).await.unwrap(),
        record
    );
    assert!(
        !shown.contains("900101100014") && !shown.contains("Ахметов"),
        "{shown}"
    );
}
