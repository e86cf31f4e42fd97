//! What a person says is wrong on the preview, before there is a case.

use std::collections::BTreeMap;

use tutas_catalog::Verb;
use tutas_domain::case::{Case, LetterKind, Matter, Outcome, Rejection};
use tutas_domain::person::{Iin, PersonId};
use tutas_store::StreamId;
use uuid::Uuid;

use super::defects::{confirm, rule};
use super::{Scene, shared, staff};
use crate::rehearsal::{Aftermath, aftermath};
use crate::stream::At;
use crate::view::{PreviewRow, WhoseView, WrongHere};
use crate::{App, AppError, News};

const WORDS: &str = "My surname is written with another letter.";

/// A student whose application is complete and not filed.
struct AtCheck {
    app: App,
    who: PersonId,
    draft: Uuid,
}

impl AtCheck {
    async fn new() -> Self {
        let (catalog, examples) = shared();
        let mut examples = examples.iter();
        let mut example = examples.find(|one| one.id == "no-right").unwrap().clone();
        example.script.truncate(1);
        let Verb::Begin(begin) = &mut example.script[0].verb else {
            panic!("it begins with an application");
        };
        begin.file = false;
        let played = aftermath(catalog, &example, &staff(catalog)).await;
        let Ok(Aftermath { app, .. }) = played else {
            panic!("the example fails");
        };
        let who = PersonId::Iin(Iin::parse("001203293387").unwrap());
        let draft = app.cabinet(&who).unwrap().drafts[0].id;
        Self { app, who, draft }
    }

    /// How to say that an answer of the register is wrong.
    fn here(&self, register: &str) -> WrongHere {
        self.row(register).wrong.unwrap()
    }

    fn row(&self, register: &str) -> PreviewRow {
        let rows = self.app.preview(&self.who, self.draft).unwrap().rows;
        let title = &self.app.catalog().registers[register].title;
        let mut rows = rows.into_iter().filter(|row| row.register == *title);
        let mut first = rows.next().unwrap();
        for row in rows {
            first.wrong = WrongHere::either(first.wrong, row.wrong);
        }
        first
    }

    async fn say(&self, place: &str) {
        let said = self
            .app
            .say_wrong(&self.who, self.draft, place, WORDS.to_owned());
        said.await.unwrap();
    }

    /// Files it and lets what follows be done.
    async fn file(self) -> Scene {
        let page = self.app.check_page(&self.who, self.draft).unwrap();
        let filed = self.app.file(&self.who, self.draft, page.version).await;
        let bundle = filed.unwrap();
        self.app.settle().await.unwrap();
        Scene {
            app: self.app,
            who: self.who,
            bundle,
        }
    }
}

fn is_said_of(defect: &At<Case>, case: &At<Case>) -> bool {
    matches!(
        &defect.state.filing.matter,
        Matter::DataDefect(said) if said.about == case.id.0 && said.words.as_str() == WORDS
    )
}

#[tokio::test]
async fn what_is_said_on_the_preview_reaches_the_steward_with_the_case() {
    let at = AtCheck::new().await;
    let row = at.row("persons");
    assert!(matches!(row.whose, WhoseView::You));
    let place = at.here("persons").place;
    assert!(place.starts_with("0.birth-registration."), "{place}");
    at.say(&place).await;
    assert_eq!(at.here("persons").said.as_deref(), Some(WORDS));
    let told = at.app.check_page(&at.who, at.draft).unwrap().wrong;
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].words, WORDS);

    let scene = at.file().await;
    let case = scene.case("birth-registration");
    assert!(case.state.is_disputed());
    let defect = scene.case("data-defect");
    assert!(is_said_of(&defect, &case));
    assert_eq!(case.state.disputes[0].number, defect.state.filing.number);
    let Matter::DataDefect(said) = &defect.state.filing.matter else {
        unreachable!()
    };
    assert!(!said.shown.is_empty(), "with what the register answered");
    assert_eq!(defect.state.body, "ministry-interior");
    assert_eq!(defect.state.letters[0].kind, LetterKind::Filed);
    // She filed no slip of it: she is told, once, in the cabinet and by a message.
    let unread = scene.app.cabinet(&scene.who).unwrap().unread;
    let told = unread.iter().filter(|line| line.case == defect.id.0);
    assert_eq!(told.count(), 1);
    let told = |scene: &Scene| {
        let sent = scene.app.outbox(&scene.who).unwrap();
        let news = sent.into_iter().map(|sent| sent.message.news);
        let letters = news.filter_map(|news| match news {
            News::Letters(kinds) => Some(kinds),
            News::AccessAnswered => None,
        });
        let letters = letters.flatten().filter(|kind| *kind == LetterKind::Filed);
        letters.count()
    };
    scene.wait(5).await;
    assert_eq!(told(&scene), 1);
    let again = scene
        .app
        .store()
        .cases_of_bundle(StreamId(scene.bundle))
        .unwrap()
        .len();
    scene.wait(5).await;
    let cases = scene.app.store().cases_of_bundle(StreamId(scene.bundle));
    assert_eq!((told(&scene), cases.unwrap().len()), (1, again));
    // She sees it at her case, and may not say the same twice.
    let view = scene.app.case(&scene.who, case.id.0).await.unwrap();
    assert_eq!(view.reviews.defects.len(), 1);
    let again = scene
        .app
        .file_defect(&scene.who, case.id.0, &said.need, "…".into());
    assert!(matches!(
        again.await,
        Err(AppError::Rejected(Rejection::OnlyOnce))
    ));

    let (due, id) = (case.state.term.ends_at, defect.id.0);
    confirm(&scene.app, id).await;
    let corrected = rule(Outcome::Corrected);
    let ruled = scene
        .app
        .desk_command("ministry-interior/1", id, corrected)
        .await;
    ruled.unwrap();
    scene.app.settle().await.unwrap();
    let case = scene.case("birth-registration").state;
    assert!(!case.is_disputed() && case.rests_on("persons"));
    assert_eq!(case.term.ends_at, due, "no deadline moves");
}

#[tokio::test]
async fn what_only_a_later_service_rests_on_is_told_when_that_begins() {
    let at = AtCheck::new().await;
    let place = at.here("accounts").place;
    assert!(place.starts_with("0.birth-allowance."), "{place}");
    at.say(&place).await;
    let scene = at.file().await;
    let registration = scene.case("birth-registration");
    assert!(!registration.state.is_disputed(), "it does not rest on it");
    let cases = || {
        let cases = scene.app.store().cases_of_bundle(StreamId(scene.bundle));
        cases.unwrap().len()
    };
    assert_eq!(cases(), 1);
    // Meanwhile it stands on the page of the application, and nobody was told.
    let waiting = async || {
        let view = scene.app.application(&scene.who, scene.bundle).await;
        view.unwrap().wrong
    };
    let shown = waiting().await;
    assert_eq!(shown.len(), 1);
    assert!(shown[0].words == WORDS && shown[0].later);
    let officer = "registrar-2710/1";
    scene.app.grant(officer, registration.id.0).await.unwrap();
    scene.app.settle().await.unwrap();
    let allowance = scene.case("birth-allowance");
    assert!(allowance.state.is_disputed());
    assert!(is_said_of(&scene.case("data-defect"), &allowance));
    assert!(waiting().await.is_empty(), "it was told");
}

#[tokio::test]
async fn what_is_read_anew_after_filing_is_disputed_all_the_same_and_once() {
    let at = AtCheck::new().await;
    at.say(&at.here("persons").place).await;
    let later = at.app.now() + jiff::SignedDuration::from_hours(24 * 40);
    assert!(at.app.parts.clock.advance_to(later));
    let scene = at.file().await;
    let case = scene.case("birth-registration");
    assert!(case.state.is_disputed());
    assert!(is_said_of(&scene.case("data-defect"), &case));
    scene.wait(24 * 60).await;
    assert_eq!(scene.case("birth-registration").state.disputes.len(), 1);
    assert!(scene.app.verify().unwrap().problems.is_empty());
}

#[tokio::test]
async fn what_was_taken_back_is_told_to_nobody() {
    let at = AtCheck::new().await;
    let place = at.here("persons").place;
    at.say(&place).await;
    let taken_back = at.app.unsay_wrong(&at.who, at.draft, &place);
    taken_back.await.unwrap();
    assert!(at.here("persons").said.is_none());
    let scene = at.file().await;
    assert!(!scene.case("birth-registration").state.is_disputed());
    let cases = scene.app.store().cases_of_bundle(StreamId(scene.bundle));
    assert_eq!(cases.unwrap().len(), 1);
}

#[tokio::test]
async fn nothing_is_kept_without_words_nor_of_what_was_not_answered() {
    let at = AtCheck::new().await;
    let say = async |place: &str, words: &str| {
        let said = at.app.say_wrong(&at.who, at.draft, place, words.to_owned());
        said.await
    };
    let place = at.here("persons").place;
    assert!(matches!(
        say(&place, " ").await,
        Err(AppError::Rejected(Rejection::WordsNeeded))
    ));
    for nowhere in [
        "",
        "persons",
        "7.birth-registration.mother",
        "0.birth-registration.nothing",
        "0.clinic-attachment.child",
    ] {
        let said = say(nowhere, WORDS).await;
        assert!(matches!(said, Err(AppError::NotFound)), "{nowhere}");
    }
    let stranger = PersonId::Document("UZB:AB1234567".into());
    let said = at
        .app
        .say_wrong(&stranger, at.draft, &place, WORDS.to_owned());
    assert!(matches!(said.await, Err(AppError::NotFound)));
}

#[tokio::test]
async fn what_several_services_rely_on_is_said_once_and_of_each_of_them() {
    let at = AtCheck::new().await;
    let event = at.app.load_draft(&at.who, at.draft).unwrap().state;
    let all = ["birth-allowance", "care-allowance", "kindergarten-queue"];
    let all = all.map(str::to_owned).into();
    let event = event.chosen.as_deref();
    let nothing = BTreeMap::new();
    let chosen = at.app.choose(&at.who, at.draft, event, &all, &nothing);
    assert!(chosen.await.unwrap().is_ok());
    let place = at.here("residence").place;
    at.say(&place).await;
    let said = || {
        let state = at.app.load_draft(&at.who, at.draft).unwrap().state;
        let said = state.subjects[0].said_wrong.iter();
        let said = said.filter(|(_, said)| said.iter().any(|one| one.words.as_str() == WORDS));
        said.map(|(service, _)| service.clone()).collect::<Vec<_>>()
    };
    assert!(said().len() > 1, "{:?}", said());
    let relies = |service: &String| {
        let service = &at.app.catalog().services[service];
        let mut needs = service.iter().flat_map(|one| &one.needs);
        needs.any(|need| need.register == "residence")
    };
    assert!(said().iter().all(relies));
    let told = at.app.check_page(&at.who, at.draft).unwrap().wrong;
    assert_eq!(told.len(), 1, "it is shown once");
    let taken_back = at.app.unsay_wrong(&at.who, at.draft, &place);
    taken_back.await.unwrap();
    assert!(said().is_empty(), "{:?}", said());
}
