//! A life event version: its subjects and its steps.

use std::collections::BTreeMap;

use tutas_domain::bundle::{OnRefusal, OnSilence};
use tutas_domain::definition::Kind;

use super::needs::{self, Sources, answers, field_type};
use crate::draft::{At, World};
use crate::model::{Ask, AskKind, Problem, Step};
use crate::read::life_event::LifeEventDraft;
use crate::read::service::ServiceDraft;
use crate::suggest;

/// Checks one version, but for its rules.
pub(crate) fn check(world: &World<'_>, draft: &LifeEventDraft<'_>, problems: &mut Vec<Problem>) {
    let sources = Sources {
        registers: &world.registers,
        answers: answers(&draft.subject_asks),
        subject: None,
    };
    needs::check(draft, &draft.needs, &sources, problems);
    subjects(world, draft, problems);
    steps(world, draft, problems);
    circles(draft, problems);
    shared_questions(world, draft, problems);
}

fn subjects(world: &World<'_>, draft: &LifeEventDraft<'_>, problems: &mut Vec<Problem>) {
    if draft.subjects.is_empty() {
        let message = "no need gives a subject: nobody knows whom the application is for";
        problems.push(
            draft
                .error_at(&["subjects"], "missing-field", message)
                .help("write `subjects: [own_births]`, naming needs of this version"),
        );
    }
    for (position, name) in draft.subjects.iter().enumerate() {
        let position = position.to_string();
        let Some(need) = draft.needs.iter().find(|need| need.name == *name) else {
            let help = suggest::help(
                name,
                draft.needs.iter().map(|need| need.name.as_str()),
                "name a need of this version",
            );
            let message = format!("there is no need `{name}`");
            let path = ["subjects", position.as_str()];
            problems.push(draft.error_at(&path, "unknown-need", message).help(help));
            continue;
        };
        for (key, field) in [
            ("subject_key", &draft.subject_key),
            ("group_by", &draft.group_by),
        ] {
            if !field.is_empty() && field_type(&world.registers, need, field).is_none() {
                let message = format!("the need `{name}` does not read `{field}`");
                let help = format!("add `{field}` to the fields of `{name}`");
                problems.push(draft.error_at(&[key], "unknown-field", message).help(help));
            }
        }
    }
}

fn steps(world: &World<'_>, draft: &LifeEventDraft<'_>, problems: &mut Vec<Problem>) {
    for (position, step) in draft.steps.iter().enumerate() {
        let at = position.to_string();
        if !step.service.is_empty() && !world.has_service(&step.service) {
            let services = world.services.iter().map(|service| service.id.as_str());
            let help = suggest::help(&step.service, services, "describe it in services/ first");
            let message = format!("there is no service `{}`", step.service);
            let path = ["steps", at.as_str(), "service"];
            problems.push(draft.error_at(&path, "unknown-service", message).help(help));
        }
        if world
            .services
            .iter()
            .any(|service| service.id == step.service && service.kind != Kind::Service)
        {
            let message = format!("`{}` is no service: nobody begins with it", step.service);
            let path = ["steps", at.as_str(), "service"];
            let problem = draft.error_at(&path, "not-a-service", message);
            problems.push(problem.help("leave it out: appeals and complaints are about a case"));
        }
        if draft
            .steps
            .iter()
            .take(position)
            .any(|other| other.service == step.service)
        {
            let message = format!("`{}` is already a step", step.service);
            let path = ["steps", at.as_str(), "service"];
            problems.push(
                draft
                    .error_at(&path, "duplicate-id", message)
                    .help("keep one of the steps"),
            );
        }
        nothing_follows(draft, position, problems);
        for (index, name) in step.after.iter().enumerate() {
            let index = index.to_string();
            if draft.steps.iter().any(|other| other.service == *name) {
                continue;
            }
            let help = suggest::help(
                name,
                draft.steps.iter().map(|other| other.service.as_str()),
                "name the service of another step",
            );
            let message = format!("no step is called `{name}`");
            let path = ["steps", at.as_str(), "after", index.as_str()];
            problems.push(draft.error_at(&path, "unknown-service", message).help(help));
        }
    }
}

/// What a refusal or silence means is said of a step that others wait for.
fn nothing_follows(draft: &LifeEventDraft<'_>, position: usize, problems: &mut Vec<Problem>) {
    let Some(step) = draft.steps.get(position) else {
        return;
    };
    let waited_for = |other: &Step| other.after.contains(&step.service);
    if draft.steps.iter().any(waited_for) {
        return;
    }
    let said = [
        ("on_refusal", step.on_refusal != OnRefusal::default()),
        ("on_silence", step.on_silence != OnSilence::default()),
    ];
    for (key, _) in said.into_iter().filter(|(_, said)| *said) {
        let message = format!("no step waits for `{}`", step.service);
        let path = ["steps", &position.to_string(), key];
        let problem = draft.error_at(&path, "nothing-follows", message);
        problems.push(problem.help(format!(
            "leave out `{key}`, or write the `after` it is about"
        )));
    }
}

/// Steps that wait for one another would wait for ever.
fn circles(draft: &LifeEventDraft<'_>, problems: &mut Vec<Problem>) {
    let mut waiting: BTreeMap<&str, Vec<&str>> = draft
        .steps
        .iter()
        .map(|step| {
            (
                step.service.as_str(),
                step.after.iter().map(String::as_str).collect(),
            )
        })
        .collect();
    loop {
        let free: Vec<&str> = waiting
            .iter()
            .filter(|(_, after)| after.iter().all(|name| !waiting.contains_key(name)))
            .map(|(service, _)| *service)
            .collect();
        if free.is_empty() {
            break;
        }
        for service in free {
            waiting.remove(service);
        }
    }
    let Some((first, _)) = waiting.first_key_value() else {
        return;
    };
    let at = draft
        .steps
        .iter()
        .position(|step| step.service == *first)
        .unwrap_or_default();
    let names: Vec<&str> = waiting.keys().copied().collect();
    let message = format!("these steps wait for one another: {}", names.join(", "));
    problems.push(
        draft
            .error_at(&["steps", &at.to_string(), "after"], "cycle", message)
            .help("let the first of them begin without `after`"),
    );
}

/// A question of one name is asked once for all steps, so it must be one question.
fn shared_questions(world: &World<'_>, draft: &LifeEventDraft<'_>, problems: &mut Vec<Problem>) {
    let mut known: BTreeMap<&str, (&Ask, &ServiceDraft<'_>)> = BTreeMap::new();
    let is_step =
        |service: &&ServiceDraft<'_>| draft.steps.iter().any(|step| step.service == service.id);
    for service in world.services.iter().filter(is_step) {
        for ask in &service.asks {
            let (first, owner) = *known.entry(&ask.name).or_insert((ask, service));
            if ask.each == first.each && same_kind(&ask.kind, &first.kind) {
                continue;
            }
            let message = format!(
                "`{}` also asks `{}`, and means another question by it",
                owner.id, ask.name
            );
            let help = format!(
                "both are steps of `{}`, where it is asked once: make kind, options and `each` \
                 the same, or rename one",
                draft.id
            );
            let path = ["asks", ask.name.as_str()];
            problems.push(service.error_at(&path, "ask-conflict", message).help(help));
        }
    }
}

fn same_kind(one: &AskKind, other: &AskKind) -> bool {
    match (one, other) {
        (AskKind::Choice { options: one }, AskKind::Choice { options: other }) => one
            .iter()
            .map(|(code, _)| code)
            .eq(other.iter().map(|(code, _)| code)),
        (AskKind::Body { kind: one }, AskKind::Body { kind: other }) => one == other,
        (AskKind::Text { max: one }, AskKind::Text { max: other }) => one == other,
        // Each service reads the records by a need of its own.
        _ => std::mem::discriminant(one) == std::mem::discriminant(other),
    }
}
