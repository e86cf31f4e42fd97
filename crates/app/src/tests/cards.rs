//! The cards of registers: what was seen is kept, added up and outlives the program.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use tutas_domain::case::Outcome as Ruled;
use tutas_store::{HourCounts, StreamKind};

use super::Scene;
use super::defects::{confirm, need, rule, student};
use super::duplicates::group;
use crate::duplicate::searches_of;
use crate::measured::minute_of;
use crate::view::{RegisterFigures, Within};
use crate::{App, Bounds, Outcome, SteadyRegisters};

fn steady(scene: Scene) -> Scene {
    scene.with(|parts| {
        let bounds = Bounds::default();
        parts.registers = Arc::new(SteadyRegisters::new(
            Arc::clone(&parts.registers),
            Arc::clone(&parts.clock),
            Arc::clone(&parts.ids),
            bounds,
        ));
    })
}

fn persons(app: &App) -> RegisterFigures {
    app.register_figures("persons").unwrap()
}

#[tokio::test]
async fn what_was_seen_of_a_register_outlives_the_program_and_adds_up() {
    let (scene, is_mended) = student().await;
    let scene = steady(scene);
    let (app, who) = (&scene.app, &scene.who);
    let case = scene.case("birth-allowance").id.0;
    let before = persons(app);
    assert!(before.answers > 0 && before.gaps["surname"].empty == 0);
    assert_eq!((before.defects.open, before.defects.mended), (0, 0));

    let need = need(&scene);
    let defect = app.file_defect(who, case, &need, "I am a kandas.".into());
    let defect = defect.await.unwrap();
    scene.wait(2).await;
    assert_eq!(persons(app).defects.open, 1);
    scene.wait(90).await;
    confirm(app, defect).await;
    is_mended.store(true, Ordering::Relaxed);
    app.desk_command("ministry-interior/1", defect, rule(Ruled::Corrected))
        .await
        .unwrap();
    scene.wait(2).await;
    scene.wait(2).await;
    let after = persons(app);
    assert_eq!((after.defects.open, after.defects.mended), (0, 1));
    assert!(after.defects.time_to_mend.unwrap().as_mins() >= 90);
    assert!(after.answers > before.answers);
    assert!(after.of(Outcome::Answered) > 0 && after.errors().0 == 0);
    assert!(matches!(
        after.within_time(99),
        Some(Within::Milliseconds(_))
    ));
    assert_eq!(after.outside.up, after.outside.known);
    assert!(after.uses.fresh + after.uses.stale > 0);

    // Another program on the same database knows the same, and adds what it sees itself.
    let scene = scene.with(|_| {});
    let again = persons(&scene.app);
    assert_eq!((again.answers, again.calls), (after.answers, after.calls));
    let app = &scene.app;
    app.measured.stood("persons", false, app.now());
    app.keep_measures_now(app.now()).await.unwrap();
    let later = scene.with(|_| {});
    assert_eq!(persons(&later.app).answers, after.answers);
}

#[tokio::test]
async fn only_maintenance_that_was_announced_beforehand_is_counted_apart() {
    let scene = Scene::after("married-parents").await;
    let file = tempfile::NamedTempFile::new().unwrap();
    let app = scene.app.clone().announcing(file.path());
    let outside = persons(&app).outside;
    let announce = |registers: &str| {
        let text = format!(
            "[{{\"from\":\"2020-01-01T00:00\",\"until\":\"2099-01-01T00:00\",\
             \"registers\":[{registers}],\"text\":{{\"kk\":\"\",\"ru\":\"\",\"en\":\"\"}}}}]"
        );
        std::fs::write(file.path(), text).unwrap();
    };
    let down = async |minutes: i64| {
        let to = app.now() + jiff::SignedDuration::from_mins(minutes);
        app.parts.clock.advance_to(to);
        app.measured.stood("persons", false, app.now());
        app.measured.stood("births", false, app.now());
        app.keep_measures_now(app.now()).await.unwrap();
    };
    down(1).await;
    announce("\"persons\"");
    down(1).await;
    down(1).await;
    app.parts
        .clock
        .advance_to(app.now() + jiff::SignedDuration::from_secs(61));
    app.keep_measures_now(app.now()).await.unwrap();
    let figures = persons(&app);
    assert_eq!((figures.within.known, figures.within.up), (3, 0));
    assert_eq!(figures.outside.known - figures.outside.up, 1);
    assert!(figures.outside.up >= outside.up);
    let births = app.register_figures("births").unwrap();
    assert_eq!(births.within.known, 0);
}

#[tokio::test]
async fn searches_are_told_of_for_four_hundred_days_and_then_forgotten() {
    let scene = Scene::after("married-parents").await.with(|_| {});
    let app = &scene.app;
    let hour = minute_of(app.now()) / 60;
    let search = |days: i64| HourCounts {
        name: searches_of("persons"),
        hour: hour - days * 24,
        node: app.new_id(app.now()),
        counted: "{}".to_owned(),
    };
    let rows = [401, 399, 91].map(search).to_vec();
    app.store().put_counts(rows).await.unwrap();
    app.measured.stood("persons", true, app.now());
    app.keep_measures_now(app.now()).await.unwrap();
    let kept = app.store().counts(&searches_of("persons"), 0).unwrap();
    let kept: Vec<i64> = kept.iter().map(|row| (hour - row.hour) / 24).collect();
    assert_eq!(kept, [399, 91]);
}

#[tokio::test]
async fn while_one_adds_up_all_others_are_shown_what_was_known_before() {
    let scene = Scene::after("married-parents").await.with(|_| {});
    let app = &scene.app;
    let before = persons(app);
    scene.wait(2).await;
    app.measured.stood("persons", false, app.now());
    app.keep_measures_now(app.now()).await.unwrap();
    let adding = app.cards.adding.lock().unwrap();
    assert_eq!(persons(app), before, "nobody adds up beside another");
    drop(adding);
    assert_ne!(persons(app).outside, before.outside);
}

#[tokio::test]
async fn figures_of_more_than_are_looked_through_say_of_how_many_they_are() {
    let scene = Scene::after("married-parents").await;
    let app = &scene.app;
    let groups = |from: usize, to: usize| {
        let groups = (from..to).map(|one| group(&scene.who, &["Әсел", &format!("Асель {one}")]));
        groups.collect::<Vec<_>>()
    };
    let raised = app.raise_duplicates("persons", 9, groups(0, 500)).await;
    assert_eq!(raised.unwrap(), 500);
    let all = persons(app).duplicates;
    assert_eq!((all.open, all.of_last), (500, None));
    let raised = app.raise_duplicates("persons", 9, groups(500, 501)).await;
    assert_eq!(raised.unwrap(), 1);
    scene.wait(2).await;
    let cut = persons(app);
    assert_eq!(
        (cut.duplicates.open, cut.duplicates.of_last),
        (500, Some(500))
    );
    // Whoever looks for what people said is wrong reads past none of them.
    let defects = app.register_key("persons");
    let found = app
        .store()
        .streams_of(defects, StreamKind::Duplicate, None, 9);
    assert!(found.unwrap().is_empty());
    assert_eq!(cut.defects.of_last, None);
}
