//! The repository's own catalog.

use std::collections::BTreeSet;
use std::path::Path;

use jiff::civil::date;
use tutas_catalog::Catalog;
use tutas_domain::definition::{ExceptionGround, ExtensionFrom, Kind, RevocationGround, Silence};
use tutas_domain::term::TermLength;

fn catalog() -> Catalog {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../catalog");
    let loaded = tutas_catalog::load(&folder).expect("the folder can be read");
    loaded.catalog.expect("a catalog without errors")
}

#[test]
fn the_catalog_of_the_repository_has_no_errors() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../catalog");
    let loaded = tutas_catalog::load(&folder).expect("the folder can be read");
    let report = tutas_catalog::report_table(&loaded);
    assert_eq!(loaded.counts.errors, 0, "\n{report}");
    assert!(loaded.catalog.is_some());
    println!("{report}");
}

#[test]
fn nobody_is_asked_for_a_paper_that_would_not_help() {
    let catalog = catalog();
    let allowances = [
        "birth-allowance",
        "care-allowance",
        "large-family-allowance",
    ];
    for allowance in allowances {
        let service = catalog.service(allowance, date(2026, 3, 18));
        let procedure = &service.expect("an allowance").procedure;
        let means = |name: &str| {
            let requirement = procedure.requirement(name);
            requirement.map(|one| one.cured_by.is_some())
        };
        // Without a right by status no paper about residence gives one.
        assert_eq!(means("lives here"), Some(false), "{allowance}");
        assert_eq!(means("residence shown"), Some(true), "{allowance}");
    }
}

#[test]
fn every_service_stands_on_the_whole_general_procedure() {
    let catalog = catalog();
    for service in catalog.services.values().flatten() {
        let (id, procedure) = (&service.id, &service.procedure);
        assert!(
            procedure
                .hearing
                .chosen_exception(ExceptionGround::Petition)
                .is_some(),
            "{id}"
        );
        assert!(procedure.extension.is_some(), "{id}");
        assert!(
            procedure
                .redirection
                .as_ref()
                .is_some_and(|it| !it.by_itself),
            "{id}"
        );
        for ground in RevocationGround::ALL {
            assert!(procedure.revocation(ground).is_some(), "{id}: {ground:?}");
        }
        let longer = procedure.appeal.within_if_not_told.as_ref();
        assert_eq!(longer.map(|term| term.length.count), Some(6), "{id}");
        assert!(matches!(&procedure.silence, Silence::Refusal { law } if law.articles == "91(2)"));
        assert!(
            procedure
                .escalation
                .last()
                .is_some_and(|last| last.before_end.is_none())
        );
    }
}

#[test]
fn appeals_and_complaints_have_the_terms_of_their_laws() {
    let catalog = catalog();
    let today = date(2026, 3, 18);
    let appeal = catalog.of_kind(Kind::Appeal, today).expect("appeals");
    let provider = catalog.of_kind(Kind::Complaint, today).expect("complaints");
    let authority = catalog.of_kind_at_authority(Kind::Complaint, today);
    let authority = authority.expect("complaints to the authority");
    let terms = [appeal, provider, authority].map(|matter| matter.term.length);
    assert_eq!(terms, [20, 5, 15].map(TermLength::working_days));
    let redirection = appeal.procedure.redirection.as_ref().expect("it goes on");
    assert!(redirection.by_itself);
    assert_eq!(redirection.within.length, TermLength::working_days(3));
    assert_eq!(appeal.procedure.extension, None, "article 99");
    for complaint in [provider, authority] {
        let extension = complaint
            .procedure
            .extension
            .as_ref()
            .expect("ten more days");
        assert_eq!(extension.at_most.length, TermLength::working_days(10));
        assert_eq!(extension.counted_from, ExtensionFrom::End);
        assert_eq!(extension.told_in.length, TermLength::working_days(3));
    }
    let handler = catalog.handler(authority, "clinic-2710-1");
    assert_eq!(
        handler.map(|body| body.id.as_str()),
        Some("quality-authority")
    );
}

#[test]
fn every_deciding_body_in_a_district_has_two_instances_above_it() {
    let catalog = catalog();
    let deciding: BTreeSet<&str> = catalog
        .services
        .values()
        .flatten()
        .map(|service| service.decider.kind.as_str())
        .collect();
    for body in catalog.bodies.values() {
        if !deciding.contains(body.kind.as_str()) {
            continue;
        }
        let first = catalog.superior_of(&body.id).expect("a superior");
        let second = catalog.superior_of(&first.id);
        assert!(second.is_some() || body.territory.len() == 2, "{}", body.id);
    }
}
