//! Appeals and complaints: cases like any other, about another case.
//!
//! An appeal is filed with the body that acted and noted on the case it is against in the same commit,
//! so that no appeal is without its effect on that case. What is ruled comes back as a command of the
//! program.

use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use tutas_catalog::Service;
use tutas_domain::actor::{Actor, OfficerId};
use tutas_domain::case::{
    self, Appeal, Case, Command, Complaint, Context, Decision, Filing, Level, Matter, Phase,
    Recorded, Rejection, RulingGiven, RunningTerm,
};
use tutas_domain::definition::{AppealRoute, Kind};
use tutas_domain::person::PersonId;
use tutas_domain::term::registered_at;
use tutas_domain::text::Words;
use tutas_store::{Commit, EffectKey, StoreError, StreamId};
use uuid::Uuid;

use crate::case::ATTEMPTS;
use crate::stream::At;
use crate::worker::settled;
use crate::{App, AppError};

/// An appeal that may be filed now.
pub(crate) struct Challenge {
    /// First or second instance.
    pub(crate) instance: u8,
    /// When the act was adopted, or deemed.
    pub(crate) act_at: Timestamp,
    /// The body that acted.
    pub(crate) body: String,
    /// The one above it.
    pub(crate) superior: Option<String>,
    /// Last day to file it in time; none while the person has not learned of the act.
    pub(crate) last_day: Option<Date>,
    /// Officers who acted.
    acted: Vec<OfficerId>,
}

impl Challenge {
    pub(crate) fn is_late(&self, today: Date) -> bool {
        self.last_day.is_some_and(|last_day| today > last_day)
    }
}

/// What a case on another case is made of.
pub(crate) struct Reviewing<'a> {
    pub(crate) about: &'a At<Case>,
    pub(crate) service: &'a Service,
    pub(crate) body: String,
    pub(crate) superior: Option<String>,
    /// Id and number that are noted for it already: the person spoke before, the program opens it now.
    pub(crate) announced: Option<(Uuid, String)>,
}

impl App {
    /// Files an appeal against what stands in a case, or its silence. Gives the appeal's case.
    pub async fn file_appeal(
        &self,
        who: &PersonId,
        case: Uuid,
        words: String,
    ) -> Result<Uuid, AppError> {
        let words = Words::from(words);
        self.own_case_for(who, case, "appeal").await?;
        self.up_to_date(case).await?;
        let filed = self
            .file_review(|commit| self.add_appeal(commit, who, case, &words))
            .await;
        self.noted(who, case, "appeal", filed).await
    }

    /// Complains about how a service is given. Gives the complaint's case.
    pub async fn file_complaint(
        &self,
        who: &PersonId,
        case: Uuid,
        level: Level,
        words: String,
    ) -> Result<Uuid, AppError> {
        let words = Words::from(words);
        self.own_case_for(who, case, "complain").await?;
        self.up_to_date(case).await?;
        let filed = self
            .file_review(|commit| self.add_complaint(commit, who, case, level, &words))
            .await;
        self.noted(who, case, "complain", filed).await
    }

    /// Commits a new case; anew if somebody else was quicker.
    pub(crate) async fn file_review(
        &self,
        add: impl Fn(&mut Commit) -> Result<Uuid, AppError>,
    ) -> Result<Uuid, AppError> {
        for _ in 0..ATTEMPTS {
            let mut commit = Commit::default();
            let case = add(&mut commit)?;
            match self.commit(commit).await {
                Ok(_) => return Ok(case),
                Err(StoreError::Conflict { .. }) => {}
                Err(StoreError::Claimed { .. }) => return Err(Rejection::OnlyOnce.into()),
                Err(error) => return Err(error.into()),
            }
        }
        Err(AppError::Stale)
    }

    /// What was turned down is on record as tried.
    pub(crate) async fn noted(
        &self,
        who: &PersonId,
        case: Uuid,
        what: &'static str,
        filed: Result<Uuid, AppError>,
    ) -> Result<Uuid, AppError> {
        if let Err(AppError::Rejected(rejection)) = filed {
            let actor = Actor::Person(who.clone());
            self.note_tried(case, what, &actor, rejection).await;
        }
        filed
    }

    fn add_appeal(
        &self,
        commit: &mut Commit,
        who: &PersonId,
        case: Uuid,
        words: &Words,
    ) -> Result<Uuid, AppError> {
        let now = self.now();
        said(words)?;
        let mut against = self.own_case(who, case)?;
        let challenge = self.challenge(&against)?;
        let calendar = self.catalog().calendar_of(&challenge.body);
        let service = self.review_service(Kind::Appeal, None, now)?;
        let forward = service
            .procedure
            .redirection
            .as_ref()
            .ok_or(AppError::Internal("appeal-without-redirection"))?
            .within
            .length;
        let registered = self.registered(&challenge.body, now)?;
        let appeal = Appeal {
            against: case,
            number: against.state.filing.number.clone(),
            instance: challenge.instance,
            act_at: challenge.act_at,
            silence: against.state.decision.is_none() && against.state.phase != Phase::Revoked,
            last_day: challenge.last_day,
            late: challenge.is_late(calendar.local(now).date()),
            forward_until: forward.last_day(calendar.local(registered).date(), calendar),
            forward_at: forward.ends_at(registered, calendar),
            above: challenge
                .superior
                .as_ref()
                .and_then(|superior| self.superior(superior)),
            acted: challenge.acted,
            words: words.clone(),
        };
        let reviewing = Reviewing {
            about: &against,
            service,
            body: challenge.body,
            superior: challenge.superior,
            announced: None,
        };
        let filed = self.open_review(commit, &reviewing, Matter::Appeal(Box::new(appeal)), now)?;
        let before = against.state.clone();
        let mut events: Vec<Recorded> = Vec::new();
        let lodge = Command::Lodge {
            appeal: filed.id.0,
            number: filed.state.filing.number.clone(),
            replaced: self.taken_by(&against)?.is_some(),
        };
        self.decide(&mut against, &mut events, lodge, &Actor::Machine, now)?;
        self.add_case_change(commit, Some(&before), &against, &events, now)?;
        Ok(filed.id.0)
    }

    fn add_complaint(
        &self,
        commit: &mut Commit,
        who: &PersonId,
        case: Uuid,
        level: Level,
        words: &Words,
    ) -> Result<Uuid, AppError> {
        let now = self.now();
        said(words)?;
        let about = self.own_case(who, case)?;
        let service = self.review_service(Kind::Complaint, Some(level), now)?;
        let body = self.complaint_body(&about.state, level, now)?;
        let superior = self.superior(&body);
        let earlier = match level {
            Level::Provider => None,
            Level::Authority => self.reviews_of(&about)?.into_iter().rev().find_map(|one| {
                let provider = matches!(
                    &one.state.filing.matter,
                    Matter::Complaint(complaint) if complaint.level == Level::Provider
                );
                provider.then_some(one.id.0)
            }),
        };
        let complaint = Complaint {
            about: case,
            number: about.state.filing.number.clone(),
            level,
            earlier,
            acted: about.state.acted.clone(),
            words: words.clone(),
        };
        let reviewing = Reviewing {
            about: &about,
            service,
            body,
            superior,
            announced: None,
        };
        // Nothing is changed in the case itself; but it must be the one that was looked at.
        commit.reads.push((about.id, about.version));
        let matter = Matter::Complaint(Box::new(complaint));
        let filed = self.open_review(commit, &reviewing, matter, now)?;
        Ok(filed.id.0)
    }

    /// Adds a new case about another one.
    pub(crate) fn open_review(
        &self,
        commit: &mut Commit,
        reviewing: &Reviewing<'_>,
        matter: Matter,
        now: Timestamp,
    ) -> Result<At<Case>, AppError> {
        let calendar = self.catalog().calendar_of(&reviewing.body);
        let about = &reviewing.about.state.filing;
        let service = reviewing.service;
        let registered = self.registered(&reviewing.body, now)?;
        let (id, number) = reviewing.announced.clone().unwrap_or_else(|| {
            let id = self.new_id(now);
            (id, self.number_of(id, now))
        });
        let filing = Filing {
            number,
            bundle: about.bundle,
            service: service.id.clone(),
            matter,
            definition: service.hash.clone(),
            filer: about.filer.clone(),
            lang: about.lang,
            subject: about.subject.clone(),
            // Nothing is asked; whom the case names is a party here too.
            answers: reviewing.about.state.parties_as_answers(),
            said_wrong: Vec::new(),
            body: reviewing.body.clone(),
            superior: reviewing.superior.clone(),
            automated_consent: false,
            follows: reviewing.announced.is_some(),
            earlier: None,
            received_at: now,
            registered_at: registered,
            term: RunningTerm::begin(service.term.clone(), registered, calendar),
        };
        let actor = match reviewing.announced {
            Some(_) => Actor::Machine,
            None => Actor::Person(about.filer.clone()),
        };
        let context = Context {
            now,
            actor: &actor,
            calendar,
            procedure: &service.procedure,
        };
        let events = case::decide(None, Command::File(Box::new(filing)), &context)?;
        let state = Case::fold(&events).ok_or(AppError::Internal("fold"))?;
        let filed = At::new(StreamId(id), 0, state);
        self.add_case_change(commit, None, &filed, &events, now)?;
        Ok(filed)
    }

    /// The appeal that may be filed in a case now, or why none.
    pub(crate) fn challenge(&self, at: &At<Case>) -> Result<Challenge, AppError> {
        let case = &at.state;
        if case.kind() != Kind::Service {
            return Err(Rejection::WrongKind.into());
        }
        if !case.is_appealable() {
            return Err(Rejection::WrongPhase.into());
        }
        let route = &self.definition_of(case)?.procedure.appeal;
        let acted_at = act_at(case).ok_or(Rejection::WrongPhase)?;
        let Some(appeal) = self.newest_appeal(case, acted_at)? else {
            let (body, superior, acted) = self.who_acted(case);
            return Ok(Challenge {
                instance: 1,
                act_at: acted_at,
                body,
                superior,
                last_day: self.last_day(route, case, acted_at),
                acted,
            });
        };
        let Matter::Appeal(earlier) = &appeal.filing.matter else {
            return Err(AppError::Internal("appeal-expected"));
        };
        if !matches!(appeal.phase, Phase::Ruled | Phase::DeemedRefused) {
            return Err(Rejection::OnlyOnce.into());
        }
        let instance = earlier.instance + 1;
        let superior = self.next_instance(&appeal, earlier, route);
        if superior.is_none() {
            return Err(AppError::NotAllowed("not-allowed-court-is-next"));
        }
        let ruled_at = act_at(&appeal).ok_or(Rejection::WrongPhase)?;
        let (_, _, mut acted) = self.who_acted(case);
        let (body, _, by) = self.who_acted(&appeal);
        acted.extend(by);
        Ok(Challenge {
            instance,
            act_at: ruled_at,
            body,
            superior,
            last_day: self.last_day(route, &appeal, ruled_at),
            acted,
        })
    }

    /// The newest appeal against an act. One that was withdrawn is as if it had not been filed: who
    /// withdrew may think again, in the same instance.
    pub(crate) fn newest_appeal(
        &self,
        case: &Case,
        acted_at: Timestamp,
    ) -> Result<Option<Arc<Case>>, AppError> {
        let against = case.appeals.iter().rev().filter(|one| one.at >= acted_at);
        for lodged in against {
            let appeal = self.load_case(lodged.appeal)?.state;
            if appeal.phase != Phase::Withdrawn {
                return Ok(Some(appeal));
            }
        }
        Ok(None)
    }

    /// The body whose act, or silence, is appealed, the one above it, and the officers who acted.
    pub(crate) fn who_acted(&self, case: &Case) -> (String, Option<String>, Vec<OfficerId>) {
        let mut acted = case.acted.clone();
        let signed = case.signed_by();
        acted.extend(signed.filter(|officer| !acted.contains(officer)).cloned());
        // A silence is that of the body that owed it, and so is what a machine did.
        let body = signed.map_or(&case.body, |officer| &officer.body).clone();
        let superior = if body == case.body {
            case.superior.clone().or_else(|| self.superior(&body))
        } else {
            self.superior(&body)
        };
        (body, superior, acted)
    }

    /// Until when an act is appealed in time, from the day the person learned of it.
    pub(crate) fn last_day(
        &self,
        route: &AppealRoute,
        case: &Case,
        act_at: Timestamp,
    ) -> Option<Date> {
        let calendar = self.calendar_of(case);
        let learned = calendar.local(case.learned_at()?).date();
        // Every letter on an act says how to appeal it; an act without one did not.
        let told = case.letters.iter().any(|letter| letter.at >= act_at);
        let within = match &route.within_if_not_told {
            Some(longer) if !told => longer,
            _ => &route.within,
        };
        Some(within.length.last_day(learned, calendar))
    }

    /// The body a complaint goes to.
    pub(crate) fn complaint_body(
        &self,
        case: &Case,
        level: Level,
        now: Timestamp,
    ) -> Result<String, AppError> {
        if case.kind() != Kind::Service {
            return Err(Rejection::WrongKind.into());
        }
        let service = self.review_service(Kind::Complaint, Some(level), now)?;
        self.catalog()
            .handler(service, &case.body)
            .map(|body| body.id.clone())
            .ok_or(AppError::NotAllowed("not-allowed-no-such-review"))
    }

    /// The definition of appeals or complaints in force.
    pub(crate) fn review_service(
        &self,
        kind: Kind,
        level: Option<Level>,
        now: Timestamp,
    ) -> Result<&Service, AppError> {
        let catalog = self.catalog();
        let today = catalog.calendar.local(now).date();
        let found = match level {
            Some(Level::Authority) => catalog.of_kind_at_authority(kind, today),
            Some(Level::Provider) | None => catalog.of_kind(kind, today),
        };
        found.ok_or(AppError::NotAllowed("not-allowed-no-such-review"))
    }

    /// The body above another.
    pub(crate) fn superior(&self, body: &str) -> Option<String> {
        self.catalog().bodies.get(body)?.superior.clone()
    }

    /// When what is received now counts as registered by a body.
    fn registered(&self, body: &str, now: Timestamp) -> Result<Timestamp, AppError> {
        let office = self
            .catalog()
            .bodies
            .get(body)
            .ok_or(AppError::Internal("body-not-in-catalog"))?;
        let calendar = self.catalog().calendar_of(body);
        Ok(registered_at(now, office.opens, office.closes, calendar))
    }

    /// Appeals and complaints about a case, oldest first.
    pub(crate) fn reviews_of(&self, at: &At<Case>) -> Result<Vec<At<Case>>, AppError> {
        let mut cases = self.cases_of(at.state.filing.bundle)?;
        cases.retain(|other| other.state.filing.matter.against() == Some(at.id.0));
        Ok(cases)
    }

    /// An appeal was ruled on, withdrawn or met with silence: carries that out on the case. Safe to repeat.
    pub(crate) async fn apply_ruling(
        &self,
        appeal: Uuid,
        key: EffectKey,
        now: Timestamp,
    ) -> Result<(), AppError> {
        let ended = self.load_case(appeal)?;
        let Matter::Appeal(matter) = &ended.state.filing.matter else {
            return Err(AppError::Internal("appeal-expected"));
        };
        let (ruling, by) = match &ended.state.decision {
            Some((
                _,
                Decision::Ruled {
                    ruling,
                    prepared_by,
                    approved_by,
                    ..
                },
            )) => {
                let by = approved_by.as_ref().unwrap_or(prepared_by);
                (Some(ruling.clone()), Some(by.clone()))
            }
            _ => (None, None),
        };
        let given = RulingGiven { appeal, ruling, by };
        let mut case = self.load_case(matter.against)?;
        let before = case.state.clone();
        let mut events: Vec<Recorded> = Vec::new();
        let command = Command::ApplyRuling(given);
        self.decide(&mut case, &mut events, command, &Actor::Machine, now)?;
        // What stands again does not hold beside what another case gives meanwhile.
        if before.phase == Phase::Revoked
            && case.state.issued.is_some()
            && let Some(holder) = self.taken_by(&case)?
        {
            let command = Command::HoldUp { by: Some(holder) };
            self.decide(&mut case, &mut events, command, &Actor::Machine, now)?;
        }
        let mut commit = Commit {
            effects_done: vec![key],
            reads: vec![(ended.id, ended.version)],
            ..Commit::default()
        };
        self.add_case_change(&mut commit, Some(&before), &case, &events, now)?;
        settled(self.commit(commit).await.map(|_| ())).map(|_| ())
    }
}

pub(crate) fn said(words: &Words) -> Result<(), Rejection> {
    if words.is_blank() {
        Err(Rejection::WordsNeeded)
    } else {
        Ok(())
    }
}

/// When the act that can be appealed now was adopted, or deemed.
pub(crate) fn act_at(case: &Case) -> Option<Timestamp> {
    if case.phase == Phase::Revoked {
        return case.former.last().map(|former| former.ended_at);
    }
    let decided = case.decision.as_ref().map(|(at, _)| *at);
    decided.or(case.deemed_refused_at)
}
