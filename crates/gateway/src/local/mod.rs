//! Registers that are reached without X-Road: a view of their own in a database, or files that they
//! drop. What is asked and what is believed is the same whatever the way.
//!
//! Only the fields asked for are selected, and the keys, by which each record must show that it is
//! about whoever was asked for. A value of another type, a record of another subject, too many, too
//! old: the answer is unusable, and never *there is none*.

mod drop;
mod postgres;
mod sqlite;
mod statement;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tutas_domain::evidence::Record;
use tutas_domain::value::{Value, ValueType};

pub use self::drop::{Dated, Drops, Format, Table};
pub use self::postgres::{Connect, Connecting, PostgresView};
pub use self::sqlite::SqliteView;
pub use self::statement::{AsOf, View};
use crate::error::{ExchangeError, Flaw};

/// The most records of one answer; more was no look-up of a person's data.
pub const MOST_RECORDS: usize = 500;

/// The most bytes of one answer.
const MOST_BYTES: usize = 2 * 1024 * 1024;

/// A database is asked so long at most, if nothing else is said.
pub const USUAL_TIMEOUT: Duration = Duration::from_secs(5);

/// A look-up. Personal data: it has no `Debug`.
#[derive(Clone, Copy)]
pub struct Lookup<'a> {
    /// Field and value, as in a query.
    pub keys: &'a [(String, String)],
    /// Fields wanted.
    pub fields: &'a [String],
    /// All fields of the register, with their types.
    pub types: &'a BTreeMap<String, ValueType>,
    /// The program's time, by which the age of what is read is known.
    pub now: Timestamp,
}

/// What is known of whatever lies in a view or a drop; if it is otherwise, it is damaged.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Expected {
    /// Keys that are numbers of so many digits each, zeros in front among them.
    pub digits: BTreeMap<String, usize>,
    /// Whether it may hold nobody at all; else that is no word about anybody.
    pub may_be_empty: bool,
}

impl Expected {
    fn has_form(&self, key: &str, value: &Value) -> bool {
        self.digits.get(key).is_none_or(|digits| {
            let plain = value.to_plain();
            plain.len() == *digits && plain.bytes().all(|byte| byte.is_ascii_digit())
        })
    }

    /// A number as it stands where the zeros in front of it were lost.
    fn without_zeros(&self, key: &str, value: &Value) -> Option<String> {
        let plain = value.to_plain();
        let is_number = self.digits.contains_key(key) && self.has_form(key, value);
        let cut = plain.trim_start_matches('0');
        (is_number && !cut.is_empty() && cut != plain).then(|| cut.to_owned())
    }

    /// Before *none* is said: whether somebody stands there, and as such keys are written.
    fn check_first(&self, key: &str, first: Option<&Value>) -> Result<(), Flaw> {
        match first {
            Some(first) if !self.has_form(key, first) => Err(Flaw::Malformed),
            None if !self.may_be_empty => Err(Flaw::Empty),
            _ => Ok(()),
        }
    }
}

/// What was looked up. Personal data: it has no `Debug`.
pub struct LookedUp {
    /// The records; none means that the register has none.
    pub records: Vec<Record>,
    /// The moment that this is of, if it was read from a copy.
    pub dated: Option<Timestamp>,
}

/// A pending answer.
pub type Found<'a> = Pin<Box<dyn Future<Output = Result<LookedUp, ExchangeError>> + Send + 'a>>;

/// A way to one register. It asks once, and bears nothing.
pub trait Connector: Send + Sync {
    /// Looks records up; none means that the register has none.
    fn look_up<'a>(&'a self, lookup: Lookup<'a>) -> Found<'a>;
}

impl Lookup<'_> {
    /// The keys with their types, if it is a look-up of this register at all.
    fn typed_keys(&self) -> Result<Vec<(String, Value)>, ExchangeError> {
        const WRONG: ExchangeError = ExchangeError::Unsendable { code: "key" };
        let known = |field: &String| self.types.contains_key(field);
        if self.keys.is_empty() || self.fields.is_empty() || !self.fields.iter().all(known) {
            return Err(WRONG);
        }
        let typed = self.keys.iter().map(|(key, plain)| {
            let value_type = self.types.get(key).filter(|_| !plain.is_empty())?;
            Some((key.clone(), typed(*value_type, plain)?))
        });
        typed.collect::<Option<_>>().ok_or(WRONG)
    }

    /// What is read: the keys, and the fields asked for.
    fn columns(&self) -> Vec<&str> {
        let keys = self.keys.iter().map(|(key, _)| key);
        let mut all: Vec<&str> = keys.chain(self.fields).map(String::as_str).collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    fn type_of(&self, field: &str) -> ValueType {
        self.types.get(field).copied().unwrap_or(ValueType::Text)
    }

    /// What of the records read, and of when they are, may be believed: all or nothing.
    fn judge(
        &self,
        (mut records, dated): (Vec<Record>, Option<Timestamp>),
    ) -> Result<LookedUp, ExchangeError> {
        let keys = self.typed_keys()?;
        if records.len() > MOST_RECORDS {
            return Err(Flaw::TooLarge.into());
        }
        let is_about = |record: &Record| {
            let mut keys = keys.iter();
            keys.all(|(key, wanted)| record.get(key).and_then(Option::as_ref) == Some(wanted))
        };
        if !records.iter().all(is_about) {
            return Err(Flaw::WrongSubject.into());
        }
        let length = |value: &Option<Value>| match value {
            Some(Value::Text(text)) => text.len(),
            _ => 0,
        };
        if records
            .iter()
            .flat_map(Record::values)
            .map(length)
            .sum::<usize>()
            > MOST_BYTES
        {
            return Err(Flaw::TooLarge.into());
        }
        for record in &mut records {
            record.retain(|field, _| self.fields.contains(field));
        }
        Ok(LookedUp { records, dated })
    }
}

/// So much may the clock of whoever makes a copy be ahead of ours.
const AHEAD: SignedDuration = SignedDuration::from_mins(5);

/// Whether something of this date may still be relied on.
fn check_age(dated: Timestamp, at_most: SignedDuration, now: Timestamp) -> Result<(), Flaw> {
    // What bears a date to come would grow old too late, or never.
    let is_to_come = dated.duration_since(now) > AHEAD;
    if is_to_come || now.duration_since(dated) > at_most {
        return Err(Flaw::Stale);
    }
    Ok(())
}

/// A value as registers write it: `true`, `12`, `164350.50`, `2026-03-17`.
fn typed(value_type: ValueType, plain: &str) -> Option<Value> {
    // Exactly a date: the parser would also take a date and time.
    let is_exact = value_type != ValueType::Date || plain.len() == "2026-03-17".len();
    Value::from_plain(value_type, plain).filter(|_| is_exact)
}
