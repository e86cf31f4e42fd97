//! The general procedure: said once, a part of every service, and of its hash.

mod mini;

use jiff::civil::date;
use mini::{breaks_in, only, replaced, with_general_law};
use tutas_catalog::{Catalog, Service, read, report_table};
use tutas_domain::actor::Rank;
use tutas_domain::definition::{
    Acceptance, Channel, ExceptionGround, ExtensionFrom, Hearing, Kind, RevocationGround, Silence,
    TermEffect, WindowFrom,
};
use tutas_domain::term::{TermLength, TermUnit};

const SERVICE: &str = "services/allowance.yaml";
const GENERAL: &str = "procedure.yaml";
const AUTOMATED: &str = "    automated:";

fn catalog(files: &[(String, String)]) -> Catalog {
    let loaded = read(files);
    assert_eq!(loaded.problems, [], "\n{}", report_table(&loaded));
    loaded.catalog.expect("it is good")
}

fn allowance(catalog: &Catalog) -> &Service {
    catalog
        .service("allowance", date(2026, 3, 18))
        .expect("it is in force")
}

/// The service with a key of its own.
fn with_own(key: &str) -> Vec<(String, String)> {
    replaced(
        with_general_law(),
        SERVICE,
        AUTOMATED,
        &format!("    {key}\n{AUTOMATED}"),
    )
}

#[test]
fn a_service_stands_on_the_general_law_where_it_says_nothing() {
    let catalog = catalog(&with_general_law());
    let procedure = &allowance(&catalog).procedure;
    assert_eq!(procedure.kind, Kind::Service);
    assert_eq!(procedure.acceptance, Acceptance::Register);
    let redirection = procedure.redirection.as_ref().expect("cases are sent on");
    assert!(!redirection.by_itself);
    assert_eq!(procedure.cure.window.length, TermLength::working_days(10));
    assert_eq!(procedure.cure.effect, TermEffect::Restart);
    assert_eq!(procedure.cure.from, WindowFrom::Receipt);
    let extension = procedure.extension.as_ref().expect("terms are extended");
    assert_eq!(
        (extension.by, extension.counted_from),
        (Rank::Deputy, ExtensionFrom::Decision)
    );
    let ranks: Vec<Rank> = procedure.escalation.iter().map(|step| step.to).collect();
    assert_eq!(ranks, [Rank::Head, Rank::LastResort]);
    assert!(matches!(&procedure.silence, Silence::Refusal { law } if law.articles == "91"));
    let false_data = procedure.revocation(RevocationGround::KnowinglyFalse);
    assert!(false_data.is_some_and(|ground| !ground.compensated));
    let interest = procedure.revocation(RevocationGround::PublicInterest);
    assert!(interest.is_some_and(|ground| ground.compensated));
    assert!(procedure.revocation(RevocationGround::Offence).is_none());
    assert_eq!(procedure.receipt, [Channel::Message, Channel::Counter]);
    assert!(procedure.correction.is_some());
    assert_eq!((procedure.appeal.instances, procedure.pauses.len()), (2, 0));
    assert!(procedure.appeal.suspends.is_some());
    let longer = procedure.appeal.within_if_not_told.as_ref();
    assert_eq!(longer.map(|term| term.length.count), Some(6));
}

#[test]
fn the_hearing_brings_its_exceptions_and_the_word_of_mouth() {
    let catalog = catalog(&with_general_law());
    let hearing = &allowance(&catalog).procedure.hearing;
    let petition = hearing.chosen_exception(ExceptionGround::Petition);
    assert_eq!(petition.map(|law| law.articles.as_str()), Some("73(2)5)"));
    assert!(
        hearing
            .chosen_exception(ExceptionGround::Reception)
            .is_none()
    );
    let Hearing::Required {
        oral: Some(oral), ..
    } = hearing
    else {
        panic!("people are heard")
    };
    assert_eq!(oral.protocol.length, TermLength::working_days(2));
    assert_eq!(oral.remarks.length, TermLength::working_days(3));
}

#[test]
fn a_special_law_changes_only_what_it_says() {
    let own =
        "cure: {window: {calendar_days: 30, law: {act: SC, articles: \"83\", mark: certain}}}";
    let special = catalog(&with_own(own));
    let cure = &allowance(&special).procedure.cure;
    assert_eq!(cure.window.length.unit, TermUnit::CalendarDays);
    assert_eq!(cure.effect, TermEffect::Restart, "as the general law says");
    let heard = "hearing: {unless_shorter: {working_days: 5, law: {act: SC, articles: \"5\", mark: certain}}}";
    let special = catalog(&with_own(heard));
    let Hearing::Required {
        unless_shorter,
        oral,
        exceptions,
        ..
    } = &allowance(&special).procedure.hearing
    else {
        panic!("people are heard")
    };
    assert!(unless_shorter.is_some() && oral.is_some());
    assert_eq!(exceptions.len(), 2);
    let excepted = catalog(&with_own(
        "hearing: {excepted: {act: SC, articles: \"7\", mark: certain}}",
    ));
    let hearing = &allowance(&excepted).procedure.hearing;
    assert!(matches!(hearing, Hearing::Excepted { law } if law.articles == "7"));
}

#[test]
fn a_service_can_do_without_a_part_of_the_general_law() {
    let catalog = catalog(&with_own(
        "extension: none\n    redirection: none\n    correction: none\n    escalation: []",
    ));
    let procedure = &allowance(&catalog).procedure;
    assert_eq!(procedure.extension, None);
    assert_eq!(procedure.redirection, None);
    assert_eq!(procedure.correction, None);
    assert_eq!(procedure.escalation, []);
}

#[test]
fn a_part_of_a_procedure_that_nobody_says_is_missing() {
    let files: Vec<(String, String)> = with_general_law()
        .into_iter()
        .filter(|(path, _)| path != GENERAL && path != "services/appeal.yaml")
        .collect();
    let loaded = read(&files);
    only(&loaded, "missing-hearing");
    only(&loaded, "missing-remedy");
    let silence = loaded
        .problems
        .iter()
        .any(|one| one.message.contains("no `silence`"));
    assert!(silence, "{}", report_table(&loaded));
    assert!(loaded.catalog.is_none());
}

#[test]
fn the_general_law_is_a_part_of_the_hash_unless_the_service_says_otherwise() {
    let hash = |files: Vec<(String, String)>| allowance(&catalog(&files)).hash.clone();
    let window = "working_days: 10, law: {act: SC, articles: \"64(6)\"";
    let longer = "working_days: 12, law: {act: SC, articles: \"64(6)\"";
    let before = hash(with_general_law());
    assert_ne!(
        hash(replaced(with_general_law(), GENERAL, window, longer)),
        before
    );
    let own =
        "cure: {window: {calendar_days: 30, law: {act: SC, articles: \"83\", mark: certain}}}";
    let special = hash(with_own(own));
    assert_ne!(special, before);
    assert_eq!(
        hash(replaced(with_own(own), GENERAL, window, longer)),
        special
    );
    let anew = replaced(with_own(own), GENERAL, "effect: restart", "effect: pause");
    assert_ne!(hash(anew), special, "the effect is still the general law's");
    let noted = "    # Told in a comment.\n    correction: {working_days: 3";
    let comment = replaced(
        with_general_law(),
        GENERAL,
        "    correction: {working_days: 3",
        noted,
    );
    assert_eq!(hash(comment), before);
}

/// The general law changed on 1 July 2026: the window is twenty days.
fn amended() -> Vec<(String, String)> {
    let later = mini::PROCEDURE
        .replace("versions:\n", "")
        .replace("from: 2024-01-01", "from: 2026-07-01")
        .replace(
            "working_days: 10, law: {act: SC, articles: \"64(6)\"",
            "working_days: 20, law: {act: SC, articles: \"64(7)\"",
        );
    let mut files = with_general_law();
    for (path, text) in &mut files {
        if path == GENERAL {
            text.push_str(&later);
        }
    }
    files
}

#[test]
fn a_change_of_the_general_law_makes_a_version_of_each_service_it_changes() {
    let catalog = catalog(&amended());
    let on = |month, day| {
        let service = catalog.service("allowance", date(2026, month, day));
        service.expect("it is in force")
    };
    let (before, after) = (on(6, 30), on(7, 1));
    assert_eq!(before.procedure.cure.window.length.count, 10);
    assert_eq!(after.procedure.cure.window.length.count, 20);
    assert_ne!(before.hash, after.hash);
    assert_eq!(after.from, date(2026, 7, 1));
    let known = catalog.service_by_hash("allowance", &before.hash);
    assert_eq!(known.map(|service| service.from), Some(date(2024, 1, 1)));
    assert_eq!(
        before.hash,
        allowance(&self::catalog(&with_general_law())).hash
    );
}

#[test]
fn a_change_that_a_service_overrides_changes_nothing_for_it() {
    let own = "    cure: {window: {calendar_days: 30, law: {act: SC, articles: \"83\", mark: certain}}}\n    automated:";
    let files = replaced(amended(), SERVICE, AUTOMATED, own);
    let catalog = catalog(&files);
    assert_eq!(catalog.services["allowance"].len(), 1);
    assert_eq!(catalog.matters["appeal"].len(), 2);
}

#[test]
fn a_mistake_in_the_general_law_is_told_once_and_where_it_is() {
    breaks_in(
        amended(),
        GENERAL,
        "working_days: 20, law: {act: SC, articles: \"64(7)\"",
        "working_days: 20, law: {act: SCC, articles: \"64(7)\"",
        "unknown-act",
        "SCC",
    );
    let problem = breaks_in(
        with_general_law(),
        GENERAL,
        "articles: \"64(6)\", mark: certain",
        "articles: \"64(6)\", mark: assumed",
        "assumed-law",
        "law: {act: SC, articles: \"64(6)\"",
    );
    assert!(
        problem.message.contains("cure window"),
        "{}",
        problem.message
    );
}

#[test]
fn only_a_special_law_turns_papers_away() {
    breaks_in(
        with_general_law(),
        GENERAL,
        "{register: {law: {act: SC, articles: \"64(1)\", mark: certain}}}",
        "{refuse: {law: {act: SC, articles: \"64(1)\", mark: certain}, within: {working_days: 2, law: {act: SC, articles: \"64(1)\", mark: certain}}}}",
        "acceptance-not-special",
        "acceptance:",
    );
}
