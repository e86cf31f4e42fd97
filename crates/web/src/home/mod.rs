//! The first page, and what the site says of itself.

use askama::Template;
use axum::extract::State;
use tutas_catalog::{LifeEvent, Service};

use crate::Web;
use crate::page::{Answer, Page, render};
use crate::route::{Policy, Rooms};
use crate::services;
use crate::visit::Visit;

/// The routes of this room.
pub(crate) fn rooms() -> Rooms {
    Rooms::new()
        .get(Policy::Public, "/", home)
        .get(Policy::Public, "/accessibility", accessibility)
        .get(Policy::Public, "/privacy", privacy)
}

#[derive(Template)]
#[template(path = "home/home.html")]
struct HomePage<'a> {
    page: Page,
    life_events: Vec<&'a LifeEvent>,
    services: Vec<&'a Service>,
}

#[derive(Template)]
#[template(path = "home/accessibility.html")]
struct AccessibilityPage {
    page: Page,
}

#[derive(Template)]
#[template(path = "home/privacy.html")]
struct PrivacyPage {
    page: Page,
}

async fn home(State(web): State<Web>, visit: Visit) -> Answer {
    let today = web.today();
    let catalog = web.app.catalog();
    let life_events = catalog
        .life_events
        .keys()
        .filter_map(|id| catalog.life_event(id, today))
        .collect();
    render(&HomePage {
        page: visit.page(visit.t.m("home-title")),
        life_events,
        services: services::in_force(catalog, today, visit.t),
    })
}

async fn accessibility(visit: Visit) -> Answer {
    render(&AccessibilityPage {
        page: visit.page(visit.t.m("accessibility")),
    })
}

async fn privacy(visit: Visit) -> Answer {
    render(&PrivacyPage {
        page: visit.page(visit.t.m("privacy")),
    })
}
