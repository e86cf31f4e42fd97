//! The way through the wizard, page by page.

use axum::body::Body;
use axum::http::{Method, Response, StatusCode, header};
use tutas_app::view::Consents;
use tutas_domain::text::Lang;
use uuid::Uuid;

use crate::tests::{As, FOLLOWED, FORM, Site, encoded, text};

/// A mother whose registers were read, and who answered nothing yet.
struct Way {
    site: Site,
    draft: Uuid,
}

impl Way {
    async fn new() -> Self {
        let site = Site::after("married-parents").await;
        let (app, mother) = (&site.app, &site.mother);
        let draft = app.begin(mother, "birth", Lang::En).await.unwrap();
        let all = Consents {
            registers: true,
            automated: true,
        };
        app.give_consents(mother, draft, all).await.unwrap();
        Self { site, draft }
    }

    fn address(&self, page: &str) -> String {
        format!("/en/apply/{}/{page}", self.draft)
    }

    async fn shows(&self, page: &str) -> String {
        let address = self.address(page);
        let shown = self.site.asks(As::Mother, Method::GET, &address, &[]);
        text(shown.await).await
    }

    async fn sends(&self, page: &str, pairs: &[(&str, &str)]) -> Response<Body> {
        let address = self.address(page);
        let headers = [FOLLOWED, FORM];
        let body = encoded(pairs);
        let sent = self
            .site
            .sends(As::Mother, Method::POST, &address, &headers, body);
        sent.await
    }

    /// Answers the first page, which asks for the language and the registrar.
    async fn answers(&self, query: &str) -> Response<Body> {
        let (app, mother) = (&self.site.app, &self.site.mother);
        let page = app.questions(mother, self.draft, 0).unwrap().unwrap();
        let version = page.version.to_string();
        let pairs = [
            ("version", version.as_str()),
            ("language", "kk"),
            ("registrar", "registrar-2710"),
        ];
        self.sends(&format!("questions/0{query}"), &pairs).await
    }

    fn leads_to(&self, sent: &Response<Body>, page: &str) {
        assert_eq!(sent.status(), StatusCode::SEE_OTHER);
        assert_eq!(
            sent.headers()[header::LOCATION],
            self.address(page).as_str()
        );
    }
}

fn back(html: &str) -> &str {
    let (before, _) = html.split_once("\" class=\"govuk-back-link\"").unwrap();
    before.rsplit_once("href=\"").unwrap().1
}

#[tokio::test]
async fn back_goes_one_step_back_and_not_to_the_first_question() {
    let way = Way::new().await;
    let (app, mother) = (&way.site.app, &way.site.mother);
    let first = app.questions(mother, way.draft, 0).unwrap().unwrap();
    assert!(first.of > 1);
    let last = format!("questions/{}", first.of - 1);
    assert_eq!(back(&way.shows("check").await), way.address(&last));
    assert_eq!(
        back(&way.shows("questions/1").await),
        way.address("questions/0")
    );
    assert_eq!(
        back(&way.shows("questions/0").await),
        way.address("preview")
    );
}

#[tokio::test]
async fn who_changes_something_on_the_last_page_comes_back_to_it() {
    let way = Way::new().await;
    way.leads_to(&way.answers("").await, "questions/1");
    let html = way.shows("check").await;
    let change = format!("{}?from=check", way.address("questions/0"));
    assert!(html.contains(&format!("href=\"{change}\"")), "{html}");
    let html = way.shows("questions/0?from=check").await;
    assert_eq!(back(&html), way.address("check"));
    assert!(html.contains(&format!("action=\"{change}\"")), "{html}");
    way.leads_to(&way.answers("?from=check").await, "check");
    // What is wrong is said there, and once it is right the way leads back all the same.
    let wrong = way
        .sends("questions/0?from=check", &[("version", "0")])
        .await;
    let html = text(wrong).await;
    assert_eq!(back(&html), way.address("check"));
    assert!(html.contains(&format!("action=\"{change}\"")), "{html}");
}

#[tokio::test]
async fn who_looks_at_the_answers_of_registers_once_more_comes_back_too() {
    let way = Way::new().await;
    let html = way.shows("preview?from=check").await;
    assert_eq!(back(&html), way.address("check"));
    let sent = way.sends("preview?from=check", &[]).await;
    way.leads_to(&sent, "check");
    let sent = way.sends("preview", &[]).await;
    way.leads_to(&sent, "questions/0");
}

#[tokio::test]
async fn the_text_of_an_agreement_leads_back_to_where_it_was_opened_in_every_language() {
    let way = Way::new().await;
    let html = way.shows("data").await;
    let (_, rest) = html.split_once("/en/agreements/text/").unwrap();
    let hash = rest.split('"').next().unwrap();
    let shown = async |address: &str, from: Option<&str>| {
        let from = from.map(|from| format!("http://127.0.0.1:8080{from}"));
        let led = from.as_deref().map(|from| ("referer", from));
        let headers: Vec<_> = led.into_iter().collect();
        let answer = way.site.asks(As::Mother, Method::GET, address, &headers);
        text(answer.await).await
    };
    let address = format!("/en/agreements/text/{hash}");
    let html = shown(&address, Some(&way.address("data"))).await;
    assert_eq!(back(&html), way.address("data"));
    let (_, rest) = html.split_once("hreflang=\"kk\" href=\"").unwrap();
    let kazakh = rest.split('"').next().unwrap();
    let html = shown(kazakh, Some(&address)).await;
    assert_eq!(back(&html), way.address("data").replace("/en/", "/kk/"));
    let html = shown(&address, None).await;
    assert_eq!(back(&html), "/en/services");
    let elsewhere = format!("{address}?back=https://elsewhere.example/");
    assert_eq!(back(&shown(&elsewhere, None).await), "/en/services");
}
