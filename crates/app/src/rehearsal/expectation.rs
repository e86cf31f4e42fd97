//! What must be so, against what the person sees.

use std::fmt::Display;

use tutas_catalog::{Due, Expectation, ExpectedCase};
use tutas_domain::bundle::StepState;

use super::acts::lacking;
use super::player::{Halt, Player, Standing};
use super::reviews::outcome_name;
use crate::view::{CaseView, PhaseView};

impl Player<'_> {
    pub(super) async fn expect(&mut self, expectation: &Expectation) -> Result<(), Halt> {
        let standings = self.standings()?;
        for (service, expected) in &expectation.cases {
            let found: Vec<&Standing> = standings
                .iter()
                .filter(|standing| standing.service == *service)
                .collect();
            if found.len() != expected.len() {
                let (expected, found) = (expected.len(), found.len());
                self.fail(format!(
                    "expected {expected} cases of `{service}`, found {found}"
                ));
                continue;
            }
            for (expected, standing) in expected.iter().zip(found) {
                self.expect_case(expected, standing).await?;
            }
        }
        if let Some(expected) = &expectation.letters {
            let mut found = Vec::new();
            for standing in &standings {
                if let Some(view) = self.view(standing).await? {
                    found.extend(view.letters.iter().map(|line| line.kind.name()));
                }
            }
            let expected: Vec<&str> = expected.iter().map(String::as_str).collect();
            if expected != found {
                let (expected, found) = (expected.join(", "), found.join(", "));
                self.fail(format!(
                    "expected the letters [{expected}], found [{found}]"
                ));
            }
        }
        if let Some(expected) = expectation.messages {
            let filers: std::collections::BTreeSet<_> =
                standings.iter().map(|standing| &standing.filer).collect();
            let mut found = 0;
            for filer in filers {
                found += self.app.outbox(filer)?.len();
            }
            if found != expected {
                self.fail(format!("expected {expected} messages, found {found}"));
            }
        }
        Ok(())
    }

    async fn view(&self, standing: &Standing) -> Result<Option<CaseView>, Halt> {
        match standing.state.case() {
            Some(case) => Ok(Some(self.app.case(&standing.filer, case).await?)),
            None => Ok(None),
        }
    }

    async fn expect_case(
        &mut self,
        expected: &ExpectedCase,
        standing: &Standing,
    ) -> Result<(), Halt> {
        let view = self.view(standing).await?;
        let mut wrong: Vec<String> = Vec::new();
        let mut compare = |what: &str, expected: Option<String>, found: String| {
            if let Some(expected) = expected
                && expected != found
            {
                wrong.push(format!("{what} {expected}, found {found}"));
            }
        };
        let phase = match (&view, standing.state) {
            (Some(view), _) => phase_name(view.summary.phase),
            (None, StepState::WillNotRun) => "will not run",
            (None, _) => "not-opened",
        };
        compare("phase", expected.phase.clone(), phase.to_owned());
        let due = view.as_ref().map(|view| self.due(expected, view));
        compare("due", expected.due.map(due_text), or_none(due));
        let body = view.as_ref().map(|view| &view.summary.holder);
        let wanted = expected
            .body
            .as_ref()
            .map(|body| self.app.body_title(body).en);
        compare("body", wanted, or_none(body.map(|body| &body.en)));
        let amount = view
            .as_ref()
            .and_then(|view| view.decision.as_ref()?.amount);
        let wanted = expected.amount.map(|amount| amount.normalize().to_string());
        compare(
            "amount",
            wanted,
            or_none(amount.map(|amount| amount.normalize())),
        );
        let documents = view.as_ref().map(|view| {
            let kinds: Vec<&str> = view.documents.iter().map(|one| &*one.kind).collect();
            kinds.join(", ")
        });
        let documents = documents.filter(|kinds| !kinds.is_empty());
        compare("document", expected.document.clone(), or_none(documents));
        let ruling = view
            .as_ref()
            .and_then(|view| view.decision.as_ref()?.ruling.as_ref());
        let ruled = ruling.map(|ruling| outcome_name(ruling.outcome));
        compare("outcome", expected.outcome.clone(), or_none(ruled));
        let lacks = view
            .as_ref()
            .map(|view| sorted(lacking(view).cloned().collect()));
        compare("lacks", expected.lacks.clone().map(sorted), or_none(lacks));
        for wrong in wrong {
            let (service, child) = (&standing.service, standing.child + 1);
            self.fail(format!("`{service}` for child {child}: expected {wrong}"));
        }
        Ok(())
    }

    /// The end of the term, as exact as the example says it.
    fn due(&self, expected: &ExpectedCase, view: &CaseView) -> String {
        let term = &view.summary.term;
        match expected.due {
            Some(Due::Instant(_)) => {
                let local = self.app.catalog().calendar.local(term.ends_at);
                local.datetime().to_string()
            }
            _ => term.last_day.to_string(),
        }
    }
}

fn due_text(due: Due) -> String {
    match due {
        Due::Day(day) => day.to_string(),
        Due::Instant(at) => at.to_string(),
    }
}

fn or_none(found: Option<impl Display>) -> String {
    found.map_or_else(|| "none".to_owned(), |found| found.to_string())
}

fn sorted(mut names: Vec<String>) -> String {
    names.sort();
    format!("[{}]", names.join(", "))
}

/// A phase by the name examples use.
pub(super) fn phase_name(phase: PhaseView) -> &'static str {
    match phase {
        PhaseView::Gathering => "gathering",
        PhaseView::Curing => "curing",
        PhaseView::Examining => "examining",
        PhaseView::Hearing => "hearing",
        PhaseView::Granted => "granted",
        PhaseView::PostCheck => "post-check",
        PhaseView::Issued => "issued",
        PhaseView::NotAccepted => "not-accepted",
        PhaseView::Revoked => "revoked",
        PhaseView::Ruled => "ruled",
        PhaseView::Refused => "refused",
        PhaseView::DeemedRefused => "deemed-refused",
        PhaseView::Withdrawn => "withdrawn",
    }
}
