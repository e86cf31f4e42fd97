//! YAML with the place of every node, and without the parts of YAML that surprise people.
//!
//! Anchors, aliases, tags, tabs, several documents and keys that are not plain words are refused,
//! each with its place; so are files and lines too long to be written by hand, before they are
//! parsed. What is left is a tree of mappings, lists and scalars, and a scalar is text until
//! somebody reads it as a date or a number.

mod build;
mod place;

pub(crate) use build::parse;
pub(crate) use place::within;

/// Largest file in bytes.
pub(crate) const MAX_FILE_BYTES: usize = 1_000_000;
/// Longest line in characters.
pub(crate) const MAX_LINE_CHARS: usize = 10_000;
/// Deepest nesting.
pub(crate) const MAX_DEPTH: usize = 32;

/// Line and column, both from 1; the column counts characters.
pub(crate) type Place = (usize, usize);

/// A node and where it stands.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    /// Its first character.
    pub(crate) place: Place,
    /// What it is.
    pub(crate) kind: Kind,
}

/// What a node is.
#[derive(Clone, Debug)]
pub(crate) enum Kind {
    /// Text, a number, a date, nothing.
    Scalar {
        /// Its text.
        text: String,
        /// How it is written.
        style: Style,
    },
    /// A list.
    List(Vec<Node>),
    /// A mapping, in the order of the file.
    Map(Vec<Entry>),
}

/// How a scalar is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Style {
    /// Without quotes.
    Plain,
    /// In single or double quotes.
    Quoted,
    /// After `|` or `>`.
    Block,
}

/// One entry of a mapping.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    /// The key.
    pub(crate) key: String,
    /// Where the key stands.
    pub(crate) place: Place,
    /// The value.
    pub(crate) value: Node,
}

impl Node {
    /// Whether it says nothing: empty, `~` or `null` without quotes.
    pub(crate) fn is_null(&self) -> bool {
        matches!(&self.kind, Kind::Scalar { text, style: Style::Plain }
            if matches!(text.as_str(), "" | "~" | "null"))
    }

    /// The text of a scalar that says something.
    pub(crate) fn scalar(&self) -> Option<&str> {
        match &self.kind {
            Kind::Scalar { text, .. } if !self.is_null() => Some(text),
            _ => None,
        }
    }

    /// The entries of a mapping.
    pub(crate) fn entries(&self) -> Option<&[Entry]> {
        if let Kind::Map(entries) = &self.kind {
            Some(entries)
        } else {
            None
        }
    }

    /// The items of a list.
    pub(crate) fn items(&self) -> Option<&[Self]> {
        if let Kind::List(items) = &self.kind {
            Some(items)
        } else {
            None
        }
    }

    /// What stands under `key` in a mapping.
    pub(crate) fn get(&self, key: &str) -> Option<&Self> {
        self.entries()?
            .iter()
            .find(|entry| entry.key == key)
            .map(|entry| &entry.value)
    }

    /// The node at the end of a path of keys and list positions.
    pub(crate) fn find(&self, path: &[&str]) -> Option<&Self> {
        path.iter().try_fold(self, |node, step| match &node.kind {
            Kind::List(items) => items.get(step.parse::<usize>().ok()?),
            _ => node.get(step),
        })
    }

    /// Where the last key of a path stands; the nearest place before it if the path ends early.
    pub(crate) fn place_of(&self, path: &[&str]) -> Place {
        let mut node = self;
        let mut place = self.place;
        for step in path {
            match &node.kind {
                Kind::List(items) => {
                    let Some(item) = step.parse::<usize>().ok().and_then(|at| items.get(at)) else {
                        return place;
                    };
                    (place, node) = (item.place, item);
                }
                Kind::Map(entries) => {
                    let Some(entry) = entries.iter().find(|entry| entry.key == *step) else {
                        return place;
                    };
                    (place, node) = (entry.place, &entry.value);
                }
                Kind::Scalar { .. } => return place,
            }
        }
        place
    }

    /// What kind of thing it is, for messages.
    pub(crate) fn noun(&self) -> &'static str {
        match &self.kind {
            _ if self.is_null() => "nothing",
            Kind::Scalar { .. } => "a single value",
            Kind::List(_) => "a list",
            Kind::Map(_) => "a mapping",
        }
    }
}
