//! Scripts: who does what when, one verb a step.

use super::{Actor, Step};
use crate::draft::World;
use crate::example::verb;
use crate::reading::{Reading, list};
use crate::suggest;
use crate::yaml::Node;

/// The keys that say what is done.
const VERBS: &[&str] = &[
    "begin",
    "grant",
    "supply",
    "accept",
    "register",
    "sign",
    "prepare_refusal",
    "approve",
    "read",
    "object",
    "withdraw",
    "appeal",
    "complain",
    "extend",
    "forward",
    "rule",
    "ask_hearing",
    "hold_hearing",
    "down",
    "up",
    "wait_until",
    "expect",
];
/// The keys that belong to `begin`.
const BEGIN_FIELDS: &[&str] = &[
    "subjects",
    "consent",
    "known",
    "asked",
    "answers",
    "leave_out",
    "file",
];
const DESKS: &[&str] = &["1", "2", "deputy", "head", "appeal"];

/// Reads the steps.
pub(super) fn read(
    r: &mut Reading<'_>,
    node: &Node,
    world: &World<'_>,
    people: &[&str],
) -> Vec<Step> {
    let items = r.items(node, "`script`");
    items
        .iter()
        .filter_map(|item| step(r, item, world, people))
        .collect()
}

fn step(r: &mut Reading<'_>, node: &Node, world: &World<'_>, people: &[&str]) -> Option<Step> {
    let begins = node.get("begin").is_some();
    let known: Vec<&str> = ["at", "as"]
        .into_iter()
        .chain(VERBS.iter().copied())
        .chain(BEGIN_FIELDS.iter().copied().filter(|_| begins))
        .collect();
    let fields = r.fields(node, "a step", &known);
    let given: Vec<&str> = VERBS
        .iter()
        .copied()
        .filter(|verb| node.get(verb).is_some())
        .collect();
    let [verb] = given.as_slice() else {
        if node.entries().is_some() {
            let message = format!("a step does one thing, and this one does {}", given.len());
            let help = format!("write exactly one of {}", list(VERBS));
            r.error(node.place, "step", message, help);
        }
        return None;
    };
    let at = fields.get("at").map(|node| r.date_time(node, "`at`"));
    let actor = fields
        .get("as")
        .and_then(|node| actor(r, node, world, people));
    let nobody = matches!(*verb, "register" | "down" | "up" | "wait_until" | "expect");
    if !nobody && node.get("as").is_none() {
        let message = format!("nobody is said to `{verb}`");
        let help = "add `as: mother` or `as: officer registrar-2710`";
        r.error(node.place_of(&[verb]), "missing-field", message, help);
    }
    let verb = verb::read(r, &fields, verb, world)?;
    Some(Step {
        line: node.place.0,
        column: node.place.1,
        at,
        actor,
        verb,
    })
}

fn actor(r: &mut Reading<'_>, node: &Node, world: &World<'_>, people: &[&str]) -> Option<Actor> {
    let text = r.text(node, "`as`");
    let Some(office) = text.strip_prefix("officer ") else {
        if people.contains(&text.as_str()) {
            return Some(Actor::Person(text));
        }
        let help = suggest::help(
            &text,
            people.iter().copied(),
            format!("the people of this example are {}", list(people)),
        );
        r.error(
            node.place,
            "unknown-person",
            format!("nobody here is called `{text}`"),
            help,
        );
        return None;
    };
    let (body, desk) = office
        .trim()
        .split_once('/')
        .unwrap_or((office.trim(), "1"));
    if !world.bodies.contains_key(body) {
        let help = suggest::help(
            body,
            world.bodies.keys().map(String::as_str),
            "name the id of a body",
        );
        r.error(
            node.place,
            "unknown-body",
            format!("there is no body `{body}`"),
            help,
        );
        return None;
    }
    if !DESKS.contains(&desk) {
        let help = format!("the desks are {}", list(DESKS));
        r.error(
            node.place,
            "wrong-value",
            format!("no desk is called `{desk}`"),
            help,
        );
        return None;
    }
    Some(Actor::Officer {
        body: body.to_owned(),
        desk: desk.to_owned(),
    })
}
