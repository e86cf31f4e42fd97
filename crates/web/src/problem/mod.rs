//! When something cannot be done: what happened, what it means, what to do next.
//!
//! A handler returns a [`Fault`]; it knows neither language nor frame. The layer in
//! [`crate::visit`] knows both and turns the fault into a page.

use askama::Template;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use tutas_app::{AppError, FileProblem, Limit};
use uuid::Uuid;

use crate::form::Fields;
use crate::page::{Answer, Page, render_as, see};
use crate::visit::Visit;

/// Why there is no ordinary answer.
#[derive(Clone, Debug)]
pub enum Fault {
    /// Nothing here, or nothing this person may see: the two look the same.
    NotFound,
    /// Not signed in.
    SignIn,
    /// Signed in as somebody who has no business here; a message id says why.
    NotAllowed(&'static str),
    /// The law, or the state of the case, does not allow it now; a message id says why.
    Rejected(&'static str),
    /// What was a draft is this application of theirs now: going back leads there.
    AlreadyFiled(Uuid),
    /// More of something than is taken.
    TooMany(Limit),
    /// The page was older than what is saved.
    Stale,
    /// Too much at once.
    Busy,
    /// The database does not answer, or nothing can be written in it.
    Unavailable,
    /// What an officer wants to see cannot be put on record just now.
    Unrecorded,
    /// Too large a form or file.
    TooLarge,
    /// It took too long to come.
    TooSlow,
    /// A file that is larger than so many bytes.
    FileTooLarge(usize),
    /// A file of a type that cannot be taken.
    FileType,
    /// A file that unpacks to far too much.
    FileBomb,
    /// A file with nothing in it.
    FileEmpty,
    /// A form that no page of ours sends.
    BadForm,
    /// A form sent from another site.
    Foreign,
    /// Asked by a name that is not this site's.
    Misdirected,
    /// Our own failure; the code is for the operator's log.
    Internal(&'static str),
}

impl Fault {
    /// The HTTP status.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::SignIn | Self::AlreadyFiled(_) => StatusCode::SEE_OTHER,
            Self::NotAllowed(_) | Self::Foreign => StatusCode::FORBIDDEN,
            Self::Rejected(_) | Self::TooMany(_) | Self::Stale => StatusCode::CONFLICT,
            Self::Busy | Self::Unavailable | Self::Unrecorded => StatusCode::SERVICE_UNAVAILABLE,
            Self::TooLarge | Self::FileTooLarge(_) => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooSlow => StatusCode::REQUEST_TIMEOUT,
            Self::FileType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::FileBomb | Self::FileEmpty => StatusCode::UNPROCESSABLE_ENTITY,
            Self::BadForm => StatusCode::BAD_REQUEST,
            Self::Misdirected => StatusCode::MISDIRECTED_REQUEST,
            Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The beginning of its message ids: `<id>-title`, `<id>-text`, `<id>-next`.
    fn id(&self) -> &'static str {
        match self {
            Self::NotFound => "fault-not-found",
            Self::SignIn => "fault-sign-in",
            Self::NotAllowed(_) => "fault-not-allowed",
            Self::Rejected(_) | Self::AlreadyFiled(_) | Self::TooMany(_) => "fault-rejected",
            Self::Stale => "fault-stale",
            Self::Busy => "fault-busy",
            Self::Unavailable => "fault-unavailable",
            Self::Unrecorded => "fault-unrecorded",
            Self::TooLarge | Self::FileTooLarge(_) => "fault-too-large",
            Self::TooSlow => "fault-too-slow",
            Self::FileType => "fault-file-type",
            Self::FileBomb => "fault-file-bomb",
            Self::FileEmpty => "fault-file-empty",
            Self::BadForm => "fault-bad-form",
            Self::Foreign => "fault-foreign",
            Self::Misdirected => "fault-misdirected",
            Self::Internal(_) => "fault-internal",
        }
    }

    /// Seconds after which the same may be tried again, if that may help.
    pub(crate) fn come_again_after(&self) -> Option<u16> {
        match self {
            Self::Busy => Some(2),
            Self::Unavailable | Self::Unrecorded => Some(30),
            _ => None,
        }
    }

    /// The page that says so. What was sent is kept on it, where it may be sent again.
    pub(crate) fn page(&self, visit: &Visit, sent: Option<Fields>) -> Answer {
        if matches!(self, Self::SignIn) {
            return see(&visit.sign_in_address());
        }
        if let Self::AlreadyFiled(application) = self {
            return see(&visit.link(&format!("/applications/{application}")));
        }
        let t = visit.t;
        let id = self.id();
        let reason = match self {
            Self::NotAllowed(reason) | Self::Rejected(reason) if t.has(reason) => Some(t.m(reason)),
            Self::TooMany(limit) => Some(t.too_many(*limit)),
            Self::FileTooLarge(limit) => Some(t.a(
                "fault-file-limit",
                &[("megabytes", (limit / 1_000_000).into())],
            )),
            _ => None,
        };
        let template = FaultPage {
            page: visit.page(t.m(&format!("{id}-title"))).erroneous(true),
            text: reason.unwrap_or_else(|| t.m(&format!("{id}-text"))),
            next: t.m(&format!("{id}-next")),
            // Nothing happened where there is nothing; and what is somebody else's looks the same as
            // what is nowhere, to the last letter.
            number: visit.request().filter(|_| !matches!(self, Self::NotFound)),
            form: visit.came_from().map(str::to_owned),
            again: sent
                .filter(|_| self.come_again_after().is_some())
                .map(|sent| Again {
                    address: visit.link(&visit.path),
                    sent,
                }),
        };
        let mut response = render_as(self.status(), &template)?;
        if let Some(seconds) = self.come_again_after() {
            let headers = response.headers_mut();
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        Ok(response)
    }
}

impl From<AppError> for Fault {
    fn from(error: AppError) -> Self {
        match error {
            AppError::NotFound => Self::NotFound,
            AppError::NotAllowed(reason) => Self::NotAllowed(reason),
            AppError::AlreadyFiled(Some(own)) => Self::AlreadyFiled(own),
            AppError::AlreadyFiled(None) => Self::Rejected("already-elsewhere"),
            AppError::Rejected(rejection) => Self::Rejected(rejection.code()),
            AppError::TooMany(limit) => Self::TooMany(limit),
            AppError::Stale => Self::Stale,
            AppError::Busy => Self::Busy,
            AppError::Unavailable => Self::Unavailable,
            AppError::Unrecorded => Self::Unrecorded,
            AppError::File(FileProblem::TooLarge { limit }) => Self::FileTooLarge(limit),
            AppError::File(FileProblem::WrongType) => Self::FileType,
            AppError::File(FileProblem::Bomb) => Self::FileBomb,
            AppError::File(FileProblem::Empty) => Self::FileEmpty,
            AppError::NotLive(_) => Self::Internal("not-live"),
            AppError::Internal(code) => Self::Internal(code),
        }
    }
}

impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        if let Self::Internal(code) = self {
            tracing::error!(code, "a page failed");
        }
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

#[derive(Template)]
#[template(path = "problem/fault.html")]
struct FaultPage {
    page: Page,
    text: String,
    next: String,
    /// By what the log knows the request.
    number: Option<String>,
    /// The page of the form that was sent, with its language.
    form: Option<String>,
    again: Option<Again>,
}

/// A form that can be sent once more as it was.
struct Again {
    address: String,
    sent: Fields,
}

#[cfg(test)]
mod tests {
    use tutas_domain::text::Lang;

    use super::*;
    use crate::i18n::tests::words;

    const ALL: [Fault; 17] = [
        Fault::NotFound,
        Fault::NotAllowed("none"),
        Fault::Rejected("none"),
        Fault::Stale,
        Fault::Busy,
        Fault::Unavailable,
        Fault::Unrecorded,
        Fault::TooLarge,
        Fault::TooSlow,
        Fault::FileTooLarge(10_000_000),
        Fault::FileType,
        Fault::FileBomb,
        Fault::FileEmpty,
        Fault::BadForm,
        Fault::Foreign,
        Fault::Misdirected,
        Fault::Internal("test"),
    ];

    #[test]
    fn a_fault_after_a_form_leads_back_to_it() {
        let shown = |form: Option<&str>| {
            let page = FaultPage {
                page: crate::case::sample::page(Lang::Kk),
                text: String::new(),
                next: String::new(),
                number: None,
                form: form.map(str::to_owned),
                again: None,
            };
            page.render().unwrap()
        };
        let back = "href=\"/kk/cases/1/complain\"";
        assert!(shown(Some("/kk/cases/1/complain")).contains(back));
        assert!(!shown(None).contains(&words(Lang::Kk).m("fault-back-to-form")));
    }

    #[test]
    fn what_was_sent_stands_on_the_page_that_asks_to_send_it_again() {
        for lang in Lang::ALL {
            let sent = vec![("words".to_owned(), "two\n\"lines\"".to_owned())];
            let page = FaultPage {
                page: crate::case::sample::page(lang),
                text: String::new(),
                next: String::new(),
                number: None,
                form: None,
                again: Some(Again {
                    address: "/kk/cases/1/complain".to_owned(),
                    sent: Fields::of(sent),
                }),
            };
            let html = page.render().unwrap();
            assert!(html.contains("<form method=\"post\" action=\"/kk/cases/1/complain\">"));
            assert!(
                html.contains("name=\"words\" value=\"two\n&#34;lines&#34;\""),
                "{html}"
            );
            assert!(html.contains(&words(lang).m("fault-send-again")));
        }
    }

    #[test]
    fn who_may_come_again_is_told_when() {
        for fault in ALL {
            let is_503 = fault.status() == StatusCode::SERVICE_UNAVAILABLE;
            assert_eq!(fault.come_again_after().is_some(), is_503, "{fault:?}");
        }
    }

    #[test]
    fn every_fault_has_its_words_in_every_language() {
        for fault in ALL {
            for part in ["title", "text", "next"] {
                for lang in Lang::ALL {
                    let id = format!("{}-{part}", fault.id());
                    assert!(words(lang).has(&id), "{lang} lacks {id}");
                }
            }
        }
    }
}
