use askama::Template;
use tutas_app::view::{DeficiencyView, MeansView, PhaseView};
use tutas_domain::text::Lang;

use super::sample::{broken_anchors, case, deficiency, page, texts};
use super::*;

const PHASES: [PhaseView; 9] = [
    PhaseView::Gathering,
    PhaseView::Curing,
    PhaseView::Examining,
    PhaseView::Hearing,
    PhaseView::Granted,
    PhaseView::Issued,
    PhaseView::Refused,
    PhaseView::DeemedRefused,
    PhaseView::Withdrawn,
];

fn html(lang: Lang, case: CaseView, tried: Tried) -> String {
    let wrong = tried.wrong();
    CasePage {
        page: page(lang),
        case,
        wrong,
        tried,
    }
    .render()
    .unwrap()
}

#[test]
fn every_phase_says_where_who_until_when_by_which_law_and_how_to_complain() {
    for lang in Lang::ALL {
        let t = page(lang).t;
        for phase in PHASES {
            let html = html(lang, case(phase), Tried::default());
            let told = [
                t.where_is(&phase),
                t.x(&texts("Registrar of Uralsk")).to_owned(),
                t.date(jiff::civil::date(2026, 3, 26)),
                "189".to_owned(),
                t.x(&texts("Ministry of Justice")).to_owned(),
                "92(1)".to_owned(),
            ];
            for words in told {
                assert!(html.contains(&words), "{lang} {phase:?} lacks {words}");
            }
            assert_eq!(
                broken_anchors(&html),
                Vec::<String>::new(),
                "{lang} {phase:?}"
            );
        }
    }
}

#[test]
fn what_is_lacking_says_until_when_and_offers_a_form_for_each_means() {
    let html = html(Lang::En, case(PhaseView::Curing), Tried::default());
    assert!(html.contains("1\u{a0}April 2026, this day included"));
    assert_eq!(
        html.matches("/en/cases/00000000-0000-0000-0000-000000000001/supply")
            .count(),
        3
    );
    assert!(html.contains("The date cannot be read"));
    assert!(html.contains("name=\"iban\"") && html.contains("name=\"text\""));
}

#[test]
fn what_is_supplied_or_over_offers_no_form() {
    let mut case = case(PhaseView::Examining);
    let document = || MeansView::Document(texts("Certificate"));
    let cured = DeficiencyView {
        cured: true,
        ..deficiency("a", document())
    };
    let lapsed = DeficiencyView {
        lapsed: true,
        ..deficiency("b", document())
    };
    case.deficiencies = vec![cured, lapsed];
    let html = html(Lang::Ru, case, Tried::default());
    assert!(!html.contains("/supply"));
    assert!(html.contains("время вышло"));
}

#[test]
fn a_problem_leads_to_its_field_and_what_was_typed_stays() {
    let tried = Tried::at("text", "Напишите".to_owned()).keeping("text", "Я <живу> здесь");
    let html = html(Lang::Ru, case(PhaseView::Hearing), tried);
    assert!(html.contains("href=\"#text\"") && html.contains("id=\"text-error\""));
    assert!(html.contains("Я &#60;живу&#62; здесь"));
}

#[test]
fn words_of_people_are_escaped_and_keep_their_lines() {
    let mut case = case(PhaseView::Hearing);
    if let Some(preliminary) = &mut case.preliminary {
        preliminary.reasons = "<script>\nsecond".to_owned();
    }
    let html = html(Lang::Kk, case, Tried::default());
    assert!(html.contains("&#60;script&#62;<br>second"));
}

#[test]
fn a_case_that_is_over_cannot_be_withdrawn_and_has_no_running_term() {
    let html = html(Lang::En, case(PhaseView::Withdrawn), Tried::default());
    assert!(!html.contains("/withdraw"));
    assert!(html.contains("The term was up to"));
}
