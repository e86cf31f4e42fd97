//! A certificate or another document, to read and to print.

use askama::Template;
use axum::extract::State;
use jiff::civil::Date;
use tutas_app::view::DocumentView;
use tutas_domain::text::Texts;
use uuid::Uuid;

use crate::Web;
use crate::i18n::T;
use crate::page::{Answer, Page, render};
use crate::route::{At, Policy, Rooms};
use crate::visit::Who;

/// The routes of this room.
pub(crate) fn rooms() -> Rooms {
    Rooms::new().get(Policy::Person, "/cases/{id}/documents/{index}", show)
}

#[derive(Template)]
#[template(path = "document/page.html")]
struct DocumentPage {
    page: Page,
    document: DocumentView,
    /// Granted before everything was looked at: the condition.
    condition: Option<Texts>,
    /// Last day of the check, while it is not over.
    check_until: Option<Date>,
}

impl DocumentPage {
    /// The words of the language the document is made out in, whatever language the page is in.
    fn own(&self) -> T {
        self.document
            .lang
            .map_or(self.page.t, |lang| self.page.t.in_lang(lang))
    }
}

async fn show(State(web): State<Web>, who: Who, At((id, index)): At<(Uuid, usize)>) -> Answer {
    let document = web.app.document(&who.id, id, index).await?;
    // Only what holds can still be checked.
    let after = web.app.case(&who.id, id).await?.after;
    let holds = document.revoked_at.is_none();
    let check = after.post_check.as_ref();
    let open = check.is_none_or(|check| check.ended.is_none());
    let condition = after.condition.filter(|_| holds && open);
    let check_until = check.filter(|check| check.ended.is_none());
    let check_until = check_until.map(|check| check.until);
    let title = format!("{}, {}", who.visit.t.x(&document.title), document.number);
    let page = who
        .visit
        .page(title)
        .back_to(format!("/cases/{id}"))
        .quiet(document.tone.quiet);
    render(&DocumentPage {
        page,
        document,
        condition,
        check_until,
    })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use tutas_app::view::{Fact, Shown, Tone};
    use tutas_domain::text::Lang;

    use super::*;
    use crate::case::sample::{at, broken_anchors, page, texts};

    fn document() -> DocumentPage {
        let document = DocumentView {
            kind: "birth-certificate".to_owned(),
            title: texts("Certificate"),
            number: "BC-1".to_owned(),
            lang: Some(Lang::Kk),
            issued_at: at("2026-03-18T05:00:00Z"),
            body: texts("Registrar"),
            officer: String::new(),
            facts: vec![Fact {
                label: texts("Name"),
                value: Shown::Text("<Айша>".to_owned()),
            }],
            case_number: "2710".to_owned(),
            tone: Tone {
                quiet: false,
                text: None,
            },
            revoked_at: None,
        };
        DocumentPage {
            page: page(Lang::Ru),
            document,
            condition: None,
            check_until: None,
        }
    }

    #[test]
    fn a_document_that_does_not_hold_any_more_says_so_in_its_own_language() {
        let plain = document().render().unwrap();
        assert!(!plain.contains("t-certificate__void") && plain.contains("&#60;Айша&#62;"));
        let mut page = document();
        page.document.revoked_at = Some(at("2026-04-02T05:00:00Z"));
        let html = page.render().unwrap();
        let kazakh = page.page.t.in_lang(Lang::Kk);
        assert!(html.contains(&kazakh.m("document-revoked")));
        assert!(html.contains("t-certificate--revoked"));
        assert!(broken_anchors(&html).is_empty());
    }

    #[test]
    fn a_provisional_document_prints_its_condition_and_the_last_day_of_the_check() {
        let mut page = document();
        page.condition = Some(texts("The birth is still confirmed"));
        page.check_until = Some(date(2026, 4, 10));
        let html = page.render().unwrap();
        assert!(html.contains("The birth is still confirmed (kk)"));
        assert!(html.contains(&page.page.t.in_lang(Lang::Kk).date(date(2026, 4, 10))));
    }
}
