//! The messages of the demonstration's telephone.

use askama::Template;
use axum::extract::State;
use jiff::Timestamp;
use tutas_domain::text::Lang;

use crate::Web;
use crate::letter::{segments, told};
use crate::page::{Answer, Page, render};
use crate::visit::Who;

#[derive(Template)]
#[template(path = "demo/messages.html")]
struct MessagesPage {
    page: Page,
    messages: Vec<Shown>,
}

/// A message as the telephone shows it.
struct Shown {
    at: Timestamp,
    lang: Lang,
    text: String,
    segments: usize,
}

/// What was sent to the telephone of the person who is signed in, newest first.
pub(super) async fn show(State(web): State<Web>, who: Who) -> Answer {
    let sent = web.app.outbox(&who.id)?;
    let messages = sent.into_iter().filter_map(|sent| {
        let message = sent.message;
        let text = told(message.lang, &message.news)?;
        Some(Shown {
            at: message.at,
            lang: message.lang,
            segments: segments(&text),
            text,
        })
    });
    let page = who.visit.page(who.visit.t.m("messages-title"));
    render(&MessagesPage {
        messages: messages.collect(),
        page: page.back_to("/cabinet"),
    })
}
