//! Maintenance that the operator has announced, in a file that may change while the program runs.
//!
//! ```json
//! [{"from": "2026-03-20T22:00", "until": "2026-03-21T02:00", "registers": ["persons"],
//!   "text": {"kk": "…", "ru": "…", "en": "…"}}]
//! ```
//!
//! Times are those of the country. `registers` names those that may be silent meanwhile; it may be
//! left out.

use std::fs;
use std::io::ErrorKind;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde::Deserialize;
use tutas_domain::text::Texts;

use crate::App;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Announcement {
    from: DateTime,
    until: DateTime,
    #[serde(default)]
    registers: Vec<String>,
    text: Texts,
}

/// What is announced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Announced {
    /// From when.
    pub from: Timestamp,
    /// Until when.
    pub until: Timestamp,
    /// The registers that may be silent meanwhile.
    pub registers: Vec<String>,
    /// In words.
    pub text: Texts,
    /// Whether it has begun.
    pub is_now: bool,
}

impl App {
    /// What maintenance is announced and not over, the next first.
    pub fn announced(&self) -> Vec<Announced> {
        let now = self.now();
        let mut known = self.all_announced(now);
        known.retain(|one| one.until > now);
        known
    }

    /// The same with what is over. A file that cannot be read announces nothing, and the log says
    /// why.
    pub(crate) fn all_announced(&self, now: Timestamp) -> Vec<Announced> {
        let Some(file) = self.announcements.as_deref() else {
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
        read(&text, self.catalog().calendar.zone(), now).unwrap_or_else(|error| {
            tracing::error!(error, "the announcements cannot be understood");
            Vec::new()
        })
    }
}

fn read(text: &str, zone: &TimeZone, now: Timestamp) -> Result<Vec<Announced>, String> {
    let said: Vec<Announcement> = serde_json::from_str(text).map_err(|error| error.to_string())?;
    let mut known = Vec::new();
    for one in said {
        let at = |local: DateTime| zone.to_timestamp(local).map_err(|error| error.to_string());
        let (from, until) = (at(one.from)?, at(one.until)?);
        known.push(Announced {
            from,
            until,
            registers: one.registers,
            text: one.text,
            is_now: from <= now && now < until,
        });
    }
    known.sort_by_key(|one| one.from);
    Ok(known)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_announced_is_told_in_its_order_with_the_registers_it_names() {
        let zone = TimeZone::get("Asia/Almaty").unwrap();
        let now = "2026-03-18T05:00:00Z".parse().unwrap();
        let one = |from: &str, until: &str, registers: &str| {
            format!(
                "{{\"from\":\"2026-03-{from}\",\"until\":\"2026-03-{until}\",{registers}\
                 \"text\":{{\"kk\":\"{from}\",\"ru\":\"\",\"en\":\"\"}}}}"
            )
        };
        let text = format!(
            "[{},{},{}]",
            one("20T22:00", "21T02:00", "\"registers\":[\"persons\"],"),
            one("17T22:00", "18T09:59", ""),
            one("18T09:00", "18T11:00", "")
        );
        let known = read(&text, &zone, now).unwrap();
        let said: Vec<_> = known
            .iter()
            .map(|one| (one.text.kk.as_str(), one.is_now, one.registers.len()))
            .collect();
        let over = ("17T22:00", false, 0);
        assert_eq!(said, [over, ("18T09:00", true, 0), ("20T22:00", false, 1)]);
        assert_eq!(known[1].until, "2026-03-18T06:00:00Z".parse().unwrap());
    }

    #[test]
    fn a_file_with_a_mistake_is_told_of() {
        let now = Timestamp::UNIX_EPOCH;
        let error = read("[{\"from\":\"tomorrow\"}]", &TimeZone::UTC, now).unwrap_err();
        assert!(error.contains("line 1"), "{error}");
    }
}
