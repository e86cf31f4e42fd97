//! Consents given ahead, before an application asks for them.

use tutas_domain::text::Lang;
use uuid::Uuid;

use super::Scene;
use crate::AppError;
use crate::view::Consents;

/// A mother who begins another application.
struct Ahead {
    scene: Scene,
}

impl Ahead {
    async fn new() -> Self {
        let scene = Scene::after("married-parents").await;
        Self { scene }
    }

    /// Agrees ahead to everything of the event, or to some.
    async fn agrees(&self, to: impl Fn(&str) -> bool) {
        let (app, who) = (&self.scene.app, &self.scene.who);
        for one in app.may_agree_ahead(who).unwrap() {
            if to(&one.purpose) {
                let agreed = app.agree_ahead(who, &one.purpose, &one.revision);
                agreed.await.unwrap();
            }
        }
    }

    async fn begins(&self) -> Uuid {
        let begun = self
            .scene
            .app
            .begin(&self.scene.who, "birth", Lang::Kk)
            .await;
        begun.unwrap()
    }

    /// Goes on without a tick, as a page without the question sends it.
    async fn reads(&self, draft: Uuid) {
        let (app, who) = (&self.scene.app, &self.scene.who);
        let none = Consents::default();
        app.give_consents(who, draft, none).await.unwrap();
    }

    fn by_consent(&self) -> usize {
        let lines = self.scene.looks(&self.scene.who);
        lines.iter().filter(|line| line.by_consent).count()
    }
}

#[tokio::test]
async fn what_was_agreed_to_ahead_is_read_without_being_asked_again() {
    let at = Ahead::new().await;
    let (app, who) = (&at.scene.app, &at.scene.who);
    let before = at.by_consent();
    at.agrees(|_| true).await;
    assert!(app.may_agree_ahead(who).unwrap().is_empty());
    assert_eq!(at.by_consent(), before, "nothing is read by agreeing");
    let draft = at.begins().await;
    let plan = app.data_plan(who, draft).unwrap();
    assert!(!plan.asks_consent);
    assert!(plan.ahead.len() > 3 && plan.ahead.iter().all(|(_, until)| until.is_some()));
    at.reads(draft).await;
    assert!(at.by_consent() > before);
    let preview = app.preview(who, draft).unwrap();
    assert!(!preview.declined && !preview.rows.is_empty());
    // It is used as it was given: no second one is written down for the application.
    let mine = app.agreements(who).unwrap().in_force;
    assert!(mine.iter().all(|one| one.application != draft));
    assert!(mine.iter().any(|one| one.ahead));
}

#[tokio::test]
async fn what_was_not_agreed_to_ahead_is_asked_and_not_read_without() {
    let at = Ahead::new().await;
    let (app, who) = (&at.scene.app, &at.scene.who);
    at.agrees(|purpose| purpose == "birth").await;
    let draft = at.begins().await;
    let plan = app.data_plan(who, draft).unwrap();
    assert!(plan.asks_consent, "the services are still to be asked for");
    assert_eq!(plan.ahead.len(), 1);
    // What is asked and what is not are told apart, and until when it would hold.
    assert!(!plan.asked_for.is_empty() && plan.until.is_some());
    assert!(!plan.asked_for.contains(&plan.ahead[0].0));
    at.reads(draft).await;
    let draft = app.load_draft(who, draft).unwrap();
    assert!(draft.state.evidence.records("own_births").is_some());
    let accounts = draft.state.subjects[0].evidence["birth-allowance"].known("account");
    assert!(accounts.records().is_none());
}

#[tokio::test]
async fn what_was_agreed_to_ahead_is_withdrawn_at_once_and_what_it_read_is_thrown_away() {
    let at = Ahead::new().await;
    let (app, who) = (&at.scene.app, &at.scene.who);
    at.agrees(|_| true).await;
    let draft = at.begins().await;
    at.reads(draft).await;
    let mine = app.agreements(who).unwrap().in_force;
    for one in mine.iter().filter(|one| one.ahead) {
        let purpose = one.purpose.as_deref();
        let view = app.withdrawal(who, one.application, purpose).unwrap();
        assert!(view.agreement.ahead && view.cases.is_empty());
        app.withdraw_consent(who, one.application, purpose)
            .await
            .unwrap();
    }
    let plan = app.data_plan(who, draft).unwrap();
    assert!(plan.asks_consent && plan.ahead.is_empty() && !plan.already_read);
    let before = at.by_consent();
    at.reads(draft).await;
    assert_eq!(at.by_consent(), before);
    assert!(app.preview(who, draft).unwrap().declined);
}

#[tokio::test]
async fn only_the_text_that_was_shown_is_agreed_to_and_only_once() {
    let at = Ahead::new().await;
    let (app, who) = (&at.scene.app, &at.scene.who);
    let shown = app.may_agree_ahead(who).unwrap();
    let one = shown.first().unwrap();
    let another = app.agree_ahead(who, &one.purpose, &"0".repeat(64)).await;
    assert!(matches!(another, Err(AppError::Stale)));
    let nothing = app.agree_ahead(who, "appeal", &one.revision).await;
    assert!(matches!(nothing, Err(AppError::NotFound)));
    for _ in 0..2 {
        let agreed = app.agree_ahead(who, &one.purpose, &one.revision);
        agreed.await.unwrap();
    }
    let mine = app.agreements(who).unwrap().in_force;
    assert_eq!(mine.iter().filter(|one| one.ahead).count(), 1);
}
