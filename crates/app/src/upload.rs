//! Files people supply: bounded, recognised by content, never trusted by name.

use tutas_domain::actor::Actor;
use tutas_domain::case::{Case, Rejection};
use uuid::Uuid;

use crate::{App, AppError, FileProblem, Identity};

/// The largest file, in bytes.
pub const LARGEST: usize = 10 * 1024 * 1024;

/// The most pixels a picture may unpack to.
const MOST_PIXELS: u64 = 100_000_000;

impl App {
    /// A supplied file, for the person who filed or an officer who may open the case: media type,
    /// name, bytes. That an officer takes it is on record before it is given.
    pub async fn upload(
        &self,
        who: &Identity,
        case: Uuid,
        upload: Uuid,
    ) -> Result<(String, String, Vec<u8>), AppError> {
        let loaded = self.load_case(case)?;
        let (allowed, officer) = match who {
            Identity::Person(person) => (*person == loaded.state.filing.filer, None),
            Identity::Officer(id) => {
                let profile = self.staff().profile(id)?;
                let parties = loaded.state.parties();
                let own = profile.family.iter().any(|kin| parties.contains(kin));
                let allowed = !own && self.is_for_desk(&loaded, &profile.body)?;
                (allowed, Some((id.as_str(), profile.body.as_str())))
            }
            Identity::Auditor(_) => return Err(AppError::NotFound),
        };
        if !allowed {
            let (actor, why) = match who {
                Identity::Person(person) => (Actor::Person(person.clone()), Rejection::NotTheFiler),
                Identity::Officer(id) | Identity::Auditor(id) => {
                    (self.staff().actor(id)?, Rejection::OtherBody)
                }
            };
            self.note_tried(case, "open", &actor, why).await;
        }
        if !allowed || !holds(&loaded.state, upload) {
            return Err(AppError::NotFound);
        }
        let file = self.store().upload(upload)?.ok_or(AppError::NotFound)?;
        if file.meta.home != loaded.id.0 {
            return Err(AppError::NotFound);
        }
        if let Some(officer) = officer {
            self.note_access(&loaded, &loaded, officer).await?;
        }
        Ok((file.meta.media_type, file.meta.name, file.bytes))
    }
}

fn holds(case: &Case, upload: Uuid) -> bool {
    case.deficiencies
        .iter()
        .flat_map(|deficiency| &deficiency.supplies)
        .any(|supply| supply.upload.as_ref().is_some_and(|file| file.id == upload))
}

/// The media type by content, if it is one we take.
pub(crate) fn sniff(bytes: &[u8]) -> Result<&'static str, FileProblem> {
    if bytes.is_empty() {
        return Err(FileProblem::Empty);
    }
    if bytes.len() > LARGEST {
        return Err(FileProblem::TooLarge { limit: LARGEST });
    }
    if bytes.starts_with(b"%PDF-") {
        return Ok("application/pdf");
    }
    if bytes.starts_with(&[0xFF, 0xD8, 0xFF]) {
        return bounded(jpeg_pixels(bytes), "image/jpeg");
    }
    if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        return bounded(png_pixels(bytes), "image/png");
    }
    let brand = bytes.get(4..12).unwrap_or_default();
    if [&b"ftypheic"[..], b"ftypheix", b"ftypmif1", b"ftyphevc"].contains(&brand) {
        return Ok("image/heic");
    }
    Err(FileProblem::WrongType)
}

fn bounded(pixels: Option<u64>, media_type: &'static str) -> Result<&'static str, FileProblem> {
    match pixels {
        None | Some(0) => Err(FileProblem::WrongType),
        Some(pixels) if pixels > MOST_PIXELS => Err(FileProblem::Bomb),
        Some(_) => Ok(media_type),
    }
}

/// Width times height from the `IHDR` chunk, which PNG puts first (ISO/IEC 15948, 5.6).
fn png_pixels(bytes: &[u8]) -> Option<u64> {
    if bytes.get(12..16)? != b"IHDR" {
        return None;
    }
    let side = |from: usize| -> Option<u64> {
        let four: [u8; 4] = bytes.get(from..from + 4)?.try_into().ok()?;
        Some(u64::from(u32::from_be_bytes(four)))
    };
    side(16)?.checked_mul(side(20)?)
}

/// Width times height from the first start-of-frame segment (ITU-T T.81, B.2.2).
fn jpeg_pixels(bytes: &[u8]) -> Option<u64> {
    let two = |at: usize| -> Option<u64> {
        let two: [u8; 2] = bytes.get(at..at + 2)?.try_into().ok()?;
        Some(u64::from(u16::from_be_bytes(two)))
    };
    let mut at = 2;
    while *bytes.get(at)? == 0xFF {
        let marker = *bytes.get(at + 1)?;
        let is_frame = (0xC0..=0xCF).contains(&marker) && ![0xC4, 0xC8, 0xCC].contains(&marker);
        if is_frame {
            return Some(two(at + 5)? * two(at + 7)?);
        }
        at += 2 + usize::try_from(two(at + 2)?).ok()?;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn png(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
        bytes.extend(width.to_be_bytes());
        bytes.extend(height.to_be_bytes());
        bytes
    }

    #[test]
    fn files_are_known_by_content_not_by_name() {
        assert_eq!(sniff(b"%PDF-1.7 ..."), Ok("application/pdf"));
        assert_eq!(sniff(&png(800, 600)), Ok("image/png"));
        assert_eq!(sniff(b"MZ\x90\0"), Err(FileProblem::WrongType));
        assert_eq!(sniff(b"<html>"), Err(FileProblem::WrongType));
        assert_eq!(sniff(b""), Err(FileProblem::Empty));
    }

    #[test]
    fn a_picture_that_unpacks_to_gigabytes_is_turned_away() {
        assert_eq!(sniff(&png(60_000, 60_000)), Err(FileProblem::Bomb));
        let frame = [0xFF, 0xD8, 0xFF, 0xC0, 0, 17, 8, 0xFF, 0xFF, 0xFF, 0xFF];
        assert_eq!(sniff(&frame), Err(FileProblem::Bomb));
    }

    #[test]
    fn a_file_over_the_limit_is_turned_away() {
        let mut bytes = b"%PDF-".to_vec();
        bytes.resize(LARGEST + 1, b' ');
        assert_eq!(sniff(&bytes), Err(FileProblem::TooLarge { limit: LARGEST }));
    }

    proptest::proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..64)) {
            let _ = sniff(&bytes);
            let mut jpeg = vec![0xFF, 0xD8, 0xFF];
            jpeg.extend(&bytes);
            let _ = sniff(&jpeg);
        }
    }
}
