//! What is kept of a state that is seldom read again: its digest. The journal tells all of it, so whoever
//! reads it folds that, and `verify` holds the fold to the digest.

use sha2::{Digest as _, Sha256};

/// What a digest begins with, and no state.
const BEGINS: &str = r#"{"at_rest":""#;

/// The form in which states are written, that is, what their fold looks like as JSON. Who changes that
/// for cases that have ended counts on: digests of another form are not held to the fold any more.
const FORM: u32 = 1;

/// What is kept of a state, instead of the whole of it. It is sealed with the stream's key, so nobody
/// chooses it, and 64 bits tell states of one stream apart.
pub fn digest(state: &[u8]) -> Vec<u8> {
    format!("{BEGINS}{FORM}-{:016x}\"}}", bits_of(state)).into_bytes()
}

/// Whether what is kept is this state, or its digest. A digest of an earlier form tells nothing.
pub(crate) fn is_of(kept: &[u8], state: &[u8]) -> bool {
    let form = format!("{BEGINS}{FORM}-");
    kept == state || kept == digest(state) || is_digest(kept) && !kept.starts_with(form.as_bytes())
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
        assert!(is_of(state, state) && is_of(&digest(state), state));
        assert!(!is_of(&digest(b"{}"), state) && !is_of(b"{}", state));
        assert!(is_of(br#"{"at_rest":"0-0123456789abcdef"}"#, state));
        let text: serde_json::Value = serde_json::from_slice(&digest(state)).unwrap();
        assert!(text["at_rest"].is_string());
    }
}
