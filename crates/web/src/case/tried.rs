//! A form that was not accepted: what is wrong, where, and what was typed.

use crate::page::Wrong;

/// What stays of a form that was not accepted. Personal data: no `Debug`.
#[derive(Default)]
pub(crate) struct Tried {
    field: String,
    problem: String,
    typed: Vec<(String, String)>,
}

impl Tried {
    /// A problem, in words, at a field.
    pub(crate) fn at(field: impl Into<String>, problem: String) -> Self {
        Self {
            field: field.into(),
            problem,
            typed: Vec::new(),
        }
    }

    /// The same, keeping what was typed into a field.
    #[must_use]
    pub(crate) fn keeping(mut self, field: impl Into<String>, value: impl Into<String>) -> Self {
        self.typed.push((field.into(), value.into()));
        self
    }

    /// The problem at this field.
    pub(crate) fn problem(&self, field: &str) -> Option<&str> {
        (self.field == field)
            .then_some(self.problem.as_str())
            .filter(|text| !text.is_empty())
    }

    /// What was typed into this field.
    pub(crate) fn typed(&self, field: &str) -> &str {
        self.typed
            .iter()
            .find(|(name, _)| name == field)
            .map_or("", |(_, value)| value)
    }

    /// Whether this value was among those chosen for a field.
    pub(crate) fn chose(&self, field: &str, value: &str) -> bool {
        self.typed
            .iter()
            .any(|(name, chosen)| name == field && chosen == value)
    }

    /// The lines of the error summary.
    pub(crate) fn wrong(&self) -> Vec<Wrong> {
        if self.problem.is_empty() {
            return Vec::new();
        }
        vec![Wrong {
            field: self.field.clone(),
            text: self.problem.clone(),
        }]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_stands_at_its_field_and_what_was_typed_stays() {
        let tried = Tried::at("text", "Write your view".to_owned())
            .keeping("ground", "in time")
            .keeping("ground", "lives here")
            .keeping("words", "half a sentence");
        assert_eq!(tried.problem("text"), Some("Write your view"));
        assert_eq!(tried.problem("words"), None);
        assert_eq!(tried.typed("words"), "half a sentence");
        assert!(tried.chose("ground", "lives here") && !tried.chose("ground", "other"));
        assert_eq!(tried.wrong().len(), 1);
    }

    #[test]
    fn a_fresh_page_shows_no_problem_even_at_a_field_without_a_name() {
        assert_eq!(Tried::default().problem(""), None);
        assert!(Tried::default().wrong().is_empty());
    }
}
