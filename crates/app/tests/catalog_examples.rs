//! The catalog's own examples, played whole.

use std::path::Path;
use std::sync::Arc;

use tutas_app::{OfficerProfile, Staff, rehearsal};
use tutas_catalog::{Catalog, Loaded};

fn catalog() -> Loaded {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../catalog");
    tutas_catalog::load(&folder).unwrap()
}

/// Two officers and a head for each body.
fn staff(catalog: &Catalog) -> Staff {
    let mut staff = Staff::default();
    for body in catalog.bodies.keys() {
        for desk in ["1", "2", "head"] {
            let profile = OfficerProfile {
                name: format!("{body} {desk}"),
                post: tutas_domain::text::Texts::default(),
                body: body.clone(),
                family: Vec::new(),
            };
            staff.0.insert(format!("{body}/{desk}"), profile);
        }
    }
    staff
}

#[test]
fn every_example_of_the_catalog_passes() {
    let Loaded {
        catalog,
        examples,
        problems,
        ..
    } = catalog();
    let catalog = Arc::new(catalog.unwrap_or_else(|| panic!("{problems:#?}")));
    let only = std::env::var("TUTAS_EXAMPLE").ok();
    let examples: Vec<_> = examples
        .into_iter()
        .filter(|example| only.as_ref().is_none_or(|only| example.id == *only))
        .collect();
    let report = rehearsal::run(&catalog, &examples, &staff(&catalog));
    assert!(report.is_success(), "\n{}", report.table());
}
