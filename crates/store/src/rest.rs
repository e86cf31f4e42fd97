//! What is kept of a state that is seldom read again: its digest. The journal tells all of it, so whoever
//! reads it folds that, and `verify` holds the fold to the digest.

use sha2::{Digest as _, Sha256};

/// What a digest begins with, and no state.
const BEGINS: &str = r#"{"at_rest":""#;

/// What is kept of a state, instead of the whole of it. It is sealed with the stream's key, so nobody
/// chooses it, and 64 bits tell states of one stream apart.
pub fn digest(state: &[u8]) -> Vec<u8> {
    format!("{BEGINS}{:016x}\"}}", bits_of(state)).into_bytes()
}

/// The first 64 bits of a text's hash.
pub(crate) fn bits_of(text: &[u8]) -> u64 {
    let hash = Sha256::digest(text);
    let first = hash.iter().take(8);
    first.fold(0, |bits, byte| (bits << 8) | u64::from(*byte))
}

/// Whether what is kept is a digest, so that the journal must be folded.
pub fn is_digest(kept: &[u8]) -> bool {
    kept.starts_with(BEGINS.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_is_known_and_is_of_one_state() {
        let state = br#"{"filing":1}"#;
        assert!(is_digest(&digest(state)) && !is_digest(state));
        assert_eq!(digest(state), digest(state));
        assert_ne!(digest(state), digest(br#"{"filing":2}"#));
        let text: serde_json::Value = serde_json::from_slice(&digest(state)).unwrap();
        assert!(text["at_rest"].is_string());
    }
}
