use std::path::Path;
use std::sync::Arc;

use tutas_catalog::Catalog;
use tutas_domain::actor::Rank;
use tutas_domain::term::Counting;
use tutas_domain::text::Texts;

use super::*;
use crate::rehearsal::{Aftermath, aftermath};
use crate::view::AccessBy;
use crate::{OfficerProfile, Staff};

struct Played {
    app: App,
    cases: Vec<(PersonId, Uuid)>,
}

/// Examples of the catalog, each played to its end.
async fn played(names: &[&str]) -> Vec<Played> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../catalog");
    let loaded = tutas_catalog::load(&folder).unwrap();
    let catalog = Arc::new(loaded.catalog.unwrap());
    let staff = staff(&catalog);
    let mut all = Vec::new();
    for name in names {
        let mut examples = loaded.examples.iter();
        let example = examples.find(|one| one.id == *name).unwrap();
        let played = aftermath(&catalog, example, &staff).await;
        let Ok(Aftermath { app, applications }) = played else {
            panic!("the example {} fails", example.id);
        };
        let mut cases = Vec::new();
        for (who, bundle) in applications {
            let found = app.store().cases_of_bundle(StreamId(bundle)).unwrap();
            cases.extend(found.into_iter().map(|case| (who.clone(), case.0)));
        }
        assert!(!cases.is_empty());
        all.push(Played { app, cases });
    }
    all
}

fn run<T>(story: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().build();
    runtime.unwrap().block_on(story)
}

fn staff(catalog: &Catalog) -> Staff {
    let mut staff = Staff::default();
    for body in catalog.bodies.keys() {
        for (desk, rank) in [
            ("1", Rank::Officer),
            ("2", Rank::Officer),
            ("deputy", Rank::Deputy),
            ("head", Rank::Head),
            ("appeal", Rank::Officer),
        ] {
            let profile = OfficerProfile {
                name: desk.to_owned(),
                post: Texts::default(),
                body: body.clone(),
                rank,
                family: Vec::new(),
                audits: false,
            };
            staff.0.insert(format!("{body}/{desk}"), profile);
        }
    }
    staff
}

#[test]
fn a_file_tells_every_event_every_letter_and_every_term_of_its_case() {
    run(async {
        for Played { app, cases } in
            played(&["missing-record", "term-extended", "silence-then-late-grant"]).await
        {
            for (who, id) in cases {
                let file = app.case_file(&who, id).await.unwrap();
                let case = app.load_case(id).unwrap().state;
                let told: Vec<_> = file.entries.iter().map(|entry| entry.name).collect();
                let history: Vec<_> = case.history.iter().map(|(_, name)| &**name).collect();
                assert_eq!(told, history);
                assert_eq!(file.letters.len(), case.letters.len());
                let last = file.terms.last().unwrap();
                assert_eq!(last.started_at, case.term.started_at);
                assert_eq!(last.end.last_day, case.term.last_day);
                if case.term.paused_at.is_none() {
                    let day = last.days.last().unwrap();
                    assert_eq!(day.date, case.term.last_day);
                }
                for term in &file.terms {
                    assert_eq!(term.days[0].counting, Counting::Start);
                }
            }
        }
    });
}

#[test]
fn every_read_of_evidence_stands_in_the_file_with_its_register_fields_and_law() {
    run(async {
        for Played { app, cases } in played(&["missing-record"]).await {
            for (who, id) in cases {
                let file = app.case_file(&who, id).await.unwrap();
                let case = app.load_case(id).unwrap().state;
                for (register, at) in held(&case) {
                    if app.catalog().registers[&register].is_own() {
                        continue;
                    }
                    let title = &app.catalog().registers[&register].title;
                    let service = app.definition_of(&case).unwrap();
                    let public = service.needs.iter().any(|need| {
                        need.register == register && need.of == tutas_catalog::Whose::Public
                    });
                    let mut lines = file.reads.iter().map(|read| &read.line);
                    let read = lines.find(|line| line.at == at && line.register == *title);
                    let told = read.is_some_and(|line| !line.fields.is_empty());
                    assert!(
                        told || public,
                        "{register} was read at {at}, and the file is silent"
                    );
                }
            }
        }
    });
}

#[test]
fn what_a_letter_says_comes_from_the_event_that_wrote_it() {
    run(async {
        let mut decided = 0;
        for Played { app, cases } in played(&["appeal-dismissed"]).await {
            for (_, id) in cases {
                let at = app.load_case(id).unwrap();
                for (index, letter) in at.state.letters.iter().enumerate() {
                    let told = app.told(&at, index).unwrap();
                    if letter.kind == crate::view::LetterKind::Filed {
                        let number = &at.state.filing.number;
                        let says =
                            |point: &Point| matches!(point, Point::Number(said) if said == number);
                        assert!(told.iter().any(says));
                        decided += 1;
                    }
                }
            }
        }
        assert!(decided > 0);
    });
}

#[test]
fn nobody_else_sees_a_file_and_an_officer_s_look_stands_in_it() {
    run(async {
        let all = played(&["no-right"]).await;
        let mut looked = 0;
        for Played { app, cases } in &all {
            let stranger = PersonId::Document("N00000000".to_owned());
            for (who, id) in cases {
                let strange = app.case_file(&stranger, *id).await;
                assert!(matches!(strange, Err(AppError::NotFound)));
                let body = app.load_case(*id).unwrap().state.body.clone();
                let Ok(at_desk) = app.desk_file(&format!("{body}/2"), *id).await else {
                    continue;
                };
                let officers = |file: &FileView| {
                    let reads = file.reads.iter();
                    reads
                        .filter(|read| matches!(read.line.by, AccessBy::Officer(_)))
                        .count()
                };
                let own = app.case_file(who, *id).await.unwrap();
                assert!(officers(&at_desk) > 0);
                assert_eq!(officers(&own), officers(&at_desk));
                looked += 1;
            }
        }
        assert!(looked > 0);
    });
}

#[test]
fn the_reason_of_an_extension_and_its_law_are_in_the_file() {
    run(async {
        let all = played(&["term-extended"]).await;
        let mut extended = 0;
        for Played { app, cases } in all {
            for (who, id) in cases {
                let file = app.case_file(&who, id).await.unwrap();
                let entries = file.entries.iter();
                for entry in entries.filter(|entry| entry.name == "term-extended") {
                    let has = |is: fn(&Point) -> bool| entry.points.iter().any(is);
                    assert!(has(
                        |point| matches!(point, Point::Reasons(why) if !why.is_empty())
                    ));
                    assert!(has(|point| matches!(point, Point::Law(_))));
                    assert!(has(|point| matches!(point, Point::Officer(_))));
                    let term = file.terms.last().unwrap();
                    assert_eq!(term.extended_to, Some(term.end.last_day));
                    extended += 1;
                }
            }
        }
        assert!(extended > 0);
    });
}

#[test]
fn what_was_dismissed_on_appeal_is_told_and_can_go_to_the_next_instance() {
    run(async {
        let all = played(&["appeal-dismissed"]).await;
        let mut ruled = 0;
        for Played { app, cases } in all {
            for (who, id) in cases {
                let file = app.case_file(&who, id).await.unwrap();
                if file.entries.iter().any(|entry| entry.name == "ruled") {
                    let kind = file.appealed.map(|act| act.kind);
                    assert_eq!(kind, Some(ActKind::Ruling));
                    ruled += 1;
                }
                if file
                    .entries
                    .iter()
                    .any(|entry| entry.name == "appeal-ended")
                {
                    assert_eq!(file.appealed.map(|act| act.kind), Some(ActKind::Refusal));
                }
            }
        }
        assert!(ruled > 0);
    });
}
