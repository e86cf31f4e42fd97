//! A person's own page: what waits for them, letters, applications, drafts.

use askama::Template;
use axum::extract::State;
use tutas_app::view::Cabinet;

use crate::Web;
use crate::page::{Answer, Page, render};
use crate::route::{Policy, Rooms};
use crate::visit::Who;

/// The routes of this room.
pub(crate) fn rooms() -> Rooms {
    Rooms::new().get(Policy::Person, "/cabinet", show)
}

#[derive(Template)]
#[template(path = "cabinet/page.html")]
struct CabinetPage {
    page: Page,
    cabinet: Cabinet,
}

impl CabinetPage {
    fn something_waits(&self) -> bool {
        self.cabinet
            .requests
            .iter()
            .any(|request| request.answered.is_none())
            || self
                .cabinet
                .applications
                .iter()
                .any(|line| line.waits_for_you)
    }
}

async fn show(State(web): State<Web>, who: Who) -> Answer {
    let cabinet = web.app.cabinet(&who.id)?;
    let page = who.visit.page(who.visit.t.m("cabinet-title"));
    render(&CabinetPage { page, cabinet })
}
