//! Files that people sent: given only as a download, never shown as a page of this site.

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::IntoResponse;
use tutas_app::Identity;
use uuid::Uuid;

use crate::Web;
use crate::page::Answer;
use crate::problem::Fault;
use crate::route::{At, Policy, Rooms};
use crate::visit::{Officer, Who};

/// The routes of this room.
pub(crate) fn rooms() -> Rooms {
    Rooms::new()
        .get(Policy::Person, "/uploads/{case}/{id}", own)
        .get(Policy::Officer, "/desk/uploads/{case}/{id}", desk)
}

async fn own(State(web): State<Web>, who: Who, At(at): At<(Uuid, Uuid)>) -> Answer {
    give(&web, &Identity::Person(who.id), at).await
}

async fn desk(State(web): State<Web>, officer: Officer, At(at): At<(Uuid, Uuid)>) -> Answer {
    give(&web, &Identity::Officer(officer.id), at).await
}

async fn give(web: &Web, whom: &Identity, (case, id): (Uuid, Uuid)) -> Answer {
    let (kind, name, bytes) = web.app.upload(whom, case, id).await?;
    let headers = [
        (header::CONTENT_TYPE, header_value(&kind)?),
        (
            header::CONTENT_DISPOSITION,
            header_value(&disposition(&name))?,
        ),
        (
            header::CONTENT_SECURITY_POLICY,
            HeaderValue::from_static("default-src 'none'; sandbox"),
        ),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    Ok((headers, Body::from(bytes)).into_response())
}

/// As an attachment under its own name (RFC 6266, with the name as RFC 8187 writes it).
fn disposition(name: &str) -> String {
    use std::fmt::Write as _;
    let mut shown = String::from("attachment; filename=\"file\"; filename*=UTF-8''");
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            shown.push(char::from(byte));
        } else {
            // Writing to a String does not fail.
            let _ = write!(shown, "%{byte:02X}");
        }
    }
    shown
}

fn header_value(text: &str) -> Result<HeaderValue, Fault> {
    HeaderValue::from_str(text).map_err(|_| Fault::Internal("header"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_end_the_header_it_stands_in() {
        let shown = disposition("анықтама\"; x=\r\n.pdf");
        assert!(shown.is_ascii());
        assert!(shown.ends_with("%22%3B%20x%3D%0D%0A.pdf"));
        assert_eq!(shown.matches('"').count(), 2);
    }
}
