//! The number of a request: on its answer, in the lines that the log has of it, and on the page when
//! something goes wrong, so that whoever is told it on the telephone finds what happened.
//!
//! It is made here for each request. What a request says it is called counts for nothing: it could
//! be made to look like another's, or hold what belongs in no log.

use std::fmt;

use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use tracing::Instrument as _;
use uuid::Uuid;

use crate::Web;

/// The header of every answer.
const HEADER: HeaderName = HeaderName::from_static("x-request-id");

/// Digits and letters that nobody takes for one another, also when they are read aloud (Crockford's
/// base 32).
const SIGNS: [u8; 32] = *b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Of an id: bits of its time, in milliseconds (enough until the year 3084), and drawn by lot.
const TIME_BITS: u32 = 45;
const LOT_BITS: u32 = 35;

/// How many signs, and after how many a hyphen stands.
const LENGTH: u32 = (TIME_BITS + LOT_BITS) / 5;
const GROUP: u32 = 4;

/// The number of a request: sixteen signs in groups of four, the later the larger. It says when the
/// request came, and nothing of who sent it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct RequestId(u128);

impl RequestId {
    /// The shorter form of a time-ordered id (RFC 9562, version 7).
    fn of(id: Uuid) -> Self {
        let bits = id.as_u128();
        let time = (bits >> 80) & ((1 << TIME_BITS) - 1);
        let lot = bits & ((1 << LOT_BITS) - 1);
        Self(time << LOT_BITS | lot)
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for place in 0..LENGTH {
            if place > 0 && place % GROUP == 0 {
                f.write_str("-")?;
            }
            let five = self.0 >> (5 * (LENGTH - 1 - place)) & 31;
            let sign = usize::try_from(five).ok().and_then(|five| SIGNS.get(five));
            write!(f, "{}", char::from(sign.copied().unwrap_or(b'0')))?;
        }
        Ok(())
    }
}

/// Numbers a request. All that the log has of it bears the number, whatever level it writes.
pub(crate) async fn number(State(web): State<Web>, mut request: Request, next: Next) -> Response {
    let id = RequestId::of(web.app.fresh_id());
    request.extensions_mut().insert(id);
    let span = tracing::error_span!("request", id = %id);
    let mut response = next.run(request).instrument(span).await;
    if let Ok(id) = HeaderValue::from_str(&id.to_string()) {
        response.headers_mut().insert(HEADER, id);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(ms: u64, lot: u8) -> String {
        let id = uuid::Builder::from_unix_timestamp_millis(ms, &[lot; 10]).into_uuid();
        RequestId::of(id).to_string()
    }

    #[test]
    fn a_number_can_be_read_aloud() {
        let number = id(1_795_000_000_000, 0xa7);
        assert_eq!(number.len(), 19);
        let groups: Vec<_> = number.split('-').collect();
        assert_eq!(groups.len(), 4);
        for group in groups {
            assert_eq!(group.len(), 4, "{number}");
            assert!(group.bytes().all(|sign| SIGNS.contains(&sign)), "{number}");
        }
    }

    #[test]
    fn who_came_later_has_the_larger_number_and_two_of_one_instant_have_two() {
        let times = [
            0,
            1,
            31,
            32,
            1_795_000_000_000,
            1_795_000_000_001,
            (1 << 45) - 1,
        ];
        let numbers = times.map(|ms| id(ms, 0x5a));
        assert!(numbers.is_sorted(), "{numbers:?}");
        assert_ne!(id(7, 1), id(7, 2));
    }
}
