//! What came of a rehearsal, for people and for programs.

use std::fmt::Write as _;

use serde::Serialize;
use tutas_catalog::Example;

/// What came of playing the examples.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Report {
    /// How many were played.
    pub examples: usize,
    /// How many came out as they say.
    pub passed: usize,
    /// How many did not.
    pub failed: usize,
    /// What was otherwise.
    pub failures: Vec<Failure>,
}

/// One thing that came out otherwise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Failure {
    /// The example.
    pub example: String,
    /// Its file, relative to the catalog.
    pub file: String,
    /// The line of the step.
    pub line: usize,
    /// What was expected and what was found, in plain words.
    pub message: String,
}

impl Failure {
    pub(super) fn of(example: &Example, line: usize, message: String) -> Self {
        Self {
            example: example.id.clone(),
            file: example.file.clone(),
            line,
            message,
        }
    }
}

impl Report {
    pub(super) fn new(examples: usize, failures: Vec<Failure>) -> Self {
        let mut failed: Vec<&str> = failures.iter().map(|one| one.file.as_str()).collect();
        failed.dedup();
        let failed = failed.len();
        Self {
            examples,
            passed: examples - failed,
            failed,
            failures,
        }
    }

    /// Whether there were examples and all of them passed: playing none proves nothing.
    pub fn is_success(&self) -> bool {
        self.examples > 0 && self.failed == 0
    }

    /// For people: what was otherwise, with file and line, and a sum.
    pub fn table(&self) -> String {
        let mut table = String::new();
        for failure in &self.failures {
            // Writing to a string does not fail.
            let _ = writeln!(
                table,
                "{}:{}: {}: {}",
                failure.file, failure.line, failure.example, failure.message
            );
        }
        if !self.failures.is_empty() {
            table.push('\n');
        }
        if self.examples == 0 {
            table.push_str("There are no examples: nothing was tried.\n");
        } else {
            let _ = writeln!(
                table,
                "{} examples: {} passed, {} failed",
                self.examples, self.passed, self.failed
            );
        }
        table
    }

    /// For programs: the same as JSON, on one line.
    pub fn json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failure(example: &str, line: usize) -> Failure {
        Failure {
            example: example.into(),
            file: format!("examples/{example}.yaml"),
            line,
            message: "expected a, found b".into(),
        }
    }

    #[test]
    fn no_examples_are_no_success() {
        let report = Report::new(0, Vec::new());
        assert!(!report.is_success());
        assert!(report.table().contains("no examples"));
    }

    #[test]
    fn an_example_fails_once_however_much_is_wrong_in_it() {
        let report = Report::new(3, vec![failure("a", 1), failure("a", 2)]);
        assert_eq!((report.passed, report.failed), (2, 1));
        assert!(!report.is_success());
        assert!(
            report
                .table()
                .contains("examples/a.yaml:2: a: expected a, found b")
        );
        assert!(
            report
                .json()
                .starts_with(r#"{"examples":3,"passed":2,"failed":1,"failures":[{"#)
        );
    }

    #[test]
    fn all_passed_is_success() {
        assert!(Report::new(2, Vec::new()).is_success());
    }
}
