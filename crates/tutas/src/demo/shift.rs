//! The examples' families, moved to the demonstration's today: a newborn of the example is a
//! newborn of the demonstration.

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::{Span, ToSpan as _};
use tutas_catalog::Example;
use tutas_domain::evidence::Record;
use tutas_domain::person::{Iin, PersonId};
use tutas_domain::value::Value;

/// Dates up to so many days before the example's day move with it; older ones stay.
const RECENT_DAYS: i64 = 400;

/// Moves the recent dates of each example so that its day becomes `today`. Numbers that begin with
/// a moved date of birth are made anew, so that digits and register agree as before.
pub(super) fn to_day(examples: Vec<Example>, today: Date) -> Vec<Example> {
    examples
        .into_iter()
        .map(|example| moved(example, today))
        .collect()
}

fn moved(mut example: Example, today: Date) -> Example {
    let day = example.date.date();
    let by = day
        .until(today)
        .map_or(0, |span| i64::from(span.get_days()));
    if by == 0 {
        return example;
    }
    let mut numbers: BTreeMap<String, String> = BTreeMap::new();
    for record in example.records.values_mut().flatten() {
        let born = record
            .get("born_on")
            .and_then(Option::as_ref)
            .and_then(Value::as_date);
        for value in record.values_mut().flatten() {
            if let Value::Date(date) = value {
                *date = shifted(*date, day, by.days());
            }
        }
        if let Some(born) = born {
            renumber(record, born, shifted(born, day, by.days()), &mut numbers);
        }
    }
    for value in example
        .records
        .values_mut()
        .flatten()
        .flat_map(BTreeMap::values_mut)
        .flatten()
    {
        if let Value::Text(text) = value
            && let Some(new) = numbers.get(text)
        {
            new.clone_into(text);
        }
    }
    for (_, person) in &mut example.people {
        if let PersonId::Iin(iin) = &person.sign_in
            && let Some(new) = numbers
                .get(iin.as_str())
                .and_then(|new| Iin::parse(new).ok())
        {
            person.sign_in = PersonId::Iin(new);
        }
    }
    example
}

fn shifted(date: Date, day: Date, by: Span) -> Date {
    let age = date
        .until(day)
        .map_or(i64::MAX, |span| i64::from(span.get_days()));
    if (0..=RECENT_DAYS).contains(&age) {
        date.saturating_add(by)
    } else {
        date
    }
}

/// A new number for whoever was born on the moved day, the same wherever it stands.
fn renumber(record: &Record, born: Date, now: Date, numbers: &mut BTreeMap<String, String>) {
    if born == now {
        return;
    }
    let digits = |date: Date| {
        format!(
            "{:02}{:02}{:02}",
            date.year().rem_euclid(100),
            date.month(),
            date.day()
        )
    };
    for value in record.values().flatten() {
        let Value::Text(old) = value else { continue };
        if Iin::parse(old).is_err() || !old.starts_with(&digits(born)) || numbers.contains_key(old)
        {
            continue;
        }
        let serial: u32 = old
            .get(7..11)
            .and_then(|text| text.parse().ok())
            .unwrap_or(0);
        let century = old.get(6..7).unwrap_or("1");
        // Some serials have no check digit: the next one that has is taken.
        let new = (serial..serial + 10)
            .find_map(|serial| {
                Iin::complete(&format!("{}{century}{:04}", digits(now), serial % 10_000))
            })
            .filter(|new| !numbers.values().any(|taken| taken == new.as_str()));
        if let Some(new) = new {
            numbers.insert(old.clone(), new.as_str().to_owned());
        }
    }
}
