//! What is there, as a parent sees it.

use super::account::Seen;
use super::html;
use super::http::{Broken, Browser, Request};
use super::parent::{PARTS, Parent, bytes_of, of_application};

/// Looks at all that a parent has, through their own pages.
pub(crate) fn look(parent: &Parent, browser: &Browser) -> Result<Seen, Broken> {
    let mut look = Look {
        browser: parent.as_parent(browser),
        seen: Seen::default(),
    };
    if !look.cabinet(parent)? {
        return Ok(look.seen);
    }
    for paper in &parent.papers {
        match look.state(&format!("paper {paper}")) {
            Some("application") => look.application(paper)?,
            Some("draft") => look.draft(paper)?,
            _ => {}
        }
        for part in PARTS.map(|part| format!("{part} {paper}")) {
            if parent.account.state(&part).is_some() {
                let gone = || "gone".to_owned();
                look.seen.states.entry(part).or_insert_with(gone);
            }
        }
    }
    for case in &parent.cases {
        look.case(parent, case)?;
    }
    Ok(look.seen)
}

struct Look {
    browser: Browser,
    seen: Seen,
}

impl Look {
    /// A page, if there is one. Nobody knows while the server cannot read.
    fn page(&mut self, path: &str) -> Result<Option<Vec<u8>>, Broken> {
        let answer = self.browser.send(&Request::page(path))?;
        if answer.status >= 500 {
            return Err(Broken::Unanswered);
        }
        Ok((answer.status == 200).then_some(answer.body))
    }

    fn text(&mut self, path: &str) -> Result<String, Broken> {
        let body = self.page(path)?.unwrap_or_default();
        Ok(String::from_utf8_lossy(&body).into_owned())
    }

    fn state(&self, name: &str) -> Option<&str> {
        self.seen.states.get(name).map(String::as_str)
    }

    fn put(&mut self, name: String, state: impl Into<String>) {
        self.seen.states.insert(name, state.into());
    }

    /// Applications and drafts; says whether the session still holds.
    fn cabinet(&mut self, parent: &Parent) -> Result<bool, Broken> {
        let page = self.text("/en/cabinet")?;
        if page.is_empty() {
            return Ok(false);
        }
        self.put("session".to_owned(), "open");
        let drafts = html::ids(&page, "/en/apply/", "/data");
        let applications = html::ids(&page, "/en/applications/", "\"");
        let all = parent.papers.iter().map(String::as_str);
        for id in all
            .chain(drafts.iter().copied())
            .chain(applications.iter().copied())
        {
            let state = match (drafts.contains(&id), applications.contains(&id)) {
                (true, true) => "both",
                (true, false) => "draft",
                (false, true) => "application",
                (false, false) => "gone",
            };
            self.put(format!("paper {id}"), state);
            if state != "gone" {
                self.seen.papers.insert(format!("paper {id}"));
            }
        }
        Ok(true)
    }

    fn draft(&mut self, id: &str) -> Result<(), Broken> {
        let page = self.text(&format!("/en/apply/{id}/questions/1"))?;
        let version = html::field(&page, "version").unwrap_or_default();
        let name = html::field(&page, "given_name").unwrap_or_default();
        self.put(format!("answers {id}"), format!("{version} {name}"));
        let page = self.text(&format!("/en/apply/{id}/preview"))?;
        let chosen = html::between(&page, " name=\"step\"", ">");
        let others = chosen.iter().any(|step| step.ends_with(" checked"));
        let choice = if others {
            "more services"
        } else {
            "one service"
        };
        self.put(format!("choice {id}"), choice);
        Ok(())
    }

    fn application(&mut self, id: &str) -> Result<(), Broken> {
        let page = self.text(&format!("/en/applications/{id}"))?;
        let (number, cases) = of_application(&page);
        self.put(format!("number of {id}"), number);
        self.put(format!("cases of {id}"), cases);
        Ok(())
    }

    fn case(&mut self, parent: &Parent, id: &str) -> Result<(), Broken> {
        let page = self.text(&format!("/en/cases/{id}"))?;
        let file = self.text(&format!("/en/cases/{id}/file"))?;
        self.put(format!("case {id}"), ending(&page));
        for mark in html::between(&file, "t-words\">m", "<") {
            self.seen.things.push(format!("words m{mark}"));
        }
        for upload in html::between(&page, &format!("/en/uploads/{id}/"), "</a>") {
            let Some((upload, name)) = upload.split_once("\">") else {
                continue;
            };
            let mark = name.trim_end_matches(".pdf");
            self.seen.things.push(format!("file {mark}"));
            let bytes = self.page(&format!("/en/uploads/{id}/{upload}"))?;
            let whole = bytes.is_some_and(|bytes| bytes == bytes_of(mark));
            let state = if whole { "whole" } else { "other" };
            self.put(format!("bytes of {mark}"), state);
        }
        for other in html::ids(&page, "/en/cases/", "\"") {
            if !parent.cases.iter().any(|case| case == other) {
                self.complaint(other)?;
            }
        }
        Ok(())
    }

    fn complaint(&mut self, id: &str) -> Result<(), Broken> {
        let page = self.text(&format!("/en/cases/{id}"))?;
        let marks = html::between(&page, "t-words\">m", "<");
        let mark = marks.first().copied().unwrap_or("of nobody");
        self.seen.things.push(format!("complaint m{mark}"));
        self.put(format!("state of complaint m{mark}"), ending(&page));
        Ok(())
    }
}

/// How a case ended, by its chronicle, in which each event stands once.
fn ending(page: &str) -> String {
    let count = |what: &str| page.matches(what).count();
    let withdrawn = count("was withdrawn</li>");
    let granted = count("was granted</li>");
    match (withdrawn, granted) {
        (0, 0) => "open".to_owned(),
        (1, 0) => "withdrawn".to_owned(),
        (0, 1) => "granted".to_owned(),
        (withdrawn, granted) => format!("withdrawn {withdrawn} times, granted {granted} times"),
    }
}
