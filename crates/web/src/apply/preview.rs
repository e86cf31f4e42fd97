//! What the registers answered, which services will run, and for which event.

use askama::Template;
use axum::extract::State;
use tutas_app::view::{Already, EventChoice, Preview};
use uuid::Uuid;

use super::place;
use crate::Web;
use crate::form::{self, Fields};
use crate::i18n::T;
use crate::page::{Answer, Page, Wrong, render, render_unaccepted, see};
use crate::route::At;
use crate::visit::Who;

#[derive(Template)]
#[template(path = "apply/preview.html")]
pub(super) struct PreviewPage {
    pub(super) page: Page,
    pub(super) view: Preview,
    pub(super) wrong: Vec<Wrong>,
}

impl PreviewPage {
    fn new(who: &Who, view: Preview) -> Self {
        let t = who.visit.t;
        let wrong = form::wrong(t, &view.subject_questions);
        let page = who
            .visit
            .page(t.m("preview-title"))
            .quiet(view.tone.quiet)
            .erroneous(!wrong.is_empty())
            .back_to(format!("/apply/{}/data", view.draft));
        Self { page, view, wrong }
    }

    /// An event in a few words.
    fn named(&self, event: &EventChoice) -> String {
        named(self.page.t, event)
    }

    /// Whether anything can be left out.
    fn has_options(&self) -> bool {
        self.view.steps.iter().any(|step| step.optional)
    }
}

pub(super) async fn show(State(web): State<Web>, who: Who, At(draft): At<Uuid>) -> Answer {
    let view = web.app.preview(&who.id, draft)?;
    render(&PreviewPage::new(&who, view))
}

pub(super) async fn choose(
    State(web): State<Web>,
    who: Who,
    At(draft): At<Uuid>,
    fields: Fields,
) -> Answer {
    let (event, steps) = (fields.value("event"), fields.values("step"));
    let chosen = web
        .app
        .choose(&who.id, draft, event, &steps, &fields.to_map())
        .await?;
    match chosen {
        Ok(()) => see(&place(&who, draft, "questions/0")),
        Err(view) => render_unaccepted(&PreviewPage::new(&who, view)),
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
