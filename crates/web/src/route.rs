//! Routes, each with the policy that says who may come.
//!
//! A room hands out its routes as [`Rooms`]; there is no way to add one without a policy, and
//! [`Rooms::checked`] refuses at start-up what does not fit together.

use std::collections::BTreeSet;

use axum::Router;
use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{DefaultBodyLimit, FromRequestParts, Path, Query, Request};
use axum::handler::Handler;
use axum::http::request::Parts;
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get, post};
use serde::de::DeserializeOwned;
use thiserror::Error;
use tutas_app::Identity;

use crate::Web;
use crate::problem::Fault;
use crate::traffic::FORM_LIMIT;
use crate::visit::Visit;

/// Who may come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Policy {
    /// Anybody.
    Public,
    /// A person who is signed in.
    Person,
    /// An officer who is signed in.
    Officer,
    /// An auditor who is signed in.
    Auditor,
}

/// The only forms that somebody who is not signed in can send.
const OPEN_FORMS: [&str; 3] = ["/sign-in", "/sign-out", "/demo/next-day"];

/// Routes of one or more rooms.
#[derive(Default)]
pub struct Rooms {
    rules: Vec<Rule>,
    router: Router<Web>,
}

struct Rule {
    method: &'static str,
    path: &'static str,
    policy: Policy,
}

/// Why the routes do not fit together. The program does not start then.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum RouteError {
    /// The same method and path twice.
    #[error("{0} {1} is declared twice")]
    Twice(&'static str, &'static str),
    /// A form open to anybody that is not one of the few that must be.
    #[error("POST {0} is open to anybody; give it a policy or name it in OPEN_FORMS")]
    OpenForm(&'static str),
    /// A page of the desk open to others than officers, or the other way round.
    #[error("{0} is a page of the desk if and only if its policy is Officer")]
    Desk(&'static str),
    /// A page of the audit open to others than auditors, or the other way round.
    #[error("{0} is a page of the audit if and only if its policy is Auditor")]
    Audit(&'static str),
}

impl Rooms {
    /// No routes.
    pub fn new() -> Self {
        Self::default()
    }

    /// A page.
    #[must_use]
    pub fn get<H, A>(self, policy: Policy, path: &'static str, handler: H) -> Self
    where
        H: Handler<A, Web>,
        A: 'static,
    {
        self.add("GET", policy, path, get(handler))
    }

    /// What a form is sent to.
    #[must_use]
    pub fn post<H, A>(self, policy: Policy, path: &'static str, handler: H) -> Self
    where
        H: Handler<A, Web>,
        A: 'static,
    {
        self.add(
            "POST",
            policy,
            path,
            post(handler).layer(DefaultBodyLimit::max(FORM_LIMIT)),
        )
    }

    /// What a form is sent to. Asked for as a page, after signing in anew or from the browser's
    /// history, its address leads `back` to the page it stands on.
    #[must_use]
    pub fn form<H, A, B, C>(self, policy: Policy, path: &'static str, handler: H, back: B) -> Self
    where
        H: Handler<A, Web>,
        A: 'static,
        B: Handler<C, Web>,
        C: 'static,
    {
        self.post(policy, path, handler).get(policy, path, back)
    }

    /// What a form with a file is sent to; `limit` bytes in all.
    #[must_use]
    pub fn post_file<H, A>(
        self,
        policy: Policy,
        path: &'static str,
        limit: usize,
        handler: H,
    ) -> Self
    where
        H: Handler<A, Web>,
        A: 'static,
    {
        self.add(
            "POST",
            policy,
            path,
            post(handler).layer(DefaultBodyLimit::max(limit)),
        )
    }

    /// These routes and those of another room.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.rules.extend(other.rules);
        self.router = self.router.merge(other.router);
        self
    }

    /// The addresses that forms are sent to.
    #[cfg(test)]
    pub(crate) fn forms(&self) -> Vec<&'static str> {
        let posts = self.rules.iter().filter(|rule| rule.method == "POST");
        posts.map(|rule| rule.path).collect()
    }

    /// The routes, if they fit together.
    pub fn checked(self) -> Result<Router<Web>, RouteError> {
        let mut seen = BTreeSet::new();
        for Rule {
            method,
            path,
            policy,
        } in self.rules
        {
            if !seen.insert((method, path)) {
                return Err(RouteError::Twice(method, path));
            }
            if method == "POST" && policy == Policy::Public && !OPEN_FORMS.contains(&path) {
                return Err(RouteError::OpenForm(path));
            }
            let is_audit = path == "/desk/audit" || path.starts_with("/desk/audit/");
            if is_audit != (policy == Policy::Auditor) {
                return Err(RouteError::Audit(path));
            }
            let is_desk = !is_audit && (path == "/desk" || path.starts_with("/desk/"));
            if is_desk != (policy == Policy::Officer) {
                return Err(RouteError::Desk(path));
            }
        }
        Ok(self.router)
    }

    fn add(
        mut self,
        method: &'static str,
        policy: Policy,
        path: &'static str,
        handler: MethodRouter<Web>,
    ) -> Self {
        // Twice the same would panic in the router; `checked` names it instead.
        if !self
            .rules
            .iter()
            .any(|rule| rule.method == method && rule.path == path)
        {
            let guarded = handler.layer(from_fn(move |request, next| guard(policy, request, next)));
            self.router = self.router.route(path, guarded);
        }
        self.rules.push(Rule {
            method,
            path,
            policy,
        });
        self
    }
}

async fn guard(policy: Policy, request: Request, next: Next) -> Response {
    let identity = request
        .extensions()
        .get::<Visit>()
        .and_then(|visit| visit.session.as_ref())
        .map(|session| &session.identity);
    match (policy, identity) {
        (Policy::Public, _)
        | (Policy::Person, Some(Identity::Person(_)))
        | (Policy::Officer, Some(Identity::Officer(_)))
        | (Policy::Auditor, Some(Identity::Auditor(_))) => next.run(request).await,
        (_, None) => Fault::SignIn.into_response(),
        (Policy::Person, Some(_)) => Fault::NotAllowed("for-persons").into_response(),
        (Policy::Officer, Some(_)) => Fault::NotAllowed("for-officers").into_response(),
        (Policy::Auditor, Some(_)) => Fault::NotAllowed("for-auditors").into_response(),
    }
}

/// What an address names: `At(id): At<Uuid>`. An address that cannot be read names nothing.
pub struct At<A>(pub A);

impl<A, S> FromRequestParts<S> for At<A>
where
    A: DeserializeOwned + Send,
    S: Send + Sync,
{
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Fault> {
        let named: Result<Path<A>, PathRejection> = Path::from_request_parts(parts, state).await;
        named
            .map(|Path(named)| Self(named))
            .map_err(|_| Fault::NotFound)
    }
}

/// What an address asks for after its question mark: `Asked(wanted): Asked<Wanted>`.
pub struct Asked<Q>(pub Q);

impl<Q, S> FromRequestParts<S> for Asked<Q>
where
    Q: DeserializeOwned + Send,
    S: Send + Sync,
{
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Fault> {
        let asked: Result<Query<Q>, QueryRejection> = Query::from_request_parts(parts, state).await;
        asked
            .map(|Query(asked)| Self(asked))
            .map_err(|_| Fault::BadForm)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn nothing() {}

    #[test]
    fn an_open_form_stops_the_start() {
        let rooms = Rooms::new().post(Policy::Public, "/applications", nothing);
        assert_eq!(
            rooms.checked().err(),
            Some(RouteError::OpenForm("/applications"))
        );
        let rooms = Rooms::new().post(Policy::Public, "/sign-in", nothing);
        assert!(rooms.checked().is_ok());
    }

    #[test]
    fn a_page_of_the_desk_is_for_officers_only() {
        let rooms = Rooms::new().get(Policy::Person, "/desk/cases/{id}", nothing);
        assert_eq!(
            rooms.checked().err(),
            Some(RouteError::Desk("/desk/cases/{id}"))
        );
        let rooms = Rooms::new().get(Policy::Officer, "/cabinet", nothing);
        assert_eq!(rooms.checked().err(), Some(RouteError::Desk("/cabinet")));
    }

    #[test]
    fn a_page_of_the_audit_is_for_auditors_only() {
        for (policy, path) in [
            (Policy::Officer, "/desk/audit"),
            (Policy::Person, "/desk/audit/export"),
            (Policy::Auditor, "/desk/cases/{id}"),
        ] {
            let rooms = Rooms::new().get(policy, path, nothing);
            assert_eq!(rooms.checked().err(), Some(RouteError::Audit(path)));
        }
    }

    #[test]
    fn two_rooms_cannot_have_the_same_route() {
        let rooms = Rooms::new().get(Policy::Public, "/services", nothing).get(
            Policy::Public,
            "/services",
            nothing,
        );
        assert_eq!(
            rooms.checked().err(),
            Some(RouteError::Twice("GET", "/services"))
        );
    }
}
