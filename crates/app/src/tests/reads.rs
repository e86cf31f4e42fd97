use std::collections::BTreeSet;

use super::Scene;

#[tokio::test]
async fn what_several_services_ask_of_registers_is_put_on_record_together() {
    let scene = Scene::after("married-parents").await;
    let lines = scene.looks(&scene.who);
    let key = scene.app.person_key(&scene.who);
    let rows = scene.app.store().accesses_of(key, None, 500).unwrap();
    assert!(
        rows.len() * 2 < lines.len(),
        "{} of {}",
        rows.len(),
        lines.len()
    );
    // Each says by itself for what it was: of the application, and of every case of it.
    let numbers: BTreeSet<_> = lines
        .iter()
        .filter_map(|line| line.number.clone())
        .collect();
    assert!(numbers.len() > 3, "{numbers:?}");
    assert!(lines.iter().all(|line| !line.purpose.en.is_empty()));
}
