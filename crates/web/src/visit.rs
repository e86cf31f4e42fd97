//! One request: in which language, by whom, to which page.
//!
//! The layer `attend` finds this out before any handler runs, and turns faults into pages after.

use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use tutas_app::{Identity, Session};
use tutas_domain::person::PersonId;
use tutas_domain::text::Lang;

use crate::Web;
use crate::form::Sent;
use crate::i18n::T;
use crate::page::{FLASH_COOKIE, Page};
use crate::problem::Fault;
use crate::request_id::RequestId;

/// What is known of a request besides what its handler does.
#[derive(Clone)]
pub struct Visit {
    /// Words in the reader's language.
    pub t: T,
    /// Address without the language, with the query.
    pub path: String,
    /// Who is signed in.
    pub session: Option<Session>,
    pub(crate) token: Option<String>,
    /// Somebody may be signed in, and it was not looked up who.
    unasked: bool,
    is_get: bool,
    form_page: Option<String>,
    flash: Option<String>,
    /// By what the log knows this request.
    request: Option<RequestId>,
    demo_now: Option<Timestamp>,
}

/// A person who is signed in.
pub struct Who {
    /// Who.
    pub id: PersonId,
    /// The request.
    pub visit: Visit,
}

/// An officer who is signed in.
pub struct Officer {
    /// Which: `registrar-2710/1`.
    pub id: String,
    /// The request.
    pub visit: Visit,
}

/// An auditor who is signed in.
pub struct Auditor {
    /// Which: `state-corporation/audit`.
    pub id: String,
    /// The request.
    pub visit: Visit,
}

impl Visit {
    /// The frame of this request's page.
    pub fn page(&self, title: impl Into<String>) -> Page {
        Page {
            t: self.t,
            title: title.into(),
            path: self.path.clone(),
            who: self.session.clone(),
            unasked: self.unasked,
            flash: self.flash.as_ref().map(|done| self.t.m(done)),
            quiet: false,
            erroneous: false,
            back: None,
            demo_now: self.demo_now,
        }
    }

    /// An address of this site in the reader's language.
    pub fn link(&self, path: &str) -> String {
        address(self.t.lang, path)
    }

    /// By what the log knows this request.
    pub(crate) fn request(&self) -> Option<String> {
        self.request.map(|id| id.to_string())
    }

    /// The page of this site that a form was sent from.
    pub(crate) fn came_from(&self) -> Option<&str> {
        self.form_page.as_deref().filter(|_| !self.is_get)
    }

    /// The page of this site that a link was followed from, without the language; not this page
    /// itself, read in another language.
    pub(crate) fn led_from(&self) -> Option<&str> {
        let from = self.form_page.as_deref().filter(|_| self.is_get)?;
        let from = without_lang(from)?;
        let place = |path: &str| path.split('?').next().map(str::to_owned);
        (place(from) != place(&self.path)).then_some(from)
    }

    /// Where to sign in and come back: here, or for a form to the page it stands on, since what it
    /// sent cannot be shown again.
    pub(crate) fn sign_in_address(&self) -> String {
        let here = self.link(&self.path);
        let back = if self.is_get {
            Some(&here)
        } else {
            self.form_page.as_ref()
        };
        // What a form sent is lost: it would have to be kept for somebody of whom nobody knows yet
        // who it is. The page says so, rather than let it be thought sent.
        let unsent = if self.is_get { "" } else { "unsent=1&" };
        match back {
            Some(back) => format!("{}?{unsent}next={}", self.link("/sign-in"), encoded(back)),
            None => format!("{}?{unsent}next=", self.link("/sign-in")),
        }
    }
}

/// The address of a page in a language.
pub(crate) fn address(lang: Lang, path: &str) -> String {
    match path.strip_prefix('/') {
        Some("") => format!("/{lang}"),
        Some(rest) if rest.starts_with('?') => format!("/{lang}{rest}"),
        _ => format!("/{lang}{path}"),
    }
}

/// An address of this site without its language.
pub(crate) fn without_lang(address: &str) -> Option<&str> {
    let named = address.strip_prefix('/')?;
    Some(&named[named.find(['/', '?']).unwrap_or(named.len())..])
}

/// Whether an address that a form brought back leads to a page of this site.
pub(crate) fn is_ours(address: &str) -> bool {
    let named = address
        .strip_prefix('/')
        .and_then(|rest| rest.split(['/', '?']).next());
    named.is_some_and(|tag| tag.parse::<Lang>().is_ok())
        && !address.contains("//")
        && address.chars().all(|c| c.is_ascii_graphic() && c != '\\')
}

/// Finds out language and person; dresses what comes back.
pub(crate) async fn attend(State(web): State<Web>, mut request: Request, next: Next) -> Response {
    let mut visit = stranger(&web, request.method(), request.uri(), request.headers());
    visit.request = request.extensions().get().copied();
    let sent = request.extensions_mut().remove::<Sent>();
    let token = cookie(request.headers(), web.sign_in_cookie()).map(str::to_owned);
    // Who it is does not matter where everybody is told what is the matter, and looking it up may
    // be just what takes for ever.
    if let Some(token) = token.filter(|_| !is_open_to_all(request.uri())) {
        match web.app.session(&token) {
            Ok(session) => (visit.session, visit.unasked) = (session, false),
            Err(error) => return dressed(Fault::from(error).into_response(), &visit, sent).await,
        }
        visit.token = Some(token);
    }
    request.extensions_mut().insert(visit.clone());
    dressed(next.run(request).await, &visit, sent).await
}

/// The page for somebody of whom nothing was looked up, not even who it is.
pub(crate) async fn turned_away(
    web: &Web,
    request: &Parts,
    sent: Option<Sent>,
    fault: Fault,
) -> Response {
    let mut visit = stranger(web, &request.method, &request.uri, &request.headers);
    visit.request = request.extensions.get().copied();
    dressed(fault.into_response(), &visit, sent).await
}

/// Whether a page is shown however many come, and whatever does not work.
pub(crate) fn is_open_to_all(uri: &Uri) -> bool {
    let lang = uri.path().strip_suffix("/status");
    lang.is_some_and(|lang| lang.trim_start_matches('/').parse::<Lang>().is_ok())
}

/// What a request says of itself.
fn stranger(web: &Web, method: &Method, uri: &Uri, headers: &HeaderMap) -> Visit {
    let (lang, path) = split(uri, headers);
    let t = web.words(lang);
    Visit {
        t,
        path,
        session: None,
        token: None,
        unasked: cookie(headers, web.sign_in_cookie()).is_some(),
        is_get: [Method::GET, Method::HEAD].contains(method),
        form_page: form_page(headers),
        flash: cookie(headers, FLASH_COOKIE)
            .filter(|done| done.starts_with("done-") && t.has(done))
            .map(str::to_owned),
        request: None,
        demo_now: web.app.demo().map(|_| web.app.now()),
    }
}

/// Turns a fault into its page, with what was `sent` if it may be sent again, and says who may keep
/// what comes back.
async fn dressed(mut response: Response, visit: &Visit, sent: Option<Sent>) -> Response {
    if response.status() == StatusCode::METHOD_NOT_ALLOWED {
        response.extensions_mut().insert(Fault::NotFound);
    }
    if let Some(fault) = response.extensions_mut().remove::<Fault>() {
        let sent = match sent.filter(|_| fault.come_again_after().is_some()) {
            Some(sent) => sent.fields().await,
            None => None,
        };
        response = fault
            .page(visit, sent)
            .unwrap_or_else(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response());
    }
    let is_page = response.status() != StatusCode::SEE_OTHER;
    let headers = response.headers_mut();
    if is_page && visit.flash.is_some() {
        headers.append(
            header::SET_COOKIE,
            HeaderValue::from_static("done=; Path=/; Max-Age=0"),
        );
    }
    let keep = if visit.session.is_some() {
        "no-store"
    } else {
        "no-cache"
    };
    headers
        .entry(header::CACHE_CONTROL)
        .or_insert(HeaderValue::from_static(keep));
    response
}

/// The language an address names, or else the one the browser asks for, and the rest of it.
fn split(uri: &Uri, headers: &HeaderMap) -> (Lang, String) {
    let path = uri.path();
    let (tag, rest) = path.strip_prefix('/').map_or(("", path), |bare| {
        bare.split_once('/').unwrap_or((bare, ""))
    });
    let Ok(lang) = tag.parse::<Lang>() else {
        return (negotiated(headers), "/".to_owned());
    };
    let query = uri
        .query()
        .map(|query| format!("?{query}"))
        .unwrap_or_default();
    (lang, format!("/{rest}{query}"))
}

/// The best of our languages for `Accept-Language`; Kazakh if none fits.
pub(crate) fn negotiated(headers: &HeaderMap) -> Lang {
    let wanted = headers
        .get(header::ACCEPT_LANGUAGE)
        .and_then(|value| value.to_str().ok());
    let mut best = (0.0, Lang::Kk);
    for part in wanted.unwrap_or_default().split(',').take(20) {
        let (tag, quality) = part.split_once(";q=").unwrap_or((part, "1"));
        let tag = tag.trim().to_ascii_lowercase();
        let quality: f32 = quality.trim().parse().unwrap_or(0.0);
        let lang = tag
            .split('-')
            .next()
            .and_then(|tag| tag.parse::<Lang>().ok());
        if let Some(lang) = lang.filter(|_| quality > best.0) {
            best = (quality, lang);
        }
    }
    best.1
}

/// The value of a cookie.
pub(crate) fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, value)| *key == name && !value.is_empty())
        .map(|(_, value)| value)
}

/// The page of this site that a request comes from.
fn form_page(headers: &HeaderMap) -> Option<String> {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let (_, rest) = text(header::REFERER)?.split_once("://")?;
    let path = rest.strip_prefix(text(header::HOST)?)?;
    is_ours(path).then(|| path.to_owned())
}

/// Percent-encodes a value of a query.
pub(crate) fn encoded(value: &str) -> String {
    use std::fmt::Write as _;
    let mut shown = String::new();
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            shown.push(char::from(byte));
        } else {
            // Writing to a String does not fail.
            let _ = write!(shown, "%{byte:02X}");
        }
    }
    shown
}

impl<S: Send + Sync> FromRequestParts<S> for Visit {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Fault> {
        parts
            .extensions
            .get::<Self>()
            .cloned()
            .ok_or(Fault::Internal("no-visit"))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Who {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Fault> {
        let visit = Visit::from_request_parts(parts, state).await?;
        match visit.session.as_ref().map(|session| &session.identity) {
            Some(Identity::Person(id)) => Ok(Self {
                id: id.clone(),
                visit,
            }),
            Some(Identity::Officer(_) | Identity::Auditor(_)) => {
                Err(Fault::NotAllowed("for-persons"))
            }
            None => Err(Fault::SignIn),
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Officer {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Fault> {
        let visit = Visit::from_request_parts(parts, state).await?;
        match visit.session.as_ref().map(|session| &session.identity) {
            Some(Identity::Officer(id)) => Ok(Self {
                id: id.clone(),
                visit,
            }),
            Some(Identity::Person(_) | Identity::Auditor(_)) => {
                Err(Fault::NotAllowed("for-officers"))
            }
            None => Err(Fault::SignIn),
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Auditor {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Fault> {
        let visit = Visit::from_request_parts(parts, state).await?;
        match visit.session.as_ref().map(|session| &session.identity) {
            Some(Identity::Auditor(id)) => Ok(Self {
                id: id.clone(),
                visit,
            }),
            Some(_) => Err(Fault::NotAllowed("for-auditors")),
            None => Err(Fault::SignIn),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accepting(value: &'static str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT_LANGUAGE, HeaderValue::from_static(value));
        headers
    }

    #[test]
    fn the_language_of_the_browser_is_taken_and_else_kazakh() {
        assert_eq!(negotiated(&accepting("de, ru;q=0.8, en;q=0.9")), Lang::En);
        assert_eq!(negotiated(&accepting("ru-RU,ru;q=0.9,en;q=0.8")), Lang::Ru);
        assert_eq!(negotiated(&accepting("de, fr;q=0.5")), Lang::Kk);
        assert_eq!(negotiated(&HeaderMap::new()), Lang::Kk);
    }

    #[test]
    fn the_switch_keeps_path_and_query() {
        let uri: Uri = "/ru/access?before=7".parse().unwrap();
        let (lang, path) = split(&uri, &HeaderMap::new());
        assert_eq!((lang, path.as_str()), (Lang::Ru, "/access?before=7"));
        assert_eq!(address(Lang::Kk, &path), "/kk/access?before=7");
        assert_eq!(split(&"/en".parse().unwrap(), &HeaderMap::new()).1, "/");
        assert_eq!(address(Lang::En, "/"), "/en");
        assert_eq!(address(Lang::En, "/?a=1"), "/en?a=1");
    }

    #[test]
    fn only_addresses_of_this_site_are_returned_to() {
        assert!(is_ours("/kk/cabinet?page=2") && is_ours("/en"));
        for address in [
            "",
            "/",
            "//evil.example",
            "/kk//evil",
            "https://evil.example",
            "/xx/a",
        ] {
            assert!(!is_ours(address), "{address}");
        }
        assert!(!is_ours("/kk/\\evil") && !is_ours("/kk/a\nb") && !is_ours("/kkk/a"));
    }

    #[test]
    fn a_cookie_is_found_among_others() {
        let mut headers = HeaderMap::new();
        headers.insert(
            header::COOKIE,
            HeaderValue::from_static("a=1; sid=abc; sidx=2"),
        );
        assert_eq!(cookie(&headers, "sid"), Some("abc"));
        assert_eq!(cookie(&headers, "si"), None);
    }

    #[test]
    fn whoever_sent_a_form_comes_back_to_the_page_it_stands_on() {
        let mut headers = HeaderMap::new();
        headers.insert(header::HOST, HeaderValue::from_static("127.0.0.1:8080"));
        assert_eq!(form_page(&headers), None);
        let page = "http://127.0.0.1:8080/kk/life-events/birth";
        headers.insert(header::REFERER, HeaderValue::from_static(page));
        assert_eq!(
            form_page(&headers).as_deref(),
            Some("/kk/life-events/birth")
        );
        let foreign = HeaderValue::from_static("http://evil.example/kk/cabinet");
        headers.insert(header::REFERER, foreign);
        assert_eq!(form_page(&headers), None);
    }

    #[test]
    fn whoever_sent_a_form_after_the_session_ended_is_told_that_it_was_not_sent() {
        let visit = |is_get| Visit {
            t: crate::i18n::tests::words(Lang::Kk),
            path: "/cases/1/complain".to_owned(),
            session: None,
            token: None,
            unasked: false,
            is_get,
            form_page: Some("/kk/cases/1/complain".to_owned()),
            flash: None,
            request: None,
            demo_now: None,
        };
        let next = "next=/kk/cases/1/complain";
        let asked = visit(true).sign_in_address();
        assert_eq!(asked, format!("/kk/sign-in?{next}"));
        let sent = visit(false).sign_in_address();
        assert_eq!(sent, format!("/kk/sign-in?unsent=1&{next}"));
    }

    #[test]
    fn an_address_fits_into_a_query() {
        assert_eq!(encoded("/kk/a?b=c&d"), "/kk/a%3Fb%3Dc%26d");
    }
}
