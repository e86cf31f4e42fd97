//! Typed reading of YAML nodes: every mistake becomes a problem at its place, and reading goes on
//! with an empty value, so that one run reports all of them.

mod scalar;

use std::collections::BTreeMap;

use tutas_domain::term::{TermLength, TermUnit};
use tutas_domain::text::{Law, Mark, Texts};

use crate::model::{MarkCounts, Problem};
use crate::suggest;
use crate::yaml::{Entry, Node, Place};

pub(crate) use scalar::parse_kato;

/// The reading of one file: where problems go, and the names of acts.
pub(crate) struct Reading<'a> {
    /// The file, relative to the catalog.
    pub(crate) file: &'a str,
    /// Names of acts by their key in `country.yaml`.
    pub(crate) acts: &'a BTreeMap<String, Texts>,
    /// Everything found so far.
    pub(crate) problems: Vec<Problem>,
    /// How sure the citations are.
    pub(crate) marks: MarkCounts,
}

/// A mapping whose fields are known.
pub(crate) struct Fields<'n> {
    /// The mapping.
    pub(crate) node: &'n Node,
    what: &'static str,
}

/// How many unknown fields of one mapping are reported.
const MAX_UNKNOWN: usize = 20;
const LAW_FIELDS: &[&str] = &["act", "articles", "mark", "note"];
/// The fields that give a length of time.
pub(crate) const TERM_FIELDS: &[&str] = &["working_days", "calendar_days", "months", "minutes"];

impl<'a> Reading<'a> {
    /// Starts reading a file.
    pub(crate) fn new(file: &'a str, acts: &'a BTreeMap<String, Texts>) -> Self {
        Self {
            file,
            acts,
            problems: Vec::new(),
            marks: MarkCounts::new(),
        }
    }

    /// Reports an error.
    pub(crate) fn error(
        &mut self,
        place: Place,
        code: &str,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        let problem = Problem::error(self.file, place, code, message).help(help);
        self.problems.push(problem);
    }

    /// Reads a mapping that may have the fields `known`; anything else is a mistake.
    pub(crate) fn fields<'n>(
        &mut self,
        node: &'n Node,
        what: &'static str,
        known: &[&str],
    ) -> Fields<'n> {
        if let Some(entries) = node.entries() {
            let unknown = entries
                .iter()
                .filter(|entry| !known.contains(&entry.key.as_str()));
            // Beyond a few it is some other file altogether.
            for entry in unknown.take(MAX_UNKNOWN) {
                self.unknown_field(entry, what, known);
            }
        } else {
            self.error(
                node.place,
                "wrong-type",
                format!("{what} must be a mapping, but this is {}", node.noun()),
                format!(
                    "write it as `field: value` lines; its fields are {}",
                    list(known)
                ),
            );
        }
        Fields { node, what }
    }

    fn unknown_field(&mut self, entry: &Entry, what: &str, known: &[&str]) {
        let help = suggest::help(
            &entry.key,
            known.iter().copied(),
            format!("the fields of {what} are {}", list(known)),
        );
        let message = format!("{what} has no field `{}`", entry.key);
        self.error(entry.place, "unknown-field", message, help);
    }

    /// The entries of a mapping whose keys are names that the author chooses.
    pub(crate) fn named<'n>(&mut self, node: &'n Node, what: &str) -> &'n [Entry] {
        if node.is_null() {
            return &[];
        }
        node.entries().unwrap_or_else(|| {
            self.error(
                node.place,
                "wrong-type",
                format!(
                    "{what} must be a mapping from names, but this is {}",
                    node.noun()
                ),
                "write `name: …` for each",
            );
            &[]
        })
    }

    /// The items of a list.
    pub(crate) fn items<'n>(&mut self, node: &'n Node, what: &str) -> &'n [Node] {
        if node.is_null() {
            return &[];
        }
        node.items().unwrap_or_else(|| {
            self.error(
                node.place,
                "wrong-type",
                format!("{what} must be a list, but this is {}", node.noun()),
                "write `[…, …]`, or one `- …` line for each",
            );
            &[]
        })
    }

    /// A text in every language of the country.
    pub(crate) fn texts(&mut self, node: &Node, what: &str) -> Texts {
        let fields = self.fields(node, "a text", &["kk", "ru", "en"]);
        if node.entries().is_none() {
            return Texts::default();
        }
        let mut one = |lang: &str| {
            let text = fields
                .get(lang)
                .and_then(Node::scalar)
                .unwrap_or_default()
                .trim();
            if text.is_empty() {
                let place = node.place_of(&[lang]);
                self.error(
                    place,
                    "missing-language",
                    format!("{what} has no text in `{lang}`"),
                    format!("add `{lang}: …`: people are served in kk, ru and en alike"),
                );
            }
            text.to_owned()
        };
        Texts {
            kk: one("kk"),
            ru: one("ru"),
            en: one("en"),
        }
    }

    /// A citation of law.
    pub(crate) fn law(&mut self, node: &Node) -> Law {
        let fields = self.fields(node, "a citation", LAW_FIELDS);
        if node.entries().is_none() {
            return Law::default();
        }
        let act = fields.text(self, "act");
        let articles = fields.text(self, "articles");
        if let Some(note) = fields.get("note") {
            self.text(note, "`note`");
        }
        let mark = match fields.get("mark").and_then(Node::scalar) {
            None | Some("assumed") => Mark::Assumed,
            Some("certain") => Mark::Certain,
            Some("secondary") => Mark::Secondary,
            Some(other) => {
                let place = fields.value_place("mark");
                self.error(
                    place,
                    "wrong-value",
                    format!("`{other}` is no mark of certainty"),
                    "write certain (read in the law), secondary (read about it) or assumed",
                );
                Mark::Assumed
            }
        };
        *self.marks.entry(mark).or_default() += 1;
        let title = self.acts.get(&act).cloned();
        if title.is_none() && !act.is_empty() {
            let help = suggest::help(
                &act,
                self.acts.keys().map(String::as_str),
                "name the act under `acts:` in country.yaml first",
            );
            let place = fields.value_place("act");
            self.error(
                place,
                "unknown-act",
                format!("country.yaml knows no act `{act}`"),
                help,
            );
        }
        Law {
            act: title.unwrap_or_default(),
            articles,
            mark,
        }
    }

    /// A citation, written directly or under one further key `law`.
    pub(crate) fn law_or_wrapped(&mut self, node: &Node) -> Law {
        match node.entries() {
            Some([only]) if only.key == "law" => self.law(&only.value),
            _ => self.law(node),
        }
    }
}

impl<'n> Fields<'n> {
    /// A field that says something.
    pub(crate) fn get(&self, name: &str) -> Option<&'n Node> {
        self.node.get(name).filter(|node| !node.is_null())
    }

    /// Where a field's value stands, or the mapping if there is none.
    pub(crate) fn value_place(&self, name: &str) -> Place {
        self.node
            .get(name)
            .map_or(self.node.place, |node| node.place)
    }

    /// A field that must be there.
    pub(crate) fn need(&self, r: &mut Reading<'_>, name: &str) -> Option<&'n Node> {
        let found = self.get(name);
        if found.is_none() && self.node.entries().is_some() {
            let (code, help) = match name {
                "law" => (
                    "missing-law",
                    "add `law: {act: …, articles: \"…\", mark: certain}`",
                ),
                "appeal" => (
                    "missing-remedy",
                    "say where and until when a decision is appealed",
                ),
                "retention" => (
                    "missing-retention",
                    "say how many years a case is kept, and why",
                ),
                "hearing" => (
                    "missing-hearing",
                    "define the hearing, or cite its exception",
                ),
                "basis" => (
                    "missing-basis",
                    "add `basis: {consent: {act: …}}` or `{law: {…}}`",
                ),
                _ => ("missing-field", ""),
            };
            let message = format!("{} has no `{name}`", self.what);
            let help = if help.is_empty() {
                format!("add `{name}: …`")
            } else {
                help.to_owned()
            };
            r.error(self.node.place, code, message, help);
        }
        found
    }

    /// A text in every language.
    pub(crate) fn texts(&self, r: &mut Reading<'_>, name: &str) -> Texts {
        self.need(r, name)
            .map(|node| r.texts(node, &format!("`{name}`")))
            .unwrap_or_default()
    }

    /// A citation in the field `law`.
    pub(crate) fn law(&self, r: &mut Reading<'_>) -> Law {
        self.need(r, "law")
            .map(|node| r.law(node))
            .unwrap_or_default()
    }

    /// A list of plain texts; absent is empty.
    pub(crate) fn text_list(&self, r: &mut Reading<'_>, name: &str) -> Vec<String> {
        let Some(node) = self.get(name) else {
            return Vec::new();
        };
        let what = format!("`{name}`");
        r.items(node, &what)
            .iter()
            .map(|item| r.text(item, &what))
            .collect()
    }

    /// A length of time, given by exactly one of the fields for it.
    pub(crate) fn term_length(&self, r: &mut Reading<'_>) -> TermLength {
        let given: Vec<&str> = TERM_FIELDS
            .iter()
            .copied()
            .filter(|name| self.get(name).is_some())
            .collect();
        let [name] = given.as_slice() else {
            if self.node.entries().is_some() {
                let message = if given.is_empty() {
                    format!("{} has no length", self.what)
                } else {
                    format!("{} has {} lengths", self.what, given.len())
                };
                let help = format!("write exactly one of {}", list(TERM_FIELDS));
                r.error(self.node.place, "term-length", message, help);
            }
            return TermLength::working_days(0);
        };
        let count = self.count(r, name);
        let unit = match *name {
            "working_days" => TermUnit::WorkingDays,
            "calendar_days" => TermUnit::CalendarDays,
            "months" => TermUnit::Months,
            _ => TermUnit::Minutes,
        };
        TermLength { count, unit }
    }
}

/// Names for a message: `` `a`, `b` and `c` ``.
pub(crate) fn list(names: &[&str]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match quoted.as_slice() {
        [] => "none".to_owned(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}
