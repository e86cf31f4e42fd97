//! What a catalog without a fault becomes.

mod mini;

use jiff::civil::date;
use tutas_catalog::{
    Actor, DeciderBy, Due, FilerKey, KeySource, Verb, Whose, read, report_json, report_table,
};
use tutas_domain::term::TermUnit;
use tutas_domain::text::Mark;
use tutas_domain::value::{Value, ValueType};

#[test]
fn a_good_catalog_has_neither_errors_nor_warnings() {
    let loaded = read(&mini::files());
    assert_eq!(loaded.problems, [], "\n{}", report_table(&loaded));
    assert!(loaded.catalog.is_some());
    let counts = &loaded.counts;
    assert_eq!(
        (counts.services, counts.life_events, counts.registers),
        (1, 1, 3)
    );
    assert_eq!((counts.bodies, counts.examples), (2, 1));
    assert_eq!(counts.marks.get(&Mark::Secondary), Some(&1));
    assert_eq!(counts.marks.get(&Mark::Assumed), None);
}

#[test]
fn a_service_is_read_whole() {
    let catalog = read(&mini::files()).catalog.expect("it is good");
    assert!(catalog.service("allowance", date(2023, 12, 31)).is_none());
    let service = catalog
        .service("allowance", date(2026, 3, 18))
        .expect("it is in force");
    assert_eq!(service.hash.len(), 64);
    assert_eq!(service.procedure.hash, service.hash);
    assert_eq!(service.term.length.count, 7);
    assert_eq!(
        service.procedure.appeal.within.length.unit,
        TermUnit::Months
    );
    assert_eq!(service.law.act.en, "Social Code");
    assert!(service.procedure.issues);
    assert!(matches!(&service.decider.by, DeciderBy::Territory { need, .. } if need == "child"));
    let names: Vec<&str> = service
        .procedure
        .requirements
        .iter()
        .map(|one| one.name.as_str())
        .collect();
    assert_eq!(names, ["registered", "in time"]);
    assert_eq!(
        service.program.value_type("amount"),
        Some(ValueType::Decimal)
    );
    assert_eq!(
        service.program.reads("write:iban"),
        [("answers".to_owned(), Some("iban".to_owned()))]
    );
}

#[test]
fn needs_follow_those_they_are_looked_up_by() {
    let catalog = read(&mini::files()).catalog.expect("it is good");
    let service = catalog
        .service("allowance", date(2026, 3, 18))
        .expect("it is in force");
    let order: Vec<&str> = service
        .needs
        .iter()
        .map(|need| need.name.as_str())
        .collect();
    assert_eq!(
        order,
        ["child", "siblings", "account"],
        "the file has siblings first"
    );
    let siblings = &service.needs[1];
    assert!(siblings.many);
    assert!(matches!(&siblings.of, Whose::Adult(role) if role.en == "mother"));
    let source = &siblings.by[0]["mother_iin"];
    let expected = KeySource::Need {
        need: "child".to_owned(),
        field: "mother_iin".to_owned(),
    };
    assert_eq!(*source, expected);
    assert_eq!(
        service.needs[2].by[0]["iin"],
        KeySource::Filer(FilerKey::Iin)
    );
}

#[test]
fn the_calendar_and_the_units_follow_the_law() {
    let catalog = read(&mini::files()).catalog.expect("it is good");
    // 21 March 2026 is a Saturday, so Monday is off instead.
    assert!(!catalog.calendar.is_working(date(2026, 3, 23)));
    assert!(catalog.calendar.is_working(date(2025, 1, 5)));
    assert_eq!(catalog.calendar.zone().iana_name(), Some("Asia/Almaty"));
    let mci = |day| {
        catalog
            .country
            .unit("mci", day)
            .map(|unit| unit.value.to_string())
    };
    assert_eq!(mci(date(2025, 12, 31)).as_deref(), Some("3932"));
    assert_eq!(mci(date(2026, 1, 1)).as_deref(), Some("4325"));
    assert_eq!(mci(date(2024, 12, 31)), None);
}

#[test]
fn an_example_is_read_with_typed_records_and_a_script() {
    let loaded = read(&mini::files());
    let example = &loaded.examples[0];
    assert_eq!(example.people[0].0, "mother");
    let birth = &example.records["births"][0];
    assert_eq!(birth["born_on"], Some(Value::Date(date(2026, 3, 10))));
    assert_eq!(example.records["accounts"][0]["iban"], None);
    let Verb::Begin(begin) = &example.script[0].verb else {
        panic!("it begins first")
    };
    assert_eq!(begin.subjects, Some(1));
    assert_eq!(begin.asked["allowance"], ["iban"]);
    assert_eq!(begin.answers.children.len(), 1);
    assert!(begin.file);
    let Verb::Expect(expectation) = &example.script[1].verb else {
        panic!("then expects")
    };
    assert_eq!(
        expectation.cases["allowance"][0].due,
        Some(Due::Day(date(2026, 3, 30)))
    );
    let head = Actor::Officer {
        body: "social-office-2710".to_owned(),
        desk: "head".to_owned(),
    };
    assert_eq!(example.script[2].actor, Some(head));
    assert_eq!(example.script[2].line, 25);
}

#[test]
fn a_hash_survives_reformatting_and_comments_but_no_change_of_meaning() {
    let hash = |loaded: tutas_catalog::Loaded| {
        let catalog = loaded.catalog.expect("it is good");
        catalog.services["allowance"][0].hash.clone()
    };
    let path = "services/allowance.yaml";
    let original = hash(read(&mini::files()));
    let reformatted = [
        (
            "channels: [portal, counter]",
            "channels: # both\n      - 'portal'\n      - \"counter\"",
        ),
        (
            "    law: {act: SC, articles: \"79\", mark: certain}\n    decider:",
            "    law:\n      mark: certain\n      articles: '79'\n      act: SC\n\n    decider:",
        ),
        (
            "by: {territory: child.kato}",
            "by: { territory: 'child.kato' }   # where it lives",
        ),
    ];
    for (before, after) in reformatted {
        assert_eq!(hash(mini::with(path, before, after)), original, "{after}");
    }
    let changed = [
        ("working_days: 7", "working_days: 8"),
        ("<= 18", "<= 17"),
        ("en: Payment", "en: A payment"),
        ("channels: [portal, counter]", "channels: [counter, portal]"),
    ];
    for (before, after) in changed {
        assert_ne!(hash(mini::with(path, before, after)), original, "{after}");
    }
}

#[test]
fn the_json_report_has_exactly_the_promised_fields() {
    let report = report_json(&mini::with("country.yaml", "code: KZ\n", ""));
    let report: serde_json::Value = serde_json::from_str(&report).expect("it is JSON");
    let keys: Vec<&str> = report
        .as_object()
        .expect("an object")
        .keys()
        .map(String::as_str)
        .collect();
    let mut expected = [
        "services",
        "life_events",
        "registers",
        "errors",
        "warnings",
        "problems",
    ]
    .to_vec();
    expected.sort_unstable();
    let mut sorted = keys.clone();
    sorted.sort_unstable();
    assert_eq!(sorted, expected);
    assert_eq!(report["errors"], 1);
    assert_eq!(report["problems"][0]["severity"], "error");
    assert_eq!(report["problems"][0]["line"], 1);
}

#[test]
fn the_table_shows_the_line_with_a_caret_and_what_to_write() {
    let table = report_table(&mini::with("country.yaml", "currency: KZT", "curency: KZT"));
    let expected = "country.yaml:4:1: error[unknown-field]: the country has no field `curency`\n  \
                    |\n4 | curency: KZT\n  | ^\n  help: did you mean `currency`?\n";
    assert!(table.contains(expected), "{table}");
    assert!(table.contains("1 service, 1 life event, 3 registers, 2 bodies, 1 example\n"));
    assert!(table.contains("2 errors, 0 warnings"), "{table}");
}
