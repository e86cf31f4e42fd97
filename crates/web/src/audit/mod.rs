//! The auditor's view: accesses to persons' data by who looked and at what, random samples, marks,
//! and an export. What an auditor looks at is shown to the person like every other look.

mod export;
mod mark;

use std::fmt::Write as _;

use askama::Template;
use axum::extract::State;
use jiff::civil::Date;
use tutas_app::view::{AuditList, AuditQuery, AuditRow, SampleOf, Verdict};
use tutas_app::{App, AppError};
use tutas_domain::text::Texts;
use uuid::Uuid;

use crate::Web;
use crate::case::{Reading, Tried};
use crate::form::Fields;
use crate::i18n::T;
use crate::page::{Answer, Choice, Page, Wrong, render, render_unaccepted, see};
use crate::problem::Fault;
use crate::route::{Asked, Policy, Rooms};
use crate::visit::{Auditor, Visit, encoded};

/// How many accesses a sample has, unless said otherwise.
const USUAL_SIZE: usize = 20;

/// The routes of this room.
pub(crate) fn rooms() -> Rooms {
    let at = Policy::Auditor;
    Rooms::new()
        .get(at, "/desk/audit", list)
        .get(at, "/desk/audit/sample", sample)
        .get(at, "/desk/audit/export", export::give)
        .get(at, "/desk/audit/accesses/{id}", mark::show)
        .post(at, "/desk/audit/accesses/{id}", mark::mark)
}

#[derive(Template)]
#[template(path = "audit/list.html")]
struct ListPage {
    page: Page,
    /// What is shown; none if the form asks for what cannot be.
    list: Option<AuditList>,
    query: AuditQuery,
    of: Option<SampleOf>,
    tried: Tried,
    wrong: Vec<Wrong>,
    bodies: Vec<Choice>,
    registers: Vec<Choice>,
    services: Vec<Choice>,
    members: Vec<Choice>,
    is_later: bool,
}

impl ListPage {
    fn new(web: &Web, visit: &Visit, asked: Wanted, list: Option<AuditList>) -> Self {
        let (t, catalog) = (visit.t, web.app.catalog());
        let wrong = asked.tried.wrong();
        let page = visit.page(t.m("audit-title")).erroneous(!wrong.is_empty());
        let choices = |all: &mut dyn Iterator<Item = (&String, &Texts)>| {
            let named = all.map(|(id, title)| Choice::new(id.clone(), t.x(title)));
            let mut named: Vec<Choice> = named.collect();
            named.sort_by(|one, other| one.label.cmp(&other.label));
            named
        };
        let services = catalog.services.iter().filter_map(|(id, versions)| {
            let newest = versions.last()?;
            Some((id, &newest.procedure.title))
        });
        Self {
            bodies: choices(&mut catalog.bodies.iter().map(|(id, body)| (id, &body.title))),
            registers: choices(&mut catalog.registers.iter().map(|(id, one)| (id, &one.title))),
            services: choices(&mut services.into_iter()),
            members: choices(&mut web.app.members().iter()),
            page,
            list,
            query: asked.query,
            of: asked.of,
            tried: asked.tried,
            wrong,
            is_later: asked.before.is_some(),
        }
    }

    /// The address of a page about the same accesses.
    fn link(&self, path: &str) -> String {
        self.page
            .link(&format!("{path}?{}", asked_for(&self.query, self.of)))
    }

    fn newest(&self) -> String {
        self.page
            .link(&format!("/desk/audit?{}", asked_for(&self.query, None)))
    }

    fn next(&self) -> Option<String> {
        let next = self.list.as_ref()?.next?;
        Some(format!("{}&before={next}", self.newest()))
    }

    fn exported(&self, format: &str) -> String {
        format!("{}&format={format}", self.link("/desk/audit/export"))
    }

    /// From how many a sample was drawn, and by which seed it is drawn again.
    fn drawn(&self) -> Option<String> {
        let (of, list) = (self.of?, self.list.as_ref()?);
        let args = [
            ("count", list.rows.len().into()),
            ("among", list.among.unwrap_or_default().into()),
            ("seed", of.seed.to_string().into()),
        ];
        Some(self.page.t.a("audit-drawn", &args))
    }
}

impl T {
    /// Who looked, for an auditor.
    pub(crate) fn audited_by(&self, row: &AuditRow) -> String {
        let by = row.lines.first().map(|line| self.accessed_by(line));
        let by = by.unwrap_or_default();
        match &row.officer {
            Some((id, name)) => format!("{by}, {name} ({id})"),
            None => by,
        }
    }

    /// What an auditor found, in a word.
    #[expect(
        clippy::trivially_copy_pass_by_ref,
        reason = "templates hand over references"
    )]
    pub(crate) fn verdict_of_audit(&self, verdict: &Verdict) -> String {
        self.m(match verdict {
            Verdict::WellFounded => "audit-well-founded",
            Verdict::Doubtful => "audit-doubtful",
        })
    }
}

/// What an address asks for.
struct Wanted {
    query: AuditQuery,
    of: Option<SampleOf>,
    before: Option<Uuid>,
    tried: Tried,
}

impl Wanted {
    fn read(app: &App, t: T, pairs: Vec<(String, String)>) -> Self {
        let fields = Fields::of(pairs);
        let usual = app.usual_audit();
        let mut form = Reading::new(t, &fields);
        let code = |name: &str| fields.value(name).unwrap_or_default().trim().to_owned();
        let mut day = |name: &str, usual: Date| {
            if let Some(date) = fields.value(name).and_then(|text| text.parse().ok()) {
                return date;
            }
            let typed = ["day", "month", "year"].map(|part| code(&format!("{name}-{part}")));
            if typed.iter().all(String::is_empty) {
                return usual;
            }
            let read = form.date(name, name, "audit-problem-date");
            read.unwrap_or(usual)
        };
        let query = AuditQuery {
            from: day("from", usual.from),
            until: day("until", usual.until),
            body: code("body"),
            officer: code("officer"),
            register: code("register"),
            service: code("service"),
            member: code("member"),
            auditors: fields.is_ticked("auditors"),
        };
        let seed = fields.number("seed");
        let size = fields
            .number("size")
            .and_then(|size| usize::try_from(size).ok());
        let size = size.unwrap_or(USUAL_SIZE);
        let mut tried = form.tried();
        for (id, value) in [
            ("body", &query.body),
            ("officer", &query.officer),
            ("register", &query.register),
            ("service", &query.service),
            ("member", &query.member),
            ("from", &query.from.to_string()),
            ("until", &query.until.to_string()),
            ("seed", &code("seed")),
            ("size", &size.to_string()),
        ] {
            if tried.typed(id).is_empty() {
                tried = tried.keeping(id, value.clone());
            }
        }
        Self {
            query,
            of: seed.map(|seed| SampleOf { seed, size }),
            before: fields.value("before").and_then(|id| id.parse().ok()),
            tried,
        }
    }

    fn is_right(&self) -> bool {
        self.tried.wrong().is_empty()
    }

    /// The same with what the program says of it.
    fn turned_down(mut self, t: T, code: &str) -> Self {
        self.tried = self.tried.and("until", t.m(code));
        self
    }
}

/// What was asked for, as the query of an address.
fn asked_for(query: &AuditQuery, of: Option<SampleOf>) -> String {
    let mut address = format!("from={}&until={}", query.from, query.until);
    let codes = [
        ("body", &query.body),
        ("officer", &query.officer),
        ("register", &query.register),
        ("service", &query.service),
        ("member", &query.member),
    ];
    // Writing to a String does not fail.
    for (name, code) in codes.into_iter().filter(|(_, code)| !code.is_empty()) {
        let _ = write!(address, "&{name}={}", encoded(code));
    }
    if query.auditors {
        address.push_str("&auditors=yes");
    }
    if let Some(SampleOf { seed, size }) = of {
        let _ = write!(address, "&seed={seed}&size={size}");
    }
    address
}

async fn list(
    State(web): State<Web>,
    auditor: Auditor,
    Asked(pairs): Asked<Vec<(String, String)>>,
) -> Answer {
    let t = auditor.visit.t;
    let asked = Wanted {
        of: None,
        ..Wanted::read(&web.app, t, pairs)
    };
    let found = if asked.is_right() {
        let found = web.app.audit(&auditor.id, &asked.query, asked.before);
        Some(found.await)
    } else {
        None
    };
    answer(&web, &auditor.visit, asked, found)
}

async fn sample(
    State(web): State<Web>,
    auditor: Auditor,
    Asked(pairs): Asked<Vec<(String, String)>>,
) -> Answer {
    let t = auditor.visit.t;
    let asked = Wanted::read(&web.app, t, pairs);
    let Some(of) = asked.of else {
        // The seed is part of the address, so that the page can be opened again.
        let size = asked.tried.typed("size").parse().unwrap_or(USUAL_SIZE);
        let seed = web.app.seed();
        let query = asked_for(&asked.query, Some(SampleOf { seed, size }));
        return see(&auditor.visit.link(&format!("/desk/audit/sample?{query}")));
    };
    let found = if asked.is_right() {
        Some(web.app.audit_sample(&auditor.id, &asked.query, of).await)
    } else {
        None
    };
    answer(&web, &auditor.visit, asked, found)
}

fn answer(
    web: &Web,
    visit: &Visit,
    asked: Wanted,
    found: Option<Result<AuditList, AppError>>,
) -> Answer {
    match found {
        Some(Ok(list)) => render(&ListPage::new(web, visit, asked, Some(list))),
        Some(Err(AppError::NotAllowed(code))) => {
            let asked = asked.turned_down(visit.t, code);
            render_unaccepted(&ListPage::new(web, visit, asked, None))
        }
        Some(Err(error)) => Err(Fault::from(error)),
        None => render_unaccepted(&ListPage::new(web, visit, asked, None)),
    }
}

#[cfg(test)]
mod tests;
