//! An application: the slip, and each step with who holds it and until when.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::State;
use tutas_app::view::{ApplicationView, CaseSummary, ChildLabel, PhaseView, ReviewLine, StepView};
use uuid::Uuid;

use crate::Web;
use crate::case::is_open;
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
    /// Appeals and complaints about a step, by its case.
    reviews: BTreeMap<Uuid, Vec<ReviewLine>>,
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

    /// Whether a later step still waits for one before it.
    fn has_later(&self) -> bool {
        let mut steps = self.view.steps.iter();
        steps.any(|step| step.case.is_none() && !step.will_not_run)
    }

    /// Whether anything is still to come: what is over promises nothing.
    fn goes_on(&self) -> bool {
        let mut cases = self.view.steps.iter().filter_map(|step| step.case.as_ref());
        self.has_later() || cases.any(|case| is_open(&case.phase))
    }

    fn reviews_of(&self, case: &CaseSummary) -> &[ReviewLine] {
        self.reviews.get(&case.id).map_or(&[], Vec::as_slice)
    }
}

/// Whether a step has reached its result.
fn is_done(step: &StepView) -> bool {
    step.case
        .as_ref()
        .is_some_and(|case| case.phase == PhaseView::Issued)
}

/// Whether a decision is due on the day the term names: it is owed, and the term does not stand
/// still.
pub(crate) fn is_running(case: &CaseSummary) -> bool {
    is_open(&case.phase) && case.term.paused_since.is_none()
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
    let mut reviews = BTreeMap::new();
    for case in view.steps.iter().filter_map(|step| step.case.as_ref()) {
        let about = web.app.case(&who.id, case.id).await?.reviews;
        let lines: Vec<_> = about.appeals.into_iter().chain(about.complaints).collect();
        reviews.insert(case.id, lines);
    }
    render(&ApplicationPage {
        page,
        view,
        reviews,
    })
}

#[cfg(test)]
mod tests {
    use tutas_app::view::{SaidWrongView, Tone};
    use tutas_domain::text::Lang;

    use super::*;
    use crate::case::sample::{at, case as case_of, in_minutes, page, review, summary, texts};

    fn html(lang: Lang, case: CaseSummary) -> String {
        let title = texts("A child is born");
        let view = ApplicationView {
            id: Uuid::nil(),
            number: "A-000045".to_owned(),
            title: title.clone(),
            tone: Tone {
                quiet: false,
                text: None,
            },
            received_at: at("2026-03-18T05:00:00Z"),
            channel: "portal".to_owned(),
            children: vec![case_of(PhaseView::Refused).child],
            steps: vec![StepView {
                child: 0,
                title,
                case: Some(case),
                after: Vec::new(),
                will_not_run: false,
            }],
            wrong: vec![SaidWrongView {
                register: texts("Accounts"),
                steward: texts("Ministry of accounts"),
                later: true,
                words: "Not <my> account".to_owned(),
            }],
        };
        let page = page(lang);
        let reviews = BTreeMap::from([(Uuid::from_u128(1), vec![review()])]);
        let page = ApplicationPage {
            page,
            view,
            reviews,
        };
        page.render().unwrap()
    }

    #[test]
    fn what_was_said_on_the_preview_and_waits_is_shown_after_filing() {
        for lang in Lang::ALL {
            let html = html(lang, summary(PhaseView::Examining));
            assert!(html.contains("Not &#60;my&#62; account"), "{lang}");
            let t = page(lang).t;
            let body = t.x(&texts("Ministry of accounts")).to_owned();
            let waits = t.a("check-wrong-later", &[("body", body.into())]);
            assert!(html.contains(&waits), "{lang}");
        }
    }

    #[test]
    fn a_step_shows_the_appeals_and_complaints_about_it() {
        for lang in Lang::ALL {
            let html = html(lang, summary(PhaseView::Refused));
            let link = format!("/{lang}/cases/00000000-0000-0000-0000-000000000009\"");
            assert!(html.contains(&link), "{lang}");
            assert!(html.contains("2710-2026-000900"), "{lang}");
        }
    }

    #[test]
    fn a_slip_promises_no_day_while_the_term_stands_still_and_nothing_once_it_is_over() {
        for lang in Lang::ALL {
            let t = page(lang).t;
            let promised = [t.m("application-slip-due"), t.m("application-slip-next-1")];
            let mut case = summary(PhaseView::Curing);
            case.term.paused_since = Some(at("2026-03-18T05:10:00Z"));
            let paused = html(lang, case);
            assert!(promised.iter().all(|said| !paused.contains(said)), "{lang}");
            assert!(
                paused.contains(&t.m("application-slip-next-waits")),
                "{lang}"
            );
            let over = html(lang, summary(PhaseView::Withdrawn));
            assert!(promised.iter().all(|said| !over.contains(said)), "{lang}");
            assert!(!over.contains(&t.m("application-slip-next")), "{lang}");
            assert!(!over.contains(&t.m("application-slip-next-4")), "{lang}");
        }
    }

    #[test]
    fn a_slip_says_until_which_day_or_which_time_the_decision_is_due() {
        for lang in Lang::ALL {
            let t = page(lang).t;
            let of_day = [t.m("application-slip-due"), t.m("application-slip-next-1")];
            let of_instant = [
                t.m("application-slip-due-instant"),
                t.m("application-slip-next-1-instant"),
            ];
            let in_days = html(lang, summary(PhaseView::Examining));
            assert!(of_day.iter().all(|said| in_days.contains(said)), "{lang}");
            let mut case = summary(PhaseView::Examining);
            case.term = in_minutes();
            let in_minutes = html(lang, case);
            assert!(in_minutes.contains("10:30"), "{lang}");
            let said = |words: &String| in_minutes.contains(words);
            assert!(of_instant.iter().all(said), "{lang}");
        }
        let mut case = summary(PhaseView::Examining);
        case.term = in_minutes();
        let kazakh = html(Lang::Kk, case);
        assert!(!kazakh.contains("соңғы күні") && !kazakh.contains("көрсетілген күнге"));
    }
}
