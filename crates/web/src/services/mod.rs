//! What the state offers: services and life events, as the catalog has them.

mod annex;
mod data;
pub(crate) use data::level;
pub(crate) mod register;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use askama::Template;
use axum::extract::State;
use jiff::civil::Date;
use tutas_catalog::{Basis, Catalog, DeciderBy, LifeEvent, Need, Service, Whose};
use tutas_domain::text::{Law, Texts};

use crate::Web;
use crate::i18n::T;
use crate::page::{Answer, Page, render, see};
use crate::problem::Fault;
use crate::route::{At, Policy, Rooms};
use crate::visit::{Visit, Who};

/// The routes of this room.
pub(crate) fn rooms() -> Rooms {
    Rooms::new()
        .get(Policy::Public, "/services", list)
        .get(Policy::Public, "/services/{id}", service)
        .get(Policy::Public, "/services/{id}/annex", annex::show)
        .get(Policy::Public, "/services/{id}/annex.csv", annex::csv)
        .get(Policy::Public, "/services/{id}/annex.txt", annex::text)
        .get(Policy::Public, "/services/{id}/data", data::of_service)
        .get(
            Policy::Public,
            "/services/{id}/data.json",
            data::of_service_json,
        )
        .get(Policy::Public, "/life-events/{id}", life_event)
        .get(Policy::Public, "/life-events/{id}/data", data::of_event)
        .get(
            Policy::Public,
            "/life-events/{id}/data.json",
            data::of_event_json,
        )
        .post(Policy::Person, "/life-events/{id}", begin)
}

/// Services in force on a day, in alphabetical order.
pub(crate) fn in_force(catalog: &Catalog, on: Date, t: T) -> Vec<&Service> {
    let mut services: Vec<_> = catalog
        .services
        .keys()
        .filter_map(|id| catalog.service(id, on))
        .collect();
    services.sort_by_cached_key(|service| sort_key(t.x(&service.procedure.title)));
    services
}

#[derive(Template)]
#[template(path = "services/list.html")]
struct ListPage<'a> {
    page: Page,
    services: Vec<&'a Service>,
}

#[derive(Template)]
#[template(path = "services/service.html")]
struct ServicePage<'a> {
    page: Page,
    service: &'a Service,
    chosen_office: bool,
    has_annex: bool,
    body_kind: String,
    reads: Vec<Reading<'a>>,
    part_of: Vec<&'a LifeEvent>,
}

#[derive(Template)]
#[template(path = "services/life_event.html")]
struct LifeEventPage<'a> {
    page: Page,
    event: &'a LifeEvent,
    steps: Vec<StepOf<'a>>,
}

/// A service of a life event.
struct StepOf<'a> {
    service: &'a Service,
    optional: bool,
    after: Vec<&'a Texts>,
}

/// A register that a service reads: whose data, which fields, on what basis.
struct Reading<'a> {
    register: &'a Texts,
    whose: String,
    fields: Vec<&'a Texts>,
    law: &'a Law,
    by_consent: bool,
}

async fn list(State(web): State<Web>, visit: Visit) -> Answer {
    render(&ListPage {
        page: visit.page(visit.t.m("services")),
        services: in_force(web.app.catalog(), web.today(), visit.t),
    })
}

async fn service(State(web): State<Web>, visit: Visit, At(id): At<String>) -> Answer {
    let (catalog, today, t) = (web.app.catalog(), web.today(), visit.t);
    let service = catalog.service(&id, today).ok_or(Fault::NotFound)?;
    let part_of = catalog
        .life_events
        .keys()
        .filter_map(|event| catalog.life_event(event, today))
        .filter(|event| event.steps.iter().any(|step| step.service == id))
        .collect();
    let title = t.x(&service.procedure.title).to_owned();
    render(&ServicePage {
        page: visit.page(title).back_to("/services"),
        has_annex: catalog.annex_form.is_some(),
        chosen_office: matches!(service.decider.by, DeciderBy::Ask(_)),
        body_kind: body_kind(&service.decider.kind, t),
        reads: readings(catalog, &service.needs, t),
        service,
        part_of,
    })
}

async fn life_event(State(web): State<Web>, visit: Visit, At(id): At<String>) -> Answer {
    let (catalog, today, t) = (web.app.catalog(), web.today(), visit.t);
    let event = catalog.life_event(&id, today).ok_or(Fault::NotFound)?;
    let title = |id: &String| Some(&catalog.service(id, today)?.procedure.title);
    let steps = event.steps.iter().filter_map(|step| {
        Some(StepOf {
            service: catalog.service(&step.service, today)?,
            optional: step.optional,
            after: step.after.iter().filter_map(title).collect(),
        })
    });
    render(&LifeEventPage {
        page: visit.page(t.x(&event.title)).back_to("/"),
        steps: steps.collect(),
        event,
    })
}

async fn begin(State(web): State<Web>, who: Who, At(id): At<String>) -> Answer {
    let draft = web.app.begin(&who.id, &id, who.visit.t.lang).await?;
    see(&who.visit.link(&format!("/apply/{draft}/data")))
}

/// The name of a kind of body.
pub(crate) fn body_kind(kind: &str, t: T) -> String {
    let id = format!("body-{kind}");
    if t.has(&id) {
        t.m(&id)
    } else {
        kind.to_owned()
    }
}

/// What is read, one entry for each register, person and basis.
fn readings<'a>(catalog: &'a Catalog, needs: &'a [Need], t: T) -> Vec<Reading<'a>> {
    let mut readings: BTreeMap<(&str, String, bool), Reading<'a>> = BTreeMap::new();
    let mut named: BTreeSet<(&str, String, &str)> = BTreeSet::new();
    for need in needs {
        let Some(register) = catalog.registers.get(&need.register) else {
            continue;
        };
        let whose = whose(&need.of, t);
        let (law, by_consent) = match &need.basis {
            Basis::Law(law) => (law, false),
            Basis::Consent { law } => (law, true),
        };
        let entry = readings
            .entry((register.id.as_str(), whose.clone(), by_consent))
            .or_insert_with(|| Reading {
                register: &register.title,
                whose: whose.clone(),
                fields: Vec::new(),
                law,
                by_consent,
            });
        for field in &need.fields {
            if let Some(declared) = register.fields.get(field)
                && named.insert((register.id.as_str(), whose.clone(), field.as_str()))
            {
                entry.fields.push(&declared.title);
            }
        }
    }
    readings
        .into_values()
        .filter(|reading| !reading.fields.is_empty())
        .collect()
}

fn whose(whose: &Whose, t: T) -> String {
    match whose {
        Whose::Filer => t.m("whose-you"),
        Whose::Child => t.m("whose-child"),
        Whose::Adult(role) => t.a("whose-adult", &[("role", t.x(role).into())]),
        Whose::Public => t.m("whose-public"),
    }
}

/// Places of letters in the Kazakh alphabet, which holds the Russian one in the same order.
pub(crate) fn sort_key(title: &str) -> Vec<usize> {
    const ALPHABET: &str = "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя";
    title
        .chars()
        .flat_map(char::to_lowercase)
        .map(|letter| {
            let place = ALPHABET.chars().position(|known| known == letter);
            // Whatever is no letter of it, Latin too, keeps its own order before.
            place.map_or(letter as usize, |place| 0x0011_0000 + place)
        })
        .collect()
}
