//! A draft: an application not yet filed. It is no case; it can be left and taken up again.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use tutas_catalog::{LifeEvent, Need, Service, Step};
use tutas_domain::case::SaidWrong;
use tutas_domain::consent::{Agreement, Event, Person};
use tutas_domain::evidence::{Evidence, Record};
use tutas_domain::person::PersonId;
use tutas_domain::text::{Lang, Texts};
use tutas_domain::value::Value;
use tutas_store::{Commit, DraftWrite};
use uuid::Uuid;

use crate::agreement::forget_what_was_read;
use crate::assess::{Assessment, Facts, NOTHING_KNOWN, assess};
use crate::gather::{Answers, Purpose, Wanted};
use crate::view::{Consents, Tone};
use crate::{App, AppError};

/// What a draft remembers.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct DraftState {
    pub(crate) life_event: String,
    pub(crate) definition: String,
    pub(crate) lang: Lang,
    pub(crate) filer: PersonId,
    /// Consents, once the page with the reads was sent.
    pub(crate) consents: Option<(bool, bool)>,
    /// What was read to find the event.
    pub(crate) evidence: Evidence,
    /// Subjects applied for: those of the chosen event, or one stated by the person.
    pub(crate) subjects: Vec<DraftSubject>,
    /// The chosen event's key.
    pub(crate) chosen: Option<String>,
    /// Optional services left out.
    pub(crate) left_out: BTreeSet<String>,
    /// Answers that hold for all subjects.
    pub(crate) answers: Record,
}

/// One subject of a draft.
#[derive(Clone, Default, Serialize, Deserialize)]
pub(crate) struct DraftSubject {
    /// Its record, or what the person stated.
    pub(crate) record: Record,
    /// Whether a register has it.
    pub(crate) found: bool,
    /// Evidence by service.
    pub(crate) evidence: BTreeMap<String, Evidence>,
    /// Answers for it alone.
    pub(crate) answers: Record,
    /// What registers answered and the person says is wrong, by service.
    #[serde(default)]
    pub(crate) said_wrong: BTreeMap<String, Vec<SaidWrong>>,
}

/// A loaded draft.
pub(crate) struct Loaded {
    pub(crate) id: Uuid,
    pub(crate) version: u64,
    /// Shared with what is remembered; copied by who changes it.
    pub(crate) state: Arc<DraftState>,
}

/// A step of the life event that is offered, with its service.
pub(crate) struct Offer<'a> {
    pub(crate) step: &'a Step,
    pub(crate) service: &'a Service,
    /// Whether the person leaves it out.
    pub(crate) left_out: bool,
    /// Whether it is for each of the subjects, as far as is known: of twins, one may be stillborn.
    subjects: Vec<bool>,
}

impl Offer<'_> {
    /// Whether the service is for this one of the draft's subjects.
    pub(crate) fn is_for(&self, subject: usize) -> bool {
        self.subjects.get(subject).copied().unwrap_or_default()
    }

    /// Whether the service will run for this one of the draft's subjects.
    pub(crate) fn runs_for(&self, subject: usize) -> bool {
        !self.left_out && self.is_for(subject)
    }
}

impl App {
    /// Throws a draft away.
    pub async fn discard(&self, who: &PersonId, draft: Uuid) -> Result<(), AppError> {
        self.load_draft(who, draft)?;
        Ok(self.store().delete_draft(draft).await?)
    }

    /// Records what the person consents to, and only then reads.
    pub async fn give_consents(
        &self,
        who: &PersonId,
        draft: Uuid,
        consents: Consents,
    ) -> Result<(), AppError> {
        let mut draft = self.load_draft(who, draft)?;
        let now = self.now();
        if draft
            .state
            .consents
            .is_some_and(|(reads, _)| reads && !consents.registers)
        {
            forget_what_was_read(Arc::make_mut(&mut draft.state));
        }
        Arc::make_mut(&mut draft.state).consents = Some((consents.registers, consents.automated));
        let person = self.load_person(who)?;
        let agreements = self.agreements_for(&draft, consents, now)?;
        let events = changed_consents(&person.state, draft.id, agreements, now);
        let mut commit = Commit::default();
        if !events.is_empty() {
            self.add_person_change(&mut commit, &person, &events, now)?;
        }
        commit.drafts.push(self.draft_write(&draft, now)?);
        self.commit(commit).await?;
        draft.version += 1;
        self.read_for(&mut draft, now).await
    }

    /// Reads what the draft lacks: first to find the event, then for the services.
    pub(crate) async fn read_for(
        &self,
        draft: &mut Loaded,
        now: Timestamp,
    ) -> Result<(), AppError> {
        let event = self.life_event(&draft.state)?;
        let nothing = Record::new();
        let mut answers = Answers::new();
        let state = &draft.state;
        let wanted = Wanted {
            purpose: Purpose {
                application: draft.id,
                stream: None,
                number: "",
                title: &event.title,
                service: None,
                definition: &event.hash,
                filer: &state.filer,
                subject: &nothing,
                answers: &state.answers,
            },
            needs: event.needs.iter().collect(),
            evidence: &state.evidence,
        };
        let found = self.gather(&[wanted], &mut answers, now).await?;
        let state = Arc::make_mut(&mut draft.state);
        state.evidence.0.extend(found.into_iter().flatten());
        choose_event(state, event);

        let state = &draft.state;
        let offers = self.offered(state, now)?;
        let mut wanted = Vec::new();
        let mut places = Vec::new();
        for (index, subject) in state.subjects.iter().enumerate() {
            for offer in offers.iter().filter(|offer| offer.runs_for(index)) {
                let service = offer.service;
                wanted.push(Wanted {
                    purpose: Purpose {
                        title: &service.procedure.title,
                        service: Some(&service.id),
                        definition: &service.hash,
                        subject: &subject.record,
                        ..purpose_of(draft.id, state)
                    },
                    needs: self.readable_before_filing(state, service),
                    evidence: subject.evidence.get(&service.id).unwrap_or(&NOTHING_KNOWN),
                });
                places.push((index, service.id.clone()));
            }
        }
        let news = self.gather(&wanted, &mut answers, now).await?;
        let subjects = &mut Arc::make_mut(&mut draft.state).subjects;
        for ((index, service), news) in places.into_iter().zip(news) {
            if let Some(subject) = subjects.get_mut(index) {
                subject.evidence.entry(service).or_default().0.extend(news);
            }
        }
        self.save_draft(draft, now).await
    }

    /// Needs that make sense before filing: not the single record that an earlier step of the same
    /// application is going to write.
    fn readable_before_filing<'a>(
        &self,
        state: &DraftState,
        service: &'a Service,
    ) -> Vec<&'a Need> {
        let written = self.written_before(state, &service.id);
        service
            .needs
            .iter()
            .filter(|need| need.many || !written.contains(&need.register))
            .collect()
    }

    /// Registers that earlier steps write.
    fn written_before(&self, state: &DraftState, service: &str) -> BTreeSet<String> {
        let Ok(event) = self.life_event(state) else {
            return BTreeSet::new();
        };
        let after = event
            .steps
            .iter()
            .find(|step| step.service == service)
            .map(|step| &step.after);
        let today = self.catalog().calendar.local(self.now()).date();
        after
            .into_iter()
            .flatten()
            .filter_map(|earlier| self.catalog().service(earlier, today))
            .filter_map(|earlier| earlier.gives.write.as_ref())
            .map(|write| write.register.clone())
            .collect()
    }

    pub(crate) fn load_draft(&self, who: &PersonId, id: Uuid) -> Result<Loaded, AppError> {
        let Some(found) = self.store().draft_kept(id)? else {
            // A draft that was filed is an application now: going back leads there.
            let filed = self.load_bundle(id)?.state.application.filer == *who;
            let gone = filed.then_some(AppError::AlreadyFiled(Some(id)));
            return Err(gone.unwrap_or(AppError::NotFound));
        };
        if found.owner != self.person_key(who) {
            return Err(AppError::NotFound);
        }
        Ok(Loaded {
            id,
            version: found.version,
            state: self
                .recent
                .decode(id, found.text, |text| Ok(serde_json::from_slice(text)?))?,
        })
    }

    pub(crate) fn draft_write(
        &self,
        draft: &Loaded,
        now: Timestamp,
    ) -> Result<DraftWrite, AppError> {
        let plaintext = serde_json::to_vec(&*draft.state)?;
        self.recent
            .keep(draft.id, &plaintext, Arc::clone(&draft.state));
        Ok(DraftWrite::Put {
            id: draft.id,
            owner: self.person_key(&draft.state.filer),
            expected: draft.version,
            plaintext,
            now,
        })
    }

    pub(crate) async fn save_draft(
        &self,
        draft: &mut Loaded,
        now: Timestamp,
    ) -> Result<(), AppError> {
        let commit = Commit {
            drafts: vec![self.draft_write(draft, now)?],
            ..Commit::default()
        };
        self.commit(commit).await?;
        draft.version += 1;
        Ok(())
    }

    pub(crate) fn life_event(&self, state: &DraftState) -> Result<&LifeEvent, AppError> {
        self.pinned_life_event(&state.life_event, &state.definition)
    }

    /// The steps of a draft that are offered for its subjects, left out ones included. They are
    /// worked out once in a use case, and passed along until the draft changes.
    pub(crate) fn offered(
        &self,
        state: &DraftState,
        now: Timestamp,
    ) -> Result<Vec<Offer<'_>>, AppError> {
        let event = self.life_event(state)?;
        let today = self.catalog().calendar.local(now).date();
        let about = |subject| self.about_event(state, event, subject, now);
        let abouts: Vec<Assessment<'_>> = state.subjects.iter().map(about).collect();
        let mut offered = Vec::new();
        for step in &event.steps {
            let condition = format!("step:{}", step.service);
            let is_for = |about: &Assessment<'_>| about.holds(&condition) != Some(false);
            let subjects: Vec<bool> = abouts.iter().map(is_for).collect();
            if subjects.is_empty() || subjects.contains(&true) {
                let service = self
                    .catalog()
                    .service(&step.service, today)
                    .ok_or(AppError::Internal("service-not-in-force"))?;
                offered.push(Offer {
                    step,
                    service,
                    left_out: state.left_out.contains(&step.service),
                    subjects,
                });
            }
        }
        Ok(offered)
    }

    /// The services that will run.
    pub(crate) fn services(
        &self,
        state: &DraftState,
        now: Timestamp,
    ) -> Result<Vec<&Service>, AppError> {
        let offered = self.offered(state, now)?.into_iter();
        let chosen = offered.filter(|offer| !offer.left_out);
        Ok(chosen.map(|offer| offer.service).collect())
    }

    /// What the life event's own predicates come to for a subject.
    pub(crate) fn about_event<'a>(
        &'a self,
        state: &'a DraftState,
        event: &'a LifeEvent,
        subject: &DraftSubject,
        now: Timestamp,
    ) -> Assessment<'a> {
        let facts = Facts {
            filer: &state.filer,
            answers: &state.answers,
            evidence: &state.evidence,
            filed_on: self.catalog().calendar.local(now).date(),
            decided_on: None,
            subject: Some(("child", &subject.record)),
        };
        assess(self.catalog(), &event.program, &facts)
    }

    /// What a service's expressions come to for a subject, by what is known so far.
    pub(crate) fn about_service<'a>(
        &'a self,
        state: &DraftState,
        service: &'a Service,
        subject: &'a DraftSubject,
        now: Timestamp,
    ) -> Assessment<'a> {
        let facts = Facts {
            filer: &state.filer,
            answers: &subject_answers(state, subject),
            evidence: subject.evidence.get(&service.id).unwrap_or(&NOTHING_KNOWN),
            filed_on: self.catalog().calendar.local(now).date(),
            decided_on: None,
            subject: None,
        };
        assess(self.catalog(), &service.program, &facts)
    }

    /// The event's name on a draft's pages.
    pub(crate) fn title(&self, state: &DraftState, now: Timestamp) -> Result<Texts, AppError> {
        let records: Vec<&Record> = state.subjects.iter().map(|known| &known.record).collect();
        let event = self.life_event(state)?;
        Ok(self.event_title(event, &state.filer, &records, now))
    }

    /// The event's name for these subjects: that of a tone which fits them all, else its own.
    pub(crate) fn event_title(
        &self,
        event: &LifeEvent,
        filer: &PersonId,
        records: &[&Record],
        now: Timestamp,
    ) -> Texts {
        let nothing = Record::new();
        let fits = |index: usize, record: &Record| {
            let facts = Facts {
                filer,
                answers: &nothing,
                evidence: &NOTHING_KNOWN,
                filed_on: self.catalog().calendar.local(now).date(),
                decided_on: None,
                subject: Some(("child", record)),
            };
            let about = assess(self.catalog(), &event.program, &facts);
            about.holds(&format!("tone:{index}")) == Some(true)
        };
        event
            .tones
            .iter()
            .enumerate()
            .filter_map(|(index, tone)| Some((index, tone.title.as_ref()?)))
            .find(|(index, _)| {
                !records.is_empty() && records.iter().all(|record| fits(*index, record))
            })
            .map_or_else(|| event.title.clone(), |(_, title)| title.clone())
    }

    /// The tone of a draft's pages.
    pub(crate) fn tone(&self, state: &DraftState, now: Timestamp) -> Result<Tone, AppError> {
        let event = self.life_event(state)?;
        for subject in &state.subjects {
            let about = self.about_event(state, event, subject, now);
            for (index, tone) in event.tones.iter().enumerate() {
                if about.holds(&format!("tone:{index}")) == Some(true) {
                    let text = Some(tone.text.clone());
                    return Ok(Tone {
                        quiet: tone.name == "quiet",
                        text,
                    });
                }
            }
        }
        Ok(Tone {
            quiet: false,
            text: None,
        })
    }
}

/// What happens when this is agreed to now: nothing, if just that stands already.
fn changed_consents(
    person: &Person,
    application: Uuid,
    agreements: Vec<Agreement>,
    now: Timestamp,
) -> Vec<Event> {
    let standing = person.agreements.iter();
    let standing: Vec<&Agreement> = standing
        .filter(|one| one.application == application && one.stands(now))
        .collect();
    let says = |one: &Agreement| (one.revision.clone(), one.reads.clone(), one.automated);
    let same = standing
        .iter()
        .copied()
        .map(says)
        .eq(agreements.iter().map(says));
    if same {
        return Vec::new();
    }
    let withdrawn = Event::ConsentWithdrawn {
        application,
        purpose: None,
        at: now,
    };
    let withdrawn = (!standing.is_empty()).then_some(withdrawn);
    let given = agreements.into_iter().map(Event::ConsentGiven);
    withdrawn.into_iter().chain(given).collect()
}

fn choose_event(state: &mut DraftState, event: &LifeEvent) {
    let groups = groups(event, &state.evidence);
    let chosen = match (&state.chosen, groups.len()) {
        (Some(key), _) if groups.contains_key(key) => Some(key.clone()),
        (_, 1) => groups.keys().next().cloned(),
        (_, 0) => None,
        // The newest is offered first; the person may choose another.
        _ => groups
            .iter()
            .max_by_key(|(_, records)| born_on(records.first()))
            .map(|(key, _)| key.clone()),
    };
    let Some(key) = chosen else { return };
    let records = groups.get(&key).cloned().unwrap_or_default();
    let same = state.chosen.as_ref() == Some(&key)
        && state.subjects.len() == records.len()
        && state.subjects.iter().all(|subject| subject.found);
    if !same {
        state.subjects = records
            .into_iter()
            .map(|record| DraftSubject {
                record,
                found: true,
                ..DraftSubject::default()
            })
            .collect();
    }
    state.chosen = Some(key);
}

/// What is shared by all reads for a draft.
fn purpose_of(id: Uuid, state: &DraftState) -> Purpose<'_> {
    static NO_TITLE: Texts = Texts {
        kk: String::new(),
        ru: String::new(),
        en: String::new(),
    };
    Purpose {
        application: id,
        stream: None,
        number: "",
        title: &NO_TITLE,
        service: None,
        definition: "",
        filer: &state.filer,
        subject: &state.answers,
        answers: &state.answers,
    }
}

/// Answers for a subject: shared ones and its own.
pub(crate) fn subject_answers(state: &DraftState, subject: &DraftSubject) -> Record {
    let mut answers = state.answers.clone();
    answers.extend(subject.answers.clone());
    answers
}

/// Records of possible subjects, by event.
pub(crate) fn groups(event: &LifeEvent, evidence: &Evidence) -> BTreeMap<String, Vec<Record>> {
    let mut groups: BTreeMap<String, Vec<Record>> = BTreeMap::new();
    let records = event
        .subjects
        .iter()
        .filter_map(|need| evidence.records(need))
        .flatten();
    for record in records {
        let text = |field: &str| {
            record
                .get(field)
                .and_then(Option::as_ref)
                .map(Value::to_plain)
                .unwrap_or_default()
        };
        let group = groups.entry(text(&event.group_by)).or_default();
        let key = |record: &Record| record.get(&event.subject_key).cloned();
        if !group.iter().any(|known| key(known) == key(record)) {
            group.push(record.clone());
        }
    }
    for group in groups.values_mut() {
        group.sort_by_key(|record| record.get("birth_order").cloned().flatten());
    }
    groups
}

/// A record's date of birth.
pub(crate) fn born_on(record: Option<&Record>) -> Option<jiff::civil::Date> {
    record?.get("born_on")?.as_ref()?.as_date()
}
