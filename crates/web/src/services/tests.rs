//! The public papers of services, asked for from outside.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use tower::Service as _;

use super::sort_key;
use tutas_domain::text::Lang;

use crate::i18n::tests::words;
use crate::router;
use crate::tests::{Site, read_whole};

#[tokio::test]
async fn the_register_of_services_is_linked_data_that_who_has_it_does_not_load_again() {
    let site = Site::after("married-parents").await;
    let web = crate::Web::new(site.app.clone(), false).unwrap();
    let mut house = router(&web).unwrap();
    let mut asks = async |tag: Option<&str>| {
        let mut request = Request::get("/catalog.jsonld").header(header::HOST, "127.0.0.1");
        if let Some(tag) = tag {
            request = request.header(header::IF_NONE_MATCH, tag);
        }
        house
            .call(request.body(Body::empty()).unwrap())
            .await
            .unwrap()
    };
    let first = asks(None).await;
    assert_eq!(first.headers()[header::CONTENT_TYPE], "application/ld+json");
    let tag = first.headers()[header::ETAG].to_str().unwrap().to_owned();
    let text = read_whole(first, StatusCode::OK).await;
    let document: serde_json::Value = serde_json::from_str(&text).unwrap();
    let services = document["@graph"].as_array().unwrap().iter();
    let services = services.filter(|node| node["@type"] == "cpsv:PublicService");
    assert_eq!(services.count(), site.app.catalog().services.len());
    assert_eq!(tag, format!("\"{}\"", tutas_catalog::hash_of(&text)));
    let again = asks(Some(&format!("W/{tag}"))).await;
    assert_eq!(read_whole(again, StatusCode::NOT_MODIFIED).await, "");
    let other = asks(Some("\"other\"")).await;
    read_whole(other, StatusCode::OK).await;
}

#[test]
fn services_stand_in_the_order_of_the_kazakh_alphabet() {
    let mut titles = ["Үй", "Ұл", "Фото", "Ата", "Әке", "Һ", "Xerox"];
    titles.sort_by_key(|title| sort_key(title));
    assert_eq!(titles, ["Xerox", "Ата", "Әке", "Ұл", "Үй", "Фото", "Һ"]);
}

#[tokio::test]
async fn everyone_can_see_what_happens_with_the_data_of_a_service_and_a_life_event() {
    let site = Site::after("married-parents").await;
    let web = crate::Web::new(site.app.clone(), false).unwrap();
    let mut house = router(&web).unwrap();
    let mut asks = async |path: &str| {
        let request = Request::get(path).header(header::HOST, "127.0.0.1");
        house
            .call(request.body(Body::empty()).unwrap())
            .await
            .unwrap()
    };
    for lang in Lang::ALL {
        let t = words(lang);
        for place in [
            "services/birth-allowance",
            "services/birth-registration",
            "life-events/birth",
        ] {
            let html =
                read_whole(asks(&format!("/{lang}/{place}/data")).await, StatusCode::OK).await;
            for said in [
                "notice-title",
                "notice-reads",
                "notice-risks",
                "notice-rights",
                "notice-opinion",
            ] {
                assert!(html.contains(&t.m(said)), "{lang} {place} lacks {said}");
            }
            assert!(html.contains(&format!("href=\"/{lang}/{place}/data.json\"")));
            assert_eq!(html.matches("<h1").count(), 1);
            let page = read_whole(asks(&format!("/{lang}/{place}")).await, StatusCode::OK).await;
            assert!(
                page.contains(&format!("href=\"/{lang}/{place}/data\"")),
                "{lang} {place}"
            );
        }
    }
    let t = words(Lang::En);
    let allowance = read_whole(
        asks("/en/services/birth-allowance/data").await,
        StatusCode::OK,
    )
    .await;
    // A machine may grant it, so the right to object is told; of an act of birth nobody tells it.
    let objection = t.m("notice-machine-may-grant");
    assert!(allowance.contains(&objection) && allowance.contains("3 working days"));
    assert!(allowance.contains("Officer of the demonstration"));
    let registration = read_whole(
        asks("/en/services/birth-registration/data").await,
        StatusCode::OK,
    )
    .await;
    assert!(
        registration.contains(&t.m("notice-people-decide")) && !registration.contains(&objection)
    );
    let json = asks("/ru/services/birth-allowance/data.json").await;
    assert_eq!(json.headers()[header::CONTENT_TYPE], "application/json");
    let json: serde_json::Value =
        serde_json::from_str(&read_whole(json, StatusCode::OK).await).unwrap();
    assert_eq!(json["opinion"]["valid"], true);
    assert_eq!(json["assessment"]["needs_opinion"], true);
    for nothing in [
        "/en/services/appeal/data",
        "/en/services/none/data",
        "/en/life-events/none/data.json",
    ] {
        read_whole(asks(nothing).await, StatusCode::NOT_FOUND).await;
    }
}

#[tokio::test]
async fn the_list_of_basic_requirements_is_a_page_and_a_file_that_is_read_back() {
    use tutas_catalog::annex::{Row, read_table};
    let site = Site::after("married-parents").await;
    let web = crate::Web::new(site.app.clone(), false).unwrap();
    let mut house = router(&web).unwrap();
    let mut asks = async |path: &str| {
        let request = Request::get(path).header(header::HOST, "127.0.0.1");
        house
            .call(request.body(Body::empty()).unwrap())
            .await
            .unwrap()
    };
    for lang in Lang::ALL {
        let place = format!("/{lang}/services/birth-allowance");
        let annex = site
            .app
            .catalog()
            .annex("birth-allowance", web.today())
            .unwrap();
        let expected: Vec<Vec<&str>> = Row::ALL
            .iter()
            .map(|row| annex.rows[row].iter().map(|line| line.get(lang)).collect())
            .collect();
        let page = read_whole(asks(&place).await, StatusCode::OK).await;
        assert!(page.contains(&format!("href=\"{place}/annex\"")));
        // The page itself can be imported as well.
        for (ending, kind) in [
            ("", "text/html"),
            (".csv", "text/csv"),
            (".txt", "text/plain"),
        ] {
            let answer = asks(&format!("{place}/annex{ending}")).await;
            let told = answer.headers()[header::CONTENT_TYPE].to_str().unwrap();
            assert!(told.starts_with(kind), "{told}");
            let text = read_whole(answer, StatusCode::OK).await;
            let rows = read_table(&text).unwrap();
            let said: Vec<Vec<&str>> = Row::ALL
                .iter()
                .map(|row| rows[row].iter().map(String::as_str).collect())
                .collect();
            assert_eq!(said, expected, "{place} {ending}");
        }
        let html = read_whole(asks(&format!("{place}/annex")).await, StatusCode::OK).await;
        let subtypes = annex.title(Row::Subtypes, lang);
        let missing = format!("{} {subtypes}.", words(lang).m("annex-missing"));
        assert!(html.contains(&missing), "{html}");
    }
}
