//! Single values: texts, numbers, dates, times, truth values.

use jiff::civil::{Date, DateTime, Time};
use rust_decimal::Decimal;
use serde::de::DeserializeOwned;

use super::{Fields, Reading, list};
use crate::suggest;
use crate::yaml::Node;

impl Reading<'_> {
    /// A plain text.
    pub(crate) fn text(&mut self, node: &Node, what: &str) -> String {
        if let Some(text) = node.scalar() {
            return text.to_owned();
        }
        self.error(
            node.place,
            "wrong-type",
            format!("{what} must be a single value, but this is {}", node.noun()),
            "write one value; put it in quotes if it has `: `, `#` or braces",
        );
        String::new()
    }

    /// A value that `parse` understands; `example` shows how one is written.
    pub(crate) fn parsed<T>(
        &mut self,
        node: &Node,
        what: &str,
        example: &str,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        let problems = self.problems.len();
        let text = self.text(node, what);
        let value = parse(&text);
        if value.is_none() && self.problems.len() == problems {
            self.error(
                node.place,
                "wrong-type",
                format!("{what} cannot be `{}`", shortened(&text)),
                format!("write it like `{example}`"),
            );
        }
        value
    }

    /// A local date and time, `2026-03-18T10:00`.
    pub(crate) fn date_time(&mut self, node: &Node, what: &str) -> DateTime {
        self.parsed(node, what, "2026-03-18T10:00", |text| text.parse().ok())
            .unwrap_or_default()
    }

    /// A date, `2026-03-18`.
    pub(crate) fn date(&mut self, node: &Node, what: &str) -> Date {
        self.parsed(node, what, "2026-03-18", parse_date)
            .unwrap_or_default()
    }

    /// One of a few words.
    pub(crate) fn one_of(&mut self, node: &Node, what: &str, words: &[&str]) -> String {
        let problems = self.problems.len();
        let text = self.text(node, what);
        if !words.contains(&text.as_str()) && self.problems.len() == problems {
            let help = suggest::help(
                &text,
                words.iter().copied(),
                format!("write one of {}", list(words)),
            );
            let message = format!("{what} cannot be `{}`", shortened(&text));
            self.error(node.place, "wrong-value", message, help);
        }
        text
    }

    /// One of a few words that stand for values of the domain, spelled as the domain stores them.
    pub(crate) fn coded<T: DeserializeOwned>(
        &mut self,
        node: &Node,
        what: &str,
        words: &[&str],
    ) -> Option<T> {
        let word = self.one_of(node, what, words);
        serde_json::from_value(serde_json::Value::String(word)).ok()
    }
}

impl Fields<'_> {
    /// A text that must be there.
    pub(crate) fn text(&self, r: &mut Reading<'_>, name: &str) -> String {
        self.need(r, name)
            .map(|node| r.text(node, &format!("`{name}`")))
            .unwrap_or_default()
    }

    /// A text that may be there.
    pub(crate) fn optional_text(&self, r: &mut Reading<'_>, name: &str) -> Option<String> {
        self.get(name)
            .map(|node| r.text(node, &format!("`{name}`")))
    }

    /// A truth value; absent is `default`.
    pub(crate) fn truth(&self, r: &mut Reading<'_>, name: &str, default: bool) -> bool {
        self.get(name)
            .and_then(|node| {
                r.parsed(node, &format!("`{name}`"), "true", |text| match text {
                    "true" => Some(true),
                    "false" => Some(false),
                    _ => None,
                })
            })
            .unwrap_or(default)
    }

    /// A date that must be there.
    pub(crate) fn date(&self, r: &mut Reading<'_>, name: &str) -> Date {
        self.need(r, name)
            .map(|node| r.date(node, &format!("`{name}`")))
            .unwrap_or_default()
    }

    /// A time of day that must be there.
    pub(crate) fn time(&self, r: &mut Reading<'_>, name: &str) -> Time {
        self.need(r, name)
            .and_then(|node| {
                r.parsed(node, &format!("`{name}`"), "09:00", |text| {
                    text.parse().ok()
                })
            })
            .unwrap_or_default()
    }

    /// A whole number of any size that must be there.
    pub(crate) fn number<T: std::str::FromStr + Default>(
        &self,
        r: &mut Reading<'_>,
        name: &str,
    ) -> T {
        self.need(r, name)
            .map(|node| number_at(r, node, name))
            .unwrap_or_default()
    }

    /// A whole number that may be there.
    pub(crate) fn optional_number<T: std::str::FromStr + Default>(
        &self,
        r: &mut Reading<'_>,
        name: &str,
    ) -> Option<T> {
        self.get(name).map(|node| number_at(r, node, name))
    }

    /// A count of at least one.
    pub(crate) fn count(&self, r: &mut Reading<'_>, name: &str) -> u32 {
        let Some(node) = self.need(r, name) else {
            return 0;
        };
        r.parsed(node, &format!("`{name}`"), "5", |text| {
            // A term of a thousand years is a slip of the keyboard, and would overflow dates.
            text.parse::<u32>()
                .ok()
                .filter(|count| (1..=366_000).contains(count))
        })
        .unwrap_or_default()
    }

    /// An exact number that must be there.
    pub(crate) fn decimal(&self, r: &mut Reading<'_>, name: &str) -> Decimal {
        self.need(r, name)
            .and_then(|node| r.parsed(node, &format!("`{name}`"), "4325", |text| text.parse().ok()))
            .unwrap_or_default()
    }
}

fn number_at<T: std::str::FromStr + Default>(r: &mut Reading<'_>, node: &Node, name: &str) -> T {
    r.parsed(node, &format!("`{name}`"), "5", |text| text.parse().ok())
        .unwrap_or_default()
}

/// Two or four digits.
pub(crate) fn parse_kato(text: &str) -> Option<String> {
    (matches!(text.len(), 2 | 4) && text.bytes().all(|b| b.is_ascii_digit()))
        .then(|| text.to_owned())
}

fn parse_date(text: &str) -> Option<Date> {
    // Only the plain form: the parser would also take a date with a time and a zone.
    (text.len() == 10).then(|| text.parse().ok()).flatten()
}

fn shortened(text: &str) -> String {
    const LONGEST: usize = 40;
    if text.chars().count() <= LONGEST {
        text.to_owned()
    } else {
        text.chars().take(LONGEST).chain(['…']).collect()
    }
}
