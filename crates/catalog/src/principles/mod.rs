//! Principles of service design, as warnings that someone should weigh.
//!
//! Each has a stable code `principle-…`. The names are those of the Agency for Civil Service
//! Affairs' transformational approaches. What a definition cannot show is not guessed at: a
//! warning points at the line that gives rise to it.

mod across;
mod law;
mod one;

use tutas_domain::definition::LegalTerm;
use tutas_rules::Program;

use crate::draft::{At, World};
use crate::model::Problem;
use crate::read::service::ServiceDraft;

/// Weighs every version against the principles.
pub(crate) fn weigh(world: &World<'_>, programs: &[Option<Program>], problems: &mut Vec<Problem>) {
    let mut warnings = Vec::new();
    for (draft, program) in world.services.iter().zip(programs) {
        law::assumed(draft, &mut warnings);
        one::weigh(draft, program.as_ref(), &mut warnings);
        across::weigh_service(world, draft, &mut warnings);
    }
    for event in &world.life_events {
        across::weigh_event(world, event, &mut warnings);
    }
    law::conflicts(world, &mut warnings);
    problems.extend(warnings.into_iter().map(Problem::warning));
}

/// A warning at a path of a version.
fn warn(
    owner: &impl At,
    path: &[&str],
    code: &str,
    message: impl Into<String>,
    help: impl Into<String>,
) -> Problem {
    owner.error_at(path, code, message).help(help)
}

/// Every term of a version: its role, where it stands, and itself.
fn terms<'d>(draft: &'d ServiceDraft<'_>) -> Vec<(&'static str, Vec<String>, &'d LegalTerm)> {
    let path = |steps: &[&str]| steps.iter().map(|step| (*step).to_owned()).collect();
    let mut terms = vec![
        ("term", path(&["term"]), &draft.term),
        (
            "cure window",
            path(&["cure", "window"]),
            &draft.cure.cure.window,
        ),
        (
            "time to appeal",
            path(&["appeal", "within"]),
            &draft.appeal.within,
        ),
        (
            "term of the appeal",
            path(&["appeal", "decided_in"]),
            &draft.appeal.decided_in,
        ),
    ];
    for (position, variant) in draft.term_variants.iter().enumerate() {
        terms.push((
            "term variant",
            path(&["term_variants", &position.to_string()]),
            &variant.term,
        ));
    }
    if let tutas_domain::definition::Hearing::Required {
        notice, objection, ..
    } = &draft.hearing
    {
        terms.push((
            "notice of the hearing",
            path(&["hearing", "notice"]),
            notice,
        ));
        terms.push(("time to object", path(&["hearing", "objection"]), objection));
    }
    terms
}
