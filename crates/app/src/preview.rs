//! The preview: what each register said, before any of it is used.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;
use tutas_catalog::{Register, Service};
use tutas_domain::evidence::{Known, Record, Unknown, Verdict};
use tutas_domain::person::PersonId;
use tutas_domain::text::Texts;
use tutas_domain::value::Value;
use uuid::Uuid;

use crate::answering::typed;
use crate::claim::claim_on;
use crate::draft::{DraftState, DraftSubject, Loaded, Offer, born_on, groups};
use crate::questions::{child_label, missing};
use crate::showing::{preview_row, shown_answer};
use crate::view::{
    Already, CheckPage, Doubt, EventChoice, Preview, PreviewRow, Question, StepChoice, WrongHere,
};
use crate::{App, AppError};

/// Registers of which nothing is known now.
#[derive(Default)]
struct Silent {
    down: Vec<Texts>,
    unusable: Vec<Texts>,
}

impl Silent {
    fn add(&mut self, known: &Known, register: &Register) {
        let list = match known {
            Known::Unknown(Unknown::Unavailable { .. }) => &mut self.down,
            Known::Unknown(Unknown::Unusable { .. }) => &mut self.unusable,
            _ => return,
        };
        if !list.contains(&register.title) {
            list.push(register.title.clone());
        }
    }
}

impl App {
    /// What registers answered, and what the application will do.
    pub fn preview(&self, who: &PersonId, draft: Uuid) -> Result<Preview, AppError> {
        let draft = self.load_draft(who, draft)?;
        self.preview_of(&draft, self.now())
    }

    fn preview_of(&self, draft: &Loaded, now: Timestamp) -> Result<Preview, AppError> {
        let state = &draft.state;
        let event = self.life_event(state)?;
        let groups = groups(event, &state.evidence);
        let events = groups
            .iter()
            .map(|(key, records)| EventChoice {
                key: key.clone(),
                on: born_on(records.first()),
                children: records.len(),
                chosen: state.chosen.as_ref() == Some(key),
            })
            .collect();
        let mut rows = Vec::new();
        let mut silent = Silent::default();
        for need in &event.needs {
            self.add_preview(
                &mut rows,
                &mut silent,
                (need, state.evidence.known(&need.name)),
                (&state.filer, None),
            )?;
        }
        let offers = self.offered(state, now)?;
        for (index, subject) in state.subjects.iter().enumerate() {
            for offer in offers.iter().filter(|offer| !offer.left_out) {
                let service = offer.service;
                let evidence = subject.evidence.get(&service.id);
                for need in &service.needs {
                    if let Some(known) = evidence.and_then(|known| known.0.get(&need.name)) {
                        let wrong = self.wrong_here(state, index, offer, need);
                        let filer = &state.filer;
                        self.add_preview(&mut rows, &mut silent, (need, known), (filer, wrong))?;
                    }
                }
            }
        }
        let already = self.already(draft)?;
        if already.is_some() {
            // Nothing is filed from here any more, so nothing would be told.
            for row in &mut rows {
                row.wrong = None;
            }
        }
        let stated = groups.is_empty();
        let declined = event.subjects.iter().any(|need| {
            let known = state.evidence.known(need);
            matches!(known, Known::Unknown(Unknown::NoConsent))
        });
        Ok(Preview {
            declined: stated && declined,
            draft: draft.id,
            title: self.title(state, now)?,
            tone: self.tone(state, now)?,
            events,
            rows,
            steps: self.step_choices(state, &offers, now),
            down: silent.down,
            unusable: silent.unusable,
            subject_questions: if stated {
                self.subject_questions(state)
            } else {
                Vec::new()
            },
            already,
        })
    }

    fn add_preview(
        &self,
        rows: &mut Vec<PreviewRow>,
        silent: &mut Silent,
        (need, known): (&tutas_catalog::Need, &Known),
        (filer, wrong): (&PersonId, Option<WrongHere>),
    ) -> Result<(), AppError> {
        let register = self.register(&need.register)?;
        silent.add(known, register);
        let public = need.of == tutas_catalog::Whose::Public;
        let nothing = known.records().is_some_and(<[Record]>::is_empty);
        // What is read only once the birth is registered was told before; there is nothing to show.
        let later = matches!(known, Known::Unknown(Unknown::NotAsked | Unknown::NoKey));
        if register.is_own() || public || nothing || later {
            return Ok(());
        }
        let mut row = preview_row(register, need, known, filer);
        row.wrong = wrong;
        // The same record, read for several services, is shown once, with the most fields.
        let covers = |one: &PreviewRow, other: &PreviewRow| {
            one.register == other.register
                && one.whose == other.whose
                && one.unknown == other.unknown
                && other.records.iter().all(|record| {
                    one.records.iter().any(|known| {
                        record.iter().all(|fact| {
                            known
                                .iter()
                                .any(|own| own.label == fact.label && own.value == fact.value)
                        })
                    })
                })
        };
        if let Some(known) = rows.iter_mut().find(|known| covers(known, &row)) {
            known.wrong = WrongHere::either(known.wrong.take(), row.wrong);
            return Ok(());
        }
        let covered = rows.extract_if(.., |known| covers(&row, known));
        let covered: Vec<PreviewRow> = covered.collect();
        for known in covered {
            row.wrong = WrongHere::either(known.wrong, row.wrong.take());
        }
        rows.push(row);
        Ok(())
    }

    /// Takes the choice of the event, or what the person states of it, and of services.
    pub async fn choose(
        &self,
        who: &PersonId,
        draft: Uuid,
        event_key: Option<&str>,
        chosen: &BTreeSet<String>,
        stated: &BTreeMap<String, String>,
    ) -> Result<Result<(), Preview>, AppError> {
        let mut draft = self.load_draft(who, draft)?;
        let now = self.now();
        let offered = self.offered(&draft.state, now)?;
        let state = Arc::make_mut(&mut draft.state);
        state.left_out = offered
            .iter()
            .map(|offer| offer.step)
            .filter(|step| step.optional && !chosen.contains(&step.service))
            .map(|step| step.service.clone())
            .collect();
        let event = self.life_event(&draft.state)?;
        if groups(event, &draft.state.evidence).is_empty() {
            let mut questions = self.subject_questions(&draft.state);
            let mut record = Record::new();
            for (question, ask) in questions.iter_mut().zip(&event.subject_asks) {
                question.value = typed(question, stated);
                match self.parse(ask, question, who, now) {
                    Ok(value) => {
                        record.insert(ask.name.clone(), value);
                    }
                    Err(problem) => question.problem = Some(problem),
                }
            }
            if questions.iter().any(|question| question.problem.is_some()) {
                let preview = self.preview_of(&draft, now)?;
                return Ok(Err(Preview {
                    subject_questions: questions,
                    ..preview
                }));
            }
            let same = draft
                .state
                .subjects
                .first()
                .is_some_and(|known| known.record == record);
            let state = Arc::make_mut(&mut draft.state);
            if !same {
                state.subjects = vec![DraftSubject {
                    record: record.clone(),
                    ..DraftSubject::default()
                }];
            }
            state.answers.extend(record);
        } else if let Some(key) = event_key {
            Arc::make_mut(&mut draft.state).chosen = Some(key.to_owned());
        }
        self.read_for(&mut draft, now).await?;
        Ok(Ok(()))
    }

    pub(crate) fn subject_questions(&self, state: &DraftState) -> Vec<Question> {
        let Ok(event) = self.life_event(state) else {
            return Vec::new();
        };
        event
            .subject_asks
            .iter()
            .map(|ask| Question {
                key: ask.name.clone(),
                title: ask.title.clone(),
                hint: ask.hint.clone(),
                required: ask.required,
                kind: match &ask.kind {
                    tutas_catalog::AskKind::Choice { options } => {
                        crate::view::QuestionKind::Choice(options.clone())
                    }
                    tutas_catalog::AskKind::Date { .. } => crate::view::QuestionKind::Date,
                    _ => crate::view::QuestionKind::Text,
                },
                value: state
                    .answers
                    .get(&ask.name)
                    .and_then(Option::as_ref)
                    .map(Value::to_plain)
                    .unwrap_or_default(),
                problem: None,
                from_register: None,
                only_if: None,
            })
            .collect()
    }

    /// Steps with what is doubtful about each by now: the person may apply all the same.
    fn step_choices(
        &self,
        state: &DraftState,
        offers: &[Offer<'_>],
        now: Timestamp,
    ) -> Vec<StepChoice> {
        offers
            .iter()
            .map(|offer| {
                let service = offer.service;
                let abouts: Vec<_> = state
                    .subjects
                    .iter()
                    .enumerate()
                    .filter(|(index, _)| offer.is_for(*index))
                    .map(|(_, subject)| self.about_service(state, service, subject, now))
                    .collect();
                let mut doubts = Vec::new();
                for finding in abouts.iter().flat_map(|about| about.findings(service)) {
                    add_doubt(&mut doubts, service, &finding.requirement, finding.verdict);
                }
                let amounts: Option<Vec<_>> = abouts
                    .iter()
                    .map(crate::assess::Assessment::amount)
                    .collect();
                let amount = amounts.filter(|amounts| !amounts.is_empty());
                StepChoice {
                    service: service.id.clone(),
                    title: service.procedure.title.clone(),
                    summary: service.summary.clone(),
                    optional: offer.step.optional,
                    chosen: !offer.left_out,
                    doubts,
                    amount: amount.map(|amounts| amounts.into_iter().sum()),
                }
            })
            .collect()
    }

    /// An application for the same event that was filed before.
    fn already(&self, draft: &Loaded) -> Result<Option<Already>, AppError> {
        let state = &draft.state;
        let event = self.life_event(state)?;
        let Some(first) = event.steps.first() else {
            return Ok(None);
        };
        for subject in &state.subjects {
            let Some(key) = subject.record.get(&event.subject_key).cloned().flatten() else {
                continue;
            };
            let claim = claim_on(&first.service, &key.to_plain());
            let Some(holder) = self.store().find_claim(&self.claim_key(&claim))? else {
                continue;
            };
            let case = self.load_case(holder.0)?.state;
            return Ok(Some(if case.filing.filer == state.filer {
                Already::Yours(case.filing.bundle)
            } else {
                Already::Elsewhere
            }));
        }
        Ok(None)
    }

    /// Everything once more before filing.
    pub fn check_page(&self, who: &PersonId, draft: Uuid) -> Result<CheckPage, AppError> {
        let draft = self.load_draft(who, draft)?;
        let (state, now) = (&draft.state, self.now());
        let mut answers = Vec::new();
        let offers = self.offered(state, now)?;
        let pages = self.question_pages(state, &offers, now);
        for (index, page) in pages.iter().enumerate() {
            let subject = page.subject.and_then(|subject| state.subjects.get(subject));
            for (service, ask) in &page.asks {
                let value = page.given(state).get(&ask.name).and_then(Option::as_ref);
                if value.is_none() && ask.required {
                    continue;
                }
                let child = page
                    .subject
                    .map(|subject| child_label(self, state, subject));
                let evidence = subject
                    .or_else(|| state.subjects.first())
                    .and_then(|subject| subject.evidence.get(&service.id));
                let shown = shown_answer(self.catalog(), ask, value, evidence);
                answers.push((index, child, ask.title.clone(), shown));
            }
        }
        let steps = self.step_choices(state, &offers, now);
        let lacking = steps
            .iter()
            .filter(|step| step.chosen && !step.optional)
            .flat_map(|step| &step.doubts)
            .map(|doubt| Doubt {
                title: doubt.title.clone(),
                otherwise: doubt.otherwise.clone(),
                law: doubt.law.clone(),
            })
            .collect();
        Ok(CheckPage {
            draft: draft.id,
            version: draft.version,
            title: self.title(state, now)?,
            tone: self.tone(state, now)?,
            pages: pages.len(),
            answers,
            wrong: self.said_wrong(state, &offers),
            steps,
            missing: missing(state, &pages),
            lacking,
        })
    }
}

fn add_doubt(doubts: &mut Vec<Doubt>, service: &Service, requirement: &str, verdict: Verdict) {
    if verdict != Verdict::Unmet {
        return;
    }
    // What a coming answer will mend is no doubt yet.
    let asked_still = |known: &&tutas_domain::definition::Requirement| {
        !matches!(
            known.cured_by,
            Some(tutas_domain::definition::CuringMeans::Answer { .. })
        )
    };
    let Some(known) = service
        .procedure
        .requirement(requirement)
        .filter(asked_still)
    else {
        return;
    };
    if doubts.iter().any(|doubt| doubt.title == known.title) {
        return;
    }
    doubts.push(Doubt {
        title: known.title.clone(),
        otherwise: known.otherwise.clone(),
        law: known.law.clone(),
    });
}
