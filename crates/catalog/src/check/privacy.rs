//! Data: each field that is read serves something, and what is risky is signed.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::assemble::{PRIVACY, Programs};
use crate::draft::{At, World};
use crate::model::{Catalog, Need, Problem};
use crate::privacy::NotLive;
use crate::privacy::uses::{Definition, Uses};
use crate::yaml::Place;

/// Where the versions of services and life events begin: file and place.
pub(crate) type Places<'n> = BTreeMap<(String, Date), (&'n str, Place)>;

/// Warns of fields that are read and used by nothing.
pub(crate) fn unused(world: &World<'_>, programs: &Programs, problems: &mut Vec<Problem>) {
    for (draft, program) in world.services.iter().zip(&programs.services) {
        let Some(program) = program else { continue };
        let definition = Definition::of_draft(draft, program);
        let uses = definition.uses(&world.registers);
        of_needs(draft, &draft.needs, &uses, problems);
    }
    for (draft, program) in world.life_events.iter().zip(&programs.life_events) {
        let Some(program) = program else { continue };
        let definition = Definition::of_event_draft(draft, program, &world.services);
        let uses = definition.uses(&world.registers);
        of_needs(draft, &draft.needs, &uses, problems);
    }
}

fn of_needs(draft: &impl At, needs: &[Need], uses: &Uses<'_>, problems: &mut Vec<Problem>) {
    for need in needs {
        let is_unused = |field: &&String| !uses.contains_key(&(need.name.as_str(), field.as_str()));
        let unused: Vec<String> = (need.fields.iter().filter(is_unused))
            .map(|field| format!("`{field}`"))
            .collect();
        // Of public data nobody is the subject.
        if unused.is_empty() || need.of == crate::model::Whose::Public {
            continue;
        }
        let message = format!(
            "`{}` reads {}, and nothing uses it",
            need.name,
            unused.join(", ")
        );
        let problem = draft.error_at(
            &["needs", &need.name, "fields"],
            "read-for-nothing",
            message,
        );
        let help = "leave it out: only what a requirement, an amount, a document or an entry needs may \
                    be read";
        problems.push(problem.help(help).warning());
    }
}

/// Where each version says from when it holds.
pub(crate) fn places<'n>(world: &World<'n>) -> Places<'n> {
    let services = world.services.iter();
    let services = services.map(|one| (one.id.clone(), one.from, one.file, one.node));
    let events = world.life_events.iter();
    let events = events.map(|one| (one.id.clone(), one.from, one.file, one.node));
    services
        .chain(events)
        .map(|(id, from, file, node)| ((id, from), (file, node.place_of(&["from"]))))
        .collect()
}

/// Whatever keeps the catalog from going live.
pub(crate) fn gate(catalog: &Catalog, places: &Places<'_>, problems: &mut Vec<Problem>) {
    match catalog.may_go_live() {
        Ok(()) => {}
        Err(NotLive::NoModel) => problems.push(
            Problem::error(PRIVACY, (1, 1), "missing-file", NotLive::NO_MODEL)
                .help("take over the model of the catalog built in, and weigh its points"),
        ),
        Err(NotLive::Unsigned(unsigned)) => {
            for one in unsigned {
                let key = (one.id.clone(), one.from);
                let (file, place) = places.get(&key).copied().unwrap_or((PRIVACY, (1, 1)));
                let problem = Problem::error(file, place, "not-signed-off", one.to_string());
                problems.push(problem.help(one.help()));
            }
        }
    }
    for opinion in &catalog.opinions {
        let known = catalog.services.contains_key(&opinion.of)
            || catalog.life_events.contains_key(&opinion.of);
        if !known {
            let file = format!("opinions/{}.yaml", opinion.of);
            let message = format!("there is no service or life event `{}`", opinion.of);
            problems.push(
                Problem::error(&file, (1, 1), "unknown-service", message)
                    .help("`of` is the id of a service or life event"),
            );
        }
    }
}
