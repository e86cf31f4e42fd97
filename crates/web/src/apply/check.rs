//! A last look before filing.

use askama::Template;
use axum::extract::State;
use tutas_app::AppError;
use tutas_app::view::CheckPage;
use uuid::Uuid;

use crate::Web;
use crate::form::Fields;
use crate::page::{Answer, Page, render, see_done};
use crate::problem::Fault;
use crate::route::At;
use crate::visit::Who;

#[derive(Template)]
#[template(path = "apply/check.html")]
pub(super) struct CheckView {
    pub(super) page: Page,
    pub(super) view: CheckPage,
}

impl CheckView {
    /// Answers, those about one child under its heading.
    fn groups(&self) -> Vec<Group<'_>> {
        let mut groups: Vec<Group<'_>> = Vec::new();
        for line in &self.view.answers {
            let heading = match &line.1 {
                Some(child) => self.page.t.child(child),
                None => self.page.t.m("check-shared"),
            };
            match groups.iter_mut().find(|group| group.heading == heading) {
                Some(group) => group.lines.push(line),
                None => groups.push(Group {
                    heading,
                    lines: vec![line],
                }),
            }
        }
        groups
    }
}

type Line = (
    usize,
    Option<tutas_app::view::ChildLabel>,
    tutas_domain::text::Texts,
    tutas_app::view::Shown,
);

/// Answers under one heading.
struct Group<'a> {
    heading: String,
    lines: Vec<&'a Line>,
}

pub(super) async fn show(State(web): State<Web>, who: Who, At(draft): At<Uuid>) -> Answer {
    let view = web.app.check_page(&who.id, draft)?;
    let page = who
        .visit
        .page(who.visit.t.m("check-title"))
        .quiet(view.tone.quiet)
        .back_to(match view.pages.checked_sub(1) {
            Some(last) => format!("/apply/{draft}/questions/{last}"),
            None => format!("/apply/{draft}/preview"),
        });
    render(&CheckView { page, view })
}

pub(super) async fn file(
    State(web): State<Web>,
    who: Who,
    At(draft): At<Uuid>,
    fields: Fields,
) -> Answer {
    let version = fields.number("version").ok_or(Fault::BadForm)?;
    let application = match web.app.file(&who.id, draft, version).await {
        // A second click, or the back button: it is filed once, and there it is.
        Err(AppError::AlreadyFiled(Some(own))) => own,
        filed => filed?,
    };
    see_done(
        &who.visit.link(&format!("/applications/{application}")),
        "done-filed",
    )
}
