//! Packing: what is kept as text takes little room.
//!
//! Events, states, accesses and drafts are JSON whose names, titles and citations recur in all of
//! them. They are compressed (Zstandard, RFC 8878) with a dictionary of such texts before they are
//! sealed, and become a tenth as long. Leaves commit to the plain text: packing changes none.
//!
//! A packed text begins with the magic number of its format, which no JSON begins with, and names
//! the dictionary it was packed with. So what was written before there was packing is read as it
//! stands, and a new dictionary is added beside those that are there, never instead of one.
//!
//! The length of what is sealed tells a little of what is in it, as lengths do; who can write into a
//! person's case and see the database at once could learn more from that. Nobody but the person and
//! the body that decides writes into a case.

use std::borrow::Cow;
use std::cell::RefCell;
use std::num::NonZeroU32;
use std::sync::LazyLock;

use zstd::bulk::{Compressor, Decompressor};
use zstd::dict::{DecoderDictionary, EncoderDictionary};
use zstd::zstd_safe::{get_dict_id_from_frame, get_frame_content_size};

use crate::error::{Result, StoreError};

/// Made from the texts of generated families: see *What is written* in BENCHMARKS.md.
static DICTIONARIES: [&[u8]; 2] = [include_bytes!("pack/1.zstd"), include_bytes!("pack/2.zstd")];

/// Above this, more time buys hardly less room.
const LEVEL: i32 = 3;

/// The magic number of the format.
const MAGIC: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];

/// What is shorter is kept as it is.
const SHORT: usize = 48;

/// The longest text that is unpacked.
const LONGEST: u64 = 64 << 20;

/// The newest one.
static TO_PACK: LazyLock<EncoderDictionary<'static>> = LazyLock::new(|| {
    let newest = DICTIONARIES.last().copied().unwrap_or_default();
    EncoderDictionary::copy(newest, LEVEL)
});

/// All of them, by the number that a packed text names.
static TO_UNPACK: LazyLock<Vec<(Option<NonZeroU32>, DecoderDictionary<'static>)>> =
    LazyLock::new(|| {
        let all = DICTIONARIES.iter();
        all.map(|text| (number(text), DecoderDictionary::copy(text)))
            .collect()
    });

thread_local! {
    static PACKER: RefCell<Option<Compressor<'static>>> = const { RefCell::new(None) };
    static UNPACKERS: RefCell<Vec<(Option<NonZeroU32>, Decompressor<'static>)>> =
        const { RefCell::new(Vec::new()) };
}

/// The text packed, where that makes it shorter; else as it is. What could not be unpacked any more
/// is not packed, and is refused if it cannot be kept as it is either.
pub(crate) fn pack(text: &[u8]) -> Result<Cow<'_, [u8]>> {
    let is_taken_for_packed = text.starts_with(&MAGIC);
    let is_too_long = text.len() as u64 > LONGEST;
    if is_too_long && is_taken_for_packed {
        return Err(StoreError::Malformed(
            "a text too long to pack, which looks as if it were packed".to_owned(),
        ));
    }
    if is_too_long || text.len() < SHORT && !is_taken_for_packed {
        return Ok(Cow::Borrowed(text));
    }
    let packed = PACKER.with_borrow_mut(|packer| {
        if packer.is_none() {
            *packer = Compressor::with_prepared_dictionary(&TO_PACK).ok();
        }
        packer.as_mut()?.compress(text).ok()
    });
    match packed {
        Some(packed) if packed.len() < text.len() || is_taken_for_packed => Ok(Cow::Owned(packed)),
        // As it is it would be taken for packed.
        None if is_taken_for_packed => Err(StoreError::Malformed(
            "a text that looks as if it were packed, and cannot be packed".to_owned(),
        )),
        _ => Ok(Cow::Borrowed(text)),
    }
}

/// The text that was packed.
pub(crate) fn unpack(text: Vec<u8>) -> Result<Vec<u8>> {
    if !text.starts_with(&MAGIC) {
        return Ok(text);
    }
    let size = match get_frame_content_size(&text) {
        Ok(Some(size)) if size <= LONGEST => usize::try_from(size).unwrap_or(0),
        _ => return Err(unreadable("its length is not told")),
    };
    let id = get_dict_id_from_frame(&text);
    UNPACKERS.with_borrow_mut(|unpackers| {
        let known = unpackers.iter().position(|(known, _)| *known == id);
        let at = if let Some(at) = known {
            at
        } else {
            let dictionary = TO_UNPACK.iter().find(|(known, _)| *known == id);
            let (_, dictionary) =
                dictionary.ok_or_else(|| unreadable("a newer Tutas packed it; run that one"))?;
            let unpacker = Decompressor::with_prepared_dictionary(dictionary)
                .map_err(|error| unreadable(&error.to_string()))?;
            unpackers.push((id, unpacker));
            unpackers.len() - 1
        };
        let (_, unpacker) = unpackers
            .get_mut(at)
            .ok_or_else(|| unreadable("there is no memory for it"))?;
        unpacker
            .decompress(&text, size)
            .map_err(|error| unreadable(&error.to_string()))
    })
}

/// The number of a dictionary, which stands behind the magic number of dictionaries.
fn number(dictionary: &[u8]) -> Option<NonZeroU32> {
    let number = dictionary.get(4..8)?.try_into().ok()?;
    NonZeroU32::new(u32::from_le_bytes(number))
}

fn unreadable(why: &str) -> StoreError {
    StoreError::Unavailable(format!("a text cannot be unpacked: {why}"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn there_and_back(text: &[u8]) -> Vec<u8> {
        unpack(pack(text).unwrap().into_owned()).unwrap()
    }

    proptest! {
        #[test]
        fn whatever_is_packed_comes_back_as_it_was(text in proptest::collection::vec(any::<u8>(), 0..4_000)) {
            prop_assert_eq!(there_and_back(&text), text);
        }

        #[test]
        fn so_does_what_looks_as_if_it_were_packed(text in proptest::collection::vec(any::<u8>(), 0..200)) {
            let text = [&MAGIC, text.as_slice()].concat();
            prop_assert_eq!(there_and_back(&text), text);
        }

        #[test]
        fn what_is_spoiled_is_an_error_or_another_text_and_never_a_panic(
            text in proptest::collection::vec(any::<u8>(), 60..600),
            place in any::<prop::sample::Index>(),
            bit in 0_u32..8,
        ) {
            let mut packed = pack(&[b"{\"type\":\"".as_slice(), &text].concat()).unwrap().into_owned();
            let place = place.index(packed.len());
            packed[place] ^= 1 << bit;
            let _ = unpack(packed);
        }
    }

    #[test]
    fn what_was_written_before_there_was_packing_is_read_as_it_stands() {
        let text = br#"[{"type":"ApplicationFiled"}]"#.to_vec();
        assert_eq!(unpack(text.clone()).unwrap(), text);
    }

    #[test]
    fn a_text_longer_than_what_is_unpacked_is_kept_as_it_is_or_refused() {
        let long = usize::try_from(LONGEST).unwrap() + 1;
        let text = vec![b' '; long];
        assert!(unpack(pack(&text).unwrap().into_owned()).unwrap() == text);
        let mut taken_for_packed = text;
        taken_for_packed[..MAGIC.len()].copy_from_slice(&MAGIC);
        assert!(matches!(
            pack(&taken_for_packed),
            Err(StoreError::Malformed(_))
        ));
        taken_for_packed.truncate(long - 1);
        assert!(there_and_back(&taken_for_packed) == taken_for_packed);
    }

    #[test]
    fn what_was_packed_with_any_of_the_dictionaries_is_read() {
        let text = br#"[{"type":"ApplicationFiled","register":"persons"}]"#.repeat(9);
        for dictionary in DICTIONARIES {
            let mut packer = Compressor::with_dictionary(LEVEL, dictionary).unwrap();
            assert_eq!(unpack(packer.compress(&text).unwrap()).unwrap(), text);
        }
    }

    #[test]
    fn a_text_packed_by_a_newer_program_says_so() {
        let mut newer = Compressor::new(LEVEL).unwrap();
        let packed = newer.compress(&[b'a'; 200]).unwrap();
        let error = unpack(packed).unwrap_err();
        assert!(error.to_string().contains("a newer Tutas"), "{error}");
    }

    #[test]
    fn a_text_of_the_usual_kind_becomes_a_fraction_as_long() {
        let text = r#"{"looks":[{"register":"medical-births","fields":["certificate_no",
            "child_iin","delivery_no","mother_iin","mother_document","born_on","sex","outcome"],
            "purpose":{"kk":"Бала тууды","ru":"Родился ребёнок","en":"A child is born"},
            "number":"2026-7K3M-Q9TF/1","law":{"act":{"kk":"«Дербес деректер және оларды қорғау
            туралы» Заң (№ 94-V)","ru":"Закон «О персональных данных и их защите» (№ 94-V)","en":
            "Law on Personal Data and Their Protection (No. 94-V)"},"articles":"8(1)"}}]}"#;
        let packed = pack(text.as_bytes()).unwrap();
        assert!(packed.len() * 3 < text.len(), "{} bytes", packed.len());
    }
}
