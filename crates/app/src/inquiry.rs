//! Asking why somebody looked: a question about one access, owed an answer by the body that looked.

use std::sync::Arc;

use jiff::Timestamp;
use tutas_domain::actor::{Actor, Officer};
use tutas_domain::inquiry::{Event, Inquiry, Question, Rejection};
use tutas_domain::person::PersonId;
use tutas_domain::text::{Lang, Words};
use tutas_store::{
    Access, Change, Commit, DueEffect, EffectRow, Index, Party, StoreError, StreamId, StreamKind,
};
use uuid::Uuid;

use crate::access::{Details, Look};
use crate::desk::{days_left, parse_cursor};
use crate::effect;
use crate::stream::{At, listed};
use crate::view::{AccessEntry, AnswerView, DeskQuestion, QuestionRow, Questions, WhyView};
use crate::worker::settled;
use crate::{App, AppError, Message, News};

/// Rows of one page.
const PAGE: usize = 50;

impl App {
    /// One access to a person's data, with what they asked about it.
    pub fn access(&self, who: &PersonId, access: Uuid) -> Result<AccessEntry, AppError> {
        let row = self.own_access(who, access)?;
        self.access_entry(&row)
    }

    /// A person asks why somebody looked. Asking again is the same question.
    pub async fn ask_why(
        &self,
        who: &PersonId,
        lang: Lang,
        access: Uuid,
        words: Words,
    ) -> Result<(), AppError> {
        let row = self.own_access(who, access)?;
        let details: Details = serde_json::from_slice(&row.details)?;
        let accountability = self.catalog().country.accountability.as_ref();
        let (Some(accountability), true) = (accountability, may_be_asked(&details)) else {
            return Err(AppError::NotFound);
        };
        let body = self.answering_body(&row, &details, &accountability.operator)?;
        let now = self.now();
        let number = details.looks.first().map(|look| look.number.clone());
        let question = Question::new(
            (who.clone(), lang),
            words,
            (body.clone(), number.unwrap_or_default()),
            &accountability.answer,
            (now, self.catalog().calendar_of(&body)),
        );
        let question = question.looked_at_by(details.officer);
        loop {
            let mut at = self.load_inquiry(access)?;
            let Some(event) = at.state.ask(question.clone()) else {
                return Ok(());
            };
            let mut commit = Commit::default();
            self.add_inquiry_change(&mut commit, &mut at, event, now)?;
            match self.commit(commit).await {
                Ok(_) => return Ok(()),
                // It was sent twice at once, or an auditor marked the access: looked at again, it
                // is seen which.
                Err(StoreError::Conflict { .. }) => {}
                Err(error) => return Err(error.into()),
            }
        }
    }

    /// The questions that an officer's body owes an answer, by the end of their term.
    pub fn questions_asked(
        &self,
        officer: &str,
        after: Option<&str>,
    ) -> Result<Questions, AppError> {
        let profile = self.staff().profile(officer)?;
        let cursor = after.and_then(parse_cursor);
        let list = listed::of(&profile.body, listed::QUESTION);
        let found = self.store().worklist(&list, &[], cursor, PAGE)?;
        let next = (found.len() == PAGE)
            .then(|| found.last().map(tutas_store::WorklistRow::cursor))
            .flatten();
        let calendar = self.catalog().calendar_of(&profile.body);
        let today = calendar.local(self.now()).date();
        let mut rows = Vec::new();
        for row in found {
            let inquiry = self.load_inquiry(row.stream.0)?.state;
            if let Some(question) = inquiry.owed() {
                rows.push(QuestionRow {
                    id: row.stream.0,
                    number: Some(question.number.clone()).filter(|number| !number.is_empty()),
                    asked_at: question.at,
                    until: question.until,
                    days_left: days_left(calendar, today, question.until),
                });
            }
        }
        Ok(Questions {
            body: self.body_title(&profile.body),
            rows,
            next: next.map(|(due, stream)| format!("{due}.{}", stream.0)),
        })
    }

    /// A question for the officer who may answer it. Opening it is an access on record.
    pub async fn desk_question(&self, officer: &str, id: Uuid) -> Result<DeskQuestion, AppError> {
        let (actor, inquiry, question) = self.question_for(officer, id)?;
        let row = self.own_access(&question.by, id)?;
        let details: Details = serde_json::from_slice(&row.details)?;
        let now = self.now();
        let looked = Details {
            officer_of: Some(actor.id.body.clone()),
            officer: Some(actor.id.id.clone()),
            looks: details
                .looks
                .first()
                .map(Look::asked_about)
                .into_iter()
                .collect(),
            ..Details::default()
        };
        let access = self.access_row(
            now,
            &question.by,
            row.stream.map(|stream| stream.0),
            &looked,
        )?;
        self.put_on_record(vec![access]).await?;
        let may_answer = inquiry.may_answer(&actor).map(|_| ());
        Ok(DeskQuestion {
            entry: self.access_entry(&row)?,
            may_answer: may_answer.map_err(Rejection::code),
            reads: question.lang,
        })
    }

    /// An officer answers; the person is told.
    pub async fn answer_why(&self, officer: &str, id: Uuid, words: Words) -> Result<(), AppError> {
        let (actor, _, _) = self.question_for(officer, id)?;
        let mut at = self.load_inquiry(id)?;
        let now = self.now();
        let event = at
            .state
            .answer(&actor, words, now)
            .map_err(|rejection| AppError::NotAllowed(rejection.code()))?;
        let mut commit = Commit::default();
        self.add_inquiry_change(&mut commit, &mut at, event, now)?;
        commit.effects.push(EffectRow {
            stream: at.id,
            ordinal: 0,
            kind: effect::TELL_ANSWER.to_owned(),
            due_at: now,
            payload: Vec::new(),
        });
        settled(self.commit(commit).await.map(|_| ())).map(|_| ())
    }

    /// Sends the message that a question was answered.
    pub(crate) async fn tell_answer(&self, id: Uuid, due: &DueEffect) -> Result<(), AppError> {
        let inquiry = self.load_inquiry(id)?.state;
        if let (Some(question), Some(answer)) = (&inquiry.question, &inquiry.answer) {
            let message = Message {
                key: format!("{id}:answer"),
                to: question.by.clone(),
                lang: question.lang,
                news: News::AccessAnswered,
                at: answer.at,
            };
            self.hand_over(&message).await?;
        }
        let commit = Commit {
            effects_done: vec![due.key],
            ..Commit::default()
        };
        settled(self.commit(commit).await.map(|_| ())).map(|_| ())
    }

    /// An access as its person sees it.
    pub(crate) fn access_entry(&self, row: &Access) -> Result<AccessEntry, AppError> {
        let details: Details = serde_json::from_slice(&row.details)?;
        let askable = self.catalog().country.accountability.is_some() && may_be_asked(&details);
        let inquiry = self.load_inquiry(row.id)?.state;
        Ok(AccessEntry {
            id: row.id,
            at: row.at,
            lines: self.access_lines(row.at, &details).collect(),
            may_ask: askable && inquiry.question.is_none(),
            found: inquiry.findings.last().map(|last| (last.verdict, last.at)),
            why: self.why_view(&inquiry),
        })
    }

    fn why_view(&self, inquiry: &Inquiry) -> Option<WhyView> {
        let question = inquiry.question.as_ref()?;
        Some(WhyView {
            words: question.words.as_str().to_owned(),
            body: self.body_title(&question.body),
            asked_at: question.at,
            until: question.until,
            overdue: inquiry.answer.is_none() && self.now() >= question.ends_at,
            law: question.law.clone(),
            answer: inquiry.answer.as_ref().map(|answer| AnswerView {
                by: answer.by.name.clone(),
                body: self.body_title(&answer.by.body),
                words: answer.words.as_str().to_owned(),
                at: answer.at,
            }),
        })
    }

    /// The body that looked; for a read by the program, the one that decides the case; before there
    /// is a case, and for what another member was told, whoever runs the program.
    fn answering_body(
        &self,
        row: &Access,
        details: &Details,
        operator: &str,
    ) -> Result<String, AppError> {
        if let Some(body) = &details.officer_of {
            return Ok(body.clone());
        }
        // Who let another member look answers for it.
        if details.asked_by.is_some() {
            return Ok(operator.to_owned());
        }
        // What is read while a case is opened names it by its number only.
        let numbers = details.looks.iter().map(|look| &look.number);
        let mut numbers = numbers.filter(|number| !number.is_empty());
        let stream = match (row.stream, numbers.next()) {
            (None, Some(number)) => self.store().find_by_number(number)?,
            (stream, _) => stream,
        };
        match stream.map(|stream| self.load_case(stream.0)) {
            Some(Ok(case)) => Ok(case.state.body.clone()),
            None | Some(Err(AppError::NotFound)) => Ok(operator.to_owned()),
            Some(Err(error)) => Err(error),
        }
    }

    /// An access on record about this person, or nothing.
    fn own_access(&self, who: &PersonId, access: Uuid) -> Result<Access, AppError> {
        let after = Uuid::from_u128(access.as_u128().saturating_add(1));
        let key = self.person_key(who);
        let found = self.store().accesses_of(key, Some(after), 1)?;
        let mut found = found.into_iter().filter(|row| row.id == access);
        found.next().ok_or(AppError::NotFound)
    }

    /// A question owed by the officer's body; another body's is none.
    fn question_for(
        &self,
        officer: &str,
        id: Uuid,
    ) -> Result<(Officer, Arc<Inquiry>, Question), AppError> {
        let Actor::Officer(actor) = self.staff().actor(officer)? else {
            return Err(AppError::NotFound);
        };
        let inquiry = self.load_inquiry(id)?.state;
        let owed = inquiry.question.as_ref();
        let question = owed.filter(|question| question.body == actor.body());
        let question = question.ok_or(AppError::NotFound)?.clone();
        if actor.family.contains(&question.by) {
            return Err(AppError::NotAllowed("inquiry-kin"));
        }
        Ok((actor, inquiry, question))
    }

    pub(crate) fn add_inquiry_change(
        &self,
        commit: &mut Commit,
        at: &mut At<Inquiry>,
        event: Event,
        now: Timestamp,
    ) -> Result<(), AppError> {
        let after = (*at.state).clone().apply(&event);
        let question = after.question.as_ref();
        let owed = after.owed().is_some();
        // An auditor may have marked it before the person asks.
        let parties = question
            .filter(|_| at.state.question.is_none())
            .map(|question| Party {
                person: self.person_key(&question.by),
                role: "asked".into(),
            });
        let phase = match (owed, question) {
            (true, _) => listed::QUESTION,
            (false, Some(_)) => "answered",
            (false, None) => "marked",
        };
        commit.changes.push(Change {
            stream: at.id,
            kind: StreamKind::Inquiry,
            expected: at.version,
            events: serde_json::to_vec(&[event])?,
            state: serde_json::to_vec(&after)?,
            index: Index {
                body: question.map(|question| listed::of(&question.body, listed::QUESTION)),
                phase: phase.to_owned(),
                due_at: question.map(|question| question.ends_at),
                open: owed,
                ..Index::default()
            },
            parties: parties.into_iter().collect(),
            recorded_at: now,
        });
        at.state = Arc::new(after);
        Ok(())
    }

    pub(crate) fn load_inquiry(&self, access: Uuid) -> Result<At<Inquiry>, AppError> {
        let found = self.load(StreamId(access), StreamKind::Inquiry)?;
        Ok(found.unwrap_or(At::new(StreamId(access), 0, Inquiry::default())))
    }
}

/// Whether there is somebody to ask: not of what the person tried themselves.
fn may_be_asked(details: &Details) -> bool {
    let own = |attempt: &crate::access::Attempt| details.officer_of.is_none() && !attempt.stranger;
    !details.attempt.as_ref().is_some_and(own)
}
