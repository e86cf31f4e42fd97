//! What is offered to others, asked for by the program's own client over TLS.

use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use tutas_app::rehearsal::{Aftermath, aftermath};
use tutas_app::view::{AccessBy, AccessLine};
use tutas_catalog::{Catalog, Example};
use tutas_domain::person::{Iin, PersonId};
use tutas_gateway::{Answer, ExchangeError, HashCheck, Limits, Request, XRoad};
use uuid::Uuid;

use super::*;
use crate::catalog_files::built_in;
use crate::exchange::{Party, certificates_of, make_certificates};
use crate::staff::staff;

const MOTHER: &str = "991127691289";
const FATHER: &str = "970218591350";

/// A state of which others ask something.
struct Country {
    app: App,
    who: PersonId,
    bundle: Uuid,
    application: String,
    url: String,
    certificates: PathBuf,
    _serving: Serving,
}

impl Drop for Country {
    fn drop(&mut self) {
        std::fs::remove_dir_all(&self.certificates).unwrap();
    }
}

fn shared() -> &'static (Arc<Catalog>, Vec<Example>) {
    static SHARED: OnceLock<(Arc<Catalog>, Vec<Example>)> = OnceLock::new();
    SHARED.get_or_init(|| {
        let loaded = tutas_catalog::read(&built_in());
        (Arc::new(loaded.catalog.unwrap()), loaded.examples)
    })
}

impl Country {
    /// What an example leaves behind, and its door for others.
    async fn after(example: &str) -> Self {
        let (catalog, examples) = shared();
        let example = examples.iter().find(|one| one.id == example).unwrap();
        let Ok(Aftermath { app, applications }) =
            aftermath(catalog, example, &staff(catalog)).await
        else {
            panic!("the example fails");
        };
        let (who, bundle) = applications[0].clone();
        let application = app.application(&who, bundle).await.unwrap().number;
        let mut name = [0_u8; 16];
        getrandom::fill(&mut name).unwrap();
        let name = format!("tutas-provider-{}", Uuid::from_bytes(name));
        let certificates = std::env::temp_dir().join(name);
        make_certificates(&certificates).unwrap();
        let own = certificates_of(Party::Tutas, &certificates);
        let address = SocketAddr::from(([127, 0, 0, 1], 0));
        let (serving, url) = provide(app.clone(), address, Some(&own)).await.unwrap();
        Self {
            app,
            who,
            bundle,
            application,
            url,
            certificates,
            _serving: serving,
        }
    }

    async fn ask(
        &self,
        client: [&str; 2],
        service: &str,
        keys: &[(&str, &str)],
        fields: &[&str],
    ) -> Result<Answer, ExchangeError> {
        let theirs = certificates_of(Party::Registers, &self.certificates);
        let (limits, check) = (Limits::default(), HashCheck::Equality);
        let xroad = XRoad::over_tls(&self.url, &theirs, limits, check).unwrap();
        let [member, subsystem] = client;
        let request = Request {
            client: &XRoadAddress::client("KZ-DEMO", "GOV", member, subsystem),
            provider: &XRoadAddress::service("KZ-DEMO", "GOV", "TUTAS", "services", service),
            keys: keys
                .iter()
                .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
                .collect(),
            fields: fields.iter().map(|&field| field.to_owned()).collect(),
            issue: "ACTS-2026-77".to_owned(),
            user_id: Some("KZ900101100014".to_owned()),
            id: Uuid::from_u128(5),
        };
        xroad.read(request).await
    }

    /// What a program of the exchange gets that speaks no more of the protocol than it must.
    async fn get(&self, target: &str) -> Json {
        let theirs = certificates_of(Party::Registers, &self.certificates);
        let http = reqwest::Client::builder()
            .tls_backend_preconfigured(theirs.to_call().unwrap())
            .build()
            .unwrap();
        let asked = http
            .get(format!("{}{target}", self.url))
            .header("x-road-client", "KZ-DEMO/GOV/CIVIL/acts");
        let text = asked.send().await.unwrap().text().await.unwrap();
        serde_json::from_str(&text).unwrap()
    }

    /// What a person reads of others who were told something about them.
    fn told(&self, iin: &str) -> Vec<AccessLine> {
        let who = PersonId::Iin(Iin::parse(iin).unwrap());
        let (entries, _) = self.app.accesses(&who, None).unwrap();
        let lines = entries.into_iter().flat_map(|entry| entry.lines);
        lines
            .filter(|line| matches!(line.by, AccessBy::Member(_)))
            .collect()
    }
}

const ACTS: [&str; 2] = ["CIVIL", "acts"];
const SCHOOLS: [&str; 2] = ["EDU", "places"];

#[tokio::test]
async fn a_member_with_an_agreement_is_answered_and_both_parents_see_to_whom_and_why() {
    let country = Country::after("unmarried-joint").await;
    let by = [("application_no", country.application.as_str())];
    let fields = ["father_iin", "mother_iin", "signed_on"];
    let answer = country.ask(ACTS, "statements", &by, &fields).await.unwrap();
    let [record] = answer.records.as_slice() else {
        panic!("one statement");
    };
    assert_eq!(record["father_iin"], FATHER);
    assert_eq!(record["mother_iin"], MOTHER);
    assert!(record["signed_on"].as_str().is_some());
    for iin in [MOTHER, FATHER] {
        let told = country.told(iin);
        let [line] = told.as_slice() else {
            panic!("one line");
        };
        let AccessBy::Member(title) = &line.by else {
            panic!("a member");
        };
        assert_eq!(title.en, "System of records of civil acts");
        assert_eq!(line.fields.len(), 3);
        assert_eq!(line.number.as_deref(), Some("ACTS-2026-77"));
        assert_eq!(line.law.articles, "47(5), 192-1");
        assert!(!line.by_consent && !line.purpose.kk.is_empty());
    }
}

#[tokio::test]
async fn whether_a_document_holds_is_told_by_the_numbers_that_stand_on_it() {
    let country = Country::after("married-parents").await;
    let who = &country.who;
    let view = country.app.application(who, country.bundle).await.unwrap();
    let case = view
        .steps
        .iter()
        .find_map(|step| step.case.clone())
        .unwrap()
        .id;
    let document = country.app.document(who, case, 0).await.unwrap();
    let fields = ["document_no", "kind", "issued_on", "holds", "ended_on"];
    let mut by = [
        ("case_no", document.case_number.as_str()),
        ("document_no", document.number.as_str()),
    ];
    let answer = country
        .ask(SCHOOLS, "documents", &by, &fields)
        .await
        .unwrap();
    let [record] = answer.records.as_slice() else {
        panic!("one document");
    };
    assert_eq!(record["holds"], true);
    assert_eq!(record["ended_on"], Json::Null);
    assert_eq!(record["kind"], document.kind);
    let Some(iin) = who.iin().map(Iin::as_str) else {
        panic!("an IIN");
    };
    assert_eq!(country.told(iin).len(), 1);
    // Another number is on no document here: there is none, and nobody was looked at.
    by[1].1 = "2710-2026-999999";
    let none = country.ask(SCHOOLS, "documents", &by, &fields).await;
    assert!(none.unwrap().records.is_empty());
    assert_eq!(country.told(iin).len(), 1);
    // The number of the document alone could be found by counting.
    let alone = [("document_no", document.number.as_str())];
    let refused = country.ask(SCHOOLS, "documents", &alone, &fields).await;
    assert_eq!(refused.unwrap_err().code(), "provider:400");
}

#[tokio::test]
async fn who_has_no_agreement_for_just_this_is_told_so_by_a_fault_and_nothing_else() {
    let country = Country::after("unmarried-joint").await;
    let number = country.application.as_str();
    let denied = "refused:Server.ServerProxy.AccessDenied";
    let unknown = "refused:Server.ServerProxy.UnknownService";
    for (client, service, key, field, code) in [
        (
            ["SHOP", "ads"],
            "statements",
            "application_no",
            "father_iin",
            denied,
        ),
        (
            SCHOOLS,
            "statements",
            "application_no",
            "father_iin",
            denied,
        ),
        // Not by this key, and not this field.
        (ACTS, "statements", "father_iin", "father_iin", denied),
        (ACTS, "statements", "application_no", "child_iin", denied),
        (ACTS, "persons", "application_no", "father_iin", unknown),
        (ACTS, "births", "application_no", "father_iin", unknown),
    ] {
        let by = [(key, number)];
        let asked = country.ask(client, service, &by, &[field]).await;
        assert_eq!(asked.unwrap_err().code(), code, "{client:?} {service}");
    }
    assert!(country.told(FATHER).is_empty() && country.told(MOTHER).is_empty());
}

#[tokio::test]
async fn what_there_is_and_how_it_is_asked_can_be_asked_by_any_program_of_the_exchange() {
    let country = Country::after("unmarried-joint").await;
    let codes = |listed: &Json| -> Vec<String> {
        let services = listed["service"].as_array().unwrap();
        let code = |service: &Json| service["service_code"].as_str().unwrap().to_owned();
        services.iter().map(code).collect()
    };
    let all = country
        .get("/r1/KZ-DEMO/GOV/TUTAS/services/listMethods")
        .await;
    assert_eq!(codes(&all), ["documents", "statements"]);
    assert_eq!(
        all["service"][0]["endpoint_list"],
        json!([{"method": "GET", "path": "/v1/records"}])
    );
    // As a security server hands it on.
    let allowed = country.get("/allowedMethods").await;
    assert_eq!(codes(&allowed), ["statements"]);
    let described = country.get("/getOpenAPI?serviceCode=statements").await;
    let (catalog, _) = shared();
    let register = &catalog.registers["statements"];
    let schema = &described["components"]["schemas"]["Record"]["properties"];
    let fields: Vec<&String> = schema.as_object().unwrap().keys().collect();
    assert_eq!(fields, register.fields.keys().collect::<Vec<_>>());
    assert_eq!(schema["signed_on"]["format"], "date");
    let unknown = country.get("/getOpenAPI?serviceCode=persons").await;
    assert_eq!(unknown["type"], "Server.ServerProxy.UnknownService");
}
