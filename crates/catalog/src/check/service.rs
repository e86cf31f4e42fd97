//! A service version: who decides, what is asked, what is given, and whether its terms agree.

use std::collections::BTreeMap;

use tutas_domain::term::{TermLength, TermUnit};
use tutas_domain::value::ValueType;

use super::compile::{all_asks, subject_fields};
use super::needs::{self, Sources, answers, field_type};
use crate::draft::{At, World};
use crate::model::{Ask, AskKind, DeciderBy, Problem};
use crate::read::service::ServiceDraft;
use crate::suggest;

/// Checks one version, but for its rules.
pub(crate) fn check(world: &World<'_>, draft: &ServiceDraft<'_>, problems: &mut Vec<Problem>) {
    need_sources(world, draft, problems);
    decider(world, draft, problems);
    for ask in &draft.asks {
        check_ask(world, draft, ask, problems);
    }
    documents(draft, problems);
    write(world, draft, problems);
}

/// A length in days, roughly; for comparing lengths in different units.
pub(crate) fn days(length: TermLength) -> f64 {
    let count = f64::from(length.count);
    match length.unit {
        TermUnit::WorkingDays => count * 7.0 / 5.0,
        TermUnit::CalendarDays => count,
        TermUnit::Months => count * 30.4,
        TermUnit::Minutes => count / (24.0 * 60.0),
    }
}

fn need_sources(world: &World<'_>, draft: &ServiceDraft<'_>, problems: &mut Vec<Problem>) {
    let mut subject: Option<BTreeMap<&str, ValueType>> = None;
    for event in world.events_with(&draft.id) {
        let fields = subject_fields(&world.registers, event);
        subject = Some(match subject {
            None => fields,
            Some(before) => before
                .into_iter()
                .filter(|(name, _)| fields.contains_key(name))
                .collect(),
        });
    }
    let asks = all_asks(world, draft);
    let sources = Sources {
        registers: &world.registers,
        answers: answers(asks.iter().copied()),
        subject,
    };
    needs::check(draft, &draft.needs, &sources, problems);
}

fn decider(world: &World<'_>, draft: &ServiceDraft<'_>, problems: &mut Vec<Problem>) {
    let kind = &draft.decider.kind;
    check_body_kind(world, draft, &["decider", "kind"], kind, problems);
    match &draft.decider.by {
        DeciderBy::Ask(name) if name.is_empty() => {}
        DeciderBy::Concerned | DeciderBy::Authority | DeciderBy::Steward => {}
        DeciderBy::Ask(name) => {
            let path = ["decider", "by", "ask"];
            let ask = draft.asks.iter().find(|ask| ask.name == *name);
            let problem = match ask.map(|ask| &ask.kind) {
                None => {
                    let help = suggest::help(
                        name,
                        draft.asks.iter().map(|ask| ask.name.as_str()),
                        "name a question of kind body",
                    );
                    let message = format!("no question is called `{name}`");
                    draft.error_at(&path, "unknown-ask", message).help(help)
                }
                Some(AskKind::Body { kind: asked }) if asked == kind => return,
                Some(AskKind::Body { kind: asked }) => {
                    let message = format!("`{name}` asks for a {asked}, but a {kind} decides");
                    let help = format!("ask for `body: {kind}`");
                    draft.error_at(&path, "decider-ask", message).help(help)
                }
                Some(_) => {
                    let message = format!("`{name}` does not ask for a body");
                    let help = format!("give it `kind: body` and `body: {kind}`");
                    draft.error_at(&path, "decider-ask", message).help(help)
                }
            };
            problems.push(problem);
        }
        DeciderBy::Territory { need, .. } if need.is_empty() => {}
        DeciderBy::Territory { need, field } => {
            need_field(
                world,
                draft,
                &["decider", "by", "territory"],
                (need, field),
                problems,
            );
        }
    }
}

fn check_body_kind(
    world: &World<'_>,
    draft: &ServiceDraft<'_>,
    path: &[&str],
    kind: &str,
    problems: &mut Vec<Problem>,
) {
    if kind.is_empty() || world.bodies.values().any(|body| body.kind == kind) {
        return;
    }
    let help = suggest::help(
        kind,
        world.bodies.values().map(|body| body.kind.as_str()),
        "describe such bodies in bodies/ first",
    );
    let message = format!("there is no body of kind `{kind}`");
    problems.push(draft.error_at(path, "unknown-body", message).help(help));
}

/// A need and one of its fields must exist.
fn need_field(
    world: &World<'_>,
    draft: &ServiceDraft<'_>,
    path: &[&str],
    (need, field): (&str, &str),
    problems: &mut Vec<Problem>,
) {
    let Some(found) = draft.needs.iter().find(|found| found.name == need) else {
        let help = suggest::help(
            need,
            draft.needs.iter().map(|need| need.name.as_str()),
            "name a need of this version",
        );
        let message = format!("there is no need `{need}`");
        problems.push(draft.error_at(path, "unknown-need", message).help(help));
        return;
    };
    if field_type(&world.registers, found, field).is_none() {
        let help = suggest::help(
            field,
            found.fields.iter().map(String::as_str),
            format!("it reads {}", found.fields.join(", ")),
        );
        let message = format!("the need `{need}` does not read `{field}`");
        problems.push(draft.error_at(path, "unknown-field", message).help(help));
    }
}

fn check_ask(world: &World<'_>, draft: &ServiceDraft<'_>, ask: &Ask, problems: &mut Vec<Problem>) {
    let name = ask.name.as_str();
    if let Some((need, field)) = &ask.confirm_from {
        need_field(
            world,
            draft,
            &["asks", name, "confirm_from"],
            (need, field),
            problems,
        );
    }
    match &ask.kind {
        AskKind::Body { kind } => {
            check_body_kind(world, draft, &["asks", name, "body"], kind, problems);
        }
        AskKind::Record { need, value, label } => {
            for (key, field) in [("value", value), ("label", label)] {
                let path = ["asks", name, key];
                let before = problems.len();
                need_field(world, draft, &path, (need, field), problems);
                if problems.len() > before && !draft.needs.iter().any(|known| known.name == *need) {
                    break;
                }
            }
        }
        _ => {}
    }
}

/// Whether a document can show this: a written field, a person a need reads, or a field of one.
fn is_known(draft: &ServiceDraft<'_>, shown: &str) -> bool {
    let written = draft.gives.write.as_ref();
    let number = written.is_some_and(|write| write.number_field == shown);
    if number || written.is_some_and(|write| write.fields.contains_key(shown)) {
        return true;
    }
    let (name, field) = shown
        .split_once('.')
        .map_or((shown, None), |(n, f)| (n, Some(f)));
    draft
        .needs
        .iter()
        .filter(|need| need.name == name)
        .any(|need| field.is_none_or(|field| need.fields.iter().any(|known| known == field)))
}

fn documents(draft: &ServiceDraft<'_>, problems: &mut Vec<Problem>) {
    for (position, document) in draft.gives.documents.iter().enumerate() {
        let position = position.to_string();
        if let Some(name) = &document.language_ask {
            let path = ["gives", "documents", &position, "language_ask"];
            let ask = draft.asks.iter().find(|ask| ask.name == *name);
            let languages = ["kk", "ru", "en"];
            let names_language = ask.is_some_and(|ask| match &ask.kind {
                AskKind::Choice { options } => options
                    .iter()
                    .all(|(code, _)| languages.contains(&code.as_str())),
                _ => false,
            });
            if !names_language {
                let message = format!("`{name}` is no choice of a language");
                let help = "name an ask of kind choice whose options are kk, ru or en";
                problems.push(draft.error_at(&path, "unknown-ask", message).help(help));
            }
        }
        for shown in &document.shows {
            if !is_known(draft, shown) {
                let path = ["gives", "documents", &position, "shows"];
                let message = format!("`{shown}` is nothing the document could show");
                let help = "name a field of `write`, a need, or `need.field`";
                problems.push(draft.error_at(&path, "unknown-shown", message).help(help));
            }
        }
        let unreachable = draft
            .gives
            .documents
            .iter()
            .take(position.parse().unwrap_or(0));
        if unreachable
            .into_iter()
            .any(|earlier| earlier.when.is_none())
        {
            let path = ["gives", "documents", &position];
            let message = "this document is never issued: the one above has no condition";
            let problem = draft.error_at(&path, "never-reached", message);
            problems.push(problem.help("put the document without `when` last"));
        }
    }
}

fn write(world: &World<'_>, draft: &ServiceDraft<'_>, problems: &mut Vec<Problem>) {
    let Some(write) = &draft.gives.write else {
        return;
    };
    let Some(register) = world.registers.get(&write.register) else {
        let help = suggest::help(
            &write.register,
            world.registers.keys().map(String::as_str),
            "name a register",
        );
        let message = format!("there is no register `{}`", write.register);
        let path = ["gives", "write", "register"];
        problems.push(
            draft
                .error_at(&path, "unknown-register", message)
                .help(help),
        );
        return;
    };
    if !register.writable {
        let message = format!("nothing may be written to the register `{}`", register.id);
        let path = ["gives", "write", "register"];
        let problem = draft.error_at(&path, "not-writable", message);
        problems.push(problem.help("choose another, or agree with its owner on `writable: true`"));
    }
    if register.ended.is_none() {
        let message = format!(
            "what is written to `{}` could never be taken back",
            register.id
        );
        let problem = draft.error_at(&["gives", "write", "register"], "no-end", message);
        problems.push(problem.help("let the register name the date that ends a record: `ended:`"));
    }
    let named = std::iter::once((&write.number_field, ["gives", "write", "number_field", ""]));
    let written = write
        .fields
        .keys()
        .map(|field| (field, ["gives", "write", "fields", field]));
    for (field, path) in named.chain(written) {
        if field.is_empty() || register.fields.contains_key(field) {
            continue;
        }
        let help = suggest::help(
            field,
            register.fields.keys().map(String::as_str),
            "name one of the register's fields",
        );
        let message = format!("the register `{}` has no field `{field}`", register.id);
        let path: Vec<&str> = path.into_iter().filter(|step| !step.is_empty()).collect();
        problems.push(draft.error_at(&path, "unknown-field", message).help(help));
    }
}
