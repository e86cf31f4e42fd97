//! The request hash, by which an answer proves which request it answers.
//!
//! X-Road returns `X-Road-Request-Hash` = base64(SHA512(SHA512(headers) + SHA512(body))), and
//! base64(SHA512(headers)) without a body. What *headers* are, byte by byte, is settled between
//! the security servers, which a client does not see. This program and its demo registers use the
//! canonical form of [`request_hash`]. Before a real security server, say
//! [`HashCheck::Presence`](crate::HashCheck::Presence): the hash is then only required and kept.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha512};

/// The headers that enter the hash, in this order, if present.
pub const HASHED_HEADERS: [&str; 4] = [
    "x-road-client",
    "x-road-id",
    "x-road-issue",
    "x-road-userid",
];

/// The hash of a request: its canonical *headers* are the request line
/// `METHOD SP target CR LF` and, for each of [`HASHED_HEADERS`] that `header` finds,
/// `name ":" value CR LF`.
pub fn request_hash<'a>(
    method: &str,
    target: &str,
    header: impl Fn(&str) -> Option<&'a str>,
    body: Option<&[u8]>,
) -> String {
    let mut headers = Sha512::new();
    headers.update(format!("{method} {target}\r\n"));
    for name in HASHED_HEADERS {
        if let Some(value) = header(name) {
            headers.update(format!("{name}:{value}\r\n"));
        }
    }
    let headers = headers.finalize();
    match body {
        None => STANDARD.encode(headers),
        Some(body) => {
            let both = Sha512::new()
                .chain_update(headers)
                .chain_update(Sha512::digest(body));
            STANDARD.encode(both.finalize())
        }
    }
}

/// Whether `text` can be such a hash at all: base64 of 64 bytes.
pub(crate) fn is_hash(text: &str) -> bool {
    STANDARD.decode(text).is_ok_and(|bytes| bytes.len() == 64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn target_headers_and_body_all_enter_the_hash() {
        let client = |name: &str| (name == "x-road-client").then_some("KZ/GOV/a/b");
        let plain = request_hash("GET", "/r1/x?iin=1", client, None);
        assert!(is_hash(&plain));
        assert_ne!(plain, request_hash("GET", "/r1/x?iin=2", client, None));
        assert_ne!(plain, request_hash("POST", "/r1/x?iin=1", client, None));
        assert_ne!(plain, request_hash("GET", "/r1/x?iin=1", |_| None, None));
        assert_ne!(plain, request_hash("GET", "/r1/x?iin=1", client, Some(b"")));
        assert!(!is_hash("c2hvcnQ="));
    }
}
