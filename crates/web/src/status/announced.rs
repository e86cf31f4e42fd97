//! Maintenance that the operator has announced, in a file that may change while the program runs.
//!
//! ```json
//! [{"from": "2026-03-20T22:00", "until": "2026-03-21T02:00",
//!   "text": {"kk": "…", "ru": "…", "en": "…"}}]
//! ```
//!
//! Times are those of the country.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde::Deserialize;
use tutas_domain::text::Texts;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Announcement {
    from: DateTime,
    until: DateTime,
    text: Texts,
}

/// An announcement as it stands on the page.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Shown {
    pub(super) from: Timestamp,
    pub(super) until: Timestamp,
    pub(super) text: Texts,
    /// Whether it has begun.
    pub(super) is_now: bool,
}

/// What is announced and not over, the next first. A file that cannot be read announces nothing,
/// and the log says why.
pub(super) fn shown(file: Option<&Path>, zone: &TimeZone, now: Timestamp) -> Vec<Shown> {
    let Some(file) = file else {
        return Vec::new();
    };
    let text = match fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Vec::new(),
        Err(error) => {
            tracing::error!(%error, "the announcements cannot be read");
            return Vec::new();
        }
    };
    read(&text, zone, now).unwrap_or_else(|error| {
        tracing::error!(error, "the announcements cannot be understood");
        Vec::new()
    })
}

fn read(text: &str, zone: &TimeZone, now: Timestamp) -> Result<Vec<Shown>, String> {
    let said: Vec<Announcement> = serde_json::from_str(text).map_err(|error| error.to_string())?;
    let mut shown = Vec::new();
    for Announcement { from, until, text } in said {
        let at = |local: DateTime| zone.to_timestamp(local).map_err(|error| error.to_string());
        let (from, until) = (at(from)?, at(until)?);
        if until > now {
            shown.push(Shown {
                from,
                until,
                text,
                is_now: from <= now,
            });
        }
    }
    shown.sort_by_key(|one| one.from);
    Ok(shown)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_over_is_not_announced_and_what_is_next_stands_first() {
        let zone = TimeZone::get("Asia/Almaty").unwrap();
        let now = "2026-03-18T05:00:00Z".parse().unwrap();
        let one = |from: &str, until: &str| {
            format!(
                "{{\"from\":\"2026-03-{from}\",\"until\":\"2026-03-{until}\",\
                 \"text\":{{\"kk\":\"{from}\",\"ru\":\"\",\"en\":\"\"}}}}"
            )
        };
        let text = format!(
            "[{},{},{}]",
            one("20T22:00", "21T02:00"),
            one("17T22:00", "18T09:59"),
            one("18T09:00", "18T11:00")
        );
        let shown = read(&text, &zone, now).unwrap();
        let said: Vec<_> = shown
            .iter()
            .map(|one| (one.text.kk.as_str(), one.is_now))
            .collect();
        assert_eq!(said, [("18T09:00", true), ("20T22:00", false)]);
        assert_eq!(shown[0].until, "2026-03-18T06:00:00Z".parse().unwrap());
    }

    #[test]
    fn a_file_with_a_mistake_is_told_of_and_one_that_is_not_there_is_none() {
        let now = Timestamp::UNIX_EPOCH;
        let error = read("[{\"from\":\"tomorrow\"}]", &TimeZone::UTC, now).unwrap_err();
        assert!(error.contains("line 1"), "{error}");
        let nowhere = Path::new("/nowhere/announcements.json");
        assert!(shown(Some(nowhere), &TimeZone::UTC, now).is_empty());
    }
}
