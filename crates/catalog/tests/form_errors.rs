//! Errors of form, each at its line and column.

mod mini;

use mini::{breaks, only};

const SERVICE: &str = "services/allowance.yaml";
const EVENT: &str = "life-events/birth.yaml";

#[test]
fn an_unknown_field_is_an_error_with_a_suggestion() {
    let problem = breaks(
        SERVICE,
        "    retention:",
        "    retension:",
        "unknown-field",
        "retension",
    );
    assert_eq!(problem.help.as_deref(), Some("did you mean `retention`?"));
}

#[test]
fn a_missing_language_is_an_error() {
    let problem = breaks(
        SERVICE,
        "{kk: Төлем, ru: Выплата, en: Payment}",
        "{kk: Төлем, en: Payment}",
        "missing-language",
        "{kk: Төлем",
    );
    assert!(problem.message.contains("`ru`"), "{}", problem.message);
    breaks(
        SERVICE,
        "ru: Выплата",
        "ru: ''",
        "missing-language",
        "ru: ''",
    );
}

#[test]
fn missing_law_remedy_and_retention_are_errors() {
    breaks(
        SERVICE,
        "    retention: {years: 5, law: {act: SC, articles: \"9\", mark: certain}}\n",
        "",
        "missing-retention",
        "from: 2024",
    );
    breaks(
        SERVICE,
        ", law: {act: SC, articles: \"81\", mark: certain}}",
        "}",
        "missing-law",
        "{working_days: 7",
    );
    let appeal = mini::SERVICE
        .split_once("    appeal:\n")
        .and_then(|(_, rest)| rest.split_once("    gives:"))
        .map(|(appeal, _)| format!("    appeal:\n{appeal}"))
        .expect("the service has an appeal");
    breaks(SERVICE, &appeal, "", "missing-remedy", "from: 2024");
}

#[test]
fn an_unknown_act_is_an_error() {
    let problem = breaks(
        SERVICE,
        "fee: {amount: 0, law: {act: SC,",
        "fee: {amount: 0, law: {act: SCC,",
        "unknown-act",
        "SCC",
    );
    assert_eq!(problem.help.as_deref(), Some("did you mean `SC`?"));
}

#[test]
fn versions_and_values_follow_one_another_in_time() {
    breaks(
        "country.yaml",
        "{from: 2026-01-01, value: 4325",
        "{from: 2025-01-01, value: 4325",
        "order",
        "2025-01-01, value: 4325",
    );
}

#[test]
fn a_body_must_stand_in_a_known_territory_below_a_known_body() {
    let path = "bodies/all.yaml";
    breaks(
        path,
        "territory: \"2710\"",
        "territory: \"2711\"",
        "unknown-territory",
        "\"2711\"",
    );
    breaks(
        path,
        "superior: social-office-27,",
        "superior: social-office-28,",
        "unknown-body",
        "social-office-28",
    );
    breaks(
        path,
        "id: social-office-2710",
        "id: social-office-27",
        "duplicate-id",
        "social-office-27, kind: social-office, title: {kk: Б, ru: О, en: Office}, territory: \"2710\"",
    );
}

#[test]
fn two_files_cannot_describe_the_same() {
    let mut files = mini::files();
    files.push(("services/zz.yaml".to_owned(), mini::SERVICE.to_owned()));
    let loaded = tutas_catalog::read(&files);
    let problem = only(&loaded, "duplicate-id");
    assert_eq!(
        (problem.file.as_str(), problem.line),
        ("services/zz.yaml", 1)
    );
}

#[test]
fn wrong_types_say_what_to_write() {
    let problem = breaks(
        SERVICE,
        "- from: 2024-01-01",
        "- from: yesterday",
        "wrong-type",
        "yesterday",
    );
    assert_eq!(problem.help.as_deref(), Some("write it like `2026-03-18`"));
    breaks(
        SERVICE,
        "years: 5",
        "years: 0",
        "wrong-type",
        "0, law: {act: SC, articles: \"9\"",
    );
    breaks(
        SERVICE,
        "channels: [portal, counter]",
        "channels: portal",
        "wrong-type",
        "portal\n",
    );
    breaks(
        SERVICE,
        "{working_days: 7,",
        "{working_days: 7, months: 1,",
        "term-length",
        "{working_days: 7, months",
    );
}

#[test]
fn an_example_is_checked_against_registers_services_and_people() {
    let path = "examples/one.yaml";
    breaks(
        path,
        "outcome: live",
        "outcom: live",
        "unknown-field",
        "outcom: live",
    );
    breaks(
        path,
        "outcome: live",
        "outcome: alive",
        "wrong-value",
        "alive",
    );
    breaks(
        path,
        "\"900101100014\"}\n    name",
        "\"900101100015\"}\n    name",
        "iin",
        "\"900101100015\"}\n    name",
    );
    breaks(
        path,
        "grant: allowance",
        "grant: allowence",
        "unknown-service",
        "allowence",
    );
    breaks(path, "as: mother", "as: father", "unknown-person", "father");
    breaks(
        path,
        "asked: {allowance: [iban]}",
        "asked: {allowance: [ibn]}",
        "unknown-ask",
        "ibn]",
    );
    breaks(
        path,
        "phase: examining",
        "phase: examned",
        "wrong-value",
        "examned",
    );
    breaks(
        path,
        "    grant: allowance\n",
        "    praise: allowance\n",
        "step",
        "at: 2026-03-19",
    );
}

#[test]
fn all_problems_are_reported_at_once() {
    let mut files = mini::files();
    for (path, text) in &mut files {
        match path.as_str() {
            "country.yaml" => *text = text.replace("currency: KZT\n", ""),
            SERVICE => {
                *text = text
                    .replace("child.born_on,", "child.bron_on,")
                    .replace("en: Payment", "de: Geld");
            }
            EVENT => *text = text.replace("name: quiet", "name: loud"),
            _ => {}
        }
    }
    let loaded = tutas_catalog::read(&files);
    let codes: Vec<&str> = loaded
        .problems
        .iter()
        .map(|problem| problem.code.as_str())
        .collect();
    assert_eq!(
        codes,
        [
            "missing-field",
            "wrong-value",
            "missing-language",
            "unknown-field",
            "rule"
        ]
    );
}
