//! The interface messages: each says the same in Kazakh, Russian and English.
//!
//! The files are Fluent. Only what the comparison needs is read here: which messages, terms and
//! attributes a file defines, and which variables each uses.

use std::collections::{BTreeMap, BTreeSet};

use crate::tree::{Problem, Source};

/// The languages of the interface; the first is the one others are compared with.
const LANGUAGES: [&str; 3] = ["kk", "ru", "en"];

/// Every message that one language lacks, defines twice or fills with other variables.
pub(crate) fn check(tree: &[Source]) -> Vec<Problem> {
    let mut problems = Vec::new();
    let languages: Vec<Language> = LANGUAGES
        .iter()
        .map(|code| Language::read(code, tree, &mut problems))
        .collect();
    for language in &languages {
        if language.messages.is_empty() {
            let folder = format!("locales/{}", language.code);
            problems.push(Problem::in_file(&folder, "has no messages"));
        }
    }
    for language in &languages {
        for other in languages.iter().filter(|other| other.code != language.code) {
            problems.extend(language.lacking_in(other));
        }
    }
    if let [first, others @ ..] = &languages[..] {
        problems.extend(
            others
                .iter()
                .flat_map(|other| first.filled_otherwise_in(other)),
        );
    }
    problems
}

struct Language {
    code: &'static str,
    /// Keyed by file name and message, so that a message has one place in every language.
    messages: BTreeMap<(String, String), Message>,
}

struct Message {
    path: String,
    line: usize,
    variables: BTreeSet<String>,
}

impl Language {
    fn read(code: &'static str, tree: &[Source], problems: &mut Vec<Problem>) -> Self {
        let prefix = format!("locales/{code}/");
        let mut messages = BTreeMap::new();
        let mut places: BTreeMap<String, String> = BTreeMap::new();
        for file in tree.iter().filter(|file| file.extension() == "ftl") {
            let Some(short) = file.path.strip_prefix(&prefix) else {
                continue;
            };
            for (key, message) in read_file(file) {
                let place = format!("{}:{}", message.path, message.line);
                if let Some(earlier) = places.insert(key.clone(), place) {
                    let text = format!("`{key}` is already at {earlier}");
                    problems.push(Problem::at(&message.path, message.line, text));
                }
                messages.insert((short.to_owned(), key), message);
            }
        }
        Self { code, messages }
    }

    fn lacking_in(&self, other: &Self) -> Vec<Problem> {
        let lacking = self
            .messages
            .iter()
            .filter(|(at, _)| !other.messages.contains_key(*at));
        lacking
            .map(|((file, key), message)| {
                let path = format!("locales/{}/{file}", other.code);
                let place = format!("{}:{}", message.path, message.line);
                Problem::in_file(&path, format!("lacks `{key}`, which {place} has"))
            })
            .collect()
    }

    fn filled_otherwise_in(&self, other: &Self) -> Vec<Problem> {
        let pairs = self.messages.iter().filter_map(|(at, message)| {
            let translated = other.messages.get(at)?;
            (translated.variables != message.variables).then_some((at, message, translated))
        });
        pairs
            .map(|((_, key), message, translated)| {
                let text = format!(
                    "`{key}` uses {}, but {}:{} uses {}",
                    listed(&translated.variables),
                    message.path,
                    message.line,
                    listed(&message.variables),
                );
                Problem::at(&translated.path, translated.line, text)
            })
            .collect()
    }
}

fn read_file(file: &Source) -> Vec<(String, Message)> {
    let mut messages: Vec<(String, Message)> = Vec::new();
    let mut parent = String::new();
    for (line, text) in file.lines() {
        let trimmed = text.trim_start();
        if trimmed.starts_with('#') {
            continue;
        }
        let indented = trimmed.len() < text.len();
        let key = match (indented, defined(trimmed)) {
            (false, Some(name)) if !name.starts_with('.') => {
                name.clone_into(&mut parent);
                Some(name.to_owned())
            }
            (true, Some(name)) if name.starts_with('.') => Some(format!("{parent}{name}")),
            _ => None,
        };
        if let Some(key) = key {
            let message = Message {
                path: file.path.clone(),
                line,
                variables: BTreeSet::new(),
            };
            messages.push((key, message));
        }
        if let Some((_, message)) = messages.last_mut() {
            message.variables.extend(variables(text));
        }
    }
    messages
}

/// The name before `=`, if the line defines one: `name`, `-term` or `.attribute`.
fn defined(line: &str) -> Option<&str> {
    let (name, _) = line.split_once('=')?;
    let name = name.trim_end();
    let bare = name.strip_prefix(['-', '.']).unwrap_or(name);
    let starts = bare.starts_with(|c: char| c.is_ascii_alphabetic());
    (starts && bare.chars().all(is_identifier)).then_some(name)
}

fn variables(line: &str) -> impl Iterator<Item = String> {
    line.split('$')
        .skip(1)
        .map(|rest| {
            rest.chars()
                .take_while(|c| is_identifier(*c))
                .collect::<String>()
        })
        .filter(|name| !name.is_empty())
}

fn is_identifier(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '-' || c == '_'
}

fn listed(names: &BTreeSet<String>) -> String {
    if names.is_empty() {
        return "no variables".to_owned();
    }
    names
        .iter()
        .map(|name| format!("${name}"))
        .collect::<Vec<_>>()
        .join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::source;

    fn shown(kk: &str, ru: &str, en: &str) -> Vec<String> {
        let tree = [
            source("locales/kk/case.ftl", kk),
            source("locales/ru/case.ftl", ru),
            source("locales/en/case.ftl", en),
        ];
        check(&tree).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn equal_messages_pass() {
        let text = "# note = x\ndue = Until { $date }\n    .title = Term\n-tutas = Tutas\n";
        assert!(shown(text, text, text).is_empty());
    }

    #[test]
    fn a_message_that_one_language_lacks_is_found() {
        let problems = shown("a = 1\nb = 2\n", "a = 1\n", "a = 1\nb = 2\n");
        let lacking = "locales/ru/case.ftl: lacks `b`, which locales/kk/case.ftl:2 has";
        assert!(problems.contains(&lacking.to_owned()), "{problems:?}");
    }

    #[test]
    fn an_attribute_that_one_language_lacks_is_found() {
        let problems = shown(
            "a = 1\n    .hint = x\n",
            "a = 1\n    .hint = x\n",
            "a = 1\n",
        );
        assert!(problems[0].contains("lacks `a.hint`"), "{problems:?}");
    }

    #[test]
    fn a_variable_that_one_language_lacks_is_found() {
        let problems = shown("due = { $date }\n", "due = { $date }\n", "due = soon\n");
        let expected = "locales/en/case.ftl:1: `due` uses no variables, \
                        but locales/kk/case.ftl:1 uses $date";
        assert_eq!(problems, [expected]);
    }

    #[test]
    fn variables_of_a_plural_on_further_lines_belong_to_its_message() {
        let plural = "n = { $days ->\n    [one] { $days } day\n   *[other] { $days } days\n }\n";
        assert!(shown(plural, plural, plural).is_empty());
        assert_eq!(shown(plural, plural, "n = days\n").len(), 1);
    }

    #[test]
    fn a_message_defined_twice_is_found() {
        let problems = shown("a = 1\na = 2\n", "a = 1\n", "a = 1\n");
        assert_eq!(
            problems,
            ["locales/kk/case.ftl:2: `a` is already at locales/kk/case.ftl:1"]
        );
    }

    #[test]
    fn a_language_without_messages_is_found() {
        let problems = check(&[]);
        assert_eq!(problems.len(), 3);
        assert_eq!(problems[0].to_string(), "locales/kk: has no messages");
    }
}
