use std::collections::BTreeSet;

use jiff::Timestamp;
use tutas_catalog::Verb;
use tutas_domain::case::Phase;

use super::Scene;

/// The registers whose reads since then are on record for who filed, newest first.
fn read_since(scene: &Scene, then: Timestamp) -> Vec<String> {
    let lines = scene
        .looks(&scene.who)
        .into_iter()
        .filter(|line| line.at > then);
    lines.map(|line| line.register.en).collect()
}

#[tokio::test]
async fn a_case_that_waits_for_a_record_reads_no_other_register_meanwhile() {
    let arrives = |verb: &Verb| matches!(verb, Verb::Register(_));
    let scene = Scene::until("missing-record-arrives", arrives).await;
    let case = scene.case("birth-registration").state;
    assert_eq!(case.phase, Phase::Curing);
    let first: BTreeSet<String> = read_since(&scene, Timestamp::MIN).into_iter().collect();
    assert!(first.len() > 2, "{first:?}");

    // Long enough for every answer to be too old to decide on.
    let then = scene.app.now();
    for _ in 0..18 {
        scene.wait(120).await;
    }
    let since = read_since(&scene, then);
    assert!(since.len() > 5, "{since:?}");
    let registers: BTreeSet<String> = since.into_iter().collect();
    assert_eq!(registers.len(), 1, "{registers:?}");
}
