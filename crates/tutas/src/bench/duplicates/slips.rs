//! How one person gets into a register twice: another spelling, a slip, a marriage, a number of its
//! own. What stands here knows nothing of how duplicates are found.

use jiff::ToSpan as _;
use jiff::civil::Date;
use tutas_domain::person::Sex;

use crate::registers::{Chance, Crowd, Face};

/// The same person, entered once more.
pub(super) fn again(crowd: &mut Crowd, face: &Face, today: Date) -> Face {
    let mut copy = face.clone();
    patronymic(&mut crowd.chance, &mut copy);
    let adult = face.born_on.saturating_add(18.years()) <= today;
    if adult && face.sex == Sex::Female && crowd.chance.permille(150) {
        copy.surname = crowd.other_surname(Sex::Female);
    }
    let spelling = crowd.chance.weighted([30, 35, 20, 15].into_iter());
    for name in [&mut copy.surname, &mut copy.given_name]
        .into_iter()
        .chain(&mut copy.patronymic)
    {
        *name = spelled(name, spelling);
    }
    if crowd.chance.permille(200) {
        let name = if crowd.chance.permille(500) {
            &mut copy.surname
        } else {
            &mut copy.given_name
        };
        *name = mistyped(&mut crowd.chance, name);
    }
    if crowd.chance.permille(20) {
        std::mem::swap(&mut copy.surname, &mut copy.given_name);
    }
    copy.born_on = born_on(&mut crowd.chance, face.born_on);
    copy.iin = number(crowd, face);
    copy
}

/// Left out, or formed in the other language.
fn patronymic(chance: &mut Chance, copy: &mut Face) {
    if chance.permille(200) {
        copy.patronymic = None;
    } else if chance.permille(150)
        && let Some(patronymic) = &mut copy.patronymic
    {
        for (kazakh, russian) in [("ұлы", "ович"), ("қызы", "овна")] {
            if let Some(stem) = patronymic.strip_suffix(kazakh) {
                *patronymic = format!("{stem}{russian}");
                return;
            }
            if let Some(stem) = patronymic.strip_suffix(russian) {
                *patronymic = format!("{stem}{kazakh}");
                return;
            }
        }
    }
}

fn born_on(chance: &mut Chance, date: Date) -> Date {
    let other = match chance.weighted([40, 40, 15, 905].into_iter()) {
        0 => Date::new(date.year(), date.day(), date.month()).ok(),
        1 => {
            let day = i8::try_from(chance.between(1, 28)).unwrap_or(1);
            Date::new(date.year(), date.month(), day).ok()
        }
        2 => {
            let years = *chance.of(&[-10_i16, -1, 1, 10]);
            Date::new(date.year() + years, date.month(), date.day()).ok()
        }
        _ => None,
    };
    other.unwrap_or(date)
}

/// The number as it was taken down; or another that was given to the same person.
fn number(crowd: &mut Crowd, face: &Face) -> String {
    let mut digits: Vec<u8> = face.iin.bytes().collect();
    let place = usize::try_from(crowd.chance.below(11)).unwrap_or(0);
    match crowd.chance.weighted([10, 40, 15, 5, 10, 20].into_iter()) {
        0 => {}
        1 => {
            let other = crowd.chance.below(9);
            let digit = u32::from(digits[place] - b'0');
            let digit = (digit + 1 + other) % 10;
            digits[place] = b'0' + u8::try_from(digit).unwrap_or(0);
        }
        2 => digits.swap(place, place + 1),
        3 => {
            digits.remove(place);
        }
        4 => digits.clear(),
        _ => return crowd.number(face.born_on, face.sex),
    }
    String::from_utf8(digits).unwrap_or_default()
}

/// A letter left out, doubled, exchanged with the next, or another in its place.
fn mistyped(chance: &mut Chance, name: &str) -> String {
    let mut letters: Vec<char> = name.chars().collect();
    let count = u32::try_from(letters.len()).unwrap_or(0);
    if count < 3 {
        return name.to_owned();
    }
    let place = usize::try_from(1 + chance.below(count - 2)).unwrap_or(1);
    match chance.below(4) {
        0 => {
            letters.remove(place);
        }
        1 => letters.insert(place, letters[place]),
        2 => letters.swap(place, place + 1),
        _ => letters[place] = *chance.of(&['а', 'е', 'и', 'о', 'р', 'н', 'т', 'л', 'с', 'к']),
    }
    letters.into_iter().collect()
}

/// As it stands; in Russian letters; in Latin as passports have it; in the Latin of mail addresses.
fn spelled(name: &str, spelling: usize) -> String {
    let table: &[(char, &str)] = match spelling {
        1 => &RUSSIAN,
        2 => &PASSPORT,
        3 => &EVERYDAY,
        _ => return name.to_owned(),
    };
    let mut spelled = String::new();
    for letter in name.chars() {
        let small = letter.to_lowercase().next().unwrap_or(letter);
        match table.iter().find(|(from, _)| *from == small) {
            None => spelled.push(letter),
            Some((_, to)) if small == letter => spelled.push_str(to),
            Some((_, to)) => {
                let mut rest = to.chars();
                spelled.extend(rest.next().into_iter().flat_map(char::to_uppercase));
                spelled.push_str(rest.as_str());
            }
        }
    }
    spelled
}

const RUSSIAN: [(char, &str); 10] = [
    ('ә', "а"),
    ('ғ', "г"),
    ('қ', "к"),
    ('ң', "н"),
    ('ө', "о"),
    ('ұ', "у"),
    ('ү', "у"),
    ('һ', "х"),
    ('і', "и"),
    ('ё', "е"),
];

const PASSPORT: [(char, &str); 42] = [
    ('а', "a"),
    ('ә', "a"),
    ('б', "b"),
    ('в', "v"),
    ('г', "g"),
    ('ғ', "g"),
    ('д', "d"),
    ('е', "e"),
    ('ё', "e"),
    ('ж', "zh"),
    ('з', "z"),
    ('и', "i"),
    ('й', "i"),
    ('к', "k"),
    ('қ', "k"),
    ('л', "l"),
    ('м', "m"),
    ('н', "n"),
    ('ң', "n"),
    ('о', "o"),
    ('ө', "o"),
    ('п', "p"),
    ('р', "r"),
    ('с', "s"),
    ('т', "t"),
    ('у', "u"),
    ('ұ', "u"),
    ('ү', "u"),
    ('ф', "f"),
    ('х', "kh"),
    ('һ', "kh"),
    ('ц', "ts"),
    ('ч', "ch"),
    ('ш', "sh"),
    ('щ', "shch"),
    ('ъ', "ie"),
    ('ы', "y"),
    ('і', "i"),
    ('ь', ""),
    ('э', "e"),
    ('ю', "iu"),
    ('я', "ia"),
];

const EVERYDAY: [(char, &str); 42] = [
    ('а', "a"),
    ('ә', "a"),
    ('б', "b"),
    ('в', "v"),
    ('г', "g"),
    ('ғ', "gh"),
    ('д', "d"),
    ('е', "ye"),
    ('ё', "yo"),
    ('ж', "j"),
    ('з', "z"),
    ('и', "i"),
    ('й', "y"),
    ('к', "k"),
    ('қ', "q"),
    ('л', "l"),
    ('м', "m"),
    ('н', "n"),
    ('ң', "ng"),
    ('о', "o"),
    ('ө', "o"),
    ('п', "p"),
    ('р', "r"),
    ('с', "s"),
    ('т', "t"),
    ('у', "u"),
    ('ұ', "u"),
    ('ү', "u"),
    ('ф', "f"),
    ('х', "h"),
    ('һ', "h"),
    ('ц', "c"),
    ('ч', "ch"),
    ('ш', "sh"),
    ('щ', "sch"),
    ('ъ', ""),
    ('ы', "y"),
    ('і', "i"),
    ('ь', "'"),
    ('э', "e"),
    ('ю', "yu"),
    ('я', "ya"),
];

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn names_are_spelled_as_people_and_passports_spell_them() {
        for (spelling, spelled_so) in [
            (0, "Қажығалиев"),
            (1, "Кажыгалиев"),
            (2, "Kazhygaliev"),
            (3, "Qajyghaliyev"),
        ] {
            assert_eq!(spelled("Қажығалиев", spelling), spelled_so);
        }
    }

    #[test]
    fn whoever_is_entered_again_differs_by_what_people_get_wrong() {
        let today = date(2026, 3, 18);
        let mut crowd = Crowd::new(3, today);
        let (mut changed, mut unchanged) = ([0_u32; 4], 0);
        for _ in 0..500 {
            let face = crowd.family().remove(0);
            let copy = again(&mut crowd, &face, today);
            let unlike = [
                copy.iin != face.iin,
                copy.surname != face.surname,
                copy.patronymic != face.patronymic,
                copy.born_on != face.born_on,
            ];
            for (count, unlike) in changed.iter_mut().zip(unlike) {
                *count += u32::from(unlike);
            }
            unchanged += u32::from(unlike == [false; 4]);
            assert_eq!(copy.sex, face.sex);
        }
        assert!(changed.iter().all(|count| *count > 10), "{changed:?}");
        assert!(unchanged < 30, "{unchanged}");
    }
}
