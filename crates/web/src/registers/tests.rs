//! The cards of registers, asked for from outside.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use rust_decimal::Decimal;
use tower::Service as _;
use tutas_domain::text::Lang;

use super::say::share;
use super::{Card, as_json};
use crate::i18n::tests::words;
use crate::router;
use crate::tests::{Site, read_whole};

async fn asked(site: &Site, path: &str) -> String {
    let web = crate::Web::new(site.app.clone(), false).unwrap();
    let request = Request::get(path).header(header::HOST, "127.0.0.1");
    let mut house = router(&web).unwrap();
    let answer = house.call(request.body(Body::empty()).unwrap()).await;
    read_whole(answer.unwrap(), StatusCode::OK).await
}

#[tokio::test]
async fn everybody_sees_who_answers_for_a_register_and_how_it_does() {
    let site = Site::after("married-parents").await;
    for lang in Lang::ALL {
        let t = words(lang);
        let list = asked(&site, &format!("/{lang}/registers")).await;
        let card = asked(&site, &format!("/{lang}/registers/persons")).await;
        let register = &site.app.catalog().registers["persons"];
        for said in [t.x(&register.title), t.x(&register.steward)] {
            assert!(list.contains(said) && card.contains(said), "{lang} {said}");
        }
        for said in [
            "registers-uptime",
            "registers-freshness",
            "registers-defects-none",
        ] {
            assert!(card.contains(&t.m(said)), "{lang} lacks {said}");
        }
        assert!(
            !card.contains("registers-") && !list.contains("registers-"),
            "{lang}"
        );
    }
}

#[tokio::test]
async fn a_register_that_nobody_asked_says_so_instead_of_a_figure() {
    let site = Site::after("married-parents").await;
    let t = words(Lang::En);
    let registers = &site.app.catalog().registers;
    let untouched = registers.values().find(|register| {
        let figures = site.app.register_figures(&register.id).unwrap();
        register.own.is_none() && figures.outside.known == 0
    });
    let path = format!("/en/registers/{}", untouched.unwrap().id);
    let card = asked(&site, &path).await;
    assert!(card.contains(&t.m("registers-nothing")));
    assert!(!card.contains(&t.m("registers-errors")));
    let own = asked(&site, "/en/registers/statements").await;
    assert!(own.contains(&t.m("registers-own")));
}

#[tokio::test]
async fn programs_get_the_same_as_numbers() {
    let site = Site::after("married-parents").await;
    let card = asked(&site, "/en/registers/persons/card.json").await;
    let card: serde_json::Value = serde_json::from_str(&card).unwrap();
    assert_eq!(card["steward_body"], "ministry-interior");
    assert_eq!(card["critical"], true);
    assert!(card["answers"].as_u64().unwrap() > 0);
    let fields = card["fields"].as_array().unwrap();
    let surname = fields.iter().find(|one| one["id"] == "surname").unwrap();
    assert!(surname["asked"].as_u64().unwrap() > 0 && surname["empty"] == 0);
    let all = asked(&site, "/kk/registers/cards.json").await;
    let all: serde_json::Value = serde_json::from_str(&all).unwrap();
    let registers = all["registers"].as_array().unwrap().len();
    assert_eq!(registers, site.app.catalog().registers.len());
    assert_eq!(all["critical"], all["critical_with_steward"]);
}

#[tokio::test]
async fn figures_of_the_last_only_say_so() {
    let site = Site::after("married-parents").await;
    let mut figures = site.app.register_figures("persons").unwrap();
    figures.defects.open = 3;
    figures.duplicates.last = Some(tutas_app::Search {
        records: 9,
        groups: 1,
        at: site.app.now(),
    });
    let mut card = Card {
        register: &site.app.catalog().registers["persons"],
        figures,
        is_critical: true,
    };
    for lang in Lang::ALL {
        let t = words(lang);
        let said = t.a("registers-of-last", &[("count", 500_usize.into())]);
        for of_last in [None, Some(500)] {
            card.figures.defects.of_last = of_last;
            card.figures.duplicates.of_last = of_last;
            let told = [card.defects(&t), card.duplicates(&t).join(" ")];
            for told in told {
                assert_eq!(told.ends_with(&said), of_last.is_some(), "{lang} {told}");
            }
            let json = as_json(&card);
            let numbers = [&json["defects"]["of_last"], &json["duplicates"]["of_last"]];
            assert!(
                numbers
                    .iter()
                    .all(|one| one.as_u64() == of_last.map(|_| 500))
            );
        }
    }
}

#[test]
fn all_of_it_is_said_only_where_it_is_all() {
    let t = words(Lang::Ru);
    assert_eq!(share(t, 99_999, 100_000), "99,99\u{a0}%");
    assert_eq!(share(t, 7, 7), "100\u{a0}%");
    assert_eq!(share(t, 0, 0), "0\u{a0}%");
    assert_eq!(t.number(Decimal::from(0)), "0");
}
