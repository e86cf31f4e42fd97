//! My file: the whole dossier of a case on one page, to read, to print and to appeal with.

mod days;
mod delays;
mod say;

use askama::Template;
use axum::extract::State;
use tutas_app::view::{CountedTerm, EntryView, FileView, ReadView, SentLetter};
use uuid::Uuid;

use self::days::{DayRow, rows};
pub(crate) use self::delays::{Delay, delays};
use self::say::Line;
pub(crate) use self::say::Text;
use crate::Web;
use crate::case::is_open;
use crate::page::{Answer, Page, render};
use crate::route::{At, Policy, Rooms};
use crate::visit::{Officer, Visit, Who};

/// The routes of this room.
pub(crate) fn rooms() -> Rooms {
    Rooms::new()
        .get(Policy::Person, "/cases/{id}/file", show)
        .get(Policy::Officer, "/desk/cases/{id}/file", show_at_desk)
}

#[derive(Template)]
#[template(path = "file/page.html")]
struct FilePage {
    page: Page,
    file: FileView,
    /// Whether the person reads it, and not an officer.
    own: bool,
}

impl FilePage {
    fn new(visit: &Visit, file: FileView, own: bool) -> Self {
        let t = visit.t;
        let number = &file.case.summary.number;
        let title = t.a("file-title", &[("number", number.into())]);
        let case = file.case.summary.id;
        let back = if own {
            format!("/cases/{case}")
        } else {
            format!("/desk/cases/{case}")
        };
        let page = visit
            .page(title)
            .in_zone(&file.case.summary.zone)
            .back_to(back)
            .quiet(file.case.tone.quiet);
        Self { page, file, own }
    }

    /// Who the person is to the reader.
    fn person(&self) -> String {
        self.page.t.m(if self.own {
            "file-by-you"
        } else {
            "file-by-person"
        })
    }

    fn by(&self, entry: &EntryView) -> String {
        self.page.t.author(&entry.by, &self.person())
    }

    fn lines(&self, entry: &EntryView) -> Vec<Line> {
        self.page.t.lines(&entry.points)
    }

    /// When it was put down, where that was on another day than it took effect.
    fn written(&self, entry: &EntryView) -> Option<String> {
        let t = self.page.t;
        let later = t.day(entry.at) != t.day(entry.written_at);
        later.then(|| {
            let written = t.date_time(entry.written_at);
            t.a("file-written", &[("date", written.into())])
        })
    }

    fn rows(&self, term: &CountedTerm) -> Vec<DayRow> {
        rows(self.page.t, term)
    }

    /// When and how a term began and ends.
    fn term(&self, term: &CountedTerm) -> String {
        days::summary(self.page.t, term)
    }

    fn whose(&self, read: &ReadView) -> String {
        let t = self.page.t;
        let own = if self.own {
            "file-read-yours"
        } else {
            "file-read-filer"
        };
        let others = || t.a("file-read-others", &[("count", read.others.into())]);
        match (read.own, read.others) {
            (true, 0) => t.m(own),
            (true, _) => format!("{}, {}", t.m(own), others()),
            (false, _) => others(),
        }
    }

    fn receipt(&self, letter: &SentLetter) -> String {
        let t = self.page.t;
        match &letter.received {
            Some((at, proof)) => {
                let args = [
                    ("date", t.date_time(*at).into()),
                    ("proof", t.proof(proof).into()),
                ];
                t.a("file-received", &args)
            }
            None => t.m("file-not-received"),
        }
    }

    /// What is appealed, in words.
    fn act(&self) -> Option<String> {
        let t = self.page.t;
        let act = self.file.appealed?;
        Some(t.act(act.kind, t.day(act.at)))
    }

    /// An appeal that is being examined, by its number.
    fn pending(&self) -> Option<&str> {
        let mut appeals = self.file.case.reviews.appeals.iter();
        let pending = appeals.find(|appeal| appeal.outcome.is_none() && is_open(&appeal.phase));
        pending.map(|appeal| appeal.number.as_str())
    }

    /// Whose the filer's own data are to the reader.
    fn filers(&self) -> String {
        self.page
            .t
            .m(if self.own { "whose-you" } else { "desk-filer" })
    }

    /// Who decides on the appeal: that body, or what the law says of it.
    fn addressee(&self) -> String {
        let (t, case) = (self.page.t, &self.file.case);
        let body = case.may.appeal.as_ref();
        let body = body.and_then(|may| may.decided_by.as_ref());
        body.map_or_else(|| t.complain_to(&case.appeal), |body| t.x(body).to_owned())
    }

    /// The body that acted, with which it is filed.
    fn through(&self) -> &str {
        let case = &self.file.case;
        let body = case.may.appeal.as_ref().map(|may| &may.filed_with);
        self.page.t.x(body.unwrap_or(&case.summary.holder))
    }

    /// What an appeal filed here says beside the person's own words.
    fn appeal_facts(&self) -> String {
        crate::review::appeal_facts(self.page.t, &self.file)
    }

    /// The appeal's first words, for the person to go on from.
    fn appeal_words(&self) -> String {
        let t = self.page.t;
        let case = &self.file.case;
        let args = [
            ("act", self.act().unwrap_or_default().into()),
            ("number", (&case.summary.number).into()),
            ("service", t.x(&case.title).into()),
        ];
        t.a("file-appeal-words", &args)
    }
}

async fn show(State(web): State<Web>, who: Who, At(id): At<Uuid>) -> Answer {
    let file = web.app.case_file(&who.id, id).await?;
    render(&FilePage::new(&who.visit, file, true))
}

async fn show_at_desk(State(web): State<Web>, officer: Officer, At(id): At<Uuid>) -> Answer {
    let file = web.app.desk_file(&officer.id, id).await?;
    render(&FilePage::new(&officer.visit, file, false))
}

#[cfg(test)]
mod tests;
