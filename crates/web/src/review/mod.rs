//! Appealing against a decision or a silence, complaining about how a service is given, and saying
//! that a register has something wrong: a page of its own for each, filled in beforehand as far as the
//! case knows.

mod defect;

use askama::Template;
use axum::extract::State;
use tutas_app::AppError;
use tutas_app::view::{CaseView, FileView, Level, MayAppeal, MayComplain, ReviewLine};
use uuid::Uuid;

use crate::Web;
use crate::case::{Reading, Tried, is_open};
use crate::form::{self, Fields};
use crate::i18n::T;
use crate::page::{Answer, Choice, Page, Wrong, render, render_unaccepted, see, see_done};
use crate::problem::Fault;
use crate::route::{At, Policy, Rooms};
use crate::visit::{Visit, Who};

/// The routes of this room.
pub(crate) fn rooms() -> Rooms {
    Rooms::new()
        .get(Policy::Person, "/cases/{id}/appeal", appeal_page)
        .post(Policy::Person, "/cases/{id}/appeal", appeal)
        .get(Policy::Person, "/cases/{id}/complain", complain_page)
        .post(Policy::Person, "/cases/{id}/complain", complain)
        .get(Policy::Person, "/cases/{id}/wrong", defect::page)
        .post(Policy::Person, "/cases/{id}/wrong", defect::send)
}

#[derive(Template)]
#[template(path = "review/appeal.html")]
struct AppealPage {
    page: Page,
    case: CaseView,
    may: MayAppeal,
    /// What is appealed, in words.
    act: String,
    /// What is filed along with the person's own words.
    facts: String,
    tried: Tried,
    wrong: Vec<Wrong>,
}

#[derive(Template)]
#[template(path = "review/complain.html")]
struct ComplainPage {
    page: Page,
    case: CaseView,
    tried: Tried,
    wrong: Vec<Wrong>,
}

impl AppealPage {
    /// The page, if there is something to appeal now.
    fn new(visit: &Visit, file: FileView, tried: Tried) -> Option<Self> {
        let t = visit.t;
        let (act, facts) = (act(t, &file), appeal_facts(t, &file));
        let mut case = file.case;
        let may = case.may.appeal.take()?;
        let wrong = tried.wrong();
        let page = visit
            .page(t.m("appeal-title"))
            .back_to(format!("/cases/{}", case.summary.id))
            .quiet(case.tone.quiet)
            .erroneous(!wrong.is_empty());
        Some(Self {
            page,
            case,
            may,
            act,
            facts,
            tried,
            wrong,
        })
    }
}

/// What is appealed, in words.
fn act(t: T, file: &FileView) -> String {
    let act = file.appealed.map(|act| t.act(act.kind, t.day(act.at)));
    act.unwrap_or_default()
}

/// What an appeal says beside the person's own words: what is appealed, in which case, and what is
/// asked for. Nothing of it is for the person to write, so nothing of it stands in their field.
pub(crate) fn appeal_facts(t: T, file: &FileView) -> String {
    let args = [
        ("act", act(t, file).into()),
        ("number", (&file.case.summary.number).into()),
        ("service", t.x(&file.case.title).into()),
    ];
    t.a("file-appeal-facts", &args)
}

impl ComplainPage {
    fn new(visit: &Visit, case: CaseView, tried: Tried) -> Self {
        let wrong = tried.wrong();
        let page = visit
            .page(visit.t.m("complain-title"))
            .back_to(format!("/cases/{}", case.summary.id))
            .quiet(case.tone.quiet)
            .erroneous(!wrong.is_empty());
        Self {
            page,
            case,
            tried,
            wrong,
        }
    }

    /// To whom one may complain: which body, answered within which time, by which law.
    fn levels(&self) -> Vec<Choice> {
        let t = self.page.t;
        let choice = |may: &MayComplain| {
            let args = [
                ("body", t.x(&may.to).into()),
                ("term", t.term(&may.answered_in).into()),
            ];
            let note = format!("{} {}", t.a("complain-level-note", &args), t.law(&may.law));
            Choice::new(form::code(may.level), t.level(&may.level)).noted(note)
        };
        self.case.may.complain.iter().map(choice).collect()
    }
}

async fn appeal_page(State(web): State<Web>, who: Who, At(id): At<Uuid>) -> Answer {
    let file = web.app.case_file(&who.id, id).await?;
    // Whoever looks for the form finds the appeal they filed, or reads why there is none.
    if let Some(pending) = pending(&file.case.reviews.appeals, None) {
        return see(&who.visit.link(&format!("/cases/{pending}")));
    }
    match AppealPage::new(&who.visit, file, Tried::default()) {
        Some(page) => render(&page),
        None => Err(Fault::Rejected("appeal-not-now")),
    }
}

async fn appeal(State(web): State<Web>, who: Who, At(id): At<Uuid>, fields: Fields) -> Answer {
    let t = who.visit.t;
    let mut form = Reading::new(t, &fields);
    let words = form.words("words", "words", "appeal-problem-words");
    let tried = if form.is_right() {
        let facts = appeal_facts(t, &web.app.case_file(&who.id, id).await?);
        let words = format!("{}\n\n{facts}", words.into_string());
        match web.app.file_appeal(&who.id, id, words).await {
            Err(AppError::Rejected(rejection)) => form.turned_down("words", t.m(rejection.code())),
            filed => return filed_as(&who, filed?, "done-appealed"),
        }
    } else {
        form.tried()
    };
    let file = web.app.case_file(&who.id, id).await?;
    // Pressed twice: the second time leads to what the first one filed.
    if let Some(pending) = pending(&file.case.reviews.appeals, None) {
        return filed_as(&who, pending, "done-appealed");
    }
    match AppealPage::new(&who.visit, file, tried) {
        Some(page) => render_unaccepted(&page),
        None => Err(Fault::Rejected("appeal-not-now")),
    }
}

async fn complain_page(State(web): State<Web>, who: Who, At(id): At<Uuid>) -> Answer {
    let case = web.app.case(&who.id, id).await?;
    let Some(first) = case.may.complain.first() else {
        return match pending_complaint(&case.reviews.complaints) {
            Some(pending) => see(&who.visit.link(&format!("/cases/{pending}"))),
            None => Err(Fault::Rejected("complain-not-now")),
        };
    };
    let tried = Tried::default().keeping("level", form::code(first.level));
    render(&ComplainPage::new(&who.visit, case, tried))
}

async fn complain(State(web): State<Web>, who: Who, At(id): At<Uuid>, fields: Fields) -> Answer {
    let t = who.visit.t;
    let mut form = Reading::new(t, &fields);
    let level: Option<Level> = form.choice("level", "level", "complain-problem-level", form::coded);
    let words = form.words("words", "words", "complain-problem-words");
    let tried = match level.filter(|_| form.is_right()) {
        Some(level) => {
            let app = &web.app;
            let filed = app.file_complaint(&who.id, id, level, words.into_string());
            match filed.await {
                Err(AppError::Rejected(rejection)) => {
                    form.turned_down("words", t.m(rejection.code()))
                }
                filed => return filed_as(&who, filed?, "done-complained"),
            }
        }
        None => form.tried(),
    };
    let case = web.app.case(&who.id, id).await?;
    if let Some(pending) = pending(&case.reviews.complaints, level) {
        return filed_as(&who, pending, "done-complained");
    }
    render_unaccepted(&ComplainPage::new(&who.visit, case, tried))
}

/// One that is being examined, at this level if it is a complaint.
fn pending(lines: &[ReviewLine], level: Option<Level>) -> Option<Uuid> {
    let open = |line: &&ReviewLine| is_open(&line.phase) && line.level == level;
    lines.iter().rev().find(open).map(|line| line.id)
}

/// A complaint that is being examined, on whichever level.
fn pending_complaint(lines: &[ReviewLine]) -> Option<Uuid> {
    let open = |line: &&ReviewLine| is_open(&line.phase);
    lines.iter().rev().find(open).map(|line| line.id)
}

fn filed_as(who: &Who, review: Uuid, done: &'static str) -> Answer {
    see_done(&who.visit.link(&format!("/cases/{review}")), done)
}

#[cfg(test)]
mod tests;
