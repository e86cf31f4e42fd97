use std::collections::BTreeSet;

use tutas_domain::person::{Iin, PersonId};
use tutas_domain::text::Lang;

use super::Scene;
use crate::view::Consents;

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

#[tokio::test]
async fn whatever_is_read_was_announced_with_its_law_also_of_registers_of_our_own() {
    let scene = Scene::after("unmarried-joint").await;
    let (app, who) = (&scene.app, &scene.who);
    let before = scene.looks(who).len();
    let draft = app.begin(who, "birth", Lang::Kk).await.unwrap();
    let plan = app.data_plan(who, draft).unwrap();
    let all = Consents {
        registers: true,
        automated: false,
    };
    app.give_consents(who, draft, all).await.unwrap();
    let looks = scene.looks(who);
    let fresh = &looks[..looks.len() - before];
    let own = &app.catalog().registers["statements"].title;
    assert!(
        fresh.iter().any(|look| look.register == *own),
        "one of ours"
    );
    for look in fresh {
        let told = plan.rows.iter().any(|row| {
            row.register == look.register
                && row.law == look.law
                && look.fields.iter().all(|field| row.fields.contains(field))
        });
        assert!(told, "{} by {:?}", look.register.en, look.law);
    }
    // To find the event is a purpose that is said in words.
    assert!(fresh.iter().any(|look| look.finds_event));
    assert!(fresh.iter().any(|look| !look.finds_event));
}

#[tokio::test]
async fn who_is_asked_to_sign_is_told_that_what_they_sign_is_read_too() {
    let scene = Scene::after("unmarried-joint").await;
    let father = PersonId::Iin(Iin::parse("970218591350").unwrap());
    let asked = scene.app.statement(&father, scene.bundle).unwrap();
    let own = &scene.app.catalog().registers["statements"];
    let told = asked.reads.iter().find(|row| row.register == own.title);
    assert!(told.is_some_and(|row| row.law.articles.contains("192-1")));
    let persons = &scene.app.catalog().registers["persons"].title;
    assert!(asked.reads.iter().any(|row| row.register == *persons));
}

#[tokio::test]
async fn that_somebody_signed_in_is_not_told_as_looking_for_an_event() {
    let scene = Scene::after("married-parents").await;
    let PersonId::Iin(iin) = &scene.who else {
        panic!("who files has a number");
    };
    let found = scene.app.find_person(iin.as_str()).await;
    assert!(found.is_ok_and(|(who, _)| who == scene.who));
    let look = scene.looks(&scene.who).into_iter().next().unwrap();
    assert!(look.purpose == scene.app.catalog().country.words["sign_in"]);
    assert!(!look.finds_event);
}
