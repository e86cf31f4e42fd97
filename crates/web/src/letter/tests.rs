use askama::Template;
use tutas_app::view::{PhaseView, Tone};
use tutas_domain::text::Lang;

use super::*;
use crate::case::sample::{broken_anchors, case, lacking, law, line, page, texts};

const KINDS: [(LetterKind, PhaseView); 11] = [
    (LetterKind::Filed, PhaseView::Gathering),
    (LetterKind::Opened, PhaseView::Gathering),
    (LetterKind::Deficiency, PhaseView::Curing),
    (LetterKind::DeficiencyCured, PhaseView::Examining),
    (LetterKind::DocumentTurnedDown, PhaseView::Curing),
    (LetterKind::Preliminary, PhaseView::Hearing),
    (LetterKind::Granted, PhaseView::Granted),
    (LetterKind::Issued, PhaseView::Issued),
    (LetterKind::Refused, PhaseView::Refused),
    (LetterKind::DeemedRefused, PhaseView::DeemedRefused),
    (LetterKind::Withdrawn, PhaseView::Withdrawn),
];

/// Words that have no place in a letter about a child who was not born alive.
const CHEERFUL: [&str; 9] = [
    "ongratul",
    "happy",
    "Happy",
    "oy ",
    "Поздрав",
    "поздрав",
    " рады",
    "Құтты",
    "қуан",
];

fn letter(kind: LetterKind, phase: PhaseView) -> LetterView {
    let mut case = case(phase);
    if kind == LetterKind::DeficiencyCured {
        case.deficiencies = lacking();
        for lack in &mut case.deficiencies {
            lack.cured = true;
        }
    }
    let from = texts("Registrar of Uralsk");
    LetterView {
        line: line(kind),
        to: "Ахметова А.".to_owned(),
        from,
        case,
    }
}

fn html(lang: Lang, letter: LetterView) -> String {
    let words = Words::of(page(lang).t, &letter);
    LetterPage {
        page: page(lang),
        letter,
        words,
    }
    .render()
    .unwrap()
}

#[test]
fn every_letter_says_what_what_to_do_and_to_whom_to_complain() {
    for lang in Lang::ALL {
        let t = page(lang).t;
        for (kind, phase) in KINDS {
            let html = html(lang, letter(kind, phase));
            for heading in ["letter-what", "letter-why", "letter-do", "letter-complain"] {
                assert!(
                    html.contains(&format!(">{}</h2>", t.m(heading))),
                    "{lang} {kind:?}"
                );
            }
            assert!(
                html.contains("2710-2026-000123"),
                "{kind:?} lacks the number"
            );
            assert!(
                html.contains(t.x(&texts("Ministry of Justice"))),
                "{kind:?} lacks the appeal"
            );
            assert!(
                html.contains("92(1)"),
                "{kind:?} lacks the law of the appeal"
            );
            assert!(
                !html.contains("{ $") && !html.contains("{$"),
                "{kind:?} lacks a value"
            );
            assert_eq!(
                broken_anchors(&html),
                Vec::<String>::new(),
                "{lang} {kind:?}"
            );
        }
    }
}

#[test]
fn no_section_of_a_letter_is_empty() {
    for lang in Lang::ALL {
        let t = page(lang).t;
        for (kind, phase) in KINDS {
            let letter = letter(kind, phase);
            let words = Words::of(t, &letter);
            let page = LetterPage {
                page: page(lang),
                letter,
                words,
            };
            let why =
                page.words.why.is_some() || !page.lacks().is_empty() || !page.grounds().is_empty();
            assert!(why && !page.words.todo.is_empty() && !page.words.complain.is_empty());
        }
    }
}

#[test]
fn a_refusal_names_requirement_values_law_reasons_officers_and_the_last_day_to_complain() {
    let html = html(Lang::En, letter(LetterKind::Refused, PhaseView::Refused));
    let told = [
        "The mother lives here (en)",
        "Residence (en)",
        "79(1)",
        "No residence is registered.",
        "Сейтова А.",
        "Ким В.",
        "26\u{a0}June 2026",
    ];
    for words in told {
        assert!(html.contains(words), "lacks {words}");
    }
}

#[test]
fn a_preliminary_decision_says_that_it_is_none_yet_and_until_when_to_answer() {
    let html = html(
        Lang::En,
        letter(LetterKind::Preliminary, PhaseView::Hearing),
    );
    assert!(html.contains("This is not a decision yet"));
    assert!(html.contains("27\u{a0}March 2026") && html.contains("30\u{a0}March 2026"));
    assert!(html.contains("art.\u{a0}73"));
}

#[test]
fn an_automatic_grant_says_so_names_its_law_and_the_right_to_object() {
    let mut letter = letter(LetterKind::Granted, PhaseView::Granted);
    if let Some(decision) = &mut letter.case.decision {
        decision.by = DeciderView::Machine(law("19-1"));
    }
    let html = html(Lang::En, letter);
    assert!(html.contains("Automatically") && html.contains("You can object"));
    assert!(html.contains("art.\u{a0}19-1") || html.contains("arts.\u{a0}19-1"));
}

#[test]
fn a_letter_that_was_overtaken_still_gives_its_reasons() {
    let html = html(
        Lang::En,
        letter(LetterKind::Preliminary, PhaseView::Refused),
    );
    assert!(html.contains("No residence is registered."));
}

#[test]
fn what_is_lacking_is_told_with_the_last_day_and_what_follows() {
    let html = html(Lang::Ru, letter(LetterKind::Deficiency, PhaseView::Curing));
    assert!(html.contains("1\u{a0}апреля 2026\u{a0}г. включительно"));
    assert!(html.contains("Это не отказ"));
    assert!(html.contains("64(6)"));
}

#[test]
fn a_quiet_letter_has_no_cheerful_word_and_no_exclamation() {
    for lang in Lang::ALL {
        for (kind, phase) in KINDS {
            let mut letter = letter(kind, phase);
            letter.case.tone = Tone {
                quiet: true,
                text: Some(texts("We are sorry.")),
            };
            let words = Words::of(page(lang).t, &letter);
            let page = page(lang).quiet(true);
            let html = LetterPage {
                page,
                letter,
                words,
            }
            .render()
            .unwrap();
            let body = html.split("<main").nth(1).unwrap();
            for word in CHEERFUL {
                assert!(!body.contains(word), "{lang} {kind:?} says {word}");
            }
            let shown = body.split('<').filter_map(|tag| tag.split_once('>'));
            let text: String = shown.map(|(_, text)| text).collect();
            assert!(!text.contains('!'), "{lang} {kind:?} exclaims");
            assert!(body.contains("t-quiet-text"));
        }
    }
}
