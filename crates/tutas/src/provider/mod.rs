//! This program as a provider of the exchange: what its own registers hold, for those to whom the
//! catalog offers it. The security server before it says who asks, and is known by its certificate.
//!
//! | request | what it does |
//! |---|---|
//! | `GET /r1/…/{service}/v1/records?key=value&fields=a,b` | a look-up |
//! | `GET /{service}/v1/records?…` | the same, as a security server hands it on |
//! | `GET …/listMethods`, `GET …/allowedMethods` | what there is, and what of it the client may ask |
//! | `GET …/getOpenAPI?serviceCode={service}` | how it is asked and answered |

#[cfg(test)]
mod tests;

use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::Result;
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Query, State};
use axum::http::{HeaderMap, Method, Response, StatusCode, Uri};
use serde_json::{Map, Value as Json, json};
use tutas_app::{App, Asked, Unanswered};
use tutas_catalog::{Register, openapi};
use tutas_gateway::{Certificates, XRoadAddress, plain_record};

use crate::exchange::{Door, Failure, Message, RECORDS, Serving};

/// Provides what `app` offers at `address`; without certificates on loopback only. Comes with where
/// it is found.
pub(crate) async fn provide(
    app: App,
    address: SocketAddr,
    certificates: Option<&Certificates>,
) -> Result<(Serving, String)> {
    let door = Door::open(address, certificates).await?;
    let url = door.url();
    let network = &app.catalog().country.xroad;
    let own = XRoadAddress::client(
        &network.instance,
        &network.class,
        &network.member,
        &network.subsystem,
    );
    let own = own.to_string();
    let state = Arc::new(Provider { app, own });
    let router = Router::new().fallback(exchange).with_state(state);
    Ok((Serving::new().at(door, router), url))
}

struct Provider {
    app: App,
    /// The address of its subsystem.
    own: String,
}

async fn exchange(
    State(provider): State<Arc<Provider>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response<Body> {
    let message = Message::new((method, uri, headers, body), Some(&provider.own));
    let answered = provider.answer(&message).await;
    message.answer(answered.map(|body| (StatusCode::OK, body)))
}

impl Provider {
    async fn answer(&self, message: &Message) -> Result<Json, Failure> {
        let client = message.client()?;
        let service = message.service().and_then(|service| {
            let code = service.strip_prefix(&self.own)?.strip_prefix('/')?;
            Some((code, message.rest()))
        });
        let (service, rest) = service.ok_or(Failure::UNKNOWN_SERVICE)?;
        let known = ["listMethods", "allowedMethods", "getOpenAPI"].contains(&service);
        if message.method != Method::GET && (known || rest == RECORDS) {
            return Err(Failure::METHOD);
        }
        match (service, rest) {
            ("listMethods", "") => Ok(self.methods(|_| true)),
            ("allowedMethods", "") => {
                let allowed = self.app.offered_to(client);
                Ok(self.methods(|register| allowed.iter().any(|one| one.id == register.id)))
            }
            ("getOpenAPI", "") => self.description(message),
            (service, RECORDS) => self.records(message, client, service).await,
            _ => Err(Failure::UNKNOWN_SERVICE),
        }
    }

    /// Those of its registers that are offered to anybody.
    fn offered(&self) -> impl Iterator<Item = &Register> {
        let all = self.app.catalog().registers.values();
        all.filter(|register| register.is_own() && !register.offered.is_empty())
    }

    fn methods(&self, wanted: impl Fn(&Register) -> bool) -> Json {
        let instance = &self.app.catalog().country.xroad.instance;
        let services = self.offered().filter(|register| wanted(register));
        let services = services.map(|register| {
            json!({
                "object_type": "SERVICE",
                "service_type": "OPENAPI",
                "xroad_instance": instance,
                "member_class": register.class,
                "member_code": register.member,
                "subsystem_code": register.subsystem,
                "service_code": register.service_code,
                "endpoint_list": [{"method": "GET", "path": format!("/{RECORDS}")}],
            })
        });
        json!({ "service": services.collect::<Vec<_>>() })
    }

    fn description(&self, message: &Message) -> Result<Json, Failure> {
        let pairs = pairs(message)?;
        let code = pairs.iter().find(|(name, _)| name == "serviceCode");
        let (_, code) = code.ok_or(Failure::LOOKUP)?;
        let mut offered = self.offered();
        let register = offered.find(|register| register.service_code == *code);
        register.map(openapi).ok_or(Failure::UNKNOWN_SERVICE)
    }

    async fn records(
        &self,
        message: &Message,
        client: &str,
        service: &str,
    ) -> Result<Json, Failure> {
        let (wanted, keys): (Vec<_>, Vec<_>) = pairs(message)?
            .into_iter()
            .partition(|(name, _)| name == "fields");
        let fields: Vec<String> = wanted
            .iter()
            .flat_map(|(_, names)| names.split(',').map(str::to_owned))
            .collect();
        let asked = Asked {
            client,
            service,
            keys: &keys,
            fields: &fields,
            issue: message.header("x-road-issue"),
            user: message.header("x-road-userid"),
            represented: message.header("x-road-represented-party"),
        };
        let records = self.app.answer_member(asked).await.map_err(failure)?;
        let subject: Map<String, Json> = keys
            .into_iter()
            .map(|(key, value)| (key, value.into()))
            .collect();
        let records: Vec<_> = records.iter().map(plain_record).collect();
        Ok(json!({ "subject": subject, "records": records }))
    }
}

fn pairs(message: &Message) -> Result<Vec<(String, String)>, Failure> {
    let pairs = Query::<Vec<(String, String)>>::try_from_uri(&message.uri);
    Ok(pairs.map_err(|_| Failure::LOOKUP)?.0)
}

fn failure(unanswered: Unanswered) -> Failure {
    match unanswered {
        Unanswered::UnknownService => Failure::UNKNOWN_SERVICE,
        Unanswered::NotAgreed => Failure::ACCESS_DENIED,
        Unanswered::NotUnderstood => Failure::LOOKUP,
        Unanswered::Failed(error) => {
            tracing::warn!(error = %error, "another member is not answered");
            Failure::Provider(StatusCode::SERVICE_UNAVAILABLE, "not-now")
        }
    }
}
