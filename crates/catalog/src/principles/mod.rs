//! Principles of service design, as warnings that someone should weigh.
//!
//! Each has a stable code `principle-…`. The names are those of the Agency for Civil Service
//! Affairs' transformational approaches. What a definition cannot show is not guessed at: a
//! warning points at the line that gives rise to it.

mod across;
mod law;
mod one;

use tutas_domain::definition::{Hearing, Kind, LegalTerm};
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
        // An appeal is no service: nobody is led to it, and it waits for nothing.
        if draft.kind == Kind::Service {
            across::weigh_service(world, draft, &mut warnings);
        }
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
    let mut terms = vec![("term", path(&["term"]), &draft.term)];
    let parts = &draft.parts;
    if let Some(said) = &parts.cure {
        terms.push(("cure window", path(&["cure", "window"]), &said.cure.window));
    }
    if let Some(appeal) = &parts.appeal {
        terms.push((
            "time to appeal",
            path(&["appeal", "within"]),
            &appeal.within,
        ));
        terms.push((
            "term of the appeal",
            path(&["appeal", "decided_in"]),
            &appeal.decided_in,
        ));
    }
    if let Some(court) = parts.appeal.as_ref().and_then(|route| route.court.as_ref()) {
        terms.push(("time to go to court", path(&["appeal", "court"]), court));
    }
    if let Some(extension) = &parts.extension {
        terms.push((
            "extension",
            path(&["extension", "at_most"]),
            &extension.at_most,
        ));
    }
    for ground in &parts.pauses {
        terms.push((
            "pause",
            path(&["pauses", &ground.name, "at_most"]),
            &ground.at_most,
        ));
    }
    if let Some(provisional) = &parts.provisional {
        terms.push((
            "time to check a provisional grant",
            path(&["provisional", "check_in"]),
            &provisional.check_in,
        ));
    }
    for (position, variant) in draft.term_variants.iter().enumerate() {
        terms.push((
            "term variant",
            path(&["term_variants", &position.to_string()]),
            &variant.term,
        ));
    }
    if let Some(Hearing::Required {
        notice, objection, ..
    }) = &parts.hearing
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
