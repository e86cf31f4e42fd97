//! What an expression came to, and the values it rests on.

use arrow_array::{ArrayRef, make_array};
use arrow_buffer::BooleanBuffer;
use tutas_domain::evidence::{Finding, Seen, Verdict};
use tutas_domain::value::Value;

use crate::column::{Column, Slot};

/// Known, or not retrieved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tri<T> {
    /// Known.
    Known(T),
    /// It cannot be told from what is known.
    Unknown,
}

/// What one expression came to in one case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The expression's name.
    pub name: String,
    /// `Known(None)` is SQL NULL.
    pub result: Tri<Option<Value>>,
    /// Every path the expression reads, once, in the order of the text.
    ///
    /// A relation that is only asked for its presence stands with `true` or none.
    pub seen: Vec<Seen>,
}

impl Outcome {
    /// The truth of a requirement.
    ///
    /// NULL is unmet: the registers have answered, and their answer does not show the condition to
    /// hold. So is a value that is no truth value at all.
    pub fn verdict(&self) -> Verdict {
        match &self.result {
            Tri::Known(Some(Value::Bool(true))) => Verdict::Met,
            Tri::Known(_) => Verdict::Unmet,
            Tri::Unknown => Verdict::Unknown,
        }
    }

    /// The verdict with the values it rests on.
    pub fn finding(self) -> Finding {
        Finding {
            verdict: self.verdict(),
            requirement: self.name,
            seen: self.seen,
        }
    }
}

/// What one expression came to in each case of a batch.
#[derive(Clone, Debug)]
pub struct OutcomeColumn {
    /// The expression's name.
    pub name: String,
    pub(crate) column: Column,
}

impl OutcomeColumn {
    /// The number of cases.
    pub fn len(&self) -> usize {
        self.column.len()
    }

    /// Whether the batch was empty.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What it came to in the case at `row`; unknown beyond the end.
    pub fn result(&self, row: usize) -> Tri<Option<Value>> {
        if row < self.len() {
            self.column.value(row)
        } else {
            Tri::Unknown
        }
    }

    /// The truth of a requirement in the case at `row`, as [`Outcome::verdict`] has it.
    pub fn verdict(&self, row: usize) -> Verdict {
        if row >= self.len() {
            return Verdict::Unknown;
        }
        match self.column.slot::<bool>(row) {
            Slot::Some(true) => Verdict::Met,
            // A column of another type reads as unknown here; its values are no truth values.
            Slot::Unknown if self.column.is_unknown(row) => Verdict::Unknown,
            Slot::Some(false) | Slot::None | Slot::Unknown => Verdict::Unmet,
        }
    }

    /// How many cases are met, unmet and unknown.
    pub fn tally(&self) -> Tally {
        let mut tally = Tally::default();
        for row in 0..self.len() {
            match self.verdict(row) {
                Verdict::Met => tally.met += 1,
                Verdict::Unmet => tally.unmet += 1,
                Verdict::Unknown => tally.unknown += 1,
            }
        }
        tally
    }

    /// The values as an Arrow array: `Boolean`, `Int64`, `Decimal128(38, 6)`, `Date32` or `Utf8`.
    /// Both kinds of nothing are null in it; [`Self::unknown`] tells them apart.
    pub fn array(&self) -> ArrayRef {
        make_array(self.column.array().to_data())
    }

    /// The rows that are unknown; nothing if every row is known.
    pub fn unknown(&self) -> Option<&BooleanBuffer> {
        self.column.unknown.as_ref()
    }
}

/// The verdicts of a batch, counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// The requirement holds.
    pub met: usize,
    /// It does not.
    pub unmet: usize,
    /// It cannot be told.
    pub unknown: usize,
}
