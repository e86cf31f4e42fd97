//! Documents and letters, to read and to print.

use jiff::Timestamp;
use tutas_catalog::{Service, Whose};
use tutas_domain::actor::Actor;
use tutas_domain::case::{Case, Command, Event, Issue, Phase};
use tutas_domain::person::PersonId;
use tutas_domain::text::capitalised;
use tutas_domain::value::Value;
use uuid::Uuid;

use crate::case_view::plain;
use crate::showing::shown;
use crate::statement::full_name;
use crate::stream::At;
use crate::view::{CaseView, DocumentView, Fact, LetterView, Shown};
use crate::{App, AppError};

impl App {
    /// A case, for the person who filed it.
    pub async fn case(&self, who: &PersonId, case: Uuid) -> Result<CaseView, AppError> {
        self.own_case_for(who, case, "open").await?;
        self.up_to_date(case).await?;
        self.case_view(&self.own_case(who, case)?)
    }

    /// A letter, opened: from now on it is received. While nothing can be written it can be read all
    /// the same, and is not received by that: no term begins without a proof of its beginning.
    pub async fn letter(
        &self,
        who: &PersonId,
        case: Uuid,
        index: usize,
    ) -> Result<LetterView, AppError> {
        self.own_case_for(who, case, "read-letter").await?;
        self.up_to_date(case).await?;
        let actor = Actor::Person(who.clone());
        match self.command(case, Command::ReadLetter(index), &actor).await {
            Ok(()) | Err(AppError::Unavailable | AppError::Busy) => {}
            Err(error) => return Err(error),
        }
        self.letter_view(who, case, index)
    }

    /// A letter that was opened before; none if it was not. Looking records nothing.
    pub async fn opened_letter(
        &self,
        who: &PersonId,
        case: Uuid,
        index: usize,
    ) -> Result<Option<LetterView>, AppError> {
        let state = self.own_case_for(who, case, "read-letter").await?.state;
        let letter = state.letters.get(index).ok_or(AppError::NotFound)?;
        if letter.received_at.is_none() {
            return Ok(None);
        }
        self.up_to_date(case).await?;
        self.letter_view(who, case, index).map(Some)
    }

    fn letter_view(
        &self,
        who: &PersonId,
        case: Uuid,
        index: usize,
    ) -> Result<LetterView, AppError> {
        let now = self.own_case(who, case)?;
        let at = self.as_told(&now, index)?;
        let view = self.case_view(&at)?;
        let line = view.letters.get(index).cloned().ok_or(AppError::NotFound)?;
        let written = at.state.letters.get(index).ok_or(AppError::NotFound)?;
        Ok(LetterView {
            line,
            to: self.name_of(&at.state, who)?,
            from: self.body_title(&written.from),
            told: self.told(&at, index)?,
            case: view,
        })
    }

    /// The case as a letter tells of it: as it stood when the letter was written, with the dates that
    /// its receipt set. What came after changes no letter: it is the person's proof.
    fn as_told(&self, now: &At<Case>, letter: usize) -> Result<At<Case>, AppError> {
        let mut told: Option<Case> = None;
        let mut written_at: Option<Timestamp> = None;
        let mut is_written = false;
        self.walk(now.id, |_, after, recorded| {
            is_written |= written_at.is_some_and(|at| at != recorded.recorded_at);
            if is_written {
                let received = matches!(
                    recorded.event,
                    Event::LetterReceived { letter: opened, .. } if opened == letter
                );
                if received {
                    told = Case::apply(told.take(), recorded);
                }
                return;
            }
            if written_at.is_none() && after.letters.len() > letter {
                written_at = Some(recorded.recorded_at);
            }
            told = Some(after.clone());
        })?;
        let state = told.ok_or(AppError::NotFound)?;
        Ok(At::new(now.id, now.version, state))
    }

    /// A document of a case.
    pub async fn document(
        &self,
        who: &PersonId,
        case: Uuid,
        index: usize,
    ) -> Result<DocumentView, AppError> {
        let at = self.own_case_for(who, case, "open").await?;
        // What was taken back can still be looked at: the page says that it does not hold.
        let taken_back = at
            .state
            .former
            .last()
            .filter(|_| at.state.phase == Phase::Revoked && at.state.result_holds().is_none());
        let issue = at
            .state
            .result_holds()
            .or_else(|| taken_back.and_then(|former| former.issued.as_ref()))
            .filter(|_| index == 0)
            .ok_or(AppError::NotFound)?;
        let service = self.definition_of(&at.state)?;
        let variant = service
            .gives
            .documents
            .iter()
            .find(|variant| variant.kind == issue.kind)
            .ok_or(AppError::Internal("document-variant"))?;
        let language = variant.language_ask.as_ref().and_then(|ask| {
            plain(at.state.answers.get(ask).and_then(Option::as_ref))
                .parse()
                .ok()
        });
        let bundle = self.load_bundle(at.state.filing.bundle)?.state;
        let decision = match taken_back {
            Some(former) => &former.decision,
            None => &at.state.decision,
        };
        let signed = decision
            .as_ref()
            .and_then(|(_, decision)| decision.signed_by());
        Ok(DocumentView {
            kind: issue.kind.clone(),
            title: variant.title.clone(),
            number: issue.number.clone(),
            lang: language,
            issued_at: issue.at,
            body: self.body_title(signed.map_or(&at.state.body, |officer| &officer.body)),
            officer: signed.map_or_else(String::new, |officer| officer.name.clone()),
            facts: self.document_facts(&at.state, service, issue),
            case_number: at.state.filing.number.clone(),
            tone: self.tone_of(&bundle)?,
            revoked_at: taken_back.map(|former| former.ended_at),
        })
    }

    /// What the document shows, in the order of its definition; without one, all the register took.
    fn document_facts(&self, case: &Case, service: &Service, issue: &Issue) -> Vec<Fact> {
        let shows = service
            .gives
            .documents
            .iter()
            .find(|variant| variant.kind == issue.kind)
            .map(|variant| variant.shows.clone())
            .filter(|shows| !shows.is_empty())
            .unwrap_or_else(|| issue.record.keys().cloned().collect());
        shows
            .iter()
            .filter_map(|shown| {
                self.written_fact(service, issue, shown)
                    .or_else(|| self.evidence_fact(case, service, issue, shown))
            })
            .collect()
    }

    /// A field of the written record.
    fn written_fact(&self, service: &Service, issue: &Issue, name: &str) -> Option<Fact> {
        let write = service.gives.write.as_ref()?;
        let field = self
            .catalog()
            .registers
            .get(&write.register)?
            .fields
            .get(name)?;
        let value = issue.record.get(name)?.as_ref()?;
        let body = value.as_text().and_then(|id| self.catalog().bodies.get(id));
        let is_money = write.fields.get(name).is_some_and(|sql| sql == "amount");
        let value = match (body, value) {
            (Some(body), _) => Shown::Coded(body.title.clone()),
            (None, Value::Decimal(amount)) if is_money => Shown::Money(*amount),
            _ => shown(Some(field), Some(value)),
        };
        Some(Fact {
            label: field.title.clone(),
            value,
        })
    }

    /// A person the record names, or a field of one; nobody the record does not name.
    fn evidence_fact(
        &self,
        case: &Case,
        service: &Service,
        issue: &Issue,
        path: &str,
    ) -> Option<Fact> {
        let (name, field) = path
            .split_once('.')
            .map_or((path, None), |(n, f)| (n, Some(f)));
        let need = crate::assess::need(&service.needs, name)?;
        let record = case.evidence.records(name)?.first()?;
        let named = ["iin", "document"].iter().any(|key| {
            let own = record.get(*key).and_then(Option::as_ref);
            own.is_some() && issue.record.values().any(|value| value.as_ref() == own)
        });
        let person = matches!(need.of, Whose::Adult(_) | Whose::Filer);
        if person && !named {
            return None;
        }
        let Some(field) = field else {
            let Whose::Adult(role) = &need.of else {
                return None;
            };
            let value = Shown::Text(full_name(record)?);
            return Some(Fact {
                label: role.map(capitalised),
                value,
            });
        };
        let known = self
            .catalog()
            .registers
            .get(&need.register)?
            .fields
            .get(field)?;
        let value = record.get(field)?.as_ref()?;
        Some(Fact {
            label: known.title.clone(),
            value: shown(Some(known), Some(value)),
        })
    }

    /// Fires what is due for a case before it is shown, so that nobody sees a state the law has
    /// left behind. While nothing can be written, what is on record is shown: better than nothing.
    pub(crate) async fn up_to_date(&self, case: Uuid) -> Result<(), AppError> {
        match self.command(case, Command::Advance, &Actor::Machine).await {
            Err(AppError::Unavailable | AppError::Busy) => Ok(()),
            told => told,
        }
    }
}
