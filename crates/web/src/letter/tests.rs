use askama::Template;
use jiff::civil::date;
use tutas_app::view::{
    Lateness, Outcome, PhaseView, Point, ProofView, RevocationGround, Rights, TermEnd, Tone,
};
use tutas_domain::term::TermLength;
use tutas_domain::text::Lang;

use super::*;
use crate::case::sample::{
    at, broken_anchors, case, court, finding, in_minutes, lacking, law, line, page, texts,
};

pub(crate) const KINDS: [(LetterKind, PhaseView); 32] = [
    (LetterKind::Filed, PhaseView::Gathering),
    (LetterKind::Opened, PhaseView::Gathering),
    (LetterKind::NotAccepted, PhaseView::NotAccepted),
    (LetterKind::Redirected, PhaseView::Examining),
    (LetterKind::Deficiency, PhaseView::Curing),
    (LetterKind::DeficiencyCured, PhaseView::Examining),
    (LetterKind::DocumentTurnedDown, PhaseView::Curing),
    (LetterKind::Extended, PhaseView::Examining),
    (LetterKind::StoodStill, PhaseView::Examining),
    (LetterKind::Recounted, PhaseView::Examining),
    (LetterKind::Preliminary, PhaseView::Hearing),
    (LetterKind::PreliminaryWithdrawn, PhaseView::Examining),
    (LetterKind::Protocol, PhaseView::Hearing),
    (LetterKind::Granted, PhaseView::Granted),
    (LetterKind::HeldUp, PhaseView::Granted),
    (LetterKind::Issued, PhaseView::Issued),
    (LetterKind::PostChecked, PhaseView::Issued),
    (LetterKind::Refused, PhaseView::Refused),
    (LetterKind::DeemedRefused, PhaseView::DeemedRefused),
    (LetterKind::DeemedGranted, PhaseView::Granted),
    (LetterKind::Revoked, PhaseView::Revoked),
    (LetterKind::Corrected, PhaseView::Issued),
    (LetterKind::CorrectionDeclined, PhaseView::Refused),
    (LetterKind::CorrectionOverdue, PhaseView::Issued),
    (LetterKind::DefectConfirmed, PhaseView::Examining),
    (LetterKind::MendingOverdue, PhaseView::Examining),
    (LetterKind::RegisterCorrected, PhaseView::Gathering),
    (LetterKind::Ruled, PhaseView::Ruled),
    (LetterKind::RulingApplied, PhaseView::Examining),
    (LetterKind::StepsDropped, PhaseView::Refused),
    (LetterKind::ReceiptRecorded, PhaseView::Curing),
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

/// How the term of the events below ends.
fn end() -> Point {
    Point::Term(TermEnd {
        length: TermLength::working_days(15),
        last_day: date(2026, 5, 5),
        ends_at: at("2026-05-05T19:00:00Z"),
    })
}

fn why() -> Point {
    Point::Reasons("No residence is registered.".to_owned())
}

fn officer() -> Point {
    Point::Officer("Сейтова А.".to_owned())
}

fn second() -> Point {
    Point::Second("Ким В.".to_owned())
}

/// What the event says that writes a letter of this kind.
fn told(kind: LetterKind) -> Vec<Point> {
    let until = || Point::Until(date(2026, 4, 20));
    let found = || Point::Finding(Box::new(finding()));
    match kind {
        LetterKind::NotAccepted => vec![found(), why(), officer(), Point::Law(law("19"))],
        LetterKind::Redirected => vec![
            Point::From(texts("Registrar of Uralsk")),
            Point::To(texts("Registrar of Astana")),
            why(),
            end(),
            Point::Law(law("65")),
        ],
        LetterKind::Extended => vec![end(), why(), officer(), Point::Law(law("76(3)"))],
        LetterKind::StoodStill => vec![
            Point::Standstill(texts("An answer from abroad")),
            why(),
            officer(),
            until(),
            Point::Law(law("18-2")),
        ],
        LetterKind::Recounted => vec![
            end(),
            Point::Window(texts("The medical record"), date(2026, 4, 22)),
        ],
        LetterKind::Preliminary => vec![found(), why(), officer(), Point::Law(law("73"))],
        LetterKind::Protocol => vec![
            officer(),
            Point::Protocol("I live here.".to_owned()),
            Point::RemarksUntil(date(2026, 4, 20)),
        ],
        LetterKind::Refused => vec![found(), why(), officer(), second()],
        LetterKind::PostChecked => vec![Point::LookedAt(true)],
        LetterKind::HeldUp => vec![Point::Other("2710-2026-000888".to_owned())],
        LetterKind::StepsDropped => vec![
            Point::Dropped(texts("Care allowance"), false),
            Point::Dropped(texts("Birth allowance"), true),
        ],
        LetterKind::ReceiptRecorded => vec![
            Point::Letter(LetterKind::Deficiency),
            Point::Proof(ProofView::RegisteredLetter("RR123".to_owned())),
            Point::ReceivedOn(date(2026, 4, 10)),
        ],
        LetterKind::DeemedRefused => vec![Point::Law(law("91(2)"))],
        LetterKind::DeemedGranted => vec![Point::Law(law("silence 5"))],
        _ => told_after(kind),
    }
}

/// The same, of what follows a decision.
fn told_after(kind: LetterKind) -> Vec<Point> {
    match kind {
        LetterKind::Revoked => vec![
            Point::Revocation(RevocationGround::ConditionBroken),
            Point::Law(law("85")),
            Point::Compensated,
            why(),
            officer(),
            second(),
        ],
        LetterKind::Corrected => vec![
            Point::Was("Уралск".to_owned()),
            Point::Reads("Уральск".to_owned()),
            officer(),
        ],
        LetterKind::CorrectionDeclined => vec![why(), officer()],
        LetterKind::Ruled => vec![
            Point::Outcome(Outcome::Dismissed),
            Point::Rights(Rights::NotViolated),
            Point::Lateness(Lateness::Excused),
            why(),
            officer(),
            second(),
        ],
        LetterKind::RulingApplied => vec![
            Point::Other("2710-2026-000777".to_owned()),
            Point::Outcome(Outcome::Annulled),
            end(),
        ],
        _ => Vec::new(),
    }
}

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
        told: told(kind),
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
            let why = page.words.why.is_some()
                || page.reasons().is_some()
                || !page.lacks().is_empty()
                || !page.grounds().is_empty();
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
fn initials_at_the_end_of_a_sentence_have_one_point() {
    for lang in Lang::ALL {
        for (kind, phase) in KINDS {
            let html = html(lang, letter(kind, phase));
            assert!(!html.contains(".."), "{lang} {kind:?} has two points");
        }
    }
    let refusal = html(Lang::Ru, letter(LetterKind::Refused, PhaseView::Refused));
    assert!(refusal.contains("утвердил: Ким В.</p>"));
}

#[test]
fn a_term_in_minutes_ends_at_a_time_and_not_on_a_day() {
    let of_day = [
        (Lang::Kk, "10:30 күн"),
        (Lang::Ru, "10:30 включительно"),
        (Lang::En, "2026, 10:30"),
    ];
    for (lang, of_day) in of_day {
        for (kind, phase) in KINDS {
            let mut letter = letter(kind, phase);
            letter.case.summary.term = in_minutes();
            let letter = LetterPage {
                words: Words::of(page(lang).t, &letter),
                page: page(lang),
                letter,
            };
            let until: String = letter.words.until.iter().map(|(said, _)| &**said).collect();
            assert!(!until.contains(of_day), "{lang} {kind:?}: {until}");
            assert!(
                !until.contains("осы күнді") || !until.contains("10:30"),
                "{until}"
            );
            let ends = matches!(
                kind,
                LetterKind::Filed
                    | LetterKind::Opened
                    | LetterKind::DeficiencyCured
                    | LetterKind::DeemedRefused
            );
            assert_eq!(until.contains("10:30"), ends, "{lang} {kind:?}: {until}");
        }
    }
    let mut filed = letter(LetterKind::Filed, PhaseView::Gathering);
    filed.case.summary.term = in_minutes();
    let said = html(Lang::Kk, filed).replace('\u{a0}', " ");
    let until = "Шешім 2026 жылғы 18 наурыз, 10:30 уақытына дейін қабылдануға тиіс";
    assert!(said.contains(until));
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
fn every_delay_is_told_with_its_written_reason_and_its_law() {
    let reasoned = [
        (LetterKind::Extended, "76(3)"),
        (LetterKind::StoodStill, "18-2"),
        (LetterKind::Redirected, "65"),
    ];
    for (lang, (kind, article)) in Lang::ALL.into_iter().flat_map(|l| reasoned.map(|r| (l, r))) {
        let html = html(lang, letter(kind, PhaseView::Examining));
        assert!(
            html.contains("No residence is registered."),
            "{lang} {kind:?}"
        );
        assert!(html.contains(article), "{lang} {kind:?} lacks {article}");
    }
}

#[test]
fn a_term_that_moved_is_told_with_its_new_last_day() {
    let moved = [
        LetterKind::Extended,
        LetterKind::Redirected,
        LetterKind::Recounted,
        LetterKind::RulingApplied,
    ];
    for kind in moved {
        let html = html(Lang::En, letter(kind, PhaseView::Examining));
        assert!(html.contains("5\u{a0}May 2026"), "{kind:?} lacks its day");
    }
    let still = html(
        Lang::En,
        letter(LetterKind::StoodStill, PhaseView::Examining),
    );
    assert!(still.contains("20\u{a0}April 2026") && still.contains("An answer from abroad (en)"));
}

#[test]
fn a_decision_taken_back_names_its_ground_law_officers_and_that_damage_is_paid() {
    let html = html(Lang::En, letter(LetterKind::Revoked, PhaseView::Revoked));
    let told = [
        "The condition of the decision was not kept.",
        "art.\u{a0}85",
        "No residence is registered.",
        "Сейтова А.",
        "Ким В.",
        "Damage you suffered",
    ];
    for words in told {
        assert!(html.contains(words), "lacks {words}");
    }
}

#[test]
fn a_refusal_taken_back_is_no_bad_news_and_gives_the_new_term() {
    let mut letter = letter(LetterKind::Revoked, PhaseView::Examining);
    letter.told = vec![Point::Revocation(RevocationGround::UnlawfulBurden), end()];
    let html = html(Lang::En, letter);
    assert!(html.contains("The refusal in your case") && html.contains("5\u{a0}May 2026"));
    assert!(!html.contains("that gave you the service was taken back"));
}

#[test]
fn a_ruling_says_what_was_ruled_whether_rights_were_violated_and_what_comes_next() {
    let html = html(Lang::En, letter(LetterKind::Ruled, PhaseView::Ruled));
    let told = [
        "The complaint is not granted.",
        "Rights were not violated.",
        "its time is restored",
        "Go to court.",
    ];
    for words in told {
        assert!(html.contains(words), "lacks {words}");
    }
}

/// What the page of a case, a letter or the file says of an appeal that comes late.
const LATE: [&str; 3] = ["accepted too", "тоже примут", "да қабылданады"];

#[test]
fn where_the_court_is_next_every_letter_names_its_day_and_none_says_that_late_will_do() {
    for lang in Lang::ALL {
        let t = page(lang).t;
        for (kind, phase) in KINDS {
            let mut dated = letter(kind, phase);
            dated.case.appeal = court(Some(date(2026, 7, 2)));
            let dated = html(lang, dated);
            let until = t.a(
                "letter-court-until",
                &[("date", t.date(date(2026, 7, 2)).into())],
            );
            let mut open = letter(kind, phase);
            open.case.appeal = court(None);
            let month = t.term(&open.case.appeal.within.unwrap());
            let open = html(lang, open);
            let within = t.a("letter-court-within", &[("term", month.into())]);
            for (html, told) in [(dated, until), (open, within)] {
                assert!(html.contains(&told), "{lang} {kind:?} lacks {told}");
                assert!(html.contains(&format!("{}.", t.m("case-court"))));
                assert!(html.contains("136") && !html.contains("92(1)"));
                let late = LATE.iter().find(|late| html.contains(**late));
                assert_eq!(late, None, "{lang} {kind:?}");
            }
        }
    }
}

#[test]
fn while_an_appeal_is_open_a_letter_says_that_late_will_do_and_nothing_of_the_day_of_the_court() {
    for lang in Lang::ALL {
        let html = html(lang, letter(LetterKind::Refused, PhaseView::Refused));
        assert!(LATE.iter().any(|late| html.contains(late)), "{lang}");
    }
}

#[test]
fn after_the_last_ruling_no_letter_sends_to_a_next_instance() {
    for kind in [LetterKind::Ruled, LetterKind::RulingApplied] {
        let mut last = letter(kind, PhaseView::Refused);
        if kind == LetterKind::RulingApplied {
            last.told = vec![Point::Other("2710-2026-000777".to_owned())];
        }
        last.case.appeal = court(None);
        let html = html(Lang::En, last);
        assert!(!html.contains("next instance"), "{kind:?}");
        assert!(html.contains("Go to court."), "{kind:?}");
    }
}

#[test]
fn an_appeal_that_changed_nothing_says_so() {
    let mut letter = letter(LetterKind::RulingApplied, PhaseView::Refused);
    letter.told = vec![Point::Other("2710-2026-000777".to_owned())];
    let html = html(Lang::En, letter);
    assert!(html.contains("nothing has changed") && html.contains("2710-2026-000777"));
}

#[test]
fn a_preliminary_decision_says_which_act_is_meant() {
    let mut other = letter(LetterKind::Preliminary, PhaseView::Hearing);
    other.told = vec![Point::Revocation(RevocationGround::KnowinglyFalse)];
    let revocation = html(Lang::En, other);
    assert!(revocation.contains("take back the decision"));
    let mut other = letter(LetterKind::Preliminary, PhaseView::Hearing);
    other.told = vec![Point::Outcome(Outcome::Dismissed)];
    assert!(html(Lang::En, other).contains("not to grant your complaint"));
}

#[test]
fn what_people_wrote_is_escaped() {
    for (kind, phase) in KINDS {
        let mut letter = letter(kind, phase);
        letter
            .told
            .insert(0, Point::Reasons("<b>bold</b>".to_owned()));
        letter
            .told
            .insert(0, Point::Protocol("<i>said</i>".to_owned()));
        letter.told.insert(0, Point::Was("<u>was</u>".to_owned()));
        let html = html(Lang::Kk, letter);
        for tag in ["<b>bold", "<i>said", "<u>was"] {
            assert!(!html.contains(tag), "{kind:?} does not escape {tag}");
        }
    }
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
