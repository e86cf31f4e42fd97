//! A form that was not accepted: what is wrong, where, and what was typed.

use jiff::civil::Date;
use tutas_domain::text::Words;

use crate::form::{Fields, LONGEST_LINE, LONGEST_WORDS, too_long};
use crate::i18n::T;
use crate::page::Wrong;

/// What stays of a form that was not accepted. Personal data: no `Debug`.
#[derive(Default)]
pub(crate) struct Tried {
    problems: Vec<(String, String)>,
    typed: Vec<(String, String)>,
}

impl Tried {
    /// A problem, in words, at a field.
    pub(crate) fn at(field: impl Into<String>, problem: String) -> Self {
        Self {
            problems: vec![(field.into(), problem)],
            typed: Vec::new(),
        }
    }

    /// The same, keeping what was typed into a field.
    #[must_use]
    pub(crate) fn keeping(mut self, field: impl Into<String>, value: impl Into<String>) -> Self {
        self.typed.push((field.into(), value.into()));
        self
    }

    /// The same with another problem.
    #[must_use]
    pub(crate) fn and(mut self, field: impl Into<String>, problem: String) -> Self {
        self.problems.push((field.into(), problem));
        self
    }

    /// The problem at this field.
    pub(crate) fn problem(&self, field: &str) -> Option<&str> {
        let mut problems = self.problems.iter();
        problems
            .find(|(at, _)| at == field)
            .map(|(_, text)| text.as_str())
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

    /// Whether a problem is at a field of the form whose fields begin so.
    pub(crate) fn is_in(&self, form: &str) -> bool {
        self.problems.iter().any(|(at, _)| at.starts_with(form))
    }

    /// The lines of the error summary.
    pub(crate) fn wrong(&self) -> Vec<Wrong> {
        let problems = self.problems.iter();
        problems
            .map(|(field, text)| Wrong {
                field: field.clone(),
                text: text.clone(),
            })
            .collect()
    }
}

/// A form while it is read: what was typed is kept, and all that is wrong is told, each at its field.
/// `id` is that of the field on the page, `name` the one it is sent by. Personal data: no `Debug`.
pub(crate) struct Reading<'a> {
    t: T,
    fields: &'a Fields,
    tried: Tried,
}

impl<'a> Reading<'a> {
    /// A form that was sent.
    pub(crate) fn new(t: T, fields: &'a Fields) -> Self {
        Self {
            t,
            fields,
            tried: Tried::default(),
        }
    }

    /// Words of somebody's own; `problem` is the message for their lack.
    pub(crate) fn words(&mut self, id: &str, name: &str, problem: &str) -> Words {
        self.text(id, name, problem, LONGEST_WORDS).into()
    }

    /// Words that may be left out.
    pub(crate) fn optional_words(&mut self, id: &str, name: &str) -> Words {
        let typed = self.fields.value(name).unwrap_or_default().trim();
        self.keep(id, typed);
        if let Some(problem) = too_long(self.t, typed, LONGEST_WORDS) {
            self.mark(id, problem);
        }
        typed.into()
    }

    /// One line.
    pub(crate) fn line(&mut self, id: &str, name: &str, problem: &str) -> String {
        self.text(id, name, problem, LONGEST_LINE)
    }

    fn text(&mut self, id: &str, name: &str, problem: &str, most: usize) -> String {
        let typed = self.fields.value(name).unwrap_or_default().trim();
        self.keep(id, typed);
        if typed.is_empty() {
            self.lacks(id, problem);
        } else if let Some(problem) = too_long(self.t, typed, most) {
            self.mark(id, problem);
        }
        typed.to_owned()
    }

    /// One of several values.
    pub(crate) fn choice<V>(
        &mut self,
        id: &str,
        name: &str,
        problem: &str,
        read: impl Fn(&str) -> Option<V>,
    ) -> Option<V> {
        let chosen = self.fields.value(name).unwrap_or_default();
        self.keep(id, chosen);
        let value = read(chosen);
        if value.is_none() {
            self.lacks(id, problem);
        }
        value
    }

    /// Any of several values.
    pub(crate) fn any(&mut self, id: &str, name: &str) -> Vec<String> {
        let chosen: Vec<String> = self.fields.values(name).into_iter().collect();
        for value in &chosen {
            self.keep(id, value);
        }
        chosen
    }

    /// At least one of several values.
    pub(crate) fn some(&mut self, id: &str, name: &str, problem: &str) -> Vec<String> {
        let chosen = self.any(id, name);
        if chosen.is_empty() {
            self.lacks(id, problem);
        }
        chosen
    }

    /// A date of three fields.
    pub(crate) fn date(&mut self, id: &str, name: &str, problem: &str) -> Option<Date> {
        let part = |part: &str| {
            let typed = self.fields.value(&format!("{name}-{part}"));
            typed.unwrap_or_default().trim().to_owned()
        };
        let [year, month, day] = ["year", "month", "day"].map(part);
        let date =
            (|| Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok())();
        self.keep(id, &format!("{year}-{month}-{day}"));
        if date.is_none() {
            self.lacks(id, problem);
        }
        date
    }

    /// A box that must be ticked.
    pub(crate) fn confirmed(&mut self, id: &str, name: &str, problem: &str) {
        if !self.fields.is_ticked(name) {
            self.lacks(id, problem);
        }
    }

    /// Whether nothing is wrong so far.
    pub(crate) fn is_right(&self) -> bool {
        self.tried.problems.is_empty()
    }

    /// What stays of the form, with what is wrong.
    pub(crate) fn tried(self) -> Tried {
        self.tried
    }

    /// What stays of a form that was read and then turned down.
    pub(crate) fn turned_down(mut self, id: &str, problem: String) -> Tried {
        self.mark(id, problem);
        self.tried
    }

    /// A field lacks something, or says what cannot be: the message with this id tells what.
    pub(crate) fn lacks(&mut self, id: &str, problem: &str) {
        self.mark(id, self.t.m(problem));
    }

    /// A field is wrong, in words. Only its first problem is told: the others are often its
    /// consequence.
    pub(crate) fn mark(&mut self, id: &str, problem: String) {
        if self.tried.problem(id).is_none() {
            self.tried.problems.push((id.to_owned(), problem));
        }
    }

    fn keep(&mut self, id: &str, value: &str) {
        self.tried.typed.push((id.to_owned(), value.to_owned()));
    }
}

#[cfg(test)]
mod tests {
    use tutas_domain::text::Lang;

    use super::*;
    use crate::i18n::tests::words;

    fn sent(pairs: &[(&str, &str)]) -> Fields {
        let pairs = pairs.iter();
        Fields::of(
            pairs
                .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()))
                .collect(),
        )
    }

    #[test]
    fn all_that_is_wrong_is_told_each_at_its_field_and_all_that_was_typed_stays() {
        let fields = sent(&[("until-day", "31"), ("until-month", "2"), ("reasons", " ")]);
        let mut form = Reading::new(words(Lang::En), &fields);
        assert_eq!(form.date("x-until", "until", "desk-problem-date"), None);
        assert!(
            form.words("x-reasons", "reasons", "desk-problem-reasons")
                .is_blank()
        );
        let tried = form.tried();
        assert!(tried.problem("x-until").is_some() && tried.problem("x-reasons").is_some());
        let fields: Vec<String> = tried.wrong().into_iter().map(|line| line.field).collect();
        assert_eq!(fields, ["x-until", "x-reasons"]);
        assert_eq!(tried.typed("x-until"), "-2-31");
        assert!(tried.is_in("x-") && !tried.is_in("y-") && !Tried::default().is_in(""));
    }

    #[test]
    fn a_right_form_that_the_law_turns_down_keeps_its_words() {
        let fields = sent(&[
            ("until-day", "3"),
            ("until-month", "4"),
            ("until-year", "2026"),
            ("w", "Why"),
        ]);
        let mut form = Reading::new(words(Lang::En), &fields);
        let day = form.date("x-until", "until", "desk-problem-date");
        assert_eq!(day, Some(jiff::civil::date(2026, 4, 3)));
        form.words("x-w", "w", "desk-problem-words");
        assert!(form.is_right());
        let tried = form.turned_down("x-until", "Too long".to_owned());
        assert_eq!(tried.problem("x-until"), Some("Too long"));
        assert_eq!(tried.typed("x-w"), "Why");
    }

    #[test]
    fn words_that_are_too_long_are_turned_down_whole_and_never_cut() {
        let long = "ө".repeat(LONGEST_WORDS + 1);
        let fields = sent(&[("w", &long), ("number", &"7".repeat(LONGEST_LINE + 1))]);
        let mut form = Reading::new(words(Lang::Kk), &fields);
        form.words("x-w", "w", "desk-problem-words");
        assert!(!form.is_right());
        let tried = form.tried();
        assert!(
            tried
                .problem("x-w")
                .is_some_and(|told| told.contains("5000"))
        );
        assert_eq!(tried.typed("x-w"), long);
        let mut form = Reading::new(words(Lang::Kk), &fields);
        form.line("x-number", "number", "desk-problem-number");
        assert!(form.tried().problem("x-number").is_some());
    }

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
