//! Requests from outside to answer, through everything in between, after an example was played.

use std::collections::BTreeSet;
use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Method, Request, Response, StatusCode, header};
use tower::Service as _;
use tutas_app::rehearsal::{self, Aftermath};
use tutas_app::{App, Identity, OfficerProfile, Staff};
use tutas_domain::actor::Rank;
use tutas_domain::person::PersonId;
use tutas_domain::text::{Lang, Texts};

use crate::i18n::tests::words;
use crate::{Web, router};

pub(crate) const FOLLOWED: (&str, &str) = ("sec-fetch-site", "same-origin");
const LED: (&str, &str) = ("sec-fetch-site", "cross-site");

/// The site after an example, with its mother and an officer signed in.
pub(crate) struct Site {
    pub(crate) app: App,
    router: Router,
    pub(crate) mother: PersonId,
    cookies: [String; 2],
}

#[derive(Clone, Copy)]
pub(crate) enum As {
    Mother = 0,
    Officer = 1,
}

impl Site {
    pub(crate) async fn after(example: &str) -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../catalog");
        let loaded = tutas_catalog::load(&folder).unwrap();
        let catalog = Arc::new(loaded.catalog.unwrap());
        let mut staff = Staff::default();
        for body in catalog.bodies.keys() {
            for desk in ["1", "2", "head"] {
                let profile = OfficerProfile {
                    name: "Officer".to_owned(),
                    post: Texts::default(),
                    body: body.clone(),
                    rank: Rank::default(),
                    family: Vec::new(),
                    audits: false,
                };
                staff.0.insert(format!("{body}/{desk}"), profile);
            }
        }
        let mut examples = loaded.examples.into_iter();
        let example = examples.find(|one| one.id == example).unwrap();
        let played = rehearsal::aftermath(&catalog, &example, &staff).await;
        let Ok(Aftermath { app, applications }) = played else {
            panic!("the example fails");
        };
        let mother = applications[0].0.clone();
        let person = Identity::Person(mother.clone());
        let officer = Identity::Officer("registrar-2710/1".to_owned());
        let cookies = [
            app.sign_in(person, "Mother".to_owned()).await.unwrap(),
            app.sign_in(officer, "Officer".to_owned()).await.unwrap(),
        ];
        let router = router(&Web::new(app.clone(), false).unwrap()).unwrap();
        Self {
            app,
            router,
            mother,
            cookies,
        }
    }

    pub(crate) async fn asks(
        &self,
        who: As,
        method: Method,
        address: &str,
        headers: &[(&str, &str)],
    ) -> Response<Body> {
        self.sends(who, method, address, headers, Body::empty())
            .await
    }

    pub(crate) async fn sends(
        &self,
        who: As,
        method: Method,
        address: &str,
        headers: &[(&str, &str)],
        body: Body,
    ) -> Response<Body> {
        let cookie = format!("sid={}", self.cookies[who as usize]);
        let mut request = Request::builder()
            .method(method)
            .uri(address)
            .header(header::COOKIE, cookie);
        if headers.iter().all(|(name, _)| *name != "host") {
            request = request.header(header::HOST, "127.0.0.1:8080");
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(body).unwrap();
        self.router.clone().call(request).await.unwrap()
    }

    async fn unread(&self) -> Vec<(String, uuid::Uuid, usize)> {
        let mut found = Vec::new();
        for line in self.app.cabinet(&self.mother).unwrap().unread {
            let (case, index) = (line.case, line.index);
            let letter = self.app.opened_letter(&self.mother, case, index).await;
            if letter.unwrap().is_none() {
                found.push((format!("/en/cases/{case}/letters/{index}"), case, index));
            }
        }
        found
    }
}

#[tokio::test]
async fn who_does_not_fit_is_asked_to_come_again_and_the_house_says_how_it_is() {
    let site = Site::after("married-parents").await;
    let web = Web::new(site.app.clone(), false).unwrap().at_most(1);
    let mut house = router(&web).unwrap();
    let mut asks = async |path: &str| {
        let request = Request::get(path).header(header::HOST, "127.0.0.1");
        let request = request.body(Body::empty()).unwrap();
        house.call(request).await.unwrap()
    };
    read_whole(asks("/en").await, StatusCode::OK).await;
    let place = web.traffic.enter();
    assert!(place.is_some());
    for lang in Lang::ALL {
        let shed = asks(&format!("/{lang}/cabinet")).await;
        assert_eq!(shed.headers()[header::RETRY_AFTER], "2");
        let said = read_whole(shed, StatusCode::SERVICE_UNAVAILABLE).await;
        for part in ["title", "text", "next"] {
            assert!(said.contains(&*words(lang).m(&format!("fault-busy-{part}"))));
        }
    }
    // Whoever wonders is told, however many come.
    for path in ["/healthz", "/readyz", "/readyz?for=reading", "/en/status"] {
        read_whole(asks(path).await, StatusCode::OK).await;
    }
    drop(place);
    read_whole(asks("/en").await, StatusCode::OK).await;
    while !site.app.count_backlog().unwrap() {}
    let counts = read_whole(asks("/metrics").await, StatusCode::OK).await;
    for line in [
        "tutas_backlog_counted_seconds 0",
        "tutas_overdue{owed=\"decision\"} 0",
        "tutas_overdue_oldest_seconds{owed=\"answer\"} 0",
        "tutas_ready 1",
        "tutas_readable 1",
        "tutas_writable 1",
        "tutas_requests_limit 1",
        "tutas_requests_in_flight 0",
        "tutas_requests_shed_total 3",
        "tutas_requests_total{class=\"browse\",status=\"2xx\"} 3",
        "tutas_requests_total{class=\"track\",status=\"5xx\"} 0",
        "tutas_request_seconds_bucket{class=\"browse\",le=\"+Inf\"} 3",
        "tutas_request_seconds_count{class=\"browse\"} 3",
        "tutas_write_queue{lane=\"people\"} 0",
        "tutas_register_up{register=\"births\"} 1",
    ] {
        assert!(counts.lines().any(|told| told == line), "{line}: {counts}");
    }
}

#[tokio::test]
async fn a_form_that_does_not_fit_is_kept_on_the_page_and_one_that_is_too_large_is_not_read() {
    let site = Site::after("married-parents").await;
    let web = Web::new(site.app.clone(), false).unwrap().at_most(1);
    let mut house = router(&web).unwrap();
    let _place = web.traffic.enter();
    let mut sends = async |kind: &str, from: &[(&str, &str)], body: Body| {
        let mut request = Request::post("/ru/cases/1/complain")
            .header(header::HOST, "127.0.0.1")
            .header(header::CONTENT_TYPE, kind);
        for (name, value) in from {
            request = request.header(*name, *value);
        }
        house.call(request.body(body).unwrap()).await.unwrap()
    };
    let own = &[FOLLOWED];
    let busy = StatusCode::SERVICE_UNAVAILABLE;
    let typed = || encoded(&[("words", "Жалоба & слова")]);
    // On our page a form of somebody else would become one of ours, which only wants a click.
    for foreign in [
        &[][..],
        &[LED],
        &[("origin", "http://evil.example")],
        &[("origin", "null")],
    ] {
        let shed = sends(FORM.1, foreign, typed()).await;
        let html = read_whole(shed, busy).await;
        assert!(!html.contains("Жалоба"), "{foreign:?}");
        assert!(!html.contains("action=\"/ru/cases/1/complain\""));
    }
    let shed = sends(FORM.1, own, typed()).await;
    let html = read_whole(shed, busy).await;
    assert!(html.contains("<form method=\"post\" action=\"/ru/cases/1/complain\">"));
    assert!(
        html.contains("name=\"words\" value=\"Жалоба &#38; слова\""),
        "{html}"
    );
    assert!(html.contains(&words(Lang::Ru).m("fault-kept")));
    let long = sends(FORM.1, own, Body::from(vec![b'a'; 600_000])).await;
    read_whole(long, StatusCode::PAYLOAD_TOO_LARGE).await;
    // Files have places of their own, however they are called, so these are let in.
    let kinds = [
        "multipart/form-data; boundary=b",
        "Multipart/Form-Data; boundary=b",
        "text/plain",
    ];
    for kind in kinds {
        let file = sends(kind, own, Body::from("--b--")).await;
        assert_ne!(file.status(), busy, "{kind}");
    }
    let _files = web.traffic.enter_with_file().unwrap();
    for kind in kinds {
        let file = sends(kind, own, Body::from("--b--")).await;
        assert_eq!(file.status(), busy, "{kind}");
    }
    // A form is read before it takes a place, however it is called.
    let shouted = FORM.1.to_ascii_uppercase();
    let long = sends(&shouted, own, Body::from(vec![b'a'; 600_000])).await;
    read_whole(long, StatusCode::PAYLOAD_TOO_LARGE).await;
}

#[tokio::test]
async fn whoever_waits_too_long_is_told_and_gives_the_place_back_and_a_file_too() {
    let site = Site::after("married-parents").await;
    let web = Web::new(site.app.clone(), false).unwrap().at_most(1);
    let soon = std::time::Duration::from_millis(20);
    for place in [web.traffic.enter(), web.traffic.enter_with_file()] {
        let never = std::future::pending();
        let served = crate::traffic::serve(&web, place.unwrap(), soon, never).await;
        assert_eq!(served.err(), Some(crate::traffic::Unserved::TooLate));
    }
    // Also of whoever has left before.
    let place = web.traffic.enter().unwrap();
    let serving = crate::traffic::serve(&web, place, soon, std::future::pending());
    let left = tokio::time::timeout(soon / 10, serving).await;
    assert!(left.is_err() && web.traffic.enter().is_none());
    while web.traffic.enter().is_none() {
        tokio::time::sleep(soon).await;
    }
    assert!(web.traffic.enter_with_file().is_some());
}

#[tokio::test]
async fn what_works_is_said_to_everybody() {
    let site = Site::after("register-down").await;
    let asked = site.asks(As::Mother, Method::GET, "/en/status", &[]).await;
    let html = read_whole(asked, StatusCode::OK).await;
    let t = words(Lang::En);
    assert!(html.contains(&t.m("status-title")) && html.contains(&t.m("status-filing-works")));
    // Who she is was not looked up, so she is not asked to sign in once more.
    assert!(!html.contains("/en/sign-in"));
}

#[tokio::test]
async fn each_request_has_a_number_on_its_answer_in_the_log_and_on_the_page_when_it_fails() {
    let site = Site::after("married-parents").await;
    let mut house = site.router.clone();
    let log = Log::default();
    let writer = log.clone();
    let lines = tracing_subscriber::fmt()
        .with_ansi(false)
        .with_writer(move || writer.clone())
        .finish();
    let _logging = tracing::subscriber::set_default(lines);
    let mut numbers = Vec::new();
    for path in [
        "/",
        "/en",
        "/healthz",
        "/metrics",
        "/assets/0/none.css",
        "/none",
        "/en/desk",
    ] {
        let request = Request::get(path)
            .header(header::HOST, "127.0.0.1")
            .header("x-request-id", "MADE-UP");
        let answer = house.call(request.body(Body::empty()).unwrap()).await;
        numbers.push(number(&answer.unwrap()));
    }
    let told = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    let answered: Vec<_> = told
        .lines()
        .filter(|line| line.contains("answered"))
        .collect();
    assert_eq!(answered.len(), 3, "{told}");
    for (line, number) in answered.iter().zip([&numbers[0], &numbers[1], &numbers[6]]) {
        assert!(line.contains(&format!("request{{id={number}}}")), "{told}");
    }
    assert!(!told.contains("MADE-UP"), "{told}");
    for lang in Lang::ALL {
        let request = Request::post(format!("/{lang}/sign-in"))
            .header(header::HOST, "127.0.0.1")
            .header(LED.0, LED.1);
        let answer = house
            .call(request.body(Body::empty()).unwrap())
            .await
            .unwrap();
        let number = number(&answer);
        let page = read_whole(answer, StatusCode::FORBIDDEN).await;
        let asked = words(lang).m("fault-number");
        assert!(page.contains(&asked) && page.contains(&number), "{page}");
        numbers.push(number);
    }
    assert!(
        numbers.iter().all(|number| number.len() == 19),
        "{numbers:?}"
    );
    numbers.sort();
    numbers.dedup();
    assert_eq!(numbers.len(), 10);
}

#[tokio::test]
async fn every_number_that_whoever_operates_is_told_to_watch_is_there() {
    let site = Site::after("married-parents").await;
    while !site.app.count_backlog().unwrap() {}
    let counts = site.asks(As::Mother, Method::GET, "/metrics", &[]).await;
    let counts = read_whole(counts, StatusCode::OK).await;
    let there: BTreeSet<_> = counts
        .lines()
        .filter_map(|line| line.split(['{', ' ']).next())
        .chain(counts.lines().filter_map(|line| line.split(' ').nth(2)))
        .collect();
    for page in [
        include_str!("../../../docs/operating.md"),
        include_str!("../../../README.md"),
    ] {
        let is_of_a_name = |sign: char| sign.is_ascii_lowercase() || sign == '_';
        let names = page.split(|sign| !is_of_a_name(sign));
        // The schemas of PostgreSQL are called so too.
        let names = names.filter(|name| name.starts_with("tutas_") && *name != "tutas_keys");
        for name in names {
            assert!(there.contains(name), "{name} is not in /metrics");
        }
    }
}

/// What was logged.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(line)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn number(answer: &Response<Body>) -> String {
    let number = answer.headers().get("x-request-id").unwrap();
    number.to_str().unwrap().to_owned()
}

pub(crate) async fn read_whole(response: Response<Body>, status: StatusCode) -> String {
    assert_eq!(response.status(), status);
    text(response).await
}

pub(crate) async fn text(response: Response<Body>) -> String {
    let bytes = to_bytes(response.into_body(), usize::MAX).await.unwrap();
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[test]
fn the_routes_of_all_rooms_fit_together() {
    assert_eq!(super::rooms().checked().err(), None);
}

#[tokio::test]
async fn a_letter_is_received_only_when_the_person_opens_it() {
    let site = Site::after("married-parents").await;
    let unread = site.unread().await;
    let (address, case, index) = unread[0].clone();
    let opened = async || {
        let letter = site.app.opened_letter(&site.mother, case, index).await;
        letter.unwrap().is_some()
    };
    let open = words(Lang::En).m("letter-closed-open");
    let ahead = [FOLLOWED, ("sec-purpose", "prefetch")];
    for headers in [&[][..], &[LED], &ahead] {
        let response = site.asks(As::Mother, Method::GET, &address, headers).await;
        assert_eq!(response.status(), StatusCode::OK);
        let html = text(response).await;
        assert!(html.contains(&open), "{headers:?}");
        assert!(html.contains(&format!("action=\"{address}\"")));
        assert!(!opened().await, "{headers:?}");
    }
    let looked = site.asks(As::Mother, Method::HEAD, &address, &[FOLLOWED]);
    assert_eq!(looked.await.status(), StatusCode::OK);
    assert!(!opened().await);

    let foreign = site.asks(As::Mother, Method::POST, &address, &[LED]).await;
    assert_eq!(foreign.status(), StatusCode::FORBIDDEN);
    assert!(!opened().await);
    let pressed = site.asks(As::Mother, Method::POST, &address, &[FOLLOWED]);
    let pressed = pressed.await;
    assert_eq!(pressed.status(), StatusCode::SEE_OTHER);
    assert_eq!(pressed.headers()[header::LOCATION], address.as_str());
    assert!(opened().await);
    // From now on it is shown, whatever led there.
    let shown = site.asks(As::Mother, Method::GET, &address, &[LED]).await;
    let html = text(shown).await;
    assert!(html.contains("t-letter") && !html.contains(&open));
}

#[tokio::test]
async fn a_letter_whose_link_is_followed_here_opens_at_once() {
    let site = Site::after("married-parents").await;
    let (address, case, index) = site.unread().await[0].clone();
    let response = site.asks(As::Mother, Method::GET, &address, &[FOLLOWED]);
    assert!(text(response.await).await.contains("t-letter"));
    let letter = site.app.opened_letter(&site.mother, case, index).await;
    assert!(letter.unwrap().is_some());
}

#[tokio::test]
async fn what_cannot_be_read_is_answered_by_a_page_in_the_readers_language() {
    let site = Site::after("married-parents").await;
    let case = site.unread().await[0].1;
    let supply = format!("/ru/cases/{case}/supply");
    let asked = [
        (As::Officer, Method::GET, "/ru/desk?show=a&show=b"),
        (As::Mother, Method::GET, "/ru/access?before=a&before=b"),
        (As::Mother, Method::POST, &supply),
    ];
    let title = words(Lang::Ru).m("fault-bad-form-title");
    for (who, method, address) in asked {
        let response = site.asks(who, method, address, &[FOLLOWED]).await;
        assert_eq!(response.status(), StatusCode::BAD_REQUEST, "{address}");
        assert!(text(response).await.contains(&title), "{address}");
    }
}

#[tokio::test]
async fn a_form_with_a_file_is_not_read_where_nothing_is_waited_for() {
    let site = Site::after("married-parents").await;
    let case = site.unread().await[0].1;
    let form = "--b\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a.pdf\"\r\n\r\n\
                %PDF-\r\n--b--\r\n";
    let headers = [
        FOLLOWED,
        ("content-type", "multipart/form-data; boundary=b"),
    ];
    let nobodys = uuid::Uuid::nil();
    let asked = [
        (case, StatusCode::CONFLICT, "rejected-no-such-item"),
        (nobodys, StatusCode::NOT_FOUND, "fault-not-found-title"),
    ];
    for (case, status, said) in asked {
        let address = format!("/en/cases/{case}/supply");
        let body = Body::from(form);
        let response = site.sends(As::Mother, Method::POST, &address, &headers, body);
        let response = response.await;
        assert_eq!(response.status(), status);
        assert!(text(response).await.contains(&words(Lang::En).m(said)));
    }
}

#[tokio::test]
async fn the_next_working_day_of_a_demonstration_signs_nobody_out() {
    let site = Site::after("married-parents").await;
    let form = ("content-type", "application/x-www-form-urlencoded");
    for _ in 0..5 {
        let sent = [FOLLOWED, form];
        let moved = site.asks(As::Mother, Method::POST, "/en/demo/next-day", &sent);
        assert_eq!(moved.await.status(), StatusCode::SEE_OTHER);
    }
    let cabinet = site.asks(As::Mother, Method::GET, "/en/cabinet", &[]).await;
    assert_eq!(cabinet.status(), StatusCode::OK);
}

#[tokio::test]
async fn a_name_that_is_not_this_sites_gets_nothing() {
    let site = Site::after("married-parents").await;
    let host = [("host", "evil.example:8080"), FOLLOWED];
    let response = site
        .asks(As::Mother, Method::GET, "/en/cabinet", &host)
        .await;
    assert_eq!(response.status(), StatusCode::MISDIRECTED_REQUEST);
    let html = text(response).await;
    assert!(html.contains(&words(Lang::En).m("fault-misdirected-title")));
}

#[tokio::test]
async fn signing_out_leaves_nothing_in_the_browser() {
    let site = Site::after("married-parents").await;
    let left = site.asks(As::Mother, Method::POST, "/en/sign-out", &[FOLLOWED]);
    let left = left.await;
    assert_eq!(
        left.headers()["clear-site-data"],
        "\"cache\", \"cookies\", \"storage\""
    );
}

/// A form as a browser sends it.
pub(crate) fn encoded(pairs: &[(&str, &str)]) -> Body {
    let pairs = pairs.iter();
    let pairs: Vec<String> = pairs
        .map(|(name, value)| format!("{name}={}", crate::visit::encoded(value)))
        .collect();
    Body::from(pairs.join("&"))
}

pub(crate) const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

#[tokio::test]
async fn what_is_written_is_taken_whole_or_turned_down_with_all_of_it_on_the_page() {
    let site = Site::after("married-parents").await;
    let case = site.unread().await[0].1;
    let address = format!("/kk/cases/{case}/complain");
    let sends = async |letters: usize| {
        let words = "ұ".repeat(letters);
        let body = encoded(&[("level", "provider"), ("words", &words)]);
        let headers = [FOLLOWED, FORM];
        let sent = site.sends(As::Mother, Method::POST, &address, &headers, body);
        (sent.await, words)
    };
    let (long, words_sent) = sends(60_000).await;
    assert_eq!(long.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let html = text(long).await;
    assert!(html.contains(&format!("{words_sent}</textarea>")));
    assert!(html.contains("60000") && !html.contains("maxlength"));
    let (fits, words_sent) = sends(5_000).await;
    assert_eq!(fits.status(), StatusCode::SEE_OTHER);
    let reviews = site.app.case(&site.mother, case).await.unwrap().reviews;
    let complaint = site.app.case(&site.mother, reviews.complaints[0].id).await;
    let kept = complaint.unwrap().reviews.own.unwrap().words;
    assert_eq!(kept, words_sent);
}

#[tokio::test]
async fn an_appeal_is_filed_with_own_words_and_the_facts_and_never_with_the_facts_alone() {
    let site = Site::after("no-right").await;
    let bundle = site.app.cabinet(&site.mother).unwrap().applications[0].id;
    let application = site.app.application(&site.mother, bundle).await.unwrap();
    let mut cases = application.steps.into_iter().filter_map(|step| step.case);
    let case = cases.find(|case| case.phase == tutas_app::view::PhaseView::Refused);
    let (case, number) = case.map(|case| (case.id, case.number)).unwrap();
    let address = format!("/ru/cases/{case}/appeal");
    let page = site.asks(As::Mother, Method::GET, &address, &[]).await;
    let page = text(page).await;
    assert!(page.contains("></textarea>") && page.contains(&number));
    let headers = [FOLLOWED, FORM];
    let untouched = encoded(&[("words", "")]);
    let untouched = site.sends(As::Mother, Method::POST, &address, &headers, untouched);
    assert_eq!(untouched.await.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let own = encoded(&[("words", "Я живу здесь.")]);
    let own = site.sends(As::Mother, Method::POST, &address, &headers, own);
    let filed = own.await;
    assert_eq!(filed.status(), StatusCode::SEE_OTHER);
    let reviews = site.app.case(&site.mother, case).await.unwrap().reviews;
    let appeal = site.app.case(&site.mother, reviews.appeals[0].id).await;
    let said = appeal.unwrap().reviews.own.unwrap().words;
    assert!(
        said.starts_with("Я живу здесь.\n\n") && said.contains(&number),
        "{said}"
    );
    // Asked for once more, the form leads to what was filed.
    let again = site.asks(As::Mother, Method::GET, &address, &[]).await;
    let place = format!("/ru/cases/{}", reviews.appeals[0].id);
    assert_eq!(again.headers()[header::LOCATION], place.as_str());
    // The appeal itself is not decided: whoever asks to appeal against it is told why it cannot be.
    let early = format!("{place}/appeal");
    let early = site.asks(As::Mother, Method::GET, &early, &[]).await;
    assert_eq!(early.status(), StatusCode::CONFLICT);
    let html = text(early).await;
    assert!(html.contains(&words(Lang::Ru).m("appeal-not-now")));
}
