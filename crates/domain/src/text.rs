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

    /// One text that reads the same in every language, such as a name.
    pub fn same(text: &str) -> Self {
        Self {
            kk: text.to_owned(),
            ru: text.to_owned(),
            en: text.to_owned(),
        }
    }

    /// The same done to the text in each language.
    #[must_use]
    pub fn map(&self, change: impl Fn(&str) -> String) -> Self {
        Self {
            kk: change(&self.kk),
            ru: change(&self.ru),
            en: change(&self.en),
        }
    }
}

/// Words as a sentence begins.
pub fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.collect::<String>() + letters.as_str()
}

/// A sentence as it goes on after a colon.
pub fn uncapitalised(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().into_iter().flat_map(char::to_lowercase);
    first.collect::<String>() + letters.as_str()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_is_written_and_read_by_its_tag() {
        assert_eq!(Lang::ALL.map(Lang::tag), ["kk", "ru", "en"]);
        for lang in Lang::ALL {
            assert_eq!(lang.to_string(), lang.tag());
            assert_eq!(lang.tag().parse(), Ok(lang));
        }
        assert_eq!("de".parse::<Lang>(), Err(()));
    }

    #[test]
    fn an_empty_text_falls_back_to_one_that_is_there() {
        let texts = |kk: &str, ru: &str, en: &str| Texts {
            kk: kk.into(),
            ru: ru.into(),
            en: en.into(),
        };
        let all = texts("мерзім", "срок", "term");
        assert_eq!(
            Lang::ALL.map(|lang| all.get(lang)),
            ["мерзім", "срок", "term"]
        );
        assert_eq!(texts("мерзім", "срок", "").get(Lang::En), "мерзім");
        assert_eq!(texts("", "срок", "term").get(Lang::Kk), "срок");
        assert_eq!(texts("", "", "term").get(Lang::Ru), "term");
        assert_eq!(texts("", "", "").get(Lang::Ru), "");
    }

    #[test]
    fn words_are_kept_as_they_were_written_and_debugged_by_their_length() {
        let words = Words::from("It is my first.");
        assert_eq!(words, Words::from("It is my first.".to_owned()));
        assert_eq!(words.as_str(), "It is my first.");
        assert_eq!(format!("{words:?}"), "Words(15 bytes)");
        assert!(!words.is_blank());
        assert_eq!(words.into_string(), "It is my first.");
        assert!(Words::from(" \n").is_blank());
    }
}
