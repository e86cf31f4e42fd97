//! The way to registers: what goes wrong on it, and who is let in.

use super::*;
use crate::exchange::{Party, certificates_of, make_certificates};

/// A folder of certificates, removed at its end.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        let folder = File::new().0.with_extension("certificates");
        make_certificates(&folder).unwrap();
        Self(folder)
    }

    fn of(&self, party: Party) -> Certificates {
        certificates_of(party, &self.0)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        std::fs::remove_dir_all(&self.0).unwrap();
    }
}

impl Country {
    /// What a client with these certificates gets.
    async fn read_with(&self, certificates: &Certificates) -> Result<Answer, ExchangeError> {
        let url = self.serving.url.as_str();
        let (limits, check) = (Limits::default(), HashCheck::Equality);
        let client = XRoad::over_tls(url, certificates, limits, check).unwrap();
        let request = Request {
            client: &self.definitions.client,
            provider: &self.definitions.registers["births"].address,
            keys: vec![("child_iin".to_owned(), "000101100011".to_owned())],
            fields: vec!["act_no".to_owned()],
            issue: "2026-000001".to_owned(),
            user_id: None,
            id: Uuid::from_u128(1),
        };
        client.read(request).await
    }
}

#[tokio::test]
async fn both_sides_show_certificates_of_the_same_authority() {
    let ours = Folder::new();
    let country = country_behind(Some(&ours.of(Party::Registers))).await;
    assert!(country.serving.url.starts_with("https://"));
    let answer = country.read_with(&ours.of(Party::Tutas)).await.unwrap();
    assert_eq!(answer.records[0]["act_no"], "2710-2026-000122");
    // Wishes have a door of their own.
    let wish = r#"{"register":"births","fault":"down"}"#;
    assert_eq!(country.wish(wish).await, 204);
    let down = country.read_with(&ours.of(Party::Tutas)).await.unwrap_err();
    assert_eq!(down.code(), "fault:Server.ServerProxy.NetworkError");
}

#[tokio::test]
async fn a_client_of_another_authority_gets_nothing_and_asks_nobody_it_does_not_know() {
    let (ours, theirs) = (Folder::new(), Folder::new());
    let country = country_behind(Some(&ours.of(Party::Registers))).await;
    // It knows the registers, and they do not know it.
    let stranger = Certificates {
        authority: ours.of(Party::Tutas).authority,
        ..theirs.of(Party::Tutas)
    };
    assert!(country.read_with(&stranger).await.unwrap_err().is_outage());
    // They would know it, and it does not know them.
    let careful = Certificates {
        authority: theirs.of(Party::Tutas).authority,
        ..ours.of(Party::Tutas)
    };
    let code = country.read_with(&careful).await.unwrap_err().code();
    assert_eq!(code, "unavailable:connect");
}

#[tokio::test]
async fn nothing_goes_in_the_clear_where_certificates_are_asked_for() {
    let ours = Folder::new();
    let country = country_behind(Some(&ours.of(Party::Registers))).await;
    let port = country.serving.url.rsplit(':').next().unwrap();
    let mut stream = TcpStream::connect(format!("127.0.0.1:{port}"))
        .await
        .unwrap();
    stream
        .write_all(b"GET /r1/x HTTP/1.1\r\nhost: x\r\n\r\n")
        .await
        .unwrap();
    let mut answer = Vec::new();
    // A connection that is cut off may end in an error of the system.
    let _cut_off = stream.read_to_end(&mut answer).await;
    assert!(!String::from_utf8_lossy(&answer).contains("HTTP/1.1"));
}

#[tokio::test]
async fn each_fault_on_demand_is_seen_by_the_client_and_mended() {
    let country = country().await;
    let read = || country.read("births", ("child_iin", "000101100011"), &["child_iin"]);
    for (fault, code) in [
        ("down", "fault:Server.ServerProxy.NetworkError"),
        ("slow", "unavailable:timeout"),
        ("slow:2s", "unavailable:timeout"),
        ("error", "provider:500"),
        ("wrong-subject", "unusable:wrong-subject"),
        ("stale", "unusable:wrong-exchange"),
        ("malformed", "unusable:malformed"),
        ("forged-hash", "unusable:wrong-hash"),
        ("huge", "unusable:too-large"),
        ("redirect", "unusable:redirect"),
        ("half", "unavailable:broken"),
        ("garbage", "unusable:malformed"),
        ("packed", "unusable:content-type"),
    ] {
        let wish = format!(r#"{{"register":"births","fault":"{fault}"}}"#);
        assert_eq!(country.wish(&wish).await, 204);
        assert_eq!(read().await.unwrap_err().code(), code);
        let marriages = country
            .read("marriages", ("husband_iin", HUSBAND), &["act_no"])
            .await;
        assert!(marriages.is_ok(), "only births fail");
    }
    assert_eq!(
        country.wish(r#"{"register":"births","fault":null}"#).await,
        204
    );
    assert_eq!(read().await.unwrap().records.len(), 1);
    assert_eq!(
        country
            .wish(r#"{"register":"weddings","fault":"down"}"#)
            .await,
        404
    );
    assert_eq!(
        country
            .wish(r#"{"register":"births","fault":"tired"}"#)
            .await,
        422
    );
}
