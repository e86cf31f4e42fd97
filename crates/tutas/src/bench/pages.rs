//! What a click costs: pages asked for through the whole web room, as a browser would.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use tower::ServiceExt as _;
use tutas_app::{App, Identity};
use tutas_domain::bundle::StepState;
use tutas_domain::person::PersonId;
use tutas_web::Web;
use uuid::Uuid;

/// The largest page that is read to its end.
const LARGEST: usize = 4 << 20;

/// How long pages took, by what they are.
#[derive(Default)]
pub(super) struct Looks(BTreeMap<&'static str, Vec<Duration>>);

/// Somebody with a browser.
pub(super) struct Visitor<'a> {
    app: &'a App,
    router: Router,
    looks: Looks,
}

impl<'a> Visitor<'a> {
    pub(super) fn new(app: &'a App) -> anyhow::Result<Self> {
        let web = Web::new(app.clone(), false)?;
        Ok(Self {
            app,
            router: tutas_web::router(&web)?,
            looks: Looks::default(),
        })
    }

    /// A person looks at all that is theirs.
    pub(super) async fn person(&mut self, who: &PersonId, application: Uuid) -> anyhow::Result<()> {
        let cookie = self.sign_in(Identity::Person(who.clone())).await?;
        self.look("cabinet", &cookie, "/kk/cabinet").await?;
        let path = format!("/kk/applications/{application}");
        self.look("application", &cookie, &path).await?;
        let bundle = self.app.probe().bundle(application)?;
        for step in &bundle.application.steps {
            if let Some(case) = case_of(step.state) {
                let path = format!("/kk/cases/{case}");
                self.look("case", &cookie, &path).await?;
            }
        }
        self.look("who has looked", &cookie, "/kk/access").await
    }

    /// An officer looks at the list of what waits, and opens a case of it.
    pub(super) async fn officer(&mut self, id: &str) -> anyhow::Result<()> {
        let cookie = self.sign_in(Identity::Officer(id.to_owned())).await?;
        self.look("worklist", &cookie, "/kk/desk").await?;
        let list = self.app.worklist(id, "mine", None)?;
        if let Some(row) = list.rows.first() {
            let path = format!("/kk/desk/cases/{}", row.case);
            self.look("case at the desk", &cookie, &path).await?;
        }
        Ok(())
    }

    /// What was seen.
    pub(super) fn looks(self) -> Looks {
        self.looks
    }

    async fn sign_in(&self, identity: Identity) -> anyhow::Result<String> {
        let token = self.app.sign_in(identity, String::new()).await?;
        Ok(format!("sid={token}"))
    }

    async fn look(&mut self, kind: &'static str, cookie: &str, path: &str) -> anyhow::Result<()> {
        let request = Request::get(path)
            .header(header::COOKIE, cookie)
            .header(header::HOST, "localhost")
            .body(Body::empty())?;
        let began = Instant::now();
        let answer = self.router.clone().oneshot(request).await?;
        let status = answer.status();
        to_bytes(answer.into_body(), LARGEST)
            .await
            .context("the page broke off")?;
        let took = began.elapsed();
        ensure!(status == StatusCode::OK, "{path} was answered {status}");
        self.looks.0.entry(kind).or_default().push(took);
        Ok(())
    }
}

impl Looks {
    /// Kind, count, and the middle, the edge and the longest in milliseconds.
    pub(super) fn told(&mut self) -> Vec<(&'static str, usize, f64, f64, f64)> {
        let millis =
            |took: Option<&Duration>| took.map_or(0.0, |took| took.as_secs_f64() * 1_000.0);
        self.0
            .iter_mut()
            .map(|(kind, all)| {
                all.sort_unstable();
                let at =
                    |hundredth: usize| all.get((all.len() * hundredth / 100).min(all.len() - 1));
                (
                    *kind,
                    all.len(),
                    millis(at(50)),
                    millis(at(99)),
                    millis(all.last()),
                )
            })
            .collect()
    }
}

fn case_of(state: StepState) -> Option<Uuid> {
    match state {
        StepState::Opened { case }
        | StepState::Silent { case }
        | StepState::Fulfilled { case }
        | StepState::Ended { case } => Some(case),
        _ => None,
    }
}
