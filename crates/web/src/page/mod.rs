//! The frame around every page, and the words a template needs.

use std::borrow::Borrow;

use askama::Template;
use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use tutas_app::{Identity, Session};
use tutas_domain::text::Lang;

use crate::assets;
use crate::i18n::T;
use crate::problem::Fault;
use crate::visit::address;

/// What a handler answers: a page, or a fault that the frame turns into one.
pub type Answer = Result<Response, Fault>;

/// The frame of a page.
#[derive(Clone)]
pub struct Page {
    /// Words.
    pub t: T,
    /// Title, as in the browser's tab; the template writes the heading itself.
    pub title: String,
    /// Address without the language: `/cabinet?page=2`.
    pub path: String,
    /// Who is signed in.
    pub who: Option<Session>,
    /// Somebody may be signed in and it was not looked up who: the page offers no sign-in.
    pub unasked: bool,
    /// What was just done, as a message already in words.
    pub flash: Option<String>,
    /// A quiet page: no cheerful word, subdued colours.
    pub quiet: bool,
    /// The form on this page was not accepted: the title says so first.
    pub erroneous: bool,
    /// Where the link back leads, without the language.
    pub back: Option<String>,
    /// In the demonstration: what its clock shows.
    pub demo_now: Option<Timestamp>,
}

impl Page {
    /// An address of this site in the page's language: `link("/cabinet")` is `/kk/cabinet`.
    pub fn link(&self, path: &str) -> String {
        address(self.t.lang, path)
    }

    /// This page in another language.
    pub fn in_lang(&self, lang: impl Borrow<Lang>) -> String {
        address(*lang.borrow(), &self.path)
    }

    /// The address of an asset: a style sheet, a mark.
    pub fn asset(&self, name: &str) -> String {
        assets::address(name)
    }

    /// This page's address in its own language, where a form that changes only the frame (the
    /// clock of the demonstration) returns to.
    pub fn here(&self) -> String {
        self.in_lang(self.t.lang)
    }

    /// Every language, in the order of the switch.
    pub fn langs(&self) -> [Lang; 3] {
        Lang::ALL
    }

    /// Whether a person, and not an officer, is signed in.
    pub fn is_person(&self) -> bool {
        self.who
            .as_ref()
            .is_some_and(|who| matches!(who.identity, Identity::Person(_)))
    }

    /// Whether an officer is signed in.
    pub fn is_officer(&self) -> bool {
        self.who
            .as_ref()
            .is_some_and(|who| matches!(who.identity, Identity::Officer(_)))
    }

    /// Whether an auditor is signed in.
    pub fn is_auditor(&self) -> bool {
        self.who
            .as_ref()
            .is_some_and(|who| matches!(who.identity, Identity::Auditor(_)))
    }

    /// Whether this page lies in a room, for the navigation.
    pub fn is_in(&self, room: &str) -> bool {
        self.path
            .strip_prefix(room)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?']))
    }

    /// The page with a link back.
    #[must_use]
    pub fn back_to(mut self, path: impl Into<String>) -> Self {
        self.back = Some(path.into());
        self
    }

    /// The page with times as the body of its case tells them.
    #[must_use]
    pub fn in_zone(mut self, zone: &str) -> Self {
        self.t = self.t.in_zone(zone);
        self
    }

    /// The page as a quiet one, or not.
    #[must_use]
    pub fn quiet(mut self, quiet: bool) -> Self {
        self.quiet = quiet;
        self
    }

    /// The page whose form was not accepted, or not.
    #[must_use]
    pub fn erroneous(mut self, erroneous: bool) -> Self {
        self.erroneous = erroneous;
        self
    }
}

/// A line of an error summary: what is wrong and the field to go to.
pub struct Wrong {
    /// `id` of the field.
    pub field: String,
    /// What is wrong.
    pub text: String,
}

/// One of the values a field offers.
pub struct Choice {
    /// As the form sends it.
    pub value: String,
    /// In words.
    pub label: String,
    /// What else there is to know of it; often its law.
    pub note: String,
}

impl Choice {
    /// A value in words.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            value: value.into(),
            label: label.into(),
            note: String::new(),
        }
    }

    /// The same with a note.
    #[must_use]
    pub fn noted(mut self, note: impl Into<String>) -> Self {
        self.note = note.into();
        self
    }
}

/// Renders a page.
pub fn render(template: &impl Template) -> Answer {
    render_as(StatusCode::OK, template)
}

/// Renders a page whose form was not accepted: nothing was changed.
pub fn render_unaccepted(template: &impl Template) -> Answer {
    render_as(StatusCode::UNPROCESSABLE_ENTITY, template)
}

/// Renders a page with a status.
pub fn render_as(status: StatusCode, template: &impl Template) -> Answer {
    let html = template.render().map_err(|_| Fault::Internal("template"))?;
    let kind = HeaderValue::from_static("text/html; charset=utf-8");
    Ok((status, [(header::CONTENT_TYPE, kind)], Body::from(html)).into_response())
}

/// Leads to a page after something was done (303, so that reloading does not do it again).
pub fn see(address: &str) -> Answer {
    let place = HeaderValue::from_str(address).map_err(|_| Fault::Internal("redirect"))?;
    Ok((StatusCode::SEE_OTHER, [(header::LOCATION, place)]).into_response())
}

/// Leads to a page that says what was done. `done` is a message id beginning with `done-`.
pub fn see_done(address: &str, done: &'static str) -> Answer {
    let mut response = see(address)?;
    let cookie = format!("{FLASH_COOKIE}={done}; Path=/; HttpOnly; SameSite=Lax; Max-Age=60");
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

/// Carries what was just done to the next page.
pub(crate) const FLASH_COOKIE: &str = "done";

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::i18n::tests::words;

    /// A frame for tests: nobody is signed in.
    pub(crate) fn page(lang: Lang) -> Page {
        Page {
            t: words(lang),
            title: "Title".to_owned(),
            path: "/services?sort=1".to_owned(),
            who: None,
            unasked: false,
            flash: None,
            quiet: false,
            erroneous: false,
            back: None,
            demo_now: None,
        }
    }

    #[derive(Template)]
    #[template(source = "{% extends \"page/frame.html\" %}", ext = "html")]
    struct Bare {
        page: Page,
    }

    fn shown(page: Page) -> String {
        Bare { page }.render().unwrap()
    }

    #[test]
    fn only_whom_nobody_was_asked_about_is_not_asked_to_sign_in() {
        let stranger = page(Lang::Ru);
        assert!(shown(stranger.clone()).contains("/ru/sign-in"));
        let unasked = Page {
            unasked: true,
            ..stranger
        };
        assert!(!shown(unasked).contains("/ru/sign-in"));
    }

    #[test]
    fn a_page_names_its_language_and_leads_to_itself_in_the_others() {
        let html = shown(page(Lang::Ru));
        assert!(html.contains("<html lang=\"ru\""));
        assert!(html.contains("hreflang=\"kk\" href=\"/kk/services?sort=1\""));
        assert!(html.contains("<a href=\"/en/services?sort=1\""));
        assert!(html.contains("<span lang=\"ru\" aria-current=\"true\">"));
    }

    #[test]
    fn a_page_has_neither_script_nor_inline_style() {
        let html = shown(page(Lang::Kk));
        for forbidden in [
            "<script", " style=", "<style", "onclick", "http://", "https://",
        ] {
            assert!(!html.contains(forbidden), "{forbidden}");
        }
    }

    #[test]
    fn the_room_is_marked_in_the_navigation() {
        assert!(page(Lang::Kk).is_in("/services") && !page(Lang::Kk).is_in("/serv"));
        assert!(shown(page(Lang::Kk)).contains("href=\"/kk/services\" aria-current=\"page\""));
    }

    #[test]
    fn the_demonstration_shows_its_clock() {
        let mut page = page(Lang::En);
        assert!(!shown(page.clone()).contains("/demo/next-day"));
        page.demo_now = Some("2026-03-18T05:00:00Z".parse().unwrap());
        let html = shown(page);
        assert!(html.contains("18\u{a0}March 2026, 10:00"));
        assert!(html.contains("action=\"/en/demo/next-day\""));
        assert!(html.contains("name=\"return\" value=\"/en/services?sort=1\""));
    }
}
