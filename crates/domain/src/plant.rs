//! Planted bugs, to see that the simulation finds them. Compiled with the feature `plant` only, which
//! no shipped build has.
//!
//! A bug bears the number of the invariant it breaks; further bugs of the same one have 100 or 200
//! more. One at a time is selected, for the whole
//! process; where it sits, the code asks [`is`].

use std::sync::atomic::{AtomicU8, Ordering};

static SELECTED: AtomicU8 = AtomicU8::new(0);

/// Every planted bug.
pub const ALL: [u8; 27] = [
    1, 2, 3, 4, 5, 6, 7, 8, 108, 208, 9, 10, 11, 13, 15, 16, 18, 19, 20, 21, 22, 23, 24, 25, 26,
    27, 28,
];

/// The invariant that a bug breaks.
pub const fn invariant_of(bug: u8) -> u8 {
    bug % 100
}

/// Plants one bug; zero plants none.
pub fn select(number: u8) {
    SELECTED.store(number, Ordering::Relaxed);
}

/// Whether this bug is planted.
pub fn is(number: u8) -> bool {
    SELECTED.load(Ordering::Relaxed) == number
}
