//! The cards of registers: what each is, who answers for it, and how it does. For everybody, and for
//! programs.

mod say;
#[cfg(test)]
mod tests;

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use jiff::civil::Date;
use serde_json::{Value, json};
use tutas_app::Outcome;
use tutas_app::view::{RegisterFigures, Stewardship, Within};
use tutas_catalog::{Catalog, Field, Need, Register};
use tutas_domain::text::{Mark, Texts};

use self::say::share;
use crate::Web;
use crate::i18n::T;
use crate::page::{Answer, Page, render};
use crate::problem::Fault;
use crate::route::{At, Policy, Rooms};
use crate::services::sort_key;
use crate::visit::Visit;

/// Of a hundred attempts, how many are told of.
const PERCENTS: [u64; 3] = [50, 95, 99];

/// The routes of this room.
pub(crate) fn rooms() -> Rooms {
    Rooms::new()
        .get(Policy::Public, "/registers", list)
        .get(Policy::Public, "/registers/cards.json", all_json)
        .get(Policy::Public, "/registers/{id}", card)
        .get(Policy::Public, "/registers/{id}/card.json", card_json)
}

#[derive(Template)]
#[template(path = "registers/list.html")]
struct ListPage<'a> {
    page: Page,
    cards: Vec<Card<'a>>,
    stewardship: Stewardship,
    days: i64,
}

#[derive(Template)]
#[template(path = "registers/card.html")]
struct CardPage<'a> {
    page: Page,
    card: Card<'a>,
    /// Who looks into what is said to be wrong in it.
    steward_body: Option<&'a Texts>,
    used_by: Vec<User<'a>>,
    days: i64,
}

/// A register with how it did.
struct Card<'a> {
    register: &'a Register,
    figures: RegisterFigures,
    is_critical: bool,
}

/// A service or a life event that reads a register.
struct User<'a> {
    title: &'a Texts,
    address: String,
}

impl<'a> Card<'a> {
    fn of(web: &'a Web, id: &str) -> Result<Self, Fault> {
        let register = web.app.catalog().registers.get(id);
        let register = register.ok_or(Fault::NotFound)?;
        Ok(Self {
            register,
            figures: web.app.register_figures(id)?,
            is_critical: web.app.stewardship().critical.contains(id),
        })
    }

    /// All, in alphabetical order.
    fn all(web: &'a Web, t: T) -> Result<Vec<Self>, Fault> {
        let registers = web.app.catalog().registers.keys();
        let cards = registers.map(|id| Self::of(web, id));
        let mut cards = cards.collect::<Result<Vec<_>, _>>()?;
        cards.sort_by_cached_key(|card| sort_key(t.x(&card.register.title)));
        Ok(cards)
    }

    /// Whether anybody asked it within the period.
    fn was_asked(&self) -> bool {
        self.figures.outside.known + self.figures.within.known > 0
    }

    /// Fields by their titles, each with how often it was empty.
    fn fields(&self, t: &T) -> Vec<(&Field, Option<String>)> {
        let with_gap = |(id, field): (&String, &'a Field)| {
            let gap = self.figures.gaps.get(id).filter(|gap| gap.asked > 0);
            (field, gap.map(|gap| share(*t, gap.empty, gap.asked)))
        };
        self.register.fields.iter().map(with_gap).collect()
    }
}

async fn list(State(web): State<Web>, visit: Visit) -> Answer {
    render(&ListPage {
        page: visit.page(visit.t.m("registers-title")),
        cards: Card::all(&web, visit.t)?,
        stewardship: web.app.stewardship(),
        days: web.app.register_figures_days(),
    })
}

async fn card(State(web): State<Web>, visit: Visit, At(id): At<String>) -> Answer {
    let card = Card::of(&web, &id)?;
    let catalog = web.app.catalog();
    let body = card.register.steward_body.as_ref();
    render(&CardPage {
        page: visit
            .page(visit.t.x(&card.register.title))
            .back_to("/registers"),
        steward_body: body
            .and_then(|body| catalog.bodies.get(body))
            .map(|body| &body.title),
        used_by: users(catalog, &id, web.today()),
        days: web.app.register_figures_days(),
        card,
    })
}

async fn card_json(State(web): State<Web>, At(id): At<String>) -> Answer {
    Ok(told(&as_json(&Card::of(&web, &id)?)))
}

async fn all_json(State(web): State<Web>, visit: Visit) -> Answer {
    let cards = Card::all(&web, visit.t)?;
    let stewardship = web.app.stewardship();
    Ok(told(&json!({
        "days": web.app.register_figures_days(),
        "critical": stewardship.critical.len(),
        "critical_with_steward": stewardship.with_steward,
        "registers": cards.iter().map(as_json).collect::<Vec<_>>(),
    })))
}

fn told(document: &Value) -> Response {
    let kind = HeaderValue::from_static("application/json");
    ([(header::CONTENT_TYPE, kind)], document.to_string()).into_response()
}

/// The services and life events in force that read a register.
fn users<'a>(catalog: &'a Catalog, register: &str, today: Date) -> Vec<User<'a>> {
    let reads = |needs: &[Need]| needs.iter().any(|need| need.register == register);
    let events = catalog.life_events.keys();
    let events = events.filter_map(|id| catalog.life_event(id, today));
    let events = events
        .filter(|event| reads(&event.needs))
        .map(|event| User {
            title: &event.title,
            address: format!("/life-events/{}", event.id),
        });
    let services = catalog.services.keys();
    let services = services.filter_map(|id| catalog.service(id, today));
    let services = services.filter(|service| reads(&service.needs));
    let services = services.map(|service| User {
        title: &service.procedure.title,
        address: format!("/services/{}", service.id),
    });
    events.chain(services).collect()
}

fn as_json(card: &Card<'_>) -> Value {
    let (register, figures) = (card.register, &card.figures);
    let certainty = match register.law.mark {
        Mark::Certain => "certain",
        Mark::Secondary => "secondary",
        Mark::Assumed => "assumed",
    };
    let fields = register.fields.iter().map(|(id, field)| {
        let gap = figures.gaps.get(id).copied().unwrap_or_default();
        json!({
            "id": id, "title": field.title, "sensitive": field.sensitive,
            "asked": gap.asked, "empty": gap.empty,
        })
    });
    let calls = Outcome::ALL.map(|outcome| (outcome.name(), figures.of(outcome)));
    let times = PERCENTS.map(|percent| {
        let within = figures.within_time(percent).map(|within| match within {
            Within::Milliseconds(most) => Value::from(most),
            Within::Longer => "longer".into(),
        });
        (format!("p{percent}"), within.unwrap_or(Value::Null))
    });
    let minutes = |known: u64, up: u64| json!({ "known": known, "up": up });
    json!({
        "id": register.id,
        "title": register.title,
        "owner": register.owner,
        "steward": register.steward,
        "steward_body": register.steward_body,
        "law": { "act": register.law.act, "articles": register.law.articles, "certainty": certainty },
        "critical": card.is_critical,
        "fresh_minutes": register.fresh_minutes,
        "measured_since": figures.since.map(|since| since.to_string()),
        "minutes": {
            "outside_maintenance": minutes(figures.outside.known, figures.outside.up),
            "within_maintenance": minutes(figures.within.known, figures.within.up),
        },
        "calls": calls.into_iter().collect::<std::collections::BTreeMap<_, _>>(),
        "milliseconds_at_most": times.into_iter().collect::<std::collections::BTreeMap<_, _>>(),
        "answers": figures.answers,
        "answers_without_record": figures.none,
        "uses": { "fresh": figures.uses.fresh, "stale": figures.uses.stale },
        "defects": {
            "open": figures.defects.open,
            "mended": figures.defects.mended,
            "dismissed": figures.defects.dismissed,
            "seconds_to_mend": figures.defects.time_to_mend.map(|time| time.as_secs()),
            "of_last": figures.defects.of_last,
        },
        "duplicates": {
            "searched_at": figures.duplicates.last.map(|last| last.at.to_string()),
            "records": figures.duplicates.last.map(|last| last.records),
            "new_groups": figures.duplicates.last.map(|last| last.groups),
            "open": figures.duplicates.open,
            "same": figures.duplicates.same,
            "different": figures.duplicates.different,
            "of_last": figures.duplicates.of_last,
        },
        "fields": fields.collect::<Vec<_>>(),
    })
}
