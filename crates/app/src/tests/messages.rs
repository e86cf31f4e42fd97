use std::sync::{Arc, Mutex};

use tutas_store::{DueEffect, StreamId};

use super::{Scene, is_grant};
use crate::effect;
use crate::registers::Reply;
use crate::view::{LetterKind, PhaseView};
use crate::worker::LONGEST_COLLECTING;
use crate::{Message, Messenger, News, NotSent, Outbox, Sent};

/// A carrier that is down for the first tries.
#[derive(Default)]
struct Flaky {
    down: Mutex<usize>,
    tried: Mutex<Vec<String>>,
    outbox: Outbox,
}

impl Messenger for Flaky {
    fn send<'a>(&'a self, message: &'a Message) -> Reply<'a, Result<(), NotSent>> {
        self.tried.lock().unwrap().push(message.key.clone());
        let mut down = self.down.lock().unwrap();
        if *down > 0 {
            *down -= 1;
            return Box::pin(async { Err(NotSent) });
        }
        drop(down);
        self.outbox.send(message)
    }
}

#[tokio::test]
async fn letters_that_come_together_are_one_message_and_a_carrier_that_is_down_voids_nothing() {
    let carrier = Arc::new(Flaky {
        down: Mutex::new(2),
        ..Flaky::default()
    });
    let scene = Scene::until("silence-then-late-grant", is_grant).await;
    let scene = scene.with(|parts| parts.messenger = carrier.clone());
    let case = scene.case("birth-registration").id.0;
    scene.app.grant("registrar-2710/1", case).await.unwrap();
    scene.app.settle().await.unwrap();
    let view = scene.app.case(&scene.who, case).await.unwrap();
    assert_eq!(
        view.summary.phase,
        PhaseView::Issued,
        "it is decided all the same"
    );
    assert!(carrier.outbox.of(&scene.who).is_empty());
    scene.wait(2).await;
    scene.wait(5).await;
    scene.wait(60).await;
    let sent = carrier.outbox.of(&scene.who);
    assert_eq!(sent.len(), 1, "granted, issued and what followed are one");
    let letters = [
        LetterKind::Granted,
        LetterKind::Issued,
        LetterKind::Opened,
        LetterKind::Granted,
        LetterKind::Issued,
    ];
    assert_eq!(sent[0].message.news, News::Letters(letters.to_vec()));
    let tried = carrier.tried.lock().unwrap();
    assert_eq!(tried.len(), 3);
    assert!(tried.iter().all(|key| *key == sent[0].message.key));
}

#[tokio::test]
async fn what_waits_to_be_told_of_one_application_is_done_in_one_commit() {
    // The other twin's case stays open.
    let scene = Scene::until("twins", is_grant).await;
    let case = scene.case("birth-registration").id.0;
    scene.app.grant("registrar-2710/1", case).await.unwrap();
    let now = scene.app.now();
    let store = scene.app.store();
    while !store.due_effects(now, 100).unwrap().is_empty() {
        scene.app.step().await.unwrap();
    }
    let soon = now + LONGEST_COLLECTING;
    let telling = || {
        let waiting = store.due_effects(soon, 100).unwrap();
        let of_letters = |one: &&DueEffect| one.kind == effect::NOTIFY;
        waiting.iter().filter(of_letters).count()
    };
    assert!(telling() > 1, "{} effects", telling());
    let before = store.write_version();
    scene.app.step().await.unwrap();
    assert_eq!((telling(), store.write_version()), (0, before + 1));
}

#[tokio::test]
async fn an_application_that_is_over_is_told_of_at_once_however_much_else_is_due() {
    let scene = Scene::until("silence-then-late-grant", is_grant).await;
    let case = scene.case("birth-registration").id.0;
    let store = scene.app.store();
    let application = || scene.app.load_bundle(scene.bundle).unwrap().state;
    let waiting = || {
        let mut waiting = store.effects_of_bundle(StreamId(scene.bundle)).unwrap();
        waiting.retain(|one| one.kind == effect::NOTIFY);
        waiting.len()
    };
    let before = application().messages;
    scene.app.grant("registrar-2710/1", case).await.unwrap();
    let (now, mut most) = (scene.app.now(), 0);
    // As long as anything at all is due, no step gets to letters whose time has not come.
    while application().is_open() {
        assert!(!store.due_effects(now, 1).unwrap().is_empty());
        scene.app.step().await.unwrap();
        most = most.max(waiting());
    }
    assert!(most > 1, "{most} letters");
    assert_eq!((waiting(), application().messages), (0, before + 1));
}

#[tokio::test]
async fn each_letter_is_told_of_once() {
    let scene = Scene::after("appeal-satisfied").await;
    let sent = scene.app.outbox(&scene.who).unwrap();
    let letters = |one: &Sent| match &one.message.news {
        News::Letters(letters) => letters.len(),
        News::AccessAnswered => 0,
    };
    let told: usize = sent.iter().map(letters).sum();
    let cases = scene.app.store().cases_of_bundle(StreamId(scene.bundle));
    let given: usize = cases
        .unwrap()
        .into_iter()
        .flat_map(|id| scene.app.load_case(id.0).unwrap().state.letters.clone())
        .filter(|letter| letter.kind != LetterKind::Filed)
        .count();
    assert_eq!(told, given);
    assert!(sent.iter().all(|one| one.times == 1));
}

#[tokio::test]
async fn the_same_message_handed_over_twice_counts_once() {
    let who = tutas_domain::person::PersonId::Document("UZB:AB1234567".into());
    let message = Message {
        key: "b:1".into(),
        to: who.clone(),
        lang: tutas_domain::text::Lang::Kk,
        news: News::Letters(vec![LetterKind::Granted]),
        at: jiff::Timestamp::UNIX_EPOCH,
    };
    let outbox = Outbox::default();
    for _ in 0..2 {
        outbox.send(&message).await.unwrap();
    }
    let sent = outbox.of(&who);
    assert_eq!((sent.len(), sent[0].times), (1, 2));
}
