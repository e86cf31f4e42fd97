//! Consent is looked at, a read is put on record, and then made: somebody may withdraw in between.

use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;
use tutas_domain::consent::Event;
use tutas_domain::evidence::{Known, Unknown};
use tutas_domain::person::PersonId;
use tutas_domain::text::Lang;
use tutas_store::Commit;
use uuid::Uuid;

use super::Scene;
use crate::stream::add_person_change;
use crate::view::Consents;
use crate::{App, Ids, Read, ReadAnswer, ReadFailure, Registers, Reply, Write, WriteAnswer};

type Interruption = Mutex<Option<Box<dyn FnOnce() + Send>>>;

/// Something happens elsewhere at the next moment of this kind.
#[derive(Default)]
struct Meanwhile(Interruption);

impl Meanwhile {
    fn does(&self, what: impl FnOnce() + Send + 'static) {
        *self.0.lock().unwrap() = Some(Box::new(what));
    }

    fn happens(&self) {
        let what = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(what) = what {
            what();
        }
    }
}

/// Ids are drawn after grounds were checked and before reads are on record.
struct InterruptedIds(Arc<dyn Ids>, Arc<Meanwhile>);

impl Ids for InterruptedIds {
    fn id(&self, now: Timestamp) -> Uuid {
        self.1.happens();
        self.0.id(now)
    }

    fn secret(&self) -> [u8; 32] {
        self.0.secret()
    }
}

/// Registers that note on what ground they were asked, and while which something happens.
struct WatchedRegisters {
    inner: Arc<dyn Registers>,
    /// Register, and whether by consent.
    asked: Mutex<Vec<(String, bool)>>,
    meanwhile: Meanwhile,
}

impl Registers for WatchedRegisters {
    fn read<'a>(&'a self, read: Read<'a>) -> Reply<'a, Result<ReadAnswer, ReadFailure>> {
        let mut asked = self.asked.lock().unwrap();
        asked.push((read.register.id.clone(), read.ground.is_consent()));
        drop(asked);
        Box::pin(async move {
            let answer = self.inner.read(read).await;
            self.meanwhile.happens();
            answer
        })
    }

    fn write<'a>(&'a self, write: Write<'a>) -> Reply<'a, Result<WriteAnswer, ReadFailure>> {
        self.inner.write(write)
    }
}

/// A mother at the page that asks for consent.
struct AtConsent {
    scene: Scene,
    draft: Uuid,
    before_record: Arc<Meanwhile>,
    registers: Arc<WatchedRegisters>,
    /// What was on record as read by consent when it began.
    lines_before: usize,
}

impl AtConsent {
    async fn new() -> Self {
        let before_record = Arc::new(Meanwhile::default());
        let mut watched = None;
        let scene = Scene::after("married-parents").await;
        let scene = scene.with(|parts| {
            let registers = Arc::new(WatchedRegisters {
                inner: Arc::clone(&parts.registers),
                asked: Mutex::default(),
                meanwhile: Meanwhile::default(),
            });
            watched = Some(Arc::clone(&registers));
            parts.registers = registers;
            let ids = Arc::clone(&parts.ids);
            parts.ids = Arc::new(InterruptedIds(ids, Arc::clone(&before_record)));
        });
        let draft = scene.app.begin(&scene.who, "birth", Lang::Kk).await;
        let lines_before = by_consent(&scene);
        Self {
            lines_before,
            draft: draft.unwrap(),
            scene,
            before_record,
            registers: watched.unwrap(),
        }
    }

    /// Gives consent to what the page asks for, and lets registers be read.
    async fn consent(&self) {
        let consents = Consents {
            registers: true,
            automated: true,
        };
        let (app, who) = (&self.scene.app, &self.scene.who);
        app.give_consents(who, self.draft, consents).await.unwrap();
    }

    fn asked_by_consent(&self) -> usize {
        let asked = self.registers.asked.lock().unwrap();
        asked.iter().filter(|(_, consent)| *consent).count()
    }

    /// What has come on record as read by consent.
    fn lines_by_consent(&self) -> usize {
        by_consent(&self.scene) - self.lines_before
    }

    /// What the draft knows of its subjects.
    fn child(&self) -> Known {
        let draft = self.scene.app.load_draft(&self.scene.who, self.draft);
        draft.unwrap().state.evidence.known("own_births").clone()
    }
}

fn by_consent(scene: &Scene) -> usize {
    let lines = scene.looks(&scene.who);
    lines.iter().filter(|line| line.by_consent).count()
}

/// The same person withdraws in another window.
fn withdrawing(app: &App, who: &PersonId, draft: Uuid) -> impl FnOnce() + Send + 'static {
    let (app, who) = (app.clone(), who.clone());
    move || {
        let now = app.now();
        let person = app.load_person(&who).unwrap();
        let withdrawn = Event::ConsentWithdrawn {
            application: draft,
            at: now,
        };
        let mut commit = Commit::default();
        add_person_change(&mut commit, &person, &[withdrawn], now).unwrap();
        app.store().commit_blocking(commit).unwrap();
    }
}

#[tokio::test]
async fn a_consent_withdrawn_before_the_read_is_on_record_lets_nothing_be_read() {
    let at = AtConsent::new().await;
    let withdrawing = withdrawing(&at.scene.app, &at.scene.who, at.draft);
    at.before_record.does(withdrawing);
    at.consent().await;
    assert_eq!(at.asked_by_consent(), 0);
    assert_eq!(
        at.lines_by_consent(),
        0,
        "what was not read is not on record"
    );
    assert_eq!(at.child(), Known::Unknown(Unknown::NoConsent));
}

#[tokio::test]
async fn what_is_answered_after_consent_was_withdrawn_is_not_taken() {
    let at = AtConsent::new().await;
    let withdrawing = withdrawing(&at.scene.app, &at.scene.who, at.draft);
    at.registers.meanwhile.does(withdrawing);
    at.consent().await;
    let asked = at.asked_by_consent();
    assert!(
        asked > 0 && at.lines_by_consent() > 0,
        "it was asked before"
    );
    assert_eq!(at.child(), Known::Unknown(Unknown::NoConsent));
}

#[tokio::test]
async fn a_consent_that_stands_lets_everything_be_read_and_put_on_record() {
    let at = AtConsent::new().await;
    at.consent().await;
    assert!(at.asked_by_consent() > 5 && at.lines_by_consent() > 5);
    assert!(at.child().records().is_some());
}

#[tokio::test]
async fn who_is_looked_up_to_sign_in_is_on_record_before_the_register_is_asked() {
    let at = AtConsent::new().await;
    let PersonId::Iin(iin) = at.scene.who.clone() else {
        panic!("a person with a number");
    };
    at.registers.asked.lock().unwrap().clear();
    let lines = at.scene.looks(&at.scene.who).len();
    let fault = tutas_store::CommitFault::Lost;
    at.scene.app.store().fail_commits([Some(fault)]);
    let found = at.scene.app.find_person(iin.as_str()).await;
    assert!(found.is_err());
    assert!(at.registers.asked.lock().unwrap().is_empty());
    assert_eq!(at.scene.looks(&at.scene.who).len(), lines);
}
