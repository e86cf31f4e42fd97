//! The pages of Tutas: what people and officers see.
//!
//! Server-rendered, without script. One folder a room, its templates beside its code; its words in
//! `locales/`. Handlers only parse, call [`tutas_app::App`] and render. To add a room: write its
//! handlers, hand its routes out as [`route::Rooms`], each with a [`route::Policy`], and add them
//! in [`router`].
#![forbid(unsafe_code)]

pub mod assets;
pub mod form;
pub mod i18n;
pub mod page;
pub mod problem;
pub mod route;
mod security;
mod traffic;
pub mod visit;

mod access;
mod application;
mod apply;
mod cabinet;
mod case;
mod demo;
mod desk;
mod document;
mod file;
mod home;
mod letter;
mod review;
mod services;
mod sign_in;
mod slip;
mod statement;
mod uploads;

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Router;
use axum::http::HeaderMap;
use axum::middleware::from_fn_with_state;
use axum::response::IntoResponse;
use axum::routing::get;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use thiserror::Error;
use tower_http::compression::CompressionLayer;
use tutas_app::App;
use tutas_domain::text::Lang;

pub use crate::letter::{segments, short_message};
pub use crate::traffic::USUAL_LIMIT;

use crate::i18n::T;
use crate::page::Answer;
use crate::problem::Fault;
use crate::route::{Rooms, RouteError};
use crate::traffic::Traffic;

/// The state every handler gets.
#[derive(Clone)]
pub struct Web {
    /// The use cases.
    pub app: App,
    country: &'static i18n::Country,
    https: bool,
    traffic: Arc<Traffic>,
}

/// Why the pages cannot be served.
#[derive(Debug, Error)]
pub enum WebError {
    /// The catalog names a time zone that does not exist.
    #[error("the catalog's time zone is unknown: {0}")]
    Zone(#[from] jiff::Error),
    /// Routes do not fit together.
    #[error(transparent)]
    Routes(#[from] RouteError),
}

impl Web {
    /// The pages of `app`. `https` says whether browsers reach them by https.
    pub fn new(app: App, https: bool) -> Result<Self, WebError> {
        let country = &app.catalog().country;
        let zone = TimeZone::get(&country.time_zone)?;
        let sign = country.currency_sign.clone();
        // Once for the life of the program, so that words can be copied into every page.
        let there = |zone: &TimeZone| i18n::Country {
            zone: zone.clone(),
            sign: sign.clone(),
            elsewhere: BTreeMap::new(),
        };
        let zones = app.catalog().other_zones();
        let country = i18n::Country {
            elsewhere: zones
                .map(|(name, zone)| (name.to_owned(), there(zone)))
                .collect(),
            ..there(&zone)
        };
        let country = Box::leak(Box::new(country));
        Ok(Self {
            app,
            country,
            https,
            traffic: Arc::new(Traffic::new(USUAL_LIMIT)),
        })
    }

    /// The same for so many requests at a time; who comes beyond that is asked to come again.
    #[must_use]
    pub fn at_most(self, inflight: usize) -> Self {
        Self {
            traffic: Arc::new(Traffic::new(inflight)),
            ..self
        }
    }

    /// The words of a language.
    pub fn words(&self, lang: Lang) -> T {
        T::new(lang, self.country)
    }

    /// Today in the country.
    pub fn today(&self) -> Date {
        self.app.now().to_zoned(self.country.zone.clone()).date()
    }

    pub(crate) fn is_https(&self) -> bool {
        self.https
    }

    /// The name of the session's cookie. The prefix makes a browser insist on https, this host and
    /// the whole site; it cannot be used where the pages are served by plain http on the loopback.
    pub(crate) fn sign_in_cookie(&self) -> &'static str {
        if self.https { "__Host-sid" } else { "sid" }
    }
}

/// All routes, with everything around them.
pub fn router(web: &Web) -> Result<Router, WebError> {
    let rooms = rooms().checked()?;
    let mut site = Router::new().route("/", get(choose_language));
    for lang in Lang::ALL {
        let home = format!("/{lang}");
        site = site.nest(&home, rooms.clone()).route(
            &format!("{home}/"),
            get(move || async move { page::see(&home) }),
        );
    }
    Ok(site
        .fallback(async || Fault::NotFound)
        .layer(from_fn_with_state(web.clone(), security::own_forms))
        .layer(from_fn_with_state(web.clone(), security::own_name))
        .layer(from_fn_with_state(web.clone(), visit::attend))
        .layer(from_fn_with_state(web.clone(), traffic::admit))
        // What needs neither language nor person, and is answered however many come.
        .route("/assets/{edition}/{*name}", get(assets::serve))
        .route("/healthz", get(async || "ok\n"))
        .route("/readyz", get(traffic::readyz))
        .route("/metrics", get(traffic::metrics))
        .layer(CompressionLayer::new().gzip(true).br(true))
        .layer(from_fn_with_state(web.clone(), security::headers))
        .with_state(web.clone()))
}

fn rooms() -> Rooms {
    Rooms::new()
        .and(home::rooms())
        .and(services::rooms())
        .and(sign_in::rooms())
        .and(apply::rooms())
        .and(demo::rooms())
        .and(cabinet::rooms())
        .and(application::rooms())
        .and(slip::rooms())
        .and(case::rooms())
        .and(review::rooms())
        .and(letter::rooms())
        .and(file::rooms())
        .and(document::rooms())
        .and(statement::rooms())
        .and(access::rooms())
        .and(uploads::rooms())
        .and(desk::rooms())
}

async fn choose_language(headers: HeaderMap) -> Answer {
    let mut response = page::see(&format!("/{}", visit::negotiated(&headers)))?;
    response.headers_mut().insert(
        axum::http::header::VARY,
        axum::http::HeaderValue::from_static("accept-language"),
    );
    Ok(response.into_response())
}

#[cfg(test)]
mod tests;
