//! What every answer says to the browser, and which forms are taken.

use axum::extract::{Request, State};
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

/// Takes a form only from a page of this site.
pub(crate) async fn own_forms(request: Request, next: Next) -> Response {
    let reads = [Method::GET, Method::HEAD, Method::OPTIONS].contains(request.method());
    if reads || is_from_here(request.headers()) {
        next.run(request).await
    } else {
        Fault::Foreign.into_response()
    }
}

/// By Fetch Metadata; a browser without it, by `Origin`; without either, no.
fn is_from_here(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    match (text("sec-fetch-site"), text("origin"), text("host")) {
        (Some(site), _, _) => site == "same-origin",
        (None, Some(origin), Some(host)) => {
            let bare = origin
                .strip_prefix("https://")
                .or_else(|| origin.strip_prefix("http://"));
            bare == Some(host)
        }
        _ => false,
    }
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

    #[test]
    fn a_form_of_this_site_is_taken() {
        assert!(is_from_here(&with(&[("sec-fetch-site", "same-origin")])));
        let old = [
            ("origin", "http://127.0.0.1:8080"),
            ("host", "127.0.0.1:8080"),
        ];
        assert!(is_from_here(&with(&old)));
    }

    #[test]
    fn a_form_of_another_site_is_not() {
        for site in ["cross-site", "same-site", "none"] {
            assert!(!is_from_here(&with(&[("sec-fetch-site", site)])), "{site}");
        }
        let origin = ("origin", "http://127.0.0.1:8080");
        let host = ("host", "127.0.0.1:8080");
        assert!(!is_from_here(&with(&[
            ("sec-fetch-site", "cross-site"),
            origin,
            host
        ])));
        assert!(!is_from_here(&with(&[
            ("origin", "https://evil.example"),
            host
        ])));
        assert!(!is_from_here(&with(&[("origin", "null"), host])));
        assert!(!is_from_here(&with(&[host])));
    }
}
