//! Filing: an application becomes a bundle and its first cases, whole or not at all.

use std::borrow::Cow;
use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use tutas_catalog::{DeciderBy, Service};
use tutas_domain::actor::Actor;
use tutas_domain::bundle::{self, Application, Bundle, Step, StepState, SubjectAnswers};
use tutas_domain::case::{
    self, Case, Command, Context, Filing, Matter, RunningTerm, SaidWrong, Subject,
};
use tutas_domain::evidence::{Evidence, Record};
use tutas_domain::person::PersonId;
use tutas_domain::term::registered_at;
use tutas_domain::value::Value;
use tutas_store::{Commit, DraftWrite, StoreError, StreamId, StreamKind};
use uuid::Uuid;

use crate::assess::{Assessment, Facts, assess};
use crate::draft::{Loaded, Offer};
use crate::questions::missing;
use crate::reply::is_stale;
use crate::stream::At;
use crate::{App, AppError};

/// Letters and digits of numbers people quote: none that look alike (Crockford's base 32).
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Among how many of a person's last cases an earlier one on the same matter is looked for.
const EARLIER: usize = 100;

impl App {
    /// Files the application of a draft. Filing twice gives the same application.
    pub async fn file(&self, who: &PersonId, draft: Uuid, version: u64) -> Result<Uuid, AppError> {
        match self.load_bundle(draft) {
            Ok(filed) if filed.state.application.filer == *who => return Ok(draft),
            Ok(_) => return Err(AppError::NotFound),
            Err(AppError::NotFound) => {}
            Err(error) => return Err(error),
        }
        let loaded = self.load_draft(who, draft)?;
        if loaded.version != version {
            return Err(AppError::Stale);
        }
        let now = self.now();
        let offers = self.offered(&loaded.state, now)?;
        let pages = self.question_pages(&loaded.state, &offers, now);
        if !missing(&loaded.state, &pages).is_empty() || loaded.state.subjects.is_empty() {
            return Err(AppError::NotAllowed("not-allowed-answers-missing"));
        }
        let bundle = self.bundle_of(&loaded, &offers, now)?;
        let mut commit = Commit::default();
        let mut at = At::new(StreamId(draft), 0, bundle);
        let filed = bundle::Event::ApplicationFiled(Box::new(at.state.application.clone()));
        let mut events = vec![filed];
        for step in at.state.ready() {
            let opening = self.opening(&at.state, draft, step, now)?;
            let evidence =
                self.still_fresh(opening.service, draft_evidence(&loaded, &opening)?, now)?;
            let case = self.open(&mut commit, opening, evidence, now)?;
            let opened = bundle::Event::StepOpened {
                step,
                case,
                at: now,
            };
            at.fold_on(&opened)?;
            events.push(opened);
        }
        self.add_bundle_change(&mut commit, &at, &events, now)?;
        commit.drafts.push(DraftWrite::Delete {
            id: draft,
            expected: Some(version),
        });
        match self.commit(commit).await {
            Ok(_) => Ok(draft),
            // A double click: the other one filed it.
            Err(StoreError::Conflict { .. } | StoreError::DraftChanged { .. })
                if self.load_bundle(draft).is_ok() =>
            {
                Ok(draft)
            }
            Err(StoreError::Claimed { holder, .. }) => {
                let case = self.load_case(holder.0)?.state;
                let own = case.filing.filer == *who;
                Err(AppError::AlreadyFiled(own.then_some(case.filing.bundle)))
            }
            Err(error) => Err(error.into()),
        }
    }

    fn bundle_of(
        &self,
        draft: &Loaded,
        offers: &[Offer<'_>],
        now: Timestamp,
    ) -> Result<Bundle, AppError> {
        let state = &draft.state;
        let event = self.life_event(state)?;
        let of = state.subjects.len();
        let subjects = state
            .subjects
            .iter()
            .enumerate()
            .map(|(ordinal, subject)| SubjectAnswers {
                subject: Subject {
                    key: value_of(&subject.record, &event.subject_key),
                    ordinal,
                    of,
                    record: subject.record.clone(),
                },
                answers: subject.answers.clone(),
                said_wrong: subject.said_wrong.clone(),
            })
            .collect();
        let mut steps = Vec::new();
        for index in 0..of {
            for offer in offers.iter().filter(|offer| offer.runs_for(index)) {
                steps.push(Step {
                    service: offer.service.id.clone(),
                    subject: index,
                    after: offer.step.after.clone(),
                    on_refusal: offer.step.on_refusal,
                    on_silence: offer.step.on_silence,
                    state: StepState::Waiting,
                });
            }
        }
        let (_, consents_to_automation) = state.consents.unwrap_or_default();
        Ok(Bundle {
            told: BTreeMap::new(),
            messages: 0,
            application: Application {
                number: self.number_of(draft.id, now),
                life_event: event.id.clone(),
                definition: event.hash.clone(),
                filer: state.filer.clone(),
                lang: state.lang,
                channel: "portal".into(),
                received_at: now,
                consents_to_automation,
                answers: state.answers.clone(),
                subjects,
                steps,
                quiet: self.tone(state, now)?.quiet,
            },
        })
    }

    /// `2026-7K3M-Q9TF`: the year, and forty bits of the id's random part.
    pub(crate) fn number_of(&self, id: Uuid, now: Timestamp) -> String {
        let bytes = id.as_bytes();
        let bits = bytes[11..]
            .iter()
            .fold(0_u64, |bits, byte| (bits << 8) | u64::from(*byte));
        let letters: String = (0..8)
            .map(|place| char::from(ALPHABET[((bits >> (place * 5)) & 31) as usize]))
            .collect();
        let year = self.catalog().calendar.local(now).year();
        let (left, right) = letters.split_at(4);
        format!("{year}-{left}-{right}")
    }

    /// What a step's case needs to be opened.
    pub(crate) fn opening<'a>(
        &'a self,
        bundle: &Bundle,
        id: Uuid,
        step: usize,
        now: Timestamp,
    ) -> Result<Opening<'a>, AppError> {
        let application = &bundle.application;
        let planned = application
            .steps
            .get(step)
            .ok_or(AppError::Internal("step"))?;
        let subject = application
            .subjects
            .get(planned.subject)
            .ok_or(AppError::Internal("subject"))?;
        let today = self.catalog().calendar.local(now).date();
        let service = self
            .catalog()
            .service(&planned.service, today)
            .ok_or(AppError::Internal("service-not-in-force"))?;
        let mut answers = application.answers.clone();
        answers.extend(subject.answers.clone());
        let said_wrong = subject.said_wrong.get(&service.id);
        Ok(Opening {
            said_wrong: said_wrong.cloned().unwrap_or_default(),
            service,
            bundle: id,
            number: format!("{}/{}", application.number, step + 1),
            filer: application.filer.clone(),
            lang: application.lang,
            subject: subject.subject.clone(),
            answers,
            automated_consent: application.consents_to_automation,
            follows: false,
        })
    }

    /// What was read before filing, unless some of it is too old to rest on: then the case asks
    /// anew for all of it.
    fn still_fresh(
        &self,
        service: &Service,
        evidence: Evidence,
        now: Timestamp,
    ) -> Result<Evidence, AppError> {
        for need in &service.needs {
            let register = self.register(&need.register)?;
            if is_stale(evidence.known(&need.name), register, now) {
                return Ok(Evidence::default());
            }
        }
        Ok(evidence)
    }

    /// Adds a new case to a commit: filed, with the evidence at hand, and looked at.
    pub(crate) fn open(
        &self,
        commit: &mut Commit,
        opening: Opening<'_>,
        evidence: Evidence,
        now: Timestamp,
    ) -> Result<Uuid, AppError> {
        let service = opening.service;
        let body = self.deciding_body(&opening, &evidence)?;
        let office = self
            .catalog()
            .bodies
            .get(&body)
            .ok_or(AppError::Internal("body-not-in-catalog"))?;
        let calendar = self.catalog().calendar_of(&body);
        let registered = registered_at(now, office.opens, office.closes, calendar);
        let filed_on = calendar.local(registered).date();
        let legal = self.legal_term(&opening, &evidence, filed_on);
        let id = self.new_id(now);
        let superior = office.superior.clone();
        let earlier = self.earlier(&opening)?;
        let filing = Filing {
            number: opening.number,
            bundle: opening.bundle,
            service: service.id.clone(),
            matter: Matter::Service,
            definition: service.hash.clone(),
            filer: opening.filer.clone(),
            lang: opening.lang,
            subject: opening.subject,
            answers: opening.answers,
            said_wrong: opening.said_wrong,
            body,
            superior,
            automated_consent: opening.automated_consent,
            follows: opening.follows,
            earlier,
            received_at: now,
            registered_at: registered,
            term: RunningTerm::begin(legal, registered, calendar),
        };
        // What follows an earlier service by itself, nobody files just now: the record says so.
        let actor = if opening.follows {
            Actor::Machine
        } else {
            Actor::Person(opening.filer)
        };
        let context = Context {
            now,
            actor: &actor,
            calendar,
            procedure: &service.procedure,
        };
        let mut events = case::decide(None, Command::File(Box::new(filing)), &context)?;
        let state = Case::fold(&events).ok_or(AppError::Internal("fold"))?;
        let mut at = At::new(StreamId(id), 0, state);
        self.decide(
            &mut at,
            &mut events,
            Command::RecordEvidence(evidence.0),
            &Actor::Machine,
            now,
        )?;
        self.dispute_what_was_said(&mut at, &mut events, now)?;
        self.look(&mut at, &mut events, now)?;
        self.add_case_change(commit, None, &at, &events, now)?;
        Ok(id)
    }

    /// The last case on the same matter that ended without giving what was asked.
    pub(crate) fn earlier(&self, opening: &Opening<'_>) -> Result<Option<Uuid>, AppError> {
        let filer = self.person_key(&opening.filer);
        let rows = self
            .store()
            .streams_of(filer, StreamKind::Case, None, EARLIER)?;
        for row in rows {
            let same_service = row.index.service.as_ref() == Some(&opening.service.id);
            if row.index.open || !same_service {
                continue;
            }
            let case = self.load_case(row.stream.0)?.state;
            let subject = &case.filing.subject;
            let same = match (&subject.key, &opening.subject.key) {
                (Some(theirs), Some(own)) => theirs == own,
                _ => subject.record == opening.subject.record,
            };
            if same && case.phase.ended_without() {
                return Ok(Some(row.stream.0));
            }
        }
        Ok(None)
    }

    /// Runs the rules over a case and lets the domain say what follows.
    pub(crate) fn look(
        &self,
        case: &mut At<Case>,
        events: &mut Vec<case::Recorded>,
        now: Timestamp,
    ) -> Result<(), AppError> {
        let service = self.definition_of(&case.state)?;
        let about = self.about_case(&case.state)?;
        let command = Command::Assess {
            findings: about.findings(service),
            amount: about.amount(),
            complete: about.tells_result(service),
        };
        self.decide(case, events, command, &Actor::Machine, now)
    }

    /// What a case's expressions come to.
    pub(crate) fn about_case<'a>(&'a self, case: &'a Case) -> Result<Assessment<'a>, AppError> {
        let service = self.definition_of(case)?;
        let filing = &case.filing;
        let decided_at = case
            .decision
            .as_ref()
            .map_or_else(|| self.now(), |(at, _)| *at);
        let calendar = self.calendar_of(case);
        let facts = Facts {
            filer: &filing.filer,
            answers: &case.answers,
            evidence: &case.evidence,
            filed_on: calendar.local(filing.registered_at).date(),
            // Until it is decided, today stands for the day of the decision.
            decided_on: Some(calendar.local(decided_at).date()),
            subject: None,
        };
        Ok(assess(self.catalog(), &service.program, &facts))
    }

    fn legal_term(
        &self,
        opening: &Opening<'_>,
        evidence: &Evidence,
        filed_on: Date,
    ) -> tutas_domain::definition::LegalTerm {
        let service = opening.service;
        if service.term_variants.is_empty() {
            return service.term.clone();
        }
        let mut known = Cow::Borrowed(evidence);
        // That no register has the child says nothing about a child that was stated.
        if evidence.records("child").is_some_and(<[Record]>::is_empty) {
            known.to_mut().0.remove("child");
        }
        let facts = Facts {
            filer: &opening.filer,
            answers: &opening.answers,
            evidence: &known,
            filed_on,
            decided_on: None,
            subject: Some(("child", &opening.subject.record)),
        };
        let about = assess(self.catalog(), &service.program, &facts);
        let variant = (0..service.term_variants.len())
            .find(|index| about.holds(&format!("term:{index}")) == Some(true))
            .and_then(|index| service.term_variants.get(index));
        variant.map_or_else(|| service.term.clone(), |variant| variant.term.clone())
    }

    /// Who decides: the body the person chose, or that of the territory; if the territory is not
    /// known, that of a body the person chose.
    fn deciding_body(
        &self,
        opening: &Opening<'_>,
        evidence: &Evidence,
    ) -> Result<String, AppError> {
        let catalog = self.catalog();
        let kind = &opening.service.decider.kind;
        let chosen_territory = || {
            opening
                .answers
                .values()
                .flatten()
                .filter_map(Value::as_text)
                .find_map(|answer| {
                    catalog
                        .bodies
                        .get(answer)
                        .map(|body| body.territory.clone())
                })
        };
        let found = match &opening.service.decider.by {
            DeciderBy::Ask(ask) => {
                value_of(&opening.answers, ask).filter(|id| catalog.bodies.contains_key(id))
            }
            DeciderBy::Territory { need, field } => {
                let held = evidence.value(need, field).map(Value::to_plain);
                let territory = held.or_else(chosen_territory);
                territory
                    .and_then(|kato| catalog.body_for(kind, &kato))
                    .map(|body| body.id.clone())
            }
            // Of cases about another case, which are not filed here.
            DeciderBy::Concerned | DeciderBy::Authority | DeciderBy::Steward => None,
        };
        let anywhere = || {
            catalog
                .bodies
                .values()
                .find(|body| body.kind == *kind)
                .map(|body| body.id.clone())
        };
        found
            .or_else(anywhere)
            .ok_or(AppError::Internal("no-deciding-body"))
    }
}

/// What was read before filing for a service and subject.
fn draft_evidence(draft: &Loaded, opening: &Opening<'_>) -> Result<Evidence, AppError> {
    let subject = draft
        .state
        .subjects
        .get(opening.subject.ordinal)
        .ok_or(AppError::Internal("subject"))?;
    Ok(subject
        .evidence
        .get(&opening.service.id)
        .cloned()
        .unwrap_or_default())
}

/// What a case needs to be opened.
pub(crate) struct Opening<'a> {
    pub(crate) service: &'a Service,
    pub(crate) bundle: Uuid,
    pub(crate) number: String,
    pub(crate) filer: PersonId,
    pub(crate) lang: tutas_domain::text::Lang,
    pub(crate) subject: Subject,
    pub(crate) answers: Record,
    /// What the person said is wrong before there was a case.
    pub(crate) said_wrong: Vec<SaidWrong>,
    pub(crate) automated_consent: bool,
    /// Whether it follows an earlier service of the application.
    pub(crate) follows: bool,
}

fn value_of(record: &Record, field: &str) -> Option<String> {
    record.get(field)?.as_ref().map(Value::to_plain)
}
