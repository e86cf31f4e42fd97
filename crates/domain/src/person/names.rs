//! Names of children within the law (Code on Marriage and Family, articles 63 and 194).
//!
//! The rules are data of the country; this module only applies them.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::Sex;
use crate::text::Law;

/// Rules of law on the names of persons.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NameRules {
    /// Longest number of given names.
    pub max_given_names: usize,
    /// Longest name, in characters.
    pub max_length: usize,
    /// Endings the law forbids in surnames.
    pub forbidden_surname_endings: Vec<String>,
    /// Endings (son, daughter) that make a surname of the father's name and leave no patronymic.
    pub kinship_endings: Vec<SexedEnding>,
    /// Endings that surnames may drop.
    ///
    /// The first that fits is dropped, so a longer one stands before the shorter it ends in.
    pub droppable_surname_endings: Vec<DroppableEnding>,
    /// Masculine and feminine forms of surname endings (`ов`/`ова`).
    pub surname_pairs: Vec<SexedEnding>,
    /// Patronymic endings (`ұлы`/`қызы`, `ович`/`овна`).
    pub patronymic_endings: Vec<SexedEnding>,
    /// Letters a name may have, beside a hyphen, an apostrophe and a space between names.
    pub letters: String,
    /// The law.
    pub law: Law,
}

/// An ending for a man and for a woman.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SexedEnding {
    /// For a male.
    pub male: String,
    /// For a female.
    pub female: String,
}

impl SexedEnding {
    /// The ending for this sex.
    pub fn of(&self, sex: Sex) -> &str {
        match sex {
            Sex::Male => &self.male,
            Sex::Female => &self.female,
        }
    }
}

/// An ending that a surname may drop, and what is then left in its place.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DroppableEnding {
    /// The ending in both its forms.
    #[serde(flatten)]
    pub ending: SexedEnding,
    /// What the name ended in before the ending was joined (`ай` for `аев`); mostly nothing.
    #[serde(default)]
    pub leaves: String,
}

/// Why a name cannot be entered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum NameProblem {
    /// Nothing was written.
    #[error("a name is needed")]
    Empty,
    /// Too many given names.
    #[error("the law allows at most {0} given names")]
    TooMany(usize),
    /// Too long for the act.
    #[error("a name has at most {0} letters")]
    TooLong(usize),
    /// A sign that is no letter of the country's alphabets.
    #[error("`{0}` is not a letter of a name")]
    Letter(char),
}

impl NameRules {
    /// Checks given names and puts them in order: single blanks, first letters in capitals.
    pub fn given_names(&self, text: &str) -> Result<String, NameProblem> {
        let words: Vec<&str> = text.split_whitespace().collect();
        if words.is_empty() {
            return Err(NameProblem::Empty);
        }
        let mut parts = 0;
        for word in &words {
            parts += word.split('-').filter(|part| !part.is_empty()).count();
            self.check_letters(word)?;
        }
        if parts > self.max_given_names {
            return Err(NameProblem::TooMany(self.max_given_names));
        }
        Ok(words
            .into_iter()
            .map(capitalised)
            .collect::<Vec<_>>()
            .join(" "))
    }

    fn check_letters(&self, word: &str) -> Result<(), NameProblem> {
        if word.chars().count() > self.max_length {
            return Err(NameProblem::TooLong(self.max_length));
        }
        let edges_are_letters = |c: Option<char>| c.is_some_and(char::is_alphabetic);
        if !edges_are_letters(word.chars().next()) || !edges_are_letters(word.chars().last()) {
            let sign = word.chars().find(|c| !c.is_alphabetic()).unwrap_or('?');
            return Err(NameProblem::Letter(sign));
        }
        let allowed = |c: char| {
            matches!(c, '-' | '\'' | '’')
                || c.to_lowercase().all(|lower| self.letters.contains(lower))
        };
        word.chars()
            .find(|c| !allowed(*c))
            .map_or(Ok(()), |c| Err(NameProblem::Letter(c)))
    }

    /// Whether a surname ends in a word the law forbids.
    pub fn is_forbidden_surname(&self, surname: &str) -> bool {
        let lower = surname.to_lowercase();
        self.forbidden_surname_endings
            .iter()
            .any(|ending| lower.ends_with(ending.as_str()))
    }

    /// Whether this surname leaves no room for a patronymic.
    pub fn excludes_patronymic(&self, surname: &str) -> bool {
        let lower = surname.to_lowercase();
        self.kinship_endings
            .iter()
            .any(|ending| lower.ends_with(&ending.male) || lower.ends_with(&ending.female))
    }

    fn in_the_form_of(&self, surname: &str, sex: Sex) -> String {
        for pair in &self.surname_pairs {
            let other = match sex {
                Sex::Male => &pair.female,
                Sex::Female => &pair.male,
            };
            let own = pair.of(sex);
            let other_is_longer = other.chars().count() > own.chars().count();
            if surname.ends_with(own) && !(other_is_longer && surname.ends_with(other.as_str())) {
                return surname.to_owned();
            }
            if let Some(stem) = surname.strip_suffix(other.as_str()) {
                return format!("{stem}{own}");
            }
        }
        surname.to_owned()
    }

    fn without_ending(&self, surname: &str) -> Option<String> {
        self.droppable_surname_endings.iter().find_map(|droppable| {
            let ending = &droppable.ending;
            let stem = surname
                .strip_suffix(ending.female.as_str())
                .or_else(|| surname.strip_suffix(ending.male.as_str()))?;
            let short = format!("{stem}{}", droppable.leaves);
            (short.chars().count() >= 3).then_some(short)
        })
    }
}

/// The surnames the law allows a child of these parents: common or either's, in the form for its
/// sex, with or without a droppable ending, or made of the father's given name.
pub fn surnames(
    rules: &NameRules,
    sex: Sex,
    mother_surname: Option<&str>,
    father_surname: Option<&str>,
    father_given: Option<&str>,
) -> Vec<String> {
    let mut options: Vec<String> = Vec::new();
    let mut offer = |name: String| {
        if !rules.is_forbidden_surname(&name) && !options.contains(&name) {
            options.push(name);
        }
    };
    for surname in [father_surname, mother_surname].into_iter().flatten() {
        offer(rules.in_the_form_of(surname, sex));
        if let Some(short) = rules.without_ending(surname) {
            offer(short);
        }
    }
    if let Some(given) = father_given.and_then(|given| given.split_whitespace().next()) {
        offer(given.to_owned());
        for ending in &rules.kinship_endings {
            offer(format!("{given}{}", ending.of(sex)));
        }
    }
    options
}

/// The patronymics a child of this father may bear; none if the surname excludes one.
pub fn patronymics(rules: &NameRules, sex: Sex, father_given: &str) -> Vec<String> {
    let Some(given) = father_given.split_whitespace().next() else {
        return Vec::new();
    };
    rules
        .patronymic_endings
        .iter()
        .map(|ending| joined(given, ending.of(sex)))
        .collect()
}

/// Russian endings follow the last letter (`Сергей` → `Сергеевич`, `Никита` → `Никитич`); Kazakh
/// ones are joined as they are.
fn joined(given: &str, ending: &str) -> String {
    let slavic = ending.starts_with('о');
    let stem = |cut: usize| {
        let keep = given.chars().count().saturating_sub(cut);
        given.chars().take(keep).collect::<String>()
    };
    match (slavic, given.chars().last()) {
        (true, Some('й' | 'ь')) => {
            format!("{}е{}", stem(1), ending.chars().skip(1).collect::<String>())
        }
        (true, Some('а' | 'я' | 'о')) => {
            format!("{}{ending}", stem(1))
        }
        _ => format!("{given}{ending}"),
    }
}

fn capitalised(word: &str) -> String {
    word.split('-')
        .map(|part| {
            let mut chars = part.chars();
            chars.next().map_or_else(String::new, |first| {
                first
                    .to_uppercase()
                    .chain(chars.flat_map(char::to_lowercase))
                    .collect()
            })
        })
        .collect::<Vec<String>>()
        .join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair(male: &str, female: &str) -> SexedEnding {
        SexedEnding {
            male: male.into(),
            female: female.into(),
        }
    }

    fn droppable(male: &str, female: &str, leaves: &str) -> DroppableEnding {
        DroppableEnding {
            ending: pair(male, female),
            leaves: leaves.into(),
        }
    }

    fn rules() -> NameRules {
        NameRules {
            max_given_names: 2,
            max_length: 60,
            forbidden_surname_endings: ["тегі", "ұрпағы", "немересі", "шөбересі", "келіні"]
                .map(String::from)
                .to_vec(),
            kinship_endings: vec![pair("ұлы", "қызы")],
            droppable_surname_endings: vec![
                droppable("аев", "аева", "ай"),
                droppable("еев", "еева", "ей"),
                droppable("ов", "ова", ""),
                droppable("ев", "ева", ""),
            ],
            surname_pairs: vec![pair("ов", "ова"), pair("ев", "ева"), pair("ин", "ина")],
            patronymic_endings: vec![pair("ұлы", "қызы"), pair("ович", "овна")],
            letters: "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя".into(),
            law: Law::default(),
        }
    }

    #[test]
    fn given_names_are_put_in_order_and_bounded_by_law() {
        assert_eq!(rules().given_names("  айша   НҰР "), Ok("Айша Нұр".into()));
        assert_eq!(rules().given_names("Анна-Мария"), Ok("Анна-Мария".into()));
        assert_eq!(
            rules().given_names("Али Вали Гали"),
            Err(NameProblem::TooMany(2))
        );
        assert_eq!(
            rules().given_names("Али Анна-Мария"),
            Err(NameProblem::TooMany(2))
        );
        assert_eq!(rules().given_names(" "), Err(NameProblem::Empty));
        assert_eq!(rules().given_names("Али3"), Err(NameProblem::Letter('3')));
        assert_eq!(rules().given_names("<b>"), Err(NameProblem::Letter('<')));
    }

    #[test]
    fn a_child_may_bear_either_parents_surname_or_the_fathers_name() {
        let options = surnames(
            &rules(),
            Sex::Female,
            Some("Смагулова"),
            Some("Ахметов"),
            Some("Нұрлан"),
        );
        assert_eq!(
            options,
            [
                "Ахметова",
                "Ахмет",
                "Смагулова",
                "Смагул",
                "Нұрлан",
                "Нұрланқызы"
            ]
        );
    }

    #[test]
    fn a_surname_that_drops_its_ending_gets_back_the_last_letter_of_the_name() {
        let short = |surname: &str| rules().without_ending(surname);
        assert_eq!(short("Жұмабаев").as_deref(), Some("Жұмабай"));
        assert_eq!(short("Жұмабаева").as_deref(), Some("Жұмабай"));
        assert_eq!(short("Сергеева").as_deref(), Some("Сергей"));
        assert_eq!(short("Әлиев").as_deref(), Some("Әли"));
        assert_eq!(short("Ахметов").as_deref(), Some("Ахмет"));
        assert_eq!(short("Ким"), None);
    }

    #[test]
    fn a_forbidden_surname_is_not_offered() {
        let options = surnames(
            &rules(),
            Sex::Male,
            Some("Абай тегі"),
            Some("Абайұлы"),
            None,
        );
        assert_eq!(options, ["Абайұлы"]);
        assert!(rules().excludes_patronymic("Абайұлы"));
    }

    #[test]
    fn patronymics_follow_the_fathers_name_in_both_languages() {
        assert_eq!(
            patronymics(&rules(), Sex::Male, "Нұрлан"),
            ["Нұрланұлы", "Нұрланович"]
        );
        assert_eq!(
            patronymics(&rules(), Sex::Female, "Сергей"),
            ["Сергейқызы", "Сергеевна"]
        );
    }

    #[test]
    fn a_name_is_written_in_letters_and_no_longer_than_the_act_has_room_for() {
        let check = |word: &str| rules().given_names(word).map(|_| ());
        assert_eq!(check(&"а".repeat(60)), Ok(()));
        assert_eq!(check(&"а".repeat(61)), Err(NameProblem::TooLong(60)));
        assert_eq!(check("Д'Артаньян"), Ok(()));
        assert_eq!(check("Қ’ара"), Ok(()));
        for (word, sign) in [("-Али", '-'), ("Али-", '-'), ("'", '\'')] {
            assert_eq!(check(word), Err(NameProblem::Letter(sign)), "{word}");
        }
        assert_eq!(check("Аlи"), Err(NameProblem::Letter('l')), "Latin");
        assert_eq!(check("А.и"), Err(NameProblem::Letter('.')));
    }

    #[test]
    fn a_surname_takes_the_form_of_the_childs_sex() {
        let form = |surname: &str, sex| rules().in_the_form_of(surname, sex);
        for (male, female) in [("Ахметов", "Ахметова"), ("Фомин", "Фомина")]
        {
            for surname in [male, female] {
                assert_eq!(form(surname, Sex::Male), male);
                assert_eq!(form(surname, Sex::Female), female);
            }
        }
        assert_eq!(form("Ким", Sex::Female), "Ким");
        let czech = NameRules {
            surname_pairs: vec![pair("", "ова")],
            ..rules()
        };
        for surname in ["Новак", "Новакова"] {
            assert_eq!(czech.in_the_form_of(surname, Sex::Male), "Новак");
            assert_eq!(czech.in_the_form_of(surname, Sex::Female), "Новакова");
        }
    }

    #[test]
    fn an_ending_is_dropped_only_if_a_name_is_left() {
        assert_eq!(rules().without_ending("Янов"), None, "two letters");
        assert_eq!(rules().without_ending("Қанов").as_deref(), Some("Қан"));
    }

    #[test]
    fn only_a_surname_made_of_a_fathers_name_excludes_a_patronymic() {
        assert!(rules().excludes_patronymic("Абайқызы"));
        assert!(!rules().excludes_patronymic("Ахметов"));
        assert!(rules().is_forbidden_surname("Абай ТЕГІ"));
        assert!(!rules().is_forbidden_surname("Абай"));
    }

    #[test]
    fn a_russian_patronymic_takes_the_place_of_the_last_vowel() {
        let of = |given: &str| patronymics(&rules(), Sex::Male, given);
        assert_eq!(of("Никола"), ["Николаұлы", "Николович"]);
        assert_eq!(of("Игорь Нұрлан"), ["Игорьұлы", "Игоревич"]);
        assert_eq!(of(" "), Vec::<String>::new());
    }
}
