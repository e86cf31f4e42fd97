//! The list of basic requirements to a service, as the law wants it: a page, and a file to keep.

use std::borrow::Borrow;

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::IntoResponse as _;
use tutas_catalog::annex::{Annex, Row};
use tutas_domain::text::Texts;

use crate::Web;
use crate::page::{Answer, Page, render};
use crate::problem::Fault;
use crate::route::At;
use crate::visit::Visit;

#[derive(Template)]
#[template(path = "services/annex.html")]
struct AnnexPage<'a> {
    page: Page,
    annex: Annex<'a>,
}

impl AnnexPage<'_> {
    fn lines(&self, row: impl Borrow<Row>) -> &[Texts] {
        self.annex.rows.get(row.borrow()).map_or(&[], Vec::as_slice)
    }

    fn name(&self, row: impl Borrow<Row>) -> &str {
        self.annex.title(*row.borrow(), self.page.t.lang)
    }

    /// The rows about which the definition says nothing, by name.
    fn missing(&self) -> Vec<&str> {
        let missing = self.annex.missing();
        missing
            .map(|row| self.annex.title(row, self.page.t.lang))
            .collect()
    }
}

pub(super) async fn show(State(web): State<Web>, visit: Visit, At(id): At<String>) -> Answer {
    let annex = web.app.catalog().annex(&id, web.today());
    let annex = annex.ok_or(Fault::NotFound)?;
    let title = visit.t.x(&annex.form.title);
    let page = visit.page(title).back_to(format!("/services/{id}"));
    render(&AnnexPage { page, annex })
}

pub(super) async fn csv(State(web): State<Web>, visit: Visit, At(id): At<String>) -> Answer {
    let annex = web.app.catalog().annex(&id, web.today());
    let text = annex.ok_or(Fault::NotFound)?.csv(visit.t.lang);
    file(
        text,
        "text/csv; charset=utf-8",
        &id,
        visit.t.lang.tag(),
        "csv",
    )
}

pub(super) async fn text(State(web): State<Web>, visit: Visit, At(id): At<String>) -> Answer {
    let annex = web.app.catalog().annex(&id, web.today());
    let text = annex.ok_or(Fault::NotFound)?.text(visit.t.lang);
    file(
        text,
        "text/plain; charset=utf-8",
        &id,
        visit.t.lang.tag(),
        "txt",
    )
}

fn file(text: String, kind: &'static str, id: &str, lang: &str, ending: &str) -> Answer {
    let name = format!("attachment; filename=\"{id}-{lang}.{ending}\"");
    let name = HeaderValue::from_str(&name).map_err(|_| Fault::Internal("file-name"))?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
        (header::CONTENT_DISPOSITION, name),
    ];
    Ok((headers, text).into_response())
}
