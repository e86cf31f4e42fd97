use super::*;
use crate::case::Tried;
use crate::case::sample::*;
use askama::Template;
use tutas_app::view::*;
use tutas_domain::text::{Lang, Texts};
use uuid::Uuid;

fn put(name: &str, html: String) {
    let out = std::path::Path::new("/tmp/w2/shots");
    std::fs::create_dir_all(out).unwrap();
    let at = html.find("/assets/").unwrap();
    let edition = html[at..at + 25].to_owned();
    std::fs::write(
        out.join(format!("{name}.html")),
        html.replace(&edition, "dist/"),
    )
    .unwrap();
}

#[test]
fn zz() {
    for lang in Lang::ALL {
        let mut p = page(lang);
        p.demo_now = Some(at("2026-03-18T05:00:00Z"));
        p.back = Some("/x".into());
        for (n, ph) in [
            ("curing", PhaseView::Curing),
            ("hearing", PhaseView::Hearing),
            ("issued", PhaseView::Issued),
            ("refused", PhaseView::Refused),
        ] {
            put(
                &format!("case-{n}-{lang}"),
                crate::case::zz(p.clone(), case(ph)),
            );
        }
        for (n, k, ph) in [
            ("lack", LetterKind::Deficiency, PhaseView::Curing),
            ("prel", LetterKind::Preliminary, PhaseView::Hearing),
            ("ref", LetterKind::Refused, PhaseView::Refused),
        ] {
            let l = LetterView {
                line: line(k),
                to: "Ахметова Айгерім".into(),
                from: texts("Registrar of Uralsk"),
                case: case(ph),
            };
            put(
                &format!("letter-{n}-{lang}"),
                crate::letter::zz(p.clone(), l),
            );
        }
        put(
            &format!("desk-{lang}"),
            show::html(
                p.clone(),
                case(PhaseView::Hearing),
                tests::desk(),
                Tried::default(),
            ),
        );
        let rows = (-2..12).map(tests::row).collect();
        let mut l = tests::list(rows, Some("x"));
        l.page = p.clone();
        put(&format!("list-{lang}"), l.render().unwrap());
        let step = |s: Option<CaseSummary>, no| StepView {
            child: 0,
            title: texts("Birth registration"),
            case: s,
            after: vec![texts("Birth registration")],
            will_not_run: no,
        };
        let view = ApplicationView {
            id: Uuid::nil(),
            number: "A-000045".into(),
            title: texts("A child is born"),
            tone: Tone {
                quiet: false,
                text: None,
            },
            received_at: at("2026-03-18T05:00:00Z"),
            channel: "portal".into(),
            children: vec![
                ChildLabel {
                    ordinal: 1,
                    of: 2,
                    born_on: None,
                    sex: None,
                },
                ChildLabel {
                    ordinal: 2,
                    of: 2,
                    born_on: None,
                    sex: None,
                },
            ],
            steps: vec![
                step(Some(summary(PhaseView::Issued)), false),
                step(Some(summary(PhaseView::Curing)), false),
                step(None, false),
                step(None, true),
            ],
        };
        put(
            &format!("app-{lang}"),
            crate::application::zz(p.clone(), view),
        );
        let f = |l: &str, v: &str| Fact {
            label: texts(l),
            value: Shown::Text(v.into()),
        };
        let d = DocumentView {
            kind: "birth-certificate".into(),
            title: Texts {
                kk: "Туу туралы куәлік".into(),
                ru: "Свидетельство о рождении".into(),
                en: "Birth certificate".into(),
            },
            number: "BC-2710-000123".into(),
            lang: Some(Lang::Kk),
            issued_at: at("2026-03-18T05:00:00Z"),
            body: texts("Registrar of Uralsk"),
            officer: "Сейтова А.".into(),
            facts: vec![
                f("Surname", "Ахметова"),
                f("Name", "Айша"),
                f("Born", "2026"),
                f("Mother", "Ахметова Айгерім"),
                f("Father", "Ахметов Нұрлан"),
            ],
            case_number: "2710-2026-000123".into(),
            tone: Tone {
                quiet: false,
                text: None,
            },
        };
        put(&format!("doc-{lang}"), crate::document::zz(p.clone(), d));
    }
}
