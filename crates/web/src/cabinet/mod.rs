//! A person's own page: what waits for them, letters, applications, drafts.

use askama::Template;
use axum::extract::State;
use tutas_app::view::{ApplicationLine, Cabinet};
use tutas_domain::text::capitalised;

use crate::Web;
use crate::i18n::T;
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
    fn waits_for(&self, line: &ApplicationLine) -> String {
        waits_for(self.page.t, line)
    }

    fn steps(&self, line: &ApplicationLine) -> String {
        steps(self.page.t, line)
    }

    fn something_waits(&self) -> bool {
        self.cabinet
            .requests
            .iter()
            .any(|request| request.answered.is_none())
            || self
                .cabinet
                .applications
                .iter()
                .any(ApplicationLine::waits_for_you)
    }
}

async fn show(State(web): State<Web>, who: Who) -> Answer {
    let cabinet = web.app.cabinet(&who.id)?;
    let page = who.visit.page(who.visit.t.m("cabinet-title"));
    render(&CabinetPage { page, cabinet })
}

/// What waits for the person in an application.
fn waits_for(t: T, line: &ApplicationLine) -> String {
    t.m(match (line.lacking, line.heard) {
        (true, true) => "cabinet-application-waits",
        (true, false) => "cabinet-waits-lacking",
        (false, _) => "cabinet-waits-heard",
    })
}

/// How its steps stand. A step that was refused is not called finished, nor one that never begins.
fn steps(t: T, line: &ApplicationLine) -> String {
    if line.fulfilled == line.total {
        return t.a("cabinet-all-done", &[("total", line.total.into())]);
    }
    let open = (line.open > 0).then(|| {
        let args = [("open", line.open.into()), ("total", line.total.into())];
        t.a("cabinet-open", &args)
    });
    let counted = [
        ("cabinet-fulfilled", line.fulfilled),
        ("cabinet-ended", line.ended),
        ("cabinet-dropped", line.dropped),
    ];
    let counted = counted.into_iter().filter(|(_, count)| *count > 0);
    let counted = counted.map(|(id, count)| t.a(id, &[("count", count.into())]));
    let parts: Vec<String> = open.into_iter().chain(counted).collect();
    capitalised(&parts.join("; "))
}

#[cfg(test)]
mod tests {
    use tutas_domain::text::Lang;
    use uuid::Uuid;

    use super::*;
    use crate::case::sample::{at, page, review, texts};

    fn line(fulfilled: usize, ended: usize, dropped: usize) -> ApplicationLine {
        ApplicationLine {
            id: Uuid::nil(),
            number: "A-1".to_owned(),
            title: texts("A child is born"),
            filed_at: at("2026-03-18T05:00:00Z"),
            open: 5 - fulfilled - ended - dropped,
            fulfilled,
            ended,
            dropped,
            total: 5,
            lacking: false,
            heard: true,
            reviews: vec![review()],
        }
    }

    #[test]
    fn steps_that_were_refused_or_never_begin_are_not_called_finished() {
        let t = page(Lang::En).t;
        assert_eq!(steps(t, &line(5, 0, 0)), "All 5 steps are finished");
        assert_eq!(
            steps(t, &line(0, 1, 4)),
            "Refused or withdrawn: 1; will not begin: 4"
        );
        assert_eq!(
            steps(t, &line(2, 1, 0)),
            "Open steps: 2 of 5; finished: 2; refused or withdrawn: 1"
        );
        for lang in Lang::ALL {
            let t = page(lang).t;
            let done = t.a("cabinet-all-done", &[("total", 5_usize.into())]);
            assert_ne!(steps(t, &line(0, 1, 4)), done, "{lang}");
        }
    }

    #[test]
    fn the_cabinet_shows_appeals_and_says_what_waits() {
        for lang in Lang::ALL {
            let page = page(lang);
            let t = page.t;
            let cabinet = Cabinet {
                name: String::new(),
                drafts: Vec::new(),
                applications: vec![line(0, 1, 0)],
                requests: Vec::new(),
                unread: Vec::new(),
            };
            let html = CabinetPage { page, cabinet }.render().unwrap();
            assert!(html.contains("2710-2026-000900"), "{lang} hides the appeal");
            assert!(html.contains(&t.m("cabinet-waits-heard")), "{lang}");
            assert!(!html.contains(&t.m("cabinet-waits-lacking")), "{lang}");
        }
    }
}
