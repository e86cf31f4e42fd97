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
mod request_id;
pub mod route;
mod security;
mod server;
mod traffic;
pub mod visit;

mod access;
mod agreement;
mod application;
mod apply;
mod audit;
mod cabinet;
mod case;
mod demo;
mod desk;
mod document;
mod file;
mod home;
mod letter;
mod registers;
mod review;
mod services;
mod sign_in;
mod slip;
mod statement;
mod status;
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
use tokio::runtime::Handle;
use tower_http::CompressionLevel;
use tower_http::compression::CompressionLayer;
use tutas_app::App;
use tutas_domain::text::Lang;

pub use crate::letter::{segments, short_message, told};
pub use crate::server::{USUAL_CONNECTIONS, serve};
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
    register: services::register::Written,
    /// Where pages are made, if not where they are asked for.
    workers: Option<Handle>,
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
            register: services::register::Written::default(),
            workers: None,
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

    /// The same, whose pages are made by the threads of this runtime: those of the door are free
    /// to turn away who does not fit.
    #[must_use]
    pub fn made_by(self, workers: Handle) -> Self {
        Self {
            workers: Some(workers),
            ..self
        }
    }

    /// Looks from time to time what works, for ever, so that it is known since when something does
    /// not.
    pub async fn keep_watch(self) {
        traffic::keep_watch(self).await;
    }

    /// The words of a language.
    pub fn words(&self, lang: Lang) -> T {
        T::new(lang, self.country)
    }

    /// Today in the country.
    pub fn today(&self) -> Date {
        self.app.now().to_zoned(self.country.zone.clone()).date()
    }

    /// The threads that make pages, and all that may wait for the database.
    pub(crate) fn workers(&self) -> Handle {
        self.workers.clone().unwrap_or_else(Handle::current)
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
        // Each page is packed once, for one reader: what is quickest is soon enough small.
        .layer(packed().quality(CompressionLevel::Fastest))
        .layer(from_fn_with_state(web.clone(), traffic::admit))
        .layer(from_fn_with_state(web.clone(), traffic::measure))
        // What needs neither language nor person, and is answered however many come.
        .route(
            "/assets/{edition}/{*name}",
            get(assets::serve).layer(packed()),
        )
        .route(
            tutas_catalog::cpsv::PLACE,
            get(services::register::jsonld).layer(packed()),
        )
        .route("/healthz", get(async || "ok\n"))
        .route("/readyz", get(traffic::readyz))
        .route("/metrics", get(traffic::metrics))
        .layer(from_fn_with_state(web.clone(), security::headers))
        .layer(from_fn_with_state(web.clone(), request_id::number))
        .with_state(web.clone()))
}

/// Answers as small as the browser takes them.
fn packed() -> CompressionLayer {
    CompressionLayer::new().gzip(true).br(true)
}

fn rooms() -> Rooms {
    Rooms::new()
        .and(home::rooms())
        .and(services::rooms())
        .and(registers::rooms())
        .and(status::rooms())
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
        .and(agreement::rooms())
        .and(uploads::rooms())
        .and(desk::rooms())
        .and(audit::rooms())
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
mod crowd;
#[cfg(test)]
mod tests;
