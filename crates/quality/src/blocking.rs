//! Which records are compared: those that agree on something. To compare all with all would take
//! days, and nearly all of them have nothing in common.

use crate::entry::{Birth, Compact, NO_NAME, Names, mix};

/// One way in which records of a person agree, whatever else is wrong in them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pass {
    /// The number.
    Number,
    /// The first two thirds of the number, all of it but a slip in the last.
    NumberBeginning,
    /// The first and the last third of the number.
    NumberEdges,
    /// The last two thirds of the number.
    NumberEnd,
    /// The foreign document.
    Document,
    /// The date of birth, days and months being told apart by nobody, and how the surname begins.
    BirthAndSurname,
    /// The same, and how the given name begins: surnames change with marriage.
    BirthAndGivenName,
    /// The same, and how both begin, in whatever order they stand.
    BirthAndNames,
    /// The sound of both names, and day and month of birth.
    NamesAndDay,
    /// The sound of both names, and the year of birth.
    NamesAndYear,
}

impl Pass {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::Number,
        Self::NumberBeginning,
        Self::NumberEdges,
        Self::NumberEnd,
        Self::Document,
        Self::BirthAndSurname,
        Self::BirthAndGivenName,
        Self::BirthAndNames,
        Self::NamesAndDay,
        Self::NamesAndYear,
    ];

    /// What records must agree on to be compared; `None` if it is not known.
    pub(crate) fn key(self, entry: &Compact, names: &Names) -> Option<u64> {
        let surname = (entry.surname != NO_NAME).then(|| names.of(entry.surname));
        let given_name = (entry.given_name != NO_NAME).then(|| names.of(entry.given_name));
        let birth = || entry.born_on.map(either_way);
        let both = || Some(mix(surname?.skeleton, given_name?.skeleton));
        match self {
            Self::Number => entry.iin?.part(0..12),
            Self::NumberBeginning => entry.iin?.part(0..8),
            Self::NumberEdges => entry.iin?.part((0..4).chain(8..12)),
            Self::NumberEnd => entry.iin?.part(4..12),
            Self::Document => (entry.document != 0).then_some(entry.document),
            Self::BirthAndSurname => Some(mix(surname?.beginning, birth()?)),
            Self::BirthAndGivenName => Some(mix(given_name?.beginning, birth()?)),
            Self::BirthAndNames => {
                let (one, other) = (surname?.beginning, given_name?.beginning);
                Some(mix(mix(one.min(other), one.max(other)), birth()?))
            }
            Self::NamesAndDay => {
                let day = Birth {
                    year: 0,
                    ..entry.born_on?
                };
                Some(mix(both()?, either_way(day)))
            }
            Self::NamesAndYear => Some(mix(both()?, u64::from(entry.born_on?.year.unsigned_abs()))),
        }
    }
}

/// A date as a number in which day and month may change places.
fn either_way(date: Birth) -> u64 {
    let small = |part: i8| u64::from(part.unsigned_abs());
    let (day, month) = (small(date.day), small(date.month));
    u64::from(date.year.unsigned_abs()) << 16 | day.min(month) << 8 | day.max(month)
}
