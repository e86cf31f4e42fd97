//! What is read, what for, how risky that is, and who signed it.

mod mini;

use jiff::civil::{Date, date};
use tutas_catalog::privacy::{Fact, Level, NotLive, Notice, Refused, Use};
use tutas_catalog::{Catalog, Loaded, Severity, read};

const TODAY: Date = date(2026, 3, 18);
/// Makes a field sensitive, so that the service needs an opinion.
const KATO: (&str, &str) = (
    "kato: {type: text, ",
    "kato: {type: text, sensitive: true, ",
);

fn catalog(loaded: Loaded) -> Catalog {
    let report = tutas_catalog::report_table(&loaded);
    loaded.catalog.expect(&report)
}

fn notice(catalog: &Catalog) -> Notice<'_> {
    catalog.notice("allowance", TODAY).expect("it is in force")
}

/// The small catalog with a sensitive field, and an opinion on a data part if there is one.
fn risky(opinion: Option<(&str, bool)>) -> Vec<(String, String)> {
    let mut files = mini::replaced(mini::files(), "registers/births.yaml", KATO.0, KATO.1);
    if let Some((data, approved)) = opinion {
        let text = format!(
            "of: allowance\nsigned:\n  - by: {{kk: А, ru: А, en: A}}\n    post: {{kk: Қ, ru: О, en: \
             Officer}}\n    on: 2026-01-10\n    data: {data}\n    approved: {approved}\n    text: {{kk: И, \
             ru: Д, en: As it is}}\n"
        );
        files.push(("opinions/allowance.yaml".to_owned(), text));
    }
    files
}

fn uses(notice: &Notice<'_>, register: &str, field: &str) -> Vec<Use> {
    let reads = notice
        .reads
        .iter()
        .filter(|read| read.register.id == register);
    let fields = reads
        .flat_map(|read| &read.fields)
        .filter(|one| one.name == field);
    fields
        .flat_map(|one| &one.purposes)
        .map(|one| one.of)
        .collect()
}

#[test]
fn what_a_field_is_for_is_worked_out_from_the_rules() {
    let catalog = catalog(read(&mini::files()));
    let notice = notice(&catalog);
    assert_eq!(
        uses(&notice, "births", "born_on"),
        [Use::Requirement, Use::Requirement]
    );
    assert_eq!(
        uses(&notice, "births", "kato"),
        [Use::Requirement, Use::Decider]
    );
    assert_eq!(uses(&notice, "births", "mother_iin"), [Use::LookUp]);
    assert_eq!(uses(&notice, "accounts", "iban"), [Use::Question]);
    let child = uses(&notice, "births", "child_iin");
    assert!(
        child.contains(&Use::Identity) && child.contains(&Use::Entry),
        "{child:?}"
    );
    assert_eq!(notice.unused().count(), 0);
    let event = catalog
        .event_notice("birth", TODAY)
        .expect("it is in force");
    let outcome = uses(&event, "births", "outcome");
    assert!(
        outcome.contains(&Use::Step) && outcome.contains(&Use::Tone),
        "{outcome:?}"
    );
    assert_eq!(event.steps.len(), 1);
}

#[test]
fn a_field_that_is_read_and_used_by_nothing_is_found() {
    let problem = mini::breaks(
        "services/allowance.yaml",
        "fields: [child_iin, mother_iin, born_on, kato]",
        "fields: [child_iin, mother_iin, born_on, kato, outcome]",
        "read-for-nothing",
        "fields: [child_iin, mother_iin, born_on, kato, outcome]",
    );
    assert_eq!(problem.severity, Severity::Warning);
    assert_eq!(
        problem.message,
        "`child` reads `outcome`, and nothing uses it"
    );
}

#[test]
fn a_field_that_is_read_for_nothing_takes_the_measure_away() {
    let level = |files: &[(String, String)]| {
        let catalog = catalog(read(files));
        let notice = notice(&catalog);
        let assessment = notice.assessment.as_ref().expect("there is a model");
        (assessment.before, assessment.after, assessment.level_after)
    };
    assert_eq!(level(&mini::files()), (3, 2, Level::Medium));
    let wasteful = mini::replaced(
        mini::files(),
        "services/allowance.yaml",
        "fields: [iban]",
        "fields: [iban, bank]",
    );
    let wasteful = mini::replaced(
        wasteful,
        "registers/accounts.yaml",
        "fields:\n",
        "fields:\n  bank: {type: text, title: {kk: Б, ru: Б, en: Bank}}\n",
    );
    assert_eq!(level(&wasteful), (3, 3, Level::Medium));
}

#[test]
fn what_nobody_has_counted_counts_as_many() {
    let many = "risks:\n  many:\n    title: {kk: К, ru: М, en: Many}\n    text: {kk: К, ru: М, en: \
                Many}\n    when: {people_a_year: 10000}\n    points: 1\n";
    let points = |people: &str| {
        let files = mini::replaced(mini::files(), "privacy.yaml", "risks:\n", many);
        let sign_off = format!("sign_off: high\n{people}");
        let files = mini::replaced(files, "privacy.yaml", "sign_off: high\n", &sign_off);
        let catalog = catalog(read(&files));
        let notice = notice(&catalog);
        notice
            .assessment
            .as_ref()
            .map(|assessment| assessment.before)
    };
    assert_eq!(points(""), Some(4));
    assert_eq!(points("people_a_year: {allowance: 9999}\n"), Some(3));
    assert_eq!(points("people_a_year: {allowance: 10000}\n"), Some(4));
}

#[test]
fn what_is_risky_does_not_go_live_without_an_opinion() {
    let loaded = read(&risky(None));
    let problem = mini::only(&loaded, "not-signed-off").clone();
    assert_eq!(
        (problem.file.as_str(), problem.line),
        ("services/allowance.yaml", 5)
    );
    assert!(problem.message.contains("7 points"), "{problem:?}");
    let help = problem.help.expect("it says what to do");
    assert!(
        help.contains("tutas print opinion --of allowance"),
        "{help}"
    );
    assert_eq!(loaded.counts.errors, 1);
    // Open cases rest on it, so it can be read all the same.
    let catalog = catalog(loaded);
    let Err(NotLive::Unsigned(unsigned)) = catalog.may_go_live() else {
        panic!("it goes live");
    };
    assert_eq!(
        (unsigned[0].id.as_str(), unsigned[0].last),
        ("allowance", None)
    );
}

#[test]
fn an_opinion_lets_exactly_what_it_is_about_go_live() {
    let unsigned = catalog(read(&risky(None)));
    let data = notice(&unsigned).data.to_owned();
    let signed = read(&risky(Some((&data, true))));
    assert_eq!(signed.problems, []);
    let signed = catalog(signed);
    assert_eq!(signed.may_go_live(), Ok(()));
    assert!(notice(&signed).signed().is_some());
    // Who says no is not overruled.
    let refused = catalog(read(&risky(Some((&data, false)))));
    let last = |catalog: &Catalog| match catalog.may_go_live() {
        Err(NotLive::Unsigned(unsigned)) => unsigned[0].last,
        other => panic!("{other:?}"),
    };
    assert_eq!(
        last(&refused),
        Some((date(2026, 1, 10), Refused::NotApproved))
    );
    // One field less, and the opinion is about something else.
    let changed = mini::replaced(
        risky(Some((&data, true))),
        "services/allowance.yaml",
        "fields: [child_iin, mother_iin, born_on, kato]",
        "fields: [mother_iin, child_iin, born_on, kato]",
    );
    let changed = catalog(read(&changed));
    assert_eq!(
        last(&changed),
        Some((date(2026, 1, 10), Refused::OtherData))
    );
    // Plainer words need no new opinion, nor does a comment.
    let files = risky(Some((&data, true)));
    let service = "services/allowance.yaml";
    let files = mini::replaced(files, service, "en: Account}", "en: Which account?}");
    let files = mini::replaced(files, service, "    asks:", "    # A question.\n    asks:");
    assert_eq!(catalog(read(&files)).may_go_live(), Ok(()));
}

#[test]
fn a_field_that_becomes_sensitive_needs_a_new_opinion() {
    let before = catalog(read(&mini::files()));
    let after = catalog(read(&risky(None)));
    assert_ne!(notice(&before).data, notice(&after).data);
    // The definition is the same, and so cases that pin it go on.
    assert_eq!(notice(&before).definition, notice(&after).definition);
    assert_eq!(notice(&after).facts.of(Fact::SensitiveFields), 1);
}

#[test]
fn a_catalog_without_a_model_of_risks_does_not_go_live() {
    let mut files = mini::files();
    files.retain(|(path, _)| path != "privacy.yaml");
    let loaded = read(&files);
    let problem = mini::only(&loaded, "missing-file");
    assert_eq!(problem.file, "privacy.yaml");
    assert_eq!(catalog(loaded).may_go_live(), Err(NotLive::NoModel));
}

#[test]
fn a_model_that_hangs_on_nothing_known_is_an_error() {
    let model = "privacy.yaml";
    mini::breaks(
        model,
        "{child_fields: 1}",
        "{child_field: 1}",
        "unknown-name",
        "child_field",
    );
    mini::breaks(model, "{children: 1}", "{kids: 1}", "unknown-name", "kids");
    let data = "x".repeat(64);
    let loaded = read(&risky(Some((&data, true))));
    assert_eq!(mini::only(&loaded, "wrong-type").line, 6);
}

#[test]
fn an_opinion_on_nothing_is_an_error() {
    let mut files = risky(Some((&"0".repeat(64), true)));
    for (_, text) in &mut files {
        *text = text.replace("of: allowance\n", "of: alowance\n");
    }
    assert_eq!(
        mini::only(&read(&files), "unknown-service").severity,
        Severity::Error
    );
}

#[test]
fn the_form_is_what_the_catalog_reads_once_it_is_filled_in() {
    let unsigned = catalog(read(&risky(None)));
    let form = notice(&unsigned).opinion_form(TODAY);
    assert!(
        form.contains("# Risk: high (7 points) before measures, high (6 points) after"),
        "{form}"
    );
    assert!(form.contains("KATO, sensitive"), "{form}");
    let with = |form: String| {
        let mut files = risky(None);
        files.push(("opinions/allowance.yaml".to_owned(), form));
        read(&files)
    };
    // As it is printed it counts for nothing.
    assert!(with(form.clone()).counts.errors > 0);
    let filled = form
        .replace("{kk: \"\", ru: \"\", en: \"\"}", "{kk: А, ru: А, en: A}")
        .replace("approved:\n", "approved: true\n");
    assert_eq!(with(filled).problems, []);
}

#[test]
fn the_notice_for_programs_says_what_the_page_says() {
    let catalog = catalog(read(&mini::files()));
    let json = notice(&catalog).to_json();
    assert_eq!(json["reads"][0]["fields"][0]["name"], "child_iin");
    assert_eq!(json["automated_grant"]["basis"], "consent");
    assert_eq!(json["automated_refusal"], false);
    assert_eq!(json["retention"]["years"], 5);
    assert_eq!(json["assessment"]["before"]["points"], 3);
    assert_eq!(json["facts"]["automated_grants"], 1);
    assert_eq!(json["rights"]["objection"]["within"]["count"], 3);
    assert_eq!(json["opinion"], serde_json::Value::Null);
}
