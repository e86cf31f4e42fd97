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
pub(crate) const EXAMPLE: &str = include_str!("example.yaml");

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
        ("examples/one.yaml", EXAMPLE),
    ]
    .into_iter()
    .map(|(path, text)| (path.to_owned(), text.to_owned()))
    .collect()
}

/// The catalog with one passage of one file replaced; it must stand there exactly once.
pub(crate) fn with(path: &str, passage: &str, replacement: &str) -> Loaded {
    let mut files = files();
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
    read(&files)
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
    let loaded = with(path, passage, replacement);
    let problem = only(&loaded, code).clone();
    let text = files()
        .into_iter()
        .find(|(known, _)| known == path)
        .map(|(_, text)| text.replace(passage, replacement))
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
