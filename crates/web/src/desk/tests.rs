use askama::Template;
use jiff::civil::date;
use tutas_app::view::{
    Channel, CorrectionView, DeskView, Examine, ExceptionGround, ExtensionView, Kind, LetterKind,
    MeansView, NotNow, Outcome, PauseView, PhaseView, Rank, RevocationGround, RevocationView,
    UnreceivedLetter,
};
use tutas_domain::term::TermLength;
use tutas_domain::text::{Lang, Texts};
use uuid::Uuid;

use super::*;
use crate::case::Tried;
use crate::case::sample::{at, broken_anchors, case, deficiency, law, page, question, texts};

fn row(days_left: i64) -> WorkRow {
    WorkRow {
        case: Uuid::from_u128(1),
        number: "2710-2026-000123".to_owned(),
        title: texts("Birth registration"),
        phase: PhaseView::Examining,
        due: Some(at("2026-03-26T19:00:00Z")),
        days_left,
        document_waits: true,
        delivery_owed: false,
        correction_asked: false,
        held_up: false,
        escalated: None,
        kind: Kind::Service,
    }
}

fn list(rows: Vec<WorkRow>, next: Option<&str>) -> ListPage {
    let next = next.map(str::to_owned);
    let list = Worklist {
        body: texts("Registrar"),
        rows,
        next,
        filter: "mine",
    };
    ListPage {
        page: page(Lang::En),
        list,
        asked: Vec::new(),
        twice: Vec::new(),
        is_later: false,
    }
}

#[test]
fn a_row_tells_the_days_left_and_marks_what_is_late_or_due() {
    let page = list(vec![row(-2), row(0), row(1), row(5)], None);
    let left: Vec<_> = page.list.rows.iter().map(|row| page.left(row)).collect();
    assert_eq!(
        left,
        [
            "2 working days over",
            "Today",
            "1 working day",
            "5 working days"
        ]
    );
    let marks: Vec<_> = page.list.rows.iter().map(urgency).collect();
    assert_eq!(
        marks,
        [
            "t-worklist__late",
            "t-worklist__soon",
            "t-worklist__soon",
            ""
        ]
    );
    let html = page.render().unwrap();
    assert_eq!(broken_anchors(&html), Vec::<String>::new());
    assert!(html.contains("/en/desk/cases/00000000-0000-0000-0000-000000000001"));
}

#[test]
fn the_next_page_keeps_the_filter_and_encodes_its_place() {
    let html = list(vec![row(1)], Some("17 &x")).render().unwrap();
    assert!(html.contains("?show=mine&amp;after=17%20%26x"));
    let empty = list(Vec::new(), None).render().unwrap();
    assert!(empty.contains("No case waits for an officer."));
}

/// All that an officer could ever do, at once.
pub(super) fn desk() -> DeskView {
    let upload = deficiency("a", MeansView::Words).uploads.remove(0);
    let examine = |id| Examine {
        upload: tutas_app::view::UploadLine {
            id: Uuid::from_u128(id),
            ..upload.clone()
        },
        requirement: "medical record".to_owned(),
        title: texts("Certificate of the clinic"),
        fields: vec![question()],
    };
    let listed = || vec![("a".to_owned(), texts("A")), ("b".to_owned(), texts("B"))];
    let ground = |ground| RevocationView {
        ground,
        law: law("84"),
        compensated: true,
    };
    DeskView {
        may_grant: true,
        may_ask_cure: listed(),
        may_prepare_refusal: listed(),
        may_approve: true,
        may_return: true,
        not_now: vec![
            not_now("approve", "rejected-hearing-open"),
            not_now("grant", "no-such-message"),
        ],
        reads: Some(Lang::Kk),
        to_examine: vec![examine(7), examine(8)],
        last_day_for_preliminary: Some(date(2026, 3, 20)),
        amount: Some(164_350.into()),
        may_extend: Some(extension()),
        may_pause: vec![PauseView {
            name: "expertise".to_owned(),
            title: texts("Expert opinion"),
            at_most: TermLength::working_days(20),
            law: law("76(5)"),
        }],
        may_resume: true,
        may_redirect: listed(),
        may_record_receipt: vec![letter(0, None), letter(3, Some("2026-03-20T05:00:00Z"))],
        may_hold_hearing: true,
        may_refuse_acceptance: listed(),
        may_grant_provisionally: Some((texts("The record still comes"), law("7"))),
        may_pass_post_check: true,
        may_prepare_revocation: vec![ground(RevocationGround::KnowinglyFalse)],
        may_revoke_burden: vec![ground(RevocationGround::UnlawfulBurden)],
        may_correct: true,
        may_decline_correction: true,
        may_confirm_defect: true,
        may_rule: vec![Outcome::Annulled, Outcome::Ordered],
        may_prepare_ruling: vec![Outcome::Dismissed],
        judges_lateness: true,
        may_overrule: listed(),
        without_hearing: vec![(ExceptionGround::Urgent, law("73(2)"))],
        may_note_court: true,
    }
}

fn not_now(act: &'static str, why: &'static str) -> NotNow {
    NotNow { act, why }
}

fn extension() -> ExtensionView {
    ExtensionView {
        from: date(2026, 3, 18),
        until: date(2026, 5, 20),
        law: law("76(3)"),
    }
}

fn letter(index: usize, owed_since: Option<&str>) -> UnreceivedLetter {
    UnreceivedLetter {
        index,
        kind: LetterKind::Deficiency,
        at: at("2026-03-18T05:00:00Z"),
        about: Some(texts("Residence")),
        owed_since: owed_since.map(at),
        channels: vec![Channel::RegisteredLetter, Channel::Counter],
    }
}

#[test]
fn an_officer_sees_a_form_for_each_thing_that_may_be_done_and_no_other() {
    for lang in Lang::ALL {
        let case = case(PhaseView::Hearing);
        let html = show::html(page(lang), case, desk(), Tried::default());
        assert_eq!(broken_anchors(&html), Vec::<String>::new(), "{lang}");
        for path in act::rooms().forms() {
            let act = path.rsplit('/').next().unwrap();
            assert!(html.contains(&format!("/{act}\"")), "{lang} lacks {act}");
        }
        assert!(!html.contains("no-such-message"));
        let html = show::html(
            page(lang),
            self::case(PhaseView::Examining),
            DeskView::default(),
            Tried::default(),
        );
        for path in act::rooms().forms() {
            let act = path.rsplit('/').next().unwrap();
            assert!(!html.contains(&format!("/{act}\"")), "{lang} offers {act}");
        }
        assert!(html.contains(&page(lang).t.m("desk-nothing")));
    }
}

#[test]
fn each_form_sends_the_fields_its_act_is_made_of() {
    let html = show::html(
        page(Lang::En),
        case(PhaseView::Hearing),
        desk(),
        Tried::default(),
    );
    let fields = |act: &str| {
        let form = html.split(&format!("/{act}\" novalidate>")).nth(1).unwrap();
        let form = form.split("</form>").next().unwrap();
        let names = form.split(" name=\"").skip(1);
        let names = names
            .filter_map(|rest| rest.split('"').next())
            .map(str::to_owned);
        names.collect::<std::collections::BTreeSet<_>>()
    };
    let expected: [(&str, &[&str]); 12] = [
        (
            "extend",
            &["until-day", "until-month", "until-year", "reasons"],
        ),
        ("pause", &["ground", "reasons"]),
        ("redirect", &["to", "reasons"]),
        (
            "receipt",
            &[
                "letter", "channel", "number", "on-day", "on-month", "on-year",
            ],
        ),
        ("hold-hearing", &["protocol"]),
        ("refuse-acceptance", &["requirement", "reasons"]),
        (
            "prepare-revocation",
            &["ground", "reasons", "without", "without-why"],
        ),
        (
            "prepare-refusal",
            &["requirement", "reasons", "without", "without-why"],
        ),
        ("revoke-burden", &["ground", "reasons"]),
        ("correct", &["was", "reads"]),
        (
            "rule",
            &["outcome", "rights", "lateness", "overruled", "reasons"],
        ),
        (
            "prepare-ruling",
            &[
                "outcome",
                "rights",
                "lateness",
                "reasons",
                "without",
                "without-why",
            ],
        ),
    ];
    for (act, names) in expected {
        let names = names.iter().map(|name| (*name).to_owned()).collect();
        assert_eq!(fields(act), names, "{act}");
    }
    // What is owed by another channel comes first.
    let owed = html.find("name=\"letter\" value=\"3\"").unwrap();
    assert!(owed < html.find("name=\"letter\" value=\"0\"").unwrap());
}

#[test]
fn a_late_appeal_that_is_not_excused_can_only_be_dismissed() {
    let html = show::html(
        page(Lang::En),
        case(PhaseView::Examining),
        desk(),
        Tried::default(),
    );
    let form = |act: &str| {
        let form = html.split(&format!("/{act}\" novalidate>")).nth(1).unwrap();
        form.split("</form>").next().unwrap().to_owned()
    };
    assert!(
        !form("rule").contains("not-excused") && form("prepare-ruling").contains("not-excused")
    );
    assert!(
        form("rule").contains("\"restored\"") && !form("prepare-ruling").contains("\"restored\"")
    );
}

#[test]
fn a_turned_down_act_keeps_what_was_chosen_and_written() {
    let tried = Tried::at("desk-refusal-reasons", "The hearing is open".to_owned())
        .keeping("desk-refusal-reasons", "Because")
        .keeping("desk-refusal-grounds", "b");
    let html = show::html(page(Lang::En), case(PhaseView::Examining), desk(), tried);
    assert!(html.contains(">Because</textarea>"));
    assert!(html.contains("type=\"checkbox\" value=\"b\" checked"));
    assert!(!html.contains("type=\"checkbox\" value=\"a\" checked"));
    assert!(html.contains("id=\"prepare\" open") && !html.contains("id=\"extend\" open"));
    assert_eq!(broken_anchors(&html), Vec::<String>::new());
    let tried = Tried::at("desk-extend-until", "Too long".to_owned())
        .keeping("desk-extend-until", "2027-1-2")
        .keeping("desk-extend-reasons", "An <expert>");
    let html = show::html(page(Lang::Ru), case(PhaseView::Examining), desk(), tried);
    assert!(html.contains("id=\"extend\" open") && html.contains("href=\"#desk-extend-until\""));
    assert!(html.contains("name=\"until-year\"") && html.contains("value=\"2027\""));
    assert!(html.contains("An &#60;expert&#62;</textarea>"));
    assert_eq!(broken_anchors(&html), Vec::<String>::new());
}

#[test]
fn a_row_of_the_worklist_shows_what_it_is_and_what_is_owed() {
    for lang in Lang::ALL {
        let mut page = list(
            vec![WorkRow {
                delivery_owed: true,
                correction_asked: true,
                escalated: Some(Rank::Head),
                kind: Kind::Appeal,
                title: texts("Appeal against a decision"),
                ..row(1)
            }],
            None,
        );
        page.page = self::page(lang);
        let t = page.page.t;
        let html = page.render().unwrap();
        // Its title says already that it is an appeal.
        assert!(!html.contains(&format!("{}</strong>", t.m("review-appeal"))));
        for told in [
            t.m("desk-delivery-owed"),
            t.m("desk-correction-waits"),
            t.rank(Rank::Head),
        ] {
            assert!(html.contains(&told), "{lang} lacks {told}");
        }
    }
}

#[test]
fn whether_a_correction_answers_the_person_is_asked_only_while_one_waits() {
    for lang in Lang::ALL {
        let box_of = |asked: Option<CorrectionView>| {
            let mut case = case(PhaseView::Issued);
            case.after.correction = asked;
            let html = show::html(page(lang), case, desk(), Tried::default());
            html.contains("name=\"answers\"")
        };
        let asked = CorrectionView {
            words: "Олеговна".to_owned(),
            at: at("2026-03-18T05:00:00Z"),
            until: date(2026, 3, 26),
            overdue: false,
        };
        assert!(!box_of(None) && box_of(Some(asked)), "{lang}");
    }
}

#[test]
fn what_is_said_of_rights_can_only_agree_with_what_may_be_decided() {
    let offered = |rule: &[Outcome], prepare: &[Outcome]| {
        let desk = DeskView {
            may_rule: rule.to_vec(),
            may_prepare_ruling: prepare.to_vec(),
            ..desk()
        };
        let html = show::html(
            page(Lang::En),
            case(PhaseView::Examining),
            desk,
            Tried::default(),
        );
        ["rule", "prepare-ruling"].map(|act| {
            let form = html.split(&format!("/{act}\" novalidate>")).nth(1).unwrap();
            let form = form.split("</form>").next().unwrap();
            let of = ["restored", "not-restored", "not-violated"];
            let shown = of.map(|rights| form.contains(&format!("value=\"{rights}\"")));
            shown.to_vec()
        })
    };
    let [rule, prepare] = offered(&[Outcome::Annulled], &[Outcome::Dismissed]);
    assert_eq!(
        (rule, prepare),
        (vec![true, true, false], vec![false, false, true])
    );
    let [rule, prepare] = offered(&[Outcome::Annulled, Outcome::Remanded], &[Outcome::Left]);
    assert_eq!(
        (rule, prepare),
        (vec![true, true, true], vec![false, true, true])
    );
}

#[test]
fn what_cannot_be_done_is_named_with_its_reason() {
    let acts = ["grant", "approve", "prepare-refusal", "rule", "extend"];
    for lang in Lang::ALL {
        let t = page(lang).t;
        let not_now = acts
            .map(|act| not_now(act, "rejected-rank-needed"))
            .to_vec();
        let desk = DeskView { not_now, ..desk() };
        let html = show::html(
            page(lang),
            case(PhaseView::Examining),
            desk,
            Tried::default(),
        );
        let list = html.split("t-why-not").nth(1).unwrap();
        let list = list.split("</ul>").next().unwrap();
        assert_eq!(list.matches("<li>").count(), acts.len(), "{lang}");
        assert!(!list.contains("desk-not-"), "{lang}: {list}");
        assert!(
            !list.contains(&t.m("rejected-rank-needed")),
            "a sentence goes on after the colon"
        );
    }
    let desk = DeskView {
        not_now: vec![not_now("grant", "rejected-requirements-not-met")],
        ..desk()
    };
    let html = show::html(
        page(Lang::En),
        case(PhaseView::Examining),
        desk,
        Tried::default(),
    );
    assert!(html.contains("<li>Cannot be granted: not all requirements are met yet.</li>"));
}

#[test]
fn an_extension_is_told_which_days_it_may_have_and_that_a_day_off_is_none() {
    for lang in Lang::ALL {
        let t = page(lang).t;
        let said = |until, working| act::no_extension(t, &extension(), until, working);
        let (first, last) = (date(2026, 3, 18), date(2026, 5, 20));
        for outside in [date(2020, 1, 1), date(2026, 3, 17), date(2026, 5, 21)] {
            let told = said(outside, outside).unwrap();
            assert!(
                told.contains(&t.date(first)) && told.contains(&t.date(last)),
                "{told}"
            );
        }
        let told = said(date(2026, 3, 21), date(2026, 3, 26)).unwrap();
        for day in [date(2026, 3, 21), date(2026, 3, 26)] {
            assert!(told.contains(&t.date(day)), "{told}");
        }
        assert_eq!(said(first, first), None);
        assert_eq!(said(last, last), None);
    }
}

#[test]
fn bodies_are_told_apart_by_their_places() {
    let body = |id: &str, title: &str| (id.to_owned(), texts(title));
    let shown = |bodies: Vec<(String, Texts)>| {
        let desk = DeskView {
            may_redirect: bodies,
            ..desk()
        };
        show::html(
            page(Lang::En),
            case(PhaseView::Examining),
            desk,
            Tried::default(),
        )
    };
    let alike = vec![
        body("a", "Corporation, civil acts: Abai"),
        body("b", "Corporation, civil acts: Oral"),
    ];
    let html = shown(alike);
    assert!(html.contains(">Abai (en)</option>") && html.contains(">Oral (en)</option>"));
    assert_eq!(html.matches("Corporation, civil acts:").count(), 1);
    let html = shown(vec![body("a", "Clinic: One"), body("b", "Hospital: Two")]);
    assert!(
        html.contains(">Clinic: One (en)</option>")
            && html.contains(">Hospital: Two (en)</option>")
    );
    let html = shown(vec![body("a", "Ministry: Labour")]);
    assert!(html.contains(">Ministry: Labour (en)</option>"));
}

#[test]
fn an_officer_sees_in_which_language_the_person_reads_beside_what_they_will_read() {
    for (lang, reads) in [(Lang::Ru, "desk-reads-kk"), (Lang::Kk, "desk-reads-ru")] {
        let desk = DeskView {
            reads: Some(if reads == "desk-reads-kk" {
                Lang::Kk
            } else {
                Lang::Ru
            }),
            ..desk()
        };
        let html = show::html(page(lang), case(PhaseView::Hearing), desk, Tried::default());
        let said = page(lang).t.m(reads);
        for act in [
            "ask-cure",
            "prepare-refusal",
            "rule",
            "extend",
            "turn-down",
            "decline-correction",
        ] {
            let form = html.split(&format!("/{act}\" novalidate>")).nth(1).unwrap();
            assert!(
                form.split("</form>").next().unwrap().contains(&said),
                "{lang}: {act}"
            );
        }
    }
}

#[test]
fn a_result_that_stands_again_beside_another_is_not_called_ungiven() {
    for lang in Lang::ALL {
        let said = |phase| {
            let mut case = case(phase);
            case.after.held_up = Some("2710-2026-000124".to_owned());
            show::html(page(lang), case, DeskView::default(), Tried::default())
        };
        let text = |id: &str| page(lang).t.a(id, &[("other", "2710-2026-000124".into())]);
        assert!(said(PhaseView::Granted).contains(&text("desk-held-up-text")));
        assert!(said(PhaseView::Issued).contains(&text("desk-held-up-issued-text")));
    }
}
