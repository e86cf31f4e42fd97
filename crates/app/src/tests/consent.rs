//! Consent is looked at, a read is put on record, and then made: somebody may withdraw in between.

use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;
use tutas_catalog::Verb;
use tutas_domain::case::Phase;
use tutas_domain::consent::{Agreement, Event, Terms};
use tutas_domain::evidence::{Known, Unknown};
use tutas_domain::person::PersonId;
use tutas_domain::text::Lang;
use tutas_store::Commit;
use uuid::Uuid;

use super::{Scene, is_grant};
use crate::view::{AccessLine, Consents, Follows};
use crate::{
    App, AppError, Ids, Read, ReadAnswer, ReadFailure, Registers, Reply, Write, WriteAnswer,
};

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
            purpose: None,
            at: now,
        };
        let mut commit = Commit::default();
        app.add_person_change(&mut commit, &person, &[withdrawn], now)
            .unwrap();
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

/// An application whose first case waits for an officer; what follows it reads with consent.
async fn filed() -> Scene {
    Scene::until("married-parents", is_grant).await
}

async fn grant_registration(scene: &Scene) {
    let case = scene.case("birth-registration").id.0;
    scene.app.grant("registrar-2710/1", case).await.unwrap();
    scene.app.settle().await.unwrap();
}

async fn commit_events(scene: &Scene, events: &[Event]) {
    let person = scene.app.load_person(&scene.who).unwrap();
    let mut commit = Commit::default();
    let (app, now) = (&scene.app, scene.app.now());
    app.add_person_change(&mut commit, &person, events, now)
        .unwrap();
    scene.app.store().commit(commit).await.unwrap();
}

#[tokio::test]
async fn each_definition_is_agreed_to_by_the_hash_of_its_text_and_reads_name_it() {
    let scene = filed().await;
    grant_registration(&scene).await;
    let mine = scene.app.agreements(&scene.who).unwrap();
    assert!(mine.ended.is_empty() && mine.in_force.len() > 3);
    let mut hashes = Vec::new();
    for one in &mine.in_force {
        let hash = one.revision.clone().unwrap();
        let text = scene.app.agreement_text(&hash).unwrap();
        assert_eq!(Some(&text.of), one.purpose.as_ref());
        assert_eq!(text.purpose, one.title);
        hashes.push(hash);
    }
    let lines = scene.looks(&scene.who);
    let reads = lines.iter().filter(|line| line.by_consent);
    for line in reads.clone() {
        let told = line.agreement.clone().unwrap();
        assert!(hashes.contains(&told), "a read that nobody agreed to");
    }
    assert!(reads.count() > 5);
}

#[tokio::test]
async fn what_is_withdrawn_for_a_service_is_read_no_more_and_an_officer_decides() {
    let scene = filed().await;
    let purpose = Some("birth-allowance");
    let (app, who) = (&scene.app, &scene.who);
    app.withdraw_consent(who, scene.bundle, purpose)
        .await
        .unwrap();
    let ended = app.agreements(who).unwrap().ended;
    assert_eq!(ended.len(), 1, "the others stand");
    let reads = |number: &str| {
        let lines = scene.looks(who);
        let of_it = |line: &&AccessLine| line.number.as_deref() == Some(number);
        lines
            .iter()
            .filter(of_it)
            .filter(|line| line.by_consent)
            .count()
    };
    grant_registration(&scene).await;
    let number = |service| scene.case(service).state.filing.number.clone();
    assert_eq!(reads(&number("birth-allowance")), 0);
    assert!(reads(&number("clinic-attachment")) > 0, "the others go on");
    assert_eq!(scene.case("clinic-attachment").state.phase, Phase::Issued);
    let allowance = scene.case("birth-allowance").state;
    assert!(allowance.phase.is_undecided() && allowance.decision.is_none());
    // Withdrawing again changes nothing, and what is not theirs nobody withdraws.
    app.withdraw_consent(who, scene.bundle, purpose)
        .await
        .unwrap();
    let again = app.agreements(who).unwrap().ended;
    assert_eq!(again[0].withdrawn_at, ended[0].withdrawn_at);
    let other = PersonId::Iin(tutas_domain::person::Iin::parse("961019693738").unwrap());
    let others = app.withdraw_consent(&other, scene.bundle, None).await;
    assert!(matches!(others, Err(AppError::NotFound)));
}

#[tokio::test]
async fn before_withdrawing_a_person_is_told_what_follows_for_each_case() {
    let scene = filed().await;
    let told = |purpose| {
        let told = scene
            .app
            .withdrawal(&scene.who, scene.bundle, Some(purpose));
        told.unwrap().cases
    };
    assert!(
        told("birth-allowance").is_empty(),
        "no case rests on it yet"
    );
    grant_registration(&scene).await;
    let [case] = &*told("birth-allowance") else {
        panic!("one case");
    };
    assert!(matches!(case.follows, Follows::Decided));
    assert!(!case.officer_decides);
    let waiting = Scene::until("register-down", |verb| matches!(verb, Verb::Up(_))).await;
    let told = waiting
        .app
        .withdrawal(&waiting.who, waiting.bundle, Some("birth-allowance"));
    let told = told.unwrap();
    let Follows::Lacks(lacks) = &told.cases[0].follows else {
        panic!("it waits for a register");
    };
    assert!(!lacks.is_empty() && told.cases[0].officer_decides);
    assert!(told.says.is_some());
}

#[tokio::test]
async fn who_withdraws_the_consent_to_automation_alone_is_not_decided_on_by_a_program() {
    let scene = filed().await;
    let now = scene.app.now();
    let person = scene.app.load_person(&scene.who).unwrap().state;
    let withdrawn = Event::ConsentWithdrawn {
        application: scene.bundle,
        purpose: None,
        at: now,
    };
    let again = person.agreements.iter().map(|one| {
        Event::ConsentGiven(Agreement {
            automated: false,
            ..one.clone()
        })
    });
    let events: Vec<Event> = std::iter::once(withdrawn).chain(again).collect();
    commit_events(&scene, &events).await;
    grant_registration(&scene).await;
    let case = scene.case("birth-allowance").state;
    assert!(case.filing.automated_consent, "so it was when it was filed");
    assert_eq!(
        case.phase,
        Phase::Examining,
        "all is known, an officer decides"
    );
}

#[tokio::test]
async fn a_read_that_takes_more_than_was_agreed_to_is_not_made() {
    let scene = filed().await;
    let now = scene.app.now();
    let person = scene.app.load_person(&scene.who).unwrap().state;
    let withdrawn = Event::ConsentWithdrawn {
        application: scene.bundle,
        purpose: None,
        at: now,
    };
    // As if the definition had been published with longer retention since.
    let again = person.agreements.iter().map(|one| {
        let terms = one.terms.clone().map(|terms| Terms {
            kept_years: terms.kept_years.map(|years| years - 1),
            ..terms
        });
        Event::ConsentGiven(Agreement {
            terms,
            ..one.clone()
        })
    });
    let events: Vec<Event> = std::iter::once(withdrawn).chain(again).collect();
    commit_events(&scene, &events).await;
    let before = by_consent(&scene);
    grant_registration(&scene).await;
    assert_eq!(by_consent(&scene), before);
    assert!(scene.case("birth-allowance").state.phase.is_undecided());
}

#[tokio::test]
async fn who_agrees_to_the_same_again_agrees_to_nothing_new() {
    let at = AtConsent::new().await;
    at.consent().await;
    let version = || at.scene.app.load_person(&at.scene.who).unwrap().version;
    let first = version();
    at.consent().await;
    assert_eq!(version(), first);
    let none = Consents::default();
    let (app, who) = (&at.scene.app, &at.scene.who);
    app.give_consents(who, at.draft, none).await.unwrap();
    assert!(version() > first);
    let person = app.load_person(who).unwrap().state;
    let stands = |one: &&Agreement| one.application == at.draft && one.stands(app.now());
    assert_eq!(person.agreements.iter().filter(stands).count(), 0);
}

#[tokio::test]
async fn a_draft_whose_consent_is_withdrawn_forgets_what_was_read() {
    let at = AtConsent::new().await;
    at.consent().await;
    assert!(at.child().records().is_some());
    let (app, who) = (&at.scene.app, &at.scene.who);
    app.withdraw_consent(who, at.draft, None).await.unwrap();
    assert!(at.child().records().is_none());
    let draft = app.load_draft(who, at.draft).unwrap();
    assert!(draft.state.subjects.is_empty() && draft.state.consents.is_none());
}
