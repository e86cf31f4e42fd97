//! The log that makes the state's word checkable: for now, salts and leaves.
//!
//! Each committed change, and each read of a person's data, has one *leaf*: a hash that commits to
//! what happened without telling it. The store keeps the salt sealed together with the data, so
//! whoever may read the data can recompute the leaf, and once the data's key is destroyed the leaf
//! says nothing to anybody, not even to somebody who guesses the plaintext.
//!
//! ```
//! use tutas_ledger::{Salt, leaf};
//!
//! let salt = Salt([7; 32]);
//! let recorded = leaf(&salt, br#"[{"type":"ApplicationFiled"}]"#);
//! assert_eq!(recorded, leaf(&salt, br#"[{"type":"ApplicationFiled"}]"#));
//! assert_ne!(recorded, leaf(&salt, br#"[{"type":"ApplicationWithdrawn"}]"#));
//! ```
//!
//! Later this crate also holds the tree over the leaves, signed checkpoints, receipts and proofs
//! of inclusion and consistency. None of that changes a leaf: a leaf made today is the leaf that
//! the tree will hold.
#![forbid(unsafe_code)]

use std::fmt;

use sha2::{Digest, Sha256};

/// The length of a leaf in bytes.
pub const LEAF_LEN: usize = 32;

/// A random value that hides the plaintext behind its leaf.
///
/// It is drawn by the store, because this crate has no randomness, and is as secret as the
/// plaintext: `Debug` does not show it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Salt(pub [u8; 32]);

impl fmt::Debug for Salt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Salt(…)")
    }
}

/// The leaf of `plaintext`: SHA-256 over the byte `00`, the salt and the plaintext.
///
/// This is the leaf hash of RFC 6962, section 2.1 (RFC 9162, section 2.1.1), of the entry
/// `salt || plaintext`. The salt has a fixed length, so no two pairs share an entry; the leading
/// byte keeps leaves apart from the tree's inner nodes, which start with `01`.
pub fn leaf(salt: &Salt, plaintext: &[u8]) -> [u8; LEAF_LEN] {
    let mut hash = Sha256::new();
    hash.update([0x00]);
    hash.update(salt.0);
    hash.update(plaintext);
    hash.finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hex(bytes: &[u8]) -> String {
        use std::fmt::Write as _;
        bytes.iter().fold(String::new(), |mut text, byte| {
            write!(text, "{byte:02x}").unwrap();
            text
        })
    }

    fn counting_salt() -> Salt {
        let mut salt = [0; 32];
        for (byte, value) in salt.iter_mut().zip(0_u8..) {
            *byte = value;
        }
        Salt(salt)
    }

    // The expected hashes come from Python's hashlib.
    #[test]
    fn a_leaf_is_the_sha_256_that_another_program_computes() {
        assert_eq!(hex(&leaf(&Salt([0; 32]), b"")), VECTOR_ZERO);
        assert_eq!(hex(&leaf(&counting_salt(), b"tutas")), VECTOR_TUTAS);
        assert_eq!(
            hex(&leaf(&counting_salt(), "бала".as_bytes())),
            VECTOR_KAZAKH
        );
    }

    const VECTOR_ZERO: &str = "7f9c9e31ac8256ca2f258583df262dbc7d6f68f2a03043d5c99a4ae5a7396ce9";
    const VECTOR_TUTAS: &str = "e0fae21660f585c56e3ec9b7f7ad88bd8a60f4493bd737c5859fd5d285f4dfba";
    const VECTOR_KAZAKH: &str = "bc9dd34e0f07f43cb5c3fdcbdc0ebc185f9a3ee195a4c75679020440b11f34df";

    #[test]
    fn each_bit_of_the_salt_and_of_the_plaintext_changes_the_leaf() {
        let whole = leaf(&counting_salt(), b"tutas");
        for position in 0..32 * 8 {
            let mut salt = counting_salt();
            salt.0[position / 8] ^= 1 << (position % 8);
            assert_ne!(leaf(&salt, b"tutas"), whole);
        }
        for position in 0..5 * 8 {
            let mut plaintext = *b"tutas";
            plaintext[position / 8] ^= 1 << (position % 8);
            assert_ne!(leaf(&counting_salt(), &plaintext), whole);
        }
    }

    #[test]
    fn a_byte_moved_from_the_plaintext_into_the_salt_is_another_leaf() {
        assert_ne!(leaf(&Salt([0; 32]), &[0, 1]), leaf(&Salt([0; 32]), &[1]));
    }

    #[test]
    fn a_salt_does_not_show_itself() {
        assert_eq!(format!("{:?}", counting_salt()), "Salt(…)");
    }
}
