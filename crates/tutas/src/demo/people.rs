//! The demonstration's people, and when it was founded.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::Context as _;
use jiff::civil::Date;
use tutas_app::{Clock, Demo, DemoOfficer, DemoPerson, Staff};
use tutas_catalog::{Catalog, Example};
use tutas_domain::calendar::Calendar;
use tutas_domain::person::PersonId;

use crate::wiring::put;

/// Officers shown first on the sign-in page.
const FIRST_BODIES: [&str; 4] = [
    "registrar-2710",
    "social-office-2710",
    "education-2710",
    "clinic-2710-1",
];

/// The officer whose sister is a mother of the demonstration.
const SISTER: (&str, &str) = ("registrar-2710/2", "married-parents");

/// The day a data folder's country was made, kept with it.
pub(super) fn founded(data: &Path, clock: &dyn Clock, calendar: &Calendar) -> anyhow::Result<Date> {
    let file = data.join("founded");
    if let Ok(text) = fs::read_to_string(&file) {
        return text.trim().parse().context("the file `founded` is damaged");
    }
    let today = calendar.local(clock.now()).date();
    put(&file, &today.to_string())?;
    Ok(today)
}

/// Kinship that officers have declared.
pub(super) fn kin(examples: &[Example]) -> Vec<(String, PersonId)> {
    let (officer, family) = SISTER;
    examples
        .iter()
        .filter(|example| example.id == family)
        .filter_map(|example| example.people.first())
        .map(|(_, mother)| (officer.to_owned(), mother.sign_in.clone()))
        .collect()
}

/// Whom one can sign in as.
pub(super) fn demo(catalog: &Catalog, examples: &[Example], staff: &Staff) -> Demo {
    let people = examples
        .iter()
        .flat_map(|example| {
            example
                .people
                .iter()
                .map(move |(_, person)| (example, person))
        })
        .map(|(example, person)| DemoPerson {
            id: person.sign_in.clone(),
            name: person.name.clone(),
            says: person.says.clone(),
            group: example.title.clone(),
        })
        .collect();
    let mut officers: Vec<DemoOfficer> = staff
        .0
        .iter()
        .filter_map(|(id, profile)| {
            let body = catalog.bodies.get(&profile.body)?;
            let region: String = body.territory.chars().take(2).collect();
            Some(DemoOfficer {
                id: id.clone(),
                name: profile.name.clone(),
                post: profile.post.clone(),
                body: body.title.clone(),
                kind: body.kind.clone(),
                region: catalog
                    .territories
                    .get(&region)
                    .cloned()
                    .unwrap_or_default(),
            })
        })
        .collect();
    officers.sort_by_key(|officer| {
        let body = officer.id.split('/').next().unwrap_or_default();
        FIRST_BODIES
            .iter()
            .position(|first| *first == body)
            .unwrap_or(FIRST_BODIES.len())
    });
    Demo {
        people,
        officers,
        outbox: std::sync::Arc::default(),
    }
}

/// What `tutas demo` says to a newcomer.
pub(super) fn greeting(demo: &Demo) -> String {
    let mut text = String::from("Sign in as (demonstration identities):\n");
    let mut last = None;
    for person in demo.people.iter().take(12) {
        if last != Some(&person.group) {
            last = Some(&person.group);
        }
        let _infallible = writeln!(text, "  {} — {}", person.name, person.says.en);
    }
    if let Some(officer) = demo.officers.first() {
        let _infallible = writeln!(
            text,
            "  {} — officer at the desk of: {} ({})",
            officer.name, officer.body.en, officer.id
        );
    }
    text.push_str(
        "\nTry: sign in as a mother, choose «A child is born», file; then sign in as the officer, \
         open the case and grant it; then look at the application again.\n",
    );
    text
}
