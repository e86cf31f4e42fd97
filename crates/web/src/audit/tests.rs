use jiff::civil::date;
use tutas_app::view::{AccessBy, AccessLine, AuditRecord, AuditedBy, FindingLine, Seen};
use tutas_domain::text::Lang;

use super::export::{csv, json_lines};
use super::mark::MarkPage;
use super::*;
use crate::case::sample::{at, law, page, texts};

fn record() -> AuditRecord {
    AuditRecord {
        access: Uuid::from_u128(7),
        at: at("2026-03-18T05:00:00Z"),
        by: AuditedBy::Officer,
        body: Some("registrar-2710".to_owned()),
        officer: Some("=registrar-2710/1".to_owned()),
        member: None,
        registers: vec!["births".to_owned(), "persons".to_owned()],
        fields: vec!["persons.iin".to_owned()],
        services: Vec::new(),
        numbers: vec!["2026-7K3M-Q9TF/1".to_owned()],
        laws: vec!["Code \"on\" Marriage: 63, 194".to_owned()],
        by_consent: false,
        turned_down: None,
        asked: true,
        answered: false,
        verdict: Some(Verdict::WellFounded),
    }
}

#[test]
fn a_cell_of_the_export_is_quoted_where_it_must_be_and_is_never_a_formula() {
    let text = csv(&[record()]).unwrap();
    let lines: Vec<&str> = text.split("\r\n").collect();
    assert!(lines[0].starts_with("access,at,by,body,officer,member,"));
    let columns = serde_json::to_value(record()).unwrap();
    assert_eq!(
        lines[0].split(',').count(),
        columns.as_object().unwrap().len(),
        "each value of a record has a column"
    );
    assert!(lines[1].contains(",officer,registrar-2710,'=registrar-2710/1,,births; persons,"));
    assert!(lines[1].contains("\"Code \"\"on\"\" Marriage: 63, 194\""));
    assert!(lines[1].ends_with(",true,false,well-founded"));
    let json = json_lines(&[record(), record()]).unwrap();
    assert_eq!(json.lines().count(), 2);
}

fn row() -> AuditRow {
    AuditRow {
        id: Uuid::from_u128(7),
        at: at("2026-03-18T05:00:00Z"),
        officer: Some(("registrar-2710/1".to_owned(), "Сейтова <А.>".to_owned())),
        lines: vec![AccessLine {
            finds_event: false,
            at: at("2026-03-18T05:00:00Z"),
            register: Texts::default(),
            fields: Vec::new(),
            by: AccessBy::Officer(texts("Registrar")),
            purpose: texts("Birth registration"),
            number: Some("2710".to_owned()),
            law: law("189"),
            by_consent: false,
            agreement: None,
            seen: Seen::Data,
            attempt: None,
        }],
        asked: true,
        answered: false,
        findings: vec![FindingLine {
            by: "Auditor".to_owned(),
            verdict: Verdict::Doubtful,
            words: "No <case>.".to_owned(),
            at: at("2026-03-19T05:00:00Z"),
        }],
    }
}

#[test]
fn an_access_tells_who_looked_and_what_was_found_in_every_language() {
    for lang in Lang::ALL {
        let frame = page(lang);
        let t = frame.t;
        let html = MarkPage::framed(frame, row(), Tried::default());
        let html = html.render().unwrap();
        for said in [
            "Сейтова &#60;А.&#62; (registrar-2710/1)",
            "No &#60;case&#62;.",
            &t.m("audit-doubtful"),
            &t.m("audit-asked"),
            &t.m("audit-words-hint"),
        ] {
            assert!(html.contains(said), "{lang}: {said}");
        }
    }
}

#[test]
fn an_address_asks_again_for_what_it_asked_for() {
    let query = AuditQuery {
        body: "registrar-2710".to_owned(),
        officer: "registrar-2710/1".to_owned(),
        member: "KZ/GOV/CIVIL/acts".to_owned(),
        from: date(2026, 3, 1),
        until: date(2026, 3, 31),
        auditors: true,
        ..AuditQuery::default()
    };
    let of = Some(SampleOf { seed: 7, size: 20 });
    assert_eq!(
        asked_for(&query, of),
        "from=2026-03-01&until=2026-03-31&body=registrar-2710&officer=registrar-2710/1\
         &member=KZ/GOV/CIVIL/acts&auditors=yes&seed=7&size=20"
    );
}
