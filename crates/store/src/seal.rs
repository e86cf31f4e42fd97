//! Sealing: XChaCha20-Poly1305, bound to the place where the value stands.

use chacha20poly1305::aead::inout::InOutBuf;
use chacha20poly1305::{AeadInOut, Key, KeyInit, Tag, XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac as _};
use sha2::Sha256;
use tutas_ledger::{Salt, leaf};
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::error::{Result, StoreError};
use crate::pack::{pack, unpack};

const NONCE_LEN: usize = 24;
const TAG_LEN: usize = 16;

/// What a key makes salts of, besides the nonce: it makes nothing else of this.
const OF_SALT: &[u8] = b"salt of a leaf";

/// Where a sealed value stands. It opens only there, so that rows cannot be exchanged.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place<'a> {
    /// The table, and the column where there are several.
    pub(crate) table: &'static str,
    /// The stream or thing.
    pub(crate) owner: Uuid,
    /// Version, ordinal and the like.
    pub(crate) numbers: &'a [u64],
}

/// A key that seals values.
pub(crate) struct DataKey(Zeroizing<[u8; 32]>);

impl DataKey {
    /// Takes 32 bytes for a key.
    pub(crate) fn from_bytes(bytes: Zeroizing<[u8; 32]>) -> Self {
        Self(bytes)
    }

    /// A new key.
    pub(crate) fn random() -> Result<Self> {
        random().map(|bytes| Self(Zeroizing::new(bytes)))
    }

    /// Seals `plaintext`: nonce, ciphertext, tag.
    pub(crate) fn seal(&self, place: Place<'_>, plaintext: &[u8]) -> Result<Vec<u8>> {
        self.seal_with(random()?, &place.bytes(), plaintext)
    }

    /// Opens what [`DataKey::seal`] sealed at the same place.
    pub(crate) fn open(&self, place: Place<'_>, sealed: &[u8]) -> Result<Vec<u8>> {
        self.open_at(&place.bytes(), sealed)
            .ok_or_else(|| place.unsealable())
    }

    /// The same, unless it was sealed with another key or at another place.
    fn open_at(&self, place: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
        let (nonce, rest) = sealed.split_first_chunk::<NONCE_LEN>()?;
        let (ciphertext, tag) = rest.split_last_chunk::<TAG_LEN>()?;
        let mut plaintext = ciphertext.to_vec();
        self.cipher()
            .decrypt_inout_detached(
                &XNonce::from(*nonce),
                place,
                InOutBuf::from(plaintext.as_mut_slice()),
                &Tag::from(*tag),
            )
            .ok()?;
        Some(plaintext)
    }

    /// Seals a text, packed.
    pub(crate) fn seal_text(&self, place: Place<'_>, text: &[u8]) -> Result<Vec<u8>> {
        self.seal(place, &pack(text)?)
    }

    /// Opens what [`DataKey::seal_text`] sealed at the same place.
    pub(crate) fn open_text(&self, place: Place<'_>, sealed: &[u8]) -> Result<Vec<u8>> {
        self.open(place, sealed).and_then(unpack)
    }

    /// Seals a text, packed, and gives the leaf that commits to a new salt and the text. The salt
    /// takes no room: whoever has the key makes it again of the nonce.
    pub(crate) fn seal_salted(&self, place: Place<'_>, text: &[u8]) -> Result<(Vec<u8>, [u8; 32])> {
        let nonce = random()?;
        let sealed = self.seal_with(nonce, &place.of_salted(), &pack(text)?)?;
        Ok((sealed, leaf(&self.salt(&nonce), text)))
    }

    /// Opens what [`DataKey::seal_salted`] sealed, and computes its leaf again.
    pub(crate) fn open_salted(
        &self,
        place: Place<'_>,
        sealed: &[u8],
    ) -> Result<(Vec<u8>, [u8; 32])> {
        let (salt, text) = match (self.open_at(&place.of_salted(), sealed), nonce_of(sealed)) {
            (Some(text), Some(nonce)) => (self.salt(&nonce), text),
            _ => self.open_with_salt_inside(place, sealed)?,
        };
        let text = unpack(text)?;
        let leaf = leaf(&salt, &text);
        Ok((text, leaf))
    }

    /// The first program drew each salt, and sealed it with the text.
    fn open_with_salt_inside(&self, place: Place<'_>, sealed: &[u8]) -> Result<(Salt, Vec<u8>)> {
        let mut salted = self.open(place, sealed)?;
        let salt = salted.first_chunk().map(|salt| Salt(*salt));
        let salt = salt.ok_or_else(|| place.unsealable())?;
        Ok((salt, salted.split_off(salt.0.len())))
    }

    /// The salt of what was sealed with this nonce. Who has no key cannot tell it from 32 random
    /// bytes, and once the key is destroyed nobody can make it again.
    fn salt(&self, nonce: &[u8; NONCE_LEN]) -> Salt {
        Salt(mac(self.0.as_slice(), &[OF_SALT, nonce]))
    }

    /// Wraps another key.
    pub(crate) fn wrap(&self, place: Place<'_>, key: &Self) -> Result<Vec<u8>> {
        self.seal(place, key.0.as_slice())
    }

    /// Unwraps another key.
    pub(crate) fn unwrap_key(&self, place: Place<'_>, wrapped: &[u8]) -> Result<Self> {
        let bytes = Zeroizing::new(self.open(place, wrapped)?);
        let key = <[u8; 32]>::try_from(bytes.as_slice()).map_err(|_| StoreError::Unsealable {
            what: place.table,
            owner: place.owner,
        })?;
        Ok(Self(Zeroizing::new(key)))
    }

    fn seal_with(&self, nonce: [u8; NONCE_LEN], place: &[u8], plaintext: &[u8]) -> Result<Vec<u8>> {
        let mut sealed = Vec::with_capacity(NONCE_LEN + plaintext.len() + TAG_LEN);
        sealed.extend_from_slice(&nonce);
        sealed.extend_from_slice(plaintext);
        let body = sealed.get_mut(NONCE_LEN..).unwrap_or_default();
        let tag = self
            .cipher()
            .encrypt_inout_detached(&XNonce::from(nonce), place, InOutBuf::from(body))
            .map_err(|_| StoreError::Malformed("a value too large to seal".to_owned()))?;
        sealed.extend_from_slice(&tag);
        Ok(sealed)
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(&Key::from(*self.0))
    }
}

impl std::fmt::Debug for DataKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DataKey(…)")
    }
}

impl Place<'_> {
    fn bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.table.len() + 18 + 8 * self.numbers.len());
        bytes.extend_from_slice(self.table.as_bytes());
        bytes.push(0);
        bytes.extend_from_slice(self.owner.as_bytes());
        for number in self.numbers {
            bytes.extend_from_slice(&number.to_be_bytes());
        }
        bytes
    }

    /// The place of a text whose salt is made of its nonce. One byte more: no other place has this
    /// length and these bytes.
    fn of_salted(&self) -> Vec<u8> {
        let mut bytes = self.bytes();
        bytes.push(1);
        bytes
    }

    fn unsealable(&self) -> StoreError {
        StoreError::Unsealable {
            what: self.table,
            owner: self.owner,
        }
    }
}

fn nonce_of(sealed: &[u8]) -> Option<[u8; NONCE_LEN]> {
    sealed.first_chunk().copied()
}

/// HMAC-SHA-256 (RFC 2104) over the parts, one after the other.
pub(crate) fn mac(key: &[u8], parts: &[&[u8]]) -> [u8; 32] {
    // 32 bytes are shorter than a block, so the key is used as it is and its length never fails.
    let mut padded = Zeroizing::new([0; 64]);
    for (byte, value) in padded.iter_mut().zip(key) {
        *byte = *value;
    }
    let mut mac = Hmac::<Sha256>::new(&(*padded).into());
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

/// Random bytes from the operating system.
pub(crate) fn random<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)
        .map_err(|error| StoreError::Unavailable(format!("no random bytes: {error}")))?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLACE: Place<'_> = Place {
        table: "journal",
        owner: Uuid::from_u128(5),
        numbers: &[1],
    };

    #[test]
    fn what_is_sealed_opens_at_its_place_only() {
        let key = DataKey::random().unwrap();
        let sealed = key.seal(PLACE, b"plain").unwrap();
        assert_eq!(key.open(PLACE, &sealed).unwrap(), b"plain");
        for elsewhere in [
            Place {
                table: "state",
                ..PLACE
            },
            Place {
                owner: Uuid::from_u128(6),
                ..PLACE
            },
            Place {
                numbers: &[2],
                ..PLACE
            },
            Place {
                numbers: &[1, 0],
                ..PLACE
            },
        ] {
            assert!(
                key.open(elsewhere, &sealed).is_err(),
                "opened at {elsewhere:?}"
            );
        }
        assert!(DataKey::random().unwrap().open(PLACE, &sealed).is_err());
    }

    #[test]
    fn each_flipped_bit_and_each_lost_byte_is_noticed() {
        let key = DataKey::random().unwrap();
        let sealed = key.seal(PLACE, b"plain").unwrap();
        for bit in 0..sealed.len() * 8 {
            let mut altered = sealed.clone();
            altered[bit / 8] ^= 1 << (bit % 8);
            assert!(key.open(PLACE, &altered).is_err());
        }
        for length in 0..sealed.len() {
            assert!(key.open(PLACE, &sealed[..length]).is_err());
        }
    }

    #[test]
    fn the_same_plaintext_never_looks_the_same() {
        let key = DataKey::random().unwrap();
        assert_ne!(
            key.seal(PLACE, b"plain").unwrap(),
            key.seal(PLACE, b"plain").unwrap()
        );
        let (_, first) = key.seal_salted(PLACE, b"plain").unwrap();
        let (_, second) = key.seal_salted(PLACE, b"plain").unwrap();
        assert_ne!(first, second);
    }

    #[test]
    fn a_salted_value_opens_with_its_leaf() {
        let key = DataKey::random().unwrap();
        let (sealed, leaf) = key.seal_salted(PLACE, b"plain").unwrap();
        assert_eq!(
            key.open_salted(PLACE, &sealed).unwrap(),
            (b"plain".to_vec(), leaf)
        );
    }

    #[test]
    fn the_keyed_hash_is_hmac_sha_256() {
        // RFC 4231, test case 2: the key "Jefe".
        let expected = [0x5b, 0xdc, 0xc1, 0x46, 0xbf, 0x60, 0x75, 0x4e];
        assert_eq!(
            mac(b"Jefe", &[b"what do ya want ", b"for nothing?"])[..8],
            expected
        );
    }

    #[test]
    fn what_the_first_program_sealed_with_its_salt_inside_is_still_read() {
        let key = DataKey::random().unwrap();
        let salt = Salt([7; 32]);
        let sealed = key.seal(PLACE, &[&salt.0, b"plain".as_slice()].concat());
        assert_eq!(
            key.open_salted(PLACE, &sealed.unwrap()).unwrap(),
            (b"plain".to_vec(), leaf(&salt, b"plain"))
        );
    }

    #[test]
    fn a_salt_is_of_the_key_and_the_nonce() {
        let (one, two) = (DataKey::random().unwrap(), DataKey::random().unwrap());
        assert_eq!(one.salt(&[1; 24]).0, one.salt(&[1; 24]).0);
        assert_ne!(one.salt(&[1; 24]).0, one.salt(&[2; 24]).0);
        assert_ne!(one.salt(&[1; 24]).0, two.salt(&[1; 24]).0);
    }

    #[test]
    fn the_cipher_is_the_one_of_the_draft_that_defines_it() {
        // draft-irtf-cfrg-xchacha-03, appendix A.3.1.
        let mut key = [0; 32];
        for (byte, value) in key.iter_mut().zip(0x80_u8..) {
            *byte = value;
        }
        let mut nonce = [0; NONCE_LEN];
        for (byte, value) in nonce.iter_mut().zip(0x40_u8..) {
            *byte = value;
        }
        let aad = [
            0x50, 0x51, 0x52, 0x53, 0xc0, 0xc1, 0xc2, 0xc3, 0xc4, 0xc5, 0xc6, 0xc7,
        ];
        let mut text = b"Ladies and Gentlemen of the class of '99: If I could offer you only \
            one tip for the future, sunscreen would be it."
            .to_vec();
        let tag = DataKey(Zeroizing::new(key))
            .cipher()
            .encrypt_inout_detached(
                &XNonce::from(nonce),
                &aad,
                InOutBuf::from(text.as_mut_slice()),
            )
            .unwrap();
        assert_eq!(text[..8], [0xbd, 0x6d, 0x17, 0x9d, 0x3e, 0x83, 0xd4, 0x3b]);
        assert_eq!(tag[..4], [0xc0, 0x87, 0x59, 0x24]);
    }
}
