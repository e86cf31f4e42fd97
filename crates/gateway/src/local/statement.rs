//! What is asked of a view, in the one SQL that both databases understand.

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::SignedDuration;

use super::{Expected, Lookup, MOST_RECORDS, USUAL_TIMEOUT};

/// A register's own view, made for us to read and nothing else.
#[derive(Clone, Debug)]
pub struct View {
    /// Its name, with that of its schema before it where there is one: `["exchange", "incomes"]`.
    pub name: Vec<String>,
    /// The column of a field; a field that is not named has a column of its own name.
    pub columns: BTreeMap<String, String>,
    /// Where it says of when it is, if it is a copy.
    pub as_of: Option<AsOf>,
    /// What is known of its rows.
    pub expected: Expected,
    /// How long it may take to answer.
    pub timeout: Duration,
}

/// Of when a view is that is copied from its register now and then.
#[derive(Clone, Debug)]
pub struct AsOf {
    /// The view that tells it.
    pub view: Vec<String>,
    /// The column: the latest of it counts.
    pub column: String,
    /// How old a copy may be.
    pub at_most: SignedDuration,
}

impl View {
    /// A view of this name, whose columns are named as the fields.
    pub fn named(name: &str) -> Self {
        Self {
            name: name.split('.').map(str::to_owned).collect(),
            columns: BTreeMap::new(),
            as_of: None,
            expected: Expected::default(),
            timeout: USUAL_TIMEOUT,
        }
    }

    /// The column of a field, quoted.
    pub(super) fn column(&self, field: &str) -> String {
        quoted(self.columns.get(field).map_or(field, String::as_str))
    }

    /// The look-up; `read` says how a column is read, `equals` how one is compared with the
    /// parameter of that number.
    pub(super) fn select(
        &self,
        lookup: &Lookup<'_>,
        read: impl Fn(&str) -> String,
        equals: impl Fn(&str, &str, usize) -> String,
    ) -> String {
        let columns = lookup.columns();
        let columns = columns.iter().map(|field| read(&self.column(field)));
        let keys = lookup.keys.iter().enumerate();
        let keys = keys.map(|(at, (key, _))| equals(&self.column(key), key, at + 1));
        format!(
            "SELECT {} FROM {} WHERE {} LIMIT {}",
            columns.collect::<Vec<_>>().join(", "),
            dotted(&self.name),
            keys.collect::<Vec<_>>().join(" AND "),
            MOST_RECORDS + 1,
        )
    }
}

/// A name with that of its schema.
pub(super) fn dotted(name: &[String]) -> String {
    let parts: Vec<String> = name.iter().map(|part| quoted(part)).collect();
    parts.join(".")
}

pub(super) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
