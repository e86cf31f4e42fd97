//! A person's own page, and an application with its steps.

use tutas_domain::bundle::{Bundle, StepState};
use tutas_domain::definition::Kind;
use tutas_domain::person::PersonId;
use tutas_store::StreamKind;
use uuid::Uuid;

use crate::case_view::{letter_lines, phase_view, waits_for_person};
use crate::draft::DraftState;
use crate::questions::label;
use crate::stream::At;
use crate::view::{
    ApplicationLine, ApplicationView, Cabinet, DraftLine, LetterLine, PhaseView, StepView,
};
use crate::{App, AppError};

/// The most applications and drafts on the page.
const PAGE: usize = 20;

impl App {
    /// Everything of a person: what is unfinished, what runs, what waits.
    pub fn cabinet(&self, who: &PersonId) -> Result<Cabinet, AppError> {
        let key = self.person_key(who);
        let mut drafts = Vec::new();
        for draft in self.store().drafts_of(key, PAGE)? {
            let state: DraftState = serde_json::from_slice(&draft.plaintext)?;
            // A draft of a definition that is no longer published can only be begun anew.
            if let Ok(title) = self.title(&state, self.now()) {
                drafts.push(DraftLine {
                    id: draft.id,
                    title,
                    saved_at: draft.saved_at,
                });
            }
        }
        let mut applications = Vec::new();
        let mut unread: Vec<LetterLine> = Vec::new();
        let mut name = String::new();
        for row in self
            .store()
            .streams_of(key, StreamKind::Bundle, None, PAGE)?
        {
            let bundle = self.load_bundle(row.stream.0)?;
            let (line, letters) = self.application_line(&bundle, who, &mut name)?;
            applications.push(line);
            unread.extend(letters);
        }
        unread.sort_by_key(|letter| std::cmp::Reverse(letter.at));
        let person = self.load_person(who)?.state;
        let requests = person
            .requests
            .iter()
            .rev()
            .take(PAGE)
            // A request of a service no longer in force must not take the whole page with it.
            .filter_map(|request| self.statement_view(request).ok())
            .collect();
        Ok(Cabinet {
            name,
            drafts,
            applications,
            requests,
            unread,
        })
    }

    fn application_line(
        &self,
        bundle: &At<Bundle>,
        who: &PersonId,
        name: &mut String,
    ) -> Result<(ApplicationLine, Vec<LetterLine>), AppError> {
        let application = &bundle.state.application;
        let mut unread = Vec::new();
        let (mut lacking, mut heard, mut reviews) = (false, false, Vec::new());
        // The cases of its steps, and the appeals and complaints about them.
        for at in self.cases_of(bundle.id.0)? {
            let id = at.id.0;
            if at.state.kind() == Kind::Service {
                let about = self.reviews_view(&at)?;
                reviews.extend(about.appeals.into_iter().chain(about.complaints));
            }
            let case = at.state;
            if name.is_empty() {
                *name = crate::statement::name_in(&case, who);
            }
            let service = self.definition_of(&case)?;
            let waits = waits_for_person(&case, service);
            let in_hearing = phase_view(&case.phase) == PhaseView::Hearing;
            heard |= waits && in_hearing;
            lacking |= waits && !in_hearing;
            let lines = letter_lines(id, &case, &service.procedure.title);
            let news = lines
                .into_iter()
                .zip(&case.letters)
                .filter(|(_, letter)| letter.received_at.is_none() && case.is_news(letter));
            unread.extend(news.map(|(line, _)| line));
        }
        let count = |is: &dyn Fn(StepState) -> bool| {
            let steps = application.steps.iter();
            steps.filter(|step| is(step.state)).count()
        };
        let line = ApplicationLine {
            id: bundle.id.0,
            number: application.number.clone(),
            title: self.bundle_title(&bundle.state)?,
            filed_at: application.received_at,
            open: count(&StepState::is_open),
            fulfilled: count(&|state| matches!(state, StepState::Fulfilled { .. })),
            ended: count(&|state| matches!(state, StepState::Ended { .. })),
            dropped: count(&|state| matches!(state, StepState::WillNotRun)),
            total: application.steps.len(),
            lacking,
            heard,
            reviews,
        };
        Ok((line, unread))
    }

    /// An application: its slip, and each step.
    pub async fn application(&self, who: &PersonId, id: Uuid) -> Result<ApplicationView, AppError> {
        let bundle = self.load_bundle(id)?.state;
        if bundle.application.filer != *who {
            return Err(AppError::NotFound);
        }
        let application = &bundle.application;
        for case in application
            .steps
            .iter()
            .filter_map(|step| step.state.case())
        {
            self.up_to_date(case).await?;
        }
        let of = application.subjects.len();
        let children = application
            .subjects
            .iter()
            .enumerate()
            .map(|(index, subject)| label(self, Some(&subject.subject.record), index, of))
            .collect();
        let today = self
            .catalog()
            .calendar
            .local(application.received_at)
            .date();
        let title = |service: &str| {
            self.catalog()
                .service(service, today)
                .map(|service| service.procedure.title.clone())
                .unwrap_or_default()
        };
        let mut steps = Vec::new();
        for step in &application.steps {
            let case = match step.state.case() {
                Some(id) => Some(self.summary(id, &self.load_case(id)?.state)),
                None => None,
            };
            steps.push(StepView {
                child: step.subject,
                title: title(&step.service),
                case,
                after: step.after.iter().map(|service| title(service)).collect(),
                will_not_run: step.state == StepState::WillNotRun,
            });
        }
        Ok(ApplicationView {
            id,
            number: application.number.clone(),
            title: self.bundle_title(&bundle)?,
            tone: self.tone_of(&bundle)?,
            received_at: application.received_at,
            channel: application.channel.clone(),
            children,
            steps,
            wrong: self.said_and_waiting(&bundle)?,
        })
    }
}
