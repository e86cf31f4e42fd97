//! What only several definitions show together.

use std::collections::BTreeSet;

use super::one::is_longer;
use super::warn;
use crate::draft::World;
use crate::model::Problem;
use crate::read::life_event::LifeEventDraft;
use crate::read::service::ServiceDraft;

/// Weighs a service against the others.
pub(super) fn weigh_service(
    world: &World<'_>,
    draft: &ServiceDraft<'_>,
    warnings: &mut Vec<Problem>,
) {
    proactive(world, draft, warnings);
    composite(world, draft, warnings);
    comparable(world, draft, warnings);
}

/// Weighs the steps of a life event against one another.
pub(super) fn weigh_event(
    world: &World<'_>,
    event: &LifeEventDraft<'_>,
    warnings: &mut Vec<Problem>,
) {
    half_digital(world, event, warnings);
    needless_waiting(world, event, warnings);
}

fn proactive(world: &World<'_>, draft: &ServiceDraft<'_>, warnings: &mut Vec<Problem>) {
    if world.events_with(&draft.id).next().is_none() {
        warnings.push(warn(
            draft,
            &["from"],
            "principle-proactive",
            "no life event leads here: people must know of this service by themselves",
            "make it a step of the life event that gives rise to it",
        ));
    }
}

/// The register that a service enters its results into.
fn writes<'d>(draft: &'d ServiceDraft<'_>) -> Option<&'d str> {
    draft
        .gives
        .write
        .as_ref()
        .map(|write| write.register.as_str())
}

fn composite(world: &World<'_>, draft: &ServiceDraft<'_>, warnings: &mut Vec<Problem>) {
    for need in &draft.needs {
        // Who writes to a register also looks whether the record is there already.
        if writes(draft) == Some(need.register.as_str()) {
            continue;
        }
        let givers: Vec<&str> = world
            .services
            .iter()
            .filter(|other| writes(other) == Some(need.register.as_str()))
            .map(|other| other.id.as_str())
            .collect();
        let bundled = world.events_with(&draft.id).any(|event| {
            event
                .steps
                .iter()
                .any(|step| givers.contains(&step.service.as_str()))
        });
        if let Some(giver) = givers.first()
            && !bundled
        {
            warnings.push(warn(
                draft,
                &["needs", &need.name],
                "principle-composite",
                format!(
                    "`{}` reads what `{giver}` gives, and no life event bundles them",
                    need.name
                ),
                "make both steps of one life event, so that one application is enough",
            ));
        }
    }
}

/// A service of the same deciders with the same kind of result and a shorter term.
fn comparable(world: &World<'_>, draft: &ServiceDraft<'_>, warnings: &mut Vec<Problem>) {
    let shorter = world.services.iter().find(|other| {
        other.id != draft.id
            && other.decider.kind == draft.decider.kind
            && writes(other).is_some()
            && writes(other) == writes(draft)
            && is_longer(draft.term.length, other.term.length)
    });
    if let Some(other) = shorter {
        warnings.push(warn(
            draft,
            &["term"],
            "principle-fewer-days",
            format!(
                "`{}` is decided by the same bodies in a shorter term",
                other.id
            ),
            "promise the same term, or say in a note what takes longer here",
        ));
    }
}

fn half_digital(world: &World<'_>, event: &LifeEventDraft<'_>, warnings: &mut Vec<Problem>) {
    let channels = |id: &str| -> BTreeSet<&str> {
        let versions = world.services.iter().filter(|draft| draft.id == id);
        versions
            .flat_map(|draft| draft.channels.iter().map(String::as_str))
            .collect()
    };
    let Some(first) = event.steps.first() else {
        return;
    };
    let begun = channels(&first.service);
    for (position, step) in event.steps.iter().enumerate().skip(1) {
        let offered = channels(&step.service);
        let lost: Vec<&str> = begun.difference(&offered).copied().collect();
        if offered.is_empty() || lost.is_empty() {
            continue;
        }
        warnings.push(warn(
            event,
            &["steps", &position.to_string(), "service"],
            "principle-nothing-half-digital",
            format!(
                "who begins by {} must leave it for `{}`",
                lost.join(" or "),
                step.service
            ),
            format!(
                "add {} to the channels of `{}`",
                lost.join(" and "),
                step.service
            ),
        ));
    }
}

/// Waiting for a service whose result is not read adds time and no finding.
fn needless_waiting(world: &World<'_>, event: &LifeEventDraft<'_>, warnings: &mut Vec<Problem>) {
    for (position, step) in event.steps.iter().enumerate() {
        for (index, before) in step.after.iter().enumerate() {
            let results: Vec<&str> = world
                .services
                .iter()
                .filter(|draft| draft.id == *before)
                .filter_map(writes)
                .collect();
            let mut waiting = world
                .services
                .iter()
                .filter(|draft| draft.id == step.service);
            let reads = waiting.any(|draft| {
                draft
                    .needs
                    .iter()
                    .any(|need| results.contains(&need.register.as_str()))
            });
            if reads || !world.has_service(&step.service) || !world.has_service(before) {
                continue;
            }
            warnings.push(warn(
                event,
                &["steps", &position.to_string(), "after", &index.to_string()],
                "principle-no-needless-approvals",
                format!(
                    "`{}` waits for `{before}` and reads nothing that it gives",
                    step.service
                ),
                "leave out the waiting, or read the result",
            ));
        }
    }
}
