//! Records of a register that may be one person's: side by side, for an officer of its steward.

use askama::Template;
use axum::extract::State;
use serde::Deserialize;
use tutas_app::AppError;
use tutas_app::domain::duplicate::{Answer as Said, Outcome, Reason};
use tutas_app::view::{DeskDuplicate, DuplicateRow, Duplicates, PairView};
use uuid::Uuid;

use crate::Web;
use crate::case::{Reading, Tried};
use crate::form::Fields;
use crate::page::{Answer, Choice, Page, Wrong, render, render_unaccepted, see_done};
use crate::route::{Asked, At, Policy, Rooms};
use crate::visit::{Officer, Visit, encoded};

pub(super) fn rooms() -> Rooms {
    let at = Policy::Officer;
    Rooms::new()
        .get(at, "/desk/duplicates", list)
        .get(at, "/desk/duplicates/{id}", show)
        .post(at, "/desk/duplicates/{id}", answer)
}

#[derive(Deserialize)]
struct Place {
    after: Option<String>,
}

#[derive(Template)]
#[template(path = "desk/duplicates.html")]
struct ListPage {
    page: Page,
    list: Duplicates,
    is_later: bool,
}

impl ListPage {
    fn next(&self) -> Option<String> {
        self.list.next.as_deref().map(encoded)
    }

    fn what(&self, row: &DuplicateRow) -> String {
        let t = self.page.t;
        let args = [
            ("register", t.x(&row.register).into()),
            ("count", row.records.into()),
        ];
        t.a("twice-row", &args)
    }
}

#[derive(Template)]
#[template(path = "desk/duplicate.html")]
struct DuplicatePage {
    page: Page,
    case: DeskDuplicate,
    tried: Tried,
    wrong: Vec<Wrong>,
}

impl DuplicatePage {
    fn new(visit: &Visit, case: DeskDuplicate, tried: Tried) -> Self {
        let wrong = tried.wrong();
        let page = visit
            .page(visit.t.m("twice-title"))
            .back_to("/desk/duplicates")
            .erroneous(!wrong.is_empty());
        Self {
            page,
            case,
            tried,
            wrong,
        }
    }

    fn choices(&self) -> Vec<Choice> {
        let t = self.page.t;
        let same = if self.case.proposal.is_some() {
            "twice-same-agree"
        } else {
            "twice-same-propose"
        };
        [
            ("same", "twice-same", same),
            ("different", "twice-different", "twice-different-note"),
            ("more", "twice-more", "twice-more-note"),
        ]
        .into_iter()
        .map(|(value, label, note)| Choice::new(value, t.m(label)).noted(t.m(note)))
        .collect()
    }

    /// Which records, and how sure the program is.
    fn pair(&self, pair: &PairView) -> String {
        let id = if pair.is_certain {
            "twice-pair-certain"
        } else {
            "twice-pair-review"
        };
        let args = [("a", pair.a.into()), ("b", pair.b.into())];
        self.page.t.a(id, &args)
    }

    fn reason(&self, reason: &Reason) -> String {
        let t = self.page.t;
        let what = t.m(&format!("twice-reason-{}", reason.code));
        let id = if reason.speaks_for {
            "twice-speaks-for"
        } else {
            "twice-speaks-against"
        };
        t.a(id, &[("what", what.into())])
    }

    /// What the records are called.
    fn records(&self) -> Vec<String> {
        let t = self.page.t;
        let name = |number: usize| t.a("twice-record", &[("number", number.into())]);
        (1..=self.case.records).map(name).collect()
    }

    fn decided(&self) -> Option<String> {
        let (outcome, note) = self.case.decision.as_ref()?;
        let id = match outcome {
            Outcome::Same => "twice-decided-same",
            Outcome::Different => "twice-decided-different",
        };
        let t = self.page.t;
        let args = [
            ("officer", note.by.clone().into()),
            ("at", t.date_time(note.at).into()),
        ];
        Some(t.a(id, &args))
    }
}

async fn list(State(web): State<Web>, officer: Officer, Asked(place): Asked<Place>) -> Answer {
    let list = web.app.duplicates(&officer.id, place.after.as_deref())?;
    let title = officer.visit.t.m("twice-list-title");
    render(&ListPage {
        page: officer.visit.page(title).back_to("/desk"),
        list,
        is_later: place.after.is_some(),
    })
}

async fn show(State(web): State<Web>, officer: Officer, At(id): At<Uuid>) -> Answer {
    let case = web.app.desk_duplicate(&officer.id, id).await?;
    render(&DuplicatePage::new(&officer.visit, case, Tried::default()))
}

async fn answer(
    State(web): State<Web>,
    officer: Officer,
    At(id): At<Uuid>,
    fields: Fields,
) -> Answer {
    let t = officer.visit.t;
    let mut form = Reading::new(t, &fields);
    let said = form.line("answer", "answer", "twice-problem-answer");
    let words = form.words("words", "words", "duplicate-no-words");
    let (said, done) = match said.as_str() {
        "same" => (Said::Same, "done-twice-same"),
        "different" => (Said::Different, "done-twice-different"),
        _ => (Said::More, "done-twice-more"),
    };
    let tried = if form.is_right() {
        match web.app.answer_duplicate(&officer.id, id, said, words).await {
            Err(AppError::NotAllowed(code)) => form.turned_down("answer", t.m(code)),
            answered => {
                answered?;
                return see_done(&officer.visit.link(&format!("/desk/duplicates/{id}")), done);
            }
        }
    } else {
        form.tried()
    };
    let case = web.app.desk_duplicate(&officer.id, id).await?;
    render_unaccepted(&DuplicatePage::new(&officer.visit, case, tried))
}

#[cfg(test)]
mod tests {
    use tutas_app::domain::text::{Lang, Law, Texts};
    use tutas_app::view::{NoteView, Shown, SideBySide};

    use super::*;
    use crate::i18n::tests::words;
    use crate::page::tests::page;

    /// Some of the reasons; that each has its words is seen where they are made.
    const CODES: [&str; 3] = ["same-number", "alike-names", "other-birth"];

    fn note(words: &str) -> NoteView {
        NoteView {
            by: "Сейітов Б. М.".to_owned(),
            words: words.to_owned(),
            at: "2026-03-18T05:00:00Z".parse().unwrap(),
        }
    }

    fn case(decision: Option<Outcome>) -> DeskDuplicate {
        let reason = |code: &str| Reason {
            code: code.to_owned(),
            speaks_for: true,
        };
        let text = |text: &str| Shown::Text(text.to_owned());
        let label = Texts {
            kk: "Аты".to_owned(),
            ru: "Имя".to_owned(),
            en: "Name".to_owned(),
        };
        DeskDuplicate {
            id: Uuid::nil(),
            register: label.clone(),
            found_at: "2026-03-18T05:00:00Z".parse().unwrap(),
            until: jiff::civil::date(2026, 3, 26),
            overdue: true,
            law: Law::default(),
            lines: vec![SideBySide {
                label,
                values: vec![text("Әсел"), text("<b>Асель")],
                differs: true,
            }],
            records: 2,
            pairs: vec![PairView {
                a: 1,
                b: 2,
                is_certain: true,
                reasons: CODES.into_iter().map(reason).collect(),
            }],
            notes: vec![note("Ask the clinic.")],
            proposal: None,
            decision: decision.map(|outcome| (outcome, note("It is one person."))),
            may_answer: decision.map_or(Ok(()), |_| Err("duplicate-decided")),
        }
    }

    fn shown(lang: Lang, case: DeskDuplicate) -> String {
        let page = DuplicatePage {
            page: page(lang),
            case,
            tried: Tried::default(),
            wrong: Vec::new(),
        };
        page.render().unwrap()
    }

    #[test]
    fn records_stand_side_by_side_with_every_reason_in_words() {
        for lang in Lang::ALL {
            let t = words(lang);
            let html = shown(lang, case(None));
            for said in [
                "twice-differs",
                "twice-same-propose",
                "twice-different-note",
            ] {
                assert!(html.contains(&t.m(said)), "{lang} lacks {said}");
            }
            for code in CODES {
                let id = format!("twice-reason-{code}");
                assert!(t.has(&id) && html.contains(&t.m(&id)), "{lang} lacks {id}");
            }
            assert!(
                !html.contains("twice-") && !html.contains("<b>Асель"),
                "{lang}"
            );
        }
    }

    #[test]
    fn what_is_decided_is_told_and_not_asked_again() {
        for lang in Lang::ALL {
            for outcome in [Outcome::Same, Outcome::Different] {
                let html = shown(lang, case(Some(outcome)));
                assert!(html.contains("It is one person."));
                assert!(
                    !html.contains("<textarea") && !html.contains("twice-"),
                    "{lang}"
                );
            }
        }
    }

    #[test]
    fn why_an_answer_is_not_taken_has_its_words() {
        for lang in Lang::ALL {
            let t = words(lang);
            for rejection in tutas_app::domain::duplicate::Rejection::ALL {
                assert!(t.has(rejection.code()), "{lang} {rejection:?}");
            }
            for done in ["done-twice-same", "done-twice-different", "done-twice-more"] {
                assert!(t.has(done), "{lang} {done}");
            }
        }
    }
}
