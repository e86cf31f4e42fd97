//! Doubts every outcome: the same sentence with another date, phase or word must fail. An expectation
//! that cannot fail says nothing.

use jiff::ToSpan;
use jiff::civil::Date;

use super::reading::{Keyword, Scenario, Sentence};

/// Phrases that say the contrary of each other.
const CONTRARIES: [(&str, &str); 13] = [
    ("the term stands still", "the term runs"),
    ("a decision is still owed", "no decision is owed"),
    ("execution is suspended", "execution is not suspended"),
    ("the result holds", "the result does not hold"),
    ("the damage is paid", "the damage is not paid"),
    ("may not", "may"),
    ("is mended", "has lapsed"),
    ("waits for the person", "waits for an officer"),
    ("by nobody", "by the program"),
    ("by an officer", "by the superior body"),
    ("the case did not go up", "the case went up to the head"),
    ("were violated and restored", "were not violated"),
    ("has a letter", "has no letter"),
];

/// The scenarios that say something else in one outcome, each with the line of it; outcomes that
/// cannot be put otherwise by rule are left out.
pub(crate) fn doubts(scenario: &Scenario) -> Vec<(usize, Scenario)> {
    let doubted = scenario
        .sentences
        .iter()
        .enumerate()
        .filter_map(|(at, sentence)| {
            if sentence.keyword != Some(Keyword::Then) {
                return None;
            }
            let otherwise = otherwise(&sentence.text)?;
            let mut sentences: Vec<Sentence> = scenario
                .sentences
                .iter()
                .map(|sentence| Sentence {
                    text: sentence.text.clone(),
                    ..*sentence
                })
                .collect();
            sentences[at].text = otherwise;
            let doubted = Scenario {
                file: scenario.file.clone(),
                line: scenario.line,
                heading: scenario.heading.clone(),
                law: scenario.law.clone(),
                sentences,
            };
            Some((sentence.line, doubted))
        });
    doubted.collect()
}

/// The same sentence, saying something else.
fn otherwise(text: &str) -> Option<String> {
    if text.contains("is turned down: ") {
        return text.strip_suffix('"').map(|rest| format!("{rest} not\""));
    }
    if let Some((before, _)) = text.split_once("the case is ") {
        let other = if text.ends_with("withdrawn") {
            "issued"
        } else {
            "withdrawn"
        };
        return Some(format!("{before}the case is {other}"));
    }
    if let Some((before, _)) = text.split_once(" is on record ")
        && !text.contains("as of")
        && !text.contains("is on record for")
    {
        return Some(format!("{before} is on record three times"));
    }
    another_day(text)
        .or_else(|| contrary(text))
        .or_else(|| text.strip_suffix('"').map(|rest| format!("{rest} not\"")))
}

/// The last date, if it is what comes out and not when it is looked at, moved by a day.
fn another_day(text: &str) -> Option<String> {
    let at = (0..text.len())
        .rev()
        .filter(|at| text.is_char_boundary(*at) && !text[..*at].ends_with("on "))
        .find(|at| {
            text.get(*at..at + 10)
                .is_some_and(|day| day.parse::<Date>().is_ok())
        })?;
    let day: Date = text[at..at + 10].parse().ok()?;
    let next = day.saturating_add(1.day());
    Some(format!("{}{next}{}", &text[..at], &text[at + 10..]))
}

fn contrary(text: &str) -> Option<String> {
    CONTRARIES.iter().find_map(|(one, other)| {
        if text.contains(one) {
            Some(text.replacen(one, other, 1))
        } else if text.contains(other) {
            Some(text.replacen(other, one, 1))
        } else {
            None
        }
    })
}
