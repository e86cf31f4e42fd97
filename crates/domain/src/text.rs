//! Words for people: texts in every language of the country, and citations of law.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A language people are served in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// Kazakh.
    Kk,
    /// Russian.
    Ru,
    /// English.
    En,
}

impl Lang {
    /// Every language, in the order of the language switch.
    pub const ALL: [Self; 3] = [Self::Kk, Self::Ru, Self::En];

    /// The BCP 47 tag, which is also the address prefix.
    pub fn tag(self) -> &'static str {
        match self {
            Self::Kk => "kk",
            Self::Ru => "ru",
            Self::En => "en",
        }
    }
}

impl FromStr for Lang {
    type Err = ();

    fn from_str(tag: &str) -> Result<Self, ()> {
        Self::ALL
            .into_iter()
            .find(|lang| lang.tag() == tag)
            .ok_or(())
    }
}

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.tag())
    }
}

/// One text in all three languages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Texts {
    /// Kazakh.
    pub kk: String,
    /// Russian.
    pub ru: String,
    /// English.
    pub en: String,
}

impl Texts {
    /// The text in `lang`; an empty one falls back kk → ru → en.
    pub fn get(&self, lang: Lang) -> &str {
        let wanted = match lang {
            Lang::Kk => &self.kk,
            Lang::Ru => &self.ru,
            Lang::En => &self.en,
        };
        [wanted, &self.kk, &self.ru, &self.en]
            .into_iter()
            .find(|text| !text.is_empty())
            .map_or("", String::as_str)
    }
}

/// What a person wrote in their own words. They are theirs: `Debug` tells the length only, and there
/// is no `Display`.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Words(String);

impl Words {
    /// Whether nothing is said.
    pub fn is_blank(&self) -> bool {
        self.0.trim().is_empty()
    }

    /// The words, to show them to whom they are for.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The words, given away.
    pub fn into_string(self) -> String {
        self.0
    }
}

impl From<String> for Words {
    fn from(words: String) -> Self {
        Self(words)
    }
}

impl From<&str> for Words {
    fn from(words: &str) -> Self {
        Self(words.to_owned())
    }
}

impl fmt::Debug for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Words({} bytes)", self.0.len())
    }
}

/// How sure we are of a statement of law.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mark {
    /// Read in the law.
    Certain,
    /// Read in a portal page, a rule or the news.
    Secondary,
    /// Not confirmed by a source: a parameter to be set by the ministry.
    #[default]
    Assumed,
}

/// A citation: the act, the articles and how sure we are of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Law {
    /// Name of the act as the catalog spells it, e.g. `Social Code`.
    pub act: Texts,
    /// Articles, e.g. `79-80`, `64(6)`.
    pub articles: String,
    /// How sure.
    pub mark: Mark,
}
