//! Answers: parsed, checked against the law's rules, saved even when others are wrong.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan as _};
use tutas_catalog::{Ask, AskKind};
use tutas_domain::person::{Iin, IinProblem, NameProblem, PersonId};
use tutas_domain::value::Value;
use uuid::Uuid;

use crate::draft::DraftState;
use crate::questions::PageSpec;
use crate::view::{AnswerProblem, Question, QuestionKind, QuestionPage};
use crate::{App, AppError};

/// Longest answer in words, unless the question says otherwise.
const LONGEST: usize = 200;

/// What became of a page of answers.
pub enum Answered {
    /// Saved; the next page, or none after the last.
    Saved {
        /// Which.
        next: Option<usize>,
    },
    /// Something is wrong with some; the page again, with what was typed. The right ones are saved.
    Problems(QuestionPage),
    /// Something newer was saved meanwhile, in another window: the page with the typed values.
    Stale(QuestionPage),
}

impl App {
    /// Takes a page of answers.
    pub async fn answer(
        &self,
        who: &PersonId,
        draft: Uuid,
        index: usize,
        version: u64,
        form: &BTreeMap<String, String>,
    ) -> Result<Answered, AppError> {
        let mut draft = self.load_draft(who, draft)?;
        let now = self.now();
        let offers = self.offered(&draft.state, now)?;
        let pages = self.question_pages(&draft.state, &offers, now);
        let mut page = self
            .question_page(&draft, &pages, index, now)?
            .ok_or(AppError::NotFound)?;
        if version != draft.version {
            for question in &mut page.questions {
                question.value = typed(question, form);
            }
            return Ok(Answered::Stale(page));
        }
        let mut saved = BTreeMap::new();
        let asks = pages.get(index).into_iter().flat_map(|spec| &spec.asks);
        for (question, (_, ask)) in page.questions.iter_mut().zip(asks) {
            question.value = typed(question, form);
            match self.parse(ask, question, who, now) {
                Ok(value) => {
                    saved.insert(question.key.clone(), value);
                }
                Err(problem) => question.problem = Some(problem),
            }
        }
        let subject = page.child.as_ref().map(|child| child.ordinal - 1);
        let state = Arc::make_mut(&mut draft.state);
        let answers = match subject.and_then(|index| state.subjects.get_mut(index)) {
            Some(subject) => &mut subject.answers,
            None => &mut state.answers,
        };
        answers.extend(saved);
        let pages = self.forget_unasked(state, now)?;
        self.save_draft(&mut draft, now).await?;
        if page
            .questions
            .iter()
            .any(|question| question.problem.is_some())
        {
            page.version = draft.version;
            return Ok(Answered::Problems(page));
        }
        // An answer may raise a further question on this very page.
        let again = self.question_page(&draft, &pages, index, now)?;
        let asked: Vec<&str> = page
            .questions
            .iter()
            .map(|known| known.key.as_str())
            .collect();
        let more = again.is_some_and(|again| {
            again.child.is_some() == page.child.is_some()
                && again.questions.iter().any(|question| {
                    question.required
                        && question.value.is_empty()
                        && !asked.contains(&question.key.as_str())
                })
        });
        let next = if more { index } else { index + 1 };
        Ok(Answered::Saved {
            next: (next < pages.len()).then_some(next),
        })
    }

    /// Drops answers to questions that are no longer asked: what was said under another condition
    /// must not end up in an act. Gives the pages of what is still asked.
    fn forget_unasked(
        &self,
        state: &mut DraftState,
        now: Timestamp,
    ) -> Result<Vec<PageSpec<'_>>, AppError> {
        let offers = self.offered(state, now)?;
        let pages = self.question_pages(state, &offers, now);
        let kept: BTreeSet<(Option<usize>, &str)> = pages
            .iter()
            .flat_map(|page| {
                page.asks
                    .iter()
                    .map(|(_, ask)| (page.subject, ask.name.as_str()))
            })
            .collect();
        let event = self.life_event(state)?;
        let stated: Vec<String> = event
            .subject_asks
            .iter()
            .map(|ask| ask.name.clone())
            .collect();
        let said = |state: &DraftState| {
            let each = state.subjects.iter().map(|subject| subject.answers.len());
            state.answers.len() + each.sum::<usize>()
        };
        let before = said(state);
        state
            .answers
            .retain(|name, _| stated.contains(name) || kept.contains(&(None, name.as_str())));
        for (index, subject) in state.subjects.iter_mut().enumerate() {
            subject
                .answers
                .retain(|name, _| kept.contains(&(Some(index), name.as_str())));
        }
        if said(state) == before {
            return Ok(pages);
        }
        let offers = self.offered(state, now)?;
        Ok(self.question_pages(state, &offers, now))
    }

    /// One answer as a value: `None` for an optional question left empty.
    pub(crate) fn parse(
        &self,
        ask: &Ask,
        question: &Question,
        who: &PersonId,
        now: Timestamp,
    ) -> Result<Option<Value>, AnswerProblem> {
        let text = question.value.trim();
        if text == Question::NONE && question.may_be_none() {
            return Ok(None);
        }
        if text.is_empty() {
            if ask.required && !matches!(ask.kind, AskKind::Bool) {
                return Err(AnswerProblem::Missing);
            }
            let nothing = matches!(ask.kind, AskKind::Bool).then_some(Value::Bool(false));
            return Ok(nothing);
        }
        let rules = &self.catalog().country.names;
        let value = match (&ask.kind, &question.kind) {
            (_, QuestionKind::Choice(options)) => one_of(text, options.iter())?,
            (_, QuestionKind::Select(groups)) => {
                one_of(text, groups.iter().flat_map(|(_, options)| options))?
            }
            (AskKind::GivenName | AskKind::Surname | AskKind::Patronymic, _) => {
                Value::Text(rules.given_names(text).map_err(name_problem)?)
            }
            (AskKind::Date { years }, _) => {
                let today = self.catalog().calendar.local(now).date();
                Value::Date(parse_date(text, today, *years)?)
            }
            (AskKind::Bool, _) => Value::Bool(true),
            (AskKind::Iin, _) => parse_iin(text, who)?,
            (AskKind::Iban, _) => parse_iban(text, &self.catalog().country.code)?,
            (AskKind::Text { max }, _) => bounded(text, *max)?,
            (AskKind::Choice { .. } | AskKind::Body { .. } | AskKind::Record { .. }, _) => {
                bounded(text, LONGEST)?
            }
        };
        Ok(Some(value))
    }
}

/// A day up to today, at most so many years ago.
fn parse_date(text: &str, today: Date, years: Option<u16>) -> Result<Date, AnswerProblem> {
    let parts: Vec<&str> = text.splitn(3, '-').collect();
    let [Ok(year), Ok(month), Ok(day)] = [0, 1, 2].map(|place| {
        let part = parts.get(place).copied().unwrap_or_default();
        part.parse::<i16>()
    }) else {
        return Err(AnswerProblem::NotADate);
    };
    // A year of two digits names no year.
    if year < 1000 {
        return Err(AnswerProblem::NotADate);
    }
    let small = |part: i16| i8::try_from(part).map_err(|_| AnswerProblem::NoSuchDay);
    let date = Date::new(year, small(month)?, small(day)?).map_err(|_| AnswerProblem::NoSuchDay)?;
    if date > today {
        return Err(AnswerProblem::Future);
    }
    let earliest = years.and_then(|years| today.checked_sub(i64::from(years).years()).ok());
    match earliest.filter(|earliest| date < *earliest) {
        Some(earliest) => Err(AnswerProblem::TooEarly(earliest)),
        None => Ok(date),
    }
}

/// What stands in the form for a question; a date comes in three fields.
pub(crate) fn typed(question: &Question, form: &BTreeMap<String, String>) -> String {
    let field = |key: &str| {
        form.get(key)
            .map(|text| text.trim().to_owned())
            .unwrap_or_default()
    };
    if !matches!(question.kind, QuestionKind::Date) {
        return field(&question.key);
    }
    let part = |name: &str| field(&format!("{}-{name}", question.key));
    let (year, month, day) = (part("year"), part("month"), part("day"));
    if year.is_empty() && month.is_empty() && day.is_empty() {
        return field(&question.key);
    }
    format!("{year:0>4}-{month:0>2}-{day:0>2}")
}

fn one_of<'a>(
    text: &str,
    mut options: impl Iterator<Item = &'a (String, tutas_domain::text::Texts)>,
) -> Result<Value, AnswerProblem> {
    if options.any(|(code, _)| code == text) {
        Ok(Value::Text(text.to_owned()))
    } else {
        Err(AnswerProblem::NotAChoice)
    }
}

fn bounded(text: &str, max: usize) -> Result<Value, AnswerProblem> {
    if text.chars().count() > max {
        return Err(AnswerProblem::TooLong(max));
    }
    Ok(Value::Text(text.to_owned()))
}

fn parse_iin(text: &str, who: &PersonId) -> Result<Value, AnswerProblem> {
    let iin = Iin::parse(text).map_err(|problem| match problem {
        IinProblem::Length(_) | IinProblem::NotDigits => AnswerProblem::IinLength,
        IinProblem::CheckDigit | IinProblem::NeverIssued => AnswerProblem::IinCheck,
    })?;
    if who.iin() == Some(&iin) {
        return Err(AnswerProblem::IinOwn);
    }
    Ok(Value::Text(iin.as_str().to_owned()))
}

/// An IBAN of the country, by ISO 13616: moved four to the back, letters as 10 to 35, mod 97 = 1.
fn parse_iban(text: &str, country: &str) -> Result<Value, AnswerProblem> {
    let compact: String = text
        .chars()
        .filter(|c| !c.is_whitespace())
        .collect::<String>()
        .to_uppercase();
    let plausible = (15..=34).contains(&compact.len())
        && compact.starts_with(country)
        && compact.chars().all(|c| c.is_ascii_alphanumeric());
    if !plausible {
        return Err(AnswerProblem::Iban);
    }
    let (head, tail) = compact.split_at(4);
    let remainder = tail
        .chars()
        .chain(head.chars())
        .filter_map(|c| c.to_digit(36))
        .fold(0_u32, |remainder, digit| {
            let shift = if digit > 9 { 100 } else { 10 };
            (remainder * shift + digit) % 97
        });
    if remainder == 1 {
        Ok(Value::Text(compact))
    } else {
        Err(AnswerProblem::IbanCheck)
    }
}

fn name_problem(problem: NameProblem) -> AnswerProblem {
    match problem {
        NameProblem::Empty => AnswerProblem::Missing,
        NameProblem::TooMany(most) => AnswerProblem::TooManyNames(most),
        NameProblem::TooLong(most) => AnswerProblem::TooLong(most),
        NameProblem::Letter(sign) => AnswerProblem::NotALetter(sign),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_iban_is_checked_by_its_own_digits() {
        assert!(parse_iban("KZ86 125K ZT50 0410 0100", "KZ").is_ok());
        assert_eq!(
            parse_iban("KZ87 125K ZT50 0410 0100", "KZ"),
            Err(AnswerProblem::IbanCheck)
        );
        assert_eq!(
            parse_iban("DE89 3704 0044 0532 0130 00", "KZ"),
            Err(AnswerProblem::Iban)
        );
        assert_eq!(parse_iban("KZ", "KZ"), Err(AnswerProblem::Iban));
    }

    #[test]
    fn a_day_that_is_none_and_one_too_long_ago_are_told_apart_from_what_is_no_date() {
        let today = jiff::civil::date(2026, 3, 18);
        let parsed = |text| parse_date(text, today, Some(18));
        assert_eq!(parsed("2026-03-16"), Ok(jiff::civil::date(2026, 3, 16)));
        assert_eq!(parsed("2026-02-31"), Err(AnswerProblem::NoSuchDay));
        assert_eq!(parsed("2026-13-01"), Err(AnswerProblem::NoSuchDay));
        assert_eq!(parsed("2026-00-999"), Err(AnswerProblem::NoSuchDay));
        assert_eq!(parsed("0026-03-16"), Err(AnswerProblem::NotADate));
        assert_eq!(parsed("2026-март-16"), Err(AnswerProblem::NotADate));
        assert_eq!(parsed("2026-03-19"), Err(AnswerProblem::Future));
        let earliest = jiff::civil::date(2008, 3, 18);
        assert_eq!(parsed("1900-03-16"), Err(AnswerProblem::TooEarly(earliest)));
        assert_eq!(parsed("2008-03-18"), Ok(earliest));
        assert!(parse_date("1900-03-16", today, None).is_ok());
    }

    #[test]
    fn how_long_ago_a_child_can_have_been_born_is_data_of_the_question() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../catalog");
        let loaded = tutas_catalog::load(std::path::Path::new(folder)).unwrap();
        let catalog = loaded.catalog.unwrap();
        for version in &catalog.life_events["birth"] {
            let mut asks = version.subject_asks.iter();
            let born = asks.find(|ask| ask.name == "born_on").unwrap();
            let limited = matches!(born.kind, AskKind::Date { years: Some(18) });
            assert!(limited);
        }
    }

    #[test]
    fn ones_own_number_is_not_another_persons() {
        let own = PersonId::Iin(Iin::parse("900101100014").unwrap());
        assert_eq!(parse_iin("900101100014", &own), Err(AnswerProblem::IinOwn));
        assert!(parse_iin("851231100429", &own).is_ok());
    }
}
