//! The style sheet, fonts and marks, inside the program.

use std::sync::LazyLock;

use axum::body::Body;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use rust_embed::RustEmbed;

use crate::problem::Fault;
use crate::route::At;

#[derive(RustEmbed)]
#[folder = "ui/dist/"]
struct Files;

/// A number for all files together: it changes when any of them does, and stands in their
/// addresses, so that browsers may keep them for ever.
static EDITION: LazyLock<String> = LazyLock::new(|| {
    let mut edition = 0xcbf2_9ce4_8422_2325_u64;
    let mut names: Vec<_> = Files::iter().collect();
    names.sort();
    for file in names.iter().filter_map(|name| Files::get(name)) {
        for byte in file.metadata.sha256_hash() {
            edition = (edition ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    format!("{edition:016x}")
});

/// The address of an asset.
pub fn address(name: &str) -> String {
    format!("/assets/{}/{name}", *EDITION)
}

/// Serves one.
pub async fn serve(At((edition, name)): At<(String, String)>) -> Result<Response, Fault> {
    let file = Files::get(&name).ok_or(Fault::NotFound)?;
    let keep = if edition == *EDITION {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    let headers = [
        (
            header::CONTENT_TYPE,
            HeaderValue::from_static(media_type(&name)),
        ),
        (header::CACHE_CONTROL, HeaderValue::from_static(keep)),
    ];
    Ok((headers, Body::from(file.data.into_owned())).into_response())
}

fn media_type(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("css") => "text/css; charset=utf-8",
        Some("woff2") => "font/woff2",
        Some("svg") => "image/svg+xml",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn an_asset_of_this_edition_is_kept_for_ever() {
        let response = serve(At((EDITION.clone(), "app.css".to_owned())))
            .await
            .unwrap();
        let headers = response.headers();
        assert_eq!(headers[header::CONTENT_TYPE], "text/css; charset=utf-8");
        assert!(
            headers[header::CACHE_CONTROL]
                .to_str()
                .unwrap()
                .contains("immutable")
        );
    }

    #[tokio::test]
    async fn an_old_address_still_answers_but_is_not_kept() {
        let response = serve(At(("0".to_owned(), "mark.svg".to_owned())))
            .await
            .unwrap();
        assert_eq!(response.headers()[header::CACHE_CONTROL], "no-cache");
    }

    #[tokio::test]
    async fn what_is_not_there_is_not_found() {
        assert!(
            serve(At(("0".to_owned(), "../Cargo.toml".to_owned())))
                .await
                .is_err()
        );
    }

    #[test]
    fn the_first_page_with_its_fonts_stays_under_100_kb() {
        let size = |name: &str| Files::get(name).map_or(0, |file| file.data.len());
        let fonts: usize = Files::iter()
            .filter(|name| name.ends_with(".woff2"))
            .map(|name| size(&name))
            .sum();
        assert!(fonts > 20_000 && fonts < 70_000, "{fonts} bytes of fonts");
    }

    /// What the style sheet says of a selector, all its rules together.
    fn style(selector: &str) -> String {
        let css = Files::get("app.css").unwrap().data;
        let css = str::from_utf8(&css).unwrap();
        css.split('}')
            .filter_map(|rule| {
                rule.rsplit_once('{')
                    .map(|(at, says)| (at, says.to_owned()))
            })
            .filter(|(at, _)| *at == selector)
            .map(|(_, says)| says)
            .collect::<Vec<_>>()
            .join(";")
    }

    #[test]
    fn no_text_of_a_page_falls_back_to_the_browsers_font() {
        for selector in [".t-page", ".t-masthead__links li"] {
            assert!(style(selector).contains("Golos Text"), "{selector}");
        }
    }

    #[test]
    fn fields_of_a_register_run_on_in_one_line() {
        assert!(style(".t-fields li").contains("display:inline"));
        assert!(style(".t-fields li:not(:last-child)::after").contains("content:\", \""));
    }
}
