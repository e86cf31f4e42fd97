//! Patterns of sentences: plain words with slots. A slot takes what it can from where it stands, so
//! that matching needs no search.

use jiff::Timestamp;
use jiff::civil::{Date, Time, time};
use jiff::tz::{Offset, TimeZone};
use tutas_domain::actor::Actor;
use tutas_domain::term::{TermLength, TermUnit};

use super::words;

/// What stood in the slots of a pattern, by kind, in order.
#[derive(Default)]
pub(crate) struct Args {
    texts: Vec<Vec<String>>,
    dates: Vec<Date>,
    instants: Vec<Timestamp>,
    lengths: Vec<TermLength>,
    numbers: Vec<u32>,
    people: Vec<Actor>,
    choices: Vec<&'static str>,
}

impl Args {
    /// The quoted words of the slot.
    pub(crate) fn text(&self, at: usize) -> String {
        self.texts[at].join(", ")
    }

    /// The quoted words of the last slot.
    pub(crate) fn last_text(&self) -> String {
        self.text(self.texts.len() - 1)
    }

    /// The quoted list of the slot.
    pub(crate) fn texts(&self, at: usize) -> Vec<String> {
        self.texts[at].clone()
    }

    pub(crate) fn date(&self, at: usize) -> Date {
        self.dates[at]
    }

    pub(crate) fn instant(&self) -> Timestamp {
        self.instants[0]
    }

    pub(crate) fn length(&self) -> TermLength {
        self.lengths[0]
    }

    pub(crate) fn number(&self) -> u32 {
        self.numbers[0]
    }

    pub(crate) fn who(&self) -> &Actor {
        &self.people[0]
    }

    /// Which of the fixed phrases.
    pub(crate) fn choice(&self, at: usize) -> &'static str {
        self.choices[at]
    }

    /// Takes what the slot stands for from the beginning of the text; returns the rest.
    fn take<'a>(&mut self, slot: &str, text: &'a str) -> Option<&'a str> {
        match slot {
            "text" => {
                let (quoted, rest) = quoted(text)?;
                self.texts.push(vec![quoted]);
                Some(rest)
            }
            "texts" => {
                let (list, rest) = quoted_list(text)?;
                self.texts.push(list);
                Some(rest)
            }
            "date" => {
                let (date, rest) = dated(text)?;
                self.dates.push(date);
                Some(rest)
            }
            "instant" => {
                let (instant, rest) = instant(text)?;
                self.instants.push(instant);
                Some(rest)
            }
            "length" => {
                let (length, rest) = length(text)?;
                self.lengths.push(length);
                Some(rest)
            }
            "number" => {
                let (number, rest) = number(text)?;
                self.numbers.push(number);
                Some(rest)
            }
            "who" => {
                let who = words::longest(text, words::PEOPLE)?;
                self.people.push(words::person(who)?);
                text.strip_prefix(who)
            }
            kind => {
                let choice = words::longest(text, words::choices(kind)?)?;
                self.choices.push(choice);
                text.strip_prefix(choice)
            }
        }
    }
}

/// What stands in the slots, if the whole text reads like the pattern.
pub(crate) fn matched(pattern: &str, text: &str) -> Option<Args> {
    let (mut pattern, mut rest) = (pattern, text);
    let mut args = Args::default();
    while let Some(at) = pattern.find('{') {
        rest = rest.strip_prefix(&pattern[..at])?;
        let (slot, after) = pattern[at + 1..].split_once('}')?;
        rest = args.take(slot, rest)?;
        pattern = after;
    }
    (pattern == rest).then_some(args)
}

/// The time at which a sentence happens, `on 2026-03-19 at 10:00`, and the sentence without it. A day
/// without a time is its noon.
pub(crate) fn take_time(text: &str) -> (Option<Timestamp>, String) {
    let mut quoted = false;
    for (at, c) in text.char_indices() {
        if c == '"' {
            quoted = !quoted;
        }
        let begins = at == 0 || text[..at].ends_with(' ');
        if quoted || !begins {
            continue;
        }
        let Some((date, after)) = text[at..].strip_prefix("on ").and_then(dated) else {
            continue;
        };
        let (clock, after) = after
            .strip_prefix(" at ")
            .and_then(clock)
            .unwrap_or((time(12, 0, 0, 0), after));
        let before = text[..at].trim_end();
        let after = after.trim_start_matches(',').trim_start();
        let joint = if before.is_empty() || after.is_empty() || after.starts_with(':') {
            ""
        } else {
            " "
        };
        return (local(date, clock), format!("{before}{joint}{after}"));
    }
    (None, text.to_owned())
}

/// A local time of the country.
pub(crate) fn local(date: Date, clock: Time) -> Option<Timestamp> {
    let zone = TimeZone::fixed(Offset::constant(5));
    let zoned = date.to_datetime(clock).to_zoned(zone).ok()?;
    Some(zoned.timestamp())
}

fn quoted(text: &str) -> Option<(String, &str)> {
    let (inside, rest) = text.strip_prefix('"')?.split_once('"')?;
    Some((inside.to_owned(), rest))
}

fn quoted_list(text: &str) -> Option<(Vec<String>, &str)> {
    let (first, mut rest) = quoted(text)?;
    let mut list = vec![first];
    loop {
        let next = rest
            .strip_prefix(", ")
            .or_else(|| rest.strip_prefix(" and "))
            .and_then(quoted);
        let Some((one, after)) = next else {
            return Some((list, rest));
        };
        list.push(one);
        rest = after;
    }
}

fn dated(text: &str) -> Option<(Date, &str)> {
    let date = text.get(..10)?.parse().ok()?;
    Some((date, &text[10..]))
}

fn clock(text: &str) -> Option<(Time, &str)> {
    let (hour, rest) = number(text)?;
    let (minute, rest) = number(rest.strip_prefix(':')?)?;
    let clock = Time::new(i8::try_from(hour).ok()?, i8::try_from(minute).ok()?, 0, 0).ok()?;
    Some((clock, rest))
}

fn instant(text: &str) -> Option<(Timestamp, &str)> {
    if let Some((date, rest)) = text.strip_prefix("the end of ").and_then(dated) {
        let next = date.tomorrow().ok()?;
        return Some((local(next, Time::midnight())?, rest));
    }
    let (date, rest) = dated(text)?;
    let (clock, rest) = rest.strip_prefix(" at ").and_then(clock)?;
    Some((local(date, clock)?, rest))
}

fn number(text: &str) -> Option<(u32, &str)> {
    let end = text
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(text.len());
    Some((text[..end].parse().ok()?, &text[end..]))
}

fn length(text: &str) -> Option<(TermLength, &str)> {
    const UNITS: [(&str, TermUnit); 8] = [
        ("working days", TermUnit::WorkingDays),
        ("working day", TermUnit::WorkingDays),
        ("calendar days", TermUnit::CalendarDays),
        ("calendar day", TermUnit::CalendarDays),
        ("months", TermUnit::Months),
        ("month", TermUnit::Months),
        ("minutes", TermUnit::Minutes),
        ("minute", TermUnit::Minutes),
    ];
    let (count, rest) = number(text)?;
    let rest = rest.strip_prefix(' ')?;
    let (word, unit) = UNITS.iter().find(|(word, _)| rest.starts_with(word))?;
    let length = TermLength { count, unit: *unit };
    Some((length, &rest[word.len()..]))
}
