//! Opening every page that leads on from a first one, as somebody, and looking at what it says and
//! where it leads.

use std::collections::{BTreeSet, VecDeque};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use tower::ServiceExt as _;
use tutas_app::Identity;
use tutas_app::rehearsal::Aftermath;

use crate::found;

/// The pages of one example's people, and what was found on them.
pub(crate) struct Site<'a> {
    router: Router,
    canaries: &'a BTreeSet<String>,
    /// Pages for everybody: the same in each country, so opened in one only.
    public: &'a mut BTreeSet<String>,
    /// Addresses that others have tried, without their numbers.
    tried: BTreeSet<String>,
    /// Whom everything concerns: where each begins, and the cookie.
    concerned: Vec<(&'static str, String)>,
    /// An officer whom nothing of it concerns.
    other: String,
    /// Canaries that were shown to whom they concern.
    pub(crate) seen: BTreeSet<String>,
    /// Canaries that were told where they should not be.
    pub(crate) told: Vec<String>,
}

struct Answer {
    status: StatusCode,
    leads_to: Option<String>,
    text: String,
}

impl<'a> Site<'a> {
    pub(crate) async fn of(
        after: &Aftermath,
        canaries: &'a BTreeSet<String>,
        public: &'a mut BTreeSet<String>,
    ) -> Self {
        let app = &after.app;
        let sign_in = async |identity| {
            let cookie = app.sign_in(identity, "Somebody".to_owned()).await.unwrap();
            format!("sid={cookie}")
        };
        let mut concerned = Vec::new();
        let mut bodies = BTreeSet::new();
        for (who, application) in &after.applications {
            let cookie = sign_in(Identity::Person(who.clone())).await;
            concerned.push(("/ru/cabinet", cookie));
            let bundle = app.probe().bundle(*application).unwrap();
            for case in bundle
                .application
                .steps
                .iter()
                .filter_map(|step| step.state.case())
            {
                bodies.insert(app.probe().case(case).unwrap().1.body.clone());
            }
        }
        for body in &bodies {
            let cookie = sign_in(Identity::Officer(format!("{body}/1"))).await;
            concerned.push(("/ru/desk?show=all", cookie));
        }
        let elsewhere = ["social-office-79", "social-office-75"].map(str::to_owned);
        let elsewhere = elsewhere.iter().find(|body| !bodies.contains(*body));
        let other = Identity::Officer(format!("{}/1", elsewhere.unwrap()));
        let web = tutas_web::Web::new(app.clone(), false).unwrap();
        Self {
            router: tutas_web::router(&web).unwrap(),
            canaries,
            public,
            tried: BTreeSet::new(),
            concerned,
            other: sign_in(other).await,
            seen: BTreeSet::new(),
            told: Vec::new(),
        }
    }

    /// Everybody opens everything.
    pub(crate) async fn is_looked_at(&mut self) {
        for (begins, cookie) in self.concerned.clone() {
            self.opens_all_from(begins, &cookie).await;
        }
        let metrics = self.answer("GET", "/metrics", None).await;
        assert_eq!(metrics.status, StatusCode::OK);
        self.must_not_tell("/metrics", &metrics.text);
    }

    async fn opens_all_from(&mut self, begins: &str, cookie: &str) {
        let mut known = BTreeSet::from([begins.to_owned()]);
        let mut next = VecDeque::from([begins.to_owned()]);
        while let Some(address) = next.pop_front() {
            let page = self.answer("GET", &address, Some(cookie)).await;
            if page.status == StatusCode::OK {
                let shown = found(&page.text, self.canaries).into_iter();
                self.seen.extend(shown.map(str::to_owned));
            } else {
                self.must_not_tell(&format!("{} of {address}", page.status), &page.text);
            }
            let others = self.others_try(&address, cookie).await;
            let leads = others.into_iter().chain(page.leads_to);
            for leads_to in leads.chain(addresses(&page.text)) {
                let plain = unescaped(&leads_to);
                self.must_not_tell("an address", &plain);
                // One language will do: the texts of people are the same in all.
                let is_page = leads_to.starts_with("/ru") && known.len() < 200;
                if is_page && !self.public.contains(&leads_to) && known.insert(leads_to.clone()) {
                    next.push_back(leads_to);
                }
            }
        }
        assert!(known.len() > 1, "{begins} leads nowhere: {known:?}");
    }

    /// Somebody unknown, a form from elsewhere, and an officer whom it does not concern open an
    /// address, if they have not tried its like; where they are led.
    async fn others_try(&mut self, address: &str, cookie: &str) -> Vec<String> {
        if !self.tried.insert(like(address)) {
            return Vec::new();
        }
        let stranger = self.answer("GET", address, None).await;
        if stranger.status == StatusCode::OK {
            self.public.insert(address.to_owned());
        }
        let foreign = self.answer("POST", address, Some(cookie)).await;
        let other = self.other.clone();
        let other = self.answer("GET", address, Some(&other)).await;
        let answers = [
            ("a stranger", stranger),
            ("a form from elsewhere", foreign),
            ("another officer", other),
        ];
        let mut leads = Vec::new();
        for (who, answer) in answers {
            self.must_not_tell(&format!("{address} for {who}"), &answer.text);
            leads.extend(answer.leads_to);
        }
        leads
    }

    fn must_not_tell(&mut self, place: &str, text: &str) {
        for canary in found(text, self.canaries) {
            self.told.push(format!("{canary} in {place}"));
        }
    }

    async fn answer(&self, method: &str, address: &str, cookie: Option<&str>) -> Answer {
        let request = Request::builder()
            .method(method)
            .uri(address)
            .header(header::HOST, "127.0.0.1")
            .header(header::COOKIE, cookie.unwrap_or_default());
        let request = request.body(Body::empty()).unwrap();
        let answer = self.router.clone().oneshot(request).await.unwrap();
        let leads_to = answer.headers().get(header::LOCATION);
        let leads_to = leads_to.map(|address| address.to_str().unwrap().to_owned());
        let status = answer.status();
        let text = to_bytes(answer.into_body(), 16 << 20).await.unwrap();
        Answer {
            status,
            leads_to,
            text: String::from_utf8_lossy(&text).into_owned(),
        }
    }
}

/// An address without what is different from one case to another.
fn like(address: &str) -> String {
    let parts = address.split(['/', '?', '=', '&']);
    let is_number = |part: &&str| part.len() < 32 && !part.chars().all(|c| c.is_ascii_digit());
    parts.filter(is_number).collect::<Vec<_>>().join("/")
}

/// Where a page leads: its links and its forms.
fn addresses(page: &str) -> impl Iterator<Item = String> {
    let parts = ["href=\"", "action=\""].into_iter();
    parts.flat_map(|before| {
        let rests = page.split(before).skip(1);
        rests.filter_map(|rest| Some(rest.split_once('"')?.0.replace("&amp;", "&")))
    })
}

/// An address with its escapes taken back.
fn unescaped(address: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = address.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let escaped = after.get(..2).filter(|_| *first == b'%');
        let escaped = escaped.and_then(|hex| std::str::from_utf8(hex).ok());
        match escaped.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => (bytes.push(byte), rest = &after[2..]),
            None => (bytes.push(*first), rest = after),
        };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
