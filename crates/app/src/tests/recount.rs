use std::sync::Arc;

use jiff::civil::date;
use tutas_catalog::Verb;
use tutas_domain::calendar::Swap;
use tutas_domain::case::LetterKind;
use tutas_domain::text::Law;

use super::{Scene, loaded};

#[tokio::test]
async fn a_day_made_free_moves_the_term_of_an_open_case_once_and_never_back() {
    let scene = Scene::until("silence-then-late-grant", |verb| {
        matches!(verb, Verb::WaitUntil(_))
    })
    .await;
    let before = scene.case("birth-registration").state;
    assert_eq!(before.term.last_day, date(2026, 9, 16));

    let with_day_off = || {
        let (mut catalog, _) = loaded();
        let decree = Swap {
            off: date(2026, 9, 16),
            worked: None,
            law: Law::default(),
        };
        catalog.decree(&[decree]);
        Arc::new(catalog)
    };
    let scene = scene.with(|parts| parts.catalog = with_day_off());
    scene.app.settle().await.unwrap();
    let moved = scene.case("birth-registration");
    assert_eq!(moved.state.term.last_day, date(2026, 9, 17));
    let last = moved.state.letters.last().map(|letter| letter.kind);
    assert_eq!(last, Some(LetterKind::Recounted));

    let scene = scene.with(|parts| parts.catalog = with_day_off());
    scene.app.settle().await.unwrap();
    assert_eq!(scene.case("birth-registration").version, moved.version);

    let scene = scene.with(|parts| parts.catalog = Arc::new(loaded().0));
    scene.app.settle().await.unwrap();
    let back = scene.case("birth-registration").state;
    assert_eq!(
        back.term.last_day,
        date(2026, 9, 17),
        "nothing comes earlier"
    );
}
