//! What a person says is wrong on the preview, when there is no case yet: kept with the draft, and
//! told to the register's steward as soon as a case rests on that answer.

use std::sync::Arc;

use jiff::Timestamp;
use tutas_catalog::{Need, Register, Service};
use tutas_domain::actor::Actor;
use tutas_domain::bundle::{Bundle, StepState};
use tutas_domain::case::{Case, Command, Defect, Dispute, Matter, Recorded, SaidWrong};
use tutas_domain::definition::Kind;
use tutas_domain::evidence::{Known, Record, Source};
use tutas_domain::person::PersonId;
use tutas_domain::text::Words;
use tutas_store::{Commit, EffectKey, MAX_CHANGES, StreamId};
use uuid::Uuid;

use super::Answered;
use crate::draft::{DraftState, Offer};
use crate::review::{Reviewing, said};
use crate::stream::At;
use crate::view::{SaidWrongView, WrongHere};
use crate::worker::settled;
use crate::{App, AppError};

impl App {
    /// Keeps that something shown on the preview is wrong, until the person applies. Saying it again
    /// says it anew.
    pub async fn say_wrong(
        &self,
        who: &PersonId,
        draft: Uuid,
        place: &str,
        words: String,
    ) -> Result<(), AppError> {
        let words = Words::from(words);
        said(&words)?;
        self.put_said(who, draft, place, Some(words)).await
    }

    /// Takes it back.
    pub async fn unsay_wrong(
        &self,
        who: &PersonId,
        draft: Uuid,
        place: &str,
    ) -> Result<(), AppError> {
        self.put_said(who, draft, place, None).await
    }

    async fn put_said(
        &self,
        who: &PersonId,
        draft: Uuid,
        place: &str,
        words: Option<Words>,
    ) -> Result<(), AppError> {
        let mut draft = self.load_draft(who, draft)?;
        let now = self.now();
        let (index, service, need) = parse(place).ok_or(AppError::NotFound)?;
        let offers = self.offered(&draft.state, now)?;
        let offer = offers
            .iter()
            .find(|offer| offer.service.id == service && offer.runs_for(index))
            .ok_or(AppError::NotFound)?;
        let mut needs = offer.service.needs.iter();
        let need = needs
            .find(|known| known.name == need)
            .ok_or(AppError::NotFound)?;
        self.wrong_here(&draft.state, index, offer, need)
            .ok_or(AppError::NotFound)?;
        let places = self.same_answers(&draft.state, (index, service, need), &offers);
        let subjects = &mut Arc::make_mut(&mut draft.state).subjects;
        for (index, service, need) in places {
            let subject = subjects.get_mut(index).ok_or(AppError::NotFound)?;
            let said = subject.said_wrong.entry(service).or_default();
            said.retain(|one| one.need != need);
            let words = words.clone();
            said.extend(words.map(|words| SaidWrong { need, words }));
        }
        self.save_draft(&mut draft, now).await
    }

    /// Where else in the form the answer of a place is relied on: what is shown once is said of all
    /// cases that will rest on it, and none of them is refused on it.
    fn same_answers(
        &self,
        state: &DraftState,
        (index, service, need): (usize, &str, &Need),
        offers: &[Offer<'_>],
    ) -> Vec<(usize, String, String)> {
        let known = |index: usize, service: &str, need: &Need| {
            let evidence = state.subjects.get(index)?.evidence.get(service)?;
            evidence.known(&need.name).records()
        };
        let Some(said) = known(index, service, need) else {
            return Vec::new();
        };
        let mut places = Vec::new();
        for (index, _) in state.subjects.iter().enumerate() {
            for offer in offers.iter().filter(|offer| offer.runs_for(index)) {
                for other in &offer.service.needs {
                    let same = other.register == need.register
                        && known(index, &offer.service.id, other)
                            .is_some_and(|other| agree(said, other));
                    if same && self.wrong_here(state, index, offer, other).is_some() {
                        places.push((index, offer.service.id.clone(), other.name.clone()));
                    }
                }
            }
        }
        places
    }

    /// How to say that an answer on the preview is wrong: one about the person who files or their
    /// child, of a register whose data a body answers for.
    pub(crate) fn wrong_here(
        &self,
        state: &DraftState,
        index: usize,
        offer: &Offer<'_>,
        need: &Need,
    ) -> Option<WrongHere> {
        let service = offer.service;
        let subject = state.subjects.get(index)?;
        let known = subject.evidence.get(&service.id)?.known(&need.name);
        let answered = self.answer_to(need, known)?;
        let steward = answered.register.steward_body.as_ref()?;
        if answered.records.is_empty() || !answered.is_about(&state.filer) {
            return None;
        }
        let matter = self.review_service(Kind::DataDefect, None, self.now());
        let matter = matter.ok()?;
        let said = subject.said_wrong.get(&service.id);
        let mut said = said.into_iter().flatten();
        Some(WrongHere {
            place: format!("{index}.{}.{}", service.id, need.name),
            steward: self.body_title(steward),
            answered_in: matter.term.length,
            law: matter.law.clone(),
            later: !offer.step.after.is_empty(),
            said: said
                .find(|one| one.need == need.name)
                .map(|one| one.words.as_str().to_owned()),
        })
    }

    /// All that the person says is wrong and that will be told.
    pub(crate) fn said_wrong(
        &self,
        state: &DraftState,
        offers: &[Offer<'_>],
    ) -> Vec<SaidWrongView> {
        let mut all: Vec<SaidWrongView> = Vec::new();
        for (index, _) in state.subjects.iter().enumerate() {
            for offer in offers.iter().filter(|offer| offer.runs_for(index)) {
                for need in &offer.service.needs {
                    let Some(here) = self.wrong_here(state, index, offer, need) else {
                        continue;
                    };
                    let register = self.catalog().registers.get(&need.register);
                    let (Some(words), Some(register)) = (here.said, register) else {
                        continue;
                    };
                    let said = SaidWrongView {
                        register: register.title.clone(),
                        steward: here.steward,
                        later: here.later,
                        words,
                    };
                    // What several services rely on is said once, and told when the first of them begins.
                    match all.iter_mut().find(|one| one.is_same(&said)) {
                        Some(one) => one.later &= said.later,
                        None => all.push(said),
                    }
                }
            }
        }
        all
    }

    /// What was said before filing and was told to nobody yet, since the service that rests on it has
    /// not begun, or its register does not answer.
    pub(crate) fn said_and_waiting(&self, bundle: &Bundle) -> Result<Vec<SaidWrongView>, AppError> {
        let application = &bundle.application;
        let today = self.catalog().calendar.local(application.received_at);
        let (mut waiting, mut told): (Vec<SaidWrongView>, Vec<SaidWrongView>) = Default::default();
        for step in &application.steps {
            let subject = application.subjects.get(step.subject);
            let said = subject.and_then(|subject| subject.said_wrong.get(&step.service));
            let service = self.catalog().service(&step.service, today.date());
            let (Some(said), Some(service)) = (said, service) else {
                continue;
            };
            let case = step.state.case().map(|id| self.load_case(id)).transpose()?;
            for said in said {
                let Some(view) = self.said_view(service, said, case.is_none()) else {
                    continue;
                };
                let is_told = case.as_ref().is_some_and(|case| {
                    let mut disputes = case.state.disputes.iter();
                    disputes.any(|one| one.need == said.need)
                });
                let may_come = match &case {
                    Some(case) => case.state.phase.is_open(),
                    None => step.state != StepState::WillNotRun,
                };
                if is_told {
                    told.push(view);
                } else if may_come && !waiting.iter().any(|one| one.is_same(&view)) {
                    waiting.push(view);
                }
            }
        }
        // What several services rely on is told once, when the first of them does.
        waiting.retain(|one| !told.iter().any(|told| told.is_same(one)));
        Ok(waiting)
    }

    fn said_view(&self, service: &Service, said: &SaidWrong, later: bool) -> Option<SaidWrongView> {
        let need = crate::assess::need(&service.needs, &said.need)?;
        let register = self.catalog().registers.get(&need.register)?;
        Some(SaidWrongView {
            register: register.title.clone(),
            steward: self.body_title(register.steward_body.as_ref()?),
            later,
            words: said.words.as_str().to_owned(),
        })
    }

    /// Notes on a case what the person said before there was one, as far as the case rests on it now:
    /// in the commit that brings the answer, so that nothing is decided on it meanwhile. The steward's
    /// case follows as an effect, under the id that is noted here.
    pub(crate) fn dispute_what_was_said(
        &self,
        case: &mut At<Case>,
        events: &mut Vec<Recorded>,
        now: Timestamp,
    ) -> Result<(), AppError> {
        if case.state.kind() != Kind::Service || !case.state.phase.is_open() {
            return Ok(());
        }
        let service = self.definition_of(&case.state)?;
        let state = Arc::clone(&case.state);
        for said in state.said_and_not_disputed() {
            let mut needs = service.needs.iter();
            let need = needs.find(|need| need.name == said.need);
            let answered =
                need.and_then(|need| self.answer_to(need, state.evidence.known(&need.name)));
            // What is about somebody else by now is theirs to dispute.
            let Some(answered) = answered.filter(|one| one.is_about(&state.filing.filer)) else {
                continue;
            };
            if answered.register.steward_body.is_none() {
                continue;
            }
            let defect = self.new_id(now);
            let dispute = Command::Dispute {
                defect,
                number: self.number_of(defect, now),
                need: said.need.clone(),
            };
            self.decide(case, events, dispute, &Actor::Machine, now)?;
        }
        Ok(())
    }

    /// Opens the stewards' cases of what is disputed since before there was a case. Safe to repeat.
    pub(crate) async fn open_defects(
        &self,
        case: Uuid,
        key: EffectKey,
        now: Timestamp,
    ) -> Result<(), AppError> {
        let about = self.load_case(case)?;
        let mut commit = Commit {
            reads: vec![(about.id, about.version)],
            ..Commit::default()
        };
        let mut is_all = true;
        for dispute in &about.state.disputes {
            let mut said = about.state.filing.said_wrong.iter();
            let Some(said) = said.find(|one| one.need == dispute.need) else {
                continue;
            };
            let id = StreamId(dispute.defect);
            if self.store().load_kept(id)?.is_some() {
                continue;
            }
            if commit.changes.len() == MAX_CHANGES {
                is_all = false;
                break;
            }
            self.open_defect(&mut commit, &about, dispute, said, now)?;
        }
        if is_all {
            commit.effects_done.push(key);
        }
        settled(self.store().commit(commit).await.map(|_| ())).map(|_| ())
    }

    fn open_defect(
        &self,
        commit: &mut Commit,
        about: &At<Case>,
        dispute: &Dispute,
        said: &SaidWrong,
        now: Timestamp,
    ) -> Result<(), AppError> {
        let register = self.register(&dispute.register)?;
        let body = register.steward_body.clone();
        let body = body.ok_or(AppError::NotAllowed("not-allowed-no-steward"))?;
        let shown = about.state.evidence.records(&dispute.need);
        let defect = Defect {
            about: about.id.0,
            number: about.state.filing.number.clone(),
            register: dispute.register.clone(),
            need: dispute.need.clone(),
            shown: shown.unwrap_or_default().to_vec(),
            words: said.words.clone(),
        };
        let reviewing = Reviewing {
            superior: self.superior(&body),
            about,
            service: self.review_service(Kind::DataDefect, None, now)?,
            body,
            announced: Some((dispute.defect, dispute.number.clone())),
        };
        let matter = Matter::DataDefect(Box::new(defect));
        self.open_review(commit, &reviewing, matter, now)?;
        Ok(())
    }

    /// What a register answered to a need, if one did.
    pub(super) fn answer_to<'a>(
        &'a self,
        need: &'a Need,
        known: &'a Known,
    ) -> Option<Answered<'a>> {
        let Known::Records {
            records,
            source: Source::Register { register, .. },
        } = known
        else {
            return None;
        };
        let register: &Register = self.catalog().registers.get(register)?;
        Some(Answered {
            need,
            register,
            records,
            known,
        })
    }
}

/// Whether two answers of a register are about the same: what both tell, they tell alike.
fn agree(one: &[Record], other: &[Record]) -> bool {
    let alike = |(one, other): (&Record, &Record)| {
        let mut both = one.iter().filter_map(|(field, value)| {
            let other = other.get(field)?;
            Some(value == other)
        });
        both.next()
            .is_some_and(|first| first && both.all(|same| same))
    };
    one.len() == other.len() && one.iter().zip(other).all(alike)
}

/// A place of the form: subject, service and need.
fn parse(place: &str) -> Option<(usize, &str, &str)> {
    let mut parts = place.splitn(3, '.');
    Some((parts.next()?.parse().ok()?, parts.next()?, parts.next()?))
}
