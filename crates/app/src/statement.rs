//! Statements: what another person must sign themselves, and the register of those signed here.

use jiff::Timestamp;
use tutas_catalog::{AskKind, Catalog};
use tutas_domain::case::{Case, Recorded};
use tutas_domain::consent::{Event, StatementRequest};
use tutas_domain::definition::CuringMeans;
use tutas_domain::evidence::Record;
use tutas_domain::person::{Iin, PersonId};
use tutas_domain::value::Value;
use tutas_store::{Commit, EffectKey, StoreError, StreamId};
use uuid::Uuid;

use crate::draft::born_on;
use crate::gather::Purpose;
use crate::stream::At;
use crate::view::StatementRequestView;
use crate::{App, AppError};

impl App {
    /// A statement somebody asks this person to sign.
    pub fn statement(
        &self,
        who: &PersonId,
        request: Uuid,
    ) -> Result<StatementRequestView, AppError> {
        let person = self.load_person(who)?.state;
        let asked = person.request(request).ok_or(AppError::NotFound)?;
        self.statement_view(asked)
    }

    pub(crate) fn statement_view(
        &self,
        asked: &StatementRequest,
    ) -> Result<StatementRequestView, AppError> {
        let today = self.catalog().calendar.local(asked.at).date();
        let service = self
            .catalog()
            .service(&asked.service, today)
            .ok_or(AppError::NotFound)?;
        let about_signer = |need: &tutas_catalog::Need| {
            let by_it = |source: &tutas_catalog::KeySource| {
                matches!(source, tutas_catalog::KeySource::Need { need, .. }
                    if *need == asked.need)
            };
            // What they sign is read of them too, and then what is looked up by it.
            matches!(need.of, tutas_catalog::Whose::Adult(_))
                && (need.name == asked.need
                    || need.by.iter().flat_map(|keys| keys.values()).any(by_it))
        };
        let reads = self.reads_of(&service.needs, &service.procedure.title, about_signer)?;
        let law = service
            .procedure
            .requirements
            .iter()
            .find(|requirement| {
                matches!(&requirement.cured_by, Some(CuringMeans::Statement { need })
                    if *need == asked.need)
            })
            .map(|requirement| requirement.law.clone())
            .unwrap_or_default();
        Ok(StatementRequestView {
            id: asked.application,
            number: asked.number.clone(),
            asked_by: asked.asked_by_name.as_str().to_owned(),
            born_on: asked.born_on.clone(),
            until: Some(asked.until),
            reads,
            law,
            answered: asked.answer.map(|(signed, _)| signed),
        })
    }

    /// Signs or declines; then the cases that waited for it go on.
    pub async fn sign_statement(
        &self,
        who: &PersonId,
        request: Uuid,
        agree: bool,
    ) -> Result<(), AppError> {
        let now = self.now();
        let person = self.load_person(who)?;
        let asked = person.state.request(request).ok_or(AppError::NotFound)?;
        match asked.answer {
            Some((signed, _)) if signed == agree => return Ok(()),
            Some((true, _)) => return Err(AppError::NotAllowed("not-allowed-already-signed")),
            _ => {}
        }
        let answered = Event::StatementAnswered {
            application: request,
            signed: agree,
            at: now,
        };
        let mut commit = Commit::default();
        self.add_person_change(&mut commit, &person, &[answered], now)?;
        self.commit(commit).await?;
        if agree {
            for case in self.store().cases_of_bundle(StreamId(request))? {
                // A register that is down just now is asked again by the worker.
                if let Err(error) = self.look_again(case.0, now).await {
                    tracing::info!(error = %error, "case looked at later");
                }
            }
        }
        Ok(())
    }

    async fn look_again(&self, id: Uuid, now: Timestamp) -> Result<(), AppError> {
        let case = self.load_case(id)?;
        if case.state.wants_evidence() {
            self.ask_anew(case, now).await?;
        }
        Ok(())
    }

    /// Asks registers for what a case lacks, and looks at it anew.
    pub(crate) async fn ask_anew(
        &self,
        mut case: At<Case>,
        now: Timestamp,
    ) -> Result<(), AppError> {
        let before = case.state.clone();
        let mut commit = Commit::default();
        let mut events: Vec<Recorded> = Vec::new();
        self.refresh(&mut case, &mut events, now).await?;
        if events.is_empty() {
            return Ok(());
        }
        self.add_case_change(&mut commit, Some(&before), &case, &events, now)?;
        match self.commit(commit).await {
            Ok(_) | Err(StoreError::Conflict { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// A case lacks a statement: asks the person named in the application for it.
    pub(crate) async fn request_statement(
        &self,
        case: Uuid,
        effect: EffectKey,
        now: Timestamp,
    ) -> Result<(), AppError> {
        let at = self.load_case(case)?;
        let mut commit = Commit {
            effects_done: vec![effect],
            ..Commit::default()
        };
        if let Some((signer, request)) = self.statement_needed(&at)? {
            let person = self.load_person(&signer)?;
            if person.state.request(request.application).is_none() {
                let event = Event::StatementRequested(request);
                self.add_person_change(&mut commit, &person, &[event], now)?;
            }
        }
        match self.commit(commit).await {
            Ok(_) => Ok(()),
            Err(StoreError::Conflict { .. }) => Err(AppError::Stale),
            Err(error) => Err(error.into()),
        }
    }

    fn statement_needed(
        &self,
        at: &At<Case>,
    ) -> Result<Option<(PersonId, StatementRequest)>, AppError> {
        let case = &at.state;
        let service = self.definition_of(case)?;
        let pending = case.deficiencies.iter().find_map(|deficiency| {
            let requirement = service.procedure.requirement(&deficiency.requirement)?;
            match &requirement.cured_by {
                Some(CuringMeans::Statement { need }) => Some((deficiency, need)),
                _ => None,
            }
        });
        let (Some((deficiency, need)), Some(signer)) = (pending, self.signer(case)?) else {
            return Ok(None);
        };
        let bundle = self.load_bundle(case.filing.bundle)?.state;
        let subjects = bundle.application.subjects.iter();
        let born = subjects.filter_map(|subject| born_on(Some(&subject.subject.record)));
        let request = StatementRequest {
            application: case.filing.bundle,
            number: bundle.application.number.clone(),
            need: need.clone(),
            service: service.id.clone(),
            asked_by: case.filing.filer.clone(),
            asked_by_name: name_in(case, &case.filing.filer).into(),
            born_on: born.collect(),
            at: deficiency.noted_at,
            until: deficiency.ends_at,
            answer: None,
        };
        Ok(Some((signer, request)))
    }

    /// The person named by number in the answers: who must sign.
    fn signer(&self, case: &Case) -> Result<Option<PersonId>, AppError> {
        let service = self.definition_of(case)?;
        let named = service
            .asks
            .iter()
            .filter(|ask| matches!(ask.kind, AskKind::Iin));
        Ok(named
            .filter_map(|ask| case.answers.get(&ask.name)?.as_ref()?.as_text())
            .find_map(|text| Iin::parse(text).ok())
            .map(PersonId::Iin))
    }

    /// The register of statements, which this program holds itself: those signed for an
    /// application.
    pub(crate) fn own_records(
        &self,
        purpose: &Purpose<'_>,
        fields: &[String],
    ) -> Result<Vec<Record>, AppError> {
        let application = purpose.application;
        let mut records = Vec::new();
        for signer in named_in(purpose.answers) {
            let person = self.load_person(&signer)?.state;
            let Some(request) = person.request(application) else {
                continue;
            };
            let Some(mut record) = signed(self.catalog(), &signer, request) else {
                continue;
            };
            record.retain(|field, _| fields.contains(field));
            records.push(record);
        }
        Ok(records)
    }
}

/// A statement as the register of statements has it, if it was signed.
pub(crate) fn signed(
    catalog: &Catalog,
    signer: &PersonId,
    request: &StatementRequest,
) -> Option<Record> {
    let (true, at) = request.answer? else {
        return None;
    };
    let text = |text: Option<&str>| text.map(|text| Value::Text(text.to_owned()));
    let iin = |person: &PersonId| text(person.iin().map(Iin::as_str));
    let day = catalog.calendar.local(at).date();
    Some(Record::from([
        ("statement_no".into(), text(Some(&request.number))),
        ("application_no".into(), text(Some(&request.number))),
        ("father_iin".into(), iin(signer)),
        ("mother_iin".into(), iin(&request.asked_by)),
        ("child_iin".into(), None),
        ("delivery_no".into(), None),
        ("signed_on".into(), Some(Value::Date(day))),
    ]))
}

/// The persons named by number in answers: whose own statements may be looked up.
pub(crate) fn named_in(answers: &Record) -> impl Iterator<Item = PersonId> {
    let numbers = answers.values().flatten();
    numbers
        .filter_map(|value| Iin::parse(value.as_text()?).ok())
        .map(PersonId::Iin)
}

/// A person's name as the case's evidence has it.
impl App {
    /// A person's name as the registers have it. An appeal or a complaint reads none of them, so the
    /// other cases of the application are looked at too.
    pub(crate) fn name_of(&self, case: &Case, person: &PersonId) -> Result<String, AppError> {
        let mut name = name_in(case, person);
        if name.is_empty() {
            let others = self.cases_of(case.filing.bundle)?;
            let mut names = others.iter().map(|other| name_in(&other.state, person));
            name = names.find(|name| !name.is_empty()).unwrap_or_default();
        }
        Ok(name)
    }
}

pub(crate) fn name_in(case: &Case, person: &PersonId) -> String {
    let key = person
        .iin()
        .map(Iin::as_str)
        .or_else(|| person.document())
        .unwrap_or_default();
    let is_theirs = |record: &&Record| {
        ["iin", "document"].iter().any(|field| {
            record
                .get(*field)
                .and_then(Option::as_ref)
                .and_then(Value::as_text)
                == Some(key)
        })
    };
    let records = case
        .evidence
        .0
        .values()
        .filter_map(|known| known.records())
        .flatten();
    let mut named = records.filter(is_theirs).filter_map(full_name);
    named.next().unwrap_or_default()
}

/// Given name and surname of a record.
pub(crate) fn full_name(record: &Record) -> Option<String> {
    let text = |field: &str| record.get(field)?.as_ref()?.as_text();
    let surname = text("surname")?;
    Some(
        format!("{} {surname}", text("given_name").unwrap_or_default())
            .trim()
            .to_owned(),
    )
}
