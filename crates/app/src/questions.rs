//! Questions: only what no register holds, on as few pages as make sense.

use std::collections::BTreeMap;

use jiff::Timestamp;
use tutas_catalog::{Ask, AskKind, Service};
use tutas_domain::evidence::{Evidence, Record};
use tutas_domain::person::{PersonId, Sex, patronymics, surnames};
use tutas_domain::text::Texts;
use tutas_domain::value::Value;
use uuid::Uuid;

use crate::assess::Assessment;
use crate::draft::{DraftState, DraftSubject, Loaded, Offer, born_on, subject_answers};
use crate::view::{ChildLabel, Question, QuestionKind, QuestionPage};
use crate::{App, AppError};

/// Which questions stand on one page.
pub(crate) struct PageSpec<'a> {
    /// The subject they are asked about, if about one.
    pub(crate) subject: Option<usize>,
    pub(crate) asks: Vec<(&'a Service, &'a Ask)>,
}

impl PageSpec<'_> {
    /// What was answered about whom the page is about.
    pub(crate) fn given<'d>(&self, state: &'d DraftState) -> &'d Record {
        let subject = self.subject.and_then(|subject| state.subjects.get(subject));
        subject.map_or(&state.answers, |subject| &subject.answers)
    }
}

impl App {
    /// One page of questions; none beyond the last.
    pub fn questions(
        &self,
        who: &PersonId,
        draft: Uuid,
        index: usize,
    ) -> Result<Option<QuestionPage>, AppError> {
        let draft = self.load_draft(who, draft)?;
        let now = self.now();
        let offers = self.offered(&draft.state, now)?;
        let pages = self.question_pages(&draft.state, &offers, now);
        self.question_page(&draft, &pages, index, now)
    }

    /// One of the pages, with what stands in its fields.
    pub(crate) fn question_page(
        &self,
        draft: &Loaded,
        pages: &[PageSpec<'_>],
        index: usize,
        now: Timestamp,
    ) -> Result<Option<QuestionPage>, AppError> {
        let Some(spec) = pages.get(index) else {
            return Ok(None);
        };
        let mut services: Vec<Texts> = Vec::new();
        for (service, _) in &spec.asks {
            if !services.contains(&service.procedure.title) {
                services.push(service.procedure.title.clone());
            }
        }
        let questions = spec
            .asks
            .iter()
            .map(|(service, ask)| self.question(&draft.state, spec, service, ask))
            .collect();
        Ok(Some(QuestionPage {
            draft: draft.id,
            version: draft.version,
            index,
            of: pages.len(),
            child: spec
                .subject
                .map(|subject| child_label(self, &draft.state, subject)),
            services,
            questions,
            tone: self.tone(&draft.state, now)?,
        }))
    }

    /// The pages: what the first services ask once, then each child's, then what the rest ask.
    pub(crate) fn question_pages<'a>(
        &'a self,
        state: &DraftState,
        offers: &[Offer<'a>],
        now: Timestamp,
    ) -> Vec<PageSpec<'a>> {
        let runs = self.runs(state, offers, now);
        let is_asked = |index: usize, (service, ask): (&Service, &Ask)| {
            let about = runs.get(index).and_then(|run| run.get(service.id.as_str()));
            let subject = state.subjects.get(index);
            about
                .zip(subject)
                .is_some_and(|(about, subject)| self.is_asked(ask, subject, about))
        };
        let mut seen: Vec<&str> = Vec::new();
        let (mut first, mut each, mut rest) = (Vec::new(), Vec::new(), Vec::new());
        for offer in offers.iter().filter(|offer| !offer.left_out) {
            let service = offer.service;
            for ask in &service.asks {
                if seen.contains(&ask.name.as_str()) {
                    continue;
                }
                seen.push(&ask.name);
                if ask.each {
                    each.push((service, ask));
                } else if offer.step.after.is_empty() {
                    first.push((service, ask));
                } else {
                    rest.push((service, ask));
                }
            }
        }
        let mut pages = Vec::new();
        let once = |asks: Vec<(_, _)>| PageSpec {
            subject: None,
            asks: asks
                .into_iter()
                .filter(|ask| {
                    let mut subjects = 0..state.subjects.len();
                    subjects.is_empty() || subjects.any(|index| is_asked(index, *ask))
                })
                .collect(),
        };
        pages.push(once(first));
        for index in 0..state.subjects.len() {
            let asks = each.iter().copied();
            let asks = asks.filter(|ask| is_asked(index, *ask)).collect();
            pages.push(PageSpec {
                subject: Some(index),
                asks,
            });
        }
        pages.push(once(rest));
        pages.retain(|page| !page.asks.is_empty());
        pages
    }

    /// What is known of each subject for the services that are for it.
    fn runs<'a>(
        &'a self,
        state: &'a DraftState,
        offers: &[Offer<'a>],
        now: Timestamp,
    ) -> Vec<BTreeMap<&'a str, Assessment<'a>>> {
        let run = |(index, subject): (usize, &'a DraftSubject)| {
            let offers = offers.iter().filter(|offer| offer.runs_for(index));
            offers
                .map(|offer| {
                    let about = self.about_service(state, offer.service, subject, now);
                    (offer.service.id.as_str(), about)
                })
                .collect()
        };
        state.subjects.iter().enumerate().map(run).collect()
    }

    /// Whether a question is asked: unless its condition is known not to hold.
    fn is_asked(&self, ask: &Ask, subject: &DraftSubject, about: &Assessment<'_>) -> bool {
        let wanted = || match about.holds(&format!("ask:{}", ask.name)) {
            Some(holds) => holds,
            None => !ask.only_known,
        };
        self.is_patronymic_possible(ask, subject) && (ask.when.is_none() || wanted())
    }

    /// A surname made of the father's name leaves no patronymic (article 194).
    fn is_patronymic_possible(&self, ask: &Ask, subject: &DraftSubject) -> bool {
        let surname = subject.answers.get("surname").and_then(Option::as_ref);
        !matches!(ask.kind, AskKind::Patronymic)
            || !surname
                .and_then(Value::as_text)
                .is_some_and(|surname| self.catalog().country.names.excludes_patronymic(surname))
    }

    fn question(
        &self,
        state: &DraftState,
        spec: &PageSpec<'_>,
        service: &Service,
        ask: &Ask,
    ) -> Question {
        let subject = spec.subject.and_then(|index| state.subjects.get(index));
        let answers = subject.map_or(&state.answers, |subject| &subject.answers);
        let answered = answers
            .get(&ask.name)
            .and_then(Option::as_ref)
            .map(Value::to_plain);
        let offered = held(state, subject, service, ask);
        let from_register = match (&ask.confirm_from, &offered) {
            (Some((need, _)), Some(_)) => service
                .needs
                .iter()
                .find(|known| known.name == *need)
                .and_then(|need| self.catalog().registers.get(&need.register))
                .map(|register| register.title.clone()),
            _ => None,
        };
        let mut question = Question {
            key: ask.name.clone(),
            title: ask.title.clone(),
            hint: ask.hint.clone(),
            required: ask.required,
            kind: self.question_kind(state, subject, service, ask),
            value: answered.or(offered).unwrap_or_default(),
            problem: None,
            from_register,
            only_if: None,
        };
        if question.may_be_none() && answers.get(&ask.name) == Some(&None) {
            Question::NONE.clone_into(&mut question.value);
        }
        question
    }

    pub(crate) fn question_kind(
        &self,
        state: &DraftState,
        subject: Option<&DraftSubject>,
        service: &Service,
        ask: &Ask,
    ) -> QuestionKind {
        match &ask.kind {
            AskKind::Text { .. } | AskKind::GivenName => QuestionKind::Text,
            AskKind::Date { .. } => QuestionKind::Date,
            AskKind::Bool => QuestionKind::Bool,
            AskKind::Iin => QuestionKind::Iin,
            AskKind::Iban => QuestionKind::Iban,
            AskKind::Choice { options } => QuestionKind::Choice(options.clone()),
            AskKind::Surname | AskKind::Patronymic => {
                let options = self.name_options(state, subject, ask);
                if options.is_empty() {
                    return QuestionKind::Text;
                }
                QuestionKind::Choice(options.into_iter().map(same_in_all).collect())
            }
            AskKind::Body { kind } => QuestionKind::Select(self.bodies_by_region(kind)),
            AskKind::Record { need, value, label } => {
                let evidence = evidence_for(state, subject, service);
                let records = evidence.and_then(|evidence| evidence.records(need));
                let options = record_options(records.unwrap_or_default(), value, label);
                if options.is_empty() {
                    return QuestionKind::Text;
                }
                QuestionKind::Choice(options)
            }
        }
    }

    /// Surnames or patronymics that the law allows this child; none while the parents' names are
    /// not known.
    fn name_options(
        &self,
        state: &DraftState,
        subject: Option<&DraftSubject>,
        ask: &Ask,
    ) -> Vec<String> {
        let Some(subject) = subject else {
            return Vec::new();
        };
        let answers = subject_answers(state, subject);
        let rules = &self.catalog().country.names;
        let sex = match text(&subject.record, "sex").as_deref() {
            Some("male") => Sex::Male,
            _ => Sex::Female,
        };
        let of = |need: &str, field: &str| {
            subject.evidence.values().find_map(|evidence| {
                evidence
                    .value(need, field)
                    .and_then(Value::as_text)
                    .map(str::to_owned)
            })
        };
        let joint = text(&answers, "father_iin").is_some();
        let father_given = of("father", "given_name").or_else(|| text(&answers, "father_name"));
        if joint && father_given.is_none() {
            return Vec::new();
        }
        match ask.kind {
            AskKind::Surname => surnames(
                rules,
                sex,
                of("mother", "surname").as_deref(),
                of("father", "surname").as_deref(),
                father_given.as_deref(),
            ),
            _ => father_given
                .map(|given| patronymics(rules, sex, &given))
                .unwrap_or_default(),
        }
    }

    fn bodies_by_region(&self, kind: &str) -> Vec<(Texts, Vec<(String, Texts)>)> {
        let mut regions: Vec<(Texts, Vec<(String, Texts)>)> = Vec::new();
        let bodies = || {
            self.catalog()
                .bodies
                .values()
                .filter(|body| body.kind == kind)
        };
        for body in bodies() {
            let region: String = body.territory.chars().take(2).collect();
            let title = self
                .catalog()
                .territories
                .get(&region)
                .cloned()
                .unwrap_or_default();
            // On a small screen the place tells offices apart, not their long common name.
            let alone = bodies()
                .filter(|other| other.territory == body.territory)
                .count()
                == 1;
            let place = self.catalog().territories.get(&body.territory);
            let name = place.filter(|_| alone).unwrap_or(&body.title);
            let option = (body.id.clone(), name.clone());
            match regions.iter_mut().find(|(known, _)| *known == title) {
                Some((_, bodies)) => bodies.push(option),
                None => regions.push((title, vec![option])),
            }
        }
        regions
    }
}

/// What is required on the pages and has no answer: the page, and the question.
pub(crate) fn missing(state: &DraftState, pages: &[PageSpec<'_>]) -> Vec<(usize, Texts)> {
    let mut missing = Vec::new();
    for (index, page) in pages.iter().enumerate() {
        let given = page.given(state);
        let lacks = |ask: &Ask| given.get(&ask.name).is_none_or(Option::is_none);
        let asks = page.asks.iter().map(|(_, ask)| *ask);
        let lacking = asks.filter(|ask| ask.required && lacks(ask));
        missing.extend(lacking.map(|ask| (index, ask.title.clone())));
    }
    missing
}

/// The register's value that the person only confirms.
fn held(
    state: &DraftState,
    subject: Option<&DraftSubject>,
    service: &Service,
    ask: &Ask,
) -> Option<String> {
    let (need, field) = ask.confirm_from.as_ref()?;
    let value = evidence_for(state, subject, service)?.value(need, field)?;
    Some(value.to_plain())
}

/// What was read for a service: for this subject, or for the first whom the service is for.
fn evidence_for<'a>(
    state: &'a DraftState,
    subject: Option<&'a DraftSubject>,
    service: &Service,
) -> Option<&'a Evidence> {
    let mut subjects = match subject {
        Some(subject) => std::slice::from_ref(subject).iter(),
        None => state.subjects.iter(),
    };
    subjects.find_map(|subject| subject.evidence.get(&service.id))
}

/// Which child, in words.
pub(crate) fn child_label(app: &App, state: &DraftState, index: usize) -> ChildLabel {
    let record = state.subjects.get(index).map(|subject| &subject.record);
    label(app, record, index, state.subjects.len())
}

/// Which child, from its record.
pub(crate) fn label(app: &App, record: Option<&Record>, index: usize, of: usize) -> ChildLabel {
    let sex = record.and_then(|record| text(record, "sex"));
    let field = app
        .catalog()
        .registers
        .get("medical-births")
        .and_then(|register| register.fields.get("sex"));
    ChildLabel {
        ordinal: index + 1,
        of,
        born_on: born_on(record),
        sex: sex.and_then(|sex| field?.name_of(&sex).cloned()),
    }
}

pub(crate) fn text(record: &Record, field: &str) -> Option<String> {
    record.get(field)?.as_ref()?.as_text().map(str::to_owned)
}

fn record_options(records: &[Record], value: &str, label: &str) -> Vec<(String, Texts)> {
    records
        .iter()
        .filter_map(|record| {
            let shown = text(record, label)?;
            let title = Texts {
                kk: shown.clone(),
                ru: shown.clone(),
                en: shown,
            };
            Some((text(record, value)?, title))
        })
        .collect()
}

fn same_in_all(name: String) -> (String, Texts) {
    let texts = Texts::same(&name);
    (name, texts)
}
