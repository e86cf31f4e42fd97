use askama::Template;
use jiff::civil::date;
use tutas_app::view::{
    Channel, DeskView, Examine, ExceptionGround, Kind, LetterKind, MeansView, Outcome, PauseView,
    PhaseView, Rank, RevocationGround, RevocationView, UnreceivedLetter,
};
use tutas_domain::term::TermLength;
use tutas_domain::text::Lang;
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
fn desk() -> DeskView {
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
        why_not: vec!["rejected-hearing-open", "no-such-message"],
        to_examine: vec![examine(7), examine(8)],
        last_day_for_preliminary: Some(date(2026, 3, 20)),
        amount: Some(164_350.into()),
        may_extend: Some((date(2026, 5, 20), law("76(3)"))),
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
        may_rule: vec![Outcome::Annulled, Outcome::Ordered],
        may_prepare_ruling: vec![Outcome::Dismissed],
        judges_lateness: true,
        may_overrule: listed(),
        without_hearing: vec![(ExceptionGround::Urgent, law("73(2)"))],
        may_note_court: true,
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
        for path in ACTS {
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
        for path in ACTS {
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
                ..row(1)
            }],
            None,
        );
        page.page = self::page(lang);
        let t = page.page.t;
        let html = page.render().unwrap();
        for told in [
            t.m("desk-delivery-owed"),
            t.m("desk-correction-waits"),
            t.m("review-appeal"),
            t.rank(Rank::Head),
        ] {
            assert!(html.contains(&told), "{lang} lacks {told}");
        }
    }
}
