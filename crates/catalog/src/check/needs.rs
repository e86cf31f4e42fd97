//! Needs: where their keys come from, and in which order they can be read.

use std::collections::BTreeMap;

use tutas_domain::value::ValueType;

use crate::draft::At;
use crate::model::{Ask, KeySource, Need, Own, Problem, Register};
use crate::suggest;

/// What keys can come from.
pub(crate) struct Sources<'a> {
    /// All registers.
    pub(crate) registers: &'a BTreeMap<String, Register>,
    /// Questions by name, with the type of their answers.
    pub(crate) answers: BTreeMap<&'a str, ValueType>,
    /// Fields that every possible subject has; `None` where there is no subject.
    pub(crate) subject: Option<BTreeMap<&'a str, ValueType>>,
}

/// The types of the answers to these questions.
pub(crate) fn answers<'a>(asks: impl IntoIterator<Item = &'a Ask>) -> BTreeMap<&'a str, ValueType> {
    asks.into_iter()
        .map(|ask| (ask.name.as_str(), ask.kind.value_type()))
        .collect()
}

/// The type of a field that a need declares.
pub(crate) fn field_type(
    registers: &BTreeMap<String, Register>,
    need: &Need,
    field: &str,
) -> Option<ValueType> {
    let declared = need.fields.iter().any(|declared| declared == field);
    let register = registers.get(&need.register)?;
    register
        .fields
        .get(field)
        .filter(|_| declared)
        .map(|field| field.value_type)
}

/// Checks that every key has a source of its type.
pub(crate) fn check(
    owner: &impl At,
    needs: &[Need],
    sources: &Sources<'_>,
    problems: &mut Vec<Problem>,
) {
    for need in needs {
        let register = sources.registers.get(&need.register);
        if register.is_some_and(|register| register.own == Some(Own::Documents)) {
            let message = format!("`{}` is there for others only", need.register);
            let help = "what was issued here is evidence once it stands in the register it was \
                        written to: read that";
            let path = ["needs", need.name.as_str(), "register"];
            problems.push(owner.error_at(&path, "wrong-value", message).help(help));
        }
        for (position, alternative) in need.by.iter().enumerate() {
            let position = position.to_string();
            for (key, source) in alternative {
                let path = [
                    "needs",
                    need.name.as_str(),
                    "by",
                    position.as_str(),
                    key.as_str(),
                ];
                match source_type(needs, sources, source) {
                    Err((message, help)) => {
                        problems.push(owner.error_at(&path, "unknown-source", message).help(help));
                    }
                    Ok(Some(given)) => {
                        let wanted = sources
                            .registers
                            .get(&need.register)
                            .and_then(|register| register.fields.get(key));
                        if let Some(wanted) = wanted
                            && wanted.value_type != given
                        {
                            let message = format!(
                                "the key `{key}` is {:?} in the register, and its source is {given:?}",
                                wanted.value_type
                            );
                            let help = "look it up by a field of the same type";
                            let problem = owner.error_at(&path, "wrong-type", message);
                            problems.push(problem.help(help));
                        }
                    }
                    Ok(None) => {}
                }
            }
        }
    }
}

type Answered = Result<Option<ValueType>, (String, String)>;

fn source_type(needs: &[Need], sources: &Sources<'_>, source: &KeySource) -> Answered {
    match source {
        KeySource::Literal(_) => Ok(None),
        KeySource::Filer(_) => Ok(Some(ValueType::Text)),
        KeySource::Answer(name) => named(&sources.answers, name, "no question asks for", "asks"),
        KeySource::Subject(field) => match &sources.subject {
            None => Err((
                "there is no subject here".to_owned(),
                "look it up by `filer.iin`, or by a field of another need".to_owned(),
            )),
            Some(fields) => named(fields, field, "the subject has no field", "subject fields"),
        },
        KeySource::Need { need, field } => {
            let Some(found) = needs.iter().find(|other| other.name == *need) else {
                let help = suggest::help(
                    need,
                    needs.iter().map(|need| need.name.as_str()),
                    "name a need of this version, or `filer`, `answers`, `subject`",
                );
                return Err((format!("there is no need `{need}`"), help));
            };
            field_type(sources.registers, found, field)
                .map(Some)
                .ok_or_else(|| {
                    let help = suggest::help(
                        field,
                        found.fields.iter().map(String::as_str),
                        format!("add `{field}` to the fields of `{need}`, if its register has it"),
                    );
                    (format!("the need `{need}` does not read `{field}`"), help)
                })
        }
    }
}

fn named(known: &BTreeMap<&str, ValueType>, name: &str, lacks: &str, what: &str) -> Answered {
    known.get(name).copied().map(Some).ok_or_else(|| {
        let help = suggest::help(name, known.keys().copied(), {
            let names: Vec<&str> = known.keys().copied().collect();
            format!("the {what} are: {}", names.join(", "))
        });
        (format!("{lacks} `{name}`"), help)
    })
}

/// Puts each need after those it is looked up by; a circle is an error.
pub(crate) fn in_order(
    owner: &impl At,
    needs: Vec<Need>,
    problems: &mut Vec<Problem>,
) -> Vec<Need> {
    let mut waiting = needs;
    let mut ordered: Vec<Need> = Vec::new();
    while !waiting.is_empty() {
        let ready = waiting.iter().position(|need| {
            sources_of(need).all(|source| waiting.iter().all(|other| other.name != source))
        });
        if let Some(at) = ready {
            ordered.push(waiting.remove(at));
            continue;
        }
        let circle = circle(&waiting);
        let first = circle.first().copied().unwrap_or_default();
        let message = format!("these needs wait for one another: {}", circle.join(" → "));
        problems.push(
            owner
                .error_at(&["needs", first, "by"], "cycle", message)
                .help("look one of them up by the filer, the subject or an answer"),
        );
        ordered.append(&mut waiting);
    }
    ordered
}

fn sources_of(need: &Need) -> impl Iterator<Item = &str> {
    need.by
        .iter()
        .flat_map(BTreeMap::values)
        .filter_map(|source| match source {
            KeySource::Need { need, .. } => Some(need.as_str()),
            _ => None,
        })
}

/// One circle among needs none of which is ready: follow the waiting until a name comes back.
fn circle(waiting: &[Need]) -> Vec<&str> {
    let mut trail: Vec<&str> = Vec::new();
    let mut current = waiting.first();
    while let Some(need) = current {
        if let Some(start) = trail.iter().position(|name| *name == need.name) {
            let mut circle = trail.split_off(start);
            circle.push(&need.name);
            return circle;
        }
        trail.push(&need.name);
        current =
            sources_of(need).find_map(|source| waiting.iter().find(|other| other.name == source));
    }
    trail
}
