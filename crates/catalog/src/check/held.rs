//! Once only: what a register holds is never asked of a person.

use std::collections::{BTreeMap, BTreeSet};

use tutas_rules::Program;

use crate::draft::{At, World};
use crate::model::{Ask, AskKind, KeySource, Need, Problem, Register};
use crate::read::service::ServiceDraft;

/// Finds questions that a register could answer.
///
/// A register is within reach if it can be looked up by a person's number or document, or by a
/// field of a register within reach. Free of the rule are: an answer confirmed from a register
/// (`confirm_from`), an answer that this very service enters into a register for the first time,
/// and an answer that merely finds a record.
pub(crate) fn check(
    world: &World<'_>,
    draft: &ServiceDraft<'_>,
    program: Option<&Program>,
    problems: &mut Vec<Problem>,
) {
    let reach = within_reach(&world.registers);
    for ask in &draft.asks {
        if ask.confirm_from.is_some() || creates(draft, program, ask) {
            continue;
        }
        let Some((register, field)) = holder(&reach, draft, ask) else {
            continue;
        };
        let needs = draft
            .needs
            .iter()
            .filter(|need| need.register == register.id);
        // Better one record than the first of many.
        let need = needs.min_by_key(|need| need.many);
        let help = match need {
            Some(need) => format!(
                "read `{}.{field}` instead; if the person must see it first, add \
                 `confirm_from: {}.{field}`",
                need.name, need.name
            ),
            None => format!(
                "read it: add a need on `{}` with the field `{field}`, and leave the question out",
                register.id
            ),
        };
        let message = format!(
            "`{}` asks a person what the register `{}` holds as `{field}`",
            ask.name, register.id
        );
        let path = ["asks", ask.name.as_str()];
        problems.push(
            draft
                .error_at(&path, "asks-what-a-register-holds", message)
                .help(help),
        );
    }
}

/// Registers that can be reached from a person.
fn within_reach(registers: &BTreeMap<String, Register>) -> Vec<&Register> {
    registers
        .values()
        .filter(|register| register.keys.iter().any(|key| identifies_a_person(key)))
        .collect()
}

fn identifies_a_person(key: &str) -> bool {
    ["iin", "document"].iter().any(|name| {
        key == *name
            || key
                .strip_suffix(name)
                .is_some_and(|rest| rest.ends_with('_'))
    })
}

/// Whether the service enters the answer into a register as that very datum.
fn creates(draft: &ServiceDraft<'_>, program: Option<&Program>, ask: &Ask) -> bool {
    let Some(write) = &draft.gives.write else {
        return false;
    };
    let Some(sql) = write.fields.get(&ask.name) else {
        return false;
    };
    match program {
        Some(program) => {
            program
                .reads(&format!("write:{}", ask.name))
                .iter()
                .any(|(relation, field)| {
                    relation == "answers" && field.as_deref() == Some(ask.name.as_str())
                })
        }
        // The rules did not compile: judge by the text, so that no second error is invented.
        None => sql.contains(&format!("answers.{}", ask.name)),
    }
}

fn holder<'a>(
    reach: &[&'a Register],
    draft: &ServiceDraft<'_>,
    ask: &'a Ask,
) -> Option<(&'a Register, &'a str)> {
    let by_name = reach
        .iter()
        .find(|register| register.fields.contains_key(&ask.name))
        .map(|register| (*register, ask.name.as_str()));
    by_name
        .or_else(|| by_kind(reach, ask))
        .or_else(|| by_role(reach, draft, ask))
}

/// An account number is one whatever the question is called.
fn by_kind<'a>(reach: &[&'a Register], ask: &Ask) -> Option<(&'a Register, &'a str)> {
    if !matches!(ask.kind, AskKind::Iban) {
        return None;
    }
    let register = reach
        .iter()
        .find(|register| register.fields.contains_key("iban"))?;
    Some((register, "iban"))
}

/// `mother_surname`, where `mother` is a need on a register that holds `surname`.
fn by_role<'a>(
    reach: &[&'a Register],
    draft: &ServiceDraft<'_>,
    ask: &'a Ask,
) -> Option<(&'a Register, &'a str)> {
    let keys: BTreeSet<&str> = draft.needs.iter().flat_map(answers_of).collect();
    if keys.contains(ask.name.as_str()) {
        return None;
    }
    draft.needs.iter().find_map(|need| {
        let field = ask
            .name
            .strip_prefix(need.name.as_str())?
            .strip_prefix('_')?;
        let register = reach.iter().find(|register| register.id == need.register)?;
        register
            .fields
            .contains_key(field)
            .then_some((*register, field))
    })
}

fn answers_of(need: &Need) -> impl Iterator<Item = &str> {
    need.by
        .iter()
        .flat_map(BTreeMap::values)
        .filter_map(|source| match source {
            KeySource::Answer(name) => Some(name.as_str()),
            _ => None,
        })
}
