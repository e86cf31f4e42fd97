//! Bodies: each id once, every superior known, no circle of superiors; whoever is named is there.

use std::collections::BTreeMap;

use crate::model::{Body, Problem};
use crate::reading::Reading;
use crate::suggest;
use crate::yaml::{Node, Place};

/// A body with its file, the place of its id and the place of its superior.
pub(crate) type Placed<'n> = (Body, &'n str, Place, Place);

/// Checks the bodies of all files and puts them in order of id.
pub(crate) fn collect(
    placed: Vec<Placed<'_>>,
    problems: &mut Vec<Problem>,
) -> BTreeMap<String, Body> {
    let mut bodies: BTreeMap<String, Body> = BTreeMap::new();
    let mut below = Vec::new();
    for (body, file, id_place, superior_place) in placed {
        if bodies.contains_key(&body.id) {
            let message = format!("there is already a body `{}`", body.id);
            problems.push(
                Problem::error(file, id_place, "duplicate-id", message)
                    .help("give each body an id of its own"),
            );
            continue;
        }
        if body.superior.is_some() {
            below.push((body.id.clone(), file, superior_place));
        }
        bodies.insert(body.id.clone(), body);
    }
    for (id, file, place) in below {
        check_superiors(&bodies, &id, file, place, problems);
    }
    bodies
}

/// Whether a body that a file names under `field`, if it does, is described.
pub(crate) fn is_there(
    r: &mut Reading<'_>,
    node: &Node,
    field: &str,
    bodies: &BTreeMap<String, Body>,
) {
    let Some((place, named)) = node
        .get(field)
        .and_then(|node| Some((node.place, node.scalar()?)))
    else {
        return;
    };
    if bodies.contains_key(named) {
        return;
    }
    let known = bodies.keys().map(String::as_str);
    let help = suggest::help(named, known, "describe it in bodies/ first");
    let message = format!("there is no body `{named}`");
    r.error(place, "unknown-body", message, help);
}

fn check_superiors(
    bodies: &BTreeMap<String, Body>,
    id: &str,
    file: &str,
    place: Place,
    problems: &mut Vec<Problem>,
) {
    let superior_of = |id: &str| bodies.get(id).and_then(|body| body.superior.as_deref());
    let Some(direct) = superior_of(id) else {
        return;
    };
    if !bodies.contains_key(direct) {
        let help = suggest::help(
            direct,
            bodies.keys().map(String::as_str),
            "name the id of a body",
        );
        let message = format!("there is no body `{direct}`");
        problems.push(Problem::error(file, place, "unknown-body", message).help(help));
        return;
    }
    let mut above = Some(direct);
    for _ in 0..bodies.len() {
        match above {
            None => return,
            Some(superior) if superior == id => break,
            Some(superior) => above = superior_of(superior),
        }
    }
    if above == Some(id) {
        let message = format!("`{id}` is above itself");
        problems.push(
            Problem::error(file, place, "cycle", message).help("leave out `superior` at the top"),
        );
    }
}
