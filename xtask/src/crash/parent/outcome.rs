//! What an answer to a form says, and how things stand after it.

use std::thread;

use super::{A_MOMENT, Act, By, Case, Draft, Kind, PARTS, Parent, Stage, Stop, paper, thing};
use crate::crash::html;
use crate::crash::http::{Answer, Browser, Request};

/// So often somebody who is asked to come again does so before others must look.
const PATIENCE: usize = 15;

impl Parent {
    /// Sends a form until it is known what became of it.
    pub(super) fn send(&mut self, browser: &Browser, act: &Act) -> Result<(), Stop> {
        let repeated = self.repeats;
        for _ in 0..PATIENCE {
            let session = match act.by {
                By::Parent => self.session.clone(),
                By::Officer => self.officer.clone(),
            };
            let answer = browser.with(session).send(&act.request);
            self.repeats = true;
            let answer = answer?;
            let to = answer.location.clone().unwrap_or_default();
            match answer.status {
                303 if to.contains("/sign-in") => {
                    // That the session is lost is found by whoever looks.
                    self.session = None;
                    self.officer = None;
                    self.sign_in(browser)?;
                }
                303 => {
                    self.close();
                    self.done(&act.kind, &to);
                    return Ok(());
                }
                // Nobody knows whether it counted.
                500..=599 => {
                    self.refused += 1;
                    if answer.status != 503 {
                        self.surprise(act, &answer);
                    }
                    thread::sleep(A_MOMENT);
                }
                _ => {
                    self.close();
                    self.turned_down(act, &answer, repeated);
                    return Ok(());
                }
            }
        }
        Err(Stop::Refused)
    }

    /// What is not as it must be while nothing can be written: letters can be read; who sends a form
    /// is told in their language to send it again, and finds it on the page; an officer, who must
    /// be put on record first, is kept out. `sure` if it is certain that nothing can be written.
    pub(crate) fn unlike_promised(
        &self,
        browser: &Browser,
        sure: bool,
    ) -> Result<Vec<String>, Stop> {
        let mut wrong = Vec::new();
        let mut own = self.as_parent(browser);
        for lang in ["kk", "ru", "en"] {
            let form = Request::form(format!("/{lang}/sign-in"), &[("person", "7")]);
            let answer = browser.stranger().send(&form)?;
            let page = answer.text();
            let kept = html::field(&page, "person") == Some("7");
            let spoken = page.contains(&format!("<html lang=\"{lang}\""));
            let asked = answer.status == 503 && answer.comes_again && kept && spoken;
            if !asked && (sure || answer.status != 303) {
                wrong.push(format!("a form in {lang} is answered {}", answer.status));
            }
        }
        let Some(case) = self.cases.last() else {
            return Ok(wrong);
        };
        let letter = own.send(&Request::page(format!("/en/cases/{case}/letters/0")))?;
        if letter.status != 200 {
            wrong.push(format!("a letter is answered {}", letter.status));
        }
        let session = self.officer.clone();
        let desk = Request::page(format!("/en/desk/cases/{case}"));
        let status = browser.with(session).send(&desk)?.status;
        // A case that was sent on is another office's.
        let expected = matches!(status, 404 | 503) || (status == 200 && !sure);
        if !expected {
            wrong.push(format!("an officer is answered {status}"));
        }
        Ok(wrong)
    }

    fn close(&mut self) {
        self.open = None;
        self.repeats = false;
    }

    fn surprise(&mut self, act: &Act, answer: &Answer) {
        let page = answer.text();
        let title = html::between(&page, "<title>", "</title>");
        let title = title.first().copied().unwrap_or_default();
        let problems = html::between(&page, "-error\" class=\"govuk-error-message\">", "</p>");
        let text = format!(
            "{:?} of {}: {} {title} {problems:?}",
            act.kind, self.name, answer.status
        );
        self.surprises.push(text);
    }

    fn done(&mut self, kind: &Kind, to: &str) {
        match kind {
            Kind::Begin => self.begun(to),
            Kind::Consent => self.stage(Stage::Read),
            Kind::Choose => {
                self.stage(Stage::Chosen);
                let name = self.of_draft("choice");
                self.account.is_in(&name, "one service");
            }
            Kind::Answer { page, state } => self.answered(*page, state, to),
            Kind::File => {
                let draft = self.leave_draft("application");
                self.filed = draft.map(|draft| draft.id);
            }
            Kind::Discard => {
                self.leave_draft("gone");
            }
            Kind::Complain(mark) => {
                self.account.done(&format!("complaint {mark}"));
                let name = format!("state of complaint {mark}");
                self.account.is_in(&name, "open");
                let complaint = to.rsplit('/').next().unwrap_or_default().to_owned();
                if let Some(case) = &mut self.case {
                    case.complaint = Some((mark.clone(), complaint));
                    case.acts = case.acts.saturating_sub(1);
                }
            }
            Kind::WithdrawComplaint => {
                let name = self.complaint_name();
                self.account.is_in(&name, "withdrawn");
                if let Some(case) = &mut self.case {
                    case.complaint = None;
                }
            }
            Kind::Supply(mark) => {
                self.account.done(&format!("file {mark}"));
                self.account.is_in(&format!("bytes of {mark}"), "whole");
                if let Some(case) = &mut self.case {
                    case.file = Some(mark.clone());
                    case.acts = case.acts.saturating_sub(1);
                }
            }
            Kind::TurnDown(mark) => self.account.done(&format!("words {mark}")),
            Kind::Redirect(mark) => {
                self.account.done(&format!("words {mark}"));
                if let Some(case) = &mut self.case {
                    case.sent_on = true;
                }
            }
            Kind::Grant => {
                self.leave_case("granted");
                self.granted = true;
            }
            Kind::Withdraw => self.leave_case("withdrawn"),
        }
    }

    /// A form that was sent before is turned down because it counted then; but a grant may be
    /// turned down for another reason, and whoever looks next finds out.
    fn turned_down(&mut self, act: &Act, answer: &Answer, repeated: bool) {
        match &act.kind {
            Kind::Grant if repeated => {
                self.leave_case_unknown();
                return;
            }
            Kind::Complain(_) | Kind::Begin | Kind::Supply(_) => {}
            kind if repeated => {
                let to = match kind {
                    Kind::Answer { page, .. } => format!("/questions/{page}"),
                    _ => String::new(),
                };
                let kind = kind.clone();
                return self.done(&kind, &to);
            }
            _ => {}
        }
        self.surprise(act, answer);
        if let Some(thing) = thing(&act.kind) {
            self.account.turned_down(&thing);
        }
        let mut names = vec![self.case_name(), self.complaint_name()];
        names.extend(["paper", PARTS[0], PARTS[1]].map(|what| self.of_draft(what)));
        for name in names {
            self.account.stays(&name);
        }
        self.account.may_have_unnamed(0);
        match act.kind {
            Kind::Consent | Kind::Choose | Kind::Answer { .. } | Kind::File => {
                self.stage(Stage::Answering(0));
                if let Some(draft) = &mut self.draft {
                    draft.changes = 0;
                    draft.spoilt = true;
                }
            }
            _ => {
                if let Some(case) = &mut self.case {
                    case.acts = 0;
                    case.sent_on = true;
                }
            }
        }
    }

    fn begun(&mut self, to: &str) {
        self.account.may_have_unnamed(0);
        let Some(id) = html::ids(to, "/apply/", "/").first().copied() else {
            return;
        };
        self.account.is_in(&paper(id), "draft");
        if !self.papers.iter().any(|known| known == id) {
            self.papers.push(id.to_owned());
        }
        self.draft = Some(Draft {
            id: id.to_owned(),
            stage: Stage::Begun,
            changes: 1 + self.chance.within(0..30),
            spoilt: false,
        });
    }

    fn stage(&mut self, stage: Stage) {
        if let Some(draft) = &mut self.draft {
            draft.stage = stage;
        }
    }

    fn answered(&mut self, page: u32, state: &str, to: &str) {
        if !state.is_empty() {
            let name = self.of_draft("answers");
            self.account.is_in(&name, state);
        }
        let next = to
            .split("/questions/")
            .nth(1)
            .and_then(|page| page.parse().ok());
        self.stage(Stage::Answering(next.unwrap_or(page)));
        if let (None, Some(draft)) = (next, &mut self.draft) {
            draft.changes = draft.changes.saturating_sub(1);
        }
    }

    fn leave_draft(&mut self, state: &str) -> Option<Draft> {
        let paper = self.of_draft("paper");
        self.account.is_in(&paper, state);
        for what in PARTS {
            let name = self.of_draft(what);
            if self.account.state(&name).is_some() {
                self.account.is_in(&name, "gone");
            }
        }
        self.draft.take()
    }

    fn leave_case(&mut self, state: &str) {
        let name = self.case_name();
        self.account.is_in(&name, state);
        self.case = None;
    }

    fn leave_case_unknown(&mut self) {
        self.case = None;
        self.granted = true;
    }

    /// Reads which case an application has, and its number.
    pub(super) fn look_up_case(&mut self, own: &mut Browser, id: &str) -> Result<(), Stop> {
        let page = own.send(&Request::page(format!("/en/applications/{id}")))?;
        if page.status != 200 {
            return Err(Stop::Refused);
        }
        let (number, cases) = of_application(&page.text());
        let Some(case) = cases.split(' ').next().filter(|case| !case.is_empty()) else {
            self.filed = None;
            return Ok(());
        };
        self.account.is_in(&format!("number of {id}"), &number);
        self.account.is_in(&format!("cases of {id}"), &cases);
        self.account.is_in(&format!("case {case}"), "open");
        self.cases.push(case.to_owned());
        self.case = Some(Case {
            id: case.to_owned(),
            complaint: None,
            file: None,
            acts: self.chance.within(1..6),
            lacks: self.number == 0,
            sent_on: false,
        });
        self.filed = None;
        Ok(())
    }
}

/// The number of an application and its cases, as its page has them.
pub(crate) fn of_application(page: &str) -> (String, String) {
    let number = html::between(page, "govuk-caption-l\">", "<");
    let number = number.first().copied().unwrap_or_default().to_owned();
    // Complaints stand below the step they are about.
    let steps = html::between(page, "<h3 class=\"govuk-heading-s\">", "</h3>").concat();
    (number, html::ids(&steps, "/en/cases/", "\"").join(" "))
}
