//! What the registers answered, which services will run, and for which event.

use askama::Template;
use axum::extract::State;
use tutas_app::view::{
    Already, EventChoice, Fact, Preview, PreviewRow, Shown, WhyUnknown, WrongHere,
};
use uuid::Uuid;

use super::{Came, place as place_of};
use crate::Web;
use crate::case::{Reading, Tried};
use crate::form::{self, Fields};
use crate::i18n::T;
use crate::page::{Answer, Page, Wrong, render, render_unaccepted, see, see_done};
use crate::problem::Fault;
use crate::route::{Asked, At};
use crate::visit::Who;

#[derive(Template)]
#[template(path = "apply/preview.html")]
pub(super) struct PreviewPage {
    pub(super) page: Page,
    pub(super) view: Preview,
    pub(super) wrong: Vec<Wrong>,
    pub(super) tried: Tried,
    /// What the addresses of the forms end with.
    pub(super) query: &'static str,
}

impl PreviewPage {
    fn new(who: &Who, came: &Came, mut view: Preview, tried: Tried) -> Self {
        let t = who.visit.t;
        view.rows = together(view.rows);
        let mut wrong = form::wrong(t, &view.subject_questions);
        wrong.extend(tried.wrong());
        let page = who
            .visit
            .page(t.m("preview-title"))
            .quiet(view.tone.quiet)
            .erroneous(!wrong.is_empty())
            .back_to(if came.is_from_check() {
                format!("/apply/{}/check", view.draft)
            } else {
                format!("/apply/{}/data", view.draft)
            });
        Self {
            page,
            view,
            wrong,
            tried,
            query: came.query(),
        }
    }

    /// What was read. Where nobody looked, one sentence above says so once.
    fn rows(&self) -> Vec<&PreviewRow> {
        let said =
            |row: &&PreviewRow| !self.view.declined || row.unknown != Some(WhyUnknown::NoConsent);
        self.view.rows.iter().filter(said).collect()
    }

    /// The field for the words on what is wrong there.
    fn field(here: &WrongHere) -> String {
        field(&here.place)
    }

    /// Who looks into it, in which time, and that the application goes on.
    fn told(&self, here: &WrongHere) -> String {
        let t = self.page.t;
        let args = [
            ("body", t.x(&here.steward).into()),
            ("term", t.term(&here.answered_in).into()),
        ];
        t.a(
            if here.later {
                "wrong-text-later"
            } else {
                "wrong-text"
            },
            &args,
        )
    }

    /// An event in a few words.
    fn named(&self, event: &EventChoice) -> String {
        named(self.page.t, event)
    }

    /// The names of what a register says there is none of; empty if it has everything.
    fn absent(&self, record: &[Fact]) -> String {
        let labels = record.iter().filter(|fact| fact.value == Shown::None);
        labels
            .map(|fact| self.page.t.x(&fact.label))
            .collect::<Vec<_>>()
            .join(", ")
    }

    /// Whether anything can be left out.
    fn has_options(&self) -> bool {
        self.view.steps.iter().any(|step| step.optional)
    }
}

pub(super) async fn show(
    State(web): State<Web>,
    who: Who,
    At(draft): At<Uuid>,
    Asked(came): Asked<Came>,
) -> Answer {
    let view = web.app.preview(&who.id, draft)?;
    render(&PreviewPage::new(&who, &came, view, Tried::default()))
}

/// Keeps that an answer is wrong until the person applies, or takes it back.
pub(super) async fn say_wrong(
    State(web): State<Web>,
    who: Who,
    At(draft): At<Uuid>,
    Asked(came): Asked<Came>,
    fields: Fields,
) -> Answer {
    let place = fields.value("place").ok_or(Fault::BadForm)?;
    let done = if fields.is_ticked("back") {
        web.app.unsay_wrong(&who.id, draft, place).await?;
        "done-unsaid"
    } else {
        let mut form = Reading::new(who.visit.t, &fields);
        let words = form.words(&field(place), "words", "defect-problem-words");
        if !form.is_right() {
            let view = web.app.preview(&who.id, draft)?;
            return render_unaccepted(&PreviewPage::new(&who, &came, view, form.tried()));
        }
        let said = web
            .app
            .say_wrong(&who.id, draft, place, words.into_string());
        said.await?;
        "done-said"
    };
    // Back to where they were: the page is long.
    let answer = format!("preview{}#answer-{place}", came.query());
    see_done(&place_of(&who, draft, &answer), done)
}

fn field(place: &str) -> String {
    format!("wrong-{place}")
}

pub(super) async fn choose(
    State(web): State<Web>,
    who: Who,
    At(draft): At<Uuid>,
    Asked(came): Asked<Came>,
    fields: Fields,
) -> Answer {
    let (event, steps) = (fields.value("event"), fields.values("step"));
    let chosen = web
        .app
        .choose(&who.id, draft, event, &steps, &fields.to_map())
        .await?;
    match chosen {
        Ok(()) if came.is_from_check() => see(&place_of(&who, draft, "check")),
        Ok(()) => see(&place_of(&who, draft, "questions/0")),
        Err(view) => render_unaccepted(&PreviewPage::new(&who, &came, view, Tried::default())),
    }
}

fn named(t: T, event: &EventChoice) -> String {
    let children = t.a("children-count", &[("count", event.children.into())]);
    match event.on {
        Some(day) => format!(
            "{}, {children}",
            t.a("born-on", &[("date", t.date(day).into())])
        ),
        None => children,
    }
}

/// The values of a record that are there.
fn present(record: &[Fact]) -> Vec<&Fact> {
    record
        .iter()
        .filter(|fact| fact.value != Shown::None)
        .collect()
}

/// What several services read of one register about one person, as one row: nothing is shown twice.
pub(super) fn together(rows: Vec<PreviewRow>) -> Vec<PreviewRow> {
    let mut merged: Vec<PreviewRow> = Vec::new();
    for row in rows {
        let twin = merged.iter_mut().find(|known| {
            known.register == row.register
                && known.whose == row.whose
                && known.unknown == row.unknown
                && known.records.len() <= 1
                && row.records.len() <= 1
                && same_person(known, &row)
        });
        match twin {
            Some(known) => add_facts(known, row),
            None => merged.push(row),
        }
    }
    merged
}

/// Whether no value that both rows have differs between them.
fn same_person(known: &PreviewRow, row: &PreviewRow) -> bool {
    match (known.records.first(), row.records.first()) {
        (Some(known), Some(record)) => known.iter().all(|fact| {
            record
                .iter()
                .all(|other| other.label != fact.label || other.value == fact.value)
        }),
        (None, None) => true,
        _ => false,
    }
}

fn add_facts(known: &mut PreviewRow, row: PreviewRow) {
    known.wrong = WrongHere::either(known.wrong.take(), row.wrong);
    let Some(known) = known.records.first_mut() else {
        return;
    };
    for fact in row.records.into_iter().flatten() {
        if known.iter().all(|there| there.label != fact.label) {
            known.push(fact);
        }
    }
}
