//! The catalog's own examples, played whole; harder ones beside them; and spoiled ones, which must
//! not pass.

use std::path::Path;
use std::sync::Arc;

use tutas_app::rehearsal::{self, Report};
use tutas_app::{OfficerProfile, Staff};
use tutas_catalog::{Catalog, Example, Expectation, Loaded, Verb};
use tutas_domain::actor::Rank;

#[test]
fn every_example_of_the_catalog_passes() {
    let (catalog, examples) = loaded();
    let report = rehearsal::run(&catalog, &examples, &staff(&catalog));
    assert!(report.is_success(), "\n{}", report.table());
}

#[test]
fn harder_cases_pass_too() {
    let (catalog, examples) = loaded_with(&[
        (
            "examples/marriages-down.yaml",
            include_str!("examples/marriages-down.yaml"),
        ),
        (
            "examples/twins-one-stillborn.yaml",
            include_str!("examples/twins-one-stillborn.yaml"),
        ),
    ]);
    let harder = ["marriages-down", "twins-one-stillborn"];
    let examples: Vec<Example> = examples
        .into_iter()
        .filter(|example| harder.contains(&example.id.as_str()))
        .collect();
    assert_eq!(examples.len(), harder.len());
    let report = rehearsal::run(&catalog, &examples, &staff(&catalog));
    assert!(report.is_success(), "\n{}", report.table());
}

/// What is changed in an example, and what must then be said about it.
type Spoiled = (fn(&mut Example), &'static str);

#[test]
fn an_example_that_says_otherwise_fails_at_its_line() {
    let (catalog, examples) = loaded();
    let whole = examples.iter().find(|one| one.id == "married-parents");
    let whole = whole.unwrap();
    let line = |wanted: fn(&Verb) -> bool| {
        let found = whole.script.iter().rfind(|step| wanted(&step.verb));
        found.unwrap().line
    };
    let begun = line(|verb| matches!(verb, Verb::Begin(_)));
    let ended = line(|verb| matches!(verb, Verb::Expect(_)));
    let name: Spoiled = (
        |example| example.people[0].1.name = "Иван Иванов".into(),
        "in the persons register, found Айгерім Ахметова",
    );
    let script = said_in_the_script().map(|spoiled| (spoiled, begun));
    let end = expected_at_the_end().map(|spoiled| (spoiled, ended));
    for ((spoil, said), line) in script.into_iter().chain(end).chain([(name, 1)]) {
        let mut example = whole.clone();
        spoil(&mut example);
        let report = rehearsal::run(&catalog, &[example], &staff(&catalog));
        assert_eq!((report.examples, report.failed), (1, 1), "{said}");
        let mut failures = report.failures.iter();
        let found = failures.find(|one| one.message.contains(said));
        let table = report.table();
        assert_eq!(found.map(|one| one.line), Some(line), "{said}: {table}");
    }
}

#[test]
fn who_may_not_act_is_turned_down() {
    let (catalog, examples) = loaded();
    let mut example = examples
        .into_iter()
        .find(|one| one.id == "no-right")
        .unwrap();
    for step in &mut example.script {
        if let (Verb::Approve(_), Some(tutas_catalog::Actor::Officer { desk, .. })) =
            (&step.verb, &mut step.actor)
        {
            *desk = "1".into();
        }
    }
    let report: Report = rehearsal::run(&catalog, &[example], &staff(&catalog));
    let message = &report.failures.first().unwrap().message;
    assert!(message.contains("approved by another person"), "{message}");
}

/// What the script says of the application.
fn said_in_the_script() -> [Spoiled; 6] {
    [
        (
            |example| begin(example).subjects = Some(2),
            "expected 2 subjects",
        ),
        (
            |example| put(&mut begin(example).known, "mother.surname", "Иванова"),
            "expected the preview to show mother.surname as `Иванова`, found `Ахметова`",
        ),
        (
            |example| drop(begin(example).asked.remove("birth-allowance")),
            "expected `birth-allowance` to ask nothing, found [iban]",
        ),
        (
            |example| put(&mut begin(example).answers.shared, "father", "blank"),
            "answers `father`, which is not asked",
        ),
        (
            |example| put(&mut begin(example).answers.shared, "iban", "KZ00"),
            "an answer is not taken: `iban`",
        ),
        (
            |example| begin(example).leave_out.push("birth-registration".into()),
            "`birth-registration` is left out, but it is not offered as optional",
        ),
    ]
}

/// What is expected of the birth allowance and the letters.
fn expected_at_the_end() -> [Spoiled; 7] {
    [
        (
            |example| expected(example).phase = Some("refused".into()),
            "expected phase refused, found issued",
        ),
        (
            |example| {
                expected(example).due = "2026-04-01".parse().ok().map(tutas_catalog::Due::Day);
            },
            "expected due 2026-04-01, found 2026-04-02",
        ),
        (
            |example| expected(example).body = Some("social-office-27".into()),
            "expected body",
        ),
        (
            |example| expected(example).amount = Some(164_351.into()),
            "expected amount 164351, found 164350",
        ),
        (
            |example| expected(example).document = Some("birth-certificate".into()),
            "expected document birth-certificate, found notice",
        ),
        (
            |example| expected(example).lacks = Some(vec!["account".into()]),
            "expected lacks [account], found []",
        ),
        (
            |example| last(example).letters = Some(vec!["filed".into()]),
            "expected the letters [filed], found [filed, granted, issued",
        ),
    ]
}

fn begin(example: &mut Example) -> &mut tutas_catalog::Begin {
    let mut verbs = example.script.iter_mut().map(|step| &mut step.verb);
    let begin = verbs.find_map(|verb| match verb {
        Verb::Begin(begin) => Some(begin),
        _ => None,
    });
    begin.expect("the example begins")
}

/// What is expected at the end.
fn last(example: &mut Example) -> &mut Expectation {
    let mut verbs = example.script.iter_mut().rev().map(|step| &mut step.verb);
    let expectation = verbs.find_map(|verb| match verb {
        Verb::Expect(expectation) => Some(expectation),
        _ => None,
    });
    expectation.expect("the example expects something")
}

/// What is expected of the birth allowance at the end.
fn expected(example: &mut Example) -> &mut tutas_catalog::ExpectedCase {
    let cases = last(example).cases.get_mut("birth-allowance");
    cases
        .and_then(|cases| cases.first_mut())
        .expect("an allowance")
}

fn put(map: &mut std::collections::BTreeMap<String, String>, key: &str, value: &str) {
    map.insert(key.to_owned(), value.to_owned());
}

fn loaded() -> (Arc<Catalog>, Vec<Example>) {
    loaded_with(&[])
}

/// The catalog of this repository with further files.
fn loaded_with(further: &[(&str, &str)]) -> (Arc<Catalog>, Vec<Example>) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../catalog");
    let mut files = Vec::new();
    collect(&folder, "", &mut files);
    let further = further
        .iter()
        .map(|(path, text)| ((*path).to_owned(), (*text).to_owned()));
    files.extend(further);
    let loaded: Loaded = tutas_catalog::read(&files);
    let report = tutas_catalog::report_table(&loaded);
    assert!(loaded.catalog.is_some(), "{report}");
    let catalog = loaded.catalog.expect("just looked");
    (Arc::new(catalog), loaded.examples)
}

fn collect(folder: &Path, prefix: &str, files: &mut Vec<(String, String)>) {
    for entry in std::fs::read_dir(folder).expect("a folder of the catalog") {
        let entry = entry.expect("an entry of the catalog");
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            collect(&entry.path(), &format!("{name}/"), files);
        } else if entry.path().extension().is_some_and(|kind| kind == "yaml") {
            let text = std::fs::read_to_string(entry.path()).expect("a file of the catalog");
            files.push((name, text));
        }
    }
}

/// Two officers, a deputy, a head and an officer of appeals for each body.
fn staff(catalog: &Catalog) -> Staff {
    let mut staff = Staff::default();
    for body in catalog.bodies.keys() {
        let ranks = [
            ("1", Rank::Officer),
            ("2", Rank::Officer),
            ("deputy", Rank::Deputy),
            ("head", Rank::Head),
            ("appeal", Rank::Officer),
        ];
        for (desk, rank) in ranks {
            let profile = OfficerProfile {
                name: format!("{body} {desk}"),
                post: tutas_domain::text::Texts::default(),
                body: body.clone(),
                rank,
                family: Vec::new(),
                audits: false,
            };
            staff.0.insert(format!("{body}/{desk}"), profile);
        }
    }
    staff
}
