//! Appeals and complaints: one definition for each way, and a body to go to.

use std::collections::BTreeSet;

use tutas_domain::definition::Kind;

use crate::draft::{At, World};
use crate::model::{DeciderBy, Problem};
use crate::read::service::ServiceDraft;

/// Checks the definitions of appeals and complaints against one another and the bodies.
pub(crate) fn check(world: &World<'_>, problems: &mut Vec<Problem>) {
    one_of_each(world, problems);
    everybody_has_a_superior(world, problems);
}

fn is_at_authority(draft: &ServiceDraft<'_>) -> bool {
    matches!(draft.decider.by, DeciderBy::Authority)
}

/// Two definitions of one way would leave it to chance which of them a person gets.
fn one_of_each(world: &World<'_>, problems: &mut Vec<Problem>) {
    let matters: Vec<&ServiceDraft<'_>> = world
        .services
        .iter()
        .filter(|draft| draft.kind != Kind::Service)
        .collect();
    for (position, draft) in matters.iter().enumerate() {
        let first = matters.iter().take(position).find(|other| {
            other.id != draft.id
                && other.kind == draft.kind
                && is_at_authority(other) == is_at_authority(draft)
        });
        if let Some(first) = first {
            let message = format!("`{}` is already filed this way", first.id);
            let problem = draft.error_at(&["decider"], "duplicate-kind", message);
            problems.push(problem.help("keep one of them, or let one go to the authority"));
        }
    }
}

/// Where an appeal goes on to the superior body by itself, whoever decides must have one.
fn everybody_has_a_superior(world: &World<'_>, problems: &mut Vec<Problem>) {
    let goes_up = world.services.iter().any(|draft| {
        draft.kind == Kind::Appeal
            && draft
                .parts
                .redirection
                .as_ref()
                .is_some_and(|redirection| redirection.by_itself)
    });
    if !goes_up {
        return;
    }
    let mut seen = BTreeSet::new();
    for draft in world
        .services
        .iter()
        .filter(|draft| draft.kind == Kind::Service)
    {
        let kind = draft.decider.kind.as_str();
        let alone = world
            .bodies
            .values()
            .find(|body| body.kind == kind && body.superior.is_none());
        if let Some(body) = alone
            && seen.insert(kind)
        {
            let message = format!("nobody stands above `{}`: an appeal ends there", body.id);
            let problem = draft.error_at(&["decider", "kind"], "no-superior", message);
            problems.push(problem.help(format!("add `superior: …` to every body of kind {kind}")));
        }
    }
}
