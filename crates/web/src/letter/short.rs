//! The short form of a letter, for the phone: that there is one, and whether an answer is wanted.
//!
//! A message lies open on a screen that anyone can see. It is made of the kinds of letters alone,
//! so that no name, number, amount or diagnosis can come into it, nor the name of a service; and a
//! decision is not told as good or bad.

use std::collections::BTreeMap;

use jiff::tz::TimeZone;
use tutas_app::News;
use tutas_app::view::LetterKind;
use tutas_domain::text::Lang;

use crate::i18n::{Country, T};

/// Messages carry neither dates nor money, so they need no country.
static NOWHERE: Country = Country {
    zone: TimeZone::UTC,
    sign: String::new(),
    elsewhere: BTreeMap::new(),
};

/// What the phone says of new letters of one application: of a single one what it is, of several
/// their number, and in both whether an answer is wanted. None for no letters.
pub fn short_message(lang: Lang, letters: &[LetterKind]) -> Option<String> {
    let t = T::new(lang, &NOWHERE);
    match letters {
        [] => None,
        [only] => Some(t.m(&format!("message-{}", only.name()))),
        several => {
            let id = if several.iter().any(|kind| wants_answer(*kind)) {
                "message-several-answer"
            } else {
                "message-several"
            };
            Some(t.a(id, &[("count", several.len().into())]))
        }
    }
}

/// What the phone says of any news.
pub fn told(lang: Lang, news: &News) -> Option<String> {
    match news {
        News::Letters(letters) => short_message(lang, letters),
        News::AccessAnswered => Some(T::new(lang, &NOWHERE).m("message-access-answered")),
    }
}

/// Of how many segments a message is: 160 signs of the telephone's own alphabet or 70 others fill
/// one, and a little less where there are more (3GPP TS 23.038 and 23.040).
pub fn segments(message: &str) -> usize {
    let signs = message.encode_utf16().count();
    let (one, each) = if message.is_ascii() {
        (160, 153)
    } else {
        (70, 67)
    };
    if signs <= one {
        1
    } else {
        signs.div_ceil(each)
    }
}

/// Whether a time to answer runs, or may begin to, with the letter.
fn wants_answer(kind: LetterKind) -> bool {
    matches!(
        kind,
        LetterKind::Deficiency
            | LetterKind::DocumentTurnedDown
            | LetterKind::Preliminary
            | LetterKind::Protocol
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::letter::tests::KINDS;

    fn kinds() -> impl Iterator<Item = LetterKind> {
        KINDS.into_iter().map(|(kind, _)| kind)
    }

    #[test]
    fn a_message_about_one_letter_fills_one_segment() {
        for lang in Lang::ALL {
            for kind in kinds() {
                let said = short_message(lang, &[kind]).unwrap();
                assert!(said.contains(' '), "{lang} {kind:?} has no words: {said}");
                assert_eq!(segments(&said), 1, "{lang} {kind:?}: {said}");
            }
        }
    }

    #[test]
    fn no_digit_stands_in_a_message_but_the_number_of_letters() {
        for lang in Lang::ALL {
            for kind in kinds() {
                let said = short_message(lang, &[kind]).unwrap();
                assert!(!said.contains(|c: char| c.is_numeric()), "{said}");
            }
            for count in [2, 3, 5, 11, 21] {
                for kind in [LetterKind::Granted, LetterKind::Preliminary] {
                    let said = short_message(lang, &vec![kind; count]).unwrap();
                    let digits: String = said.chars().filter(|c| c.is_numeric()).collect();
                    assert_eq!(digits, count.to_string(), "{said}");
                    assert!(segments(&said) <= 2, "{said}");
                }
            }
        }
    }

    #[test]
    fn whether_a_decision_is_good_is_not_told_on_the_screen() {
        for lang in Lang::ALL {
            let granted = short_message(lang, &[LetterKind::Granted]);
            assert_eq!(granted, short_message(lang, &[LetterKind::Refused]));
        }
    }

    #[test]
    fn several_letters_come_in_one_message_that_says_whether_one_wants_an_answer() {
        let said = |letters: &[LetterKind]| short_message(Lang::En, letters).unwrap();
        let calm = said(&[LetterKind::Filed, LetterKind::Granted, LetterKind::Issued]);
        assert_eq!(
            calm,
            "Tutas: 3 new letters about one application are in your cabinet."
        );
        let urgent = said(&[LetterKind::Filed, LetterKind::Deficiency]);
        assert!(urgent.contains("answer"), "{urgent}");
        assert_eq!(short_message(Lang::En, &[]), None);
    }

    #[test]
    fn that_a_question_was_answered_fills_one_segment_and_names_nothing() {
        for lang in Lang::ALL {
            let said = told(lang, &News::AccessAnswered).unwrap();
            assert!(said.contains(' ') && segments(&said) == 1, "{lang}: {said}");
            assert!(!said.contains(|c: char| c.is_numeric()), "{said}");
        }
    }

    #[test]
    fn segments_are_counted_as_the_telephone_does() {
        assert_eq!(segments(&"a".repeat(160)), 1);
        assert_eq!(segments(&"a".repeat(161)), 2);
        assert_eq!(segments(&"я".repeat(70)), 1);
        assert_eq!(segments(&"я".repeat(71)), 2);
        assert_eq!(segments(&"я".repeat(135)), 3);
    }
}
