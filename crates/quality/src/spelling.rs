//! Names brought to a form in which spellings of one name are alike: Kazakh and Russian Cyrillic,
//! and Latin by several schemes.
//!
//! Қайрат, Кайрат, Qairat, Kayrat and Kairat are all `kairat`. What the letters stand for is data
//! (`data/spelling.json`); how patronymics end is the country's ([`NameRules`]).

use std::collections::BTreeMap;

use serde::Deserialize;
use tutas_domain::person::NameRules;

/// The longest comparable form; a name that is longer is compared by its beginning.
const LONGEST: usize = 40;

/// What is left of a patronymic without its ending is a name, and has at least so many letters.
const SHORTEST_STEM: usize = 3;

/// How letters are read.
#[derive(Clone, Debug)]
pub struct Spelling {
    lookalikes: BTreeMap<char, char>,
    /// Sounds by the letters that stand for them.
    sounds: BTreeMap<Vec<char>, String>,
    /// The most letters that stand for one sound.
    most_letters: usize,
    groups: Vec<String>,
    silent: String,
    /// Endings of patronymics as they sound, the longest first.
    patronymic_endings: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Data {
    /// Latin letters that stand in Cyrillic words, with those they were taken for.
    lookalikes: BTreeMap<char, char>,
    /// What one letter or several sound like.
    sounds: BTreeMap<String, String>,
    /// Sounds that are mistaken for one another.
    groups: Vec<String>,
    /// Sounds that a skeleton leaves out.
    silent: String,
}

impl Spelling {
    /// The letters of Kazakh, Russian and their Latin schemes, and the endings of patronymics that
    /// this country knows.
    ///
    /// # Errors
    /// Data that cannot be read. What is built in can be; a test looks.
    pub fn of(rules: &NameRules) -> Result<Self, String> {
        let data: Data = serde_json::from_str(include_str!("data/spelling.json"))
            .map_err(|error| format!("how letters are read: {error}"))?;
        let sounds: BTreeMap<Vec<char>, String> = data
            .sounds
            .into_iter()
            .map(|(letters, sound)| (letters.chars().collect(), sound))
            .collect();
        let mut spelling = Self {
            lookalikes: data.lookalikes,
            most_letters: sounds.keys().map(Vec::len).max().unwrap_or(1),
            sounds,
            groups: data.groups,
            silent: data.silent,
            patronymic_endings: Vec::new(),
        };
        spelling.patronymic_endings = spelling.endings(rules);
        Ok(spelling)
    }

    /// The comparable form: lower-case Latin letters, nothing doubled; empty if there are no letters.
    pub fn comparable(&self, name: &str) -> String {
        let mut letters: Vec<char> = name.chars().flat_map(char::to_lowercase).collect();
        // A hyphen, a space and an apostrophe are left out by one and written by another.
        letters.retain(|letter| letter.is_alphabetic());
        let is_cyrillic = |letter: &char| ('\u{400}'..='\u{52f}').contains(letter);
        let cyrillic = letters.iter().filter(|letter| is_cyrillic(letter)).count();
        if cyrillic * 2 > letters.len() {
            for letter in &mut letters {
                *letter = self.lookalikes.get(letter).copied().unwrap_or(*letter);
            }
        }
        let mut heard = String::with_capacity(letters.len());
        let mut rest = letters.as_slice();
        while let Some((_, after_one)) = rest.split_first() {
            let most = self.most_letters.min(rest.len());
            let found = (1..=most)
                .rev()
                .find_map(|count| Some((count, self.sounds.get(rest.get(..count)?)?)));
            if let Some((count, sound)) = found {
                sound.chars().for_each(|c| push_once(&mut heard, c));
                rest = rest.get(count..).unwrap_or_default();
            } else {
                // A letter of another script tells nothing that could be compared.
                rest = after_one;
            }
        }
        heard.truncate(LONGEST);
        heard
    }

    /// The comparable form of a patronymic without its ending: the father's name.
    pub fn fathers_name(&self, patronymic: &str) -> String {
        let mut heard = self.comparable(patronymic);
        let ending = self.patronymic_endings.iter().find(|ending| {
            heard.ends_with(ending.as_str()) && heard.len() >= ending.len() + SHORTEST_STEM
        });
        if let Some(ending) = ending {
            heard.truncate(heard.len() - ending.len());
        }
        heard
    }

    /// What is left of a comparable form if vowels and kinds of consonants are not told apart: by it
    /// records are brought together.
    pub fn skeleton(&self, comparable: &str) -> String {
        let mut skeleton = String::new();
        for sound in comparable.chars() {
            if !self.silent.contains(sound) {
                let group = self.groups.iter().find(|group| group.contains(sound));
                let first = group.and_then(|group| group.chars().next());
                push_once(&mut skeleton, first.unwrap_or(sound));
            }
        }
        if skeleton.is_empty() {
            skeleton.extend(comparable.chars().take(2));
        }
        skeleton
    }

    fn endings(&self, rules: &NameRules) -> Vec<String> {
        let mut endings: Vec<String> = rules
            .patronymic_endings
            .iter()
            .flat_map(|ending| [&ending.male, &ending.female])
            .map(|ending| self.comparable(ending))
            .filter(|ending| !ending.is_empty())
            .collect();
        // After a soft letter the ending changes its vowel: Сергеевич beside Олегович.
        let soft: Vec<String> = endings
            .iter()
            .filter_map(|ending| Some(format!("e{}", ending.strip_prefix('o')?)))
            .collect();
        endings.extend(soft);
        endings.sort_by_key(|ending| std::cmp::Reverse(ending.len()));
        endings
    }
}

fn push_once(text: &mut String, c: char) {
    if !text.ends_with(c) {
        text.push(c);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::spelling;

    #[test]
    fn one_name_is_one_however_it_is_spelled() {
        for alike in [
            &["Қайрат", "Кайрат", "Qairat", "Kayrat", "Kairat", "QAYRAT"][..],
            &[
                "Жұмағалиев",
                "Жумагалиев",
                "Zhumagaliyev",
                "Jumaǵaliev",
                "Jumagaliev",
            ],
            &["Сейітов", "Сеитов", "Сейiтов", "Seitov", "Seyitov"],
            &["Ыбырай", "Ybyrai", "Ibirai"],
            &["Хайруллин", "Хайрулин", "Khairullin", "Hairulin"],
            &["Шәріпов", "Шарипов", "Sharipov", "Şäripov"],
            &["Наталья", "Natalya", "Nataliia", "Наталия"],
            &["Фёдоров", "Федоров", "Fyodorov", "Fedorov"],
            &["Анна-Мария", "Анна Мария", "Anna Maria", "Annamariya"],
            &["Өміржан", "Омиржан", "Omirzhan", "Ömirjan"],
        ] {
            let heard: Vec<String> = alike
                .iter()
                .map(|name| spelling().comparable(name))
                .collect();
            assert!(heard.windows(2).all(|two| two[0] == two[1]), "{heard:?}");
        }
        assert_ne!(
            spelling().comparable("Ерлан"),
            spelling().comparable("Нұрлан")
        );
    }

    #[test]
    fn a_patronymic_is_the_fathers_name_in_both_languages_and_in_latin() {
        let fathers_name = |patronymic: &str| spelling().fathers_name(patronymic);
        for patronymic in [
            "Нұрланұлы",
            "Нурланович",
            "Nurlanuly",
            "Нурлан улы",
            "Нұрланқызы",
            "Nurlanovna",
        ] {
            assert_eq!(fathers_name(patronymic), "nurlan", "{patronymic}");
        }
        assert_eq!(fathers_name("Сергеевич"), "serg");
        assert_eq!(fathers_name("Алиұлы"), "ali");
        assert_eq!(fathers_name("Ұлы"), "uli", "an ending alone is a name");
    }

    #[test]
    fn a_skeleton_forgets_vowels_and_sounds_that_are_mistaken() {
        let skeleton = |name: &str| spelling().skeleton(&spelling().comparable(name));
        assert_eq!(skeleton("Қажығалиев"), skeleton("Хажигалиев"));
        assert_eq!(skeleton("Абдрахманов"), skeleton("Абдурахманов"));
        assert_eq!(skeleton("Аю"), "ai");
        assert_ne!(skeleton("Ахметов"), skeleton("Оспанов"));
    }

    proptest::proptest! {
        #[test]
        fn any_text_has_a_form_of_latin_letters_and_bounded_length(text in ".{0,80}") {
            let heard = spelling().comparable(&text);
            proptest::prop_assert!(heard.len() <= LONGEST);
            proptest::prop_assert!(heard.bytes().all(|b| b.is_ascii_lowercase()));
            proptest::prop_assert_eq!(spelling().comparable(&heard.to_uppercase()).is_empty(), heard.is_empty());
        }
    }
}
