//! Whether records of a register are about one person.
//!
//! Records are brought to comparable forms ([`Spelling`]), brought together where they agree on
//! something ([`Pass`]), weighed pair by pair ([`Weights`]) and taken together ([`clusters`]). It
//! reads nothing and decides nothing: whoever answers for the register looks.
//!
//! ```
//! use tutas_domain::person::{NameRules, Sex};
//! use tutas_quality::{Entry, Index, Pass, Spelling, Verdict, Weights};
//!
//! let born_on = jiff::civil::date(1990, 1, 1);
//! let entry = Entry {
//!     iin: "900101500022",
//!     surname: "Қажығалиев",
//!     given_name: "Нұрлан",
//!     sex: Some(Sex::Male),
//!     born_on: Some(born_on),
//!     ..Entry::default()
//! };
//! let spelling = Spelling::of(&NameRules::default())?;
//! let weights = Weights::built_in()?;
//! let mut index = Index::new(&spelling);
//! index.add(&entry);
//! index.add(&Entry { iin: "900101500202", surname: "Kazhygaliev", given_name: "Nurlan", ..entry });
//! let mut links = Vec::new();
//! for pass in Pass::ALL {
//!     index.links(pass, &weights, |link| links.push(link));
//! }
//! assert!(links.iter().all(|link| weights.verdict(link.bits) == Verdict::Certain));
//! # Ok::<(), String>(())
//! ```
//!
//! To make another slip visible, add a way of agreeing: a chance in `weights.rs` and its data if it
//! is seen in a pair, a [`Pass`] if records with it would not be brought together at all.

mod blocking;
mod cluster;
mod entry;
mod score;
mod similarity;
mod spelling;
mod weights;

pub use blocking::Pass;
pub use cluster::{Cluster, Link, clusters};
pub use entry::Entry;
pub use score::{Reason, What};
pub use similarity::{Apart, Digits, jaro_winkler};
pub use spelling::Spelling;
pub use weights::{Verdict, Weights};

use entry::{Compact, Names};
use score::Scale;

/// More records than this that agree on one thing are compared with their neighbours only.
const MOST_TOGETHER: usize = 120;

/// With so many neighbours.
const NEIGHBOURS: usize = 40;

/// A register in comparable form: about sixty bytes a record, whatever the register holds.
pub struct Index<'a> {
    spelling: &'a Spelling,
    names: Names,
    entries: Vec<Compact>,
}

impl<'a> Index<'a> {
    /// An empty register.
    pub fn new(spelling: &'a Spelling) -> Self {
        Self {
            spelling,
            names: Names::new(spelling),
            entries: Vec::new(),
        }
    }

    /// Adds a record; links name it by its place, the first being 0.
    pub fn add(&mut self, entry: &Entry<'_>) {
        let compact = Compact::of(entry, &mut self.names, self.spelling);
        self.entries.push(compact);
    }

    /// How many records were added.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether none was.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Compares what one pass brings together, and tells each pair at which a person must look. What
    /// several passes bring together is told by each of them. Returns how many pairs were compared.
    pub fn links(&self, pass: Pass, weights: &Weights, mut found: impl FnMut(Link)) -> u64 {
        let mut keyed: Vec<(u64, u32)> = self
            .entries
            .iter()
            .zip(0..)
            .filter_map(|(entry, place)| Some((pass.key(entry, &self.names)?, place)))
            .collect();
        keyed.sort_unstable();
        let scale = self.scale(weights);
        let mut compared = 0;
        for together in keyed.chunk_by(|a, b| a.0 == b.0) {
            let reach = if together.len() > MOST_TOGETHER {
                NEIGHBOURS
            } else {
                together.len()
            };
            for (at, (_, a)) in together.iter().enumerate() {
                for (_, b) in together.iter().skip(at + 1).take(reach) {
                    compared += 1;
                    let bits = self.weigh(&scale, *a, *b);
                    if bits >= weights.review() {
                        let (a, b) = (*a, *b);
                        found(Link { a, b, bits });
                    }
                }
            }
        }
        compared
    }

    /// How much speaks for one person behind two records, in bits; nothing does if there is no such
    /// record.
    pub fn bits(&self, a: u32, b: u32, weights: &Weights) -> f32 {
        self.weigh(&self.scale(weights), a, b)
    }

    /// Why two records are taken for one person's, or not.
    pub fn reasons(&self, a: u32, b: u32, weights: &Weights) -> Vec<Reason> {
        let entry = |place: u32| self.entries.get(usize::try_from(place).ok()?);
        match (entry(a), entry(b)) {
            (Some(a), Some(b)) => self.scale(weights).reasons(a, b),
            _ => Vec::new(),
        }
    }

    fn weigh(&self, scale: &Scale<'_>, a: u32, b: u32) -> f32 {
        let entry = |place: u32| self.entries.get(usize::try_from(place).ok()?);
        match (entry(a), entry(b)) {
            (Some(a), Some(b)) => scale.bits(a, b),
            _ => f32::NEG_INFINITY,
        }
    }

    #[expect(
        clippy::cast_precision_loss,
        reason = "shares need not be exact to the last person"
    )]
    fn scale<'s>(&'s self, weights: &'s Weights) -> Scale<'s> {
        Scale {
            weights,
            names: &self.names,
            entries: self.entries.len() as f32,
        }
    }
}

#[cfg(test)]
mod sample;
#[cfg(test)]
mod tests;
