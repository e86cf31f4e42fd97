//! Each principle of service design that a definition can show, as a warning at its line.

mod mini;

use mini::{breaks, only, with, with_file};
use tutas_catalog::Severity;

const SERVICE: &str = "services/allowance.yaml";
const EVENT: &str = "life-events/birth.yaml";

#[test]
fn a_warning_leaves_the_catalog_usable() {
    let loaded = with(SERVICE, "channels: [portal, counter]", "channels: [portal]");
    assert_eq!(
        only(&loaded, "principle-alternative-channel").severity,
        Severity::Warning
    );
    assert!(loaded.catalog.is_some());
    assert_eq!((loaded.counts.errors, loaded.counts.warnings), (0, 1));
}

#[test]
fn assumed_law_is_weighed_only_where_it_decides() {
    let unmarked = "{working_days: 7, law: {act: SC, articles: \"81\"}}";
    breaks(
        SERVICE,
        "{working_days: 7, law: {act: SC, articles: \"81\", mark: certain}}",
        unmarked,
        "assumed-law",
        "law: {act: SC, articles: \"81\"}",
    );
    let loaded = with(
        SERVICE,
        "{act: SC, articles: \"9\", mark: certain}",
        "{act: SC, articles: \"9\", mark: assumed}",
    );
    assert_eq!(loaded.problems, [], "retention refuses nobody");
}

#[test]
fn an_office_of_one_territory_without_a_law_is_not_extraterritorial() {
    breaks(
        SERVICE,
        "articles: \"64\", mark: certain",
        "articles: \"64\", mark: assumed",
        "principle-extraterritorial",
        "decider:",
    );
}

#[test]
fn a_service_that_no_life_event_leads_to_is_not_proactive() {
    let second = mini::SERVICE
        .replace("service: allowance", "service: second")
        .replace("subject.child_iin", "filer.iin");
    let loaded = with_file("services/second.yaml", &second);
    assert_eq!(
        only(&loaded, "principle-proactive").file,
        "services/second.yaml"
    );
}

#[test]
fn a_result_that_another_service_needs_belongs_into_one_life_event() {
    let reader = mini::SERVICE
        .replace("service: allowance", "service: reader")
        .replace("subject.child_iin", "filer.iin")
        .replace("register: accounts", "register: benefits")
        .replace(
            "        register: benefits\n        number_field",
            "        register: births\n        number_field",
        );
    let loaded = with_file("services/reader.yaml", &reader);
    let composite = |file: &str| {
        loaded
            .problems
            .iter()
            .any(|one| one.code == "principle-composite" && one.file == file)
    };
    assert!(
        composite("services/reader.yaml"),
        "it reads what the allowance gives"
    );
    assert!(
        composite("services/allowance.yaml"),
        "which reads what it gives"
    );
}

#[test]
fn a_longer_term_than_a_comparable_services_is_weighed() {
    let slow = mini::SERVICE
        .replace("service: allowance", "service: slow")
        .replace("subject.child_iin", "filer.iin")
        .replace(
            "working_days: 7, law: {act: SC, articles: \"81\"",
            "working_days: 9, law: {act: SC, articles: \"181\"",
        );
    let loaded = with_file("services/slow.yaml", &slow);
    assert_eq!(
        only(&loaded, "principle-fewer-days").file,
        "services/slow.yaml"
    );
    assert!(
        loaded
            .problems
            .iter()
            .all(|one| one.code != "principle-conflicts-between-acts")
    );
}

#[test]
fn one_article_cited_for_two_terms_is_a_conflict() {
    let other = mini::SERVICE
        .replace("service: allowance", "service: other")
        .replace("subject.child_iin", "filer.iin")
        .replace("working_days: 7", "working_days: 6");
    let loaded = with_file("services/other.yaml", &other);
    let problem = only(&loaded, "principle-conflicts-between-acts");
    assert!(
        problem
            .message
            .contains("6 working days here and 7 working days")
    );
}

#[test]
fn a_long_term_before_a_machine_or_the_end_of_a_right_is_weighed() {
    let loaded = with(SERVICE, "working_days: 7", "working_days: 16");
    only(&loaded, "principle-fewer-days");
    let problem = only(&loaded, "principle-urgent");
    assert!(problem.message.contains("`in time`"));
}

#[test]
fn a_paper_that_repeats_registers_is_no_service() {
    let gives = mini::SERVICE
        .split_once("      amount:\n")
        .and_then(|(_, rest)| rest.split_once("      documents:"))
        .map(|(amount, _)| format!("      amount:\n{amount}"))
        .expect("it gives an amount");
    let mut files = mini::files();
    for (path, text) in &mut files {
        if path == SERVICE {
            let (before, after) = text.split_once("      write:\n").expect("it writes");
            let (_, after) = after.split_once("    retention").expect("and is kept");
            *text = format!("{before}    retention{after}").replace(&gives, "");
        }
    }
    only(&tutas_catalog::read(&files), "principle-no-certificates");
}

#[test]
fn the_same_document_or_check_twice_is_weighed() {
    let passage = "        law: {act: SC, articles: \"80\", mark: certain}\n    term:";
    let cured = "        law: {act: SC, articles: \"80\", mark: certain}\n        cured_by: {document: {title: {kk: Қ, ru: Д, en: Other}, need: child}}\n    term:";
    breaks(
        SERVICE,
        passage,
        cured,
        "principle-fewer-documents",
        "cured_by: {document: {title: {kk: Қ, ru: Д, en: Other}",
    );
    let twice = "        law: {act: SC, articles: \"80\", mark: certain}\n      again:\n        that: child.kato LIKE '27%' AND (child.born_on IS NOT NULL)\n        title: {kk: К, ru: К, en: A}\n        otherwise: {kk: К, ru: К, en: B}\n        law: {act: SC, articles: \"80\", mark: certain}\n    term:";
    breaks(
        SERVICE,
        passage,
        twice,
        "principle-checks-and-rechecks",
        "that: child.kato LIKE '27%' AND (",
    );
}

#[test]
fn a_fee_without_a_sure_law_is_weighed() {
    breaks(
        SERVICE,
        "fee: {amount: 0, law: {act: SC, articles: \"10\", mark: certain}}",
        "fee: {amount: 5, law: {act: SC, articles: \"10\"}}",
        "principle-paid-or-free",
        "fee:",
    );
}

#[test]
fn a_local_office_without_local_facts_is_weighed() {
    let loaded = with(
        SERVICE,
        "by: {territory: child.kato}",
        "by: {territory: account.iban}",
    );
    only(&loaded, "principle-centralised-or-decentralised");
}

#[test]
fn an_exception_from_the_hearing_must_fit_the_term() {
    let hearing = mini::SERVICE
        .split_once("    hearing:\n")
        .and_then(|(_, rest)| rest.split_once("    silence:"))
        .map(|(hearing, _)| format!("    hearing:\n{hearing}"))
        .expect("it has a hearing");
    let excepted =
        "    hearing: {excepted: {law: {act: SC, articles: \"73(2)3\", mark: certain}}}\n";
    breaks(
        SERVICE,
        &hearing,
        excepted,
        "principle-hearing",
        "excepted:",
    );
}

#[test]
fn a_step_that_leaves_the_channel_is_half_digital() {
    let second = mini::SERVICE
        .replace("service: allowance", "service: second")
        .replace("[portal, counter]", "[counter, phone]");
    let event = mini::LIFE_EVENT.replace(
        "    tones:",
        "      - {service: second, after: [allowance]}\n    tones:",
    );
    let mut files = mini::files();
    files.push(("services/second.yaml".to_owned(), second));
    for (path, text) in &mut files {
        if path == EVENT {
            text.clone_from(&event);
        }
    }
    let loaded = tutas_catalog::read(&files);
    assert_eq!(only(&loaded, "principle-nothing-half-digital").line, 20);
    assert_eq!(only(&loaded, "principle-no-needless-approvals").line, 20);
}
