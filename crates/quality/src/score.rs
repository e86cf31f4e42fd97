//! How much two records speak for one person.

use tutas_domain::person::Sex;

use crate::entry::{Birth, Compact, NO_NAME, NameId, Names};
use crate::similarity::{Apart, jaro_winkler};
use crate::weights::{self, Chances, Weights};

/// What two records agree or differ in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// The number is the same.
    SameNumber,
    /// It differs by one slip.
    NumberOneSlip,
    /// It differs by two.
    NumberTwoSlips,
    /// It is another one.
    OtherNumber,
    /// The document is the same.
    SameDocument,
    /// It is another one.
    OtherDocument,
    /// The date of birth is the same.
    SameBirth,
    /// It differs by what is a slip rather than another day.
    AlikeBirth,
    /// It is another one.
    OtherBirth,
    /// The names sound alike.
    AlikeNames,
    /// They do not.
    OtherNames,
    /// The sex is the same.
    SameSex,
    /// It is not.
    OtherSex,
}

/// Something that speaks for one person behind two records, or against it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reason {
    /// What it is.
    pub what: What,
    /// How much it speaks for it, in bits; against it if negative.
    pub bits: f32,
}

impl What {
    /// All.
    pub const ALL: [Self; 13] = [
        Self::SameNumber,
        Self::NumberOneSlip,
        Self::NumberTwoSlips,
        Self::OtherNumber,
        Self::SameDocument,
        Self::OtherDocument,
        Self::SameBirth,
        Self::AlikeBirth,
        Self::OtherBirth,
        Self::AlikeNames,
        Self::OtherNames,
        Self::SameSex,
        Self::OtherSex,
    ];

    /// A stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::SameNumber => "same-number",
            Self::NumberOneSlip => "number-one-slip",
            Self::NumberTwoSlips => "number-two-slips",
            Self::OtherNumber => "other-number",
            Self::SameDocument => "same-document",
            Self::OtherDocument => "other-document",
            Self::SameBirth => "same-birth",
            Self::AlikeBirth => "alike-birth",
            Self::OtherBirth => "other-birth",
            Self::AlikeNames => "alike-names",
            Self::OtherNames => "other-names",
            Self::SameSex => "same-sex",
            Self::OtherSex => "other-sex",
        }
    }
}

/// What pairs are weighed with.
pub(crate) struct Scale<'a> {
    pub(crate) weights: &'a Weights,
    pub(crate) names: &'a Names,
    pub(crate) entries: f32,
}

impl Scale<'_> {
    /// The sum of the weights, in bits.
    pub(crate) fn bits(&self, a: &Compact, b: &Compact) -> f32 {
        let data = &self.weights.0;
        let sum = self.iins(a, b)
            + same_or_not(&data.document, some(a.document), some(b.document))
            + self.dates(a.born_on, b.born_on)
            + self.full_names(a, b)
            + same_or_not(&data.sex, a.sex, b.sex);
        // A number is one person's by law: if two bear it, somebody must look, whatever else is so.
        if a.iin.is_some() && a.iin == b.iin {
            sum.max(data.thresholds.review)
        } else {
            sum
        }
    }

    /// What speaks for and against it, each with its weight; what is not known is left out.
    pub(crate) fn reasons(&self, a: &Compact, b: &Compact) -> Vec<Reason> {
        let mut reasons = Vec::new();
        let mut add = |what, bits: f32| {
            if bits != 0.0 {
                reasons.push(Reason { what, bits });
            }
        };
        if let (Some(one), Some(other)) = (a.iin, b.iin) {
            let what = match one.apart(other) {
                Apart::Same => What::SameNumber,
                Apart::OneSlip => What::NumberOneSlip,
                Apart::TwoSlips => What::NumberTwoSlips,
                Apart::Far => What::OtherNumber,
            };
            add(what, self.iins(a, b));
        }
        let documents = (some(a.document), some(b.document));
        let bits = same_or_not(&self.weights.0.document, documents.0, documents.1);
        let same = documents.0 == documents.1;
        add(
            if same {
                What::SameDocument
            } else {
                What::OtherDocument
            },
            bits,
        );
        if let (Some(one), Some(other)) = (a.born_on, b.born_on) {
            let what = if one == other {
                What::SameBirth
            } else if self.dates(a.born_on, b.born_on) > 0.0 {
                What::AlikeBirth
            } else {
                What::OtherBirth
            };
            add(what, self.dates(a.born_on, b.born_on));
        }
        let names = self.full_names(a, b);
        add(
            if names > 0.0 {
                What::AlikeNames
            } else {
                What::OtherNames
            },
            names,
        );
        let bits = same_or_not(&self.weights.0.sex, a.sex, b.sex);
        add(
            if a.sex == b.sex {
                What::SameSex
            } else {
                What::OtherSex
            },
            bits,
        );
        reasons
    }

    fn iins(&self, a: &Compact, b: &Compact) -> f32 {
        let (Some(one), Some(other)) = (a.iin, b.iin) else {
            return 0.0;
        };
        let data = &self.weights.0.iin;
        let chances = match (one.apart(other), a.well_formed && b.well_formed) {
            (Apart::Same, _) => data.same,
            (Apart::OneSlip, false) => data.one_slip_ill_formed,
            (Apart::OneSlip, true) => data.one_slip,
            (Apart::TwoSlips, false) => data.two_slips_ill_formed,
            (Apart::TwoSlips, true) => data.two_slips,
            (Apart::Far, false) => data.far_ill_formed,
            (Apart::Far, true) => data.far,
        };
        chances.bits()
    }

    fn dates(&self, a: Option<Birth>, b: Option<Birth>) -> f32 {
        let (Some(a), Some(b)) = (a, b) else {
            return 0.0;
        };
        let data = &self.weights.0.born_on;
        let alike = [a.year == b.year, a.month == b.month, a.day == b.day];
        let chances = match alike.into_iter().filter(|alike| *alike).count() {
            3 => data.same,
            _ if a.year == b.year && a.month == b.day && a.day == b.month => {
                data.day_and_month_exchanged
            }
            2 => data.one_part_wrong,
            _ => data.different,
        };
        chances.bits()
    }

    /// Surname, given name and patronymic; also where the first two stand in each other's place.
    fn full_names(&self, a: &Compact, b: &Compact) -> f32 {
        let data = &self.weights.0;
        let woman = a.sex == Some(Sex::Female) && b.sex == Some(Sex::Female);
        let surname = self.names(&data.surname, a.surname, b.surname, woman, |name| {
            self.names.of(name).as_surname
        });
        let given_name = self.names(
            &data.given_name,
            a.given_name,
            b.given_name,
            false,
            |name| self.names.of(name).as_given_name,
        );
        let fathers = self.names(
            &data.patronymic,
            a.patronymic,
            b.patronymic,
            false,
            |name| self.names.of(name).as_given_name,
        );
        let mut both = surname + given_name;
        if both < 0.0 && self.are_exchanged(a, b) {
            both = data.exchanged.bits();
        }
        both + fathers
    }

    fn are_exchanged(&self, a: &Compact, b: &Compact) -> bool {
        let close = |a, b| self.similarity(a, b) >= self.weights.0.close;
        close(a.surname, b.given_name) && close(a.given_name, b.surname)
    }

    fn names(
        &self,
        data: &weights::Names,
        a: NameId,
        b: NameId,
        woman: bool,
        bearers: impl Fn(NameId) -> u32,
    ) -> f32 {
        if a == NO_NAME || b == NO_NAME {
            return 0.0;
        }
        let similarity = self.similarity(a, b);
        if similarity == 1000 {
            return data.same.bits_of_value(self.share(bearers(a)));
        }
        let chances: Chances = if similarity >= self.weights.0.close {
            data.close
        } else if similarity >= self.weights.0.resembling {
            data.resembling
        } else if let (true, Some(chances)) = (woman, data.different_of_a_woman) {
            chances
        } else {
            data.different
        };
        chances.bits()
    }

    fn similarity(&self, a: NameId, b: NameId) -> u16 {
        if a == b {
            return if a == NO_NAME { 0 } else { 1000 };
        }
        jaro_winkler(&self.names.of(a).comparable, &self.names.of(b).comparable)
    }

    /// The share of all who bear a name.
    #[expect(
        clippy::cast_precision_loss,
        reason = "a share need not be exact to the last person"
    )]
    fn share(&self, bearers: u32) -> f32 {
        let most_telling = self.weights.0.rarest_name;
        // In a small register, who bears a name alone tells little about how rare it is.
        ((bearers as f32 + 1.0) / (self.entries + 100.0)).max(most_telling)
    }
}

fn some(hash: u64) -> Option<u64> {
    (hash != 0).then_some(hash)
}

fn same_or_not<T: PartialEq>(data: &weights::SameOrNot, a: Option<T>, b: Option<T>) -> f32 {
    match (a, b) {
        (Some(a), Some(b)) if a == b => data.same.bits(),
        (Some(_), Some(_)) => data.different.bits(),
        _ => 0.0,
    }
}
