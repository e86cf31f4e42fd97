//! The client: one request, one answer, nothing believed unchecked.

#[cfg(test)]
mod tests;

use std::fmt;
use std::net::IpAddr;
use std::time::Duration;

use reqwest::header::{CONTENT_ENCODING, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use reqwest::{Method, Response, StatusCode, Url};
use serde_json::{Map, Value as Json};
use thiserror::Error;
use tutas_domain::evidence::Record;
use uuid::Uuid;

use crate::address::{XRoadAddress, percent_encoded};
use crate::answer::{Answer, fault_kind, parse_read, parse_written};
use crate::error::{ExchangeError, Flaw};
use crate::hash::{is_hash, request_hash};
use crate::tls::{BadCertificates, Certificates, trusting_nobody};
use crate::typed::plain_record;

/// One read. Personal data: `Debug` shows the message's id only.
pub struct Request<'a> {
    /// Who asks.
    pub client: &'a XRoadAddress,
    /// Which service of which register is asked.
    pub provider: &'a XRoadAddress,
    /// Look-up pairs: field and value.
    pub keys: Vec<(String, String)>,
    /// Fields wanted; no other is used.
    pub fields: Vec<String>,
    /// The number of the case for which it is read (`X-Road-Issue`).
    pub issue: String,
    /// The officer or person on whose behalf, with the country's prefix (`X-Road-UserId`).
    pub user_id: Option<String>,
    /// The id of this message.
    pub id: Uuid,
}

/// One write. Personal data: `Debug` shows the message's id only.
pub struct WriteRequest<'a> {
    /// Who writes.
    pub client: &'a XRoadAddress,
    /// Which service of which register takes the record.
    pub provider: &'a XRoadAddress,
    /// The record; fields that the register numbers are left out or none.
    pub record: &'a Record,
    /// The number of the case that the record comes from (`X-Road-Issue`).
    pub issue: String,
    /// The officer or person on whose behalf, with the country's prefix (`X-Road-UserId`).
    pub user_id: Option<String>,
    /// The idempotency key: the same id never writes twice.
    pub id: Uuid,
    /// The id of the message whose record this one changes, in the fields it names; if that one never
    /// came, it is not taken any more.
    pub amends: Option<Uuid>,
}

/// A record as the register took it. Personal data: `Debug` shows the exchange only.
#[derive(Clone, PartialEq)]
pub struct Written {
    /// The record with the numbers the register gave.
    pub record: Map<String, Json>,
    /// `X-Road-Request-Id` of the exchange that first wrote it or repeated the answer.
    pub request_id: String,
}

/// A read as it goes over the wire. Personal data: it has no `Debug`.
pub struct Wire {
    /// Path and query.
    pub target: String,
    /// Headers, names in small letters.
    pub headers: Vec<(String, String)>,
}

/// An answer as it came over the wire, not believed yet. Personal data: it has no `Debug`.
pub struct Received {
    /// HTTP status.
    pub status: u16,
    /// Headers, names in small letters.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

/// Bounds of one exchange.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// From connecting to the last byte.
    pub timeout: Duration,
    /// The longest body that is read.
    pub bytes: usize,
}

/// How much the request hash is checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HashCheck {
    /// It must equal [`request_hash`] of what we sent: the other side computes it likewise.
    Equality,
    /// It must be there and look like one: its making is the security servers' own affair.
    Presence,
}

/// The way to the security server (or to the demo registers) cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum BadBase {
    /// Not an `http[s]://host[:port]` address, or one with a path, a query or a password.
    #[error("the exchange address must look like https://security-server:8443")]
    Address,
    /// People's data would go over a network in the clear.
    #[error(
        "registers are reached without encryption on this machine only: write https://, and name \
         certificate, key and authority"
    )]
    InTheClear,
    /// The address is encrypted, and no certificates are named.
    #[error("an https:// address of registers needs certificate, key and authority")]
    NoCertificates,
    /// The certificates that are named cannot be used.
    #[error(transparent)]
    Certificates(#[from] BadCertificates),
    /// The HTTP client could not be set up.
    #[error("the HTTP client cannot be set up")]
    Client,
}

/// A client of one security server.
#[derive(Clone, Debug)]
pub struct XRoad {
    base: String,
    http: reqwest::Client,
    limits: Limits,
    hash_check: HashCheck,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            timeout: Duration::from_secs(5),
            bytes: 2 * 1024 * 1024,
        }
    }
}

impl XRoad {
    /// A client of the security server on this machine at `base_url`, e.g. `http://127.0.0.1:8080`,
    /// with the default [`Limits`] and [`HashCheck::Equality`].
    pub fn new(base_url: &str) -> Result<Self, BadBase> {
        Self::with(base_url, Limits::default(), HashCheck::Equality)
    }

    /// A client on this machine with bounds and strictness of one's own.
    pub fn with(base_url: &str, limits: Limits, hash_check: HashCheck) -> Result<Self, BadBase> {
        let base = base(base_url)?;
        if base.scheme() == "https" {
            return Err(BadBase::NoCertificates);
        }
        if !is_this_machine(&base) {
            return Err(BadBase::InTheClear);
        }
        let nobody = trusting_nobody().map_err(|_| BadBase::Client)?;
        Self::set_up(&base, nobody, limits, hash_check)
    }

    /// A client of the security server at `base_url`, e.g. `https://security-server:8443`: both
    /// sides show certificates, and there is no way round that.
    pub fn over_tls(
        base_url: &str,
        certificates: &Certificates,
        limits: Limits,
        hash_check: HashCheck,
    ) -> Result<Self, BadBase> {
        let base = base(base_url)?;
        if base.scheme() != "https" {
            return Err(BadBase::InTheClear);
        }
        Self::set_up(&base, certificates.to_call()?, limits, hash_check)
    }

    fn set_up(
        base: &Url,
        tls: rustls::ClientConfig,
        limits: Limits,
        hash_check: HashCheck,
    ) -> Result<Self, BadBase> {
        let http = reqwest::Client::builder()
            .tls_backend_preconfigured(tls)
            .https_only(base.scheme() == "https")
            .http1_only()
            .timeout(limits.timeout)
            .redirect(reqwest::redirect::Policy::none())
            // People's data goes to the security server and nowhere else.
            .no_proxy()
            .build()
            .map_err(|_| BadBase::Client)?;
        Ok(Self {
            base: base.as_str().trim_end_matches('/').to_owned(),
            http,
            limits,
            hash_check,
        })
    }

    /// Reads records. No record means that the register has none; every doubt is an error.
    pub async fn read(&self, request: Request<'_>) -> Result<Answer, ExchangeError> {
        let sent = sent_read(&request)?;
        let (envelope, body) = self
            .exchange(&sent, request.provider, StatusCode::OK)
            .await?;
        answer(envelope, &body, &request)
    }

    /// Writes one record, once for each `id`.
    pub async fn write(&self, request: WriteRequest<'_>) -> Result<Written, ExchangeError> {
        let WriteRequest {
            client,
            provider,
            record,
            issue,
            user_id,
            id,
            amends,
        } = request;
        let target = path(client, provider)?;
        let mut headers = headers(client, id, &issue, user_id.as_deref())?;
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        let record = plain_record(record);
        let mut body = serde_json::json!({ "record": record });
        if let Some(amends) = amends {
            body["amends"] = amends.to_string().into();
        }
        let body = body.to_string().into_bytes();
        let sent = Sent {
            method: Method::POST,
            target,
            headers,
            body: Some(body),
        };
        let (envelope, body) = self.exchange(&sent, provider, StatusCode::CREATED).await?;
        let record = parse_written(&body, &record)?;
        Ok(Written {
            record,
            request_id: envelope.request_id,
        })
    }

    /// A read as it goes over the wire: what whoever stands for the other side sees.
    pub fn wire(&self, request: &Request<'_>) -> Result<Wire, ExchangeError> {
        let sent = sent_read(request)?;
        let headers = sent.headers.iter().filter_map(|(name, value)| {
            Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned()))
        });
        Ok(Wire {
            headers: headers.collect(),
            target: sent.target,
        })
    }

    /// What an answer is worth as the answer to `request`: the same checks as [`XRoad::read`] makes,
    /// without HTTP.
    pub fn judge(
        &self,
        request: &Request<'_>,
        received: &Received,
    ) -> Result<Answer, ExchangeError> {
        let sent = sent_read(request)?;
        let status = StatusCode::from_u16(received.status).map_err(|_| Flaw::Status)?;
        let mut headers = HeaderMap::new();
        for (name, value) in &received.headers {
            let name = HeaderName::try_from(name).map_err(|_| Flaw::Malformed)?;
            let value = HeaderValue::try_from(value).map_err(|_| Flaw::Malformed)?;
            headers.insert(name, value);
        }
        let head = self.head(&sent, request.provider, StatusCode::OK, status, &headers)?;
        let Head::Answer(envelope) = head else {
            return Err(fault(&received.body));
        };
        answer(envelope, &received.body, request)
    }

    async fn exchange(
        &self,
        sent: &Sent,
        provider: &XRoadAddress,
        expected: StatusCode,
    ) -> Result<(Envelope, Vec<u8>), ExchangeError> {
        let url = format!("{}{}", self.base, sent.target);
        let mut request = self
            .http
            .request(sent.method.clone(), url)
            .headers(sent.headers.clone());
        if let Some(body) = &sent.body {
            request = request.body(body.clone());
        }
        let mut response = request.send().await.map_err(|error| unavailable(&error))?;
        let head = self.head(
            sent,
            provider,
            expected,
            response.status(),
            response.headers(),
        )?;
        let body = self.body(&mut response).await?;
        match head {
            Head::Fault => Err(fault(&body)),
            Head::Answer(envelope) => Ok((envelope, body)),
        }
    }

    /// What status and headers say, before the body is read.
    fn head(
        &self,
        sent: &Sent,
        provider: &XRoadAddress,
        expected: StatusCode,
        status: StatusCode,
        headers: &HeaderMap,
    ) -> Result<Head, ExchangeError> {
        if status.is_redirection() {
            return Err(Flaw::Redirect.into());
        }
        if headers.contains_key("x-road-error") {
            return Ok(Head::Fault);
        }
        if status.is_client_error() || status.is_server_error() {
            return Err(ExchangeError::ProviderError {
                status: status.as_u16(),
            });
        }
        if status != expected {
            return Err(Flaw::Status.into());
        }
        let envelope = self.envelope(sent, provider, headers)?;
        if !is_json(headers) {
            return Err(Flaw::ContentType.into());
        }
        Ok(Head::Answer(envelope))
    }

    /// The headers of an answer to exactly this request.
    fn envelope(
        &self,
        sent: &Sent,
        provider: &XRoadAddress,
        headers: &HeaderMap,
    ) -> Result<Envelope, ExchangeError> {
        let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        let same = |name: &str| header(name) == sent.header(name) && header(name).is_some();
        let is_ours = same("x-road-client")
            && same("x-road-id")
            && header("x-road-service") == Some(provider.to_string().as_str());
        if !is_ours {
            return Err(Flaw::WrongExchange.into());
        }
        let request_id = header("x-road-request-id").filter(|id| is_plain_id(id));
        let request_id = request_id.ok_or(Flaw::WrongExchange)?.to_owned();
        let request_hash = header("x-road-request-hash").filter(|hash| is_hash(hash));
        let request_hash = request_hash.ok_or(Flaw::WrongHash)?.to_owned();
        #[cfg(feature = "plant")]
        if tutas_domain::plant::is(10) {
            return Ok(Envelope {
                request_id,
                request_hash,
            });
        }
        if self.hash_check == HashCheck::Equality && request_hash != sent.hash() {
            return Err(Flaw::WrongHash.into());
        }
        Ok(Envelope {
            request_id,
            request_hash,
        })
    }

    /// The body, never more of it than the limit.
    async fn body(&self, response: &mut Response) -> Result<Vec<u8>, ExchangeError> {
        let mut body = Vec::new();
        while let Some(chunk) = response
            .chunk()
            .await
            .map_err(|error| unavailable(&error))?
        {
            if body.len() + chunk.len() > self.limits.bytes {
                return Err(Flaw::TooLarge.into());
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body)
    }
}

/// A request as it goes over the wire.
struct Sent {
    method: Method,
    target: String,
    headers: HeaderMap,
    body: Option<Vec<u8>>,
}

impl Sent {
    fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    fn hash(&self) -> String {
        let header = |name: &str| self.header(name);
        request_hash(
            self.method.as_str(),
            &self.target,
            header,
            self.body.as_deref(),
        )
    }
}

struct Envelope {
    request_id: String,
    request_hash: String,
}

/// What the head of an answer says of it.
enum Head {
    /// A fault of the exchange: the body tells its kind.
    Fault,
    /// An answer to this request.
    Answer(Envelope),
}

fn sent_read(request: &Request<'_>) -> Result<Sent, ExchangeError> {
    let Request {
        client,
        provider,
        keys,
        fields,
        issue,
        user_id,
        id,
    } = request;
    Ok(Sent {
        method: Method::GET,
        target: format!("{}?{}", path(client, provider)?, query(keys, fields)?),
        headers: headers(client, *id, issue, user_id.as_deref())?,
        body: None,
    })
}

fn answer(envelope: Envelope, body: &[u8], request: &Request<'_>) -> Result<Answer, ExchangeError> {
    let checked = parse_read(body, &request.keys, &request.fields)?;
    Ok(Answer {
        records: checked.records,
        request_id: envelope.request_id,
        request_hash: envelope.request_hash,
        dropped_fields: checked.dropped_fields,
    })
}

/// An address of a host and nothing else.
fn base(url: &str) -> Result<Url, BadBase> {
    let url = Url::parse(url).map_err(|_| BadBase::Address)?;
    let is_host_only = matches!(url.scheme(), "http" | "https")
        && url.has_host()
        && url.path() == "/"
        && url.query().is_none()
        && url.fragment().is_none()
        && url.username().is_empty()
        && url.password().is_none();
    is_host_only.then_some(url).ok_or(BadBase::Address)
}

/// Whether what is sent there stays on this machine. A name is not asked for: it could lead anywhere.
fn is_this_machine(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let host = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

fn path(client: &XRoadAddress, provider: &XRoadAddress) -> Result<String, ExchangeError> {
    let usable = client.is_usable() && provider.is_usable() && provider.service_code.is_some();
    if usable {
        Ok(provider.records_path())
    } else {
        Err(ExchangeError::Unsendable { code: "address" })
    }
}

fn query(keys: &[(String, String)], fields: &[String]) -> Result<String, ExchangeError> {
    // Without a key the answer would be the whole register.
    let named = |key: &str| !key.is_empty() && key != "fields";
    if keys.is_empty()
        || !keys
            .iter()
            .all(|(key, value)| named(key) && !value.is_empty())
    {
        return Err(ExchangeError::Unsendable { code: "key" });
    }
    let fields: Vec<String> = fields.iter().map(|field| percent_encoded(field)).collect();
    let mut pairs: Vec<String> = keys
        .iter()
        .map(|(key, value)| format!("{}={}", percent_encoded(key), percent_encoded(value)))
        .collect();
    pairs.push(format!("fields={}", fields.join(",")));
    Ok(pairs.join("&"))
}

fn headers(
    client: &XRoadAddress,
    id: Uuid,
    issue: &str,
    user_id: Option<&str>,
) -> Result<HeaderMap, ExchangeError> {
    let mut pairs = vec![
        ("x-road-client", client.to_string()),
        ("x-road-id", id.to_string()),
        ("x-road-issue", percent_encoded(issue)),
    ];
    if let Some(user_id) = user_id {
        pairs.push(("x-road-userid", percent_encoded(user_id)));
    }
    let mut headers = HeaderMap::new();
    for (name, value) in pairs {
        let value = HeaderValue::try_from(value)
            .map_err(|_| ExchangeError::Unsendable { code: "header" })?;
        headers.insert(name, value);
    }
    Ok(headers)
}

/// Whether the body is JSON as it stands: packed or in another alphabet it was not asked for.
fn is_json(headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    if headers.contains_key(CONTENT_ENCODING) && text(CONTENT_ENCODING) != Some("identity") {
        return false;
    }
    let mut parts = text(CONTENT_TYPE).unwrap_or_default().split(';');
    let essence = parts.next().unwrap_or_default().trim();
    let is_utf8 = |part: &str| {
        let (name, value) = part.split_once('=').unwrap_or((part, ""));
        !name.trim().eq_ignore_ascii_case("charset")
            || value.trim().trim_matches('"').eq_ignore_ascii_case("utf-8")
    };
    essence.eq_ignore_ascii_case("application/json") && parts.all(is_utf8)
}

/// An id that can go to a journal: printable, without blanks, of bounded length.
fn is_plain_id(id: &str) -> bool {
    (1..=100).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_graphic())
}

fn fault(body: &[u8]) -> ExchangeError {
    let kind = fault_kind(body);
    // Who has no right to a service, or asks for none, is told so by the other side's server; that
    // it is there all the same is no outage.
    let refusals = [".AccessDenied", ".UnknownService"];
    if kind.starts_with("Client.") || refusals.iter().any(|end| kind.ends_with(end)) {
        ExchangeError::Refused { kind }
    } else {
        ExchangeError::Fault { kind }
    }
}

/// Only the kind of failure: the client's own error text holds the address with the look-up keys.
fn unavailable(error: &reqwest::Error) -> ExchangeError {
    let code = if error.is_timeout() {
        "timeout"
    } else if error.is_connect() {
        "connect"
    } else {
        "broken"
    };
    ExchangeError::Unavailable { code }
}

impl fmt::Debug for Request<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for WriteRequest<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WriteRequest")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Written {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Written")
            .field("request_id", &self.request_id)
            .finish_non_exhaustive()
    }
}
