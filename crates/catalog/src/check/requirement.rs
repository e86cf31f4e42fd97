//! Requirements: each must be able to hold and to fail, and its cure must be able to help.

use std::collections::BTreeMap;

use jiff::civil::Date;
use tutas_domain::definition::CuringMeans;
use tutas_domain::evidence::{Evidence, Verdict};
use tutas_rules::{Case, Program, WorkingDays};

use super::compile::all_asks;
use crate::draft::{At, World};
use crate::model::{Own, Problem};
use crate::read::procedure::RequirementDraft;
use crate::read::service::ServiceDraft;
use crate::suggest;

/// Checks the requirements of a version.
pub(crate) fn check(
    world: &World<'_>,
    draft: &ServiceDraft<'_>,
    program: Option<&Program>,
    problems: &mut Vec<Problem>,
) {
    if let Some(program) = program {
        dead(draft, program, problems);
        amount_outside_write(draft, program, problems);
    }
    for require in &draft.requires {
        cure(world, draft, program, require, problems);
    }
}

/// A calendar that reaches nowhere: whatever hangs on it stays unknown.
struct NoCalendar;

impl WorkingDays for NoCalendar {
    fn working_days_between(&self, _: Date, _: Date) -> Option<i64> {
        None
    }
}

/// A predicate that comes to a result while nothing at all is known does not depend on anybody.
fn dead(draft: &ServiceDraft<'_>, program: &Program, problems: &mut Vec<Problem>) {
    let (nothing, unnamed) = (Evidence::default(), BTreeMap::new());
    let outcomes = program.evaluate_case(Case::of(&nothing, &unnamed), &NoCalendar);
    for require in &draft.requires {
        let name = &require.requirement.name;
        let constant = outcomes
            .iter()
            .find(|outcome| outcome.name == *name)
            .and_then(|outcome| match outcome.verdict() {
                Verdict::Met => Some("it always holds"),
                Verdict::Unmet => Some("it never holds"),
                Verdict::Unknown => None,
            });
        let why = constant.or_else(|| {
            program
                .reads(name)
                .is_empty()
                .then_some("it reads nothing about anybody")
        });
        if let Some(why) = why {
            let message = format!("the requirement `{name}` decides nothing: {why}");
            problems.push(
                draft
                    .error_at(&["requires", name, "that"], "dead-requirement", message)
                    .help("write a predicate over the needs or answers, or delete the requirement"),
            );
        }
    }
}

fn amount_outside_write(draft: &ServiceDraft<'_>, program: &Program, problems: &mut Vec<Problem>) {
    for require in &draft.requires {
        let name = &require.requirement.name;
        if program.named(name).iter().any(|named| named == "amount") {
            let message = "`amount` is worked out only when the service is granted";
            problems.push(
                draft
                    .error_at(&["requires", name, "that"], "rule", message)
                    .help("write the expression itself here; `amount` is for `gives.write`"),
            );
        }
    }
}

fn cure(
    world: &World<'_>,
    draft: &ServiceDraft<'_>,
    program: Option<&Program>,
    require: &RequirementDraft,
    problems: &mut Vec<Problem>,
) {
    let name = &require.requirement.name;
    let (kind, target) = match &require.requirement.cured_by {
        None => return,
        Some(CuringMeans::Document(document)) => ("document", &document.need),
        Some(CuringMeans::Statement { need }) => ("statement", need),
        Some(CuringMeans::Answer { ask }) => ("answer", ask),
    };
    let path = ["requires", name, "cured_by", kind];
    if kind == "answer" {
        if !all_asks(world, draft).iter().any(|ask| ask.name == *target) {
            let help = suggest::help(
                target,
                draft.asks.iter().map(|ask| ask.name.as_str()),
                "name a question of this version",
            );
            let message = format!("no question is called `{target}`");
            problems.push(draft.error_at(&path, "unknown-ask", message).help(help));
        }
        return;
    }
    let Some(need) = draft.needs.iter().find(|need| need.name == *target) else {
        if !target.is_empty() {
            let help = suggest::help(
                target,
                draft.needs.iter().map(|need| need.name.as_str()),
                "name a need of this version, whose record it stands for",
            );
            let message = format!("there is no need `{target}`");
            problems.push(draft.error_at(&path, "unknown-need", message).help(help));
        }
        return;
    };
    let own = world
        .registers
        .get(&need.register)
        .is_some_and(|register| register.own == Some(Own::Statements));
    if kind == "statement" && !own {
        let message = format!("`{}` is not a register of signed statements", need.register);
        let problem = draft.error_at(&path, "wrong-value", message);
        problems.push(problem.help("name a need on a register with `own: statements`"));
    }
    let helps = program.is_none_or(|program| {
        program
            .reads(name)
            .iter()
            .any(|(relation, _)| relation == target)
    });
    if !helps {
        let message = format!("`{target}` cannot cure `{name}`, which does not read it");
        let help = format!("read `{target}` in `that`, or name the need that it does read");
        problems.push(
            draft
                .error_at(&path, "cure-cannot-help", message)
                .help(help),
        );
    }
}
