//! How a family fills in an application, page by page, as the portal shows it.

use std::collections::{BTreeMap, BTreeSet};

use tutas_app::view::{Consents, Question};
use tutas_app::{Answered, App, AppError};
use tutas_domain::person::PersonId;
use uuid::Uuid;

use super::country::District;
use super::family::Family;

/// One application in the making.
pub(crate) struct Form<'a> {
    pub(crate) app: &'a App,
    pub(crate) family: &'a Family,
    pub(crate) district: &'a District,
    pub(crate) who: &'a PersonId,
    pub(crate) draft: Uuid,
}

impl Form<'_> {
    /// Fills in what is asked and files; clicks twice. Says of so many answers that they are wrong.
    pub(super) async fn file(
        &self,
        consents: Consents,
        left_out: &BTreeSet<&'static str>,
        doubts: usize,
    ) -> Result<(), AppError> {
        let mut version = self.fill(consents, left_out).await?;
        let rows = self.app.preview(self.who, self.draft)?.rows;
        for here in rows.into_iter().filter_map(|row| row.wrong).take(doubts) {
            let (place, words) = (&here.place, "қате".to_owned());
            let said = self.app.say_wrong(self.who, self.draft, place, words);
            said.await?;
            version = self.app.check_page(self.who, self.draft)?.version;
        }
        self.app.file(self.who, self.draft, version).await?;
        self.app.file(self.who, self.draft, version).await?;
        Ok(())
    }

    /// Fills in what is asked; gives the version to be filed.
    pub(crate) async fn fill(
        &self,
        consents: Consents,
        left_out: &BTreeSet<&'static str>,
    ) -> Result<u64, AppError> {
        let (app, who, draft) = (self.app, self.who, self.draft);
        app.give_consents(who, draft, consents).await?;
        let preview = app.preview(who, draft)?;
        let chosen: BTreeSet<String> = preview
            .steps
            .iter()
            .map(|step| step.service.clone())
            .filter(|service| !left_out.contains(service.as_str()))
            .collect();
        let event = preview
            .events
            .iter()
            .find(|event| event.chosen)
            .map(|event| event.key.as_str());
        let form = self.form(&preview.subject_questions);
        if app
            .choose(who, draft, event, &chosen, &form)
            .await?
            .is_err()
        {
            return Err(AppError::Internal("the-form-was-not-taken"));
        }
        let mut index = 0;
        for _ in 0..30 {
            let Some(page) = app.questions(who, draft, index)? else {
                break;
            };
            let form = self.form(&page.questions);
            match app.answer(who, draft, index, page.version, &form).await? {
                Answered::Saved { next: Some(next) } => index = next,
                Answered::Saved { next: None } => break,
                Answered::Problems(_) => return Err(AppError::Internal("an-answer-was-not-taken")),
                Answered::Stale(_) => return Err(AppError::Stale),
            }
        }
        Ok(app.check_page(who, draft)?.version)
    }

    fn form(&self, questions: &[Question]) -> BTreeMap<String, String> {
        let mut form = BTreeMap::new();
        for question in questions {
            let answer = self
                .family
                .answer(&question.key, self.district)
                .unwrap_or_else(|| question.value.clone());
            question.put(&mut form, &answer);
        }
        form
    }
}
