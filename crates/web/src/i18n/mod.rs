//! What pages say, in the language of whoever reads.
//!
//! [`T`] goes into every template as `t`. Interface messages are Fluent files in `locales/`, one a
//! room of this crate; texts of services come from the catalog in all languages.

mod format;
mod say;

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

use fluent_templates::fluent_bundle::FluentValue;
use fluent_templates::{LanguageIdentifier, StaticLoader, langid, static_loader};
use jiff::tz::TimeZone;
use tutas_domain::text::{Lang, Texts};

static_loader! {
    static MESSAGES = {
        locales: "../../locales",
        fallback_language: "kk",
        // The marks are meant for mixed directions of writing; here they would only break copying.
        customise: |bundle| bundle.set_use_isolating(false),
    };
}

static KAZAKH: LanguageIdentifier = langid!("kk");
static RUSSIAN: LanguageIdentifier = langid!("ru");
static ENGLISH: LanguageIdentifier = langid!("en");

/// Words and forms of one language in one country.
#[derive(Clone, Copy)]
pub struct T {
    /// The language.
    pub lang: Lang,
    country: &'static Country,
}

/// What formatting needs to know of the country.
pub struct Country {
    /// The zone in which bodies tell the time.
    pub zone: TimeZone,
    /// Currency sign.
    pub sign: String,
    /// The same where bodies tell another time, by the name of their zone.
    pub elsewhere: BTreeMap<String, Country>,
}

/// Stands after a value that ends with a point while its message is put together. A sign for private
/// use: no text has it.
const POINTED: char = '\u{e000}';

/// The value of a variable in a message.
#[derive(Clone)]
pub struct Arg<'a>(FluentValue<'a>);

impl T {
    /// The words of `lang` in `country`.
    pub fn new(lang: Lang, country: &'static Country) -> Self {
        Self { lang, country }
    }

    /// The same country in another language.
    #[must_use]
    pub fn in_lang(self, lang: Lang) -> Self {
        Self { lang, ..self }
    }

    /// The same words where a body tells the time by this zone.
    #[must_use]
    pub fn in_zone(self, zone: &str) -> Self {
        let country = self.country.elsewhere.get(zone).unwrap_or(self.country);
        Self { country, ..self }
    }

    /// A message without variables.
    pub fn m(&self, id: &str) -> String {
        self.find(id, None)
    }

    /// A message with variables. A value that ends with a point, as initials do, ends with it the
    /// sentence it stands at the end of: no second point follows.
    pub fn a(&self, id: &str, args: &[(&'static str, Arg<'_>)]) -> String {
        let args: HashMap<Cow<'static, str>, FluentValue<'_>> = args
            .iter()
            .map(|(name, arg)| (Cow::Borrowed(*name), marked(&arg.0)))
            .collect();
        with_single_points(self.find(id, Some(&args)))
    }

    /// A text of the catalog.
    pub fn x<'a>(&self, texts: &'a Texts) -> &'a str {
        texts.get(self.lang)
    }

    /// Texts of the catalog one after another, with commas.
    pub fn list(&self, texts: &[Texts]) -> String {
        texts
            .iter()
            .map(|text| self.x(text))
            .collect::<Vec<_>>()
            .join(", ")
    }

    /// Whether there is such a message, one without variables.
    pub fn has(&self, id: &str) -> bool {
        let no_args: Option<&HashMap<Cow<'static, str>, FluentValue<'_>>> = None;
        loader()
            .lookup_single_language(identifier(self.lang), id, no_args)
            .is_ok()
    }

    /// Falls back kk → ru → en. The id itself stands in for a message that nobody wrote: a test
    /// keeps that from happening.
    fn find(&self, id: &str, args: Option<&HashMap<Cow<'static, str>, FluentValue<'_>>>) -> String {
        [self.lang, Lang::Kk, Lang::Ru, Lang::En]
            .into_iter()
            .find_map(|lang| {
                loader()
                    .lookup_single_language(identifier(lang), id, args)
                    .ok()
            })
            .unwrap_or_else(|| id.to_owned())
    }
}

impl<'a> From<&'a str> for Arg<'a> {
    fn from(text: &'a str) -> Self {
        Self(FluentValue::from(text))
    }
}

impl<'a> From<&'a String> for Arg<'a> {
    fn from(text: &'a String) -> Self {
        Self(FluentValue::from(text.as_str()))
    }
}

impl From<String> for Arg<'_> {
    fn from(text: String) -> Self {
        Self(FluentValue::from(text))
    }
}

macro_rules! numbers {
    ($($number:ty),*) => {$(
        impl From<$number> for Arg<'_> {
            fn from(number: $number) -> Self {
                Self(FluentValue::from(number))
            }
        }

        impl From<&$number> for Arg<'_> {
            fn from(number: &$number) -> Self {
                Self(FluentValue::from(*number))
            }
        }
    )*};
}

numbers!(u32, u64, i64, usize);

fn marked<'a>(value: &FluentValue<'a>) -> FluentValue<'a> {
    match value {
        FluentValue::String(text) if text.ends_with('.') => {
            FluentValue::from(format!("{text}{POINTED}"))
        }
        other => other.clone(),
    }
}

fn with_single_points(said: String) -> String {
    if said.contains(POINTED) {
        said.replace(&format!("{POINTED}."), "")
            .replace(POINTED, "")
    } else {
        said
    }
}

fn loader() -> &'static StaticLoader {
    &MESSAGES
}

fn identifier(lang: Lang) -> &'static LanguageIdentifier {
    match lang {
        Lang::Kk => &KAZAKH,
        Lang::Ru => &RUSSIAN,
        Lang::En => &ENGLISH,
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use std::collections::BTreeSet;
    use std::fs;
    use std::path::{Path, PathBuf};

    use super::*;

    /// Words for tests, in Almaty.
    pub(crate) fn words(lang: Lang) -> T {
        let zone = TimeZone::get("Asia/Almaty").unwrap();
        let oral = Country {
            zone: TimeZone::get("Asia/Oral").unwrap(),
            sign: "₸".to_owned(),
            elsewhere: BTreeMap::new(),
        };
        T::new(
            lang,
            Box::leak(Box::new(Country {
                zone,
                sign: "₸".to_owned(),
                elsewhere: BTreeMap::from([("Asia/Oral".to_owned(), oral)]),
            })),
        )
    }

    #[test]
    fn a_message_is_in_the_language_of_the_reader() {
        assert_eq!(words(Lang::Kk).m("services"), "Қызметтер");
        assert_eq!(words(Lang::Ru).m("services"), "Услуги");
        assert_eq!(words(Lang::En).m("services"), "Services");
    }

    #[test]
    fn variables_carry_no_invisible_marks() {
        let shown = words(Lang::En).a("child-number", &[("number", 2_usize.into())]);
        assert_eq!(shown, "Child 2");
    }

    #[test]
    fn a_value_that_ends_with_a_point_ends_its_sentence() {
        let said = |lang, to: &str| words(lang).a("letter-complain-text", &[("to", to.into())]);
        for lang in Lang::ALL {
            assert_eq!(said(lang, "Оразбаев Д. Ж."), "Оразбаев Д. Ж.");
            assert_eq!(said(lang, "Оразбаев"), "Оразбаев.");
            assert_eq!(said(lang, "…"), "….");
        }
        let inside = words(Lang::En).a(
            "case-document",
            &[("title", "Notice etc.".into()), ("number", "1.".into())],
        );
        assert_eq!(inside, "Notice etc., No. 1.");
    }

    #[test]
    fn every_message_a_page_uses_exists_in_every_language() {
        let mut used = BTreeSet::new();
        let mut files = Vec::new();
        sources(
            &Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
            &mut files,
        );
        for file in files {
            used.extend(message_ids(&fs::read_to_string(file).unwrap()));
        }
        assert!(used.len() > 50, "only {} messages found", used.len());
        for lang in Lang::ALL {
            let written = written(lang);
            let lacking: Vec<_> = used.difference(&written).collect();
            assert!(lacking.is_empty(), "{lang} lacks {lacking:?}");
        }
    }

    /// The ids that a language's files define.
    fn written(lang: Lang) -> BTreeSet<String> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../../locales")
            .join(lang.tag());
        let files = fs::read_dir(folder).unwrap();
        let texts = files.map(|file| fs::read_to_string(file.unwrap().path()).unwrap());
        let ids = |text: String| {
            text.lines()
                .filter_map(|line| line.split_once(" ="))
                .map(|(id, _)| id.to_owned())
                .collect::<Vec<_>>()
        };
        texts.flat_map(ids).collect()
    }

    fn sources(folder: &Path, files: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                sources(&path, files);
            } else if path
                .extension()
                .is_some_and(|kind| kind == "html" || kind == "rs")
            {
                files.push(path);
            }
        }
    }

    /// The literal ids in `.m("…")` and `.a("…", …)`.
    fn message_ids(source: &str) -> BTreeSet<String> {
        [".m(\"", ".a(\""]
            .iter()
            .flat_map(|call| source.split(call).skip(1))
            .filter_map(|rest| rest.split('"').next())
            .filter(|id| {
                id.chars()
                    .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
            })
            .filter(|id| !id.is_empty())
            .map(str::to_owned)
            .collect()
    }
}
