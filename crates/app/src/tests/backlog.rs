//! What is counted of what is late and waits.

use tutas_catalog::Verb;

use super::Scene;
use crate::Backlog;

/// Counts until a pass is over.
fn counted(scene: &Scene) -> Backlog {
    let turns = (0..1_000).take_while(|_| !scene.app.count_backlog().unwrap());
    let lists = 3 * scene.app.catalog().bodies.len();
    assert!(turns.count() > lists / 200, "a turn has a bound");
    scene.app.backlog()
}

#[tokio::test]
async fn what_a_body_owes_is_overdue_from_the_end_of_its_term_until_it_is_decided() {
    let scene = Scene::until("married-parents", super::is_grant).await;
    assert_eq!(scene.app.backlog(), Backlog::default());
    let before = counted(&scene);
    assert_eq!(before.overdue.get("decision"), None);
    assert_eq!(before.counted_at, Some(scene.app.now()));
    let ends_at = scene.case("birth-registration").state.term.ends_at;
    // Far beyond any term: the law has given its answer, and the body still owes a decision.
    scene.wait(60 * 24 * 40).await;
    let late = counted(&scene).overdue;
    let decision = late["decision"];
    assert!(decision.count >= 1, "{late:?}");
    assert_eq!(decision.oldest, Some(ends_at));
    // Nothing of it is told under a name that is anybody's.
    assert!(late.keys().all(|owed| ["decision", "other"].contains(owed)));
}

#[tokio::test]
async fn effects_that_wait_are_counted_with_their_age_and_those_tried_in_vain_by_themselves() {
    let stop: fn(&Verb) -> bool = |verb| matches!(verb, Verb::Register(_));
    let scene = Scene::until("missing-record-arrives", stop).await;
    let filed_at = scene.case("birth-registration").state.filing.received_at;
    let fresh = counted(&scene);
    let gather = fresh.waiting["gather"];
    assert_eq!((gather.count, gather.oldest), (1, Some(filed_at)));
    assert!(fresh.failing.is_empty(), "{fresh:?}");
    // The record does not come, and is looked for again and again.
    for _ in 0..8 {
        scene.wait(121).await;
    }
    let later = counted(&scene);
    assert_eq!(later.failing["gather"], later.waiting["gather"]);
    assert_eq!(later.waiting["gather"].oldest, Some(filed_at));
}
