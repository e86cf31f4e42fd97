//! The list of basic requirements to a service, as the law on public services wants it: a table whose
//! rows the law names, worked out from the definition; and the way back, from such a table to the
//! beginning of a definition.
//!
//! So regulation and program are one text. The rows' names and the words in them are the country's
//! (`annex.yaml`), and both ways use them.

mod draft;
mod table;

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use tutas_domain::term::{TermLength, TermUnit};
use tutas_domain::text::{Lang, Law, Texts};

pub use draft::{Started, start};
pub use table::{AnnexProblem, Lines, read_table};

use crate::model::{Catalog, Service};

/// The form of the list: what the law calls its rows, and the words in them.
pub struct AnnexForm {
    /// The heading.
    pub title: Texts,
    /// The law that asks for it.
    pub law: Law,
    /// What each row is called.
    pub rows: BTreeMap<Row, Texts>,
    /// Words by name; `{count}` stands for a number, `{text}` for a text.
    pub words: BTreeMap<String, Texts>,
}

/// A row, in the order of the law.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Row {
    /// The name of the service.
    Name,
    /// The names of its subtypes.
    Subtypes,
    /// Who gives it.
    Provider,
    /// In which ways it is given.
    Channels,
    /// The term.
    Term,
    /// The form.
    Form,
    /// The result.
    Result,
    /// What it costs, and how that is paid.
    Fee,
    /// The hours of work.
    Hours,
    /// Documents and data asked of the person.
    Documents,
    /// The grounds on which it is refused.
    Refusals,
    /// Other requirements: the law puts them below its eleven rows.
    Other,
}

impl Row {
    /// Every row, in the order of the law.
    pub const ALL: [Self; 12] = [
        Self::Name,
        Self::Subtypes,
        Self::Provider,
        Self::Channels,
        Self::Term,
        Self::Form,
        Self::Result,
        Self::Fee,
        Self::Hours,
        Self::Documents,
        Self::Refusals,
        Self::Other,
    ];

    /// Its number in the list, from 1.
    pub fn number(self) -> usize {
        let place = Self::ALL.iter().position(|row| *row == self);
        place.unwrap_or_default() + 1
    }
}

/// The list of one service.
pub struct Annex<'a> {
    /// The form it is in.
    pub form: &'a AnnexForm,
    /// The service.
    pub service: &'a Service,
    /// What each row says, a line each. A row about which the definition says nothing has none.
    pub rows: BTreeMap<Row, Vec<Texts>>,
}

impl Catalog {
    /// The list of a service in force on `date`; none if the country has no form of it.
    pub fn annex(&self, service: &str, date: Date) -> Option<Annex<'_>> {
        let form = self.annex_form.as_ref()?;
        let versions = self.services.get(service)?;
        let service = versions.iter().rev().find(|one| one.from <= date)?;
        let events = self.life_events.keys();
        let bundled = events
            .filter_map(|id| self.life_event(id, date))
            .any(|event| event.steps.iter().any(|step| step.service == service.id));
        Some(Annex {
            form,
            service,
            rows: rows(self, form, service, bundled),
        })
    }
}

impl Annex<'_> {
    /// The rows about which the definition says nothing.
    pub fn missing(&self) -> impl Iterator<Item = Row> {
        Row::ALL.into_iter().filter(|row| self.rows[row].is_empty())
    }

    /// What a row is called.
    pub fn title(&self, row: Row, lang: Lang) -> &str {
        self.form.rows.get(&row).map_or("", |title| title.get(lang))
    }

    /// The list as CSV (RFC 4180): number, row, what it says; lines of a row stand below each other.
    pub fn csv(&self, lang: Lang) -> String {
        table::to_csv(self, lang)
    }

    /// The list as plain text.
    pub fn text(&self, lang: Lang) -> String {
        table::to_text(self, lang)
    }
}

impl AnnexForm {
    /// A word of the form, or nothing.
    fn word(&self, name: &str) -> Texts {
        self.words.get(name).cloned().unwrap_or_default()
    }

    /// A word in which `{text}` is filled in.
    fn filled(&self, name: &str, text: &Texts) -> Texts {
        let word = self.word(name);
        Texts {
            kk: word.kk.replace("{text}", &text.kk),
            ru: word.ru.replace("{text}", &text.ru),
            en: word.en.replace("{text}", &text.en),
        }
    }

    fn length(&self, length: TermLength) -> Texts {
        let count = length.count.to_string();
        self.word(unit_name(length.unit))
            .map(|word| word.replace("{count}", &count))
    }
}

fn unit_name(unit: TermUnit) -> &'static str {
    match unit {
        TermUnit::WorkingDays => "working_days",
        TermUnit::CalendarDays => "calendar_days",
        TermUnit::Months => "months",
        TermUnit::Minutes => "minutes",
    }
}

fn rows(
    catalog: &Catalog,
    form: &AnnexForm,
    service: &Service,
    bundled: bool,
) -> BTreeMap<Row, Vec<Texts>> {
    let country = &catalog.country;
    let channels = service.channels.iter();
    let mut terms = vec![form.length(service.term.length)];
    for variant in &service.term_variants {
        terms.push(form.filled("special_term", &form.length(variant.term.length)));
    }
    let mut forms: Vec<Texts> = Vec::new();
    let of_channels = service
        .channels
        .iter()
        .map(|one| form.word(&format!("form_{one}")));
    let automated = service
        .procedure
        .automated
        .iter()
        .map(|_| form.word("form_automated"));
    let one_application = bundled.then(|| form.word("form_one_application"));
    for one in of_channels.chain(automated).chain(one_application) {
        if !forms.contains(&one) {
            forms.push(one);
        }
    }
    let requirements = &service.procedure.requirements;
    let procedure = &service.procedure;
    Row::ALL
        .into_iter()
        .map(|row| {
            let lines = match row {
                Row::Name => vec![procedure.title.clone()],
                // No definition has any: what differs is a variant within it.
                Row::Subtypes => Vec::new(),
                Row::Provider => vec![country.word("body", &service.decider.kind)],
                Row::Channels => channels
                    .clone()
                    .map(|one| country.word("channel", one))
                    .collect(),
                Row::Term => terms.clone(),
                Row::Form => forms.clone(),
                Row::Result => service
                    .gives
                    .documents
                    .iter()
                    .map(|one| one.title.clone())
                    .collect(),
                Row::Fee => vec![fee(form, service)],
                Row::Hours => hours(catalog, form, service),
                Row::Documents => documents(service),
                Row::Refusals => requirements.iter().map(|one| one.title.clone()).collect(),
                Row::Other => vec![
                    form.filled("cure", &form.length(procedure.cure.window.length)),
                    form.filled("appeal", &form.length(procedure.appeal.within.length)),
                ],
            };
            (row, lines)
        })
        .collect()
}

fn fee(form: &AnnexForm, service: &Service) -> Texts {
    let amount = service.fee.amount.normalize();
    if amount.is_zero() {
        form.word("free")
    } else {
        let amount = amount.to_string();
        form.word("fee")
            .map(|word| word.replace("{count}", &amount))
    }
}

/// The hours that bodies of the deciding kind keep.
fn hours(catalog: &Catalog, form: &AnnexForm, service: &Service) -> Vec<Texts> {
    let mut hours: Vec<Texts> = Vec::new();
    let of_kind = |kind: &str| kind == service.decider.kind;
    for body in catalog.bodies.values().filter(|body| of_kind(&body.kind)) {
        let kept = format!(
            "{}–{}",
            body.opens.strftime("%H:%M"),
            body.closes.strftime("%H:%M")
        );
        let line = form.filled("hours", &Texts::same(&kept));
        if !hours.contains(&line) {
            hours.push(line);
        }
    }
    hours
}

/// What is asked, and the papers that can mend what a register does not show.
fn documents(service: &Service) -> Vec<Texts> {
    use tutas_domain::definition::CuringMeans;
    let asked = service.asks.iter().map(|ask| ask.title.clone());
    let papers = service.procedure.requirements.iter();
    let papers = papers.filter_map(|one| match &one.cured_by {
        Some(CuringMeans::Document(document)) => Some(document.title.clone()),
        _ => None,
    });
    let mut lines: Vec<Texts> = Vec::new();
    for line in asked.chain(papers) {
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    lines
}
