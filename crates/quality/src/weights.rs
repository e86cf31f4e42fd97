//! What agreement and disagreement are worth (Fellegi and Sunter 1969).
//!
//! For each field and way of agreeing the data have two chances: *m*, that two records of one person
//! agree so, and *u*, that two records of different people do. Their ratio, in bits, is the weight; a
//! pair's weight is the sum. Agreement on a rare name is worth more than on a common one.

use serde::Deserialize;

/// The weights, and what a sum of them means.
#[derive(Clone, Debug)]
pub struct Weights(pub(crate) Data);

/// What the sum of a pair's weights means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// Two people.
    Different,
    /// A person must look.
    Review,
    /// One person, as far as the records tell. Nothing is merged by that.
    Certain,
}

/// Chances that agreement has this form: among records of one person, and of different people.
#[derive(Clone, Copy, Debug, Deserialize)]
pub(crate) struct Chances(f32, f32);

impl Chances {
    /// The weight in bits.
    pub(crate) fn bits(self) -> f32 {
        (self.0 / self.1).log2()
    }

    /// The weight if the value itself is as frequent as this among all.
    pub(crate) fn bits_of_value(self, share: f32) -> f32 {
        (self.0 / share).log2()
    }
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Data {
    pub(crate) thresholds: Thresholds,
    /// No name counts as rarer than this share of all.
    pub(crate) rarest_name: f32,
    /// Similarity from which on names are close, in thousandths.
    pub(crate) close: u16,
    /// Similarity from which on names resemble one another, in thousandths.
    pub(crate) resembling: u16,
    pub(crate) iin: Iins,
    pub(crate) document: SameOrNot,
    pub(crate) born_on: Dates,
    pub(crate) surname: Names,
    pub(crate) given_name: Names,
    /// Surname and given name stand in each other's place.
    pub(crate) exchanged: Chances,
    pub(crate) patronymic: Names,
    pub(crate) sex: SameOrNot,
}

/// From which sums on.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Thresholds {
    pub(crate) certain: f32,
    pub(crate) review: f32,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct Iins {
    pub(crate) same: Chances,
    pub(crate) one_slip_ill_formed: Chances,
    pub(crate) one_slip: Chances,
    pub(crate) two_slips_ill_formed: Chances,
    pub(crate) two_slips: Chances,
    pub(crate) far_ill_formed: Chances,
    pub(crate) far: Chances,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct SameOrNot {
    pub(crate) same: Chances,
    pub(crate) different: Chances,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct Dates {
    pub(crate) same: Chances,
    pub(crate) day_and_month_exchanged: Chances,
    pub(crate) one_part_wrong: Chances,
    pub(crate) different: Chances,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct Names {
    pub(crate) same: Chances,
    pub(crate) close: Chances,
    pub(crate) resembling: Chances,
    pub(crate) different: Chances,
    /// Women take their husbands' surnames.
    #[serde(default)]
    pub(crate) different_of_a_woman: Option<Chances>,
}

impl Weights {
    /// The weights that are built in.
    ///
    /// # Errors
    /// Data that cannot be read. What is built in can be; a test looks.
    pub fn built_in() -> Result<Self, String> {
        Self::read(include_str!("data/weights.json"))
    }

    /// Weights in the form of those that are built in.
    ///
    /// # Errors
    /// A text of another form.
    pub fn read(text: &str) -> Result<Self, String> {
        serde_json::from_str(text)
            .map(Self)
            .map_err(|error| format!("the weights: {error}"))
    }

    /// What a sum of weights means.
    pub fn verdict(&self, bits: f32) -> Verdict {
        if bits >= self.0.thresholds.certain {
            Verdict::Certain
        } else if bits >= self.0.thresholds.review {
            Verdict::Review
        } else {
            Verdict::Different
        }
    }

    /// From which sum on a person must look.
    pub fn review(&self) -> f32 {
        self.0.thresholds.review
    }

    /// From which sum on two records are one person's, as far as records tell.
    pub fn certain(&self) -> f32 {
        self.0.thresholds.certain
    }
}
