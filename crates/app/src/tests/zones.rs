use jiff::civil::{Date, date};
use jiff::{SignedDuration, Timestamp};
use tutas_catalog::Verb;
use tutas_domain::case::Phase;
use tutas_domain::value::Value;

use super::{Scene, shared, staff};
use crate::rehearsal::{Aftermath, aftermath};

/// A birth filed with the registrar of Uralsk on the same weekday of another year, and left alone.
async fn filed_in_uralsk(on: Date) -> Scene {
    let (catalog, examples) = shared();
    let mut examples = examples.iter();
    let mut example = examples
        .find(|one| one.id == "silence-then-late-grant")
        .unwrap()
        .clone();
    let earlier = on.duration_since(example.date.date());
    example.date = example.date.saturating_add(earlier);
    example
        .script
        .retain(|step| matches!(step.verb, Verb::Begin(_)));
    for step in &mut example.script {
        step.at = step.at.map(|at| at.saturating_add(earlier));
    }
    let births = example.records.get_mut("medical-births").unwrap();
    for value in births.iter_mut().flat_map(|record| record.values_mut()) {
        if let Some(Value::Date(day)) = value {
            *day = day.saturating_add(earlier);
        }
    }
    let played = aftermath(catalog, &example, &staff(catalog)).await;
    let Ok(Aftermath { app, applications }) = played else {
        panic!("the example fails");
    };
    let (who, bundle) = applications[0].clone();
    Scene { app, who, bundle }
}

/// Lets the clock come to an instant.
async fn come_to(scene: &Scene, at: Timestamp) {
    assert!(scene.app.parts.clock.advance_to(at));
    scene.app.settle().await.unwrap();
}

async fn falls_silent_at(on: Date, midnight: &str) {
    let scene = filed_in_uralsk(on).await;
    let case = scene.case("birth-registration");
    assert_eq!(case.state.body, "registrar-2710");
    let view = scene.app.case(&scene.who, case.id.0).await.unwrap();
    assert_eq!(view.summary.zone, "Asia/Oral");
    let midnight: Timestamp = midnight.parse().unwrap();
    assert_eq!(case.state.term.ends_at, midnight);

    come_to(&scene, midnight - SignedDuration::from_mins(1)).await;
    let phase = &scene.case("birth-registration").state.phase;
    assert!(*phase != Phase::DeemedRefused, "its day is not over");
    come_to(&scene, midnight).await;
    let silent = scene.case("birth-registration").state;
    assert_eq!(silent.phase, Phase::DeemedRefused);
    assert_eq!(silent.deemed_refused_at, Some(midnight));
}

#[tokio::test]
async fn a_term_in_oral_time_ends_with_the_day_there_and_not_an_hour_before() {
    Box::pin(falls_silent_at(date(2024, 2, 5), "2024-02-07T19:00:00Z")).await;
}

#[tokio::test]
async fn since_the_first_of_march_2024_it_ends_as_elsewhere() {
    Box::pin(falls_silent_at(date(2024, 3, 11), "2024-03-13T19:00:00Z")).await;
    let calendar = &shared().0.calendar;
    assert_eq!(
        calendar.end_of(date(2024, 3, 13)).to_string(),
        "2024-03-13T19:00:00Z"
    );
    assert_eq!(
        calendar.end_of(date(2024, 2, 7)).to_string(),
        "2024-02-07T18:00:00Z"
    );
}
