use askama::Template;
use jiff::civil::date;
use tutas_app::view::{DeskView, Examine, MeansView, PhaseView};
use tutas_domain::text::Lang;
use uuid::Uuid;

use super::*;
use crate::case::Tried;
use crate::case::sample::{at, broken_anchors, case, deficiency, page, question, texts};

fn row(days_left: i64) -> WorkRow {
    WorkRow {
        case: Uuid::from_u128(1),
        number: "2710-2026-000123".to_owned(),
        title: texts("Birth registration"),
        phase: PhaseView::Examining,
        due: Some(at("2026-03-26T19:00:00Z")),
        days_left,
        document_waits: true,
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
    DeskView {
        may_grant: true,
        may_ask_cure: vec![("a".to_owned(), texts("A")), ("b".to_owned(), texts("B"))],
        may_prepare_refusal: vec![("a".to_owned(), texts("A")), ("b".to_owned(), texts("B"))],
        may_approve: true,
        may_return: true,
        why_not: vec!["rejected-hearing-open", "no-such-message"],
        to_examine: vec![examine(7), examine(8)],
        last_day_for_preliminary: Some(date(2026, 3, 20)),
        amount: Some(164_350.into()),
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
        assert!(!html.contains("/desk/cases/00000000-0000-0000-0000-000000000001/"));
        assert!(html.contains(&page(lang).t.m("desk-nothing")));
    }
}

#[test]
fn a_turned_down_act_keeps_what_was_chosen_and_written() {
    let tried = Tried::at("desk-reasons", "The hearing is open".to_owned())
        .keeping("desk-reasons", "Because")
        .keeping("desk-grounds", "b");
    let html = show::html(page(Lang::En), case(PhaseView::Examining), desk(), tried);
    assert!(html.contains(">Because</textarea>"));
    assert!(html.contains("type=\"checkbox\" value=\"b\" checked"));
    assert!(!html.contains("type=\"checkbox\" value=\"a\" checked"));
    assert!(html.contains("id=\"prepare\" open"));
    assert_eq!(broken_anchors(&html), Vec::<String>::new());
}
