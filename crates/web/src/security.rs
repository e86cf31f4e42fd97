//! What every answer says to the browser, and which forms are taken.

use axum::extract::{Request, State};
use axum::http::uri::Authority;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::Web;
use crate::problem::Fault;

/// No script at all; styles, fonts and marks from here; nobody frames us.
const CONTENT_POLICY: &str = "default-src 'none'; style-src 'self'; font-src 'self'; \
    img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Headers of every answer. `Referrer-Policy` is `same-origin` and not `no-referrer`, since with
/// the latter browsers send `Origin: null` with our own forms, and the check below falls back on
/// that header.
const HEADERS: [(HeaderName, &str); 8] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "same-origin"),
    (header::X_FRAME_OPTIONS, "deny"),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("cross-origin-embedder-policy"),
        "require-corp",
    ),
    (
        HeaderName::from_static("x-permitted-cross-domain-policies"),
        "none",
    ),
    (
        HeaderName::from_static("permissions-policy"),
        "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), hid=(), \
         magnetometer=(), microphone=(), midi=(), payment=(), serial=(), usb=()",
    ),
];

/// Sets the headers that a handler has not set itself.
pub(crate) async fn headers(State(web): State<Web>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let https = web.is_https();
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers
            .entry(name)
            .or_insert(HeaderValue::from_static(value));
    }
    let policy = if https {
        format!("{CONTENT_POLICY}; upgrade-insecure-requests")
    } else {
        CONTENT_POLICY.to_owned()
    };
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        headers
            .entry(header::CONTENT_SECURITY_POLICY)
            .or_insert(policy);
    }
    if https {
        let always = HeaderValue::from_static("max-age=63072000; includeSubDomains");
        headers
            .entry(header::STRICT_TRANSPORT_SECURITY)
            .or_insert(always);
    }
    response
}

/// Answers only to the names of this site. By plain http that is the loopback: a name of somebody
/// else that was made to lead here (DNS rebinding) gets nothing.
pub(crate) async fn own_name(State(web): State<Web>, request: Request, next: Next) -> Response {
    if web.is_https() || is_loopback(request.headers()) {
        next.run(request).await
    } else {
        Fault::Misdirected.into_response()
    }
}

/// Takes a form only from a page of this site.
pub(crate) async fn own_forms(State(web): State<Web>, request: Request, next: Next) -> Response {
    let reads = [Method::GET, Method::HEAD, Method::OPTIONS].contains(request.method());
    if reads || is_from_here(request.headers(), web.is_https()) {
        next.run(request).await
    } else {
        Fault::Foreign.into_response()
    }
}

/// Whether a request for a page is an act of the person who is signed in: a link of this site
/// followed, or the address typed. What a program fetches ahead or a page elsewhere leads to is
/// not; nor is it known of a request that says nothing about itself.
pub(crate) fn is_own_act(method: &Method, headers: &HeaderMap, https: bool) -> bool {
    let ahead = ["sec-purpose", "purpose", "x-moz"]
        .into_iter()
        .filter_map(|name| text(headers, name))
        .any(|purpose| purpose.contains("prefetch") || purpose.contains("preview"));
    if method != Method::GET || ahead {
        return false;
    }
    match text(headers, "sec-fetch-site") {
        Some("same-origin") => true,
        Some("none") => {
            text(headers, "sec-fetch-mode") == Some("navigate")
                && text(headers, "sec-fetch-user") == Some("?1")
        }
        Some(_) => false,
        None => text(headers, "referer")
            .and_then(|page| after_origin(page, headers, https))
            .is_some_and(|path| path.starts_with('/')),
    }
}

/// Whether a form was sent from a page of this site: by Fetch Metadata; a browser without it, by
/// `Origin`; without either, no.
pub(crate) fn is_from_here(headers: &HeaderMap, https: bool) -> bool {
    match (text(headers, "sec-fetch-site"), text(headers, "origin")) {
        (Some(site), _) => site == "same-origin",
        (None, Some(origin)) => after_origin(origin, headers, https) == Some(""),
        (None, None) => false,
    }
}

/// What follows this site's own scheme and host in an address.
fn after_origin<'a>(address: &'a str, headers: &HeaderMap, https: bool) -> Option<&'a str> {
    let scheme = if https { "https://" } else { "http://" };
    address
        .strip_prefix(scheme)?
        .strip_prefix(text(headers, "host")?)
}

fn is_loopback(headers: &HeaderMap) -> bool {
    let host = text(headers, "host").and_then(|host| host.parse::<Authority>().ok());
    host.is_some_and(|host| {
        ["127.0.0.1", "[::1]", "localhost"]
            .iter()
            .any(|name| host.host().eq_ignore_ascii_case(name))
    })
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| {
                (
                    HeaderName::from_static(name),
                    HeaderValue::from_static(value),
                )
            })
            .collect()
    }

    const HOST: (&str, &str) = ("host", "127.0.0.1:8080");

    #[test]
    fn a_form_of_this_site_is_taken() {
        let by_browser = with(&[("sec-fetch-site", "same-origin")]);
        assert!(is_from_here(&by_browser, false));
        let old = with(&[("origin", "http://127.0.0.1:8080"), HOST]);
        assert!(is_from_here(&old, false));
        let secure = with(&[("origin", "https://127.0.0.1:8080"), HOST]);
        assert!(is_from_here(&secure, true));
    }

    #[test]
    fn a_form_of_another_site_is_not() {
        for site in ["cross-site", "same-site", "none"] {
            let foreign = with(&[("sec-fetch-site", site)]);
            assert!(!is_from_here(&foreign, false), "{site}");
        }
        let origin = ("origin", "http://127.0.0.1:8080");
        let contradiction = with(&[("sec-fetch-site", "cross-site"), origin, HOST]);
        assert!(!is_from_here(&contradiction, false));
        let others = [
            "https://evil.example",
            "null",
            "http://127.0.0.1:80801",
            "127.0.0.1:8080",
        ];
        for other in others {
            let foreign = with(&[("origin", other), HOST]);
            assert!(!is_from_here(&foreign, false), "{other}");
        }
        assert!(!is_from_here(&with(&[HOST]), false));
    }

    #[test]
    fn a_form_of_this_host_by_the_other_scheme_is_not_taken() {
        let plain = with(&[("origin", "http://127.0.0.1:8080"), HOST]);
        assert!(!is_from_here(&plain, true));
        let secure = with(&[("origin", "https://127.0.0.1:8080"), HOST]);
        assert!(!is_from_here(&secure, false));
    }

    #[test]
    fn by_plain_http_only_names_of_the_loopback_are_answered_to() {
        for own in [
            "127.0.0.1:8080",
            "127.0.0.1",
            "localhost:1",
            "LocalHost",
            "[::1]:8080",
            "[::1]",
        ] {
            assert!(is_loopback(&with(&[("host", own)])), "{own}");
        }
        for other in [
            "evil.example:8080",
            "127.0.0.1.evil.example",
            "localhost.evil.example",
            "",
            "10.0.0.1",
        ] {
            assert!(!is_loopback(&with(&[("host", other)])), "{other}");
        }
        assert!(!is_loopback(&HeaderMap::new()));
    }

    const TYPED: [(&str, &str); 3] = [
        ("sec-fetch-site", "none"),
        ("sec-fetch-mode", "navigate"),
        ("sec-fetch-user", "?1"),
    ];

    #[test]
    fn following_a_link_of_this_site_and_typing_the_address_are_acts_of_the_person() {
        let followed = with(&[("sec-fetch-site", "same-origin")]);
        assert!(is_own_act(&Method::GET, &followed, false));
        assert!(is_own_act(&Method::GET, &with(&TYPED), false));
        let old = with(&[("referer", "http://127.0.0.1:8080/kk/cabinet"), HOST]);
        assert!(is_own_act(&Method::GET, &old, false));
    }

    #[test]
    fn fetching_ahead_or_being_led_here_is_no_act_of_the_person() {
        let get = Method::GET;
        for site in ["cross-site", "same-site"] {
            let led = with(&[("sec-fetch-site", site), TYPED[1], TYPED[2]]);
            assert!(!is_own_act(&get, &led, false), "{site}");
        }
        for purpose in ["prefetch", "prefetch;prerender"] {
            let ahead = with(&[("sec-fetch-site", "same-origin"), ("sec-purpose", purpose)]);
            assert!(!is_own_act(&get, &ahead, false), "{purpose}");
        }
        assert!(!is_own_act(&get, &with(&TYPED[..2]), false));
        assert!(!is_own_act(&get, &with(&[HOST]), false));
        for page in [
            "http://evil.example/",
            "http://127.0.0.1:80801/kk",
            "https://127.0.0.1:8080/kk",
        ] {
            let led = with(&[("referer", page), HOST]);
            assert!(!is_own_act(&get, &led, false), "{page}");
        }
        let followed = with(&[("sec-fetch-site", "same-origin")]);
        assert!(!is_own_act(&Method::HEAD, &followed, false));
    }
}
