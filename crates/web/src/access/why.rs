//! Asking why somebody looked, and the answer.

use askama::Template;
use axum::extract::State;
use tutas_app::view::AccessEntry;
use uuid::Uuid;

use crate::Web;
use crate::case::{Reading, Tried};
use crate::form::Fields;
use crate::page::{Answer, Page, Wrong, render, render_unaccepted, see_done};
use crate::route::At;
use crate::visit::{Visit, Who};

#[derive(Template)]
#[template(path = "access/why.html")]
struct WhyPage {
    page: Page,
    entry: AccessEntry,
    tried: Tried,
    wrong: Vec<Wrong>,
}

impl WhyPage {
    fn new(visit: &Visit, entry: AccessEntry, tried: Tried) -> Self {
        let wrong = tried.wrong();
        let page = visit
            .page(visit.t.m("why-title"))
            .back_to("/access")
            .erroneous(!wrong.is_empty());
        Self {
            page,
            entry,
            tried,
            wrong,
        }
    }
}

pub(super) async fn show(State(web): State<Web>, who: Who, At(id): At<Uuid>) -> Answer {
    let entry = web.app.access(&who.id, id)?;
    render(&WhyPage::new(&who.visit, entry, Tried::default()))
}

pub(super) async fn ask(
    State(web): State<Web>,
    who: Who,
    At(id): At<Uuid>,
    fields: Fields,
) -> Answer {
    let t = who.visit.t;
    let mut form = Reading::new(t, &fields);
    let words = form.optional_words("words", "words");
    if !form.is_right() {
        let entry = web.app.access(&who.id, id)?;
        return render_unaccepted(&WhyPage::new(&who.visit, entry, form.tried()));
    }
    web.app.ask_why(&who.id, t.lang, id, words).await?;
    see_done(
        &who.visit.link(&format!("/access/{id}/why")),
        "done-asked-why",
    )
}
