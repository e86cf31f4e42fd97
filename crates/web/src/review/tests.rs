use askama::Template;
use jiff::civil::date;
use tutas_app::view::{Level, PhaseView};
use tutas_domain::term::TermLength;
use tutas_domain::text::Lang;

use super::*;
use crate::case::sample::{broken_anchors, case, law, page, review, texts};

fn may_appeal(late: bool) -> MayAppeal {
    MayAppeal {
        instance: 1,
        filed_with: texts("Registrar of Uralsk"),
        decided_by: Some(texts("Ministry of Justice")),
        last_day: Some(date(2026, 6, 26)),
        late,
        suspends: true,
        law: law("92(1)"),
    }
}

fn appeal_page(lang: Lang, late: bool, tried: Tried) -> String {
    let wrong = tried.wrong();
    let page = AppealPage {
        page: page(lang),
        case: case(PhaseView::Refused),
        may: may_appeal(late),
        act: "refusal of 25 March".to_owned(),
        facts: "I complain about the refusal.".to_owned(),
        tried,
        wrong,
    };
    page.render().unwrap()
}

#[test]
fn an_appeal_is_filled_in_to_whom_through_whom_against_what_and_until_when() {
    for lang in Lang::ALL {
        let t = page(lang).t;
        let html = appeal_page(lang, false, Tried::default().keeping("words", "I <ask>"));
        for told in [
            t.x(&texts("Registrar of Uralsk")),
            t.x(&texts("Ministry of Justice")),
            "refusal of 25 March",
            &t.date(date(2026, 6, 26)),
            "92(1)",
            "I &#60;ask&#62;</textarea>",
            &t.m("appeal-suspends"),
            "/appeal\"",
        ] {
            assert!(html.contains(told), "{lang} lacks {told}");
        }
        assert_eq!(broken_anchors(&html), Vec::<String>::new(), "{lang}");
    }
}

#[test]
fn the_own_words_of_an_appeal_have_an_empty_field_before_all_that_is_filled_in() {
    for lang in Lang::ALL {
        let html = appeal_page(lang, false, Tried::default());
        assert!(html.contains("></textarea>"), "{lang}");
        let place = |text: &str| html.find(text).unwrap();
        assert!(place("</textarea>") < place("I complain about the refusal."));
        assert!(place("I complain about the refusal.") < place("<dl"));
    }
}

#[test]
fn a_late_appeal_is_told_that_it_is_accepted_all_the_same() {
    let html = appeal_page(Lang::En, true, Tried::default());
    assert!(html.contains("Your appeal is accepted all the same"));
}

#[test]
fn an_appeal_without_words_keeps_its_place_and_leads_to_the_field() {
    let tried = Tried::at("words", "Write it".to_owned()).keeping("words", " ");
    let html = appeal_page(Lang::Ru, false, tried);
    assert!(html.contains("href=\"#words\"") && html.contains("id=\"words-error\""));
    assert_eq!(broken_anchors(&html), Vec::<String>::new());
}

fn may_complain(level: Level, to: &str, days: u32) -> MayComplain {
    MayComplain {
        level,
        to: texts(to),
        answered_in: TermLength::working_days(days),
        law: law("25"),
    }
}

#[test]
fn a_complaint_says_who_answers_it_and_in_which_time() {
    for lang in Lang::ALL {
        let mut case = case(PhaseView::Examining);
        case.may.complain = vec![
            may_complain(Level::Provider, "Registrar", 5),
            may_complain(Level::Authority, "Agency", 15),
        ];
        let tried = Tried::default().keeping("level", "authority");
        let html = ComplainPage {
            page: page(lang),
            case,
            tried,
            wrong: Vec::new(),
        };
        let html = html.render().unwrap();
        let t = page(lang).t;
        for (body, days) in [("Registrar", 5), ("Agency", 15)] {
            assert!(html.contains(t.x(&texts(body))), "{lang} lacks {body}");
            assert!(html.contains(&t.term(&TermLength::working_days(days))));
        }
        assert!(html.contains("value=\"authority\" checked"));
        assert!(!html.contains("value=\"provider\" checked"));
        assert_eq!(broken_anchors(&html), Vec::<String>::new(), "{lang}");
    }
}

#[test]
fn a_form_sent_twice_leads_to_what_the_first_one_filed() {
    let open = review();
    let ruled = ReviewLine {
        phase: PhaseView::Ruled,
        ..review()
    };
    assert_eq!(pending(std::slice::from_ref(&open), None), Some(open.id));
    assert_eq!(pending(&[ruled], None), None);
    assert_eq!(pending(&[open], Some(Level::Provider)), None);
}
