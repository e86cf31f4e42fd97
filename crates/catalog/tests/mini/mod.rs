//! A small catalog without a fault, for tests to break in one place.
#![allow(dead_code, reason = "each test file uses a part of it")]

use tutas_catalog::{Loaded, Problem, read};

pub(crate) const COUNTRY: &str = include_str!("country.yaml");
pub(crate) const CALENDAR: &str = include_str!("calendar.yaml");
pub(crate) const BODIES: &str = include_str!("bodies.yaml");
pub(crate) const BIRTHS: &str = include_str!("births.yaml");
pub(crate) const ACCOUNTS: &str = include_str!("accounts.yaml");
pub(crate) const BENEFITS: &str = include_str!("benefits.yaml");
pub(crate) const SERVICE: &str = include_str!("allowance.yaml");
pub(crate) const LIFE_EVENT: &str = include_str!("birth.yaml");
/// The rights of whose data is read, and the model of risks.
pub(crate) const PRIVACY: &str = include_str!("privacy.yaml");
pub(crate) const EXAMPLE: &str = include_str!("example.yaml");
/// The general procedure; the small catalog does without.
pub(crate) const PROCEDURE: &str = include_str!("procedure.yaml");
/// How appeals are handled; the small catalog does without.
pub(crate) const APPEAL: &str = include_str!("appeal.yaml");

/// The files of the catalog.
pub(crate) fn files() -> Vec<(String, String)> {
    [
        ("country.yaml", COUNTRY),
        ("calendar.yaml", CALENDAR),
        ("bodies/all.yaml", BODIES),
        ("registers/births.yaml", BIRTHS),
        ("registers/accounts.yaml", ACCOUNTS),
        ("registers/benefits.yaml", BENEFITS),
        ("services/allowance.yaml", SERVICE),
        ("life-events/birth.yaml", LIFE_EVENT),
        ("privacy.yaml", PRIVACY),
        ("examples/one.yaml", EXAMPLE),
    ]
    .into_iter()
    .map(|(path, text)| (path.to_owned(), text.to_owned()))
    .collect()
}

/// The files of the real catalog.
pub(crate) fn real() -> Vec<(String, String)> {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../catalog");
    let mut files = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("it is there") {
            let path = entry.expect("it is there").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|kind| kind == "yaml") {
                let name = path
                    .strip_prefix(&root)
                    .expect("it is there")
                    .to_string_lossy();
                files.push((
                    name.replace('\\', "/"),
                    std::fs::read_to_string(&path).expect("it is there"),
                ));
            }
        }
    }
    files.sort();
    files
}

/// The files of the catalog with a general procedure, which the service leaves all it can to, and
/// with appeals.
pub(crate) fn with_general_law() -> Vec<(String, String)> {
    let mut files = files();
    for (path, text) in &mut files {
        if path == "services/allowance.yaml" {
            let own = text.find("    cure:\n").expect("it has a cure window");
            let end = text.find("    automated:").expect("a machine may grant");
            text.replace_range(own..end, "");
            let own = text.find("    appeal:\n").expect("it has an appeal");
            let end = text.find("    gives:").expect("it gives something");
            text.replace_range(own..end, "");
        }
        if path == "bodies/all.yaml" {
            let below = "opens: \"09:00\", closes: \"18:30\"}";
            let first = text.find(below).expect("it has hours");
            text.insert_str(first, "superior: ministry, ");
            let ministry = format!(
                "  - {{id: ministry, kind: ministry, title: {{kk: М, ru: М, en: M}}, {below}\n"
            );
            text.push_str(&ministry);
        }
    }
    files.push(("procedure.yaml".to_owned(), PROCEDURE.to_owned()));
    files.push(("services/appeal.yaml".to_owned(), APPEAL.to_owned()));
    files
}

/// The catalog with one passage of one file replaced; it must stand there exactly once.
pub(crate) fn with(path: &str, passage: &str, replacement: &str) -> Loaded {
    read(&replaced(files(), path, passage, replacement))
}

/// Files with one passage of one of them replaced; it must stand there exactly once.
pub(crate) fn replaced(
    files: Vec<(String, String)>,
    path: &str,
    passage: &str,
    replacement: &str,
) -> Vec<(String, String)> {
    let mut files = files;
    let file = files
        .iter_mut()
        .find(|(known, _)| known == path)
        .expect("the file is there");
    assert_eq!(
        file.1.matches(passage).count(),
        1,
        "`{passage}` stands once in {path}"
    );
    file.1 = file.1.replace(passage, replacement);
    files
}

/// The catalog with one file's whole text replaced or added.
pub(crate) fn with_file(path: &str, text: &str) -> Loaded {
    let mut files = files();
    files.retain(|(known, _)| known != path);
    files.push((path.to_owned(), text.to_owned()));
    read(&files)
}

/// The problem with this code, if it is the only one with it.
pub(crate) fn only<'l>(loaded: &'l Loaded, code: &str) -> &'l Problem {
    let found: Vec<&Problem> = loaded
        .problems
        .iter()
        .filter(|problem| problem.code == code)
        .collect();
    let report = tutas_catalog::report_table(loaded);
    assert_eq!(found.len(), 1, "problems `{code}`:\n{report}");
    found[0]
}

/// Asserts that breaking a passage gives one problem with `code` where `at` begins, the last
/// time it stands in the broken file.
pub(crate) fn breaks(
    path: &str,
    passage: &str,
    replacement: &str,
    code: &str,
    at: &str,
) -> Problem {
    breaks_in(files(), path, passage, replacement, code, at)
}

/// The same for other files than those of the small catalog.
pub(crate) fn breaks_in(
    files: Vec<(String, String)>,
    path: &str,
    passage: &str,
    replacement: &str,
    code: &str,
    at: &str,
) -> Problem {
    let files = replaced(files, path, passage, replacement);
    let loaded = read(&files);
    let problem = only(&loaded, code).clone();
    let text = files
        .into_iter()
        .find(|(known, _)| known == path)
        .map(|(_, text)| text)
        .expect("the file is there");
    let start = text.rfind(at).expect("the place is in the file");
    let line = text[..start].matches('\n').count() + 1;
    let column = text[..start]
        .chars()
        .rev()
        .take_while(|c| *c != '\n')
        .count()
        + 1;
    assert_eq!(problem.file, path);
    assert_eq!(
        (problem.line, problem.column),
        (line, column),
        "{problem:?}"
    );
    problem
}
