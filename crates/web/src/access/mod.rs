//! Who has looked at a person's data, shown to that person, and asking why.

mod why;

use askama::Template;
use axum::extract::State;
use serde::Deserialize;
use tutas_app::view::{AccessBy, AccessEntry, AccessLine, Seen};
use uuid::Uuid;

use crate::Web;
use crate::i18n::T;
use crate::page::{Answer, Page, render};
use crate::route::{Asked, Policy, Rooms};
use crate::visit::Who;

/// The routes of this room.
pub(crate) fn rooms() -> Rooms {
    Rooms::new()
        .get(Policy::Person, "/access", show)
        .get(Policy::Person, "/access/{id}/why", why::show)
        .post(Policy::Person, "/access/{id}/why", why::ask)
}

#[derive(Deserialize)]
struct Place {
    before: Option<String>,
}

#[derive(Template)]
#[template(path = "access/page.html")]
struct AccessPage {
    page: Page,
    entries: Vec<AccessEntry>,
    before: Option<Uuid>,
    is_later: bool,
}

impl T {
    /// What was looked at, or what was tried and turned down.
    pub(crate) fn accessed(&self, line: &AccessLine) -> String {
        if let Some(attempt) = &line.attempt {
            let named = format!("attempt-{}", attempt.command);
            let named = if self.has(&named) {
                self.m(&named)
            } else {
                self.m("attempt-other")
            };
            return self.a("access-attempt", &[("what", named.into())]);
        }
        match line.seen {
            Seen::Question => return self.m("access-question"),
            Seen::Record => return self.m("access-record"),
            Seen::Export => return self.m("access-export"),
            Seen::Data => {}
        }
        let register = self.x(&line.register);
        if register.is_empty() {
            self.m("access-case-file")
        } else {
            register.to_owned()
        }
    }

    /// Who looked or tried. What the person tried, no program did.
    pub(crate) fn accessed_by(&self, line: &AccessLine) -> String {
        let officer = |body: &str| self.a("access-by-officer", &[("body", body.into())]);
        if let (AccessBy::Officer(body), Seen::Record | Seen::Export) = (&line.by, line.seen) {
            return self.a("access-by-auditor", &[("body", self.x(body).into())]);
        }
        match (&line.by, &line.attempt) {
            (AccessBy::Member(title), _) => {
                self.a("access-by-member", &[("member", self.x(title).into())])
            }
            (AccessBy::Officer(body), Some(attempt)) if !attempt.by.is_empty() => {
                format!("{}, {}", officer(self.x(body)), attempt.by)
            }
            (AccessBy::Officer(body), _) => officer(self.x(body)),
            (AccessBy::Program, Some(attempt)) if attempt.stranger => self.m("access-by-stranger"),
            (AccessBy::Program, Some(_)) => self.m("access-by-you"),
            (AccessBy::Program, None) => self.m("access-by-program"),
        }
    }
}

async fn show(State(web): State<Web>, who: Who, Asked(place): Asked<Place>) -> Answer {
    // A place that cannot be read is no place: the list begins at its start.
    let from = place.before.and_then(|before| before.parse().ok());
    let (entries, before) = web.app.accesses(&who.id, from)?;
    let page = who
        .visit
        .page(who.visit.t.m("access-title"))
        .back_to("/cabinet");
    render(&AccessPage {
        page,
        entries,
        before,
        is_later: from.is_some(),
    })
}

#[cfg(test)]
mod tests {
    use tutas_app::view::{AnswerView, AttemptView, WhyView};
    use tutas_domain::text::{Lang, Texts};

    use super::*;
    use crate::case::sample::{at, law, page, texts};

    /// Commands that a person or an officer may see turned down, by the names the record has.
    const COMMANDS: [&str; 37] = [
        "open",
        "appeal",
        "complain",
        "dispute",
        "confirm-defect",
        "supply",
        "answer",
        "read-letter",
        "object",
        "withdraw",
        "grant",
        "ask-for-cure",
        "accept-document",
        "turn-down-document",
        "prepare-refusal",
        "approve",
        "return",
        "refuse-acceptance",
        "redirect",
        "extend",
        "pause",
        "resume",
        "record-receipt",
        "waive-hearing",
        "ask-oral-hearing",
        "hold-hearing",
        "remark",
        "grant-provisionally",
        "pass-post-check",
        "prepare-revocation",
        "revoke-burden",
        "ask-correction",
        "correct",
        "decline-correction",
        "rule",
        "prepare-ruling",
        "note-court",
    ];

    fn tried(command: &str, by: AccessBy, name: &str) -> AccessLine {
        AccessLine {
            finds_event: false,
            at: at("2026-03-18T05:00:00Z"),
            register: Texts::default(),
            fields: Vec::new(),
            by,
            purpose: texts("Birth registration"),
            number: Some("2710".to_owned()),
            law: law("189"),
            by_consent: false,
            agreement: None,
            seen: Seen::Data,
            attempt: Some(AttemptView {
                command: command.to_owned(),
                by: name.to_owned(),
                code: "rejected-same-person".to_owned(),
                stranger: name == "stranger",
            }),
        }
    }

    fn entry(lines: Vec<AccessLine>) -> AccessEntry {
        AccessEntry {
            id: Uuid::from_u128(7),
            at: at("2026-03-18T05:00:00Z"),
            lines,
            may_ask: true,
            why: None,
            found: None,
        }
    }

    #[test]
    fn a_question_is_shown_with_its_term_and_then_with_its_answer() {
        for lang in Lang::ALL {
            let mut asked = entry(vec![tried("approve", AccessBy::Program, "")]);
            asked.may_ask = false;
            asked.why = Some(WhyView {
                words: "Why <me>?".to_owned(),
                body: texts("Registrar"),
                asked_at: at("2026-03-18T05:00:00Z"),
                until: jiff::civil::date(2026, 3, 20),
                overdue: true,
                law: law("24"),
                answer: None,
            });
            let show = |entry: AccessEntry| {
                let page = page(lang);
                let html = AccessPage {
                    page,
                    entries: vec![entry],
                    before: None,
                    is_later: false,
                };
                html.render().unwrap()
            };
            let t = page(lang).t;
            let html = show(asked);
            assert!(html.contains("Why &#60;me&#62;?"), "{lang}");
            assert!(html.contains(&t.m("why-overdue")));
            assert!(!html.contains("/why\""), "there is nothing more to ask");
            let mut answered = entry(Vec::new());
            answered.why = Some(WhyView {
                words: String::new(),
                body: texts("Registrar"),
                asked_at: at("2026-03-18T05:00:00Z"),
                until: jiff::civil::date(2026, 3, 20),
                overdue: false,
                law: law("24"),
                answer: Some(AnswerView {
                    by: "Сейтова А.".to_owned(),
                    body: texts("Registrar"),
                    words: "For the decision.".to_owned(),
                    at: at("2026-03-19T05:00:00Z"),
                }),
            });
            let html = show(answered);
            assert!(html.contains("For the decision.") && html.contains("Сейтова А."));
            assert!(!html.contains(&t.m("why-until")), "{lang}");
        }
    }

    #[test]
    fn whatever_was_turned_down_has_words_in_every_language() {
        for (lang, command) in Lang::ALL
            .into_iter()
            .flat_map(|lang| COMMANDS.map(|command| (lang, command)))
        {
            let said = page(lang)
                .t
                .accessed(&tried(command, AccessBy::Program, ""));
            let other = page(lang).t.m("attempt-other");
            assert!(!said.contains(&other), "{lang} lacks {command}");
            assert!(!said.contains(&format!("attempt-{command}")));
        }
    }

    #[test]
    fn what_was_read_for_the_event_itself_says_that_it_was_to_find_it() {
        for lang in Lang::ALL {
            let t = page(lang).t;
            let shown = |finds_event| {
                let mut line = tried("open", AccessBy::Program, "");
                line.attempt = None;
                line.finds_event = finds_event;
                let page = AccessPage {
                    page: page(lang),
                    entries: vec![entry(vec![line])],
                    before: None,
                    is_later: false,
                };
                page.render().unwrap()
            };
            let why = t.m("access-finds-event");
            assert!(shown(true).contains(&why) && !shown(false).contains(&why));
        }
    }

    #[test]
    fn what_another_member_was_told_says_to_whom_and_by_which_law() {
        for lang in Lang::ALL {
            let mut line = tried("open", AccessBy::Member(texts("<Schools>")), "");
            line.attempt = None;
            let page = page(lang);
            let t = page.t;
            let html = AccessPage {
                page,
                entries: vec![entry(vec![line])],
                before: None,
                is_later: false,
            };
            let html = html.render().unwrap();
            let way = t.a("access-by-member", &[("member", "".into())]);
            assert!(way.len() > 10 && html.contains(way.trim()), "{lang}");
            assert!(html.contains("&#60;Schools&#62;"), "{lang}");
            assert!(html.contains(&t.m("access-by-law")), "{lang}");
        }
    }

    #[test]
    fn an_attempt_says_who_tried_what_and_why_it_was_turned_down() {
        let officer = AccessBy::Officer(texts("Registrar"));
        let lines = vec![
            tried("approve", officer, "Сейтова <А.>"),
            tried("object", AccessBy::Program, ""),
            tried("open", AccessBy::Program, "stranger"),
        ];
        let page = page(Lang::En);
        let t = page.t;
        let html = AccessPage {
            page,
            entries: vec![entry(lines)],
            before: None,
            is_later: false,
        };
        let html = html.render().unwrap();
        assert!(html.contains("Registrar (en), Сейтова &#60;А.&#62;"));
        assert!(html.contains(&t.m("rejected-same-person")));
        assert!(html.contains(&t.m("access-attempt-nothing")));
        assert!(
            !html.contains(&t.m("access-law")),
            "a rejected attempt has no basis"
        );
        assert!(html.contains(&t.m("access-by-stranger")));
        assert!(html.contains(&t.m("access-by-you")) && !html.contains(&t.m("access-by-program")));
    }
}
