//! A certificate or another document, to read and to print.

use askama::Template;
use axum::extract::State;
use tutas_app::view::DocumentView;
use uuid::Uuid;

use crate::Web;
use crate::i18n::T;
use crate::page::{Answer, Page, render};
use crate::route::{At, Policy, Rooms};
use crate::visit::Who;

/// The routes of this room.
pub(crate) fn rooms() -> Rooms {
    Rooms::new().get(Policy::Person, "/cases/{id}/documents/{index}", show)
}

#[derive(Template)]
#[template(path = "document/page.html")]
struct DocumentPage {
    page: Page,
    document: DocumentView,
}

impl DocumentPage {
    /// The words of the language the document is made out in, whatever language the page is in.
    fn own(&self) -> T {
        self.document
            .lang
            .map_or(self.page.t, |lang| self.page.t.in_lang(lang))
    }
}

async fn show(State(web): State<Web>, who: Who, At((id, index)): At<(Uuid, usize)>) -> Answer {
    let document = web.app.document(&who.id, id, index)?;
    let title = format!("{}, {}", who.visit.t.x(&document.title), document.number);
    let page = who
        .visit
        .page(title)
        .back_to(format!("/cases/{id}"))
        .quiet(document.tone.quiet);
    render(&DocumentPage { page, document })
}
