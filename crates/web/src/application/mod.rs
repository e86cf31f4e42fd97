//! An application: the slip, and each step with who holds it and until when.

use askama::Template;
use axum::extract::State;
use tutas_app::view::{ApplicationView, CaseSummary, ChildLabel, PhaseView, StepView};
use uuid::Uuid;

use crate::Web;
use crate::i18n::T;
use crate::page::{Answer, Page, render};
use crate::route::{At, Policy, Rooms};
use crate::visit::Who;

/// The routes of this room.
pub(crate) fn rooms() -> Rooms {
    Rooms::new().get(Policy::Person, "/applications/{id}", show)
}

#[derive(Template)]
#[template(path = "application/page.html")]
struct ApplicationPage {
    page: Page,
    view: ApplicationView,
}

impl ApplicationPage {
    /// The children, each with its steps.
    fn groups(&self) -> Vec<(&ChildLabel, Vec<&StepView>)> {
        let children = self.view.children.iter().enumerate();
        let steps = |child| {
            self.view
                .steps
                .iter()
                .filter(move |step| step.child == child)
        };
        children
            .map(|(index, child)| (child, steps(index).collect()))
            .collect()
    }

    fn first_case(&self) -> Option<&CaseSummary> {
        first_case(&self.view)
    }
}

/// Whether a step has reached its result.
fn is_done(step: &StepView) -> bool {
    step.case
        .as_ref()
        .is_some_and(|case| case.phase == PhaseView::Issued)
}

/// The case opened at filing: the slip tells its body and term.
pub(crate) fn first_case(view: &ApplicationView) -> Option<&CaseSummary> {
    view.steps.iter().find_map(|step| step.case.as_ref())
}

impl T {
    /// How an application was filed.
    pub fn channel(&self, channel: &str) -> String {
        let id = format!("application-channel-{channel}");
        if self.has(&id) {
            self.m(&id)
        } else {
            channel.to_owned()
        }
    }
}

async fn show(State(web): State<Web>, who: Who, At(id): At<Uuid>) -> Answer {
    let view = web.app.application(&who.id, id).await?;
    let page = who
        .visit
        .page(who.visit.t.x(&view.title))
        .back_to("/cabinet")
        .quiet(view.tone.quiet);
    render(&ApplicationPage { page, view })
}
