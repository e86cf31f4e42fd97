//! How Tutas works now: for everybody, in plain words, and also when hardly anything does.
//!
//! It asks for nothing that needs the database to answer, and says nothing of anybody.

use askama::Template;
use axum::extract::State;
use jiff::{SignedDuration, Timestamp};
use tutas_app::{Announced, Part, Standing};

use crate::Web;
use crate::i18n::T;
use crate::page::{Answer, Page, render};
use crate::route::{Policy, Rooms};
use crate::traffic::look_anew;
use crate::visit::Visit;

/// Work that has waited for longer is late. Registers and letters are waited for longer, but that
/// waiting is not due.
const LATE: SignedDuration = SignedDuration::from_mins(5);

/// The routes of this room.
pub(crate) fn rooms() -> Rooms {
    Rooms::new().get(Policy::Public, "/status", show)
}

#[derive(Template)]
#[template(path = "status/page.html")]
struct StatusPage {
    page: Page,
    now: Timestamp,
    lines: Vec<Line>,
    announced: Vec<Announced>,
}

/// How one thing is that people rely on.
struct Line {
    /// The beginning of its message ids.
    id: &'static str,
    state: How,
    since: Option<Timestamp>,
    /// Registers that do not answer.
    silent: Vec<Silent>,
}

/// Whether something works.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum How {
    Works,
    /// All but some of it works.
    Partly,
    Late,
    Down,
}

/// A register that did not answer.
struct Silent {
    title: String,
    since: Timestamp,
    tried: Timestamp,
}

impl StatusPage {
    fn all_well(&self) -> bool {
        self.lines.iter().all(|line| line.state == How::Works)
    }
}

impl Line {
    fn new(id: &'static str, works: bool, since: Option<Timestamp>) -> Self {
        Self {
            id,
            state: if works { How::Works } else { How::Down },
            since,
            silent: Vec::new(),
        }
    }

    fn of(id: &'static str, standing: Option<&Standing>) -> Self {
        // What was not tried yet has given no trouble.
        let works = standing.is_none_or(|standing| standing.works);
        Self::new(id, works, standing.map(|standing| standing.since))
    }

    fn title(&self, t: &T) -> String {
        t.m(&format!("status-{}", self.id))
    }

    fn text(&self, t: &T) -> String {
        let how = match self.state {
            How::Works => "works",
            How::Partly => "partly",
            How::Late => "late",
            How::Down => "down",
        };
        t.m(&format!("status-{}-{how}", self.id))
    }
}

async fn show(State(web): State<Web>, visit: Visit) -> Answer {
    look_anew(&web).await;
    let now = web.app.now();
    render(&StatusPage {
        page: visit.page(visit.t.m("status-title")),
        now,
        lines: lines(&web, visit.t, now),
        announced: web.app.announced(),
    })
}

fn lines(web: &Web, t: T, now: Timestamp) -> Vec<Line> {
    let standings = web.app.standings();
    let pages = Line::of("pages", standings.get(&Part::Reading));
    let filing = Line::of("filing", standings.get(&Part::Writing));
    let mut work = Line::new("work", true, None);
    match web.app.lag() {
        // What is due cannot be done either.
        _ if filing.state == How::Down => (work.state, work.since) = (How::Late, filing.since),
        Some(lag) if lag <= LATE => {}
        Some(lag) => {
            (work.state, work.since) = (How::Late, now.checked_sub(lag).ok());
        }
        // What cannot be read cannot be done; what was not tried yet has given no trouble.
        None if pages.state == How::Down => (work.state, work.since) = (How::Late, pages.since),
        None => {}
    }
    let silent: Vec<Silent> = standings
        .iter()
        .filter(|(_, standing)| !standing.works)
        .filter_map(|(part, standing)| match part {
            Part::Register(id) => {
                let register = web.app.catalog().registers.get(id)?;
                Some(Silent {
                    title: t.x(&register.title).to_owned(),
                    since: standing.since,
                    tried: standing.tried,
                })
            }
            _ => None,
        })
        .collect();
    let mut registers = Line::new("registers", true, None);
    if !silent.is_empty() {
        registers.state = How::Partly;
        registers.silent = silent;
    }
    vec![
        pages,
        filing,
        work,
        registers,
        Line::of("messages", standings.get(&Part::Messages)),
    ]
}

#[cfg(test)]
mod tests {
    use tutas_domain::text::Lang;

    use super::*;
    use crate::page::tests::page;

    fn shown(lang: Lang, lines: Vec<Line>) -> String {
        let now = "2026-03-18T05:00:00Z".parse().unwrap();
        let page = StatusPage {
            page: page(lang),
            now,
            lines,
            announced: Vec::new(),
        };
        page.render().unwrap()
    }

    fn line(id: &'static str, state: How) -> Line {
        Line {
            state,
            ..Line::new(id, true, "2026-03-18T04:00:00Z".parse().ok())
        }
    }

    #[test]
    fn everything_that_can_be_so_has_its_words_in_every_language() {
        for lang in Lang::ALL {
            let t = crate::i18n::tests::words(lang);
            for (id, ill) in [
                ("pages", How::Down),
                ("filing", How::Down),
                ("work", How::Late),
                ("registers", How::Partly),
                ("messages", How::Down),
            ] {
                for state in [How::Works, ill] {
                    let html = shown(lang, vec![line(id, state)]);
                    assert!(html.contains(&line(id, state).text(&t)));
                    assert!(!html.contains("status-"), "{lang} {id} {state:?}");
                }
            }
        }
    }

    #[test]
    fn what_does_not_work_is_said_at_the_top_and_with_its_time() {
        let t = crate::i18n::tests::words(Lang::En);
        let well = shown(Lang::En, vec![line("filing", How::Works)]);
        assert!(well.contains(&t.m("status-all-well")));
        let ill = shown(Lang::En, vec![line("filing", How::Down)]);
        assert!(ill.contains(&t.m("status-trouble")) && !ill.contains(&t.m("status-all-well")));
        assert!(ill.contains("18\u{a0}March 2026, 09:00"));
    }
}
