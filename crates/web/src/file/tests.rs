use askama::Template;
use jiff::civil::{Date, date};
use tutas_app::view::{
    AccessBy, AccessLine, ActKind, AppealedAct, AuthorView, ExceptionGround, Fact, Lateness,
    LetterKind, MayAppeal, Outcome, PhaseView, Point, ProofView, Rank, RevocationGround, Rights,
    Said, Shown, TermEnd, WhyUnknown,
};
use tutas_domain::term::{Counting, DayOf, TermDay, TermLength, TermUnit};
use tutas_domain::text::Lang;

use super::*;
use crate::case::sample::{at, broken_anchors, case, court, finding, law, page, texts};

fn day(date: Date, counting: Counting, day: DayOf) -> TermDay {
    TermDay {
        date,
        counting,
        day,
        is_last: date == jiff::civil::date(2026, 3, 26),
    }
}

fn term() -> CountedTerm {
    let nauryz = || DayOf::Holiday(texts("Nauryz"));
    let moved = || DayOf::Transferred(texts("Nauryz"));
    CountedTerm {
        length: TermLength::working_days(2),
        law: law("189"),
        started_at: at("2026-03-19T05:00:00Z"),
        end: end(),
        paused_since: None,
        days: vec![
            day(date(2026, 3, 19), Counting::Start, DayOf::Work),
            day(date(2026, 3, 20), Counting::Counted(1), DayOf::Work),
            day(date(2026, 3, 21), Counting::NotWorked, nauryz()),
            day(date(2026, 3, 22), Counting::NotWorked, nauryz()),
            day(date(2026, 3, 23), Counting::NotWorked, nauryz()),
            day(date(2026, 3, 24), Counting::NotWorked, moved()),
            day(date(2026, 3, 25), Counting::NotWorked, moved()),
            day(date(2026, 3, 26), Counting::Counted(2), DayOf::Work),
        ],
        extended_to: None,
        replaced_on: None,
    }
}

fn end() -> TermEnd {
    TermEnd {
        length: TermLength::working_days(2),
        last_day: date(2026, 3, 26),
        ends_at: at("2026-03-26T19:00:00Z"),
    }
}

/// One point of every kind.
fn points() -> Vec<Point> {
    let text = |text: &str| text.to_owned();
    let today = date(2026, 3, 20);
    vec![
        Point::Number(text("2710-2026-000123")),
        Point::Other(text("2710-2026-000777")),
        Point::Holder(texts("Registrar")),
        Point::From(texts("Registrar")),
        Point::To(texts("Clinic")),
        Point::Rank(Rank::LastResort),
        Point::Term(end()),
        Point::TermRunsOn,
        Point::Until(today),
        Point::FromReceipt,
        Point::NotBefore(today),
        Point::ObjectionUntil(today),
        Point::RemarksUntil(today),
        Point::Window(texts("The medical record"), today),
        Point::Register(texts("Persons"), Said::Records(0)),
        Point::Register(texts("Persons"), Said::Records(2)),
        Point::Register(texts("Persons"), Said::Unknown(WhyUnknown::Down)),
        Point::Finding(Box::new(finding())),
        Point::Requirement(texts("The mother lives here")),
        Point::Lacks(texts("The record is missing")),
        Point::HeldMet(texts("The mother lives here")),
        Point::Amount(164_350.into(), true),
        Point::Amount(164_350.into(), false),
        Point::Provisional,
        Point::Late,
        Point::Standstill(texts("An answer from abroad")),
        Point::Revocation(RevocationGround::Offence),
        Point::Compensated,
        Point::Without(ExceptionGround::Urgent),
        Point::Outcome(Outcome::Remanded),
        Point::Rights(Rights::Restored),
        Point::Lateness(Lateness::NotExcused),
        Point::Reasons(text("<b>reasons</b>")),
        Point::Asked(text("asked")),
        Point::Protocol(text("protocol")),
        Point::Words(text("<i>words</i>")),
        Point::Officer(text("Сейтова А.")),
        Point::Second(text("Ким В.")),
        Point::Machine(law("19-1")),
        Point::Silence(law("5")),
        Point::Law(law("73")),
        Point::File(text("<img src=x>.jpg")),
        Point::Fact(Fact {
            label: texts("Surname"),
            value: Shown::Text(text("А")),
        }),
        Point::Letter(LetterKind::Extended),
        Point::Proof(ProofView::RegisteredLetter(text("KZ-1"))),
        Point::Was(text("was")),
        Point::Reads(text("reads")),
        Point::Document(texts("Certificate"), text("BC-1")),
        Point::LookedAt(true),
        Point::LookedAt(false),
        Point::Suspends(true),
        Point::Suspends(false),
    ]
}

fn read(by: AccessBy) -> ReadView {
    ReadView {
        line: AccessLine {
            finds_event: false,
            at: at("2026-03-19T05:00:00Z"),
            register: texts("Persons register"),
            fields: vec![texts("Residence")],
            by,
            purpose: texts("Birth registration"),
            number: None,
            law: law("192"),
            seen: tutas_app::view::Seen::Data,
            by_consent: false,
            agreement: None,
            attempt: None,
        },
        own: true,
        others: 1,
    }
}

fn file(phase: PhaseView) -> FileView {
    let entry = |name, by| EntryView {
        at: at("2026-03-19T05:00:00Z"),
        written_at: at("2026-03-21T05:00:00Z"),
        name,
        by,
        points: points(),
    };
    let mut case = case(phase);
    let refused = phase == PhaseView::Refused;
    case.may.appeal = refused.then(|| MayAppeal {
        instance: 1,
        filed_with: texts("Registrar of Uralsk"),
        decided_by: None,
        last_day: None,
        late: false,
        suspends: true,
        law: law("92(1)"),
    });
    FileView {
        case,
        filed_by: "Айгерім <Ахметова>".to_owned(),
        made_at: at("2026-03-30T05:00:00Z"),
        entries: vec![
            entry("filed", AuthorView::Clerk("Оразбаев Д.".to_owned())),
            entry(
                "term-extended",
                AuthorView::Officer("Сейтова А.".to_owned()),
            ),
            entry("evidence-recorded", AuthorView::Program),
            entry("objected", AuthorView::Person),
        ],
        terms: vec![term()],
        reads: vec![
            read(AccessBy::Program),
            read(AccessBy::Officer(texts("Registrar"))),
        ],
        letters: vec![
            SentLetter {
                index: 0,
                kind: LetterKind::Filed,
                at: at("2026-03-19T05:00:00Z"),
                received: Some((at("2026-03-20T05:00:00Z"), ProofView::Cabinet)),
            },
            SentLetter {
                index: 1,
                kind: LetterKind::Refused,
                at: at("2026-03-26T05:00:00Z"),
                received: None,
            },
        ],
        appealed: refused.then(|| AppealedAct {
            kind: ActKind::Refusal,
            at: at("2026-03-26T05:00:00Z"),
        }),
    }
}

fn html(lang: Lang, file: FileView, own: bool) -> String {
    let page = FilePage {
        page: page(lang),
        file,
        own,
    };
    page.render().unwrap()
}

fn rows_in(term: &CountedTerm) -> Vec<DayRow> {
    rows(page(Lang::En).t, term)
}

#[test]
fn every_point_has_a_label_and_says_something_in_every_language() {
    for lang in Lang::ALL {
        let t = page(lang).t;
        let lines = t.lines(&points());
        assert_eq!(lines.len(), points().len());
        for line in lines {
            assert!(!line.label.contains("file-"), "{lang} lacks {}", line.label);
            if let Text::Plain(said) = line.text {
                assert!(!said.is_empty(), "{lang}: {} says nothing", line.label);
                assert!(!said.contains("{ $") && !said.contains("file-"), "{said}");
            }
        }
    }
}

#[test]
fn a_file_has_its_parts_in_every_language_and_its_links_lead_somewhere() {
    for lang in Lang::ALL {
        let t = page(lang).t;
        for phase in [PhaseView::Examining, PhaseView::Refused, PhaseView::Issued] {
            let html = html(lang, file(phase), true);
            for part in ["applied", "happened", "terms", "letters", "appeal"] {
                let heading = t.m(&format!("file-{part}"));
                assert!(
                    html.contains(&format!(">{heading}</h2>")),
                    "{lang} lacks {part}"
                );
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
fn what_people_and_officers_wrote_is_escaped() {
    let html = html(Lang::Ru, file(PhaseView::Refused), true);
    for tag in ["<b>reasons", "<i>words", "<img src=x", "<Ахметова"] {
        assert!(!html.contains(tag), "{tag} is not escaped");
    }
    assert!(html.contains("reasons") && html.contains("Ахметова"));
}

#[test]
fn days_that_do_not_count_name_their_holiday() {
    let rows = rows_in(&term());
    assert_eq!(rows.len(), 8);
    assert_eq!(rows[2].said, "Holiday: Nauryz (en).");
    assert_eq!(
        rows[5].said,
        "Day off for Nauryz (en), which fell on a weekend."
    );
    let numbers: Vec<_> = rows.iter().filter_map(|row| row.number).collect();
    assert_eq!(numbers, vec![1, 2]);
    assert!(rows[7].is_last && rows[7].said.contains("Last day"));
    assert_eq!(rows[0].weekday, "Thursday");
}

#[test]
fn a_long_standstill_is_one_row() {
    let mut stood = term();
    stood.days = (1..=20)
        .map(|n| day(date(2026, 4, n), Counting::StandsStill, DayOf::Work))
        .collect();
    let rows = rows_in(&stood);
    assert_eq!(rows.len(), 1);
    assert!(
        rows[0]
            .day
            .contains("1\u{a0}April 2026 to 20\u{a0}April 2026")
    );
    assert_eq!(rows[0].said, "The term stands still.");
}

#[test]
fn months_are_not_counted_on_the_page_day_by_day_but_their_holidays_are_named() {
    let mut month = term();
    month.length = TermLength {
        count: 1,
        unit: TermUnit::Months,
    };
    month.days = (1..=30)
        .map(|n| {
            let of = if n == 10 {
                DayOf::Holiday(texts("Ait"))
            } else {
                DayOf::Work
            };
            let counting = Counting::Counted(u32::try_from(n).unwrap());
            day(date(2026, 6, n), counting, of)
        })
        .collect();
    let rows = rows_in(&month);
    assert_eq!(rows.len(), 3);
    assert_eq!(rows[0].said, "Days 1 to 9.");
    assert_eq!(
        (rows[1].number, &*rows[1].said),
        (Some(10), "Holiday: Ait (en).")
    );
}

#[test]
fn the_appeal_is_filled_in_and_can_be_filed() {
    for lang in Lang::ALL {
        let html = html(lang, file(PhaseView::Refused), true).replace('\u{a0}', " ");
        let form = html.split("<textarea").nth(1).unwrap();
        let mut parts = form.split("</form>").next().unwrap().split("</textarea>");
        let (field, words) = (parts.next().unwrap(), parts.next().unwrap());
        assert!(
            field.ends_with('>'),
            "{lang}: what is filled in is nobody's own words"
        );
        for told in ["2710-2026-000123", "26", "2026", "Birth registration"] {
            assert!(words.contains(told), "{lang}: the words lack {told}");
        }
        assert!(html.contains("/appeal\" novalidate"), "{lang} has no form");
        assert!(
            html.contains("Ministry of Justice"),
            "{lang} lacks the addressee"
        );
    }
}

#[test]
fn while_there_is_nothing_to_appeal_the_file_says_so_and_has_no_form() {
    let html = html(Lang::En, file(PhaseView::Examining), true);
    assert!(html.contains("There is nothing to complain about yet"));
    assert!(!html.contains("<textarea"));
}

#[test]
fn where_the_court_is_next_the_file_names_its_day_and_fills_in_no_appeal() {
    for lang in Lang::ALL {
        let mut last = file(PhaseView::Refused);
        last.case.may.appeal = None;
        last.case.appeal = court(Some(date(2026, 7, 2)));
        let t = page(lang).t;
        let html = html(lang, last, true);
        for told in [
            t.m("case-court"),
            t.date(date(2026, 7, 2)),
            t.m("case-court-how"),
        ] {
            assert!(html.contains(&told), "{lang} lacks {told}");
        }
        for gone in [t.m("file-appeal-how-text"), t.m("file-appeal-sign")] {
            assert!(!html.contains(&gone), "{lang} still says {gone}");
        }
        assert!(!html.contains("<textarea"));
    }
}

#[test]
fn at_the_desk_the_file_has_no_appeal_and_speaks_of_the_person() {
    let html = html(Lang::En, file(PhaseView::Refused), false);
    assert!(!html.contains("<textarea") && !html.contains("your data"));
    assert!(html.contains("the person who filed"));
}

#[test]
fn an_entry_put_down_later_says_when() {
    let html = html(Lang::En, file(PhaseView::Examining), true);
    assert!(html.contains("Put down on 21\u{a0}March 2026"));
}
