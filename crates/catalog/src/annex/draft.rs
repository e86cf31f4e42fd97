//! From a list of basic requirements to the beginning of a definition.

use std::fmt::Write as _;

use tutas_domain::text::Texts;

use super::table::Lines;
use super::{AnnexForm, AnnexProblem, Row};
use crate::model::{Catalog, Country};
use crate::read::service::CHANNELS;

/// The beginning of a definition.
pub struct Started {
    /// The file, for `services/<id>.yaml`. What the list does not tell is left empty, with a word on
    /// what to write; `tutas check catalog` names each such place.
    pub file: String,
    /// Lines of the list that could not be understood: row and line.
    pub unread: Vec<(usize, String)>,
}

/// Begins the definition of `id` from its list in Kazakh and in Russian.
pub fn start(catalog: &Catalog, id: &str, kk: &Lines, ru: &Lines) -> Result<Started, AnnexProblem> {
    let empty = Vec::new();
    let lines = |row: Row| -> Result<Vec<Texts>, AnnexProblem> {
        let (kk, ru) = (
            kk.get(&row).unwrap_or(&empty),
            ru.get(&row).unwrap_or(&empty),
        );
        if kk.len() != ru.len() {
            let row = row.number();
            let (kk, ru) = (kk.len(), ru.len());
            return Err(AnnexProblem::Unequal { row, kk, ru });
        }
        let pairs = kk.iter().zip(ru);
        Ok(pairs
            .map(|(kk, ru)| Texts {
                kk: kk.clone(),
                ru: ru.clone(),
                en: String::new(),
            })
            .collect())
    };
    let mut draft = Draft {
        file: String::new(),
        unread: Vec::new(),
        country: &catalog.country,
        form: catalog.annex_form.as_ref(),
    };
    let name = lines(Row::Name)?;
    draft.head(id, name.first().ok_or(AnnexProblem::NoName)?);
    draft.decider(&lines(Row::Provider)?);
    draft.asks(&lines(Row::Documents)?);
    draft.requires(&lines(Row::Refusals)?);
    draft.term(&lines(Row::Term)?);
    draft.gives(&lines(Row::Result)?);
    draft.say("    retention:  # to do: for how many years, by which law");
    draft.channels(&lines(Row::Channels)?);
    draft.fee(&lines(Row::Fee)?);
    Ok(Started {
        file: draft.file,
        unread: draft.unread,
    })
}

struct Draft<'a> {
    file: String,
    unread: Vec<(usize, String)>,
    country: &'a Country,
    form: Option<&'a AnnexForm>,
}

impl Draft<'_> {
    fn say(&mut self, line: &str) {
        self.file.push_str(line);
        self.file.push('\n');
    }

    fn head(&mut self, id: &str, name: &Texts) {
        self.say(
            "# Begun from the list of basic requirements. Where `to do` stands, something is to be",
        );
        self.say("# written that the list does not tell; `tutas check catalog` names each place.");
        self.say(&format!("service: {id}"));
        self.say(&format!("title: {}", texts(name)));
        self.say(
            "summary: {kk: \"\", ru: \"\", en: \"\"}  # to do: what it gives, in a sentence or two",
        );
        self.say("versions:");
        self.say("  - from:  # to do: the first day on which it may be filed under");
        self.say("    law:  # to do");
    }

    fn decider(&mut self, lines: &[Texts]) {
        self.say("    decider:");
        let found = lines.first().and_then(|line| self.code("body", line));
        if let Some(line) = lines.first().filter(|_| found.is_none()) {
            self.unread.push((Row::Provider.number(), line.kk.clone()));
        }
        let kind = found.unwrap_or_else(|| " # to do: the kind of body".to_owned());
        self.say(&format!("      kind: {kind}"));
        self.say("      by:  # to do: `{ask: …}` or `{territory: need.field}`");
        self.say("      law:  # to do");
    }

    fn asks(&mut self, lines: &[Texts]) {
        if lines.is_empty() {
            return;
        }
        self.say(
            "    # What a register holds is not asked: read it as a need, and delete the question.",
        );
        self.say("    asks:");
        for (place, line) in lines.iter().enumerate() {
            self.say(&format!("      asked_{}:", place + 1));
            self.say("        kind:  # to do");
            self.say(&format!("        title: {}", texts(line)));
        }
    }

    fn requires(&mut self, lines: &[Texts]) {
        self.say("    requires:");
        for (place, line) in lines.iter().enumerate() {
            self.say(&format!("      ground {}:", place + 1));
            self.say("        that:  # to do: the predicate");
            self.say(&format!("        title: {}", texts(line)));
            self.say("        otherwise: {kk: \"\", ru: \"\", en: \"\"}  # to do: what is lacking, what to do");
            self.say("        law:  # to do");
        }
    }

    fn term(&mut self, lines: &[Texts]) {
        let mut lines = lines.iter();
        let read = lines.next().map(|line| (line, self.length(line)));
        match read {
            Some((_, Some((unit, count)))) => {
                self.say(&format!(
                    "    term:\n      {unit}: {count}\n      law:  # to do"
                ));
            }
            other => {
                let unread = other.map(|(line, _)| (Row::Term.number(), line.kk.clone()));
                self.unread.extend(unread);
                self.say("    term:  # to do");
            }
        }
        // In which case a term differs, the list does not tell in words that a rule could be made of.
        let special: Vec<_> = lines
            .map(|line| (Row::Term.number(), line.kk.clone()))
            .collect();
        self.unread.extend(special);
    }

    fn gives(&mut self, lines: &[Texts]) {
        self.say("    gives:");
        self.say("      documents:");
        for line in lines {
            self.say(&format!(
                "        - kind: notice\n          title: {}",
                texts(line)
            ));
        }
    }

    fn channels(&mut self, lines: &[Texts]) {
        let mut channels = Vec::new();
        for line in lines {
            match self.code("channel", line) {
                Some(code) if CHANNELS.contains(&code.as_str()) => channels.push(code),
                _ => self.unread.push((Row::Channels.number(), line.kk.clone())),
            }
        }
        self.say(&format!("    channels: [{}]", channels.join(", ")));
    }

    fn fee(&mut self, lines: &[Texts]) {
        let amount = lines.first().and_then(|line| {
            let is_free = self
                .form
                .is_some_and(|form| form.word("free").kk == line.kk);
            if is_free {
                return Some("0".to_owned());
            }
            let amount = self.number("fee", line)?;
            amount.parse::<rust_decimal::Decimal>().ok().map(|_| amount)
        });
        if let Some(line) = lines.first().filter(|_| amount.is_none()) {
            self.unread.push((Row::Fee.number(), line.kk.clone()));
        }
        let amount = amount.unwrap_or_else(|| " # to do".to_owned());
        self.say(&format!(
            "    fee:\n      amount: {amount}\n      law:  # to do"
        ));
    }

    /// The code for which the country has this word.
    fn code(&self, kind: &str, word: &Texts) -> Option<String> {
        let mut words = self.country.words.iter();
        words.find_map(|(name, known)| {
            let (of, code) = name.split_once('.')?;
            (of == kind && known.kk == word.kk && known.ru == word.ru).then(|| code.to_owned())
        })
    }

    fn length(&self, line: &Texts) -> Option<(&'static str, u32)> {
        let units = ["working_days", "calendar_days", "months", "minutes"];
        units
            .into_iter()
            .find_map(|unit| Some((unit, self.number(unit, line)?.parse().ok()?)))
    }

    /// The number in a line that says what the word says.
    fn number(&self, word: &str, line: &Texts) -> Option<String> {
        let word = self.form?.word(word);
        let (before, after) = word.kk.split_once("{count}")?;
        let number = line.kk.strip_prefix(before)?.strip_suffix(after)?;
        Some(number.to_owned())
    }
}

/// A text in Kazakh and Russian; the English is still to be written.
fn texts(texts: &Texts) -> String {
    let mut yaml = String::from("{");
    for (lang, text) in [("kk", &texts.kk), ("ru", &texts.ru)] {
        // JSON's quotes are YAML's. Writing to a String cannot fail.
        let _ = write!(yaml, "{lang}: {}, ", serde_json::Value::from(text.as_str()));
    }
    yaml.push_str("en: \"\"}  # to do: the English");
    yaml
}
