//! From stored values to shown ones.

use tutas_catalog::{Ask, AskKind, Catalog, Field, Need, Register, Service, Whose};
use tutas_domain::evidence::{Evidence, Finding, Known, Record, Seen, SeenValue, Source, Unknown};
use tutas_domain::person::{Iin, PersonId};
use tutas_domain::text::{Texts, capitalised};
use tutas_domain::value::Value;

use crate::view::{Fact, FindingView, PreviewRow, Shown, WhoseView, WhyUnknown};

/// A field's value as shown.
pub(crate) fn shown(field: Option<&Field>, value: Option<&Value>) -> Shown {
    let coded = |text: &str| field.and_then(|field| field.name_of(text)).cloned();
    match value {
        None => Shown::None,
        Some(Value::Text(text)) => {
            coded(text).map_or_else(|| Shown::Text(text.clone()), Shown::Coded)
        }
        Some(Value::Date(date)) => Shown::Date(*date),
        Some(Value::Int(int)) => Shown::Int(*int),
        Some(Value::Decimal(decimal)) => Shown::Number(*decimal),
        Some(Value::Bool(truth)) => Shown::Bool(*truth),
    }
}

/// A record's facts, in the order the need names its fields.
pub(crate) fn facts(register: &Register, fields: &[String], record: &Record) -> Vec<Fact> {
    fields
        .iter()
        .filter_map(|name| {
            let field = register.fields.get(name)?;
            let value = record.get(name)?.as_ref();
            Some(Fact {
                label: field.title.clone(),
                value: shown(Some(field), value),
            })
        })
        .collect()
}

/// Whose data, to the person who files.
pub(crate) fn whose(of: &Whose) -> WhoseView {
    match of {
        Whose::Filer => WhoseView::You,
        Whose::Child => WhoseView::Child,
        Whose::Adult(role) => WhoseView::Adult(role.clone()),
        Whose::Public => WhoseView::Public,
    }
}

/// What one need brought, as shown.
pub(crate) fn preview_row(
    register: &Register,
    need: &Need,
    known: &Known,
    filer: &PersonId,
) -> PreviewRow {
    // The child's mother may be the very person who files: then it is her own record.
    let names_filer = |record: &Record| {
        record.iter().any(|(field, value)| {
            let text = value.as_ref().and_then(Value::as_text);
            (field.ends_with("iin") && text == filer.iin().map(Iin::as_str) && text.is_some())
                || (field.ends_with("document") && text == filer.document() && text.is_some())
        })
    };
    let is_own = matches!(need.of, Whose::Adult(_))
        && known
            .records()
            .is_some_and(|records| records.iter().any(names_filer));
    let owner = if is_own {
        WhoseView::You
    } else {
        whose(&need.of)
    };
    let (at, records, unknown) = match known {
        Known::Records { records, source } => {
            let at = match source {
                Source::Register { at, .. } | Source::Document { at, .. } => Some(*at),
                Source::Derived { .. } => None,
            };
            let shown = records
                .iter()
                .map(|record| facts(register, &need.fields, record))
                .collect();
            (at, shown, None)
        }
        Known::Unknown(why) => (None, Vec::new(), Some(why_unknown(why))),
    };
    PreviewRow {
        register: register.title.clone(),
        whose: owner,
        at,
        records,
        unknown,
        odd_number: known
            .records()
            .is_some_and(|records| records.iter().any(has_odd_number)),
        wrong: None,
    }
}

/// Whether a record's own number begins with another date than its date of birth.
fn has_odd_number(record: &Record) -> bool {
    let value = |field: &str| record.get(field).and_then(Option::as_ref);
    let number = value("iin").and_then(Value::as_text);
    let (Some(number), Some(born)) = (number, value("born_on").and_then(Value::as_date)) else {
        return false;
    };
    let digits = format!(
        "{:02}{:02}{:02}",
        born.year().rem_euclid(100),
        born.month(),
        born.day()
    );
    !number.starts_with(&digits)
}

pub(crate) fn why_unknown(why: &Unknown) -> WhyUnknown {
    match why {
        Unknown::NotAsked | Unknown::NoKey => WhyUnknown::Later,
        Unknown::NoConsent => WhyUnknown::NoConsent,
        Unknown::Unavailable { .. } => WhyUnknown::Down,
        Unknown::Unusable { .. } => WhyUnknown::Unusable,
    }
}

/// An answer as shown.
pub(crate) fn shown_answer(
    catalog: &Catalog,
    ask: &Ask,
    value: Option<&Value>,
    evidence: Option<&Evidence>,
) -> Shown {
    let text = value.and_then(Value::as_text);
    match (&ask.kind, text) {
        (AskKind::Choice { options }, Some(code)) => options
            .iter()
            .find(|(option, _)| option == code)
            .map_or_else(
                || Shown::Text(code.to_owned()),
                |(_, title)| Shown::Coded(title.clone()),
            ),
        (AskKind::Record { need, value, label }, Some(id)) => {
            let text = |record: &Record, field: &str| {
                let value = record.get(field).and_then(Option::as_ref);
                value.and_then(Value::as_text).map(str::to_owned)
            };
            let records = evidence.and_then(|evidence| evidence.records(need));
            let chosen = records
                .unwrap_or_default()
                .iter()
                .find(|record| text(record, value).as_deref() == Some(id));
            let name = chosen.and_then(|record| text(record, label));
            Shown::Text(name.unwrap_or_else(|| id.to_owned()))
        }
        (AskKind::Body { .. }, Some(id)) => catalog.bodies.get(id).map_or_else(
            || Shown::Text(id.to_owned()),
            |body| Shown::Coded(body.title.clone()),
        ),
        _ => shown(None, value),
    }
}

/// What is asked for a service: of its subject, where no register has it, and by the service itself.
pub(crate) fn asked_for<'a>(
    catalog: &'a Catalog,
    service: &'a Service,
) -> impl Iterator<Item = &'a Ask> {
    let events = catalog.life_events.values().filter_map(|versions| {
        let newest = versions.last()?;
        let runs = newest.steps.iter().any(|step| step.service == service.id);
        runs.then_some(&newest.subject_asks)
    });
    let mut known: Vec<&str> = Vec::new();
    events.flatten().chain(&service.asks).filter(move |ask| {
        let is_new = !known.contains(&ask.name.as_str());
        known.push(&ask.name);
        is_new
    })
}

/// A finding as shown.
pub(crate) fn finding_view(catalog: &Catalog, service: &Service, finding: &Finding) -> FindingView {
    let requirement = service.procedure.requirement(&finding.requirement);
    FindingView {
        requirement: finding.requirement.clone(),
        title: requirement
            .map(|known| known.title.clone())
            .unwrap_or_default(),
        law: requirement
            .map(|known| known.law.clone())
            .unwrap_or_default(),
        verdict: finding.verdict,
        seen: finding
            .seen
            .iter()
            .map(|seen| seen_fact(catalog, service, seen))
            .collect(),
        curable: requirement.is_some_and(|known| known.cured_by.is_some()),
        applies: true,
    }
}

/// A path as its register names it, e.g. `child.born_on` → *Date of birth*; an aggregate as what it
/// is taken over; never as it stands in the rule.
fn seen_fact(catalog: &Catalog, service: &Service, seen: &Seen) -> Fact {
    let words = &catalog.country.words;
    let (inside, aggregate) = match seen.path.split_once('(') {
        Some((_, rest)) => (rest.split([')', ' ']).next().unwrap_or_default(), true),
        None => (seen.path.as_str(), false),
    };
    let inside = inside.replace('"', "");
    let (relation, name) = inside.split_once('.').unwrap_or((inside.as_str(), ""));
    let need = service.needs.iter().find(|need| need.name == relation);
    let register = need.and_then(|need| catalog.registers.get(&need.register));
    let field = register.and_then(|register| register.fields.get(name));
    let ask = asked_for(catalog, service).find(|ask| relation == "answers" && ask.name == name);
    let label = field
        .map(|field| field.title.clone())
        .or_else(|| register.map(|register| register.title.clone()))
        .or_else(|| ask.map(|ask| ask.title.clone()))
        .or_else(|| {
            catalog
                .country
                .units
                .get(relation)
                .map(|unit| unit.title.clone())
        })
        .or_else(|| words.get(&inside).cloned())
        .unwrap_or_else(|| Texts::same(&inside));
    let label = match words.get("count").filter(|_| aggregate) {
        Some(count) => joined(&label, count),
        None => label,
    };
    // One number looks like another: whose it is stands before what it is.
    let label = match need.map(|need| &need.of) {
        Some(Whose::Adult(role)) if field.is_some() => joined(&role.map(capitalised), &label),
        Some(Whose::Filer) if name == "iin" => words.get("filer.iin").cloned().unwrap_or(label),
        _ => label,
    };
    let value = match (&seen.value, ask) {
        (SeenValue::Value(value), Some(ask)) => shown_answer(catalog, ask, Some(value), None),
        (SeenValue::Value(value), None) => shown(field, Some(value)),
        (SeenValue::None, _) => Shown::None,
        (SeenValue::Unknown, _) => Shown::Unknown,
    };
    Fact { label, value }
}

fn joined(first: &Texts, second: &Texts) -> Texts {
    Texts {
        kk: format!("{}: {}", first.kk, second.kk),
        ru: format!("{}: {}", first.ru, second.ru),
        en: format!("{}: {}", first.en, second.en),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_shown_by_its_name_and_by_itself_only_where_it_has_none() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../catalog");
        let loaded = tutas_catalog::load(std::path::Path::new(folder)).unwrap();
        let catalog = loaded.catalog.unwrap();
        let said = |register: &str, field: &str, code: &str| {
            let field = catalog.registers[register].fields.get(field);
            match shown(field, Some(&Value::Text(code.to_owned()))) {
                Shown::Coded(name) => name.en,
                Shown::Text(code) => code,
                _ => String::new(),
            }
        };
        assert_eq!(said("residence", "kato", "2710"), "Uralsk");
        assert_eq!(said("residence", "kato", "9999"), "9999");
        let clinic = said("clinic-attachments", "clinic_no", "clinic-2710-1");
        assert_eq!(clinic, catalog.bodies["clinic-2710-1"].title.en);
    }

    /// What the person tells of a child whom no register knows is named like any other answer.
    #[test]
    fn an_answer_on_the_subject_has_its_title_wherever_a_rule_reads_it() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../catalog");
        let loaded = tutas_catalog::load(std::path::Path::new(folder)).unwrap();
        let catalog = loaded.catalog.unwrap();
        let service = catalog.services["birth-registration"].last().unwrap();
        for name in ["born_on", "sex"] {
            let seen = Seen {
                path: format!("answers.{name}"),
                value: SeenValue::None,
            };
            let fact = seen_fact(&catalog, service, &seen);
            assert!(!fact.label.ru.contains("answers"), "{}", fact.label.ru);
            let asked = asked_for(&catalog, service).filter(|ask| ask.name == name);
            assert_eq!(asked.count(), 1, "{name}");
        }
    }
}
