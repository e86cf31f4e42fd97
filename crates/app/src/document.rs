//! Documents and letters, to read and to print.

use tutas_domain::actor::Actor;
use tutas_domain::case::{Command, Decider, Decision};
use tutas_domain::person::PersonId;
use uuid::Uuid;

use crate::case_view::plain;
use crate::showing::shown;
use crate::view::{CaseView, DocumentView, Fact, LetterView};
use crate::{App, AppError};

impl App {
    /// A case, for the person who filed it.
    pub async fn case(&self, who: &PersonId, case: Uuid) -> Result<CaseView, AppError> {
        self.own_case(who, case)?;
        self.up_to_date(case).await?;
        self.case_view(&self.own_case(who, case)?)
    }

    /// A letter, opened: from now on it is received.
    pub async fn letter(
        &self,
        who: &PersonId,
        case: Uuid,
        index: usize,
    ) -> Result<LetterView, AppError> {
        self.own_case(who, case)?;
        self.up_to_date(case).await?;
        let actor = Actor::Person(who.clone());
        self.command(case, Command::ReadLetter(index), &actor)
            .await?;
        let at = self.own_case(who, case)?;
        let view = self.case_view(&at)?;
        let line = view.letters.get(index).cloned().ok_or(AppError::NotFound)?;
        Ok(LetterView {
            line,
            to: self.name_in(&at.state, who),
            from: self.body_title(&at.state.filing.body),
            case: view,
        })
    }

    /// A document of a case.
    pub fn document(
        &self,
        who: &PersonId,
        case: Uuid,
        index: usize,
    ) -> Result<DocumentView, AppError> {
        let at = self.own_case(who, case)?;
        let issue = at
            .state
            .issued
            .as_ref()
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
        let officer = match &at.state.decision {
            Some((
                _,
                Decision::Granted {
                    by: Decider::Officer(officer),
                    ..
                },
            )) => officer.name.clone(),
            _ => String::new(),
        };
        Ok(DocumentView {
            kind: issue.kind.clone(),
            title: variant.title.clone(),
            number: issue.number.clone(),
            lang: language,
            issued_at: issue.at,
            body: self.body_title(&at.state.filing.body),
            officer,
            facts: self.document_facts(&at.state, service, issue),
            case_number: at.state.filing.number.clone(),
            tone: self.tone_of(&bundle)?,
        })
    }

    /// What the register took, with the parents' and others' names the evidence holds.
    fn document_facts(
        &self,
        case: &tutas_domain::case::Case,
        service: &tutas_catalog::Service,
        issue: &tutas_domain::case::Issue,
    ) -> Vec<Fact> {
        let register = service
            .gives
            .write
            .as_ref()
            .and_then(|write| self.catalog().registers.get(&write.register));
        let Some(register) = register else {
            return Vec::new();
        };
        let mut facts: Vec<Fact> = Vec::new();
        for (name, value) in &issue.record {
            let (Some(field), Some(value)) = (register.fields.get(name), value.as_ref()) else {
                continue;
            };
            let body = value.as_text().and_then(|id| self.catalog().bodies.get(id));
            let value = match body {
                Some(body) => crate::view::Shown::Coded(body.title.clone()),
                None if name == "amount" => match value {
                    tutas_domain::value::Value::Decimal(amount) => {
                        crate::view::Shown::Money(*amount)
                    }
                    other => shown(Some(field), Some(other)),
                },
                None => shown(Some(field), Some(value)),
            };
            facts.push(Fact {
                label: field.title.clone(),
                value,
            });
        }
        for need in &service.needs {
            if let tutas_catalog::Whose::Adult(role) = &need.of
                && let Some(name) = case
                    .evidence
                    .records(&need.name)
                    .and_then(<[_]>::first)
                    .and_then(crate::statement::full_name)
            {
                let value = crate::view::Shown::Text(name);
                facts.push(Fact {
                    label: role.clone(),
                    value,
                });
            }
        }
        facts
    }

    /// Fires what is due for a case before it is shown, so that nobody sees a state the law has
    /// left behind.
    pub(crate) async fn up_to_date(&self, case: Uuid) -> Result<(), AppError> {
        self.command(case, Command::Advance, &Actor::Machine).await
    }
}
