//! Requirements: each must be able to hold and to fail, and its cure must be able to help.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use tutas_domain::definition::CuringMeans;
use tutas_domain::evidence::{Evidence, Verdict};
use tutas_rules::{Case, Program, WorkingDays};

use super::compile::all_asks;
use crate::draft::{At, World};
use crate::model::{Own, Problem, Whose};
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
        silent_choices(world, draft, program, problems);
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
                    .error_at(&require.place(), "dead-requirement", message)
                    .help("write a predicate over the needs or answers, or delete the requirement"),
            );
        }
    }
}

/// What two registers say of the same must agree before anything rests on either: an expression that
/// reads both, and would take the one where it has it, chooses in silence.
fn silent_choices(
    world: &World<'_>,
    draft: &ServiceDraft<'_>,
    program: &Program,
    problems: &mut Vec<Problem>,
) {
    let mut told = BTreeSet::new();
    for expression in program.expressions() {
        let reads = program.reads(expression);
        let facts: Vec<Said<'_>> = reads
            .iter()
            .filter_map(|(need, field)| said(world, draft, need, field.as_deref()?))
            .collect();
        for (at, one) in facts.iter().enumerate() {
            let same = |other: &&Said<'_>| {
                (other.fact, other.of, other.register != one.register) == (one.fact, one.of, true)
            };
            for other in facts.iter().skip(at + 1).filter(same) {
                let (one, other) = (&one.path, &other.path);
                let both = |group: &Vec<String>| group.contains(one) && group.contains(other);
                let is_compared = |require: &RequirementDraft| require.agree.iter().any(both);
                if draft.requires.iter().any(is_compared)
                    || !told.insert((one.clone(), other.clone()))
                {
                    continue;
                }
                let message = format!(
                    "two registers say the same, and nobody asks whether they agree: `{one}`, `{other}`"
                );
                let help = format!("add a requirement with `agree: [[{one}, {other}]]`");
                let problem = draft.error_at(&["requires"], "silent-choice", message);
                problems.push(problem.help(help));
            }
        }
    }
}

/// A field that says what another register says too.
struct Said<'a> {
    path: String,
    fact: &'a str,
    of: &'a Whose,
    register: &'a str,
}

fn said<'a>(
    world: &'a World<'_>,
    draft: &'a ServiceDraft<'_>,
    need: &str,
    field: &str,
) -> Option<Said<'a>> {
    let need = draft
        .needs
        .iter()
        .find(|one| one.name == need && !one.many)?;
    let register = world.registers.get(&need.register)?;
    Some(Said {
        path: format!("{}.{field}", need.name),
        fact: register.fields.get(field)?.fact.as_deref()?,
        of: &need.of,
        register: &register.id,
    })
}

fn amount_outside_write(draft: &ServiceDraft<'_>, program: &Program, problems: &mut Vec<Problem>) {
    for require in &draft.requires {
        let name = &require.requirement.name;
        if program.named(name).iter().any(|named| named == "amount") {
            let message = "`amount` is worked out only when the service is granted";
            problems.push(
                draft
                    .error_at(&require.place(), "rule", message)
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
