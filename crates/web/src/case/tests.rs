use askama::Template;
use jiff::civil::date;
use tutas_app::view::{
    ActView, After, CaseLink, CorrectionView, DecisionView, DeficiencyView, EndedView, FormerView,
    Kind, Lateness, May, MeansView, OralView, Outcome, PhaseView, PostCheckView, ReviewFacts,
    RevocationGround, Rights, RulingView,
};
use tutas_domain::text::Lang;

use super::sample::{
    at, broken_anchors, case, court, decision, deficiency, law, page, review, texts,
};
use super::*;

const PHASES: [PhaseView; 13] = [
    PhaseView::Gathering,
    PhaseView::Curing,
    PhaseView::Examining,
    PhaseView::Hearing,
    PhaseView::Granted,
    PhaseView::Issued,
    PhaseView::Refused,
    PhaseView::DeemedRefused,
    PhaseView::Withdrawn,
    PhaseView::PostCheck,
    PhaseView::NotAccepted,
    PhaseView::Revoked,
    PhaseView::Ruled,
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
                t.date(date(2026, 3, 26)),
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
fn where_the_court_is_next_the_page_names_its_day_and_does_not_say_that_late_will_do() {
    for kind in [Kind::Service, Kind::Appeal, Kind::Complaint] {
        let mut last = case(PhaseView::Refused);
        last.kind = kind;
        last.appeal = court(Some(date(2026, 7, 2)));
        let html = html(Lang::En, last, Tried::default());
        for told in ["To the court", "2\u{a0}July 2026", "136", "a late claim"] {
            assert!(html.contains(told), "{kind:?} lacks {told}");
        }
        assert!(!html.contains("accepted too"), "{kind:?}");
        let back = html.contains("go back to the case");
        assert_eq!(back, kind == Kind::Appeal);
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
    assert!(html.contains("Last day of the term"));
}

/// A case with all that can come after a decision, and all that a person may ask for.
fn full(phase: PhaseView) -> CaseView {
    let mut case = case(phase);
    case.may = May {
        appeal: None,
        complain: Vec::new(),
        waive: true,
        ask_oral: true,
        remark: true,
        ask_correction: true,
        note_court: true,
        dispute: Vec::new(),
    };
    let revoked = EndedView::Revoked {
        ground: RevocationGround::KnowinglyFalse,
        law: law("84(3)"),
        compensated: true,
        reasons: "False <papers>.".to_owned(),
        by: ("Сейтова А.".to_owned(), Some("Ким В.".to_owned())),
    };
    case.after = After {
        post_check: Some(PostCheckView {
            until: date(2026, 4, 20),
            law: law("7"),
            ended: None,
        }),
        condition: Some(texts("The record still comes")),
        revoked: Some(revoked.clone()),
        former: vec![FormerView {
            at: Some(at("2026-03-25T05:00:00Z")),
            granted: Some(true),
            amount: Some(164_350.into()),
            reasons: None,
            document: None,
            ended_at: at("2026-04-02T05:00:00Z"),
            ended: revoked,
        }],
        suspended: true,
        held_up: Some("2710-2026-000888".to_owned()),
        correction: Some(CorrectionView {
            words: "My <name>".to_owned(),
            at: at("2026-04-02T05:00:00Z"),
            until: date(2026, 4, 7),
            overdue: false,
        }),
        court: Some((at("2026-04-02T05:00:00Z"), "The <court>".to_owned())),
        redirected_at: None,
    };
    case.reviews.appeals = vec![review()];
    case.decision = Some(DecisionView {
        provisional: true,
        ..decision(true)
    });
    case
}

#[test]
fn what_came_of_a_decision_is_told_and_every_wish_has_its_form() {
    for lang in Lang::ALL {
        let t = page(lang).t;
        let html = html(lang, full(PhaseView::Hearing), Tried::default());
        assert_eq!(broken_anchors(&html), Vec::<String>::new(), "{lang}");
        let forms = [
            "waive",
            "ask-oral",
            "remark",
            "ask-correction",
            "note-court",
        ];
        for form in forms {
            assert!(html.contains(&format!("/{form}\"")), "{lang} lacks {form}");
        }
        for told in [
            t.revocation(RevocationGround::KnowinglyFalse),
            "84(3)".to_owned(),
            "False &#60;papers&#62;.".to_owned(),
            t.m("after-compensated"),
            t.x(&texts("The record still comes")).to_owned(),
            t.date(date(2026, 4, 20)),
            t.m("after-suspended"),
            "My &#60;name&#62;".to_owned(),
            "The &#60;court&#62;".to_owned(),
            format!("/{lang}/cases/00000000-0000-0000-0000-000000000009\""),
        ] {
            assert!(html.contains(&told), "{lang} lacks {told}");
        }
    }
}

#[test]
fn without_anything_to_ask_for_no_form_is_there() {
    let html = html(Lang::En, case(PhaseView::Issued), Tried::default());
    for form in [
        "waive",
        "ask-oral",
        "remark",
        "ask-correction",
        "note-court",
        "appeal",
        "complain",
    ] {
        assert!(!html.contains(&format!("/{form}\"")), "{form}");
    }
}

#[test]
fn a_hearing_says_what_is_intended_and_shows_the_protocol_with_its_remarks() {
    for lang in Lang::ALL {
        let t = page(lang).t;
        let mut heard = case(PhaseView::Hearing);
        if let Some(preliminary) = &mut heard.preliminary {
            preliminary.act = ActView::Revocation {
                ground: RevocationGround::ConditionBroken,
                law: law("84"),
                compensated: false,
            };
            preliminary.oral = Some(OralView {
                asked_at: at("2026-03-21T05:00:00Z"),
                held: Some((
                    at("2026-03-22T05:00:00Z"),
                    "Ким В.".to_owned(),
                    "<said>".to_owned(),
                )),
                remarks_until: Some(date(2026, 3, 27)),
                remarks: vec![(at("2026-03-23T05:00:00Z"), "<not so>".to_owned())],
            });
        }
        let html = html(lang, heard, Tried::default());
        assert!(html.contains(&t.m("where-hearing-revocation")), "{lang}");
        assert!(!html.contains(&t.where_is(&PhaseView::Hearing)), "{lang}");
        assert!(html.contains("&#60;said&#62;") && html.contains("&#60;not so&#62;"));
        assert!(html.contains(&t.revocation(RevocationGround::ConditionBroken)));
        assert_eq!(broken_anchors(&html), Vec::<String>::new(), "{lang}");
    }
}

#[test]
fn what_is_prepared_without_a_hearing_is_not_shown_before_it_is_adopted() {
    let mut prepared = case(PhaseView::Hearing);
    prepared.summary.phase = PhaseView::Examining;
    prepared.summary.waits_for_you = false;
    let html = html(Lang::En, prepared, Tried::default());
    assert!(!html.contains("No residence is registered.") && !html.contains("/object\""));
}

#[test]
fn an_appeal_tells_what_it_is_against_when_it_goes_on_and_what_was_ruled() {
    for lang in Lang::ALL {
        let t = page(lang).t;
        let mut appeal = case(PhaseView::Ruled);
        appeal.kind = Kind::Appeal;
        appeal.reviews.against = Some(CaseLink {
            id: Uuid::from_u128(5),
            number: "2710-2026-000005".to_owned(),
            title: texts("Birth registration"),
        });
        appeal.reviews.own = Some(ReviewFacts {
            words: "I <disagree>".to_owned(),
            instance: Some(1),
            level: None,
            last_day: Some(date(2026, 6, 26)),
            late: true,
            forward_until: Some(date(2026, 3, 30)),
            defect: None,
        });
        appeal.decision = Some(DecisionView {
            ruling: Some(RulingView {
                outcome: Outcome::Annulled,
                rights: Rights::Restored,
                overruled: vec![texts("Lives here")],
                lateness: Some(Lateness::Excused),
            }),
            ..decision(true)
        });
        let html = html(lang, appeal, Tried::default());
        for told in [
            "I &#60;disagree&#62;",
            "2710-2026-000005",
            &t.date(date(2026, 3, 30)),
            &t.date(date(2026, 6, 26)),
            &t.outcome(Outcome::Annulled),
            &t.rights(Rights::Restored),
            &t.lateness(Lateness::Excused),
            t.x(&texts("Lives here")),
        ] {
            assert!(html.contains(told), "{lang} lacks {told}");
        }
        assert_eq!(broken_anchors(&html), Vec::<String>::new(), "{lang}");
    }
}

#[test]
fn a_form_that_was_not_accepted_stays_open_with_its_words() {
    let tried = Tried::at("correction-words", "Too late".to_owned())
        .keeping("correction-words", "A <slip>");
    let html = html(Lang::En, full(PhaseView::Issued), tried);
    assert!(html.contains("id=\"correction\" open") && !html.contains("id=\"court\" open"));
    assert!(html.contains("A &#60;slip&#62;</textarea>"));
}

#[test]
fn how_to_complain_is_said_where_one_can_and_an_appeal_that_runs_is_named() {
    for lang in Lang::ALL {
        let t = page(lang).t;
        let how = t.m("case-complain-how");
        let open = html(lang, case(PhaseView::Examining), Tried::default());
        assert!(!open.contains(&how), "{lang}: nothing is decided yet");
        let withdrawn = html(lang, case(PhaseView::Withdrawn), Tried::default());
        assert!(!withdrawn.contains(&how), "{lang}");
        assert!(withdrawn.contains(&t.m("case-apply-again")), "{lang}");
        let mut appealed = case(PhaseView::Refused);
        appealed.next = vec!["next-you-may-appeal"];
        appealed.reviews.appeals = vec![review()];
        let appealed = html(lang, appealed, Tried::default());
        assert!(!appealed.contains(&how), "{lang}");
        assert!(!appealed.contains(&t.m("next-you-may-appeal")), "{lang}");
        assert!(appealed.contains(&t.m("where-appealed")), "{lang}");
        let mut refused = case(PhaseView::Refused);
        refused.may.appeal = Some(tutas_app::view::MayAppeal {
            instance: 1,
            filed_with: texts("Registrar"),
            decided_by: None,
            last_day: None,
            late: false,
            suspends: false,
            law: law("92(1)"),
        });
        let refused = html(lang, refused, Tried::default());
        assert!(refused.contains(&how), "{lang}");
        assert!(refused.contains(&t.m("where-may-appeal")), "{lang}");
    }
}

#[test]
fn a_complaint_that_was_answered_says_where_to_go_next() {
    for lang in Lang::ALL {
        let answered = |level, phase| {
            let mut complaint = case(phase);
            complaint.kind = tutas_app::view::Kind::Complaint;
            complaint.reviews.against = Some(tutas_app::view::CaseLink {
                id: Uuid::from_u128(5),
                number: "2710-2026-000005".to_owned(),
                title: texts("Birth registration"),
            });
            complaint.reviews.own = Some(ReviewFacts {
                words: "They were rude.".to_owned(),
                instance: None,
                level: Some(level),
                last_day: None,
                late: false,
                forward_until: None,
                defect: None,
            });
            html(lang, complaint, Tried::default())
        };
        let next = format!("/{lang}/cases/00000000-0000-0000-0000-000000000005/complain\"");
        let provider = Level::Provider;
        assert!(
            answered(provider, PhaseView::Ruled).contains(&next),
            "{lang}"
        );
        assert!(
            !answered(provider, PhaseView::Examining).contains(&next),
            "{lang}"
        );
        let authority = Level::Authority;
        assert!(
            !answered(authority, PhaseView::Ruled).contains(&next),
            "{lang}"
        );
    }
}

#[test]
fn a_problem_on_a_page_takes_the_focus_without_a_script() {
    let tried = Tried::at("confirm", "Tick it".to_owned());
    let html = html(Lang::Kk, case(PhaseView::Examining), tried);
    let summary = html.split("govuk-error-summary\"").nth(1).unwrap();
    let tag = summary.split('>').next().unwrap();
    assert!(
        tag.contains("tabindex=\"-1\"") && tag.contains(" autofocus"),
        "{tag}"
    );
}
