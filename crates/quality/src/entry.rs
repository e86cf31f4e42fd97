//! A register's records as they are compared: forty bytes each, names kept once.

use std::collections::HashMap;

use jiff::civil::Date;
use tutas_domain::person::{Iin, Sex};

use crate::similarity::Digits;
use crate::spelling::Spelling;

/// What a register of persons says of one; an empty text is none.
#[derive(Clone, Copy, Default)]
pub struct Entry<'a> {
    /// The identification number as it is written.
    pub iin: &'a str,
    /// A foreign document: country and number.
    pub document: &'a str,
    /// The surname.
    pub surname: &'a str,
    /// The given names.
    pub given_name: &'a str,
    /// The patronymic.
    pub patronymic: &'a str,
    /// The sex.
    pub sex: Option<Sex>,
    /// The date of birth.
    pub born_on: Option<Date>,
}

/// A name among the names of a register.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct NameId(u32);

/// An entry in comparable form.
#[derive(Clone, Copy)]
pub(crate) struct Compact {
    pub(crate) iin: Option<Digits>,
    pub(crate) document: u64,
    pub(crate) surname: NameId,
    pub(crate) given_name: NameId,
    pub(crate) patronymic: NameId,
    pub(crate) born_on: Option<Birth>,
    pub(crate) sex: Option<Sex>,
    /// Whether the number has twelve digits, the last of which fits the others.
    pub(crate) well_formed: bool,
}

/// A date of birth in four bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Birth {
    pub(crate) year: i16,
    pub(crate) month: i8,
    pub(crate) day: i8,
}

impl From<Date> for Birth {
    fn from(date: Date) -> Self {
        Self {
            year: date.year(),
            month: date.month(),
            day: date.day(),
        }
    }
}

/// The names of a register, each once.
pub(crate) struct Names {
    ids: HashMap<Box<str>, NameId>,
    kept: Vec<Kept>,
}

pub(crate) struct Kept {
    pub(crate) comparable: Box<str>,
    /// Hashes of the skeleton's beginning, and of the whole.
    pub(crate) beginning: u64,
    pub(crate) skeleton: u64,
    pub(crate) as_surname: u32,
    pub(crate) as_given_name: u32,
}

/// The name that nobody has: what is not known.
pub(crate) const NO_NAME: NameId = NameId(0);

/// Sounds of a skeleton that bring records together.
const BEGINNING: usize = 2;

impl Names {
    pub(crate) fn new(spelling: &Spelling) -> Self {
        let mut names = Self {
            ids: HashMap::new(),
            kept: Vec::new(),
        };
        names.id(String::new(), spelling);
        names
    }

    pub(crate) fn of(&self, id: NameId) -> &Kept {
        let at = usize::try_from(id.0).unwrap_or(0);
        &self.kept[at]
    }

    fn id(&mut self, comparable: String, spelling: &Spelling) -> NameId {
        if let Some(id) = self.ids.get(comparable.as_str()) {
            return *id;
        }
        let id = NameId(u32::try_from(self.kept.len()).unwrap_or(0));
        let skeleton = spelling.skeleton(&comparable);
        let beginning = skeleton.get(..BEGINNING).unwrap_or(&skeleton);
        self.kept.push(Kept {
            beginning: hash(beginning),
            skeleton: hash(&skeleton),
            comparable: comparable.clone().into_boxed_str(),
            as_surname: 0,
            as_given_name: 0,
        });
        self.ids.insert(comparable.into_boxed_str(), id);
        id
    }

    fn note(&mut self, surname: NameId, given_name: NameId) {
        let at = |id: NameId| usize::try_from(id.0).unwrap_or(0);
        self.kept[at(surname)].as_surname += 1;
        self.kept[at(given_name)].as_given_name += 1;
    }
}

impl Compact {
    pub(crate) fn of(entry: &Entry<'_>, names: &mut Names, spelling: &Spelling) -> Self {
        let surname = names.id(spelling.comparable(entry.surname), spelling);
        let given_name = names.id(spelling.comparable(entry.given_name), spelling);
        let patronymic = names.id(spelling.fathers_name(entry.patronymic), spelling);
        names.note(surname, given_name);
        let document: String = entry
            .document
            .chars()
            .filter(|c| c.is_alphanumeric())
            .collect();
        Self {
            iin: Digits::of(entry.iin),
            document: if document.is_empty() {
                0
            } else {
                hash(&document.to_uppercase())
            },
            surname,
            given_name,
            patronymic,
            born_on: entry.born_on.map(Birth::from),
            sex: entry.sex,
            well_formed: Iin::parse(entry.iin).is_ok(),
        }
    }
}

/// FNV-1a, mixed once more so that each bit of what is brought together by it counts.
pub(crate) fn hash(text: &str) -> u64 {
    let heard = text.bytes().fold(0xCBF2_9CE4_8422_2325, |hash: u64, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3)
    });
    mix(heard, 0)
}

/// One key of two.
pub(crate) fn mix(a: u64, b: u64) -> u64 {
    let mut mixed = a.rotate_left(29) ^ b.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ (mixed >> 31)
}
